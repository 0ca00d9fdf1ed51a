# SPDX-License-Identifier: MPL-2.0
# The trace of the overlay: a line for each call, whole ones, with the columns
# that prshm(1) lists; and nothing without it.

# What check calls looks unused, and what is in single quotes is for others.
# shellcheck disable=SC2016,SC2317

. "${top_srcdir:-.}/pr/tests/tap.sh"
. "$top_srcdir/pr/tests/overlay.sh"

need_stock
anonpeer=$top_builddir/pr/tests/anonpeer_stock
trace=$scratch/trace

# --- Columns ------------------------------------------------------------------

# Lines without what differs from run to run: times, processes, addresses.
# normal FILE
normal() {
    sed -e 's/^[0-9-]*T[0-9:]*\.[0-9]*Z [0-9]* [0-9]* /TIME PID TID /' \
        -e 's/0x[0-9a-f]\{5,\}/POINTER/g' -e "s,$scratch,DIR,g" \
        -e 's/"[0-9]*:1"/"FD:1"/' "$1"
}

cat >"$scratch/wanted" <<'END'
TIME PID TID PR_OpenSharedMemory ("DIR/a\040b\042\303",100,0x3,0600) POINTER -
TIME PID TID PR_AttachSharedMemory (POINTER,0x0) POINTER -
TIME PID TID PR_DetachSharedMemory (POINTER,POINTER) PR_SUCCESS -
TIME PID TID PR_OpenSharedMemory ("DIR/none",0,0x0,0) NULL PR_FILE_NOT_FOUND_ERROR
TIME PID TID PR_DeleteSharedMemory ("DIR/a\040b\042\303") PR_SUCCESS -
TIME PID TID PR_DeleteSharedMemory ("DIR/none") PR_FAILURE PR_FILE_NOT_FOUND_ERROR
TIME PID TID PR_CloseSharedMemory (POINTER) PR_SUCCESS -
TIME PID TID PR_OpenSemaphore ("DIR/s",0x1,0600,1) POINTER -
TIME PID TID PR_WaitSemaphore (POINTER) PR_SUCCESS -
TIME PID TID PR_PostSemaphore (POINTER) PR_SUCCESS -
TIME PID TID PR_CloseSemaphore (POINTER) PR_SUCCESS -
TIME PID TID PR_DeleteSemaphore ("DIR/s") PR_SUCCESS -
TIME PID TID PR_OpenAnonFileMap ("DIR",100,1) POINTER -
TIME PID TID PR_ProcessAttrSetInheritableFileMap (POINTER,POINTER,"m") PR_SUCCESS -
TIME PID TID PR_GetInheritedFileMap ("m") NULL PR_FILE_NOT_FOUND_ERROR
TIME PID TID PR_ExportFileMapAsString (POINTER,1,NULL) PR_FAILURE PR_BUFFER_OVERFLOW_ERROR
TIME PID TID PR_ExportFileMapAsString (POINTER,128,"FD:1") PR_SUCCESS -
TIME PID TID PR_ImportFileMapFromString ("FD:1") POINTER -
TIME PID TID PR_ImportFileMapFromString (NULL) NULL PR_INVALID_ARGUMENT_ERROR
TIME PID TID PR_CloseFileMap (POINTER) PR_SUCCESS -
TIME PID TID PR_CloseFileMap (POINTER) PR_SUCCESS -
END

cat >"$scratch/calls.c" <<'END'
#include <errno.h>
#include <prerror.h>
#include <prinit.h>
#include <pripcsem.h>
#include <prproces.h>
#include <prshm.h>
#include <prshma.h>
#include <stdio.h>

static char *
in(const char *dir, const char *name)
{
    static char path[2][1024];
    static int  next;

    next = !next;
    sprintf(path[next], "%s/%s", dir, name);
    return path[next];
}

