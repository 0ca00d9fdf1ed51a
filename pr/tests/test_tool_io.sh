# SPDX-License-Identifier: MPL-2.0
# prshm create, put, get, cat, dump, watch, rm, stat, demo.
. "${top_srcdir:-.}/pr/tests/tool.sh"

same() {
    cmp "$1" "$2"
}

# --- Bytes --------------------------------------------------------------------

bytes_of() {
    export PRSHM_BACKEND="$1"
    name=$scratch/name-$1

    head -c 70001 /dev/urandom >data
    check "$1: put makes a segment" gives 0 put "$name" data
    check "$1: and says nothing" test ! -s out
    check "$1: as large as the file" says "$name" size 70001
    check "$1: of this mechanism" says "$name" mechanism "$1"
    check "$1: that is its owner's alone" says "$name" mode 0600
    "$tool" get "$name" >copy
    check "$1: get has the same bytes" same data copy
    "$tool" cat "$name" | cat >copy
    check "$1: cat into a pipe, too" same data copy
    check "$1: get --output" gives 0 get --output=copy2 "$name"
    check "$1: has the same bytes" same data copy2
    printf 'first\n' >copy
    "$tool" get "$name" >>copy
    ln -sf "$name" itself
    check "$1: get --output to what it comes from: a failure" \
        gives 1 get --output=itself "$name"
    check "$1: which says so" grep -q "itself: it is the file of $name" err
    check "$1: and changes nothing" sh -c "
        '$tool' get '$name' | cmp - data &&
            { [ '$1' = file ] || [ ! -s '$name' ]; }"
    check "$1: get to the end of a file" sh -c "
        (echo first && cat data) | cmp - copy"
    (
        printf 'first\n'
        "$tool" get "$name"
        printf 'last\n'
    ) >copy
    check "$1: get in the middle of a file" sh -c "
        (echo first && cat data && echo last) | cmp - copy"
    "$tool" get --offset=70000 "$name" >copy
    check "$1: the last byte" sh -c "tail -c 1 data | cmp - copy"
    "$tool" get --offset=4K --length=0x10 "$name" >copy
    check "$1: some in the middle" sh -c "
        tail -c +4097 data | head -c 16 | cmp - copy"

    head -c 100 /dev/urandom >part
    check "$1: put into what is there" gives 0 put -o 1000 "$name" part
    (head -c 1000 data && cat part && tail -c +1101 data) >whole
    "$tool" get "$name" >copy
    check "$1: leaves all else" same whole copy
    check "$1: from standard input" sh -c "
        '$tool' put '$name' <data && '$tool' get '$name' | cmp - data"
    check "$1: from the middle of a file" sh -c "
        (dd bs=1 count=5 of=first 2>dd.err
            '$tool' put -o 5 '$name') <data &&
            '$tool' get '$name' | cmp - data"
    (cat part && tail -c +101 data) >whole
    check "$1: from a pipe" sh -c "
        cat part | '$tool' put '$name' - && '$tool' get '$name' | cmp - whole"
    check "$1: more than there is room for: nothing is written" \
        gives 1 put -o 70000 "$name" part
    check "$1: of which it tells" grep -q "70001 bytes" err
    check "$1: and all is as it was" sh -c "
        '$tool' get '$name' | cmp - whole"
    # shellcheck disable=SC2016 # for the inner shell
    check "$1: more than that from a pipe: a failure" sh -c '
        ! cat part | "$0" put -o 69991 "$1" 2>err' "$tool" "$name"
    check "$1: which says how much is written" \
        grep -q "more than the 10 bytes .*; that much was written" err
    (head -c 69991 whole && head -c 10 part) >written
    "$tool" get "$name" >copy
    check "$1: that is" same written copy
    "$tool" rm "$name"

    head -c 70001 data | "$tool" put "$name"
    "$tool" get "$name" >copy
    check "$1: a new one from a pipe" same data copy
    "$tool" rm "$name"
    head -c 70001 data | "$tool" put --size=100000 --mode=640 "$name"
    check "$1: with a size" says "$name" size 100000
    check "$1: and a mode" says "$name" mode 0640
    "$tool" get -n 70001 "$name" >copy
    check "$1: has what came" same data copy
    "$tool" rm "$name"
    check "$1: a new one that is too small" gives 1 put -s 70000 "$name" data
    check "$1: is taken back" test ! -e "$name"
    # shellcheck disable=SC2016 # for the inner shell
    check "$1: from a pipe, too" sh -c '
        ! cat data | "$0" put -s 70000 "$1" 2>err && [ ! -e "$1" ] &&
            ! grep written err' "$tool" "$name"
    unset PRSHM_BACKEND
}

