/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the calls cost, with small segments.
 */
#include "config.h"

#include "bench.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Works --------------------------------------------------------------- */

/* The names; those that exist, for each maker its own. */
static char existing[MAKERS][NAME_SIZE], fresh[NAME_SIZE];

/* Kept from one work to the next batch: what attach_detach() works on. */
static Handle opened[PEERS];

static int
open_close(int who, PRIntn flags)
{
    Handle shm =
        peers[who].open_shm(existing[peers[who].maker], SIZE, flags, MODE);

    return shm != NULL && peers[who].close_shm(shm) == PR_SUCCESS;
}

static int
open_existing(int who)
{
    return open_close(who, 0);
}

static int
create_existing(int who)
{
    return open_close(who, PR_SHM_CREATE);
}

static int
attach_detach(int who)
{
    void *at = peers[who].attach(opened[who], 0);

    return at != NULL && peers[who].detach(opened[who], at) == PR_SUCCESS;
}

static int
connect_once(int who)
{
    Handle shm =
        peers[who].open_shm(existing[peers[who].maker], SIZE, 0, MODE);
    volatile const char *at;

    if (shm == NULL) {
        return 0;
    }
    at = peers[who].attach(shm, 0);
    if (at == NULL) {
        return 0;
    }
    (void)at[0];
    return peers[who].detach(shm, (void *)(uintptr_t)at) == PR_SUCCESS &&
           peers[who].close_shm(shm) == PR_SUCCESS;
}

static int
life_cycle(int who, PRIntn flags)
{
    Handle         shm = peers[who].open_shm(fresh, SIZE, flags, MODE);
    volatile char *at;

    if (shm == NULL) {
        return 0;
    }
    at = peers[who].attach(shm, 0);
    if (at == NULL) {
        return 0;
    }
    at[0] = 1;
    return peers[who].detach(shm, (void *)(uintptr_t)at) == PR_SUCCESS &&
           peers[who].close_shm(shm) == PR_SUCCESS &&
           peers[who].delete_shm(fresh) == PR_SUCCESS;
}

static int
life_cycle_exclusive(int who)
{
    return life_cycle(who, PR_SHM_CREATE | PR_SHM_EXCL);
}

static int
life_cycle_plain(int who)
{
    return life_cycle(who, PR_SHM_CREATE);
}

static int
set_get_error(int who)
{
    peers[who].set_error(PR_FILE_EXISTS_ERROR, EEXIST);
    return peers[who].get_error() == PR_FILE_EXISTS_ERROR;
}

typedef enum Needs { NOTHING, EXISTING, NO_SEGMENTS } Needs;

/* What ours / stock should be at most; 0 if nothing is aimed at. */
typedef struct Aim {
    double tmpfs, disk; /* by where names are */
    int    below;       /* on tmpfs even less than that */
} Aim;

typedef struct Work {
    const char *title;
    int (*once)(int who); /* whether it worked */
    int   batch;          /* so often in a round, by each */
    Needs needs;
    Aim   sysv, others; /* by mechanism */
} Work;

static const Work works[] = {
    { "open existing, close",
      open_existing,
      40,
      EXISTING,
      { 1, 1, 0 },
      { 0, 0, 0 } },
    { "CREATE on existing, close",
      create_existing,
      20,
      EXISTING,
      { 1, 1, 0 },
      { 0, 0, 0 } },
    { "attach, detach",
      attach_detach,
      20,
      EXISTING,
      { 1, 1, 0 },
      { 0.75, 0.75, 0 } },
    { "connect", connect_once, 10, EXISTING, { 1, 1, 0 }, { 0, 0, 0 } },
    { "life cycle, CREATE|EXCL",
      life_cycle_exclusive,
      5,
      NOTHING,
      { 1, 1.1, 1 },
      { 0, 0, 0 } },
    { "life cycle, CREATE",
      life_cycle_plain,
      5,
      NO_SEGMENTS,
      { 1, 1.1, 1 },
      { 0, 0, 0 } },
};

#define WORKS ((int)(sizeof works / sizeof works[0]))

static const Work error_work = { "PR_SetError, PR_GetError",
                                 set_get_error,
                                 1000,
                                 NOTHING,
                                 { 0.5, 0.5, 0 },
                                 { 0, 0, 0 } };

/* What is left of a work that failed. */
static void
remove_fresh(void)
{
    remove_name(fresh);
}

/* --- The table ----------------------------------------------------------- */

