/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Drafts: files in the making.  Functions return 0 or an errno value and write
 * their outputs only on success.  What a system lacks is made up for here.
 */
#ifndef pprdraft_h___
#define pprdraft_h___

#include "private/pprmarker.h"
#include "prtypes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

/* The names of drafts that need one: with the process, the time and a serial
 * number; or with random digits. */
#define _MD_DRAFT_PREFIX   ".prshm-"
#define _MD_DRAFT_FORMAT   _MD_DRAFT_PREFIX "%lx-%lx-%x"
#define _MD_RANDOM_DIGITS  32

/* Room for a file name of our own in the directory of a name. */
#define _MD_TEMP_NAME_SIZE (_MD_NAME_SIZE + 64)

/* Linux: an inode without a name, and a way to give it one. */
#ifndef O_TMPFILE
#define O_TMPFILE 0 /* nobody opens with no flags: taken as "not here" */
#endif
#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0
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

/* A file in the making. */
typedef struct _MDDraft {
    int         fd;
    PRBool      unlocked; /* published, but it could not be locked */
    struct stat info;
    char        tempName[_MD_TEMP_NAME_SIZE]; /* "" if it has no name at all */
} _MDDraft;

/* Drafts that are kept so that their inodes stay taken; start with zeros. */
typedef struct _MDKeptDrafts {
    char  *area;
    PRSize count;
} _MDKeptDrafts;

/*
 * Make an inode for the file that is not yet at its name.
 *
 *   unnamed  try one without any name first; else it has one of our own
 */
PRInt32 _MD_MakeDraft(const char *name, PRIntn mode, PRBool unnamed,
                      _MDDraft *draft);

/*
 * Lock a draft and put it at its name; EEXIST if something is there.  The draft
 * stays open, and locked until it is closed.  ENOENT if an unnamed inode
 * cannot be linked: it takes /proc, or a capability, or Linux 6.10.
 */
PRInt32 _MD_PublishDraft(_MDDraft *draft, const char *name);

/* Close a draft; if it was not published, its inode is gone. */
void _MD_CloseDraft(_MDDraft *draft);

/* Close a draft but keep its inode from being given out again. */
PRInt32 _MD_KeepDraft(_MDKeptDrafts *kept, _MDDraft *draft);
void    _MD_ReleaseDrafts(_MDKeptDrafts *kept);

#endif /* pprdraft_h___ */
