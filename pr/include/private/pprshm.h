/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The seam between NSPR's calls and the operating system: what generic code
 * (pr/src/memory/prshm.c) asks of pr/src/md, and the handle that both know.
 *
 * Everything here returns 0 or the operating system's own error number.  Below
 * the seam nobody calls PR_SetError(), logs, or owns the handle's memory.
 */
#ifndef pprshm_h___
#define pprshm_h___

#include "prshm.h"
#include "prtypes.h"

/* What a handle can do, once the segment is open. */
typedef struct _MDShmOps {
    const char *name; /* of the mechanism, as users write it */

    PRInt32 (*attachSegment)(PRSharedMemory *shm, PRBool readOnly,
                             void **addr);
    PRInt32 (*detachSegment)(PRSharedMemory *shm, void *addr);
    PRInt32 (*closeSegment)(PRSharedMemory *shm);
} _MDShmOps;

struct PRSharedMemory {
    const _MDShmOps *ops; /* of the mechanism that opened it; never NULL */
    union {
        int shmid; /* System V identifier */
    } native;
};

/*
 * Open or create the segment of a name.  mode has only bits of 0777, flags is
 * as given by the caller.  shm is written only on success.
 */
PRInt32 _PR_MD_OpenShm(const char *name, PRSize size, PRIntn flags,
                       PRIntn mode, PRSharedMemory *shm);

/* Remove the segment of a name, then the name. */
PRInt32 _PR_MD_DeleteShm(const char *name);

/* The names of the mechanisms of this build in the order in which they are
 * looked at; NULL past the last. */
const char *_PR_MD_ShmBackendName(PRIntn i);

#endif /* pprshm_h___ */
