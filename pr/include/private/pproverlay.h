/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the files of the overlay (pr/src/overlay) share.
 */
#ifndef pproverlay_h___
#define pproverlay_h___

#include "prio.h"
#include "prtypes.h"

#include <sys/syscall.h>
#include <unistd.h>

/* --- ovstock.c: the NSPR that is in the process -------------------------- */

/* A function of it, looked for when it is first called. */
typedef struct _PRStock {
    const char *name;
    void       *address; /* NULL before it was found */
} _PRStock;

/* NULL if there is none in this process. */
void *_PR_FindStock(_PRStock *function);

/* A variable by the name stock, of the type of a function that is declared. */
#define _PR_STOCK(function)                                                   \
    static _PRStock       sought = { #function, NULL };                       \
    __typeof__(function) *stock = _PR_FindStock(&sought)

/* --- ovfilemap.c: its maps ----------------------------------------------- */

/* PR_CloseFileMap(), of any map. */
PRStatus _PR_CloseFileMap(PRFileMap *fmap);

/* --- ovtrace.c: the trace ------------------------------------------------ */

/* False once it is known that there is none. */
extern PRBool _PR_mayTrace;

#define _PR_IS_TRACED()                                                       \
    __builtin_expect(__atomic_load_n(&_PR_mayTrace, __ATOMIC_RELAXED), 0)

/*
 * Note a call, with its result, which they return.
 *
 *   call   its name
 *   types  of the arguments that follow, a letter each: p pointer, s text,
 *          z size, x flags (int), o mode (int), d int, u unsigned
 */
PRStatus _PR_TraceStatus(PRStatus result, const char *call, const char *types,
                         ...);
void *_PR_TracePointer(void *result, const char *call, const char *types, ...);

/* What identifies this thread in the system, as tools for it show. */
static inline long
_MD_ThreadNumber(void)
{
#ifdef SYS_gettid
    return syscall(SYS_gettid);
#else
    return (long)getpid();
#endif
}

#endif /* pproverlay_h___ */
