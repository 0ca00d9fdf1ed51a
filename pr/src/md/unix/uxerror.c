/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What the errno values of Unix are called in NSPR: the one place where a
 * system's number becomes a PRErrorCode.
 *
 * Which numbers exist, and which of them are the same, differs from system to
 * system, so this is a list that is searched, not a table that is indexed.
 * Errors are rare and the list short.
 */
#include "config.h"

#include "private/pprerror.h"
#include "private/pprunix.h"

/* Sorted by the name of the errno value. */
static const struct {
    PRInt32     osError;
    PRErrorCode prError;
} errors[] = {
    { EACCES, PR_NO_ACCESS_RIGHTS_ERROR },
    { EADDRINUSE, PR_ADDRESS_IN_USE_ERROR },
    { EADDRNOTAVAIL, PR_ADDRESS_NOT_AVAILABLE_ERROR },
    { EAFNOSUPPORT, PR_ADDRESS_NOT_SUPPORTED_ERROR },
    { EAGAIN, PR_WOULD_BLOCK_ERROR },
    { EALREADY, PR_ALREADY_INITIATED_ERROR },
    { EBADF, PR_BAD_DESCRIPTOR_ERROR },
    { EBADMSG, PR_IO_ERROR },
    { EBUSY, PR_FILESYSTEM_MOUNTED_ERROR },
    { ECONNABORTED, PR_CONNECT_ABORTED_ERROR },
    { ECONNREFUSED, PR_CONNECT_REFUSED_ERROR },
    { ECONNRESET, PR_CONNECT_RESET_ERROR },
    { EDEADLK, PR_DEADLOCK_ERROR },
    { EDQUOT, PR_NO_DEVICE_SPACE_ERROR },
    { EEXIST, PR_FILE_EXISTS_ERROR },
    { EFAULT, PR_ACCESS_FAULT_ERROR },
    { EFBIG, PR_FILE_TOO_BIG_ERROR },
    { EHOSTDOWN, PR_HOST_UNREACHABLE_ERROR },
    { EHOSTUNREACH, PR_HOST_UNREACHABLE_ERROR },
    { EINPROGRESS, PR_IN_PROGRESS_ERROR },
    { EINTR, PR_PENDING_INTERRUPT_ERROR },
    { EINVAL, PR_INVALID_ARGUMENT_ERROR },
    { EIO, PR_IO_ERROR },
    { EISCONN, PR_IS_CONNECTED_ERROR },
    { EISDIR, PR_IS_DIRECTORY_ERROR },
    { ELOOP, PR_LOOP_ERROR },
    { EMFILE, PR_PROC_DESC_TABLE_FULL_ERROR },
    { EMLINK, PR_MAX_DIRECTORY_ENTRIES_ERROR },
    { EMSGSIZE, PR_INVALID_ARGUMENT_ERROR },
    { EMULTIHOP, PR_REMOTE_FILE_ERROR },
    { ENAMETOOLONG, PR_NAME_TOO_LONG_ERROR },
    { ENETUNREACH, PR_NETWORK_UNREACHABLE_ERROR },
    { ENFILE, PR_SYS_DESC_TABLE_FULL_ERROR },
    { ENOBUFS, PR_INSUFFICIENT_RESOURCES_ERROR },
    { ENODEV, PR_FILE_NOT_FOUND_ERROR },
    { ENOENT, PR_FILE_NOT_FOUND_ERROR },
    { ENOLCK, PR_FILE_IS_LOCKED_ERROR },
    { ENOLINK, PR_REMOTE_FILE_ERROR },
    { ENOMEM, PR_OUT_OF_MEMORY_ERROR },
    { ENOPROTOOPT, PR_INVALID_ARGUMENT_ERROR },
    { ENOSPC, PR_NO_DEVICE_SPACE_ERROR },
    { ENOSR, PR_INSUFFICIENT_RESOURCES_ERROR },
    { ENOSYS, PR_NOT_IMPLEMENTED_ERROR },
    { ENOTCONN, PR_NOT_CONNECTED_ERROR },
    { ENOTDIR, PR_NOT_DIRECTORY_ERROR },
    { ENOTSOCK, PR_NOT_SOCKET_ERROR },
    { ENXIO, PR_FILE_NOT_FOUND_ERROR },
    { EOPNOTSUPP, PR_NOT_TCP_SOCKET_ERROR },
    { EOVERFLOW, PR_BUFFER_OVERFLOW_ERROR },
    { EPERM, PR_NO_ACCESS_RIGHTS_ERROR },
    { EPIPE, PR_CONNECT_RESET_ERROR },
    { EPROTO, PR_IO_ERROR },
    { EPROTONOSUPPORT, PR_PROTOCOL_NOT_SUPPORTED_ERROR },
    { EPROTOTYPE, PR_ADDRESS_NOT_SUPPORTED_ERROR },
    { ERANGE, PR_INVALID_METHOD_ERROR },
    { EROFS, PR_READ_ONLY_FILESYSTEM_ERROR },
    { ESPIPE, PR_INVALID_METHOD_ERROR },
    { ETIMEDOUT, PR_IO_TIMEOUT_ERROR },
    { EXDEV, PR_NOT_SAME_DEVICE_ERROR },
};

