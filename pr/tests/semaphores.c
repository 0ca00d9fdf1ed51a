/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Prints facts about named semaphores, a line each: "scene.fact: value".
 *
 * As files.c for files: one source for stock NSPR and for prshm, each scene in
 * a process and a directory of its own, and test_semaphores.sh compares the
 * lines.  Runs in an empty directory, which it may fill.  Scenes whose names
 * begin with "root-" take root.
 */
#define _GNU_SOURCE

#include <prerror.h>
#include <pripcsem.h>
#include <prshm.h>

#include "scenes.h"

#include <dirent.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define C  PR_SEM_CREATE
#define X  PR_SEM_EXCL
#define CX (PR_SEM_CREATE | PR_SEM_EXCL)

/* --- What the system has ------------------------------------------------- */

/* POSIX leaves it to programs to declare this. */
union argument {
    int              val;
    struct semid_ds *buf;
};

static key_t
key_of(unsigned letter, const struct stat *info)
{
    return (key_t)(letter << 24 | ((unsigned)info->st_dev & 0xff) << 16 |
                   ((unsigned)info->st_ino & 0xffff));
}

/* The set and the segment of a name; -1 if there is none. */
static int
set_of(const char *name)
{
    struct stat info;

    return stat(name, &info) == -1 ? -1 : semget(key_of('a', &info), 0, 0);
}

static int
segment_of(const char *name)
{
    struct stat info;

    return stat(name, &info) == -1 ? -1 : shmget(key_of('b', &info), 0, 0);
}

/* A set of a name, made by hand. */
static int
make_set(const char *name)
{
    struct stat info;

    return stat(name, &info) == -1
               ? -1
               : semget(key_of('a', &info), 1, IPC_CREAT | IPC_EXCL | 0600);
}

static void
remove_set(int semid)
{
    if (semid != -1) {
        (void)semctl(semid, 0, IPC_RMID);
    }
}

static void
describe_set(int semid, char *text, size_t size)
{
    struct semid_ds set;
    union argument  arg = { .buf = &set };

    if (semid == -1) {
        (void)snprintf(text, size, "no set");
    } else if (semctl(semid, 0, IPC_STAT, arg) == -1) {
        (void)snprintf(text, size, "a set");
    } else {
        (void)snprintf(
            text, size, "set of %d, %03o, value %d%s", (int)set.sem_nsems,
            (unsigned)(set.sem_perm.mode & 0777), semctl(semid, 0, GETVAL),
            set.sem_otime == 0 ? ", not ready" : "");
    }
}

/* What there is at a name and under its key. */
static void
state(const char *id, const char *name)
{
    struct stat info;
    char        set[100];

    describe_set(set_of(name), set, sizeof set);
    if (lstat(name, &info) == -1) {
        fact(id, "no file, %s", set);
        return;
    }
    fact(id, "%s %04o size %ld, %s",
         S_ISREG(info.st_mode)   ? "file"
         : S_ISLNK(info.st_mode) ? "link"
         : S_ISDIR(info.st_mode) ? "directory"
                                 : "other",
         (unsigned)(info.st_mode & 07777),
         S_ISREG(info.st_mode) ? (long)info.st_size : 0L, set);
}

static void
value(const char *id, const char *name)
{
    fact(id, "%d", semctl(set_of(name), 0, GETVAL));
}

static void
make_file(const char *name, const char *content)
{
    FILE *file = fopen(name, "w");

    if (file == NULL || fputs(content, file) == EOF || fclose(file) != 0) {
        fact("file", "cannot be made");
    }
}

/* A semaphore that is there. */
static PRSem *
make(const char *name, PRUintn first)
{
    PRSem *sem = PR_OpenSemaphore(name, CX, 0600, first);

    if (sem == NULL) {
        result_fact("semaphore", -1);
        _exit(1);
    }
    return sem;
}

/* --- Opening ------------------------------------------------------------- */

