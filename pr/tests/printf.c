/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Prints facts about formatted text, a line each: "scene.fact: value".
 *
 * One source for both sides: printf_ours is linked with libprshm, printf_stock
 * with stock NSPR, and test_printf.sh compares the lines.  Every scene has a
 * process of its own; one that dies is a fact as well: "scene: signal 11".
 *
 *   printf                    print all facts
 *   printf random FIRST COUNT print what becomes of these random formats, those
 *                             that mean something to stock NSPR
 *
 * A format's fact is its text; then what is in a buffer that is too small for
 * most, # where nothing was written; then the pieces that a function gets.
 */
#include <prerror.h>
#include <prinit.h>
#include <prio.h>
#include <prprf.h>
#include <prtypes.h>

#include "formats.h"
#include "scenes.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NONE ((char *)NULL)
#define BIG  4294967297LL /* 2^32 + 1 */

/* --- Printing ------------------------------------------------------------ */

static void
put_text(const char *text)
{
    if (text == NULL) {
        printf("NULL");
    } else {
        putchar('"');
        put_bytes(text, strlen(text));
        putchar('"');
    }
}

/* The error of this thread, if it was 1 and 2 before and is no more. */
static void
put_error(void)
{
    if (PR_GetError() != 1 || PR_GetOSError() != 2) {
        printf(" error %d %d", (int)PR_GetError(), (int)PR_GetOSError());
    }
    PR_SetError(1, 2);
}

/* --- Formats ------------------------------------------------------------- */

/* Whether there is one goes to *exists, if that is not NULL. */
static void
put_new_text(void *exists, const char *fmt, va_list ap)
{
    char *text = PR_vsmprintf(fmt, ap);

    if (exists != NULL) {
        *(int *)exists = text != NULL;
    }
    put_text(text);
    PR_smprintf_free(text);
}

/* A buffer of 16 bytes, of which size may be used. */
static void
put_buffer(void *size, const char *fmt, va_list ap)
{
    char     buffer[16];
    PRUint32 length;

    memset(buffer, '#', sizeof buffer);
    length = PR_vsnprintf(buffer, *(PRUint32 *)size, fmt, ap);
    printf(" %d \"", (int)length);
    put_bytes(buffer, sizeof buffer);
    putchar('"');
}

static PRIntn
put_piece(void *unused, const char *text, PRUint32 length)
{
    (void)unused;
    putchar('<');
    put_bytes(text, length);
    putchar('>');
    return 0;
}

static void
put_pieces(void *unused, const char *fmt, va_list ap)
{
    PRUint32 count;

    (void)unused;
    putchar(' ');
    count = PR_vsxprintf(put_piece, NULL, fmt, ap);
    printf(" %d", (int)count);
}

/* Call a user of a format with these arguments. */
#define USE(user, arg, fmt, ap)                                               \
    do {                                                                      \
        va_list copy_;                                                        \
                                                                              \
        va_copy(copy_, ap);                                                   \
        user(arg, fmt, copy_);                                                \
        va_end(copy_);                                                        \
    } while (0)

/* All of it: the fact has the name id. */
static void
named(const char *id, const char *fmt, ...)
{
    PRUint32 size = 12;
    va_list  ap;

    PR_SetError(1, 2);
    va_start(ap, fmt);
    begin_fact(id);
    USE(put_new_text, NULL, fmt, ap);
    USE(put_buffer, &size, fmt, ap);
    USE(put_pieces, NULL, fmt, ap);
    va_end(ap);
    put_error();
    putchar('\n');
}

/* The fact has the format for its name. */
#define row(...)      named(FIRST(__VA_ARGS__, 0), __VA_ARGS__)
#define FIRST(a, ...) a

/* The fact's name also tells of the argument, as C prints it. */
#define row_of(fmt, as, value)                                                \
    do {                                                                      \
        char id_[64];                                                         \
                                                                              \
        snprintf(id_, sizeof id_, "%s of " as, fmt, value);                   \
        named(id_, fmt, value);                                               \
    } while (0)

/* --- Integers ------------------------------------------------------------ */

