/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the suites share that stop or kill processes in the middle of a call:
 * at random moments, or, with ptrace(), before and after every system call.
 */
#ifndef crash_h___
#define crash_h___

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

/* --- One step at a time -------------------------------------------------- */

/* How far from one step to the next that is tried, where usual is usual. */
unsigned stride(unsigned usual);

/* A call as a process of its own, which exits with what it returns. */
typedef int (*Call)(void);

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
