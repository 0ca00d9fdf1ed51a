/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Prints facts about child processes, the environment and intervals, a line
 * each: "scene.fact: value".
 *
 * One source for both sides: process_ours is linked with libprshm,
 * process_stock with stock NSPR, and test_process.sh compares the lines.  Every
 * scene has a process of its own; one that dies is a fact as well.  The program
 * is also what its children run: with arguments it does what they say.
 *
 *   process                     print all facts
 *   process child WHAT ARG...   be a child, see below
 *   process parent PROGRAM...   give descriptors to PROGRAM, which runs one
 *                               of these as "PROGRAM... child inherit NAME..."
 */
#define _GNU_SOURCE

#include <prenv.h>
#include <prerror.h>
#include <prinit.h>
#include <prinrval.h>
#include <prio.h>
#include <private/pprio.h>
#include <prmem.h>
#include <prproces.h>
#include <prthread.h>

#include "scenes.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char self[4096]; /* this program */
static char dir[64];    /* a directory for files */

/* --- Printing ------------------------------------------------------------ */

/* The outcome of a call, and the error, which is then forgotten. */
static void
status_fact(const char *id, int status)
{
    fact(id, "%d %d %d", status, (int)PR_GetError(), (int)PR_GetOSError());
    PR_SetError(0, 0);
}

/* --- Children ------------------------------------------------------------ */

static void
tell_signals(void)
{
    static const int signals[] = { SIGHUP,  SIGINT,  SIGPIPE,
                                   SIGCHLD, SIGTERM, SIGUSR1 };
    struct sigaction action;
    sigset_t         mask;
    size_t           i;

    (void)sigprocmask(SIG_BLOCK, NULL, &mask);
    for (i = 0; i < COUNT(signals); i++) {
        (void)sigaction(signals[i], NULL, &action);
        printf(" %d%s%s", signals[i],
               action.sa_handler == SIG_IGN ? " ignored" : "",
               sigismember(&mask, signals[i]) ? " blocked" : "");
    }
}

static void
tell_environment(void)
{
    size_t i;

    for (i = 0; environ[i] != NULL; i++) {
        printf(" [%s]", environ[i]);
    }
}

/* Whether these numbers are open; which they are is nobody's business. */
static void
tell_open(int count, char **numbers)
{
    int i;

    for (i = 0; i < count; i++) {
        printf(" %s",
               fcntl(atoi(numbers[i]), F_GETFD) == -1 ? "closed" : "open");
    }
}

static void
tell_arguments(int count, char **arguments)
{
    int i;

    for (i = 0; i < count; i++) {
        printf(" [%s]", arguments[i]);
    }
}

static void
tell_inherited(int count, char **names)
{
    char        text[100];
    PRFileDesc *fd;
    PRInt32     length;
    int         i;

    for (i = 0; i < count; i++) {
        fd = PR_GetInheritedFD(names[i]);
        length = PR_Read(fd, text, (PRInt32)sizeof text - 1);
        text[length > 0 ? length : 0] = '\0';
        printf(" %s %d %s", names[i], (int)PR_GetDescType(fd), text);
        PR_Close(fd);
    }
}

static int
be_child(int count, char **what)
{
    char directory[1000];

    if (strcmp(what[0], "exit") == 0) {
        return atoi(what[1]);
    }
    if (strcmp(what[0], "die") == 0) {
        static const struct rlimit none = { 0, 0 };

        (void)setrlimit(RLIMIT_CORE, &none);
        (void)raise(atoi(what[1]));
    }
    if (strcmp(what[0], "sleep") == 0) {
        (void)pause();
    }
    printf("%s:", what[0]);
    if (strcmp(what[0], "signals") == 0) {
        tell_signals();
    } else if (strcmp(what[0], "environment") == 0) {
        tell_environment();
    } else if (strcmp(what[0], "open") == 0) {
        tell_open(count - 1, what + 1);
    } else if (strcmp(what[0], "arguments") == 0) {
        tell_arguments(count - 1, what + 1);
    } else if (strcmp(what[0], "inherit") == 0) {
        tell_inherited(count - 1, what + 1);
    } else if (strcmp(what[0], "directory") == 0) {
        printf(" %s", or_null(getcwd(directory, sizeof directory)));
    } else if (strcmp(what[0], "both") == 0) {
        fflush(stdout);
        fprintf(stderr, " to the other one");
    }
    putchar('\n');
    return 0;
}

