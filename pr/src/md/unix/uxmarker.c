/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The marker file of an object: looking, locking, removing.
 *
 * The lock is that of flock(): it ends with its process, however that ends, and
 * works on descriptors that cannot write.  It does not interfere with locks of
 * fcntl() that a caller has on a file of its own.  (But POSIX has such a caller
 * lose them whenever any descriptor of the file is closed, and so when we close
 * ours.)
 */
#include "config.h"

#include "private/pprmapped.h"
#include "private/pprmarker.h"
#include "private/pprroom.h"

#include <sched.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

/* --- Looking ------------------------------------------------------------- */

/* Whether a file with this mode can be a marker: 0, or why not. */
static PRInt32
CheckKind(mode_t mode)
{
    if (S_ISREG(mode)) {
        return 0;
    }
    if (S_ISDIR(mode)) {
        return EISDIR;
    }
    return S_ISLNK(mode) ? ELOOP : EINVAL;
}

PRInt32
_MD_LookMarker(_MDMarker *marker)
{
    marker->fd = -1;
    if (lstat(marker->name, &marker->info) == -1) {
        return errno;
    }
    return CheckKind(marker->info.st_mode);
}

PRBool
_MD_LeadsToMarker(const _MDMarker *marker)
{
    struct stat now;

    return lstat(marker->name, &now) == 0 &&
           now.st_dev == marker->info.st_dev &&
           now.st_ino == marker->info.st_ino;
}

void
_MD_DirectoryOf(const char *name, char *dir)
{
    const char *slash = strrchr(name, '/');

    if (slash == NULL) {
        strcpy(dir, ".");
    } else if (slash == name) {
        strcpy(dir, "/");
    } else {
        memcpy(dir, name, (size_t)(slash - name));
        dir[slash - name] = '\0';
    }
}

/* --- The sign ------------------------------------------------------------ */

PRInt32
_MD_SignMarker(const _MDMarker *marker)
{
    return _MD_IsSigned(marker) ? 0 : _MD_AllocateBeyond(marker->fd, 0, 1);
}

PRBool
_MD_IsSigned(const _MDMarker *marker)
{
    return marker->info.st_size > 0 || marker->info.st_blocks > 0;
}

void
_MD_ClearMarker(_MDMarker *marker)
{
    if (fstat(marker->fd, &marker->info) == 0 && marker->info.st_size == 0 &&
        marker->info.st_blocks > 0 && ftruncate(marker->fd, 0) == 0) {
        marker->info.st_blocks = 0;
    }
}

/* --- Locking ------------------------------------------------------------- */

/* Others hold the lock for microseconds, unless they wait for a processor: it
 * is nearly always free after so many times of giving way. */
#define YIELDS   50
#define PAUSE_NS 500000

