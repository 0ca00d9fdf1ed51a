/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the suites share; support.h has the comments.
 */
#include "config.h"

#include "private/pprmarker.h"
#include "private/pprshm.h"
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* --- Skipping ------------------------------------------------------------ */

/* Check has no skips, so the reason goes where the driver of the whole run
 * counts it: to the file that PRSHM_SKIPS names, a line each. */
void
skip(const char *why)
{
    const char *ci = getenv("CI");
    const char *file = getenv("PRSHM_SKIPS");
    FILE       *out = file != NULL ? fopen(file, "a") : NULL;

    ck_assert_msg(ci == NULL || strcmp(ci, "true") != 0,
                  "in CI nothing may be skipped: %s", why);
    if (out != NULL) {
        fprintf(out, "%s\n", why);
        fclose(out);
    }
}

unsigned
part_of(unsigned count)
{
    const char *sanitizers = getenv("SANITIZERS");

    return sanitizers != NULL && *sanitizers != '\0' ? count / 10 : count;
}

/* --- Directories --------------------------------------------------------- */

/* A test that fails is not torn down, so the directories of all tests are in
 * two that the whole program removes when it is done. */
static char onDisk[256], inMemory[256];
static char dir[512];

/* When this test began, less a second, for the kernel's coarse clocks.  Numbers
 * of processes are used again: what is older was made by another one. */
static time_t began;

static void
make_dir(char *name, size_t size, const char *parent)
{
    int length = snprintf(name, size, "%s/prshm-test-XXXXXX", parent);

    if (length >= (int)size || mkdtemp(name) == NULL ||
        chmod(name, 0755) == -1) {
        fprintf(stderr, "cannot make %s: %s\n", name, strerror(errno));
        exit(EXIT_FAILURE);
    }
    began = time(NULL) - 1;
}

void
setup_dir(void)
{
    make_dir(dir, sizeof dir, onDisk);
}

void
setup_tmpfs_dir(void)
{
    make_dir(dir, sizeof dir, inMemory);
}

const char *const backends[BACKENDS] = { "sysv", "posix", "file" };

void
use_backend(const char *name)
{
    ck_assert_int_eq(setenv("PRSHM_BACKEND", name, 1), 0);
}

const char *
backend_in_use(void)
{
    const char *name = getenv("PRSHM_BACKEND");

    ck_assert_ptr_nonnull(name);
    return name;
}

static void
use_sysv(void)
{
    use_backend("sysv");
}

static void
use_posix(void)
{
    use_backend("posix");
}

static void
use_file(void)
{
    use_backend("file");
}

static const struct {
    const char *name;
    void (*use)(void);
} uses[] = {
    { "sysv", use_sysv },
    { "posix", use_posix },
    { "file", use_file },
};

TCase *
add_case(Suite *suite, const char *name, void (*setup)(void), int seconds)
{
    TCase *tc = tcase_create(name);

    tcase_add_checked_fixture(tc, setup, teardown_dir);
    tcase_set_timeout(tc, seconds);
    suite_add_tcase(suite, tc);
    return tc;
}

TCase *
add_backend_case(Suite *suite, int i, void (*setup)(void))
{
    const char *name = _PR_MD_ShmBackendName(i);
    TCase      *tc;
    int         use = 0;

    if (name == NULL) {
        return NULL;
    }
    while (strcmp(uses[use].name, name) != 0) {
        use++;
    }
    tc = tcase_create(name);
    tcase_add_checked_fixture(tc, uses[use].use, NULL);
    tcase_add_checked_fixture(tc, setup, teardown_dir);
    tcase_set_timeout(tc, 60);
    suite_add_tcase(suite, tc);
    return tc;
}

/* What their names begin with. */
#define OBJECTS    "/dev/shm/"
#define SHM_PREFIX "prshm-"
#define SEM_PREFIX "sem.prshm-"

static const char *
object_with(const char *prefix, const char *name)
{
    static char     buffers[4][64];
    static unsigned next;
    char           *buffer = buffers[next++ % 4];
    struct stat     info;

    buffer[0] = '\0';
    if (lstat(name, &info) == 0) {
        snprintf(buffer, sizeof buffers[0], "%s%s%llx%016llx", OBJECTS, prefix,
                 (unsigned long long)info.st_dev,
                 (unsigned long long)info.st_ino);
    }
    return buffer;
}

const char *
object_of(const char *name)
{
    return object_with(SHM_PREFIX, name);
}

