/* SPDX-License-Identifier: MPL-2.0 */
/*
 * One mechanism of named shared memory on Unix.
 *
 * A mechanism knows system calls and nothing else: how a marker's identity
 * (st_dev, st_ino) becomes a native name, and what is done with that.  The
 * order in which markers and segments are made and removed is uxshm.c's.
 */
#ifndef pprshmux_h___
#define pprshmux_h___

#include "private/pprshm.h"

#include <sys/stat.h>

typedef struct _MDShmBackend {
    _MDShmOps ops; /* what its handles can do */

    /*
     * Open the segment of a marker: ENOENT if it has none, EINVAL if size is
     * larger than it, EACCES if the rights in mode are not granted.  May leave
     * rights unchecked if mode has none.
     */
    PRInt32 (*findSegment)(const struct stat *marker, PRSize size, PRIntn mode,
                           PRSharedMemory *shm);

    /* Whether a marker that is not at its name yet may use its native name:
     * EEXIST if some other marker's segment has it. */
    PRInt32 (*claimName)(const struct stat *marker);

    /* Make the segment of a marker; EEXIST if it has one by now. */
    PRInt32 (*makeSegment)(const struct stat *marker, PRSize size, PRIntn mode,
                           PRSharedMemory *shm);

    /* Remove the segment of a marker; ENOENT if it has none. */
    PRInt32 (*removeSegment)(const struct stat *marker);
} _MDShmBackend;

extern const _MDShmBackend _MD_shmSysv;

#endif /* pprshmux_h___ */
