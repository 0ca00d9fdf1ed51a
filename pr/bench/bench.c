/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the calls cost: this library, stock NSPR, and bare system calls, side
 * by side in one process.
 *
 * Both libraries are loaded with dlopen(), each for itself, and called through
 * pointers; three sets of plain C functions stand beside them:
 *
 *   stock's calls  the system calls that stock NSPR makes, nothing around them
 *   the floor      the fewest that leave the same objects behind
 *   our calls      those of this library, in its order
 *
 * A round lets everyone do a small batch of the same work, in random order; a
 * ratio is the median over the rounds of the two times in one round, so that
 * what disturbs the machine for longer than a round disturbs both.  Stock NSPR
 * takes part twice: the ratio of its two times is what the noise is judged by.
 *
 * Everyone uses the same names, in a directory made for the purpose, which is
 * removed in the end, after a signal too.  Linux only.
 */
#include "config.h"

#include "prerror.h"
#include "prshm.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define SIZE 4096
#define MODE 0600

typedef PRSharedMemory *Handle;

/* One of those that are compared.  label is NULL if it is not there. */
typedef struct Peer {
    const char *label;
    Handle (*open_shm)(const char *name, PRSize size, PRIntn flags,
                       PRIntn mode);
    void *(*attach)(Handle shm, PRIntn flags);
    PRStatus (*detach)(Handle shm, void *addr);
    PRStatus (*close_shm)(Handle shm);
    PRStatus (*delete_shm)(const char *name);
    void (*set_error)(PRErrorCode code, PRInt32 os_error);
    PRErrorCode (*get_error)(void);
} Peer;

enum { STOCK, STOCK_AGAIN, OURS, STOCK_CALLS, FLOOR, OUR_CALLS, PEERS };

static Peer peers[PEERS];

/* The directory of the names, and the names; made anew for each --dir. */
static char dir[1024], existing[1100], fresh[1100];

static volatile sig_atomic_t stopped;

