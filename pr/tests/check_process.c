/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Child processes: what must not be left, and what must not be disturbed.
 * test_process.sh compares what children are and become with stock NSPR.
 */
#include "config.h"

#include "heap.h"
#include "prerror.h"
#include "private/pprfile.h"
#include "prproces.h"
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static PRProcessAttr *attr;

static void
setup(void)
{
    setup_dir();
    attr = PR_NewProcessAttr();
    ck_assert_ptr_nonnull(attr);
}

static void
teardown(void)
{
    PR_DestroyProcessAttr(attr);
    teardown_dir();
}

static int
error_is(PRErrorCode code, PRInt32 osError)
{
    return PR_GetError() == code && PR_GetOSError() == osError;
}

/* --- Children ------------------------------------------------------------ */

static PRProcess *
try_script(const char *script)
{
    char *argv[] = { "sh", "-c", (char *)script, NULL };

    return PR_CreateProcess("/bin/sh", argv, NULL, attr);
}

static PRProcess *
run_script(const char *script)
{
    PRProcess *process = try_script(script);

    ck_assert_ptr_nonnull(process);
    return process;
}

static PRStatus
run_detached(const char *script)
{
    char *argv[] = { "sh", "-c", (char *)script, NULL };

    return PR_CreateProcessDetached("/bin/sh", argv, NULL, attr);
}

static int
exit_code(PRProcess *process)
{
    PRInt32 code = -1;

    ck_assert_int_eq(PR_WaitProcess(process, &code), PR_SUCCESS);
    return (int)code;
}

/* This process has no children, not even ended ones. */
static int
no_children(void)
{
    return waitid(P_ALL, 0, NULL, WEXITED | WNOHANG | WNOWAIT) == -1 &&
           errno == ECHILD;
}

/* Wait until some child has ended, and leave it. */
static void
await_zombie(void)
{
    siginfo_t info;

    ck_assert_int_eq(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), 0);
}

/* What is a call of the library that looks for detached children. */
static void
any_call(void)
{
    (void)PR_KillProcess(NULL);
}

static int readers[3]; /* of pipe_for() */

/* A pipe whose ends no child gets; its writing end, which is returned, becomes
 * a stream.  Only its number counts, the object does not. */
static int
pipe_for(PRSpecialFD stream, int flags)
{
    PRFileDesc *fd;
    int         ends[2];

    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    ck_assert_int_eq(fcntl(ends[1], F_SETFL, flags), 0);
    fd = PR_ImportFile(ends[1]);
    PR_ProcessAttrSetStdioRedirect(attr, stream, fd);
    _PR_FreeFileDesc(fd);
    readers[stream] = ends[0];
    return ends[1];
}

/* All that comes out of the pipe of a stream, both ends of which are closed
 * here. */
static const char *
read_pipe(PRSpecialFD stream, int writer)
{
    static char text[3][4096];
    size_t      length = 0;
    ssize_t     rv;

    ck_assert_int_eq(close(writer), 0);
    while ((rv = read(readers[stream], text[stream] + length,
                      sizeof text[stream] - 1 - length)) > 0) {
        length += (size_t)rv;
    }
    ck_assert_int_eq((int)rv, 0);
    text[stream][length] = '\0';
    ck_assert_int_eq(close(readers[stream]), 0);
    return text[stream];
}

/* --- Nothing is left ----------------------------------------------------- */

/* Between two looks at the heap there may be no assertion, see heap.h. */
static int
ends_with(PRProcess *process, int wanted)
{
    PRInt32 code = -1;

    return PR_WaitProcess(process, &code) == PR_SUCCESS && code == wanted;
}

START_TEST(waiting_leaves_nothing)
{
    int descriptors = count_descriptors();
    int before = live;
    int good = 0;
    int after, i;

    for (i = 0; i < 50; i++) {
        good += ends_with(try_script("exit 4"), 4);
        good += ends_with(try_script("kill -9 $$"), 256);
    }
    after = live;
    ck_assert_int_eq(good, 100);
    ck_assert_int_eq(after, before);
    ck_assert_int_eq(count_descriptors(), descriptors);
    ck_assert(no_children());
}
END_TEST

START_TEST(missing_programs_leave_nothing)
{
    char      *argv[] = { "none", NULL };
    const char none[] = "/nonexistent/none";
    int        descriptors = count_descriptors();
    int        before = live;
    int        good = 0;
    int        after, i;

    for (i = 0; i < 50; i++) {
        good += ends_with(PR_CreateProcess(none, argv, NULL, attr), 1);
        good += PR_DetachProcess(PR_CreateProcess(none, argv, NULL, attr)) ==
                PR_SUCCESS;
        good += PR_CreateProcessDetached(none, argv, NULL, attr) == PR_SUCCESS;
        good += no_children();
    }
    after = live;
    ck_assert_int_eq(good, 200);
    ck_assert_int_eq(after, before);
    ck_assert_int_eq(count_descriptors(), descriptors);
}
END_TEST