PRBool
_MD_WaitALittle(_MDPatience *patience, int seconds)
{
    struct timespec pause = { 0, PAUSE_NS };
    struct timespec now;
    PRInt64         ns;

    if (patience->yields < YIELDS) {
        patience->yields++;
        (void)sched_yield();
        return PR_TRUE;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    ns = (PRInt64)now.tv_sec * 1000000000 + now.tv_nsec;
    if (patience->until == 0) {
        patience->until = ns + seconds * (PRInt64)1000000000;
    }
    if (ns >= patience->until) {
        return PR_FALSE;
    }
    (void)nanosleep(&pause, NULL);
    return PR_TRUE;
}

/* Whether a file with content is the memory of a segment itself. */
static PRBool
IsSegment(int fd, const struct stat *info)
{
    _MDMappedFile file;

    return _MD_MayBeSegment(info) && _MD_ReadSegment(fd, &file) == 0;
}

/* What a failed flock() means: EWOULDBLOCK to wait, 0 to go on without a
 * lock, or another error. */
static PRInt32
JudgeLock(int fd, PRInt32 err)
{
    struct stat info;

    if (err == ENOLCK || err == ENOSYS || err == EOPNOTSUPP || err == EBADF) {
        return 0; /* a filesystem without locks, or (NFS) for writers alone */
    }
    if (err != EWOULDBLOCK) {
        return err;
    }
    if (fstat(fd, &info) == -1) {
        return errno;
    }
    if (info.st_nlink == 0) {
        return ESTALE; /* removed meanwhile: not worth waiting for */
    }
    if (!S_ISREG(info.st_mode)) {
        return CheckKind(info.st_mode);
    }
    return _MD_MarkerIsOurs(&info) || IsSegment(fd, &info) ? EWOULDBLOCK : 0;
}

/*
 * Take the lock, but do not wait for ever: anybody who can read the marker
 * can hold it.  flock() has no time limit, so this tries again and again.  A
 * marker with content does without the lock if somebody else has it: nobody
 * removes such a marker, and the caller itself may have locked its own file.
 */
PRInt32
_MD_LockDescriptor(int fd, _MDPatience *patience, PRBool *unlocked)
{
    PRInt32 err;

    *unlocked = PR_FALSE;
    while (flock(fd, LOCK_EX | LOCK_NB) == -1) {
        if (errno == EINTR) {
            continue;
        }
        err = JudgeLock(fd, errno);
        if (err != EWOULDBLOCK ||
            !_MD_WaitALittle(patience, _MD_PATIENCE_SECONDS)) {
            *unlocked = err == 0;
            return err;
        }
    }
    return 0;
}

/* Check that the name leads to what is open: somebody may have removed or
 * renamed it before it was locked. */
static PRInt32
Verify(_MDMarker *marker)
{
    if (fstat(marker->fd, &marker->info) == -1) {
        return errno;
    }
    if (!_MD_LeadsToMarker(marker)) {
        return ESTALE;
    }
    return CheckKind(marker->info.st_mode);
}

#define OPEN_FLAGS (O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/*
 * Open a marker whose mode keeps even its owner out, by giving it another mode
 * for a moment.  That is not done by its name, since somebody could put another
 * file there meanwhile.
 */
static int
OpenAgainstMode(const char *name, const struct stat *info)
{
    char        path[_MD_FD_PATH_SIZE];
    struct stat found;
    int         fd = -1;
    int         handle = open(name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

    if (handle == -1) {
        return -1;
    }
    _MD_FormatFdPath(path, handle);
    if (fstat(handle, &found) == 0 && found.st_ino == info->st_ino &&
        found.st_dev == info->st_dev &&
        chmod(path, (info->st_mode & 07777) | S_IRUSR) == 0) {
        _MD_RETRY(fd, open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC));
        (void)chmod(path, info->st_mode & 07777); /* as it was before */
    } else {
        errno = EACCES;
    }
    (void)close(handle);
    return fd;
}

/* Open a marker that the caller owns, but may not write because of its mode. */
static int
OpenAsOwner(const char *name)
{
    struct stat info;
    int         fd;

    if (lstat(name, &info) == -1) {
        return -1;
    }
    if (info.st_uid != geteuid()) {
        errno = EACCES;
        return -1;
    }
    _MD_RETRY(fd, open(name, O_RDONLY | OPEN_FLAGS));
    if (fd == -1 && errno == EACCES && info.st_size == 0) {
        /* With content, it must be read to see whether it is a segment. */
        _MD_RETRY(fd, open(name, O_WRONLY | OPEN_FLAGS));
    }
    return fd == -1 && errno == EACCES ? OpenAgainstMode(name, &info) : fd;
}

/* Open a marker with the rights that access asks for; -1 and errno. */
static int
OpenMarker(const char *name, _MDLockAccess access)
{
    int fd;

    _MD_RETRY(fd,
              open(name, OPEN_FLAGS | (access == _MD_LOCK_TO_WAIT ? O_RDONLY
                                                                  : O_RDWR)));
    if (fd == -1 && errno == EACCES && access == _MD_LOCK_TO_REMOVE) {
        fd = OpenAsOwner(name);
    }
    return fd;
}

PRInt32
_MD_LockMarker(_MDMarker *marker, _MDLockAccess access, _MDPatience *patience)
{
    struct stat found;
    PRInt32     err;

    marker->fd = OpenMarker(marker->name, access);
    if (marker->fd == -1) {
        err = errno;
        /* What kind of file it is says more than the error of open(). */
        found.st_mode = S_IFREG;
        (void)lstat(marker->name, &found);
        if (!S_ISREG(found.st_mode)) {
            return CheckKind(found.st_mode);
        }
        return err == EWOULDBLOCK ? ESTALE : err; /* somebody has a lease */
    }
    err = _MD_LockDescriptor(marker->fd, patience, &marker->unlocked);
    if (err == 0) {
        err = Verify(marker);
    }
    if (err != 0) {
        _MD_UnlockMarker(marker);
    }
    return err;
}

/* Closing alone is not enough: a child that another thread has forked meanwhile
 * has the descriptor, too, and would keep the lock. */
void
_MD_UnlockDescriptor(int fd)
{
    (void)flock(fd, LOCK_UN);
    (void)close(fd);
}

void
_MD_UnlockMarker(_MDMarker *marker)
{
    _MD_UnlockDescriptor(marker->fd);
    marker->fd = -1;
}

/* --- Removing ------------------------------------------------------------ */

PRBool
_MD_MarkerIsOurs(const struct stat *info)
{
    return info->st_size == 0;
}

PRBool
_MD_MarkerGoes(const _MDMarker *marker)
{
    _MDMappedFile file;

    return _MD_MarkerIsOurs(&marker->info) ||
           ((marker->info.st_mode & S_ISVTX) != 0 &&
            _MD_ReadSegment(marker->fd, &file) == 0 && file.removed);
}

/* In a sticky directory such as /tmp, only owners can remove names, and
 * processes with the capability: those that may set a file to the mode it has
 * anyway. */
static PRInt32
CheckSticky(const char *dir, int fd, const struct stat *info)
{
    struct stat dirInfo;
    uid_t       user = geteuid();

    if (info->st_uid == user) {
        return 0;
    }
    if (stat(dir, &dirInfo) == -1) {
        return errno;
    }
    if ((dirInfo.st_mode & S_ISVTX) == 0 || dirInfo.st_uid == user) {
        return 0;
    }
    return fchmod(fd, info->st_mode & 07777) == 0 ? 0 : errno;
}

PRInt32
_MD_MayRemoveMarker(const _MDMarker *marker)
{
    char dir[_MD_NAME_SIZE];

    _MD_DirectoryOf(marker->name, dir);
    if (faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) == -1) {
        return errno;
    }
    return CheckSticky(dir, marker->fd, &marker->info);
}

PRInt32
_MD_RemoveMarker(const char *name)
{
    /* It does not matter if somebody else has done it. */
    return unlink(name) == 0 || errno == ENOENT ? 0 : errno;
}
