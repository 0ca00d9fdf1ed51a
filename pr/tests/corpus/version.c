/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What programs do first: is the library at hand good enough, and is it of the
 * same system as the headers.
 */
#include "prinit.h"
#include "prlog.h"
#include "prtypes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if PR_VMAJOR < 4 || (PR_VMAJOR == 4 && PR_VMINOR < 10)
#error "this needs NSPR 4.10 or later"
#endif
#ifndef XP_UNIX
#error "this is for Unix"
#endif
#if defined(IS_LITTLE_ENDIAN) == defined(IS_BIG_ENDIAN)
#error "the order of bytes is unknown"
#endif

PR_STATIC_ASSERT(sizeof(PRInt32) == 4 && sizeof(PRUint64) == 8);
PR_STATIC_ASSERT(sizeof(PRInt16) == PR_BYTES_PER_SHORT);
PR_STATIC_ASSERT(sizeof(void *) * 8 == PR_BITS_PER_LONG);

static const char *const compatible[] = {
    "4.0", "4.0.1", "4.4", "4.9.2", "4.10 Beta", "4.35", "4",
};
static const char *const incompatible[] = {
    "2.1", "3.0", "3.0.1", "4.35.1", "4.100", "4.100.1", "5.0", "11.1", "",
};

static PRVersionCheck check = PR_VersionCheck;

static int
Try(const char *const *versions, unsigned count, PRBool wanted)
{
    unsigned i;
    int      wrong = 0;

    for (i = 0; i < count; i++) {
        PRBool answer = check(versions[i]);

        printf("\"%s\": %s\n", versions[i], answer ? "good enough" : "no");
        wrong += answer != wanted;
    }
    return wrong;
}

int
main(void)
{
    union {
        PRUint32 number;
        char     bytes[4];
    } order = { 1 };
    int wrong;
#ifdef IS_LITTLE_ENDIAN
    char first = order.bytes[0];
#else
    char first = order.bytes[3];
#endif

    if (!PR_VersionCheck(PR_VERSION)) {
        fprintf(stderr, "the library is too old for its headers\n");
        exit(1);
    }
    printf("%s %s, library %s\n", PR_NAME, PR_VERSION, PR_GetVersion());
    printf("%d.%d.%d%s\n", PR_VMAJOR, PR_VMINOR, PR_VPATCH,
           PR_BETA ? " Beta" : "");
    printf("initialised already: %d\n", PR_Initialized());
    wrong = Try(compatible, PR_ARRAY_SIZE(compatible), PR_TRUE);
    wrong += Try(incompatible, PR_ARRAY_SIZE(incompatible), PR_FALSE);
    printf("%d wrong answers, byte order %d\n", wrong, first);
    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    printf("initialised: %d\n", PR_Initialized());
    return PR_Cleanup() == PR_SUCCESS ? wrong : 1;
}