static const char *const int_formats[] = {
    "%d",     "%i",      "%u",     "%o",      "%x",     "%X",    "%5d",
    "%-5d|",  "%05d",    "%-05d|", "%0-5d|",  "%+d",    "% d",   "%+ d",
    "% +d",   "%+5d",    "%+05d",  "% 05d",   "%-+5d|", "%--+d", "%.0d",
    "%.d",    "%5.0d|",  "%+.0d",  "%-5.0d|", "%.3d",   "%5.3d", "%-5.3d|",
    "%05.3d", "%+.3d",   "%.12d",  "%15d",    "%-15d|", "%015d", "%5i",
    "%5u",    "%-5u|",   "%05u",   "%+u",     "% u",    "%.3u",  "%.0u",
    "%5o",    "%05o",    "%.5o",   "%.0o",    "%5x",    "%-5X|", "%05x",
    "%+x",    "%.5x",    "%8.5x",  "%-8.5X|", "%08.5x", "%.0x",  "%hd",
    "%hi",    "%hu",     "%hx",    "%hX",     "%ho",    "%5hd",  "%-7hu|",
    "%07hx",  "%ld",     "%li",    "%lu",     "%lx",    "%lX",   "%lo",
    "%12ld",  "%-12lu|", "%012lx", "%.4ld",   "%+ld",   "%lhd",  "%hld",
    "%a%d%b", "%%%d%%",  "(%d)",   "%1d",     "%0d",    "%-d",   "%00d",
};

static void
scene_int(void)
{
    static const int values[] = { 0,     1,     -1,          42,
                                  70000, -7000, -2147483647, 2147483647 };
    size_t           i, j;

    for (i = 0; i < COUNT(int_formats); i++) {
        for (j = 0; j < COUNT(values); j++) {
            row_of(int_formats[i], "%d", values[j]);
        }
    }
    named("lowest", "%d %u %x %o %hd", -2147483647 - 1, -2147483647 - 1,
          -2147483647 - 1, -2147483647 - 1, -2147483647 - 1);
}

/* A long where it is wider is cut to 32 bits, and the next argument found. */
static void
scene_long(void)
{
    static const char *const formats[] = { "%ld", "%li", "%lu",  "%lx",
                                           "%lX", "%lo", "%20ld" };
    static const long        values[] = { 1, -1, (long)BIG, (long)-BIG,
                                          (long)0x123456789abcdefLL };
    size_t                   i, j;

    for (i = 0; i < COUNT(formats); i++) {
        for (j = 0; j < COUNT(values); j++) {
            row_of(formats[i], "%ld", values[j]);
        }
    }
    named("next", "%ld|%s|%lx|%d", (long)BIG, "x", (long)-BIG, 5);
}

static const char *const int64_formats[] = {
    "%lld",     "%lli",     "%llu",    "%llo",   "%llx",     "%llX",
    "%Ld",      "%Li",      "%Lu",     "%Lo",    "%Lx",      "%LX",
    "%5lld",    "%-5lld|",  "%05lld",  "%20lld", "%-24lld|", "%024lld",
    "%+lld",    "% lld",    "%+024Ld", "%.0lld", "%.5lld",   "%.24lld",
    "%30.22Lx", "%-30llo|", "%llld",   "%Lld",   "%lLd",
};

static void
scene_int64(void)
{
    static const long long values[] = {
        0, 1, -1, BIG, -BIG, 1234567890123456789LL, -9223372036854775807LL
    };
    size_t i, j;

    for (i = 0; i < COUNT(int64_formats); i++) {
        for (j = 0; j < COUNT(values); j++) {
            row_of(int64_formats[i], "%lld", values[j]);
        }
    }
    named("lowest", "%lld %llu %llx", -9223372036854775807LL - 1,
          -9223372036854775807LL - 1, -9223372036854775807LL - 1);
    named("next", "%lld|%d|%llu|%s", BIG, 1, BIG, "x");
}

static void
scene_size(void)
{
    static const char *const formats[] = { "%zd",   "%zi",    "%zu",  "%zo",
                                           "%zx",   "%zX",    "%5zu", "%-5zd|",
                                           "%.9zx", "%012zu", "%zzd", "%hzd" };
    static const size_t      values[] = { 0, 7, (size_t)-1, (size_t)BIG };
    size_t                   i, j;

    for (i = 0; i < COUNT(formats); i++) {
        for (j = 0; j < COUNT(values); j++) {
            row_of(formats[i], "%zu", values[j]);
        }
    }
}

/* --- Reals --------------------------------------------------------------- */

