/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Spinning before sleeping, where that has been paying off.
 */
#ifndef pprspin_h___
#define pprspin_h___

#include "prtypes.h"

#include <time.h>

/* A clock that costs next to nothing, and goes in steps of some milliseconds;
 * else the one that nobody sets. */
#ifdef CLOCK_MONOTONIC_COARSE
#define _MD_COARSE_CLOCK CLOCK_MONOTONIC_COARSE
#else
#define _MD_COARSE_CLOCK CLOCK_MONOTONIC
#endif

/* What was learned; start with zeros. */
typedef struct _MDSpin {
    PRUint32 until; /* time in milliseconds; 0 while it does not rest */
    PRUint32 waits; /* while it rested */
    PRUint32 rest;  /* for how long it rested after the last one in vain, in
                     * milliseconds; half of it for each that was not */
} _MDSpin;

/*
 * Try again and again for a short while, if that is likely to succeed.
 * Returns whether an attempt did.
 */
PRBool _MD_SpinFor(_MDSpin *spin, PRBool (*attempt)(void *arg), void *arg);

/* Tell the processor that this is a spin: it saves power, and leaves the core
 * to its other thread. */
static inline void
_MD_Pause(void)
{
#if defined(__i386__) || defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__) || (defined(__arm__) && __ARM_ARCH >= 7)
    __asm__ __volatile__("yield" ::: "memory");
#else
    __asm__ __volatile__("" ::: "memory");
#endif
}

#endif /* pprspin_h___ */
