/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What others may do, by intent or not: put things at the names of POSIX
 * objects, which everybody can, use odd files as markers, close and unmap what
 * is not theirs to close and unmap.
 */
#include "config.h"

#include "prerr.h"
#include "prerror.h"
#include "pripcsem.h"
#include "prshm.h"
#include "prshmx.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define C               PR_SHM_CREATE
#define CX              (PR_SHM_CREATE | PR_SHM_EXCL)
#define SIZE            10000

#define U1              64221
#define U2              64222

#define assert_ok(call) ck_assert_int_eq(call, PR_SUCCESS)

static PRSharedMemory *
must_open(PRIntn flags, PRIntn mode)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(path("n"), SIZE, flags, mode);

    ck_assert_msg(shm != NULL, "open: %d/%d", PR_GetError(), PR_GetOSError());
    return shm;
}

/* The segment has this byte everywhere; then it has that one. */
static void
check_and_fill(PRSharedMemory *shm, int byte, int next)
{
    unsigned char *addr = PR_AttachSharedMemory(shm, 0);

    ck_assert_msg(addr != NULL, "attach: %d/%d", PR_GetError(),
                  PR_GetOSError());
    ck_assert_int_eq(addr[0], byte);
    ck_assert_int_eq(addr[SIZE - 1], byte);
    memset(addr, next, SIZE);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
}

static void
make_marker(size_t size, uid_t owner, mode_t mode)
{
    int fd = open(path("n"), O_RDWR | O_CREAT | O_EXCL, 0600);

    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
    ck_assert_int_eq(fchmod(fd, mode), 0);
    if (geteuid() == 0) {
        ck_assert_int_eq(fchown(fd, owner, owner), 0);
    }
    ck_assert_int_eq(close(fd), 0);
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
}

/* --- Things at the name of an object ------------------------------------- */

static char object[64];

static void
plant_unreadable(void)
{
    int fd = open(object, O_WRONLY | O_CREAT | O_EXCL, 0);

    ck_assert_int_eq(write(fd, "x", 1), 1);
    ck_assert_int_eq(close(fd), 0);
}

static void
plant_directory(void)
{
    ck_assert_int_eq(mkdir(object, 0755), 0);
}

static void
plant_link(void)
{
    ck_assert_int_eq(symlink("/nowhere", object), 0);
}

static void
plant_fifo(void)
{
    umask(0);
    ck_assert_int_eq(mkfifo(object, 0444), 0);
}

/* A file of such a length, with the words of a trailer that says that it is
 * for this marker; returns its descriptor. */
static int
plant_trailer(PRUint64 size, PRUint64 born, off_t length)
{
    PRUint64    words[8];
    struct stat marker;
    int         fd;

    umask(0);
    ck_assert_int_eq(stat(path("n"), &marker), 0);
    fd = open(object, O_RDWR | O_CREAT | O_EXCL, 0666);
    ck_assert_int_ne(fd, -1);
    memcpy(words, "PRSHM\r\n\0\1\0\0\0\0\0\0\0", 16);
    words[2] = size;
    words[3] = (PRUint64)getpid();
    words[4] = 1;
    words[5] = marker.st_dev;
    words[6] = marker.st_ino;
    words[7] = born;
    ck_assert_int_eq(
        pwrite(fd, words, sizeof words, length - (off_t)sizeof words),
        sizeof words);
    return fd;
}

/* A copy of a whole segment that U2 has made.  No birth is the one that it
 * cannot be told by. */
static void
plant_forgery(void)
{
    int fd = plant_trailer(SIZE, 0, 4 * 4096);

    ck_assert_int_eq(pwrite(fd, "forged", 6, 0), 6);
    ck_assert_int_eq(close(fd), 0);
}

static void (*const plants[])(void) = { plant_unreadable, plant_directory,
                                        plant_link, plant_fifo,
                                        plant_forgery };

#define PLANTS (int)(sizeof plants / sizeof plants[0])

static void
make_and_fill(void)
{
    check_and_fill(must_open(C, 0600), 0, 'x');
}

/* What somebody put there stays. */
static void
check_planted(void)
{
    struct stat info;

    if (object[0] != '\0') {
        ck_assert_int_eq(lstat(object, &info), 0);
        ck_assert_uint_eq(info.st_uid, U2);
    }
}