const char *
sem_object_of(const char *name)
{
    return object_with(SEM_PREFIX, name);
}

/* Remove what nftw() found, and what there is of which it may be the marker. */
static int
remove_entry(const char *name, const struct stat *info, int type,
             struct FTW *where)
{
    Segment segment;
    Memory  set;

    (void)info, (void)type, (void)where;
    if (segment_of(name, &segment)) {
        (void)shmctl(segment.shmid, IPC_RMID, NULL);
    }
    if (semaphore_of("sysv", name, &set)) {
        (void)semctl((int)set.number, 0, IPC_RMID);
    }
    (void)unlink(object_of(name));
    (void)unlink(sem_object_of(name));
    return remove(name);
}

static void remove_sets_by(pid_t creator);

static int
remove_dir(const char *name)
{
    return nftw(name, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void
teardown_dir(void)
{
    ck_assert_int_eq(remove_dir(dir), 0);
    remove_segments_by(getpid());
    remove_sets_by(getpid());
}

int
leave_ipc_namespace(void)
{
    return unshare(CLONE_NEWIPC) == 0; /* only root may; others just share */
}

int
run_suite(Suite *suite)
{
    const char *parent = getenv("TMPDIR");
    SRunner    *runner = srunner_create(suite);
    int         failed;

    make_dir(onDisk, sizeof onDisk,
             parent != NULL && *parent != '\0' ? parent : "/tmp");
    make_dir(inMemory, sizeof inMemory, "/dev/shm");
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    (void)remove_dir(onDisk);
    (void)remove_dir(inMemory);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

const char *
test_dir(void)
{
    return dir;
}

const char *
path(const char *name)
{
    static char     buffers[8][sizeof dir + 1100];
    static unsigned next;
    char           *buffer = buffers[next++ % 8];

    snprintf(buffer, sizeof buffers[0], "%s/%s", dir, name);
    return buffer;
}

int
count_entries(const char *name)
{
    DIR *stream = opendir(name);
    int  count = 0;

    ck_assert_ptr_nonnull(stream);
    while (readdir(stream) != NULL) {
        count++;
    }
    closedir(stream);
    return count - 2;
}

int
entries(void)
{
    return count_entries(dir);
}

int
count_descriptors(void)
{
    return count_entries("/proc/self/fd");
}

void
make_file(const char *name, const char *content)
{
    FILE *file = fopen(name, "w");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(content, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

int
is_tmpfs(void)
{
    struct statfs info;

    return statfs(test_dir(), &info) == 0 && info.f_type == 0x01021994;
}

unsigned long
inode_of(const char *name)
{
    struct stat info;

    ck_assert_int_eq(lstat(name, &info), 0);
    return (unsigned long)info.st_ino;
}

/* --- Children ------------------------------------------------------------ */

static void
become(uid_t user)
{
    ck_assert_int_eq(setgroups(0, NULL), 0);
    ck_assert_int_eq(setresgid(user, user, user), 0);
    ck_assert_int_eq(setresuid(user, user, user), 0);
}

pid_t
as_user_with(uid_t user, const char *setting, void (*part)(void))
{
    int   status;
    pid_t child = check_fork();

    if (child == 0) {
        if (user != 0) {
            become(user);
        }
        if (setting != NULL) {
            use_backend(setting);
        }
        part();
        exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
                  "a part in a child failed: status 0x%x", (unsigned)status);
    return child;
}

void
as_user(uid_t user, void (*part)(void))
{
    (void)as_user_with(user, NULL, part);
}

void
in_child(void (*part)(void))
{
    as_user(0, part);
}

pid_t
start_cued(void (*part)(int ready, int cue, int arg), int arg, int *cue)
{
    int   ready[2], cues[2];
    char  byte;
    pid_t child;

    ck_assert_int_eq(pipe(ready), 0);
    ck_assert_int_eq(pipe(cues), 0);
    child = check_fork();
    if (child == 0) {
        part(ready[1], cues[0], arg);
        exit(0);
    }
    close(ready[1]); /* or a child that fails would be waited for */
    close(cues[0]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    *cue = cues[1];
    return child;
}

/* --- Systems that lack something ------------------------------------------ */

static int
filter_calls(struct sock_filter *code, unsigned short length)
{
    struct sock_fprog program = { length, code };

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

int
forbid_call(int call, int error)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };

    return filter_calls(code, sizeof code / sizeof code[0]);
}

int
forbid_unnamed_inodes(void)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 offsetof(struct seccomp_data, args[2]) +
                     (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0)),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };

    return filter_calls(code, sizeof code / sizeof code[0]);
}

/* --- The system's segments ----------------------------------------------- */

/* Call found() for each segment until it returns true.  Without assertions:
 * it also serves when no test runs any more. */
static int
scan_segments(int (*found)(const Segment *, void *), void *arg)
{
    FILE   *file = fopen("/proc/sysvipc/shm", "r");
    char    line[512];
    Segment segment;
    int     stopped = 0;

    if (file == NULL) {
        perror("/proc/sysvipc/shm");
        abort();
    }
    while (!stopped && fgets(line, sizeof line, file) != NULL) {
        int key;

        if (sscanf(line, "%d %d %o %zu %d %*d %d %u %*u %*u %*u %*d %*d %lld",
                   &key, &segment.shmid, &segment.mode, &segment.size,
                   &segment.creator, &segment.attached, &segment.uid,
                   &segment.changed) == 8) {
            segment.key = (unsigned)key;
            stopped = found(&segment, arg);
        }
    }
    fclose(file);
    return stopped;
}

static unsigned
key_with(unsigned letter, const char *name)
{
    struct stat info;

    if (lstat(name, &info) == -1) {
        return 0;
    }
    return letter << 24 | ((unsigned)info.st_dev & 0xff) << 16 |
           ((unsigned)info.st_ino & 0xffff);
}

unsigned
key_of(const char *name)
{
    return key_with('b', name);
}

unsigned
set_key_of(const char *name)
{
    return key_with('a', name);
}

static int
has_key(const Segment *segment, void *arg)
{
    Segment *wanted = arg;

    if (segment->key != wanted->key) {
        return 0;
    }
    *wanted = *segment;
    return 1;
}

int
segment_of(const char *name, Segment *segment)
{
    segment->key = key_of(name);
    return segment->key != 0 && scan_segments(has_key, segment);
}

typedef struct ByCreator {
    pid_t creator;
    int   count, remove;
} ByCreator;

static int
is_by(const Segment *segment, void *arg)
{
    ByCreator *by = arg;

    if (segment->creator == by->creator && segment->key >> 24 == 0x62 &&
        segment->changed >= began) {
        by->count++;
        if (by->remove) {
            (void)shmctl(segment->shmid, IPC_RMID, NULL);
        }
    }
    return 0;
}

int
segments_by(pid_t creator)
{
    ByCreator by = { creator, 0, 0 };

    (void)scan_segments(is_by, &by);
    return by.count;
}

void
remove_segments_by(pid_t creator)
{
    ByCreator by = { creator, 0, 1 };

    (void)scan_segments(is_by, &by);
}

/* --- The system's semaphore sets ------------------------------------------ */

/* One line of /proc/sysvipc/sem. */
typedef struct Set {
    unsigned  key;
    int       semid;
    unsigned  mode;
    unsigned  count; /* of semaphores in it */
    long long changed;
} Set;

/* As scan_segments(). */
static int
scan_sets(int (*found)(const Set *, void *), void *arg)
{
    FILE *file = fopen("/proc/sysvipc/sem", "r");
    char  line[512];
    Set   set;
    int   stopped = 0;

    if (file == NULL) {
        perror("/proc/sysvipc/sem");
        abort();
    }
    while (!stopped && fgets(line, sizeof line, file) != NULL) {
        int key;

        if (sscanf(line, "%d %d %o %u %*u %*u %*u %*u %*d %lld", &key,
                   &set.semid, &set.mode, &set.count, &set.changed) == 5) {
            set.key = (unsigned)key;
            stopped = found(&set, arg);
        }
    }
    fclose(file);
    return stopped;
}

static int
set_has_key(const Set *set, void *arg)
{
    Set *wanted = arg;

    if (set->key != wanted->key) {
        return 0;
    }
    *wanted = *set;
    return 1;
}

/* The system does not tell who made a set, but who changed its value last. */
static int
is_set_by(const Set *set, void *arg)
{
    ByCreator *by = arg;

    if (set->key >> 24 == 'a' && set->changed >= began &&
        semctl(set->semid, 0, GETPID) == by->creator) {
        by->count++;
        if (by->remove) {
            (void)semctl(set->semid, 0, IPC_RMID);
        }
    }
    return 0;
}

static int
is_nspr_set(const Set *set, void *arg)
{
    *(int *)arg += set->key >> 24 == 'a';
    return 0;
}

int
count_sets(void)
{
    int count = 0;

    (void)scan_sets(is_nspr_set, &count);
    return count;
}

static void
remove_sets_by(pid_t creator)
{
    ByCreator by = { creator, 0, 1 };

    (void)scan_sets(is_set_by, &by);
}

/* --- The memory of names -------------------------------------------------- */

/* What uxmapped.c writes at the end of a segment's file. */
typedef struct Trailer {
    char               magic[8];
    uint32_t           version, removed;
    unsigned long long size;
    long long          creator, created;
    unsigned long long device, inode;
    long long          born;
} Trailer;

/* Whether a trailer belongs to a file of this length. */
static int
fits(const Trailer *trailer, off_t length)
{
    unsigned long long page = (unsigned long long)sysconf(_SC_PAGESIZE);

    return memcmp(trailer->magic, "PRSHM\r\n", sizeof trailer->magic) == 0 &&
           trailer->version == 1 && trailer->size > 0 &&
           (trailer->size + page - 1) / page * page + page ==
               (unsigned long long)length;
}

/* Read a file that is a whole segment; false if it is anything else. */
static int
read_segment(const char *file, struct stat *info, Trailer *trailer)
{
    ssize_t got = -1;
    int     fd = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd == -1) {
        return 0;
    }
    if (fstat(fd, info) == 0 && S_ISREG(info->st_mode) &&
        info->st_size > (off_t)sizeof *trailer) {
        got = pread(fd, trailer, sizeof *trailer,
                    info->st_size - (off_t)sizeof *trailer);
    }
    close(fd);
    return got == (ssize_t)sizeof *trailer && fits(trailer, info->st_size);
}

/* Whether it was made for the marker at a path, not for one that had its inode
 * before. */
static int
is_for(const Trailer *trailer, const char *name)
{
    _MDMarker marker = { .name = name, .fd = -1 };
    PRInt64   born;

    if (lstat(name, &marker.info) == -1) {
        return 0;
    }
    born = _MD_BirthTime(&marker);
    return trailer->device == (unsigned long long)marker.info.st_dev &&
           trailer->inode == (unsigned long long)marker.info.st_ino &&
           (born == 0 || trailer->born == born);
}

static int
sysv_memory_of(const char *name, Memory *memory)
{
    Segment segment;

    if (!segment_of(name, &segment)) {
        return 0;
    }
    memory->isSet = 0;
    memory->number = (unsigned long long)segment.shmid;
    memory->made = 0;
    memory->size = segment.size;
    memory->mode = segment.mode & 0777;
    memory->creator = segment.creator;
    memory->file[0] = '\0';
    return 1;
}

static int
set_of(const char *name, Memory *memory)
{
    Set set = { .key = set_key_of(name) };

    if (set.key == 0 || !scan_sets(set_has_key, &set)) {
        return 0;
    }
    memory->isSet = 1;
    memory->number = (unsigned long long)set.semid;
    memory->made = 0;
    memory->size = set.count;
    memory->mode = set.mode & 0777;
    memory->creator = (pid_t)semctl(set.semid, 0, GETPID);
    memory->file[0] = '\0';
    return 1;
}

static int
file_memory_of(const char *name, const char *file, Memory *memory)
{
    struct stat info;
    Trailer     trailer;

    if (!read_segment(file, &info, &trailer) || trailer.removed != 0 ||
        !is_for(&trailer, name)) {
        return 0;
    }
    memory->isSet = 0;
    memory->number = (unsigned long long)info.st_ino;
    memory->made = trailer.created;
    memory->size = (size_t)trailer.size;
    memory->mode = info.st_mode & 0777;
    memory->creator = (pid_t)trailer.creator;
    snprintf(memory->file, sizeof memory->file, "%s", file);
    return 1;
}

int
memory_of(const char *mechanism, const char *name, Memory *memory)
{
    memory->mechanism = mechanism;
    if (strcmp(mechanism, "sysv") == 0) {
        return sysv_memory_of(name, memory);
    }
    return file_memory_of(
        name, strcmp(mechanism, "posix") == 0 ? object_of(name) : name,
        memory);
}

int
semaphore_of(const char *mechanism, const char *name, Memory *semaphore)
{
    if (strcmp(mechanism, "sysv") == 0) {
        semaphore->mechanism = mechanism;
        return set_of(name, semaphore);
    }
    semaphore->mechanism = "posix";
    return file_memory_of(name, sem_object_of(name), semaphore);
}

int
has_half_object(const char *name)
{
    const PRInt64 second = 1000000000;
    _MDMarker     marker = { .name = name, .fd = -1 };
    struct stat   info;
    Memory        memory;

    return lstat(name, &marker.info) == 0 &&
           lstat(object_of(name), &info) == 0 && S_ISREG(info.st_mode) &&
           info.st_uid == geteuid() &&
           info.st_ctim.tv_sec * second + info.st_ctim.tv_nsec >=
               _MD_BirthTime(&marker) &&
           !memory_of("posix", name, &memory);
}

int
same_memory(const Memory *a, const Memory *b)
{
    return strcmp(a->mechanism, b->mechanism) == 0 && a->isSet == b->isSet &&
           a->number == b->number && a->made == b->made;
}

int
memory_remains(const Memory *memory)
{
    struct shmid_ds segment;
    struct stat     info;
    Trailer         trailer;

    if (memory->isSet) {
        return semctl((int)memory->number, 0, GETPID) != -1;
    }
    if (memory->file[0] == '\0') {
        return shmctl((int)memory->number, IPC_STAT, &segment) == 0 &&
               (segment.shm_perm.mode & SHM_DEST) == 0;
    }
    return read_segment(memory->file, &info, &trailer) &&
           trailer.removed == 0 &&
           (unsigned long long)info.st_ino == memory->number &&
           trailer.created == memory->made;
}

/* Those whose names begin so. */
static int
count_objects_by(pid_t creator, const char *kind)
{
    char           prefix[32], file[512];
    struct stat    info;
    Trailer        trailer;
    struct dirent *entry;
    size_t         length;
    int            count = 0;
    DIR           *stream = opendir(OBJECTS);

    ck_assert_ptr_nonnull(stream);
    ck_assert_int_eq(stat(dir, &info), 0);
    length = (size_t)snprintf(prefix, sizeof prefix, "%s%llx", kind,
                              (unsigned long long)info.st_dev);
    while ((entry = readdir(stream)) != NULL) {
        if (strncmp(entry->d_name, prefix, length) != 0) {
            continue;
        }
        snprintf(file, sizeof file, "%s%s", OBJECTS, entry->d_name);
        if (read_segment(file, &info, &trailer) &&
            trailer.creator == creator && trailer.created / 1000000 >= began) {
            count++;
        }
    }
    closedir(stream);
    return count;
}

int
objects_by(pid_t creator)
{
    return count_objects_by(creator, SHM_PREFIX);
}

int
semaphores_by(pid_t creator)
{
    ByCreator by = { creator, 0, 0 };

    (void)scan_sets(is_set_by, &by);
    return by.count + count_objects_by(creator, SEM_PREFIX);
}

int
sweep_temporaries(const char *directory, pid_t maker)
{
    char           prefix[64] = ".prshm-";
    struct dirent *entry;
    struct stat    info;
    int            count = 0;
    DIR           *stream = opendir(directory);

    ck_assert_ptr_nonnull(stream);
    if (maker != 0) {
        snprintf(prefix, sizeof prefix, ".prshm-%lx-", (long)maker);
    }
    while ((entry = readdir(stream)) != NULL) {
        if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0 &&
            fstatat(dirfd(stream), entry->d_name, &info,
                    AT_SYMLINK_NOFOLLOW) == 0 &&
            info.st_ctime >= began) {
            ck_assert_int_eq(unlinkat(dirfd(stream), entry->d_name, 0), 0);
            count++;
        }
    }
    closedir(stream);
    return count;
}

