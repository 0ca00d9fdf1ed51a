/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What happens when a system call fails under named semaphores.
 */
#include "config.h"

#include "faults.h"
#include "support.h"

#include "prerror.h"
#include "pripcsem.h"
#include "prshm.h"
#include "prshmx.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define C           PR_SEM_CREATE
#define CX          (PR_SEM_CREATE | PR_SEM_EXCL)
#define SIZE        5000
#define VALUE       3

/* Not what any file here gets without fchmod(). */
#define MODE        0666
#define MARKER_MODE 0640

/* What semctl() takes. */
typedef union Argument {
    int              val;
    struct semid_ds *buf;
} Argument;

/* --- The world of a test -------------------------------------------------- */

/* What is at the name before. */
enum { FRESH, MARKED, BESIDE, STARTS }; /* BESIDE a segment */

static int         start;
static struct stat markerBefore;
static int         signStays; /* for want of calls that could remove it */

/* Whether there are no sets in the system but those of this suite. */
static int alone;

static int descriptorsBefore, setsBefore, semaphoresBefore, segmentsBefore;

static int
is_sysv(void)
{
    return strcmp(backend_in_use(), "sysv") == 0;
}

static void
make_segment(void)
{
    ck_assert_int_eq(PR_CloseSharedMemory(PR_OpenSharedMemory(
                         path("n"), SIZE, PR_SHM_CREATE, 0600)),
                     PR_SUCCESS);
}

static void
begin(int with)
{
    int fd;

    disarm_all();
    start = with;
    if (start == MARKED) {
        fd = open(path("n"), O_RDWR | O_CREAT | O_EXCL, MARKER_MODE);
        ck_assert_int_ne(fd, -1);
        ck_assert_int_eq(close(fd), 0);
    } else if (start == BESIDE) {
        make_segment();
    }
    if (start != FRESH) {
        ck_assert_int_eq(lstat(path("n"), &markerBefore), 0);
    }
    disarm_all();
}

/* --- What must hold ------------------------------------------------------- */

static void
marker_is_unchanged(void)
{
    struct stat now;

    ck_assert_int_eq(lstat(path("n"), &now), 0);
    ck_assert_uint_eq(now.st_ino, markerBefore.st_ino);
    ck_assert_uint_eq(now.st_mode, markerBefore.st_mode);
    ck_assert_int_eq(now.st_size, markerBefore.st_size);
    ck_assert(signStays || now.st_blocks == markerBefore.st_blocks);
}

static int
count_segments(void)
{
    Memory memory;

    return segments_by(getpid()) + objects_by(getpid()) +
           memory_of("file", path("n"), &memory);
}

/* There are so many semaphores, and all else is as it was. */
static void
only_semaphores_are(int count)
{
    disarm_all();
    ck_assert_int_eq(semaphores_by(getpid()) - semaphoresBefore, count);
    ck_assert(!alone || count_sets() - setsBefore <= count);
    ck_assert_int_eq(count_segments() - segmentsBefore, start == BESIDE);
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
    ck_assert_int_eq(sweep_temporaries("/dev/shm", getpid()), 0);
    ck_assert_int_eq(entries(), count > 0 || start != FRESH);
}

static void
nothing_changed(void)
{
    only_semaphores_are(0);
    if (start != FRESH) {
        marker_is_unchanged();
    }
}

