/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The system's limits of what there can be, and how much of them is used.
 */
#ifndef limits_h___
#define limits_h___

#include "prtypes.h"

#include <stdio.h>

/* Each is UNKNOWN where the system does not tell. */
typedef struct Limits {
    PRInt64 shmmax;         /* bytes of a segment */
    PRInt64 shmall, pages;  /* pages of all segments, and those in use */
    PRInt64 shmmni, count;  /* segments, and those there are */
    PRInt64 semmni, sets;   /* the same of semaphore sets */
    PRInt64 room, freeRoom; /* bytes of the directory of POSIX objects */
} Limits;

void ReadLimits(Limits *limits);

/* A number in a file, or UNKNOWN. */
PRInt64 ReadNumberIn(const char *path);

/* The first line of a file, without its end; or NULL.  For free(). */
char *ReadLineIn(const char *path);

/* All that is in a filesystem, in bytes, and what is free; or UNKNOWN. */
void ReadRoom(const char *path, PRInt64 *room, PRInt64 *freeRoom);

#endif /* limits_h___ */
