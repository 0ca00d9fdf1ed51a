/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Start and end of the runtime, its version, and one-time calls.
 *
 * Check runs each test in a process of its own: it starts uninitialised.
 */
#include "config.h"

#include "prerror.h"
#include "prinit.h"
#include "prlog.h"
#include "prmem.h"
#include "prshm.h"

#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define assert_error(code, os_error)                                          \
    do {                                                                      \
        ck_assert_int_eq(PR_GetError(), code);                                \
        ck_assert_int_eq(PR_GetOSError(), os_error);                          \
    } while (0)

static void
init(void)
{
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
}

static void
in_thread(void *(*function)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, function, arg), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

static int
sigpipe_is(void (*handler)(int))
{
    struct sigaction action;

    ck_assert_int_eq(sigaction(SIGPIPE, NULL, &action), 0);
    return action.sa_handler == handler;
}

/* --- Which calls initialise ---------------------------------------------- */

static PRCallOnceType a_block;

static const struct PRErrorMessage messages[] = { { "NAME", "text" } };
static const struct PRErrorTable   table = { messages, "table", 1000, 1 };

static PRStatus
succeed(void)
{
    return PR_SUCCESS;
}

static PRStatus
succeed_with_arg(void *arg)
{
    (void)arg;
    return PR_SUCCESS;
}

/* A function that does nothing but this. */
#define CALL(name, statement)                                                 \
    static void name(void)                                                    \
    {                                                                         \
        statement;                                                            \
    }

CALL(get_error, (void)PR_GetError())
CALL(get_os_error, (void)PR_GetOSError())
CALL(set_error, PR_SetError(1, 2))
CALL(set_text, PR_SetErrorText(1, "x"))
CALL(get_length, (void)PR_GetErrorTextLength())
CALL(get_text, (void)PR_GetErrorText(NULL))
CALL(install_table, (void)PR_ErrorInstallTable(&table))
CALL(call_malloc, PR_Free(PR_Malloc(1)))
CALL(call_calloc, PR_Free(PR_Calloc(1, 1)))
CALL(call_realloc, PR_Free(PR_Realloc(NULL, 1)))
CALL(call_once, (void)PR_CallOnce(&a_block, succeed))
CALL(once_arg, (void)PR_CallOnceWithArg(&a_block, succeed_with_arg, NULL))
CALL(new_module, (void)PR_NewLogModule("x"))
CALL(log_print, PR_LogPrint("x"))
CALL(log_file, (void)PR_SetLogFile("/dev/null"))
CALL(cache_size, (void)PR_SetFDCacheSize(0, 1))
CALL(open_shm, (void)PR_OpenSharedMemory("", 1, 0, 0600))
CALL(delete_shm, (void)PR_DeleteSharedMemory(""))

static const struct {
    const char *name;
    void (*call)(void);
} initialising[] = {
    { "PR_Init", init },
    { "PR_GetError", get_error },
    { "PR_GetOSError", get_os_error },
    { "PR_SetError", set_error },
    { "PR_SetErrorText", set_text },
    { "PR_GetErrorTextLength", get_length },
    { "PR_GetErrorText", get_text },
    { "PR_ErrorInstallTable", install_table },
    { "PR_Malloc", call_malloc },
    { "PR_Calloc", call_calloc },
    { "PR_Realloc", call_realloc },
    { "PR_CallOnce", call_once },
    { "PR_CallOnceWithArg", once_arg },
    { "PR_NewLogModule", new_module },
    { "PR_LogPrint", log_print },
    { "PR_SetLogFile", log_file },
    { "PR_SetFDCacheSize", cache_size },
    { "PR_OpenSharedMemory", open_shm },
    { "PR_DeleteSharedMemory", delete_shm },
};

START_TEST(call_initialises)
{
    ck_assert_int_eq(PR_Initialized(), PR_FALSE);
    ck_assert(sigpipe_is(SIG_DFL));
    initialising[_i].call();
    ck_assert_msg(PR_Initialized() == PR_TRUE, "%s does not initialise",
                  initialising[_i].name);
    ck_assert(sigpipe_is(SIG_IGN));
}
END_TEST

