/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What happens when a system call fails under segments that are files: POSIX
 * objects and mapped files.  check_faults.c does the same for System V and for
 * what all of them have in common.
 */
#include "config.h"

#include "faults.h"
#include "support.h"

#include "prerror.h"
#include "prshm.h"
#include "prshmx.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SIZE        5000
#define CREATE      PR_SHM_CREATE

/* Not what any file here gets without fchmod(). */
#define MODE        0666
#define MARKER_MODE 0640

/* --- The world of a test ------------------------------------------------- */

static const char *backend; /* that is preferred */

/* Whether an empty file is at the name before a segment is made. */
static int         marked;
static struct stat markerBefore;
static int         signStays; /* for want of calls that could remove it */

static int descriptorsBefore, objectsBefore, segmentsBefore;

static int
in_marker(void)
{
    return strcmp(backend, "file") == 0;
}

/* --- Objects ------------------------------------------------------------- */

/* Whether this process made a POSIX object, as its last bytes tell. */
static int
is_mine(const char *name)
{
    static const char magic[8] = "PRSHM\r\n";
    char              path[512];
    struct stat       info = { .st_size = 0 };
    char              trailer[64] = "";
    long long         creator;
    int               fd;

    snprintf(path, sizeof path, "/dev/shm/%s", name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1) {
        return 0; /* somebody else's, or it is gone */
    }
    (void)fstat(fd, &info);
    (void)pread(fd, trailer, sizeof trailer,
                info.st_size - (off_t)sizeof trailer);
    close(fd);
    memcpy(&creator, trailer + 24, sizeof creator);
    return memcmp(trailer, magic, sizeof magic) == 0 && creator == getpid();
}

/* How many objects a process of this number has made that are there, and how
 * many temporary names beside them. */
static int
count_objects(void)
{
    DIR                 *stream = opendir("/dev/shm");
    const struct dirent *entry;
    char                 temporary[64], object[64];
    struct stat          info;
    int                  count = 0;

    ck_assert_ptr_nonnull(stream);
    ck_assert_int_eq(stat(test_dir(), &info), 0);
    snprintf(temporary, sizeof temporary, ".prshm-%lx-", (long)getpid());
    snprintf(object, sizeof object, "prshm-%llx",
             (unsigned long long)info.st_dev);
    while ((entry = readdir(stream)) != NULL) {
        if (strncmp(entry->d_name, temporary, strlen(temporary)) == 0 ||
            (strncmp(entry->d_name, object, strlen(object)) == 0 &&
             is_mine(entry->d_name))) {
            count++;
        }
    }
    closedir(stream);
    return count;
}

/* Numbers of processes are used again: those of an earlier one do not count. */
static int
objects(void)
{
    return count_objects() - objectsBefore;
}

/* --- What must hold ------------------------------------------------------ */

/* The directory is as a creation found it, and so is everything else. */
static void
begin(int withMarker)
{
    int fd;

    disarm_all();
    marked = withMarker;
    if (marked) {
        fd = open(path("n"), O_RDWR | O_CREAT | O_EXCL, MARKER_MODE);
        ck_assert_int_ne(fd, -1);
        ck_assert_int_eq(fstat(fd, &markerBefore), 0);
        ck_assert_int_eq(close(fd), 0);
    }
    disarm_all();
}

static void
nothing_changed(void)
{
    struct stat now;

    disarm_all();
    ck_assert_int_eq(entries(), marked);
    ck_assert_int_eq(objects(), 0);
    ck_assert_int_eq(segments_by(getpid()), segmentsBefore);
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
    if (marked) {
        ck_assert_int_eq(stat(path("n"), &now), 0);
        ck_assert_uint_eq(now.st_ino, markerBefore.st_ino);
        ck_assert_int_eq(now.st_size, 0);
        ck_assert(signStays || now.st_blocks == 0);
        ck_assert_uint_eq(now.st_mode, markerBefore.st_mode);
    }
}

static PRSharedMemory *
must_open(PRSize size, PRIntn flags)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(path("n"), size, flags, MODE);

    ck_assert_msg(shm != NULL, "open: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    return shm;
}

/* Each byte of a segment is this one, or becomes it. */
static void
use(PRSharedMemory *shm, int byte, int writing)
{
    char *addr = PR_AttachSharedMemory(shm, 0);
    int   i;

    ck_assert_msg(addr != NULL, "attach: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    for (i = 0; i < SIZE; i++) {
        ck_assert_int_eq(addr[i], writing ? 0 : byte);
        addr[i] = (char)byte;
    }
    ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_SUCCESS);
}

