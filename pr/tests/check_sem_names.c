/* SPDX-License-Identifier: MPL-2.0 */
/*
 * How semaphores get and lose their names: beside segments under one marker,
 * with different settings, half made by somebody who died, and where others
 * left sets and objects for markers that are gone.
 */
#include "config.h"

#include "support.h"

#include "prerror.h"
#include "pripcsem.h"
#include "prshm.h"
#include "prshmx.h"

#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define CREATE    PR_SEM_CREATE
#define EXCLUSIVE (PR_SEM_CREATE | PR_SEM_EXCL)
#define SIZE      10000

/* --- Short ways to say things -------------------------------------------- */

#define assert_error(code, number)                                            \
    do {                                                                      \
        ck_assert_int_eq(PR_GetError(), code);                                \
        ck_assert_int_eq(PR_GetOSError(), number);                            \
    } while (0)

#define assert_ok(call) ck_assert_int_eq(call, PR_SUCCESS)

#define assert_fails(call, code, number)                                      \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_int_eq(call, PR_FAILURE);                                   \
        assert_error(code, number);                                           \
    } while (0)

#define assert_open_fails(flags, value, code, number)                         \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_ptr_null(PR_OpenSemaphore(path("n"), flags, 0600, value));  \
        assert_error(code, number);                                           \
    } while (0)

#define assert_missing() assert_open_fails(0, 0, PR_FILE_NOT_FOUND_ERROR, 2)

#define assert_value(sem, expected)                                           \
    do {                                                                      \
        PRIntn found = -1;                                                    \
                                                                              \
        assert_ok(PRX_GetSemaphoreValue(sem, &found));                        \
        ck_assert_int_eq(found, expected);                                    \
    } while (0)

/* Each of these is about the name "n". */
static PRSem *
must_open(PRIntn flags, PRUintn value)
{
    PRSem *sem = PR_OpenSemaphore(path("n"), flags, 0600, value);

    ck_assert_msg(sem != NULL, "open: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    return sem;
}

/* It is there, has this value, and can be used. */
static void
check_semaphore(PRIntn value)
{
    PRSem *sem = must_open(0, 0);

    assert_value(sem, value);
    assert_ok(PR_PostSemaphore(sem));
    assert_value(sem, value + 1);
    assert_ok(PR_WaitSemaphore(sem));
    assert_ok(PR_CloseSemaphore(sem));
}

static void
must_delete(void)
{
    assert_ok(PR_DeleteSemaphore(path("n")));
}

static PRSharedMemory *
must_open_segment(PRIntn flags, PRIntn mode)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(path("n"), SIZE, flags, mode);

    ck_assert_msg(shm != NULL, "open: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    return shm;
}

static unsigned char *
must_attach(PRSharedMemory *shm)
{
    unsigned char *addr = PR_AttachSharedMemory(shm, 0);

    ck_assert_msg(addr != NULL, "attach: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    return addr;
}

/* It is there, and has this byte everywhere. */
static void
check_segment(int byte)
{
    PRSharedMemory *shm = must_open_segment(0, 0600);
    unsigned char  *addr = must_attach(shm);

    ck_assert_int_eq(addr[0], byte);
    ck_assert_int_eq(addr[SIZE - 1], byte);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
}

static void
must_delete_segment(void)
{
    assert_ok(PR_DeleteSharedMemory(path("n")));
}

/* --- Others -------------------------------------------------------------- */

/* All who have made something in this test. */
static pid_t makers[16];
static int   makersCount;

/* Run a part in a process of its own, with a setting of its own, as a user or,
 * for 0, as who we are.  Assertions in it count here. */
static void
as_somebody(uid_t user, const char *setting, void (*part)(void))
{
    ck_assert_int_lt(makersCount, 16);
    makers[makersCount++] = as_user_with(user, setting, part);
}

static int
made_by(pid_t maker)
{
    return semaphores_by(maker) + segments_by(maker) + objects_by(maker);
}

static void
nothing_is_left(void)
{
    int i;

    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(made_by(getpid()), 0);
    for (i = 0; i < makersCount; i++) {
        ck_assert_int_eq(made_by(makers[i]), 0);
    }
}

static void
make_semaphore(void)
{
    assert_ok(PR_CloseSemaphore(must_open(EXCLUSIVE, 3)));
}

static void
make_segment(void)
{
    PRSharedMemory *shm = must_open_segment(PR_SHM_CREATE | PR_SHM_EXCL, 0600);
    unsigned char  *addr = must_attach(shm);

    memset(addr, 'x', SIZE);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
}

/* --- One name for a segment and a semaphore ------------------------------- */

/* What is varied, a digit each. */
typedef struct Pair {
    const char *segment, *semaphore, *mine; /* settings */
    int         segmentIsFirst;             /* to be made */
    int         segmentGoesFirst;
    int         freshGoesFirst; /* before what is left of the two */
} Pair;

#define PAIRS (3 * 3 * 3 * 2 * 2 * 2)

static Pair
pair_number(int i)
{
    Pair pair = { .segment = backends[i % 3],
                  .semaphore = backends[i / 3 % 3],
                  .mine = backends[i / 9 % 3],
                  .segmentIsFirst = i / 27 % 2,
                  .segmentGoesFirst = i / 54 % 2,
                  .freshGoesFirst = i / 108 % 2 };

    return pair;
}

static void
make_both(const Pair *pair)
{
    if (pair->segmentIsFirst) {
        as_somebody(0, pair->segment, make_segment);
        as_somebody(0, pair->semaphore, make_semaphore);
    } else {
        as_somebody(0, pair->semaphore, make_semaphore);
        as_somebody(0, pair->segment, make_segment);
    }
    ck_assert_int_eq(entries(), 1);
    use_backend(pair->mine);
}

/* What the segment was stays for who has it attached. */
static void
check_remains(PRSharedMemory *shm, unsigned char *addr)
{
    ck_assert_int_eq(addr[SIZE - 1], 'x');
    memset(addr, 'y', SIZE);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, 0));
    assert_error(PR_INVALID_ARGUMENT_ERROR, 22);
    assert_ok(PR_CloseSharedMemory(shm));
}

