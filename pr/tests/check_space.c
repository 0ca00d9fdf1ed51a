/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Room: what happens where there is little of it, or none, and that much of it
 * can be used.  Not of memory alone, but of inodes and descriptors as well.
 *
 * As root each test has mounts of its own: a /dev/shm that is empty at first,
 * and filesystems as small as it likes.
 */
#include "config.h"

#include "support.h"

#include "prerror.h"
#include "pripcsem.h"
#include "private/pprshm.h"
#include "prshm.h"
#include "prshmx.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define CREATE      PR_SHM_CREATE
#define MARKER_MODE 0640

#define KIB         ((PRSize)1 << 10)
#define MIB         ((PRSize)1 << 20)
#define GIB         ((PRSize)1 << 30)

/* --- Mounts -------------------------------------------------------------- */

static int isolated; /* whether this test may mount */

/* Of this process's number: an earlier one may have left some. */
static int segmentsBefore;

#define NEEDS_MOUNTS "only root may mount filesystems"

static char        mounted[8][256];
static unsigned    mounts;
static const char *place; /* the directory of segments */

static int
mount_at(const char *where, const char *type, const char *options)
{
    ck_assert_uint_lt(mounts, 8);
    if (mount("none", where, type, 0, options) == -1) {
        return 0;
    }
    snprintf(mounted[mounts++], sizeof mounted[0], "%s", where);
    return 1;
}

/* Have segments in a filesystem of their own from now on. */
static int
mount_place(const char *type, const char *options)
{
    static char name[256];

    snprintf(name, sizeof name, "%s", path("mount"));
    ck_assert(mkdir(name, 0755) == 0 || errno == EEXIST);
    place = name;
    return mount_at(name, type, options);
}

/* Should the machine run out of memory for what is wrong here, the kernel is to
 * kill this process and no other. */
static void
be_killed_first(void)
{
    FILE *file = fopen("/proc/self/oom_score_adj", "w");

    ck_assert_ptr_nonnull(file);
    fputs("1000\n", file);
    ck_assert_int_eq(fclose(file), 0);
}

static void
setup(void)
{
    be_killed_first();
    setup_dir();
    place = test_dir();
    segmentsBefore = segments_by(getpid());
    mounts = 0;
    isolated = geteuid() == 0 && unshare(CLONE_NEWNS) == 0 &&
               mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
               mount_at("/dev/shm", "tmpfs", "mode=1777,size=100%");
}

static void
teardown(void)
{
    while (mounts > 0) {
        mounts--;
        ck_assert_int_eq(umount2(mounted[mounts], MNT_DETACH), 0);
    }
}

/* The path of a name where segments are to be; four buffers in turn. */
static const char *
at(const char *name)
{
    static char     buffers[4][512];
    static unsigned next;
    char           *buffer = buffers[next++ % 4];

    snprintf(buffer, sizeof buffers[0], "%s/%s", place, name);
    return buffer;
}

/* --- Short ways to say things -------------------------------------------- */

static int
is_backend(const char *name)
{
    return strcmp(backend_in_use(), name) == 0;
}

static PRSize
page_size(void)
{
    return (PRSize)sysconf(_SC_PAGESIZE);
}

static PRSharedMemory *
must_open(const char *name, PRSize size, PRIntn flags)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(name, size, flags, 0600);

    ck_assert_msg(shm != NULL, "open: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    return shm;
}

static void
must_close(PRSharedMemory *shm)
{
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
}

static char *
must_attach(PRSharedMemory *shm, PRIntn flags)
{
    char *addr = PR_AttachSharedMemory(shm, flags);

    ck_assert_msg(addr != NULL, "attach: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    return addr;
}

static void
must_delete(const char *name)
{
    ck_assert_int_eq(PR_DeleteSharedMemory(name), PR_SUCCESS);
}

static PRSize
size_of(PRSharedMemory *shm)
{
    PRXSharedMemoryInfo info = { .structSize = sizeof info };

    ck_assert_int_eq(PRX_GetSharedMemoryInfo(shm, &info), PR_SUCCESS);
    return info.size;
}

/* Write each byte of a segment: if there is no room for one, we die. */
static void
fill(PRSharedMemory *shm, PRSize size)
{
    char *addr = must_attach(shm, 0);

    memset(addr, 1, size);
    ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_SUCCESS);
}

static void
make_filled(const char *name, PRSize size)
{
    PRSharedMemory *shm = must_open(name, size, CREATE);

    fill(shm, size);
    must_close(shm);
}

/* --- What must hold afterwards ------------------------------------------- */

/* Whether there is an empty file at "n" already. */
static int marked;

