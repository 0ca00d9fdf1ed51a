/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The extensions of prshmx.h: what is told of a segment, and prefaulting.
 */
#include "config.h"

#include "prerr.h"
#include "prerror.h"
#include "prshm.h"
#include "prshmx.h"
#include "support.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define CX              (PR_SHM_CREATE | PR_SHM_EXCL)
#define SIZE            10001

/* Enough for helper threads to be worth it. */
#define LARGE           ((PRSize)100 << 20)

#define BOTH            (PRX_SHM_POPULATE | PRX_SHM_HUGE)

#define assert_ok(call) ck_assert_int_eq(call, PR_SUCCESS)

#define assert_fails(call, code, number)                                      \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_int_eq(call, PR_FAILURE);                                   \
        ck_assert_int_eq(PR_GetError(), code);                                \
        ck_assert_int_eq(PR_GetOSError(), number);                            \
    } while (0)

static PRSharedMemory *
open_it(PRSize size, PRIntn flags, PRIntn mode)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(path("n"), size, flags, mode);

    ck_assert_msg(shm != NULL, "open: %d/%d", PR_GetError(), PR_GetOSError());
    return shm;
}

static void *
attach(PRSharedMemory *shm, PRIntn flags)
{
    void *addr = PR_AttachSharedMemory(shm, flags);

    ck_assert_msg(addr != NULL, "attach: %d/%d", PR_GetError(),
                  PR_GetOSError());
    return addr;
}

static PRXSharedMemoryInfo
info_of(PRSharedMemory *shm)
{
    PRXSharedMemoryInfo info;

    memset(&info, 0x55, sizeof info);
    info.structSize = sizeof info;
    assert_ok(PRX_GetSharedMemoryInfo(shm, &info));
    ck_assert_uint_eq(info.structSize, sizeof info);
    return info;
}

static void
finish(PRSharedMemory *shm)
{
    assert_ok(PR_CloseSharedMemory(shm));
    assert_ok(PR_DeleteSharedMemory(path("n")));
}

static PRInt64
microseconds(void)
{
    struct timeval now;

    gettimeofday(&now, NULL);
    return (PRInt64)now.tv_sec * 1000000 + now.tv_usec;
}

static PRInt64
in_pages(PRSize size)
{
    PRSize page = (PRSize)sysconf(_SC_PAGESIZE);

    return (PRInt64)((size + page - 1) / page * page);
}

/* That all of a segment is mapped.  The kernel may take a page of many away
 * again at any time, to move it for example. */
#define assert_all_mapped(shm, size)                                          \
    ck_assert_int_ge(info_of(shm).mapped / 99 * 100 + 99, in_pages(size))

static int
is_sysv(void)
{
    return strcmp(backend_in_use(), "sysv") == 0;
}

/* --- What is told -------------------------------------------------------- */

START_TEST(a_segment_is_told_of)
{
    PRInt64             before = microseconds();
    PRSharedMemory     *shm = open_it(SIZE, CX, 0640);
    PRXSharedMemoryInfo info = info_of(shm);

    ck_assert_uint_eq(info.size, SIZE);
    ck_assert_str_eq(info.backend, backend_in_use());
    ck_assert_str_eq(PRX_GetSharedMemoryBackend(shm), backend_in_use());
    ck_assert_int_eq(info.mode, 0640);
    ck_assert_int_eq(info.uid, geteuid());
    ck_assert_int_eq(info.gid, getegid());
    ck_assert_int_eq(info.creatorPid, getpid());
    ck_assert_int_eq(info.attachments, is_sysv() ? 0 : -1);
    ck_assert_int_eq(info.attachedHere, 0);
    /* Of System V in whole seconds. */
    ck_assert_int_ge(info.creationTime, before / 1000000 * 1000000);
    ck_assert_int_le(info.creationTime, microseconds());
    ck_assert_int_eq(info.mapped, 0);
    ck_assert_int_eq(info.huge, 0);
    finish(shm);
}
END_TEST

