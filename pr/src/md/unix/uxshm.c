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
 *   Finding.  A segment that is there is opened, removed, or in the way of a
 *   new one, whichever mechanism made it: each is asked, in an order that the
 *   marker alone decides (_MD_IsSigned), so that processes with different
 *   settings agree.
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

#include "private/pprdraft.h"
#include "private/pprmapped.h"
#include "private/pprmarker.h"
#include "private/pprshmux.h"

#include <string.h>

/* --- The mechanisms ------------------------------------------------------ */

/*
 * Those of this build, in the order in which they are asked for the segment of
 * a marker; backwards if it is signed.  What one cannot make under some
 * marker, the one before it does.
 */
static const _MDShmBackend *const backends[] = {
#ifdef HAVE_SHM_SYSV
    &_MD_shmSysv,
#endif
#ifdef HAVE_SHM_POSIX
    &_MD_shmPosix,
#endif
    &_MD_shmFile,
};

#define BACKENDS (PRIntn) PR_ARRAY_SIZE(backends)

const char *
_PR_MD_ShmBackendName(PRIntn i)
{
    return i < BACKENDS ? backends[i]->ops.name : NULL;
}

static PRIntn
FindBackend(const char *name)
{
    PRIntn i = BACKENDS - 1;

    while (i >= 0 && strcmp(backends[i]->ops.name, name) != 0) {
        i--;
    }
    return i;
}

/* PRSHM_BACKEND, or NULL if it is not set or empty. */
static const char *
Setting(void)
{
    const char *setting = _MD_SecureGetenv("PRSHM_BACKEND");

    return setting != NULL && *setting != '\0' ? setting : NULL;
}

/*
 * The mechanism of new segments, -1 if the setting names none.  It is looked
 * up once: threads may change the environment later.
 */
static PRIntn
PreferredBackend(void)
{
    static PRIntn known = -1;
    PRIntn        found = __atomic_load_n(&known, __ATOMIC_RELAXED);
    const char   *setting;

    if (found == -1) {
        setting = Setting();
        found = FindBackend(setting != NULL ? setting : SHM_DEFAULT_BACKEND);
        __atomic_store_n(&known, found, __ATOMIC_RELAXED);
    }
    return found;
}

const char *
_PR_MD_ShmBadSetting(void)
{
    return PreferredBackend() == -1 ? Setting() : NULL;
}

/* What is to be done, and how far it has come. */
typedef struct Request {
    PRIntn      backend; /* of a new segment */
    const char *name;
    PRSize      size;      /* bytes */
    PRBool      create;    /* if it is not there */
    PRBool      exclusive; /* only if it is not there */
    PRIntn      mode;
    _MDPatience patience; /* with others */
} Request;

/* --- Finding ------------------------------------------------------------- */

/* The mechanism to ask in the given turn. */
static const _MDShmBackend *
InTurn(const _MDMarker *marker, PRIntn turn)
{
    return backends[_MD_IsSigned(marker) ? BACKENDS - 1 - turn : turn];
}

/* Whether a mechanism says that it has no segment, or cannot have any. */
static PRBool
HasNone(PRInt32 err)
{
    return err == ENOENT || err == ENOSYS;
}

/*
 * Open the segment of a marker, whichever mechanism has it.  ENOENT if none
 * does.  What may not be opened may be no segment at all, so that is only an
 * error once all have been asked; and none where no right is wanted.
 */
static PRInt32
Find(const _MDMarker *marker, PRSize size, PRIntn mode, PRSharedMemory *shm)
{
    const _MDShmBackend *denied = NULL;
    PRIntn               turn;
    PRInt32              err;

    for (turn = 0; turn < BACKENDS; turn++) {
        const _MDShmBackend *backend = InTurn(marker, turn);

        err = backend->findSegment(marker, size, mode, shm);
        if (err == EACCES) {
            denied = denied == NULL ? backend : denied;
        } else if (!HasNone(err)) {
            shm->ops = &backend->ops;
            return err;
        }
    }
    if (denied == NULL) {
        return ENOENT;
    }
    shm->ops = &denied->ops;
    _MD_AdoptNothing(shm);
    return mode == 0 ? 0 : EACCES;
}

/* Whether the marker has a segment: ENOENT if not. */
static PRInt32
LookForSegment(const _MDMarker *marker)
{
    PRSharedMemory found;
    PRInt32        err = Find(marker, 0, 0, &found);

    if (err == 0) {
        (void)found.ops->closeSegment(&found);
    }
    return err;
}

/* --- Making -------------------------------------------------------------- */

