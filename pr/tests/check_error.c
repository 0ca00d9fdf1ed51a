/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The error of each thread, and names and texts of error codes.
 *
 * The library's calls of malloc() and its kin come here first (the linker's
 * --wrap): to be counted, to fail on demand, and to give no block of size 0,
 * as some C libraries do.
 */
#include "config.h"

#include "prerror.h"
#include "prinit.h"
#include "prlog.h"
#include "prmem.h"
#include "private/pprerror.h"

#include "heap.h"
#include "support.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* --- The heap ------------------------------------------------------------ */

static int
live_blocks(void)
{
    return __atomic_load_n(&live, __ATOMIC_RELAXED);
}

/* --- Helpers ------------------------------------------------------------- */

#define assert_error(code, os_error, length)                                  \
    do {                                                                      \
        ck_assert_int_eq(PR_GetError(), code);                                \
        ck_assert_int_eq(PR_GetOSError(), os_error);                          \
        ck_assert_int_eq(PR_GetErrorTextLength(), length);                    \
    } while (0)

/* Copies the text between two guards and compares it, its NUL included. */
static void
assert_text(const char *text, int length)
{
    char buffer[64];

    memset(buffer, '#', sizeof buffer);
    ck_assert_int_eq(PR_GetErrorText(buffer + 1), length);
    ck_assert_int_eq(PR_GetErrorTextLength(), length);
    ck_assert_mem_eq(buffer + 1, text, (size_t)length);
    ck_assert_int_eq(buffer[0], '#');
    ck_assert_int_eq(buffer[1 + length], '\0');
    ck_assert_int_eq(buffer[2 + length], '#');
}

/* No text, and the buffer is not touched. */
static void
assert_no_text(void)
{
    char buffer[2] = { '#', '#' };

    ck_assert_int_eq(PR_GetErrorTextLength(), 0);
    ck_assert_int_eq(PR_GetErrorText(buffer), 0);
    ck_assert_int_eq(buffer[0], '#');
    ck_assert_int_eq(PR_GetErrorText(NULL), 0);
}

static void
in_thread(void *(*function)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, function, arg), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

/* --- State --------------------------------------------------------------- */

START_TEST(error_starts_as_none)
{
    assert_error(0, 0, 0);
    assert_no_text();
}
END_TEST

START_TEST(error_keeps_any_numbers)
{
    PR_SetError(PR_INT32_MIN, PR_INT32_MAX);
    assert_error(PR_INT32_MIN, PR_INT32_MAX, 0);
    PR_SetError(PR_INT32_MAX, PR_INT32_MIN);
    assert_error(PR_INT32_MAX, PR_INT32_MIN, 0);
    PR_SetError(0, 0);
    assert_error(0, 0, 0);
}
END_TEST

START_TEST(reading_clears_nothing)
{
    PR_SetError(1, 2);
    PR_SetErrorText(3, "abc");
    assert_error(1, 2, 3);
    assert_text("abc", 3);
    assert_error(1, 2, 3);
    assert_text("abc", 3);
}
END_TEST

START_TEST(reading_and_setting_leave_errno)
{
    errno = 77;
    PR_SetError(1, 2);
    PR_SetErrorText(3, "abc");
    assert_error(1, 2, 3);
    assert_text("abc", 3);
    ck_assert_int_eq(errno, 77);
}
END_TEST

typedef struct Sight {
    PRErrorCode code;
    PRInt32     os_error, length;
} Sight;

static void *
see_and_set(void *arg)
{
    Sight *sight = arg;

    sight->code = PR_GetError();
    sight->os_error = PR_GetOSError();
    sight->length = PR_GetErrorTextLength();
    PR_SetError(3, 4);
    PR_SetErrorText(5, "other");
    return NULL;
}

START_TEST(each_thread_has_its_own)
{
    Sight sight = { 9, 9, 9 };

    PR_SetError(1, 2);
    PR_SetErrorText(4, "mine");
    in_thread(see_and_set, &sight);
    ck_assert_int_eq(sight.code, 0);
    ck_assert_int_eq(sight.os_error, 0);
    ck_assert_int_eq(sight.length, 0);
    assert_error(1, 2, 4);
    assert_text("mine", 4);
}
END_TEST

/* What happens in a forked child is told by its exit status. */
static int
child_inherited(void)
{
    char text[5] = "";
    int  same = PR_GetError() == 1 && PR_GetOSError() == 2 &&
               PR_GetErrorText(text) == 4 && strcmp(text, "mine") == 0;

    PR_SetErrorText(5, "child");
    PR_SetError(7, 8);
    return same;
}