static void
begin(int withMarker)
{
    int fd;

    marked = withMarker;
    if (marked) {
        fd = open(at("n"), O_RDWR | O_CREAT | O_EXCL, MARKER_MODE);
        ck_assert_int_ne(fd, -1);
        ck_assert_int_eq(fchmod(fd, MARKER_MODE), 0);
        ck_assert_int_eq(close(fd), 0);
    }
}

/* Only what was there before, and as it was. */
static void
nothing_is_left(void)
{
    struct stat info;

    ck_assert_int_eq(count_entries(place), marked);
    if (isolated && access("/dev/shm", F_OK) == 0) {
        ck_assert_int_eq(count_entries("/dev/shm"), 0);
    }
    ck_assert_int_eq(segments_by(getpid()), segmentsBefore);
    if (marked) {
        ck_assert_int_eq(stat(at("n"), &info), 0);
        ck_assert_int_eq(info.st_size, 0);
        ck_assert_int_eq(info.st_blocks, 0);
        ck_assert_uint_eq(info.st_mode, S_IFREG | MARKER_MODE);
    }
}

/* "n" cannot be made so large; nothing is left of it. */
static void
create_fails(PRSize size, PRErrorCode error)
{
    const int descriptors = count_descriptors();

    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_OpenSharedMemory(at("n"), size, CREATE, 0600));
    ck_assert_str_eq(PR_ErrorToName(PR_GetError()), PR_ErrorToName(error));
    ck_assert_int_eq(count_descriptors(), descriptors);
    nothing_is_left();
}

/* But so large; and it goes without leaving anything. */
static void
create_works(PRSize size)
{
    make_filled(at("n"), size);
    must_delete(at("n"));
    marked = 0;
    nothing_is_left();
}

/* Make "0", "1" and so on until that fails with the error; all of them are
 * whole, and can be deleted.  Returns how many. */
static int
fill_up(PRSize size, PRErrorCode error)
{
    PRSharedMemory *shm[256];
    char            name[16];
    int             i, count;

    for (count = 0; count < 256; count++) {
        snprintf(name, sizeof name, "%d", count);
        PR_SetError(0, 0);
        shm[count] = PR_OpenSharedMemory(at(name), size, CREATE, 0600);
        if (shm[count] == NULL) {
            break;
        }
    }
    ck_assert_str_eq(PR_ErrorToName(PR_GetError()), PR_ErrorToName(error));
    ck_assert_int_eq(count_entries(place), count);
    for (i = 0; i < count; i++) {
        snprintf(name, sizeof name, "%d", i);
        fill(shm[i], size);
        must_close(shm[i]);
        must_delete(at(name));
    }
    nothing_is_left();
    return count;
}

/* --- Small filesystems --------------------------------------------------- */

/* Mount what the memory of this mechanism is in. */
static void
mount_memory(const char *options)
{
    ck_assert(is_backend("posix") ? mount_at("/dev/shm", "tmpfs", options)
                                  : mount_place("tmpfs", options));
}

START_TEST(what_does_not_fit_is_refused)
{
    SKIP_UNLESS(isolated, NEEDS_MOUNTS);
    mount_memory("size=1m");
    begin(_i);
    create_fails(2 * MIB, PR_NO_DEVICE_SPACE_ERROR);
    create_fails(MIB, PR_NO_DEVICE_SPACE_ERROR); /* but for the trailer */
    create_works(MIB - page_size());
}
END_TEST

START_TEST(it_can_be_filled_up)
{
    SKIP_UNLESS(isolated, NEEDS_MOUNTS);
    mount_memory("size=1m");
    begin(0);
    ck_assert_int_eq(fill_up(60 * KIB, PR_NO_DEVICE_SPACE_ERROR),
                     (int)(MIB / ((60 * KIB + 2 * page_size() - 1) /
                                  page_size() * page_size())));
    create_works(MIB - page_size());
}
END_TEST

/* Where room comes in huge pages there may not be room for those; and if all
 * of it does, a segment takes more than its size. */
START_TEST(it_can_be_filled_up_with_huge_pages)
{
    static const char *const options[] = { "size=7m,huge=advise",
                                           "size=7m,huge=always" };

    SKIP_UNLESS(isolated, NEEDS_MOUNTS);
    SKIP_UNLESS(access("/sys/kernel/mm/transparent_hugepage", F_OK) == 0,
                "this kernel has no transparent huge pages");
    mount_memory(options[_i]);
    begin(0);
    ck_assert_int_ge(fill_up(3 * MIB, PR_NO_DEVICE_SPACE_ERROR), 1);
    create_works(7 * MIB - page_size());
}
END_TEST

/* One inode is the root directory's. */
START_TEST(without_inodes_it_is_refused)
{
    SKIP_UNLESS(isolated, NEEDS_MOUNTS);
    mount_memory("nr_inodes=4");
    begin(0);
    ck_assert_int_eq(fill_up(page_size(), PR_NO_DEVICE_SPACE_ERROR), 3);
    create_works(page_size());
}
END_TEST