START_TEST(missing_programs_cannot_be_killed)
{
    char      *argv[] = { "none", NULL };
    PRProcess *process = PR_CreateProcess(path("none"), argv, NULL, attr);

    ck_assert_ptr_nonnull(process);
    ck_assert_int_eq(PR_KillProcess(process), PR_FAILURE);
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, ESRCH));
    ck_assert_int_eq(exit_code(process), 1);
}
END_TEST

START_TEST(detached_children_are_somebody_elses)
{
    int before = live;
    int good = 0;
    int after, i, writer;

    for (i = 0; i < 20; i++) {
        good += run_detached("exit 0") == PR_SUCCESS && no_children();
    }
    after = live;
    ck_assert_int_eq(good, 20);
    ck_assert_int_eq(after, before);
    writer = pipe_for(PR_StandardOutput, 0);
    ck_assert_int_eq(run_detached("echo it runs"), PR_SUCCESS);
    ck_assert_str_eq(read_pipe(PR_StandardOutput, writer), "it runs\n");
}
END_TEST

START_TEST(detaching_leaves_nothing_for_long)
{
    int        before, after;
    siginfo_t  info;
    PRProcess *process = run_script("kill -STOP $$; exit 5");

    ck_assert_int_eq(PR_DetachProcess(process), PR_SUCCESS);
    any_call();
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), 0); /* it is still there */
    ck_assert_int_eq(PR_WaitProcess(process, NULL), PR_FAILURE);
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));
    ck_assert_int_eq(waitid(P_ALL, 0, &info, WSTOPPED), 0);
    ck_assert_int_eq(kill(info.si_pid, SIGCONT), 0);
    await_zombie();
    before = live;
    any_call();
    after = live;
    ck_assert_int_eq(after, before - 1); /* the process */
    ck_assert(no_children());
}
END_TEST

START_TEST(ended_children_can_be_detached)
{
    PRProcess *process = run_script("exit 0");

    await_zombie();
    ck_assert_int_eq(PR_DetachProcess(process), PR_SUCCESS);
    ck_assert(no_children());
}
END_TEST

/* As the first process of a container does. */
START_TEST(orphans_that_come_back_are_seen_to)
{
    siginfo_t info;

    ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
    ck_assert_int_eq(run_detached("kill -STOP $$"), PR_SUCCESS);
    any_call();
    ck_assert_int_eq(waitid(P_ALL, 0, &info, WSTOPPED), 0);
    ck_assert_int_eq(kill(info.si_pid, SIGCONT), 0);
    await_zombie();
    any_call();
    ck_assert(no_children());
    ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0), 0);
}
END_TEST

START_TEST(attributes_leave_nothing)
{
    int before = live;
    int after, i;

    for (i = 0; i < 100000; i++) {
        PRProcessAttr *other = PR_NewProcessAttr();

        (void)PR_ProcessAttrSetCurrentDirectory(other, "/");
        (void)PR_ProcessAttrSetCurrentDirectory(other, "/tmp");
        (void)PR_ProcessAttrSetInheritableFD(other, PR_STDIN, "a");
        (void)PR_ProcessAttrSetInheritableFD(other, PR_STDIN, "b");
        (void)PR_ProcessAttrSetInheritableFD(other, PR_STDIN, "c:d");
        PR_ResetProcessAttr(other);
        (void)PR_ProcessAttrSetInheritableFD(other, PR_STDIN, "e");
        PR_DestroyProcessAttr(other);
    }
    after = live;
    ck_assert_int_eq(after, before);
}
END_TEST

START_TEST(inherited_descriptors_leave_nothing)
{
    int good = 0;
    int before, after, i;

    ck_assert_int_eq(setenv("NSPR_INHERIT_FDS", "a:1:0x3e7:b:5:0x3e7", 1), 0);
    before = live;
    for (i = 0; i < 100000; i++) {
        PRFileDesc *fd = PR_GetInheritedFD(i % 2 == 0 ? "a" : "b");

        (void)PR_Close(fd);
        good += fd != NULL && PR_GetInheritedFD("c") == NULL;
    }
    after = live;
    ck_assert_int_eq(good, 100000);
    ck_assert_int_eq(after, before);
    ck_assert_int_eq(unsetenv("NSPR_INHERIT_FDS"), 0);
}
END_TEST

