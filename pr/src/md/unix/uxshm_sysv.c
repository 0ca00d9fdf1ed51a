/* SPDX-License-Identifier: MPL-2.0 */
/*
 * System V shared memory: the mechanism of stock NSPR, object for object.
 *
 * A segment is found by a key of 32 bits, made from its marker as ftok() makes
 * it: the letter b, the lowest 8 bits of the device and the lowest 16 of the
 * inode.  Keys therefore collide, which is uxnamed.c's concern; here a key is
 * taken at its word.  The kernel zeroes new segments, checks rights by their
 * mode, keeps a removed one for those who have it attached, and frees its key
 * at once.
 */
#include "config.h"

#include "private/pprshmux.h"
#include "private/pprsysv.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/shm.h>

static key_t
KeyOf(const struct stat *marker)
{
    return _MD_SysvKey('b', marker);
}

/* --- What handles can do ------------------------------------------------- */

static PRInt32
SysvCheck(const PRSharedMemory *shm)
{
    (void)shm; /* the kernel lets nobody attach who should not */
    return 0;
}

static PRInt32
SysvAttach(const PRSharedMemory *shm, PRBool readOnly, void **addr,
           PRSize *length)
{
    void *at = shmat(shm->native.shmid, NULL, readOnly ? SHM_RDONLY : 0);

    if (at == (void *)-1) {
        return errno == EIDRM ? EINVAL : errno;
    }
    *addr = at;
    *length = 0; /* the kernel knows where segments end */
    return 0;
}

static PRInt32
SysvDetach(void *addr, PRSize length)
{
    (void)length;
    return shmdt(addr) == 0 ? 0 : errno;
}

static PRInt32
SysvClose(PRSharedMemory *shm)
{
    (void)shm; /* an identifier is not a descriptor: nothing to give back */
    return 0;
}

static PRInt32
SysvDescribe(const PRSharedMemory *shm, PRXSharedMemoryInfo *info)
{
    struct shmid_ds found;

    if (shmctl(shm->native.shmid, IPC_STAT, &found) == -1) {
        return errno == EIDRM ? EINVAL : errno;
    }
    info->size = found.shm_segsz;
    info->mode = found.shm_perm.mode & 0777;
    info->uid = found.shm_perm.uid;
    info->gid = found.shm_perm.gid;
    info->creatorPid = found.shm_cpid;
    info->attachments = (PRInt64)found.shm_nattch;
    info->creationTime = (PRInt64)found.shm_ctime * 1000000;
    (void)snprintf(info->native, sizeof info->native, "shmid %d key 0x%x",
                   shm->native.shmid, (unsigned)found.shm_perm._MD_IPC_KEY);
    return 0;
}

static const _MDShmOps ops = {
    "sysv", SysvCheck, SysvAttach, SysvDetach, SysvClose, SysvDescribe,
};

/* --- The mechanism ------------------------------------------------------- */

static PRInt32
Get(const _MDMarker *marker, PRSize size, PRIntn flags, _MDHandle *handle)
{
    int shmid = shmget(KeyOf(&marker->info), size, flags);

    if (shmid == -1) {
        return _MD_FromSysvGet(errno);
    }
    handle->segment.ops = &ops;
    handle->segment.identity.device = 0;
    handle->segment.identity.number = (PRUint64)shmid;
    handle->segment.native.shmid = shmid;
    return 0;
}

static PRInt32
SysvFind(const _MDMarker *marker, const _MDWanted *wanted, _MDHandle *handle)
{
    return Get(marker, wanted->size, wanted->rights, handle);
}

static PRInt32
SysvClaim(const struct stat *marker)
{
    /* Linux asks for no right where none is asked for; others might. */
    if (shmget(KeyOf(marker), 0, 0) != -1 || errno == EACCES) {
        return EEXIST;
    }
    return errno == ENOENT ? 0 : _MD_FromSysvGet(errno);
}

static PRInt32
SysvMake(const _MDMarker *marker, const _MDWanted *wanted, _MDHandle *handle)
{
    PRInt32 err =
        Get(marker, wanted->size, wanted->mode | IPC_CREAT | IPC_EXCL, handle);

    /* BSD kernels compare sizes before they see that it must not exist. */
    if (err == EINVAL && SysvClaim(&marker->info) == EEXIST) {
        err = EEXIST;
    }
    return err;
}

static PRInt32
SysvRemove(const _MDMarker *marker, PRBool keepMarker)
{
    int shmid = shmget(KeyOf(&marker->info), 0, 0);

    (void)keepMarker; /* it is not touched anyway */
    if (shmid == -1) {
        return _MD_FromSysvGet(errno);
    }
    if (shmctl(shmid, IPC_RMID, NULL) == -1) {
        /* EIDRM, EINVAL: somebody else removed it since the last call. */
        return errno == EIDRM || errno == EINVAL ? ENOENT : errno;
    }
    return 0;
}

/* No adoptDenied: the kernel finds a segment for anybody who wants no right. */
const _MDMechanism _MD_shmSysv = {
    "sysv", PR_FALSE,  PR_FALSE, SysvFind,
    NULL,   SysvClaim, SysvMake, SysvRemove,
};
