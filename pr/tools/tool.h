/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the commands of prshm(1) share.
 *
 * A command is a row of the table in prshm.c and a file of its own.  It returns
 * the exit status: 0, EXIT_FAILURE, or EXIT_USAGE if it was called wrongly.
 * What it has to say of that goes to standard error alone.
 */
#ifndef tool_h___
#define tool_h___

#include <stdlib.h>

#define EXIT_USAGE 2

typedef struct Command {
    const char *name;
    /* argv[0] is "prshm NAME", as getopt_long() wants to begin its messages. */
    int (*run)(int argc, char **argv);
    const char *synopsis,
        *summary; /* arguments; one line without a full stop */
} Command;

int RunBackends(int argc, char **argv);
int RunCreate(int argc, char **argv);
int RunDemo(int argc, char **argv);
int RunDoctor(int argc, char **argv);
int RunDump(int argc, char **argv);
int RunExec(int argc, char **argv);
int RunGc(int argc, char **argv);
int RunGet(int argc, char **argv);
int RunLs(int argc, char **argv);
int RunPut(int argc, char **argv);
int RunRm(int argc, char **argv);
int RunStat(int argc, char **argv);
int RunVersion(int argc, char **argv);
int RunWatch(int argc, char **argv);

/* Say what went wrong, as in printf(); returns EXIT_FAILURE. */
int Fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Say what is wrong with the arguments, or nothing if format is NULL because
 * getopt_long() has, and where to read on; returns EXIT_USAGE. */
int Misused(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The status of two things that were done. */
static inline int
Worse(int one, int other)
{
    return one > other ? one : other;
}

/* Show how the command is used, for --help: options is a line or more for each,
 * or NULL if there are none.  Returns 0. */
int ShowHelp(const char *options);

#endif /* tool_h___ */
