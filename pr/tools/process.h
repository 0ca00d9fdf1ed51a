/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What can be told of processes: whether they live, and what they have mapped.
 */
#ifndef process_h___
#define process_h___

#include "memory.h"
#include "prtypes.h"

#include <sys/types.h>

typedef enum Life { LIFE_UNKNOWN, LIFE_ALIVE, LIFE_GONE } Life;

/*
 * Whether the process that had this number at a time, in microseconds since
 * 1970, still lives; 0 for a time that is not known.  Numbers are used again:
 * one that began later is another process.
 */
Life LifeOf(PRInt64 pid, PRInt64 at);

/* A file that some process has mapped from its beginning. */
typedef struct Mapping {
    PRUint64 device, inode;
} Mapping;

typedef struct Mappings {
    Array  all;        /* of Mapping, sorted */
    PRBool incomplete; /* not every process could be looked at */
} Mappings;

/* Look at every process there is; free mappings->all.items. */
void FindMappings(Mappings *mappings);

/* How often a file is mapped by what was looked at. */
PRInt64 CountMappings(const Mappings *mappings, PRUint64 device,
                      PRUint64 inode);

/* Whether a process that may be looked at has a file open. */
PRBool IsOpenSomewhere(PRUint64 device, PRUint64 inode);

#endif /* process_h___ */
