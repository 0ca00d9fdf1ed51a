/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Making children, and learning of their end.
 *
 * posix_spawn() makes them: it neither copies the memory of the parent nor
 * minds its threads.  It also reports that a program could not be run, which
 * NSPR's callers expect to hear from the child, as exit code 1.  Only EAGAIN
 * and ENOMEM say that there was no child to run it.
 *
 * A child that nobody will wait for has to be somebody else's: there is a
 * process in between, which ends at once.  Between fork() and exec, only calls
 * that signal handlers may make are safe in a program with threads.
 */
#include "config.h"

#include "private/pprproces.h"
#include "private/pprspawn.h"
#include "private/pprunix.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* --- Standard streams ---------------------------------------------------- */

/*
 * Streams of the parent that become others of the child are in the way of
 * each other, so they are taken out of it first, to descriptors that no exec
 * survives.
 */
typedef struct _MDStreams {
    _MDRedirect redirects[_PR_STREAMS];
    int         copies[_PR_STREAMS]; /* -1 for none */
} _MDStreams;

static void
CloseCopies(const _MDStreams *streams)
{
    int i;

    for (i = 0; i < _PR_STREAMS; i++) {
        if (streams->copies[i] != -1) {
            (void)close(streams->copies[i]);
        }
    }
}

/* A stream that is not open is left to fail in the child. */
static PRInt32
TakeCopies(_MDStreams *streams, const _MDRedirect *redirects)
{
    int i;

    memcpy(streams->redirects, redirects, sizeof streams->redirects);
    for (i = 0; i < _PR_STREAMS; i++) {
        streams->copies[i] = -1;
    }
    for (i = 0; i < _PR_STREAMS; i++) {
        _MDRedirect *to = &streams->redirects[i];

        if (!to->wanted || to->fd < 0 || to->fd >= _PR_STREAMS ||
            to->fd == i) {
            continue;
        }
        streams->copies[i] = fcntl(to->fd, F_DUPFD_CLOEXEC, _PR_STREAMS);
        if (streams->copies[i] != -1) {
            to->fd = streams->copies[i];
        } else if (errno != EBADF) {
            PRInt32 err = errno;

            CloseCopies(streams);
            return err;
        } else {
            to->fd = -1;
        }
    }
    return 0;
}

/* --- Through posix_spawn() ----------------------------------------------- */

/* What the child does before it runs the program.  Returns 0 or an errno
 * value. */
static PRInt32
AddActions(posix_spawn_file_actions_t *actions, const _MDSpawn *what,
           const _MDRedirect *redirects)
{
    int err = 0;
    int i;

    for (i = 0; i < _PR_STREAMS && err == 0; i++) {
        if (redirects[i].wanted) {
            err =
                posix_spawn_file_actions_adddup2(actions, redirects[i].fd, i);
        }
    }
    for (i = 0; i < _PR_STREAMS && err == 0; i++) {
        if (redirects[i].wanted && redirects[i].closed) {
            err = posix_spawn_file_actions_addclose(actions, redirects[i].fd);
        }
    }
    if (err == 0 && what->directory != NULL) {
        err = _MD_SPAWN_ADDCHDIR(actions, what->directory);
    }
    return err;
}

