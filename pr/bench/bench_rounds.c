/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Rounds of the same work.
 *
 * A round lets everyone do a small batch of it, in random order; a ratio is the
 * median over the rounds of the two times in one round, so that what disturbs
 * the machine for longer than a round disturbs both.  Stock NSPR takes part
 * twice: the ratio of its two times is what the noise is judged by.
 */
#include "config.h"

#include "bench.h"

#include <math.h>
#include <stdlib.h>

#define BLOCKS ROUNDS_MIN

/* Times in seconds, round by round; negative where something failed. */
static double *times[PEERS], *ratios;

/* Once for all works. */
static void
get_memory(void)
{
    int i;

    if (ratios != NULL) {
        return;
    }
    ratios = calloc((size_t)settings.rounds, sizeof *ratios);
    for (i = 0; i < PEERS; i++) {
        times[i] = calloc((size_t)settings.rounds, sizeof *times[i]);
        if (times[i] == NULL || ratios == NULL) {
            die("no memory");
        }
    }
}

/* The time of one batch, or -1. */
static double
time_batch(int (*once)(int who), int who, int batch, void (*clean_up)(void))
{
    double start = now(), end;
    int    worked = 1, i;

    for (i = 0; i < batch; i++) {
        worked &= once(who);
    }
    end = now();
    if (!worked) {
        if (clean_up != NULL) {
            clean_up();
        }
        return -1;
    }
    return (end - start) / batch;
}

int
take_rounds(int (*once)(int who), int batch, void (*clean_up)(void))
{
    int    order[PEERS], takes_part[PEERS];
    double end = now() + settings.seconds;
    int    n, i, who;

    get_memory();
    for (i = 0; i < PEERS; i++) {
        order[i] = i;
        takes_part[i] = peers[i].label != NULL &&
                        time_batch(once, i, batch, clean_up) >= 0;
    }
    for (n = 0; n < settings.rounds && !stopped && now() < end; n++) {
        shuffle(order, PEERS);
        for (i = 0; i < PEERS; i++) {
            who = order[i];
            times[who][n] =
                takes_part[who] ? time_batch(once, who, batch, clean_up) : -1;
        }
    }
    return n;
}

double
median_of(int who, int to, int first, int last)
{
    int n = 0, i;

    for (i = first; i < last; i++) {
        if (times[who][i] > 0 && (to < 0 || times[to][i] > 0)) {
            ratios[n++] = times[who][i] / (to < 0 ? 1 : times[to][i]);
        }
    }
    return median(ratios, n);
}

double
noise_of(int count)
{
    double worst = 0, off;
    int    i;

    for (i = 0; i < BLOCKS; i++) {
        off = fabs(median_of(STOCK_AGAIN, STOCK, count * i / BLOCKS,
                             count * (i + 1) / BLOCKS) -
                   1);
        worst = off > worst || isnan(off) ? off : worst;
    }
    return worst;
}
