/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What sender and receiver share; channel.h has the comments.
 */
#define _POSIX_C_SOURCE 200809L /* nanosleep() */

#include "channel.h"

#include <prerror.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* A lock that only one process knows of would be no use in shared memory. */
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "atomics must not need locks");

/* Give up when the other process does nothing for so many milliseconds: it may
 * have died. */
enum { PATIENCE = 60000 };

int
wait_a_moment(long *waited)
{
    struct timespec moment = { 0, 1000000 }; /* a millisecond */

    (void)nanosleep(&moment, NULL);
    return ++*waited <= PATIENCE;
}

/* Wait until the slot is full, or empty; false, with errno set, if the other
 * process does not answer. */
static int
await(Slot *slot, uint32_t full)
{
    long waited = 0;

    /* Acquire: who sees the flag also sees the chunk that went before it. */
    while (atomic_load_explicit(&slot->full, memory_order_acquire) != full) {
        if (!wait_a_moment(&waited)) {
            errno = ETIMEDOUT;
            return 0;
        }
    }
    return 1;
}

/* Hand the slot to the other side, with all that was done to it. */
static void
hand_over(Slot *slot, uint32_t full)
{
    atomic_store_explicit(&slot->full, full, memory_order_release);
}

long
send_file(Slot *slot, const char *file)
{
    FILE *in = fopen(file, "rb");
    long  total = in != NULL ? 0 : -1;

    while (total >= 0 && await(slot, 0)) {
        size_t length = fread(slot->chunk, 1, sizeof slot->chunk, in);

        if (ferror(in)) {
            break;
        }
        slot->length = (uint32_t)length;
        hand_over(slot, 1);
        if (length == 0) {
            fclose(in);
            return total;
        }
        total += (long)length;
    }
    perror(file);
    if (in != NULL) {
        fclose(in);
    }
    return -1;
}

long
receive_file(Slot *slot, const char *file)
{
    FILE *out = fopen(file, "wb");
    long  total = out != NULL ? 0 : -1;

    while (total >= 0 && await(slot, 1)) {
        /* Read it once: what another process can write may change. */
        size_t length = slot->length;

        if (length == 0) {
            hand_over(slot, 0);
            if (fclose(out) == 0) {
                return total;
            }
            out = NULL;
            break;
        }
        if (length > sizeof slot->chunk) {
            errno = EBADMSG;
            break;
        }
        if (fwrite(slot->chunk, 1, length, out) != length) {
            break;
        }
        hand_over(slot, 0);
        total += (long)length;
    }
    perror(file);
    if (out != NULL) {
        fclose(out);
    }
    return -1;
}

void
complain(const char *call, const char *name)
{
    PRErrorCode error = PR_GetError();
    int         system = (int)PR_GetOSError();
    const char *error_name = PR_ErrorToName(error);

    fprintf(stderr, "%s: %s: %s (%ld)", name, call,
            error_name != NULL ? error_name : "unknown error", (long)error);
    if (system != 0) {
        fprintf(stderr, ", the system says: %s", strerror(system));
    }
    fprintf(stderr, "\n");
}
