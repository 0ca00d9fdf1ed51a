/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The mechanisms of segments on Unix, one file each.
 */
#ifndef pprshmux_h___
#define pprshmux_h___

#include "private/pprnamed.h"

extern const _MDMechanism _MD_shmSysv;
extern const _MDMechanism _MD_shmPosix;
extern const _MDMechanism _MD_shmFile;

#endif /* pprshmux_h___ */
