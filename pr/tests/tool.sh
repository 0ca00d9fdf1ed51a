# SPDX-License-Identifier: MPL-2.0
# For tests of prshm(1), sourced before anything else: they run where there are
# no objects but their own, and what they remove is nobody else's.
#
#   prshm ARGUMENT...     the tool; its output is in $scratch/out and err
#   state PEER ARGUMENT...
#                         start a toolpeer of that side ("ours", "stock") that
#                         stays, in the background; returns once it is ready,
#                         $peer being its process
#   end_states            let all of them go
#   have_stock            whether there are peers of stock NSPR
#   field NAME WHAT       what ls --json says of a name
#   gives STATUS ARGUMENT...
#                         whether the tool ends with this status, and says
#                         nothing on the wrong stream
#
# shellcheck shell=sh

if [ "${PRSHM_ALONE:-}" != yes ]; then
    . "${top_srcdir:-.}/pr/bench/common.sh"
    if alone=$(own_ipc --mount) &&
        # A directory that has no device number in common with the others.
        $alone sh -c 'mount -t tmpfs prshm-test /dev/shm' 2>/dev/null; then
        # shellcheck disable=SC2016,SC2086 # for the inner shell; words
        PRSHM_ALONE=yes exec $alone sh -c '
            mount -t tmpfs -o mode=1777 prshm-test /dev/shm &&
                TMPDIR=/dev/shm exec "${SHELL:-sh}" "$0" "$@"' "$0" "$@"
    fi
    . "${top_srcdir:-.}/pr/tests/tap.sh"
    skip_all "namespaces of our own are not allowed"
fi

. "${top_srcdir:-.}/pr/tests/tap.sh"

tool=$top_builddir/pr/tools/prshm
peers=$top_builddir/pr/tests/toolpeer_
states=
count_of_states=0
unset PRSHM_BACKEND
cd "$scratch" || exit 99

prshm() {
    "$tool" "$@" >"$scratch/out" 2>"$scratch/err"
}

have_stock() {
    [ -x "${peers}stock" ]
}

# A pipe for each: its reading end is the peer's standard input.
state() {
    side=$1
    shift
    count_of_states=$((count_of_states + 1))
    pipe=$scratch/.pipe$count_of_states
    mkfifo "$pipe"
    "$peers$side" "$@" <"$pipe" >"$pipe.out" 2>"$pipe.err" &
    peer=$!
    # The end for writing stays open with a process that does nothing.
    sleep 1000 >"$pipe" &
    states="$states $peer $!"
    until grep -q ready "$pipe.out" 2>/dev/null; do
        kill -0 "$peer" 2>/dev/null || {
            note "peer: $(cat "$pipe.err")"
            return 1
        }
        sleep 0.01
    done
}

end_states() {
    for process in $states; do
        kill -9 "$process" 2>/dev/null
        wait "$process" 2>/dev/null
    done
    states=
}
trap 'end_states; rm -rf "$scratch"' EXIT

# die PROCESS: it is gone when this returns.  Its number may be another one's
# soon, which nothing here must end.
die() {
    kill -9 "$1" 2>/dev/null
    wait "$1" 2>/dev/null
    living=
    for process in $states; do
        [ "$process" = "$1" ] || living="$living $process"
    done
    states=$living
}

# One member of what ls says of a name, or of all that have none.
field() {
    "$tool" ls --json "$scratch" 2>/dev/null |
        jq -r --arg name "$1" ".objects[] |
            select((.name // \"\") == \$name) | .$2" | sort -u
}

says() {
    said=$(field "$1" "$2" | tr '\n' ' ' | sed 's/ $//')
    echo "$1 $2: $said, expected $3"
    [ "$said" = "$3" ]
}

gives() {
    expected=$1
    shift
    prshm "$@"
    status=$?
    echo "status $status of prshm $*, expected $expected"
    sed 's/^/out: /' "$scratch/out"
    sed 's/^/err: /' "$scratch/err"
    [ "$status" = "$expected" ] || return
    case $expected in
    0) [ ! -s "$scratch/err" ] ;;
    *) grep -q '^prshm' "$scratch/err" ;;
    esac
}

if ! command -v jq >/dev/null; then
    skip_all "jq is not here to read JSON with"
fi