static PRSem *
must_open(PRIntn flags)
{
    PRSem *sem = PR_OpenSemaphore(path("n"), flags, MODE, VALUE);

    ck_assert_msg(sem != NULL, "open: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    return sem;
}

static void
must_have(PRSem *sem, int value)
{
    PRIntn found;

    ck_assert_int_eq(PRX_GetSemaphoreValue(sem, &found), PR_SUCCESS);
    ck_assert_int_eq(found, value);
}

static void
use(PRSem *sem)
{
    must_have(sem, VALUE);
    ck_assert_int_eq(PR_WaitSemaphore(sem), PR_SUCCESS);
    must_have(sem, VALUE - 1);
    ck_assert_int_eq(PR_PostSemaphore(sem), PR_SUCCESS);
    ck_assert_int_eq(PR_CloseSemaphore(sem), PR_SUCCESS);
}

/* What was just made is whole, found by its name, and of this mechanism. */
static void
is_whole_as(PRSem *sem, const char *mechanism)
{
    Memory found;

    disarm_all();
    use(sem);
    use(must_open(0));
    ck_assert(semaphore_of(mechanism, path("n"), &found));
    ck_assert_uint_eq(found.mode, MODE);
    only_semaphores_are(1);
}

static void
is_whole(PRSem *sem)
{
    is_whole_as(sem, backend_in_use());
}

/* The marker goes unless a segment needs it; if so, then with that. */
static void
delete_works(void)
{
    ck_assert_int_eq(PR_DeleteSemaphore(path("n")), PR_SUCCESS);
    if (start == BESIDE) {
        only_semaphores_are(0);
        ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    }
    start = FRESH;
    only_semaphores_are(0);
}

static void
create_works(void)
{
    is_whole(must_open(C));
    delete_works();
}

/* Create with what is armed; it fails with this error, changes nothing, and
 * the next one works. */
static void
create_fails_with(int error)
{
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), C, MODE, VALUE));
    error_is(error);
    nothing_changed();
    create_works();
}

/* --- Creating ------------------------------------------------------------- */

/* In which worlds a creation comes to a call. */
#define SYSV(start)  (1u << (start))
#define POSIX(start) (8u << (start))

enum {
    SYSV_FRESH = SYSV(FRESH),
    SYSV_MARKED = SYSV(MARKED),
    SYSV_BESIDE = SYSV(BESIDE),
    BY_SYSV = SYSV_FRESH | SYSV_MARKED | SYSV_BESIDE,
    POSIX_FRESH = POSIX(FRESH),
    POSIX_MARKED = POSIX(MARKED),
    POSIX_BESIDE = POSIX(BESIDE),
    BY_POSIX = POSIX_FRESH | POSIX_MARKED | POSIX_BESIDE,
    FRESHLY = SYSV_FRESH | POSIX_FRESH,
    THERE = SYSV_MARKED | SYSV_BESIDE | POSIX_MARKED | POSIX_BESIDE,
    EVERYWHERE = BY_SYSV | BY_POSIX
};

static unsigned
this_world(void)
{
    return is_sysv() ? SYSV(start) : POSIX(start);
}

/*
 * Calls without which there is no semaphore, and the error that a caller gets
 * when one fails.  In some worlds calls of a kind are harmless, or some of
 * them: those that look whether something is there that is not, or are for a
 * sign at the marker (see _MD_SignMarker()).
 */
static const struct {
    Fault   *fault;
    int      error, reported;
    unsigned where, harmless;
} needed[] = {
    { &openUnnamedFault, EMFILE, EMFILE, FRESHLY | BY_POSIX, 0 },
    { &openUnnamedFault, ENOSPC, ENOSPC, FRESHLY | BY_POSIX, 0 },
    { &openFault, EMFILE, EMFILE, THERE, POSIX_BESIDE },
    { &fstatFault, EIO, EIO, EVERYWHERE, THERE | BY_POSIX },
    { &flockFault, EIO, EIO, EVERYWHERE, 0 },
    { &linkatFault, EDQUOT, EDQUOT, FRESHLY | BY_POSIX, 0 },
    { &setFindFault, ENOSYS, ENOSYS, SYSV_FRESH, EVERYWHERE },
    { &setFindFault, EINVAL, EINVAL, BY_SYSV | THERE, POSIX_FRESH },
    { &setMakeFault, ENOSPC, ENOSPC, BY_SYSV, 0 },
    { &setMakeFault, ENOMEM, ENOMEM, BY_SYSV, 0 },
    { &setValueFault, EACCES, EACCES, BY_SYSV, 0 },
    { &operateFault, ENOMEM, ENOMEM, BY_SYSV, 0 },
    { &dupFault, EMFILE, EMFILE, BY_POSIX, 0 },
    { &fchmodFault, EPERM, EPERM, BY_POSIX, 0 },
    { &truncateFault, EIO, EIO, BY_POSIX, 0 },
    { &allocateFault, ENOSPC, ENOSPC, BY_POSIX, 0 },
    { &writeFault, EIO, EIO, BY_POSIX, 0 },
    { &writeFault, SHORT, ENOSPC, BY_POSIX, 0 },
    { &mapFault, ENOMEM, ENOMEM, BY_POSIX, 0 },
    /* What looks for others is in nobody's way. */
    { &findFault, EINVAL, 0, 0, EVERYWHERE },
    { &objectOpenFault, EMFILE, 0, 0, THERE },
    { &semOpenFault, EMFILE, 0, 0, THERE },
    { &semUnlinkFault, EACCES, 0, 0, POSIX_FRESH },
    { &allocateBeyondFault, ENOSPC, 0, 0, POSIX_FRESH | POSIX_MARKED },
};
#define NEEDED (int)(sizeof needed / sizeof needed[0])

