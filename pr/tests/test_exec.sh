# SPDX-License-Identifier: MPL-2.0
# prshm exec: what it makes of its arguments and of the environment, and that
# nothing else changes for the program.

# What check calls looks unused, and what is in single quotes is for others.
# shellcheck disable=SC2016,SC2317

. "${top_srcdir:-.}/pr/tests/tap.sh"
. "$top_srcdir/pr/tests/overlay.sh"

# --- The status ---------------------------------------------------------------

# exits STATUS COMMAND...
exits() {
    wanted=$1
    shift
    "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
    cat "$scratch/out" "$scratch/err"
    [ "$status" -eq "$wanted" ]
}
complains_of() {
    [ ! -s "$scratch/out" ] && grep -q -e "$1" "$scratch/err"
}

for status in 0 1 2 77 126 127 255; do
    check "a program that exits with $status" \
        exits $status overlaid -- sh -c "exit $status"
done
# The shell's own way to tell; it has no child that is called prshm.
check "a program that a signal ends" \
    exits 143 sh -c '"$@"' sh env LD_PRELOAD="${SANITIZER_PRELOAD:-}" \
    "$prshm" exec sh -c 'kill -TERM $$'
check "a program that is not there" exits 127 overlaid -- "$scratch/nothing"
check "it says which" complains_of "$scratch/nothing"
check "one that is not in the path" exits 127 env PATH=/usr/bin:/bin \
    LD_PRELOAD="${SANITIZER_PRELOAD:-}" "$prshm" exec prshm-test-nothing
: >"$scratch/plain"
check "a file that is no program" exits 126 overlaid -- "$scratch/plain"
check "it says which" complains_of "$scratch/plain"
check "no program" exits 2 overlaid
check "it says so" complains_of 'which program'
check "an option that it does not know" exits 2 overlaid --bogus true
check "it says which" complains_of --bogus
check "an option that lacks its value" exits 2 overlaid --backend
check "a mechanism that there is not" exits 2 overlaid --backend=bogus true
check "it says which" complains_of bogus
check "no overlay" exits 1 env PRSHM_OVERLAY="$scratch/nothing.so" \
    "$prshm" exec true
check "it says which" complains_of "$scratch/nothing.so"
mkdir "$scratch/a b"
cp "$PRSHM_OVERLAY" "$scratch/a b"
check "an overlay that the loader cannot be told of" exits 1 \
    env PRSHM_OVERLAY="$scratch/a b/overlay.so" "$prshm" exec true
check "it says which" complains_of "a b/overlay.so"
check "a trace that cannot be written" \
    exits 1 overlaid --trace="$scratch/nothing/trace" true
check "it says which" complains_of "$scratch/nothing/trace"
check "help" exits 0 "$prshm" exec --help
check "it is on standard output" \
    grep -q '^usage: prshm exec.*COMMAND' "$scratch/out"

# --- The environment ----------------------------------------------------------

# environment VARIABLE ARGUMENT...: what a program sees of it.
environment() {
    variable=$1
    shift
    "$@" env | sed -n "s/^$variable=//p"
}
is() {
    echo "$2"
    [ "$1" = "$2" ]
}

# Libraries in which there is nothing, for lists.
for name in o one two; do
    : >"$scratch/$name.c"
    compile $name -shared -fPIC
done
# list LIST COMMAND...: what the first one's command sees of it, with o for the
# overlay.
list() {
    list=$1
    shift
    (cd "$scratch" && environment LD_PRELOAD env PRSHM_OVERLAY="$scratch/o" \
        LD_PRELOAD="$list" "$prshm" exec "$@") | sed "s,$scratch/,,g"
}
one=$scratch/one
two=$scratch/two
for empty in '' ' ' : ' : :'; do
    check "an empty list, '$empty'" is o "$(list "$empty")"
done
check "a list with a colon" is o:one:two "$(list "$one:$two")"
check "a list with blanks" is o:one:two "$(list "  $one   $two ")"
check "one that has ours, in the middle" is o:one:two \
    "$(list "$one:$scratch/o $two")"
check "nested, it is there once, and first" is o:one \
    "$(list "$one" "$prshm" exec)"
check "nested three times as well" is o:one:two \
    "$(list "$one $two" "$prshm" exec -- "$prshm" exec)"
check "what was put in front of it meanwhile is behind" is o:two:one \
    "$(list "$one" env LD_PRELOAD="$two:$scratch/o:$one" "$prshm" exec)"
relative() {
    cd "$scratch" && environment LD_PRELOAD env PRSHM_OVERLAY=o \
        "$prshm" exec
}
check "a relative name is good in any directory" \
    is "$scratch/o" "$(relative)"
unset PRSHM_BACKEND
for backend in sysv posix file; do
    check "--backend=$backend" is $backend \
        "$(environment PRSHM_BACKEND overlaid --backend=$backend)"
done
check "-b posix" is posix "$(environment PRSHM_BACKEND overlaid -b posix)"
check "without --backend nothing is set" \
    is "" "$(environment PRSHM_BACKEND overlaid)"
check "without --trace nothing is set" \
    is "" "$(environment PRSHM_TRACE overlaid)"
check "--trace is standard error" is - \
    "$(environment PRSHM_TRACE overlaid --trace)"
check "--trace=FILE is that file, from the root on" is "$scratch/t" \
    "$(cd "$scratch" && environment PRSHM_TRACE overlaid --trace=t)"
same_environment() {
    env -i PATH="$PATH" A=1 B='2 3' env | sort >"$scratch/before"
    env -i PATH="$PATH" A=1 B='2 3' PRSHM_OVERLAY="$PRSHM_OVERLAY" \
        ASAN_OPTIONS="${ASAN_OPTIONS:-}" \
        LD_PRELOAD="${SANITIZER_PRELOAD:-}" "$prshm" exec env |
        grep -v '^LD_PRELOAD=\|^PRSHM_OVERLAY=\|^ASAN_OPTIONS=' | sort \
        >"$scratch/after"
    diff "$scratch/before" "$scratch/after"
}
check "all else stays as it was" same_environment
same_arguments() {
    [ "$(overlaid sh -c 'printf "<%s>" "$@"' sh --trace -b '' 'a b' --)" = \
        '<--trace><-b><><a b><-->' ]
}
check "the program's options are the program's" same_arguments
descriptors() {
    "$@" sh -c 'ls /proc/$$/fd' | tr '\n' ' '
}
check "no descriptor is left open" is "$(descriptors env)" \
    "$(descriptors overlaid --trace="$scratch/t")"
done_testing