/* --- Failure ------------------------------------------------------------- */

START_TEST(no_memory_is_an_error)
{
    PRProcessAttr *other;
    PRProcess     *process;
    PRStatus       statuses[3];
    PRErrorCode    errors[5];
    int            before;

    ck_assert_int_eq(PR_ProcessAttrSetInheritableFD(attr, PR_STDIN, "kept"),
                     PR_SUCCESS);
    before = live;
    no_memory = 1;
    other = PR_NewProcessAttr();
    errors[0] = PR_GetError();
    process = try_script("exit 0");
    errors[1] = PR_GetError();
    statuses[0] = run_detached("exit 0");
    errors[2] = PR_GetError();
    statuses[1] = PR_ProcessAttrSetCurrentDirectory(attr, "/");
    errors[3] = PR_GetError();
    statuses[2] = PR_ProcessAttrSetInheritableFD(attr, PR_STDIN, "more");
    errors[4] = PR_GetError();
    no_memory = 0;
    ck_assert_int_eq(live, before);
    ck_assert_ptr_null(other);
    ck_assert_ptr_null(process);
    ck_assert_int_eq(statuses[0], PR_FAILURE);
    ck_assert_int_eq(statuses[1], PR_FAILURE);
    ck_assert_int_eq(statuses[2], PR_FAILURE);
    ck_assert_int_eq(errors[0], PR_OUT_OF_MEMORY_ERROR);
    ck_assert_int_eq(errors[1], PR_OUT_OF_MEMORY_ERROR);
    ck_assert_int_eq(errors[2], PR_OUT_OF_MEMORY_ERROR);
    ck_assert_int_eq(errors[3], PR_OUT_OF_MEMORY_ERROR);
    ck_assert_int_eq(errors[4], PR_OUT_OF_MEMORY_ERROR);
    ck_assert(no_children());
    ck_assert_int_eq(
        exit_code(run_script("test \"$NSPR_INHERIT_FDS\" = kept:1:0x0")), 0);
}
END_TEST

/* In a process that may have no children. */
static int
fails_without_processes(void)
{
    static const struct rlimit none = { 0, 0 };
    int                        before = count_descriptors();

    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(64233) != 0 ||
                           setuid(64233) != 0)) {
        return 1;
    }
    if (setrlimit(RLIMIT_NPROC, &none) != 0) {
        return 2;
    }
    if (try_script("exit 0") != NULL ||
        !error_is(PR_INSUFFICIENT_RESOURCES_ERROR, EAGAIN)) {
        return 3;
    }
    PR_SetError(0, 0);
    if (run_detached("exit 0") != PR_FAILURE ||
        !error_is(PR_INSUFFICIENT_RESOURCES_ERROR, EAGAIN)) {
        return 4;
    }
    return no_children() && count_descriptors() == before ? 42 : 5;
}

START_TEST(no_processes_is_an_error)
{
    int   status;
    pid_t pid = fork();

    if (pid == 0) {
        _exit(fails_without_processes());
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 42);
}
END_TEST

START_TEST(bad_handles_are_refused)
{
    PRProcess *process = run_script("exit 0");

    ck_assert_int_eq(PR_WaitProcess(NULL, NULL), PR_FAILURE);
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));
    ck_assert_int_eq(PR_DetachProcess(NULL), PR_FAILURE);
    ck_assert_int_eq(PR_KillProcess(NULL), PR_FAILURE);
    ck_assert_int_eq(exit_code(process), 0);
    PR_SetError(0, 0);
    ck_assert_int_eq(PR_WaitProcess(process, NULL), PR_FAILURE);
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));
    ck_assert_int_eq(PR_DetachProcess(process), PR_FAILURE);
    ck_assert_int_eq(PR_KillProcess(process), PR_FAILURE);
}
END_TEST

START_TEST(bad_attributes_are_refused)
{
    PRFileDesc *closed = PR_ImportFile(999);

    PR_DestroyProcessAttr(NULL);
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));
    PR_ResetProcessAttr(NULL);
    PR_ProcessAttrSetStdioRedirect(NULL, PR_StandardInput, PR_STDIN);
    PR_SetStdioRedirect(NULL, PR_StandardInput, PR_STDIN);
    ck_assert_int_eq(PR_ProcessAttrSetCurrentDirectory(NULL, "/"), PR_FAILURE);
    ck_assert_int_eq(PR_ProcessAttrSetCurrentDirectory(attr, NULL),
                     PR_FAILURE);
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));
    ck_assert_int_eq(PR_ProcessAttrSetInheritableFD(attr, PR_STDIN, "a:b"),
                     PR_FAILURE);
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));
    ck_assert_int_eq(PR_ProcessAttrSetInheritableFD(attr, closed, "a"),
                     PR_FAILURE);
    ck_assert(error_is(PR_BAD_DESCRIPTOR_ERROR, EBADF));
    (void)PR_Close(closed);
}
END_TEST

