/* SPDX-License-Identifier: MPL-2.0 */
/*
 * The conformance suite of named shared memory: what prshm.h promises, run
 * once for each mechanism.  It knows nothing of how a mechanism keeps its
 * segments; that part is in the suites of the mechanisms.
 *
 * CK_RUN_CASE=sysv runs the cases of one mechanism alone.
 */
#include "config.h"

#include "support.h"

#include "prerror.h"
#include "prshm.h"

#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CREATE    PR_SHM_CREATE
#define EXCLUSIVE (PR_SHM_CREATE | PR_SHM_EXCL)
#define SIZE      10000

/* --- The mechanism ------------------------------------------------------- */

/* Whether the marker is the memory itself. */
static int
in_marker(void)
{
    return strcmp(backend_in_use(), "file") == 0;
}

/* How many descriptors an open handle has. */
static int
per_handle(void)
{
    return strcmp(backend_in_use(), "sysv") == 0 ? 0 : 1;
}

/* --- Short ways to say things -------------------------------------------- */

#define assert_error(code, number)                                            \
    do {                                                                      \
        ck_assert_int_eq(PR_GetError(), code);                                \
        ck_assert_int_eq(PR_GetOSError(), number);                            \
    } while (0)

#define assert_ok(call) ck_assert_int_eq(call, PR_SUCCESS)

#define assert_fails(call, code, number)                                      \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_int_eq(call, PR_FAILURE);                                   \
        assert_error(code, number);                                           \
    } while (0)

#define assert_open_fails(name, size, flags, mode, code, number)              \
    do {                                                                      \
        PR_SetError(0, 0);                                                    \
        ck_assert_ptr_null(PR_OpenSharedMemory(name, size, flags, mode));     \
        assert_error(code, number);                                           \
    } while (0)

static PRSharedMemory *
must_open(const char *name, PRSize size, PRIntn flags, PRIntn mode)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(name, size, flags, mode);

    ck_assert_msg(shm != NULL, "open %s: %s/%d", name,
                  PR_ErrorToName(PR_GetError()), PR_GetOSError());
    return shm;
}

static unsigned char *
must_attach(PRSharedMemory *shm, PRIntn flags)
{
    unsigned char *addr = PR_AttachSharedMemory(shm, flags);

    ck_assert_msg(addr != NULL, "attach: %s/%d", PR_ErrorToName(PR_GetError()),
                  PR_GetOSError());
    return addr;
}

/* Make the segment "n" with this byte everywhere. */
static void
make_filled(int byte)
{
    PRSharedMemory *shm = must_open(path("n"), SIZE, EXCLUSIVE, 0600);
    unsigned char  *addr = must_attach(shm, 0);

    memset(addr, byte, SIZE);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
}

/* --- Creating and opening ------------------------------------------------ */

