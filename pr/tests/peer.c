/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A process that does what it is told with NSPR's shared memory.
 *
 * One source for both sides: peer_ours is linked with libprshm, peer_stock
 * with stock NSPR.  Commands come on standard input, a line each; every one
 * is answered with a line:
 *
 *   hello                         ready
 *   open H NAME SIZE FLAGS MODE   handle H (0 to 9) for a segment
 *   attach H A FLAGS              map it as attachment A (0 to 9)
 *   fill A OFFSET COUNT BYTE      write COUNT bytes
 *   look A OFFSET COUNT           "same BYTE" if all are equal, else "mixed"
 *   detach H A                    unmap
 *   close H
 *   delete NAME
 *   user UID                      become that user (from root)
 *   umask MASK                    in octal
 *
 * The answer to a call is "ok", or "error CODE OSERROR".  FLAGS and SIZE are
 * decimal, MODE is octal.
 */
#define _GNU_SOURCE /* setresuid() */

#include <prerror.h>
#include <prinit.h>
#include <prshm.h>

#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT 10

static PRSharedMemory *handles[COUNT];
static unsigned char  *attached[COUNT];

static void
answer(int succeeded)
{
    if (succeeded) {
        puts("ok");
    } else {
        printf("error %d %d\n", (int)PR_GetError(), (int)PR_GetOSError());
    }
}

static void
do_open(const char *args)
{
    char          name[2048];
    unsigned      h, mode;
    unsigned long size;
    int           flags;

    if (sscanf(args, "%u %2047s %lu %d %o", &h, name, &size, &flags, &mode) !=
            5 ||
        h >= COUNT) {
        puts("usage: open");
        return;
    }
    handles[h] = PR_OpenSharedMemory(name, size, flags, (PRIntn)mode);
    answer(handles[h] != NULL);
}

static void
do_attach(const char *args)
{
    unsigned h, a;
    int      flags;

    if (sscanf(args, "%u %u %d", &h, &a, &flags) != 3 || h >= COUNT ||
        a >= COUNT) {
        puts("usage: attach");
        return;
    }
    attached[a] = PR_AttachSharedMemory(handles[h], flags);
    answer(attached[a] != NULL);
}

static void
do_fill(const char *args)
{
    unsigned      a, byte;
    unsigned long offset, count;

    if (sscanf(args, "%u %lu %lu %u", &a, &offset, &count, &byte) != 4 ||
        a >= COUNT) {
        puts("usage: fill");
        return;
    }
    memset(attached[a] + offset, (int)byte, count);
    puts("ok");
}

static void
do_look(const char *args)
{
    unsigned      a;
    unsigned long offset, count, i;

    if (sscanf(args, "%u %lu %lu", &a, &offset, &count) != 3 || a >= COUNT ||
        count == 0) {
        puts("usage: look");
        return;
    }
    for (i = 1; i < count; i++) {
        if (attached[a][offset + i] != attached[a][offset]) {
            puts("mixed");
            return;
        }
    }
    printf("same %u\n", attached[a][offset]);
}

static void
do_detach(const char *args)
{
    unsigned h, a;

    if (sscanf(args, "%u %u", &h, &a) != 2 || h >= COUNT || a >= COUNT) {
        puts("usage: detach");
        return;
    }
    answer(PR_DetachSharedMemory(handles[h], attached[a]) == PR_SUCCESS);
}

static void
do_user(const char *args)
{
    uid_t user = (uid_t)strtoul(args, NULL, 10);

    if (setgroups(0, NULL) != 0 || setresgid(user, user, user) != 0 ||
        setresuid(user, user, user) != 0) {
        puts("cannot");
        return;
    }
    puts("ok");
}

static void
obey(const char *command, const char *args)
{
    if (strcmp(command, "hello") == 0) {
        puts("ready");
    } else if (strcmp(command, "open") == 0) {
        do_open(args);
    } else if (strcmp(command, "attach") == 0) {
        do_attach(args);
    } else if (strcmp(command, "fill") == 0) {
        do_fill(args);
    } else if (strcmp(command, "look") == 0) {
        do_look(args);
    } else if (strcmp(command, "detach") == 0) {
        do_detach(args);
    } else if (strcmp(command, "close") == 0) {
        answer(PR_CloseSharedMemory(handles[atoi(args) % COUNT]) == PR_SUCCESS);
    } else if (strcmp(command, "delete") == 0) {
        answer(PR_DeleteSharedMemory(args) == PR_SUCCESS);
    } else if (strcmp(command, "user") == 0) {
        do_user(args);
    } else if (strcmp(command, "umask") == 0) {
        umask((mode_t)strtoul(args, NULL, 8));
        puts("ok");
    } else {
        puts("unknown command");
    }
}

int
main(void)
{
    char  line[4096];
    char *args;

    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        args = strchr(line, ' ');
        if (args != NULL) {
            *args++ = '\0';
        } else {
            args = line + strlen(line);
        }
        obey(line, args);
        fflush(stdout);
    }
    return 0;
}
