/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Separate programs that use the same semaphores, often as the guard of a
 * segment: on this library, on it beside stock NSPR, and under the overlay.
 *
 * Nothing here looks at the clock: a wake-up that is lost makes its test hang
 * until Check ends it.
 */
#include "config.h"

#include "prerr.h"
#include "prerror.h"
#include "pripcsem.h"
#include "prshmx.h"
#include "support.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define C  PR_SEM_CREATE
#define CX (PR_SEM_CREATE | PR_SEM_EXCL)

/* Who meets: the first one creates, mostly.  The setting is that of ours. */
static const struct {
    const char *setting;
    PeerKind    kinds[2];
} pairs[] = {
    { "sysv", { OURS, STOCK } },     { "sysv", { STOCK, OURS } },
    { "sysv", { OURS, OURS } },      { "posix", { OURS, OURS } },
    { "file", { OURS, OURS } },      { "sysv", { STOCK, OVERLAID } },
    { "sysv", { OVERLAID, STOCK } }, { "posix", { OURS, OVERLAID } },
    { "posix", { OVERLAID, OURS } },
};

#define PAIRS (int)(sizeof pairs / sizeof pairs[0])

static Peer a, b;

static int
start_pair(int i)
{
    use_backend(pairs[i].setting);
    return start_peers(pairs[i].kinds, &a, &b);
}

static void
stop_pair(void)
{
    stop_peer(&a);
    stop_peer(&b);
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(segments_by(a.pid) + segments_by(b.pid), 0);
}

/* The value of a semaphore, as this process sees it. */
static PRIntn
value_of(const char *name)
{
    PRSem *sem = PR_OpenSemaphore(name, 0, 0, 0);
    PRIntn value;

    ck_assert_msg(sem != NULL, "open: %d/%d", PR_GetError(), PR_GetOSError());
    ck_assert_int_eq(PRX_GetSemaphoreValue(sem, &value), PR_SUCCESS);
    ck_assert_int_eq(PR_CloseSemaphore(sem), PR_SUCCESS);
    return value;
}

/* The answer to a wait that was on when the semaphore was deleted. */
static void
hear_removed(Peer *peer)
{
    char error[64];

    snprintf(error, sizeof error, "error %d %d", (int)PR_UNKNOWN_ERROR, EIDRM);
    ck_assert_str_eq(hear(peer), error);
}

/* --- Two processes ------------------------------------------------------- */

START_TEST(what_one_posts_the_other_takes)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect_not_found(&b, "sopen 0 %s 0 0 0", name);
    expect(&a, "ok", "sopen 0 %s %d 600 2", name, CX);
    expect_error(&b, PR_FILE_EXISTS_ERROR, EEXIST, "sopen 0 %s %d 600 7", name,
                 CX);
    expect(&b, "ok", "sopen 0 %s %d 600 7", name, C);
    ck_assert_int_eq(value_of(name), 2);
    expect(&b, "ok", "swait 0");
    expect(&a, "ok", "swait 0");
    tell(&b, "swait 0");
    await_sleep(&b);
    expect(&a, "ok", "spost 0");
    ck_assert_str_eq(hear(&b), "ok");
    tell(&a, "swait 0");
    await_sleep(&a);
    expect(&b, "ok", "spost 0");
    ck_assert_str_eq(hear(&a), "ok");
    expect(&b, "ok", "spost 0");
    ck_assert_int_eq(value_of(name), 1);
    expect(&b, "ok", "sdelete %s", name);
    stop_pair();
}
END_TEST

/* The handles of one are no good after the other has deleted it, and a new one
 * is another one. */