/* Let each call of a kind fail in turn, in a world.  Returns how many there
 * are. */
static int
fail_in_turn(int i, int with, int way)
{
    PRSem *sem;
    int    n, calls;

    for (n = 1;; n++) {
        begin(with);
        arm_call(needed[i].fault, n, needed[i].error, way);
        PR_SetError(0, 0);
        sem = PR_OpenSemaphore(path("n"), C, MODE, VALUE);
        calls = needed[i].fault->calls;
        disarm_all();
        if (needed[i].fault == &fstatFault) {
            /* A descriptor that cannot be told to be ours stays open. */
            descriptorsBefore = count_descriptors();
        }
        if (sem != NULL) {
            ck_assert_msg(calls < n || (needed[i].harmless & this_world()),
                          "call %d does not matter", n);
            is_whole(sem);
            delete_works();
            if (calls < n) {
                return calls;
            }
            continue;
        }
        error_is(needed[i].reported);
        signStays = way == WITH_THE_NEXT && clears_signs(needed[i].fault);
        nothing_changed();
        signStays = 0;
        create_works();
    }
}

START_TEST(a_failing_call_leaves_nothing)
{
    int with, way, calls;

    for (with = 0; with < STARTS; with++) {
        for (way = 0; way < WAYS; way++) {
            if (!is_a_way(needed[_i].fault, way)) {
                continue;
            }
            calls = fail_in_turn(_i, with, way);
            start = with;
            if (way != WITHOUT_UNNAMED) {
                ck_assert(calls > 0 || !(needed[_i].where & this_world()));
            }
            start = FRESH;
        }
    }
}
END_TEST

/* And the temporary name cannot be moved. */
START_TEST(a_failing_rename_leaves_no_temporary_name)
{
    int n;

    for (n = 1; n <= (is_sysv() || _i != FRESH ? 1 : 2); n++) {
        begin(_i);
        if (is_sysv() && start != FRESH) {
            return; /* nothing is moved */
        }
        arm(&openUnnamedFault, ALWAYS, EOPNOTSUPP);
        arm(&renameFault, ALWAYS, EINVAL);
        arm(&linkFault, n, n, EIO);
        create_fails_with(EIO);
    }
}
END_TEST

/* Calls without which it goes on; what is armed here strikes in each world of
 * where. */
