/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The lock around what is known of attachments.
 *
 * fork() copies the memory of the process but only one of its threads.  If
 * another one has the lock just then, the child would wait for ever for a
 * thread that is not there; so whoever forks takes the lock first.
 */
#include "config.h"

#include "private/pprshm.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t  once = PTHREAD_ONCE_INIT;

static void
Lock(void)
{
    (void)pthread_mutex_lock(&lock);
}

static void
Unlock(void)
{
    (void)pthread_mutex_unlock(&lock);
}

static void
GuardForks(void)
{
    /* Without memory for it, children of threads are as they would be. */
    (void)pthread_atfork(Lock, Unlock, Unlock);
}

void
_PR_MD_LockAttachments(void)
{
    (void)pthread_once(&once, GuardForks);
    Lock();
}

void
_PR_MD_UnlockAttachments(void)
{
    Unlock();
}
