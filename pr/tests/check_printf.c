/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Formatted text: where it goes, what memory it takes, and what is left after
 * a failure; and random formats.  What formats mean is in check_log.c, and in
 * printf.c, which compares with stock NSPR.
 */
#include "config.h"

#include "prerror.h"
#include "prio.h"
#include "prprf.h"
#include "private/pprimpl.h"

#include "formats.h"
#include "heap.h"
#include "support.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* --- Helpers ------------------------------------------------------------- */

static int
error_is(PRErrorCode code, PRInt32 os_error)
{
    return PR_GetError() == code && PR_GetOSError() == os_error;
}

#define is_wrong()     error_is(PR_INVALID_ARGUMENT_ERROR, EINVAL)
#define is_no_memory() error_is(PR_OUT_OF_MEMORY_ERROR, ENOMEM)

/* The error that only success leaves. */
static void
clear_error(void)
{
    PR_SetError(1, 2);
}

#define is_clear() error_is(1, 2)

/* What a function gets. */
typedef struct Got {
    char  *bytes; /* on the C library's heap, grown by this suite */
    size_t length;
    int    pieces;
    int    patience; /* pieces until it stops, -1 for never */
} Got;

static PRIntn
get(void *arg, const char *text, PRUint32 length)
{
    Got *got = arg;

    if (got->patience-- == 0) {
        return INT_MIN;
    }
    got->bytes = realloc(got->bytes, got->length + length + 1);
    memcpy(got->bytes + got->length, text, length);
    got->length += length;
    got->pieces++;
    return INT_MAX;
}

/* --- Buffers ------------------------------------------------------------- */

/* The text that fits, in memory that ends where the buffer does. */
START_TEST(buffer_of_any_size)
{
    static const char whole[] = "  7|abc|1.50|%";
    PRUint32          size;

    for (size = 1; size < 20; size++) {
        char    *buffer = malloc(size);
        PRUint32 expected =
            size <= strlen(whole) ? size - 1 : (PRUint32)strlen(whole);

        clear_error();
        ck_assert_uint_eq(
            PR_snprintf(buffer, size, "%3d|%s|%.2f|%%", 7, "abc", 1.5),
            expected);
        ck_assert_mem_eq(buffer, whole, expected);
        ck_assert_int_eq(buffer[expected], '\0');
        ck_assert(is_clear());
        free(buffer);
    }
}
END_TEST

START_TEST(buffer_of_no_size)
{
    char buffer[] = "#####";

    clear_error();
    ck_assert_uint_eq(PR_snprintf(buffer, 0, "abc"), 0);
    ck_assert_uint_eq(PR_snprintf(NULL, 0, "abc"), 0);
    ck_assert_uint_eq(PR_snprintf(buffer, 0x80000000U, "abc"), 0);
    ck_assert_uint_eq(PR_snprintf(buffer, 0xffffffffU, "abc"), 0);
    ck_assert_uint_eq(PR_snprintf(buffer, 0, "%1$d%d", 1), 0);
    ck_assert_str_eq(buffer, "#####");
    ck_assert(is_clear());
}
END_TEST

/* There is a text, which is empty, whatever was there. */
START_TEST(buffer_after_failure)
{
    char     buffer[] = "######";
    PRUint32 length;

    clear_error();
    ck_assert_uint_eq(PR_snprintf(buffer, 6, "ab%1$d%d", 1, 2), 0);
    ck_assert_str_eq(buffer, "");
    ck_assert_str_eq(buffer + 1, "#####");
    ck_assert(is_wrong());
    clear_error();
    strcpy(buffer, "######");
    ck_assert_uint_eq(PR_snprintf(buffer, 6, NULL), 0);
    ck_assert_str_eq(buffer, "");
    ck_assert(is_wrong());
    clear_error();
    ck_assert_uint_eq(PR_snprintf(NULL, 6, "ab"), 0);
    ck_assert(is_wrong());
    clear_error();
    strcpy(buffer, "######");
    no_memory = 1;
    length = PR_snprintf(buffer, 6, "ab%.600f", 1.5);
    no_memory = 0;
    ck_assert_uint_eq(length, 0);
    ck_assert_str_eq(buffer, "");
    ck_assert(is_no_memory());
}
END_TEST

