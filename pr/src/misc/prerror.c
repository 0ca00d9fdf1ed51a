/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The error of each thread.
 *
 * Code and number live in thread-local storage, so setting and reading them
 * takes a few nanoseconds and no memory.  Only a text is allocated; a thread
 * key, made when the first text is set, frees it when its thread ends.
 */
#include "config.h"

#include "prerror.h"
#include "private/pprerror.h"
#include "private/pprimpl.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct ErrorState {
    PRErrorCode code;
    PRInt32     osError;
    PRInt32     textLength; /* bytes at text, without the NUL after them */
    char       *text;       /* owned; NULL if there is none */
} ErrorState;

_PR_THREAD_LOCAL ErrorState state;

static pthread_once_t textKeyOnce = PTHREAD_ONCE_INIT;
static pthread_key_t  textKey;
static PRBool         textKeyWorks;

static void
DropText(ErrorState *error)
{
    free(error->text);
    error->text = NULL;
    error->textLength = 0;
}

static void
ThreadEnds(void *value)
{
    DropText(value);
}

static void
MakeTextKey(void)
{
    textKeyWorks = pthread_key_create(&textKey, ThreadEnds) == 0;
}

/* See to it that the text is freed with the thread; false if that cannot be. */
static PRBool
TextWillBeFreed(void)
{
    (void)pthread_once(&textKeyOnce, MakeTextKey);
    return textKeyWorks && pthread_setspecific(textKey, &state) == 0;
}

PR_IMPLEMENT(void)
PR_SetError(PRErrorCode errorCode, PRInt32 oserr)
{
    _PR_EnsureInit();
    state.code = errorCode;
    state.osError = oserr;
    if (state.text != NULL) {
        DropText(&state);
    }
}

void
_PR_SetOSError(PRInt32 osError)
{
    PR_SetError(_PR_MD_MapOSError(osError), osError);
}

PRStatus
_PR_Report(_PROperation operation, PRInt32 osError)
{
    if (osError == 0) {
        return PR_SUCCESS;
    }
    PR_SetError(_PR_MD_MapOperationError(operation, osError), osError);
    return PR_FAILURE;
}

PR_IMPLEMENT(void)
PR_SetErrorText(PRIntn textLength, const char *text)
{
    char *copy;

    _PR_EnsureInit();
    DropText(&state);
    if (textLength <= 0 || text == NULL || !TextWillBeFreed()) {
        return;
    }
    copy = malloc((size_t)textLength + 1);
    if (copy == NULL) {
        return;
    }
    memcpy(copy, text, (size_t)textLength);
    copy[textLength] = '\0';
    state.text = copy;
    state.textLength = textLength;
}

PR_IMPLEMENT(PRErrorCode)
PR_GetError(void)
{
    _PR_EnsureInit();
    return state.code;
}

PR_IMPLEMENT(PRInt32)
PR_GetOSError(void)
{
    _PR_EnsureInit();
    return state.osError;
}

PR_IMPLEMENT(PRInt32)
PR_GetErrorTextLength(void)
{
    _PR_EnsureInit();
    return state.textLength;
}

PR_IMPLEMENT(PRInt32)
PR_GetErrorText(char *text)
{
    _PR_EnsureInit();
    if (state.text == NULL || text == NULL) {
        return 0;
    }
    memcpy(text, state.text, (size_t)state.textLength + 1);
    return state.textLength;
}

void
_PR_ClearError(void)
{
    DropText(&state);
    state.code = 0;
    state.osError = 0;
}