/* The marker has its inode already. */
START_TEST(a_marker_does_without_an_inode)
{
    SKIP_UNLESS(isolated, NEEDS_MOUNTS);
    mount_memory("nr_inodes=2");
    if (is_backend("posix")) { /* whose object takes one */
        ck_assert(mount_at("/dev/shm", "tmpfs", "nr_inodes=1"));
        begin(_i);
        create_fails(page_size(), PR_NO_DEVICE_SPACE_ERROR);
    } else {
        begin(1);
        create_works(page_size());
    }
}
END_TEST

/* Not a function: what type the resource has, is the C library's affair. */
#define limit(resource, soft)                                                 \
    do {                                                                      \
        struct rlimit limits_;                                                \
                                                                              \
        ck_assert_int_eq(getrlimit(resource, &limits_), 0);                   \
        limits_.rlim_cur = (soft);                                            \
        ck_assert_int_eq(setrlimit(resource, &limits_), 0);                   \
    } while (0)

/* There is no limit but the machine's memory.  Should it be taken all the same,
 * that ends after a second of a processor's time. */
START_TEST(more_than_the_machine_has_is_refused)
{
    struct sysinfo info;
    PRSize         memory;

    SKIP_UNLESS(isolated, NEEDS_MOUNTS);
    mount_memory("size=0");
    begin(_i);
    limit(RLIMIT_CPU, 1);
    ck_assert_int_eq(sysinfo(&info), 0);
    memory = (PRSize)(info.totalram + info.totalswap) * info.mem_unit;
    create_fails(memory + page_size(), PR_NO_DEVICE_SPACE_ERROR);
    create_fails(2 * memory, PR_NO_DEVICE_SPACE_ERROR);
    create_works(MIB);
}
END_TEST

/* --- No place for objects ------------------------------------------------ */

/* Other mechanisms do not mind. */
START_TEST(without_dev_shm_there_is_no_posix)
{
    SKIP_UNLESS(isolated, NEEDS_MOUNTS);
    ck_assert(mount_at("/dev", "tmpfs", NULL));
    begin(_i);
    if (is_backend("posix")) {
        create_fails(KIB, PR_NOT_IMPLEMENTED_ERROR);
    } else {
        create_works(KIB);
    }
}
END_TEST

START_TEST(in_a_read_only_dev_shm_there_is_no_posix)
{
    SKIP_UNLESS(isolated, NEEDS_MOUNTS);
    ck_assert_int_eq(
        mount(NULL, "/dev/shm", NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    begin(_i);
    if (is_backend("posix")) {
        create_fails(KIB, PR_READ_ONLY_FILESYSTEM_ERROR);
    } else {
        create_works(KIB);
    }
}
END_TEST

/* --- Sizes that cannot be ------------------------------------------------ */

START_TEST(impossible_sizes_are_refused)
{
    static const struct {
        PRSize      size;
        PRErrorCode error;
    } cases[] = {
        { 0, PR_INVALID_ARGUMENT_ERROR },
        { (PRSize)-1, PR_INVALID_ARGUMENT_ERROR },
        { (PRSize)-1 / 2, PR_INVALID_ARGUMENT_ERROR },
        { (PRSize)-1 / 2 + 1, PR_INVALID_ARGUMENT_ERROR },
        { (PRSize)1 << (sizeof(PRSize) * 8 - 2), PR_NO_DEVICE_SPACE_ERROR },
    };

    SKIP_UNLESS(sizeof(PRSize) == sizeof(off_t), "sizes are of 32 bits");
    begin(_i & 1);
    limit(RLIMIT_CPU, 1); /* as above */
    create_fails(cases[_i / 2].size, cases[_i / 2].error);
    create_works(KIB);
}
END_TEST

/* --- The limit of file sizes --------------------------------------------- */

/* The kernel would send SIGXFSZ, which kills. */
START_TEST(the_limit_of_file_sizes_is_kept)
{
    begin(_i);
    limit(RLIMIT_FSIZE, 16 * page_size());
    create_fails(MIB, PR_FILE_TOO_BIG_ERROR);
    create_fails(15 * page_size() + 1, PR_FILE_TOO_BIG_ERROR);
    create_works(15 * page_size()); /* and the trailer */
}
END_TEST

/* Not even a first byte; nor may the suite have one meanwhile. */
START_TEST(without_any_file_size_it_is_refused)
{
    const char     *name;
    struct rlimit   before, none;
    PRSharedMemory *shm;

    ck_assert(!isolated || mount_place("tmpfs", NULL));
    begin(_i);
    name = at("n");
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    (void)setrlimit(RLIMIT_FSIZE, &none);
    shm = PR_OpenSharedMemory(name, KIB, CREATE, 0600);
    (void)setrlimit(RLIMIT_FSIZE, &before);
    ck_assert_ptr_null(shm);
    ck_assert_int_eq(PR_GetError(), PR_FILE_TOO_BIG_ERROR);
    nothing_is_left();
}
END_TEST

/* Of a file with another name the trailer tells that it was removed. */
START_TEST(without_any_file_size_it_is_deleted)
{
    const char   *name = at("n");
    struct rlimit before, none;
    PRStatus      status;

    make_filled(name, KIB);
    ck_assert_int_eq(link(name, at("m")), 0);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    (void)setrlimit(RLIMIT_FSIZE, &none);
    status = PR_DeleteSharedMemory(name);
    (void)setrlimit(RLIMIT_FSIZE, &before);
    ck_assert_int_eq(status, PR_SUCCESS);
    ck_assert_int_eq(count_entries(place), 1);
}
END_TEST

/* --- Descriptors --------------------------------------------------------- */

static struct rlimit descriptorLimits;

/* Leave no more than so many descriptors, or a few more. */
static void
take_descriptors_but(int spare)
{
    int lowest = dup(STDIN_FILENO);

    ck_assert_int_ne(lowest, -1);
    ck_assert_int_eq(close(lowest), 0);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &descriptorLimits), 0);
    limit(RLIMIT_NOFILE, (rlim_t)(lowest + spare));
}

