/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Processes, as signals and /proc tell of them.
 */
#include "config.h"

#include "process.h"
#include "system.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000 /* in microseconds */

/* --- Life ---------------------------------------------------------------- */

static PRInt64
Microseconds(clockid_t clock)
{
    struct timespec now;

    return clock_gettime(clock, &now) == 0
               ? (PRInt64)now.tv_sec * SECOND + now.tv_nsec / 1000
               : 0;
}

/* When a process began, in microseconds since 1970; 0 if not known.  The name
 * of its program is in parentheses, and may have some itself. */
static PRInt64
BeginOf(PRInt64 pid)
{
    unsigned long long ticks;
    char               path[64], line[1024];
    const char        *end = NULL;
    FILE              *file;

    (void)snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
    file = fopen(path, "re");
    if (file == NULL) {
        return 0;
    }
    if (fgets(line, sizeof line, file) != NULL) {
        end = strrchr(line, ')');
    }
    (void)fclose(file);
    if (end == NULL ||
        sscanf(end + 1,
               " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d"
               " %*d %*d %*d %*d %llu",
               &ticks) != 1) {
        return 0;
    }
    return Microseconds(CLOCK_REALTIME) - Microseconds(CLOCK_BOOTTIME) +
           (PRInt64)ticks * (SECOND / sysconf(_SC_CLK_TCK));
}

Life
LifeOf(PRInt64 pid, PRInt64 at)
{
    if (pid <= 0 || (pid_t)pid != pid) {
        return LIFE_UNKNOWN; /* 0: in another namespace */
    }
    if (kill((pid_t)pid, 0) == -1 && errno == ESRCH) {
        return LIFE_GONE;
    }
    /* Times of System V are whole seconds, and clocks are set. */
    return at != 0 && BeginOf(pid) > at + 2 * SECOND ? LIFE_GONE : LIFE_ALIVE;
}

/* --- Mappings ------------------------------------------------------------ */

/* A line is FROM-TO MODE OFFSET MAJOR:MINOR INODE PATH. */
static void
ReadLine(const char *line, Array *all)
{
    unsigned long long offset, inode;
    unsigned           high, low;
    Mapping           *mapping;

    if (sscanf(line, "%*s %*s %llx %x:%x %llu", &offset, &high, &low,
               &inode) == 4 &&
        offset == 0 && inode != 0) {
        mapping = Append(all, sizeof *mapping);
        mapping->device = (PRUint64)makedev(high, low);
        mapping->inode = inode;
    }
}

/* False if it may not be looked at. */
static PRBool
ReadProcess(const char *pid, Array *all)
{
    char   path[NAME_MAX + 16];
    char  *line = NULL;
    size_t size = 0;
    FILE  *file;

    (void)snprintf(path, sizeof path, "/proc/%s/maps", pid);
    file = fopen(path, "re");
    if (file == NULL) {
        return errno == ENOENT || errno == ESRCH;
    }
    errno = 0;
    while (getline(&line, &size, file) != -1) {
        ReadLine(line, all);
    }
    free(line);
    (void)fclose(file);
    return errno == 0 || errno == ESRCH;
}

static int
CompareMappings(const void *a, const void *b)
{
    const Mapping *left = a, *right = b;

    if (left->device != right->device) {
        return left->device < right->device ? -1 : 1;
    }
    return left->inode < right->inode ? -1 : left->inode > right->inode;
}

/* The next process in /proc, or NULL. */
static const char *
NextProcess(DIR *processes)
{
    struct dirent *entry;

    while ((entry = readdir(processes)) != NULL) {
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') {
            return entry->d_name;
        }
    }
    return NULL;
}

void
FindMappings(Mappings *mappings)
{
    const char *pid;
    DIR        *processes = opendir("/proc");

    memset(mappings, 0, sizeof *mappings);
    if (processes == NULL) {
        mappings->incomplete = PR_TRUE;
        return;
    }
    while ((pid = NextProcess(processes)) != NULL) {
        if (!ReadProcess(pid, &mappings->all)) {
            mappings->incomplete = PR_TRUE;
        }
    }
    (void)closedir(processes);
    if (mappings->all.count > 0) {
        qsort(mappings->all.items, mappings->all.count, sizeof(Mapping),
              CompareMappings);
    }
}

PRInt64
CountMappings(const Mappings *mappings, PRUint64 device, PRUint64 inode)
{
    const Mapping *all = mappings->all.items;
    const Mapping  wanted = { device, inode };
    PRSize         low = 0, high = mappings->all.count, middle;
    PRInt64        count = 0;

    while (low < high) {
        middle = low + (high - low) / 2;
        if (CompareMappings(&all[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (low < mappings->all.count &&
           CompareMappings(&all[low], &wanted) == 0) {
        low++;
        count++;
    }
    return count;
}

/* --- Descriptors --------------------------------------------------------- */

static PRBool
HasOpen(const char *pid, PRUint64 device, PRUint64 inode)
{
    struct dirent *entry;
    struct stat    info;
    char           path[NAME_MAX + 16];
    PRBool         found = PR_FALSE;
    DIR           *descriptors;

    (void)snprintf(path, sizeof path, "/proc/%s/fd", pid);
    descriptors = opendir(path);
    if (descriptors == NULL) {
        return PR_FALSE;
    }
    while (!found && (entry = readdir(descriptors)) != NULL) {
        found = fstatat(dirfd(descriptors), entry->d_name, &info, 0) == 0 &&
                (PRUint64)info.st_dev == device &&
                (PRUint64)info.st_ino == inode;
    }
    (void)closedir(descriptors);
    return found;
}

PRBool
IsOpenSomewhere(PRUint64 device, PRUint64 inode)
{
    const char *pid;
    PRBool      found = PR_FALSE;
    DIR        *processes = opendir("/proc");

    if (processes == NULL) {
        return PR_FALSE;
    }
    while (!found && (pid = NextProcess(processes)) != NULL) {
        found = HasOpen(pid, device, inode);
    }
    (void)closedir(processes);
    return found;
}
