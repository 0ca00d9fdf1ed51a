/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Files, and files mapped into memory.
 *
 * A PRFileDesc stands for an open file.  It has a table of methods, and the
 * calls below go through it: so programs can put tables of their own in
 * front.  Sizes and positions are in bytes.
 *
 * Descriptors and maps may be used by several threads at once, except that
 * neither may be used while or after it is closed.  A call that fails sets the
 * error of the thread (prerror.h) and, unless it says otherwise, has no other
 * effect; success does not touch the error.
 *
 * Errors that can come from any call with a descriptor:
 *   PR_INVALID_ARGUMENT_ERROR  fd is NULL
 *   PR_BAD_DESCRIPTOR_ERROR    the program closed it behind our back; or it
 *                              is not open for what is asked
 *   PR_INVALID_METHOD_ERROR    what fd stands for cannot do that: seek in a
 *                              pipe, for instance
 *   PR_IO_ERROR                the device failed
 * and from any call with a name:
 *   PR_ACCESS_FAULT_ERROR      name is NULL
 *   PR_FILE_NOT_FOUND_ERROR    there is no such file, or no such directory on
 *                              the way to it; or name is empty
 *   PR_NOT_DIRECTORY_ERROR     a component of its path is not a directory
 *   PR_NO_ACCESS_RIGHTS_ERROR  a directory of its path may not be searched
 *   PR_LOOP_ERROR              too many symbolic links
 *   PR_NAME_TOO_LONG_ERROR     longer than the system takes
 *
 * Sockets, directories, polling and the making of layers are not part of
 * prshm.  Types for sockets that the methods' signatures name are declared,
 * so that tables of methods have the layout they have in NSPR.
 * Source: NSPR 4.35, observed; prshm(7) lists where it differs.
 */
#ifndef prio_h___
#define prio_h___

#include "prinrval.h"
#include "prtime.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

/* --- Types --------------------------------------------------------------- */

typedef struct PRFileDesc    PRFileDesc;
typedef struct PRFileInfo    PRFileInfo;
typedef struct PRFileInfo64  PRFileInfo64;
typedef struct PRFileMap     PRFileMap;
typedef struct PRFilePrivate PRFilePrivate;
typedef struct PRIOMethods   PRIOMethods;

/* For sockets only. */
typedef union PRNetAddr           PRNetAddr;
typedef struct PRSendFileData     PRSendFileData;
typedef struct PRSocketOptionData PRSocketOptionData;

/* Which layer of a stack of descriptors something is. */
typedef PRIntn PRDescIdentity;

#define PR_NSPR_IO_LAYER    (PRDescIdentity)0
#define PR_INVALID_IO_LAYER (PRDescIdentity) - 1
#define PR_TOP_IO_LAYER     (PRDescIdentity) - 2
#define PR_IO_LAYER_HEAD    (PRDescIdentity) - 3

/* One layer of a descriptor; usually there is only one. */
struct PRFileDesc {
    const PRIOMethods *methods; /* what calls on it do */
    PRFilePrivate     *secret;  /* known to its methods only */
    PRFileDesc        *lower; /* the layer below and the one above, or NULL */
    PRFileDesc        *higher;
    void(PR_CALLBACK *dtor)(PRFileDesc *fd); /* frees the layer */
    PRDescIdentity identity;                 /* whose layer it is */
};

/* What a descriptor stands for. */
typedef enum PRDescType {
    PR_DESC_FILE = 1,
    PR_DESC_SOCKET_TCP = 2,
    PR_DESC_SOCKET_UDP = 3,
    PR_DESC_LAYERED = 4,
    PR_DESC_PIPE = 5
} PRDescType;

/* What an offset counts from. */
typedef enum PRSeekWhence {
    PR_SEEK_SET = 0, /* the beginning */
    PR_SEEK_CUR = 1, /* the present position */
    PR_SEEK_END = 2  /* the end of the file */
} PRSeekWhence;

/* A piece of memory, of several that are written at once. */
typedef struct PRIOVec {
    char *iov_base;
    int   iov_len; /* bytes */
} PRIOVec;

/* The most pieces at once. */
#define PR_MAX_IOVECTOR_SIZE 16

