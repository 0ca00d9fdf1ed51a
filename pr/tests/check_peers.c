/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Separate programs that meet in one segment: two on this library, and one on
 * it with one on stock NSPR or under the overlay, whichever comes first.
 */
#include "config.h"

#include "prerr.h"
#include "prshm.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#define C  PR_SHM_CREATE
#define CX (PR_SHM_CREATE | PR_SHM_EXCL)

/* Who is who: the first one creates, mostly. */
static const PeerKind pairs[][2] = {
    { OURS, OURS },      { OURS, STOCK },    { STOCK, OURS },
    { OURS, OVERLAID },  { OVERLAID, OURS }, { STOCK, OVERLAID },
    { OVERLAID, STOCK },
};

#define PAIRS (int)(sizeof pairs / sizeof pairs[0])

static Peer a, b;

static int
start_pair(int pair)
{
    return start_peers(pairs[pair], &a, &b);
}

static void
stop_pair(void)
{
    stop_peer(&a);
    stop_peer(&b);
}

/* --- Two processes, one segment ------------------------------------------ */

START_TEST(what_one_writes_the_other_reads)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 10000 %d 600", name, CX);
    expect(&a, "ok", "attach 0 0 0");
    expect(&a, "same 0", "look 0 0 10000");
    expect(&a, "ok", "fill 0 0 10000 65");
    expect(&b, "ok", "open 0 %s 10000 0 600", name);
    expect(&b, "ok", "attach 0 0 0");
    expect(&b, "same 65", "look 0 0 10000");
    expect(&b, "ok", "fill 0 5000 5000 66");
    expect(&a, "same 65", "look 0 0 5000");
    expect(&a, "same 66", "look 0 5000 5000");
    expect(&b, "ok", "detach 0 0");
    expect(&a, "ok", "fill 0 0 10000 67");
    expect(&b, "ok", "attach 0 0 0");
    expect(&b, "same 67", "look 0 0 10000");
    expect(&b, "ok", "delete %s", name);
    stop_pair();
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(both_may_ask_to_create)
{
    const char *name = path("n");
    Segment     segment, again;

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 4096 %d 600", name, C);
    ck_assert(segment_of(name, &segment));
    expect(&a, "ok", "attach 0 0 0");
    expect(&a, "ok", "fill 0 0 4096 9");
    expect(&b, "ok", "open 0 %s 4096 %d 600", name, C);
    ck_assert(segment_of(name, &again));
    ck_assert_int_eq(segment.shmid, again.shmid);
    ck_assert_int_eq(again.creator, a.pid);
    expect(&b, "ok", "attach 0 0 0");
    expect(&b, "same 9", "look 0 0 4096");
    expect(&a, "ok", "delete %s", name);
    stop_pair();
}
END_TEST

START_TEST(read_only_attachments_follow_and_cannot_write)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect(&a, "ok", "attach 0 0 0");
    expect(&b, "ok", "open 0 %s 4096 0 600", name);
    expect(&b, "ok", "attach 0 0 %d", PR_SHM_READONLY);
    expect(&a, "ok", "fill 0 0 4096 7");
    expect(&b, "same 7", "look 0 0 4096");
    /* It dies of writing, so there is no answer. */
    expect(&b, "", "fill 0 0 4096 8");
    kill_peer(&b);
    expect(&a, "same 7", "look 0 0 4096");
    expect(&a, "ok", "delete %s", name);
    stop_peer(&a);
}
END_TEST

START_TEST(handles_of_one_process_are_independent)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect(&b, "ok", "open 0 %s 4096 0 600", name);
    expect(&b, "ok", "open 1 %s 4096 0 600", name);
    expect(&b, "ok", "attach 0 0 0");
    expect(&b, "ok", "attach 1 1 0");
    expect(&b, "ok", "fill 0 0 4096 3");
    expect(&b, "ok", "detach 0 0");
    expect(&b, "ok", "close 0");
    expect(&b, "same 3", "look 1 0 4096");
    expect(&a, "ok", "attach 0 0 0");
    expect(&a, "ok", "fill 0 0 4096 4");
    expect(&b, "same 4", "look 1 0 4096");
    expect(&a, "ok", "detach 0 0");
    expect(&a, "ok", "close 0");
    expect(&b, "ok", "delete %s", name);
    stop_pair();
}
END_TEST

