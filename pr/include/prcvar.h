/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Condition variables: for threads that wait until others say that something
 * has changed.  Each goes with a lock, which guards what may change.
 *
 * Source: NSPR 4.35, observed; prshm(7) lists where it differs.
 */
#ifndef prcvar_h___
#define prcvar_h___

#include "prinrval.h"
#include "prlock.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

typedef struct PRCondVar PRCondVar;

/*
 * A new condition variable that goes with a lock, which must outlive it.
 * Returns NULL with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  lock is NULL
 *   PR_OUT_OF_MEMORY_ERROR     there is no memory
 */
NSPR_API(PRCondVar *) PR_NewCondVar(PRLock *lock);

/* Free one that no thread waits for.  Threads that were notified, but have not
 * got the lock yet, do not matter.  With NULL it has no effect. */
NSPR_API(void) PR_DestroyCondVar(PRCondVar *cvar);

/*
 * Let the lock go, wait, and hold the lock again.  It ends when another thread
 * says so, when the time is over, or for no reason at all: look each time
 * whether what was waited for is there.
 *
 *   timeout  how long to wait at most, in ticks; PR_INTERVAL_NO_TIMEOUT to wait
 *            as long as it takes
 *
 * Returns PR_SUCCESS, also when the time was over; PR_FAILURE with the error
 * set, and without effect:
 *   PR_INVALID_STATE_ERROR     this thread does not hold the lock
 *   PR_INVALID_ARGUMENT_ERROR  cvar is NULL
 */
NSPR_API(PRStatus) PR_WaitCondVar(PRCondVar *cvar, PRIntervalTime timeout);

/*
 * Let one thread go on that waits, or all of them.  Without the lock a thread
 * may be missed that has looked and is about to wait.  Returns PR_FAILURE with
 * the error set:
 *   PR_INVALID_ARGUMENT_ERROR  cvar is NULL
 */
NSPR_API(PRStatus) PR_NotifyCondVar(PRCondVar *cvar);
NSPR_API(PRStatus) PR_NotifyAllCondVar(PRCondVar *cvar);

PR_END_EXTERN_C

#endif /* prcvar_h___ */