/* --- Running them -------------------------------------------------------- */

static PRProcessAttr *attr;
static char *const   *child_environment;

static PRProcess *
start(const char *what, const char *arg, const char *other)
{
    char *argv[] = { self,        "child",       (char *)what,
                     (char *)arg, (char *)other, NULL };

    fflush(stdout);
    return PR_CreateProcess(self, argv, child_environment, attr);
}

/* What comes of waiting for a child. */
static void
wait_fact(const char *id, PRProcess *process)
{
    PRInt32  code = -7;
    PRStatus status;

    if (process == NULL) {
        status_fact(id, -1);
        return;
    }
    status = PR_WaitProcess(process, &code);
    fact(id, "%d, exit code %d, error %d %d", (int)status, (int)code,
         (int)PR_GetError(), (int)PR_GetOSError());
    PR_SetError(0, 0);
}

static void
child_fact(const char *id, const char *what, const char *arg)
{
    printf("%s.%s.child: ", scene_name, id);
    wait_fact(id, start(what, arg, NULL));
}

static void
quiet_fact(const char *id, const char *what, const char *arg)
{
    wait_fact(id, start(what, arg, NULL));
}

static const char *
in_dir(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void
make_file(const char *name, const char *text, mode_t mode)
{
    FILE *file = fopen(in_dir(name), "w");

    if (file == NULL || fputs(text, file) == EOF || fclose(file) != 0 ||
        chmod(in_dir(name), mode) != 0) {
        fact(name, "cannot be made");
    }
}

static PRFileDesc *
open_file(const char *name)
{
    make_file(name, name, 0600);
    return PR_Open(in_dir(name), PR_RDWR, 0);
}

static void
text_fact(const char *id, const char *name)
{
    char  text[100];
    FILE *file = fopen(in_dir(name), "r");

    if (file == NULL || fgets(text, sizeof text, file) == NULL) {
        strcpy(text, "(nothing)\n");
    }
    if (file != NULL) {
        fclose(file);
    }
    text[strcspn(text, "\n")] = '\0';
    fact(id, "%s", text);
}

/* --- Ends of children ---------------------------------------------------- */

static void
scene_exit(void)
{
    static const char *const codes[] = { "0",   "1",   "7",  "127",
                                         "255", "256", "300" };
    static const int signals[] = { SIGTERM, SIGKILL, SIGSEGV, SIGABRT };
    char             id[32], number[16];
    size_t           i;

    for (i = 0; i < COUNT(codes); i++) {
        snprintf(id, sizeof id, "exit-%s", codes[i]);
        quiet_fact(id, "exit", codes[i]);
    }
    for (i = 0; i < COUNT(signals); i++) {
        snprintf(number, sizeof number, "%d", signals[i]);
        snprintf(id, sizeof id, "signal-%s", number);
        quiet_fact(id, "die", number);
    }
    status_fact("no-code", PR_WaitProcess(start("exit", "3", NULL), NULL));
}

static void
scene_kill(void)
{
    PRProcess *process = start("sleep", NULL, NULL);

    status_fact("kill", PR_KillProcess(process));
    wait_fact("wait", process);
}

/* Stock NSPR reaps in a thread of its own, when it comes to that. */
static void
scene_kill_dead(void)
{
    int        ends[2];
    char       byte;
    PRProcess *process;
    int        tries;

    (void)pipe(ends);
    process = start("exit", "9", NULL);
    (void)close(ends[1]);
    (void)read(ends[0], &byte, 1);
    for (tries = 0; tries < 1000 && PR_KillProcess(process) == PR_SUCCESS;
         tries++) {
        (void)PR_Sleep(PR_MillisecondsToInterval(5));
    }
    status_fact("kill", tries < 1000 ? -1 : 0);
    (void)PR_WaitProcess(process, NULL);
    status_fact("wait", 0);
}

static void
scene_detach(void)
{
    char *nothing[] = { "nothing", NULL };

    status_fact("running", PR_DetachProcess(start("exit", "1", NULL)));
    status_fact("missing",
                PR_CreateProcessDetached(in_dir("none"), nothing, NULL, NULL));
    status_fact("null-path",
                PR_CreateProcessDetached(NULL, nothing, NULL, NULL));
}

/* The pipe's end comes when the child has ended. */
static void
scene_detached_runs(void)
{
    char *argv[] = { self, "child", "arguments", "detached", NULL };
    char  text[100] = "";
    int   ends[2];

    (void)pipe2(ends, O_CLOEXEC);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput,
                                   PR_ImportFile(ends[1]));
    status_fact("create", PR_CreateProcessDetached(self, argv, NULL, attr));
    (void)close(ends[1]);
    (void)read(ends[0], text, sizeof text - 1);
    text[strcspn(text, "\n")] = '\0';
    fact("child", "%s", text);
}