CALL(call_free, PR_Free(malloc(1)))
CALL(initialized, (void)PR_Initialized())
CALL(version_check, (void)PR_VersionCheck("4"))
CALL(get_version, (void)PR_GetVersion())
CALL(to_name, (void)PR_ErrorToName(-6000))
CALL(to_string, (void)PR_ErrorToString(-1, 0))
CALL(languages, (void)PR_ErrorLanguages())
CALL(install_callback, PR_ErrorInstallCallback(NULL, NULL, NULL, NULL))
CALL(log_buffering, PR_SetLogBuffering(100))
CALL(log_flush, PR_LogFlush())
CALL(disable_clock, PR_DisableClockInterrupts())
CALL(enable_clock, PR_EnableClockInterrupts())
CALL(block_clock, PR_BlockClockInterrupts())
CALL(unblock_clock, PR_UnblockClockInterrupts())
CALL(concurrency, PR_SetConcurrency(2))
CALL(clean_up, ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS))

static const struct {
    const char *name;
    void (*call)(void);
} not_initialising[] = {
    { "PR_Free", call_free },
    { "PR_Initialized", initialized },
    { "PR_VersionCheck", version_check },
    { "PR_GetVersion", get_version },
    { "PR_ErrorToName", to_name },
    { "PR_ErrorToString", to_string },
    { "PR_ErrorLanguages", languages },
    { "PR_ErrorInstallCallback", install_callback },
    { "PR_SetLogBuffering", log_buffering },
    { "PR_LogFlush", log_flush },
    { "PR_DisableClockInterrupts", disable_clock },
    { "PR_EnableClockInterrupts", enable_clock },
    { "PR_BlockClockInterrupts", block_clock },
    { "PR_UnblockClockInterrupts", unblock_clock },
    { "PR_SetConcurrency", concurrency },
    { "PR_Cleanup", clean_up },
};

START_TEST(call_does_not_initialise)
{
    not_initialising[_i].call();
    ck_assert_msg(PR_Initialized() == PR_FALSE, "%s initialises",
                  not_initialising[_i].name);
}
END_TEST

/* --- Start --------------------------------------------------------------- */

START_TEST(init_ignores_its_arguments)
{
    PR_Init(PR_SYSTEM_THREAD, PR_PRIORITY_URGENT, 77);
    ck_assert_int_eq(PR_Initialized(), PR_TRUE);
    PR_Init((PRThreadType)99, (PRThreadPriority)99, 0);
    ck_assert_int_eq(PR_Initialized(), PR_TRUE);
    assert_error(0, 0);
}
END_TEST

START_TEST(init_makes_no_descriptor_and_no_thread)
{
    int descriptors = count_entries("/proc/self/fd");
    int threads = count_entries("/proc/self/task");

    init();
    ck_assert_int_eq(count_entries("/proc/self/fd"), descriptors);
    ck_assert_int_eq(count_entries("/proc/self/task"), threads);
}
END_TEST

START_TEST(broken_pipe_is_an_error)
{
    int ends[2];

    init();
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    close(ends[0]);
    ck_assert_int_eq(write(ends[1], "x", 1), -1);
    ck_assert_int_eq(errno, EPIPE);
    close(ends[1]);
    /* Programs that are started inherit it. */
    ck_assert_int_eq(WEXITSTATUS(system("kill -PIPE $$; exit 42")), 42);
}
END_TEST

START_TEST(later_init_leaves_sigpipe)
{
    init();
    ck_assert(signal(SIGPIPE, SIG_DFL) == SIG_IGN);
    init();
    (void)PR_GetError();
    ck_assert(sigpipe_is(SIG_DFL));
}
END_TEST

static pthread_barrier_t start;

static void *
init_at_once(void *arg)
{
    (void)arg;
    (void)pthread_barrier_wait(&start);
    PR_SetError(1, 2);
    return PR_Initialized() && PR_GetOSError() == 2 ? &start : NULL;
}

START_TEST(threads_may_initialise_at_once)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    void     *result;
    int       i;

    ck_assert_int_eq(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, init_at_once, NULL),
                         0);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &result), 0);
        ck_assert_ptr_nonnull(result);
    }
}
END_TEST

static int    main_argc;
static char **main_argv;

static PRIntn
primordial(PRIntn argc, char **argv)
{
    ck_assert_int_eq(PR_Initialized(), PR_TRUE);
    main_argc = argc;
    main_argv = argv;
    PR_SetError(1, 2);
    return 42;
}