/* What was just made is whole, found by its name, and of this mechanism. */
static void
is_whole(PRSharedMemory *shm, const char *mechanism)
{
    PRXSharedMemoryInfo info = { .structSize = sizeof info };
    PRSharedMemory     *again;

    disarm_all();
    ck_assert_str_eq(PRX_GetSharedMemoryBackend(shm), mechanism);
    ck_assert_int_eq(PRX_GetSharedMemoryInfo(shm, &info), PR_SUCCESS);
    ck_assert_uint_eq(info.size, SIZE);
    ck_assert_int_eq(info.mode, MODE);
    use(shm, 7, 1);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    again = must_open(SIZE, 0);
    ck_assert_str_eq(PRX_GetSharedMemoryBackend(again), mechanism);
    use(again, 7, 0);
    ck_assert_int_eq(PR_CloseSharedMemory(again), PR_SUCCESS);
    ck_assert_int_eq(entries(), 1); /* no temporary name */
    ck_assert_int_eq(objects(), strcmp(mechanism, "posix") == 0);
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
}

static void
delete_works(void)
{
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    marked = 0;
    nothing_changed();
}

/* Create with what is armed; it works. */
static void
create_works_as(const char *mechanism)
{
    is_whole(must_open(SIZE, CREATE), mechanism);
    delete_works();
}

static void
create_works(void)
{
    create_works_as(backend);
}

/* Create with what is armed; it fails with this error, changes nothing, and
 * the next one works. */
static void
create_fails_with(int error)
{
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), SIZE, CREATE, MODE));
    error_is(error);
    nothing_changed();
    create_works();
}

/* --- Creating ------------------------------------------------------------ */

/* In which worlds a creation comes to a call. */
enum {
    POSIX_FRESH = 1,
    POSIX_MARKED = 2,
    FILE_FRESH = 4,
    FILE_MARKED = 8,
    POSIX = POSIX_FRESH | POSIX_MARKED,
    MARKED = POSIX_MARKED | FILE_MARKED,
    NEW_FILE = POSIX | FILE_FRESH, /* that nobody can find yet */
    EVERYWHERE = NEW_FILE | FILE_MARKED
};

static int
this_world(void)
{
    return (in_marker() ? FILE_FRESH : POSIX_FRESH) << marked;
}

/* Calls without which there is no segment, and the error that a caller gets
 * when one fails.  In some worlds the same call is only for a sign at the
 * marker (see _MD_SignMarker()), and does no harm. */
static const struct {
    Fault *fault;
    int    error, reported, where, harmless;
} needed[] = {
    { &openUnnamedFault, EMFILE, EMFILE, NEW_FILE, 0 },
    { &openUnnamedFault, ENOSPC, ENOSPC, NEW_FILE, 0 },
    { &openFault, EMFILE, EMFILE, MARKED, 0 },
    { &fstatFault, EIO, EIO, EVERYWHERE, MARKED },
    { &flockFault, EIO, EIO, EVERYWHERE, 0 },
    { &linkatFault, EDQUOT, EDQUOT, NEW_FILE, 0 },
    { &dupFault, EMFILE, EMFILE, EVERYWHERE, 0 },
    { &fchmodFault, EPERM, EPERM, EVERYWHERE, 0 },
    { &truncateFault, EIO, EIO, NEW_FILE, 0 },
    { &truncateFault, EFBIG, EFBIG, NEW_FILE, 0 },
    { &allocateFault, ENOSPC, ENOSPC, NEW_FILE, 0 },
    { &allocateFault, EDQUOT, EDQUOT, NEW_FILE, 0 },
    { &allocateFault, EIO, EIO, NEW_FILE, 0 },
    { &allocateBeyondFault, ENOSPC, ENOSPC, FILE_MARKED, POSIX },
    { &allocateBeyondFault, EDQUOT, EDQUOT, FILE_MARKED, POSIX },
    { &allocateBeyondFault, EIO, EIO, FILE_MARKED, POSIX },
    { &writeFault, EIO, EIO, EVERYWHERE, 0 },
    { &writeFault, ENOSPC, ENOSPC, EVERYWHERE, 0 },
    { &writeFault, SHORT, ENOSPC, EVERYWHERE, 0 },
};
#define NEEDED (int)(sizeof needed / sizeof needed[0])

