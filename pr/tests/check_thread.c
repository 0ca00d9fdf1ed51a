/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Threads, locks and condition variables: what is left of them, and what
 * happens where stock NSPR crashes, waits for ever or looks at memory that was
 * freed.  test_threads.sh compares the rest with stock NSPR.
 */
#include "config.h"

#include "faults.h"
#include "heap.h"
#include "support.h"

#include "prcvar.h"
#include "prerror.h"
#include "prinit.h"
#include "prlock.h"
#include "prthread.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define expect_failure(call, code, os)                                        \
    do {                                                                      \
        PR_SetError(1, 2);                                                    \
        ck_assert_int_eq(call, PR_FAILURE);                                   \
        ck_assert_int_eq(PR_GetError(), code);                                \
        ck_assert_int_eq(PR_GetOSError(), os);                                \
    } while (0)

#define expect_not_joinable(thread)                                           \
    expect_failure(PR_JoinThread(thread), PR_INVALID_ARGUMENT_ERROR, 0)

/* NULL if it cannot be made; then it cannot be joined either. */
static PRThread *
create(void(PR_CALLBACK *start)(void *), void *arg, PRThreadState state)
{
    return PR_CreateThread(PR_USER_THREAD, start, arg, PR_PRIORITY_NORMAL,
                           PR_GLOBAL_THREAD, state, 0);
}

/* Two threads meet here, any number of times. */
static pthread_barrier_t meeting;

static void
setup(void)
{
    ck_assert_int_eq(pthread_barrier_init(&meeting, NULL, 2), 0);
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
}

static void
teardown(void)
{
    disarm_all();
    ck_assert_int_eq(pthread_barrier_destroy(&meeting), 0);
}

static void
meet(void)
{
    (void)pthread_barrier_wait(&meeting);
}

static void PR_CALLBACK
do_nothing(void *arg)
{
    (void)arg;
}

static void PR_CALLBACK
meet_main(void *arg)
{
    (void)arg;
    meet();
}

static void PR_CALLBACK
meet_main_twice(void *arg)
{
    (void)arg;
    meet();
    meet();
}

static void PR_CALLBACK
count_one(void *arg)
{
    (void)__atomic_add_fetch((int *)arg, 1, __ATOMIC_SEQ_CST);
}

/* --- What is left -------------------------------------------------------- */

#define MANY 100

START_TEST(joined_threads_leave_nothing)
{
    PRThread *threads[MANY];
    int       before, after, count = 0, i;

    before = live;
    for (i = 0; i < MANY; i++) {
        threads[i] = PR_CreateThread(
            PR_USER_THREAD, count_one, &count, PR_PRIORITY_NORMAL,
            PR_LOCAL_THREAD, PR_JOINABLE_THREAD, i % 2 == 0 ? 0 : 65536);
    }
    for (i = MANY - 1; i >= 0; i--) {
        (void)PR_JoinThread(threads[i]);
    }
    after = live;
    ck_assert_int_eq(after, before);
    ck_assert_int_eq(count, MANY);
}
END_TEST

START_TEST(unjoinable_threads_leave_nothing)
{
    PRStatus status;
    int      before, after, count = 0, i;

    before = live;
    for (i = 0; i < MANY; i++) {
        (void)create(count_one, &count, PR_UNJOINABLE_THREAD);
    }
    status = PR_Cleanup();
    /* The last ones may be about to free themselves. */
    do {
        after = __atomic_load_n(&live, __ATOMIC_RELAXED);
    } while (after != before && PR_Sleep(1) == PR_SUCCESS);
    ck_assert_int_eq(status, PR_SUCCESS);
    ck_assert_int_eq(count, MANY);
}
END_TEST

static void PR_CALLBACK
leave_text(void *arg)
{
    (void)arg;
    PR_SetErrorText(4, "text");
    pthread_exit(NULL);
}

/* Stock NSPR's PR_Cleanup() would wait for it. */
START_TEST(threads_may_exit)
{
    PRStatus status;
    int      before, after;

    before = live;
    status = PR_JoinThread(create(leave_text, NULL, PR_JOINABLE_THREAD));
    after = live;
    ck_assert_int_eq(status, PR_SUCCESS);
    ck_assert_int_eq(after, before);
    (void)create(leave_text, NULL, PR_UNJOINABLE_THREAD);
    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
}
END_TEST

START_TEST(threads_are_joined_after_cleanup)
{
    PRThread *thread = create(do_nothing, NULL, PR_JOINABLE_THREAD);

    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
    ck_assert_int_eq(PR_JoinThread(thread), PR_SUCCESS);
}
END_TEST

