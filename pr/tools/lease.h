/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Whether a file is in use, as far as a system can tell.
 */
#ifndef lease_h___
#define lease_h___

#include "prtypes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

/*
 * Linux gives a lease to write to the owner of a file whom nobody else has
 * open or mapped; so 0 says that, and EAGAIN the contrary.  Other errors say
 * nothing.  The lease is given back at once; who opens the file meanwhile
 * has to wait, or to try again.  The signal that tells of that is ignored from
 * then on.
 */
static inline PRInt32
CheckUnused(int fd)
{
#ifdef F_SETLEASE
    (void)signal(SIGIO, SIG_IGN);
    if (fcntl(fd, F_SETLEASE, F_WRLCK) == -1) {
        return errno;
    }
    return fcntl(fd, F_SETLEASE, F_UNLCK) == 0 ? 0 : errno;
#else
    (void)fd;
    return ENOTSUP;
#endif
}

#endif /* lease_h___ */
