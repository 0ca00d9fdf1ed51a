/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The trace: a line for each call.
 *
 * A line is written with one write(), so that lines stay whole when several
 * processes write: a file that is open for appending takes it as a whole, and a
 * pipe does so up to PIPE_BUF bytes.
 */
#include "config.h"

#include "prerror.h"
#include "private/pproverlay.h"
#include "private/pprshm.h"
#include "private/pprtrace.h"
#include "private/pprunix.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

PRBool _PR_mayTrace = PR_TRUE;

/* --- Where lines go ------------------------------------------------------ */

/* Few programs have descriptors of their own from here on. */
#define HIGH_DESCRIPTOR 100

/* The program may close all descriptors that it does not know, and then get the
 * number of ours for another file: so the file is noted with it. */
static struct {
    char        file[PATH_MAX]; /* as it was set; empty before that is known */
    int         fd;             /* -1 if there is none */
    struct stat info;
} target = { .fd = -1 }; /* with the lock of attachments */

static void
SetTarget(int fd)
{
    target.fd = fd != -1 && fstat(fd, &target.info) == 0 ? fd : -1;
}

static PRBool
IsThere(void)
{
    struct stat info;

    return target.fd != -1 && fstat(target.fd, &info) == 0 &&
           info.st_dev == target.info.st_dev &&
           info.st_ino == target.info.st_ino;
}

static PRBool
IsStandardError(void)
{
    return strcmp(target.file, _PR_TRACE_STDERR) == 0;
}

/* Standard error is taken as it is now: what the program puts in its place
 * later may be a file of its own. */
static void
TakeSetting(void)
{
    const char *file = _MD_SecureGetenv(_PR_TRACE_WHERE);

    if (file == NULL || *file == '\0' || strlen(file) >= sizeof target.file) {
        __atomic_store_n(&_PR_mayTrace, PR_FALSE, __ATOMIC_RELAXED);
        return;
    }
    (void)strcpy(target.file, file);
    if (IsStandardError()) {
        SetTarget(STDERR_FILENO);
    }
}

/* Before the program can change the setting.  Libraries that are initialised
 * before this one may have called us already. */
__attribute__((constructor)) static void
TakeSettingEarly(void)
{
    if (target.file[0] == '\0') {
        TakeSetting();
    }
}

/* Open the file with a high descriptor: programs count on the lowest ones. */
static int
OpenFile(void)
{
    int fd, high;

    _MD_RETRY(fd, open(target.file, _PR_TRACE_FLAGS, _PR_TRACE_MODE));
    if (fd == -1) {
        return -1;
    }
    high = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR);
    if (high == -1) {
        return fd;
    }
    (void)close(fd);
    return high;
}

/* -1 if there is nowhere to write to. */
static int
FindTarget(void)
{
    int fd = -1;

    _PR_MD_LockAttachments();
    if (target.file[0] == '\0') {
        TakeSetting();
    }
    if (target.file[0] != '\0' && !IsThere()) {
        SetTarget(IsStandardError() ? -1 : OpenFile());
    }
    fd = target.fd;
    _PR_MD_UnlockAttachments();
    return fd;
}

/* --- Lines --------------------------------------------------------------- */

/* What comes behind the arguments. */
#define TAIL 128

typedef struct Line {
    PRSize length; /* bytes */
    char   text[PIPE_BUF];
} Line;

static void Append(Line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What has no room is cut off. */
static void
Append(Line *line, const char *format, ...)
{
    PRSize  room = sizeof line->text - line->length;
    va_list args;
    int     length;

    va_start(args, format);
    length = vsnprintf(line->text + line->length, room, format, args);
    va_end(args);
    if (length > 0) {
        line->length += PR_MIN((PRSize)length, room - 1);
    }
}

/* In quotes, with nothing in it that ends them, the column or the line. */
static void
AppendText(Line *line, const char *text)
{
    if (text == NULL) {
        Append(line, "NULL");
        return;
    }
    Append(line, "\"");
    for (; *text != '\0'; text++) {
        if (line->length > sizeof line->text - TAIL) {
            Append(line, "\"...");
            return;
        }
        Append(line,
               *text <= ' ' || *text > '~' || strchr("\"\\", *text) ? "\\%03o"
                                                                    : "%c",
               (unsigned char)*text);
    }
    Append(line, "\"");
}

static void
AppendPointer(Line *line, const void *pointer)
{
    Append(line, pointer != NULL ? "%p" : "NULL", pointer);
}

static void
AppendArgument(Line *line, char type, va_list *args)
{
    switch (type) {
    case 'p':
        AppendPointer(line, va_arg(*args, void *));
        break;
    case 's':
        AppendText(line, va_arg(*args, const char *));
        break;
    case 'z':
        Append(line, "%zu", va_arg(*args, PRSize));
        break;
    case 'x':
        Append(line, "0x%x", va_arg(*args, unsigned));
        break;
    case 'o':
        Append(line, "%#o", va_arg(*args, unsigned));
        break;
    case 'u':
        Append(line, "%u", va_arg(*args, unsigned));
        break;
    default:
        Append(line, "%d", va_arg(*args, int));
        break;
    }
}

static void
AppendTime(Line *line)
{
    struct timespec now = { 0, 0 };
    struct tm       utc;
    char            text[sizeof "2000-01-01T00:00:00"];

    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (gmtime_r(&now.tv_sec, &utc) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc) == 0) {
        text[0] = '\0';
    }
    Append(line, "%s.%06ldZ", text, now.tv_nsec / 1000);
}

