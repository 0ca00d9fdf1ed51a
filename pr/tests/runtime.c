/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Prints facts about the runtime, a line each: "scene.fact: value".
 *
 * One source for both sides: runtime_ours is linked with libprshm,
 * runtime_stock with stock NSPR, and test_runtime.sh compares the lines.
 * Every scene has a process of its own, so it starts before initialisation,
 * and one that dies is a fact as well: "scene: signal 11".
 */
#define _GNU_SOURCE

#include <pratom.h>
#include <prbit.h>
#include <prerror.h>
#include <prinit.h>
#include <prlog.h>
#include <prlong.h>
#include <prmem.h>
#include <prshm.h>
#include <prtime.h>

#include "scenes.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* --- Printing ------------------------------------------------------------ */

static void
string_fact(const char *id, PRErrorCode code)
{
    fact(id, "%s %s", or_null(PR_ErrorToName(code)),
         or_null(PR_ErrorToString(code, PR_LANGUAGE_EN)));
}

/* The text of the error, what lies after it in the buffer included. */
static void
text_fact(const char *id)
{
    char   buffer[16];
    char   shown[sizeof buffer + 1];
    int    returned;
    size_t i;

    memset(buffer, '#', sizeof buffer);
    returned = (int)PR_GetErrorText(buffer);
    for (i = 0; i < sizeof buffer; i++) {
        shown[i] = buffer[i] == '\0' ? '0' : buffer[i];
    }
    shown[i] = '\0';
    fact(id, "%d %s %d", returned, shown, (int)PR_GetErrorTextLength());
}

/* --- Errors -------------------------------------------------------------- */

static void *
error_in_thread(void *arg)
{
    (void)arg;
    error_fact("thread-starts");
    PR_SetError(3, 4);
    PR_SetErrorText(2, "xy");
    error_fact("thread-has");
    return NULL;
}

static void
scene_error(void)
{
    int   status;
    char *block;

    error_fact("initial");
    PR_SetError(-1, -2);
    error_fact("negative");
    PR_SetError(2147483647, -2147483647 - 1);
    error_fact("extreme");
    PR_SetError(1, 2);
    in_foreign_thread(error_in_thread, NULL);
    error_fact("after-thread");
    fflush(stdout);
    if (fork() == 0) {
        error_fact("forked-child");
        _exit(0);
    }
    (void)wait(&status);
    errno = 0;
    error_fact("read-again");
    fact("errno", "%d", errno);
    block = PR_Malloc(10);
    block = PR_Realloc(block, 20);
    PR_Free(block);
    PR_Free(PR_Calloc(3, 4));
    (void)PR_ErrorToName(PR_IO_ERROR);
    (void)PR_ErrorToString(-1, 0);
    (void)PR_VersionCheck("4");
    (void)PR_NewLogModule("runtime");
    error_fact("after-success");
}

static void
scene_text(void)
{
    static const char longText[300] = { [0] = 'a', [298] = 'z' };
    char              buffer[301];
    int               length;

    PR_SetError(5, 6);
    text_fact("none");
    PR_SetErrorText(3, "abc");
    text_fact("abc");
    error_fact("abc-error");
    text_fact("abc-again");
    PR_SetErrorText(3, "abcZ");
    text_fact("longer-source");
    PR_SetErrorText(5, "a\0b\0c");
    text_fact("nul-bytes");
    PR_SetErrorText(0, "abc");
    text_fact("length-0");
    PR_SetErrorText(3, "abc");
    PR_SetErrorText(0, NULL);
    text_fact("null-0");
    PR_SetErrorText(3, "abc");
    PR_SetErrorText(2, "de");
    text_fact("shorter");
    PR_SetErrorText(6, "fghijk");
    text_fact("longer");
    PR_SetError(7, 8);
    text_fact("dropped-by-error");
    error_fact("dropped-error");
    PR_SetErrorText(299, longText);
    length = (int)PR_GetErrorText(buffer);
    fact("long", "%d %d", length, memcmp(buffer, longText, sizeof longText));
    PR_SetErrorText(0, NULL);
    fact("null-buffer", "%d", (int)PR_GetErrorText(NULL));
}

static void
scene_text_negative(void)
{
    PR_SetErrorText(3, "abc");
    PR_SetErrorText(-1, "abc");
    text_fact("result");
}

static void
scene_text_very_negative(void)
{
    PR_SetErrorText(-40, "abc");
    text_fact("result");
}

static void
scene_text_null(void)
{
    PR_SetErrorText(5, NULL);
    text_fact("result");
}

