/* SPDX-License-Identifier: MPL-2.0 */
/*
 * POSIX semaphores: objects such as sem_open() has, found by their marker's
 * identity.
 *
 * Behind sem_open() stands a file with a sem_t in it, which it makes and links
 * in several steps.  Here the file is one of pprobject.h's, so it is whole when
 * it gets its name, has its mode whatever the umask, and tells whom it belongs
 * to; to sem_open() it looks like one of its own.  Taking and giving is the
 * C library's work.
 *
 * The kernel knows nothing of such semaphores; that one is deleted those who
 * wait for it learn from a flag beside it.  The one who deletes it posts once,
 * and whoever wakes and sees the flag posts for the next one.
 */
#include "config.h"

#include "private/pprobject.h"
#include "private/pprsemux.h"

#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

/* What is in the shared memory. */
typedef struct _MDSemWords {
    sem_t    sem; /* first, as sem_open() has it */
    PRUint32 removed;
} _MDSemWords;

static inline PRBool
IsRemoved(const _MDSemWords *words)
{
    return __atomic_load_n(&words->removed, __ATOMIC_ACQUIRE) != 0;
}

/* --- What handles can do ------------------------------------------------- */

static PRInt32
SleepUntil(sem_t *sem, clockid_t clock, const struct timespec *limit)
{
    struct timespec until;

    (void)clock_gettime(clock, &until);
    until.tv_sec += limit->tv_sec;
    until.tv_nsec += limit->tv_nsec;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    return _MD_SemWaitUntil(sem, &until) == 0 ? 0 : errno;
}

/*
 * Even a wait that lasts for ever has limits.  With one the kernel ends it for
 * any signal's handler, and without only for those without SA_RESTART.  And
 * somebody may have been killed who was to wake us when the semaphore was
 * deleted.
 */
static PRInt32
Sleep(_MDSemWords *words, const struct timespec *limit)
{
    const struct timespec look = { 10, 0 };
    PRInt32               err;

    if (limit != NULL) {
        return SleepUntil(&words->sem, _MD_SEM_CLOCK, limit);
    }
    do {
        err = SleepUntil(&words->sem, _MD_SEM_COARSE_CLOCK, &look);
    } while (err == ETIMEDOUT && !IsRemoved(words));
    return err == ETIMEDOUT ? EIDRM : err;
}

static PRBool
Attempt(void *arg)
{
    return sem_trywait(arg) == 0;
}

/* Wait for what is not to be had at once.  Of a semaphore that was deleted
 * before, somebody has just taken what there was, and will post it again. */
static PRInt32
WaitLonger(PRSem *sem, const struct timespec *limit)
{
    _MDSemWords *words = sem->native.posix.words;

    if (IsRemoved(words)) {
        return EINVAL;
    }
    if (limit != NULL && limit->tv_sec == 0 && limit->tv_nsec == 0) {
        return EAGAIN;
    }
    return _MD_SpinFor(&sem->native.posix.spin, Attempt, &words->sem)
               ? 0
               : Sleep(words, limit);
}

static PRStatus
PosixWait(PRSem *sem, const struct timespec *limit, _MDSemFailure fail)
{
    _MDSemWords *words = sem->native.posix.words;
    PRBool       waits = sem_trywait(&words->sem) == -1;
    PRInt32      err = waits ? WaitLonger(sem, limit) : 0;

    if (err == 0 && IsRemoved(words)) {
        (void)sem_post(&words->sem); /* for the next one */
        err = waits ? EIDRM : EINVAL;
    }
    return err == 0 ? PR_SUCCESS : fail(err);
}

static PRInt32
PosixReadValue(const PRSem *sem, PRIntn *value)
{
    _MDSemWords *words = sem->native.posix.words;
    PRIntn       found;

    (void)sem_getvalue(&words->sem, &found);
    /* In this order: who removes it says so, then posts what would count. */
    if (IsRemoved(words)) {
        return EINVAL;
    }
    *value = found;
    return 0;
}

/* Those who post at the same time may go beyond the limit together, which is
 * far below that of the C library. */
static PRStatus
PosixPost(PRSem *sem, _MDSemFailure fail)
{
    PRIntn  value;
    PRInt32 err = PosixReadValue(sem, &value);

    if (err == 0 && value >= _MD_SEM_VALUE_MAX) {
        err = ERANGE;
    }
    if (err == 0 && sem_post(&sem->native.posix.words->sem) == -1) {
        err = errno;
    }
    return err == 0 ? PR_SUCCESS : fail(err);
}

static void
PosixClose(PRSem *sem)
{
    (void)munmap(sem->native.posix.words, sizeof *sem->native.posix.words);
}

static const _MDSemOps ops = {
    PosixWait,
    PosixPost,
    PosixReadValue,
    PosixClose,
};

/* --- Opening ------------------------------------------------------------- */

/*
 * Map what an object has that was just opened; its descriptor is closed.
 * ENOTSUP if that is of a program with another kind of sem_t, one of 32 bits
 * for example.
 */
