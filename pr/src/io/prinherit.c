/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Descriptors that the parent has given a name to.  prprocattr.c makes the
 * list and says what it looks like; it may have come through any program, so
 * nothing in it is believed.
 */
#include "config.h"

#include "prenv.h"
#include "private/pprfile.h"
#include "private/pprimpl.h"
#include "private/pprproces.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* --- The list ------------------------------------------------------------ */

/*
 * Read a number at *text and step over the colon behind it, or to the end.
 * Returns -1 if there is none that a positive int can hold.
 */
static long
ReadField(const char **text, int base)
{
    char *end;
    long  number;

    errno = 0;
    number = strtol(*text, &end, base);
    if (end == *text || number < 0 || number > INT_MAX || errno != 0) {
        number = -1;
    }
    end += strcspn(end, ":");
    *text = *end == ':' ? end + 1 : end;
    return number;
}

/*
 * Read an entry's type and descriptor at *text, and go to the next one.
 * Returns the descriptor, or -1 if it is none that NSPR makes.
 */
static int
ReadEntry(const char **text, PRDescType *descType)
{
    long type = ReadField(text, 10);
    long fd = -1;

    if (strncmp(*text, "0x", 2) == 0) {
        *text += 2;
        fd = ReadField(text, 16);
    } else {
        *text += strlen(*text); /* no such list */
    }
    if (type < PR_DESC_FILE || type > PR_DESC_PIPE ||
        type == PR_DESC_LAYERED) {
        return -1;
    }
    *descType = (PRDescType)type;
    return (int)fd;
}

/* The descriptor of the first entry with this name, -1 if there is none that
 * can be had; its type goes to *type. */
static int
FindInherited(const char *list, const char *name, PRDescType *type)
{
    PRSize length = strlen(name);

    while (*list != '\0') {
        PRSize nameLength = strcspn(list, ":");
        PRBool found =
            nameLength == length && strncmp(list, name, length) == 0;
        int fd;

        list += nameLength;
        if (*list == '\0') {
            return -1;
        }
        list++;
        fd = ReadEntry(&list, type);
        if (found) {
            return fd;
        }
    }
    return -1;
}

/* --- Descriptors --------------------------------------------------------- */

/* The methods of a file, for what stock NSPR calls something else: the child
 * may pass it on, and somebody may ask what it is. */
static PRIOMethods    methods[PR_DESC_PIPE + 1];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
MakeMethods(void)
{
    int type;

    for (type = PR_DESC_FILE; type <= PR_DESC_PIPE; type++) {
        methods[type] = _PR_fileMethods;
        methods[type].file_type = (PRDescType)type;
    }
}

PR_IMPLEMENT(PRFileDesc *)
PR_GetInheritedFD(const char *name)
{
    PRFileDesc *fd;
    PRDescType  type = PR_DESC_FILE;
    const char *list;
    int         osfd;

    _PR_EnsureInit();
    if (name == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return NULL;
    }
    list = PR_GetEnv(_PR_INHERIT_VARIABLE);
    osfd = list != NULL ? FindInherited(list, name, &type) : -1;
    if (osfd == -1) {
        PR_SetError(PR_UNKNOWN_ERROR, 0);
        return NULL;
    }
    fd = PR_ImportFile(osfd);
    if (fd != NULL && type != PR_DESC_FILE) {
        (void)pthread_once(&once, MakeMethods);
        fd->methods = &methods[type];
    }
    return fd;
}
