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
 * Each returns memory for PR_Free(), for a size of 0 as well (but see
 * PR_Realloc()), or NULL with the error set:
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

/* The same by other names; PR_CALLOC() is for one zeroed block. */
#define PR_MALLOC(bytes)         (PR_Malloc((bytes)))
#define PR_REALLOC(block, bytes) (PR_Realloc((block), (bytes)))
#define PR_CALLOC(bytes)         (PR_Calloc(1, (bytes)))

/* Room for an object of a type: with any content, or zeroed. */
#define PR_NEW(type)             ((type *)PR_MALLOC(sizeof(type)))
#define PR_NEWZAP(type)          ((type *)PR_CALLOC(sizeof(type)))

/*
 * Free what a variable points to and set it to NULL; the second only if it is
 * not NULL already.  Both are blocks in braces, for callers write them without
 * a semicolon.
 */
#define PR_DELETE(variable)                                                   \
    {                                                                         \
        PR_Free(variable);                                                    \
        (variable) = NULL;                                                    \
    }
#define PR_FREEIF(variable)                                                   \
    if (variable)                                                             \
    PR_DELETE(variable)

PR_END_EXTERN_C

#endif /* prmem_h___ */
