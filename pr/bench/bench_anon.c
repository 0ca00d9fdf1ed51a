/* SPDX-License-Identifier: MPL-2.0 */
/*
 * What anonymous shared memory costs: to make it, map it, write all of it,
 * unmap and close it.
 *
 * Bare calls stand beside: the plain way to a file in memory whose room is
 * taken at once, which is what this library has; and those that stock NSPR
 * makes, with a file in the directory.
 */
#include "config.h"

#include "bench.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* --- Bare calls ---------------------------------------------------------- */

/* A descriptor can be 0, a map cannot. */
static PRFileMap *
map_of(int fd)
{
    return fd == -1 ? NULL : (PRFileMap *)((intptr_t)fd + 1);
}

static int
fd_of(PRFileMap *fmap)
{
    return (int)((intptr_t)fmap - 1);
}

static PRFileMap *
check_new(int fd, int worked)
{
    if (worked) {
        return map_of(fd);
    }
    if (fd != -1) {
        close(fd);
    }
    return NULL;
}

static PRFileMap *
open_memory(const char *dir_name, PRSize size, PRFileMapProtect prot)
{
    int fd = memfd_create("bench", 0);

    (void)dir_name, (void)prot;
    return check_new(fd, fd != -1 && ftruncate(fd, (off_t)size) == 0 &&
                             posix_fallocate(fd, 0, (off_t)size) == 0);
}

static PRFileMap *
open_file(const char *dir_name, PRSize size, PRFileMapProtect prot)
{
    char name[NAME_SIZE];
    int  fd;

    (void)prot;
    snprintf(name, sizeof name, "%s/anon", dir_name);
    fd = open(name, O_RDWR | O_CREAT | O_EXCL, MODE);
    return check_new(fd, fd != -1 && unlink(name) == 0 &&
                             ftruncate(fd, (off_t)size) == 0);
}

static void *
map_bare(PRFileMap *fmap, PROffset64 offset, PRUint32 length)
{
    void *at = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED,
                    fd_of(fmap), (off_t)offset);

    return at != MAP_FAILED ? at : NULL;
}

static PRStatus
unmap_bare(void *addr, PRUint32 length)
{
    return munmap(addr, length) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static PRStatus
close_bare(PRFileMap *fmap)
{
    return close(fd_of(fmap)) == 0 ? PR_SUCCESS : PR_FAILURE;
}

static void
set_bare_peer(Peer *peer,
              PRFileMap *(*open_anon)(const char *, PRSize, PRFileMapProtect))
{
    peer->open_anon = open_anon;
    peer->map = map_bare;
    peer->unmap = unmap_bare;
    peer->close_map = close_bare;
}

/* --- Work ---------------------------------------------------------------- */

static PRUint32 bytes; /* of the maps */

static int
life_of_map(int who)
{
    const Peer *peer = &peers[who];
    PRFileMap  *fmap = peer->open_anon != NULL
                           ? peer->open_anon(dir, bytes, PR_PROT_READWRITE)
                           : NULL;
    void       *at;
    int         worked;

    if (fmap == NULL) {
        return 0;
    }
    at = peer->map(fmap, 0, bytes);
    worked = at != NULL;
    if (worked) {
        memset(at, 1, bytes);
        worked = peer->unmap(at, bytes) == PR_SUCCESS;
    }
    return worked & (peer->close_map(fmap) == PR_SUCCESS);
}

static const struct {
    PRUint32 bytes;
    int      batch;
} sizes[] = { { 4 << 10, 5 }, { 64 << 10, 5 }, { 1 << 20, 2 } };

#define SIZES ((int)(sizeof sizes / sizeof sizes[0]))

/* --- The table ----------------------------------------------------------- */

static void
print_head(void)
{
    printf("%-9s %-12s %8s %8s %6s %6s %6s %6s %6s  %s\n", "", "", "ours",
           "stock", "ours/", "ours/", "calls/", "bare/", "", "");
    printf("%-9s %-12s %8s %8s %6s %6s %6s %6s %6s  %s\n", "anonymous",
           "directory on", "us", "us", "stock", "bare", "stock", "stock",
           "noise", "aim");
}

static void
print_line(int size, const char *kind)
{
    const double aim = strcmp(kind, "tmpfs") == 0 ? 0.75 : 0.5;
    char         title[16];
    double       ratio, noise;
    int          count;

    bytes = sizes[size].bytes;
    count = take_rounds(life_of_map, sizes[size].batch, NULL);
    if (stopped) {
        return;
    }
    ratio = median_of(OURS, STOCK, 0, count);
    noise = noise_of(count);
    snprintf(title, sizeof title, "%u KiB", (unsigned)(bytes >> 10));
    printf("%-9s %-12s", title, kind);
    print_time(median_of(OURS, -1, 0, count));
    print_time(median_of(STOCK, -1, 0, count));
    print_number("%.2f", ratio);
    print_number("%.2f", median_of(OURS, FLOOR, 0, count));
    print_number("%.2f", median_of(STOCK_CALLS, STOCK, 0, count));
    print_number("%.2f", median_of(FLOOR, STOCK, 0, count));
    print_number("%.1f%%", 100 * noise);
    printf("  <= %.2f  %s", aim, verdict(ratio, aim, 0, noise));
    if (count < settings.rounds) {
        printf(" (%d rounds)", count);
    }
    putchar('\n');
    fflush(stdout);
}

void
compare_anon(void)
{
    int i, size;

    set_bare_peer(&peers[FLOOR], open_memory);
    set_bare_peer(&peers[STOCK_CALLS], open_file);
    print_head();
    for (i = 0; i < settings.dir_count && !stopped; i++) {
        make_dir(settings.dirs[i]);
        for (size = 0; size < SIZES && !stopped; size++) {
            print_line(size, filesystem_of(dir));
        }
        remove_dir();
    }
}