/* --- Descriptors --------------------------------------------------------- */

/* How many of this process's descriptors go through an exec. */
static int
count_inheritable(void)
{
    int count = 0;
    int fd, flags;

    for (fd = 0; fd < 1024; fd++) {
        flags = fcntl(fd, F_GETFD);
        count += flags != -1 && (flags & FD_CLOEXEC) == 0;
    }
    return count;
}

static const char count_script[] = "ls /proc/self/fd | wc -l";

/* Our own streams, what else is inheritable, and what ls opens. */
START_TEST(children_get_what_they_are_to_get)
{
    int before, writer;

    ck_assert_int_eq(dup2(STDIN_FILENO, 100), 100);
    before = count_inheritable();
    writer = pipe_for(PR_StandardOutput, 0);
    ck_assert_int_eq(exit_code(run_script(count_script)), 0);
    ck_assert_int_eq(atoi(read_pipe(PR_StandardOutput, writer)), before + 1);
    writer = pipe_for(PR_StandardOutput, 0);
    ck_assert_int_eq(run_detached(count_script), PR_SUCCESS);
    ck_assert_int_eq(atoi(read_pipe(PR_StandardOutput, writer)), before + 1);
    ck_assert_int_eq(close(100), 0);
}
END_TEST

/* One source for two streams, and inherited on its own. */
START_TEST(streams_can_share_a_source)
{
    PRFileDesc *fd;
    char        script[200];
    int         number, writer = pipe_for(PR_StandardOutput, 0);

    number = fcntl(writer, F_DUPFD, 100);
    fd = PR_ImportFile(number);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput, fd);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardError, fd);
    snprintf(script, sizeof script,
             "echo 1; echo 2 >&2; test -e /proc/self/fd/%d && echo open; :",
             number);
    ck_assert_int_eq(exit_code(run_script(script)), 0);
    ck_assert_int_eq(PR_ProcessAttrSetInheritableFD(attr, fd, "x"),
                     PR_SUCCESS);
    ck_assert_int_eq(exit_code(run_script(script)), 0);
    ck_assert_int_eq(PR_Close(fd), PR_SUCCESS);
    ck_assert_str_eq(read_pipe(PR_StandardOutput, writer),
                     "1\n2\n1\n2\nopen\n");
}
END_TEST

static const char both_script[] = "echo out; echo err >&2";

/* Output and error of this process are pipes meanwhile. */
static void
exchange(PRStatus (*run)(const char *script))
{
    int out = pipe_for(PR_StandardOutput, 0);
    int err = pipe_for(PR_StandardError, 0);
    int old_out = fcntl(1, F_DUPFD_CLOEXEC, 3);
    int old_err = fcntl(2, F_DUPFD_CLOEXEC, 3);
    int status;

    (void)dup2(out, 1);
    (void)dup2(err, 2);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput, PR_STDERR);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardError, PR_STDOUT);
    status = run(both_script);
    (void)dup2(old_out, 1);
    (void)dup2(old_err, 2);
    (void)close(old_out);
    (void)close(old_err);
    ck_assert_int_eq(status, PR_SUCCESS);
    ck_assert_str_eq(read_pipe(PR_StandardOutput, out), "err\n");
    ck_assert_str_eq(read_pipe(PR_StandardError, err), "out\n");
}

static PRStatus
run_and_wait(const char *script)
{
    return PR_WaitProcess(try_script(script), NULL);
}

START_TEST(streams_can_be_exchanged)
{
    exchange(run_and_wait);
    exchange(run_detached);
    PR_ResetProcessAttr(attr);
    ck_assert_int_eq(exit_code(run_script("exit 0")), 0);
}
END_TEST

START_TEST(streams_can_be_kept_through_exec)
{
    int writer = pipe_for(PR_StandardOutput, 0);
    int old_out = fcntl(1, F_DUPFD_CLOEXEC, 3);
    int status, detached;

    (void)dup3(writer, 1, O_CLOEXEC);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput, PR_STDOUT);
    status = run_and_wait("echo one");
    detached = run_detached("echo two");
    (void)dup2(old_out, 1);
    (void)close(old_out);
    ck_assert_int_eq(status, PR_SUCCESS);
    ck_assert_int_eq(detached, PR_SUCCESS);
    ck_assert_str_eq(read_pipe(PR_StandardOutput, writer), "one\ntwo\n");
}
END_TEST

