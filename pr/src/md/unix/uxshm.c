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
 *   a fresh name does not meet the memory of another one, but for the moment
 *   that is told of below.
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
 * microseconds, where stock NSPR shares whenever the bits agree.  (A lease on
 * the new inode would keep stock NSPR's processes out until the memory is
 * made, and so tell the two apart; it costs a microsecond every time.)
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

/* What is to be done, and how far it has come. */
typedef struct Request {
    const _MDShmBackend *backend;
    const char          *name;
    PRSize               size;      /* bytes */
    PRBool               create;    /* if it is not there */
    PRBool               exclusive; /* only if it is not there */
    PRIntn               mode;
    _MDPatience          patience; /* with others */
} Request;

/* --- Making -------------------------------------------------------------- */

/* Draft a marker whose native name is free. */
static PRInt32
DraftUnclaimed(const Request *request, PRBool unnamed, _MDDraft *draft)
{
    _MDKeptDrafts kept = { NULL, 0 };
    PRInt32       err;

    do {
        err = _MD_DraftMarker(request->name, request->mode, unnamed, draft);
        if (err != 0) {
            break;
        }
        err = request->backend->claimName(&draft->info);
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
Retract(const Request *request, const _MDDraft *draft)
{
    PRSharedMemory unused;

    if (_MD_LeadsToMarker(request->name, &draft->info) &&
        request->backend->findSegment(&draft->info, 0, 0, &unused) == ENOENT) {
        (void)_MD_RemoveMarker(request->name);
    }
}

/* Make marker and segment; ESTALE if somebody was quicker with either. */
static PRInt32
MakeBoth(const Request *request, PRBool unnamed, PRSharedMemory *shm)
{
    _MDDraft draft;
    PRInt32  err = DraftUnclaimed(request, unnamed, &draft);

    if (err != 0) {
        return err;
    }
    err = _MD_PublishMarker(&draft, request->name);
    if (err == 0) {
        err = request->backend->makeSegment(&draft.info, request->size,
                                            request->mode, shm);
        if (err != 0 && err != EEXIST) {
            Retract(request, &draft);
        }
    }
    _MD_CloseDraft(&draft);
    return err == EEXIST ? ESTALE : err;
}

/* The same; where an unnamed inode cannot be linked, with a temporary name.
 * (If the directory itself is missing, both ways say so.) */
static PRInt32
MakeFresh(const Request *request, PRSharedMemory *shm)
{
    PRInt32 err = MakeBoth(request, PR_TRUE, shm);

    return err == ENOENT ? MakeBoth(request, PR_FALSE, shm) : err;
}

/*
 * For those who may not write the marker, why being the error that says so.
 * They cannot make the segment; but it may be missing only because somebody is
 * just making or removing it.  Who may read the marker can wait for that.
 * ESTALE if the segment is there now, or the marker is another one; else why.
 */
static PRInt32
AwaitSegment(Request *request, const struct stat *marker, PRInt32 why)
{
    PRSharedMemory unused;
    struct stat    locked;
    PRInt32        err;
    int            fd;

    err = _MD_LockMarker(request->name, _MD_LOCK_TO_WAIT, &request->patience,
                         &fd, &locked);
    if (err == 0) {
        _MD_UnlockMarker(fd);
    } else if (err != EACCES && err != ENOENT) {
        return err;
    }
    if (!_MD_LeadsToMarker(request->name, marker)) {
        return ESTALE;
    }
    err = request->backend->findSegment(marker, 0, 0, &unused);
    return err == 0 ? ESTALE : why;
}

/* Make the segment of a marker that is there; ESTALE as above. */
static PRInt32
MakeUnderMarker(Request *request, const struct stat *marker,
                PRSharedMemory *shm)
{
    struct stat locked;
    PRInt32     err;
    int         fd;

    err = _MD_LockMarker(request->name, _MD_LOCK_TO_MAKE, &request->patience,
                         &fd, &locked);
    if (err == EACCES || err == EPERM || err == EROFS) {
        return AwaitSegment(request, marker, err);
    }
    if (err != 0) {
        return err == ENOENT ? ESTALE : err;
    }
    err = request->backend->makeSegment(&locked, request->size, request->mode,
                                        shm);
    _MD_UnlockMarker(fd);
    return err == EEXIST ? ESTALE : err;
}

/* --- Opening ------------------------------------------------------------- */

/*
 * Find the segment of a marker.  ENOENT: it has none; ESTALE: look again.
 *
 * Between the look at the name and this one the marker may have been deleted
 * and its inode given to another name; then what was found is that one's.  So
 * the name is looked at once more; but not by an open without PR_SHM_CREATE
 * that succeeds.  That one has the moment in common with stock NSPR, and would
 * else be slower.
 */
static PRInt32
FindUnderMarker(const Request *request, const struct stat *marker,
                PRSharedMemory *shm)
{
    PRSize  size = request->exclusive ? 0 : request->size;
    PRBool  stale;
    PRInt32 err;

    err = request->backend->findSegment(marker, size, request->mode, shm);
    if (err == ENOENT || (err == 0 && !request->create)) {
        return err;
    }
    stale = !_MD_LeadsToMarker(request->name, marker);
    if (err == 0 && (request->exclusive || stale)) {
        (void)request->backend->ops.closeSegment(shm);
        err = EEXIST;
    }
    return stale ? ESTALE : err;
}

/* One attempt; ESTALE if somebody interfered. */
static PRInt32
OpenOnce(Request *request, PRSharedMemory *shm)
{
    struct stat marker;
    PRInt32     err = _MD_LookMarker(request->name, &marker);
    PRBool      marked = err == 0;

    if (marked) {
        err = FindUnderMarker(request, &marker, shm);
    }
    if (err != ENOENT || !request->create) {
        return err;
    }
    if (request->size == 0) {
        return EINVAL;
    }
    return marked ? MakeUnderMarker(request, &marker, shm)
                  : MakeFresh(request, shm);
}

/* --- Removing ------------------------------------------------------------ */

/* One attempt, as above; shm is not used. */
static PRInt32
DeleteOnce(Request *request, PRSharedMemory *shm)
{
    struct stat marker;
    PRInt32     err;
    int         fd;

    (void)shm;
    err = _MD_LockMarker(request->name, _MD_LOCK_TO_REMOVE, &request->patience,
                         &fd, &marker);
    if (err != 0) {
        return err;
    }
    if (_MD_MarkerIsOurs(&marker)) {
        err = _MD_MayRemoveMarker(request->name, fd, &marker);
    }
    if (err == 0) {
        err = request->backend->removeSegment(&marker);
    }
    if (err == 0 && _MD_MarkerIsOurs(&marker)) {
        err = _MD_RemoveMarker(request->name);
    }
    _MD_UnlockMarker(fd);
    return err;
}

/* --- What generic code calls --------------------------------------------- */

/* A name must fit, and one that ends in a slash cannot be a file. */
static PRInt32
CheckName(const char *name, PRBool mustBeFile)
{
    size_t length = strnlen(name, _MD_NAME_SIZE);

    if (length == _MD_NAME_SIZE) {
        return ENAMETOOLONG;
    }
    if (mustBeFile && length > 0 && name[length - 1] == '/') {
        return EISDIR;
    }
    return length > 0 ? 0 : ENOENT;
}

/*
 * Attempt it until nobody interferes; EAGAIN if that takes too long.  One that
 * is stopped in the middle of its unlink(), by the scheduler for example, is
 * in everybody's way: the name still leads to a file that is already gone.
 */
static PRInt32
Carry(Request        *request, PRInt32 (*once)(Request *, PRSharedMemory *),
      PRSharedMemory *shm)
{
    PRInt32 err;

    do {
        err = once(request, shm);
    } while (err == ESTALE && _MD_WaitALittle(&request->patience));
    return err == ESTALE ? EAGAIN : err;
}

PRInt32
_PR_MD_OpenShm(const char *name, PRSize size, PRIntn flags, PRIntn mode,
               PRSharedMemory *shm)
{
    PRBool  create = (flags & PR_SHM_CREATE) != 0;
    Request request = {
        .backend = backends[0],
        .name = name,
        .size = size,
        .create = create,
        .exclusive = create && (flags & PR_SHM_EXCL) != 0,
        .mode = mode,
    };
    PRSharedMemory opened = { .ops = &request.backend->ops };
    PRInt32        err = CheckName(name, create);

    if (err == 0) {
        err = Carry(&request, OpenOnce, &opened);
    }
    if (err == 0) {
        *shm = opened;
    }
    return err;
}

PRInt32
_PR_MD_DeleteShm(const char *name)
{
    Request request = { .backend = backends[0], .name = name };
    PRInt32 err = CheckName(name, PR_TRUE);

    return err == 0 ? Carry(&request, DeleteOnce, NULL) : err;
}
