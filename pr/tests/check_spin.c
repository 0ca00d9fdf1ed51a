/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What a spin learns.  Its clock is one of our own: it goes on when it is
 * looked at, and when a test says so.
 */
#include "config.h"

#include "private/pprspin.h"
#include "support.h"

#include <time.h>

#define MS ((long long)1000000) /* in nanoseconds */

/* --- Time ---------------------------------------------------------------- */

static long long now;      /* nanoseconds */
static int       spinning; /* others have the system's clock */

int __real_clock_gettime(clockid_t id, struct timespec *time);
int __wrap_clock_gettime(clockid_t id, struct timespec *time);

int
__wrap_clock_gettime(clockid_t id, struct timespec *time)
{
    if (!spinning) {
        return __real_clock_gettime(id, time);
    }
    now += 1000;
    time->tv_sec = (time_t)(now / (1000 * MS));
    time->tv_nsec = (long)(now % (1000 * MS));
    return 0;
}

/* --- Attempts ------------------------------------------------------------ */

#define NEVER (-1)

static _MDSpin spin;

/* How many attempts there were, and with which one it succeeds. */
static int attempts, successful;

static PRBool
attempt(void *arg)
{
    ck_assert_ptr_eq(arg, &attempts);
    attempts++;
    return attempts == successful;
}

/* Spin; returns how many attempts that made. */
static int
spin_until(int number)
{
    PRBool done;

    attempts = 0;
    successful = number;
    spinning = 1;
    done = _MD_SpinFor(&spin, attempt, &attempts);
    spinning = 0;
    ck_assert_int_eq(done, number != NEVER && attempts == number);
    return attempts;
}

/* So many waits may pass before one asks whether the rest is over. */
#define WAITS 4

/* Have some waits, the last of which spins to this end unless it rests: then
 * they make no attempt. */
static int
wait_until(int number)
{
    int waits = 0;

    while (spin_until(number) == 0 && ++waits < WAITS) {
    }
    return attempts;
}

/* Go on a millisecond at a time until it does not rest any more, and have it
 * spin to this end; returns how many milliseconds that took. */
static int
rest_until(int number)
{
    int ms = 0;

    while (wait_until(number) == 0) {
        now += MS;
        ms++;
        ck_assert_int_lt(ms, 10000);
    }
    return ms;
}

static void
start(void)
{
    static const _MDSpin fresh;

    spin = fresh;
    now = 1000000 * MS;
}

/* --- Tests --------------------------------------------------------------- */

START_TEST(success_ends_it)
{
    static const int numbers[] = { 1, 2, 31, 32, 33, 1000 };

    ck_assert_int_eq(spin_until(numbers[_i]), numbers[_i]);
}
END_TEST

START_TEST(success_means_to_go_on)
{
    int i;

    for (i = 0; i < 1000; i++) {
        ck_assert_int_eq(spin_until(1 + i % 100), 1 + i % 100);
    }
}
END_TEST

/* Long enough for the other side to wake, and no longer than a wait that is
 * worth it. */
START_TEST(it_does_not_go_on_for_ever)
{
    long long before = now;

    ck_assert_int_gt(spin_until(NEVER), 1);
    ck_assert_int_ge(now - before, MS / 20);
    ck_assert_int_le(now - before, MS / 4);
}
END_TEST

START_TEST(after_a_spin_in_vain_it_rests)
{
    int i;

    (void)spin_until(NEVER);
    for (i = 0; i < 1000; i++) {
        ck_assert_int_eq(spin_until(1), 0);
    }
    ck_assert_int_gt(rest_until(1), 0);
}
END_TEST

/* Two that spin for each other on one processor lose no more than twice
 * this. */
START_TEST(at_most_a_hundredth_part_is_in_vain)
{
    long long before = now;
    int       i;

    (void)spin_until(NEVER);
    before = now - before;
    for (i = 0; i < 20; i++) {
        ck_assert_int_ge(rest_until(NEVER) * MS, 100 * before);
    }
}
END_TEST