static void
AppendCall(Line *line, const char *call, const char *types, va_list *args)
{
    AppendTime(line);
    Append(line, " %ld %ld %s (", (long)getpid(), _MD_ThreadNumber(), call);
    for (; *types != '\0'; types++) {
        AppendArgument(line, *types, args);
        Append(line, types[1] != '\0' ? "," : ")");
    }
}

static const char *
ErrorName(PRBool failed)
{
    const char *name = failed ? PR_ErrorToName(PR_GetError()) : "-";

    return name != NULL ? name : "PR_UNKNOWN_ERROR";
}

/* --- Writing ------------------------------------------------------------- */

/* What writing to a pipe without a reader, or beyond the limit for files, comes
 * with.  It would end a program that without the trace goes on. */
static const int signals[] = { SIGPIPE, SIGXFSZ };

#define SIGNALS PR_ARRAY_SIZE(signals)

/* Take those that have come since, of which before has none. */
static void
TakeSignals(const sigset_t *before)
{
    sigset_t pending, one;
    PRSize   i;
    int      taken;

    (void)sigpending(&pending);
    for (i = 0; i < SIGNALS; i++) {
        if (sigismember(&pending, signals[i]) == 1 &&
            sigismember(before, signals[i]) == 0) {
            (void)sigemptyset(&one);
            (void)sigaddset(&one, signals[i]);
            (void)sigwait(&one, &taken);
        }
    }
}

/* What cannot be written is lost. */
static void
WriteLine(int fd, const Line *line)
{
    sigset_t blocked, mask, before;
    ssize_t  written;
    PRSize   i;

    (void)sigemptyset(&blocked);
    for (i = 0; i < SIGNALS; i++) {
        (void)sigaddset(&blocked, signals[i]);
    }
    (void)pthread_sigmask(SIG_BLOCK, &blocked, &mask);
    (void)sigpending(&before);
    _MD_RETRY(written, write(fd, line->text, line->length));
    if (written == -1) {
        TakeSignals(&before);
    }
    (void)pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

/* --- Calls --------------------------------------------------------------- */

/* A thread that is cancelled ends later: the caller would not learn of what
 * was opened, and nobody get the lock. */
static void
Trace(const char *result, PRBool failed, const char *call, const char *types,
      va_list *args)
{
    Line line = { 0 };
    int  fd, cancel;

    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    fd = FindTarget();
    if (fd != -1) {
        AppendCall(&line, call, types, args);
        Append(&line, " %s %s\n", result, ErrorName(failed));
        WriteLine(fd, &line);
    }
    (void)pthread_setcancelstate(cancel, NULL);
}

PRStatus
_PR_TraceStatus(PRStatus result, const char *call, const char *types, ...)
{
    PRBool  failed = result != PR_SUCCESS;
    int     saved = errno;
    va_list args;

    va_start(args, types);
    Trace(failed ? "PR_FAILURE" : "PR_SUCCESS", failed, call, types, &args);
    va_end(args);
    errno = saved;
    return result;
}

void *
_PR_TracePointer(void *result, const char *call, const char *types, ...)
{
    char    text[sizeof "0x" + 2 * sizeof result];
    int     saved = errno;
    va_list args;

    (void)snprintf(text, sizeof text, "%p", result);
    va_start(args, types);
    Trace(result != NULL ? text : "NULL", result == NULL, call, types, &args);
    va_end(args);
    errno = saved;
    return result;
}
