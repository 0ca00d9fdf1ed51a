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

/* Where the compiler does not know how, macros call these, and stock's not
 * always the same ones: they tell nothing. */

PR_IMPLEMENT(PRInt32)
PR_AtomicIncrement(PRInt32 *val)
{
    return PR_AtomicAdd(val, 1);
}

PR_IMPLEMENT(PRInt32)
PR_AtomicDecrement(PRInt32 *val)
{
    return PR_AtomicAdd(val, -1);
}

PR_IMPLEMENT(PRInt32)
PR_AtomicSet(PRInt32 *val, PRInt32 newval)
{
    PRInt32 before = *val;

    *val = newval;
    return before;
}

PR_IMPLEMENT(PRInt32)
PR_AtomicAdd(PRInt32 *ptr, PRInt32 val)
{
    *ptr = (PRInt32)((PRUint32)*ptr + (PRUint32)val);
    return *ptr;
}

PR_IMPLEMENT(PRIntn)
PR_FloorLog2(PRUint32 i)
{
    return i > 1 ? PR_FloorLog2(i / 2) + 1 : 0;
}

PR_IMPLEMENT(PRIntn)
PR_CeilingLog2(PRUint32 i)
{
    return i > 1 ? PR_FloorLog2(i - 1) + 1 : 0;
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

/* --- Macros of prlong.h -------------------------------------------------- */

static void
compare_long(PRInt64 a, PRInt64 b)
{
    RESULT(LL_IS_ZERO(a));
    RESULT(LL_EQ(a, b));
    RESULT(LL_NE(a, b));
    RESULT(LL_GE_ZERO(a));
    RESULT(LL_CMP(a, <, b));
    RESULT(LL_CMP(a, >=, count(1) - 1));
    RESULT(LL_UCMP(a, <, b));
    RESULT(LL_UCMP(a, ==, b));
}

static void
calculate_long(PRInt64 a, PRInt64 b)
{
    PRInt64  r, q;
    PRUint64 natural, rest;

    RESULT(LL_AND(r, a, b));
    RESULT(LL_OR(r, a, b));
    RESULT(LL_XOR(r, a, b));
    r = a;
    RESULT(LL_OR2(r, b));
    RESULT(LL_NOT(r, a));
    RESULT(LL_NEG(r, a));
    RESULT(LL_ADD(r, a, b));
    RESULT(LL_SUB(r, a, b));
    RESULT(LL_ADD(r, count(1), tens(2)));
    RESULT(LL_MUL(r, a % 9999999, b % 9999999));
    RESULT(LL_DIV(r, a, b));
    RESULT(LL_MOD(r, a, b));
    RESULT(LL_ADD(natural, a, b));
    RESULT((LL_UDIVMOD(&natural, &rest, a, b)));
    printf("%llu %llu\n", (unsigned long long)natural,
           (unsigned long long)rest);
    RESULT((LL_UDIVMOD(&q, &r, 7 - 1, 4)));
    printf("%lld %lld\n", (long long)q, (long long)r);
}

static void
shift_long(PRInt64 a, int by)
{
    PRInt64  r;
    PRUint64 natural;

    RESULT(LL_SHL(r, a, count(by)));
    RESULT(LL_SHR(r, a, count(by)));
    RESULT(LL_USHR(r, a, by));
    RESULT(LL_SHL(natural, a, by));
    RESULT(LL_USHR(natural, a, by));
    RESULT(LL_ISHL(r, (PRInt32)a, by));
    RESULT(LL_ISHL(r, (PRUint32)a, by));
}

static void
convert_long(PRInt64 a)
{
    PRInt64   l;
    PRInt32   i;
    PRUint32  ui;
    float     f;
    PRFloat64 d;

    RESULT(LL_L2I(i, a));
    RESULT(LL_L2UI(ui, a));
    RESULT(LL_I2L(l, i));
    RESULT(LL_I2L(l, ui));
    RESULT(LL_UI2L(l, ui));
    printf("%g %.17g\n", LL_L2F(f, a / 2), LL_L2D(d, a / 2));
    RESULT(LL_F2L(l, f));
    RESULT(LL_D2L(l, d));
    RESULT(LL_D2L(l, 2 / 3.0 - 7));
}

static void
use_long(void)
{
    static const PRInt64 values[] = { LL_INIT(0, 0),
                                      LL_INIT(0, 1),
                                      LL_INIT(0x12345678, 0x9abcdef0),
                                      LL_INIT(7, 0xffffffff),
                                      LL_INIT(0xfffffff0, 12),
                                      LL_INIT(-1, 4000000000),
                                      LL_INIT(0x7fffffff, 0xffffffff) };
    size_t               i, j;

    RESULT(LL_INIT(0, 1));
    for (i = 0; i < PR_ARRAY_SIZE(values); i++) {
        printf("%lld\n", (long long)values[i]);
        convert_long(values[i]);
        shift_long(values[i], 0);
        shift_long(values[i], 1);
        shift_long(values[i], 31);
        shift_long(values[i], 63);
        for (j = 0; j < PR_ARRAY_SIZE(values); j++) {
            compare_long(values[i], values[j]);
            calculate_long(values[i] / 2, values[j] / 2 + 1);
        }
    }
}

/* --- Macros of prbit.h --------------------------------------------------- */

static void
use_logarithms(PRUint32 number)
{
    int   log2;
    short also;

    PR_CEILING_LOG2(log2, count((int)number));
    PR_FLOOR_LOG2(also, number);
    printf("%u: %d %d, %d calls\n", number, log2, also, calls);
    if (number > 0)
        PR_CEILING_LOG2(also, number - 1);
    else
        PR_FLOOR_LOG2(log2, number + 1);
    printf("%d %d\n", log2, also);
    RESULT(PR_ROTATE_LEFT32(number, 1));
    RESULT(PR_ROTATE_LEFT32(number, count(31)));
    RESULT(PR_ROTATE_RIGHT32(number, 1));
    RESULT(PR_ROTATE_RIGHT32(number, 16 + 1));
}

static void
use_bits(void)
{
    prbitmap_t map[3] = { 0, 0, 0 };
    PRUint32   i;

    use_logarithms(0);
    for (i = 0; i < 32; i++) {
        use_logarithms(PR_BIT(i));
        use_logarithms(PR_BIT(i) + 1);
        use_logarithms(PR_BIT(i) - 1);
    }
    use_logarithms(PR_UINT32_MAX);
    for (i = 0; i < 192; i += 7) {
        RESULT(PR_SET_BIT(map, i));
        RESULT(PR_TEST_BIT(map + 1, i % 64 + 1));
    }
    RESULT(PR_TEST_BIT(map, count(63)));
    RESULT(PR_TEST_BIT(map, 1 + 1));
    RESULT(PR_CLEAR_BIT(map, 63));
    RESULT(PR_CLEAR_BIT(map, 64));
#ifdef TEST_BIT
    SET_BIT(map, 63);
    CLEAR_BIT(map, 0);
    RESULT(TEST_BIT(map, 63) == TEST_BIT(map, 0));
#endif
    RESULT(map[0]);
    RESULT(map[1]);
    RESULT(map[2]);
#ifdef PR_HAVE_BUILTIN_BITSCAN32
    RESULT(pr_bitscan_ctz32(0x10u));
    RESULT(pr_bitscan_clz32(0x10u));
#endif
}

/* --- Macros of prclist.h ------------------------------------------------- */

static PRCList list = PR_INIT_STATIC_CLIST(&list);
static PRCList links[4];

/* The list both ways; -1 is the head. */
static void
show_list(const char *name)
{
    PRCList *link;

    printf("%s: empty %d, head %d, tail %d:", name, PR_CLIST_IS_EMPTY(&list),
           PR_LIST_HEAD(&list) != &list ? (int)(PR_LIST_HEAD(&list) - links)
                                        : -1,
           PR_LIST_TAIL(&list) != &list ? (int)(PR_LIST_TAIL(&list) - links)
                                        : -1);
    for (link = PR_LIST_HEAD(&list); link != &list;
         link = PR_NEXT_LINK(link)) {
        printf(" %d", (int)(link - links));
    }
    printf(" and");
    for (link = PR_LIST_TAIL(&list); link != &list;
         link = PR_PREV_LINK(link)) {
        printf(" %d", (int)(link - links));
    }
    printf("\n");
}

static void
use_lists(int yes)
{
    show_list("initialised");
    PR_INIT_CLIST(&list);
    PR_APPEND_LINK(&links[0], &list);
    PR_APPEND_LINK(&links[1], &list);
    show_list("appended");
    if (yes)
        PR_INSERT_LINK(&links[2], &list);
    else
        PR_INSERT_AFTER(&links[2], &list);
    show_list("inserted");
    PR_INSERT_AFTER(&links[3], &links[0]);
    show_list("inserted after");
    PR_REMOVE_AND_INIT_LINK(&links[3]);
    printf("%d\n", PR_CLIST_IS_EMPTY(&links[3]));
    PR_INSERT_BEFORE(&links[3], &links[2]);
    show_list("inserted before");
    if (yes)
        PR_REMOVE_LINK(&links[2]);
    else
        PR_REMOVE_AND_INIT_LINK(&links[2]);
    show_list("removed");
    printf("%d %d\n", (int)(PR_NEXT_LINK(&links[2]) - links),
           (int)(PR_PREV_LINK(&links[2]) - links));
    PR_NEXT_LINK(&links[2]) = &links[2];
    PR_LIST_TAIL(&links[2]) = &links[2];
    printf("%d\n", PR_CLIST_IS_EMPTY(&links[2]));
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
    use_long();
    use_bits();
    use_lists(argc > 0);
    use_log(argc > 0);
    use_assert(argc > 0);
    return 0;
}
