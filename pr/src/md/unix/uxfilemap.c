/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The system calls for mapped files.
 */
#include "config.h"

#include "private/pprfile.h"
#include "private/pprroom.h"
#include "private/pprunix.h"

#include <sys/stat.h>

PRInt32
_MD_PageSize(void)
{
    return (PRInt32)sysconf(_SC_PAGESIZE);
}

/* --- Growing a file ------------------------------------------------------ */

/* Why a descriptor cannot make its file grow.  A device does not have to: what
 * there is of it can be mapped. */
static PRInt32
CheckGrowing(PROsfd osfd, const struct stat *info)
{
    int flags = fcntl(osfd, F_GETFL);

    if (flags == -1) {
        return errno;
    }
    if (S_ISFIFO(info->st_mode) || S_ISSOCK(info->st_mode)) {
        return ESPIPE;
    }
    return (flags & O_ACCMODE) == O_RDONLY ? EBADF : 0;
}

/* Give room back that was taken beyond the end of the file; unless the file
 * has grown in the meantime, for then somebody uses it. */
static void
GiveRoomBack(PROsfd osfd, off_t size)
{
    struct stat info;

    if (fstat(osfd, &info) == 0 && info.st_size == size) {
        (void)ftruncate(osfd, size); /* it stays taken otherwise */
    }
}

/*
 * Make the file longer, with the room for it first, so that a full filesystem
 * shows now and not as SIGBUS.  Others may make it longer at the same time:
 * what sets the size never shortens it, where the filesystem can do that.
 */
static PRInt32
Grow(PROsfd osfd, off_t from, off_t to)
{
    PRInt32 err = _MD_CheckRoomBeyond(osfd, from, to);

    if (err != 0) {
        return err;
    }
    err = _MD_TakeRoomBeyond(osfd, from, to);
    if (err != 0 && err != ENOTSUP) {
        GiveRoomBack(osfd, from);
        return err;
    }
    return _MD_ExtendTo(osfd, to);
}

PRInt32
_MD_HaveFileSize(PROsfd osfd, PRInt64 size, PRBool mayGrow)
{
    struct stat info;
    PRInt32     err;

    if (fstat(osfd, &info) == -1) {
        return errno;
    }
    if ((PRInt64)info.st_size >= size) {
        return 0;
    }
    if (!mayGrow) {
        return ERANGE;
    }
    if ((PRInt64)(off_t)size != size) {
        return EFBIG;
    }
    err = CheckGrowing(osfd, &info);
    return err != 0 || !S_ISREG(info.st_mode)
               ? err
               : Grow(osfd, info.st_size, (off_t)size);
}

/* --- Mapping ------------------------------------------------------------- */

/* By PRFileMapProtect.  Where nothing is written, private and shared are the
 * same, but private ones need fewer rights on some systems. */
static const struct {
    int prot, flags;
} protections[] = {
    { PROT_READ, MAP_PRIVATE },
    { PROT_READ | PROT_WRITE, MAP_SHARED },
    { PROT_READ | PROT_WRITE, MAP_PRIVATE },
};

PRInt32
_MD_MapFile(PROsfd osfd, PRFileMapProtect prot, PROffset64 offset,
            PRUint32 len, PRBool present, void **addr)
{
    int   flags = protections[prot].flags;
    void *mapped;

    if (len == 0 || offset % _MD_PageSize() != 0) {
        return EINVAL;
    }
    if (offset < 0 || (PROffset64)(off_t)offset != offset) {
        return EOVERFLOW;
    }
    if (present && prot != PR_PROT_WRITECOPY) { /* it would copy */
        flags |= MAP_POPULATE;
    }
    mapped =
        mmap(NULL, len, protections[prot].prot, flags, osfd, (off_t)offset);
    if (mapped == MAP_FAILED) {
        return errno;
    }
    *addr = mapped;
    return 0;
}

PRInt32
_MD_UnmapFile(void *addr, PRUint32 len)
{
    return munmap(addr, len) == -1 ? errno : 0;
}

PRInt32
_MD_SyncMappedFile(void *addr, PRUint32 len)
{
    return msync(addr, len, MS_SYNC) == -1 ? errno : 0;
}
