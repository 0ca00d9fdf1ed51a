/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Base 64, there and back, and what is not base 64: libplc4, whose memory is
 * this library's.
 */
#include "nspr.h"
#include "plbase64.h"
#include "plerror.h"
#include "plstr.h"

static const char *const wrong[] = { "QQ=", "Q", "QQ==QQ", "Q!==", "====" };

static void
There(PRFileDesc *out, const char *text, PRUint32 length)
{
    char     buffer[128] = "";
    char    *coded = PL_Base64Encode(text, length, NULL);
    char    *back;
    PRUint32 size;

    if (coded == NULL) {
        PL_FPrintError(out, "PL_Base64Encode");
        return;
    }
    size = PL_strlen(coded);
    back = PL_Base64Decode(coded, size, NULL);
    PR_fprintf(out, "%-20s %s\n", coded,
               back != NULL && PL_strcmp(back, text) == 0 ? "and back"
                                                          : "and away");
    if (PL_Base64Decode(coded, size, buffer) == buffer)
        PR_fprintf(out, "  begins with %d\n", buffer[0]);
    PR_FREEIF(back);
    PR_Free(coded);
}

int
main(void)
{
    PRFileDesc *out = PR_STDOUT;
    char        text[16] = "";
    char        buffer[64];
    PRUint32    i;

    for (i = 0; i < sizeof(text) - 1; i++) {
        There(out, text, i);
        text[i] = (char)(37 * i + 200);
        text[i + 1] = '\0';
    }
    for (i = 0; i < PR_ARRAY_SIZE(wrong); i++) {
        char *back = PL_Base64Decode(wrong[i], 0, buffer);

        PR_fprintf(out, "%s %s\n", wrong[i],
                   back == NULL ? "is refused" : "is decoded");
    }
    PR_SetError(PR_FILE_NOT_FOUND_ERROR, 2);
    PL_FPrintError(out, "looking for nothing");
    PR_SetError(-12345, 0);
    PL_FPrintError(out, "an error of nobody");
    return 0;
}
