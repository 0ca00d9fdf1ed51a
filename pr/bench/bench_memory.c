/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the memory of a large segment costs when it is touched for the first
 * time, and what the flags of prshmx.h make of that.
 *
 * Every way has a new segment each time, and all ways take turns in random
 * order; a ratio is the median over the rounds of the two times in one round.
 * Memory that a virtual machine has never used costs its host several times as
 * much, and the kernel keeps huge pages apart: so a way makes its memory twice
 * in a turn, and what it gives back the first time is there the second time.
 *
 * Room for files is taken when they are made, so their first pass has less to
 * do than that of System V segments.
 */
#include "config.h"

#include "bench.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define MIB ((PRSize)1 << 20)

/* --- Ways ---------------------------------------------------------------- */

enum { PLAIN, POPULATED, HUGE, HUGETLBFS, WAYS };

static const struct {
    PRIntn      flags; /* of the attachment */
    const char *mount; /* option of /dev/shm while the segment is made */
} ways[WAYS] = {
    [PLAIN] = { 0, "huge=never" },
    [POPULATED] = { PRX_SHM_POPULATE, "huge=never" },
    [HUGE] = { PRX_SHM_POPULATE | PRX_SHM_HUGE, "huge=advise" },
    [HUGETLBFS] = { PRX_SHM_POPULATE | PRX_SHM_HUGE, "huge=never" },
};

/* One turn of a way: seconds, and bytes that came in huge pages. */
typedef struct Turn {
    double  create, attach, pass;
    PRInt64 huge;
} Turn;

static Turn turns[WAYS][LARGE_ROUNDS_MAX];

/* Where the segment of a way is made. */
static char names[WAYS][NAME_SIZE];

/* Why a way cannot be measured here, or NULL. */
static const char *obstacles[WAYS];

/* --- What the system allows ---------------------------------------------- */

/* What is chosen of [what] a setting of the kernel can be. */
static void
read_choice(const char *file, char choice[32])
{
    FILE *setting = fopen(file, "r");

    strcpy(choice, "missing");
    if (setting != NULL) {
        (void)fscanf(setting, "%*[^[][%31[^]]", choice);
        fclose(setting);
    }
}

/* System V segments get huge pages as a setting of the whole system says. */
static const char *
sysv_obstacle(void)
{
    static const char file[] =
        "/sys/kernel/mm/transparent_hugepage/shmem_enabled";
    static char why[128];
    char        choice[32];

    read_choice(file, choice);
    if (strcmp(choice, "never") != 0 && strcmp(choice, "deny") != 0 &&
        strcmp(choice, "missing") != 0) {
        return NULL;
    }
    snprintf(why, sizeof why, "%s is %s", file, choice);
    return why;
}

/* Whether new files on /dev/shm get huge pages from now on. */
static int
remount(const char *option)
{
    return mount(NULL, "/dev/shm", NULL, MS_REMOUNT, option) == 0;
}

static const char *
tmpfs_obstacle(void)
{
    static char why[128];

    if (!settings.remounts) {
        return "that is for root in a mount namespace, with a /dev/shm of its"
               " own";
    }
    if (remount("huge=advise")) {
        return NULL;
    }
    snprintf(why, sizeof why,
             "/dev/shm cannot be mounted with huge=advise: %s",
             strerror(errno));
    return why;
}

static void
find_obstacles(void)
{
    obstacles[HUGE] =
        settings.mechanism == SYSV ? sysv_obstacle() : tmpfs_obstacle();
    if (settings.mechanism != MAPPED) {
        obstacles[HUGETLBFS] = ""; /* not worth a word */
    } else if (settings.hugetlbfs == NULL) {
        obstacles[HUGETLBFS] = "no pages are reserved for it";
    }
}

/* Kilobytes that can be had without swapping; 0 if that is not told. */
static long
memory_available(void)
{
    FILE *file = fopen("/proc/meminfo", "r");
    char  line[128];
    long  kilobytes = 0;

    while (file != NULL && fgets(line, sizeof line, file) != NULL &&
           sscanf(line, "MemAvailable: %ld", &kilobytes) != 1) {
    }
    if (file != NULL) {
        fclose(file);
    }
    return kilobytes;
}

/* --- First passes -------------------------------------------------------- */

