/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Descriptors for a child, by name: one to read, one to write; and its streams
 * and directory as the parent wants them.
 */
#include "prenv.h"
#include "prerror.h"
#include "prinit.h"
#include "prio.h"
#include "prprf.h"
#include "prproces.h"

#include <stdio.h>
#include <string.h>

static int
Child(void)
{
    PRFileDesc *in = PR_GetInheritedFD("questions");
    PRFileDesc *out = PR_GetInheritedFD("answers");
    char        text[64];
    PRInt32     length;

    if (PR_GetInheritedFD("nothing") == NULL)
        PR_fprintf(PR_STDOUT, "nothing: %s\n", PR_ErrorToName(PR_GetError()));
    if (in == NULL || out == NULL)
        return 1;
    length = PR_Read(in, text, sizeof text);
    PR_fprintf(out, "%d bytes were asked", length);
    PR_fprintf(PR_STDERR, "child here\n");
    length = PR_Read(PR_STDIN, text, 5);
    PR_fprintf(PR_STDOUT, "on the standard input: %.5s\n", text);
    return PR_Close(in) == PR_SUCCESS && PR_Close(out) == PR_SUCCESS ? 9 : 2;
}

static PRFileDesc *
Make(const char *name, const char *text)
{
    PRFileDesc *fd =
        PR_Open(name, PR_RDWR | PR_CREATE_FILE | PR_TRUNCATE, 0600);

    PR_Write(fd, text, (PRInt32)strlen(text));
    PR_Seek(fd, 0, PR_SEEK_SET);
    return fd;
}

static void
Show(const char *what, PRFileDesc *fd)
{
    char    text[80];
    PRInt32 length;

    PR_Seek(fd, 0, PR_SEEK_SET);
    length = PR_Read(fd, text, sizeof text);
    printf("%s: %.*s\n", what, length > 0 ? length : 0, text);
    PR_Close(fd);
}

static int
Parent(char *self)
{
    PRProcessAttr *attr = PR_NewProcessAttr();
    PRFileDesc    *questions = Make("questions", "who? why? when?");
    PRFileDesc    *answers = Make("answers", "");
    PRFileDesc    *input = Make("input", "hello there");
    PRFileDesc    *output = Make("output", "");
    PRFileDesc    *errors = Make("errors", "");
    PRProcess     *process;
    PRInt32        status = -1;
    char          *args[3];

    PR_SetFDInheritable(questions, PR_TRUE);
    PR_SetFDInheritable(answers, PR_TRUE);
    PR_ProcessAttrSetInheritableFD(attr, questions, "questions");
    PR_ProcessAttrSetInheritableFD(attr, answers, "answers");
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardInput, input);
    PR_ProcessAttrSetStdioRedirect(attr, PR_StandardOutput, output);
    PR_SetStdioRedirect(attr, PR_StandardError, errors);
    args[0] = self;
    args[1] = "child";
    args[2] = NULL;
    process = PR_CreateProcess(self, args, NULL, attr);
    PR_DestroyProcessAttr(attr);
    if (process == NULL || PR_WaitProcess(process, &status) != PR_SUCCESS)
        return 1;
    printf("the child ends with %d\n", (int)status);
    Show("answers", answers);
    Show("output", output);
    Show("errors", errors);
    PR_Close(questions);
    PR_Close(input);
    return 0;
}

int
main(int argc, char **argv)
{
    static const char *const names[] = { "questions", "answers", "input",
                                         "output", "errors" };
    unsigned                 i;
    int                      status;

    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    if (argc > 1)
        return Child();
    status = Parent(argv[0]);
    for (i = 0; i < PR_ARRAY_SIZE(names); i++)
        status += PR_Delete(names[i]) != PR_SUCCESS;
    return status;
}