static void
scene_flags(void)
{
    static const struct {
        const char *name;
        PRIntn      flags;
    } cases[] = {
        { "C", C },
        { "CX", CX },
        { "0", 0 },
        { "X", X },
        { "0x80", 0x80 },
        { "C+0x80", C | 0x80 },
        { "CX+0x80", CX | 0x80 },
    };
    static const char *const there[] = { "nothing", "file", "set" };
    char                     name[20];
    size_t                   i, j;

    (void)umask(022);
    for (i = 0; i < 3 * COUNT(cases); i++) {
        j = i % 3;
        (void)snprintf(name, sizeof name, "n%d", (int)i);
        if (j == 1) {
            make_file(name, "");
        } else if (j == 2) {
            (void)make(name, 7);
        }
        about("%s.%s", cases[i / 3].name, there[j]);
        POINTER("open", PR_OpenSemaphore(name, cases[i / 3].flags, 0666, 3));
        state("state", name);
    }
}

/* Existing ones take no part of what they are opened with. */
static void
scene_existing(void)
{
    static const PRUintn values[] = { 0,     1,     32767,      32768, 65535,
                                      65536, 65537, 0xffffffff, 3 };
    size_t               i;

    (void)make("n", 3);
    for (i = 0; i < 2 * COUNT(values); i++) {
        about("%s.%u", i % 2 == 0 ? "0" : "C", values[i / 2]);
        POINTER("open", PR_OpenSemaphore("n", i % 2 == 0 ? 0 : C, 0777,
                                         values[i / 2]));
    }
    about("%s", "");
    CALL("exclusive", PR_OpenSemaphore("n", CX, 0600, 70000) != NULL);
    state("state", "n");
}

/* Run a call of another process until it returns, or waits for a set. */
static void
create_or_block(PRUintn first)
{
    int   status, semid;
    pid_t pid = fork();

    if (pid == 0) {
        POINTER("open", PR_OpenSemaphore("n", CX, 0600, first));
        _exit(0);
    }
    while (waitpid(pid, &status, WNOHANG) == 0) {
        semid = set_of("n");
        if (semid != -1 && semctl(semid, 0, GETNCNT) > 0) {
            (void)kill(pid, SIGKILL);
            (void)waitpid(pid, &status, 0);
            fact("open", "blocks");
            break;
        }
        (void)sched_yield();
    }
}

static void
scene_values(void)
{
    static const PRUintn values[] = {
        0,      1,          255,        32767,      32768,      65535,
        65536,  65537,      98303,      98304,      100000,     131071,
        131072, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff,
    };
    size_t i;

    for (i = 0; i < COUNT(values); i++) {
        about("%u", values[i]);
        create_or_block(values[i]);
        state("state", "n");
        remove_set(set_of("n"));
        (void)unlink("n");
    }
}

static void
scene_modes(void)
{
    static const PRIntn modes[] = { 0600,   0640,   0644,    0660,   0666,
                                    0777,   01666,  02600,   04600,  07777,
                                    010600, 040600, 0177777, 0100644 };
    char                name[20];
    size_t              i;

    (void)umask(022);
    for (i = 0; i < COUNT(modes); i++) {
        (void)snprintf(name, sizeof name, "n%d", (int)i);
        about("%o", (unsigned)modes[i]);
        POINTER("open", PR_OpenSemaphore(name, CX, modes[i], 1));
        state("state", name);
        POINTER("again", PR_OpenSemaphore(name, 0, modes[i], 1));
    }
    (void)umask(077);
    about("%s", "umask");
    POINTER("open", PR_OpenSemaphore("n", C, 0666, 1));
    state("state", "n");
}

/* --- Names --------------------------------------------------------------- */

static void
use_name(const char *name)
{
    POINTER("find", PR_OpenSemaphore(name, 0, 0600, 1));
    POINTER("create", PR_OpenSemaphore(name, C, 0600, 1));
    POINTER("exclusive", PR_OpenSemaphore(name, CX, 0600, 1));
    state("state", name);
    CALL("delete", PR_DeleteSemaphore(name));
    state("after", name);
    remove_set(set_of(name));
}

static const char *
long_name(int length)
{
    static char name[2048];

    memset(name, '/', sizeof name);
    memcpy(name, "./", 2);
    name[length - 1] = 'n';
    name[length] = '\0';
    return name;
}