START_TEST(initialize_calls_main)
{
    char *argv[] = { NULL };

    ck_assert_int_eq(PR_Initialize(primordial, 7, argv, 3), 42);
    ck_assert_int_eq(main_argc, 7);
    ck_assert_ptr_eq(main_argv, argv);
    ck_assert_int_eq(PR_Initialized(), PR_FALSE);
    assert_error(0, 0);
}
END_TEST

START_TEST(knobs_do_nothing)
{
    ck_assert_int_eq(PR_SetFDCacheSize(0, 0), PR_SUCCESS);
    ck_assert_int_eq(PR_SetFDCacheSize(-1, PR_INT32_MAX), PR_SUCCESS);
    PR_BlockClockInterrupts();
    PR_UnblockClockInterrupts();
    PR_DisableClockInterrupts();
    PR_EnableClockInterrupts();
    PR_SetConcurrency(PR_UINT32_MAX);
    assert_error(0, 0);
}
END_TEST

/* --- End ----------------------------------------------------------------- */

START_TEST(cleanup_forgets_the_error)
{
    PR_SetError(1, 2);
    PR_SetErrorText(4, "text");
    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
    ck_assert_int_eq(PR_Initialized(), PR_FALSE);
    ck_assert(sigpipe_is(SIG_IGN));
    assert_error(0, 0);
    ck_assert_int_eq(PR_GetErrorTextLength(), 0);
}
END_TEST

START_TEST(cleanup_may_be_repeated)
{
    int i;

    for (i = 0; i < 3; i++) {
        /* Without initialisation, too. */
        ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
        ck_assert_int_eq(PR_Initialized(), PR_FALSE);
        PR_SetError(i, i);
        ck_assert_int_eq(PR_Initialized(), PR_TRUE);
        ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
        ck_assert_int_eq(PR_Initialized(), PR_FALSE);
    }
}
END_TEST

static void *
fail_to_clean_up(void *arg)
{
    (void)arg;
    return PR_Cleanup() == PR_FAILURE &&
                   PR_GetError() == PR_INVALID_STATE_ERROR &&
                   PR_GetOSError() == 0 && PR_Initialized()
               ? &start
               : NULL;
}

static void *
init_in_thread(void *arg)
{
    init();
    return arg;
}

START_TEST(cleanup_is_for_the_thread_that_initialised)
{
    pthread_t thread;
    void     *result;

    PR_SetError(1, 2);
    ck_assert_int_eq(pthread_create(&thread, NULL, fail_to_clean_up, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, &result), 0);
    ck_assert_ptr_nonnull(result);
    assert_error(1, 2);
    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
    /* Now it is another thread's. */
    in_thread(init_in_thread, NULL);
    ck_assert_int_eq(PR_Cleanup(), PR_FAILURE);
    assert_error(PR_INVALID_STATE_ERROR, 0);
    ck_assert_int_eq(PR_Initialized(), PR_TRUE);
}
END_TEST

START_TEST(forked_child_may_clean_up)
{
    int   status;
    pid_t pid;

    init();
    pid = fork();
    if (pid == 0) {
        _exit(PR_Initialized() && PR_Cleanup() == PR_SUCCESS ? 42 : 1);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(WEXITSTATUS(status), 42);
    ck_assert_int_eq(PR_Initialized(), PR_TRUE);
}
END_TEST

static int last_words;

static void
say_last_words(void)
{
    (void)!write(last_words, "atexit", 6);
}

/*
 * The end of a child that has a buffered line and an atexit() function, in
 * output what it left of them, its standard error included.
 */
static int
end_of_child(void (*end)(int), int arg, char *output, size_t size)
{
    int     ends[2], status;
    ssize_t length;
    pid_t   pid;

    ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
    pid = fork();
    if (pid == 0) {
        last_words = ends[1];
        dup2(ends[1], STDERR_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        (void)atexit(say_last_words);
        (void)setvbuf(stdout, NULL, _IOFBF, 4096);
#ifndef __SANITIZE_THREAD__ /* it flushes, whatever _exit() should do */
        printf("buffered");
#endif
        end(arg);
        _exit(99);
    }
    close(ends[1]);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    length = read(ends[0], output, size - 1);
    ck_assert_int_ge((int)length, 0);
    output[length] = '\0';
    close(ends[0]);
    return status;
}

static const struct {
    int asked, got;
} exits[] = { { 0, 0 }, { 7, 7 }, { 256 + 3, 3 }, { -1, 255 } };

static void
process_exit(int status)
{
    PR_ProcessExit(status);
}

START_TEST(process_exit_ends_at_once)
{
    char output[100];
    int  status =
        end_of_child(process_exit, exits[_i].asked, output, sizeof output);

    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), exits[_i].got);
    ck_assert_str_eq(output, "");
}
END_TEST

