/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm backends: the mechanisms of this build, and whether they work here.
 */
#include "config.h"

#include "access.h"
#include "json.h"
#include "options.h"
#include "private/pprnamed.h"
#include "private/pprshm.h"
#include "text.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

/* --- Trying -------------------------------------------------------------- */

static PRInt32
TrySysv(void)
{
    int id = shmget(IPC_PRIVATE, 1, IPC_CREAT | 0600);

    if (id == -1) {
        return errno;
    }
    (void)shmctl(id, IPC_RMID, NULL);
    return 0;
}

static PRInt32
TryPosix(void)
{
    char   *name = Format("/prshm.%ld", (long)getpid());
    int     fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    PRInt32 err = fd == -1 ? errno : 0;

    if (fd != -1) {
        (void)shm_unlink(name);
        (void)close(fd);
    }
    free(name);
    return err;
}

static PRInt32
TryFile(void)
{
    return 0; /* that depends on the name alone */
}

typedef struct Mechanism {
    const char *name, *what;
    PRInt32 (*try)(void);
} Mechanism;

static const Mechanism mechanisms[] = {
    { "sysv", "System V objects, those of stock NSPR", TrySysv },
    { "posix", "objects of shm_open()", TryPosix },
    { "file", "the file at the name itself", TryFile },
};

/* --- Showing ------------------------------------------------------------- */

static const Column columns[] = {
    { "MECHANISM", PR_FALSE },
    { "WORKS", PR_FALSE },
    { "USED", PR_FALSE },
    { "WHAT IT MAKES", PR_FALSE },
};

static PRBool
IsCompiled(const char *name)
{
    const char *other;
    PRIntn      i;

    for (i = 0; (other = _PR_MD_ShmBackendName(i)) != NULL; i++) {
        if (strcmp(other, name) == 0) {
            return PR_TRUE;
        }
    }
    return PR_FALSE;
}

/* What new objects are made with; NULL if the setting names none. */
static const char *
Preferred(void)
{
    PRIntn i = _MD_PreferredMechanism();

    return i != -1 ? _PR_MD_ShmBackendName(i) : NULL;
}

static char *
FormatUse(const char *name)
{
    const char *preferred = Preferred();

    if (preferred != NULL && strcmp(preferred, name) == 0) {
        return Copy(strcmp(name, SHM_DEFAULT_BACKEND) == 0 ? "by default"
                                                           : "as set");
    }
    return Copy("-");
}

static PRInt32
Try(const Mechanism *mechanism)
{
    return IsCompiled(mechanism->name) ? mechanism->try() : ENOSYS;
}

static void
Show(void)
{
    Table  table = { columns, PR_ARRAY_SIZE(columns), { 0 } };
    PRSize i;

    for (i = 0; i < PR_ARRAY_SIZE(mechanisms); i++) {
        PRInt32 err = Try(&mechanisms[i]);

        AddCell(&table, Copy(mechanisms[i].name), PLAIN);
        AddCell(&table, Copy(err == 0 ? "yes" : strerror(err)),
                err == 0 ? GREEN : RED);
        AddCell(&table, FormatUse(mechanisms[i].name), PLAIN);
        AddCell(&table, Copy(mechanisms[i].what), PLAIN);
    }
    ShowTable(&table);
}

static void
ShowBackendsAsJson(void)
{
    Json   json = { .depth = 0 };
    PRSize i;

    BeginObject(&json, NULL);
    PutText(&json, "default", SHM_DEFAULT_BACKEND);
    PutText(&json, "used", Preferred());
    BeginArray(&json, "backends");
    for (i = 0; i < PR_ARRAY_SIZE(mechanisms); i++) {
        PRInt32 err = Try(&mechanisms[i]);

        BeginObject(&json, NULL);
        PutText(&json, "name", mechanisms[i].name);
        PutBool(&json, "compiled", IsCompiled(mechanisms[i].name));
        PutBool(&json, "works", err == 0);
        PutText(&json, "reason", err == 0 ? NULL : strerror(err));
        End(&json);
    }
    End(&json);
    End(&json);
}

int
RunBackends(int argc, char **argv)
{
    PRBool       asJson = PR_FALSE;
    const Option options[] = {
        { 'j', "json", OPTION_FLAG, &asJson, NULL, "write JSON" },
        { .name = NULL },
    };
    int status;

    if (!ReadOptions(argc, argv, options, 0, 0, NULL, &status)) {
        return status;
    }
    if (asJson) {
        ShowBackendsAsJson();
    } else {
        Show();
    }
    return Preferred() != NULL ? EXIT_SUCCESS : FailSetting();
}
