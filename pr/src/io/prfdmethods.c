/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The methods of files, and of all else that was opened or imported: what the
 * system says is what they say.
 */
#include "config.h"

#include "private/pprerror.h"
#include "private/pprfile.h"
#include "private/pprimpl.h"

#include <errno.h>

/* --- Methods ------------------------------------------------------------- */

static PRStatus
FileClose(PRFileDesc *fd)
{
    PRInt32 err = _MD_CloseFile(fd->secret->osfd);

    if (fd->secret->isStatic) {
        fd->secret->osfd = -1; /* the number may soon be another file's */
    } else {
        _PR_FreeFileDesc(fd);
    }
    return _PR_Report(_PR_OP_CLOSE, err);
}

static PRInt32
FileRead(PRFileDesc *fd, void *buf, PRInt32 amount)
{
    PRInt32 count = 0, err = EINVAL;

    if (amount < 0) {
        _PR_SetOSError(err);
        return -1;
    }
    err = _MD_ReadFile(fd->secret->osfd, buf, amount, &count);
    return _PR_Report(_PR_OP_READ, err) == PR_SUCCESS ? count : -1;
}

static PRInt32
FileWrite(PRFileDesc *fd, const void *buf, PRInt32 amount)
{
    PRInt32 err = EINVAL;

    if (amount < 0) {
        _PR_SetOSError(err);
        return -1;
    }
    err = _MD_WriteFile(fd->secret->osfd, buf, amount);
    return _PR_Report(_PR_OP_WRITE, err) == PR_SUCCESS ? amount : -1;
}

static PRInt64
FileAvailable64(PRFileDesc *fd)
{
    PRInt64 available = -1;

    (void)_PR_Report(_PR_OP_OTHER,
                     _MD_AvailableInFile(fd->secret->osfd, &available));
    return available;
}

static PRInt32
FileAvailable(PRFileDesc *fd)
{
    PRInt64 available = FileAvailable64(fd);

    if ((PRInt64)(PRInt32)available != available) {
        _PR_SetOSError(EOVERFLOW);
        return -1;
    }
    return (PRInt32)available;
}

static PRStatus
FileSync(PRFileDesc *fd)
{
    return _PR_Report(_PR_OP_FSYNC, _MD_SyncFile(fd->secret->osfd));
}

static PROffset64
FileSeek64(PRFileDesc *fd, PROffset64 offset, PRSeekWhence whence)
{
    PROffset64 position = -1;

    if ((PRUintn)whence > PR_SEEK_END) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, 0);
        return -1;
    }
    (void)_PR_Report(_PR_OP_OTHER, _MD_SeekFile(fd->secret->osfd, offset,
                                                whence, &position));
    return position;
}

/* A position that does not fit is an error, and then nothing may have moved:
 * so it goes there, looks, and comes back. */
static PROffset32
FileSeek(PRFileDesc *fd, PROffset32 offset, PRSeekWhence whence)
{
    PROffset64 before = 0, after;

    if (whence == PR_SEEK_CUR || whence == PR_SEEK_END) {
        before = FileSeek64(fd, 0, PR_SEEK_CUR);
        if (before == -1) {
            return -1;
        }
    }
    after = FileSeek64(fd, offset, whence);
    if (after > PR_INT32_MAX) {
        (void)FileSeek64(fd, before, PR_SEEK_SET); /* it was there before */
        _PR_SetOSError(EOVERFLOW);
        return -1;
    }
    return (PROffset32)after;
}

static PRStatus
FileInfo64(PRFileDesc *fd, PRFileInfo64 *info)
{
    return _PR_Report(_PR_OP_FSTAT,
                      _MD_GetOpenFileInfo(fd->secret->osfd, info));
}

static PRStatus
FileInfo(PRFileDesc *fd, PRFileInfo *info)
{
    PRFileInfo64 wide;

    if (FileInfo64(fd, &wide) == PR_FAILURE) {
        return PR_FAILURE;
    }
    _PR_NarrowFileInfo(&wide, info);
    return PR_SUCCESS;
}

/* A file is always ready; flags that come out are for waiting. */
static PRInt16
FilePoll(PRFileDesc *fd, PRInt16 in_flags, PRInt16 *out_flags)
{
    (void)fd;
    if (out_flags != NULL) {
        *out_flags = 0;
    }
    return in_flags;
}

/* --- Methods that make no sense for files -------------------------------- */

/* Each has a signature of its own: a function must not be called by another
 * than it has. */
#define UNUSED __attribute__((unused))

static PRIntn
Invalid(void)
{
    PR_SetError(PR_INVALID_METHOD_ERROR, 0);
    return -1;
}

static PRInt32
NoWritev(PRFileDesc *fd UNUSED, const PRIOVec *iov UNUSED,
         PRInt32 iov_size UNUSED, PRIntervalTime timeout UNUSED)
{
    return Invalid();
}