static void
abort_process(int logging)
{
    if (logging) {
        setenv("NSPR_LOG_MODULES", "all:4", 1);
    }
    (void)signal(SIGABRT, SIG_DFL);
    PR_Abort();
}

START_TEST(abort_is_sigabrt)
{
    char output[1000];
    int  status = end_of_child(abort_process, 0, output, sizeof output);

    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), SIGABRT);
    ck_assert_str_eq(output, "");
}
END_TEST

START_TEST(abort_says_so_in_the_log)
{
    char output[1000];
    int  status = end_of_child(abort_process, 1, output, sizeof output);

    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), SIGABRT);
    ck_assert_ptr_nonnull(strstr(output, "Abort"));
    ck_assert_ptr_null(strstr(output, "buffered"));
    ck_assert_ptr_null(strstr(output, "atexit"));
}
END_TEST

/* --- Version ------------------------------------------------------------- */

START_TEST(version_is_that_of_the_header)
{
    char version[32];

    ck_assert_str_eq(PR_GetVersion(), PR_VERSION);
    snprintf(version, sizeof version, "%d.%d", PR_VMAJOR, PR_VMINOR);
    ck_assert_str_eq(PR_VERSION, version);
    ck_assert_int_eq(PR_VPATCH, 0);
    ck_assert_int_eq(PR_BETA, PR_FALSE);
    ck_assert_str_eq(PR_NAME, "NSPR");
    ck_assert_int_eq(PR_VersionCheck(PR_VERSION), PR_TRUE);
}
END_TEST

static const struct {
    const char *version;
    PRBool      accepted;
} versions[] = {
    { "4.35", PR_TRUE },
    { "4.35.0", PR_TRUE },
    { "4.35.0.7", PR_TRUE },
    { "4.35 Beta", PR_TRUE },
    { "4.35beta", PR_TRUE },
    { "4", PR_TRUE },
    { "4.", PR_TRUE },
    { "4.0", PR_TRUE },
    { "4.34.9", PR_TRUE },
    { "04.035", PR_TRUE },
    { "4.-1", PR_TRUE },
    { "4.2147483648", PR_TRUE }, /* as a signed number, it is negative */
    { "4.35.1", PR_FALSE },
    { "4.36", PR_FALSE },
    { "4.99", PR_FALSE },
    { "3.9", PR_FALSE },
    { "5.0", PR_FALSE },
    { "40.35", PR_FALSE },
    { "", PR_FALSE },
    { "x", PR_FALSE },
    { " 4.35", PR_FALSE },
    { "99999999999.1", PR_FALSE },
    { NULL, PR_FALSE },
};

START_TEST(version_is_checked)
{
    ck_assert_int_eq(PR_VersionCheck(versions[_i].version),
                     versions[_i].accepted);
}
END_TEST

/* --- One-time calls ------------------------------------------------------ */

static int times_called;

static PRStatus
count(void)
{
    times_called++;
    return PR_SUCCESS;
}

static PRStatus
return_arg(void *arg)
{
    times_called++;
    PR_SetError(11, 22);
    return (PRStatus)(*(int *)arg);
}

#define assert_block(block, a, b, c)                                          \
    do {                                                                      \
        ck_assert_int_eq((block).initialized, a);                             \
        ck_assert_int_eq((block).inProgress, b);                              \
        ck_assert_int_eq((int)(block).status, c);                             \
    } while (0)

START_TEST(once_calls_once)
{
    PRCallOnceType block = { 0 };

    PR_SetError(1, 2);
    ck_assert_int_eq(PR_CallOnce(&block, count), PR_SUCCESS);
    assert_block(block, 1, 1, 0);
    ck_assert_int_eq(PR_CallOnce(&block, count), PR_SUCCESS);
    ck_assert_int_eq(PR_CallOnce(&block, succeed), PR_SUCCESS);
    ck_assert_int_eq(times_called, 1);
    assert_error(1, 2);
}
END_TEST

