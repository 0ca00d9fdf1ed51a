/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Bare calls on POSIX objects and on files, the fewest that do for a caller
 * what this library does: a segment has a file name, all of its room is taken
 * when it is made, and who opens it learns how long it is.
 */
#include "config.h"

#include "bench.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Segments that are open ---------------------------------------------- */

/* A descriptor can be 0, a handle cannot. */
static Handle
handle_of(int fd)
{
    return fd == -1 ? NULL : (Handle)((intptr_t)fd + 1);
}

static int
fd_of(Handle shm)
{
    return (int)((intptr_t)shm - 1);
}

static void *
bare_attach(Handle shm, PRIntn flags)
{
    int   prot = flags != 0 ? PROT_READ : PROT_READ | PROT_WRITE;
    void *at = mmap(NULL, SIZE, prot, MAP_SHARED, fd_of(shm), 0);

    return at != MAP_FAILED ? at : NULL;
}

static PRStatus
bare_detach(Handle shm, void *addr)
{
    (void)shm;
    return munmap(addr, SIZE) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus
bare_close(Handle shm)
{
    return close(fd_of(shm)) == 0 ? PR_SUCCESS : PR_FAILURE;
}

/* Close what is not the segment that it should be. */
static Handle
check_open(int fd)
{
    struct stat info;

    if (fd == -1) {
        return NULL;
    }
    if (fstat(fd, &info) == 0 && info.st_size == SIZE) {
        return handle_of(fd);
    }
    close(fd);
    return NULL;
}

static Handle
check_new(int fd, PRSize size)
{
    if (fd == -1) {
        return NULL;
    }
    if (posix_fallocate(fd, 0, (off_t)size) == 0) {
        return handle_of(fd);
    }
    close(fd);
    return NULL;
}

/* --- POSIX objects, each with a file for its name ------------------------ */

#define OBJECT_SIZE 64

static void
format_object(char *object, const struct stat *marker)
{
    snprintf(object, OBJECT_SIZE, "/prshm-bench-%llx%016llx",
             (unsigned long long)marker->st_dev,
             (unsigned long long)marker->st_ino);
}

static Handle
posix_open(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    char        object[OBJECT_SIZE];
    struct stat marker;

    if ((flags & PR_SHM_EXCL) == 0 && lstat(name, &marker) == 0) {
        format_object(object, &marker);
        return check_open(shm_open(object, O_RDWR, 0));
    }
    if ((flags & PR_SHM_CREATE) == 0 ||
        mknod(name, S_IFREG | (mode_t)mode, 0) == -1 ||
        lstat(name, &marker) == -1) {
        return NULL;
    }
    format_object(object, &marker);
    return check_new(shm_open(object, O_RDWR | O_CREAT | O_EXCL, (mode_t)mode),
                     size);
}

void
remove_bare_object(const struct stat *marker)
{
    char object[OBJECT_SIZE];

    format_object(object, marker);
    (void)shm_unlink(object);
}

static PRStatus
posix_delete(const char *name)
{
    char        object[OBJECT_SIZE];
    struct stat marker;

    if (lstat(name, &marker) == -1) {
        return PR_FAILURE;
    }
    format_object(object, &marker);
    return shm_unlink(object) == 0 && unlink(name) == 0 ? PR_SUCCESS
                                                        : PR_FAILURE;
}

const Peer bare_posix = {
    .label = "bare POSIX calls",
    .maker = 2,
    .open_shm = posix_open,
    .attach = bare_attach,
    .detach = bare_detach,
    .close_shm = bare_close,
    .delete_shm = posix_delete,
    .set_error = bare_set_error,
    .get_error = bare_get_error,
};

/* --- Files --------------------------------------------------------------- */

static Handle
file_open(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    const int access = O_RDWR | O_NOFOLLOW | O_CLOEXEC;
    int       fd = -1;

    if ((flags & PR_SHM_EXCL) == 0) {
        fd = open(name, access);
    }
    if (fd != -1 || (flags & PR_SHM_CREATE) == 0) {
        return check_open(fd);
    }
    return check_new(open(name, access | O_CREAT | O_EXCL, (mode_t)mode),
                     size);
}

static PRStatus
file_delete(const char *name)
{
    return unlink(name) == 0 ? PR_SUCCESS : PR_FAILURE;
}

const Peer bare_file = {
    .label = "bare calls on files",
    .maker = 2,
    .open_shm = file_open,
    .attach = bare_attach,
    .detach = bare_detach,
    .close_shm = bare_close,
    .delete_shm = file_delete,
    .set_error = bare_set_error,
    .get_error = bare_get_error,
};