static const struct {
    Fault   *fault;
    int      from, to, error;
    unsigned where;
} dispensable[] = {
    { &openUnnamedFault, 1, 1000, EINTR, FRESHLY | BY_POSIX },
    { &openUnnamedFault, ALWAYS, EOPNOTSUPP, FRESHLY | BY_POSIX },
    { &flockFault, 1, 1000, EINTR, EVERYWHERE },
    { &operateFault, 1, 1000, EINTR, BY_SYSV },
    { &writeFault, 1, 1000, EINTR, BY_POSIX },
    { &semOpenFault, 1, 1000, EINTR, SYSV_MARKED | POSIX_MARKED },
    /* Filesystems without locks. */
    { &flockFault, ALWAYS, ENOLCK, EVERYWHERE },
    { &flockFault, ALWAYS, ENOSYS, EVERYWHERE },
    { &flockFault, ALWAYS, EOPNOTSUPP, EVERYWHERE },
    /* Without birth times; without a sign. */
    { &allocateBeyondFault, ALWAYS, EOPNOTSUPP, POSIX_FRESH | POSIX_MARKED },
    /* Systems that lack the other mechanism, or forbid it. */
    { &setFindFault, ALWAYS, ENOSYS, BY_POSIX },
    { &setFindFault, ALWAYS, EPERM, BY_POSIX },
    { &semOpenFault, ALWAYS, ENOSYS, SYSV_MARKED },
    { &semOpenFault, ALWAYS, EACCES, SYSV_MARKED | POSIX_MARKED },
    { &semUnlinkFault, ALWAYS, ENOENT, POSIX_FRESH },
    { &semUnlinkFault, ALWAYS, EROFS, POSIX_FRESH },
    /* Who is quicker with the name, or with a set, and then removes it. */
    { &linkatFault, 1, 1, EEXIST, FRESHLY },
    { &setMakeFault, 1, 2, EEXIST, BY_SYSV },
    { &setValueFault, 1, 1, EIDRM, BY_SYSV },
    { &setValueFault, 1, 1, EINVAL, BY_SYSV },
    { &operateFault, 1, 1, EIDRM, BY_SYSV },
    /* A key that is taken, by either kind, means another inode. */
    { &setFindFault, 1, 3, EACCES, SYSV_FRESH },
    { &findFault, 1, 3, EACCES, SYSV_FRESH },
};
#define DISPENSABLE (int)(sizeof dispensable / sizeof dispensable[0])

START_TEST(a_call_can_be_done_without)
{
    PRSem *sem;
    int    with, struck;

    for (with = 0; with < STARTS; with++) {
        start = with;
        if ((dispensable[_i].where & this_world()) == 0) {
            continue;
        }
        begin(with);
        arm(dispensable[_i].fault, dispensable[_i].from, dispensable[_i].to,
            dispensable[_i].error);
        sem = must_open(C);
        struck = dispensable[_i].fault->calls >= dispensable[_i].from;
        is_whole(sem);
        ck_assert(struck);
        delete_works();
    }
}
END_TEST

/* A set that cannot be removed again is in nobody's way for long: its maker
 * has put nothing in it yet. */
START_TEST(a_set_that_stays_half_made_is_replaced)
{
    begin(_i);
    arm(&setValueFault, ALWAYS, ENOMEM);
    arm(&setRemoveFault, ALWAYS, EPERM);
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), C, MODE, VALUE));
    error_is(ENOMEM);
    disarm_all();
    setAge = 2;
    create_works();
}
END_TEST

/* Somebody else's object is at our name, and we may not remove it. */
START_TEST(an_object_that_stays_means_another_mechanism)
{
    int last = _i == FRESH ? 2 : 1; /* of the calls is the object's */

    begin(_i);
    arm(&linkatFault, last, last, EEXIST);
    arm(&semUnlinkFault, last, last, EACCES);
    is_whole_as(must_open(C), "sysv");
    delete_works();
}
END_TEST

/* There is no /dev/shm. */
START_TEST(without_a_directory_there_are_no_objects)
{
    begin(_i);
    arm(&openUnnamedFault, _i == FRESH ? 2 : 1, 1 << 30, ENOENT);
    create_fails_with(ENOSYS);
}
END_TEST

/* --- Opening -------------------------------------------------------------- */

static void
make_whole(int with)
{
    begin(with);
    ck_assert_int_eq(PR_CloseSemaphore(must_open(C)), PR_SUCCESS);
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
    ck_assert_int_eq(lstat(path("n"), &markerBefore), 0);
    disarm_all();
}

static void
is_whole_still(void)
{
    disarm_all();
    is_whole(must_open(0));
    marker_is_unchanged();
}

