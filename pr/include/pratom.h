/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Integers that several threads, or several processes with a segment in
 * common, count with at once.
 *
 * Every operation is one indivisible step of the processor's own, without a
 * lock, and nothing that a thread did before it is seen after it by another
 * one.  So they work in memory that processes share, those on stock NSPR
 * among them, and wherever that is mapped.  Beyond either end of 32 bits the
 * numbers go on at the other one.  All of it is thread-safe and initialises
 * nothing.  Source: NSPR 4.35, observed.
 */
#ifndef pratom_h___
#define pratom_h___

#include "prlock.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

/*
 * Add 1 to the integer at val, or take 1 from it.  Returns what it became.
 * As with all of these, for NULL that is 0, with the error
 *   PR_INVALID_ARGUMENT_ERROR
 * and nothing else can go wrong.
 */
NSPR_API(PRInt32) PR_AtomicIncrement(PRInt32 *val);
NSPR_API(PRInt32) PR_AtomicDecrement(PRInt32 *val);

/* Store newval at val.  Returns what was there before. */
NSPR_API(PRInt32) PR_AtomicSet(PRInt32 *val, PRInt32 newval);

/* Add val, which may be negative, to the integer at ptr.  Returns what that
 * became. */
NSPR_API(PRInt32) PR_AtomicAdd(PRInt32 *ptr, PRInt32 val);

PR_END_EXTERN_C

/*
 * The same without a call, where the compiler knows how; NULL is a crash then.
 * Arguments are evaluated once.
 */
#if defined(__GCC_HAVE_SYNC_COMPARE_AND_SWAP_4) && defined(__ATOMIC_SEQ_CST)
#define PR_ATOMIC_INCREMENT(val) __atomic_add_fetch(val, 1, __ATOMIC_SEQ_CST)
#define PR_ATOMIC_DECREMENT(val) __atomic_sub_fetch(val, 1, __ATOMIC_SEQ_CST)
#define PR_ATOMIC_SET(val, newval)                                            \
    __atomic_exchange_n(val, newval, __ATOMIC_SEQ_CST)
#define PR_ATOMIC_ADD(ptr, val) __atomic_add_fetch(ptr, val, __ATOMIC_SEQ_CST)
#else
#define PR_ATOMIC_INCREMENT(val)   PR_AtomicIncrement(val)
#define PR_ATOMIC_DECREMENT(val)   PR_AtomicDecrement(val)
#define PR_ATOMIC_SET(val, newval) PR_AtomicSet(val, newval)
#define PR_ATOMIC_ADD(ptr, val)    PR_AtomicAdd(ptr, val)
#endif

#endif /* pratom_h___ */
