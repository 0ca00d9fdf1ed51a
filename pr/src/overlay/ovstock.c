/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The runtime of the overlay: the NSPR that the program has.
 *
 * The functions that the module calls are here under the names that it knows,
 * and pass the calls on to the NSPR in the process.  That is looked for only
 * when it is needed, because the overlay must not depend on it: the overlay is
 * loaded into programs without NSPR, too, and into those that load one later.
 */
#include "config.h"

#include "prenv.h"
#include "prerror.h"
#include "prinit.h"
#include "prlog.h"
#include "prmem.h"
#include "private/pproverlay.h"
#include "private/pprio.h"
#include "prproces.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* --- Looking ------------------------------------------------------------- */

/* How a library asks for NSPR. */
#define STOCK_LIBRARY "libnspr4.so"

/* As long as stock NSPR's lines. */
#define LOG_LINE_SIZE 512

/* Have the library of an address stay: a plugin that brought it along may be
 * unloaded, and takes it with it. */
static void
Hold(const void *address)
{
    Dl_info library;

    if (dladdr(address, &library) != 0) {
        (void)dlopen(library.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    }
}

/*
 * What the program sees behind this library.  A plugin may have brought NSPR
 * along for itself alone; then it is here by its own name.
 */
static void *
Look(const char *name)
{
    void *address = dlsym(RTLD_NEXT, name);
    void *library;

    if (address != NULL) {
        Hold(address);
        return address;
    }
    library = dlopen(STOCK_LIBRARY, RTLD_LAZY | RTLD_NOLOAD); /* it stays */
    return library != NULL ? dlsym(library, name) : NULL;
}

void *
_PR_FindStock(_PRStock *function)
{
    void *address = __atomic_load_n(&function->address, __ATOMIC_RELAXED);

    if (address == NULL) {
        address = Look(function->name);
        __atomic_store_n(&function->address, address, __ATOMIC_RELAXED);
    }
    return address;
}

/* --- Memory -------------------------------------------------------------- */

PR_IMPLEMENT(void *)
PR_Malloc(PRUint32 size)
{
    _PR_STOCK(PR_Malloc);

    return stock != NULL ? stock(size) : NULL;
}

PR_IMPLEMENT(void)
PR_Free(void *ptr)
{
    _PR_STOCK(PR_Free);

    if (stock != NULL) {
        stock(ptr);
    }
}

/* --- Errors -------------------------------------------------------------- */

PR_IMPLEMENT(void)
PR_SetError(PRErrorCode errorCode, PRInt32 oserr)
{
    _PR_STOCK(PR_SetError);

    if (stock != NULL) {
        stock(errorCode, oserr);
    }
}

PR_IMPLEMENT(PRErrorCode)
PR_GetError(void)
{
    _PR_STOCK(PR_GetError);

    return stock != NULL ? stock() : PR_NOT_IMPLEMENTED_ERROR;
}

PR_IMPLEMENT(const char *)
PR_ErrorToName(PRErrorCode code)
{
    _PR_STOCK(PR_ErrorToName);

    return stock != NULL ? stock(code) : NULL;
}

/* --- The log ------------------------------------------------------------- */

PR_IMPLEMENT(PRStatus)
PR_CallOnce(PRCallOnceType *once, PRCallOnceFN func)
{
    _PR_STOCK(PR_CallOnce);

    return stock != NULL ? stock(once, func) : PR_FAILURE;
}

PR_IMPLEMENT(PRLogModuleInfo *)
PR_NewLogModule(const char *name)
{
    _PR_STOCK(PR_NewLogModule);

    return stock != NULL ? stock(name) : NULL;
}

PR_IMPLEMENT(void)
PR_LogPrint(const char *fmt, ...)
{
    char    line[LOG_LINE_SIZE];
    va_list args;
    _PR_STOCK(PR_LogPrint);

    if (stock != NULL) {
        va_start(args, fmt);
        (void)vsnprintf(line, sizeof line, fmt, args);
        va_end(args);
        stock("%s", line);
    }
}

/* --- What children inherit ----------------------------------------------- */

PR_IMPLEMENT(char *)
PR_GetEnv(const char *var)
{
    _PR_STOCK(PR_GetEnv);

    return stock != NULL ? stock(var) : NULL;
}

PR_IMPLEMENT(PRStatus)
PR_ProcessAttrSetInheritableFD(PRProcessAttr *attr, PRFileDesc *fd,
                               const char *name)
{
    _PR_STOCK(PR_ProcessAttrSetInheritableFD);

    return stock != NULL ? stock(attr, fd, name) : PR_FAILURE;
}

/* --- Descriptors and maps ------------------------------------------------ */

PR_IMPLEMENT(PRFileDesc *)
PR_ImportFile(PROsfd osfd)
{
    _PR_STOCK(PR_ImportFile);

    return stock != NULL ? stock(osfd) : NULL;
}

PR_IMPLEMENT(PRStatus)
PR_Close(PRFileDesc *fd)
{
    _PR_STOCK(PR_Close);

    return stock != NULL ? stock(fd) : PR_FAILURE;
}

PR_IMPLEMENT(PRFileMap *)
PR_CreateFileMap(PRFileDesc *fd, PRInt64 size, PRFileMapProtect prot)
{
    _PR_STOCK(PR_CreateFileMap);

    return stock != NULL ? stock(fd, size, prot) : NULL;
}
