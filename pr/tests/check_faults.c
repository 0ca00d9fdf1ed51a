/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What happens when a system call fails, or is not there.
 */
#include "config.h"

#include "faults.h"
#include "support.h"

#include "prerror.h"
#include "prshm.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 5000

/* --- Watching the lock --------------------------------------------------- */

/* The marker that must be locked whenever a segment is made or removed or a
 * name removed; NULL to look away. */
static const char *watched;
static int         timesLocked;

/* Somebody else's attempt to lock it must fail.  The system calls are made
 * directly: this runs inside the stand-ins. */
static void
watch_lock(void)
{
    int fd;

    if (watched == NULL) {
        return;
    }
    fd = (int)syscall(SYS_openat, AT_FDCWD, watched, O_RDONLY, 0);
    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(syscall(SYS_flock, fd, LOCK_EX | LOCK_NB), -1);
    ck_assert_int_eq(errno, EWOULDBLOCK);
    ck_assert_int_eq(syscall(SYS_close, fd), 0);
    timesLocked++;
}

/* --- A child at the worst moment ----------------------------------------- */

/* Whether to fork when a segment is made: a child that inherits what is open
 * then, and lives on until it is killed. */
static int   forkWhenMaking;
static pid_t forkedChild;

/* Which descriptors were open before the test. */
#define DESCRIPTORS 256
static int openBefore[DESCRIPTORS];

static void
note_descriptors(void)
{
    int fd;

    for (fd = 0; fd < DESCRIPTORS; fd++) {
        openBefore[fd] = fcntl(fd, F_GETFD) != -1;
    }
}

/* A program that is run meanwhile gets nothing of what the library has open. */
static void
watch_descriptors(void)
{
    int fd, flags;

    for (fd = 0; fd < DESCRIPTORS; fd++) {
        flags = fcntl(fd, F_GETFD);
        ck_assert(openBefore[fd] || flags == -1 || (flags & FD_CLOEXEC) != 0);
    }
}

static void
watch_and_fork(void)
{
    watch_lock();
    watch_descriptors();
    if (forkWhenMaking) {
        forkWhenMaking = 0;
        forkedChild = fork();
        if (forkedChild == 0) {
            for (;;) {
                (void)pause();
            }
        }
        ck_assert_int_ne(forkedChild, -1);
    }
}

/* --- A rename at the worst moment ---------------------------------------- */

/* Whether to move "n" to "m" and make another "n" before it is locked. */
static int renameBeforeLock;

static void
rename_now(void)
{
    if (renameBeforeLock) {
        renameBeforeLock = 0;
        ck_assert_int_eq(rename(path("n"), path("m")), 0);
        ck_assert_int_eq(
            PR_CloseSharedMemory(PR_OpenSharedMemory(
                path("n"), SIZE, PR_SHM_CREATE | PR_SHM_EXCL, 0600)),
            PR_SUCCESS);
    }
}

/* --- What must hold afterwards ------------------------------------------- */

static int descriptorsBefore;

static void
setup(void)
{
    setup_dir();
    disarm_all();
    watched = NULL;
    beforeMaking = watch_and_fork;
    beforeRemoving = watch_lock;
    beforeLocking = rename_now;
    descriptorsBefore = count_descriptors();
    note_descriptors();
}

static void
nothing_is_left(void)
{
    disarm_all();
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(segments_by(getpid()), 0);
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
}

static void
open_fails_with(int error)
{
    PR_SetError(0, 0);
    ck_assert_ptr_null(
        PR_OpenSharedMemory(path("n"), SIZE, PR_SHM_CREATE, 0600));
    error_is(error);
}

/* Make "n"; it is a whole segment. */
static void
open_works(void)
{
    PRSharedMemory *shm =
        PR_OpenSharedMemory(path("n"), SIZE, PR_SHM_CREATE, 0600);
    char   *addr;
    Segment segment;

    ck_assert_msg(shm != NULL, "open: %d/%d", PR_GetError(), PR_GetOSError());
    addr = PR_AttachSharedMemory(shm, 0);
    ck_assert_ptr_nonnull(addr);
    memset(addr, 1, SIZE);
    ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_SUCCESS);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    ck_assert(segment_of(path("n"), &segment));
    ck_assert_int_eq(entries(), 1); /* no temporary name */
    ck_assert_int_eq(segments_by(getpid()), 1);
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
}

static void
delete_works(void)
{
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    nothing_is_left();
}

