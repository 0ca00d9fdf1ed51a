/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A pool of threads by hand: they take numbers off a list under a lock and
 * add up what they make of them.
 */
#define FORCE_PR_ASSERT

#include "prinit.h"
#include "prinrval.h"
#include "prio.h"
#include "prlock.h"
#include "prmem.h"
#include "prprf.h"
#include "prthread.h"

#define WORKERS 6
#define JOBS    500

typedef struct Pool {
    PRLock  *lock;
    PRInt32  next;
    PRInt32  total;
    PRInt32  largest;
    PRInt32  started;
    PRInt32 *done;
} Pool;

static PRInt32
Steps(PRInt32 number)
{
    PRInt32 steps = 0;

    while (number != 1) {
        number = number % 2 == 0 ? number / 2 : 3 * number + 1;
        steps++;
    }
    return steps;
}

static PRInt32
Take(Pool *pool)
{
    PRInt32 job;

    PR_Lock(pool->lock);
    PR_ASSERT_CURRENT_THREAD_OWNS_LOCK(pool->lock);
    job = pool->next < JOBS ? ++pool->next : 0;
    PR_Unlock(pool->lock);
    return job;
}

static void PR_CALLBACK
Worker(void *arg)
{
    Pool   *pool = (Pool *)arg;
    PRInt32 job, steps;

    PR_Lock(pool->lock);
    pool->started++;
    PR_Unlock(pool->lock);
    while ((job = Take(pool)) != 0) {
        steps = Steps(job);
        PR_Lock(pool->lock);
        pool->done[job - 1]++;
        pool->total += steps;
        pool->largest = PR_MAX(pool->largest, steps);
        PR_Unlock(pool->lock);
        if (job % 100 == 0)
            PR_Sleep(PR_MillisecondsToInterval(1));
    }
}

static PRIntn
Report(const Pool *pool)
{
    PRIntn i, once = 0;

    for (i = 0; i < JOBS; i++)
        once += pool->done[i] == 1;
    PR_fprintf(PR_STDOUT, "%d threads, %d jobs done once\n",
               (PRIntn)pool->started, once);
    PR_fprintf(PR_STDOUT, "%ld steps, at most %ld\n", (long)pool->total,
               (long)pool->largest);
    return once == JOBS ? 0 : 1;
}

int
main(void)
{
    PRThread *workers[WORKERS];
    Pool      pool;
    PRIntn    i, failed;

    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    pool.lock = PR_NewLock();
    pool.next = pool.total = pool.largest = pool.started = 0;
    pool.done = (PRInt32 *)PR_Calloc(JOBS, sizeof(PRInt32));
    for (i = 0; i < WORKERS; i++) {
        workers[i] =
            PR_CreateThread(PR_USER_THREAD, Worker, &pool, PR_PRIORITY_NORMAL,
                            i % 2 ? PR_GLOBAL_THREAD : PR_LOCAL_THREAD,
                            PR_JOINABLE_THREAD, 64 * 1024);
        if (workers[i] == NULL)
            return 1;
    }
    for (i = 0; i < WORKERS; i++) {
        if (PR_JoinThread(workers[i]) == PR_FAILURE)
            return 1;
    }
    failed = Report(&pool);
    PR_DELETE(pool.done);
    PR_DestroyLock(pool.lock);
    PR_Cleanup();
    return failed;
}