static void
segment_is_gone(void)
{
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), SIZE, 0, 0600));
    assert_error(PR_FILE_NOT_FOUND_ERROR, 2);
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    ck_assert_int_eq(entries(), 1);
}

static void
semaphore_is_gone(PRSem *old)
{
    assert_fails(PR_PostSemaphore(old), PR_INVALID_ARGUMENT_ERROR, 22);
    assert_missing();
    assert_fails(PR_DeleteSemaphore(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    ck_assert_int_eq(entries(), 1);
}

/* Remove what is left of the two, and what somebody has made beside it. */
static void
delete_rest(const Pair *pair)
{
    if (pair->freshGoesFirst == pair->segmentGoesFirst) {
        must_delete_segment();
        ck_assert_int_eq(entries(), 1);
        check_semaphore(3);
        must_delete();
    } else {
        must_delete();
        ck_assert_int_eq(entries(), 1);
        check_segment('x');
        must_delete_segment();
    }
    nothing_is_left();
}

static void
delete_segment_first(const Pair *pair, PRSem *sem)
{
    PRSharedMemory *shm = must_open_segment(0, 0600);
    unsigned char  *addr = must_attach(shm);

    must_delete_segment();
    segment_is_gone();
    check_remains(shm, addr);
    assert_value(sem, 3);
    check_semaphore(3);
    make_segment();
    check_segment('x');
    assert_value(sem, 3);
    delete_rest(pair);
}

static void
delete_semaphore_first(const Pair *pair, PRSem *sem)
{
    must_delete();
    semaphore_is_gone(sem);
    check_segment('x');
    make_semaphore();
    check_semaphore(3);
    check_segment('x');
    delete_rest(pair);
}

START_TEST(a_segment_and_a_semaphore_share_a_name)
{
    Pair   pair = pair_number(_i);
    PRSem *sem;

    make_both(&pair);
    sem = must_open(0, 0);
    assert_value(sem, 3);
    check_segment('x');
    if (pair.segmentGoesFirst) {
        delete_segment_first(&pair, sem);
    } else {
        delete_semaphore_first(&pair, sem);
    }
    assert_ok(PR_CloseSemaphore(sem));
}
END_TEST

/* The memory that is the marker itself goes with it, though that is late. */
START_TEST(a_file_goes_with_the_last_of_both)
{
    PRSharedMemory *shm;
    struct stat     info;

    as_somebody(0, "file", make_segment);
    as_somebody(0, backends[_i], make_semaphore);
    shm = must_open_segment(0, 0600);
    must_delete_segment();
    ck_assert_int_eq(stat(path("n"), &info), 0);
    ck_assert_int_gt(info.st_size, SIZE); /* others may have it mapped */
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, 0));
    assert_error(PR_INVALID_ARGUMENT_ERROR, 22);
    assert_ok(PR_CloseSharedMemory(shm));
    check_semaphore(3);
    must_delete();
    nothing_is_left();
}
END_TEST

