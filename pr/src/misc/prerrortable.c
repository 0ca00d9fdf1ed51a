/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Names and texts of error codes, from tables that stack.
 *
 * NSPR's own table is the bottom of the stack from the start.  Whoever installs
 * something makes a new state of it all and then publishes that, so looking up
 * takes no lock and never meets one callback with another's data.
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
} InstalledTable;

/* Immutable once published, and never freed: a thread may be in the middle of
 * it.  Programs install a handful of tables and one callback, if any. */
typedef struct State {
    const struct State            *older; /* keeps it reachable */
    const char *const             *languages;
    PRErrorCallbackLookupFn       *lookup;
    PRErrorCallbackNewTableFn     *newTable;
    struct PRErrorCallbackPrivate *callbackPrivate;
    PRSize                         count;
    const InstalledTable          *tables; /* count of them, newest first */
} State;

static const char *const plainLanguages[] = { "i-default", "en", NULL };

static const InstalledTable bottom = { &_PR_nsprErrors, NULL };

static const State first = {
    .languages = plainLanguages,
    .count = 1,
    .tables = &bottom,
};

static const State    *current = &first;
static pthread_mutex_t installLock = PTHREAD_MUTEX_INITIALIZER;

/* The table of a code and the code's entry in it, or NULL. */
static const InstalledTable *
FindTable(const State *state, PRErrorCode code,
          const struct PRErrorMessage **message)
{
    PRSize i;

    _PR_FillErrors();
    for (i = 0; i < state->count; i++) {
        const struct PRErrorTable *table = state->tables[i].table;
        PRInt64                    index = (PRInt64)code - table->base;

        if (index >= 0 && index < table->n_msgs) {
            *message = &table->msgs[index];
            return &state->tables[i];
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
    static const char     letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "abcdefghijklmnopqrstuvwxyz0123456789_";
    _PR_THREAD_LOCAL char text[sizeof "Unknown code ____ 255"];
    char                  name[5];
    PRIntn                length = 0;
    PRIntn                shift;
    PRUint32              number = (PRUint32)code >> 8;

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

    return FindTable(_PR_LOAD_ACQUIRE(&current), code, &message) != NULL
               ? message->name
               : NULL;
}

PR_IMPLEMENT(const char *)
PR_ErrorToString(PRErrorCode code, PRLanguageCode language)
{
    const State                 *state = _PR_LOAD_ACQUIRE(&current);
    const struct PRErrorMessage *message;
    const InstalledTable        *installed = FindTable(state, code, &message);
    const char                  *text = NULL;

    if (installed == NULL) {
        return code >= 0 && code < 256 ? strerror(code)
                                       : DescribeUnknown(code);
    }
    if (state->lookup != NULL) {
        text = state->lookup(code, language, installed->table,
                             state->callbackPrivate, installed->tablePrivate);
    }
    return text != NULL ? text : message->en_text;
}

PR_IMPLEMENT(const char *const *)
PR_ErrorLanguages(void)
{
    return _PR_LOAD_ACQUIRE(&current)->languages;
}

/*
 * A copy of the current state, with room for more tables before those that are
 * there: *tables is where they go.  NULL, with the error set, if there is no
 * memory.  Called with installLock held.
 */
static State *
CopyState(PRSize more, InstalledTable **tables)
{
    State *fresh =
        malloc(sizeof *fresh + (current->count + more) * sizeof **tables);

    if (fresh == NULL) {
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
        return NULL;
    }
    *tables = (InstalledTable *)(fresh + 1);
    memcpy(*tables + more, current->tables, current->count * sizeof **tables);
    *fresh = *current;
    fresh->older = current;
    fresh->count = current->count + more;
    fresh->tables = *tables;
    return fresh;
}

/* Tell the callback of a table, if it wants to know. */
static void
Announce(const State *state, InstalledTable *installed)
{
    if (state->newTable != NULL) {
        _PR_FillErrors();
        installed->tablePrivate =
            state->newTable(installed->table, state->callbackPrivate);
    }
}

PR_IMPLEMENT(PRErrorCode)
PR_ErrorInstallTable(const struct PRErrorTable *table)
{
    State          *fresh;
    InstalledTable *tables;

    _PR_EnsureInit();
    if (table == NULL || (table->msgs == NULL && table->n_msgs > 0)) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_INVALID_ARGUMENT_ERROR;
    }
    (void)pthread_mutex_lock(&installLock);
    fresh = CopyState(1, &tables);
    if (fresh != NULL) {
        tables[0].table = table;
        tables[0].tablePrivate = NULL;
        Announce(fresh, &tables[0]);
        _PR_STORE_RELEASE(&current, fresh);
    }
    (void)pthread_mutex_unlock(&installLock);
    return fresh != NULL ? 0 : PR_OUT_OF_MEMORY_ERROR;
}

PR_IMPLEMENT(void)
PR_ErrorInstallCallback(const char *const             *languages,
                        PRErrorCallbackLookupFn       *lookup,
                        PRErrorCallbackNewTableFn     *newtable,
                        struct PRErrorCallbackPrivate *cb_private)
{
    State          *fresh;
    InstalledTable *tables;
    PRSize          i;

    (void)pthread_mutex_lock(&installLock);
    fresh = CopyState(0, &tables);
    if (fresh != NULL) {
        fresh->languages = languages;
        fresh->lookup = lookup;
        fresh->newTable = newtable;
        fresh->callbackPrivate = cb_private;
        for (i = 0; i < fresh->count; i++) {
            Announce(fresh, &tables[i]);
        }
        _PR_STORE_RELEASE(&current, fresh);
    }
    (void)pthread_mutex_unlock(&installLock);
}
