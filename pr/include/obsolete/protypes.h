/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The names that types, functions and macros had before NSPR 2.  prtypes.h
 * includes this, unless NO_NSPR_10_SUPPORT is defined.  uint, which belongs to
 * them, is the system's.  Source: NSPR 4.35 on Linux, observed.
 */
#ifndef PROTYPES_H
#define PROTYPES_H

/* From there it would not be found, with <nspr/prtypes.h>. */
#ifndef prtypes_h___
#include "prtypes.h"
#endif

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

/* --- Bits: prbit.h ------------------------------------------------------- */

#define TEST_BIT                     PR_TEST_BIT
#define SET_BIT                      PR_SET_BIT
#define CLEAR_BIT                    PR_CLEAR_BIT

/* --- Arenas: plarena.h of stock NSPR's libplds4 --------------------------- */

#define PRArena                      PLArena
#define PRArenaPool                  PLArenaPool
#define PRArenaStats                 PLArenaStats
#define PR_ARENA_ALIGN               PL_ARENA_ALIGN
#define PR_ARENA_ALLOCATE            PL_ARENA_ALLOCATE
#define PR_ARENA_DESTROY             PL_ARENA_DESTROY
#define PR_ARENA_GROW                PL_ARENA_GROW
#define PR_ARENA_MARK                PL_ARENA_MARK
#define PR_ARENA_RELEASE             PL_ARENA_RELEASE
#define PR_ArenaAllocate             PL_ArenaAllocate
#define PR_ArenaCountAllocation      PL_ArenaCountAllocation
#define PR_ArenaCountGrowth          PL_ArenaCountGrowth
#define PR_ArenaCountInplaceGrowth   PL_ArenaCountInplaceGrowth
#define PR_ArenaCountRelease         PL_ArenaCountRelease
#define PR_ArenaCountRetract         PL_ArenaCountRetract
#define PR_ArenaFinish               PL_ArenaFinish
#define PR_ArenaGrow                 PL_ArenaGrow
#define PR_ArenaRelease              PL_ArenaRelease
#define PR_CLEAR_ARENA               PL_CLEAR_ARENA
#define PR_CLEAR_UNUSED              PL_CLEAR_UNUSED
#define PR_COUNT_ARENA               PL_COUNT_ARENA
#define PR_CompactArenaPool          PL_CompactArenaPool
#define PR_FinishArenaPool           PL_FinishArenaPool
#define PR_FreeArenaPool             PL_FreeArenaPool
#define PR_INIT_ARENA_POOL           PL_INIT_ARENA_POOL
#define PR_InitArenaPool             PL_InitArenaPool

/* --- Hash tables: plhash.h of the same ------------------------------------ */

#define PRHashAllocOps               PLHashAllocOps
#define PRHashComparator             PLHashComparator
#define PRHashEntry                  PLHashEntry
#define PRHashEnumerator             PLHashEnumerator
#define PRHashFunction               PLHashFunction
#define PRHashNumber                 PLHashNumber
#define PRHashTable                  PLHashTable
#define PR_CompareStrings            PL_CompareStrings
#define PR_CompareValues             PL_CompareValues
#define PR_HashString                PL_HashString
#define PR_HashTableAdd              PL_HashTableAdd
#define PR_HashTableDestroy          PL_HashTableDestroy
#define PR_HashTableDump             PL_HashTableDump
#define PR_HashTableEnumerateEntries PL_HashTableEnumerateEntries
#define PR_HashTableLookup           PL_HashTableLookup
#define PR_HashTableRawAdd           PL_HashTableRawAdd
#define PR_HashTableRawLookup        PL_HashTableRawLookup
#define PR_HashTableRawRemove        PL_HashTableRawRemove
#define PR_HashTableRemove           PL_HashTableRemove
#define PR_NewHashTable              PL_NewHashTable

#endif /* PROTYPES_H */
