/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Which names lead to an object, and the verdict on it.
 *
 * A key of System V has few bits of its marker's identity, so a file with the
 * same bits may be the marker, or have them by accident.  An empty file is
 * preferred to one with content.  Two files with the same bits, or one that is
 * younger than the object, are a collision: a process that uses such a name
 * gets memory that was not made for it.  A file that is older than the object
 * by more than it takes to make both may be its marker, which an earlier object
 * left, or somebody's own file: its name leads to the object, but we must not
 * remove it.
 */
#include "config.h"

#include "scan.h"

#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define SECOND    1000000 /* in microseconds */

/* Times of System V are whole seconds, of a clock that is some ticks behind
 * that of files. */
#define SYSV_STEP (SECOND + SECOND / 10)

/* Longer than it takes from a marker to its object, on a busy machine, too. */
#define MAKING    (10 * (PRInt64)SECOND)

static const char *const verdictNames[] = {
    "live", "idle", "orphan", "nameless", "half-made", "collision", "unknown",
};

const char *
NameOfVerdict(Verdict verdict)
{
    return verdictNames[verdict];
}

/* --- Objects ------------------------------------------------------------- */

const char *
NameOf(const Object *object)
{
    return object->names.count > 0 ? *(char **)object->names.items : NULL;
}

static PRInt64
Since(PRInt64 time)
{
    struct timeval now;

    if (time == 0) {
        return UNKNOWN;
    }
    (void)gettimeofday(&now, NULL);
    time = (PRInt64)now.tv_sec * SECOND + now.tv_usec - time;
    return PR_MAX(time, 0);
}

PRInt64
AgeOf(const Object *object)
{
    return Since(object->made);
}

PRInt64
RestOf(const Object *object)
{
    return Since(PR_MAX(object->made, object->used));
}

void
FreeObject(Object *object)
{
    char **names = object->names.items;
    PRSize i;

    for (i = 0; i < object->names.count; i++) {
        free(names[i]);
    }
    free(names);
    free(object->path);
}

/* --- Names --------------------------------------------------------------- */

/* A file that may lead to an object. */
typedef struct Candidate {
    const Name *name;
    PRInt64     born;
} Candidate;

static PRBool
IsSysv(const Object *object)
{
    return object->key != 0;
}

/* Whether a file has such an object of another mechanism, which is found
 * before that of System V. */
static PRBool
HasOther(const Inventory *inventory, const Object *object, const Name *name)
{
    const Object *all = inventory->objects.items;
    PRSize        i;

    if (name->info.st_size == 0 && name->info.st_blocks == 0) {
        return PR_FALSE; /* the others leave a sign */
    }
    for (i = 0; i < inventory->objects.count; i++) {
        if (!IsSysv(&all[i]) && all[i].isSemaphore == object->isSemaphore &&
            all[i].markerInode == (PRUint64)name->info.st_ino &&
            all[i].markerDevice == (PRUint64)name->info.st_dev) {
            return PR_TRUE;
        }
    }
    return PR_FALSE;
}

static PRBool
IsMarkerOf(const Object *object, const Name *name, PRInt64 born)
{
    return object->markerInode == (PRUint64)name->info.st_ino &&
           object->markerDevice == (PRUint64)name->info.st_dev &&
           (object->markerBorn == 0 || born == 0 ||
            object->markerBorn == born);
}

/* Collect the files with the bits of the object's key; either those that are
 * empty, or the others. */
static void
CollectCandidates(const Names *names, const Inventory *inventory,
                  const Object *object, PRBool empty, Array *found)
{
    const Name *name = FindNames(names, object->markerBits);
    Candidate  *candidate;
    PRInt64     born;

    for (; name != NULL; name = NextName(names, name)) {
        born = BirthOf(name);
        if (IsSysv(object) ? (name->info.st_size == 0) == empty &&
                                 !HasOther(inventory, object, name)
                           : empty && IsMarkerOf(object, name, born)) {
            candidate = Append(found, sizeof *candidate);
            candidate->name = name;
            candidate->born = born;
        }
    }
}

static int
CompareBirths(const void *a, const void *b)
{
    const Candidate *left = a, *right = b;

    if (left->born != right->born) {
        return left->born < right->born ? -1 : 1;
    }
    return strcmp(left->name->path, right->name->path);
}

/* Whether the candidates, the oldest first, are not one file that was there
 * when the object was made. */
static PRBool
Collide(const Object *object, const Candidate *found, PRSize count)
{
    PRSize i;

    for (i = 0; i < count; i++) {
        if (found[i].name->info.st_ino != found[0].name->info.st_ino ||
            found[i].name->info.st_dev != found[0].name->info.st_dev) {
            return PR_TRUE;
        }
    }
    return IsSysv(object) && count > 0 &&
           found[0].born > object->made + SYSV_STEP;
}

/* Whether a file was made as the marker of an object, by its times.  Who sets
 * them back has a file of his own. */
static PRBool
IsOfItsTime(const Object *object, const Candidate *file)
{
    PRInt64 earliest = EarliestOf(file->name, file->born);

    return !IsSysv(object) || (earliest >= object->made - MAKING &&
                               earliest <= object->made + SYSV_STEP);
}

