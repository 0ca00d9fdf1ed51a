/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Child processes.
 *
 * Only the children that are made here are ever waited for, each by its
 * number: system(), and the children and handlers of the program itself, are
 * not disturbed.  There is no thread, no signal handler and no descriptor
 * behind it.
 *
 * A child inherits every descriptor that is not close-on-exec, the signals
 * that are ignored (SIGPIPE is, see prinit.h) and the caller's mask of blocked
 * signals; SIGCHLD alone has its default action there whatever it has here.
 *
 * All calls are thread-safe; several threads may use one PRProcess, and all
 * that wait for its end learn of it.  An attribute may be read by several
 * threads, but not changed meanwhile.
 *
 * Every call with an attribute or a process:
 *   PR_INVALID_ARGUMENT_ERROR  it is NULL, or a process that was waited for or
 *                              detached before
 * Source: NSPR 4.35, observed; prshm(7) lists where it differs.
 */
#ifndef prproces_h___
#define prproces_h___

#include "prio.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

/* A child that was made and has not been waited for or detached. */
typedef struct PRProcess PRProcess;

/* --- Attributes ---------------------------------------------------------- */

/* What children shall have that is not as here. */
typedef struct PRProcessAttr PRProcessAttr;

/*
 * New attributes, which ask for nothing, for PR_DestroyProcessAttr(); or NULL
 * with the error set:
 *   PR_OUT_OF_MEMORY_ERROR  no memory for them
 */
NSPR_API(PRProcessAttr *) PR_NewProcessAttr(void);

/* Ask for nothing any more. */
NSPR_API(void) PR_ResetProcessAttr(PRProcessAttr *attr);

/* Free the attributes; processes made with them stay as they are. */
NSPR_API(void) PR_DestroyProcessAttr(PRProcessAttr *attr);

/*
 * Give children another standard stream.
 *
 *   stdioFd     which one; any other value is ignored
 *   redirectFd  what it shall be, standard streams of this process included:
 *               two of them can be exchanged, and both can be the same.  NULL
 *               for the same as here.
 *
 * What redirectFd has open is taken down at the time of the call: it is to
 * stay open until the child is made, but redirectFd itself need not stay.
 * Children have it under the number of the stream only, unless they are to
 * inherit it, too.  Whether it blocks is left as it is: that belongs to what
 * is open, not to a process.  With a descriptor that is not open the child
 * will exit with 1.  No result; a NULL attr sets the error.
 */
NSPR_API(void)
PR_ProcessAttrSetStdioRedirect(PRProcessAttr *attr, PRSpecialFD stdioFd,
                               PRFileDesc *redirectFd);

/* The old name of the same. */
NSPR_API(void)
PR_SetStdioRedirect(PRProcessAttr *attr, PRSpecialFD stdioFd,
                    PRFileDesc *redirectFd);

/*
 * Start children in another directory.
 *
 *   dir  its name; copied.  If it is not there the child will exit with 1.
 *
 * Returns PR_FAILURE, nothing changed, with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  dir is NULL
 *   PR_OUT_OF_MEMORY_ERROR     no memory for the copy
 */
NSPR_API(PRStatus)
PR_ProcessAttrSetCurrentDirectory(PRProcessAttr *attr, const char *dir);

/*
 * Let children know a descriptor by name: PR_GetInheritedFD(), see prio.h,
 * finds it there, on stock NSPR, too.  It goes through the variable
 * NSPR_INHERIT_FDS of the child's environment.
 *
 *   fd    a descriptor that is not close-on-exec.  What it has open is taken
 *         down at the time of the call: it is to stay open until the child is
 *         made, but fd itself need not stay.
 *   name  what to call it, without a colon; copied.  Of several descriptors
 *         with the same name the first one is found.
 *
 * Returns PR_FAILURE, nothing changed, with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  fd or name is NULL, or name has a colon
 *   PR_NO_ACCESS_RIGHTS_ERROR  fd is close-on-exec: PR_SetFDInheritable()
 *   PR_BAD_DESCRIPTOR_ERROR    fd is not open
 *   PR_OUT_OF_MEMORY_ERROR     no memory to remember it
 */
NSPR_API(PRStatus)
PR_ProcessAttrSetInheritableFD(PRProcessAttr *attr, PRFileDesc *fd,
                               const char *name);

/* --- Processes ----------------------------------------------------------- */

/*
 * Make a child that runs a program.
 *
 *   path  the file, in the child's directory if that is relative; no search
 *         is made
 *   argv  its arguments, the name it has for itself first, NULL behind the
 *         last.  NULL for none at all.
 *   envp  its environment, "name=value" each, NULL behind the last.  NULL for
 *         a copy of this process's.
 *   attr  what else it shall have, or NULL
 *
 * Returns a process for PR_WaitProcess() or PR_DetachProcess(), even if the
 * program cannot be run: then its exit code is 1.  Returns NULL, with no
 * child made, and the error set:
 *   PR_INSUFFICIENT_RESOURCES_ERROR  no more processes, or no room for one;
 *                                    PR_GetOSError() tells
 *   PR_OUT_OF_MEMORY_ERROR           no memory for the environment or the
 *                                    object
 */
NSPR_API(PRProcess *)
PR_CreateProcess(const char *path, char *const *argv, char *const *envp,
                 const PRProcessAttr *attr);

/*
 * The same for a child that nobody will wait for.  The system's first process
 * (or who else adopts orphans) becomes its parent, so no trace of it is left
 * here when it ends.  PR_SUCCESS, even if the program cannot be run, or
 * PR_FAILURE with the error set as above.
 */
NSPR_API(PRStatus)
PR_CreateProcessDetached(const char *path, char *const *argv,
                         char *const *envp, const PRProcessAttr *attr);

/*
 * Forget a child and free the process; the child runs on.  When it has ended,
 * the system keeps its number until the next call of this header that makes,
 * waits for, kills or detaches a process.
 */
NSPR_API(PRStatus) PR_DetachProcess(PRProcess *process);

/*
 * Wait until a child ends, and free the process.
 *
 *   exitCode  set on success: 0 to 255 as the child has it; 256 if a signal
 *             killed it.  May be NULL.
 *
 * Returns PR_FAILURE with the error set; the process is freed then, too, if
 * it was one:
 *   PR_UNKNOWN_ERROR  with ECHILD: the child has ended, and nobody can tell
 *                     how.  The program waited for all its children, or has
 *                     SIGCHLD ignored, or this is the child of a fork().
 */
NSPR_API(PRStatus) PR_WaitProcess(PRProcess *process, PRInt32 *exitCode);

/*
 * Kill a child, with SIGKILL.  PR_WaitProcess() is due all the same.
 *
 * Returns PR_FAILURE with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  the child has ended; PR_WaitProcess() still has
 *                              its exit code
 *   PR_NO_ACCESS_RIGHTS_ERROR  it runs as somebody else now
 */
NSPR_API(PRStatus) PR_KillProcess(PRProcess *process);

PR_END_EXTERN_C

#endif /* prproces_h___ */