static void
scene_names(void)
{
    char component[300];

    memset(component, 'a', sizeof component);
    component[256] = '\0';
    make_file("file", "");
    (void)mkdir("directory", 0755);
    about("empty");
    use_name("");
    about("256");
    use_name(component);
    about("1022");
    use_name(long_name(1022));
    about("1023");
    use_name(long_name(1023));
    about("1024");
    use_name(long_name(1024));
    about("missing-parent");
    use_name("none/n");
    about("under-file");
    use_name("file/n");
    about("under-directory");
    use_name("directory/n");
    about("directory");
    use_name("directory");
    about("dot");
    use_name(".");
}

static void
scene_name_slash(void)
{
    POINTER("find", PR_OpenSemaphore("n/", 0, 0600, 1));
    POINTER("create", PR_OpenSemaphore("n/", C, 0600, 1));
    CALL("delete", PR_DeleteSemaphore("n/"));
    state("state", "n");
}

static void
scene_name_link(void)
{
    int semid;

    (void)make("target", 1);
    semid = set_of("target");
    (void)symlink("target", "n");
    use_name("n");
    state("target", "target");
    remove_set(semid);
}

static void
scene_name_dangling(void)
{
    int semid;

    (void)symlink("target", "n");
    POINTER("find", PR_OpenSemaphore("n", 0, 0600, 1));
    POINTER("create", PR_OpenSemaphore("n", C, 0600, 1));
    state("target", "target");
    semid = set_of("target");
    CALL("delete", PR_DeleteSemaphore("n"));
    state("state", "n");
    remove_set(semid);
}

static void
scene_name_special(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX,
                                   .sun_path = "socket" };
    int                fd = socket(AF_UNIX, SOCK_STREAM, 0);

    (void)mkfifo("fifo", 0600);
    (void)bind(fd, (struct sockaddr *)&address, sizeof address);
    about("fifo");
    use_name("fifo");
    about("socket");
    use_name("socket");
}

static void
scene_name_data(void)
{
    make_file("n", "data");
    use_name("n");
}

static void
scene_hard_links(void)
{
    (void)make("n", 3);
    (void)link("n", "m");
    POINTER("open", PR_OpenSemaphore("m", 0, 0600, 1));
    POINTER("exclusive", PR_OpenSemaphore("m", CX, 0600, 1));
    CALL("delete", PR_DeleteSemaphore("m"));
    state("other", "n");
}

/* --- Using --------------------------------------------------------------- */

static void
scene_counting(void)
{
    PRSem *sem = make("n", 2), *other = PR_OpenSemaphore("n", 0, 0, 0);

    CALL("wait", PR_WaitSemaphore(sem));
    CALL("wait-other", PR_WaitSemaphore(other));
    value("none", "n");
    CALL("post", PR_PostSemaphore(other));
    CALL("post-again", PR_PostSemaphore(sem));
    CALL("post-more", PR_PostSemaphore(sem));
    value("value", "n");
    CALL("close", PR_CloseSemaphore(sem));
    state("closed", "n");
    CALL("wait-still", PR_WaitSemaphore(other));
    value("still", "n");
}

static void
scene_maximum(void)
{
    PRSem *sem = make("n", 32766);
    int    i;

    for (i = 0; i < 3; i++) {
        about("%d", i);
        CALL("post", PR_PostSemaphore(sem));
        value("value", "n");
    }
    about("%s", "");
    CALL("wait", PR_WaitSemaphore(sem));
    value("value", "n");
}

/* Until so many wait for a semaphore. */
static void
await_waiters(int semid, int count)
{
    while (semctl(semid, 0, GETNCNT) < count) {
        (void)sched_yield();
    }
}

static pid_t
start_waiter(PRSem *sem, const char *id)
{
    pid_t pid = fork();

    if (pid == 0) {
        CALL(id, PR_WaitSemaphore(sem));
        _exit(0);
    }
    return pid;
}

static void
scene_waking(void)
{
    PRSem *sem = make("n", 0);
    pid_t  pid = start_waiter(sem, "waiter");

    await_waiters(set_of("n"), 1);
    CALL("post", PR_PostSemaphore(sem));
    (void)waitpid(pid, NULL, 0);
    value("value", "n");
}

