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

/* Some operations have names of their own for some numbers. */
typedef enum _PROperation {
    _PR_OP_OTHER,
    _PR_OP_OPEN,
    _PR_OP_CLOSE,
    _PR_OP_READ,
    _PR_OP_WRITE,
    _PR_OP_FSYNC,
    _PR_OP_FSTAT,
    _PR_OP_MMAP
} _PROperation;

PRErrorCode _PR_MD_MapOperationError(_PROperation operation, PRInt32 osError);

/* PR_SUCCESS for 0, else PR_FAILURE with the error set; prerror.c. */
PRStatus _PR_Report(_PROperation operation, PRInt32 osError);

#endif /* pprerror_h___ */
