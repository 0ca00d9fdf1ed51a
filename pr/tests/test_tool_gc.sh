# SPDX-License-Identifier: MPL-2.0
# prshm gc removes what is left behind, and nothing else.
. "${top_srcdir:-.}/pr/tests/tool.sh"

# How many objects there are.
objects() {
    "$tool" ls --json "$scratch" | jq '.objects | length'
}

# A state of each kind; four of them are orphans, with three markers.
make_all() {
    PRSHM_BACKEND=$1 "${peers}ours" segment "$scratch/orphan" 100 600 exit
    PRSHM_BACKEND=$1 "${peers}ours" semaphore "$scratch/orphan" 1 600 exit
    PRSHM_BACKEND=$1 "${peers}ours" segment "$scratch/other" 100 600 exit
    PRSHM_BACKEND=$2 "${peers}ours" segment "$scratch/nameless" 100 600 exit
    rm "$scratch/nameless"
    PRSHM_BACKEND=$1 state ours segment "$scratch/live" 100 600 attach
    PRSHM_BACKEND=$1 state ours segment "$scratch/idle" 100 600 hold
}

# --- What it does, and when ---------------------------------------------------

each() {
    make_all "$1" "$2"
    check "$1: without --yes it is content" gives 0 gc -t 0 "$scratch"
    check "$1: it tells of four" \
        test "$(grep -c '^would remove' "$scratch/out")" = 4
    check "$1: nothing is removed" test "$(objects)" = 6
    check "$1: what is young it leaves" gives 0 gc "$scratch"
    check "$1: and says that alone" \
        sh -c "grep -q '^4 .*--older-than' out && test \$(wc -l <out) = 1"
    check "$1: nothing that is young is, either" \
        gives 0 gc --yes "$scratch"
    check "$1: of that it says nothing" test ! -s "$scratch/out"
    check "$1: nothing is removed" test "$(objects)" = 6
    check "$1: --older-than another time" \
        gives 0 gc --yes --older-than=10m "$scratch"
    check "$1: nothing is removed" test "$(objects)" = 6
    check "$1: --older-than=0" gives 0 gc --yes --older-than=0 "$scratch"
    check "$1: it tells of four" \
        test "$(grep -c '^removed' "$scratch/out")" = 4
    check "$1: two are left" test "$(objects)" = 2
    check "$1: attached" says "$scratch/live" verdict live
    check "$1: not attached" says "$scratch/idle" verdict idle
    check "$1: the markers are gone" \
        test ! -e "$scratch/orphan" -a ! -e "$scratch/other"
    check "$1: again, there is nothing to do" gives 0 gc -y -t 0 "$scratch"
    check "$1: of which it says nothing" test ! -s "$scratch/out"
    end_states
    check "$1: once they are dead" gives 0 gc -y -t 0 "$scratch"
    check "$1: nothing is left" test "$(objects)" = 0
}

each sysv sysv
each posix posix
each file sysv

# --- What it leaves -----------------------------------------------------------

state ours segment "$scratch/shared" 100 600 attach
"${peers}ours" semaphore "$scratch/shared" 1 600 exit
check "a semaphore stays with its segment" gives 0 gc -y -t 0 "$scratch"
check "both are there" test "$(objects)" = 2
rm "$scratch/shared"
check "even when their name is gone the segment stays" \
    gives 0 gc -y -t 0 "$scratch"
check "as it is attached" says '' kind segment
end_states
check "until it is not" gives 0 gc -y -t 0 "$scratch"
check "nothing is left" test "$(objects)" = 0

echo data >"$scratch/data"
"${peers}ours" segment "$scratch/data" 100 600 exit
check "the segment of a file with content is removed" \
    gives 0 gc -y -t 0 "$scratch"
check "it is" test "$(objects)" = 0
check "the file stays as it was" test "$(cat "$scratch/data")" = data

