/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Child processes.
 *
 * The library waits only for the children that are made here, each by its
 * number, so that system() and the program's own children and signal handlers
 * are not disturbed.  It uses no thread, signal handler or descriptor for that.
 *
 * A child inherits every descriptor that is not close-on-exec, the signals
 * that are ignored (SIGPIPE is, see prinit.h) and the caller's mask of blocked
 * signals; but SIGCHLD always has its default action in the child.
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

/* What is to be different in children from this process. */
typedef struct PRProcessAttr PRProcessAttr;

/*
 * Make attributes, which ask for nothing yet, for PR_DestroyProcessAttr(); or
 * NULL with the error set:
 *   PR_OUT_OF_MEMORY_ERROR  no memory for them
 */
NSPR_API(PRProcessAttr *) PR_NewProcessAttr(void);

/* Take back all that the attributes ask for. */
NSPR_API(void) PR_ResetProcessAttr(PRProcessAttr *attr);

/* Free the attributes; processes made with them stay as they are. */
NSPR_API(void) PR_DestroyProcessAttr(PRProcessAttr *attr);

/*
 * Give children another standard stream.
 *
 *   stdioFd     which one; any other value is ignored
 *   redirectFd  what it is to be.  It may be a standard stream of this process:
 *               two of them can be exchanged, or made the same.  NULL for the
 *               same as in this process.
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

/* The same, by its old name. */
NSPR_API(void)
PR_SetStdioRedirect(PRProcessAttr *attr, PRSpecialFD stdioFd,
                    PRFileDesc *redirectFd);

/*
 * Start children in another directory.
 *
 *   dir  its name; copied.  If it does not exist, the child exits with 1.
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
 *   argv  its arguments, the name of the program first, with NULL at the end.
 *         NULL for none at all.
 *   envp  its environment, "name=value" each, with NULL at the end.  NULL for a
 *         copy of this process's.
 *   attr  what else is to be different in it, or NULL
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
