/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Integers that threads and processes count with at once.
 *
 * The compiler's atomic operations are defined to wrap around, where a sum of
 * plain signed integers is not.  The order is the strictest one, as NSPR's
 * callers use these for locks and flags, too.
 */
#include "config.h"

#include "pratom.h"
#include "private/pprimpl.h"

#include <errno.h>

/* Compilers help themselves with locks where the processor cannot do it in a
 * step.  Those are each process's own, so they guard no shared memory. */
_Static_assert(__atomic_always_lock_free(sizeof(PRInt32), 0),
               "32-bit integers must be atomic without a lock");

static PRBool
IsThere(const PRInt32 *val)
{
    if (val == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_FALSE;
    }
    return PR_TRUE;
}

PR_IMPLEMENT(PRInt32)
PR_AtomicIncrement(PRInt32 *val)
{
    return PR_AtomicAdd(val, 1);
}

PR_IMPLEMENT(PRInt32)
PR_AtomicDecrement(PRInt32 *val)
{
    return PR_AtomicAdd(val, -1);
}

PR_IMPLEMENT(PRInt32)
PR_AtomicSet(PRInt32 *val, PRInt32 newval)
{
    if (!IsThere(val)) {
        return 0;
    }
    return __atomic_exchange_n(val, newval, __ATOMIC_SEQ_CST);
}

PR_IMPLEMENT(PRInt32)
PR_AtomicAdd(PRInt32 *ptr, PRInt32 val)
{
    if (!IsThere(ptr)) {
        return 0;
    }
    return __atomic_add_fetch(ptr, val, __ATOMIC_SEQ_CST);
}
