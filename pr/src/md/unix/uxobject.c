/* SPDX-License-Identifier: MPL-2.0 */
/*
 * POSIX objects: files that the system keeps in a place of its own, one for
 * each marker and kind.
 *
 * An object's name contains all of its marker's identity, so no two markers
 * that exist at the same time share an object.  But inode numbers are used
 * again: an object may have been left behind by a marker that somebody removed.
 * The birth time of the marker's inode, which the object records, tells them
 * apart.  And anybody can make an object of any name, so only those count whose
 * owner could also write the marker.
 *
 * The kernel keeps a removed object for those who have it open or mapped.
 */
#include "config.h"

#include "private/pprdraft.h"
#include "private/pprobject.h"

#include <stdio.h>
#include <sys/mman.h>

/* --- Names --------------------------------------------------------------- */

void
_MD_FormatObject(char *name, const char *prefix, PRUint64 device,
                 PRUint64 inode)
{
    (void)snprintf(name, _MD_OBJECT_NAME_SIZE, "%s%llx%016llx", prefix,
                   (unsigned long long)device, (unsigned long long)inode);
}

static void
NameOf(char *name, const char *prefix, const struct stat *marker)
{
    _MD_FormatObject(name, prefix, (PRUint64)marker->st_dev,
                     (PRUint64)marker->st_ino);
}

/* Where an object is a file, as a path. */
#define PATH_SIZE (sizeof _MD_SHM_DIR + _MD_OBJECT_NAME_SIZE)

static void
FormatPath(char *path, const char *name)
{
    (void)snprintf(path, PATH_SIZE, "%s%s", _MD_SHM_DIR, name);
}

/* --- Finding ------------------------------------------------------------- */

/*
 * Where objects are files, others can put anything at their names: a FIFO that
 * nobody ever writes to, a link, a directory.
 */
