/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Processes with different settings that open a new name at the same moment:
 * they get one segment, whoever was quicker.
 */
#include "config.h"

#include "prerror.h"
#include "prshm.h"
#include "prshmx.h"
#include "support.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SIZE 4096

/* --- Workers ------------------------------------------------------------- */

typedef struct Board Board;

/* A process for each setting; what the test knows of it. */
typedef struct Worker {
    pid_t    pid;
    unsigned delay;         /* nanoseconds that it comes late */
    uint32_t told, seen;    /* what it writes, and what the other one wrote */
    char     mechanism[16]; /* of what it got */
    char     fault[128];    /* what failed first */
} Worker;

/* What the test and all workers see. */
struct Board {
    int step; /* counts; workers wait for the next one */
    int done; /* how many of them are done with it */

    /* What they do in this step: two of them, or the one that removes. */
    void (*act)(Board *, unsigned side);
    int    pair[2];
    int    remover;
    char   name[2048];
    Worker workers[BACKENDS];
};

static PRSharedMemory *shm;
static uint32_t       *memory;

static Worker *
on_side(Board *board, unsigned side)
{
    return &board->workers[board->pair[side]];
}

static void
complain(Worker *worker, const char *call)
{
    if (worker->fault[0] == '\0') {
        snprintf(worker->fault, sizeof worker->fault, "%s: error %d %d", call,
                 (int)PR_GetError(), (int)PR_GetOSError());
    }
}

static void
spin_nanoseconds(unsigned count)
{
    struct timespec start, now;

    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - start.tv_sec) * 1000000000 + now.tv_nsec -
                 start.tv_nsec <
             (long)count);
}

/* Open and attach; each writes its own word. */
static void
open_name(Board *board, unsigned side)
{
    Worker *self = on_side(board, side);

    spin_nanoseconds(self->delay);
    memory = NULL;
    shm = PR_OpenSharedMemory(board->name, SIZE, PR_SHM_CREATE, 0600);
    if (shm != NULL) {
        memory = PR_AttachSharedMemory(shm, 0);
    }
    if (memory == NULL) {
        complain(self, shm == NULL ? "create" : "attach");
        return;
    }
    memory[side] = self->told;
    snprintf(self->mechanism, sizeof self->mechanism, "%s",
             PRX_GetSharedMemoryBackend(shm));
}

static void
read_memory(Board *board, unsigned side)
{
    if (memory != NULL) {
        on_side(board, side)->seen = memory[1 - side];
    }
}

static void
put_away(Board *board, unsigned side)
{
    if (memory != NULL && PR_DetachSharedMemory(shm, memory) != PR_SUCCESS) {
        complain(on_side(board, side), "detach");
    }
    if (shm != NULL && PR_CloseSharedMemory(shm) != PR_SUCCESS) {
        complain(on_side(board, side), "close");
    }
}

static void
remove_name(Board *board, unsigned side)
{
    (void)side;
    if (PR_DeleteSharedMemory(board->name) != PR_SUCCESS) {
        complain(&board->workers[board->remover], "delete");
    }
}

static void
wait_until(const int *value, int least)
{
    while (__atomic_load_n(value, __ATOMIC_ACQUIRE) < least) {
        sched_yield();
    }
}

/* Until killed. */
static void
work(Board *board, int self)
{
    int      step;
    unsigned side;

    use_backend(backends[self]);
    for (step = 1;; step++) {
        wait_until(&board->step, step);
        if (board->act == remove_name) {
            if (board->remover == self) {
                remove_name(board, 0);
            }
        } else {
            for (side = 0; side < 2; side++) {
                if (board->pair[side] == self) {
                    board->act(board, side);
                }
            }
        }
        __atomic_add_fetch(&board->done, 1, __ATOMIC_RELEASE);
    }
}

static Board *
start_workers(void)
{
    Board *board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int    i;

    ck_assert_ptr_ne(board, MAP_FAILED);
    for (i = 0; i < BACKENDS; i++) {
        pid_t pid = fork();

        ck_assert_int_ne(pid, -1);
        if (pid == 0) {
            work(board, i);
        }
        board->workers[i].pid = pid;
    }
    return board;
}

static void
stop_workers(Board *board)
{
    int i;

    for (i = 0; i < BACKENDS; i++) {
        ck_assert_int_eq(kill(board->workers[i].pid, SIGKILL), 0);
        ck_assert_int_eq(waitpid(board->workers[i].pid, NULL, 0),
                         board->workers[i].pid);
    }
    munmap(board, sizeof *board);
}

