# SPDX-License-Identifier: MPL-2.0
# Run the benchmark where it can be judged: names on tmpfs and on a journalled
# filesystem, in namespaces of its own where that is possible, so that nothing
# survives it and nobody's segments are near it.  make bench calls this.

set -u

: "${top_srcdir:=.}" "${top_builddir:=.}"

. "$top_srcdir/pr/bench/common.sh"

bench=$top_builddir/pr/bench/bench
child='' own='' loop=''

say() {
    printf '%s\n' "$*"
}

help() {
    say "usage: make bench [BENCHFLAGS='OPTION...']

  --dir=PATH    make names there; may be repeated.  Without it: in /dev/shm,
                and in an ext4 image on a loop device if this is root, else in
                the build directory
  --rounds=N    fewer or more rounds than 4000"
}

# The mount goes before the directory it is in; a child that is being stopped
# before both.
cleanup() {
    if [ -n "$child" ]; then
        kill "$child" 2>/dev/null
        wait "$child"
        child=''
    fi
    if [ -n "$loop" ]; then
        umount "$loop"
        loop=''
    fi
    if [ -n "$own" ]; then
        rm -rf --one-file-system "$own"
        own=''
    fi
}

# Start over in an IPC namespace of our own; mounts of root's go with it too.
enter_namespace() {
    PRSHM_BENCH_INSIDE=1
    export PRSHM_BENCH_INSIDE
    if how=$(own_ipc --mount) || how=$(own_ipc); then
        # shellcheck disable=SC2086 # several words
        exec $how "${SHELL:-sh}" "$0" "$@"
    fi
}

# The reason goes to stdout.
make_image() {
    if [ "$(id -u)" -ne 0 ]; then
        echo "this is not root"
        return 1
    fi
    PATH=$PATH:/usr/sbin:/sbin
    for tool in mkfs.ext4 losetup; do
        if ! command -v "$tool" >/dev/null; then
            echo "$tool is not installed"
            return 1
        fi
    done
    mkdir "$own/mnt" && truncate -s 64M "$own/image" &&
        mkfs.ext4 -q -F "$own/image" 2>&1 &&
        mount -o loop "$own/image" "$own/mnt" 2>&1
}

# The directory beside /dev/shm, in $disk.
find_disk() {
    own=$(mktemp -d "${TMPDIR:-/tmp}/prshm-bench-XXXXXX") || exit 1
    if why=$(make_image); then
        loop=$own/mnt
        rm "$own/image" # the device keeps it
        disk=$loop
    else
        say "Names on the build directory's filesystem instead of a journalled" \
            "one of our own: $why" ''
        disk=$top_builddir
    fi
}

library() {
    dlname=$(sed -n "s/^dlname='\(.*\)'\$/\1/p" "$top_builddir/libprshm.la")
    if [ -z "$dlname" ]; then
        say "The shared library was not built, see --enable-shared." >&2
        return 1
    fi
    say "$top_builddir/.libs/$dlname"
}

stock_library() {
    dir=$(pkg-config --variable=libdir nspr 2>/dev/null)
    if [ -n "$dir" ] && [ -e "$dir/libnspr4.so" ]; then
        say "$dir/libnspr4.so"
    else
        say libnspr4.so # wherever the loader finds it
    fi
}

start_up() {
    say ''
    say 'Start of a program that only calls PR_Init, in user instructions:'
    if [ -n "${SANITIZERS:-}" ]; then
        say '  skipped: sanitizers add their own'
    elif ! ours=$(count_instructions "$top_builddir/pr/bench/startup_ours"); then
        say "  skipped: $ours"
    elif [ ! -x "$top_builddir/pr/bench/startup_stock" ]; then
        say "  ours $ours; stock skipped: built without NSPR"
    elif ! stock=$(count_instructions "$top_builddir/pr/bench/startup_stock")
    then
        say "  ours $ours; stock skipped: $stock"
    else
        awk -v o="$ours" -v s="$stock" 'BEGIN {
            printf "  ours %d, stock %d, ours/stock %.2f, aim < 1.00  %s\n",
                o, s, o / s, o < s ? "met" : "missed"
        }'
    fi
}

for arg; do
    case $arg in
    --help) help; exit 0 ;;
    esac
done

[ -n "${PRSHM_BENCH_INSIDE:-}" ] || enter_namespace "$@"

trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

[ -z "${SANITIZERS:-}" ] ||
    say "Built with sanitizers: these are not the library's times." ''
case " $*" in
*" --dir="*) ;;
*)
    find_disk
    set -- --dir=/dev/shm --dir="$disk" "$@"
    ;;
esac

ours=$(library) || exit 1
# In the background, so that a signal is heeded at once.
"$bench" --ours="$ours" --stock="$(stock_library)" "$@" &
child=$!
wait "$child"
status=$?
child=''
[ "$status" -eq 0 ] || exit "$status"
start_up
