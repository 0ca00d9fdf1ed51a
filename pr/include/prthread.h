/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Threads.  Those of NSPR are the system's: a program may also make its own
 * with pthread_create(), and all calls of this library work in both.
 *
 * Interrupts, names and private data of threads are not part of prshm; the
 * system has pthread_setname_np() and pthread_setspecific().
 * Source: NSPR 4.35, observed; prshm(7) lists where it differs.
 */
#ifndef prthread_h___
#define prthread_h___

#include "prinrval.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

typedef struct PRThread PRThread;

/* PR_Cleanup() waits for user threads, and for system threads it does not. */
typedef enum PRThreadType { PR_USER_THREAD, PR_SYSTEM_THREAD } PRThreadType;

/* Who schedules a thread.  It makes no difference: the system does. */
typedef enum PRThreadScope {
    PR_LOCAL_THREAD,
    PR_GLOBAL_THREAD,
    PR_GLOBAL_BOUND_THREAD
} PRThreadScope;

/* Whether somebody will call PR_JoinThread(): until then what is left of a
 * joinable thread stays. */
typedef enum PRThreadState {
    PR_JOINABLE_THREAD,
    PR_UNJOINABLE_THREAD
} PRThreadState;

/* These are remembered, but the system's scheduler is not told of them. */
typedef enum PRThreadPriority {
    PR_PRIORITY_FIRST = 0,
    PR_PRIORITY_LOW = 0,
    PR_PRIORITY_NORMAL = 1,
    PR_PRIORITY_HIGH = 2,
    PR_PRIORITY_URGENT = 3,
    PR_PRIORITY_LAST = 3
} PRThreadPriority;

/*
 * Make a thread that calls start with arg, and ends when that returns.
 *
 *   type       any value but PR_SYSTEM_THREAD is a user thread
 *   priority   too high or low is the highest or the lowest
 *   scope      any value
 *   state      any value but PR_JOINABLE_THREAD is unjoinable
 *   stackSize  in bytes; 0, and what is too small for the system, is the
 *              system's usual size
 *
 * Returns the thread; an unjoinable one may have ended before, so nothing can
 * be done with the pointer but compare it.  Or NULL with the error set:
 *   PR_INVALID_ARGUMENT_ERROR        start is NULL
 *   PR_INSUFFICIENT_RESOURCES_ERROR  the system has no more threads, or no
 *                                    room for such a stack
 *   PR_OUT_OF_MEMORY_ERROR           there is no memory
 * Thread-safe, as everything here.
 */
NSPR_API(PRThread *)
PR_CreateThread(PRThreadType type, void(PR_CALLBACK *start)(void *arg),
                void *arg, PRThreadPriority priority, PRThreadScope scope,
                PRThreadState state, PRUint32 stackSize);

/*
 * Wait until a joinable thread has ended, and free what is left of it.  One
 * call for a thread succeeds, also after PR_Cleanup().
 *
 * Returns PR_FAILURE with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  it is NULL, unjoinable, not made by
 *                              PR_CreateThread() in this process, or joined
 *                              already; or another thread is joining it
 *   PR_DEADLOCK_ERROR          it is this thread, or one that the system
 *                              finds to wait for this one
 */
NSPR_API(PRStatus) PR_JoinThread(PRThread *thread);

/*
 * The thread that calls; never NULL.  A thread that PR_CreateThread() did not
 * make has a PRThread, too: it is valid as long as the thread lives, and
 * begins with PR_PRIORITY_NORMAL.  Lines of the log show its address.
 */
NSPR_API(PRThread *) PR_GetCurrentThread(void);

/*
 * The priority that a thread was made with, or that was set last; too high or
 * low is the highest or the lowest.  NULL has PR_PRIORITY_NORMAL, and sets
 *   PR_INVALID_ARGUMENT_ERROR
 */
NSPR_API(PRThreadPriority) PR_GetThreadPriority(const PRThread *thread);
NSPR_API(void)
PR_SetThreadPriority(PRThread *thread, PRThreadPriority priority);

/*
 * Let this thread sleep for so many ticks, or some more; signals do not cut
 * that short.  PR_INTERVAL_NO_WAIT lets other threads run and comes back;
 * PR_INTERVAL_NO_TIMEOUT never comes back.  Returns PR_SUCCESS.
 */
NSPR_API(PRStatus) PR_Sleep(PRIntervalTime ticks);

#ifndef NO_NSPR_10_SUPPORT
#define PR_CurrentThread() PR_GetCurrentThread()
#endif

PR_END_EXTERN_C

#endif /* prthread_h___ */
