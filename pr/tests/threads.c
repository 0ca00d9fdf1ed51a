/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Prints facts about threads and locks, a line each: "scene.fact: value".
 *
 * One source for both sides: threads_ours is linked with libprshm,
 * threads_stock with stock NSPR, and test_threads.sh compares the lines.
 * Every scene has a process of its own, and one that dies is a fact as well:
 * "scene: signal 11".
 */
#define _GNU_SOURCE

#include <prerror.h>
#include <prinit.h>
#include <prcvar.h>
#include <prlock.h>
#include <prlog.h>
#include <prthread.h>

#include "scenes.h"

#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- Printing ------------------------------------------------------------ */

static void
join_fact(const char *id, PRThread *thread)
{
    char error[64];

    (void)snprintf(error, sizeof error, "%s-error", id);
    PR_SetError(1, 2);
    fact(id, "%d", (int)PR_JoinThread(thread));
    error_fact(error);
}

/* --- Events -------------------------------------------------------------- */

/* Two threads meet here, any number of times. */
static pthread_barrier_t meeting;

static void
meet(void)
{
    (void)pthread_barrier_wait(&meeting);
}

/* --- Making threads ------------------------------------------------------ */

/* What a thread saw, for whoever joined it. */
typedef struct Seen {
    PRThread        *self;
    PRThreadPriority priority;
    PRErrorCode      error;
    PRInt32          osError, textLength;
    int              initialized, nice;
    size_t           stack;
} Seen;

static void PR_CALLBACK
look(void *arg)
{
    Seen          *seen = arg;
    pthread_attr_t attributes;
    void          *base;

    seen->error = PR_GetError();
    seen->osError = PR_GetOSError();
    seen->textLength = PR_GetErrorTextLength();
    seen->self = PR_GetCurrentThread();
    seen->priority = PR_GetThreadPriority(seen->self);
    seen->initialized = PR_Initialized();
    seen->nice = getpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid));
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        (void)pthread_attr_getstack(&attributes, &base, &seen->stack);
        (void)pthread_attr_destroy(&attributes);
    }
    PR_SetError(3, 4);
    PR_SetErrorText(2, "xy");
}

/* Make a joinable one, with anything. */
static void
made_fact(const char *id, int type, int priority, int scope)
{
    Seen             seen;
    PRThread        *thread;
    PRThreadPriority given;
    PRStatus         status;

    memset(&seen, 0, sizeof seen);
    PR_SetError(1, 2);
    PR_SetErrorText(1, "x");
    thread = PR_CreateThread((PRThreadType)type, look, &seen,
                             (PRThreadPriority)priority, (PRThreadScope)scope,
                             PR_JOINABLE_THREAD, 0);
    if (thread == NULL) {
        fact(id, "not made");
        return;
    }
    given = PR_GetThreadPriority(thread);
    status = PR_JoinThread(thread);
    fact(id,
         "priority %d %d, itself %d, error %d %d %d, initialised %d, "
         "joined %d, our error %d %d %d",
         (int)given, (int)seen.priority, seen.self == thread, (int)seen.error,
         (int)seen.osError, (int)seen.textLength, seen.initialized,
         (int)status, (int)PR_GetError(), (int)PR_GetOSError(),
         (int)PR_GetErrorTextLength());
}

static void
scene_made(void)
{
    static const int odd[] = { -1, 4, 5, 100, 2147483647, -2147483647 - 1 };
    char             id[64];
    int              type, priority, scope;
    size_t           i;

    for (type = PR_USER_THREAD; type <= PR_SYSTEM_THREAD; type++) {
        for (priority = PR_PRIORITY_FIRST; priority <= PR_PRIORITY_LAST;
             priority++) {
            for (scope = PR_LOCAL_THREAD; scope <= PR_GLOBAL_BOUND_THREAD;
                 scope++) {
                (void)snprintf(id, sizeof id, "%d-%d-%d", type, priority,
                               scope);
                made_fact(id, type, priority, scope);
            }
        }
    }
    for (i = 0; i < COUNT(odd); i++) {
        (void)snprintf(id, sizeof id, "type%d", odd[i]);
        made_fact(id, odd[i], PR_PRIORITY_NORMAL, PR_LOCAL_THREAD);
        (void)snprintf(id, sizeof id, "priority%d", odd[i]);
        made_fact(id, PR_USER_THREAD, odd[i], PR_LOCAL_THREAD);
        (void)snprintf(id, sizeof id, "scope%d", odd[i]);
        made_fact(id, PR_USER_THREAD, PR_PRIORITY_NORMAL, odd[i]);
    }
}

