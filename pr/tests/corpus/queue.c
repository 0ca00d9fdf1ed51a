/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A queue of jobs by priority on a circular list, and a free list beside it.
 */
#include "prclist.h"
#include "prmem.h"

#include <stddef.h>
#include <stdio.h>

typedef struct Job {
    int     number;
    PRCList links;
    int     priority;
} Job;

#define JOB_OF(item) ((Job *)((char *)(item)-offsetof(Job, links)))

static PRCList ready = PR_INIT_STATIC_CLIST(&ready);
static PRCList unused;

static void
Show(const char *what, PRCList *list)
{
    PRCList *item;

    printf("%s:", what);
    for (item = PR_LIST_HEAD(list); item != list; item = PR_NEXT_LINK(item))
        printf(" %d/%d", JOB_OF(item)->number, JOB_OF(item)->priority);
    printf("%s\n", PR_CLIST_IS_EMPTY(list) ? " empty" : "");
}

static Job *
NewJob(int number, int priority)
{
    Job *job;

    if (PR_CLIST_IS_EMPTY(&unused)) {
        job = PR_NEWZAP(Job);
        if (job == NULL)
            return NULL;
    } else {
        job = JOB_OF(PR_LIST_TAIL(&unused));
        PR_REMOVE_AND_INIT_LINK(&job->links);
    }
    job->number = number;
    job->priority = priority;
    return job;
}

/* Behind all that are as urgent. */
static void
Enqueue(Job *job)
{
    PRCList *item = PR_LIST_HEAD(&ready);

    while (item != &ready && JOB_OF(item)->priority >= job->priority)
        item = PR_NEXT_LINK(item);
    PR_INSERT_BEFORE(&job->links, item);
}

static void
RunOne(void)
{
    Job *job = JOB_OF(PR_LIST_HEAD(&ready));

    PR_REMOVE_LINK(&job->links);
    printf("running %d\n", job->number);
    PR_APPEND_LINK(&job->links, &unused);
}

static void
FreeAll(PRCList *list)
{
    PRCList *item;

    while (!PR_CLIST_IS_EMPTY(list)) {
        item = PR_LIST_HEAD(list);
        PR_REMOVE_LINK(item);
        PR_Free(JOB_OF(item));
    }
}

int
main(void)
{
    static const int priorities[] = { 2, 5, 1, 5, 3, 2, 9 };
    unsigned         i;
    Job             *job;
    PRCList         *last;

    PR_INIT_CLIST(&unused);
    Show("unused", &unused);
    for (i = 0; i < PR_ARRAY_SIZE(priorities); i++) {
        job = NewJob((int)i + 1, priorities[i]);
        if (job != NULL)
            Enqueue(job);
    }
    Show("ready", &ready);
    for (i = 0; i < 3; i++)
        RunOne();
    Enqueue(NewJob(8, 4));
    job = NewJob(9, 0);
    PR_INSERT_LINK(&job->links, &ready);
    job = NewJob(10, 0);
    last = PR_LIST_TAIL(&ready);
    PR_INSERT_AFTER(&job->links, last);
    Show("ready", &ready);
    Show("unused", &unused);
    printf("before the last: %d\n",
           JOB_OF(PR_PREV_LINK(PR_LIST_TAIL(&ready)))->number);
    FreeAll(&ready);
    FreeAll(&unused);
    Show("ready", &ready);
    return 0;
}
