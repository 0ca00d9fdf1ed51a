/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Checks of what concerns files: markers, POSIX objects, namespaces.
 */
#include "config.h"

#include "doctor.h"
#include "limits.h"
#include "object.h"
#include "private/pprmapped.h"
#include "private/pprroom.h"
#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LITTLE_ROOM ((PRInt64)16 << 20) /* bytes */
#define FULL        95                  /* per cent */

/* --- /dev/shm ------------------------------------------------------------ */

static void
CheckRoomOf(Finding *finding, const char *path)
{
    PRInt64 room, freeRoom;
    char   *all, *left;

    ReadRoom(path, &room, &freeRoom);
    all = FormatSize(room);
    left = FormatSize(freeRoom);
    Find(finding,
         freeRoom < LITTLE_ROOM ||
                 (double)freeRoom < (double)room * (100 - FULL) / 100
             ? STATE_BAD
             : STATE_OK,
         "%s free of %s", left, all);
    free(all);
    free(left);
}

void
CheckDevShm(Finding *finding)
{
    const char *path = _MD_SHM_DIR;
    struct stat info;
    PRBool      isTmpfs;
    int         fd;

    if (*path == '\0') {
        Find(finding, STATE_OK, "objects are no files on this system");
        return;
    }
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd == -1 || fstat(fd, &info) == -1) {
        Find(finding, STATE_BAD, "%s: %s", path, strerror(errno));
        return;
    }
    isTmpfs = _MD_IsTmpfs(fd);
    (void)close(fd);
    if ((info.st_mode & 07777) != 01777) {
        Find(finding, STATE_BAD, "its mode is %04o, not 1777",
             (unsigned)info.st_mode & 07777);
    } else if (!isTmpfs) {
        Find(finding, STATE_TRAP, "it is no tmpfs: memory is on a disk");
    } else {
        CheckRoomOf(finding, path);
    }
}

/* --- Markers ------------------------------------------------------------- */

void
CheckProtectedRegular(Finding *finding)
{
    PRInt64 value = ReadNumberIn("/proc/sys/fs/protected_regular");

    if (value == UNKNOWN) {
        Find(finding, STATE_OK, "the system does not have it");
    } else {
        Find(finding, value > 0 ? STATE_TRAP : STATE_OK,
             "fs.protected_regular is %" PRId64, value);
    }
}

typedef struct Cleaning {
    char path[32]; /* "" until one is found */
    char age[32];
} Cleaning;

/* A line is TYPE PATH MODE USER GROUP AGE ARGUMENT, its end being optional. */
static void
ReadTmpfiles(const char *line, void *arg)
{
    Cleaning *cleaning = arg;
    char      type[16], path[32], age[32];

    if (sscanf(line, "%15s %31s %*s %*s %*s %31s", type, path, age) == 3 &&
        strchr("dDvqQ", *type) != NULL && *age != '-' &&
        (strcmp(path, "/tmp") == 0 || strcmp(path, "/var/tmp") == 0) &&
        (cleaning->path[0] == '\0' || strcmp(path, "/tmp") == 0)) {
        (void)snprintf(cleaning->path, sizeof cleaning->path, "%s", path);
        (void)snprintf(cleaning->age, sizeof cleaning->age, "%s", age);
    }
}

void
CheckTmpfiles(Finding *finding)
{
    Cleaning cleaning = { "", "" };

    ReadDropIns("tmpfiles.d", ReadTmpfiles, &cleaning);
    if (!HasSystemd()) {
        Find(finding, STATE_OK, "systemd does not run here");
    } else if (cleaning.path[0] == '\0') {
        Find(finding, STATE_OK, "it does not clean /tmp or /var/tmp by age");
    } else {
        Find(finding, STATE_TRAP, "it removes what is in %s after %s",
             cleaning.path, cleaning.age);
    }
}

/* --- Namespaces ---------------------------------------------------------- */

static PRBool
ReadNamespace(const char *process, const char *kind, char *name, PRSize size)
{
    char    path[NAME_MAX + 32];
    ssize_t length;

    (void)snprintf(path, sizeof path, "/proc/%s/ns/%s", process, kind);
    length = readlink(path, name, size - 1);
    name[PR_MAX(length, 0)] = '\0';
    return length > 0;
}

PRInt64
CountOtherNamespaces(const char *kind, PRInt64 *hidden)
{
    struct dirent *entry;
    char           own[64], other[64];
    PRInt64        others = 0;
    DIR           *processes = opendir("/proc");

    *hidden = 0;
    if (processes == NULL || !ReadNamespace("self", kind, own, sizeof own)) {
        others = UNKNOWN;
    }
    while (others != UNKNOWN && (entry = readdir(processes)) != NULL) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9') {
            continue;
        }
        if (!ReadNamespace(entry->d_name, kind, other, sizeof other)) {
            ++*hidden;
        } else if (strcmp(own, other) != 0) {
            others++;
        }
    }
    if (processes != NULL) {
        (void)closedir(processes);
    }
    return others;
}

