/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Segments and semaphores, as prshm(1) sees them from outside.
 */
#ifndef object_h___
#define object_h___

#include "memory.h"
#include "process.h"
#include "prshmx.h"
#include "prtypes.h"

/* What there is to say of an object; verdictNames in verdict.c has the same
 * order. */
typedef enum Verdict {
    VERDICT_LIVE,      /* somebody has it attached */
    VERDICT_IDLE,      /* nobody has, and its creator lives */
    VERDICT_ORPHAN,    /* nobody has, and its creator is gone */
    VERDICT_NAMELESS,  /* no marker leads to it */
    VERDICT_HALF_MADE, /* its creator has not come to the end; a draft */
    VERDICT_COLLISION, /* markers that it was not made for lead to it */
    VERDICT_UNKNOWN    /* that is not for us to see */
} Verdict;

#define NATIVE_SIZE PRX_SHM_NATIVE_SIZE

#define UNKNOWN     (-1) /* of all numbers that are signed */

typedef struct Object {
    PRBool      isSemaphore;
    PRBool      isDraft;             /* neither: a file in the making */
    const char *mechanism;           /* "sysv", "posix" or "file" */
    char        native[NATIVE_SIZE]; /* what the system's own tools call it */

    PRInt64  id;  /* of System V */
    PRUint32 key; /* of System V; 0 otherwise */

    /* Of the file that it is, if it is one. */
    PRUint64 device, inode;
    char    *path; /* if that is its name, or NULL; owned */

    /* Of its marker: what a key has of it, and all of it if that is known. */
    PRUint32 markerBits;
    PRUint64 markerDevice, markerInode; /* 0 if not known */
    PRInt64  markerBorn; /* microseconds since 1970; 0 if not known */
    PRUint64 madeFor;    /* the inode that its trailer names */

    PRInt64  size; /* bytes; of a segment */
    PRUint32 mode;
    PRInt64  uid, gid; /* of its owner */

    /* Who made it; of a System V semaphore, who used it last. */
    PRInt64 creator;
    Life    creatorLife;

    PRInt64 attachments; /* in all processes; of a System V semaphore, how
                          * many wait for it */
    PRInt64 value;       /* of a semaphore */
    PRInt64 made, used;  /* microseconds since 1970; 0 if not known.  Of
                          * System V, made is the last change. */
    PRBool  halfMade;

    Array   names;    /* of char *: of the files that lead to it */
    PRInt64 nameBorn; /* when the first began; 0 if not known */
    PRBool  collides;
    PRBool  timely;   /* by itself it tells that they are its markers */
    PRBool  doubtful; /* they may be files of somebody's, and no markers */
    PRBool  orphaned; /* nobody has it attached, and its creator is gone */
    Verdict verdict;
} Object;

const char *NameOfVerdict(Verdict verdict);

/* The name to show, or NULL. */
const char *NameOf(const Object *object);

/* How old it is, in microseconds; UNKNOWN if that is not known. */
PRInt64 AgeOf(const Object *object);

/* How long it was not used, as far as that can be told: no more than its
 * age. */
PRInt64 RestOf(const Object *object);

void FreeObject(Object *object);

#endif /* object_h___ */
