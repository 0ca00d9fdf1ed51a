/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Makes each call of prshm.h between two marks that show in a trace of system
 * calls: a write() to no descriptor, of "begin WHAT" or "end WHAT".
 *
 *   calls NAME    a name that nobody uses
 *
 * One source for both sides: calls_ours is linked with libprshm, calls_stock
 * with stock NSPR.  Everything is done once without marks before, so that
 * initialisation and the first memory of malloc() are not counted.  Exits with
 * 1, and a reason, if a call does not do what it should or leaves a descriptor
 * open.
 */
#include <prerror.h>
#include <prshm.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIZE           4096
#define MODE           0600
#define MAX_DESCRIPTOR 256

static const char *name;
static int         marking, may_delete;

/* What the calls work on. */
static PRSharedMemory *shm;
static volatile char  *addr;

static void
clean(void)
{
    if (may_delete) {
        (void)PR_DeleteSharedMemory(name);
    }
}

static void
mark(const char *edge, const char *what)
{
    char text[80];
    int  length = snprintf(text, sizeof text, "%s %s", edge, what);

    if (marking && write(-1, text, (size_t)length) != -1) {
        exit(1);
    }
}

static int
count_descriptors(void)
{
    int count = 0, fd;

    for (fd = 0; fd < MAX_DESCRIPTOR; fd++) {
        count += fcntl(fd, F_GETFD) != -1;
    }
    return count;
}

/* --- The calls ----------------------------------------------------------- */

static int
do_open(void)
{
    shm = PR_OpenSharedMemory(name, SIZE, 0, MODE);
    return shm != NULL;
}

static int
do_create(void)
{
    shm = PR_OpenSharedMemory(name, SIZE, PR_SHM_CREATE, MODE);
    return shm != NULL;
}

static int
do_create_exclusive(void)
{
    shm = PR_OpenSharedMemory(name, SIZE, PR_SHM_CREATE | PR_SHM_EXCL, MODE);
    return shm != NULL;
}

static int
do_refuse_existing(void)
{
    return PR_OpenSharedMemory(name, SIZE, PR_SHM_CREATE | PR_SHM_EXCL,
                               MODE) == NULL &&
           PR_GetError() == PR_FILE_EXISTS_ERROR;
}

static int
do_attach(void)
{
    addr = PR_AttachSharedMemory(shm, 0);
    return addr != NULL;
}

static int
do_detach(void)
{
    return PR_DetachSharedMemory(shm, (void *)addr) == PR_SUCCESS;
}

static int
do_close(void)
{
    return PR_CloseSharedMemory(shm) == PR_SUCCESS;
}

static int
do_delete(void)
{
    return PR_DeleteSharedMemory(name) == PR_SUCCESS;
}

static int
do_connect(void)
{
    return do_open() && do_attach() && addr[0] == 0 && do_detach() &&
           do_close();
}

static int
do_life_cycle(void)
{
    if (!do_create_exclusive() || !do_attach()) {
        return 0;
    }
    addr[0] = 1;
    return do_detach() && do_close() && do_delete();
}

/* In this order; each leaves things as the next needs them. */
static const struct {
    const char *what;
    int (*call)(void);
} steps[] = {
    { "create-exclusive", do_create_exclusive },
    { "close", do_close },
    { "open", do_open },
    { "attach", do_attach },
    { "detach", do_detach },
    { "close", do_close },
    { "create-existing", do_create },
    { "close", do_close },
    { "exclusive-existing", do_refuse_existing },
    { "connect", do_connect },
    { "delete", do_delete },
    { "create", do_create },
    { "close", do_close },
    { "delete", do_delete },
    { "life-cycle", do_life_cycle },
};

static void
do_all(void)
{
    int    before, worked;
    size_t i;

    for (i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        before = count_descriptors();
        mark("begin", steps[i].what);
        worked = steps[i].call();
        mark("end", steps[i].what);
        if (!worked) {
            printf("%s: error %d, system error %d\n", steps[i].what,
                   (int)PR_GetError(), (int)PR_GetOSError());
            exit(1);
        }
        if (count_descriptors() != before) {
            printf("%s: leaves a descriptor open\n", steps[i].what);
            exit(1);
        }
    }
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        puts("usage: calls NAME");
        return 1;
    }
    name = argv[1];
    if (access(name, F_OK) == 0) {
        printf("%s is there already\n", name);
        return 1;
    }
    may_delete = 1;
    atexit(clean);
    do_all();
    marking = 1;
    do_all();
    may_delete = 0;
    return 0;
}
