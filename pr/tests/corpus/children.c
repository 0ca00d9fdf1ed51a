/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A supervisor: children that end in every way, what it learns of each, and
 * one that it no longer waits for.
 */
#include "nspr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLAG "detached.sem"

static char *self;

static int
Child(const char *how)
{
    PRSem *flag;

    if (strcmp(how, "abort") == 0)
        abort();
    if (strcmp(how, "PR_Abort") == 0)
        PR_Abort();
    if (strcmp(how, "exit") == 0)
        PR_ProcessExit(33);
    if (strcmp(how, "wait") == 0) {
        PR_Sleep(PR_SecondsToInterval(60));
        return 1;
    }
    if (strcmp(how, "detached") == 0) {
        flag = PR_OpenSemaphore(FLAG, 0, 0, 0);
        if (flag == NULL || PR_PostSemaphore(flag) != PR_SUCCESS)
            return 1;
        return PR_CloseSemaphore(flag) != PR_SUCCESS;
    }
    if (strcmp(how, "directory") == 0)
        return access("../" FLAG, F_OK) == 0 ? 1 : 50;
    return atoi(how);
}

static PRProcess *
Start(char *how, const PRProcessAttr *attr)
{
    char *args[3];

    args[0] = self;
    args[1] = how;
    args[2] = NULL;
    return PR_CreateProcess(self, args, NULL, attr);
}

static void
Wait(const char *how, PRProcess *process)
{
    PRInt32 status = -1;

    if (process == NULL || PR_WaitProcess(process, &status) == PR_FAILURE)
        printf("%s: error %s\n", how, PR_ErrorToName(PR_GetError()));
    else
        printf("%s: status %d\n", how, (int)status);
}

static void
Detached(void)
{
    PRSem     *flag = PR_OpenSemaphore(FLAG, PR_SEM_CREATE, 0600, 0);
    PRProcess *process;
    char      *args[3];

    process = Start("detached", NULL);
    printf("detached: %d\n", PR_DetachProcess(process));
    PR_WaitSemaphore(flag);
    args[0] = self;
    args[1] = "detached";
    args[2] = NULL;
    printf("created so: %d\n",
           PR_CreateProcessDetached(self, args, NULL, NULL));
    PR_WaitSemaphore(flag);
    PR_CloseSemaphore(flag);
    printf("both were here, %d\n", PR_DeleteSemaphore(FLAG));
}

int
main(int argc, char **argv)
{
    static char *ways[] = {
        "0", "1", "200", "255", "exit", "abort", "PR_Abort"
    };
    PRProcessAttr *attr;
    PRProcess     *process, *second;
    char          *args[2] = { "no such program", NULL };
    unsigned       i;

    self = argv[0];
    if (argc > 1)
        return Child(argv[1]);
    setvbuf(stdout, NULL, _IONBF, 0);
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    for (i = 0; i < PR_ARRAY_SIZE(ways); i++)
        Wait(ways[i], Start(ways[i], NULL));
    process = Start("wait", NULL);
    second = Start("7", NULL);
    Wait("the second", second);
    printf("killed: %d\n", PR_KillProcess(process));
    Wait("the first", process);
    Wait("missing", PR_CreateProcess("./no-such-program", args, NULL, NULL));
    attr = PR_NewProcessAttr();
    PR_ProcessAttrSetCurrentDirectory(attr, "/");
    self = realpath(argv[0], NULL);
    Wait("elsewhere", Start("directory", attr));
    PR_ResetProcessAttr(attr);
    Wait("here again", Start("0", attr));
    PR_DestroyProcessAttr(attr);
    Detached();
    free(self);
    return 0;
}