static const char *const real_formats[] = {
    "%f",       "%e",      "%E",      "%g",       "%lf",      "%le",
    "%lE",      "%lg",     "%hf",     "%zg",      "%10.2f",   "%-10.2f|",
    "%010.2f",  "%+f",     "% f",     "%+010.1f", "% 010.1f", "%-+10.1f|",
    "%.0f",     "%.f",     "%.1f",    "%.3f",     "%.15f",    "%5.f",
    "%20f",     "%-20f|",  "%020f",   "%.3e",     "%.0e",     "%12.2e",
    "%-12.2E|", "%012.2e", "%+e",     "%.3g",     "%10g",     "%-10g|",
    "%010g",    "%.0g",    "%.17g",   "%+g",      "%08.3f",   "%-08.3f|",
    "%0-8.3f|", "%.100f",  "%250.3f", "%-250e|",  "%+ f",     "% +.2e",
};

static void
scene_real(void)
{
    static const double values[] = { 0,        -0.0,     1,      -1.5,
                                     2.5,      0.1,      1234.5, 123456789.125,
                                     1e-5,     1e-100,   -1e10,  1e100,
                                     INFINITY, -INFINITY };
    size_t              i, j;

    for (i = 0; i < COUNT(real_formats); i++) {
        for (j = 0; j < COUNT(values); j++) {
            row_of(real_formats[i], "%g", values[j]);
        }
    }
    for (i = 0; i < COUNT(real_formats); i++) {
        char id[64];

        snprintf(id, sizeof id, "%s of no number", real_formats[i]);
        named(id, real_formats[i], strtod("nan", NULL));
    }
    named("next", "%f|%d|%g|%s|%e", 1.5, 2, 2.5, "x", 3.5);
    named("smallest", "%g %e %.20g", 5e-324, 5e-324, 5e-324);
    named("largest", "%g %e", 1.7976931348623157e308, 1.7976931348623157e308);
}

/* As many letters as stock NSPR takes, and one more; what is longer. */
static void
scene_real_long(void)
{
    row("%000000000000010.2f", 1.5);
    row("%0000000000000010.2f", 1.5);
    row("%0000000000000000000000000000010.2f", 1.5);
    row("%1$000000000000010.2f", 1.5);
    row("%1$0000000000000010.2f", 1.5);
    row("%.290f", 0.1);
    row("%299.2f", 1.5);
    row("%-298f|", 1.5);
}

/* Whether the text is what C's printf makes of it: what stock NSPR has instead
 * is long, or not always the same.  There is no star here: stock NSPR takes
 * anything for its number then, and may be at it for minutes. */
static void
as_in_c(const char *id, const char *text, const char *fmt, ...)
{
    char    expected[512];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(expected, sizeof expected, fmt, ap);
    va_end(ap);
    fact(id, "%s", strcmp(text, expected) == 0 ? "as in C" : "not as in C");
}

static void
scene_real_as_in_c(void)
{
    char text[512];

    PR_snprintf(text, sizeof text, "%f", 1.5);
    as_in_c("%f", text, "%f", 1.5);
    PR_snprintf(text, sizeof text, "%Lf", (long double)1.25);
    as_in_c("%Lf", text, "%Lf", (long double)1.25);
    PR_snprintf(text, sizeof text, "%.3Le", (long double)-1e100);
    as_in_c("%.3Le", text, "%.3Le", (long double)-1e100);
    PR_snprintf(text, sizeof text, "%f", 1e300);
    as_in_c("%f of 1e300", text, "%f", 1e300);
    PR_snprintf(text, sizeof text, "%300.2f", 1.5);
    as_in_c("%300.2f", text, "%300.2f", 1.5);
    PR_snprintf(text, sizeof text, "%.310f", 0.1);
    as_in_c("%.310f", text, "%.310f", 0.1);
}

/* --- Everything else ----------------------------------------------------- */

static const char *const string_formats[] = {
    "%s",     "%10s",   "%-10s|", "%3s",      "%.0s", "%.s",    "%5.0s|",
    "%-5.s|", "%.2s",   "%10.2s", "%-10.2s|", "%.9s", "%06s",   "%06.2s",
    "%-06s|", "%0-6s|", "%+6s",   "% 6s",     "%+s",  "%ls",    "%hs",
    "%lls",   "%Ls",    "%zs",    "%020s",    "%1s",  "a%sb%%", "%20.20s",
};

