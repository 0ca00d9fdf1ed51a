/* SPDX-License-Identifier: MPL-2.0 */
/*
 * One mechanism of named shared memory on Unix.
 *
 * A mechanism knows system calls and nothing else: how a marker becomes a
 * native object, and what is done with that.  The order in which markers and
 * segments are made and removed is uxshm.c's.
 */
#ifndef pprshmux_h___
#define pprshmux_h___

#include "private/pprmarker.h"
#include "private/pprshm.h"

typedef struct _MDShmBackend {
    _MDShmOps ops; /* what its handles can do */

    /* Whether the marker's own file is the memory: then it is made before the
     * marker has its name. */
    PRBool inMarker;

    /*
     * Open the segment of a marker: ENOENT if it has none, EINVAL if size is
     * larger than it, EACCES if the rights in mode are not granted.  May leave
     * rights unchecked if mode has none.  ENOSYS if the system lacks the
     * mechanism; ESTALE if the name leads elsewhere by now.
     */
    PRInt32 (*findSegment)(const _MDMarker *marker, PRSize size, PRIntn mode,
                           PRSharedMemory *shm);

    /* Whether a marker that is not at its name yet may use its native name:
     * EEXIST if something else has it and keeps it.  NULL if any may. */
    PRInt32 (*claimName)(const struct stat *marker);

    /*
     * Make the segment of a marker that is open and locked; EEXIST if it has
     * one by now.  ENOTSUP if it cannot be made under this very marker; then
     * another mechanism has to do it.
     */
    PRInt32 (*makeSegment)(const _MDMarker *marker, PRSize size, PRIntn mode,
                           PRSharedMemory *shm);

    /* Remove the segment of a marker that is open and locked; ENOENT if it
     * has none. */
    PRInt32 (*removeSegment)(const _MDMarker *marker);
} _MDShmBackend;

extern const _MDShmBackend _MD_shmSysv;
extern const _MDShmBackend _MD_shmPosix;
extern const _MDShmBackend _MD_shmFile;

#endif /* pprshmux_h___ */
