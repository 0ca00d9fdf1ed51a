/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The log: who speaks, where lines go and what they look like; and the
 * printf dialect that they are written in.
 *
 * Every test starts with a runtime that is not initialised, as the log reads
 * its environment then.
 */
#include "config.h"

#define FORCE_PR_LOG
#define FORCE_PR_ASSERT

#include "prerror.h"
#include "prinit.h"
#include "prlog.h"
#include "private/pprimpl.h"
#include "heap.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* --- Fixtures and helpers ------------------------------------------------ */

static int   saved_stderr;
static off_t read_so_far;

static void
setup(void)
{
    setup_dir();
    unsetenv("NSPR_LOG_MODULES");
    unsetenv("NSPR_LOG_FILE");
    saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    read_so_far = 0;
}

static void
teardown(void)
{
    PR_Cleanup();
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    teardown_dir();
}

static void
stderr_to_file(void)
{
    int fd = open(path("stderr"), O_WRONLY | O_CREAT | O_APPEND, 0600);

    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
    close(fd);
}

/* What a program's environment asks for; the log goes to the file "log". */
static void
ask_for(const char *modules)
{
    setenv("NSPR_LOG_MODULES", modules, 1);
    setenv("NSPR_LOG_FILE", path("log"), 1);
}

static void
setup_log(void)
{
    setup();
    ask_for("x");
}

/* What is in a file of the test's directory, from an offset; NULs count. */
static const char *
contents(const char *name, off_t from, size_t *length)
{
    static char buffer[300000];
    int         fd = open(path(name), O_RDONLY | O_CLOEXEC);
    ssize_t     count;

    ck_assert_msg(fd != -1, "%s: %s", name, strerror(errno));
    count = pread(fd, buffer, sizeof buffer - 1, from);
    ck_assert_int_ge(count, 0);
    close(fd);
    buffer[count] = '\0';
    *length = (size_t)count;
    return buffer;
}

/* All of a file. */
static const char *
all_of(const char *name)
{
    size_t length;

    return contents(name, 0, &length);
}

static int
exists(const char *name)
{
    struct stat info;

    return stat(path(name), &info) == 0;
}

/* Step over "id[thread]: " of a line that this thread has logged. */
static const char *
after_prefix(const char *line)
{
    char prefix[64];

    snprintf(prefix, sizeof prefix, "%d[%lx]: ", (int)(long)pthread_self(),
             (unsigned long)PR_GetCurrentThread());
    ck_assert_msg(strncmp(line, prefix, strlen(prefix)) == 0,
                  "\"%s\" does not begin with \"%s\"", line, prefix);
    return line + strlen(prefix);
}

/* What the log has got since the last call: one line of this thread, without
 * its beginning and, if it was added, its newline. */
static const char *
logged(size_t *length)
{
    size_t      all;
    const char *line = contents("log", read_so_far, &all);
    const char *text = after_prefix(line);

    ck_assert_int_eq(line[all - 1], '\n');
    read_so_far += (off_t)all;
    *length = all - (size_t)(text - line) - 1;
    return text;
}

static void
expect_lines(const char *name, int count, ...)
{
    const char *at = all_of(name);
    va_list     ap;

    va_start(ap, count);
    for (; count > 0; count--) {
        const char *text = va_arg(ap, const char *);

        at = after_prefix(at);
        ck_assert_msg(strncmp(at, text, strlen(text)) == 0,
                      "\"%s\" where \"%s\" should be", at, text);
        at += strlen(text);
        ck_assert_int_eq(*at++, '\n');
    }
    va_end(ap);
    ck_assert_str_eq(at, "");
}

/* The descriptor by which this process has a file open, or -1. */
static int
descriptor_of(const char *name)
{
    struct stat wanted, info;
    int         fd;

    ck_assert_int_eq(stat(name, &wanted), 0);
    for (fd = 0; fd < 256; fd++) {
        if (fstat(fd, &info) == 0 && info.st_dev == wanted.st_dev &&
            info.st_ino == wanted.st_ino) {
            return fd;
        }
    }
    return -1;
}

/* Run it in a child whose standard error is the file "stderr"; true if it
 * ended with SIGABRT. */
static int
aborts(void (*deed)(void))
{
    static const struct rlimit no_core = { 0, 0 };
    int                        status = 0;
    pid_t                      child = fork();

    ck_assert_int_ne(child, -1);
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &no_core);
        stderr_to_file();
        deed();
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

/* --- The list of modules ------------------------------------------------- */

static const struct {
    const char *list;
    int         alpha, beta;
} lists[] = {
    { "alpha:4", 4, 0 },
    { "beta:2", 0, 2 },
    { "alpha:4,beta:2", 4, 2 },
    { "alpha:4 , beta:2", 4, 2 },
    { "alpha:4\t,\nbeta:2", 4, 2 },
    { "alpha,beta", 1, 1 },
    { "ALPHA:3,Beta:2", 3, 2 },
    { "alphabet:3,alph:2", 0, 0 },
    { "x,y:2,z-1:3,w_2:4,5:1,alpha:4", 4, 0 },
    /* Blanks alone separate, too. */
    { "alpha:4 beta:2", 4, 2 },
    { "alpha beta:3", 1, 3 },
    { "alpha:4 123456Beta:3", 4, 0 },
    /* Levels. */
    { "alpha:", 1, 0 },
    { "alpha:,beta:3", 1, 3 },
    { "alpha: 3", 3, 0 },
    { "alpha :3", 1, 0 },
    { "alpha:+2,beta:-1", 2, -1 },
    { "alpha:0", 0, 0 },
    { "alpha:99,beta:007", 99, 7 },
    { "alpha:2147483648", INT_MIN, 0 },
    /* The last item counts. */
    { "all", 1, 1 },
    { "all:4", 4, 4 },
    { "ALL:4,alpha:1", 1, 4 },
    { "alpha:1,all:4", 4, 4 },
    { "alpha:1,alpha:3", 3, 0 },
    /* The other words of the list are in nobody's way. */
    { "sync,timestamp,append,bufsize:4096,alpha:2", 2, 0 },
    { "alpha:2,sync", 2, 0 },
    /* What ends the list. */
    { "", 0, 0 },
    { ",alpha:4", 0, 0 },
    { " alpha:4", 0, 0 },
    { "+alpha:4", 0, 0 },
    { "alpha:4,+beta:2", 4, 0 },
    { "alpha:4,,beta:2", 4, 0 },
    { "alpha=4,beta:2", 1, 0 },
    { "alpha;beta", 1, 0 },
    { "alpha:x,beta:2", 1, 0 },
    { "alpha:4x,beta:2", 4, 0 },
    { "alpha:beta", 1, 0 },
    /* A name of 63 letters is one, of 64 the end. */
    { "123456789012345678901234567890123456789012345678901234567890123,alpha",
      1, 0 },
    { "alpha,"
      "1234567890123456789012345678901234567890123456789012345678901234,beta",
      1, 0 },
};