static _Noreturn void
die(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    fputs("bench: ", stderr);
    vfprintf(stderr, format, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(EXIT_FAILURE);
}

/* --- Bare system calls --------------------------------------------------- */

static key_t
key_of(const struct stat *marker)
{
    unsigned key = (unsigned)'b' << 24;

    key |= ((unsigned)marker->st_dev & 0xff) << 16;
    key |= (unsigned)marker->st_ino & 0xffff;
    return (key_t)key;
}

/* An identifier can be 0, a handle cannot. */
static Handle
handle_of(int id)
{
    return id == -1 ? NULL : (Handle)((intptr_t)id + 1);
}

static int
id_of(Handle shm)
{
    return (int)((intptr_t)shm - 1);
}

static void *
bare_attach(Handle shm, PRIntn flags)
{
    void *at = shmat(id_of(shm), NULL, flags != 0 ? SHM_RDONLY : 0);

    return at != (void *)-1 ? at : NULL;
}

static PRStatus
bare_detach(Handle shm, void *addr)
{
    (void)shm;
    return shmdt(addr) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus
bare_close(Handle shm)
{
    (void)shm;
    return PR_SUCCESS;
}

/* An error of a thread could hardly cost less than one object of the program
 * itself. */
static _Thread_local volatile struct {
    PRErrorCode code;
    PRInt32     os_error;
} bare_error;

static void
bare_set_error(PRErrorCode code, PRInt32 os_error)
{
    bare_error.code = code;
    bare_error.os_error = os_error;
}

static PRErrorCode
bare_get_error(void)
{
    return bare_error.code;
}

static Handle
stock_calls_open(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    struct stat marker;
    int         fd, id;

    if ((flags & PR_SHM_CREATE) != 0) {
        fd = open(name, O_RDWR | O_CREAT, (mode_t)mode);
        if (fd == -1) {
            return NULL;
        }
        close(fd);
    }
    if (stat(name, &marker) == -1) {
        return NULL;
    }
    if ((flags & PR_SHM_CREATE) != 0) {
        id = shmget(key_of(&marker), size, mode | IPC_CREAT | IPC_EXCL);
        if (id != -1 || errno != EEXIST || (flags & PR_SHM_EXCL) != 0) {
            return handle_of(id);
        }
    }
    return handle_of(shmget(key_of(&marker), size, mode));
}

/* Remove the segment of a marker, then its name. */
static PRStatus
remove_both(const char *name, const struct stat *marker)
{
    int id = shmget(key_of(marker), 0, 0);

    if (id == -1 || shmctl(id, IPC_RMID, NULL) == -1) {
        return PR_FAILURE;
    }
    return unlink(name) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus
stock_calls_delete(const char *name)
{
    struct stat marker;
    int         fd = open(name, O_RDWR | O_CREAT, 0666);

    if (fd == -1) {
        return PR_FAILURE;
    }
    close(fd);
    return stat(name, &marker) == 0 ? remove_both(name, &marker) : PR_FAILURE;
}

static Handle
floor_open(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    struct stat marker;
    int         id;

    if ((flags & PR_SHM_EXCL) == 0 && stat(name, &marker) == 0) {
        id = shmget(key_of(&marker), size, mode);
        if (id != -1 || errno != ENOENT) {
            return handle_of(id);
        }
    }
    if ((flags & PR_SHM_CREATE) == 0 ||
        (mknod(name, S_IFREG | (mode_t)mode, 0) == -1 && errno != EEXIST) ||
        stat(name, &marker) == -1) {
        return NULL;
    }
    return handle_of(
        shmget(key_of(&marker), size, mode | IPC_CREAT | IPC_EXCL));
}

static PRStatus
floor_delete(const char *name)
{
    struct stat marker;

    return stat(name, &marker) == 0 ? remove_both(name, &marker) : PR_FAILURE;
}

/* Give an inode its name; see pr/src/md/unix/uxmarker.c. */
static int
link_unnamed(int fd, const char *name)
{
    char path[64];

    if (linkat(fd, "", AT_FDCWD, name, AT_EMPTY_PATH) == 0) {
        return 0;
    }
    if (errno != ENOENT) {
        return -1;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, path, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
}

static Handle
our_calls_create(const char *name, PRSize size, PRIntn mode)
{
    struct stat marker;
    Handle      shm = NULL;
    int         fd = open(dir, O_RDWR | O_TMPFILE | O_CLOEXEC, (mode_t)mode);

    if (fd == -1) {
        return NULL;
    }
    if (fstat(fd, &marker) == 0 && shmget(key_of(&marker), 0, 0) == -1 &&
        flock(fd, LOCK_EX | LOCK_NB) == 0 && link_unnamed(fd, name) == 0) {
        shm = handle_of(
            shmget(key_of(&marker), size, mode | IPC_CREAT | IPC_EXCL));
    }
    (void)flock(fd, LOCK_UN);
    close(fd);
    return shm;
}

static Handle
our_calls_open(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    struct stat marker, again;

    if (lstat(name, &marker) == 0) {
        int id = shmget(key_of(&marker), size, mode);

        if ((flags & PR_SHM_CREATE) != 0 && lstat(name, &again) == -1) {
            return NULL;
        }
        return handle_of(id);
    }
    return (flags & PR_SHM_CREATE) != 0 ? our_calls_create(name, size, mode)
                                        : NULL;
}

static PRStatus
our_calls_delete(const char *name)
{
    struct stat marker, again;
    PRStatus    status = PR_FAILURE;
    int         fd;

    fd = open(name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd == -1) {
        return PR_FAILURE;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &marker) == 0 &&
        lstat(name, &again) == 0 &&
        faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) == 0 &&
        marker.st_uid == geteuid()) {
        status = remove_both(name, &marker);
    }
    (void)flock(fd, LOCK_UN);
    close(fd);
    return status;
}

/* Remove a name and the segment that this process made under it. */
static void
remove_name(const char *name)
{
    struct stat     marker;
    struct shmid_ds info;
    int             id;

    if (lstat(name, &marker) == -1) {
        return;
    }
    id = shmget(key_of(&marker), 0, 0);
    if (id != -1 && shmctl(id, IPC_STAT, &info) == 0 &&
        info.shm_cpid == getpid()) {
        shmctl(id, IPC_RMID, NULL);
    }
    unlink(name);
}

static void
set_bare_peer(Peer *peer, const char *label,
              Handle (*open_shm)(const char *, PRSize, PRIntn, PRIntn),
              PRStatus (*delete_shm)(const char *))
{
    peer->label = label;
    peer->open_shm = open_shm;
    peer->attach = bare_attach;
    peer->detach = bare_detach;
    peer->close_shm = bare_close;
    peer->delete_shm = delete_shm;
    peer->set_error = bare_set_error;
    peer->get_error = bare_get_error;
}

/* --- Libraries ----------------------------------------------------------- */

static void
find_function(void *library, const char *name, void *pointer)
{
    void *found = dlsym(library, name);

    if (found == NULL) {
        die("%s", dlerror());
    }
    memcpy(pointer, &found, sizeof found); /* object to function pointer */
}

/* Load one NSPR for itself, so that two do not get mixed up. */
static int
load_peer(Peer *peer, const char *label, const char *file)
{
    void *library = dlopen(file, RTLD_LOCAL | RTLD_NOW);

    if (library == NULL) {
        return -1;
    }
    find_function(library, "PR_OpenSharedMemory", &peer->open_shm);
    find_function(library, "PR_AttachSharedMemory", &peer->attach);
    find_function(library, "PR_DetachSharedMemory", &peer->detach);
    find_function(library, "PR_CloseSharedMemory", &peer->close_shm);
    find_function(library, "PR_DeleteSharedMemory", &peer->delete_shm);
    find_function(library, "PR_SetError", &peer->set_error);
    find_function(library, "PR_GetError", &peer->get_error);
    peer->label = label;
    return 0;
}

static void
load_peers(const char *ours, const char *stock)
{
    if (load_peer(&peers[OURS], "ours", ours) == -1) {
        die("%s", dlerror());
    }
    if (load_peer(&peers[STOCK], "stock", stock) == -1) {
        printf("Without stock NSPR, for there is none: %s\n\n", dlerror());
    } else if (peers[STOCK].open_shm == peers[OURS].open_shm) {
        die("%s and %s are the same library", ours, stock);
    }
    peers[STOCK_AGAIN] = peers[STOCK];
    set_bare_peer(&peers[STOCK_CALLS], "stock's calls", stock_calls_open,
                  stock_calls_delete);
    set_bare_peer(&peers[FLOOR], "the floor", floor_open, floor_delete);
    set_bare_peer(&peers[OUR_CALLS], "our calls", our_calls_open,
                  our_calls_delete);
}

/* --- Works --------------------------------------------------------------- */

/* Kept from one work to the next batch: what attach_detach() works on. */
static Handle opened[PEERS];

static int
open_close(int who, PRIntn flags)
{
    Handle shm = peers[who].open_shm(existing, SIZE, flags, MODE);

    return shm != NULL && peers[who].close_shm(shm) == PR_SUCCESS;
}

static int
open_existing(int who)
{
    return open_close(who, 0);
}

static int
create_existing(int who)
{
    return open_close(who, PR_SHM_CREATE);
}

static int
attach_detach(int who)
{
    void *at = peers[who].attach(opened[who], 0);

    return at != NULL && peers[who].detach(opened[who], at) == PR_SUCCESS;
}

static int
connect_once(int who)
{
    Handle               shm = peers[who].open_shm(existing, SIZE, 0, MODE);
    volatile const char *at;

    if (shm == NULL) {
        return 0;
    }
    at = peers[who].attach(shm, 0);
    if (at == NULL) {
        return 0;
    }
    (void)at[0];
    return peers[who].detach(shm, (void *)(uintptr_t)at) == PR_SUCCESS &&
           peers[who].close_shm(shm) == PR_SUCCESS;
}

static int
life_cycle(int who, PRIntn flags)
{
    Handle         shm = peers[who].open_shm(fresh, SIZE, flags, MODE);
    volatile char *at;

    if (shm == NULL) {
        return 0;
    }
    at = peers[who].attach(shm, 0);
    if (at == NULL) {
        return 0;
    }
    at[0] = 1;
    return peers[who].detach(shm, (void *)(uintptr_t)at) == PR_SUCCESS &&
           peers[who].close_shm(shm) == PR_SUCCESS &&
           peers[who].delete_shm(fresh) == PR_SUCCESS;
}

static int
life_cycle_exclusive(int who)
{
    return life_cycle(who, PR_SHM_CREATE | PR_SHM_EXCL);
}

static int
life_cycle_plain(int who)
{
    return life_cycle(who, PR_SHM_CREATE);
}

static int
set_get_error(int who)
{
    peers[who].set_error(PR_FILE_EXISTS_ERROR, EEXIST);
    return peers[who].get_error() == PR_FILE_EXISTS_ERROR;
}

typedef enum Needs { NOTHING, EXISTING, NO_SEGMENTS } Needs;

typedef struct Work {
    const char *title;
    int (*once)(int who); /* whether it worked */
    int    batch;         /* so often in a round, by each */
    Needs  needs;
    double aim_tmpfs; /* what ours / stock should be at most on tmpfs, */
    double aim_disk;  /* and elsewhere */
    int    below;     /* on tmpfs even less than that */
} Work;

static const Work works[] = {
    { "open existing, close", open_existing, 40, EXISTING, 1, 1, 0 },
    { "CREATE on existing, close", create_existing, 20, EXISTING, 1, 1, 0 },
    { "attach, detach", attach_detach, 20, EXISTING, 1, 1, 0 },
    { "connect", connect_once, 10, EXISTING, 1, 1, 0 },
    { "life cycle, CREATE|EXCL", life_cycle_exclusive, 5, NOTHING, 1, 1.1, 1 },
    { "life cycle, CREATE", life_cycle_plain, 5, NO_SEGMENTS, 1, 1.1, 1 },
};

#define WORKS ((int)(sizeof works / sizeof works[0]))

static const Work error_work = {
    "PR_SetError, PR_GetError", set_get_error, 1000, NOTHING, 0.5, 0.5, 0
};

/* --- Measuring ----------------------------------------------------------- */

#define BLOCKS 5

/* Times in seconds, round by round; negative where something failed. */
static double *times[PEERS], *ratios;
static int     rounds = 4000;

/* A run must end also where everything takes a thousand times as long. */
static double seconds_per_line;

static double
now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

/* The time of one batch, or -1. */
static double
time_batch(const Work *work, int who, int batch)
{
    double start = now(), end;
    int    worked = 1, i;

    for (i = 0; i < batch; i++) {
        worked &= work->once(who);
    }
    end = now();
    if (!worked) {
        remove_name(fresh);
        return -1;
    }
    return (end - start) / batch;
}

/* Put the peers into another order, at random but the same in every run. */
static void
shuffle(int order[PEERS])
{
    static uint32_t state = 1;
    int             i, j, other;

    for (i = PEERS - 1; i > 0; i--) {
        state = state * 1664525u + 1013904223u;
        j = (int)((state >> 16) % (unsigned)(i + 1));
        other = order[i];
        order[i] = order[j];
        order[j] = other;
    }
}

/* Fill times; returns how many rounds there were. */
static int
measure(const Work *work)
{
    int    order[PEERS], takes_part[PEERS];
    double end = now() + seconds_per_line;
    int    n, i, who;

    for (i = 0; i < PEERS; i++) {
        order[i] = i;
        takes_part[i] =
            peers[i].label != NULL && time_batch(work, i, work->batch) >= 0;
    }
    for (n = 0; n < rounds && !stopped && now() < end; n++) {
        shuffle(order);
        for (i = 0; i < PEERS; i++) {
            who = order[i];
            times[who][n] =
                takes_part[who] ? time_batch(work, who, work->batch) : -1;
        }
    }
    return n;
}

static int
compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The median of one's times, or of their ratios to another's in the same
 * round, from the rounds first to last - 1; NAN if there is none. */
static double
median(int who, int to, int first, int last)
{
    int n = 0, i;

    for (i = first; i < last; i++) {
        if (times[who][i] > 0 && (to < 0 || times[to][i] > 0)) {
            ratios[n++] = times[who][i] / (to < 0 ? 1 : times[to][i]);
        }
    }
    if (n == 0) {
        return NAN;
    }
    qsort(ratios, (size_t)n, sizeof *ratios, compare_doubles);
    return n % 2 != 0 ? ratios[n / 2]
                      : (ratios[n / 2 - 1] + ratios[n / 2]) / 2;
}

/* How far stock NSPR differs from itself in the worst fifth of the rounds. */
static double
noise_of(int count)
{
    double worst = 0, off;
    int    i;

    for (i = 0; i < BLOCKS; i++) {
        off = fabs(median(STOCK_AGAIN, STOCK, count * i / BLOCKS,
                          count * (i + 1) / BLOCKS) -
                   1);
        worst = off > worst || isnan(off) ? off : worst;
    }
    return worst;
}

/* --- The table ----------------------------------------------------------- */

static void
print_head(void)
{
    printf("%-26s %-8s %8s %8s %6s %6s %6s %6s %6s  %-8s %s\n", "", "", "ours",
           "stock", "ours/", "ours/", "calls/", "floor/", "", "", "");
    printf("%-26s %-8s %8s %8s %6s %6s %6s %6s %6s  %-8s %s\n", "work",
           "names on", "us", "us", "stock", "calls", "stock", "stock", "noise",
           "aim", "");
}

static void
print_number(const char *format, double value)
{
    char text[32];

    snprintf(text, sizeof text, format, value);
    printf(" %6s", isnan(value) ? "-" : text);
}

static void
print_time(double seconds)
{
    char text[32];

    snprintf(text, sizeof text, seconds < 1e-6 ? "%.4f" : "%.2f",
             1e6 * seconds);
    printf(" %8s", isnan(seconds) ? "-" : text);
}

/* What is printed is judged: two digits.  Beyond the aim, but by less than
 * the noise, is neither met nor missed. */
static const char *
verdict(double ratio, double aim, int below, double noise)
{
    double hundredths = round(100 * ratio), most = round(100 * aim);

    if (isnan(ratio)) {
        return "-";
    }
    if (below ? hundredths < most : hundredths <= most) {
        return "met";
    }
    return ratio <= aim * (1 + noise) ? "level" : "missed";
}

static void
print_line(const Work *work, const char *kind, int tmpfs)
{
    int    count = measure(work);
    double ratio = median(OURS, STOCK, 0, count);
    double noise = noise_of(count);
    double aim = tmpfs ? work->aim_tmpfs : work->aim_disk;
    int    below = work->below && tmpfs;

    if (stopped) {
        return;
    }
    printf("%-26s %-8s", work->title, kind);
    print_time(median(OURS, -1, 0, count));
    print_time(median(STOCK, -1, 0, count));
    print_number("%.2f", ratio);
    print_number("%.2f", median(OURS, OUR_CALLS, 0, count));
    print_number("%.2f", median(STOCK_CALLS, STOCK, 0, count));
    print_number("%.2f", median(FLOOR, STOCK, 0, count));
    print_number("%.1f%%", 100 * noise);
    printf("  %s %.2f  %s", below ? "< " : "<=", aim,
           verdict(ratio, aim, below, noise));
    if (count < rounds) {
        printf(" (%d rounds)", count);
    }
    putchar('\n');
    fflush(stdout);
}

static void
print_legend(void)
{
    puts("\n"
         "connect: open, attach, read, detach, close.  life cycle: create 4"
         " KiB, attach,\nwrite a byte, detach, close, delete.  calls: the bare"
         " system calls, of ours in\nours/calls, of stock in calls/stock; for"
         " an error, an object of the thread.\nfloor: the fewest calls that"
         " leave the same objects.  noise: how far stock\ndiffers from itself."
         "  level: beyond the aim, but by less than that.");
}

/* --- Directories --------------------------------------------------------- */

/* What a directory is on.  statfs() knows filesystems by number. */
static const char *
filesystem_of(const char *path)
{
    static const struct {
        unsigned long type;
        const char   *name;
    } known[] = {
        { 0x01021994, "tmpfs" },   { 0xef53, "ext4" },
        { 0x58465342, "xfs" },     { 0x9123683e, "btrfs" },
        { 0x794c7630, "overlay" }, { 0x2fc12fc1, "zfs" },
    };
    struct statfs info;
    size_t        i;

    if (statfs(path, &info) == -1) {
        die("%s: %s", path, strerror(errno));
    }
    for (i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].type == ((unsigned long)info.f_type & 0xffffffff)) {
            return known[i].name;
        }
    }
    return "other";
}