START_TEST(a_file_of_somebodys_own_outlives_both)
{
    Pair   pair = pair_number(_i);
    char   content[20];
    size_t length;
    FILE  *file;

    make_file(path("n"), "somebody's data");
    make_both(&pair);
    check_semaphore(3);
    check_segment('x');
    if (pair.segmentGoesFirst) {
        must_delete_segment();
        check_semaphore(3);
        must_delete();
    } else {
        must_delete();
        check_segment('x');
        must_delete_segment();
    }
    file = fopen(path("n"), "r");
    ck_assert_ptr_nonnull(file);
    length = fread(content, 1, sizeof content, file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_uint_eq(length, 15);
    ck_assert(memcmp(content, "somebody's data", 15) == 0);
    ck_assert_int_eq(unlink(path("n")), 0);
    nothing_is_left();
}
END_TEST

#define U1 64241
#define U2 64242

static void
make_shared_segment(void)
{
    umask(0);
    assert_ok(PR_CloseSharedMemory(must_open_segment(PR_SHM_CREATE, 0666)));
}

static void
fail_to_delete_segment(void)
{
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_FAILURE);
    ck_assert_int_eq(PR_GetError(), PR_NO_ACCESS_RIGHTS_ERROR);
}

static void
fail_to_delete_semaphore(void)
{
    ck_assert_int_eq(PR_DeleteSemaphore(path("n")), PR_FAILURE);
    ck_assert_int_eq(PR_GetError(), PR_NO_ACCESS_RIGHTS_ERROR);
}

static void
use_and_delete_semaphore(void)
{
    check_semaphore(3);
    must_delete();
}

/* One may not even look at what the other has there. */
START_TEST(two_owners_share_a_name)
{
    NEEDS_ROOT;
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    as_somebody(U1, backends[_i % 3], make_shared_segment);
    as_somebody(U2, backends[_i / 3], make_semaphore);
    as_somebody(U1, backends[_i % 3], fail_to_delete_semaphore);
    as_somebody(U2, backends[_i / 3], fail_to_delete_segment);
    as_somebody(U1, backends[_i % 3], must_delete_segment);
    ck_assert_int_eq(entries(), 1);
    as_somebody(U2, backends[_i / 3], use_and_delete_semaphore);
    nothing_is_left();
}
END_TEST

/* --- Settings ------------------------------------------------------------ */

START_TEST(a_semaphore_that_is_there_wins_over_the_setting)
{
    const char *theirs = backends[_i % 3];
    Memory      made;
    PRSem      *sem;

    as_somebody(0, theirs, make_semaphore);
    ck_assert(semaphore_of(theirs, path("n"), &made));
    use_backend(backends[_i / 3]);
    check_semaphore(3);
    sem = must_open(CREATE, 9);
    assert_value(sem, 3);
    assert_ok(PR_CloseSemaphore(sem));
    assert_open_fails(EXCLUSIVE, 9, PR_FILE_EXISTS_ERROR, 17);
    ck_assert_int_eq(made_by(getpid()), 1 * (strcmp(theirs, "sysv") == 0));
    ck_assert(memory_remains(&made));
    must_delete();
    ck_assert(!memory_remains(&made));
    nothing_is_left();
}
END_TEST