START_TEST(a_forked_child_inherits_the_mapping)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect(&a, "ok", "attach 0 0 0");
    expect(&b, "ok", "open 0 %s 0 0 600", name);
    expect(&b, "ok", "attach 0 0 0");
    expect(&a, "ok", "fork 0 0 100 42");
    expect(&b, "same 42", "look 0 100 1");
    expect(&b, "ok", "fork 0 0 100 43");
    expect(&a, "same 43", "look 0 100 1");
    expect(&a, "ok", "delete %s", name);
    stop_pair();
}
END_TEST

/* --- Deleting ------------------------------------------------------------ */

/* One has it attached while the other deletes it and makes a new one. */
static void
outlive_deletion(Peer *user, Peer *deleter, const char *name)
{
    expect(user, "ok", "open 0 %s 4096 %d 600", name, C);
    expect(user, "ok", "attach 0 0 0");
    expect(user, "ok", "fill 0 0 4096 1");
    expect(deleter, "ok", "open 0 %s 4096 0 600", name);
    expect(deleter, "ok", "attach 0 0 0");
    expect(deleter, "ok", "delete %s", name);
    ck_assert_int_eq(entries(), 0);

    expect_not_found(user, "open 1 %s 4096 0 600", name);
    expect_not_found(deleter, "open 1 %s 4096 0 600", name);
    expect(user, "ok", "fill 0 0 4096 2");
    expect(deleter, "same 2", "look 0 0 4096");
    expect(user, "ok", "attach 0 1 0"); /* by the old handle */
    expect(user, "same 2", "look 1 0 4096");

    expect(deleter, "ok", "open 1 %s 8192 %d 600", name, CX);
    expect(deleter, "ok", "attach 1 1 0");
    expect(deleter, "same 0", "look 1 0 8192");
    expect(deleter, "ok", "fill 1 0 8192 5");
    expect(user, "same 2", "look 0 0 4096");
    expect(user, "ok", "open 1 %s 8192 0 600", name);
    expect(user, "ok", "attach 1 2 0");
    expect(user, "same 5", "look 2 0 8192");
    expect(deleter, "same 2", "look 0 0 4096");
    expect(user, "ok", "delete %s", name);
}

START_TEST(deleted_memory_lives_on_and_does_not_mix_with_new)
{
    SKIP_UNLESS(start_pair(_i), NO_PEER);
    outlive_deletion(&a, &b, path("n"));
    outlive_deletion(&b, &a, path("m"));
    stop_pair();
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(segments_by(a.pid) + segments_by(b.pid), 0);
}
END_TEST

START_TEST(a_handle_from_before_the_deletion_cannot_attach)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect(&b, "ok", "open 0 %s 4096 0 600", name);
    expect(&a, "ok", "delete %s", name);
    expect_error(&b, PR_INVALID_ARGUMENT_ERROR, EINVAL, "attach 0 0 0");
    expect_error(&a, PR_INVALID_ARGUMENT_ERROR, EINVAL, "attach 0 0 0");
    stop_pair();
}
END_TEST

START_TEST(deleting_twice_finds_nothing)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect(&b, "ok", "delete %s", name);
    expect_not_found(&a, "delete %s", name);
    expect_not_found(&b, "delete %s", name);
    /* Stock leaves a marker; that must not keep anybody from creating. */
    expect(&b, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect(&a, "ok", "open 1 %s 4096 0 600", name);
    expect(&a, "ok", "delete %s", name);
    stop_pair();
}
END_TEST

/* --- What the other one made --------------------------------------------- */

