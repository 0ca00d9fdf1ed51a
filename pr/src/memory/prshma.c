/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Anonymous shared memory: the calls of prshma.h.
 *
 * A map that was opened, imported or inherited here owns its descriptor.  Which
 * descriptors are owned is kept in a list for the whole process, so that no two
 * maps close the same one, and none closes another file that has got the number
 * since.
 */
#include "config.h"

#include "prenv.h"
#include "prmem.h"
#include "private/ppranon.h"
#include "private/pprerror.h"
#include "private/pprfilemap.h"
#include "private/pprshm.h"
#include "prshma.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static void
SetError(PRInt32 osError)
{
    PR_SetError(_PR_MD_MapOSError(osError), osError);
}

static PRBool
IsProtection(PRIntn prot)
{
    return prot >= PR_PROT_READONLY && prot <= PR_PROT_WRITECOPY;
}

/* --- Descriptors that maps own ------------------------------------------- */

typedef struct Owned {
    struct Owned   *next;
    PROsfd          osfd;
    _MDFileIdentity identity;
} Owned;

static Owned *owned; /* with the lock of attachments */

/* The link to the entry of a descriptor, with the lock held.  An entry may have
 * become stale: the program closed the descriptor, and got the number again. */
static Owned **
FindOwned(PROsfd osfd, const _MDFileIdentity *identity)
{
    Owned **link = &owned;

    while (*link != NULL && ((*link)->osfd != osfd ||
                             (*link)->identity.device != identity->device ||
                             (*link)->identity.inode != identity->inode)) {
        link = &(*link)->next;
    }
    return link;
}

/*
 * Have a descriptor owned, or another one of the same file if a map owns it
 * already.  entry->identity is that of *osfd.
 */
static PRInt32
Own(Owned *entry, PROsfd *osfd)
{
    PROsfd  other = *osfd;
    PRInt32 err = 0;

    _PR_MD_LockAttachments();
    if (*FindOwned(*osfd, &entry->identity) != NULL) {
        err = _MD_DoubleDescriptor(*osfd, &other);
    }
    if (err == 0) {
        entry->osfd = *osfd = other;
        entry->next = owned;
        owned = entry;
    }
    _PR_MD_UnlockAttachments();
    return err;
}

/* The descriptor is the caller's again. */
static void
Disown(Owned *entry)
{
    Owned **link = &owned;

    _PR_MD_LockAttachments();
    while (*link != entry) {
        link = &(*link)->next;
    }
    *link = entry->next;
    _PR_MD_UnlockAttachments();
}

/* What PR_CloseFileMap() does with a map that owns its descriptor. */
static void
ReleaseOwned(void *owner)
{
    Owned *entry = owner;

    Disown(entry);
    _MD_CloseIdentical(entry->osfd, &entry->identity);
    PR_Free(entry);
}

/* --- Maps ---------------------------------------------------------------- */

/* Make a map of a descriptor, which it owns from now on.  NULL with the error
 * set and the descriptor as it was. */
static PRFileMap *
MapOf(PROsfd osfd, PRFileMapProtect prot, PRBool present)
{
    PRFileMap *fmap;
    PROsfd     mapped = osfd;
    Owned     *entry = PR_NEW(Owned);
    PRInt32    err = ENOMEM;

    if (entry != NULL) {
        err = _MD_CheckMappable(osfd, prot, &entry->identity);
    }
    if (err == 0) {
        err = Own(entry, &mapped);
    }
    if (err != 0) {
        PR_Free(entry);
        SetError(err);
        return NULL;
    }
    fmap = _PR_NewFileMap(mapped, prot, present, ReleaseOwned, entry);
    if (fmap == NULL && mapped == osfd) {
        Disown(entry);
        PR_Free(entry);
    } else if (fmap == NULL) {
        ReleaseOwned(entry);
    }
    return fmap;
}

PR_IMPLEMENT(PRFileMap *)
PR_OpenAnonFileMap(const char *dirName, PRSize size, PRFileMapProtect prot)
{
    PRFileMap *fmap = NULL;
    PROsfd     osfd = -1;
    PRBool     present = PR_FALSE;
    PRInt32    err = EINVAL;

    if (dirName != NULL && IsProtection((PRIntn)prot)) {
        err = _MD_OpenAnon(dirName, size, &osfd, &present);
    }
    if (err != 0) {
        SetError(err);
        return NULL;
    }
    fmap = MapOf(osfd, prot, present);
    if (fmap == NULL) {
        _MD_DropDescriptor(osfd);
    }
    return fmap;
}

/* --- By a string --------------------------------------------------------- */

PR_IMPLEMENT(PRStatus)
PR_ExportFileMapAsString(PRFileMap *fm, PRSize bufsize, char *buf)
{
    char             text[PR_FILEMAP_STRING_BUFSIZE];
    PRFileMapProtect prot;
    PRSize           length;
    PROsfd           osfd;

    if (fm == NULL || buf == NULL) {
        SetError(EINVAL);
        return PR_FAILURE;
    }
    osfd = _PR_DescribeFileMap(fm, &prot);
    length =
        (PRSize)snprintf(text, sizeof text, "%ld:%d", (long)osfd, (int)prot);
    if (length >= bufsize) {
        PR_SetError(PR_BUFFER_OVERFLOW_ERROR, 0);
        return PR_FAILURE;
    }
    memcpy(buf, text, length + 1);
    return PR_SUCCESS;
}