static void
scene_waiting_while_deleted(void)
{
    PRSem *sem = make("n", 0);
    pid_t  one = start_waiter(sem, "one"), other;

    await_waiters(set_of("n"), 1);
    other = start_waiter(sem, "other");
    await_waiters(set_of("n"), 2);
    CALL("delete", PR_DeleteSemaphore("n"));
    (void)waitpid(one, NULL, 0);
    (void)waitpid(other, NULL, 0);
    CALL("wait", PR_WaitSemaphore(sem));
    CALL("post", PR_PostSemaphore(sem));
    CALL("close", PR_CloseSemaphore(sem));
}

static void
ignore_signal(int number)
{
    (void)number;
}

/* Signals again and again: one alone could come before the wait. */
static void
wait_with_signals(const char *id, PRSem *sem, int flags)
{
    struct sigaction action = { .sa_handler = ignore_signal,
                                .sa_flags = flags };
    struct itimerval often = { { 0, 5000 }, { 0, 5000 } };
    struct itimerval never = { { 0, 0 }, { 0, 0 } };

    (void)sigaction(SIGALRM, &action, NULL);
    (void)setitimer(ITIMER_REAL, &often, NULL);
    CALL(id, PR_WaitSemaphore(sem));
    (void)setitimer(ITIMER_REAL, &never, NULL);
}

static void
scene_signals(void)
{
    PRSem *sem = make("n", 0);

    wait_with_signals("plain", sem, 0);
    wait_with_signals("restart", sem, SA_RESTART);
    value("value", "n");
}

static void
scene_holder(void)
{
    PRSem *sem = make("n", 2);
    pid_t  pid = fork();

    if (pid == 0) {
        CALL("wait", PR_WaitSemaphore(sem));
        _exit(0);
    }
    (void)waitpid(pid, NULL, 0);
    value("value", "n");
}

static void
scene_null_open(void)
{
    POINTER("result", PR_OpenSemaphore(NULL, C, 0600, 1));
}

static void
scene_null_delete(void)
{
    CALL("result", PR_DeleteSemaphore(NULL));
}

static void
scene_null_wait(void)
{
    CALL("result", PR_WaitSemaphore(NULL));
}

static void
scene_null_post(void)
{
    CALL("result", PR_PostSemaphore(NULL));
}

static void
scene_null_close(void)
{
    CALL("result", PR_CloseSemaphore(NULL));
}

/* --- Deleting ------------------------------------------------------------ */

static void
scene_delete(void)
{
    int semid;

    CALL("missing", PR_DeleteSemaphore("n"));
    state("missing-state", "n");
    (void)make("n", 1);
    CALL("there", PR_DeleteSemaphore("n"));
    state("there-state", "n");
    CALL("twice", PR_DeleteSemaphore("n"));
    state("twice-state", "n");
    make_file("n", "");
    CALL("marker", PR_DeleteSemaphore("n"));
    state("marker-state", "n");
    (void)make("n", 1);
    semid = set_of("n");
    (void)unlink("n");
    CALL("by-hand", PR_DeleteSemaphore("n"));
    fact("orphan", "%d", semctl(semid, 0, GETVAL));
    remove_set(semid);
}

static void
scene_again(void)
{
    PRSem *old = make("n", 1), *fresh;

    CALL("delete", PR_DeleteSemaphore("n"));
    POINTER("create", fresh = PR_OpenSemaphore("n", CX, 0600, 5));
    CALL("old", PR_WaitSemaphore(old));
    CALL("fresh", PR_WaitSemaphore(fresh));
    state("state", "n");
}

/* Something with the key of a marker that is there, whoever made it. */
static void
scene_foreign_set(void)
{
    struct sembuf four = { 0, 4, 0 };

    make_file("n", "");
    (void)semop(make_set("n"), &four, 1);
    POINTER("exclusive", PR_OpenSemaphore("n", CX, 0600, 1));
    POINTER("find", PR_OpenSemaphore("n", 0, 0600, 1));
    POINTER("create", PR_OpenSemaphore("n", C, 0600, 1));
    state("state", "n");
    CALL("delete", PR_DeleteSemaphore("n"));
    state("after", "n");
}