/* Nothing is kept of a gigabyte, and it counts until the buffer is full. */
START_TEST(buffer_for_a_huge_text)
{
    char   buffer[6];
    PRIntn count = -1;

    clear_error();
    ck_assert_uint_eq(
        PR_snprintf(buffer, sizeof buffer, "ab%1000000000d%n%d", 1, &count, 2),
        5);
    ck_assert_str_eq(buffer, "ab   ");
    ck_assert_int_eq(count, 6);
    ck_assert(is_clear());
}
END_TEST

START_TEST(buffer_needs_no_memory)
{
    char buffer[100];
    int  before = allocated, after;

    no_memory = 1;
    PR_snprintf(buffer, sizeof buffer, "%d %s %g %2$s %p", 1, "x", 1.5, NULL);
    PR_snprintf(buffer, sizeof buffer, "%2$s %1$d", 1, "x");
    no_memory = 0;
    after = allocated;
    ck_assert_int_eq(after, before);
    ck_assert_str_eq(buffer, "x 1");
}
END_TEST

/* --- Texts in memory ----------------------------------------------------- */

/* How many blocks a text is; it is freed. */
static int
blocks_of(char *text)
{
    int with = live;

    PR_smprintf_free(text);
    return with - live;
}

START_TEST(text_is_one_block)
{
    size_t length;

    clear_error();
    for (length = 0; length < 5000; length += length < 200 ? 1 : 97) {
        int   before = live, after;
        char *text = PR_smprintf("%*s", (int)length, "");
        int   is_long = strlen(text) == length;
        int   blocks = blocks_of(text);

        after = live;
        ck_assert(is_long);
        ck_assert_int_eq(blocks, 1);
        ck_assert_int_eq(after, before);
    }
    PR_smprintf_free(NULL);
    ck_assert(is_clear());
}
END_TEST

START_TEST(text_grows)
{
    char  *text = NULL, number[16];
    size_t length = 0;
    int    i;

    for (i = 0; i < 2000; i++) {
        int before = live, after;

        text = PR_sprintf_append(text, "%d,%s", i, i % 7 == 0 ? "\n" : "");
        after = live;
        ck_assert_int_eq(after, before + (i == 0));
        snprintf(number, sizeof number, "%d,%s", i, i % 7 == 0 ? "\n" : "");
        ck_assert_str_eq(text + length, number);
        length += strlen(number);
    }
    ck_assert_int_eq(blocks_of(text), 1);
}
END_TEST

/* What was appended to is gone after a failure: NULL takes its place. */
START_TEST(text_is_freed_by_failure)
{
    char *texts[4];
    int   before, after;

    clear_error();
    before = live;
    texts[0] = PR_sprintf_append(PR_smprintf("text"), "%1$d%d", 1, 2);
    texts[1] = PR_sprintf_append(PR_smprintf("text"), NULL);
    texts[2] = PR_smprintf("%2$d", 1, 2);
    texts[3] = PR_smprintf(NULL);
    after = live;
    ck_assert_int_eq(after, before);
    ck_assert_ptr_null(texts[0]);
    ck_assert_ptr_null(texts[1]);
    ck_assert_ptr_null(texts[2]);
    ck_assert_ptr_null(texts[3]);
    ck_assert(is_wrong());
}
END_TEST

START_TEST(text_without_memory)
{
    int   before = live, after;
    char *text = PR_smprintf("text"), *no_text;

    clear_error();
    no_memory = 1;
    text = PR_sprintf_append(text, "%100d", 1);
    no_text = PR_smprintf("x");
    no_memory = 0;
    after = live;
    ck_assert_int_eq(after, before);
    ck_assert_ptr_null(text);
    ck_assert_ptr_null(no_text);
    ck_assert(is_no_memory());
}
END_TEST