static PRInt32
SpawnWith(const posix_spawn_file_actions_t *actions, const _MDSpawn *what,
          pid_t *pid)
{
    posix_spawnattr_t attr;
    sigset_t          defaults;
    int               err = posix_spawnattr_init(&attr);

    if (err != 0) {
        return err;
    }
    /* Who ignores its children would have children that cannot wait. */
    (void)sigemptyset(&defaults);
    (void)sigaddset(&defaults, SIGCHLD);
    (void)posix_spawnattr_setsigdefault(&attr, &defaults);
    (void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
    err = posix_spawn(pid, what->path, actions, &attr, what->argv, what->envp);
    (void)posix_spawnattr_destroy(&attr);
    return err;
}

static PRInt32
SpawnByLibrary(const _MDSpawn *what, const _MDRedirect *redirects, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    PRInt32                    err;

    err = posix_spawn_file_actions_init(&actions);
    if (err != 0) {
        return err;
    }
    err = AddActions(&actions, what, redirects);
    if (err == 0) {
        err = SpawnWith(&actions, what, pid);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return err;
}

/* --- Through fork() ------------------------------------------------------ */

/* The parent's handlers must not run in the child; exec would reset them, but
 * signals have to be let in before. */
static void
ResetSignals(const sigset_t *mask)
{
    struct sigaction action, standard;
    int              signo;

    memset(&standard, 0, sizeof standard);
    standard.sa_handler = SIG_DFL;
    for (signo = 1; signo < NSIG; signo++) {
        if (sigaction(signo, NULL, &action) == 0 &&
            (action.sa_handler != SIG_IGN || signo == SIGCHLD)) {
            (void)sigaction(signo, &standard, NULL);
        }
    }
    (void)sigprocmask(SIG_SETMASK, mask, NULL);
}

static PRBool
Redirect(const _MDRedirect *redirects)
{
    int i, rv;

    for (i = 0; i < _PR_STREAMS; i++) {
        if (!redirects[i].wanted) {
            continue;
        }
        if (redirects[i].fd == i) {
            rv =
                fcntl(i, F_SETFD, 0); /* dup2() would leave it close-on-exec */
        } else {
            _MD_RETRY(rv, dup2(redirects[i].fd, i));
        }
        if (rv == -1) {
            return PR_FALSE;
        }
    }
    for (i = 0; i < _PR_STREAMS; i++) {
        if (redirects[i].wanted && redirects[i].closed) {
            (void)close(redirects[i].fd);
        }
    }
    return PR_TRUE;
}

/* Become the program, or end with 1. */
static void
RunProgram(const _MDSpawn *what, const _MDRedirect *redirects,
           const sigset_t *mask)
{
    ResetSignals(mask);
    if (what->path != NULL && Redirect(redirects) &&
        (what->directory == NULL || chdir(what->directory) == 0)) {
        (void)execve(what->path, what->argv, what->envp);
    }
    _exit(1);
}

/* fork(), with all signals blocked on both sides; the former mask goes to
 * *mask. */
static pid_t
ForkQuietly(sigset_t *mask)
{
    sigset_t all;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, mask);
    return fork();
}

static PRInt32
SpawnByFork(const _MDSpawn *what, const _MDRedirect *redirects, pid_t *pid)
{
    sigset_t mask;
    pid_t    child = ForkQuietly(&mask);
    PRInt32  err = child == -1 ? errno : 0;

    if (child == 0) {
        RunProgram(what, redirects, &mask);
    }
    (void)pthread_sigmask(SIG_SETMASK, &mask, NULL);
    *pid = child;
    return err;
}

/* --- Children ------------------------------------------------------------ */

/*
 * When a process was born: the 22nd word of its line in /proc, of which the
 * second is in parentheses and may have anything in it.  0 where that is not
 * to be had.
 */
static unsigned long long
BirthOf(pid_t pid)
{
    char               name[sizeof "/proc//stat" + 3 * sizeof(pid_t)];
    char               line[1024];
    char              *at;
    unsigned long long born = 0;
    ssize_t            length = -1;
    int                fd, i;

    (void)snprintf(name, sizeof name, "/proc/%ld/stat", (long)pid);
    fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd != -1) {
        _MD_RETRY(length, read(fd, line, sizeof line - 1));
        (void)close(fd);
    }
    if (length <= 0) {
        return 0;
    }
    line[length] = '\0';
    at = strrchr(line, ')');
    for (i = 2; i < 22 && at != NULL; i++) {
        at = strchr(at + 1, ' ');
    }
    if (at != NULL) {
        born = strtoull(at, NULL, 10);
    }
    return born;
}

/* Whether the number still stands for this child. */
static PRBool
IsSame(const _MDChild *child)
{
    return child->born == 0 || BirthOf(child->pid) == child->born;
}

