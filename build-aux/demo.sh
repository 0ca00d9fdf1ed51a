#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# Two processes exchange a real file through one named segment, in both
# directions: one on prshm as it was just built, the other on stock NSPR where
# that is installed.
#
# usage: demo.sh BUILD-DIRECTORY
#
# The programs are those of pr/examples, compiled as a user would compile them
# against an installation in a directory of this run's own.

set -u

builddir=$(cd "${1:?usage: demo.sh BUILD-DIRECTORY}" && pwd) || exit 1
top=$(cd "$(dirname "$0")/.." && pwd) || exit 1
LC_ALL=C
export LC_ALL
# Stock NSPR knows one mechanism only.
unset PRSHM_BACKEND

# --- What goes on -------------------------------------------------------------

step() {
    printf '\n== %s\n' "$*"
}

show() {
    sed 's/^/   /'
}

die() {
    printf 'demo: %s\n' "$*" >&2
    exit 1
}

# --- The end ------------------------------------------------------------------

sender=  # the last one
running= # processes that nobody has waited for yet

# Whatever went wrong, what was started ends and what it made goes.  A segment
# is ours if our sender made it: its key alone would not tell.
cleanup() {
    exec 3<&- 4>&- 5<&-
    for pid in $running; do
        kill "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    if [ -n "$sender" ] && [ -r /proc/sysvipc/shm ]; then
        awk -v pid="$sender" '$5 == pid { print $2 }' /proc/sysvipc/shm |
            while read -r shmid; do
                ipcrm -m "$shmid"
            done
    fi
    rm -rf "$scratch"
}

scratch=$(mktemp -d "$builddir/demo.XXXXXX") || exit 1
trap cleanup EXIT
trap 'exit 130' HUP INT TERM

# --- An installation, and programs for it -------------------------------------

