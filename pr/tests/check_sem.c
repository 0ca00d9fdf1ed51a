/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The conformance suite of named semaphores: what pripcsem.h and prshmx.h
 * promise of them, run once for each setting of the mechanism.  How sets,
 * objects and markers come and go is in check_sem_names.c.
 */
#include "config.h"

#include "heap.h"
#include "support.h"

#include "prerror.h"
#include "prinrval.h"
#include "pripcsem.h"
#include "prshmx.h"

#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define CREATE    PR_SEM_CREATE
#define EXCLUSIVE (PR_SEM_CREATE | PR_SEM_EXCL)
#define MAXIMUM   32767

/* --- The mechanism ------------------------------------------------------- */

static int
is_sysv(void)
{
    return strcmp(backend_in_use(), "sysv") == 0;
}

/* --- Short ways to say things -------------------------------------------- */

#define assert_error(code, number)                                            \
    do {                                                                      \
        ck_assert_int_eq(PR_GetError(), code);                                \
        ck_assert_int_eq(PR_GetOSError(), number);                            \
    } while (0)

#define assert_ok(call) ck_assert_int_eq(call, PR_SUCCESS)

#define assert_fails(call, code, number)                                      \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_int_eq(call, PR_FAILURE);                                   \
        assert_error(code, number);                                           \
    } while (0)

#define assert_open_fails(name, flags, mode, value, code, number)             \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_ptr_null(PR_OpenSemaphore(name, flags, mode, value));       \
        assert_error(code, number);                                           \
    } while (0)

#define assert_value(sem, expected)                                           \
    do {                                                                      \
        PRIntn found = -1;                                                    \
                                                                              \
        assert_ok(PRX_GetSemaphoreValue(sem, &found));                        \
        ck_assert_int_eq(found, expected);                                    \
    } while (0)

#define assert_gone(sem)                                                      \
    do {                                                                      \
        PRIntn found = -1;                                                    \
                                                                              \
        assert_fails(PR_WaitSemaphore(sem), PR_INVALID_ARGUMENT_ERROR, 22);   \
        assert_fails(PR_PostSemaphore(sem), PR_INVALID_ARGUMENT_ERROR, 22);   \
        assert_fails(PRX_TryWaitSemaphore(sem), PR_INVALID_ARGUMENT_ERROR,    \
                     22);                                                     \
        assert_fails(PRX_TimedWaitSemaphore(sem, PR_INTERVAL_NO_WAIT),        \
                     PR_INVALID_ARGUMENT_ERROR, 22);                          \
        assert_fails(PRX_TimedWaitSemaphore(sem, PR_INTERVAL_NO_TIMEOUT),     \
                     PR_INVALID_ARGUMENT_ERROR, 22);                          \
        assert_fails(PRX_GetSemaphoreValue(sem, &found),                      \
                     PR_INVALID_ARGUMENT_ERROR, 22);                          \
        ck_assert_int_eq(found, -1);                                          \
    } while (0)

static PRSem *
must_open(const char *name, PRIntn flags, PRIntn mode, PRUintn value)
{
    PRSem *sem = PR_OpenSemaphore(name, flags, mode, value);

    ck_assert_msg(sem != NULL, "open %s: %s/%d", name,
                  PR_ErrorToName(PR_GetError()), PR_GetOSError());
    return sem;
}

/* Make the semaphore "n". */
static PRSem *
make(PRUintn value)
{
    return must_open(path("n"), EXCLUSIVE, 0600, value);
}

/* What nobody has of this test any more. */
static void
nothing_is_left(void)
{
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(semaphores_by(getpid()), 0);
}

static void
close_and_delete(PRSem *sem)
{
    assert_ok(PR_CloseSemaphore(sem));
    assert_ok(PR_DeleteSemaphore(path("n")));
    nothing_is_left();
}

/* --- Creating and opening ------------------------------------------------ */

START_TEST(a_new_semaphore_has_its_value_and_mode)
{
    static const PRUintn values[] = { 0, 1, 2, 255, 256, MAXIMUM };
    static const PRIntn  modes[] = { 0600, 0640, 0666, 0777, 010600 };
    size_t               i;
    Memory               made;

    for (i = 0; i < sizeof values / sizeof values[0]; i++) {
        PRIntn mode = modes[i % (sizeof modes / sizeof modes[0])];
        PRSem *sem = must_open(path("n"), i % 2 == 0 ? CREATE : EXCLUSIVE,
                               mode, values[i]);

        assert_value(sem, (PRIntn)values[i]);
        ck_assert(semaphore_of(backend_in_use(), path("n"), &made));
        ck_assert_uint_eq(made.mode, (unsigned)mode & 0777);
        ck_assert_int_eq(semaphores_by(getpid()), 1);
        ck_assert_int_eq(entries(), 1);
        close_and_delete(sem);
        ck_assert(!memory_remains(&made));
    }
}
END_TEST

START_TEST(values_that_cannot_be_make_nothing)
{
    static const PRUintn values[] = { MAXIMUM + 1, 65535,     65536,
                                      65537,       100000,    0x7fffffff,
                                      0x80000000,  0xffffffff };
    PRIntn               flags;
    size_t               i;
    struct stat          info;

    for (i = 0; i < 2 * sizeof values / sizeof values[0]; i++) {
        flags = i % 2 == 0 ? CREATE : EXCLUSIVE;
        assert_open_fails(path("n"), flags, 0600, values[i / 2],
                          PR_INVALID_ARGUMENT_ERROR, 22);
        nothing_is_left();
        /* A marker that was there before stays. */
        make_file(path("n"), "");
        assert_open_fails(path("n"), flags, 0600, values[i / 2],
                          PR_INVALID_ARGUMENT_ERROR, 22);
        ck_assert_int_eq(stat(path("n"), &info), 0);
        ck_assert_int_eq(info.st_blocks, 0);
        ck_assert_int_eq(semaphores_by(getpid()), 0);
        ck_assert_int_eq(unlink(path("n")), 0);
    }
}
END_TEST

/* What an open comes to: with these flags, where there is nothing, a marker, or
 * a semaphore. */
static const struct {
    PRIntn      flags;
    PRErrorCode errors[3]; /* 0: a handle */
} matrix[] = {
    { CREATE, { 0, 0, 0 } },
    { EXCLUSIVE, { 0, 0, PR_FILE_EXISTS_ERROR } },
    { 0, { PR_FILE_NOT_FOUND_ERROR, PR_FILE_NOT_FOUND_ERROR, 0 } },
    { PR_SEM_EXCL, { PR_FILE_NOT_FOUND_ERROR, PR_FILE_NOT_FOUND_ERROR, 0 } },
    { 0x80, { PR_FILE_NOT_FOUND_ERROR, PR_FILE_NOT_FOUND_ERROR, 0 } },
    { CREATE | 0x80, { 0, 0, 0 } },
};