/* Sorted by operation, then by the name of the errno value. */
static const struct {
    _PROperation operation;
    PRInt32      osError;
    PRErrorCode  prError;
} exceptions[] = {
    { _PR_OP_OPEN, EAGAIN, PR_INSUFFICIENT_RESOURCES_ERROR },
    { _PR_OP_OPEN, EBUSY, PR_IO_ERROR },
    { _PR_OP_OPEN, ENOMEM, PR_INSUFFICIENT_RESOURCES_ERROR },
    { _PR_OP_OPEN, EOVERFLOW, PR_FILE_TOO_BIG_ERROR },
    { _PR_OP_OPEN, ETIMEDOUT, PR_REMOTE_FILE_ERROR },
    { _PR_OP_CLOSE, ETIMEDOUT, PR_REMOTE_FILE_ERROR },
    { _PR_OP_READ, EINVAL, PR_INVALID_METHOD_ERROR },
    { _PR_OP_READ, ENXIO, PR_INVALID_ARGUMENT_ERROR },
    { _PR_OP_WRITE, EINVAL, PR_INVALID_METHOD_ERROR },
    { _PR_OP_WRITE, ENXIO, PR_INVALID_METHOD_ERROR },
    { _PR_OP_WRITE, ETIMEDOUT, PR_REMOTE_FILE_ERROR },
    { _PR_OP_FSYNC, EINVAL, PR_INVALID_METHOD_ERROR },
    { _PR_OP_FSYNC, ETIMEDOUT, PR_REMOTE_FILE_ERROR },
    { _PR_OP_FSTAT, ETIMEDOUT, PR_REMOTE_FILE_ERROR },
    { _PR_OP_MMAP, EAGAIN, PR_INSUFFICIENT_RESOURCES_ERROR },
    { _PR_OP_MMAP, EMFILE, PR_INSUFFICIENT_RESOURCES_ERROR },
    { _PR_OP_MMAP, ENODEV, PR_OPERATION_NOT_SUPPORTED_ERROR },
    { _PR_OP_MMAP, ENXIO, PR_INVALID_ARGUMENT_ERROR },
};

PRErrorCode
_PR_MD_MapOperationError(_PROperation operation, PRInt32 osError)
{
    PRSize i;

    for (i = 0; i < PR_ARRAY_SIZE(exceptions); i++) {
        if (exceptions[i].operation == operation &&
            exceptions[i].osError == osError) {
            return exceptions[i].prError;
        }
    }
    return _PR_MD_MapOSError(osError);
}

PRErrorCode
_PR_MD_MapOSError(PRInt32 osError)
{
    PRSize i;

    for (i = 0; i < PR_ARRAY_SIZE(errors); i++) {
        if (errors[i].osError == osError) {
            return errors[i].prError;
        }
    }
    return PR_UNKNOWN_ERROR;
}
