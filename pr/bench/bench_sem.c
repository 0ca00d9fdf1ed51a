/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What semaphores cost: to take and give with nobody else there, to and fro
 * between two processes, to make, open and delete them.
 *
 * In a round trip this process posts one semaphore and waits for another one,
 * and a partner waits for the first and posts the second.  Each of those who
 * are compared has a partner of its own, which sleeps while it is not its
 * turn.  On one processor the two have to take turns; on two a process that
 * sleeps must be woken, unless it spins instead.
 */
#include "config.h"

#include "bench.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define CX (PR_SEM_CREATE | PR_SEM_EXCL)

/* --- Works --------------------------------------------------------------- */

static char existing[MAKERS][NAME_SIZE], fresh[NAME_SIZE];
static char ping_names[PEERS][NAME_SIZE], pong_names[PEERS][NAME_SIZE];

/* What works use, kept from one batch to the next. */
static PRSem *opened[PEERS], *pings[PEERS], *pongs[PEERS];

static int
wait_post(int who)
{
    const SemCalls *calls = &peers[who].sem;

    return calls->wait_sem(opened[who]) == PR_SUCCESS &&
           calls->post_sem(opened[who]) == PR_SUCCESS;
}

static int
round_trip(int who)
{
    const SemCalls *calls = &peers[who].sem;

    return calls->post_sem(pings[who]) == PR_SUCCESS &&
           calls->wait_sem(pongs[who]) == PR_SUCCESS;
}

static int
open_existing(int who)
{
    const SemCalls *calls = &peers[who].sem;
    PRSem *sem = calls->open_sem(existing[peers[who].maker], 0, MODE, 1);

    return sem != NULL && calls->close_sem(sem) == PR_SUCCESS;
}

static int
life_cycle(int who)
{
    const SemCalls *calls = &peers[who].sem;
    PRSem          *sem = calls->open_sem(fresh, CX, MODE, 1);

    return sem != NULL && calls->close_sem(sem) == PR_SUCCESS &&
           calls->delete_sem(fresh) == PR_SUCCESS;
}

static void
remove_fresh(void)
{
    remove_name(fresh);
}

/* --- Semaphores for all -------------------------------------------------- */

static int
takes_part(int who)
{
    return peers[who].label != NULL && peers[who].sem.open_sem != NULL;
}

static PRSem *
open_or_die(int who, const char *name, PRIntn flags, PRUintn value)
{
    PRSem *sem = peers[who].sem.open_sem(name, flags, MODE, value);

    if (sem == NULL) {
        die("%s: cannot open %s", peers[who].label, name);
    }
    return sem;
}

/* One for each maker, which all who open that one's open. */
static void
open_for_all(void)
{
    int made[MAKERS] = { 0 }, i;

    for (i = 0; i < PEERS; i++) {
        if (takes_part(i)) {
            opened[i] = open_or_die(i, existing[peers[i].maker],
                                    made[peers[i].maker] ? 0 : CX, 1);
            made[peers[i].maker] = 1;
        }
    }
}

static void
close_for_all(void)
{
    int deleted[MAKERS] = { 0 }, i;

    for (i = 0; i < PEERS; i++) {
        if (!takes_part(i)) {
            continue;
        }
        (void)peers[i].sem.close_sem(opened[i]);
        if (!deleted[peers[i].maker]) {
            (void)peers[i].sem.delete_sem(existing[peers[i].maker]);
            deleted[peers[i].maker] = 1;
        }
    }
}

/* --- Partners ------------------------------------------------------------ */

static pid_t partners[PEERS];

static cpu_set_t allowed; /* where this process may run */

/* The processor with this place among those that are allowed, or -1. */
static int
find_processor(int place)
{
    int i;

    for (i = 0; i < CPU_SETSIZE; i++) {
        if (CPU_ISSET((size_t)i, &allowed) && place-- == 0) {
            return i;
        }
    }
    return -1;
}

static void
run_on(int processor)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET((size_t)processor, &set);
    if (sched_setaffinity(0, sizeof set, &set) == -1) {
        die("cannot run on processor %d", processor);
    }
}

/* It ends with its parent; signals that would end both are for that one. */
static _Noreturn void
be_partner(int who, int processor)
{
    const SemCalls *calls = &peers[who].sem;
    PRSem          *ping, *pong;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGTERM, SIG_IGN);
    run_on(processor);
    ping = calls->open_sem(ping_names[who], 0, MODE, 0);
    pong = calls->open_sem(pong_names[who], 0, MODE, 0);
    while (calls->wait_sem(ping) == PR_SUCCESS &&
           calls->post_sem(pong) == PR_SUCCESS) {
    }
    _exit(1);
}

static void
start_partners(int processor)
{
    int i;

    for (i = 0; i < PEERS; i++) {
        if (!takes_part(i)) {
            continue;
        }
        pings[i] = open_or_die(i, ping_names[i], CX, 0);
        pongs[i] = open_or_die(i, pong_names[i], CX, 0);
        partners[i] = fork();
        if (partners[i] == -1) {
            die("cannot start a process");
        }
        if (partners[i] == 0) {
            be_partner(i, processor);
        }
    }
}

static void
stop_partners(void)
{
    int i;

    for (i = 0; i < PEERS; i++) {
        if (!takes_part(i)) {
            continue;
        }
        (void)kill(partners[i], SIGKILL);
        (void)waitpid(partners[i], NULL, 0);
        (void)peers[i].sem.close_sem(pings[i]);
        (void)peers[i].sem.close_sem(pongs[i]);
        (void)peers[i].sem.delete_sem(ping_names[i]);
        (void)peers[i].sem.delete_sem(pong_names[i]);
    }
}

