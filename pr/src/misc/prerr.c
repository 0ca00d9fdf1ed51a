/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The names and texts of NSPR's own error codes.
 *
 * In the order of the codes, without gaps: an entry's code is the base of the
 * table plus its index.  The texts are prshm's; they end in no full stop so
 * that callers can embed them in a sentence.
 *
 * Constant pointers to them would take three times their own room in a shared
 * library, and time of every process that starts, for the loader to set them.
 * Few ever look: so they are set for the first who does.
 */
#include "config.h"

#include "prerr.h"
#include "private/pprimpl.h"

#include <pthread.h>
#include <string.h>

/* The name and the text of each code, in turn. */
static const char namesAndTexts[] =
    "PR_OUT_OF_MEMORY_ERROR\0"
    "no memory left\0"
    "PR_BAD_DESCRIPTOR_ERROR\0"
    "not an open descriptor\0"
    "PR_WOULD_BLOCK_ERROR\0"
    "the operation would have to wait\0"
    "PR_ACCESS_FAULT_ERROR\0"
    "the caller gave an address that it may not use\0"
    "PR_INVALID_METHOD_ERROR\0"
    "the operation does not apply to this kind of object\0"
    "PR_ILLEGAL_ACCESS_ERROR\0"
    "the object lies where the caller may not reach\0"
    "PR_UNKNOWN_ERROR\0"
    "the system reported an error that has no name here\0"
    "PR_PENDING_INTERRUPT_ERROR\0"
    "interrupted before it was done\0"
    "PR_NOT_IMPLEMENTED_ERROR\0"
    "not implemented\0"
    "PR_IO_ERROR\0"
    "the device or the system failed to transfer the data\0"
    "PR_IO_TIMEOUT_ERROR\0"
    "no answer within the time allowed\0"
    "PR_IO_PENDING_ERROR\0"
    "another operation on this object is under way\0"
    "PR_DIRECTORY_OPEN_ERROR\0"
    "the directory cannot be opened\0"
    "PR_INVALID_ARGUMENT_ERROR\0"
    "an argument is not valid\0"
    "PR_ADDRESS_NOT_AVAILABLE_ERROR\0"
    "that network address is not one of this machine's\0"
    "PR_ADDRESS_NOT_SUPPORTED_ERROR\0"
    "network addresses of that kind are not supported\0"
    "PR_IS_CONNECTED_ERROR\0"
    "connected already\0"
    "PR_BAD_ADDRESS_ERROR\0"
    "the network address is not valid\0"
    "PR_ADDRESS_IN_USE_ERROR\0"
    "the network address is taken\0"
    "PR_CONNECT_REFUSED_ERROR\0"
    "the peer refused the connection\0"
    "PR_NETWORK_UNREACHABLE_ERROR\0"
    "no route to that network\0"
    "PR_CONNECT_TIMEOUT_ERROR\0"
    "the peer did not accept the connection in time\0"
    "PR_NOT_CONNECTED_ERROR\0"
    "not connected\0"
    "PR_LOAD_LIBRARY_ERROR\0"
    "the shared library cannot be loaded\0"
    "PR_UNLOAD_LIBRARY_ERROR\0"
    "the shared library cannot be unloaded\0"
    "PR_FIND_SYMBOL_ERROR\0"
    "the library has no such symbol\0"
    "PR_INSUFFICIENT_RESOURCES_ERROR\0"
    "the system lacks the resources\0"
    "PR_DIRECTORY_LOOKUP_ERROR\0"
    "the host or service name cannot be looked up\0"
    "PR_TPD_RANGE_ERROR\0"
    "no such index of thread-private data\0"
    "PR_PROC_DESC_TABLE_FULL_ERROR\0"
    "this process has as many open files as it may\0"
    "PR_SYS_DESC_TABLE_FULL_ERROR\0"
    "the system has as many open files as it can\0"
    "PR_NOT_SOCKET_ERROR\0"
    "the descriptor is not a socket\0"
    "PR_NOT_TCP_SOCKET_ERROR\0"
    "the descriptor is not a stream socket\0"
    "PR_SOCKET_ADDRESS_IS_BOUND_ERROR\0"
    "the socket has an address already\0"
    "PR_NO_ACCESS_RIGHTS_ERROR\0"
    "permission denied\0"
    "PR_OPERATION_NOT_SUPPORTED_ERROR\0"
    "the operation is not supported here\0"
    "PR_PROTOCOL_NOT_SUPPORTED_ERROR\0"
    "the protocol is not supported here\0"
    "PR_REMOTE_FILE_ERROR\0"
    "the remote file cannot be reached\0"
    "PR_BUFFER_OVERFLOW_ERROR\0"
    "the value does not fit where it should go\0"
    "PR_CONNECT_RESET_ERROR\0"
    "the peer broke the connection\0"
    "PR_RANGE_ERROR\0"
    "the value is out of range\0"
    "PR_DEADLOCK_ERROR\0"
    "the operation would wait for itself\0"
    "PR_FILE_IS_LOCKED_ERROR\0"
    "the file is locked by another process\0"
    "PR_FILE_TOO_BIG_ERROR\0"
    "the file would be larger than the system allows\0"
    "PR_NO_DEVICE_SPACE_ERROR\0"
    "no space left on the device\0"
    "PR_PIPE_ERROR\0"
    "the pipe has no reader\0"
    "PR_NO_SEEK_DEVICE_ERROR\0"
    "the device cannot be positioned\0"
    "PR_IS_DIRECTORY_ERROR\0"
    "it is a directory\0"
    "PR_LOOP_ERROR\0"
    "a symbolic link where none is followed, or too many of them\0"
    "PR_NAME_TOO_LONG_ERROR\0"
    "the name is too long\0"
    "PR_FILE_NOT_FOUND_ERROR\0"
    "no such file or object\0"
    "PR_NOT_DIRECTORY_ERROR\0"
    "a component of the path is not a directory\0"
    "PR_READ_ONLY_FILESYSTEM_ERROR\0"
    "the file system is read-only\0"
    "PR_DIRECTORY_NOT_EMPTY_ERROR\0"
    "the directory is not empty\0"
    "PR_FILESYSTEM_MOUNTED_ERROR\0"
    "the object is mounted or busy\0"
    "PR_NOT_SAME_DEVICE_ERROR\0"
    "the two names are on different file systems\0"
    "PR_DIRECTORY_CORRUPTED_ERROR\0"
    "the directory is damaged\0"
    "PR_FILE_EXISTS_ERROR\0"
    "it exists already\0"
    "PR_MAX_DIRECTORY_ENTRIES_ERROR\0"
    "the directory has no room for another entry\0"
    "PR_INVALID_DEVICE_STATE_ERROR\0"
    "the device is in the wrong state\0"
    "PR_DEVICE_IS_LOCKED_ERROR\0"
    "somebody keeps the device locked\0"
    "PR_NO_MORE_FILES_ERROR\0"
    "no more entries\0"
    "PR_END_OF_FILE_ERROR\0"
    "end of file\0"
    "PR_FILE_SEEK_ERROR\0"
    "the position in the file cannot be set\0"
    "PR_FILE_IS_BUSY_ERROR\0"
    "the file is in use\0"
    "PR_OPERATION_ABORTED_ERROR\0"
    "the operation was given up\0"
    "PR_IN_PROGRESS_ERROR\0"
    "the operation goes on and is not done yet\0"
    "PR_ALREADY_INITIATED_ERROR\0"
    "the operation has been started already\0"
    "PR_GROUP_EMPTY_ERROR\0"
    "the group is empty\0"
    "PR_INVALID_STATE_ERROR\0"
    "the object is not in a state for this\0"
    "PR_NETWORK_DOWN_ERROR\0"
    "the network is down\0"
    "PR_SOCKET_SHUTDOWN_ERROR\0"
    "the socket was shut down for this direction\0"
    "PR_CONNECT_ABORTED_ERROR\0"
    "the connection was given up\0"
    "PR_HOST_UNREACHABLE_ERROR\0"
    "the host cannot be reached\0"
    "PR_LIBRARY_NOT_LOADED_ERROR\0"
    "no such library is loaded\0"
    "PR_CALL_ONCE_ERROR\0"
    "the one-time function failed when it was called\0"
    "PR_MAX_ERROR\0"
    "the end of NSPR's error codes\0";

static struct PRErrorMessage messages[PR_MAX_ERROR - PR_NSPR_ERROR_BASE + 1];

const struct PRErrorTable _PR_nsprErrors = {
    messages,
    "prerr",
    PR_NSPR_ERROR_BASE,
    (int)PR_ARRAY_SIZE(messages),
};

static void
FillMessages(void)
{
    const char *at = namesAndTexts;
    PRSize      i;

    for (i = 0; i < PR_ARRAY_SIZE(messages); i++) {
        messages[i].name = at;
        at += strlen(at) + 1;
        messages[i].en_text = at;
        at += strlen(at) + 1;
    }
}

void
_PR_FillErrors(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, FillMessages);
}