static size_t
stack_of(PRUint32 size)
{
    Seen      seen;
    PRThread *thread;

    memset(&seen, 0, sizeof seen);
    thread = PR_CreateThread(PR_USER_THREAD, look, &seen, PR_PRIORITY_NORMAL,
                             PR_GLOBAL_THREAD, PR_JOINABLE_THREAD, size);
    return thread != NULL && PR_JoinThread(thread) == PR_SUCCESS ? seen.stack
                                                                 : 0;
}

static void
scene_stack(void)
{
    static const PRUint32 sizes[] = { 0,       1,       4096,      65536,
                                      1000000, 1048576, 16777216u, 1u << 30 };
    size_t                usual = stack_of(0), i;
    char                  id[64];

    for (i = 0; i < COUNT(sizes); i++) {
        size_t size = stack_of(sizes[i]);

        (void)snprintf(id, sizeof id, "%u", sizes[i]);
        fact(id, "enough %d, usual %d", size >= sizes[i] / 4096 * 4096,
             size == usual);
    }
}

/* The system's scheduler, as far as anybody may slow a thread down. */
static void
scene_priority_low(void)
{
    Seen      seen;
    PRThread *thread;

    memset(&seen, 0, sizeof seen);
    thread = PR_CreateThread(PR_USER_THREAD, look, &seen, PR_PRIORITY_LOW,
                             PR_GLOBAL_THREAD, PR_JOINABLE_THREAD, 0);
    fact("joined", "%d", (int)PR_JoinThread(thread));
    fact("nice", "%d", seen.nice - getpriority(PRIO_PROCESS, 0));
}

/* There is nobody here who may have as many threads as he likes. */
static void
scene_no_more(void)
{
    static const struct rlimit none = { 0, 0 };
    PRThread                  *thread;

    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    if (getuid() == 0 &&
        (setgroups(0, NULL) != 0 || setresuid(65534, 65534, 65534) != 0)) {
        fact("user", "cannot be another one");
    }
    (void)setrlimit(RLIMIT_NPROC, &none);
    PR_SetError(1, 2);
    thread = PR_CreateThread(PR_USER_THREAD, look, NULL, PR_PRIORITY_NORMAL,
                             PR_GLOBAL_THREAD, PR_JOINABLE_THREAD, 0);
    fact("thread", "%d", thread != NULL);
    error_fact("error");
}

static void
scene_start_null(void)
{
    PRThread *thread =
        PR_CreateThread(PR_USER_THREAD, NULL, NULL, PR_PRIORITY_NORMAL,
                        PR_GLOBAL_THREAD, PR_JOINABLE_THREAD, 0);

    if (thread != NULL) {
        (void)PR_JoinThread(thread);
    }
    error_fact("error");
}

static void
scene_create_initialises(void)
{
    Seen      seen;
    PRThread *thread;

    fact("before", "%d", PR_Initialized());
    thread = PR_CreateThread(PR_USER_THREAD, look, &seen, PR_PRIORITY_NORMAL,
                             PR_GLOBAL_THREAD, PR_JOINABLE_THREAD, 0);
    fact("after", "%d", PR_Initialized());
    join_fact("joined", thread);
}

/* --- Joining ------------------------------------------------------------- */

static void PR_CALLBACK
wait_for_meeting(void *arg)
{
    (void)arg;
    meet();
    meet();
}

static void
scene_unjoinable(void)
{
    PRThread *thread = PR_CreateThread(PR_USER_THREAD, wait_for_meeting, NULL,
                                       PR_PRIORITY_HIGH, PR_GLOBAL_THREAD,
                                       PR_UNJOINABLE_THREAD, 0);

    meet();
    fact("priority", "%d", (int)PR_GetThreadPriority(thread));
    join_fact("joined", thread);
    meet();
    fact("cleanup", "%d", (int)PR_Cleanup());
}

