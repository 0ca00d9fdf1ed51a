/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Facts, and processes for scenes: see scenes.h.
 */
#include "scenes.h"

#include <prerror.h>

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- Facts --------------------------------------------------------------- */

const char *scene_name;
char        subject[80];

void
about(const char *what, ...)
{
    size_t  length;
    va_list ap;

    va_start(ap, what);
    (void)vsnprintf(subject, sizeof subject - 1, what, ap);
    va_end(ap);
    length = strlen(subject);
    if (length > 0) {
        strcpy(subject + length, ".");
    }
}

void
put_bytes(const char *bytes, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        if (byte < ' ' || byte > '~' || byte == '\\') {
            printf("\\%02x", byte);
        } else {
            putchar(byte);
        }
    }
}

void
begin_fact(const char *id)
{
    printf("%s.%s", scene_name, subject);
    put_bytes(id, strlen(id));
    printf(": ");
}

void
fact(const char *id, const char *value, ...)
{
    va_list ap;

    flockfile(stdout);
    begin_fact(id);
    va_start(ap, value);
    vprintf(value, ap);
    va_end(ap);
    putchar('\n');
    funlockfile(stdout);
}

const char *
or_null(const char *text)
{
    return text != NULL ? text : "(null)";
}

void
error_fact(const char *id)
{
    fact(id, "%d %d %d", (int)PR_GetError(), (int)PR_GetOSError(),
         (int)PR_GetErrorTextLength());
}

void
result_fact(const char *id, long long value)
{
    fact(id, "%lld, error %d/%d", value, (int)PR_GetError(),
         (int)PR_GetOSError());
    PR_SetError(1, 2);
}

/* --- Scenes -------------------------------------------------------------- */

void
begin_scenes(void)
{
    /* A line goes out when it is whole, so that a death loses none. */
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    (void)unsetenv("NSPR_LOG_MODULES");
    (void)unsetenv("NSPR_LOG_FILE");
}

/* Deaths are facts: nothing may catch them, and no core files. */
static void
become_scene(void (*prepare)(void), void (*run)(void))
{
    static const int           signals[] = { SIGSEGV, SIGABRT, SIGPIPE,
                                             SIGCHLD, SIGHUP,  SIGINT };
    static const struct rlimit none = { 0, 0 };
    size_t                     i;

    (void)setrlimit(RLIMIT_CORE, &none);
    for (i = 0; i < COUNT(signals); i++) {
        (void)signal(signals[i], SIG_DFL);
    }
    if (prepare != NULL) {
        prepare();
    }
    run();
    (void)fflush(stdout);
    _exit(0);
}

void
run_scene(const char *name, void (*prepare)(void), void (*run)(void))
{
    int   status = -1;
    pid_t pid;

    scene_name = name;
    (void)fflush(stdout);
    pid = fork();
    if (pid == 0) {
        become_scene(prepare, run);
    }
    if (pid == -1 || waitpid(pid, &status, 0) != pid) {
        printf("%s: cannot be run\n", name);
    } else if (WIFSIGNALED(status)) {
        printf("%s: signal %d\n", name, WTERMSIG(status));
    } else {
        printf("%s: exit %d\n", name, WEXITSTATUS(status));
    }
}

void
run_scenes(const Scene *scenes, size_t count, void (*prepare)(void))
{
    size_t i;

    for (i = 0; i < count; i++) {
        run_scene(scenes[i].name, prepare, scenes[i].run);
    }
}

void
in_foreign_thread(void *(*function)(void *), void *arg)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, function, arg) != 0 ||
        pthread_join(thread, NULL) != 0) {
        fact("thread", "cannot be made");
    }
}
