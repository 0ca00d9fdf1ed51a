/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Files mapped into memory: how they grow, what is where in a window, and what
 * is left behind.  test_files.sh compares with stock NSPR; here is what only
 * ours does.
 */
#define _GNU_SOURCE /* memfd_create(), unshare() */
#include "config.h"

#include "heap.h"
#include "prerror.h"
#include "prinit.h"
#include "prio.h"
#include "private/pprfilemap.h"
#include "private/pprio.h"
#include "private/pprroom.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define GIB  ((PRInt64)1 << 30)
#define MIB  ((PRInt64)1 << 20)
#define PAGE ((PRInt64)65536) /* no machine has larger ones */

#define assert_ok(call)                                                       \
    ck_assert_msg((call) == PR_SUCCESS, #call ": %d/%d", PR_GetError(),       \
                  PR_GetOSError())

#define assert_null(call, code, number)                                       \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_ptr_null(call);                                             \
        ck_assert_int_eq(PR_GetError(), code);                                \
        ck_assert_int_eq(PR_GetOSError(), number);                            \
    } while (0)

static PRFileDesc *
open_at(const char *name, PRIntn flags)
{
    PRFileDesc *fd = PR_Open(name, flags, 0600);

    ck_assert_msg(fd != NULL, "open: %d/%d", PR_GetError(), PR_GetOSError());
    return fd;
}

/* A new file, of holes only. */
static PRFileDesc *
make(PRInt64 size)
{
    PRFileDesc *fd =
        open_at(path("f"), PR_RDWR | PR_CREATE_FILE | PR_TRUNCATE);

    ck_assert_int_eq(ftruncate(PR_FileDesc2NativeHandle(fd), (off_t)size), 0);
    return fd;
}

static PRFileMap *
map_it(PRFileDesc *fd, PRInt64 size, PRFileMapProtect prot)
{
    PRFileMap *map = PR_CreateFileMap(fd, size, prot);

    ck_assert_msg(map != NULL, "map: %d/%d", PR_GetError(), PR_GetOSError());
    return map;
}

static char *
window_of(PRFileMap *map, PROffset64 offset, PRUint32 len)
{
    char *window = PR_MemMap(map, offset, len);

    ck_assert_msg(window != NULL, "window: %d/%d", PR_GetError(),
                  PR_GetOSError());
    return window;
}

static struct stat
stat_of(PRFileDesc *fd)
{
    struct stat info;

    ck_assert_int_eq(fstat(PR_FileDesc2NativeHandle(fd), &info), 0);
    return info;
}

/* Bytes on the device. */
static PRInt64
taken(PRFileDesc *fd)
{
    return (PRInt64)stat_of(fd).st_blocks * 512;
}

/* Whether the filesystem of the test takes room for holes. */
static int
takes_room(PRFileDesc *fd)
{
    int works = fallocate(PR_FileDesc2NativeHandle(fd), FALLOC_FL_KEEP_SIZE, 0,
                          PAGE) == 0;

    ck_assert_int_eq(ftruncate(PR_FileDesc2NativeHandle(fd), 0), 0);
    return works;
}

/* --- Growing ------------------------------------------------------------- */

START_TEST(room_is_taken_for_what_is_new)
{
    PRFileDesc *fd = make(0);
    PRFileMap  *map;

    SKIP_UNLESS(takes_room(fd), "this filesystem takes no room in advance");
    map = map_it(fd, 3 * MIB + 5, PR_PROT_READWRITE);
    ck_assert_int_eq(stat_of(fd).st_size, 3 * MIB + 5);
    ck_assert_int_ge(taken(fd), 3 * MIB + 5);
    assert_ok(PR_CloseFileMap(map));
    assert_ok(PR_Close(fd));
}
END_TEST

START_TEST(holes_that_were_there_stay_holes)
{
    PRFileDesc *fd = make(GIB);
    PRFileMap  *map = map_it(fd, GIB + MIB, PR_PROT_READWRITE);

    ck_assert_int_eq(stat_of(fd).st_size, GIB + MIB);
    ck_assert_int_lt(taken(fd), 2 * MIB);
    assert_ok(PR_CloseFileMap(map));
    map = map_it(fd, GIB, PR_PROT_READWRITE);
    ck_assert_int_eq(stat_of(fd).st_size, GIB + MIB);
    ck_assert_int_lt(taken(fd), 2 * MIB);
    assert_ok(PR_CloseFileMap(map));
    assert_ok(PR_Close(fd));
}
END_TEST

