/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Room for the contents of files.  Functions return 0 or an errno value.
 */
#ifndef pprroom_h___
#define pprroom_h___

#include "prtypes.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>
#ifdef __linux__
#include <sys/sysinfo.h>
#include <sys/vfs.h>
#endif

/* Whether a file is on the filesystem that Linux knows by this number. */
static inline PRBool
_MD_IsOnFilesystem(int fd, PRUint32 number)
{
#ifdef __linux__
    struct statfs info;

    return fstatfs(fd, &info) == 0 && (PRUint32)info.f_type == number;
#else
    (void)fd, (void)number;
    return PR_FALSE;
#endif
}

/* Linux' filesystem of huge pages, and that of pages of any size. */
static inline PRBool
_MD_IsHugetlbfs(int fd)
{
    return _MD_IsOnFilesystem(fd, 0x958458f6);
}

static inline PRBool
_MD_IsTmpfs(int fd)
{
    return _MD_IsOnFilesystem(fd, 0x01021994);
}

/* Bytes of memory and swap that the machine has; 0 if it does not tell. */
static inline PRUint64
_MD_MachineMemory(void)
{
#ifdef __linux__
    struct sysinfo info;

    return sysinfo(&info) == 0
               ? ((PRUint64)info.totalram + info.totalswap) * info.mem_unit
               : 0;
#else
    return 0;
#endif
}

/* posix_fallocate(), but a file keeps its size; ENOTSUP where there is no such
 * thing. */
static inline PRInt32
_MD_AllocateBeyond(int fd, off_t from, off_t length)
{
#ifdef FALLOC_FL_KEEP_SIZE
    if (fallocate(fd, FALLOC_FL_KEEP_SIZE, from, length) == 0) {
        return 0;
    }
    return errno == EOPNOTSUPP || errno == ENOSYS ? ENOTSUP : errno;
#else
    (void)fd, (void)from, (void)length;
    return ENOTSUP;
#endif
}

/* posix_fallocate() as the system itself does it, which makes a file longer but
 * never shorter; ENOTSUP where the C library would have to imitate it. */
static inline PRInt32
_MD_AllocateAtEnd(int fd, off_t from, off_t length)
{
#ifdef FALLOC_FL_KEEP_SIZE
    if (fallocate(fd, 0, from, length) == 0) {
        return 0;
    }
    return errno == EOPNOTSUPP || errno == ENOSYS ? ENOTSUP : errno;
#else
    (void)fd, (void)from, (void)length;
    return ENOTSUP;
#endif
}

/*
 * posix_fallocate().  macOS does not have it, and some systems refuse it for
 * some of their files (FreeBSD and NetBSD for shared memory objects, ZFS for
 * all): 0 then, for the file works as well, only that running out of space
 * shows late.
 */
static inline PRInt32
_MD_Allocate(int fd, off_t from, off_t length)
{
#ifdef HAVE_POSIX_FALLOCATE
    PRInt32 err = posix_fallocate(fd, from, length);

    return err == EINVAL || err == EOPNOTSUPP || err == ENODEV || err == ENOSYS
               ? 0
               : err;
#else
    (void)fd, (void)from, (void)length;
    return 0;
#endif
}

/* EFBIG if the process may not make a file so long.  Trying would send it
 * SIGXFSZ, which kills it unless it is prepared: so this is checked first. */
PRInt32 _MD_CheckLimit(off_t length);

/* Whether there can be room for a file of this many bytes: EFBIG or ENOSPC if
 * not.  Touches nothing. */
PRInt32 _MD_CheckRoom(int fd, off_t length);

/* The same for making a file of from bytes one of to bytes. */
PRInt32 _MD_CheckRoomBeyond(int fd, off_t from, off_t to);

/* Up to how many bytes _MD_WriteRoom() is worth it; beyond, there might be huge
 * pages. */
#define _MD_WRITTEN_ROOM ((PRSize)1 << 20)

/*
 * Write zeros to an empty file in memory until it is length bytes long.  What
 * is written can be mapped at once; room that is only taken, the kernel clears
 * at the first touch and maps a page at a time.  After a failure some may be
 * written.
 */
PRInt32 _MD_WriteRoom(int fd, off_t length);

/* Take room for the bytes from and to of a file, which keeps its size.  ENOTSUP
 * where that cannot be done; after a failure as below. */
PRInt32 _MD_TakeRoomBeyond(int fd, off_t from, off_t to);

/*
 * Make a file at least length bytes long, whatever its size is by now.  Where
 * a filesystem can only set a size, not raise it, a file that somebody else
 * makes longer in the same instant can be cut.
 */
PRInt32 _MD_ExtendTo(int fd, off_t length);

/*
 * Take room for the first length bytes of an empty file.
 *
 *   keepSize  whether the file stays empty, for it is in use already; ENOTSUP
 *             where that cannot be done
 *
 * After a failure some room may be taken: ftruncate() gives it back.
 */
PRInt32 _MD_TakeRoom(int fd, off_t length, PRBool keepSize);

#endif /* pprroom_h___ */
