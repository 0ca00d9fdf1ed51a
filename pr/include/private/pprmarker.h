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

/* A marker, as it was when it was looked at. */
typedef struct _MDMarker {
    const char *name;
    int         fd;       /* open and locked; -1 after a mere look */
    PRBool      unlocked; /* open, but it could not be locked */
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

/* When the marker's inode was made, in nanoseconds since 1970, which no other
 * inode of the same number has.  0 if the system does not tell. */
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
 * Some mechanisms find a segment by all of its marker's identity, but System V
 * by so little of it that it may find that of another marker.  So the former
 * leave a sign at their markers, and are asked first where there is one: a
 * block that is reserved beyond the end of the empty file.  Nobody sees it,
 * neither touch nor chown removes it, and looking at it costs nothing.  A file
 * may have such a block for another reason, as when a security label does not
 * fit into its inode; then only the order changes.
 *
 * Returns 0, or why the marker does not have it: ENOTSUP if the filesystem
 * cannot do that.
 */
PRInt32 _MD_SignMarker(const _MDMarker *marker);

/* Whether the marker has the sign; or has content, which stands for it. */
PRBool _MD_IsSigned(const _MDMarker *marker);

/* Take the sign, and what else a crash may have left, from an empty marker. */
void _MD_ClearMarker(_MDMarker *marker);

/* How long a call of NSPR waits, in sum, for others who have markers locked. */
#define _MD_PATIENCE_SECONDS 10

/* How long a call has waited; start with zeros. */
typedef struct _MDPatience {
    int     yields;
    PRInt64 until; /* monotonic time in nanoseconds; 0 while it only yields */
} _MDPatience;

/* Wait a moment for others.  False, without waiting, once the waits have taken
 * so many seconds. */
PRBool _MD_WaitALittle(_MDPatience *patience, int seconds);

/* What a marker is locked for, and so who may lock it. */
typedef enum _MDLockAccess {
    _MD_LOCK_TO_MAKE,   /* an object: those who may write the marker */
    _MD_LOCK_TO_REMOVE, /* an object: those, and the marker's owner */
    _MD_LOCK_TO_WAIT    /* for others: those who may read the marker */
} _MDLockAccess;

/*
 * Open the marker that is at marker->name and lock it against others who make
 * or remove an object under it, until _MD_UnlockMarker().  If the filesystem
 * has no locks, or a program has locked a file of its own, the marker is opened
 * but not locked.
 *
 * ESTALE if the name led elsewhere by the time the lock was held: look again.
 * EWOULDBLOCK if somebody held the lock for too long.  If the file cannot be a
 * marker, the errors are those of _MD_LookMarker().
 */
PRInt32 _MD_LockMarker(_MDMarker *marker, _MDLockAccess access,
                       _MDPatience *patience);

/* Release the lock, and close the descriptor. */
void _MD_UnlockMarker(_MDMarker *marker);

/* The same for a file that is open already. */
PRInt32 _MD_LockDescriptor(int fd, _MDPatience *patience, PRBool *unlocked);
void    _MD_UnlockDescriptor(int fd);

/*
 * Whether the marker is an empty file.  One with content is somebody's own and
 * stays, or is the segment itself.
 */
PRBool _MD_MarkerIsOurs(const struct stat *info);

/* Whether a marker that is open is to be removed with the last of its objects:
 * if it is empty; or if it was a segment itself, which was removed while
 * another object needed the marker. */
PRBool _MD_MarkerGoes(const _MDMarker *marker);

/* Whether the caller could unlink a marker that is locked, as far as can be
 * told: 0 or why not. */
PRInt32 _MD_MayRemoveMarker(const _MDMarker *marker);

/* Unlink it. */
PRInt32 _MD_RemoveMarker(const char *name);

#endif /* pprmarker_h___ */