static void
outlive_deletion(Peer *user, Peer *deleter, const char *name)
{
    expect(user, "ok", "sopen 0 %s %d 600 5", name, CX);
    expect(deleter, "ok", "sopen 0 %s 0 0 0", name);
    expect(deleter, "ok", "sdelete %s", name);
    ck_assert_int_eq(access(name, F_OK), -1);
    expect_error(user, PR_INVALID_ARGUMENT_ERROR, EINVAL, "swait 0");
    expect_error(user, PR_INVALID_ARGUMENT_ERROR, EINVAL, "spost 0");
    expect_error(deleter, PR_INVALID_ARGUMENT_ERROR, EINVAL, "swait 0");
    expect_not_found(user, "sopen 1 %s 0 0 0", name);
    expect_not_found(user, "sdelete %s", name);
    expect(deleter, "ok", "sopen 1 %s %d 600 1", name, CX);
    expect_error(user, PR_INVALID_ARGUMENT_ERROR, EINVAL, "swait 0");
    expect(user, "ok", "sopen 1 %s 0 0 0", name);
    expect(user, "ok", "swait 1");
    ck_assert_int_eq(value_of(name), 0);
    expect(user, "ok", "sdelete %s", name);
}

START_TEST(either_deletes_what_the_other_made)
{
    SKIP_UNLESS(start_pair(_i), NO_PEER);
    outlive_deletion(&a, &b, path("n"));
    outlive_deletion(&b, &a, path("m"));
    stop_pair();
}
END_TEST

START_TEST(who_waits_learns_of_the_deletion)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "sopen 0 %s %d 600 0", name, CX);
    expect(&b, "ok", "sopen 0 %s 0 0 0", name);
    tell(&b, "swait 0");
    await_sleep(&b);
    expect(&a, "ok", "sdelete %s", name);
    hear_removed(&b);
    stop_pair();
}
END_TEST

/* A segment and a semaphore under one name do not orphan each other.  (Stock
 * NSPR does that, deleting either.) */
START_TEST(a_segment_may_have_the_same_name)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "sopen 0 %s %d 600 1", name, CX);
    expect(&b, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect(&b, "ok", "sopen 0 %s 0 0 0", name);
    expect(&a, "ok", "open 0 %s 4096 0 600", name);
    if (pairs[_i].kinds[0] != STOCK) {
        expect(&a, "ok", "sdelete %s", name);
        expect(&b, "ok", "open 0 %s 4096 0 600", name);
        expect(&a, "ok", "delete %s", name);
    } else {
        expect(&b, "ok", "delete %s", name);
        expect(&a, "ok", "sopen 0 %s 0 0 0", name);
        expect(&b, "ok", "sdelete %s", name);
    }
    stop_pair();
}
END_TEST

/* --- Ping-pong ----------------------------------------------------------- */

#define ROUND_TRIPS 100000

START_TEST(no_wake_up_is_lost)
{
    const char *ball = path("ball"), *ping = path("ping"),
               *pong = path("pong");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 4096 %d 600", ball, CX);
    expect(&a, "ok", "sopen 0 %s %d 600 1", ping, CX);
    expect(&a, "ok", "sopen 1 %s %d 600 0", pong, CX);
    expect(&b, "ok", "open 0 %s 4096 0 600", ball);
    expect(&b, "ok", "sopen 0 %s 0 0 0", ping);
    expect(&b, "ok", "sopen 1 %s 0 0 0", pong);
    expect(&a, "ok", "attach 0 0 0");
    expect(&b, "ok", "attach 0 0 0");
    tell(&a, "pong 0 64 0 1 %u 0", part_of(ROUND_TRIPS));
    tell(&b, "pong 0 64 1 0 %u 1", part_of(ROUND_TRIPS));
    ck_assert_str_eq(hear(&a), "ok");
    ck_assert_str_eq(hear(&b), "ok");
    ck_assert_int_eq(value_of(ping), 1);
    ck_assert_int_eq(value_of(pong), 0);
    expect(&b, "ok", "sdelete %s", ping);
    expect(&a, "ok", "sdelete %s", pong);
    expect(&b, "ok", "delete %s", ball);
    stop_pair();
}
END_TEST

/* --- A crowd ------------------------------------------------------------- */

#define CROWD 16

/* Settings of crowds; in the first of them every other one is on stock. */
static const char *const crowds[] = { "sysv", "sysv", "posix", "file" };

