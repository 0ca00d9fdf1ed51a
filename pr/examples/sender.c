/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Send a file to another process through shared memory and get it back.
 *
 *   sender NAME FILE RETURNED
 *
 * Makes the segment NAME, sends FILE to the receiver, writes what comes back
 * to RETURNED and removes the segment.  Compile it with either of
 *
 *   cc -o sender sender.c channel.c $(pkg-config --cflags --libs prshm)
 *   cc -o sender sender.c channel.c $(pkg-config --cflags --libs nspr)
 */
#include "channel.h"

#include <prshm.h>

#include <stdio.h>
#include <stdlib.h>

static int
exchange(Channel *channel, const char *file, const char *returned)
{
    long bytes = send_file(&channel->there, file);

    if (bytes < 0) {
        return 0;
    }
    printf("sent %ld bytes\n", bytes);
    fflush(stdout);

    bytes = receive_file(&channel->back, returned);
    if (bytes < 0) {
        return 0;
    }
    printf("got %ld bytes back\n", bytes);
    fflush(stdout);
    return 1;
}

/* Map the segment into this process for as long as the exchange takes. */
static int
use_segment(PRSharedMemory *segment, const char *argv[])
{
    Channel *channel = PR_AttachSharedMemory(segment, 0);
    int      succeeded;

    if (channel == NULL) {
        complain("PR_AttachSharedMemory", argv[1]);
        return 0;
    }
    printf("made a segment of %lu bytes\n", (unsigned long)sizeof *channel);
    fflush(stdout);
    succeeded = exchange(channel, argv[2], argv[3]);
    if (PR_DetachSharedMemory(segment, channel) != PR_SUCCESS) {
        complain("PR_DetachSharedMemory", argv[1]);
        succeeded = 0;
    }
    return succeeded;
}

int
main(int argc, const char *argv[])
{
    PRSharedMemory *segment;
    int             succeeded;

    if (argc != 4) {
        fprintf(stderr, "usage: sender NAME FILE RETURNED\n");
        return 2;
    }

    /* PR_SHM_EXCL: a segment that is there already is somebody else's. */
    segment = PR_OpenSharedMemory(argv[1], sizeof(Channel),
                                  PR_SHM_CREATE | PR_SHM_EXCL, 0600);
    if (segment == NULL) {
        complain("PR_OpenSharedMemory", argv[1]);
        return EXIT_FAILURE;
    }
    succeeded = use_segment(segment, argv);
    (void)PR_CloseSharedMemory(segment);

    /* Segments outlive their processes: without this it would stay. */
    if (PR_DeleteSharedMemory(argv[1]) != PR_SUCCESS) {
        complain("PR_DeleteSharedMemory", argv[1]);
        succeeded = 0;
    } else {
        printf("removed the segment\n");
    }
    return succeeded ? EXIT_SUCCESS : EXIT_FAILURE;
}
