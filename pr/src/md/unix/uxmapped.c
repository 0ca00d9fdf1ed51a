/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Segments that are files, at whatever name: making them whole, reading what
 * they are, mapping them.
 *
 * That a file is too large for its filesystem shows late: as SIGBUS, at a store
 * into a page for which there is no room.  So all of the room is taken when the
 * segment is made.
 */
#include "config.h"

#include "private/pprmapped.h"
#include "private/pprmarker.h"
#include "private/pprroom.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

/* --- The trailer --------------------------------------------------------- */

#define TRAILER_VERSION 1

/* The last bytes of a segment's file. */
typedef struct Trailer {
    char     magic[8];
    PRUint32 version;
    PRUint32 removed; /* not 0 once the name is gone but other links are not */
    PRUint64 size;    /* bytes */
    PRInt64  creator; /* process */
    PRInt64  created; /* microseconds since 1970 */
    PRUint64 device;  /* of its marker, as are the next two */
    PRUint64 inode;
    PRInt64  born; /* nanoseconds since 1970, 0 if not known */
} Trailer;

static const char magic[8] = { 'P', 'R', 'S', 'H', 'M', '\r', '\n', 0 };

static PRUint64
PageSize(void)
{
    return (PRUint64)sysconf(_SC_PAGESIZE);
}

/* size, rounded up to whole pages. */
static PRUint64
RoundUp(PRUint64 size, PRUint64 page)
{
    return (size + page - 1) / page * page;
}

/*
 * Copy a trailer to or from the end of a file through a mapping: some systems
 * (macOS) cannot read and write what shm_open() opens.
 */
static PRInt32
MapTrailer(int fd, off_t end, Trailer *trailer, PRBool writing)
{
    size_t      page = (size_t)PageSize();
    int         prot = writing ? PROT_READ | PROT_WRITE : PROT_READ;
    struct stat info;
    char       *at, *there;

    if (fstat(fd, &info) == -1) {
        return errno;
    }
    if (info.st_size < end) {
        return ENOTSUP; /* pages beyond the end can be mapped, not touched */
    }
    at = mmap(NULL, page, prot, MAP_SHARED, fd, end - (off_t)page);
    if (at == MAP_FAILED) {
        return errno;
    }
    there = at + page - sizeof *trailer;
    if (writing) {
        memcpy(there, trailer, sizeof *trailer);
    } else {
        memcpy(trailer, there, sizeof *trailer);
    }
    (void)munmap(at, page);
    return 0;
}

/* Whether an error says that a file cannot be read and written at all. */
static PRBool
OnlyMaps(PRInt32 err)
{
    return err == ENXIO || err == EINVAL || err == EOPNOTSUPP || err == ESPIPE;
}

static PRInt32
WriteTrailer(int fd, off_t end, Trailer *trailer)
{
    ssize_t done;
    PRInt32 err;

    /* In one page, so the kernel does it whole or not at all. */
    _MD_RETRY(done, pwrite(fd, trailer, sizeof *trailer,
                           end - (off_t)sizeof *trailer));
    if (done == (ssize_t)sizeof *trailer) {
        return 0;
    }
    err = done == -1 ? errno : ENOSPC;
    return OnlyMaps(err) ? MapTrailer(fd, end, trailer, PR_TRUE) : err;
}

static PRInt32
ReadTrailer(int fd, off_t end, Trailer *trailer)
{
    ssize_t done;

    _MD_RETRY(done, pread(fd, trailer, sizeof *trailer,
                          end - (off_t)sizeof *trailer));
    if (done == (ssize_t)sizeof *trailer) {
        return 0;
    }
    if (done != -1) {
        return ENOENT; /* somebody has just cut it short */
    }
    return OnlyMaps(errno) ? MapTrailer(fd, end, trailer, PR_FALSE) : errno;
}

/* --- Reading ------------------------------------------------------------- */

PRBool
_MD_MayBeSegment(const struct stat *info)
{
    PRUint64 page = PageSize();

    return info->st_size > 0 && (PRUint64)info->st_size >= 2 * page &&
           (PRUint64)info->st_size % page == 0;
}

/* The size of a file's pages if it is on hugetlbfs, else 0. */
static PRUint64
HugePageOf(int fd, const struct stat *info)
{
    /* Only there, or nearly so, are blocks larger than pages: a cheap check. */
    return (PRUint64)info->st_blksize > PageSize() && _MD_IsHugetlbfs(fd)
               ? (PRUint64)info->st_blksize
               : 0;
}

/* Whether this is a trailer, and that of a file of this length. */
static PRBool
IsValid(const Trailer *trailer, off_t length)
{
    PRUint64 page = PageSize();

    return memcmp(trailer->magic, magic, sizeof magic) == 0 &&
           trailer->version == TRAILER_VERSION && trailer->size > 0 &&
           trailer->size < (PRUint64)length &&
           RoundUp(trailer->size, page) + page == (PRUint64)length;
}

