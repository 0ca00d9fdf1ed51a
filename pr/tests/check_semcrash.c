/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Processes that die, or are overtaken, in the middle of a call on a named
 * semaphore.
 *
 * What must hold whenever everybody is quiet: no semaphore and no segment that
 * no name leads to, one mechanism's alone for each name, and nothing else in
 * the directory than markers.  One that is there is whole, or was left half
 * made or half removed: then it is in nobody's way for more than a moment, and
 * nobody waits for it any longer than until the next one deletes or creates.
 */
#include "config.h"

#include "crash.h"

#include "prerr.h"
#include "prerror.h"
#include "pripcsem.h"
#include "prshm.h"
#include "prshmx.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define C            PR_SEM_CREATE
#define CX           (PR_SEM_CREATE | PR_SEM_EXCL)
#define SIZE         4096

/* --- What the system holds ------------------------------------------------ */

/* The mechanisms of semaphores. */
#define SEM_BACKENDS 2

/* Whether there are no sets in the system but those of this suite, and how many
 * of them tests that failed have left. */
static int alone, setsBefore;

/* What semctl() takes. */
typedef union Argument {
    int              val;
    struct semid_ds *buf;
} Argument;

static int
was_operated_on(int semid)
{
    struct semid_ds set;
    Argument        arg = { .buf = &set };

    return semctl(semid, 0, IPC_STAT, arg) != -1 && set.sem_otime != 0;
}

/* Whether the semaphore of an object was removed, as uxsem_posix.c notes it:
 * behind what belongs to the C library. */
static int
is_marked_removed(const char *file)
{
    uint32_t removed = 1;
    int      fd = open(file, O_RDONLY | O_CLOEXEC);

    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(pread(fd, &removed, sizeof removed, sizeof(sem_t)),
                     sizeof removed);
    close(fd);
    return removed != 0;
}

/* What there is of a semaphore. */
typedef enum State { NONE, HALF, WHOLE } State;

/* That of a name; there is only one. */
static State
look_at(unsigned name, Memory *semaphore)
{
    Memory   found;
    unsigned i, count = 0;

    for (i = 0; i < SEM_BACKENDS; i++) {
        if (semaphore_of(backends[i], path(names[name]), &found)) {
            ck_assert_msg(count == 0, "%s: two semaphores", where);
            *semaphore = found;
            count++;
        }
    }
    if (count == 0) {
        return NONE;
    }
    return semaphore->isSet
               ? (was_operated_on((int)semaphore->number) ? WHOLE : HALF)
               : (is_marked_removed(semaphore->file) ? HALF : WHOLE);
}

/* --- What must hold when all is quiet ------------------------------------ */

/* What was found at the names. */
typedef struct Found {
    int markers, sets;
    int semaphores, segments; /* of the dead that were asked for */
} Found;

static int
is_one_of(pid_t pid, const pid_t *pids, unsigned count)
{
    unsigned i;

    for (i = 0; i < count && pids[i] != pid; i++) {
    }
    return i < count;
}

/* A marker is empty, or is the segment itself, or was and is needed as a marker
 * still: then it is marked. */
static void
look_at_name(unsigned name, const pid_t *pids, unsigned count, Found *found)
{
    struct stat info;
    Memory      memory;
    int         isFile = 0;

    if (look_at(name, &memory) != NONE) {
        found->sets += memory.isSet;
        found->semaphores += is_one_of(memory.creator, pids, count);
    }
    if (segment_at(name, &memory)) {
        isFile = strcmp(memory.mechanism, "file") == 0;
        found->segments += !isFile && is_one_of(memory.creator, pids, count);
    }
    if (lstat(path(names[name]), &info) == 0) {
        ck_assert_msg(info.st_size == 0 || isFile ||
                          (info.st_mode & S_ISVTX) != 0,
                      "%s: a marker that is not empty", where);
        ck_assert_uint_eq(info.st_nlink, 1);
        found->markers++;
    }
}

/* These processes are dead: whatever they made has a name or is gone.  Those
 * that were killed, the last thing that they made may have a temporary one. */