START_TEST(list_gives_levels)
{
    ask_for(lists[_i].list);
    ck_assert_int_eq((int)PR_NewLogModule("alpha")->level, lists[_i].alpha);
    ck_assert_int_eq((int)PR_NewLogModule("beta")->level, lists[_i].beta);
}
END_TEST

START_TEST(list_is_missing)
{
    ck_assert_int_eq((int)PR_NewLogModule("alpha")->level, 0);
}
END_TEST

/* The list is looked at whenever a module is made, and only then. */
START_TEST(list_is_read_again)
{
    PRLogModuleInfo *alpha;

    ask_for("alpha:2,beta:2");
    alpha = PR_NewLogModule("alpha");
    setenv("NSPR_LOG_MODULES", "alpha:4,beta:3", 1);
    ck_assert_int_eq((int)PR_NewLogModule("beta")->level, 3);
    ck_assert_int_eq(alpha->level, 2);
}
END_TEST

/* --- Modules ------------------------------------------------------------- */

START_TEST(module_is_shared_by_name)
{
    char             name[] = "alpha";
    PRLogModuleInfo *module = PR_NewLogModule(name), *same, *other;
    int              before = live, after;

    same = PR_NewLogModule("ALPHA");
    after = live;
    ck_assert_ptr_nonnull(module);
    ck_assert_ptr_eq(same, module);
    ck_assert_int_eq(after, before);
    name[0] = 'z'; /* the name was copied */
    ck_assert_str_eq(module->name, "alpha");
    other = PR_NewLogModule("alpha2");
    ck_assert_ptr_ne(other, module);
    ck_assert_str_eq(other->name, "alpha2");
}
END_TEST

START_TEST(module_errors)
{
    PRLogModuleInfo *module;

    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_NewLogModule(NULL));
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    ck_assert_int_eq(PR_GetOSError(), EINVAL);
    no_memory = 1;
    module = PR_NewLogModule("nowhere");
    no_memory = 0;
    ck_assert_ptr_null(module);
    ck_assert_int_eq(PR_GetError(), PR_OUT_OF_MEMORY_ERROR);
    ck_assert_ptr_nonnull(PR_NewLogModule("nowhere"));
}
END_TEST

/* A message appears if its level is not above the module's. */
START_TEST(module_level_decides)
{
    PRLogModuleInfo *module;

    ask_for("alpha:3");
    module = PR_NewLogModule("alpha");
    PR_LOG(module, PR_LOG_ERROR, ("error %d", 2));
    PR_LOG(module, PR_LOG_WARNING, ("warning %d", 3));
    PR_LOG(module, PR_LOG_DEBUG, ("debug %d", 4));
    module->level = PR_LOG_DEBUG; /* a program may change it */
    PR_LOG(module, PR_LOG_DEBUG, ("debug %d", 5));
    module->level = PR_LOG_NONE;
    PR_LOG(module, PR_LOG_ALWAYS, ("always %d", 6));
    expect_lines("log", 3, "error 2", "warning 3", "debug 5");
}
END_TEST

/* --- Where lines go ------------------------------------------------------ */

START_TEST(goes_to_file)
{
    struct stat info;
    mode_t      mask = umask(027);

    PR_LogPrint("first");
    ck_assert(PR_Initialized());
    PR_LogPrint("second");
    umask(mask);
    expect_lines("log", 2, "first", "second");
    ck_assert_int_eq(stat(path("log"), &info), 0);
    ck_assert_int_eq(info.st_mode & 07777, 0640);
}
END_TEST

static const char *const useless[] = { "x", "sync", "+", "," };

/* Even a list without a module that exists opens the log. */
START_TEST(goes_to_stderr)
{
    stderr_to_file();
    setenv("NSPR_LOG_MODULES", useless[_i], 1);
    setenv("NSPR_LOG_FILE", "", 1);
    PR_LogPrint("text");
    expect_lines("stderr", 1, "text");
    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
    ck_assert_int_eq(fcntl(STDERR_FILENO, F_GETFD), 0); /* it is not ours */
}
END_TEST

/* Without a list there is no log, whatever the file. */
START_TEST(goes_nowhere)
{
    stderr_to_file();
    setenv("NSPR_LOG_FILE", path("log"), 1);
    if (_i == 1) {
        setenv("NSPR_LOG_MODULES", "", 1);
    }
    PR_LogPrint("text %s", "x");
    PR_LogFlush();
    ck_assert(PR_Initialized());
    ck_assert(!exists("log"));
    ck_assert_str_eq(all_of("stderr"), "");
}
END_TEST

START_TEST(file_cannot_be_opened)
{
    char message[400];

    stderr_to_file();
    setenv("NSPR_LOG_MODULES", "alpha:2", 1);
    setenv("NSPR_LOG_FILE", path("missing/log"), 1);
    ck_assert_int_eq((int)PR_NewLogModule("alpha")->level, 2);
    PR_LogPrint("text");
    snprintf(message, sizeof message, "Unable to create nspr log file '%s'\n",
             path("missing/log"));
    ck_assert_str_eq(all_of("stderr"), message);
}
END_TEST

static void
write_old_line(const char *name)
{
    FILE *file = fopen(path(name), "w");

    ck_assert_ptr_nonnull(file);
    fputs("old\n", file);
    fclose(file);
}

START_TEST(file_is_emptied)
{
    write_old_line("log");
    PR_LogPrint("new");
    expect_lines("log", 1, "new");
}
END_TEST

START_TEST(file_is_appended_to)
{
    write_old_line("log");
    write_old_line("other");
    ask_for("Append,x");
    PR_LogPrint("new");
    ck_assert_int_eq(strncmp(all_of("log"), "old\n", 4), 0);
    ck_assert_str_eq(after_prefix(all_of("log") + 4), "new\n");
    ck_assert(PR_SetLogFile(path("other")));
    PR_LogPrint("newer");
    ck_assert_int_eq(strncmp(all_of("other"), "old\n", 4), 0);
    ck_assert_str_eq(after_prefix(all_of("other") + 4), "newer\n");
    ck_assert_str_eq(after_prefix(all_of("log") + 4), "new\n");
}
END_TEST

/* Somebody else's lines are not overwritten, unlike with a position kept. */
START_TEST(file_is_appended_to_at_its_end)
{
    int fd;

    ask_for("append");
    PR_LogPrint("one");
    fd = open(path("log"), O_WRONLY | O_APPEND);
    ck_assert_int_eq(write(fd, "other\n", 6), 6);
    close(fd);
    PR_LogPrint("two");
    ck_assert_str_eq(after_prefix(strstr(all_of("log"), "other\n") + 6),
                     "two\n");
}
END_TEST

