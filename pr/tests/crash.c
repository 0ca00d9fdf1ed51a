/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Stopping and killing; crash.h has the comments.
 */
#include "config.h"

#include "crash.h"

#include "prerr.h"
#include "prerror.h"
#include "prshm.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

char where[256];

/* --- Pseudo-random numbers ----------------------------------------------- */

static uint32_t state;

void
reseed_random(uint32_t seed)
{
    state = seed;
}

void
seed_random(void)
{
    const char *given = getenv("PRSHM_TEST_SEED");
    uint32_t    seed = given != NULL
                           ? (uint32_t)strtoul(given, NULL, 0)
                           : (uint32_t)time(NULL) ^ (uint32_t)getpid() << 16;

    state = seed | 1;
    snprintf(where, sizeof where, "seed %u", seed);
}

uint32_t
next_random(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

unsigned
below(unsigned bound)
{
    return next_random() % bound;
}

/* --- Waiting ------------------------------------------------------------- */

void
spin_microseconds(unsigned count)
{
    struct timespec start, now;

    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - start.tv_sec) * 1000000 +
                 (now.tv_nsec - start.tv_nsec) / 1000 <
             (long)count);
}

void
wait_until(const int *value, int least)
{
    while (__atomic_load_n(value, __ATOMIC_ACQUIRE) < least) {
        sched_yield();
    }
}

void
reap_killed(pid_t pid)
{
    int status;

    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), SIGKILL);
}

int
reap_exited(pid_t pid)
{
    int status;

    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFEXITED(status), "the call died: status %x", status);
    return WEXITSTATUS(status);
}

/* --- Settings and names -------------------------------------------------- */

int mixed, temporary;

void
setup_crash(const char *setting)
{
    seed_random();
    temporary = !have_unnamed_inodes();
    mixed = setting == NULL;
    if (!mixed) {
        use_backend(setting);
    }
}

static void
settle(void)
{
    if (mixed) {
        use_backend(backends[below(BACKENDS)]);
    }
}

void
act_in_child(void (*act)(unsigned), unsigned name)
{
    pid_t pid = fork();

    ck_assert_int_ne(pid, -1);
    if (pid == 0) {
        alarm(SECONDS_MAX);
        settle();
        act(name);
        _exit(0);
    }
    (void)next_random(); /* or all of them would choose the same */
    ck_assert_int_eq(reap_exited(pid), 0);
}

void
apart(void (*act)(unsigned), unsigned name)
{
    if (mixed) {
        act_in_child(act, name);
    } else {
        alarm(SECONDS_MAX);
        act(name);
        alarm(0);
    }
}

const char *const names[NAMES] = { "n", "m" };

void
leave_marker(unsigned name)
{
    int fd = open(path(names[name]), O_CREAT | O_EXCL | O_RDWR, 0600);

    if (fd != -1) {
        close(fd);
    }
}

int
segment_at(unsigned name, Memory *segment)
{
    Memory   found;
    unsigned i;

    segment->mechanism = NULL;
    for (i = 0; i < BACKENDS; i++) {
        if (memory_of(backends[i], path(names[name]), &found)) {
            ck_assert_msg(segment->mechanism == NULL,
                          "%s: %s and %s have a segment", where,
                          segment->mechanism, backends[i]);
            *segment = found;
        }
    }
    return segment->mechanism != NULL;
}