static const struct {
    Fault   *fault;
    int      error, reported;
    unsigned where;
} opening[] = {
    { &setFindFault, EACCES, EACCES, BY_SYSV },
    { &setFindFault, ENOENT, ENOENT, BY_SYSV },
    { &setFindFault, ENOSYS, ENOENT, BY_SYSV },
    { &setFindFault, EINVAL, EINVAL, BY_SYSV }, /* a set of none */
    { &setStatFault, EIDRM, ENOENT, BY_SYSV },
    { &setStatFault, EINVAL, ENOENT, BY_SYSV },
    { &semOpenFault, EMFILE, EMFILE, BY_POSIX },
    { &semOpenFault, EACCES, EACCES, BY_POSIX },
    { &semOpenFault, ENOENT, ENOENT, BY_POSIX },
    { &semOpenFault, ENOSYS, ENOENT, BY_POSIX },
    { &fstatFault, EIO, EIO, BY_POSIX },
    { &readFault, EIO, EIO, BY_POSIX },
    { &readFault, SHORT, ENOENT, BY_POSIX },
    { &mapFault, ENOMEM, ENOMEM, BY_POSIX },
};
#define OPENING (int)(sizeof opening / sizeof opening[0])

/* Beside a file that is a segment it has other calls to make. */
START_TEST(a_failing_open_changes_nothing)
{
    make_whole(FRESH);
    if ((opening[_i].where & this_world()) != 0) {
        arm(opening[_i].fault, ALWAYS, opening[_i].error);
        PR_SetError(0, 0);
        ck_assert_ptr_null(PR_OpenSemaphore(path("n"), 0, 0, 0));
        error_is(opening[_i].reported);
    }
    is_whole_still();
    delete_works();
}
END_TEST

/* --- Deleting ------------------------------------------------------------- */

/*
 * Whatever fails, nothing is changed.  What looks for the other kind is among
 * it, for it decides whether the marker goes; and where that is a mechanism
 * that nobody uses here it is not asked if another one has the segment.
 */
static const struct {
    Fault   *fault;
    int      error;
    unsigned where, harmless;
} deleting[] = {
    { &openFault, EMFILE, EVERYWHERE, 0 },
    { &openFault, EROFS, EVERYWHERE, POSIX_BESIDE },
    { &flockFault, EIO, EVERYWHERE, 0 },
    { &fstatFault, EIO, EVERYWHERE, BY_POSIX | SYSV_BESIDE },
    { &accessFault, EACCES, FRESHLY, 0 },
    { &setFindFault, EINVAL, BY_SYSV, BY_POSIX },
    { &setRemoveFault, EPERM, BY_SYSV, 0 },
    { &semOpenFault, EMFILE, BY_POSIX, 0 },
    { &readFault, EIO, BY_POSIX, 0 },
    { &fchmodFault, EPERM, BY_POSIX, 0 },
    { &mapFault, ENOMEM, BY_POSIX, BY_POSIX },
    { &semUnlinkFault, EACCES, BY_POSIX, 0 },
    { &findFault, EINVAL, FRESHLY, POSIX_BESIDE | SYSV_BESIDE },
    { &objectOpenFault, EMFILE, 0, EVERYWHERE },
};
#define DELETING (int)(sizeof deleting / sizeof deleting[0])

START_TEST(a_failing_delete_changes_nothing)
{
    PRStatus status;
    int      with, n, calls;

    for (with = 0; with < STARTS; with++) {
        for (n = 1;; n++) {
            make_whole(with);
            arm(deleting[_i].fault, n, n, deleting[_i].error);
            PR_SetError(0, 0);
            status = PR_DeleteSemaphore(path("n"));
            calls = deleting[_i].fault->calls;
            if (status == PR_SUCCESS) {
                break;
            }
            error_is(deleting[_i].error);
            is_whole_still();
            delete_works();
        }
        ck_assert(calls < n || (deleting[_i].harmless & this_world()));
        ck_assert(n > 1 || !(deleting[_i].where & this_world()));
        disarm_all();
        if (start == BESIDE) {
            ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
        }
        start = FRESH;
        descriptorsBefore = count_descriptors();
        only_semaphores_are(0);
    }
}
END_TEST

/* Somebody else has removed the set since it was found. */
static int vanishing;

static void
remove_set(void)
{
    beforeRemoving = NULL;
    ck_assert_int_eq(syscall(SYS_semctl, vanishing, 0, IPC_RMID, 0), 0);
}