/* What functions may return; anything but PR_SUCCESS is a failure. */
static const int statuses[] = { PR_SUCCESS, PR_FAILURE, 7 };

START_TEST(once_keeps_what_was_returned)
{
    PRCallOnceType block = { 0 };
    int            status = statuses[_i];

    ck_assert_int_eq((int)PR_CallOnceWithArg(&block, return_arg, &status),
                     statuses[_i]);
    assert_block(block, 1, 1, statuses[_i]);
    assert_error(11, 22);
    status = 99;
    PR_SetError(1, 2);
    ck_assert_int_eq((int)PR_CallOnceWithArg(&block, return_arg, &status),
                     statuses[_i]);
    ck_assert_int_eq(times_called, 1);
    if (statuses[_i] == PR_SUCCESS) {
        assert_error(1, 2);
    } else {
        assert_error(PR_CALL_ONCE_ERROR, 0);
    }
}
END_TEST

START_TEST(once_refuses_null)
{
    PRCallOnceType block = { 0 };

    ck_assert_int_eq(PR_CallOnce(NULL, succeed), PR_FAILURE);
    assert_error(PR_INVALID_ARGUMENT_ERROR, EINVAL);
    PR_SetError(0, 0);
    ck_assert_int_eq(PR_CallOnce(&block, NULL), PR_FAILURE);
    assert_error(PR_INVALID_ARGUMENT_ERROR, EINVAL);
    PR_SetError(0, 0);
    ck_assert_int_eq(PR_CallOnceWithArg(NULL, succeed_with_arg, NULL),
                     PR_FAILURE);
    assert_error(PR_INVALID_ARGUMENT_ERROR, EINVAL);
    PR_SetError(0, 0);
    ck_assert_int_eq(PR_CallOnceWithArg(&block, NULL, NULL), PR_FAILURE);
    assert_error(PR_INVALID_ARGUMENT_ERROR, EINVAL);
    assert_block(block, 0, 0, 0);
}
END_TEST

static PRCallOnceType outer, inner;

static PRStatus
call_inner(void)
{
    return PR_CallOnce(&inner, count);
}

START_TEST(once_nests)
{
    ck_assert_int_eq(PR_CallOnce(&outer, call_inner), PR_SUCCESS);
    assert_block(outer, 1, 1, 0);
    assert_block(inner, 1, 1, 0);
    ck_assert_int_eq(times_called, 1);
}
END_TEST

static PRStatus
call_outer(void)
{
    times_called++;
    PR_SetError(0, 0);
    ck_assert_int_eq(PR_CallOnce(&outer, succeed), PR_FAILURE);
    assert_error(PR_DEADLOCK_ERROR, EDEADLK);
    return PR_SUCCESS;
}

static PRStatus
call_outer_through_inner(void)
{
    return PR_CallOnce(&inner, call_outer);
}

START_TEST(once_within_itself_is_a_deadlock)
{
    ck_assert_int_eq(PR_CallOnce(&outer, call_outer), PR_SUCCESS);
    ck_assert_int_eq(times_called, 1);
    /* It is only for as long as the function runs. */
    ck_assert_int_eq(PR_CallOnce(&outer, call_outer), PR_SUCCESS);
    ck_assert_int_eq(times_called, 1);
}
END_TEST

START_TEST(once_within_another_within_itself_too)
{
    ck_assert_int_eq(PR_CallOnce(&outer, call_outer_through_inner),
                     PR_SUCCESS);
    ck_assert_int_eq(times_called, 1);
    assert_block(outer, 1, 1, 0);
    assert_block(inner, 1, 1, 0);
}
END_TEST

/* --- One-time calls of several threads ----------------------------------- */

enum { CALLERS = 4 };

typedef struct Caller {
    pthread_t   thread;
    int         tid; /* set when it is about to call */
    PRStatus    status;
    PRErrorCode error;
    PRInt32     os_error;
    int         saw_end;
} Caller;

static Caller         callers[CALLERS];
static PRCallOnceType shared;
static int            has_begun, has_ended;

/* Whether a thread waits for something, or is gone. */
static int
sleeps(int tid)
{
    char  name[64], state = 'S';
    FILE *file;

    snprintf(name, sizeof name, "/proc/self/task/%d/stat", tid);
    file = fopen(name, "r");
    if (file != NULL) {
        (void)!fscanf(file, "%*d (%*[^)]) %c", &state);
        fclose(file);
    }
    return state == 'S';
}