#define CROWDS (int)(sizeof crowds / sizeof crowds[0])

static Peer crowd[CROWD];

/* All have the segment "n" at hand, and the semaphore "m" with this value and
 * with these flags; 0 if that cannot be. */
static int
start_crowd(int i, unsigned value, int flags)
{
    int k;

    if (i == 0 && !have_stock()) {
        return 0;
    }
    use_backend(crowds[i]);
    for (k = 0; k < CROWD; k++) {
        start_peer(&crowd[k], i == 0 && k % 2 == 0 ? STOCK : OURS);
        tell(&crowd[k], "sopen 0 %s %d 600 %u", path("m"), C | flags, value);
        tell(&crowd[k], "open 0 %s 4096 %d 600", path("n"), C);
    }
    for (k = 0; k < CROWD; k++) {
        ck_assert_str_eq(hear(&crowd[k]), "ok");
        ck_assert_str_eq(hear(&crowd[k]), "ok");
        expect(&crowd[k], "ok", "attach 0 0 0");
    }
    return 1;
}

static void
finish_crowd(void)
{
    ck_assert_int_eq(PR_DeleteSemaphore(path("m")), PR_SUCCESS);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    ck_assert_int_eq(entries(), 0);
}

/* What the segment has where its number is. */
static unsigned long
number(void)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(path("n"), 4096, 0, 0600);
    unsigned long  *at = PR_AttachSharedMemory(shm, 0);
    unsigned long   found;

    ck_assert_ptr_nonnull(at);
    found = *at;
    ck_assert_int_eq(PR_DetachSharedMemory(shm, at), PR_SUCCESS);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    return found;
}

START_TEST(a_semaphore_is_a_mutex)
{
    unsigned times = part_of(5000);
    int      k;

    SKIP_UNLESS(start_crowd(_i, 1, 0), NO_STOCK);
    for (k = 0; k < CROWD; k++) {
        tell(&crowd[k], "guard 0 0 0 %u", times);
    }
    for (k = 0; k < CROWD; k++) {
        ck_assert_str_eq(hear(&crowd[k]), "ok");
        stop_peer(&crowd[k]);
    }
    ck_assert_uint_eq(number(), (unsigned long)CROWD * times);
    ck_assert_int_eq(value_of(path("m")), 1);
    finish_crowd();
}
END_TEST

/* They all wait; each that is let go lets the next one go. */
START_TEST(a_crowd_wakes_one_by_one)
{
    int k;

    SKIP_UNLESS(start_crowd(_i, 0, 0), NO_STOCK);
    for (k = 0; k < CROWD; k++) {
        tell(&crowd[k], "guard 0 0 0 1");
    }
    for (k = 0; k < CROWD; k++) {
        await_sleep(&crowd[k]);
    }
    ck_assert_uint_eq(number(), 0);
    start_peer(&a, OURS);
    expect(&a, "ok", "sopen 0 %s 0 0 0", path("m"));
    expect(&a, "ok", "spost 0");
    stop_peer(&a);
    for (k = 0; k < CROWD; k++) {
        ck_assert_str_eq(hear(&crowd[k]), "ok");
        stop_peer(&crowd[k]);
    }
    ck_assert_uint_eq(number(), CROWD);
    ck_assert_int_eq(value_of(path("m")), 1);
    finish_crowd();
}
END_TEST

START_TEST(a_crowd_learns_of_the_deletion)
{
    int k;

    SKIP_UNLESS(start_crowd(_i, 0, 0), NO_STOCK);
    for (k = 0; k < CROWD; k++) {
        tell(&crowd[k], "swait 0");
    }
    for (k = 0; k < CROWD; k++) {
        await_sleep(&crowd[k]);
    }
    finish_crowd();
    for (k = 0; k < CROWD; k++) {
        hear_removed(&crowd[k]);
        expect_error(&crowd[k], PR_INVALID_ARGUMENT_ERROR, EINVAL, "swait 0");
        stop_peer(&crowd[k]);
    }
}
END_TEST

/* --- Killed -------------------------------------------------------------- */

