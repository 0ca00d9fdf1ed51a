/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What named shared memory does, told line by line: "scenario: what came out".
 *
 * The same source is linked with libprshm and with stock NSPR, and
 * test_differential.sh compares what the two say.  Every scenario runs in a
 * child of its own, in an empty directory, so that it can crash and leave
 * things behind.  After each step that matters it tells what there is: the
 * file at the name and the segment with the key of that file.
 */
#define _GNU_SOURCE /* unshare(), setresuid() */

#include <prerror.h>
#include <prshm.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define C  PR_SHM_CREATE
#define X  PR_SHM_EXCL
#define CX (PR_SHM_CREATE | PR_SHM_EXCL)

/* --- Telling ------------------------------------------------------------- */

static int told; /* something, on this line */

static void
tell(const char *fmt, ...)
{
    va_list ap;

    if (told++ > 0) {
        fputs("; ", stdout);
    }
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    fflush(stdout);
}

static void
tell_error(const char *what)
{
    const char *name = PR_ErrorToName(PR_GetError());

    tell("%s %s/%d", what, name != NULL ? name : "?", (int)PR_GetOSError());
}

static void
tell_status(const char *what, PRStatus status)
{
    if (status == PR_SUCCESS) {
        tell("%s ok", what);
    } else {
        tell_error(what);
    }
}

static PRSharedMemory *
open_and_tell(const char *what, const char *name, PRSize size, int flags,
              int mode)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(name, size, flags, mode);

    if (shm != NULL) {
        tell("%s handle", what);
    } else {
        tell_error(what);
    }
    return shm;
}

static char *
attach_and_tell(const char *what, PRSharedMemory *shm, int flags)
{
    char *addr = PR_AttachSharedMemory(shm, flags);

    if (addr != NULL) {
        tell("%s attached", what);
    } else {
        tell_error(what);
    }
    return addr;
}

static int
shmid_of(const char *name)
{
    struct stat info;

    if (stat(name, &info) == -1) {
        return -1;
    }
    return shmget((key_t)(0x62u << 24 | ((unsigned)info.st_dev & 0xff) << 16 |
                          ((unsigned)info.st_ino & 0xffff)),
                  0, 0);
}

/* What there is at a name and under its key. */
static void
tell_state(const char *name)
{
    struct stat     info;
    struct shmid_ds segment;
    int             shmid = shmid_of(name);

    if (lstat(name, &info) == -1) {
        tell("no file");
    } else {
        tell("%s %04o size %ld",
             S_ISREG(info.st_mode)   ? "file"
             : S_ISLNK(info.st_mode) ? "link"
             : S_ISDIR(info.st_mode) ? "directory"
                                     : "other",
             (unsigned)(info.st_mode & 07777),
             S_ISREG(info.st_mode) ? (long)info.st_size : 0L);
    }
    if (shmid != -1 && shmctl(shmid, IPC_STAT, &segment) == 0) {
        tell("segment %03o size %lu attached %lu",
             (unsigned)(segment.shm_perm.mode & 0777),
             (unsigned long)segment.shm_segsz,
             (unsigned long)segment.shm_nattch);
    } else {
        tell(shmid == -1 ? "no segment" : "a segment");
    }
}

/* --- Preparing ----------------------------------------------------------- */

static void
make_file(const char *name, const char *content)
{
    FILE *file = fopen(name, "w");

    if (file == NULL || fputs(content, file) == EOF || fclose(file) != 0) {
        tell("cannot write %s", name);
        _exit(1);
    }
}

/* A segment of 100 bytes that is there, first byte 'x'. */
static void
make_segment(const char *name)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(name, 100, CX, 0666);
    char           *addr = shm != NULL ? PR_AttachSharedMemory(shm, 0) : NULL;

    if (addr == NULL) {
        tell_error("cannot prepare");
        _exit(1);
    }
    *addr = 'x';
    (void)PR_DetachSharedMemory(shm, addr);
    (void)PR_CloseSharedMemory(shm);
}

static const char *
long_name(int length)
{
    static char name[2048];

    memset(name, 'a', sizeof name);
    memcpy(name, "./", 2);
    for (int i = 100; i < length - 1; i += 100) {
        name[i] = '/';
        name[i + 1] = '.';
        name[i + 2] = '/';
    }
    name[length] = '\0';
    return name;
}

