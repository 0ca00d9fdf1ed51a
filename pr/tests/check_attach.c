/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What this process has attached: only that is detached, once, by whichever
 * thread and through whichever handle; and nothing else is unmapped.
 */
#include "config.h"

#include "prerr.h"
#include "prerror.h"
#include "prshm.h"
#include "prshmx.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define CX              (PR_SHM_CREATE | PR_SHM_EXCL)
#define SIZE            20000

#define assert_ok(call) ck_assert_int_eq(call, PR_SUCCESS)

#define assert_refused(call)                                                  \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_int_eq(call, PR_FAILURE);                                   \
        ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);           \
        ck_assert_int_eq(PR_GetOSError(), EINVAL);                            \
    } while (0)

static PRSharedMemory *
make(const char *name)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(path(name), SIZE, CX, 0600);

    ck_assert_msg(shm != NULL, "open: %d/%d", PR_GetError(), PR_GetOSError());
    return shm;
}

static unsigned char *
attach(PRSharedMemory *shm)
{
    unsigned char *addr = PR_AttachSharedMemory(shm, 0);

    ck_assert_msg(addr != NULL, "attach: %d/%d", PR_GetError(),
                  PR_GetOSError());
    return addr;
}

/* Close the handle and delete the name: the last step of most tests. */
static void
finish(PRSharedMemory *shm, const char *name)
{
    assert_ok(PR_CloseSharedMemory(shm));
    assert_ok(PR_DeleteSharedMemory(path(name)));
}

static int
attached_here(PRSharedMemory *shm)
{
    PRXSharedMemoryInfo info = { .structSize = sizeof info };

    assert_ok(PRX_GetSharedMemoryInfo(shm, &info));
    return (int)info.attachedHere;
}

static void *
map_private(void *where, size_t size)
{
    void *at =
        mmap(where, size, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | (where ? MAP_FIXED : 0), -1, 0);

    ck_assert_ptr_ne(at, MAP_FAILED);
    return at;
}

/* --- Addresses ----------------------------------------------------------- */

START_TEST(memory_of_the_program_stays)
{
    PRSharedMemory *shm = make("n");
    unsigned char  *addr = attach(shm), *own = map_private(NULL, SIZE);

    memset(own, 7, SIZE);
    assert_refused(PR_DetachSharedMemory(shm, own));
    assert_refused(PR_DetachSharedMemory(shm, addr + 4096));
    ck_assert_uint_eq(own[SIZE - 1], 7);
    addr[SIZE - 1] = 1;
    assert_ok(PR_DetachSharedMemory(shm, addr));
    ck_assert_int_eq(munmap(own, SIZE), 0);
    finish(shm, "n");
}
END_TEST

/* What comes to the address later is none of ours. */
START_TEST(a_stale_address_unmaps_nothing)
{
    PRSharedMemory *shm = make("n");
    unsigned char  *addr = attach(shm);

    assert_ok(PR_DetachSharedMemory(shm, addr));
    ck_assert_ptr_eq(map_private(addr, SIZE), addr);
    memset(addr, 7, SIZE);
    assert_refused(PR_DetachSharedMemory(shm, addr));
    ck_assert_uint_eq(addr[0], 7);
    ck_assert_uint_eq(addr[SIZE - 1], 7);
    ck_assert_int_eq(munmap(addr, SIZE), 0);
    finish(shm, "n");
}
END_TEST

/* Not even if it is a segment of System V. */
START_TEST(what_the_program_attached_by_itself_stays)
{
    PRSharedMemory *shm = make("n");
    int             shmid = shmget(IPC_PRIVATE, SIZE, IPC_CREAT | 0600);
    char           *addr = shmat(shmid, NULL, 0);

    ck_assert_int_eq(shmctl(shmid, IPC_RMID, NULL), 0);
    ck_assert_ptr_ne(addr, (void *)-1);
    assert_refused(PR_DetachSharedMemory(shm, addr));
    addr[0] = 1;
    ck_assert_int_eq(shmdt(addr), 0);
    finish(shm, "n");
}
END_TEST

/* A handle of any mechanism will do. */
START_TEST(a_handle_of_another_mechanism_detaches)
{
    static const char *const settings[] = { "sysv", "posix", "file" };
    PRSharedMemory          *shm = make("n"), *other;
    unsigned char           *addr = attach(shm);
    Peer                     peer;
    const char              *mine = backend_in_use();
    size_t                   i;

    assert_ok(PR_CloseSharedMemory(shm));
    for (i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        use_backend(settings[i]);
        start_peer(&peer, OURS);
        expect(&peer, "ok", "open 0 %s 100 3 600", path("m"));
        other = PR_OpenSharedMemory(path("m"), 0, 0, 0600);
        ck_assert_str_eq(PRX_GetSharedMemoryBackend(other), settings[i]);
        if (strcmp(settings[i], mine) != 0) {
            assert_ok(PR_DetachSharedMemory(other, addr));
            assert_refused(PR_DetachSharedMemory(other, addr));
            shm = PR_OpenSharedMemory(path("n"), 0, 0, 0600);
            addr = attach(shm);
            assert_ok(PR_CloseSharedMemory(shm));
        }
        expect(&peer, "ok", "delete %s", path("m"));
        stop_peer(&peer);
        shm = other;
        if (i < 2) {
            assert_ok(PR_CloseSharedMemory(other));
        }
    }
    assert_ok(PR_DetachSharedMemory(shm, addr));
    finish(shm, "n");
}
END_TEST