static PRInt32
ReadWithTrailer(int fd, _MDMappedFile *file)
{
    Trailer trailer;
    PRInt32 err = ReadTrailer(fd, file->info.st_size, &trailer);

    if (err != 0) {
        return err;
    }
    if (!IsValid(&trailer, file->info.st_size)) {
        return ENOENT;
    }
    file->size = trailer.size;
    file->removed = trailer.removed != 0;
    file->creator = trailer.creator;
    file->created = trailer.created;
    file->markerDevice = trailer.device;
    file->markerInode = trailer.inode;
    file->markerBorn = trailer.born;
    return 0;
}

static void
ReadFromHugetlbfs(_MDMappedFile *file)
{
    file->size = (PRUint64)file->info.st_size;
    file->removed = PR_FALSE;
    file->creator = -1;
    file->created = 0;
    file->markerDevice = (PRUint64)file->info.st_dev;
    file->markerInode = (PRUint64)file->info.st_ino;
    file->markerBorn = 0;
}

PRInt32
_MD_ReadSegment(int fd, _MDMappedFile *file)
{
    _MDMappedFile found;
    PRInt32       err = 0;

    if (fstat(fd, &found.info) == -1) {
        return errno;
    }
    if (!_MD_MayBeSegment(&found.info)) {
        return ENOENT;
    }
    if (HugePageOf(fd, &found.info) != 0) {
        ReadFromHugetlbfs(&found);
    } else {
        err = ReadWithTrailer(fd, &found);
    }
    if (err == 0) {
        *file = found;
    }
    return err;
}

/* --- Opening ------------------------------------------------------------- */

PRInt32
_MD_OpenWithRights(_MDOpener opener, const char *name, int *fd,
                   _MDRights *rights)
{
    int opened;

    _MD_RETRY(opened, opener(name, O_RDWR));
    *rights = _MD_MAY_WRITE;
    if (opened == -1 && (errno == EACCES || errno == EPERM || errno == EROFS ||
                         errno == ETXTBSY)) {
        _MD_RETRY(opened, opener(name, O_RDONLY));
        *rights = _MD_MAY_READ;
    }
    *fd = opened;
    if (opened == -1 && errno == EWOULDBLOCK) {
        return ESTALE; /* somebody has a lease on it, to see who uses it */
    }
    if (opened == -1) {
        return errno == EPERM ? EACCES : errno;
    }
    return 0;
}

PRBool
_MD_Grants(_MDRights rights, PRIntn mode)
{
    PRIntn asked = mode >> 6 | mode >> 3 | mode;

    return ((asked & 04) == 0 || rights >= _MD_MAY_READ) &&
           ((asked & 02) == 0 || rights >= _MD_MAY_WRITE);
}

/*
 * Keep a handle from using the descriptors 0, 1 and 2, which the program may
 * have closed for the time being: what it writes to standard output must not
 * end up in the segment.
 */
static int
AboveStandard(int fd)
{
    int above;

    if (fd > STDERR_FILENO) {
        return fd;
    }
    above = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    (void)close(fd);
    return above;
}

PRInt32
_MD_AdoptSegment(int fd, _MDRights rights, const _MDMappedFile *file,
                 PRSize size, PRIntn mode, PRSharedMemory *shm)
{
    PRInt32 err = 0;

    if (!_MD_Grants(rights, mode)) {
        err = EACCES;
    } else if (size > file->size) {
        err = EINVAL;
    } else if ((PRSize)file->size != file->size) {
        err = EFBIG; /* a process of 32 bits, a segment of one of 64 */
    }
    if (err != 0) {
        (void)close(fd);
        return err;
    }
    shm->native.file.fd = AboveStandard(fd);
    if (shm->native.file.fd == -1) {
        return errno;
    }
    shm->identity.device = (PRUint64)file->info.st_dev;
    shm->identity.number = (PRUint64)file->info.st_ino;
    shm->native.file.rights = rights;
    shm->native.file.size = (PRSize)file->size;
    return 0;
}

void
_MD_AdoptNothing(PRSharedMemory *shm)
{
    shm->identity.device = shm->identity.number = 0;
    shm->native.file.fd = -1;
    shm->native.file.rights = _MD_NO_RIGHTS;
    shm->native.file.size = 0;
}

/* Fill in the handle of the process that has made a segment.  It has the rights
 * that the mode gives the owner; if that is none, the descriptor is kept only
 * to be closed with the handle. */