START_TEST(the_flags_do_what_they_say)
{
    int         there = _i % 3;
    PRErrorCode error = matrix[_i / 3].errors[there];
    PRIntn      flags = matrix[_i / 3].flags;
    PRSem      *sem = NULL;

    if (there == 1) {
        make_file(path("n"), "");
    } else if (there == 2) {
        sem = make(7);
    }
    if (error == 0) {
        PRSem *opened = must_open(path("n"), flags, 0644, 3);

        assert_value(opened, there == 2 ? 7 : 3);
        assert_ok(PR_CloseSemaphore(opened));
    } else {
        assert_open_fails(path("n"), flags, 0644, 3, error,
                          error == PR_FILE_EXISTS_ERROR ? 17 : 2);
        ck_assert_int_eq(entries(), there > 0);
    }
    if (sem != NULL) {
        assert_value(sem, 7);
        assert_ok(PR_CloseSemaphore(sem));
    }
    ck_assert_int_eq(semaphores_by(getpid()), error == 0 || there == 2);
    (void)PR_DeleteSemaphore(path("n"));
    nothing_is_left();
}
END_TEST

START_TEST(an_existing_semaphore_is_as_it_is)
{
    static const PRUintn values[] = { 0, MAXIMUM, MAXIMUM + 1, 65537,
                                      0xffffffff };
    PRSem               *sem = make(7), *other;
    size_t               i;
    Memory               before, after;

    ck_assert(semaphore_of(backend_in_use(), path("n"), &before));
    for (i = 0; i < 2 * sizeof values / sizeof values[0]; i++) {
        other =
            must_open(path("n"), i % 2 == 0 ? CREATE : 0, 0777, values[i / 2]);
        assert_value(other, 7);
        assert_ok(PR_CloseSemaphore(other));
    }
    /* Existence comes before the value. */
    assert_open_fails(path("n"), EXCLUSIVE, 0600, 65537, PR_FILE_EXISTS_ERROR,
                      17);
    ck_assert(semaphore_of(backend_in_use(), path("n"), &after));
    ck_assert(same_memory(&before, &after));
    ck_assert_uint_eq(after.mode, 0600);
    close_and_delete(sem);
}
END_TEST

START_TEST(handles_share_the_value)
{
    PRSem *one = make(0), *other = must_open(path("n"), 0, 0, 0);

    ck_assert_ptr_ne(one, other);
    assert_ok(PR_PostSemaphore(one));
    assert_value(other, 1);
    assert_ok(PR_PostSemaphore(other));
    assert_value(one, 2);
    assert_ok(PR_WaitSemaphore(one));
    assert_ok(PR_CloseSemaphore(one)); /* gives nothing back */
    assert_value(other, 1);
    assert_ok(PR_WaitSemaphore(other));
    assert_value(other, 0);
    close_and_delete(other);
}
END_TEST

START_TEST(successes_leave_the_error_alone)
{
    PRSem *sem;
    PRIntn value;

    PR_SetError(-1234, 56);
    sem = make(1);
    assert_ok(PR_CloseSemaphore(must_open(path("n"), 0, 0, 0)));
    assert_ok(PR_CloseSemaphore(must_open(path("n"), CREATE, 0600, 0)));
    assert_ok(PR_WaitSemaphore(sem));
    assert_ok(PR_PostSemaphore(sem));
    assert_ok(PRX_TryWaitSemaphore(sem));
    assert_ok(PR_PostSemaphore(sem));
    assert_ok(PRX_TimedWaitSemaphore(sem, PR_INTERVAL_NO_WAIT));
    assert_ok(PRX_GetSemaphoreValue(sem, &value));
    close_and_delete(sem);
    assert_error(-1234, 56);
}
END_TEST

/* --- Names --------------------------------------------------------------- */

/* Open, create, create exclusively and delete: all fail like this. */
#define assert_bad_name(name, code, number)                                   \
    do {                                                                      \
        assert_open_fails(name, 0, 0600, 1, code, number);                    \
        assert_open_fails(name, CREATE, 0600, 1, code, number);               \
        assert_open_fails(name, EXCLUSIVE, 0600, 1, code, number);            \
        assert_fails(PR_DeleteSemaphore(name), code, number);                 \
    } while (0)