START_TEST(redirecting_does_not_make_block)
{
    int writer = pipe_for(PR_StandardOutput, O_NONBLOCK);

    ck_assert_int_eq(exit_code(run_script("echo x")), 0);
    ck_assert_int_ne(fcntl(writer, F_GETFL) & O_NONBLOCK, 0);
    ck_assert_int_eq(run_detached("echo x"), PR_SUCCESS);
    ck_assert_int_ne(fcntl(writer, F_GETFL) & O_NONBLOCK, 0);
    ck_assert_str_eq(read_pipe(PR_StandardOutput, writer), "x\nx\n");
}
END_TEST

static const int no_descriptors[] = { 999, -5, 1 << 20 };

START_TEST(streams_that_are_not_open_are_exit_code_1)
{
    PRFileDesc *fd = PR_ImportFile(no_descriptors[_i]);

    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardInput, fd);
    (void)PR_Close(fd);
    ck_assert_int_eq(exit_code(run_script("exit 0")), 1);
    ck_assert_int_eq(run_detached("exit 0"), PR_SUCCESS);
    ck_assert(no_children());
}
END_TEST

START_TEST(closed_streams_can_be_taken_from)
{
    int old_in = fcntl(0, F_DUPFD_CLOEXEC, 3);
    int code;

    (void)close(0);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput, PR_STDIN);
    code = exit_code(run_script("exit 0"));
    (void)dup2(old_in, 0);
    (void)close(old_in);
    ck_assert_int_eq(code, 1);
}
END_TEST

/* Only the number of what was named counts. */
START_TEST(named_descriptors_need_no_object)
{
    PRFileDesc *fd;
    int         ends[2], number;
    char        script[100];

    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    number = fcntl(ends[1], F_DUPFD, 150);
    fd = PR_ImportFile(number);
    ck_assert_int_eq(PR_ProcessAttrSetInheritableFD(attr, fd, "a b"),
                     PR_SUCCESS);
    ck_assert_int_eq(PR_Close(fd), PR_SUCCESS);
    ck_assert_int_eq(dup2(STDIN_FILENO, number), number);
    snprintf(script, sizeof script,
             "test \"$NSPR_INHERIT_FDS\" = 'a b:1:0x%x' && test -e "
             "/proc/self/fd/%d",
             (unsigned)number, number);
    ck_assert_int_eq(exit_code(run_script(script)), 0);
    ck_assert_int_eq(close(number), 0);
    ck_assert_int_eq(close(ends[0]), 0);
    ck_assert_int_eq(close(ends[1]), 0);
}
END_TEST

/* --- The program's own children and signals ------------------------------ */

START_TEST(own_children_are_left_alone)
{
    PRProcess *process = run_script("kill -STOP $$");
    PRProcess *detached = run_script("exit 0");
    int        status;
    pid_t      pid;

    ck_assert_int_eq(PR_DetachProcess(detached), PR_SUCCESS);
    pid = fork();
    if (pid == 0) {
        _exit(7);
    }
    status = system("exit 9");
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 9);
    any_call();
    ck_assert_int_eq(PR_KillProcess(process), PR_SUCCESS);
    ck_assert_int_eq(exit_code(process), 256);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 7);
}
END_TEST

START_TEST(no_thread_and_no_handler)
{
    struct sigaction before[NSIG], after;
    int              threads = count_entries("/proc/self/task");
    int              signo;

    for (signo = 1; signo < NSIG; signo++) {
        before[signo].sa_handler = NULL;
        (void)sigaction(signo, NULL, &before[signo]);
    }
    ck_assert_int_eq(exit_code(run_script("exit 0")), 0);
    ck_assert_int_eq(run_detached("exit 0"), PR_SUCCESS);
    for (signo = 1; signo < NSIG; signo++) {
        after.sa_handler = NULL;
        (void)sigaction(signo, NULL, &after);
        ck_assert_ptr_eq((void *)after.sa_handler,
                         (void *)before[signo].sa_handler);
    }
    ck_assert_int_eq(count_entries("/proc/self/task"), threads);
}
END_TEST

