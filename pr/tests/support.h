/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the suites share: directories of their own, a view of the system's
 * segments and semaphores, and peer processes on either NSPR.
 */
#ifndef support_h___
#define support_h___

#include <check.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

/* --- Suites -------------------------------------------------------------- */

/*
 * Leave the System V objects of the system behind, if that is allowed: for
 * suites that take many keys, which programs on stock NSPR would run into.
 * False if not.
 */
int leave_ipc_namespace(void);

/* Run a suite as a test program's main() should; returns its exit status. */
int run_suite(Suite *suite);

/*
 * How many rounds of so many: processes with sanitizers start and end so
 * slowly that they do a tenth only.  What they look for shows in any round.
 */
unsigned part_of(unsigned count);

/*
 * In a test case that cannot run here: say why and go on to the next one.
 * With CI=true it is a failure instead.
 */
void skip(const char *why);

/* Whether a test case said skip(): its test functions should return. */
#define SKIP_UNLESS(condition, why)                                           \
    do {                                                                      \
        if (!(condition)) {                                                   \
            skip(why);                                                        \
            return;                                                           \
        }                                                                     \
    } while (0)

/* --- Directories --------------------------------------------------------- */

/*
 * For checked fixtures: make a directory that nobody else has, and remove it
 * with all that is in it.  In $TMPDIR or /tmp, or on the tmpfs /dev/shm.
 */
void setup_dir(void);
void setup_tmpfs_dir(void);
void teardown_dir(void);

/* The directory of this test, and the path of a name in it.  path() returns
 * one of eight buffers in turn. */
const char *test_dir(void);
const char *path(const char *name);

/* Number of entries in the directory of this test, dot-files included. */
int entries(void);

/* Number of entries of any directory, dot-files included. */
int count_entries(const char *name);

/* Number of descriptors that this process has open, and one for counting. */
int count_descriptors(void);

/* Make a file with a text in it, or overwrite one. */
void make_file(const char *name, const char *content);

/* Whether the directory is on a tmpfs. */
int is_tmpfs(void);

/* The inode that a name leads to. */
unsigned long inode_of(const char *name);

/* --- Children ------------------------------------------------------------ */

/* Run a part in a child; assertions in it count here.  Or as a user, if that
 * is not 0, and with a setting, if that is not NULL; returns who it was. */
void  in_child(void (*part)(void));
void  as_user(uid_t user, void (*part)(void));
pid_t as_user_with(uid_t user, const char *setting, void (*part)(void));

#define NEEDS_ROOT                                                            \
    SKIP_UNLESS(geteuid() == 0, "being two other users takes root")

/* Start a part in a child.  It writes a byte to ready when it is, which this
 * waits for, and goes on when it can read one from cue. */
pid_t start_cued(void (*part)(int ready, int cue, int arg), int arg, int *cue);

/* --- Mechanisms ---------------------------------------------------------- */

/* Those there are, as PRSHM_BACKEND calls them. */
#define BACKENDS 3
extern const char *const backends[BACKENDS];

/* Have PRSHM_BACKEND name the mechanism of new segments; before the first call
 * of the library in this process. */
void use_backend(const char *name);

/* What it names. */
const char *backend_in_use(void);

/*
 * Add a test case that has the name of the i-th mechanism of the library and
 * uses that, and begins every test in a directory of its own, by one of the
 * fixtures above.  NULL past the last mechanism.
 */
TCase *add_backend_case(Suite *suite, int i, void (*setup)(void));

/* Add a test case that begins every test in such a directory, and gives it so
 * many seconds. */
TCase *add_case(Suite *suite, const char *name, void (*setup)(void),
                int seconds);

/* The path of the POSIX object that belongs to the marker at a path, of the
 * segment or the semaphore; "" if there is no such marker.  One of four buffers
 * in turn. */
const char *object_of(const char *path);
const char *sem_object_of(const char *path);

/* Wait until a thread sleeps, for something that may never come: it must be
 * about to. */
void await_asleep(pid_t pid, pid_t tid);

/* --- Systems that lack something ------------------------------------------ */

/*
 * Have a system call fail with this error from now on, in this process and its
 * children, as on a system that does not know it; or all that ask for an inode
 * without a name (O_TMPFILE).  False if that is not allowed.
 */
int forbid_call(int call, int error);
int forbid_unnamed_inodes(void);

/* --- The system's segments ----------------------------------------------- */

/* One line of /proc/sysvipc/shm. */
typedef struct Segment {
    unsigned key;
    int      shmid;
    unsigned mode;
    size_t   size;
    pid_t    creator;
    int      attached;
    uid_t    uid;

    long long changed; /* its owner or mode, or that it was made; in seconds
                        * since 1970 */
} Segment;