/* Many at once, detached in another order; the table has chains then. */
#define MANY 3000

START_TEST(many_attachments_are_told_apart)
{
    PRSharedMemory       *shm = make("n");
    static unsigned char *at[MANY];
    int                   i;

    for (i = 0; i < MANY; i++) {
        at[i] = attach(shm);
    }
    ck_assert_int_eq(attached_here(shm), MANY);
    at[0][5] = 'x';
    for (i = 0; i < MANY; i += 2) {
        assert_ok(PR_DetachSharedMemory(shm, at[i]));
        assert_refused(PR_DetachSharedMemory(shm, at[i]));
    }
    ck_assert_int_eq(attached_here(shm), MANY / 2);
    for (i = MANY - 1; i > 0; i -= 2) {
        ck_assert_uint_eq(at[i][5], 'x');
        assert_ok(PR_DetachSharedMemory(shm, at[i]));
    }
    ck_assert_int_eq(attached_here(shm), 0);
    finish(shm, "n");
}
END_TEST

START_TEST(without_address_space_nothing_is_attached)
{
    PRSharedMemory *shm = make("n");
    struct rlimit   old, limit = { 0, 0 };

    ck_assert_int_eq(getrlimit(RLIMIT_AS, &old), 0);
    limit.rlim_max = old.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, 0));
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &old), 0);
    ck_assert_int_eq(PR_GetError(), PR_OUT_OF_MEMORY_ERROR);
    ck_assert_int_eq(attached_here(shm), 0);
    assert_ok(PR_DetachSharedMemory(shm, attach(shm)));
    finish(shm, "n");
}
END_TEST

/* --- Threads ------------------------------------------------------------- */

#define THREADS 6
#define ROUNDS  2000

static PRSharedMemory *common;
static int             stop;

/* Attach and detach, some at a time. */
static void *
attach_and_detach(void *arg)
{
    void    *held[4] = { NULL, NULL, NULL, NULL };
    unsigned i, which;

    for (i = 0; i < ROUNDS; i++) {
        which = (i * 7 + (unsigned)(uintptr_t)arg) % 4;
        if (held[which] == NULL) {
            held[which] = PR_AttachSharedMemory(common, 0);
            if (held[which] == NULL) {
                return (void *)"attach";
            }
            ((unsigned char *)held[which])[i % SIZE] = 1;
        } else {
            if (PR_DetachSharedMemory(common, held[which]) != PR_SUCCESS) {
                return (void *)"detach";
            }
            held[which] = NULL;
        }
    }
    for (which = 0; which < 4; which++) {
        if (held[which] != NULL &&
            PR_DetachSharedMemory(common, held[which]) != PR_SUCCESS) {
            return (void *)"detach at the end";
        }
    }
    return NULL;
}

START_TEST(threads_share_a_handle)
{
    pthread_t threads[THREADS];
    void     *failed;
    int       i;

    common = make("n");
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, attach_and_detach,
                                        (void *)(uintptr_t)i),
                         0);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
        ck_assert_msg(failed == NULL, "%s", (const char *)failed);
    }
    ck_assert_int_eq(attached_here(common), 0);
    finish(common, "n");
}
END_TEST

static void             *contested;
static int               detached;
static pthread_barrier_t barrier;

static void *
detach_the_same(void *arg)
{
    int i;

    (void)arg;
    for (i = 0; i < ROUNDS; i++) {
        pthread_barrier_wait(&barrier); /* it is attached */
        if (PR_DetachSharedMemory(common, contested) == PR_SUCCESS) {
            __atomic_add_fetch(&detached, 1, __ATOMIC_RELAXED);
        }
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

/* Of several that detach one address, one does. */
START_TEST(an_address_is_detached_once)
{
    pthread_t threads[2];
    int       i;

    common = make("n");
    ck_assert_int_eq(pthread_barrier_init(&barrier, NULL, 3), 0);
    for (i = 0; i < 2; i++) {
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, detach_the_same, NULL), 0);
    }
    for (i = 0; i < ROUNDS; i++) {
        contested = attach(common);
        pthread_barrier_wait(&barrier);
        pthread_barrier_wait(&barrier);
        ck_assert_int_eq(detached, i + 1);
    }
    for (i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    }
    finish(common, "n");
}
END_TEST