/* --- Programs ------------------------------------------------------------ */

static void
run_fact(const char *id, const char *path)
{
    char *argv[] = { "any name", NULL };

    fflush(stdout);
    wait_fact(id, PR_CreateProcess(path, argv, NULL, attr));
}

static void
scene_program(void)
{
    make_file("plain", "exit 5\n", 0700);
    make_file("script", "#!/bin/sh\nexit 6\n", 0700);
    make_file("not-executable", "#!/bin/sh\nexit 6\n", 0600);
    run_fact("missing", in_dir("none"));
    run_fact("directory", dir);
    run_fact("empty", "");
    run_fact("null", NULL);
    run_fact("no-search", "true");
    run_fact("no-interpreter", in_dir("plain"));
    run_fact("interpreter", in_dir("script"));
    run_fact("not-executable", in_dir("not-executable"));
    child_fact("arguments", "arguments", "a b");
    child_fact("empty-argument", "arguments", "");
    wait_fact("no-arguments", PR_CreateProcess("/bin/true", NULL, NULL, NULL));
}

static void
scene_directory(void)
{
    make_file("script", "#!/bin/sh\nexit 6\n", 0700);
    run_fact("relative", "./script");
    status_fact("set", PR_ProcessAttrSetCurrentDirectory(attr, dir));
    run_fact("relative-there", "./script");
    status_fact("set-other", PR_ProcessAttrSetCurrentDirectory(attr, "/"));
    child_fact("root", "directory", NULL);
    status_fact("set-missing",
                PR_ProcessAttrSetCurrentDirectory(attr, in_dir("none")));
    quiet_fact("missing", "exit", "0");
    status_fact("set-empty", PR_ProcessAttrSetCurrentDirectory(attr, ""));
    quiet_fact("empty", "exit", "0");
    PR_ResetProcessAttr(attr);
    quiet_fact("reset", "exit", "0");
}

/* --- Environment of children --------------------------------------------- */

static void
scene_child_environment(void)
{
    static char *const none[] = { NULL };
    static char *const some[] = { "B=2", "A=1", "B=3", "no equals", NULL };

    child_environment = none;
    child_fact("none", "environment", NULL);
    child_environment = some;
    child_fact("some", "environment", NULL);
    child_environment = NULL;
    (void)clearenv();
    (void)setenv("ONLY", "one", 1);
    child_fact("own", "environment", NULL);
    status_fact("put", PR_SetEnv("OTHER=two"));
    child_fact("set", "environment", NULL);
}

static void
scene_inherit_environment(void)
{
    static char *const none[] = { NULL };
    static char *const first[] = { "NSPR_INHERIT_FDS=old", "A=1", NULL };
    static char *const twice[] = { "A=1", "NSPR_INHERIT_FDS=old",
                                   "NSPR_INHERIT_FDS=older", NULL };
    static char *const like[] = { "XNSPR_INHERIT_FDS=1",
                                  "NSPR_INHERIT_FDSX=", "NSPR_INHERIT_FDS",
                                  NULL };
    PRFileDesc        *fd = PR_ImportFile(dup2(0, 100));

    status_fact("name", PR_ProcessAttrSetInheritableFD(attr, fd, "a name"));
    child_environment = none;
    child_fact("none", "environment", NULL);
    child_environment = first;
    child_fact("first", "environment", NULL);
    child_environment = twice;
    child_fact("twice", "environment", NULL);
    child_environment = like;
    child_fact("like", "environment", NULL);
    status_fact("empty", PR_ProcessAttrSetInheritableFD(attr, fd, ""));
    status_fact("again", PR_ProcessAttrSetInheritableFD(attr, fd, "a name"));
    status_fact("stream",
                PR_ProcessAttrSetInheritableFD(attr, PR_STDERR, "2"));
    child_environment = NULL;
    (void)clearenv();
    (void)setenv("ONLY", "one", 1);
    child_fact("own", "environment", NULL);
    (void)setenv("NSPR_INHERIT_FDS", "mine:1:0x1", 1);
    child_fact("own-replaced", "environment", NULL);
    fact("parent", "%s", PR_GetEnv("NSPR_INHERIT_FDS"));
    PR_ResetProcessAttr(attr);
    child_fact("reset", "environment", NULL);
}

