/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What is behind a PRFileDesc, and the system calls on files.
 *
 * The _MD_ functions return 0 or an errno value, do not touch the error of the
 * thread, and write results on success only.
 */
#ifndef pprfile_h___
#define pprfile_h___

#include "prio.h"
#include "private/pprio.h"

/* The secret of the lowest layer, PR_NSPR_IO_LAYER. */
struct PRFilePrivate {
    PROsfd osfd;     /* -1 once it is closed */
    PRBool isStatic; /* a standard stream's: not to be freed */
};

/* The methods of PR_DESC_FILE; prfdmethods.c. */
extern const PRIOMethods _PR_fileMethods;

/* A descriptor of the lowest layer for osfd; NULL with the error set.  Freed
 * by PR_Close(), or by the other one if osfd is to stay open. */
PRFileDesc *_PR_NewFileDesc(PROsfd osfd);
void        _PR_FreeFileDesc(PRFileDesc *fd);

/* The layer that has the system's descriptor, of the stack that fd is a part
 * of; NULL if there is none. */
const PRFileDesc *_PR_LowestLayer(const PRFileDesc *fd);

/* info may be NULL. */
void _PR_NarrowFileInfo(const PRFileInfo64 *wide, PRFileInfo *info);

/* --- uxfile.c ------------------------------------------------------------ */

/* flags and mode as for PR_Open(). */
PRInt32 _MD_OpenFile(const char *name, PRIntn flags, PRIntn mode,
                     PROsfd *osfd);

/* The descriptor is gone even after an error. */
PRInt32 _MD_CloseFile(PROsfd osfd);

/* These wait for a descriptor that does not want to, O_NONBLOCK.  A signal
 * ends a read, EINTR, but not a write. */
PRInt32 _MD_ReadFile(PROsfd osfd, void *buf, PRInt32 amount, PRInt32 *count);
PRInt32 _MD_WriteFile(PROsfd osfd, const void *buf, PRInt32 amount);

PRInt32 _MD_SeekFile(PROsfd osfd, PROffset64 offset, PRSeekWhence whence,
                     PROffset64 *position);
PRInt32 _MD_AvailableInFile(PROsfd osfd, PRInt64 *available);
PRInt32 _MD_SyncFile(PROsfd osfd);
PRInt32 _MD_SetInheritable(PROsfd osfd, PRBool inheritable);

/* info may be NULL. */
PRInt32 _MD_GetOpenFileInfo(PROsfd osfd, PRFileInfo64 *info);
PRInt32 _MD_GetFileInfo(const char *name, PRFileInfo64 *info);

PRInt32 _MD_DeleteFile(const char *name);
PRInt32 _MD_AccessFile(const char *name, PRAccessHow how);

/* --- uxfilemap.c --------------------------------------------------------- */

/* See to it that a file has at least size bytes, with room for them; or, if
 * mayGrow is false, that it has them: ERANGE if not. */
PRInt32 _MD_HaveFileSize(PROsfd osfd, PRInt64 size, PRBool mayGrow);

/* present: the kernel need not wait for a touch to map each page. */
PRInt32 _MD_MapFile(PROsfd osfd, PRFileMapProtect prot, PROffset64 offset,
                    PRUint32 len, PRBool present, void **addr);
PRInt32 _MD_UnmapFile(void *addr, PRUint32 len);
PRInt32 _MD_SyncMappedFile(void *addr, PRUint32 len);

/* Bytes. */
PRInt32 _MD_PageSize(void);

#endif /* pprfile_h___ */