for mechanism in sysv posix file; do
    bytes_of $mechanism
done

# --- Much of it ---------------------------------------------------------------

# In the notes: how long cp takes in comparison.
now() {
    date +%s%N
}

much() {
    size=$1
    PRSHM_BACKEND=$2
    export PRSHM_BACKEND
    free=$(df -k /dev/shm | awk 'NR == 2 { print $4 }')
    if [ "$free" -lt $((size * 7 / 2048)) ]; then
        skip "$2: $size bytes" "there is not so much memory"
        return
    fi
    head -c "$size" /dev/urandom >big
    start=$(now)
    cp big big2
    middle=$(now)
    "$tool" put "$scratch/big-name" big
    end=$(now)
    note "$2: put $(((end - middle) / 1000000)) ms," \
        "cp $(((middle - start) / 1000000)) ms"
    rm big2
    middle=$(now)
    "$tool" get -O big2 "$scratch/big-name"
    end=$(now)
    note "$2: get $(((end - middle) / 1000000)) ms"
    check "$2: $size bytes are the same" same big big2
    "$tool" rm "$scratch/big-name"
    rm -f big big2
    unset PRSHM_BACKEND
}

much $((64 * 1024 * 1024 + 1)) sysv
much $((64 * 1024 * 1024 + 1)) posix

# --- The bar ------------------------------------------------------------------

# A pipe that is read slowly makes it take long; script(1) has a terminal.
bar() {
    printf '%s' "stty cols $1; '$tool' get '$scratch/bar' | (sleep 0.5; head -c 200000
        sleep 0.3; cat) >/dev/null" >bar.sh
    script -qec "sh bar.sh" typescript </dev/null >/dev/null 2>&1
    grep -q '[0-9]K' typescript
}

# How many columns the line takes that is drawn again and again, at most.
columns() {
    tr '\r' '\n' <typescript | sed "s/$(printf '\033')\[K//g" |
        awk '/K/ && length > most { most = length } END { print most }'
}
"$tool" create --size=1M "$scratch/bar"
if command -v script >/dev/null; then
    check "what takes long has a bar on a terminal" bar 100
    check "of forty characters" grep -q '\[[#.]\{40\}\] .*%' typescript
    check "on a narrow one, too" bar 50
    check "that fits there" test "$(columns)" -le 50
    check "and on one that has no room for it" bar 20
    check "only the numbers" test "$(columns)" -le 20
else
    skip "a bar on a terminal" "there is no script(1)"
fi
("$tool" get "$scratch/bar" 2>err | (
    sleep 0.5
    cat
)) >copy
check "and none elsewhere" test ! -s err
"$tool" rm "$scratch/bar"

# --- create, rm ---------------------------------------------------------------

check "create a segment" gives 0 create --size=64K "$scratch/c"
check "it is there" says "$scratch/c" size 65536
check "create a semaphore beside it" gives 0 create --semaphore=3 "$scratch/c"
check "both are there" test "$(field "$scratch/c" kind | wc -l)" = 2
check "create it again: a failure" gives 1 create -s 64K "$scratch/c"
check "which names it" grep -q "$scratch/c: .*File exists" err
check "unless that is fine" gives 0 create -e -s 64K "$scratch/c"
check "or smaller than what is there" gives 0 create -e -s 1 "$scratch/c"
check "more than what is there: a failure" \
    gives 1 create -e -s 65537 "$scratch/c"
check "which says how much either is" grep -q \
    "$scratch/c: .* has 65536 bytes, fewer than the 65537" err
check "rm the semaphore alone" gives 0 rm -s "$scratch/c"
check "the segment stays" says "$scratch/c" kind segment
check "rm of what is not there: a failure" gives 1 rm -s "$scratch/c"
check "unless that is fine" gives 0 rm -f -s "$scratch/c"
check "both at once" gives 0 create -s 1 -S 1 -m 666 "$scratch/d"
check "with their mode" says "$scratch/d" mode 0666
check "rm of two names" gives 0 rm "$scratch/c" "$scratch/d"
check "nothing is left" test ! -e "$scratch/c" -a ! -e "$scratch/d"
"$tool" create -S 1 "$scratch/f"
check "create both where a semaphore is: a failure" \
    gives 1 create -s 1 -S 1 "$scratch/f"
