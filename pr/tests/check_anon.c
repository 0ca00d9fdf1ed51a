/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Anonymous shared memory: what prshma.h promises, in one process and between
 * a parent and its children.
 */
#include "config.h"

#include "heap.h"
#include "support.h"

#include "prenv.h"
#include "prerr.h"
#include "prerror.h"
#include "prproces.h"
#include "private/pprio.h"
#include "prshma.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE            10000

#define assert_ok(call) ck_assert_int_eq(call, PR_SUCCESS)

#define assert_error(code)                                                    \
    ck_assert_msg(PR_GetError() == (code), "error %s/%d, not %s",             \
                  PR_ErrorToName(PR_GetError()), PR_GetOSError(), #code)

#define assert_null(call, code)                                               \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_ptr_null(call);                                             \
        assert_error(code);                                                   \
    } while (0)

#define assert_fails(call, code)                                              \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_int_eq(call, PR_FAILURE);                                   \
        assert_error(code);                                                   \
    } while (0)

/* --- Short ways ---------------------------------------------------------- */

static int descriptors; /* before the test */

static void
setup(void)
{
    setup_dir();
    descriptors = count_descriptors();
}

static void
teardown(void)
{
    ck_assert_int_eq(count_descriptors(), descriptors);
    ck_assert_int_eq(entries(), 0);
    teardown_dir();
}