/* Let each call of a kind fail in turn, in a world with or without a marker.
 * Returns how many there are. */
static int
fail_in_turn(int i, int with, int way)
{
    PRSharedMemory *shm;
    int             n, calls;

    for (n = 1;; n++) {
        begin(with);
        arm_call(needed[i].fault, n, needed[i].error, way);
        PR_SetError(0, 0);
        shm = PR_OpenSharedMemory(path("n"), SIZE, CREATE, MODE);
        calls = needed[i].fault->calls;
        disarm_all();
        if (calls < n) {
            is_whole(shm, backend);
            delete_works();
            return calls;
        }
        if (shm != NULL && (needed[i].harmless & this_world()) != 0) {
            is_whole(shm, backend);
            delete_works();
            continue;
        }
        ck_assert_msg(shm == NULL, "call %d does not matter", n);
        error_is(needed[i].reported);
        signStays = way == WITH_THE_NEXT && clears_signs(needed[i].fault);
        nothing_changed();
        signStays = 0;
        create_works();
    }
}

START_TEST(a_failing_call_leaves_nothing)
{
    int world, with, way, calls;

    for (world = 0; world < 2 * WAYS; world++) {
        with = world & 1;
        way = world / 2;
        if (!is_a_way(needed[_i].fault, way)) {
            continue;
        }
        calls = fail_in_turn(_i, with, way);
        marked = with;
        if (way != WITHOUT_UNNAMED) {
            ck_assert_int_eq(calls > 0,
                             ((needed[_i].where | needed[_i].harmless) &
                              this_world()) != 0);
        }
    }
}
END_TEST