int
main(int argc, char **argv)
{
    const char     *dir = argv[argc - 1], *name = in(dir, "a b\"\303");
    PRSharedMemory *shm = PR_OpenSharedMemory(name, 100, 3, 0600);
    PRSem          *sem;
    PRFileMap      *map, *other;
    PRProcessAttr  *attr = PR_NewProcessAttr();
    char            text[PR_FILEMAP_STRING_BUFSIZE];

    PR_DetachSharedMemory(shm, PR_AttachSharedMemory(shm, 0));
    PR_OpenSharedMemory(in(dir, "none"), 0, 0, 0);
    name = in(dir, "a b\"\303");
    PR_DeleteSharedMemory(name);
    PR_DeleteSharedMemory(in(dir, "none"));
    PR_CloseSharedMemory(shm);

    sem = PR_OpenSemaphore(in(dir, "s"), PR_SEM_CREATE, 0600, 1);
    PR_WaitSemaphore(sem);
    PR_PostSemaphore(sem);
    PR_CloseSemaphore(sem);
    PR_DeleteSemaphore(in(dir, "s"));

    map = PR_OpenAnonFileMap(dir, 100, PR_PROT_READWRITE);
    PR_ProcessAttrSetInheritableFileMap(attr, map, "m");
    PR_DestroyProcessAttr(attr);
    PR_GetInheritedFileMap("m");
    PR_ExportFileMapAsString(map, 1, text);
    PR_ExportFileMapAsString(map, sizeof text, text);
    other = PR_ImportFileMapFromString(text);
    PR_ImportFileMapFromString(NULL);
    PR_CloseFileMap(other);
    PR_CloseFileMap(map);
    return 0;
}
END
# shellcheck disable=SC2086 # words
compiles() {
    compile calls $NSPR_CFLAGS $NSPR_LIBS
}
check "a program with all calls compiles" compiles
as_wanted() {
    overlaid --trace="$trace" -- "$scratch/calls" "$scratch" &&
        normal "$trace" >"$scratch/normal" &&
        diff "$scratch/wanted" "$scratch/normal"
}
check "each call is a line" as_wanted
names() {
    awk '{ print $4 }' "$trace" | LC_ALL=C sort -u |
        diff "$top_srcdir/config/overlay.sym" -
}
check "there is no other call" names
seven_columns() {
    ! awk 'NF != 7' "$trace" | grep .
}
check "each line has seven columns" seven_columns
this_minute() {
    awk -v from="$1" -v to="$(date -u +%Y-%m-%dT%H:%M:%S.999999Z)" '
        $1 < from || $1 > to || $1 < last { print; bad = 1 }
        { last = $1 }
        END { exit bad }' "$trace"
}
began=$(date -u +%Y-%m-%dT%H:%M:%S)
rm -f "$trace"
as_wanted >"$scratch/.out"
check "times are those of the calls, in their order" this_minute "$began"
check "it ends as it does without the trace" \
    overlaid -- "$scratch/calls" "$scratch"

# --- Where it goes ------------------------------------------------------------

lines() {
    [ "$(wc -l <"$1")" -eq "$2" ]
}
all=$(wc -l <"$scratch/wanted")
overlaid --trace -- "$scratch/calls" "$scratch" >"$scratch/out" \
    2>"$scratch/err"
check "without a file it is standard error" lines "$scratch/err" "$all"
check "standard output is left alone" test ! -s "$scratch/out"
overlaid --trace="$trace" -- "$scratch/calls" "$scratch"
check "to a file it is appended" lines "$trace" "$((2 * all))"
overlaid --trace=/dev/fd/7 -- "$scratch/calls" "$scratch" 7>"$scratch/seven"
check "the file can be a descriptor" lines "$scratch/seven" "$all"

# quiet NAME COMMAND...: no file of that name appears, nothing is said.
quiet() {
    absent=$1
    shift
    "$@" >"$scratch/out" 2>&1
    [ ! -s "$scratch/out" ] && [ ! -e "$absent" ]
}
check "without --trace there is none" quiet "$scratch/none" \
    overlaid -- "$scratch/calls" "$scratch"
check "an empty setting is none" quiet "$scratch/none" \
    env PRSHM_TRACE= "$prshm" exec true

