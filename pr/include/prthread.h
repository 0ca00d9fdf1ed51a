/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The words of NSPR's threads that other headers need: PR_Init() takes a kind
 * and a priority.  prshm itself makes no threads.  Source: NSPR 4.35.
 */
#ifndef prthread_h___
#define prthread_h___

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

PR_END_EXTERN_C

#endif /* prthread_h___ */
