/* SPDX-License-Identifier: MPL-2.0 */
/*
 * NSPR's dialect of printf.
 *
 * It looks like C's and is not: a long is 32 bits wide whatever the machine
 * says, %hd is not narrowed, %p has no 0x, and a precision of 0 means nothing
 * at all for an empty result, without the width.  An unknown conversion is
 * printed as a percent sign and its letter, and takes no argument.  Digits
 * come from the C library; what surrounds them is put here, so a width can be
 * as large as it likes without a buffer.
 */
#include "config.h"

#include "private/pprimpl.h"

#include <float.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Conversions, as the format has them --------------------------------- */

/* What is written between the percent sign and the letter. */
typedef enum Size { SIZE_INT, SIZE_SHORT, SIZE_LONG, SIZE_64, SIZE_Z } Size;

typedef struct Spec {
    PRBool literal;    /* it is %% */
    PRBool numbered;   /* it has a number with a dollar sign */
    PRIntn number;     /* of its argument, from 1 */
    PRBool left, zero; /* flags */
    char   sign;       /* '+' or ' ' for what is not negative, or NUL */
    PRBool starWidth;  /* the width is an argument */
    PRBool starPrecision;
    PRIntn width;     /* 0 if there is none */
    PRIntn precision; /* -1 if there is none */
    Size   size;
    char   conversion; /* the letter, NUL if the format ends before it */
} Spec;

/* Read digits and step over them.  Numbers too large become INT_MAX. */
static PRIntn
ReadNumber(const char **at)
{
    PRIntn number = 0;

    for (; **at >= '0' && **at <= '9'; (*at)++) {
        PRIntn digit = **at - '0';

        number =
            number > (INT_MAX - digit) / 10 ? INT_MAX : number * 10 + digit;
    }
    return number;
}

/* Read "digits$" if that is what stands here. */
static void
ReadArgNumber(const char **at, Spec *spec)
{
    const char *end = *at;
    PRIntn      number = ReadNumber(&end);

    if (end != *at && *end == '$') {
        spec->numbered = PR_TRUE;
        spec->number = number;
        *at = end + 1;
    }
}

static void
ReadFlags(const char **at, Spec *spec)
{
    for (;; (*at)++) {
        switch (**at) {
        case '-':
            spec->left = PR_TRUE;
            break;
        case '0':
            spec->zero = PR_TRUE;
            break;
        case '+':
            spec->sign = '+';
            break;
        case ' ':
            spec->sign = spec->sign == '+' ? '+' : ' ';
            break;
        default:
            return;
        }
    }
}

/* Read a width or precision: a star, or digits, of which none make 0. */
static PRIntn
ReadAmount(const char **at, PRBool *star)
{
    if (**at == '*') {
        *star = PR_TRUE;
        (*at)++;
        return 0;
    }
    return ReadNumber(at);
}

static void
ReadSize(const char **at, Spec *spec)
{
    switch (**at) {
    case 'h':
        spec->size = SIZE_SHORT;
        break;
    case 'l':
        spec->size = (*at)[1] == 'l' ? SIZE_64 : SIZE_LONG;
        *at += spec->size == SIZE_64;
        break;
    case 'L':
        spec->size = SIZE_64;
        break;
    case 'z':
        spec->size = SIZE_Z;
        break;
    default:
        return;
    }
    (*at)++;
}

/* Read the conversion after a percent sign; returns where the text goes on. */
static const char *
ReadSpec(const char *at, Spec *spec)
{
    memset(spec, 0, sizeof *spec);
    spec->precision = -1;
    spec->literal = *at == '%';
    ReadArgNumber(&at, spec);
    ReadFlags(&at, spec);
    spec->width = ReadAmount(&at, &spec->starWidth);
    if (*at == '.') {
        at++;
        spec->precision = ReadAmount(&at, &spec->starPrecision);
    }
    ReadSize(&at, spec);
    spec->conversion = *at;
    return *at != '\0' ? at + 1 : at;
}

/* Find the next conversion and step over it; returns its percent sign, or
 * NULL if none is left. */
static const char *
NextSpec(const char **at, Spec *spec)
{
    const char *percent = strchr(*at, '%');

    if (percent != NULL) {
        *at = ReadSpec(percent + 1, spec);
    }
    return percent;
}

/* --- Arguments ----------------------------------------------------------- */

/* How an argument is passed. */
typedef enum ArgKind {
    ARG_NONE,
    ARG_INT,
    ARG_INT64,
    ARG_DOUBLE,
    ARG_LONG_DOUBLE,
    ARG_POINTER
} ArgKind;

typedef union Arg {
    PRInt64     integer;
    long double real;
    void       *pointer;
} Arg;

/* %ld takes an int: callers pass a PRInt32, and where a long is wider its low
 * half is what arrives.  No argument for what is unknown, nor for %S. */