START_TEST(fork_hands_it_to_the_child)
{
    int   status;
    pid_t pid;

    PR_SetError(1, 2);
    PR_SetErrorText(4, "mine");
    pid = fork();
    if (pid == 0) {
        _exit(child_inherited() ? 42 : 1);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(WEXITSTATUS(status), 42);
    assert_error(1, 2, 4);
    assert_text("mine", 4);
}
END_TEST

static const struct PRErrorMessage some_messages[] = {
    { "SOME_ZERO", "some zero" },
    { NULL, "some without a name" },
    { "SOME_WITHOUT_TEXT", NULL },
};
static const struct PRErrorTable some = { some_messages, "some", 1000, 3 };

static PRStatus
succeed(void)
{
    return PR_SUCCESS;
}

START_TEST(success_leaves_it)
{
    PRCallOnceType once = { 0 };

    PR_SetError(1, 2);
    PR_SetErrorText(4, "mine");
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    PR_Free(PR_Realloc(PR_Malloc(1), 1000));
    PR_Free(PR_Calloc(1, 1));
    ck_assert_ptr_null(PR_Realloc(PR_Malloc(1), 0));
    ck_assert_int_eq(PR_CallOnce(&once, succeed), PR_SUCCESS);
    ck_assert_int_eq(PR_CallOnce(&once, succeed), PR_SUCCESS);
    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    PR_ErrorInstallCallback(PR_ErrorLanguages(), NULL, NULL, NULL);
    ck_assert_ptr_null(PR_ErrorToName(PR_INT32_MAX));
    ck_assert_ptr_nonnull(PR_ErrorToString(PR_INT32_MAX, 0));
    ck_assert_ptr_nonnull(PR_NewLogModule("success"));
    ck_assert_int_eq(PR_SetLogFile("/dev/null"), PR_TRUE);
    PR_LogPrint("nothing");
    ck_assert_int_eq(PR_VersionCheck("9"), PR_FALSE);
    assert_error(1, 2, 4);
    assert_text("mine", 4);
}
END_TEST

/* --- Text ---------------------------------------------------------------- */

START_TEST(text_does_not_change_the_error)
{
    PR_SetError(1, 2);
    PR_SetErrorText(3, "abc");
    assert_error(1, 2, 3);
    PR_SetErrorText(0, NULL);
    assert_error(1, 2, 0);
}
END_TEST

START_TEST(text_is_what_was_given_and_a_nul)
{
    char  source[] = { 'a', 'b', 'c', 'Z' };
    char *exact = malloc(3);

    PR_SetErrorText(3, source);
    source[0] = '!';
    assert_text("abc", 3);
    /* Only the address sanitizer sees a byte read too far. */
    memcpy(exact, "xyz", 3);
    PR_SetErrorText(3, exact);
    free(exact);
    assert_text("xyz", 3);
    PR_SetErrorText(5, "a\0b\0c");
    assert_text("a\0b\0c", 5);
    PR_SetErrorText(1, "\0");
    assert_text("\0", 1);
}
END_TEST

START_TEST(text_is_replaced)
{
    PR_SetErrorText(3, "abc");
    PR_SetErrorText(2, "de");
    assert_text("de", 2);
    PR_SetErrorText(7, "fghijkl");
    assert_text("fghijkl", 7);
}
END_TEST

START_TEST(text_may_be_long)
{
    const int size = 1 << 20;
    char     *text = malloc((size_t)size);
    char     *copy = malloc((size_t)size + 1);

    memset(text, 'x', (size_t)size);
    text[size - 1] = 'y';
    PR_SetErrorText(size, text);
    ck_assert_int_eq(PR_GetErrorText(copy), size);
    ck_assert(memcmp(text, copy, (size_t)size) == 0);
    ck_assert_int_eq(copy[size], '\0');
    free(text);
    free(copy);
}
END_TEST

/* What drops a text: any of these, or a new error. */
static const struct {
    int         length;
    const char *text;
} no_texts[] = {
    { 0, "abc" },  { 0, NULL },    { 5, NULL },
    { -1, "abc" }, { -40, "abc" }, { PR_INT32_MIN, "abc" },
    { -1, NULL },
};

START_TEST(text_is_dropped)
{
    PR_SetError(1, 2);
    PR_SetErrorText(3, "abc");
    PR_SetErrorText(no_texts[_i].length, no_texts[_i].text);
    assert_no_text();
    assert_error(1, 2, 0);
}
END_TEST

START_TEST(text_is_dropped_by_a_new_error)
{
    PR_SetErrorText(3, "abc");
    PR_SetError(0, 0);
    assert_no_text();
}
END_TEST

START_TEST(null_buffer_gets_nothing)
{
    PR_SetErrorText(3, "abc");
    ck_assert_int_eq(PR_GetErrorText(NULL), 0);
    assert_text("abc", 3);
}
END_TEST

/* --- Memory -------------------------------------------------------------- */

/* Check's own calls count as well, so nothing is asserted in between. */

START_TEST(setting_and_reading_allocate_nothing)
{
    int before = allocated;
    int i, wrong = 0, of_errors, of_text;

    for (i = 0; i < 1000; i++) {
        PR_SetError(i, -i);
        wrong += PR_GetError() != i || PR_GetOSError() != -i ||
                 PR_GetErrorTextLength() != 0 || PR_GetErrorText(NULL) != 0;
    }
    of_errors = allocated - before;
    /* The counter does count. */
    PR_SetErrorText(3, "abc");
    of_text = allocated - before;
    ck_assert_int_eq(wrong, 0);
    ck_assert_int_eq(of_errors, 0);
    ck_assert_int_eq(of_text, 1);
}
END_TEST

START_TEST(texts_do_not_pile_up)
{
    int before = live_blocks();
    int i, with_text, without;

    for (i = 0; i < 1000; i++) {
        PR_SetErrorText(3, "abc");
    }
    with_text = live_blocks() - before;
    PR_SetError(0, 0);
    without = live_blocks() - before;
    ck_assert_int_eq(with_text, 1);
    ck_assert_int_eq(without, 0);
}
END_TEST

typedef struct Heap {
    int before, meanwhile, after;
} Heap;

static void *
leave_text(void *arg)
{
    Heap *heap = arg;

    PR_SetErrorText(4, "text");
    heap->meanwhile += live_blocks() - heap->before;
    return NULL;
}

START_TEST(text_goes_with_its_thread)
{
    Heap      heap = { live_blocks(), 0, 0 };
    pthread_t thread;
    int       i, failed = 0;

    for (i = 0; i < 200; i++) {
        failed += pthread_create(&thread, NULL, leave_text, &heap) != 0 ||
                  pthread_join(thread, NULL) != 0;
    }
    heap.after = live_blocks() - heap.before;
    ck_assert_int_eq(failed, 0);
    ck_assert_int_eq(heap.meanwhile, 200);
    ck_assert_int_eq(heap.after, 0);
}
END_TEST

static pthread_key_t late_key;

/* Another library's destructor, which runs after ours. */
static void
set_text_late(void *value)
{
    Heap *heap = value;

    heap->meanwhile = live_blocks() - heap->before;
    PR_SetErrorText(4, "late");
    heap->after = live_blocks() - heap->before;
}

static void *
leave_text_late(void *arg)
{
    PR_SetErrorText(4, "text");
    return pthread_setspecific(late_key, arg) == 0 ? arg : NULL;
}

START_TEST(text_set_while_a_thread_ends_goes_too)
{
    Heap      heap;
    pthread_t thread;
    void     *result = NULL;
    int       after;

    /* The library's key is the older one: its destructor is first to run. */
    PR_SetErrorText(1, "x");
    ck_assert_int_eq(pthread_key_create(&late_key, set_text_late), 0);
    heap.before = live_blocks();
    if (pthread_create(&thread, NULL, leave_text_late, &heap) == 0) {
        (void)pthread_join(thread, &result);
    }
    after = live_blocks() - heap.before;
    ck_assert_ptr_nonnull(result);
    ck_assert_int_eq(heap.meanwhile, 0);
    ck_assert_int_eq(heap.after, 1);
    ck_assert_int_eq(after, 0);
}
END_TEST

START_TEST(init_and_cleanup_leave_nothing)
{
    int before = live_blocks();
    int after;

    PR_SetErrorText(4, "text");
    (void)PR_Cleanup();
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    (void)PR_Cleanup();
    after = live_blocks() - before;
    ck_assert_int_eq(after, 0);
}
END_TEST

START_TEST(blocks_of_no_size_are_blocks)
{
    void *blocks[] = { PR_Malloc(0), PR_Calloc(0, 0), PR_Calloc(0, 5),
                       PR_Calloc(5, 0), PR_Realloc(NULL, 0) };
    int   i;

    for (i = 0; i < COUNT(blocks); i++) {
        ck_assert_ptr_nonnull(blocks[i]);
        PR_Free(blocks[i]);
    }
    assert_error(0, 0, 0);
}
END_TEST

START_TEST(block_made_of_no_size_is_freed)
{
    int   before = live_blocks();
    void *result = PR_Realloc(PR_Malloc(10), 0);
    int   after = live_blocks() - before;

    ck_assert_ptr_null(result);
    ck_assert_int_eq(after, 0);
    assert_error(0, 0, 0);
}
END_TEST

START_TEST(without_memory_there_is_no_text)
{
    PR_SetError(1, 2);
    PR_SetErrorText(3, "abc");
    no_memory = 1;
    PR_SetErrorText(3, "def");
    no_memory = 0;
    assert_no_text();
    assert_error(1, 2, 0);
}
END_TEST

/* --- Codes --------------------------------------------------------------- */

/* Numbers as callers' binaries have them; names as their sources do. */
#define CODE(name, number)                                                    \
    {                                                                         \
        name, number, #name                                                   \
    }

static const struct {
    PRErrorCode code;
    int         number;
    const char *name;
} codes[] = {
    CODE(PR_OUT_OF_MEMORY_ERROR, -6000),
    CODE(PR_BAD_DESCRIPTOR_ERROR, -5999),
    CODE(PR_WOULD_BLOCK_ERROR, -5998),
    CODE(PR_ACCESS_FAULT_ERROR, -5997),
    CODE(PR_INVALID_METHOD_ERROR, -5996),
    CODE(PR_ILLEGAL_ACCESS_ERROR, -5995),
    CODE(PR_UNKNOWN_ERROR, -5994),
    CODE(PR_PENDING_INTERRUPT_ERROR, -5993),
    CODE(PR_NOT_IMPLEMENTED_ERROR, -5992),
    CODE(PR_IO_ERROR, -5991),
    CODE(PR_IO_TIMEOUT_ERROR, -5990),
    CODE(PR_IO_PENDING_ERROR, -5989),
    CODE(PR_DIRECTORY_OPEN_ERROR, -5988),
    CODE(PR_INVALID_ARGUMENT_ERROR, -5987),
    CODE(PR_ADDRESS_NOT_AVAILABLE_ERROR, -5986),
    CODE(PR_ADDRESS_NOT_SUPPORTED_ERROR, -5985),
    CODE(PR_IS_CONNECTED_ERROR, -5984),
    CODE(PR_BAD_ADDRESS_ERROR, -5983),
    CODE(PR_ADDRESS_IN_USE_ERROR, -5982),
    CODE(PR_CONNECT_REFUSED_ERROR, -5981),
    CODE(PR_NETWORK_UNREACHABLE_ERROR, -5980),
    CODE(PR_CONNECT_TIMEOUT_ERROR, -5979),
    CODE(PR_NOT_CONNECTED_ERROR, -5978),
    CODE(PR_LOAD_LIBRARY_ERROR, -5977),
    CODE(PR_UNLOAD_LIBRARY_ERROR, -5976),
    CODE(PR_FIND_SYMBOL_ERROR, -5975),
    CODE(PR_INSUFFICIENT_RESOURCES_ERROR, -5974),
    CODE(PR_DIRECTORY_LOOKUP_ERROR, -5973),
    CODE(PR_TPD_RANGE_ERROR, -5972),
    CODE(PR_PROC_DESC_TABLE_FULL_ERROR, -5971),
    CODE(PR_SYS_DESC_TABLE_FULL_ERROR, -5970),
    CODE(PR_NOT_SOCKET_ERROR, -5969),
    CODE(PR_NOT_TCP_SOCKET_ERROR, -5968),
    CODE(PR_SOCKET_ADDRESS_IS_BOUND_ERROR, -5967),
    CODE(PR_NO_ACCESS_RIGHTS_ERROR, -5966),
    CODE(PR_OPERATION_NOT_SUPPORTED_ERROR, -5965),
    CODE(PR_PROTOCOL_NOT_SUPPORTED_ERROR, -5964),
    CODE(PR_REMOTE_FILE_ERROR, -5963),
    CODE(PR_BUFFER_OVERFLOW_ERROR, -5962),
    CODE(PR_CONNECT_RESET_ERROR, -5961),
    CODE(PR_RANGE_ERROR, -5960),
    CODE(PR_DEADLOCK_ERROR, -5959),
    CODE(PR_FILE_IS_LOCKED_ERROR, -5958),
    CODE(PR_FILE_TOO_BIG_ERROR, -5957),
    CODE(PR_NO_DEVICE_SPACE_ERROR, -5956),
    CODE(PR_PIPE_ERROR, -5955),
    CODE(PR_NO_SEEK_DEVICE_ERROR, -5954),
    CODE(PR_IS_DIRECTORY_ERROR, -5953),
    CODE(PR_LOOP_ERROR, -5952),
    CODE(PR_NAME_TOO_LONG_ERROR, -5951),
    CODE(PR_FILE_NOT_FOUND_ERROR, -5950),
    CODE(PR_NOT_DIRECTORY_ERROR, -5949),
    CODE(PR_READ_ONLY_FILESYSTEM_ERROR, -5948),
    CODE(PR_DIRECTORY_NOT_EMPTY_ERROR, -5947),
    CODE(PR_FILESYSTEM_MOUNTED_ERROR, -5946),
    CODE(PR_NOT_SAME_DEVICE_ERROR, -5945),
    CODE(PR_DIRECTORY_CORRUPTED_ERROR, -5944),
    CODE(PR_FILE_EXISTS_ERROR, -5943),
    CODE(PR_MAX_DIRECTORY_ENTRIES_ERROR, -5942),
    CODE(PR_INVALID_DEVICE_STATE_ERROR, -5941),
    CODE(PR_DEVICE_IS_LOCKED_ERROR, -5940),
    CODE(PR_NO_MORE_FILES_ERROR, -5939),
    CODE(PR_END_OF_FILE_ERROR, -5938),
    CODE(PR_FILE_SEEK_ERROR, -5937),
    CODE(PR_FILE_IS_BUSY_ERROR, -5936),
    CODE(PR_OPERATION_ABORTED_ERROR, -5935),
    CODE(PR_IN_PROGRESS_ERROR, -5934),
    CODE(PR_ALREADY_INITIATED_ERROR, -5933),
    CODE(PR_GROUP_EMPTY_ERROR, -5932),
    CODE(PR_INVALID_STATE_ERROR, -5931),
    CODE(PR_NETWORK_DOWN_ERROR, -5930),
    CODE(PR_SOCKET_SHUTDOWN_ERROR, -5929),
    CODE(PR_CONNECT_ABORTED_ERROR, -5928),
    CODE(PR_HOST_UNREACHABLE_ERROR, -5927),
    CODE(PR_LIBRARY_NOT_LOADED_ERROR, -5926),
    CODE(PR_CALL_ONCE_ERROR, -5925),
    CODE(PR_MAX_ERROR, -5924),
};

START_TEST(code_has_number_name_and_text)
{
    const char *text = PR_ErrorToString(codes[_i].number, PR_LANGUAGE_EN);
    int         i;

    ck_assert_int_eq(codes[_i].code, codes[_i].number);
    ck_assert_str_eq(PR_ErrorToName(codes[_i].number), codes[_i].name);
    ck_assert_str_ne(text, "");
    ck_assert_str_ne(text, codes[_i].name);
    ck_assert_ptr_eq(PR_ErrorToString(codes[_i].number, 77), text);
    for (i = 0; i < COUNT(codes); i++) {
        if (i != _i) {
            ck_assert_str_ne(PR_ErrorToString(codes[i].number, 0), text);
        }
    }
}
END_TEST

START_TEST(codes_are_all_there_are)
{
    PRErrorCode code;
    int         named = 0;

    for (code = -10000; code < 10000; code++) {
        named += PR_ErrorToName(code) != NULL;
    }
    ck_assert_int_eq(named, COUNT(codes));
    ck_assert_int_eq(PR_NSPR_ERROR_BASE, codes[0].number);
    ck_assert_int_eq(codes[COUNT(codes) - 1].code, PR_MAX_ERROR);
}
END_TEST

START_TEST(names_need_no_initialisation)
{
    ck_assert_str_eq(PR_ErrorToName(PR_IO_ERROR), "PR_IO_ERROR");
    ck_assert_ptr_nonnull(PR_ErrorToString(PR_IO_ERROR, 0));
    ck_assert_int_eq(PR_Initialized(), PR_FALSE);
}
END_TEST

START_TEST(small_codes_are_those_of_errno)
{
    char text[256];
    int  code;

    for (code = 0; code < 256; code++) {
        ck_assert_ptr_null(PR_ErrorToName(code));
        /* The text of a number without a meaning ends with the next one's. */
        ck_assert_uint_lt(strlen(PR_ErrorToString(code, 0)), sizeof text);
        strcpy(text, PR_ErrorToString(code, 0));
        ck_assert_str_eq(text, strerror(code));
    }
}
END_TEST

static const struct {
    PRErrorCode code;
    const char *text;
} unknown_codes[] = {
    { 256, "Unknown code A 0" },
    { 300, "Unknown code A 44" },
    { 512, "Unknown code B 0" },
    { 1000, "Unknown code C 232" },
    { 65535, "Unknown code C_ 255" },
    { PR_INT32_MAX, "Unknown code e___ 255" },
    { PR_INT32_MIN, "Unknown code f 0" },
    { -1, "Unknown code ____ 255" },
    { -256, "Unknown code ____ 0" },
    { -257, "Unknown code ___9 255" },
    { -5923, "Unknown code ___n 221" },
    { -6001, "Unknown code ___n 143" },
    { -8192, "Unknown code ___f 0" },
    { -12288, "Unknown code ___P 0" },
};

START_TEST(unknown_code_is_spelled)
{
    ck_assert_ptr_null(PR_ErrorToName(unknown_codes[_i].code));
    ck_assert_str_eq(PR_ErrorToString(unknown_codes[_i].code, 0),
                     unknown_codes[_i].text);
    ck_assert_str_eq(PR_ErrorToString(unknown_codes[_i].code, 5),
                     unknown_codes[_i].text);
}
END_TEST

static void *
ask_unknown(void *arg)
{
    *(int *)arg = strcmp(PR_ErrorToString(-2, 0), "Unknown code ____ 254");
    return NULL;
}

START_TEST(unknown_codes_of_threads_stay_apart)
{
    const char *mine = PR_ErrorToString(-1, 0);
    int         difference = 1;

    in_thread(ask_unknown, &difference);
    ck_assert_int_eq(difference, 0);
    ck_assert_str_eq(mine, "Unknown code ____ 255");
}
END_TEST

/* --- Tables -------------------------------------------------------------- */

static const struct PRErrorMessage other_messages[] = {
    { "OTHER_ZERO", "other zero" },
    { "OTHER_ONE", "other one" },
};
static const struct PRErrorTable other = { other_messages, "other", 1002, 2 };

START_TEST(table_gives_names_and_texts)
{
    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    ck_assert_ptr_eq(PR_ErrorToName(1000), some_messages[0].name);
    ck_assert_ptr_eq(PR_ErrorToString(1000, 0), some_messages[0].en_text);
    ck_assert_ptr_null(PR_ErrorToName(1001));
    ck_assert_ptr_eq(PR_ErrorToString(1001, 0), some_messages[1].en_text);
    ck_assert_ptr_eq(PR_ErrorToName(1002), some_messages[2].name);
    ck_assert_ptr_null(PR_ErrorToString(1002, 0));
    ck_assert_str_eq(PR_ErrorToString(999, 0), "Unknown code C 231");
    ck_assert_str_eq(PR_ErrorToString(1003, 0), "Unknown code C 235");
    ck_assert_str_eq(PR_ErrorToName(PR_IO_ERROR), "PR_IO_ERROR");
}
END_TEST

START_TEST(newest_table_counts)
{
    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    ck_assert_int_eq(PR_ErrorInstallTable(&other), 0);
    ck_assert_str_eq(PR_ErrorToName(1000), "SOME_ZERO");
    ck_assert_str_eq(PR_ErrorToName(1002), "OTHER_ZERO");
    ck_assert_str_eq(PR_ErrorToName(1003), "OTHER_ONE");
    /* The same table may come twice. */
    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    ck_assert_str_eq(PR_ErrorToName(1002), "SOME_WITHOUT_TEXT");
    ck_assert_str_eq(PR_ErrorToName(1003), "OTHER_ONE");
}
END_TEST

START_TEST(table_may_hide_other_codes)
{
    static const struct PRErrorTable over_ours = { other_messages, "own",
                                                   -6000, 2 };
    static const struct PRErrorTable over_errno = { other_messages, "errno", 2,
                                                    2 };

    ck_assert_int_eq(PR_ErrorInstallTable(&over_ours), 0);
    ck_assert_int_eq(PR_ErrorInstallTable(&over_errno), 0);
    ck_assert_str_eq(PR_ErrorToName(-6000), "OTHER_ZERO");
    ck_assert_str_eq(PR_ErrorToName(-5999), "OTHER_ONE");
    ck_assert_str_eq(PR_ErrorToName(-5998), "PR_WOULD_BLOCK_ERROR");
    ck_assert_str_eq(PR_ErrorToString(2, 0), "other zero");
    ck_assert_str_eq(PR_ErrorToString(4, 0), strerror(4));
}
END_TEST

START_TEST(table_may_end_where_numbers_end)
{
    /* The last of its messages has no number any more. */
    static const struct PRErrorTable top = { some_messages, "top",
                                             PR_INT32_MAX - 1, 3 };
    static const struct PRErrorTable low = { other_messages, "low",
                                             PR_INT32_MIN, 2 };

    ck_assert_int_eq(PR_ErrorInstallTable(&top), 0);
    ck_assert_str_eq(PR_ErrorToString(PR_INT32_MAX, 0), "some without a name");
    ck_assert_ptr_null(PR_ErrorToName(PR_INT32_MIN));
    ck_assert_int_eq(PR_ErrorInstallTable(&low), 0);
    ck_assert_str_eq(PR_ErrorToName(PR_INT32_MIN), "OTHER_ZERO");
}
END_TEST

START_TEST(table_without_messages_matches_nothing)
{
    static const struct PRErrorTable none = { some_messages, "none", 1000, 0 };
    static const struct PRErrorTable null = { NULL, "null", 1000, 0 };
    static const struct PRErrorTable less = { some_messages, "less", 1000,
                                              -1 };

    ck_assert_int_eq(PR_ErrorInstallTable(&none), 0);
    ck_assert_int_eq(PR_ErrorInstallTable(&null), 0);
    ck_assert_int_eq(PR_ErrorInstallTable(&less), 0);
    ck_assert_ptr_null(PR_ErrorToName(999));
    ck_assert_ptr_null(PR_ErrorToName(1000));
}
END_TEST

START_TEST(null_table_is_refused)
{
    static const struct PRErrorTable null = { NULL, "null", 1000, 1 };

    ck_assert_int_eq(PR_ErrorInstallTable(NULL), PR_INVALID_ARGUMENT_ERROR);
    assert_error(PR_INVALID_ARGUMENT_ERROR, EINVAL, 0);
    PR_SetError(0, 0);
    ck_assert_int_eq(PR_ErrorInstallTable(&null), PR_INVALID_ARGUMENT_ERROR);
    assert_error(PR_INVALID_ARGUMENT_ERROR, EINVAL, 0);
    ck_assert_ptr_null(PR_ErrorToName(1000));
    ck_assert_str_eq(PR_ErrorToName(-6000), "PR_OUT_OF_MEMORY_ERROR");
}
END_TEST

START_TEST(table_outlives_cleanup)
{
    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    ck_assert_int_eq(PR_Initialized(), PR_TRUE);
    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
    ck_assert_str_eq(PR_ErrorToName(1000), "SOME_ZERO");
    ck_assert_str_eq(PR_ErrorToName(-6000), "PR_OUT_OF_MEMORY_ERROR");
}
END_TEST

START_TEST(table_needs_memory)
{
    PRErrorCode result;

    no_memory = 1;
    result = PR_ErrorInstallTable(&some);
    no_memory = 0;
    ck_assert_int_eq(result, PR_OUT_OF_MEMORY_ERROR);
    assert_error(PR_OUT_OF_MEMORY_ERROR, ENOMEM, 0);
    ck_assert_ptr_null(PR_ErrorToName(1000));
    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    ck_assert_str_eq(PR_ErrorToName(1000), "SOME_ZERO");
}
END_TEST

/* --- Callback ------------------------------------------------------------ */

/* What a callback was told; the library never looks inside either of these. */
struct PRErrorCallbackTablePrivate {
    const struct PRErrorTable     *table;
    struct PRErrorCallbackPrivate *owner;
};

struct PRErrorCallbackPrivate {
    int                                 announced;
    struct PRErrorCallbackTablePrivate  tables[16];
    const char                         *answer;
    int                                 asked;
    PRErrorCode                         code;
    PRLanguageCode                      language;
    const struct PRErrorTable          *table;
    struct PRErrorCallbackTablePrivate *table_private;
};

static struct PRErrorCallbackTablePrivate *
new_table(const struct PRErrorTable     *table,
          struct PRErrorCallbackPrivate *priv)
{
    struct PRErrorCallbackTablePrivate *mine = &priv->tables[priv->announced];

    ck_assert_int_lt(priv->announced, COUNT(priv->tables));
    priv->announced++;
    mine->table = table;
    mine->owner = priv;
    return mine;
}

static const char *
look_up(PRErrorCode code, PRLanguageCode language,
        const struct PRErrorTable *table, struct PRErrorCallbackPrivate *priv,
        struct PRErrorCallbackTablePrivate *table_private)
{
    priv->asked++;
    priv->code = code;
    priv->language = language;
    priv->table = table;
    priv->table_private = table_private;
    return priv->answer;
}

static const char *const german[] = { "de", NULL };

START_TEST(languages_are_the_callbacks)
{
    const char *const *languages = PR_ErrorLanguages();

    ck_assert_str_eq(languages[PR_LANGUAGE_I_DEFAULT], "i-default");
    ck_assert_str_eq(languages[PR_LANGUAGE_EN], "en");
    ck_assert_ptr_null(languages[2]);
    PR_ErrorInstallCallback(german, NULL, NULL, NULL);
    ck_assert_ptr_eq(PR_ErrorLanguages(), german);
    PR_ErrorInstallCallback(NULL, NULL, NULL, NULL);
    ck_assert_ptr_null(PR_ErrorLanguages());
}
END_TEST

START_TEST(callback_hears_of_all_tables)
{
    struct PRErrorCallbackPrivate priv = { 0 };

    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    ck_assert_int_eq(PR_ErrorInstallTable(&other), 0);
    PR_ErrorInstallCallback(german, look_up, new_table, &priv);
    ck_assert_int_eq(priv.announced, 3);
    ck_assert_ptr_eq(priv.tables[0].table, &other);
    ck_assert_ptr_eq(priv.tables[1].table, &some);
    ck_assert_str_eq(priv.tables[2].table->name, "prerr");
    ck_assert_int_eq(priv.tables[2].table->base, PR_NSPR_ERROR_BASE);
    ck_assert_int_eq(priv.tables[2].table->n_msgs, COUNT(codes));
    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    ck_assert_int_eq(priv.announced, 4);
    ck_assert_ptr_eq(priv.tables[3].table, &some);
    ck_assert_int_eq(priv.asked, 0);
}
END_TEST

START_TEST(callback_answers_for_codes_in_tables)
{
    struct PRErrorCallbackPrivate priv = { .answer = "answer" };

    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    PR_ErrorInstallCallback(german, look_up, new_table, &priv);
    ck_assert_ptr_eq(PR_ErrorToString(1002, 7), priv.answer);
    ck_assert_int_eq(priv.asked, 1);
    ck_assert_int_eq(priv.code, 1002);
    ck_assert_uint_eq(priv.language, 7);
    ck_assert_ptr_eq(priv.table, &some);
    ck_assert_ptr_eq(priv.table_private, &priv.tables[0]);
    ck_assert_ptr_eq(PR_ErrorToString(PR_IO_ERROR, 0), priv.answer);
    ck_assert_ptr_eq(priv.table_private, &priv.tables[1]);
    ck_assert_int_eq(PR_ErrorInstallTable(&other), 0);
    ck_assert_ptr_eq(PR_ErrorToString(1002, 0), priv.answer);
    ck_assert_ptr_eq(priv.table_private, &priv.tables[2]);
    ck_assert_int_eq(priv.asked, 3);
}
END_TEST

START_TEST(callback_is_not_asked_for_the_rest)
{
    struct PRErrorCallbackPrivate priv = { .answer = "answer" };

    PR_ErrorInstallCallback(german, look_up, new_table, &priv);
    ck_assert_str_eq(PR_ErrorToString(2, 0), strerror(2));
    ck_assert_str_eq(PR_ErrorToString(-1, 0), "Unknown code ____ 255");
    ck_assert_str_eq(PR_ErrorToName(PR_IO_ERROR), "PR_IO_ERROR");
    ck_assert_int_eq(priv.asked, 0);
}
END_TEST

START_TEST(callback_without_an_answer_leaves_english)
{
    struct PRErrorCallbackPrivate priv = { .answer = NULL };

    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    PR_ErrorInstallCallback(german, look_up, NULL, &priv);
    ck_assert_str_eq(PR_ErrorToString(1000, 0), "some zero");
    ck_assert_int_eq(priv.asked, 1);
    ck_assert_ptr_null(priv.table_private);
    ck_assert_ptr_null(PR_ErrorToString(1002, 0));
    ck_assert_int_eq(priv.asked, 2);
}
END_TEST

START_TEST(callback_may_be_replaced_or_removed)
{
    struct PRErrorCallbackPrivate one = { .answer = "one" };
    struct PRErrorCallbackPrivate two = { .answer = "two" };
    const char                   *plain = PR_ErrorToString(PR_IO_ERROR, 0);

    PR_ErrorInstallCallback(german, look_up, new_table, &one);
    PR_ErrorInstallCallback(german, look_up, new_table, &two);
    ck_assert_ptr_eq(PR_ErrorToString(PR_IO_ERROR, 0), two.answer);
    ck_assert_ptr_eq(two.table_private, &two.tables[0]);
    ck_assert_int_eq(one.asked, 0);
    PR_ErrorInstallCallback(german, NULL, NULL, NULL);
    ck_assert_ptr_eq(PR_ErrorToString(PR_IO_ERROR, 0), plain);
    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    ck_assert_int_eq(one.announced, 1);
    ck_assert_int_eq(two.announced, 1);
}
END_TEST

START_TEST(callback_may_only_hear_of_tables)
{
    struct PRErrorCallbackPrivate priv = { .answer = "answer" };
    const char                   *plain = PR_ErrorToString(PR_IO_ERROR, 0);

    PR_ErrorInstallCallback(german, NULL, new_table, &priv);
    ck_assert_int_eq(priv.announced, 1);
    ck_assert_ptr_eq(PR_ErrorToString(PR_IO_ERROR, 0), plain);
    ck_assert_int_eq(priv.asked, 0);
}
END_TEST

START_TEST(callback_needs_memory)
{
    struct PRErrorCallbackPrivate priv = { .answer = "answer" };

    no_memory = 1;
    PR_ErrorInstallCallback(german, look_up, new_table, &priv);
    no_memory = 0;
    assert_error(PR_OUT_OF_MEMORY_ERROR, ENOMEM, 0);
    ck_assert_int_eq(priv.announced, 0);
    ck_assert_ptr_ne(PR_ErrorLanguages(), german);
    ck_assert_ptr_ne(PR_ErrorToString(PR_IO_ERROR, 0), priv.answer);
}
END_TEST

/* --- Several threads ----------------------------------------------------- */

static int               mismatches, lookups;
static pthread_barrier_t start;

/* A callback must be given what its own newtable returned. */
static const char *
look_up_own(PRErrorCode code, PRLanguageCode language,
            const struct PRErrorTable          *table,
            struct PRErrorCallbackPrivate      *priv,
            struct PRErrorCallbackTablePrivate *table_private)
{
    (void)code, (void)language;
    if (table_private == NULL || table_private->owner != priv ||
        table_private->table != table) {
        __atomic_add_fetch(&mismatches, 1, __ATOMIC_RELAXED);
    }
    __atomic_add_fetch(&lookups, 1, __ATOMIC_RELAXED);
    return NULL;
}

static void *
keep_looking(void *arg)
{
    (void)pthread_barrier_wait(&start);
    while (!__atomic_load_n((int *)arg, __ATOMIC_ACQUIRE)) {
        if (strcmp(PR_ErrorToString(1000, 0), "some zero") != 0 ||
            PR_ErrorToName(1000) == NULL || PR_ErrorLanguages() == NULL) {
            __atomic_add_fetch(&mismatches, 1, __ATOMIC_RELAXED);
        }
    }
    return NULL;
}

START_TEST(lookups_meet_one_callback_at_a_time)
{
    enum { LOOKERS = 3, CALLBACKS = 200 };
    static struct PRErrorCallbackPrivate privates[CALLBACKS];
    pthread_t                            threads[LOOKERS];
    int                                  i, done = 0;

    ck_assert_int_eq(PR_ErrorInstallTable(&some), 0);
    PR_ErrorInstallCallback(german, look_up_own, new_table, &privates[0]);
    ck_assert_int_eq(pthread_barrier_init(&start, NULL, LOOKERS + 1), 0);
    for (i = 0; i < LOOKERS; i++) {
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, keep_looking, &done), 0);
    }
    (void)pthread_barrier_wait(&start);
    for (i = 1; i < CALLBACKS; i++) {
        int seen = __atomic_load_n(&lookups, __ATOMIC_RELAXED);

        PR_ErrorInstallCallback(german, look_up_own, new_table, &privates[i]);
        while (__atomic_load_n(&lookups, __ATOMIC_RELAXED) == seen) {
            (void)sched_yield();
        }
    }
    __atomic_store_n(&done, 1, __ATOMIC_RELEASE);
    for (i = 0; i < LOOKERS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    }
    ck_assert_int_eq(mismatches, 0);
}
END_TEST

