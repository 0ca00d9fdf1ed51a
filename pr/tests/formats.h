/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Formats of NSPR's dialect that nobody would write, with arguments that fit.
 *
 * What arguments a format takes is found out here, apart from the library: if
 * that reads others, it reads what is not there.
 */
#ifndef formats_h___
#define formats_h___

#include <stdarg.h>

#define MOST_ARGS 4

/* How an argument is passed, and what may stand for it. */
typedef enum Kind { INT, INT64, DOUBLE, LONG_DOUBLE, POINTER, KINDS } Kind;

typedef union Value {
    int         small;
    long long   large;
    double      real;
    long double longReal;
    void       *pointer;
} Value;

typedef struct Format {
    char text[96];
    Kind kinds[MOST_ARGS]; /* of all arguments, also those not taken */

    Value values[MOST_ARGS];
    char  strings[MOST_ARGS][512]; /* that pointers lead to; %n writes there */

    int defined; /* whether stock NSPR stays within what C defines, and prints
                  * the same in every process */
    int counts;  /* whether there is a %n */
} Format;

/* Make the format that belongs to a number. */
void make_format(Format *format, unsigned long long number);

/* Called with a format and its arguments. */
typedef void FormatUser(void *arg, const char *fmt, va_list ap);

/* Call a user once; what %n has written before is gone first. */
void use_format(Format *format, FormatUser *user, void *arg);

#endif /* formats_h___ */
