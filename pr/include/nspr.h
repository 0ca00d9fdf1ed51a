/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Every public header that NSPR has, too.
 */
#ifndef nspr_h___
#define nspr_h___

#include "pratom.h"
#include "prbit.h"
#include "prclist.h"
#include "prcvar.h"
#include "prenv.h"
#include "prerror.h"
#include "prinit.h"
#include "prinrval.h"
#include "prio.h"
#include "pripcsem.h"
#include "prlock.h"
#include "prlog.h"
#include "prlong.h"
#include "prmem.h"
#include "prprf.h"
#include "prproces.h"
#include "prshm.h"
#include "prshma.h"
#include "prsystem.h"
#include "prthread.h"
#include "prtime.h"
#include "prtypes.h"

#endif /* nspr_h___ */
