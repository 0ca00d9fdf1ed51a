/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Bits: logarithms, rotations, arrays of them.  All of it is thread-safe,
 * except where threads change the same word of an array, and cannot fail.
 * Source: NSPR 4.35, observed.
 */
#ifndef prbit_h___
#define prbit_h___

#include "prtypes.h"

/* --- Logarithms ---------------------------------------------------------- */

/* How many zeros are below the lowest one bit, and above the highest; val is
 * not 0. */
#if defined(__GNUC__) && (defined(__i386__) || defined(__x86_64__) ||         \
                          defined(__arm__) || defined(__aarch64__))
#define PR_HAVE_BUILTIN_BITSCAN32
#define pr_bitscan_ctz32(val) __builtin_ctz(val)
#define pr_bitscan_clz32(val) __builtin_clz(val)
#endif

PR_BEGIN_EXTERN_C

/*
 * The logarithm of i to base 2, the next integer above it (0 to 32) or below
 * (0 to 31).  That of 0 is 0.
 */
NSPR_API(PRIntn) PR_CeilingLog2(PRUint32 i);
NSPR_API(PRIntn) PR_FloorLog2(PRUint32 i);

PR_END_EXTERN_C

/* The same, to the variable _log2.  Each argument is evaluated once. */
#ifdef PR_HAVE_BUILTIN_BITSCAN32
#define PR_CEILING_LOG2(_log2, _n)                                            \
    PR_BEGIN_MACRO                                                            \
    PRUint32 prOf_ = (PRUint32)(_n);                                          \
    (_log2) = prOf_ > 1 ? 32 - pr_bitscan_clz32(prOf_ - 1) : 0;               \
    PR_END_MACRO
#define PR_FLOOR_LOG2(_log2, _n)                                              \
    ((_log2) = 31 - pr_bitscan_clz32((PRUint32)(_n) | 1))
#else
#define PR_CEILING_LOG2(_log2, _n) ((_log2) = PR_CeilingLog2((PRUint32)(_n)))
#define PR_FLOOR_LOG2(_log2, _n)   ((_log2) = PR_FloorLog2((PRUint32)(_n)))
#endif

/* --- Arrays of bits ------------------------------------------------------ */

typedef unsigned long prbitmap_t; /* a word of such an array */

/* Not 0 if the bit of that number is set; set it; clear it.  The number is
 * evaluated twice. */
#define PR_TEST_BIT(_map, _bit)                                               \
    ((_map)[(_bit) >> PR_BITS_PER_LONG_LOG2] &                                \
     ((prbitmap_t)1 << ((_bit) & (PR_BITS_PER_LONG - 1))))
#define PR_SET_BIT(_map, _bit)                                                \
    ((_map)[(_bit) >> PR_BITS_PER_LONG_LOG2] |=                               \
     ((prbitmap_t)1 << ((_bit) & (PR_BITS_PER_LONG - 1))))
#define PR_CLEAR_BIT(_map, _bit)                                              \
    ((_map)[(_bit) >> PR_BITS_PER_LONG_LOG2] &=                               \
     ~((prbitmap_t)1 << ((_bit) & (PR_BITS_PER_LONG - 1))))

/* --- Rotations ----------------------------------------------------------- */

/* A PRUint32, rotated by 0 to 32 bits.  Arguments are evaluated twice. */
#define PR_ROTATE_LEFT32(a, bits)                                             \
    ((PRUint32)(a) << ((bits)&31) | (PRUint32)(a) >> ((32 - (bits)) & 31))
#define PR_ROTATE_RIGHT32(a, bits)                                            \
    ((PRUint32)(a) >> ((bits)&31) | (PRUint32)(a) << ((32 - (bits)) & 31))

#endif /* prbit_h___ */
