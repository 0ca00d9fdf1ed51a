/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The checks of prshm doctor.
 */
#ifndef doctor_h___
#define doctor_h___

#include "memory.h"
#include "prtypes.h"

typedef enum State {
    STATE_OK,
    STATE_UNKNOWN, /* the system does not tell */
    STATE_TRAP,    /* nothing is wrong now, but programs may fall into it */
    STATE_BAD      /* something needs doing */
} State;

typedef struct Finding {
    State state;
    char *what; /* it is like; owned */
} Finding;

typedef struct Check {
    const char *name;
    void (*check)(Finding *finding); /* calls Find() */
    const char *why, *cure;          /* it matters; in a line */
} Check;

/* Set what was found, as in printf(). */
void Find(Finding *finding, State state, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* doctor_sysv.c */
void CheckSysv(Finding *finding);
void CheckShmmax(Finding *finding);
void CheckShmall(Finding *finding);
void CheckShmmni(Finding *finding);
void CheckSemmni(Finding *finding);
void CheckIpcNamespace(Finding *finding);
void CheckRemoveIpc(Finding *finding);

/* doctor_files.c */
void CheckDevShm(Finding *finding);
void CheckProtectedRegular(Finding *finding);
void CheckTmpfiles(Finding *finding);
void CheckMountNamespace(Finding *finding);
void CheckHugePages(Finding *finding);

/* Tell how many processes have another namespace of a kind ("ipc") than this
 * one; UNKNOWN if none could be looked at.  hidden: those that could not. */
PRInt64 CountOtherNamespaces(const char *kind, PRInt64 *hidden);

/*
 * Read the configuration files of systemd of a kind ("tmpfiles.d",
 * "systemd/logind.conf.d"): each line of each, in order of their names.  What
 * is in /etc hides a file of the same name in /run and /usr/lib.
 */
void ReadDropIns(const char *kind, void (*read)(const char *line, void *arg),
                 void       *arg);
void ReadLines(const char *path, void (*read)(const char *line, void *arg),
               void       *arg);

/* Whether systemd runs this system. */
PRBool HasSystemd(void);

#endif /* doctor_h___ */