START_TEST(a_set_that_vanishes_is_not_found)
{
    static const int errors[] = { EIDRM, EINVAL };
    Memory           set;

    make_whole(FRESH);
    ck_assert(semaphore_of("sysv", path("n"), &set));
    vanishing = (int)set.number;
    beforeRemoving = remove_set;
    arm(&setRemoveFault, 1, 1, errors[_i]);
    ck_assert_int_eq(PR_DeleteSemaphore(path("n")), PR_FAILURE);
    error_is(ENOENT);
    ck_assert_ptr_null(beforeRemoving);
    only_semaphores_are(0); /* nor a marker */
}
END_TEST

/* --- Deleting the segment beside ------------------------------------------ */

/* What looks for the semaphore fails: it might need the marker. */
START_TEST(a_segment_stays_if_a_semaphore_may_be_there)
{
    static const struct {
        Fault *fault;
        int    error;
    } cases[] = {
        { &setFindFault, EINVAL },
        { &setFindFault, ENOMEM },
        { &semOpenFault, EMFILE },
        { &semOpenFault, ENOMEM },
    };

    make_whole(BESIDE);
    arm(cases[_i].fault, ALWAYS, cases[_i].error);
    PR_SetError(0, 0);
    if (PR_DeleteSharedMemory(path("n")) == PR_SUCCESS) {
        /* It was known before this was asked. */
        ck_assert_int_eq(cases[_i].fault->calls, 0);
        disarm_all();
        make_segment();
    } else {
        error_is(cases[_i].error);
    }
    disarm_all();
    is_whole(must_open(0));
    delete_works();
}
END_TEST

/* --- Sets that are not ready ---------------------------------------------- */

/* A set that its maker has set to 0, or not even that, and no more. */
static int
make_half_set(int touched)
{
    Memory set;

    /* As above. */
    begin(MARKED);
    arm(touched ? &operateFault : &setValueFault, ALWAYS, ENOMEM);
    arm(&setRemoveFault, ALWAYS, EPERM);
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), C, MODE, VALUE));
    disarm_all();
    ck_assert(semaphore_of("sysv", path("n"), &set));
    ck_assert_int_eq(set.creator, touched ? getpid() : 0);
    return (int)set.number;
}

static void
make_half_set_in_child(void)
{
    pid_t pid = fork();
    int   status;

    ck_assert_int_ne(pid, -1);
    if (pid == 0) {
        (void)make_half_set(1);
        _exit(0);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    begin(FRESH);
    start = MARKED;
    ck_assert_int_eq(lstat(path("n"), &markerBefore), 0);
}

static void
is_not_found(void)
{
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), 0, 0, 0));
    error_is(ENOENT);
}

/* What tells is that its maker has died, however short ago. */
START_TEST(a_dead_maker_is_known_at_once)
{
    make_half_set_in_child();
    setAge = 0;
    is_not_found();
    disarm_all();
    setAge = 0;
    create_works();
}
END_TEST

/* For who cannot ask for the number, it is the time. */
START_TEST(a_dead_maker_is_known_in_time)
{
    make_half_set_in_child();
    arm(&setPidFault, ALWAYS, EACCES);
    setAge = 2;
    is_not_found();
    disarm_all();
    create_works();
}
END_TEST

/* A set with nobody's number is in the making only for a moment; and one with
 * a number not much longer, for that may be somebody else's by now. */
START_TEST(an_unready_set_is_nobodys_in_time)
{
    static const int ages[] = { 2, 55 };

    (void)make_half_set(_i);
    setAge = ages[_i];
    is_not_found();
    disarm_all();
    setAge = ages[_i];
    create_works();
}
END_TEST

/* Come when a set is not ready, and has not been for so long, for all that one
 * sees; then make it ready. */
static void
come_early(int touched, long age)
{
    struct sembuf first = { 0, VALUE, 0 };
    int           semid = make_half_set(touched);
    int           status;
    pid_t         pid = fork();

    ck_assert_int_ne(pid, -1);
    if (pid == 0) {
        setAge = age;
        is_whole(must_open(0));
        _exit(0);
    }
    await_asleep(pid, pid);
    ck_assert_int_eq(semop(semid, &first, 1), 0);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(PR_DeleteSemaphore(path("n")), PR_SUCCESS);
}

/* A maker that lives is waited for, however slow; one that has not begun, for a
 * moment. */