START_TEST(bad_names_are_refused)
{
    char component[300];

    memset(component, 'a', sizeof component);
    component[256] = '\0';
    make_file(path("file"), "");
    assert_bad_name("", PR_FILE_NOT_FOUND_ERROR, 2);
    assert_bad_name(NULL, PR_INVALID_ARGUMENT_ERROR, 22);
    assert_bad_name(path("none/n"), PR_FILE_NOT_FOUND_ERROR, 2);
    assert_bad_name(path("file/n"), PR_NOT_DIRECTORY_ERROR, 20);
    assert_bad_name(path(component), PR_NAME_TOO_LONG_ERROR, 36);
    assert_bad_name(path("."), PR_IS_DIRECTORY_ERROR, 21);
    assert_bad_name(test_dir(), PR_IS_DIRECTORY_ERROR, 21);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(a_name_with_a_slash_at_its_end_is_no_file)
{
    assert_open_fails(path("n/"), 0, 0600, 1, PR_FILE_NOT_FOUND_ERROR, 2);
    assert_open_fails(path("n/"), CREATE, 0600, 1, PR_IS_DIRECTORY_ERROR, 21);
    assert_fails(PR_DeleteSemaphore(path("n/")), PR_IS_DIRECTORY_ERROR, 21);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(only_regular_files_are_markers)
{
    ck_assert_int_eq(mkfifo(path("fifo"), 0600), 0);
    assert_bad_name(path("fifo"), PR_INVALID_ARGUMENT_ERROR, 22);
    assert_bad_name("/dev/null", PR_INVALID_ARGUMENT_ERROR, 22);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(symbolic_links_are_not_followed)
{
    ck_assert_int_eq(symlink("n", path("link")), 0);
    assert_bad_name(path("link"), PR_LOOP_ERROR, 40);
    ck_assert_int_eq(entries(), 1); /* no target came up */
    assert_ok(PR_CloseSemaphore(make(1)));
    assert_bad_name(path("link"), PR_LOOP_ERROR, 40);
    /* In the directories of a path they are. */
    ck_assert_int_eq(symlink(".", path("dir")), 0);
    assert_ok(PR_CloseSemaphore(must_open(path("dir/n"), 0, 0, 0)));
    assert_ok(PR_DeleteSemaphore(path("dir/n")));
    ck_assert_int_eq(entries(), 2);
}
END_TEST

START_TEST(a_name_has_at_most_1023_bytes)
{
    char name[1100];

    /* "./////n" in the directory of the test. */
    ck_assert_int_eq(chdir(test_dir()), 0);
    memset(name, '/', sizeof name);
    memcpy(name, "./", 2);
    memcpy(name + 1022, "n", 2);
    ck_assert_uint_eq(strlen(name), 1023);
    assert_ok(PR_CloseSemaphore(must_open(name, CREATE, 0600, 1)));
    assert_ok(PR_CloseSemaphore(must_open("n", 0, 0600, 1)));
    assert_ok(PR_DeleteSemaphore(name));
    memcpy(name + 1022, "/n", 3);
    assert_bad_name(name, PR_NAME_TOO_LONG_ERROR, 36);
    nothing_is_left();
}
END_TEST

START_TEST(hard_links_name_one_semaphore)
{
    PRSem *sem = make(1);

    ck_assert_int_eq(link(path("n"), path("m")), 0);
    assert_open_fails(path("m"), EXCLUSIVE, 0600, 1, PR_FILE_EXISTS_ERROR, 17);
    assert_ok(PR_DeleteSemaphore(path("m")));
    assert_gone(sem);
    ck_assert_int_eq(entries(), 1);
    assert_open_fails(path("n"), 0, 0600, 1, PR_FILE_NOT_FOUND_ERROR, 2);
    assert_ok(PR_CloseSemaphore(sem));
}
END_TEST

START_TEST(a_marker_with_content_is_left_alone)
{
    struct stat before, after;

    make_file(path("n"), "somebody's data");
    ck_assert_int_eq(stat(path("n"), &before), 0);
    assert_ok(PR_CloseSemaphore(must_open(path("n"), EXCLUSIVE, 0600, 1)));
    assert_ok(PR_DeleteSemaphore(path("n")));
    ck_assert_int_eq(semaphores_by(getpid()), 0);
    assert_fails(PR_DeleteSemaphore(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    ck_assert_int_eq(stat(path("n"), &after), 0);
    ck_assert_int_eq(after.st_size, before.st_size);
    ck_assert_uint_eq(after.st_ino, before.st_ino);
    ck_assert_uint_eq(after.st_mode, before.st_mode);
}
END_TEST

START_TEST(null_handles_are_refused)
{
    PRIntn value = 5;
    PRSem *sem = make(1);

    assert_fails(PR_WaitSemaphore(NULL), PR_INVALID_ARGUMENT_ERROR, 22);
    assert_fails(PR_PostSemaphore(NULL), PR_INVALID_ARGUMENT_ERROR, 22);
    assert_fails(PRX_TryWaitSemaphore(NULL), PR_INVALID_ARGUMENT_ERROR, 22);
    assert_fails(PRX_TimedWaitSemaphore(NULL, PR_INTERVAL_NO_WAIT),
                 PR_INVALID_ARGUMENT_ERROR, 22);
    assert_fails(PRX_GetSemaphoreValue(NULL, &value),
                 PR_INVALID_ARGUMENT_ERROR, 22);
    assert_fails(PRX_GetSemaphoreValue(sem, NULL), PR_INVALID_ARGUMENT_ERROR,
                 22);
    ck_assert_int_eq(value, 5);
    PR_SetError(-1, 2);
    assert_ok(PR_CloseSemaphore(NULL)); /* as stock NSPR has it */
    assert_error(-1, 2);
    close_and_delete(sem);
}
END_TEST

/* --- Taking and giving ---------------------------------------------------- */

START_TEST(the_value_has_a_maximum)
{
    PRSem *sem = make(MAXIMUM - 1);
    int    i;

    assert_ok(PR_PostSemaphore(sem));
    for (i = 0; i < 2; i++) {
        assert_fails(PR_PostSemaphore(sem), PR_INVALID_METHOD_ERROR, 34);
        assert_value(sem, MAXIMUM);
    }
    assert_ok(PR_WaitSemaphore(sem));
    assert_value(sem, MAXIMUM - 1);
    assert_ok(PR_PostSemaphore(sem));
    close_and_delete(sem);
}
END_TEST

START_TEST(trying_takes_what_is_there_and_no_more)
{
    PRSem *sem = make(2);

    assert_ok(PRX_TryWaitSemaphore(sem));
    assert_ok(PRX_TimedWaitSemaphore(sem, PR_INTERVAL_NO_WAIT));
    assert_fails(PRX_TryWaitSemaphore(sem), PR_WOULD_BLOCK_ERROR, 11);
    assert_fails(PRX_TimedWaitSemaphore(sem, PR_INTERVAL_NO_WAIT),
                 PR_IO_TIMEOUT_ERROR, 110);
    assert_fails(PRX_TimedWaitSemaphore(sem, PR_MillisecondsToInterval(1)),
                 PR_IO_TIMEOUT_ERROR, 110);
    assert_value(sem, 0);
    assert_ok(PR_PostSemaphore(sem));
    assert_ok(PRX_TimedWaitSemaphore(sem, PR_SecondsToInterval(1000)));
    assert_ok(PR_PostSemaphore(sem));
    assert_ok(PRX_TimedWaitSemaphore(sem, PR_INTERVAL_NO_TIMEOUT));
    assert_value(sem, 0);
    close_and_delete(sem);
}
END_TEST

/* The clock stands still in between for nobody. */
START_TEST(a_limit_is_kept)
{
    PRSem         *sem = make(0);
    PRIntervalTime limit = PR_MillisecondsToInterval(50), began;

    began = PR_IntervalNow();
    assert_fails(PRX_TimedWaitSemaphore(sem, limit), PR_IO_TIMEOUT_ERROR, 110);
    ck_assert_uint_ge((PRIntervalTime)(PR_IntervalNow() - began), limit - 1);
    close_and_delete(sem);
}
END_TEST

/* --- Waiting ------------------------------------------------------------- */

/* The ways to wait for as long as it takes. */
typedef enum Way { PLAIN, LIMITED, UNLIMITED, WAYS } Way;

static PRStatus
wait_in_way(PRSem *sem, Way way)
{
    switch (way) {
    case LIMITED:
        /* Seconds, and almost one more: the sum with now has one to carry. */
        return PRX_TimedWaitSemaphore(sem, PR_MillisecondsToInterval(999999));
    case UNLIMITED:
        return PRX_TimedWaitSemaphore(sem, PR_INTERVAL_NO_TIMEOUT);
    default:
        return PR_WaitSemaphore(sem);
    }
}

/* One who waits, in a thread. */
typedef struct Waiter {
    PRSem      *sem;
    Way         way;
    pid_t       tid; /* 0 until it is about to wait */
    pthread_t   thread;
    PRStatus    status;
    PRErrorCode error;
    PRInt32     number;
} Waiter;

static void *
wait_in_thread(void *arg)
{
    Waiter *self = arg;

    PR_SetError(0, 0);
    __atomic_store_n(&self->tid, (pid_t)syscall(SYS_gettid), __ATOMIC_RELEASE);
    self->status = wait_in_way(self->sem, self->way);
    self->error = PR_GetError();
    self->number = PR_GetOSError();
    return NULL;
}

static void
start_waiter(Waiter *waiter, PRSem *sem, Way way)
{
    memset(waiter, 0, sizeof *waiter);
    waiter->sem = sem;
    waiter->way = way;
    ck_assert_int_eq(
        pthread_create(&waiter->thread, NULL, wait_in_thread, waiter), 0);
    while (__atomic_load_n(&waiter->tid, __ATOMIC_ACQUIRE) == 0) {
        sched_yield();
    }
    await_asleep(getpid(), waiter->tid);
}

/* It comes back with this error, or 0. */
static void
check_waiter(Waiter *waiter, PRErrorCode error, PRInt32 number)
{
    ck_assert_int_eq(pthread_join(waiter->thread, NULL), 0);
    ck_assert_int_eq(waiter->status, error == 0 ? PR_SUCCESS : PR_FAILURE);
    ck_assert_int_eq(waiter->error, error);
    ck_assert_int_eq(waiter->number, number);
}

START_TEST(a_post_lets_one_go_on)
{
    PRSem *sem = make(0);
    Waiter waiters[2];
    int    i;

    for (i = 0; i < 2; i++) {
        start_waiter(&waiters[i], sem, (Way)_i);
    }
    assert_ok(PR_PostSemaphore(sem));
    assert_ok(PR_PostSemaphore(sem));
    for (i = 0; i < 2; i++) {
        check_waiter(&waiters[i], 0, 0);
    }
    assert_value(sem, 0);
    close_and_delete(sem);
}
END_TEST

static volatile sig_atomic_t signals;

static void
count_signal(int number)
{
    (void)number;
    signals++;
}

/* Signals again and again: one alone could come before the wait. */
static void
begin_signals(int flags)
{
    struct sigaction action = { .sa_handler = count_signal,
                                .sa_flags = flags };
    struct itimerval often = { { 0, 5000 }, { 0, 5000 } };

    ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
}

static void
end_signals(void)
{
    struct itimerval never = { { 0, 0 }, { 0, 0 } };

    ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
    ck_assert_int_gt(signals, 0);
}

START_TEST(a_signal_ends_a_wait)
{
    PRSem *sem = make(0);

    begin_signals(_i % 2 == 0 ? 0 : SA_RESTART);
    assert_fails(wait_in_way(sem, (Way)(_i / 2)), PR_PENDING_INTERRUPT_ERROR,
                 4);
    end_signals();
    assert_value(sem, 0);
    assert_ok(PR_PostSemaphore(sem));
    assert_ok(PR_WaitSemaphore(sem));
    close_and_delete(sem);
}
END_TEST

/* --- Deleting ------------------------------------------------------------ */

START_TEST(deleting_nothing_leaves_nothing)
{
    assert_fails(PR_DeleteSemaphore(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    nothing_is_left();
    assert_ok(PR_CloseSemaphore(make(1)));
    assert_ok(PR_DeleteSemaphore(path("n")));
    assert_fails(PR_DeleteSemaphore(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    nothing_is_left();
    /* A marker alone goes, as it does with stock NSPR. */
    make_file(path("n"), "");
    assert_fails(PR_DeleteSemaphore(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    nothing_is_left();
}
END_TEST

START_TEST(a_handle_to_a_deleted_semaphore_is_refused)
{
    PRSem *with = make(3), *without;

    assert_ok(PR_DeleteSemaphore(path("n")));
    nothing_is_left();
    assert_gone(with);
    without = make(0);
    assert_gone(with); /* not the new one */
    assert_value(without, 0);
    assert_ok(PR_DeleteSemaphore(path("n")));
    assert_gone(without);
    assert_ok(PR_CloseSemaphore(with));
    assert_ok(PR_CloseSemaphore(without));
}
END_TEST

#define WAITERS 8

static void
delete_under_threads(Way way)
{
    PRSem *sem = make(0);
    Waiter waiters[WAITERS];
    int    i;

    for (i = 0; i < WAITERS; i++) {
        start_waiter(&waiters[i], sem, way);
    }
    assert_ok(PR_DeleteSemaphore(path("n")));
    for (i = 0; i < WAITERS; i++) {
        check_waiter(&waiters[i], PR_UNKNOWN_ERROR, 43);
    }
    assert_gone(sem);
    assert_ok(PR_CloseSemaphore(sem));
    nothing_is_left();
}

START_TEST(all_who_wait_learn_of_a_deletion)
{
    delete_under_threads((Way)_i);
}
END_TEST

/* In a process that has opened it for itself. */
static void
wait_until_deleted(Way way, int ready)
{
    PRSem *sem = must_open(path("n"), 0, 0, 0);

    ck_assert_int_eq(write(ready, "r", 1), 1);
    assert_fails(wait_in_way(sem, way), PR_UNKNOWN_ERROR, 43);
    assert_gone(sem);
    assert_ok(PR_CloseSemaphore(sem));
}

START_TEST(other_processes_learn_of_a_deletion)
{
    PRSem *sem = make(0);
    pid_t  children[WAITERS];
    int    ready[2], i, status;
    char   byte;

    ck_assert_int_eq(pipe(ready), 0);
    for (i = 0; i < WAITERS; i++) {
        children[i] = check_fork();
        if (children[i] == 0) {
            wait_until_deleted((Way)(i % WAYS), ready[1]);
            exit(0);
        }
        ck_assert_int_eq(read(ready[0], &byte, 1), 1);
        await_asleep(children[i], children[i]);
    }
    assert_ok(PR_DeleteSemaphore(path("n")));
    for (i = 0; i < WAITERS; i++) {
        ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
        ck_assert_int_eq(status, 0);
    }
    assert_gone(sem);
    assert_ok(PR_CloseSemaphore(sem));
}
END_TEST

/* --- Processes that end --------------------------------------------------- */

static PRSem *shared;

static void
use_in_child(void)
{
    PRSem *own = must_open(path("n"), 0, 0, 0);

    assert_value(shared, 2);
    assert_ok(PR_WaitSemaphore(shared));
    assert_value(own, 1);
    assert_ok(PR_WaitSemaphore(own));
    assert_ok(PR_PostSemaphore(shared));
    assert_ok(PR_WaitSemaphore(own));
    assert_ok(PR_CloseSemaphore(own));
    assert_ok(PR_CloseSemaphore(shared));
}

START_TEST(a_child_has_the_handles_of_its_parent)
{
    shared = make(2);
    in_child(use_in_child);
    assert_value(shared, 0); /* what it has taken stays taken */
    close_and_delete(shared);
}
END_TEST

/* Take two through its own handle, give one back, and hold the rest. */
static void
hold_with_undo(int ready, int cue, PRIntn flags)
{
    PRSem *sem = must_open(path("n"), flags | PRX_SEM_UNDO, 0600, 3);
    char   byte;

    assert_ok(PR_WaitSemaphore(sem));
    assert_ok(PRX_TryWaitSemaphore(sem));
    assert_ok(PR_PostSemaphore(sem));
    assert_ok(PRX_TimedWaitSemaphore(sem, PR_INTERVAL_NO_WAIT));
    assert_value(sem, 1);
    ck_assert_int_eq(write(ready, "r", 1), 1);
    ck_assert_int_eq(read(cue, &byte, 1), 1);
    assert_ok(PR_CloseSemaphore(sem)); /* which gives nothing back */
    sem = must_open(path("n"), 0, 0, 0);
    assert_value(sem, 1);
    assert_ok(PR_CloseSemaphore(sem));
}

/* A child that holds two of three, and how to tell it to end. */
static pid_t
start_holder(PRIntn flags, int *cue)
{
    return start_cued(hold_with_undo, flags, cue);
}

START_TEST(what_a_process_had_taken_is_given_back)
{
    int    cue, status, dies = _i / 2;
    PRSem *sem;
    pid_t  child;

    if (!is_sysv()) {
        return; /* nobody else gives anything back */
    }
    sem = _i % 2 == 0 ? make(3) : NULL;
    child = start_holder(sem == NULL ? EXCLUSIVE : 0, &cue);
    if (sem == NULL) {
        sem = must_open(path("n"), 0, 0, 0);
    }
    assert_value(sem, 1);
    if (dies) {
        ck_assert_int_eq(kill(child, SIGKILL), 0);
    } else {
        ck_assert_int_eq(write(cue, "c", 1), 1);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, dies ? SIGKILL : 0);
    assert_value(sem, 3);
    close_and_delete(sem);
}
END_TEST

START_TEST(who_waits_gets_what_is_given_back)
{
    PRSem *sem;
    Waiter waiter;
    int    cue, status;
    pid_t  child;

    if (!is_sysv()) {
        return; /* as above */
    }
    sem = make(3);
    child = start_holder(CREATE, &cue);
    assert_ok(PR_WaitSemaphore(sem));
    start_waiter(&waiter, sem, PLAIN);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    check_waiter(&waiter, 0, 0);
    assert_value(sem, 1);
    close_and_delete(sem);
}
END_TEST

static void
make_with_undo(void)
{
    assert_ok(PR_CloseSemaphore(
        must_open(path("n"), EXCLUSIVE | PRX_SEM_UNDO, 0600, 5)));
}

/* The first value was not taken or given by anybody. */
START_TEST(the_first_value_outlives_its_maker)
{
    PRSem *sem;

    if (!is_sysv()) {
        return; /* as above */
    }
    in_child(make_with_undo);
    sem = must_open(path("n"), 0, 0, 0);
    assert_value(sem, 5);
    close_and_delete(sem);
}
END_TEST

/* Where it cannot be done, nothing is made, lost or changed. */
START_TEST(undo_that_cannot_be_is_refused)
{
    PRSem *sem;
    PRIntn flags;

    if (is_sysv()) {
        return; /* it can */
    }
    for (flags = CREATE; flags <= EXCLUSIVE; flags += PR_SEM_EXCL) {
        assert_open_fails(path("n"), flags | PRX_SEM_UNDO, 0600, 1,
                          PR_NOT_IMPLEMENTED_ERROR, 38);
        nothing_is_left();
    }
    assert_open_fails(path("n"), PRX_SEM_UNDO, 0600, 1,
                      PR_FILE_NOT_FOUND_ERROR, 2);
    sem = make(2);
    assert_open_fails(path("n"), PRX_SEM_UNDO, 0600, 1,
                      PR_NOT_IMPLEMENTED_ERROR, 38);
    assert_open_fails(path("n"), CREATE | PRX_SEM_UNDO, 0600, 1,
                      PR_NOT_IMPLEMENTED_ERROR, 38);
    assert_open_fails(path("n"), EXCLUSIVE | PRX_SEM_UNDO, 0600, 1,
                      PR_FILE_EXISTS_ERROR, 17);
    assert_value(sem, 2);
    close_and_delete(sem);
}
END_TEST

/* --- Rights -------------------------------------------------------------- */

START_TEST(the_umask_narrows_the_marker_alone)
{
    struct stat info;
    Memory      made;
    PRSem      *sem;

    umask(077);
    sem = must_open(path("n"), CREATE, 0666 | 010000 | 04000, 1);
    ck_assert_int_eq(stat(path("n"), &info), 0);
    ck_assert_uint_eq(info.st_mode & 07777, 0600);
    ck_assert(semaphore_of(backend_in_use(), path("n"), &made));
    ck_assert_uint_eq(made.mode, 0666);
    close_and_delete(sem);
}
END_TEST

#define USER  64231 /* any two that own nothing here */
#define OTHER 64232

/* What USER makes, and with which umask. */
static PRIntn makeMode;
static mode_t makeMask;

static void
make_own(void)
{
    umask(makeMask);
    assert_ok(PR_CloseSemaphore(must_open(path("n"), EXCLUSIVE, makeMode, 2)));
}

static void
have_user_make(PRIntn mode, mode_t mask)
{
    makeMode = mode;
    makeMask = mask;
    as_user(USER, make_own);
}

/* Nobody took any of it. */
static void
delete_own(void)
{
    PRSem *sem = must_open(path("n"), 0, 0, 0);

    assert_value(sem, 2);
    close_and_delete(sem);
}

static void
meddle_with_private(void)
{
    PRIntn flags;

    for (flags = 0; flags <= EXCLUSIVE; flags++) {
        assert_open_fails(path("n"), flags, 0, 0, PR_NO_ACCESS_RIGHTS_ERROR,
                          13);
    }
    assert_fails(PR_DeleteSemaphore(path("n")), PR_NO_ACCESS_RIGHTS_ERROR, 13);
}

/* Opening takes the rights to read and to write, whatever it is for. */
START_TEST(a_private_semaphore_is_private)
{
    static const PRIntn modes[] = { 0600, 0644, 0622 };

    NEEDS_ROOT;
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    have_user_make(modes[_i], 022);
    as_user(OTHER, meddle_with_private);
    as_user(USER, delete_own);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

/* The marker is 0644; but what counts is the right to the semaphore. */
static void
use_shared(void)
{
    PRSem *sem = must_open(path("n"), 0, 0, 0);

    assert_ok(PR_WaitSemaphore(sem));
    assert_ok(PR_CloseSemaphore(sem));
    sem = must_open(path("n"), CREATE, 0666, 9);
    assert_ok(PR_PostSemaphore(sem));
    assert_value(sem, 2);
    assert_ok(PR_CloseSemaphore(sem));
    assert_open_fails(path("n"), EXCLUSIVE, 0666, 9, PR_FILE_EXISTS_ERROR, 17);
    assert_fails(PR_DeleteSemaphore(path("n")), PR_NO_ACCESS_RIGHTS_ERROR, 13);
}

START_TEST(the_right_to_the_semaphore_is_enough)
{
    NEEDS_ROOT;
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    have_user_make(0666, 022);
    as_user(OTHER, use_shared);
    as_user(USER, delete_own);
}
END_TEST

static void
delete_of_another(void)
{
    PRSem *sem = must_open(path("n"), 0, 0, 0);

    assert_fails(PR_DeleteSemaphore(path("n")), PR_NO_ACCESS_RIGHTS_ERROR, 1);
    assert_value(sem, 2);
    assert_ok(PR_CloseSemaphore(sem));
}

/* Though anybody may write the marker and remove its name. */
START_TEST(who_does_not_own_it_does_not_delete_it)
{
    NEEDS_ROOT;
    ck_assert_int_eq(chmod(test_dir(), _i == 0 ? 0777 : 01777), 0);
    have_user_make(0666, 0);
    as_user(OTHER, delete_of_another);
    ck_assert_int_eq(entries(), 1);
    as_user(USER, delete_own);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

/* Of its own semaphore, under a marker that it may not remove. */
static void
fail_to_delete(void)
{
    PRSem *sem = must_open(path("n"), 0, 0, 0);

    assert_fails(PR_DeleteSemaphore(path("n")), PR_NO_ACCESS_RIGHTS_ERROR,
                 makeMode);
    assert_value(sem, 2);
    assert_ok(PR_CloseSemaphore(sem));
}

START_TEST(a_delete_sees_to_its_rights_first)
{
    NEEDS_ROOT;
    make_file(path("n"), "");
    ck_assert_int_eq(chmod(path("n"), 0666), 0);
    have_user_make(0600, 0);
    makeMode = 13; /* the directory is not writable */
    as_user(USER, fail_to_delete);
    ck_assert_int_eq(chmod(test_dir(), 01777), 0);
    makeMode = 1; /* sticky, and the file is root's */
    as_user(USER, fail_to_delete);
    assert_ok(PR_DeleteSemaphore(path("n")));
    ck_assert_int_eq(entries(), 0);
}
END_TEST

static void
make_useless(void)
{
    assert_open_fails(path("n"), EXCLUSIVE, makeMode, 1,
                      PR_NO_ACCESS_RIGHTS_ERROR, 13);
    nothing_is_left();
    /* A marker that was there stays. */
    make_file(path("n"), "");
    assert_open_fails(path("n"), EXCLUSIVE, makeMode, 1,
                      PR_NO_ACCESS_RIGHTS_ERROR, 13);
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(semaphores_by(getpid()), 0);
    ck_assert_int_eq(unlink(path("n")), 0);
}

static void
as_ordinary_user(void (*part)(void))
{
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    if (geteuid() == 0) {
        as_user(USER, part);
    } else {
        in_child(part);
    }
}

START_TEST(a_semaphore_that_its_maker_cannot_use_is_not_made)
{
    static const PRIntn modes[] = { 0, 0400, 0444, 0077 };

    makeMode = modes[_i];
    as_ordinary_user(make_useless);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

/* It may be taken and given through the handle of who made it alone. */
static void
make_for_writing(void)
{
    PRSem *sem = must_open(path("n"), EXCLUSIVE, 0200, 2);
    PRIntn value = -1;

    if (is_sysv()) {
        assert_fails(PRX_GetSemaphoreValue(sem, &value),
                     PR_NO_ACCESS_RIGHTS_ERROR, 13);
        ck_assert_int_eq(value, -1);
    } else {
        assert_value(sem, 2);
    }
    assert_ok(PR_WaitSemaphore(sem));
    assert_ok(PRX_TryWaitSemaphore(sem));
    assert_fails(PRX_TryWaitSemaphore(sem), PR_WOULD_BLOCK_ERROR, 11);
    assert_ok(PR_PostSemaphore(sem));
    assert_open_fails(path("n"), 0, 0, 0, PR_NO_ACCESS_RIGHTS_ERROR, 13);
    assert_open_fails(path("n"), CREATE, 0600, 1, PR_NO_ACCESS_RIGHTS_ERROR,
                      13);
    assert_ok(PR_WaitSemaphore(sem));
    close_and_delete(sem);
}

START_TEST(a_semaphore_to_write_can_be_used_by_its_maker)
{
    as_ordinary_user(make_for_writing);
}
END_TEST

static void
fail_in_closed_directory(void)
{
    assert_open_fails(path("n"), CREATE, 0600, 1, PR_NO_ACCESS_RIGHTS_ERROR,
                      13);
    assert_open_fails(path("n"), 0, 0600, 1, PR_FILE_NOT_FOUND_ERROR, 2);
    assert_fails(PR_DeleteSemaphore(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
}

START_TEST(a_directory_that_cannot_be_written_gets_no_marker)
{
    NEEDS_ROOT;
    as_user(USER, fail_in_closed_directory);
    nothing_is_left();
}
END_TEST

static void
fail_under_marker(void)
{
    assert_open_fails(path("n"), CREATE, 0600, 1, PR_NO_ACCESS_RIGHTS_ERROR,
                      13);
    assert_fails(PR_DeleteSemaphore(path("n")), PR_NO_ACCESS_RIGHTS_ERROR, 13);
}

START_TEST(making_takes_the_right_to_write_the_marker)
{
    NEEDS_ROOT;
    make_file(path("n"), "");
    ck_assert_int_eq(chmod(path("n"), 0644), 0);
    as_user(USER, fail_under_marker);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

/* --- The log ------------------------------------------------------------- */

START_TEST(a_failure_is_one_line_in_the_log)
{
    char   text[4096];
    FILE  *file;
    size_t length;

    ck_assert_int_eq(setenv("NSPR_LOG_MODULES", "shm:4", 1), 0);
    ck_assert_int_eq(setenv("NSPR_LOG_FILE", path("log"), 1), 0);
    assert_open_fails(path("missing"), 0, 0600, 1, PR_FILE_NOT_FOUND_ERROR, 2);
    assert_ok(PR_CloseSemaphore(make(1)));
    assert_ok(PR_DeleteSemaphore(path("n")));
    file = fopen(path("log"), "r");
    ck_assert_ptr_nonnull(file);
    length = fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_ptr_nonnull(strstr(text, "PR_OpenSemaphore("));
    ck_assert_ptr_nonnull(strstr(text, path("missing")));
    ck_assert_ptr_nonnull(strstr(text, "PR_FILE_NOT_FOUND_ERROR"));
    ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
}
END_TEST

/* --- Leaks, limits, threads ----------------------------------------------- */

/* All that can be done with a semaphore, failing and not. */
static void
use_once(void)
{
    PRSem *sem = make(1);
    int    descriptors = count_descriptors();

    assert_ok(PR_CloseSemaphore(must_open(path("n"), 0, 0, 0)));
    assert_open_fails(path("n"), EXCLUSIVE, 0600, 1, PR_FILE_EXISTS_ERROR, 17);
    assert_open_fails(path("m"), 0, 0600, 1, PR_FILE_NOT_FOUND_ERROR, 2);
    assert_open_fails(path("m"), CREATE, 0600, 65536,
                      PR_INVALID_ARGUMENT_ERROR, 22);
    assert_ok(PR_WaitSemaphore(sem));
    assert_fails(PRX_TryWaitSemaphore(sem), PR_WOULD_BLOCK_ERROR, 11);
    assert_ok(PR_PostSemaphore(sem));
    ck_assert_int_eq(count_descriptors(), descriptors);
    assert_ok(PR_CloseSemaphore(sem));
    assert_ok(PR_DeleteSemaphore(path("n")));
    assert_fails(PR_DeleteSemaphore(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    make_file(path("n"), "");
    assert_ok(PR_CloseSemaphore(must_open(path("n"), CREATE, 0600, 1)));
    assert_ok(PR_DeleteSemaphore(path("n")));
}

static int
count_mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    int   c, count = 0;

    ck_assert_ptr_nonnull(maps);
    while ((c = getc(maps)) != EOF) {
        count += c == '\n';
    }
    ck_assert_int_eq(fclose(maps), 0);
    return count;
}

START_TEST(nothing_stays_open)
{
    int descriptors, mappings, i;

    use_once();
    descriptors = count_descriptors();
    mappings = count_mappings();
    for (i = 0; i < 50; i++) {
        use_once();
    }
    ck_assert_int_eq(count_descriptors(), descriptors);
    ck_assert_int_le(count_mappings(), mappings + 8); /* the heap may grow */
    nothing_is_left();
}
END_TEST

/* The same without assertions, which use the heap themselves; how many of the
 * calls came out as they should. */
static int
use_once_quietly(const char *name)
{
    PRSem *sem = PR_OpenSemaphore(name, EXCLUSIVE, 0600, 1);
    int    right = sem != NULL;

    right += PR_OpenSemaphore(name, EXCLUSIVE, 0600, 1) == NULL;
    right += PR_WaitSemaphore(sem) == PR_SUCCESS;
    right += PRX_TryWaitSemaphore(sem) == PR_FAILURE;
    right += PR_PostSemaphore(sem) == PR_SUCCESS;
    right += PR_CloseSemaphore(sem) == PR_SUCCESS;
    right += PR_DeleteSemaphore(name) == PR_SUCCESS;
    right += PR_OpenSemaphore(name, 0, 0600, 1) == NULL;
    return right;
}

START_TEST(the_heap_gets_back_what_it_gave)
{
    const char *name = path("n");
    int         right = use_once_quietly(name);
    int         blocks = live, after, i;

    for (i = 0; i < 50; i++) {
        right += use_once_quietly(name);
    }
    after = live;
    ck_assert_int_eq(right, 51 * 8);
    ck_assert_int_eq(after, blocks);
    nothing_is_left();
}
END_TEST

START_TEST(without_memory_nothing_is_made)
{
    const char *there = path("n"), *missing = path("m");
    PRSem      *sem = make(1), *failed;

    no_memory = 1;
    failed = PR_OpenSemaphore(missing, CREATE, 0600, 1);
    no_memory = 0;
    ck_assert_ptr_null(failed);
    assert_error(PR_OUT_OF_MEMORY_ERROR, 12);
    no_memory = 1;
    failed = PR_OpenSemaphore(there, 0, 0600, 1);
    no_memory = 0;
    ck_assert_ptr_null(failed);
    assert_error(PR_OUT_OF_MEMORY_ERROR, 12);
    ck_assert_int_eq(entries(), 1);
    close_and_delete(sem);
}
END_TEST

/* In a namespace of its own, whose limits concern nobody else. */
static void
exhaust_sets(void)
{
    FILE  *limits;
    PRSem *sem;

    if (unshare(CLONE_NEWIPC) == -1) {
        skip("limits of one's own take root");
        return;
    }
    limits = fopen("/proc/sys/kernel/sem", "w");
    ck_assert_ptr_nonnull(limits);
    ck_assert_int_gt(fprintf(limits, "32 3200 32 1\n"), 0);
    ck_assert_int_eq(fclose(limits), 0);
    sem = make(1);
    assert_open_fails(path("m"), CREATE, 0600, 1, PR_NO_DEVICE_SPACE_ERROR,
                      28);
    ck_assert_int_eq(entries(), 1);
    make_file(path("m"), "");
    assert_open_fails(path("m"), EXCLUSIVE, 0600, 1, PR_NO_DEVICE_SPACE_ERROR,
                      28);
    ck_assert_int_eq(unlink(path("m")), 0);
    assert_value(sem, 1);
    close_and_delete(sem);
}

START_TEST(as_many_as_the_system_allows)
{
    if (is_sysv()) {
        in_child(exhaust_sets);
    }
}
END_TEST

#define THREADS 8
#define ROUNDS  2000

static int counter;

static void *
count_in_turn(void *arg)
{
    PRSem *sem = arg;
    int    i, seen;

    for (i = 0; i < ROUNDS; i++) {
        if (PR_WaitSemaphore(sem) != PR_SUCCESS) {
            return sem;
        }
        seen = __atomic_load_n(&counter, __ATOMIC_RELAXED);
        if (i % 100 == 0) {
            sched_yield();
        }
        __atomic_store_n(&counter, seen + 1, __ATOMIC_RELAXED);
        if (PR_PostSemaphore(sem) != PR_SUCCESS) {
            return sem;
        }
    }
    return NULL;
}

/* One handle for all of them; as a mutex it must not lose a count. */
START_TEST(threads_may_use_one_handle)
{
    PRSem    *sem = make(1);
    pthread_t threads[THREADS];
    void     *failed;
    int       i;

    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, count_in_turn, sem),
                         0);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
        ck_assert_ptr_null(failed);
    }
    ck_assert_int_eq(counter, THREADS * ROUNDS);
    assert_value(sem, 1);
    close_and_delete(sem);
}
END_TEST

/* Create, use and delete one name as fast as possible.  Whoever meets another's
 * deletion sees one of the errors that say so. */
static void *
use_one_name(void *arg)
{
    const char *name = arg;
    int         i;

    for (i = 0; i < ROUNDS / 10; i++) {
        PRSem *sem = PR_OpenSemaphore(name, CREATE, 0600, 1);

        if (sem == NULL) {
            return "open";
        }
        if (PR_PostSemaphore(sem) != PR_SUCCESS &&
            PR_GetError() != PR_INVALID_ARGUMENT_ERROR) {
            return "post";
        }
        if (PRX_TryWaitSemaphore(sem) != PR_SUCCESS &&
            PR_GetError() != PR_INVALID_ARGUMENT_ERROR &&
            PR_GetError() != PR_WOULD_BLOCK_ERROR) {
            return "try";
        }
        if (PR_DeleteSemaphore(name) != PR_SUCCESS &&
            PR_GetError() != PR_FILE_NOT_FOUND_ERROR) {
            return "delete";
        }
        (void)PR_CloseSemaphore(sem);
    }
    return NULL;
}

START_TEST(threads_may_use_one_name)
{
    const char *name = path("n");
    pthread_t   threads[THREADS];
    void       *failed;
    int         i;

    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, use_one_name,
                                        (void *)(size_t)name),
                         0);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
        ck_assert_msg(failed == NULL, "%s", (const char *)failed);
    }
    (void)PR_DeleteSemaphore(name);
    nothing_is_left(); /* none without its name */
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

#define MATRIX (int)(3 * sizeof matrix / sizeof matrix[0])

static void
add_tests_of_names(TCase *tc)
{
    tcase_add_test(tc, a_new_semaphore_has_its_value_and_mode);
    tcase_add_test(tc, values_that_cannot_be_make_nothing);
    tcase_add_loop_test(tc, the_flags_do_what_they_say, 0, MATRIX);
    tcase_add_test(tc, an_existing_semaphore_is_as_it_is);
    tcase_add_test(tc, bad_names_are_refused);
    tcase_add_test(tc, a_name_with_a_slash_at_its_end_is_no_file);
    tcase_add_test(tc, only_regular_files_are_markers);
    tcase_add_test(tc, symbolic_links_are_not_followed);
    tcase_add_test(tc, a_name_has_at_most_1023_bytes);
    tcase_add_test(tc, hard_links_name_one_semaphore);
    tcase_add_test(tc, a_marker_with_content_is_left_alone);
    tcase_add_test(tc, deleting_nothing_leaves_nothing);
    tcase_add_test(tc, a_handle_to_a_deleted_semaphore_is_refused);
    tcase_add_test(tc, the_umask_narrows_the_marker_alone);
    tcase_add_loop_test(tc, a_private_semaphore_is_private, 0, 3);
    tcase_add_test(tc, the_right_to_the_semaphore_is_enough);
    tcase_add_loop_test(tc, who_does_not_own_it_does_not_delete_it, 0, 2);
    tcase_add_test(tc, a_delete_sees_to_its_rights_first);
    tcase_add_loop_test(tc, a_semaphore_that_its_maker_cannot_use_is_not_made,
                        0, 4);
    tcase_add_test(tc, a_semaphore_to_write_can_be_used_by_its_maker);
    tcase_add_test(tc, a_directory_that_cannot_be_written_gets_no_marker);
    tcase_add_test(tc, making_takes_the_right_to_write_the_marker);
    tcase_add_test(tc, nothing_stays_open);
    tcase_add_test(tc, the_heap_gets_back_what_it_gave);
    tcase_add_test(tc, without_memory_nothing_is_made);
    tcase_add_test(tc, as_many_as_the_system_allows);
    tcase_add_test(tc, threads_may_use_one_name);
}

/* Of what a handle does, to which it is all one where the name is. */
static void
add_tests_of_handles(TCase *tc)
{
    tcase_add_test(tc, handles_share_the_value);
    tcase_add_test(tc, successes_leave_the_error_alone);
    tcase_add_test(tc, null_handles_are_refused);
    tcase_add_test(tc, the_value_has_a_maximum);
    tcase_add_test(tc, trying_takes_what_is_there_and_no_more);
    tcase_add_test(tc, a_limit_is_kept);
    tcase_add_loop_test(tc, a_post_lets_one_go_on, 0, WAYS);
    tcase_add_loop_test(tc, a_signal_ends_a_wait, 0, 2 * WAYS);
    tcase_add_loop_test(tc, all_who_wait_learn_of_a_deletion, 0, WAYS);
    tcase_add_test(tc, other_processes_learn_of_a_deletion);
    tcase_add_test(tc, a_child_has_the_handles_of_its_parent);
    tcase_add_loop_test(tc, what_a_process_had_taken_is_given_back, 0, 4);
    tcase_add_test(tc, who_waits_gets_what_is_given_back);
    tcase_add_test(tc, the_first_value_outlives_its_maker);
    tcase_add_test(tc, undo_that_cannot_be_is_refused);
    tcase_add_test(tc, a_failure_is_one_line_in_the_log);
    tcase_add_test(tc, threads_may_use_one_handle);
}

/* Each setting in directories of one kind and the other. */
int
main(void)
{
    Suite *suite = suite_create("named semaphores");
    TCase *disk;
    int    i;

    leave_ipc_namespace();
    for (i = 0; (disk = add_backend_case(suite, i, setup_dir)) != NULL; i++) {
        add_tests_of_handles(disk);
        add_tests_of_names(disk);
        add_tests_of_names(add_backend_case(suite, i, setup_tmpfs_dir));
    }
    return run_suite(suite);
}
