/* SPDX-License-Identifier: MPL-2.0 */
/*
 * 200 formats of NSPR's printf, each with arguments of its kind.
 */
#include "prprf.h"
#include "prlong.h"

#include <stdio.h>

/* Flags with widths, and precisions: 45 pairs, for two sizes of numbers. */
static const char *const fronts[] = { "",   "5",   "05",  "-5", "+",
                                      " 6", "+08", "-+7", "1" };
static const char *const precisions[] = { "", ".0", ".3", ".7", ".12" };

static const char *const integers[] = {
    "%d",   "%i",   "%u",   "%o",   "%x",    "%X",   "%hd",  "%hu",
    "%hx",  "%4d|", "%04x", "%-6u", "%+d",   "% d",  "%.5d", "%8.3d",
    "%-8x", "%.0d", "%3o",  "%#x",  "%5%|d", "%d%%", "%06d", "%+.2i",
};
static const char *const longs[] = {
    "%ld",   "%li",    "%lu",   "%lx",  "%lX",  "%lo",
    "%12ld", "%-12ld", "%012x", "%+ld", "%.8d", "%16.10lu",
};
static const char *const wides[] = {
    "%lld",   "%llu",    "%llx",   "%llX",    "%llo",   "%Ld",
    "%20lld", "%-22lld", "%020lx", "%+lld",   "%.4lld", "%30.25llx",
    "%Lu",    "%LX",     "%3lld",  "% .9lli",
};
static const char *const reals[] = {
    "%f",    "%.0f",   "%.3f",    "%10.2f",    "%-10.2f", "%+f",
    "%e",    "%.2e",   "%E",      "%15.4e",    "%g",      "%.3g",
    "%012g", "%-12g|", "%8.8f",   "%lf",       "%.15g",   "%.1f",
    "% f",   "%+.1e",  "%20.10f", "%1.1f and", "%05.1f",  "%010.3e",
};
static const char *const strings[] = {
    "%s",   "%8s",  "%-8s", "%.2s", "%8.3s|", "%-8.3s|",
    "%.0s", "<%s>", "%08s", "%.9s", "%1s",    "%s%%",
};
static const char *const others[] = { "%c",  "%3c", "%-3c|", "100%%",
                                      "%a",  "%y",  "%G",    "%k",
                                      "%ca", "%5%", "none",  "" };

static int count;

static void
Say(const char *format, const char *text, PRUint32 length)
{
    printf("%3d %-10s [%s] %u\n", ++count, format, text, length);
}

#define TRY(format, value)                                                    \
    PR_BEGIN_MACRO                                                            \
    char     buffer_[64];                                                     \
    PRUint32 length_;                                                         \
    length_ = PR_snprintf(buffer_, sizeof buffer_, format, value);            \
    Say(format, buffer_, length_);                                            \
    PR_END_MACRO

#define TRY_ALL(formats, values)                                              \
    PR_BEGIN_MACRO                                                            \
    unsigned i_;                                                              \
    for (i_ = 0; i_ < PR_ARRAY_SIZE(formats); i_++)                           \
        TRY(formats[i_], values[i_ % PR_ARRAY_SIZE(values)]);                 \
    PR_END_MACRO

static void
TryCombined(void)
{
    static const PRIntn  numbers[] = { 0, 7, -13, 4096, -70000, 2147483647 };
    static const PRInt64 wide[] = { LL_INIT(3, 9), -1, PR_INT64_MAX, 0 };
    static const char    letters[] = "duoxX";
    char                 format[16];
    unsigned             i, j;

    for (i = 0; i < PR_ARRAY_SIZE(fronts); i++) {
        for (j = 0; j < PR_ARRAY_SIZE(precisions); j++) {
            sprintf(format, "%%%s%s%c", fronts[i], precisions[j],
                    letters[(i + j) % 5]);
            TRY(format, numbers[(i + 2 * j) % PR_ARRAY_SIZE(numbers)]);
            sprintf(format, "%%%s%sll%c", fronts[i], precisions[j],
                    letters[(2 * i + j) % 5]);
            TRY(format, wide[(i + j) % PR_ARRAY_SIZE(wide)]);
        }
    }
}

int
main(void)
{
    static const PRIntn      small[] = { 0, 42, -42, 65536 + 9, 255 };
    static const PRInt32     medium[] = { 0, -1, 123456789, 2147483647 };
    static const PRInt64     large[] = { LL_INIT(0, 0), LL_INIT(1, 1),
                                         PR_INT64_MIN, PR_INT64_MAX, -5 };
    static const PRFloat64   real[] = { 0.0, 1.5, -2.25, 1e10, 1e-5, 123.456 };
    static const char *const text[] = { "", "ab", "netscape", NULL };
    static const PRIntn      letter[] = { 'x', '%', 'Z' };
    char                     buffer[32];
    PRUint32                 size;

    TryCombined();
    TRY_ALL(integers, small);
    TRY_ALL(longs, medium);
    TRY_ALL(wides, large);
    TRY_ALL(reals, real);
    TRY_ALL(strings, text);
    TRY_ALL(others, letter);
    for (size = 0; size <= 12; size++) {
        buffer[0] = '\0';
        Say("cut off", buffer,
            PR_snprintf(buffer, size, "%s-%d", "text", 12345));
        puts(buffer);
    }
    Say("%p", "", PR_snprintf(buffer, sizeof buffer, "%p", NULL));
    Say("%*d", buffer, PR_snprintf(buffer, sizeof buffer, "%*d", 7, 3));
    Say("%-*d|", buffer, PR_snprintf(buffer, sizeof buffer, "%-*d|", 7, 3));
    Say("%.*s", buffer, PR_snprintf(buffer, sizeof buffer, "%.*s", 2, "abc"));
    Say("%2$s %1$d", buffer,
        PR_snprintf(buffer, sizeof buffer, "%2$s %1$d", 5, "five"));
    Say("%zu", buffer, PR_snprintf(buffer, sizeof buffer, "%zu", sizeof(int)));
    printf("%d formats\n", count);
    return count >= 200 ? 0 : 1;
}
