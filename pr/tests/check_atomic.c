/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Atomic integers: between threads, and between processes that share a
 * segment, on this library and on stock NSPR.  test_runtime.sh compares what
 * numbers become with stock NSPR.
 */
#include "config.h"

#include "pratom.h"
#include "prerror.h"
#include "prshm.h"
#include "support.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>

/* --- One thread ---------------------------------------------------------- */

START_TEST(each_returns_what_it_should)
{
    PRInt32 integer = 5;

    PR_SetError(1, 2);
    ck_assert_int_eq(PR_AtomicIncrement(&integer), 6);
    ck_assert_int_eq(PR_AtomicDecrement(&integer), 5);
    ck_assert_int_eq(PR_AtomicAdd(&integer, -15), -10);
    ck_assert_int_eq(PR_AtomicSet(&integer, 3), -10);
    ck_assert_int_eq(integer, 3);
    ck_assert_int_eq(PR_ATOMIC_INCREMENT(&integer), 4);
    ck_assert_int_eq(PR_ATOMIC_DECREMENT(&integer), 3);
    ck_assert_int_eq(PR_ATOMIC_ADD(&integer, 7), 10);
    ck_assert_int_eq(PR_ATOMIC_SET(&integer, 0), 10);
    ck_assert_int_eq(integer, 0);
    ck_assert_int_eq(PR_GetError(), 1);
    ck_assert_int_eq(PR_GetOSError(), 2);
}
END_TEST

START_TEST(beyond_one_end_comes_the_other)
{
    PRInt32 integer = INT_MAX;

    ck_assert_int_eq(PR_AtomicIncrement(&integer), INT_MIN);
    ck_assert_int_eq(PR_AtomicDecrement(&integer), INT_MAX);
    ck_assert_int_eq(PR_AtomicAdd(&integer, INT_MAX), -2);
    ck_assert_int_eq(PR_AtomicAdd(&integer, INT_MIN), INT_MAX - 1);
    ck_assert_int_eq(PR_ATOMIC_ADD(&integer, 2), INT_MIN);
    ck_assert_int_eq(PR_ATOMIC_DECREMENT(&integer), INT_MAX);
    ck_assert_int_eq(PR_ATOMIC_INCREMENT(&integer), INT_MIN);
}
END_TEST

#define expect_no_integer(call)                                               \
    do {                                                                      \
        PR_SetError(1, 2);                                                    \
        ck_assert_int_eq(call, 0);                                            \
        ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);           \
        ck_assert_int_eq(PR_GetOSError(), EINVAL);                            \
    } while (0)

START_TEST(no_integer_is_an_error)
{
    expect_no_integer(PR_AtomicIncrement(NULL));
    expect_no_integer(PR_AtomicDecrement(NULL));
    expect_no_integer(PR_AtomicAdd(NULL, 1));
    expect_no_integer(PR_AtomicSet(NULL, 1));
}
END_TEST

/* --- Threads ------------------------------------------------------------- */

#define THREADS 4
#define TIMES   50000

static pthread_barrier_t start;
static PRInt32           shared;

static void *
count(void *arg)
{
    int i;

    (void)pthread_barrier_wait(&start);
    for (i = 0; i < TIMES; i++) {
        (void)PR_AtomicIncrement(&shared);
        (void)PR_ATOMIC_ADD(&shared, 3);
        (void)PR_AtomicAdd(&shared, -1);
        (void)PR_ATOMIC_DECREMENT(&shared);
    }
    return arg;
}

/* Have the address of a number, and swap it for others. */
static void *
trade(void *arg)
{
    PRInt32 *number = arg;
    int      i;

    (void)pthread_barrier_wait(&start);
    for (i = 0; i < TIMES; i++) {
        *number = PR_AtomicSet(&shared, *number);
        *number = PR_ATOMIC_SET(&shared, *number);
    }
    return arg;
}

/* To show that one who sees the flag sees the rest, as a sanitizer can. */
static int plain;

static void *
publish(void *arg)
{
    plain = 42;
    (void)PR_AtomicSet(&shared, 1);
    return arg;
}

START_TEST(threads_lose_no_count)
{
    pthread_t threads[THREADS];
    int       i;

    shared = INT_MAX - TIMES; /* so they pass the end */
    ck_assert_int_eq(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, count, NULL), 0);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    }
    ck_assert_int_eq(shared, (PRInt32)((PRUint32)INT_MAX - TIMES +
                                       (PRUint32)THREADS * TIMES * 2));
    ck_assert_int_eq(pthread_barrier_destroy(&start), 0);
}
END_TEST