/* Make the directories of long_name(). */
static void
make_parents(const char *name)
{
    char copy[2048];

    strcpy(copy, name);
    for (char *slash = strchr(copy + 2, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(copy, 0755);
        *slash = '/';
    }
}

/* --- Flags --------------------------------------------------------------- */

static const struct {
    const char *name;
    int         flags;
} flag_cases[] = {
    { "C", C }, { "CX", CX },     { "0", 0 },
    { "X", X }, { "0x81", 0x81 }, { "-1", -1 },
};

/* state: 0 nothing there, 1 a file, 2 a file and a segment. */
static void
open_with(int flags, int state)
{
    PRSharedMemory *shm;
    char           *addr;

    if (state == 1) {
        make_file("n", "");
    } else if (state == 2) {
        make_segment("n");
    }
    shm = open_and_tell("open", "n", 100, flags, 0666);
    if (shm != NULL) {
        addr = attach_and_tell("attach", shm, 0);
        tell("byte %d", addr != NULL ? *addr : -1);
        (void)PR_DetachSharedMemory(shm, addr);
    }
    tell_state("n");
}

/* --- Sizes --------------------------------------------------------------- */

static const struct {
    const char *name;
    PRSize      size;
} size_cases[] = {
    { "0", 0 },       { "10", 10 },          { "101", 101 },
    { "8192", 8192 }, { "max", (PRSize)-1 }, { "2^62", (PRSize)1 << 62 },
};

static void
open_size(PRSize size, int flags, int there)
{
    if (there) {
        make_segment("n");
    }
    (void)open_and_tell("open", "n", size, flags, 0600);
    tell_state("n");
}

/* A limit of this system lowered for the scenario alone: root only. */
static int
set_limit(const char *name, const char *value)
{
    FILE *file;

    if (unshare(CLONE_NEWIPC) == -1) {
        return 0;
    }
    file = fopen(name, "w");
    return file != NULL && fputs(value, file) != EOF && fclose(file) == 0;
}

static void
beyond_limit(const char *name, const char *value, int flags)
{
    if (!set_limit(name, value)) {
        tell("cannot lower %s", name);
        return;
    }
    (void)open_and_tell("first", "m", 4096, C, 0600);
    (void)open_and_tell("open", "n", 8192, flags, 0600);
    tell_state("n");
}

/* --- Names --------------------------------------------------------------- */

static void
use_name(const char *name)
{
    (void)open_and_tell("find", name, 100, 0, 0600);
    (void)open_and_tell("create", name, 100, C, 0600);
    (void)open_and_tell("exclusive", name, 100, CX, 0600);
    tell_status("delete", PR_DeleteSharedMemory(name));
}

static void
name_empty(void)
{
    use_name("");
}

static void
name_1022(void)
{
    make_parents(long_name(1022));
    use_name(long_name(1022));
}

static void
name_1023(void)
{
    make_parents(long_name(1023));
    use_name(long_name(1023));
}

static void
name_1024(void)
{
    make_parents(long_name(1024));
    errno = 0;
    use_name(long_name(1024));
}

static void
name_1024_errno(void)
{
    make_parents(long_name(1024));
    errno = EACCES;
    (void)open_and_tell("create", long_name(1024), 100, C, 0600);
}

static void
name_component(void)
{
    char name[300];

    memset(name, 'a', sizeof name);
    name[256] = '\0';
    use_name(name);
}

static void
name_directory(void)
{
    (void)mkdir("d", 0755);
    use_name("d");
    tell_state("d");
}

static void
name_dot(void)
{
    use_name(".");
}

static void
name_slash(void)
{
    use_name("new/");
}

static void
name_no_parent(void)
{
    use_name("none/n");
}

static void
name_file_parent(void)
{
    make_file("f", "");
    use_name("f/n");
}

static void
name_loop(void)
{
    (void)!symlink("l", "l");
    use_name("l/n");
    use_name("l");
}

static void
name_dangling(void)
{
    (void)!symlink("t", "n");
    use_name("n");
    tell_state("n");
    tell_state("t");
}

static void
name_symlink(void)
{
    make_segment("t");
    (void)!symlink("t", "n");
    (void)open_and_tell("find", "n", 100, 0, 0600);
    (void)open_and_tell("create", "n", 100, C, 0600);
    tell_status("delete", PR_DeleteSharedMemory("n"));
    tell_state("n");
    tell_state("t");
}

static void
name_hard_link(void)
{
    make_segment("t");
    (void)!link("t", "n");
    (void)open_and_tell("find", "n", 100, 0, 0600);
    (void)open_and_tell("exclusive", "n", 100, CX, 0600);
    tell_status("delete", PR_DeleteSharedMemory("n"));
    tell_state("n");
    tell_state("t");
}

static void
name_fifo(void)
{
    (void)mkfifo("n", 0600);
    (void)open_and_tell("find", "n", 100, 0, 0600);
    (void)open_and_tell("create", "n", 100, C, 0600);
    tell_status("delete", PR_DeleteSharedMemory("n"));
    tell_state("n");
}

static void
name_socket(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "n" };
    int                fd = socket(AF_UNIX, SOCK_STREAM, 0);

    (void)!bind(fd, (struct sockaddr *)&address, sizeof address);
    use_name("n");
    tell_state("n");
}

