/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Descriptors: files, their methods, what is refused, and what is left behind.
 * test_files.sh compares with stock NSPR; here is what only ours does.
 */
#include "config.h"

#include "heap.h"
#include "prerror.h"
#include "prinit.h"
#include "prio.h"
#include "private/pprerror.h"
#include "private/pprio.h"
#include "prsystem.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define GIB          ((PRInt64)1 << 30)

#define assert_ok(call)                                                       \
    ck_assert_msg((call) == PR_SUCCESS, #call ": %d/%d", PR_GetError(),       \
                  PR_GetOSError())

/* A call that returns -1, PR_FAILURE or NULL as a number. */
#define assert_fails(call, value, code, number)                               \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_int_eq((long)(call), value);                                \
        ck_assert_int_eq(PR_GetError(), code);                                \
        ck_assert_int_eq(PR_GetOSError(), number);                            \
    } while (0)

static PRFileDesc *
open_it(PRIntn flags)
{
    PRFileDesc *fd = PR_Open(path("f"), flags, 0600);

    ck_assert_msg(fd != NULL, "open: %d/%d", PR_GetError(), PR_GetOSError());
    return fd;
}

static PRFileDesc *
make_it(void)
{
    return open_it(PR_RDWR | PR_CREATE_FILE | PR_TRUNCATE);
}

/* --- Files --------------------------------------------------------------- */

