/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Idioms of system calls.
 */
#ifndef pprunix_h___
#define pprunix_h___

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
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

/* The key of System V objects: POSIX does not name the member. */
#if defined(__GLIBC__)
#define _MD_IPC_KEY __key
#elif defined(__linux__)
#define _MD_IPC_KEY __ipc_perm_key
#elif defined(__APPLE__)
#define _MD_IPC_KEY _key
#else
#define _MD_IPC_KEY key
#endif

/* Headers may be older than the kernel is; the numbers of advice are Linux',
 * on all machines but this one. */
#if defined(__linux__) && !defined(__hppa__)
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ  22
#define MADV_POPULATE_WRITE 23
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#endif

/* Advice that a system does not know gives EINVAL, as from an old kernel. */
#ifndef MADV_HUGEPAGE
#define MADV_HUGEPAGE (-1)
#endif
#ifndef MAP_POPULATE
#define MAP_POPULATE 0
#endif
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ  (-1)
#define MADV_POPULATE_WRITE (-1)
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE (-1)
#endif

/* Repeat expr while a signal interrupts it; its value goes to rv.  Not for
 * close(): on Linux the descriptor is gone even then. */
#define _MD_RETRY(rv, expr)                                                   \
    do {                                                                      \
        (rv) = (expr);                                                        \
    } while ((rv) == -1 && errno == EINTR)

/* Where Linux shows what a descriptor has open, name or no name. */
#define _MD_FD_PATH_SIZE (sizeof "/proc/self/fd/" + 3 * sizeof(int))

static inline void
_MD_FormatFdPath(char *path, int fd)
{
    (void)snprintf(path, _MD_FD_PATH_SIZE, "/proc/self/fd/%d", fd);
}

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

/* The clock of condition variables: one that nobody sets, where there is one
 * for them. */
#if defined(_POSIX_CLOCK_SELECTION) && _POSIX_CLOCK_SELECTION > 0
#define _MD_COND_CLOCK         CLOCK_MONOTONIC
#define _MD_SetCondClock(attr) pthread_condattr_setclock(attr, _MD_COND_CLOCK)
#else
#define _MD_COND_CLOCK         CLOCK_REALTIME
#define _MD_SetCondClock(attr) ((void)(attr), 0)
#endif

#endif /* pprunix_h___ */
