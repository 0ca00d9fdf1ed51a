/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Memory by the macros of prmem.h: a list of lines that grows and shrinks, its
 * invariants as assertions.
 */
#define FORCE_PR_ASSERT

#include "prlog.h"
#include "prmem.h"
#include "prproces.h"
#include "prtypes.h"

#include <stdio.h>
#include <string.h>

typedef struct List {
    char   **lines;
    PRUint32 count, capacity;
} List;

static PRBool
Add(List *list, const char *line)
{
    PRUint32 length = (PRUint32)strlen(line);
    char   **lines;

    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 2;
        lines = (char **)PR_REALLOC(list->lines,
                                    list->capacity * (PRUint32)sizeof(char *));
        if (lines == NULL)
            return PR_FALSE;
        list->lines = lines;
    }
    PR_ASSERT(list->count < list->capacity);
    list->lines[list->count] = (char *)PR_MALLOC(length + 1);
    memcpy(list->lines[list->count++], line, length + 1);
    return PR_TRUE;
}

static void
Destroy(List *list)
{
    while (list->count > 0) {
        list->count--;
        PR_DELETE(list->lines[list->count]);
    }
    PR_FREEIF(list->lines);
    PR_FREEIF(list->lines);
    PR_ASSERT(list->lines == NULL);
}

static int
Child(const char *how)
{
    PRUint32 *zeros;

    if (strcmp(how, "calloc") == 0) {
        zeros = (PRUint32 *)PR_CALLOC(4000);
        PR_ASSERT(zeros != NULL && zeros[0] == 0 && zeros[999] == 0);
        PR_DELETE(zeros);
        return zeros == NULL ? 5 : 6;
    }
    if (strcmp(how, "assert") == 0)
        PR_ASSERT(strlen(how) > 100);
    PR_NOT_REACHED("the end of the child");
    return 0;
}

static PRInt32
Run(char *self, char *how)
{
    char      *args[3];
    PRProcess *process;
    PRInt32    status = -1;

    args[0] = self;
    args[1] = how;
    args[2] = NULL;
    process = PR_CreateProcess(self, args, NULL, NULL);
    if (process != NULL)
        PR_WaitProcess(process, &status);
    return status;
}

int
main(int argc, char **argv)
{
    List    *list;
    char     line[24];
    PRUint32 i;

    if (argc > 1)
        return Child(argv[1]);
    list = PR_NEWZAP(List);
    for (i = 0; i < 20; i++) {
        sprintf(line, "%.*s", (int)i + 1, "all work and no play...");
        if (!Add(list, line))
            return 1;
    }
    printf("%u of %u lines, the last \"%s\"\n", list->count, list->capacity,
           list->lines[list->count - 1]);
    Destroy(list);
    PR_DELETE(list);
    printf("no list: %d\n", list == NULL);
    PR_Free(NULL);
    printf("zeros: %d\n", (int)Run(argv[0], "calloc"));
    printf("an assertion that fails: %d\n", (int)Run(argv[0], "assert"));
    printf("a place never reached: %d\n", (int)Run(argv[0], "reached"));
    return 0;
}
