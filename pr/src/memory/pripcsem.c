/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named semaphores: the calls of pripcsem.h.
 *
 * Checks arguments, owns handles and reports errors; the rest is behind the
 * seam (private/pprsem.h).
 */
#include "config.h"

#include "pripcsem.h"
#include "prmem.h"
#include "private/pprreport.h"
#include "private/pprsem.h"

#include <errno.h>

PR_IMPLEMENT(PRSem *)
PR_OpenSemaphore(const char *name, PRIntn flags, PRIntn mode, PRUintn value)
{
    PRSem  *sem = NULL;
    PRInt32 err = EINVAL;

    if (name != NULL) {
        sem = PR_NEW(PRSem);
        err = sem == NULL ? ENOMEM
                          : _PR_MD_OpenSem(name, flags, mode & _PR_MODE_BITS,
                                           value, sem);
    }
    if (err != 0) {
        PR_Free(sem);
        _PR_ExplainSetting();
        _PR_Fail("PR_OpenSemaphore", name, err);
        return NULL;
    }
    return sem;
}

static PRStatus
FailWait(PRInt32 osError)
{
    return _PR_ReportCall("PR_WaitSemaphore", NULL, osError);
}

PR_IMPLEMENT(PRStatus)
PR_WaitSemaphore(PRSem *sem)
{
    return sem != NULL ? sem->ops->waitSemaphore(sem, NULL, FailWait)
                       : FailWait(EINVAL);
}

static PRStatus
FailPost(PRInt32 osError)
{
    return _PR_ReportCall("PR_PostSemaphore", NULL, osError);
}

PR_IMPLEMENT(PRStatus)
PR_PostSemaphore(PRSem *sem)
{
    return sem != NULL ? sem->ops->postSemaphore(sem, FailPost)
                       : FailPost(EINVAL);
}

PR_IMPLEMENT(PRStatus)
PR_CloseSemaphore(PRSem *sem)
{
    if (sem != NULL) {
        sem->ops->closeSemaphore(sem);
        PR_Free(sem);
    }
    return PR_SUCCESS;
}

PR_IMPLEMENT(PRStatus)
PR_DeleteSemaphore(const char *name)
{
    PRInt32 err = name != NULL ? _PR_MD_DeleteSem(name) : EINVAL;

    if (err != 0) {
        _PR_ExplainSetting();
    }
    return _PR_ReportCall("PR_DeleteSemaphore", name, err);
}
