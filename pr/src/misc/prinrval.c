/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Intervals, and sleeping for one.  A tick is a millisecond.
 *
 * All arithmetic is modulo 2^32, as the numbers of ticks are.
 */
#include "config.h"

#include "prinrval.h"
#include "private/pprimpl.h"
#include "private/pprunix.h"
#include "prthread.h"

#include <sched.h>
#include <time.h>

#define TICKS_PER_SECOND 1000u

PR_IMPLEMENT(PRIntervalTime)
PR_IntervalNow(void)
{
    struct timespec now;

    _PR_EnsureInit();
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (PRIntervalTime)now.tv_sec * TICKS_PER_SECOND +
           (PRIntervalTime)(now.tv_nsec / 1000000);
}

PR_IMPLEMENT(PRUint32)
PR_TicksPerSecond(void)
{
    _PR_EnsureInit();
    return TICKS_PER_SECOND;
}

/* --- Conversions --------------------------------------------------------- */

PR_IMPLEMENT(PRIntervalTime)
PR_SecondsToInterval(PRUint32 seconds)
{
    _PR_EnsureInit();
    return seconds * TICKS_PER_SECOND;
}

PR_IMPLEMENT(PRIntervalTime)
PR_MillisecondsToInterval(PRUint32 milli)
{
    _PR_EnsureInit();
    return milli;
}

PR_IMPLEMENT(PRIntervalTime)
PR_MicrosecondsToInterval(PRUint32 micro)
{
    _PR_EnsureInit();
    return micro / 1000 + (micro % 1000 >= 500);
}

PR_IMPLEMENT(PRUint32)
PR_IntervalToSeconds(PRIntervalTime ticks)
{
    _PR_EnsureInit();
    return ticks / TICKS_PER_SECOND;
}

PR_IMPLEMENT(PRUint32)
PR_IntervalToMilliseconds(PRIntervalTime ticks)
{
    _PR_EnsureInit();
    return ticks;
}

PR_IMPLEMENT(PRUint32)
PR_IntervalToMicroseconds(PRIntervalTime ticks)
{
    _PR_EnsureInit();
    return ticks * 1000u;
}

/* --- Sleeping ------------------------------------------------------------ */

/* The kernel leaves in rest what a signal's handler has cut off. */
static void
SleepFor(PRIntervalTime ticks)
{
    struct timespec rest;
    int             rv;

    rest.tv_sec = (time_t)(ticks / TICKS_PER_SECOND);
    rest.tv_nsec = (long)(ticks % TICKS_PER_SECOND) * 1000000;
    _MD_RETRY(rv, nanosleep(&rest, &rest));
    (void)rv; /* there is nothing else that could fail */
}

PR_IMPLEMENT(PRStatus)
PR_Sleep(PRIntervalTime ticks)
{
    _PR_EnsureInit();
    if (ticks == PR_INTERVAL_NO_WAIT) {
        (void)sched_yield();
        return PR_SUCCESS;
    }
    do {
        SleepFor(ticks);
    } while (ticks == PR_INTERVAL_NO_TIMEOUT);
    return PR_SUCCESS;
}
