/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The stand-ins; faults.h has the comments.
 */
#include "config.h"

#include "faults.h"

#include "prerror.h"
#include "private/pprerror.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* --- Faults -------------------------------------------------------------- */

Fault openUnnamedFault, openFault, fstatFault, statxFault, linkatFault,
    linkFault, renameFault, unlinkFault, flockFault, dupFault, accessFault,
    fchmodFault, truncateFault, allocateFault, allocateBeyondFault, readFault,
    writeFault, objectOpenFault, objectUnlinkFault, semOpenFault,
    semUnlinkFault, setFindFault, setMakeFault, setStatFault, setPidFault,
    setValueFault, setRemoveFault, operateFault, findFault, makeFault,
    removeFault, keepFault, mapFault, unmapFault, threadFault;

static Fault *const faults[] = {
    &openUnnamedFault,  &openFault,
    &fstatFault,        &statxFault,
    &linkatFault,       &linkFault,
    &renameFault,       &unlinkFault,
    &flockFault,        &dupFault,
    &accessFault,       &fchmodFault,
    &truncateFault,     &allocateFault,
    &readFault,         &allocateBeyondFault,
    &writeFault,        &objectOpenFault,
    &objectUnlinkFault, &findFault,
    &makeFault,         &removeFault,
    &keepFault,         &mapFault,
    &unmapFault,        &threadFault,
    &semOpenFault,      &semUnlinkFault,
    &setFindFault,      &setMakeFault,
    &setStatFault,      &setPidFault,
    &setValueFault,     &setRemoveFault,
    &operateFault,
};

long setAge = -1;
long clocksBehind, clockStep;

void (*beforeMaking)(void);
void (*beforeRemoving)(void);
void (*beforeLocking)(void);
void (*beforeThread)(void);

/* Whether this call of the kind fails; then errno is set. */
static int
strikes(Fault *fault)
{
    fault->calls++;
    if (fault->calls < fault->from || fault->calls > fault->to) {
        return 0;
    }
    errno = fault->error;
    return 1;
}

void
arm(Fault *fault, int from, int to, int error)
{
    fault->calls = 0;
    fault->from = from;
    fault->to = to;
    fault->error = error;
}

void
arm_call(Fault *fault, int n, int error, int way)
{
    if (way == WITHOUT_UNNAMED) {
        arm(&openUnnamedFault, ALWAYS, EOPNOTSUPP);
    }
    arm(fault, n, way == WITH_THE_NEXT ? 1 << 30 : n, error);
}

int
is_a_way(const Fault *fault, int way)
{
    return way != WITHOUT_UNNAMED ||
           (fault != &openUnnamedFault && fault != &linkatFault);
}

int
clears_signs(const Fault *fault)
{
    return fault == &fstatFault || fault == &truncateFault;
}

void
error_is(int osError)
{
    ck_assert_int_eq(PR_GetOSError(), osError);
    ck_assert_int_eq(PR_GetError(), _PR_MD_MapOSError(osError));
}

void
disarm_all(void)
{
    size_t i;

    for (i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        arm(faults[i], 0, 0, 0);
    }
    setAge = -1;
    clocksBehind = 0;
    clockStep = 0;
}

static void
before(void (*call)(void))
{
    if (call != NULL) {
        call();
    }
}

/* --- Files --------------------------------------------------------------- */

/* Whether a path begins like this and ends with a name. */
static int
is_named(const char *path, const char *begin)
{
    return strncmp(path, begin, strlen(begin)) == 0 &&
           strchr(path + strlen(begin), '/') == NULL;
}

/* Everybody looks for POSIX objects, so these are kinds of their own. */
static Fault *
kind_of_open(const char *name, int flags)
{
    if ((flags & O_TMPFILE) == O_TMPFILE) {
        return &openUnnamedFault;
    }
    return is_named(name, "/dev/shm/prshm-")       ? &objectOpenFault
           : is_named(name, "/dev/shm/sem.prshm-") ? &semOpenFault
                                                   : &openFault;
}

