/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Bare System V calls: those of stock NSPR, the fewest that leave the same
 * objects, and ours.
 */
#include "config.h"

#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

key_t
key_of(char letter, const struct stat *marker)
{
    unsigned key = (unsigned)letter << 24;

    key |= ((unsigned)marker->st_dev & 0xff) << 16;
    key |= (unsigned)marker->st_ino & 0xffff;
    return (key_t)key;
}

/* An identifier can be 0, a handle cannot. */
static Handle
handle_of(int id)
{
    return id == -1 ? NULL : (Handle)((intptr_t)id + 1);
}

static int
id_of(Handle shm)
{
    return (int)((intptr_t)shm - 1);
}

static void *
bare_attach(Handle shm, PRIntn flags)
{
    void *at = shmat(id_of(shm), NULL, flags != 0 ? SHM_RDONLY : 0);

    return at != (void *)-1 ? at : NULL;
}

static PRStatus
bare_detach(Handle shm, void *addr)
{
    (void)shm;
    return shmdt(addr) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus
bare_close(Handle shm)
{
    (void)shm;
    return PR_SUCCESS;
}

/* --- Stock's ------------------------------------------------------------- */

static Handle
stock_calls_open(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    struct stat marker;
    int         fd, id;

    if ((flags & PR_SHM_CREATE) != 0) {
        fd = open(name, O_RDWR | O_CREAT, (mode_t)mode);
        if (fd == -1) {
            return NULL;
        }
        close(fd);
    }
    if (stat(name, &marker) == -1) {
        return NULL;
    }
    if ((flags & PR_SHM_CREATE) != 0) {
        id = shmget(key_of('b', &marker), size, mode | IPC_CREAT | IPC_EXCL);
        if (id != -1 || errno != EEXIST || (flags & PR_SHM_EXCL) != 0) {
            return handle_of(id);
        }
    }
    return handle_of(shmget(key_of('b', &marker), size, mode));
}

/* Remove the segment of a marker, then its name. */
static PRStatus
remove_both(const char *name, const struct stat *marker)
{
    int id = shmget(key_of('b', marker), 0, 0);

    if (id == -1 || shmctl(id, IPC_RMID, NULL) == -1) {
        return PR_FAILURE;
    }
    return unlink(name) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus
stock_calls_delete(const char *name)
{
    struct stat marker;
    int         fd = open(name, O_RDWR | O_CREAT, 0666);

    if (fd == -1) {
        return PR_FAILURE;
    }
    close(fd);
    return stat(name, &marker) == 0 ? remove_both(name, &marker) : PR_FAILURE;
}

/* --- The floor ----------------------------------------------------------- */

static Handle
floor_open(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    struct stat marker;
    int         id;

    if ((flags & PR_SHM_EXCL) == 0 && stat(name, &marker) == 0) {
        id = shmget(key_of('b', &marker), size, mode);
        if (id != -1 || errno != ENOENT) {
            return handle_of(id);
        }
    }
    if ((flags & PR_SHM_CREATE) == 0 ||
        (mknod(name, S_IFREG | (mode_t)mode, 0) == -1 && errno != EEXIST) ||
        stat(name, &marker) == -1) {
        return NULL;
    }
    return handle_of(
        shmget(key_of('b', &marker), size, mode | IPC_CREAT | IPC_EXCL));
}

static PRStatus
floor_delete(const char *name)
{
    struct stat marker;

    return stat(name, &marker) == 0 ? remove_both(name, &marker) : PR_FAILURE;
}

/* --- Ours ---------------------------------------------------------------- */

/* See pr/src/md/unix/uxdraft.c. */
int
link_unnamed(int fd, const char *name)
{
    char path[64];

    if (linkat(fd, "", AT_FDCWD, name, AT_EMPTY_PATH) == 0) {
        return 0;
    }
    if (errno != ENOENT) {
        return -1;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, path, AT_FDCWD, name, AT_SYMLINK_FOLLOW);
}

static Handle
our_calls_create(const char *name, PRSize size, PRIntn mode)
{
    struct stat marker;
    Handle      shm = NULL;
    int         fd = open(dir, O_RDWR | O_TMPFILE | O_CLOEXEC, (mode_t)mode);

    if (fd == -1) {
        return NULL;
    }
    if (fstat(fd, &marker) == 0 && shmget(key_of('b', &marker), 0, 0) == -1 &&
        flock(fd, LOCK_EX | LOCK_NB) == 0 && link_unnamed(fd, name) == 0) {
        shm = handle_of(
            shmget(key_of('b', &marker), size, mode | IPC_CREAT | IPC_EXCL));
    }
    (void)flock(fd, LOCK_UN);
    close(fd);
    return shm;
}

static Handle
our_calls_open(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    struct stat marker, again;

    if (lstat(name, &marker) == 0) {
        int id = shmget(key_of('b', &marker), size, mode);

        if ((flags & PR_SHM_CREATE) != 0 && lstat(name, &again) == -1) {
            return NULL;
        }
        return handle_of(id);
    }
    return (flags & PR_SHM_CREATE) != 0 ? our_calls_create(name, size, mode)
                                        : NULL;
}

static PRStatus
our_calls_delete(const char *name)
{
    struct stat marker, again;
    PRStatus    status = PR_FAILURE;
    int         fd;

    fd = open(name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd == -1) {
        return PR_FAILURE;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &marker) == 0 &&
        lstat(name, &again) == 0 &&
        faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) == 0 &&
        marker.st_uid == geteuid()) {
        status = remove_both(name, &marker);
    }
    (void)flock(fd, LOCK_UN);
    close(fd);
    return status;
}

/* A segment of this process alone: a key may be that of any other. */
int
remove_bare_segment(const struct stat *marker)
{
    struct shmid_ds info;
    int             id = shmget(key_of('b', marker), 0, 0);

    if (id != -1 && shmctl(id, IPC_STAT, &info) == 0 &&
        info.shm_cpid == getpid()) {
        shmctl(id, IPC_RMID, NULL);
    }
    return id != -1;
}

/* --- The peers ----------------------------------------------------------- */

const Peer bare_stock = {
    .label = "stock's calls",
    .maker = 0,
    .open_shm = stock_calls_open,
    .attach = bare_attach,
    .detach = bare_detach,
    .close_shm = bare_close,
    .delete_shm = stock_calls_delete,
    .set_error = bare_set_error,
    .get_error = bare_get_error,
};

const Peer bare_sysv = {
    .label = "the floor",
    .maker = 0,
    .open_shm = floor_open,
    .attach = bare_attach,
    .detach = bare_detach,
    .close_shm = bare_close,
    .delete_shm = floor_delete,
    .set_error = bare_set_error,
    .get_error = bare_get_error,
};

const Peer bare_ours = {
    .label = "our calls",
    .maker = 0,
    .open_shm = our_calls_open,
    .attach = bare_attach,
    .detach = bare_detach,
    .close_shm = bare_close,
    .delete_shm = our_calls_delete,
    .set_error = bare_set_error,
    .get_error = bare_get_error,
};