static void
scene_string(void)
{
    static const char *const values[] = {
        "", "a", "abc", "-bcd", "\xc3\xa9\xff", "%d%n", "a rather long text"
    };
    size_t i, j;

    for (i = 0; i < COUNT(string_formats); i++) {
        for (j = 0; j < COUNT(values); j++) {
            char id[64];

            snprintf(id, sizeof id, "%s of number %d", string_formats[i],
                     (int)j);
            named(id, string_formats[i], values[j]);
        }
        row(string_formats[i], NONE);
    }
    named("next", "%s|%s|%d|%.1s", "a", NONE, 1, "bc");
}

static void
scene_character(void)
{
    static const char *const formats[] = { "%c",   "%5c",  "%-5c|", "%05c",
                                           "%.0c", "%.5c", "%lc",   "%hc",
                                           "%+c",  "%llc", "a%cb" };
    static const int         values[] = { 'a', 0, 'a' + 256, -1, '\n' };
    size_t                   i, j;

    for (i = 0; i < COUNT(formats); i++) {
        for (j = 0; j < COUNT(values); j++) {
            if (strcmp(formats[i], "%llc") != 0) {
                row_of(formats[i], "%d", values[j]);
            }
        }
    }
    named("next", "%c%c|%d|%s", 'a', 'b', 1, "x");
    named("only-nul", "%c%c", 0, 0);
}

static void
scene_pointer(void)
{
    static const char *const formats[] = {
        "%p",   "%20p", "%-20p|", "%020p", "%.20p", "%+p",  "% p", "%5p",
        "%.0p", "%lp",  "%hp",    "%llp",  "%5.0p", "%.5p", "%Lp", "%zp",
    };
    static void *const values[] = { NULL, (void *)1, (void *)0x12ab,
                                    (void *)-1 };
    size_t             i, j;

    for (i = 0; i < COUNT(formats); i++) {
        for (j = 0; j < COUNT(values); j++) {
            row_of(formats[i], "%p", values[j]);
        }
    }
    named("next", "%p|%d", (void *)0x12ab, 1);
}

/* These take no argument. */
static const char *const plain_formats[] = {
    "",        "text",   "%%",         "%%%%",  "100%%", "%%d",   "%5%",
    "%-5%",    "%l%",    "%.3%",       "%h%",   "%0%",   "%+%",   "%k",
    "%y",      "%m",     "%G",         "%F",    "%a",    "%A",    "%C",
    "%D",      "%U",     "%O",         "%b",    "%B",    "%t",    "%j",
    "%q",      "%v",     "%w",         "%I64d", "%M",    "%!",    "%_",
    "%5k",     "%-5.3k", "%lk",        "%+lly", "%.2G",  "%hy",   "%zy",
    "%hhd",    "%jd",    "%td",        "%qd",   "%lhk",  "%Lk",   "%zzk",
    "%#x",     "%#5x",   "%'d",        "%5-d",  "%5+d",  "%.-3d", "%..5d",
    "%5.5.5d", "%\x80",  "%5\xff",     "%\t",   "%S",    "%5S",   "%.3S",
    "%lS",     "x%Sy",   "%-1$d",      "$%k",   "%%1$s", "%5%1",  "a\nb",
    "%5z%%$l", "%*k",    "%+-0 5.5hk",
};

static void
scene_plain(void)
{
    size_t i;

    for (i = 0; i < COUNT(plain_formats); i++) {
        row(plain_formats[i], 5, 6);
    }
    named("next", "%k|%d|%G|%s|%#x|%*k|%d", 1, "x", 2, 3);
    named("at-the-end", "ab%\0cd|");
    named("in-the-end", "ab%5.\0cd|");
    named("before-the-end", "ab%l\0cd|");
}

static void
scene_star(void)
{
    row("%*d", 5, 42);
    row("%-*d|", 5, 42);
    row("%0*d", 5, 42);
    row("%+*d", 5, 42);
    row("%*s", 5, "ab");
    row("%-*s|", 5, "ab");
    row("%*c", 5, 'c');
    row("%*p", 5, (void *)0x12);
    row("%*lld", 15, BIG);
    row("%.*d", 3, 7);
    row("%.*s", 2, "abc");
    row("%5.*d", 3, 7);
    row("%*.3d", 5, 7);
    row("%*.*d", 6, 3, 7);
    row("%-*.*s|", 6, 2, "abc");
    row("%0*.*d", 5, -1, 7);
    named("negative", "%*d|%-*d|%0*d|%*s|%-*s", -5, 42, -5, 42, -5, 42, -5,
          "ab", -5, "ab");
    named("negative-precision", "%.*d|%.*s|%.*x", -3, 7, -1, "abc", -9, 7);
    named("zero", "%*d|%.*d|%.*s|%.*d", 0, 7, 0, 7, 0, "abc", 0, 0);
    named("unknown", "%*k|%.*k|%*.*k|%d", 7, 8, 9, 10, 11);
    named("nothing", "%*S|%.*S|%d", 7, 8, 9);
    named("two", "%**d|%5*d", 1, 2, 3);
}

