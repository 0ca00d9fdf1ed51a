# SPDX-License-Identifier: MPL-2.0

dist_man_MANS += \
	%D%/PRX_GetSemaphoreValue.3 \
	%D%/PRX_GetSharedMemoryBackend.3 \
	%D%/PRX_GetSharedMemoryInfo.3 \
	%D%/PRX_TimedWaitSemaphore.3 \
	%D%/PRX_TryWaitSemaphore.3 \
	%D%/PR_AttachSharedMemory.3 \
	%D%/PR_CloseSemaphore.3 \
	%D%/PR_CloseSharedMemory.3 \
	%D%/PR_DeleteSemaphore.3 \
	%D%/PR_DeleteSharedMemory.3 \
	%D%/PR_DetachSharedMemory.3 \
	%D%/PR_ExportFileMapAsString.3 \
	%D%/PR_GetInheritedFileMap.3 \
	%D%/PR_ImportFileMapFromString.3 \
	%D%/PR_OpenAnonFileMap.3 \
	%D%/PR_OpenSemaphore.3 \
	%D%/PR_OpenSharedMemory.3 \
	%D%/PR_PostSemaphore.3 \
	%D%/PR_ProcessAttrSetInheritableFileMap.3 \
	%D%/PR_WaitSemaphore.3 \
	%D%/prshm.1 \
	%D%/prshm-functions.7 \
	%D%/prshm.7 \
	$(NULL)
