/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The time of day, as files have it.  NSPR's calendar is not part of prshm.
 * Source: NSPR 4.35.
 */
#ifndef prtime_h___
#define prtime_h___

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

PR_END_EXTERN_C

#endif /* prtime_h___ */
