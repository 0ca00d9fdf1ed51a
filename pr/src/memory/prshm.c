/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named shared memory: the calls of prshm.h.
 *
 * Checks arguments, owns handles and reports errors; the rest is behind the
 * seam (private/pprshm.h).  It uses public NSPR calls alone, so it works over
 * any runtime that has them.
 */
#include "config.h"

#include "prinit.h"
#include "prlog.h"
#include "prmem.h"
#include "private/pprerror.h"
#include "private/pprshm.h"
#include "prshm.h"

#include <errno.h>

/* --- Errors -------------------------------------------------------------- */

static PRLogModuleInfo *shmLog;

static PRStatus
MakeLog(void)
{
    shmLog = PR_NewLogModule("shm");
    return shmLog != NULL ? PR_SUCCESS : PR_FAILURE;
}

/*
 * Report that a call failed.  The log is only made here, where time does not
 * matter; name is NULL for calls that take a handle.
 */
static void
Fail(const char *call, const char *name, PRInt32 osError)
{
    static PRCallOnceType once;
    PRErrorCode           error = _PR_MD_MapOSError(osError);

    if (PR_CallOnce(&once, MakeLog) == PR_SUCCESS &&
        shmLog->level >= PR_LOG_DEBUG) {
        PR_LogPrint("%s(%s): %s, system error %d", call,
                    name != NULL ? name : "", PR_ErrorToName(error), osError);
    }
    PR_SetError(error, osError);
}

/* The result of a call that gave this error number, 0 for none. */
static PRStatus
Report(const char *call, const char *name, PRInt32 osError)
{
    if (osError == 0) {
        return PR_SUCCESS;
    }
    Fail(call, name, osError);
    return PR_FAILURE;
}

/* --- Calls --------------------------------------------------------------- */

/* Other bits would reach system calls that give them other meanings. */
#define MODE_BITS 0777

PR_IMPLEMENT(PRSharedMemory *)
PR_OpenSharedMemory(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    PRSharedMemory *shm = NULL;
    PRInt32         err = EINVAL;

    if (name != NULL) {
        shm = PR_NEW(PRSharedMemory);
        err = shm == NULL
                  ? ENOMEM
                  : _PR_MD_OpenShm(name, size, flags, mode & MODE_BITS, shm);
    }
    if (err != 0) {
        PR_Free(shm);
        Fail("PR_OpenSharedMemory", name, err);
        return NULL;
    }
    return shm;
}

PR_IMPLEMENT(void *)
PR_AttachSharedMemory(PRSharedMemory *shm, PRIntn flags)
{
    PRBool  readOnly = (flags & PR_SHM_READONLY) != 0;
    void   *addr = NULL;
    PRInt32 err = EINVAL;

    if (shm != NULL) {
        err = shm->ops->attachSegment(shm, readOnly, &addr);
    }
    if (err != 0) {
        Fail("PR_AttachSharedMemory", NULL, err);
        return NULL;
    }
    return addr;
}

PR_IMPLEMENT(PRStatus)
PR_DetachSharedMemory(PRSharedMemory *shm, void *addr)
{
    PRInt32 err = EINVAL;

    if (shm != NULL) {
        err = shm->ops->detachSegment(shm, addr);
    }
    return Report("PR_DetachSharedMemory", NULL, err);
}

PR_IMPLEMENT(PRStatus)
PR_CloseSharedMemory(PRSharedMemory *shm)
{
    PRInt32 err = EINVAL;

    if (shm != NULL) {
        err = shm->ops->closeSegment(shm);
        PR_Free(shm);
    }
    return Report("PR_CloseSharedMemory", NULL, err);
}

PR_IMPLEMENT(PRStatus)
PR_DeleteSharedMemory(const char *name)
{
    PRInt32 err = name != NULL ? _PR_MD_DeleteShm(name) : EINVAL;

    return Report("PR_DeleteSharedMemory", name, err);
}