PRInt32
_PR_MD_Spawn(const _MDSpawn *what, _MDChild *child)
{
    _MDStreams streams;
    PRInt32    err = TakeCopies(&streams, what->redirects);

    child->pid = 0;
    child->born = 0;
    if (err != 0) {
        return err;
    }
    /* C libraries need not expect NULL, which is a program that is missing. */
    err = what->path == NULL
              ? ENOENT
              : SpawnByLibrary(what, streams.redirects, &child->pid);
    if (err == ENOSYS) {
        err = SpawnByFork(what, streams.redirects, &child->pid);
    }
    CloseCopies(&streams);
    if (err == EAGAIN || err == ENOMEM) {
        return err;
    }
    if (err != 0) {
        child->pid = 0;
    } else {
        child->born = BirthOf(child->pid);
    }
    return 0;
}

/* What the process in between tells the parent, in memory of both: it has to
 * get along without a descriptor. */
typedef struct _MDReport {
    pid_t   pid;
    PRInt32 err;
} _MDReport;

/* The process in between. */
static void
ForkAgain(const _MDSpawn *what, const _MDRedirect *redirects,
          const sigset_t *mask, _MDReport *report)
{
    pid_t child = fork();

    if (child == 0) {
        RunProgram(what, redirects, mask);
    }
    report->err = child == -1 ? errno : 0;
    report->pid = child;
    _exit(0);
}

/* Have a process in between make the child. */
static PRInt32
SpawnThrough(const _MDSpawn *what, const _MDRedirect *redirects,
             _MDReport *report)
{
    sigset_t mask;
    pid_t    between;
    int      rv, status;

    report->err = EAGAIN; /* as it is if somebody kills it */
    between = ForkQuietly(&mask);
    if (between == 0) {
        ForkAgain(what, redirects, &mask, report);
    } else if (between == -1) {
        report->err = errno;
    } else {
        /* It may be gone: others wait for children, too. */
        _MD_RETRY(rv, waitpid(between, &status, 0));
        (void)rv;
    }
    (void)pthread_sigmask(SIG_SETMASK, &mask, NULL);
    return report->err;
}

PRInt32
_PR_MD_SpawnDetached(const _MDSpawn *what, _MDChild *child)
{
    _MDStreams streams;
    _MDReport *report;
    PRInt32    err;

    report = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (report == MAP_FAILED) {
        return errno;
    }
    err = TakeCopies(&streams, what->redirects);
    if (err == 0) {
        err = SpawnThrough(what, streams.redirects, report);
        CloseCopies(&streams);
    }
    if (err == 0) {
        child->pid = report->pid;
        child->born = BirthOf(report->pid);
    }
    (void)munmap(report, sizeof *report);
    return err;
}

/* --- Their end ----------------------------------------------------------- */

void
_PR_MD_AwaitEnd(const _MDChild *child)
{
    siginfo_t info;
    int       rv;

    if (IsSame(child)) {
        _MD_RETRY(rv,
                  waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOWAIT));
        (void)rv; /* somebody else may have waited for it meanwhile */
    }
}

_MDChildState
_PR_MD_Reap(const _MDChild *child, PRInt32 *exitCode)
{
    siginfo_t info;
    int       rv, status;

    memset(&info, 0, sizeof info);
    _MD_RETRY(rv, waitid(P_PID, (id_t)child->pid, &info,
                         WEXITED | WNOWAIT | WNOHANG));
    if (rv == 0 && info.si_pid == 0) {
        return _MD_CHILD_RUNS;
    }
    if (rv == -1 || !IsSame(child)) {
        return _MD_CHILD_LOST;
    }
    _MD_RETRY(rv, waitpid(child->pid, &status, WNOHANG));
    if (rv != child->pid) {
        return _MD_CHILD_LOST;
    }
    *exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 256;
    return _MD_CHILD_ENDED;
}

PRInt32
_PR_MD_Kill(const _MDChild *child)
{
    if (!IsSame(child)) {
        return ESRCH;
    }
    return kill(child->pid, SIGKILL) == 0 ? 0 : errno;
}