START_TEST(what_was_there_stays)
{
    PRFileDesc *fd = make(0);
    PRFileMap  *map;
    char       *window;

    ck_assert_int_eq(PR_Write(fd, "abc", 3), 3);
    map = map_it(fd, 10000, PR_PROT_READWRITE);
    ck_assert_int_eq(PR_Seek(fd, 0, PR_SEEK_CUR), 3);
    window = window_of(map, 0, 10000);
    ck_assert_int_eq(memcmp(window, "abc\0", 4), 0);
    ck_assert_int_eq(window[9999], 0);
    assert_ok(PR_MemUnmap(window, 10000));
    assert_ok(PR_CloseFileMap(map));
    assert_ok(PR_Close(fd));
}
END_TEST

START_TEST(append_mode_grows_as_well)
{
    PRFileDesc *fd;
    PRFileMap  *map;

    assert_ok(PR_Close(make(10)));
    fd = open_at(path("f"), PR_RDWR | PR_APPEND);
    map = map_it(fd, 50000, PR_PROT_READWRITE);
    ck_assert_int_eq(stat_of(fd).st_size, 50000);
    window_of(map, 0, 50000)[49999] = 'x';
    assert_ok(PR_CloseFileMap(map));
    assert_ok(PR_Close(fd));
}
END_TEST

/* Two that make the same file longer, to different sizes: neither cuts what
 * the other made. */
START_TEST(growing_never_shortens)
{
    PRFileDesc *fd = make(0);
    pid_t       child;
    int         i, status;

    SKIP_UNLESS(takes_room(fd), "this filesystem can only set a size");
    /* As if the other one had come first. */
    ck_assert_int_eq(ftruncate(PR_FileDesc2NativeHandle(fd), 20000), 0);
    ck_assert_int_eq(_MD_ExtendTo(PR_FileDesc2NativeHandle(fd), 10000), 0);
    ck_assert_int_eq(stat_of(fd).st_size, 20000);
    for (i = 0; i < 300; i++) {
        ck_assert_int_eq(ftruncate(PR_FileDesc2NativeHandle(fd), 0), 0);
        child = fork();
        ck_assert_int_ne(child, -1);
        if (child == 0) {
            _exit(PR_CreateFileMap(fd, 10000, PR_PROT_READWRITE) == NULL);
        }
        assert_ok(PR_CloseFileMap(map_it(fd, 90000, PR_PROT_READWRITE)));
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert_int_eq(status, 0);
        ck_assert_int_eq(stat_of(fd).st_size, 90000);
    }
    assert_ok(PR_Close(fd));
}
END_TEST

START_TEST(a_memfd_grows_unless_it_is_sealed)
{
    int         native = memfd_create("prshm-test", MFD_ALLOW_SEALING);
    PRFileDesc *fd;

    SKIP_UNLESS(native != -1, "this system has no memfd");
    fd = PR_ImportFile(native);
    assert_ok(PR_CloseFileMap(map_it(fd, 5000, PR_PROT_READWRITE)));
    ck_assert_int_eq(stat_of(fd).st_size, 5000);
    ck_assert_int_eq(fcntl(native, F_ADD_SEALS, F_SEAL_GROW), 0);
    assert_null(PR_CreateFileMap(fd, 10000, PR_PROT_READWRITE),
                PR_NO_ACCESS_RIGHTS_ERROR, EPERM);
    ck_assert_int_eq(stat_of(fd).st_size, 5000);
    assert_ok(PR_CloseFileMap(map_it(fd, 5000, PR_PROT_READWRITE)));
    assert_ok(PR_Close(fd));
}
END_TEST

/* --- Refusals ------------------------------------------------------------ */

/* The signal for it would end the process. */
START_TEST(the_limit_for_files_is_an_error)
{
    static const struct rlimit few = { 20000, 20000 };
    PRFileDesc                *fd = make(10000);

    ck_assert_ptr_ne(signal(SIGXFSZ, SIG_DFL), SIG_ERR);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &few), 0);
    assert_null(PR_CreateFileMap(fd, 20001, PR_PROT_READWRITE),
                PR_FILE_TOO_BIG_ERROR, EFBIG);
    ck_assert_int_eq(stat_of(fd).st_size, 10000);
    assert_ok(PR_CloseFileMap(map_it(fd, 20000, PR_PROT_READWRITE)));
    assert_ok(PR_Close(fd));
}
END_TEST