static void
give_descriptors_back(void)
{
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &descriptorLimits), 0);
}

static void
error_is_no_descriptors(void)
{
    ck_assert_str_eq(PR_ErrorToName(PR_GetError()),
                     "PR_PROC_DESC_TABLE_FULL_ERROR");
}

/* More than any call takes. */
#define SPARE_MOST 10

START_TEST(creating_without_descriptors_leaves_nothing)
{
    PRSharedMemory *shm = NULL;
    int             spare, before = count_descriptors();

    begin(_i);
    for (spare = 0; shm == NULL && spare < SPARE_MOST; spare++) {
        PR_SetError(0, 0);
        take_descriptors_but(spare);
        shm = PR_OpenSharedMemory(at("n"), KIB, CREATE, 0600);
        give_descriptors_back();
        if (shm == NULL) {
            error_is_no_descriptors();
            ck_assert_int_eq(count_descriptors(), before);
            nothing_is_left();
        }
    }
    ck_assert_ptr_nonnull(shm);
    ck_assert_int_gt(spare, 1);
    fill(shm, KIB);
    must_close(shm);
    must_delete(at("n"));
    marked = 0;
    nothing_is_left();
}
END_TEST

START_TEST(opening_without_descriptors_changes_nothing)
{
    PRSharedMemory *shm = NULL;
    int             spare, before = count_descriptors();

    begin(0);
    make_filled(at("n"), KIB);
    for (spare = 0; shm == NULL && spare < SPARE_MOST; spare++) {
        PR_SetError(0, 0);
        take_descriptors_but(spare);
        shm = PR_OpenSharedMemory(at("n"), KIB, _i ? CREATE : 0, 0600);
        give_descriptors_back();
        if (shm == NULL) {
            error_is_no_descriptors();
            ck_assert_int_eq(count_descriptors(), before);
        }
    }
    ck_assert_ptr_nonnull(shm);
    /* System V segments have no descriptors, the others one each. */
    ck_assert_int_eq(spare, is_backend("sysv") ? 1 : 2);
    ck_assert_int_eq(*must_attach(shm, 0), 1);
    must_close(shm);
    must_delete(at("n"));
    nothing_is_left();
}
END_TEST

START_TEST(deleting_without_descriptors_changes_nothing)
{
    PRStatus rv = PR_FAILURE;
    int      spare, before = count_descriptors();

    begin(0);
    make_filled(at("n"), KIB);
    for (spare = 0; rv == PR_FAILURE && spare < SPARE_MOST; spare++) {
        PR_SetError(0, 0);
        take_descriptors_but(spare);
        rv = PR_DeleteSharedMemory(at("n"));
        give_descriptors_back();
        if (rv == PR_FAILURE) {
            PRSharedMemory *shm = must_open(at("n"), KIB, 0);
            char           *addr = must_attach(shm, 0);

            error_is_no_descriptors();
            ck_assert_int_eq(addr[KIB - 1], 1);
            ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_SUCCESS);
            must_close(shm);
            ck_assert_int_eq(count_descriptors(), before);
        }
    }
    ck_assert_int_eq(rv, PR_SUCCESS);
    ck_assert_int_gt(spare, 1);
    nothing_is_left();
}
END_TEST

/* --- Signals ------------------------------------------------------------- */

static volatile sig_atomic_t ticks;

static void
tick(int signo)
{
    (void)signo;
    ticks++;
}