static void
scene_text_null_buffer(void)
{
    PR_SetErrorText(3, "abc");
    fact("result", "%d", (int)PR_GetErrorText(NULL));
}

/* --- Names and texts of codes -------------------------------------------- */

/* NSPR's own texts differ on purpose: that there is one is the fact. */
static void
scene_code(void)
{
    PRErrorCode code;

    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    for (code = -6010; code <= -5910; code++) {
        const char *name = PR_ErrorToName(code);
        const char *text = PR_ErrorToString(code, PR_LANGUAGE_I_DEFAULT);
        char        id[16];

        snprintf(id, sizeof id, "%d", (int)code);
        if (name == NULL) {
            fact(id, "(null) %s", or_null(text));
        } else {
            fact(id, "%s, %s", name,
                 text != NULL && *text != '\0' && strcmp(text, name) != 0
                     ? "a text"
                     : "no text");
        }
    }
}

static void
scene_string(void)
{
    static const PRErrorCode codes[] = {
        256,         300,        511,        512,        1000,
        16383,       16384,      32767,      65535,      65536,
        1 << 20,     1 << 24,    1 << 30,    2147483647, -2147483647 - 1,
        -2147483647, -1,         -2,         -255,       -256,
        -257,        -512,       -4096,      -5923,      -6001,
        -8192,       -12288,     -16384,     -65536,     -1048576,
        -16777216,   0x01020304, 0x00041000, 0x04104104, 0x1a1b1c1d,
        0x34353637,  0x3e3f0000,
    };
    char   id[16];
    size_t i;
    int    code;

    for (code = 0; code < 256; code++) {
        snprintf(id, sizeof id, "%d", code);
        string_fact(id, code);
    }
    for (i = 0; i < COUNT(codes); i++) {
        snprintf(id, sizeof id, "%d", (int)codes[i]);
        string_fact(id, codes[i]);
    }
    fact("language", "%s", PR_ErrorToString(-1, 77));
    fact("same-buffer", "%d",
         PR_ErrorToString(-1, 0) == PR_ErrorToString(-2, 0));
}

static void
scene_uninitialised(void)
{
    string_fact("positive", 300);
    fact("name", "%s", or_null(PR_ErrorToName(-6000)));
    fact("languages", "%s %s", PR_ErrorLanguages()[0], PR_ErrorLanguages()[1]);
    fact("initialized", "%d", PR_Initialized());
}

static void *
unknown_in_thread(void *arg)
{
    *(const char **)arg = PR_ErrorToString(-2, 0);
    return NULL;
}

/* Compared while the other thread still lives, by its own text. */
static void
scene_unknown_threads(void)
{
    const char *mine = PR_ErrorToString(-1, 0);
    const char *theirs = NULL;

    in_foreign_thread(unknown_in_thread, &theirs);
    fact("overwritten", "%s", mine);
}

/* --- Tables -------------------------------------------------------------- */

static const struct PRErrorMessage some_messages[] = {
    { "SOME_ZERO", "some zero" },
    { "SOME_ONE", "some one" },
    { NULL, "some without a name" },
    { "SOME_WITHOUT_TEXT", NULL },
};
static const struct PRErrorMessage other_messages[] = {
    { "OTHER_ZERO", "other zero" },
    { "OTHER_ONE", "other one" },
};

static const struct PRErrorTable some = { some_messages, "some", 1000, 4 };
static const struct PRErrorTable other = { other_messages, "other", 1001, 2 };
static const struct PRErrorTable hiding = { other_messages, "hiding", -6000,
                                            2 };
static const struct PRErrorTable positive = { other_messages, "positive", 2,
                                              2 };
static const struct PRErrorTable empty = { some_messages, "empty", 1000, 0 };
static const struct PRErrorTable top = { other_messages, "top", 2147483646,
                                         2 };
static const struct PRErrorTable negative = { other_messages, "negative", 1003,
                                              -2 };

static void
codes_fact(const char *prefix, PRErrorCode from, PRErrorCode to)
{
    char        id[64];
    PRErrorCode code;

    for (code = from; code <= to; code++) {
        snprintf(id, sizeof id, "%s.%d", prefix, (int)code);
        string_fact(id, code);
    }
}

