/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Start and end of the runtime, its version, and one-time calls.
 *
 * There is little to start: SIGPIPE becomes ignored, for NSPR programs expect
 * an error from a broken pipe and not their death, and the log is opened.
 */
#include "config.h"

#include "prinit.h"
#include "prlog.h"
#include "private/pprimpl.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

PRIntn _PR_initialized = 0;

static pthread_mutex_t initLock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t       initThread; /* valid while _PR_initialized */

/* --- Start and end ------------------------------------------------------- */

void
_PR_InitRuntime(void)
{
    (void)pthread_mutex_lock(&initLock);
    if (!_PR_initialized) {
        (void)signal(SIGPIPE, SIG_IGN);
        _PR_InitLog();
        initThread = pthread_self();
        _PR_STORE_RELEASE(&_PR_initialized, 1);
    }
    (void)pthread_mutex_unlock(&initLock);
}

PR_IMPLEMENT(void)
PR_Init(PRThreadType type, PRThreadPriority priority, PRUintn maxPTDs)
{
    (void)type, (void)priority, (void)maxPTDs;
    _PR_EnsureInit();
}

PR_IMPLEMENT(PRBool)
PR_Initialized(void)
{
    return _PR_LOAD_ACQUIRE(&_PR_initialized);
}

/* Whether this thread initialised what is initialised. */
static PRBool
IsInitThread(void)
{
    PRBool is;

    (void)pthread_mutex_lock(&initLock);
    is = _PR_initialized && pthread_equal(initThread, pthread_self());
    (void)pthread_mutex_unlock(&initLock);
    return is;
}

PR_IMPLEMENT(PRStatus)
PR_Cleanup(void)
{
    _PR_EnsureInit();
    if (!IsInitThread()) {
        PR_SetError(PR_INVALID_STATE_ERROR, 0);
        return PR_FAILURE;
    }
    /* Without the lock, for they may need it.  Nobody else can clean up. */
    _PR_AwaitUserThreads();
    (void)pthread_mutex_lock(&initLock);
    _PR_CloseLog();
    _PR_ClearError();
    _PR_STORE_RELEASE(&_PR_initialized, 0);
    (void)pthread_mutex_unlock(&initLock);
    return PR_SUCCESS;
}

PR_IMPLEMENT(PRIntn)
PR_Initialize(PRPrimordialFn prmain, PRIntn argc, char **argv, PRUintn maxPTDs)
{
    PRIntn result;

    (void)maxPTDs;
    _PR_EnsureInit();
    result = prmain(argc, argv);
    (void)PR_Cleanup();
    return result;
}

PR_IMPLEMENT(void)
PR_ProcessExit(PRIntn status)
{
    _exit(status);
}

PR_IMPLEMENT(void)
PR_Abort(void)
{
    PR_LogPrint("Aborting");
    abort();
}

/* --- Knobs of machinery that is not here --------------------------------- */

PR_IMPLEMENT(void)
PR_DisableClockInterrupts(void)
{
}

PR_IMPLEMENT(void)
PR_EnableClockInterrupts(void)
{
}

PR_IMPLEMENT(void)
PR_BlockClockInterrupts(void)
{
}

PR_IMPLEMENT(void)
PR_UnblockClockInterrupts(void)
{
}

PR_IMPLEMENT(void)
PR_SetConcurrency(PRUintn numCPUs)
{
    (void)numCPUs;
}

PR_IMPLEMENT(PRStatus)
PR_SetFDCacheSize(PRIntn low, PRIntn high)
{
    (void)low, (void)high;
    _PR_EnsureInit();
    return PR_SUCCESS;
}

/* --- Version ------------------------------------------------------------- */

PR_IMPLEMENT(const char *)
PR_GetVersion(void)
{
    return PR_VERSION;
}

/*
 * Read digits at *text and step over them.  A number too large wraps around,
 * as it always did: versions are compared as signed 32-bit numbers.
 */
