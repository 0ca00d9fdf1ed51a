/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Idioms of system calls.
 */
#ifndef pprunix_h___
#define pprunix_h___

#include <errno.h>

/* Repeat expr while a signal interrupts it; its value goes to rv.  Not for
 * close(): on Linux the descriptor is gone even then. */
#define _MD_RETRY(rv, expr)                                                   \
    do {                                                                      \
        (rv) = (expr);                                                        \
    } while ((rv) == -1 && errno == EINTR)

#endif /* pprunix_h___ */
