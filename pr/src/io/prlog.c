/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The log: which modules speak, and where their lines go.
 *
 * A line is formatted into one piece of memory and written at once, so lines
 * of several threads, and of several processes that append, stay whole; and
 * nothing is lost if the process dies.
 */
#include "config.h"

#include "prlog.h"
#include "private/pprimpl.h"
#include "private/pprunix.h"
#include "prthread.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define LOG_CLOSED (-1)

static pthread_mutex_t  logLock = PTHREAD_MUTEX_INITIALIZER;
static PRLogModuleInfo *modules;              /* under logLock, never freed */
static int              logFd = LOG_CLOSED;   /* written under logLock */
static PRBool           logTimes, logAppends; /* asked for in the list */

/* --- The list of modules ------------------------------------------------- */

/* Longest name in the list; what is longer ends the list. */
#define ITEM_SIZE 64

/*
 * Read "name[:level]" at *list and step over it and what separates it from
 * the next one: a comma, blanks, or both.  Anything else ends the list.
 * False at the end, or at what is not a name.
 */
static PRBool
ReadItem(const char **list, char *item, PRInt32 *level)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    PRSize            length = strspn(*list, letters);
    const char       *at = *list + length;
    char             *end;

    if (length == 0 || length >= ITEM_SIZE) {
        return PR_FALSE;
    }
    memcpy(item, *list, length);
    item[length] = '\0';
    *level = 1;
    if (*at == ':') {
        long number = strtol(++at, &end, 10);

        *level = end != at ? (PRInt32)number : 1;
        at = end;
    }
    *list = at + strspn(at, " \t\n");
    if (**list == ',') {
        (*list)++;
        *list += strspn(*list, " \t\n");
    }
    if (*list == at) {
        *list = "";
    }
    return PR_TRUE;
}

static const char *
ListOfModules(void)
{
    const char *list = getenv("NSPR_LOG_MODULES");

    return list != NULL ? list : "";
}

/* The level of a module: the last item that names it, or all, counts. */
static PRLogModuleLevel
ListedLevel(const char *name)
{
    const char *list = ListOfModules();
    char        item[ITEM_SIZE];
    PRInt32     level, found = PR_LOG_NONE;

    while (ReadItem(&list, item, &level)) {
        if (strcasecmp(item, "all") == 0 || strcasecmp(item, name) == 0) {
            found = level;
        }
    }
    return (PRLogModuleLevel)found;
}

static void
ReadOptions(void)
{
    const char *list = ListOfModules();
    char        item[ITEM_SIZE];
    PRInt32     level;

    logTimes = logAppends = PR_FALSE;
    while (ReadItem(&list, item, &level)) {
        logTimes |= strcasecmp(item, "timestamp") == 0;
        logAppends |= strcasecmp(item, "append") == 0;
    }
}

/* --- Opening and closing ------------------------------------------------- */

/* A descriptor for the log file, or -1 and errno. */
static int
OpenFile(const char *name)
{
    int fd;

    _MD_RETRY(fd, open(name,
                       O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY |
                           (logAppends ? O_APPEND : O_TRUNC),
                       0666));
    return fd;
}

/* Make fd the log and close the one before, unless that is standard error. */
static void
SwitchTo(int fd)
{
    int old;

    (void)pthread_mutex_lock(&logLock);
    old = logFd;
    _PR_STORE_RELEASE(&logFd, fd);
    (void)pthread_mutex_unlock(&logLock);
    if (old > STDERR_FILENO) {
        (void)close(old);
    }
}

static void
Complain(const char *before, const char *name, const char *after)
{
    /* Nothing can be done where standard error is closed. */
    (void)!write(STDERR_FILENO, before, strlen(before));
    (void)!write(STDERR_FILENO, name, strlen(name));
    (void)!write(STDERR_FILENO, after, strlen(after));
}

/* The log file that the environment asks for, but not of privileged programs:
 * it would let their user write files as somebody else. */
static const char *
ListedFile(void)
{
    const char *name = _MD_SecureGetenv("NSPR_LOG_FILE");

    return name != NULL && *name != '\0' ? name : NULL;
}

void
_PR_InitLog(void)
{
    const char *name = ListedFile();
    int         fd = STDERR_FILENO;

    if (*ListOfModules() == '\0') {
        return;
    }
    ReadOptions();
    if (name != NULL) {
        fd = OpenFile(name);
        if (fd == -1) {
            Complain("Unable to create nspr log file '", name, "'\n");
        }
    } else if (fcntl(fd, F_GETFD) == -1) {
        fd = LOG_CLOSED; /* standard error is not, or some file would be it */
    }
    SwitchTo(fd);
}

void
_PR_CloseLog(void)
{
    SwitchTo(LOG_CLOSED);
}

PR_IMPLEMENT(PRBool)
PR_SetLogFile(const char *name)
{
    int fd;

    _PR_EnsureInit();
    if (name == NULL) {
        _PR_SetOSError(EFAULT);
        return PR_FALSE;
    }
    fd = OpenFile(name);
    if (fd == -1) {
        _PR_SetOSError(errno);
        return PR_FALSE;
    }
    SwitchTo(fd);
    return PR_TRUE;
}

