/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Locks: a mutex of the system, and who holds it.
 *
 * A mutex that checks its owner would not do: the system knows threads by a
 * number, and the thread that fork() leaves in the child has another one,
 * though it may hold a lock.
 */
#include "config.h"

#include "prlock.h"
#include "prlog.h"
#include "private/pprimpl.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* Its address, which no other thread has, is who a thread is. */
_PR_THREAD_LOCAL char self;

struct PRLock {
    pthread_mutex_t mutex;
    const char     *holder; /* &self of it; NULL if nobody has the lock */
};

static PRBool
IsThere(const PRLock *lock)
{
    if (lock == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_FALSE;
    }
    return PR_TRUE;
}

/* Others may set holder meanwhile, but neither to this thread nor from it. */
static PRBool
IsHeldByUs(const PRLock *lock)
{
    return __atomic_load_n(&lock->holder, __ATOMIC_RELAXED) == &self;
}

static void
SetHolder(PRLock *lock, const char *holder)
{
    __atomic_store_n(&lock->holder, holder, __ATOMIC_RELAXED);
}

pthread_mutex_t *
_PR_MutexOfHeld(PRLock *lock)
{
    if (!IsHeldByUs(lock)) {
        PR_SetError(PR_INVALID_STATE_ERROR, EPERM);
        return NULL;
    }
    return &lock->mutex;
}

void
_PR_SetLockHeld(PRLock *lock, PRBool held)
{
    SetHolder(lock, held ? &self : NULL);
}

PR_IMPLEMENT(PRLock *)
PR_NewLock(void)
{
    PRLock *lock;

    _PR_EnsureInit();
    lock = calloc(1, sizeof *lock);
    if (lock == NULL || pthread_mutex_init(&lock->mutex, NULL) != 0) {
        free(lock);
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
        return NULL;
    }
    return lock;
}

PR_IMPLEMENT(void)
PR_DestroyLock(PRLock *lock)
{
    if (lock != NULL) {
        (void)pthread_mutex_destroy(&lock->mutex);
        free(lock);
    }
}

PR_IMPLEMENT(void)
PR_Lock(PRLock *lock)
{
    if (IsThere(lock)) {
        (void)pthread_mutex_lock(&lock->mutex);
        SetHolder(lock, &self);
    }
}

PR_IMPLEMENT(PRStatus)
PR_Unlock(PRLock *lock)
{
    if (!IsThere(lock) || _PR_MutexOfHeld(lock) == NULL) {
        return PR_FAILURE;
    }
    SetHolder(lock, NULL);
    (void)pthread_mutex_unlock(&lock->mutex);
    return PR_SUCCESS;
}

PR_IMPLEMENT(void)
PR_AssertCurrentThreadOwnsLock(PRLock *lock)
{
    if (lock == NULL || !IsHeldByUs(lock)) {
        PR_Assert("the current thread owns the lock", __FILE__, __LINE__);
    }
}
