/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A library with errors of its own: a table beside NSPR's, names and texts of
 * both, a translator, errors of threads.
 */
#include "nspr.h"

#include <stdio.h>

#define QUEUE_ERROR_BASE  (-0x4000)
#define QUEUE_FULL_ERROR  (QUEUE_ERROR_BASE + 0)
#define QUEUE_EMPTY_ERROR (QUEUE_ERROR_BASE + 1)
#define QUEUE_LOST_ERROR  (QUEUE_ERROR_BASE + 2)

static const struct PRErrorMessage messages[] = {
    { "QUEUE_FULL_ERROR", "The queue has no room" },
    { "QUEUE_EMPTY_ERROR", "The queue holds nothing" },
    { "QUEUE_LOST_ERROR", NULL },
};

static const struct PRErrorTable table = { messages, "queue", QUEUE_ERROR_BASE,
                                           3 };

static void
Show(PRErrorCode code)
{
    const char *name = PR_ErrorToName(code);
    const char *text = PR_ErrorToString(code, PR_LANGUAGE_I_DEFAULT);

    /* Texts of NSPR's own errors are each implementation's. */
    if (code >= PR_NSPR_ERROR_BASE && code <= PR_MAX_ERROR)
        text = text != NULL && *text != '\0' ? "(a text)" : "(none)";
    printf("%6d %s: %s\n", code, name != NULL ? name : "(no name)",
           text != NULL ? text : "(no text)");
}

static const char *PR_CALLBACK
Translate(PRErrorCode code, PRLanguageCode language,
          const struct PRErrorTable *from, struct PRErrorCallbackPrivate *all,
          struct PRErrorCallbackTablePrivate *own)
{
    static char text[64];

    (void)all;
    if (language == PR_LANGUAGE_EN || own == NULL)
        return NULL;
    sprintf(text, "[%u] %s no. %d", language, from->name,
            (int)(code - from->base));
    return text;
}

static struct PRErrorCallbackTablePrivate *PR_CALLBACK
NewTable(const struct PRErrorTable *added, struct PRErrorCallbackPrivate *all)
{
    (void)all;
    printf("table %s: base %d, %d entries\n", added->name, (int)added->base,
           (int)added->n_msgs);
    return (struct PRErrorCallbackTablePrivate *)(void *)&table;
}

static void PR_CALLBACK
InThread(void *arg)
{
    PRErrorCode *code = arg;

    printf("a thread starts with %d\n", PR_GetError());
    PR_SetError(*code, 7);
    printf("and has %s/%d\n", PR_ErrorToName(PR_GetError()), PR_GetOSError());
}

int
main(void)
{
    static const char *const languages[] = { "i-default", "en", "la", NULL };
    const char *const       *language;
    PRErrorCode              code = QUEUE_EMPTY_ERROR;
    PRThread                *thread;

    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 1);
    Show(QUEUE_FULL_ERROR);
    if (PR_ErrorInstallTable(&table) != 0)
        return 1;
    for (code = QUEUE_ERROR_BASE - 1; code <= QUEUE_LOST_ERROR + 1; code++)
        Show(code);
    for (code = PR_NSPR_ERROR_BASE - 1; code <= PR_MAX_ERROR + 1; code++)
        Show(code);
    for (language = PR_ErrorLanguages(); *language != NULL; language++)
        printf("language %s\n", *language);

    PR_ErrorInstallCallback(languages, Translate, NewTable, NULL);
    printf("%s\n", PR_ErrorToString(QUEUE_LOST_ERROR, 2));
    printf("%s\n", PR_ErrorToString(QUEUE_FULL_ERROR, PR_LANGUAGE_EN));
    printf("%s\n", PR_ErrorToString(PR_RANGE_ERROR, 2));
    printf("%s\n", PR_ErrorLanguages()[2]);

    PR_SetError(QUEUE_LOST_ERROR, 5);
    code = QUEUE_EMPTY_ERROR;
    thread =
        PR_CreateThread(PR_USER_THREAD, InThread, &code, PR_PRIORITY_NORMAL,
                        PR_LOCAL_THREAD, PR_JOINABLE_THREAD, 0);
    if (thread == NULL || PR_JoinThread(thread) == PR_FAILURE)
        return 1;
    printf("here it is %s/%d\n", PR_ErrorToName(PR_GetError()),
           PR_GetOSError());
    return 0;
}