/* And the temporary name cannot be moved. */
START_TEST(a_failing_rename_leaves_no_temporary_name)
{
    int n;

    for (n = 1; n <= (in_marker() || _i ? 1 : 2); n++) {
        begin(_i);
        if (in_marker() && marked) {
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
    Fault *fault;
    int    from, to, error, where;
} dispensable[] = {
    { &truncateFault, 1, 1000, EINTR, NEW_FILE },
    { &allocateFault, 1, 1000, EINTR, NEW_FILE },
    { &allocateBeyondFault, 1, 1000, EINTR, FILE_MARKED },
    { &writeFault, 1, 1000, EINTR, EVERYWHERE },
    { &objectOpenFault, 1, 1000, EINTR, MARKED },
    /* Systems and filesystems that cannot take room. */
    { &allocateFault, ALWAYS, EOPNOTSUPP, NEW_FILE },
    { &allocateFault, ALWAYS, EINVAL, NEW_FILE },
    { &allocateFault, ALWAYS, ENODEV, NEW_FILE },
    { &allocateFault, ALWAYS, ENOSYS, NEW_FILE },
    /* Whose objects can only be mapped. */
    { &writeFault, ALWAYS, ENXIO, NEW_FILE },
    { &writeFault, ALWAYS, EINVAL, NEW_FILE },
    { &writeFault, ALWAYS, ESPIPE, NEW_FILE },
    /* Without birth times; without a sign. */
    { &statxFault, ALWAYS, ENOSYS, FILE_FRESH | FILE_MARKED },
    { &allocateBeyondFault, ALWAYS, EOPNOTSUPP, POSIX },
    { &allocateBeyondFault, ALWAYS, ENOSYS, POSIX },
    { &allocateBeyondFault, ALWAYS, ENOSPC, POSIX },
    /* What is not there need not be opened, or removed. */
    { &objectOpenFault, ALWAYS, EMFILE, MARKED },
    { &objectOpenFault, ALWAYS, EACCES, MARKED },
    { &objectOpenFault, ALWAYS, ENOENT, MARKED },
    { &objectOpenFault, ALWAYS, ENOSYS, MARKED },
    { &objectUnlinkFault, ALWAYS, ENOENT, POSIX_FRESH },
    { &objectUnlinkFault, ALWAYS, ENOSYS, POSIX_FRESH },
    { &objectUnlinkFault, ALWAYS, EROFS, POSIX_FRESH },
    { &objectUnlinkFault, ALWAYS, EACCES, POSIX_FRESH },
};
#define DISPENSABLE (int)(sizeof dispensable / sizeof dispensable[0])

START_TEST(a_call_can_be_done_without)
{
    PRSharedMemory *shm;
    int             with, struck;

    for (with = 0; with < 2; with++) {
        marked = with;
        if ((dispensable[_i].where & this_world()) == 0) {
            continue;
        }
        begin(with);
        arm(dispensable[_i].fault, dispensable[_i].from, dispensable[_i].to,
            dispensable[_i].error);
        shm = must_open(SIZE, CREATE);
        struck = dispensable[_i].fault->calls >= dispensable[_i].from;
        is_whole(shm, backend);
        ck_assert(struck);
        delete_works();
    }
}
END_TEST

/* A segment is found without the birth time of its marker, whether or not it
 * was made with it; and whatever the order in which mechanisms are asked. */
START_TEST(what_is_not_known_is_no_difference)
{
    static const struct {
        Fault *fault;
        int    making, finding; /* whether it fails then */
    } cases[] = {
        { &statxFault, 1, 1 },
        { &statxFault, 0, 1 },
        { &allocateBeyondFault, 1, 0 },
    };
    PRSharedMemory *shm;

    begin(0);
    arm(cases[_i].fault, 1, cases[_i].making ? 1 << 30 : 0, EPERM);
    shm = must_open(SIZE, CREATE);
    use(shm, 3, 1);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    arm(cases[_i].fault, 1, cases[_i].finding ? 1 << 30 : 0, EPERM);
    shm = must_open(SIZE, 0);
    use(shm, 3, 0);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    nothing_changed();
}
END_TEST

/* --- Creating, by other ways --------------------------------------------- */

/* What can only be mapped takes memory. */
START_TEST(no_memory_for_the_trailer_is_an_error)
{
    begin(_i);
    if (in_marker() && marked) {
        return; /* see below */
    }
    arm(&writeFault, ALWAYS, EINVAL);
    arm(&mapFault, ALWAYS, ENOMEM);
    create_fails_with(ENOMEM);
}
END_TEST

/*
 * A file that others can find becomes a segment in one step or not at all.  If
 * its filesystem cannot do that, the memory is elsewhere, and the file stays an
 * empty marker.
 */
START_TEST(what_cannot_be_in_place_is_made_elsewhere)
{
    static const struct {
        Fault *fault;
        int    error;
    } cases[] = {
        { &allocateBeyondFault, EOPNOTSUPP },
        { &allocateBeyondFault, ENOSYS },
        { &writeFault, EINVAL },
        { &writeFault, ENXIO },
    };
    PRSharedMemory *shm;
    struct stat     now;

    begin(1);
    arm(cases[_i].fault, 1, 1, cases[_i].error);
    shm = must_open(SIZE, CREATE);
    ck_assert_int_ge(cases[_i].fault->calls, 1);
    is_whole(shm, "posix");
    ck_assert_int_eq(stat(path("n"), &now), 0);
    ck_assert_int_eq(now.st_size, 0);
    ck_assert_uint_eq(now.st_mode, markerBefore.st_mode);
    delete_works();
}
END_TEST

/* And that fails. */
START_TEST(what_cannot_be_made_elsewhere_leaves_nothing)
{
    begin(1);
    arm(&allocateBeyondFault, ALWAYS, EOPNOTSUPP);
    arm(&allocateFault, ALWAYS, ENOSPC);
    create_fails_with(ENOSPC);
}
END_TEST

/* Somebody else's object is at our name, and we may not remove it. */
START_TEST(an_object_that_stays_means_another_mechanism)
{
    const int last = _i & 1 ? 1 : 2; /* of the calls is the object's */

    begin(_i & 1);
    arm(&linkatFault, last, last, EEXIST);
    arm(&objectUnlinkFault, last, last, _i & 2 ? EIO : EACCES);
    create_works_as("sysv");
}
END_TEST

START_TEST(an_object_that_was_left_behind_is_replaced)
{
    begin(_i);
    arm(&linkatFault, marked ? 1 : 2, marked ? 1 : 2, EEXIST);
    create_works();
}
END_TEST

/* Where unnamed inodes cannot be linked. */
START_TEST(without_proc_there_is_a_temporary_name)
{
    PRSharedMemory *shm;
    int             renames;

    begin(_i);
    if (in_marker() && marked) {
        return; /* nothing is linked */
    }
    arm(&linkatFault, ALWAYS, ENOENT);
    shm = must_open(SIZE, CREATE);
    renames = renameFault.calls;
    is_whole(shm, backend);
    ck_assert_int_eq(renames, in_marker() || marked ? 1 : 2);
    delete_works();
}
END_TEST

/* There is no /dev/shm. */
START_TEST(without_a_directory_there_are_no_objects)
{
    begin(_i);
    arm(&openUnnamedFault, marked ? 1 : 2, 1 << 30, ENOENT);
    create_fails_with(ENOSYS);
}
END_TEST

/* --- Opening ------------------------------------------------------------- */

static void
make_filled(void)
{
    PRSharedMemory *shm;

    begin(0);
    shm = must_open(SIZE, CREATE);
    use(shm, 5, 1);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
    disarm_all();
}

static void
is_filled_still(void)
{
    PRSharedMemory *shm;

    disarm_all();
    ck_assert_int_eq(count_descriptors(), descriptorsBefore);
    shm = must_open(SIZE, 0);
    ck_assert_str_eq(PRX_GetSharedMemoryBackend(shm), backend);
    use(shm, 5, 0);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
}

enum { BY_POSIX = 1, BY_FILE = 2, BY_BOTH = 3 };

static int
this_mechanism(void)
{
    return in_marker() ? BY_FILE : BY_POSIX;
}

static const struct {
    Fault *fault;
    int    error, reported, where;
} opening[] = {
    { &objectOpenFault, EMFILE, EMFILE, BY_POSIX },
    { &objectOpenFault, ENFILE, ENFILE, BY_POSIX },
    { &objectOpenFault, EACCES, EACCES, BY_POSIX },
    { &objectOpenFault, ENOENT, ENOENT, BY_POSIX }, /* and its directory */
    { &objectOpenFault, ENOSYS, ENOENT, BY_POSIX },
    { &openFault, EMFILE, EMFILE, BY_FILE },
    { &openFault, ENFILE, ENFILE, BY_FILE },
    { &openFault, EACCES, EACCES, BY_FILE },
    { &fstatFault, EIO, EIO, BY_BOTH },
    { &readFault, EIO, EIO, BY_BOTH },
    { &readFault, SHORT, ENOENT, BY_BOTH }, /* somebody truncates it */
};
#define OPENING (int)(sizeof opening / sizeof opening[0])

START_TEST(a_failing_open_changes_nothing)
{
    int calls;

    make_filled();
    arm(opening[_i].fault, ALWAYS, opening[_i].error);
    PR_SetError(0, 0);
    if ((opening[_i].where & this_mechanism()) != 0) {
        ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), SIZE, 0, 0600));
        calls = opening[_i].fault->calls;
        error_is(opening[_i].reported);
        ck_assert_int_gt(calls, 0);
    }
    is_filled_still();
    delete_works();
}
END_TEST