static void
scene_inherit_refused(void)
{
    PRFileDesc *fd = open_file("file");

    (void)PR_SetFDInheritable(fd, PR_FALSE);
    status_fact("close-on-exec",
                PR_ProcessAttrSetInheritableFD(attr, fd, "x"));
    (void)PR_SetFDInheritable(fd, PR_TRUE);
    status_fact("inheritable", PR_ProcessAttrSetInheritableFD(attr, fd, "x"));
    status_fact("colon", PR_ProcessAttrSetInheritableFD(attr, fd, "x:y"));
    fd = PR_ImportFile(999);
    status_fact("not-open", PR_ProcessAttrSetInheritableFD(attr, fd, "x"));
}

/* What a list may look like. */
static const char *const lists[] = {
    "a:1:0x1",
    "a:2:0x1",
    "a:3:0x1",
    "a:4:0x1",
    "a:5:0x1",
    "a:0:0x1",
    "a:6:0x1",
    "a:1:1",
    "a:1:0X1",
    "a:1:",
    "a:1",
    "a:",
    "a",
    "",
    ":1:0x1",
    "b:1:0x1:a:1:0x2",
    "b:1:0x1:a:1:0x2:c:5:0xff",
    "a:1:0x1:",
    "a:1:0x1:b",
    "a:1:0x1:b:",
    "a:1:0x1:b:1",
    "a:1:0x1:b:1:",
    "a:1:0x1:a:1:0x2",
    "a:x:0x1",
    "a:-1:0x1",
    "a:1:0xzz",
    "a:1:0x1zz:b:1:0x2",
    "a:01:0x01",
    " a:1:0x1",
    "a: 1: 0x1",
    "a:1:0x3e7",
    "b:9:0x1:a:1:0x1",
    "b:1:a:1:0x1",
    ":a:1:0x1",
    "::a:1:0x1",
    "a:1:-1",
    "ab:1:0x1",
    "a:1:0xFF",
    ":1:0x1:b:1:0x2",
    "b:4:0x1:a:1:0x2",
    "a:1:0x-1",
    "a:1:0x100000001",
};

static void
inherited_fact(const char *list, const char *name)
{
    PRFileDesc *fd = PR_GetInheritedFD(name);
    char        id[100];
    size_t      i;

    snprintf(id, sizeof id, "[%s].[%s]", list, name);
    for (i = 0; id[i] != '\0'; i++) {
        if (id[i] == ' ') {
            id[i] = '_'; /* else the name of the fact would end there */
        }
    }
    if (fd == NULL) {
        status_fact(id, -1);
    } else {
        fact(id, "descriptor %d, type %d", (int)PR_FileDesc2NativeHandle(fd),
             (int)PR_GetDescType(fd));
    }
}

static void
scene_inherited(void)
{
    size_t i;

    for (i = 0; i < COUNT(lists); i++) {
        (void)setenv("NSPR_INHERIT_FDS", lists[i], 1);
        inherited_fact(lists[i], "a");
        inherited_fact(lists[i], "b");
        inherited_fact(lists[i], "");
    }
    (void)unsetenv("NSPR_INHERIT_FDS");
    status_fact("unset", PR_GetInheritedFD("a") == NULL ? -1 : 0);
}

/* --- Descriptors of children --------------------------------------------- */