int
have_unnamed_inodes(void)
{
    int fd = open(test_dir(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);

    if (fd != -1) {
        close(fd);
    }
    return fd != -1;
}

void
sweep(const pid_t *pids, unsigned count, unsigned killed)
{
    unsigned i;
    int      swept = sweep_temporaries(test_dir(), 0);

    for (i = 0; i < count; i++) {
        swept += sweep_temporaries("/dev/shm", pids[i]);
    }
    ck_assert_msg(swept <= (temporary ? (int)killed : 0),
                  "%s: %d temporary names are left", where, swept);
}

/* --- Workers ------------------------------------------------------------- */

Board *
make_board(void)
{
    Board *board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    ck_assert_ptr_ne(board, MAP_FAILED);
    return board;
}

void
remove_board(Board *board)
{
    munmap(board, sizeof *board);
}

void
complain(Board *board, const char *call)
{
    if (board->fault[0] == '\0') {
        snprintf(board->fault, sizeof board->fault, "%s: error %d %d", call,
                 (int)PR_GetError(), (int)PR_GetOSError());
    }
}

void
complain_of_open(Board *board, int flags)
{
    if ((flags & PR_SHM_CREATE) == 0) {
        if (PR_GetError() != PR_FILE_NOT_FOUND_ERROR) {
            complain(board, "open");
        }
    } else if ((flags & PR_SHM_EXCL) == 0) {
        complain(board, "create");
    } else if (PR_GetError() != PR_FILE_EXISTS_ERROR) {
        complain(board, "create new");
    }
}

pid_t
start_worker(Board *board, Work work, unsigned count)
{
    uint32_t seed = next_random();
    pid_t    pid = fork();

    ck_assert_int_ne(pid, -1);
    if (pid == 0) {
        reseed_random(seed);
        settle();
        work(board, count);
        _exit(0);
    }
    return pid;
}

void
kill_workers(Board *board, Work work, unsigned count, pid_t *pids,
             unsigned workers, unsigned within)
{
    unsigned i;

    board->started = 0;
    for (i = 0; i < workers; i++) {
        pids[i] = start_worker(board, work, count);
    }
    wait_until(&board->started, (int)workers);
    for (i = 0; i < workers; i++) {
        spin_microseconds(below(within));
        ck_assert_int_eq(kill(pids[i], SIGKILL), 0);
    }
    for (i = 0; i < workers; i++) {
        reap_killed(pids[i]);
    }
    ck_assert_msg(board->fault[0] == '\0', "%s: %s", where, board->fault);
}

/* --- One step at a time -------------------------------------------------- */

unsigned
stride(unsigned usual)
{
    return part_of(10) == 10 ? usual : 7 * usual;
}

int
outcome(int succeeded)
{
    if (succeeded) {
        return DONE_STATUS;
    }
    return PR_GetError() == PR_FILE_NOT_FOUND_ERROR ? MISSING_STATUS
           : PR_GetError() == PR_FILE_EXISTS_ERROR  ? EXISTS_STATUS
                                                    : OTHER_STATUS;
}

void
check_outcome(const char *who, int got, unsigned may)
{
    ck_assert_msg((1u << got & may) != 0, "%s: %s ended with %d", where, who,
                  got);
}

static pid_t
start(Call call, const char *setting, int traced)
{
    pid_t pid = fork();

    ck_assert_int_ne(pid, -1);
    if (pid == 0) {
        if (traced) {
            if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1) {
                _exit(99);
            }
            raise(SIGSTOP);
        }
        if (setting != NULL) {
            use_backend(setting);
        }
        _exit(call());
    }
    return pid;
}

pid_t
start_call(Call call, const char *setting)
{
    return start(call, setting, 0);
}

int
is_idle(pid_t pid)
{
    char  file[64], line[256] = "";
    char *at;
    FILE *stat;

    snprintf(file, sizeof file, "/proc/%ld/stat", (long)pid);
    stat = fopen(file, "r");
    if (stat == NULL) {
        return 1;
    }
    if (fgets(line, sizeof line, stat) == NULL) {
        line[0] = '\0';
    }
    fclose(stat);
    at = strrchr(line, ')');
    return at == NULL || at[2] == 'S' || at[2] == 'Z';
}

pid_t
run_ahead(Call call, const char *setting)
{
    pid_t pid = start_call(call, setting);

    while (!is_idle(pid)) {
        sched_yield();
    }
    return pid;
}

/* 0 once the process has ended, its exit status then in *status. */
static int
next_stop(pid_t pid, int *status)
{
    ck_assert_int_eq(waitpid(pid, status, 0), pid);
    return WIFSTOPPED(*status);
}

int
stop_at(Call call, const char *setting, unsigned n, pid_t *pid)
{
    int      status;
    unsigned i;

    *pid = start(call, setting, 1);
    ck_assert(next_stop(*pid, &status));
    for (i = 0; i < n; i++) {
        ck_assert_int_eq(ptrace(PTRACE_SYSCALL, *pid, NULL, NULL), 0);
        if (!next_stop(*pid, &status)) {
            ck_assert(WIFEXITED(status));
            ck_assert_int_lt(WEXITSTATUS(status), 3);
            return 0;
        }
        ck_assert_int_eq(WSTOPSIG(status), SIGTRAP);
    }
    return 1;
}

int
let_go(pid_t pid)
{
    ck_assert_int_eq(ptrace(PTRACE_DETACH, pid, NULL, NULL), 0);
    return reap_exited(pid);
}

void
kill_stopped(pid_t pid)
{
    ck_assert_int_eq(kill(pid, SIGKILL), 0);
    reap_killed(pid);
}

static int
call_nothing(void)
{
    return 0;
}

int
have_ptrace(void)
{
    pid_t pid = start(call_nothing, NULL, 1);
    int   status, stopped;

    stopped = next_stop(pid, &status);
    if (stopped) {
        kill_stopped(pid);
    }
    return stopped;
}
