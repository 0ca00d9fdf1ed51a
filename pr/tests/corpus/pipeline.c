/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A producer and a consumer, processes both, with a ring in shared memory
 * between them and a semaphore for either end.
 */
#include "prerror.h"
#include "prinit.h"
#include "pripcsem.h"
#include "prprf.h"
#include "prproces.h"
#include "prshm.h"

#include <stdio.h>

#define RING  7
#define ITEMS 300

typedef struct Ring {
    PRUint32 in, out;
    PRUint32 numbers[RING];
} Ring;

static const char *const name = "ring.shm";
static const char *const roomName = "ring.room";
static const char *const itemName = "ring.items";

static int
Produce(Ring *ring, PRSem *room, PRSem *items)
{
    PRUint32 i, number = 1;

    for (i = 0; i < ITEMS; i++) {
        if (PR_WaitSemaphore(room) != PR_SUCCESS)
            return 1;
        ring->numbers[ring->in] = number;
        ring->in = (ring->in + 1) % RING;
        number = number * 1103515245u + 12345u;
        if (PR_PostSemaphore(items) != PR_SUCCESS)
            return 1;
    }
    return 42;
}

static int
Consume(Ring *ring, PRSem *room, PRSem *items)
{
    PRUint32 i, sum = 0, last = 0;

    for (i = 0; i < ITEMS; i++) {
        if (PR_WaitSemaphore(items) != PR_SUCCESS)
            return 1;
        last = ring->numbers[ring->out];
        ring->out = (ring->out + 1) % RING;
        sum ^= last + i;
        if (PR_PostSemaphore(room) != PR_SUCCESS)
            return 1;
        if (i % 75 == 0)
            PR_fprintf(PR_STDOUT, "no. %u is %08x\n", i, last);
    }
    PR_fprintf(PR_STDOUT, "%d items, the last %08x, together %08x\n", ITEMS,
               last, sum);
    return 0;
}

static int
Run(char *self, Ring *ring, PRSem *room, PRSem *items)
{
    char      *args[3];
    PRProcess *producer;
    PRInt32    status = 0;

    args[0] = self;
    args[1] = "produce";
    args[2] = NULL;
    producer = PR_CreateProcess(self, args, NULL, NULL);
    if (producer == NULL || Consume(ring, room, items) != 0)
        return 1;
    if (PR_WaitProcess(producer, &status) != PR_SUCCESS)
        return 1;
    PR_fprintf(PR_STDOUT, "the producer ends with %d\n", (int)status);
    return 0;
}

int
main(int argc, char **argv)
{
    PRBool          first = argc == 1;
    PRIntn          create = first ? PR_SEM_CREATE | PR_SEM_EXCL : 0;
    PRSharedMemory *shm;
    PRSem          *room, *items;
    Ring           *ring;
    int             status;

    shm = PR_OpenSharedMemory(name, sizeof *ring,
                              first ? PR_SHM_CREATE | PR_SHM_EXCL : 0, 0600);
    room = PR_OpenSemaphore(roomName, create, 0600, RING);
    items = PR_OpenSemaphore(itemName, create, 0600, 0);
    ring = shm != NULL ? PR_AttachSharedMemory(shm, 0) : NULL;
    if (ring == NULL || room == NULL || items == NULL) {
        fprintf(stderr, "%s\n", PR_ErrorToName(PR_GetError()));
        return 1;
    }
    status =
        first ? Run(argv[0], ring, room, items) : Produce(ring, room, items);
    PR_DetachSharedMemory(shm, ring);
    PR_CloseSharedMemory(shm);
    PR_CloseSemaphore(room);
    PR_CloseSemaphore(items);
    if (first) {
        PR_fprintf(PR_STDOUT, "deleted: %d %d %d\n",
                   PR_DeleteSharedMemory(name), PR_DeleteSemaphore(roomName),
                   PR_DeleteSemaphore(itemName));
    }
    return status;
}
