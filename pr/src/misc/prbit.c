/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Logarithms to base 2.  Where the processor has no instruction for them the
 * compiler has a function.
 */
#include "config.h"

#include "prbit.h"

/* The lowest bit makes no difference but to 0, which the compiler leaves
 * undefined. */
PR_IMPLEMENT(PRIntn)
PR_FloorLog2(PRUint32 i)
{
    return 31 - __builtin_clz(i | 1);
}

PR_IMPLEMENT(PRIntn)
PR_CeilingLog2(PRUint32 i)
{
    return i > 1 ? PR_FloorLog2(i - 1) + 1 : 0;
}