static void
name_device(void)
{
    if (mknod("n", S_IFCHR | 0600, 1 << 8 | 3) == -1) {
        tell("cannot make a device");
        return;
    }
    (void)open_and_tell("create", "n", 100, C, 0600);
    tell_status("delete", PR_DeleteSharedMemory("n"));
    tell_state("n");
}

static void
name_data(void)
{
    make_file("n", "data");
    (void)open_and_tell("create", "n", 100, C, 0600);
    tell_state("n");
    tell_status("delete", PR_DeleteSharedMemory("n"));
    tell_state("n");
}

static void
name_relative(void)
{
    (void)mkdir("sub", 0755);
    make_segment("sub/n");
    (void)!chdir("sub");
    (void)open_and_tell("n", "n", 100, 0, 0600);
    (void)open_and_tell("./n", "./n", 100, 0, 0600);
    tell_status("delete", PR_DeleteSharedMemory("../sub/n"));
    tell_state("n");
}

static void
name_null_open(void)
{
    (void)open_and_tell("open", NULL, 100, C, 0600);
}

static void
name_null_delete(void)
{
    tell_status("delete", PR_DeleteSharedMemory(NULL));
}

/* --- Modes --------------------------------------------------------------- */

static void
create_with_mode(int mode)
{
    PRSharedMemory *shm = open_and_tell("create", "n", 100, CX, mode);

    tell_state("n");
    if (shm != NULL) {
        (void)attach_and_tell("attach", shm, 0);
        (void)attach_and_tell("attach read-only", shm, PR_SHM_READONLY);
    }
}

static void
mode_creates(void)
{
    make_file("n", "");
    (void)open_and_tell("open", "n", 100, 0, 01600);
    tell_state("n");
}

static void
mode_excludes(void)
{
    make_segment("n");
    (void)open_and_tell("open", "n", 100, 0, 03600);
}

static void
mode_read_only(void)
{
    PRSharedMemory *shm = open_and_tell("create", "n", 100, CX, 010600);
    char           *addr = PR_AttachSharedMemory(shm, 0);

    *addr = 1;
    tell("stored");
}

static void
mode_umask(void)
{
    (void)umask(077);
    (void)open_and_tell("create", "n", 100, CX, 0666);
    tell_state("n");
}

/* --- Handles ------------------------------------------------------------- */

static void
attach_twice(void)
{
    PRSharedMemory *shm = PR_OpenSharedMemory("n", 100, CX, 0600);
    char           *first = attach_and_tell("first", shm, 0);
    char           *second = attach_and_tell("second", shm, 2);

    *first = 'y';
    tell("%s, sees '%c'", first == second ? "same" : "apart", *second);
    tell_state("n");
    tell_status("detach", PR_DetachSharedMemory(shm, first));
    tell_status("detach", PR_DetachSharedMemory(shm, second));
    tell_status("again", PR_DetachSharedMemory(shm, second));
    tell_state("n");
}

static void
attach_flags_all(void)
{
    PRSharedMemory *shm = PR_OpenSharedMemory("n", 100, CX, 0600);
    char           *addr = attach_and_tell("attach", shm, -1);

    tell("byte %d", addr[99]);
    *addr = 1;
    tell("stored");
}

static void
attach_whole(void)
{
    PRSharedMemory *shm = PR_OpenSharedMemory("n", 100, CX, 0600);
    char           *addr = PR_AttachSharedMemory(shm, 0);
    int             sum = 0;

    for (int i = 0; i < 4096; i++) {
        sum += addr[i];
    }
    addr[4095] = 1;
    tell("sum %d, aligned %d", sum, (unsigned long)addr % 4096 == 0);
}

