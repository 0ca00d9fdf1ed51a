/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Anonymous maps in each protection, shared with a child by fork() alone, and
 * by fork() and a string; a debug build.
 */
#define DEBUG 1

#include "plgetopt.h"
#include "nspr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static PRLogModuleInfo *lm;
static PRUint32         fmSize = 20000;
static const char      *dirName = "./";
static PRIntn           errors = 0;

static void
Help(void)
{
    printf("forked [-s size] [-d directory] [-h]\n");
}

static int
ChildStatus(pid_t child)
{
    int status = 0;

    if (child == -1 || waitpid(child, &status, 0) != child)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -2;
}

static void
Inherited(PRFileMapProtect prot)
{
    PRFileMap *map = PR_OpenAnonFileMap(dirName, fmSize, prot);
    char      *memory;
    pid_t      child;

    PR_ASSERT(map != NULL);
    memory = (char *)PR_MemMap(map, 0, fmSize);
    PR_ASSERT(memory != NULL);
    if (prot != PR_PROT_READONLY)
        strcpy(memory + fmSize / 2, "from the parent");
    fflush(stdout);
    child = fork();
    if (child == 0) {
        PR_LOG(lm, PR_LOG_DEBUG, ("the child reads %s", memory));
        if (prot != PR_PROT_READONLY)
            strcpy(memory, "from the child");
        _exit(memory[fmSize / 2] == 'f' ? 11 : 12);
    }
    printf("protection %d: the child ends with %d, \"%s\"\n", (int)prot,
           ChildStatus(child), memory);
    if (PR_MemUnmap(memory, fmSize) == PR_FAILURE ||
        PR_CloseFileMap(map) == PR_FAILURE)
        errors++;
}

static void
ByString(void)
{
    PRFileMap *map = PR_OpenAnonFileMap(dirName, fmSize, PR_PROT_READWRITE);
    char       description[PR_FILEMAP_STRING_BUFSIZE];
    PRUint32  *numbers;
    pid_t      child;

    if (map == NULL || PR_ExportFileMapAsString(map, sizeof description,
                                                description) != PR_SUCCESS) {
        errors++;
        return;
    }
    fflush(stdout);
    child = fork();
    if (child == 0) {
        map = PR_ImportFileMapFromString(description);
        numbers = map != NULL ? PR_MemMap(map, 0, fmSize) : NULL;
        if (numbers == NULL)
            _exit(1);
        numbers[fmSize / sizeof *numbers - 1] = 4711;
        _exit(PR_MemUnmap(numbers, fmSize) == PR_SUCCESS ? 21 : 2);
    }
    printf("by string: %d", ChildStatus(child));
    numbers = (PRUint32 *)PR_MemMap(map, 0, fmSize);
    printf(", %u\n", numbers[fmSize / sizeof *numbers - 1]);
    PR_MemUnmap(numbers, fmSize);
    PR_CloseFileMap(map);
}

int
main(int argc, char **argv)
{
    PLOptStatus os;
    PLOptState *opt = PL_CreateOptState(argc, argv, "s:d:h");

    while (PL_OPT_EOL != (os = PL_GetNextOpt(opt))) {
        if (PL_OPT_BAD == os || opt->option == 'h')
            Help();
        else if (opt->option == 's')
            fmSize = (PRUint32)atol(opt->value);
        else if (opt->option == 'd')
            dirName = opt->value;
    }
    PL_DestroyOptState(opt);
    lm = PR_NewLogModule("Test");
    PR_ASSERT_ARG(fmSize > 100);
    Inherited(PR_PROT_READONLY);
    Inherited(PR_PROT_READWRITE);
    Inherited(PR_PROT_WRITECOPY);
    ByString();
    if (PR_OpenAnonFileMap("none", fmSize, PR_PROT_READWRITE) == NULL)
        printf("no directory: %s\n", PR_ErrorToName(PR_GetError()));
    printf("%s\n", errors ? "FAIL" : "PASS");
    return errors;
}