/* Another process that opens it less wide is told the same. */
START_TEST(all_of_a_segment_is_told_to_all)
{
    PRSharedMemory     *shm = open_it(SIZE, CX, 0600);
    PRXSharedMemoryInfo info = info_of(shm), other;
    pid_t               child = check_fork();
    int                 status;

    if (child == 0) {
        other = info_of(open_it(1, 0, 0400));
        ck_assert_int_eq(memcmp(&info, &other, sizeof info), 0);
        _exit(0); /* what the parent has open is no leak */
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    finish(shm);
}
END_TEST

START_TEST(the_native_object_is_told_as_the_system_has_it)
{
    PRSharedMemory *shm = open_it(SIZE, CX, 0600);
    char            native[PRX_SHM_NATIVE_SIZE];
    Segment         segment;
    struct stat     marker;

    ck_assert_int_eq(stat(path("n"), &marker), 0);
    if (is_sysv()) {
        ck_assert(segment_of(path("n"), &segment));
        snprintf(native, sizeof native, "shmid %d key 0x%x", segment.shmid,
                 segment.key);
    } else if (strcmp(backend_in_use(), "posix") == 0) {
        ck_assert_int_eq(access(object_of(path("n")), F_OK), 0);
        snprintf(native, sizeof native, "%s",
                 strrchr(object_of(path("n")), '/'));
        ck_assert_uint_le(strlen(native), 31);
    } else {
        snprintf(native, sizeof native, "device 0x%llx inode %llu",
                 (unsigned long long)marker.st_dev,
                 (unsigned long long)marker.st_ino);
    }
    ck_assert_str_eq(info_of(shm).native, native);
    finish(shm);
}
END_TEST

START_TEST(attachments_are_counted)
{
    PRSharedMemory *shm = open_it(SIZE, CX, 0600);
    PRSharedMemory *other = open_it(0, 0, 0600);
    void           *first = attach(shm, 0), *second = attach(other, 0);
    pid_t           child;
    int             status;

    ck_assert_int_eq(info_of(shm).attachedHere, 2);
    ck_assert_int_eq(info_of(shm).attachments, is_sysv() ? 2 : -1);
    child = check_fork();
    if (child == 0) {
        assert_ok(PR_DetachSharedMemory(shm, first));
        ck_assert_int_eq(info_of(shm).attachedHere, 1);
        ck_assert_int_eq(info_of(shm).attachments, is_sysv() ? 3 : -1);
        _exit(0); /* what the parent has open is no leak */
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    assert_ok(PR_DetachSharedMemory(shm, second));
    ck_assert_int_eq(info_of(other).attachedHere, 1);
    assert_ok(PR_DetachSharedMemory(shm, first));
    ck_assert_int_eq(info_of(other).attachedHere, 0);
    assert_ok(PR_CloseSharedMemory(other));
    finish(shm);
}
END_TEST

START_TEST(bad_arguments_are_refused)
{
    PRSharedMemory     *shm = open_it(SIZE, CX, 0600);
    PRXSharedMemoryInfo info, before;

    memset(&info, 0x55, sizeof info);
    info.structSize = sizeof info - 1;
    before = info;
    assert_fails(PRX_GetSharedMemoryInfo(shm, &info),
                 PR_INVALID_ARGUMENT_ERROR, EINVAL);
    ck_assert_int_eq(memcmp(&info, &before, sizeof info), 0);
    assert_fails(PRX_GetSharedMemoryInfo(shm, NULL), PR_INVALID_ARGUMENT_ERROR,
                 EINVAL);
    info.structSize = sizeof info;
    assert_fails(PRX_GetSharedMemoryInfo(NULL, &info),
                 PR_INVALID_ARGUMENT_ERROR, EINVAL);
    PR_SetError(0, 0);
    ck_assert_ptr_null(PRX_GetSharedMemoryBackend(NULL));
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    finish(shm);
}
END_TEST

/* A program of tomorrow's header: what is not known yet stays as it was. */
START_TEST(a_larger_struct_is_filled_as_far_as_is_known)
{
    struct {
        PRXSharedMemoryInfo info;
        char                more[16];
    } larger;
    PRSharedMemory *shm = open_it(SIZE, CX, 0600);

    memset(&larger, 0x55, sizeof larger);
    larger.info.structSize = sizeof larger;
    assert_ok(PRX_GetSharedMemoryInfo(shm, &larger.info));
    ck_assert_uint_eq(larger.info.size, SIZE);
    ck_assert_uint_eq(larger.info.structSize, sizeof larger.info);
    ck_assert_int_eq(larger.more[0], 0x55);
    ck_assert_int_eq(larger.more[15], 0x55);
    finish(shm);
}
END_TEST

static PRIntn ownMode;

static void
open_without_rights(void)
{
    PRXSharedMemoryInfo info = { .structSize = sizeof info };
    PRSharedMemory     *shm;

    ck_assert_int_eq(setgroups(0, NULL), 0);
    ck_assert_int_eq(setresuid(64217, 64217, 64217), 0);
    shm = open_it(0, 0, 0);
    ck_assert_str_eq(PRX_GetSharedMemoryBackend(shm), backend_in_use());
    if (ownMode == 0644) {
        assert_ok(PRX_GetSharedMemoryInfo(shm, &info));
        ck_assert_uint_eq(info.size, SIZE);
    } else {
        assert_fails(PRX_GetSharedMemoryInfo(shm, &info),
                     PR_NO_ACCESS_RIGHTS_ERROR, EACCES);
    }
    assert_ok(PR_CloseSharedMemory(shm));
}

START_TEST(it_takes_the_right_to_read)
{
    PRSharedMemory *shm;
    pid_t           child;
    int             status;

    SKIP_UNLESS(geteuid() == 0, "being two other users takes root");
    ownMode = _i == 0 ? 0644 : 0600;
    ck_assert_int_eq(chmod(test_dir(), 0755), 0);
    shm = open_it(SIZE, CX, ownMode);
    child = check_fork();
    if (child == 0) {
        open_without_rights();
        _exit(0); /* what the parent has open is no leak */
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    finish(shm);
}
END_TEST

/* --- Prefaulting --------------------------------------------------------- */

START_TEST(nothing_is_prefaulted_unasked)
{
    PRSharedMemory *shm = open_it(LARGE, CX, 0600);
    void           *addr = attach(shm, 0);

    ck_assert_int_eq(info_of(shm).mapped, 0);
    *(volatile char *)addr = 1;
    ck_assert_int_gt(info_of(shm).mapped, 0);
    ck_assert_int_lt(info_of(shm).mapped, (PRInt64)LARGE);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    finish(shm);
}
END_TEST

/* Sizes for one thread and for several, none of them whole pages. */
static const PRSize sizes[] = { 1, SIZE, LARGE + 4097 };

#define SIZES (int)(sizeof sizes / sizeof sizes[0])

START_TEST(everything_is_prefaulted)
{
    PRSharedMemory *shm = open_it(sizes[_i], CX, 0600);
    unsigned char  *plain = attach(shm, 0), *addr;

    plain[0] = 'a';
    plain[sizes[_i] - 1] = 'z';
    assert_ok(PR_DetachSharedMemory(shm, plain));
    addr = attach(shm, PRX_SHM_POPULATE);
    assert_all_mapped(shm, sizes[_i]);
    ck_assert_uint_eq(addr[0], sizes[_i] == 1 ? 'z' : 'a');
    ck_assert_uint_eq(addr[sizes[_i] - 1], 'z');
    ck_assert_int_eq(count_entries("/proc/self/task"), 1);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    finish(shm);
}
END_TEST

START_TEST(reading_is_prefaulted_for_readers)
{
    PRSharedMemory *shm = open_it(sizes[_i], CX, 0600);
    unsigned char  *addr = attach(shm, PRX_SHM_POPULATE | PR_SHM_READONLY);

    assert_all_mapped(shm, sizes[_i]);
    ck_assert_uint_eq(addr[sizes[_i] - 1], 0);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    finish(shm);
}
END_TEST

/* Kernels that are too old do not know the advice. */
START_TEST(kernels_without_it_do_as_well)
{
    PRSharedMemory *shm;
    PRIntn          flags = _i < SIZES ? BOTH : BOTH | PR_SHM_READONLY;
    PRSize          size = sizes[_i % SIZES];
    unsigned char  *addr;

    SKIP_UNLESS(forbid_call(SYS_madvise, EINVAL),
                "madvise() cannot be forbidden here");
    shm = open_it(size, CX, 0600);
    addr = attach(shm, 0);
    addr[size - 1] = 'z';
    assert_ok(PR_DetachSharedMemory(shm, addr));
    addr = attach(shm, flags);
    assert_all_mapped(shm, size);
    ck_assert_uint_eq(addr[size - 1], 'z');
    assert_ok(PR_DetachSharedMemory(shm, addr));
    finish(shm);
}
END_TEST

/* Whether they come is the system's affair; the bytes are the same. */
START_TEST(huge_pages_are_a_try)
{
    static const PRIntn flags[] = { PRX_SHM_HUGE, BOTH,
                                    BOTH | PR_SHM_READONLY };
    PRSharedMemory     *shm = open_it(LARGE, CX, 0600);
    unsigned char      *plain = attach(shm, 0), *addr;
    PRXSharedMemoryInfo info;

    plain[0] = 'a';
    plain[LARGE - 1] = 'z';
    addr = attach(shm, flags[_i]);
    ck_assert_uint_eq(addr[0], 'a');
    ck_assert_uint_eq(addr[LARGE / 2], 0);
    ck_assert_uint_eq(addr[LARGE - 1], 'z');
    assert_ok(PR_DetachSharedMemory(shm, plain));
    info = info_of(shm);
    ck_assert_int_ge(info.huge, 0);
    ck_assert_int_le(info.huge, info.mapped);
    if (flags[_i] != PRX_SHM_HUGE) {
        assert_all_mapped(shm, LARGE);
    }
    assert_ok(PR_DetachSharedMemory(shm, addr));
    finish(shm);
}
END_TEST

/* Mount, or mount again, what names and objects are on: a tmpfs of our own, in
 * a namespace that ends with this process. */
static int
mount_tmpfs(unsigned long again, const char *option)
{
    return mount("none", "/dev/shm", "tmpfs", again, option) == 0 &&
           mount("none", test_dir(), "tmpfs", again, option) == 0;
}

static int
enter_tmpfs(const char *option)
{
    return unshare(CLONE_NEWNS) == 0 &&
           mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount_tmpfs(0, option);
}

static void
leave_tmpfs(void)
{
    ck_assert_int_eq(umount2(test_dir(), MNT_DETACH), 0);
    ck_assert_int_eq(umount2("/dev/shm", MNT_DETACH), 0);
}

#define NO_MOUNT "mounting a tmpfs with huge= takes root"

/* Write all of a segment and see whether it is in huge pages.  Fragmented
 * memory may not have all of them. */
static void
expect_huge(PRSharedMemory *shm, PRIntn flags, int huge)
{
    unsigned char *addr = attach(shm, flags);

    memset(addr, 'z', LARGE);
    assert_all_mapped(shm, LARGE);
    ck_assert_int_eq(info_of(shm).huge > 0, huge);
    assert_ok(PR_DetachSharedMemory(shm, addr));
}

/* (System V follows a setting of the whole system.) */
START_TEST(pages_that_are_there_become_huge)
{
    PRSharedMemory *shm;
    unsigned char  *addr;

    if (is_sysv()) {
        return;
    }
    SKIP_UNLESS(enter_tmpfs("huge=never"), NO_MOUNT);
    shm = open_it(LARGE, CX, 0600);
    ck_assert(mount_tmpfs(MS_REMOUNT, "huge=advise"));
    expect_huge(shm, 0, 0);
    addr = attach(shm, BOTH);
    ck_assert_uint_eq(addr[LARGE - 1], 'z');
    assert_ok(PR_DetachSharedMemory(shm, addr));
    expect_huge(shm, BOTH, 1);
    finish(shm);
    leave_tmpfs();
}
END_TEST

/* Whole ones, for what is not all needed would be lost. */
START_TEST(room_is_taken_in_huge_pages)
{
    const PRSize    page = (PRSize)sysconf(_SC_PAGESIZE);
    PRSharedMemory *shm;
    const char     *memory;
    struct stat     info;

    if (is_sysv()) {
        return;
    }
    SKIP_UNLESS(enter_tmpfs("huge=advise"), NO_MOUNT);
    shm = open_it(LARGE + 1, CX, 0600);
    memory = strcmp(backend_in_use(), "posix") == 0 ? object_of(path("n"))
                                                    : path("n");
    ck_assert_int_eq(stat(memory, &info), 0);
    ck_assert_uint_eq((PRSize)info.st_blocks * 512, LARGE + 2 * page);
    expect_huge(shm, 0, 1);
    finish(shm);
    leave_tmpfs();
}
END_TEST

/* A thread of ours must not run a program's handler. */
static volatile sig_atomic_t inOtherThread;
static pid_t                 mainThread;

static void
on_timer(int signal)
{
    (void)signal;
    if ((pid_t)syscall(SYS_gettid) != mainThread) {
        inOtherThread = 1;
    }
}

START_TEST(signals_are_for_the_threads_of_the_program)
{
    const struct itimerval fast = { { 0, 500 }, { 0, 500 } };
    const struct itimerval never = { { 0, 0 }, { 0, 0 } };
    PRSharedMemory        *shm = open_it(LARGE, CX, 0600);
    void                  *addr;
    int                    i;

    mainThread = (pid_t)syscall(SYS_gettid);
    ck_assert_ptr_ne(signal(SIGALRM, on_timer), SIG_ERR);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &fast, NULL), 0);
    for (i = 0; i < 10; i++) {
        addr = attach(shm, PRX_SHM_POPULATE);
        assert_all_mapped(shm, LARGE);
        assert_ok(PR_DetachSharedMemory(shm, addr));
    }
    ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
    ck_assert_int_eq(inOtherThread, 0);
    finish(shm);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *suite = suite_create("extensions");
    TCase *tc;
    int    i;

    for (i = 0; (tc = add_backend_case(suite, i, setup_dir)) != NULL; i++) {
        tcase_add_test(tc, a_segment_is_told_of);
        tcase_add_test(tc, all_of_a_segment_is_told_to_all);
        tcase_add_test(tc, the_native_object_is_told_as_the_system_has_it);
        tcase_add_test(tc, attachments_are_counted);
        tcase_add_test(tc, bad_arguments_are_refused);
        tcase_add_test(tc, a_larger_struct_is_filled_as_far_as_is_known);
        tcase_add_loop_test(tc, it_takes_the_right_to_read, 0, 2);
        tcase_add_test(tc, nothing_is_prefaulted_unasked);
        tcase_add_loop_test(tc, everything_is_prefaulted, 0, SIZES);
        tcase_add_loop_test(tc, reading_is_prefaulted_for_readers, 0, SIZES);
        tcase_add_loop_test(tc, kernels_without_it_do_as_well, 0, 2 * SIZES);
        tcase_add_loop_test(tc, huge_pages_are_a_try, 0, 3);
        tcase_add_test(tc, pages_that_are_there_become_huge);
        tcase_add_test(tc, room_is_taken_in_huge_pages);
        tcase_add_test(tc, signals_are_for_the_threads_of_the_program);
    }
    return run_suite(suite);
}