START_TEST(file_is_closed_on_exec)
{
    int fd;

    PR_LogPrint("text");
    fd = descriptor_of(path("log"));
    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
    ck_assert(PR_SetLogFile(path("other")));
    ck_assert_int_eq(descriptor_of(path("log")), -1);
    fd = descriptor_of(path("other"));
    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
}
END_TEST

START_TEST(set_file_switches)
{
    PR_LogPrint("one");
    ck_assert(PR_SetLogFile(path("other")));
    PR_LogPrint("two");
    expect_lines("log", 1, "one");
    expect_lines("other", 1, "two");
    ck_assert(PR_SetLogFile(path("other"))); /* which empties it */
    PR_LogPrint("three");
    expect_lines("other", 1, "three");
}
END_TEST

START_TEST(set_file_without_environment)
{
    ck_assert(PR_SetLogFile(path("other")));
    PR_LogPrint("text");
    expect_lines("other", 1, "text");
}
END_TEST

static const struct {
    const char *name; /* in the test's directory, or NULL */
    PRErrorCode error;
    int         os_error;
} bad_files[] = {
    { NULL, PR_ACCESS_FAULT_ERROR, EFAULT },
    { "missing/log", PR_FILE_NOT_FOUND_ERROR, ENOENT },
    { "", PR_IS_DIRECTORY_ERROR, EISDIR },
    { "log/x", PR_NOT_DIRECTORY_ERROR, ENOTDIR },
};

/* After a failure lines go where they went before. */
START_TEST(set_file_fails)
{
    const char *name = bad_files[_i].name;

    PR_LogPrint("one");
    PR_SetError(0, 0);
    ck_assert(!PR_SetLogFile(name != NULL ? path(name) : NULL));
    ck_assert_int_eq(PR_GetError(), bad_files[_i].error);
    ck_assert_int_eq(PR_GetOSError(), bad_files[_i].os_error);
    PR_LogPrint("two");
    expect_lines("log", 2, "one", "two");
}
END_TEST

START_TEST(set_file_succeeds_silently)
{
    PR_SetError(-1, -2);
    ck_assert(PR_SetLogFile(path("log")));
    PR_LogPrint("text");
    ck_assert_int_eq(PR_GetError(), -1);
    ck_assert_int_eq(PR_GetOSError(), -2);
}
END_TEST

START_TEST(cleanup_closes)
{
    PR_LogPrint("one");
    ck_assert_int_ne(descriptor_of(path("log")), -1);
    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
    ck_assert_int_eq(descriptor_of(path("log")), -1);
    PR_LogPrint("two"); /* initialises again, and empties the file */
    expect_lines("log", 1, "two");
    ck_assert_int_eq(PR_Cleanup(), PR_SUCCESS);
    unsetenv("NSPR_LOG_MODULES");
    PR_LogPrint("three");
    expect_lines("log", 1, "two");
}
END_TEST

/* --- Lines --------------------------------------------------------------- */

START_TEST(line_ends_in_newline)
{
    static const struct {
        const char *text, *line;
    } rows[] = {
        { "a", "a\n" },     { "a\n", "a\n" },     { "", "\n" },
        { "\n", "\n" },     { "a\n\n", "a\n\n" }, { "a\nb", "a\nb\n" },
        { "\na", "\na\n" },
    };
    size_t i, length;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        PR_LogPrint(rows[i].text);
        ck_assert_str_eq(logged(&length), rows[i].line);
        PR_LogPrint("%s", rows[i].text);
        ck_assert_str_eq(logged(&length), rows[i].line);
    }
}
END_TEST

/* Around the room that a line has without memory, and far beyond. */
START_TEST(line_of_any_length)
{
    size_t length, got;
    char  *text = malloc(100001);
    int    before, after;

    for (length = 400; length <= 100000; length += length < 1100 ? 1 : 9890) {
        memset(text, 'a' + (int)(length % 26), length);
        text[length] = '\0';
        before = live;
        PR_LogPrint("%s", text);
        after = live;
        ck_assert_int_eq(after, before);
        ck_assert(memcmp(logged(&got), text, length) == 0);
        ck_assert_uint_eq(got, length);
    }
    free(text);
}
END_TEST

static void *
log_prefix_of_thread(void *unused)
{
    PR_LogPrint("thread");
    (void)unused;
    return NULL;
}

/* The two numbers of a line are its thread's. */
START_TEST(line_names_its_thread)
{
    pthread_t thread;
    int       ids[2];
    char      threads[2][32];

    PR_LogPrint("main");
    ck_assert_int_eq(pthread_create(&thread, NULL, log_prefix_of_thread, NULL),
                     0);
    pthread_join(thread, NULL);
    ck_assert_int_eq(sscanf(all_of("log"),
                            "%d[%31[0-9a-f]]: main\n%d[%31[0-9a-f]]: thread\n",
                            &ids[0], threads[0], &ids[1], threads[1]),
                     4);
    ck_assert_int_eq(ids[0], (int)(long)pthread_self());
    ck_assert_int_eq(ids[1], (int)(long)thread);
    ck_assert_str_ne(threads[0], threads[1]);
}
END_TEST

START_TEST(line_has_time)
{
    struct timespec before, after;
    struct tm       utc = { 0 };
    long long       micros, first, last;
    int             end = 0;
    const char     *line;

    ask_for("TimeStamp,x");
    setenv("TZ", "Pacific/Apia", 1); /* far from UTC */
    tzset();
    clock_gettime(CLOCK_REALTIME, &before);
    PR_LogPrint("text");
    clock_gettime(CLOCK_REALTIME, &after);
    line = all_of("log");
    ck_assert_int_eq(sscanf(line, "%4d-%2d-%2d %2d:%2d:%2d.%6lld UTC - %n",
                            &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
                            &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &micros,
                            &end),
                     7);
    ck_assert_int_eq(end, (int)strlen("2000-01-01 00:00:00.000000 UTC - "));
    ck_assert_str_eq(after_prefix(line + end), "text\n");
    utc.tm_year -= 1900;
    utc.tm_mon -= 1;
    micros += timegm(&utc) * 1000000LL;
    first = before.tv_sec * 1000000LL + before.tv_nsec / 1000;
    last = after.tv_sec * 1000000LL + after.tv_nsec / 1000;
    ck_assert(first <= micros && micros <= last);
}
END_TEST

/* Nothing is held back, whatever was asked for. */
START_TEST(line_is_there_at_once)
{
    size_t length;

    ask_for("bufsize:65536,x");
    PR_SetLogBuffering(65536);
    PR_LogPrint("one");
    ck_assert_str_eq(logged(&length), "one\n");
    PR_LogFlush();
    ck_assert_uint_eq(strlen(all_of("log")), (size_t)read_so_far);
}
END_TEST

