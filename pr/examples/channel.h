/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A channel between two processes in shared memory: bytes one way, and bytes
 * back.
 */
#ifndef channel_h___
#define channel_h___

#include <stdatomic.h>
#include <stdint.h>

/*
 * One way: room for one chunk, handed over by the flag.  While it is 0 only
 * the writer touches the rest, while it is 1 only the reader does.
 *
 * Both processes see the same bytes but at different addresses, so nothing in
 * here may be a pointer; and types of one size everywhere let a 32-bit process
 * talk to a 64-bit one.
 */
typedef struct Slot {
    _Atomic uint32_t full;
    uint32_t         length; /* bytes in the chunk; 0 ends the file */
    char             chunk[1024];
} Slot;

/* New segments are all zero, which is two empty slots: nobody has to set them
 * up, so nobody can come too early. */
typedef struct Channel {
    Slot there; /* from the sender to the receiver */
    Slot back;
} Channel;

/* Send a file through a slot, or write what comes through it to a file.
 * Returns the number of bytes, or -1 after saying on stderr what is wrong. */
long send_file(Slot *slot, const char *file);
long receive_file(Slot *slot, const char *file);

/* Let the other process run.  False once it has kept us waiting too long
 * since *waited, in milliseconds, was 0. */
int wait_a_moment(long *waited);

/* Say on stderr that an NSPR call failed with this name, and why. */
void complain(const char *call, const char *name);

#endif /* channel_h___ */
