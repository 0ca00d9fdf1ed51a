/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What is not the same about posix_spawn() everywhere.
 */
#ifndef pprspawn_h___
#define pprspawn_h___

#include <errno.h>
#include <spawn.h>

/* Have the child go to a directory; ENOSYS where that is not to be had. */
#if defined(HAVE_POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP)
#define _MD_SPAWN_ADDCHDIR(actions, dir)                                      \
    posix_spawn_file_actions_addchdir_np(actions, dir)
#elif defined(HAVE_POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR)
#define _MD_SPAWN_ADDCHDIR(actions, dir)                                      \
    posix_spawn_file_actions_addchdir(actions, dir)
#else
#define _MD_SPAWN_ADDCHDIR(actions, dir) ENOSYS
#endif

#endif /* pprspawn_h___ */