/* What its mechanism can do counts, not that of the setting. */
START_TEST(undo_depends_on_what_is_there)
{
    PRSem *sem;

    as_somebody(0, backends[_i % 3], make_semaphore);
    use_backend(backends[_i / 3]);
    if (_i % 3 == 0) {
        sem = must_open(CREATE | PRX_SEM_UNDO, 9);
        assert_ok(PR_WaitSemaphore(sem));
        assert_ok(PR_PostSemaphore(sem));
        assert_ok(PR_CloseSemaphore(sem));
    } else {
        assert_open_fails(CREATE | PRX_SEM_UNDO, 9, PR_NOT_IMPLEMENTED_ERROR,
                          38);
        assert_open_fails(PRX_SEM_UNDO, 9, PR_NOT_IMPLEMENTED_ERROR, 38);
    }
    check_semaphore(3);
    must_delete();
    nothing_is_left();
}
END_TEST

/* --- Sets that are not ready ---------------------------------------------- */

/* POSIX leaves it to programs to declare this. */
union argument {
    int val;
};

/* As anybody makes one, by hand: a marker, and a set of its key. */
static int
get_set(void)
{
    int semid;

    make_file(path("n"), "");
    semid =
        semget((key_t)set_key_of(path("n")), 1, IPC_CREAT | IPC_EXCL | 0600);
    ck_assert_int_ne(semid, -1);
    return semid;
}

/* The first half of what makes it ready: it has the number of its maker. */
static void
mark_set(int semid)
{
    union argument zero = { .val = 0 };

    ck_assert_int_ne(semctl(semid, 0, SETVAL, zero), -1);
}

static void
get_and_mark_set(void)
{
    mark_set(get_set());
}

/* An open with these flags takes what is half made for nothing. */
static void
take_for_nothing(PRIntn flags)
{
    Memory half, whole;

    ck_assert(semaphore_of("sysv", path("n"), &half));
    if ((flags & CREATE) == 0) {
        assert_missing();
        ck_assert(memory_remains(&half)); /* looking removes nothing */
        must_delete();
    } else {
        assert_ok(PR_CloseSemaphore(must_open(flags, 9)));
        ck_assert(semaphore_of(backend_in_use(), path("n"), &whole));
        check_semaphore(9);
        must_delete();
    }
    ck_assert(!memory_remains(&half));
    nothing_is_left();
}

static const PRIntn openings[] = { 0, CREATE, EXCLUSIVE };

START_TEST(a_set_whose_maker_has_died_is_none)
{
    as_somebody(0, "sysv", get_and_mark_set);
    use_backend(backends[_i / 3]);
    take_for_nothing(openings[_i % 3]);
}
END_TEST

/* Takes the two seconds after which nobody can be at it any more. */
START_TEST(a_set_that_nobody_went_on_with_is_none)
{
    (void)get_set();
    use_backend(backends[_i / 3]);
    take_for_nothing(openings[_i % 3]);
}
END_TEST

START_TEST(a_set_that_is_not_ready_can_be_deleted)
{
    int semid = get_set();

    use_backend(backends[_i / 2]);
    if (_i % 2 == 1) {
        mark_set(semid);
    }
    must_delete();
    ck_assert_int_eq(semctl(semid, 0, GETVAL), -1);
    nothing_is_left();
}
END_TEST

/* A half-made semaphore counts as one as long as it is there. */
START_TEST(a_segment_leaves_its_name_to_a_set_that_is_not_ready)
{
    as_somebody(0, "sysv", get_and_mark_set);
    use_backend(backends[_i]);
    make_segment();
    must_delete_segment();
    ck_assert_int_eq(entries(), 1);
    take_for_nothing(CREATE);
}
END_TEST