/* Read what was exported, and nothing else: writing what was read must give the
 * same text again. */
static PRBool
ParseExport(const char *text, PROsfd *osfd, PRFileMapProtect *prot)
{
    char   again[PR_FILEMAP_STRING_BUFSIZE];
    PRSize i;
    long   number = 0;

    for (i = 0; text[i] >= '0' && text[i] <= '9'; i++) {
        number = number * 10 + (text[i] - '0');
        if (number > INT_MAX) {
            return PR_FALSE;
        }
    }
    if (text[i] != ':') {
        return PR_FALSE;
    }
    *osfd = (PROsfd)number;
    *prot = (PRFileMapProtect)(text[i + 1] - '0');
    (void)snprintf(again, sizeof again, "%ld:%d", number, (int)*prot);
    return IsProtection((PRIntn)*prot) && strcmp(text, again) == 0;
}

PR_IMPLEMENT(PRFileMap *)
PR_ImportFileMapFromString(const char *fmstring)
{
    PRFileMapProtect prot;
    PROsfd           osfd;

    if (fmstring == NULL || !ParseExport(fmstring, &osfd, &prot)) {
        SetError(EINVAL);
        return NULL;
    }
    return MapOf(osfd, prot, PR_FALSE);
}

/* --- By a name ----------------------------------------------------------- */

/*
 * A child inherits descriptors by names (PR_ProcessAttrSetInheritableFD), but
 * without protections.  So the protection is a part of the name, behind a
 * prefix that no caller is likely to use for a descriptor of its own.
 */
#define PREFIX_FORMAT "PRFileMap-%d-"

static PRBool
IsName(const char *name)
{
    return name != NULL && *name != '\0' && strchr(name, ':') == NULL;
}

/* The name of a descriptor, to be freed; NULL with the error set. */
static char *
DescriptorName(const char *shmname, PRFileMapProtect prot)
{
    PRSize size = sizeof PREFIX_FORMAT + strlen(shmname);
    char  *name = size <= PR_UINT32_MAX ? PR_Malloc((PRUint32)size) : NULL;

    if (name == NULL) {
        SetError(ENOMEM);
        return NULL;
    }
    (void)snprintf(name, size, PREFIX_FORMAT "%s", (int)prot, shmname);
    return name;
}

PR_IMPLEMENT(PRStatus)
PR_ProcessAttrSetInheritableFileMap(PRProcessAttr *attr, PRFileMap *fmap,
                                    const char *shmname)
{
    PRFileMapProtect prot;
    char            *name;
    PRStatus         status;

    if (attr == NULL || fmap == NULL || !IsName(shmname)) {
        SetError(EINVAL);
        return PR_FAILURE;
    }
    (void)_PR_DescribeFileMap(fmap, &prot);
    name = DescriptorName(shmname, prot);
    if (name == NULL) {
        return PR_FAILURE;
    }
    status = _PR_InheritFileMap(attr, fmap, name);
    PR_Free(name);
    return status;
}

/* What is behind the next colon; the end of the text if there is none. */
static const char *
NextField(const char *text)
{
    text += strcspn(text, ":");
    return *text == ':' ? text + 1 : text;
}

/*
 * Look for a name in NSPR_INHERIT_FDS: three fields for each descriptor, its
 * name, its type, and the descriptor itself in hexadecimal.
 */
static PRBool
FindInherited(const char *name, PROsfd *osfd)
{
    const char  *at = PR_GetEnv("NSPR_INHERIT_FDS");
    const PRSize length = strlen(name);
    unsigned     number;

    while (at != NULL && *at != '\0') {
        const char *type = NextField(at);
        const char *descriptor = NextField(type);

        if (strncmp(at, name, length) == 0 && at[length] == ':' &&
            sscanf(descriptor, "0x%x", &number) == 1 && number <= INT_MAX) {
            *osfd = (PROsfd)number;
            return PR_TRUE;
        }
        at = NextField(descriptor);
    }
    return PR_FALSE;
}

PR_IMPLEMENT(PRFileMap *)
PR_GetInheritedFileMap(const char *shmname)
{
    PRBool found = PR_FALSE;
    PRIntn prot = PR_PROT_READONLY - 1;
    PROsfd osfd = -1;
    char  *name;

    if (!IsName(shmname)) {
        SetError(EINVAL);
        return NULL;
    }
    while (!found && prot < PR_PROT_WRITECOPY) {
        prot++;
        name = DescriptorName(shmname, (PRFileMapProtect)prot);
        if (name == NULL) {
            return NULL;
        }
        found = FindInherited(name, &osfd);
        PR_Free(name);
    }
    if (!found) {
        SetError(ENOENT);
        return NULL;
    }
    return MapOf(osfd, (PRFileMapProtect)prot, PR_FALSE);
}
