/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Formats from random numbers: see formats.h.
 */
#include "formats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* --- Random numbers ------------------------------------------------------ */

/* The same everywhere: this is splitmix64. */
static unsigned long long state;

static unsigned long long
random_number(void)
{
    unsigned long long z = state += 0x9e3779b97f4a7c15ULL;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

/* From 0 on, below a limit. */
static int
below(int limit)
{
    return (int)(random_number() % (unsigned long long)limit);
}

static int
one_in(int chances)
{
    return below(chances) == 0;
}

/* --- Texts --------------------------------------------------------------- */

static void
add(Format *format, const char *text)
{
    size_t length = strlen(format->text);

    snprintf(format->text + length, sizeof format->text - length, "%s", text);
}

static void
add_one_of(Format *format, const char *letters)
{
    char text[2] = { letters[below((int)strlen(letters))], '\0' };

    add(format, text);
}

/* Any letter is possible, but most are not as interesting. */
static void
add_noise(Format *format)
{
    static const char letters[] = "%%%%%%dioxXucsfeEgpnSGFaACkhhlllLLzzjtqI**."
                                  ".--++  00123456789$$$#'|ab";
    char              text[2] = { (char)(1 + below(255)), '\0' };
    int               count;

    for (count = 1 + below(6); count > 0; count--) {
        if (one_in(16)) {
            add(format, text);
        } else {
            add_one_of(format, letters);
        }
    }
}

static void
add_amount(Format *format, int stars)
{
    char text[16];

    if (stars && one_in(4)) {
        add(format, "*");
    } else {
        snprintf(text, sizeof text, "%d", one_in(4) ? below(400) : below(12));
        add(format, text);
    }
}

/* A conversion as it should be, with the number of its argument or, for 0,
 * without. */
static void
add_conversion(Format *format, int number)
{
    static const char *const sizes[] = { "h", "l", "ll", "L", "z" };
    char                     text[16];

    add(format, "%");
    if (number > 0) {
        snprintf(text, sizeof text, "%d$", number);
        add(format, text);
    }
    while (one_in(2)) {
        add_one_of(format, "-+ 0");
    }
    if (one_in(2)) {
        add_amount(format, number == 0);
    }
    if (one_in(3)) {
        add(format, ".");
        if (!one_in(8)) {
            add_amount(format, number == 0);
        }
    }
    if (one_in(2)) {
        add(format, sizes[below(COUNT(sizes))]);
    }
    add_one_of(format, "ddiouxXssscpfeEgn");
}

static void
add_piece(Format *format, int numbered)
{
    switch (below(6)) {
    case 0:
        add_noise(format);
        break;
    case 1:
        add(format, "%%");
        break;
    case 2:
        add(format, "text");
        break;
    default:
        add_conversion(format, numbered ? 1 + below(MOST_ARGS) : 0);
    }
}

/* A width has three digits at most, so that all texts are short. */
static void
shorten_numbers(char *text)
{
    char *to = text;
    int   digits = 0;

    for (; *text != '\0'; text++) {
        digits = *text >= '0' && *text <= '9' ? digits + 1 : 0;
        if (digits <= 3) {
            *to++ = *text;
        }
    }
    *to = '\0';
}

/* --- What a format means ------------------------------------------------- */

typedef struct Conversion {
    char *begin;  /* its percent sign */
    char *end;    /* behind it */
    int   number; /* -1 if it has none */
    int   flags;  /* whether there is one, other than 0 */
    int   stars;
    int   amount; /* width or precision, whichever is larger */
    int   wide;   /* of 64 bits */
    int   size;   /* the letter, 0 if there is none */
    int   letter;
} Conversion;

/* Step over digits. */
static char *
after_digits(char *at)
{
    return at + strspn(at, "0123456789");
}

static char *
after_amount(char *at, Conversion *conversion)
{
    int amount = atoi(at);

    conversion->stars += *at == '*';
    if (amount > conversion->amount) {
        conversion->amount = amount;
    }
    return *at == '*' ? at + 1 : after_digits(at);
}

/* Whether NSPR takes it for a format with numbered arguments. */
static int
has_numbers(char *text)
{
    char *at;

    while ((at = strchr(text, '%')) != NULL) {
        text = after_digits(at + 1);
        if (*text == '$') {
            return 1;
        }
        text += *text != '\0';
    }
    return 0;
}

/* Read what stands at a percent sign. */
static Conversion
read_conversion(char *percent, int numbered)
{
    Conversion conversion = { .begin = percent, .number = -1 };
    char      *at = percent + 1;

    if (numbered && *after_digits(at) == '$') {
        conversion.number = atoi(at);
        at = after_digits(at) + 1;
    }
    conversion.flags = strcspn(at, "-+ ") < strspn(at, "-+ 0");
    at = after_amount(at + strspn(at, "-+ 0"), &conversion);
    if (*at == '.') {
        at = after_amount(at + 1, &conversion);
    }
    conversion.wide = strncmp(at, "ll", 2) == 0 || *at == 'L' ||
                      (*at == 'z' && sizeof(size_t) == sizeof(long long));
    if (*at != '\0' && strchr("hlLz", *at) != NULL) {
        conversion.size = strncmp(at, "ll", 2) == 0 ? 'L' : *at;
        at += strncmp(at, "ll", 2) == 0 ? 2 : 1;
    }
    conversion.letter = (unsigned char)*at;
    conversion.end = *at != '\0' ? at + 1 : at;
    return conversion;
}

/* The next one that is not "%%"; false if there is none. */
static int
next_conversion(char *at, int numbered, Conversion *conversion)
{
    for (at = strchr(at, '%'); at != NULL && at[1] == '%';) {
        at = strchr(at + 2, '%');
    }
    if (at != NULL) {
        *conversion = read_conversion(at, numbered);
    }
    return at != NULL;
}

/* The kind of its argument, KINDS if it takes none. */
static Kind
kind_of(const Conversion *conversion)
{
    if (conversion->letter == '\0') {
        return KINDS;
    }
    if (strchr("diouxX", conversion->letter) != NULL) {
        return conversion->wide ? INT64 : INT;
    }
    if (strchr("feEg", conversion->letter) != NULL) {
        return conversion->size == 'L' ? LONG_DOUBLE : DOUBLE;
    }
    if (strchr("snp", conversion->letter) != NULL) {
        return POINTER;
    }
    return conversion->letter == 'c' ? INT : KINDS;
}

/* --- Arguments ----------------------------------------------------------- */

static void
choose_value(Format *format, int i)
{
    static const int       smalls[] = { 0, 1, -1, 42, 65, 70000, -2147483647 };
    static const long long larges[] = { 0, 1, -1, 4294967297LL,
                                        -9223372036854775807LL };
    static const double    reals[] = { 0,          1.5,   -2.25, 0.1,     1e10,
                                       123456.789, -1e-7, 1e300, INFINITY };
    Value                 *value = &format->values[i];

    switch (format->kinds[i]) {
    case INT:
        value->small = smalls[below(COUNT(smalls))];
        break;
    case INT64:
        value->large = larges[below(COUNT(larges))];
        break;
    case DOUBLE:
        value->real = reals[below(COUNT(reals))];
        break;
    case LONG_DOUBLE:
        value->longReal = reals[below(COUNT(reals))];
        break;
    default:
        value->pointer = one_in(4) ? NULL : (void *)0x12ab;
    }
}

static void
set_kind(Format *format, int i, Kind kind)
{
    format->kinds[i] = kind;
    choose_value(format, i);
}

/* Give a pointer something to lead to, if it is not NULL. */
static void
choose_string(Format *format, int i)
{
    if (format->values[i].pointer != NULL) {
        format->values[i].pointer = format->strings[i];
    }
}

static void
fill_strings(Format *format)
{
    static const char *const beginnings[] = { "abc", "", "\xff\x80", "%d%s" };
    int                      i;

    memset(format->strings, 0, sizeof format->strings);
    for (i = 0; i < MOST_ARGS; i++) {
        strcpy(format->strings[i], beginnings[i % COUNT(beginnings)]);
    }
    memset(format->strings[1], 'x', 400);
}

/* Which arguments are used as strings, and which are printed as pointers: who
 * does both with one prints what is another number in each process. */
typedef struct Pointers {
    int strings[MOST_ARGS], printed[MOST_ARGS];
} Pointers;

/* A conversion takes argument i, which is a pointer. */
static void
take_pointer(Format *format, const Conversion *conversion, int i,
             Pointers *pointers)
{
    if (conversion->letter == 'p') {
        pointers->printed[i] = 1;
    } else {
        choose_string(format, i);
        pointers->strings[i] = 1;
        format->counts |= conversion->letter == 'n';
    }
    format->defined &= !(pointers->printed[i] && pointers->strings[i]);
}

/* Where stock NSPR reads beyond the format, takes a number for what it is not,
 * or cuts one. */
static int
is_defined(const Format *format, const Conversion *conversion, int i)
{
    Kind kind = kind_of(conversion);

    if (conversion->letter == '\0' || kind == LONG_DOUBLE) {
        return 0;
    }
    if (kind == DOUBLE) {
        return conversion->stars == 0 &&
               conversion->end - conversion->begin < 20 &&
               conversion->amount < 250 &&
               (i < 0 || format->values[i].real < 1e20 ||
                isinf(format->values[i].real));
    }
    return 1;
}

/* --- Formats with numbers ------------------------------------------------ */

static void
take_numbered(Format *format)
{
    Conversion conversion;
    char      *at;
    int        seen[MOST_ARGS] = { 0 };
    Pointers   pointers = { { 0 }, { 0 } };
    int        i;

    for (at = format->text; next_conversion(at, 1, &conversion);
         at = conversion.end) {
        Kind kind = kind_of(&conversion);

        i = conversion.number - 1;
        format->defined &= !conversion.flags && conversion.letter != 'E' &&
                           is_defined(format, &conversion, -1);
        if (i < 0 || i >= MOST_ARGS || kind == KINDS) {
            continue;
        }
        if (!seen[i]) {
            set_kind(format, i, kind);
            seen[i] = 1;
        }
        format->defined &= format->kinds[i] == kind;
        if (format->kinds[i] == POINTER) {
            take_pointer(format, &conversion, i, &pointers);
        }
        format->defined &= is_defined(format, &conversion, i);
    }
    for (i = 1; i < MOST_ARGS; i++) {
        format->defined &= seen[i] <= seen[i - 1];
    }
}

/* --- Formats without ----------------------------------------------------- */

static int
take_star(Format *format, int used)
{
    set_kind(format, used, INT);
    format->values[used].small = below(300) - 20;
    return used + 1;
}

/* Takes up to MOST_ARGS arguments; the format ends before it has more. */
static void
take_plain(Format *format)
{
    Conversion conversion;
    char      *at;
    int        used = 0, i;
    Pointers   pointers = { { 0 }, { 0 } };

    for (at = format->text; next_conversion(at, 0, &conversion);
         at = conversion.end) {
        Kind kind = kind_of(&conversion);

        if (used + conversion.stars + (kind != KINDS) > MOST_ARGS) {
            *conversion.begin = '\0';
            return;
        }
        for (i = 0; i < conversion.stars; i++) {
            used = take_star(format, used);
        }
        if (kind != KINDS) {
            set_kind(format, used, kind);
            if (kind == POINTER) {
                take_pointer(format, &conversion, used, &pointers);
            }
        }
        format->defined &=
            is_defined(format, &conversion, kind != KINDS ? used : -1);
        used += kind != KINDS;
    }
}

/* --- All of it ----------------------------------------------------------- */

/* Leave so few conversions that numbers above MOST_ARGS make no sense. */
static void
limit_conversions(Format *format)
{
    Conversion conversion;
    char      *at;
    int        count = 0;

    for (at = format->text; next_conversion(at, 1, &conversion);
         at = conversion.end) {
        if (++count > MOST_ARGS) {
            *conversion.begin = '\0';
            return;
        }
    }
}

void
make_format(Format *format, unsigned long long number)
{
    int numbered, pieces, i;

    state = number;
    memset(format, 0, sizeof *format);
    numbered = one_in(6);
    for (pieces = 1 + below(5); pieces > 0; pieces--) {
        add_piece(format, numbered);
    }
    shorten_numbers(format->text);
    if (has_numbers(format->text)) {
        limit_conversions(format);
    }
    format->defined = 1;
    for (i = 0; i < MOST_ARGS; i++) {
        set_kind(format, i, (Kind)below(KINDS));
    }
    if (has_numbers(format->text)) {
        take_numbered(format);
    } else {
        take_plain(format);
    }
}

/* --- Calls --------------------------------------------------------------- */

static void
call(FormatUser *user, void *arg, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    user(arg, fmt, ap);
    va_end(ap);
}

/* Every combination of kinds is a call of its own. */
#define COMBINATION(a, b, c, d)                                               \
    ((((int)(a)*KINDS + (int)(b)) * KINDS + (int)(c)) * KINDS + (int)(d))

#define INT_VALUE         small
#define INT64_VALUE       large
#define DOUBLE_VALUE      real
#define LONG_DOUBLE_VALUE longReal
#define POINTER_VALUE     pointer

#define CALL(a, b, c, d)                                                      \
    case COMBINATION(a, b, c, d):                                             \
        call(user, arg, format->text, values[0].a##_VALUE,                    \
             values[1].b##_VALUE, values[2].c##_VALUE, values[3].d##_VALUE);  \
        break;

#define CALLS_3(a, b, c)                                                      \
    CALL(a, b, c, INT)                                                        \
    CALL(a, b, c, INT64)                                                      \
    CALL(a, b, c, DOUBLE) CALL(a, b, c, LONG_DOUBLE) CALL(a, b, c, POINTER)
#define CALLS_2(a, b)                                                         \
    CALLS_3(a, b, INT)                                                        \
    CALLS_3(a, b, INT64)                                                      \
    CALLS_3(a, b, DOUBLE) CALLS_3(a, b, LONG_DOUBLE) CALLS_3(a, b, POINTER)
#define CALLS_1(a)                                                            \
    CALLS_2(a, INT)                                                           \
    CALLS_2(a, INT64)                                                         \
    CALLS_2(a, DOUBLE) CALLS_2(a, LONG_DOUBLE) CALLS_2(a, POINTER)

void
use_format(Format *format, FormatUser *user, void *arg)
{
    const Kind  *kinds = format->kinds;
    const Value *values = format->values;

    fill_strings(format);
    switch (COMBINATION(kinds[0], kinds[1], kinds[2], kinds[3])) {
        CALLS_1(INT)
        CALLS_1(INT64)
        CALLS_1(DOUBLE)
        CALLS_1(LONG_DOUBLE)
        CALLS_1(POINTER)
    }
}