/* Neither does a creation that comes to it that the segment is there. */
START_TEST(a_failing_create_finds_it_later)
{
    static const struct {
        Fault *fault;
        int    error;
    } cases[] = {
        { &objectOpenFault, EMFILE },
        { &openFault, EMFILE },
        { &fstatFault, EIO },
        { &readFault, EIO },
    };

    make_filled();
    arm(cases[_i].fault, 1, 1, cases[_i].error);
    if (cases[_i].fault != (in_marker() ? &objectOpenFault : &openFault)) {
        ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), SIZE, CREATE, 0600));
        error_is(cases[_i].error);
    }
    is_filled_still();
    delete_works();
}
END_TEST

START_TEST(an_interrupted_open_is_repeated)
{
    make_filled();
    arm(&objectOpenFault, 1, 1000, EINTR);
    arm(&openFault, 1, 1000, EINTR);
    arm(&readFault, 1, 1000, EINTR);
    ck_assert_int_eq(PR_CloseSharedMemory(must_open(SIZE, 0)), PR_SUCCESS);
    ck_assert_int_eq(readFault.calls, 1001);
    is_filled_still();
    delete_works();
}
END_TEST

START_TEST(what_can_only_be_mapped_is_found)
{
    static const int errors[] = { ENXIO, EINVAL, EOPNOTSUPP, ESPIPE };

    make_filled();
    arm(&readFault, ALWAYS, errors[_i]);
    ck_assert_int_eq(PR_CloseSharedMemory(must_open(SIZE, 0)), PR_SUCCESS);
    ck_assert_int_gt(readFault.calls, 0);
    arm(&mapFault, ALWAYS, ENOMEM);
    ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), SIZE, 0, MODE));
    error_is(ENOMEM);
    is_filled_still();
    delete_works();
}
END_TEST

