/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Between PRFileDesc and the system's descriptors.
 *
 * NSPR calls this header private, but programs do use it, and it is installed
 * with the others.  Both calls are thread-safe.  Source: NSPR 4.35, observed.
 */
#ifndef pprio_h___
#define pprio_h___

#include "prio.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

/* A descriptor as the system has it: a small integer, 0 or more if open. */
typedef PRInt32 PROsfd;

/*
 * Have a descriptor of the system's used by the calls of prio.h.  Nothing is
 * done to it, and nothing asked: that it is not open shows when it is used.
 *
 *   osfd  the descriptor; the new object owns it, and PR_Close() closes it
 *
 * Returns an object for PR_Close(), or NULL, osfd left as it was, with the
 * error set:
 *   PR_OUT_OF_MEMORY_ERROR  no memory for the object
 */
NSPR_API(PRFileDesc *) PR_ImportFile(PROsfd osfd);

/*
 * The system's descriptor that is behind fd, below any layers.  It still
 * belongs to fd.  Returns -1 with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  fd is NULL, or a layer with nothing below
 */
NSPR_API(PROsfd) PR_FileDesc2NativeHandle(PRFileDesc *fd);

PR_END_EXTERN_C

#endif /* pprio_h___ */