static void
check_quiet(const pid_t *pids, unsigned count, unsigned killed)
{
    Found    found = { 0 };
    int      segments = 0, semaphores = 0;
    unsigned i;

    sweep(pids, count, killed);
    for (i = 0; i < NAMES; i++) {
        look_at_name(i, pids, count, &found);
    }
    for (i = 0; i < count; i++) {
        segments += segments_by(pids[i]) + objects_by(pids[i]);
        semaphores += semaphores_by(pids[i]);
    }
    ck_assert_msg(entries() == found.markers,
                  "%s: something else than markers is left", where);
    ck_assert_msg(!alone || count_sets() == setsBefore + found.sets,
                  "%s: %d sets, names lead to %d", where,
                  count_sets() - setsBefore, found.sets);
    ck_assert_msg(semaphores == found.semaphores,
                  "%s: %d semaphores of the dead, names lead to %d", where,
                  semaphores, found.semaphores);
    ck_assert_msg(segments == found.segments,
                  "%s: %d segments of the dead, names lead to %d", where,
                  segments, found.segments);
}

/* --- What the next ones do ----------------------------------------------- */

/* Values of new semaphores: of those that die, and of those who come next. */
#define FIRST 2
#define NEXT  3

/* What those who come next will find. */
static State state;

static void
must_have_value(PRSem *sem, int expected)
{
    PRIntn value;

    ck_assert_msg(sem != NULL, "%s: open after a kill: %d %d", where,
                  PR_GetError(), PR_GetOSError());
    ck_assert_int_eq(PRX_GetSemaphoreValue(sem, &value), PR_SUCCESS);
    ck_assert_msg(value == expected, "%s: the value is %d, not %d", where,
                  value, expected);
}

static void
must_work(PRSem *sem, int value)
{
    must_have_value(sem, value);
    ck_assert_int_eq(PR_WaitSemaphore(sem), PR_SUCCESS);
    must_have_value(sem, value - 1);
    ck_assert_int_eq(PR_PostSemaphore(sem), PR_SUCCESS);
    must_have_value(sem, value);
    ck_assert_int_eq(PR_CloseSemaphore(sem), PR_SUCCESS);
}

/* What is not whole is not there. */
static void
open_now(unsigned name)
{
    PRSem *sem = PR_OpenSemaphore(path(names[name]), 0, 0, 0);

    if (state == WHOLE) {
        must_work(sem, FIRST);
        return;
    }
    ck_assert_ptr_null(sem);
    ck_assert_int_eq(PR_GetError(), PR_FILE_NOT_FOUND_ERROR);
}

static void
create_now(unsigned name)
{
    must_work(PR_OpenSemaphore(path(names[name]), C, 0600, NEXT),
              state == WHOLE ? FIRST : NEXT);
}

static void
create_new_now(unsigned name)
{
    PRSem *sem = PR_OpenSemaphore(path(names[name]), CX, 0600, NEXT);

    if (state != WHOLE) {
        must_work(sem, NEXT);
        return;
    }
    ck_assert_ptr_null(sem);
    ck_assert_int_eq(PR_GetError(), PR_FILE_EXISTS_ERROR);
}

/* Only what the name leads to will do: not a segment that was there before. */
static void
use_segment(unsigned name)
{
    PRSharedMemory *shm =
        PR_OpenSharedMemory(path(names[name]), SIZE, PR_SHM_CREATE, 0600);
    char *memory = PR_AttachSharedMemory(shm, 0);

    ck_assert_msg(memory != NULL, "%s: segment after a kill: %d %d", where,
                  PR_GetError(), PR_GetOSError());
    ck_assert_int_eq(PR_DetachSharedMemory(shm, memory), PR_SUCCESS);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
}

/* Make both and delete them: nothing is left. */
static void
clear_name(unsigned name)
{
    const char *n = path(names[name]);

    ck_assert_int_eq(PR_CloseSemaphore(PR_OpenSemaphore(n, C, 0600, 0)),
                     PR_SUCCESS);
    use_segment(name);
    ck_assert_int_eq(PR_DeleteSharedMemory(n), PR_SUCCESS);
    ck_assert_int_eq(access(n, F_OK), 0);
    ck_assert_int_eq(PR_DeleteSemaphore(n), PR_SUCCESS);
    ck_assert_int_eq(access(n, F_OK), -1);
}

/*
 * A set that nobody has touched since it was made is nobody's only after two
 * seconds.  One test waits for that; for the others, this ends it.
 */