/* Without taking the memory: the text says that it is almost that long. */
START_TEST(text_ends_at_2_gib)
{
    _PRText text = { NULL, PR_INT32_MAX - 1, PR_INT32_MAX, PR_TRUE };

    ck_assert_int_eq(_PR_AddText(&text, "x", 1), -1);
    ck_assert_uint_eq(text.length, PR_INT32_MAX - 1);
    ck_assert_uint_eq(text.size, PR_INT32_MAX);
    ck_assert_ptr_null(text.text);
}
END_TEST

/* --- Arguments as a list ------------------------------------------------- */

/* All of them leave the list as it was. */
static void
use_list(int first, ...)
{
    Got      got = { NULL, 0, 0, -1 };
    char     buffer[16], *text;
    PRUint32 result;
    va_list  ap;

    va_start(ap, first);
    result = PR_vsnprintf(buffer, sizeof buffer, "%d %s", ap);
    ck_assert_uint_eq(result, 4);
    ck_assert_str_eq(buffer, "7 ab");
    text = PR_vsmprintf("%d %s", ap);
    ck_assert_str_eq(text, "7 ab");
    text = PR_vsprintf_append(text, "|%2$s%1$d", ap);
    ck_assert_str_eq(text, "7 ab|ab7");
    PR_smprintf_free(text);
    result = PR_vsxprintf(get, &got, "%d %s", ap);
    ck_assert_uint_eq(result, 5);
    ck_assert_str_eq(got.bytes, "7 ab");
    free(got.bytes);
    result = PR_vfprintf(NULL, "%d %s", ap);
    ck_assert_uint_eq(result, (PRUint32)-1);
    ck_assert_int_eq(va_arg(ap, int), first);
    ck_assert_str_eq(va_arg(ap, const char *), "ab");
    va_end(ap);
}

START_TEST(list_stays)
{
    use_list(7, 7, "ab");
}
END_TEST

/* --- Functions ----------------------------------------------------------- */

START_TEST(function_gets_all)
{
    Got got = { NULL, 0, 0, -1 };

    clear_error();
    ck_assert_uint_eq(PR_sxprintf(get, &got, "a%c%5d%s%%", 0, 42, ""), 9);
    ck_assert_uint_eq(got.length, 9);
    ck_assert_mem_eq(got.bytes, "a\0   42%", 9);
    ck_assert_int_eq(got.pieces, 9);
    ck_assert(is_clear());
    free(got.bytes);
}
END_TEST

/* What it stops for is its own business: no error is set. */
START_TEST(function_stops)
{
    int patience;

    for (patience = 0; patience < 9; patience++) {
        Got got = { NULL, 0, 0, patience };

        clear_error();
        ck_assert_uint_eq(PR_sxprintf(get, &got, "a%c%5d%s%%", 0, 42, ""),
                          (PRUint32)-1);
        ck_assert_int_eq(got.pieces, patience);
        ck_assert_int_eq(got.patience, -1);
        ck_assert(is_clear());
        free(got.bytes);
    }
}
END_TEST

START_TEST(function_and_wrong_arguments)
{
    Got      got = { NULL, 0, 0, -1 };
    PRUint32 result;

    clear_error();
    ck_assert_uint_eq(PR_sxprintf(NULL, &got, "a"), (PRUint32)-1);
    ck_assert(is_wrong());
    clear_error();
    ck_assert_uint_eq(PR_sxprintf(get, &got, NULL), (PRUint32)-1);
    ck_assert(is_wrong());
    clear_error();
    ck_assert_uint_eq(PR_sxprintf(get, &got, "a%1$d%d", 1, 2), (PRUint32)-1);
    ck_assert(is_wrong());
    ck_assert_int_eq(got.pieces, 0);
    clear_error();
    no_memory = 1;
    result = PR_sxprintf(get, &got, "%.600f", 1.5);
    no_memory = 0;
    ck_assert_uint_eq(result, (PRUint32)-1);
    ck_assert(is_no_memory());
    ck_assert_int_eq(got.pieces, 0);
}
END_TEST

