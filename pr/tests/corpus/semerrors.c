/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Semaphores that are not there, that are there already, and whose name is
 * nothing a semaphore can have; by a process and by its child.
 */
#include "nspr.h"

#include <stdio.h>
#include <string.h>

#define NAME "missing.sem"
#define MODE 0666

static int failures;

static void
Expect(const char *what, PRBool held, PRErrorCode wanted)
{
    const char *name = PR_ErrorToName(PR_GetError());
    PRBool      right = !held && PR_GetError() == wanted;

    if (wanted == 0)
        right = held;
    if (!right)
        failures++;
    printf("%-22s %s%s\n", what, held ? "done" : name,
           right ? "" : " (unexpected)");
}

static int
Child(void)
{
    PRSem *sem = PR_OpenSemaphore(NAME, 0, 0, 0);

    Expect("child: open", sem != NULL, 0);
    if (sem == NULL)
        return 1;
    Expect("child: exclusive",
           PR_OpenSemaphore(NAME, PR_SEM_CREATE | PR_SEM_EXCL, MODE, 1) !=
               NULL,
           PR_FILE_EXISTS_ERROR);
    Expect("child: wait", PR_WaitSemaphore(sem) == PR_SUCCESS, 0);
    Expect("child: delete", PR_DeleteSemaphore(NAME) == PR_SUCCESS, 0);
    Expect("child: post", PR_PostSemaphore(sem) == PR_SUCCESS,
           PR_INVALID_ARGUMENT_ERROR);
    Expect("child: close", PR_CloseSemaphore(sem) == PR_SUCCESS, 0);
    return failures;
}

static void
BadNames(void)
{
    char name[300];

    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    Expect("empty", PR_OpenSemaphore("", PR_SEM_CREATE, MODE, 1) != NULL,
           PR_FILE_NOT_FOUND_ERROR);
    Expect("no directory",
           PR_OpenSemaphore("none/x", PR_SEM_CREATE, MODE, 1) != NULL,
           PR_FILE_NOT_FOUND_ERROR);
    Expect("a directory",
           PR_OpenSemaphore(".", PR_SEM_CREATE, MODE, 1) != NULL,
           PR_IS_DIRECTORY_ERROR);
    Expect("too long", PR_OpenSemaphore(name, PR_SEM_CREATE, MODE, 1) != NULL,
           PR_NAME_TOO_LONG_ERROR);
    Expect("delete too long", PR_DeleteSemaphore(name) == PR_SUCCESS,
           PR_NAME_TOO_LONG_ERROR);
}

int
main(int argc, char **argv)
{
    char      *args[3];
    PRProcess *process;
    PRInt32    status = -1;
    PRSem     *sem;

    setvbuf(stdout, NULL, _IONBF, 0);
    if (argc > 1)
        return Child();
    Expect("open", PR_OpenSemaphore(NAME, 0, 0, 0) != NULL,
           PR_FILE_NOT_FOUND_ERROR);
    Expect("open exclusive", PR_OpenSemaphore(NAME, PR_SEM_EXCL, 0, 0) != NULL,
           PR_FILE_NOT_FOUND_ERROR);
    Expect("delete", PR_DeleteSemaphore(NAME) == PR_SUCCESS,
           PR_FILE_NOT_FOUND_ERROR);
    sem = PR_OpenSemaphore(NAME, PR_SEM_CREATE | PR_SEM_EXCL, MODE, 1);
    Expect("create", sem != NULL, 0);
    args[0] = argv[0];
    args[1] = "child";
    args[2] = NULL;
    process = PR_CreateProcess(argv[0], args, NULL, NULL);
    if (process == NULL || PR_WaitProcess(process, &status) == PR_FAILURE)
        return 1;
    printf("the child ends with %d\n", (int)status);
    Expect("wait", PR_WaitSemaphore(sem) == PR_SUCCESS,
           PR_INVALID_ARGUMENT_ERROR);
    Expect("close", PR_CloseSemaphore(sem) == PR_SUCCESS, 0);
    Expect("delete", PR_DeleteSemaphore(NAME) == PR_SUCCESS,
           PR_FILE_NOT_FOUND_ERROR);
    BadNames();
    printf("%s\n", failures ? "FAIL" : "PASS");
    return failures;
}
