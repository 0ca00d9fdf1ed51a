# SPDX-License-Identifier: MPL-2.0
# prshm doctor notices what is wrong, put in place for real in namespaces of our
# own.
. "${top_srcdir:-.}/pr/tests/tool.sh"

# is CHECK STATE: what doctor says of it; its exit status is that of "bad".
is() {
    "$tool" doctor --json >json 2>err
    status=$?
    said=$(jq -r ".checks[] | select(.check == \"$1\") | .state" json)
    jq ".checks[] | select(.check == \"$1\")" json
    cat err
    echo "status $status"
    [ "$said" = "$2" ] && [ ! -s err ] || return
    case $2 in
    bad) [ "$status" = 1 ] ;;
    *) [ "$status" = 0 ] || jq -e '[.checks[] | select(.state == "bad")] |
        length > 0' json ;;
    esac
}

# set_limit FILE VALUE: of this IPC namespace alone.
set_limit() {
    echo "$2" >"/proc/sys/kernel/$1" 2>/dev/null
}

# --- Limits -------------------------------------------------------------------

limits() {
    check "a low shmmax is bad" is shmmax bad
    set_limit shmmax "$1"
    check "a high one is not" is shmmax ok

    check "few segments: all is well" is shmmni ok
    set_limit shmmni 10
    for i in 1 2 3 4 5 6 7 8; do
        "$tool" create --size=4096 "$scratch/s$i"
    done
    check "eight of ten: still well" is shmmni ok
    "$tool" create --size=4096 "$scratch/s9"
    check "nine of ten: bad" is shmmni bad
    check "it says how many" \
        sh -c "jq -r '.checks[].what' json | grep -qx '9 of 10 segments'"
    check "and ends with 1, as it does for people" gives_bad
    set_limit shmmni 4096
    set_limit shmall 10
    check "nine pages of ten: bad" is shmall bad
    set_limit shmall 1000
    check "of a thousand: well" is shmall ok
    "$tool" rm "$scratch"/s?
    set_limit sem "32000 1024000000 500 1"
    check "no set: well" is semmni ok
    "$tool" create --semaphore=1 "$scratch/sem"
    check "as many sets as there can be: bad" is semmni bad
    "$tool" rm "$scratch/sem"
    set_limit sem "32000 1024000000 500 32000"
}

gives_bad() {
    "$tool" doctor >out 2>err
    status=$?
    cat out err
    [ "$status" = 1 ] && [ ! -s err ] && grep -q '^bad  *shmmni' out &&
        grep -A 2 '^bad' out | grep -q 'why: ' &&
        grep -A 2 '^bad' out | grep -q 'cure: '
}

was=$(cat /proc/sys/kernel/shmmax)
if set_limit shmmax 4096; then
    limits "$was"
else
    skip "limits" "they may not be set here"
fi

"$tool" doctor --json >json 2>err
check "what is ok has no cure, all else has one" jq -e '
    [.checks[] | (.state == "ok") == (.cure == null)] | all' json

# --- System V objects ---------------------------------------------------------

check "System V objects are there" is sysv ok
cat >none.c <<'END'
#include <errno.h>
int shmget(void) { errno = ENOSYS; return -1; }
int semget(void) { errno = ENOSYS; return -1; }
END
text="a system without System V objects"
if [ -n "${SANITIZERS:-}" ]; then
    skip_here="a sanitizer has to be loaded first"
elif ! ${CC:-cc} -w -shared -fPIC -o none.so none.c 2>err; then
    skip_here="cannot make a library"
else
    skip_here=
fi
if [ -z "$skip_here" ]; then
    LD_PRELOAD=$scratch/none.so
    export LD_PRELOAD
    check "$text is bad" is sysv bad
    LD_PRELOAD='' && unset LD_PRELOAD
else
    ok "$text # SKIP $skip_here"
fi

# --- /dev/shm -----------------------------------------------------------------

