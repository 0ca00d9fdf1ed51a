/* SPDX-License-Identifier: MPL-2.0 */
/*
 * How calls with names report their failures.
 */
#ifndef pprreport_h___
#define pprreport_h___

#include "prtypes.h"

/* Report that a call failed; name is NULL for calls that take a handle. */
void _PR_Fail(const char *call, const char *name, PRInt32 osError);

/* The result of a call that gave this error number, 0 for none. */
PRStatus _PR_ReportCall(const char *call, const char *name, PRInt32 osError);

/* If it is the setting of the mechanism that is wrong, say what there is. */
void _PR_ExplainSetting(void);

#endif /* pprreport_h___ */
