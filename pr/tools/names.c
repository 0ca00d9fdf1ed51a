/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Looking for markers.  Any regular file may be one; no link is followed, for
 * names that are links are refused.
 */
#include "config.h"

#include "names.h"
#include "object.h"
#include "private/pprdraft.h"
#include "private/pprmarker.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#define MAX_DEPTH 16      /* of directories below one that is given */
#define SECOND    1000000 /* in microseconds */

/* Where programs put their markers. */
static const char *const usual[] = { "/tmp", "/var/tmp", "/run", "/dev/shm" };

/* --- Drafts -------------------------------------------------------------- */

static PRBool
IsRandom(const char *entry)
{
    const PRSize length = sizeof _MD_DRAFT_PREFIX - 1;

    return strncmp(entry, _MD_DRAFT_PREFIX, length) == 0 &&
           strspn(entry + length, "0123456789abcdef") == _MD_RANDOM_DIGITS &&
           entry[length + _MD_RANDOM_DIGITS] == '\0';
}

PRBool
ParseDraft(const char *path, PRInt64 *creator)
{
    const char   *entry = strrchr(path, '/');
    unsigned long pid, time;
    unsigned      serial;
    char          again[NAME_MAX];

    entry = entry != NULL ? entry + 1 : path;
    *creator = UNKNOWN;
    if (sscanf(entry, _MD_DRAFT_FORMAT, &pid, &time, &serial) != 3) {
        return IsRandom(entry);
    }
    *creator = (PRInt64)pid;
    (void)snprintf(again, sizeof again, _MD_DRAFT_FORMAT, pid, time, serial);
    return strcmp(again, entry) == 0;
}

/* --- Directories --------------------------------------------------------- */

typedef struct Directory {
    dev_t device;
    ino_t inode;
} Directory;

/* Whether a directory was looked at; if not, it is now.  Those that are looked
 * at with all that is below come first. */
static PRBool
WasVisited(Names *names, const struct stat *info)
{
    Directory *all = names->visited.items;
    PRSize     i;

    for (i = 0; i < names->visited.count; i++) {
        if (all[i].device == info->st_dev && all[i].inode == info->st_ino) {
            return PR_TRUE;
        }
    }
    all = Append(&names->visited, sizeof *all);
    all->device = info->st_dev;
    all->inode = info->st_ino;
    return PR_FALSE;
}

static void
AddName(Names *names, char *path, const struct stat *info)
{
    PRInt64 creator;
    Name   *name =
        Append(ParseDraft(path, &creator) ? &names->drafts : &names->all,
               sizeof *name);

    name->path = path;
    name->info = *info;
}

static void
NoteUnreadable(Names *names, const char *path, int err)
{
    char **note = Append(&names->notes, sizeof *note);

    *note = Format("cannot look into %s: %s", path, strerror(err));
}

/* In the current directory a name is as short as it can be. */
static char *
Join(const char *dir, const char *entry)
{
    return strcmp(dir, ".") == 0
               ? Copy(entry)
               : Format("%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/",
                        entry);
}

static void AddDirectory(Names *names, const char *path, int fd, int depth);

/* Look at an entry of a directory that is open. */
static void
AddEntry(Names *names, const char *dir, int dirFd, const char *entry,
         int depth, dev_t device)
{
    struct stat info;
    char       *path;
    int         fd;

    if (fstatat(dirFd, entry, &info, AT_SYMLINK_NOFOLLOW) == -1 ||
        !(S_ISREG(info.st_mode) || (S_ISDIR(info.st_mode) && depth > 0))) {
        return;
    }
    path = Join(dir, entry);
    if (S_ISREG(info.st_mode)) {
        AddName(names, path, &info);
        return;
    }
    if (info.st_dev == device && !WasVisited(names, &info)) {
        fd = openat(dirFd, entry,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd != -1) {
            AddDirectory(names, path, fd, depth - 1);
        } else {
            NoteUnreadable(names, path, errno);
        }
    }
    free(path);
}

/* Look at all entries of a directory; closes fd. */
static void
AddDirectory(Names *names, const char *path, int fd, int depth)
{
    struct dirent *entry;
    struct stat    info;
    DIR           *dir;

    if (fstat(fd, &info) == -1 || (dir = fdopendir(fd)) == NULL) {
        NoteUnreadable(names, path, errno);
        (void)close(fd);
        return;
    }
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 &&
            strcmp(entry->d_name, "..") != 0) {
            AddEntry(names, path, dirfd(dir), entry->d_name, depth,
                     info.st_dev);
        }
    }
    (void)closedir(dir);
}

