/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Names whose markers lead to the same key, for a key has only 16 bits of the
 * inode: they must not share memory, and neither may get in the other's way.
 *
 * tmpfs numbers its inodes one after the other, so there 65,536 files further
 * on is the same key again.  Other programs use it too and may take the very
 * inode that a test waits for: then it goes round once more.
 */
#include "config.h"

#include "prerror.h"
#include "prshm.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define CX       (PR_SHM_CREATE | PR_SHM_EXCL)
#define SIZE     4096
#define KEYS     65536
#define ROUNDS   4 /* so often a test waits for an inode at most */
#define NO_TMPFS "/dev/shm is not a tmpfs"

/* --- Segments ------------------------------------------------------------ */

static int
all_bytes_are(const unsigned char *memory, int byte)
{
    return memory[0] == byte && memcmp(memory, memory + 1, SIZE - 1) == 0;
}

/* Open a segment, require that it holds this byte, fill it with that one. */
static void
open_and_fill(const char *name, int flags, int found, int left)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(name, SIZE, flags, 0600);
    unsigned char  *memory;

    ck_assert_msg(shm != NULL, "%s: %d %d", name, PR_GetError(),
                  PR_GetOSError());
    memory = PR_AttachSharedMemory(shm, 0);
    ck_assert_ptr_nonnull(memory);
    ck_assert_msg(all_bytes_are(memory, found), "%s: byte %d, not %d", name,
                  memory[0], found);
    memset(memory, left, SIZE);
    ck_assert_int_eq(PR_DetachSharedMemory(shm, memory), PR_SUCCESS);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
}

static void
delete_segment(const char *name)
{
    ck_assert_int_eq(PR_DeleteSharedMemory(name), PR_SUCCESS);
}

/* A segment that no name leads to still has its bytes; then remove it. */
static void
check_orphan(int shmid, int byte)
{
    unsigned char *memory = shmat(shmid, NULL, SHM_RDONLY);

    ck_assert_ptr_ne(memory, (void *)-1);
    ck_assert(all_bytes_are(memory, byte));
    ck_assert_int_eq(shmdt(memory), 0);
    ck_assert_int_eq(shmctl(shmid, IPC_RMID, NULL), 0);
}

/* --- Inodes -------------------------------------------------------------- */

/* Make a file and remove it; its inode. */
static unsigned long
use_an_inode(void)
{
    struct stat info;
    char        name[512]; /* path() would soon use up its buffers */
    int         fd;

    snprintf(name, sizeof name, "%s/throw-away", test_dir());
    fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);

    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(fstat(fd, &info), 0);
    close(fd);
    ck_assert_int_eq(unlink(name), 0);
    return (unsigned long)info.st_ino;
}

/* On a tmpfs: go on until the next inode has the key of this one. */
static void
go_round_to(unsigned long inode)
{
    while ((use_an_inode() + 1) % KEYS != inode % KEYS) {
    }
}

/* --- Two names ----------------------------------------------------------- */

/*
 * Create "mine" when its inode should have the key of "theirs", and see that
 * it has another one.
 */
static void
create_on_collision(unsigned long theirs, int flags)
{
    const char   *mine = path("mine");
    unsigned long inode = theirs;
    int           round;

    for (round = 0; round < ROUNDS; round++) {
        go_round_to(theirs);
        open_and_fill(mine, flags, 0, 0x55);
        inode = inode_of(mine);
        ck_assert_uint_ne(inode % KEYS, theirs % KEYS);
        if (inode % KEYS == (theirs + 1) % KEYS) {
            return; /* the one inode between was passed over */
        }
        delete_segment(mine);
    }
    ck_abort_msg("inode %lu did not come round in %d times", theirs, ROUNDS);
}