/* What becomes of a set that somebody is making while another one waits. */
typedef enum Fate { FINISHED, REMOVED, ABANDONED, FATES } Fate;

static void
make_slowly(int ready, int cue, int fate)
{
    int           semid = get_set();
    struct sembuf first = { 0, 4, 0 };
    char          byte;

    mark_set(semid);
    ck_assert_int_eq(write(ready, "r", 1), 1);
    ck_assert_int_eq(read(cue, &byte, 1), 1);
    if (fate == FINISHED) {
        ck_assert_int_eq(semop(semid, &first, 1), 0);
    } else if (fate == REMOVED) {
        ck_assert_int_eq(semctl(semid, 0, IPC_RMID), 0);
    }
}

static pid_t
start_slow_maker(Fate fate, int *cue)
{
    pid_t child = start_cued(make_slowly, (int)fate, cue);

    makers[makersCount++] = child;
    return child;
}

/* One who opens meanwhile, in a thread. */
typedef struct Opener {
    const char *name;
    PRIntn      flags;
    pid_t       tid;
    pthread_t   thread;
    PRSem      *sem;
    PRErrorCode error;
} Opener;

static void *
open_in_thread(void *arg)
{
    Opener *self = arg;

    __atomic_store_n(&self->tid, (pid_t)syscall(SYS_gettid), __ATOMIC_RELEASE);
    self->sem = PR_OpenSemaphore(self->name, self->flags, 0600, 9);
    self->error = self->sem == NULL ? PR_GetError() : 0;
    return NULL;
}

static void
start_opener(Opener *opener, PRIntn flags)
{
    memset(opener, 0, sizeof *opener);
    opener->name = path("n");
    opener->flags = flags;
    ck_assert_int_eq(
        pthread_create(&opener->thread, NULL, open_in_thread, opener), 0);
    while (__atomic_load_n(&opener->tid, __ATOMIC_ACQUIRE) == 0) {
        sched_yield();
    }
    await_asleep(getpid(), opener->tid);
}

/* How an open ends: with a handle to a semaphore of this value, or so. */
static const struct {
    PRErrorCode error;
    PRIntn      value;
} ends[FATES][3] = {
    [FINISHED] = { { 0, 4 }, { 0, 4 }, { PR_FILE_EXISTS_ERROR, 4 } },
    [REMOVED] = { { PR_FILE_NOT_FOUND_ERROR, 0 }, { 0, 9 }, { 0, 9 } },
    [ABANDONED] = { { PR_FILE_NOT_FOUND_ERROR, 0 }, { 0, 9 }, { 0, 9 } },
};

START_TEST(who_makes_a_set_is_waited_for)
{
    Fate   fate = (Fate)(_i / 3);
    Opener opener;
    int    cue, status;
    pid_t  maker = start_slow_maker(fate, &cue);

    start_opener(&opener, openings[_i % 3]);
    ck_assert_int_eq(write(cue, "c", 1), 1);
    ck_assert_int_eq(waitpid(maker, &status, 0), maker);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(pthread_join(opener.thread, NULL), 0);
    ck_assert_int_eq(opener.error, ends[fate][_i % 3].error);
    if (opener.sem != NULL) {
        assert_value(opener.sem, ends[fate][_i % 3].value);
    }
    assert_ok(PR_CloseSemaphore(opener.sem));
    (void)PR_DeleteSemaphore(path("n"));
    nothing_is_left();
}
END_TEST

/* --- What is left of other markers ---------------------------------------- */

#define KEYS     65536
#define RUN      100 /* keys that are taken, one after the other */
#define NO_TMPFS "/dev/shm is not a tmpfs"