/* A number that is absurd takes no memory that is. */
START_TEST(function_and_absurd_numbers)
{
    Got got = { NULL, 0, 0, -1 };

    clear_error();
    ck_assert_uint_eq(PR_sxprintf(get, &got, "%.1000001f", 1.5), (PRUint32)-1);
    ck_assert(is_no_memory());
    ck_assert_uint_eq(PR_sxprintf(get, &got, "%1000001e", 1.5), (PRUint32)-1);
    ck_assert_uint_eq(PR_sxprintf(get, &got, "%.*g", INT_MAX, 1.5),
                      (PRUint32)-1);
    ck_assert_int_eq(got.pieces, 0);
}
END_TEST

/* --- Files --------------------------------------------------------------- */

/* What a descriptor's write method got, of which there is one call each. */
static PRIOMethods methods;
static char        written[8000];
static int         amount, writes;

static PRInt32 PR_CALLBACK
keep_write(PRFileDesc *fd, const void *buf, PRInt32 length)
{
    (void)fd;
    if (length >= (PRInt32)sizeof written) {
        abort(); /* no test writes as much */
    }
    memcpy(written, buf, (size_t)length);
    written[length] = '\0';
    amount = length;
    writes++;
    return 7;
}

static PRFileDesc *
kept(void)
{
    static PRFileDesc file;

    methods.write = keep_write;
    file.methods = &methods;
    writes = 0;
    amount = -1;
    return &file;
}

START_TEST(file_is_written_once)
{
    int length;

    clear_error();
    for (length = 1; length < 3000; length += length < 600 ? 1 : 97) {
        ck_assert_uint_eq(PR_fprintf(kept(), "%*d", length, 5), 7);
        ck_assert_int_eq(amount, length);
        ck_assert_int_eq(written[length - 1], '5');
        ck_assert_int_eq(writes, 1);
    }
    ck_assert_uint_eq(PR_fprintf(kept(), "%s", ""), 7);
    ck_assert_int_eq(amount, 0);
    ck_assert_uint_eq(PR_fprintf(kept(), "ab%cc", 0), 7);
    ck_assert_int_eq(amount, 2);
    ck_assert(is_clear());
}
END_TEST

START_TEST(file_is_not_written)
{
    clear_error();
    ck_assert_uint_eq(PR_fprintf(NULL, "text"), (PRUint32)-1);
    ck_assert(is_wrong());
    clear_error();
    ck_assert_uint_eq(PR_fprintf(kept(), "ab%1$d%d", 1, 2), (PRUint32)-1);
    ck_assert(is_wrong());
    ck_assert_int_eq(writes, 0);
    clear_error();
    ck_assert_uint_eq(PR_fprintf(kept(), NULL), (PRUint32)-1);
    ck_assert(is_wrong());
    ck_assert_int_eq(writes, 0);
}
END_TEST

/* A short text takes no memory; a long one is not written by halves. */
START_TEST(file_without_memory)
{
    PRFileDesc *file = kept();
    PRUint32    few, many;
    int         before, after;

    clear_error();
    no_memory = 1;
    few = PR_fprintf(file, "%500d", 1);
    many = PR_fprintf(file, "%512d", 1);
    no_memory = 0;
    ck_assert_uint_eq(few, 7);
    ck_assert_uint_eq(many, (PRUint32)-1);
    ck_assert(is_no_memory());
    ck_assert_int_eq(writes, 1);
    ck_assert_int_eq(amount, 500);
    before = live;
    many = PR_fprintf(file, "%512d", 1);
    after = live;
    ck_assert_uint_eq(many, 7);
    ck_assert_int_eq(after, before);
}
END_TEST

