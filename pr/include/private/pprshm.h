/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The seam between NSPR's calls and the operating system: what generic code
 * (pr/src/memory) asks of pr/src/md, and the handle that both know.
 *
 * Everything here returns 0 or the operating system's own error number.  Below
 * the seam nobody calls PR_SetError(), logs, or owns the handle's memory.
 */
#ifndef pprshm_h___
#define pprshm_h___

#include "prshm.h"
#include "prshmx.h"
#include "prtypes.h"

/* What a handle can do, once the segment is open. */
typedef struct _MDShmOps {
    const char *name; /* of the mechanism, as users write it */

    /*
     * Whether the handle can still attach: EIDRM if its segment was removed
     * and the mechanism itself would not mind, EACCES if it was opened
     * without any right, EBADF if the program closed its descriptor, EINVAL
     * if somebody cut the file short.
     */
    PRInt32 (*checkSegment)(const PRSharedMemory *shm);

    /* Map all of it; length is what detachSegment wants to know, in bytes. */
    PRInt32 (*attachSegment)(const PRSharedMemory *shm, PRBool readOnly,
                             void **addr, PRSize *length);
    PRInt32 (*detachSegment)(void *addr, PRSize length);
    PRInt32 (*closeSegment)(PRSharedMemory *shm);

    /* Fill in what the mechanism knows; the rest says "not known". */
    PRInt32 (*describeSegment)(const PRSharedMemory *shm,
                               PRXSharedMemoryInfo  *info);
} _MDShmOps;

/* Which segment, among those of one mechanism that are there at a time. */
typedef struct _MDShmIdentity {
    PRUint64 device; /* 0 where numbers are the whole system's */
    PRUint64 number;
} _MDShmIdentity;

/* What may be done with a segment. */
typedef enum _MDRights {
    _MD_NO_RIGHTS,
    _MD_MAY_READ,
    _MD_MAY_WRITE
} _MDRights;

struct PRSharedMemory {
    const _MDShmOps *ops; /* of the mechanism that opened it; never NULL */
    _MDShmIdentity   identity;
    union {
        int shmid; /* System V identifier */
        struct {
            int       fd; /* -1 if opened without any right */
            _MDRights rights;
            PRSize    size; /* bytes */
        } file;
    } native;
};

/*
 * Open or create the segment of a name.  mode has only bits of 0777, flags is
 * as given by the caller.  shm is written only on success.  EINVAL if the
 * setting of the mechanism names none: _PR_MD_ShmBadSetting() tells.
 */
PRInt32 _PR_MD_OpenShm(const char *name, PRSize size, PRIntn flags,
                       PRIntn mode, PRSharedMemory *shm);

/* Remove the segment of a name, then the name. */
PRInt32 _PR_MD_DeleteShm(const char *name);

/* The names of the mechanisms of this build in the order in which they are
 * looked at; NULL past the last. */
const char *_PR_MD_ShmBackendName(PRIntn i);

/* What PRSHM_BACKEND says if that is no name of a mechanism; else NULL. */
const char *_PR_MD_ShmBadSetting(void);

/*
 * Bring the pages of an attachment in, and ask for huge ones, as the PRX_SHM_
 * flags say.  A try: what cannot be done is left.
 *
 *   length    in bytes
 *   writable  whether its pages are for writing, too
 */
void _PR_MD_Prefault(void *addr, PRSize length, PRBool writable, PRIntn flags);

/* Whether a range of this process's memory that begins at from is to be
 * counted.  It is asked of each range, from the lowest to the highest. */
typedef PRBool (*_MDRangeFilter)(const void *from, void *arg);

/* How much of such ranges this process has in its page tables, and how much of
 * that as huge pages, in bytes.  False if the system does not say. */
PRBool _PR_MD_CountMapped(_MDRangeFilter filter, void *arg, PRInt64 *mapped,
                          PRInt64 *huge);

/*
 * Around every use of what is known of attachments.  Held through a fork(), so
 * that the child never finds it in another thread's hands.
 */
void _PR_MD_LockAttachments(void);
void _PR_MD_UnlockAttachments(void);

#endif /* pprshm_h___ */
