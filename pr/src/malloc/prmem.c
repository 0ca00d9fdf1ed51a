/* SPDX-License-Identifier: MPL-2.0 */
/*
 * NSPR's names for the C library's heap.  malloc(0) may be NULL; ours is not.
 */
#include "config.h"

#include "prmem.h"
#include "private/pprimpl.h"

#include <errno.h>
#include <stdlib.h>

/* Pass a block on, or set the error of its absence. */
static void *
Checked(void *block)
{
    if (block == NULL) {
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
    }
    return block;
}

PR_IMPLEMENT(void *)
PR_Malloc(PRUint32 size)
{
    _PR_EnsureInit();
    return Checked(malloc(size != 0 ? size : 1));
}

PR_IMPLEMENT(void *)
PR_Calloc(PRUint32 nelem, PRUint32 elsize)
{
    _PR_EnsureInit();
    if (nelem == 0 || elsize == 0) {
        nelem = elsize = 1;
    }
    return Checked(calloc(nelem, elsize));
}

PR_IMPLEMENT(void *)
PR_Realloc(void *ptr, PRUint32 size)
{
    _PR_EnsureInit();
    if (ptr != NULL && size == 0) {
        free(ptr);
        return NULL;
    }
    return Checked(realloc(ptr, size != 0 ? size : 1));
}

PR_IMPLEMENT(void)
PR_Free(void *ptr)
{
    free(ptr);
}