static void PR_CALLBACK
join_itself(void *arg)
{
    (void)arg;
    join_fact("itself", PR_GetCurrentThread());
}

static void
scene_join_itself(void)
{
    join_fact("joined", PR_CreateThread(PR_USER_THREAD, join_itself, NULL,
                                        PR_PRIORITY_NORMAL, PR_GLOBAL_THREAD,
                                        PR_JOINABLE_THREAD, 0));
}

static PRThread *foreign;

static void *
wait_in_foreign(void *arg)
{
    foreign = PR_GetCurrentThread();
    meet();
    meet();
    return arg;
}

static void
scene_join_others(void)
{
    pthread_t thread;

    join_fact("main", PR_GetCurrentThread());
    if (pthread_create(&thread, NULL, wait_in_foreign, NULL) != 0) {
        fact("thread", "cannot be made");
        return;
    }
    meet();
    join_fact("foreign", foreign);
    meet();
    (void)pthread_join(thread, NULL);
}

static void
scene_join_null(void)
{
    join_fact("null", NULL);
}

/* --- The current thread -------------------------------------------------- */

static void *
look_from_foreign(void *arg)
{
    PRThread *self = PR_GetCurrentThread();
    Seen      seen;

    fact("foreign", "again %d, main's %d, priority %d",
         self == PR_GetCurrentThread(), self == arg,
         (int)PR_GetThreadPriority(self));
    memset(&seen, 0, sizeof seen);
    join_fact("made-by-foreign",
              PR_CreateThread(PR_USER_THREAD, look, &seen, PR_PRIORITY_NORMAL,
                              PR_GLOBAL_THREAD, PR_JOINABLE_THREAD, 0));
    return NULL;
}

static void
scene_current(void)
{
    PRThread *self;

    fact("before", "%d", PR_Initialized());
    self = PR_GetCurrentThread();
    fact("after", "%d", PR_Initialized());
    fact("main", "NULL %d, again %d, macro %d, priority %d", self == NULL,
         self == PR_GetCurrentThread(), self == PR_CurrentThread(),
         (int)PR_GetThreadPriority(self));
    in_foreign_thread(look_from_foreign, self);
}

static void PR_CALLBACK
log_own(void *arg)
{
    (void)arg;
    PR_LogPrint("%p", (void *)PR_GetCurrentThread());
}

/* Whether the lines of the log say which thread wrote them. */
static void
scene_log(void)
{
    char       lines[256], *line, *rest = lines, in_line[32], in_text[32];
    int        ends[2];
    ssize_t    length;
    static int number;

    if (pipe(ends) != 0 || dup2(ends[1], STDERR_FILENO) == -1) {
        fact("pipe", "cannot be made");
        return;
    }
    setenv("NSPR_LOG_MODULES", "threads:1", 1);
    log_own(NULL);
    (void)PR_JoinThread(PR_CreateThread(PR_USER_THREAD, log_own, NULL,
                                        PR_PRIORITY_NORMAL, PR_GLOBAL_THREAD,
                                        PR_JOINABLE_THREAD, 0));
    length = read(ends[0], lines, sizeof lines - 1);
    lines[length > 0 ? length : 0] = '\0';
    while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
        fact(number++ == 0 ? "main" : "other", "%d",
             sscanf(line, "%*d[%31[0-9a-f]]: %31s", in_line, in_text) == 2 &&
                 strcmp(in_line, in_text) == 0);
    }
}

/* --- Priorities ---------------------------------------------------------- */

static void PR_CALLBACK
tell_priority(void *arg)
{
    meet();
    *(int *)arg = (int)PR_GetThreadPriority(PR_GetCurrentThread());
}

