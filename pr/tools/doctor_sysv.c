/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Checks of what concerns System V objects.
 */
#include "config.h"

#include "doctor.h"
#include "limits.h"
#include "object.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#define SMALL_SHMMAX ((PRInt64)32 << 20) /* what systems had long ago */
#define FULL         90                  /* per cent */

/* --- Whether there are any ----------------------------------------------- */

/* Size 0 is refused by a kernel that has such segments at all. */
void
CheckSysv(Finding *finding)
{
    PRInt32 shm = shmget(IPC_PRIVATE, 0, 0) == -1 ? errno : 0;
    PRInt32 sem = semget(IPC_PRIVATE, 0, 0) == -1 ? errno : 0;

    if (shm == ENOSYS || shm == EPERM || sem == ENOSYS || sem == EPERM) {
        Find(finding, STATE_BAD, "this system has none: %s",
             strerror(shm == ENOSYS || shm == EPERM ? shm : sem));
    } else if (access("/proc/sysvipc/shm", R_OK) == -1) {
        Find(finding, STATE_TRAP, "they work, but /proc/sysvipc lists none");
    } else {
        Find(finding, STATE_OK, "they work");
    }
}

/* --- Limits -------------------------------------------------------------- */

void
CheckShmmax(Finding *finding)
{
    Limits limits;
    char  *size;

    ReadLimits(&limits);
    size = FormatSize(limits.shmmax);
    Find(finding,
         limits.shmmax == UNKNOWN       ? STATE_UNKNOWN
         : limits.shmmax < SMALL_SHMMAX ? STATE_BAD
                                        : STATE_OK,
         "a segment may have %s", size);
    free(size);
}

static void
CheckUse(Finding *finding, PRInt64 used, PRInt64 limit, const char *what)
{
    if (used == UNKNOWN || limit == UNKNOWN) {
        Find(finding, STATE_UNKNOWN, "the system does not tell");
        return;
    }
    Find(finding,
         (double)used * 100 >= (double)limit * FULL ? STATE_BAD : STATE_OK,
         "%" PRId64 " of %" PRId64 " %s", used, limit, what);
}

void
CheckShmall(Finding *finding)
{
    Limits limits;

    ReadLimits(&limits);
    CheckUse(finding, limits.pages, limits.shmall, "pages");
}

void
CheckShmmni(Finding *finding)
{
    Limits limits;

    ReadLimits(&limits);
    CheckUse(finding, limits.count, limits.shmmni, "segments");
}

void
CheckSemmni(Finding *finding)
{
    Limits limits;

    ReadLimits(&limits);
    CheckUse(finding, limits.sets, limits.semmni, "sets");
}

/* --- Who sees them, who removes them ------------------------------------- */

void
CheckIpcNamespace(Finding *finding)
{
    PRInt64 hidden, others = CountOtherNamespaces("ipc", &hidden);

    if (others == UNKNOWN) {
        Find(finding, STATE_UNKNOWN, "no process may be looked at");
    } else if (others > 0) {
        Find(finding, STATE_TRAP, "processes in other namespaces: %" PRId64,
             others);
    } else {
        Find(finding, STATE_OK,
             "all processes that may be looked at share one (%" PRId64
             " may not)",
             hidden);
    }
}

/* The setting is the last one there is; without any it is "yes". */
static void
ReadSetting(const char *line, void *arg)
{
    static const char key[] = "RemoveIPC=";
    PRBool           *removes = arg;

    if (strncmp(line, key, sizeof key - 1) == 0) {
        line += sizeof key - 1;
        *removes =
            strchr("nNfF0", *line) == NULL && strcasecmp(line, "off") != 0;
    }
}

/* System users are those below the first one of people. */
static void
ReadFirstUser(const char *line, void *arg)
{
    static const char key[] = "UID_MIN";
    PRInt64          *first = arg;

    if (strncmp(line, key, sizeof key - 1) == 0) {
        *first = strtoll(line + sizeof key - 1, NULL, 10);
    }
}

void
CheckRemoveIpc(Finding *finding)
{
    PRBool  removes = PR_TRUE;
    PRInt64 first = 1000;
    PRBool  isSystem;
    char   *user = FormatOwner(getuid());

    ReadLines("/etc/systemd/logind.conf", ReadSetting, &removes);
    ReadDropIns("systemd/logind.conf.d", ReadSetting, &removes);
    ReadLines("/etc/login.defs", ReadFirstUser, &first);
    isSystem = (PRInt64)getuid() < first;
    if (!HasSystemd()) {
        Find(finding, STATE_OK, "systemd does not run here");
    } else if (!removes) {
        Find(finding, STATE_OK, "it is off");
    } else if (isSystem) {
        Find(finding, STATE_OK, "it is on, but %s is a system user", user);
    } else {
        Find(finding, STATE_TRAP, "it is on, and %s is no system user", user);
    }
    free(user);
}
