/* SPDX-License-Identifier: MPL-2.0 */
/*
 * From a table of options to getopt_long(), and to --help.
 */
#include "config.h"

#include "options.h"
#include "text.h"
#include "tool.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define MAX_OPTIONS 32

/* --- Kinds --------------------------------------------------------------- */

typedef struct Kind {
    const char *argument; /* as --help calls it; NULL: none */
    const char *what;     /* a value should be */
    PRBool (*parse)(const char *text, PRUint64 *value);
} Kind;

static const Kind kinds[] = {
    [OPTION_FLAG] = { NULL, NULL, NULL },
    [OPTION_FILE] = { "FILE", NULL, NULL },
    [OPTION_NUMBER] = { "N", "a number", ParseNumber },
    [OPTION_SIZE] = { "BYTES", "a number of bytes", ParseSize },
    [OPTION_TIME] = { "TIME", "a time", ParseTime },
    [OPTION_MODE] = { "MODE", "a mode such as 0600", ParseMode },
};

/* False after a message. */
static PRBool
SetValue(const Option *option, char *text)
{
    const Kind *kind = &kinds[option->kind];

    if (option->given != NULL) {
        *option->given = PR_TRUE;
    }
    if (option->kind == OPTION_FLAG) {
        *(PRBool *)option->value = PR_TRUE;
    } else if (option->kind == OPTION_FILE) {
        *(const char **)option->value = text;
    } else if (!kind->parse(text, option->value)) {
        (void)Misused("--%s: '%s' is not %s", option->name, text, kind->what);
        return PR_FALSE;
    }
    return PR_TRUE;
}

/* --- --help -------------------------------------------------------------- */

#define HELP_COLUMN 26

static void
ShowOption(char letter, const char *name, const char *argument,
           const char *help)
{
    int width =
        printf("  -%c, --%s%s%s", letter, name, argument != NULL ? "=" : "",
               argument != NULL ? argument : "");
    const char *end;

    printf("%*s", PR_MAX(2, HELP_COLUMN - width), "");
    while ((end = strchr(help, '\n')) != NULL) {
        printf("%.*s\n%*s", (int)(end - help), help, HELP_COLUMN, "");
        help = end + 1;
    }
    printf("%s\n", help);
}

static int
ShowOptions(const Option *options)
{
    (void)ShowHelp("");
    for (; options->name != NULL; options++) {
        ShowOption(options->letter, options->name,
                   kinds[options->kind].argument, options->help);
    }
    ShowOption('h', "help", NULL, "show this");
    return EXIT_SUCCESS;
}

/* --- Reading ------------------------------------------------------------- */

/* The tables that getopt_long() wants. */
typedef struct Tables {
    struct option all[MAX_OPTIONS + 2];
    char          letters[2 * MAX_OPTIONS + 2];
} Tables;

static void
AddOption(Tables *tables, PRSize i, char letter, const char *name,
          PRBool takes)
{
    char *end = strchr(tables->letters, '\0');

    tables->all[i].name = name;
    tables->all[i].has_arg = takes ? required_argument : no_argument;
    tables->all[i].val = letter;
    *end++ = letter;
    if (takes) {
        *end = ':';
    }
}

static void
FillTables(Tables *tables, const Option *options)
{
    PRSize i;

    memset(tables, 0, sizeof *tables);
    for (i = 0; i < MAX_OPTIONS && options[i].name != NULL; i++) {
        AddOption(tables, i, options[i].letter, options[i].name,
                  options[i].kind != OPTION_FLAG);
    }
    AddOption(tables, i, 'h', "help", PR_FALSE);
}

static const Option *
FindOption(const Option *options, int letter)
{
    while (options->name != NULL && options->letter != letter) {
        options++;
    }
    return options->name != NULL ? options : NULL;
}

/* As a script has it whose variable is not set. */
static PRBool
HasEmpty(char *const *operands)
{
    while (*operands != NULL && **operands != '\0') {
        operands++;
    }
    return *operands != NULL;
}

PRBool
ReadOptions(int argc, char **argv, const Option *options, int least, int most,
            const char *operand, int *status)
{
    const Option *option;
    Tables        tables;
    int           letter;

    FillTables(&tables, options);
    *status = EXIT_USAGE;
    while ((letter = getopt_long(argc, argv, tables.letters, tables.all,
                                 NULL)) != -1) {
        if (letter == 'h') {
            *status = ShowOptions(options);
            return PR_FALSE;
        }
        option = FindOption(options, letter);
        if (option == NULL) {
            (void)Misused(NULL);
            return PR_FALSE;
        }
        if (!SetValue(option, optarg)) {
            return PR_FALSE;
        }
    }
    if (argc - optind < least) {
        (void)Misused("%s", operand);
        return PR_FALSE;
    }
    if (argc - optind > most) {
        (void)Misused("unexpected argument: %s", argv[optind + most]);
        return PR_FALSE;
    }
    if (HasEmpty(argv + optind)) {
        (void)Misused("an argument is empty");
        return PR_FALSE;
    }
    *status = EXIT_SUCCESS;
    return PR_TRUE;
}
