/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named segments on Unix: the table of their mechanisms, and the setting that
 * chooses among them.
 */
#include "config.h"

#include "private/pprmapped.h"
#include "private/pprshmux.h"

#include <string.h>

/* --- The mechanisms ------------------------------------------------------ */

static const _MDMechanism *const mechanisms[] = {
#ifdef HAVE_SHM_SYSV
    &_MD_shmSysv,
#endif
#ifdef HAVE_SHM_POSIX
    &_MD_shmPosix,
#endif
    &_MD_shmFile,
};

#define MECHANISMS ((PRIntn)PR_ARRAY_SIZE(mechanisms))

/* All else that makes a segment impossible the system reports by itself. */
static PRInt32
CheckNew(const _MDRequest *request)
{
    return request->wanted.size > 0 ? 0 : EINVAL;
}

static void
CloseHandle(_MDHandle *handle)
{
    (void)handle->segment.ops->closeSegment(&handle->segment);
}

const _MDKind _MD_segments = {
    mechanisms, MECHANISMS, CheckNew, CloseHandle, PR_FALSE,
};

const char *
_PR_MD_ShmBackendName(PRIntn i)
{
    return i < MECHANISMS ? mechanisms[i]->name : NULL;
}

/* --- The setting --------------------------------------------------------- */

static PRIntn
FindMechanism(const char *name)
{
    PRIntn i = MECHANISMS - 1;

    while (i >= 0 && strcmp(mechanisms[i]->name, name) != 0) {
        i--;
    }
    return i;
}

/* PRSHM_BACKEND, or NULL if it is not set or empty. */
static const char *
Setting(void)
{
    const char *setting = _MD_SecureGetenv("PRSHM_BACKEND");

    return setting != NULL && *setting != '\0' ? setting : NULL;
}

/* It is looked up once: threads may change the environment later. */
PRIntn
_MD_PreferredMechanism(void)
{
    static PRIntn known = -1;
    PRIntn        found = __atomic_load_n(&known, __ATOMIC_RELAXED);
    const char   *setting;

    if (found == -1) {
        setting = Setting();
        found = FindMechanism(setting != NULL ? setting : SHM_DEFAULT_BACKEND);
        __atomic_store_n(&known, found, __ATOMIC_RELAXED);
    }
    return found;
}

const char *
_PR_MD_ShmBadSetting(void)
{
    return _MD_PreferredMechanism() == -1 ? Setting() : NULL;
}

/* --- What generic code calls --------------------------------------------- */

PRInt32
_PR_MD_OpenShm(const char *name, PRSize size, PRIntn flags, PRIntn mode,
               PRSharedMemory *shm)
{
    PRBool     create = (flags & PR_SHM_CREATE) != 0;
    _MDRequest request = {
        .kind = &_MD_segments,
        .mechanism = _MD_PreferredMechanism(),
        .name = name,
        .wanted = { .rights = mode, .mode = mode, .size = size },
        .create = create,
        .exclusive = create && (flags & PR_SHM_EXCL) != 0,
    };
    _MDHandle opened;
    PRInt32   err = _MD_OpenNamed(&request, &opened);

    if (err == 0) {
        *shm = opened.segment;
    }
    return err;
}

PRInt32
_PR_MD_DeleteShm(const char *name)
{
    _MDRequest request = {
        .kind = &_MD_segments,
        .mechanism = _MD_PreferredMechanism(),
        .name = name,
    };

    return _MD_DeleteNamed(&request);
}