static pthread_key_t key;
static PRThread     *inKeysEnd;

static void
look_again(void *arg)
{
    (void)arg;
    inKeysEnd = PR_GetCurrentThread();
    (void)PR_GetThreadPriority(inKeysEnd);
}

static void PR_CALLBACK
set_key(void *arg)
{
    (void)pthread_setspecific(key, arg);
}

/* What a program has to do at the end of a thread comes after ours. */
START_TEST(threads_are_somebody_to_their_end)
{
    PRThread *thread;

    ck_assert_int_eq(pthread_key_create(&key, look_again), 0);
    thread = create(set_key, &key, PR_JOINABLE_THREAD);
    ck_assert_int_eq(PR_JoinThread(thread), PR_SUCCESS);
    ck_assert_ptr_nonnull(inKeysEnd);
    ck_assert_ptr_ne(inKeysEnd, thread);
    ck_assert_int_eq(pthread_key_delete(key), 0);
}
END_TEST

/* --- What cannot be made ------------------------------------------------- */

START_TEST(no_memory_no_thread)
{
    PRThread *thread;
    PRLock   *lock;

    no_memory = 1;
    thread = create(do_nothing, NULL, PR_JOINABLE_THREAD);
    lock = PR_NewLock();
    no_memory = 0;
    ck_assert_ptr_null(thread);
    ck_assert_ptr_null(lock);
    ck_assert_int_eq(PR_GetError(), PR_OUT_OF_MEMORY_ERROR);
    ck_assert_int_eq(PR_GetOSError(), ENOMEM);
}
END_TEST

START_TEST(no_more_threads)
{
    PRThread *thread;
    int       before, after;

    before = live;
    arm(&threadFault, ALWAYS, EAGAIN);
    thread = create(do_nothing, NULL, PR_JOINABLE_THREAD);
    after = live;
    disarm_all();
    ck_assert_ptr_null(thread);
    ck_assert_int_eq(after, before);
    ck_assert_int_eq(PR_GetError(), PR_INSUFFICIENT_RESOURCES_ERROR);
    ck_assert_int_eq(PR_GetOSError(), EAGAIN);
    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
}
END_TEST

START_TEST(nothing_to_start)
{
    PR_SetError(1, 2);
    ck_assert_ptr_null(create(NULL, NULL, PR_UNJOINABLE_THREAD));
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    ck_assert_int_eq(PR_GetOSError(), EINVAL);
}
END_TEST

/* --- Joining ------------------------------------------------------------- */

/* None of these is looked at where it points to, which a sanitizer sees. */
START_TEST(pointers_to_no_thread_are_errors)
{
    PRThread *thread = create(do_nothing, NULL, PR_JOINABLE_THREAD);

    ck_assert_int_eq(PR_JoinThread(thread), PR_SUCCESS);
    expect_not_joinable(thread);
    thread = create(meet_main, NULL, PR_UNJOINABLE_THREAD);
    expect_not_joinable(thread);
    meet();
    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
    expect_not_joinable(thread);
    expect_not_joinable(NULL);
    expect_not_joinable(PR_GetCurrentThread());
    expect_not_joinable((PRThread *)(void *)&thread);
    expect_not_joinable((PRThread *)1);
}
END_TEST

typedef struct Joiner {
    PRThread   *thread;
    PRStatus    status;
    PRErrorCode error;
} Joiner;

/* Whoever does not succeed lets the thread end. */
static void PR_CALLBACK
join(void *arg)
{
    Joiner *joiner = arg;

    joiner->status = PR_JoinThread(joiner->thread);
    if (joiner->status != PR_SUCCESS) {
        joiner->error = PR_GetError();
        meet();
    }
}

START_TEST(one_of_two_joins)
{
    Joiner    ours = { 0 }, other = { 0 };
    PRThread *thread = create(meet_main, NULL, PR_JOINABLE_THREAD), *second;

    ours.thread = other.thread = thread;
    second = create(join, &other, PR_JOINABLE_THREAD);
    join(&ours);
    ck_assert_int_eq(PR_JoinThread(second), PR_SUCCESS);
    ck_assert_int_eq(ours.status + other.status, PR_FAILURE);
    ck_assert_int_eq(ours.error + other.error, PR_INVALID_ARGUMENT_ERROR);
}
END_TEST

static void PR_CALLBACK
join_itself(void *arg)
{
    Joiner *joiner = arg;

    joiner->thread = PR_GetCurrentThread();
    joiner->status = PR_JoinThread(joiner->thread);
    joiner->error = PR_GetError();
}