static void
scene_priorities(void)
{
    static const int values[] = { 0, 1, 2, 3, 4, 99, -1, -99, 1 };
    PRThread        *self = PR_GetCurrentThread(), *thread;
    char             id[64];
    size_t           i;
    int              seen = -1;

    PR_SetError(1, 2);
    for (i = 0; i < COUNT(values); i++) {
        PR_SetThreadPriority(self, (PRThreadPriority)values[i]);
        (void)snprintf(id, sizeof id, "own%d-%d", values[i], (int)i);
        fact(id, "%d", (int)PR_GetThreadPriority(self));
    }
    error_fact("error");
    thread = PR_CreateThread(PR_USER_THREAD, tell_priority, &seen,
                             PR_PRIORITY_NORMAL, PR_GLOBAL_THREAD,
                             PR_JOINABLE_THREAD, 0);
    PR_SetThreadPriority(thread, PR_PRIORITY_URGENT);
    fact("other", "%d", (int)PR_GetThreadPriority(thread));
    meet();
    join_fact("joined", thread);
    fact("other-saw", "%d", seen);
}

static void
scene_priority_null(void)
{
    fact("get", "%d", (int)PR_GetThreadPriority(NULL));
    error_fact("error");
}

static void
scene_set_priority_null(void)
{
    PR_SetThreadPriority(NULL, PR_PRIORITY_HIGH);
    error_fact("error");
}

/* --- The end of the runtime ---------------------------------------------- */

static int ended;

/* Nobody can be told that a thread waits in PR_Cleanup(): so give it time.
 * Who does not wait is found out, mostly. */
static void PR_CALLBACK
end_later(void *arg)
{
    (void)PR_Sleep(PR_MillisecondsToInterval(50));
    (void)__atomic_add_fetch(&ended, 1, __ATOMIC_SEQ_CST);
    if (arg != NULL) {
        fact("cleanup-in-thread", "%d, then %d", (int)PR_Cleanup(),
             PR_Initialized());
    }
}

static PRThread *
create_late(PRThreadType type, PRThreadState state, void *arg)
{
    return PR_CreateThread(type, end_later, arg, PR_PRIORITY_NORMAL,
                           PR_GLOBAL_THREAD, state, 0);
}

static void
cleanup_fact(const char *id)
{
    PRStatus status = PR_Cleanup();

    fact(id, "%d, then %d, ended %d", (int)status, PR_Initialized(), ended);
}

/* Once in a process: stock NSPR does not survive all that may come later. */
static void
scene_cleanup_unjoinable(void)
{
    (void)create_late(PR_USER_THREAD, PR_UNJOINABLE_THREAD, NULL);
    (void)create_late(PR_USER_THREAD, PR_UNJOINABLE_THREAD, NULL);
    cleanup_fact("cleanup");
}

static void
scene_cleanup_joinable(void)
{
    (void)create_late(PR_USER_THREAD, PR_JOINABLE_THREAD, NULL);
    cleanup_fact("cleanup");
}

static void
scene_cleanup_while_other_tries(void)
{
    (void)create_late(PR_USER_THREAD, PR_UNJOINABLE_THREAD, &ended);
    cleanup_fact("cleanup");
}

static void PR_CALLBACK
create_another(void *arg)
{
    (void)arg;
    (void)create_late(PR_USER_THREAD, PR_UNJOINABLE_THREAD, NULL);
}

static void
scene_cleanup_chain(void)
{
    (void)PR_CreateThread(PR_USER_THREAD, create_another, NULL,
                          PR_PRIORITY_NORMAL, PR_GLOBAL_THREAD,
                          PR_UNJOINABLE_THREAD, 0);
    cleanup_fact("chain");
}

/* It would wait for ever, if it waited. */
static void
scene_cleanup_system(void)
{
    (void)PR_CreateThread(PR_SYSTEM_THREAD, wait_for_meeting, NULL,
                          PR_PRIORITY_NORMAL, PR_GLOBAL_THREAD,
                          PR_UNJOINABLE_THREAD, 0);
    meet();
    cleanup_fact("system");
    meet();
}

/* Threads that the library did not make are not waited for, and may end when
 * there is no runtime any more. */
static void
scene_cleanup_foreign(void)
{
    pthread_t thread;

    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    if (pthread_create(&thread, NULL, wait_in_foreign, NULL) != 0) {
        fact("thread", "cannot be made");
        return;
    }
    meet();
    cleanup_fact("cleanup");
    meet();
    fact("joined", "%d", pthread_join(thread, NULL));
}

static PRIntn PR_CALLBACK
leave_thread(PRIntn argc, char **argv)
{
    (void)argc, (void)argv;
    (void)create_late(PR_USER_THREAD, PR_UNJOINABLE_THREAD, NULL);
    return 7;
}