START_TEST(children_that_the_program_waited_for)
{
    PRProcess *process = run_script("exit 3");
    PRInt32    code = -7;

    ck_assert_int_gt(waitpid(-1, NULL, 0), 0);
    ck_assert_int_eq(PR_WaitProcess(process, &code), PR_FAILURE);
    ck_assert(error_is(PR_UNKNOWN_ERROR, ECHILD));
    ck_assert_int_eq(code, -7);
    ck_assert_int_eq(PR_WaitProcess(process, &code), PR_FAILURE);
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));

    process = run_script("exit 3");
    ck_assert_int_gt(waitpid(-1, NULL, 0), 0);
    ck_assert_int_eq(PR_KillProcess(process), PR_FAILURE);
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, ESRCH));
    ck_assert_int_eq(PR_DetachProcess(process), PR_SUCCESS);
}
END_TEST

static void *
wait_in_thread(void *process)
{
    PRInt32  code = -7;
    PRStatus status = PR_WaitProcess(process, &code);

    return (void *)(long)(status == PR_SUCCESS        ? code
                          : PR_GetOSError() == ECHILD ? -10
                                                      : -11);
}

/* How many threads of this process sleep. */
static int
count_sleepers(void)
{
    DIR           *dir = opendir("/proc/self/task");
    struct dirent *entry;
    int            count = 0;

    ck_assert_ptr_nonnull(dir);
    while ((entry = readdir(dir)) != NULL) {
        char  name[300], state = '?';
        FILE *file;

        snprintf(name, sizeof name, "/proc/self/task/%s/stat", entry->d_name);
        file = fopen(name, "r");
        if (file != NULL) {
            count +=
                fscanf(file, "%*d (%*[^)]) %c", &state) == 1 && state == 'S';
            fclose(file);
        }
    }
    closedir(dir);
    return count;
}

/* Wait until they all have something to wait for. */
static void
await_sleepers(int count)
{
    while (count_sleepers() < count) {
        (void)sched_yield();
    }
}

START_TEST(the_program_waits_meanwhile)
{
    PRProcess *process = run_script("kill -STOP $$; exit 3");
    siginfo_t  info;
    pthread_t  thread;
    void      *result;
    int        status;

    ck_assert_int_eq(waitid(P_ALL, 0, &info, WSTOPPED | WNOWAIT), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, wait_in_thread, process),
                     0);
    await_sleepers(1);
    ck_assert_int_eq(kill(info.si_pid, SIGKILL), 0);
    (void)waitpid(-1, &status, 0);
    ck_assert_int_eq(pthread_join(thread, &result), 0);
    ck_assert((long)result == -10 || (long)result == 256);
    ck_assert(no_children());
}
END_TEST

/* A child of our own whose number is that of one that is gone; 0 if that is
 * not allowed.  It waits to be killed. */
static pid_t
take_number(pid_t pid)
{
    struct {
        unsigned long long flags, pidfd, childTid, parentTid, exitSignal,
            stack, stackSize, tls, setTid, setTidSize, cgroup;
    } args = { 0 };
    long rv;

    args.exitSignal = SIGCHLD;
    args.setTid = (unsigned long long)(unsigned long)&pid;
    args.setTidSize = 1;
    rv = syscall(SYS_clone3, &args, sizeof args);
    if (rv == 0) {
        (void)pause();
        _exit(0);
    }
    return rv == -1 ? 0 : (pid_t)rv;
}

START_TEST(numbers_that_are_used_again)
{
    static const struct timespec tick = { 0, 30000000 }; /* of births */
    PRProcess                   *process[3];
    PRInt32                      code;
    pid_t                        pid;
    int                          i, status;

    for (i = 0; i < 3; i++) {
        process[i] = run_script("exit 3");
        pid = waitpid(-1, NULL, 0);
        ck_assert_int_gt(pid, 0);
        (void)nanosleep(&tick, NULL);
        if (take_number(pid) != pid) {
            skip("numbers of processes cannot be chosen");
            return;
        }
        PR_SetError(0, 0);
        if (i == 0) {
            ck_assert_int_eq(PR_KillProcess(process[i]), PR_FAILURE);
            ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, ESRCH));
        }
        if (i == 1) {
            ck_assert_int_eq(PR_DetachProcess(process[i]), PR_SUCCESS);
        } else {
            ck_assert_int_eq(PR_WaitProcess(process[i], &code), PR_FAILURE);
            ck_assert(error_is(PR_UNKNOWN_ERROR, ECHILD));
        }
        ck_assert_int_eq(waitpid(pid, &status, WNOHANG), 0);
        ck_assert_int_eq(kill(pid, SIGKILL), 0);
        await_zombie();
        any_call();
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        ck_assert(WIFSIGNALED(status));
    }
}
END_TEST

