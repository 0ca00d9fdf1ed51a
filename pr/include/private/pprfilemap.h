/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the module (pr/src/memory) needs of a PRFileMap that no public call
 * does.  Whose maps they are differs: in the library they are the runtime's
 * (prmmap.c), in the overlay those of the NSPR that is in the process
 * (ovfilemap.c).
 */
#ifndef pprfilemap_h___
#define pprfilemap_h___

#include "prio.h"
#include "private/pprio.h"
#include "prproces.h"

/*
 * A map of a descriptor that it owns.
 *
 *   present  all of it is in memory, and little
 *   release  PR_CloseFileMap() calls it with owner, to have osfd closed
 *
 * NULL, osfd left open, with the error set.
 */
PRFileMap *_PR_NewFileMap(PROsfd osfd, PRFileMapProtect prot, PRBool present,
                          void (*release)(void *owner), void *owner);

/* The descriptor of a map, which still belongs to it, and how it is mapped. */
PROsfd _PR_DescribeFileMap(PRFileMap *fmap, PRFileMapProtect *prot);

/* Have children inherit the descriptor of a map by a name. */
PRStatus _PR_InheritFileMap(PRProcessAttr *attr, PRFileMap *fmap,
                            const char *name);

#endif /* pprfilemap_h___ */
