/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Open files, and what can be done to a file by its name.
 */
#include "config.h"

#include "private/pprerror.h"
#include "private/pprfile.h"
#include "private/pprimpl.h"

#include <errno.h>
#include <stdlib.h>

/* --- Descriptors --------------------------------------------------------- */

PRFileDesc *
_PR_NewFileDesc(PROsfd osfd)
{
    PRFileDesc    *fd = calloc(1, sizeof *fd);
    PRFilePrivate *secret = calloc(1, sizeof *secret);

    if (fd == NULL || secret == NULL) {
        free(fd);
        free(secret);
        _PR_SetOSError(ENOMEM);
        return NULL;
    }
    secret->osfd = osfd;
    fd->methods = &_PR_fileMethods;
    fd->secret = secret;
    fd->identity = PR_NSPR_IO_LAYER;
    return fd;
}

void
_PR_FreeFileDesc(PRFileDesc *fd)
{
    free(fd->secret);
    free(fd);
}

PR_IMPLEMENT(PRFileDesc *)
PR_Open(const char *name, PRIntn flags, PRIntn mode)
{
    PRFileDesc *fd;

    _PR_EnsureInit();
    fd = _PR_NewFileDesc(-1); /* first: a file that it makes would stay */
    if (fd == NULL) {
        return NULL;
    }
    if (_PR_Report(_PR_OP_OPEN,
                   _MD_OpenFile(name, flags, mode, &fd->secret->osfd)) ==
        PR_FAILURE) {
        _PR_FreeFileDesc(fd);
        return NULL;
    }
    return fd;
}

PR_IMPLEMENT(PRFileDesc *)
PR_OpenFile(const char *name, PRIntn flags, PRIntn mode)
{
    return PR_Open(name, flags, mode);
}

PR_IMPLEMENT(PRFileDesc *)
PR_ImportFile(PROsfd osfd)
{
    _PR_EnsureInit();
    return _PR_NewFileDesc(osfd);
}

PR_IMPLEMENT(PRFileDesc *)
PR_GetSpecialFD(PRSpecialFD id)
{
    static PRFilePrivate secrets[] = {
        { 0, PR_TRUE },
        { 1, PR_TRUE },
        { 2, PR_TRUE },
    };
#define STREAM(secret)                                                        \
    {                                                                         \
        &_PR_fileMethods, secret, NULL, NULL, NULL, PR_NSPR_IO_LAYER          \
    }
    static PRFileDesc streams[] = {
        STREAM(&secrets[PR_StandardInput]),
        STREAM(&secrets[PR_StandardOutput]),
        STREAM(&secrets[PR_StandardError]),
    };

    _PR_EnsureInit();
    if ((PRUintn)id >= PR_ARRAY_SIZE(streams)) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, 0);
        return NULL;
    }
    return &streams[id];
}

const PRFileDesc *
_PR_LowestLayer(const PRFileDesc *fd)
{
    const PRFileDesc *layer;

    for (layer = fd; layer != NULL; layer = layer->lower) {
        if (layer->identity == PR_NSPR_IO_LAYER) {
            return layer;
        }
    }
    for (layer = fd; layer != NULL; layer = layer->higher) {
        if (layer->identity == PR_NSPR_IO_LAYER) {
            return layer;
        }
    }
    return NULL;
}

PR_IMPLEMENT(PROsfd)
PR_FileDesc2NativeHandle(PRFileDesc *fd)
{
    const PRFileDesc *lowest = _PR_LowestLayer(fd);

    if (lowest == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, 0);
        return -1;
    }
    return lowest->secret->osfd;
}

PR_IMPLEMENT(PRStatus)
PR_SetFDInheritable(PRFileDesc *fd, PRBool inheritable)
{
    if (fd == NULL || fd->identity != PR_NSPR_IO_LAYER) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, 0);
        return PR_FAILURE;
    }
    return _PR_Report(_PR_OP_OTHER,
                      _MD_SetInheritable(fd->secret->osfd, inheritable));
}

/* --- Files by name ------------------------------------------------------- */

/* What does not fit is the largest that does: most callers want to know the
 * type or the times. */
void
_PR_NarrowFileInfo(const PRFileInfo64 *wide, PRFileInfo *info)
{
    if (info == NULL) {
        return;
    }
    info->type = wide->type;
    info->size = (PROffset32)PR_MIN(wide->size, PR_INT32_MAX);
    info->creationTime = wide->creationTime;
    info->modifyTime = wide->modifyTime;
}

PR_IMPLEMENT(PRStatus)
PR_GetFileInfo64(const char *fn, PRFileInfo64 *info)
{
    _PR_EnsureInit();
    return _PR_Report(_PR_OP_OTHER, _MD_GetFileInfo(fn, info));
}

PR_IMPLEMENT(PRStatus)
PR_GetFileInfo(const char *fn, PRFileInfo *info)
{
    PRFileInfo64 wide;

    if (PR_GetFileInfo64(fn, &wide) == PR_FAILURE) {
        return PR_FAILURE;
    }
    _PR_NarrowFileInfo(&wide, info);
    return PR_SUCCESS;
}

PR_IMPLEMENT(PRStatus)
PR_Delete(const char *name)
{
    _PR_EnsureInit();
    return _PR_Report(_PR_OP_OTHER, _MD_DeleteFile(name));
}

PR_IMPLEMENT(PRStatus)
PR_Access(const char *name, PRAccessHow how)
{
    _PR_EnsureInit();
    if (how < PR_ACCESS_EXISTS || how > PR_ACCESS_READ_OK) {
        _PR_SetOSError(EINVAL);
        return PR_FAILURE;
    }
    return _PR_Report(_PR_OP_OTHER, _MD_AccessFile(name, how));
}