/* --- Deleting ------------------------------------------------------------ */

/* Of fstat() those calls count that look at what is to be deleted; the fourth
 * one sees that a descriptor is still its own before it is closed. */
static const struct {
    Fault *fault;
    int    error, where;
} deleting[] = {
    { &openFault, EMFILE, BY_BOTH },
    { &flockFault, EIO, BY_BOTH },
    { &fstatFault, EIO, BY_BOTH },
    { &accessFault, EACCES, BY_POSIX },
    { &objectOpenFault, EMFILE, BY_POSIX },
    { &readFault, EIO, BY_BOTH },
    { &objectUnlinkFault, EACCES, BY_POSIX },
    { &objectUnlinkFault, EIO, BY_POSIX },
    { &unlinkFault, EACCES, BY_FILE },
    { &unlinkFault, EIO, BY_FILE },
};
#define DELETING (int)(sizeof deleting / sizeof deleting[0])

START_TEST(a_failing_delete_changes_nothing)
{
    int n, calls;

    for (n = 1;; n++) {
        PRStatus rv;

        make_filled();
        arm(deleting[_i].fault, n, n, deleting[_i].error);
        PR_SetError(0, 0);
        if ((deleting[_i].where & this_mechanism()) == 0) {
            disarm_all();
        }
        rv = PR_DeleteSharedMemory(path("n"));
        calls = deleting[_i].fault->calls;
        if (deleting[_i].fault->to == 0 || calls < n) {
            ck_assert_int_eq(rv, PR_SUCCESS);
            nothing_changed();
            break;
        }
        if (rv == PR_SUCCESS && deleting[_i].fault == &fstatFault && n == 4) {
            break;
        }
        ck_assert_msg(rv == PR_FAILURE, "call %d does not matter", n);
        error_is(deleting[_i].error);
        is_filled_still();
        delete_works();
    }
    ck_assert_int_eq(n > 1, (deleting[_i].where & this_mechanism()) != 0);
}
END_TEST

/* --- Attaching ----------------------------------------------------------- */

static PRInt64
attached_here(PRSharedMemory *shm)
{
    PRXSharedMemoryInfo info = { .structSize = sizeof info };

    ck_assert_int_eq(PRX_GetSharedMemoryInfo(shm, &info), PR_SUCCESS);
    return info.attachedHere;
}

START_TEST(a_failing_attach_attaches_nothing)
{
    static const struct {
        Fault *fault;
        int    error, reported;
    } cases[] = {
        { &mapFault, ENOMEM, ENOMEM }, { &mapFault, EACCES, EACCES },
        { &mapFault, EAGAIN, EAGAIN }, { &mapFault, ENODEV, ENOSYS },
        { &fstatFault, EIO, EBADF },
    };
    PRSharedMemory *shm;

    begin(0);
    shm = must_open(SIZE, CREATE);
    disarm_all();
    arm(cases[_i].fault, ALWAYS, cases[_i].error);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, 0));
    error_is(cases[_i].reported);
    disarm_all();
    ck_assert_int_eq(attached_here(shm), 0);
    is_whole(shm, backend);
    delete_works();
}
END_TEST

/* Detach what fails, and say how many are attached then. */
static void
detach_fails(int error, int remaining)
{
    PRSharedMemory *shm;
    char           *addr;

    begin(0);
    shm = must_open(SIZE, CREATE);
    addr = PR_AttachSharedMemory(shm, 0);
    ck_assert_ptr_nonnull(addr);
    arm(&unmapFault, ALWAYS, error);
    ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_FAILURE);
    error_is(error);
    disarm_all();
    ck_assert_int_eq(attached_here(shm), remaining);
    memset(addr, 1, SIZE);
    if (remaining > 0) {
        ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_SUCCESS);
        ck_assert_int_eq(attached_here(shm), 0);
    } else {
        ck_assert_int_eq(munmap(addr, SIZE), 0); /* it was a lie */
    }
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    delete_works();
}

/* One that fails leaves it attached, so that it can be tried again. */
START_TEST(a_failing_detach_detaches_nothing)
{
    detach_fails(ENOMEM, 1);
}
END_TEST

/* The kernel says that nothing of ours is there: then nothing is. */
START_TEST(an_attachment_that_is_gone_is_forgotten)
{
    detach_fails(EINVAL, 0);
}
END_TEST