/* For sockets only. */
typedef enum PRTransmitFileFlags {
    PR_TRANSMITFILE_KEEP_OPEN = 0,
    PR_TRANSMITFILE_CLOSE_SOCKET = 1
} PRTransmitFileFlags;

/* --- Methods ------------------------------------------------------------- */

typedef PRStatus(PR_CALLBACK *PRCloseFN)(PRFileDesc *fd);
typedef PRInt32(PR_CALLBACK *PRReadFN)(PRFileDesc *fd, void *buf,
                                       PRInt32 amount);
typedef PRInt32(PR_CALLBACK *PRWriteFN)(PRFileDesc *fd, const void *buf,
                                        PRInt32 amount);
typedef PRInt32(PR_CALLBACK *PRAvailableFN)(PRFileDesc *fd);
typedef PRInt64(PR_CALLBACK *PRAvailable64FN)(PRFileDesc *fd);
typedef PRStatus(PR_CALLBACK *PRFsyncFN)(PRFileDesc *fd);
typedef PROffset32(PR_CALLBACK *PRSeekFN)(PRFileDesc *fd, PROffset32 offset,
                                          PRSeekWhence how);
typedef PROffset64(PR_CALLBACK *PRSeek64FN)(PRFileDesc *fd, PROffset64 offset,
                                            PRSeekWhence how);
typedef PRStatus(PR_CALLBACK *PRFileInfoFN)(PRFileDesc *fd, PRFileInfo *info);
typedef PRStatus(PR_CALLBACK *PRFileInfo64FN)(PRFileDesc   *fd,
                                              PRFileInfo64 *info);
typedef PRInt32(PR_CALLBACK *PRWritevFN)(PRFileDesc *fd, const PRIOVec *iov,
                                         PRInt32        iov_size,
                                         PRIntervalTime timeout);
typedef PRStatus(PR_CALLBACK *PRConnectFN)(PRFileDesc      *fd,
                                           const PRNetAddr *addr,
                                           PRIntervalTime   timeout);
typedef PRFileDesc *(PR_CALLBACK *PRAcceptFN)(PRFileDesc *fd, PRNetAddr *addr,
                                              PRIntervalTime timeout);
typedef PRStatus(PR_CALLBACK *PRBindFN)(PRFileDesc *fd, const PRNetAddr *addr);
typedef PRStatus(PR_CALLBACK *PRListenFN)(PRFileDesc *fd, PRIntn backlog);
typedef PRStatus(PR_CALLBACK *PRShutdownFN)(PRFileDesc *fd, PRIntn how);
typedef PRInt32(PR_CALLBACK *PRRecvFN)(PRFileDesc *fd, void *buf,
                                       PRInt32 amount, PRIntn flags,
                                       PRIntervalTime timeout);
typedef PRInt32(PR_CALLBACK *PRSendFN)(PRFileDesc *fd, const void *buf,
                                       PRInt32 amount, PRIntn flags,
                                       PRIntervalTime timeout);
typedef PRInt32(PR_CALLBACK *PRRecvfromFN)(PRFileDesc *fd, void *buf,
                                           PRInt32 amount, PRIntn flags,
                                           PRNetAddr     *addr,
                                           PRIntervalTime timeout);
typedef PRInt32(PR_CALLBACK *PRSendtoFN)(PRFileDesc *fd, const void *buf,
                                         PRInt32 amount, PRIntn flags,
                                         const PRNetAddr *addr,
                                         PRIntervalTime   timeout);
typedef PRInt16(PR_CALLBACK *PRPollFN)(PRFileDesc *fd, PRInt16 in_flags,
                                       PRInt16 *out_flags);
typedef PRInt32(PR_CALLBACK *PRAcceptreadFN)(PRFileDesc *sd, PRFileDesc **nd,
                                             PRNetAddr **raddr, void *buf,
                                             PRInt32 amount, PRIntervalTime t);
typedef PRInt32(PR_CALLBACK *PRTransmitfileFN)(PRFileDesc *sd, PRFileDesc *fd,
                                               const void         *headers,
                                               PRInt32             hlen,
                                               PRTransmitFileFlags flags,
                                               PRIntervalTime      t);
typedef PRStatus(PR_CALLBACK *PRGetsocknameFN)(PRFileDesc *fd,
                                               PRNetAddr  *addr);