static void
use_in_every_way(void)
{
    check_and_fill(must_open(0, 0600), 'x', 'x');
    check_and_fill(must_open(C, 0600), 'x', 'x');
    check_and_fill(must_open(0, 0), 'x', 'x');
    ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), SIZE, CX, 0600));
    ck_assert_int_eq(PR_GetError(), PR_FILE_EXISTS_ERROR);
    check_planted();
    assert_ok(PR_DeleteSharedMemory(path("n")));
    ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), SIZE, 0, 0600));
    ck_assert_int_eq(PR_GetError(), PR_FILE_NOT_FOUND_ERROR);
}

/*
 * Who takes a planted thing away needs the marker's inode to stay in use: else
 * it may be the object of somebody else's marker by then.
 */
static void
remember(const char *name)
{
    snprintf(object, sizeof object, "%s", name);
    ck_assert_int_eq(link(path("n"), path("keeps the inode")), 0);
}

static void
unplant(void)
{
    if (object[0] != '\0') {
        (void)remove(object);
    }
}

/* Beside a segment of System V, under a marker that has content or none. */
static void
plant_beside(int i, size_t content, mode_t mode)
{
    use_backend("sysv");
    make_marker(content, U1, mode);
    remember(object_of(path("n")));
    as_user(U1, make_and_fill);
    as_user(U2, plants[i]);
    as_user(U1, use_in_every_way);
}

START_TEST(things_beside_a_segment_are_left_alone)
{
    NEEDS_ROOT;
    plant_beside(_i, 0, 0644);
}
END_TEST

START_TEST(things_beside_a_segment_of_a_file_are_left_alone)
{
    NEEDS_ROOT;
    plant_beside(_i, 5, 0644);
}
END_TEST

/* A group may write the marker, but not the one that the forger is in. */
START_TEST(a_group_that_may_write_is_not_everybody)
{
    NEEDS_ROOT;
    plant_beside(PLANTS - 1, 5, 0664);
}
END_TEST

static const char *const settings[] = { "sysv", "posix", "file" };

static void
use_marker(void)
{
    ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), SIZE, 0, 0600));
    ck_assert_int_eq(PR_GetError(), PR_FILE_NOT_FOUND_ERROR);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_FAILURE);
    ck_assert_int_eq(PR_GetError(), PR_FILE_NOT_FOUND_ERROR);
    make_and_fill();
    use_in_every_way();
}

/* In the way of the marker's own object: another mechanism does it then. */
START_TEST(things_in_the_way_do_not_keep_anybody_from_making)
{
    NEEDS_ROOT;
    use_backend(settings[_i / PLANTS]);
    make_marker(0, U1, 0644);
    remember(object_of(path("n")));
    as_user(U2, plants[_i % PLANTS]);
    as_user(U1, use_marker);
}
END_TEST

/* --- Semaphores ----------------------------------------------------------- */

/* What tells of a semaphore of such a size, though not of its birth. */
static void
plant_semaphore(PRUint64 size, off_t length)
{
    ck_assert_int_eq(close(plant_trailer(size, 1, length)), 0);
}

static void
plant_sem_forgery(void)
{
    plant_semaphore(sizeof(sem_t) + 8, 8192);
}

/* The size that it tells is not that of the file. */
static void
plant_sem_of_no_size(void)
{
    plant_semaphore((PRUint64)-1, 8192);
}

static void
plant_short(void)
{
    plant_semaphore(sizeof(sem_t), 64);
}

static void (*const semPlants[])(void) = {
    plant_unreadable,  plant_directory,      plant_link,  plant_fifo,
    plant_sem_forgery, plant_sem_of_no_size, plant_short,
};

#define SEM_PLANTS (int)(sizeof semPlants / sizeof semPlants[0])

static PRSem *
must_open_sem(PRIntn flags)
{
    PRSem *sem = PR_OpenSemaphore(path("n"), flags, 0600, 3);

    ck_assert_msg(sem != NULL, "open: %d/%d", PR_GetError(), PR_GetOSError());
    return sem;
}

static void
check_sem(PRSem *sem)
{
    PRIntn value;

    assert_ok(PR_WaitSemaphore(sem));
    assert_ok(PRX_GetSemaphoreValue(sem, &value));
    ck_assert_int_eq(value, 2);
    assert_ok(PR_PostSemaphore(sem));
    assert_ok(PR_CloseSemaphore(sem));
}

static void
make_sem(void)
{
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), 0, 0, 0));
    ck_assert_int_eq(PR_GetError(), PR_FILE_NOT_FOUND_ERROR);
    check_sem(must_open_sem(C));
}

