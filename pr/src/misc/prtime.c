/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The time of day.
 */
#include "config.h"

#include "prtime.h"

#include <time.h>

PR_IMPLEMENT(PRTime)
PR_Now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (PRTime)now.tv_sec * PR_USEC_PER_SEC + now.tv_nsec / 1000;
}
