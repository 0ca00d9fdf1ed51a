/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Mapped files: the marker itself is the memory.
 *
 * It lives where the name says: on a tmpfs of its own, on hugetlbfs, on a disk.
 * One unlink() takes name and memory, and the kernel keeps the pages for those
 * who have them mapped.
 */
#include "config.h"

#include "private/pprmapped.h"
#include "private/pprshmux.h"

static int
OpenFile(const char *name, int access)
{
    return open(name, access | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* Read what is open, and see that it is the marker: its name may lead to
 * another file by now. */
static PRInt32
ReadMarker(int fd, const _MDMarker *marker, _MDMappedFile *file)
{
    PRInt32 err = _MD_ReadSegment(fd, file);

    if (err != 0) {
        return err;
    }
    if (file->info.st_ino != marker->info.st_ino ||
        file->info.st_dev != marker->info.st_dev) {
        return ESTALE;
    }
    return file->removed ? ENOENT : 0;
}

static PRInt32
FileDescribe(const PRSharedMemory *shm, PRXSharedMemoryInfo *info)
{
    _MDMappedFile file;
    PRInt32       err = _MD_DescribeMapped(shm, info, &file);

    if (err == 0) {
        (void)snprintf(info->native, sizeof info->native,
                       "device 0x%llx inode %llu",
                       (unsigned long long)file.info.st_dev,
                       (unsigned long long)file.info.st_ino);
    }
    return err;
}

static const _MDShmOps ops = {
    "file",           _MD_CheckMapped, _MD_AttachMapped,
    _MD_DetachMapped, _MD_CloseMapped, FileDescribe,
};

/* A file that is no segment is ENOENT, whatever the caller's rights to it. */
static PRInt32
FileFind(const _MDMarker *marker, const _MDWanted *wanted, _MDHandle *handle)
{
    _MDMappedFile file;
    _MDRights     granted;
    PRInt32       err;
    int           fd;

    if (!_MD_MayBeSegment(&marker->info)) {
        return ENOENT;
    }
    err = _MD_OpenWithRights(OpenFile, marker->name, &fd, &granted);
    if (err != 0) {
        return err == ENOENT || err == ELOOP ? ESTALE : err;
    }
    err = ReadMarker(fd, marker, &file);
    if (err != 0) {
        (void)close(fd);
        return err;
    }
    handle->segment.ops = &ops;
    return _MD_AdoptSegment(fd, granted, &file, wanted->size, wanted->rights,
                            &handle->segment);
}

static void
FileAdoptDenied(_MDHandle *handle)
{
    handle->segment.ops = &ops;
    _MD_AdoptNothing(&handle->segment);
}

/*
 * Only an empty file can become the memory: one with content is somebody's own.
 * It must belong to the caller, or owner and mode of the memory would be wrong;
 * and it must have no other name, because anybody can link a file of the
 * caller's to this name.  The handle gets a descriptor of its own, because the
 * marker's is closed with its lock.
 */
static PRInt32
FileMake(const _MDMarker *marker, const _MDWanted *wanted, _MDHandle *handle)
{
    const _MDNewSegment segment = { .size = wanted->size,
                                    .mode = wanted->mode };
    PRInt32             err;
    int                 fd;

    if (marker->info.st_size != 0 || marker->info.st_nlink > 1 ||
        marker->info.st_uid != geteuid()) {
        return ENOTSUP;
    }
    fd = fcntl(marker->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (fd == -1) {
        return errno;
    }
    handle->segment.ops = &ops;
    err = _MD_FillSegment(fd, &segment, marker, _MD_LeadsToMarker(marker),
                          &handle->segment);
    if (err != 0) {
        (void)close(fd);
    }
    return err;
}

/*
 * In a directory that is not sticky, anybody who may write it could remove the
 * file; but only the owner may remove the memory, or a process with the
 * capability to: one that may set the file to the mode that it has anyway.
 *
 * If a semaphore needs the file, the memory stays until that is removed, too:
 * cutting the file short would be a SIGBUS for those who have it mapped.
 */
static PRInt32
FileRemove(const _MDMarker *marker, PRBool keepMarker)
{
    _MDMappedFile file;
    PRInt32       err = ReadMarker(marker->fd, marker, &file);

    if (err != 0) {
        return err;
    }
    if (file.info.st_uid != geteuid() &&
        fchmod(marker->fd, file.info.st_mode & 07777) == -1) {
        return errno;
    }
    if (keepMarker) {
        return _MD_MarkRemoved(marker->fd, &file.info);
    }
    err = _MD_RemoveMarker(marker->name);
    if (err == 0 && file.info.st_nlink > 1) {
        /* It must not be found by its other names either. */
        (void)_MD_MarkRemoved(marker->fd, &file.info);
    }
    return err;
}

const _MDMechanism _MD_shmFile = {
    "file",          PR_TRUE, PR_FALSE, FileFind,
    FileAdoptDenied, NULL,    FileMake, FileRemove,
};
