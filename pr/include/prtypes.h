/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The scalar types of NSPR, their limits, and the macros with which its
 * headers declare things.
 *
 * The sizes are those of NSPR everywhere: PRInt32 has 32 bits, PRIntn is an
 * int.  Where a long has 64 bits PRInt64 is a long, as callers' format strings
 * and overloads expect.  Source: NSPR 4.35 on Linux, compared by
 * pr/tests/test_facts.sh.
 */
#ifndef prtypes_h___
#define prtypes_h___

#include "prcpucfg.h"

#include <stddef.h>

/* --- Linkage ------------------------------------------------------------- */

#if defined(__GNUC__) || defined(__clang__)
#define PR_VISIBILITY_DEFAULT __attribute__((visibility("default")))
#else
#define PR_VISIBILITY_DEFAULT
#endif

/* A declaration of what the library exports, functions and data alike. */
#define PR_EXTERN(type)         extern PR_VISIBILITY_DEFAULT type
#define PR_EXTERN_DATA(type)    PR_EXTERN(type)
#define PR_EXPORT(type)         PR_EXTERN(type)
#define PR_EXPORT_DATA(type)    PR_EXTERN(type)
#define PR_IMPORT(type)         PR_EXTERN(type)
#define PR_IMPORT_DATA(type)    PR_EXTERN(type)

/* Its definition. */
#define PR_IMPLEMENT(type)      PR_VISIBILITY_DEFAULT type
#define PR_IMPLEMENT_DATA(type) PR_IMPLEMENT(type)

/* Declarations in NSPR's own headers: exported where the library is built. */
#ifdef _NSPR_BUILD_
#define NSPR_API(type)      PR_EXPORT(type)
#define NSPR_DATA_API(type) PR_EXPORT_DATA(type)
#else
#define NSPR_API(type)      PR_IMPORT(type)
#define NSPR_DATA_API(type) PR_IMPORT_DATA(type)
#endif

/* Calling conventions of callbacks: nothing on Unix. */
#define PR_CALLBACK
#define PR_CALLBACK_DECL
#define PR_STATIC_CALLBACK(type) static type

#ifdef __cplusplus
#define PR_BEGIN_EXTERN_C extern "C" {
#define PR_END_EXTERN_C   }
#else
#define PR_BEGIN_EXTERN_C
#define PR_END_EXTERN_C
#endif

/* clang-format off */
#define PR_BEGIN_MACRO do {
#define PR_END_MACRO   } while (0)
/* clang-format on */

/* --- Arithmetic ---------------------------------------------------------- */

#define PR_BIT(n)        ((PRUint32)1 << (n))
#define PR_BITMASK(n)    (PR_BIT(n) - 1)

/* The next multiple of y, itself any positive number; y is used thrice. */
#define PR_ROUNDUP(x, y) ((((x) + ((y)-1)) / (y)) * (y))

/* These evaluate an argument twice, as they always did. */
#define PR_MIN(x, y)     ((x) < (y) ? (x) : (y))
#define PR_MAX(x, y)     ((x) > (y) ? (x) : (y))
#define PR_ABS(x)        ((x) < 0 ? -(x) : (x))
#define PR_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

PR_BEGIN_EXTERN_C

/* --- Integers ------------------------------------------------------------ */

typedef unsigned char  PRUint8;
typedef signed char    PRInt8;
typedef unsigned short PRUint16;
typedef short          PRInt16;
typedef unsigned int   PRUint32;
typedef int            PRInt32;

#define PR_INT8_MAX   127
#define PR_INT8_MIN   (-128)
#define PR_UINT8_MAX  255U
#define PR_INT16_MAX  32767
#define PR_INT16_MIN  (-32768)
#define PR_UINT16_MAX 65535U
#define PR_INT32(x)   x
#define PR_UINT32(x)  x##U
#define PR_INT32_MAX  PR_INT32(2147483647)
#define PR_INT32_MIN  (-PR_INT32_MAX - 1)
#define PR_UINT32_MAX PR_UINT32(4294967295)

#if PR_BYTES_PER_LONG == 8
typedef long          PRInt64;
typedef unsigned long PRUint64;
#define PR_INT64(x)  x##L
#define PR_UINT64(x) x##UL
#else
/* long long is not C89: __extension__ keeps pedantic compilers quiet. */
#if defined(__GNUC__) || defined(__clang__)
__extension__ typedef long long          PRInt64;
__extension__ typedef unsigned long long PRUint64;
#else
typedef long long          PRInt64;
typedef unsigned long long PRUint64;
#endif
#define PR_INT64(x)  x##LL
#define PR_UINT64(x) x##ULL
#endif

#define PR_INT64_MAX  PR_INT64(0x7fffffffffffffff)
#define PR_INT64_MIN  (-PR_INT64_MAX - 1)
#define PR_UINT64_MAX PR_UINT64(-1)

/* The natural integer of the machine, at least 16 bits: an int everywhere. */
typedef int          PRIntn;
typedef unsigned int PRUintn;

typedef double        PRFloat64;
typedef size_t        PRSize;     /* bytes in memory */
typedef PRInt32       PROffset32; /* a position in a file, in bytes */
typedef PRInt64       PROffset64;
typedef ptrdiff_t     PRPtrdiff;
typedef unsigned long PRUptrdiff;
typedef long          PRWord;
typedef unsigned long PRUword;

/* --- Truth, success, characters ------------------------------------------ */

typedef PRIntn PRBool;
#define PR_TRUE  1
#define PR_FALSE 0

typedef PRUint8 PRPackedBool; /* a PRBool for structures */

/* What most calls return; the reason of a failure is in PR_GetError(). */
typedef enum { PR_FAILURE = -1, PR_SUCCESS = 0 } PRStatus;

#ifndef __PRUNICHAR__
#define __PRUNICHAR__
typedef PRUint16 PRUnichar; /* one UTF-16 unit */
#endif

PR_END_EXTERN_C

/* --- For compilers ------------------------------------------------------- */

/* A function that does return, but that an analyzer may take for an end. */
#if defined(__clang_analyzer__)
#define PR_PRETEND_NORETURN __attribute__((analyzer_noreturn))
#else
#define PR_PRETEND_NORETURN
#endif

/* Fails to compile, by an array of negative size, if the condition is 0.  It
 * declares a function, for in a block a variable would be unused. */
#define PR_STATIC_ASSERT(condition)                                           \
    extern void prStaticAssert(char(*holds)[(condition) ? 1 : -1])

/* --- Older spellings, unless the caller wants none of them --------------- */

#ifndef NO_NSPR_10_SUPPORT
#define PR_PUBLIC_API       PR_IMPLEMENT
#define NSPR_BEGIN_MACRO    PR_BEGIN_MACRO
#define NSPR_END_MACRO      PR_END_MACRO
#define NSPR_BEGIN_EXTERN_C PR_BEGIN_EXTERN_C
#define NSPR_END_EXTERN_C   PR_END_EXTERN_C

#include "obsolete/protypes.h"
#endif

#endif /* prtypes_h___ */
