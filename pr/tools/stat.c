/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm stat: all that there is to know of one name, step by step, as opening
 * it would go.
 */
#include "config.h"

#include "access.h"
#include "limits.h"
#include "options.h"
#include "prerror.h"
#include "pripcsem.h"
#include "private/pprmarker.h"
#include "private/pprobject.h"
#include "private/pprshm.h"
#include "private/pprsysv.h"
#include "show.h"
#include "tool.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Whether an open would succeed. */
typedef struct Trial {
    PRErrorCode error; /* 0 if it would */
    PRInt32     osError;
    PRBool      readOnly; /* it would, but not to write */
    const char *why;      /* the reason, where NSPR's is not all; or NULL */
} Trial;

typedef struct Report {
    const char   *name;
    _MDMarker     marker;
    PRInt32       markerErr; /* why it is none, or 0 */
    Inventory     inventory;
    const Object *segment, *semaphore;           /* of the name, or NULL */
    const Object *otherSegment, *otherSemaphore; /* beside those */
    Limits        limits;
    Trial         openSegment, openSemaphore;
} Report;

/* --- Finding out --------------------------------------------------------- */

static PRBool
HasName(const Object *object, const char *name)
{
    char **names = object->names.items;
    PRSize i;

    for (i = 0; i < object->names.count; i++) {
        if (strcmp(names[i], name) == 0) {
            return PR_TRUE;
        }
    }
    return PR_FALSE;
}

/* Whether the marker's key leads to an object, though something else may be
 * found before it. */
static PRBool
HasKey(const Report *report, const Object *object)
{
    char letter = object->isSemaphore ? 'a' : 'b';

    return report->markerErr == 0 && object->key != 0 &&
           object->key == (PRUint32)_MD_SysvKey(letter, &report->marker.info);
}

/* Find the object of the name, and the other one if there are two, as stock
 * NSPR makes them where it does not find ours. */
static void
FindObjects(const Report *report, PRBool isSemaphore, const Object **first,
            const Object **other)
{
    const Object *all = report->inventory.objects.items;
    PRBool        isSigned = _MD_IsSigned(&report->marker);
    PRSize        i;

    for (i = 0; i < report->inventory.objects.count; i++) {
        const Object *object = &all[i];

        if (object->isDraft || object->isSemaphore != isSemaphore ||
            !(HasName(object, report->name) || HasKey(report, object))) {
            continue;
        }
        if (*first == NULL) {
            *first = object;
        } else if ((object->key == 0) == isSigned) {
            *other = *first;
            *first = object; /* an open looks for it before */
        } else {
            *other = object;
        }
    }
}

/* Its directory and the usual ones, for what collides with it. */
static void
LookAround(Report *report)
{
    Names names = { .all = { NULL, 0, 0 } };

    BeginInventory(&report->inventory);
    if (report->markerErr == 0) {
        AddNeighbours(&names, report->name);
        AddUsual(&names);
    }
    FinishNames(&names);
    EndInventory(&names, &report->inventory);
    FreeNames(&names);
    FindObjects(report, PR_FALSE, &report->segment, &report->otherSegment);
    FindObjects(report, PR_TRUE, &report->semaphore, &report->otherSemaphore);
}

static void
NoteError(Trial *trial)
{
    trial->error = PR_GetError();
    trial->osError = PR_GetOSError();
}

/* Why there is a marker, and nothing of this kind. */
static const char *
ExplainAbsence(const Report *report, const Trial *trial)
{
    if (trial == &report->openSemaphore && report->segment != NULL) {
        return "only a segment has this name";
    }
    if (trial == &report->openSegment && report->semaphore != NULL) {
        return "only a semaphore has this name";
    }
    return "the marker is there without it: its creator died, failed, "
           "or has not made it yet; creating it works";
}

/* What NSPR's error does not say. */
static const char *
Explain(const Report *report, const Trial *trial)
{
    if (trial->error == 0) {
        return trial->readOnly ? "the mode, or the filesystem, allows no more"
                               : NULL;
    }
    if (_PR_MD_ShmBadSetting() != NULL) {
        return "PRSHM_BACKEND names no mechanism";
    }
    if (report->markerErr == ENOENT) {
        return "there is no marker: nobody has created it, or somebody has "
               "removed it";
    }
    if (report->markerErr != 0) {
        return "only a regular file can be a marker, and no link is followed";
    }
    if (trial->error == PR_FILE_NOT_FOUND_ERROR) {
        return ExplainAbsence(report, trial);
    }
    if (trial->error == PR_NO_ACCESS_RIGHTS_ERROR) {
        return "its mode and owner do not allow it";
    }
    return NULL;
}

