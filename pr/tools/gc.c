/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm gc: remove objects whose creator is gone and that nobody uses.
 *
 * Between the inventory and the removal everything may change.  So each object
 * is looked at again at the last moment; if a name leads to it, that is done
 * with the marker locked, so that no process on prshm makes anything under it
 * meanwhile.  Since no kernel has a call that removes only what is not in use,
 * somebody may still attach a segment between that look and the removal.  Such
 * a process keeps its memory, as after any removal.
 *
 * A key of System V may lead to a file that is nobody's marker.  A file that is
 * not likely to be the marker stays, and only the object is removed.
 */
#include "config.h"

#include "options.h"
#include "private/pprnamed.h"
#include "show.h"
#include "tool.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define MINUTE 60000000 /* in microseconds */

typedef struct Settings {
    PRBool   json, yes;
    PRUint64 olderThan; /* microseconds */
} Settings;

/* What became of an object. */
typedef enum Action {
    LEFT,    /* it is none of our business */
    PLANNED, /* it would be removed */
    REMOVED,
    VANISHED, /* somebody else has removed it, or made it anew */
    IN_USE,   /* somebody uses it by now */
    FAILED
} Action;

static const char *const actionNames[] = {
    "left", "would remove", "removed", "vanished", "in use by now", "failed",
};

typedef struct Removal {
    const Object   *object;
    const Settings *settings;
    Action          action;
    PRInt32         err; /* if it failed */
} Removal;

/* --- What may go --------------------------------------------------------- */

static PRBool
IsOld(const Object *object, const Settings *settings)
{
    return RestOf(object) >= (PRInt64)settings->olderThan;
}

static PRBool
IsMine(const Object *object)
{
    return object->uid == (PRInt64)geteuid();
}

/* As it is now, an object that had been left. */
static PRBool
IsStillLeft(const Object *now, const Settings *settings)
{
    return now->attachments == 0 && now->creatorLife == LIFE_GONE &&
           IsMine(now) && IsOld(now, settings);
}

/* 0, or why it is to stay. */
static PRInt32
LookOnce(const Removal *removal, int fd)
{
    Object  now;
    PRInt32 err = LookAgain(removal->object, fd, &now);

    if (err != 0) {
        return err;
    }
    return IsStillLeft(&now, removal->settings) ? 0 : EBUSY;
}

/* --- Removing ------------------------------------------------------------ */

/* Whether it is what was judged: inodes are used again. */
static PRBool
IsItsMarker(const Object *object, const _MDMarker *marker)
{
    const struct stat *info = &marker->info;

    return object->markerBits == MARKER_BITS(info->st_dev, info->st_ino) &&
           (object->key != 0 ||
            (object->markerDevice == (PRUint64)info->st_dev &&
             object->markerInode == (PRUint64)info->st_ino)) &&
           object->nameBorn == _MD_BirthTime(marker) / 1000;
}

/* Asked once the marker is locked. */
static PRInt32
MayDelete(const _MDMarker *marker, void *arg)
{
    const Removal *removal = arg;
    PRBool         isFile = removal->object->path != NULL;

    if (!IsItsMarker(removal->object, marker)) {
        return ENOENT;
    }
    if (marker->info.st_uid != geteuid()) {
        return EPERM;
    }
    return LookOnce(removal, isFile ? marker->fd : -1);
}

static PRInt32
RemoveByName(Removal *removal)
{
    PRBool     isSemaphore = removal->object->isSemaphore;
    _MDRequest request = {
        .kind = isSemaphore ? &_MD_semaphores : &_MD_segments,
        .name = NameOf(removal->object),
        .mayDelete = MayDelete,
        .arg = removal,
    };

    return _MD_DeleteNamed(&request);
}

static PRInt32
RemoveWithoutName(const Removal *removal)
{
    PRInt32 err = LookOnce(removal, -1);

    return err == 0 ? RemoveNative(removal->object) : err;
}

/* Names that may be somebody's, or those of other objects, are not touched. */
static void
Remove(Removal *removal)
{
    const Object *object = removal->object;
    PRBool        byName =
        NameOf(object) != NULL && !object->doubtful && !object->isDraft;

    removal->err = byName ? RemoveByName(removal) : RemoveWithoutName(removal);
    removal->action = removal->err == 0        ? REMOVED
                      : removal->err == ENOENT ? VANISHED
                      : removal->err == EBUSY  ? IN_USE
                                               : FAILED;
}

/* A semaphore that shares its name with a segment stays as long as that. */
static PRBool
HasPartner(const Removal *removals, PRSize i)
{
    const Object *object = removals[i].object;
    PRSize        k;

    for (k = 0; k < i; k++) {
        const Object *other = removals[k].object;

        if (!other->isSemaphore && removals[k].action != REMOVED &&
            removals[k].action != PLANNED && NameOf(other) != NULL &&
            strcmp(NameOf(other), NameOf(object)) == 0) {
            return PR_TRUE;
        }
    }
    return PR_FALSE;
}