check "/dev/shm is well" is dev-shm ok
if [ "$(id -u)" = 0 ]; then
    chmod 755 /dev/shm
    check "a /dev/shm for root alone is bad" is dev-shm bad
    chmod 777 /dev/shm
    check "one where everybody removes others' is bad" is dev-shm bad
    chmod 1777 /dev/shm
fi
# In one more namespace, for the directory of this test is in /dev/shm.
small_is() {
    # shellcheck disable=SC2016 # for the inner shell
    small=$(unshare --mount sh -c '
        mount -t tmpfs -o mode=1777,size="$1" small /dev/shm && "$0" doctor \
            --json' "$tool" "$1" |
        jq -r '.checks[] | select(.check == "dev-shm") | .state')
    echo "$1: $small, expected $2"
    [ "$small" = "$2" ]
}
if unshare --mount true 2>/dev/null; then
    check "a little one is bad" small_is 1m bad
    check "one that is not little is not" small_is 64m ok
else
    skip "a little /dev/shm" "one cannot be mounted"
fi

# --- systemd ------------------------------------------------------------------

# with_systemd CONFIGURATION UID CHECK STATE
with_systemd() {
    # shellcheck disable=SC2016 # for the inner shell
    state=$(unshare --mount sh -c '
        mkdir -p "$1/etc/systemd" "$1/etc/tmpfiles.d" "$1/run/systemd/system"
        chmod -R 755 "$1"
        printf "UID_MIN\t1000\n" >"$1/etc/login.defs"
        printf "[Login]\n%s\n" "$2" >"$1/etc/systemd/logind.conf"
        printf "%s\n" "$4" >"$1/etc/tmpfiles.d/tmp.conf"
        mount --bind "$1/etc" /etc && mount --bind "$1/run" /run &&
            exec setpriv --reuid="$3" --regid=0 --clear-groups "$0" doctor \
                --json' "$tool" "$scratch/root" "$1" "$2" "$5" |
        jq -r ".checks[] | select(.check == \"$3\") | .state")
    echo "$3 of user $2 with $1: $state, expected $4"
    [ "$state" = "$4" ]
}
chmod 755 "$scratch"
if [ "$(id -u)" = 0 ] && setpriv --reuid=1000 test -x "$tool" 2>/dev/null; then
    check "RemoveIPC: a trap for people" \
        with_systemd RemoveIPC=yes 1000 RemoveIPC trap ''
    check "RemoveIPC: not for system users" \
        with_systemd RemoveIPC=yes 999 RemoveIPC ok ''
    check "RemoveIPC: not if it is off" \
        with_systemd RemoveIPC=no 1000 RemoveIPC ok ''
    check "RemoveIPC: it is on without a setting" \
        with_systemd '#RemoveIPC=no' 1000 RemoveIPC trap ''
    check "tmpfiles: a trap if they clean /tmp" \
        with_systemd '' 0 tmpfiles trap 'q /tmp 1777 root root 10d'
    check "tmpfiles: none if that has no age" \
        with_systemd '' 0 tmpfiles ok 'D /tmp 1777 root root -'
else
    skip "systemd" "files of its own cannot be put in place"
fi
if [ ! -e /run/systemd/system ]; then
    check "RemoveIPC: nothing without systemd" is RemoveIPC ok
    check "tmpfiles: nothing without systemd" is tmpfiles ok
fi

# --- What the system has ------------------------------------------------------

# We are in a namespace of our own, and its maker is not.
check "other IPC namespaces are a trap" is ipc-namespace trap
check "other mount namespaces are a trap" is mount-namespace trap
if [ -r /proc/sys/fs/protected_regular ]; then
    case $(cat /proc/sys/fs/protected_regular) in
    0) check "protected_regular: off" is protected_regular ok ;;
    *) check "protected_regular: a trap" is protected_regular trap ;;
    esac
fi
done_testing
