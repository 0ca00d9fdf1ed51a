/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Idioms of system calls.
 */
#ifndef pprunix_h___
#define pprunix_h___

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Some systems lack these; no error has these numbers. */
#ifndef ENOSR
#define ENOSR (-1)
#endif
#ifndef ENOLINK
#define ENOLINK (-2)
#endif
#ifndef EMULTIHOP
#define EMULTIHOP (-3)
#endif

/* Repeat expr while a signal interrupts it; its value goes to rv.  Not for
 * close(): on Linux the descriptor is gone even then. */
#define _MD_RETRY(rv, expr)                                                   \
    do {                                                                      \
        (rv) = (expr);                                                        \
    } while ((rv) == -1 && errno == EINTR)

/* An environment variable, but NULL in set-user-id and set-group-id programs:
 * there it would be the word of somebody who must not be believed. */
static inline const char *
_MD_SecureGetenv(const char *name)
{
#if defined(HAVE_SECURE_GETENV)
    return secure_getenv(name);
#elif defined(HAVE_ISSETUGID)
    return issetugid() ? NULL : getenv(name);
#else
    return getuid() != geteuid() || getgid() != getegid() ? NULL
                                                          : getenv(name);
#endif
}

#endif /* pprunix_h___ */