static void
bury_untouched(unsigned name)
{
    Memory set;

    if (semaphore_of("sysv", path(names[name]), &set) && set.creator == 0 &&
        !was_operated_on((int)set.number)) {
        ck_assert_int_eq(semctl((int)set.number, 0, IPC_RMID), 0);
    }
}

static void
clear_names(void)
{
    unsigned i;

    for (i = 0; i < NAMES; i++) {
        bury_untouched(i);
        apart(clear_name, i);
    }
    check_quiet(NULL, 0, 0);
    ck_assert_int_eq(entries(), 0);
}

/* The next ones who come find what is whole, or make a new one. */
static void
check_usable(unsigned name, int exclusively)
{
    Memory semaphore;

    bury_untouched(name);
    state = look_at(name, &semaphore);
    apart(open_now, name);
    apart(exclusively ? create_new_now : create_now, name);
}

/* --- Calls that are killed ------------------------------------------------ */

/* What else they exit with: removed while it waited. */
#define REMOVED_STATUS 4

static int
open_semaphore(unsigned name, int flags)
{
    PRSem *sem = PR_OpenSemaphore(path(names[name]), flags, 0600, FIRST);

    if (sem == NULL) {
        return outcome(0);
    }
    (void)PR_CloseSemaphore(sem);
    return DONE_STATUS;
}

static int
call_open(void)
{
    return open_semaphore(0, 0);
}

static int
call_create(void)
{
    return open_semaphore(0, C);
}

static int
call_create_new(void)
{
    return open_semaphore(0, CX);
}

static int
call_delete(void)
{
    return outcome(PR_DeleteSemaphore(path(names[0])) == PR_SUCCESS);
}

static int
call_create_and_delete(void)
{
    int rv = open_semaphore(0, C);

    return rv != 0 ? rv : call_delete();
}

static int
call_create_segment(void)
{
    return outcome(PR_CloseSharedMemory(PR_OpenSharedMemory(
                       path(names[0]), SIZE, PR_SHM_CREATE, 0600)) ==
                   PR_SUCCESS);
}

static int
call_delete_segment(void)
{
    return outcome(PR_DeleteSharedMemory(path(names[0])) == PR_SUCCESS);
}

static int
call_wait(void)
{
    PRSem *sem = PR_OpenSemaphore(path(names[0]), 0, 0, 0);

    if (sem == NULL) {
        return outcome(0);
    }
    if (PR_WaitSemaphore(sem) == PR_SUCCESS) {
        return DONE_STATUS;
    }
    return PR_GetOSError() == EIDRM ? REMOVED_STATUS : OTHER_STATUS;
}

/* --- What is there before ------------------------------------------------- */

static unsigned
key_at(unsigned name)
{
    return set_key_of(path(names[name]));
}

static void
make_first(unsigned name)
{
    ck_assert_int_eq(open_semaphore(name, CX), 0);
}

/* Half of what makes a set of System V. */
static int
make_set(unsigned name)
{
    int semid = semget((key_t)key_at(name), 1, IPC_CREAT | IPC_EXCL | 0600);

    ck_assert_int_ne(semid, -1);
    return semid;
}

static void
touch_set(int semid)
{
    Argument arg = { .val = 0 };

    ck_assert_int_ne(semctl(semid, 0, SETVAL, arg), -1);
}

static void
make_touched_set(unsigned name)
{
    touch_set(make_set(name));
}

/* Break what is whole, as one does who is killed while he deletes it. */
static void
make_remnant(unsigned name)
{
    const uint32_t removed = 1;
    Memory         semaphore;
    int            fd;

    apart(make_first, name);
    ck_assert_int_eq(look_at(name, &semaphore), WHOLE);
    if (semaphore.isSet) {
        ck_assert_int_eq(semctl((int)semaphore.number, 0, IPC_RMID), 0);
        act_in_child(make_touched_set, name);
    } else {
        fd = open(semaphore.file, O_RDWR | O_CLOEXEC);
        ck_assert_int_eq(pwrite(fd, &removed, sizeof removed, sizeof(sem_t)),
                         sizeof removed);
        close(fd);
    }
    ck_assert_int_eq(look_at(name, &semaphore), HALF);
}

