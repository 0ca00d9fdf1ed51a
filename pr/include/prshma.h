/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Anonymous shared memory.
 *
 * It has no name; processes get it by inheriting its descriptor.  There are two
 * ways to tell a child which descriptor that is: a string that the parent
 * exports and hands over by any means, and a name that PR_CreateProcess()
 * passes on.  The memory is a PRFileMap, to be mapped with PR_MemMap() (prio.h)
 * and released with PR_CloseFileMap().  It is freed when no process has it open
 * or mapped any more.
 *
 * All calls are thread-safe.  A call that fails sets the error of the thread
 * (prerror.h) and has no other effect.  Source: NSPR 4.35, observed; prshm(7)
 * lists where it differs.
 */
#ifndef prshma_h___
#define prshma_h___

#include "prio.h"
#include "prproces.h"
#include "prtypes.h"

PR_BEGIN_EXTERN_C

/*
 * Make shared memory, all zero at first.  Its room is taken at once.  Its
 * descriptor survives exec(), in children of any kind.  On Linux, which can
 * prevent that, nobody can make the memory smaller.
 *
 *   dirName  a directory, which must exist.  A file is made in it, without a
 *            name or with one for an instant, where the system has no files
 *            that are in no directory (Linux has them).
 *   size     in bytes; 0 is possible, but of no use
 *   prot     how PR_MemMap() will map it
 *
 * Returns a map for PR_CloseFileMap(), which closes the descriptor, too; or
 * NULL with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  dirName is NULL, prot is no protection, or size
 *                              is more than any file can have
 *   PR_FILE_NOT_FOUND_ERROR    there is no such directory
 *   PR_NOT_DIRECTORY_ERROR     dirName, or a part of its path, is something
 *                              else
 *   PR_NO_ACCESS_RIGHTS_ERROR  a directory of its path may not be searched; or
 *                              a file has to be made in it, and it may not be
 *                              written
 *   PR_NO_DEVICE_SPACE_ERROR   there is no room, or more is asked for than the
 *                              machine has
 *   PR_FILE_TOO_BIG_ERROR      size is more than a file of this process may
 *                              have
 *   PR_OUT_OF_MEMORY_ERROR     no memory
 *   PR_PROC_DESC_TABLE_FULL_ERROR, PR_SYS_DESC_TABLE_FULL_ERROR
 *                              no descriptor
 */
NSPR_API(PRFileMap *)
PR_OpenAnonFileMap(const char *dirName, PRSize size, PRFileMapProtect prot);

/*
 * Have a child inherit a map by a name: PR_GetInheritedFileMap() finds it in
 * the processes that PR_CreateProcess() starts with these attributes, and in
 * those that they start.
 *
 *   attr     attributes; the map may be closed before they are used, but its
 *            descriptor must still be open then
 *   fmap     a map whose descriptor survives exec()
 *   shmname  the name; must not have a colon in it
 *
 * Returns PR_FAILURE with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  something is NULL, or shmname is empty or has a
 *                              colon
 *   PR_NO_ACCESS_RIGHTS_ERROR  exec() closes the descriptor of the map
 *   PR_BAD_DESCRIPTOR_ERROR    it is not open
 *   PR_OUT_OF_MEMORY_ERROR     no memory
 */
NSPR_API(PRStatus)
PR_ProcessAttrSetInheritableFileMap(PRProcessAttr *attr, PRFileMap *fmap,
                                    const char *shmname);

/*
 * Get a map that this process inherited by a name.  Each call returns a map of
 * its own, to be closed by itself.
 *
 * Returns a map for PR_CloseFileMap(), with the protection that it had in the
 * parent; or NULL with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  shmname is NULL, empty or has a colon
 *   PR_FILE_NOT_FOUND_ERROR    no map was inherited by that name
 *   PR_BAD_DESCRIPTOR_ERROR    its descriptor is not open any more
 *   PR_OUT_OF_MEMORY_ERROR     no memory
 *   PR_PROC_DESC_TABLE_FULL_ERROR  no descriptor
 */
NSPR_API(PRFileMap *) PR_GetInheritedFileMap(const char *shmname);

/* A buffer of this size, in bytes, is large enough for any export. */
#define PR_FILEMAP_STRING_BUFSIZE 128

/*
 * Write down what a child needs to have a map, in this form: descriptor, colon,
 * protection.  The child must inherit the descriptor by that very number.
 *
 *   fm       a map
 *   bufsize  of buf, in bytes; PR_FILEMAP_STRING_BUFSIZE is enough
 *   buf      receives the text, with a NUL at its end
 *
 * Returns PR_FAILURE, nothing written, with the error set:
 *   PR_INVALID_ARGUMENT_ERROR  fm or buf is NULL
 *   PR_BUFFER_OVERFLOW_ERROR   buf is too small
 */
NSPR_API(PRStatus)
PR_ExportFileMapAsString(PRFileMap *fm, PRSize bufsize, char *buf);

/*
 * Make a map from what was exported.  It owns the descriptor: closing the map
 * closes that.  If a map of this process owns it already, the new one gets
 * another descriptor of the same memory, so each can be closed by itself.
 *
 *   fmstring  exactly what PR_ExportFileMapAsString() writes
 *
 * Returns a map for PR_CloseFileMap(); or NULL, the descriptor left open, with
 * the error set:
 *   PR_INVALID_ARGUMENT_ERROR  fmstring is NULL or any other text; or the
 *                              descriptor is not that of a regular file
 *   PR_BAD_DESCRIPTOR_ERROR    the descriptor is not open
 *   PR_NO_ACCESS_RIGHTS_ERROR  it lacks rights that the protection needs
 *   PR_OUT_OF_MEMORY_ERROR     no memory
 *   PR_PROC_DESC_TABLE_FULL_ERROR  no descriptor
 */
NSPR_API(PRFileMap *) PR_ImportFileMapFromString(const char *fmstring);

PR_END_EXTERN_C

#endif /* prshma_h___ */
