/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The words of NSPR's threads that other headers need: PR_Init() takes a kind
 * and a priority.  prshm itself makes no threads, but those that programs
 * make can sleep.  Source: NSPR 4.35, observed.
 */
#ifndef prthread_h___
#define prthread_h___

#include "prinrval.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

typedef struct PRThread PRThread;

typedef enum PRThreadType { PR_USER_THREAD, PR_SYSTEM_THREAD } PRThreadType;

typedef enum PRThreadScope {
    PR_LOCAL_THREAD,
    PR_GLOBAL_THREAD,
    PR_GLOBAL_BOUND_THREAD
} PRThreadScope;

typedef enum PRThreadState {
    PR_JOINABLE_THREAD,
    PR_UNJOINABLE_THREAD
} PRThreadState;

typedef enum PRThreadPriority {
    PR_PRIORITY_FIRST = 0,
    PR_PRIORITY_LOW = 0,
    PR_PRIORITY_NORMAL = 1,
    PR_PRIORITY_HIGH = 2,
    PR_PRIORITY_URGENT = 3,
    PR_PRIORITY_LAST = 3
} PRThreadPriority;

/*
 * Let this thread sleep for so many ticks, or some more; signals do not cut
 * that short.  PR_INTERVAL_NO_WAIT lets other threads run and comes back;
 * PR_INTERVAL_NO_TIMEOUT never comes back.  Returns PR_SUCCESS.
 */
NSPR_API(PRStatus) PR_Sleep(PRIntervalTime ticks);

PR_END_EXTERN_C

#endif /* prthread_h___ */
