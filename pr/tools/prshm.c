/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm(1): the table of its commands.
 */
#include "text.h"
#include "tool.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Sorted by name, and closed by a row without one. */
static const Command commands[] = {
    { "backends", RunBackends, "[--json]",
      "list the mechanisms, and whether they work here" },
    { "cat", RunGet, "[--offset=N] [--length=N] [--output=FILE] NAME",
      "write a segment to standard output, as get" },
    { "create", RunCreate,
      "[--size=N] [--semaphore=N] [--mode=MODE] [--existing] NAME",
      "make a segment, a semaphore, or both" },
    { "demo", RunDemo, "[--json]",
      "have two processes talk through shared memory" },
    { "doctor", RunDoctor, "[--json]",
      "tell what may be in the way, and what helps" },
    { "dump", RunDump, "[--offset=N] [--length=N] [--all] [--json] NAME",
      "show the bytes of a segment" },
    { "exec", RunExec,
      "[--backend=NAME] [--trace[=FILE]] [--] COMMAND [ARGUMENT...]",
      "run a program of stock NSPR's with prshm's shared memory" },
    { "gc", RunGc, "[--yes] [--older-than=TIME] [--json] [DIR...]",
      "remove what nobody uses and whose creator is gone" },
    { "get", RunGet, "[--offset=N] [--length=N] [--output=FILE] NAME",
      "write a segment to standard output" },
    { "ls", RunLs, "[OPTION...] [DIR...]",
      "list segments and semaphores, and what is to be said of them" },
    { "put", RunPut, "[--size=N] [--mode=MODE] [--offset=N] NAME [FILE]",
      "write a file to a segment, which is made if it is not there" },
    { "rm", RunRm, "[--force] [--memory] [--semaphore] NAME...",
      "remove segments and semaphores, and their names" },
    { "stat", RunStat, "[--json] NAME",
      "tell all that there is to know of a name" },
    { "version", RunVersion, "[--json]", "show the version" },
    { "watch", RunWatch,
      "[--offset=N] [--length=N] [--interval=TIME] [--count=N]\n"
      "                   [--json] NAME",
      "show what changes in a segment" },
    { NULL, NULL, NULL, NULL },
};

static const Command *current; /* NULL before it is known */
static char           title[32] = "prshm";

/* --- What commands say --------------------------------------------------- */

/* One line, whatever names it has. */
static void
Say(const char *format, va_list args)
{
    char *text = FormatArguments(format, args);
    char *shown = Printable(text);

    (void)fprintf(stderr, "%s: %s\n", title, shown);
    free(shown);
    free(text);
}

int
Fail(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    Say(format, args);
    va_end(args);
    return EXIT_FAILURE;
}

int
Misused(const char *format, ...)
{
    va_list args;

    if (format != NULL) {
        va_start(args, format);
        Say(format, args);
        va_end(args);
    }
    (void)fprintf(stderr, "%s: try '%s --help'\n", title, title);
    return EXIT_USAGE;
}

/* What could not be written was not shown. */
static int
Finish(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)Fail("standard output: %s", strerror(errno));
        return status != 0 ? status : EXIT_FAILURE;
    }
    return status;
}

int
ShowHelp(const char *options)
{
    printf("usage: %s%s%s\n\n", title, *current->synopsis != '\0' ? " " : "",
           current->synopsis);
    printf("%c%s.\n", toupper((unsigned char)*current->summary),
           current->summary + 1);
    if (options != NULL) {
        printf("\n%s", options);
    }
    return 0;
}

static int
ShowCommands(void)
{
    const Command *command;

    printf("usage: prshm COMMAND [ARGUMENT...]\n"
           "       prshm COMMAND --help\n"
           "       prshm help [COMMAND]\n\n");
    for (command = commands; command->name != NULL; command++) {
        printf("  %-10s  %s\n", command->name, command->summary);
    }
    printf("\nprshm(1) has more.\n");
    return 0;
}

/* --- Which command ------------------------------------------------------- */

/* Those that begin with a hyphen, as every program has them. */
static int
RunOption(const char *option)
{
    if (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0) {
        return ShowCommands();
    }
    if (strcmp(option, "--version") == 0 || strcmp(option, "-V") == 0) {
        char *argv[] = { title, NULL };

        return RunVersion(1, argv);
    }
    return Misused("no option %s", option);
}

static int
RunCommand(int argc, char **argv)
{
    const Command *command = commands;

    while (command->name != NULL && strcmp(command->name, argv[0]) != 0) {
        command++;
    }
    if (command->name == NULL) {
        return Misused("no command %s", argv[0]);
    }
    current = command;
    (void)snprintf(title, sizeof title, "prshm %s", command->name);
    argv[0] = title;
    return command->run(argc, argv);
}

/* "help", which people try; of a command, that is its --help. */
static int
RunHelp(int argc, char **argv)
{
    char  option[] = "--help";
    char *help[] = { NULL, option, NULL };

    if (argc == 1) {
        return ShowCommands();
    }
    if (argc > 2) {
        return Misused("unexpected argument: %s", argv[2]);
    }
    if (argv[1][0] == '-') {
        return RunOption(argv[1]);
    }
    help[0] = argv[1];
    return RunCommand(2, help);
}

int
main(int argc, char **argv)
{
    int status;

    if (argc < 2) {
        return Misused("which command?");
    }
    if (strcmp(argv[1], "help") == 0) {
        return Finish(RunHelp(argc - 1, argv + 1));
    }
    status = argv[1][0] == '-' ? RunOption(argv[1])
                               : RunCommand(argc - 1, argv + 1);
    return Finish(status);
}
