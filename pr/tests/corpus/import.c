/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The system's descriptors in NSPR's clothes, for programs that have both: a
 * pipe, the one behind a file, methods called by hand.
 */
#include "nspr.h"
#include "private/pprio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *
KindOf(PRFileDesc *fd)
{
    switch (PR_GetDescType(fd)) {
    case PR_DESC_FILE:
        return "a file";
    case PR_DESC_PIPE:
        return "a pipe";
    case PR_DESC_LAYERED:
        return "a layer";
    default:
        return "a socket";
    }
}

static int
ThroughPipe(void)
{
    int         ends[2];
    char        text[32];
    PRFileDesc *in, *out;
    PRInt32     length;

    if (pipe(ends) != 0)
        return 1;
    in = PR_ImportFile(ends[0]);
    out = PR_ImportFile(ends[1]);
    printf("%s, %d %d\n", KindOf(in), PR_FileDesc2NativeHandle(in) == ends[0],
           PR_FileDesc2NativeHandle(out) == ends[1]);
    PR_fprintf(out, "%s %d", "through the pipe", 1);
    length = PR_Read(in, text, sizeof text);
    printf("%.*s\n", (int)length, text);
    if (PR_Seek(in, 0, PR_SEEK_SET) == -1)
        printf("seeking: %s\n", PR_ErrorToName(PR_GetError()));
    PR_Close(out);
    length = PR_Read(in, text, sizeof text);
    printf("at the end: %d\n", (int)length);
    PR_Close(in);
    printf("both are closed: %d\n",
           fcntl(ends[0], F_GETFD) == -1 && fcntl(ends[1], F_GETFD) == -1);
    return 0;
}

static int
BothWays(const char *name)
{
    PRFileDesc *file = PR_OpenFile(name, PR_RDWR | PR_CREATE_FILE, 0600);
    char        text[16] = "";
    PROsfd      native;

    if (file == NULL)
        return 1;
    native = PR_FileDesc2NativeHandle(file);
    if (write(native, "native, ", 8) != 8)
        return 1;
    if (file->methods->write(file, "methods", 7) != 7)
        return 1;
    printf("position %d, ahead %d\n", (int)lseek(native, 0, SEEK_CUR),
           (int)PR_Available(file));
    PR_Seek(file, 4, PR_SEEK_SET);
    if (read(native, text, sizeof text - 1) < 0)
        return 1;
    printf("%s, %s, no layer: %d\n", text, KindOf(file),
           file->lower == NULL && file->higher == NULL);
    PR_SetFDInheritable(file, PR_FALSE);
    printf("close-on-exec: %d", (fcntl(native, F_GETFD) & FD_CLOEXEC) != 0);
    PR_SetFDInheritable(file, PR_TRUE);
    printf(", %d\n", (fcntl(native, F_GETFD) & FD_CLOEXEC) != 0);
    (void)file->methods->close(file);
    return PR_Delete(name) == PR_SUCCESS ? 0 : 1;
}

int
main(void)
{
    PRFileDesc *bad = PR_ImportFile(999);

    errno = 0;
    if (PR_Close(bad) == PR_FAILURE)
        printf("closing: %s, os %d\n", PR_ErrorToName(PR_GetError()),
               PR_GetOSError());
    return ThroughPipe() + BothWays("both");
}