static void
attach_deleted(void)
{
    PRSharedMemory *shm = PR_OpenSharedMemory("n", 100, CX, 0600);

    tell_status("delete", PR_DeleteSharedMemory("n"));
    (void)attach_and_tell("attach", shm, 0);
    tell_status("close", PR_CloseSharedMemory(shm));
}

static void
attach_deleted_while_attached(void)
{
    PRSharedMemory *shm = PR_OpenSharedMemory("n", 100, CX, 0600);
    char           *addr = PR_AttachSharedMemory(shm, 0);
    char           *again;
    PRSharedMemory *fresh;

    *addr = 'y';
    tell_status("delete", PR_DeleteSharedMemory("n"));
    again = attach_and_tell("attach", shm, 0);
    tell("sees '%c'", *again);
    (void)open_and_tell("find", "n", 100, 0, 0600);
    fresh = open_and_tell("exclusive", "n", 100, CX, 0600);
    addr = PR_AttachSharedMemory(fresh, 0);
    tell("fresh byte %d", *addr);
}

static void
attach_null(void)
{
    (void)attach_and_tell("attach", NULL, 0);
}

static void
detach_wrong(void)
{
    PRSharedMemory *shm = PR_OpenSharedMemory("n", 8192, CX, 0600);
    char           *addr = PR_AttachSharedMemory(shm, 0);
    char           *heap = malloc(10000);

    tell_status("NULL", PR_DetachSharedMemory(shm, NULL));
    tell_status("+1", PR_DetachSharedMemory(shm, addr + 1));
    tell_status("+4096", PR_DetachSharedMemory(shm, addr + 4096));
    tell_status("heap", PR_DetachSharedMemory(shm, heap));
    addr[8191] = 1;
    tell_state("n");
}

static void
detach_other_handle(void)
{
    PRSharedMemory *one = PR_OpenSharedMemory("one", 100, CX, 0600);
    PRSharedMemory *two = PR_OpenSharedMemory("two", 100, CX, 0600);
    char           *addr = PR_AttachSharedMemory(one, 0);

    tell_status("close", PR_CloseSharedMemory(one));
    tell_status("detach", PR_DetachSharedMemory(two, addr));
    tell_state("one");
}

static void
detach_null(void)
{
    tell_status("detach", PR_DetachSharedMemory(NULL, NULL));
    tell_status("detach", PR_DetachSharedMemory(NULL, &told));
}

static void
close_attached(void)
{
    PRSharedMemory *shm = PR_OpenSharedMemory("n", 100, CX, 0600);
    char           *addr = PR_AttachSharedMemory(shm, 0);

    tell_status("close", PR_CloseSharedMemory(shm));
    *addr = 'y';
    tell("sees '%c'", *addr);
    tell_state("n");
}

static void
close_null(void)
{
    tell_status("close", PR_CloseSharedMemory(NULL));
}

/* --- Deleting ------------------------------------------------------------ */

static void
delete_missing(void)
{
    tell_status("delete", PR_DeleteSharedMemory("n"));
    tell_state("n");
}

static void
delete_twice(void)
{
    make_segment("n");
    tell_status("delete", PR_DeleteSharedMemory("n"));
    tell_state("n");
    tell_status("again", PR_DeleteSharedMemory("n"));
    tell_state("n");
}

static void
delete_marker_alone(void)
{
    make_file("n", "");
    tell_status("delete", PR_DeleteSharedMemory("n"));
    tell_state("n");
}

static void
delete_then_create(void)
{
    PRSharedMemory *shm;
    char           *addr;

    make_segment("n");
    tell_status("delete", PR_DeleteSharedMemory("n"));
    shm = open_and_tell("create", "n", 200, C, 0600);
    addr = PR_AttachSharedMemory(shm, 0);
    tell("byte %d", *addr);
    tell_state("n");
}

static void
error_stays(void)
{
    (void)open_and_tell("find", "n", 100, 0, 0600);
    (void)open_and_tell("create", "n", 100, C, 0600);
    tell_error("error now");
}

static void
colliding_keys(void)
{
    struct stat info;
    int         shmid;

    /* The segment that a file with the same low bits would have had. */
    make_file("n", "");
    (void)stat("n", &info);
    shmid = shmget((key_t)(0x62u << 24 | ((unsigned)info.st_dev & 0xff) << 16 |
                           ((unsigned)info.st_ino & 0xffff)),
                   100, IPC_CREAT | IPC_EXCL | 0600);
    (void)open_and_tell("create", "n", 100, C, 0600);
    tell_state("n");
    (void)shmctl(shmid, IPC_RMID, NULL);
}

