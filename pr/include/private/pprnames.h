/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The names of the module's calls in the overlay, where programs reach them
 * through gates that have the public ones (ovgates.c).  The compiler is told to
 * include it first, so that the sources of the module need not know.
 */
#ifndef pprnames_h___
#define pprnames_h___

#define PR_AttachSharedMemory      _PR_AttachSharedMemory
#define PR_CloseSemaphore          _PR_CloseSemaphore
#define PR_CloseSharedMemory       _PR_CloseSharedMemory
#define PR_DeleteSemaphore         _PR_DeleteSemaphore
#define PR_DeleteSharedMemory      _PR_DeleteSharedMemory
#define PR_DetachSharedMemory      _PR_DetachSharedMemory
#define PR_ExportFileMapAsString   _PR_ExportFileMapAsString
#define PR_GetInheritedFileMap     _PR_GetInheritedFileMap
#define PR_ImportFileMapFromString _PR_ImportFileMapFromString
#define PR_OpenAnonFileMap         _PR_OpenAnonFileMap
#define PR_OpenSemaphore           _PR_OpenSemaphore
#define PR_OpenSharedMemory        _PR_OpenSharedMemory
#define PR_PostSemaphore           _PR_PostSemaphore
#define PR_ProcessAttrSetInheritableFileMap                                   \
    _PR_ProcessAttrSetInheritableFileMap
#define PR_WaitSemaphore _PR_WaitSemaphore

#endif /* pprnames_h___ */