START_TEST(no_thread_waits_for_itself)
{
    Joiner    itself = { 0 };
    PRThread *thread = create(join_itself, &itself, PR_JOINABLE_THREAD);

    ck_assert_int_eq(PR_JoinThread(thread), PR_SUCCESS);
    ck_assert_ptr_eq(itself.thread, thread);
    ck_assert_int_eq(itself.status, PR_FAILURE);
    ck_assert_int_eq(itself.error, PR_DEADLOCK_ERROR);
}
END_TEST

/* --- Children ------------------------------------------------------------ */

static int
is_sanitized_for(const char *what)
{
    const char *sanitizers = getenv("SANITIZERS");

    return sanitizers != NULL && strstr(sanitizers, what) != NULL;
}

/* The thread sanitizer does not want them. */
static int
may_have_threads_after_fork(void)
{
    return !is_sanitized_for("thread");
}

/* Run in a child of fork(): 0 if all is as it should be. */
static int
behave_in_child(PRThread *parents)
{
    int count = 0;

    if (PR_JoinThread(parents) != PR_FAILURE ||
        PR_GetError() != PR_INVALID_ARGUMENT_ERROR) {
        return 1;
    }
    if (may_have_threads_after_fork() &&
        (PR_JoinThread(create(count_one, &count, PR_JOINABLE_THREAD)) !=
             PR_SUCCESS ||
         count != 1)) {
        return 2;
    }
    return 0;
}

static void
expect_success_of(pid_t child)
{
    int status;

    ck_assert_int_ne(child, -1);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
}

START_TEST(children_have_no_threads_of_their_parents)
{
    PRThread *thread = create(meet_main_twice, NULL, PR_JOINABLE_THREAD);
    pid_t     child;
    int       rv;

    meet();
    child = fork();
    if (child == 0) {
        rv = behave_in_child(thread);
        _exit(rv == 0 && PR_Cleanup() != PR_SUCCESS ? 3 : rv);
    }
    meet();
    expect_success_of(child);
    ck_assert_int_eq(PR_JoinThread(thread), PR_SUCCESS);
}
END_TEST

static pid_t forkedChild;

/* Comes when the library has nothing to do with the thread any more.  A child
 * that just ended would be looked at for leaks, without the thread that has
 * what the suite needs. */
static void
exit_well(void *arg)
{
    (void)arg;
    _exit(0);
}

static void PR_CALLBACK
fork_and_end(void *arg)
{
    PRThread *self = PR_GetCurrentThread();

    forkedChild = fork();
    if (forkedChild != 0) {
        return;
    }
    if (PR_GetCurrentThread() != self ||
        PR_GetThreadPriority(self) != PR_PRIORITY_NORMAL ||
        pthread_setspecific(key, arg) != 0) {
        _exit(1);
    }
}

/* The one thread of the child is one that was made, and it ends as such. */
START_TEST(threads_may_fork)
{
    PRThread *thread;

    ck_assert_int_eq(pthread_key_create(&key, exit_well), 0);
    thread = create(fork_and_end, &key, (PRThreadState)_i);
    if (_i == PR_JOINABLE_THREAD) {
        ck_assert_int_eq(PR_JoinThread(thread), PR_SUCCESS);
    }
    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
    expect_success_of(forkedChild);
}
END_TEST

static pid_t forker;

static void *
fork_once_met(void *arg)
{
    (void)arg;
    forker = (pid_t)syscall(SYS_gettid);
    meet();
    forkedChild = fork();
    if (forkedChild == 0) {
        _exit(behave_in_child(NULL));
    }
    expect_success_of(forkedChild);
    return NULL;
}

/* Either it waits for its turn to fork, or for the child. */
static void
meet_forker(void)
{
    beforeThread = NULL;
    meet();
    await_asleep(getpid(), forker);
}

