/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Anonymous shared memory: what generic code (pr/src/memory/prshma.c) asks of
 * pr/src/md.  Functions return 0 or an errno value, do not touch the error of
 * the thread, and write results on success only.
 */
#ifndef ppranon_h___
#define ppranon_h___

#include "prio.h"
#include "private/pprio.h"
#include "prtypes.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

/* Linux: files that live in memory alone, and what may be forbidden for them.
 * Elsewhere there are none. */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U /* Linux 6.3; older headers lack it */
#endif
#ifndef F_ADD_SEALS
#define F_ADD_SEALS       (-1)
#define F_SEAL_SEAL       0
#define F_SEAL_SHRINK     0
#define F_SEAL_GROW       0
#define MFD_ALLOW_SEALING 0
#endif

static inline int
_MD_CreateMemory(unsigned flags)
{
#ifdef HAVE_MEMFD_CREATE
    return memfd_create("prshm", flags);
#else
    (void)flags;
    errno = ENOSYS;
    return -1;
#endif
}

/* Which file a descriptor has open, among those that are there at a time. */
typedef struct _MDFileIdentity {
    PRUint64 device, inode;
} _MDFileIdentity;

/*
 * Make memory that no name leads to, as a file that exec() leaves open, with
 * all of its room taken.
 *
 *   dir   a directory, for systems that have no files without one; it must be
 *         one in any case
 *   size  in bytes
 *
 * *present is whether it is small and all of it can be mapped at once.
 */
PRInt32 _MD_OpenAnon(const char *dir, PRSize size, PROsfd *osfd,
                     PRBool *present);

/* Whether a descriptor is of memory that can be mapped like this: EBADF if it
 * is not open, EINVAL if it is of something else, EACCES if it lacks the
 * rights. */
PRInt32 _MD_CheckMappable(PROsfd osfd, PRFileMapProtect prot,
                          _MDFileIdentity *identity);

/* Close a descriptor that is ours alone. */
void _MD_DropDescriptor(PROsfd osfd);

/* Close a descriptor if it is still of that file.  If the program closed it by
 * itself, what has its number now is somebody else's. */
void _MD_CloseIdentical(PROsfd osfd, const _MDFileIdentity *identity);

/* Another descriptor of the same file, which exec() leaves open, too. */
PRInt32 _MD_DoubleDescriptor(PROsfd osfd, PROsfd *other);

#endif /* ppranon_h___ */
