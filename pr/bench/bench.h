/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the parts of the benchmark share: settings, who is compared, names in a
 * directory of its own, numbers.
 */
#ifndef bench_h___
#define bench_h___

#include "prerror.h"
#include "prio.h"
#include "pripcsem.h"
#include "prshm.h"
#include "prshmx.h"

#include <signal.h>
#include <sys/ipc.h>
#include <sys/stat.h>

/* Of the small segments that calls are compared with. */
#define SIZE             4096
#define MODE             0600

/* --- Settings (bench.c) -------------------------------------------------- */

#define DIRS_MAX         8
#define ROUNDS_MIN       5
#define LARGE_ROUNDS_MAX 100

typedef enum Mechanism { SYSV, POSIX, MAPPED, MECHANISMS } Mechanism;

typedef struct Settings {
    const char *ours, *stock; /* the libraries */
    Mechanism   mechanism;    /* of our segments */
    const char *mechanism_name;
    const char *dirs[DIRS_MAX]; /* where names are made */
    int         dir_count;
    int         rounds;       /* at most, for each line of calls */
    double      seconds;      /* it must not take longer than this */
    int         large_rounds; /* of large segments */
    PRSize      memory;       /* bytes of each of those */
    int         remounts;     /* /dev/shm is ours, and may be remounted */
    const char *hugetlbfs;    /* where one is mounted, or NULL */
} Settings;

extern Settings settings;

/* The signal that ends the program as soon as possible, or 0. */
extern volatile sig_atomic_t stopped;

_Noreturn void die(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The topics; each prints its table. */
void compare_calls(void);
void compare_memory(void);
void compare_many(void);
void compare_anon(void);
void compare_sem(void);

/* --- Peers (bench_peers.c) ----------------------------------------------- */

typedef PRSharedMemory *Handle;

/* The calls on semaphores; NULL where one has none. */
typedef struct SemCalls {
    PRSem *(*open_sem)(const char *name, PRIntn flags, PRIntn mode,
                       PRUintn value);
    PRStatus (*wait_sem)(PRSem *sem);
    PRStatus (*post_sem)(PRSem *sem);
    PRStatus (*close_sem)(PRSem *sem);
    PRStatus (*delete_sem)(const char *name);
} SemCalls;

/* One of those that are compared.  label is NULL if it is not there. */
typedef struct Peer {
    const char *label;
    int         maker; /* those with the same number open each other's */
    Handle (*open_shm)(const char *name, PRSize size, PRIntn flags,
                       PRIntn mode);
    void *(*attach)(Handle shm, PRIntn flags);
    PRStatus (*detach)(Handle shm, void *addr);
    PRStatus (*close_shm)(Handle shm);
    PRStatus (*delete_shm)(const char *name);
    void (*set_error)(PRErrorCode code, PRInt32 os_error);
    PRErrorCode (*get_error)(void);
    PRStatus (*get_info)(Handle shm, PRXSharedMemoryInfo *info); /* or NULL */
    PRFileMap *(*open_anon)(const char *dir_name, PRSize size,
                            PRFileMapProtect prot); /* or NULL */
    void *(*map)(PRFileMap *fmap, PROffset64 offset, PRUint32 length);
    PRStatus (*unmap)(void *addr, PRUint32 length);
    PRStatus (*close_map)(PRFileMap *fmap);
    SemCalls sem;
} Peer;

enum { STOCK, STOCK_AGAIN, OURS, STOCK_CALLS, FLOOR, OUR_CALLS, PEERS };

#define MAKERS 3

extern Peer peers[PEERS];

void load_peers(void);

/* Bare system calls (bench_sysv.c, bench_mapped.c), and what they stand for
 * errors with. */
extern const Peer bare_stock, bare_sysv, bare_ours, bare_posix, bare_file;

void        bare_set_error(PRErrorCode code, PRInt32 os_error);
PRErrorCode bare_get_error(void);

/* Remove what such calls have made under a marker; whether there was, after
 * all, a segment with its key. */
void remove_bare_object(const struct stat *marker);
int  remove_bare_segment(const struct stat *marker);

/* What they share: System V keys, and giving an inode its name. */
key_t key_of(char letter, const struct stat *marker);
int   link_unnamed(int fd, const char *name);

/* Bare calls on semaphores (bench_semcalls.c), and what removes such: whether
 * there was, after all, a set with a marker's key. */
extern const SemCalls bare_sem_stock, bare_sem_sysv, bare_sem_ours,
    bare_sem_posix, bare_sem_no_spin;

int remove_bare_semaphore(const struct stat *marker);

/* --- Rounds (bench_rounds.c) --------------------------------------------- */

/*
 * Let everyone do the same work in turns, a batch at a time, for as long as the
 * settings say; returns how many rounds there were.
 *
 *   once      do it once; whether it worked.  Who fails at first takes no part.
 *   clean_up  after work that failed, or NULL
 */
int take_rounds(int (*once)(int who), int batch, void (*clean_up)(void));

/* The median of one's times in seconds, or of their ratios to another's in the
 * same round, from the rounds first to last - 1; NAN if there is none.  to is
 * who the other is, or -1. */
double median_of(int who, int to, int first, int last);

/* How far stock NSPR differs from itself in the worst fifth of the rounds. */
double noise_of(int count);

/* --- Names (bench_names.c) ----------------------------------------------- */

#define NAME_SIZE 1100

/* The directory of the names; empty while there is none. */
extern char dir[1024];

/* Make it below parent; remove it, which must happen before the end. */
void make_dir(const char *parent);
void remove_dir(void);

/* The path of a name in it. */
void format_name(char *name, const char *base);

/* Remove a name, and the segment that this process made under it. */
void remove_name(const char *name);

/* What a directory is on. */
const char *filesystem_of(const char *path);

/* Whether there is any System V segment in our part of the system. */
int segments_exist(void);

/* --- Numbers (bench_numbers.c) ------------------------------------------- */

/* In seconds. */
double now(void);

/* Of count values, which it sorts; NAN of none. */
double median(double *values, int count);

/* Put numbers into another order, at random but the same in every run. */
void shuffle(int *order, int count);

/* A column each; NAN is a dash. */
void print_number(const char *format, double value);
void print_time(double seconds);

/* Whether a ratio is what it should be; noise is what it may be off, 0.1 for a
 * tenth. */
const char *verdict(double ratio, double aim, int below, double noise);

#endif /* bench_h___ */
