/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Statistics in shared memory, which several processes count up at once with
 * atomic operations only.
 */
#include <nspr.h>

#include <stdio.h>
#include <stdlib.h>

#define SEGMENT  "counters.shm"
#define CHILDREN 4
#define ROUNDS   2000

typedef struct Counters {
    PRInt32 hits;
    PRInt32 balance;
    PRInt32 sum;
    PRInt32 tickets[CHILDREN + 1];
    PRInt32 nextTicket;
    PRInt32 last;
} Counters;

static Counters *
Attach(PRIntn flags, PRSharedMemory **segment)
{
    *segment = PR_OpenSharedMemory(SEGMENT, sizeof(Counters), flags, 0600);
    if (*segment == NULL)
        return NULL;
    return PR_AttachSharedMemory(*segment, 0);
}

static int
Child(int number)
{
    PRSharedMemory *segment;
    Counters       *counters = Attach(0, &segment);
    int             i;

    if (counters == NULL)
        return 1;
    for (i = 0; i < ROUNDS; i++) {
        PR_AtomicIncrement(&counters->hits);
        PR_ATOMIC_ADD(&counters->sum, number);
        if (i % 2)
            PR_ATOMIC_DECREMENT(&counters->balance);
        else
            PR_AtomicAdd(&counters->balance, 1);
    }
    PR_AtomicSet(&counters->last, number);
    PR_ATOMIC_INCREMENT(
        &counters->tickets[PR_AtomicIncrement(&counters->nextTicket)]);
    PR_DetachSharedMemory(segment, counters);
    return PR_CloseSharedMemory(segment) == PR_SUCCESS ? 20 + number : 2;
}

static void
Run(char *self)
{
    PRProcess *children[CHILDREN];
    char       number[8];
    char      *args[3];
    PRInt32    status;
    int        i;

    args[0] = self;
    args[1] = number;
    args[2] = NULL;
    for (i = 0; i < CHILDREN; i++) {
        PR_snprintf(number, sizeof number, "%d", i + 1);
        children[i] = PR_CreateProcess(self, args, NULL, NULL);
    }
    for (i = 0; i < CHILDREN; i++) {
        status = -1;
        if (children[i] != NULL)
            PR_WaitProcess(children[i], &status);
        printf("child %d: %d\n", i + 1, status);
    }
}

int
main(int argc, char **argv)
{
    PRSharedMemory *segment;
    Counters       *counters;
    int             i;

    if (argc > 1)
        return Child(atoi(argv[1]));
    counters = Attach(PR_SHM_CREATE, &segment);
    if (counters == NULL)
        return 1;
    Run(argv[0]);
    printf("hits %d, balance %d, sum %d\n", counters->hits, counters->balance,
           counters->sum);
    for (i = 0; i <= CHILDREN; i++)
        printf("ticket %d: %d\n", i, counters->tickets[i]);
    i = PR_AtomicSet(&counters->last, 100);
    printf("one was last: %d, now %d\n", i >= 1 && i <= CHILDREN,
           PR_AtomicDecrement(&counters->last));
    printf("detached %d\n", PR_DetachSharedMemory(segment, counters));
    printf("closed %d\n", PR_CloseSharedMemory(segment));
    printf("deleted %d\n", PR_DeleteSharedMemory(SEGMENT));
    return 0;
}
