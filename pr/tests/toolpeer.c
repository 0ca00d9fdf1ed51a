/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Puts segments and semaphores in the states that prshm(1) tells of.
 *
 * One source for both sides: toolpeer_ours is linked with libprshm,
 * toolpeer_stock with stock NSPR.
 *
 *   segment NAME SIZE MODE HOW     create it; then, by HOW: "exit"; "hold" it
 *                                  open, or "attach" it, until standard input
 *                                  ends
 *   semaphore NAME VALUE MODE HOW  the same; or "wait" for it
 *   collide NAME OTHER             make NAME a file whose inode has the lowest
 *                                  16 bits of OTHER's; takes a tmpfs
 *   churn PREFIX ROUNDS            make segments, have another process attach
 *                                  them, die, and have that one see that the
 *                                  name still leads there
 *
 * What waits says "ready" first.
 */
#include <prerror.h>
#include <pripcsem.h>
#include <prshm.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEYS 65536

static int
fail(const char *what)
{
    fprintf(stderr, "%s: error %d %d\n", what, (int)PR_GetError(),
            (int)PR_GetOSError());
    return 1;
}

/* Tell the test that the state is in place, and end with it: nothing is let go
 * of before. */
static void __attribute__((noreturn)) stay(void)
{
    char byte;

    puts("ready");
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
    _exit(0);
}

static int
make_segment(char **args)
{
    PRSharedMemory *segment =
        PR_OpenSharedMemory(args[0], strtoul(args[1], NULL, 10), PR_SHM_CREATE,
                            (PRIntn)strtol(args[2], NULL, 8));

    if (segment == NULL) {
        return fail("open");
    }
    if (strcmp(args[3], "attach") == 0 &&
        PR_AttachSharedMemory(segment, 0) == NULL) {
        return fail("attach");
    }
    if (strcmp(args[3], "exit") != 0) {
        stay();
    }
    PR_CloseSharedMemory(segment);
    return 0;
}

static int
make_semaphore(char **args)
{
    PRSem *semaphore = PR_OpenSemaphore(args[0], PR_SEM_CREATE,
                                        (PRIntn)strtol(args[2], NULL, 8),
                                        (PRUintn)strtoul(args[1], NULL, 10));

    if (semaphore == NULL) {
        return fail("open");
    }
    if (strcmp(args[3], "wait") == 0) {
        puts("ready");
        fflush(stdout);
        return PR_WaitSemaphore(semaphore) == PR_SUCCESS ? 0 : fail("wait");
    }
    if (strcmp(args[3], "exit") != 0) {
        stay();
    }
    PR_CloseSemaphore(semaphore);
    return 0;
}

/* --- Collisions ---------------------------------------------------------- */

static unsigned long
make_file(const char *name)
{
    struct stat info;
    int         fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);

    if (fd == -1 || fstat(fd, &info) == -1) {
        perror(name);
        exit(1);
    }
    close(fd);
    return (unsigned long)info.st_ino;
}

/* tmpfs numbers its inodes one after the other; others may take some. */
static int
collide(char **args)
{
    struct stat   info;
    unsigned long wanted;
    long          i;

    if (stat(args[1], &info) == -1) {
        perror(args[1]);
        return 1;
    }
    wanted = (unsigned long)info.st_ino % KEYS;
    for (i = 0; i < 20L * KEYS; i++) {
        if (make_file(args[0]) % KEYS == wanted) {
            return 0;
        }
        unlink(args[0]);
    }
    fprintf(stderr, "the inode did not come round\n");
    return 1;
}

/* --- Coming and going ---------------------------------------------------- */

#define SIZE 4096

/* See that the name leads to this very memory, several times. */
static int
verify(const char *name, volatile int *memory)
{
    PRSharedMemory *again;
    volatile int   *other;
    int             i, bad;

    for (i = 0; i < 20; i++) {
        again = PR_OpenSharedMemory(name, 0, 0, 0600);
        if (again == NULL) {
            return fail(name);
        }
        other = PR_AttachSharedMemory(again, 0);
        if (other == NULL) {
            return fail("attach");
        }
        *memory = i + 1;
        bad = *other != i + 1;
        PR_DetachSharedMemory(again, (void *)other);
        PR_CloseSharedMemory(again);
        if (bad) {
            fprintf(stderr, "%s leads to other memory\n", name);
            return 1;
        }
        usleep(500);
    }
    return 0;
}

/* Make it, leave it to a child that has it attached, and die. */
static int
live_once(const char *name)
{
    PRSharedMemory *segment =
        PR_OpenSharedMemory(name, SIZE, PR_SHM_CREATE | PR_SHM_EXCL, 0600);
    void *memory;
    pid_t child;

    if (segment == NULL) {
        return fail(name);
    }
    memory = PR_AttachSharedMemory(segment, 0);
    if (memory == NULL) {
        return fail("attach");
    }
    child = fork(); /* has it attached, as all that we have */
    if (child == 0) {
        _exit(verify(name, memory));
    }
    return child == -1;
}

/* Each life is one of a process of its own, whose exit is this one's to know;
 * what its child finds comes through a pipe that ends with the last. */
static int
churn(char **args)
{
    char  name[2048], report[512];
    int   ends[2], round, rounds = atoi(args[1]), bad = 0;
    FILE *reports;

    if (pipe(ends) == -1) {
        return 1;
    }
    for (round = 0; round < rounds; round++) {
        snprintf(name, sizeof name, "%s-%d", args[0], round);
        if (fork() == 0) {
            dup2(ends[1], STDERR_FILENO);
            close(ends[0]);
            close(ends[1]);
            _exit(live_once(name));
        }
        wait(NULL);
    }
    close(ends[1]);
    reports = fdopen(ends[0], "r");
    while (fgets(report, sizeof report, reports) != NULL) {
        fputs(report, stdout);
        bad = 1;
    }
    fclose(reports);
    return bad;
}

/* --- The command --------------------------------------------------------- */

static const struct {
    const char *name;
    int         count;
    int (*run)(char **args);
} commands[] = {
    { "segment", 4, make_segment },
    { "semaphore", 4, make_semaphore },
    { "collide", 2, collide },
    { "churn", 2, churn },
};

int
main(int argc, char **argv)
{
    unsigned i;

    for (i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (argc > 1 && strcmp(argv[1], commands[i].name) == 0 &&
            argc - 2 == commands[i].count) {
            return commands[i].run(argv + 2);
        }
    }
    fprintf(stderr, "usage: see toolpeer.c\n");
    return 2;
}