static PRInt32
Map(PRSharedMemory *object, _MDSemWords **words)
{
    void   *at = MAP_FAILED;
    PRInt32 err = ENOTSUP;

    if (object->native.file.size == sizeof **words) {
        at = mmap(NULL, sizeof **words, PROT_READ | PROT_WRITE, MAP_SHARED,
                  object->native.file.fd, 0);
        err = at == MAP_FAILED ? errno : 0;
    }
    (void)close(object->native.file.fd);
    if (err == 0) {
        *words = at;
    }
    return err;
}

static void
Adopt(_MDSemWords *words, _MDHandle *handle)
{
    memset(&handle->semaphore, 0, sizeof handle->semaphore);
    handle->semaphore.ops = &ops;
    handle->semaphore.native.posix.words = words;
}

/* Those who only look, and may not do more, are content that it is there. */
static PRInt32
PosixFind(const _MDMarker *marker, const _MDWanted *wanted, _MDHandle *handle)
{
    PRSharedMemory object;
    _MDSemWords   *words;
    PRInt32        err =
        _MD_FindObject(_MD_SEM_PREFIX, marker, 0, wanted->rights, &object);

    if (err == 0) {
        err = Map(&object, &words);
    }
    if (err != 0) {
        return err;
    }
    Adopt(words, handle);
    if (IsRemoved(words)) {
        err = _MD_HALF_MADE; /* its remover has died */
    } else if (wanted->undo) {
        err = ENOTSUP;
    }
    if (err != 0) {
        PosixClose(&handle->semaphore);
    }
    return err;
}

static PRInt32
PosixClaim(const struct stat *marker)
{
    return _MD_ClaimObject(_MD_SEM_PREFIX, marker);
}

/* --- Removing ------------------------------------------------------------ */

/* Whether an object can be removed: who may do that may also set the mode that
 * it has anyway. */
static PRInt32
CheckOwner(int fd)
{
    struct stat info;

    return fstat(fd, &info) == 0 && fchmod(fd, info.st_mode & 07777) == 0
               ? 0
               : errno;
}

/* Tell those who wait. */
static void
Announce(_MDSemWords *words)
{
    __atomic_store_n(&words->removed, 1, __ATOMIC_RELEASE);
    (void)sem_post(&words->sem);
}

/* It was not removed after all.  Those who have woken have failed. */
static void
Withdraw(_MDSemWords *words)
{
    __atomic_store_n(&words->removed, 0, __ATOMIC_RELEASE);
    (void)sem_trywait(&words->sem);
}

/* Remove an object that was just opened; its descriptor is closed.  What cannot
 * be mapped, for want of rights or because it is another program's, is removed
 * all the same. */
static PRInt32
UnlinkAnnounced(const _MDMarker *marker, PRSharedMemory *object)
{
    _MDSemWords *words = NULL;
    PRInt32      err = Map(object, &words);

    if (err != 0 && err != EACCES && err != ENOTSUP) {
        return err;
    }
    if (words != NULL) {
        Announce(words);
    }
    err = _MD_UnlinkObject(_MD_SEM_PREFIX, marker);
    if (words != NULL) {
        if (err != 0) {
            Withdraw(words);
        }
        (void)munmap(words, sizeof *words);
    }
    return err;
}

static PRInt32
PosixRemove(const _MDMarker *marker, PRBool keepMarker)
{
    PRSharedMemory object;
    PRInt32        err = _MD_FindObject(_MD_SEM_PREFIX, marker, 0, 0, &object);

    (void)keepMarker; /* it is not touched anyway */
    if (err == EACCES) {
        /* Who may not look at it may still be its owner. */
        return _MD_UnlinkObject(_MD_SEM_PREFIX, marker);
    }
    if (err != 0) {
        return err;
    }
    err = CheckOwner(object.native.file.fd);
    if (err != 0) {
        (void)close(object.native.file.fd);
        return err;
    }
    return UnlinkAnnounced(marker, &object);
}

/* --- Making -------------------------------------------------------------- */

static PRInt32
PosixMake(const _MDMarker *marker, const _MDWanted *wanted, _MDHandle *handle)
{
    _MDSemWords         first = { .removed = 0 }, *words;
    const _MDNewSegment segment = { .size = sizeof first,
                                    .mode = wanted->mode,
                                    .content = &first,
                                    .contentSize = sizeof first };
    PRSharedMemory      object;
    PRInt32             err;

    if ((wanted->mode & 0200) == 0 && geteuid() != 0) {
        return EACCES; /* nobody could use it, its maker included */
    }
    if (sem_init(&first.sem, 1, wanted->value) == -1) {
        return errno;
    }
    /* No C library minds that it is not where it was initialised. */
    err = _MD_MakeObject(_MD_SEM_PREFIX, marker, &segment, &object);
    (void)sem_destroy(&first.sem);
    if (err != 0) {
        return err;
    }
    err = Map(&object, &words);
    if (err == 0) {
        Adopt(words, handle);
    } else {
        (void)_MD_RemoveObject(_MD_SEM_PREFIX, marker);
    }
    return err;
}

const _MDMechanism _MD_semPosix = {
    "posix", PR_FALSE,   PR_FALSE,  PosixFind,
    NULL,    PosixClaim, PosixMake, PosixRemove,
};