static void
write_file(const char *name, const char *text)
{
    int fd = open(name, O_WRONLY | O_CLOEXEC);

    if (fd != -1) {
        (void)!write(fd, text, strlen(text));
        (void)close(fd);
    }
}

/* A filesystem of a few MiB at the directory of the test, that only this
 * process sees. */
static int
mount_small(const char *options)
{
    char map[64];
    int  uid = (int)geteuid(), gid = (int)getegid();

    if (unshare(CLONE_NEWNS) == -1) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == -1) {
            return 0;
        }
        write_file("/proc/self/setgroups", "deny");
        (void)snprintf(map, sizeof map, "0 %d 1", uid);
        write_file("/proc/self/uid_map", map);
        (void)snprintf(map, sizeof map, "0 %d 1", gid);
        write_file("/proc/self/gid_map", map);
    }
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", test_dir(), "tmpfs", 0, options) == 0;
}

START_TEST(a_full_filesystem_is_an_error)
{
    PRFileDesc *fd, *other;
    PRFileMap  *map;
    char        name[4096];

    SKIP_UNLESS(mount_small("size=2m,mode=755"),
                "it takes a filesystem of its own");
    (void)snprintf(name, sizeof name, "%s", path("other"));
    fd = make(MIB / 2);
    /* More than there is, and than is left. */
    assert_null(PR_CreateFileMap(fd, 3 * MIB, PR_PROT_READWRITE),
                PR_NO_DEVICE_SPACE_ERROR, ENOSPC);
    ck_assert_int_eq(stat_of(fd).st_size, MIB / 2);
    ck_assert_int_eq(taken(fd), 0);
    other = open_at(name, PR_RDWR | PR_CREATE_FILE);
    map = map_it(other, MIB + MIB / 2, PR_PROT_READWRITE);
    assert_null(PR_CreateFileMap(fd, MIB + MIB / 2, PR_PROT_READWRITE),
                PR_NO_DEVICE_SPACE_ERROR, ENOSPC);
    ck_assert_int_eq(stat_of(fd).st_size, MIB / 2);
    ck_assert_int_eq(taken(fd), 0);
    /* What was taken is there. */
    memset(window_of(map, 0, (PRUint32)(MIB + MIB / 2)), 'x',
           (size_t)(MIB + MIB / 2));
    assert_ok(PR_CloseFileMap(map));
    assert_ok(PR_Close(other));
    assert_ok(PR_Close(fd));
    ck_assert_int_eq(umount2(test_dir(), MNT_DETACH), 0);
}
END_TEST

/* Room is taken in pieces of 64 MiB: the second one fails here. */
START_TEST(room_that_was_taken_in_vain_is_given_back)
{
    PRFileDesc *fd;

    SKIP_UNLESS(mount_small("size=70m,mode=755"),
                "it takes a filesystem of its own");
    /* The filesystem does not tell how much room it has. */
    SKIP_UNLESS(forbid_call(SYS_fstatfs, ENOSYS),
                "fstatfs() cannot be forbidden here");
    fd = make(2 * PAGE);
    assert_null(PR_CreateFileMap(fd, 100 * MIB, PR_PROT_READWRITE),
                PR_NO_DEVICE_SPACE_ERROR, ENOSPC);
    ck_assert_int_eq(stat_of(fd).st_size, 2 * PAGE);
    ck_assert_int_eq(taken(fd), 0);
    assert_ok(PR_Close(fd));
    ck_assert_int_eq(umount2(test_dir(), MNT_DETACH), 0);
}
END_TEST

