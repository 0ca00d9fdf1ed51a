/* SPDX-License-Identifier: MPL-2.0 */
/*
 * (to be written)
 */
#include "config.h"

#include "support.h"

START_TEST(to_be_written)
{
    ck_abort_msg("to be written");
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("collide");
    TCase *tc = tcase_create("collide");

    tcase_add_test(tc, to_be_written);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
