/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm doctor: what on this machine may be in the way of shared memory, now or
 * later.
 */
#include "config.h"

#include "doctor.h"
#include "json.h"
#include "options.h"
#include "private/pprnamed.h"
#include "private/pprshm.h"
#include "text.h"
#include "tool.h"

#include <stdio.h>
#include <string.h>

static void
CheckSetting(Finding *finding)
{
    const char *setting = _PR_MD_ShmBadSetting();

    if (setting != NULL) {
        Find(finding, STATE_BAD, "no mechanism %s", setting);
    } else {
        Find(finding, STATE_OK, "new segments and semaphores are of %s",
             _PR_MD_ShmBackendName(_MD_PreferredMechanism()));
    }
}

/* In the order in which people should read them; each in doctor_sysv.c or
 * doctor_files.c. */
static const Check checks[] = {
    { "PRSHM_BACKEND", CheckSetting,
      "where it names no mechanism, every open, create and delete fails",
      "unset it, or set it to what prshm backends lists" },
    { "sysv", CheckSysv,
      "segments and semaphores of stock NSPR are System V objects",
      "use a kernel with CONFIG_SYSVIPC, allow shmget() and semget() in the "
      "container, or set PRSHM_BACKEND=posix" },
    { "shmmax", CheckShmmax, "no segment can be larger",
      "sysctl -w kernel.shmmax=18446744073692774399" },
    { "shmall", CheckShmall,
      "all System V segments together can have no more pages; then none can "
      "be "
      "made",
      "prshm gc, or sysctl -w kernel.shmall=18446744073692774399" },
    { "shmmni", CheckShmmni,
      "once there are so many System V segments, none can be made",
      "prshm gc, or sysctl -w kernel.shmmni=32768" },
    { "semmni", CheckSemmni,
      "once there are so many System V semaphore sets, none can be made",
      "prshm gc, or sysctl -w kernel.sem='32000 1024000000 500 32000'" },
    { "ipc-namespace", CheckIpcNamespace,
      "System V objects of one IPC namespace are not seen in another, though "
      "the names are the same files",
      "run the programs in one container, or share its IPC namespace "
      "(--ipc=host, --ipc=container:NAME)" },
    { "RemoveIPC", CheckRemoveIpc,
      "when a user who is no system user logs out, systemd-logind removes all "
      "that the user has in System V and in /dev/shm, used or not",
      "RemoveIPC=no in /etc/systemd/logind.conf, or run the programs as a "
      "system user" },
    { "dev-shm", CheckDevShm,
      "the objects of PRSHM_BACKEND=posix are files in /dev/shm, whose room "
      "they take; everybody must be able to make them, and nobody to remove "
      "others'",
      "mount -o remount,size=50%,mode=1777 /dev/shm" },
    { "protected_regular", CheckProtectedRegular,
      "stock NSPR opens markers in a way that this forbids in directories "
      "such "
      "as /tmp, if they are another user's; prshm does not",
      "put names in a directory without the sticky bit, or sysctl -w "
      "fs.protected_regular=0" },
    { "tmpfiles", CheckTmpfiles,
      "systemd-tmpfiles removes old files: without its marker a segment has "
      "no "
      "name any more",
      "a line 'x /tmp/NAME' in /etc/tmpfiles.d/prshm.conf, or names in "
      "another "
      "directory" },
    { "mount-namespace", CheckMountNamespace,
      "a service with PrivateTmp, or in a container, has a /tmp of its own: "
      "the same name is another file",
      "names in a directory that all of them share, or PrivateTmp=no" },
    { "huge-pages", CheckHugePages,
      "PRX_SHM_HUGE asks for huge pages, which the system may not give",
      "echo advise >/sys/kernel/mm/transparent_hugepage/shmem_enabled" },
};

#define CHECKS PR_ARRAY_SIZE(checks)

static const char *const stateNames[] = { "ok", "unknown", "trap", "bad" };

/* --- What a check says --------------------------------------------------- */

void
Find(Finding *finding, State state, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    free(finding->what);
    finding->state = state;
    finding->what = FormatArguments(format, args);
    va_end(args);
}

/* --- Showing ------------------------------------------------------------- */

static void
ShowState(State state)
{
    static const char *const colours[] = { "\033[32m", "", "\033[33m",
                                           "\033[31m" };
    const char              *name = stateNames[state];

    if (IsColoured(stdout)) {
        printf("%s%-8s\033[0m", colours[state], name);
    } else {
        printf("%-8s", name);
    }
}

/* What helps, or NULL if all is well. */
static const char *
CureOf(const Check *check, const Finding *finding)
{
    return finding->state == STATE_OK ? NULL : check->cure;
}

static void
Show(const Check *check, const Finding *finding)
{
    char       *what = Printable(finding->what);
    const char *cure = CureOf(check, finding);

    ShowState(finding->state);
    printf("%s: %s\n", check->name, what);
    printf("        why:  %s\n", check->why);
    printf("        cure: %s\n", cure != NULL ? cure : "none needed");
    free(what);
}

static void
PutFinding(Json *json, const Check *check, const Finding *finding)
{
    BeginObject(json, NULL);
    PutText(json, "check", check->name);
    PutText(json, "state", stateNames[finding->state]);
    PutText(json, "what", finding->what);
    PutText(json, "why", check->why);
    PutText(json, "cure", CureOf(check, finding));
    End(json);
}

int
RunDoctor(int argc, char **argv)
{
    PRBool       asJson = PR_FALSE;
    const Option options[] = {
        { 'j', "json", OPTION_FLAG, &asJson, NULL, "write JSON" },
        { .name = NULL },
    };
    Finding findings[CHECKS] = { { .what = NULL } };
    Json    json = { .depth = 0 };
    PRSize  i;
    PRBool  bad = PR_FALSE;
    int     status;

    if (!ReadOptions(argc, argv, options, 0, 0, NULL, &status)) {
        return status;
    }
    if (asJson) {
        BeginObject(&json, NULL);
        BeginArray(&json, "checks");
    }
    for (i = 0; i < CHECKS; i++) {
        checks[i].check(&findings[i]);
        bad = bad || findings[i].state == STATE_BAD;
        if (asJson) {
            PutFinding(&json, &checks[i], &findings[i]);
        } else {
            Show(&checks[i], &findings[i]);
        }
        free(findings[i].what);
    }
    if (asJson) {
        End(&json);
        PutBool(&json, "well", !bad);
        End(&json);
    }
    return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