static int
OpenObject(const char *name, int access)
{
    char path[PATH_SIZE];

    if (_MD_SHM_DIR[0] == '\0') {
        return shm_open(name, access | O_CLOEXEC, 0);
    }
    FormatPath(path, name);
    return open(path, access | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* Whether the owner of the object may write the marker.  (Whether that user is
 * in the marker's group cannot be told; but an object that has the group was
 * made by a member.) */
static PRBool
IsOfMaker(const struct stat *object, const struct stat *marker)
{
    return object->st_uid == marker->st_uid || object->st_uid == 0 ||
           (marker->st_mode & S_IWOTH) != 0 ||
           ((marker->st_mode & S_IWGRP) != 0 &&
            object->st_gid == marker->st_gid);
}

/* The error for an object that cannot be opened: ENOENT if it does not count,
 * or if we may not even look at it; else err. */
static PRInt32
JudgeObject(const char *name, const _MDMarker *marker, PRInt32 err)
{
    struct stat info;
    char        path[PATH_SIZE];

    if (_MD_SHM_DIR[0] == '\0' || err == ENOENT) {
        return err;
    }
    FormatPath(path, name);
    if (lstat(path, &info) == -1 || !S_ISREG(info.st_mode) ||
        !IsOfMaker(&info, &marker->info)) {
        return ENOENT;
    }
    return err;
}

/* Whether an object was made for the marker, not for one that had its inode
 * before.  Births that its maker or we could not learn say nothing. */
static PRBool
IsOfBirth(const _MDMappedFile *file, const _MDMarker *marker)
{
    PRInt64 born = _MD_BirthTime(marker);

    return file->markerInode == (PRUint64)marker->info.st_ino &&
           file->markerDevice == (PRUint64)marker->info.st_dev &&
           (born == 0 || file->markerBorn == 0 || born == file->markerBorn);
}

static PRBool
IsFor(const _MDMappedFile *file, const _MDMarker *marker)
{
    return IsOfMaker(&file->info, &marker->info) && IsOfBirth(file, marker);
}

PRInt32
_MD_FindObject(const char *prefix, const _MDMarker *marker, PRSize size,
               PRIntn rights, PRSharedMemory *shm)
{
    _MDMappedFile file;
    _MDRights     granted;
    char          name[_MD_OBJECT_NAME_SIZE];
    PRInt32       err;
    int           fd;

    NameOf(name, prefix, &marker->info);
    err = _MD_OpenWithRights(OpenObject, name, &fd, &granted);
    if (err != 0) {
        return JudgeObject(name, marker, err);
    }
    err = _MD_ReadSegment(fd, &file);
    if (err == 0 && !IsFor(&file, marker)) {
        err = ENOENT;
    }
    if (err != 0) {
        (void)close(fd);
        return err;
    }
    return _MD_AdoptSegment(fd, granted, &file, size, rights, shm);
}

/*
 * A fresh inode has no object: one that has its name was left over, or somebody
 * put it there.  If we may not even look, the making will fail and say why.
 */
PRInt32
_MD_ClaimObject(const char *prefix, const struct stat *marker)
{
    struct stat info;
    char        name[_MD_OBJECT_NAME_SIZE], path[PATH_SIZE];

    NameOf(name, prefix, marker);
    if (shm_unlink(name) == 0 || errno == ENOENT || errno == ENOSYS) {
        return 0;
    }
    FormatPath(path, name);
    return lstat(path, &info) == 0 ? EEXIST : 0;
}

/* --- Making -------------------------------------------------------------- */

/* Make a draft whole, then put it at its path.  The handle gets a descriptor of
 * its own, because the draft's is closed with its lock. */
static PRInt32
CompleteDraft(_MDDraft *draft, const char *path, const _MDNewSegment *wanted,
              const _MDMarker *marker, PRSharedMemory *shm)
{
    PRInt32 err;
    int     fd = fcntl(draft->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

    if (fd == -1) {
        return errno;
    }
    if (draft->info.st_gid != marker->info.st_gid &&
        fchown(fd, (uid_t)-1, marker->info.st_gid) == -1) {
        /* Only members of the marker's group can; others are known by the
         * owner alone. */
    }
    err = _MD_FillSegment(fd, wanted, marker, PR_FALSE, shm);
    if (err == 0) {
        /* Not before _MD_FillSegment() has checked RLIMIT_FSIZE: beyond that
         * the signing would end the process by a signal.  Where the marker
         * cannot be signed, the object is found all the same, only later. */
        (void)_MD_SignMarker(marker);
        err = _MD_PublishDraft(draft, path);
    }
    if (err != 0) {
        (void)close(fd);
    }
    return err;
}

/*
 * Make an object whole before it has its name, as Linux can.  ENOTSUP where
 * objects are no files.
 */
static PRInt32
MakeUnnamed(const char *name, const _MDNewSegment *wanted,
            const _MDMarker *marker, PRBool unnamed, PRSharedMemory *shm)
{
    _MDDraft draft;
    char     path[PATH_SIZE];
    PRInt32  err;

    if (_MD_SHM_DIR[0] == '\0') {
        return ENOTSUP;
    }
    FormatPath(path, name);
    err = _MD_MakeDraft(path, 0600, unnamed, &draft);
    if (err != 0) {
        return err == ENOENT ? ENOSYS : err; /* there is no such directory */
    }
    err = CompleteDraft(&draft, path, wanted, marker, shm);
    _MD_CloseDraft(&draft);
    return err;
}

/* Make an object where it has its name at once, but does not count as a segment
 * until it has its trailer. */
static PRInt32
MakeNamed(const char *name, const _MDNewSegment *wanted,
          const _MDMarker *marker, PRSharedMemory *shm)
{
    PRInt32 err;
    int     made;

    (void)_MD_SignMarker(marker);
    made = shm_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
                    (mode_t)wanted->mode);
    if (made == -1) {
        return errno;
    }
    err = _MD_FillSegment(made, wanted, marker, PR_FALSE, shm);
    if (err != 0) {
        (void)shm_unlink(name);
        (void)close(made);
    }
    return err;
}

static PRInt32
Make(const char *name, const _MDNewSegment *wanted, const _MDMarker *marker,
     PRSharedMemory *shm)
{
    PRInt32 err = MakeUnnamed(name, wanted, marker, PR_TRUE, shm);

    if (err == ENOENT) { /* an unnamed inode cannot be linked here */
        err = MakeUnnamed(name, wanted, marker, PR_FALSE, shm);
    }
    return err == ENOTSUP ? MakeNamed(name, wanted, marker, shm) : err;
}

/*
 * Remove what has the name of the object to be made.  EEXIST if it is the
 * marker's own object; ENOTSUP if it stays: somebody put it there and we may
 * not remove it, or it was made for the marker before that got another owner.
 */
static PRInt32
ClearName(const char *prefix, const char *name, const _MDMarker *marker)
{
    PRSharedMemory found;
    _MDMappedFile  file;
    _MDRights      rights;
    PRBool         ofBirth;
    PRInt32        err;
    int            fd;

    err = _MD_FindObject(prefix, marker, 0, 0, &found);
    if (err == 0) {
        (void)_MD_CloseMapped(&found);
        return EEXIST;
    }
    if (err == ESTALE) {
        return err; /* somebody holds it just now: look again */
    }
    if (_MD_OpenWithRights(OpenObject, name, &fd, &rights) == 0) {
        ofBirth = _MD_ReadSegment(fd, &file) == 0 && IsOfBirth(&file, marker);
        (void)close(fd);
        if (ofBirth) {
            return ENOTSUP;
        }
    }
    return shm_unlink(name) == 0 || errno == ENOENT ? 0 : ENOTSUP;
}

PRInt32
_MD_MakeObject(const char *prefix, const _MDMarker *marker,
               const _MDNewSegment *wanted, PRSharedMemory *shm)
{
    char    name[_MD_OBJECT_NAME_SIZE];
    PRInt32 err;

    NameOf(name, prefix, &marker->info);
    err = Make(name, wanted, marker, shm);
    if (err == EEXIST) {
        err = ClearName(prefix, name, marker);
        if (err == 0) {
            err = Make(name, wanted, marker, shm);
        }
    }
    return err;
}

/* --- Removing ------------------------------------------------------------ */

PRInt32
_MD_UnlinkObject(const char *prefix, const _MDMarker *marker)
{
    char name[_MD_OBJECT_NAME_SIZE];

    NameOf(name, prefix, &marker->info);
    return shm_unlink(name) == 0 ? 0 : errno;
}

PRInt32
_MD_RemoveObject(const char *prefix, const _MDMarker *marker)
{
    PRSharedMemory found;
    PRInt32        err = _MD_FindObject(prefix, marker, 0, 0, &found);

    if (err == 0) {
        (void)_MD_CloseMapped(&found);
    } else if (err != EACCES && err != EFBIG) {
        return err; /* removing needs no right to read, and no room to map */
    }
    return _MD_UnlinkObject(prefix, marker);
}
