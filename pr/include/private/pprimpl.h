/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the files of the runtime share.  The module (pr/src/memory) must not
 * include this: it lives on public NSPR calls alone, so that it also works
 * over another NSPR's runtime.
 */
#ifndef pprimpl_h___
#define pprimpl_h___

#include "prerror.h"
#include "prlock.h"
#include "prtypes.h"

#include <pthread.h>
#include <stdarg.h>

/* --- Atomic access to plain integers of public structures ---------------- */

#define _PR_LOAD_ACQUIRE(p)     __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define _PR_STORE_RELEASE(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)

/*
 * An object per thread, at a fixed distance from the thread pointer: reading
 * it is one instruction, where a shared library's usual way is a call.  It
 * takes room from the reserve that the loader keeps for libraries that come
 * by dlopen(), so there are few bytes of it.
 */
#define _PR_THREAD_LOCAL                                                      \
    static _Thread_local __attribute__((tls_model("initial-exec")))

/* --- prinit.c ------------------------------------------------------------ */

extern PRIntn _PR_initialized; /* read with _PR_LOAD_ACQUIRE */

void _PR_InitRuntime(void);

/* Public functions call this first where NSPR initialises implicitly. */
static inline void
_PR_EnsureInit(void)
{
    if (!_PR_LOAD_ACQUIRE(&_PR_initialized)) {
        _PR_InitRuntime();
    }
}

/* --- prerror.c, prerr.c -------------------------------------------------- */

/* Forget this thread's error and free its text. */
void _PR_ClearError(void);

/* The table of NSPR's own codes; _PR_FillErrors() puts its entries there. */
extern const struct PRErrorTable _PR_nsprErrors;

void _PR_FillErrors(void);

/* Set the error that an errno value stands for. */
void _PR_SetOSError(PRInt32 osError);

/* --- prthread.c ---------------------------------------------------------- */

/* Wait until no user thread of PR_CreateThread() runs but the caller. */
void _PR_AwaitUserThreads(void);

/* --- prenv.c ------------------------------------------------------------- */

/* A copy of a text, for free(); NULL for want of memory. */
char *_PR_CopyText(const char *text);

/* Free what PR_DuplicateEnvironment() returned; NULL is fine. */
void _PR_FreeEnvironment(char **copy);

/* --- prlog.c ------------------------------------------------------------- */

/* Called with the initialisation lock held: must not call public functions
 * that initialise. */
void _PR_InitLog(void);
void _PR_CloseLog(void);

/* --- prprf.c ------------------------------------------------------------- */

/* Receives the next len bytes of a formatted text; negative to stop. */
typedef PRIntn (*_PRTextSink)(void *arg, const char *text, PRUint32 len);

/*
 * Format in NSPR's dialect of printf, piece by piece, without a final NUL.
 * Returns 0, or -1 for a format whose numbered arguments make no sense (then
 * nothing was given to sink), if sink stopped, or for want of memory, which
 * only long floating point numbers and more than 16 numbered arguments take.
 */
PRIntn _PR_FormatText(_PRTextSink sink, void *arg, const char *fmt,
                      va_list ap);

/* A text in the making. */
typedef struct _PRText {
    char  *text;
    PRSize length; /* bytes in it */
    PRSize size;   /* bytes that it has room for */
    PRBool onHeap; /* else in some room of the caller's, until it grows */
} _PRText;

/* A _PRTextSink that adds to a _PRText; it stops for want of memory, the text
 * as it was, and that is at 2 GiB at the latest. */
PRIntn _PR_AddText(void *arg, const char *text, PRUint32 length);

/* --- prlock.c ------------------------------------------------------------ */

/* The mutex of a lock that this thread holds; NULL, with the error set, if it
 * does not. */
pthread_mutex_t *_PR_MutexOfHeld(PRLock *lock);

/* Note that this thread is about to lose it to a wait, or has it again. */
void _PR_SetLockHeld(PRLock *lock, PRBool held);

#endif /* pprimpl_h___ */
