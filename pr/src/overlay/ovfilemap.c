/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Maps of the NSPR in the process, which its own PR_MemMap() can use.
 *
 * That NSPR does not know that a map owns its descriptor, so the maps that do
 * are listed here.  What a map consists of is not known here; what has to be
 * known is in the string that it exports.
 */
#include "config.h"

#include "prerror.h"
#include "private/pprfilemap.h"
#include "private/pproverlay.h"
#include "private/pprshm.h"
#include "prshma.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

/* --- The descriptor's object --------------------------------------------- */

/* Not in our headers, but in stock NSPR's. */
void PR_ChangeFileDescNativeHandle(PRFileDesc *fd, PROsfd osfd);

/* Free an object without its descriptor.  It goes only together with one, so it
 * gets another one for that. */
static void
FreeObject(PRFileDesc *fd)
{
    int other = open("/", O_RDONLY | O_CLOEXEC);
    _PR_STOCK(PR_ChangeFileDescNativeHandle);

    if (other == -1) {
        return; /* a few bytes are lost */
    }
    if (stock == NULL) {
        (void)close(other);
        return;
    }
    stock(fd, other);
    (void)PR_Close(fd);
}

/* --- Maps that own their descriptors ------------------------------------- */

typedef struct Owner {
    struct Owner *next;
    PRFileMap    *fmap;
    PRFileDesc   *fd; /* what stock NSPR needs to make a map of a descriptor */
    void (*release)(void *arg);
    void *arg;
} Owner;

static Owner *owners; /* with the lock of attachments */

static void
AddOwner(Owner *owner)
{
    _PR_MD_LockAttachments();
    owner->next = owners;
    owners = owner;
    _PR_MD_UnlockAttachments();
}

/* NULL if the map is none of ours. */
static Owner *
TakeOwner(const PRFileMap *fmap)
{
    Owner **link = &owners;
    Owner  *found;

    _PR_MD_LockAttachments();
    while (*link != NULL && (*link)->fmap != fmap) {
        link = &(*link)->next;
    }
    found = *link;
    if (found != NULL) {
        *link = found->next;
    }
    _PR_MD_UnlockAttachments();
    return found;
}

PRFileMap *
_PR_NewFileMap(PROsfd osfd, PRFileMapProtect prot, PRBool present,
               void (*release)(void *owner), void *arg)
{
    Owner *owner = malloc(sizeof *owner);

    (void)present; /* how it maps is stock NSPR's business */
    if (owner == NULL) {
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
        return NULL;
    }
    owner->release = release;
    owner->arg = arg;
    owner->fmap = NULL;
    owner->fd = PR_ImportFile(osfd);
    if (owner->fd != NULL) {
        /* Size 0: it takes the file as it is. */
        owner->fmap = PR_CreateFileMap(owner->fd, 0, prot);
    }
    if (owner->fmap == NULL) {
        if (owner->fd != NULL) {
            FreeObject(owner->fd);
        }
        free(owner);
        return NULL;
    }
    AddOwner(owner);
    return owner->fmap;
}

/* The table first: with the map its address is free for the next one. */
PRStatus
_PR_CloseFileMap(PRFileMap *fmap)
{
    Owner *owner;
    _PR_STOCK(PR_CloseFileMap);

    if (fmap == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_FAILURE;
    }
    owner = TakeOwner(fmap);
    if (owner != NULL) {
        owner->release(owner->arg);
        FreeObject(owner->fd);
        free(owner);
    }
    return stock != NULL ? stock(fmap) : PR_FAILURE;
}

/* --- Any map ------------------------------------------------------------- */

PROsfd
_PR_DescribeFileMap(PRFileMap *fmap, PRFileMapProtect *prot)
{
    char text[PR_FILEMAP_STRING_BUFSIZE] = "";
    int  osfd = -1, number = -1;
    _PR_STOCK(PR_ExportFileMapAsString);

    if (stock != NULL && stock(fmap, sizeof text, text) == PR_SUCCESS) {
        (void)sscanf(text, "%d:%d", &osfd, &number);
    }
    *prot = (PRFileMapProtect)number;
    return osfd;
}

PRStatus
_PR_InheritFileMap(PRProcessAttr *attr, PRFileMap *fmap, const char *name)
{
    PRFileMapProtect prot;
    PRFileDesc      *fd = PR_ImportFile(_PR_DescribeFileMap(fmap, &prot));
    PRStatus         status;

    if (fd == NULL) {
        return PR_FAILURE;
    }
    status = PR_ProcessAttrSetInheritableFD(attr, fd, name);
    FreeObject(fd);
    return status;
}