static void
scene_initialize(void)
{
    int result = PR_Initialize(leave_thread, 0, NULL, 0);

    fact("result", "%d, ended %d", result, ended);
}

/* --- Locks --------------------------------------------------------------- */

static PRLock *lock;

static void
unlock_fact(const char *id, PRLock *which)
{
    char error[64];

    (void)snprintf(error, sizeof error, "%s-error", id);
    PR_SetError(1, 2);
    fact(id, "%d", (int)PR_Unlock(which));
    error_fact(error);
}

static void *
unlock_other(void *arg)
{
    unlock_fact(arg, lock);
    return NULL;
}

static void *
lock_and_unlock(void *arg)
{
    PR_Lock(lock);
    unlock_fact(arg, lock);
    return NULL;
}

static void
scene_lock(void)
{
    int status;

    fact("before", "%d", PR_Initialized());
    lock = PR_NewLock();
    fact("after", "%d, NULL %d", PR_Initialized(), lock == NULL);
    unlock_fact("free", lock);
    PR_SetError(1, 2);
    PR_Lock(lock);
    error_fact("lock-error");
    in_foreign_thread(unlock_other, (void *)"by-other");
    (void)fflush(stdout);
    if (fork() == 0) {
        unlock_fact("in-child", lock);
        (void)fflush(stdout);
        _exit(0);
    }
    (void)wait(&status);
    unlock_fact("own", lock);
    unlock_fact("again", lock);
    in_foreign_thread(lock_and_unlock, (void *)"other-own");
    in_foreign_thread(unlock_other, (void *)"other-free");
    PR_Lock(lock);
    unlock_fact("own-later", lock);
    PR_DestroyLock(lock);
    error_fact("destroy-error");
    fact("cleanup", "%d", (int)PR_Cleanup());
}

static void
scene_lock_initialises(void)
{
    lock = PR_NewLock();
    (void)PR_Cleanup();
    PR_Lock(lock);
    fact("lock", "%d", PR_Initialized());
    fact("unlock", "%d", (int)PR_Unlock(lock));
    fact("unlocked", "%d", PR_Initialized());
    PR_DestroyLock(lock);
    fact("destroy", "%d", PR_Initialized());
}

/* What a call on a condition variable tells. */
static void
cvar_fact(const char *id, PRStatus status)
{
    fact(id, "%d, error %ld/%ld", (int)status, (long)PR_GetError(),
         (long)PR_GetOSError());
}

static void
scene_condition(void)
{
    PRCondVar *cvar;

    lock = PR_NewLock();
    cvar = PR_NewCondVar(lock);
    fact("new", "NULL %d", cvar == NULL);
    PR_SetError(1, 2);
    PR_Lock(lock);
    cvar_fact("notify-nobody", PR_NotifyCondVar(cvar));
    cvar_fact("notify-all-of-nobody", PR_NotifyAllCondVar(cvar));
    cvar_fact("no-wait", PR_WaitCondVar(cvar, PR_INTERVAL_NO_WAIT));
    cvar_fact("short-wait", PR_WaitCondVar(cvar, 3));
    unlock_fact("own", lock);
    PR_DestroyCondVar(cvar);
    PR_DestroyLock(lock);
}

/* Under the lock, where a thread is that waits to be notified. */
typedef enum Place { PLACE_BEFORE, PLACE_WAITS, PLACE_AFTER } Place;

static PRCondVar *condition;
static Place      place;

static void PR_CALLBACK
wait_to_be_notified(void *arg)
{
    (void)arg;
    PR_Lock(lock);
    place = PLACE_WAITS;
    (void)PR_WaitCondVar(condition, PR_INTERVAL_NO_TIMEOUT);
    place = PLACE_AFTER;
    (void)PR_Unlock(lock);
}

static void
await_place(Place wanted)
{
    Place now;

    do {
        (void)PR_Sleep(PR_INTERVAL_NO_WAIT);
        PR_Lock(lock);
        now = place;
        (void)PR_Unlock(lock);
    } while (now != wanted);
}