int
open(const char *name, int flags, ...)
{
    va_list ap;
    mode_t  mode;

    va_start(ap, flags);
    mode = va_arg(ap, mode_t); /* garbage if there is none; then unused */
    va_end(ap);
    if (strikes(kind_of_open(name, flags))) {
        return -1;
    }
    return (int)syscall(SYS_openat, AT_FDCWD, name, flags, mode);
}

int
fstat(int fd, struct stat *info)
{
    return strikes(&fstatFault) ? -1 : fstatat(fd, "", info, AT_EMPTY_PATH);
}

#ifdef HAVE_STATX
int
statx(int fd, const char *restrict name, int flags, unsigned mask,
      struct statx *restrict info)
{
    return strikes(&statxFault)
               ? -1
               : (int)syscall(SYS_statx, fd, name, flags, mask, info);
}
#endif

int
linkat(int fromFd, const char *from, int toFd, const char *to, int flags)
{
    return strikes(&linkatFault)
               ? -1
               : (int)syscall(SYS_linkat, fromFd, from, toFd, to, flags);
}

int
link(const char *from, const char *to)
{
    return strikes(&linkFault)
               ? -1
               : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
renameat2(int fromFd, const char *from, int toFd, const char *to,
          unsigned flags)
{
    return strikes(&renameFault)
               ? -1
               : (int)syscall(SYS_renameat2, fromFd, from, toFd, to, flags);
}

int
unlink(const char *name)
{
    before(beforeRemoving);
    return strikes(&unlinkFault)
               ? -1
               : (int)syscall(SYS_unlinkat, AT_FDCWD, name, 0);
}

int
faccessat(int fd, const char *name, int mode, int flags)
{
    (void)flags;
    return strikes(&accessFault) ? -1
                                 : (int)syscall(SYS_faccessat, fd, name, mode);
}

/* --- Descriptors --------------------------------------------------------- */

int
flock(int fd, int operation)
{
    before(beforeLocking);
    return operation != LOCK_UN && strikes(&flockFault)
               ? -1
               : (int)syscall(SYS_flock, fd, operation);
}

int
fcntl(int fd, int command, ...)
{
    va_list ap;
    void   *arg;

    va_start(ap, command);
    arg = va_arg(ap, void *); /* as above */
    va_end(ap);
    return command == F_DUPFD_CLOEXEC && strikes(&dupFault)
               ? -1
               : (int)syscall(SYS_fcntl, fd, command, arg);
}

int
fchmod(int fd, mode_t mode)
{
    return strikes(&fchmodFault) ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

/* --- Contents of files --------------------------------------------------- */

int
ftruncate(int fd, off_t length)
{
    return strikes(&truncateFault) ? -1
                                   : (int)syscall(SYS_ftruncate, fd, length);
}

int
posix_fallocate(int fd, off_t from, off_t length)
{
    return strikes(&allocateFault) ||
                   syscall(SYS_fallocate, fd, 0, from, length) == -1
               ? errno
               : 0;
}

int
fallocate(int fd, int mode, off_t from, off_t length)
{
    return strikes(&allocateBeyondFault)
               ? -1
               : (int)syscall(SYS_fallocate, fd, mode, from, length);
}

ssize_t
pread(int fd, void *buffer, size_t length, off_t from)
{
    if (strikes(&readFault)) {
        if (readFault.error != SHORT) {
            return -1;
        }
        length /= 2;
    }
    return syscall(SYS_pread64, fd, buffer, length, from);
}

ssize_t
pwrite(int fd, const void *buffer, size_t length, off_t from)
{
    if (strikes(&writeFault)) {
        if (writeFault.error != SHORT) {
            return -1;
        }
        length /= 2;
    }
    return syscall(SYS_pwrite64, fd, buffer, length, from);
}

/* --- POSIX objects ------------------------------------------------------- */

#define OBJECT_PATH_SIZE 512

static void
format_path(char *path, const char *name)
{
    (void)snprintf(path, OBJECT_PATH_SIZE, "/dev/shm%s", name);
}

int
shm_open(const char *name, int flags, mode_t mode)
{
    char path[OBJECT_PATH_SIZE];

    format_path(path, name);
    return strikes(&objectOpenFault)
               ? -1
               : (int)syscall(SYS_openat, AT_FDCWD, path,
                              flags | O_NOFOLLOW | O_CLOEXEC, mode);
}

int
shm_unlink(const char *name)
{
    char path[OBJECT_PATH_SIZE];

    format_path(path, name);
    return strikes(is_named(name, "/sem.prshm-") ? &semUnlinkFault
                                                 : &objectUnlinkFault)
               ? -1
               : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

/* --- System V segments --------------------------------------------------- */

int
shmget(key_t key, size_t size, int flags)
{
    if ((flags & IPC_CREAT) != 0) {
        before(beforeMaking);
    }
    return strikes((flags & IPC_CREAT) != 0 ? &makeFault : &findFault)
               ? -1
               : (int)syscall(SYS_shmget, key, size, flags);
}

int
shmctl(int shmid, int command, struct shmid_ds *info)
{
    if (command == IPC_RMID) {
        before(beforeRemoving);
    }
    return command == IPC_RMID && strikes(&removeFault)
               ? -1
               : (int)syscall(SYS_shmctl, shmid, command, info);
}

/* --- System V semaphores ------------------------------------------------- */

int
semget(key_t key, int count, int flags)
{
    if ((flags & IPC_CREAT) != 0) {
        before(beforeMaking);
    }
    return strikes((flags & IPC_CREAT) != 0 ? &setMakeFault : &setFindFault)
               ? -1
               : (int)syscall(SYS_semget, key, count, flags);
}

static Fault *
kind_of_semctl(int command)
{
    static Fault others; /* never armed */

    return command == IPC_STAT   ? &setStatFault
           : command == IPC_RMID ? &setRemoveFault
           : command == SETVAL   ? &setValueFault
           : command == GETPID   ? &setPidFault
                                 : &others;
}

int
semctl(int semid, int index, int command, ...)
{
    va_list          ap;
    struct semid_ds *arg;
    int              rv;

    va_start(ap, command);
    arg = va_arg(ap, struct semid_ds *); /* or a number, or none: as above */
    va_end(ap);
    if (command == IPC_RMID) {
        before(beforeRemoving);
    }
    if (strikes(kind_of_semctl(command))) {
        return -1;
    }
    rv = (int)syscall(SYS_semctl, semid, index, command, arg);
    if (rv != -1 && command == IPC_STAT && setAge != -1) {
        arg->sem_ctime = time(NULL) - setAge;
    }
    return rv;
}

int
semop(int semid, struct sembuf *operations, size_t count)
{
    return strikes(&operateFault)
               ? -1
               : (int)syscall(SYS_semtimedop, semid, operations, count, NULL);
}

/* --- Memory and threads -------------------------------------------------- */

void *
mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
{
    if (fd != -1 && (flags & MAP_SHARED) != 0 &&
        strikes(prot == PROT_NONE ? &keepFault : &mapFault)) {
        return MAP_FAILED;
    }
    return (void *)syscall(SYS_mmap, addr, length, prot, flags, fd, offset);
}

int
munmap(void *addr, size_t length)
{
    return strikes(&unmapFault) ? -1 : (int)syscall(SYS_munmap, addr, length);
}

/* This one is put in place by the linker (--wrap), for a thread cannot be made
 * with one system call. */
int __real_pthread_create(pthread_t *restrict thread,
                          const pthread_attr_t *restrict attributes,
                          void *(*start)(void *), void *restrict arg);
int __wrap_pthread_create(pthread_t *restrict thread,
                          const pthread_attr_t *restrict attributes,
                          void *(*start)(void *), void *restrict arg);

int
__wrap_pthread_create(pthread_t *restrict thread,
                      const pthread_attr_t *restrict attributes,
                      void *(*start)(void *), void *restrict arg)
{
    before(beforeThread);
    return strikes(&threadFault)
               ? errno
               : __real_pthread_create(thread, attributes, start, arg);
}

/* --- Clocks -------------------------------------------------------------- */

int
clock_gettime(clockid_t clock, struct timespec *now)
{
    int rv = (int)syscall(SYS_clock_gettime, clock, now);

    now->tv_sec -= clocksBehind;
    if (clockStep != 0) {
        clocksBehind -= clockStep;
    }
    return rv;
}
