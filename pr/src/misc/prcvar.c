/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Condition variables: those of the system, each with its lock.
 *
 * Stock NSPR keeps notifications until the lock is let go, by whoever has it
 * then; so it takes them from any thread, and there are programs that notify
 * after PR_Unlock().  The system wakes threads at once, which have to wait for
 * the lock anyway.
 */
#include "config.h"

#include "prcvar.h"
#include "private/pprimpl.h"
#include "private/pprunix.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct PRCondVar {
    pthread_cond_t cond;
    PRLock        *lock;
};

static PRBool
IsThere(const PRCondVar *cvar)
{
    if (cvar == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_FALSE;
    }
    return PR_TRUE;
}

static PRBool
MakeCond(pthread_cond_t *cond)
{
    pthread_condattr_t attr;
    PRBool             made;

    if (pthread_condattr_init(&attr) != 0) {
        return PR_FALSE;
    }
    made = _MD_SetCondClock(&attr) == 0 && pthread_cond_init(cond, &attr) == 0;
    (void)pthread_condattr_destroy(&attr);
    return made;
}

PR_IMPLEMENT(PRCondVar *)
PR_NewCondVar(PRLock *lock)
{
    PRCondVar *cvar;

    if (lock == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return NULL;
    }
    cvar = malloc(sizeof *cvar);
    if (cvar == NULL || !MakeCond(&cvar->cond)) {
        free(cvar);
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
        return NULL;
    }
    cvar->lock = lock;
    return cvar;
}

PR_IMPLEMENT(void)
PR_DestroyCondVar(PRCondVar *cvar)
{
    if (cvar != NULL) {
        (void)pthread_cond_destroy(&cvar->cond);
        free(cvar);
    }
}

static void
WaitUntil(pthread_cond_t *cond, pthread_mutex_t *mutex, PRIntervalTime timeout)
{
    struct timespec until;

    (void)clock_gettime(_MD_COND_CLOCK, &until);
    until.tv_sec += (time_t)(timeout / 1000);
    until.tv_nsec += (long)(timeout % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    (void)pthread_cond_timedwait(cond, mutex, &until);
}

PR_IMPLEMENT(PRStatus)
PR_WaitCondVar(PRCondVar *cvar, PRIntervalTime timeout)
{
    PRLock          *lock = IsThere(cvar) ? cvar->lock : NULL;
    pthread_mutex_t *mutex = lock != NULL ? _PR_MutexOfHeld(lock) : NULL;

    if (mutex == NULL) {
        return PR_FAILURE;
    }
    _PR_SetLockHeld(lock, PR_FALSE);
    if (timeout == PR_INTERVAL_NO_TIMEOUT) {
        (void)pthread_cond_wait(&cvar->cond, mutex);
    } else {
        WaitUntil(&cvar->cond, mutex, timeout);
    }
    _PR_SetLockHeld(lock, PR_TRUE); /* cvar may be gone */
    return PR_SUCCESS;
}

PR_IMPLEMENT(PRStatus)
PR_NotifyCondVar(PRCondVar *cvar)
{
    if (!IsThere(cvar)) {
        return PR_FAILURE;
    }
    (void)pthread_cond_signal(&cvar->cond);
    return PR_SUCCESS;
}

PR_IMPLEMENT(PRStatus)
PR_NotifyAllCondVar(PRCondVar *cvar)
{
    if (!IsThere(cvar)) {
        return PR_FAILURE;
    }
    (void)pthread_cond_broadcast(&cvar->cond);
    return PR_SUCCESS;
}
