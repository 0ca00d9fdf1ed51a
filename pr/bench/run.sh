# SPDX-License-Identifier: MPL-2.0
# Run the benchmark where it can be judged: names on tmpfs and on a journalled
# filesystem, in namespaces of its own where that is possible, so that nothing
# survives it and nobody's segments are near it.  make bench calls this.
#
# Root's /dev/shm is one of its own, too, which can be mounted with huge pages
# or without them.

set -u

: "${top_srcdir:=.}" "${top_builddir:=.}"

. "$top_srcdir/pr/bench/common.sh"

bench=$top_builddir/pr/bench/bench
child='' own='' mounts='' settings=''
quick='' system_settings='' rounds='' dirs='' large_options=''

say() {
    printf '%s\n' "$*"
}

help() {
    say "usage: make bench [BENCHFLAGS='OPTION...']

  --quick             fewer rounds: a minute or two instead of six
  --dir=PATH          make names there; may be repeated.  Without it: in
                      /dev/shm, and in an ext4 image on a loop device if this
                      is root, else in the build directory
  --rounds=N          fewer or more rounds of calls than 4000
  --system-settings   as root, have the kernel give huge pages to System V
                      segments (shmem_enabled) and to hugetlbfs (nr_hugepages);
                      what was set before is set again in the end"
}

# Mounts go before the directory they are in; a child that is being stopped
# before everything.
cleanup() {
    if [ -n "$child" ]; then
        kill "$child" 2>/dev/null
        wait "$child"
        child=''
    fi
    for mount in $mounts; do
        umount "$mount"
    done
    mounts=''
    for setting in $settings; do
        say "${setting#*=}" >"${setting%%=*}"
    done
    settings=''
    if [ -n "$own" ]; then
        rm -rf --one-file-system "$own"
        own=''
    fi
}

# Start over in an IPC namespace of our own; mounts of root's go with it too.
enter_namespace() {
    export PRSHM_BENCH_INSIDE
    for PRSHM_BENCH_INSIDE in mount ipc; do
        own_mounts=''
        [ "$PRSHM_BENCH_INSIDE" = ipc ] || own_mounts=--mount
        # shellcheck disable=SC2086 # several words, or none
        if how=$(own_ipc $own_mounts); then
            exec $how "${SHELL:-sh}" "$0" "$@"
        fi
    done
    PRSHM_BENCH_INSIDE=nothing
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
    mkdir "$own/disk" && truncate -s 64M "$own/image" &&
        mkfs.ext4 -q -F "$own/image" 2>&1 &&
        mount -o loop "$own/image" "$own/disk" 2>&1
}

# The directory beside /dev/shm, in $disk.
find_disk() {
    if why=$(make_image); then
        disk=$own/disk
        mounts="$disk $mounts"
        rm "$own/image" # the device keeps it
    else
        say "Names on the build directory's filesystem instead of a journalled" \
            "one of our own: $why" ''
        disk=$top_builddir
    fi
}

# --- Memory -------------------------------------------------------------------

is_root_inside() {
    [ "$PRSHM_BENCH_INSIDE" = mount ] && [ "$(id -u)" -eq 0 ]
}

# change FILE VALUE: until the end.  No value has a space in it, once the choice
# is taken out of "always [never]".
change() {
    before=$(sed 's/.*\[\(.*\)\].*/\1/' "$1") || return
    settings="$1=$before $settings"
    say "$2" >"$1"
}

# Huge pages of 2 MiB that hugetlbfs has to have for a large segment.
huge_pages=520

change_system() {
    thp=/sys/kernel/mm/transparent_hugepage/shmem_enabled
    [ ! -w "$thp" ] || change "$thp" advise
    reserved=/proc/sys/vm/nr_hugepages
    [ ! -w "$reserved" ] ||
        change "$reserved" $(($(cat "$reserved") + huge_pages))
}

