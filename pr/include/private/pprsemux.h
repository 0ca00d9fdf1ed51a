/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The mechanisms of semaphores on Unix, one file each.
 */
#ifndef pprsemux_h___
#define pprsemux_h___

#include "private/pprnamed.h"

#include <semaphore.h>
#include <time.h>

/* The clock that sem_t can be waited for by.  Only one of the two is not set
 * by the administrator. */
#ifdef HAVE_SEM_CLOCKWAIT
#define _MD_SEM_CLOCK CLOCK_MONOTONIC
#else
#define _MD_SEM_CLOCK CLOCK_REALTIME
#endif

/* A time by that clock that is never reached.  The one that nobody sets begins
 * with the machine, so it need not be asked. */
static inline void
_MD_SemForEver(struct timespec *until)
{
#ifdef HAVE_SEM_CLOCKWAIT
    until->tv_sec = 0x7fffffff; /* 68 years */
    until->tv_nsec = 0;
#else
    (void)clock_gettime(_MD_SEM_CLOCK, until);
    until->tv_sec += 10 * 365 * 24 * 3600;
#endif
}

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
