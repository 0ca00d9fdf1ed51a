/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Memory, from the C library's heap.
 */
#include "config.h"

#include "prerror.h"
#include "prinit.h"
#include "prmem.h"

#include "support.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#ifdef __SANITIZE_THREAD__
#define SANITIZE_THREAD 1
#else
#define SANITIZE_THREAD 0
#endif

/* The sanitizers ask these how to behave; malloc() shall fail as it does
 * without them. */
__attribute__((visibility("default"))) const char *
__asan_default_options(void);
__attribute__((visibility("default"))) const char *
__tsan_default_options(void);

const char *
__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

const char *
__tsan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static int
error_is(PRErrorCode code, PRInt32 os_error)
{
    return PR_GetError() == code && PR_GetOSError() == os_error;
}

/* --- Blocks -------------------------------------------------------------- */

/* The number of bytes, all of which can be written and hold what was. */
static void
use(void *block, size_t size)
{
    unsigned char *bytes = block;
    size_t         i, same = 0;

    ck_assert_ptr_nonnull(block);
    ck_assert_uint_ge(malloc_usable_size(block), size);
    for (i = 0; i < size; i++) {
        bytes[i] = (unsigned char)i;
    }
    for (i = 0; i < size; i++) {
        same += bytes[i] == (unsigned char)i;
    }
    ck_assert_uint_eq(same, size);
}

START_TEST(blocks_have_their_size)
{
    static const PRUint32 sizes[] = { 1, 7, 8, 100, 4096, 1000000 };
    int                   i;

    for (i = 0; i < COUNT(sizes); i++) {
        void *block = PR_Malloc(sizes[i]);

        use(block, sizes[i]);
        PR_Free(block);
        block = PR_Calloc(sizes[i], 3);
        use(block, 3 * (size_t)sizes[i]);
        PR_Free(block);
        block = PR_Realloc(NULL, sizes[i]);
        use(block, sizes[i]);
        PR_Free(block);
    }
    ck_assert(error_is(0, 0));
}
END_TEST

START_TEST(blocks_of_no_size_are_blocks)
{
    void *blocks[] = { PR_Malloc(0),    PR_Malloc(0),    PR_Calloc(0, 0),
                       PR_Calloc(5, 0), PR_Calloc(0, 5), PR_Realloc(NULL, 0) };
    int   i, j;

    for (i = 0; i < COUNT(blocks); i++) {
        ck_assert_ptr_nonnull(blocks[i]);
        for (j = 0; j < i; j++) {
            ck_assert_ptr_ne(blocks[i], blocks[j]);
        }
    }
    for (i = 0; i < COUNT(blocks); i++) {
        PR_Free(blocks[i]);
    }
    ck_assert(error_is(0, 0));
}
END_TEST

START_TEST(calloc_is_zero)
{
    char  *dirty, *block;
    size_t i;

    /* The heap likes to hand out what was freed last. */
    dirty = PR_Malloc(1000);
    memset(dirty, 'x', 1000);
    PR_Free(dirty);
    block = PR_Calloc(10, 100);
    for (i = 0; i < 1000; i++) {
        ck_assert_int_eq(block[i], 0);
    }
    PR_Free(block);
}
END_TEST

START_TEST(realloc_keeps_the_content)
{
    char *block = PR_Malloc(4);

    strcpy(block, "abc");
    block = PR_Realloc(block, 1000000);
    ck_assert_str_eq(block, "abc");
    memset(block + 4, 'x', 1000000 - 4);
    block = PR_Realloc(block, 4);
    ck_assert_str_eq(block, "abc");
    ck_assert_ptr_null(PR_Realloc(block, 0));
    ck_assert(error_is(0, 0));
}
END_TEST

START_TEST(heap_is_that_of_the_c_library)
{
    /* NSPR had an allocator of its own, which broke this. */
    ck_assert_int_eq(setenv("NSPR_USE_ZONE_ALLOCATOR", "1", 1), 0);
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    free(PR_Malloc(10));
    free(PR_Calloc(1, 10));
    free(PR_Realloc(malloc(10), 1000));
    PR_Free(malloc(10));
    PR_Free(realloc(PR_Malloc(10), 1000));
    PR_Free(strdup("abc"));
    PR_Free(NULL);
    ck_assert_ptr_null(PR_Realloc(PR_Malloc(10), 0));
}
END_TEST

START_TEST(calloc_multiplies_in_64_bits)
{
    const size_t size = (size_t)65536 * 65536;
    char        *block;

    SKIP_UNLESS(!SANITIZE_THREAD, "the thread sanitizer fills 4 GiB and more");
    block = PR_Calloc(65536, 65536);
    if (block == NULL) {
        ck_assert(error_is(PR_OUT_OF_MEMORY_ERROR, ENOMEM));
        skip("4 GiB of address space are more than this process may have");
        return;
    }
    ck_assert_uint_ge(malloc_usable_size(block), size);
    ck_assert_int_eq(block[size - 1], 0);
    block[0] = block[size - 1] = 1;
    PR_Free(block);
}
END_TEST