/* --- Peers --------------------------------------------------------------- */

int
have_stock(void)
{
#ifdef HAVE_NSPR
    return 1;
#else
    return 0;
#endif
}

/* A variable of the environment, or what is meant without it. */
static const char *
variable(const char *name, const char *missing)
{
    const char *value = getenv(name);

    return value != NULL ? value : missing;
}

static const char *
overlay_path(void)
{
    static char path[1024];

    snprintf(path, sizeof path, "%s/.libs/overlay.so",
             variable("top_builddir", "."));
    return path;
}

int
have_peer(PeerKind kind)
{
    int loads = *variable("SANITIZERS", "") == '\0' ||
                *variable("SANITIZER_PRELOAD", "") != '\0';

    return kind == OURS ||
           (have_stock() &&
            (kind == STOCK || (loads && access(overlay_path(), F_OK) == 0)));
}

/* A sanitizer's own library has to come first, and what it would find in stock
 * NSPR is not ours to mend. */
static void
preload_overlay(void)
{
    char list[2048], options[1024];

    snprintf(list, sizeof list, "%s %s", variable("SANITIZER_PRELOAD", ""),
             overlay_path());
    snprintf(options, sizeof options, "%s:detect_leaks=0",
             variable("ASAN_OPTIONS", ""));
    setenv("LD_PRELOAD", list, 1);
    setenv("ASAN_OPTIONS", options, 1);
}

