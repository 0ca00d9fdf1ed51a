/* SPDX-License-Identifier: MPL-2.0 */
/*
 * System V semaphores: the mechanism of stock NSPR, object for object.
 *
 * A semaphore is a set of one, whose key is made as a segment's is, but with
 * the letter a.  A set cannot be made with a value, so that takes three steps:
 * semget() makes it; SETVAL sets it to 0, which leaves the number of the maker
 * in it, so that others can tell when that process has died; and the first
 * semop() gives it the value.  That also notes the time of the last operation,
 * by which others can tell that the set is ready.
 */
#include "config.h"

#include "private/pprsemux.h"
#include "private/pprsysv.h"

#include <signal.h>
#include <sys/sem.h>
#include <time.h>

/* POSIX leaves it to programs to declare this. */
typedef union SemArgument {
    int              val;
    struct semid_ds *buf;
} SemArgument;

static key_t
KeyOf(const struct stat *marker)
{
    return _MD_SysvKey('a', marker);
}

/* --- What handles can do ------------------------------------------------- */

/* Whether a limit says not to wait at all. */
static PRBool
IsNone(const struct timespec *limit)
{
    return limit != NULL && limit->tv_sec == 0 && limit->tv_nsec == 0;
}

static PRInt32
Operate(const PRSem *sem, short change, const struct timespec *limit)
{
    struct sembuf operation = { 0, change, sem->native.sysv.flags };
    int           rv;

    if (limit == NULL) {
        rv = semop(sem->native.sysv.semid, &operation, 1);
    } else if (IsNone(limit)) {
        operation.sem_flg |= IPC_NOWAIT;
        rv = semop(sem->native.sysv.semid, &operation, 1);
    } else {
        rv = _MD_SemTimedOp(sem->native.sysv.semid, &operation, limit);
    }
    return rv == 0 ? 0 : errno;
}

/* The error of a call that does not wait.  EIDRM says that the set was removed
 * during the call; here that is the same as removed before. */
static PRInt32
AtOnce(PRInt32 err)
{
    return err == EIDRM ? EINVAL : err;
}

static PRStatus
SysvWait(PRSem *sem, const struct timespec *limit, _MDSemFailure fail)
{
    PRInt32 err = Operate(sem, -1, limit);

    return err == 0 ? PR_SUCCESS : fail(IsNone(limit) ? AtOnce(err) : err);
}

static PRStatus
SysvPost(PRSem *sem, _MDSemFailure fail)
{
    PRInt32 err = Operate(sem, 1, NULL);

    return err == 0 ? PR_SUCCESS : fail(AtOnce(err));
}

static PRInt32
SysvReadValue(const PRSem *sem, PRIntn *value)
{
    int found = semctl(sem->native.sysv.semid, 0, GETVAL);

    if (found == -1) {
        return AtOnce(errno);
    }
    *value = found;
    return 0;
}

static void
SysvClose(PRSem *sem)
{
    (void)sem; /* an identifier is not a descriptor: nothing to give back */
}

static const _MDSemOps ops = {
    SysvWait,
    SysvPost,
    SysvReadValue,
    SysvClose,
};

static void
Adopt(int semid, const _MDWanted *wanted, _MDHandle *handle)
{
    handle->semaphore.ops = &ops;
    handle->semaphore.native.sysv.semid = semid;
    handle->semaphore.native.sysv.flags = wanted->undo ? SEM_UNDO : 0;
}

/* --- Whether a set is ready ---------------------------------------------- */

/* A maker needs microseconds from making a set to leaving its number in it: one
 * that has not done so after so many seconds never will. */
#define UNMARKED_SECONDS 2

/* It needs as few from there to the last step, but may be stopped for a while.
 * That a process of its number lives is no proof for ever: it may be a zombie,
 * or another process that has got the number since. */
#define MARKED_SECONDS   55

/* Whether the maker of a set that is not ready has died, as far as can be told.
 * A set with another value than 0, or with more semaphores, belongs to a
 * program that does not use NSPR. */