/* --- Failure ------------------------------------------------------------- */

START_TEST(calloc_refuses_what_overflows)
{
    PR_SetErrorText(3, "old");
    ck_assert_ptr_null(PR_Calloc(PR_UINT32_MAX, PR_UINT32_MAX));
    ck_assert(error_is(PR_OUT_OF_MEMORY_ERROR, ENOMEM));
    ck_assert_int_eq(PR_GetErrorTextLength(), 0);
}
END_TEST

#define TOO_MUCH (256u << 20)

static void *
malloc_too_much(void)
{
    return PR_Malloc(TOO_MUCH);
}

static void *
calloc_too_much(void)
{
    return PR_Calloc(TOO_MUCH / 1024, 1024);
}

static void *
realloc_too_much(void)
{
    return PR_Realloc(NULL, TOO_MUCH);
}

/* The old block is still there. */
static void *
realloc_block_to_too_much(void)
{
    char *block = PR_Malloc(4);
    char *larger;

    strcpy(block, "abc");
    larger = PR_Realloc(block, TOO_MUCH);
    if (larger == NULL && strcmp(block, "abc") != 0) {
        return block;
    }
    return larger;
}

static void *(*const too_much[])(void) = {
    malloc_too_much,
    calloc_too_much,
    realloc_too_much,
    realloc_block_to_too_much,
};

/* In a process that may have no more memory than it has. */
static int
fails_without_memory(void *(*call)(void))
{
    static const struct rlimit none = { 0, 0 };

    PR_SetError(1, 2);
    if (setrlimit(RLIMIT_AS, &none) != 0) {
        return 0;
    }
    return call() == NULL && error_is(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
}

START_TEST(failure_is_an_error)
{
    int   status;
    pid_t pid = fork();

    if (pid == 0) {
        _exit(fails_without_memory(too_much[_i]) ? 42 : 1);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 42);
}
END_TEST

/* --- Macros -------------------------------------------------------------- */

typedef struct Thing {
    char bytes[123];
} Thing;

START_TEST(macros_allocate)
{
    static const Thing zeros;
    Thing             *thing = PR_NEW(Thing);

    use(thing, sizeof *thing);
    PR_Free(thing);
    thing = PR_NEWZAP(Thing);
    ck_assert_mem_eq(thing, &zeros, sizeof zeros);
    use(thing, sizeof *thing);
    PR_Free(thing);
    thing = PR_CALLOC(sizeof zeros);
    ck_assert_mem_eq(thing, &zeros, sizeof zeros);
    use(thing, sizeof *thing);
    thing = PR_REALLOC(thing, 1000);
    use(thing, 1000);
    PR_Free(thing);
    thing = PR_MALLOC(10);
    use(thing, 10);
    PR_Free(thing);
}
END_TEST

START_TEST(macros_free_and_set_to_null)
{
    Thing *thing = PR_NEW(Thing);

    PR_DELETE(thing)
    ck_assert_ptr_null(thing);
    PR_DELETE(thing)
    ck_assert_ptr_null(thing);
    thing = PR_NEW(Thing);
    PR_FREEIF(thing)
    ck_assert_ptr_null(thing);
    PR_FREEIF(thing)
    ck_assert_ptr_null(thing);
    /* Callers write them as statements, too. */
    thing = PR_NEW(Thing);
    PR_DELETE(thing);
    PR_FREEIF(thing);
    ck_assert_ptr_null(thing);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

static TCase *
blocks_case(void)
{
    TCase *tc = tcase_create("blocks");

    tcase_add_test(tc, blocks_have_their_size);
    tcase_add_test(tc, blocks_of_no_size_are_blocks);
    tcase_add_test(tc, calloc_is_zero);
    tcase_add_test(tc, realloc_keeps_the_content);
    tcase_add_test(tc, heap_is_that_of_the_c_library);
    tcase_add_test(tc, calloc_multiplies_in_64_bits);
    return tc;
}

static TCase *
failure_case(void)
{
    TCase *tc = tcase_create("failure");

    tcase_add_test(tc, calloc_refuses_what_overflows);
    tcase_add_loop_test(tc, failure_is_an_error, 0, COUNT(too_much));
    return tc;
}

static TCase *
macros_case(void)
{
    TCase *tc = tcase_create("macros");

    tcase_add_test(tc, macros_allocate);
    tcase_add_test(tc, macros_free_and_set_to_null);
    return tc;
}

int
main(void)
{
    Suite *s = suite_create("mem");

    suite_add_tcase(s, blocks_case());
    suite_add_tcase(s, failure_case());
    suite_add_tcase(s, macros_case());
    return run_suite(s);
}
