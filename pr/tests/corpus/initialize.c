/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A program whose main is NSPR's: PR_Initialize starts it, and what the end of
 * it leaves is cleaned up.
 */
#include "nspr.h"
#include "plgetopt.h"

#include <stdio.h>
#include <stdlib.h>

static PRBool debug_mode = PR_FALSE;
static PRIntn failed_already = 0;

static void PR_CALLBACK
Count(void *arg)
{
    PR_AtomicIncrement((PRInt32 *)arg);
}

static PRIntn PR_CALLBACK
RealMain(PRIntn argc, char **argv)
{
    PRFileDesc *err = PR_STDERR, *out = PR_STDOUT;
    PLOptState *opt = PL_CreateOptState(argc, argv, "dn:");
    PLOptStatus os;
    PRInt32     counted = 0, wanted = 3, i;
    PRThread   *thread;

    while (PL_OPT_EOL != (os = PL_GetNextOpt(opt))) {
        if (PL_OPT_BAD == os) {
            failed_already = 1;
            continue;
        }
        if (opt->option == 'd')
            debug_mode = PR_TRUE;
        else if (opt->option == 'n')
            wanted = atoi(opt->value);
    }
    PL_DestroyOptState(opt);
    PR_SetConcurrency(4);
    if (debug_mode)
        PR_fprintf(err, "%d threads\n", wanted);
    for (i = 0; i < wanted; i++) {
        thread =
            PR_CreateThread(PR_USER_THREAD, Count, &counted, PR_PRIORITY_LOW,
                            PR_LOCAL_THREAD, PR_JOINABLE_THREAD, 0);
        if (thread == NULL || PR_JoinThread(thread) == PR_FAILURE)
            failed_already = 1;
    }
    PR_fprintf(out, "initialised %d, %d threads ran\n", PR_Initialized(),
               counted);
    PR_fprintf(out, "%s\n", failed_already ? "FAILED" : "PASSED");
    return failed_already ? 1 : wanted;
}

int
main(int argc, char **argv)
{
    static char *other[] = { "tool", "-n", "7", "-d", NULL };
    int          rv;

    PR_STDIO_INIT();
    printf("initialised before: %d\n", PR_Initialized());
    fflush(stdout);
    rv = PR_Initialize(RealMain, argc, argv, 0);
    printf("%d, initialised after: %d\n", rv, PR_Initialized());
    fflush(stdout);
    rv = PR_Initialize(RealMain, 4, other, 0);
    printf("%d, initialised after: %d\n", rv, PR_Initialized());
    return rv == 7 ? 0 : 1;
}
