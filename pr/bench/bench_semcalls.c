/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Bare calls on semaphores: those of stock NSPR, the fewest that leave the same
 * objects, and ours.
 */
#include "config.h"

#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <time.h>
#include <unistd.h>

/* --- System V: sets that are open ---------------------------------------- */

/* POSIX leaves it to programs to declare this. */
typedef union SemArgument {
    int              val;
    struct semid_ds *buf;
} SemArgument;

/* An identifier can be 0, a handle cannot. */
static PRSem *
handle_of(int id)
{
    return id == -1 ? NULL : (PRSem *)((intptr_t)id + 1);
}

static int
id_of(PRSem *sem)
{
    return (int)((intptr_t)sem - 1);
}

static PRStatus
operate(int id, short change)
{
    struct sembuf operation = { 0, change, 0 };

    return semop(id, &operation, 1) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus
sysv_wait(PRSem *sem)
{
    return operate(id_of(sem), -1);
}

static PRStatus
sysv_post(PRSem *sem)
{
    return operate(id_of(sem), 1);
}

static PRStatus
sysv_close(PRSem *sem)
{
    (void)sem;
    return PR_SUCCESS;
}

/* Who opens one that is there looks whether it is ready. */
static PRSem *
open_set(const struct stat *marker)
{
    struct semid_ds set;
    SemArgument     arg = { .buf = &set };
    int             id = semget(key_of('a', marker), 1, 0666);

    return id != -1 && semctl(id, 0, IPC_STAT, arg) == 0 && set.sem_otime != 0
               ? handle_of(id)
               : NULL;
}

static PRSem *
make_set(const struct stat *marker, PRIntn mode, PRUintn value, int setval)
{
    SemArgument arg = { .val = 0 };
    int id = semget(key_of('a', marker), 1, mode | IPC_CREAT | IPC_EXCL);

    if (id != -1 && ((setval && semctl(id, 0, SETVAL, arg) == -1) ||
                     operate(id, (short)value) == PR_FAILURE)) {
        return NULL;
    }
    return handle_of(id);
}

static PRStatus
remove_set(const struct stat *marker)
{
    int id = semget(key_of('a', marker), 0, 0);

    return id != -1 && semctl(id, 0, IPC_RMID) == 0 ? PR_SUCCESS : PR_FAILURE;
}

/* --- Stock's ------------------------------------------------------------- */

static PRSem *
stock_calls_open(const char *name, PRIntn flags, PRIntn mode, PRUintn value)
{
    struct stat marker;
    PRSem      *sem = NULL;
    int         fd;

    if ((flags & PR_SEM_CREATE) != 0) {
        fd = open(name, O_RDWR | O_CREAT, (mode_t)mode);
        if (fd == -1) {
            return NULL;
        }
        close(fd);
    }
    if (stat(name, &marker) == -1) {
        return NULL;
    }
    if ((flags & PR_SEM_CREATE) != 0) {
        sem = make_set(&marker, mode, value, 1);
    }
    return sem == NULL && (flags & PR_SEM_EXCL) == 0 ? open_set(&marker) : sem;
}

static PRStatus
stock_calls_delete(const char *name)
{
    struct stat marker;

    return stat(name, &marker) == 0 && unlink(name) == 0 ? remove_set(&marker)
                                                         : PR_FAILURE;
}

/* --- The floor ----------------------------------------------------------- */

/* A set is made with the value 0. */
static PRSem *
floor_open(const char *name, PRIntn flags, PRIntn mode, PRUintn value)
{
    struct stat marker;
    PRSem      *sem = NULL;

    if ((flags & PR_SEM_EXCL) == 0 && stat(name, &marker) == 0) {
        sem = open_set(&marker);
    }
    if (sem != NULL || (flags & PR_SEM_CREATE) == 0 ||
        (mknod(name, S_IFREG | (mode_t)mode, 0) == -1 && errno != EEXIST) ||
        stat(name, &marker) == -1) {
        return sem;
    }
    return make_set(&marker, mode, value, 0);
}

/* --- Ours ---------------------------------------------------------------- */

static PRSem *
our_calls_create(const char *name, PRIntn mode, PRUintn value)
{
    struct stat marker;
    PRSem      *sem = NULL;
    int         fd = open(dir, O_RDWR | O_TMPFILE | O_CLOEXEC, (mode_t)mode);

    if (fd == -1) {
        return NULL;
    }
    if (fstat(fd, &marker) == 0 && shmget(key_of('b', &marker), 0, 0) == -1 &&
        semget(key_of('a', &marker), 0, 0) == -1 &&
        flock(fd, LOCK_EX | LOCK_NB) == 0 && link_unnamed(fd, name) == 0) {
        sem = make_set(&marker, mode, value, 1);
    }
    (void)flock(fd, LOCK_UN);
    close(fd);
    return sem;
}

static PRSem *
our_calls_open(const char *name, PRIntn flags, PRIntn mode, PRUintn value)
{
    struct stat marker;

    if (lstat(name, &marker) == 0) {
        return (flags & PR_SEM_EXCL) != 0 ? NULL : open_set(&marker);
    }
    return (flags & PR_SEM_CREATE) != 0 ? our_calls_create(name, mode, value)
                                        : NULL;
}

/* Whether a segment needs the marker, too. */
static int
has_segment(const struct stat *marker)
{
    char object[64];

    snprintf(object, sizeof object, "/prshm-%llx%016llx",
             (unsigned long long)marker->st_dev,
             (unsigned long long)marker->st_ino);
    return shmget(key_of('b', marker), 0, 0) != -1 ||
           shm_open(object, O_RDWR, 0) != -1;
}

static PRStatus
our_calls_delete(const char *name)
{
    struct stat marker, again;
    PRStatus    status = PR_FAILURE;
    int         fd;

    fd = open(name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd == -1) {
        return PR_FAILURE;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &marker) == 0 &&
        lstat(name, &again) == 0 && !has_segment(&marker) &&
        faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) == 0 &&
        marker.st_uid == geteuid()) {
        status = remove_set(&marker) == PR_SUCCESS && unlink(name) == 0
                     ? PR_SUCCESS
                     : PR_FAILURE;
    }
    (void)flock(fd, LOCK_UN);
    close(fd);
    return status;
}

