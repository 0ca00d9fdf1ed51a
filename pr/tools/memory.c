/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Memory, or the end.
 */
#include "config.h"

#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
OrEnd(void *memory)
{
    if (memory == NULL) {
        (void)fputs("prshm: out of memory\n", stderr); /* Fail() takes some */
        exit(EXIT_FAILURE);
    }
    return memory;
}

void *
Allocate(PRSize size)
{
    return OrEnd(calloc(1, size));
}

char *
Copy(const char *text)
{
    return OrEnd(strdup(text));
}

char *
FormatArguments(const char *format, va_list args)
{
    char *text;
    int   length = vasprintf(&text, format, args);

    return OrEnd(length >= 0 ? text : NULL);
}

char *
Format(const char *format, ...)
{
    va_list args;
    char   *text;

    va_start(args, format);
    text = FormatArguments(format, args);
    va_end(args);
    return text;
}

void *
Append(Array *array, PRSize size)
{
    char *item;

    if (array->count == array->room) {
        array->room = array->room == 0 ? 16 : 2 * array->room;
        array->items = OrEnd(realloc(array->items, array->room * size));
    }
    item = (char *)array->items + array->count++ * size;
    return memset(item, 0, size);
}