START_TEST(new_memory_is_zero_and_writable)
{
    PRSharedMemory *shm = must_open(path("n"), SIZE, CREATE, 0600);
    unsigned char  *addr = must_attach(shm, 0);
    size_t          i;

    ck_assert_uint_eq((uintptr_t)addr % (uintptr_t)sysconf(_SC_PAGESIZE), 0);
    for (i = 0; i < SIZE; i++) {
        ck_assert_uint_eq(addr[i], 0);
    }
    memset(addr, 0xa5, SIZE);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
    assert_ok(PR_DeleteSharedMemory(path("n")));
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(opening_finds_the_same_bytes)
{
    static const PRIntn flags[] = { 0, CREATE, PR_SHM_EXCL, 0x80,
                                    CREATE | 64 };
    size_t              i;

    make_filled('x');
    for (i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        PRSharedMemory *shm = must_open(path("n"), SIZE, flags[i], 0600);
        unsigned char  *addr = must_attach(shm, 0);

        ck_assert_uint_eq(addr[0], 'x');
        ck_assert_uint_eq(addr[SIZE - 1], 'x');
        assert_ok(PR_DetachSharedMemory(shm, addr));
        assert_ok(PR_CloseSharedMemory(shm));
    }
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

START_TEST(exclusive_create_refuses_an_existing_segment)
{
    make_filled('x');
    assert_open_fails(path("n"), SIZE, EXCLUSIVE, 0600, PR_FILE_EXISTS_ERROR,
                      17);
    /* Existence comes before size; -1 has all flags. */
    assert_open_fails(path("n"), SIZE * 9, -1, 0600, PR_FILE_EXISTS_ERROR, 17);
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

START_TEST(exclusive_create_takes_a_marker_alone)
{
    make_file(path("n"), "");
    assert_ok(
        PR_CloseSharedMemory(must_open(path("n"), SIZE, EXCLUSIVE, 0600)));
    assert_ok(PR_DeleteSharedMemory(path("n")));
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(a_missing_segment_is_not_found)
{
    assert_open_fails(path("n"), SIZE, 0, 0600, PR_FILE_NOT_FOUND_ERROR, 2);
    assert_open_fails(path("n"), SIZE, PR_SHM_EXCL, 0600,
                      PR_FILE_NOT_FOUND_ERROR, 2);
    ck_assert_int_eq(entries(), 0);
    make_file(path("n"), "");
    assert_open_fails(path("n"), SIZE, 0, 0600, PR_FILE_NOT_FOUND_ERROR, 2);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(an_open_may_ask_for_less_but_not_for_more)
{
    static const PRSize less[] = { 0, 1, SIZE - 1, SIZE };
    PRIntn              flags;
    size_t              i;

    make_filled('x');
    for (flags = 0; flags <= CREATE; flags++) {
        for (i = 0; i < sizeof less / sizeof less[0]; i++) {
            PRSharedMemory *shm = must_open(path("n"), less[i], flags, 0600);
            unsigned char  *addr = must_attach(shm, 0);

            ck_assert_uint_eq(addr[SIZE - 1], 'x'); /* all of it */
            assert_ok(PR_DetachSharedMemory(shm, addr));
            assert_ok(PR_CloseSharedMemory(shm));
        }
        assert_open_fails(path("n"), SIZE + 1, flags, 0600,
                          PR_INVALID_ARGUMENT_ERROR, 22);
        assert_open_fails(path("n"), (PRSize)-1, flags, 0600,
                          PR_INVALID_ARGUMENT_ERROR, 22);
    }
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

START_TEST(an_impossible_size_makes_nothing)
{
    PRIntn flags;

    for (flags = CREATE; flags <= EXCLUSIVE; flags += PR_SHM_EXCL) {
        assert_open_fails(path("n"), 0, flags, 0600, PR_INVALID_ARGUMENT_ERROR,
                          22);
        assert_open_fails(path("n"), (PRSize)-1, flags, 0600,
                          PR_INVALID_ARGUMENT_ERROR, 22);
        ck_assert_int_eq(entries(), 0);
    }
    /* A marker that was there before stays. */
    make_file(path("n"), "");
    assert_open_fails(path("n"), (PRSize)-1, CREATE, 0600,
                      PR_INVALID_ARGUMENT_ERROR, 22);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

/* --- Names --------------------------------------------------------------- */

/* Open, create, create exclusively and delete: all fail like this. */
#define assert_bad_name(name, code, number)                                   \
    do {                                                                      \
        assert_open_fails(name, SIZE, 0, 0600, code, number);                 \
        assert_open_fails(name, SIZE, CREATE, 0600, code, number);            \
        assert_open_fails(name, SIZE, EXCLUSIVE, 0600, code, number);         \
        assert_fails(PR_DeleteSharedMemory(name), code, number);              \
    } while (0)

START_TEST(bad_names_are_refused)
{
    char component[300];

    memset(component, 'a', sizeof component);
    component[256] = '\0';
    make_file(path("file"), "");
    assert_bad_name("", PR_FILE_NOT_FOUND_ERROR, 2);
    assert_bad_name(NULL, PR_INVALID_ARGUMENT_ERROR, 22);
    assert_bad_name(path("none/n"), PR_FILE_NOT_FOUND_ERROR, 2);
    assert_bad_name(path("file/n"), PR_NOT_DIRECTORY_ERROR, 20);
    assert_bad_name(path(component), PR_NAME_TOO_LONG_ERROR, 36);
    assert_bad_name(path("."), PR_IS_DIRECTORY_ERROR, 21);
    assert_bad_name(test_dir(), PR_IS_DIRECTORY_ERROR, 21);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(a_name_with_a_slash_at_its_end_is_no_file)
{
    assert_open_fails(path("n/"), SIZE, 0, 0600, PR_FILE_NOT_FOUND_ERROR, 2);
    assert_open_fails(path("n/"), SIZE, CREATE, 0600, PR_IS_DIRECTORY_ERROR,
                      21);
    assert_fails(PR_DeleteSharedMemory(path("n/")), PR_IS_DIRECTORY_ERROR, 21);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(only_regular_files_are_markers)
{
    ck_assert_int_eq(mkfifo(path("fifo"), 0600), 0);
    assert_bad_name(path("fifo"), PR_INVALID_ARGUMENT_ERROR, 22);
    assert_bad_name("/dev/null", PR_INVALID_ARGUMENT_ERROR, 22);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

/* That somebody holds such a thing locked is nothing to wait for. */
START_TEST(what_is_no_marker_is_not_waited_for)
{
    int fd;

    ck_assert_int_eq(mkfifo(path("fifo"), 0600), 0);
    fd = open(path("fifo"), O_RDWR);
    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(flock(fd, LOCK_EX), 0);
    assert_bad_name(path("fifo"), PR_INVALID_ARGUMENT_ERROR, 22);
    ck_assert_int_eq(close(fd), 0);
}
END_TEST

START_TEST(symbolic_links_are_not_followed)
{
    ck_assert_int_eq(symlink("target", path("n")), 0);
    assert_bad_name(path("n"), PR_LOOP_ERROR, 40);
    ck_assert_int_eq(entries(), 1); /* no target came up */
    assert_ok(
        PR_CloseSharedMemory(must_open(path("target"), SIZE, CREATE, 0600)));
    assert_bad_name(path("n"), PR_LOOP_ERROR, 40);
    ck_assert_int_eq(entries(), 2);
    assert_ok(PR_DeleteSharedMemory(path("target")));
    /* In the directories of a path they are. */
    ck_assert_int_eq(symlink(".", path("dir")), 0);
    assert_ok(
        PR_CloseSharedMemory(must_open(path("dir/m"), SIZE, CREATE, 0600)));
    assert_ok(PR_DeleteSharedMemory(path("m")));
}
END_TEST

START_TEST(a_name_has_at_most_1023_bytes)
{
    char name[1100];

    /* "././././n" in the directory of the test. */
    ck_assert_int_eq(chdir(test_dir()), 0);
    memset(name, '/', sizeof name);
    memcpy(name, "./", 2);
    memcpy(name + 1022, "n", 2);
    ck_assert_uint_eq(strlen(name), 1023);
    assert_ok(PR_CloseSharedMemory(must_open(name, SIZE, CREATE, 0600)));
    assert_ok(PR_CloseSharedMemory(must_open("n", SIZE, 0, 0600)));
    assert_ok(PR_DeleteSharedMemory(name));
    memcpy(name + 1022, "/n", 3);
    assert_bad_name(name, PR_NAME_TOO_LONG_ERROR, 36);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(hard_links_name_one_segment)
{
    make_filled('x');
    ck_assert_int_eq(link(path("n"), path("m")), 0);
    assert_open_fails(path("m"), SIZE, EXCLUSIVE, 0600, PR_FILE_EXISTS_ERROR,
                      17);
    assert_ok(PR_DeleteSharedMemory(path("m")));
    ck_assert_int_eq(entries(), 1);
    assert_open_fails(path("n"), SIZE, 0, 0600, PR_FILE_NOT_FOUND_ERROR, 2);
}
END_TEST

/* What others can link to a name that somebody will use. */
START_TEST(a_file_with_another_name_is_left_alone)
{
    struct stat before, after;

    make_file(path("m"), "");
    ck_assert_int_eq(stat(path("m"), &before), 0);
    ck_assert_int_eq(link(path("m"), path("n")), 0);
    assert_ok(
        PR_CloseSharedMemory(must_open(path("n"), SIZE, EXCLUSIVE, 0606)));
    ck_assert_int_eq(stat(path("m"), &after), 0);
    ck_assert_int_eq(after.st_size, 0);
    ck_assert_uint_eq(after.st_mode, before.st_mode);
    assert_ok(PR_DeleteSharedMemory(path("n")));
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(a_marker_with_content_is_left_alone)
{
    struct stat     before, after;
    PRSharedMemory *shm;
    unsigned char  *addr;
    int             fd;

    make_file(path("n"), "somebody's data");
    ck_assert_int_eq(stat(path("n"), &before), 0);
    /* Even if its owner keeps it locked: nobody waits for that. */
    fd = open(path("n"), O_RDONLY);
    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(flock(fd, LOCK_EX), 0);
    shm = must_open(path("n"), SIZE, CREATE, 0600);
    addr = must_attach(shm, 0);
    memset(addr, 1, SIZE);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
    assert_ok(PR_DeleteSharedMemory(path("n")));
    ck_assert_int_eq(stat(path("n"), &after), 0);
    ck_assert_int_eq(after.st_size, before.st_size);
    ck_assert_uint_eq(after.st_ino, before.st_ino);
    ck_assert_uint_eq(after.st_mode, before.st_mode);
    assert_open_fails(path("n"), SIZE, 0, 0600, PR_FILE_NOT_FOUND_ERROR, 2);
    close(fd);
}
END_TEST

/* --- Attaching and detaching --------------------------------------------- */

START_TEST(attachments_share_the_bytes)
{
    PRSharedMemory *shm = must_open(path("n"), SIZE, CREATE, 0600);
    PRSharedMemory *other = must_open(path("n"), 0, 0, 0600);
    unsigned char  *first = must_attach(shm, 0);
    unsigned char  *second = must_attach(shm, 2); /* an unknown flag */
    unsigned char  *third = must_attach(other, PR_SHM_READONLY);

    ck_assert_ptr_ne(first, second);
    ck_assert_ptr_ne(first, third);
    first[1] = 'y';
    ck_assert_uint_eq(second[1], 'y');
    ck_assert_uint_eq(third[1], 'y');
    assert_ok(PR_DetachSharedMemory(shm, first));
    second[2] = 'z';
    ck_assert_uint_eq(third[2], 'z');
    assert_ok(PR_DetachSharedMemory(shm, second));
    assert_ok(PR_DetachSharedMemory(other, third));
    assert_ok(PR_CloseSharedMemory(shm));
    assert_ok(PR_CloseSharedMemory(other));
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

static void
store_into_read_only(void)
{
    PRSharedMemory *shm = must_open(path("n"), SIZE, CREATE, 0600);
    unsigned char  *addr = must_attach(shm, -1); /* bit 0 counts */

    signal(SIGSEGV, SIG_DFL);
    ck_assert_uint_eq(addr[0], 0);
    *addr = 1;
}

START_TEST(a_store_into_a_read_only_attachment_is_fatal)
{
    int   status;
    pid_t child = fork();

    if (child == 0) {
        store_into_read_only();
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

START_TEST(wrong_addresses_are_not_detached)
{
    PRSharedMemory *shm = must_open(path("n"), SIZE, CREATE, 0600);
    unsigned char  *addr = must_attach(shm, 0);
    unsigned char  *wrong[] = { NULL, addr + 1, addr + 4096, malloc(100000),
                                (unsigned char *)&shm };
    size_t          i;

    for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_fails(PR_DetachSharedMemory(shm, wrong[i]),
                     PR_INVALID_ARGUMENT_ERROR, 22);
    }
    memset(addr, 1, SIZE);
    memset(wrong[3], 1, 100000);
    free(wrong[3]);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_fails(PR_DetachSharedMemory(shm, addr), PR_INVALID_ARGUMENT_ERROR,
                 22);
    assert_ok(PR_CloseSharedMemory(shm));
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

START_TEST(another_handle_may_detach)
{
    PRSharedMemory *shm = must_open(path("n"), SIZE, CREATE, 0600);
    PRSharedMemory *other = must_open(path("m"), SIZE, CREATE, 0600);
    unsigned char  *addr = must_attach(shm, 0);

    assert_ok(PR_CloseSharedMemory(shm));
    memset(addr, 1, SIZE); /* closing does not unmap */
    assert_ok(PR_DetachSharedMemory(other, addr));
    assert_ok(PR_CloseSharedMemory(other));
    assert_ok(PR_DeleteSharedMemory(path("n")));
    assert_ok(PR_DeleteSharedMemory(path("m")));
}
END_TEST

START_TEST(null_handles_are_refused)
{
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_AttachSharedMemory(NULL, 0));
    assert_error(PR_INVALID_ARGUMENT_ERROR, 22);
    assert_fails(PR_DetachSharedMemory(NULL, NULL), PR_INVALID_ARGUMENT_ERROR,
                 22);
    assert_fails(PR_CloseSharedMemory(NULL), PR_INVALID_ARGUMENT_ERROR, 22);
}
END_TEST

static PRSharedMemory *inherited;
static unsigned char  *inheritedAddr;

static void
detach_in_child(void)
{
    inheritedAddr[1] = 'c';
    assert_ok(PR_DetachSharedMemory(inherited, inheritedAddr));
    inheritedAddr = must_attach(inherited, 0);
    ck_assert_uint_eq(inheritedAddr[0], 'p');
    assert_ok(PR_CloseSharedMemory(inherited));
}

START_TEST(a_child_inherits_and_detaches_for_itself)
{
    inherited = must_open(path("n"), SIZE, CREATE, 0600);
    inheritedAddr = must_attach(inherited, 0);
    inheritedAddr[0] = 'p';
    in_child(detach_in_child);
    ck_assert_uint_eq(inheritedAddr[1], 'c');
    assert_ok(PR_DetachSharedMemory(inherited, inheritedAddr));
    assert_ok(PR_CloseSharedMemory(inherited));
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

/* --- Deleting ------------------------------------------------------------ */

START_TEST(deleting_nothing_leaves_nothing)
{
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    ck_assert_int_eq(entries(), 0);
    make_filled('x');
    assert_ok(PR_DeleteSharedMemory(path("n")));
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    ck_assert_int_eq(entries(), 0);
    make_file(path("n"), "");
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(a_handle_to_a_deleted_segment_is_refused)
{
    PRSharedMemory *shm = must_open(path("n"), SIZE, CREATE, 0600);

    assert_ok(PR_DeleteSharedMemory(path("n")));
    PR_SetError(0, 0);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, 0));
    assert_error(PR_INVALID_ARGUMENT_ERROR, 22);
    assert_ok(PR_CloseSharedMemory(shm));
}
END_TEST

START_TEST(whoever_has_it_attached_keeps_a_deleted_segment)
{
    PRSharedMemory *old = must_open(path("n"), SIZE, CREATE, 0600);
    unsigned char  *oldAddr = must_attach(old, 0);
    PRSharedMemory *fresh;
    unsigned char  *freshAddr;

    memset(oldAddr, 'o', SIZE);
    assert_ok(PR_DeleteSharedMemory(path("n")));
    ck_assert_uint_eq(oldAddr[SIZE - 1], 'o');
    fresh = must_open(path("n"), SIZE, EXCLUSIVE, 0600);
    freshAddr = must_attach(fresh, 0);
    ck_assert_uint_eq(freshAddr[0], 0);
    freshAddr[0] = 'f';
    ck_assert_uint_eq(oldAddr[0], 'o');
    assert_ok(PR_DetachSharedMemory(old, oldAddr));
    assert_ok(PR_DetachSharedMemory(fresh, freshAddr));
    assert_ok(PR_CloseSharedMemory(old));
    assert_ok(PR_CloseSharedMemory(fresh));
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

/* In a child: holds the marker locked until the cue. */
static void
hold_lock(int ready, int cue, int arg)
{
    char byte;
    int  fd = open(path("n"), O_RDONLY);

    (void)arg;
    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(flock(fd, LOCK_EX), 0);
    ck_assert_int_eq(write(ready, "r", 1), 1);
    ck_assert_int_eq(read(cue, &byte, 1), 1);
}

static void
release_lock(pid_t holder, int cue)
{
    int status;

    ck_assert_int_eq(write(cue, "c", 1), 1);
    ck_assert_int_eq(close(cue), 0);
    ck_assert_int_eq(waitpid(holder, &status, 0), holder);
    ck_assert_int_eq(status, 0);
}

static void *
delete_in_thread(void *arg)
{
    return PR_DeleteSharedMemory(arg) == PR_SUCCESS ? arg : NULL;
}

START_TEST(a_delete_waits_for_the_lock)
{
    int         cue;
    pthread_t   thread;
    void       *result;
    const char *name = path("n");
    pid_t       child;

    make_filled('x');
    child = start_cued(hold_lock, 0, &cue);
    ck_assert_int_eq(
        pthread_create(&thread, NULL, delete_in_thread, (void *)(size_t)name),
        0);
    /* Opening takes no lock. */
    assert_ok(PR_CloseSharedMemory(must_open(name, SIZE, 0, 0600)));
    release_lock(child, cue);
    ck_assert_int_eq(pthread_join(thread, &result), 0);
    ck_assert_ptr_nonnull(result);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(a_lock_that_is_never_released_is_an_error)
{
    int   cue;
    pid_t child;

    make_filled('x');
    child = start_cued(hold_lock, 0, &cue);
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_WOULD_BLOCK_ERROR, 11);
    assert_ok(PR_CloseSharedMemory(must_open(path("n"), SIZE, 0, 0600)));
    release_lock(child, cue);
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

/* --- Rights -------------------------------------------------------------- */

START_TEST(the_umask_narrows_the_marker_alone)
{
    struct stat info;

    umask(077);
    assert_ok(PR_CloseSharedMemory(
        must_open(path("n"), SIZE, CREATE, 010666 | 04000)));
    ck_assert_int_eq(stat(path("n"), &info), 0);
    ck_assert_uint_eq(info.st_mode & 07777, in_marker() ? 0666 : 0600);
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

#define USER  64211 /* any two that own nothing here */
#define OTHER 64212

static void
create_private(void)
{
    make_filled('x');
}

static void
meddle_with_private(void)
{
    PRSharedMemory *shm;

    assert_open_fails(path("n"), SIZE, 0, 0600, PR_NO_ACCESS_RIGHTS_ERROR, 13);
    assert_open_fails(path("n"), SIZE, 0, 0400, PR_NO_ACCESS_RIGHTS_ERROR, 13);
    assert_open_fails(path("n"), SIZE, CREATE, 0600, PR_NO_ACCESS_RIGHTS_ERROR,
                      13);
    assert_open_fails(path("n"), SIZE, EXCLUSIVE, 0600,
                      PR_NO_ACCESS_RIGHTS_ERROR, 13);
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_NO_ACCESS_RIGHTS_ERROR,
                 13);
    /* Asking for nothing gives a handle, and attaching then nothing. */
    shm = must_open(path("n"), SIZE, 0, 0);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, PR_SHM_READONLY));
    assert_error(PR_NO_ACCESS_RIGHTS_ERROR, 13);
    assert_ok(PR_CloseSharedMemory(shm));
}

static void
delete_own(void)
{
    assert_ok(PR_DeleteSharedMemory(path("n")));
}

START_TEST(a_private_segment_is_private)
{
    NEEDS_ROOT;
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    as_user(USER, create_private);
    as_user(OTHER, meddle_with_private);
    as_user(USER, delete_own);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

static void
create_readable(void)
{
    umask(022);
    assert_ok(PR_CloseSharedMemory(must_open(path("n"), SIZE, CREATE, 0644)));
}

static void
read_only(void)
{
    PRSharedMemory *shm;
    unsigned char  *addr;

    assert_open_fails(path("n"), SIZE, 0, 0666, PR_NO_ACCESS_RIGHTS_ERROR, 13);
    shm = must_open(path("n"), SIZE, 0, 0444);
    ck_assert_ptr_null(PR_AttachSharedMemory(shm, 0));
    assert_error(PR_NO_ACCESS_RIGHTS_ERROR, 13);
    addr = must_attach(shm, PR_SHM_READONLY);
    ck_assert_uint_eq(addr[SIZE - 1], 0);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_NO_ACCESS_RIGHTS_ERROR,
                 13);
}

START_TEST(a_readable_segment_attaches_read_only)
{
    NEEDS_ROOT;
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    as_user(USER, create_readable);
    as_user(OTHER, read_only);
    as_user(USER, delete_own);
}
END_TEST

static void
create_shared(void)
{
    umask(022);
    assert_ok(PR_CloseSharedMemory(must_open(path("n"), SIZE, CREATE, 0666)));
}

/* The marker is 0644, unless it is the memory; but what counts is the right to
 * that. */
static void
write_shared(void)
{
    PRSharedMemory *shm = must_open(path("n"), SIZE, CREATE, 0666);
    unsigned char  *addr = must_attach(shm, 0);

    *addr = 1;
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_NO_ACCESS_RIGHTS_ERROR,
                 in_marker() ? 1 : 13);
}

START_TEST(the_right_to_the_memory_is_enough)
{
    NEEDS_ROOT;
    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    as_user(USER, create_shared);
    as_user(OTHER, write_shared);
    as_user(USER, delete_own);
}
END_TEST

static PRIntn ownMode;

static void
create_and_delete_own(void)
{
    assert_ok(
        PR_CloseSharedMemory(must_open(path("n"), SIZE, EXCLUSIVE, ownMode)));
    assert_ok(PR_CloseSharedMemory(must_open(path("n"), SIZE, CREATE, 0)));
    assert_ok(PR_DeleteSharedMemory(path("n")));
}

START_TEST(an_owner_can_delete_what_it_made)
{
    static const PRIntn modes[] = { 0, 0200, 0400, 0444, 0077 };
    size_t              i;

    ck_assert_int_eq(chmod(test_dir(), 0777), 0);
    for (i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        ownMode = modes[i];
        if (geteuid() == 0) {
            as_user(USER, create_and_delete_own);
        } else {
            create_and_delete_own();
        }
        ck_assert_int_eq(entries(), 0);
    }
}
END_TEST

static void
fail_in_closed_directory(void)
{
    assert_open_fails(path("n"), SIZE, CREATE, 0600, PR_NO_ACCESS_RIGHTS_ERROR,
                      13);
    assert_open_fails(path("n"), SIZE, 0, 0600, PR_FILE_NOT_FOUND_ERROR, 2);
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_FILE_NOT_FOUND_ERROR, 2);
}

START_TEST(a_directory_that_cannot_be_written_gets_no_marker)
{
    NEEDS_ROOT;
    as_user(USER, fail_in_closed_directory);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

static void
create_in_marker(void)
{
    PRSharedMemory *shm = must_open(path("n"), SIZE, CREATE, 0600);
    unsigned char  *addr = must_attach(shm, 0);

    memset(addr, 'x', SIZE);
    assert_ok(PR_DetachSharedMemory(shm, addr));
    assert_ok(PR_CloseSharedMemory(shm));
}

static void
fail_to_delete_13(void)
{
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_NO_ACCESS_RIGHTS_ERROR,
                 13);
    assert_ok(PR_CloseSharedMemory(must_open(path("n"), SIZE, 0, 0600)));
}

static void
fail_to_delete_1(void)
{
    assert_fails(PR_DeleteSharedMemory(path("n")), PR_NO_ACCESS_RIGHTS_ERROR,
                 1);
    assert_ok(PR_CloseSharedMemory(must_open(path("n"), SIZE, 0, 0600)));
}

/* A name that cannot be removed keeps its memory, too. */
START_TEST(a_delete_sees_to_its_rights_first)
{
    NEEDS_ROOT;
    make_file(path("n"), "");
    ck_assert_int_eq(chmod(path("n"), 0666), 0);
    as_user(USER, create_in_marker);
    as_user(USER, fail_to_delete_13); /* the directory is not writable */
    ck_assert_int_eq(chmod(test_dir(), 01777), 0);
    as_user(USER, fail_to_delete_1); /* sticky, and the file is root's */
    assert_ok(PR_DeleteSharedMemory(path("n")));
    ck_assert_int_eq(entries(), 0);
}
END_TEST

static void
fail_to_create_13(void)
{
    assert_open_fails(path("n"), SIZE, CREATE, 0600, PR_NO_ACCESS_RIGHTS_ERROR,
                      13);
}

START_TEST(making_takes_the_right_to_write_the_marker)
{
    NEEDS_ROOT;
    make_file(path("n"), "");
    ck_assert_int_eq(chmod(path("n"), 0644), 0);
    as_user(USER, fail_to_create_13);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

/* --- The log ------------------------------------------------------------- */

/* What is in the log after a failure and a success, with this list. */
static void
log_with(const char *modules, char *text, size_t size)
{
    FILE  *file;
    size_t length;

    ck_assert_int_eq(setenv("NSPR_LOG_MODULES", modules, 1), 0);
    ck_assert_int_eq(setenv("NSPR_LOG_FILE", path("log"), 1), 0);
    assert_open_fails(path("missing"), SIZE, 0, 0600, PR_FILE_NOT_FOUND_ERROR,
                      2);
    assert_ok(PR_CloseSharedMemory(must_open(path("n"), SIZE, CREATE, 0600)));
    assert_ok(PR_DeleteSharedMemory(path("n")));
    file = fopen(path("log"), "r");
    ck_assert_ptr_nonnull(file);
    length = fread(text, 1, size - 1, file);
    text[length] = '\0';
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_failure_is_one_line_in_the_log)
{
    char text[4096];

    log_with("shm:4", text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "PR_OpenSharedMemory("));
    ck_assert_ptr_nonnull(strstr(text, path("missing")));
    ck_assert_ptr_nonnull(strstr(text, "PR_FILE_NOT_FOUND_ERROR"));
    ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
}
END_TEST

START_TEST(other_levels_log_nothing)
{
    char text[4096];

    log_with("shm:3,other:4", text, sizeof text);
    ck_assert_str_eq(text, "");
}
END_TEST

/* --- Leaks, threads ------------------------------------------------------ */

START_TEST(nothing_stays_open)
{
    int before = count_descriptors();
    int i;

    for (i = 0; i < 100; i++) {
        PRSharedMemory *shm = must_open(path("n"), SIZE, CREATE, 0600);
        unsigned char  *addr = must_attach(shm, 0);

        ck_assert_int_eq(count_descriptors(), before + per_handle());
        assert_open_fails(path("n"), SIZE, EXCLUSIVE, 0600,
                          PR_FILE_EXISTS_ERROR, 17);
        assert_ok(PR_DetachSharedMemory(shm, addr));
        assert_ok(PR_CloseSharedMemory(shm));
        assert_ok(PR_DeleteSharedMemory(path("n")));
        assert_open_fails(path("n"), (PRSize)-1, CREATE, 0600,
                          PR_INVALID_ARGUMENT_ERROR, 22);
        make_file(path("m"), "");
        assert_ok(
            PR_CloseSharedMemory(must_open(path("m"), SIZE, EXCLUSIVE, 0600)));
        assert_ok(PR_DeleteSharedMemory(path("m")));
    }
    ck_assert_int_eq(count_descriptors(), before);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

#define THREADS 8
#define ROUNDS  300

/* A call that failed, and how, for the thread that waits for this one. */
static char *
describe(const char *call)
{
    char *text = malloc(100);

    ck_assert_ptr_nonnull(text);
    snprintf(text, 100, "%s: %d/%d", call, PR_GetError(), PR_GetOSError());
    return text;
}

/* Create, use and delete one name as fast as possible, all at once.  Whoever
 * meets another's deletion sees one of the errors that say so. */
static void *
use_one_name(void *arg)
{
    const char *name = arg;
    int         i;

    for (i = 0; i < ROUNDS; i++) {
        PRSharedMemory *shm = PR_OpenSharedMemory(name, SIZE, CREATE, 0600);
        unsigned char  *addr;

        if (shm == NULL) {
            return describe("open");
        }
        addr = PR_AttachSharedMemory(shm, 0);
        if (addr == NULL && PR_GetError() != PR_INVALID_ARGUMENT_ERROR) {
            return describe("attach");
        }
        if (addr != NULL && PR_DetachSharedMemory(shm, addr) != PR_SUCCESS) {
            return describe("detach");
        }
        if (PR_DeleteSharedMemory(name) != PR_SUCCESS &&
            PR_GetError() != PR_FILE_NOT_FOUND_ERROR) {
            return describe("delete");
        }
        if (PR_CloseSharedMemory(shm) != PR_SUCCESS) {
            return describe("close");
        }
    }
    return NULL;
}

START_TEST(threads_may_use_one_name)
{
    const char *name = path("n");
    pthread_t   threads[THREADS];
    void       *failed;
    int         i;

    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, use_one_name,
                                        (void *)(size_t)name),
                         0);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
        ck_assert_msg(failed == NULL, "%s", (const char *)failed);
    }
    (void)PR_DeleteSharedMemory(name);
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(segments_by(getpid()), 0); /* none without its name */
}
END_TEST

/* Set to what the call came to, if it did. */
static PRSharedMemory *opened;

static void *
open_cancelled(void *arg)
{
    (void)pthread_cancel(pthread_self());
    opened = PR_OpenSharedMemory(arg, SIZE, EXCLUSIVE, 0600);
    pthread_testcancel();
    return NULL;
}

/* What it has open and locked by then would stay so. */
START_TEST(a_call_is_done_before_its_thread_is_cancelled)
{
    pthread_t thread;
    void     *result;

    opened = NULL;
    ck_assert_int_eq(pthread_create(&thread, NULL, open_cancelled,
                                    (void *)(size_t)path("n")),
                     0);
    ck_assert_int_eq(pthread_join(thread, &result), 0);
    ck_assert_ptr_eq(result, PTHREAD_CANCELED);
    ck_assert_ptr_nonnull(opened);
    assert_ok(PR_CloseSharedMemory(opened));
    assert_ok(PR_DeleteSharedMemory(path("n")));
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

static void
add_tests(TCase *tc)
{
    tcase_add_test(tc, new_memory_is_zero_and_writable);
    tcase_add_test(tc, opening_finds_the_same_bytes);
    tcase_add_test(tc, exclusive_create_refuses_an_existing_segment);
    tcase_add_test(tc, exclusive_create_takes_a_marker_alone);
    tcase_add_test(tc, a_missing_segment_is_not_found);
    tcase_add_test(tc, an_open_may_ask_for_less_but_not_for_more);
    tcase_add_test(tc, an_impossible_size_makes_nothing);
    tcase_add_test(tc, bad_names_are_refused);
    tcase_add_test(tc, a_name_with_a_slash_at_its_end_is_no_file);
    tcase_add_test(tc, only_regular_files_are_markers);
    tcase_add_test(tc, what_is_no_marker_is_not_waited_for);
    tcase_add_test(tc, symbolic_links_are_not_followed);
    tcase_add_test(tc, a_name_has_at_most_1023_bytes);
    tcase_add_test(tc, hard_links_name_one_segment);
    tcase_add_test(tc, a_file_with_another_name_is_left_alone);
    tcase_add_test(tc, a_marker_with_content_is_left_alone);
    tcase_add_test(tc, attachments_share_the_bytes);
    tcase_add_test(tc, a_store_into_a_read_only_attachment_is_fatal);
    tcase_add_test(tc, wrong_addresses_are_not_detached);
    tcase_add_test(tc, another_handle_may_detach);
    tcase_add_test(tc, null_handles_are_refused);
    tcase_add_test(tc, a_child_inherits_and_detaches_for_itself);
    tcase_add_test(tc, deleting_nothing_leaves_nothing);
    tcase_add_test(tc, a_handle_to_a_deleted_segment_is_refused);
    tcase_add_test(tc, whoever_has_it_attached_keeps_a_deleted_segment);
    tcase_add_test(tc, a_delete_waits_for_the_lock);
    tcase_add_test(tc, the_umask_narrows_the_marker_alone);
    tcase_add_test(tc, a_private_segment_is_private);
    tcase_add_test(tc, a_readable_segment_attaches_read_only);
    tcase_add_test(tc, the_right_to_the_memory_is_enough);
    tcase_add_test(tc, an_owner_can_delete_what_it_made);
    tcase_add_test(tc, a_directory_that_cannot_be_written_gets_no_marker);
    tcase_add_test(tc, a_delete_sees_to_its_rights_first);
    tcase_add_test(tc, making_takes_the_right_to_write_the_marker);
    tcase_add_test(tc, a_failure_is_one_line_in_the_log);
    tcase_add_test(tc, other_levels_log_nothing);
    tcase_add_test(tc, nothing_stays_open);
    tcase_add_test(tc, threads_may_use_one_name);
    tcase_add_test(tc, a_call_is_done_before_its_thread_is_cancelled);
}

/* Each mechanism in directories of one kind and the other. */
int
main(void)
{
    Suite *suite = suite_create("named shared memory");
    TCase *disk, *memory;
    int    i;

    for (i = 0; (disk = add_backend_case(suite, i, setup_dir)) != NULL; i++) {
        memory = add_backend_case(suite, i, setup_tmpfs_dir);
        add_tests(disk);
        add_tests(memory);
        /* Takes its ten seconds; once is enough. */
        tcase_add_test(disk, a_lock_that_is_never_released_is_an_error);
    }
    return run_suite(suite);
}