static PRInt32
ReadNumber(const char **text)
{
    PRUint32 number = 0;

    for (; **text >= '0' && **text <= '9'; (*text)++) {
        number = number * 10 + (PRUint32)(**text - '0');
    }
    return (PRInt32)number;
}

/* Read ".digits" at *text if it is there; else the number is 0. */
static PRInt32
ReadNextPart(const char **text)
{
    if (**text != '.') {
        return 0;
    }
    (*text)++;
    return ReadNumber(text);
}

PR_IMPLEMENT(PRBool)
PR_VersionCheck(const char *importedVersion)
{
    PRInt32 major, minor, patch;

    if (importedVersion == NULL) {
        return PR_FALSE;
    }
    major = ReadNumber(&importedVersion);
    minor = ReadNextPart(&importedVersion);
    patch = ReadNextPart(&importedVersion);
    return major == PR_VMAJOR &&
           (minor < PR_VMINOR || (minor == PR_VMINOR && patch <= PR_VPATCH));
}

/* --- One-time calls ------------------------------------------------------ */

/* A function that runs now in this thread, so that a call from within it can
 * be told. */
typedef struct RunningCall {
    const PRCallOnceType *once;
    struct RunningCall   *outer; /* on the stack, as this one */
} RunningCall;

_PR_THREAD_LOCAL RunningCall *innermost;

static pthread_mutex_t onceLock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  onceDone = PTHREAD_COND_INITIALIZER;

static PRBool
RunsInThisThread(const PRCallOnceType *once)
{
    const RunningCall *call;

    for (call = innermost; call != NULL; call = call->outer) {
        if (call->once == once) {
            return PR_TRUE;
        }
    }
    return PR_FALSE;
}

/* Run the function as the first caller.  Called and left with onceLock. */
static PRStatus
RunFirst(PRCallOnceType *once, PRCallOnceWithArgFN func, void *arg)
{
    RunningCall call = { once, innermost };
    PRStatus    status;

    once->inProgress = 1;
    (void)pthread_mutex_unlock(&onceLock);
    innermost = &call;
    status = func(arg);
    innermost = call.outer;
    (void)pthread_mutex_lock(&onceLock);
    once->status = status;
    _PR_STORE_RELEASE(&once->initialized, 1);
    (void)pthread_cond_broadcast(&onceDone);
    return status;
}

/* The status of a call that somebody else made. */
static PRStatus
ReportEarlier(const PRCallOnceType *once)
{
    if (once->status != PR_SUCCESS) {
        PR_SetError(PR_CALL_ONCE_ERROR, 0);
    }
    return once->status;
}

PR_IMPLEMENT(PRStatus)
PR_CallOnceWithArg(PRCallOnceType *once, PRCallOnceWithArgFN func, void *arg)
{
    PRStatus status;

    _PR_EnsureInit();
    if (once == NULL || func == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_FAILURE;
    }
    if (_PR_LOAD_ACQUIRE(&once->initialized)) {
        return ReportEarlier(once);
    }

    (void)pthread_mutex_lock(&onceLock);
    if (!once->inProgress) {
        status = RunFirst(once, func, arg);
        (void)pthread_mutex_unlock(&onceLock);
        return status;
    }
    if (!once->initialized && RunsInThisThread(once)) {
        (void)pthread_mutex_unlock(&onceLock);
        PR_SetError(PR_DEADLOCK_ERROR, EDEADLK);
        return PR_FAILURE;
    }
    while (!once->initialized) {
        (void)pthread_cond_wait(&onceDone, &onceLock);
    }
    (void)pthread_mutex_unlock(&onceLock);
    return ReportEarlier(once);
}

/* Functions without an argument go through one with; arg is their address,
 * for a pointer to a function need not fit into one to an object. */
static PRStatus
CallPlain(void *arg)
{
    PRCallOnceFN func = *(PRCallOnceFN *)arg;

    return func();
}

PR_IMPLEMENT(PRStatus)
PR_CallOnce(PRCallOnceType *once, PRCallOnceFN func)
{
    return PR_CallOnceWithArg(once, func == NULL ? NULL : CallPlain, &func);
}
