/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named semaphores on Unix: the table of their mechanisms.
 */
#include "config.h"

#include "private/pprsemux.h"
#include "prshmx.h"

/* --- The mechanisms ------------------------------------------------------ */

/* In the order of the mechanisms of segments.  There is none like `file': the
 * last of these stands in for it. */
static const _MDMechanism *const mechanisms[] = {
#ifdef HAVE_SHM_SYSV
    &_MD_semSysv,
#endif
#ifdef HAVE_SEM_POSIX
    &_MD_semPosix,
#endif
    NULL,
};

#define MECHANISMS ((PRIntn)PR_ARRAY_SIZE(mechanisms) - 1)

/* The number of the mechanism of new semaphores: -1 if the setting names
 * none. */
static PRIntn
Preferred(void)
{
    return PR_MIN(_MD_PreferredMechanism(), MECHANISMS - 1);
}

static PRInt32
CheckNew(const _MDRequest *request)
{
    if (request->wanted.value > _MD_SEM_VALUE_MAX) {
        return EINVAL;
    }
    return request->wanted.undo && !mechanisms[request->mechanism]->canUndo
               ? ENOSYS
               : 0;
}

static void
CloseHandle(_MDHandle *handle)
{
    handle->semaphore.ops->closeSemaphore(&handle->semaphore);
}

const _MDKind _MD_semaphores = {
    mechanisms, MECHANISMS, CheckNew, CloseHandle, PR_TRUE,
};

/* --- What generic code calls --------------------------------------------- */

/* The rights that an open asks for, as stock NSPR does. */
#define RIGHTS 0666

PRInt32
_PR_MD_OpenSem(const char *name, PRIntn flags, PRIntn mode, PRUintn value,
               PRSem *sem)
{
    PRBool     create = (flags & PR_SEM_CREATE) != 0;
    _MDRequest request = {
        .kind = &_MD_semaphores,
        .mechanism = Preferred(),
        .name = name,
        .wanted = { .rights = RIGHTS,
                    .mode = mode,
                    .value = value,
                    .undo = (flags & PRX_SEM_UNDO) != 0 },
        .create = create,
        .exclusive = create && (flags & PR_SEM_EXCL) != 0,
    };
    _MDHandle opened;
    PRInt32   err = MECHANISMS > 0 ? _MD_OpenNamed(&request, &opened) : ENOSYS;

    if (err == 0) {
        *sem = opened.semaphore;
    }
    return err == ENOTSUP ? ENOSYS : err; /* it is there, but cannot undo */
}

PRInt32
_PR_MD_DeleteSem(const char *name)
{
    _MDRequest request = {
        .kind = &_MD_semaphores,
        .mechanism = Preferred(),
        .name = name,
    };

    return MECHANISMS > 0 ? _MD_DeleteNamed(&request) : ENOSYS;
}
