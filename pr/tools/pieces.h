/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Work on much memory, piece by piece, by several threads where that is faster.
 */
#ifndef pieces_h___
#define pieces_h___

#include "prtypes.h"

/* What is done with each: 0 or an errno value, which ends it all.  Threads call
 * it at once if that is allowed, with different pieces. */
typedef PRInt32 (*PieceJob)(const void *arg, PRUint64 offset, PRSize length);

/* Do a job with all pieces of so many bytes; returns what the first one that
 * failed returned.  Shows how far it is if that takes long. */
PRInt32 DoPieces(PRUint64 total, PRBool atOnce, PieceJob job, const void *arg);

/* Map the pages of a range in before they are needed, which costs less than
 * one by one; a try. */
void BringIn(unsigned char *from, PRSize length, PRBool toWrite);

#endif /* pieces_h___ */
