/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What is behind a PRFileMap.
 */
#ifndef pprfilemap_h___
#define pprfilemap_h___

#include "prio.h"

struct PRFileMap {
    PRFileDesc      *fd; /* what is mapped, used by each PR_MemMap() */
    PRFileMapProtect prot;
    PRBool           ownsFd; /* PR_CloseFileMap() closes fd */
};

#endif /* pprfilemap_h___ */