/* --- Two users, from root ------------------------------------------------ */

#define USER_U 64201
#define USER_V 64202

static void
become(uid_t user)
{
    if (setgroups(0, NULL) == -1 || setresgid(user, user, user) == -1 ||
        setresuid(user, user, user) == -1) {
        tell("cannot become a user");
        _exit(1);
    }
}

/* Run one part as another user, in order, telling on the same line. */
static void
as_user(uid_t user, void (*part)(void))
{
    int   status;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        become(user);
        part();
        fflush(stdout);
        _exit(0);
    }
    (void)waitpid(child, &status, 0);
    told = 1;
}

static int part_mode, part_umask, part_open_mode, part_flags;

static void
u_creates(void)
{
    (void)umask((mode_t)part_umask);
    (void)open_and_tell("U create", "n", 100, CX, part_mode);
}

static void
v_opens(void)
{
    PRSharedMemory *shm =
        open_and_tell("V open", "n", 100, part_flags, part_open_mode);

    if (shm != NULL) {
        (void)attach_and_tell("V attach", shm, 0);
        (void)attach_and_tell("V attach read-only", shm, PR_SHM_READONLY);
    }
}

static void
v_deletes(void)
{
    tell_status("V delete", PR_DeleteSharedMemory("n"));
}

static void
u_deletes(void)
{
    tell_status("U delete", PR_DeleteSharedMemory("n"));
}

static void
u_reopens(void)
{
    (void)open_and_tell("U create again", "n", 100, C, part_mode);
}

static void
two_users(int mode, int mask, int flags, int open_mode)
{
    (void)chmod(".", 0777);
    part_mode = mode;
    part_umask = mask;
    part_flags = flags;
    part_open_mode = open_mode;
    as_user(USER_U, u_creates);
    as_user(USER_V, v_opens);
    tell_state("n");
}

static const struct {
    const char *name;
    int         mode, mask, flags, open_mode;
} user_cases[] = {
    { "0600.open-0600", 0600, 022, 0, 0600 },
    { "0600.open-0400", 0600, 022, 0, 0400 },
    { "0600.open-0", 0600, 022, 0, 0 },
    { "0600.C", 0600, 022, C, 0600 },
    { "0600.CX", 0600, 022, CX, 0600 },
    { "0644.open-0666", 0644, 022, 0, 0666 },
    { "0644.open-0644", 0644, 022, 0, 0644 },
    { "0644.open-0444", 0644, 022, 0, 0444 },
    { "0644.open-0004", 0644, 022, 0, 0004 },
    { "0666.open-0666", 0666, 022, 0, 0666 },
    { "0666.C", 0666, 022, C, 0666 },
    { "0666.umask-0.C", 0666, 0, C, 0666 },
};

static void
users_delete(int mode, int mask)
{
    (void)chmod(".", 0777);
    part_mode = mode;
    part_umask = mask;
    as_user(USER_U, u_creates);
    as_user(USER_V, v_deletes);
    tell_state("n");
}

static void
users_delete_0600(void)
{
    users_delete(0600, 022);
}

static void
users_delete_0666(void)
{
    users_delete(0666, 022);
}

static void
users_delete_0666_umask_0(void)
{
    users_delete(0666, 0);
}

/* The file is U's, the segment V's, the directory sticky. */
static void
users_sticky(void)
{
    (void)chmod(".", 01777);
    make_file("n", "");
    (void)!chown("n", USER_U, USER_U);
    (void)chmod("n", 0666);
    part_flags = C;
    part_open_mode = 0666;
    as_user(USER_V, v_opens);
    as_user(USER_V, v_deletes);
    tell_state("n");
}

/* V may write the file and owns the segment, but not the directory. */
static void
users_directory(void)
{
    make_file("n", "");
    (void)chmod("n", 0666);
    part_flags = C;
    part_open_mode = 0666;
    as_user(USER_V, v_opens);
    as_user(USER_V, v_deletes);
    tell_state("n");
}

static void
users_no_parent_write(void)
{
    part_flags = C;
    part_open_mode = 0600;
    as_user(USER_V, v_opens);
    part_flags = 0;
    as_user(USER_V, v_opens);
    as_user(USER_V, v_deletes);
    tell_state("n");
}