START_TEST(bad_arguments_are_refused)
{
    PRFileDesc *fd = make(10000);
    PRFileMap  *map = map_it(fd, 0, PR_PROT_READWRITE);
    PROffset64  last = PR_INT64_MAX - PR_GetMemMapAlignment() + 1;
    PRFileDesc  layer = { .identity = 1 };

    assert_null(PR_CreateFileMap(NULL, 0, PR_PROT_READONLY),
                PR_INVALID_ARGUMENT_ERROR, EINVAL);
    assert_null(PR_CreateFileMap(fd, 0, (PRFileMapProtect)3),
                PR_INVALID_ARGUMENT_ERROR, EINVAL);
    assert_null(PR_CreateFileMap(fd, 0, (PRFileMapProtect)-1),
                PR_INVALID_ARGUMENT_ERROR, EINVAL);
    assert_null(PR_CreateFileMap(fd, -1, PR_PROT_READONLY),
                PR_INVALID_ARGUMENT_ERROR, EINVAL);
    assert_null(PR_CreateFileMap(&layer, 0, PR_PROT_READONLY),
                PR_INVALID_ARGUMENT_ERROR, EINVAL);
    assert_null(PR_MemMap(NULL, 0, 10), PR_INVALID_ARGUMENT_ERROR, EINVAL);
    assert_null(PR_MemMap(map, last, 10), PR_BUFFER_OVERFLOW_ERROR, EOVERFLOW);
    assert_null(PR_MemMap(map, -PAGE, 10), PR_BUFFER_OVERFLOW_ERROR,
                EOVERFLOW);
    assert_ok(PR_CloseFileMap(map));
    ck_assert_int_eq(PR_CloseFileMap(NULL), PR_FAILURE);
    ck_assert_int_eq(stat_of(fd).st_size, 10000);
    assert_ok(PR_Close(fd));
}
END_TEST

/* --- Windows ------------------------------------------------------------- */

/* Offsets around the sizes of integers, each in a window of its own. */
START_TEST(windows_are_where_they_should_be)
{
    static const PRInt64 offsets[] = { 0,
                                       PAGE,
                                       2 * GIB,
                                       2 * GIB - PAGE,
                                       4 * GIB,
                                       4 * GIB - PAGE,
                                       4 * GIB + 2 * PAGE,
                                       9 * GIB };
    PRFileDesc          *fd = make(10 * GIB);
    PRFileMap           *map = map_it(fd, 10 * GIB, PR_PROT_READWRITE);
    size_t               i;
    char                 byte;

    for (i = 0; i < PR_ARRAY_SIZE(offsets); i++) {
        char *window = window_of(map, offsets[i], 4096);

        ck_assert_int_eq(window[5], 0);
        window[5] = (char)('a' + i);
        assert_ok(PR_SyncMemMap(fd, window, 4096));
        assert_ok(PR_MemUnmap(window, 4096));
    }
    for (i = 0; i < PR_ARRAY_SIZE(offsets); i++) {
        ck_assert_int_eq(pread(PR_FileDesc2NativeHandle(fd), &byte, 1,
                               (off_t)(offsets[i] + 5)),
                         1);
        ck_assert_int_eq(byte, (char)('a' + i));
    }
    ck_assert_int_eq(stat_of(fd).st_size, 10 * GIB);
    assert_ok(PR_CloseFileMap(map));
    assert_ok(PR_Close(fd));
}
END_TEST

/* Nearly 4 GiB in one piece, over the boundary. */
START_TEST(a_window_may_be_as_long_as_its_type_allows)
{
    PRFileDesc *fd = make(8 * GIB);
    PRFileMap  *map = map_it(fd, 8 * GIB, PR_PROT_READWRITE);
    char       *window = PR_MemMap(map, GIB, PR_UINT32_MAX);

    SKIP_UNLESS(window != NULL || PR_GetError() != PR_OUT_OF_MEMORY_ERROR,
                "4 GiB of address space are more than this process may have");
    ck_assert_ptr_nonnull(window);
    window[(PRInt64)PR_UINT32_MAX - 1] = 'x';
    assert_ok(PR_MemUnmap(window, PR_UINT32_MAX));
    window = window_of(map, 5 * GIB - PAGE, (PRUint32)PAGE);
    ck_assert_int_eq(window[PAGE - 2], 'x');
    assert_ok(PR_MemUnmap(window, (PRUint32)PAGE));
    assert_ok(PR_CloseFileMap(map));
    assert_ok(PR_Close(fd));
}
END_TEST