/* Goes on until all the others sit in their calls. */
static PRStatus
wait_for_callers(void *arg)
{
    int i, tid;

    times_called++;
    __atomic_store_n(&has_begun, 1, __ATOMIC_RELEASE);
    for (i = 0; i < CALLERS; i++) {
        do {
            (void)sched_yield();
            tid = __atomic_load_n(&callers[i].tid, __ATOMIC_ACQUIRE);
        } while (tid == 0 || !sleeps(tid));
    }
    has_ended = 1;
    PR_SetError(11, 22);
    return (PRStatus)(*(const int *)arg);
}

static void *
call_shared(void *arg)
{
    Caller *caller = arg;

    PR_SetError(1, 2);
    __atomic_store_n(&caller->tid, (int)syscall(SYS_gettid), __ATOMIC_RELEASE);
    caller->status = PR_CallOnce(&shared, count);
    caller->saw_end = has_ended;
    caller->error = PR_GetError();
    caller->os_error = PR_GetOSError();
    return NULL;
}

static void *
run_shared(void *arg)
{
    PRStatus status = PR_CallOnceWithArg(&shared, wait_for_callers, arg);

    return status == *(int *)arg && PR_GetError() == 11 ? arg : NULL;
}

START_TEST(once_makes_others_wait)
{
    int       status = statuses[_i], i;
    pthread_t runner;
    void     *result;

    /* A block may have been another's: what ran in this thread is over. */
    ck_assert_int_eq(PR_CallOnce(&shared, succeed), PR_SUCCESS);
    memset(&shared, 0, sizeof shared);
    ck_assert_int_eq(pthread_create(&runner, NULL, run_shared, &status), 0);
    while (!__atomic_load_n(&has_begun, __ATOMIC_ACQUIRE)) {
        (void)sched_yield();
    }
    for (i = 1; i < CALLERS; i++) {
        ck_assert_int_eq(
            pthread_create(&callers[i].thread, NULL, call_shared, &callers[i]),
            0);
    }
    (void)call_shared(&callers[0]);
    ck_assert_int_eq(pthread_join(runner, &result), 0);
    ck_assert_ptr_nonnull(result);
    for (i = 0; i < CALLERS; i++) {
        ck_assert(i == 0 || pthread_join(callers[i].thread, NULL) == 0);
        ck_assert_int_eq(callers[i].saw_end, 1);
        ck_assert_int_eq((int)callers[i].status, status);
        ck_assert_int_eq(callers[i].error,
                         status == PR_SUCCESS ? 1 : PR_CALL_ONCE_ERROR);
        ck_assert_int_eq(callers[i].os_error, status == PR_SUCCESS ? 2 : 0);
    }
    ck_assert_int_eq(times_called, 1);
}
END_TEST

enum { ROUNDS = 500 };

static PRCallOnceType race_blocks[ROUNDS];
static int            race_calls[ROUNDS], race_failures;

static PRStatus
count_race(void *arg)
{
    ++*(int *)arg;
    return PR_SUCCESS;
}

/* The function's plain store must be seen by whoever was told of success. */
static void *
race(void *arg)
{
    int i;

    for (i = 0; i < ROUNDS; i++) {
        (void)pthread_barrier_wait(&start);
        if (PR_CallOnceWithArg(&race_blocks[i], count_race, &race_calls[i]) !=
                PR_SUCCESS ||
            race_calls[i] != 1) {
            __atomic_add_fetch(&race_failures, 1, __ATOMIC_RELAXED);
        }
    }
    return arg;
}

START_TEST(once_is_once_however_many_race)
{
    pthread_t threads[CALLERS];
    int       i;

    ck_assert_int_eq(pthread_barrier_init(&start, NULL, CALLERS), 0);
    for (i = 0; i < CALLERS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, race, NULL), 0);
    }
    for (i = 0; i < CALLERS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    }
    ck_assert_int_eq(race_failures, 0);
}
END_TEST

static PRStatus
meet(void)
{
    __atomic_store_n(&has_begun, 1, __ATOMIC_RELEASE);
    (void)pthread_barrier_wait(&start);
    return PR_SUCCESS;
}

static void *
call_meet(void *arg)
{
    return PR_CallOnce(arg, meet) == PR_SUCCESS ? arg : NULL;
}