static void
remove_dir(void)
{
    if (dir[0] != '\0') {
        remove_name(existing);
        remove_name(fresh);
        if (rmdir(dir) == -1) {
            perror(dir);
        }
        dir[0] = '\0';
    }
}

static void
make_dir(const char *parent)
{
    int length = snprintf(dir, sizeof dir, "%s/prshm-bench-XXXXXX", parent);

    if (length >= (int)sizeof dir || mkdtemp(dir) == NULL) {
        dir[0] = '\0';
        die("cannot make a directory in %s: %s", parent, strerror(errno));
    }
    snprintf(existing, sizeof existing, "%s/existing", dir);
    snprintf(fresh, sizeof fresh, "%s/fresh", dir);
}

/* Whether there is any segment in the system, or at least in our part of it. */
static int
segments_exist(void)
{
    FILE *file = fopen("/proc/sysvipc/shm", "r");
    char  line[512];
    int   lines = 0;

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        lines++;
    }
    if (file != NULL) {
        fclose(file);
    }
    return lines != 1; /* the heading */
}

/* Make the segment that works on an existing name need, open for everyone. */
static void
open_for_all(void)
{
    int created = 0, i;

    for (i = 0; i < PEERS; i++) {
        if (peers[i].label == NULL) {
            continue;
        }
        opened[i] = peers[i].open_shm(
            existing, SIZE, created ? 0 : PR_SHM_CREATE | PR_SHM_EXCL, MODE);
        if (opened[i] == NULL) {
            die("%s cannot open %s", peers[i].label, existing);
        }
        created = 1;
    }
}

