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

#define ROW 16 /* bytes */

typedef struct Dump {
    PRUint64 offset, length;
    PRBool   hasLength, all, json;
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

/* Rows like the one before are told of by one asterisk. */
static void
ShowRows(const Dump *dump, const unsigned char *memory)
{
    PRUint64 end = dump->offset + dump->length, at;
    PRBool   repeated = PR_FALSE;

    for (at = dump->offset; at < end; at += ROW) {
        PRSize count = (PRSize)PR_MIN(ROW, end - at);

        if (!dump->all && at > dump->offset && count == ROW &&
            memcmp(memory + at, memory + at - ROW, ROW) == 0) {
            printf(repeated ? "" : "*\n");
            repeated = PR_TRUE;
            continue;
        }
        repeated = PR_FALSE;
        ShowRow(at, memory + at, count);
    }
    printf("%08" PRIx64 "\n", (uint64_t)end);
}

static void
ShowDumpAsJson(const Dump *dump, const Access *access)
{
    Json  json = { .depth = 0 };
    char *digits =
        FormatBytes(access->memory + dump->offset, (PRSize)dump->length);

    BeginObject(&json, NULL);
    PutText(&json, "name", access->name);
    PutNumber(&json, "size", (PRInt64)access->info.size);
    PutNumber(&json, "offset", (PRInt64)dump->offset);
    PutNumber(&json, "length", (PRInt64)dump->length);
    PutText(&json, "bytes", digits);
    End(&json);
    free(digits);
}

int
RunDump(int argc, char **argv)
{
    Dump         dump = { .offset = 0 };
    const Option options[] = {
        { 'o', "offset", OPTION_SIZE, &dump.offset, NULL,
          "where in the segment to begin" },
        { 'n', "length", OPTION_SIZE, &dump.length, &dump.hasLength,
          "how much; up to the end if not given" },
        { 'a', "all", OPTION_FLAG, &dump.all, NULL,
          "show rows that repeat the one before, too" },
        { 'j', "json", OPTION_FLAG, &dump.json, NULL,
          "write JSON, with the bytes as hexadecimal digits" },
        { .name = NULL },
    };
    Access access;
    int    status;

    if (!ReadOptions(argc, argv, options, 1, 1, "which name?", &status)) {
        return status;
    }
    status = OpenAccess(argv[optind], TO_READ, &access, NULL);
    if (status != EXIT_SUCCESS) {
        return status;
    }
    status = CheckRange(&access, dump.offset, dump.hasLength, &dump.length);
    if (status == EXIT_SUCCESS && dump.json) {
        ShowDumpAsJson(&dump, &access);
    } else if (status == EXIT_SUCCESS) {
        ShowRows(&dump, access.memory);
    }
    return Worse(status, CloseAccess(&access));
}
