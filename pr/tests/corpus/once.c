/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A module that initialises itself at its first use, whichever thread that is;
 * and one that cannot.
 */
#include "prerror.h"
#include "prinit.h"
#include "prlock.h"
#include "prmem.h"
#include "prthread.h"

#include <stdio.h>

#define THREADS 8

static PRCallOnceType       tableOnce;
static PRCallOnceType       brokenOnce;
static const PRCallOnceType pristine = { 0, 0, PR_SUCCESS };

static PRLock   *lock;
static PRInt32   calls, answers;
static PRUint32 *table;

static PRStatus PR_CALLBACK
MakeTable(void)
{
    PRUint32 i;

    calls++;
    PR_Sleep(PR_MillisecondsToInterval(5));
    table = (PRUint32 *)PR_MALLOC(256 * sizeof(PRUint32));
    if (table == NULL)
        return PR_FAILURE;
    for (i = 0; i < 256; i++)
        table[i] = i * i;
    return PR_SUCCESS;
}

static PRStatus PR_CALLBACK
Break(void *arg)
{
    PRInt32 *count = (PRInt32 *)arg;

    ++*count;
    PR_SetError(PR_LOAD_LIBRARY_ERROR, 99);
    return PR_FAILURE;
}

static PRUint32
Square(PRUint32 n)
{
    if (PR_CallOnce(&tableOnce, MakeTable) != PR_SUCCESS)
        return 0;
    return table[n];
}

static void PR_CALLBACK
Ask(void *arg)
{
    PRUint32 number = *(PRUint32 *)arg;

    if (Square(number) == number * number) {
        PR_Lock(lock);
        answers++;
        PR_Unlock(lock);
    }
}

int
main(void)
{
    PRThread *threads[THREADS];
    PRUint32  numbers[THREADS];
    PRInt32   tries = 0;
    int       i;

    lock = PR_NewLock();
    for (i = 0; i < THREADS; i++) {
        numbers[i] = (PRUint32)i * 30;
        threads[i] = PR_CreateThread(PR_SYSTEM_THREAD, Ask, &numbers[i],
                                     PR_PRIORITY_HIGH, PR_GLOBAL_BOUND_THREAD,
                                     PR_JOINABLE_THREAD, 0);
    }
    for (i = 0; i < THREADS; i++)
        if (threads[i] == NULL || PR_JoinThread(threads[i]) != PR_SUCCESS)
            return 1;
    printf("%d call, %d right answers\n", calls, answers);
    printf("%d %d %d\n", tableOnce.initialized, tableOnce.inProgress,
           tableOnce.status);

    for (i = 0; i < 3; i++) {
        PRStatus status = PR_CallOnceWithArg(&brokenOnce, Break, &tries);

        printf("%d after %d tries: %s\n", status, tries,
               PR_ErrorToName(PR_GetError()));
    }
    brokenOnce = pristine;
    printf("%d again\n", PR_CallOnceWithArg(&brokenOnce, Break, &tries));
    PR_DELETE(table);
    PR_DestroyLock(lock);
    return 0;
}
