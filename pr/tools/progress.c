/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The bar.
 */
#include "config.h"

#include "progress.h"
#include "text.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define SECOND   1000000      /* in microseconds */
#define PATIENCE (SECOND / 5) /* what is done by then needs no bar */
#define WIDTH    40           /* of the bar, if there is so much room */
#define BESIDE   32           /* columns for what is beside it */

static PRInt64
Now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (PRInt64)now.tv_sec * SECOND + now.tv_nsec / 1000;
}

/* A line that is wider than the terminal would not be drawn over. */
static int
WidthOfBar(void)
{
    struct winsize window;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == -1 ||
        window.ws_col == 0) {
        return WIDTH;
    }
    return PR_MAX(0, PR_MIN(WIDTH, window.ws_col - BESIDE));
}

void
BeginProgress(Progress *progress, PRUint64 total)
{
    progress->shown = PR_FALSE;
    progress->possible = isatty(STDERR_FILENO);
    progress->total = total;
    progress->begun = progress->last = progress->possible ? Now() : 0;
}

static void
Draw(const Progress *progress, PRUint64 done, PRInt64 elapsed)
{
    char *amount = FormatSize((PRInt64)done);
    char *speed = FormatSize(
        (PRInt64)((double)done * SECOND / (double)PR_MAX(elapsed, 1)));
    int width = WidthOfBar(), filled, i;

    (void)fprintf(stderr, "\r");
    if (progress->total > 0 && width > 0) {
        filled = (int)((double)done / (double)progress->total * width);
        (void)fputc('[', stderr);
        for (i = 0; i < width; i++) {
            (void)fputc(i < filled ? '#' : '.', stderr);
        }
        (void)fprintf(stderr, "] %3d%% ",
                      (int)((double)done / (double)progress->total * 100));
    }
    (void)fprintf(stderr, "%s  %s/s\033[K", amount, speed);
    (void)fflush(stderr);
    free(amount);
    free(speed);
}

void
ShowProgress(Progress *progress, PRUint64 done)
{
    PRInt64 now;

    if (!progress->possible) {
        return;
    }
    now = Now();
    if (now - progress->last >= PATIENCE) {
        progress->last = now;
        progress->shown = PR_TRUE;
        Draw(progress, done, now - progress->begun);
    }
}

void
EndProgress(Progress *progress)
{
    if (progress->shown) {
        (void)fprintf(stderr, "\r\033[K");
    }
}
