/* SPDX-License-Identifier: MPL-2.0 */
/*
 * System V objects with NSPR's keys.
 *
 * Linux lists all of them to everybody in /proc/sysvipc; shmctl() tells only of
 * those that one may read, and in containers sometimes of none.  Where there is
 * no such list, each name is asked for its own.
 */
#include "config.h"

#include "private/pprsysv.h"
#include "scan.h"

#include <stdio.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>

#define SHM_LIST   "/proc/sysvipc/shm"
#define SEM_LIST   "/proc/sysvipc/sem"
#define SHM_LETTER 0x62 /* top byte of NSPR's keys */
#define SEM_LETTER 0x61

/* A set that nobody has touched for so long was left by one who has died. */
#define UNTOUCHED  (2 * (PRInt64)1000000)

/* POSIX leaves it to programs to declare this. */
typedef union SemArgument {
    int              val;
    struct semid_ds *buf;
} SemArgument;

/* What either list and either call tells. */
typedef struct Facts {
    PRInt64 id, key, mode, uid, gid, ctime;
    PRInt64 size, creator, attached, atime, dtime; /* of segments */
    PRInt64 count, otime;                          /* of sets */
} Facts;

/* --- From facts to objects ----------------------------------------------- */

static PRInt64
ToMicroseconds(PRInt64 seconds)
{
    return seconds * 1000000;
}

static void
FillCommon(Object *object, const Facts *facts)
{
    object->mechanism = "sysv";
    object->id = facts->id;
    object->key = (PRUint32)facts->key;
    object->markerBits = object->key & 0xffffff;
    object->mode = (PRUint32)facts->mode & 0777;
    object->uid = facts->uid;
    object->gid = facts->gid;
    object->made = ToMicroseconds(facts->ctime);
}

static void
FillSegment(Object *object, const Facts *facts)
{
    FillCommon(object, facts);
    (void)snprintf(object->native, NATIVE_SIZE, "shmid %lld",
                   (long long)facts->id);
    object->size = facts->size;
    object->creator = facts->creator > 0 ? facts->creator : UNKNOWN;
    object->creatorLife = LifeOf(facts->creator, object->made);
    object->attachments = facts->attached;
    object->used = ToMicroseconds(
        PR_MAX(facts->ctime, PR_MAX(facts->atime, facts->dtime)));
}

/* What only those are told who may read the set. */
static void
FillState(Object *object)
{
    int id = (int)object->id;
    int waiting = semctl(id, 0, GETNCNT);

    if (waiting == -1) {
        return;
    }
    object->attachments = waiting + PR_MAX(0, semctl(id, 0, GETZCNT));
    object->value = semctl(id, 0, GETVAL);
    object->creator = semctl(id, 0, GETPID);
    object->creatorLife = LifeOf(object->creator, object->used);
    if (object->creator <= 0) {
        object->creator = UNKNOWN;
    }
}

/* A set is ready once it has seen its first operation. */
static void
FillSet(Object *object, const Facts *facts)
{
    FillCommon(object, facts);
    (void)snprintf(object->native, NATIVE_SIZE, "semid %lld",
                   (long long)facts->id);
    object->isSemaphore = PR_TRUE;
    object->used = ToMicroseconds(PR_MAX(facts->ctime, facts->otime));
    object->halfMade = facts->otime == 0;
    FillState(object);
    if (object->halfMade && object->creator == UNKNOWN &&
        object->attachments == 0 && AgeOf(object) >= UNTOUCHED) {
        object->creatorLife = LIFE_GONE;
    }
}

/* --- What is NSPR's ------------------------------------------------------ */

static PRBool
IsSegment(const Facts *facts)
{
    return ((PRUint32)facts->key >> 24) == SHM_LETTER;
}

static PRBool
IsSet(const Facts *facts)
{
    return ((PRUint32)facts->key >> 24) == SEM_LETTER && facts->count == 1;
}

/* --- The lists ----------------------------------------------------------- */