/* --- Half made ----------------------------------------------------------- */

/* Whether a process sleeps. */
static int
sleeps(pid_t pid)
{
    char  name[64], letter = 0;
    FILE *file;

    (void)snprintf(name, sizeof name, "/proc/%ld/stat", (long)pid);
    file = fopen(name, "r");
    if (file != NULL) {
        if (fscanf(file, "%*d (%*[^)]) %c", &letter) != 1) {
            letter = 0;
        }
        (void)fclose(file);
    }
    return letter == 'S';
}

/* Open it in another process, until that sleeps or has told what came out. */
static pid_t
open_until_asleep(const char *id, PRIntn flags, int *asleep)
{
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        POINTER(id, PR_OpenSemaphore("n", flags, 0600, 9));
        _exit(0);
    }
    *asleep = 0;
    while (!*asleep && waitpid(pid, NULL, WNOHANG) == 0) {
        *asleep = sleeps(pid);
        (void)sched_yield();
    }
    return pid;
}

/* A set that is half made, by a process that is no more or by this one. */
static int
make_half(int dead)
{
    union argument zero = { .val = 0 };
    pid_t          pid = dead ? fork() : 0;
    int            semid;

    if (pid == 0) {
        make_file("n", "");
        semid = make_set("n");
        (void)semctl(semid, 0, SETVAL, zero);
        if (dead) {
            _exit(0);
        }
    }
    if (dead) {
        (void)waitpid(pid, NULL, 0);
    }
    return set_of("n");
}

static void
scene_half_made(void)
{
    static const struct {
        const char *id;
        PRIntn      flags;
    } cases[] = { { "find", 0 }, { "create", C } };
    size_t i;
    int    asleep;
    pid_t  pid;

    for (i = 0; i < COUNT(cases); i++) {
        (void)make_half(1);
        pid = open_until_asleep(cases[i].id, cases[i].flags, &asleep);
        if (asleep) {
            (void)kill(pid, SIGKILL);
            (void)waitpid(pid, NULL, 0);
            fact(cases[i].id, "waits");
        }
        about("%s", cases[i].id);
        state("state", "n");
        about("%s", "");
        remove_set(set_of("n"));
        (void)unlink("n");
    }
    (void)make_half(1);
    CALL("exclusive", PR_OpenSemaphore("n", CX, 0600, 9) != NULL);
    CALL("delete", PR_DeleteSemaphore("n"));
    state("deleted", "n");
}

static void
scene_made_slowly(void)
{
    struct sembuf four = { 0, 4, 0 };
    int           asleep, semid = make_half(0);
    pid_t         pid = open_until_asleep("open", 0, &asleep);

    fact("waits", "%d", asleep);
    (void)semop(semid, &four, 1);
    (void)waitpid(pid, NULL, 0);
    state("state", "n");
}

/* --- With a segment ------------------------------------------------------ */

static void
scene_segment_goes(void)
{
    PRSem *sem = make("n", 3);
    int    semid = set_of("n");

    POINTER("segment", PR_OpenSharedMemory("n", 100, PR_SHM_CREATE, 0600));
    CALL("delete-segment", PR_DeleteSharedMemory("n"));
    POINTER("open", PR_OpenSemaphore("n", 0, 0600, 1));
    CALL("wait", PR_WaitSemaphore(sem));
    state("state", "n");
    CALL("delete", PR_DeleteSemaphore("n"));
    state("after", "n");
    remove_set(semid);
}

static void
scene_semaphore_goes(void)
{
    int shmid;

    POINTER("segment", PR_OpenSharedMemory("n", 100, PR_SHM_CREATE, 0600));
    shmid = segment_of("n");
    (void)make("n", 3);
    CALL("delete", PR_DeleteSemaphore("n"));
    state("state", "n");
    POINTER("open-segment", PR_OpenSharedMemory("n", 100, 0, 0600));
    CALL("delete-segment", PR_DeleteSharedMemory("n"));
    state("after", "n");
    (void)shmctl(shmid, IPC_RMID, NULL);
}

/* --- Two users, from root ------------------------------------------------ */

#define USER_U 64261
#define USER_V 64262

