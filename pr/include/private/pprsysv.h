/* SPDX-License-Identifier: MPL-2.0 */
/*
 * System V objects of either kind: how a marker becomes a key.
 */
#ifndef pprsysv_h___
#define pprsysv_h___

#include "private/pprunix.h"
#include "prtypes.h"

#include <errno.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <time.h>

/* The formula of ftok(), which itself would look the file up again. */
static inline key_t
_MD_SysvKey(char letter, const struct stat *marker)
{
    PRUint32 key = (PRUint32)letter << 24;

    key |= ((PRUint32)marker->st_dev & 0xff) << 16;
    key |= (PRUint32)marker->st_ino & 0xffff;
    return (key_t)key;
}

/* Filters of system calls say EPERM for those that they take away; shmget()
 * and semget() themselves do not. */
static inline PRInt32
_MD_FromSysvGet(PRInt32 err)
{
    return err == EPERM ? ENOSYS : err;
}

/* One operation on a set, for which it waits at most so long: EAGAIN then. */
static inline int
_MD_SemTimedOp(int semid, struct sembuf *operation,
               const struct timespec *limit)
{
#ifdef HAVE_SEMTIMEDOP
    return semtimedop(semid, operation, 1, limit);
#else
    (void)semid, (void)operation, (void)limit;
    errno = ENOSYS;
    return -1;
#endif
}

#endif /* pprsysv_h___ */