# A file that is older than the object has the bits of its key by chance, for
# all that can be told, or was there before it.
old_file() {
    what="a file that is older than its $1"
    "${peers}ours" "$1" "$scratch/old" 100 600 exit
    touch -d '1 hour ago' "$scratch/old"
    check "$what: ls has it" says "$scratch/old" verdict orphan
    check "$what: and that it is no sure marker" \
        says "$scratch/old" doubtful true
    check "$what: gc tells that it would stay" sh -c "
        '$tool' gc -t 0 '$scratch' | grep -q \
            \"would remove .*: $scratch/old, which stays: it may be\""
    check "$what: gc" gives 0 gc -y -t 0 "$scratch"
    check "$what: the object is removed" test "$(objects)" = 0
    check "$what: the file stays" test -e "$scratch/old"
    check "$what: and gc said so" \
        grep -q "^removed .*: $scratch/old, which stays" out
    rm "$scratch/old"
}
old_file segment
old_file semaphore
PRSHM_BACKEND=posix "${peers}ours" segment "$scratch/known" 100 600 exit
PRSHM_BACKEND=sysv "${peers}ours" semaphore "$scratch/known" 1 600 exit
touch -d '1 hour ago' "$scratch/known"
check "an old file that an object names as its marker is one" \
    says "$scratch/known" doubtful false
check "gc removes both objects" gives 0 gc -y -t 0 "$scratch"
check "they are gone" test "$(objects)" = 0
check "and so is the marker" test ! -e "$scratch/known"

as_nobody() {
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
chmod 777 "$scratch"
text="what belongs to another user"
if as_nobody "${peers}ours" segment "$scratch/theirs" 100 666 exit \
    2>/dev/null; then
    "${peers}ours" segment "$scratch/mine" 100 666 exit
    check "$text: gc is content" gives 0 gc -y -t 0 "$scratch"
    check "$text stays, though it is root who asks" \
        says "$scratch/theirs" verdict orphan
    check "$text: what is root's is gone" test "$(objects)" = 1
    "${peers}ours" segment "$scratch/mine" 100 666 exit
    check "$text: and for the other one" \
        as_nobody "$tool" gc -y -t 0 "$scratch"
    check "$text: root's stays" says "$scratch/mine" verdict orphan
    check "$text: their own is gone" test "$(objects)" = 1
    "$tool" gc -y -t 0 "$scratch" >"$scratch/out" 2>&1
    PRSHM_BACKEND=posix as_nobody "${peers}ours" segment \
        "$scratch/theirs" 100 600 exit
    PRSHM_BACKEND=posix state ours segment "$scratch/held" 100 666 hold
    check "$text: a POSIX object" as_nobody "$tool" gc -y -t 0 "$scratch"
    check "$text: their own is gone" test "$(objects)" = 1
    end_states
    "$tool" gc -y -t 0 "$scratch" >"$scratch/out" 2>&1
    touch "$scratch/marker"
    chown 65534 "$scratch/marker"
    "${peers}ours" segment "$scratch/marker" 100 600 exit
    check "under another user's file: said" gives 1 gc -y -t 0 "$scratch"
    check "by its name" grep -q "$scratch/marker" "$scratch/err"
    check "which stays" test -e "$scratch/marker"
    rm "$scratch/marker"
    "$tool" gc -y -t 0 "$scratch" >"$scratch/out" 2>&1
else
    skip "$text" "another user cannot run programs of the build directory"
fi

# --- Drafts -------------------------------------------------------------------

# What a process that is killed leaves where it needs a name to make a file.
dead=$(sh -c 'echo $$')
dead=$(printf %x "$dead")
: >"$scratch/.prshm-$dead-1-1"
head -c 5000 /dev/zero >"/dev/shm/.prshm-$dead-2-1"
: >/dev/shm/.prshm-0123456789abcdef0123456789abcdef
head -c 5000 /dev/zero >"$scratch/.prshm-$dead-3-a"
exec 9<"$scratch/.prshm-$dead-3-a"
: >"$scratch/.prshm-$(printf %x $$)-4-1"
: >"$scratch/.prshm-$dead-5"
drafts() {
    find "$scratch" -maxdepth 1 -name '.prshm-*' | sort | tr '\n' ' '
}
PRSHM_BACKEND='file' state ours segment "$scratch/seg" 100 600 attach
ln "$scratch/seg" "$scratch/.prshm-$dead-6-1"
draft=/dev/shm/.prshm-$dead-2-1
check "drafts are seen" says "$draft" kind draft
check "a draft of a marker, too" says "$scratch/.prshm-$dead-1-1" kind draft
check "a draft is half-made" says "$draft" "verdict, .size" "5000 half-made"
check "its creator is gone, and nobody has it" says "$draft" orphan true
check "one that somebody has open is no orphan" \
    says "$scratch/.prshm-$dead-3-a" orphan false
check "nor one whose creator lives" \
    says "$scratch/.prshm-$(printf %x $$)-4-1" orphan false
check "what only begins like one is none" \
    says "$scratch/.prshm-$dead-5" kind ''
check "one that is a link to a segment leaves that its name" \
    says "$scratch/seg" verdict live
before=$(drafts)
check "young drafts stay" gives 0 gc -y "$scratch"
check "all of them" test "$(drafts)" = "$before"
check "--older-than=0" gives 0 gc -y -t 0 "$scratch"
check "drafts that nobody has are removed" test ! -e "$draft"
check "so are those of shared memory without names" \
    test ! -e /dev/shm/.prshm-0123456789abcdef0123456789abcdef
check "and those of markers, but for who is used or no draft" \
    test "$(drafts)" = "$(echo "$before" | tr ' ' '\n' |
        grep -v -e '-1-1$' | tr '\n' ' ' | sed 's/ $//')"