static void
users_no_parent_search(void)
{
    make_segment("n");
    (void)chmod(".", 0700);
    part_flags = C;
    part_open_mode = 0600;
    as_user(USER_V, v_opens);
    part_flags = 0;
    as_user(USER_V, v_opens);
    as_user(USER_V, v_deletes);
    tell_state("n");
}

static void
own_mode(int mode)
{
    (void)chmod(".", 0777);
    part_mode = mode;
    part_umask = 022;
    part_flags = 0;
    part_open_mode = 0;
    as_user(USER_U, u_creates);
    as_user(USER_U, v_opens);
    as_user(USER_U, u_reopens);
    as_user(USER_U, u_deletes);
    tell_state("n");
}

/* Making a segment under a marker that one may not write. */
static void
users_marker_read_only(void)
{
    make_file("n", "");
    (void)chmod("n", 0644);
    part_flags = C;
    part_open_mode = 0600;
    as_user(USER_V, v_opens);
    tell_state("n");
}

/* --- Running them -------------------------------------------------------- */

/* The POSIX object of which this may be the marker. */
static void
remove_object(const struct stat *info)
{
    char path[64];

    (void)snprintf(path, sizeof path, "/dev/shm/prshm-%llx%016llx",
                   (unsigned long long)info->st_dev,
                   (unsigned long long)info->st_ino);
    (void)unlink(path);
}

static int
remove_entry(const char *name, const struct stat *info, int type,
             struct FTW *where)
{
    int shmid = shmid_of(name);

    (void)type, (void)where;
    remove_object(info);
    if (shmid != -1) {
        (void)shmctl(shmid, IPC_RMID, NULL);
    }
    return remove(name);
}

/* Segments whose file is gone, which is what some scenarios are about. */
static void
remove_orphans(pid_t creator)
{
    FILE *file = fopen("/proc/sysvipc/shm", "r");
    char  line[512];
    int   key, shmid, by;

    if (file == NULL) {
        return;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%d %d %*o %*u %d", &key, &shmid, &by) == 3 &&
            by == creator && (unsigned)key >> 24 == 0x62) {
            (void)shmctl(shmid, IPC_RMID, NULL);
        }
    }
    (void)fclose(file);
}

/* Begin a scenario: true in the child that is to run it. */
static int
begin(const char *group, const char *name)
{
    char  dir[] = "scenario-XXXXXX";
    int   status;
    pid_t child;

    printf("%s%s%s: ", group, *name != '\0' ? "." : "", name);
    fflush(stdout);
    if (mkdtemp(dir) == NULL || chmod(dir, 0755) == -1) {
        perror(dir);
        exit(1);
    }
    told = 0;
    child = fork();
    if (child == 0) {
        (void)umask(022);
        (void)alarm(60);
        if (chdir(dir) == -1) {
            _exit(1);
        }
        return 1;
    }
    (void)waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
        printf(" *** %s", strsignal(WTERMSIG(status)));
    }
    putchar('\n');
    (void)nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    remove_orphans(child);
    return 0;
}

static void
end(void)
{
    fflush(stdout);
    _exit(0);
}

static const struct {
    const char *name;
    void (*run)(void);
} plain_cases[] = {
    { "name.empty", name_empty },
    { "name.1022", name_1022 },
    { "name.1023", name_1023 },
    { "name.1024", name_1024 },
    { "name.1024-errno", name_1024_errno },
    { "name.component", name_component },
    { "name.directory", name_directory },
    { "name.dot", name_dot },
    { "name.slash", name_slash },
    { "name.no-parent", name_no_parent },
    { "name.file-parent", name_file_parent },
    { "name.loop", name_loop },
    { "name.dangling", name_dangling },
    { "name.symlink", name_symlink },
    { "name.hard-link", name_hard_link },
    { "name.fifo", name_fifo },
    { "name.socket", name_socket },
    { "name.device", name_device },
    { "name.data", name_data },
    { "name.relative", name_relative },
    { "name.null-open", name_null_open },
    { "name.null-delete", name_null_delete },
    { "mode.creates", mode_creates },
    { "mode.excludes", mode_excludes },
    { "mode.read-only", mode_read_only },
    { "mode.umask", mode_umask },
    { "attach.twice", attach_twice },
    { "attach.flags-all", attach_flags_all },
    { "attach.whole", attach_whole },
    { "attach.deleted", attach_deleted },
    { "attach.deleted-while-attached", attach_deleted_while_attached },
    { "attach.null", attach_null },
    { "detach.wrong", detach_wrong },
    { "detach.other-handle", detach_other_handle },
    { "detach.null", detach_null },
    { "close.attached", close_attached },
    { "close.null", close_null },
    { "delete.missing", delete_missing },
    { "delete.twice", delete_twice },
    { "delete.marker-alone", delete_marker_alone },
    { "delete.then-create", delete_then_create },
    { "error.stays", error_stays },
    { "key.existing-marker", colliding_keys },
};

