/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm watch: a line for each range of bytes that changes.
 *
 * Nothing tells of a store into shared memory, so this looks again and again;
 * what changes twice in between is seen once.
 */
#include "config.h"

#include "access.h"
#include "json.h"
#include "memory.h"
#include "options.h"
#include "text.h"
#include "tool.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECOND 1000000 /* in microseconds */
#define RANGE  16      /* bytes at most in a line */

typedef struct Watch {
    Range          range;
    PRUint64       interval; /* microseconds */
    PRUint64       count;    /* lines; 0: no end */
    PRBool         hasCount, json;
    unsigned char *before; /* what was seen last */
    unsigned char *now;    /* and what is seen now */
} Watch;

/* --- Showing ------------------------------------------------------------- */

static void
ShowForPeople(const struct timespec *now, PRUint64 offset, const char *old,
              const char *new)
{
    char      time[16];
    struct tm local;

    (void)strftime(time, sizeof time, "%H:%M:%S",
                   localtime_r(&now->tv_sec, &local));
    printf("%s.%03ld  %08" PRIx64 "  %s -> %s\n", time, now->tv_nsec / 1000000,
           (uint64_t)offset, old, new);
}

static void
ShowForScripts(const struct timespec *now, PRUint64 offset, const char *old,
               const char *new)
{
    Json json = { .compact = PR_TRUE };

    BeginObject(&json, NULL);
    PutNumber(&json, "time",
              (PRInt64)now->tv_sec * SECOND + now->tv_nsec / 1000);
    PutNumber(&json, "offset", (PRInt64)offset);
    PutText(&json, "old", old);
    PutText(&json, "new", new);
    End(&json);
}

static void
ShowChange(const Watch *watch, PRUint64 offset, const unsigned char *new,
           PRSize length)
{
    char *oldDigits =
        FormatBytes(watch->before + offset - watch->range.offset, length);
    char           *newDigits = FormatBytes(new, length);
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (watch->json ? ShowForScripts : ShowForPeople)(&now, offset, oldDigits,
                                                   newDigits);
    free(oldDigits);
    free(newDigits);
}

/* --- Looking ------------------------------------------------------------- */

/* How many bytes from here on differ from before, up to what a line has. */
static PRSize
LengthOfChange(const Watch *watch, PRUint64 at)
{
    PRUint64 most = PR_MIN(RANGE, watch->range.length - at);
    PRSize   length = 0;

    while (length < most &&
           watch->now[at + length] != watch->before[at + length]) {
        length++;
    }
    return length;
}

/* Show what differs from before; returns how many ranges. */
static PRUint64
Compare(const Watch *watch, PRUint64 most)
{
    PRUint64 at = 0, count = 0;
    PRSize   length;

    while (at < watch->range.length && count < most) {
        length = LengthOfChange(watch, at);
        if (length > 0) {
            ShowChange(watch, watch->range.offset + at, watch->now + at,
                       length);
            memcpy(watch->before + at, watch->now + at, length);
            count++;
        }
        at += PR_MAX(length, 1);
    }
    return count;
}

static int
Read(const Access *access, const Watch *watch, unsigned char *to)
{
    return StatusOfCopy(access->name,
                        CopyMemory(to, access->memory + watch->range.offset,
                                   (PRSize)watch->range.length));
}

/* Whether the name still leads to the segment. */
static PRBool
IsThere(const Access *access)
{
    PRXSharedMemoryInfo now = { .structSize = sizeof now };
    PRSharedMemory     *segment = PR_OpenSharedMemory(access->name, 0, 0, 0);
    PRBool              same;

    if (segment == NULL) {
        return PR_FALSE;
    }
    same = PRX_GetSharedMemoryInfo(segment, &now) == PR_SUCCESS &&
           strcmp(now.native, access->info.native) == 0;
    (void)PR_CloseSharedMemory(segment);
    return same;
}

static int
Look(const Watch *watch, const Access *access)
{
    struct timespec pause = { (time_t)(watch->interval / SECOND),
                              (long)(watch->interval % SECOND) * 1000 };
    PRUint64        left = watch->hasCount ? watch->count : PR_UINT64_MAX;

    while (left > 0) {
        /* First: what was cut short may have no name any more, too. */
        PRBool isThere = IsThere(access);

        if (Read(access, watch, watch->now) != EXIT_SUCCESS) {
            return EXIT_FAILURE;
        }
        left -= Compare(watch, left);
        if (fflush(stdout) != 0) {
            return EXIT_FAILURE;
        }
        if (left > 0 && !isThere) {
            return Fail("%s: removed (%s)", access->name, access->info.native);
        }
        if (left > 0) {
            (void)nanosleep(&pause, NULL);
        }
    }
    return EXIT_SUCCESS;
}

/* Look at it once, then for changes. */
static int
WatchAll(const Access *access, void *arg)
{
    Watch *watch = arg;
    int    status;

    watch->before = Allocate((PRSize)watch->range.length + 1);
    watch->now = Allocate((PRSize)watch->range.length + 1);
    status = Read(access, watch, watch->before);
    if (status == EXIT_SUCCESS) {
        status = Look(watch, access);
    }
    free(watch->before);
    free(watch->now);
    return status;
}

int
RunWatch(int argc, char **argv)
{
    Watch        watch = { .interval = SECOND };
    const Option options[] = {
        OFFSET_OPTION(watch.range.offset),
        LENGTH_OPTION(watch.range),
        { 'i', "interval", OPTION_TIME, &watch.interval, NULL,
          "how often to look: 100ms, 5s; 1s if not given" },
        { 'c', "count", OPTION_NUMBER, &watch.count, &watch.hasCount,
          "end after so many changes" },
        { 'j', "json", OPTION_FLAG, &watch.json, NULL,
          "write JSON, an object in a line for each change" },
        { .name = NULL },
    };
    int status;

    if (!ReadOptions(argc, argv, options, 1, 1, "which name?", &status)) {
        return status;
    }
    if (watch.interval == 0) {
        return Misused("--interval: there has to be some time between looks");
    }
    return ReadRange(argv[optind], &watch.range, WatchAll, &watch);
}