/* It would go if it were older. */
static PRBool
IsTooYoung(const Removal *removal)
{
    return removal->object->orphaned && IsMine(removal->object) &&
           !IsOld(removal->object, removal->settings);
}

/* Segments come before semaphores. */
static void
RemoveAll(Removal *removals, PRSize count)
{
    const Object *object;
    PRSize        i;

    for (i = 0; i < count; i++) {
        object = removals[i].object;
        if (!object->orphaned || !IsMine(object) ||
            !IsOld(object, removals[i].settings) ||
            (object->isSemaphore && NameOf(object) != NULL &&
             HasPartner(removals, i))) {
            removals[i].action = LEFT;
        } else if (removals[i].settings->yes) {
            Remove(&removals[i]);
        } else {
            removals[i].action = PLANNED;
        }
    }
}

/* --- Showing ------------------------------------------------------------- */

static void
ShowRemoval(const Removal *removal)
{
    const Object *object = removal->object;
    char         *what = Describe(object);
    char         *age = FormatAge(AgeOf(object));
    char         *size = FormatSize(object->size);
    char         *name =
        Printable(NameOf(object) != NULL ? NameOf(object) : "no name");

    if (removal->action == FAILED) {
        (void)Fail("%s (%s): %s", what, name, strerror(removal->err));
    } else {
        printf("%s %s (%s, %s, %s old): %s%s\n", actionNames[removal->action],
               what, NameOfVerdict(object->verdict),
               object->isSemaphore ? "no size" : size, age, name,
               object->doubtful ? ", which stays: it may be another's" : "");
    }
    free(what);
    free(age);
    free(size);
    free(name);
}

static void
PutRemoval(Json *json, const Removal *removal)
{
    BeginObject(json, NULL);
    PutText(json, "action", actionNames[removal->action]);
    PutText(json, "reason",
            removal->action == FAILED ? strerror(removal->err) : NULL);
    PutObject(json, "object", removal->object);
    End(json);
}

static void
ShowAsJson(const Removal *removals, PRSize count, const Inventory *inventory)
{
    Json   json = { .depth = 0 };
    PRSize i;

    BeginObject(&json, NULL);
    BeginArray(&json, "removals");
    for (i = 0; i < count; i++) {
        if (removals[i].action != LEFT) {
            PutRemoval(&json, &removals[i]);
        }
    }
    End(&json);
    PutTexts(&json, "notes", &inventory->notes);
    End(&json);
}

/* Else who has just seen an orphan would wonder. */
static void
ShowYoung(PRSize count, const Settings *settings)
{
    char *age = FormatAge((PRInt64)settings->olderThan);

    printf("%zu made or used less than %s ago, left; see --older-than\n",
           count, age);
    free(age);
}

static void
ShowAll(const Removal *removals, PRSize count, const Inventory *inventory)
{
    PRSize i, planned = 0, young = 0;

    for (i = 0; i < count; i++) {
        if (removals[i].action != LEFT) {
            ShowRemoval(&removals[i]);
        }
        planned += removals[i].action == PLANNED;
        young += !removals[i].settings->yes && IsTooYoung(&removals[i]);
    }
    if (planned > 0) {
        printf("nothing was removed; --yes does it\n");
    }
    if (young > 0) {
        ShowYoung(young, removals[0].settings);
    }
    ShowNotes(inventory);
}

/* --- The command --------------------------------------------------------- */

/* Work through an inventory; returns the exit status. */
static int
Collect(const Settings *settings, const Inventory *inventory)
{
    const Object *all = inventory->objects.items;
    PRSize        i, count = inventory->objects.count;
    Removal      *removals = Allocate((count + 1) * sizeof *removals);
    int           status = EXIT_SUCCESS;

    for (i = 0; i < count; i++) {
        removals[i].object = &all[i];
        removals[i].settings = settings;
    }
    RemoveAll(removals, count);
    (settings->json ? ShowAsJson : ShowAll)(removals, count, inventory);
    for (i = 0; i < count; i++) {
        if (removals[i].action == FAILED) {
            status = EXIT_FAILURE;
        }
    }
    free(removals);
    return status;
}

int
RunGc(int argc, char **argv)
{
    Settings     settings = { .olderThan = MINUTE };
    const Option options[] = {
        { 'y', "yes", OPTION_FLAG, &settings.yes, NULL,
          "do it; else only show what would be done" },
        { 't', "older-than", OPTION_TIME, &settings.olderThan, NULL,
          "leave what was made or used less than this ago:\n"
          "30 or 30s, 5m, 2h, 1d; 1m if not given" },
        { 'j', "json", OPTION_FLAG, &settings.json, NULL, "write JSON" },
        { .name = NULL },
    };
    Inventory inventory;
    int       status, collected;

    if (!ReadOptions(argc, argv, options, 0, MANY_OPERANDS, NULL, &status)) {
        return status;
    }
    status = FindAll(argv + optind, &inventory);
    collected = Collect(&settings, &inventory);
    FreeInventory(&inventory);
    return Worse(status, collected);
}