static void
AdoptNew(int fd, const struct stat *info, PRSize size, PRIntn mode,
         PRSharedMemory *shm)
{
    shm->identity.device = (PRUint64)info->st_dev;
    shm->identity.number = (PRUint64)info->st_ino;
    shm->native.file.fd = fd;
    shm->native.file.rights = geteuid() == 0 || (mode & 0600) == 0600
                                  ? _MD_MAY_WRITE
                              : (mode & 0400) != 0 ? _MD_MAY_READ
                                                   : _MD_NO_RIGHTS;
    shm->native.file.size = size;
}

/* --- Making -------------------------------------------------------------- */

static Trailer
NewTrailer(PRSize size, const _MDMarker *marker)
{
    struct timespec now;
    Trailer         trailer = { .version = TRAILER_VERSION };

    (void)clock_gettime(CLOCK_REALTIME, &now);
    memcpy(trailer.magic, magic, sizeof magic);
    trailer.size = size;
    trailer.creator = (PRInt64)getpid();
    trailer.created = (PRInt64)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    trailer.device = (PRUint64)marker->info.st_dev;
    trailer.inode = (PRUint64)marker->info.st_ino;
    trailer.born = _MD_BirthTime(marker);
    return trailer;
}

/* The length of a segment's file, EINVAL if there can be no such file. */
static PRInt32
FileLength(PRSize size, PRUint64 hugePage, off_t *length)
{
    /* The largest off_t, whatever its width. */
    const PRUint64 most = ((PRUint64)1 << (sizeof(off_t) * CHAR_BIT - 1)) - 1;
    const PRUint64 page = hugePage != 0 ? hugePage : PageSize();

    if (size == 0 || size > most - 2 * page) {
        return EINVAL;
    }
    *length = (off_t)(RoundUp(size, page) + (hugePage != 0 ? 0 : page));
    return 0;
}

static PRInt32
WriteContent(int fd, const _MDNewSegment *wanted)
{
    ssize_t done;

    if (wanted->content == NULL) {
        return 0;
    }
    _MD_RETRY(done, pwrite(fd, wanted->content, wanted->contentSize, 0));
    if (done == -1) {
        return errno;
    }
    return (PRSize)done == wanted->contentSize ? 0 : ENOSPC;
}

static PRInt32
SetLength(int fd, off_t length)
{
    int rv;

    _MD_RETRY(rv, ftruncate(fd, length));
    return rv == 0 ? 0 : errno;
}

/* Give a file its mode, which the umask may have narrowed when it was made. */
static PRInt32
SetMode(int fd, const struct stat *info, PRIntn mode)
{
    return (PRIntn)(info->st_mode & 07777) == mode ||
                   fchmod(fd, (mode_t)mode) == 0
               ? 0
               : errno;
}

/* Turn a file into a segment, as the last step and at once: by its length on
 * hugetlbfs, where that is all it takes, else by the trailer. */
static PRInt32
Complete(int fd, off_t length, PRUint64 hugePage, PRSize size,
         const _MDMarker *marker)
{
    Trailer trailer;

    if (hugePage != 0) {
        return SetLength(fd, length);
    }
    trailer = NewTrailer(size, marker);
    return WriteTrailer(fd, length, &trailer);
}

PRInt32
_MD_FillSegment(int fd, const _MDNewSegment *wanted, const _MDMarker *marker,
                PRBool named, PRSharedMemory *shm)
{
    PRSize      size = wanted->size;
    struct stat info;
    PRUint64    hugePage;
    off_t       length = 0;
    PRInt32     err;

    if (fstat(fd, &info) == -1) {
        return errno;
    }
    hugePage = HugePageOf(fd, &info);
    err = FileLength(size, hugePage, &length);
    if (err == 0) {
        err = _MD_CheckRoom(fd, length);
    }
    if (err == 0 && !named) {
        /* Once is all that macOS allows for a shared memory object. */
        err = SetLength(fd, length);
    }
    if (err == 0) {
        err = _MD_TakeRoom(fd, length, named);
    }
    if (err == 0) {
        err = WriteContent(fd, wanted);
    }
    if (err == 0) {
        err = SetMode(fd, &info, wanted->mode);
    }
    if (err == 0) {
        err = Complete(fd, length, hugePage, size, marker);
    }
    if (err != 0 && named) {
        (void)SetLength(fd, 0); /* gives the room back, too */
        (void)fchmod(fd, info.st_mode & 07777);
    }
    if (err == 0) {
        AdoptNew(fd, &info, hugePage != 0 ? (PRSize)length : size,
                 wanted->mode, shm);
    }
    return err;
}

/* Write the trailer of a file whose mode keeps even its owner from writing it,
 * by giving it another mode for the moment. */
static PRInt32
WriteAsOwner(int fd, const struct stat *info, Trailer *trailer)
{
    const mode_t mode = (info->st_mode & 07777) | S_ISVTX;
    char         path[_MD_FD_PATH_SIZE];
    PRInt32      err;
    int          writable;

    if (fchmod(fd, mode | S_IRUSR | S_IWUSR) == -1) {
        return errno;
    }
    _MD_FormatFdPath(path, fd);
    _MD_RETRY(writable, open(path, O_RDWR | O_CLOEXEC));
    err = writable != -1 ? WriteTrailer(writable, info->st_size, trailer)
                         : errno;
    if (writable != -1) {
        (void)close(writable);
    }
    (void)fchmod(fd, mode);
    return err;
}