exec 9<&-
end_states
"$tool" rm "$scratch/seg"
check "once nobody has them" gives 0 gc -y -t 0 "$scratch"
check "they are removed" test ! -e "$scratch/.prshm-$dead-3-a" -a \
    ! -e "$scratch/.prshm-$dead-6-1"
rm "$scratch/.prshm-$(printf %x $$)-4-1" "$scratch/.prshm-$dead-5"
check "nothing is left" test "$(objects)" = 0

# --- As JSON ------------------------------------------------------------------

"${peers}ours" segment "$scratch/a" 100 600 exit
says_action() {
    "$tool" gc --json -t 0 "$@" "$scratch" |
        jq -r '.removals[] | "\(.action) \(.object.name)"' >"$scratch/actions"
    cat "$scratch/actions"
    [ "$(cat "$scratch/actions")" = "$expected $scratch/a" ]
}
expected="would remove"
check "JSON without --yes" says_action
expected="removed"
check "JSON with --yes" says_action -y

# --- Under load ---------------------------------------------------------------

# Twenty processes, all at once; each life in them leaves an orphan.
PROCESSES=20 ROUNDS=8

start_churn() {
    churners=
    i=0
    while [ "$i" -lt "$PROCESSES" ]; do
        "$peers$1" churn "$scratch/c$i" "$ROUNDS" >"$scratch/churn$i.txt" 2>&1 &
        churners="$churners $!"
        i=$((i + 1))
    done
}

# While they run, so does gc; then it is seen what they found.
under_load() {
    start_churn "$1"
    runs=0
    failures=0
    for process in $churners; do
        while kill -0 "$process" 2>/dev/null; do
            "$tool" gc --yes --older-than="$2" "$scratch" >"$scratch/out" \
                2>"$scratch/err" || {
                failures=$((failures + 1))
                cat "$scratch/err"
            }
            runs=$((runs + 1))
        done
        wait "$process" || failures=$((failures + 1))
    done
    echo "$runs runs of gc, $failures failures"
    cat "$scratch"/churn*.txt
    [ "$runs" -gt 0 ] && [ "$failures" = 0 ]
}

load_of() {
    export PRSHM_BACKEND="$2"
    check "$1, $2: nothing that is attached is removed under load" \
        under_load "$1" 0
    "$tool" gc --yes --older-than=0 "$scratch" >"$scratch/out" 2>&1
    check "$1, $2: nothing is left in the end" test "$(objects)" = 0
    check "$1, $2: no marker either" \
        test -z "$(find "$scratch" -name 'c[0-9]*-*')"
    check "$1, $2: nothing young is removed under load" \
        under_load "$1" 10m
    check "$1, $2: all are there" \
        test "$(objects)" = $((PROCESSES * ROUNDS))
    "$tool" gc --yes --older-than=0 "$scratch" >"$scratch/out" 2>&1
    check "$1, $2: until they may go" test "$(objects)" = 0
    rm -f "$scratch"/c[0-9]*-*
    unset PRSHM_BACKEND
}

load_of ours sysv
load_of ours posix
load_of ours file
if have_stock; then
    load_of stock sysv
else
    skip "stock NSPR's under load" "stock NSPR is not installed"
fi
done_testing