START_TEST(line_leaves_errors_alone)
{
    PR_LogPrint("opens the log");
    PR_SetError(-1, -2);
    errno = 77;
    PR_LogPrint("text %d %f", 1, 1.5);
    ck_assert_int_eq(errno, 77);
    ck_assert_int_eq(PR_GetError(), -1);
    ck_assert_int_eq(PR_GetOSError(), -2);
}
END_TEST

START_TEST(line_without_format)
{
    PR_LogPrint("one");
    PR_LogPrint(NULL);
    expect_lines("log", 1, "one");
}
END_TEST

/* Without memory a line ends early, and the next one is a line again. */
START_TEST(line_without_memory)
{
    char        text[2000];
    size_t      i, length;
    const char *lines;

    PR_LogPrint("opens the log");
    (void)logged(&length);
    for (i = 300; i < sizeof text; i++) {
        memset(text, 'a', i);
        text[i] = '\0';
        no_memory = 1;
        PR_LogPrint("%s", text);
        PR_LogPrint("%s%f", "x", 1.5);
        no_memory = 0;
        lines = contents("log", read_so_far, &length);
        ck_assert_int_eq(strncmp(after_prefix(lines), text,
                                 strcspn(after_prefix(lines), "\n")),
                         0);
        ck_assert_str_eq(after_prefix(strchr(lines, '\n') + 1), "x1.500000\n");
        read_so_far += (off_t)length;
    }
}
END_TEST

/* --- Several threads ----------------------------------------------------- */

#define THREADS 8
#define LINES   200

/* A text that nobody else writes, of up to 1000 letters. */
static const char *
text_of(int thread, int line, char *text)
{
    int length = snprintf(text, 1100, "thread %d line %d ", thread, line);

    memset(text + length, 'a' + thread, (size_t)(line * 5));
    text[length + line * 5] = '\0';
    return text;
}

static void *
log_many(void *number)
{
    char text[1100];
    int  line;

    for (line = 0; line < LINES; line++) {
        PR_LogPrint("%s", text_of(*(int *)number, line, text));
    }
    return NULL;
}

/* The next line of some thread must be the packet, no more and no less. */
static void
check_packet(const char *packet, int next[THREADS])
{
    char        text[1100];
    const char *found = strstr(packet, "]: thread ");
    int         thread = found != NULL ? atoi(found + 10) : -1;

    ck_assert_int_ge(thread, 0);
    ck_assert_int_lt(thread, THREADS);
    text_of(thread, next[thread]++, text);
    ck_assert_int_eq(strncmp(found + 3, text, strlen(text)), 0);
    ck_assert_str_eq(found + 3 + strlen(text), "\n");
    ck_assert_ptr_eq(strchr(packet, '['), strrchr(packet, '['));
}

/* A socket that keeps messages apart shows each write(): it is a line. */
START_TEST(threads_write_whole_lines)
{
    pthread_t threads[THREADS];
    int       numbers[THREADS], next[THREADS] = { 0 }, sockets[2], i;
    char      packet[2000];
    ssize_t   size;

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sockets), 0);
    dup2(sockets[0], STDERR_FILENO);
    close(sockets[0]);
    setenv("NSPR_LOG_MODULES", "x", 1);
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    for (i = 0; i < THREADS; i++) {
        numbers[i] = i;
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, log_many, &numbers[i]), 0);
    }
    for (i = 0; i < THREADS * LINES; i++) {
        size = recv(sockets[1], packet, sizeof packet - 1, 0);
        ck_assert_int_gt(size, 0);
        packet[size] = '\0';
        check_packet(packet, next);
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    ck_assert_int_eq(recv(sockets[1], packet, 1, MSG_DONTWAIT), -1);
    close(sockets[1]);
}
END_TEST

/* Lines are not lost or torn while the log moves from file to file. */
START_TEST(threads_log_while_files_change)
{
    pthread_t   threads[THREADS];
    int         numbers[THREADS], count = 0, i;
    const char *at;
    size_t      length;

    ask_for("append");
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    for (i = 0; i < THREADS; i++) {
        numbers[i] = i % 2;
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, log_many, &numbers[i]), 0);
    }
    for (i = 0; i < 200; i++) {
        ck_assert(PR_SetLogFile(path(i % 2 == 0 ? "log.a" : "log.b")));
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    for (i = 0; i < 3; i++) {
        static const char *const names[] = { "log", "log.a", "log.b" };
        off_t                    from = 0;

        while ((at = contents(names[i], from, &length), length > 0)) {
            const char *end = strchr(at, '\n');

            ck_assert_ptr_nonnull(end);
            ck_assert_ptr_nonnull(strstr(at, "]: thread "));
            ck_assert_ptr_eq(memchr(strchr(at, '[') + 1, '[',
                                    (size_t)(end - strchr(at, '[') - 1)),
                             NULL);
            from += end + 1 - at;
            count++;
        }
    }
    ck_assert_int_eq(count, THREADS * LINES);
}
END_TEST

/* --- Aborting ------------------------------------------------------------ */

static void
fail_assertion(void)
{
    PR_Assert("a == b", "file.c", 42);
}

static void
fail_assertion_of_nothing(void)
{
    PR_Assert(NULL, NULL, -1);
}

static void
fail_macro(void)
{
    int one = 1;

    PR_ASSERT(one == 1);
    PR_ASSERT(one == 2);
}

START_TEST(assert_without_log)
{
    ck_assert(aborts(fail_assertion));
    ck_assert_str_eq(all_of("stderr"),
                     "Assertion failure: a == b, at file.c:42\n");
}
END_TEST

START_TEST(assert_of_nothing)
{
    ck_assert(aborts(fail_assertion_of_nothing));
    ck_assert_str_eq(all_of("stderr"),
                     "Assertion failure: (null), at (null):-1\n");
}
END_TEST

START_TEST(assert_by_macro)
{
    ck_assert(aborts(fail_macro));
    ck_assert_int_eq(
        strncmp(all_of("stderr"), "Assertion failure: one == 2, at ", 32), 0);
}
END_TEST

START_TEST(assert_with_log)
{
    ask_for("x");
    ck_assert(aborts(fail_assertion));
    ck_assert_str_eq(all_of("stderr"),
                     "Assertion failure: a == b, at file.c:42\n");
    ck_assert_str_eq(strstr(all_of("log"), "]: "),
                     "]: Assertion failure: a == b, at file.c:42\n");
}
END_TEST

START_TEST(abort_without_log)
{
    ck_assert(aborts(PR_Abort));
    ck_assert_str_eq(all_of("stderr"), "");
}
END_TEST

START_TEST(abort_with_log)
{
    ask_for("x");
    ck_assert(aborts(PR_Abort));
    ck_assert_str_eq(all_of("stderr"), "");
    ck_assert_str_eq(strstr(all_of("log"), "]: "), "]: Aborting\n");
}
END_TEST

/* --- The dialect: helpers ------------------------------------------------ */