typedef PRStatus(PR_CALLBACK *PRGetpeernameFN)(PRFileDesc *fd,
                                               PRNetAddr  *addr);
typedef PRStatus(PR_CALLBACK *PRGetsocketoptionFN)(PRFileDesc         *fd,
                                                   PRSocketOptionData *data);
typedef PRStatus(PR_CALLBACK *PRSetsocketoptionFN)(
    PRFileDesc *fd, const PRSocketOptionData *data);
typedef PRInt32(PR_CALLBACK *PRSendfileFN)(PRFileDesc         *networkSocket,
                                           PRSendFileData     *sendData,
                                           PRTransmitFileFlags flags,
                                           PRIntervalTime      timeout);
typedef PRStatus(PR_CALLBACK *PRConnectcontinueFN)(PRFileDesc *fd,
                                                   PRInt16     out_flags);
typedef PRIntn(PR_CALLBACK *PRReservedFN)(PRFileDesc *fd);

/*
 * A table of methods.  A layer of a program's own has to fill in all of them;
 * one that has nothing to add calls the same method of fd->lower.  A method
 * that is NULL is PR_INVALID_METHOD_ERROR to who calls it from here.
 */
struct PRIOMethods {
    PRDescType          file_type; /* what PR_GetDescType() says */
    PRCloseFN           close;     /* also frees the descriptor */
    PRReadFN            read;
    PRWriteFN           write;
    PRAvailableFN       available;
    PRAvailable64FN     available64;
    PRFsyncFN           fsync;
    PRSeekFN            seek;
    PRSeek64FN          seek64;
    PRFileInfoFN        fileInfo;
    PRFileInfo64FN      fileInfo64;
    PRWritevFN          writev;
    PRConnectFN         connect;
    PRAcceptFN          accept;
    PRBindFN            bind;
    PRListenFN          listen;
    PRShutdownFN        shutdown;
    PRRecvFN            recv;
    PRSendFN            send;
    PRRecvfromFN        recvfrom;
    PRSendtoFN          sendto;
    PRPollFN            poll;
    PRAcceptreadFN      acceptread;
    PRTransmitfileFN    transmitfile;
    PRGetsocknameFN     getsockname;
    PRGetpeernameFN     getpeername;
    PRReservedFN        reserved_fn_6;
    PRReservedFN        reserved_fn_5;
    PRGetsocketoptionFN getsocketoption;
    PRSetsocketoptionFN setsocketoption;
    PRSendfileFN        sendfile;
    PRConnectcontinueFN connectcontinue;
    PRReservedFN        reserved_fn_3;
    PRReservedFN        reserved_fn_2;
    PRReservedFN        reserved_fn_1;
    PRReservedFN        reserved_fn_0;
};

/* What fd stands for: the file_type of its methods.  Files, standard streams
 * and whatever was imported are PR_DESC_FILE.  NULL is 0 with the error set. */
NSPR_API(PRDescType) PR_GetDescType(PRFileDesc *file);

/* --- Opening and closing ------------------------------------------------- */

/* How to open; one of the first three, and any of the others. */
#define PR_RDONLY      0x01
#define PR_WRONLY      0x02
#define PR_RDWR        0x04
#define PR_CREATE_FILE 0x08 /* make it if it is missing */
#define PR_APPEND      0x10 /* every write goes to the end of the file */
#define PR_TRUNCATE    0x20 /* drop what is in it */
#define PR_SYNC        0x40 /* a write returns when it is on the device */
#define PR_EXCL        0x80 /* with PR_CREATE_FILE: it must be missing */

/* Permissions of a new file: read, write, execute, or all three, for the
 * owner, the group, others. */
#define PR_IRWXU       00700
#define PR_IRUSR       00400
#define PR_IWUSR       00200
#define PR_IXUSR       00100
#define PR_IRWXG       00070
#define PR_IRGRP       00040
#define PR_IWGRP       00020
#define PR_IXGRP       00010
#define PR_IRWXO       00007
#define PR_IROTH       00004
#define PR_IWOTH       00002
#define PR_IXOTH       00001

