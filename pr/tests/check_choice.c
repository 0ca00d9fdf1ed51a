/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Which mechanism a segment has: the setting decides for new ones, and for one
 * that is there whoever made it.
 */
#include "config.h"

#include "prerr.h"
#include "prerror.h"
#include "private/pprshm.h"
#include "prshm.h"
#include "prshmx.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#define C  PR_SHM_CREATE
#define CX (PR_SHM_CREATE | PR_SHM_EXCL)

/* --- Who creates, who opens ---------------------------------------------- */

/* A process on stock NSPR makes System V segments. */
static const struct {
    PeerKind    kind;
    const char *setting, *makes;
} creators[] = {
    { OURS, "sysv", "sysv" },
    { OURS, "posix", "posix" },
    { OURS, "file", "file" },
    { STOCK, "posix", "sysv" },
};

static const char *const openers[] = { "sysv", "posix", "file" };

#define OPENERS (int)(sizeof openers / sizeof openers[0])
#define PAIRS   ((int)(sizeof creators / sizeof creators[0]) * OPENERS)

static Peer a, b;

static void
start_with(Peer *peer, PeerKind kind, const char *setting)
{
    use_backend(setting);
    start_peer(peer, kind);
}

/* Start the creator a and the opener b of a pair. */
static int
start_pair(int pair)
{
    int creator = pair / OPENERS;

    if (creators[creator].kind == STOCK && !have_stock()) {
        return 0;
    }
    start_with(&a, creators[creator].kind, creators[creator].setting);
    start_with(&b, OURS, openers[pair % OPENERS]);
    return 1;
}

static void
stop_pair(void)
{
    stop_peer(&a);
    stop_peer(&b);
}

/* --- What there is ------------------------------------------------------- */

/* Which mechanisms have something for the marker "n", in words, so that a
 * second segment behind the first one does not stay unseen. */
static const char *
objects(void)
{
    static char words[64];
    const long  page = sysconf(_SC_PAGESIZE);
    struct stat info;
    Segment     segment;
    const char *name = path("n");

    words[0] = '\0';
    if (segment_of(name, &segment)) {
        strcat(words, "sysv");
    }
    if (access(object_of(name), F_OK) == 0) {
        strcat(words, "posix");
    }
    if (lstat(name, &info) == 0 && info.st_size >= 2 * page) {
        strcat(words, "file");
    }
    return words;
}

static void
check_nothing(int wantEntries)
{
    ck_assert_str_eq(objects(), "");
    ck_assert_int_eq(entries(), wantEntries);
}

/* --- Pairs --------------------------------------------------------------- */

/* The opener b finds what a made, whatever its own setting. */
static void
meet(const char *makes)
{
    const char *name = path("n");

    ck_assert_str_eq(objects(), makes);
    expect(&a, "ok", "attach 0 0 0");
    expect(&a, "ok", "fill 0 0 10000 65");
    expect(&b, "ok", "open 0 %s 10000 0 600", name);
    expect(&b, "ok", "attach 0 0 0");
    expect(&b, "same 65", "look 0 0 10000");
    expect(&b, "ok", "open 1 %s 4000 %d 600", name, C);
    expect(&b, "ok", "attach 1 1 0");
    expect(&b, "ok", "fill 1 9999 1 66");
    expect(&a, "same 66", "look 0 9999 1");
    expect_error(&b, PR_FILE_EXISTS_ERROR, EEXIST, "open 2 %s 10000 %d 600",
                 name, CX);
    expect_error(&b, PR_INVALID_ARGUMENT_ERROR, EINVAL,
                 "open 2 %s 10001 %d 600", name, C);
    ck_assert_str_eq(objects(), makes);
}

START_TEST(an_existing_segment_wins)
{
    int creator = _i / OPENERS;

    SKIP_UNLESS(start_pair(_i), NO_STOCK);
    expect(&a, "ok", "open 0 %s 10000 %d 600", path("n"), CX);
    meet(creators[creator].makes);
    expect(&b, "ok", "delete %s", path("n"));
    check_nothing(0);
    /* Those who have it keep it, and the next one is of b's own choice. */
    expect(&b, "ok", "open 3 %s 10000 %d 600", path("n"), CX);
    ck_assert_str_eq(objects(), openers[_i % OPENERS]);
    expect(&b, "ok", "attach 3 3 0");
    expect(&b, "same 0", "look 3 0 10000");
    expect(&a, "ok", "attach 0 4 0");
    expect(&a, "same 66", "look 4 9999 1");
    expect(&b, "ok", "delete %s", path("n"));
    check_nothing(0);
    stop_pair();
}
END_TEST

