/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The error of a thread as a library keeps it for its callers: code, the
 * system's number, a text; saved and restored; and printed by libplc4.
 */
#include "plerror.h"
#include "plstr.h"
#include "prerror.h"
#include "prinit.h"
#include "prio.h"
#include "prmem.h"
#include "prprf.h"
#include "prthread.h"

typedef struct Saved {
    PRErrorCode code;
    PRInt32     os;
    char       *text;
} Saved;

static PRFileDesc *out;

static void
Show(const char *when)
{
    PRInt32 length = PR_GetErrorTextLength();
    char   *text = (char *)PR_Calloc(1, (PRUint32)length + 1);

    PR_GetErrorText(text);
    PR_fprintf(out, "%s: %s (%d), os %d, text of %d: \"%s\"\n", when,
               PR_ErrorToName(PR_GetError()), PR_GetError(), PR_GetOSError(),
               length, text);
    PR_Free(text);
}

static void
Save(Saved *saved)
{
    saved->code = PR_GetError();
    saved->os = PR_GetOSError();
    saved->text = (char *)PR_Calloc(1, (PRUint32)PR_GetErrorTextLength() + 1);
    PR_GetErrorText(saved->text);
}

static void
Restore(Saved *saved)
{
    PR_SetError(saved->code, saved->os);
    PR_SetErrorText((PRIntn)PL_strlen(saved->text), saved->text);
    PR_DELETE(saved->text);
}

static PRStatus
ReadConfiguration(const char *name)
{
    PRFileDesc *file = PR_Open(name, PR_RDONLY, 0);
    char       *text;

    if (file == NULL) {
        text = PR_smprintf("cannot read \"%s\"", name);
        PR_SetErrorText((PRIntn)PL_strlen(text), text);
        PR_smprintf_free(text);
        return PR_FAILURE;
    }
    return PR_Close(file);
}

static void PR_CALLBACK
Other(void *arg)
{
    Show("another thread");
    PR_SetError(PR_DEADLOCK_ERROR, 35);
    PR_SetErrorText(5, "stuck");
    Show((const char *)arg);
}

int
main(void)
{
    Saved     saved;
    PRThread *thread;

    out = PR_GetSpecialFD(PR_StandardOutput);
    Show("at first");
    if (ReadConfiguration("missing.conf") == PR_FAILURE)
        Show("after a failure");
    PL_FPrintError(out, "ReadConfiguration");
    Save(&saved);
    PR_SetError(PR_IO_TIMEOUT_ERROR, 110);
    Show("of another kind");
    PR_SetErrorText(3, "abcdef");
    PR_SetErrorText(0, NULL);
    Show("without text");
    thread = PR_CreateThread(PR_USER_THREAD, Other, "the same thread",
                             PR_PRIORITY_NORMAL, PR_LOCAL_THREAD,
                             PR_JOINABLE_THREAD, 0);
    if (thread == NULL || PR_JoinThread(thread) != PR_SUCCESS)
        return 1;
    Restore(&saved);
    Show("restored");
    if (ReadConfiguration(".") == PR_SUCCESS)
        Show("after success");
    PL_FPrintError(out, "not an error");
    return PR_Cleanup() == PR_SUCCESS ? 0 : 1;
}
