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

PR_END_EXTERN_C

#endif /* prinrval_h */