static void
TrySegment(Report *report)
{
    Trial          *trial = &report->openSegment;
    PRSharedMemory *segment = PR_OpenSharedMemory(report->name, 0, 0, 0666);

    if (segment == NULL) {
        NoteError(trial);
        segment = PR_OpenSharedMemory(report->name, 0, 0, 0444);
        trial->readOnly = segment != NULL;
    }
    if (segment != NULL) {
        trial->error = 0;
        (void)PR_CloseSharedMemory(segment);
    }
    trial->why = Explain(report, trial);
}

/* Opening one that is just being made would wait for that. */
static void
TrySemaphore(Report *report)
{
    Trial *trial = &report->openSemaphore;
    PRSem *semaphore = NULL;

    if (report->semaphore != NULL && report->semaphore->halfMade &&
        report->semaphore->creatorLife != LIFE_GONE) {
        trial->error = PR_IO_TIMEOUT_ERROR;
        trial->why = "its creator has not made it ready; an open waits for "
                     "that, a minute at most";
        return;
    }
    semaphore = PR_OpenSemaphore(report->name, 0, 0, 0);
    if (semaphore == NULL) {
        NoteError(trial);
    } else {
        (void)PR_CloseSemaphore(semaphore);
    }
    trial->why = Explain(report, trial);
}

static void
FindOut(Report *report)
{
    report->marker.name = report->name;
    report->markerErr = _MD_LookMarker(&report->marker);
    ReadLimits(&report->limits);
    LookAround(report);
    TrySegment(report);
    TrySemaphore(report);
}

/* --- For people ---------------------------------------------------------- */

static void __attribute__((format(printf, 2, 3)))
Line(const char *what, const char *format, ...)
{
    va_list args;

    printf("%-11s", what);
    va_start(args, format);
    (void)vprintf(format, args);
    va_end(args);
    putchar('\n');
}

static void
ShowMarker(const Report *report)
{
    const struct stat *info = &report->marker.info;
    char              *owner, *name = Printable(report->name);

    Line("name", "%s", name);
    free(name);
    if (report->markerErr != 0) {
        Line("marker", "none: %s", strerror(report->markerErr));
        return;
    }
    owner = FormatOwner(info->st_uid);
    Line("marker", "%s, mode %04o, owner %s%s",
         info->st_size == 0 ? "empty file" : "file with content",
         (unsigned)info->st_mode & 07777, owner,
         info->st_size == 0 && info->st_blocks > 0 ? ", signed" : "");
    free(owner);
}

static void
ShowIdentity(const Report *report)
{
    const struct stat *info = &report->marker.info;
    char               shm[_MD_OBJECT_NAME_SIZE], sem[_MD_OBJECT_NAME_SIZE];

    if (report->markerErr != 0) {
        return;
    }
    _MD_FormatObject(shm, _MD_SHM_PREFIX, (PRUint64)info->st_dev,
                     (PRUint64)info->st_ino);
    _MD_FormatObject(sem, _MD_SEM_PREFIX, (PRUint64)info->st_dev,
                     (PRUint64)info->st_ino);
    Line("identity", "device 0x%llx, inode %llu",
         (unsigned long long)info->st_dev, (unsigned long long)info->st_ino);
    Line("keys", "segment 0x%08x, semaphore 0x%08x",
         (unsigned)_MD_SysvKey('b', info), (unsigned)_MD_SysvKey('a', info));
    Line("objects", "segment %s, semaphore %s", shm, sem);
}

/* For free(). */
static char *
FormatProcess(const Object *object)
{
    return object->creator < 0
               ? Copy("an unknown process")
               : Format("%" PRId64 " (%s)", object->creator,
                        object->creatorLife == LIFE_GONE    ? "gone"
                        : object->creatorLife == LIFE_ALIVE ? "alive"
                                                            : "not known");
}

/* Who made it and who has it.  Of a System V semaphore, the system tells who
 * used it last and how many wait. */
