/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The trace of the overlay, as prshm exec and the overlay agree on it.
 */
#ifndef pprtrace_h___
#define pprtrace_h___

#include <fcntl.h>

/* Where lines go: the name of a file, or standard error. */
#define _PR_TRACE_WHERE  "PRSHM_TRACE"
#define _PR_TRACE_STDERR "-"

/* How the file is opened: never to become the terminal of a session. */
#define _PR_TRACE_FLAGS  (O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY)
#define _PR_TRACE_MODE   0666

#endif /* pprtrace_h___ */