START_TEST(sigchld_may_be_ignored)
{
    PRProcess *process;
    PRInt32    code = -7;

    ck_assert(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
    process = run_script("exit 3");
    ck_assert_int_eq(PR_WaitProcess(process, &code), PR_FAILURE);
    ck_assert(error_is(PR_UNKNOWN_ERROR, ECHILD));
    ck_assert_int_eq(code, -7);
    ck_assert_int_eq(run_detached("exit 0"), PR_SUCCESS);
    ck_assert_int_eq(PR_DetachProcess(run_script("exit 0")), PR_SUCCESS);
    any_call();
    ck_assert(signal(SIGCHLD, SIG_DFL) != SIG_ERR);
}
END_TEST

static volatile sig_atomic_t interruptions;

static void
interrupt(int signo)
{
    (void)signo;
    interruptions++;
}

START_TEST(waiting_is_not_interrupted)
{
    static const struct itimerspec every = { { 0, 2000000 }, { 0, 2000000 } };
    struct sigaction               action = { 0 };
    timer_t                        timer;
    PRProcess                     *process;

    action.sa_handler = interrupt;
    ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
    ck_assert_int_eq(timer_create(CLOCK_MONOTONIC, NULL, &timer), 0);
    process = run_script("sleep 0.1; exit 3");
    ck_assert_int_eq(timer_settime(timer, 0, &every, NULL), 0);
    ck_assert_int_eq(exit_code(process), 3);
    ck_assert_int_eq(exit_code(run_script("exit 4")), 4);
    ck_assert_int_eq(run_detached("exit 4"), PR_SUCCESS);
    ck_assert_int_eq(timer_delete(timer), 0);
    ck_assert_int_gt(interruptions, 0);
}
END_TEST

/* Detached ones take another way, which must come to the same.  No shell: that
 * would set SIGCHLD.  Signals from 32 on are the C library's own. */
START_TEST(detached_children_have_the_same_signals)
{
    char    *argv[] = { "sed", "-nE", "s/^(SigBlk|SigIgn).*(.{7})$/\\1 \\2/p",
                        "/proc/self/status", NULL };
    char    *first;
    sigset_t set;
    int      writer;

    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGINT, interrupt);
    (void)signal(SIGQUIT, SIG_DFL);
    (void)signal(SIGCHLD, SIG_IGN);
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGUSR1);
    (void)sigprocmask(SIG_SETMASK, &set, NULL);
    writer = pipe_for(PR_StandardOutput, 0);
    (void)PR_WaitProcess(PR_CreateProcess("/bin/sed", argv, NULL, attr), NULL);
    first = strdup(read_pipe(PR_StandardOutput, writer));
    writer = pipe_for(PR_StandardOutput, 0);
    ck_assert_int_eq(PR_CreateProcessDetached("/bin/sed", argv, NULL, attr),
                     PR_SUCCESS);
    ck_assert_str_eq(read_pipe(PR_StandardOutput, writer), first);
    /* SIGUSR1; SIGHUP and SIGPIPE. */
    ck_assert_str_eq(first, "SigBlk 0000200\nSigIgn 0001001\n");
    free(first);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
    (void)signal(SIGCHLD, SIG_DFL);
}
END_TEST

START_TEST(a_fork_of_ours_has_no_children)
{
    PRProcess *process = run_script("exit 3");
    int        status;
    pid_t      pid = fork();

    if (pid == 0) {
        _exit(PR_WaitProcess(process, NULL) == PR_FAILURE &&
                      error_is(PR_UNKNOWN_ERROR, ECHILD)
                  ? 42
                  : 1);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(WEXITSTATUS(status), 42);
    ck_assert_int_eq(exit_code(process), 3);
}
END_TEST

/* --- Threads ------------------------------------------------------------- */

#define THREADS 8

START_TEST(all_that_wait_learn_of_the_end)
{
    PRProcess *process = run_script("kill -STOP $$; exit 3");
    pthread_t  threads[THREADS];
    siginfo_t  info;
    void      *result;
    int        i, known = 0;

    ck_assert_int_eq(waitid(P_ALL, 0, &info, WSTOPPED | WNOWAIT), 0);
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, wait_in_thread, process), 0);
    }
    await_sleepers(THREADS);
    ck_assert_int_eq(kill(info.si_pid, SIGCONT), 0);
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &result), 0);
        /* Who came too late has a handle that is no more. */
        ck_assert((long)result == 3 || (long)result == -11);
        known += (long)result == 3;
    }
    ck_assert_int_ge(known, 1);
    ck_assert(no_children());
}
END_TEST

/* Many of all kinds, one of them with a descriptor that others must not get:
 * the number says who. */