static void
scene_table(void)
{
    codes_fact("before", 999, 1004);
    fact("install", "%d", (int)PR_ErrorInstallTable(&some));
    fact("initialized", "%d", PR_Initialized());
    codes_fact("some", 999, 1004);
    fact("empty", "%d", (int)PR_ErrorInstallTable(&empty));
    codes_fact("empty", 1000, 1000);
    fact("negative", "%d", (int)PR_ErrorInstallTable(&negative));
    codes_fact("negative", 1001, 1003);
    fact("other", "%d", (int)PR_ErrorInstallTable(&other));
    codes_fact("other", 999, 1004);
    fact("some-again", "%d", (int)PR_ErrorInstallTable(&some));
    codes_fact("some-again", 999, 1004);
    fact("hiding", "%d", (int)PR_ErrorInstallTable(&hiding));
    codes_fact("hiding", -6001, -5999);
    fact("still", "%s", PR_ErrorToName(-5998));
    fact("positive", "%d", (int)PR_ErrorInstallTable(&positive));
    codes_fact("positive", 1, 4);
    fact("top", "%d", (int)PR_ErrorInstallTable(&top));
    string_fact("top.max", 2147483647);
    string_fact("top.min", -2147483647 - 1);
    error_fact("error");
    fact("cleanup", "%d", PR_Cleanup());
    codes_fact("cleanup", 1000, 1001);
}

static void
scene_table_null(void)
{
    PRErrorCode code = PR_ErrorInstallTable(NULL);

    fact("code", "%d", (int)code);
    fact("error", "%d", (int)PR_GetError());
    string_fact("lookup", 1);
}

static void
scene_table_null_messages(void)
{
    static const struct PRErrorTable table = { NULL, "null", 500, 1 };

    fact("code", "%d", (int)PR_ErrorInstallTable(&table));
    string_fact("lookup", 500);
}

/* --- Callbacks ----------------------------------------------------------- */

static int  answer_null;
static char our_private, table_privates[32];
static int  tables_seen;

static struct PRErrorCallbackTablePrivate *
new_table(const struct PRErrorTable     *table,
          struct PRErrorCallbackPrivate *priv)
{
    char id[32];

    snprintf(id, sizeof id, "new-table.%d", tables_seen);
    fact(id, "%s %d %d", table->name, (int)table->base,
         (void *)priv == (void *)&our_private);
    return (void *)&table_privates[tables_seen++];
}

/* Which of table_privates, -1 for NULL, -2 for anything else. */
static int
private_number(struct PRErrorCallbackTablePrivate *priv)
{
    int i;

    for (i = 0; i < (int)sizeof table_privates; i++) {
        if ((char *)priv == &table_privates[i]) {
            return i;
        }
    }
    return priv == NULL ? -1 : -2;
}

static const char *
look_up(PRErrorCode code, PRLanguageCode language,
        const struct PRErrorTable *table, struct PRErrorCallbackPrivate *priv,
        struct PRErrorCallbackTablePrivate *table_private)
{
    static char answer[100];

    snprintf(answer, sizeof answer, "looked up %d %u %s %d %d", (int)code,
             (unsigned)language, table->name,
             (void *)priv == (void *)&our_private,
             private_number(table_private));
    return answer_null ? NULL : answer;
}

static void
lookups(const char *prefix)
{
    char id[64];

    snprintf(id, sizeof id, "%s.own", prefix);
    fact(id, "%s", or_null(PR_ErrorToName(-6000)));
    codes_fact(prefix, 999, 1003);
    snprintf(id, sizeof id, "%s.errno", prefix);
    string_fact(id, 2);
}

static void
scene_callback(void)
{
    static const char *const languages[] = { "de", NULL };
    void                    *priv = &our_private;

    PR_ErrorInstallTable(&some);
    fact("plain", "%s %s %s", PR_ErrorLanguages()[0], PR_ErrorLanguages()[1],
         or_null(PR_ErrorLanguages()[2]));
    PR_ErrorInstallCallback(languages, look_up, new_table, priv);
    fact("languages", "%d", PR_ErrorLanguages() == languages);
    lookups("first");
    fact("language-7", "%s", PR_ErrorToString(-6000, 7));
    PR_ErrorInstallTable(&other);
    lookups("later-table");
    answer_null = 1;
    lookups("null-answer");
    answer_null = 0;
    PR_ErrorInstallCallback(NULL, look_up, new_table, NULL);
    fact("null-languages", "%d", PR_ErrorLanguages() == NULL);
    lookups("second");
    PR_ErrorInstallCallback(languages, NULL, NULL, NULL);
    lookups("no-lookup");
    PR_ErrorInstallCallback(languages, NULL, new_table, priv);
    lookups("only-new-table");
    error_fact("error");
    fact("cleanup", "%d", PR_Cleanup());
    fact("cleanup-languages", "%d", PR_ErrorLanguages() == languages);
}