/*
 * Open a file.
 *
 *   name   its name; a symbolic link is followed
 *   flags  some of the above; other bits are ignored.  PR_RDWR counts more
 *          than PR_WRONLY, and that more than PR_RDONLY.
 *   mode   permissions of a file that this makes; the umask narrows them
 *
 * Returns a descriptor for PR_Close(), which programs that this one starts
 * inherit unless PR_SetFDInheritable() says otherwise; or NULL with the error
 * set, to one of those above or
 *   PR_FILE_EXISTS_ERROR       PR_EXCL is given and the file exists
 *   PR_IS_DIRECTORY_ERROR      a directory can only be opened to read
 *   PR_NO_ACCESS_RIGHTS_ERROR  the file does not grant that, or its directory
 *                              may not be written
 *   PR_READ_ONLY_FILESYSTEM_ERROR   its filesystem cannot be written
 *   PR_NO_DEVICE_SPACE_ERROR        no room for a new file
 *   PR_PROC_DESC_TABLE_FULL_ERROR, PR_SYS_DESC_TABLE_FULL_ERROR
 *                              no descriptor to be had
 *   PR_OUT_OF_MEMORY_ERROR     no memory for the object
 *   PR_PENDING_INTERRUPT_ERROR a signal came while it waited for the other
 *                              end of a named pipe
 */
NSPR_API(PRFileDesc *) PR_Open(const char *name, PRIntn flags, PRIntn mode);

/* The same; on other systems this is the one that heeds the mode. */
NSPR_API(PRFileDesc *)
PR_OpenFile(const char *name, PRIntn flags, PRIntn mode);

/*
 * Close what fd stands for, and free fd.  Maps made of it stay.
 *
 * Returns PR_FAILURE with the error set; unless fd is NULL it is freed then,
 * too:
 *   PR_NO_DEVICE_SPACE_ERROR, PR_IO_ERROR  something written did not arrive
 */
NSPR_API(PRStatus) PR_Close(PRFileDesc *fd);

/* A standard stream. */
typedef enum PRSpecialFD {
    PR_StandardInput,
    PR_StandardOutput,
    PR_StandardError
} PRSpecialFD;

/*
 * The descriptor of a standard stream, the same at every call; it needs no
 * PR_Close().  NULL with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  id is none of the three
 */
NSPR_API(PRFileDesc *) PR_GetSpecialFD(PRSpecialFD id);

#define PR_STDIN  PR_GetSpecialFD(PR_StandardInput)
#define PR_STDOUT PR_GetSpecialFD(PR_StandardOutput)
#define PR_STDERR PR_GetSpecialFD(PR_StandardError)

/*
 * Say whether programs that this one starts inherit a descriptor.  PR_FAILURE
 * with the error set: PR_INVALID_ARGUMENT_ERROR for a layer of a program's own.
 */
NSPR_API(PRStatus) PR_SetFDInheritable(PRFileDesc *fd, PRBool inheritable);

/*
 * A descriptor that the program which started this one, on either NSPR, gave
 * a name to: see PR_ProcessAttrSetInheritableFD() in prproces.h.  Whether it
 * is still open shows when it is used.
 *
 *   name  all of the name
 *
 * Returns a new object for PR_Close(), which closes the descriptor for all
 * objects that stand for it; or NULL with the error set:
 *   PR_UNKNOWN_ERROR           no descriptor has this name; or there is no list
 *                              of them, or none that can be read so far
 *   PR_INVALID_ARGUMENT_ERROR  name is NULL
 *   PR_OUT_OF_MEMORY_ERROR     no memory for the object
 */
NSPR_API(PRFileDesc *) PR_GetInheritedFD(const char *name);

/* --- Reading and writing ------------------------------------------------- */

/*
 * Read what there is, up to amount bytes; waits until there is something.
 *
 * Returns how many bytes came, 0 at the end of the file, or -1 with the error
 * set:
 *   PR_IS_DIRECTORY_ERROR       fd is a directory
 *   PR_PENDING_INTERRUPT_ERROR  a signal came first
 *   PR_ACCESS_FAULT_ERROR       buf is not memory
 *   PR_INVALID_ARGUMENT_ERROR   amount is negative
 */
NSPR_API(PRInt32) PR_Read(PRFileDesc *fd, void *buf, PRInt32 amount);

