/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm put: from a file, or standard input, to a segment.
 *
 * What comes from a pipe has no size to make a segment of; it is kept until its
 * end is there.
 */
#include "config.h"

#include "access.h"
#include "memory.h"
#include "options.h"
#include "pieces.h"
#include "prshm.h"
#include "system.h"
#include "text.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_ROOM ((PRSize)1 << 20) /* for what comes from a pipe */

typedef struct Put {
    const char *name, *file; /* file for messages */
    int         fd;
    PRUint64    offset, size, mode;
    PRBool      hasSize, isNew;
    PRBool      known; /* how much is left in the file: */
    PRUint64    left;  /* bytes */
    off_t       from;  /* and where in it */
    Array       kept;  /* what was read already, of a pipe */
} Put;

/* --- Reading ------------------------------------------------------------- */

/* A read fails for the memory that it is to fill, too. */
static int
FailFile(const Put *put)
{
    if (errno == EFAULT) {
        return StatusOfCopy(put->name, EFAULT);
    }
    return Fail("%s: %s", put->file, strerror(errno));
}

static int
OpenFile(Put *put, const char *file)
{
    struct stat info;

    put->fd = STDIN_FILENO;
    put->file = "standard input";
    if (file != NULL && strcmp(file, "-") != 0) {
        put->file = file;
        put->fd = open(file, O_RDONLY | O_CLOEXEC);
    }
    if (put->fd == -1 || fstat(put->fd, &info) == -1) {
        return FailFile(put);
    }
    if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        return FailFile(put);
    }
    put->from = lseek(put->fd, 0, SEEK_CUR);
    put->known = S_ISREG(info.st_mode) && put->from != -1;
    if (put->known) {
        put->left = (PRUint64)PR_MAX(0, info.st_size - put->from);
    }
    return EXIT_SUCCESS;
}

/* Read as much as there is room for; less only at the end of the file, and -1
 * if that fails. */
static ssize_t
ReadNext(const Put *put, void *to, PRSize room)
{
    PRSize  done = 0;
    ssize_t count;

    while (done < room) {
        count = read(put->fd, (char *)to + done, room - done);
        if (count == 0) {
            break;
        }
        if (count > 0) {
            done += (PRSize)count;
        } else if (errno != EINTR) {
            return -1;
        }
    }
    return (ssize_t)done;
}

/* Keep all that there is, so that its size is known. */
static int
KeepAll(Put *put)
{
    PRSize  room = 0;
    ssize_t count;

    do {
        room = PR_MAX(FIRST_ROOM, 2 * room);
        put->kept.items = realloc(put->kept.items, room);
        if (put->kept.items == NULL) {
            return Fail("%s: no memory for so much", put->file);
        }
        count = ReadNext(put, (char *)put->kept.items + put->kept.count,
                         room - put->kept.count);
        if (count == -1) {
            return FailFile(put);
        }
        put->kept.count += (PRSize)count;
    } while (put->kept.count == room);
    put->known = PR_TRUE;
    put->left = put->kept.count;
    return EXIT_SUCCESS;
}

/* --- Writing ------------------------------------------------------------- */

/* A piece of what comes from a file, and where it goes to. */
typedef struct Copying {
    const Put     *put;
    unsigned char *memory;
} Copying;

static PRInt32
CopyPiece(const void *arg, PRUint64 offset, PRSize length)
{
    const Copying *copying = arg;
    unsigned char *to = copying->memory + offset;
    off_t          from = copying->put->from + (off_t)offset;
    ssize_t        count;

    BringIn(to, length, PR_TRUE);
    while (length > 0) {
        count = pread(copying->put->fd, to, length, from);
        if (count == 0) {
            return ENODATA; /* it has become shorter */
        }
        if (count == -1 && errno != EINTR) {
            return errno;
        }
        if (count > 0) {
            to += count;
            from += count;
            length -= (PRSize)count;
        }
    }
    return 0;
}

/* What comes from a pipe must not be more than there is room for. */
static int
FillFromPipe(const Put *put, unsigned char *memory, PRUint64 room)
{
    char    more;
    ssize_t count = ReadNext(put, memory, (PRSize)room);

    if (count == (ssize_t)room) {
        count = ReadNext(put, &more, 1);
        if (count > 0) {
            return Fail("%s: more than the %" PRIu64
                        " bytes that %s has room for%s",
                        put->file, (uint64_t)room, put->name,
                        put->isNew ? "" : "; that much was written");
        }
    }
    return count != -1 ? EXIT_SUCCESS : FailFile(put);
}

static int
Fill(const Put *put, unsigned char *memory, PRUint64 room)
{
    const Copying copying = { put, memory };

    if (put->kept.items != NULL) {
        return StatusOfCopy(
            put->name, CopyMemory(memory, put->kept.items, put->kept.count));
    }
    if (!put->known) {
        return FillFromPipe(put, memory, room);
    }
    errno = DoPieces(room, PR_TRUE, CopyPiece, &copying);
    return errno == 0 ? EXIT_SUCCESS : FailFile(put);
}

/* Into one that is there. */
static int
PutInto(const Put *put, Access *access)
{
    Range range = { put->offset, put->left, put->known };
    int   status = CheckRange(access, &range);

    if (status == EXIT_SUCCESS) {
        status = Fill(put, access->memory + range.offset, range.length);
    }
    return Worse(status, CloseAccess(access));
}

/* Into a new one, which is gone if that fails. */
static int
PutIntoNew(Put *put)
{
    Access access;
    int    status = EXIT_SUCCESS;

    if (!put->hasSize && !put->known) {
        status = KeepAll(put);
    }
    if (!put->hasSize) {
        put->size = put->offset + put->left;
    }
    if (status == EXIT_SUCCESS && put->size == 0) {
        status = Fail("%s: empty, and no segment can be", put->file);
    }
    if (status == EXIT_SUCCESS) {
        status = CreateAccess(put->name, put->size, put->mode, &access);
    }
    if (status != EXIT_SUCCESS) {
        return status;
    }
    put->isNew = PR_TRUE;
    status = PutInto(put, &access);
    if (status != EXIT_SUCCESS) {
        (void)PR_DeleteSharedMemory(put->name);
    }
    return status;
}

static int
PutAll(Put *put)
{
    Access access;
    PRBool absent;

    if (OpenAccess(put->name, TO_WRITE, &access, &absent) == EXIT_SUCCESS) {
        return PutInto(put, &access);
    }
    return absent ? PutIntoNew(put) : EXIT_FAILURE;
}

int
RunPut(int argc, char **argv)
{
    Put          put = { .mode = 0600 };
    const Option options[] = {
        { 's', "size", OPTION_SIZE, &put.size, &put.hasSize,
          "of a new segment: 4096, 64K, 1M, 2G; that of FILE\n"
          "if not given" },
        { 'm', "mode", OPTION_MODE, &put.mode, NULL,
          "of a new segment; 0600 if not given" },
        OFFSET_OPTION(put.offset),
        { .name = NULL },
    };
    int status;

    if (!ReadOptions(argc, argv, options, 1, 2, "which name?", &status)) {
        return status;
    }
    if (put.hasSize && put.size == 0) {
        return Misused("--size: no segment can be empty");
    }
    put.name = argv[optind];
    status = OpenFile(&put, argv[optind + 1]);
    if (status == EXIT_SUCCESS) {
        status = PutAll(&put);
    }
    free(put.kept.items);
    return status;
}