PRInt32
AddTree(Names *names, const char *path)
{
    struct stat info;
    int         fd;

    if (stat(path, &info) == -1) {
        return errno;
    }
    if (S_ISREG(info.st_mode)) {
        AddName(names, Copy(path), &info);
        return 0;
    }
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd == -1) {
        return errno;
    }
    if (WasVisited(names, &info)) {
        (void)close(fd);
    } else {
        AddDirectory(names, path, fd, MAX_DEPTH);
    }
    return 0;
}

/* One that is missing has no markers. */
static void
AddFlat(Names *names, const char *path)
{
    struct stat info;
    int         fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd == -1 && errno != ENOENT && errno != ENOTDIR) {
        NoteUnreadable(names, path, errno);
    }
    if (fd == -1) {
        return;
    }
    if (fstat(fd, &info) == -1 || WasVisited(names, &info)) {
        (void)close(fd);
    } else {
        AddDirectory(names, path, fd, 0);
    }
}

/* By the path as it is given: that of the directory may differ from it. */
void
AddNeighbours(Names *names, const char *path)
{
    struct stat info;
    char        dir[_MD_NAME_SIZE];

    if (strlen(path) >= sizeof dir || lstat(path, &info) == -1 ||
        !S_ISREG(info.st_mode)) {
        return;
    }
    AddName(names, Copy(path), &info);
    _MD_DirectoryOf(path, dir);
    AddFlat(names, dir);
}

void
AddUsual(Names *names)
{
    const char *temporary = getenv("TMPDIR");
    char        here[PATH_MAX];
    PRSize      i;

    for (i = 0; i < PR_ARRAY_SIZE(usual); i++) {
        AddFlat(names, usual[i]);
    }
    if (temporary != NULL && *temporary != '\0') {
        AddFlat(names, temporary);
    }
    if (getcwd(here, sizeof here) != NULL) {
        AddFlat(names, here);
    }
}

/* --- Finding them again -------------------------------------------------- */

static PRUint32
BitsOf(const Name *name)
{
    return MARKER_BITS(name->info.st_dev, name->info.st_ino);
}

static int
CompareNames(const void *a, const void *b)
{
    const Name *left = a, *right = b;

    if (BitsOf(left) != BitsOf(right)) {
        return BitsOf(left) < BitsOf(right) ? -1 : 1;
    }
    return strcmp(left->path, right->path);
}

/* The same file by the same path came twice if it was given and found. */
static void
DropRepeated(Array *all)
{
    Name  *names = all->items;
    PRSize i, kept = 0;

    for (i = 0; i < all->count; i++) {
        if (kept > 0 && CompareNames(&names[kept - 1], &names[i]) == 0) {
            free(names[i].path);
        } else {
            names[kept++] = names[i];
        }
    }
    all->count = kept;
}

void
FinishNames(Names *names)
{
    if (names->all.count > 0) {
        qsort(names->all.items, names->all.count, sizeof(Name), CompareNames);
        DropRepeated(&names->all);
    }
}

const Name *
FindNames(const Names *names, PRUint32 bits)
{
    const Name *all = names->all.items;
    PRSize      low = 0, high = names->all.count, middle;

    while (low < high) {
        middle = low + (high - low) / 2;
        if (BitsOf(&all[middle]) < bits) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < names->all.count && BitsOf(&all[low]) == bits ? &all[low]
                                                               : NULL;
}

const Name *
NextName(const Names *names, const Name *name)
{
    const Name *all = names->all.items;

    return name + 1 < all + names->all.count &&
                   BitsOf(name + 1) == BitsOf(name)
               ? name + 1
               : NULL;
}

PRInt64
BirthOf(const Name *name)
{
    const _MDMarker marker = { .name = name->path,
                               .fd = -1,
                               .info = name->info };

    return _MD_BirthTime(&marker) / 1000;
}

PRInt64
EarliestOf(const Name *name, PRInt64 born)
{
    PRInt64 changed =
        (PRInt64)PR_MIN(name->info.st_mtime, name->info.st_ctime) * SECOND;

    return born != 0 ? PR_MIN(born, changed) : changed;
}

static void
FreeArray(Array *array)
{
    Name  *all = array->items;
    PRSize i;

    for (i = 0; i < array->count; i++) {
        free(all[i].path);
    }
    free(all);
}

void
FreeNames(Names *names)
{
    char **notes = names->notes.items;
    PRSize i;

    FreeArray(&names->all);
    FreeArray(&names->drafts);
    for (i = 0; i < names->notes.count; i++) {
        free(notes[i]);
    }
    free(notes);
    free(names->visited.items);
}
