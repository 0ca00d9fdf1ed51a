/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Threads: the system's, with what NSPR adds to them.
 *
 * Those that PR_CreateThread() made are in a list until nothing can be asked
 * of them any more.  So it can be told whether a pointer still stands for a
 * thread without looking at where it points, and PR_Cleanup() can wait for the
 * threads that it should.  After fork() a child has a copy of the list but none
 * of the threads; hence each entry notes its process.  And fork() takes the
 * lock first: a thread that held it would not exist in the child to release it.
 */
#include "config.h"

#include "prthread.h"
#include "prclist.h"
#include "private/pprimpl.h"
#include "prsystem.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

struct PRThread {
    PRIntn priority; /* a PRThreadPriority; any thread may change it */
};

/* A thread of PR_CreateThread().  What may change is under threadsLock. */
typedef struct MadeThread {
    PRCList  link; /* in threads */
    PRThread thread;
    void(PR_CALLBACK *start)(void *arg);
    void     *arg;
    pthread_t id;
    pid_t     process;
    PRBool    isUser;   /* PR_Cleanup() waits for it */
    PRBool    detached; /* nobody will join it */
    PRBool    claimed;  /* somebody is joining it */
    PRBool    runs;
} MadeThread;

static pthread_mutex_t threadsLock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t  once = PTHREAD_ONCE_INIT;
static pthread_cond_t  threadEnded = PTHREAD_COND_INITIALIZER;
static PRCList         threads = PR_INIT_STATIC_CLIST(&threads);

/* This thread: made, if it was made here; else found. */
_PR_THREAD_LOCAL PRThread *made;
_PR_THREAD_LOCAL PRThread  found = { PR_PRIORITY_NORMAL };

static MadeThread *
OfLink(PRCList *link)
{
    return (MadeThread *)(void *)((char *)link - offsetof(MadeThread, link));
}

/* The priority that is nearest to what a caller says. */
static PRIntn
Priority(PRThreadPriority said)
{
    PRIntn priority = (PRIntn)said;

    return PR_MIN(PR_MAX(priority, PR_PRIORITY_FIRST), PR_PRIORITY_LAST);
}

static void
Lock(void)
{
    (void)pthread_mutex_lock(&threadsLock);
}

static void
Unlock(void)
{
    (void)pthread_mutex_unlock(&threadsLock);
}

static void
GuardForks(void)
{
    /* Without memory for it, children of threads are as they would be. */
    (void)pthread_atfork(Lock, Unlock, Unlock);
}

/* --- Life and death ------------------------------------------------------ */

/* Also called when the thread ends by pthread_exit(). */
static void
End(void *arg)
{
    MadeThread *self = arg;
    PRBool      detached = self->detached;

    made = NULL;
    Lock();
    self->runs = PR_FALSE;
    if (detached) {
        PR_REMOVE_LINK(&self->link);
    }
    (void)pthread_cond_broadcast(&threadEnded);
    Unlock();
    if (detached) {
        free(self);
    }
}

static void *
Begin(void *arg)
{
    MadeThread *self = arg;

    /* The maker has the lock until all is known of this thread. */
    Lock();
    Unlock();
    made = &self->thread;
    pthread_cleanup_push(End, self);
    self->start(self->arg);
    pthread_cleanup_pop(1);
    return NULL;
}

/* Returns 0 or an error number.  After that a detached thread may be gone. */
static int
Start(MadeThread *thread, PRUint32 stackSize)
{
    PRSize         page = (PRSize)PR_GetPageSize();
    pthread_attr_t attributes;
    int            osError = pthread_attr_init(&attributes);

    if (osError != 0) {
        return osError;
    }
    if (thread->detached) {
        (void)pthread_attr_setdetachstate(&attributes,
                                          PTHREAD_CREATE_DETACHED);
    }
    /* Some systems want whole pages.  Too small a stack, of no bytes for
     * instance, is refused by all: then it is the usual one. */
    (void)pthread_attr_setstacksize(&attributes, PR_ROUNDUP(stackSize, page));
    (void)pthread_once(&once, GuardForks);
    Lock();
    osError = pthread_create(&thread->id, &attributes, Begin, thread);
    if (osError == 0) {
        PR_APPEND_LINK(&thread->link, &threads);
    }
    Unlock();
    (void)pthread_attr_destroy(&attributes);
    return osError;
}

