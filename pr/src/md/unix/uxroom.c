/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Room for the contents of files: whether it is there, and taking it.
 */
#include "config.h"

#include "private/pprroom.h"
#include "private/pprunix.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

PRInt32
_MD_CheckLimit(off_t length)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_FSIZE, &limit) == -1 ||
        limit.rlim_cur == RLIM_INFINITY ||
        (PRUint64)length <= (PRUint64)limit.rlim_cur) {
        return 0;
    }
    return EFBIG;
}

PRInt32
_MD_CheckRoomBeyond(int fd, off_t from, off_t to)
{
    const off_t    length = to - from;
    struct statvfs info;
    PRUint64       blocks, most;

    if (_MD_CheckLimit(to) != 0) {
        return EFBIG;
    }
    if (fstatvfs(fd, &info) == -1 || info.f_frsize == 0) {
        return 0; /* if there is none, taking it will tell */
    }
    if (info.f_blocks == 0) { /* a tmpfs without a limit of its own */
        most = _MD_MachineMemory();
        return most != 0 && (PRUint64)length > most ? ENOSPC : 0;
    }
    blocks = ((PRUint64)length - 1) / info.f_frsize + 1;
    most = geteuid() == 0 ? info.f_bfree : info.f_bavail;
    return blocks > most ? ENOSPC : 0;
}

PRInt32
_MD_CheckRoom(int fd, off_t length)
{
    return _MD_CheckRoomBeyond(fd, 0, length);
}

/* What most machines call a huge page; and what stat() counts in. */
#define HUGE_PAGE ((off_t)2 << 20)
#define BLOCK     512

/* Whether one store takes a huge page.  It is tried by an advice, so a failure
 * is an error and no signal. */
static PRBool
ComesInHugePages(int fd, void *at)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    struct stat  info;

    return madvise(at, page, MADV_POPULATE_WRITE) == 0 &&
           fstat(fd, &info) == 0 && (off_t)info.st_blocks * BLOCK >= HUGE_PAGE;
}

/*
 * A tmpfs may be mounted so that only those get huge pages who ask for them
 * (huge=advise).  posix_fallocate() cannot ask, but a mapping can; and turning
 * small pages into huge ones later costs many times as much.  So as many pages
 * as fit into the file whole are taken through a mapping, if they come huge.
 * What is left, errors included, is left to posix_fallocate().
 */
static void
TakeHugePages(int fd, off_t length)
{
    const size_t size = (size_t)(length / HUGE_PAGE * HUGE_PAGE);
    void        *at;

    if (size == 0 || !_MD_IsTmpfs(fd)) {
        return;
    }
    at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) {
        return;
    }
    if (madvise(at, size, MADV_HUGEPAGE) == 0 && ComesInHugePages(fd, at)) {
        (void)madvise(at, size, MADV_POPULATE_WRITE);
    }
    (void)munmap(at, size);
}

/* How much is taken with one system call. */
#define PIECE (64 << 20)

/*
 * A signal interrupts the system call, which gives back what it has taken; with
 * a timer that fires often enough, it would never succeed.  So the room is
 * taken in pieces, and in smaller ones if signals come.
 */
static PRInt32
TakeRoom(int fd, off_t from, off_t to, PRBool keepSize)
{
    const off_t least = (off_t)sysconf(_SC_PAGESIZE);
    off_t       piece = PIECE;
    PRInt32     err;

    while (from < to) {
        off_t part = PR_MIN(piece, to - from);

        err = keepSize ? _MD_AllocateBeyond(fd, from, part)
                       : _MD_Allocate(fd, from, part);
        if (err == 0) {
            from += part;
        } else if (err == EINTR) {
            piece = PR_MAX(piece / 2, least);
        } else {
            return err;
        }
    }
    return 0;
}

PRInt32
_MD_TakeRoom(int fd, off_t length, PRBool keepSize)
{
    if (!keepSize) {
        TakeHugePages(fd, length);
    }
    return TakeRoom(fd, 0, length, keepSize);
}

PRInt32
_MD_WriteRoom(int fd, off_t length)
{
    static char zeros[64 << 10]; /* costs nothing: never written to */
    off_t       at = 0;
    ssize_t     written;

    if (_MD_CheckLimit(length) != 0) {
        return EFBIG;
    }
    while (at < length) {
        const size_t part = (size_t)PR_MIN((off_t)sizeof zeros, length - at);

        _MD_RETRY(written, pwrite(fd, zeros, part, at));
        if (written <= 0) {
            return written == 0 ? ENOSPC : errno;
        }
        at += written;
    }
    return 0;
}

PRInt32
_MD_TakeRoomBeyond(int fd, off_t from, off_t to)
{
    return TakeRoom(fd, from, to, PR_TRUE);
}

PRInt32
_MD_ExtendTo(int fd, off_t length)
{
    struct stat info;
    PRInt32     err;
    int         rv;

    do {
        err = _MD_AllocateAtEnd(fd, length - 1, 1);
    } while (err == EINTR);
    if (err != ENOTSUP) {
        return err;
    }
    if (fstat(fd, &info) == -1) {
        return errno;
    }
    if (info.st_size >= length) {
        return 0;
    }
    _MD_RETRY(rv, ftruncate(fd, length));
    return rv == -1 ? errno : 0;
}
