/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Reading and writing numbers, times and names.
 */
#include "config.h"

#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define SECOND 1000000 /* in microseconds */

/* --- Reading ------------------------------------------------------------- */

typedef struct Unit {
    char     suffix[3]; /* "" in the last one */
    PRUint64 factor;
} Unit;

static const Unit sizes[] = {
    { "K", 1ull << 10 }, { "M", 1ull << 20 }, { "G", 1ull << 30 },
    { "T", 1ull << 40 }, { "", 1 },
};

static const Unit times[] = {
    { "ms", 1000 },
    { "s", SECOND },
    { "m", 60ull * SECOND },
    { "h", 3600ull * SECOND },
    { "d", 86400ull * SECOND },
    { "", SECOND },
};

/* A number in some base (0: as in C, but for octal ones), up to what is no
 * digit. */
static PRBool
ReadDigits(const char *text, int base, PRUint64 *number, char **end)
{
    if (base == 0) {
        base = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10;
    }
    if (!isxdigit((unsigned char)*text)) {
        return PR_FALSE; /* strtoull() takes blanks and signs */
    }
    errno = 0;
    *number = strtoull(text, end, base);
    return errno == 0 && *end != text;
}

static PRBool
ReadWithUnit(const char *text, const Unit *units, PRUint64 *value)
{
    PRUint64 number;
    char    *end;

    if (!ReadDigits(text, 0, &number, &end)) {
        return PR_FALSE;
    }
    while (*units->suffix != '\0' && strcasecmp(units->suffix, end) != 0) {
        units++;
    }
    if (strcasecmp(units->suffix, end) != 0 ||
        number > INT64_MAX / units->factor) {
        return PR_FALSE;
    }
    *value = number * units->factor;
    return PR_TRUE;
}

PRBool
ParseNumber(const char *text, PRUint64 *number)
{
    const Unit none = { "", 1 };

    return ReadWithUnit(text, &none, number);
}

PRBool
ParseSize(const char *text, PRUint64 *bytes)
{
    return ReadWithUnit(text, sizes, bytes);
}

PRBool
ParseTime(const char *text, PRUint64 *microseconds)
{
    return ReadWithUnit(text, times, microseconds);
}

PRBool
ParseMode(const char *text, PRUint64 *mode)
{
    PRUint64 read;
    char    *end;

    if (!ReadDigits(text, 8, &read, &end) || *end != '\0' || read > 0777) {
        return PR_FALSE;
    }
    *mode = read;
    return PR_TRUE;
}

/* --- Writing ------------------------------------------------------------- */

/* The largest unit that there is at least one of, with a decimal if it makes a
 * difference. */
char *
FormatSize(PRInt64 bytes)
{
    PRInt64 unit = 1;
    PRSize  i, letter = PR_ARRAY_SIZE(sizes) - 1;

    if (bytes < 0) {
        return Copy("-");
    }
    for (i = 0; i + 1 < PR_ARRAY_SIZE(sizes); i++) {
        if (bytes >= (PRInt64)sizes[i].factor) {
            unit = (PRInt64)sizes[i].factor;
            letter = i;
        }
    }
    if (bytes % unit == 0 || bytes >= 10 * unit) {
        return Format("%" PRId64 "%s", bytes / unit, sizes[letter].suffix);
    }
    return Format("%" PRId64 ".%d%s", bytes / unit,
                  (int)(bytes % unit * 10 / unit), sizes[letter].suffix);
}

char *
FormatAge(PRInt64 microseconds)
{
    PRInt64 seconds = microseconds / SECOND;

    if (microseconds < 0) {
        return Copy("-");
    }
    if (seconds < 120) {
        return Format("%" PRId64 "s", seconds);
    }
    if (seconds < 120 * 60) {
        return Format("%" PRId64 "m", seconds / 60);
    }
    if (seconds < 48 * 3600) {
        return Format("%" PRId64 "h", seconds / 3600);
    }
    return Format("%" PRId64 "d", seconds / 86400);
}

char *
FormatOwner(PRInt64 uid)
{
    const struct passwd *user = uid >= 0 ? getpwuid((uid_t)uid) : NULL;

    if (uid < 0) {
        return Copy("-");
    }
    return user != NULL ? Printable(user->pw_name) : Format("%" PRId64, uid);
}