static void *
make_many(void *arg)
{
    char    script[100];
    PRInt32 code;
    int     i, number = *(int *)arg;

    for (i = 0; i < 10; i++) {
        PRProcess *plain, *killed, *detached;

        snprintf(script, sizeof script, "exit %d", number * 10 + i);
        plain = try_script(script);
        killed = try_script("sleep 100");
        detached = try_script("exit 0");
        if (plain == NULL || killed == NULL || detached == NULL ||
            PR_DetachProcess(detached) == PR_FAILURE ||
            PR_KillProcess(killed) == PR_FAILURE ||
            run_detached("exit 0") == PR_FAILURE ||
            PR_WaitProcess(killed, &code) == PR_FAILURE || code != 256 ||
            PR_WaitProcess(plain, &code) == PR_FAILURE ||
            code != number * 10 + i) {
            return arg;
        }
    }
    return NULL;
}

START_TEST(threads_make_children_at_once)
{
    pthread_t threads[THREADS];
    int       numbers[THREADS];
    void     *result;
    int       descriptors = count_descriptors();
    int       failed = 0;
    int       before = live;
    int       after, i;

    for (i = 0; i < THREADS; i++) {
        numbers[i] = i;
        failed +=
            pthread_create(&threads[i], NULL, make_many, &numbers[i]) != 0;
    }
    for (i = 0; i < THREADS; i++) {
        failed += pthread_join(threads[i], &result) != 0 || result != NULL;
    }
    while (!no_children()) {
        (void)waitid(P_ALL, 0, NULL, WEXITED | WNOWAIT);
        any_call();
    }
    any_call();
    after = live;
    ck_assert_int_eq(failed, 0);
    ck_assert_int_eq(count_descriptors(), descriptors);
    ck_assert_int_eq(after, before);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

static TCase *
left_case(void)
{
    TCase *tc = tcase_create("left");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, waiting_leaves_nothing);
    tcase_add_test(tc, missing_programs_leave_nothing);
    tcase_add_test(tc, missing_programs_cannot_be_killed);
    tcase_add_test(tc, detached_children_are_somebody_elses);
    tcase_add_test(tc, detaching_leaves_nothing_for_long);
    tcase_add_test(tc, ended_children_can_be_detached);
    tcase_add_test(tc, orphans_that_come_back_are_seen_to);
    tcase_add_test(tc, attributes_leave_nothing);
    tcase_add_test(tc, inherited_descriptors_leave_nothing);
    return tc;
}

static TCase *
failure_case(void)
{
    TCase *tc = tcase_create("failure");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, no_memory_is_an_error);
    tcase_add_test(tc, no_processes_is_an_error);
    tcase_add_test(tc, bad_handles_are_refused);
    tcase_add_test(tc, bad_attributes_are_refused);
    return tc;
}

static TCase *
descriptors_case(void)
{
    TCase *tc = tcase_create("descriptors");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, children_get_what_they_are_to_get);
    tcase_add_test(tc, streams_can_share_a_source);
    tcase_add_test(tc, streams_can_be_exchanged);
    tcase_add_test(tc, streams_can_be_kept_through_exec);
    tcase_add_test(tc, redirecting_does_not_make_block);
    tcase_add_loop_test(tc, streams_that_are_not_open_are_exit_code_1, 0,
                        COUNT(no_descriptors));
    tcase_add_test(tc, closed_streams_can_be_taken_from);
    tcase_add_test(tc, named_descriptors_need_no_object);
    return tc;
}

static TCase *
own_case(void)
{
    TCase *tc = tcase_create("own");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, own_children_are_left_alone);
    tcase_add_test(tc, no_thread_and_no_handler);
    tcase_add_test(tc, children_that_the_program_waited_for);
    tcase_add_test(tc, the_program_waits_meanwhile);
    tcase_add_test(tc, numbers_that_are_used_again);
    tcase_add_test(tc, sigchld_may_be_ignored);
    tcase_add_test(tc, waiting_is_not_interrupted);
    tcase_add_test(tc, detached_children_have_the_same_signals);
    tcase_add_test(tc, a_fork_of_ours_has_no_children);
    return tc;
}

static TCase *
threads_case(void)
{
    TCase *tc = tcase_create("threads");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, all_that_wait_learn_of_the_end);
    tcase_add_test(tc, threads_make_children_at_once);
    return tc;
}

int
main(void)
{
    Suite *s = suite_create("process");

    suite_add_tcase(s, left_case());
    suite_add_tcase(s, failure_case());
    suite_add_tcase(s, descriptors_case());
    suite_add_tcase(s, own_case());
    suite_add_tcase(s, threads_case());
    return run_suite(s);
}
