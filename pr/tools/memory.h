/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Memory for a program that can do nothing without: these end it with a message
 * rather than return NULL.
 */
#ifndef memory_h___
#define memory_h___

#include "prtypes.h"

#include <stdarg.h>
#include <stdlib.h>

void *Allocate(PRSize size); /* zeroed, for free() */
char *Copy(const char *text);
char *Format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *FormatArguments(const char *format, va_list args)
    __attribute__((format(printf, 1, 0)));

/* An array that grows; start with zeros. */
typedef struct Array {
    void  *items; /* for free() */
    PRSize count, room;
} Array;

/* Add an element of so many bytes, zeroed; its address holds until the next
 * one is added. */
void *Append(Array *array, PRSize size);

#endif /* memory_h___ */
