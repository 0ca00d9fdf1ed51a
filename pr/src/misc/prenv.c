/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The environment.
 *
 * C libraries move the array of pointers when it grows, under the feet of who
 * is reading it: hence the lock.  They let values live on that setenv()
 * replaces, or they could not hand out pointers to them.
 */
#include "config.h"

#include "prenv.h"
#include "prmem.h"
#include "private/pprimpl.h"
#include "private/pprunix.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

extern char **environ; /* POSIX has no header for it */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

char *
_PR_CopyText(const char *text)
{
    PRSize size = strlen(text) + 1;
    char  *copy = malloc(size);

    if (copy != NULL) {
        memcpy(copy, text, size);
    }
    return copy;
}

static PRBool
IsName(const char *var)
{
    if (var == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_FALSE;
    }
    return PR_TRUE;
}

PR_IMPLEMENT(char *)
PR_GetEnv(const char *var)
{
    char *value;

    _PR_EnsureInit();
    if (!IsName(var)) {
        return NULL;
    }
    (void)pthread_mutex_lock(&lock);
    value = getenv(var);
    (void)pthread_mutex_unlock(&lock);
    return value;
}

PR_IMPLEMENT(char *)
PR_GetEnvSecure(const char *var)
{
    const char *value;

    _PR_EnsureInit();
    if (!IsName(var)) {
        return NULL;
    }
    (void)pthread_mutex_lock(&lock);
    value = _MD_SecureGetenv(var);
    (void)pthread_mutex_unlock(&lock);
    return (char *)value;
}

/*
 * Put a copy of a string, which this frees or gives away, into the
 * environment.  Returns 0 or an errno value.
 */
static PRInt32
SetCopy(char *copy, PRSize nameLength)
{
    PRInt32 err = 0;

    if (nameLength > 0) {
        copy[nameLength] = '\0';
        if (setenv(copy, copy + nameLength + 1, 1) != 0) {
            err = errno;
        }
    } else {
        /* setenv() has no use for a variable without a name, NSPR has; not
         * every C library lets it. */
        if (putenv(copy) == 0) {
            return 0;
        }
        err = errno;
    }
    free(copy);
    return err;
}

PR_IMPLEMENT(PRStatus)
PR_SetEnv(const char *string)
{
    const char *equals = string != NULL ? strchr(string, '=') : NULL;
    char       *copy;
    PRInt32     err;

    _PR_EnsureInit();
    if (equals == NULL) {
        PR_SetError(PR_INVALID_ARGUMENT_ERROR, EINVAL);
        return PR_FAILURE;
    }
    copy = _PR_CopyText(string);
    if (copy == NULL) {
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
        return PR_FAILURE;
    }
    (void)pthread_mutex_lock(&lock);
    err = SetCopy(copy, (PRSize)(equals - string));
    (void)pthread_mutex_unlock(&lock);
    if (err != 0) {
        _PR_SetOSError(err);
        return PR_FAILURE;
    }
    return PR_SUCCESS;
}

/* --- Copies -------------------------------------------------------------- */

void
_PR_FreeEnvironment(char **copy)
{
    PRSize i;

    for (i = 0; copy != NULL && copy[i] != NULL; i++) {
        free(copy[i]);
    }
    free(copy);
}

/* Called with the lock held; NULL for want of memory. */
static char **
CopyEnvironment(void)
{
    PRSize count = 0, i;
    char **copy;

    while (environ != NULL && environ[count] != NULL) {
        count++;
    }
    copy = calloc(count + 1, sizeof *copy);
    for (i = 0; copy != NULL && i < count; i++) {
        copy[i] = _PR_CopyText(environ[i]);
        if (copy[i] == NULL) {
            _PR_FreeEnvironment(copy);
            return NULL;
        }
    }
    return copy;
}

PR_IMPLEMENT(char **)
PR_DuplicateEnvironment(void)
{
    char **copy;

    _PR_EnsureInit();
    (void)pthread_mutex_lock(&lock);
    copy = CopyEnvironment();
    (void)pthread_mutex_unlock(&lock);
    if (copy == NULL) {
        PR_SetError(PR_OUT_OF_MEMORY_ERROR, ENOMEM);
    }
    return copy;
}