static ArgKind
KindOf(const Spec *spec)
{
    switch (spec->conversion) {
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
        return spec->size == SIZE_64 || (spec->size == SIZE_Z &&
                                         sizeof(PRSize) == sizeof(PRInt64))
                   ? ARG_INT64
                   : ARG_INT;
    case 'c':
        return ARG_INT;
    case 'e':
    case 'E':
    case 'f':
    case 'g':
        return spec->size == SIZE_64 ? ARG_LONG_DOUBLE : ARG_DOUBLE;
    case 'n':
    case 'p':
    case 's':
        return ARG_POINTER;
    default:
        return ARG_NONE;
    }
}

/* A va_list that can be passed on: some systems' is an array. */
typedef struct Args {
    va_list list;
} Args;

static void
TakeArg(Args *args, ArgKind kind, Arg *arg)
{
    switch (kind) {
    case ARG_INT:
        arg->integer = va_arg(args->list, PRIntn);
        break;
    case ARG_INT64:
        arg->integer = va_arg(args->list, PRInt64);
        break;
    case ARG_DOUBLE:
        arg->real = (long double)va_arg(args->list, double);
        break;
    case ARG_LONG_DOUBLE:
        arg->real = va_arg(args->list, long double);
        break;
    case ARG_POINTER:
        arg->pointer = va_arg(args->list, void *);
        break;
    case ARG_NONE:
        break;
    }
}

/* Take the width and precision that are arguments.  Negative ones count as
 * none: the width does not turn into left adjustment. */
static void
TakeStars(Args *args, Spec *spec)
{
    if (spec->starWidth) {
        spec->width = va_arg(args->list, PRIntn);
        spec->width = PR_MAX(spec->width, 0);
    }
    if (spec->starPrecision) {
        spec->precision = va_arg(args->list, PRIntn);
        spec->precision = PR_MAX(spec->precision, -1);
    }
}

/* --- Output -------------------------------------------------------------- */

typedef struct Output {
    _PRTextSink sink;
    void       *sinkArg;
    PRUint32    count;   /* bytes given to sink */
    PRBool      stopped; /* by sink, or for want of memory */
} Output;

static void
Put(Output *out, const char *text, PRSize length)
{
    while (length > 0 && !out->stopped) {
        PRUint32 piece = (PRUint32)PR_MIN(length, INT_MAX);

        out->stopped = out->sink(out->sinkArg, text, piece) < 0;
        out->count += piece;
        text += piece;
        length -= piece;
    }
}

static void
PutRepeated(Output *out, char byte, PRSize count)
{
    char   block[128];
    PRSize piece;

    memset(block, byte, PR_MIN(count, sizeof block));
    for (; count > 0 && !out->stopped; count -= piece) {
        piece = PR_MIN(count, sizeof block);
        Put(out, block, piece);
    }
}

/* What a conversion prints, without the width. */
typedef struct Field {
    char        sign; /* or NUL */
    PRSize      zeros;
    const char *text;
    PRSize      length;
    PRSize      moreZeros; /* between text and tail */
    const char *tail;
    PRSize      tailLength;
} Field;

/* Put a field into its width, filled with zeros or else blanks. */
static void
PutField(Output *out, const Spec *spec, const Field *field, PRBool zeroFill)
{
    PRSize used = (field->sign != '\0') + field->zeros + field->length +
                  field->moreZeros + field->tailLength;
    PRSize width = (PRSize)spec->width;
    PRSize fill = width > used ? width - used : 0;
    PRSize zeros = !spec->left && zeroFill ? fill : 0;
    PRSize before = !spec->left && !zeroFill ? fill : 0;

    PutRepeated(out, ' ', before);
    Put(out, &field->sign, field->sign != '\0');
    PutRepeated(out, '0', zeros + field->zeros);
    Put(out, field->text, field->length);
    PutRepeated(out, '0', field->moreZeros);
    Put(out, field->tail, field->tailLength);
    PutRepeated(out, ' ', fill - zeros - before);
}

/* --- Numbers ------------------------------------------------------------- */

/* The value as its conversion sees it: signed ones are 32 or 64 bits wide. */
static PRUint64
IntegerOf(const Spec *spec, const Arg *arg)
{
    PRBool wide = KindOf(spec) == ARG_INT64;

    switch (spec->conversion) {
    case 'p':
        return (PRUint64)(PRUptrdiff)arg->pointer;
    case 'd':
    case 'i':
        return (PRUint64)(wide ? arg->integer : (PRInt32)arg->integer);
    default:
        if (spec->size == SIZE_SHORT) {
            return (PRUint16)arg->integer;
        }
        return wide ? (PRUint64)arg->integer : (PRUint32)arg->integer;
    }
}