static void
close_for_all(void)
{
    int i;

    for (i = 0; i < PEERS; i++) {
        if (opened[i] != NULL) {
            peers[i].close_shm(opened[i]);
            opened[i] = NULL;
        }
    }
    remove_name(existing);
}

static void
print_dir(const char *parent)
{
    const char *kind = filesystem_of(parent);
    int         tmpfs = strcmp(kind, "tmpfs") == 0, i;

    make_dir(parent);
    for (i = 0; i < WORKS && !stopped; i++) {
        if (works[i].needs == EXISTING) {
            open_for_all();
            print_line(&works[i], kind, tmpfs);
            close_for_all();
        } else if (works[i].needs == NO_SEGMENTS && segments_exist()) {
            /* With CREATE alone, stock NSPR takes a segment whose key happens
             * to be that of the name, whoever made it; and then deletes it. */
            printf("%-26s %-8s skipped: stock could remove a segment that is"
                   " there\n",
                   works[i].title, kind);
        } else {
            print_line(&works[i], kind, tmpfs);
        }
    }
    remove_dir();
}

/* --- The program --------------------------------------------------------- */

static void
stop(int signum)
{
    stopped = signum;
}

static void
catch_signals(void)
{
    static const int ends[] = { SIGHUP, SIGINT, SIGTERM };
    struct sigaction action;
    size_t           i;

    memset(&action, 0, sizeof action);
    action.sa_handler = stop;
    for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        sigaction(ends[i], &action, NULL);
    }
}

