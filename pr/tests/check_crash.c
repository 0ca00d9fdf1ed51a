/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Processes that die, or are overtaken, in the middle of a call.
 *
 * What must hold whenever everybody is quiet: no memory that no name leads to,
 * and none that shares its name with another mechanism's; at most an empty
 * marker without memory, nothing else in the directory, and the name works
 * again.  Processes are killed at random moments, a thousand times with each
 * mechanism, and, with ptrace(), before and after every single system call.
 */
#include "config.h"

#include "crash.h"

#include "prerr.h"
#include "prerror.h"
#include "prshm.h"
#include "support.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define C     PR_SHM_CREATE
#define CX    (PR_SHM_CREATE | PR_SHM_EXCL)

/* --- Memory with a history ----------------------------------------------- */

#define WORDS 512
#define SIZE  (WORDS * sizeof(uint64_t))

/*
 * Who finds the first word zero claims it with a tag of its own and goes on
 * with the rest.  So memory is at any time some words of one tag, then zeros.
 * The lowest bits of a tag tell the name.
 */
static uint64_t
make_tag(unsigned name)
{
    static uint32_t count;

    return (uint64_t)getpid() << 32 | ++count << 4 | (name + 1);
}

static void
write_tag(uint64_t *memory, uint64_t tag)
{
    uint64_t none = 0;
    unsigned i;

    if (__atomic_compare_exchange_n(&memory[0], &none, tag, 0,
                                    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        for (i = 1; i < WORDS; i++) {
            __atomic_store_n(&memory[i], tag, __ATOMIC_RELEASE);
        }
    }
}

/* NULL, or what is wrong with the memory.  From the end, for others may be
 * writing it meanwhile. */
static const char *
judge_memory(const uint64_t *memory, unsigned name)
{
    uint64_t tag = 0;
    unsigned i;

    for (i = WORDS; i-- > 0;) {
        uint64_t word = __atomic_load_n(&memory[i], __ATOMIC_ACQUIRE);

        if (word == 0 && tag != 0) {
            return "zeros before data";
        }
        if (word != 0 && (word & 15) != name + 1) {
            return "the data of another name";
        }
        if (word != 0 && tag != 0 && word != tag) {
            return "the data of two writers";
        }
        tag = word;
    }
    return NULL;
}

/* --- What must hold when all is quiet ------------------------------------ */

/* The memory that each name was last seen to lead to: its mechanism is NULL if
 * there was none. */
static Memory known[NAMES];

static void
setup_named(const char *setting)
{
    setup_crash(setting);
    memset(known, 0, sizeof known);
}

static void
setup_temporary(const char *setting)
{
    setup_named(setting);
    temporary =
        temporary || (forbid_unnamed_inodes() && !have_unnamed_inodes());
}

#define NO_SECCOMP "unnamed inodes cannot be forbidden here"

/* The memory of a name, false if there is none.  What is there is whole. */
static int
memory_at(unsigned name, Memory *memory)
{
    ck_assert_msg(!has_half_object(path(names[name])),
                  "%s: an object that is no segment", where);
    return segment_at(name, memory);
}

/* A marker is empty, or the memory itself; returns how many there are. */
static int
check_markers(void)
{
    struct stat info;
    Memory      memory;
    unsigned    i;
    int         count = 0;

    for (i = 0; i < NAMES; i++) {
        if (lstat(path(names[i]), &info) == 0) {
            ck_assert_msg(info.st_size == 0 ||
                              memory_of("file", path(names[i]), &memory),
                          "%s: a file that is no segment", where);
            ck_assert_uint_eq(info.st_nlink, 1);
            count++;
        }
    }
    return count;
}

/* How much a process made that is elsewhere than at the names, and how much of
 * it the names lead to. */
static int
made_by(pid_t creator)
{
    return segments_by(creator) + objects_by(creator);
}

static int
reachable_of(pid_t creator, const Memory *memories)
{
    unsigned i;
    int      count = 0;

    for (i = 0; i < NAMES; i++) {
        if (memories[i].mechanism != NULL && memories[i].creator == creator &&
            strcmp(memories[i].mechanism, "file") != 0) {
            count++;
        }
    }
    return count;
}

/* The memory that was known is at its name or was removed. */
static void
check_known(unsigned name, const Memory *now)
{
    Memory *was = &known[name];

    if (was->mechanism != NULL && memory_remains(was)) {
        ck_assert_msg(now->mechanism != NULL && same_memory(was, now),
                      "%s: memory lost its name", where);
    }
    *was = *now;
}

/* These processes are dead: whatever they made has a name or is gone.  Those
 * that were killed, the last thing that they made may have a temporary one. */
static void
check_quiet(const pid_t *pids, unsigned count, unsigned killed)
{
    Memory   memories[NAMES];
    unsigned i;
    int      markers = check_markers();

    sweep(pids, count, killed);
    ck_assert_msg(entries() == markers,
                  "%s: something else than markers is left", where);
    for (i = 0; i < NAMES; i++) {
        memory_at(i, &memories[i]);
        check_known(i, &memories[i]);
    }
    for (i = 0; i < count; i++) {
        int made = made_by(pids[i]);
        int reachable = reachable_of(pids[i], memories);

        ck_assert_msg(made == reachable,
                      "%s: %d segments of a dead process, names lead to %d "
                      "of them",
                      where, made, reachable);
    }
}

/* Create; what was there already is not half-made. */
static void
create_now(unsigned name)
{
    PRSharedMemory *shm =
        PR_OpenSharedMemory(path(names[name]), SIZE, C, 0600);
    uint64_t *memory;

    ck_assert_msg(shm != NULL, "%s: create after a kill: %d %d", where,
                  PR_GetError(), PR_GetOSError());
    memory = PR_AttachSharedMemory(shm, 0);
    ck_assert_ptr_nonnull(memory);
    ck_assert_msg(judge_memory(memory, name) == NULL, "%s: %s", where,
                  judge_memory(memory, name));
    ck_assert_int_eq(PR_DetachSharedMemory(shm, memory), PR_SUCCESS);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
}

static void
delete_now(unsigned name)
{
    ck_assert_int_eq(PR_DeleteSharedMemory(path(names[name])), PR_SUCCESS);
    ck_assert_int_eq(access(path(names[name]), F_OK), -1);
}

/* Delete, make anew: zeros.  Delete: nothing is left. */
static void
renew(unsigned name)
{
    PRSharedMemory *shm;
    uint64_t       *memory;

    delete_now(name);
    shm = PR_OpenSharedMemory(path(names[name]), SIZE, CX, 0600);
    ck_assert_ptr_nonnull(shm);
    memory = PR_AttachSharedMemory(shm, 0);
    ck_assert_ptr_nonnull(memory);
    ck_assert_uint_eq(memory[0], 0);
    ck_assert_uint_eq(memory[WORDS - 1], 0);
    ck_assert_int_eq(PR_DetachSharedMemory(shm, memory), PR_SUCCESS);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    delete_now(name);
}

/* The next one who comes can create. */
static void
check_create_works(unsigned name)
{
    Memory memory;

    apart(create_now, name);
    ck_assert(memory_at(name, &memory));
    ck_assert_uint_eq(memory.size, SIZE);
    ck_assert_uint_eq(memory.mode, 0600);
    known[name] = memory;
}

static void
check_renewal_works(unsigned name)
{
    apart(renew, name);
}

static void
finish_names(void)
{
    unsigned i;

    for (i = 0; i < NAMES; i++) {
        check_create_works(i);
        check_renewal_works(i);
    }
    check_quiet(NULL, 0, 0);
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(made_by(getpid()), 0);
}

/* --- Workers ------------------------------------------------------------- */

/*
 * Use the memory: look, and write if nobody has.  Not when it was opened
 * without asking to create: between the two looks of such an open, at the name
 * and for the memory, the name may be deleted and its inode be given to
 * another name.
 */
static void
use_memory(Board *board, PRSharedMemory *shm, unsigned name, int flags)
{
    uint64_t   *memory = PR_AttachSharedMemory(shm, 0);
    const char *wrong;

    if (memory == NULL) {
        /* Somebody may have deleted it since it was opened. */
        if (PR_GetError() != PR_INVALID_ARGUMENT_ERROR) {
            complain(board, "attach");
        }
        return;
    }
    if (flags != 0) {
        wrong = judge_memory(memory, name);
        if (wrong != NULL) {
            snprintf(board->fault, sizeof board->fault, "%s", wrong);
        }
        write_tag(memory, make_tag(name));
    }
    if (PR_DetachSharedMemory(shm, memory) != PR_SUCCESS) {
        complain(board, "detach");
    }
}

static void
open_and_use(Board *board, unsigned name, int flags)
{
    PRSharedMemory *shm =
        PR_OpenSharedMemory(path(names[name]), SIZE, flags, 0600);

    if (shm == NULL) {
        complain_of_open(board, flags);
        return;
    }
    use_memory(board, shm, name, flags);
    if (PR_CloseSharedMemory(shm) != PR_SUCCESS) {
        complain(board, "close");
    }
}

static int
delete_name(Board *board, unsigned name)
{
    if (PR_DeleteSharedMemory(path(names[name])) == PR_SUCCESS) {
        return 1;
    }
    if (PR_GetError() != PR_FILE_NOT_FOUND_ERROR) {
        complain(board, "delete");
    }
    return 0;
}

/* Everything, in any order, until killed. */
static void
work_for_ever(Board *board, unsigned count)
{
    static const int flags[] = { C, CX, 0 };

    __atomic_add_fetch(&board->started, 1, __ATOMIC_RELEASE);
    for (;;) {
        unsigned what = below(8), name = below(count);

        if (what < 5) {
            open_and_use(board, name, flags[what % 3]);
        } else {
            (void)delete_name(board, name);
        }
    }
}

/* Half of the time leave what is there to those who come next. */
static void
kill_again_and_again(unsigned times, unsigned workers, unsigned count)
{
    Board   *board = make_board();
    pid_t    pids[WORKERS_MAX];
    unsigned i;

    for (i = 0; i < part_of(times); i++) {
        unsigned name = below(count);

        kill_workers(board, work_for_ever, count, pids, workers, 400);
        check_quiet(pids, workers, workers);
        if (below(2) == 0) {
            check_create_works(name);
        }
        if (below(4) == 0) {
            check_create_works(name);
            check_renewal_works(name);
            if (below(2) == 0) {
                leave_marker(name);
            }
        }
    }
    finish_names();
    remove_board(board);
}

/* How often, with each mechanism. */
#define KILLS_OF_ONE            600
#define KILLS_OF_SEVERAL_ON_ONE 250
#define KILLS_OF_SEVERAL_ON_TWO 150
_Static_assert(KILLS_OF_ONE + KILLS_OF_SEVERAL_ON_ONE +
                       KILLS_OF_SEVERAL_ON_TWO >=
                   1000,
               "fewer rounds than were promised");

START_TEST(kills_of_one_process)
{
    kill_again_and_again(KILLS_OF_ONE, 1, 1);
}
END_TEST

START_TEST(kills_of_several_on_one_name)
{
    kill_again_and_again(KILLS_OF_SEVERAL_ON_ONE, 4, 1);
}
END_TEST

START_TEST(kills_of_several_on_two_names)
{
    kill_again_and_again(KILLS_OF_SEVERAL_ON_TWO, 4, NAMES);
}
END_TEST

/* --- Deletions that race with creations ---------------------------------- */

#define PHASES            100
#define DELETES_PER_PHASE 50

/* Create, one way or the other, until enough was deleted. */
static void
create_until(Board *board, unsigned deletes)
{
    wait_until(&board->go, 1);
    while (__atomic_load_n(&board->deleted, __ATOMIC_ACQUIRE) < (int)deletes) {
        open_and_use(board, 0, below(2) == 0 ? C : CX);
        sched_yield();
    }
}

static void
delete_until(Board *board, unsigned deletes)
{
    wait_until(&board->go, 1);
    while (__atomic_load_n(&board->deleted, __ATOMIC_ACQUIRE) < (int)deletes) {
        if (delete_name(board, 0)) {
            __atomic_add_fetch(&board->deleted, 1, __ATOMIC_RELEASE);
        }
        sched_yield(); /* there is nothing for a moment */
    }
}

START_TEST(deletes_race_with_creates)
{
    Board *board = make_board();
    pid_t  pids[4];
    int    phases = (int)part_of(PHASES);
    int    phase, i, deletes = 0;

    for (phase = 0; phase < phases; phase++) {
        board->go = 0;
        deletes += DELETES_PER_PHASE;
        for (i = 0; i < 4; i++) {
            pids[i] = start_worker(board, i % 2 ? create_until : delete_until,
                                   (unsigned)deletes);
        }
        __atomic_store_n(&board->go, 1, __ATOMIC_RELEASE);
        for (i = 0; i < 4; i++) {
            ck_assert_int_eq(reap_exited(pids[i]), 0);
        }
        ck_assert_msg(board->fault[0] == '\0', "%s: %s", where, board->fault);
        check_quiet(pids, 4, 0);
    }
    ck_assert_int_ge(board->deleted, deletes);
    finish_names();
    remove_board(board);
}
END_TEST

/* --- One step at a time -------------------------------------------------- */

/* What else calls exit with. */
#define WRONG_STATUS 4

static int
call_open(unsigned name, int flags)
{
    PRSharedMemory *shm =
        PR_OpenSharedMemory(path(names[name]), SIZE, flags, 0600);
    uint64_t *memory;

    if (shm == NULL) {
        return outcome(0);
    }
    memory = PR_AttachSharedMemory(shm, 0);
    if (memory == NULL) {
        /* Deleted since: as good as not found. */
        return PR_GetError() == PR_INVALID_ARGUMENT_ERROR ? MISSING_STATUS
                                                          : OTHER_STATUS;
    }
    if (judge_memory(memory, name) != NULL) {
        return WRONG_STATUS;
    }
    write_tag(memory, make_tag(name));
    (void)PR_DetachSharedMemory(shm, memory);
    (void)PR_CloseSharedMemory(shm);
    return DONE_STATUS;
}

static int
call_create(void)
{
    return call_open(0, C);
}

static int
call_create_new(void)
{
    return call_open(0, CX);
}

static int
call_delete(void)
{
    return outcome(PR_DeleteSharedMemory(path("n")) == PR_SUCCESS);
}

static int
call_create_and_delete(void)
{
    int rv = call_open(0, C);

    return rv != 0 ? rv : call_delete();
}

/* Many filesystems give the next file the inode of the last that went. */
static int
call_give_inode_away(void)
{
    int rv = call_delete();

    return rv != 0 ? rv : call_open(1, CX);
}

/* More than any system has: fails when the marker is there already. */
static int
call_fail_to_create(void)
{
    return PR_OpenSharedMemory(path("n"), (PRSize)-1 / 2, C, 0600) == NULL
               ? DONE_STATUS
               : OTHER_STATUS;
}

/* --- Settings of two ----------------------------------------------------- */

/*
 * Settings of two processes that meet, the k-th ones to try: never the same.
 * To try all would take too long, so the others depend on the case, i.  False
 * if there are no more.  Without a mix it is NULL, that of all processes.
 */
static int
choose_settings(int k, int i, const char *chosen[2])
{
    chosen[0] = chosen[1] = NULL;
    if (mixed && k < BACKENDS) {
        chosen[0] = backends[k];
        chosen[1] = backends[(k + 1 + i % 2) % BACKENDS];
    }
    return k < (mixed ? BACKENDS : 1);
}

/* For messages. */
static void
say_where(const char *what, const char *const settings[2], unsigned n)
{
    snprintf(where, sizeof where, "%s (%s, %s), step %u", what,
             settings[0] != NULL ? settings[0] : "",
             settings[1] != NULL ? settings[1] : "", n);
}

/* --- What is there before ------------------------------------------------ */

/* With nobody alive, nothing but live memory is "exists". */
static void
create_new_now(unsigned name)
{
    int expected = known[name].mechanism != NULL ? EXISTS_STATUS : DONE_STATUS;

    ck_assert_int_eq(call_open(name, CX), expected);
}

static void
clear_names(unsigned count)
{
    unsigned i;

    for (i = 0; i < count; i++) {
        create_now(i);
        delete_now(i);
    }
}

/* Clear the names, then make that much of a segment. */
static void
prepare(unsigned start)
{
    apart(clear_names, NAMES);
    check_quiet(NULL, 0, 0);
    ck_assert_int_eq(entries(), 0);
    if (start == MARKER) {
        leave_marker(0);
    } else if (start == SEGMENT) {
        apart(create_new_now, 0);
    }
    check_quiet(NULL, 0, 0);
}

static const Case cases[] = {
    { "create", NOTHING, call_create },
    { "create new", NOTHING, call_create_new },
    { "create under a marker", MARKER, call_create },
    { "create new under a marker", MARKER, call_create_new },
    { "create what is there", SEGMENT, call_create },
    { "create and delete", NOTHING, call_create_and_delete },
    { "fail to create", NOTHING, call_fail_to_create },
    { "fail to create under a marker", MARKER, call_fail_to_create },
    { "delete", SEGMENT, call_delete },
};

#define CASES (int)(sizeof cases / sizeof cases[0])

/* --- Killed at a system call --------------------------------------------- */

static void
kill_at_every_step(const Case *c, const char *const settings[2])
{
    pid_t    pid;
    unsigned n;

    for (n = 1; n < STEPS_MAX; n += stride(1)) {
        say_where(c->what, settings, n);
        prepare(c->start);
        if (!stop_at(c->call, settings[0], n, &pid)) {
            break;
        }
        kill_stopped(pid);
        check_quiet(&pid, 1, 1);
        if (n % 2 == 0) {
            check_create_works(0);
        } else {
            apart(create_new_now, 0);
        }
        check_renewal_works(0);
    }
    ck_assert_uint_gt(n, STEPS_MIN);
    ck_assert_uint_lt(n, STEPS_MAX);
}

START_TEST(killed_at_every_system_call)
{
    const char *settings[2];
    int         k;

    SKIP_UNLESS(have_ptrace(), NO_PTRACE);
    for (k = 0; choose_settings(k, _i, settings); k++) {
        kill_at_every_step(&cases[_i], settings);
    }
    finish_names();
}
END_TEST

/* Memory that is removed while in use stays whole, kill or no kill. */
START_TEST(users_keep_their_memory_when_a_deleter_is_killed)
{
    PRSharedMemory *shm;
    uint64_t       *memory;
    pid_t           pid;
    unsigned        n;
    int             more = 1;

    SKIP_UNLESS(have_ptrace(), NO_PTRACE);
    for (n = 1; more && n < STEPS_MAX; n++) {
        prepare(SEGMENT);
        shm = PR_OpenSharedMemory(path("n"), 0, 0, 0600);
        ck_assert_ptr_nonnull(shm);
        memory = PR_AttachSharedMemory(shm, 0);
        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_ne(memory[0], 0);
        more = stop_at(call_delete, NULL, n, &pid);
        if (more) {
            kill_stopped(pid);
        }
        ck_assert_ptr_null(judge_memory(memory, 0));
        ck_assert_uint_eq(memory[WORDS - 1], memory[0]);
        ck_assert_int_eq(PR_DetachSharedMemory(shm, memory), PR_SUCCESS);
        ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
        check_quiet(&pid, 1, (unsigned)more);
    }
    ck_assert_uint_gt(n, STEPS_MIN);
    finish_names();
}
END_TEST

/* --- Overtaken at a system call ------------------------------------------ */

static const Meeting meetings[] = {
    { "delete, create", SEGMENT, call_delete, call_create, DONE,
      DONE | MISSING },
    { "delete, create new", SEGMENT, call_delete, call_create_new, DONE,
      DONE | EXISTS },
    { "delete, delete", SEGMENT, call_delete, call_delete, DONE | MISSING,
      DONE | MISSING },
    { "delete, renew", SEGMENT, call_delete, call_create_and_delete,
      DONE | MISSING, DONE | MISSING },
    { "create, create", NOTHING, call_create, call_create, DONE, DONE },
    { "create, create new", NOTHING, call_create, call_create_new, DONE,
      DONE | EXISTS },
    { "create new, create", NOTHING, call_create_new, call_create,
      DONE | EXISTS, DONE },
    { "create new, create new", NOTHING, call_create_new, call_create_new,
      DONE | EXISTS, DONE | EXISTS },
    { "create, delete", NOTHING, call_create, call_delete, DONE | MISSING,
      DONE | MISSING },
    { "create, renew", NOTHING, call_create, call_create_and_delete,
      DONE | MISSING, DONE | MISSING },
    { "create what is there, give away", SEGMENT, call_create,
      call_give_inode_away, DONE | MISSING, DONE },
    { "create new what is there, give away", SEGMENT, call_create_new,
      call_give_inode_away, DONE | EXISTS | MISSING, DONE },
    { "create here, create", MARKER, call_create, call_create, DONE, DONE },
    { "create here, delete", MARKER, call_create, call_delete, DONE | MISSING,
      DONE | MISSING },
    { "create here, renew", MARKER, call_create, call_create_and_delete,
      DONE | MISSING, DONE | MISSING },
    { "create new here, renew", MARKER, call_create_new,
      call_create_and_delete, DONE | EXISTS | MISSING, DONE | MISSING },
    { "fail to create, create", NOTHING, call_fail_to_create, call_create,
      DONE, DONE },
    { "fail to create, renew", NOTHING, call_fail_to_create,
      call_create_and_delete, DONE, DONE },
};

#define MEETINGS (int)(sizeof meetings / sizeof meetings[0])

/* Nobody's memory lacks a name, and the names still work. */
static void
check_after(const pid_t *pids, unsigned killed)
{
    unsigned i;

    check_quiet(pids, 2, killed);
    for (i = 0; i < NAMES; i++) {
        check_create_works(i);
    }
}

/*
 * Stop the first of two with these settings before every system call, which is
 * as good as after the one before; it goes on once the other one has done what
 * it can, or never.
 */
static void
meet_at_every_step(const Meeting *m, const char *const settings[2], int killed)
{
    pid_t    pids[2];
    unsigned n;

    for (n = 1; n < STEPS_MAX; n += stride(2)) {
        say_where(m->what, settings, n);
        prepare(m->start);
        if (!stop_at(m->paused, settings[0], n, &pids[0])) {
            break;
        }
        pids[1] = run_ahead(m->other, settings[1]);
        if (killed) {
            kill_stopped(pids[0]);
        } else {
            check_outcome("the first", let_go(pids[0]), m->may);
        }
        check_outcome("the other", reap_exited(pids[1]), m->otherMay);
        check_after(pids, killed ? 1 : 0);
    }
    ck_assert_uint_gt(n, STEPS_MIN);
    ck_assert_uint_lt(n, STEPS_MAX);
}

static void
meet(const Meeting *m, int killed)
{
    const char *settings[2];
    int         k;

    SKIP_UNLESS(have_ptrace(), NO_PTRACE);
    for (k = 0; choose_settings(k, (int)(m - meetings), settings); k++) {
        meet_at_every_step(m, settings, killed);
    }
    finish_names();
}

START_TEST(overtaken_at_every_system_call)
{
    meet(&meetings[_i], 0);
}
END_TEST

/* The same, but the one that was stopped never goes on: whoever waits for it
 * gets what it holds. */
START_TEST(overtaken_and_killed_at_every_system_call)
{
    meet(&meetings[_i], 1);
}
END_TEST

/* All of the above again, where markers start with names of their own. */
START_TEST(unnamed_inodes_are_forbidden)
{
    SKIP_UNLESS(temporary, NO_SECCOMP);
    ck_assert(!have_unnamed_inodes());
}
END_TEST

/* --- Overtaken by stock NSPR --------------------------------------------- */

/* A creator of ours stops anywhere; one on stock creates meanwhile. */
START_TEST(stock_creates_while_we_create)
{
    Peer     peer;
    pid_t    pid;
    unsigned n;

    SKIP_UNLESS(have_ptrace(), NO_PTRACE);
    SKIP_UNLESS(have_stock(), NO_STOCK);
    start_peer(&peer, STOCK);
    for (n = 1; n < STEPS_MAX; n++) {
        prepare(_i == 0 ? NOTHING : MARKER);
        if (!stop_at(call_create, NULL, n, &pid)) {
            break;
        }
        expect(&peer, "ok", "open 0 %s %zu %d 600", path("n"), SIZE, C);
        ck_assert(memory_at(0, &known[0]));
        ck_assert_int_eq(let_go(pid), 0);
        ck_assert(memory_remains(&known[0]));
        ck_assert_int_eq(segments_by(peer.pid) + segments_by(pid), 1);
        check_quiet(&pid, 1, 0);
    }
    ck_assert_uint_gt(n, STEPS_MIN);
    stop_peer(&peer);
    finish_names();
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

/* Fixtures take no arguments. */
#define SETUP(name, make, set, setting)                                       \
    static void setup_##name(void)                                            \
    {                                                                         \
        make();                                                               \
        set(setting);                                                         \
    }

SETUP(sysv, setup_dir, setup_named, "sysv")
SETUP(posix, setup_dir, setup_named, "posix")
SETUP(file, setup_dir, setup_named, "file")
SETUP(file_tmpfs, setup_tmpfs_dir, setup_named, "file")
SETUP(mixed, setup_dir, setup_named, NULL)
SETUP(sysv_temporary, setup_dir, setup_temporary, "sysv")
SETUP(posix_temporary, setup_dir, setup_temporary, "posix")
SETUP(file_temporary, setup_dir, setup_temporary, "file")

static void
add_random(TCase *tc)
{
    tcase_add_test(tc, kills_of_one_process);
    tcase_add_test(tc, kills_of_several_on_one_name);
    tcase_add_test(tc, kills_of_several_on_two_names);
    tcase_add_test(tc, deletes_race_with_creates);
}

static void
add_meetings(TCase *tc)
{
    tcase_add_loop_test(tc, killed_at_every_system_call, 0, CASES);
    tcase_add_loop_test(tc, overtaken_at_every_system_call, 0, MEETINGS);
}

static void
add_steps(TCase *tc)
{
    tcase_add_test(tc, users_keep_their_memory_when_a_deleter_is_killed);
    tcase_add_loop_test(tc, overtaken_and_killed_at_every_system_call, 0,
                        MEETINGS);
    add_meetings(tc);
}

static void
add_temporary(TCase *tc)
{
    tcase_add_test(tc, unnamed_inodes_are_forbidden);
    add_meetings(tc);
}

static void
add_stock(TCase *tc)
{
    tcase_add_loop_test(tc, stock_creates_while_we_create, 0, 2);
}

static const struct {
    const char *name;
    void (*setup)(void);
    void (*add)(TCase *);
} groups[] = {
    { "sysv random", setup_sysv, add_random },
    { "sysv steps", setup_sysv, add_steps },
    { "sysv steps, temporary names", setup_sysv_temporary, add_temporary },
    { "sysv and stock", setup_sysv, add_stock },
    { "sysv and stock, temporary names", setup_sysv_temporary, add_stock },
    { "posix random", setup_posix, add_random },
    { "posix steps", setup_posix, add_steps },
    { "posix steps, temporary names", setup_posix_temporary, add_temporary },
    { "file random", setup_file, add_random },
    { "file steps", setup_file, add_steps },
    { "file steps on tmpfs", setup_file_tmpfs, add_meetings },
    { "file steps, temporary names", setup_file_temporary, add_temporary },
    { "mixed random", setup_mixed, add_random },
    { "mixed steps", setup_mixed, add_meetings },
};

int
main(void)
{
    Suite *s = suite_create("crash");
    size_t i;

    /* Segments are counted by who made them, and numbers of processes are used
     * again: those of other suites would be in the way. */
    leave_ipc_namespace();
    for (i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        groups[i].add(add_case(s, groups[i].name, groups[i].setup, 120));
    }
    return run_suite(s);
}