static PRSize
PrintDigits(char *to, PRSize size, char conversion, unsigned long long value)
{
    switch (conversion) {
    case 'o':
        return (PRSize)snprintf(to, size, "%llo", value);
    case 'X':
        return (PRSize)snprintf(to, size, "%llX", value);
    case 'p':
    case 'x':
        return (PRSize)snprintf(to, size, "%llx", value);
    default:
        return (PRSize)snprintf(to, size, "%llu", value);
    }
}

static void
PutInteger(Output *out, const Spec *spec, const Arg *arg)
{
    char     digits[sizeof(PRUint64) * CHAR_BIT / 3 + 2]; /* octal and NUL */
    PRUint64 value = IntegerOf(spec, arg);
    PRSize   precision = (PRSize)PR_MAX(spec->precision, 0);
    Field    field = { .text = digits };

    if (value == 0 && spec->precision == 0) {
        return;
    }
    if (spec->conversion == 'd' || spec->conversion == 'i') {
        field.sign = spec->sign;
        if ((PRInt64)value < 0) {
            field.sign = '-';
            value = 0 - value;
        }
    }
    field.length = PrintDigits(digits, sizeof digits, spec->conversion, value);
    field.zeros = precision > field.length ? precision - field.length : 0;
    PutField(out, spec, &field, spec->zero && spec->precision < 0);
}

/* No number has more digits than this behind its point. */
#define REAL_DIGITS (LDBL_MANT_DIG - LDBL_MIN_EXP)

/* Room for any double with 190 digits behind its point. */
#define REAL_ROOM   (1 + DBL_MAX_10_EXP + 1 + 1 + 190 + 1)

static PRIntn
PrintReal(char *to, PRSize size, const Spec *spec, long double value)
{
    PRIntn precision = PR_MIN(spec->precision, REAL_DIGITS);

    switch (spec->conversion) {
    case 'e':
        return snprintf(to, size, "%.*Le", precision, value);
    case 'E':
        return snprintf(to, size, "%.*LE", precision, value);
    case 'g':
        return snprintf(to, size, "%.*Lg", precision, value);
    default:
        return snprintf(to, size, "%.*Lf", precision, value);
    }
}

/* Put a number that the C library printed: sign, digits, exponent.  What is
 * not finite is never filled with zeros. */
static void
PutRealText(Output *out, const Spec *spec, const char *text)
{
    Field  field = { .sign = spec->sign };
    PRBool finite;

    if (*text == '-') {
        field.sign = *text++;
    }
    finite = *text >= '0' && *text <= '9';
    field.text = text;
    field.length = finite ? strcspn(text, "eE") : strlen(text);
    field.tail = text + field.length;
    field.tailLength = strlen(field.tail);
    if (finite && spec->conversion != 'g' && spec->precision > REAL_DIGITS) {
        field.moreZeros = (PRSize)(spec->precision - REAL_DIGITS);
    }
    PutField(out, spec, &field, spec->zero && finite);
}

static void
PutReal(Output *out, const Spec *spec, const Arg *arg)
{
    char   room[REAL_ROOM];
    char  *text = room;
    PRIntn length = PrintReal(room, sizeof room, spec, arg->real);

    if (length >= (PRIntn)sizeof room) {
        text = malloc((PRSize)length + 1);
        if (text != NULL) {
            length = PrintReal(text, (PRSize)length + 1, spec, arg->real);
        }
    }
    if (length < 0 || text == NULL) {
        out->stopped = PR_TRUE;
    } else {
        PutRealText(out, spec, text);
    }
    if (text != room) {
        free(text);
    }
}

/* --- Everything else ----------------------------------------------------- */

static void
PutString(Output *out, const Spec *spec, const char *text)
{
    Field field = { .text = text != NULL ? text : "(null)" };

    if (spec->precision == 0) {
        return;
    }
    field.length = spec->precision < 0
                       ? strlen(field.text)
                       : strnlen(field.text, (PRSize)spec->precision);
    PutField(out, spec, &field, spec->zero);
}

static void
PutCharacter(Output *out, const Spec *spec, char byte)
{
    Field field = { .text = &byte, .length = 1 };

    PutField(out, spec, &field, PR_FALSE);
}

static void
PutUnknown(Output *out, const Spec *spec)
{
    Put(out, "%", 1);
    Put(out, &spec->conversion, spec->conversion != '\0' && !spec->literal);
}

/* Print one conversion.  %S prints nothing, whatever stands before it. */
static void
Convert(Output *out, const Spec *spec, const Arg *arg)
{
    switch (spec->conversion) {
    case 'd':
    case 'i':
    case 'o':
    case 'p':
    case 'u':
    case 'x':
    case 'X':
        PutInteger(out, spec, arg);
        break;
    case 'e':
    case 'E':
    case 'f':
    case 'g':
        PutReal(out, spec, arg);
        break;
    case 'c':
        PutCharacter(out, spec, (char)arg->integer);
        break;
    case 's':
        PutString(out, spec, arg->pointer);
        break;
    case 'n':
        if (arg->pointer != NULL) {
            *(PRIntn *)arg->pointer = (PRIntn)out->count;
        }
        break;
    case 'S':
        break;
    default:
        PutUnknown(out, spec);
    }
}

