/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the suites share that stop or kill processes in the middle of a call:
 * at random moments, or, with ptrace(), before and after every system call.
 */
#ifndef crash_h___
#define crash_h___

#include "support.h"

#include <check.h>
#include <stdint.h>
#include <sys/types.h>

/* For messages: what repeats a run that failed, or what happened in it. */
extern char where[256];

/* --- Pseudo-random numbers ----------------------------------------------- */

/* From PRSHM_TEST_SEED, if it is set; or from a number of another process. */
void seed_random(void);
void reseed_random(uint32_t seed);

/* The number itself, and one below a bound. */
uint32_t next_random(void);
unsigned below(unsigned bound);

/* --- Waiting ------------------------------------------------------------- */

/* Busy waiting: sleeping would only ever end at ticks. */
void spin_microseconds(unsigned count);
void wait_until(const int *value, int least);

/* For the end of a process: one that was killed, or that exits; then its
 * status. */
void reap_killed(pid_t pid);
int  reap_exited(pid_t pid);

/* --- Settings and names --------------------------------------------------- */

/*
 * The processes of a test have one setting, or each its own: then the test's
 * own process makes no call, for it would have one setting ever after.
 */
extern int mixed;

/* Whether new markers start with names of their own, which those who are killed
 * leave. */
extern int temporary;

/* To begin a test with: this setting, or NULL for mixed ones. */
void setup_crash(const char *setting);

/* No act may take so long, whoever died: else it is the test that dies. */
#define SECONDS_MAX 20

/* Act in a child, with any setting if they are mixed; or only if they are. */
void act_in_child(void (*act)(unsigned), unsigned name);
void apart(void (*act)(unsigned), unsigned name);

/* The names in play.  Single calls are about the first one. */
#define NAMES 2
extern const char *const names[NAMES];

/* An empty marker, as a process killed with another mechanism may have left it;
 * if there is nothing. */
void leave_marker(unsigned name);

/* The segment of a name, which is one mechanism's alone; false if there is
 * none, its mechanism NULL then. */
int segment_at(unsigned name, Memory *segment);

int have_unnamed_inodes(void);

/* Remove the temporary names that these dead processes left behind, beside the
 * markers or the objects.  No other ones can be there, and those that were
 * killed can have left one each. */
void sweep(const pid_t *pids, unsigned count, unsigned killed);

/* --- Workers ------------------------------------------------------------- */

/* What workers and the test both see. */
typedef struct Board {
    int  started; /* how many workers are at work */
    int  go;      /* they wait for this */
    int  deleted; /* by the test's deleters */
    char fault[256];
} Board;

Board *make_board(void);
void   remove_board(Board *board);

/* In a worker: something failed that must not. */
void complain(Board *board, const char *call);

/* The same of an open with these flags, of either kind; one error is none. */
void complain_of_open(Board *board, int flags);

/* Start one that does this with a count, with random numbers of its own and, if
 * settings are mixed, a setting. */
typedef void (*Work)(Board *board, unsigned count);
pid_t start_worker(Board *board, Work work, unsigned count);

/* Start some that work for ever, then kill one after the other, each within so
 * many microseconds. */
#define WORKERS_MAX 4
void kill_workers(Board *board, Work work, unsigned count, pid_t *pids,
                  unsigned workers, unsigned within);

/* --- One step at a time -------------------------------------------------- */

/* How far from one step to the next that is tried, where usual is usual. */
unsigned stride(unsigned usual);

/* A call as a process of its own, which exits with what it returns. */
typedef int (*Call)(void);

/* What most of them return. */
enum { DONE_STATUS, MISSING_STATUS, EXISTS_STATUS, OTHER_STATUS };

/* A bit for each of these. */
#define DONE    (1u << DONE_STATUS)
#define MISSING (1u << MISSING_STATUS)
#define EXISTS  (1u << EXISTS_STATUS)

/* What to return of a call on this library; and to see that it is one of those
 * that may be. */
int  outcome(int succeeded);
void check_outcome(const char *who, int got, unsigned may);

/* What is there before, in bits. */
enum { NOTHING = 0, MARKER = 1, SEMAPHORE = 2, SEGMENT = 4, REMNANT = 8 };

/* A call that is stopped at every step. */
typedef struct Case {
    const char *what;
    unsigned    start;
    Call        call;
} Case;

/* And another one that comes meanwhile; how they may end. */
typedef struct Meeting {
    const char *what;
    unsigned    start;
    Call        paused, other;
    unsigned    may, otherMay;
} Meeting;

/* No call can be this long; and each has more than a few steps. */
#define STEPS_MAX 300
#define STEPS_MIN 4

/* With a setting of its own if that is not NULL. */
pid_t start_call(Call call, const char *setting);

/* Start a call and run it until it has ended or waits for somebody. */
pid_t run_ahead(Call call, const char *setting);

/* Whether a process sleeps, as one does that waits; or is dead. */
int is_idle(pid_t pid);

/*
 * Start a call and stop it for the n-th time on entry to or return from a
 * system call, which is as good as after the one before.  0 if it comes to its
 * end before, with an exit status of less than 3.
 */
int stop_at(Call call, const char *setting, unsigned n, pid_t *pid);

/* Let a stopped call run on, and reap it; or kill it. */
int  let_go(pid_t pid);
void kill_stopped(pid_t pid);

/* Some sandboxes forbid it. */
int have_ptrace(void);
#define NO_PTRACE "ptrace is not allowed here"

#endif /* crash_h___ */