/* Make "n", with a signal each millisecond. */
static void
create_among_signals(PRSize size)
{
    const struct itimerval often = { { 0, 1000 }, { 0, 1000 } };
    const struct itimerval never = { { 0, 0 }, { 0, 0 } };
    struct sigaction       action;
    PRSharedMemory        *shm;

    memset(&action, 0, sizeof action);
    action.sa_handler = tick; /* and nothing is restarted */
    ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &often, NULL), 0);
    shm = PR_OpenSharedMemory(at("n"), size, CREATE, 0600);
    ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
    ck_assert_msg(shm != NULL, "open: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    ck_assert_uint_eq(size_of(shm), size);
    fill(shm, size);
    must_close(shm);
    must_delete(at("n"));
    marked = 0;
    nothing_is_left();
}

/* Taking room may be interrupted, and then nothing of it is taken: on tmpfs of
 * some versions of Linux, and in huge pages (below) of all. */
START_TEST(signals_do_not_keep_from_taking_room)
{
    if (isolated && is_backend("file")) {
        ck_assert(mount_place("tmpfs", "size=1g"));
    }
    begin(_i);
    create_among_signals(256 * MIB);
}
END_TEST

/* --- More than 32 bits --------------------------------------------------- */

#define LARGE (4 * GIB + 12345)
#define ROOM  (4 * GIB + 64 * MIB)

/* What /proc/meminfo tells under a label. */
static long
memory_info(const char *label)
{
    FILE  *file = fopen("/proc/meminfo", "r");
    char   line[256];
    size_t length = strlen(label);
    long   value = 0;

    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, label, length) == 0) {
            value = strtol(line + length, NULL, 10);
        }
    }
    ck_assert_int_eq(fclose(file), 0);
    return value;
}

/* Bytes of memory that the machine could give now. */
static PRSize
available_memory(void)
{
    return (PRSize)memory_info("MemAvailable:") * KIB;
}

/* Bytes that fit in a directory's filesystem. */
static PRSize
room_in(const char *name)
{
    const unsigned long tmpfs = 0x01021994;
    struct statvfs      info;
    struct statfs       kind;
    PRSize              room, memory = available_memory();

    ck_assert_int_eq(statvfs(name, &info), 0);
    ck_assert_int_eq(statfs(name, &kind), 0);
    room = (PRSize)info.f_bavail * info.f_frsize;
    return (unsigned long)kind.f_type == tmpfs && memory < room ? memory
                                                                : room;
}

static PRSize
room_for_segments(void)
{
    if (is_backend("sysv")) {
        return available_memory();
    }
    return room_in(is_backend("posix") ? "/dev/shm" : place);
}

/* The bytes of interest: the first, those around 4 GiB, the last. */
static const PRSize offsets[] = { 0, 4 * GIB - 1, 4 * GIB, LARGE - 1 };

#define OFFSETS (int)(sizeof offsets / sizeof offsets[0])

/* In another process; its exit status. */
static int
read_large(void)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(at("n"), LARGE, 0, 0400);
    const char     *addr;
    int             i;

    if (shm == NULL || size_of(shm) != LARGE) {
        return 1;
    }
    addr = PR_AttachSharedMemory(shm, PR_SHM_READONLY);
    for (i = 0; addr != NULL && i < OFFSETS; i++) {
        if (addr[offsets[i]] != 'a' + i) {
            return 2;
        }
    }
    return addr == NULL ? 3 : 0;
}

static void
is_read_by_another_process(void)
{
    int   status;
    pid_t pid = fork();

    ck_assert_int_ne(pid, -1);
    if (pid == 0) {
        _exit(read_large());
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
}

START_TEST(more_than_4_gib_work)
{
    PRSharedMemory *shm;
    char           *addr;
    int             i;

    SKIP_UNLESS(sizeof(PRSize) > 4, "sizes are of 32 bits");
    SKIP_UNLESS(room_for_segments() > ROOM, "there is no room for 4 GiB");
    begin(0);
    shm = must_open(at("n"), LARGE, CREATE);
    ck_assert_uint_eq(size_of(shm), LARGE);
    addr = must_attach(shm, 0);
    for (i = 0; i < OFFSETS; i++) {
        ck_assert_int_eq(addr[offsets[i]], 0);
        addr[offsets[i]] = (char)('a' + i);
    }
    is_read_by_another_process();
    ck_assert_ptr_null(PR_OpenSharedMemory(at("n"), LARGE + 1, 0, 0600));
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_SUCCESS);
    must_close(shm);
    must_delete(at("n"));
    nothing_is_left();
}
END_TEST

/* --- Many ---------------------------------------------------------------- */

#define MANY 10000

static PRSharedMemory *many[MANY];

