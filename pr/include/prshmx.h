/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What prshm adds to NSPR's named shared memory and semaphores.  None of this
 * is in NSPR: a program that includes this header works with prshm alone.
 *
 * Source: this file; every promise here is prshm's own.
 */
#ifndef prshmx_h___
#define prshmx_h___

#include "prinrval.h"
#include "pripcsem.h"
#include "prshm.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

/* --- Shared memory ------------------------------------------------------- */

/*
 * Flags of PR_AttachSharedMemory(), besides PR_SHM_READONLY.  Each is a wish:
 * an attach does not fail because it cannot be granted.  The members mapped and
 * huge of PRXSharedMemoryInfo show what came of it.
 *
 * PRX_SHM_POPULATE brings every page in before the call returns, so that no
 * later access has to wait for one; no later store either, unless
 * PR_SHM_READONLY is given as well.  Large segments are done by several
 * threads, which are gone when the call returns.
 *
 * PRX_SHM_HUGE asks for huge pages, which the system may have forbidden.  With
 * PRX_SHM_POPULATE, small pages that the segment has already are replaced by
 * huge ones where the system can do that.
 */
#define PRX_SHM_POPULATE    0x10000
#define PRX_SHM_HUGE        0x20000

/* Room for the text in PRXSharedMemoryInfo, its NUL included. */
#define PRX_SHM_NATIVE_SIZE 64

/* What is known of a segment. */
typedef struct PRXSharedMemoryInfo {
    PRSize      structSize; /* of this struct, in bytes, as the caller sets
                             * it; on return, how much was filled in */
    PRSize      size;       /* bytes, of the whole segment */
    const char *backend;    /* as PRX_GetSharedMemoryBackend() */
    PRInt64     mode;       /* permission bits, 0777 at most */
    PRInt64     uid;        /* of its owner */
    PRInt64     gid;
    PRInt64     creatorPid;   /* -1 if not known */
    PRInt64     attachments;  /* in all processes; -1 if not known */
    PRInt64     attachedHere; /* those of this process */
    PRInt64     creationTime; /* microseconds since 1970, in UTC; 0 if not
                                * known.  Of System V, the last change. */
    PRInt64     mapped;       /* bytes of this process's attachments that it
                                * can reach without a page fault, counted once
                                * for each attachment; -1 if not known */
    PRInt64     huge;         /* how many of them in huge pages; -1 likewise */
    char native[PRX_SHM_NATIVE_SIZE]; /* what the system holds, as its own
                                       * tools call it: "shmid 5 key
                                       * 0x62fe0005", the name of the POSIX
                                       * object, or "device 0xfe00 inode 5" */
} PRXSharedMemoryInfo;

/*
 * Tell what is known of the segment of a handle.  The numbers are those of the
 * moment: other processes may change them at any time.
 *
 *   shm   a handle
 *   info  receives it; its member structSize must be set to its size, in bytes
 *
 * How many attachments all processes have is known of System V segments alone;
 * creator and creation time are known of all but those on hugetlbfs.
 *
 * Returns PR_FAILURE, nothing written, with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  shm or info is NULL; structSize is less than
 *                              the size this struct had in the first version;
 *                              the segment is one of System V, was deleted,
 *                              and nobody has it attached any more; or it is
 *                              a file that somebody cut short
 *   PR_NO_ACCESS_RIGHTS_ERROR  the caller may not read the segment
 *   PR_BAD_DESCRIPTOR_ERROR    the program closed the handle's descriptor
 * Thread-safe.
 */
NSPR_API(PRStatus)
PRX_GetSharedMemoryInfo(PRSharedMemory *shm, PRXSharedMemoryInfo *info);

/*
 * The name of the mechanism behind a handle, as PRSHM_BACKEND has it: "sysv",
 * "posix" or "file".  The text is constant.
 *
 * Returns NULL with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  shm is NULL
 * Thread-safe.
 */
NSPR_API(const char *) PRX_GetSharedMemoryBackend(PRSharedMemory *shm);

/* --- Semaphores ---------------------------------------------------------- */

/*
 * A flag of PR_OpenSemaphore(): what this process has taken through the handle
 * and not posted is given back when the process ends, however it ends.  More
 * exactly, the system undoes all changes that the process made through such
 * handles, so one that only posts should not use it.  System V semaphores alone
 * have this; of others, opening fails with PR_NOT_IMPLEMENTED_ERROR and makes
 * nothing.
 */
#define PRX_SEM_UNDO 0x10000

/*
 * Take one from the value of a semaphore if it is not 0, without waiting.
 *
 *   sem  a handle
 *
 * Returns PR_FAILURE, nothing taken, with the error set:
 *   PR_WOULD_BLOCK_ERROR       the value is 0
 *   PR_INVALID_ARGUMENT_ERROR  sem is NULL, or the semaphore was deleted
 * Thread-safe.
 */
NSPR_API(PRStatus) PRX_TryWaitSemaphore(PRSem *sem);

/*
 * Take one from the value of a semaphore; while it is 0, wait, but not for
 * ever.
 *
 *   sem      a handle
 *   timeout  how long to wait, in ticks (prinrval.h).  PR_INTERVAL_NO_WAIT:
 *            not at all; PR_INTERVAL_NO_TIMEOUT: as long as it takes, as
 *            PR_WaitSemaphore() does.
 *
 * Returns PR_FAILURE, nothing taken, with the error set:
 *   PR_IO_TIMEOUT_ERROR         the value was 0 all the time
 *   PR_PENDING_INTERRUPT_ERROR  a signal's handler ran while it waited
 *   PR_UNKNOWN_ERROR            the semaphore was deleted while it waited
 *   PR_INVALID_ARGUMENT_ERROR   sem is NULL, or the semaphore was deleted
 *   PR_NOT_IMPLEMENTED_ERROR    the system cannot limit waits for semaphores of
 *                               this mechanism
 * Thread-safe.
 */
NSPR_API(PRStatus)
PRX_TimedWaitSemaphore(PRSem *sem, PRIntervalTime timeout);

/*
 * Tell the value of a semaphore, which other processes may change at any time.
 *
 *   sem    a handle
 *   value  receives it
 *
 * Returns PR_FAILURE, nothing written, with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  sem or value is NULL, or the semaphore was
 *                              deleted
 *   PR_NO_ACCESS_RIGHTS_ERROR  it is one of System V, made by this process with
 *                              a mode that lets nobody read it
 * Thread-safe.
 */
NSPR_API(PRStatus) PRX_GetSemaphoreValue(PRSem *sem, PRIntn *value);

PR_END_EXTERN_C

#endif /* prshmx_h___ */