static void
ShowUse(const Object *object)
{
    PRBool isSet = object->isSemaphore && object->key != 0;
    char  *count = object->attachments >= 0
                       ? Format("%" PRId64, object->attachments)
                       : Copy("an unknown number of");
    char  *process = FormatProcess(object);

    Line("", "%s %s, %s %s %s: %s", isSet ? "last used by" : "created by",
         process,
         isSet                 ? "waited for"
         : object->isSemaphore ? "opened"
                               : "attached",
         count, object->attachments == 1 ? "time" : "times",
         NameOfVerdict(object->verdict));
    free(count);
    free(process);
}

/* How large it is, or which value it has.  For free(). */
static char *
FormatState(const Object *object)
{
    if (object->isSemaphore) {
        return object->value < 0 ? Copy("value not known")
                                 : Format("value %" PRId64, object->value);
    }
    return object->size < 0 ? Copy("size not known")
                            : Format("%" PRId64 " bytes", object->size);
}

static void
ShowObject(const char *what, const Object *object)
{
    char *size, *age, *owner;

    if (object == NULL) {
        Line(what, "none");
        return;
    }
    size = FormatState(object);
    age = FormatAge(AgeOf(object));
    owner = FormatOwner(object->uid);
    Line(what, "%s %s, %s, mode %04o, owner %s, %s old", object->mechanism,
         object->native, size, (unsigned)object->mode, owner, age);
    ShowUse(object);
    free(size);
    free(age);
    free(owner);
}

/* All others that the same key leads to. */
static void
ShowCollisions(const Report *report, const Object *object)
{
    char **names;
    PRSize i;

    if (object == NULL || !object->collides) {
        return;
    }
    names = object->names.items;
    Line("", "it may have been made for another file:");
    for (i = 0; i < object->names.count; i++) {
        char *name = Printable(names[i]);

        Line("", "  %s%s", name,
             strcmp(names[i], report->name) == 0 ? " (this name)" : "");
        free(name);
    }
}

/* The second one that a name may have. */
static void
ShowOther(const Object *object)
{
    if (object == NULL) {
        return;
    }
    ShowObject("beside it", object);
    if (object->key == 0) {
        Line("", "nobody finds this one: the one above is found first");
        return;
    }
    Line("", "stock NSPR finds this one by the name, prshm the one above: "
             "nothing is shared;");
    Line("", "what is made with PRSHM_BACKEND=sysv would be");
}

static void
ShowLimits(const Limits *limits)
{
    char *shmmax = FormatSize(limits->shmmax);
    char *freeRoom = FormatSize(limits->freeRoom);

    Line("limits",
         "%s in a segment; %" PRId64 " of %" PRId64 " segments, %" PRId64
         " of %" PRId64 " sets;",
         shmmax, limits->count, limits->shmmni, limits->sets, limits->semmni);
    Line("", "%s free in %s", freeRoom, _MD_SHM_DIR);
    free(shmmax);
    free(freeRoom);
}

static void
ShowTrial(const char *what, const Trial *trial)
{
    if (trial->error == 0) {
        Line(what, "works%s", trial->readOnly ? ", to read only" : "");
    } else {
        Line(what, "fails: %s (%s)",
             trial->osError != 0 ? strerror(trial->osError) : "no answer",
             PR_ErrorToName(trial->error));
    }
    if (trial->why != NULL) {
        Line("", "%s", trial->why);
    }
}

static void
Show(const Report *report)
{
    ShowMarker(report);
    ShowIdentity(report);
    ShowObject("segment", report->segment);
    ShowCollisions(report, report->segment);
    ShowOther(report->otherSegment);
    ShowObject("semaphore", report->semaphore);
    ShowCollisions(report, report->semaphore);
    ShowOther(report->otherSemaphore);
    ShowLimits(&report->limits);
    ShowTrial("open", &report->openSegment);
    ShowTrial("open sem", &report->openSemaphore);
    ShowNotes(&report->inventory);
}

/* --- For scripts --------------------------------------------------------- */

static void
PutFormatted(Json *json, const char *key, char *text)
{
    PutText(json, key, text);
    free(text);
}