/* What a sink got; it stops when its patience ends. */
typedef struct Got {
    char   text[30000]; /* with a NUL, not counted */
    size_t length;
    int    patience;
} Got;

static Got got;

static PRIntn
get_text(void *arg, const char *text, PRUint32 length)
{
    Got *to = arg;

    if (to->patience-- == 0) {
        return -1;
    }
    if (length >= sizeof to->text - to->length) {
        abort(); /* no test is as long as this */
    }
    memcpy(to->text + to->length, text, length);
    to->length += length;
    to->text[to->length] = '\0';
    return 0;
}

/* Put a text at the end of memory, where reading too far is a fault. */
static char *
at_the_edge(const char *text, size_t size)
{
    static char *edge;
    size_t       page = (size_t)sysconf(_SC_PAGESIZE);

    if (edge == NULL) {
        char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        ck_assert_ptr_ne(pages, MAP_FAILED);
        ck_assert_int_eq(mprotect(pages + page, page, PROT_NONE), 0);
        edge = pages + page;
    }
    ck_assert_uint_le(size, page);
    return memcpy(edge - size, text, size);
}

/* What the next call of format() has. */
static int patience = -1, starving;

/* Format into got; nothing is read behind the format, and no memory stays. */
static PRIntn
format(const char *fmt, ...)
{
    int     before, after;
    PRIntn  result;
    va_list ap;

    memset(&got, 0, sizeof got);
    got.patience = patience;
    fmt = at_the_edge(fmt, strlen(fmt) + 1);
    va_start(ap, fmt);
    no_memory = starving;
    before = live;
    result = _PR_FormatText(get_text, &got, fmt, ap);
    after = live;
    no_memory = 0;
    va_end(ap);
    ck_assert_int_eq(after, before);
    return result;
}

/* The engine gives these bytes, and the log has them in its line. */
#define gives_bytes(expected, size, ...)                                      \
    do {                                                                      \
        size_t in_log_;                                                       \
        ck_assert_int_eq(format(__VA_ARGS__), 0);                             \
        ck_assert_str_eq(got.text, expected);                                 \
        ck_assert_uint_eq(got.length, size);                                  \
        ck_assert_mem_eq(got.text, expected, size);                           \
        PR_LogPrint(__VA_ARGS__);                                             \
        ck_assert_mem_eq(logged(&in_log_), expected, size);                   \
        ck_assert_uint_eq(in_log_, size);                                     \
    } while (0)

#define gives(expected, ...)                                                  \
    gives_bytes(expected, strlen(expected), __VA_ARGS__)

/* The same as the C library's. */
#define gives_as_c(...)                                                       \
    do {                                                                      \
        char c_text_[sizeof got.text];                                        \
        int  length_ = snprintf(c_text_, sizeof c_text_, __VA_ARGS__);        \
        ck_assert_int_lt(length_, (int)sizeof c_text_);                       \
        gives(c_text_, __VA_ARGS__);                                          \
    } while (0)

#define fails(...)                                                            \
    do {                                                                      \
        ck_assert_int_eq(format(__VA_ARGS__), -1);                            \
        ck_assert_uint_eq(got.length, 0);                                     \
    } while (0)

#define NONE ((char *)NULL)
#define BIG  4294967297LL /* 2^32 + 1 */

/* --- The dialect --------------------------------------------------------- */

START_TEST(format_plain)
{
    gives("", "");
    gives("text", "text");
    gives("50%", "50%%");
    gives("%%", "%%%%");
}
END_TEST

START_TEST(format_int)
{
    gives("42 -42 0", "%d %i %d", 42, -42, 0);
    gives("-2147483648 2147483647", "%d %d", INT_MIN, INT_MAX);
    gives("4294967295 7", "%u %u", -1, 7);
    gives("ff FF 377 ffffffff", "%x %X %o %x", 255, 255, 255, -1);
    gives("|   42|42   |00042|42   |", "|%5d|%-5d|%05d|%-05d|", 42, 42, 42,
          42);
    gives("|  -42|-42  |-0042|", "|%5d|%-5d|%05d|", -42, -42, -42);
    gives("|123456|", "|%3d|", 123456);
    gives("+4| 4|-4|-4|+4|+4", "%+d|% d|%+d|% d|%+ d|% +d", 4, 4, -4, -4, 4,
          4);
    gives("  +4|+0004| 0004|+4   ", "%+4d|%+05d|% 05d|%-+5d", 4, 4, 4, 4);
    gives("7|7|7|7", "%+u|% u|%+x|% o", 7, 7, 7, 7);
}
END_TEST

START_TEST(format_int_precision)
{
    gives("007|  007|007  |  007|+007", "%.3d|%5.3d|%-5.3d|%05.3d|%+.3d", 7, 7,
          7, 7, 7);
    gives("-007| -007|-0000042", "%.3d|%5.3d|%2.7d", -7, -7, -42);
    gives("000ff|   000ff|000FF   ", "%.5x|%8.5x|%-8.5X", 255, 255, 255);
    gives("    5|    5", "%05.0d|%5.0x", 5, 5);
    /* Nothing is nothing, without width or sign. */
    gives("|||||", "%.0d|%.d|%5.0d|%+.0d|%-5.0x|%.0llu", 0, 0, 0, 0, 0, 0LL);
}
END_TEST

START_TEST(format_int_size)
{
    /* A long has 32 bits, and takes one argument all the same. */
    gives("1 -1 4294967295 x", "%ld %ld %lu %s", 1L, -1L, -1L, "x");
    gives("ffffffff FFFFFFFF 37777777777", "%lx %lX %lo", -1L, -1L, -1L);
    if (sizeof(long) == 8) {
        gives("1 1 1 x", "%ld %li %lx %s", (long)BIG, (long)BIG, (long)BIG,
              "x");
    }
    gives("4294967297 -4294967297", "%lld %lli", BIG, -BIG);
    gives("18446744073709551615 ffffffffffffffff", "%llu %llx", -1LL, -1LL);
    gives("1777777777777777777777 FFFFFFFFFFFFFFFF", "%llo %llX", -1LL, -1LL);
    gives("-9223372036854775808", "%lld", LLONG_MIN);
    gives("4294967297 100000001 -1", "%Ld %Lx %Li", BIG, BIG, -1LL);
    gives("|  4294967297|4294967297  |004294967297|",
          "|%12lld|%-12lld|%012lld|", BIG, BIG, BIG);
    /* A signed short is as wide as it came. */
    gives("70000 -40000 -70000", "%hd %hi %hd", 70000, -40000, -70000);
    gives("4464 ffff FFFF 177777", "%hu %hx %hX %ho", 70000, -1, -1, -1);
    gives_as_c("%zd %zu %zx %zX %zo %zi", (ssize_t)-1, (size_t)-1, (size_t)-1,
               (size_t)-1, (size_t)-1, (ssize_t)-1);
}
END_TEST