static const char *
name_of(int i)
{
    static char name[16];

    snprintf(name, sizeof name, "%d", i);
    return at(name);
}

/* Write the number of a segment into it, or see that it is there. */
static void
number(PRSharedMemory *shm, int i, int writing)
{
    int *addr = PR_AttachSharedMemory(shm, 0);

    ck_assert_ptr_nonnull(addr);
    ck_assert_int_eq(*addr, writing ? 0 : i);
    *addr = i;
    ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_SUCCESS);
}

static int
may_have_descriptors(rlim_t count)
{
    struct rlimit limits;

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limits), 0);
    limits.rlim_cur = limits.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limits), 0);
    return limits.rlim_max >= count;
}

START_TEST(many_can_be_open)
{
    int i;

    SKIP_UNLESS(may_have_descriptors(MANY + 100),
                "the hard limit of descriptors is below 10,100");
    ck_assert(!isolated || mount_place("tmpfs", NULL));
    begin(0);
    for (i = 0; i < MANY; i++) {
        many[i] = must_open(name_of(i), sizeof(int), CREATE);
        number(many[i], i, 1);
    }
    ck_assert_int_eq(count_entries(place), MANY);
    for (i = MANY - 1; i >= 0; i--) {
        PRSharedMemory *again = must_open(name_of(i), sizeof(int), 0);

        number(again, i, 0);
        must_close(again);
    }
    for (i = 0; i < MANY; i++) {
        must_close(many[i]);
        must_delete(name_of(i));
    }
    nothing_is_left();
}
END_TEST

/* --- Huge pages ---------------------------------------------------------- */

#define SETTING "/proc/sys/vm/nr_hugepages"
#define PAGES   16

/* The process that gives the pages back when its pipe is closed: however this
 * program ends. */
static int keeperPipe = -1;

static pid_t keeper = -1;

static int
read_number(const char *name, long *value)
{
    FILE *file = fopen(name, "r");
    int   found = file != NULL && fscanf(file, "%ld", value) == 1;

    if (file != NULL) {
        fclose(file);
    }
    return found;
}

static void
write_number(const char *name, long value)
{
    FILE *file = fopen(name, "w");

    if (file != NULL) {
        fprintf(file, "%ld\n", value);
        fclose(file);
    }
}

/* What the system has of them is one number, for all: one at a time changes
 * it, and takes back no more than it added. */
static void
keep_pages(int from, int ready)
{
    int  lock = open("/sys/kernel/mm/hugepages", O_RDONLY | O_DIRECTORY);
    long before, with, now;
    char byte;

    (void)setsid(); /* a terminal's signals are none of its */
    (void)signal(SIGTERM, SIG_IGN);
    if (lock != -1 && flock(lock, LOCK_EX) == 0 &&
        read_number(SETTING, &before)) {
        write_number(SETTING, before + PAGES);
        (void)read_number(SETTING, &with);
        close(ready);
        while (read(from, &byte, 1) == -1 && errno == EINTR) {
        }
        (void)read_number(SETTING, &now);
        write_number(SETTING, PR_MAX(now - (with - before), 0));
    }
    _exit(0);
}

static void
reserve_pages(void)
{
    int  to[2], ready[2];
    char byte;

    if (geteuid() != 0 || access(SETTING, W_OK) != 0 ||
        pipe2(to, O_CLOEXEC) == -1 || pipe2(ready, O_CLOEXEC) == -1) {
        return;
    }
    keeper = fork();
    if (keeper == 0) {
        close(to[1]);
        close(ready[0]);
        keep_pages(to[0], ready[1]);
    }
    close(to[0]);
    close(ready[1]);
    while (read(ready[0], &byte, 1) == -1 && errno == EINTR) {
    }
    close(ready[0]);
    keeperPipe = to[1];
}

static void
return_pages(void)
{
    if (keeper > 0) {
        close(keeperPipe);
        while (waitpid(keeper, NULL, 0) == -1 && errno == EINTR) {
        }
    }
}

static PRSize hugePage; /* bytes */

/* Have segments in huge pages, at most so many, if the system has some. */
static int
use_huge_pages(long most)
{
    char options[64];

    hugePage = (PRSize)memory_info("Hugepagesize:") * KIB;
    snprintf(options, sizeof options, "mode=755,size=%llu",
             (unsigned long long)most * hugePage);
    return isolated &&
           memory_info("HugePages_Free:") - memory_info("HugePages_Rsvd:") >=
               PAGES &&
           mount_place("hugetlbfs", options);
}

/* More than there are; the filesystem counts those that it uses. */
#define NO_LIMIT 1000000

static long
used_pages(void)
{
    struct statfs info;

    ck_assert_int_eq(statfs(place, &info), 0);
    ck_assert_uint_eq((PRSize)info.f_bsize, hugePage);
    return (long)(info.f_blocks - info.f_bfree);
}

