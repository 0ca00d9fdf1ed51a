/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Atomic functions and macros: what they return and what they leave, around
 * the ends of the range.
 */
#include "pratom.h"
#include "prio.h"
#include "prprf.h"

static PRFileDesc *output;
static PRIntn      result = 0;

static void
Expect(const char *what, PRInt32 rv, PRInt32 left, PRInt32 wantedRv,
       PRInt32 wantedLeft)
{
    PRBool right = rv == wantedRv && left == wantedLeft;

    PR_fprintf(output, "%-22s returned %ld, left %ld: %s\n", what, rv, left,
               right ? "PASSED" : "FAILED");
    if (!right)
        result = 1;
}

/* Some return only whether the result is zero; all that counts is the sign. */
static PRInt32
Sign(PRInt32 number)
{
    return number < 0 ? -1 : number > 0;
}

static void
Count(PRInt32 from)
{
    PRInt32 number = from;
    PRInt32 i, rv;

    for (i = 1; i <= 3; i++) {
        rv = PR_AtomicIncrement(&number);
        Expect("PR_AtomicIncrement", Sign(rv), number, Sign(from + i),
               from + i);
    }
    for (i = 2; i >= 0; i--) {
        rv = PR_ATOMIC_DECREMENT(&number);
        Expect("PR_ATOMIC_DECREMENT", Sign(rv), number, Sign(from + i),
               from + i);
    }
    rv = PR_ATOMIC_INCREMENT(&number);
    Expect("PR_ATOMIC_INCREMENT", rv, number, from + 1, from + 1);
    rv = PR_AtomicDecrement(&number);
    Expect("PR_AtomicDecrement", rv, number, from, from);
}

static void
SetAndAdd(PRInt32 from, PRInt32 other)
{
    PRInt32 number = from;
    PRInt32 rv;

    rv = PR_AtomicSet(&number, other);
    Expect("PR_AtomicSet", rv, number, from, other);
    rv = PR_ATOMIC_SET(&number, from);
    Expect("PR_ATOMIC_SET", rv, number, other, from);
    rv = PR_AtomicAdd(&number, other);
    Expect("PR_AtomicAdd", rv, number, from + other, from + other);
    rv = PR_ATOMIC_ADD(&number, -other);
    Expect("PR_ATOMIC_ADD", rv, number, from, from);
}

int
main(void)
{
    output = PR_GetSpecialFD(PR_StandardOutput);
    Count(-2);
    Count(100);
    Count(PR_INT32_MAX - 4);
    SetAndAdd(2, 3);
    SetAndAdd(-7, 20);
    SetAndAdd(PR_INT32_MIN, PR_INT32_MAX);
    PR_fprintf(output, "%s\n", result ? "FAIL" : "PASS");
    return result;
}
