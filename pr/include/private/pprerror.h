/* SPDX-License-Identifier: MPL-2.0 */
/*
 * From the operating system's errors to NSPR's: pr/src/md has the table.
 */
#ifndef pprerror_h___
#define pprerror_h___

#include "prerror.h"
#include "prtypes.h"

/* What an operating system's error number is called in NSPR;
 * PR_UNKNOWN_ERROR if it has no name there. */
PRErrorCode _PR_MD_MapOSError(PRInt32 osError);

#endif /* pprerror_h___ */