static PRBool
MakerIsDead(int semid, const struct semid_ds *set)
{
    int    maker = semctl(semid, 0, GETPID);
    time_t limit = UNMARKED_SECONDS;

    if (maker > 0) {
        if (kill((pid_t)maker, 0) == -1 && errno == ESRCH) {
            return PR_TRUE;
        }
        if (set->sem_nsems != 1 || semctl(semid, 0, GETVAL) != 0) {
            return PR_FALSE;
        }
        limit = MARKED_SECONDS;
    }
    return time(NULL) - set->sem_ctime >= limit;
}

/* Whether a set is ready: 0; else _MD_BEING_MADE, _MD_HALF_MADE, or ENOENT if
 * it has vanished. */
static PRInt32
Judge(int semid)
{
    struct semid_ds set;
    SemArgument     arg = { .buf = &set };

    if (semctl(semid, 0, IPC_STAT, arg) == -1) {
        /* What we may not look at is taken for ready. */
        return errno == EIDRM || errno == EINVAL ? ENOENT : 0;
    }
    if (set.sem_otime != 0) {
        return 0;
    }
    return MakerIsDead(semid, &set) ? _MD_HALF_MADE : _MD_BEING_MADE;
}

/* --- The mechanism ------------------------------------------------------- */

static PRInt32
SysvFind(const _MDMarker *marker, const _MDWanted *wanted, _MDHandle *handle)
{
    PRInt32 err;
    int     semid = semget(KeyOf(&marker->info), 1, wanted->rights);

    if (semid == -1) {
        return _MD_FromSysvGet(errno);
    }
    err = Judge(semid);
    if (err == 0) {
        Adopt(semid, wanted, handle);
    }
    return err;
}

static PRInt32
SysvClaim(const struct stat *marker)
{
    /* Linux asks for no right where none is asked for; others might. */
    if (semget(KeyOf(marker), 0, 0) != -1 || errno == EACCES) {
        return EEXIST;
    }
    return errno == ENOENT ? 0 : _MD_FromSysvGet(errno);
}

static PRInt32
SysvRemove(const _MDMarker *marker, PRBool keepMarker)
{
    int semid = semget(KeyOf(&marker->info), 0, 0);

    (void)keepMarker; /* it is not touched anyway */
    if (semid == -1) {
        return _MD_FromSysvGet(errno);
    }
    if (semctl(semid, 0, IPC_RMID) == -1) {
        /* EIDRM, EINVAL: somebody else removed it since the last call. */
        return errno == EIDRM || errno == EINVAL ? ENOENT : errno;
    }
    return 0;
}

/* Give a new set its value: with that it is ready. */
static PRInt32
MakeReady(int semid, short value)
{
    struct sembuf first = { 0, value, 0 };
    SemArgument   arg = { .val = 0 };
    int           rv = semctl(semid, 0, SETVAL, arg);

    if (rv != -1) {
        _MD_RETRY(rv, semop(semid, &first, 1));
    }
    return rv != -1 ? 0 : errno;
}

static PRInt32
SysvMake(const _MDMarker *marker, const _MDWanted *wanted, _MDHandle *handle)
{
    PRInt32 err;
    int     semid =
        semget(KeyOf(&marker->info), 1, wanted->mode | IPC_CREAT | IPC_EXCL);

    if (semid == -1) {
        return _MD_FromSysvGet(errno);
    }
    err = MakeReady(semid, (short)wanted->value);
    if (err == 0) {
        Adopt(semid, wanted, handle);
    } else {
        (void)semctl(semid, 0, IPC_RMID);
    }
    /* If it has vanished, somebody took us for dead and made another one. */
    return err == EIDRM || err == EINVAL ? EEXIST : err;
}

const _MDMechanism _MD_semSysv = {
    "sysv", PR_FALSE, PR_TRUE, SysvFind, NULL, SysvClaim, SysvMake, SysvRemove,
};
