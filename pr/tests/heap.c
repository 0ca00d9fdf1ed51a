/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The heap as the linker's --wrap option puts it: what calls malloc() comes to
 * __wrap_malloc(), and __real_malloc() is the C library's.
 */
#include "config.h"

#include "heap.h"

#include <stddef.h>

int allocated, live, no_memory;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void  __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void  __wrap_free(void *block);

static void *
counted(void *block)
{
    if (block != NULL) {
        __atomic_add_fetch(&allocated, 1, __ATOMIC_RELAXED);
        __atomic_add_fetch(&live, 1, __ATOMIC_RELAXED);
    }
    return block;
}

void *
__wrap_malloc(size_t size)
{
    return no_memory || size == 0 ? NULL : counted(__real_malloc(size));
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return no_memory || count == 0 || size == 0
               ? NULL
               : counted(__real_calloc(count, size));
}

void *
__wrap_realloc(void *block, size_t size)
{
    if (no_memory || size == 0) {
        return NULL;
    }
    return block == NULL ? counted(__real_realloc(NULL, size))
                         : __real_realloc(block, size);
}

void
__wrap_free(void *block)
{
    if (block != NULL) {
        __atomic_sub_fetch(&live, 1, __ATOMIC_RELAXED);
    }
    __real_free(block);
}
