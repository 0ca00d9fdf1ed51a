/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Memory without a name.
 *
 * Linux has files that live in memory alone (memfd_create) and can be sealed:
 * whoever has one open cannot make it shorter, which would be a SIGBUS for
 * those who have it mapped.  Without them it is an inode of a directory that
 * never had a name (O_TMPFILE), or had one for an instant that nobody could
 * guess.
 */
#include "config.h"

#include "private/ppranon.h"
#include "private/pprdraft.h"
#include "private/pprroom.h"
#include "private/pprunix.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* --- Making -------------------------------------------------------------- */

/* Have nobody make it shorter or longer, or undo that. */
static PRInt32
Seal(int fd)
{
    return fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) ==
                   0
               ? 0
               : errno;
}

/* Since Linux 6.3 the kernel can be told that the memory is not for executing,
 * and may be set to insist on being told. */
static int
OpenMemory(void)
{
    int fd = _MD_CreateMemory(MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);

    return fd == -1 && errno == EINVAL ? _MD_CreateMemory(MFD_ALLOW_SEALING)
                                       : fd;
}

/* Open a file in the directory whose name is removed as soon as it is made. */
static int
OpenUnguessable(const char *dir)
{
    char          name[PATH_MAX];
    unsigned char random[_MD_RANDOM_DIGITS / 2];
    int           fd, saved;
    PRSize        length, i;

    if (getentropy(random, sizeof random) == -1) {
        return -1;
    }
    length = (PRSize)snprintf(name, sizeof name, "%s/" _MD_DRAFT_PREFIX, dir);
    if (length + 2 * sizeof random >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    for (i = 0; i < sizeof random; i++) {
        (void)snprintf(name + length + 2 * i, 3, "%02x", random[i]);
    }
    _MD_RETRY(fd, open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600));
    if (fd != -1 && unlink(name) == -1) {
        saved = errno;
        (void)close(fd);
        errno = saved;
        fd = -1;
    }
    return fd;
}

/* A Linux that does not know O_TMPFILE takes this for an open of the directory,
 * which is EISDIR. */
static int
OpenInDirectory(const char *dir)
{
    int fd = -1;

    errno = EOPNOTSUPP;
    if (O_TMPFILE != 0) {
        _MD_RETRY(fd, open(dir, O_RDWR | O_TMPFILE, 0600));
    }
    if (fd == -1 &&
        (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
        fd = OpenUnguessable(dir);
    }
    return fd;
}

static PRInt32
CheckDirectory(const char *dir)
{
    struct stat info;

    if (stat(dir, &info) == -1) {
        return errno;
    }
    return S_ISDIR(info.st_mode) ? 0 : ENOTDIR;
}

/* Give an empty file its length, with room for it; by writing it, if that is
 * asked for. */
static PRInt32
Fill(int fd, PRSize size, PRBool written)
{
    PRInt32 err;
    int     rv;

    if (size == 0) {
        return 0;
    }
    if (written) {
        return _MD_WriteRoom(fd, (off_t)size);
    }
    err = _MD_CheckRoom(fd, (off_t)size);
    if (err != 0) {
        return err;
    }
    _MD_RETRY(rv, ftruncate(fd, (off_t)size));
    return rv == 0 ? _MD_TakeRoom(fd, (off_t)size, PR_FALSE) : errno;
}

PRInt32
_MD_OpenAnon(const char *dir, PRSize size, PROsfd *osfd, PRBool *present)
{
    const char *where = *dir != '\0' ? dir : "/"; /* as stock NSPR has it */
    const off_t length = (off_t)size;
    PRInt32     err = CheckDirectory(where);
    int         fd;
    PRBool      inMemory = PR_TRUE, written;

    if (err != 0) {
        return err;
    }
    if (length < 0 || (PRUint64)length != size) {
        return EINVAL;
    }
    fd = OpenMemory();
    if (fd == -1) {
        inMemory = PR_FALSE;
        fd = OpenInDirectory(where);
    }
    if (fd == -1) {
        return errno;
    }
    written = inMemory && size <= _MD_WRITTEN_ROOM;
    err = fchmod(fd, 0600) == 0 ? Fill(fd, size, written) : errno;
    if (err == 0 && inMemory) {
        err = Seal(fd);
    }
    if (err != 0) {
        (void)close(fd);
        return err;
    }
    *osfd = fd;
    *present = written;
    return 0;
}

/* --- What others opened -------------------------------------------------- */

PRInt32
_MD_CheckMappable(PROsfd osfd, PRFileMapProtect prot,
                  _MDFileIdentity *identity)
{
    struct stat info;
    int         access;

    if (fstat(osfd, &info) == -1) {
        return errno;
    }
    if (!S_ISREG(info.st_mode)) {
        return EINVAL;
    }
    access = fcntl(osfd, F_GETFL);
    if (access == -1) {
        return errno;
    }
    access &= O_ACCMODE;
    if (access == O_WRONLY ||
        (access == O_RDONLY && prot == PR_PROT_READWRITE)) {
        return EACCES;
    }
    identity->device = (PRUint64)info.st_dev;
    identity->inode = (PRUint64)info.st_ino;
    return 0;
}

void
_MD_DropDescriptor(PROsfd osfd)
{
    (void)close(osfd); /* nothing was written that could fail now */
}

void
_MD_CloseIdentical(PROsfd osfd, const _MDFileIdentity *identity)
{
    struct stat info;

    if (fstat(osfd, &info) == 0 && (PRUint64)info.st_dev == identity->device &&
        (PRUint64)info.st_ino == identity->inode) {
        (void)close(osfd);
    }
}

PRInt32
_MD_DoubleDescriptor(PROsfd osfd, PROsfd *other)
{
    int fd = dup(osfd);

    if (fd == -1) {
        return errno;
    }
    *other = fd;
    return 0;
}
