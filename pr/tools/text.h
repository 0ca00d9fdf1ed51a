/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Numbers, times and names as people write and read them.
 */
#ifndef text_h___
#define text_h___

#include "memory.h"
#include "prtypes.h"

#include <stdio.h>

/* Each writes its value only if all of the text is one. */
PRBool ParseNumber(const char *text, PRUint64 *number);
PRBool ParseSize(const char *text, PRUint64 *bytes); /* 4096, 64K, 1M, 0x10 */
PRBool ParseTime(const char *text, PRUint64 *microseconds); /* 30, 5m, 1d */
PRBool ParseMode(const char *text, PRUint64 *mode);         /* 0600, 666 */

/* For free(). */
char *FormatSize(PRInt64 bytes);       /* "64K", "1.5G" */
char *FormatAge(PRInt64 microseconds); /* "3h" */
char *FormatOwner(PRInt64 uid);        /* "root", or the number */
/* How many bytes a character of UTF-8 has; 0 if it is none. */
int LengthOfCharacter(const unsigned char *text);

char *Printable(const char *text); /* nothing that a terminal obeys */

char *FormatBytes(const unsigned char *bytes, PRSize count); /* "00ff" */

/* What makes a terminal show a text in a colour; "" if it should not. */
typedef enum Colour { PLAIN, GREEN, YELLOW, RED, COLOURS } Colour;

/* Whether to use colours in a stream: on a terminal, unless NO_COLOR is set. */
PRBool IsColoured(FILE *stream);

/* --- Tables -------------------------------------------------------------- */

typedef struct Column {
    const char *heading;
    PRBool      right; /* aligned, as numbers are */
} Column;

typedef struct Table {
    const Column *columns;
    PRSize        count; /* of columns */
    Array         cells;
} Table;

/* Add a cell, row by row; takes the text. */
void AddCell(Table *table, char *text, Colour colour);

/* Show it with its columns aligned, and forget it. */
void ShowTable(Table *table);

#endif /* text_h___ */