START_TEST(threads_lose_no_value)
{
    pthread_t threads[THREADS];
    PRInt32   numbers[THREADS], seen = 0;
    int       i;

    shared = 1 << THREADS;
    ck_assert_int_eq(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (i = 0; i < THREADS; i++) {
        numbers[i] = 1 << i;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, trade, &numbers[i]),
                         0);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        seen += numbers[i];
    }
    ck_assert_int_eq(seen + shared, (1 << (THREADS + 1)) - 1);
    ck_assert_int_eq(pthread_barrier_destroy(&start), 0);
}
END_TEST

START_TEST(what_came_before_is_seen)
{
    pthread_t thread;

    shared = 0;
    ck_assert_int_eq(pthread_create(&thread, NULL, publish, NULL), 0);
    while (PR_AtomicAdd(&shared, 0) == 0) {
    }
    ck_assert_int_eq(plain, 42);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

/* --- Processes ----------------------------------------------------------- */

#define PEERS 4

static const PeerKind groups[][PEERS] = {
    { OURS, OURS, OURS, OURS },
    { OURS, STOCK, OURS, STOCK },
    { STOCK, OURS, OURS, STOCK },
};

#define GROUPS (int)(sizeof groups / sizeof groups[0])

static Peer     peers[PEERS];
static PRInt32 *segment;

/* All peers have the segment attached, the first one made it; we, too. */
static void
share_segment(const PeerKind *kinds)
{
    const char     *name = path("n");
    PRSharedMemory *shm;
    int             i;

    for (i = 0; i < PEERS; i++) {
        start_peer(&peers[i], kinds[i]);
        expect(&peers[i], "ok", "open 0 %s 4096 %d 600", name, PR_SHM_CREATE);
        expect(&peers[i], "ok", "attach 0 0 0");
    }
    shm = PR_OpenSharedMemory(name, 0, 0, 0600);
    ck_assert_ptr_nonnull(shm);
    segment = PR_AttachSharedMemory(shm, 0);
    ck_assert_ptr_nonnull(segment);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    expect(&peers[0], "ok", "delete %s", name);
}

static void
stop_peers(void)
{
    int i;

    for (i = 0; i < PEERS; i++) {
        stop_peer(&peers[i]);
    }
}

/* The second half of a segment's integers begin within a page. */
#define OFFSET 2052

START_TEST(processes_lose_no_count)
{
    PRInt32 *integer;
    int      i;

    SKIP_UNLESS(_i == 0 || have_stock(), NO_STOCK);
    share_segment(groups[_i]);
    integer = segment + OFFSET / sizeof *segment;
    *integer = INT_MAX - TIMES;
    for (i = 0; i < PEERS; i++) {
        tell(&peers[i], "count 0 %d %d", OFFSET, TIMES);
    }
    for (i = 0; i < PEERS; i++) {
        ck_assert_str_eq(hear(&peers[i]), "ok");
    }
    ck_assert_int_eq(*integer, (PRInt32)((PRUint32)INT_MAX - TIMES +
                                         (PRUint32)PEERS * TIMES * 3));
    ck_assert_int_eq(integer[-1], 0);
    ck_assert_int_eq(integer[1], 0);
    stop_peers();
}
END_TEST

START_TEST(processes_lose_no_value)
{
    PRInt32 seen = 0, number;
    int     i;

    SKIP_UNLESS(_i == 0 || have_stock(), NO_STOCK);
    share_segment(groups[_i]);
    *segment = 1 << PEERS;
    for (i = 0; i < PEERS; i++) {
        tell(&peers[i], "trade 0 0 %d %d", TIMES, 1 << i);
    }
    for (i = 0; i < PEERS; i++) {
        ck_assert_int_eq(sscanf(hear(&peers[i]), "has %d", &number), 1);
        seen += number;
    }
    ck_assert_int_eq(seen + *segment, (1 << (PEERS + 1)) - 1);
    stop_peers();
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *s = suite_create("atomic");
    TCase *tc = tcase_create("threads");

    tcase_add_test(tc, each_returns_what_it_should);
    tcase_add_test(tc, beyond_one_end_comes_the_other);
    tcase_add_test(tc, no_integer_is_an_error);
    tcase_add_test(tc, threads_lose_no_count);
    tcase_add_test(tc, threads_lose_no_value);
    tcase_add_test(tc, what_came_before_is_seen);
    suite_add_tcase(s, tc);

    tc = tcase_create("processes");
    tcase_add_checked_fixture(tc, setup_dir, teardown_dir);
    tcase_add_loop_test(tc, processes_lose_no_count, 0, GROUPS);
    tcase_add_loop_test(tc, processes_lose_no_value, 0, GROUPS);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
