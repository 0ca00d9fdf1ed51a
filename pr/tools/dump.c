/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm dump: the bytes of a segment, in the form that hexdump -C has.
 */
#include "config.h"

#include "access.h"
#include "json.h"
#include "options.h"
#include "text.h"
#include "tool.h"

#include <ctype.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ROW   16           /* bytes */
#define BLOCK (4096 * ROW) /* that are copied at once */

typedef struct Dump {
    Range  range;
    PRBool all, json;
} Dump;

static void
ShowRow(PRUint64 offset, const unsigned char *row, PRSize count)
{
    PRSize i;

    printf("%08" PRIx64 " ", (uint64_t)offset);
    for (i = 0; i < ROW; i++) {
        printf(i == ROW / 2 ? " " : "");
        if (i < count) {
            printf(" %02x", row[i]);
        } else {
            printf("   ");
        }
    }
    printf("  |");
    for (i = 0; i < count; i++) {
        putchar(row[i] < 0x80 && isprint(row[i]) ? row[i] : '.');
    }
    printf("|\n");
}

/* What was shown last. */
typedef struct Rows {
    unsigned char last[ROW];
    PRBool        any, repeated;
} Rows;

/* Rows like the one before are told of by one asterisk. */
static void
AddRow(const Dump *dump, Rows *rows, PRUint64 at, const unsigned char *row,
       PRSize count)
{
    if (!dump->all && rows->any && count == ROW &&
        memcmp(row, rows->last, ROW) == 0) {
        printf(rows->repeated ? "" : "*\n");
        rows->repeated = PR_TRUE;
        return;
    }
    ShowRow(at, row, count);
    memcpy(rows->last, row, count);
    rows->any = PR_TRUE;
    rows->repeated = PR_FALSE;
}

static PRInt32
ShowRows(const Dump *dump, const Access *access)
{
    static unsigned char block[BLOCK];
    Rows                 rows = { .any = PR_FALSE };
    PRUint64             end = dump->range.offset + dump->range.length, at;
    PRSize               i, count;

    for (at = dump->range.offset; at < end; at += count) {
        PRInt32 err;

        count = (PRSize)PR_MIN(BLOCK, end - at);
        err = CopyMemory(block, access->memory + at, count);
        if (err != 0) {
            return err;
        }
        for (i = 0; i < count; i += ROW) {
            AddRow(dump, &rows, at + i, block + i, PR_MIN(ROW, count - i));
        }
    }
    printf("%08" PRIx64 "\n", (uint64_t)end);
    return 0;
}

static PRInt32
ShowDumpAsJson(const Dump *dump, const Access *access)
{
    Json           json = { .depth = 0 };
    PRUint64       offset = dump->range.offset;
    PRSize         length = (PRSize)dump->range.length;
    unsigned char *bytes = Allocate(length + 1);
    PRInt32        err = CopyMemory(bytes, access->memory + offset, length);

    if (err == 0) {
        char *digits = FormatBytes(bytes, length);

        BeginObject(&json, NULL);
        PutText(&json, "name", access->name);
        PutNumber(&json, "size", (PRInt64)access->info.size);
        PutNumber(&json, "offset", (PRInt64)offset);
        PutNumber(&json, "length", (PRInt64)length);
        PutText(&json, "bytes", digits);
        End(&json);
        free(digits);
    }
    free(bytes);
    return err;
}

static int
Show(const Access *access, void *arg)
{
    const Dump *dump = arg;

    return StatusOfCopy(
        access->name, (dump->json ? ShowDumpAsJson : ShowRows)(dump, access));
}

int
RunDump(int argc, char **argv)
{
    Dump         dump = { .all = PR_FALSE };
    const Option options[] = {
        OFFSET_OPTION(dump.range.offset),
        LENGTH_OPTION(dump.range),
        { 'a', "all", OPTION_FLAG, &dump.all, NULL,
          "show rows that repeat the one before, too" },
        { 'j', "json", OPTION_FLAG, &dump.json, NULL,
          "write JSON, with the bytes as hexadecimal digits" },
        { .name = NULL },
    };
    int status;

    if (!ReadOptions(argc, argv, options, 1, 1, "which name?", &status)) {
        return status;
    }
    return ReadRange(argv[optind], &dump.range, Show, &dump);
}