static void
run_peer(PeerKind kind, const int to[2], const int from[2])
{
    char program[1024];

    snprintf(program, sizeof program, "%s/pr/tests/peer_%s",
             variable("top_builddir", "."), kind == OURS ? "ours" : "stock");
    if (kind == OVERLAID) {
        preload_overlay();
    }
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    close(to[1]);
    close(from[0]);
    execl(program, program, (char *)NULL);
    _exit(127);
}

void
start_peer(Peer *peer, PeerKind kind)
{
    int to[2], from[2];

    ck_assert_int_eq(pipe2(to, O_CLOEXEC), 0);
    ck_assert_int_eq(pipe2(from, O_CLOEXEC), 0);
    peer->kind = kind;
    peer->pid = fork();
    ck_assert_int_ne(peer->pid, -1);
    if (peer->pid == 0) {
        run_peer(kind, to, from);
    }
    close(to[0]);
    close(from[1]);
    peer->to = to[1];
    peer->from = from[0];
    expect(peer, "ready", "hello");
}

int
start_peers(const PeerKind kinds[2], Peer *one, Peer *other)
{
    if (!have_peer(kinds[0]) || !have_peer(kinds[1])) {
        return 0;
    }
    start_peer(one, kinds[0]);
    start_peer(other, kinds[1]);
    return 1;
}

