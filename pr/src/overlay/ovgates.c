/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What programs call: the public names in front of the module's calls, and the
 * only place that knows of the trace.
 */
#include "config.h"

#include "private/pproverlay.h"
#include "pripcsem.h"
#include "prshm.h"
#include "prshma.h"

/* Without a trace, a call costs one more look at whether there is one. */
#define STATUS(call, ...)                                                     \
    return _PR_IS_TRACED() ? _PR_TraceStatus(call, __func__, __VA_ARGS__)     \
                           : call
#define POINTER(call, ...)                                                    \
    return _PR_IS_TRACED() ? _PR_TracePointer(call, __func__, __VA_ARGS__)    \
                           : call

/* The module's calls (private/pprnames.h). */
__typeof__(PR_AttachSharedMemory)      _PR_AttachSharedMemory;
__typeof__(PR_CloseSemaphore)          _PR_CloseSemaphore;
__typeof__(PR_CloseSharedMemory)       _PR_CloseSharedMemory;
__typeof__(PR_DeleteSemaphore)         _PR_DeleteSemaphore;
__typeof__(PR_DeleteSharedMemory)      _PR_DeleteSharedMemory;
__typeof__(PR_DetachSharedMemory)      _PR_DetachSharedMemory;
__typeof__(PR_ExportFileMapAsString)   _PR_ExportFileMapAsString;
__typeof__(PR_GetInheritedFileMap)     _PR_GetInheritedFileMap;
__typeof__(PR_ImportFileMapFromString) _PR_ImportFileMapFromString;
__typeof__(PR_OpenAnonFileMap)         _PR_OpenAnonFileMap;
__typeof__(PR_OpenSemaphore)           _PR_OpenSemaphore;
__typeof__(PR_OpenSharedMemory)        _PR_OpenSharedMemory;
__typeof__(PR_PostSemaphore)           _PR_PostSemaphore;
__typeof__(PR_ProcessAttrSetInheritableFileMap)
                             _PR_ProcessAttrSetInheritableFileMap;
__typeof__(PR_WaitSemaphore) _PR_WaitSemaphore;

/* --- prshm.h ------------------------------------------------------------- */

PR_IMPLEMENT(PRSharedMemory *)
PR_OpenSharedMemory(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    POINTER(_PR_OpenSharedMemory(name, size, flags, mode), "szxo", name, size,
            flags, mode);
}

PR_IMPLEMENT(void *)
PR_AttachSharedMemory(PRSharedMemory *shm, PRIntn flags)
{
    POINTER(_PR_AttachSharedMemory(shm, flags), "px", shm, flags);
}

PR_IMPLEMENT(PRStatus)
PR_DetachSharedMemory(PRSharedMemory *shm, void *addr)
{
    STATUS(_PR_DetachSharedMemory(shm, addr), "pp", shm, addr);
}

PR_IMPLEMENT(PRStatus)
PR_CloseSharedMemory(PRSharedMemory *shm)
{
    STATUS(_PR_CloseSharedMemory(shm), "p", shm);
}

PR_IMPLEMENT(PRStatus)
PR_DeleteSharedMemory(const char *name)
{
    STATUS(_PR_DeleteSharedMemory(name), "s", name);
}

/* --- pripcsem.h ---------------------------------------------------------- */

PR_IMPLEMENT(PRSem *)
PR_OpenSemaphore(const char *name, PRIntn flags, PRIntn mode, PRUintn value)
{
    POINTER(_PR_OpenSemaphore(name, flags, mode, value), "sxou", name, flags,
            mode, value);
}

PR_IMPLEMENT(PRStatus)
PR_WaitSemaphore(PRSem *sem)
{
    STATUS(_PR_WaitSemaphore(sem), "p", sem);
}

PR_IMPLEMENT(PRStatus)
PR_PostSemaphore(PRSem *sem)
{
    STATUS(_PR_PostSemaphore(sem), "p", sem);
}

PR_IMPLEMENT(PRStatus)
PR_CloseSemaphore(PRSem *sem)
{
    STATUS(_PR_CloseSemaphore(sem), "p", sem);
}

PR_IMPLEMENT(PRStatus)
PR_DeleteSemaphore(const char *name)
{
    STATUS(_PR_DeleteSemaphore(name), "s", name);
}

/* --- prshma.h, and what its maps need ------------------------------------ */

PR_IMPLEMENT(PRFileMap *)
PR_OpenAnonFileMap(const char *dirName, PRSize size, PRFileMapProtect prot)
{
    POINTER(_PR_OpenAnonFileMap(dirName, size, prot), "szd", dirName, size,
            prot);
}

PR_IMPLEMENT(PRStatus)
PR_ProcessAttrSetInheritableFileMap(PRProcessAttr *attr, PRFileMap *fmap,
                                    const char *shmname)
{
    STATUS(_PR_ProcessAttrSetInheritableFileMap(attr, fmap, shmname), "pps",
           attr, fmap, shmname);
}

PR_IMPLEMENT(PRFileMap *)
PR_GetInheritedFileMap(const char *shmname)
{
    POINTER(_PR_GetInheritedFileMap(shmname), "s", shmname);
}

/* The buffer is shown only if something was written to it. */
PR_IMPLEMENT(PRStatus)
PR_ExportFileMapAsString(PRFileMap *fm, PRSize bufsize, char *buf)
{
    PRStatus status = _PR_ExportFileMapAsString(fm, bufsize, buf);

    STATUS(status, "pzs", fm, bufsize, status == PR_SUCCESS ? buf : NULL);
}

PR_IMPLEMENT(PRFileMap *)
PR_ImportFileMapFromString(const char *fmstring)
{
    POINTER(_PR_ImportFileMapFromString(fmstring), "s", fmstring);
}

PR_IMPLEMENT(PRStatus)
PR_CloseFileMap(PRFileMap *fmap)
{
    STATUS(_PR_CloseFileMap(fmap), "p", fmap);
}
