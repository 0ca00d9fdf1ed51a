/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Times, medians, and what is printed of them.
 */
#include "config.h"

#include "bench.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double
now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static int
compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double
median(double *values, int count)
{
    if (count == 0) {
        return NAN;
    }
    qsort(values, (size_t)count, sizeof *values, compare_doubles);
    return count % 2 != 0 ? values[count / 2]
                          : (values[count / 2 - 1] + values[count / 2]) / 2;
}

void
shuffle(int *order, int count)
{
    static uint32_t state = 1;
    int             i, j, other;

    for (i = count - 1; i > 0; i--) {
        state = state * 1664525u + 1013904223u;
        j = (int)((state >> 16) % (unsigned)(i + 1));
        other = order[i];
        order[i] = order[j];
        order[j] = other;
    }
}

void
print_number(const char *format, double value)
{
    char text[32];

    snprintf(text, sizeof text, format, value);
    printf(" %6s", isnan(value) ? "-" : text);
}

void
print_time(double seconds)
{
    char text[32];

    snprintf(text, sizeof text, seconds < 1e-6 ? "%.4f" : "%.2f",
             1e6 * seconds);
    printf(" %8s", isnan(seconds) ? "-" : text);
}

/* What is printed is judged: two digits.  Beyond the aim, but by less than
 * the noise, is neither met nor missed. */
const char *
verdict(double ratio, double aim, int below, double noise)
{
    double hundredths = round(100 * ratio), most = round(100 * aim);

    if (isnan(ratio)) {
        return "-";
    }
    if (below ? hundredths < most : hundredths <= most) {
        return "met";
    }
    return ratio <= aim * (1 + noise) ? "level" : "missed";
}