static void
use_sem_in_every_way(void)
{
    check_sem(must_open_sem(0));
    check_sem(must_open_sem(C));
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), CX, 0600, 3));
    ck_assert_int_eq(PR_GetError(), PR_FILE_EXISTS_ERROR);
    assert_ok(PR_DeleteSemaphore(path("n")));
    ck_assert_ptr_null(PR_OpenSemaphore(path("n"), 0, 0, 0));
    ck_assert_int_eq(PR_GetError(), PR_FILE_NOT_FOUND_ERROR);
}

static void
make_and_use_sem(void)
{
    make_sem();
    use_sem_in_every_way();
}

static void
prepare_sem(int i)
{
    use_backend(settings[i / SEM_PLANTS]);
    make_marker(0, U1, 0644);
    remember(sem_object_of(path("n")));
}

START_TEST(things_in_the_way_do_not_keep_anybody_from_semaphores)
{
    NEEDS_ROOT;
    prepare_sem(_i);
    as_user(U2, semPlants[_i % SEM_PLANTS]);
    as_user(U1, make_and_use_sem);
    check_planted();
}
END_TEST

/* Those that the maker could put away himself: they are of another marker. */
START_TEST(a_semaphore_of_another_birth_is_replaced)
{
    NEEDS_ROOT;
    prepare_sem(_i * SEM_PLANTS);
    as_user(U1, plant_sem_forgery);
    as_user(U1, make_and_use_sem);
    /* Only who makes such an object looks whether there is one. */
    ck_assert_int_eq(access(object, F_OK), _i == 0 ? 0 : -1);
}
END_TEST

START_TEST(things_beside_a_set_are_left_alone)
{
    NEEDS_ROOT;
    prepare_sem(_i);
    as_user(U1, make_sem);
    as_user(U2, semPlants[_i]);
    as_user(U1, use_sem_in_every_way);
    check_planted();
}
END_TEST

/* Somebody else's set with the key of a marker: it is his, and nobody waits
 * for it. */
static PRIntn plantedMode;

static void
plant_set(void)
{
    key_t key = (key_t)set_key_of(path("n"));

    ck_assert_int_ne(semget(key, 1, IPC_CREAT | IPC_EXCL | plantedMode), -1);
}

static void
remove_planted_set(void)
{
    int semid = semget((key_t)set_key_of(path("n")), 0, 0);

    ck_assert_int_eq(semctl(semid, 0, IPC_RMID), 0);
}

static void
find_no_rights(void)
{
    static const PRIntn flags[] = { C, CX };
    int                 i;

    for (i = 0; i < 2; i++) {
        ck_assert_ptr_null(PR_OpenSemaphore(path("n"), flags[i], 0600, 3));
        ck_assert_int_eq(PR_GetError(), PR_NO_ACCESS_RIGHTS_ERROR);
    }
    ck_assert_int_eq(PR_DeleteSemaphore(path("n")), PR_FAILURE);
    ck_assert_int_eq(PR_GetError(), PR_NO_ACCESS_RIGHTS_ERROR);
    ck_assert_int_eq(access(path("n"), F_OK), 0);
}

START_TEST(a_set_of_somebody_else_is_not_waited_for)
{
    NEEDS_ROOT;
    use_backend(settings[_i / 2]);
    make_marker(0, U1, 0644);
    plantedMode = _i % 2 == 0 ? 0 : 0666;
    as_user(U2, plant_set);
    as_user(U1, find_no_rights);
    as_user(U2, remove_planted_set);
}
END_TEST

/* --- Odd markers --------------------------------------------------------- */

static void
make_shared(void)
{
    check_and_fill(must_open(C, 0666), 0, 'x');
}

static void
use_shared(void)
{
    check_and_fill(must_open(0, 0666), 'x', 'x');
    check_and_fill(must_open(0, 0), 'x', 'x');
}

static void
delete_own(void)
{
    assert_ok(PR_DeleteSharedMemory(path("n")));
}

/* Files of whole pages may be segments, but these are somebody's data, which
 * others may only read or not even that. */
