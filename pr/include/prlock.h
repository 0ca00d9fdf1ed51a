/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Locks between the threads of a process.  For those between processes there
 * are semaphores.  Source: NSPR 4.35, observed; prshm(7) lists where it
 * differs.
 */
#ifndef prlock_h___
#define prlock_h___

#include "prtypes.h"

PR_BEGIN_EXTERN_C

typedef struct PRLock PRLock;

/*
 * A new lock, that nobody holds.  Returns NULL with the error set:
 *   PR_OUT_OF_MEMORY_ERROR     there is no memory
 */
NSPR_API(PRLock *) PR_NewLock(void);

/* Free a lock, that nobody holds or waits for; for NULL there is no effect. */
NSPR_API(void) PR_DestroyLock(PRLock *lock);

/*
 * Wait until nobody holds the lock, and hold it.  A thread that holds it
 * already waits for itself, for ever.
 *
 * NULL cannot be held; it sets
 *   PR_INVALID_ARGUMENT_ERROR
 */
NSPR_API(void) PR_Lock(PRLock *lock);

/*
 * Hold the lock no longer.  The child of a fork() holds what the thread held
 * that is left in it.
 *
 * Returns PR_FAILURE with the error set, and without effect:
 *   PR_INVALID_STATE_ERROR     this thread does not hold it
 *   PR_INVALID_ARGUMENT_ERROR  lock is NULL
 */
NSPR_API(PRStatus) PR_Unlock(PRLock *lock);

/* If this thread does not hold the lock, end the process as PR_Assert() does.
 * Programs have the macro, which as PR_ASSERT is for debugging. */
NSPR_API(void) PR_AssertCurrentThreadOwnsLock(PRLock *lock);

#if defined(DEBUG) || defined(FORCE_PR_ASSERT)
#define PR_ASSERT_CURRENT_THREAD_OWNS_LOCK(lock)                              \
    PR_AssertCurrentThreadOwnsLock(lock)
#else
#define PR_ASSERT_CURRENT_THREAD_OWNS_LOCK(lock)
#endif

PR_END_EXTERN_C

#endif /* prlock_h___ */