PRInt32
_MD_MarkRemoved(int fd, const struct stat *info)
{
    Trailer trailer;
    PRInt32 err;

    if (HugePageOf(fd, info) != 0 || _MD_CheckLimit(info->st_size) != 0 ||
        ReadTrailer(fd, info->st_size, &trailer) != 0 ||
        !IsValid(&trailer, info->st_size)) {
        return EBUSY;
    }
    /* The sticky bit is a hint to look at the trailer, so that nobody needs to
     * who does not see it; systems give it no meaning for files that are no
     * programs.  It is set first: if we die in between, the trailer is looked
     * at in vain, which is better than not looked at. */
    (void)fchmod(fd, (info->st_mode & 07777) | S_ISVTX);
    trailer.removed = 1;
    err = WriteTrailer(fd, info->st_size, &trailer);
    if (err == EBADF) {
        err = WriteAsOwner(fd, info, &trailer);
    }
    if (err != 0) {
        (void)fchmod(fd, info->st_mode & 07777);
        return EBUSY;
    }
    return 0;
}

/* --- What handles can do ------------------------------------------------- */

/*
 * A program that closes descriptors it does not know, as daemons do, may have
 * closed the handle's, and got another file by that number since.
 */
static PRBool
IsOwnDescriptor(const PRSharedMemory *shm, struct stat *info)
{
    return fstat(shm->native.file.fd, info) == 0 &&
           (PRUint64)info->st_ino == shm->identity.number &&
           (PRUint64)info->st_dev == shm->identity.device;
}

/* Where objects are no files, there is no count of links that would tell. */
static PRBool
IsRemoved(const PRSharedMemory *shm, const struct stat *info)
{
    _MDMappedFile file;

    if (_MD_SHM_DIR[0] == '\0') {
        return PR_FALSE;
    }
    return info->st_nlink == 0 ||
           ((info->st_nlink > 1 || (info->st_mode & S_ISVTX) != 0) &&
            _MD_ReadSegment(shm->native.file.fd, &file) == 0 && file.removed);
}

PRInt32
_MD_CheckMapped(const PRSharedMemory *shm)
{
    struct stat info;

    if (shm->native.file.rights == _MD_NO_RIGHTS) {
        return EACCES;
    }
    if (!IsOwnDescriptor(shm, &info)) {
        return EBADF;
    }
    if ((PRUint64)info.st_size < shm->native.file.size) {
        return EINVAL; /* a store would be a SIGBUS */
    }
    return IsRemoved(shm, &info) ? EIDRM : 0;
}

PRInt32
_MD_AttachMapped(const PRSharedMemory *shm, PRBool readOnly, void **addr,
                 PRSize *length)
{
    int   prot = readOnly ? PROT_READ : PROT_READ | PROT_WRITE;
    void *at;

    if (shm->native.file.rights < (readOnly ? _MD_MAY_READ : _MD_MAY_WRITE)) {
        return EACCES;
    }
    at = mmap(NULL, shm->native.file.size, prot, MAP_SHARED,
              shm->native.file.fd, 0);
    if (at == MAP_FAILED) {
        /* A filesystem whose files cannot be mapped like this. */
        return errno == ENODEV ? ENOSYS : errno;
    }
    *addr = at;
    *length = shm->native.file.size;
    return 0;
}

PRInt32
_MD_DetachMapped(void *addr, PRSize length)
{
    return munmap(addr, length) == 0 ? 0 : errno;
}

PRInt32
_MD_CloseMapped(PRSharedMemory *shm)
{
    struct stat info;

    if (shm->native.file.fd != -1 && IsOwnDescriptor(shm, &info)) {
        (void)close(shm->native.file.fd);
    }
    return 0;
}

PRInt32
_MD_DescribeMapped(const PRSharedMemory *shm, PRXSharedMemoryInfo *info,
                   _MDMappedFile *found)
{
    _MDMappedFile file;
    PRInt32       err = _MD_CheckMapped(shm);

    if (err == EIDRM) {
        err = 0; /* the handle still has it open */
    }
    if (err == 0) {
        err = _MD_ReadSegment(shm->native.file.fd, &file);
    }
    if (err != 0) {
        return err;
    }
    info->size = shm->native.file.size;
    info->mode = file.info.st_mode & 0777;
    info->uid = file.info.st_uid;
    info->gid = file.info.st_gid;
    info->creatorPid = file.creator;
    info->creationTime = file.created;
    *found = file;
    return 0;
}