/*
 * See that a fresh inode may become a marker: that nothing is there already
 * that would be taken for its segment.  A file that is the memory itself needs
 * no such care.
 */
static PRInt32
Claim(const Request *request, const struct stat *marker)
{
    PRIntn  i;
    PRInt32 err = 0;

    if (backends[request->backend]->inMarker) {
        return 0;
    }
    for (i = 0; i <= request->backend && err == 0; i++) {
        if (backends[i]->claimName != NULL) {
            err = backends[i]->claimName(marker);
        }
        if (i != request->backend && err != EEXIST) {
            err = 0;
        }
    }
    return err;
}

/* Draft a marker whose native names are free. */
static PRInt32
DraftUnclaimed(const Request *request, PRBool unnamed, _MDDraft *draft)
{
    _MDKeptDrafts kept = { NULL, 0 };
    PRInt32       err;

    do {
        err = _MD_MakeDraft(request->name, request->mode, unnamed, draft);
        if (err != 0) {
            break;
        }
        err = Claim(request, &draft->info);
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

/*
 * Where markers cannot be locked, somebody may have made a segment with another
 * mechanism meanwhile, without us having seen each other.  Whoever sees the
 * other's takes its own back: EEXIST then.
 */
static PRInt32
YieldToOthers(const _MDMarker *marker, const _MDShmBackend *mine,
              PRSharedMemory *shm)
{
    PRSharedMemory other;
    PRIntn         i;

    for (i = 0; i < BACKENDS; i++) {
        if (backends[i] != mine &&
            backends[i]->findSegment(marker, 0, 0, &other) == 0) {
            (void)backends[i]->ops.closeSegment(&other);
            (void)mine->ops.closeSegment(shm);
            (void)mine->removeSegment(marker);
            return EEXIST;
        }
    }
    return 0;
}

/* Make the segment of a marker that is open and locked, with the mechanism
 * that is wanted or the next one before it that can. */
static PRInt32
Make(const Request *request, const _MDMarker *marker, PRSharedMemory *shm)
{
    PRIntn  i = request->backend;
    PRInt32 err;

    for (;;) {
        err = backends[i]->makeSegment(marker, request->size, request->mode,
                                       shm);
        if (i == 0 ||
            !(err == ENOTSUP || (err == ENOSYS && i != request->backend))) {
            break;
        }
        i--;
    }
    shm->ops = &backends[i]->ops;
    if (err == 0 && marker->unlocked) {
        err = YieldToOthers(marker, backends[i], shm);
    }
    return err == ENOTSUP ? EACCES : err; /* all for want of rights */
}

/* Take a marker back that we have just made and hold locked, unless a process
 * on stock NSPR made a segment under it meanwhile. */
static void
Retract(const _MDMarker *marker)
{
    if (_MD_LeadsToMarker(marker) && LookForSegment(marker) == ENOENT) {
        (void)_MD_RemoveMarker(marker->name);
    }
}

/* The marker gets its name, then its memory. */
static PRInt32
PublishAndMake(const Request *request, _MDDraft *draft,
               const _MDMarker *marker, PRSharedMemory *shm)
{
    PRInt32 err = _MD_PublishDraft(draft, request->name);

    if (err != 0) {
        return err;
    }
    err = Make(request, marker, shm);
    if (err != 0 && err != EEXIST) {
        Retract(marker);
    }
    return err;
}

/* It is the memory, and gets its name when that is whole.  ENOTSUP if it
 * cannot be; not with a name of our own either, which a crash would leave with
 * all of the memory. */
static PRInt32
MakeAndPublish(const Request *request, _MDDraft *draft,
               const _MDMarker *marker, PRSharedMemory *shm)
{
    const _MDShmBackend *backend = backends[request->backend];
    PRInt32              err = ENOTSUP;

    if (backend->inMarker && draft->tempName[0] == '\0') {
        err = backend->makeSegment(marker, request->size, request->mode, shm);
    }
    if (err != 0) {
        return err;
    }
    shm->ops = &backend->ops;
    err = _MD_PublishDraft(draft, request->name);
    if (err != 0) {
        (void)shm->ops->closeSegment(shm);
    }
    return err;
}

/* Make marker and segment; ESTALE if somebody was quicker with either. */
static PRInt32
MakeBoth(const Request *request, PRBool unnamed, PRSharedMemory *shm)
{
    _MDDraft  draft;
    _MDMarker marker = { .name = request->name };
    PRInt32   err = DraftUnclaimed(request, unnamed, &draft);

    if (err != 0) {
        return err;
    }
    marker.fd = draft.fd;
    marker.info = draft.info;
    err = MakeAndPublish(request, &draft, &marker, shm);
    if (err == ENOTSUP) {
        err = PublishAndMake(request, &draft, &marker, shm);
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
AwaitSegment(Request *request, const _MDMarker *marker, PRInt32 why)
{
    _MDMarker locked = { .name = request->name };
    PRInt32   err =
        _MD_LockMarker(&locked, _MD_LOCK_TO_WAIT, &request->patience);

    if (err == 0) {
        _MD_UnlockMarker(&locked);
    } else if (err != EACCES && err != ENOENT) {
        return err;
    }
    if (!_MD_LeadsToMarker(marker)) {
        return ESTALE;
    }
    return LookForSegment(marker) == 0 ? ESTALE : why;
}

/* Make the segment of a marker that is there; ESTALE as above. */
static PRInt32
MakeUnderMarker(Request *request, const _MDMarker *marker, PRSharedMemory *shm)
{
    _MDMarker locked = { .name = request->name };
    PRInt32   err =
        _MD_LockMarker(&locked, _MD_LOCK_TO_MAKE, &request->patience);

    if (err == EACCES || err == EPERM || err == EROFS) {
        return AwaitSegment(request, marker, err);
    }
    if (err != 0) {
        return err == ENOENT ? ESTALE : err;
    }
    /* Somebody may have made it with another mechanism meanwhile. */
    err = LookForSegment(&locked);
    if (err == ENOENT) {
        _MD_ClearMarker(&locked);
        err = Make(request, &locked, shm);
        if (err != 0 && err != EEXIST) {
            _MD_ClearMarker(&locked);
        }
    } else if (err == 0) {
        err = EEXIST;
    }
    _MD_UnlockMarker(&locked);
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
FindUnderMarker(const Request *request, const _MDMarker *marker,
                PRSharedMemory *shm)
{
    PRSize  size = request->exclusive ? 0 : request->size;
    PRBool  stale;
    PRInt32 err;

    err = Find(marker, size, request->mode, shm);
    if (err == ENOENT || (err == 0 && !request->create)) {
        return err;
    }
    stale = !_MD_LeadsToMarker(marker);
    if (err == 0 && (request->exclusive || stale)) {
        (void)shm->ops->closeSegment(shm);
        err = EEXIST;
    }
    return stale ? ESTALE : err;
}

/* One attempt; ESTALE if somebody interfered. */
static PRInt32
OpenOnce(Request *request, PRSharedMemory *shm)
{
    _MDMarker marker = { .name = request->name };
    PRInt32   err = _MD_LookMarker(&marker);
    PRBool    marked = err == 0;

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

/* Remove the segment of a marker that is open and locked, whichever mechanism
 * has it; ENOENT if none does. */
static PRInt32
RemoveSegment(const _MDMarker *marker)
{
    PRIntn  turn;
    PRInt32 err = ENOENT;

    for (turn = 0; turn < BACKENDS && HasNone(err); turn++) {
        err = InTurn(marker, turn)->removeSegment(marker);
    }
    return HasNone(err) ? ENOENT : err;
}

/* One attempt, as above; shm is not used. */
static PRInt32
DeleteOnce(Request *request, PRSharedMemory *shm)
{
    _MDMarker marker = { .name = request->name };
    PRInt32   err;

    (void)shm;
    err = _MD_LockMarker(&marker, _MD_LOCK_TO_REMOVE, &request->patience);
    if (err != 0) {
        return err;
    }
    if (_MD_MarkerIsOurs(&marker.info)) {
        err = _MD_MayRemoveMarker(&marker);
    }
    if (err == 0) {
        err = RemoveSegment(&marker);
    }
    if (err == 0 && _MD_MarkerIsOurs(&marker.info)) {
        err = _MD_RemoveMarker(request->name);
    }
    _MD_UnlockMarker(&marker);
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
        .backend = PreferredBackend(),
        .name = name,
        .size = size,
        .create = create,
        .exclusive = create && (flags & PR_SHM_EXCL) != 0,
        .mode = mode,
    };
    PRSharedMemory opened;
    PRInt32        err = CheckName(name, create);

    if (request.backend == -1) {
        err = EINVAL;
    }
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
    Request request = { .backend = PreferredBackend(), .name = name };
    PRInt32 err = CheckName(name, PR_TRUE);

    if (request.backend == -1) {
        err = EINVAL;
    }
    return err == 0 ? Carry(&request, DeleteOnce, NULL) : err;
}