typedef struct Column {
    const char *name;
    int         base;
    PRSize      offset; /* of the fact */
} Column;

#define COLUMN(name, base, fact)                                              \
    {                                                                         \
        name, base, offsetof(Facts, fact)                                     \
    }

static const Column shmColumns[] = {
    COLUMN("key", 10, key),      COLUMN("shmid", 10, id),
    COLUMN("perms", 8, mode),    COLUMN("size", 10, size),
    COLUMN("cpid", 10, creator), COLUMN("nattch", 10, attached),
    COLUMN("uid", 10, uid),      COLUMN("gid", 10, gid),
    COLUMN("atime", 10, atime),  COLUMN("dtime", 10, dtime),
    COLUMN("ctime", 10, ctime),  { NULL, 0, 0 },
};

static const Column semColumns[] = {
    COLUMN("key", 10, key),
    COLUMN("semid", 10, id),
    COLUMN("perms", 8, mode),
    COLUMN("nsems", 10, count),
    COLUMN("uid", 10, uid),
    COLUMN("gid", 10, gid),
    COLUMN("otime", 10, otime),
    COLUMN("ctime", 10, ctime),
    { NULL, 0, 0 },
};

/* One kind of object. */
typedef struct List {
    const char   *path;
    const Column *columns;
    PRBool (*isOurs)(const Facts *);
    void (*fill)(Object *, const Facts *);
} List;

static const List segments = { SHM_LIST, shmColumns, IsSegment, FillSegment };
static const List sets = { SEM_LIST, semColumns, IsSet, FillSet };

#define MAX_FIELDS 32

/* Which column each field is, by the heading; NULL for those of no use. */
static PRSize
ReadHeading(char *line, const Column *columns, const Column **fields)
{
    char  *rest = line, *word;
    PRSize count = 0;

    while (count < MAX_FIELDS && (word = strtok_r(rest, " \n", &rest))) {
        const Column *column = columns;

        while (column->name != NULL && strcmp(column->name, word) != 0) {
            column++;
        }
        fields[count++] = column->name != NULL ? column : NULL;
    }
    return count;
}

static void
ReadFields(char *line, const Column *const *fields, PRSize count, Facts *facts)
{
    char  *rest = line, *word;
    PRSize i;

    memset(facts, 0, sizeof *facts);
    for (i = 0; i < count && (word = strtok_r(rest, " \n", &rest)); i++) {
        if (fields[i] != NULL) {
            *(PRInt64 *)(void *)((char *)facts + fields[i]->offset) =
                strtoll(word, NULL, fields[i]->base);
        }
    }
}

/* Add all that a list has of NSPR's; 0 or an errno value. */
static PRInt32
ReadList(const List *list, Inventory *inventory)
{
    const Column *fields[MAX_FIELDS];
    PRSize        count = 0, size = 0;
    char         *line = NULL;
    Facts         facts;
    FILE         *file = fopen(list->path, "re");

    if (file == NULL) {
        return errno;
    }
    while (getline(&line, &size, file) != -1) {
        if (count == 0) {
            count = ReadHeading(line, list->columns, fields);
            continue;
        }
        ReadFields(line, fields, count, &facts);
        if (list->isOurs(&facts)) {
            list->fill(AddObject(inventory), &facts);
        }
    }
    free(line);
    (void)fclose(file);
    return count > 0 ? 0 : EIO;
}

/* --- The calls ----------------------------------------------------------- */

static PRInt32
AskForSegment(int id, Facts *facts)
{
    struct shmid_ds found;

    if (shmctl(id, IPC_STAT, &found) == -1) {
        return errno == EIDRM || errno == EINVAL ? ENOENT : errno;
    }
    memset(facts, 0, sizeof *facts);
    facts->id = id;
    facts->key = found.shm_perm._MD_IPC_KEY;
    facts->mode = found.shm_perm.mode;
    facts->uid = found.shm_perm.uid;
    facts->gid = found.shm_perm.gid;
    facts->ctime = found.shm_ctime;
    facts->size = (PRInt64)found.shm_segsz;
    facts->creator = found.shm_cpid;
    facts->attached = (PRInt64)found.shm_nattch;
    facts->atime = found.shm_atime;
    facts->dtime = found.shm_dtime;
    return 0;
}

