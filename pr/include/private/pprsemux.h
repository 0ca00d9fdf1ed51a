/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The mechanisms of semaphores on Unix, one file each.
 */
#ifndef pprsemux_h___
#define pprsemux_h___

#include "private/pprnamed.h"

#include <semaphore.h>
#include <time.h>

/* The clock that sem_t can be waited for by, and one that shows the same but is
 * cheaper to read.  Only the first two are not set by the administrator. */
#ifdef HAVE_SEM_CLOCKWAIT
#define _MD_SEM_CLOCK        CLOCK_MONOTONIC
#define _MD_SEM_COARSE_CLOCK _MD_COARSE_CLOCK
#else
#define _MD_SEM_CLOCK        CLOCK_REALTIME
#define _MD_SEM_COARSE_CLOCK CLOCK_REALTIME
#endif

static inline int
_MD_SemWaitUntil(sem_t *sem, const struct timespec *until)
{
#if defined(HAVE_SEM_CLOCKWAIT)
    return sem_clockwait(sem, _MD_SEM_CLOCK, until);
#elif defined(HAVE_SEM_TIMEDWAIT)
    return sem_timedwait(sem, until);
#else
    (void)sem, (void)until;
    errno = ENOSYS;
    return -1;
#endif
}

extern const _MDMechanism _MD_semSysv;
extern const _MDMechanism _MD_semPosix;

#endif /* pprsemux_h___ */
