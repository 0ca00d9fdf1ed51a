/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What prshm adds to named shared memory and semaphores: the calls of prshmx.h.
 */
#include "config.h"

#include "prinrval.h"
#include "private/pprattach.h"
#include "private/pprreport.h"
#include "private/pprsem.h"
#include "prshmx.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* The size of the struct in the first version; later members go behind it. */
#define FIRST_SIZE                                                            \
    (offsetof(PRXSharedMemoryInfo, native) + PRX_SHM_NATIVE_SIZE)

/* --- Shared memory ------------------------------------------------------- */

/* A walk over the ranges of memory of this process.  An attachment is one
 * range, or several if the program has changed the protection of a part. */
typedef struct Ranges {
    const PRSharedMemory *shm;
    PRSize                size; /* bytes, of each attachment */
    const char           *last; /* attachment that was met, or NULL */
} Ranges;

static PRBool
IsOfAttachment(const void *from, void *arg)
{
    Ranges *ranges = arg;

    if (_PR_IsAttachedAt(ranges->shm, from)) {
        ranges->last = from;
    }
    return ranges->last != NULL &&
           (PRSize)((const char *)from - ranges->last) < ranges->size;
}

static void
CountMapped(const PRSharedMemory *shm, PRXSharedMemoryInfo *info)
{
    Ranges ranges = { shm, info->size, NULL };

    if (info->attachedHere > 0 &&
        !_PR_MD_CountMapped(IsOfAttachment, &ranges, &info->mapped,
                            &info->huge)) {
        info->mapped = info->huge = -1;
    }
}

PR_IMPLEMENT(PRStatus)
PRX_GetSharedMemoryInfo(PRSharedMemory *shm, PRXSharedMemoryInfo *info)
{
    PRXSharedMemoryInfo found = { 0 };
    PRInt32             err = EINVAL;

    if (shm != NULL && info != NULL && info->structSize >= FIRST_SIZE) {
        found.structSize = PR_MIN(info->structSize, sizeof found);
        found.backend = shm->ops->name;
        found.creatorPid = found.attachments = -1;
        err = shm->ops->describeSegment(shm, &found);
    }
    if (err == 0) {
        found.attachedHere = _PR_CountAttachments(shm);
        CountMapped(shm, &found);
        memcpy(info, &found, found.structSize);
    }
    return _PR_ReportCall("PRX_GetSharedMemoryInfo", NULL, err);
}

PR_IMPLEMENT(const char *)
PRX_GetSharedMemoryBackend(PRSharedMemory *shm)
{
    if (shm == NULL) {
        _PR_Fail("PRX_GetSharedMemoryBackend", NULL, EINVAL);
        return NULL;
    }
    return shm->ops->name;
}

/* --- Semaphores ---------------------------------------------------------- */

static PRStatus
FailTryWait(PRInt32 osError)
{
    return _PR_ReportCall("PRX_TryWaitSemaphore", NULL, osError);
}

PR_IMPLEMENT(PRStatus)
PRX_TryWaitSemaphore(PRSem *sem)
{
    const struct timespec none = { 0, 0 };

    return sem != NULL ? sem->ops->waitSemaphore(sem, &none, FailTryWait)
                       : FailTryWait(EINVAL);
}

/* With a limit of 0, too, a timed wait fails because the time is over. */
static PRStatus
FailTimedWait(PRInt32 osError)
{
    return _PR_ReportCall("PRX_TimedWaitSemaphore", NULL,
                          osError == EAGAIN ? ETIMEDOUT : osError);
}

PR_IMPLEMENT(PRStatus)
PRX_TimedWaitSemaphore(PRSem *sem, PRIntervalTime timeout)
{
    PRUint32        ms = PR_IntervalToMilliseconds(timeout);
    struct timespec limit = { (time_t)(ms / 1000),
                              (long)(ms % 1000) * 1000000 };

    return sem != NULL
               ? sem->ops->waitSemaphore(
                     sem, timeout != PR_INTERVAL_NO_TIMEOUT ? &limit : NULL,
                     FailTimedWait)
               : FailTimedWait(EINVAL);
}

PR_IMPLEMENT(PRStatus)
PRX_GetSemaphoreValue(PRSem *sem, PRIntn *value)
{
    return _PR_ReportCall("PRX_GetSemaphoreValue", NULL,
                          sem != NULL && value != NULL
                              ? sem->ops->readValue(sem, value)
                              : EINVAL);
}