static PRInt32
AskForSet(int id, Facts *facts)
{
    struct semid_ds found;
    SemArgument     arg = { .buf = &found };

    if (semctl(id, 0, IPC_STAT, arg) == -1) {
        return errno == EIDRM || errno == EINVAL ? ENOENT : errno;
    }
    memset(facts, 0, sizeof *facts);
    facts->id = id;
    facts->key = found.sem_perm._MD_IPC_KEY;
    facts->mode = found.sem_perm.mode;
    facts->uid = found.sem_perm.uid;
    facts->gid = found.sem_perm.gid;
    facts->ctime = found.sem_ctime;
    facts->count = (PRInt64)found.sem_nsems;
    facts->otime = found.sem_otime;
    return 0;
}

/* Add what a name leads to by itself. */
static void
AskForName(const Name *name, Inventory *inventory)
{
    Facts facts;
    int   id = shmget(_MD_SysvKey(SHM_LETTER, &name->info), 0, 0);

    if (id != -1 && AskForSegment(id, &facts) == 0 && IsSegment(&facts)) {
        FillSegment(AddObject(inventory), &facts);
    }
    id = semget(_MD_SysvKey(SEM_LETTER, &name->info), 0, 0);
    if (id != -1 && AskForSet(id, &facts) == 0 && IsSet(&facts)) {
        FillSet(AddObject(inventory), &facts);
    }
}

/* Without lists, those of the names; one for each key. */
static void
AskForNames(const Names *names, Inventory *inventory)
{
    const Name *all = names->all.items;
    PRSize      i;

    for (i = 0; i < names->all.count; i++) {
        if (i == 0 || NextName(names, &all[i - 1]) == NULL) {
            AskForName(&all[i], inventory);
        }
    }
}

PRInt32
ListSysv(Inventory *inventory)
{
    PRInt32 err = ReadList(&segments, inventory);

    return err == 0 ? ReadList(&sets, inventory) : err;
}

void
AskForSysv(const Names *names, Inventory *inventory)
{
    if (shmget(IPC_PRIVATE, 0, 0) == -1 &&
        (errno == ENOSYS || errno == EPERM)) {
        Note(inventory, "this system has no System V objects");
        return;
    }
    Note(inventory, "cannot read %s: %s; only objects of names are shown",
         SHM_LIST, strerror(inventory->sysvErr));
    AskForNames(names, inventory);
}

/* --- Again --------------------------------------------------------------- */

static PRBool
IsSame(const Object *before, const Object *now)
{
    return before->id == now->id && before->key == now->key &&
           before->made == now->made &&
           (before->isSemaphore || before->creator == now->creator);
}

/* The owner of an object may not read it if its mode says so; the list tells
 * all the same. */
static PRInt32
LookInList(const Object *before, Object *now)
{
    Inventory found = { 0 };
    Object   *all;
    PRInt32   err = ReadList(before->isSemaphore ? &sets : &segments, &found);
    PRSize    i;

    if (err == 0) {
        err = ENOENT;
    }
    all = found.objects.items;
    for (i = 0; i < found.objects.count; i++) {
        if (IsSame(before, &all[i])) {
            *now = all[i];
            err = 0;
        }
    }
    FreeInventory(&found);
    return err;
}

PRInt32
LookAgainSysv(const Object *before, Object *now)
{
    Facts   facts;
    PRInt32 err = before->isSemaphore ? AskForSet((int)before->id, &facts)
                                      : AskForSegment((int)before->id, &facts);

    if (err == EACCES || err == EPERM) {
        return LookInList(before, now);
    }
    if (err != 0) {
        return err;
    }
    (before->isSemaphore ? FillSet : FillSegment)(now, &facts);
    return IsSame(before, now) ? 0 : ENOENT;
}