static void
GiveNames(const Names *names, const Inventory *inventory, Object *object)
{
    Array      found = { NULL, 0, 0 };
    Candidate *candidates;
    PRSize     i;

    if (object->isDraft) {
        *(char **)Append(&object->names, sizeof(char *)) = Copy(object->path);
        object->timely = PR_TRUE;
        return;
    }
    CollectCandidates(names, inventory, object, PR_TRUE, &found);
    if (found.count == 0) {
        CollectCandidates(names, inventory, object, PR_FALSE, &found);
    }
    candidates = found.items;
    if (found.count > 1) {
        qsort(candidates, found.count, sizeof *candidates, CompareBirths);
    }
    object->collides = Collide(object, candidates, found.count);
    if (found.count > 0) {
        object->nameBorn = candidates[0].born;
        object->timely =
            !object->collides && IsOfItsTime(object, &candidates[0]);
    }
    for (i = 0; i < found.count; i++) {
        *(char **)Append(&object->names, sizeof(char *)) =
            Copy(candidates[i].name->path);
    }
    free(found.items);
}

/* Whether an object of the same name and owner, or this one itself, tells that
 * the file is a marker. */
static PRBool
HasMarker(const Inventory *inventory, const Object *object)
{
    const Object *all = inventory->objects.items;
    PRSize        i;

    for (i = 0; i < inventory->objects.count; i++) {
        if (all[i].timely && all[i].uid == object->uid &&
            all[i].markerBits == object->markerBits &&
            strcmp(NameOf(&all[i]), NameOf(object)) == 0) {
            return PR_TRUE;
        }
    }
    return PR_FALSE;
}

/* --- Verdicts ------------------------------------------------------------ */

static Verdict
Use(const Object *object)
{
    if (object->attachments > 0) {
        return VERDICT_LIVE;
    }
    if (object->attachments == UNKNOWN) {
        return VERDICT_UNKNOWN;
    }
    return object->creatorLife == LIFE_ALIVE  ? VERDICT_IDLE
           : object->creatorLife == LIFE_GONE ? VERDICT_ORPHAN
                                              : VERDICT_UNKNOWN;
}

/* The segment that shares its name with a semaphore, or NULL. */
static const Object *
PartnerOf(const Inventory *inventory, const Object *semaphore)
{
    const Object *all = inventory->objects.items;
    PRSize        i;

    for (i = 0; i < inventory->objects.count; i++) {
        if (!all[i].isSemaphore && NameOf(&all[i]) != NULL &&
            all[i].markerBits == semaphore->markerBits &&
            strcmp(NameOf(&all[i]), NameOf(semaphore)) == 0) {
            return &all[i];
        }
    }
    return NULL;
}

/* What a semaphore guards says whether it is in use: nobody is attached to
 * it for longer than a call. */
static Verdict
UseWithPartner(const Inventory *inventory, const Object *object)
{
    const Object *partner;
    Verdict       own = Use(object);

    if (!object->isSemaphore || own == VERDICT_LIVE ||
        NameOf(object) == NULL) {
        return own;
    }
    partner = PartnerOf(inventory, object);
    if (partner == NULL || partner->verdict == VERDICT_ORPHAN) {
        return own;
    }
    return Use(partner) == VERDICT_LIVE || own == VERDICT_ORPHAN ? Use(partner)
                                                                 : own;
}

static void
Judge(const Inventory *inventory, Object *object)
{
    Verdict use = UseWithPartner(inventory, object);

    object->orphaned = use == VERDICT_ORPHAN;
    object->verdict = object->halfMade           ? VERDICT_HALF_MADE
                      : object->names.count == 0 ? VERDICT_NAMELESS
                      : object->collides         ? VERDICT_COLLISION
                                                 : use;
}

/* Segments first, drafts last, and those with names before others. */
static int
CompareObjects(const void *a, const void *b)
{
    const Object *left = a, *right = b;
    const char   *leftName = NameOf(left), *rightName = NameOf(right);

    if (left->isDraft != right->isDraft) {
        return left->isDraft ? 1 : -1;
    }
    if (left->isSemaphore != right->isSemaphore) {
        return left->isSemaphore ? 1 : -1;
    }
    if (leftName != NULL && rightName != NULL) {
        return strcmp(leftName, rightName);
    }
    if (leftName != NULL || rightName != NULL) {
        return leftName != NULL ? -1 : 1;
    }
    return strcmp(left->native, right->native);
}

void
GiveVerdicts(const Names *names, Inventory *inventory)
{
    Object *all = inventory->objects.items;
    PRSize  i, count = inventory->objects.count;

    if (count == 0) {
        return;
    }
    for (i = 0; i < count; i++) {
        GiveNames(names, inventory, &all[i]);
    }
    qsort(all, count, sizeof *all, CompareObjects);
    for (i = 0; i < count; i++) {
        Judge(inventory, &all[i]); /* a semaphore after its segment */
        all[i].doubtful = all[i].names.count > 0 &&
                          (all[i].collides || !HasMarker(inventory, &all[i]));
    }
}