static void
scene_redirect(void)
{
    PRFileDesc *in = open_file("in");
    PRFileDesc *out = open_file("out");
    char        number[16];

    snprintf(number, sizeof number, "%d", (int)PR_FileDesc2NativeHandle(out));
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput, out);
    quiet_fact("output", "open", number);
    text_fact("output.file", "out");
    (void)PR_Seek(out, 0, PR_SEEK_SET);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardError, out);
    quiet_fact("both", "both", NULL);
    text_fact("both.file", "out");
    (void)PR_Seek(out, 0, PR_SEEK_SET);
    (void)PR_SetFDInheritable(out, PR_FALSE);
    quiet_fact("close-on-exec", "arguments", "x");
    text_fact("close-on-exec.file", "out");
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput, NULL);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardError, NULL);
    child_fact("null", "arguments", "x");
    PR_SetStdioRedirect(attr, PR_StandardInput, in);
    PR_ProcessAttrSetStdioRedirect(attr, (PRSpecialFD)7, out);
    child_fact("unknown", "arguments", "x");
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput, PR_STDOUT);
    child_fact("itself", "arguments", "x");
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput,
                                   PR_ImportFile(999));
    quiet_fact("not-open", "exit", "0");
    PR_ResetProcessAttr(attr);
    child_fact("reset", "arguments", "x");
    fact("still-open", "%d", fcntl(atoi(number), F_GETFD) != -1);
}

/* A stream of the parent's as another one of the child's. */
static void
scene_redirect_stream(void)
{
    int file = (int)PR_FileDesc2NativeHandle(open_file("out"));

    (void)dup2(file, 2);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput, PR_STDERR);
    quiet_fact("error", "open", "2");
    text_fact("error.file", "out");
}

static void
scene_nonblocking(void)
{
    int ends[2];

    (void)pipe(ends);
    (void)fcntl(ends[1], F_SETFL, O_NONBLOCK);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput,
                                   PR_ImportFile(ends[1]));
    quiet_fact("write", "arguments", "x");
    fact("parent", "%s",
         (fcntl(ends[1], F_GETFL) & O_NONBLOCK) != 0 ? "as it was"
                                                     : "blocks now");
}

/* Numbers that were free before the first child was made. */
static void
scene_leak(void)
{
    char first[16], second[16];
    int  ends[2];

    (void)pipe(ends); /* the two lowest that are free */
    (void)close(ends[0]);
    (void)close(ends[1]);
    snprintf(first, sizeof first, "%d", ends[0]);
    snprintf(second, sizeof second, "%d", ends[1]);
    fflush(stdout);
    begin_fact("child");
    wait_fact("wait", start("open", first, second));
}

static void
scene_plain_descriptors(void)
{
    (void)dup2(0, 100);
    (void)dup2(0, 101);
    (void)fcntl(101, F_SETFD, FD_CLOEXEC);
    begin_fact("child");
    wait_fact("wait", start("open", "100", "101"));
}

/* --- Signals ------------------------------------------------------------- */

static void
handle(int signo)
{
    (void)signo;
}

static void
scene_signals(void)
{
    sigset_t set;

    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGINT, handle);
    (void)signal(SIGCHLD, SIG_IGN);
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGUSR1);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    (void)alarm(10);
    begin_fact("child");
    (void)PR_WaitProcess(start("signals", NULL, NULL), NULL);
}

/* The handler of stock NSPR is gone, then. */
static void
scene_default_sigchld(void)
{
    PRProcess *process = start("sleep", NULL, NULL);

    (void)signal(SIGCHLD, SIG_DFL);
    (void)PR_KillProcess(process);
    (void)alarm(2);
    wait_fact("wait", process);
}

static void
scene_ignored_sigchld(void)
{
    PRProcess *process = start("sleep", NULL, NULL);

    (void)signal(SIGCHLD, SIG_IGN);
    (void)PR_KillProcess(process);
    (void)alarm(2);
    wait_fact("wait", process);
}

static void
scene_handler(void)
{
    struct sigaction before, after;

    (void)sigaction(SIGCHLD, NULL, &before);
    quiet_fact("wait", "exit", "2");
    (void)sigaction(SIGCHLD, NULL, &after);
    fact("handler", "%s",
         before.sa_handler == after.sa_handler ? "as it was" : "another");
}

/* --- Bad arguments ------------------------------------------------------- */

static void
scene_null_wait(void)
{
    status_fact("result", PR_WaitProcess(NULL, NULL));
}

static void
scene_null_detach(void)
{
    status_fact("result", PR_DetachProcess(NULL));
}

static void
scene_null_kill(void)
{
    status_fact("result", PR_KillProcess(NULL));
}

static void
scene_null_destroy(void)
{
    PR_DestroyProcessAttr(NULL);
    status_fact("result", 0);
}

static void
scene_null_reset(void)
{
    PR_ResetProcessAttr(NULL);
    status_fact("result", 0);
}

