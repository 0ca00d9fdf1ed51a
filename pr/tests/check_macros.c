/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Headers that are macros: numbers, bits, lists; with the few functions that
 * go with them.  test_facts.sh compares what they do with stock NSPR; here is
 * what a sanitizer would rather look at, and what stock does not do.
 */
#include "config.h"

#include "support.h"

#include "prbit.h"
#include "prclist.h"
#include "prlong.h"

#include <stdint.h>

/* --- 64-bit integers ----------------------------------------------------- */

START_TEST(shifts_of_negative_numbers_are_defined)
{
    PRInt64 r;

    ck_assert_int_eq(LL_SHL(r, -3, 2), -12);
    ck_assert_int_eq(LL_SHL(r, INT64_MAX, 1), -2);
    ck_assert_int_eq(LL_SHL(r, 1, 63), INT64_MIN);
    ck_assert_int_eq(LL_ISHL(r, -3, 40), -3 * (INT64_C(1) << 40));
    ck_assert_int_eq(LL_SHR(r, -3, 1), -2);
    ck_assert_int_eq(LL_USHR(r, -1, 60), 15);
    ck_assert_int_eq(LL_INIT(0xffffffff, 0xffffffff), -1);
    ck_assert_int_eq(LL_INIT(-1, 0), -(INT64_C(1) << 32));
}
END_TEST

START_TEST(limits_are_functions_too)
{
    ck_assert_int_eq(LL_MaxInt(), INT64_MAX);
    ck_assert_int_eq(LL_MinInt(), INT64_MIN);
    ck_assert_int_eq(LL_Zero(), 0);
    ck_assert_uint_eq(LL_MaxUint(), UINT64_MAX);
}
END_TEST

/* --- Bits ---------------------------------------------------------------- */

static int
power_at_least(uint64_t n)
{
    int power = 0;

    while (UINT64_C(1) << power < n) {
        power++;
    }
    return power;
}

START_TEST(logarithms_are_those_of_the_definition)
{
    int      shift = _i, ceiling, floor;
    PRUint32 n;

    for (n = PR_BIT(shift) - 3; n != PR_BIT(shift) + 3; n++) {
        PR_CEILING_LOG2(ceiling, n);
        PR_FLOOR_LOG2(floor, n);
        ck_assert_int_eq(ceiling, PR_CeilingLog2(n));
        ck_assert_int_eq(floor, PR_FloorLog2(n));
        ck_assert_int_eq(ceiling, power_at_least(n));
        ck_assert_int_eq(floor,
                         n == 0 ? 0 : power_at_least((uint64_t)n + 1) - 1);
    }
}
END_TEST

START_TEST(rotations_by_nothing_are_defined)
{
    PRUint32 n = 0x80000001;

    ck_assert_uint_eq(PR_ROTATE_LEFT32(n, 0), n);
    ck_assert_uint_eq(PR_ROTATE_LEFT32(n, 32), n);
    ck_assert_uint_eq(PR_ROTATE_RIGHT32(n, 0), n);
    ck_assert_uint_eq(PR_ROTATE_RIGHT32(n, 32), n);
    ck_assert_uint_eq(PR_ROTATE_LEFT32(n, 1), 3);
    ck_assert_uint_eq(PR_ROTATE_RIGHT32(n, 1), 0xc0000000);
    ck_assert_uint_eq(PR_ROTATE_RIGHT32((PRInt32)n, 4), 0x18000000);
}
END_TEST

START_TEST(every_bit_of_an_array_is_one)
{
    prbitmap_t map[2] = { 0, 0 };
    int        bits = 2 * PR_BITS_PER_LONG, i, j;

    for (i = 0; i < bits; i++) {
        PR_SET_BIT(map, i);
        for (j = 0; j < bits; j++) {
            ck_assert_int_eq(PR_TEST_BIT(map, j) != 0, i == j);
        }
        PR_CLEAR_BIT(map, i);
        ck_assert(map[0] == 0 && map[1] == 0);
    }
}
END_TEST

/* --- Lists --------------------------------------------------------------- */

typedef struct Element {
    int     number;
    PRCList link;
} Element;

/* The list is these elements, forwards and backwards. */
static void
expect_list(const PRCList *list, Element *const *elements, int count)
{
    const PRCList *link = list;
    int            i;

    for (i = 0; i < count; i++) {
        ck_assert_ptr_eq(PR_NEXT_LINK(link), &elements[i]->link);
        ck_assert_ptr_eq(PR_PREV_LINK(&elements[i]->link), link);
        link = &elements[i]->link;
    }
    ck_assert_ptr_eq(PR_NEXT_LINK(link), list);
    ck_assert_ptr_eq(PR_LIST_TAIL(list), link);
    ck_assert_int_eq(PR_CLIST_IS_EMPTY(list), count == 0);
}

#define expect_elements(list, ...)                                            \
    do {                                                                      \
        Element *expected[] = { __VA_ARGS__ };                                \
                                                                              \
        expect_list(list, expected, (int)PR_ARRAY_SIZE(expected));            \
    } while (0)

START_TEST(elements_are_where_they_were_put)
{
    PRCList list;
    Element a, b, c, d;

    PR_INIT_CLIST(&list);
    expect_list(&list, NULL, 0);
    PR_INSERT_LINK(&b.link, &list);
    expect_elements(&list, &b);
    PR_APPEND_LINK(&d.link, &list);
    PR_INSERT_LINK(&a.link, &list);
    PR_INSERT_BEFORE(&c.link, &d.link);
    expect_elements(&list, &a, &b, &c, &d);
    PR_REMOVE_AND_INIT_LINK(&c.link);
    ck_assert(PR_CLIST_IS_EMPTY(&c.link));
    PR_INSERT_AFTER(&c.link, &d.link);
    expect_elements(&list, &a, &b, &d, &c);
    PR_REMOVE_LINK(&a.link);
    PR_REMOVE_LINK(&c.link);
    PR_REMOVE_LINK(&b.link);
    PR_REMOVE_LINK(&d.link);
    expect_list(&list, NULL, 0);
}
END_TEST

/* With stock NSPR the place is read again when it is no longer the same. */
START_TEST(places_may_be_told_by_what_will_change)
{
    PRCList list;
    Element a, b, c, d;

    PR_INIT_CLIST(&list);
    PR_INSERT_BEFORE(&b.link, PR_LIST_HEAD(&list));
    PR_INSERT_BEFORE(&a.link, PR_LIST_HEAD(&list));
    PR_INSERT_AFTER(&c.link, PR_LIST_TAIL(&list));
    PR_INSERT_AFTER(&d.link, PR_LIST_TAIL(&list));
    expect_elements(&list, &a, &b, &c, &d);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *s = suite_create("macros");
    TCase *tc = tcase_create("macros");

    tcase_add_test(tc, shifts_of_negative_numbers_are_defined);
    tcase_add_test(tc, limits_are_functions_too);
    tcase_add_loop_test(tc, logarithms_are_those_of_the_definition, 0, 32);
    tcase_add_test(tc, rotations_by_nothing_are_defined);
    tcase_add_test(tc, every_bit_of_an_array_is_one);
    tcase_add_test(tc, elements_are_where_they_were_put);
    tcase_add_test(tc, places_may_be_told_by_what_will_change);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
