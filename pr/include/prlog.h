/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Log lines, by module and level, switched on from the environment.
 *
 *   NSPR_LOG_MODULES  a list such as "shm:4,mymodule:3,timestamp".  An item is
 *                     a module and a level ("all" stands for every module, a
 *                     missing level for 1), or one of
 *                       timestamp   begin lines with the time in UTC
 *                       append      do not empty the log file
 *                       sync, bufsize:N   accepted; lines are never held back
 *   NSPR_LOG_FILE     where lines go, instead of standard error; ignored in
 *                     set-user-id programs
 *
 * A line is "id[thread]: text", written in one piece; thread is the address
 * that PR_GetCurrentThread() returns.  The library's own module is "shm".
 * PR_LOG() and PR_ASSERT() are compiled in only with DEBUG, or with
 * FORCE_PR_LOG or FORCE_PR_ASSERT.  Everything is thread-safe.
 * Source: NSPR 4.35, observed.
 */
#ifndef prlog_h___
#define prlog_h___

#include "prtypes.h"

PR_BEGIN_EXTERN_C

/* A message appears if its level is not above that of its module. */
typedef enum PRLogModuleLevel {
    PR_LOG_NONE = 0,
    PR_LOG_ALWAYS = 1,
    PR_LOG_ERROR = 2,
    PR_LOG_WARNING = 3,
    PR_LOG_DEBUG = 4,

    PR_LOG_NOTICE = PR_LOG_DEBUG,
    PR_LOG_WARN = PR_LOG_WARNING,
    PR_LOG_MIN = PR_LOG_DEBUG,
    PR_LOG_MAX = PR_LOG_DEBUG
} PRLogModuleLevel;

typedef struct PRLogModuleInfo {
    const char             *name;
    PRLogModuleLevel        level; /* a caller may change it */
    struct PRLogModuleInfo *next;  /* the library's */
} PRLogModuleInfo;

/*
 * The module of that name, with its level from NSPR_LOG_MODULES.  The same
 * name gives the same module; modules last for the life of the process.
 *
 * Returns NULL with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  name is NULL
 *   PR_OUT_OF_MEMORY_ERROR
 */
NSPR_API(PRLogModuleInfo *) PR_NewLogModule(const char *name);

/*
 * Send lines to a file from now on.  It is created, or emptied unless
 * "append" was asked for, and closed on exec.
 *
 * Returns PR_FALSE with the error set, the old log kept, if it cannot be
 * opened:
 *   PR_ACCESS_FAULT_ERROR  name is NULL
 *   or what opening it gave, for example PR_FILE_NOT_FOUND_ERROR
 */
NSPR_API(PRBool) PR_SetLogFile(const char *name);

/* buffer_size was once the bytes to hold back; now it has no effect, for every
 * line is written at once. */
NSPR_API(void) PR_SetLogBuffering(PRIntn buffer_size);

/*
 * Write a line, whatever the levels, if a log is open.  fmt is NSPR's dialect
 * of printf: %ld is 32 bits wide, %lld 64.  A newline is added unless the
 * text ends in one.
 */
NSPR_API(void) PR_LogPrint(const char *fmt, ...);

/* Nothing is ever held back, so there is nothing to flush. */
NSPR_API(void) PR_LogFlush(void);

/*
 * Abort the process, after a report on standard error, and in the log if one is
 * open, that the assumption s does not hold in line ln of file.
 */
NSPR_API(void)
PR_Assert(const char *s, const char *file, PRIntn ln) PR_PRETEND_NORETURN;

/* --- Compiled in on request ---------------------------------------------- */

/*
 * PR_LOG(module, level, ("format", arguments)) writes a line if the module's
 * level allows it.  Otherwise, and for PR_ASSERT() and the like, nothing is
 * left of it but, for PR_ASSERT_ARG(), that the condition must be valid C.
 */
#if defined(DEBUG) || defined(FORCE_PR_LOG)
#define PR_LOGGING         1
#define PR_LOG_TEST(m, at) ((m)->level >= (at))
#define PR_LOG(m, at, call)                                                   \
    PR_BEGIN_MACRO                                                            \
    if (PR_LOG_TEST(m, at))                                                   \
        PR_LogPrint call;                                                     \
    PR_END_MACRO
#else
#undef PR_LOGGING
#define PR_LOG_TEST(m, at) 0
#define PR_LOG(m, at, call)
#endif

#if defined(DEBUG) || defined(FORCE_PR_ASSERT)
#define PR_ASSERT(truth)                                                      \
    ((truth) ? (void)0 : PR_Assert(#truth, __FILE__, __LINE__))
#define PR_ASSERT_ARG(truth) PR_ASSERT(truth)
#define PR_NOT_REACHED(why)  PR_Assert(why, __FILE__, __LINE__)
#else
#define PR_ASSERT(truth)     ((void)0)
#define PR_ASSERT_ARG(truth) ((void)(0 && (truth)))
#define PR_NOT_REACHED(why)
#endif

/* Older spellings, unless the caller wants none of them. */
#ifndef NO_NSPR_10_SUPPORT
#ifdef PR_LOGGING
#define PR_LOG_BEGIN  PR_LOG
#define PR_LOG_END    PR_LOG
#define PR_LOG_DEFINE PR_NewLogModule
#else
#define PR_LOG_BEGIN(m, at, call)
#define PR_LOG_END(m, at, call)
#define PR_LOG_DEFINE(name) NULL
#endif
#endif

PR_END_EXTERN_C

#endif /* prlog_h___ */