/* It fails with this error, and the segment is as it was. */
static void
delete_fails_with(int error)
{
    Segment segment;

    PR_SetError(0, 0);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_FAILURE);
    error_is(error);
    disarm_all();
    ck_assert(segment_of(path("n"), &segment));
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
    delete_works();
}

/* --- Creating ------------------------------------------------------------ */

START_TEST(a_failing_call_leaves_nothing)
{
    static const struct {
        Fault *fault;
        int    error;
    } cases[] = {
        { &openUnnamedFault, EMFILE }, { &openUnnamedFault, ENFILE },
        { &openUnnamedFault, ENOSPC }, { &openUnnamedFault, EROFS },
        { &openUnnamedFault, EDQUOT }, { &openUnnamedFault, ENOMEM },
        { &fstatFault, EIO },          { &flockFault, EIO },
        { &findFault, ENOSYS },        { &linkatFault, EDQUOT },
        { &linkatFault, ENOSPC },      { &linkatFault, EROFS },
        { &makeFault, ENOSPC },        { &makeFault, ENOMEM },
        { &makeFault, ENFILE },        { &makeFault, EINVAL },
    };

    arm(cases[_i].fault, ALWAYS, cases[_i].error);
    open_fails_with(cases[_i].error);
    ck_assert_int_gt(cases[_i].fault->calls, 0);
    nothing_is_left();
    open_works();
    delete_works();
}
END_TEST
#define FAILING_CALLS 16

START_TEST(an_interrupted_call_is_repeated)
{
    arm(&openUnnamedFault, 1, 3, EINTR);
    open_works();
    ck_assert_int_eq(openUnnamedFault.calls, 4);
    arm(&openFault, 1, 3, EINTR);
    arm(&flockFault, 1, 3, EINTR);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    ck_assert_int_eq(openFault.calls, 4);
    ck_assert_int_eq(flockFault.calls, 4);
    nothing_is_left();
}
END_TEST

/* Filesystems and kernels without unnamed inodes. */
START_TEST(a_temporary_name_does_as_well)
{
    static const int errors[] = { EOPNOTSUPP, EISDIR, EINVAL };

    arm(&openUnnamedFault, ALWAYS, errors[_i]);
    open_works();
    ck_assert_int_eq(renameFault.calls, 1);
    ck_assert_int_eq(linkFault.calls, 0);
    delete_works();
}
END_TEST

/* Filesystems that cannot refuse to replace a name, such as NFS. */
START_TEST(a_temporary_name_can_be_linked)
{
    arm(&openUnnamedFault, ALWAYS, EOPNOTSUPP);
    arm(&renameFault, ALWAYS, EINVAL);
    open_works();
    ck_assert_int_eq(linkFault.calls, 1);
    delete_works();
}
END_TEST

START_TEST(a_temporary_name_is_not_left)
{
    arm(&openUnnamedFault, ALWAYS, EOPNOTSUPP);
    arm(&linkFault, ALWAYS, EPERM);
    arm(&renameFault, ALWAYS, EINVAL);
    open_fails_with(EPERM);
    nothing_is_left();
    arm(&openUnnamedFault, ALWAYS, EOPNOTSUPP);
    arm(&fstatFault, ALWAYS, EIO);
    open_fails_with(EIO);
    nothing_is_left();
    arm(&openUnnamedFault, ALWAYS, EOPNOTSUPP);
    arm(&makeFault, ALWAYS, ENOSPC);
    open_fails_with(ENOSPC);
    nothing_is_left();
}
END_TEST

/* Before Linux 6.10 it takes a capability to link an inode by descriptor. */
START_TEST(an_unnamed_inode_is_linked_through_proc)
{
    arm(&linkatFault, 1, 1, ENOENT);
    open_works();
    ck_assert_int_eq(linkatFault.calls, 2);
    ck_assert_int_eq(linkFault.calls, 0);
    delete_works();
}
END_TEST

/* And where /proc is not mounted there is the temporary name. */
START_TEST(without_proc_there_is_a_temporary_name)
{
    arm(&linkatFault, ALWAYS, ENOENT);
    open_works();
    ck_assert_int_eq(renameFault.calls, 1);
    delete_works();
}
END_TEST

/* --- Keys that are taken ------------------------------------------------- */

START_TEST(a_taken_key_means_another_inode)
{
    /* The look-up says three times that there is a segment of somebody's. */
    arm(&findFault, 1, 3, EACCES);
    open_works();
    delete_works();
}
END_TEST

