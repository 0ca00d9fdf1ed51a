/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The error codes of NSPR.  They are of type long, from -6000 upwards in the
 * order below; PR_ErrorToName() and PR_ErrorToString() know each of them.
 * Source: NSPR 4.35.
 */
#ifndef prerr_h___
#define prerr_h___

/* No memory left. */
#define PR_OUT_OF_MEMORY_ERROR           (-6000L)

/* Not an open descriptor. */
#define PR_BAD_DESCRIPTOR_ERROR          (-5999L)

/* The operation would have to wait. */
#define PR_WOULD_BLOCK_ERROR             (-5998L)

/* The caller gave an address that it may not use. */
#define PR_ACCESS_FAULT_ERROR            (-5997L)

/* The operation does not apply to this kind of object. */
#define PR_INVALID_METHOD_ERROR          (-5996L)

/* The object lies where the caller may not reach. */
#define PR_ILLEGAL_ACCESS_ERROR          (-5995L)

/* The system reported an error that has no name here. */
#define PR_UNKNOWN_ERROR                 (-5994L)

/* Interrupted before it was done. */
#define PR_PENDING_INTERRUPT_ERROR       (-5993L)

/* Not implemented. */
#define PR_NOT_IMPLEMENTED_ERROR         (-5992L)

/* The device or the system failed to transfer the data. */
#define PR_IO_ERROR                      (-5991L)

/* No answer within the time allowed. */
#define PR_IO_TIMEOUT_ERROR              (-5990L)

/* Another operation on this object is under way. */
#define PR_IO_PENDING_ERROR              (-5989L)

/* The directory cannot be opened. */
#define PR_DIRECTORY_OPEN_ERROR          (-5988L)

/* An argument is not valid. */
#define PR_INVALID_ARGUMENT_ERROR        (-5987L)

/* That network address is not one of this machine's. */
#define PR_ADDRESS_NOT_AVAILABLE_ERROR   (-5986L)

/* Network addresses of that kind are not supported. */
#define PR_ADDRESS_NOT_SUPPORTED_ERROR   (-5985L)

/* Connected already. */
#define PR_IS_CONNECTED_ERROR            (-5984L)

/* The network address is not valid. */
#define PR_BAD_ADDRESS_ERROR             (-5983L)

/* The network address is taken. */
#define PR_ADDRESS_IN_USE_ERROR          (-5982L)

/* The peer refused the connection. */
#define PR_CONNECT_REFUSED_ERROR         (-5981L)

/* No route to that network. */
#define PR_NETWORK_UNREACHABLE_ERROR     (-5980L)

/* The peer did not accept the connection in time. */
#define PR_CONNECT_TIMEOUT_ERROR         (-5979L)

/* Not connected. */
#define PR_NOT_CONNECTED_ERROR           (-5978L)

/* The shared library cannot be loaded. */
#define PR_LOAD_LIBRARY_ERROR            (-5977L)

/* The shared library cannot be unloaded. */
#define PR_UNLOAD_LIBRARY_ERROR          (-5976L)

/* The library has no such symbol. */
#define PR_FIND_SYMBOL_ERROR             (-5975L)

/* The system lacks the resources. */
#define PR_INSUFFICIENT_RESOURCES_ERROR  (-5974L)

/* The host or service name cannot be looked up. */
#define PR_DIRECTORY_LOOKUP_ERROR        (-5973L)

/* No such index of thread-private data. */
#define PR_TPD_RANGE_ERROR               (-5972L)

/* This process has as many open files as it may. */
#define PR_PROC_DESC_TABLE_FULL_ERROR    (-5971L)

/* The system has as many open files as it can. */
#define PR_SYS_DESC_TABLE_FULL_ERROR     (-5970L)

/* The descriptor is not a socket. */
#define PR_NOT_SOCKET_ERROR              (-5969L)

/* The descriptor is not a stream socket. */
#define PR_NOT_TCP_SOCKET_ERROR          (-5968L)

/* The socket has an address already. */
#define PR_SOCKET_ADDRESS_IS_BOUND_ERROR (-5967L)

/* Permission denied. */
#define PR_NO_ACCESS_RIGHTS_ERROR        (-5966L)

/* The operation is not supported here. */
#define PR_OPERATION_NOT_SUPPORTED_ERROR (-5965L)