static void
scene_callback_no_new_table(void)
{
    PR_ErrorInstallTable(&some);
    PR_ErrorInstallCallback(NULL, look_up, NULL, NULL);
    lookups("result");
}

/* What a callback without a newtable finds of one that had it. */
static void
scene_callback_replaced(void)
{
    PR_ErrorInstallTable(&some);
    PR_ErrorInstallCallback(NULL, look_up, new_table, NULL);
    PR_ErrorInstallCallback(NULL, look_up, NULL, NULL);
    string_fact("result", 1000);
}

static void
scene_callback_first(void)
{
    PR_ErrorInstallCallback(NULL, look_up, new_table, NULL);
    fact("initialized", "%d", PR_Initialized());
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    fact("tables", "%d", tables_seen);
}

/* --- Start and end ------------------------------------------------------- */

static PRStatus
succeed(void)
{
    return PR_SUCCESS;
}

static PRStatus
succeed_with_arg(void *arg)
{
    (void)arg;
    return PR_SUCCESS;
}

#define FUNCTION(name, statement)                                             \
    static void name(void)                                                    \
    {                                                                         \
        statement;                                                            \
    }

static PRCallOnceType a_block;
static char           a_buffer[8];
static PRInt32        an_integer;

FUNCTION(call_nothing, (void)0)
FUNCTION(call_increment, (void)PR_AtomicIncrement(&an_integer))
FUNCTION(call_decrement, (void)PR_AtomicDecrement(&an_integer))
FUNCTION(call_atomic_set, (void)PR_AtomicSet(&an_integer, 1))
FUNCTION(call_atomic_add, (void)PR_AtomicAdd(&an_integer, 1))
FUNCTION(call_get_error, (void)PR_GetError())
FUNCTION(call_get_os_error, (void)PR_GetOSError())
FUNCTION(call_set_error, PR_SetError(1, 2))
FUNCTION(call_set_text, PR_SetErrorText(1, "x"))
FUNCTION(call_text_length, (void)PR_GetErrorTextLength())
FUNCTION(call_get_text, (void)PR_GetErrorText(a_buffer))
FUNCTION(call_ceiling_log2, (void)PR_CeilingLog2(5))
FUNCTION(call_floor_log2, (void)PR_FloorLog2(5))
FUNCTION(call_max_int, (void)LL_MaxInt())
FUNCTION(call_now, (void)PR_Now())
FUNCTION(call_malloc, (void)PR_Malloc(1))
FUNCTION(call_calloc, (void)PR_Calloc(1, 1))
FUNCTION(call_realloc, (void)PR_Realloc(NULL, 1))
FUNCTION(call_free, PR_Free(malloc(1)))
FUNCTION(call_to_name, (void)PR_ErrorToName(-6000))
FUNCTION(call_to_string, (void)PR_ErrorToString(-6000, 0))
FUNCTION(call_languages, (void)PR_ErrorLanguages())
FUNCTION(call_install_table, (void)PR_ErrorInstallTable(&some))
FUNCTION(call_install_callback,
         PR_ErrorInstallCallback(NULL, NULL, NULL, NULL))
FUNCTION(call_init, PR_Init(PR_SYSTEM_THREAD, PR_PRIORITY_URGENT, 77))
FUNCTION(call_initialized, (void)PR_Initialized())
FUNCTION(call_cleanup, (void)PR_Cleanup())
FUNCTION(call_version_check, (void)PR_VersionCheck("4"))
FUNCTION(call_get_version, (void)PR_GetVersion())
FUNCTION(call_once, (void)PR_CallOnce(&a_block, succeed))
FUNCTION(call_once_arg,
         (void)PR_CallOnceWithArg(&a_block, succeed_with_arg, NULL))
FUNCTION(call_new_module, (void)PR_NewLogModule("x"))
FUNCTION(call_log_print, PR_LogPrint("x"))
FUNCTION(call_log_flush, PR_LogFlush())
FUNCTION(call_log_buffering, PR_SetLogBuffering(100))
FUNCTION(call_log_file, (void)PR_SetLogFile("/dev/null"))
FUNCTION(call_disable_clock, PR_DisableClockInterrupts())
FUNCTION(call_enable_clock, PR_EnableClockInterrupts())
FUNCTION(call_block_clock, PR_BlockClockInterrupts())
FUNCTION(call_unblock_clock, PR_UnblockClockInterrupts())
FUNCTION(call_concurrency, PR_SetConcurrency(2))
FUNCTION(call_cache, (void)PR_SetFDCacheSize(0, 10))
FUNCTION(call_open_shm, (void)PR_OpenSharedMemory("", 1, 0, 0600))
FUNCTION(call_delete_shm, (void)PR_DeleteSharedMemory(""))