static void *
install_table(void *arg)
{
    (void)pthread_barrier_wait(&start);
    return PR_ErrorInstallTable(arg) == 0 ? arg : NULL;
}

START_TEST(tables_installed_at_once_are_all_there)
{
    enum { INSTALLERS = 8 };
    static struct PRErrorTable tables[INSTALLERS];
    pthread_t                  threads[INSTALLERS];
    void                      *result;
    int                        i;

    ck_assert_int_eq(pthread_barrier_init(&start, NULL, INSTALLERS), 0);
    for (i = 0; i < INSTALLERS; i++) {
        tables[i].msgs = other_messages;
        tables[i].base = 2000 + 10 * i;
        tables[i].n_msgs = 2;
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, install_table, &tables[i]), 0);
    }
    for (i = 0; i < INSTALLERS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &result), 0);
        ck_assert_ptr_nonnull(result);
    }
    for (i = 0; i < INSTALLERS; i++) {
        ck_assert_str_eq(PR_ErrorToName(2001 + 10 * i), "OTHER_ONE");
    }
}
END_TEST

/* --- errno --------------------------------------------------------------- */

static const struct {
    int         os_error;
    PRErrorCode code;
} errnos[] = {
    { EPERM, PR_NO_ACCESS_RIGHTS_ERROR },
    { ENOENT, PR_FILE_NOT_FOUND_ERROR },
    { EINTR, PR_PENDING_INTERRUPT_ERROR },
    { EIO, PR_IO_ERROR },
    { ENXIO, PR_FILE_NOT_FOUND_ERROR },
    { EBADF, PR_BAD_DESCRIPTOR_ERROR },
    { EAGAIN, PR_WOULD_BLOCK_ERROR },
    { ENOMEM, PR_OUT_OF_MEMORY_ERROR },
    { EACCES, PR_NO_ACCESS_RIGHTS_ERROR },
    { EFAULT, PR_ACCESS_FAULT_ERROR },
    { EBUSY, PR_FILESYSTEM_MOUNTED_ERROR },
    { EEXIST, PR_FILE_EXISTS_ERROR },
    { EXDEV, PR_NOT_SAME_DEVICE_ERROR },
    { ENODEV, PR_FILE_NOT_FOUND_ERROR },
    { ENOTDIR, PR_NOT_DIRECTORY_ERROR },
    { EISDIR, PR_IS_DIRECTORY_ERROR },
    { EINVAL, PR_INVALID_ARGUMENT_ERROR },
    { ENFILE, PR_SYS_DESC_TABLE_FULL_ERROR },
    { EMFILE, PR_PROC_DESC_TABLE_FULL_ERROR },
    { EFBIG, PR_FILE_TOO_BIG_ERROR },
    { ENOSPC, PR_NO_DEVICE_SPACE_ERROR },
    { ESPIPE, PR_INVALID_METHOD_ERROR },
    { EROFS, PR_READ_ONLY_FILESYSTEM_ERROR },
    { EMLINK, PR_MAX_DIRECTORY_ENTRIES_ERROR },
    { EPIPE, PR_CONNECT_RESET_ERROR },
    { ERANGE, PR_INVALID_METHOD_ERROR },
    { EDEADLK, PR_DEADLOCK_ERROR },
    { ENAMETOOLONG, PR_NAME_TOO_LONG_ERROR },
    { ENOLCK, PR_FILE_IS_LOCKED_ERROR },
    { ENOSYS, PR_NOT_IMPLEMENTED_ERROR },
    { ELOOP, PR_LOOP_ERROR },
    { ENOSR, PR_INSUFFICIENT_RESOURCES_ERROR },
    { ENOLINK, PR_REMOTE_FILE_ERROR },
    { EPROTO, PR_IO_ERROR },
    { EMULTIHOP, PR_REMOTE_FILE_ERROR },
    { EBADMSG, PR_IO_ERROR },
    { EOVERFLOW, PR_BUFFER_OVERFLOW_ERROR },
    { ENOTSOCK, PR_NOT_SOCKET_ERROR },
    { EMSGSIZE, PR_INVALID_ARGUMENT_ERROR },
    { EPROTOTYPE, PR_ADDRESS_NOT_SUPPORTED_ERROR },
    { ENOPROTOOPT, PR_INVALID_ARGUMENT_ERROR },
    { EPROTONOSUPPORT, PR_PROTOCOL_NOT_SUPPORTED_ERROR },
    { EOPNOTSUPP, PR_NOT_TCP_SOCKET_ERROR },
    { EAFNOSUPPORT, PR_ADDRESS_NOT_SUPPORTED_ERROR },
    { EADDRINUSE, PR_ADDRESS_IN_USE_ERROR },
    { EADDRNOTAVAIL, PR_ADDRESS_NOT_AVAILABLE_ERROR },
    { ENETUNREACH, PR_NETWORK_UNREACHABLE_ERROR },
    { ECONNABORTED, PR_CONNECT_ABORTED_ERROR },
    { ECONNRESET, PR_CONNECT_RESET_ERROR },
    { ENOBUFS, PR_INSUFFICIENT_RESOURCES_ERROR },
    { EISCONN, PR_IS_CONNECTED_ERROR },
    { ENOTCONN, PR_NOT_CONNECTED_ERROR },
    { ETIMEDOUT, PR_IO_TIMEOUT_ERROR },
    { ECONNREFUSED, PR_CONNECT_REFUSED_ERROR },
    { EHOSTDOWN, PR_HOST_UNREACHABLE_ERROR },
    { EHOSTUNREACH, PR_HOST_UNREACHABLE_ERROR },
    { EALREADY, PR_ALREADY_INITIATED_ERROR },
    { EINPROGRESS, PR_IN_PROGRESS_ERROR },
    { EDQUOT, PR_NO_DEVICE_SPACE_ERROR },
};