START_TEST(what_is_written_is_read)
{
    PRFileDesc *fd = make_it();
    char        buffer[100];

    ck_assert_int_eq(PR_Write(fd, "0123456789", 10), 10);
    ck_assert_int_eq(PR_Seek(fd, -4, PR_SEEK_CUR), 6);
    ck_assert_int_eq(PR_Available(fd), 4);
    ck_assert_int_eq(PR_Read(fd, buffer, 100), 4);
    ck_assert_int_eq(memcmp(buffer, "6789", 4), 0);
    ck_assert_int_eq(PR_Read(fd, buffer, 100), 0);
    assert_ok(PR_Sync(fd));
    assert_ok(PR_Close(fd));
    assert_ok(PR_Access(path("f"), PR_ACCESS_EXISTS));
    assert_ok(PR_Delete(path("f")));
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(positions_have_64_bits)
{
    PRFileDesc  *fd = make_it();
    PRFileInfo64 info;
    char         byte = 0;

    ck_assert(PR_Seek64(fd, 5 * GIB, PR_SEEK_SET) == 5 * GIB);
    ck_assert_int_eq(PR_Write(fd, "x", 1), 1);
    assert_ok(PR_GetOpenFileInfo64(fd, &info));
    ck_assert(info.size == 5 * GIB + 1);
    ck_assert_int_eq(PR_Seek(fd, 0, PR_SEEK_SET), 0);
    ck_assert(PR_Available64(fd) == 5 * GIB + 1);
    ck_assert(PR_Seek64(fd, -1, PR_SEEK_END) == 5 * GIB);
    ck_assert_int_eq(PR_Read(fd, &byte, 1), 1);
    ck_assert_int_eq(byte, 'x');
    assert_ok(PR_Close(fd));
}
END_TEST

/* Each whence; the position is as it was. */
START_TEST(a_position_that_does_not_fit_is_refused)
{
    PRFileDesc *fd = make_it();

    ck_assert_int_eq(ftruncate(PR_FileDesc2NativeHandle(fd), (off_t)(3 * GIB)),
                     0);
    ck_assert_int_eq(PR_Seek(fd, 5, PR_SEEK_SET), 5);
    assert_fails(PR_Seek(fd, 0, PR_SEEK_END), -1, PR_BUFFER_OVERFLOW_ERROR,
                 EOVERFLOW);
    ck_assert(PR_Seek64(fd, 0, PR_SEEK_CUR) == 5);
    assert_fails(PR_Available(fd), -1, PR_BUFFER_OVERFLOW_ERROR, EOVERFLOW);
    ck_assert(PR_Seek64(fd, 3 * GIB, PR_SEEK_SET) == 3 * GIB);
    assert_fails(PR_Seek(fd, 1, PR_SEEK_CUR), -1, PR_BUFFER_OVERFLOW_ERROR,
                 EOVERFLOW);
    assert_fails(PR_Seek(fd, 0, PR_SEEK_CUR), -1, PR_BUFFER_OVERFLOW_ERROR,
                 EOVERFLOW);
    ck_assert(PR_Seek64(fd, 0, PR_SEEK_CUR) == 3 * GIB);
    ck_assert_int_eq(PR_Seek(fd, PR_INT32_MAX, PR_SEEK_SET), PR_INT32_MAX);
    assert_ok(PR_Close(fd));
}
END_TEST

START_TEST(a_size_that_does_not_fit_is_the_largest)
{
    PRFileDesc *fd = make_it();
    PRFileInfo  info;

    ck_assert_int_eq(
        ftruncate(PR_FileDesc2NativeHandle(fd), (off_t)(4 * GIB + 1)), 0);
    assert_ok(PR_GetOpenFileInfo(fd, &info));
    ck_assert_int_eq(info.size, PR_INT32_MAX);
    assert_ok(PR_GetFileInfo(path("f"), &info));
    ck_assert_int_eq(info.size, PR_INT32_MAX);
    ck_assert_int_eq(info.type, PR_FILE_FILE);
    assert_ok(PR_Close(fd));
}
END_TEST

START_TEST(children_inherit_unless_told_otherwise)
{
    PRFileDesc *fd = make_it();
    int         native = PR_FileDesc2NativeHandle(fd);

    ck_assert_int_eq(fcntl(native, F_GETFD) & FD_CLOEXEC, 0);
    assert_ok(PR_SetFDInheritable(fd, PR_FALSE));
    ck_assert_int_ne(fcntl(native, F_GETFD) & FD_CLOEXEC, 0);
    assert_ok(PR_SetFDInheritable(fd, PR_TRUE));
    ck_assert_int_eq(fcntl(native, F_GETFD) & FD_CLOEXEC, 0);
    assert_ok(PR_Close(fd));
}
END_TEST

/* On Linux a directory is EISDIR, and what may not be removed EPERM, which
 * stock NSPR takes for a directory; an ordinary user gets EACCES here. */
START_TEST(what_may_not_be_deleted_is_no_directory)
{
    ck_assert_int_eq(PR_Delete("/proc/self/status"), PR_FAILURE);
    ck_assert_int_eq(PR_GetError(), PR_NO_ACCESS_RIGHTS_ERROR);
    assert_fails(PR_Delete(test_dir()), PR_FAILURE, PR_IS_DIRECTORY_ERROR,
                 EISDIR);
}
END_TEST

/* --- Standard streams ---------------------------------------------------- */

START_TEST(a_closed_stream_is_not_the_next_file)
{
    PRFileDesc *input = PR_GetSpecialFD(PR_StandardInput);
    PRFileDesc *fd;
    char        byte;

    assert_ok(PR_Close(input));
    fd = make_it();
    ck_assert_int_eq(PR_FileDesc2NativeHandle(fd), 0);
    ck_assert_ptr_eq(PR_STDIN, input);
    assert_fails(PR_Read(PR_STDIN, &byte, 1), -1, PR_BAD_DESCRIPTOR_ERROR,
                 EBADF);
    assert_fails(PR_Close(PR_STDIN), PR_FAILURE, PR_BAD_DESCRIPTOR_ERROR,
                 EBADF);
    assert_ok(PR_Close(fd));
}
END_TEST

/* --- Methods ------------------------------------------------------------- */

static int         called;
static PRFileDesc *calledWith;

/* A layer that counts. */
#define COUNTED(type, name, arguments, value)                                 \
    static type name arguments                                                \
    {                                                                         \
        called++;                                                             \
        calledWith = fd;                                                      \
        return value;                                                         \
    }

COUNTED(PRStatus, count_close, (PRFileDesc * fd), PR_SUCCESS)
COUNTED(PRStatus, count_sync, (PRFileDesc * fd), PR_SUCCESS)
COUNTED(PRInt32, count_available, (PRFileDesc * fd), 32)
COUNTED(PRInt64, count_available64, (PRFileDesc * fd), 64 * GIB)

static PRInt32
count_read(PRFileDesc *fd, void *buf, PRInt32 amount)
{
    called++;
    calledWith = fd;
    memset(buf, 'r', (size_t)amount);
    return amount;
}

static PRInt32
count_write(PRFileDesc *fd, const void *buf, PRInt32 amount)
{
    called++;
    calledWith = fd;
    return buf != NULL ? amount : -1;
}

static PROffset32
count_seek(PRFileDesc *fd, PROffset32 offset, PRSeekWhence whence)
{
    called++;
    calledWith = fd;
    return offset + (PROffset32)whence;
}

static PROffset64
count_seek64(PRFileDesc *fd, PROffset64 offset, PRSeekWhence whence)
{
    called++;
    calledWith = fd;
    return offset + (PROffset64)whence;
}

static PRStatus
count_info(PRFileDesc *fd, PRFileInfo *info)
{
    called++;
    calledWith = fd;
    info->size = 7;
    return PR_SUCCESS;
}

static PRStatus
count_info64(PRFileDesc *fd, PRFileInfo64 *info)
{
    called++;
    calledWith = fd;
    info->size = 7 * GIB;
    return PR_SUCCESS;
}

START_TEST(calls_go_to_the_methods)
{
    static const PRIOMethods methods = {
        .file_type = PR_DESC_LAYERED,
        .close = count_close,
        .read = count_read,
        .write = count_write,
        .available = count_available,
        .available64 = count_available64,
        .fsync = count_sync,
        .seek = count_seek,
        .seek64 = count_seek64,
        .fileInfo = count_info,
        .fileInfo64 = count_info64,
    };
    PRFileDesc   layer = { .methods = &methods, .identity = 1 };
    PRFileInfo   info;
    PRFileInfo64 info64;
    char         byte = 0;

    ck_assert_int_eq(PR_GetDescType(&layer), PR_DESC_LAYERED);
    ck_assert_int_eq(PR_Read(&layer, &byte, 1), 1);
    ck_assert_int_eq(byte, 'r');
    ck_assert_int_eq(PR_Write(&layer, "ab", 2), 2);
    ck_assert_int_eq(PR_Available(&layer), 32);
    ck_assert(PR_Available64(&layer) == 64 * GIB);
    assert_ok(PR_Sync(&layer));
    ck_assert_int_eq(PR_Seek(&layer, 10, PR_SEEK_END), 12);
    ck_assert(PR_Seek64(&layer, 10 * GIB, PR_SEEK_CUR) == 10 * GIB + 1);
    assert_ok(PR_GetOpenFileInfo(&layer, &info));
    ck_assert_int_eq(info.size, 7);
    assert_ok(PR_GetOpenFileInfo64(&layer, &info64));
    ck_assert(info64.size == 7 * GIB);
    assert_ok(PR_Close(&layer));
    ck_assert_int_eq(called, 10);
    ck_assert_ptr_eq(calledWith, &layer);
}
END_TEST

/* Each call, on any descriptor, fails with this error. */
static void
all_fail(PRFileDesc *fd, PRErrorCode code, PRInt32 number)
{
    PRFileInfo   info;
    PRFileInfo64 info64;
    char         byte;

    assert_fails(PR_Close(fd), PR_FAILURE, code, number);
    assert_fails(PR_Read(fd, &byte, 1), -1, code, number);
    assert_fails(PR_Write(fd, "", 1), -1, code, number);
    assert_fails(PR_Available(fd), -1, code, number);
    assert_fails(PR_Available64(fd), -1, code, number);
    assert_fails(PR_Sync(fd), PR_FAILURE, code, number);
    assert_fails(PR_Seek(fd, 0, PR_SEEK_SET), -1, code, number);
    assert_fails(PR_Seek64(fd, 0, PR_SEEK_SET), -1, code, number);
    assert_fails(PR_GetOpenFileInfo(fd, &info), PR_FAILURE, code, number);
    assert_fails(PR_GetOpenFileInfo64(fd, &info64), PR_FAILURE, code, number);
}

START_TEST(methods_that_are_not_there_are_errors)
{
    static const PRIOMethods methods = { .file_type = PR_DESC_LAYERED };
    PRFileDesc               layer = { .methods = &methods, .identity = 1 };

    all_fail(&layer, PR_INVALID_METHOD_ERROR, 0);
    layer.methods = NULL;
    all_fail(&layer, PR_INVALID_ARGUMENT_ERROR, EINVAL);
    all_fail(NULL, PR_INVALID_ARGUMENT_ERROR, EINVAL);
    assert_fails(PR_GetDescType(NULL), 0, PR_INVALID_ARGUMENT_ERROR, EINVAL);
    assert_fails(PR_SetFDInheritable(&layer, PR_TRUE), PR_FAILURE,
                 PR_INVALID_ARGUMENT_ERROR, 0);
    assert_fails(PR_FileDesc2NativeHandle(&layer), -1,
                 PR_INVALID_ARGUMENT_ERROR, 0);
}
END_TEST

/* --- Errors -------------------------------------------------------------- */

START_TEST(operations_have_names_of_their_own_for_errors)
{
    static const struct {
        _PROperation operation;
        PRInt32      number;
        PRErrorCode  code;
    } expected[] = {
        { _PR_OP_OPEN, EAGAIN, PR_INSUFFICIENT_RESOURCES_ERROR },
        { _PR_OP_OPEN, ENOMEM, PR_INSUFFICIENT_RESOURCES_ERROR },
        { _PR_OP_OPEN, EBUSY, PR_IO_ERROR },
        { _PR_OP_OPEN, EOVERFLOW, PR_FILE_TOO_BIG_ERROR },
        { _PR_OP_OPEN, ETIMEDOUT, PR_REMOTE_FILE_ERROR },
        { _PR_OP_OPEN, EINVAL, PR_INVALID_ARGUMENT_ERROR },
        { _PR_OP_CLOSE, ETIMEDOUT, PR_REMOTE_FILE_ERROR },
        { _PR_OP_CLOSE, EBUSY, PR_FILESYSTEM_MOUNTED_ERROR },
        { _PR_OP_MMAP, ENXIO, PR_INVALID_ARGUMENT_ERROR },
        { _PR_OP_MMAP, EAGAIN, PR_INSUFFICIENT_RESOURCES_ERROR },
        { _PR_OP_MMAP, ENODEV, PR_OPERATION_NOT_SUPPORTED_ERROR },
        { _PR_OP_MMAP, EMFILE, PR_INSUFFICIENT_RESOURCES_ERROR },
        { _PR_OP_MMAP, ETIMEDOUT, PR_IO_TIMEOUT_ERROR },
        { _PR_OP_FSTAT, ETIMEDOUT, PR_REMOTE_FILE_ERROR },
        { _PR_OP_READ, ENXIO, PR_INVALID_ARGUMENT_ERROR },
        { _PR_OP_READ, EINVAL, PR_INVALID_METHOD_ERROR },
        { _PR_OP_READ, ETIMEDOUT, PR_IO_TIMEOUT_ERROR },
        { _PR_OP_WRITE, ENXIO, PR_INVALID_METHOD_ERROR },
        { _PR_OP_WRITE, EINVAL, PR_INVALID_METHOD_ERROR },
        { _PR_OP_WRITE, ETIMEDOUT, PR_REMOTE_FILE_ERROR },
        { _PR_OP_FSYNC, EINVAL, PR_INVALID_METHOD_ERROR },
        { _PR_OP_FSYNC, ETIMEDOUT, PR_REMOTE_FILE_ERROR },
        { _PR_OP_OTHER, EINVAL, PR_INVALID_ARGUMENT_ERROR },
        { _PR_OP_OTHER, 12345, PR_UNKNOWN_ERROR },
    };
    int i;

    for (i = 0; i < COUNT(expected); i++) {
        assert_fails(_PR_Report(expected[i].operation, expected[i].number),
                     PR_FAILURE, expected[i].code, expected[i].number);
    }
    PR_SetError(1, 2);
    ck_assert_int_eq(_PR_Report(_PR_OP_OPEN, 0), PR_SUCCESS);
    ck_assert_int_eq(PR_GetError(), 1);
}
END_TEST

START_TEST(success_leaves_the_error)
{
    PRFileDesc *fd;
    char        byte;

    PR_SetError(1, 2);
    fd = make_it();
    (void)PR_Write(fd, "x", 1);
    (void)PR_Seek(fd, 0, PR_SEEK_SET);
    (void)PR_Read(fd, &byte, 1);
    (void)PR_Available(fd);
    (void)PR_SetFDInheritable(fd, PR_FALSE);
    (void)PR_Close(fd);
    (void)PR_Delete(path("f"));
    ck_assert_int_eq(PR_GetError(), 1);
    ck_assert_int_eq(PR_GetOSError(), 2);
}
END_TEST

/* --- Waiting ------------------------------------------------------------- */

static volatile sig_atomic_t alarms;
static int                   readerWaits; /* for a byte from this pipe */

/* The first signal finds the pipe filling, the next ones find it full. */
static void
on_alarm(int signo)
{
    (void)signo;
    if (++alarms == 4) {
        (void)!write(readerWaits, "", 1);
    }
}

/* Read all there is, but only when told to begin; 0 if it is this much. */
static int
read_late(int begin, int from, size_t expected)
{
    static char piece[1000];
    size_t      total = 0;
    ssize_t     got;

    if (read(begin, piece, 1) != 1) {
        return 2;
    }
    while ((got = read(from, piece, sizeof piece)) > 0) {
        total += (size_t)got;
    }
    return total == expected ? 0 : 1;
}

/* Signals while the pipe is full do not make a write stop early, nor does that
 * the pipe wants no waiting. */
START_TEST(all_is_written_in_spite_of_signals)
{
    const struct itimerval often = { { 0, 1000 }, { 0, 1000 } };
    const struct itimerval never = { { 0, 0 }, { 0, 0 } };
    struct sigaction       action = { .sa_handler = on_alarm };
    static char            bytes[1 << 20];
    PRFileDesc            *out;
    pid_t                  child;
    int                    ends[2], begin[2], status;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(pipe(begin), 0);
    ck_assert_int_ne(fcntl(ends[1], F_SETFL, _i ? O_NONBLOCK : 0), -1);
    child = fork();
    ck_assert_int_ne(child, -1);
    if (child == 0) {
        (void)close(ends[1]);
        (void)close(begin[1]);
        _exit(read_late(begin[0], ends[0], sizeof bytes));
    }
    (void)close(ends[0]);
    readerWaits = begin[1];
    out = PR_ImportFile(ends[1]);
    ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
    ck_assert_int_eq(PR_Write(out, bytes, sizeof bytes), sizeof bytes);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
    assert_ok(PR_Close(out));
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

/* --- What is left behind ------------------------------------------------- */

START_TEST(nothing_leaks)
{
    const char *name = path("f");
    int         descriptors, before, i, after;

    assert_ok(PR_Close(make_it()));
    (void)PR_GetError();
    descriptors = count_descriptors();
    before = live;
    for (i = 0; i < 10000; i++) {
        PRFileDesc *fd = PR_Open(name, PR_RDWR, 0);

        (void)PR_Close(fd);
        (void)PR_Open("/nothing/here", PR_RDWR, 0);
        fd = PR_ImportFile(999);
        (void)PR_Close(fd);
    }
    after = live;
    ck_assert_int_eq(after, before);
    ck_assert_int_eq(count_descriptors(), descriptors);
}
END_TEST

START_TEST(without_memory_no_file_is_made)
{
    const char *name = path("f");
    PRFileDesc *fd, *imported;
    PRErrorCode code;

    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    no_memory = 1;
    fd = PR_Open(name, PR_RDWR | PR_CREATE_FILE, 0600);
    code = PR_GetError();
    imported = PR_ImportFile(1);
    no_memory = 0;
    ck_assert_ptr_null(fd);
    ck_assert_ptr_null(imported);
    ck_assert_int_eq(code, PR_OUT_OF_MEMORY_ERROR);
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_ne(fcntl(1, F_GETFD), -1);
}
END_TEST

/* --- The machine --------------------------------------------------------- */

START_TEST(pages_are_those_of_the_system)
{
    ck_assert_int_eq(PR_GetPageSize(), sysconf(_SC_PAGESIZE));
    ck_assert_int_eq(1 << PR_GetPageShift(), PR_GetPageSize());
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *suite = suite_create("io");
    TCase *tc = tcase_create("files");

    tcase_add_checked_fixture(tc, setup_dir, teardown_dir);
    tcase_add_test(tc, what_is_written_is_read);
    tcase_add_test(tc, positions_have_64_bits);
    tcase_add_test(tc, a_position_that_does_not_fit_is_refused);
    tcase_add_test(tc, a_size_that_does_not_fit_is_the_largest);
    tcase_add_test(tc, children_inherit_unless_told_otherwise);
    tcase_add_test(tc, what_may_not_be_deleted_is_no_directory);
    tcase_add_test(tc, a_closed_stream_is_not_the_next_file);
    tcase_add_test(tc, calls_go_to_the_methods);
    tcase_add_test(tc, methods_that_are_not_there_are_errors);
    tcase_add_test(tc, operations_have_names_of_their_own_for_errors);
    tcase_add_test(tc, success_leaves_the_error);
    tcase_add_loop_test(tc, all_is_written_in_spite_of_signals, 0, 2);
    tcase_add_test(tc, nothing_leaks);
    tcase_add_test(tc, without_memory_no_file_is_made);
    tcase_add_test(tc, pages_are_those_of_the_system);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