check "the segment is taken back" says "$scratch/f" kind semaphore
check "unless that is fine" gives 0 create -e -s 1 -S 1 "$scratch/f"
"$tool" rm -s "$scratch/f"
"$tool" rm "$scratch/f"
check "rm of some that are not there" \
    gives 1 rm "$scratch/c" "$scratch/d"
check "tells of each" test "$(grep -c 'no segment or semaphore' err)" = 2
"$tool" create -s 1 -S 1 "$scratch/e"
check "rm of one that is there and one that is not" \
    gives 1 rm "$scratch/none" "$scratch/e"
check "removes the one" test ! -e "$scratch/e"
echo data >file
check "a name that is not ours" gives 1 rm "$scratch/file"
check "stays" test "$(cat file)" = data

# --- dump, watch --------------------------------------------------------------

head -c 100 /dev/urandom >data
(head -c 4000 /dev/zero && cat data) >all
"$tool" put "$scratch/d" all
if command -v hexdump >/dev/null; then
    "$tool" dump "$scratch/d" >ours
    hexdump -C all >theirs
    check "dump is as hexdump's" same theirs ours
    "$tool" dump -o 3990 -n 33 "$scratch/d" >ours
    hexdump -C -s 3990 -n 33 all >theirs
    check "dump of a part is, too" same theirs ours
    "$tool" dump --all "$scratch/d" >ours
    hexdump -v -C all >theirs
    check "dump --all is as hexdump -v" same theirs ours
else
    skip "dump beside hexdump" "hexdump is not installed"
fi
"$tool" dump --json -o 4000 "$scratch/d" | jq -r .bytes >ours
od -An -v -tx1 data | tr -d ' \n' >theirs
echo >>theirs
check "dump --json has the bytes" same theirs ours

"$tool" watch --interval=10ms --count=1 --json -n 4000 "$scratch/d" \
    >watched 2>watched.err &
watcher=$!
tries=0
while kill -0 $watcher 2>/dev/null && [ $tries -lt 500 ]; do
    tries=$((tries + 1))
    printf '\%03o' $((tries % 255 + 1)) | xargs -0 printf |
        "$tool" put -o 20 "$scratch/d"
    sleep 0.02
done
check "watch ends after a change" wait $watcher
check "which it tells" sh -c "jq -e '.offset == 20 and
    (.old | length) == 2 and .old != .new' watched"
"$tool" watch -i 10ms "$scratch/d" >watched 2>err &
watcher=$!
sleep 0.2
"$tool" rm "$scratch/d"
wait $watcher
status=$?
check "watch ends with 1 when the segment is removed" test $status = 1
check "and says so" grep -q removed err

# --- A file that is cut short -------------------------------------------------

# All of these have it attached by then: what goes through a pipe, more than one
# has room for, waits for the other end.
export PRSHM_BACKEND=file
short=$scratch/short

# cut_short COMMAND...: what reads all of it, slowly.
cut_short() {
    head -c 4M /dev/urandom >data
    "$tool" put "$short" data || return
    ("$tool" "$@" "$short" 2>err
        echo $? >status) | (
        head -c 1000 >/dev/null
        truncate -s 4096 "$short"
        cat >/dev/null
    )
    rm "$short"
    told_of_it
}
told_of_it() {
    cat status err
    [ "$(cat status)" = 1 ] &&
        [ "$(sed 's/^prshm [a-z]*: //' err)" = \
            "$short: the segment was cut short" ]
}
check "dump of a file that is cut short" cut_short dump
check "get of one" cut_short get

put_short() {
    "$tool" create -s 4M "$short"
    (
        head -c 200000 /dev/zero
        truncate -s 4096 "$short"
        head -c 800000 /dev/zero
    ) | ("$tool" put "$short" 2>err
        echo $? >status)
    rm "$short"
    told_of_it
}
check "put into one" put_short

watch_short() {
    "$tool" create -s 1M "$short"
    "$tool" watch -i 10ms "$short" 2>err >watched &
    watcher=$!
    tries=0
    until [ -s watched ] || [ "$tries" = 200 ]; do
        tries=$((tries + 1))
        printf '\%03o' "$tries" | xargs -0 printf | "$tool" put "$short"
        sleep 0.02
    done
    truncate -s 4096 "$short"
    wait "$watcher"
    echo $? >status
    rm "$short"
    told_of_it
}
check "watch of one" watch_short
unset PRSHM_BACKEND short

