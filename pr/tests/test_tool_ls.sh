# SPDX-License-Identifier: MPL-2.0
# prshm ls finds what either NSPR made, in every state there is.
. "${top_srcdir:-.}/pr/tests/tool.sh"

# has KIND NAME VERDICT: what the table says, too.
has() {
    prshm ls "$scratch" || return
    awk -v kind="$1" -v name="$2" '$1 == kind && $NF == name { print $(NF - 1) }' \
        "$scratch/out" >"$scratch/verdict"
    cat "$scratch/out" "$scratch/err"
    [ "$(cat "$scratch/verdict")" = "$3" ]
}

# --- Segments and semaphores of one side, with one mechanism ------------------

states_of() {
    dir=$scratch/$1-$2
    export PRSHM_BACKEND="$2"
    mkdir "$dir"
    what="$1, $2"

    state "$1" segment "$dir/live" 70000 600 attach
    check "$what: attached: live" has segment "$dir/live" live
    check "$what: size" says "$dir/live" size 70000
    check "$what: mode" says "$dir/live" mode 0600
    check "$what: mechanism" says "$dir/live" mechanism "$2"
    check "$what: creator" says "$dir/live" creator "$peer"
    check "$what: attachments" says "$dir/live" attachments 1
    state "$1" segment "$dir/idle" 100 640 hold
    check "$what: only open: idle" has segment "$dir/idle" idle
    check "$what: its creator lives" says "$dir/idle" creatorAlive true
    die "$peer"
    check "$what: creator killed: orphan" has segment "$dir/idle" orphan
    check "$what: its creator does not live" \
        says "$dir/idle" creatorAlive false
    "$peers$1" segment "$dir/gone" 5000 600 exit
    check "$what: its creator ended: orphan" has segment "$dir/gone" orphan
    unset PRSHM_BACKEND
}

