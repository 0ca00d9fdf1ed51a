/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A process that does what it is told with NSPR's shared memory and semaphores.
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
 *   count A OFFSET TIMES          count with all that pratom.h has, 3 more
 *                                 each time
 *   trade A OFFSET TIMES N        have the number N, and swap it for the one
 *                                 there: "has N", the one it ended with
 *   detach H A                    unmap
 *   close H
 *   delete NAME
 *   user UID                      become that user (from root)
 *   umask MASK                    in octal
 *   fork H A OFFSET BYTE          a child writes BYTE through the mapping it
 *                                 inherits, detaches it and ends
 *   arena FILE COUNT              make a meeting point for COUNT processes
 *   race FILE INDEX FLAGS ROUNDS NAME
 *                                 meet there and open NAME, all at once, again
 *                                 and again: "won N", how often it was opened,
 *                                 or what went wrong first
 *   sopen S NAME FLAGS MODE VALUE handle S (0 to 9) for a semaphore
 *   swait S, spost S, sclose S
 *   sdelete NAME
 *   pong A OFFSET MINE YOURS TIMES MOVE
 *                                 again and again: wait for semaphore MINE,
 *                                 see that the number in the memory is twice
 *                                 the rounds so far and MOVE, 0 or 1, add one,
 *                                 and post YOURS: "ok", or what was there
 *   guard A OFFSET S TIMES        add one to the number in the memory again
 *                                 and again, each time between a wait and a
 *                                 post
 *
 * The answer to a call is "ok", or "error CODE OSERROR".  FLAGS and SIZE are
 * decimal, MODE is octal.
 */
#define _GNU_SOURCE /* setresuid() */

#include <pratom.h>
#include <prerror.h>
#include <prinit.h>
#include <pripcsem.h>
#include <prshm.h>

#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT 10

static PRSharedMemory *handles[COUNT];
static unsigned char  *attached[COUNT];
static PRSem          *semaphores[COUNT];

static void
answer(int succeeded)
{
    if (succeeded) {
        puts("ok");
    } else {
        printf("error %d %d\n", (int)PR_GetError(), (int)PR_GetOSError());
    }
}

/* Nothing may be left of a handle, or a leak checker speaks up. */
static int
drop_handle(unsigned h)
{
    PRStatus status = PR_SUCCESS;

    if (handles[h] != NULL) {
        status = PR_CloseSharedMemory(handles[h]);
        handles[h] = NULL;
    }
    return status == PR_SUCCESS;
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
    (void)drop_handle(h);
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

/* --- Atomic integers ----------------------------------------------------- */

static void
do_count(const char *args)
{
    unsigned      a;
    unsigned long offset, times;
    PRInt32      *integer;

    if (sscanf(args, "%u %lu %lu", &a, &offset, &times) != 3 || a >= COUNT) {
        puts("usage: count");
        return;
    }
    integer = (PRInt32 *)(void *)(attached[a] + offset);
    while (times-- > 0) {
        (void)PR_AtomicIncrement(integer);
        (void)PR_ATOMIC_ADD(integer, 7);
        (void)PR_AtomicDecrement(integer);
        (void)PR_ATOMIC_INCREMENT(integer);
        (void)PR_AtomicAdd(integer, -4);
        (void)PR_ATOMIC_DECREMENT(integer);
    }
    puts("ok");
}

static void
do_trade(const char *args)
{
    unsigned      a;
    unsigned long offset, times;
    int           number;
    PRInt32      *integer;

    if (sscanf(args, "%u %lu %lu %d", &a, &offset, &times, &number) != 4 ||
        a >= COUNT) {
        puts("usage: trade");
        return;
    }
    integer = (PRInt32 *)(void *)(attached[a] + offset);
    while (times-- > 0) {
        number = PR_AtomicSet(integer, number);
        number = PR_ATOMIC_SET(integer, number);
    }
    printf("has %d\n", number);
}

/* --- Others -------------------------------------------------------------- */

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
do_fork(const char *args)
{
    unsigned      h, a, byte;
    unsigned long offset;
    pid_t         child;
    int           status = -1;

    if (sscanf(args, "%u %u %lu %u", &h, &a, &offset, &byte) != 4 ||
        h >= COUNT || a >= COUNT) {
        puts("usage: fork");
        return;
    }
    child = fork();
    if (child == 0) {
        attached[a][offset] = (unsigned char)byte;
        _exit(PR_DetachSharedMemory(handles[h], attached[a]) == PR_SUCCESS
                  ? 0
                  : 1);
    }
    (void)waitpid(child, &status, 0);
    puts(status == 0 ? "ok" : "the child failed");
}

/* --- Races --------------------------------------------------------------- */

/* A meeting point: a small file that all of them map. */
typedef struct Arena {
    pthread_barrier_t barrier;
    unsigned          count;   /* of processes */
    unsigned          openers; /* that got a handle in this round */
} Arena;

typedef struct Race {
    Arena   *arena;
    char     name[2048];
    unsigned index, rounds, won;
    int      flags;
    char     fault[256]; /* the first one */
} Race;

static Arena *
map_arena(const char *file, int flags)
{
    int   fd = open(file, flags | O_CLOEXEC, 0600);
    void *at = MAP_FAILED;

    if (fd != -1 && ftruncate(fd, sizeof(Arena)) == 0) {
        at = mmap(NULL, sizeof(Arena), PROT_READ | PROT_WRITE, MAP_SHARED, fd,
                  0);
    }
    if (fd != -1) {
        close(fd);
    }
    return at != MAP_FAILED ? at : NULL;
}

static void
do_arena(const char *args)
{
    pthread_barrierattr_t shared;
    char                  file[2048];
    unsigned              count;
    Arena                *arena;

    if (sscanf(args, "%2047s %u", file, &count) != 2) {
        puts("usage: arena");
        return;
    }
    arena = map_arena(file, O_RDWR | O_CREAT | O_EXCL);
    if (arena == NULL) {
        puts("cannot");
        return;
    }
    pthread_barrierattr_init(&shared);
    pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&arena->barrier, &shared, count);
    pthread_barrierattr_destroy(&shared);
    arena->count = count;
    munmap(arena, sizeof *arena);
    puts("ok");
}

