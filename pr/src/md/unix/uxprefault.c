/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Bringing pages in before they are used, and counting those that are.
 *
 * Linux does a whole range in one call (MADV_POPULATE_*, 5.14) and takes about
 * as long as the page faults would; but two threads with half of it each take
 * half the time.  Elsewhere each page is touched.
 */
#include "config.h"

#include "private/pprshm.h"
#include "private/pprunix.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* --- Bringing in --------------------------------------------------------- */

/* A part of an attachment, and what is to be done with it. */
typedef struct Part {
    char  *at;
    PRSize length; /* bytes */
    PRBool writable;
    PRBool huge;
} Part;

/* Others may be writing: adding nothing, atomically, changes nothing. */
static void
TouchPages(const Part *part)
{
    PRSize page = (PRSize)sysconf(_SC_PAGESIZE);
    PRSize at;

    for (at = 0; at < part->length; at += page) {
        if (part->writable) {
            (void)__atomic_fetch_add(part->at + at, 0, __ATOMIC_RELAXED);
        } else {
            (void)__atomic_load_n(part->at + at, __ATOMIC_RELAXED);
        }
    }
}

static void *
Populate(void *arg)
{
    const Part *part = arg;
    int advice = part->writable ? MADV_POPULATE_WRITE : MADV_POPULATE_READ;
    int rv;

    if (part->huge) {
        /* What is there in small pages; the rest comes in huge ones. */
        (void)madvise(part->at, part->length, MADV_COLLAPSE);
    }
    _MD_RETRY(rv, madvise(part->at, part->length, advice));
    if (rv == -1 && errno == EINVAL) {
        TouchPages(part);
    }
    return NULL;
}

/* --- Helpers ------------------------------------------------------------- */

/* Nothing that is not worth a thread: its start takes as long as some hundred
 * pages.  Parts end where huge pages do. */
#define PART_LEAST   ((PRSize)16 << 20)
#define HELPERS_MOST 7

static PRSize
CountHelpers(PRSize length)
{
    long   processors = sysconf(_SC_NPROCESSORS_ONLN);
    PRSize useful = length / PART_LEAST;
    PRSize most = HELPERS_MOST;

    if (processors < 2 || useful < 2) {
        return 0;
    }
    most = PR_MIN(most, (PRSize)processors - 1);
    return PR_MIN(most, useful - 1);
}

/* Start as many as can be, each with its part; *whole keeps what is left.  The
 * signals of the program are none of theirs. */
static PRSize
StartHelpers(PRSize count, Part *whole, Part *parts, pthread_t *threads)
{
    const PRSize share = whole->length / (count + 1) / PART_LEAST * PART_LEAST;
    sigset_t     all, before;
    PRSize       started = 0;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    while (started < count) {
        parts[started] = *whole;
        parts[started].at += whole->length - share;
        parts[started].length = share;
        if (pthread_create(&threads[started], NULL, Populate,
                           &parts[started]) != 0) {
            break;
        }
        whole->length -= share;
        started++;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

void
_PR_MD_Prefault(void *addr, PRSize length, PRBool writable, PRIntn flags)
{
    PRSize page = (PRSize)sysconf(_SC_PAGESIZE);
    PRSize pages = (length + page - 1) / page;
    Part whole = { addr, pages * page, writable, (flags & PRX_SHM_HUGE) != 0 };
    Part parts[HELPERS_MOST];
    pthread_t threads[HELPERS_MOST];
    PRSize    started;
    int       cancel;

    if (whole.huge) {
        (void)madvise(addr, whole.length, MADV_HUGEPAGE);
    }
    if ((flags & PRX_SHM_POPULATE) == 0) {
        return;
    }
    /* The helpers work with what is on this stack: it must not unwind. */
    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    started = StartHelpers(CountHelpers(whole.length), &whole, parts, threads);
    (void)Populate(&whole);
    while (started > 0) {
        started--;
        (void)pthread_join(threads[started], NULL);
    }
    (void)pthread_setcancelstate(cancel, NULL);
}

/* --- Counting ------------------------------------------------------------ */

/* The lines of /proc/self/smaps that count, in kilobytes.  What is in pages of
 * hugetlbfs is not among what is resident (Rss). */
static const struct {
    const char *label;
    PRBool      mapped, huge;
} counts[] = {
    { "Rss:", PR_TRUE, PR_FALSE },
    { "ShmemPmdMapped:", PR_FALSE, PR_TRUE },
    { "FilePmdMapped:", PR_FALSE, PR_TRUE },
    { "Shared_Hugetlb:", PR_TRUE, PR_TRUE },
    { "Private_Hugetlb:", PR_TRUE, PR_TRUE },
};

static void
CountLine(const char *line, PRInt64 *mapped, PRInt64 *huge)
{
    PRSize  i;
    PRInt64 bytes;

    for (i = 0; i < PR_ARRAY_SIZE(counts); i++) {
        size_t length = strlen(counts[i].label);

        if (strncmp(line, counts[i].label, length) == 0) {
            bytes = (PRInt64)strtoll(line + length, NULL, 10) * 1024;
            *mapped += counts[i].mapped ? bytes : 0;
            *huge += counts[i].huge ? bytes : 0;
        }
    }
}

PRBool
_PR_MD_CountMapped(_MDRangeFilter filter, void *arg, PRInt64 *mapped,
                   PRInt64 *huge)
{
    FILE     *file = fopen("/proc/self/smaps", "re");
    char      line[256];
    uintptr_t from, to;
    PRBool    counted = PR_FALSE;

    if (file == NULL) {
        return PR_FALSE;
    }
    *mapped = *huge = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2) {
            counted = filter((const void *)from, arg);
        } else if (counted) {
            CountLine(line, mapped, huge);
        }
    }
    (void)fclose(file);
    return PR_TRUE;
}