START_TEST(exclusive_creation_refuses_what_the_other_made)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect_error(&b, PR_FILE_EXISTS_ERROR, EEXIST, "open 0 %s 4096 %d 600",
                 name, CX);
    expect_error(&b, PR_FILE_EXISTS_ERROR, EEXIST, "open 0 %s 1 %d 600", name,
                 CX);
    expect(&b, "ok", "open 0 %s 4096 %d 600", name, PR_SHM_EXCL);
    expect(&b, "ok", "delete %s", name);
    expect(&b, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect_error(&a, PR_FILE_EXISTS_ERROR, EEXIST, "open 1 %s 4096 %d 600",
                 name, CX);
    expect(&a, "ok", "delete %s", name);
    stop_pair();
}
END_TEST

START_TEST(sizes_are_those_of_the_creator)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 100 %d 600", name, CX);
    expect(&b, "ok", "open 0 %s 100 0 600", name);
    expect(&b, "ok", "open 0 %s 1 %d 600", name, C);
    expect(&b, "ok", "open 0 %s 0 0 600", name);
    expect_error(&b, PR_INVALID_ARGUMENT_ERROR, EINVAL, "open 1 %s 101 0 600",
                 name);
    expect_error(&b, PR_INVALID_ARGUMENT_ERROR, EINVAL, "open 1 %s 101 %d 600",
                 name, C);
    /* Whatever it asked for, it sees all of it. */
    expect(&a, "ok", "attach 0 0 0");
    expect(&a, "ok", "fill 0 0 100 11");
    expect(&b, "ok", "attach 0 0 0");
    expect(&b, "same 11", "look 0 0 100");
    expect(&a, "ok", "delete %s", name);
    stop_pair();
}
END_TEST