/*
 * Write amount bytes; waits until they are taken.
 *
 * Returns amount, or -1, when some may have been written, with the error set:
 *   PR_NO_DEVICE_SPACE_ERROR   the filesystem is full
 *   PR_FILE_TOO_BIG_ERROR      beyond a limit for files
 *   PR_CONNECT_RESET_ERROR     a pipe that nobody reads any more
 *   PR_ACCESS_FAULT_ERROR      buf is not memory
 *   PR_INVALID_ARGUMENT_ERROR  amount is negative
 */
NSPR_API(PRInt32) PR_Write(PRFileDesc *fd, const void *buf, PRInt32 amount);

/*
 * Go to another position in a file, which may be beyond its end.
 *
 * Returns the new position, counted from the beginning, or -1, the position
 * as it was, with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  before the beginning, or an unknown whence
 *   PR_BUFFER_OVERFLOW_ERROR   the position does not fit what is returned
 */
NSPR_API(PROffset32)
PR_Seek(PRFileDesc *fd, PROffset32 offset, PRSeekWhence whence);
NSPR_API(PROffset64)
PR_Seek64(PRFileDesc *fd, PROffset64 offset, PRSeekWhence whence);

/*
 * How many bytes there are to read from the present position on; negative if
 * that is beyond the end.  -1 with the error set:
 *   PR_IS_DIRECTORY_ERROR     fd is a directory
 *   PR_BUFFER_OVERFLOW_ERROR  the number does not fit what is returned
 */
NSPR_API(PRInt32) PR_Available(PRFileDesc *fd);
NSPR_API(PRInt64) PR_Available64(PRFileDesc *fd);

/* Wait until all that was written is on the device.  PR_FAILURE with the
 * error set: PR_INVALID_METHOD_ERROR for what has no device. */
NSPR_API(PRStatus) PR_Sync(PRFileDesc *fd);

/* --- Files by name ------------------------------------------------------- */

typedef enum PRFileType {
    PR_FILE_FILE = 1,
    PR_FILE_DIRECTORY = 2,
    PR_FILE_OTHER = 3
} PRFileType;

struct PRFileInfo {
    PRFileType type;
    PROffset32 size;         /* bytes */
    PRTime     creationTime; /* when anything of it last changed, in fact */
    PRTime     modifyTime;   /* when its contents did; both in whole seconds */
};

struct PRFileInfo64 {
    PRFileType type;
    PROffset64 size;
    PRTime     creationTime;
    PRTime     modifyTime;
};

/*
 * Tell about a file, open or by its name; a symbolic link is followed.
 *
 *   info  filled in on success; NULL to see only whether there is a file.  A
 *         size that does not fit a PRFileInfo is PR_INT32_MAX there.
 *
 * Returns PR_FAILURE with the error set, to one of those at the top.
 */
NSPR_API(PRStatus) PR_GetOpenFileInfo(PRFileDesc *fd, PRFileInfo *info);
NSPR_API(PRStatus) PR_GetOpenFileInfo64(PRFileDesc *fd, PRFileInfo64 *info);
NSPR_API(PRStatus) PR_GetFileInfo(const char *fn, PRFileInfo *info);
NSPR_API(PRStatus) PR_GetFileInfo64(const char *fn, PRFileInfo64 *info);

/*
 * Remove the name of a file, but not of a directory.  Those who have the file
 * open keep it.  PR_FAILURE with the error set:
 *   PR_IS_DIRECTORY_ERROR      it is a directory
 *   PR_NO_ACCESS_RIGHTS_ERROR  its directory may not be written
 */
NSPR_API(PRStatus) PR_Delete(const char *name);

typedef enum PRAccessHow {
    PR_ACCESS_EXISTS = 1,
    PR_ACCESS_WRITE_OK = 2,
    PR_ACCESS_READ_OK = 3
} PRAccessHow;

/*
 * Whether a file exists, or the real user of the process may write or read
 * it.  PR_FAILURE with the error set:
 *   PR_NO_ACCESS_RIGHTS_ERROR  no
 *   PR_INVALID_ARGUMENT_ERROR  how is none of the three
 */
NSPR_API(PRStatus) PR_Access(const char *name, PRAccessHow how);

