/* SPDX-License-Identifier: MPL-2.0 */
/*
 * 64-bit integers for programs that were written when compilers had none:
 * each operator by a name.  New programs write a + b.
 *
 * r, or the first argument, is where the result goes; the others are values.
 * Arithmetic is C's: it is done in the type that the operands have in common,
 * so two PRInt32 are added in 32 bits.  Shifts are those of the processor,
 * also of negative numbers, by 0 to 63.  Each argument is evaluated once, but
 * for LL_OR2 and LL_UDIVMOD.  Source: NSPR 4.35, observed.
 */
#ifndef prlong_h___
#define prlong_h___

#include "prtypes.h"

PR_BEGIN_EXTERN_C

/* The limits as functions, for what cannot see macros.  They are thread-safe
 * and cannot fail. */
NSPR_API(PRInt64)  LL_MaxInt(void);
NSPR_API(PRInt64)  LL_MinInt(void);
NSPR_API(PRInt64)  LL_Zero(void);
NSPR_API(PRUint64) LL_MaxUint(void);

PR_END_EXTERN_C

/* --- Constants ----------------------------------------------------------- */

#define LL_MAXINT  PR_INT64_MAX
#define LL_MININT  PR_INT64_MIN
#define LL_ZERO    PR_INT64(0)
#define LL_MAXUINT PR_UINT64_MAX

/* From two literals without a suffix: the upper and the lower 32 bits. */
#define LL_INIT(hi, lo)                                                       \
    ((PRInt64)((PRUint64)PR_INT64(hi) << 32) + PR_INT64(lo))

/* --- Comparisons, where op is <, <=, ... ---------------------------------- */

#define LL_IS_ZERO(a)    ((a) == 0)
#define LL_EQ(a, b)      ((a) == (b))
#define LL_NE(a, b)      ((a) != (b))
#define LL_GE_ZERO(a)    ((a) >= 0)
/* clang-format off */
#define LL_CMP(a, op, b)  ((PRInt64)(a) op (PRInt64)(b))
#define LL_UCMP(a, op, b) ((PRUint64)(a) op (PRUint64)(b))
/* clang-format on */

/* --- Bits ---------------------------------------------------------------- */

#define LL_AND(r, a, b)  ((r) = (a) & (b))
#define LL_OR(r, a, b)   ((r) = (a) | (b))
#define LL_XOR(r, a, b)  ((r) = (a) ^ (b))
#define LL_OR2(r, a)     ((r) = (r) | (a))
#define LL_NOT(r, a)     ((r) = ~(a))

/* Left; right, keeping the sign; right, with zeros; left from 32 bits. */
#define LL_SHL(r, a, b)  ((r) = (PRInt64)((PRUint64)(a) << (b)))
#define LL_SHR(r, a, b)  ((r) = (PRInt64)(a) >> (b))
#define LL_USHR(r, a, b) ((r) = (PRUint64)(a) >> (b))
#define LL_ISHL(r, a, b) LL_SHL(r, a, b)

/* --- Arithmetic ---------------------------------------------------------- */

#define LL_NEG(r, a)     ((r) = -(a))
#define LL_ADD(r, a, b)  ((r) = (a) + (b))
#define LL_SUB(r, a, b)  ((r) = (a) - (b))
#define LL_MUL(r, a, b)  ((r) = (a) * (b))
#define LL_DIV(r, a, b)  ((r) = (a) / (b))
#define LL_MOD(r, a, b)  ((r) = (a) % (b))

/* Quotient and remainder of unsigned integers, to where qp and rp point. */
#define LL_UDIVMOD(qp, rp, a, b)                                              \
    (*(qp) = (PRUint64)(a) / (b), *(rp) = (PRUint64)(a) % (b))

/* --- Conversions: the target comes first ---------------------------------- */

#define LL_L2I(i, l)   ((i) = (PRInt32)(l))
#define LL_L2UI(ui, l) ((ui) = (PRUint32)(l))
#define LL_L2F(f, l)   ((f) = (PRFloat64)(l))
#define LL_L2D(d, l)   ((d) = (PRFloat64)(l))
#define LL_I2L(l, i)   ((l) = (PRInt64)(i))
#define LL_UI2L(l, ui) ((l) = (PRInt64)(ui))
#define LL_F2L(l, f)   ((l) = (PRInt64)(f))
#define LL_D2L(l, d)   ((l) = (PRInt64)(d))

#endif /* prlong_h___ */