PR_IMPLEMENT(void)
PR_SetLogBuffering(PRIntn buffer_size)
{
    (void)buffer_size;
}

PR_IMPLEMENT(void)
PR_LogFlush(void)
{
}

/* --- Modules ------------------------------------------------------------- */

/* A module that was made before, or NULL.  Called with logLock held. */
static PRLogModuleInfo *
FindModule(const char *name)
{
    PRLogModuleInfo *module;

    for (module = modules; module != NULL; module = module->next) {
        if (strcasecmp(module->name, name) == 0) {
            return module;
        }
    }
    return NULL;
}

static PRLogModuleInfo *
MakeModule(const char *name)
{
    PRSize           size = strlen(name) + 1;
    PRLogModuleInfo *module = malloc(sizeof *module + size);

    if (module != NULL) {
        module->name = memcpy(module + 1, name, size);
        module->level = ListedLevel(name);
        module->next = modules;
        modules = module;
    }
    return module;
}

PR_IMPLEMENT(PRLogModuleInfo *)
PR_NewLogModule(const char *name)
{
    PRLogModuleInfo *module;

    _PR_EnsureInit();
    if (name == NULL) {
        _PR_SetOSError(EINVAL);
        return NULL;
    }
    (void)pthread_mutex_lock(&logLock);
    module = FindModule(name);
    if (module == NULL) {
        module = MakeModule(name);
    }
    (void)pthread_mutex_unlock(&logLock);
    if (module == NULL) {
        _PR_SetOSError(ENOMEM);
    }
    return module;
}

/* --- Lines --------------------------------------------------------------- */

/* A line in the making: in its own room first, on the heap if longer. */
typedef struct Line {
    _PRText text;
    char    room[512];
} Line;

/* A piece of the line in NSPR's own formats. */
static void
AddFormatted(Line *line, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)_PR_FormatText(_PR_AddText, &line->text, fmt, ap);
    va_end(ap);
}

/* "YYYY-MM-DD HH:MM:SS.uuuuuu UTC - " */
static void
AddTime(Line *line)
{
    struct timespec now;
    struct tm       utc;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &utc);
    AddFormatted(line, "%04d-%02d-%02d %02d:%02d:%02d.%06d UTC - ",
                 utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                 utc.tm_min, utc.tm_sec, (PRInt32)(now.tv_nsec / 1000));
}

/* Begin a line as NSPR's begin: the system's handle of this thread, cut to 32
 * bits, and where its PRThread is. */
static void
BeginLine(Line *line)
{
    line->text.text = line->room;
    line->text.length = 0;
    line->text.size = sizeof line->room;
    line->text.onHeap = PR_FALSE;
    if (logTimes) {
        AddTime(line);
    }
    AddFormatted(line, "%d[%p]: ", (PRInt32)(PRUptrdiff)pthread_self(),
                 (void *)PR_GetCurrentThread());
}

/* Write it all.  An error ends it: a log has nobody to tell. */
static void
WriteAll(int fd, const char *text, PRSize length)
{
    while (length > 0) {
        ssize_t written;

        _MD_RETRY(written, write(fd, text, length));
        if (written <= 0) {
            return;
        }
        text += written;
        length -= (PRSize)written;
    }
}

/* The lock keeps the descriptor from being closed and its number reused. */
static void
EndLine(_PRText *line)
{
    if (line->text[line->length - 1] != '\n' &&
        _PR_AddText(line, "\n", 1) < 0) {
        line->text[line->length - 1] = '\n';
    }
    (void)pthread_mutex_lock(&logLock);
    if (logFd != LOG_CLOSED) {
        WriteAll(logFd, line->text, line->length);
    }
    (void)pthread_mutex_unlock(&logLock);
    if (line->onHeap) {
        free(line->text);
    }
}

PR_IMPLEMENT(void)
PR_LogPrint(const char *fmt, ...)
{
    Line    line;
    va_list ap;

    _PR_EnsureInit();
    if (_PR_LOAD_ACQUIRE(&logFd) == LOG_CLOSED || fmt == NULL) {
        return;
    }
    BeginLine(&line);
    va_start(ap, fmt);
    (void)_PR_FormatText(_PR_AddText, &line.text, fmt, ap);
    va_end(ap);
    EndLine(&line.text);
}

PR_IMPLEMENT(void)
PR_Assert(const char *s, const char *file, PRIntn ln)
{
    static const char fmt[] = "Assertion failure: %s, at %s:%d\n";
    Line              line;

    PR_LogPrint(fmt, s, file, ln);
    BeginLine(&line);
    line.text.length = 0; /* standard error gets the text alone */
    AddFormatted(&line, fmt, s, file, ln);
    WriteAll(STDERR_FILENO, line.text.text, line.text.length);
    abort();
}