static void __attribute__((format(printf, 3, 4)))
note_fault(Race *race, unsigned round, const char *what, ...)
{
    va_list ap;
    int     length;

    if (race->fault[0] != '\0') {
        return;
    }
    length = snprintf(race->fault, sizeof race->fault, "round %u: ", round);
    va_start(ap, what);
    vsnprintf(race->fault + length, sizeof race->fault - (size_t)length, what,
              ap);
    va_end(ap);
}

static void
note_error(Race *race, unsigned round, const char *call)
{
    note_fault(race, round, "%s: error %d %d", call, (int)PR_GetError(),
               (int)PR_GetOSError());
}

/* Open, and leave a trace in the memory; returns it. */
static unsigned *
enter_round(Race *race, unsigned round, PRSharedMemory **handle)
{
    unsigned *memory = NULL;

    *handle = PR_OpenSharedMemory(race->name, 4096, race->flags, 0600);
    if (*handle == NULL) {
        if ((race->flags & PR_SHM_EXCL) == 0 ||
            PR_GetError() != PR_FILE_EXISTS_ERROR) {
            note_error(race, round, "open");
        }
        return NULL;
    }
    race->won++;
    __atomic_add_fetch(&race->arena->openers, 1, __ATOMIC_SEQ_CST);
    memory = PR_AttachSharedMemory(*handle, 0);
    if (memory == NULL) {
        note_error(race, round, "attach");
    } else {
        __atomic_add_fetch(memory, 1, __ATOMIC_SEQ_CST);
    }
    return memory;
}

/* Everybody has opened: all of them must be in the same memory. */
static void
judge_round(Race *race, unsigned round, PRSharedMemory *handle,
            unsigned *memory)
{
    unsigned expected = race->flags & PR_SHM_EXCL ? 1 : race->arena->count;

    if (race->arena->openers != expected) {
        note_fault(race, round, "%u processes got a handle, not %u",
                   race->arena->openers, expected);
    }
    if (memory != NULL) {
        if (*memory != expected) {
            note_fault(race, round, "%u processes share the memory, not %u",
                       *memory, expected);
        }
        if (PR_DetachSharedMemory(handle, memory) != PR_SUCCESS) {
            note_error(race, round, "detach");
        }
    }
    if (handle != NULL && PR_CloseSharedMemory(handle) != PR_SUCCESS) {
        note_error(race, round, "close");
    }
}

/* Whatever goes wrong, keep step: the others wait at the barrier. */
static void
run_race(Race *race)
{
    Arena          *arena = race->arena;
    PRSharedMemory *handle;
    unsigned       *memory;
    unsigned        round;

    for (round = 0; round < race->rounds; round++) {
        pthread_barrier_wait(&arena->barrier);
        memory = enter_round(race, round, &handle);
        pthread_barrier_wait(&arena->barrier);
        judge_round(race, round, handle, memory);
        pthread_barrier_wait(&arena->barrier);
        if (race->index == round % arena->count) {
            if (PR_DeleteSharedMemory(race->name) != PR_SUCCESS) {
                note_error(race, round, "delete");
            }
            arena->openers = 0;
        }
    }
}

static void
do_race(const char *args)
{
    Race race;
    char file[2048];

    memset(&race, 0, sizeof race);
    if (sscanf(args, "%2047s %u %d %u %2047s", file, &race.index, &race.flags,
               &race.rounds, race.name) != 5) {
        puts("usage: race");
        return;
    }
    race.arena = map_arena(file, O_RDWR);
    if (race.arena == NULL) {
        puts("cannot");
        return;
    }
    run_race(&race);
    munmap(race.arena, sizeof *race.arena);
    if (race.fault[0] != '\0') {
        puts(race.fault);
    } else {
        printf("won %u\n", race.won);
    }
}