/* --- Files mapped into memory -------------------------------------------- */

/* What may be done to the memory.  The descriptor must grant it as well. */
typedef enum PRFileMapProtect {
    PR_PROT_READONLY,  /* read */
    PR_PROT_READWRITE, /* write, too: to the file, for everybody to see */
    PR_PROT_WRITECOPY  /* write, too: to private copies of its pages */
} PRFileMapProtect;

/*
 * Prepare for mapping a file.
 *
 *   fd    the file.  The map uses fd but does not own it: it is to stay open
 *         until the last PR_MemMap(), and nothing of it changes, not even the
 *         position.
 *   size  how large the file has to be, in bytes.  With PR_PROT_READWRITE a
 *         smaller one grows, and room on the device is taken for what is new,
 *         if the filesystem can do that.  0 for as large as it is, which is
 *         not even looked at.
 *   prot  what the memory is for
 *
 * Returns a map for PR_CloseFileMap(), or NULL with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  fd is NULL, or a layer with nothing below;
 *                              size is negative; prot is none of the three
 *   PR_NO_ACCESS_RIGHTS_ERROR  the file is smaller, and prot is another
 *   PR_BAD_DESCRIPTOR_ERROR    the file is smaller and fd only to read; or fd
 *                              is not open
 *   PR_INVALID_METHOD_ERROR    a pipe or a socket cannot grow
 *   PR_NO_DEVICE_SPACE_ERROR   no room for the file to grow
 *   PR_FILE_TOO_BIG_ERROR      beyond a limit for files
 *   PR_OUT_OF_MEMORY_ERROR     no memory for the object
 * After a failure the file is as large as it was.
 */
NSPR_API(PRFileMap *)
PR_CreateFileMap(PRFileDesc *fd, PRInt64 size, PRFileMapProtect prot);

/* What an offset for PR_MemMap() must be a multiple of, in bytes. */
NSPR_API(PRInt32) PR_GetMemMapAlignment(void);

/*
 * Map a piece of the file, a window.
 *
 *   fmap    the map
 *   offset  where in the file the window begins
 *   len     how long it is.  It may go beyond the end of the file; touching
 *           the memory of pages beyond it is a SIGBUS.
 *
 * Returns the window's address for PR_MemUnmap(), or NULL with the error set:
 *   PR_INVALID_ARGUMENT_ERROR   fmap is NULL, len is 0, or offset is no
 *                               multiple of PR_GetMemMapAlignment()
 *   PR_BUFFER_OVERFLOW_ERROR    offset is negative, or the window ends where
 *                               files cannot have a position
 *   PR_NO_ACCESS_RIGHTS_ERROR   the descriptor does not grant that
 *   PR_BAD_DESCRIPTOR_ERROR     the descriptor was closed
 *   PR_OPERATION_NOT_SUPPORTED_ERROR  what is open cannot be mapped
 *   PR_OUT_OF_MEMORY_ERROR      no room in the address space
 */
NSPR_API(void *) PR_MemMap(PRFileMap *fmap, PROffset64 offset, PRUint32 len);

/*
 * Unmap a window, or the pages of a piece of it.  What is not mapped, stays
 * so without an error.
 *
 * Returns PR_FAILURE with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  addr is not where a page begins, or len is 0
 */
NSPR_API(PRStatus) PR_MemUnmap(void *addr, PRUint32 len);

/*
 * Release a map.  Its windows stay until they are unmapped, and fd stays open.
 * PR_FAILURE with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  fmap is NULL
 */
NSPR_API(PRStatus) PR_CloseFileMap(PRFileMap *fmap);

/*
 * Wait until the device has what was written to a window, or to a piece of
 * it.
 *
 *   fd    the file; not used, may be NULL
 *   addr  where in memory, at the beginning of a page
 *   len   how many bytes
 *
 * Returns PR_FAILURE with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  addr is not where a page begins
 *   PR_OUT_OF_MEMORY_ERROR     some of it is not mapped
 *   PR_IO_ERROR                the device failed
 */
NSPR_API(PRStatus) PR_SyncMemMap(PRFileDesc *fd, void *addr, PRUint32 len);

PR_END_EXTERN_C

#endif /* prio_h___ */
