/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The seam between NSPR's semaphore calls and the operating system: what
 * pr/src/memory/pripcsem.c asks of pr/src/md, and the handle that both know.
 *
 * Everything here returns 0 or the operating system's own error number.
 */
#ifndef pprsem_h___
#define pprsem_h___

#include "pripcsem.h"
#include "private/pprspin.h"
#include "prtypes.h"

#include <time.h>

/* The largest value, with every mechanism: System V's, whose values are signed
 * numbers of 16 bits. */
#define _MD_SEM_VALUE_MAX 32767

/* Report an error of a call; returns PR_FAILURE. */
typedef PRStatus (*_MDSemFailure)(PRInt32 osError);

/* What a handle can do, once the semaphore is open. */
typedef struct _MDSemOps {
    /*
     * These two return what the public call returns: PR_SUCCESS, or what fail
     * makes of an error.  So the public call can end in a jump to them, instead
     * of a call and a return.  After a system call, a processor may not foresee
     * where a return goes, which would cost a fiftieth of a wait.
     */

    /*
     * Take one from the value once it is not 0.  EINVAL if the semaphore is
     * gone, EIDRM if it went while we waited, EINTR if a signal's handler ran,
     * ETIMEDOUT or EAGAIN if it took longer than limit, EAGAIN if that is 0.
     *
     *   limit  how long to wait; NULL: as long as it takes
     */
    PRStatus (*waitSemaphore)(PRSem *sem, const struct timespec *limit,
                              _MDSemFailure fail);

    /* Add one: ERANGE if the value is the largest. */
    PRStatus (*postSemaphore)(PRSem *sem, _MDSemFailure fail);

    PRInt32 (*readValue)(const PRSem *sem, PRIntn *value);
    void (*closeSemaphore)(PRSem *sem);
} _MDSemOps;

struct PRSem {
    const _MDSemOps *ops; /* of the mechanism that opened it; never NULL */
    union {
        struct {
            int   semid; /* System V identifier */
            short flags; /* of each semop() */
        } sysv;
        struct {
            struct _MDSemWords *words; /* in shared memory */
            _MDSpin             spin;
        } posix;
    } native;
};

/*
 * Open or create the semaphore of a name.  mode has only bits of 0777, flags
 * is as given by the caller.  sem is written only on success.  ENOSYS if
 * PRX_SEM_UNDO is asked for and cannot be kept.  EINVAL if the setting of the
 * mechanism names none: _PR_MD_ShmBadSetting() tells.
 */
PRInt32 _PR_MD_OpenSem(const char *name, PRIntn flags, PRIntn mode,
                       PRUintn value, PRSem *sem);

/* Remove the semaphore of a name, then the name. */
PRInt32 _PR_MD_DeleteSem(const char *name);

#endif /* pprsem_h___ */