static void
print_help(void)
{
    puts("usage: bench --ours=FILE [OPTION]...\n"
         "Compare what shared memory costs here, in stock NSPR, and with bare"
         " system calls.\n\n"
         "  --ours=FILE    the shared library to measure\n"
         "  --stock=FILE   the one to compare with (libnspr4.so)\n"
         "  --dir=PATH     where names are made; may be repeated (/dev/shm)\n"
         "  --rounds=N     at most N rounds for each line (4000)\n"
         "  --help         this text\n");
}

#define DIRS_MAX    8
#define SECONDS_MAX 65.0

typedef struct Settings {
    const char *ours, *stock, *dirs[DIRS_MAX];
    int         count; /* of dirs */
} Settings;

static void
read_option(int option, Settings *settings)
{
    switch (option) {
    case 'o':
        settings->ours = optarg;
        break;
    case 's':
        settings->stock = optarg;
        break;
    case 'd':
        if (settings->count == DIRS_MAX) {
            die("at most %d directories", DIRS_MAX);
        }
        settings->dirs[settings->count++] = optarg;
        break;
    case 'r':
        rounds = atoi(optarg);
        if (rounds < BLOCKS || rounds > 1000000) {
            die("--rounds: from %d to 1000000", BLOCKS);
        }
        break;
    case 'h':
        print_help();
        exit(EXIT_SUCCESS);
    default:
        exit(EXIT_FAILURE);
    }
}