START_TEST(file_has_the_text)
{
    PRFileDesc *file = PR_Open(path("file"), PR_WRONLY | PR_CREATE_FILE, 0600);
    char        text[32] = "";
    FILE       *stream;

    ck_assert_uint_eq(PR_fprintf(file, "%s %d\n", "line", 1), 7);
    ck_assert_uint_eq(PR_fprintf(file, "%s %d\n", "line", 2), 7);
    ck_assert_int_eq(PR_Close(file), PR_SUCCESS);
    stream = fopen(path("file"), "r");
    ck_assert_uint_eq(fread(text, 1, sizeof text - 1, stream), 14);
    fclose(stream);
    ck_assert_str_eq(text, "line 1\nline 2\n");
    file = PR_Open(path("file"), PR_RDONLY, 0);
    ck_assert_uint_eq(PR_fprintf(file, "text"), (PRUint32)-1);
    ck_assert(error_is(PR_BAD_DESCRIPTOR_ERROR, EBADF));
    ck_assert_int_eq(PR_Close(file), PR_SUCCESS);
}
END_TEST

/* --- Random formats ------------------------------------------------------ */

/*
 * Each batch is a process, and says what it is about to do where this one sees
 * it, so that also of a crash is known which format it was.
 */
#define BATCHES    16
#define BATCH_SIZE 1000

typedef struct Progress {
    unsigned long long number;
    char               text[sizeof((Format *)NULL)->text];
    char               failed[200];
} Progress;

static Progress *progress;