/* --- Semaphores ---------------------------------------------------------- */

static int
drop_semaphore(unsigned h)
{
    PRStatus status = PR_CloseSemaphore(semaphores[h]);

    semaphores[h] = NULL;
    return status == PR_SUCCESS;
}

static void
do_sopen(const char *args)
{
    char     name[2048];
    unsigned h, mode, value;
    int      flags;

    if (sscanf(args, "%u %2047s %d %o %u", &h, name, &flags, &mode, &value) !=
            5 ||
        h >= COUNT) {
        puts("usage: sopen");
        return;
    }
    (void)drop_semaphore(h);
    semaphores[h] = PR_OpenSemaphore(name, flags, (PRIntn)mode, value);
    answer(semaphores[h] != NULL);
}

static void
do_swait(const char *args)
{
    answer(PR_WaitSemaphore(semaphores[atoi(args) % COUNT]) == PR_SUCCESS);
}

static void
do_spost(const char *args)
{
    answer(PR_PostSemaphore(semaphores[atoi(args) % COUNT]) == PR_SUCCESS);
}

static void
do_sclose(const char *args)
{
    answer(drop_semaphore((unsigned)atoi(args) % COUNT));
}

static void
do_sdelete(const char *args)
{
    answer(PR_DeleteSemaphore(args) == PR_SUCCESS);
}

static void
do_pong(const char *args)
{
    unsigned       a, mine, yours, times, move, i;
    unsigned long  offset;
    unsigned long *number;

    if (sscanf(args, "%u %lu %u %u %u %u", &a, &offset, &mine, &yours, &times,
               &move) != 6 ||
        a >= COUNT || mine >= COUNT || yours >= COUNT) {
        puts("usage: pong");
        return;
    }
    number = (unsigned long *)(void *)(attached[a] + offset);
    for (i = 0; i < times; i++) {
        if (PR_WaitSemaphore(semaphores[mine]) != PR_SUCCESS) {
            break;
        }
        if (*number != 2ul * i + move) {
            printf("round %u: the number is %lu\n", i, *number);
            return;
        }
        ++*number;
        if (PR_PostSemaphore(semaphores[yours]) != PR_SUCCESS) {
            break;
        }
    }
    answer(i == times);
}

/* Every so often somebody else gets the processor in the middle. */
static void
do_guard(const char *args)
{
    unsigned                a, h, times, i;
    unsigned long           offset, was;
    volatile unsigned long *number;

    if (sscanf(args, "%u %lu %u %u", &a, &offset, &h, &times) != 4 ||
        a >= COUNT || h >= COUNT) {
        puts("usage: guard");
        return;
    }
    number = (unsigned long *)(void *)(attached[a] + offset);
    for (i = 0; i < times; i++) {
        if (PR_WaitSemaphore(semaphores[h]) != PR_SUCCESS) {
            break;
        }
        was = *number;
        if (i % 16 == 0) {
            (void)sched_yield();
        }
        *number = was + 1;
        if (PR_PostSemaphore(semaphores[h]) != PR_SUCCESS) {
            break;
        }
    }
    answer(i == times);
}

/* --- Commands ------------------------------------------------------------ */

static void
do_hello(const char *args)
{
    (void)args;
    puts("ready");
}

static void
do_close(const char *args)
{
    answer(drop_handle((unsigned)atoi(args) % COUNT));
}

static void
do_delete(const char *args)
{
    answer(PR_DeleteSharedMemory(args) == PR_SUCCESS);
}

static void
do_umask(const char *args)
{
    umask((mode_t)strtoul(args, NULL, 8));
    puts("ok");
}

static const struct {
    const char *name;
    void (*obey)(const char *args);
} commands[] = {
    { "arena", do_arena },   { "attach", do_attach },
    { "close", do_close },   { "count", do_count },
    { "delete", do_delete }, { "detach", do_detach },
    { "fill", do_fill },     { "fork", do_fork },
    { "guard", do_guard },   { "hello", do_hello },
    { "look", do_look },     { "open", do_open },
    { "pong", do_pong },     { "race", do_race },
    { "sclose", do_sclose }, { "sdelete", do_sdelete },
    { "sopen", do_sopen },   { "spost", do_spost },
    { "swait", do_swait },   { "trade", do_trade },
    { "umask", do_umask },   { "user", do_user },
};

static void
obey(const char *command, const char *args)
{
    size_t i;

    for (i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(command, commands[i].name) == 0) {
            commands[i].obey(args);
            return;
        }
    }
    puts("unknown command");
}

int
main(void)
{
    char     line[4096];
    char    *args;
    unsigned h;

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
    for (h = 0; h < COUNT; h++) {
        (void)drop_handle(h);
        (void)drop_semaphore(h);
    }
    return 0;
}
