/* SPDX-License-Identifier: MPL-2.0 */
/*
 * System V shared memory: the mechanism of stock NSPR, object for object.
 *
 * A segment is found by a key of 32 bits, made from its marker as ftok() makes
 * it: the letter b, the lowest 8 bits of the device and the lowest 16 of the
 * inode.  Keys therefore collide, which is uxshm.c's concern; here a key is
 * taken at its word.  The kernel zeroes new segments, checks rights by their
 * mode, keeps a removed one for those who have it attached, and frees its key
 * at once.
 */
#include "config.h"

#include "private/pprshmux.h"
#include "private/pprunix.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/shm.h>

/* The formula itself, for ftok() would look the file up again. */
static key_t
SysvKey(const struct stat *marker)
{
    PRUint32 key = (PRUint32)'b' << 24;

    key |= ((PRUint32)marker->st_dev & 0xff) << 16;
    key |= (PRUint32)marker->st_ino & 0xffff;
    return (key_t)key;
}

/* Filters of system calls say EPERM for those that they take away; shmget()
 * itself does not. */
static PRInt32
FromShmget(PRInt32 err)
{
    return err == EPERM ? ENOSYS : err;
}

static PRInt32
SysvFind(const _MDMarker *marker, PRSize size, PRIntn mode,
         PRSharedMemory *shm)
{
    int shmid = shmget(SysvKey(&marker->info), size, mode);

    if (shmid == -1) {
        return FromShmget(errno);
    }
    shm->identity.device = 0;
    shm->identity.number = (PRUint64)shmid;
    shm->native.shmid = shmid;
    return 0;
}

static PRInt32
SysvClaim(const struct stat *marker)
{
    /* Linux asks for no right where none is asked for; others might. */
    if (shmget(SysvKey(marker), 0, 0) != -1 || errno == EACCES) {
        return EEXIST;
    }
    return errno == ENOENT ? 0 : FromShmget(errno);
}

static PRInt32
SysvMake(const _MDMarker *marker, PRSize size, PRIntn mode,
         PRSharedMemory *shm)
{
    PRInt32 err = SysvFind(marker, size, mode | IPC_CREAT | IPC_EXCL, shm);

    /* BSD kernels compare sizes before they see that it must not exist. */
    if (err == EINVAL && SysvClaim(&marker->info) == EEXIST) {
        err = EEXIST;
    }
    return err;
}

static PRInt32
SysvRemove(const _MDMarker *marker)
{
    int shmid = shmget(SysvKey(&marker->info), 0, 0);

    if (shmid == -1) {
        return FromShmget(errno);
    }
    if (shmctl(shmid, IPC_RMID, NULL) == -1) {
        /* EIDRM, EINVAL: somebody else removed it since the last call. */
        return errno == EIDRM || errno == EINVAL ? ENOENT : errno;
    }
    return 0;
}

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

const _MDShmBackend _MD_shmSysv = {
    { "sysv", SysvCheck, SysvAttach, SysvDetach, SysvClose, SysvDescribe },
    PR_FALSE,
    SysvFind,
    SysvClaim,
    SysvMake,
    SysvRemove,
};
