/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Intervals of time, in ticks of a clock that nobody sets.
 *
 * A number of ticks has 32 bits, so the clock begins anew every few weeks;
 * differences of two readings are right nevertheless.
 * Source: NSPR 4.35, observed.
 */
#ifndef prinrval_h
#define prinrval_h

#include "prtypes.h"

PR_BEGIN_EXTERN_C

typedef PRUint32 PRIntervalTime; /* in ticks */

/* Ticks per second are between these. */
#define PR_INTERVAL_MIN        1000UL
#define PR_INTERVAL_MAX        100000UL

/* As a time to wait: not at all, and for as long as it takes. */
#define PR_INTERVAL_NO_WAIT    0UL
#define PR_INTERVAL_NO_TIMEOUT 0xffffffffUL

/*
 * The reading of the clock.  Its beginning has no meaning: only differences
 * have one.  Like all of these calls it is thread-safe and cannot fail.
 */
NSPR_API(PRIntervalTime) PR_IntervalNow(void);

/* How many ticks a second has: 1000. */
NSPR_API(PRUint32) PR_TicksPerSecond(void);

/*
 * Ticks from seconds, milliseconds, microseconds.  The nearest number of
 * them; more than 32 bits are cut off.
 */
NSPR_API(PRIntervalTime) PR_SecondsToInterval(PRUint32 seconds);
NSPR_API(PRIntervalTime) PR_MillisecondsToInterval(PRUint32 milli);
NSPR_API(PRIntervalTime) PR_MicrosecondsToInterval(PRUint32 micro);

/*
 * Seconds, milliseconds, microseconds from ticks.  Only whole ones count; more
 * than 32 bits are cut off.
 */
NSPR_API(PRUint32) PR_IntervalToSeconds(PRIntervalTime ticks);
NSPR_API(PRUint32) PR_IntervalToMilliseconds(PRIntervalTime ticks);
NSPR_API(PRUint32) PR_IntervalToMicroseconds(PRIntervalTime ticks);

PR_END_EXTERN_C

#endif /* prinrval_h */
