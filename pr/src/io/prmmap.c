/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Files mapped into memory.
 */
#include "config.h"

#include "private/pprerror.h"
#include "private/pprfile.h"
#include "private/pprfilemap.h"
#include "private/pprimpl.h"

#include <errno.h>
#include <stdlib.h>

struct PRFileMap {
    PRFileDesc      *fd; /* what is mapped, used by each PR_MemMap() */
    PRFileMapProtect prot;
    PRBool           present; /* all of it is in memory, and little */

    /* NULL if fd is the caller's; else it closes the system's descriptor, and
     * fd has to be freed. */
    void (*release)(void *owner);
    void *owner;
};

/* --- Making -------------------------------------------------------------- */

/* See to the size of the file.  ERANGE of _MD_HaveFileSize() is not the
 * system's: only who may write to the file may make it larger. */
static PRStatus
HaveSize(PROsfd osfd, PRInt64 size, PRFileMapProtect prot)
{
    PRInt32 err = _MD_HaveFileSize(osfd, size, prot == PR_PROT_READWRITE);

    if (err == ERANGE) {
        PR_SetError(PR_NO_ACCESS_RIGHTS_ERROR, 0);
        return PR_FAILURE;
    }
    return _PR_Report(_PR_OP_OTHER, err);
}

PR_IMPLEMENT(PRFileMap *)
PR_CreateFileMap(PRFileDesc *fd, PRInt64 size, PRFileMapProtect prot)
{
    const PRFileDesc *file = _PR_LowestLayer(fd);
    PRFileMap        *fmap;

    _PR_EnsureInit();
    if (file == NULL || size < 0 || (PRUintn)prot > PR_PROT_WRITECOPY) {
        _PR_SetOSError(EINVAL);
        return NULL;
    }
    fmap = calloc(1, sizeof *fmap); /* first: growing cannot be undone */
    if (fmap == NULL) {
        _PR_SetOSError(ENOMEM);
        return NULL;
    }
    if (size > 0 && HaveSize(file->secret->osfd, size, prot) == PR_FAILURE) {
        free(fmap);
        return NULL;
    }
    fmap->fd = fd;
    fmap->prot = prot;
    return fmap;
}

PRFileMap *
_PR_NewFileMap(PROsfd osfd, PRFileMapProtect prot, PRBool present,
               void (*release)(void *owner), void *owner)
{
    PRFileMap *fmap = calloc(1, sizeof *fmap);

    if (fmap == NULL) {
        _PR_SetOSError(ENOMEM);
        return NULL;
    }
    fmap->fd = PR_ImportFile(osfd);
    if (fmap->fd == NULL) {
        free(fmap);
        return NULL;
    }
    fmap->prot = prot;
    fmap->present = present;
    fmap->release = release;
    fmap->owner = owner;
    return fmap;
}

/* --- Handing on ---------------------------------------------------------- */

PROsfd
_PR_DescribeFileMap(PRFileMap *fmap, PRFileMapProtect *prot)
{
    *prot = fmap->prot;
    return PR_FileDesc2NativeHandle(fmap->fd);
}

PRStatus
_PR_InheritFileMap(PRProcessAttr *attr, PRFileMap *fmap, const char *name)
{
    return PR_ProcessAttrSetInheritableFD(attr, fmap->fd, name);
}

/* --- Mapping ------------------------------------------------------------- */

PR_IMPLEMENT(PRInt32)
PR_GetMemMapAlignment(void)
{
    return _MD_PageSize();
}

PR_IMPLEMENT(void *)
PR_MemMap(PRFileMap *fmap, PROffset64 offset, PRUint32 len)
{
    void *addr = NULL;

    if (fmap == NULL) {
        _PR_SetOSError(EINVAL);
        return NULL;
    }
    (void)_PR_Report(_PR_OP_MMAP,
                     _MD_MapFile(PR_FileDesc2NativeHandle(fmap->fd),
                                 fmap->prot, offset, len, fmap->present,
                                 &addr));
    return addr;
}

PR_IMPLEMENT(PRStatus)
PR_MemUnmap(void *addr, PRUint32 len)
{
    return _PR_Report(_PR_OP_OTHER, _MD_UnmapFile(addr, len));
}

PR_IMPLEMENT(PRStatus)
PR_CloseFileMap(PRFileMap *fmap)
{
    if (fmap == NULL) {
        _PR_SetOSError(EINVAL);
        return PR_FAILURE;
    }
    if (fmap->release != NULL) {
        fmap->release(fmap->owner);
        _PR_FreeFileDesc(fmap->fd);
    }
    free(fmap);
    return PR_SUCCESS;
}

PR_IMPLEMENT(PRStatus)
PR_SyncMemMap(PRFileDesc *fd, void *addr, PRUint32 len)
{
    (void)fd;
    return _PR_Report(_PR_OP_OTHER, _MD_SyncMappedFile(addr, len));
}
