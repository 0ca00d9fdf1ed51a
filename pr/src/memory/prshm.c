/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named shared memory: the calls of prshm.h.
 *
 * Checks arguments, owns handles and reports errors; the rest is behind the
 * seam (private/pprshm.h).  It uses public NSPR calls alone, so it works over
 * any runtime that has them.
 */
#include "config.h"

#include "prmem.h"
#include "private/pprattach.h"
#include "private/pprreport.h"
#include "private/pprshm.h"
#include "prshm.h"

#include <errno.h>

/* --- Calls --------------------------------------------------------------- */

PR_IMPLEMENT(PRSharedMemory *)
PR_OpenSharedMemory(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    PRSharedMemory *shm = NULL;
    PRInt32         err = EINVAL;

    if (name != NULL) {
        shm = PR_NEW(PRSharedMemory);
        err = shm == NULL ? ENOMEM
                          : _PR_MD_OpenShm(name, size, flags,
                                           mode & _PR_MODE_BITS, shm);
    }
    if (err != 0) {
        PR_Free(shm);
        _PR_ExplainSetting();
        _PR_Fail("PR_OpenSharedMemory", name, err);
        return NULL;
    }
    return shm;
}

/*
 * Whether a handle may attach.  A removed segment may be attached as long as
 * anybody has it attached.  If the mechanism does not check that by itself,
 * only the attachments of this process are known.
 */
static PRInt32
CheckHandle(const PRSharedMemory *shm)
{
    PRInt32 err = shm->ops->checkSegment(shm);

    if (err == EIDRM) {
        err = _PR_CountAttachments(shm) > 0 ? 0 : EINVAL;
    }
    return err;
}

/* Do what the flags of prshmx.h ask for.  A length of 0 says that only the
 * system knows how long the attachment is. */
static void
Prefault(const PRSharedMemory *shm, const _PRAttachment *attachment,
         PRIntn flags)
{
    PRXSharedMemoryInfo info = { .size = attachment->length };

    if (info.size == 0 && shm->ops->describeSegment(shm, &info) != 0) {
        return;
    }
    _PR_MD_Prefault(attachment->addr, info.size,
                    (flags & PR_SHM_READONLY) == 0, flags);
}

/* Map the segment and note in attachment where, which then belongs to the list
 * of attachments. */
static PRInt32
Attach(const PRSharedMemory *shm, PRIntn flags, _PRAttachment *attachment,
       void **addr)
{
    PRBool  readOnly = (flags & PR_SHM_READONLY) != 0;
    PRInt32 err = CheckHandle(shm);

    if (err == 0) {
        err = shm->ops->attachSegment(shm, readOnly, &attachment->addr,
                                      &attachment->length);
    }
    if (err == 0) {
        *addr = attachment->addr;
        attachment->ops = shm->ops;
        attachment->identity = shm->identity;
        if ((flags & (PRX_SHM_POPULATE | PRX_SHM_HUGE)) != 0) {
            Prefault(shm, attachment, flags);
        }
        PR_Free(_PR_AddAttachment(attachment));
    }
    return err;
}

PR_IMPLEMENT(void *)
PR_AttachSharedMemory(PRSharedMemory *shm, PRIntn flags)
{
    _PRAttachment *attachment = NULL;
    void          *addr = NULL;
    PRInt32        err = EINVAL;

    if (shm != NULL) {
        attachment = PR_NEW(_PRAttachment);
        err = attachment == NULL ? ENOMEM
                                 : Attach(shm, flags, attachment, &addr);
    }
    if (err != 0) {
        PR_Free(attachment);
        _PR_Fail("PR_AttachSharedMemory", NULL, err);
        return NULL;
    }
    return addr;
}

/* Unmap what this process has attached at an address. */
static PRInt32
Detach(void *addr)
{
    _PRAttachment *attachment = _PR_TakeAttachment(addr);
    PRInt32        err;

    if (attachment == NULL) {
        return EINVAL;
    }
    err = attachment->ops->detachSegment(addr, attachment->length);
    if (err == 0 || err == EINVAL) { /* EINVAL: the program unmapped it */
        PR_Free(attachment);
    } else {
        PR_Free(_PR_AddAttachment(attachment));
    }
    return err;
}

PR_IMPLEMENT(PRStatus)
PR_DetachSharedMemory(PRSharedMemory *shm, void *addr)
{
    return _PR_ReportCall("PR_DetachSharedMemory", NULL,
                          shm != NULL ? Detach(addr) : EINVAL);
}

PR_IMPLEMENT(PRStatus)
PR_CloseSharedMemory(PRSharedMemory *shm)
{
    PRInt32 err = EINVAL;

    if (shm != NULL) {
        err = shm->ops->closeSegment(shm);
        PR_Free(shm);
    }
    return _PR_ReportCall("PR_CloseSharedMemory", NULL, err);
}

PR_IMPLEMENT(PRStatus)
PR_DeleteSharedMemory(const char *name)
{
    PRInt32 err = name != NULL ? _PR_MD_DeleteShm(name) : EINVAL;

    if (err != 0) {
        _PR_ExplainSetting();
    }
    return _PR_ReportCall("PR_DeleteSharedMemory", name, err);
}
