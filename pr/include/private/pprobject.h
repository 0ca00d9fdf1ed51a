/* SPDX-License-Identifier: MPL-2.0 */
/*
 * POSIX objects, each of which is a segment in the sense of pprmapped.h that a
 * marker leads to.  Functions return 0 or an errno value and write their
 * outputs only on success.
 */
#ifndef pprobject_h___
#define pprobject_h___

#include "private/pprmapped.h"
#include "private/pprmarker.h"
#include "prtypes.h"

/*
 * What names begin with; the marker's identity follows.  macOS takes 31
 * characters: the first of these, 8 digits of its device numbers and 16 of
 * inode numbers.  Systems with longer device numbers take longer names.  The
 * second is where the GNU C library has the semaphore of the first name.
 */
#define _MD_SHM_PREFIX       "/prshm-"
#define _MD_SEM_PREFIX       "/sem.prshm-"
#define _MD_OBJECT_NAME_SIZE (sizeof _MD_SEM_PREFIX + 32)

void _MD_FormatObject(char *name, const char *prefix, PRUint64 device,
                      PRUint64 inode);

/* The members of _MDMechanism of the same names, for a prefix. */
PRInt32 _MD_FindObject(const char *prefix, const _MDMarker *marker,
                       PRSize size, PRIntn rights, PRSharedMemory *shm);
PRInt32 _MD_ClaimObject(const char *prefix, const struct stat *marker);
PRInt32 _MD_MakeObject(const char *prefix, const _MDMarker *marker,
                       const _MDNewSegment *wanted, PRSharedMemory *shm);
PRInt32 _MD_RemoveObject(const char *prefix, const _MDMarker *marker);

/* Remove an object that was found. */
PRInt32 _MD_UnlinkObject(const char *prefix, const _MDMarker *marker);

#endif /* pprobject_h___ */