static const struct {
    const char *name;
    void (*call)(void);
} calls[] = {
    { "nothing", call_nothing },
    { "PR_AtomicIncrement", call_increment },
    { "PR_AtomicDecrement", call_decrement },
    { "PR_AtomicSet", call_atomic_set },
    { "PR_AtomicAdd", call_atomic_add },
    { "PR_GetError", call_get_error },
    { "PR_GetOSError", call_get_os_error },
    { "PR_SetError", call_set_error },
    { "PR_SetErrorText", call_set_text },
    { "PR_GetErrorTextLength", call_text_length },
    { "PR_GetErrorText", call_get_text },
    { "PR_CeilingLog2", call_ceiling_log2 },
    { "PR_FloorLog2", call_floor_log2 },
    { "LL_MaxInt", call_max_int },
    { "PR_Now", call_now },
    { "PR_Malloc", call_malloc },
    { "PR_Calloc", call_calloc },
    { "PR_Realloc", call_realloc },
    { "PR_Free", call_free },
    { "PR_ErrorToName", call_to_name },
    { "PR_ErrorToString", call_to_string },
    { "PR_ErrorLanguages", call_languages },
    { "PR_ErrorInstallTable", call_install_table },
    { "PR_ErrorInstallCallback", call_install_callback },
    { "PR_Init", call_init },
    { "PR_Initialized", call_initialized },
    { "PR_Cleanup", call_cleanup },
    { "PR_VersionCheck", call_version_check },
    { "PR_GetVersion", call_get_version },
    { "PR_CallOnce", call_once },
    { "PR_CallOnceWithArg", call_once_arg },
    { "PR_NewLogModule", call_new_module },
    { "PR_LogPrint", call_log_print },
    { "PR_LogFlush", call_log_flush },
    { "PR_SetLogBuffering", call_log_buffering },
    { "PR_SetLogFile", call_log_file },
    { "PR_DisableClockInterrupts", call_disable_clock },
    { "PR_EnableClockInterrupts", call_enable_clock },
    { "PR_BlockClockInterrupts", call_block_clock },
    { "PR_UnblockClockInterrupts", call_unblock_clock },
    { "PR_SetConcurrency", call_concurrency },
    { "PR_SetFDCacheSize", call_cache },
    { "PR_OpenSharedMemory", call_open_shm },
    { "PR_DeleteSharedMemory", call_delete_shm },
};

static int current_call;

static const char *
sigpipe(void)
{
    struct sigaction action;

    (void)sigaction(SIGPIPE, NULL, &action);
    return action.sa_handler == SIG_IGN   ? "ignored"
           : action.sa_handler == SIG_DFL ? "default"
                                          : "handled";
}

/* What a call makes of a process that is not initialised. */
static void
scene_initialises(void)
{
    calls[current_call].call();
    fact("initialises", "%d, SIGPIPE %s", PR_Initialized(), sigpipe());
}

static void
handle(int signo)
{
    (void)signo;
}

static void
scene_sigpipe_handler(void)
{
    (void)signal(SIGPIPE, handle);
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    fact("init", "%s", sigpipe());
    (void)signal(SIGPIPE, SIG_DFL);
    fact("cleanup", "%d", PR_Cleanup());
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    fact("init-again", "%s", sigpipe());
}

static void
cleanup_fact(const char *id)
{
    PRStatus status = PR_Cleanup();

    fact(id, "%d, then %d", (int)status, PR_Initialized());
}

static void *
clean_up_in_thread(void *arg)
{
    (void)arg;
    PR_SetError(1, 2);
    cleanup_fact("other-thread");
    fact("other-thread-error", "%d", (int)PR_GetError());
    return NULL;
}

static void
scene_cleanup(void)
{
    PR_SetError(1, 2);
    PR_SetErrorText(2, "xy");
    in_foreign_thread(clean_up_in_thread, NULL);
    error_fact("kept");
    fact("initialized", "%d", PR_Initialized());
    cleanup_fact("result");
    fact("sigpipe", "%s", sigpipe());
    error_fact("error");
    fact("implicit", "%d", PR_Initialized());
    cleanup_fact("again");
    cleanup_fact("before-init");
    fact("name", "%s", or_null(PR_ErrorToName(-6000)));
}

static void *
init_in_thread(void *arg)
{
    (void)arg;
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    return NULL;
}

static void
scene_cleanup_by_another(void)
{
    in_foreign_thread(init_in_thread, NULL);
    cleanup_fact("result");
}

