/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Threads that log at once: no line of one is torn by another's.
 */
#define FORCE_PR_LOG 1

#include "nspr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 5
#define LINES   60

static PRLogModuleInfo *modules[THREADS];

static void PR_CALLBACK
Writer(void *arg)
{
    int number = *(int *)arg;
    int i;

    for (i = 0; i < LINES; i++) {
        PR_LOG(modules[number], PR_LOG_DEBUG,
               ("writer %d line %d %0*d", number, i, 40 + i, 0));
        PR_LOG(modules[number], PR_LOG_MAX, ("writer %d finely", number));
    }
}

static int
Whole(const char *text, int *next)
{
    int         number, line;
    size_t      zeros;
    const char *end;

    if (sscanf(text, "writer %d line %d", &number, &line) != 2 || number < 0 ||
        number >= THREADS || line != next[number])
        return 0;
    next[number]++;
    end = strrchr(text, ' ') + 1;
    zeros = strspn(end, "0");
    return zeros == (size_t)(40 + line) && end[zeros] == '\n';
}

static int
Check(const char *name)
{
    FILE *log = fopen(name, "r");
    char  line[256], *text;
    int   next[THREADS] = { 0 }, whole = 0, fine = 0, torn = 0, i;

    while (log != NULL && fgets(line, sizeof line, log) != NULL) {
        text = strstr(line, "]: ");
        if (text != NULL && strstr(text, "finely\n") != NULL)
            fine++;
        else if (text != NULL && Whole(text + 3, next))
            whole++;
        else
            torn++;
    }
    if (log != NULL)
        fclose(log);
    printf("%d whole lines, %d fine, %d torn\n", whole, fine, torn);
    for (i = 0; i < THREADS; i++)
        printf("writer %d: %d lines in order\n", i, next[i]);
    return torn;
}

int
main(void)
{
    PRThread *threads[THREADS];
    int       numbers[THREADS], i;
    char      name[16];

    putenv("NSPR_LOG_MODULES=all:4,writer2:5,writer3:0");
    putenv("NSPR_LOG_FILE=start.log");
    for (i = 0; i < THREADS; i++) {
        PR_snprintf(name, sizeof name, "writer%d", i);
        modules[i] = PR_NewLogModule(name);
    }
    /* What the library itself says goes to the first. */
    if (!PR_SetLogFile("threads.log"))
        return 1;
    for (i = 0; i < THREADS; i++) {
        numbers[i] = i;
        threads[i] = PR_CreateThread(PR_USER_THREAD, Writer, &numbers[i],
                                     PR_PRIORITY_NORMAL, PR_GLOBAL_THREAD,
                                     PR_JOINABLE_THREAD, 0);
    }
    for (i = 0; i < THREADS; i++)
        PR_JoinThread(threads[i]);
    PR_LogFlush();
    PR_SetLogFile("end.log");
    i = Check("threads.log");
    PR_Delete("start.log");
    PR_Delete("end.log");
    return PR_Delete("threads.log") == PR_SUCCESS ? i : 1;
}
