/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A server with a segment and two semaphores, and a client process of its own:
 * each request is a number in the segment, its answer the square.
 */
#include "nspr.h"
#include "plgetopt.h"

#include <stdio.h>
#include <stdlib.h>

#define SHM_NAME  "./square.shm"
#define SEM_NAME1 "./request.sem"
#define SEM_NAME2 "./answer.sem"
#define SHM_MODE  0666
#define SEM_MODE  0666

typedef struct Board {
    PRInt32 request;
    PRInt32 answer;
    char    comment[24];
} Board;

static PRIntn iterations = 5;
static PRBool client = PR_FALSE;

static void
Fail(const char *what)
{
    fprintf(stderr, "%s failed (%d, %d)\n", what, PR_GetError(),
            PR_GetOSError());
    exit(1);
}

static void
Parse(int argc, char **argv)
{
    PLOptStatus os;
    PLOptState *opt = PL_CreateOptState(argc, argv, "Cc:");

    while (PL_OPT_EOL != (os = PL_GetNextOpt(opt))) {
        if (PL_OPT_BAD == os)
            continue;
        switch (opt->option) {
        case 'C':
            client = PR_TRUE;
            break;
        case 'c':
            iterations = atoi(opt->value);
            break;
        default:
            break;
        }
    }
    PL_DestroyOptState(opt);
}

static void
Ask(Board *board, PRSem *request, PRSem *answer)
{
    PRIntn i;

    for (i = 0; i < iterations; i++) {
        board->request = i + 10;
        if (PR_PostSemaphore(request) == PR_FAILURE)
            Fail("PR_PostSemaphore");
        if (PR_WaitSemaphore(answer) == PR_FAILURE)
            Fail("PR_WaitSemaphore");
        printf("client: %d -> %d (%s)\n", board->request, board->answer,
               board->comment);
    }
}

static PRProcess *
StartClient(char *self)
{
    char       count[16];
    char      *args[5];
    PRProcess *process;

    PR_snprintf(count, sizeof(count), "%d", iterations);
    args[0] = self;
    args[1] = "-C";
    args[2] = "-c";
    args[3] = count;
    args[4] = NULL;
    process = PR_CreateProcess(self, args, NULL, NULL);
    if (process == NULL)
        Fail("PR_CreateProcess");
    return process;
}

static PRInt32
Serve(char *self, Board *board, PRSem *request, PRSem *answer)
{
    PRProcess *process = StartClient(self);
    PRInt32    status = -1;
    PRIntn     i;

    for (i = 0; i < iterations; i++) {
        if (PR_WaitSemaphore(request) == PR_FAILURE)
            Fail("PR_WaitSemaphore");
        board->answer = board->request * board->request;
        PR_snprintf(board->comment, sizeof board->comment, "answer no. %d",
                    i + 1);
        if (PR_PostSemaphore(answer) == PR_FAILURE)
            Fail("PR_PostSemaphore");
    }
    if (PR_WaitProcess(process, &status) == PR_FAILURE)
        Fail("PR_WaitProcess");
    printf("server: the client's status is %d\n", status);
    return status;
}

int
main(int argc, char **argv)
{
    PRIntn          flags;
    PRSharedMemory *shm;
    PRSem          *request, *answer;
    Board          *board;
    PRInt32         status = 0;

    PR_STDIO_INIT();
    Parse(argc, argv);
    if (!client && PR_DeleteSemaphore(SEM_NAME1) == PR_SUCCESS)
        fprintf(stderr, "deleted a semaphore of an earlier run\n");
    flags = client ? 0 : PR_SEM_CREATE;
    request = PR_OpenSemaphore(SEM_NAME1, flags, SEM_MODE, 0);
    answer = PR_OpenSemaphore(SEM_NAME2, flags, SEM_MODE, 0);
    if (request == NULL || answer == NULL)
        Fail("PR_OpenSemaphore");
    flags = client ? 0 : PR_SHM_CREATE | PR_SHM_EXCL;
    shm = PR_OpenSharedMemory(SHM_NAME, sizeof(Board), flags, SHM_MODE);
    if (shm == NULL)
        Fail("PR_OpenSharedMemory");
    board = (Board *)PR_AttachSharedMemory(shm, 0);
    if (board == NULL)
        Fail("PR_AttachSharedMemory");

    if (client)
        Ask(board, request, answer);
    else
        status = Serve(argv[0], board, request, answer);

    if (PR_DetachSharedMemory(shm, board) == PR_FAILURE)
        Fail("PR_DetachSharedMemory");
    if (PR_CloseSharedMemory(shm) == PR_FAILURE)
        Fail("PR_CloseSharedMemory");
    if (PR_CloseSemaphore(request) == PR_FAILURE ||
        PR_CloseSemaphore(answer) == PR_FAILURE)
        Fail("PR_CloseSemaphore");
    if (!client && (PR_DeleteSharedMemory(SHM_NAME) == PR_FAILURE ||
                    PR_DeleteSemaphore(SEM_NAME1) == PR_FAILURE ||
                    PR_DeleteSemaphore(SEM_NAME2) == PR_FAILURE))
        Fail("deleting");
    printf("%s: done\n", client ? "client" : "server");
    return status;
}