START_TEST(format_string)
{
    gives("abc||a b", "%s|%s|%s %s", "abc", "", "a", "b");
    gives("  abc|abc  |abcdef", "%5s|%-5s|%3s", "abc", "abc", "abcdef");
    gives("ab|   ab|ab   |abc", "%.2s|%5.2s|%-5.2s|%.9s", "abc", "abc", "abc",
          "abc");
    gives("000abc|0000ab|abc   |000-bc", "%06s|%06.2s|%-06s|%06s", "abc",
          "abc", "abc", "-bc");
    gives("abc|   abc", "%+s|% 6s", "abc", "abc");
    gives("||||", "%.0s|%.s|%5.0s|%-5.s|", "abc", "abc", "abc", "abc");
    gives("(null)|(n|    (null)|(nu       |00(null)",
          "%s|%.2s|%10s|%-10.3s|%08s", NONE, NONE, NONE, NONE, NONE);
    gives("a|b|c|d|e", "%ls|%hs|%lls|%Ls|%zs", "a", "b", "c", "d", "e");
    gives("\xc3\xa9\xff|\xc3\xa9", "%s|%.2s", "\xc3\xa9\xff", "\xc3\xa9\xff");
}
END_TEST

/* With a precision a string needs no end: none is looked for beyond it. */
START_TEST(format_string_without_end)
{
    char *pages =
        mmap(NULL, (size_t)sysconf(_SC_PAGESIZE) * 2, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *edge = pages + sysconf(_SC_PAGESIZE);

    ck_assert_ptr_ne(pages, MAP_FAILED);
    ck_assert_int_eq(mprotect(edge, (size_t)sysconf(_SC_PAGESIZE), PROT_NONE),
                     0);
    memcpy(edge - 3, "abc", 3);
    gives("abc|  abc|abc", "%.3s|%5.3s|%.*s", edge - 3, edge - 3, 3, edge - 3);
    munmap(pages, (size_t)sysconf(_SC_PAGESIZE) * 2);
}
END_TEST

START_TEST(format_character)
{
    gives("a|    b|c    |    d", "%c|%5c|%-5c|%05c", 'a', 'b', 'c', 'd');
    gives("a|b|c|d", "%.0c|%.5c|%lc|%hc", 'a', 'b', 'c', 'd');
    gives("aa", "%c%c", 'a' + 256, 'a' - 256);
    gives_bytes("\0x", 2, "%c%c", 0, 'x');
    gives_bytes("  \0|", 4, "%3c|", 0);
}
END_TEST

START_TEST(format_pointer)
{
    gives("12ab|0", "%p|%p", (void *)0x12ab, NONE);
    gives("    12ab|12ab    |000012ab|000012ab", "%8p|%-8p|%08p|%.8p",
          (void *)0x12ab, (void *)0x12ab, (void *)0x12ab, (void *)0x12ab);
    gives("1|1|2|12345", "%+p|% p|%lp|%hp", (void *)1, (void *)1, (void *)2,
          (void *)0x12345);
    gives("|    0|", "%.0p|%5p|%5.0p", NONE, NONE, NONE);
    gives_as_c("%zx", (size_t)&got);
    ck_assert_int_eq(format("%p", (void *)&got), 0);
    ck_assert_uint_eq(strtoull(got.text, NULL, 16), (size_t)&got);
}
END_TEST

START_TEST(format_real)
{
    gives_as_c("%f %f %f", 0.0, -0.0, 123456789.125);
    gives_as_c("|%10.2f|%-10.2f|%010.2f|%+f|% f|", 1.5, 1.5, 1.5, 1.5, 1.5);
    gives_as_c("|%10.2f|%-10.2f|%010.2f|%+f|% f|", -1.5, -1.5, -1.5, -1.5,
               -1.5);
    gives_as_c("%.0f %.0f %.15f %.f", 0.5, 1.5, 0.1, 2.5);
    gives_as_c("%e %E %.3e %.0e %012.2e %-12.2E|", 1.5, 1.5, 1.5, 2.5, -1e10,
               1e-100);
    gives_as_c("%g %g %g %g %.3g %10g %-10g|", 0.0001, 0.00001, 1e5, 1e6,
               1234.5, 1.5, -1.5);
    gives_as_c("%lf %le %lE %lg", 1.5, 1.5, 1.5, 1.5);
    gives("1.500000 1.5 2 x", "%hf %zg %d %s", 1.5, 1.5, 2, "x");
    gives_as_c("%f %d %s %g", 1.5, 2, "x", 2.5);
}
END_TEST

START_TEST(format_real_not_finite)
{
    double infinite = strtod("inf", NULL), none = strtod("nan", NULL);

    gives("inf -inf +inf  inf", "%f %e %+g % f", infinite, -infinite, infinite,
          infinite);
    gives("     inf|    -inf|inf     |", "%08f|%08e|%-08g|", infinite,
          -infinite, infinite);
    gives("     nan|nan|nan", "%08f|%.999999f|%.999999e", none, none, none);
}
END_TEST

/* Numbers longer than any room set aside for them. */
START_TEST(format_real_long)
{
    gives_as_c("%f %.300f %300f", 1e300, 1.5, 1.5);
    gives_as_c("%f|%.1074f|%.5000f", 1.7976931348623157e308, 5e-324, 0.1);
    gives_as_c("%.500e|%.500g|%.500E", 0.1, 0.1, 1e-300);
    gives_as_c("%.16445f", -0.1);
    gives_as_c("%.16446f", -0.1);
    gives_as_c("%.20000f|", 0.1);
    gives_as_c("%.20000e|", -1e100);
    gives_as_c("%.20000g|", 0.1);
    gives_as_c("%025000.20000E|", -1e-100);
    gives_as_c("%-25000.20000f|", 0.1);
    gives("0000001.50|", "%000000000000000010.2f|", 1.5);
}
END_TEST

START_TEST(format_long_double)
{
    gives_as_c("%Lf %.3Le %Lg %d", 1.5L, -1.5L, 0.25L, 4);
    gives_as_c("%.40Lf %Lf", 1.0L / 3, 1e30L);
    gives("1.500000 4", "%llf %d", 1.5L, 4);
}
END_TEST

/* A number that finds no memory stops the text where it is. */
START_TEST(format_real_without_memory)
{
    starving = 1;
    gives("1.500000", "%f", 1.5);
    ck_assert_int_eq(format("ab%.4000fcd", 1.5), -1);
    starving = 0;
    ck_assert_str_eq(got.text, "ab");
}
END_TEST

START_TEST(format_stars)
{
    gives("   42|42   |00042|   ab|ab   |    c", "%*d|%-*d|%0*d|%*s|%-*s|%*c",
          5, 42, 5, 42, 5, 42, 5, "ab", 5, "ab", 5, 'c');
    gives("007|ab|   007|ab    |", "%.*d|%.*s|%*.*d|%-*.*s|", 3, 7, 2, "abc",
          6, 3, 7, 6, 2, "abc");
    /* A negative width is none, and no wish for the left. */
    gives("42|42|42|ab|ab|42", "%*d|%-*d|%0*d|%*s|%-*s|%*d", -5, 42, -5, 42,
          -5, 42, -5, "ab", -5, "ab", INT_MIN, 42);
    gives("7|abc||00007|7", "%.*d|%.*s|%.*s|%0*.*d|%.*d", -3, 7, -1, "abc", 0,
          "abc", 5, -1, 7, INT_MIN, 7);
    gives("  1.500000|1.50|1.5e+00     |1.500000", "%*f|%.*f|%-*.*e|%.*f", 10,
          1.5, 2, 1.5, 12, 1, 1.5, -1, 1.5);
    gives("  inf|x", "%0*f|%s", 5, strtod("inf", NULL), "x");
}
END_TEST

/* What is unknown is printed as far as its letter and takes no argument. */
START_TEST(format_unknown)
{
    gives("%k|1|%G|x", "%k|%d|%G|%s", 1, "x");
    gives("%F|%a|%A|%C|%D|%U|%O|%b|%m", "%F|%a|%A|%C|%D|%U|%O|%b|%m");
    gives("%k|%k|%k|%y|%G|%_", "%5k|%-5.3k|%lk|%+lly|%.2G|%_");
    gives("%hd|%jd|%td|%qd|%hd|%ld|%zd|%ld",
          "%hhd|%jd|%td|%qd|%lhd|%Lld|%zzd|%llld");
    gives("%#x|%#5x|%'d|%-d|%+d|%-3d|%.5d|%.5d",
          "%#x|%#5x|%'d|%5-d|%5+d|%.-3d|%..5d|%5.5.5d");
    gives("%%|%%|%%|%%|%%", "%5%|%-%|%l%|%.3%|%0%");
    gives("%*d|%*d|%5d", "%5*d|%**d|%*5d", 1, 2);
    gives("%\x80|%\xff", "%\x80|%5\xff");
    gives("%k|%k|9", "%*k|%.*k|%d", 7, 8, 9);
    gives("||||xy|8", "%S|%5S|%.3S|%lS|x%Sy|%*S%d", 7, 8);
}
END_TEST

/* A format that ends within a conversion; there is a fault behind it. */
START_TEST(format_that_ends)
{
    gives("%", "%");
    gives("ab%", "ab%");
    gives("7%", "%d%", 7);
    gives("%", "%5");
    gives("%", "%-05.3");
    gives("%", "%.");
    gives("%", "%l");
    gives("%", "%ll");
    gives("%", "%h");
    gives("%", "%*", 5);
}
END_TEST

START_TEST(format_count)
{
    PRIntn    count = -1, again = -1;
    long long wide = -1;

    gives("abc|7", "abc%n|%d", &count, 7);
    ck_assert_int_eq(count, 3);
    gives_bytes("\0    7", 6, "%c%5d%n", 0, 7, &count);
    ck_assert_int_eq(count, 6);
    gives("ab", "a%nb", NONE);
    gives("abc", "%5na%.3nbc%n", &count, &count, &again);
    ck_assert_int_eq(count, 1);
    ck_assert_int_eq(again, 3);
    /* The size of what is stored is always the same. */
    gives("ab", "ab%lln", &wide);
    memcpy(&count, &wide, sizeof count);
    ck_assert_int_eq(count, 2);
    memcpy(&count, (char *)&wide + sizeof count, sizeof count);
    ck_assert_int_eq(count, -1);
}
END_TEST

START_TEST(format_numbered)
{
    gives("b a a", "%2$s %1$s %1$s", "a", "b");
    gives("5.500000 three 1 4294967297 4 6", "%5$f %3$s %1$d %2$lld %4$c %6$p",
          1, BIG, "three", '4', 5.5, (void *)6);
    gives("    1|00002|003|      fo|    5.50",
          "%1$5d|%2$05d|%3$.3d|%4$8.2s|%5$8.2f", 1, 2, 3, "four", 5.5);
    gives("1    |+1| 1", "%1$-5d|%1$+d|%1$ d", 1);
    gives("65 41 101 A", "%1$d %1$x %1$o %1$c", 65);
    gives("% a %", "%% %1$s %%", "a");
    gives("a b", "%01$s %002$s", "a", "b");
    gives("4294967297 1 1", "%1$lld %1$d %1$hu", BIG);
    gives("-1 -1", "%1$d %1$lld", -1);
    gives("2.5 1.5", "%2$Lg %1$g", 1.5, 2.5L);
    gives("%$d $7$ %1$d", "%-1$d $%d$ %%1$d", 7); /* are none */
}
END_TEST

START_TEST(format_numbered_count)
{
    PRIntn count = -1;

    gives("abc", "%2$s%1$n", &count, "abc");
    ck_assert_int_eq(count, 3);
    gives("", "%1$n", NONE);
}
END_TEST

/* More arguments than there is room for without memory. */
START_TEST(format_numbered_many)
{
    static const char backwards[] =
        "%20$d %19$d %18$d %17$d %16$d %15$d %14$d %13$d %12$d %11$d %10$d "
        "%9$d %8$d %7$d %6$d %5$d %4$d %3$d %2$d %1$s";

    gives("20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 one", backwards,
          "one", 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18,
          19, 20);
    starving = 1;
    fails(backwards, "one", 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
          17, 18, 19, 20);
    starving = 0;
    /* This many conversions, but one number is missing. */
    fails("%1$d%2$d%3$d%4$d%5$d%6$d%7$d%8$d%9$d%10$d%11$d%12$d%13$d%14$d%15$d"
          "%16$d%18$d%18$d",
          1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
}
END_TEST

START_TEST(format_numbered_wrongly)
{
    fails("text %1$d %d", 1, 2);
    fails("text %d %1$d", 1, 2);
    fails("text %2$d", 1, 2);
    fails("text %1$d %3$d", 1, 2, 3);
    fails("%0$d", 1);
    fails("%1$d %2147483647$d", 1, 2);
    fails("%1$d %4294967298$d", 1, 2);
    fails("%99999999999999999999$d", 1);
    fails("%1$*d", 1, 2);
    fails("%1$*2$d", 1, 2);
    fails("%1$.*d", 1, 2);
    fails("%1$k", 1);
    fails("%1$S", 1);
    fails("%1$%", 1);
    fails("%1$$d", 1);
    fails("%1$d %k", 1);
    fails("%1$d %5%", 1);
    fails("%1$d %", 1);
    fails("%1$", 1);
    fails("%1$d %1$s", 1);
    fails("%1$s %1$f", "a");
    fails("%1$f %1$Lf", 1.5);
}
END_TEST

/* Such a format makes an empty line. */
START_TEST(format_wrong_in_log)
{
    PR_LogPrint("text %1$d %d", 1, 2);
    expect_lines("log", 1, "");
}
END_TEST

/* --- Texts of any length ------------------------------------------------- */

static unsigned long long counted_bytes;

static PRIntn
count_bytes(void *last, const char *text, PRUint32 length)
{
    counted_bytes += length;
    *(char *)last = text[length - 1];
    return 0;
}

static char
count(const char *fmt, ...)
{
    char    last = '\0';
    va_list ap;

    counted_bytes = 0;
    va_start(ap, fmt);
    ck_assert_int_eq(_PR_FormatText(count_bytes, &last, fmt, ap), 0);
    va_end(ap);
    return last;
}

/* Widths beyond an int are the largest int. */
START_TEST(format_huge)
{
    ck_assert_int_eq(count("%1000000d", 7), '7');
    ck_assert_uint_eq(counted_bytes, 1000000);
    ck_assert_int_eq(count("%-*s|", 1000000, "a"), '|');
    ck_assert_uint_eq(counted_bytes, 1000001);
    ck_assert_int_eq(count("%.1000000e", 1.5), '0');
    ck_assert_uint_eq(counted_bytes, 1000000 + 6);
    ck_assert_int_eq(count("%99999999999999999999d", 7), '7');
    ck_assert_uint_eq(counted_bytes, INT_MAX);
    ck_assert_int_eq(count("%1000000f|", 1.5), '|');
    ck_assert_uint_eq(counted_bytes, 1000000 + 1);
    ck_assert_int_eq(count("%.99999999999s", "abc"), 'c');
    ck_assert_uint_eq(counted_bytes, 3);
}
END_TEST

/* A sink that has enough is not called again. */
START_TEST(format_stops)
{
    int pieces, last = -1;

    for (pieces = 1; last != 0; pieces++) {
        PRIntn n = -1;

        ck_assert_int_lt(pieces, 100);
        patience = pieces;
        last = format("ab%5dcd%-300d|%s%.3f%%%n", 7, 8, "xyz", 1.5, &n);
        ck_assert_int_eq(n != -1, last == 0);
    }
    ck_assert_int_gt(pieces, 8);
    patience = 1;
    ck_assert_int_eq(format("%2147483647d", 7), -1);
    ck_assert_uint_lt(got.length, 1000);
    patience = 1;
    ck_assert_int_eq(format("ab%1$dcd", 7), -1);
    ck_assert_str_eq(got.text, "ab");
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

#define LENGTH(table) ((int)(sizeof(table) / sizeof(table)[0]))

static void
add_list(Suite *suite)
{
    TCase *tc = tcase_create("list");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, list_gives_levels, 0, LENGTH(lists));
    tcase_add_test(tc, list_is_missing);
    tcase_add_test(tc, list_is_read_again);
    tcase_add_test(tc, module_is_shared_by_name);
    tcase_add_test(tc, module_errors);
    tcase_add_test(tc, module_level_decides);
    suite_add_tcase(suite, tc);
}

static void
add_place(Suite *suite)
{
    TCase *tc = tcase_create("place, from nothing");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, goes_to_stderr, 0, LENGTH(useless));
    tcase_add_loop_test(tc, goes_nowhere, 0, 2);
    tcase_add_test(tc, file_cannot_be_opened);
    tcase_add_test(tc, set_file_without_environment);
    tcase_add_test(tc, threads_write_whole_lines);
    tcase_add_test(tc, assert_without_log);
    tcase_add_test(tc, assert_of_nothing);
    tcase_add_test(tc, assert_by_macro);
    tcase_add_test(tc, assert_with_log);
    tcase_add_test(tc, abort_without_log);
    tcase_add_test(tc, abort_with_log);
    suite_add_tcase(suite, tc);

    tc = tcase_create("place");
    tcase_add_checked_fixture(tc, setup_log, teardown);
    tcase_add_test(tc, goes_to_file);
    tcase_add_test(tc, file_is_emptied);
    tcase_add_test(tc, file_is_appended_to);
    tcase_add_test(tc, file_is_appended_to_at_its_end);
    tcase_add_test(tc, file_is_closed_on_exec);
    tcase_add_test(tc, set_file_switches);
    tcase_add_loop_test(tc, set_file_fails, 0, LENGTH(bad_files));
    tcase_add_test(tc, set_file_succeeds_silently);
    tcase_add_test(tc, cleanup_closes);
    tcase_add_test(tc, threads_log_while_files_change);
    suite_add_tcase(suite, tc);
}

static void
add_lines(Suite *suite)
{
    TCase *tc = tcase_create("lines");

    tcase_add_checked_fixture(tc, setup_log, teardown);
    tcase_add_test(tc, line_ends_in_newline);
    tcase_add_test(tc, line_of_any_length);
    tcase_add_test(tc, line_names_its_thread);
    tcase_add_test(tc, line_has_time);
    tcase_add_test(tc, line_is_there_at_once);
    tcase_add_test(tc, line_leaves_errors_alone);
    tcase_add_test(tc, line_without_format);
    tcase_add_test(tc, line_without_memory);
    suite_add_tcase(suite, tc);
}

static void
add_formats(Suite *suite)
{
    TCase *tc = tcase_create("formats");

    tcase_add_checked_fixture(tc, setup_log, teardown);
    tcase_set_timeout(tc, 120); /* gigabytes, perhaps with a sanitizer */
    tcase_add_test(tc, format_plain);
    tcase_add_test(tc, format_int);
    tcase_add_test(tc, format_int_precision);
    tcase_add_test(tc, format_int_size);
    tcase_add_test(tc, format_string);
    tcase_add_test(tc, format_string_without_end);
    tcase_add_test(tc, format_character);
    tcase_add_test(tc, format_pointer);
    tcase_add_test(tc, format_real);
    tcase_add_test(tc, format_real_not_finite);
    tcase_add_test(tc, format_real_long);
    tcase_add_test(tc, format_long_double);
    tcase_add_test(tc, format_real_without_memory);
    tcase_add_test(tc, format_stars);
    tcase_add_test(tc, format_unknown);
    tcase_add_test(tc, format_that_ends);
    tcase_add_test(tc, format_count);
    tcase_add_test(tc, format_numbered);
    tcase_add_test(tc, format_numbered_count);
    tcase_add_test(tc, format_numbered_many);
    tcase_add_test(tc, format_numbered_wrongly);
    tcase_add_test(tc, format_wrong_in_log);
    tcase_add_test(tc, format_huge);
    tcase_add_test(tc, format_stops);
    suite_add_tcase(suite, tc);
}

int
main(void)
{
    Suite *s = suite_create("log");

    add_list(s);
    add_place(s);
    add_lines(s);
    add_formats(s);
    return run_suite(s);
}
