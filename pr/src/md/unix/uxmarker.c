/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The marker file of a segment: looking, making, locking, removing.
 *
 * A new marker is an inode before it is a name.  Linux makes such inodes
 * (O_TMPFILE) and links them into place later; where that is missing (other
 * systems, NFS, FAT) it is an empty file with a name of our own beside the
 * real one.  Whoever sees the marker at its name thus sees one whose identity
 * was found to be free.
 *
 * The lock is flock(): it ends with its process, however that ends, works on
 * descriptors that cannot write, and does not mix with the fcntl() locks that
 * a caller may have on a file of its own.
 */
#include "config.h"

#include "private/pprmarker.h"

#include <sched.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <time.h>

/* --- Descriptors as paths ------------------------------------------------ */

#define FD_PATH_SIZE (sizeof "/proc/self/fd/" + 3 * sizeof(int))

/* Where Linux shows what a descriptor has open, name or no name. */
static void
FormatFdPath(char *path, int fd)
{
    (void)snprintf(path, FD_PATH_SIZE, "/proc/self/fd/%d", fd);
}

/* --- Looking ------------------------------------------------------------- */

/* What a name with this mode is to us: 0 for a marker, or why it is none. */
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
_MD_LookMarker(const char *name, struct stat *info)
{
    struct stat found;
    PRInt32     err;

    if (lstat(name, &found) == -1) {
        return errno;
    }
    err = CheckKind(found.st_mode);
    if (err == 0) {
        *info = found;
    }
    return err;
}

PRBool
_MD_LeadsToMarker(const char *name, const struct stat *info)
{
    struct stat now;

    return lstat(name, &now) == 0 && now.st_dev == info->st_dev &&
           now.st_ino == info->st_ino;
}

/*
 * The directory of a name, as a path.  dir has _MD_NAME_SIZE bytes, which the
 * name, being shorter, cannot exceed.
 */
static void
DirectoryOf(const char *name, char *dir)
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

/* --- Locking ------------------------------------------------------------- */

/* Those who are in the way as they should be are so for microseconds: who
 * gives way so often finds it clear, unless they wait for a processor. */
#define YIELDS   50
#define PAUSE_NS 500000

PRBool
_MD_WaitALittle(_MDPatience *patience)
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
        patience->until = ns + _MD_PATIENCE_SECONDS * (PRInt64)1000000000;
    }
    if (ns >= patience->until) {
        return PR_FALSE;
    }
    (void)nanosleep(&pause, NULL);
    return PR_TRUE;
}

/* What a failed flock() means: EWOULDBLOCK to wait, 0 to go on without a
 * lock, or another error. */
