/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Segments that are files: what POSIX objects and mapped files have in common.
 *
 * Such a file has the pages of the segment, then one page more, which is never
 * mapped and ends in a trailer: the exact size, who made it and when.  The
 * trailer is written last, so a file without it is no segment (yet).  On
 * hugetlbfs, whose files cannot be written, there is no trailer: any file that
 * has a size is a segment, of that size.
 *
 * Functions return 0 or an errno value and write their outputs only on
 * success.
 */
#ifndef pprmapped_h___
#define pprmapped_h___

#include "private/pprmarker.h"
#include "private/pprshm.h"
#include "prtypes.h"

#include <sys/stat.h>

/* Where the C library keeps the objects of shm_open(), if they are files. */
#ifdef __linux__
#define _MD_SHM_DIR "/dev/shm"
#else
#define _MD_SHM_DIR ""
#endif

/* What a segment's file tells of it. */
typedef struct _MDMappedFile {
    struct stat info;
    PRUint64    size;    /* of the segment, in bytes */
    PRBool      removed; /* but the file still has a name */
    PRInt64     creator; /* process; -1 if not known */
    PRInt64     created; /* microseconds since 1970; 0 if not known */

    /* Of the marker that it was made for. */
    PRUint64 markerDevice;
    PRUint64 markerInode;
    PRInt64  markerBorn; /* as _MD_BirthTime() told then */
} _MDMappedFile;

/* Open a file as open() and shm_open() do, with these access rights. */
typedef int (*_MDOpener)(const char *name, int access);

/*
 * Open the file of a segment, for reading and writing or, if the caller has no
 * right to that, for reading.  EACCES if it may do neither; ESTALE to try
 * again.
 */
PRInt32 _MD_OpenWithRights(_MDOpener opener, const char *name, int *fd,
                           _MDRights *rights);

/* Whether the rights include those that the bits of mode ask for; as the kernel
 * does for System V segments, those of owner, group and others are taken
 * together. */
PRBool _MD_Grants(_MDRights rights, PRIntn mode);

/* Whether a file of this size may be a segment: saves opening most that are
 * not. */
PRBool _MD_MayBeSegment(const struct stat *info);

/* What an open file is: ENOENT if no segment. */
PRInt32 _MD_ReadSegment(int fd, _MDMappedFile *file);

/* A new segment: what it is to be. */
typedef struct _MDNewSegment {
    PRSize      size; /* bytes */
    PRIntn      mode;
    const void *content;     /* what it begins with; else it is zero */
    PRSize      contentSize; /* bytes */
} _MDNewSegment;

/*
 * Turn an empty file into a segment, with its room, its mode and its trailer,
 * and make a handle that uses the same descriptor.
 *
 *   marker  that leads to it; open
 *   named   whether others can find the file already; then it becomes a
 *           segment in one step, or ENOTSUP says that it cannot
 *
 * After a failure a named file is as it was.
 */
PRInt32 _MD_FillSegment(int fd, const _MDNewSegment *wanted,
                        const _MDMarker *marker, PRBool named,
                        PRSharedMemory *shm);

/* Note in a segment's file that it was removed, for those who still find the
 * file by some name.  EBUSY if that cannot be noted. */
PRInt32 _MD_MarkRemoved(int fd, const struct stat *info);

/*
 * Make a handle of what was found: EINVAL if size is larger than that, EACCES
 * if the rights are not those that mode asks for.  fd belongs to the handle
 * then; after a failure it is closed.
 */
PRInt32 _MD_AdoptSegment(int fd, _MDRights rights, const _MDMappedFile *file,
                         PRSize size, PRIntn mode, PRSharedMemory *shm);

/* A handle without any right. */
void _MD_AdoptNothing(PRSharedMemory *shm);

/* The members of _MDShmOps that both mechanisms have. */
PRInt32 _MD_CheckMapped(const PRSharedMemory *shm);
PRInt32 _MD_AttachMapped(const PRSharedMemory *shm, PRBool readOnly,
                         void **addr, PRSize *length);
PRInt32 _MD_DetachMapped(void *addr, PRSize length);
PRInt32 _MD_CloseMapped(PRSharedMemory *shm);

/* For describeSegment: all but what the native object is called. */
PRInt32 _MD_DescribeMapped(const PRSharedMemory *shm,
                           PRXSharedMemoryInfo *info, _MDMappedFile *found);

#endif /* pprmapped_h___ */