START_TEST(copies_are_private)
{
    PRFileDesc *fd = make(10000);
    PRFileMap  *copies, *shared;
    char       *one, *two, *three;

    copies = map_it(fd, 0, PR_PROT_WRITECOPY);
    shared = map_it(fd, 0, PR_PROT_READWRITE);
    one = window_of(copies, 0, 10000);
    two = window_of(copies, 0, 10000);
    three = window_of(shared, 0, 10000);
    one[0] = 'x';
    ck_assert_int_eq(two[0], 0);
    ck_assert_int_eq(three[0], 0);
    three[1] = 'y';
    ck_assert_int_eq(two[1], 'y');
    assert_ok(PR_CloseFileMap(copies));
    assert_ok(PR_CloseFileMap(shared));
    assert_ok(PR_Close(fd));
    /* They live on without map and descriptor. */
    ck_assert_int_eq(one[0], 'x');
    three[2] = 'z';
    assert_ok(PR_MemUnmap(one, 10000));
    assert_ok(PR_MemUnmap(two, 10000));
    assert_ok(PR_MemUnmap(three, 10000));
}
END_TEST

/* --- What is left behind ------------------------------------------------- */

START_TEST(nothing_leaks)
{
    PRFileDesc *fd = make(10000);
    int         descriptors = count_descriptors(), before, i, after;

    (void)PR_GetError();
    before = live;
    for (i = 0; i < 10000; i++) {
        PRFileMap *map = PR_CreateFileMap(fd, 10000, PR_PROT_READWRITE);
        void      *window = PR_MemMap(map, 0, 10000);

        (void)PR_MemUnmap(window, 10000);
        (void)PR_CloseFileMap(map);
        (void)PR_CreateFileMap(fd, 10001, PR_PROT_READONLY);
        (void)PR_CreateFileMap(NULL, 0, PR_PROT_READONLY);
    }
    after = live;
    ck_assert_int_eq(after, before);
    ck_assert_int_eq(count_descriptors(), descriptors);
    assert_ok(PR_Close(fd));
}
END_TEST

START_TEST(without_memory_no_file_grows)
{
    PRFileDesc *fd = make(10);
    PRFileMap  *map;
    PRErrorCode code;

    (void)PR_GetError();
    no_memory = 1;
    map = PR_CreateFileMap(fd, 10000, PR_PROT_READWRITE);
    code = PR_GetError();
    no_memory = 0;
    ck_assert_ptr_null(map);
    ck_assert_int_eq(code, PR_OUT_OF_MEMORY_ERROR);
    ck_assert_int_eq(stat_of(fd).st_size, 10);
    assert_ok(PR_Close(fd));
}
END_TEST

/* What anonymous maps need: a map that takes its descriptor along. */
static void *released;

static void
release(void *owner)
{
    released = owner;
}

START_TEST(a_map_that_owns_its_descriptor_releases_it)
{
    PRFileDesc *fd = make(10000);
    int         native = dup(PR_FileDesc2NativeHandle(fd)), before, after;
    PRFileMap  *map;
    PRStatus    status;

    before = live;
    map =
        _PR_NewFileMap(native, PR_PROT_READWRITE, PR_FALSE, release, &native);
    status = PR_CloseFileMap(map);
    after = live;
    assert_ok(status);
    ck_assert_int_eq(after, before);
    ck_assert_ptr_eq(released, &native);
    ck_assert_int_eq(close(native), 0);
    assert_ok(PR_Close(fd));
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *suite = suite_create("filemap");
    TCase *tc = tcase_create("maps");

    tcase_add_checked_fixture(tc, setup_dir, teardown_dir);
    tcase_add_test(tc, room_is_taken_for_what_is_new);
    tcase_add_test(tc, holes_that_were_there_stay_holes);
    tcase_add_test(tc, what_was_there_stays);
    tcase_add_test(tc, append_mode_grows_as_well);
    tcase_add_test(tc, growing_never_shortens);
    tcase_add_test(tc, a_memfd_grows_unless_it_is_sealed);
    tcase_add_test(tc, the_limit_for_files_is_an_error);
    tcase_add_test(tc, a_full_filesystem_is_an_error);
    tcase_add_test(tc, room_that_was_taken_in_vain_is_given_back);
    tcase_add_test(tc, bad_arguments_are_refused);
    tcase_add_test(tc, windows_are_where_they_should_be);
    tcase_add_test(tc, a_window_may_be_as_long_as_its_type_allows);
    tcase_add_test(tc, copies_are_private);
    tcase_add_test(tc, nothing_leaks);
    tcase_add_test(tc, without_memory_no_file_grows);
    tcase_add_test(tc, a_map_that_owns_its_descriptor_releases_it);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
