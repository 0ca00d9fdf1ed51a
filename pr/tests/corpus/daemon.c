/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A daemon that logs much: modules with levels of their own, set in the
 * environment, and a log file.  Afterwards it prints what the log holds, but
 * for the thread at the head of each line.
 */
#define FORCE_PR_LOG

#include "prinit.h"
#include "prlog.h"
#include "prthread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOG_FILE "daemon.log"

static PRLogModuleInfo *diskLog;
static PRLogModuleInfo *netLog;
static PRLogModuleInfo *quietLog;

static void
HandleRequest(int number)
{
    PR_LOG_BEGIN(netLog, PR_LOG_DEBUG, ("request %d {", number));
    PR_LOG(diskLog, PR_LOG_NOTICE,
           ("reading block %u of %s", number * 8, "/data/spool"));
    if (number % 3 == 0)
        PR_LOG(diskLog, PR_LOG_ERROR,
               ("block %u is bad, %5.1f%% lost", number * 8, number / 7.0));
    PR_LOG(quietLog, PR_LOG_ALWAYS, ("always %d", number));
    PR_LOG(quietLog, PR_LOG_ERROR, ("nobody sees this\n"));
    if (PR_LOG_TEST(netLog, PR_LOG_WARNING))
        PR_LogPrint("two lines of %d:\nthe second\n", number);
    PR_LOG_END(netLog, PR_LOG_DEBUG, ("request %d }\n", number));
}

static void PR_CALLBACK
Worker(void *arg)
{
    PR_LOG(netLog, PR_LOG_MAX, ("a thread says %s", (const char *)arg));
}

static void
ShowLevels(void)
{
    const PRLogModuleInfo *all[3];
    int                    i;

    all[0] = diskLog;
    all[1] = netLog;
    all[2] = quietLog;
    for (i = 0; i < 3; i++)
        printf("%s is at level %d\n", all[i]->name, (int)all[i]->level);
}

static int
ShowLog(void)
{
    char  line[256];
    char *text;
    FILE *file = fopen(LOG_FILE, "r");

    if (file == NULL)
        return 1;
    while (fgets(line, sizeof line, file) != NULL) {
        text = strstr(line, "]: ");
        fputs(text != NULL ? text + 3 : line, stdout);
    }
    fclose(file);
    return 0;
}

int
main(void)
{
    PRThread *thread;
    int       number;

    putenv("NSPR_LOG_MODULES=disk:3,Net:5 , sync, bufsize:4096");
    putenv("NSPR_LOG_FILE=" LOG_FILE);
    PR_Init(PR_SYSTEM_THREAD, PR_PRIORITY_NORMAL, 0);
    diskLog = PR_NewLogModule("disk");
    netLog = PR_NewLogModule("net");
    quietLog = PR_NewLogModule("quiet");
    ShowLevels();

    for (number = 1; number <= 4; number++)
        HandleRequest(number);
    diskLog->level = PR_LOG_NONE;
    HandleRequest(6);
    thread =
        PR_CreateThread(PR_USER_THREAD, Worker, "hello", PR_PRIORITY_NORMAL,
                        PR_GLOBAL_THREAD, PR_JOINABLE_THREAD, 0);
    if (thread == NULL || PR_JoinThread(thread) != PR_SUCCESS)
        return 2;
    PR_LogFlush();
    if (ShowLog() != 0)
        return 3;
    printf("another file: %d\n", PR_SetLogFile("second.log"));
    PR_SetLogBuffering(1024);
    PR_LOG(netLog, PR_LOG_ALWAYS, ("into the second"));
    printf("no such directory: %d\n", PR_SetLogFile("none/third.log"));
    PR_Cleanup();
    return remove("second.log") != 0 || remove(LOG_FILE) != 0;
}