/* --- Counts -------------------------------------------------------------- */

/* NSPR's own count is no number where a function gets the text. */
static void
count_named(const char *id, PRUint32 size, int *counts, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    begin_fact(id);
    counts[0] = counts[1] = -1;
    USE(put_new_text, NULL, fmt, ap);
    printf(" %d %d", counts[0], counts[1]);
    counts[0] = counts[1] = -1;
    USE(put_buffer, &size, fmt, ap);
    printf(" %d %d\n", counts[0], counts[1]);
    va_end(ap);
}

static void
scene_count(void)
{
    int   counts[2];
    char *text;

    count_named("text", 16, counts, "abc%n", counts);
    count_named("begin", 16, counts, "%nabc", counts);
    count_named("two", 16, counts, "a%nbc%n", counts, counts + 1);
    count_named("values", 16, counts, "%5d%n%s%n", 1, counts, "ab",
                counts + 1);
    count_named("nul", 16, counts, "%c%s%n", 0, "ab", counts);
    count_named("null", 16, counts, "a%nb", NONE);
    count_named("width", 16, counts, "ab%5n%-5.2n|", counts, counts + 1);
    count_named("short", 16, counts, "ab%hn|%n", counts, counts + 1);
    count_named("64", 16, counts, "ab%lln", counts);
    count_named("full-0", 0, counts, "abc%n", counts);
    count_named("full-1", 1, counts, "abc%n%d%n", counts, 1, counts + 1);
    count_named("full-2", 2, counts, "abc%n%d%n", counts, 1, counts + 1);
    count_named("full-3", 3, counts, "abc%n%d%n", counts, 1, counts + 1);
    count_named("full-4", 4, counts, "abc%n%d%n", counts, 1, counts + 1);
    count_named("full-5", 5, counts, "abc%n%d%n", counts, 1, counts + 1);
    text = PR_smprintf("abcd");
    text = PR_sprintf_append(text, "ef%n%d%n", counts, 7, counts + 1);
    fact("append", "%s %d %d", text, counts[0], counts[1]);
    PR_smprintf_free(text);
}

/* --- Numbered arguments -------------------------------------------------- */

