/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What is behind a PRFileMap; and what the module (pr/src/memory) needs to know
 * of it, which no public call tells.
 */
#ifndef pprfilemap_h___
#define pprfilemap_h___

#include "prio.h"
#include "private/pprio.h"

struct PRFileMap {
    PRFileDesc      *fd; /* what is mapped, used by each PR_MemMap() */
    PRFileMapProtect prot;
    PRBool           present; /* all of it is in memory, and little */

    /* NULL if fd is the caller's; else PR_CloseFileMap() calls it with owner,
     * to have the system's descriptor closed, and frees fd. */
    void (*release)(void *owner);
    void *owner;
};

/* A map of a descriptor that it owns: release closes it.  NULL, osfd left
 * open, with the error set. */
PRFileMap *_PR_NewFileMap(PROsfd osfd, PRFileMapProtect       prot,
                          void (*release)(void *owner), void *owner);

/* What a map is of, which still belongs to it, and how it is mapped. */
PRFileDesc *_PR_DescribeFileMap(PRFileMap *fmap, PRFileMapProtect *prot);

#endif /* pprfilemap_h___ */