#define NEEDS_PAGES "no huge pages can be had here"

static void
setup_huge(void)
{
    setup();
    use_backend("file");
}

START_TEST(huge_pages_are_shared)
{
    PRSharedMemory *shm, *other;
    char           *addr, *otherAddr;
    PRSize          size;

    SKIP_UNLESS(use_huge_pages(NO_LIMIT), NEEDS_PAGES);
    begin(_i & 1);
    size = _i & 2 ? hugePage + 1 : 1;
    shm = must_open(at("n"), size, CREATE);
    size = _i & 2 ? 2 * hugePage : hugePage; /* rounded up */
    ck_assert_str_eq(PRX_GetSharedMemoryBackend(shm), "file");
    ck_assert_uint_eq(size_of(shm), size);
    other = must_open(at("n"), size, 0);
    addr = must_attach(shm, 0);
    otherAddr = must_attach(other, 0);
    ck_assert_int_eq(addr[0] | addr[size - 1], 0);
    memset(addr, 7, size);
    ck_assert_int_eq(memcmp(addr, otherAddr, size), 0);
    ck_assert_int_eq(used_pages(), _i & 2 ? 2 : 1);
    ck_assert_ptr_null(PR_OpenSharedMemory(at("n"), size + 1, 0, 0600));
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_SUCCESS);
    ck_assert_int_eq(PR_DetachSharedMemory(other, otherAddr), PR_SUCCESS);
    must_close(shm);
    must_close(other);
    must_delete(at("n"));
    marked = 0;
    nothing_is_left();
    ck_assert_int_eq(used_pages(), 0);
}
END_TEST

/* One more than there are, or could be made on demand. */
START_TEST(without_huge_pages_it_is_refused)
{
    long more = 0;

    SKIP_UNLESS(use_huge_pages(NO_LIMIT), NEEDS_PAGES);
    (void)read_number("/proc/sys/vm/nr_overcommit_hugepages", &more);
    begin(_i);
    more += memory_info("HugePages_Total:") + 1;
    create_fails((PRSize)more * hugePage, PR_NO_DEVICE_SPACE_ERROR);
    create_works(PAGES * hugePage); /* what it had taken is free again */
}
END_TEST

START_TEST(signals_do_not_keep_from_taking_huge_pages)
{
    SKIP_UNLESS(use_huge_pages(NO_LIMIT), NEEDS_PAGES);
    begin(_i);
    create_among_signals(PAGES * hugePage);
}
END_TEST

START_TEST(a_limit_of_huge_pages_is_kept)
{
    SKIP_UNLESS(use_huge_pages(2), NEEDS_PAGES);
    begin(_i);
    create_fails(3 * hugePage, PR_NO_DEVICE_SPACE_ERROR);
    ck_assert_int_eq(used_pages(), 0);
    create_works(2 * hugePage);
}
END_TEST

/* In a child, as somebody else; its exit status. */
static int
try_as_another(void)
{
    PRSharedMemory *shm;
    char           *addr;

    if (setgroups(0, NULL) == -1 || setgid(64221) == -1 ||
        setuid(64221) == -1) {
        return 1;
    }
    if (PR_OpenSharedMemory(at("n"), 0, 0, 0600) != NULL ||
        PR_GetError() != PR_NO_ACCESS_RIGHTS_ERROR) {
        return 2;
    }
    shm = PR_OpenSharedMemory(at("n"), 0, 0, 0400);
    if (shm == NULL) {
        return 3;
    }
    if (PR_AttachSharedMemory(shm, 0) != NULL ||
        PR_GetError() != PR_NO_ACCESS_RIGHTS_ERROR) {
        return 4;
    }
    addr = PR_AttachSharedMemory(shm, PR_SHM_READONLY);
    if (addr == NULL || *addr != 7) {
        return 5;
    }
    if (PR_DeleteSharedMemory(at("n")) != PR_FAILURE ||
        PR_GetError() != PR_NO_ACCESS_RIGHTS_ERROR) {
        return 6;
    }
    (void)signal(SIGSEGV, SIG_DFL);
    *(volatile char *)addr = 8;
    return 7;
}

START_TEST(rights_to_huge_pages_are_kept)
{
    PRSharedMemory *shm;
    char           *addr;
    int             status;
    pid_t           pid;

    SKIP_UNLESS(use_huge_pages(NO_LIMIT), NEEDS_PAGES);
    begin(0);
    shm = PR_OpenSharedMemory(at("n"), 1, CREATE, 0604);
    ck_assert_ptr_nonnull(shm);
    addr = must_attach(shm, 0);
    addr[0] = 7;
    pid = fork();
    ck_assert_int_ne(pid, -1);
    if (pid == 0) {
        _exit(try_as_another());
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, SIGSEGV);
    ck_assert_int_eq(addr[0], 7);
    ck_assert_int_eq(PR_DetachSharedMemory(shm, addr), PR_SUCCESS);
    must_close(shm);
    must_delete(at("n"));
    nothing_is_left();
}
END_TEST

