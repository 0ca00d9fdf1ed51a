/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Segments of a name, through the public calls.  Functions that fail have said
 * why, and return EXIT_FAILURE.
 */
#ifndef access_h___
#define access_h___

#include "prshmx.h"
#include "prtypes.h"

typedef struct Access {
    const char         *name;
    PRSharedMemory     *segment;
    unsigned char      *memory; /* all of it, attached */
    PRXSharedMemoryInfo info;
} Access;

/* What is wanted of a segment. */
typedef enum Purpose { TO_READ, TO_WRITE } Purpose;

/* Say which call failed for what name, and why NSPR says it did. */
int FailCall(const char *call, const char *name);

/* Say that PRSHM_BACKEND names no mechanism, if _PR_MD_ShmBadSetting(). */
int FailSetting(void);

/* Say that there is nothing of this name. */
int FailAbsent(const char *name);

/* Open and attach what is there.  If absent is not NULL it tells whether there
 * is no such segment; nothing is said of that then. */
int OpenAccess(const char *name, Purpose purpose, Access *access,
               PRBool *absent);

/* See that a process can have a segment so large. */
int CheckSize(PRUint64 size);

/* Make one, and attach it to be written at once. */
int CreateAccess(const char *name, PRUint64 size, PRUint64 mode,
                 Access *access);

int CloseAccess(Access *access);

/* Copy from or to a segment; 0 or an errno value.  That is EFAULT, and the end
 * of no process, where a file that is a segment has become shorter. */
PRInt32 CopyMemory(void *to, const void *from, PRSize length);

/* Say what that returned, if it failed. */
int StatusOfCopy(const char *name, PRInt32 err);

/* A part of a segment. */
typedef struct Range {
    PRUint64 offset, length; /* bytes */
    PRBool   hasLength;      /* else it reaches to the end */
} Range;

/* The options that set it: rows of a table. */
#define OFFSET_OPTION(offset)                                                 \
    {                                                                         \
        'o', "offset", OPTION_SIZE, &(offset), NULL,                          \
            "where in the segment to begin"                                   \
    }
#define LENGTH_OPTION(range)                                                  \
    {                                                                         \
        'n', "length", OPTION_SIZE, &(range).length, &(range).hasLength,      \
            "how much; up to the end if not given"                            \
    }

/* See that it is in the segment; then its length is known. */
int CheckRange(const Access *access, Range *range);

/* Open a segment to read a part of it, have that done, and let go of it.
 * Returns the worst status. */
typedef int RangeReader(const Access *access, void *arg);
int ReadRange(const char *name, Range *range, RangeReader *reader, void *arg);

#endif /* access_h___ */
