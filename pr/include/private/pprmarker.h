/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The marker: the file at a segment's name, whose device and inode are the
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
#define _MD_NAME_SIZE      1024

/* Room for a file name of our own in the directory of a marker. */
#define _MD_TEMP_NAME_SIZE (_MD_NAME_SIZE + 64)

/* Linux: an inode without a name, and a way to give it one. */
#ifndef O_TMPFILE
#define O_TMPFILE 0 /* nobody opens with no flags: taken as "not here" */
#endif
#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0
#endif

/* Linux: a descriptor without any right.  Elsewhere a marker that its owner
 * may not even read cannot be opened. */
#ifndef O_PATH
#define O_PATH O_RDONLY
#endif

/* Rename, but fail with EEXIST if there is something at the new name. */
static inline int
_MD_RenameExclusive(const char *from, const char *to)
{
#ifdef RENAME_NOREPLACE
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
#else
    (void)from, (void)to;
    errno = ENOSYS;
    return -1;
#endif
}

/* A marker in the making. */
typedef struct _MDDraft {
    int         fd;
    struct stat info;
    char        tempName[_MD_TEMP_NAME_SIZE]; /* "" if it has no name at all */
} _MDDraft;

/* Drafts that are kept so that their inodes stay taken; start with zeros. */
typedef struct _MDKeptDrafts {
    char  *area;
    PRSize count;
} _MDKeptDrafts;

/*
 * Look at a name without following a link in its last component.  0 if it is
 * a regular file; else ELOOP, EISDIR, EINVAL for a link, a directory or any
 * other thing, or lstat's own error: ENOENT if nothing is there.
 */
PRInt32 _MD_LookMarker(const char *name, struct stat *info);

/* Whether a name leads to the marker that info is of, and not to another file
 * or nowhere. */
PRBool _MD_LeadsToMarker(const char *name, const struct stat *info);

/*
 * Make an inode for the marker that is not yet at its name.
 *
 *   unnamed  try one without any name first; else it has one of our own
 */
PRInt32 _MD_DraftMarker(const char *name, PRIntn mode, PRBool unnamed,
                        _MDDraft *draft);

/*
 * Lock a draft and put it at its name; EEXIST if something is there.  The draft
 * stays open and its inode is now the marker, locked until it is closed.
 * ENOENT if an unnamed inode cannot be linked: it takes /proc, or a capability,
 * or Linux 6.10.
 */
PRInt32 _MD_PublishMarker(_MDDraft *draft, const char *name);

/* Close a draft; if it was not published, its inode is gone. */
void _MD_CloseDraft(_MDDraft *draft);

/* Close a draft but keep its inode from being given out again. */
PRInt32 _MD_KeepDraft(_MDKeptDrafts *kept, _MDDraft *draft);
void    _MD_ReleaseDrafts(_MDKeptDrafts *kept);

/* Nobody waits longer for others, in all of one call of NSPR. */
#define _MD_PATIENCE_SECONDS 10

/* How long a call has waited; start with zeros. */
typedef struct _MDPatience {
    int     yields;
    PRInt64 until; /* monotonic time in nanoseconds; 0 while it only yields */
} _MDPatience;

/* Let others go on with what they do.  False once that has taken too long. */
PRBool _MD_WaitALittle(_MDPatience *patience);

/* What a marker is locked for, which says who may. */
typedef enum _MDLockAccess {
    _MD_LOCK_TO_MAKE,   /* a segment: who may write the marker */
    _MD_LOCK_TO_REMOVE, /* the segment: its owner, too */
    _MD_LOCK_TO_WAIT    /* for others who do: who may read it */
} _MDLockAccess;

/*
 * Open the marker that is at a name and lock it against others who make or
 * remove a segment under it, until _MD_UnlockMarker().
 *
 * ESTALE if the name led elsewhere by the time the lock was held: look again.
 * EWOULDBLOCK if somebody held the lock for too long.  For what is no marker
 * as _MD_LookMarker().
 */
PRInt32 _MD_LockMarker(const char *name, _MDLockAccess access,
                       _MDPatience *patience, int *fd, struct stat *info);

/* Release the lock, and close the descriptor. */
void _MD_UnlockMarker(int fd);

/*
 * Whether the marker is one that goes with its segment: an empty file.  One
 * with content is somebody's own and stays.
 */
PRBool _MD_MarkerIsOurs(const struct stat *info);

/* Whether the caller could unlink the marker that fd has open, as far as can
 * be told: 0 or why not. */
PRInt32 _MD_MayRemoveMarker(const char *name, int fd, const struct stat *info);

/* Unlink it. */
PRInt32 _MD_RemoveMarker(const char *name);

#endif /* pprmarker_h___ */
