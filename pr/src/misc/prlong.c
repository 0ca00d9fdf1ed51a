/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The limits of 64-bit integers, as functions.
 */
#include "config.h"

#include "prlong.h"

PR_IMPLEMENT(PRInt64)
LL_MaxInt(void)
{
    return PR_INT64_MAX;
}

PR_IMPLEMENT(PRInt64)
LL_MinInt(void)
{
    return PR_INT64_MIN;
}

PR_IMPLEMENT(PRInt64)
LL_Zero(void)
{
    return 0;
}

PR_IMPLEMENT(PRUint64)
LL_MaxUint(void)
{
    return PR_UINT64_MAX;
}
