/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Start, end and version of the runtime; one-time calls.
 *
 * Nobody has to initialise anything: the first call that needs the runtime
 * does it.  Initialisation makes no thread, opens no descriptor (but for a
 * log that the environment asks for, see prlog.h) and sets SIGPIPE to be
 * ignored, as NSPR always did.  Everything here is thread-safe.
 * Source: NSPR 4.35, observed.
 */
#ifndef prinit_h___
#define prinit_h___

#include "prthread.h"
#include "prtypes.h"

#include <stdio.h>

PR_BEGIN_EXTERN_C

/* The NSPR whose contract this library keeps; prshm has its own version. */
#define PR_NAME    "NSPR"
#define PR_VERSION "4.35"
#define PR_VMAJOR  4
#define PR_VMINOR  35
#define PR_VPATCH  0
#define PR_BETA    PR_FALSE

/* A function such as the next, for those that look it up by name. */
typedef PRBool(PR_CALLBACK *PRVersionCheck)(const char *);

/*
 * Whether a program written for the given version of NSPR can use this one:
 * PR_TRUE for 4.x up to 4.35.
 *
 *   importedVersion  "major", "major.minor" or "major.minor.patch"; reading
 *                    stops at the first other character.  NULL is PR_FALSE.
 */
NSPR_API(PRBool) PR_VersionCheck(const char *importedVersion);

/* PR_VERSION of the library that is running. */
NSPR_API(const char *) PR_GetVersion(void);

/* Nothing; it is for systems whose programs have no standard streams. */
#define PR_STDIO_INIT()

/*
 * Initialise the runtime, if nobody did; cannot fail.  type, priority and
 * maxPTDs are ignored.
 */
NSPR_API(void)
PR_Init(PRThreadType type, PRThreadPriority priority, PRUintn maxPTDs);

typedef PRIntn(PR_CALLBACK *PRPrimordialFn)(PRIntn argc, char **argv);

/*
 * Initialise, call prmain with argc and argv, clean up.  maxPTDs is ignored.
 * Returns what prmain returned.
 */
NSPR_API(PRIntn)
PR_Initialize(PRPrimordialFn prmain, PRIntn argc, char **argv,
              PRUintn maxPTDs);

/* Whether the runtime is initialised; does not initialise it. */
NSPR_API(PRBool) PR_Initialized(void);

/*
 * End the runtime: wait until the user threads of PR_CreateThread() have ended,
 * close the log and clear this thread's error.  Any later call starts it anew.
 * Shared memory and handles stay.
 *
 * Returns PR_FAILURE, having done nothing, in another thread than the one
 * that initialised:
 *   PR_INVALID_STATE_ERROR  the wrong thread
 */
NSPR_API(PRStatus) PR_Cleanup(void);

/* For threads that a clock would interrupt; there are none.  No effect. */
NSPR_API(void) PR_DisableClockInterrupts(void);
NSPR_API(void) PR_EnableClockInterrupts(void);
NSPR_API(void) PR_BlockClockInterrupts(void);
NSPR_API(void) PR_UnblockClockInterrupts(void);
NSPR_API(void) PR_SetConcurrency(PRUintn numCPUs);

/* Once tuned a cache of descriptors; now PR_SUCCESS without effect. */
NSPR_API(PRStatus) PR_SetFDCacheSize(PRIntn low, PRIntn high);

/* End the process at once with this status: nothing is flushed or called. */
NSPR_API(void) PR_ProcessExit(PRIntn status);

/* Abort the process (SIGABRT), with a line in the log if one is open. */
NSPR_API(void) PR_Abort(void);

/* --- One-time calls ------------------------------------------------------ */

/* Zero it statically; the members are NSPR's to write. */
typedef struct PRCallOnceType {
    PRIntn   initialized; /* not 0 once the function has returned */
    PRInt32  inProgress;  /* not 0 once somebody has begun */
    PRStatus status;      /* what the function returned */
} PRCallOnceType;

typedef PRStatus(PR_CALLBACK *PRCallOnceFN)(void);
typedef PRStatus(PR_CALLBACK *PRCallOnceWithArgFN)(void *arg);

/*
 * Call func the first time, and only then; others wait until it has returned.
 *
 * Returns what func returned.  If that was not PR_SUCCESS, every call but the
 * first sets
 *   PR_CALL_ONCE_ERROR         func failed when it was called
 * A call from within func on the same block is PR_FAILURE with
 *   PR_DEADLOCK_ERROR          it would wait for itself
 * and NULL for once or func is PR_FAILURE with
 *   PR_INVALID_ARGUMENT_ERROR
 */
NSPR_API(PRStatus) PR_CallOnce(PRCallOnceType *once, PRCallOnceFN func);

/* The same for a function with an argument. */
NSPR_API(PRStatus)
PR_CallOnceWithArg(PRCallOnceType *once, PRCallOnceWithArgFN func, void *arg);

PR_END_EXTERN_C

#endif /* prinit_h___ */