static void
store_in_pages(volatile char *at, PRSize size)
{
    const PRSize page = (PRSize)sysconf(_SC_PAGESIZE);
    PRSize       i;

    for (i = 0; i < size; i += page) {
        at[i] = 1;
    }
}

static void
read_pages(const volatile char *at, PRSize size)
{
    const PRSize page = (PRSize)sysconf(_SC_PAGESIZE);
    PRSize       i;

    for (i = 0; i < size; i += page) {
        (void)at[i];
    }
}

static int
attach_and_pass(Handle shm, PRIntn flags, Turn *turn)
{
    PRXSharedMemoryInfo info = { .structSize = sizeof info };
    double              start = now(), attached;
    void               *at = peers[OURS].attach(shm, flags);

    if (at == NULL) {
        return 0;
    }
    attached = now();
    store_in_pages(at, settings.memory);
    turn->pass = now() - attached;
    turn->attach = attached - start;
    turn->huge =
        peers[OURS].get_info(shm, &info) == PR_SUCCESS ? info.huge : -1;
    return peers[OURS].detach(shm, at) == PR_SUCCESS;
}

static int
take_turn(int way, Turn *turn)
{
    Handle shm;
    double start;
    int    worked;

    if (settings.remounts && !remount(ways[way].mount)) {
        return 0;
    }
    start = now();
    shm = peers[OURS].open_shm(names[way], settings.memory,
                               PR_SHM_CREATE | PR_SHM_EXCL, MODE);
    if (shm == NULL) {
        return 0;
    }
    turn->create = now() - start;
    worked = attach_and_pass(shm, ways[way].flags, turn);
    worked &= peers[OURS].close_shm(shm) == PR_SUCCESS;
    return worked & (peers[OURS].delete_shm(names[way]) == PR_SUCCESS);
}

/* Each way has its turn, in random order; and before it one that does not
 * count.  One that does not work leaves: huge pages that were there may be
 * others' by now. */
static void
take_round(int round)
{
    static char why[WAYS][64];
    Turn        unused;
    int         order[WAYS], i;

    for (i = 0; i < WAYS; i++) {
        order[i] = i;
    }
    shuffle(order, WAYS);
    for (i = 0; i < WAYS && !stopped; i++) {
        const int way = order[i];

        if (obstacles[way] == NULL && (!take_turn(way, &unused) ||
                                       !take_turn(way, &turns[way][round]))) {
            snprintf(why[way], sizeof why[way], "error %d with %zu MiB",
                     peers[OURS].get_error(), (size_t)(settings.memory / MIB));
            obstacles[way] = why[way];
            (void)peers[OURS].delete_shm(names[way]);
        }
    }
}

/* Fill turns; returns how many rounds there were. */
static int
take_turns(void)
{
    int round;

    for (round = 0; round < settings.large_rounds && !stopped; round++) {
        take_round(round);
    }
    return round;
}

/* --- The table ----------------------------------------------------------- */

static void
print_head(void)
{
    printf("%-6s %-38s %9s %9s %6s %7s %7s  %s\n", "memory", "work", "ms",
           "plain ms", "ratio", "lowest", "highest", "aim");
}

static void
print_line(const char *title, double *these, double *plain, int count,
           double aim)
{
    double ratios[LARGE_ROUNDS_MAX * 10], ratio;
    int    i;

    for (i = 0; i < count; i++) {
        ratios[i] = these[i] / plain[i];
    }
    ratio = median(ratios, count); /* and they are sorted now */
    printf("%-6s %-38s %9.2f %9.2f %6.2f %7.2f %7.2f", settings.mechanism_name,
           title, 1e3 * median(these, count), 1e3 * median(plain, count),
           ratio, ratios[0], ratios[count - 1]);
    if (aim > 0) {
        printf("  <= %.2f  %s", aim, verdict(ratio, aim, 0, 0));
    } else {
        printf("  -");
    }
}

/* What of a turn is compared: its pass, and what comes before. */
typedef enum Part { PASS, ATTACH_AND_PASS, ALL } Part;

static double
seconds_of(const Turn *turn, Part part)
{
    return turn->pass + (part >= ATTACH_AND_PASS ? turn->attach : 0) +
           (part == ALL ? turn->create : 0);
}

