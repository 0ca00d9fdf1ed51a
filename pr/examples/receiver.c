/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Get a file from another process through shared memory and send it back.
 *
 *   receiver NAME COPY [wait]
 *
 * Opens the segment NAME as soon as the sender has made it, writes what comes
 * to COPY and sends that back.  With "wait" it waits for a line on standard
 * input in between, so that one can see what the system holds.  Compile it
 * with either of
 *
 *   cc -o receiver receiver.c channel.c $(pkg-config --cflags --libs prshm)
 *   cc -o receiver receiver.c channel.c $(pkg-config --cflags --libs nspr)
 */
#include "channel.h"

#include <prerror.h>
#include <prshm.h>

#include <stdio.h>
#include <stdlib.h>

/* Open the segment, waiting for the sender to make it. */
static PRSharedMemory *
open_segment(const char *name)
{
    PRSharedMemory *segment;
    long            waited = 0;

    do {
        segment = PR_OpenSharedMemory(name, sizeof(Channel), 0, 0600);
    } while (segment == NULL && PR_GetError() == PR_FILE_NOT_FOUND_ERROR &&
             wait_a_moment(&waited));
    return segment;
}

static int
exchange(Channel *channel, const char *copy, int wait)
{
    long bytes = receive_file(&channel->there, copy);

    if (bytes < 0) {
        return 0;
    }
    printf("received %ld bytes\n", bytes);
    fflush(stdout);
    if (wait) {
        (void)getchar();
    }

    bytes = send_file(&channel->back, copy);
    if (bytes < 0) {
        return 0;
    }
    printf("sent %ld bytes back\n", bytes);
    return 1;
}

int
main(int argc, const char *argv[])
{
    PRSharedMemory *segment;
    Channel        *channel;
    int             succeeded;

    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: receiver NAME COPY [wait]\n");
        return 2;
    }

    segment = open_segment(argv[1]);
    if (segment == NULL) {
        complain("PR_OpenSharedMemory", argv[1]);
        return EXIT_FAILURE;
    }
    channel = PR_AttachSharedMemory(segment, 0);
    if (channel == NULL) {
        complain("PR_AttachSharedMemory", argv[1]);
        (void)PR_CloseSharedMemory(segment);
        return EXIT_FAILURE;
    }

    succeeded = exchange(channel, argv[2], argc == 4);

    /* The sender may have removed the segment by now: whoever has it attached
     * keeps it until here. */
    if (PR_DetachSharedMemory(segment, channel) != PR_SUCCESS) {
        complain("PR_DetachSharedMemory", argv[1]);
        succeeded = 0;
    }
    (void)PR_CloseSharedMemory(segment);
    return succeeded ? EXIT_SUCCESS : EXIT_FAILURE;
}
