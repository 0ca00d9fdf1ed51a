/* SPDX-License-Identifier: MPL-2.0 */
/*
 * POSIX semaphores: objects like those of sem_open(), found by the identity of
 * their marker.
 *
 * sem_open() makes a file with a sem_t in it, in several steps.  Here the file
 * is an object of pprobject.h, so it is whole when it gets its name, has its
 * mode whatever the umask, and tells to which marker it belongs; sem_open()
 * takes it for one of its own.  Waiting and posting are the C library's.
 *
 * The kernel knows nothing of such semaphores, so a flag beside the sem_t tells
 * those who wait that the semaphore was deleted.  The one who deletes it sets
 * the flag and posts once; each who wakes and sees the flag posts for the next.
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
 * Even a wait without a limit is made of waits with one, for two reasons.  The
 * kernel ends those for any signal's handler, but others only for handlers
 * without SA_RESTART.  And the process that was to wake us, because the
 * semaphore was deleted, may have been killed.
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

/* Wait, since the value was 0.  If the semaphore has been deleted, it is 0 only
 * because somebody has just woken, who will post for the next one. */
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
    /* In this order: a remover sets the flag before it posts, so a value that
     * counts its post is not taken for true. */
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
 * Map an object that was just opened, and close its descriptor.  ENOTSUP if it
 * was made by a program with another kind of sem_t, one of 32 bits for example.
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

/* Whether the caller may remove an object: then it may also set the mode that
 * the object has anyway. */
static PRInt32
CheckOwner(int fd)
{
    struct stat info;

    return fstat(fd, &info) == 0 && fchmod(fd, info.st_mode & 07777) == 0
               ? 0
               : errno;
}

/* Tell those who wait that the semaphore is removed. */
static void
Announce(_MDSemWords *words)
{
    __atomic_store_n(&words->removed, 1, __ATOMIC_RELEASE);
    (void)sem_post(&words->sem);
}

/* It was not removed after all.  Waits that the announcement has ended have
 * failed all the same. */
static void
Withdraw(_MDSemWords *words)
{
    __atomic_store_n(&words->removed, 0, __ATOMIC_RELEASE);
    (void)sem_trywait(&words->sem);
}

/* Remove an object that was just opened, and close its descriptor.  One that
 * cannot be mapped, for want of rights or because it has another kind of sem_t,
 * is removed unannounced. */
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
        /* The caller may own it, though its mode lets nobody read it. */
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
        return EACCES; /* its maker could not use it */
    }
    if (sem_init(&first.sem, 1, wanted->value) == -1) {
        return errno;
    }
    /* It is copied into the object, which no C library minds. */
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

/* No adoptDenied: to those who only look, EACCES says that it is there. */
const _MDMechanism _MD_semPosix = {
    "posix", PR_FALSE,   PR_FALSE,  PosixFind,
    NULL,    PosixClaim, PosixMake, PosixRemove,
};