/* A thread that is being made is not in the child, nor what its maker holds. */
START_TEST(children_can_come_while_a_thread_is_made)
{
    int       count = 0;
    pthread_t thread;

    if (is_sanitized_for("thread") || is_sanitized_for("address")) {
        return; /* theirs are no locks that fork() knows of */
    }
    ck_assert_int_eq(pthread_create(&thread, NULL, fork_once_met, NULL), 0);
    beforeThread = meet_forker;
    ck_assert_int_eq(
        PR_JoinThread(create(count_one, &count, PR_JOINABLE_THREAD)),
        PR_SUCCESS);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

/* --- Locks --------------------------------------------------------------- */

#define TIMES   20000
#define THREADS 4

static PRLock *lock;
static int     counter;

static void PR_CALLBACK
count_with_lock(void *arg)
{
    int i;

    (void)arg;
    for (i = 0; i < TIMES; i++) {
        PR_Lock(lock);
        PR_AssertCurrentThreadOwnsLock(lock);
        counter++;
        if (PR_Unlock(lock) != PR_SUCCESS) {
            return;
        }
    }
}

START_TEST(locks_exclude_others)
{
    PRThread *threads[THREADS];
    int       before, after, i;

    counter = 0;
    before = live;
    lock = PR_NewLock();
    for (i = 0; i < THREADS; i++) {
        threads[i] = create(count_with_lock, NULL, PR_JOINABLE_THREAD);
    }
    for (i = 0; i < THREADS; i++) {
        (void)PR_JoinThread(threads[i]);
    }
    PR_DestroyLock(lock);
    after = live;
    ck_assert_int_eq(counter, THREADS * TIMES);
    ck_assert_int_eq(after, before);
}
END_TEST

static void PR_CALLBACK
try_to_unlock(void *arg)
{
    *(PRStatus *)arg = PR_Unlock(lock);
    meet();
    meet();
    PR_Lock(lock);
    counter = 1;
    (void)PR_Unlock(lock);
}

START_TEST(only_the_holder_unlocks)
{
    PRStatus  status = PR_SUCCESS;
    PRThread *thread;

    counter = 0;
    lock = PR_NewLock();
    ck_assert_ptr_nonnull(lock);
    PR_Lock(lock);
    thread = create(try_to_unlock, &status, PR_JOINABLE_THREAD);
    meet();
    ck_assert_int_eq(status, PR_FAILURE);
    meet();
    ck_assert_int_eq(counter, 0);
    ck_assert_int_eq(PR_Unlock(lock), PR_SUCCESS);
    ck_assert_int_eq(PR_JoinThread(thread), PR_SUCCESS);
    ck_assert_int_eq(counter, 1);
    expect_failure(PR_Unlock(lock), PR_INVALID_STATE_ERROR, EPERM);
    PR_DestroyLock(lock);
}
END_TEST

START_TEST(no_lock_is_an_error)
{
    expect_failure(PR_Unlock(NULL), PR_INVALID_ARGUMENT_ERROR, EINVAL);
    PR_SetError(1, 2);
    PR_Lock(NULL);
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    PR_SetError(1, 2);
    PR_DestroyLock(NULL);
    ck_assert_int_eq(PR_GetError(), 1);
}
END_TEST

/* --- Condition variables ------------------------------------------------- */

static PRCondVar *changed;
static int        waiting, going;

/* Wait until somebody lets one go on. */
static void PR_CALLBACK
wait_to_go(void *arg)
{
    (void)arg;
    PR_Lock(lock);
    waiting++;
    while (going == 0) {
        (void)PR_WaitCondVar(changed, PR_INTERVAL_NO_TIMEOUT);
    }
    going--;
    waiting--;
    (void)PR_Unlock(lock);
}

/* Until so many wait: who has counted holds the lock until it does. */
static void
await_waiting(int count)
{
    int found;

    do {
        (void)sched_yield();
        PR_Lock(lock);
        found = waiting;
        (void)PR_Unlock(lock);
    } while (found != count);
}

START_TEST(those_who_wait_are_told)
{
    PRThread *threads[THREADS];
    int       i;

    lock = PR_NewLock();
    changed = PR_NewCondVar(lock);
    ck_assert_ptr_nonnull(changed);
    waiting = going = 0;
    for (i = 0; i < THREADS; i++) {
        threads[i] = create(wait_to_go, NULL, PR_JOINABLE_THREAD);
    }
    await_waiting(THREADS);
    PR_Lock(lock);
    going = 1;
    ck_assert_int_eq(PR_NotifyCondVar(changed), PR_SUCCESS);
    (void)PR_Unlock(lock);
    await_waiting(THREADS - 1);
    PR_Lock(lock);
    going = THREADS - 1;
    ck_assert_int_eq(PR_NotifyAllCondVar(changed), PR_SUCCESS);
    (void)PR_Unlock(lock);
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(PR_JoinThread(threads[i]), PR_SUCCESS);
    }
    ck_assert_int_eq(waiting, 0);
    PR_DestroyCondVar(changed);
    PR_DestroyLock(lock);
}
END_TEST

