/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The error of the calling thread, and what error codes mean.
 *
 * Each thread has an error of its own: a PRErrorCode, the number by which the
 * operating system calls the reason (its errno, or 0), and sometimes a text.
 * It starts as 0, 0 and no text.  A failing call sets it; a succeeding call
 * leaves it as it is, so it means something only right after a failure.
 * fork() hands it to the child.
 *
 * Every function here is thread-safe.  Source: NSPR 4.35, observed.
 */
#ifndef prerror_h___
#define prerror_h___

#include "prtypes.h"

PR_BEGIN_EXTERN_C

typedef PRInt32 PRErrorCode;

/* The lowest error code of NSPR itself; prerr.h has them all. */
#define PR_NSPR_ERROR_BASE -6000

#include "prerr.h"

/*
 * Set the error of this thread; its text, if any, is dropped.
 *
 *   errorCode  any number, normally one of prerr.h
 *   oserr      the operating system's number for the reason, or 0
 *
 * Allocates nothing and cannot fail.
 */
NSPR_API(void) PR_SetError(PRErrorCode errorCode, PRInt32 oserr);

/*
 * Give the error of this thread a text; code and number stay.
 *
 *   textLength  bytes in text, not counting a NUL at the end; 0 or less drops
 *               the text that was there
 *   text        copied; may contain NUL bytes; NULL drops the text
 *
 * If there is no memory for the copy, no text is set and the error stays.
 */
NSPR_API(void) PR_SetErrorText(PRIntn textLength, const char *text);

/* The error code of this thread, 0 if there was none.  Does not clear it. */
NSPR_API(PRErrorCode) PR_GetError(void);

/* The operating system's number that goes with PR_GetError(), or 0. */
NSPR_API(PRInt32) PR_GetOSError(void);

/* Bytes in the text of this thread's error, without its NUL; 0 if none. */
NSPR_API(PRInt32) PR_GetErrorTextLength(void);

/*
 * Copy the text of this thread's error.
 *
 *   text  room for PR_GetErrorTextLength() + 1 bytes; a NUL is added
 *
 * Returns the bytes copied without the NUL: 0 if there is no text, or if text
 * is NULL; then nothing is copied.
 */
NSPR_API(PRInt32) PR_GetErrorText(char *text);

/* --- Tables of errors ---------------------------------------------------- */

/* A language of texts: an index into what PR_ErrorLanguages() returns. */
typedef PRUint32 PRLanguageCode;

#define PR_LANGUAGE_I_DEFAULT 0 /* English, where nothing better is known */
#define PR_LANGUAGE_EN        1 /* English, asked for */

/* One error code of a table. */
struct PRErrorMessage {
    const char *name;    /* the macro of the code, or NULL */
    const char *en_text; /* what it means, in English, or NULL */
};

/* The codes base to base + n_msgs - 1. */
struct PRErrorTable {
    const struct PRErrorMessage *msgs; /* n_msgs of them, in order */
    const char                  *name; /* of the table, for callbacks */
    PRErrorCode                  base; /* the code of msgs[0] */
    int                          n_msgs;
};

/* What the callbacks below keep for themselves; NSPR never looks inside. */
struct PRErrorCallbackPrivate;
struct PRErrorCallbackTablePrivate;

/*
 * A caller's translation of an error code that is in table.  Returns the
 * text, or NULL to have the English one of the table used.
 */
typedef const char *
PRErrorCallbackLookupFn(PRErrorCode code, PRLanguageCode language,
                        const struct PRErrorTable          *table,
                        struct PRErrorCallbackPrivate      *cb_private,
                        struct PRErrorCallbackTablePrivate *table_private);

/*
 * A caller's notice of a table.  What it returns is handed to the lookup
 * function with every code of that table.  It must not install anything.
 */
typedef struct PRErrorCallbackTablePrivate *
PRErrorCallbackNewTableFn(const struct PRErrorTable     *table,
                          struct PRErrorCallbackPrivate *cb_private);

/*
 * What an error code means.
 *
 *   code      an error code of any installed table, an errno from 0 to 255, or
 *             any other number
 *   language  for a callback only: without one the answer is in English
 *
 * Returns a text that stays valid, except for a code in no table: then it
 * lasts until this thread's next call, or its next strerror().  NULL if the
 * table has no text for it.
 */
NSPR_API(const char *)
PR_ErrorToString(PRErrorCode code, PRLanguageCode language);

/*
 * The name of the macro of an error code, for example
 * "PR_FILE_NOT_FOUND_ERROR", or NULL if it is in no table or has no name.
 */
NSPR_API(const char *) PR_ErrorToName(PRErrorCode code);

/*
 * The languages of the texts, ended by NULL: "i-default" and "en", or what was
 * given with the callback.
 */
NSPR_API(const char *const *) PR_ErrorLanguages(void);

/*
 * Make a table of errors known.
 *
 *   table  kept, not copied: it must stay for the life of the process
 *
 * Tables stack: where two have the same code the newer one counts.  Returns
 * PR_SUCCESS as an error code, 0; or, with the error set to the same code,
 *   PR_INVALID_ARGUMENT_ERROR  table is NULL, or it has messages but msgs is
 *                              NULL
 *   PR_OUT_OF_MEMORY_ERROR     no memory to remember it
 * After a failure the tables are as they were.
 */
NSPR_API(PRErrorCode) PR_ErrorInstallTable(const struct PRErrorTable *table);

/*
 * Have error texts translated by the caller.  There is one callback; a later
 * call replaces it.  newtable is called at once for each table there is, the
 * newest first, and then for every table that comes.
 *
 *   languages   kept, not copied; ended by NULL
 *   lookup      NULL to have the plain English texts again
 *   newtable    may be NULL
 *   cb_private  handed to both
 *
 * If there is no memory to remember it, the error is set and the callback
 * before stays:
 *   PR_OUT_OF_MEMORY_ERROR
 */
NSPR_API(void)
PR_ErrorInstallCallback(const char *const             *languages,
                        PRErrorCallbackLookupFn       *lookup,
                        PRErrorCallbackNewTableFn     *newtable,
                        struct PRErrorCallbackPrivate *cb_private);

PR_END_EXTERN_C

#endif /* prerror_h___ */
