/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named semaphores.
 *
 * A semaphore is a number that is never negative: waiting subtracts one, as
 * soon as it is not 0, and posting adds one.  A name is a file name, as for
 * shared memory (prshm.h), and all that is said there of names and markers
 * holds here.  A segment and a semaphore can share a name; their marker is
 * removed with the last of them.  prshm(7) tells of the mechanisms by which
 * semaphores are made.  Those of the usual one are stock NSPR's: its processes
 * and ours meet under one name.
 *
 * A semaphore lives until it is deleted or the machine restarts, whichever
 * processes exit.  What a process has taken stays taken when it ends, unless
 * it asked for PRX_SEM_UNDO (prshmx.h).
 *
 * All of this is thread-safe, except that a handle must not be used while or
 * after another thread closes it.  A call that fails sets the error of the
 * thread (prerror.h) and has no other effect.
 *
 * Errors that can come from any call with a name: see prshm.h.
 *
 * Source: NSPR 4.35, observed; prshm(7) lists where it differs.
 */
#ifndef pripcsem_h___
#define pripcsem_h___

#include "prio.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

/* Flags of PR_OpenSemaphore(). */
#define PR_SEM_CREATE 0x1 /* make the semaphore if it is not there */
#define PR_SEM_EXCL   0x2 /* with PR_SEM_CREATE: fail if it is there */

typedef struct PRSem PRSem;

/*
 * Open the semaphore of a name, or create it.
 *
 *   name   of the semaphore, see above
 *   flags  0, PR_SEM_CREATE, or both flags; prshmx.h has one more.  Without
 *          PR_SEM_CREATE, PR_SEM_EXCL is ignored.
 *   mode   permission bits (octal 0777) of a new semaphore.  The umask narrows
 *          those of the marker, but not those of the semaphore.  Opening one
 *          that is there always needs the rights to read and to write it.
 *   value  of a new semaphore, from 0 to 32767; not looked at if there is one
 *
 * While another process is creating the semaphore, the call waits; if that
 * process has died before it was done, it is as if there were no semaphore.
 *
 * Returns a handle for PR_CloseSemaphore(), or NULL with the error set:
 *   PR_FILE_NOT_FOUND_ERROR    no such semaphore, and PR_SEM_CREATE not given
 *   PR_FILE_EXISTS_ERROR       both flags given, and the semaphore is there
 *   PR_INVALID_ARGUMENT_ERROR  value is out of range, for a new one
 *   PR_NO_ACCESS_RIGHTS_ERROR  the semaphore may not be read and written, or
 *                              could not with the mode of a new one; or, to
 *                              make one, the marker or its directory may not
 *                              be written
 *   PR_NO_DEVICE_SPACE_ERROR   there are as many semaphores as the system
 *                              allows; or there is no room for one that is a
 *                              file
 *   PR_IO_TIMEOUT_ERROR        another program's set has its System V key, and
 *                              nobody has used that for a minute
 *   PR_OUT_OF_MEMORY_ERROR     no memory for the semaphore or the handle
 *   PR_READ_ONLY_FILESYSTEM_ERROR  no marker can be made there
 *   PR_PROC_DESC_TABLE_FULL_ERROR, PR_SYS_DESC_TABLE_FULL_ERROR
 *                              no descriptor is left: making a semaphore needs
 *                              one, and so does opening one that is a file
 *   PR_NOT_IMPLEMENTED_ERROR   the system lacks the mechanism; the semaphore is
 *                              that of a program with another kind of sem_t,
 *                              one of 32 bits for example; or its mechanism
 *                              lacks PRX_SEM_UNDO, which was asked for
 * After a failure nothing is there that was not there before.
 */
NSPR_API(PRSem *)
PR_OpenSemaphore(const char *name, PRIntn flags, PRIntn mode, PRUintn value);

/*
 * Take one from the value; as long as that is 0, wait.
 *
 *   sem  a handle
 *
 * Returns PR_FAILURE, nothing taken, with the error set:
 *   PR_PENDING_INTERRUPT_ERROR  a signal's handler ran while it waited,
 *                               however the handler was installed
 *   PR_UNKNOWN_ERROR            the semaphore was deleted while it waited (the
 *                               system's error is EIDRM)
 *   PR_INVALID_ARGUMENT_ERROR   sem is NULL, or the semaphore was deleted
 */
NSPR_API(PRStatus) PR_WaitSemaphore(PRSem *sem);

/*
 * Add one to the value, which lets one of those that wait go on.
 *
 *   sem  a handle
 *
 * Returns PR_FAILURE, nothing added, with the error set:
 *   PR_INVALID_METHOD_ERROR     the value is 32767
 *   PR_INVALID_ARGUMENT_ERROR   sem is NULL, or the semaphore was deleted
 */
NSPR_API(PRStatus) PR_PostSemaphore(PRSem *sem);

/*
 * Release a handle.  The semaphore stays, and what was taken stays taken.
 *
 *   sem  a handle, or NULL
 *
 * Returns PR_SUCCESS.
 */
NSPR_API(PRStatus) PR_CloseSemaphore(PRSem *sem);

/*
 * Remove the semaphore of a name, and its marker if that is an empty file and
 * no segment needs it.  Calls that wait for the semaphore fail.  If there is an
 * empty marker but no semaphore, the marker is removed and the call fails.
 *
 * Returns PR_FAILURE with the error set:
 *   PR_FILE_NOT_FOUND_ERROR    no such semaphore
 *   PR_NO_ACCESS_RIGHTS_ERROR  the semaphore belongs to somebody else, or the
 *                              marker may not be written or removed; the
 *                              owner of a marker need not be able to write it
 *   PR_READ_ONLY_FILESYSTEM_ERROR  the marker cannot be removed
 *   PR_PROC_DESC_TABLE_FULL_ERROR, PR_SYS_DESC_TABLE_FULL_ERROR
 *                              no descriptor is left: deleting needs one
 * After a failure, but for the one above, semaphore and marker are as they
 * were.
 */
NSPR_API(PRStatus) PR_DeleteSemaphore(const char *name);

PR_END_EXTERN_C

#endif /* pripcsem_h___ */
