/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Child processes.
 *
 * All that are known are in one list.  Those that were detached stay there
 * until they have ended, for nobody but their parent can have the system
 * forget them; every call looks whether some have.
 *
 * The lock is never held while something waits.  Who waits for a child leaves
 * it for whoever has the lock next, so all who wait come to know its end, and
 * nobody kills a number that is somebody else's by now.
 */
#include "config.h"

#include "prenv.h"
#include "private/pprimpl.h"
#include "private/pprproces.h"
#include "private/pprunix.h"
#include "prmem.h"

#include <pthread.h>
#include <string.h>

struct PRProcess {
    PRProcess    *next;
    _MDChild      child;
    _MDChildState state;
    PRInt32       exitCode; /* if it has ended */
    PRIntn        waiting;  /* how many threads wait for it */
    PRBool        known; /* to the caller: neither waited for nor detached */
};

static PRProcess      *processes;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t  once = PTHREAD_ONCE_INIT;

/* --- The list ------------------------------------------------------------ */

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

/* See whether a child has ended.  Called with the lock. */
static void
Look(PRProcess *process)
{
    if (process->state == _MD_CHILD_RUNS) {
        process->state = _PR_MD_Reap(&process->child, &process->exitCode);
    }
}

/* Free what nobody needs any more: what has ended, and nobody knows it or
 * waits for it.  Called with the lock. */
static void
Sweep(void)
{
    PRProcess **at = &processes;

    while (*at != NULL) {
        PRProcess *process = *at;

        if (!process->known && process->waiting == 0) {
            Look(process);
            if (process->state != _MD_CHILD_RUNS) {
                *at = process->next;
                free(process);
                continue;
            }
        }
        at = &process->next;
    }
}

/* Take the lock, and use the occasion. */
static void
LockAndSweep(void)
{
    _PR_EnsureInit();
    (void)pthread_once(&once, GuardForks);
    Lock();
    Sweep();
}

/* Whether the caller may use it; takes the lock if so, else sets the error. */
static PRBool
LockProcess(const PRProcess *process)
{
    const PRProcess *other;

    LockAndSweep();
    for (other = processes; other != NULL; other = other->next) {
        if (other == process && other->known) {
            return PR_TRUE;
        }
    }
    Unlock();
    PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
    return PR_FALSE;
}

/* A number is used again only after somebody else waited for its child. */
static void
AddProcess(PRProcess *process)
{
    PRProcess *other;

    Lock();
    for (other = processes; other != NULL; other = other->next) {
        if (other->state == _MD_CHILD_RUNS &&
            other->child.pid == process->child.pid) {
            other->state = _MD_CHILD_LOST;
        }
    }
    process->next = processes;
    processes = process;
    Unlock();
}

/* --- Making children ----------------------------------------------------- */

/* Put the list of what is inherited into an environment that has room for one
 * more: where it was, or at the end. */
static void
SetEntry(char **env, char *entry)
{
    static const char start[] = _PR_INHERIT_VARIABLE "=";
    PRSize            i = 0;

    while (env[i] != NULL && strncmp(env[i], start, sizeof start - 1) != 0) {
        i++;
    }
    if (env[i] == NULL) {
        env[i + 1] = NULL;
    }
    env[i] = entry;
}

/*
 * The environment of a child: envp, changed if the child is to inherit
 * descriptors by name.  All of it is one block, but for envp's strings.
 * Returns NULL for want of memory.
 */
static char **
MakeEnvironment(char *const *envp, const PRProcessAttr *attr)
{
    const char *list = attr != NULL ? attr->inherited : NULL;
    PRSize      count = 0, size = list != NULL ? strlen(list) : 0;
    char      **env, *entry;

    while (envp[count] != NULL) {
        count++;
    }
    size += sizeof _PR_INHERIT_VARIABLE "=";
    env = malloc((count + 2) * sizeof *env + size);
    if (env == NULL) {
        return NULL;
    }
    memcpy(env, envp, (count + 1) * sizeof *env);
    if (list != NULL) {
        entry = (char *)(env + count + 2);
        (void)snprintf(entry, size, "%s=%s", _PR_INHERIT_VARIABLE, list);
        SetEntry(env, entry);
    }
    return env;
}

/* A descriptor that became a stream is closed, but not a stream itself, and
 * nothing that is inherited on its own. */
static PRBool
IsForStreamOnly(const PRProcessAttr *attr, int stream)
{
    int    fd = attr->redirects[stream].fd;
    PRSize i;

    if (fd < _PR_STREAMS) {
        return PR_FALSE;
    }
    for (i = 0; i < attr->inheritedCount; i++) {
        if (attr->inheritedFds[i] == fd) {
            return PR_FALSE;
        }
    }
    while (--stream >= 0) {
        if (attr->redirects[stream].wanted &&
            attr->redirects[stream].fd == fd) {
            return PR_FALSE; /* closed there */
        }
    }
    return PR_TRUE;
}