static PRIntn
prmain(PRIntn argc, char **argv)
{
    fact("arguments", "%d %s %s", argc, argv[0], argv[1]);
    fact("inside", "%d", PR_Initialized());
    PR_SetError(1, 2);
    return 42;
}

static void
scene_initialize(void)
{
    char  one[] = "one", two[] = "two";
    char *argv[] = { one, two, NULL };

    fact("result", "%d", PR_Initialize(prmain, 2, argv, 0));
    fact("after", "%d", PR_Initialized());
    error_fact("error");
}

static void
say_at_exit(void)
{
    fact("atexit", "called");
}

static void
scene_process_exit(void)
{
    (void)atexit(say_at_exit);
#ifndef __SANITIZE_THREAD__ /* it flushes, whatever _exit() should do */
    printf("this is not flushed");
#endif
    PR_ProcessExit(7);
}

static void
scene_process_exit_256(void)
{
    PR_ProcessExit(256 + 3);
}

static void
scene_abort(void)
{
    (void)atexit(say_at_exit);
    PR_Abort();
}

static void
scene_knobs(void)
{
    fact("cache", "%d %d %d", PR_SetFDCacheSize(0, 0),
         PR_SetFDCacheSize(1, 1024), PR_SetFDCacheSize(-1, -1));
}

static void
scene_version(void)
{
    static const char *const versions[] = {
        "4.35",
        "4.35.0",
        "4.35.0.7",
        "4.35 Beta",
        "4.35beta",
        "4.35.1",
        "4.36",
        "4.99",
        "4",
        "4.",
        "4.0",
        "4.34",
        "4.34.9",
        "4.34.99999",
        "04.035",
        "4.-1",
        "3.9",
        "3",
        "5.0",
        "5",
        "40.35",
        "",
        "x",
        " 4.35",
        "4.2147483648",
        "4.2147483647",
        "4.4294967296",
        "4.4294967331",
        "4.4294967332",
        "4294967300",
        "99999999999.1",
        "4.35.",
        "4.35.x",
        "4..1",
        "4.35.00",
        "4.35.2147483648",
        "4.x",
        "+4",
        "-4",
        "0",
        "0.0.0",
        "4 35",
        "4.35\n",
        "4,99",
        "4.3",
        "4.4",
        "4.350",
        "4.0035",
    };
    size_t i;

    fact("get", "%s", PR_GetVersion());
    for (i = 0; i < COUNT(versions); i++) {
        char id[32];

        snprintf(id, sizeof id, "%zu", i);
        fact(id, "%d", PR_VersionCheck(versions[i]));
    }
}

static void
scene_version_null(void)
{
    fact("result", "%d", PR_VersionCheck(NULL));
}

/* --- One-time calls ------------------------------------------------------ */

static int times_called;

static PRStatus
answer_arg(void *arg)
{
    times_called++;
    PR_SetError(10, 20);
    return (PRStatus) * (int *)arg;
}

static PRStatus
count_and_succeed(void)
{
    times_called++;
    return PR_SUCCESS;
}

static PRStatus
count_and_fail(void)
{
    times_called++;
    PR_SetError(11, 22);
    return PR_FAILURE;
}

static void
block_fact(const char *id, const PRCallOnceType *block, PRStatus status)
{
    fact(id, "%d {%d %d %d} called %d error %d %d", (int)status,
         block->initialized, (int)block->inProgress, (int)block->status,
         times_called, (int)PR_GetError(), (int)PR_GetOSError());
}

static void
scene_once(void)
{
    PRCallOnceType plain = { 0 }, failing = { 0 }, with_arg = { 0 };
    int            seven = 7;

    PR_SetError(1, 2);
    block_fact("first", &plain, PR_CallOnce(&plain, count_and_succeed));
    block_fact("second", &plain, PR_CallOnce(&plain, count_and_succeed));
    block_fact("other-function", &plain, PR_CallOnce(&plain, count_and_fail));
    block_fact("fails", &failing, PR_CallOnce(&failing, count_and_fail));
    block_fact("failed", &failing, PR_CallOnce(&failing, count_and_fail));
    PR_SetError(1, 2);
    block_fact("failed-other", &failing, PR_CallOnce(&failing, succeed));
    PR_SetError(1, 2);
    block_fact("seven", &with_arg,
               PR_CallOnceWithArg(&with_arg, answer_arg, &seven));
    block_fact("seven-again", &with_arg,
               PR_CallOnceWithArg(&with_arg, answer_arg, &seven));
}

static PRCallOnceType inner_block, outer_block;