/* Take the keys of these inodes, for sets or segments. */
static void
take_keys(unsigned letter, unsigned long first, int *ids)
{
    struct stat    info;
    unsigned       base;
    union argument seven = { .val = 7 };
    unsigned       i;

    ck_assert_int_eq(stat(test_dir(), &info), 0);
    base = letter << 24 | ((unsigned)info.st_dev & 0xff) << 16;
    for (i = 0; i < RUN; i++) {
        key_t key = (key_t)(base | ((first + i) % KEYS));

        if (letter == 'a') {
            ids[i] = semget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
            ck_assert_int_ne(semctl(ids[i], 0, SETVAL, seven), -1);
        } else {
            ids[i] = shmget(key, SIZE, IPC_CREAT | IPC_EXCL | 0600);
        }
        ck_assert_int_ne(ids[i], -1);
    }
}

/* They are as they were; and go. */
static void
release_keys(unsigned letter, const int *ids)
{
    unsigned i;

    for (i = 0; i < RUN; i++) {
        if (letter == 'a') {
            ck_assert_int_eq(semctl(ids[i], 0, GETVAL), 7);
            ck_assert_int_eq(semctl(ids[i], 0, IPC_RMID), 0);
        } else {
            ck_assert_int_eq(shmctl(ids[i], IPC_RMID, NULL), 0);
        }
    }
}

/* On a tmpfs, whose inodes come one after the other: the next ones have keys of
 * sets or segments that no name leads to. */
START_TEST(a_fresh_name_meets_nothing_of_others)
{
    static const struct {
        unsigned letter;
        int      segment; /* is made */
    } cases[] = { { 'a', 0 }, { 'b', 0 }, { 'a', 1 } };

    unsigned      letter = cases[_i / 3].letter;
    unsigned long first;
    int           ids[RUN];

    SKIP_UNLESS(is_tmpfs(), NO_TMPFS);
    SKIP_UNLESS(geteuid() == 0, "keys of one's own take root");
    use_backend(backends[_i % 3]);
    make_file(path("n"), "");
    first = inode_of(path("n")) + 1;
    take_keys(letter, first, ids);
    ck_assert_int_eq(unlink(path("n")), 0);
    if (cases[_i / 3].segment) {
        make_segment();
        assert_missing();
    } else {
        make_semaphore();
        ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), SIZE, 0, 0600));
        assert_error(PR_FILE_NOT_FOUND_ERROR, 2);
    }
    ck_assert_uint_ge((inode_of(path("n")) - first) % KEYS, RUN);
    if (cases[_i / 3].segment) {
        check_segment('x');
        must_delete_segment();
    } else {
        check_semaphore(3);
        must_delete();
    }
    release_keys(letter, ids);
    nothing_is_left();
}
END_TEST

/* Filesystems on disk give an inode to the next file at once, mostly. */
START_TEST(an_inode_is_used_again)
{
    static const char *const names[] = { "n", "o", "p", "q" };
    Memory                   orphan;
    PRSem                   *sem;
    unsigned                 i, key;

    use_backend(backends[_i]);
    make_semaphore();
    key = set_key_of(path("n"));
    ck_assert(semaphore_of(backends[_i], path("n"), &orphan));
    ck_assert_int_eq(unlink(path("n")), 0);
    for (i = 0; i < 4; i++) {
        sem = PR_OpenSemaphore(path(names[i]), CREATE, 0600, i);
        ck_assert_ptr_nonnull(sem);
        assert_value(sem, (PRIntn)i);
        assert_ok(PR_CloseSemaphore(sem));
        /* Passed over while the orphan is there, whoever could have it. */
        ck_assert(!orphan.isSet || set_key_of(path(names[i])) != key);
    }
    for (i = 0; i < 4; i++) {
        assert_ok(PR_DeleteSemaphore(path(names[i])));
    }
    if (orphan.isSet) {
        ck_assert_int_eq(semctl((int)orphan.number, 0, GETVAL), 3);
        ck_assert_int_eq(semctl((int)orphan.number, 0, IPC_RMID), 0);
    } else {
        (void)unlink(orphan.file); /* unless its inode came again */
    }
    nothing_is_left();
}
END_TEST

/* --- Objects ------------------------------------------------------------- */