static void *
notify_all(void *arg)
{
    PR_SetError(1, 2);
    cvar_fact(arg, PR_NotifyAllCondVar(condition));
    return NULL;
}

/* Have a thread wait, and then have it go on. */
static void
notify_fact(const char *id, void (*notify)(void))
{
    PRThread *thread;

    about("%s", id);
    place = PLACE_BEFORE;
    thread = PR_CreateThread(PR_USER_THREAD, wait_to_be_notified, NULL,
                             PR_PRIORITY_NORMAL, PR_GLOBAL_THREAD,
                             PR_JOINABLE_THREAD, 0);
    await_place(PLACE_WAITS);
    notify();
    await_place(PLACE_AFTER);
    fact("woken", "%d", (int)PR_JoinThread(thread));
    about("%s", "");
}

static void
notify_with_nobody_holding(void)
{
    PR_SetError(1, 2);
    cvar_fact("result", PR_NotifyCondVar(condition));
}

static void
notify_with_another_holding(void)
{
    PR_Lock(lock);
    in_foreign_thread(notify_all, (void *)"result");
    (void)PR_Unlock(lock);
}

static void
scene_notify_without_lock(void)
{
    lock = PR_NewLock();
    condition = PR_NewCondVar(lock);
    notify_fact("free", notify_with_nobody_holding);
    notify_fact("by-other", notify_with_another_holding);
    PR_DestroyCondVar(condition);
    PR_DestroyLock(lock);
}

static void
scene_wait_without_lock(void)
{
    lock = PR_NewLock();
    condition = PR_NewCondVar(lock);
    PR_SetError(1, 2);
    cvar_fact("short-wait", PR_WaitCondVar(condition, 3));
}

static void
scene_lock_assertion(void)
{
    lock = PR_NewLock();
    PR_Lock(lock);
    PR_AssertCurrentThreadOwnsLock(lock);
    fact("held", "survived");
    (void)PR_Unlock(lock);
    (void)freopen("/dev/null", "w", stderr);
    PR_AssertCurrentThreadOwnsLock(lock);
    fact("free", "survived");
}

static void
scene_lock_null(void)
{
    PR_Lock(NULL);
    error_fact("error");
}

static void
scene_unlock_null(void)
{
    unlock_fact("null", NULL);
}

static void
scene_destroy_null(void)
{
    PR_DestroyLock(NULL);
    fact("null", "survived");
}

/* --- All of them --------------------------------------------------------- */

static const Scene scenes[] = {
    { "made", scene_made },
    { "stack", scene_stack },
    { "priority-low", scene_priority_low },
    { "no-more", scene_no_more },
    { "start-null", scene_start_null },
    { "create-initialises", scene_create_initialises },
    { "unjoinable", scene_unjoinable },
    { "join-itself", scene_join_itself },
    { "join-others", scene_join_others },
    { "join-null", scene_join_null },
    { "current", scene_current },
    { "log", scene_log },
    { "priorities", scene_priorities },
    { "priority-null", scene_priority_null },
    { "set-priority-null", scene_set_priority_null },
    { "cleanup-unjoinable", scene_cleanup_unjoinable },
    { "cleanup-joinable", scene_cleanup_joinable },
    { "cleanup-while-other-tries", scene_cleanup_while_other_tries },
    { "cleanup-chain", scene_cleanup_chain },
    { "cleanup-system", scene_cleanup_system },
    { "cleanup-foreign", scene_cleanup_foreign },
    { "initialize", scene_initialize },
    { "lock", scene_lock },
    { "lock-initialises", scene_lock_initialises },
    { "condition", scene_condition },
    { "notify-without-lock", scene_notify_without_lock },
    { "wait-without-lock", scene_wait_without_lock },
    { "lock-assertion", scene_lock_assertion },
    { "lock-null", scene_lock_null },
    { "unlock-null", scene_unlock_null },
    { "destroy-null", scene_destroy_null },
};

/* Seconds after which a scene will not come to an end. */
#define ALARM 30

static void
prepare(void)
{
    (void)pthread_barrier_init(&meeting, NULL, 2);
    (void)alarm(ALARM);
}

int
main(void)
{
    begin_scenes();
    run_scenes(scenes, COUNT(scenes), prepare);
    return EXIT_SUCCESS;
}
