/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Attributes of children.
 *
 * The list of descriptors with names is a value of an environment variable:
 * for each its name, its type, and "0x" with its number in hexadecimal, with
 * colons between all of them.  It is NSPR's own format, so that parents and
 * children may be on either.
 */
#include "config.h"

#include "private/pprimpl.h"
#include "private/pprio.h"
#include "private/pprproces.h"
#include "private/pprunix.h"
#include "prmem.h"

#include <fcntl.h>
#include <string.h>

/* ":", ":<type>:0x<fd>" and the NUL, with digits to spare. */
#define ENTRY_SIZE (sizeof "::-2147483648:0xffffffff")

/* --- Life of the attributes ---------------------------------------------- */

PR_IMPLEMENT(PRProcessAttr *)
PR_NewProcessAttr(void)
{
    return PR_NEWZAP(PRProcessAttr);
}

static PRBool
IsAttr(const PRProcessAttr *attr)
{
    _PR_EnsureInit();
    if (attr == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_FALSE;
    }
    return PR_TRUE;
}

PR_IMPLEMENT(void)
PR_ResetProcessAttr(PRProcessAttr *attr)
{
    static const PRProcessAttr nothing;

    if (!IsAttr(attr)) {
        return;
    }
    free(attr->directory);
    free(attr->inherited);
    free(attr->inheritedFds);
    *attr = nothing;
}

PR_IMPLEMENT(void)
PR_DestroyProcessAttr(PRProcessAttr *attr)
{
    if (IsAttr(attr)) {
        PR_ResetProcessAttr(attr);
        free(attr);
    }
}

/* --- Streams and directory ----------------------------------------------- */

PR_IMPLEMENT(void)
PR_ProcessAttrSetStdioRedirect(PRProcessAttr *attr, PRSpecialFD stdioFd,
                               PRFileDesc *redirectFd)
{
    if (!IsAttr(attr) || (unsigned)stdioFd >= _PR_STREAMS) {
        return;
    }
    attr->redirects[stdioFd].wanted = redirectFd != NULL;
    if (redirectFd != NULL) {
        attr->redirects[stdioFd].fd = PR_FileDesc2NativeHandle(redirectFd);
    }
}

PR_IMPLEMENT(void)
PR_SetStdioRedirect(PRProcessAttr *attr, PRSpecialFD stdioFd,
                    PRFileDesc *redirectFd)
{
    PR_ProcessAttrSetStdioRedirect(attr, stdioFd, redirectFd);
}

PR_IMPLEMENT(PRStatus)
PR_ProcessAttrSetCurrentDirectory(PRProcessAttr *attr, const char *dir)
{
    char *copy;

    if (!IsAttr(attr)) {
        return PR_FAILURE;
    }
    if (dir == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_FAILURE;
    }
    copy = _PR_CopyText(dir);
    if (copy == NULL) {
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
        return PR_FAILURE;
    }
    free(attr->directory);
    attr->directory = copy;
    return PR_SUCCESS;
}

/* --- Descriptors with names ---------------------------------------------- */

/* Remember one more.  Returns 0 or an errno value, nothing changed then. */
static PRInt32
AddInherited(PRProcessAttr *attr, const char *name, PRDescType type, int fd)
{
    PRSize used = attr->inherited != NULL ? strlen(attr->inherited) : 0;
    PRSize room = strlen(name) + ENTRY_SIZE;
    PRSize count = attr->inheritedCount;
    char  *text;
    int   *fds;

    fds = realloc(attr->inheritedFds, (count + 1) * sizeof *fds);
    if (fds == NULL) {
        return ENOMEM;
    }
    attr->inheritedFds = fds;
    text = realloc(attr->inherited, used + room);
    if (text == NULL) {
        return ENOMEM;
    }
    attr->inherited = text;
    (void)snprintf(text + used, room, "%s%s:%d:0x%x", count > 0 ? ":" : "",
                   name, (int)type, (unsigned)fd);
    fds[count] = fd;
    attr->inheritedCount = count + 1;
    return 0;
}

/* What the system has behind fd, and whether it goes through an exec.
 * Returns it, or -1 with the error set. */
static int
InheritableHandle(PRFileDesc *fd)
{
    int handle = PR_FileDesc2NativeHandle(fd);
    int flags = fcntl(handle, F_GETFD);

    if (flags == -1) {
        _PR_SetOSError(errno);
        return -1;
    }
    if ((flags & FD_CLOEXEC) != 0) {
        PR_SetError(PR_NO_ACCESS_RIGHTS_ERROR, 0);
        return -1;
    }
    return handle;
}

PR_IMPLEMENT(PRStatus)
PR_ProcessAttrSetInheritableFD(PRProcessAttr *attr, PRFileDesc *fd,
                               const char *name)
{
    PRInt32 err;
    int     handle;

    if (!IsAttr(attr)) {
        return PR_FAILURE;
    }
    if (fd == NULL || name == NULL || strchr(name, ':') != NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_FAILURE;
    }
    handle = InheritableHandle(fd);
    if (handle == -1) {
        return PR_FAILURE;
    }
    while (fd->lower != NULL) {
        fd = fd->lower; /* a child does not have the layers */
    }
    err = AddInherited(attr, name, PR_GetDescType(fd), handle);
    if (err != 0) {
        _PR_SetOSError(err);
        return PR_FAILURE;
    }
    return PR_SUCCESS;
}
