# SPDX-License-Identifier: MPL-2.0
# Sourced by run.sh and by a test, which measure in the same way.
#
#   own_ipc [OPTION...]          to stdout, a command that runs another where
#                                there are no segments but its own; status 1 if
#                                that is not allowed.  Options are unshare's.
#   count_instructions PROGRAM   to stdout, what it executes from the loader's
#                                first to its last in user space; or, with
#                                status 1, why that cannot be told.  It is the
#                                same every time, or nearly, where times are
#                                not.

# Stock NSPR must be run like this, wherever possible: it takes any segment
# whose key happens to be that of its name for its own, and removes it.
own_ipc() {
    for own_how in '' '--user --map-current-user'; do
        # shellcheck disable=SC2086 # several options
        if unshare --ipc "$@" $own_how true 2>/dev/null; then
            echo "unshare --ipc $* $own_how"
            return
        fi
    done
    return 1
}

count_instructions() {
    if ! command -v valgrind >/dev/null 2>&1; then
        echo "valgrind is not installed"
        return 1
    fi
    # What would have the loader do other work, and valgrind's own settings.
    count_output=$(
        unset LD_BIND_NOW LD_LIBRARY_PATH LD_PRELOAD VALGRIND_OPTS
        LC_ALL=C valgrind --tool=callgrind --callgrind-out-file=/dev/null \
            "$1" 2>&1
    ) || {
        echo "valgrind failed: $(printf '%s\n' "$count_output" | tail -n 1)"
        return 1
    }
    printf '%s\n' "$count_output" |
        sed -n 's/^==[0-9]*== Collected : \([0-9]*\)$/\1/p' | grep . || {
        echo "valgrind did not say how many"
        return 1
    }
}
