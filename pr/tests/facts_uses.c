/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Use the macros with arguments, and print what comes of it.  test_facts.sh
 * compiles this against our headers and against stock's; both must print the
 * same.  It links with neither library: what the macros call is here, and
 * says that it was called.
 */
#include <nspr.h>

#include "facts.h"

#include <stdarg.h>
#include <stdlib.h>

/* --- What the macros call ------------------------------------------------ */

static char room[64];

PR_IMPLEMENT(void *)
PR_Malloc(PRUint32 size)
{
    printf("PR_Malloc %u\n", size);
    return room;
}

PR_IMPLEMENT(void *)
PR_Calloc(PRUint32 nelem, PRUint32 elsize)
{
    printf("PR_Calloc %u %u\n", nelem, elsize);
    return room;
}

PR_IMPLEMENT(void *)
PR_Realloc(void *ptr, PRUint32 size)
{
    printf("PR_Realloc %d %u\n", ptr == room, size);
    return room;
}

PR_IMPLEMENT(void)
PR_Free(void *ptr)
{
    printf("PR_Free %d\n", ptr == room);
}

PR_IMPLEMENT(void)
PR_LogPrint(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    printf(" (PR_LogPrint)\n");
}

PR_IMPLEMENT(PRLogModuleInfo *)
PR_NewLogModule(const char *name)
{
    printf("PR_NewLogModule %s\n", name);
    return NULL;
}

PR_IMPLEMENT(void)
PR_Assert(const char *s, const char *file, PRIntn ln)
{
    printf("PR_Assert %s %d %d\n", s, file[0] != '\0', ln);
}

/* --- Macros of prtypes.h ------------------------------------------------- */

static int calls;

static int
count(int value)
{
    calls++;
    return value;
}

/* To tell which of two equal arguments was the result. */
static int
tens(int value)
{
    calls += 10;
    return value;
}

#define RESULT(expression)                                                    \
    do {                                                                      \
        long long value;                                                      \
                                                                              \
        calls = 0;                                                            \
        value = (long long)(expression);                                      \
        printf("%s\t%s %lld, %d calls\n", #expression, CTYPE(expression),     \
               value, calls);                                                 \
    } while (0)

static void
use_arithmetic(void)
{
    static const short few[3];
    long               big = 1;

    RESULT(PR_BIT(0));
    RESULT(PR_BIT(31));
    RESULT(PR_BIT(count(2) + 1));
    RESULT(PR_BITMASK(1));
    RESULT(PR_BITMASK(31) & PR_BITMASK(4));
    RESULT(PR_ROUNDUP(count(10), count(4)));
    RESULT(PR_ROUNDUP(12, 3 | 1));
    RESULT(PR_ROUNDUP(5U, 8));
    RESULT(PR_ROUNDUP(big, 4096) * 2);
    RESULT(PR_MIN(count(2), count(3)));
    RESULT(PR_MIN(count(2), tens(2)));
    RESULT(PR_MIN(count(3), 2U));
    RESULT(PR_MAX(count(2), count(3)));
    RESULT(PR_MAX(count(2), tens(2)));
    RESULT(PR_MAX(1 ? -1 : 0, 0 ? 2 : big));
    RESULT(PR_ABS(count(-7)));
    RESULT(PR_ABS(7 - 9));
    RESULT(PR_ABS(-big));
    RESULT(PR_ARRAY_SIZE(few));
    RESULT(2 * PR_ARRAY_SIZE(few));
    RESULT(PR_INT32(5));
    RESULT(PR_UINT32(5));
    RESULT(PR_INT64(5));
    RESULT(PR_UINT64(5));
}

PR_STATIC_ASSERT(sizeof(PRInt32) == 4);
PR_STATIC_ASSERT(sizeof(PRInt64) == 8);

PR_BEGIN_EXTERN_C
static PRIntn PR_CALLBACK called_back(void) PR_CALLBACK_DECL;
PR_END_EXTERN_C

PR_STATIC_CALLBACK(PRIntn)
called_back(void)
{
    return 3;
}

static void
use_statements(int yes)
{
    if (yes)
        PR_BEGIN_MACRO
    printf("in the block\n");
    PR_END_MACRO;
    else printf("not in the block\n");
    printf("called back: %d\n", called_back());
}

/* --- Macros of prmem.h --------------------------------------------------- */