/* Compare a way with the plain one. */
static void
print_way(const char *title, int way, int count, Part part, double aim)
{
    double      these[LARGE_ROUNDS_MAX], plain[LARGE_ROUNDS_MAX];
    int         i;
    const char *why = obstacles[obstacles[PLAIN] != NULL ? PLAIN : way];

    if (why != NULL) {
        if (*why != '\0') {
            printf("%-6s %-38s not possible: %s\n", settings.mechanism_name,
                   title, why);
        }
        return;
    }
    for (i = 0; i < count; i++) {
        these[i] = seconds_of(&turns[way][i], part);
        plain[i] = seconds_of(&turns[PLAIN][i], part);
    }
    print_line(title, these, plain, count, aim);
    if (way >= HUGE) {
        printf("  (%ld of %ld MiB huge)",
               (long)turns[way][count - 1].huge / (long)MIB,
               (long)(settings.memory / MIB));
    }
    putchar('\n');
    fflush(stdout);
}

static void
print_first_passes(void)
{
    const double together = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 0.6 : 0.9;
    int          count = take_turns();

    if (stopped) {
        return;
    }
    print_way("first pass, populated", POPULATED, count, PASS, 0.1);
    print_way("attach and first pass, populated", POPULATED, count,
              ATTACH_AND_PASS, together);
    print_way("attach and first pass, huge pages", HUGE, count,
              ATTACH_AND_PASS, 0.2);
    print_way("create, attach, first pass, the same", HUGE, count, ALL, 0);
    print_way("attach and first pass, hugetlbfs", HUGETLBFS, count,
              ATTACH_AND_PASS, 0.2);
    print_way("create, attach, first pass, the same", HUGETLBFS, count, ALL,
              0);
}

/* --- Again --------------------------------------------------------------- */

#define AGAIN (64 * MIB)

/* Seconds that it takes to attach and read all of a segment. */
static double
read_again(Handle shm, PRIntn flags)
{
    double start = now(), end;
    void  *at = peers[OURS].attach(shm, flags | PR_SHM_READONLY);

    if (at == NULL) {
        die("%s: cannot attach", settings.mechanism_name);
    }
    read_pages(at, AGAIN);
    end = now();
    (void)peers[OURS].detach(shm, at);
    return end - start;
}

static void
print_again(void)
{
    const int count = 10 * settings.large_rounds;
    double    these[LARGE_ROUNDS_MAX * 10], plain[LARGE_ROUNDS_MAX * 10];
    Handle    shm = peers[OURS].open_shm(names[PLAIN], AGAIN,
                                         PR_SHM_CREATE | PR_SHM_EXCL, MODE);
    void     *at = shm != NULL ? peers[OURS].attach(shm, 0) : NULL;
    int       i;

    if (at == NULL) {
        die("%s: a segment of 64 MiB does not work", settings.mechanism_name);
    }
    store_in_pages(at, AGAIN);
    for (i = 0; i < count && !stopped; i++) {
        if (i % 2 == 0) {
            plain[i] = read_again(shm, 0);
        }
        these[i] = read_again(shm, PRX_SHM_POPULATE);
        if (i % 2 != 0) {
            plain[i] = read_again(shm, 0);
        }
    }
    (void)peers[OURS].detach(shm, at);
    (void)peers[OURS].close_shm(shm);
    (void)peers[OURS].delete_shm(names[PLAIN]);
    if (!stopped) {
        print_line("64 MiB again: attach and read", these, plain, count,
                   settings.mechanism == SYSV ? 0.75 : 0);
        putchar('\n');
    }
}

void
compare_memory(void)
{
    long available = memory_available();
    int  i;

    print_head();
    if (available != 0 &&
        (PRSize)available * 1024 < settings.memory + settings.memory / 2) {
        printf("%-6s skipped: there are no %zu MiB to spare\n",
               settings.mechanism_name, (size_t)(settings.memory / MIB));
        return;
    }
    make_dir(settings.dirs[0]);
    for (i = 0; i < WAYS; i++) {
        format_name(names[i], "large");
    }
    if (settings.hugetlbfs != NULL) {
        snprintf(names[HUGETLBFS], NAME_SIZE, "%s/large", settings.hugetlbfs);
    }
    find_obstacles();
    print_first_passes();
    if (settings.remounts) {
        (void)remount(ways[PLAIN].mount);
    }
    print_again();
    remove_dir();
}