# A program that closes what it does not know of and opens files of its own.
cat >"$scratch/closes.c" <<'END'
#include <fcntl.h>
#include <prshm.h>
#include <stdlib.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
    int fd, count = 0;

    PR_DeleteSharedMemory("/none");
    clearenv();
    for (fd = 2; fd < 1024; fd++) {
        close(fd);
    }
    while (count++ < 200) {
        open(argv[argc - 1], O_RDWR | O_CREAT, 0600);
    }
    PR_DeleteSharedMemory("/none");
    return 0;
}
END
# shellcheck disable=SC2086 # words
compiles() {
    compile closes $NSPR_CFLAGS $NSPR_LIBS
}
check "a program that closes descriptors compiles" compiles
rm -f "$trace"
check "it runs" overlaid --trace="$trace" -- "$scratch/closes" "$scratch/data"
check "both of its calls are traced" lines "$trace" 2
check "its own files are left alone" test ! -s "$scratch/data"
overlaid --trace -- "$scratch/closes" "$scratch/data" 2>"$scratch/err"
check "to standard error goes what is called before" lines "$scratch/err" 1
check "its own files are left alone" test ! -s "$scratch/data"

# --- Several at once ----------------------------------------------------------

cat >"$scratch/delete.c" <<'END'
#include <prshm.h>
#include <stdlib.h>

/* delete NAME TIMES */
int
main(int argc, char **argv)
{
    int times = argc == 3 ? atoi(argv[2]) : 0;

    while (times-- > 0) {
        PR_DeleteSharedMemory(argv[1]);
    }
    return 0;
}
END
# shellcheck disable=SC2086 # words
compiles() {
    compile delete $NSPR_CFLAGS $NSPR_LIBS
}
check "a program that deletes again and again compiles" compiles

# Long names, so that lines are long.
n=8 times=200
long=$(printf '%0200d' 0 | sed 's/0/"/g')
cat >"$scratch/crowd" <<END
i=0
while [ \$i -lt $n ]; do
    '$scratch/delete' '$scratch/'\$i'$long' $times &
    i=\$((i + 1))
done
wait
END
names='\(\\042\)\{200\}'
whole_lines() {
    normal "$1" >"$scratch/normal"
    failed='PR_FAILURE PR_FILE_NOT_FOUND_ERROR$'
    ! grep -v "^TIME PID TID PR_DeleteSharedMemory (\"DIR/[0-9]$names\") $failed" \
        "$scratch/normal" &&
        lines "$scratch/normal" $((n * times)) &&
        [ "$(cut -d ' ' -f 2 "$1" | sort -u | wc -l)" -eq "$n" ]
}
rm -f "$trace"
check "several processes at once" \
    overlaid --trace="$trace" -- sh "$scratch/crowd"
check "their lines are whole" whole_lines "$trace"
overlaid --trace -- sh "$scratch/crowd" 2>&1 | cat >"$scratch/piped"
check "through a pipe, too" whole_lines "$scratch/piped"

# Names as long as any, of letters that take four: the line is cut.
very_long() {
    overlaid --trace="$scratch/long" -- "$scratch/delete" \
        "$(printf '%01023d' 0 | sed 's/0/"/g')" 1
    awk '{ print length + 1, NF }' "$scratch/long"
    [ "$(awk 'length + 1 <= 4096 && NF == 7' "$scratch/long" | wc -l)" -eq 1 ]
}
check "no line is longer than a pipe takes at once" very_long

# --- Where it cannot go ------------------------------------------------------

# The reader has all of it only if it does not see an end before.
through_fifo() {
    mkfifo "$scratch/fifo"
    cat "$scratch/fifo" >"$scratch/read" &
    overlaid --trace="$scratch/fifo" -- timeout 60 "$scratch/delete" /none 3 &&
        wait "$!" && lines "$scratch/read" 3
}
check "a FIFO's reader has it to the end" through_fifo

# One that signals may end.
cat >"$scratch/mortal.c" <<'END'
#include <prshm.h>
#include <signal.h>

int
main(void)
{
    sigset_t blocked;

    PR_DeleteSharedMemory("/none"); /* NSPR may ignore them from now on */
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    PR_DeleteSharedMemory("/none");
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    return sigismember(&blocked, SIGPIPE) || sigismember(&blocked, SIGXFSZ);
}
END
# shellcheck disable=SC2086 # words
compiles() {
    compile mortal $NSPR_CFLAGS $NSPR_LIBS
}
check "a program that minds signals compiles" compiles