PR_IMPLEMENT(PRThread *)
PR_CreateThread(PRThreadType type, void(PR_CALLBACK *start)(void *arg),
                void *arg, PRThreadPriority priority, PRThreadScope scope,
                PRThreadState state, PRUint32 stackSize)
{
    MadeThread *thread;
    PRThread   *result;
    int         osError;

    (void)scope; /* the system schedules all of them */
    _PR_EnsureInit();
    if (start == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return NULL;
    }
    thread = calloc(1, sizeof *thread);
    if (thread == NULL) {
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
        return NULL;
    }
    thread->thread.priority = Priority(priority);
    thread->start = start;
    thread->arg = arg;
    thread->process = getpid();
    thread->isUser = type != PR_SYSTEM_THREAD;
    thread->detached = state != PR_JOINABLE_THREAD;
    thread->runs = PR_TRUE;
    result = &thread->thread;
    osError = Start(thread, stackSize);
    if (osError != 0) {
        free(thread);
        PR_SetError(PR_INSUFFICIENT_RESOURCES_ERROR, osError);
        return NULL;
    }
    return result;
}

/* --- Joining ------------------------------------------------------------- */

/* The thread if it can be joined, and nobody else will; or NULL. */
static MadeThread *
Claim(const PRThread *wanted)
{
    PRCList *link;

    for (link = PR_LIST_HEAD(&threads); link != &threads;
         link = PR_NEXT_LINK(link)) {
        MadeThread *thread = OfLink(link);

        if (&thread->thread == wanted && !thread->detached &&
            !thread->claimed && thread->process == getpid()) {
            thread->claimed = PR_TRUE;
            return thread;
        }
    }
    return NULL;
}

/* A thread that was claimed: it is gone, or somebody else may try. */
static void
Unclaim(MadeThread *thread, PRBool gone)
{
    Lock();
    thread->claimed = PR_FALSE;
    if (gone) {
        PR_REMOVE_LINK(&thread->link);
    }
    Unlock();
    if (gone) {
        free(thread);
    }
}

PR_IMPLEMENT(PRStatus)
PR_JoinThread(PRThread *thread)
{
    MadeThread *claimed;
    int         osError;

    if (thread != NULL && thread == made) {
        _PR_SetOSError(EDEADLK);
        return PR_FAILURE;
    }
    Lock();
    claimed = Claim(thread);
    Unlock();
    if (claimed == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, 0);
        return PR_FAILURE;
    }
    osError = pthread_join(claimed->id, NULL);
    Unclaim(claimed, osError == 0);
    if (osError != 0) {
        _PR_SetOSError(osError);
        return PR_FAILURE;
    }
    return PR_SUCCESS;
}

/* Whether another user thread of this process runs.  Called with
 * threadsLock. */
static PRBool
OthersRun(void)
{
    PRCList *link;

    for (link = PR_LIST_HEAD(&threads); link != &threads;
         link = PR_NEXT_LINK(link)) {
        const MadeThread *thread = OfLink(link);

        if (thread->isUser && thread->runs && &thread->thread != made &&
            thread->process == getpid()) {
            return PR_TRUE;
        }
    }
    return PR_FALSE;
}

void
_PR_AwaitUserThreads(void)
{
    Lock();
    while (OthersRun()) {
        (void)pthread_cond_wait(&threadEnded, &threadsLock);
    }
    Unlock();
}

/* --- What is known of a thread ------------------------------------------- */

PR_IMPLEMENT(PRThread *)
PR_GetCurrentThread(void)
{
    _PR_EnsureInit();
    return made != NULL ? made : &found;
}

PR_IMPLEMENT(PRThreadPriority)
PR_GetThreadPriority(const PRThread *thread)
{
    if (thread == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_PRIORITY_NORMAL;
    }
    return (PRThreadPriority)_PR_LOAD_ACQUIRE(&thread->priority);
}

PR_IMPLEMENT(void)
PR_SetThreadPriority(PRThread *thread, PRThreadPriority priority)
{
    if (thread == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return;
    }
    _PR_STORE_RELEASE(&thread->priority, Priority(priority));
}