static PRIntn part_mode;
static mode_t part_umask;

static void
as_user(uid_t user, void (*part)(void))
{
    pid_t pid = fork();

    if (pid == 0) {
        if (setgroups(0, NULL) == -1 || setresgid(user, user, user) == -1 ||
            setresuid(user, user, user) == -1) {
            fact("user", "cannot become %d", (int)user);
            _exit(1);
        }
        (void)umask(part_umask);
        part();
        _exit(0);
    }
    (void)waitpid(pid, NULL, 0);
}

static void
u_makes(void)
{
    POINTER("U-make", PR_OpenSemaphore("n", CX, part_mode, 2));
}

static void
v_opens(void)
{
    PRSem *sem;

    POINTER("V-create", sem = PR_OpenSemaphore("n", C, part_mode, 9));
    POINTER("V-open", sem = PR_OpenSemaphore("n", 0, 0, 0));
    if (sem != NULL) {
        CALL("V-wait", PR_WaitSemaphore(sem));
        CALL("V-post", PR_PostSemaphore(sem));
        CALL("V-close", PR_CloseSemaphore(sem));
    }
}

static void
v_deletes(void)
{
    CALL("V-delete", PR_DeleteSemaphore("n"));
}

static void
u_deletes(void)
{
    CALL("U-delete", PR_DeleteSemaphore("n"));
}

/* In a directory of this mode. */
static void
two_users(PRIntn mode, mode_t mask, mode_t directory)
{
    int semid;

    about("%o-%o-%o", (unsigned)mode, (unsigned)mask, (unsigned)directory);
    (void)mkdir(subject, 0755);
    (void)chdir(subject);
    (void)chmod(".", directory);
    part_mode = mode;
    part_umask = mask;
    as_user(USER_U, u_makes);
    semid = set_of("n");
    as_user(USER_V, v_opens);
    state("used", "n");
    as_user(USER_V, v_deletes);
    state("state", "n");
    as_user(USER_U, u_deletes);
    state("after", "n");
    remove_set(semid);
    (void)unlink("n");
    (void)chdir("..");
}

static void
scene_root_users(void)
{
    static const PRIntn modes[] = { 0600, 0644, 0622, 0660, 0666, 0777 };
    size_t              i;

    for (i = 0; i < COUNT(modes); i++) {
        two_users(modes[i], 022, 0777);
        two_users(modes[i], 0, 0777);
        two_users(modes[i], 0, 01777);
    }
}

/* An exclusive creation meets what is there before it wants any right. */
static void
v_excludes(void)
{
    POINTER("V-exclusive", PR_OpenSemaphore("n", CX, 0600, 9));
}

static void
scene_root_exclusive(void)
{
    (void)make("n", 2);
    (void)chmod("n", 0666);
    as_user(USER_V, v_excludes);
    (void)chmod("n", 0600);
    about("private");
    as_user(USER_V, v_excludes);
    state("state", "n");
}

static void
u_uses_own(void)
{
    PRSem *sem;

    POINTER("make", sem = PR_OpenSemaphore("n", CX, part_mode, 2));
    if (sem != NULL) {
        CALL("wait", PR_WaitSemaphore(sem));
        CALL("post", PR_PostSemaphore(sem));
        POINTER("open", PR_OpenSemaphore("n", 0, 0, 0));
        POINTER("create", PR_OpenSemaphore("n", C, 0600, 1));
    }
}

static void
scene_root_own_modes(void)
{
    static const PRIntn modes[] = { 0, 0077, 0200, 0400, 0444, 0600 };
    size_t              i;
    int                 semid;

    (void)chmod(".", 0777);
    for (i = 0; i < COUNT(modes); i++) {
        about("%04o", (unsigned)modes[i]);
        part_mode = modes[i];
        as_user(USER_U, u_uses_own);
        state("state", "n");
        semid = set_of("n");
        as_user(USER_U, u_deletes);
        state("after", "n");
        remove_set(semid);
        (void)unlink("n");
    }
}

