/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Opening, attaching and letting go of segments.
 */
#include "config.h"

#include "access.h"
#include "prerror.h"
#include "private/pprshm.h"
#include "tool.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

int
FailSetting(void)
{
    return Fail("PRSHM_BACKEND: no mechanism %s", _PR_MD_ShmBadSetting());
}

int
FailCall(const char *call, const char *name)
{
    PRErrorCode code = PR_GetError();
    const char *why = PR_ErrorToString(code, PR_LANGUAGE_I_DEFAULT);

    if (_PR_MD_ShmBadSetting() != NULL) {
        return FailSetting();
    }
    return Fail("%s: %s: %s (%s: %s)", name, call,
                PR_GetOSError() != 0 ? strerror(PR_GetOSError()) : why,
                PR_ErrorToName(code), why);
}

int
FailAbsent(const char *name)
{
    return Fail("%s: no segment or semaphore has this name", name);
}

/* Attach an open segment, or let go of it. */
static int
Attach(Access *access, PRIntn flags)
{
    /* NSPR ignores SIGPIPE in programs; ours write to pipes as others do. */
    (void)signal(SIGPIPE, SIG_DFL);
    access->info.structSize = sizeof access->info;
    access->memory = NULL;
    if (PRX_GetSharedMemoryInfo(access->segment, &access->info) ==
        PR_SUCCESS) {
        access->memory = PR_AttachSharedMemory(access->segment, flags);
    }
    if (access->memory != NULL) {
        return EXIT_SUCCESS;
    }
    (void)FailCall("cannot attach it", access->name);
    (void)PR_CloseSharedMemory(access->segment);
    return EXIT_FAILURE;
}

int
OpenAccess(const char *name, Purpose purpose, Access *access, PRBool *absent)
{
    const PRIntn rights = purpose == TO_READ ? 0444 : 0666;

    access->name = name;
    access->segment = PR_OpenSharedMemory(name, 0, 0, rights);
    if (absent != NULL) {
        *absent = access->segment == NULL &&
                  PR_GetError() == PR_FILE_NOT_FOUND_ERROR;
    }
    if (access->segment == NULL) {
        return absent != NULL && *absent ? EXIT_FAILURE
                                         : FailCall("cannot open it", name);
    }
    return Attach(access, purpose == TO_READ ? PR_SHM_READONLY : 0);
}

int
CheckSize(PRUint64 size)
{
    return (PRSize)size == size
               ? EXIT_SUCCESS
               : Fail("%" PRIu64 " bytes are more than there are addresses",
                      (uint64_t)size);
}

int
CreateAccess(const char *name, PRUint64 size, PRUint64 mode, Access *access)
{
    if (CheckSize(size) != EXIT_SUCCESS) {
        return EXIT_FAILURE;
    }
    access->name = name;
    access->segment = PR_OpenSharedMemory(
        name, (PRSize)size, PR_SHM_CREATE | PR_SHM_EXCL, (PRIntn)mode);
    if (access->segment == NULL) {
        return FailCall("cannot create it", name);
    }
    return Attach(access, 0);
}

int
CloseAccess(Access *access)
{
    if (PR_DetachSharedMemory(access->segment, access->memory) != PR_SUCCESS ||
        PR_CloseSharedMemory(access->segment) != PR_SUCCESS) {
        return FailCall("cannot let go of it", access->name);
    }
    return EXIT_SUCCESS;
}

/* What is in a pipe already is read without a wait, and this much fits into
 * one. */
#define PIPE_FULL 4096

static PRInt32
CopyThrough(const int ends[2], char *to, const char *from, PRSize length)
{
    ssize_t count = write(ends[1], from, PR_MIN(length, PIPE_FULL));
    PRSize  left = count > 0 ? (PRSize)count : 0;

    if (count == -1) {
        return -errno;
    }
    while (left > 0) {
        ssize_t got = read(ends[0], to + ((PRSize)count - left), left);

        if (got == -1 && errno != EINTR) {
            return -errno;
        }
        left -= got > 0 ? (PRSize)got : 0;
    }
    return (PRInt32)count;
}

/* A load from a page that its file does not reach any more is a signal; the
 * kernel's, in a system call, is an error.  So bytes go through a pipe. */
PRInt32
CopyMemory(void *to, const void *from, PRSize length)
{
    int     ends[2];
    PRInt32 count = 0;
    PRSize  done = 0;

    if (pipe(ends) == -1) {
        return errno;
    }
    while (done < length && count >= 0) {
        count = CopyThrough(ends, (char *)to + done, (const char *)from + done,
                            length - done);
        count = count == -EINTR ? 0 : count;
        done += count > 0 ? (PRSize)count : 0;
    }
    (void)close(ends[0]);
    (void)close(ends[1]);
    return count < 0 ? -count : 0;
}

int
StatusOfCopy(const char *name, PRInt32 err)
{
    if (err == 0) {
        return EXIT_SUCCESS;
    }
    return Fail("%s: %s", name,
                err == EFAULT ? "the segment was cut short" : strerror(err));
}

int
CheckRange(const Access *access, Range *range)
{
    PRUint64 size = access->info.size;
    PRUint64 wanted = range->hasLength ? range->length : 0;

    if (range->offset > size || wanted > size - range->offset) {
        return Fail("%s has %" PRIu64 " bytes: %" PRIu64 " from %" PRIu64
                    " on are not there",
                    access->name, (uint64_t)size, (uint64_t)wanted,
                    (uint64_t)range->offset);
    }
    if (!range->hasLength) {
        range->length = size - range->offset;
    }
    return EXIT_SUCCESS;
}

int
ReadRange(const char *name, Range *range, RangeReader *reader, void *arg)
{
    Access access;
    int    status = OpenAccess(name, TO_READ, &access, NULL);

    if (status != EXIT_SUCCESS) {
        return status;
    }
    status = CheckRange(&access, range);
    if (status == EXIT_SUCCESS) {
        status = reader(&access, arg);
    }
    return Worse(status, CloseAccess(&access));
}