static PRStatus
call_inner(void)
{
    return PR_CallOnce(&inner_block, count_and_succeed);
}

static void
scene_once_nested(void)
{
    block_fact("outer", &outer_block, PR_CallOnce(&outer_block, call_inner));
    block_fact("inner", &inner_block,
               PR_CallOnce(&inner_block, count_and_succeed));
}

static PRStatus
call_myself(void)
{
    block_fact("inside", &outer_block, PR_CallOnce(&outer_block, call_myself));
    return PR_SUCCESS;
}

/* A deadlock has no event to wait for, so an alarm ends it. */
static void
scene_once_recursive(void)
{
    (void)alarm(5);
    block_fact("outside", &outer_block,
               PR_CallOnce(&outer_block, call_myself));
}

static void
scene_once_null_block(void)
{
    fact("result", "%d", (int)PR_CallOnce(NULL, succeed));
}

static void
scene_once_null_function(void)
{
    PRCallOnceType block = { 0 };

    fact("result", "%d", (int)PR_CallOnce(&block, NULL));
}

/* --- Memory -------------------------------------------------------------- */

static void
size_fact(const char *id, void *block, size_t size)
{
    fact(id, "%s",
         block == NULL                       ? "NULL"
         : malloc_usable_size(block) >= size ? "block"
                                             : "too small");
    PR_Free(block);
}

static void
scene_memory(void)
{
    char *block;

    size_fact("malloc-0", PR_Malloc(0), 0);
    size_fact("calloc-0-0", PR_Calloc(0, 0), 0);
    size_fact("calloc-5-0", PR_Calloc(5, 0), 0);
    size_fact("calloc-0-5", PR_Calloc(0, 5), 0);
    size_fact("realloc-null-0", PR_Realloc(NULL, 0), 0);
    size_fact("realloc-null", PR_Realloc(NULL, 100), 100);
    size_fact("realloc-0", PR_Realloc(PR_Malloc(10), 0), 0);
    size_fact("malloc", PR_Malloc(1000), 1000);
    size_fact("calloc", PR_Calloc(10, 100), 1000);
    block = PR_Malloc(4);
    strcpy(block, "abc");
    block = PR_Realloc(block, 100000);
    fact("realloc-keeps", "%s", block);
    PR_Free(block);
    PR_Free(NULL);
    PR_Free(malloc(10));
    free(PR_Malloc(10));
    free(PR_Calloc(1, 10));
    free(PR_Realloc(malloc(10), 20));
    error_fact("error");
}

static void
scene_memory_zone(void)
{
    setenv("NSPR_USE_ZONE_ALLOCATOR", "1", 1);
    free(PR_Malloc(10));
    fact("free", "survived");
}

/* A block that no machine has. */
static void
scene_memory_none(void)
{
    PR_SetError(1, 2);
    size_fact("result", PR_Calloc(0xffffffffU, 0xffffffffU), 0);
    error_fact("error");
}

/* --- Atomic integers ----------------------------------------------------- */

#define LEAST (-2147483647 - 1)

static const PRInt32 numbers[] = { 0,  1,          -1,        7,
                                   -9, 2147483647, LEAST + 1, LEAST };

static void
atomic_fact(const char *call, PRInt32 before, PRInt32 operand, PRInt32 result,
            PRInt32 after)
{
    char id[64];

    (void)snprintf(id, sizeof id, "%.30s.%d.%d", call, before, operand);
    fact(id, "%d, then %d", result, after);
}

static void
atomic_facts_of(PRInt32 before)
{
    PRInt32 integer = before, result;

    result = PR_AtomicIncrement(&integer);
    atomic_fact("increment", before, 1, result, integer);
    integer = before;
    result = PR_ATOMIC_INCREMENT(&integer);
    atomic_fact("macro-increment", before, 1, result, integer);
    integer = before;
    result = PR_AtomicDecrement(&integer);
    atomic_fact("decrement", before, 1, result, integer);
    integer = before;
    result = PR_ATOMIC_DECREMENT(&integer);
    atomic_fact("macro-decrement", before, 1, result, integer);
}

static void
atomic_facts_of_two(PRInt32 before, PRInt32 operand)
{
    PRInt32 integer = before, result;

    result = PR_AtomicAdd(&integer, operand);
    atomic_fact("add", before, operand, result, integer);
    integer = before;
    result = PR_ATOMIC_ADD(&integer, operand);
    atomic_fact("macro-add", before, operand, result, integer);
    integer = before;
    result = PR_AtomicSet(&integer, operand);
    atomic_fact("set", before, operand, result, integer);
    integer = before;
    result = PR_ATOMIC_SET(&integer, operand);
    atomic_fact("macro-set", before, operand, result, integer);
}

