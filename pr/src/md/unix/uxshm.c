/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named segments on Unix: which mechanism, and in which order.
 *
 * A segment has two parts that cannot be made or removed in one step, the
 * marker file and the memory.  The rules, and what each is good for:
 *
 *   Making.  First an inode that is nobody's marker yet; then a look whether
 *   the native name that follows from it is free, for keys are short and
 *   inodes are used again; then the inode is linked to the name; last the
 *   memory is made, exclusively.  A crash leaves at most an empty marker, and
 *   a fresh name never meets the memory of another one.
 *
 *   Memory is made and removed with its marker locked; a fresh marker is
 *   locked before it gets its name, one that is there (left by a crash, or a
 *   caller's own file) once the name is seen to lead to it still.  Removing
 *   takes the memory first, then the name.  So there is never memory without
 *   a name: not if the remover dies in between, and not if somebody would
 *   like to make new memory in between.
 *
 *   Whoever finds that somebody else was quicker starts over and finds what
 *   that one made.
 *
 * Stock NSPR does not lock.  Its processes can create at any time, which the
 * rules bear, and can delete under our feet, as they can among themselves.
 *
 * One moment stays open, for System V has no way to close it: if, between the
 * look at the key and the making of the memory, some other name that has just
 * got an inode with the same lowest 16 bits makes its memory, it is taken for
 * that of a process that made it through our name.  That is a few
 * microseconds, where stock NSPR shares whenever the bits agree.
 */
#include "config.h"

#include "private/pprmarker.h"
#include "private/pprshmux.h"

#include <string.h>

/* The mechanisms of this build, in the order of preference. */
static const _MDShmBackend *const backends[] = {
#ifdef HAVE_SHM_SYSV
    &_MD_shmSysv,
#endif
};

const char *
_PR_MD_ShmBackendName(PRIntn i)
{
    return i < (PRIntn)PR_ARRAY_SIZE(backends) ? backends[i]->ops.name : NULL;
}

/* So often somebody else may be quicker before we give up. */
#define TRIES 1000

/* --- Making -------------------------------------------------------------- */

/* Draft a marker whose native name is free. */
static PRInt32
DraftUnclaimed(const _MDShmBackend *backend, const char *name, PRIntn mode,
               PRBool unnamed, _MDDraft *draft)
{
    _MDKeptDrafts kept = { NULL, 0 };
    PRInt32       err;

    do {
        err = _MD_DraftMarker(name, mode, unnamed, draft);
        if (err != 0) {
            break;
        }
        err = backend->claimName(&draft->info);
        if (err == EEXIST) {
            /* Another inode then; and not the same one again. */
            err = _MD_KeepDraft(&kept, draft);
            if (err == 0) {
                err = EEXIST;
            }
        } else if (err != 0) {
            _MD_CloseDraft(draft);
        }
    } while (err == EEXIST);
    _MD_ReleaseDrafts(&kept);
    return err;
}

/* Take a marker back that we have just made and hold locked, unless a process
 * on stock NSPR made a segment under it meanwhile. */
static void
Retract(const _MDShmBackend *backend, const char *name, _MDDraft *draft)
{
    PRSharedMemory unused;

    if (_MD_RecheckDraft(draft, name) == 0 &&
        backend->findSegment(&draft->info, 0, 0, &unused) == ENOENT) {
        (void)_MD_RemoveMarker(name);
    }
}

/* Make marker and segment; ESTALE if somebody was quicker with either. */
static PRInt32
MakeBoth(const _MDShmBackend *backend, const char *name, PRSize size,
         PRIntn mode, PRBool unnamed, PRSharedMemory *shm)
{
    _MDDraft draft;
    PRInt32  err = DraftUnclaimed(backend, name, mode, unnamed, &draft);

    if (err != 0) {
        return err;
    }
    err = _MD_PublishMarker(&draft, name);
    if (err == 0) {
        err = backend->makeSegment(&draft.info, size, mode, shm);
        if (err != 0 && err != EEXIST) {
            Retract(backend, name, &draft);
        }
    }
    _MD_CloseDraft(&draft);
    return err == EEXIST ? ESTALE : err;
}

/* The same; where an unnamed inode cannot be linked, with a temporary name.
 * (If the directory itself is missing, both ways say so.) */
static PRInt32
MakeFresh(const _MDShmBackend *backend, const char *name, PRSize size,
          PRIntn mode, PRSharedMemory *shm)
{
    PRInt32 err = MakeBoth(backend, name, size, mode, PR_TRUE, shm);

    return err == ENOENT ? MakeBoth(backend, name, size, mode, PR_FALSE, shm)
                         : err;
}

/* Make the segment of a marker that is there; ESTALE as above. */
static PRInt32
MakeUnderMarker(const _MDShmBackend *backend, const char *name, PRSize size,
                PRIntn mode, PRSharedMemory *shm)
{
    struct stat marker;
    PRInt32     err;
    int         fd;

    err = _MD_LockMarker(name, PR_FALSE, &fd, &marker);
    if (err != 0) {
        return err == ENOENT ? ESTALE : err;
    }
    err = backend->makeSegment(&marker, size, mode, shm);
    _MD_UnlockMarker(fd);
    return err == EEXIST ? ESTALE : err;
}

/* --- Opening ------------------------------------------------------------- */

/* Open what is there, or find that it exists when it must not. */
static PRInt32
OpenExisting(const _MDShmBackend *backend, const struct stat *marker,
             PRSize size, PRBool exclusive, PRIntn mode, PRSharedMemory *shm)
{
    PRInt32 err;

    if (!exclusive) {
        return backend->findSegment(marker, size, mode, shm);
    }
    err = backend->findSegment(marker, 0, mode, shm);
    if (err == 0) {
        (void)backend->ops.closeSegment(shm);
        return EEXIST;
    }
    return err;
}

/*
 * Whether a name still leads to the marker that was seen there.  If it was
 * deleted meanwhile, its inode may be another name's by now, and what was found
 * under it that name's memory: filesystems like to use inodes again at once.
 *
 * An open without PR_SHM_CREATE that succeeds does not ask: stock NSPR does not
 * either, and a look more would make it slower than stock's.
 */
static PRBool
StillThere(const char *name, const struct stat *marker)
{
    struct stat now;

    return _MD_LookMarker(name, &now) == 0 && now.st_dev == marker->st_dev &&
           now.st_ino == marker->st_ino;
}

/* One attempt; ESTALE if somebody interfered. */
static PRInt32
OpenOnce(const _MDShmBackend *backend, const char *name, PRSize size,
         PRIntn flags, PRIntn mode, PRSharedMemory *shm)
{
    PRBool      create = (flags & PR_SHM_CREATE) != 0;
    PRBool      exclusive = create && (flags & PR_SHM_EXCL) != 0;
    PRBool      marked;
    struct stat marker;
    PRInt32     err;

    err = _MD_LookMarker(name, &marker);
    marked = err == 0;
    if (marked) {
        err = OpenExisting(backend, &marker, size, exclusive, mode, shm);
        if (err != ENOENT && (create || err != 0) &&
            !StillThere(name, &marker)) {
            if (err == 0) {
                (void)backend->ops.closeSegment(shm);
            }
            return ESTALE;
        }
    }
    if (err != ENOENT || !create) {
        return err;
    }
    if (size == 0) {
        return EINVAL;
    }
    return marked ? MakeUnderMarker(backend, name, size, mode, shm)
                  : MakeFresh(backend, name, size, mode, shm);
}

/* A name must fit, and one that ends in a slash cannot be a file. */
static PRInt32
CheckName(const char *name, PRBool mayCreate)
{
    size_t length = strnlen(name, _MD_NAME_SIZE);

    if (length == _MD_NAME_SIZE) {
        return ENAMETOOLONG;
    }
    if (mayCreate && length > 0 && name[length - 1] == '/') {
        return EISDIR;
    }
    return length > 0 ? 0 : ENOENT;
}

PRInt32
_PR_MD_OpenShm(const char *name, PRSize size, PRIntn flags, PRIntn mode,
               PRSharedMemory *shm)
{
    const _MDShmBackend *backend = backends[0];
    PRSharedMemory       opened = { &backend->ops, { 0 } };
    PRInt32              err;
    int                  tries;

    err = CheckName(name, (flags & PR_SHM_CREATE) != 0);
    if (err != 0) {
        return err;
    }
    for (tries = 0; tries < TRIES; tries++) {
        err = OpenOnce(backend, name, size, flags, mode, &opened);
        if (err != ESTALE) {
            break;
        }
    }
    if (err == 0) {
        *shm = opened;
    }
    return err;
}

/* --- Removing ------------------------------------------------------------ */

/* One attempt; ESTALE if the name led elsewhere meanwhile. */
static PRInt32
DeleteOnce(const _MDShmBackend *backend, const char *name)
{
    struct stat marker;
    PRInt32     err;
    int         fd;

    err = _MD_LookMarker(name, &marker);
    if (err == 0) {
        err = _MD_LockMarker(name, PR_TRUE, &fd, &marker);
    }
    if (err != 0) {
        return err;
    }
    if (_MD_MarkerIsOurs(&marker)) {
        err = _MD_MayRemoveMarker(name, &marker);
    }
    if (err == 0) {
        err = backend->removeSegment(&marker);
    }
    if (err == 0 && _MD_MarkerIsOurs(&marker)) {
        err = _MD_RemoveMarker(name);
    }
    _MD_UnlockMarker(fd);
    return err;
}

PRInt32
_PR_MD_DeleteShm(const char *name)
{
    PRInt32 err;
    int     tries;

    err = CheckName(name, PR_TRUE);
    for (tries = 0; err == 0 && tries < TRIES; tries++) {
        err = DeleteOnce(backends[0], name);
        if (err != ESTALE) {
            return err;
        }
        err = 0;
    }
    return err != 0 ? err : ESTALE;
}