START_TEST(many_lives_of_one_name_beside_another)
{
    const char   *live = path("live"), *other = path("other");
    unsigned long taken, before = 0, inode;
    int           cycle, collisions = 0;

    SKIP_UNLESS(is_tmpfs(), NO_TMPFS);
    open_and_fill(live, CX, 0, 0xaa);
    taken = inode_of(live) % KEYS;
    for (cycle = 0; cycle < 70000 || (collisions == 0 && cycle < 300000);
         cycle++) {
        open_and_fill(other, CX, 0, 0x55);
        inode = inode_of(other);
        ck_assert_uint_ne(inode % KEYS, taken);
        if (inode == before + 2 && (before + 1) % KEYS == taken) {
            collisions++;
        }
        before = inode;
        delete_segment(other);
    }
    ck_assert_int_ge(collisions, 1);
    open_and_fill(live, 0, 0xaa, 0xab);
    delete_segment(live);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(colliding_names_live_side_by_side)
{
    const char *theirs = path("theirs"), *mine = path("mine");

    SKIP_UNLESS(is_tmpfs(), NO_TMPFS);
    open_and_fill(theirs, CX, 0, 0xaa);
    create_on_collision(inode_of(theirs), _i == 0 ? PR_SHM_CREATE : CX);
    open_and_fill(theirs, 0, 0xaa, 0xab);
    open_and_fill(mine, 0, 0x55, 0x56);
    open_and_fill(theirs, 0, 0xab, 0xac);
    delete_segment(mine);
    open_and_fill(theirs, 0, 0xac, 0xad);
    delete_segment(theirs);
    ck_assert_int_eq(segments_by(getpid()), 0);
}
END_TEST

START_TEST(the_other_name_is_of_stock_nspr)
{
    const char *theirs = path("theirs"), *mine = path("mine");
    Peer        peer;

    SKIP_UNLESS(is_tmpfs(), NO_TMPFS);
    SKIP_UNLESS(have_stock(), NO_STOCK);
    start_peer(&peer, STOCK);
    expect(&peer, "ok", "open 0 %s %d %d 600", theirs, SIZE, CX);
    expect(&peer, "ok", "attach 0 0 0");
    expect(&peer, "ok", "fill 0 0 %d 170", SIZE);
    create_on_collision(inode_of(theirs), _i == 0 ? PR_SHM_CREATE : CX);
    expect(&peer, "same 170", "look 0 0 %d", SIZE);
    /* It finds ours too, for what we made is like any other. */
    expect(&peer, "ok", "open 1 %s 0 0 600", mine);
    expect(&peer, "ok", "attach 1 1 0");
    expect(&peer, "same 85", "look 1 0 %d", SIZE);
    delete_segment(mine);
    expect(&peer, "ok", "open 2 %s 0 0 600", theirs);
    expect(&peer, "ok", "delete %s", theirs);
    stop_peer(&peer);
    ck_assert_int_eq(segments_by(getpid()) + segments_by(peer.pid), 0);
}
END_TEST

/* --- Markers removed by hand --------------------------------------------- */

/* Make a segment and remove its marker: its inode, and the segment. */
static unsigned long
make_orphan(Segment *orphan)
{
    const char   *name = path("one");
    unsigned long inode;

    open_and_fill(name, CX, 0, 0xaa);
    ck_assert(segment_of(name, orphan));
    inode = inode_of(name);
    ck_assert_int_eq(unlink(name), 0);
    return inode;
}

START_TEST(the_inode_of_an_orphan_comes_round)
{
    Segment orphan;

    SKIP_UNLESS(is_tmpfs(), NO_TMPFS);
    create_on_collision(make_orphan(&orphan), _i == 0 ? PR_SHM_CREATE : CX);
    delete_segment(path("mine"));
    check_orphan(orphan.shmid, 0xaa);
    ck_assert_int_eq(segments_by(getpid()), 0);
}
END_TEST

/* Filesystems on disk give an inode to the next file at once, mostly. */
START_TEST(an_inode_is_used_again)
{
    static const char *const names[] = { "one", "two", "three", "four" };
    Segment                  orphan;
    unsigned                 i;

    (void)make_orphan(&orphan);
    for (i = 0; i < 4; i++) {
        open_and_fill(path(names[i]), _i == 0 ? PR_SHM_CREATE : CX, 0, 1);
        /* Passed over while the orphan is there, whoever could have it. */
        ck_assert_uint_ne(key_of(path(names[i])), orphan.key);
    }
    for (i = 0; i < 4; i++) {
        delete_segment(path(names[i]));
    }
    check_orphan(orphan.shmid, 0xaa);
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(segments_by(getpid()), 0);
}
END_TEST

/* --- A run of taken keys ------------------------------------------------- */

#define RUN   300 /* keys that are taken, one after the other */
#define AHEAD 20  /* so far from the last inode the run begins */

/* Take the keys of these inodes; those that are taken already will do. */
static void
take_keys(unsigned long first, int *shmids)
{
    struct stat info;
    unsigned    base, i;

    ck_assert_int_eq(stat(test_dir(), &info), 0);
    base = 0x62000000u | ((unsigned)info.st_dev & 0xff) << 16;
    for (i = 0; i < RUN; i++) {
        key_t key = (key_t)(base | ((first + i) % KEYS));

        shmids[i] = shmget(key, SIZE, IPC_CREAT | IPC_EXCL | 0600);
        ck_assert(shmids[i] != -1 || errno == EEXIST);
    }
}

static void
release_keys(const int *shmids)
{
    int i;

    for (i = 0; i < RUN; i++) {
        if (shmids[i] != -1) {
            ck_assert_int_eq(shmctl(shmids[i], IPC_RMID, NULL), 0);
        }
    }
}

/* Files of this test, removed or never named, that the process has mapped. */
static int
count_mapped_files(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char  line[1024];
    int   count = 0;

    ck_assert_ptr_nonnull(maps);
    while (fgets(line, sizeof line, maps) != NULL) {
        count += strstr(line, test_dir()) != NULL;
    }
    fclose(maps);
    return count;
}

/* Lives of a name that bring its inodes to the run and past it. */
static int
live_through(unsigned long first)
{
    const char   *name = path("n");
    unsigned long inode, before = 0;
    int           i, passed = 0;

    for (i = 0; i < 2 * AHEAD; i++) {
        open_and_fill(name, i % 2 == 0 ? CX : PR_SHM_CREATE, 0, 0x55);
        inode = inode_of(name);
        ck_assert((inode - first) % KEYS >= RUN);
        passed += before != 0 && before < first && inode >= first + RUN;
        before = inode;
        delete_segment(name);
    }
    return passed;
}

START_TEST(a_run_of_taken_keys_takes_no_descriptors)
{
    static const struct rlimit few = { 32, 32 };
    int                        shmids[RUN], round, passed = 0;
    int                        descriptors;
    unsigned long              first;

    SKIP_UNLESS(is_tmpfs(), NO_TMPFS);
    open_and_fill(path("warm-up"), CX, 0, 1);
    delete_segment(path("warm-up"));
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    descriptors = count_descriptors();
    /* Again if others took inodes so fast that the run was not met. */
    for (round = 0; passed == 0 && round < ROUNDS; round++) {
        first = use_an_inode() + AHEAD;
        take_keys(first, shmids);
        passed = live_through(first);
        release_keys(shmids);
    }
    ck_assert_int_eq(passed, 1);
    ck_assert_int_eq(count_descriptors(), descriptors);
    ck_assert_int_eq(count_mapped_files(), 0);
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(segments_by(getpid()), 0);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

int
main(void)
{
    Suite *s = suite_create("collide");
    TCase *tc = add_case(s, "tmpfs", setup_tmpfs_dir, 120);

    leave_ipc_namespace();
    tcase_add_test(tc, many_lives_of_one_name_beside_another);
    tcase_add_loop_test(tc, colliding_names_live_side_by_side, 0, 2);
    tcase_add_loop_test(tc, the_other_name_is_of_stock_nspr, 0, 2);
    tcase_add_loop_test(tc, the_inode_of_an_orphan_comes_round, 0, 2);
    tcase_add_test(tc, a_run_of_taken_keys_takes_no_descriptors);
    tc = add_case(s, "anywhere", setup_dir, 120);
    tcase_add_loop_test(tc, an_inode_is_used_again, 0, 2);
    return run_suite(s);
}
