/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The size of the machine's pages.  Thread-safe; cannot fail.
 * Source: NSPR 4.35, observed.
 */
#ifndef prsystem_h___
#define prsystem_h___

#include "prtypes.h"

PR_BEGIN_EXTERN_C

/* Bytes in a page of memory, and the power of two that this is. */
NSPR_API(PRInt32) PR_GetPageSize(void);
NSPR_API(PRInt32) PR_GetPageShift(void);

PR_END_EXTERN_C

#endif /* prsystem_h___ */