/* --- The table ----------------------------------------------------------- */

/* What ours / stock, and ours / calls, should be at most; 0 if nothing is
 * aimed at. */
typedef struct Aim {
    double stock, calls;
} Aim;

typedef struct Work {
    const char *title;
    int (*once)(int who); /* whether it worked */
    int batch;            /* so often in a round, by each */
    Aim aims[MECHANISMS];
} Work;

static const Work wait_work = {
    "wait, post", wait_post, 500, { { 1.02, 0 }, { 0.025, 0 } }
};
static const Work one_work = {
    "round trip, one CPU", round_trip, 50, { { 1.02, 0 }, { 1, 1.05 } }
};
static const Work two_work = {
    "round trip, two CPUs", round_trip, 200, { { 1.02, 0 }, { 0.1, 0 } }
};
static const Work open_work = {
    "open existing, close", open_existing, 40, { { 1, 0 }, { 0, 0 } }
};
static const Work life_work = {
    "create, close, delete", life_cycle, 5, { { 1, 0 }, { 1, 0 } }
};

static void
print_head(void)
{
    printf("%-9s %-22s %-8s %8s %8s %6s %6s %6s %6s %6s %6s  %s\n", "", "", "",
           "ours", "stock", "ours/", "ours/", "ours/", "calls/", "floor/", "",
           "");
    printf("%-9s %-22s %-8s %8s %8s %6s %6s %6s %6s %6s %6s  %s\n",
           "semaphore", "work", "names on", "us", "us", "stock", "calls",
           "floor", "stock", "stock", "noise", "aim");
}

/* Three digits, for some aims are that small. */
static void
print_aim(const char *of, double ratio, double noise, double most)
{
    if (most != 0) {
        printf("  %s<= %.3g  %s", of, most,
               verdict(10 * ratio, 10 * most, 0, noise));
    }
}

static void
print_line(const Work *work, const char *kind)
{
    const Aim *aim = &work->aims[settings.mechanism];
    int        count = take_rounds(work->once, work->batch, remove_fresh);
    double     ratio = median_of(OURS, STOCK, 0, count);
    double     to_calls = median_of(OURS, OUR_CALLS, 0, count);
    double     noise = noise_of(count);

    if (stopped) {
        return;
    }
    printf("%-9s %-22s %-8s", settings.mechanism_name, work->title, kind);
    print_time(median_of(OURS, -1, 0, count));
    print_time(median_of(STOCK, -1, 0, count));
    print_number("%.3f", ratio);
    print_number("%.3f", to_calls);
    print_number("%.3f", median_of(OURS, FLOOR, 0, count));
    print_number("%.3f", median_of(STOCK_CALLS, STOCK, 0, count));
    print_number("%.3f", median_of(FLOOR, STOCK, 0, count));
    print_number("%.1f%%", 100 * noise);
    print_aim("", ratio, noise, aim->stock);
    print_aim("calls ", to_calls, noise, aim->calls);
    if (count < settings.rounds) {
        printf(" (%d rounds)", count);
    }
    putchar('\n');
    fflush(stdout);
}

/* This process and the partners, on processors with these places. */
static void
print_round_trips(const Work *work, int here, int there)
{
    if (find_processor(there) == -1) {
        printf("%-9s %-22s skipped: there is no second one\n",
               settings.mechanism_name, work->title);
        return;
    }
    run_on(find_processor(here));
    start_partners(find_processor(there));
    print_line(work, "");
    stop_partners();
    (void)sched_setaffinity(0, sizeof allowed, &allowed);
}

static void
print_calls(void)
{
    open_for_all();
    print_line(&wait_work, "");
    close_for_all();
    if (!stopped) {
        print_round_trips(&one_work, 0, 0);
    }
    if (!stopped) {
        print_round_trips(&two_work, 0, 1);
    }
}

static void
print_names(const char *kind)
{
    open_for_all();
    print_line(&open_work, kind);
    close_for_all();
    if (!stopped) {
        print_line(&life_work, kind);
    }
}

/* --- The topic ----------------------------------------------------------- */

static void
format_names(void)
{
    char base[16];
    int  i;

    format_name(fresh, "fresh");
    for (i = 0; i < MAKERS; i++) {
        snprintf(base, sizeof base, "existing-%d", i);
        format_name(existing[i], base);
    }
    for (i = 0; i < PEERS; i++) {
        snprintf(base, sizeof base, "ping-%d", i);
        format_name(ping_names[i], base);
        snprintf(base, sizeof base, "pong-%d", i);
        format_name(pong_names[i], base);
    }
}

static void
set_bare_calls(void)
{
    peers[STOCK_CALLS].sem = bare_sem_stock;
    if (settings.mechanism == SYSV) {
        peers[FLOOR].sem = bare_sem_sysv;
        peers[OUR_CALLS].sem = bare_sem_ours;
    } else {
        peers[FLOOR].sem = bare_sem_posix;
        peers[OUR_CALLS].sem = bare_sem_no_spin;
        peers[OUR_CALLS].label = "our calls without a spin";
        peers[OUR_CALLS].maker = peers[FLOOR].maker;
    }
}

void
compare_sem(void)
{
    int i;

    if (sched_getaffinity(0, sizeof allowed, &allowed) == -1) {
        die("cannot tell where this may run");
    }
    set_bare_calls();
    print_head();
    for (i = 0; i < settings.dir_count && !stopped; i++) {
        make_dir(settings.dirs[i]);
        format_names();
        if (i == 0) {
            print_calls();
        }
        if (!stopped) {
            print_names(filesystem_of(dir));
        }
        remove_dir();
    }
}