static void
read_options(int argc, char **argv, Settings *settings)
{
    static const struct option options[] = {
        { "ours", required_argument, NULL, 'o' },
        { "stock", required_argument, NULL, 's' },
        { "dir", required_argument, NULL, 'd' },
        { "rounds", required_argument, NULL, 'r' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    int option;

    settings->stock = "libnspr4.so";
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        read_option(option, settings);
    }
    if (settings->ours == NULL || optind < argc) {
        die("see --help");
    }
    if (settings->count == 0) {
        settings->dirs[settings->count++] = "/dev/shm";
    }
}

static void
get_memory(void)
{
    int i;

    ratios = calloc((size_t)rounds, sizeof *ratios);
    for (i = 0; i < PEERS; i++) {
        times[i] = calloc((size_t)rounds, sizeof *times[i]);
        if (times[i] == NULL || ratios == NULL) {
            die("no memory");
        }
    }
}

int
main(int argc, char **argv)
{
    Settings settings = { NULL, NULL, { NULL }, 0 };
    int      i;

    read_options(argc, argv, &settings);
    seconds_per_line = SECONDS_MAX / (settings.count * WORKS + 1);
    get_memory();
    load_peers(settings.ours, settings.stock);
    atexit(remove_dir);
    catch_signals();
    print_head();
    for (i = 0; i < settings.count && !stopped; i++) {
        print_dir(settings.dirs[i]);
    }
    if (!stopped) {
        print_line(&error_work, "", 0);
        print_legend();
    }
    return stopped ? 128 + (int)stopped : EXIT_SUCCESS;
}