START_TEST(a_living_maker_is_waited_for)
{
    come_early(_i, _i == 0 ? 1 : 50);
}
END_TEST

static long
seconds(void)
{
    struct timespec now;

    ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return now.tv_sec;
}

/* But for a minute only, whatever the times of the set say.  Here each look at
 * the clock takes a second, so there are no more of them than that, and with
 * two of ours. */
START_TEST(a_living_maker_is_not_waited_for_for_ever)
{
    static const PRIntn flags[] = { 0, C, CX };
    long                since;

    (void)make_half_set(1);
    clockStep = 1;
    since = seconds();
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), flags[_i], MODE, VALUE));
    ck_assert_int_eq(PR_GetError(), PR_IO_TIMEOUT_ERROR);
    ck_assert_int_eq(PR_GetOSError(), ETIMEDOUT);
    ck_assert_int_ge(seconds() - since, 60);
    ck_assert_int_le(-clocksBehind, 60 + 3);
    ck_assert_int_eq(PR_DeleteSemaphore(path("n")), PR_SUCCESS);
    start = FRESH;
    only_semaphores_are(0);
}
END_TEST

static void
wait_a_minute(void)
{
    clockStep = 1;
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), 0, 0, 0));
    ck_assert_int_eq(PR_GetError(), PR_IO_TIMEOUT_ERROR);
}

/* Who may not send it a signal takes it for alive all the same. */
START_TEST(a_maker_may_be_another_user)
{
    NEEDS_ROOT;
    (void)make_half_set(1);
    ck_assert_int_eq(chmod(test_dir(), 0755), 0);
    as_user(64235, wait_a_minute); /* one that owns nothing here */
    ck_assert_int_eq(PR_DeleteSemaphore(path("n")), PR_SUCCESS);
}
END_TEST

/* A semaphore that somebody is making counts as one. */
START_TEST(a_segment_leaves_its_name_to_a_set_in_the_making)
{
    (void)make_half_set(1);
    make_segment();
    clockStep = 1; /* so that nobody waits for its maker */
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    only_semaphores_are(1);
    marker_is_unchanged();
    ck_assert_int_eq(PR_DeleteSemaphore(path("n")), PR_SUCCESS);
}
END_TEST

/* Another program's set, whose first value is not 0, stays. */
START_TEST(a_set_with_a_value_is_not_nobodys)
{
    int semid = make_half_set(1);

    ck_assert_int_eq(semctl(semid, 0, SETVAL, 1), 0);
    setAge = 1000;
    clockStep = 1;
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), C, MODE, VALUE));
    ck_assert_int_eq(PR_GetError(), PR_IO_TIMEOUT_ERROR);
    ck_assert_int_eq(semctl(semid, 0, GETVAL), 1);
    ck_assert_int_eq(PR_DeleteSemaphore(path("n")), PR_SUCCESS);
}
END_TEST

/* Where a marker cannot be signed, its object is found behind what somebody on
 * stock NSPR has left half made. */
START_TEST(a_half_made_set_hides_no_object)
{
    Memory set;
    pid_t  pid;
    int    status;

    begin(FRESH);
    arm(&allocateBeyondFault, ALWAYS, EOPNOTSUPP);
    ck_assert_int_eq(PR_CloseSemaphore(must_open(C)), PR_SUCCESS);
    disarm_all();
    pid = fork();
    if (pid == 0) {
        Argument arg = { .val = 0 };
        int semid = semget((key_t)set_key_of(path("n")), 1, IPC_CREAT | MODE);

        _exit(semid == -1 || semctl(semid, 0, SETVAL, arg) == -1);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    use(must_open(0));
    use(must_open(C));
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), CX, MODE, VALUE));
    error_is(EEXIST);
    /* A deletion takes what comes first; the rest may be another name's. */
    ck_assert(semaphore_of("sysv", path("n"), &set));
    ck_assert_int_eq(semctl((int)set.number, 0, IPC_RMID), 0);
    delete_works();
}
END_TEST

/* --- Waiting -------------------------------------------------------------- */

static void *
wait_for_nothing(void *arg)
{
    return PR_WaitSemaphore(arg) == PR_SUCCESS ? NULL : (void *)1;
}

