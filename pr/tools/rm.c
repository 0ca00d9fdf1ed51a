/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm rm: remove the segment and the semaphore of names.
 */
#include "config.h"

#include "access.h"
#include "memory.h"
#include "options.h"
#include "prerror.h"
#include "pripcsem.h"
#include "prshm.h"
#include "text.h"
#include "tool.h"

#include <getopt.h>

typedef struct Rm {
    PRBool force, segments, semaphores;
} Rm;

/* What became of one kind of object. */
typedef enum Outcome {
    IS_REMOVED,
    IS_ABSENT,
    HAS_FAILED /* said so */
} Outcome;

static Outcome
RemoveKind(const char *name, PRStatus (*call)(const char *), const char *what)
{
    if (call(name) == PR_SUCCESS) {
        return IS_REMOVED;
    }
    if (PR_GetError() == PR_FILE_NOT_FOUND_ERROR) {
        return IS_ABSENT;
    }
    (void)FailCall(what, name);
    return HAS_FAILED;
}

/* The segment first: a semaphore may guard it. */
static int
RemoveName(const char *name, const Rm *rm)
{
    PRBool  both = !rm->segments && !rm->semaphores;
    Outcome segment = IS_ABSENT, semaphore = IS_ABSENT;

    if (both || rm->segments) {
        segment = RemoveKind(name, PR_DeleteSharedMemory,
                             "cannot remove the segment");
    }
    if (segment != HAS_FAILED && (both || rm->semaphores)) {
        semaphore = RemoveKind(name, PR_DeleteSemaphore,
                               "cannot remove the semaphore");
    }
    if (segment == HAS_FAILED || semaphore == HAS_FAILED) {
        return EXIT_FAILURE;
    }
    if (segment == IS_ABSENT && semaphore == IS_ABSENT && !rm->force) {
        return FailAbsent(name);
    }
    return EXIT_SUCCESS;
}

int
RunRm(int argc, char **argv)
{
    Rm           rm = { .force = PR_FALSE };
    const Option options[] = {
        { 'f', "force", OPTION_FLAG, &rm.force, NULL,
          "be content if there is nothing" },
        { 'm', "memory", OPTION_FLAG, &rm.segments, NULL, "only the segment" },
        { 's', "semaphore", OPTION_FLAG, &rm.semaphores, NULL,
          "only the semaphore" },
        { .name = NULL },
    };
    int status, i;

    if (!ReadOptions(argc, argv, options, 1, MANY_OPERANDS, "which name?",
                     &status)) {
        return status;
    }
    for (i = optind; i < argc; i++) {
        status = Worse(status, RemoveName(argv[i], &rm));
    }
    return status;
}