/* Each function ends only once the other runs as well. */
START_TEST(functions_of_two_blocks_run_at_once)
{
    pthread_t thread;
    void     *result;

    ck_assert_int_eq(pthread_barrier_init(&start, NULL, 2), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, call_meet, &outer), 0);
    ck_assert_int_eq(PR_CallOnce(&inner, meet), PR_SUCCESS);
    ck_assert_int_eq(pthread_join(thread, &result), 0);
    ck_assert_ptr_nonnull(result);
}
END_TEST

/* Here the parent's other thread, which is not, was in a function. */
static int
use_once_in_child(void)
{
    return PR_CallOnce(&outer, call_outer) == PR_SUCCESS &&
           PR_CallOnce(&outer, call_outer) == PR_SUCCESS && times_called == 1;
}

START_TEST(once_works_in_a_child_forked_meanwhile)
{
    pthread_t thread;
    pid_t     pid;
    int       status;

    ck_assert_int_eq(pthread_barrier_init(&start, NULL, 2), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, call_meet, &inner), 0);
    while (!__atomic_load_n(&has_begun, __ATOMIC_ACQUIRE)) {
        (void)sched_yield();
    }
    pid = fork();
    if (pid == 0) {
        _exit(use_once_in_child() ? 42 : 1);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(WEXITSTATUS(status), 42);
    (void)pthread_barrier_wait(&start);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

static TCase *
implicit_case(void)
{
    TCase *tc = tcase_create("implicit");

    tcase_add_loop_test(tc, call_initialises, 0, COUNT(initialising));
    tcase_add_loop_test(tc, call_does_not_initialise, 0,
                        COUNT(not_initialising));
    return tc;
}

static TCase *
start_case(void)
{
    TCase *tc = tcase_create("start");

    tcase_add_test(tc, init_ignores_its_arguments);
    tcase_add_test(tc, init_makes_no_descriptor_and_no_thread);
    tcase_add_test(tc, broken_pipe_is_an_error);
    tcase_add_test(tc, later_init_leaves_sigpipe);
    tcase_add_test(tc, threads_may_initialise_at_once);
    tcase_add_test(tc, initialize_calls_main);
    tcase_add_test(tc, knobs_do_nothing);
    return tc;
}

static TCase *
end_case(void)
{
    TCase *tc = tcase_create("end");

    tcase_add_test(tc, cleanup_forgets_the_error);
    tcase_add_test(tc, cleanup_may_be_repeated);
    tcase_add_test(tc, cleanup_is_for_the_thread_that_initialised);
    tcase_add_test(tc, forked_child_may_clean_up);
    tcase_add_loop_test(tc, process_exit_ends_at_once, 0, COUNT(exits));
    tcase_add_test(tc, abort_is_sigabrt);
    tcase_add_test(tc, abort_says_so_in_the_log);
    return tc;
}

static TCase *
version_case(void)
{
    TCase *tc = tcase_create("version");

    tcase_add_test(tc, version_is_that_of_the_header);
    tcase_add_loop_test(tc, version_is_checked, 0, COUNT(versions));
    return tc;
}

static TCase *
once_case(void)
{
    TCase *tc = tcase_create("once");

    tcase_add_test(tc, once_calls_once);
    tcase_add_loop_test(tc, once_keeps_what_was_returned, 0, COUNT(statuses));
    tcase_add_test(tc, once_refuses_null);
    tcase_add_test(tc, once_nests);
    tcase_add_test(tc, once_within_itself_is_a_deadlock);
    tcase_add_test(tc, once_within_another_within_itself_too);
    return tc;
}

static TCase *
threads_case(void)
{
    TCase *tc = tcase_create("threads");

    tcase_add_loop_test(tc, once_makes_others_wait, 0, COUNT(statuses));
    tcase_add_test(tc, once_is_once_however_many_race);
    tcase_add_test(tc, functions_of_two_blocks_run_at_once);
    tcase_add_test(tc, once_works_in_a_child_forked_meanwhile);
    return tc;
}

int
main(void)
{
    Suite *s = suite_create("init");

    suite_add_tcase(s, implicit_case());
    suite_add_tcase(s, start_case());
    suite_add_tcase(s, end_case());
    suite_add_tcase(s, version_case());
    suite_add_tcase(s, once_case());
    suite_add_tcase(s, threads_case());
    return run_suite(s);
}
