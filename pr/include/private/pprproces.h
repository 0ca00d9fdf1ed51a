/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Attributes of children, and the seam to the system's way to make them.
 */
#ifndef pprproces_h___
#define pprproces_h___

#include "prproces.h"

#include <sys/types.h>

/* --- Attributes ---------------------------------------------------------- */

#define _PR_STREAMS 3 /* 0, 1 and 2 */

/* What becomes of a standard stream. */
typedef struct _MDRedirect {
    PRBool wanted; /* else the rest means nothing */
    PRBool closed; /* whether fd shall not stay open in the child, too */
    int    fd;     /* may be none that is open */
} _MDRedirect;

struct PRProcessAttr {
    _MDRedirect redirects[_PR_STREAMS];
    char       *directory;    /* owned; NULL for that of the parent */
    char       *inherited;    /* owned; "name:type:0xfd" and so on, or NULL */
    int        *inheritedFds; /* owned; the descriptors in it */
    PRSize      inheritedCount;
};

/* The variable that tells children what they inherit. */
#define _PR_INHERIT_VARIABLE "NSPR_INHERIT_FDS"

/* --- uxproces.c ---------------------------------------------------------- */

/* A program to run.  Nothing of it is owned. */
typedef struct _MDSpawn {
    const char        *path;
    char *const       *argv;
    char *const       *envp;
    const char        *directory; /* or NULL */
    const _MDRedirect *redirects; /* _PR_STREAMS of them */
} _MDSpawn;

/*
 * A child.  Numbers are used again once somebody has waited for a child, and
 * the program may do that without our knowledge; a number and the time of
 * birth are not.
 */
typedef struct _MDChild {
    pid_t              pid;
    unsigned long long born; /* in ticks of the system; 0 if it cannot tell */
} _MDChild;

typedef enum _MDChildState {
    _MD_CHILD_RUNS,
    _MD_CHILD_ENDED,
    _MD_CHILD_LOST /* ended, but somebody else was told how */
} _MDChildState;

/*
 * Make a child.  Returns 0, or an errno value if the system cannot make one.
 * child->pid is 0 if there was one that could not run the program.
 */
PRInt32 _PR_MD_Spawn(const _MDSpawn *what, _MDChild *child);

/*
 * Make a child that somebody else adopts.  Returns 0, or an errno value.
 * child is who runs the program, in case that this process is who adopts.
 */
PRInt32 _PR_MD_SpawnDetached(const _MDSpawn *what, _MDChild *child);

/* Wait until a child has ended, but leave it for _PR_MD_Reap(). */
void _PR_MD_AwaitEnd(const _MDChild *child);

/* Take leave of a child if it has ended; exitCode is set for
 * _MD_CHILD_ENDED. */
_MDChildState _PR_MD_Reap(const _MDChild *child, PRInt32 *exitCode);

/* Kill a child.  Returns 0 or an errno value: ESRCH if there is none. */
PRInt32 _PR_MD_Kill(const _MDChild *child);

#endif /* pprproces_h___ */