int
LengthOfCharacter(const unsigned char *text)
{
    int length = *text < 0x80   ? 1
                 : *text < 0xc2 ? 0
                 : *text < 0xe0 ? 2
                 : *text < 0xf0 ? 3
                 : *text < 0xf5 ? 4
                                : 0;
    int i;

    for (i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    /* Not the shortest form, a surrogate, or beyond the last one. */
    if ((text[0] == 0xe0 && text[1] < 0xa0) ||
        (text[0] == 0xed && text[1] > 0x9f) ||
        (text[0] == 0xf0 && text[1] < 0x90) ||
        (text[0] == 0xf4 && text[1] > 0x8f)) {
        return 0;
    }
    return length;
}

/* Whether a terminal might obey it: the control characters of ASCII, and those
 * of Latin-1 in UTF-8. */
static PRBool
IsControl(const unsigned char *character)
{
    return *character < 0x20 || *character == 0x7f ||
           (character[0] == 0xc2 && character[1] < 0xa0);
}

/* Others choose the names of files: no byte of theirs is to move the cursor or
 * to begin a line. */
char *
Printable(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    char                *copy = Allocate(4 * strlen(text) + 1), *to = copy;
    int                  length;

    while (*at != '\0') {
        length = LengthOfCharacter(at);
        if (length == 0 || IsControl(at)) {
            to += sprintf(to, "\\%03o", *at++);
        } else {
            to = (char *)memcpy(to, at, (size_t)length) + length;
            at += length;
        }
    }
    return copy;
}

char *
FormatBytes(const unsigned char *bytes, PRSize count)
{
    static const char digits[] = "0123456789abcdef";
    char             *text = Allocate(2 * count + 1);
    PRSize            i;

    for (i = 0; i < count; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return text;
}

/* --- Colours ------------------------------------------------------------- */

static const char *const colours[COLOURS] = { "", "\033[32m", "\033[33m",
                                              "\033[31m" };

PRBool
IsColoured(FILE *stream)
{
    const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

    return (no == NULL || *no == '\0') && isatty(fileno(stream)) &&
           terminal != NULL && strcmp(terminal, "dumb") != 0;
}

/* --- Tables -------------------------------------------------------------- */

typedef struct Cell {
    char  *text;
    Colour colour;
} Cell;

void
AddCell(Table *table, char *text, Colour colour)
{
    Cell *cell = Append(&table->cells, sizeof *cell);

    cell->text = text;
    cell->colour = colour;
}

/* In characters: bytes of UTF-8 that go on with one do not count. */
static int
WidthOf(const char *text)
{
    int width = 0;

    for (; *text != '\0'; text++) {
        width += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return width;
}

static int
WidthOfColumn(const Table *table, PRSize column)
{
    const Cell *cells = table->cells.items;
    int         width = WidthOf(table->columns[column].heading);
    PRSize      i;

    for (i = column; i < table->cells.count; i += table->count) {
        width = PR_MAX(width, WidthOf(cells[i].text));
    }
    return width;
}

static void
ShowCell(const Cell *cell, const Column *column, int width, PRBool last)
{
    int    blanks = width - WidthOf(cell->text);
    PRBool coloured = cell->colour != PLAIN && IsColoured(stdout);

    if (column->right) {
        printf("%*s", blanks, "");
    }
    if (coloured) {
        printf("%s%s\033[0m", colours[cell->colour], cell->text);
    } else {
        printf("%s", cell->text);
    }
    if (last) {
        printf("\n");
    } else {
        printf("%*s", column->right ? 2 : blanks + 2, "");
    }
}

void
ShowTable(Table *table)
{
    Cell  *cells = table->cells.items;
    int   *widths = Allocate(table->count * sizeof *widths);
    PRSize i, column;

    for (column = 0; column < table->count; column++) {
        Cell heading = { (char *)table->columns[column].heading, PLAIN };

        widths[column] = WidthOfColumn(table, column);
        ShowCell(&heading, &table->columns[column], widths[column],
                 column + 1 == table->count);
    }
    for (i = 0; i < table->cells.count; i++) {
        column = i % table->count;
        ShowCell(&cells[i], &table->columns[column], widths[column],
                 column + 1 == table->count);
        free(cells[i].text);
    }
    free(widths);
    free(cells);
    table->cells.items = NULL;
    table->cells.count = table->cells.room = 0;
}