static void
scene_null_redirect(void)
{
    PR_ProcessAttrSetStdioRedirect(NULL, PR_StandardOutput, PR_STDOUT);
    status_fact("result", 0);
}

static void
scene_null_directory(void)
{
    status_fact("result", PR_ProcessAttrSetCurrentDirectory(attr, NULL));
}

static void
scene_null_inherit_attr(void)
{
    status_fact("result", PR_ProcessAttrSetInheritableFD(NULL, PR_STDIN, "x"));
}

static void
scene_null_inherit_name(void)
{
    status_fact("result",
                PR_ProcessAttrSetInheritableFD(attr, PR_STDIN, NULL));
}

static void
scene_null_inherit_fd(void)
{
    status_fact("result", PR_ProcessAttrSetInheritableFD(attr, NULL, "x"));
}

static void
scene_null_inherited(void)
{
    (void)setenv("NSPR_INHERIT_FDS", "a:1:0x1", 1);
    status_fact("result", PR_GetInheritedFD(NULL) == NULL ? -1 : 0);
}

/* --- Environment --------------------------------------------------------- */

static void
scene_environment(void)
{
    static char string[] = "PRSHM_TEST=value";
    char      **copy;

    fact("missing", "%s", or_null(PR_GetEnv("PRSHM_TEST")));
    fact("empty-name", "%s", or_null(PR_GetEnv("")));
    status_fact("set", PR_SetEnv(string));
    fact("get", "%s", or_null(PR_GetEnv("PRSHM_TEST")));
    fact("get-secure", "%s", or_null(PR_GetEnvSecure("PRSHM_TEST")));
    fact("getenv", "%s", or_null(getenv("PRSHM_TEST")));
    fact("beginning", "%s", or_null(PR_GetEnv("PRSHM_TES")));
    fact("with-equals", "%s", or_null(PR_GetEnv("PRSHM_TEST=value")));
    status_fact("no-equals", PR_SetEnv("PRSHM_TEST"));
    fact("no-equals-get", "%s", or_null(PR_GetEnv("PRSHM_TEST")));
    status_fact("empty", PR_SetEnv(""));
    string[12] = 'V';
    fact("edited", "%s", or_null(PR_GetEnv("PRSHM_TEST")));
    status_fact("set-empty", PR_SetEnv("PRSHM_TEST="));
    fact("get-empty", "[%s]", or_null(PR_GetEnv("PRSHM_TEST")));
    status_fact("two-equals", PR_SetEnv("PRSHM_TEST=a=b"));
    fact("get-two-equals", "%s", or_null(PR_GetEnv("PRSHM_TEST")));
    status_fact("no-name", PR_SetEnv("=x"));
    fact("get-no-name", "%s", or_null(PR_GetEnv("")));
    (void)clearenv();
    (void)PR_SetEnv("A=1");
    (void)PR_SetEnv("B=2");
    copy = PR_DuplicateEnvironment();
    fact("copy", "%s %s %d %d", copy[0], copy[1], copy[2] == NULL,
         copy != environ && copy[0] != environ[0]);
    PR_Free(copy[0]);
    PR_Free(copy[1]);
    PR_Free(copy);
}

static void
scene_no_environment(void)
{
    char **copy;

    (void)clearenv();
    copy = PR_DuplicateEnvironment();
    fact("copy", "%d", copy != NULL && copy[0] == NULL);
}

static void
scene_null_get(void)
{
    fact("result", "%s", or_null(PR_GetEnv(NULL)));
    status_fact("error", 0);
}

static void
scene_null_get_secure(void)
{
    fact("result", "%s", or_null(PR_GetEnvSecure(NULL)));
    status_fact("error", 0);
}

static void
scene_null_set(void)
{
    status_fact("result", PR_SetEnv(NULL));
}

/* --- Intervals ----------------------------------------------------------- */

static void
scene_interval(void)
{
    static const PRUint32 numbers[] = {
        0,       1,       499,        500,        501,        999,
        1000,    1001,    1499,       1500,       1999,       2500,
        4294967, 4294968, 2147483647, 2147483648, 4294966796, 4294967295,
    };
    char   id[32];
    size_t i;

    fact("ticks", "%u", (unsigned)PR_TicksPerSecond());
    for (i = 0; i < COUNT(numbers); i++) {
        PRUint32 n = numbers[i];

        snprintf(id, sizeof id, "%u", (unsigned)n);
        fact(id, "from %u %u %u, to %u %u %u",
             (unsigned)PR_SecondsToInterval(n),
             (unsigned)PR_MillisecondsToInterval(n),
             (unsigned)PR_MicrosecondsToInterval(n),
             (unsigned)PR_IntervalToSeconds(n),
             (unsigned)PR_IntervalToMilliseconds(n),
             (unsigned)PR_IntervalToMicroseconds(n));
    }
}

