/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Limits, as /proc and filesystems tell them.
 */
#include "config.h"

#include "limits.h"
#include "object.h"
#include "private/pprmapped.h"

#include <stdint.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

char *
ReadLineIn(const char *path)
{
    char  *line = NULL;
    size_t size = 0;
    FILE  *file = fopen(path, "re");

    if (file == NULL) {
        return NULL;
    }
    if (getline(&line, &size, file) == -1) {
        free(line);
        line = NULL;
    } else {
        line[strcspn(line, "\n")] = '\0';
    }
    (void)fclose(file);
    return line;
}

/* Those that are larger than any number of ours are as good as none. */
static PRInt64
ReadWord(const char *path, int word)
{
    char              *line = ReadLineIn(path), *rest = line, *found = NULL;
    unsigned long long number;

    if (line == NULL) {
        return UNKNOWN;
    }
    while (word-- >= 0) {
        found = strtok_r(rest, " \t", &rest);
    }
    number = found != NULL ? strtoull(found, NULL, 10) : 0;
    free(line);
    return found == NULL ? UNKNOWN : (PRInt64)PR_MIN(number, INT64_MAX);
}

PRInt64
ReadNumberIn(const char *path)
{
    return ReadWord(path, 0);
}

/* How many lines a list has below its heading, and what a column adds up to in
 * pages. */
static void
CountList(const char *path, int column, PRInt64 *count, PRInt64 *pages)
{
    const PRInt64 page = sysconf(_SC_PAGESIZE);
    char         *line = NULL, *rest, *word;
    size_t        size = 0;
    FILE         *file = fopen(path, "re");
    int           i;

    *count = *pages = UNKNOWN;
    if (file == NULL) {
        return;
    }
    for (*pages = 0; getline(&line, &size, file) != -1; ++*count) {
        rest = line;
        for (i = 0, word = NULL; i <= column; i++) {
            word = strtok_r(rest, " \n", &rest);
        }
        if (*count >= 0 && word != NULL) {
            *pages += (strtoll(word, NULL, 10) + page - 1) / page;
        }
    }
    free(line);
    (void)fclose(file);
}

void
ReadRoom(const char *path, PRInt64 *room, PRInt64 *freeRoom)
{
    struct statvfs info;

    *room = *freeRoom = UNKNOWN;
    if (statvfs(path, &info) == 0) {
        *room = (PRInt64)(info.f_blocks * info.f_frsize);
        *freeRoom = (PRInt64)(info.f_bavail * info.f_frsize);
    }
}

#define SIZE_COLUMN 3 /* of segments */
#define SEMMNI_WORD 3

void
ReadLimits(Limits *limits)
{
    PRInt64 none;

    limits->shmmax = ReadNumberIn("/proc/sys/kernel/shmmax");
    limits->shmall = ReadNumberIn("/proc/sys/kernel/shmall");
    limits->shmmni = ReadNumberIn("/proc/sys/kernel/shmmni");
    limits->semmni = ReadWord("/proc/sys/kernel/sem", SEMMNI_WORD);
    CountList("/proc/sysvipc/shm", SIZE_COLUMN, &limits->count,
              &limits->pages);
    CountList("/proc/sysvipc/sem", 0, &limits->sets, &none);
    ReadRoom(_MD_SHM_DIR, &limits->room, &limits->freeRoom);
}