START_TEST(the_next_waiter_gets_what_a_killed_holder_had)
{
    const char *name = path("n");

    SKIP_UNLESS(_i == 0 || have_stock(), NO_STOCK);
    start_peer(&a, OURS);
    start_peer(&b, _i == 0 ? OURS : STOCK);
    expect(&a, "ok", "sopen 0 %s %d 600 1", name, CX | PRX_SEM_UNDO);
    expect(&b, "ok", "sopen 0 %s 0 0 0", name);
    expect(&a, "ok", "swait 0");
    tell(&b, "swait 0");
    await_sleep(&b);
    kill_peer(&a);
    ck_assert_str_eq(hear(&b), "ok");
    ck_assert_int_eq(value_of(name), 0);
    expect(&b, "ok", "sdelete %s", name);
    stop_peer(&b);
}
END_TEST

/* Also one that was there, and a handle that others share the semaphore with
 * that do not want it. */
START_TEST(what_only_some_give_back)
{
    const char *name = path("n");

    start_peer(&a, OURS);
    start_peer(&b, OURS);
    expect(&b, "ok", "sopen 0 %s %d 600 4", name, CX);
    expect(&a, "ok", "sopen 0 %s 0 0 0", name);
    expect(&a, "ok", "sopen 1 %s %d 0 0", name, PRX_SEM_UNDO);
    expect(&a, "ok", "swait 0");
    expect(&a, "ok", "swait 1");
    expect(&a, "ok", "swait 1");
    expect(&a, "ok", "spost 1");
    ck_assert_int_eq(value_of(name), 2);
    kill_peer(&a);
    ck_assert_int_eq(value_of(name), 3);
    expect(&b, "ok", "sdelete %s", name);
    stop_peer(&b);
}
END_TEST

/* All but one of a crowd that always wants the semaphore die, each at any
 * moment: the last one has it for itself. */
START_TEST(a_crowd_survives_its_dead)
{
    int k;

    ck_assert(start_crowd(1, 1, PRX_SEM_UNDO));
    for (k = 1; k < CROWD; k++) {
        tell(&crowd[k], "guard 0 0 0 %u", -1u);
    }
    tell(&crowd[0], "guard 0 0 0 100");
    for (k = 1; k < CROWD / 2; k++) {
        kill_peer(&crowd[k]);
    }
    ck_assert_str_eq(hear(&crowd[0]), "ok");
    for (; k < CROWD; k++) {
        kill_peer(&crowd[k]);
    }
    expect(&crowd[0], "ok", "guard 0 0 0 100");
    stop_peer(&crowd[0]);
    ck_assert_int_eq(value_of(path("m")), 1);
    finish_crowd();
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *s = suite_create("semaphores of several processes");
    TCase *tc = add_case(s, "pairs", setup_dir, 120);

    tcase_add_loop_test(tc, what_one_posts_the_other_takes, 0, PAIRS);
    tcase_add_loop_test(tc, either_deletes_what_the_other_made, 0, PAIRS);
    tcase_add_loop_test(tc, who_waits_learns_of_the_deletion, 0, PAIRS);
    tcase_add_loop_test(tc, a_segment_may_have_the_same_name, 0, PAIRS);
    tcase_add_loop_test(tc, no_wake_up_is_lost, 0, PAIRS);
    tc = add_case(s, "crowds", setup_dir, 120);
    tcase_add_loop_test(tc, a_semaphore_is_a_mutex, 0, CROWDS);
    tcase_add_loop_test(tc, a_crowd_wakes_one_by_one, 0, CROWDS);
    tcase_add_loop_test(tc, a_crowd_learns_of_the_deletion, 0, CROWDS);
    tc = add_case(s, "killed", setup_dir, 120);
    tcase_add_loop_test(tc, the_next_waiter_gets_what_a_killed_holder_had, 0,
                        2);
    tcase_add_test(tc, what_only_some_give_back);
    tcase_add_test(tc, a_crowd_survives_its_dead);
    return run_suite(s);
}
