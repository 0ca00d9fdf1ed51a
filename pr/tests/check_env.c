/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The environment: copies, threads, set-user-id programs, bad input.
 */
#include "config.h"

#include "prenv.h"
#include "prerror.h"
#include "prmem.h"
#include "support.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static int
error_is(PRErrorCode code, PRInt32 osError)
{
    return PR_GetError() == code && PR_GetOSError() == osError;
}

static void
free_copy(char **copy)
{
    size_t i;

    for (i = 0; copy[i] != NULL; i++) {
        PR_Free(copy[i]);
    }
    PR_Free(copy);
}

START_TEST(what_is_set_is_found)
{
    PR_SetError(1, 2);
    ck_assert_ptr_null(PR_GetEnv("PRSHM_TEST"));
    ck_assert_int_eq(PR_SetEnv("PRSHM_TEST=a=b"), PR_SUCCESS);
    ck_assert_str_eq(PR_GetEnv("PRSHM_TEST"), "a=b");
    ck_assert_str_eq(PR_GetEnvSecure("PRSHM_TEST"), "a=b");
    ck_assert_str_eq(getenv("PRSHM_TEST"), "a=b");
    ck_assert_int_eq(PR_SetEnv("PRSHM_TEST="), PR_SUCCESS);
    ck_assert_str_eq(PR_GetEnv("PRSHM_TEST"), "");
    ck_assert_int_eq(unsetenv("PRSHM_TEST"), 0);
    ck_assert_ptr_null(PR_GetEnv("PRSHM_TEST"));
    ck_assert(error_is(1, 2));
}
END_TEST

START_TEST(strings_are_copied)
{
    char string[] = "PRSHM_TEST=value";

    ck_assert_int_eq(PR_SetEnv(string), PR_SUCCESS);
    memset(string, 'x', sizeof string - 1);
    ck_assert_str_eq(PR_GetEnv("PRSHM_TEST"), "value");
}
END_TEST

static const char *const malformed[] = { NULL, "", "PRSHM_TEST", "x y" };

START_TEST(strings_without_a_value_are_refused)
{
    ck_assert_int_eq(PR_SetEnv("PRSHM_TEST=kept"), PR_SUCCESS);
    PR_SetError(1, 2);
    ck_assert_int_eq(PR_SetEnv(malformed[_i]), PR_FAILURE);
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));
    ck_assert_str_eq(PR_GetEnv("PRSHM_TEST"), "kept");
}
END_TEST

START_TEST(names_that_are_null_are_refused)
{
    PR_SetError(1, 2);
    ck_assert_ptr_null(PR_GetEnv(NULL));
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));
    PR_SetError(1, 2);
    ck_assert_ptr_null(PR_GetEnvSecure(NULL));
    ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));
    PR_SetError(1, 2);
    ck_assert_ptr_null(PR_GetEnv(""));
    ck_assert(error_is(1, 2));
}
END_TEST

/* NSPR takes it; nobody can find it but in a copy. */
START_TEST(names_may_be_empty)
{
    char **copy;
    int    found = 0;
    size_t i;

    if (PR_SetEnv("=x") == PR_FAILURE) {
        ck_assert(error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL));
        skip("this C library has no variables without a name");
        return;
    }
    copy = PR_DuplicateEnvironment();
    for (i = 0; copy[i] != NULL; i++) {
        found += strcmp(copy[i], "=x") == 0;
    }
    ck_assert_int_eq(found, 1);
    free_copy(copy);
}
END_TEST

START_TEST(copies_are_complete_and_separate)
{
    char **copy = PR_DuplicateEnvironment();
    size_t i;

    for (i = 0; environ[i] != NULL; i++) {
        ck_assert_str_eq(copy[i], environ[i]);
        ck_assert_ptr_ne(copy[i], environ[i]);
    }
    ck_assert_uint_gt(i, 0);
    ck_assert_ptr_null(copy[i]);
    free_copy(copy);
}
END_TEST

START_TEST(empty_environments_are_copied)
{
    char **copy;

    environ = NULL;
    copy = PR_DuplicateEnvironment();
    ck_assert_ptr_nonnull(copy);
    ck_assert_ptr_null(copy[0]);
    free_copy(copy);
    ck_assert_ptr_null(PR_GetEnv("PATH"));
    ck_assert_int_eq(PR_SetEnv("PRSHM_TEST=first"), PR_SUCCESS);
    ck_assert_str_eq(PR_GetEnv("PRSHM_TEST"), "first");
}
END_TEST

/* --- Threads ------------------------------------------------------------- */

#define THREADS 8
#define ROUNDS  500

/* Variables of its own, so that the array has to grow, and one of all. */
static void *
set_and_look(void *arg)
{
    char   name[32], string[64];
    char **copy;
    int    i;

    for (i = 0; i < ROUNDS; i++) {
        snprintf(name, sizeof name, "PRSHM_%d_%d", *(int *)arg, i % 50);
        snprintf(string, sizeof string, "%s=%d", name, i);
        if (PR_SetEnv(string) == PR_FAILURE || PR_GetEnv(name) == NULL ||
            atoi(PR_GetEnv(name)) != i ||
            PR_SetEnv(i % 2 == 0 ? "PRSHM_ALL=even" : "PRSHM_ALL=odd") ==
                PR_FAILURE) {
            return arg;
        }
        copy = PR_DuplicateEnvironment();
        if (copy == NULL) {
            return arg;
        }
        free_copy(copy);
    }
    return NULL;
}

START_TEST(threads_do_not_disturb_each_other)
{
    pthread_t threads[THREADS];
    int       numbers[THREADS];
    void     *result;
    int       i;

    for (i = 0; i < THREADS; i++) {
        numbers[i] = i;
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, set_and_look, &numbers[i]), 0);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &result), 0);
        ck_assert_ptr_null(result);
    }
}
END_TEST

int
main(void)
{
    Suite *s = suite_create("env");
    TCase *tc = tcase_create("env");

    tcase_add_test(tc, what_is_set_is_found);
    tcase_add_test(tc, strings_are_copied);
    tcase_add_loop_test(tc, strings_without_a_value_are_refused, 0,
                        (int)(sizeof malformed / sizeof malformed[0]));
    tcase_add_test(tc, names_that_are_null_are_refused);
    tcase_add_test(tc, names_may_be_empty);
    tcase_add_test(tc, copies_are_complete_and_separate);
    tcase_add_test(tc, empty_environments_are_copied);
    tcase_add_test(tc, threads_do_not_disturb_each_other);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