static PRFileMap *
open_map(PRSize size)
{
    PRFileMap *map = PR_OpenAnonFileMap(test_dir(), size, PR_PROT_READWRITE);

    ck_assert_msg(map != NULL, "open: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    return map;
}

static unsigned char *
map_it(PRFileMap *map)
{
    unsigned char *addr = PR_MemMap(map, 0, SIZE);

    ck_assert_msg(addr != NULL, "map: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    return addr;
}

static const char *export(PRFileMap *map)
{
    static char text[4][PR_FILEMAP_STRING_BUFSIZE];
    static int  next;
    char       *buffer = text[next++ % 4];

    assert_ok(
        PR_ExportFileMapAsString(map, PR_FILEMAP_STRING_BUFSIZE, buffer));
    return buffer;
}

/* The descriptor of a map, as its export has it. */
static int
descriptor_of(PRFileMap *map)
{
    return atoi(export(map));
}

static void
share_a_byte(PRFileMap *one, PRFileMap *other)
{
    static unsigned char byte;
    unsigned char       *first = map_it(one), *second = map_it(other);

    first[SIZE - 1] = ++byte;
    ck_assert_uint_eq(second[SIZE - 1], byte);
    assert_ok(PR_MemUnmap(first, SIZE));
    assert_ok(PR_MemUnmap(second, SIZE));
}

/* --- Opening ------------------------------------------------------------- */

/*
 * Where there are no files without a directory, it is an inode of one that has
 * no name; and where there are none, it has a name for an instant.
 */
#define WORLDS 3

static int
enter_world(int world)
{
    return (world < 1 || forbid_call(SYS_memfd_create, ENOSYS)) &&
           (world < 2 || forbid_unnamed_inodes());
}

#define NO_SECCOMP "system calls cannot be forbidden here"

START_TEST(new_memory_is_zero_and_shared)
{
    PRFileMap     *map;
    unsigned char *addr;
    size_t         i;
    int            status;
    pid_t          child;

    SKIP_UNLESS(enter_world(_i), NO_SECCOMP);
    map = open_map(SIZE);
    addr = map_it(map);
    for (i = 0; i < SIZE; i++) {
        ck_assert_uint_eq(addr[i], 0);
    }
    child = fork();
    if (child == 0) {
        addr[SIZE - 1] = 'c';
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_uint_eq(addr[SIZE - 1], 'c');
    assert_ok(PR_CloseFileMap(map));
    addr[0] = 'p'; /* what is mapped stays mapped */
    assert_ok(PR_MemUnmap(addr, SIZE));
}
END_TEST

START_TEST(it_is_private_to_who_inherits_it)
{
    PRFileMap  *map;
    struct stat info;

    SKIP_UNLESS(enter_world(_i), NO_SECCOMP);
    map = open_map(SIZE);
    ck_assert_int_eq(fstat(descriptor_of(map), &info), 0);
    ck_assert_uint_eq(info.st_mode & 07777, 0600);
    ck_assert_uint_eq(info.st_nlink, 0);
    ck_assert_int_eq(info.st_size, SIZE);
    ck_assert_int_ge(info.st_blocks * 512, SIZE); /* its room is taken */
    ck_assert_int_eq(fcntl(descriptor_of(map), F_GETFD), 0);
    ck_assert_int_eq(entries(), 0);
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

/* Neither smaller nor larger, by anybody. */
START_TEST(its_size_is_sealed)
{
    PRFileMap     *map = open_map(SIZE);
    unsigned char *addr = map_it(map);
    int            status, fd = descriptor_of(map);
    pid_t          child = fork();

    if (child == 0) {
        _exit(ftruncate(fd, 0) == -1 && errno == EPERM &&
                      ftruncate(fd, 2 * SIZE) == -1 && errno == EPERM &&
                      fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) == -1
                  ? 0
                  : 1);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    addr[SIZE - 1] = 1;
    assert_ok(PR_MemUnmap(addr, SIZE));
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

/* On both sides of where room is written, and of what is written at once. */
static const PRSize sizes[] = {
    1, 4096, 65536, 65537, 1 << 20, (1 << 20) + 1, (2 << 20) + 5,
};

START_TEST(any_size_is_exact_and_has_its_room)
{
    const PRSize   size = sizes[_i];
    PRFileMap     *map = open_map(size);
    unsigned char *addr = PR_MemMap(map, 0, (PRUint32)size);
    struct stat    info;
    PRSize         i;

    ck_assert_ptr_nonnull(addr);
    for (i = 0; i < size; i++) {
        ck_assert_msg(addr[i] == 0, "byte %zu is not zero", (size_t)i);
    }
    ck_assert_int_eq(fstat(descriptor_of(map), &info), 0);
    ck_assert_int_eq(info.st_size, (off_t)size);
    ck_assert_int_ge(info.st_blocks * 512, (off_t)size);
    assert_ok(PR_MemUnmap(addr, (PRUint32)size));
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

/* Make a map while no file may be longer than most, and nothing else: Check
 * writes files of its own. */
static PRFileMap *
open_limited(PRSize size, PRSize most)
{
    struct rlimit limit, unlimited;
    PRFileMap    *map;

    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
    limit = unlimited;
    limit.rlim_cur = most;
    (void)setrlimit(RLIMIT_FSIZE, &limit);
    map = PR_OpenAnonFileMap(test_dir(), size, PR_PROT_READWRITE);
    (void)setrlimit(RLIMIT_FSIZE, &unlimited);
    return map;
}

/* And not with a signal, which would kill this process. */
START_TEST(the_limit_of_file_sizes_is_kept)
{
    const PRSize size = sizes[_i];
    PRFileMap   *map;

    assert_null(open_limited(size, size - 1), PR_FILE_TOO_BIG_ERROR);
    map = open_limited(size, size);
    ck_assert_ptr_nonnull(map);
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

/* No store waits for the kernel to map its page. */
START_TEST(what_is_small_is_mapped_at_once)
{
    const PRUint32 size = 1 << 20;
    PRFileMap     *map = open_map(size);
    void          *addr = PR_MemMap(map, 0, size);
    struct rusage  before, after;

    ck_assert_ptr_nonnull(addr);
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &before), 0);
    memset(addr, 1, size);
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &after), 0);
    ck_assert_int_lt(after.ru_minflt - before.ru_minflt,
                     (long)size / sysconf(_SC_PAGESIZE) / 2);
    assert_ok(PR_MemUnmap(addr, size));
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

START_TEST(bad_arguments_are_refused)
{
    FILE *file = fopen(path("file"), "w");

    SKIP_UNLESS(enter_world(_i), NO_SECCOMP);
    ck_assert_int_eq(fclose(file), 0);
    assert_null(PR_OpenAnonFileMap(NULL, SIZE, PR_PROT_READWRITE),
                PR_INVALID_ARGUMENT_ERROR);
    assert_null(PR_OpenAnonFileMap(path("none"), SIZE, PR_PROT_READWRITE),
                PR_FILE_NOT_FOUND_ERROR);
    assert_null(PR_OpenAnonFileMap(path("file"), SIZE, PR_PROT_READWRITE),
                PR_NOT_DIRECTORY_ERROR);
    assert_null(PR_OpenAnonFileMap(test_dir(), SIZE, (PRFileMapProtect)9),
                PR_INVALID_ARGUMENT_ERROR);
    assert_null(PR_OpenAnonFileMap(test_dir(), (PRSize)-1, PR_PROT_READWRITE),
                PR_INVALID_ARGUMENT_ERROR);
    assert_null(
        PR_OpenAnonFileMap(test_dir(), (PRSize)1 << 60, PR_PROT_READWRITE),
        PR_NO_DEVICE_SPACE_ERROR);
    ck_assert_int_eq(unlink(path("file")), 0);
}
END_TEST

START_TEST(some_odd_arguments_are_not)
{
    char       slash[1000];
    PRFileMap *map;

    snprintf(slash, sizeof slash, "%s/", test_dir());
    map = PR_OpenAnonFileMap(slash, SIZE, PR_PROT_READWRITE);
    ck_assert_ptr_nonnull(map);
    assert_ok(PR_CloseFileMap(map));
    map = PR_OpenAnonFileMap("", SIZE, PR_PROT_READWRITE); /* the root */
    ck_assert_ptr_nonnull(map);
    assert_ok(PR_CloseFileMap(map));
    map = open_map(0);
    assert_null(PR_MemMap(map, 0, 0), PR_INVALID_ARGUMENT_ERROR);
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

START_TEST(protections_are_those_of_file_maps)
{
    PRFileMap *map = PR_OpenAnonFileMap(test_dir(), SIZE, PR_PROT_WRITECOPY);
    unsigned char *addr = map_it(map), *other = map_it(map);

    addr[0] = 'x';
    ck_assert_uint_eq(other[0], 0);
    assert_ok(PR_MemUnmap(addr, SIZE));
    assert_ok(PR_MemUnmap(other, SIZE));
    ck_assert_str_eq(strchr(export(map), ':'), ":2");
    assert_ok(PR_CloseFileMap(map));
    map = PR_OpenAnonFileMap(test_dir(), SIZE, PR_PROT_READONLY);
    addr = map_it(map);
    ck_assert_uint_eq(addr[SIZE - 1], 0);
    assert_ok(PR_MemUnmap(addr, SIZE));
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

START_TEST(without_descriptors_it_is_an_error)
{
    struct rlimit old, limit;

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
    limit = old;
    limit.rlim_cur = 0;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    PR_SetError(0, 0);
    ck_assert_ptr_null(
        PR_OpenAnonFileMap(test_dir(), SIZE, PR_PROT_READWRITE));
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &old), 0);
    assert_error(PR_PROC_DESC_TABLE_FULL_ERROR);
}
END_TEST

/* Room for it is room in the directory, where it is there. */
START_TEST(a_full_filesystem_is_an_error)
{
    PRFileMap *map;

    SKIP_UNLESS(geteuid() == 0, "mounting a filesystem takes root");
    ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
    ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
    ck_assert_int_eq(mount("none", test_dir(), "tmpfs", 0, "size=1m"), 0);
    SKIP_UNLESS(enter_world(_i), NO_SECCOMP);
    if (_i > 0) {
        assert_null(PR_OpenAnonFileMap(test_dir(), 2 << 20, PR_PROT_READWRITE),
                    PR_NO_DEVICE_SPACE_ERROR);
        ck_assert_int_eq(entries(), 0);
    } else {
        assert_ok(PR_CloseFileMap(open_map(2 << 20)));
    }
    map = open_map(SIZE);
    memset(map_it(map), 1, SIZE);
    assert_ok(PR_CloseFileMap(map));
    ck_assert_int_eq(umount2(test_dir(), MNT_DETACH), 0);
}
END_TEST

/* --- Export and import --------------------------------------------------- */

START_TEST(an_export_is_a_descriptor_and_a_protection)
{
    PRFileMap *map = open_map(SIZE);
    char       text[32], wanted[32];
    int        fd = descriptor_of(map);
    PRSize     length, i;

    snprintf(wanted, sizeof wanted, "%d:1", fd);
    ck_assert_str_eq(export(map), wanted);
    length = strlen(wanted);
    for (i = 0; i <= length; i++) {
        memset(text, 'x', sizeof text);
        assert_fails(PR_ExportFileMapAsString(map, i, text),
                     PR_BUFFER_OVERFLOW_ERROR);
        ck_assert_int_eq(text[0], 'x');
    }
    assert_ok(PR_ExportFileMapAsString(map, length + 1, text));
    ck_assert_str_eq(text, wanted);
    assert_ok(PR_ExportFileMapAsString(map, (PRSize)-1, text));
    assert_fails(PR_ExportFileMapAsString(NULL, 32, text),
                 PR_INVALID_ARGUMENT_ERROR);
    assert_fails(PR_ExportFileMapAsString(map, 32, NULL),
                 PR_INVALID_ARGUMENT_ERROR);
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

/* Each of two maps of one descriptor goes on without the other. */
START_TEST(maps_of_one_descriptor_are_independent)
{
    PRFileMap *map = open_map(SIZE), *second, *third;

    second = PR_ImportFileMapFromString(export(map));
    ck_assert_ptr_nonnull(second);
    third = PR_ImportFileMapFromString(export(map));
    ck_assert_ptr_nonnull(third);
    share_a_byte(map, second);
    assert_ok(PR_CloseFileMap(map));
    share_a_byte(second, third);
    assert_ok(PR_CloseFileMap(third));
    share_a_byte(second, second);
    assert_ok(PR_CloseFileMap(second));
}
END_TEST

START_TEST(an_imported_map_owns_its_descriptor)
{
    int        fd = memfd_create("test", 0);
    char       text[32];
    PRFileMap *map;

    ck_assert_int_eq(ftruncate(fd, SIZE), 0);
    snprintf(text, sizeof text, "%d:1", fd);
    map = PR_ImportFileMapFromString(text);
    ck_assert_ptr_nonnull(map);
    ck_assert_int_eq(descriptor_of(map), fd);
    share_a_byte(map, map);
    assert_ok(PR_CloseFileMap(map));
    ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
}
END_TEST

/* Not if it is another file's by now. */
START_TEST(a_descriptor_that_the_program_closed_is_not_closed_again)
{
    PRFileMap *map = open_map(SIZE), *other;
    int        fd = descriptor_of(map), reused;
    char       text[32];

    ck_assert_int_eq(close(fd), 0);
    reused = memfd_create("test", 0);
    ck_assert_int_eq(reused, fd);
    ck_assert_int_eq(ftruncate(fd, SIZE), 0);
    snprintf(text, sizeof text, "%d:1", fd);
    other = PR_ImportFileMapFromString(text); /* now it is a map's again */
    ck_assert_ptr_nonnull(other);
    ck_assert_int_eq(descriptor_of(other), fd);
    assert_ok(PR_CloseFileMap(map));
    share_a_byte(other, other);
    assert_ok(PR_CloseFileMap(other));
    ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
}
END_TEST

/* What an export of the descriptor %d never looks like. */
static const char *const malformed[] = {
    "",
    "%d",
    "%d:",
    "%d :1",
    " %d:1",
    "+%d:1",
    "%d: 1",
    "%d:1 ",
    "%d:1x",
    "0x5:1",
    "abc",
    ":1",
    "-1:1",
    "%d:3",
    "%d:9",
    "%d:-1",
    "%d:01",
    "0%d:1",
    "%d::1",
    "%d:1:1",
    "%d:1\n",
    "\t%d:1",
    "4294967301:1",
    "%d;1",
    "%d:11",
    "99999999999999999999:1",
    "2147483648:1",
};

START_TEST(anything_else_is_not_imported)
{
    PRFileMap *map = open_map(SIZE);
    char       text[64];

    const char *at = strstr(malformed[_i], "%d");

    snprintf(text, sizeof text, "%s", malformed[_i]);
    if (at != NULL) {
        snprintf(text, sizeof text, "%.*s%d%s", (int)(at - malformed[_i]),
                 malformed[_i], descriptor_of(map), at + 2);
    }
    assert_null(PR_ImportFileMapFromString(text), PR_INVALID_ARGUMENT_ERROR);
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

START_TEST(what_cannot_be_mapped_is_not_imported)
{
    static const struct {
        const char *how;
        PRErrorCode error;
    } cases[] = {
        { "closed", PR_BAD_DESCRIPTOR_ERROR },
        { "pipe", PR_INVALID_ARGUMENT_ERROR },
        { "device", PR_INVALID_ARGUMENT_ERROR },
        { "directory", PR_INVALID_ARGUMENT_ERROR },
        { "read-only", PR_NO_ACCESS_RIGHTS_ERROR },
        { "write-only", PR_NO_ACCESS_RIGHTS_ERROR },
    };
    int  pipes[2], fd = -1;
    char text[32];

    ck_assert_int_eq(pipe(pipes), 0);
    switch (_i) {
    case 0:
        fd = 9999;
        break;
    case 1:
        fd = dup(pipes[0]);
        break;
    case 2:
        fd = open("/dev/null", O_RDWR);
        break;
    case 3:
        fd = open(test_dir(), O_RDONLY);
        break;
    default:
        fd = open(path("file"), O_CREAT | (_i == 4 ? O_RDONLY : O_WRONLY),
                  0600);
        ck_assert_int_eq(unlink(path("file")), 0);
    }
    snprintf(text, sizeof text, "%d:%d", fd, _i == 5 ? 0 : 1);
    assert_null(PR_ImportFileMapFromString(text), cases[_i].error);
    if (_i > 0) {
        ck_assert_int_eq(close(fd), 0); /* it is still the program's */
    }
    ck_assert_int_eq(close(pipes[0]), 0);
    ck_assert_int_eq(close(pipes[1]), 0);
    assert_null(PR_ImportFileMapFromString(NULL), PR_INVALID_ARGUMENT_ERROR);
}
END_TEST

/* Strings at random, made of what exports are made of. */
#define FUZZ 200000

START_TEST(no_string_does_harm)
{
    static const char letters[] = "0123456789::: +-x";
    PRFileMap        *map = open_map(SIZE), *imported;
    unsigned          state = 12345, i, length, j;
    int               descriptor = descriptor_of(map);
    char              text[16];

    for (i = 0; i < FUZZ; i++) {
        state = state * 1103515245 + 12345;
        length = (state >> 16) % sizeof text;
        for (j = 0; j < length; j++) {
            state = state * 1103515245 + 12345;
            text[j] = letters[(state >> 16) % (sizeof letters - 1)];
        }
        text[length] = '\0';
        if (text[0] >= '0' && text[0] <= '9' && atoi(text) < 10 &&
            atoi(text) != descriptor) {
            continue; /* descriptors that the test itself needs */
        }
        imported = PR_ImportFileMapFromString(text);
        if (imported != NULL) {
            /* That was an export, of this process's only map. */
            ck_assert_int_eq(atoi(text), descriptor);
            assert_ok(PR_CloseFileMap(imported));
        }
    }
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

/* --- Leaks and threads --------------------------------------------------- */

#define CYCLES 100000

START_TEST(nothing_accumulates)
{
    PRFileMap *map, *imported;
    char       text[32];
    int        before = 0;
    int        i;

    for (i = 0; i < CYCLES; i++) {
        if (i == 10) {
            before = live;
        }
        map = PR_OpenAnonFileMap(test_dir(), 1, PR_PROT_READWRITE);
        if (map == NULL ||
            PR_ExportFileMapAsString(map, sizeof text, text) != PR_SUCCESS) {
            break;
        }
        imported = PR_ImportFileMapFromString(text);
        if (imported == NULL || PR_ImportFileMapFromString("9999:1") != NULL ||
            PR_CloseFileMap(map) != PR_SUCCESS ||
            PR_CloseFileMap(imported) != PR_SUCCESS) {
            break;
        }
    }
    before -= live;
    ck_assert_int_eq(i, CYCLES);
    ck_assert_int_eq(before, 0);
}
END_TEST

static void *
import_and_close(void *arg)
{
    int i;

    for (i = 0; i < 2000; i++) {
        PRFileMap *map = PR_ImportFileMapFromString(arg);

        if (map == NULL || PR_CloseFileMap(map) != PR_SUCCESS) {
            return arg;
        }
    }
    return NULL;
}

START_TEST(threads_may_import_at_once)
{
    PRFileMap *map = open_map(SIZE);
    char       text[32];
    pthread_t  threads[4];
    void      *failed;
    int        i;

    strcpy(text, export(map));
    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, import_and_close, text), 0);
    }
    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
        ck_assert_ptr_null(failed);
    }
    share_a_byte(map, map);
    assert_ok(PR_CloseFileMap(map));
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *suite = suite_create("anonymous maps");
    TCase *tc = tcase_create("all");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, new_memory_is_zero_and_shared, 0, WORLDS);
    tcase_add_loop_test(tc, it_is_private_to_who_inherits_it, 0, WORLDS);
    tcase_add_test(tc, its_size_is_sealed);
    tcase_add_loop_test(tc, any_size_is_exact_and_has_its_room, 0,
                        sizeof sizes / sizeof sizes[0]);
    tcase_add_loop_test(tc, the_limit_of_file_sizes_is_kept, 0,
                        sizeof sizes / sizeof sizes[0]);
    tcase_add_test(tc, what_is_small_is_mapped_at_once);
    tcase_add_loop_test(tc, bad_arguments_are_refused, 0, WORLDS);
    tcase_add_test(tc, some_odd_arguments_are_not);
    tcase_add_test(tc, protections_are_those_of_file_maps);
    tcase_add_test(tc, without_descriptors_it_is_an_error);
    tcase_add_loop_test(tc, a_full_filesystem_is_an_error, 0, WORLDS);
    tcase_add_test(tc, an_export_is_a_descriptor_and_a_protection);
    tcase_add_test(tc, maps_of_one_descriptor_are_independent);
    tcase_add_test(tc, an_imported_map_owns_its_descriptor);
    tcase_add_test(tc,
                   a_descriptor_that_the_program_closed_is_not_closed_again);
    tcase_add_loop_test(tc, anything_else_is_not_imported, 0,
                        (int)(sizeof malformed / sizeof malformed[0]));
    tcase_add_loop_test(tc, what_cannot_be_mapped_is_not_imported, 0, 6);
    tcase_add_test(tc, no_string_does_harm);
    tcase_add_test(tc, nothing_accumulates);
    tcase_add_test(tc, threads_may_import_at_once);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