static PRUint32
milliseconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (PRUint32)((unsigned long long)now.tv_sec * 1000 +
                      (unsigned long long)now.tv_nsec / 1000000);
}

static void
scene_now(void)
{
    PRUint32 before = milliseconds();
    PRUint32 now = PR_IntervalNow();
    PRUint32 after = milliseconds();

    fact("clock", "%d", now - before <= after - before);
}

static void
scene_sleep(void)
{
    PRUint32 before = milliseconds();

    (void)signal(SIGALRM, handle);
    (void)ualarm(20000, 20000);
    status_fact("interrupted", PR_Sleep(PR_MillisecondsToInterval(100)));
    fact("as-long", "%d", milliseconds() - before >= 100);
    status_fact("no-wait", PR_Sleep(PR_INTERVAL_NO_WAIT));
}

/* --- Initialisation ------------------------------------------------------ */

#define INITIALISES(name, statement)                                          \
    static void scene_init_##name(void)                                       \
    {                                                                         \
        statement;                                                            \
        fact("initialises", "%d", PR_Initialized());                          \
    }

INITIALISES(get_env, (void)PR_GetEnv("A"))
INITIALISES(set_env, (void)PR_SetEnv("A=1"))
INITIALISES(set_env_fails, (void)PR_SetEnv("A"))
INITIALISES(copy_env, (void)PR_DuplicateEnvironment())
INITIALISES(now, (void)PR_IntervalNow())
INITIALISES(ticks, (void)PR_TicksPerSecond())
INITIALISES(from, (void)PR_MillisecondsToInterval(1))
INITIALISES(to, (void)PR_IntervalToMilliseconds(1))
INITIALISES(from_seconds, (void)PR_SecondsToInterval(1))
INITIALISES(to_seconds, (void)PR_IntervalToSeconds(1))
INITIALISES(from_micro, (void)PR_MicrosecondsToInterval(1))
INITIALISES(to_micro, (void)PR_IntervalToMicroseconds(1))
INITIALISES(sleep, (void)PR_Sleep(0))
INITIALISES(attr, (void)PR_NewProcessAttr())
INITIALISES(inherited, (void)PR_GetInheritedFD("a"))

/* --- All of them --------------------------------------------------------- */

/* Attributes are made before the scene where it has no interest in whether it
 * is the first to call. */