# To open it takes a reader.
no_reader() (
    mkfifo "$scratch/pipe"
    exec 8<>"$scratch/pipe"
    exec 9>"$scratch/pipe"
    exec 8>&-
    overlaid --trace -- "$scratch/mortal" 2>&9
)
check "a pipe without a reader does not end it" no_reader

# The shell counts in units of 512 bytes, or of 1,024.
too_large() (
    head -c 4096 /dev/zero >"$scratch/large"
    ulimit -f 2
    overlaid --trace="$scratch/large" -- "$scratch/mortal"
)
check "nor does a file beyond the limit" too_large
check "which stays as it is" test "$(wc -c <"$scratch/large")" -eq 4096

# --- In a thread that is cancelled --------------------------------------------

cat >"$scratch/cancelled.c" <<'END'
#include <prshm.h>
#include <pthread.h>

static int done;

static void *
call(void *arg)
{
    pthread_cancel(pthread_self());
    PR_DeleteSharedMemory(arg);
    done = 1;
    pthread_testcancel();
    return NULL;
}

int
main(void)
{
    pthread_t thread;

    return pthread_create(&thread, NULL, call, "/none") != 0 ||
           pthread_join(thread, NULL) != 0 || !done;
}
END
# shellcheck disable=SC2086 # words
compiles() {
    compile cancelled -pthread $NSPR_CFLAGS $NSPR_LIBS
}
check "a program that cancels a thread compiles" compiles
rm -f "$trace"
check "the thread's call is done" \
    overlaid --trace="$trace" -- "$scratch/cancelled"
check "and traced" lines "$trace" 1

# --- Parent and child ---------------------------------------------------------

rm -f "$trace"
check "a parent and its child" overlaid --trace="$trace" -- \
    "$anonpeer" export "$scratch" exec "$anonpeer" import
both() {
    awk '$4 == "PR_OpenAnonFileMap" { parent = $2 }
        $4 == "PR_ImportFileMapFromString" { child = $2 }
        END { exit !(parent && child && parent != child) }' "$trace"
}
check "the open is the one's, the import the other's" both

# --- Programs that run as somebody else ---------------------------------------

# The overlay is linked into this one, for the loader would not put it there.
# shellcheck disable=SC2086 # words
links() {
    cp "$scratch/calls.c" "$scratch/linked.c"
    compile linked $NSPR_CFLAGS "$PRSHM_OVERLAY" \
        -Wl,-rpath,"${PRSHM_OVERLAY%/*}" $NSPR_LIBS
}
traces() {
    rm -f "$scratch/free/trace"
    LD_PRELOAD=${SANITIZER_PRELOAD:-} PRSHM_TRACE=$scratch/free/trace setpriv \
        --reuid=64231 --regid=64231 --clear-groups "$1" "$scratch/free"
    [ -s "$scratch/free/trace" ]
}
not() {
    ! "$@"
}
if [ "$(id -u)" -ne 0 ]; then
    skip "set-user-id programs" "only root can make any"
elif [ -n "${SANITIZERS:-}" ]; then
    ok "set-user-id programs # SKIP sanitizers do not run in them"
else
    chmod 755 "$scratch"
    mkdir -m 777 "$scratch/free"
    check "a program with the overlay compiles" links
    check "it is traced" traces "$scratch/linked"
    chown 64232 "$scratch/linked"
    chmod 4755 "$scratch/linked"
    check "set-user-id it is not" not traces "$scratch/linked"
    cp "$scratch/calls" "$scratch/setuid"
    chown 64232 "$scratch/setuid"
    chmod 4755 "$scratch/setuid"
    check "nor is one in which the loader puts nothing" \
        not overlaid --trace="$scratch/free/trace" setpriv --reuid=64231 \
        --regid=64231 --clear-groups sh -c '"$0" "$1" && [ -s "$1/trace" ]' \
        "$scratch/setuid" "$scratch/free"
fi
done_testing