static void
prepare(unsigned start)
{
    clear_names();
    if ((start & MARKER) != 0) {
        leave_marker(0);
    }
    if ((start & REMNANT) != 0) {
        make_remnant(0);
    }
    if ((start & SEMAPHORE) != 0) {
        apart(make_first, 0);
    }
    if ((start & SEGMENT) != 0) {
        apart(use_segment, 0);
    }
    check_quiet(NULL, 0, 0);
}

/* --- Killed at a system call --------------------------------------------- */

static const Case cases[] = {
    { "create", NOTHING, call_create },
    { "create new", NOTHING, call_create_new },
    { "create under a marker", MARKER, call_create },
    { "create new beside a segment", SEGMENT, call_create_new },
    { "create after a remnant", REMNANT, call_create },
    { "create what is there", SEMAPHORE, call_create },
    { "open what is there", SEMAPHORE, call_open },
    { "open a remnant", REMNANT, call_open },
    { "create and delete", NOTHING, call_create_and_delete },
    { "delete", SEMAPHORE, call_delete },
    { "delete beside a segment", SEMAPHORE | SEGMENT, call_delete },
    { "delete a remnant", REMNANT, call_delete },
    { "create a segment beside", SEMAPHORE, call_create_segment },
    { "delete a segment beside", SEMAPHORE | SEGMENT, call_delete_segment },
};

#define CASES (int)(sizeof cases / sizeof cases[0])

static void
kill_at_every_step(const Case *c, const char *setting)
{
    Memory   segment;
    pid_t    pid;
    unsigned n;

    for (n = 1; n < STEPS_MAX; n += stride(2)) {
        snprintf(where, sizeof where, "%s (%s), step %u", c->what, setting, n);
        prepare(c->start);
        if (!stop_at(c->call, setting, n, &pid)) {
            break;
        }
        kill_stopped(pid);
        check_quiet(&pid, 1, 1);
        check_usable(0, n / 2 % 2);
        ck_assert((c->start & SEGMENT) == 0 ||
                  c->call == call_delete_segment || segment_at(0, &segment));
    }
    ck_assert_uint_gt(n, STEPS_MIN);
    ck_assert_uint_lt(n, STEPS_MAX);
}

/* If settings are mixed it is with those who come next that they are. */
START_TEST(killed_at_every_system_call)
{
    SKIP_UNLESS(have_ptrace(), NO_PTRACE);
    kill_at_every_step(&cases[_i],
                       mixed ? backends[_i % SEM_BACKENDS] : backend_in_use());
    clear_names();
}
END_TEST

/* --- Waiting while a deleter dies ----------------------------------------- */

#define WAITERS 3

static void
make_empty(unsigned name)
{
    ck_assert_int_eq(
        PR_CloseSemaphore(PR_OpenSemaphore(path(names[name]), CX, 0600, 0)),
        PR_SUCCESS);
}

static void
delete_again(unsigned name)
{
    if (PR_DeleteSemaphore(path(names[name])) != PR_SUCCESS) {
        ck_assert_int_eq(PR_GetError(), PR_FILE_NOT_FOUND_ERROR);
    }
}

/* If it is still the one that they wait for, let them have what they want. */
static void
create_and_post(unsigned name)
{
    PRSem *sem = PR_OpenSemaphore(path(names[name]), C, 0600, NEXT);
    int    i;

    must_have_value(sem, state == WHOLE ? 0 : NEXT);
    for (i = 0; i < WAITERS && state == WHOLE; i++) {
        ck_assert_int_eq(PR_PostSemaphore(sem), PR_SUCCESS);
    }
    ck_assert_int_eq(PR_CloseSemaphore(sem), PR_SUCCESS);
}

/* Whoever comes after a deleter that was killed wakes those that it did not;
 * or they have what they wait for. */
static void
wake_at_step(unsigned n, pid_t *waiters, int *more)
{
    Memory semaphore;
    pid_t  pid;
    int    i, expected, creates = n / 2 % 2;

    *more = stop_at(call_delete, NULL, n, &pid);
    if (*more) {
        kill_stopped(pid);
    }
    state = look_at(0, &semaphore);
    expected = creates && state == WHOLE ? DONE_STATUS : REMOVED_STATUS;
    act_in_child(creates ? create_and_post : delete_again, 0);
    for (i = 0; i < WAITERS; i++) {
        ck_assert_int_eq(reap_exited(waiters[i]), expected);
    }
    check_quiet(&pid, 1, (unsigned)*more);
}

