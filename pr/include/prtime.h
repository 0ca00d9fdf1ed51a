/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The time of day.
 *
 * NSPR's calendar is not part of prshm: for the fields of a date, and for a
 * text, divide by PR_USEC_PER_SEC and let gmtime_r(), localtime_r() and
 * strftime() do the rest.  Source: NSPR 4.35, observed.
 */
#ifndef prtime_h___
#define prtime_h___

#include "prlong.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

/* Microseconds since the beginning of 1970, UTC; negative before it. */
typedef PRInt64 PRTime;

/* How many of the smaller unit make the larger one. */
#define PR_MSEC_PER_SEC  1000L
#define PR_USEC_PER_SEC  1000000L
#define PR_NSEC_PER_SEC  1000000000L
#define PR_USEC_PER_MSEC 1000L
#define PR_NSEC_PER_MSEC 1000000L

/*
 * The time by the system's clock, which may be set: for how long something
 * takes there is PR_IntervalNow().  Thread-safe; cannot fail.
 */
NSPR_API(PRTime) PR_Now(void);

PR_END_EXTERN_C

#endif /* prtime_h___ */