/* The segment with the key that NSPR gives the file at path; false if there
 * is no such file or segment. */
int segment_of(const char *path, Segment *segment);

/* The key itself, and that of a semaphore set; 0 if there is no such file. */
unsigned key_of(const char *path);
unsigned set_key_of(const char *path);

/* How many semaphore sets there are that NSPR may have made, whoever did. */
int count_sets(void);

/* How many segments a process has created in this test that are still
 * there. */
int segments_by(pid_t creator);

/* Remove all of them, so that a failing test leaves nothing. */
void remove_segments_by(pid_t creator);

/* --- The memory of names, whichever mechanism made it --------------------- */

/* What one mechanism holds for a name, as the system shows it. */
typedef struct Memory {
    const char        *mechanism;
    int                isSet;  /* a semaphore of System V */
    unsigned long long number; /* shmid, semid, or the inode of object or
                                * file */
    long long          made;   /* when, in microseconds since 1970; for inodes
                                * are used again.  0 of System V */
    size_t             size;   /* bytes; of a set, how many are in it */
    unsigned           mode;
    pid_t              creator;    /* of a set, who changed it last */
    char               file[2048]; /* path of object or file; "" of System V */
} Memory;

/* The memory that a mechanism has for the marker at a path; false if it has
 * none, or one that is not whole. */
int memory_of(const char *mechanism, const char *path, Memory *memory);

/* The semaphore that a mechanism has for the marker at a path, whole or not;
 * false if it has none.  With "file" they are those of "posix". */
int semaphore_of(const char *mechanism, const char *path, Memory *semaphore);

/* Whether there is a POSIX object for the marker at a path that is no segment,
 * or not yet.  What was there before the marker does not count: tests of other
 * suites may have put it there for one that had its inode. */
int has_half_object(const char *path);

/* Whether two looks saw the same memory. */
int same_memory(const Memory *a, const Memory *b);

/* Whether memory that was seen before was not removed since. */
int memory_remains(const Memory *memory);

/* How many POSIX objects for markers on the filesystem of this test's directory
 * a process has created in this test that are still there. */
int objects_by(pid_t creator);

/* How many semaphores there are that a process has created in this test, or of
 * System V: has changed last. */
int semaphores_by(pid_t creator);

/* Remove the temporary names that a process, or for 0 all processes, left in a
 * directory in this test; returns how many there were. */
int sweep_temporaries(const char *directory, pid_t maker);

/* --- Peers --------------------------------------------------------------- */

/* The program peer.c, in a process of its own, on one NSPR or the other, or on
 * the other under the overlay. */
typedef enum PeerKind { OURS, STOCK, OVERLAID } PeerKind;

typedef struct Peer {
    PeerKind kind;
    pid_t    pid;
    int      to, from;    /* its standard input and output */
    char     reply[4096]; /* the last one, without its newline */
} Peer;

/* Whether peers on stock NSPR were built; and why not. */
int have_stock(void);
#define NO_STOCK "stock NSPR is not here to compile peers with"

/* Whether there are peers of a kind; and why not. */
int have_peer(PeerKind kind);
#define NO_PEER "stock NSPR is not here, or no overlay"

void start_peer(Peer *peer, PeerKind kind);

/* Start two, of these kinds, or neither: false if there are none of a kind. */
int start_peers(const PeerKind kinds[2], Peer *one, Peer *other);

/* Send a command; returns the reply.  See peer.c for the language. */
const char *ask(Peer *peer, const char *command, ...)
    __attribute__((format(printf, 2, 3)));

/* The two halves of ask(), to have several peers at work at once. */
void tell(Peer *peer, const char *command, ...)
    __attribute__((format(printf, 2, 3)));
const char *hear(Peer *peer);

/* Wait until it sleeps in the call that it was last told to make. */
void await_sleep(const Peer *peer);

/* Ask and require this reply. */
#define expect(peer, reply, ...)                                              \
    ck_assert_str_eq(ask(peer, __VA_ARGS__), reply)

/* Ask and require an error: its code, and the system's number. */
#define expect_error(peer, code, os, ...)                                     \
    do {                                                                      \
        char error[64];                                                       \
                                                                              \
        snprintf(error, sizeof error, "error %d %d", (int)(code), (os));      \
        ck_assert_str_eq(ask(peer, __VA_ARGS__), error);                      \
    } while (0)

#define expect_not_found(peer, ...)                                           \
    expect_error(peer, PR_FILE_NOT_FOUND_ERROR, ENOENT, __VA_ARGS__)

/* Let it go, and see that it ends well; or kill it. */
void stop_peer(Peer *peer);
void kill_peer(Peer *peer);

#endif /* support_h___ */
