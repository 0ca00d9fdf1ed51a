/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the machine is like.
 */
#include "config.h"

#include "prsystem.h"
#include "private/pprfile.h"

PR_IMPLEMENT(PRInt32)
PR_GetPageSize(void)
{
    return _MD_PageSize();
}

PR_IMPLEMENT(PRInt32)
PR_GetPageShift(void)
{
    PRInt32 shift = 0;

    while (PR_BIT(shift) < (PRUint32)_MD_PageSize()) {
        shift++;
    }
    return shift;
}