START_TEST(an_existing_segment_wins_under_a_marker_that_was_there)
{
    int creator = _i / OPENERS;
    int fd = open(path("n"), O_RDWR | O_CREAT | O_EXCL, 0600);

    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(close(fd), 0);
    SKIP_UNLESS(start_pair(_i), NO_STOCK);
    expect(&a, "ok", "open 0 %s 10000 %d 600", path("n"), C);
    meet(creators[creator].makes);
    expect(&b, "ok", "delete %s", path("n"));
    check_nothing(0);
    stop_pair();
}
END_TEST

/* A file that has content keeps it: what `file' cannot make there, `posix'
 * does. */
START_TEST(an_existing_segment_wins_under_a_file_with_content)
{
    const char *makes = creators[_i / OPENERS].makes;
    const char *name = path("n");
    char        text[8] = "";
    int         fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);

    ck_assert_int_eq(write(fd, "data", 4), 4);
    SKIP_UNLESS(start_pair(_i), NO_STOCK);
    expect(&a, "ok", "open 0 %s 10000 %d 600", name, C);
    meet(strcmp(makes, "file") == 0 ? "posix" : makes);
    expect(&b, "ok", "delete %s", name);
    check_nothing(1);
    ck_assert_int_eq(pread(fd, text, sizeof text, 0), 4);
    ck_assert_str_eq(text, "data");
    ck_assert_int_eq(close(fd), 0);
    stop_pair();
}
END_TEST

/* Time stamps may be set by anybody; only the order depends on them. */
START_TEST(a_marker_may_be_touched)
{
    static const struct timespec times[2] = { { 1, 2 }, { 3, 4 } };

    SKIP_UNLESS(start_pair(_i), NO_STOCK);
    expect(&a, "ok", "open 0 %s 10000 %d 600", path("n"), CX);
    ck_assert_int_eq(utimensat(AT_FDCWD, path("n"), times, 0), 0);
    meet(creators[_i / OPENERS].makes);
    expect(&b, "ok", "delete %s", path("n"));
    check_nothing(0);
    stop_pair();
}
END_TEST

/* --- Settings ------------------------------------------------------------ */

static PRSharedMemory *
must_open(PRIntn flags)
{
    PRSharedMemory *shm = PR_OpenSharedMemory(path("n"), 100, flags, 0600);

    ck_assert_msg(shm != NULL, "open: %d/%d", PR_GetError(), PR_GetOSError());
    return shm;
}

/* A new segment, by this setting, has this mechanism. */
static void
check_new(const char *mechanism)
{
    PRSharedMemory *shm = must_open(CX);

    ck_assert_str_eq(PRX_GetSharedMemoryBackend(shm), mechanism);
    ck_assert_str_eq(objects(), mechanism);
    ck_assert_int_eq(PR_CloseSharedMemory(shm), PR_SUCCESS);
    ck_assert_int_eq(PR_DeleteSharedMemory(path("n")), PR_SUCCESS);
    check_nothing(0);
}

START_TEST(the_setting_decides_for_new_segments)
{
    use_backend(openers[_i]);
    check_new(openers[_i]);
    /* It is read once. */
    use_backend(openers[(_i + 1) % OPENERS]);
    check_new(openers[_i]);
}
END_TEST

START_TEST(without_a_setting_the_configured_one_decides)
{
    if (_i == 0) {
        ck_assert_int_eq(unsetenv("PRSHM_BACKEND"), 0);
    } else {
        use_backend("");
    }
    check_new(SHM_DEFAULT_BACKEND);
}
END_TEST

static const char *const unknown[] = { "unknown", "SYSV",  "sysv ",
                                       " posix",  "files", "win32" };

#define assert_refused()                                                      \
    do {                                                                      \
        ck_assert_int_eq(PR_GetError(), PR_INVALID_ARGUMENT_ERROR);           \
        ck_assert_int_eq(PR_GetOSError(), EINVAL);                            \
        PR_SetError(0, 0);                                                    \
    } while (0)

START_TEST(an_unknown_setting_is_an_error)
{
    const char *name = path("n");

    start_with(&a, OURS, "sysv");
    start_with(&b, OURS, unknown[_i]);
    expect_error(&b, PR_INVALID_ARGUMENT_ERROR, EINVAL, "open 0 %s 100 %d 600",
                 name, C);
    check_nothing(0);
    expect(&a, "ok", "open 0 %s 100 %d 600", name, C);
    expect_error(&b, PR_INVALID_ARGUMENT_ERROR, EINVAL, "open 0 %s 100 0 600",
                 name);
    expect_error(&b, PR_INVALID_ARGUMENT_ERROR, EINVAL, "delete %s", name);
    ck_assert_str_eq(objects(), "sysv");
    expect(&a, "ok", "delete %s", name);
    stop_pair();
}
END_TEST

