/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What this process has attached, through whichever handle.
 */
#ifndef pprattach_h___
#define pprattach_h___

#include "private/pprshm.h"
#include "prtypes.h"

typedef struct _PRAttachment {
    struct _PRAttachment *next;
    const _MDShmOps      *ops; /* of the mechanism that mapped it */
    _MDShmIdentity        identity;
    void                 *addr;
    PRSize                length; /* as attachSegment() told, in bytes */
} _PRAttachment;

/* Add one, whose memory now belongs to the list.  If the list had one at the
 * same address, the program has unmapped that by itself, for the system has
 * just given the address out again: it is returned, for the caller to free;
 * else NULL. */
_PRAttachment *_PR_AddAttachment(_PRAttachment *attachment);

/* Take the one at an address out of the list, for the caller to free.  NULL if
 * there is none.  If two threads ask at once, only one gets it. */
_PRAttachment *_PR_TakeAttachment(void *addr);

/* How many there are of a segment, and whether one of them is at addr. */
PRInt64 _PR_CountAttachments(const PRSharedMemory *shm);
PRBool  _PR_IsAttachedAt(const PRSharedMemory *shm, const void *addr);

#endif /* pprattach_h___ */