/* The protocol is not supported here. */
#define PR_PROTOCOL_NOT_SUPPORTED_ERROR  (-5964L)

/* The remote file cannot be reached. */
#define PR_REMOTE_FILE_ERROR             (-5963L)

/* The value does not fit where it should go. */
#define PR_BUFFER_OVERFLOW_ERROR         (-5962L)

/* The peer broke the connection. */
#define PR_CONNECT_RESET_ERROR           (-5961L)

/* The value is out of range. */
#define PR_RANGE_ERROR                   (-5960L)

/* The operation would wait for itself. */
#define PR_DEADLOCK_ERROR                (-5959L)

/* The file is locked by another process. */
#define PR_FILE_IS_LOCKED_ERROR          (-5958L)

/* The file would be larger than the system allows. */
#define PR_FILE_TOO_BIG_ERROR            (-5957L)

/* No space left on the device. */
#define PR_NO_DEVICE_SPACE_ERROR         (-5956L)

/* The pipe has no reader. */
#define PR_PIPE_ERROR                    (-5955L)

/* The device cannot be positioned. */
#define PR_NO_SEEK_DEVICE_ERROR          (-5954L)

/* It is a directory. */
#define PR_IS_DIRECTORY_ERROR            (-5953L)

/* A symbolic link where none is followed, or too many of them. */
#define PR_LOOP_ERROR                    (-5952L)

/* The name is too long. */
#define PR_NAME_TOO_LONG_ERROR           (-5951L)

/* No such file or object. */
#define PR_FILE_NOT_FOUND_ERROR          (-5950L)

/* A component of the path is not a directory. */
#define PR_NOT_DIRECTORY_ERROR           (-5949L)

/* The file system is read-only. */
#define PR_READ_ONLY_FILESYSTEM_ERROR    (-5948L)

/* The directory is not empty. */
#define PR_DIRECTORY_NOT_EMPTY_ERROR     (-5947L)

/* The object is mounted or busy. */
#define PR_FILESYSTEM_MOUNTED_ERROR      (-5946L)

/* The two names are on different file systems. */
#define PR_NOT_SAME_DEVICE_ERROR         (-5945L)

/* The directory is damaged. */
#define PR_DIRECTORY_CORRUPTED_ERROR     (-5944L)

/* It exists already. */
#define PR_FILE_EXISTS_ERROR             (-5943L)

/* The directory has no room for another entry. */
#define PR_MAX_DIRECTORY_ENTRIES_ERROR   (-5942L)

/* The device is in the wrong state. */
#define PR_INVALID_DEVICE_STATE_ERROR    (-5941L)

/* Somebody keeps the device locked. */
#define PR_DEVICE_IS_LOCKED_ERROR        (-5940L)

/* No more entries. */
#define PR_NO_MORE_FILES_ERROR           (-5939L)

/* End of file. */
#define PR_END_OF_FILE_ERROR             (-5938L)

/* The position in the file cannot be set. */
#define PR_FILE_SEEK_ERROR               (-5937L)

/* The file is in use. */
#define PR_FILE_IS_BUSY_ERROR            (-5936L)

/* The operation was given up. */
#define PR_OPERATION_ABORTED_ERROR       (-5935L)

/* The operation goes on and is not done yet. */
#define PR_IN_PROGRESS_ERROR             (-5934L)

/* The operation has been started already. */
#define PR_ALREADY_INITIATED_ERROR       (-5933L)

/* The group is empty. */
#define PR_GROUP_EMPTY_ERROR             (-5932L)

/* The object is not in a state for this. */
#define PR_INVALID_STATE_ERROR           (-5931L)

/* The network is down. */
#define PR_NETWORK_DOWN_ERROR            (-5930L)

/* The socket was shut down for this direction. */
#define PR_SOCKET_SHUTDOWN_ERROR         (-5929L)

/* The connection was given up. */
#define PR_CONNECT_ABORTED_ERROR         (-5928L)

/* The host cannot be reached. */
#define PR_HOST_UNREACHABLE_ERROR        (-5927L)

/* No such library is loaded. */
#define PR_LIBRARY_NOT_LOADED_ERROR      (-5926L)

/* The one-time function failed when it was called. */
#define PR_CALL_ONCE_ERROR               (-5925L)

/* The end of NSPR's error codes. */
#define PR_MAX_ERROR                     (-5924L)

#endif /* prerr_h___ */