# --- stat ---------------------------------------------------------------------

check "stat of what is not there" gives 1 stat "$scratch/none"
check "shows what there is to know" grep -q 'PR_FILE_NOT_FOUND_ERROR' out
: >empty
check "stat of an empty file" gives 1 stat empty
check "shows its keys" grep -q 'keys *segment 0x62' out
"$tool" create -s 100 -S 2 "$scratch/s"
check "stat" gives 0 stat "$scratch/s"
check "shows that it can be opened" test "$(grep -c works out)" = 2
"$tool" stat --json s >json
key=$(jq -r .segment.key json)
check "JSON has the key that ipcs has" sh -c "ipcs -m | grep -q '$key'"
check "and names it as it was given" sh -c "
    [ \"\$(jq -r .segment.name json)\" = s ]"
ln -s s link
check "stat of a link" gives 1 stat link
check "says that none is followed" grep -q 'no link is followed' out
check "stat of a directory" gives 1 stat .
"$tool" rm s
"$tool" create -s 1 s
check "stat where there is no semaphore" gives 0 stat s
check "says what there is" grep -q 'only a segment has this name' out
"$tool" rm s
PRSHM_BACKEND=posix "$tool" create -S 1 s
check "stat where there is no segment" gives 0 stat s
check "says what there is" grep -q 'only a semaphore has this name' out
check "and who made it" grep -q 'created by .*, opened 0 times' out
"$tool" rm s

# What stock NSPR does not find it makes.
if have_stock; then
    PRSHM_BACKEND=posix "$tool" create -s 100 -S 1 two
    "${peers}stock" segment two 200 600 exit
    "${peers}stock" semaphore two 2 600 exit
    check "stat of a name with two segments" gives 0 stat two
    check "shows the one that prshm finds first" \
        grep -q '^segment  *posix .*, 100 bytes' out
    check "and the one of stock NSPR" \
        grep -q '^beside it  *sysv .*, 200 bytes' out
    check "and both semaphores" grep -q '^beside it  *sysv .*, value 2' out
    check "which is explained" \
        test "$(grep -c 'stock NSPR finds this one' out)" = 2
    "$tool" stat --json two >json
    check "JSON has both" jq -e '.segment.size == 100 and
        .otherSegment.size == 200 and .otherSemaphore.value == 2' json
    "$tool" rm two
    "$tool" gc -y -t 0 >out 2>&1
    PRSHM_BACKEND=posix "$tool" create -s 100 -S 1 two
    check "else there is no second one" sh -c "'$tool' stat --json two |
        jq -e '.otherSegment == null and .otherSemaphore == null'"
    "$tool" rm two
else
    skip "two segments of a name" "stock NSPR is not installed"
fi

# --- demo, backends -----------------------------------------------------------

for mechanism in sysv posix file; do
    PRSHM_BACKEND=$mechanism
    export PRSHM_BACKEND
    check "$mechanism: demo" gives 0 demo
    check "$mechanism: has an answer" grep -q 'answers: *yes' out
    check "$mechanism: backends" gives 0 backends
    check "$mechanism: which is in use" sh -c "
        '$tool' backends --json | jq -e '.used == \"$mechanism\"'"
done
export PRSHM_BACKEND=nonsense
check "backends with a wrong setting" gives 1 backends
check "names it" grep -q nonsense err
check "create with a wrong setting" gives 1 create -s 1 "$scratch/x"
check "names it" grep -q nonsense err
unset PRSHM_BACKEND
"$tool" create -s 1 "$scratch/set"
export PRSHM_BACKEND=nonsense
check "stat with a wrong setting" gives 1 stat "$scratch/set"
check "names it" grep -q 'PRSHM_BACKEND: no mechanism nonsense' err
check "doctor with a wrong setting" sh -c "
    ! '$tool' doctor --json >json && jq -e '.checks[] |
        select(.check == \"PRSHM_BACKEND\") | .state == \"bad\" and
            .what == \"no mechanism nonsense\"' json"
unset PRSHM_BACKEND
"$tool" rm "$scratch/set"
check "nothing is left" test "$("$tool" ls --json | jq '.objects | length')" = 0
check "no directory either" test -z "$(find . -name 'prshm-demo*')"
done_testing