static PRStatus
NoConnect(PRFileDesc *fd UNUSED, const PRNetAddr *addr UNUSED,
          PRIntervalTime timeout UNUSED)
{
    return (PRStatus)Invalid();
}

static PRFileDesc *
NoAccept(PRFileDesc *fd UNUSED, PRNetAddr *addr UNUSED,
         PRIntervalTime timeout UNUSED)
{
    (void)Invalid();
    return NULL;
}

static PRStatus
NoBind(PRFileDesc *fd UNUSED, const PRNetAddr *addr UNUSED)
{
    return (PRStatus)Invalid();
}

/* PRListenFN and PRShutdownFN. */
static PRStatus
NoListen(PRFileDesc *fd UNUSED, PRIntn how UNUSED)
{
    return (PRStatus)Invalid();
}

static PRInt32
NoRecv(PRFileDesc *fd UNUSED, void *buf UNUSED, PRInt32 amount UNUSED,
       PRIntn flags UNUSED, PRIntervalTime timeout UNUSED)
{
    return Invalid();
}

static PRInt32
NoSend(PRFileDesc *fd UNUSED, const void *buf UNUSED, PRInt32 amount UNUSED,
       PRIntn flags UNUSED, PRIntervalTime timeout UNUSED)
{
    return Invalid();
}

static PRInt32
NoRecvfrom(PRFileDesc *fd UNUSED, void *buf UNUSED, PRInt32 amount UNUSED,
           PRIntn flags UNUSED, PRNetAddr *addr UNUSED,
           PRIntervalTime timeout UNUSED)
{
    return Invalid();
}

static PRInt32
NoSendto(PRFileDesc *fd UNUSED, const void *buf UNUSED, PRInt32 amount UNUSED,
         PRIntn flags UNUSED, const PRNetAddr *addr UNUSED,
         PRIntervalTime timeout UNUSED)
{
    return Invalid();
}

static PRInt32
NoAcceptread(PRFileDesc *sd UNUSED, PRFileDesc **nd UNUSED,
             PRNetAddr **raddr UNUSED, void *buf UNUSED, PRInt32 amount UNUSED,
             PRIntervalTime timeout UNUSED)
{
    return Invalid();
}

static PRInt32
NoTransmitfile(PRFileDesc *sd UNUSED, PRFileDesc *fd UNUSED,
               const void *headers UNUSED, PRInt32 hlen UNUSED,
               PRTransmitFileFlags flags UNUSED, PRIntervalTime timeout UNUSED)
{
    return Invalid();
}

/* PRGetsocknameFN and PRGetpeernameFN. */
static PRStatus
NoName(PRFileDesc *fd UNUSED, PRNetAddr *addr UNUSED)
{
    return (PRStatus)Invalid();
}

static PRStatus
NoGetsocketoption(PRFileDesc *fd UNUSED, PRSocketOptionData *data UNUSED)
{
    return (PRStatus)Invalid();
}

static PRStatus
NoSetsocketoption(PRFileDesc *fd UNUSED, const PRSocketOptionData *data UNUSED)
{
    return (PRStatus)Invalid();
}

static PRInt32
NoSendfile(PRFileDesc *socket UNUSED, PRSendFileData *data UNUSED,
           PRTransmitFileFlags flags UNUSED, PRIntervalTime timeout UNUSED)
{
    return Invalid();
}

static PRStatus
NoConnectcontinue(PRFileDesc *fd UNUSED, PRInt16 out_flags UNUSED)
{
    return (PRStatus)Invalid();
}

static PRIntn
Reserved(PRFileDesc *fd UNUSED)
{
    return Invalid();
}

/* --- The table ----------------------------------------------------------- */

const PRIOMethods _PR_fileMethods = {
    .file_type = PR_DESC_FILE,
    .close = FileClose,
    .read = FileRead,
    .write = FileWrite,
    .available = FileAvailable,
    .available64 = FileAvailable64,
    .fsync = FileSync,
    .seek = FileSeek,
    .seek64 = FileSeek64,
    .fileInfo = FileInfo,
    .fileInfo64 = FileInfo64,
    .writev = NoWritev,
    .connect = NoConnect,
    .accept = NoAccept,
    .bind = NoBind,
    .listen = NoListen,
    .shutdown = NoListen,
    .recv = NoRecv,
    .send = NoSend,
    .recvfrom = NoRecvfrom,
    .sendto = NoSendto,
    .poll = FilePoll,
    .acceptread = NoAcceptread,
    .transmitfile = NoTransmitfile,
    .getsockname = NoName,
    .getpeername = NoName,
    .reserved_fn_6 = Reserved,
    .reserved_fn_5 = Reserved,
    .getsocketoption = NoGetsocketoption,
    .setsocketoption = NoSetsocketoption,
    .sendfile = NoSendfile,
    .connectcontinue = NoConnectcontinue,
    .reserved_fn_3 = Reserved,
    .reserved_fn_2 = Reserved,
    .reserved_fn_1 = Reserved,
    .reserved_fn_0 = Reserved,
};
