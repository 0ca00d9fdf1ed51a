/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A bar on standard error, for what takes long; on a terminal only.
 */
#ifndef progress_h___
#define progress_h___

#include "prtypes.h"

/* Start with BeginProgress(). */
typedef struct Progress {
    PRBool   shown, possible;
    PRUint64 total;       /* bytes; 0 if not known */
    PRInt64  begun, last; /* monotonic, in microseconds */
} Progress;

void BeginProgress(Progress *progress, PRUint64 total);
void ShowProgress(Progress *progress, PRUint64 done); /* so many bytes */
void EndProgress(Progress *progress);                 /* takes it away */

#endif /* progress_h___ */
