/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm create: a segment, a semaphore, or both, under one name.
 */
#include "config.h"

#include "access.h"
#include "options.h"
#include "prerror.h"
#include "pripcsem.h"
#include "private/pprsem.h"
#include "tool.h"

#include <getopt.h>
#include <inttypes.h>

typedef struct Create {
    PRUint64 size, value, mode;
    PRBool   hasSize, hasValue, existing;
} Create;

static PRSharedMemory *
OpenSegment(const char *name, const Create *create, PRIntn flags)
{
    return PR_OpenSharedMemory(name, (PRSize)create->size,
                               flags | PR_SHM_CREATE, (PRIntn)create->mode);
}

/* Whether what is there is less than what is wanted, and said to be; NSPR's
 * error says neither. */
static PRBool
IsTooSmall(const char *name, const Create *create)
{
    PRXSharedMemoryInfo info = { .structSize = sizeof info };
    PRErrorCode         code = PR_GetError();
    PRInt32             osError = PR_GetOSError();
    PRSharedMemory     *segment = PR_OpenSharedMemory(name, 0, 0, 0);

    if (segment != NULL) {
        (void)PRX_GetSharedMemoryInfo(segment, &info);
        (void)PR_CloseSharedMemory(segment);
    }
    PR_SetError(code, osError);
    if (info.size == 0 || info.size >= create->size) {
        return PR_FALSE;
    }
    (void)Fail("%s: the segment that is there has %" PRIu64
               " bytes, fewer than the %" PRIu64 " that are wanted",
               name, (uint64_t)info.size, (uint64_t)create->size);
    return PR_TRUE;
}

/* made: whether it was not there before. */
static int
CreateSegment(const char *name, const Create *create, PRBool *made)
{
    PRSharedMemory *segment = OpenSegment(name, create, PR_SHM_EXCL);

    *made = segment != NULL;
    if (segment == NULL && create->existing) {
        segment = OpenSegment(name, create, 0);
        if (segment == NULL && IsTooSmall(name, create)) {
            return EXIT_FAILURE;
        }
    }
    if (segment == NULL) {
        return FailCall("cannot create the segment", name);
    }
    (void)PR_CloseSharedMemory(segment);
    return EXIT_SUCCESS;
}

static int
CreateSemaphore(const char *name, const Create *create)
{
    PRIntn flags = create->existing ? 0 : PR_SEM_EXCL;
    PRSem *semaphore =
        PR_OpenSemaphore(name, flags | PR_SEM_CREATE, (PRIntn)create->mode,
                         (PRUintn)create->value);

    if (semaphore == NULL) {
        return FailCall("cannot create the semaphore", name);
    }
    (void)PR_CloseSemaphore(semaphore);
    return EXIT_SUCCESS;
}

/* Both or neither: a segment whose semaphore fails is taken back, unless it
 * was there before. */
static int
CreateAll(const char *name, const Create *create)
{
    PRBool made = PR_FALSE;
    int    status = EXIT_SUCCESS;

    if (create->hasSize) {
        status = CheckSize(create->size);
    }
    if (create->hasSize && status == EXIT_SUCCESS) {
        status = CreateSegment(name, create, &made);
    }
    if (create->hasValue && status == EXIT_SUCCESS) {
        status = CreateSemaphore(name, create);
        if (status != EXIT_SUCCESS && made) {
            (void)PR_DeleteSharedMemory(name);
        }
    }
    return status;
}

int
RunCreate(int argc, char **argv)
{
    Create       create = { .mode = 0600 };
    const Option options[] = {
        { 's', "size", OPTION_SIZE, &create.size, &create.hasSize,
          "make a segment of this size: 4096, 64K, 1M, 2G" },
        { 'S', "semaphore", OPTION_NUMBER, &create.value, &create.hasValue,
          "make a semaphore with this value, 32767 at most" },
        { 'm', "mode", OPTION_MODE, &create.mode, NULL,
          "who may use it; 0600 if not given" },
        { 'e', "existing", OPTION_FLAG, &create.existing, NULL,
          "be content if it is there" },
        { .name = NULL },
    };
    int status;

    if (!ReadOptions(argc, argv, options, 1, 1, "which name?", &status)) {
        return status;
    }
    if (!create.hasSize && !create.hasValue) {
        return Misused("--size or --semaphore is needed");
    }
    if (create.value > _MD_SEM_VALUE_MAX) {
        return Misused("--semaphore: %d is the largest value there can be",
                       _MD_SEM_VALUE_MAX);
    }
    if (create.hasSize && create.size == 0) {
        return Misused("--size: no segment can be empty");
    }
    return CreateAll(argv[optind], &create);
}
