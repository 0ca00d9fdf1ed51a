/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The names that types had before NSPR 2.  prtypes.h includes this, unless
 * NO_NSPR_10_SUPPORT is defined.  uint, which belongs to them, is the
 * system's.  Source: NSPR 4.35 on Linux, observed.
 */
#ifndef PROTYPES_H
#define PROTYPES_H

#include "prtypes.h"

#include <sys/types.h>

typedef PRUint8    uint8;
typedef PRInt8     int8;
typedef PRUint16   uint16;
typedef PRInt16    int16;
typedef PRUint32   uint32;
typedef PRInt32    int32;
typedef PRUint64   uint64;
typedef PRInt64    int64;
typedef PRUintn    uintn;
typedef PRIntn     intn;
typedef PRFloat64  float64;
typedef PRUptrdiff uptrdiff_t;
typedef PRUword    uprword_t;
typedef PRWord     prword_t;

/* Of prbit.h. */
#define TEST_BIT  PR_TEST_BIT
#define SET_BIT   PR_SET_BIT
#define CLEAR_BIT PR_CLEAR_BIT

#endif /* PROTYPES_H */