static void
scene_numbered(void)
{
    row("%1$d", 5);
    row("%2$s|%1$s|%1$s", "a", "b");
    row("%1$s|%2$s", "a", NONE);
    row("%5$f %3$s %1$d %2$lld %4$c %6$p", 1, BIG, "three", '4', 5.5,
        (void *)6);
    row("%1$5d|%2$05d|%3$.3d|%4$8.2s|%5$8.2f", 1, 2, 3, "four", 5.5);
    row("%1$d %1$x %1$o %1$5u %1$c", 65);
    row("%1$hd %1$hu", 70000);
    row("%1$lld %1$llx", -BIG);
    row("%1$lld %1$d %1$hu", BIG);
    row("%% %1$s %%", "a");
    row("%01$s %002$s", "a", "b");
    row("%1$ld %2$lu %3$zd", -1, -1, (size_t)7);
    row("%1$e %1$g %1$f", 1.5);
    row("%1$.0d|%1$05d", 0);
    row("%1$0d", 1);
    row("%1$.d", 1);
    row("%20$d%19$d%18$d%17$d%16$d%15$d%14$d%13$d%12$d%11$d%10$d%9$d%8$d%7$d"
        "%6$d%5$d%4$d%3$d%2$d%1$d",
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
    row("%5%1$d|", 1);
    row("%5z%%1$d|", 1);
}

/* Flags and E are for arguments without a number only. */
static void
scene_numbered_more(void)
{
    row("%1$-5d|", 1);
    row("%1$+d|", 1);
    row("%1$ d|", 1);
    row("%1$0-5d|", 1);
    row("%1$E", 1.5);
    row("%1$d %1$-5d|", 1);
    row("%1$+5d %2$d", 1, 2);
}

static void
scene_numbered_wrongly(void)
{
    row("%1$d %d", 1, 2);
    row("%d %1$d", 1, 2);
    row("text %2$d", 1, 2);
    row("%1$d %3$d", 1, 2, 3);
    row("%0$d", 1);
    row("%1$d%0$d", 1);
    row("%$d", 1);
    row("%1$d %$", 1);
    row("%21$d", 1);
    row("%1$d%21$d", 1);
    row("%1$*d", 1, 2);
    row("%1$.*d", 1, 2);
    row("%1$*2$d", 1, 2);
    row("%1$k", 1);
    row("%1$S", 1);
    row("%1$%", 1);
    row("%1$$d", 1);
    row("%1$d %k", 1);
    row("%1$d %5%", 1);
    row("%1$5", 1);
    row("%1$5-d", 1);
    row("%1$..3d", 1);
    row("%-%1$d", 1);
    row("%2$d%2$d", 1, 2);
}

/* --- Buffers ------------------------------------------------------------- */

static void
buffer_fact(const char *id, PRUint32 size, const char *fmt, ...)
{
    va_list ap;

    PR_SetError(1, 2);
    va_start(ap, fmt);
    begin_fact(id);
    put_buffer(&size, fmt, ap);
    va_end(ap);
    put_error();
    putchar('\n');
}

static void
scene_buffer(void)
{
    static const PRUint32 sizes[] = { 0, 1, 2,  3,          4,          5,
                                      6, 7, 16, 0x7fffffff, 0x80000000, -1U };
    char                  id[32];
    size_t                i;

    for (i = 0; i < COUNT(sizes); i++) {
        snprintf(id, sizeof id, "text-%u", sizes[i]);
        buffer_fact(id, sizes[i], "hello");
        snprintf(id, sizeof id, "empty-%u", sizes[i]);
        buffer_fact(id, sizes[i], "");
        snprintf(id, sizeof id, "values-%u", sizes[i]);
        buffer_fact(id, sizes[i], "%d%s%c", 12, "xyz", 'c');
        snprintf(id, sizeof id, "fill-%u", sizes[i]);
        buffer_fact(id, sizes[i], "%5d", 7);
        snprintf(id, sizeof id, "left-%u", sizes[i]);
        buffer_fact(id, sizes[i], "%-5dx", 7);
        snprintf(id, sizeof id, "nul-%u", sizes[i]);
        buffer_fact(id, sizes[i], "a%cb%c", 0, 0);
        snprintf(id, sizeof id, "wrong-%u", sizes[i]);
        buffer_fact(id, sizes[i], "ab%1$d%d", 1, 2);
    }
    fact("nowhere", "%d", (int)PR_snprintf(NULL, 0, "text"));
}

/* --- Texts in memory ----------------------------------------------------- */

static void
text_fact(const char *id, char *text)
{
    begin_fact(id);
    put_text(text);
    put_error();
    putchar('\n');
}

static void
scene_append(void)
{
    char  *text, longer[1001];
    size_t i;

    PR_SetError(1, 2);
    text = PR_sprintf_append(NULL, "a%d", 1);
    text_fact("first", text);
    text = PR_sprintf_append(text, "bc%s", "de");
    text_fact("second", text);
    text = PR_sprintf_append(text, "%s", "");
    text_fact("nothing", text);
    text = PR_sprintf_append(text, "%c%s", 0, "lost");
    text_fact("nul", text);
    text = PR_sprintf_append(text, "f");
    text_fact("after-nul", text);
    memset(longer, 'x', 1000);
    longer[1000] = '\0';
    for (i = 0; i < 100; i++) {
        text = PR_sprintf_append(text, "%s%d", longer, (int)i);
    }
    fact("long", "%d", (int)strlen(text));
    text = PR_sprintf_append(text, "%1$d %d", 1, 2);
    text_fact("wrong", text);
    text = PR_sprintf_append(NULL, "%1$d %d", 1, 2);
    text_fact("wrong-first", text);
    text = PR_sprintf_append(NULL, "%s", "");
    text_fact("empty", text);
    PR_smprintf_free(text);
    PR_smprintf_free(NULL);
}

static void
scene_text(void)
{
    char  *text, id[32];
    size_t length;

    PR_SetError(1, 2);
    text = PR_smprintf("%s %d %5.1f", "a", 1, 1.5);
    text_fact("new", text);
    free(text);
    text = PR_smprintf("");
    text_fact("empty", text);
    free(text);
    for (length = 1; length <= 100000; length *= 10) {
        text = PR_smprintf("%*s|%0*d", (int)length, "a", (int)length, 1);
        snprintf(id, sizeof id, "length-%d", (int)length);
        fact(id, "%d", (int)strlen(text));
        PR_smprintf_free(text);
    }
    text_fact("wrong", PR_smprintf("%1$d %d", 1, 2));
}

/* --- Functions that get the text ----------------------------------------- */

/* What is left of the patience of one. */
static PRIntn
patient(void *left, const char *text, PRUint32 length)
{
    put_piece(NULL, text, length);
    return --*(int *)left == 0 ? -7 : 7;
}

static void
scene_function(void)
{
    char     id[32];
    int      patience, left;
    PRUint32 count;

    for (patience = 1; patience < 13; patience++) {
        PR_SetError(1, 2);
        snprintf(id, sizeof id, "patience-%d", patience);
        begin_fact(id);
        left = patience;
        count = PR_sxprintf(patient, &left, "a%3d%s%6.1f%%%k", 7, "xyz", 1.5);
        printf(" %d", (int)count);
        put_error();
        putchar('\n');
    }
    begin_fact("wrong");
    left = 9;
    count = PR_sxprintf(patient, &left, "ab%1$d%d", 1, 2);
    printf("%d", (int)count);
    put_error();
    putchar('\n');
}

/* --- Files --------------------------------------------------------------- */

static PRIOMethods methods;

static PRInt32 PR_CALLBACK
show_write(PRFileDesc *fd, const void *buf, PRInt32 amount)
{
    (void)fd;
    printf("%d ", (int)amount);
    put_piece(NULL, buf, amount < 100 ? (PRUint32)amount : 100);
    return 77;
}

static void
scene_write(void)
{
    PRFileDesc *file = PR_Open("/dev/null", PR_WRONLY, 0);
    PRFileDesc  shown = *file;

    methods = *file->methods;
    methods.write = show_write;
    shown.methods = &methods;
    PR_SetError(1, 2);
#define WRITE(id, ...)                                                        \
    do {                                                                      \
        begin_fact(id);                                                       \
        printf(" %d", (int)PR_fprintf(&shown, __VA_ARGS__));                  \
        put_error();                                                          \
        putchar('\n');                                                        \
    } while (0)
    WRITE("text", "a%d%s", 1, "bc");
    WRITE("empty", "%s", "");
    WRITE("nul", "a%cb", 0);
    WRITE("nul-first", "%cb", 0);
    WRITE("long", "%5000d|", 1);
    WRITE("longer", "%s%100000d|", "a", 1);
    WRITE("wrong", "ab%1$d%d", 1, 2);
    methods.write = NULL;
    PR_Close(file);
}

static void
put_result(const char *id, PRUint32 result)
{
    begin_fact(id);
    printf("%d", (int)result);
    put_error();
    putchar('\n');
}

static void
scene_file(void)
{
    PRFileDesc *file;
    char        text[64];
    size_t      count;
    FILE       *stream;

    PR_SetError(1, 2);
    file = PR_Open("printf.txt", PR_WRONLY | PR_CREATE_FILE, 0600);
    put_result("text", PR_fprintf(file, "a%d\n", 1));
    put_result("more", PR_fprintf(file, "%s%c%s", "bc", 0, "lost"));
    put_result("empty", PR_fprintf(file, ""));
    put_result("long", PR_fprintf(file, "%70000d", 1));
    PR_Close(file);
    stream = fopen("printf.txt", "r");
    count = fread(text, 1, 8, stream);
    fseek(stream, 0, SEEK_END);
    begin_fact("contents");
    put_bytes(text, count);
    printf(" %ld\n", ftell(stream));
    fclose(stream);
    file = PR_Open("printf.txt", PR_RDONLY, 0);
    put_result("read-only", PR_fprintf(file, "text"));
    put_result("read-only-empty", PR_fprintf(file, ""));
    PR_Close(file);
    file = PR_Open("/dev/full", PR_WRONLY, 0);
    put_result("full", PR_fprintf(file, "text"));
    PR_Close(file);
    remove("printf.txt");
}

/* --- Initialisation ------------------------------------------------------ */

static void
initialised(void)
{
    fact("initialised", "%d", PR_Initialized());
}

static void
scene_init_buffer(void)
{
    char buffer[9];

    PR_snprintf(buffer, sizeof buffer, "%d%s", 1, "x");
    initialised();
}

static void
scene_init_text(void)
{
    PR_smprintf_free(PR_smprintf("%d", 1));
    initialised();
}

static void
scene_init_append(void)
{
    PR_smprintf_free(PR_sprintf_append(NULL, "%d", 1));
    initialised();
}

static PRIntn
drop_piece(void *unused, const char *text, PRUint32 length)
{
    (void)unused, (void)text, (void)length;
    return 0;
}

static void
scene_init_function(void)
{
    (void)PR_sxprintf(drop_piece, NULL, "%d", 1);
    initialised();
}

/* --- NULL ---------------------------------------------------------------- */

/* Some compilers know what must not be NULL. */
static const char *volatile no_format;
static char *volatile no_buffer;
static const PRStuffFunc no_function;
static PRFileDesc *volatile no_file;

#define SCENE(name, statement)                                                \
    static void name(void)                                                    \
    {                                                                         \
        PR_SetError(1, 2);                                                    \
        statement;                                                            \
    }

SCENE(scene_null_buffer,
      put_result("result", PR_snprintf(no_buffer, 9, "text")))
SCENE(scene_null_function,
      put_result("result", PR_sxprintf(no_function, NULL, "text")))
SCENE(scene_null_file, put_result("result", PR_fprintf(no_file, "text")))
SCENE(scene_null_format_buffer, buffer_fact("result", 9, no_format))
SCENE(scene_null_format_text, text_fact("result", PR_smprintf(no_format)))
SCENE(scene_null_format_append,
      text_fact("result", PR_sprintf_append(NULL, no_format)))
SCENE(scene_null_format_function,
      put_result("result", PR_sxprintf(put_piece, NULL, no_format)))
SCENE(scene_null_format_file,
      put_result("result", PR_fprintf(PR_STDOUT, no_format)))

/* --- Random formats ------------------------------------------------------ */

static void
put_strings(const Format *format)
{
    int i;

    for (i = 0; i < MOST_ARGS; i++) {
        putchar(' ');
        put_bytes(format->strings[i], 4);
    }
}

static void
show_random(unsigned long long number)
{
    static Format format;
    PRUint32      size = (PRUint32)(number % 17);
    int           exists;

    make_format(&format, number);
    if (!format.defined) {
        return;
    }
    printf("random.%llu: ", number);
    put_text(format.text);
    putchar(' ');
    use_format(&format, put_new_text, &exists);
    put_strings(&format);
    if (exists) {
        use_format(&format, put_buffer, &size);
        put_strings(&format);
    }
    if (!format.counts) {
        use_format(&format, put_pieces, NULL);
    }
    putchar('\n');
}

static int
show_all_random(const char *first, const char *count)
{
    unsigned long long number = strtoull(first, NULL, 0);
    unsigned long long end = number + strtoull(count, NULL, 0);

    for (; number < end; number++) {
        show_random(number);
    }
    return EXIT_SUCCESS;
}

/* --- All of them --------------------------------------------------------- */

static const Scene scenes[] = {
    { "int", scene_int },
    { "long", scene_long },
    { "int64", scene_int64 },
    { "size", scene_size },
    { "real", scene_real },
    { "real-long", scene_real_long },
    { "real-as-in-c", scene_real_as_in_c },
    { "string", scene_string },
    { "character", scene_character },
    { "pointer", scene_pointer },
    { "plain", scene_plain },
    { "star", scene_star },
    { "count", scene_count },
    { "numbered", scene_numbered },
    { "numbered-more", scene_numbered_more },
    { "numbered-wrongly", scene_numbered_wrongly },
    { "buffer", scene_buffer },
    { "append", scene_append },
    { "text", scene_text },
    { "function", scene_function },
    { "write", scene_write },
    { "file", scene_file },
    { "init-buffer", scene_init_buffer },
    { "init-text", scene_init_text },
    { "init-append", scene_init_append },
    { "init-function", scene_init_function },
    { "null-buffer", scene_null_buffer },
    { "null-function", scene_null_function },
    { "null-file", scene_null_file },
    { "null-format-buffer", scene_null_format_buffer },
    { "null-format-text", scene_null_format_text },
    { "null-format-append", scene_null_format_append },
    { "null-format-function", scene_null_format_function },
    { "null-format-file", scene_null_format_file },
};

int
main(int argc, char **argv)
{
    begin_scenes();
    if (argc == 4 && strcmp(argv[1], "random") == 0) {
        return show_all_random(argv[2], argv[3]);
    }
    run_scenes(scenes, COUNT(scenes), NULL);
    return EXIT_SUCCESS;
}
