/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Names and texts of error codes, from tables that stack.
 *
 * NSPR's own table is the bottom of the stack from the start.  Looking up
 * takes no lock: tables are only ever added, at the top.
 */
#include "config.h"

#include "prerror.h"
#include "private/pprimpl.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct InstalledTable {
    const struct PRErrorTable          *table;
    struct PRErrorCallbackTablePrivate *tablePrivate; /* the callback's */
    struct InstalledTable              *next;         /* older */
} InstalledTable;

static InstalledTable  bottom = { &_PR_nsprErrors, NULL, NULL };
static InstalledTable *newest = &bottom;
static pthread_mutex_t tablesLock = PTHREAD_MUTEX_INITIALIZER;

static const char *const plainLanguages[] = { "i-default", "en", NULL };

/* The caller's translation.  Immutable once published, and never freed: a
 * thread may be in the middle of it.  Programs install one, if any. */
typedef struct Callback {
    const char *const             *languages;
    PRErrorCallbackLookupFn       *lookup;
    PRErrorCallbackNewTableFn     *newTable;
    struct PRErrorCallbackPrivate *callbackPrivate;
    struct Callback               *older; /* keeps it reachable */
} Callback;

static Callback  noCallback = { plainLanguages, NULL, NULL, NULL, NULL };
static Callback *callback = &noCallback;

/* The table of a code and the code's entry in it, or NULL. */
static const InstalledTable *
FindTable(PRErrorCode code, const struct PRErrorMessage **message)
{
    const InstalledTable *installed;

    for (installed = _PR_LOAD_ACQUIRE(&newest); installed != NULL;
         installed = installed->next) {
        const struct PRErrorTable *table = installed->table;
        PRInt64 index = (PRInt64)code - table->base;

        if (index >= 0 && index < table->n_msgs) {
            *message = &table->msgs[index];
            return installed;
        }
    }
    return NULL;
}

/*
 * A code in no table, as the tables' convention spells it: the upper 24 bits
 * are up to four characters of the table's name, six bits each; the lowest
 * eight number the error within it.
 */
static const char *
DescribeUnknown(PRErrorCode code)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789_";
    _PR_THREAD_LOCAL char text[sizeof "Unknown code ____ 255"];
    char     name[5];
    PRIntn   length = 0;
    PRIntn   shift;
    PRUint32 number = (PRUint32)code >> 8;

    for (shift = 18; shift >= 0; shift -= 6) {
        PRUint32 sixBits = (number >> shift) & 63;

        if (sixBits != 0) {
            name[length++] = letters[sixBits - 1];
        }
    }
    name[length] = '\0';
    (void)snprintf(text, sizeof text, "Unknown code %s %u", name,
                   (unsigned)code & 255);
    return text;
}

PR_IMPLEMENT(const char *)
PR_ErrorToName(PRErrorCode code)
{
    const struct PRErrorMessage *message;

    return FindTable(code, &message) != NULL ? message->name : NULL;
}

PR_IMPLEMENT(const char *)
PR_ErrorToString(PRErrorCode code, PRLanguageCode language)
{
    const Callback              *translate = _PR_LOAD_ACQUIRE(&callback);
    const struct PRErrorMessage *message;
    const InstalledTable        *installed = FindTable(code, &message);
    const char                  *text = NULL;

    if (installed == NULL) {
        return code >= 0 && code < 256 ? strerror(code)
                                       : DescribeUnknown(code);
    }
    if (translate->lookup != NULL) {
        text = translate->lookup(code, language, installed->table,
                                 translate->callbackPrivate,
                                 _PR_LOAD_ACQUIRE(&installed->tablePrivate));
    }
    return text != NULL ? text : message->en_text;
}

PR_IMPLEMENT(const char *const *)
PR_ErrorLanguages(void)
{
    const Callback *translate = _PR_LOAD_ACQUIRE(&callback);

    return translate->languages;
}

/* Tell the callback of a table.  Called with tablesLock held. */
static void
Announce(InstalledTable *installed)
{
    if (callback->newTable != NULL) {
        _PR_STORE_RELEASE(
            &installed->tablePrivate,
            callback->newTable(installed->table, callback->callbackPrivate));
    }
}

PR_IMPLEMENT(PRErrorCode)
PR_ErrorInstallTable(const struct PRErrorTable *table)
{
    InstalledTable *installed;

    _PR_EnsureInit();
    if (table == NULL || (table->msgs == NULL && table->n_msgs > 0)) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_INVALID_ARGUMENT_ERROR;
    }
    installed = calloc(1, sizeof *installed);
    if (installed == NULL) {
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
        return PR_OUT_OF_MEMORY_ERROR;
    }
    installed->table = table;
    (void)pthread_mutex_lock(&tablesLock);
    Announce(installed);
    installed->next = newest;
    _PR_STORE_RELEASE(&newest, installed);
    (void)pthread_mutex_unlock(&tablesLock);
    return 0;
}

PR_IMPLEMENT(void)
PR_ErrorInstallCallback(const char *const             *languages,
                        PRErrorCallbackLookupFn       *lookup,
                        PRErrorCallbackNewTableFn     *newtable,
                        struct PRErrorCallbackPrivate *cb_private)
{
    Callback       *fresh = calloc(1, sizeof *fresh);
    InstalledTable *installed;

    if (fresh == NULL) {
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
        return;
    }
    fresh->languages = languages;
    fresh->lookup = lookup;
    fresh->newTable = newtable;
    fresh->callbackPrivate = cb_private;
    (void)pthread_mutex_lock(&tablesLock);
    fresh->older = callback;
    _PR_STORE_RELEASE(&callback, fresh);
    for (installed = newest; installed != NULL; installed = installed->next) {
        Announce(installed);
    }
    (void)pthread_mutex_unlock(&tablesLock);
}