START_TEST(a_file_of_whole_pages_is_a_marker_for_all)
{
    NEEDS_ROOT;
    use_backend(settings[_i / 2]);
    make_marker(8192, U1, _i % 2 == 0 ? 0644 : 0600);
    as_user(U1, make_shared);
    if (_i / 2 == 0 || _i % 2 == 0) {
        as_user(U2, use_shared);
    }
    as_user(U1, delete_own);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

/* As one whom modes stop, which root is not, in the test's directory. */
static void
without_privilege(void (*part)(void))
{
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    as_user(geteuid() == 0 ? U1 : 0, part);
}

static void
fail_to_delete_marker(void)
{
    struct stat info;

    ck_assert_int_eq(close(open(path("n"), O_WRONLY | O_CREAT | O_EXCL, 0)),
                     0);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_FAILURE);
    ck_assert_int_eq(PR_GetError(), PR_FILE_NOT_FOUND_ERROR);
    ck_assert_int_eq(stat(path("n"), &info), 0);
    ck_assert_uint_eq(info.st_mode & 07777, 0);
    ck_assert_int_eq(unlink(path("n")), 0);
}

/* It is given another mode to look what it is, and its own one back. */
START_TEST(a_marker_that_keeps_its_owner_out_stays_so)
{
    use_backend(settings[_i]);
    without_privilege(fail_to_delete_marker);
}
END_TEST

/* Another owner's marker: whoever made the memory keeps it. */
START_TEST(a_marker_may_change_hands)
{
    struct stat info;

    NEEDS_ROOT;
    use_backend("posix");
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    as_user(U1, make_shared);
    remember(object_of(path("n")));
    ck_assert_int_eq(chown(path("n"), U2, U2), 0);
    as_user(0, make_shared); /* somewhere else */
    ck_assert_int_eq(stat(object, &info), 0);
    ck_assert_uint_eq(info.st_uid, U1); /* not one of the same name */
    as_user(0, delete_own);
}
END_TEST

/* --- Rights of a maker --------------------------------------------------- */

static PRIntn madeMode;

static void
make_less_than_all(void)
{
    PRSharedMemory *shm = must_open(CX, madeMode);
    void           *addr;

    ck_assert_ptr_null(PR_AttachSharedMemory(shm, 0));
    ck_assert_int_eq(PR_GetError(), PR_NO_ACCESS_RIGHTS_ERROR);
    addr = PR_AttachSharedMemory(shm, PR_SHM_READONLY);
    if (madeMode == 0400) {
        ck_assert_ptr_nonnull(addr);
        assert_ok(PR_DetachSharedMemory(shm, addr));
    } else {
        ck_assert_ptr_null(addr);
        ck_assert_int_eq(PR_GetError(), PR_NO_ACCESS_RIGHTS_ERROR);
    }
    assert_ok(PR_CloseSharedMemory(shm));
    assert_ok(PR_DeleteSharedMemory(path("n")));
}

START_TEST(the_mode_counts_for_its_maker_too)
{
    static const PRIntn modes[] = { 0, 0200, 0400, 0044 };

    use_backend(settings[_i / 4]);
    madeMode = modes[_i % 4];
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    as_user(geteuid() == 0 ? U1 : 0, make_less_than_all);
}
END_TEST

/* --- The program itself -------------------------------------------------- */

static void
close_standard_and_use(void)
{
    PRSharedMemory *shm;
    unsigned char  *addr;

    ck_assert_int_eq(close(STDIN_FILENO), 0);
    ck_assert_int_eq(close(STDOUT_FILENO), 0);
    shm = must_open(C, 0600);
    ck_assert_int_eq(write(STDIN_FILENO, "log", 3), -1);
    ck_assert_int_eq(write(STDOUT_FILENO, "log", 3), -1);
    addr = PR_AttachSharedMemory(shm, 0);
    ck_assert_ptr_nonnull(addr);
    ck_assert_int_eq(addr[0], 0);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
    /* And one that is there. */
    shm = must_open(0, 0600);
    ck_assert_int_eq(write(STDIN_FILENO, "log", 3), -1);
    ck_assert_int_eq(write(STDOUT_FILENO, "log", 3), -1);
    assert_ok(PR_CloseSharedMemory(shm));
    assert_ok(PR_DeleteSharedMemory(path("n")));
}

START_TEST(what_goes_to_a_closed_standard_output_is_lost)
{
    use_backend(settings[_i]);
    as_user(0, close_standard_and_use);
}
END_TEST