/* Who notifies may know that nobody will wait again. */
START_TEST(what_was_waited_for_can_go)
{
    PRThread *threads[THREADS];
    void     *reused;
    int       i;

    lock = PR_NewLock();
    changed = PR_NewCondVar(lock);
    waiting = going = 0;
    for (i = 0; i < THREADS; i++) {
        threads[i] = create(wait_to_go, NULL, PR_JOINABLE_THREAD);
    }
    await_waiting(THREADS);
    PR_Lock(lock);
    going = THREADS;
    ck_assert_int_eq(PR_NotifyAllCondVar(changed), PR_SUCCESS);
    PR_DestroyCondVar(changed);
    reused = malloc(sizeof(pthread_cond_t) + sizeof lock);
    ck_assert_ptr_nonnull(reused);
    memset(reused, 0xff, sizeof(pthread_cond_t) + sizeof lock);
    changed = reused; /* or compilers leave it as it is */
    (void)PR_Unlock(lock);
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(PR_JoinThread(threads[i]), PR_SUCCESS);
    }
    free(reused);
    PR_DestroyLock(lock);
}
END_TEST

START_TEST(a_wait_ends_with_its_limit)
{
    static const PRIntervalTime limits[] = { PR_INTERVAL_NO_WAIT, 1, 1001 };

    lock = PR_NewLock();
    changed = PR_NewCondVar(lock);
    PR_Lock(lock);
    PR_SetError(1, 2);
    ck_assert_int_eq(PR_WaitCondVar(changed, limits[_i]), PR_SUCCESS);
    ck_assert_int_eq(PR_GetError(), 1);
    ck_assert_int_eq(PR_Unlock(lock), PR_SUCCESS); /* it has it again */
    PR_DestroyCondVar(changed);
    PR_DestroyLock(lock);
}
END_TEST
#define LIMITS 3

START_TEST(only_the_holder_waits)
{
    lock = PR_NewLock();
    changed = PR_NewCondVar(lock);
    expect_failure(PR_WaitCondVar(changed, 1), PR_INVALID_STATE_ERROR, EPERM);
    PR_DestroyCondVar(changed);
    PR_DestroyLock(lock);
}
END_TEST

START_TEST(no_condition_variable_is_an_error)
{
    expect_failure(PR_WaitCondVar(NULL, 1), PR_INVALID_ARGUMENT_ERROR, EINVAL);
    expect_failure(PR_NotifyCondVar(NULL), PR_INVALID_ARGUMENT_ERROR, EINVAL);
    expect_failure(PR_NotifyAllCondVar(NULL), PR_INVALID_ARGUMENT_ERROR,
                   EINVAL);
    PR_SetError(1, 2);
    ck_assert_ptr_null(PR_NewCondVar(NULL));
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    PR_DestroyCondVar(NULL);
}
END_TEST

START_TEST(assertion_of_a_lock_aborts)
{
    lock = _i == 0 ? NULL : PR_NewLock();
    PR_AssertCurrentThreadOwnsLock(lock);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *s = suite_create("thread");
    TCase *tc = tcase_create("threads");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, joined_threads_leave_nothing);
    tcase_add_test(tc, unjoinable_threads_leave_nothing);
    tcase_add_test(tc, threads_may_exit);
    tcase_add_test(tc, threads_are_joined_after_cleanup);
    tcase_add_test(tc, threads_are_somebody_to_their_end);
    tcase_add_test(tc, no_memory_no_thread);
    tcase_add_test(tc, no_more_threads);
    tcase_add_test(tc, nothing_to_start);
    tcase_add_test(tc, pointers_to_no_thread_are_errors);
    tcase_add_test(tc, one_of_two_joins);
    tcase_add_test(tc, no_thread_waits_for_itself);
    tcase_add_test(tc, children_have_no_threads_of_their_parents);
    tcase_add_test(tc, children_can_come_while_a_thread_is_made);
    tcase_add_loop_test(tc, threads_may_fork, PR_JOINABLE_THREAD,
                        PR_UNJOINABLE_THREAD + 1);
    suite_add_tcase(s, tc);

    tc = tcase_create("locks");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, locks_exclude_others);
    tcase_add_test(tc, only_the_holder_unlocks);
    tcase_add_test(tc, no_lock_is_an_error);
    tcase_add_test(tc, those_who_wait_are_told);
    tcase_add_test(tc, what_was_waited_for_can_go);
    tcase_add_loop_test(tc, a_wait_ends_with_its_limit, 0, LIMITS);
    tcase_add_test(tc, only_the_holder_waits);
    tcase_add_test(tc, no_condition_variable_is_an_error);
    tcase_add_loop_test_raise_signal(tc, assertion_of_a_lock_aborts, SIGABRT,
                                     0, 2);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