static void
scene_atomic(void)
{
    size_t i, j;

    PR_SetError(1, 2);
    for (i = 0; i < COUNT(numbers); i++) {
        atomic_facts_of(numbers[i]);
        for (j = 0; j < COUNT(numbers); j++) {
            atomic_facts_of_two(numbers[i], numbers[j]);
        }
    }
    error_fact("error");
}

static void
null_fact(PRInt32 result)
{
    fact("result", "%d error %d", result, (int)PR_GetError());
}

FUNCTION(scene_increment_null, null_fact(PR_AtomicIncrement(NULL)))
FUNCTION(scene_decrement_null, null_fact(PR_AtomicDecrement(NULL)))
FUNCTION(scene_set_null, null_fact(PR_AtomicSet(NULL, 1)))
FUNCTION(scene_add_null, null_fact(PR_AtomicAdd(NULL, 1)))

/* --- Numbers and time ---------------------------------------------------- */

static void
log2_fact(PRUint32 number)
{
    char id[64];

    (void)snprintf(id, sizeof id, "log2.%u", number);
    fact(id, "%d %d", (int)PR_CeilingLog2(number), (int)PR_FloorLog2(number));
}

static void
scene_numbers(void)
{
    PRUint32 i;

    for (i = 0; i < 10; i++) {
        log2_fact(i);
    }
    for (i = 4; i < 32; i++) {
        log2_fact(PR_BIT(i) - 1);
        log2_fact(PR_BIT(i));
        log2_fact(PR_BIT(i) + 1);
    }
    log2_fact(PR_UINT32_MAX);
    fact("limits", "%lld %lld %lld %llu", (long long)LL_MinInt(),
         (long long)LL_Zero(), (long long)LL_MaxInt(),
         (unsigned long long)LL_MaxUint());
}

static void
scene_now(void)
{
    PRTime begin = (PRTime)time(NULL) * 1000000, now = PR_Now();

    fact("after", "%d", now >= begin);
    fact("before", "%d", now < ((PRTime)time(NULL) + 1) * 1000000);
    fact("fraction", "%d", now % 1000 != 0 || PR_Now() % 1000 != 0);
    error_fact("error");
}

/* --- All of them --------------------------------------------------------- */

static const Scene scenes[] = {
    { "error", scene_error },
    { "text", scene_text },
    { "text-negative", scene_text_negative },
    { "text-very-negative", scene_text_very_negative },
    { "text-null", scene_text_null },
    { "text-null-buffer", scene_text_null_buffer },
    { "code", scene_code },
    { "string", scene_string },
    { "uninitialised", scene_uninitialised },
    { "unknown-threads", scene_unknown_threads },
    { "table", scene_table },
    { "table-null", scene_table_null },
    { "table-null-messages", scene_table_null_messages },
    { "callback", scene_callback },
    { "callback-no-new-table", scene_callback_no_new_table },
    { "callback-replaced", scene_callback_replaced },
    { "callback-first", scene_callback_first },
    { "sigpipe-handler", scene_sigpipe_handler },
    { "cleanup", scene_cleanup },
    { "cleanup-by-another", scene_cleanup_by_another },
    { "initialize", scene_initialize },
    { "process-exit", scene_process_exit },
    { "process-exit-256", scene_process_exit_256 },
    { "abort", scene_abort },
    { "knobs", scene_knobs },
    { "version", scene_version },
    { "version-null", scene_version_null },
    { "once", scene_once },
    { "once-nested", scene_once_nested },
    { "once-recursive", scene_once_recursive },
    { "once-null-block", scene_once_null_block },
    { "once-null-function", scene_once_null_function },
    { "memory", scene_memory },
    { "memory-zone", scene_memory_zone },
    { "memory-none", scene_memory_none },
    { "numbers", scene_numbers },
    { "now", scene_now },
    { "atomic", scene_atomic },
    { "atomic-increment-null", scene_increment_null },
    { "atomic-decrement-null", scene_decrement_null },
    { "atomic-set-null", scene_set_null },
    { "atomic-add-null", scene_add_null },
};

int
main(void)
{
    begin_scenes();
    (void)unsetenv("NSPR_USE_ZONE_ALLOCATOR");
    run_scenes(scenes, COUNT(scenes), NULL);
    for (current_call = 0; current_call < (int)COUNT(calls); current_call++) {
        run_scene(calls[current_call].name, NULL, scene_initialises);
    }
    return EXIT_SUCCESS;
}
