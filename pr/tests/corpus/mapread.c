/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Reads a file by mapping it, counts its words, changes some in place, and
 * looks at it again by reading.
 */
#include "nspr.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define NAME  "words.txt"
#define TIMES 700

static const char text[] = "shared memory is memory that is shared. ";

static PRUint32
CountWords(const char *bytes, PRUint32 length)
{
    PRUint32 i, words = 0;
    PRBool   inside = PR_FALSE;

    for (i = 0; i < length; i++) {
        PRBool letter = isalpha((unsigned char)bytes[i]) != 0;

        if (letter && !inside)
            words++;
        inside = letter;
    }
    return words;
}

static PRStatus
Write(void)
{
    PRFileDesc *fd = PR_Open(NAME, PR_WRONLY | PR_CREATE_FILE, 0600);
    int         i;

    if (fd == NULL)
        return PR_FAILURE;
    for (i = 0; i < TIMES; i++)
        PR_Write(fd, text, (PRInt32)strlen(text));
    return PR_Close(fd);
}

static void
Read(PRFileDesc *fd, PRUint32 length)
{
    PRFileMap *map = PR_CreateFileMap(fd, 0, PR_PROT_READONLY);
    char      *bytes = map != NULL ? PR_MemMap(map, 0, length) : NULL;
    char      *page;
    PRInt32    alignment = PR_GetMemMapAlignment();

    if (bytes == NULL)
        return;
    printf("%u bytes, %u words\n", length, CountWords(bytes, length));
    page = PR_MemMap(map, 2 * alignment, (PRUint32)alignment);
    printf("the third page is where it is: %d\n",
           page != NULL && memcmp(page, bytes + 2 * alignment, 100) == 0);
    printf("not aligned: %s, ", PR_MemMap(map, 1, 100) == NULL
                                    ? PR_ErrorToName(PR_GetError())
                                    : "mapped");
    printf("too large: %s\n",
           PR_CreateFileMap(fd, length + 1, PR_PROT_READONLY) == NULL
               ? PR_ErrorToName(PR_GetError())
               : "made");
    printf("unmapped: %d %d %d\n", PR_MemUnmap(page, (PRUint32)alignment),
           PR_MemUnmap(bytes, length), PR_CloseFileMap(map));
}

static void
Change(PRFileDesc *fd, PRUint32 length, PRFileMapProtect prot)
{
    PRFileMap *map = PR_CreateFileMap(fd, length, prot);
    char      *bytes = map != NULL ? PR_MemMap(map, 0, length) : NULL;
    char       start[20] = "";
    PRInt32    first;

    if (bytes == NULL)
        return;
    memcpy(bytes, prot == PR_PROT_WRITECOPY ? "copied" : "SHARED", 6);
    bytes[length - 1] = '!';
    if (prot == PR_PROT_READWRITE)
        PR_SyncMemMap(fd, bytes, length);
    PR_MemUnmap(bytes, length);
    PR_CloseFileMap(map);
    PR_Seek(fd, 0, PR_SEEK_SET);
    first = PR_Read(fd, start, sizeof start - 1);
    printf("%d bytes: %s\n", first, start);
}

int
main(void)
{
    PRUint32     length = TIMES * (PRUint32)strlen(text);
    PRFileInfo64 info;
    PRFileDesc  *fd;
    char         last = '?';

    if (Write() != PR_SUCCESS || (fd = PR_Open(NAME, PR_RDWR, 0)) == NULL)
        return 1;
    printf("a power of two: %d\n", PR_GetPageSize() == 1 << PR_GetPageShift());
    Read(fd, length);
    Change(fd, length, PR_PROT_WRITECOPY);
    Change(fd, length, PR_PROT_READWRITE);
    Change(fd, length + 1000, PR_PROT_READWRITE);
    PR_GetOpenFileInfo64(fd, &info);
    PR_Seek(fd, -1, PR_SEEK_END);
    PR_Read(fd, &last, 1);
    printf("now %d bytes, the last %c\n", (int)info.size, last);
    PR_Close(fd);
    return PR_Delete(NAME) == PR_SUCCESS ? 0 : 1;
}