# What of memory is ours to try; options go to $memory_options.
prepare_memory() {
    memory_options=''
    if ! is_root_inside; then
        return
    fi
    [ -z "$system_settings" ] || change_system
    # Lives as long as the namespace, and must not hide what we need.
    if [ "${own#/dev/shm/}" = "$own" ] &&
        mount -t tmpfs -o mode=1777 prshm-bench /dev/shm 2>/dev/null; then
        memory_options=--remounts
    fi
    free=$(awk '/^HugePages_Free:/ { print $2 }' /proc/meminfo)
    size=$(awk '/^Hugepagesize:/ { print $2 }' /proc/meminfo)
    if [ "${size:-0}" -eq 2048 ] && [ "${free:-0}" -ge "$huge_pages" ] &&
        mkdir "$own/huge" && mount -t hugetlbfs none "$own/huge"; then
        mounts="$own/huge $mounts"
        memory_options="$memory_options --hugetlbfs=$own/huge"
    fi
    # A limit of the namespace: for 10,000 segments and one more.
    [ ! -w /proc/sys/kernel/shmmni ] || say 10100 >/proc/sys/kernel/shmmni
}

# --- Runs ---------------------------------------------------------------------

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

legend_of_calls() {
    say "
connect: open, attach, read, detach, close.  life cycle: create 4 KiB, attach,
write a byte, detach, close, delete.  calls: the bare system calls, of ours in
ours/calls, of stock in calls/stock; for an error, an object of the thread.
floor: the fewest calls that leave the same objects; of posix and file, that
also take room at once.  stock: always on its System V segment.  noise: how far
stock differs from itself.  level: beyond the aim, but by less than that."
}

legend_of_anon() {
    say "
Open an anonymous map, map it, write all of it, unmap, close.  calls: those of
stock without it, on a file of the directory.  bare: memfd_create, ftruncate,
posix_fallocate, mmap, munmap, close."
}

legend_of_sem() {
    say "
calls: the bare calls of ours in ours/calls, without a spin in a round trip of
posix, of stock in calls/stock.  floor: the fewest calls that leave the same
objects; of posix, sem_open and so on.  stock: always on its System V sets."
}

legend_of_memory() {
    say "
A pass is one store in each page of 1 GiB; plain, after an attachment without
flags.  populated: PRX_SHM_POPULATE; huge pages: PRX_SHM_HUGE, too.  Room of
posix and file is taken when they are made, of sysv at the first pass."
}

# run_one OPTION... TOPIC: one table.
run_one() {
    # In the background, so that a signal is heeded at once.
    "$bench" --ours="$ours" --stock="$stock" "$@" &
    child=$!
    wait "$child"
    status=$?
    child=''
    [ "$status" -eq 0 ] || exit "$status"
}

# run TOPIC OPTION...: one table for each mechanism.
run() {
    topic=$1
    shift
    say ''
    for mechanism in sysv posix file; do
        run_one --mechanism=$mechanism "$@" "$topic"
    done
}

for arg; do
    case $arg in
    --help) help; exit 0 ;;
    --quick) quick=yes ;;
    --system-settings) system_settings=yes ;;
    --rounds=*) rounds=$arg ;;
    --dir=*) dirs=yes ;;
    *) say "run.sh: $arg: no such option; see --help" >&2; exit 1 ;;
    esac
done

[ -n "${PRSHM_BENCH_INSIDE:-}" ] || enter_namespace "$@"

trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

ours=$(library) || exit 1
stock=$(stock_library)
own=$(mktemp -d "${TMPDIR:-/tmp}/prshm-bench-XXXXXX") || exit 1
[ -z "${SANITIZERS:-}" ] ||
    say "Built with sanitizers: these are not the library's times." ''

# What is left of the arguments are those of calls.
for arg; do
    shift
    case $arg in
    --dir=*) set -- "$@" "$arg" ;;
    esac
done
if [ -z "$dirs" ]; then
    find_disk
    set -- --dir=/dev/shm --dir="$disk"
fi
if [ -n "$quick" ]; then
    set -- --rounds=300 --seconds=1 "$@"
    large_options=--large-rounds=3
fi

say "$(getconf _NPROCESSORS_ONLN) processors;" \
    "load average before: $(cut -d ' ' -f 1-3 /proc/loadavg).  What others run" \
    'disturbs most what several threads do.'
# shellcheck disable=SC2086 # one option, or none
run calls "$@" $rounds
legend_of_calls
say ''
# shellcheck disable=SC2086 # one option, or none
run_one "$@" $rounds anon
legend_of_anon
say ''
for mechanism in sysv posix; do # files have those of posix
    # shellcheck disable=SC2086 # one option, or none
    run_one --mechanism=$mechanism "$@" $rounds sem
done
legend_of_sem
prepare_memory
# shellcheck disable=SC2086 # several options
run memory $memory_options $large_options
legend_of_memory
run many
start_up
