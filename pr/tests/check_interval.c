/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Intervals, sleeping and the time of day.  test_process.sh compares what
 * numbers become with stock NSPR.
 */
#include "config.h"

#include "prerror.h"
#include "prinrval.h"
#include "prthread.h"
#include "prtime.h"
#include "support.h"

#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t
milliseconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

START_TEST(now_is_the_clock_that_nobody_sets)
{
    uint64_t       before = milliseconds();
    PRIntervalTime now = PR_IntervalNow();
    uint64_t       after = milliseconds();

    /* Modulo 2^32, whatever wraps in between. */
    ck_assert_uint_le(now - (PRUint32)before,
                      (PRUint32)after - (PRUint32)before);
}
END_TEST

START_TEST(ticks_are_within_the_bounds)
{
    ck_assert_uint_eq(PR_TicksPerSecond(), 1000);
    ck_assert(PR_TicksPerSecond() >= PR_INTERVAL_MIN);
    ck_assert(PR_TicksPerSecond() <= PR_INTERVAL_MAX);
}
END_TEST

static const struct {
    PRUint32 number, fromSeconds, fromMicro, toSeconds, toMicro;
} conversions[] = {
    { 0, 0, 0, 0, 0 },
    { 1, 1000, 0, 0, 1000 },
    { 499, 499000, 0, 0, 499000 },
    { 500, 500000, 1, 0, 500000 },
    { 999, 999000, 1, 0, 999000 },
    { 1499, 1499000, 1, 1, 1499000 },
    { 1500, 1500000, 2, 1, 1500000 },
    { 1999, 1999000, 2, 1, 1999000 },
    { 4294968, 704, 4295, 4294, 704 },
    { 4294967295u, 4294966296u, 4294967, 4294967, 4294966296u },
};

START_TEST(conversions_round_and_wrap)
{
    PRUint32 n = conversions[_i].number;

    ck_assert_uint_eq(PR_SecondsToInterval(n), conversions[_i].fromSeconds);
    ck_assert_uint_eq(PR_MillisecondsToInterval(n), n);
    ck_assert_uint_eq(PR_MicrosecondsToInterval(n), conversions[_i].fromMicro);
    ck_assert_uint_eq(PR_IntervalToSeconds(n), conversions[_i].toSeconds);
    ck_assert_uint_eq(PR_IntervalToMilliseconds(n), n);
    ck_assert_uint_eq(PR_IntervalToMicroseconds(n), conversions[_i].toMicro);
}
END_TEST

static volatile sig_atomic_t alarms;

static void
count_alarm(int signo)
{
    (void)signo;
    alarms++;
}

START_TEST(sleep_is_not_shortened_by_signals)
{
    static const struct itimerspec every = { { 0, 5000000 }, { 0, 5000000 } };
    struct sigaction               action = { 0 };
    timer_t                        timer;
    uint64_t                       before;

    action.sa_handler = count_alarm;
    ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
    ck_assert_int_eq(timer_create(CLOCK_MONOTONIC, NULL, &timer), 0);
    PR_SetError(1, 2);
    before = milliseconds();
    ck_assert_int_eq(timer_settime(timer, 0, &every, NULL), 0);
    ck_assert_int_eq(PR_Sleep(100), PR_SUCCESS);
    ck_assert_int_eq(timer_delete(timer), 0);
    ck_assert_int_gt(alarms, 0);
    ck_assert_uint_ge(milliseconds() - before, 100);
    ck_assert_int_eq(PR_GetError(), 1);
    ck_assert_int_eq(PR_GetOSError(), 2);
}
END_TEST

START_TEST(no_wait_comes_back)
{
    int i;

    for (i = 0; i < 1000; i++) {
        ck_assert_int_eq(PR_Sleep(PR_INTERVAL_NO_WAIT), PR_SUCCESS);
    }
}
END_TEST

/* As far as a test can tell. */
START_TEST(no_timeout_sleeps)
{
    int   status;
    pid_t pid = fork();

    if (pid == 0) {
        (void)PR_Sleep(PR_INTERVAL_NO_TIMEOUT);
        _exit(0);
    }
    ck_assert_int_eq(PR_Sleep(20), PR_SUCCESS);
    ck_assert_int_eq(waitpid(pid, &status, WNOHANG), 0);
    ck_assert_int_eq(kill(pid, SIGKILL), 0);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
}
END_TEST

START_TEST(now_is_the_time_of_day)
{
    struct timespec before, after;
    PRTime          now;

    PR_SetError(1, 2);
    ck_assert_int_eq(clock_gettime(CLOCK_REALTIME, &before), 0);
    now = PR_Now();
    ck_assert_int_eq(clock_gettime(CLOCK_REALTIME, &after), 0);
    ck_assert_int_ge(now,
                     before.tv_sec * PR_USEC_PER_SEC + before.tv_nsec / 1000);
    ck_assert_int_le(now,
                     after.tv_sec * PR_USEC_PER_SEC + after.tv_nsec / 1000);
    ck_assert_int_eq(PR_GetError(), 1);
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("interval");
    TCase *tc = tcase_create("interval");

    tcase_add_test(tc, now_is_the_clock_that_nobody_sets);
    tcase_add_test(tc, ticks_are_within_the_bounds);
    tcase_add_loop_test(tc, conversions_round_and_wrap, 0,
                        (int)(sizeof conversions / sizeof conversions[0]));
    tcase_add_test(tc, sleep_is_not_shortened_by_signals);
    tcase_add_test(tc, no_wait_comes_back);
    tcase_add_test(tc, no_timeout_sleeps);
    tcase_add_test(tc, now_is_the_time_of_day);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