static const struct {
    const char *name;
    void (*run)(void);
    int has_attr;
} scenes[] = {
    { "exit", scene_exit, 1 },
    { "kill", scene_kill, 1 },
    { "kill-dead", scene_kill_dead, 1 },
    { "detach", scene_detach, 1 },
    { "detached-runs", scene_detached_runs, 1 },
    { "program", scene_program, 1 },
    { "directory", scene_directory, 1 },
    { "child-environment", scene_child_environment, 1 },
    { "inherit-environment", scene_inherit_environment, 1 },
    { "inherit-refused", scene_inherit_refused, 1 },
    { "inherited", scene_inherited, 1 },
    { "redirect", scene_redirect, 1 },
    { "redirect-stream", scene_redirect_stream, 1 },
    { "nonblocking", scene_nonblocking, 1 },
    { "leak", scene_leak, 1 },
    { "plain-descriptors", scene_plain_descriptors, 1 },
    { "signals", scene_signals, 1 },
    { "default-sigchld", scene_default_sigchld, 1 },
    { "ignored-sigchld", scene_ignored_sigchld, 1 },
    { "handler", scene_handler, 1 },
    { "null-wait", scene_null_wait, 1 },
    { "null-detach", scene_null_detach, 1 },
    { "null-kill", scene_null_kill, 1 },
    { "null-destroy", scene_null_destroy, 1 },
    { "null-reset", scene_null_reset, 1 },
    { "null-redirect", scene_null_redirect, 1 },
    { "null-directory", scene_null_directory, 1 },
    { "null-inherit-attr", scene_null_inherit_attr, 1 },
    { "null-inherit-name", scene_null_inherit_name, 1 },
    { "null-inherit-fd", scene_null_inherit_fd, 1 },
    { "null-inherited", scene_null_inherited, 1 },
    { "environment", scene_environment, 0 },
    { "no-environment", scene_no_environment, 0 },
    { "null-get", scene_null_get, 0 },
    { "null-get-secure", scene_null_get_secure, 0 },
    { "null-set", scene_null_set, 0 },
    { "interval", scene_interval, 0 },
    { "now", scene_now, 0 },
    { "sleep", scene_sleep, 0 },
    { "init-get-env", scene_init_get_env, 0 },
    { "init-set-env", scene_init_set_env, 0 },
    { "init-set-env-fails", scene_init_set_env_fails, 0 },
    { "init-copy-env", scene_init_copy_env, 0 },
    { "init-now", scene_init_now, 0 },
    { "init-ticks", scene_init_ticks, 0 },
    { "init-from", scene_init_from, 0 },
    { "init-to", scene_init_to, 0 },
    { "init-from-seconds", scene_init_from_seconds, 0 },
    { "init-to-seconds", scene_init_to_seconds, 0 },
    { "init-from-micro", scene_init_from_micro, 0 },
    { "init-to-micro", scene_init_to_micro, 0 },
    { "init-sleep", scene_init_sleep, 0 },
    { "init-attr", scene_init_attr, 0 },
    { "init-inherited", scene_init_inherited, 0 },
};

static void
make_attr(void)
{
    attr = PR_NewProcessAttr();
}

/* --- Two sides ----------------------------------------------------------- */

/* Ten files for a program that knows their names, number 0 to 9. */
static int
be_parent(int count, char **program)
{
    static char *names[] = {
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"
    };
    char       *argv[40];
    PRFileDesc *fds[COUNT(names)];
    PRInt32     code = -1;
    int         length;
    size_t      i;

    attr = PR_NewProcessAttr();
    for (i = 0; i < COUNT(names); i++) {
        fds[i] = open_file(names[i]);
        if (PR_ProcessAttrSetInheritableFD(attr, fds[i], names[i]) != 0) {
            printf("cannot name %s\n", names[i]);
        }
    }
    for (length = 0; length < count && length < 20; length++) {
        argv[length] = program[length];
    }
    argv[length++] = "child";
    argv[length++] = "inherit";
    for (i = 0; i < COUNT(names); i++) {
        argv[length++] = names[i];
    }
    argv[length] = NULL;
    (void)PR_WaitProcess(PR_CreateProcess(argv[0], argv, NULL, attr), &code);
    PR_DestroyProcessAttr(attr);
    for (i = 0; i < COUNT(names); i++) {
        (void)PR_Close(fds[i]);
        (void)remove(in_dir(names[i]));
    }
    return (int)code;
}

static int
tell_all(void)
{
    static const char *const files[] = { "plain", "script", "not-executable",
                                         "file",  "in",     "out" };
    size_t                   i;

    for (i = 0; i < COUNT(scenes); i++) {
        run_scene(scenes[i].name, scenes[i].has_attr ? make_attr : NULL,
                  scenes[i].run);
    }
    for (i = 0; i < COUNT(files); i++) {
        (void)remove(in_dir(files[i]));
    }
    return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
    const char *parent = getenv("TMPDIR");
    ssize_t     length = readlink("/proc/self/exe", self, sizeof self - 1);
    int         status;

    if (length == -1) {
        perror("/proc/self/exe");
        return EXIT_FAILURE;
    }
    self[length] = '\0';
    if (argc > 2 && strcmp(argv[1], "child") == 0) {
        return be_child(argc - 2, argv + 2);
    }
    snprintf(dir, sizeof dir, "%s/prshm-test-XXXXXX",
             parent != NULL && strlen(parent) < 32 ? parent : "/tmp");
    if (mkdtemp(dir) == NULL) {
        perror(dir);
        return EXIT_FAILURE;
    }
    begin_scenes();
    (void)unsetenv("NSPR_INHERIT_FDS");
    status = argc > 2 && strcmp(argv[1], "parent") == 0
                 ? be_parent(argc - 2, argv + 2)
                 : tell_all();
    (void)rmdir(dir);
    return status;
}