START_TEST(an_inode_that_cannot_be_kept_is_an_error)
{
    arm(&findFault, 1, 3, EACCES);
    arm(&keepFault, 2, 2, ENOMEM);
    open_fails_with(ENOMEM);
    nothing_is_left();
}
END_TEST

/* --- Races, as their losers see them ------------------------------------- */

/* Somebody else puts a file at the name just before we do. */
START_TEST(a_name_that_appears_is_used)
{
    arm(&linkatFault, 1, 1, EEXIST);
    open_works();
    delete_works();
}
END_TEST

/* Somebody makes the segment just before us, and removes it again. */
START_TEST(a_segment_that_appears_and_vanishes_is_made)
{
    arm(&makeFault, 1, 2, EEXIST);
    open_works();
    ck_assert_int_eq(makeFault.calls, 3);
    delete_works();
}
END_TEST

/* After ten seconds, of which each look at the clock takes one. */
START_TEST(losing_for_ever_is_an_error)
{
    arm(&makeFault, ALWAYS, EEXIST);
    clockStep = 1;
    open_fails_with(EAGAIN);
    ck_assert_int_le(-clocksBehind, 10 + 3);
    disarm_all();
    ck_assert_int_eq(entries(), 1); /* the empty marker: it is not ours */
    open_works();
    delete_works();
}
END_TEST

/* A creator and a remover must not meet in between: see uxshm.c. */
START_TEST(the_marker_is_locked_when_it_matters)
{
    FILE *file;

    watched = path("n");
    open_works();
    ck_assert_int_eq(timesLocked, 1);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    ck_assert_int_eq(timesLocked, 3); /* the memory, the name */
    file = fopen(path("n"), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    open_works(); /* under a marker that was there */
    ck_assert_int_eq(timesLocked, 4);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    arm(&makeFault, ALWAYS, ENOSPC);
    open_fails_with(ENOSPC); /* takes its marker back */
    ck_assert_int_eq(timesLocked, 8);
    watched = NULL;
    nothing_is_left();
}
END_TEST

/* Somebody else has removed the name at the last moment: gone is gone. */
START_TEST(a_name_that_is_gone_is_no_failure)
{
    open_works();
    arm(&unlinkFault, ALWAYS, ENOENT);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    disarm_all();
    ck_assert_int_eq(segments_by(getpid()), 0);
}
END_TEST

/* Filesystems without locks: one goes on without. */
START_TEST(a_filesystem_without_locks_will_do)
{
    static const int errors[] = { ENOLCK, ENOSYS, EOPNOTSUPP };

    arm(&flockFault, ALWAYS, errors[_i]);
    open_works();
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    ck_assert_int_eq(flockFault.calls, 2);
    nothing_is_left();
}
END_TEST

/* The lock is of the open file, which a child of another thread has as well:
 * it must not be locked for as long as that child lives. */
START_TEST(a_child_does_not_keep_the_lock)
{
    forkWhenMaking = 1;
    open_works();
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    ck_assert_int_eq(kill(forkedChild, SIGKILL), 0);
    ck_assert_int_eq(waitpid(forkedChild, NULL, 0), forkedChild);
    nothing_is_left();
}
END_TEST

/* The name leads elsewhere by the time that the lock is held. */
START_TEST(a_renamed_marker_keeps_its_segment)
{
    Segment segment;

    open_works();
    renameBeforeLock = 1;
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    ck_assert_int_eq(renameBeforeLock, 0);
    ck_assert(segment_of(path("m"), &segment));
    ck_assert(!segment_of(path("n"), &segment));
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("m")), PR_SUCCESS);
    nothing_is_left();
}
END_TEST

/* Who may not write the marker comes while the segment is being made. */
START_TEST(a_reader_waits_for_the_maker)
{
    PRSharedMemory *shm;

    open_works();
    arm(&findFault, 1, 1, ENOENT);
    arm(&openFault, 1, 1, EACCES);
    shm = PR_OpenSharedMemory(path("n"), SIZE, PR_SHM_CREATE, 0400);
    ck_assert_ptr_nonnull(shm);
    ck_assert_int_eq(openFault.calls, 2); /* to write, to wait */
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    delete_works();
}
END_TEST

/* And while the marker goes away, or to somebody else. */
START_TEST(a_reader_looks_again)
{
    open_works();
    arm(&findFault, 1, 1, ENOENT);
    arm(&openFault, 1, 1, EACCES);
    renameBeforeLock = 1;
    ck_assert_int_eq(PR_CloseSharedMemory(PR_OpenSharedMemory(
                         path("n"), SIZE, PR_SHM_CREATE, 0400)),
                     PR_SUCCESS);
    ck_assert_int_eq(renameBeforeLock, 0);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("m")), PR_SUCCESS);
    nothing_is_left();
}
END_TEST