/* Say that the semaphore is gone, and wake nobody. */
static void
mark_removed(void)
{
    const uint32_t removed = 1;
    int            fd = open(sem_object_of(path("n")), O_WRONLY);

    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(pwrite(fd, &removed, sizeof removed, sizeof(sem_t)),
                     sizeof removed);
    ck_assert_int_eq(close(fd), 0);
}

/* Who was to wake the others when a POSIX semaphore was deleted can have been
 * killed: they look by themselves now and then.  That is now, if the clock is
 * behind. */
START_TEST(who_waits_sees_a_deletion_that_nobody_tells)
{
    PRSem    *sem;
    pthread_t thread;
    void     *failed = NULL;

    if (is_sysv()) {
        return; /* the kernel tells them */
    }
    begin(FRESH);
    sem = PR_OpenSemaphore(path("n"), C, MODE, 0);
    ck_assert_ptr_nonnull(sem);
    clocksBehind = 3600;
    ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_nothing, sem), 0);
    mark_removed();
    ck_assert_int_eq(pthread_join(thread, &failed), 0);
    clocksBehind = 0;
    ck_assert_ptr_nonnull(failed);
    ck_assert_int_eq(PR_CloseSemaphore(sem), PR_SUCCESS);
    delete_works();
}
END_TEST

/* --- The suite ------------------------------------------------------------ */

static void
setup(void)
{
    setup_dir();
    disarm_all();
    (void)umask(022); /* so that modes have to be set */
    descriptorsBefore = count_descriptors();
    semaphoresBefore = semaphores_by(getpid());
    segmentsBefore = count_segments();
    setsBefore = count_sets();
}

static void
add_tests(TCase *tc)
{
    tcase_add_loop_test(tc, a_failing_call_leaves_nothing, 0, NEEDED);
    tcase_add_test(tc, who_waits_sees_a_deletion_that_nobody_tells);
    tcase_add_loop_test(tc, a_failing_rename_leaves_no_temporary_name, 0,
                        STARTS);
    tcase_add_loop_test(tc, a_call_can_be_done_without, 0, DISPENSABLE);
    tcase_add_loop_test(tc, a_failing_open_changes_nothing, 0, OPENING);
    tcase_add_loop_test(tc, a_failing_delete_changes_nothing, 0, DELETING);
    tcase_add_loop_test(tc, a_segment_stays_if_a_semaphore_may_be_there, 0, 4);
}

static void
add_sysv_tests(TCase *tc)
{
    tcase_add_loop_test(tc, a_set_that_stays_half_made_is_replaced, 0, STARTS);
    tcase_add_loop_test(tc, a_set_that_vanishes_is_not_found, 0, 2);
    tcase_add_test(tc, a_dead_maker_is_known_at_once);
    tcase_add_test(tc, a_dead_maker_is_known_in_time);
    tcase_add_loop_test(tc, an_unready_set_is_nobodys_in_time, 0, 2);
    tcase_add_test(tc, a_set_with_a_value_is_not_nobodys);
    tcase_add_loop_test(tc, a_living_maker_is_waited_for, 0, 2);
    tcase_add_loop_test(tc, a_living_maker_is_not_waited_for_for_ever, 0, 3);
    tcase_add_test(tc, a_maker_may_be_another_user);
    tcase_add_test(tc, a_segment_leaves_its_name_to_a_set_in_the_making);
}

static void
add_posix_tests(TCase *tc)
{
    tcase_add_loop_test(tc, an_object_that_stays_means_another_mechanism, 0,
                        STARTS);
    tcase_add_loop_test(tc, without_a_directory_there_are_no_objects, 0,
                        STARTS);
    tcase_add_test(tc, a_half_made_set_hides_no_object);
}

int
main(void)
{
    Suite *suite = suite_create("failing system calls, semaphores");
    TCase *tc;
    int    i;

    alone = leave_ipc_namespace();
    for (i = 0; (tc = add_backend_case(suite, i, setup)) != NULL; i++) {
        add_tests(tc);
        (i == 0 ? add_sysv_tests : add_posix_tests)(tc);
    }
    return run_suite(suite);
}
