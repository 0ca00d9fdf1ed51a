/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm get, prshm cat: from a segment to standard output, or a file.
 */
#include "config.h"

#include "access.h"
#include "options.h"
#include "pieces.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Get {
    const char          *name, *file; /* for messages */
    const char          *output;      /* a file to make, or NULL */
    Range                range;
    int                  fd;
    off_t                to; /* where in the file; -1 if it has no places */
    const unsigned char *from;
} Get;

static ssize_t
WriteOnce(const Get *get, const unsigned char *from, PRSize length,
          PRUint64 offset)
{
    return get->to == -1
               ? write(get->fd, from, length)
               : pwrite(get->fd, from, length, get->to + (off_t)offset);
}

static PRInt32
WritePiece(const void *arg, PRUint64 offset, PRSize length)
{
    const Get           *get = arg;
    const unsigned char *from = get->from + offset;
    ssize_t              count;

    BringIn((unsigned char *)from, length, PR_FALSE);
    while (length > 0) {
        count = WriteOnce(get, from, length, offset);
        if (count == -1 && errno != EINTR) {
            return errno;
        }
        if (count > 0) {
            from += count;
            offset += (PRUint64)count;
            length -= (PRSize)count;
        }
    }
    return 0;
}

/* Where to write in what is open: not in a pipe, and not where all goes to the
 * end. */
static off_t
PlaceIn(int fd)
{
    struct stat info;
    int         flags = fcntl(fd, F_GETFL);

    if (fstat(fd, &info) == -1 || !S_ISREG(info.st_mode) || flags == -1 ||
        (flags & O_APPEND) != 0) {
        return -1;
    }
    return lseek(fd, 0, SEEK_CUR);
}

static int
WriteAll(Get *get)
{
    get->to = PlaceIn(get->fd);
    errno = DoPieces(get->range.length, get->to != -1, WritePiece, get);
    if (errno == 0 && get->to != -1) {
        (void)lseek(get->fd, get->to + (off_t)get->range.length, SEEK_SET);
    }
    if (errno == EFAULT) {
        return StatusOfCopy(get->name, EFAULT);
    }
    return errno == 0 ? EXIT_SUCCESS
                      : Fail("%s: %s", get->file, strerror(errno));
}

/* Open the file to write to, empty; but not the one that the name leads to:
 * that is the segment, or has nothing in it to be a marker. */
static int
OpenOutput(Get *get)
{
    struct stat info, marker;

    get->file = get->output;
    get->fd = open(get->output, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (get->fd == -1 || fstat(get->fd, &info) == -1) {
        return Fail("%s: %s", get->file, strerror(errno));
    }
    if (lstat(get->name, &marker) == 0 && marker.st_ino == info.st_ino &&
        marker.st_dev == info.st_dev) {
        return Fail("%s: it is the file of %s", get->file, get->name);
    }
    if (S_ISREG(info.st_mode) && ftruncate(get->fd, 0) == -1) {
        return Fail("%s: %s", get->file, strerror(errno));
    }
    return EXIT_SUCCESS;
}

/* The file is made only once there is something to write to it. */
static int
WriteOut(const Access *access, void *arg)
{
    Get *get = arg;
    int  status;

    get->name = access->name;
    get->from = access->memory + get->range.offset;
    status = get->output != NULL ? OpenOutput(get) : EXIT_SUCCESS;
    if (status == EXIT_SUCCESS) {
        status = WriteAll(get);
    }
    if (get->output != NULL && close(get->fd) == -1 &&
        status == EXIT_SUCCESS) {
        status = Fail("%s: %s", get->file, strerror(errno));
    }
    return status;
}

int
RunGet(int argc, char **argv)
{
    Get          get = { .fd = STDOUT_FILENO, .file = "standard output" };
    const Option options[] = {
        OFFSET_OPTION(get.range.offset),
        LENGTH_OPTION(get.range),
        { 'O', "output", OPTION_FILE, &get.output, NULL,
          "write to a file, not to standard output" },
        { .name = NULL },
    };
    int status;

    if (!ReadOptions(argc, argv, options, 1, 1, "which name?", &status)) {
        return status;
    }
    return ReadRange(argv[optind], &get.range, WriteOut, &get);
}
