/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The environment: reading, setting, a copy of all of it, and one of its own
 * for a child.
 */
#include "plstr.h"
#include "prenv.h"
#include "prerror.h"
#include "prinit.h"
#include "prio.h"
#include "prmem.h"
#include "prprf.h"
#include "prproces.h"

#include <stdlib.h>

static void
Show(const char *name)
{
    const char *value = PR_GetEnv(name);
    const char *secure = PR_GetEnvSecure(name);

    PR_fprintf(PR_STDOUT, "%s: %s, %s\n", name, value ? value : "not set",
               secure == value ? "the same" : "another");
}

static int
Child(void)
{
    char   **all = PR_DuplicateEnvironment();
    PRUint32 i, count = 0;

    for (i = 0; all != NULL && all[i] != NULL; i++) {
        /* How the libraries are found is none of the program's business. */
        if (PL_strncmp(all[i], "CORPUS_", 7) == 0) {
            PR_fprintf(PR_STDOUT, "child: %s\n", all[i]);
            count++;
        }
        free(all[i]);
    }
    free(all);
    return (int)count;
}

static PRInt32
Start(char *self, char **envp)
{
    char      *args[3];
    PRProcess *process;
    PRInt32    status = -1;

    args[0] = self;
    args[1] = "child";
    args[2] = NULL;
    process = PR_CreateProcess(self, args, envp, NULL);
    if (process == NULL || PR_WaitProcess(process, &status) != PR_SUCCESS)
        PR_fprintf(PR_STDERR, "no child: %ld\n", (long)PR_GetError());
    return status;
}

static char **
WithOneMore(char **all, char *one)
{
    PRUint32 count = 0, i;
    char   **more;

    while (all[count] != NULL)
        count++;
    more = PR_Malloc((count + 2) * (PRUint32)sizeof *more);
    for (i = 0; i < count; i++)
        more[i] = all[i];
    more[count] = one;
    more[count + 1] = NULL;
    return more;
}

int
main(int argc, char **argv)
{
    static char own[] = "CORPUS_OWN=of the child";
    static char wide[320];
    char      **all, **more;
    PRUint32    i;

    if (argc > 1)
        return Child();
    PR_snprintf(wide, sizeof wide, "CORPUS_LONG=%0300d", 1);
    Show("CORPUS_A");
    PR_fprintf(PR_STDOUT, "%d %d %d %d\n", PR_SetEnv("CORPUS_A=first"),
               PR_SetEnv("CORPUS_B="), PR_SetEnv("CORPUS_WITHOUT_SIGN"),
               PR_SetEnv(""));
    Show("CORPUS_A");
    Show("CORPUS_B");
    PR_SetEnv("CORPUS_A=second=again");
    PR_SetEnv(wide);
    Show("CORPUS_A");
    Show("CORPUS_LONG");
    Show("corpus_a");
    PR_fprintf(PR_STDOUT, "%d variables of ours\n", Start(argv[0], NULL));
    all = PR_DuplicateEnvironment();
    more = WithOneMore(all, own);
    PR_fprintf(PR_STDOUT, "%d variables with one more\n",
               Start(argv[0], more));
    for (i = 0; all[i] != NULL; i++)
        free(all[i]);
    free(all);
    PR_DELETE(more);
    return 0;
}
