/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Memory from the C library's heap: free() and PR_Free() are the same.
 *
 * Sizes are bytes, 32 bits wide; a caller's larger number is cut by the
 * conversion.  Thread-safe as malloc() is.  Source: NSPR 4.35, observed.
 */
#ifndef prmem_h___
#define prmem_h___

#include "prtypes.h"

#include <stdlib.h>

PR_BEGIN_EXTERN_C

/*
 * Each returns memory for PR_Free(), never NULL for a size of 0, or NULL with
 * the error set:
 *   PR_OUT_OF_MEMORY_ERROR  there is none; with PR_Realloc() the old block
 *                           is still there
 */
NSPR_API(void *) PR_Malloc(PRUint32 size);

/* nelem * elsize bytes, all zero; the product may exceed 32 bits. */
NSPR_API(void *) PR_Calloc(PRUint32 nelem, PRUint32 elsize);

/* The block at ptr, or a new one if ptr is NULL, made size bytes large.
 * A block given size 0 is freed and the result NULL, without an error. */
NSPR_API(void *) PR_Realloc(void *ptr, PRUint32 size);

/* Release a block; NULL does nothing. */
NSPR_API(void) PR_Free(void *ptr);

#define PR_MALLOC(_bytes)       (PR_Malloc((_bytes)))
#define PR_CALLOC(_size)        (PR_Calloc(1, (_size)))
#define PR_REALLOC(_ptr, _size) (PR_Realloc((_ptr), (_size)))

/* A structure, with any content or zeroed. */
#define PR_NEW(_struct)         ((_struct *)PR_MALLOC(sizeof(_struct)))
#define PR_NEWZAP(_struct)      ((_struct *)PR_Calloc(1, sizeof(_struct)))

/* Blocks in braces, not expressions: callers write them without a ';'. */
#define PR_DELETE(_ptr)                                                       \
    {                                                                         \
        PR_Free(_ptr);                                                        \
        (_ptr) = NULL;                                                        \
    }
#define PR_FREEIF(_ptr)                                                       \
    if (_ptr)                                                                 \
    PR_DELETE(_ptr)

PR_END_EXTERN_C

#endif /* prmem_h___ */
