/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Piece by piece.
 *
 * Most of the time goes into pages that are touched for the first time: the
 * kernel finds or clears them one by one, and several threads at once.
 */
#include "config.h"

#include "pieces.h"
#include "private/pprunix.h"
#include "progress.h"

#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>

#define PIECE       ((PRSize)1 << 18) /* bytes */
#define MAX_THREADS 4
#define ALONE       (64 * (PRUint64)PIECE) /* less is not worth a thread */

typedef struct Work {
    PieceJob    job;
    const void *arg;
    PRUint64    total;
    PRUint64    next, done; /* bytes; those taken, and those finished */
    PRInt32     err;
} Work;

static void
NoteError(Work *work, PRInt32 err)
{
    PRInt32 none = 0;

    (void)__atomic_compare_exchange_n(&work->err, &none, err, 0,
                                      __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

/* Take pieces while there are any; with progress, show it. */
static void
TakePieces(Work *work, Progress *progress)
{
    PRUint64 from, done;
    PRSize   length;
    PRInt32  err;

    while (__atomic_load_n(&work->err, __ATOMIC_RELAXED) == 0) {
        from = __atomic_fetch_add(&work->next, PIECE, __ATOMIC_RELAXED);
        if (from >= work->total) {
            return;
        }
        length = (PRSize)PR_MIN(PIECE, work->total - from);
        err = work->job(work->arg, from, length);
        if (err != 0) {
            NoteError(work, err);
        }
        done = __atomic_add_fetch(&work->done, length, __ATOMIC_RELAXED);
        if (progress != NULL) {
            ShowProgress(progress, done);
        }
    }
}

static void *
Help(void *work)
{
    TakePieces(work, NULL);
    return NULL;
}

static int
HelpersFor(PRUint64 total)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    return total < ALONE ? 0 : (int)PR_MIN(processors, MAX_THREADS) - 1;
}

PRInt32
DoPieces(PRUint64 total, PRBool atOnce, PieceJob job, const void *arg)
{
    Work      work = { .job = job, .arg = arg, .total = total };
    pthread_t helpers[MAX_THREADS];
    Progress  progress;
    int       wanted = atOnce ? HelpersFor(total) : 0;
    int       count = 0;

    BeginProgress(&progress, total);
    while (count < wanted &&
           pthread_create(&helpers[count], NULL, Help, &work) == 0) {
        count++;
    }
    TakePieces(&work, &progress);
    while (count > 0) {
        (void)pthread_join(helpers[--count], NULL);
    }
    EndProgress(&progress);
    return work.err;
}

void
BringIn(unsigned char *from, PRSize length, PRBool toWrite)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t offset = (uintptr_t)from % page;

    (void)madvise(from - offset, length + offset,
                  toWrite ? MADV_POPULATE_WRITE : MADV_POPULATE_READ);
}