/* What the log has of a failure by this setting. */
static void
log_of(const char *setting, const char *modules, char *text, size_t size)
{
    FILE  *file;
    size_t length;

    use_backend(setting);
    ck_assert_int_eq(setenv("NSPR_LOG_MODULES", modules, 1), 0);
    ck_assert_int_eq(setenv("NSPR_LOG_FILE", path("log"), 1), 0);
    ck_assert_ptr_null(PR_OpenSharedMemory(path("n"), 100, C, 0600));
    assert_refused();
    file = fopen(path("log"), "r");
    ck_assert_ptr_nonnull(file);
    length = fread(text, 1, size - 1, file);
    text[length] = '\0';
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(the_log_lists_what_there_is)
{
    char text[4096];

    log_of("bogus", "shm:2", text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "PRSHM_BACKEND=bogus"));
    ck_assert_ptr_nonnull(strstr(text, " sysv posix file\n"));
    ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
}
END_TEST

START_TEST(lower_levels_do_not_hear_of_it)
{
    char text[4096];

    log_of("bogus", "shm:1", text, sizeof text);
    ck_assert_str_eq(text, "");
}
END_TEST

/* --- Somebody else's objects --------------------------------------------- */

/*
 * The object of another marker that had the inode of this one before.  A real
 * one would have to free its inode, which some other suite may get, and take
 * away what has its name; so one that stays is renamed, and told so.  Another
 * link keeps this inode in use until the object is gone.
 */
#define INODE_BEFORE_END 16 /* where a trailer has it */

static void
leave_object_behind(char *object, size_t size)
{
    struct stat info;
    PRUint64    inode;
    int         fd;

    start_with(&a, OURS, "posix");
    expect(&a, "ok", "open 0 %s 10000 %d 666", path("n"), CX);
    expect(&a, "ok", "attach 0 0 0");
    expect(&a, "ok", "fill 0 0 10000 65");
    snprintf(object, size, "%s", object_of(path("n")));
    ck_assert_int_eq(rename(path("n"), path("other")), 0);
    fd = open(path("n"), O_RDWR | O_CREAT | O_EXCL, 0600);
    ck_assert_int_ne(fd, -1);
    ck_assert_int_eq(fstat(fd, &info), 0);
    ck_assert_int_eq(close(fd), 0);
    ck_assert_int_eq(link(path("n"), path("keeps the inode")), 0);
    inode = info.st_ino;
    ck_assert_int_eq(rename(object, object_of(path("n"))), 0);
    snprintf(object, size, "%s", object_of(path("n")));
    fd = open(object, O_RDWR);
    ck_assert_int_eq(fstat(fd, &info), 0);
    ck_assert_int_eq(
        pwrite(fd, &inode, sizeof inode, info.st_size - INODE_BEFORE_END),
        (int)sizeof inode);
    ck_assert_int_eq(close(fd), 0);
}

START_TEST(an_object_left_behind_is_not_taken)
{
    char object[64], byte = 0;
    int  fd;

    leave_object_behind(object, sizeof object);
    start_with(&b, OURS, openers[_i]);
    expect_error(&b, PR_FILE_NOT_FOUND_ERROR, ENOENT, "open 0 %s 100 0 600",
                 path("n"));
    expect_error(&b, PR_FILE_NOT_FOUND_ERROR, ENOENT, "delete %s", path("n"));
    expect(&b, "ok", "open 0 %s 10000 %d 600", path("n"), CX);
    expect(&b, "ok", "attach 0 0 0");
    expect(&b, "same 0", "look 0 0 10000");
    /* Whoever makes another object replaces it, and so does who would make
     * the marker the memory, but for its other link; others leave it. */
    fd = open(object, O_RDONLY);
    ck_assert_int_eq(pread(fd, &byte, 1, 0), 1);
    ck_assert_int_eq(byte, strcmp(openers[_i], "sysv") == 0 ? 65 : 0);
    ck_assert_int_eq(close(fd), 0);
    expect(&b, "ok", "delete %s", path("n"));
    (void)unlink(object);
    stop_pair();
}
END_TEST

/* Where its maker could not learn the birth of the inode, an object is found
 * all the same. */
