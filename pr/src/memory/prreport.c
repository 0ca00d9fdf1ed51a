/* SPDX-License-Identifier: MPL-2.0 */
/*
 * How calls with names report their failures: the error, and a line in the log
 * of the module that stock NSPR has for them, too.
 */
#include "config.h"

#include "prinit.h"
#include "prlog.h"
#include "private/pprerror.h"
#include "private/pprreport.h"
#include "private/pprshm.h"

#include <string.h>

static PRLogModuleInfo *shmLog;

static PRStatus
MakeLog(void)
{
    shmLog = PR_NewLogModule("shm");
    return shmLog != NULL ? PR_SUCCESS : PR_FAILURE;
}

/* Whether messages of a level are wanted.  The log is only made here, where
 * time does not matter: something has failed. */
static PRBool
IsLogged(PRIntn level)
{
    static PRCallOnceType once;

    return PR_CallOnce(&once, MakeLog) == PR_SUCCESS &&
           (PRIntn)shmLog->level >= level;
}

void
_PR_ExplainSetting(void)
{
    const char *setting = _PR_MD_ShmBadSetting();
    char        names[64] = "";
    PRIntn      i;

    if (setting == NULL || !IsLogged(PR_LOG_ERROR)) {
        return;
    }
    for (i = 0; _PR_MD_ShmBackendName(i) != NULL; i++) {
        (void)strncat(names, " ", sizeof names - strlen(names) - 1);
        (void)strncat(names, _PR_MD_ShmBackendName(i),
                      sizeof names - strlen(names) - 1);
    }
    PR_LogPrint("PRSHM_BACKEND=%s: no such mechanism; there are:%s", setting,
                names);
}

void
_PR_Fail(const char *call, const char *name, PRInt32 osError)
{
    PRErrorCode error = _PR_MD_MapOSError(osError);

    if (IsLogged(PR_LOG_DEBUG)) {
        PR_LogPrint("%s(%s): %s, system error %d", call,
                    name != NULL ? name : "", PR_ErrorToName(error), osError);
    }
    PR_SetError(error, osError);
}

PRStatus
_PR_ReportCall(const char *call, const char *name, PRInt32 osError)
{
    if (osError == 0) {
        return PR_SUCCESS;
    }
    _PR_Fail(call, name, osError);
    return PR_FAILURE;
}