START_TEST(a_reader_cannot_make)
{
    FILE *file = fopen(path("n"), "w");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    arm(&openFault, 1, _i, EACCES); /* to write; to read as well */
    open_fails_with(EACCES);
    disarm_all();
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(segments_by(getpid()), 0);
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
}
END_TEST

/* --- Deleting ------------------------------------------------------------ */

START_TEST(a_failing_delete_changes_nothing)
{
    static const struct {
        Fault *fault;
        int    error;
    } cases[] = {
        { &openFault, EMFILE }, { &openFault, EROFS }, { &openFault, EACCES },
        { &fstatFault, EIO },   { &flockFault, EIO },  { &removeFault, EPERM },
    };

    open_works();
    arm(cases[_i].fault, ALWAYS, cases[_i].error);
    delete_fails_with(cases[_i].error);
}
END_TEST
#define FAILING_DELETES 6

START_TEST(a_directory_that_forbids_it_is_seen_first)
{
    uid_t user = geteuid();

    if (user == 0) { /* who is not asked: be somebody who is */
        ck_assert_int_eq(chmod(test_dir(), 0777), 0);
        ck_assert_int_eq(seteuid(64221), 0);
    }
    open_works();
    arm(&accessFault, ALWAYS, EACCES);
    delete_fails_with(EACCES);
    ck_assert_int_eq(seteuid(user), 0);
}
END_TEST

/* Somebody else removes the segment between our look and our removal. */
START_TEST(a_segment_that_vanishes_is_not_found)
{
    static const int errors[] = { EIDRM, EINVAL };

    open_works();
    arm(&removeFault, ALWAYS, errors[_i]);
    delete_fails_with(ENOENT);
}
END_TEST

/* --- Attaching ----------------------------------------------------------- */

START_TEST(no_memory_for_a_marker_lock_is_reported)
{
    FILE *file = fopen(path("n"), "w");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    arm(&flockFault, ALWAYS, ENOMEM);
    open_fails_with(ENOMEM);
    disarm_all();
    ck_assert_int_eq(entries(), 1);
    ck_assert_int_eq(segments_by(getpid()), 0);
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("failing system calls");
    TCase *tc = add_case(suite, "sysv", setup, 60);

    tcase_add_loop_test(tc, a_failing_call_leaves_nothing, 0, FAILING_CALLS);
    tcase_add_test(tc, an_interrupted_call_is_repeated);
    tcase_add_loop_test(tc, a_temporary_name_does_as_well, 0, 3);
    tcase_add_test(tc, a_temporary_name_can_be_linked);
    tcase_add_test(tc, a_temporary_name_is_not_left);
    tcase_add_test(tc, an_unnamed_inode_is_linked_through_proc);
    tcase_add_test(tc, without_proc_there_is_a_temporary_name);
    tcase_add_test(tc, a_taken_key_means_another_inode);
    tcase_add_test(tc, an_inode_that_cannot_be_kept_is_an_error);
    tcase_add_test(tc, a_name_that_appears_is_used);
    tcase_add_test(tc, a_segment_that_appears_and_vanishes_is_made);
    tcase_add_test(tc, losing_for_ever_is_an_error);
    tcase_add_test(tc, the_marker_is_locked_when_it_matters);
    tcase_add_test(tc, a_child_does_not_keep_the_lock);
    tcase_add_test(tc, a_renamed_marker_keeps_its_segment);
    tcase_add_test(tc, a_reader_waits_for_the_maker);
    tcase_add_test(tc, a_reader_looks_again);
    tcase_add_loop_test(tc, a_reader_cannot_make, 1, 3);
    tcase_add_test(tc, a_name_that_is_gone_is_no_failure);
    tcase_add_loop_test(tc, a_filesystem_without_locks_will_do, 0, 3);
    tcase_add_loop_test(tc, a_failing_delete_changes_nothing, 0,
                        FAILING_DELETES);
    tcase_add_test(tc, a_directory_that_forbids_it_is_seen_first);
    tcase_add_loop_test(tc, a_segment_that_vanishes_is_not_found, 0, 2);
    tcase_add_test(tc, no_memory_for_a_marker_lock_is_reported);
    return run_suite(suite);
}
