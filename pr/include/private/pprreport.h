/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What calls with names share: their modes, and how they report failures.
 */
#ifndef pprreport_h___
#define pprreport_h___

#include "prtypes.h"

/* What counts of a mode.  Other bits would reach system calls that give them
 * other meanings. */
#define _PR_MODE_BITS 0777

/* Report that a call failed; name is NULL for calls that take a handle. */
void _PR_Fail(const char *call, const char *name, PRInt32 osError);

/* The result of a call that gave this error number, 0 for none. */
PRStatus _PR_ReportCall(const char *call, const char *name, PRInt32 osError);

/* If it is the setting of the mechanism that is wrong, say what there is. */
void _PR_ExplainSetting(void);

#endif /* pprreport_h___ */
