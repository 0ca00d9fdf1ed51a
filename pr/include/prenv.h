/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The environment of the process.
 *
 * It is the C library's: getenv() finds what PR_SetEnv() sets.  The calls
 * here are thread-safe among themselves; that other threads call setenv() and
 * its kind meanwhile is for the program to prevent.
 * Source: NSPR 4.35, observed; prshm(7) lists where it differs.
 */
#ifndef prenv_h___
#define prenv_h___

#include "prtypes.h"

PR_BEGIN_EXTERN_C

/*
 * The value of a variable, or NULL if there is none of that name; then no
 * error is set, unless
 *   PR_INVALID_ARGUMENT_ERROR  var is NULL
 *
 * The value belongs to the environment: it is not to be changed or freed, and
 * holds until the variable is set the next time.
 */
NSPR_API(char *) PR_GetEnv(const char *var);

/* The same, but NULL in a process that has more rights than the user who
 * started it: set-user-id, set-group-id. */
NSPR_API(char *) PR_GetEnvSecure(const char *var);

/*
 * Set a variable, for this process and those that it will start.
 *
 *   string  "name=value"; copied, so it may be changed or freed afterwards.
 *           The value begins behind the first equals sign and may be empty.
 *
 * Returns PR_FAILURE, the environment unchanged, with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  string is NULL or has no equals sign; or it
 *                              begins with one, and the C library minds
 *   PR_OUT_OF_MEMORY_ERROR     no memory for the copy
 */
NSPR_API(PRStatus) PR_SetEnv(const char *string);

/*
 * A copy of the environment, as PR_CreateProcess() takes it: an array of
 * strings "name=value" with NULL behind the last.  The caller owns the array
 * and each of the strings, all of them for PR_Free().
 *
 * Returns NULL with the error set:
 *   PR_OUT_OF_MEMORY_ERROR  no memory for it
 */
NSPR_API(char **) PR_DuplicateEnvironment(void);

PR_END_EXTERN_C

#endif /* prenv_h___ */