/* An object of a semaphore, as bytes, and its words that tell what it is. */
static unsigned char bytes[65536 * 2];
static size_t        length;

enum Word { SIZE_WORD = 6, DEVICE_WORD = 3, INODE_WORD = 2, BIRTH_WORD = 1 };

static uint64_t
get_word(enum Word word)
{
    uint64_t value;

    memcpy(&value, bytes + length - 8 * (size_t)word, 8);
    return value;
}

static void
add_to_word(enum Word word, uint64_t change)
{
    uint64_t value = get_word(word) + change;

    memcpy(bytes + length - 8 * (size_t)word, &value, 8);
}

/* Take the object of "n" away. */
static void
take_object(void)
{
    const char *name = sem_object_of(path("n"));
    FILE       *file = fopen(name, "r");

    ck_assert_ptr_nonnull(file);
    length = fread(bytes, 1, sizeof bytes, file);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_uint_gt(length, 0);
    ck_assert_uint_lt(length, sizeof bytes);
    ck_assert_int_eq(unlink(name), 0);
}

/* Put it there again, perhaps as somebody's. */
static void
put_object(uid_t owner, mode_t mode)
{
    int fd = open(sem_object_of(path("n")), O_RDWR | O_CREAT | O_EXCL, 0600);

    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(write(fd, bytes, length), (ssize_t)length);
    ck_assert_int_eq(fchmod(fd, mode), 0);
    ck_assert(owner == 0 || fchown(fd, owner, owner) == 0);
    ck_assert_int_eq(close(fd), 0);
}

START_TEST(an_object_that_is_put_back_is_as_before)
{
    use_backend("posix");
    make_semaphore();
    take_object();
    assert_missing();
    put_object(0, 0600);
    check_semaphore(3);
    must_delete();
    nothing_is_left();
}
END_TEST

