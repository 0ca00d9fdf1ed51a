/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm demo: two processes, a segment and two semaphores, to see that it works
 * here and how it looks.
 *
 * One process writes a question into the segment and posts the first semaphore;
 * the other, which knows only the names, answers in the same place and posts
 * the second.
 */
#include "config.h"

#include "access.h"
#include "json.h"
#include "memory.h"
#include "options.h"
#include "pripcsem.h"
#include "tool.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE     4096
#define PATIENCE 10 /* seconds that one waits for the other at most */

static const char question[] = "is anybody there?";
static const char answer[] = "yes, by this name, and in this memory";

typedef struct Demo {
    PRBool json;
    char  *directory, *memory, *asked, *answered; /* names */
    char   native[PRX_SHM_NATIVE_SIZE];
    char   backend[16];
    char   heard[SIZE];
} Demo;

/* Not for ever: the other one may have died. */
static int
Await(PRSem *semaphore, const char *name)
{
    return PRX_TimedWaitSemaphore(semaphore, PR_SecondsToInterval(PATIENCE)) ==
                   PR_SUCCESS
               ? EXIT_SUCCESS
               : FailCall("cannot wait for it", name);
}

/* --- The one who answers ------------------------------------------------- */

static int
Respond(const Demo *demo)
{
    PRSem *asked = PR_OpenSemaphore(demo->asked, 0, 0, 0);
    PRSem *answered = PR_OpenSemaphore(demo->answered, 0, 0, 0);
    Access access;

    if (asked == NULL || answered == NULL) {
        return FailCall("cannot open it", demo->asked);
    }
    if (Await(asked, demo->asked) != EXIT_SUCCESS ||
        OpenAccess(demo->memory, TO_WRITE, &access, NULL) != EXIT_SUCCESS) {
        return EXIT_FAILURE;
    }
    if (strcmp((char *)access.memory, question) == 0) {
        memcpy(access.memory, answer, sizeof answer);
    }
    (void)PR_PostSemaphore(answered);
    (void)PR_CloseSemaphore(asked);
    (void)PR_CloseSemaphore(answered);
    return CloseAccess(&access);
}

/* --- The one who asks ---------------------------------------------------- */

static void
Tell(const Demo *demo, const char *what, const char *more)
{
    if (!demo->json) {
        printf("%s %s\n", what, more);
    }
}

static int
Converse(Demo *demo, Access *access, PRSem *asked, PRSem *answered)
{
    pid_t child;
    int   status, childStatus = 0;

    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        _exit(Respond(demo));
    }
    if (child == -1) {
        return Fail("cannot start another process");
    }
    memcpy(access->memory, question, sizeof question);
    Tell(demo, "one process writes:    ", question);
    (void)PR_PostSemaphore(asked);
    status = Await(answered, demo->answered);
    memcpy(demo->heard, access->memory, SIZE - 1);
    Tell(demo, "another one answers:   ", demo->heard);
    (void)waitpid(child, &childStatus, 0);
    if (status == EXIT_SUCCESS &&
        (childStatus != 0 || strcmp(demo->heard, answer) != 0)) {
        status = Fail("the other process did not answer");
    }
    return status;
}

static int
WithSemaphores(Demo *demo, Access *access)
{
    const PRIntn flags = PR_SEM_CREATE | PR_SEM_EXCL;
    PRSem       *asked = PR_OpenSemaphore(demo->asked, flags, 0600, 0);
    PRSem       *answered = PR_OpenSemaphore(demo->answered, flags, 0600, 0);
    int          status;

    if (asked == NULL || answered == NULL) {
        status = FailCall("cannot create it", demo->asked);
    } else {
        Tell(demo, "two semaphores beside it:", demo->asked);
        status = Converse(demo, access, asked, answered);
    }
    (void)PR_CloseSemaphore(asked);
    (void)PR_CloseSemaphore(answered);
    (void)PR_DeleteSemaphore(demo->asked);
    (void)PR_DeleteSemaphore(demo->answered);
    return status;
}

static int
WithSegment(Demo *demo)
{
    Access access;
    int    status = CreateAccess(demo->memory, SIZE, 0600, &access);

    if (status != EXIT_SUCCESS) {
        return status;
    }
    (void)snprintf(demo->native, sizeof demo->native, "%s",
                   access.info.native);
    (void)snprintf(demo->backend, sizeof demo->backend, "%s",
                   access.info.backend);
    Tell(demo, "a segment of this name:", demo->memory);
    Tell(demo, "what the system holds: ", demo->native);
    status = WithSemaphores(demo, &access);
    status = Worse(status, CloseAccess(&access));
    if (PR_DeleteSharedMemory(demo->memory) != PR_SUCCESS) {
        status = FailCall("cannot remove it", demo->memory);
    }
    return status;
}

static void
ShowDemoAsJson(const Demo *demo, int status)
{
    Json json = { .depth = 0 };

    BeginObject(&json, NULL);
    PutBool(&json, "works", status == EXIT_SUCCESS);
    PutText(&json, "name", demo->memory);
    PutText(&json, "mechanism", demo->backend);
    PutText(&json, "native", demo->native);
    PutText(&json, "asked", question);
    PutText(&json, "answered", demo->heard);
    End(&json);
}

static int
Run(Demo *demo)
{
    int status;

    demo->memory = Format("%s/memory", demo->directory);
    demo->asked = Format("%s/asked", demo->directory);
    demo->answered = Format("%s/answered", demo->directory);
    status = WithSegment(demo);
    if (rmdir(demo->directory) == -1) {
        status = Fail("%s: it is not empty", demo->directory);
    }
    if (demo->json) {
        ShowDemoAsJson(demo, status);
    } else if (status == EXIT_SUCCESS) {
        Tell(demo, "all of it is removed:  ", demo->directory);
    }
    free(demo->memory);
    free(demo->asked);
    free(demo->answered);
    return status;
}

int
RunDemo(int argc, char **argv)
{
    Demo         demo = { .json = PR_FALSE };
    const char  *parent = getenv("TMPDIR");
    const Option options[] = {
        { 'j', "json", OPTION_FLAG, &demo.json, NULL, "write JSON" },
        { .name = NULL },
    };
    int status;

    if (!ReadOptions(argc, argv, options, 0, 0, NULL, &status)) {
        return status;
    }
    demo.directory =
        Format("%s/prshm-demo-XXXXXX",
               parent != NULL && *parent != '\0' ? parent : "/tmp");
    if (mkdtemp(demo.directory) == NULL) {
        status = Fail("%s: cannot make such a directory: %s", demo.directory,
                      strerror(errno));
    } else {
        status = Run(&demo);
    }
    free(demo.directory);
    return status;
}
