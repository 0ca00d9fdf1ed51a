/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Writing JSON.
 */
#include "config.h"

#include "json.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- Texts --------------------------------------------------------------- */

/* Names of files are bytes, JSON is characters: a byte that begins none
 * becomes the character of that number. */
static void
WriteText(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    int                  length;

    putchar('"');
    while (*at != '\0') {
        length = LengthOfCharacter(at);
        if (length == 0 || *at < 0x20 || *at == 0x7f) {
            printf("\\u%04x", *at++);
            continue;
        }
        if (*at == '"' || *at == '\\') {
            putchar('\\');
        }
        (void)fwrite(at, 1, (size_t)length, stdout);
        at += length;
    }
    putchar('"');
}

/* --- What is around them ------------------------------------------------- */

static void
BreakLine(const Json *json, int depth)
{
    if (json->compact) {
        return;
    }
    printf("\n%*s", 2 * depth, "");
}

/* Whatever comes before a value. */
static void
BeginValue(Json *json, const char *key)
{
    if (json->depth > 0) {
        if (json->filled[json->depth - 1]) {
            putchar(',');
        }
        json->filled[json->depth - 1] = PR_TRUE;
        BreakLine(json, json->depth);
    }
    if (key != NULL) {
        WriteText(key);
        printf(json->compact ? ":" : ": ");
    }
}

static void
Begin(Json *json, const char *key, const char *brackets)
{
    BeginValue(json, key);
    putchar(brackets[0]);
    json->closing[json->depth] = brackets[1];
    json->filled[json->depth++] = PR_FALSE;
}

void
BeginObject(Json *json, const char *key)
{
    Begin(json, key, "{}");
}

void
BeginArray(Json *json, const char *key)
{
    Begin(json, key, "[]");
}

void
End(Json *json)
{
    json->depth--;
    if (json->filled[json->depth]) {
        BreakLine(json, json->depth);
    }
    putchar(json->closing[json->depth]);
    if (json->depth == 0) {
        putchar('\n');
    }
}

/* --- Values -------------------------------------------------------------- */

void
PutText(Json *json, const char *key, const char *text)
{
    if (text == NULL) {
        PutNull(json, key);
        return;
    }
    BeginValue(json, key);
    WriteText(text);
}

void
PutNumber(Json *json, const char *key, PRInt64 number)
{
    BeginValue(json, key);
    printf("%" PRId64, (int64_t)number);
}

void
PutKnown(Json *json, const char *key, PRInt64 number)
{
    if (number < 0) {
        PutNull(json, key);
    } else {
        PutNumber(json, key, number);
    }
}

void
PutBool(Json *json, const char *key, PRBool value)
{
    BeginValue(json, key);
    printf("%s", value ? "true" : "false");
}

void
PutNull(Json *json, const char *key)
{
    BeginValue(json, key);
    printf("null");
}

void
PutTexts(Json *json, const char *key, const Array *texts)
{
    char **all = texts->items;
    PRSize i;

    BeginArray(json, key);
    for (i = 0; i < texts->count; i++) {
        PutText(json, NULL, all[i]);
    }
    End(json);
}