typedef struct Pair {
    int one, two;
} Pair;

static void
use_memory(int yes)
{
    Pair  both = { 1, 2 };
    Pair *pair = &both;
    char *text = room;

    printf("%d\n", PR_MALLOC(1 + 2) == (void *)room);
    printf("%d\n", PR_CALLOC(1 + 2) == (void *)room);
    printf("%d\n", PR_REALLOC(yes ? room : NULL, 1 + 2) == (void *)room);
    pair = PR_NEW(Pair);
    printf("%d\n", (void *)pair == (void *)room);
    printf("%d\n", _Generic(PR_NEW(Pair), Pair * : 1, default : 0));
    pair = PR_NEWZAP(Pair);
    printf("%d\n", (void *)pair == (void *)room);
    printf("%d\n", _Generic(PR_NEWZAP(Pair), Pair * : 1, default : 0));
    PR_DELETE(pair)
    printf("%d\n", pair == NULL);
    PR_FREEIF(pair)
    PR_FREEIF(text);
    printf("%d\n", text == NULL);
    text = room;
    if (yes)
        PR_DELETE(text)
    else
        printf("never\n");
    printf("%d\n", text == NULL);
}

/* --- Macros of pratom.h -------------------------------------------------- */

/* Whose address it is counts as a call, too. */
static PRInt32 integer;

static PRInt32 *
at(PRInt32 value)
{
    integer = value;
    calls++;
    return &integer;
}

static void
use_atomic(void)
{
    PRInt32  least = -2147483647 - 1;
    PRUint32 natural = 0;
    PRInt64  large = 1;
    int      yes = 1;

    RESULT(PR_ATOMIC_INCREMENT(at(2147483647)));
    RESULT(PR_ATOMIC_DECREMENT(at(least)));
    RESULT(PR_ATOMIC_SET(at(3), count(4)));
    RESULT(integer);
    RESULT(PR_ATOMIC_ADD(at(3), count(-4)));
    RESULT(PR_ATOMIC_ADD(at(3), yes ? least : 1));
    RESULT(2 * PR_ATOMIC_ADD(at(3), 1 + 1));
    /* Integers of other types do, too. */
    RESULT(PR_ATOMIC_DECREMENT(&natural));
    RESULT(PR_ATOMIC_SET(&natural, -2));
    RESULT(PR_ATOMIC_ADD(&large, PR_INT64(1) << 40));
}

/* --- Macros of prlog.h --------------------------------------------------- */

static void
use_log(int yes)
{
    PRLogModuleInfo  module = { "module", PR_LOG_WARNING, NULL };
    PRLogModuleInfo *log = &module;
    int              level;

    for (level = PR_LOG_NONE; level <= PR_LOG_MAX; level++) {
        printf("level %d: %d\n", level,
               PR_LOG_TEST(log, (PRLogModuleLevel)level) != 0);
        PR_LOG(log, (PRLogModuleLevel)level, ("line %d", count(level)));
#ifdef PR_LOG_DEFINE
        PR_LOG_BEGIN(log, (PRLogModuleLevel)level, ("begin %d", level));
        PR_LOG_END(log, (PRLogModuleLevel)level, ("end %d", level));
#endif
    }
#ifdef PR_LOG_DEFINE
    printf("module %d\n", PR_LOG_DEFINE("name") == NULL);
#endif
    printf("%d calls\n", calls);
    if (yes)
        PR_LOG(log, PR_LOG_ERROR, ("in a branch"));
    else
        PR_LOG(log, PR_LOG_ERROR, ("not there"));
#ifdef PR_LOGGING
    printf("PR_LOGGING %d\n", PR_LOGGING);
#endif
}

static void
use_assert(int yes)
{
    calls = 0;
    PR_ASSERT(count(yes));
    PR_ASSERT(count(yes) == 0 && "text");
    PR_ASSERT_ARG(count(yes));
    PR_ASSERT_ARG(count(!yes));
    if (yes)
        PR_ASSERT(!yes);
    else
        PR_ASSERT(yes);
    PR_NOT_REACHED("a reason");
    printf("%d calls\n", calls);
}

int
main(int argc, char **argv)
{
    (void)argv;
    use_arithmetic();
    use_statements(argc > 0);
    use_memory(argc > 0);
    use_atomic();
    use_log(argc > 0);
    use_assert(argc > 0);
    return 0;
}
