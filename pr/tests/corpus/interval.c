/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Intervals: conversions both ways, a deadline that wraps around, waiting with
 * a limit, and the clock beside them.
 */
#include "nspr.h"

#include <stdio.h>

static void
Convert(PRUint32 n)
{
    printf("%u: %u %u %u ticks, %u s %u ms %u us\n", n,
           PR_SecondsToInterval(n), PR_MillisecondsToInterval(n),
           PR_MicrosecondsToInterval(n), PR_IntervalToSeconds(n),
           PR_IntervalToMilliseconds(n), PR_IntervalToMicroseconds(n));
}

/* Whether a time has come, also where counting starts at 0 again. */
static PRBool
Reached(PRIntervalTime now, PRIntervalTime deadline)
{
    return (PRInt32)(now - deadline) >= 0 ? PR_TRUE : PR_FALSE;
}

static PRBool
SleepsLongEnough(PRIntervalTime ticks)
{
    PRIntervalTime start = PR_IntervalNow();

    if (PR_Sleep(ticks) != PR_SUCCESS)
        return PR_FALSE;
    return (PRIntervalTime)(PR_IntervalNow() - start) >= ticks ? PR_TRUE
                                                               : PR_FALSE;
}

/* Both are read twice; a day has not passed. */
static PRBool
ClocksRun(void)
{
    PRTime         begin = PR_Now(), end, micro, limit;
    PRIntervalTime elapsed = PR_IntervalNow();

    PR_Sleep(PR_MillisecondsToInterval(3));
    elapsed = (PRIntervalTime)(PR_IntervalNow() - elapsed);
    end = PR_Now();
    LL_SUB(micro, end, begin);
    LL_I2L(limit, 86400);
    LL_MUL(limit, limit, PR_USEC_PER_SEC);
    return LL_CMP(micro, <, limit) && PR_IntervalToMilliseconds(elapsed) >= 3
               ? PR_TRUE
               : PR_FALSE;
}

int
main(void)
{
    static const PRUint32 numbers[] = { 0,    1,      7,       499,
                                        1000, 123456, 4294967, 6000000 };
    PRIntervalTime        late = (PRIntervalTime)-5;
    unsigned              i;
    PRTime                year2000;

    for (i = 0; i < PR_ARRAY_SIZE(numbers); i++)
        Convert(numbers[i]);
    printf("%u ticks per second, from %lu to %lu are allowed\n",
           PR_TicksPerSecond(), (unsigned long)PR_INTERVAL_MIN,
           (unsigned long)PR_INTERVAL_MAX);
    printf("no wait %u, no timeout %u\n", (PRIntervalTime)PR_INTERVAL_NO_WAIT,
           (PRIntervalTime)PR_INTERVAL_NO_TIMEOUT);
    printf("%d %d %d\n", Reached(late, late + 10), Reached(late + 10, late),
           Reached(PR_IntervalNow(), PR_IntervalNow() + 60000));
    printf("sleeps: %d %d\n", SleepsLongEnough(PR_MillisecondsToInterval(20)),
           SleepsLongEnough(PR_INTERVAL_NO_WAIT));
    printf("clocks run: %d\n", ClocksRun());
    year2000 = LL_INIT(0x35d01, 0x3b37e000);
    printf("later than 2000: %d\n", LL_CMP(PR_Now(), >, year2000));
    return 0;
}
