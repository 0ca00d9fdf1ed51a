/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named shared memory.
 *
 * A name is a file name: processes that use the same one share the same
 * segment.  Creating a segment also creates an empty file at the name, the
 * marker; it is never written or read, but its identity is what leads to the
 * memory, so it must stay where it is until PR_DeleteSharedMemory().  A file
 * that is there already may serve as the marker; it is neither changed nor
 * removed unless it is empty.  prshm(7) tells of the mechanisms by which the
 * memory is made.  Markers and segments of the usual one are those of stock
 * NSPR: its processes and ours meet under one name.
 *
 * A segment lives until it is deleted or the machine restarts, whichever
 * processes exit; one that is a file on a disk survives a restart, too.
 * Processes that have a deleted segment attached keep it; its name is free for
 * another segment at once.
 *
 * A name has at most 1023 bytes, and its last component must not be a symbolic
 * link.  All of this is thread-safe, except that a handle must not be used
 * while or after another thread closes it.  A call that fails sets the error of
 * the thread (prerror.h) and has no other effect.
 *
 * Errors that can come from any call with a name:
 *   PR_INVALID_ARGUMENT_ERROR  name is NULL, or it names something that is
 *                              neither a regular file nor a directory; or
 *                              PRSHM_BACKEND names no mechanism of this build
 *   PR_IS_DIRECTORY_ERROR      it names a directory; or it ends in a slash,
 *                              and the call creates or deletes
 *   PR_LOOP_ERROR              it names a symbolic link
 *   PR_NAME_TOO_LONG_ERROR     1024 bytes or more, or a component too long
 *   PR_FILE_NOT_FOUND_ERROR    its directory does not exist; or name is ""
 *   PR_NOT_DIRECTORY_ERROR     a component of its path is not a directory
 *   PR_NO_ACCESS_RIGHTS_ERROR  a directory of its path may not be searched
 *   PR_WOULD_BLOCK_ERROR       somebody else keeps the marker locked, with
 *                              flock(), for ten seconds; or makes and removes
 *                              it each time that we look
 *
 * Source: NSPR 4.35, observed; prshm(7) lists where it differs.
 */
#ifndef prshm_h___
#define prshm_h___

#include "prio.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

/* Flags of PR_OpenSharedMemory(). */
#define PR_SHM_CREATE   0x1 /* make the segment if it is not there */
#define PR_SHM_EXCL     0x2 /* with PR_SHM_CREATE: fail if it is there */

/* Flags of PR_AttachSharedMemory(). */
#define PR_SHM_READONLY 0x01 /* for reading; a store is a SIGSEGV */

typedef struct PRSharedMemory PRSharedMemory;

/*
 * Open the segment of a name, or create it.
 *
 *   name   of the segment, see above
 *   size   of a new segment, in bytes, which are all zero at first.  For one
 *          that is there: 0, or at most its size; what is attached is always
 *          the whole segment.
 *   flags  0, PR_SHM_CREATE, or both flags.  Without PR_SHM_CREATE the other
 *          is ignored.
 *   mode   permission bits (octal 0777) of a new segment.  The umask narrows
 *          those of the marker, but not those of the segment.  For one that is
 *          there: the rights that the caller wants, which are checked now; with
 *          0, none are checked before PR_AttachSharedMemory().
 *
 * Returns a handle for PR_CloseSharedMemory(), or NULL with the error set:
 *   PR_FILE_NOT_FOUND_ERROR    no such segment, and PR_SHM_CREATE not given
 *   PR_FILE_EXISTS_ERROR       both flags given, and the segment is there
 *   PR_INVALID_ARGUMENT_ERROR  size is larger than the segment; or, for a new
 *                              one, 0 or more than the system allows
 *   PR_NO_ACCESS_RIGHTS_ERROR  the segment does not grant the rights; or, to
 *                              make one, the marker or its directory may not
 *                              be written
 *   PR_NO_DEVICE_SPACE_ERROR   there are as many segments, or there is as much
 *                              shared memory, as the system allows; or there
 *                              is no room for a segment that is a file
 *   PR_FILE_TOO_BIG_ERROR      the segment would be a file, larger than the
 *                              process may make one; or is larger than it
 *                              can map
 *   PR_OUT_OF_MEMORY_ERROR     no memory for the segment or the handle
 *   PR_READ_ONLY_FILESYSTEM_ERROR  no marker can be made there
 *   PR_PROC_DESC_TABLE_FULL_ERROR, PR_SYS_DESC_TABLE_FULL_ERROR
 *                              no descriptor is left: making a segment needs
 *                              one, and a handle to one that is a file keeps
 *                              one
 *   PR_NOT_IMPLEMENTED_ERROR   the system lacks the mechanism
 * After a failure nothing is there that was not there before.
 */