/* Enough for two threads; without the second, the first one does all. */
#define LARGE ((PRSize)64 << 20)

START_TEST(without_threads_all_pages_come_in)
{
    PRXSharedMemoryInfo info = { .structSize = sizeof info };
    PRSharedMemory     *shm;
    void               *addr;
    int                 asked;

    begin(0);
    shm = must_open(LARGE, CREATE);
    arm(&threadFault, _i, 1 << 30, EAGAIN);
    addr = PR_AttachSharedMemory(shm, PRX_SHM_POPULATE);
    asked = threadFault.calls;
    disarm_all();
    ck_assert_ptr_nonnull(addr);
    ck_assert(asked > 0 || sysconf(_SC_NPROCESSORS_ONLN) < 2);
    ck_assert_int_eq(PRX_GetSharedMemoryInfo(shm, &info), PR_SUCCESS);
    ck_assert_int_eq(info.mapped, (PRInt64)LARGE);
    ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_SUCCESS);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    delete_works();
}
END_TEST

/* --- All of it ----------------------------------------------------------- */

static void
setup_with(const char *name, void (*makeDir)(void))
{
    disarm_all();
    makeDir();
    use_backend(backend = name);
    (void)umask(022); /* so that modes have to be set */
    descriptorsBefore = count_descriptors();
    objectsBefore = count_objects();
    segmentsBefore = segments_by(getpid());
}

static void
setup_posix(void)
{
    setup_with("posix", setup_dir);
}

static void
setup_file(void)
{
    setup_with("file", setup_dir);
}

static void
setup_file_tmpfs(void)
{
    setup_with("file", setup_tmpfs_dir);
}

/* What has a meaning for objects alone. */
static void
add_posix_tests(TCase *tc)
{
    tcase_add_loop_test(tc, an_object_that_stays_means_another_mechanism, 0,
                        4);
    tcase_add_loop_test(tc, an_object_that_was_left_behind_is_replaced, 0, 2);
    tcase_add_loop_test(tc, without_a_directory_there_are_no_objects, 0, 2);
}

/* For files. */
static void
add_file_tests(TCase *tc)
{
    tcase_add_loop_test(tc, what_cannot_be_in_place_is_made_elsewhere, 0, 4);
    tcase_add_test(tc, what_cannot_be_made_elsewhere_leaves_nothing);
}

static void
add_tests(TCase *tc)
{
    tcase_add_loop_test(tc, a_failing_call_leaves_nothing, 0, NEEDED);
    tcase_add_loop_test(tc, a_failing_rename_leaves_no_temporary_name, 0, 2);
    tcase_add_loop_test(tc, a_call_can_be_done_without, 0, DISPENSABLE);
    tcase_add_loop_test(tc, what_is_not_known_is_no_difference, 0, 3);
    tcase_add_loop_test(tc, no_memory_for_the_trailer_is_an_error, 0, 2);
    tcase_add_loop_test(tc, without_proc_there_is_a_temporary_name, 0, 2);
    tcase_add_loop_test(tc, a_failing_open_changes_nothing, 0, OPENING);
    tcase_add_loop_test(tc, a_failing_create_finds_it_later, 0, 4);
    tcase_add_test(tc, an_interrupted_open_is_repeated);
    tcase_add_loop_test(tc, what_can_only_be_mapped_is_found, 0, 4);
    tcase_add_loop_test(tc, a_failing_delete_changes_nothing, 0, DELETING);
    tcase_add_loop_test(tc, a_failing_attach_attaches_nothing, 0, 5);
    tcase_add_test(tc, a_failing_detach_detaches_nothing);
    tcase_add_test(tc, an_attachment_that_is_gone_is_forgotten);
    tcase_add_loop_test(tc, without_threads_all_pages_come_in, 1, 3);
}

int
main(void)
{
    Suite *suite = suite_create("failing system calls, mapped files");
    TCase *tc = add_case(suite, "posix", setup_posix, 60);

    add_tests(tc);
    add_posix_tests(tc);
    tc = add_case(suite, "file", setup_file, 60);
    add_tests(tc);
    add_file_tests(tc);
    /* What may be different on another filesystem. */
    tc = add_case(suite, "file on tmpfs", setup_file_tmpfs, 60);
    tcase_add_loop_test(tc, a_failing_call_leaves_nothing, 0, NEEDED);
    add_file_tests(tc);
    return run_suite(suite);
}