/* It unmaps by itself, and the system gives the address out again. */
START_TEST(records_do_not_outlive_what_they_tell_of)
{
    PRSharedMemory     *shm;
    PRXSharedMemoryInfo info = { .structSize = sizeof info };
    unsigned char      *addr, *again;

    use_backend(settings[1 + _i]);
    shm = must_open(CX, 0600);
    addr = PR_AttachSharedMemory(shm, 0);
    ck_assert_int_eq(munmap(addr, SIZE), 0);
    again = PR_AttachSharedMemory(shm, 0);
    SKIP_UNLESS(again == addr, "addresses are not given out again here");
    assert_ok(PRX_GetSharedMemoryInfo(shm, &info));
    ck_assert_int_eq(info.attachedHere, 1);
    assert_ok(PR_DetachSharedMemory(shm, again));
    ck_assert_ptr_eq(mmap(addr, SIZE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0),
                     addr);
    ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_FAILURE);
    addr[SIZE - 1] = 1;
    assert_ok(PR_CloseSharedMemory(shm));
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

/* Whoever may write the file cuts it short. */
START_TEST(a_file_that_was_cut_short_is_not_attached)
{
    PRSharedMemory *shm;

    use_backend("file");
    shm = must_open(CX, 0600);
    ck_assert_int_eq(truncate(path("n"), 4096), 0);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, PRX_SHM_POPULATE));
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    assert_ok(PR_CloseSharedMemory(shm));
    ck_assert_int_eq(unlink(path("n")), 0);
}
END_TEST

/* Its trailer tells of a segment that would have fewer pages, or more. */
START_TEST(a_file_of_another_length_is_no_segment)
{
    const PRUint64 sizes[] = { 1, 4 * 4096 };
    struct stat    info;
    int            fd;

    use_backend("file");
    assert_ok(PR_CloseSharedMemory(must_open(CX, 0600)));
    fd = open(path("n"), O_RDWR);
    ck_assert_int_eq(fstat(fd, &info), 0);
    ck_assert_int_eq(
        pwrite(fd, &sizes[_i], sizeof sizes[_i], info.st_size - 64 + 16),
        sizeof sizes[_i]);
    ck_assert_int_eq(close(fd), 0);
    ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), 0, 0, 0600));
    ck_assert_int_eq(PR_GetError(), PR_FILE_NOT_FOUND_ERROR);
    ck_assert_int_eq(unlink(path("n")), 0);
}
END_TEST

/* --- FIFOs --------------------------------------------------------------- */

static void
delete_fifo(void)
{
    ck_assert_int_eq(mkfifo(path("n"), 0400), 0);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_FAILURE);
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    ck_assert_int_eq(PR_DeleteSemaphore(path("n")), PR_FAILURE);
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    ck_assert_int_eq(unlink(path("n")), 0);
}

/* One that can only be read, which is to wait for somebody who writes. */
START_TEST(a_fifo_is_not_waited_for)
{
    use_backend(settings[_i]);
    without_privilege(delete_fifo);
}
END_TEST

/* --- Leases -------------------------------------------------------------- */

static const char *const leased[] = { "posix", "file" };

/* There is none while anybody has the file open, as tests of other suites have
 * that look at all objects. */
static int
take_lease(int fd)
{
    int rv;

    while ((rv = fcntl(fd, F_SETLEASE, F_WRLCK)) == -1 && errno == EAGAIN) {
        (void)sched_yield();
    }
    return rv == 0;
}

/* Take a lease on the memory of a name, for a while: who opens it meanwhile is
 * told to wait.  In a child; returns once it has the lease. */
static pid_t
lease_for_a_while(const char *file)
{
    int   ends[2], fd;
    char  byte = 0;
    pid_t child;

    ck_assert_int_eq(pipe(ends), 0);
    child = fork();
    ck_assert_int_ne(child, -1);
    if (child == 0) {
        (void)signal(SIGIO, SIG_IGN);
        fd = open(file, O_RDONLY);
        byte = (char)take_lease(fd);
        (void)!write(ends[1], &byte, 1);
        usleep(20000);
        _exit(fcntl(fd, F_SETLEASE, F_UNLCK) == 0 ? 0 : 1);
    }
    ck_assert_int_eq(read(ends[0], &byte, 1), 1);
    ck_assert_int_eq(byte, 1);
    close(ends[0]);
    close(ends[1]);
    return child;
}