/* --- After fork() -------------------------------------------------------- */

static void *
attach_until_stopped(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
        void *addr = PR_AttachSharedMemory(common, 0);

        if (addr == NULL || PR_DetachSharedMemory(common, addr) != 0) {
            return (void *)"failed";
        }
    }
    return NULL;
}

/* In a child: what it inherited is its own to detach. */
static int
use_inherited(unsigned char *addr)
{
    void *other;

    alarm(30); /* a lock that nobody holds any more would be for ever */
    if (PR_DetachSharedMemory(common, addr) != PR_SUCCESS ||
        PR_DetachSharedMemory(common, addr) != PR_FAILURE) {
        return 1;
    }
    other = PR_AttachSharedMemory(common, 0);
    if (other == NULL || PR_DetachSharedMemory(common, other) != PR_SUCCESS) {
        return 2;
    }
    return PR_CloseSharedMemory(common) == PR_SUCCESS ? 0 : 3;
}

#define FORKS 300

/* Other threads are in the middle of something then. */
START_TEST(a_child_of_a_process_with_threads_is_no_worse)
{
    pthread_t      threads[2];
    unsigned char *addr;
    void          *failed;
    pid_t          child;
    int            i, status;

    common = make("n");
    addr = attach(common);
    for (i = 0; i < 2; i++) {
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, attach_until_stopped, NULL), 0);
    }
    for (i = 0; i < FORKS; i++) {
        child = fork();
        ck_assert_int_ne(child, -1);
        if (child == 0) {
            _exit(use_inherited(addr));
        }
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert_int_eq(status, 0);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    for (i = 0; i < 2; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
        ck_assert_ptr_null(failed);
    }
    addr[0] = 1;
    assert_ok(PR_DetachSharedMemory(common, addr));
    finish(common, "n");
}
END_TEST

/* --- Descriptors --------------------------------------------------------- */

/* A daemon closes what it does not know, and opens other things then. */
#define CLOSED 4

START_TEST(a_handle_whose_descriptor_was_closed_does_no_harm)
{
    const int       first = dup(0);
    PRSharedMemory *shm;
    unsigned char  *addr;
    int             i;

    ck_assert_int_eq(close(first), 0);
    shm = make("n");
    addr = attach(shm);
    for (i = 0; i < CLOSED; i++) {
        (void)close(first + i);
    }
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, 0));
    ck_assert_int_eq(PR_GetError(), PR_BAD_DESCRIPTOR_ERROR);
    for (i = 0; i < CLOSED; i++) {
        ck_assert_int_eq(open(path("other"), O_RDWR | O_CREAT, 0600),
                         first + i);
    }
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, 0));
    ck_assert_int_eq(PR_GetError(), PR_BAD_DESCRIPTOR_ERROR);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
    for (i = 0; i < CLOSED; i++) {
        ck_assert_int_eq(close(first + i), 0); /* they are all there */
    }
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

/* Attached here, a removed segment can be attached again; by others not. */
START_TEST(a_removed_segment_is_for_those_who_have_it)
{
    PRSharedMemory *shm = make("n"), *other;
    unsigned char  *addr = attach(shm), *again;

    other = PR_OpenSharedMemory(path("n"), 0, 0, 0600);
    ck_assert_ptr_nonnull(other);
    assert_ok(PR_DeleteSharedMemory(path("n")));
    again = attach(other);
    addr[SIZE - 1] = 'x';
    ck_assert_uint_eq(again[SIZE - 1], 'x');
    assert_ok(PR_DetachSharedMemory(other, again));
    assert_ok(PR_DetachSharedMemory(other, addr));
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, 0));
    ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);
    ck_assert_int_eq(PR_GetOSError(), EINVAL);
    assert_ok(PR_CloseSharedMemory(shm));
    assert_ok(PR_CloseSharedMemory(other));
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *suite = suite_create("attachments");
    TCase *tc;
    int    i;

    for (i = 0; (tc = add_backend_case(suite, i, setup_dir)) != NULL; i++) {
        tcase_add_test(tc, memory_of_the_program_stays);
        tcase_add_test(tc, a_stale_address_unmaps_nothing);
        tcase_add_test(tc, what_the_program_attached_by_itself_stays);
        tcase_add_test(tc, a_handle_of_another_mechanism_detaches);
        tcase_add_test(tc, many_attachments_are_told_apart);
        tcase_add_test(tc, without_address_space_nothing_is_attached);
        tcase_add_test(tc, threads_share_a_handle);
        tcase_add_test(tc, an_address_is_detached_once);
        tcase_add_test(tc, a_child_of_a_process_with_threads_is_no_worse);
        if (i > 0) {
            tcase_add_test(tc,
                           a_handle_whose_descriptor_was_closed_does_no_harm);
        }
        tcase_add_test(tc, a_removed_segment_is_for_those_who_have_it);
    }
    return run_suite(suite);
}
