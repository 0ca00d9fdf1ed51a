/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The marker: the file at an object's name, whose device and inode are the
 * identity that every mechanism makes its native name of.
 *
 * Functions return 0 or an errno value and write their outputs only on
 * success.  What a system lacks is made up for here, so that no .c file needs
 * a conditional for it.
 */
#ifndef pprmarker_h___
#define pprmarker_h___

#include "private/pprunix.h"
#include "prtypes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names as long as this or longer are refused, terminator included. */
#define _MD_NAME_SIZE 1024

/* Linux: a descriptor without any right.  Elsewhere a marker that its owner
 * may not even read cannot be opened. */
#ifndef O_PATH
#define O_PATH O_RDONLY
#endif

/* A marker as one look at it found it. */
typedef struct _MDMarker {
    const char *name;
    int         fd;       /* open and locked; -1 after a mere look */
    PRBool      unlocked; /* but it could not be locked */
    struct stat info;
} _MDMarker;

/*
 * Look at marker->name without following a link in its last component.  0 if
 * it is a regular file; else ELOOP, EISDIR, EINVAL for a link, a directory or
 * any other thing, or lstat's own error: ENOENT if nothing is there.
 */
PRInt32 _MD_LookMarker(_MDMarker *marker);

/* Whether the marker's name leads to it, and not to another file or
 * nowhere. */
PRBool _MD_LeadsToMarker(const _MDMarker *marker);

/* The directory of a name, as a path; dir has _MD_NAME_SIZE bytes, which the
 * name, being shorter, cannot exceed. */
void _MD_DirectoryOf(const char *name, char *dir);

/* When the marker's inode began, in nanoseconds since 1970: unlike its number,
 * no other one's.  0 if the system does not tell. */
static inline PRInt64
_MD_BirthTime(const _MDMarker *marker)
{
    const PRInt64 second = 1000000000;
#if defined(HAVE_STATX)
    struct statx found;
    PRBool       open = marker->fd != -1;

    if (statx(open ? marker->fd : AT_FDCWD, open ? "" : marker->name,
              open ? AT_EMPTY_PATH : AT_SYMLINK_NOFOLLOW,
              STATX_INO | STATX_BTIME, &found) == -1 ||
        (found.stx_mask & STATX_BTIME) == 0 ||
        found.stx_ino != marker->info.st_ino) {
        return 0;
    }
    return found.stx_btime.tv_sec * second + found.stx_btime.tv_nsec;
#elif defined(HAVE_STRUCT_STAT_ST_BIRTHTIMESPEC)
    return marker->info.st_birthtimespec.tv_sec * second +
           marker->info.st_birthtimespec.tv_nsec;
#else
    (void)marker, (void)second;
    return 0;
#endif
}

/*
 * Some mechanisms find a segment by all of its marker's identity, and System V
 * by so little that it may find another one's.  So the former leave a sign at
 * their markers, and are asked first where it is: a block that is reserved
 * beyond the end of the empty file.  Nobody sees it, neither touch nor chown
 * removes it, and looking at it costs nothing.  Where it is by accident, for
 * want of room for a security label for example, only the order changes.
 *
 * Returns 0, or why the marker does not have it: ENOTSUP if the filesystem
 * cannot do that.
 */
PRInt32 _MD_SignMarker(const _MDMarker *marker);

/* Whether the marker has the sign; or has content, which stands for it. */
PRBool _MD_IsSigned(const _MDMarker *marker);

/* Take the sign, and what else a crash may have left, from an empty marker. */
void _MD_ClearMarker(_MDMarker *marker);

/* Nobody waits longer for others who have the marker locked, in all of one
 * call of NSPR. */
#define _MD_PATIENCE_SECONDS 10

/* How long a call has waited; start with zeros. */
typedef struct _MDPatience {
    int     yields;
    PRInt64 until; /* monotonic time in nanoseconds; 0 while it only yields */
} _MDPatience;

/* Let others go on with what they do.  False once that has taken so many
 * seconds. */
PRBool _MD_WaitALittle(_MDPatience *patience, int seconds);

/* What a marker is locked for, which says who may. */
typedef enum _MDLockAccess {
    _MD_LOCK_TO_MAKE,   /* an object: who may write the marker */
    _MD_LOCK_TO_REMOVE, /* the object: its owner, too */
    _MD_LOCK_TO_WAIT    /* for others who do: who may read it */
} _MDLockAccess;

/*
 * Open the marker that is at marker->name and lock it against others who make
 * or remove an object under it, until _MD_UnlockMarker().  Where there are no
 * locks, or a program keeps one on a file of its own, it goes without.
 *
 * ESTALE if the name led elsewhere by the time the lock was held: look again.
 * EWOULDBLOCK if somebody held the lock for too long.  For what is no marker
 * as _MD_LookMarker().
 */
PRInt32 _MD_LockMarker(_MDMarker *marker, _MDLockAccess access,
                       _MDPatience *patience);

/* Release the lock, and close the descriptor. */
void _MD_UnlockMarker(_MDMarker *marker);

/* The same of a file that is open already, and its lock. */
PRInt32 _MD_LockDescriptor(int fd, _MDPatience *patience, PRBool *unlocked);
void    _MD_UnlockDescriptor(int fd);

/*
 * Whether the marker is an empty file.  One with content is somebody's own and
 * stays, or is the segment itself.
 */
PRBool _MD_MarkerIsOurs(const struct stat *info);

/* Whether a marker that is open goes with the last of its objects: if it is
 * empty; or was a segment itself, removed while another object needed it. */
PRBool _MD_MarkerGoes(const _MDMarker *marker);

/* Whether the caller could unlink a marker that is locked, as far as can be
 * told: 0 or why not. */
PRInt32 _MD_MayRemoveMarker(const _MDMarker *marker);

/* Unlink it. */
PRInt32 _MD_RemoveMarker(const char *name);

#endif /* pprmarker_h___ */