static PRInt32
JudgeLock(int fd, PRInt32 err)
{
    struct stat info;

    if (err == ENOLCK || err == ENOSYS || err == EOPNOTSUPP) {
        return 0; /* a filesystem without locks */
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
    return _MD_MarkerIsOurs(&info) ? EWOULDBLOCK : 0;
}

/*
 * Take the lock, but do not wait for ever: anybody who can read the marker
 * can hold it.  flock() has no time limit, so this asks again and again.  A
 * marker with content needs no lock, since nobody removes it, and a caller
 * may well hold one on a file of its own.
 */
static PRInt32
LockDescriptor(int fd, _MDPatience *patience)
{
    PRInt32 err;

    while (flock(fd, LOCK_EX | LOCK_NB) == -1) {
        if (errno == EINTR) {
            continue;
        }
        err = JudgeLock(fd, errno);
        if (err != EWOULDBLOCK || !_MD_WaitALittle(patience)) {
            return err;
        }
    }
    return 0;
}

/* See that the name leads to what fd has open: somebody may have removed or
 * renamed it before it was locked. */
static PRInt32
Verify(int fd, const char *name, struct stat *info)
{
    if (fstat(fd, info) == -1) {
        return errno;
    }
    return _MD_LeadsToMarker(name, info) ? 0 : ESTALE;
}

#define OPEN_FLAGS (O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/*
 * Open a marker whose mode keeps even its owner out, and leave it so.  Nothing
 * is done by name: somebody could put another file there meanwhile.
 */
static int
OpenAgainstMode(const char *name, const struct stat *info)
{
    char        path[FD_PATH_SIZE];
    struct stat found;
    int         fd = -1;
    int         handle = open(name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

    if (handle == -1) {
        return -1;
    }
    FormatFdPath(path, handle);
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

/* Open a marker of the caller's own that its mode keeps it from writing. */
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
    if (fd == -1 && errno == EACCES) {
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
_MD_LockMarker(const char *name, _MDLockAccess access, _MDPatience *patience,
               int *fd, struct stat *info)
{
    struct stat found;
    PRInt32     err;
    int         opened = OpenMarker(name, access);

    if (opened == -1) {
        err = errno;
        /* What it is says more than how open() likes it. */
        found.st_mode = S_IFREG;
        (void)lstat(name, &found);
        return S_ISREG(found.st_mode) ? err : CheckKind(found.st_mode);
    }
    err = LockDescriptor(opened, patience);
    if (err == 0) {
        err = Verify(opened, name, &found);
    }
    if (err == 0) {
        err = CheckKind(found.st_mode);
    }
    if (err != 0) {
        _MD_UnlockMarker(opened);
        return err;
    }
    *fd = opened;
    *info = found;
    return 0;
}

/* Closing alone is not enough: a child that another thread has forked meanwhile
 * has the descriptor, too, and the lock is that of all of them. */
void
_MD_UnlockMarker(int fd)
{
    (void)flock(fd, LOCK_UN);
    (void)close(fd);
}

/* --- Making -------------------------------------------------------------- */

/* Whether open() says that there are no unnamed inodes here: a filesystem
 * without them, or a kernel that takes the flag for O_DIRECTORY alone. */
static PRBool
NoUnnamedInodes(PRInt32 err)
{
    return err == EOPNOTSUPP || err == EISDIR || err == EINVAL;
}

/* Make an empty file with a name that nobody uses, beside the marker's. */
static int
CreateTemporary(const char *dir, PRIntn mode, char *tempName)
{
    static PRUint32 counter; /* makes clashes in a process less likely */
    struct timespec now;
    PRUint32        serial;
    int             fd, tries;

    for (tries = 0; tries < 100; tries++) {
        (void)clock_gettime(CLOCK_REALTIME, &now);
        serial = __atomic_add_fetch(&counter, 1, __ATOMIC_RELAXED);
        (void)snprintf(tempName, _MD_TEMP_NAME_SIZE, "%s/.prshm-%lx-%lx-%x",
                       dir, (long)getpid(), now.tv_nsec, serial);
        _MD_RETRY(fd, open(tempName, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
                           (mode_t)mode));
        if (fd != -1 || errno != EEXIST) {
            return fd;
        }
    }
    return -1;
}

PRInt32
_MD_DraftMarker(const char *name, PRIntn mode, PRBool unnamed, _MDDraft *draft)
{
    char dir[_MD_NAME_SIZE];
    int  fd = -1;

    DirectoryOf(name, dir);
    draft->tempName[0] = '\0';
    errno = EOPNOTSUPP;
    if (unnamed && O_TMPFILE != 0) {
        _MD_RETRY(fd, open(dir, O_RDWR | O_TMPFILE | O_CLOEXEC, (mode_t)mode));
    }
    if (fd == -1 && NoUnnamedInodes(errno)) {
        fd = CreateTemporary(dir, mode, draft->tempName);
    }
    if (fd == -1) {
        return errno;
    }
    draft->fd = fd;
    if (fstat(fd, &draft->info) == -1) {
        PRInt32 err = errno;

        _MD_CloseDraft(draft);
        return err;
    }
    return 0;
}

/*
 * Link an inode that has no name.  The direct way needs a capability before
 * Linux 6.10, and says ENOENT without it; the way through /proc does not, but
 * takes longer and needs /proc.
 */
static PRInt32
LinkUnnamed(int fd, const char *name)
{
    char path[FD_PATH_SIZE];

    if (linkat(fd, "", AT_FDCWD, name, AT_EMPTY_PATH) == 0) {
        return 0;
    }
    if (errno != ENOENT) {
        return errno;
    }
    FormatFdPath(path, fd);
    return linkat(AT_FDCWD, path, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
               ? 0
               : errno;
}

/* Move a draft that has a name of its own.  Linking is the second choice:
 * dying after it would leave the marker with two names. */
static PRInt32
LinkTemporary(_MDDraft *draft, const char *name)
{
    if (_MD_RenameExclusive(draft->tempName, name) == -1) {
        if (errno == EEXIST || link(draft->tempName, name) == -1) {
            return errno;
        }
        (void)unlink(draft->tempName); /* ours; a leftover harms nobody */
    }
    draft->tempName[0] = '\0';
    return 0;
}

/* Locked before it has its name: or somebody could make a segment under it and
 * delete both before we make ours. */
PRInt32
_MD_PublishMarker(_MDDraft *draft, const char *name)
{
    _MDPatience patience = { 0, 0 };
    PRInt32     err = LockDescriptor(draft->fd, &patience);

    if (err != 0) {
        return err;
    }
    return draft->tempName[0] != '\0' ? LinkTemporary(draft, name)
                                      : LinkUnnamed(draft->fd, name);
}

void
_MD_CloseDraft(_MDDraft *draft)
{
    if (draft->tempName[0] != '\0') {
        (void)unlink(draft->tempName);
    }
    _MD_UnlockMarker(draft->fd);
}

/* --- Keeping inodes taken ------------------------------------------------ */

/* More segments than this Linux does not have unless it is told to. */
#define KEPT_MAX 32768

/*
 * A descriptor would keep an inode, but a process has few of them.  A page of
 * address space that maps the file keeps it as well, and costs no memory, for
 * nobody touches it.
 */
PRInt32
_MD_KeepDraft(_MDKeptDrafts *kept, _MDDraft *draft)
{
    PRSize  page = (PRSize)sysconf(_SC_PAGESIZE);
    void   *at;
    PRInt32 err = 0;

    if (kept->area == NULL) {
        at = mmap(NULL, KEPT_MAX * page, PROT_NONE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        kept->area = at != MAP_FAILED ? at : NULL;
    }
    if (kept->area == NULL || kept->count == KEPT_MAX) {
        err = ENOMEM;
    } else if (mmap(kept->area + kept->count * page, page, PROT_NONE,
                    MAP_SHARED | MAP_FIXED, draft->fd, 0) == MAP_FAILED) {
        err = errno;
    } else {
        kept->count++;
    }
    _MD_CloseDraft(draft);
    return err;
}

void
_MD_ReleaseDrafts(_MDKeptDrafts *kept)
{
    if (kept->area != NULL) {
        (void)munmap(kept->area, KEPT_MAX * (PRSize)sysconf(_SC_PAGESIZE));
    }
}

/* --- Removing ------------------------------------------------------------ */

PRBool
_MD_MarkerIsOurs(const struct stat *info)
{
    return info->st_size == 0;
}

/* In a sticky directory such as /tmp only owners remove names, and those who
 * have the capability; so may they set the mode that a file has anyway. */
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
_MD_MayRemoveMarker(const char *name, int fd, const struct stat *info)
{
    char dir[_MD_NAME_SIZE];

    DirectoryOf(name, dir);
    if (faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) == -1) {
        return errno;
    }
    return CheckSticky(dir, fd, info);
}

PRInt32
_MD_RemoveMarker(const char *name)
{
    /* If somebody else has done it, that will do. */
    return unlink(name) == 0 || errno == ENOENT ? 0 : errno;
}