/* --- Plain formats ------------------------------------------------------- */

static void
FormatPlain(Output *out, const char *fmt, Args *args)
{
    const char *at = fmt, *percent;
    Spec        spec;
    Arg         arg;

    while (!out->stopped && (percent = NextSpec(&at, &spec)) != NULL) {
        Put(out, fmt, (PRSize)(percent - fmt));
        TakeStars(args, &spec);
        TakeArg(args, KindOf(&spec), &arg);
        Convert(out, &spec, &arg);
        fmt = at;
    }
    Put(out, fmt, strlen(fmt));
}

/* --- Formats with numbered arguments ------------------------------------- */

/* One argument of such a format; any number of conversions may use it. */
typedef struct Numbered {
    ArgKind kind; /* ARG_NONE while no conversion has used it */
    Arg     arg;
} Numbered;

/* That many arguments need no memory. */
#define FEW 16

static PRBool
HasNumbers(const char *fmt)
{
    Spec spec;

    while (NextSpec(&fmt, &spec) != NULL) {
        if (spec.numbered) {
            return PR_TRUE;
        }
    }
    return PR_FALSE;
}

/*
 * The highest number, or 0 if the format makes no sense: all conversions must
 * be known ones with a number and without stars, and as no number may be left
 * out, there are as many conversions as arguments at least.
 */
static PRIntn
HighestNumber(const char *fmt)
{
    PRIntn highest = 0, conversions = 0;
    Spec   spec;

    while (NextSpec(&fmt, &spec) != NULL) {
        if (spec.literal) {
            continue;
        }
        if (spec.number == 0 || spec.starWidth || spec.starPrecision ||
            KindOf(&spec) == ARG_NONE) {
            return 0;
        }
        highest = PR_MAX(highest, spec.number);
        conversions++;
    }
    return highest <= conversions ? highest : 0;
}

/* Arguments of different kinds cannot share a number; integers can, and are
 * passed as the first says. */
static PRBool
CanShare(ArgKind first, ArgKind next)
{
    return first == next || ((first == ARG_INT || first == ARG_INT64) &&
                             (next == ARG_INT || next == ARG_INT64));
}

/* Take count arguments in their order; false if some number is left out or
 * has several kinds. */
static PRBool
TakeNumbered(const char *fmt, Args *args, Numbered *numbered, PRIntn count)
{
    Numbered *one;
    Spec      spec;
    PRIntn    i;

    for (i = 0; i < count; i++) {
        numbered[i].kind = ARG_NONE;
    }
    while (NextSpec(&fmt, &spec) != NULL) {
        if (spec.literal) {
            continue;
        }
        one = &numbered[spec.number - 1];
        if (one->kind == ARG_NONE) {
            one->kind = KindOf(&spec);
        } else if (!CanShare(one->kind, KindOf(&spec))) {
            return PR_FALSE;
        }
    }
    for (i = 0; i < count; i++) {
        if (numbered[i].kind == ARG_NONE) {
            return PR_FALSE;
        }
        TakeArg(args, numbered[i].kind, &numbered[i].arg);
    }
    return PR_TRUE;
}

static void
FormatNumbered(Output *out, const char *fmt, Args *args)
{
    Numbered    room[FEW], *numbered = room;
    PRIntn      count = HighestNumber(fmt);
    const char *at = fmt, *percent;
    Spec        spec;

    if (count > FEW) {
        numbered = malloc((PRSize)count * sizeof *numbered);
    }
    if (count == 0 || numbered == NULL ||
        !TakeNumbered(fmt, args, numbered, count)) {
        out->stopped = PR_TRUE;
    }
    while (!out->stopped && (percent = NextSpec(&at, &spec)) != NULL) {
        Put(out, fmt, (PRSize)(percent - fmt));
        Convert(out, &spec,
                spec.literal ? NULL : &numbered[spec.number - 1].arg);
        fmt = at;
    }
    Put(out, fmt, strlen(fmt));
    if (numbered != room) {
        free(numbered);
    }
}

/* --- The engine ---------------------------------------------------------- */

PRIntn
_PR_FormatText(_PRTextSink sink, void *arg, const char *fmt, va_list ap)
{
    Output out = { sink, arg, 0, PR_FALSE };
    Args   args;

    va_copy(args.list, ap);
    if (HasNumbers(fmt)) {
        FormatNumbered(&out, fmt, &args);
    } else {
        FormatPlain(&out, fmt, &args);
    }
    va_end(args.list);
    return out.stopped ? -1 : 0;
}