START_TEST(errno_has_its_code)
{
    ck_assert_int_eq(_PR_MD_MapOSError(errnos[_i].os_error), errnos[_i].code);
}
END_TEST

START_TEST(other_errnos_are_unknown)
{
    int os_error, i;

    for (os_error = -10; os_error < 1000; os_error++) {
        for (i = 0; i < COUNT(errnos) && errnos[i].os_error != os_error; i++) {
        }
        if (i == COUNT(errnos)) {
            ck_assert_int_eq(_PR_MD_MapOSError(os_error), PR_UNKNOWN_ERROR);
        }
    }
    ck_assert_int_eq(_PR_MD_MapOSError(ESRCH), PR_UNKNOWN_ERROR);
    ck_assert_int_eq(_PR_MD_MapOSError(EIDRM), PR_UNKNOWN_ERROR);
    ck_assert_int_eq(_PR_MD_MapOSError(PR_INT32_MIN), PR_UNKNOWN_ERROR);
    ck_assert_int_eq(_PR_MD_MapOSError(PR_INT32_MAX), PR_UNKNOWN_ERROR);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

static TCase *
state_case(void)
{
    TCase *tc = tcase_create("state");

    tcase_add_test(tc, error_starts_as_none);
    tcase_add_test(tc, error_keeps_any_numbers);
    tcase_add_test(tc, reading_clears_nothing);
    tcase_add_test(tc, reading_and_setting_leave_errno);
    tcase_add_test(tc, each_thread_has_its_own);
    tcase_add_test(tc, fork_hands_it_to_the_child);
    tcase_add_test(tc, success_leaves_it);
    return tc;
}

static TCase *
text_case(void)
{
    TCase *tc = tcase_create("text");

    tcase_add_test(tc, text_does_not_change_the_error);
    tcase_add_test(tc, text_is_what_was_given_and_a_nul);
    tcase_add_test(tc, text_is_replaced);
    tcase_add_test(tc, text_may_be_long);
    tcase_add_loop_test(tc, text_is_dropped, 0, COUNT(no_texts));
    tcase_add_test(tc, text_is_dropped_by_a_new_error);
    tcase_add_test(tc, null_buffer_gets_nothing);
    return tc;
}

static TCase *
memory_case(void)
{
    TCase *tc = tcase_create("memory");

    tcase_add_test(tc, setting_and_reading_allocate_nothing);
    tcase_add_test(tc, texts_do_not_pile_up);
    tcase_add_test(tc, text_goes_with_its_thread);
    tcase_add_test(tc, text_set_while_a_thread_ends_goes_too);
    tcase_add_test(tc, init_and_cleanup_leave_nothing);
    tcase_add_test(tc, blocks_of_no_size_are_blocks);
    tcase_add_test(tc, block_made_of_no_size_is_freed);
    tcase_add_test(tc, without_memory_there_is_no_text);
    return tc;
}

static TCase *
codes_case(void)
{
    TCase *tc = tcase_create("codes");

    tcase_add_loop_test(tc, code_has_number_name_and_text, 0, COUNT(codes));
    tcase_add_test(tc, codes_are_all_there_are);
    tcase_add_test(tc, names_need_no_initialisation);
    tcase_add_test(tc, small_codes_are_those_of_errno);
    tcase_add_loop_test(tc, unknown_code_is_spelled, 0, COUNT(unknown_codes));
    tcase_add_test(tc, unknown_codes_of_threads_stay_apart);
    return tc;
}

static TCase *
tables_case(void)
{
    TCase *tc = tcase_create("tables");

    tcase_add_test(tc, table_gives_names_and_texts);
    tcase_add_test(tc, newest_table_counts);
    tcase_add_test(tc, table_may_hide_other_codes);
    tcase_add_test(tc, table_may_end_where_numbers_end);
    tcase_add_test(tc, table_without_messages_matches_nothing);
    tcase_add_test(tc, null_table_is_refused);
    tcase_add_test(tc, table_outlives_cleanup);
    tcase_add_test(tc, table_needs_memory);
    return tc;
}

static TCase *
callback_case(void)
{
    TCase *tc = tcase_create("callback");

    tcase_add_test(tc, languages_are_the_callbacks);
    tcase_add_test(tc, callback_hears_of_all_tables);
    tcase_add_test(tc, callback_answers_for_codes_in_tables);
    tcase_add_test(tc, callback_is_not_asked_for_the_rest);
    tcase_add_test(tc, callback_without_an_answer_leaves_english);
    tcase_add_test(tc, callback_may_be_replaced_or_removed);
    tcase_add_test(tc, callback_may_only_hear_of_tables);
    tcase_add_test(tc, callback_needs_memory);
    return tc;
}

static TCase *
threads_case(void)
{
    TCase *tc = tcase_create("threads");

    tcase_add_test(tc, lookups_meet_one_callback_at_a_time);
    tcase_add_test(tc, tables_installed_at_once_are_all_there);
    return tc;
}

static TCase *
errno_case(void)
{
    TCase *tc = tcase_create("errno");

    tcase_add_loop_test(tc, errno_has_its_code, 0, COUNT(errnos));
    tcase_add_test(tc, other_errnos_are_unknown);
    return tc;
}

int
main(void)
{
    Suite *s = suite_create("error");

    suite_add_tcase(s, state_case());
    suite_add_tcase(s, text_case());
    suite_add_tcase(s, memory_case());
    suite_add_tcase(s, codes_case());
    suite_add_tcase(s, tables_case());
    suite_add_tcase(s, callback_case());
    suite_add_tcase(s, threads_case());
    suite_add_tcase(s, errno_case());
    return run_suite(s);
}