/* As prshm gc does, for a moment, to see whether it is in use. */
START_TEST(who_looks_whether_memory_is_in_use_is_waited_for)
{
    PRSharedMemory *shm;
    Memory          memory;
    pid_t           child;
    int             status;

    use_backend(leased[_i]);
    assert_ok(PR_CloseSharedMemory(must_open(CX, 0600)));
    ck_assert(memory_of(leased[_i], path("n"), &memory));
    child = lease_for_a_while(memory.file);
    shm = must_open(0, 0600);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    assert_ok(PR_CloseSharedMemory(shm));
    child = lease_for_a_while(memory.file);
    assert_ok(PR_DeleteSharedMemory(path("n")));
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

/* --- Without /dev/shm ---------------------------------------------------- */

/* Not to be searched; not to be written, by mount and by mode. */
static const char *const coverings[] = { "mode=0700", "mode=1777",
                                         "mode=0711" };

static PRIntn covering;
static PRIntn expectedError;
static char   expectedBackend[8];

static void
make_anyhow(void)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(path("n"), SIZE, CX, 0600);

    if (expectedBackend[0] == '\0') {
        ck_assert_ptr_null(shm);
        ck_assert_int_eq(PR_GetError(), expectedError);
        ck_assert_int_eq(entries(), 0);
        return;
    }
    ck_assert_msg(shm != NULL, "open: %d/%d", PR_GetError(), PR_GetOSError());
    ck_assert_str_eq(PRX_GetSharedMemoryBackend(shm), expectedBackend);
    check_and_fill(shm, 0, 'x');
    use_in_every_way();
    ck_assert_int_eq(entries(), 0);
}

static void
cover_objects(void)
{
    unsigned long flags = covering == 1 ? MS_RDONLY : 0;

    ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
    ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
    ck_assert_int_eq(
        mount("none", "/dev/shm", "tmpfs", flags, coverings[covering]), 0);
    as_user(U1, make_anyhow);
}

/* A directory of objects that is of no use concerns `posix' alone. */
START_TEST(others_do_without_a_directory_of_objects)
{
    static const PRErrorCode errors[] = { PR_NO_ACCESS_RIGHTS_ERROR,
                                          PR_READ_ONLY_FILESYSTEM_ERROR,
                                          PR_NO_ACCESS_RIGHTS_ERROR };

    NEEDS_ROOT;
    use_backend(settings[_i % 3]);
    snprintf(expectedBackend, sizeof expectedBackend, "%s",
             _i % 3 == 1 ? "" : settings[_i % 3]);
    covering = _i / 3;
    expectedError = errors[covering];
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    as_user(0, cover_objects);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *suite = suite_create("hostile");
    TCase *tc = tcase_create("all");

    tcase_add_checked_fixture(tc, setup_dir, teardown_dir);
    tcase_add_checked_fixture(tc, NULL, unplant);
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, things_beside_a_segment_are_left_alone, 0, PLANTS);
    tcase_add_loop_test(tc, things_beside_a_segment_of_a_file_are_left_alone,
                        0, PLANTS);
    tcase_add_loop_test(tc, things_in_the_way_do_not_keep_anybody_from_making,
                        0, 3 * PLANTS);
    tcase_add_loop_test(tc,
                        things_in_the_way_do_not_keep_anybody_from_semaphores,
                        0, 3 * SEM_PLANTS);
    tcase_add_loop_test(tc, a_semaphore_of_another_birth_is_replaced, 0, 3);
    tcase_add_loop_test(tc, things_beside_a_set_are_left_alone, 0, SEM_PLANTS);
    tcase_add_loop_test(tc, a_set_of_somebody_else_is_not_waited_for, 0, 4);
    tcase_add_loop_test(tc, a_file_of_whole_pages_is_a_marker_for_all, 0, 6);
    tcase_add_test(tc, a_marker_may_change_hands);
    tcase_add_loop_test(tc, the_mode_counts_for_its_maker_too, 0, 12);
    tcase_add_loop_test(tc, what_goes_to_a_closed_standard_output_is_lost, 0,
                        3);
    tcase_add_loop_test(tc, records_do_not_outlive_what_they_tell_of, 0, 2);
    tcase_add_test(tc, a_file_that_was_cut_short_is_not_attached);
    tcase_add_loop_test(tc, a_fifo_is_not_waited_for, 0, 3);
    tcase_add_loop_test(tc, a_file_of_another_length_is_no_segment, 0, 2);
    tcase_add_loop_test(tc, a_marker_that_keeps_its_owner_out_stays_so, 0, 3);
    tcase_add_test(tc, a_group_that_may_write_is_not_everybody);
    tcase_add_loop_test(tc, who_looks_whether_memory_is_in_use_is_waited_for,
                        0, 2);
    tcase_add_loop_test(tc, others_do_without_a_directory_of_objects, 0, 9);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