static void
MakeRedirects(_MDRedirect *redirects, const PRProcessAttr *attr)
{
    int i;

    memset(redirects, 0, _PR_STREAMS * sizeof *redirects);
    for (i = 0; attr != NULL && i < _PR_STREAMS; i++) {
        redirects[i] = attr->redirects[i];
        redirects[i].closed = redirects[i].wanted && IsForStreamOnly(attr, i);
    }
}

typedef PRInt32 (*SpawnFN)(const _MDSpawn *what, _MDChild *child);

/* Make a child one way or the other; sets the error if that fails. */
static PRStatus
Spawn(SpawnFN spawn, _MDSpawn *what, const PRProcessAttr *attr,
      _MDChild *child)
{
    static char *const noArguments[] = { NULL };
    _MDRedirect        redirects[_PR_STREAMS];
    char             **copy = NULL;
    char             **env = NULL;
    PRInt32            err;

    if (what->envp == NULL) {
        what->envp = copy = PR_DuplicateEnvironment();
    }
    if (what->envp != NULL) {
        what->envp = env = MakeEnvironment(what->envp, attr);
    }
    if (env == NULL) {
        _PR_FreeEnvironment(copy);
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
        return PR_FAILURE;
    }
    if (what->argv == NULL) {
        what->argv = noArguments;
    }
    MakeRedirects(redirects, attr);
    what->redirects = redirects;
    what->directory = attr != NULL ? attr->directory : NULL;
    err = spawn(what, child);
    free(env);
    _PR_FreeEnvironment(copy);
    if (err != 0) {
        PR_SetError(PR_INSUFFICIENT_RESOURCES_ERROR, err);
        return PR_FAILURE;
    }
    return PR_SUCCESS;
}

PR_IMPLEMENT(PRProcess *)
PR_CreateProcess(const char *path, char *const *argv, char *const *envp,
                 const PRProcessAttr *attr)
{
    _MDSpawn   what = { path, argv, envp, NULL, NULL };
    PRProcess *process;

    LockAndSweep();
    Unlock();
    process = PR_NEWZAP(PRProcess);
    if (process == NULL) {
        return NULL;
    }
    if (Spawn(_PR_MD_Spawn, &what, attr, &process->child) == PR_FAILURE) {
        free(process);
        return NULL;
    }
    process->known = PR_TRUE;
    process->state = _MD_CHILD_RUNS;
    if (process->child.pid == 0) {
        process->state = _MD_CHILD_ENDED;
        process->exitCode = 1;
    }
    AddProcess(process);
    return process;
}

/* --- Detached ones ------------------------------------------------------- */

PR_IMPLEMENT(PRStatus)
PR_CreateProcessDetached(const char *path, char *const *argv,
                         char *const *envp, const PRProcessAttr *attr)
{
    _MDSpawn   what = { path, argv, envp, NULL, NULL };
    PRProcess *process;

    LockAndSweep();
    Unlock();
    process = PR_NEWZAP(PRProcess);
    if (process == NULL) {
        return PR_FAILURE;
    }
    if (Spawn(_PR_MD_SpawnDetached, &what, attr, &process->child) ==
        PR_FAILURE) {
        free(process);
        return PR_FAILURE;
    }
    /* Who adopts orphans may be this process; else the sweep, which finds that
     * the child is not ours, frees this. */
    process->state = _MD_CHILD_RUNS;
    AddProcess(process);
    LockAndSweep();
    Unlock();
    return PR_SUCCESS;
}

PR_IMPLEMENT(PRStatus)
PR_DetachProcess(PRProcess *process)
{
    if (!LockProcess(process)) {
        return PR_FAILURE;
    }
    process->known = PR_FALSE;
    Sweep();
    Unlock();
    return PR_SUCCESS;
}

/* --- The end of a child -------------------------------------------------- */

PR_IMPLEMENT(PRStatus)
PR_WaitProcess(PRProcess *process, PRInt32 *exitCode)
{
    _MDChild      child;
    _MDChildState state;
    PRInt32       code;

    if (!LockProcess(process)) {
        return PR_FAILURE;
    }
    Look(process);
    if (process->state == _MD_CHILD_RUNS) {
        child = process->child;
        process->waiting++;
        Unlock();
        _PR_MD_AwaitEnd(&child);
        Lock();
        process->waiting--;
        Look(process);
    }
    state = process->state;
    code = process->exitCode;
    process->known = PR_FALSE;
    Sweep();
    Unlock();
    if (state != _MD_CHILD_ENDED) {
        _PR_SetOSError(ECHILD);
        return PR_FAILURE;
    }
    if (exitCode != NULL) {
        *exitCode = code;
    }
    return PR_SUCCESS;
}

PR_IMPLEMENT(PRStatus)
PR_KillProcess(PRProcess *process)
{
    PRInt32 err;

    if (!LockProcess(process)) {
        return PR_FAILURE;
    }
    Look(process);
    err = process->state == _MD_CHILD_RUNS ? _PR_MD_Kill(&process->child)
                                           : ESRCH;
    Unlock();
    if (err == ESRCH) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, err);
    } else if (err != 0) {
        _PR_SetOSError(err);
    }
    return err == 0 ? PR_SUCCESS : PR_FAILURE;
}