/* Have all of them do something at once, and wait for it. */
static void
let_act(Board *board, void (*act)(Board *, unsigned))
{
    int i;

    board->act = act;
    board->done = 0;
    __atomic_add_fetch(&board->step, 1, __ATOMIC_RELEASE);
    wait_until(&board->done, BACKENDS);
    for (i = 0; i < BACKENDS; i++) {
        ck_assert_msg(board->workers[i].fault[0] == '\0', "%s: %s, %s",
                      board->name, backends[i], board->workers[i].fault);
    }
}

/* --- Rounds -------------------------------------------------------------- */

#define PAIRS  (BACKENDS * (BACKENDS - 1))
#define ROUNDS (167 * PAIRS)
_Static_assert(ROUNDS >= 1000, "fewer rounds than were promised");

/* How many native objects there are, of all mechanisms: what the workers made,
 * and the file at the name if that is one. */
static int
count_native(const Board *board)
{
    Memory found;
    int    i, count = memory_of("file", board->name, &found);

    for (i = 0; i < BACKENDS; i++) {
        count += segments_by(board->workers[i].pid) +
                 objects_by(board->workers[i].pid);
    }
    return count;
}

/* All pairs in turn, both ways round; half of the time the second one comes a
 * little later, up to what a creation takes. */
static void
choose_round(Board *board, int round)
{
    int      first = round % BACKENDS;
    unsigned i;

    board->pair[0] = first;
    board->pair[1] = (first + 1 + round / BACKENDS % 2) % BACKENDS;
    board->remover = round / PAIRS % BACKENDS;
    snprintf(board->name, sizeof board->name, "%s", path("n"));
    for (i = 0; i < 2; i++) {
        Worker *worker = on_side(board, i);

        worker->told = (uint32_t)round * 2 + i + 1;
        worker->seen = 0;
        worker->mechanism[0] = '\0';
        worker->delay = i == 1 ? (unsigned)(round / PAIRS % 100) * 1000 : 0;
    }
}

/* One native object, and it is that of both. */
static void
check_one_segment(Board *board)
{
    const Worker *one = on_side(board, 0), *other = on_side(board, 1);
    Memory        found;

    ck_assert_str_eq(one->mechanism, other->mechanism);
    ck_assert_int_eq(count_native(board), 1);
    ck_assert(memory_of(one->mechanism, board->name, &found));
    ck_assert(found.creator == one->pid || found.creator == other->pid);
    ck_assert_uint_eq(found.size, SIZE);
    ck_assert_uint_eq(found.mode, 0600);
    ck_assert_int_eq(entries(), 1);
}

/* Whether locks should be forbidden and could not be. */
static int locked;

START_TEST(two_settings_make_one_segment)
{
    Board *board;
    int    round;

    SKIP_UNLESS(!locked, "flock() cannot be forbidden here");
    board = start_workers();
    for (round = 0; round < ROUNDS; round++) {
        choose_round(board, round);
        let_act(board, open_name);
        check_one_segment(board);
        let_act(board, read_memory);
        ck_assert_uint_eq(on_side(board, 0)->seen, on_side(board, 1)->told);
        ck_assert_uint_eq(on_side(board, 1)->seen, on_side(board, 0)->told);
        let_act(board, put_away);
        let_act(board, remove_name);
        ck_assert_int_eq(entries(), 0);
        ck_assert_int_eq(count_native(board), 0);
    }
    stop_workers(board);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

/* As on a filesystem that has none. */
static void
setup_without_locks(void)
{
    setup_dir();
    locked = !forbid_call(SYS_flock, ENOLCK);
}

int
main(void)
{
    Suite *s = suite_create("mixed");

    /* Segments are counted by who made them, and numbers of processes are used
     * again: those of other suites would be in the way. */
    leave_ipc_namespace();
    tcase_add_test(add_case(s, "on disk", setup_dir, 120),
                   two_settings_make_one_segment);
    tcase_add_test(add_case(s, "on tmpfs", setup_tmpfs_dir, 120),
                   two_settings_make_one_segment);
    tcase_add_test(add_case(s, "without locks", setup_without_locks, 120),
                   two_settings_make_one_segment);
    return run_suite(s);
}
