/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Spinning before sleeping.
 *
 * To wake a processor from its sleep takes hundreds of times longer than to
 * see a store of another one; but spinning on the processor that the other
 * side needs, or for something that will not come soon, only loses time.  So
 * each handle learns whether spinning pays off: after each spin in vain it does
 * not spin for a time, its rest, which is twice as long as the one before.
 */
#include "config.h"

#include "private/pprspin.h"

#include <time.h>

/*
 * Longer than it takes to wake the other side, even on a virtual machine:
 * otherwise two that sleep would never find each other awake.
 */
#define SPIN_NS  100000

/*
 * The shortest rest limits what two processes lose that spin for each other on
 * one processor: a fiftieth of their time at first.  The longest one limits
 * what those lose that wait for something far away, to a ten-thousandth; and it
 * is how long it takes to learn that spinning pays off by now.
 */
#define REST_MIN 16 /* ms */
#define REST_MAX 1024

/* How often to look before asking for the time. */
#define LOOKS    32

static PRInt64
ReadClock(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (PRInt64)now.tv_sec * 1000000000 + now.tv_nsec;
}

static PRBool
Spin(PRBool (*attempt)(void *arg), void *arg)
{
    PRInt64 until = 0;
    PRIntn  i;

    for (;;) {
        for (i = 0; i < LOOKS; i++) {
            _MD_Pause();
            if (attempt(arg)) {
                return PR_TRUE;
            }
        }
        if (until == 0) {
            until = ReadClock(CLOCK_MONOTONIC) + SPIN_NS;
        } else if (ReadClock(CLOCK_MONOTONIC) >= until) {
            return PR_FALSE;
        }
    }
}

static PRUint32
Milliseconds(void)
{
    return (PRUint32)(ReadClock(_MD_COARSE_CLOCK) / 1000000);
}

/* Only one wait in so many asks whether the rest is over: asking takes a
 * hundredth of the time that two on one processor need for a wait. */
#define WAITS 4

/* Whether it still rests.  The number of milliseconds wraps, so what is farther
 * away than any rest is in the past. */
static PRBool
Rests(_MDSpin *spin)
{
    PRUint32 until = __atomic_load_n(&spin->until, __ATOMIC_RELAXED);
    PRUint32 waits = __atomic_load_n(&spin->waits, __ATOMIC_RELAXED) + 1;

    if (until == 0) {
        return PR_FALSE;
    }
    __atomic_store_n(&spin->waits, waits, __ATOMIC_RELAXED);
    return waits % WAITS != 0 || until - Milliseconds() - 1 < REST_MAX;
}

/* Threads that use a handle at the same time may overwrite what others learned:
 * they learn more slowly then, which is all. */
PRBool
_MD_SpinFor(_MDSpin *spin, PRBool (*attempt)(void *arg), void *arg)
{
    PRUint32 rest, until = 0;
    PRBool   done;

    if (Rests(spin)) {
        return PR_FALSE;
    }
    done = Spin(attempt, arg);
    rest = __atomic_load_n(&spin->rest, __ATOMIC_RELAXED);
    if (done) {
        rest /= 2;
    } else {
        rest = PR_MIN(PR_MAX(2 * rest, REST_MIN), REST_MAX);
        until = Milliseconds() + rest;
    }
    __atomic_store_n(&spin->rest, rest, __ATOMIC_RELAXED);
    __atomic_store_n(&spin->until, until, __ATOMIC_RELAXED);
    return done;
}