NSPR_API(PRSharedMemory *)
PR_OpenSharedMemory(const char *name, PRSize size, PRIntn flags, PRIntn mode);

/*
 * Map a segment into this process.  Each call maps it once more.
 *
 *   shm    a handle
 *   flags  0 to read and write, or PR_SHM_READONLY; prshmx.h has more; other
 *          bits are ignored
 *
 * Returns the address of the first byte, which is at the start of a page, or
 * NULL with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  shm is NULL; the segment was deleted and nobody
 *                              has it attached any more; or it is a file that
 *                              somebody cut short
 *   PR_NO_ACCESS_RIGHTS_ERROR  the segment does not grant that right
 *   PR_OUT_OF_MEMORY_ERROR     no room in the address space
 *   PR_BAD_DESCRIPTOR_ERROR    the program closed the descriptor that a
 *                              handle to a file keeps
 *   PR_NOT_IMPLEMENTED_ERROR   the file's filesystem cannot share mappings
 */
NSPR_API(void *) PR_AttachSharedMemory(PRSharedMemory *shm, PRIntn flags);

/*
 * Undo one PR_AttachSharedMemory().  A child made by fork() inherits the
 * mapping and may undo it for itself.
 *
 *   shm   a handle; it need not be the one that attached
 *   addr  what PR_AttachSharedMemory() returned
 *
 * Returns PR_FAILURE, nothing unmapped, with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  shm is NULL, or addr is not where this process
 *                              has attached something: a wrong address, or
 *                              one that was detached already
 */
NSPR_API(PRStatus) PR_DetachSharedMemory(PRSharedMemory *shm, void *addr);

/*
 * Release a handle.  The segment stays, and so does what is attached.
 *
 * Returns PR_FAILURE with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  shm is NULL
 */
NSPR_API(PRStatus) PR_CloseSharedMemory(PRSharedMemory *shm);

/*
 * Remove the segment of a name, and its marker if that is an empty file.
 * The rights to both are checked before either is touched.  There are two
 * exceptions: an append-only directory, and a marker that is a mount point,
 * are noticed only when the name is to be removed, after the memory.
 *
 * Returns PR_FAILURE with the error set:
 *   PR_FILE_NOT_FOUND_ERROR    no such segment; a marker alone stays
 *   PR_NO_ACCESS_RIGHTS_ERROR  the segment belongs to somebody else, or the
 *                              marker may not be written or removed; the
 *                              owner of a marker need not be able to write it
 *   PR_READ_ONLY_FILESYSTEM_ERROR  the marker cannot be removed
 *   PR_FILESYSTEM_MOUNTED_ERROR  a semaphore needs the marker, and nothing can
 *                              tell that the segment in it was deleted, as on
 *                              hugetlbfs; or the marker is a mount point
 *   PR_PROC_DESC_TABLE_FULL_ERROR, PR_SYS_DESC_TABLE_FULL_ERROR
 *                              no descriptor is left: deleting needs one
 * After a failure, but for the two exceptions, segment and marker are as they
 * were.
 */
NSPR_API(PRStatus) PR_DeleteSharedMemory(const char *name);

PR_END_EXTERN_C

#endif /* prshm_h___ */
