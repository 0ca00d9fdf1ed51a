/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Files in the making: a new marker, or a new object, is an inode before it is
 * a name.
 *
 * Linux can make an inode without a name (O_TMPFILE) and link it into place
 * later; where that is missing (other systems, NFS, FAT), the draft is a file
 * with a name of our own beside the real one.  So a file that is seen at the
 * real name is complete, and its identity was found to be free.
 */
#include "config.h"

#include "private/pprdraft.h"
#include "private/pprmarker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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
        (void)snprintf(tempName, _MD_TEMP_NAME_SIZE, "%s/" _MD_DRAFT_FORMAT,
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
_MD_MakeDraft(const char *name, PRIntn mode, PRBool unnamed, _MDDraft *draft)
{
    char dir[_MD_NAME_SIZE];
    int  fd = -1;

    _MD_DirectoryOf(name, dir);
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
    char path[_MD_FD_PATH_SIZE];

    if (linkat(fd, "", AT_FDCWD, name, AT_EMPTY_PATH) == 0) {
        return 0;
    }
    if (errno != ENOENT) {
        return errno;
    }
    _MD_FormatFdPath(path, fd);
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

/* The draft is locked before it has its name; otherwise somebody could make a
 * segment under it, and delete both, before we make ours. */
PRInt32
_MD_PublishDraft(_MDDraft *draft, const char *name)
{
    _MDPatience patience = { 0, 0 };
    PRInt32 err = _MD_LockDescriptor(draft->fd, &patience, &draft->unlocked);

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
    _MD_UnlockDescriptor(draft->fd);
}

/* --- Keeping inodes taken ------------------------------------------------ */

/* Linux has no more segments than this unless it is told to. */
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
