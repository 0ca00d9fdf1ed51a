/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Objects that are files: those of shm_open() and those like sem_open()'s, in
 * the directory where the C library keeps them, and segments at their names.
 *
 * Who has them mapped is not written anywhere: each process has to be looked
 * at.  The owner of a file can also ask the kernel whether anybody has it open
 * at all.
 *
 * Drafts are files that never became one of them.
 */
#include "config.h"

#include "lease.h"
#include "private/pprmapped.h"
#include "private/pprobject.h"
#include "scan.h"

#include <dirent.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>

/* --- What a file is ------------------------------------------------------ */

/* Nobody is to wait for what others have put there, nor to follow it. */
static int
OpenPlain(const char *path)
{
    return open(path,
                O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* What is known of a file without opening it. */
static void
FillFromStat(Object *object, const struct stat *info)
{
    object->device = (PRUint64)info->st_dev;
    object->inode = (PRUint64)info->st_ino;
    object->mode = (PRUint32)info->st_mode & 0777;
    object->uid = info->st_uid;
    object->gid = info->st_gid;
    object->made = object->used = (PRInt64)info->st_ctime * 1000000;
}

static void
FillFromTrailer(Object *object, const _MDMappedFile *file)
{
    if (!object->isSemaphore) {
        object->size = (PRInt64)file->size;
    }
    object->creator = file->creator;
    object->creatorLife = LifeOf(file->creator, file->created);
    if (file->created != 0) {
        object->made = object->used = file->created;
    }
    object->markerBorn = file->markerBorn / 1000;
    object->madeFor = file->markerInode;
}

/* sem_open() has the semaphore first, and so have we.  It is read, not mapped:
 * its owner may cut it short at any time. */
static PRInt64
ReadValue(int fd, const _MDMappedFile *file)
{
    sem_t sem;
    int   value = UNKNOWN;

    if (file->size < sizeof sem ||
        pread(fd, &sem, sizeof sem, 0) != (ssize_t)sizeof sem ||
        sem_getvalue(&sem, &value) == -1) {
        return UNKNOWN;
    }
    return value;
}

/* Fill in what the file itself tells: 0, ENOENT if it is none of ours, or why
 * it cannot be read. */
static PRInt32
FillFromFile(Object *object, const char *path)
{
    _MDMappedFile file;
    PRInt32       err;
    int           fd = OpenPlain(path);

    if (fd == -1) {
        return errno;
    }
    err = _MD_ReadSegment(fd, &file);
    if (err == 0 && file.removed) {
        err = ENOENT;
    }
    if (err == 0) {
        FillFromStat(object, &file.info);
        FillFromTrailer(object, &file);
        if (object->isSemaphore) {
            object->value = ReadValue(fd, &file);
        }
    }
    (void)close(fd);
    return err;
}

/* --- POSIX objects ------------------------------------------------------- */

/* The identity of the marker: 16 digits of the inode, before them those of the
 * device. */
static PRBool
ParseIdentity(const char *digits, Object *object)
{
    char   device[17];
    PRSize length = strspn(digits, "0123456789abcdef");

    if (digits[length] != '\0' || length <= 16 || length > 32) {
        return PR_FALSE;
    }
    memcpy(device, digits, length - 16);
    device[length - 16] = '\0';
    object->markerDevice = strtoull(device, NULL, 16);
    object->markerInode = strtoull(digits + length - 16, NULL, 16);
    object->markerBits =
        MARKER_BITS(object->markerDevice, object->markerInode);
    return PR_TRUE;
}

/* Whether a file of the system's directory is called as one of our objects;
 * then the object is called so. */
static PRBool
ParseEntry(const char *entry, Object *object)
{
    /* Without the slash that they begin with. */
    static const char shm[] = _MD_SHM_PREFIX, sem[] = _MD_SEM_PREFIX;
    const PRSize      shmLength = sizeof shm - 2, semLength = sizeof sem - 2;

    object->isSemaphore = strncmp(entry, sem + 1, semLength) == 0;
    if (!object->isSemaphore && strncmp(entry, shm + 1, shmLength) != 0) {
        return PR_FALSE;
    }
    if (!ParseIdentity(entry + (object->isSemaphore ? semLength : shmLength),
                       object)) {
        return PR_FALSE;
    }
    _MD_FormatObject(object->native, object->isSemaphore ? sem : shm,
                     object->markerDevice, object->markerInode);
    return strcmp(object->native + 1, entry) == 0;
}

static char *
PathOfObject(const Object *object)
{
    return Format("%s%s", _MD_SHM_DIR, object->native);
}

/* Look at the file of an object whose name is parsed. */
static PRInt32
FillObject(Object *object)
{
    char       *path = PathOfObject(object);
    struct stat info;
    PRInt32     err = 0;

    if (lstat(path, &info) == -1) {
        err = errno;
    } else if (!S_ISREG(info.st_mode)) {
        err = ENOENT;
    } else {
        object->mechanism = "posix";
        FillFromStat(object, &info);
        err = FillFromFile(object, path);
        if (err == ENOENT) {
            /* It is whole when it gets its name; so nobody is making it. */
            object->halfMade = PR_TRUE;
            object->creatorLife = LIFE_GONE;
        }
        err = 0; /* what may not be read is there all the same */
    }
    free(path);
    return err;
}

void
ListPosix(Inventory *inventory)
{
    struct dirent *entry;
    Object        *object;
    DIR           *dir;

    if (_MD_SHM_DIR[0] == '\0') {
        Note(inventory, "this system does not list POSIX objects");
        return;
    }
    dir = opendir(_MD_SHM_DIR);
    if (dir == NULL) {
        Note(inventory, "cannot look into %s: %s", _MD_SHM_DIR,
             strerror(errno));
        return;
    }
    while ((entry = readdir(dir)) != NULL) {
        object = AddObject(inventory);
        if (!ParseEntry(entry->d_name, object) || FillObject(object) != 0) {
            inventory->objects.count--; /* none, or vanished meanwhile */
        }
    }
    (void)closedir(dir);
}

/* --- Segments at their names --------------------------------------------- */

/* Whether a file was already come by, under another name. */
static PRBool
IsFurtherLink(const Names *names, const Name *name)
{
    const Name *other =
        FindNames(names, MARKER_BITS(name->info.st_dev, name->info.st_ino));

    while (other != name && (other->info.st_ino != name->info.st_ino ||
                             other->info.st_dev != name->info.st_dev)) {
        other = NextName(names, other);
    }
    return other != name;
}

/* Objects of shm_open() may be files in a directory that was looked at. */
static PRBool
IsPosixObject(const Name *name)
{
    const char *entry = strrchr(name->path, '/');
    Object      parsed = { .isSemaphore = PR_FALSE };

    return ParseEntry(entry != NULL ? entry + 1 : name->path, &parsed);
}

/* What is a file at its path, and what the system has to tell it by. */
static void
FillPlace(Object *object, const char *path)
{
    object->mechanism = "file";
    object->path = Copy(path);
    (void)snprintf(object->native, NATIVE_SIZE, "device 0x%llx inode %llu",
                   (unsigned long long)object->device,
                   (unsigned long long)object->inode);
}

static void
FindFile(const Name *name, Inventory *inventory)
{
    Object *object = AddObject(inventory);

    if (FillFromFile(object, name->path) != 0) {
        inventory->objects.count--;
        return;
    }
    FillPlace(object, name->path);
    object->markerDevice = object->device;
    object->markerInode = object->inode;
    object->markerBits = MARKER_BITS(object->device, object->inode);
    object->markerBorn = 0; /* it is the marker, or a copy of it */
    if (object->madeFor != object->inode) {
        object->creatorLife = LIFE_UNKNOWN; /* a copy is somebody's own */
    }
}

void
FindFiles(const Names *names, Inventory *inventory)
{
    const Name *all = names->all.items;
    PRSize      i;

    for (i = 0; i < names->all.count; i++) {
        if (_MD_MayBeSegment(&all[i].info) && !IsPosixObject(&all[i]) &&
            !IsFurtherLink(names, &all[i])) {
            FindFile(&all[i], inventory);
        }
    }
}

/* --- Drafts -------------------------------------------------------------- */

/* Where there are no unnamed inodes, a process that is killed leaves the file
 * that was to become its marker or its object. */
static void
FillDraft(Object *object, const char *path, const struct stat *info)
{
    FillFromStat(object, info);
    object->isDraft = object->halfMade = PR_TRUE;
    object->size = (PRInt64)info->st_size;
    (void)ParseDraft(path, &object->creator);
    object->creatorLife = object->creator == UNKNOWN
                              ? LIFE_GONE /* if nobody has it open */
                              : LifeOf(object->creator, object->made);
}

void
FindDrafts(const Names *names, Inventory *inventory)
{
    const Name *all = names->drafts.items;
    Object     *object;
    PRSize      i;

    for (i = 0; i < names->drafts.count; i++) {
        object = AddObject(inventory);
        FillDraft(object, all[i].path, &all[i].info);
        FillPlace(object, all[i].path);
    }
}

static PRInt32
LookAtDraft(Object *object)
{
    struct stat info;

    if (lstat(object->path, &info) == -1) {
        return errno;
    }
    FillDraft(object, object->path, &info);
    return 0;
}

/* --- Who has them -------------------------------------------------------- */

static char *
PathOf(const Object *object)
{
    return strcmp(object->mechanism, "file") == 0 ? Copy(object->path)
                                                  : PathOfObject(object);
}

/* What the kernel says of a file of the caller's: EAGAIN if somebody uses it.
 * A descriptor of ours would count, too, unless it is the one that asks. */
static PRInt32
AskKernel(const Object *object, int fd)
{
    char   *path;
    PRInt32 err;

    if (fd != -1) {
        return CheckUnused(fd);
    }
    path = PathOf(object);
    fd = OpenPlain(path);
    err = fd == -1 ? errno : CheckUnused(fd);
    if (fd != -1) {
        (void)close(fd);
    }
    free(path);
    return err;
}

/* Whether nobody has it attached, where none was found but not every process
 * lets us look.  Who only has a handle has it open, too. */
static PRBool
IsUnattached(const Object *object)
{
    PRInt32 err = AskKernel(object, -1);

    return err == 0 ||
           (err == EAGAIN && IsOpenSomewhere(object->device, object->inode));
}

static void
CountUsers(Object *object, const Mappings *mappings)
{
    object->attachments =
        CountMappings(mappings, object->device, object->inode);
    if (object->attachments == 0 && mappings->incomplete &&
        !IsUnattached(object)) {
        object->attachments = UNKNOWN;
    }
}

/* Whether anybody has it: by the kernel's word, or else by the processes'. */
static void
AskForUsers(Object *object, int fd)
{
    Mappings mappings;
    PRInt32  err = AskKernel(object, fd);

    if (err == 0 || err == EAGAIN) {
        object->attachments = err == 0 ? 0 : 1;
        return;
    }
    FindMappings(&mappings);
    CountUsers(object, &mappings);
    free(mappings.all.items);
}

static PRBool
IsMapped(const Object *object)
{
    return strcmp(object->mechanism, "sysv") != 0;
}

void
CountAllUsers(Inventory *inventory)
{
    Object  *all = inventory->objects.items;
    Mappings mappings;
    PRBool   looked = PR_FALSE, unknown = PR_FALSE;
    PRSize   i;

    for (i = 0; i < inventory->objects.count; i++) {
        if (!IsMapped(&all[i])) {
            continue;
        }
        if (!looked) {
            FindMappings(&mappings);
            looked = PR_TRUE;
        }
        if (all[i].isDraft) {
            AskForUsers(&all[i], -1); /* who makes it has it open */
        } else {
            CountUsers(&all[i], &mappings);
        }
        unknown = unknown || all[i].attachments == UNKNOWN;
    }
    if (looked) {
        free(mappings.all.items);
    }
    if (unknown) {
        Note(inventory, "who has some objects attached is not known: not all "
                        "processes may be looked at");
    }
}

/* --- Again --------------------------------------------------------------- */

PRInt32
LookAgainMapped(const Object *before, int fd, Object *now)
{
    PRInt32 err;

    *now = *before;
    memset(&now->names, 0, sizeof now->names);
    err = before->isDraft ? LookAtDraft(now)
          : strcmp(before->mechanism, "file") == 0
              ? FillFromFile(now, now->path)
              : FillObject(now);
    if (err == 0 &&
        (now->inode != before->inode || now->device != before->device ||
         now->made != before->made)) {
        err = ENOENT;
    }
    if (err == 0) {
        AskForUsers(now, fd);
    }
    return err;
}