/* A marker alone, which has the sign of one that had an object. */
START_TEST(a_marker_that_lost_its_object_goes)
{
    use_backend(backends[_i]);
    as_somebody(0, "posix", make_semaphore);
    take_object();
    assert_fails(PR_DeleteSemaphore(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    nothing_is_left();
}
END_TEST

/* As those that stay when somebody removes the marker by hand: its inode is
 * used again. */
START_TEST(an_object_of_another_marker_is_not_adopted)
{
    static const enum Word words[] = { DEVICE_WORD, INODE_WORD, BIRTH_WORD };

    use_backend("posix");
    make_semaphore();
    take_object();
    SKIP_UNLESS(get_word(BIRTH_WORD) != 0,
                "the filesystem does not tell when an inode began");
    add_to_word(words[_i], 1);
    put_object(0, 0600);
    assert_missing();
    assert_ok(PR_CloseSemaphore(must_open(EXCLUSIVE, 9)));
    check_semaphore(9);
    must_delete();
    ck_assert_int_eq(access(sem_object_of(path("n")), F_OK), -1);
    nothing_is_left();
}
END_TEST

/* It is there, but of a program with another kind of sem_t. */
START_TEST(a_semaphore_of_another_size_is_not_used)
{
    use_backend(backends[_i]);
    as_somebody(0, "posix", make_semaphore);
    take_object();
    add_to_word(SIZE_WORD, (uint64_t)-8);
    put_object(0, 0600);
    assert_open_fails(0, 9, PR_NOT_IMPLEMENTED_ERROR, 38);
    assert_open_fails(CREATE, 9, PR_NOT_IMPLEMENTED_ERROR, 38);
    must_delete();
    nothing_is_left();
}
END_TEST

/* By somebody who died before the object was gone. */
START_TEST(an_object_that_was_being_removed_is_none)
{
    use_backend(backends[_i / 3]);
    as_somebody(0, "posix", make_semaphore);
    take_object();
    bytes[sizeof(sem_t)] = 1;
    put_object(0, 0600);
    if (openings[_i % 3] == 0) {
        assert_missing();
    } else {
        assert_ok(PR_CloseSemaphore(must_open(openings[_i % 3], 9)));
        check_semaphore(9);
    }
    must_delete();
    nothing_is_left();
}
END_TEST

static void
make_anyhow(void)
{
    Memory made;

    assert_missing();
    assert_ok(PR_CloseSemaphore(must_open(CREATE, 9)));
    check_semaphore(9);
    ck_assert(semaphore_of("sysv", path("n"), &made));
    assert_open_fails(EXCLUSIVE, 1, PR_FILE_EXISTS_ERROR, 17);
    must_delete();
    ck_assert_int_eq(entries(), 1); /* that it stays in use has another name */
}

/* Only an object of one who could also write the marker counts; if it is in the
 * way, the semaphore is one of System V. */
START_TEST(an_object_of_somebody_else_is_not_adopted)
{
    static char object[64];
    struct stat info;

    NEEDS_ROOT;
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    as_somebody(U1, "posix", make_semaphore);
    ck_assert_int_eq(link(path("n"), path("keeps the inode")), 0);
    snprintf(object, sizeof object, "%s", sem_object_of(path("n")));
    take_object();
    if (_i % 2 == 0) {
        put_object(U2, 0666);
    } else {
        ck_assert_int_eq(mkdir(object, 0777), 0);
    }
    as_somebody(U1, backends[_i / 2], make_anyhow);
    ck_assert_int_eq(lstat(object, &info), 0);
    ck_assert_int_eq(remove(object), 0);
    ck_assert_int_eq(unlink(path("keeps the inode")), 0);
    nothing_is_left();
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

static void
add_tests(TCase *tc)
{
    tcase_add_loop_test(tc, a_segment_and_a_semaphore_share_a_name, 0, PAIRS);
    tcase_add_loop_test(tc, a_file_goes_with_the_last_of_both, 0, 3);
    tcase_add_loop_test(tc, a_file_of_somebodys_own_outlives_both, 0,
                        PAIRS / 2);
    tcase_add_loop_test(tc, two_owners_share_a_name, 0, 9);
    tcase_add_loop_test(tc, a_semaphore_that_is_there_wins_over_the_setting, 0,
                        9);
    tcase_add_loop_test(tc, undo_depends_on_what_is_there, 0, 9);
    tcase_add_loop_test(tc, a_set_whose_maker_has_died_is_none, 0, 9);
    tcase_add_loop_test(tc, a_set_that_is_not_ready_can_be_deleted, 0, 6);
    tcase_add_loop_test(
        tc, a_segment_leaves_its_name_to_a_set_that_is_not_ready, 0, 3);
    tcase_add_loop_test(tc, who_makes_a_set_is_waited_for, 0, 3 * FATES);
    tcase_add_loop_test(tc, an_inode_is_used_again, 0, 3);
    tcase_add_test(tc, an_object_that_is_put_back_is_as_before);
    tcase_add_loop_test(tc, a_marker_that_lost_its_object_goes, 0, 3);
    tcase_add_loop_test(tc, an_object_of_another_marker_is_not_adopted, 0, 3);
    tcase_add_loop_test(tc, a_semaphore_of_another_size_is_not_used, 0, 3);
    tcase_add_loop_test(tc, an_object_that_was_being_removed_is_none, 0, 9);
    tcase_add_loop_test(tc, an_object_of_somebody_else_is_not_adopted, 0, 6);
}

int
main(void)
{
    Suite *suite = suite_create("names of semaphores");
    TCase *disk = add_case(suite, "disk", setup_dir, 60);
    TCase *memory = add_case(suite, "tmpfs", setup_tmpfs_dir, 60);

    leave_ipc_namespace();
    add_tests(disk);
    add_tests(memory);
    tcase_add_loop_test(memory, a_fresh_name_meets_nothing_of_others, 0, 9);
    /* With `sysv' and `posix'; each takes its two seconds. */
    tcase_add_loop_test(disk, a_set_that_nobody_went_on_with_is_none, 0, 6);
    return run_suite(suite);
}