START_TEST(waiters_outlive_a_deleter)
{
    pid_t    waiters[WAITERS];
    unsigned n;
    int      i, more = 1;

    SKIP_UNLESS(have_ptrace(), NO_PTRACE);
    for (n = 1; more && n < STEPS_MAX; n += stride(2)) {
        snprintf(where, sizeof where, "waiting, step %u", n);
        prepare(_i == 0 ? NOTHING : SEGMENT);
        apart(make_empty, 0);
        for (i = 0; i < WAITERS; i++) {
            waiters[i] = run_ahead(call_wait, NULL);
        }
        alarm(SECONDS_MAX);
        wake_at_step(n, waiters, &more);
        alarm(0);
    }
    ck_assert_uint_gt(n, STEPS_MIN);
    clear_names();
}
END_TEST

/* --- Stock NSPR ---------------------------------------------------------- */

/* It waits for us: for a second, so this is one step only. */
START_TEST(stock_waits_while_we_create)
{
    Memory   set;
    Peer     peer;
    pid_t    pid;
    unsigned n;

    SKIP_UNLESS(have_ptrace(), NO_PTRACE);
    SKIP_UNLESS(have_stock(), NO_STOCK);
    for (n = 1;; n++) {
        prepare(NOTHING);
        ck_assert(stop_at(call_create, NULL, n, &pid));
        if (look_at(0, &set) == HALF) {
            break;
        }
        kill_stopped(pid);
    }
    start_peer(&peer, STOCK);
    tell(&peer, "sopen 0 %s 0 0 0", path(names[0]));
    await_sleep(&peer);
    ck_assert_int_eq(let_go(pid), 0);
    ck_assert_str_eq(hear(&peer), "ok");
    expect(&peer, "ok", "swait 0");
    stop_peer(&peer);
    clear_names();
}
END_TEST

/* --- Overtaken at a system call ------------------------------------------- */

static const Meeting meetings[] = {
    { "create, create", NOTHING, call_create, call_create, DONE, DONE },
    { "create, create new", NOTHING, call_create, call_create_new, DONE,
      DONE | EXISTS },
    { "create, open", NOTHING, call_create, call_open, DONE, DONE | MISSING },
    { "create, delete", MARKER, call_create, call_delete, DONE,
      DONE | MISSING },
    { "create, create a segment", NOTHING, call_create, call_create_segment,
      DONE, DONE },
    { "create, delete a segment", SEGMENT, call_create, call_delete_segment,
      DONE, DONE },
    { "create after a remnant, create", REMNANT, call_create, call_create,
      DONE, DONE },
    { "create after a remnant, delete", REMNANT, call_create, call_delete,
      DONE, DONE | MISSING },
    { "delete, create", SEMAPHORE, call_delete, call_create, DONE, DONE },
    { "delete, delete", SEMAPHORE, call_delete, call_delete, DONE | MISSING,
      DONE | MISSING },
    { "delete, create a segment", SEMAPHORE, call_delete, call_create_segment,
      DONE, DONE },
    { "delete, delete the segment", SEMAPHORE | SEGMENT, call_delete,
      call_delete_segment, DONE, DONE },
    { "delete the segment, delete", SEMAPHORE | SEGMENT, call_delete_segment,
      call_delete, DONE, DONE },
};

#define MEETINGS (int)(sizeof meetings / sizeof meetings[0])

/* Each meeting twice: the paused call goes on when the other one waits for it
 * or has ended, or never. */
