/* SPDX-License-Identifier: MPL-2.0 */
/*
 * NSPR's dialect of printf.
 *
 * It looks like C's and is not: a long is 32 bits wide whatever the machine
 * says, %hd is not narrowed, %p has no 0x, and a precision of 0 means nothing
 * at all for an empty result, without the width.  An unknown conversion is
 * printed as a percent sign and its letter, and takes no argument.
 *
 * A sink gets the text in pieces.  Programs see them, too, with PR_sxprintf(),
 * so what a conversion gives is one piece, and what a width adds is another.
 */
#include "config.h"

#include "prprf.h"
#include "private/pprimpl.h"

#include <errno.h>
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
    PRIntn number;     /* of its argument, from 1; 0 if it has none */
    PRBool left, zero; /* flags */
    char   sign;       /* '+' or ' ' for what is not negative, or NUL */
    PRBool starWidth;  /* the width is an argument */
    PRBool starPrecision;
    PRIntn width;     /* 0 if there is none */
    PRIntn precision; /* negative if there is none */
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

    if (*end == '$') {
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

/* Read the conversion after a percent sign, which has the number of its
 * argument if all have; returns where the text goes on. */
static const char *
ReadSpec(const char *at, PRBool numbered, Spec *spec)
{
    memset(spec, 0, sizeof *spec);
    spec->precision = -1;
    spec->literal = *at == '%';
    if (numbered) {
        ReadArgNumber(&at, spec);
    }
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
NextSpec(const char **at, PRBool numbered, Spec *spec)
{
    const char *percent = strchr(*at, '%');

    if (percent != NULL) {
        *at = ReadSpec(percent + 1, numbered, spec);
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
    }
}

/* --- Output -------------------------------------------------------------- */

/* Why output stopped, if the sink is a caller's: it knows. */
#define STOPPED_BY_CALLER (-1)

typedef struct Output {
    _PRTextSink sink;
    void       *sinkArg;
    PRInt32     sinkError; /* what it means that sink stops */
    PRUint32    largest;   /* most bytes at once of what is no conversion's */
    PRUint32    limit;     /* there count ends */
    PRUint32    count;     /* bytes given to sink */
    PRInt32     error;     /* 0, or why it stopped: an errno value or above */
} Output;

/* Put a text, in one piece if largest permits, even if there is none of it. */
static void
PutPieces(Output *out, const char *text, PRSize length, PRUint32 largest)
{
    PRUint32 piece;

    for (; out->error == 0; text += piece, length -= piece) {
        piece = (PRUint32)PR_MIN(length, largest);
        if (out->sink(out->sinkArg, text, piece) < 0) {
            out->error = out->sinkError;
        }
        out->count += PR_MIN(piece, out->limit - out->count);
        if (piece == length) {
            return;
        }
    }
}

static void
Put(Output *out, const char *text, PRSize length)
{
    PutPieces(out, text, length, INT_MAX);
}

/* Put a text of the format, or a part of what fills a width. */
static void
PutPlain(Output *out, const char *text, PRSize length)
{
    if (length > 0) {
        PutPieces(out, text, length, out->largest);
    }
}

/* Put what fills a width. */
static void
PutFill(Output *out, char byte, PRSize count)
{
    char   block[64];
    PRSize piece;

    memset(block, byte, sizeof block);
    for (; count > 0 && out->error == 0; count -= piece) {
        piece = PR_MIN(count, sizeof block);
        PutPlain(out, block, piece);
    }
}

/* What a conversion prints, without the width. */
typedef struct Field {
    char        sign; /* or NUL */
    PRSize      zeros;
    const char *text;
    PRSize      length;
} Field;

/* Put a field into its width, filled with zeros or else blanks. */
static void
PutField(Output *out, const Spec *spec, const Field *field, PRBool zeroFill)
{
    PRSize used = (field->sign != '\0') + field->zeros + field->length;
    PRSize width = (PRSize)spec->width;
    PRSize fill = width > used ? width - used : 0;
    PRSize zeroed = !spec->left && zeroFill ? fill : 0;
    PRSize before = !spec->left && !zeroFill ? fill : 0;

    PutFill(out, ' ', before);
    PutPlain(out, &field->sign, field->sign != '\0');
    PutFill(out, '0', zeroed + field->zeros);
    Put(out, field->text, field->length);
    PutFill(out, ' ', fill - zeroed - before);
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

/* Signs are put elsewhere, so only unsigned numbers are left. */
static PRSize
PrintDigits(char *to, PRSize size, char conversion, unsigned long long value)
{
    char format[] = "%llu";

    if (conversion == 'p') {
        format[3] = 'x';
    } else if (conversion != 'd' && conversion != 'i') {
        format[3] = conversion;
    }
    return (PRSize)snprintf(to, size, format, value);
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

/* Room for any double with 190 digits behind its point. */
#define REAL_ROOM    (1 + DBL_MAX_10_EXP + 1 + 1 + 190 + 1)

/* No number is wider or more precise: C libraries take memory for digits. */
#define REAL_LARGEST 1000000

/* Write the format by which the C library prints it, with stars. */
static void
MakeRealFormat(char *to, const Spec *spec)
{
    *to++ = '%';
    if (spec->left) {
        *to++ = '-';
    }
    if (spec->zero) {
        *to++ = '0';
    }
    if (spec->sign != '\0') {
        *to++ = spec->sign;
    }
    memcpy(to, "*.*L", 4);
    to[4] = spec->conversion;
    to[5] = '\0';
}

/* One piece, width and all. */
static void
PutReal(Output *out, const Spec *spec, const Arg *arg)
{
    char   format[sizeof "%-0+*.*Lf"];
    char   room[REAL_ROOM];
    char  *text = room;
    PRIntn length = -1;

    MakeRealFormat(format, spec);
    if (spec->width <= REAL_LARGEST && spec->precision <= REAL_LARGEST) {
        length = snprintf(room, sizeof room, format, spec->width,
                          spec->precision, arg->real);
    }
    if (length >= (PRIntn)sizeof room) {
        text = malloc((PRSize)length + 1);
        if (text != NULL) {
            (void)snprintf(text, (PRSize)length + 1, format, spec->width,
                           spec->precision, arg->real);
        }
    }
    if (length < 0 || text == NULL) {
        out->error = ENOMEM;
    } else {
        Put(out, text, (PRSize)length);
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
    PutPlain(out, &spec->conversion,
             spec->conversion != '\0' && !spec->literal);
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

/* --- Formats with numbered arguments ------------------------------------- */

/* One argument of such a format; several conversions may use it. */
typedef struct Numbered {
    ArgKind kind; /* ARG_NONE while no conversion has used it */
    Arg     arg;
} Numbered;

/* That many arguments need no memory. */
#define FEW 16

/*
 * How many conversions there are, 0 if none has a number; too many if there are
 * some that make no sense.  This looks at the number alone, as NSPR does, so
 * "%5%1$d" has none.
 */
static PRIntn
CountNumbered(const char *fmt)
{
    PRBool numbered = PR_FALSE;
    PRIntn count = 0;

    while ((fmt = strchr(fmt, '%')) != NULL) {
        fmt += 1 + strspn(fmt + 1, "0123456789");
        numbered |= *fmt == '$';
        count += *fmt != '%';
        fmt += *fmt != '\0';
    }
    return numbered ? count : 0;
}

/* Whether another conversion can use an argument: it must be of the same kind,
 * or both integers, which are passed as the first says. */
static PRBool
CanShare(ArgKind first, ArgKind next)
{
    if (first == ARG_NONE) {
        return next != ARG_NONE;
    }
    return first == next || ((first == ARG_INT || first == ARG_INT64) &&
                             (next == ARG_INT || next == ARG_INT64));
}

/*
 * Take the arguments of count conversions in their order.  False if the format
 * makes no sense: all conversions must be known ones with a number and without
 * stars, and no number may be left out or have several kinds.
 */
static PRBool
TakeNumbered(const char *fmt, Args *args, Numbered *numbered, PRIntn count)
{
    PRIntn highest = 0, i;
    Spec   spec;

    for (i = 0; i < count; i++) {
        numbered[i].kind = ARG_NONE;
    }
    while (NextSpec(&fmt, PR_TRUE, &spec) != NULL) {
        ArgKind kind = KindOf(&spec);

        if (spec.literal) {
            continue;
        }
        i = spec.number - 1;
        if (i < 0 || i >= count || spec.starWidth || spec.starPrecision ||
            !CanShare(numbered[i].kind, kind)) {
            return PR_FALSE;
        }
        if (numbered[i].kind == ARG_NONE) {
            numbered[i].kind = kind;
        }
        highest = PR_MAX(highest, spec.number);
    }
    for (i = 0; i < highest; i++) {
        if (numbered[i].kind == ARG_NONE) {
            return PR_FALSE;
        }
        TakeArg(args, numbered[i].kind, &numbered[i].arg);
    }
    return PR_TRUE;
}

/* --- The engine ---------------------------------------------------------- */

/* Put a text whose conversions take arguments as they come, or by their
 * numbers if there are some. */
static void
PutText(Output *out, const char *fmt, Args *args, const Numbered *numbered)
{
    const char *at = fmt, *percent;
    const Arg  *one;
    Spec        spec;
    Arg         arg;

    while (out->error == 0 &&
           (percent = NextSpec(&at, numbered != NULL, &spec)) != NULL) {
        PutPlain(out, fmt, (PRSize)(percent - fmt));
        if (spec.number > 0) {
            one = &numbered[spec.number - 1].arg;
        } else {
            TakeStars(args, &spec);
            TakeArg(args, KindOf(&spec), &arg);
            one = &arg;
        }
        Convert(out, &spec, one);
        fmt = at;
    }
    PutPlain(out, fmt, strlen(fmt));
}

static void
PutNumberedText(Output *out, const char *fmt, Args *args, PRIntn count)
{
    Numbered room[FEW], *numbered = room;

    if (count > FEW) {
        numbered = malloc((PRSize)count * sizeof *numbered);
    }
    if (numbered == NULL) {
        out->error = ENOMEM;
    } else if (!TakeNumbered(fmt, args, numbered, count)) {
        out->error = EINVAL;
    } else {
        PutText(out, fmt, args, numbered);
    }
    if (numbered != room) {
        free(numbered);
    }
}

static void
Format(Output *out, const char *fmt, va_list ap)
{
    PRIntn count;
    Args   args;

    if (fmt == NULL) {
        out->error = EINVAL;
        return;
    }
    va_copy(args.list, ap);
    count = CountNumbered(fmt);
    if (count > 0) {
        PutNumberedText(out, fmt, &args, count);
    } else {
        PutText(out, fmt, &args, NULL);
    }
    va_end(args.list);
}

PRIntn
_PR_FormatText(_PRTextSink sink, void *arg, const char *fmt, va_list ap)
{
    Output out = { .sink = sink,
                   .sinkArg = arg,
                   .sinkError = ENOMEM,
                   .largest = INT_MAX,
                   .limit = PR_UINT32_MAX };

    Format(&out, fmt, ap);
    return out.error == 0 ? 0 : -1;
}

/* What a call returns that has no text to tell the length of. */
#define FAILED ((PRUint32)-1)

/* Whether all of it was put; sets the error if not. */
static PRBool
Succeeded(const Output *out)
{
    if (out->error != 0 && out->error != STOPPED_BY_CALLER) {
        _PR_SetOSError(out->error);
    }
    return out->error == 0;
}

/* --- Texts in memory ----------------------------------------------------- */

/* Grow by half, but at least by so many bytes. */
#define TEXT_STEP 32

PRIntn
_PR_AddText(void *arg, const char *text, PRUint32 length)
{
    _PRText *to = arg;

    if (length >= to->size - to->length) {
        PRSize more = PR_MAX(to->size / 2, TEXT_STEP);
        PRSize size = to->size + PR_MAX(more, length);
        char  *larger = size <= PR_INT32_MAX
                            ? realloc(to->onHeap ? to->text : NULL, size)
                            : NULL;

        if (larger == NULL) {
            return -1;
        }
        if (!to->onHeap) {
            memcpy(larger, to->text, to->length);
        }
        to->text = larger;
        to->size = size;
        to->onHeap = PR_TRUE;
    }
    memcpy(to->text + to->length, text, length);
    to->length += length;
    return 0;
}

/* Add a formatted text and the NUL after it; false with the error set. */
static PRBool
AddFormatted(_PRText *text, const char *fmt, va_list ap)
{
    Output out = { .sink = _PR_AddText,
                   .sinkArg = text,
                   .sinkError = ENOMEM,
                   .largest = INT_MAX,
                   .limit = PR_UINT32_MAX,
                   .count = (PRUint32)text->length };

    Format(&out, fmt, ap);
    Put(&out, "", 1);
    return Succeeded(&out);
}

PR_IMPLEMENT(char *)
PR_vsprintf_append(char *last, const char *fmt, va_list ap)
{
    PRSize  length = last != NULL ? strlen(last) : 0;
    _PRText text = { last, length, length, PR_TRUE };

    _PR_EnsureInit();
    if (!AddFormatted(&text, fmt, ap)) {
        free(text.text);
        return NULL;
    }
    return text.text;
}

PR_IMPLEMENT(char *)
PR_vsmprintf(const char *fmt, va_list ap)
{
    return PR_vsprintf_append(NULL, fmt, ap);
}

PR_IMPLEMENT(void)
PR_smprintf_free(char *mem)
{
    free(mem);
}

/* --- Texts in a buffer --------------------------------------------------- */

typedef struct Buffer {
    char    *at;
    PRUint32 left; /* bytes from there on */
} Buffer;

/* A _PRTextSink that takes whatever comes and keeps what there is room for. */
static PRIntn
AddToBuffer(void *arg, const char *text, PRUint32 length)
{
    Buffer  *buffer = arg;
    PRUint32 kept = PR_MIN(length, buffer->left);

    memcpy(buffer->at, text, kept);
    buffer->at += kept;
    buffer->left -= kept;
    return 0;
}

/* The last byte is kept like the others, and counts for %n, until the NUL
 * takes its place. */
PR_IMPLEMENT(PRUint32)
PR_vsnprintf(char *out, PRUint32 outlen, const char *fmt, va_list ap)
{
    Buffer   buffer = { out, outlen };
    Output   output = { .sink = AddToBuffer,
                        .sinkArg = &buffer,
                        .largest = INT_MAX,
                        .limit = outlen };
    PRUint32 length = 0;

    if (outlen == 0 || outlen > PR_INT32_MAX) {
        return 0;
    }
    if (out == NULL) {
        _PR_SetOSError(EINVAL);
        return 0;
    }
    Format(&output, fmt, ap);
    if (Succeeded(&output)) {
        length = PR_MIN(output.count, outlen - 1);
    }
    out[length] = '\0';
    return length;
}

/* --- Texts elsewhere ----------------------------------------------------- */

PR_IMPLEMENT(PRUint32)
PR_vsxprintf(PRStuffFunc f, void *arg, const char *fmt, va_list ap)
{
    Output out = { .sink = f,
                   .sinkArg = arg,
                   .sinkError = STOPPED_BY_CALLER,
                   .largest = 1,
                   .limit = PR_UINT32_MAX };

    if (f == NULL) {
        out.error = EINVAL;
    } else {
        Format(&out, fmt, ap);
        Put(&out, "", 1);
    }
    return Succeeded(&out) ? out.count : FAILED;
}

/* As NSPR's, this writes the text as far as its first NUL. */
PR_IMPLEMENT(PRUint32)
PR_vfprintf(PRFileDesc *fd, const char *fmt, va_list ap)
{
    char     room[512];
    _PRText  text = { room, 0, sizeof room, PR_FALSE };
    PRUint32 result = FAILED;

    if (AddFormatted(&text, fmt, ap)) {
        result = (PRUint32)PR_Write(fd, text.text, (PRInt32)strlen(text.text));
    }
    if (text.onHeap) {
        free(text.text);
    }
    return result;
}

/* --- The same with arguments --------------------------------------------- */

PR_IMPLEMENT(PRUint32)
PR_snprintf(char *out, PRUint32 outlen, const char *fmt, ...)
{
    PRUint32 result;
    va_list  ap;

    va_start(ap, fmt);
    result = PR_vsnprintf(out, outlen, fmt, ap);
    va_end(ap);
    return result;
}

PR_IMPLEMENT(char *)
PR_smprintf(const char *fmt, ...)
{
    char   *result;
    va_list ap;

    va_start(ap, fmt);
    result = PR_vsmprintf(fmt, ap);
    va_end(ap);
    return result;
}

PR_IMPLEMENT(char *)
PR_sprintf_append(char *last, const char *fmt, ...)
{
    char   *result;
    va_list ap;

    va_start(ap, fmt);
    result = PR_vsprintf_append(last, fmt, ap);
    va_end(ap);
    return result;
}

PR_IMPLEMENT(PRUint32)
PR_sxprintf(PRStuffFunc f, void *arg, const char *fmt, ...)
{
    PRUint32 result;
    va_list  ap;

    va_start(ap, fmt);
    result = PR_vsxprintf(f, arg, fmt, ap);
    va_end(ap);
    return result;
}

PR_IMPLEMENT(PRUint32)
PR_fprintf(PRFileDesc *fd, const char *fmt, ...)
{
    PRUint32 result;
    va_list  ap;

    va_start(ap, fmt);
    result = PR_vfprintf(fd, fmt, ap);
    va_end(ap);
    return result;
}