/* --- POSIX semaphores, each with a file for its name --------------------- */

#define OBJECT_SIZE 64

static void
format_object(char *object, const struct stat *marker)
{
    snprintf(object, OBJECT_SIZE, "/prshm-bench-%llx%016llx",
             (unsigned long long)marker->st_dev,
             (unsigned long long)marker->st_ino);
}

static PRSem *
check_open(sem_t *sem)
{
    return sem != SEM_FAILED ? (PRSem *)sem : NULL;
}

static PRSem *
posix_open(const char *name, PRIntn flags, PRIntn mode, PRUintn value)
{
    char        object[OBJECT_SIZE];
    struct stat marker;

    if ((flags & PR_SEM_EXCL) == 0 && lstat(name, &marker) == 0) {
        format_object(object, &marker);
        return check_open(sem_open(object, 0));
    }
    if ((flags & PR_SEM_CREATE) == 0 ||
        mknod(name, S_IFREG | (mode_t)mode, 0) == -1 ||
        lstat(name, &marker) == -1) {
        return NULL;
    }
    format_object(object, &marker);
    return check_open(sem_open(object, O_CREAT | O_EXCL, (mode_t)mode, value));
}

static PRStatus
posix_wait(PRSem *sem)
{
    return sem_wait((sem_t *)sem) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus
posix_post(PRSem *sem)
{
    return sem_post((sem_t *)sem) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus
posix_close(PRSem *sem)
{
    return sem_close((sem_t *)sem) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus
posix_delete(const char *name)
{
    char        object[OBJECT_SIZE];
    struct stat marker;

    if (lstat(name, &marker) == -1) {
        return PR_FAILURE;
    }
    format_object(object, &marker);
    return sem_unlink(object) == 0 && unlink(name) == 0 ? PR_SUCCESS
                                                        : PR_FAILURE;
}

/* A wait such as ours is, with no spin before it. */
static PRStatus
no_spin_wait(PRSem *sem)
{
    const struct timespec until = { 0x7fffffff, 0 };

    if (sem_trywait((sem_t *)sem) == 0) {
        return PR_SUCCESS;
    }
    return sem_clockwait((sem_t *)sem, CLOCK_MONOTONIC, &until) == 0
               ? PR_SUCCESS
               : PR_FAILURE;
}

static PRStatus
no_spin_post(PRSem *sem)
{
    int value;

    return sem_getvalue((sem_t *)sem, &value) == 0 && value < 32767 &&
                   sem_post((sem_t *)sem) == 0
               ? PR_SUCCESS
               : PR_FAILURE;
}

/* --- What is left -------------------------------------------------------- */

/* Sets that this process alone has used: a key may be that of any other. */
int
remove_bare_semaphore(const struct stat *marker)
{
    char object[OBJECT_SIZE];
    int  id = semget(key_of('a', marker), 0, 0);

    format_object(object, marker);
    (void)sem_unlink(object);
    if (id != -1 && semctl(id, 0, GETPID) == getpid()) {
        (void)semctl(id, 0, IPC_RMID);
    }
    return id != -1;
}

/* --- The peers ----------------------------------------------------------- */

const SemCalls bare_sem_stock = {
    stock_calls_open, sysv_wait, sysv_post, sysv_close, stock_calls_delete,
};

/* Deleting is least with stock. */
const SemCalls bare_sem_sysv = {
    floor_open, sysv_wait, sysv_post, sysv_close, stock_calls_delete,
};

const SemCalls bare_sem_ours = {
    our_calls_open, sysv_wait, sysv_post, sysv_close, our_calls_delete,
};

const SemCalls bare_sem_posix = {
    posix_open, posix_wait, posix_post, posix_close, posix_delete,
};

/* Made and removed in the same way, for want of a shorter one. */
const SemCalls bare_sem_no_spin = {
    posix_open, no_spin_wait, no_spin_post, posix_close, posix_delete,
};