/* systemd gives such a service a directory of this name for its /tmp. */
static void
ReadMount(const char *line, void *arg)
{
    PRBool *private = arg;

    if (strstr(line, "/systemd-private-") != NULL) {
        *private = PR_TRUE;
    }
}

void
CheckMountNamespace(Finding *finding)
{
    PRBool private = PR_FALSE;
    PRInt64 hidden, others = CountOtherNamespaces("mnt", &hidden);

    ReadLines("/proc/self/mountinfo", ReadMount, &private);
    if (private) {
        Find(finding, STATE_TRAP, "this process has a private /tmp");
    } else if (others == UNKNOWN) {
        Find(finding, STATE_UNKNOWN, "no process may be looked at");
    } else if (others > 0) {
        Find(finding, STATE_TRAP, "processes in other namespaces: %" PRId64,
             others);
    } else {
        Find(finding, STATE_OK,
             "all processes that may be looked at share one (%" PRId64
             " may not)",
             hidden);
    }
}

/* --- Huge pages ---------------------------------------------------------- */

void
CheckHugePages(Finding *finding)
{
    PRInt64 reserved = PR_MAX(0, ReadNumberIn("/proc/sys/vm/nr_hugepages"));
    char   *line =
        ReadLineIn("/sys/kernel/mm/transparent_hugepage/shmem_enabled");
    char *chosen = line != NULL ? strchr(line, '[') : NULL;
    char *end = chosen != NULL ? strchr(chosen, ']') : NULL;

    if (end == NULL) {
        Find(finding, STATE_UNKNOWN, "the system does not tell");
    } else {
        *end = '\0';
        Find(finding,
             strcmp(chosen + 1, "never") == 0 ||
                     strcmp(chosen + 1, "deny") == 0
                 ? STATE_TRAP
                 : STATE_OK,
             "for System V: %s; reserved for hugetlbfs: %" PRId64, chosen + 1,
             reserved);
    }
    free(line);
}

/* --- systemd ------------------------------------------------------------- */

PRBool
HasSystemd(void)
{
    return access("/run/systemd/system", F_OK) == 0;
}

void
ReadLines(const char *path, void (*read)(const char *, void *), void *arg)
{
    char  *line = NULL;
    size_t size = 0;
    FILE  *file = fopen(path, "re");

    if (file == NULL) {
        return;
    }
    while (getline(&line, &size, file) != -1) {
        line[strcspn(line, "\n")] = '\0';
        read(line, arg);
    }
    free(line);
    (void)fclose(file);
}

typedef struct DropIn {
    char *name, *path;
} DropIn;

static int
CompareDropIns(const void *a, const void *b)
{
    const DropIn *left = a, *right = b;

    return strcmp(left->name, right->name);
}

static PRBool
HasDropIn(const Array *found, const char *name)
{
    const DropIn *all = found->items;
    PRSize        i;

    for (i = 0; i < found->count; i++) {
        if (strcmp(all[i].name, name) == 0) {
            return PR_TRUE;
        }
    }
    return PR_FALSE;
}

static void
ListDropIns(const char *parent, const char *kind, Array *found)
{
    char          *path = Format("%s/%s", parent, kind);
    DIR           *dir = opendir(path);
    struct dirent *entry;
    DropIn        *dropIn;

    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        const char *dot = strrchr(entry->d_name, '.');

        if (dot == NULL || strcmp(dot, ".conf") != 0 ||
            HasDropIn(found, entry->d_name)) {
            continue;
        }
        dropIn = Append(found, sizeof *dropIn);
        dropIn->name = Copy(entry->d_name);
        dropIn->path = Format("%s/%s", path, entry->d_name);
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
    free(path);
}

void
ReadDropIns(const char *kind, void (*read)(const char *, void *), void *arg)
{
    static const char *const parents[] = { "/etc", "/run", "/usr/lib" };
    Array                    found = { NULL, 0, 0 };
    DropIn                  *all;
    PRSize                   i;

    for (i = 0; i < PR_ARRAY_SIZE(parents); i++) {
        ListDropIns(parents[i], kind, &found);
    }
    all = found.items;
    if (found.count > 1) {
        qsort(all, found.count, sizeof *all, CompareDropIns);
    }
    for (i = 0; i < found.count; i++) {
        ReadLines(all[i].path, read, arg);
        free(all[i].name);
        free(all[i].path);
    }
    free(all);
}