START_TEST(overtaken_at_every_system_call)
{
    const Meeting *m = &meetings[_i / 2];
    int            killed = _i % 2;
    const char    *setting = mixed ? "sysv" : NULL;
    const char    *others = mixed ? "posix" : NULL;
    pid_t          pids[2];
    unsigned       n;

    SKIP_UNLESS(have_ptrace(), NO_PTRACE);
    for (n = 1; n < STEPS_MAX; n += stride(2)) {
        snprintf(where, sizeof where, "%s, step %u", m->what, n);
        prepare(m->start);
        alarm(SECONDS_MAX);
        if (!stop_at(m->paused, setting, n, &pids[0])) {
            break;
        }
        pids[1] = run_ahead(m->other, others);
        if (killed) {
            kill_stopped(pids[0]);
            bury_untouched(0);
        } else {
            check_outcome("the first", let_go(pids[0]), m->may);
        }
        check_outcome("the other", reap_exited(pids[1]), m->otherMay);
        alarm(0);
        check_quiet(pids, 2, (unsigned)killed);
        check_usable(0, n / 2 % 2);
    }
    alarm(0);
    ck_assert_uint_gt(n, STEPS_MIN);
    ck_assert_uint_lt(n, STEPS_MAX);
    clear_names();
}
END_TEST

/* --- Workers -------------------------------------------------------------- */

/* Of the semaphores that they make: more than are ever taken. */
#define FULL 100

/* Only what somebody has deleted may fail. */
static int
check_call(Board *board, const char *call, PRStatus status)
{
    if (status != PR_SUCCESS && PR_GetError() != PR_INVALID_ARGUMENT_ERROR) {
        complain(board, call);
    }
    return status == PR_SUCCESS;
}

static void
use_semaphore(Board *board, PRSem *sem)
{
    PRIntn value = 0;

    if (!check_call(board, "try", PRX_TryWaitSemaphore(sem))) {
        return;
    }
    if (check_call(board, "value", PRX_GetSemaphoreValue(sem, &value)) &&
        (value < 0 || value >= FULL)) {
        snprintf(board->fault, sizeof board->fault, "the value is %d", value);
    }
    (void)check_call(board, "post", PR_PostSemaphore(sem));
}

static void
open_and_use(Board *board, unsigned name, int flags)
{
    PRSem *sem = PR_OpenSemaphore(path(names[name]), flags, 0600, FULL);

    if (sem != NULL) {
        use_semaphore(board, sem);
        (void)PR_CloseSemaphore(sem);
    } else {
        complain_of_open(board, flags);
    }
}

static void
allow_missing(Board *board, const char *call, PRStatus status)
{
    if (status != PR_SUCCESS && PR_GetError() != PR_FILE_NOT_FOUND_ERROR) {
        complain(board, call);
    }
}

static void
do_anything(Board *board, unsigned name)
{
    static const int flags[] = { C, CX, 0 };
    unsigned         what = below(12);

    if (what < 6) {
        open_and_use(board, name, flags[what % 3]);
    } else if (what < 9) {
        allow_missing(board, "delete", PR_DeleteSemaphore(path(names[name])));
    } else if (what < 11) {
        PRSharedMemory *shm =
            PR_OpenSharedMemory(path(names[name]), SIZE, PR_SHM_CREATE, 0600);

        if (shm == NULL || PR_CloseSharedMemory(shm) != PR_SUCCESS) {
            complain(board, "create a segment");
        }
    } else {
        allow_missing(board, "delete a segment",
                      PR_DeleteSharedMemory(path(names[name])));
    }
}

static void
work_for_ever(Board *board, unsigned count)
{
    __atomic_add_fetch(&board->started, 1, __ATOMIC_RELEASE);
    for (;;) {
        do_anything(board, below(count));
    }
}

#define ROUNDS 100

/* Some leave to the next ones what is there. */
START_TEST(kills_of_workers_on_two_names)
{
    Board   *board = make_board();
    pid_t    pids[WORKERS_MAX];
    unsigned i, workers;

    for (i = 0; i < part_of(ROUNDS); i++) {
        workers = i % 2 == 0 ? 1 : WORKERS_MAX;
        kill_workers(board, work_for_ever, NAMES, pids, workers, 600);
        check_quiet(pids, workers, workers);
        if (below(3) == 0) {
            clear_names();
        }
    }
    clear_names();
    remove_board(board);
}
END_TEST

/* --- Without locks ------------------------------------------------------- */

/* Two with different settings that create at the same time have one semaphore
 * in the end: it has what both have posted. */

#define NO_FORBIDDING "flock() cannot be forbidden here"

static int
call_create_and_post(void)
{
    PRSem *sem = PR_OpenSemaphore(path(names[0]), C, 0600, FIRST);

    if (sem == NULL) {
        return OTHER_STATUS;
    }
    return PR_PostSemaphore(sem) == PR_SUCCESS &&
                   PR_CloseSemaphore(sem) == PR_SUCCESS
               ? DONE_STATUS
               : OTHER_STATUS;
}

