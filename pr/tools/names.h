/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Files that may be markers: all regular files of some directories.
 */
#ifndef names_h___
#define names_h___

#include "memory.h"
#include "prtypes.h"

#include <sys/stat.h>

typedef struct Name {
    char       *path;
    struct stat info;
} Name;

typedef struct Names {
    Array all;     /* of Name; sorted by FinishNames() */
    Array drafts;  /* of Name: files in the making, which are no markers */
    Array visited; /* directories */
    Array notes;   /* of char *: what could not be looked at */
} Names;

/* Add what a path leads to: a file, or all that is in a directory and below
 * it, on the same filesystem and to some depth.  0 or an errno value. */
PRInt32 AddTree(Names *names, const char *path);

/* Add a file, and all others in its directory. */
void AddNeighbours(Names *names, const char *path);

/* Add the files, not those further below, of the directories where markers
 * usually are; those that are missing are left out. */
void AddUsual(Names *names);

/* Whether a path is that of a file in the making; then creator is the process,
 * or UNKNOWN. */
PRBool ParseDraft(const char *path, PRInt64 *creator);

/* Sort them by what System V keys have of them. */
void FinishNames(Names *names);

/* The part of a System V key that is a marker's. */
#define MARKER_BITS(device, inode)                                            \
    ((PRUint32)((device)&0xff) << 16 | (PRUint32)((inode)&0xffff))

/* The first of those with such bits, or NULL; others follow it up to the end
 * of the array, or until the bits are others. */
const Name *FindNames(const Names *names, PRUint32 bits);
const Name *NextName(const Names *names, const Name *name);

/* When the file began, in microseconds since 1970; 0 if not known. */
PRInt64 BirthOf(const Name *name);

/* The earliest time that the file has, its birth included: only that of a
 * marker is the time when it was made. */
PRInt64 EarliestOf(const Name *name, PRInt64 born);

void FreeNames(Names *names);

#endif /* names_h___ */
