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

#include <errno.h>
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

static PRInt32
SysvFind(const struct stat *marker, PRSize size, PRIntn mode,
         PRSharedMemory *shm)
{
    int shmid = shmget(SysvKey(marker), size, mode);

    if (shmid == -1) {
        return errno;
    }
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
    return errno == ENOENT ? 0 : errno;
}

static PRInt32
SysvMake(const struct stat *marker, PRSize size, PRIntn mode,
         PRSharedMemory *shm)
{
    PRInt32 err = SysvFind(marker, size, mode | IPC_CREAT | IPC_EXCL, shm);

    /* BSD kernels compare sizes before they see that it must not exist. */
    if (err == EINVAL && SysvClaim(marker) == EEXIST) {
        err = EEXIST;
    }
    return err;
}

static PRInt32
SysvRemove(const struct stat *marker)
{
    int shmid = shmget(SysvKey(marker), 0, 0);

    if (shmid == -1) {
        return errno;
    }
    if (shmctl(shmid, IPC_RMID, NULL) == -1) {
        /* EIDRM, EINVAL: somebody else removed it since the last call. */
        return errno == EIDRM || errno == EINVAL ? ENOENT : errno;
    }
    return 0;
}

static PRInt32
SysvAttach(PRSharedMemory *shm, PRBool readOnly, void **addr)
{
    void *at = shmat(shm->native.shmid, NULL, readOnly ? SHM_RDONLY : 0);

    if (at == (void *)-1) {
        return errno == EIDRM ? EINVAL : errno;
    }
    *addr = at;
    return 0;
}

static PRInt32
SysvDetach(PRSharedMemory *shm, void *addr)
{
    (void)shm; /* the kernel knows where segments begin */
    return shmdt(addr) == 0 ? 0 : errno;
}

static PRInt32
SysvClose(PRSharedMemory *shm)
{
    (void)shm; /* an identifier is not a descriptor: nothing to give back */
    return 0;
}

const _MDShmBackend _MD_shmSysv = {
    { "sysv", SysvAttach, SysvDetach, SysvClose },
    SysvFind,
    SysvClaim,
    SysvMake,
    SysvRemove,
};