static void
must_have_both(unsigned name)
{
    PRSem *sem = PR_OpenSemaphore(path(names[name]), 0, 0, 0);

    must_have_value(sem, FIRST + 2);
    ck_assert_int_eq(PR_CloseSemaphore(sem), PR_SUCCESS);
    ck_assert_int_eq(PR_DeleteSemaphore(path(names[name])), PR_SUCCESS);
    ck_assert_int_eq(access(path(names[name]), F_OK), -1);
}

static void
check_both(const pid_t *pids)
{
    check_quiet(pids, 2, 0);
    apart(must_have_both, 0);
}

/* One stops anywhere while the other one creates. */
START_TEST(overtaken_without_locks)
{
    const char *one = backends[_i % 2], *other = backends[1 - _i % 2];
    pid_t       pids[2];
    unsigned    n;

    SKIP_UNLESS(have_ptrace(), NO_PTRACE);
    SKIP_UNLESS(forbid_call(SYS_flock, ENOLCK), NO_FORBIDDING);
    for (n = 1; n < STEPS_MAX; n += stride(2)) {
        snprintf(where, sizeof where, "without locks, step %u", n);
        prepare(_i / 2 == 0 ? NOTHING : MARKER);
        alarm(SECONDS_MAX);
        if (!stop_at(call_create_and_post, one, n, &pids[0])) {
            break;
        }
        pids[1] = run_ahead(call_create_and_post, other);
        ck_assert_int_eq(let_go(pids[0]), DONE_STATUS);
        ck_assert_int_eq(reap_exited(pids[1]), DONE_STATUS);
        alarm(0);
        check_both(pids);
    }
    alarm(0);
    ck_assert_uint_gt(n, STEPS_MIN);
    ck_assert_uint_lt(n, STEPS_MAX);
    clear_names();
}
END_TEST

/* Both at once; half of the time one comes a little later. */
START_TEST(racing_without_locks)
{
    pid_t    pids[2];
    unsigned i, k;

    SKIP_UNLESS(forbid_call(SYS_flock, ENOLCK), NO_FORBIDDING);
    for (i = 0; i < part_of(200); i++) {
        for (k = 0; k < 2; k++) {
            pids[k] = start_call(call_create_and_post, backends[(i + k) % 2]);
            spin_microseconds(i / 2 % 2 * below(200));
        }
        alarm(SECONDS_MAX);
        for (k = 0; k < 2; k++) {
            ck_assert_int_eq(reap_exited(pids[k]), DONE_STATUS);
        }
        alarm(0);
        check_both(pids);
    }
    clear_names();
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

static void
setup_counts(const char *setting)
{
    setup_dir();
    setup_crash(setting);
    setsBefore = count_sets();
}

static void
setup_sysv(void)
{
    setup_counts("sysv");
}

static void
setup_posix(void)
{
    setup_counts("posix");
}

static void
setup_mixed(void)
{
    setup_counts(NULL);
}

static const struct {
    const char *name;
    void (*setup)(void);
} groups[] = {
    { "sysv", setup_sysv },
    { "posix", setup_posix },
    { "mixed", setup_mixed },
};

int
main(void)
{
    Suite *s = suite_create("crashes with semaphores");
    TCase *tc;
    size_t i;

    alone = leave_ipc_namespace();
    for (i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        tc = add_case(s, groups[i].name, groups[i].setup, 120);

        tcase_add_loop_test(tc, killed_at_every_system_call, 0, CASES);
        tcase_add_loop_test(tc, waiters_outlive_a_deleter, 0, 2);
        tcase_add_loop_test(tc, overtaken_at_every_system_call, 0,
                            2 * MEETINGS);
        tcase_add_test(tc, kills_of_workers_on_two_names);
    }
    tc = add_case(s, "without locks", setup_mixed, 120);
    tcase_add_loop_test(tc, overtaken_without_locks, 0, 4);
    tcase_add_test(tc, racing_without_locks);
    tcase_add_test(add_case(s, "sysv and stock", setup_sysv, 120),
                   stock_waits_while_we_create);
    return run_suite(s);
}