static void
PutMarker(Json *json, const Report *report)
{
    const struct stat *info = &report->marker.info;
    char               name[_MD_OBJECT_NAME_SIZE];

    PutText(json, "markerError",
            report->markerErr != 0 ? strerror(report->markerErr) : NULL);
    if (report->markerErr != 0) {
        PutNull(json, "marker");
        return;
    }
    BeginObject(json, "marker");
    PutNumber(json, "device", (PRInt64)info->st_dev);
    PutNumber(json, "inode", (PRInt64)info->st_ino);
    PutNumber(json, "size", (PRInt64)info->st_size);
    PutFormatted(json, "mode",
                 Format("%04o", (unsigned)info->st_mode & 07777));
    PutNumber(json, "uid", info->st_uid);
    PutFormatted(json, "segmentKey",
                 Format("0x%08x", (unsigned)_MD_SysvKey('b', info)));
    PutFormatted(json, "semaphoreKey",
                 Format("0x%08x", (unsigned)_MD_SysvKey('a', info)));
    _MD_FormatObject(name, _MD_SHM_PREFIX, (PRUint64)info->st_dev,
                     (PRUint64)info->st_ino);
    PutText(json, "segmentObject", name);
    _MD_FormatObject(name, _MD_SEM_PREFIX, (PRUint64)info->st_dev,
                     (PRUint64)info->st_ino);
    PutText(json, "semaphoreObject", name);
    End(json);
}

static void
PutObjectOrNull(Json *json, const char *key, const Object *object)
{
    if (object != NULL) {
        PutObject(json, key, object);
    } else {
        PutNull(json, key);
    }
}

static void
PutLimits(Json *json, const Limits *limits)
{
    BeginObject(json, "limits");
    PutKnown(json, "shmmax", limits->shmmax);
    PutKnown(json, "shmall", limits->shmall);
    PutKnown(json, "pages", limits->pages);
    PutKnown(json, "shmmni", limits->shmmni);
    PutKnown(json, "segments", limits->count);
    PutKnown(json, "semmni", limits->semmni);
    PutKnown(json, "sets", limits->sets);
    PutKnown(json, "freeRoom", limits->freeRoom);
    End(json);
}

static void
PutTrial(Json *json, const char *key, const Trial *trial)
{
    BeginObject(json, key);
    PutBool(json, "works", trial->error == 0);
    PutBool(json, "readOnly", trial->readOnly);
    PutText(json, "error",
            trial->error != 0 ? PR_ErrorToName(trial->error) : NULL);
    PutText(json, "why", trial->why);
    End(json);
}

static void
ShowReportAsJson(const Report *report)
{
    Json json = { .depth = 0 };

    BeginObject(&json, NULL);
    PutText(&json, "name", report->name);
    PutMarker(&json, report);
    PutObjectOrNull(&json, "segment", report->segment);
    PutObjectOrNull(&json, "semaphore", report->semaphore);
    PutObjectOrNull(&json, "otherSegment", report->otherSegment);
    PutObjectOrNull(&json, "otherSemaphore", report->otherSemaphore);
    PutLimits(&json, &report->limits);
    PutTrial(&json, "openSegment", &report->openSegment);
    PutTrial(&json, "openSemaphore", &report->openSemaphore);
    PutTexts(&json, "notes", &report->inventory.notes);
    End(&json);
}

/* --- The command --------------------------------------------------------- */

int
RunStat(int argc, char **argv)
{
    PRBool       asJson = PR_FALSE;
    const Option options[] = {
        { 'j', "json", OPTION_FLAG, &asJson, NULL, "write JSON" },
        { .name = NULL },
    };
    Report report;
    PRBool found;
    int    status;

    if (!ReadOptions(argc, argv, options, 1, 1, "which name?", &status)) {
        return status;
    }
    memset(&report, 0, sizeof report);
    report.name = argv[optind];
    FindOut(&report);
    if (asJson) {
        ShowReportAsJson(&report);
    } else {
        Show(&report);
    }
    found = report.segment != NULL || report.semaphore != NULL;
    FreeInventory(&report.inventory);
    if (_PR_MD_ShmBadSetting() != NULL) {
        return FailSetting();
    }
    if (!found && report.openSegment.error == PR_NO_ACCESS_RIGHTS_ERROR) {
        return Fail("%s: %s", report.name, strerror(EACCES));
    }
    return found ? EXIT_SUCCESS : FailAbsent(report.name);
}