static void
tell_list(Peer *peer, const char *command, va_list ap)
{
    char line[4096];
    int  length = vsnprintf(line, sizeof line - 1, command, ap);

    ck_assert_int_lt(length, (int)sizeof line - 1);
    line[length++] = '\n';
    ck_assert_int_eq(write(peer->to, line, (size_t)length), length);
}

void
tell(Peer *peer, const char *command, ...)
{
    va_list ap;

    va_start(ap, command);
    tell_list(peer, command, ap);
    va_end(ap);
}

const char *
hear(Peer *peer)
{
    size_t length = 0;

    /* A byte at a time: replies are short, and none may be read too far. */
    while (read(peer->from, &peer->reply[length], 1) == 1 &&
           peer->reply[length] != '\n' && length < sizeof peer->reply - 1) {
        length++;
    }
    peer->reply[length] = '\0';
    return peer->reply;
}

const char *
ask(Peer *peer, const char *command, ...)
{
    va_list ap;

    va_start(ap, command);
    tell_list(peer, command, ap);
    va_end(ap);
    return hear(peer);
}

static int
is_asleep(pid_t pid, pid_t tid)
{
    char  file[64], line[512] = "";
    char *end;
    FILE *stat;

    snprintf(file, sizeof file, "/proc/%ld/task/%ld/stat", (long)pid,
             (long)tid);
    stat = fopen(file, "r");
    ck_assert_ptr_nonnull(stat);
    (void)fgets(line, sizeof line, stat);
    fclose(stat);
    end = strrchr(line, ')');
    ck_assert_msg(end == NULL || end[2] != 'Z', "who should sleep is dead");
    return end != NULL && end[2] == 'S';
}

void
await_asleep(pid_t pid, pid_t tid)
{
    while (!is_asleep(pid, tid)) {
        (void)sched_yield();
    }
}

/* Before it has read the command it sleeps, too, but the pipe is full. */
void
await_sleep(const Peer *peer)
{
    int unread = 1;

    do {
        (void)sched_yield();
        ck_assert_int_eq(ioctl(peer->to, FIONREAD, &unread), 0);
    } while (unread > 0 || !is_asleep(peer->pid, peer->pid));
}

static int
end_peer(Peer *peer)
{
    int status = -1;

    close(peer->to);
    close(peer->from);
    while (waitpid(peer->pid, &status, 0) == -1 && errno == EINTR) {
    }
    return status;
}

void
stop_peer(Peer *peer)
{
    ck_assert_int_eq(end_peer(peer), 0);
}

void
kill_peer(Peer *peer)
{
    kill(peer->pid, SIGKILL);
    (void)end_peer(peer);
}
