/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Copies a file in pieces, backwards, and appends to it; asks what became of
 * it, and why other things cannot be done.
 */
#include "prerror.h"
#include "prinit.h"
#include "prio.h"
#include "prprf.h"

#include <string.h>

#define PIECE 64

static PRFileDesc *out;

static void
Failed(const char *what)
{
    PR_fprintf(out, "%s: %s\n", what, PR_ErrorToName(PR_GetError()));
}

static PRBool
Make(const char *name, PRInt32 lines)
{
    PRFileDesc *file =
        PR_Open(name, PR_WRONLY | PR_CREATE_FILE | PR_TRUNCATE, 0644);
    PRInt32 i;

    if (file == NULL)
        return PR_FALSE;
    for (i = 0; i < lines; i++) {
        if (PR_fprintf(file, "line %03d of the original\n", i) == 0)
            return PR_FALSE;
    }
    return PR_Close(file) == PR_SUCCESS ? PR_TRUE : PR_FALSE;
}

static PRInt32
Copy(const char *from, const char *to)
{
    char        buffer[PIECE];
    PRFileDesc *in = PR_Open(from, PR_RDONLY, 0);
    PRFileDesc *copy = PR_Open(to, PR_RDWR | PR_CREATE_FILE | PR_EXCL, 0600);
    PRInt32     end, position, amount, copied = 0;

    if (in == NULL || copy == NULL) {
        if (in != NULL)
            PR_Close(in);
        return -1;
    }
    end = PR_Seek(in, 0, PR_SEEK_END);
    PR_fprintf(out, "%d bytes, %d ahead\n", end, PR_Available(in));
    for (position = (end - 1) / PIECE * PIECE; position >= 0;
         position -= PIECE) {
        if (PR_Seek(in, position, PR_SEEK_SET) != position)
            return -1;
        amount = PR_Read(in, buffer, PIECE);
        if (amount <= 0 || PR_Seek(copy, position, PR_SEEK_SET) != position ||
            PR_Write(copy, buffer, amount) != amount)
            return -1;
        copied += amount;
    }
    PR_Sync(copy);
    PR_Seek64(in, -5, PR_SEEK_CUR);
    amount = PR_Read(in, buffer, 5);
    PR_fprintf(out, "before the end of the first piece: %.*s|\n", amount,
               buffer);
    if (PR_Close(in) != PR_SUCCESS || PR_Close(copy) != PR_SUCCESS)
        return -1;
    return copied;
}

static PRBool
Same(const char *one, const char *other)
{
    char        a[256], b[256];
    PRFileDesc *f = PR_Open(one, PR_RDONLY, 0);
    PRFileDesc *g = PR_Open(other, PR_RDONLY, 0);
    PRInt32     n, m;

    do {
        n = PR_Read(f, a, sizeof a);
        m = PR_Read(g, b, sizeof b);
    } while (n > 0 && n == m && memcmp(a, b, (size_t)n) == 0);
    PR_Close(f);
    PR_Close(g);
    return n == 0 && m == 0 ? PR_TRUE : PR_FALSE;
}

static void
Append(const char *name)
{
    PRFileDesc *file = PR_Open(name, PR_WRONLY | PR_APPEND, 0);
    PRFileInfo  info;

    PR_Seek(file, 0, PR_SEEK_SET);
    PR_Write(file, "the end\n", 8);
    PR_GetOpenFileInfo(file, &info);
    PR_fprintf(out, "appended: %d bytes, type %d\n", (PRIntn)info.size,
               (PRIntn)info.type);
    if (PR_Read(file, &info, 1) < 0)
        Failed("reading what is open for writing");
    PR_Close(file);
}

int
main(void)
{
    PRFileInfo info;

    out = PR_STDOUT;
    PR_fprintf(out, "made: %d\n", Make("original", 40));
    PR_fprintf(out, "copied: %d\n", Copy("original", "copy"));
    PR_fprintf(out, "the same: %d\n", Same("original", "copy"));
    Append("copy");
    PR_fprintf(out, "the same: %d\n", Same("original", "copy"));
    if (Copy("original", "copy") < 0)
        Failed("copying to what is there");
    if (PR_Open("nowhere/file", PR_RDWR, 0) == NULL)
        Failed("opening");
    if (PR_Access("copy", PR_ACCESS_WRITE_OK) == PR_SUCCESS &&
        PR_GetFileInfo("copy", &info) == PR_SUCCESS)
        PR_fprintf(out, "%d bytes, made before it was changed: %d\n",
                   (PRIntn)info.size, info.creationTime <= info.modifyTime);
    PR_fprintf(out, "deleted: %d %d\n", PR_Delete("copy"),
               PR_Delete("original"));
    if (PR_Access("copy", PR_ACCESS_EXISTS) == PR_FAILURE)
        Failed("access");
    if (PR_Delete("copy") == PR_FAILURE)
        Failed("delete");
    return 0;
}
