/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Spinning before sleeping.
 *
 * To wake a processor from its sleep takes thousands of times longer than to
 * see a store of another one; but who spins on the processor that the other
 * one needs, or for something that is far away, only loses time.  So each
 * handle learns which of the two it is in: after a spin that was for nothing
 * it goes without for a while, each time for twice as long, and tries again.
 */
#include "config.h"

#include "private/pprspin.h"

#include <time.h>

/* Longer than the kernel takes to wake the other side, which may just be on
 * its way; and so seldom, if in vain, that it costs a hundredth part. */
#define SPIN_NS   25000
#define RESTS_MAX 1023

/* So often it looks before it asks for the time. */
#define LOOKS     32

static PRInt64
Now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
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
            until = Now() + SPIN_NS;
        } else if (Now() >= until) {
            return PR_FALSE;
        }
    }
}

/* Threads that use a handle together may lose each other's counts; that makes
 * them learn slower, and no difference else. */
PRBool
_MD_SpinFor(_MDSpin *spin, PRBool (*attempt)(void *arg), void *arg)
{
    PRUint32 rests = __atomic_load_n(&spin->rests, __ATOMIC_RELAXED);
    PRUint32 last = __atomic_load_n(&spin->lastRests, __ATOMIC_RELAXED);
    PRBool   done;

    if (rests > 0) {
        __atomic_store_n(&spin->rests, rests - 1, __ATOMIC_RELAXED);
        return PR_FALSE;
    }
    done = Spin(attempt, arg);
    last = done ? last / 2 : PR_MIN(2 * last + 1, RESTS_MAX);
    __atomic_store_n(&spin->lastRests, last, __ATOMIC_RELAXED);
    __atomic_store_n(&spin->rests, done ? 0 : last, __ATOMIC_RELAXED);
    return done;
}