#define require(condition)                                                    \
    do {                                                                      \
        if (!(condition)) {                                                   \
            snprintf(progress->failed, sizeof progress->failed,               \
                     "line %d: %s", __LINE__, #condition);                    \
            _exit(1);                                                         \
        }                                                                     \
    } while (0)

/* What the calls make of a format. */
typedef struct Results {
    Got      got;
    PRUint32 count;
    char    *text;
    char    *buffer;
    PRUint32 size, length;
} Results;

static void
into_function(void *arg, const char *fmt, va_list ap)
{
    Results *results = arg;

    results->count = PR_vsxprintf(get, &results->got, fmt, ap);
}

static void
into_text(void *arg, const char *fmt, va_list ap)
{
    Results *results = arg;

    results->text = PR_vsmprintf(fmt, ap);
}

static void
after_text(void *arg, const char *fmt, va_list ap)
{
    Results *results = arg;

    results->text = PR_vsprintf_append(PR_smprintf("abc"), fmt, ap);
}

static void
into_text_without_memory(void *arg, const char *fmt, va_list ap)
{
    no_memory = 1;
    into_text(arg, fmt, ap);
    no_memory = 0;
}

static void
into_buffer(void *arg, const char *fmt, va_list ap)
{
    Results *results = arg;

    results->length = PR_vsnprintf(results->buffer, results->size, fmt, ap);
}

static void
into_file(void *arg, const char *fmt, va_list ap)
{
    Results *results = arg;

    results->count = PR_vfprintf(kept(), fmt, ap);
}

/* It has no bytes but those of the whole text, and a NUL. */
static void
try_buffer(Format *format, Results *results, size_t size)
{
    size_t expected = results->got.length - 1;

    expected = expected < size ? expected : size - 1;
    results->size = (PRUint32)size;
    results->buffer = malloc(size);
    memset(results->buffer, '#', size);
    use_format(format, into_buffer, results);
    require(results->length == expected);
    /* Counts of what did not fit are others, and may be part of the text. */
    require((format->counts && strchr(format->text, '$') != NULL) ||
            memcmp(results->buffer, results->got.bytes, expected) == 0);
    require(results->buffer[expected] == '\0');
    free(results->buffer);
}

static void
try_texts(Format *format, Results *results)
{
    const Got *got = &results->got;
    size_t     i;

    require(results->count == got->length);
    require(got->bytes[got->length - 1] == '\0');
    require(memcmp(results->text, got->bytes, got->length) == 0);
    for (i = 1; i < 6 && i < got->length + 3; i++) {
        try_buffer(format, results, i);
    }
    for (i = got->length > 8 ? got->length - 2 : 6; i < got->length + 3; i++) {
        try_buffer(format, results, i);
    }
    use_format(format, into_file, results);
    require(results->count == 7 && writes == 1);
    require(amount == (int)strlen(got->bytes));
    require(memcmp(written, got->bytes, (size_t)amount) == 0);
    require(is_clear());
}

static void
try_failures(Format *format, Results *results)
{
    require(results->count == (PRUint32)-1);
    require(results->got.pieces == 0);
    require(is_wrong());
    results->size = 3;
    results->buffer = malloc(3);
    memcpy(results->buffer, "##", 3);
    use_format(format, into_buffer, results);
    require(results->length == 0 && results->buffer[0] == '\0');
    free(results->buffer);
    use_format(format, into_file, results);
    require(results->count == (PRUint32)-1 && writes == 0);
}

static void
try_format(unsigned long long number)
{
    static Format format;
    Results       results = { .got = { NULL, 0, 0, -1 } };
    int           before = live;

    make_format(&format, number);
    progress->number = number;
    memcpy(progress->text, format.text, sizeof progress->text);
    clear_error();
    use_format(&format, into_function, &results);
    use_format(&format, into_text, &results);
    if (results.text != NULL) {
        try_texts(&format, &results);
    } else {
        try_failures(&format, &results);
    }
    free(results.text);
    use_format(&format, after_text, &results);
    require((results.text != NULL) == (results.got.length > 0));
    require(results.text == NULL || memcmp(results.text, "abc", 3) == 0);
    free(results.text);
    use_format(&format, into_text_without_memory, &results);
    require(results.text == NULL);
    free(results.got.bytes);
    require(live == before);
}

static void
try_batch(unsigned long long number)
{
    unsigned long long end = number + BATCH_SIZE;
    time_t             began = time(NULL);

    for (; number < end && time(NULL) < began + 20; number++) {
        try_format(number);
    }
    _exit(0);
}

START_TEST(random_formats)
{
    int   status = -1;
    pid_t child;

    progress = mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(progress, MAP_FAILED);
    child = fork();
    ck_assert_int_ne(child, -1);
    if (child == 0) {
        try_batch((unsigned long long)_i * BATCH_SIZE);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(status == 0, "number %llu, format \"%s\": %s (status %#x)",
                  progress->number, progress->text,
                  progress->failed[0] != '\0' ? progress->failed : "crash",
                  (unsigned)status);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

static void
add_places(Suite *suite)
{
    TCase *tc = tcase_create("buffers");

    tcase_set_timeout(tc, 120); /* a gigabyte, perhaps with a sanitizer */
    tcase_add_test(tc, buffer_of_any_size);
    tcase_add_test(tc, buffer_of_no_size);
    tcase_add_test(tc, buffer_after_failure);
    tcase_add_test(tc, buffer_for_a_huge_text);
    tcase_add_test(tc, buffer_needs_no_memory);
    suite_add_tcase(suite, tc);

    tc = tcase_create("texts");
    tcase_add_test(tc, text_is_one_block);
    tcase_add_test(tc, text_grows);
    tcase_add_test(tc, text_is_freed_by_failure);
    tcase_add_test(tc, text_without_memory);
    tcase_add_test(tc, text_ends_at_2_gib);
    tcase_add_test(tc, list_stays);
    suite_add_tcase(suite, tc);

    tc = tcase_create("functions");
    tcase_add_test(tc, function_gets_all);
    tcase_add_test(tc, function_stops);
    tcase_add_test(tc, function_and_wrong_arguments);
    tcase_add_test(tc, function_and_absurd_numbers);
    suite_add_tcase(suite, tc);

    tc = tcase_create("files");
    tcase_add_checked_fixture(tc, setup_dir, teardown_dir);
    tcase_add_test(tc, file_is_written_once);
    tcase_add_test(tc, file_is_not_written);
    tcase_add_test(tc, file_without_memory);
    tcase_add_test(tc, file_has_the_text);
    suite_add_tcase(suite, tc);
}

static void
add_random(Suite *suite)
{
    TCase *tc = tcase_create("random formats");

    tcase_add_loop_test(tc, random_formats, 0, BATCHES);
    suite_add_tcase(suite, tc);
}

int
main(void)
{
    Suite *suite = suite_create("printf");

    add_places(suite);
    add_random(suite);
    return run_suite(suite);
}