semaphores_of() {
    export PRSHM_BACKEND="$2"
    what="$1, $2, semaphore"

    "$peers$1" semaphore "$dir/sem" 5 600 exit
    check "$what: its creator ended: orphan" has semaphore "$dir/sem" orphan
    check "$what: value" says "$dir/sem" value 5
    state "$1" semaphore "$dir/held" 1 600 hold
    check "$what: whoever used it last lives: idle" \
        test "$(field "$dir/held" verdict | grep -cE 'idle|live')" = 1
    state "$1" semaphore "$dir/waited" 0 600 wait
    # It says so before it waits.
    tries=0
    until says "$dir/waited" verdict live >/dev/null || [ $tries = 100 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
    check "$what: waited for: live" has semaphore "$dir/waited" live
    rm "$dir/sem"
    check "$what: marker removed: nameless" \
        test "$(field '' verdict)" = nameless
    unset PRSHM_BACKEND
}

nameless_of() {
    export PRSHM_BACKEND="$2"
    what="$1, $2, marker removed"

    "$tool" gc --yes --older-than=0 >"$scratch/out" 2>&1
    rm "$dir/live"
    check "$what: nameless" test "$(field '' verdict)" = nameless
    check "$what: attached all the same" says '' attachments 1
    check "$what: no orphan" says '' orphan false
    unset PRSHM_BACKEND
}

each() {
    states_of "$1" "$2"
    semaphores_of "$1" "$2"
    nameless_of "$1" "$2"
    end_states
    "$tool" gc --yes --older-than=0 "$scratch" >"$scratch/out" 2>&1
    check "$1, $2: nothing is left" test -z "$("$tool" ls "$scratch" | sed 1d)"
}

each ours sysv
each ours posix
if have_stock; then
    each stock sysv
else
    skip "what stock NSPR made" "stock NSPR is not installed"
fi
states_of ours file
end_states
"$tool" gc --yes --older-than=0 "$scratch" >"$scratch/out" 2>&1

# --- Collisions ---------------------------------------------------------------

# The second file is there before the object, or after it.
collisions_of() {
    what="$1: a file with the same key"
    "$peers$1" segment "$scratch/first" 100 600 exit
    "$peers$1" semaphore "$scratch/first" 1 600 exit
    check "$what can be made" "${peers}ours" collide "$scratch/second" \
        "$scratch/first"
    check "$what: collision" says "$scratch/first" verdict collision
    check "$what: both names" sh -c "
        '$tool' ls --json '$scratch' | jq -r '.objects[0].names[]' |
            grep -qx '$scratch/second'"
    "$tool" gc -y -t 0 "$scratch" >"$scratch/out" 2>&1
    check "$what: gc removes the objects, and no name" sh -c "
        [ -e '$scratch/first' ] && [ -e '$scratch/second' ] &&
            [ \"\$('$tool' ls --json | jq '.objects | length')\" = 0 ]"
    rm "$scratch/first" "$scratch/second"
}

# Times of System V are whole seconds: one has to pass.
young_collision_of() {
    what="$1: a file made later with the key of an orphan"
    "$peers$1" segment "$scratch/first" 100 600 exit
    ln "$scratch/first" "$scratch/keep"
    sleep 2.1
    "${peers}ours" collide "$scratch/second" "$scratch/first"
    rm "$scratch/first" "$scratch/keep"
    check "$what: collision" says "$scratch/second" verdict collision
    rm "$scratch/second"
    "$tool" gc -y -t 0 "$scratch" >"$scratch/out" 2>&1
}

for side in ours stock; do
    if [ $side = stock ] && ! have_stock; then
        skip "collisions with stock NSPR" "stock NSPR is not installed"
        continue
    fi
    collisions_of $side
    young_collision_of $side
done

# --- Half made ----------------------------------------------------------------

# gone NAME: whether gc has removed it; else what it says.
gone() {
    [ ! -e "$1" ] || {
        cat "$scratch/out"
        return 1
    }
}

if have_stock; then
    # Such a value makes stock NSPR wait in the middle.
    "${peers}stock" semaphore "$scratch/half" 40000 600 exit &
    half=$!
    until [ -e "$scratch/half" ] &&
        [ "$(field "$scratch/half" verdict)" = half-made ]; do
        sleep 0.01
    done
    ok "stock: a semaphore in the making is half-made"
    check "its creator lives, so it is no orphan" \
        says "$scratch/half" orphan false
    die "$half"
    check "its creator was killed: half-made, and an orphan" \
        says "$scratch/half" "verdict, .orphan" "half-made true"
    "$tool" gc -y -t 0 "$scratch" >"$scratch/out" 2>&1
    check "gc removes it" gone "$scratch/half"
else
    skip "half-made semaphores" "stock NSPR is not installed"
fi
: >/dev/shm/prshm-10000000000000001
check "a POSIX object without content is half-made" \
    says '' verdict half-made
"$tool" gc -y -t 0 >"$scratch/out" 2>&1
check "gc removes it" gone /dev/shm/prshm-10000000000000001
: >/dev/shm/prshm-mine
check "what only begins like one is none" test -z "$(field '' verdict)"
rm /dev/shm/prshm-mine

# --- A stale POSIX object -----------------------------------------------------

PRSHM_BACKEND=posix "${peers}ours" segment "$scratch/stale" 100 600 exit
object=$(field "$scratch/stale" native)
inode=$(stat -c %i "$scratch/stale")
rm "$scratch/stale"
check "an object without its marker is nameless" says '' verdict nameless
: >"$scratch/stale"
note "inode $inode, then $(stat -c %i "$scratch/stale")"
check "a new file of that name is not its marker" \
    says '' native "$object"
rm "$scratch/stale"
"$tool" gc -y -t 0 >"$scratch/out" 2>&1

# --- Numbers of processes -----------------------------------------------------

# Another process gets the number of the creator, two seconds later at least.
reused() {
    # shellcheck disable=SC2016 # for the inner shell
    unshare --pid --fork --mount --mount-proc sh -c '
        "$2" segment "$1/reused" 100 600 exit & creator=$!
        wait $creator
        sleep 3.1
        echo $((creator - 1)) >/proc/sys/kernel/ns_last_pid || exit
        sleep 100 & other=$!
        [ $other = $creator ] || exit
        "$0" ls --json "$1"' "$tool" "$scratch" "${peers}ours"
}
text="another process with the creator's number"
if reused >json 2>err; then
    check "$text is not the creator" sh -c "
        jq -e '.objects[0].creatorAlive == false and
            .objects[0].verdict == \"orphan\"' json"
else
    skip "$text" "it cannot be made: $(cat err)"
fi
rm -f "$scratch/reused"
"$tool" gc -y -t 0 >out 2>&1

# --- Without lists ------------------------------------------------------------

# As in containers that hide /proc/sysvipc.
unlisted() {
    # shellcheck disable=SC2016 # for the inner shell
    unshare --mount sh -c '
        mount -t tmpfs -o mode=555 none /proc/sysvipc &&
            exec "$0" ls --json "$1"' "$tool" "$scratch"
}
"${peers}ours" segment "$scratch/plain" 100 600 exit
"${peers}ours" semaphore "$scratch/plain" 3 600 exit
text="without /proc/sysvipc"
if unlisted >json 2>err; then
    check "$text: what has names is found" sh -c "
        jq -e '[.objects[] | select(.name == \"$scratch/plain\" and
            .verdict == \"orphan\" and .key != null)] | length == 2' json"
    check "$text: which is said" sh -c "jq -e '.notes | length == 1' json"
else
    skip "$text" "it cannot be hidden: $(cat err)"
fi
"$tool" rm "$scratch/plain"

# --- Which are shown ----------------------------------------------------------

chmod 755 "$scratch"
"${peers}ours" segment "$scratch/a" 100 600 exit
"${peers}ours" segment "$scratch/b" 100 666 exit
state ours segment "$scratch/c" 100 600 attach
shown() {
    expected=$1
    shift
    "$tool" ls --json "$@" "$scratch" | jq -r '.objects[].name' |
        sed "s,$scratch/,," | tr '\n' ' ' >"$scratch/shown"
    echo "shown: $(cat "$scratch/shown"), expected $expected"
    [ "$(cat "$scratch/shown")" = "$expected" ]
}
check "all" shown "a b c "
check "--orphans" shown "a b " --orphans
check "--insecure" shown "b " --insecure
check "--mine" shown "a b c " --mine
check "--older-than" shown "" --older-than=1h
check "two of them" shown "b " -o -i
mkdir "$scratch/deep"
"${peers}ours" segment "$scratch/deep/d" 100 600 exit
check "directories are looked at with what is below" \
    says "$scratch/deep/d" verdict orphan
check "names relative to a directory that is given" sh -c "
    cd '$scratch/deep' && '$tool' ls . | grep -q ' d\$'"
ln -s "$scratch/a" "$scratch/link"
check "links are no names" test -z "$(field "$scratch/link" kind)"
ln "$scratch/a" "$scratch/a2"
check "hard links are, and do not collide" says "$scratch/a" verdict orphan
tab_name="$scratch/x
y"
"${peers}ours" segment "$tab_name" 100 600 exit
check "a name that would break a line is shown in one" sh -c "
    '$tool' ls '$scratch' | grep -q 'x\\\\012y\$'"
name_of_bytes=$(printf '%s/\302\233x\377y\303\244' "$scratch")
"${peers}ours" segment "$name_of_bytes" 100 600 exit
check "nor has it what a terminal obeys" sh -c "
    '$tool' ls '$scratch' | LC_ALL=C grep -q \
        'x*/.302.233x.377y$(printf '\303\244')\$'"
"$tool" rm "$name_of_bytes"
check "JSON has it as it is" says "$tab_name" verdict orphan
check "a directory that is not there is told of" gives 1 ls "$scratch/nothing"
check "by name" grep -q "$scratch/nothing: No such" "$scratch/err"
: >"$scratch/regular"
for command in ls gc; do
    check "$command of what is no directory: a failure" \
        gives 1 $command "$scratch/regular"
    check "which names it" \
        grep -q "$scratch/regular: Not a directory" "$scratch/err"
done
rm "$scratch/regular"

# --- With fewer rights --------------------------------------------------------

# as_nobody COMMAND...
as_nobody() {
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
text="without rights"
if as_nobody true 2>/dev/null && as_nobody test -x "$tool"; then
    PRSHM_BACKEND=posix "${peers}ours" segment "$scratch/p" 100 666 exit
    as_nobody "$tool" ls --json "$scratch" >"$scratch/json" 2>"$scratch/err"
    check "$text: System V segments are shown" sh -c "
        jq -e '[.objects[] | select(.name == \"$scratch/a\" and
            .verdict == \"orphan\")] | length == 1' '$scratch/json'"
    check "$text: what cannot be told is null" sh -c "
        jq -e '[.objects[] | select(.name == \"$scratch/p\" and
            .attachments == null and .verdict == \"unknown\")] |
            length == 1' '$scratch/json'"
    check "$text: which is said" sh -c "
        jq -e '.notes | length > 0' '$scratch/json'"
    check "$text: nothing is --mine" sh -c "
        [ \"\$(setpriv --reuid=65534 --regid=65534 --clear-groups \
            '$tool' ls --json -m '$scratch' | jq '.objects | length')\" = 0 ]"
else
    skip "$text" "another user cannot run programs of the build directory"
fi
end_states
done_testing
