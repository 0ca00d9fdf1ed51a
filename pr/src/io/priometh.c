/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The calls on descriptors: each goes to the method that the descriptor has
 * for it.
 */
#include "config.h"

#include "prerror.h"
#include "prio.h"

#include <errno.h>

/* Whether fd is a descriptor; sets the error if not. */
static PRBool
IsDescriptor(const PRFileDesc *fd)
{
    if (fd != NULL && fd->methods != NULL) {
        return PR_TRUE;
    }
    PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
    return PR_FALSE;
}

/* Whether a method can be called; sets the error if not.  A program's own table
 * may lack it. */
static PRBool
Exists(PRBool exists)
{
    if (!exists) {
        PR_SetError(PR_INVALID_METHOD_ERROR, 0);
    }
    return exists;
}

#define HAS(fd, method)                                                       \
    (IsDescriptor(fd) && Exists((fd)->methods->method != NULL))

PR_IMPLEMENT(PRDescType)
PR_GetDescType(PRFileDesc *file)
{
    return IsDescriptor(file) ? file->methods->file_type : (PRDescType)0;
}

PR_IMPLEMENT(PRStatus)
PR_Close(PRFileDesc *fd)
{
    return HAS(fd, close) ? fd->methods->close(fd) : PR_FAILURE;
}

PR_IMPLEMENT(PRInt32)
PR_Read(PRFileDesc *fd, void *buf, PRInt32 amount)
{
    return HAS(fd, read) ? fd->methods->read(fd, buf, amount) : -1;
}

PR_IMPLEMENT(PRInt32)
PR_Write(PRFileDesc *fd, const void *buf, PRInt32 amount)
{
    return HAS(fd, write) ? fd->methods->write(fd, buf, amount) : -1;
}

PR_IMPLEMENT(PROffset32)
PR_Seek(PRFileDesc *fd, PROffset32 offset, PRSeekWhence whence)
{
    return HAS(fd, seek) ? fd->methods->seek(fd, offset, whence) : -1;
}

PR_IMPLEMENT(PROffset64)
PR_Seek64(PRFileDesc *fd, PROffset64 offset, PRSeekWhence whence)
{
    return HAS(fd, seek64) ? fd->methods->seek64(fd, offset, whence) : -1;
}

PR_IMPLEMENT(PRInt32)
PR_Available(PRFileDesc *fd)
{
    return HAS(fd, available) ? fd->methods->available(fd) : -1;
}

PR_IMPLEMENT(PRInt64)
PR_Available64(PRFileDesc *fd)
{
    return HAS(fd, available64) ? fd->methods->available64(fd) : -1;
}

PR_IMPLEMENT(PRStatus)
PR_Sync(PRFileDesc *fd)
{
    return HAS(fd, fsync) ? fd->methods->fsync(fd) : PR_FAILURE;
}

PR_IMPLEMENT(PRStatus)
PR_GetOpenFileInfo(PRFileDesc *fd, PRFileInfo *info)
{
    return HAS(fd, fileInfo) ? fd->methods->fileInfo(fd, info) : PR_FAILURE;
}

PR_IMPLEMENT(PRStatus)
PR_GetOpenFileInfo64(PRFileDesc *fd, PRFileInfo64 *info)
{
    return HAS(fd, fileInfo64) ? fd->methods->fileInfo64(fd, info)
                               : PR_FAILURE;
}
