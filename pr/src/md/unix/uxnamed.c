/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named objects on Unix, segments and semaphores: the order in which markers
 * and objects are made, found and removed.
 *
 * An object has two parts that cannot be made or removed in one step: the
 * marker file and what the kernel holds.  The rules, and what each is good for:
 *
 *   Making.  First an inode is made that is nobody's marker yet; then the
 *   native names that follow from it are checked to be free, because keys are
 *   short and inode numbers are used again; then the inode is linked to the
 *   name; last the object is made, exclusively.  A crash leaves at most an
 *   empty marker, and a fresh name does not meet the object of another one,
 *   but for the short time that is described below.
 *
 *   Locking.  Objects are made and removed with their marker locked.  A fresh
 *   marker is locked before it gets its name; one that is there already (left
 *   by a crash, or a caller's own file) is locked, and then the name is checked
 *   to lead to it still.
 *
 *   Removing.  The object is removed first, then the name; but if a segment
 *   and a semaphore share the name, it is removed with the last of them.  So
 *   there is never an object without a name, even if the remover dies in
 *   between or somebody tries to make a new object in between.
 *
 *   Starting over.  A process that finds that another one was quicker starts
 *   over, and finds what that one made.
 *
 *   Finding.  An object that is there is opened, removed, or in the way of a
 *   new one, whichever mechanism made it: each mechanism is asked, in an order
 *   that the marker alone decides (_MD_IsSigned), so that processes with
 *   different settings agree.
 *
 * Stock NSPR does not lock.  Its processes can create at any time, which the
 * rules allow for, and can delete what we have just made, as they can among
 * themselves.
 *
 * One gap stays open, since System V has no means to close it: between the
 * check of the key and the making of the object, a process may make the object
 * of another new name whose inode agrees with ours in its lowest 16 bits.  It
 * is then taken for the object of our name, made by somebody who was quicker.
 * The gap is a few microseconds long, where stock NSPR shares whenever the bits
 * agree.  (A lease on the new inode would keep stock NSPR's processes out until
 * the object is made, and so tell the two apart; it costs a microsecond every
 * time.)
 */
#include "config.h"

#include "private/pprdraft.h"
#include "private/pprmarker.h"
#include "private/pprnamed.h"

#include <pthread.h>
#include <string.h>

/* All that can stand under one marker. */
static const _MDKind *const kinds[] = { &_MD_segments, &_MD_semaphores };

#define KINDS PR_ARRAY_SIZE(kinds)

/* --- Finding, removing --------------------------------------------------- */

/* The mechanism to ask in the given turn. */
static const _MDMechanism *
InTurn(const _MDKind *kind, const _MDMarker *marker, PRIntn turn)
{
    PRIntn last = kind->count - 1;

    return kind->mechanisms[_MD_IsSigned(marker) ? last - turn : turn];
}

/* Whether a mechanism says that it has no such object, or cannot have any. */
static PRBool
HasNone(PRInt32 err)
{
    return err == ENOENT || err == ENOSYS;
}

/*
 * Open the object of a marker, whichever mechanism has it.  ENOENT if none
 * does.
 *
 * Neither EACCES nor _MD_HALF_MADE ends the search: something that may not be
 * opened need not be the object of this marker, and another mechanism may have
 * a whole one.  If none has, the first EACCES is the result, or a handle
 * without rights where none are wanted; else _MD_HALF_MADE if there was one.
 */
static PRInt32
Find(const _MDKind *kind, const _MDMarker *marker, const _MDWanted *wanted,
     _MDHandle *handle)
{
    const _MDMechanism *denied = NULL;
    PRInt32             err, none = ENOENT;
    PRIntn              turn;

    for (turn = 0; turn < kind->count; turn++) {
        const _MDMechanism *mechanism = InTurn(kind, marker, turn);

        err = mechanism->findObject(marker, wanted, handle);
        if (err == EACCES) {
            denied = denied == NULL ? mechanism : denied;
        } else if (err == _MD_HALF_MADE) {
            none = err;
        } else if (!HasNone(err)) {
            return err;
        }
    }
    if (denied == NULL) {
        return none;
    }
    if (wanted->rights != 0 || denied->adoptDenied == NULL) {
        return EACCES;
    }
    denied->adoptDenied(handle);
    return 0;
}

/* Whether the marker has an object of a kind: ENOENT if not. */
static PRInt32
LookFor(const _MDKind *kind, const _MDMarker *marker)
{
    const _MDWanted wanted = { 0 };
    _MDHandle       found;
    PRInt32         err = Find(kind, marker, &wanted, &found);

    if (err == 0) {
        kind->closeHandle(&found);
    }
    return err;
}

/* Whether the result of a look says that something is there. */
static PRBool
IsThere(PRInt32 err)
{
    return err == 0 || err == EACCES || err == EFBIG || err == ENOTSUP ||
           err == _MD_BEING_MADE || err == _MD_HALF_MADE;
}

/* Whether objects of other kinds stand under the marker: 0 if so, ENOENT if
 * not. */
static PRInt32
LookForOthers(const _MDKind *kind, const _MDMarker *marker)
{
    PRInt32 err = ENOENT;
    PRSize  i;

    for (i = 0; i < KINDS && err == ENOENT; i++) {
        if (kinds[i] != kind) {
            err = LookFor(kinds[i], marker);
        }
    }
    return IsThere(err) ? 0 : err;
}

/* Remove the object of a marker that is open and locked, whichever mechanism
 * has it; ENOENT if none does. */
static PRInt32
RemoveObject(const _MDKind *kind, const _MDMarker *marker, PRBool keepMarker)
{
    PRIntn  turn;
    PRInt32 err = ENOENT;

    for (turn = 0; turn < kind->count && HasNone(err); turn++) {
        err = InTurn(kind, marker, turn)->removeObject(marker, keepMarker);
    }
    return HasNone(err) ? ENOENT : err;
}

/* --- Making -------------------------------------------------------------- */

/* The mechanism that a new object is to have. */
static const _MDMechanism *
Chosen(const _MDRequest *request)
{
    return request->kind->mechanisms[request->mechanism];
}

/* Check that nothing has a native name already that would make it look like a
 * fresh marker's object of a kind: EEXIST if something has. */
static PRInt32
ClaimFor(const _MDKind *kind, const _MDRequest *request,
         const struct stat *marker)
{
    PRIntn  i, last = PR_MIN(request->mechanism, kind->count - 1);
    PRInt32 err = 0;

    for (i = 0; i <= last && err == 0; i++) {
        const _MDMechanism *mechanism = kind->mechanisms[i];

        if (mechanism->claimName != NULL) {
            err = mechanism->claimName(marker);
        }
        if (mechanism != Chosen(request) && err != EEXIST) {
            err = 0;
        }
    }
    return err;
}

/* The same for all kinds that can stand under the marker.  An object that is
 * the file itself needs no such check. */
static PRInt32
Claim(const _MDRequest *request, const struct stat *marker)
{
    PRSize  i;
    PRInt32 err = 0;

    for (i = 0; i < KINDS && err == 0; i++) {
        if (kinds[i] != request->kind || !Chosen(request)->inMarker) {
            err = ClaimFor(kinds[i], request, marker);
        }
    }
    return err;
}

/* Draft a marker whose native names are free. */
static PRInt32
DraftUnclaimed(const _MDRequest *request, PRBool unnamed, _MDDraft *draft)
{
    _MDKeptDrafts kept = { NULL, 0 };
    PRInt32       err;

    do {
        err =
            _MD_MakeDraft(request->name, request->wanted.mode, unnamed, draft);
        if (err != 0) {
            break;
        }
        err = Claim(request, &draft->info);
        if (err == EEXIST) {
            /* Take another inode; and keep this one from coming again. */
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

/* Whether a marker has the object of a mechanism. */
static PRBool
HasObject(const _MDKind *kind, const _MDMarker *marker, PRIntn mechanism)
{
    const _MDWanted wanted = { 0 };
    _MDMarker       now = *marker;
    _MDHandle       found;

    /* The object may be in the marker itself, which was empty. */
    (void)fstat(now.fd, &now.info);
    if (kind->mechanisms[mechanism]->findObject(&now, &wanted, &found) != 0) {
        return PR_FALSE;
    }
    kind->closeHandle(&found);
    return PR_TRUE;
}

/* How often to wait for one that is to yield: a twentieth of a second. */
#define YIELD_WAITS 150

/*
 * Where markers cannot be locked, two processes may each have made an object,
 * with different mechanisms, before they could see the other's.  One that sees
 * an earlier mechanism's now removes its own: EEXIST then.  One that sees a
 * later mechanism's gives that the time to go; if it stays, its maker had
 * looked before ours was there, and ours is removed.  If both removed theirs at
 * once, one could start over and find the other's just before that goes.
 */
static PRInt32
YieldToOthers(const _MDKind *kind, const _MDMarker *marker, PRIntn mine,
              _MDHandle *handle)
{
    _MDPatience patience = { 0, 0 };
    PRIntn      i, waits = 0;

    for (i = 0; i < kind->count; i++) {
        while (i != mine && HasObject(kind, marker, i)) {
            if (i < mine || waits == YIELD_WAITS) {
                kind->closeHandle(handle);
                (void)kind->mechanisms[mine]->removeObject(marker, PR_TRUE);
                return EEXIST;
            }
            waits++;
            (void)_MD_WaitALittle(&patience, _MD_PATIENCE_SECONDS);
        }
    }
    return 0;
}

/* Make the object of a marker that is open and locked, with the mechanism that
 * is wanted; if that cannot, with the nearest one before it that can. */
static PRInt32
Make(const _MDRequest *request, const _MDMarker *marker, _MDHandle *handle)
{
    const _MDKind *kind = request->kind;
    PRIntn         i = request->mechanism;
    PRInt32        err;

    for (;;) {
        err =
            kind->mechanisms[i]->makeObject(marker, &request->wanted, handle);
        if (i == 0 ||
            !(err == ENOTSUP || (err == ENOSYS && i != request->mechanism))) {
            break;
        }
        i--;
    }
    if (err == 0 && marker->unlocked) {
        err = YieldToOthers(kind, marker, i, handle);
    }
    return err == ENOTSUP ? EACCES : err; /* none had the rights it needs */
}

/* Whether nothing stands under a marker that the request has failed to make
 * something under. */
static PRBool
IsLone(const _MDRequest *request, const _MDMarker *marker)
{
    return LookFor(request->kind, marker) == ENOENT &&
           LookForOthers(request->kind, marker) == ENOENT;
}

/* Take a marker back that we have just made and hold locked, unless a process
 * on stock NSPR made something under it meanwhile. */
static void
Retract(const _MDRequest *request, const _MDMarker *marker)
{
    if (_MD_LeadsToMarker(marker) && IsLone(request, marker)) {
        (void)_MD_RemoveMarker(marker->name);
    }
}

/* Give the marker its name, then make its object. */
static PRInt32
PublishAndMake(const _MDRequest *request, _MDDraft *draft, _MDMarker *marker,
               _MDHandle *handle)
{
    PRInt32 err = _MD_PublishDraft(draft, request->name);

    if (err != 0) {
        return err;
    }
    marker->unlocked = draft->unlocked;
    err = Make(request, marker, handle);
    if (err != 0 && err != EEXIST) {
        Retract(request, marker);
    }
    return err;
}

/* Make the object in the marker itself, and give it its name once it is whole.
 * ENOTSUP if that cannot be done.  It is not done in a draft with a temporary
 * name either, because a crash would leave that behind with all its memory. */
static PRInt32
MakeAndPublish(const _MDRequest *request, _MDDraft *draft,
               const _MDMarker *marker, _MDHandle *handle)
{
    const _MDMechanism *mechanism = Chosen(request);
    PRInt32             err = ENOTSUP;

    if (mechanism->inMarker && draft->tempName[0] == '\0') {
        err = mechanism->makeObject(marker, &request->wanted, handle);
    }
    if (err != 0) {
        return err;
    }
    err = _MD_PublishDraft(draft, request->name);
    if (err != 0) {
        request->kind->closeHandle(handle);
    }
    return err;
}

/* Make marker and object; ESTALE if somebody was quicker with either. */
static PRInt32
MakeBoth(const _MDRequest *request, PRBool unnamed, _MDHandle *handle)
{
    _MDDraft  draft;
    _MDMarker marker = { .name = request->name };
    PRInt32   err = DraftUnclaimed(request, unnamed, &draft);

    if (err != 0) {
        return err;
    }
    marker.fd = draft.fd;
    marker.info = draft.info;
    err = MakeAndPublish(request, &draft, &marker, handle);
    if (err == ENOTSUP) {
        err = PublishAndMake(request, &draft, &marker, handle);
    }
    _MD_CloseDraft(&draft);
    return err == EEXIST ? ESTALE : err;
}

/* The same, first with an unnamed inode; if that cannot be linked, with one
 * that has a temporary name.  (If the directory is missing, both say so.) */
static PRInt32
MakeFresh(const _MDRequest *request, _MDHandle *handle)
{
    PRInt32 err = MakeBoth(request, PR_TRUE, handle);

    return err == ENOENT ? MakeBoth(request, PR_FALSE, handle) : err;
}

/*
 * What is left to do for a caller that may not write the marker; why is the
 * error that says so.  It cannot make the object; but the object may be missing
 * only because another process is just making or removing it, and a caller that
 * may read the marker can wait for that.  ESTALE if the object is there now, or
 * the name leads to another marker; else why.
 */
static PRInt32
AwaitObject(_MDRequest *request, const _MDMarker *marker, PRInt32 why)
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
    return LookFor(request->kind, marker) == 0 ? ESTALE : why;
}

/* Make the object of a marker that is locked and has none.  The marker's sign
 * stays as it is if an object of another kind needs it. */
static PRInt32
MakeLocked(const _MDRequest *request, _MDMarker *marker, _MDHandle *handle)
{
    PRBool  alone = LookForOthers(request->kind, marker) == ENOENT;
    PRInt32 err;

    if (alone) {
        _MD_ClearMarker(marker);
    }
    err = Make(request, marker, handle);
    if (err != 0 && err != EEXIST && alone) {
        _MD_ClearMarker(marker);
    }
    return err;
}

/* Make the object of a marker that is there; ESTALE if somebody was quicker. */
static PRInt32
MakeUnderMarker(_MDRequest *request, const _MDMarker *marker,
                _MDHandle *handle)
{
    _MDMarker locked = { .name = request->name };
    PRInt32   err =
        _MD_LockMarker(&locked, _MD_LOCK_TO_MAKE, &request->patience);

    if (err == EACCES || err == EPERM || err == EROFS) {
        return AwaitObject(request, marker, err);
    }
    if (err != 0) {
        return err == ENOENT ? ESTALE : err;
    }
    /* Somebody may have made it with another mechanism meanwhile. */
    err = LookFor(request->kind, &locked);
    if (err == _MD_HALF_MADE) {
        err = RemoveObject(request->kind, &locked, PR_TRUE);
        err = err == 0 ? ENOENT : err;
    }
    if (err == ENOENT) {
        err = MakeLocked(request, &locked, handle);
    } else if (err == 0) {
        err = EEXIST;
    }
    _MD_UnlockMarker(&locked);
    return err == EEXIST ? ESTALE : err;
}

/* --- Opening ------------------------------------------------------------- */

/*
 * Find the object of a marker.  ENOENT: it has none; ESTALE: look again.
 *
 * Since the name was looked at, the marker may have been deleted and its inode
 * given to another name; then what was found belongs to that name.  So the name
 * is looked at once more, unless an open without creating has succeeded: that
 * has the same gap with stock NSPR, and would be slower without it.
 */
static PRInt32
FindUnderMarker(const _MDRequest *request, const _MDMarker *marker,
                _MDHandle *handle)
{
    _MDWanted wanted = request->wanted;
    PRBool    stale;
    PRInt32   err;

    if (request->exclusive) {
        wanted.size = 0; /* whatever it is like, it is in the way */
        wanted.undo = PR_FALSE;
    }
    err = Find(request->kind, marker, &wanted, handle);
    if (err == _MD_HALF_MADE) {
        err = ENOENT;
    }
    if (err == ENOENT || (err == 0 && !request->create)) {
        return err;
    }
    stale = !_MD_LeadsToMarker(marker);
    if (err == 0 && (request->exclusive || stale)) {
        request->kind->closeHandle(handle);
        err = EEXIST;
    }
    return stale ? ESTALE : err;
}

/* One attempt; ESTALE if somebody interfered. */
static PRInt32
OpenOnce(_MDRequest *request, _MDHandle *handle)
{
    _MDMarker marker = { .name = request->name };
    PRInt32   err = _MD_LookMarker(&marker);
    PRBool    marked = err == 0;

    if (marked) {
        err = FindUnderMarker(request, &marker, handle);
    }
    if (err != ENOENT || !request->create) {
        return err;
    }
    err = request->kind->checkNew(request);
    if (err != 0) {
        return err;
    }
    return marked ? MakeUnderMarker(request, &marker, handle)
                  : MakeFresh(request, handle);
}

/* --- Deleting ------------------------------------------------------------ */

/* Remove the object of a marker that is locked; and the marker, if this was its
 * last object and it is not to stay. */
static PRInt32
DeleteLocked(const _MDRequest *request, const _MDMarker *marker)
{
    const _MDKind *kind = request->kind;
    PRInt32        others = LookForOthers(kind, marker);
    PRBool         goes = others == ENOENT && _MD_MarkerGoes(marker);
    PRInt32        err = goes ? _MD_MayRemoveMarker(marker) : 0;
    PRInt32        removed = 0;

    if (others != 0 && others != ENOENT) {
        return others;
    }
    if (err == 0 && request->mayDelete != NULL) {
        err = request->mayDelete(marker, request->arg);
        goes = goes && err == 0;
    }
    if (err == 0) {
        err = RemoveObject(kind, marker, others == 0);
    }
    if (goes && (err == 0 || (err == ENOENT && kind->takesLoneMarker))) {
        removed = _MD_RemoveMarker(marker->name);
    }
    return err == 0 ? removed : err;
}

/* One attempt, as above; handle is not used. */
static PRInt32
DeleteOnce(_MDRequest *request, _MDHandle *handle)
{
    _MDMarker marker = { .name = request->name };
    PRInt32   err;

    (void)handle;
    err = _MD_LockMarker(&marker, _MD_LOCK_TO_REMOVE, &request->patience);
    if (err == 0) {
        err = DeleteLocked(request, &marker);
        _MD_UnlockMarker(&marker);
    }
    return err;
}

/* --- What the kinds call ------------------------------------------------- */

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

/* How long stock NSPR waits for the maker of a semaphore. */
#define MAKER_SECONDS 60

/*
 * Make attempts until nobody interferes; EAGAIN if that takes too long.  (A
 * process that is stopped in the middle of its unlink(), by the scheduler for
 * example, is in everybody's way: the name still leads to a file that is
 * already gone.)  ETIMEDOUT if the maker of the object takes too long.
 *
 * If the thread is cancelled, it ends after this: it would else leave the
 * marker locked.
 */
static PRInt32
CarryOut(_MDRequest *request, PRInt32 (*once)(_MDRequest *, _MDHandle *),
         _MDHandle  *handle)
{
    PRInt32 err;
    int     cancel;

    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    do {
        err = once(request, handle);
    } while ((err == ESTALE &&
              _MD_WaitALittle(&request->patience, _MD_PATIENCE_SECONDS)) ||
             (err == _MD_BEING_MADE &&
              _MD_WaitALittle(&request->forMaker, MAKER_SECONDS)));
    (void)pthread_setcancelstate(cancel, NULL);
    return err == ESTALE ? EAGAIN : err == _MD_BEING_MADE ? ETIMEDOUT : err;
}

PRInt32
_MD_OpenNamed(_MDRequest *request, _MDHandle *handle)
{
    PRInt32 err = CheckName(request->name, request->create);

    if (request->mechanism == -1) {
        err = EINVAL;
    }
    return err == 0 ? CarryOut(request, OpenOnce, handle) : err;
}

PRInt32
_MD_DeleteNamed(_MDRequest *request)
{
    PRInt32 err = CheckName(request->name, PR_TRUE);

    if (request->mechanism == -1) {
        err = EINVAL;
    }
    return err == 0 ? CarryOut(request, DeleteOnce, NULL) : err;
}
