/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Who is compared.
 *
 * Both libraries are loaded with dlopen(), each for itself, and called through
 * pointers; sets of plain C functions stand beside them.
 */
#include "config.h"

#include "bench.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Peer peers[PEERS];

/* --- Errors -------------------------------------------------------------- */

/* An error of a thread could hardly cost less than one object of the program
 * itself. */
static _Thread_local volatile struct {
    PRErrorCode code;
    PRInt32     os_error;
} bare_error;

void
bare_set_error(PRErrorCode code, PRInt32 os_error)
{
    bare_error.code = code;
    bare_error.os_error = os_error;
}

PRErrorCode
bare_get_error(void)
{
    return bare_error.code;
}

/* --- Libraries ----------------------------------------------------------- */

static int
find_extension(void *library, const char *name, void *pointer)
{
    void *found = dlsym(library, name);

    memcpy(pointer, &found, sizeof found); /* object to function pointer */
    return found != NULL;
}

static void
find_function(void *library, const char *name, void *pointer)
{
    if (!find_extension(library, name, pointer)) {
        die("%s", dlerror());
    }
}

/* Load one NSPR for itself, so that two do not get mixed up. */
static int
load_peer(Peer *peer, const char *label, const char *file)
{
    void *library = dlopen(file, RTLD_LOCAL | RTLD_NOW);

    if (library == NULL) {
        return -1;
    }
    find_function(library, "PR_OpenSharedMemory", &peer->open_shm);
    find_function(library, "PR_AttachSharedMemory", &peer->attach);
    find_function(library, "PR_DetachSharedMemory", &peer->detach);
    find_function(library, "PR_CloseSharedMemory", &peer->close_shm);
    find_function(library, "PR_DeleteSharedMemory", &peer->delete_shm);
    find_function(library, "PR_SetError", &peer->set_error);
    find_function(library, "PR_GetError", &peer->get_error);
    (void)find_extension(library, "PRX_GetSharedMemoryInfo", &peer->get_info);
    find_function(library, "PR_OpenAnonFileMap", &peer->open_anon);
    find_function(library, "PR_MemMap", &peer->map);
    find_function(library, "PR_MemUnmap", &peer->unmap);
    find_function(library, "PR_CloseFileMap", &peer->close_map);
    find_function(library, "PR_OpenSemaphore", &peer->sem.open_sem);
    find_function(library, "PR_WaitSemaphore", &peer->sem.wait_sem);
    find_function(library, "PR_PostSemaphore", &peer->sem.post_sem);
    find_function(library, "PR_CloseSemaphore", &peer->sem.close_sem);
    find_function(library, "PR_DeleteSemaphore", &peer->sem.delete_sem);
    peer->label = label;
    return 0;
}

/* Whom to compare the calls of a mechanism with.  Our calls, in our order, are
 * there for System V alone. */
static void
set_bare_peers(void)
{
    static const Peer *const floors[MECHANISMS] = {
        [SYSV] = &bare_sysv,
        [POSIX] = &bare_posix,
        [MAPPED] = &bare_file,
    };

    peers[STOCK_CALLS] = bare_stock;
    peers[FLOOR] = *floors[settings.mechanism];
    if (settings.mechanism == SYSV) {
        peers[OUR_CALLS] = bare_ours;
    }
}

void
load_peers(void)
{
    Peer *ours = &peers[OURS], *stock = &peers[STOCK];

    if (load_peer(ours, "ours", settings.ours) == -1) {
        die("%s", dlerror());
    }
    ours->maker = settings.mechanism == SYSV ? 0 : 1;
    if (load_peer(stock, "stock", settings.stock) == -1) {
        printf("Without stock NSPR, for there is none: %s\n\n", dlerror());
    } else if (stock->open_shm == ours->open_shm) {
        die("%s and %s are the same library", settings.ours, settings.stock);
    }
    peers[STOCK_AGAIN] = *stock;
    set_bare_peers();
}

/* --- What is left -------------------------------------------------------- */

void
remove_name(const char *name)
{
    struct stat marker;

    if (lstat(name, &marker) == -1) {
        return;
    }
    remove_bare_object(&marker);
    /* The library, too, removes what is found by the key; here it must not be
     * somebody else's. */
    if (!remove_bare_segment(&marker) && settings.mechanism != SYSV) {
        (void)peers[OURS].delete_shm(name);
    }
    if (!remove_bare_semaphore(&marker) && settings.mechanism != SYSV) {
        (void)peers[OURS].sem.delete_sem(name);
    }
    (void)unlink(name);
}
