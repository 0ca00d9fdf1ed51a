# SPDX-License-Identifier: MPL-2.0
# The system calls that each call makes: no more than stock NSPR where a caller
# waits, and opened as safely as the headers say.  And how much is executed to
# start a program.
# shellcheck disable=SC2317 # check calls the functions
. "${top_srcdir:-.}/pr/tests/tap.sh"
. "$top_srcdir/pr/bench/common.sh"

# Some in calls.c are several calls of the interface.
existing="open create-existing exclusive-existing attach detach close connect"
everything="$existing create create-exclusive delete life-cycle"

if [ -n "${SANITIZERS:-}" ]; then
    # Not for want of anything, so not a failure in CI: they make system calls
    # and execute instructions of their own.
    ok "system calls and start-up # SKIP sanitizers add their own"
    done_testing
fi

# A killed program may leave the segment of its name.
remove_segments() {
    for marker in "$scratch"/name-*; do
        [ -e "$marker" ] || continue
        ipcrm -M "$(stat -c '%d %i' "$marker" | {
            read -r dev ino
            printf '0x62%02x%04x' $((dev & 0xff)) $((ino & 0xffff))
        })" 2>/dev/null
    done
}
trap 'remove_segments; rm -rf "$scratch"' EXIT

# trace SIDE: its trace, cut into a file for each WHAT, lines as strace has
# them.  What is done more than once is there once, for it is the same.
trace() {
    mkdir "$scratch/$1" || return
    # shellcheck disable=SC2086 # several words, or none
    LC_ALL=C $alone strace -o "$scratch/$1/.trace" \
        "$top_builddir/pr/tests/calls_$1" "$scratch/name-$1" || return
    awk -v dir="$scratch/$1" '
        /^write\(-1, "begin / { what = $3; sub(/".*/, "", what)
                                file = dir "/" what
                                printf "" >file; next }
        /^write\(-1, "end /   { close(file); file = ""; next }
        file != ""            { print >file }' "$scratch/$1/.trace"
}

# Signals and the like are not calls.
count() {
    grep -c '^[a-z0-9_]*(' "$1"
}

# For the notes: the names of the calls in a file, in a line.
names() {
    sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' "$1" | tr '\n' ' '
}

# The cut files must have in them what the calls cannot do without.
complete() {
    for what in $everything; do
        [ -f "$scratch/$1/$what" ] || return
    done
    grep -q '^shmget(' "$scratch/$1/open" &&
        grep -q '^shmat(' "$scratch/$1/attach" &&
        grep -q '^shmdt(' "$scratch/$1/detach" &&
        grep -q '^shmctl(' "$scratch/$1/delete" &&
        [ "$(count "$scratch/$1/life-cycle")" -ge 9 ]
}

no_more_than_stock() {
    ours=$(count "$scratch/ours/$1")
    stock=$(count "$scratch/stock/$1")
    echo "ours $ours: $(names "$scratch/ours/$1")"
    echo "stock $stock: $(names "$scratch/stock/$1")"
    [ "$ours" -le "$stock" ]
}

# none PATTERN FILE...: no such line in any; shows those that there are.
none() {
    pattern=$1
    shift
    ! grep -E -- "$pattern" "$@"
}

all_files() {
    for what in $1; do
        printf '%s\n' "$scratch/ours/$what"
    done
}

# Whatever makes a descriptor makes one that exec() closes.
close_on_exec() {
    # shellcheck disable=SC2046 # one name a line, without blanks
    cat $(all_files "$everything") >"$scratch/all"
    grep -q '^open' "$scratch/all" &&
        ! grep -E '^(open|openat|openat2|creat|dup|dup2|memfd_create)\(' \
            "$scratch/all" | grep -v O_CLOEXEC
}

never_creates_existing() {
    # shellcheck disable=SC2046
    none 'O_CREAT|^creat\(|^mknod' $(all_files "$existing delete")
}

# Each line with the name must be of a call that does not follow a link there,
# or say that it should not.  (The last flag of linkat() is about its first
# name.)
follows_no_link() {
    # shellcheck disable=SC2046
    grep -hF "\"$scratch/name-ours\"" $(all_files "$everything") \
        >"$scratch/named"
    [ -s "$scratch/named" ] &&
        ! grep -Ev '^(lstat|unlink|unlinkat|link|linkat|rename|renameat2?)\(' \
            "$scratch/named" | grep -Ev 'O_NOFOLLOW|AT_SYMLINK_NOFOLLOW'
}

side() {
    if ! trace "$1" >"$scratch/.why" 2>&1; then
        not_ok "$1: each call works and leaves no descriptor open"
        note "$(cat "$scratch/.why")"
        return 1
    fi
    ok "$1: each call works and leaves no descriptor open"
    check "$1: the trace has every call" complete "$1"
}

safety() {
    check "descriptors are close-on-exec" close_on_exec
    check "no marker that is there is opened with O_CREAT" \
        never_creates_existing
    check "no link is followed at the name" follows_no_link
}

comparison() {
    for what in $existing; do
        check "$what: no more system calls than stock" \
            no_more_than_stock "$what"
    done
    for what in life-cycle delete; do
        note "$what, ours $(count "$scratch/ours/$what"):" \
            "$(names "$scratch/ours/$what")"
        note "$what, stock $(count "$scratch/stock/$what"):" \
            "$(names "$scratch/stock/$what")"
    done
}

starts_in_fewer() {
    echo "ours $ours_count, stock $stock_count instructions"
    [ "$ours_count" -gt 0 ] && [ "$ours_count" -lt "$stock_count" ]
}

start_up() {
    programs=$top_builddir/pr/bench
    text="a program that only calls PR_Init starts in fewer instructions"
    if ! ours_count=$(count_instructions "$programs/startup_ours"); then
        skip "$text" "$ours_count"
    elif [ ! -x "$programs/startup_stock" ]; then
        skip "$text" "stock NSPR is not installed"
    elif ! stock_count=$(count_instructions "$programs/startup_stock"); then
        skip "$text" "$stock_count"
    else
        check "$text" starts_in_fewer
    fi
}

# shellcheck disable=SC2119 # no options
alone=$(own_ipc)
if ! command -v strace >/dev/null; then
    skip "system calls" "strace is not installed"
elif ! strace -o /dev/null true 2>"$scratch/.why"; then
    skip "system calls" "strace may not trace: $(head -n 1 "$scratch/.why")"
elif side ours; then
    safety
    if [ ! -x "$top_builddir/pr/tests/calls_stock" ]; then
        skip "comparison with stock" "stock NSPR is not installed"
    elif side stock; then
        comparison
    fi
fi
start_up
done_testing