/* Those that need root, to be two users or to lower limits. */
static const struct {
    const char *name;
    void (*run)(void);
} root_cases[] = {
    { "users.delete.0600", users_delete_0600 },
    { "users.delete.0666", users_delete_0666 },
    { "users.delete.0666-umask-0", users_delete_0666_umask_0 },
    { "users.sticky", users_sticky },
    { "users.directory", users_directory },
    { "users.no-parent-write", users_no_parent_write },
    { "users.no-parent-search", users_no_parent_search },
    { "users.marker-read-only", users_marker_read_only },
};

static const int modes[] = { 0666,  0600,  0444,   0400,   0200,
                             01666, 04600, 020600, 040600, -1 };
static const int own_modes[] = { 0600, 0444, 0400, 0200, 0 };

static const struct {
    const char *name, *file, *value;
} limits[] = {
    { "shmmax", "/proc/sys/kernel/shmmax", "4096" },
    { "shmmni", "/proc/sys/kernel/shmmni", "1" },
    { "shmall", "/proc/sys/kernel/shmall", "2" },
};

#define EACH(i, table) for (i = 0; i < sizeof table / sizeof table[0]; i++)

static void
run_open_cases(void)
{
    static const char *const states[] = { "nothing", "file", "segment" };
    char                     name[64];
    unsigned                 i;

    EACH(i, flag_cases)
    {
        for (int state = 0; state < 3; state++) {
            snprintf(name, sizeof name, "%s.%s", flag_cases[i].name,
                     states[state]);
            if (begin("flags", name)) {
                open_with(flag_cases[i].flags, state);
                end();
            }
        }
    }
    EACH(i, size_cases)
    {
        for (int f = 0; f < 6; f++) {
            snprintf(name, sizeof name, "%s.%s.%s", size_cases[i].name,
                     flag_cases[f % 3].name, f < 3 ? "nothing" : "segment");
            if (begin("size", name)) {
                open_size(size_cases[i].size, flag_cases[f % 3].flags, f >= 3);
                end();
            }
        }
    }
}

static void
run_mode_cases(void)
{
    char     name[64];
    unsigned i;

    EACH(i, modes)
    {
        snprintf(name, sizeof name, "create-%o", (unsigned)modes[i] & 0xffff);
        if (begin("mode", name)) {
            create_with_mode(modes[i]);
            end();
        }
    }
}

static void
run_root_cases(void)
{
    char     name[64];
    unsigned i;

    EACH(i, root_cases)
    {
        if (begin(root_cases[i].name, "")) {
            root_cases[i].run();
            end();
        }
    }
    EACH(i, user_cases)
    {
        if (begin("users", user_cases[i].name)) {
            two_users(user_cases[i].mode, user_cases[i].mask,
                      user_cases[i].flags, user_cases[i].open_mode);
            end();
        }
    }
    EACH(i, own_modes)
    {
        snprintf(name, sizeof name, "own-%04o", (unsigned)own_modes[i]);
        if (begin("users", name)) {
            own_mode(own_modes[i]);
            end();
        }
    }
    EACH(i, limits)
    {
        for (int f = 0; f < 2; f++) {
            snprintf(name, sizeof name, "%s.%s", limits[i].name,
                     flag_cases[f].name);
            if (begin("limit", name)) {
                beyond_limit(limits[i].file, limits[i].value,
                             flag_cases[f].flags);
                end();
            }
        }
    }
}

/* In the current directory, which should be empty. */
int
main(void)
{
    unsigned i;

    run_open_cases();
    run_mode_cases();
    EACH(i, plain_cases)
    {
        if (begin(plain_cases[i].name, "")) {
            plain_cases[i].run();
            end();
        }
    }
    if (geteuid() == 0) {
        run_root_cases();
    }
    return 0;
}