# The installation is under a root of its own, so pkg-config has to be told
# where; installed for good, it would know.
prshm_config() {
    pc=$(find "$scratch/root" -name prshm.pc)
    PKG_CONFIG_PATH=${pc%/*} PKG_CONFIG_SYSROOT_DIR=$scratch/root \
        PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 \
        pkg-config "$@" prshm
}

install_library() {
    step "Installing prshm into a directory of this demo"
    if ! make -C "$builddir" install DESTDIR="$scratch/root" \
        >"$scratch/install.log" 2>&1; then
        cat "$scratch/install.log"
        die "make install failed"
    fi
    lib=$(find "$scratch/root" -name 'libprshm.so' -o -name 'libprshm.dylib')
    libdir=${lib%/*}
    examples=$(find "$scratch/root" -name sender.c)
    examples=${examples%/*}
    (cd "$scratch/root" && find . -name '*prshm*' ! -type d) | sort | show
}

# compile PROGRAM SIDE FLAGS...: from one source for either side.
compile() {
    program=$1
    side=$2
    shift 2
    echo "cc -o $program-$side $program.c channel.c" \
        "\$(pkg-config --cflags --libs $side)" | show
    ${CC:-cc} -o "$scratch/$program-$side" "$examples/$program.c" \
        "$examples/channel.c" "$@" || die "cannot compile $program.c"
}

compile_programs() {
    step "Compiling the example programs"
    for program in sender receiver; do
        # shellcheck disable=SC2046 # pkg-config prints words
        compile "$program" prshm $(prshm_config --cflags --libs)
    done
    if pkg-config --exists nspr; then
        for program in sender receiver; do
            # shellcheck disable=SC2046
            compile "$program" nspr $(pkg-config --cflags --libs nspr)
        done
        other=nspr
    elif [ "${CI:-}" = true ]; then
        die "CI=true, and stock NSPR is not installed"
    else
        echo "Stock NSPR is not installed (Debian: libnspr4-dev)," \
            "so both sides are on prshm." | show
        other=prshm
    fi
}

# --- What the system holds ----------------------------------------------------

# The key that NSPR gives a name: from its file's inode and device.
key_of() {
    # shellcheck disable=SC2046 # two numbers
    set -- $(stat -c '%i %d' "$1" 2>/dev/null || stat -f '%i %d' "$1")
    printf '0x62%02x%04x' "$(($2 & 255))" "$(($1 & 65535))"
}

# show_system ATTACHED: the segment, with so many processes attached.
show_system() {
    step "What the system holds, $1 process$([ "$1" = 1 ] || echo es) attached"
    key=$(key_of "$names/segment")
    (cd "$names" && ls -l segment) | show
    ipcs -m | awk -v key="$key" '$1 == "key" || $1 == key' | show
    if [ ! -f "$names/segment" ] || [ -s "$names/segment" ]; then
        die "the marker is not an empty file"
    fi
    line=$(ipcs -m | awk -v key="$key" '$1 == key { print $2, $6 }')
    shmid=${line% *}
    if [ "${line#* }" != "$1" ]; then
        die "there is no segment with key $key and $1 attached"
    fi
}

show_nothing() {
    step "What the system holds now"
    echo "in the directory: $(find "$names" ! -path "$names" | wc -l) files," \
        "in ipcs: $(ipcs -m | awk -v id="$shmid" '$2 == id' | wc -l) segments" |
        show
    if [ -n "$(find "$names" ! -path "$names")" ]; then
        die "something is left in the directory"
    fi
    if ipcs -m | awk '{ print $2 }' | grep -qx "$shmid"; then
        die "segment $shmid is still there"
    fi
}

# --- The exchange -------------------------------------------------------------

# start SIDE PROGRAM ARGUMENTS...: the shell becomes it, so $! is its pid.
# Only programs on prshm are to find the library that is not installed for good.
start() {
    program=$2-$1
    if [ "$1" = prshm ]; then
        LD_LIBRARY_PATH=$libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
        export LD_LIBRARY_PATH
    fi
    shift 2
    exec "$scratch/$program" "$@"
}

# hear FD WHO: a line of what a program says about its work.
hear() {
    read -r line <&"$1" || die "the $2 stopped"
    printf '   [%s] %s\n' "$2" "$line"
}

# finish PID WHO STILL-RUNNING
finish() {
    wait "$1"
    status=$?
    running=$3
    [ "$status" -eq 0 ] || die "the $2 failed"
}

same() {
    cmp "$1" "$2" || die "$2 is not what was sent"
    printf '   cmp %s %s: the same\n' "${1##*/}" "${2##*/}"
}

# exchange FROM TO: FROM makes the segment and sends, TO opens it.
exchange() {
    step "A process on $1 makes a segment"
    rm -f "$scratch"/*.fifo "$scratch/copy" "$scratch/returned"
    mkfifo "$scratch/sender.fifo" "$scratch/receiver.fifo" "$scratch/go.fifo" ||
        die "mkfifo failed"
    start "$1" sender "$names/segment" "$file" "$scratch/returned" \
        >"$scratch/sender.fifo" &
    sender=$!
    running=$sender
    exec 3<"$scratch/sender.fifo"
    hear 3 "sender on $1"
    show_system 1

    step "It sends ${file##*/}, $(wc -c <"$file" | tr -d ' ') bytes," \
        "to a process on $2"
    start "$2" receiver "$names/segment" "$scratch/copy" wait \
        <"$scratch/go.fifo" >"$scratch/receiver.fifo" &
    receiver=$!
    running="$sender $receiver"
    exec 4>"$scratch/go.fifo" 5<"$scratch/receiver.fifo"
    hear 3 "sender on $1"
    hear 5 "receiver on $2"
    same "$file" "$scratch/copy"
    show_system 2

    step "It comes back through the same segment"
    echo >&4
    hear 5 "receiver on $2"
    finish "$receiver" "receiver on $2" "$sender"
    hear 3 "sender on $1"
    hear 3 "sender on $1"
    finish "$sender" "sender on $1" ""
    exec 3<&- 4>&- 5<&-
    same "$file" "$scratch/returned"
    show_nothing
}

names=$scratch/names
mkdir "$names" || exit 1
file=$top/README
[ -s "$file" ] || file=$top/LICENSE

install_library
compile_programs
exchange "$other" prshm
if [ "$other" != prshm ]; then
    exchange prshm "$other"
fi
printf '\nThe file is intact on both sides; nothing is left.\n'