static void
u_uses_closed(void)
{
    POINTER("find", PR_OpenSemaphore("n", 0, 0600, 1));
    POINTER("create", PR_OpenSemaphore("n", C, 0600, 1));
    POINTER("exclusive", PR_OpenSemaphore("n", CX, 0600, 1));
    CALL("delete", PR_DeleteSemaphore("n"));
}

static void
scene_root_closed(void)
{
    about("directory");
    as_user(USER_U, u_uses_closed);
    state("state", "n");
    about("marker");
    make_file("n", "");
    as_user(USER_U, u_uses_closed);
    state("state", "n");
    about("writable-marker");
    (void)chmod("n", 0666);
    as_user(USER_U, u_uses_closed);
    state("state", "n");
    remove_set(set_of("n"));
    about("sticky");
    (void)chmod(".", 01777);
    as_user(USER_U, u_uses_closed);
    state("state", "n");
    remove_set(set_of("n"));
}

/* A limit of this system lowered for the scene alone. */
static void
scene_root_limit(void)
{
    FILE *file;

    if (unshare(CLONE_NEWIPC) == -1 ||
        (file = fopen("/proc/sys/kernel/sem", "w")) == NULL ||
        fprintf(file, "32 3200 32 1\n") < 0 || fclose(file) != 0) {
        fact("limit", "cannot be lowered");
        return;
    }
    (void)make("n", 1);
    POINTER("create", PR_OpenSemaphore("m", C, 0600, 1));
    state("state", "m");
    make_file("o", "");
    POINTER("under-marker", PR_OpenSemaphore("o", CX, 0600, 1));
    state("marker", "o");
    POINTER("open", PR_OpenSemaphore("n", C, 0600, 1));
}

/* --- Scenes -------------------------------------------------------------- */

static const Scene scenes[] = {
    { "flags", scene_flags },
    { "existing", scene_existing },
    { "values", scene_values },
    { "modes", scene_modes },
    { "names", scene_names },
    { "name-slash", scene_name_slash },
    { "name-link", scene_name_link },
    { "name-dangling", scene_name_dangling },
    { "name-special", scene_name_special },
    { "name-data", scene_name_data },
    { "hard-links", scene_hard_links },
    { "counting", scene_counting },
    { "maximum", scene_maximum },
    { "waking", scene_waking },
    { "waiting-while-deleted", scene_waiting_while_deleted },
    { "signals", scene_signals },
    { "holder", scene_holder },
    { "null-open", scene_null_open },
    { "null-delete", scene_null_delete },
    { "null-wait", scene_null_wait },
    { "null-post", scene_null_post },
    { "null-close", scene_null_close },
    { "delete", scene_delete },
    { "again", scene_again },
    { "foreign-set", scene_foreign_set },
    { "half-made", scene_half_made },
    { "made-slowly", scene_made_slowly },
    { "segment-goes", scene_segment_goes },
    { "semaphore-goes", scene_semaphore_goes },
    { "root-users", scene_root_users },
    { "root-exclusive", scene_root_exclusive },
    { "root-own-modes", scene_root_own_modes },
    { "root-closed", scene_root_closed },
    { "root-limit", scene_root_limit },
};

/* What a scene left that has its name still. */
static void
remove_sets(void)
{
    struct dirent *entry;
    DIR           *stream = opendir(".");

    while (stream != NULL && (entry = readdir(stream)) != NULL) {
        remove_set(set_of(entry->d_name));
        (void)shmctl(segment_of(entry->d_name), IPC_RMID, NULL);
    }
    (void)closedir(stream);
}

/* Each in a directory of its own. */
static void
run_and_clean_up(const Scene *scene)
{
    if (mkdir(scene->name, 0755) == -1 || chdir(scene->name) == -1) {
        printf("%s: cannot be run\n", scene->name);
        return;
    }
    run_scene(scene->name, NULL, scene->run);
    remove_sets();
    (void)chdir("..");
}

int
main(void)
{
    size_t i;

    begin_scenes();
    (void)unshare(CLONE_NEWIPC); /* only root may; others just share */
    for (i = 0; i < COUNT(scenes); i++) {
        if (strncmp(scenes[i].name, "root-", 5) != 0 || geteuid() == 0) {
            run_and_clean_up(&scenes[i]);
        }
    }
    return EXIT_SUCCESS;
}
