/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Named segments from every side: creation, the same name again, read-only and
 * two attachments, several segments at once, deletion while in use.
 */
#include "plgetopt.h"
#include "nspr.h"

#include <stdio.h>
#include <string.h>

#define OPT_NAME "area.shm"
#define SIZES    4

static PRLogModuleInfo *lm;
static PRLogModuleLevel msgLevel = PR_LOG_NONE;
static PRIntn           debug = 0;
static PRUint32         failed_already = 0;

static void
Check(const char *what, PRBool truth)
{
    PR_LOG(lm, msgLevel, ("%s", what));
    if (!truth) {
        failed_already++;
        printf("%s: FAILED, %s\n", what, PR_ErrorToName(PR_GetError()));
    } else if (debug) {
        printf("%s\n", what);
    }
}

static void
BasicTest(void)
{
    PRSharedMemory *shm, *again;
    char           *one, *two, *third;

    shm =
        PR_OpenSharedMemory(OPT_NAME, 1000, PR_SHM_CREATE | PR_SHM_EXCL, 0666);
    Check("create", shm != NULL);
    again =
        PR_OpenSharedMemory(OPT_NAME, 1000, PR_SHM_CREATE | PR_SHM_EXCL, 0666);
    Check("exclusive", again == NULL && PR_GetError() == PR_FILE_EXISTS_ERROR);
    again = PR_OpenSharedMemory(OPT_NAME, 100000, 0, 0666);
    Check("larger",
          again == NULL && PR_GetError() == PR_INVALID_ARGUMENT_ERROR);
    again = PR_OpenSharedMemory(OPT_NAME, 0, 0, 0666);
    Check("again", again != NULL);
    one = (char *)PR_AttachSharedMemory(shm, 0);
    two = (char *)PR_AttachSharedMemory(again, PR_SHM_READONLY);
    third = (char *)PR_AttachSharedMemory(shm, 0);
    Check("attach", one != NULL && two != NULL && third != NULL);
    Check("elsewhere", one != two && one != third);
    Check("zeros", one[0] == 0 && one[999] == 0);
    strcpy(one, "abc");
    strcpy(third + 500, "def");
    Check("shared", strcmp(two, "abc") == 0 && strcmp(two + 500, "def") == 0);
    printf("%s%s\n", two, two + 500);
    Check("detach", PR_DetachSharedMemory(shm, third) == PR_SUCCESS);
    Check("detached", PR_DetachSharedMemory(shm, third) == PR_FAILURE);
    Check("delete", PR_DeleteSharedMemory(OPT_NAME) == PR_SUCCESS);
    Check("in use", strcmp(two, "abc") == 0);
    Check("gone", PR_OpenSharedMemory(OPT_NAME, 1000, 0, 0666) == NULL &&
                      PR_GetError() == PR_FILE_NOT_FOUND_ERROR);
    Check("detach one", PR_DetachSharedMemory(shm, one) == PR_SUCCESS);
    Check("detach two", PR_DetachSharedMemory(again, two) == PR_SUCCESS);
    Check("close", PR_CloseSharedMemory(shm) == PR_SUCCESS);
    Check("close again", PR_CloseSharedMemory(again) == PR_SUCCESS);
}

static void
ManyTest(void)
{
    PRSharedMemory *shm[SIZES];
    PRUint32       *memory[SIZES], sum = 0;
    char            name[32];
    PRIntn          i;

    for (i = 0; i < SIZES; i++) {
        PR_snprintf(name, sizeof name, "%s.%d", OPT_NAME, i);
        shm[i] = PR_OpenSharedMemory(name, (PRSize)4 << (4 * i), PR_SHM_CREATE,
                                     0600);
        Check(name, shm[i] != NULL);
        memory[i] = (PRUint32 *)PR_AttachSharedMemory(shm[i], 0);
        Check("attached", memory[i] != NULL);
        memory[i][((PRSize)1 << (4 * i)) - 1] = 1u << i;
    }
    for (i = 0; i < SIZES; i++) {
        PR_snprintf(name, sizeof name, "%s.%d", OPT_NAME, i);
        sum += memory[i][((PRSize)1 << (4 * i)) - 1];
        Check("detach", !PR_DetachSharedMemory(shm[i], memory[i]));
        Check("close", !PR_CloseSharedMemory(shm[i]));
        Check("delete", !PR_DeleteSharedMemory(name));
    }
    printf("sum %u\n", sum);
}

int
main(int argc, char **argv)
{
    PLOptStatus os;
    PLOptState *opt = PL_CreateOptState(argc, argv, "d");

    while ((os = PL_GetNextOpt(opt)) != PL_OPT_EOL) {
        if (os == PL_OPT_OK && opt->option == 'd')
            debug = 1;
    }
    PL_DestroyOptState(opt);
    lm = PR_NewLogModule("Test");
    if (debug)
        msgLevel = PR_LOG_ALWAYS;
    BasicTest();
    ManyTest();
    printf("%s\n", failed_already ? "FAIL" : "PASS");
    return (int)failed_already;
}