static void
print_head(void)
{
    printf("%-6s %-26s %-8s %8s %8s %6s %6s %6s %6s %6s %6s  %s\n", "", "", "",
           "ours", "stock", "ours/", "ours/", "ours/", "calls/", "floor/", "",
           "");
    printf("%-6s %-26s %-8s %8s %8s %6s %6s %6s %6s %6s %6s  %s\n", "memory",
           "work", "names on", "us", "us", "stock", "calls", "floor", "stock",
           "stock", "noise", "aim");
}

/* Ratios whose aim is 0 are only told. */
static void
print_aim(double ratio, double noise, const Aim *aim, int tmpfs)
{
    double most = tmpfs ? aim->tmpfs : aim->disk;
    int    below = aim->below && tmpfs;

    if (most == 0) {
        printf("  %s", "-");
    } else {
        printf("  %s %.2f  %s", below ? "< " : "<=", most,
               verdict(ratio, most, below, noise));
    }
}

static void
print_line(const Work *work, const char *kind)
{
    const Aim *aim = settings.mechanism == SYSV ? &work->sysv : &work->others;
    int        count = take_rounds(work->once, work->batch, remove_fresh);
    double     ratio = median_of(OURS, STOCK, 0, count);
    double     noise = noise_of(count);

    if (stopped) {
        return;
    }
    printf("%-6s %-26s %-8s", settings.mechanism_name, work->title, kind);
    print_time(median_of(OURS, -1, 0, count));
    print_time(median_of(STOCK, -1, 0, count));
    print_number("%.2f", ratio);
    print_number("%.2f", median_of(OURS, OUR_CALLS, 0, count));
    print_number("%.2f", median_of(OURS, FLOOR, 0, count));
    print_number("%.2f", median_of(STOCK_CALLS, STOCK, 0, count));
    print_number("%.2f", median_of(FLOOR, STOCK, 0, count));
    print_number("%.1f%%", 100 * noise);
    print_aim(ratio, noise, aim, strcmp(kind, "tmpfs") == 0);
    if (count < settings.rounds) {
        printf(" (%d rounds)", count);
    }
    putchar('\n');
    fflush(stdout);
}

/* --- Segments for all ---------------------------------------------------- */

/* Make the segments that works on an existing name need, and open them. */
static void
open_for_all(void)
{
    int made[MAKERS] = { 0 }, i;

    for (i = 0; i < PEERS; i++) {
        const char *name = existing[peers[i].maker];

        if (peers[i].label == NULL) {
            continue;
        }
        opened[i] = peers[i].open_shm(
            name, SIZE, made[peers[i].maker] ? 0 : PR_SHM_CREATE | PR_SHM_EXCL,
            MODE);
        if (opened[i] == NULL) {
            die("%s: cannot open %s", peers[i].label, name);
        }
        made[peers[i].maker] = 1;
    }
}

static void
close_for_all(void)
{
    int i;

    for (i = 0; i < PEERS; i++) {
        if (opened[i] != NULL) {
            peers[i].close_shm(opened[i]);
            opened[i] = NULL;
        }
    }
    for (i = 0; i < MAKERS; i++) {
        remove_name(existing[i]);
    }
}

static void
print_dir(const char *parent)
{
    const char *kind = filesystem_of(parent);
    char        base[16];
    int         i;

    make_dir(parent);
    format_name(fresh, "fresh");
    for (i = 0; i < MAKERS; i++) {
        snprintf(base, sizeof base, "existing-%d", i);
        format_name(existing[i], base);
    }
    for (i = 0; i < WORKS && !stopped; i++) {
        if (works[i].needs == EXISTING) {
            open_for_all();
            print_line(&works[i], kind);
            close_for_all();
        } else if (works[i].needs == NO_SEGMENTS && segments_exist()) {
            /* With CREATE alone, stock NSPR takes a segment whose key happens
             * to be that of the name, whoever made it; and then deletes it. */
            printf("%-6s %-26s %-8s skipped: stock could remove a segment that"
                   " is there\n",
                   settings.mechanism_name, works[i].title, kind);
        } else {
            print_line(&works[i], kind);
        }
    }
    remove_dir();
}

void
compare_calls(void)
{
    int i;

    print_head();
    for (i = 0; i < settings.dir_count && !stopped; i++) {
        print_dir(settings.dirs[i]);
    }
    if (!stopped && settings.mechanism == SYSV) {
        print_line(&error_work, "");
    }
}
