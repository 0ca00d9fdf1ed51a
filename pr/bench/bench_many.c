/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Whether the cost of opening a segment grows with the number of those that
 * are there, and open.
 *
 * The same one is opened while it is alone and while there are others, in
 * turns; a ratio is that of one turn.
 */
#include "config.h"

#include "bench.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define MANY    10000
#define BLOCKS  5

/* Opened in one block so often, in batches whose median is taken. */
#define BATCHES 100
#define BATCH   20

static char   first[NAME_SIZE];
static Handle others[MANY - 1];

static double
time_open(void)
{
    double times[BATCHES];
    int    i, j;

    for (i = 0; i < BATCHES; i++) {
        double start = now();

        for (j = 0; j < BATCH; j++) {
            Handle shm = peers[OURS].open_shm(first, SIZE, 0, MODE);

            if (shm == NULL) {
                die("cannot open %s", first);
            }
            (void)peers[OURS].close_shm(shm);
        }
        times[i] = (now() - start) / BATCH;
    }
    return median(times, BATCHES);
}

static void
format_other(char *name, int i)
{
    char base[16];

    snprintf(base, sizeof base, "%d", i);
    format_name(name, base);
}

/* As many as the system lets be; returns how many. */
static int
make_others(void)
{
    char name[NAME_SIZE];
    int  i;

    for (i = 0; i < MANY - 1 && !stopped; i++) {
        format_other(name, i);
        others[i] = peers[OURS].open_shm(name, SIZE,
                                         PR_SHM_CREATE | PR_SHM_EXCL, MODE);
        if (others[i] == NULL) {
            break;
        }
    }
    return i;
}

static void
remove_others(int count)
{
    char name[NAME_SIZE];
    int  i;

    for (i = 0; i < count; i++) {
        format_other(name, i);
        (void)peers[OURS].close_shm(others[i]);
        (void)peers[OURS].delete_shm(name);
    }
}

/* Each may keep a descriptor. */
static void
raise_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void
print_result(double *alone, double *among, int blocks, int count)
{
    double ratios[BLOCKS], ratio;
    int    i;

    for (i = 0; i < blocks; i++) {
        ratios[i] = among[i] / alone[i];
    }
    ratio = median(ratios, blocks);
    printf("%-6s %-38s %9.2f %9.2f %6.2f %7.2f %7.2f  about 1",
           settings.mechanism_name, "open, close", 1e6 * median(among, blocks),
           1e6 * median(alone, blocks), ratio, ratios[0], ratios[blocks - 1]);
    if (count + 1 < MANY) {
        printf("  (%d are all that there may be)", count + 1);
    }
    putchar('\n');
}

void
compare_many(void)
{
    double alone[BLOCKS], among[BLOCKS];
    Handle shm;
    int    blocks, count = 0;

    printf("%-6s %-38s %9s %9s %6s %7s %7s  %s\n", "memory",
           "among 10,000 others", "us", "alone us", "ratio", "lowest",
           "highest", "aim");
    raise_limit();
    make_dir(settings.dirs[0]);
    format_name(first, "first");
    shm = peers[OURS].open_shm(first, SIZE, PR_SHM_CREATE | PR_SHM_EXCL, MODE);
    if (shm == NULL) {
        die("cannot make %s", first);
    }
    for (blocks = 0; blocks < BLOCKS && !stopped; blocks++) {
        alone[blocks] = time_open();
        count = make_others();
        among[blocks] = time_open();
        remove_others(count);
    }
    (void)peers[OURS].close_shm(shm);
    if (!stopped) {
        print_result(alone, among, blocks, count);
    }
    remove_dir();
}
