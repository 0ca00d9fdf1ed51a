/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Command lines, short and long, as PL_GetNextOpt of libplc4 sees them.
 */
#include "plgetopt.h"
#include "plstr.h"
#include "prio.h"
#include "prprf.h"

#define MAX_WORDS 12

static PRFileDesc *out;

static const char *
StatusName(PLOptStatus status)
{
    switch (status) {
    case PL_OPT_OK:
        return "ok";
    case PL_OPT_EOL:
        return "end";
    default:
        return "bad";
    }
}

static void
Run(PLOptState *state)
{
    PLOptStatus status;

    if (state == NULL) {
        PR_fprintf(out, "  no state\n");
        return;
    }
    while ((status = PL_GetNextOpt(state)) != PL_OPT_EOL) {
        PR_fprintf(out, "  %-3s ", StatusName(status));
        if (state->longOption != 0 && state->longOptIndex >= 0)
            PR_fprintf(out, "%d by its long name", state->longOption);
        else if (state->option != 0)
            PR_fprintf(out, "-%c", state->option);
        else
            PR_fprintf(out, "word");
        PR_fprintf(out, " index %ld value %s\n", (long)state->longOptIndex,
                   state->value != NULL ? state->value : "none");
    }
    PL_DestroyOptState(state);
}

static const PLLongOpt longOptions[] = {
    { "verbose", 'v', PR_FALSE },
    { "output", 'o', PR_TRUE },
    { "size", 0x101, PR_TRUE },
    { NULL, 0, PR_FALSE },
};

static void
Try(const char *line)
{
    char  buffer[128];
    char *words[MAX_WORDS];
    char *rest = NULL;
    char *word;
    int   count = 0;

    PL_strncpyz(buffer, line, sizeof buffer);
    word = PL_strtok_r(buffer, " ", &rest);
    while (word != NULL && count < MAX_WORDS) {
        words[count++] = word;
        word = PL_strtok_r(NULL, " ", &rest);
    }
    PR_fprintf(out, "%s\n", line);
    Run(PL_CreateOptState(count, words, "vo:n:"));
    PR_fprintf(out, " long:\n");
    Run(PL_CreateLongOptState(count, words, "vo:n:", longOptions));
}

int
main(void)
{
    out = PR_GetSpecialFD(PR_StandardOutput);
    Try("tool");
    Try("tool -v input");
    Try("tool -o file -n 3 input other");
    Try("tool -ofile -vn7");
    Try("tool -x -v -o");
    Try("tool --verbose --output=here --size 12 word");
    Try("tool --unknown --output --size=");
    Try("tool -v -- -n 5");
    Try("tool - -v");
    return 0;
}
