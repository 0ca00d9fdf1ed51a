/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The system calls on files.
 */
#include "config.h"

#include "private/pprfile.h"
#include "private/pprunix.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

/* --- Opening and closing ------------------------------------------------- */

static const struct {
    PRIntn flag;
    int    native;
} openFlags[] = {
    { PR_APPEND, O_APPEND }, { PR_CREATE_FILE, O_CREAT }, { PR_EXCL, O_EXCL },
    { PR_SYNC, O_SYNC },     { PR_TRUNCATE, O_TRUNC },
};

/* Not close-on-exec: callers rely on their children having it. */
PRInt32
_MD_OpenFile(const char *name, PRIntn flags, PRIntn mode, PROsfd *osfd)
{
    int    native, fd;
    PRSize i;

    if (name == NULL) {
        return EFAULT;
    }
    native = (flags & PR_RDWR) != 0     ? O_RDWR
             : (flags & PR_WRONLY) != 0 ? O_WRONLY
                                        : O_RDONLY;
    for (i = 0; i < PR_ARRAY_SIZE(openFlags); i++) {
        if ((flags & openFlags[i].flag) != 0) {
            native |= openFlags[i].native;
        }
    }
    fd = open(name, native, (mode_t)mode);
    if (fd == -1) {
        return errno;
    }
    *osfd = fd;
    return 0;
}

PRInt32
_MD_CloseFile(PROsfd osfd)
{
    return close(osfd) == -1 ? errno : 0;
}

PRInt32
_MD_SetInheritable(PROsfd osfd, PRBool inheritable)
{
    int flags = fcntl(osfd, F_GETFD);

    if (flags == -1) {
        return errno;
    }
    flags = inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC;
    return fcntl(osfd, F_SETFD, flags) == -1 ? errno : 0;
}

/* --- Reading and writing ------------------------------------------------- */

/* Wait until something can be read or written, or fails. */
static PRInt32
WaitUntilReady(PROsfd osfd, short events)
{
    struct pollfd ready = { osfd, events, 0 };
    int           rv;

    _MD_RETRY(rv, poll(&ready, 1, -1));
    return rv == -1 ? errno : 0;
}

static PRBool
WouldBlock(PRInt32 err)
{
    return err == EAGAIN || err == EWOULDBLOCK;
}

PRInt32
_MD_ReadFile(PROsfd osfd, void *buf, PRInt32 amount, PRInt32 *count)
{
    ssize_t rv;
    PRInt32 err;

    while ((rv = read(osfd, buf, (size_t)amount)) == -1) {
        err = errno;
        if (WouldBlock(err)) {
            err = WaitUntilReady(osfd, POLLIN);
        }
        if (err != 0) {
            return err;
        }
    }
    *count = (PRInt32)rv;
    return 0;
}

PRInt32
_MD_WriteFile(PROsfd osfd, const void *buf, PRInt32 amount)
{
    const char *next = buf;
    ssize_t     rv;
    PRInt32     err;

    do {
        rv = write(osfd, next, (size_t)amount);
        err = rv == -1 ? errno : 0;
        if (rv > 0) {
            next += rv;
            amount -= (PRInt32)rv;
        } else if (rv == 0 && amount > 0) {
            err = EIO; /* a device that takes nothing, and says so */
        } else if (WouldBlock(err)) {
            err = WaitUntilReady(osfd, POLLOUT);
        }
        if (err != 0 && err != EINTR) {
            return err;
        }
    } while (amount > 0);
    return 0;
}

PRInt32
_MD_SyncFile(PROsfd osfd)
{
    int rv;

    _MD_RETRY(rv, fsync(osfd));
    return rv == -1 ? errno : 0;
}

/* --- Positions ----------------------------------------------------------- */

PRInt32
_MD_SeekFile(PROsfd osfd, PROffset64 offset, PRSeekWhence whence,
             PROffset64 *position)
{
    static const int natives[] = { SEEK_SET, SEEK_CUR, SEEK_END };
    off_t            rv;

    if ((PROffset64)(off_t)offset != offset) {
        return EOVERFLOW;
    }
    rv = lseek(osfd, (off_t)offset, natives[whence]);
    if (rv == -1) {
        return errno;
    }
    *position = rv;
    return 0;
}

/* A device does not tell its size; only going to its end does. */
static PRInt32
AvailableOnDevice(PROsfd osfd, off_t position, PRInt64 *available)
{
    off_t end = lseek(osfd, 0, SEEK_END);

    if (end == -1 || lseek(osfd, position, SEEK_SET) == -1) {
        return errno;
    }
    *available = (PRInt64)end - position;
    return 0;
}

PRInt32
_MD_AvailableInFile(PROsfd osfd, PRInt64 *available)
{
    struct stat info;
    off_t       position = lseek(osfd, 0, SEEK_CUR);

    if (position == -1 || fstat(osfd, &info) == -1) {
        return errno;
    }
    if (S_ISDIR(info.st_mode)) {
        return EISDIR;
    }
    if (!S_ISREG(info.st_mode)) {
        return AvailableOnDevice(osfd, position, available);
    }
    *available = (PRInt64)info.st_size - position;
    return 0;
}

/* --- What the system tells about files ----------------------------------- */

/* NSPR counts whole seconds only. */
static void
Translate(const struct stat *native, PRFileInfo64 *info)
{
    if (info == NULL) {
        return;
    }
    info->type = S_ISREG(native->st_mode)   ? PR_FILE_FILE
                 : S_ISDIR(native->st_mode) ? PR_FILE_DIRECTORY
                                            : PR_FILE_OTHER;
    info->size = native->st_size;
    info->creationTime = (PRTime)native->st_ctime * PR_USEC_PER_SEC;
    info->modifyTime = (PRTime)native->st_mtime * PR_USEC_PER_SEC;
}

PRInt32
_MD_GetOpenFileInfo(PROsfd osfd, PRFileInfo64 *info)
{
    struct stat native;

    if (fstat(osfd, &native) == -1) {
        return errno;
    }
    Translate(&native, info);
    return 0;
}

PRInt32
_MD_GetFileInfo(const char *name, PRFileInfo64 *info)
{
    struct stat native;

    if (name == NULL) {
        return EFAULT;
    }
    if (stat(name, &native) == -1) {
        return errno;
    }
    Translate(&native, info);
    return 0;
}

/* Linux says EISDIR for a directory, POSIX wants EPERM. */
PRInt32
_MD_DeleteFile(const char *name)
{
    struct stat info;
    PRInt32     err;

    if (name == NULL) {
        return EFAULT;
    }
    if (unlink(name) == 0) {
        return 0;
    }
    err = errno;
    return err == EPERM && lstat(name, &info) == 0 && S_ISDIR(info.st_mode)
               ? EISDIR
               : err;
}

PRInt32
_MD_AccessFile(const char *name, PRAccessHow how)
{
    int native = how == PR_ACCESS_WRITE_OK  ? W_OK
                 : how == PR_ACCESS_READ_OK ? R_OK
                                            : F_OK;

    if (name == NULL) {
        return EFAULT;
    }
    return access(name, native) == -1 ? errno : 0;
}