START_TEST(it_rests_for_twice_as_long_each_time)
{
    int last, rest, i;

    (void)spin_until(NEVER);
    last = rest_until(NEVER);
    for (i = 0; i < 5; i++) {
        rest = rest_until(NEVER);
        /* Each may be told as one too short: a spin takes time, too. */
        ck_assert_int_ge(rest, 2 * last - 1);
        ck_assert_int_le(rest, 2 * last + 2);
        last = rest;
    }
}
END_TEST

/* Whose partner has come near since finds that out in about a second. */
START_TEST(it_does_not_rest_for_ever)
{
    int rest = 0, last, i;

    (void)spin_until(NEVER);
    for (i = 0; i < 40; i++) {
        last = rest;
        rest = rest_until(NEVER);
    }
    ck_assert_int_eq(rest, last);
    ck_assert_int_ge(rest, 500);
    ck_assert_int_le(rest, 2000);
}
END_TEST

START_TEST(success_makes_rests_short_again)
{
    int first, i;

    (void)spin_until(NEVER);
    first = rest_until(NEVER);
    for (i = 0; i < 10; i++) {
        (void)rest_until(NEVER);
    }
    (void)rest_until(1);
    for (i = 0; i < 20; i++) {
        ck_assert_int_eq(spin_until(1), 1);
    }
    (void)spin_until(NEVER);
    ck_assert_int_eq(rest_until(1), first);
}
END_TEST

/* One success among many failures is not yet a reason. */
START_TEST(one_success_makes_rests_half_as_long)
{
    int rest = 0, i;

    (void)spin_until(NEVER);
    for (i = 0; i < 5; i++) {
        rest = rest_until(NEVER);
    }
    (void)rest_until(1);
    (void)spin_until(NEVER);
    ck_assert_int_ge(rest_until(1), rest);
}
END_TEST

/* What is kept of the time has 32 bits, in milliseconds. */
START_TEST(time_may_wrap)
{
    int rest;

    (void)spin_until(NEVER);
    rest = rest_until(1);
    start();
    now = (((long long)1 << 32) - 1) * MS;
    (void)spin_until(NEVER);
    ck_assert_int_eq(rest_until(1), rest);
}
END_TEST

START_TEST(who_was_away_for_weeks_does_not_rest)
{
    int day;

    for (day = 1; day < 50; day++) {
        start();
        (void)spin_until(NEVER);
        now += day * 24 * 3600 * 1000 * MS;
        ck_assert_int_eq(wait_until(1), 1);
    }
}
END_TEST

START_TEST(handles_learn_each_for_itself)
{
    _MDSpin other;

    (void)spin_until(NEVER);
    other = spin;
    start();
    ck_assert_int_eq(spin_until(1), 1);
    spin = other;
    ck_assert_int_eq(wait_until(1), 0);
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("spin");
    TCase *tc = tcase_create("spin");

    tcase_add_checked_fixture(tc, start, NULL);
    tcase_add_loop_test(tc, success_ends_it, 0, 6);
    tcase_add_test(tc, success_means_to_go_on);
    tcase_add_test(tc, it_does_not_go_on_for_ever);
    tcase_add_test(tc, after_a_spin_in_vain_it_rests);
    tcase_add_test(tc, at_most_a_hundredth_part_is_in_vain);
    tcase_add_test(tc, it_rests_for_twice_as_long_each_time);
    tcase_add_test(tc, it_does_not_rest_for_ever);
    tcase_add_test(tc, success_makes_rests_short_again);
    tcase_add_test(tc, one_success_makes_rests_half_as_long);
    tcase_add_test(tc, time_may_wrap);
    tcase_add_test(tc, who_was_away_for_weeks_does_not_rest);
    tcase_add_test(tc, handles_learn_each_for_itself);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