START_TEST(data_outlive_their_creator)
{
    const char *name = path("n");

    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect(&a, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect(&a, "ok", "attach 0 0 0");
    expect(&a, "ok", "fill 0 0 4096 21");
    stop_peer(&a);
    expect(&b, "ok", "open 0 %s 4096 %d 600", name, C);
    expect(&b, "ok", "attach 0 0 0");
    expect(&b, "same 21", "look 0 0 4096");
    expect(&b, "ok", "fill 0 0 4096 22");
    kill_peer(&b);
    start_peer(&a, pairs[_i][0]);
    expect(&a, "ok", "open 0 %s 4096 0 600", name);
    expect(&a, "ok", "attach 0 0 0");
    expect(&a, "same 22", "look 0 0 4096");
    expect(&a, "ok", "delete %s", name);
    stop_peer(&a);
}
END_TEST

START_TEST(a_marker_without_memory_serves_either)
{
    const char *name = path("n");
    struct stat before, after;
    int         fd = open(name, O_CREAT | O_EXCL | O_WRONLY, 0640);

    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(write(fd, "mine", 4), 4);
    ck_assert_int_eq(fstat(fd, &before), 0);
    close(fd);
    SKIP_UNLESS(start_pair(_i), NO_PEER);
    expect_not_found(&b, "open 0 %s 4096 0 600", name);
    expect(&a, "ok", "open 0 %s 4096 %d 600", name, CX);
    expect(&b, "ok", "open 0 %s 4096 0 600", name);
    expect(&a, "ok", "attach 0 0 0");
    expect(&b, "ok", "attach 0 0 0");
    expect(&a, "ok", "fill 0 0 4096 1");
    expect(&b, "same 1", "look 0 0 4096");
    ck_assert_int_eq(stat(name, &after), 0);
    ck_assert_uint_eq(after.st_ino, before.st_ino);
    ck_assert_int_eq(after.st_size, 4);
    ck_assert_uint_eq(after.st_mode, before.st_mode);
    expect(&b, "ok", "delete %s", name);
    stop_pair();
}
END_TEST

/* --- Bit for bit what stock makes ---------------------------------------- */

static void
make_both(const char *mask, const char *mode, unsigned size)
{
    const char *ours = path("ours"), *stock = path("stock");
    struct stat our_file, stock_file;
    Segment     our_segment, stock_segment;

    expect(&a, "ok", "umask %s", mask);
    expect(&b, "ok", "umask %s", mask);
    expect(&a, "ok", "open 0 %s %u %d %s", ours, size, CX, mode);
    expect(&b, "ok", "open 0 %s %u %d %s", stock, size, CX, mode);
    ck_assert_int_eq(lstat(ours, &our_file), 0);
    ck_assert_int_eq(lstat(stock, &stock_file), 0);
    ck_assert_msg(our_file.st_mode == stock_file.st_mode,
                  "marker of mode %s under umask %s: %o, stock makes %o", mode,
                  mask, our_file.st_mode, stock_file.st_mode);
    ck_assert_int_eq(our_file.st_size, stock_file.st_size);
    ck_assert_uint_eq(our_file.st_nlink, stock_file.st_nlink);
    ck_assert_uint_eq(our_file.st_uid, stock_file.st_uid);
    ck_assert_uint_eq(our_file.st_gid, stock_file.st_gid);
    /* Both are found by the key of their own marker. */
    ck_assert(segment_of(ours, &our_segment));
    ck_assert(segment_of(stock, &stock_segment));
    ck_assert_int_eq(our_segment.creator, a.pid);
    ck_assert_int_eq(stock_segment.creator, b.pid);
    ck_assert_uint_eq(our_segment.mode, stock_segment.mode);
    ck_assert_uint_eq(our_segment.size, stock_segment.size);
    ck_assert_uint_eq(our_segment.uid, stock_segment.uid);
    ck_assert_int_eq(our_segment.attached, stock_segment.attached);
    /* Without a right to read or write them neither could delete. */
    ck_assert_int_eq(chmod(ours, 0600), 0);
    ck_assert_int_eq(chmod(stock, 0600), 0);
    expect(&b, "ok", "delete %s", ours);
    expect(&a, "ok", "delete %s", stock);
}

START_TEST(marker_and_memory_are_what_stock_makes)
{
    static const char *const masks[] = { "0", "022", "027", "077", "0777" };
    static const char *const modes[] = { "600", "644", "666",
                                         "777", "440", "200" };
    unsigned                 mask, mode;

    SKIP_UNLESS(have_stock(), NO_STOCK);
    start_peer(&a, OURS);
    start_peer(&b, STOCK);
    for (mask = 0; mask < sizeof masks / sizeof masks[0]; mask++) {
        for (mode = 0; mode < sizeof modes / sizeof modes[0]; mode++) {
            make_both(masks[mask], modes[mode], 1 + 4095 * mode);
        }
    }
    stop_pair();
    ck_assert_int_eq(entries(), 0);
}
END_TEST

/* --- Many at once -------------------------------------------------------- */

#define CROWD 8

/* Half of them of another kind, or none: 0 if that cannot be. */
static int
start_crowd(Peer *crowd, PeerKind half)
{
    int i;

    if (!have_peer(half)) {
        return 0;
    }
    for (i = 0; i < CROWD; i++) {
        start_peer(&crowd[i], i % 2 == 0 ? half : OURS);
    }
    return 1;
}

static void
stop_crowd(Peer *crowd)
{
    int i;

    for (i = 0; i < CROWD; i++) {
        stop_peer(&crowd[i]);
        ck_assert_int_eq(segments_by(crowd[i].pid), 0);
    }
}

START_TEST(everybody_sees_everybody)
{
    const char *name = path("n");
    Peer        crowd[CROWD];
    int         i, k;
    char        seen[16];

    SKIP_UNLESS(start_crowd(crowd, (PeerKind)_i), NO_PEER);
    for (i = 0; i < CROWD; i++) {
        tell(&crowd[i], "open 0 %s %d %d 600", name, CROWD * 1000, C);
    }
    for (i = 0; i < CROWD; i++) {
        ck_assert_str_eq(hear(&crowd[i]), "ok");
        expect(&crowd[i], "ok", "attach 0 0 0");
    }
    for (i = 0; i < CROWD; i++) {
        tell(&crowd[i], "fill 0 %d 1000 %d", i * 1000, i + 1);
    }
    for (i = 0; i < CROWD; i++) {
        ck_assert_str_eq(hear(&crowd[i]), "ok");
    }
    for (i = 0; i < CROWD; i++) {
        for (k = 0; k < CROWD; k++) {
            snprintf(seen, sizeof seen, "same %d", k + 1);
            expect(&crowd[i], seen, "look 0 %d 1000", k * 1000);
        }
    }
    expect(&crowd[0], "ok", "delete %s", name);
    stop_crowd(crowd);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

/* Have a crowd race for a name; returns how often it was opened in all. */
static unsigned
race(Peer *crowd, int flags, unsigned rounds)
{
    unsigned won, all = 0;
    int      i;

    expect(&crowd[0], "ok", "arena %s %d", path("arena"), CROWD);
    for (i = 0; i < CROWD; i++) {
        tell(&crowd[i], "race %s %d %d %u %s", path("arena"), i, flags, rounds,
             path("n"));
    }
    for (i = 0; i < CROWD; i++) {
        ck_assert_msg(sscanf(hear(&crowd[i]), "won %u", &won) == 1,
                      "process %d: %s", i, crowd[i].reply);
        all += won;
    }
    ck_assert_int_eq(entries(), 1); /* the arena */
    return all;
}

START_TEST(racing_creators_end_on_one_segment)
{
    const unsigned rounds = 1000;
    Peer           crowd[CROWD];

    SKIP_UNLESS(start_crowd(crowd, (PeerKind)_i), NO_PEER);
    ck_assert_uint_eq(race(crowd, C, rounds), rounds * CROWD);
    stop_crowd(crowd);
}
END_TEST

START_TEST(of_racing_exclusive_creators_one_wins)
{
    const unsigned rounds = 500;
    Peer           crowd[CROWD];

    SKIP_UNLESS(start_crowd(crowd, (PeerKind)_i), NO_PEER);
    ck_assert_uint_eq(race(crowd, CX, rounds), rounds);
    stop_crowd(crowd);
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

static void
add_pair_tests(TCase *tc)
{
    tcase_add_loop_test(tc, what_one_writes_the_other_reads, 0, PAIRS);
    tcase_add_loop_test(tc, both_may_ask_to_create, 0, PAIRS);
    tcase_add_loop_test(tc, read_only_attachments_follow_and_cannot_write, 0,
                        PAIRS);
    tcase_add_loop_test(tc, handles_of_one_process_are_independent, 0, PAIRS);
    tcase_add_loop_test(tc, a_forked_child_inherits_the_mapping, 0, PAIRS);
    tcase_add_loop_test(tc, deleted_memory_lives_on_and_does_not_mix_with_new,
                        0, PAIRS);
    tcase_add_loop_test(tc, a_handle_from_before_the_deletion_cannot_attach, 0,
                        PAIRS);
    tcase_add_loop_test(tc, deleting_twice_finds_nothing, 0, PAIRS);
    tcase_add_loop_test(tc, exclusive_creation_refuses_what_the_other_made, 0,
                        PAIRS);
    tcase_add_loop_test(tc, sizes_are_those_of_the_creator, 0, PAIRS);
    tcase_add_loop_test(tc, data_outlive_their_creator, 0, PAIRS);
    tcase_add_loop_test(tc, a_marker_without_memory_serves_either, 0, PAIRS);
}

int
main(void)
{
    Suite *s = suite_create("peers");
    TCase *tc;

    add_pair_tests(add_case(s, "pairs", setup_dir, 120));
    tcase_add_test(add_case(s, "identity", setup_dir, 120),
                   marker_and_memory_are_what_stock_makes);
    tc = add_case(s, "crowd", setup_dir, 120);
    tcase_add_loop_test(tc, everybody_sees_everybody, OURS, OVERLAID + 1);
    tcase_add_loop_test(tc, racing_creators_end_on_one_segment, OURS,
                        OVERLAID + 1);
    tcase_add_loop_test(tc, of_racing_exclusive_creators_one_wins, OURS,
                        OVERLAID + 1);
    return run_suite(s);
}