START_TEST(a_birth_that_nobody_knew_says_nothing)
{
    const int64_t unknownBirth = 0;
    struct stat   info;
    int           fd;

    start_with(&a, OURS, "posix");
    expect(&a, "ok", "open 0 %s 10000 %d 600", path("n"), CX);
    expect(&a, "ok", "attach 0 0 0");
    expect(&a, "ok", "fill 0 0 10000 65");
    fd = open(object_of(path("n")), O_RDWR);
    ck_assert_int_eq(fstat(fd, &info), 0);
    ck_assert_int_eq(pwrite(fd, &unknownBirth, sizeof unknownBirth,
                            info.st_size - (off_t)sizeof unknownBirth),
                     (int)sizeof unknownBirth);
    ck_assert_int_eq(close(fd), 0);
    start_with(&b, OURS, openers[_i]);
    expect(&b, "ok", "open 0 %s 10000 %d 600", path("n"), C);
    expect(&b, "ok", "attach 0 0 0");
    expect(&b, "same 65", "look 0 0 10000");
    expect(&b, "ok", "delete %s", path("n"));
    stop_pair();
}
END_TEST

/* A segment of `posix' or `file' and a System V segment of another marker
 * whose inode has the same last 16 bits, made later: each keeps its own; even
 * if somebody touches the marker. */
START_TEST(a_key_that_is_taken_later_is_not_taken_for_the_segment)
{
    const char *makes = openers[1 + _i % 2], *opens = openers[_i / 2];
    int         shmid;

    start_with(&a, OURS, makes);
    start_with(&b, OURS, opens);
    expect(&a, "ok", "open 0 %s 10000 %d 600", path("n"), CX);
    expect(&a, "ok", "attach 0 0 0");
    expect(&a, "ok", "fill 0 0 10000 65");
    shmid =
        shmget((key_t)key_of(path("n")), 20000, IPC_CREAT | IPC_EXCL | 0600);
    ck_assert_int_ne(shmid, -1);
    expect(&b, "ok", "open 0 %s 10000 0 600", path("n"));
    expect(&b, "ok", "attach 0 0 0");
    expect(&b, "same 65", "look 0 0 10000");
    expect(&b, "ok", "open 1 %s 10000 %d 600", path("n"), C);
    expect(&b, "ok", "attach 1 1 0");
    expect(&b, "same 65", "look 1 0 10000");
    expect(&b, "ok", "delete %s", path("n"));
    ck_assert_int_eq(entries(), 0);
    ck_assert_int_eq(shmctl(shmid, IPC_RMID, NULL), 0); /* it is there yet */
    stop_pair();
}
END_TEST

/* --- The suite ----------------------------------------------------------- */

static void
add_tests(TCase *tc)
{
    tcase_add_checked_fixture(tc, NULL, teardown_dir);
    tcase_add_loop_test(tc, an_existing_segment_wins, 0, PAIRS);
    tcase_add_loop_test(
        tc, an_existing_segment_wins_under_a_marker_that_was_there, 0, PAIRS);
    tcase_add_loop_test(tc, an_existing_segment_wins_under_a_file_with_content,
                        0, PAIRS);
    tcase_add_loop_test(tc, a_marker_may_be_touched, 0, PAIRS);
    tcase_add_loop_test(tc, the_setting_decides_for_new_segments, 0, OPENERS);
    tcase_add_loop_test(tc, without_a_setting_the_configured_one_decides, 0,
                        2);
    tcase_add_loop_test(tc, an_unknown_setting_is_an_error, 0,
                        (int)(sizeof unknown / sizeof unknown[0]));
    tcase_add_test(tc, the_log_lists_what_there_is);
    tcase_add_test(tc, lower_levels_do_not_hear_of_it);
    tcase_add_loop_test(tc, an_object_left_behind_is_not_taken, 0, OPENERS);
    tcase_add_loop_test(tc, a_birth_that_nobody_knew_says_nothing, 0, OPENERS);
    tcase_add_loop_test(tc,
                        a_key_that_is_taken_later_is_not_taken_for_the_segment,
                        0, 2 * OPENERS);
}

int
main(void)
{
    Suite *suite = suite_create("choice of mechanism");
    TCase *disk = tcase_create("disk"), *memory = tcase_create("tmpfs");

    tcase_add_checked_fixture(disk, setup_dir, NULL);
    tcase_add_checked_fixture(memory, setup_tmpfs_dir, NULL);
    add_tests(disk);
    add_tests(memory);
    suite_add_tcase(suite, disk);
    suite_add_tcase(suite, memory);
    return run_suite(suite);
}
