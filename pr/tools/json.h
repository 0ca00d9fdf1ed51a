/* SPDX-License-Identifier: MPL-2.0 */
/*
 * JSON on standard output.  prshm(1) documents what commands write; members
 * may come in addition, so those that are there keep their meaning.
 */
#ifndef json_h___
#define json_h___

#include "memory.h"
#include "prtypes.h"

#define JSON_DEPTH 16

/* Start with zeros. */
typedef struct Json {
    int    depth;
    char   closing[JSON_DEPTH];
    PRBool filled[JSON_DEPTH]; /* whether something is in it already */
    PRBool compact;            /* all in one line */
} Json;

/* key is NULL in arrays and for what is outermost. */
void BeginObject(Json *json, const char *key);
void BeginArray(Json *json, const char *key);
void End(Json *json); /* of what was begun last */

void PutText(Json *json, const char *key, const char *text); /* NULL: null */
void PutNumber(Json *json, const char *key, PRInt64 number);
void PutKnown(Json *json, const char *key, PRInt64 number); /* < 0: null */
void PutBool(Json *json, const char *key, PRBool value);
void PutNull(Json *json, const char *key);

/* An array of texts, from an array of char *. */
void PutTexts(Json *json, const char *key, const Array *texts);

#endif /* json_h___ */