/* Such a file has its size without any huge page until somebody touches it, so
 * this takes no pages. */
START_TEST(a_semaphore_keeps_a_segment_on_hugetlbfs)
{
    off_t       length = (off_t)(memory_info("Hugepagesize:") * (long)KIB);
    const char *name;
    PRSem      *sem;
    struct stat info;
    int         fd;

    SKIP_UNLESS(isolated && mount_place("hugetlbfs", "mode=755"),
                "no hugetlbfs can be mounted");
    name = at("n");
    fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(ftruncate(fd, length), 0);
    ck_assert_int_eq(close(fd), 0);
    sem = PR_OpenSemaphore(name, PR_SEM_CREATE, 0600, 1);
    ck_assert_ptr_nonnull(sem);
    ck_assert_int_eq(PR_CloseSemaphore(sem), PR_SUCCESS);
    ck_assert_int_eq(PR_DeleteSharedMemory(name), PR_FAILURE);
    ck_assert_int_eq(PR_GetError(), PR_FILESYSTEM_MOUNTED_ERROR);
    ck_assert_int_eq(PR_GetOSError(), EBUSY);
    must_close(must_open(name, (PRSize)length, 0));
    ck_assert_int_eq(PR_DeleteSemaphore(name), PR_SUCCESS);
    must_delete(name);
    ck_assert_int_eq(lstat(name, &info), -1);
}
END_TEST

/* --- All of it ----------------------------------------------------------- */

/* What is told of room in files. */
static void
add_file_tests(TCase *tc)
{
    tcase_add_loop_test(tc, what_does_not_fit_is_refused, 0, 2);
    tcase_add_test(tc, it_can_be_filled_up);
    tcase_add_loop_test(tc, it_can_be_filled_up_with_huge_pages, 0, 2);
    tcase_add_test(tc, without_inodes_it_is_refused);
    tcase_add_loop_test(tc, a_marker_does_without_an_inode, 0, 2);
    tcase_add_loop_test(tc, more_than_the_machine_has_is_refused, 0, 2);
    tcase_add_loop_test(tc, impossible_sizes_are_refused, 0, 10);
    tcase_add_loop_test(tc, the_limit_of_file_sizes_is_kept, 0, 2);
    tcase_add_loop_test(tc, without_any_file_size_it_is_refused, 0, 2);
    tcase_add_test(tc, without_any_file_size_it_is_deleted);
    tcase_add_loop_test(tc, signals_do_not_keep_from_taking_room, 0, 2);
    tcase_add_test(tc, many_can_be_open);
}

static void
add_huge_case(Suite *suite)
{
    TCase *tc = tcase_create("huge pages");

    tcase_add_unchecked_fixture(tc, reserve_pages, return_pages);
    tcase_add_checked_fixture(tc, setup_huge, teardown_dir);
    tcase_add_checked_fixture(tc, NULL, teardown);
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, huge_pages_are_shared, 0, 4);
    tcase_add_loop_test(tc, without_huge_pages_it_is_refused, 0, 2);
    tcase_add_loop_test(tc, signals_do_not_keep_from_taking_huge_pages, 0, 2);
    tcase_add_loop_test(tc, a_limit_of_huge_pages_is_kept, 0, 2);
    tcase_add_test(tc, rights_to_huge_pages_are_kept);
    tcase_add_test(tc, a_semaphore_keeps_a_segment_on_hugetlbfs);
    suite_add_tcase(suite, tc);
}

int
main(void)
{
    Suite *suite = suite_create("room");
    TCase *tc;
    int    i;

    leave_ipc_namespace();
    for (i = 0; (tc = add_backend_case(suite, i, setup)) != NULL; i++) {
        tcase_add_checked_fixture(tc, NULL, teardown);
        if (strcmp(_PR_MD_ShmBackendName(i), "sysv") != 0) {
            add_file_tests(tc);
        }
        tcase_add_loop_test(tc, without_dev_shm_there_is_no_posix, 0, 2);
        tcase_add_loop_test(tc, in_a_read_only_dev_shm_there_is_no_posix, 0,
                            2);
        tcase_add_loop_test(tc, creating_without_descriptors_leaves_nothing, 0,
                            2);
        tcase_add_loop_test(tc, opening_without_descriptors_changes_nothing, 0,
                            2);
        tcase_add_test(tc, deleting_without_descriptors_changes_nothing);
        tcase_add_test(tc, more_than_4_gib_work);
    }
    add_huge_case(suite);
    return run_suite(suite);
}
