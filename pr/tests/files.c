/* SPDX-License-Identifier: MPL-2.0 */
/*
 * Prints facts about files and file maps, a line each: "scene.fact: value".
 *
 * As runtime.c for the rest of the runtime: one source for stock NSPR and for
 * prshm, each scene in a process of its own, and test_files.sh compares the
 * lines.  Runs in an empty directory, which it may fill.
 */
#define _GNU_SOURCE

#include <prerror.h>
#include <prinit.h>
#include <prio.h>
#include <prshma.h>
#include <private/pprio.h>
#include <prsystem.h>

#include "scenes.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define GIB ((PRInt64)1 << 30)

/* --- Files --------------------------------------------------------------- */

/* A file of this size, opened so. */
static PRFileDesc *
make(const char *name, PRInt64 size, PRIntn flags)
{
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);

    if (fd == -1 || ftruncate(fd, size) == -1 || close(fd) == -1) {
        fact("file", "cannot be made");
    }
    return PR_Open(name, flags, 0);
}

static long long
size_of(const char *name)
{
    struct stat info;

    return stat(name, &info) == -1 ? -1 : (long long)info.st_size;
}

static long long
position(PRFileDesc *fd)
{
    return (long long)lseek(PR_FileDesc2NativeHandle(fd), 0, SEEK_CUR);
}

static PRFileDesc *
import(int fd)
{
    return PR_ImportFile((PROsfd)fd);
}

static void
scene_layout(void)
{
    PRFileDesc *fd = make("f", 10, PR_RDONLY);

    fact("sizes", "%zu %zu %zu %zu", sizeof(PRFileDesc), sizeof(PRIOMethods),
         sizeof(PRFileInfo), sizeof(PRFileInfo64));
    fact("layer", "%d %d %d %d %d", fd->identity, fd->lower == NULL,
         fd->higher == NULL, fd->dtor == NULL, fd->methods->file_type);
    fact("same-methods", "%d", fd->methods == import(0)->methods);
    fact("type", "%zu", sizeof(PROsfd));
}

/* --- Opening ------------------------------------------------------------- */

static void
scene_open_flags(void)
{
    static const int ours = ~(O_LARGEFILE | O_CLOEXEC);
    PRFileDesc      *fd;
    PRIntn           flags;
    char             id[16];
    int              native;

    for (flags = 0; flags < 0x100; flags++) {
        if ((flags & PR_RDWR) != 0 && (flags & PR_WRONLY) != 0 &&
            flags != (PR_RDWR | PR_WRONLY)) {
            continue; /* one will do */
        }
        if ((flags & PR_EXCL) != 0 && (flags & PR_CREATE_FILE) != 0) {
            (void)unlink("f");
        } else {
            (void)PR_Close(make("f", 10, PR_RDONLY));
        }
        (void)snprintf(id, sizeof id, "%02x", (unsigned)flags);
        fd = PR_Open("f", flags, 0644);
        if (fd == NULL) {
            result_fact(id, -1);
            continue;
        }
        native = PR_FileDesc2NativeHandle(fd);
        fact(id, "%o, close-on-exec %d, size %lld",
             (unsigned)(fcntl(native, F_GETFL) & ours), fcntl(native, F_GETFD),
             size_of("f"));
        (void)PR_Close(fd);
    }
}

static void
mode_of(const char *id, PRIntn mode)
{
    struct stat info;
    PRFileDesc *fd;

    (void)unlink("m");
    fd = PR_OpenFile("m", PR_WRONLY | PR_CREATE_FILE, mode);
    if (fd == NULL || stat("m", &info) == -1) {
        result_fact(id, -1);
        return;
    }
    fact(id, "%o", info.st_mode & 07777u);
    (void)PR_Close(fd);
}

static void
scene_open_mode(void)
{
    (void)umask(022);
    mode_of("0666", 0666);
    mode_of("0777", PR_IRWXU | PR_IRWXG | PR_IRWXO);
    mode_of("0600", PR_IRUSR | PR_IWUSR);
    mode_of("0", 0);
    mode_of("beyond", 0100644);
    (void)umask(0);
    mode_of("without-umask", 0666);
}

static void
scene_open_errors(void)
{
    char name[5000];

    (void)PR_Close(make("f", 10, PR_RDONLY));
    (void)mkdir("d", 0755);
    (void)symlink("loop", "loop");
    (void)symlink("nothing", "dangling");
    (void)symlink("f", "link");
    POINTER("empty", PR_Open("", PR_RDONLY, 0));
    POINTER("missing", PR_Open("missing", PR_RDWR, 0));
    POINTER("no-directory", PR_Open("no/f", PR_RDWR | PR_CREATE_FILE, 0600));
    POINTER("under-file", PR_Open("f/x", PR_RDONLY, 0));
    POINTER("directory-read", PR_Open("d", PR_RDONLY, 0));
    POINTER("directory-write", PR_Open("d", PR_RDWR, 0));
    POINTER("directory-create", PR_Open("d", PR_RDWR | PR_CREATE_FILE, 0600));
    POINTER("slash", PR_Open("new/", PR_RDWR | PR_CREATE_FILE, 0600));
    POINTER("exclusive",
            PR_Open("f", PR_RDWR | PR_CREATE_FILE | PR_EXCL, 0600));
    POINTER("exclusive-link",
            PR_Open("dangling", PR_RDWR | PR_CREATE_FILE | PR_EXCL, 0600));
    POINTER("link", PR_Open("link", PR_RDWR, 0));
    POINTER("dangling", PR_Open("dangling", PR_RDWR, 0));
    POINTER("loop", PR_Open("loop", PR_RDWR, 0));
    POINTER("unknown-flag", PR_Open("f", PR_RDWR | 0x1000, 0));
    POINTER("null", PR_Open(NULL, PR_RDONLY, 0));
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    POINTER("long", PR_Open(name, PR_RDONLY, 0));
    name[300] = '\0';
    POINTER("long-component", PR_Open(name, PR_RDONLY, 0));
}

static void
scene_no_descriptors(void)
{
    static const struct rlimit few = { 3, 3 };

    (void)PR_Close(make("f", 10, PR_RDONLY));
    (void)setrlimit(RLIMIT_NOFILE, &few);
    POINTER("open", PR_Open("f", PR_RDONLY, 0));
}

static void
scene_import(void)
{
    static const int numbers[] = { 999, -1, -5, 2147483647 };
    char             text[16];
    PRFileInfo       info;
    PRFileInfo64     info64;
    PRFileDesc      *fd;
    size_t           i;
    char             buffer[4];

    for (i = 0; i < COUNT(numbers); i++) {
        fd = import(numbers[i]);
        (void)snprintf(text, sizeof text, "%d", numbers[i]);
        about("%s", text);
        fact("imported", "%d", fd != NULL);
        CALL("native", PR_FileDesc2NativeHandle(fd));
        CALL("read", PR_Read(fd, buffer, 1));
        CALL("write", PR_Write(fd, buffer, 1));
        CALL("seek", PR_Seek(fd, 0, PR_SEEK_SET));
        CALL("seek64", PR_Seek64(fd, 0, PR_SEEK_SET));
        CALL("available", PR_Available(fd));
        CALL("available64", PR_Available64(fd));
        CALL("sync", PR_Sync(fd));
        CALL("info", PR_GetOpenFileInfo(fd, &info));
        CALL("info64", PR_GetOpenFileInfo64(fd, &info64));
        CALL("not-inheritable", PR_SetFDInheritable(fd, PR_FALSE));
        CALL("type", PR_GetDescType(fd));
        CALL("close", PR_Close(fd));
    }
}

static void
scene_inherit(void)
{
    PRFileDesc *fd = make("f", 10, PR_RDWR);
    int         native = PR_FileDesc2NativeHandle(fd);

    fact("opened", "%d", fcntl(native, F_GETFD));
    CALL("yes", PR_SetFDInheritable(fd, PR_TRUE));
    fact("after-yes", "%d", fcntl(native, F_GETFD));
    CALL("no", PR_SetFDInheritable(fd, PR_FALSE));
    fact("after-no", "%d", fcntl(native, F_GETFD));
    CALL("again", PR_SetFDInheritable(fd, 5));
    fact("after-again", "%d", fcntl(native, F_GETFD));
    fd = import(open("f", O_RDWR | O_CLOEXEC));
    CALL("imported", PR_SetFDInheritable(fd, PR_TRUE));
    fact("after-imported", "%d", fcntl(PR_FileDesc2NativeHandle(fd), F_GETFD));
}

static void
scene_special(void)
{
    CALL("input", PR_FileDesc2NativeHandle(PR_STDIN));
    CALL("output", PR_FileDesc2NativeHandle(PR_STDOUT));
    CALL("error", PR_FileDesc2NativeHandle(PR_STDERR));
    CALL("same", PR_GetSpecialFD(PR_StandardError) == PR_STDERR);
    CALL("type", PR_GetDescType(PR_STDIN));
    POINTER("beyond", PR_GetSpecialFD((PRSpecialFD)3));
    POINTER("negative", PR_GetSpecialFD((PRSpecialFD)-1));
}

/* --- Reading and writing ------------------------------------------------- */

static void
scene_read_write(void)
{
    PRFileDesc *fd = PR_Open("f", PR_RDWR | PR_CREATE_FILE, 0600), *other;
    char        buffer[100];

    CALL("write", PR_Write(fd, "0123456789", 10));
    CALL("write-nothing", PR_Write(fd, buffer, 0));
    CALL("rewind", PR_Seek(fd, 0, PR_SEEK_SET));
    CALL("read", PR_Read(fd, buffer, 3));
    CALL("read-nothing", PR_Read(fd, buffer, 0));
    CALL("available", PR_Available(fd));
    CALL("available64", PR_Available64(fd));
    CALL("position", position(fd));
    CALL("read-fault", PR_Read(fd, NULL, 3));
    CALL("write-fault", PR_Write(fd, NULL, 3));
    CALL("read-negative", PR_Read(fd, buffer, -1));
    CALL("write-negative", PR_Write(fd, buffer, -1));
    CALL("read-rest", PR_Read(fd, buffer, 100));
    CALL("read-end", PR_Read(fd, buffer, 100));
    CALL("sync", PR_Sync(fd));
    other = PR_Open("f", PR_RDONLY, 0);
    CALL("write-read-only", PR_Write(other, "x", 1));
    CALL("sync-read-only", PR_Sync(other));
    CALL("close", PR_Close(other));
    other = PR_Open("f", PR_WRONLY, 0);
    CALL("read-write-only", PR_Read(other, buffer, 1));
    CALL("available-write-only", PR_Available(other));
    other = PR_Open("f", PR_WRONLY | PR_APPEND, 0);
    CALL("append", PR_Write(other, "abc", 3));
    CALL("size", size_of("f"));
    (void)close(PR_FileDesc2NativeHandle(other));
    CALL("closed-read", PR_Read(other, buffer, 1));
    CALL("closed-close", PR_Close(other));
}

static void
scene_seek(void)
{
    PRFileDesc *fd = make("f", 10, PR_RDWR);

    CALL("set", PR_Seek(fd, 3, PR_SEEK_SET));
    CALL("forward", PR_Seek(fd, 4, PR_SEEK_CUR));
    CALL("back", PR_Seek(fd, -2, PR_SEEK_CUR));
    CALL("end", PR_Seek(fd, -1, PR_SEEK_END));
    CALL("beyond", PR_Seek(fd, 10, PR_SEEK_END));
    CALL("available-beyond", PR_Available(fd));
    CALL("available64-beyond", PR_Available64(fd));
    CALL("before", PR_Seek(fd, -1, PR_SEEK_SET));
    CALL("before64", PR_Seek64(fd, -1, PR_SEEK_SET));
    CALL("whence-3", PR_Seek(fd, 0, (PRSeekWhence)3));
    CALL("whence-negative", PR_Seek(fd, 0, (PRSeekWhence)-1));
    CALL("whence64-3", PR_Seek64(fd, 0, (PRSeekWhence)3));
    CALL("stays", PR_Seek(fd, 0, PR_SEEK_CUR));
    CALL("set64", PR_Seek64(fd, 5 * GIB, PR_SEEK_SET));
    CALL("position64", PR_Seek64(fd, 0, PR_SEEK_CUR));
    CALL("too-far", PR_Seek64(fd, PR_INT64_MAX - 1, PR_SEEK_CUR));
}

static void
scene_large(void)
{
    PRFileDesc  *fd = make("f", 3 * GIB, PR_RDWR);
    PRFileInfo   info;
    PRFileInfo64 info64;

    CALL("info64", PR_GetOpenFileInfo64(fd, &info64));
    fact("size64", "%lld", (long long)info64.size);
    CALL("info", PR_GetOpenFileInfo(fd, &info));
    fact("size", "%d", info.size);
    CALL("by-name", PR_GetFileInfo("f", &info));
    fact("size-by-name", "%d", info.size);
    CALL("available64", PR_Available64(fd));
    CALL("available", PR_Available(fd));
    CALL("position", position(fd));
    CALL("end", PR_Seek(fd, 0, PR_SEEK_END));
    CALL("position-end", position(fd));
    CALL("set64", PR_Seek64(fd, PR_INT32_MAX, PR_SEEK_SET));
    CALL("one-more", PR_Seek(fd, 1, PR_SEEK_CUR));
    CALL("position-more", position(fd));
}

static void
scene_pipe(void)
{
    PRFileInfo64 info;
    PRFileDesc  *in, *out;
    char         buffer[100];
    int          ends[2];

    if (pipe(ends) == -1) {
        return;
    }
    in = import(ends[0]);
    out = import(ends[1]);
    CALL("write", PR_Write(out, "hello", 5));
    CALL("available", PR_Available(in));
    CALL("available64", PR_Available64(in));
    CALL("seek", PR_Seek(in, 0, PR_SEEK_SET));
    CALL("seek64", PR_Seek64(in, 0, PR_SEEK_SET));
    CALL("whence-3", PR_Seek(in, 0, (PRSeekWhence)3));
    CALL("whence64-3", PR_Seek64(in, 0, (PRSeekWhence)3));
    CALL("sync", PR_Sync(out));
    CALL("info", PR_GetOpenFileInfo64(in, &info));
    fact("type", "%d, descriptor %d", info.type, PR_GetDescType(in));
    CALL("read", PR_Read(in, buffer, 100));
    CALL("write-to-reader", PR_Write(in, "x", 1));
    CALL("read-from-writer", PR_Read(out, buffer, 1));
    CALL("close", PR_Close(in));
    CALL("broken", PR_Write(out, "x", 1));
    CALL("close-writer", PR_Close(out));
}

static void
nothing(int signo)
{
    (void)signo;
}

/* A signal without SA_RESTART, soon and, in case that it was too soon, again
 * and again. */
static void
send_signals(void)
{
    static const struct itimerval often = { { 0, 50000 }, { 0, 50000 } };
    struct sigaction              action;

    memset(&action, 0, sizeof action);
    action.sa_handler = nothing;
    (void)sigaction(SIGALRM, &action, NULL);
    (void)setitimer(ITIMER_REAL, &often, NULL);
}

static void
scene_signals(void)
{
    PRFileDesc *in;
    char        buffer[1];
    int         ends[2];

    if (pipe(ends) == -1 || mkfifo("fifo", 0600) == -1) {
        return;
    }
    in = import(ends[0]);
    send_signals();
    CALL("read", PR_Read(in, buffer, 1));
    POINTER("open", PR_Open("fifo", PR_RDONLY, 0));
}

/* Both ends want no waiting, yet the calls wait. */
static void
scene_nonblocking(void)
{
    static char buffer[300000];
    PRFileDesc *in, *out;
    PRInt32     total = 0, got;
    pid_t       child;
    int         ends[2];

    if (pipe2(ends, O_NONBLOCK) == -1) {
        return;
    }
    in = import(ends[0]);
    out = import(ends[1]);
    PR_SetError(1, 2);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        CALL("write", PR_Write(out, buffer, (PRInt32)sizeof buffer));
        _exit(0);
    }
    (void)close(ends[1]);
    while ((got = PR_Read(in, buffer, 1000)) > 0) {
        total += got;
    }
    (void)waitpid(child, NULL, 0);
    fact("read", "%d, error %d", total, (int)PR_GetError());
}

static void
scene_devices(void)
{
    PRFileDesc *null = PR_Open("/dev/null", PR_RDWR, 0);
    PRFileDesc *full = PR_Open("/dev/full", PR_RDWR, 0);
    PRFileDesc *directory = PR_Open(".", PR_RDONLY, 0);
    char        buffer[10];

    CALL("null-read", PR_Read(null, buffer, 10));
    CALL("null-write", PR_Write(null, buffer, 10));
    CALL("null-available", PR_Available(null));
    CALL("null-sync", PR_Sync(null));
    CALL("full-write", PR_Write(full, "x", 1));
    CALL("directory-read", PR_Read(directory, buffer, 10));
    CALL("directory-seek", PR_Seek(directory, 0, PR_SEEK_SET));
    CALL("directory-sync", PR_Sync(directory));
    CALL("directory-type", PR_GetDescType(directory));
}

/* --- Methods ------------------------------------------------------------- */

static void
scene_methods(void)
{
    PRFileDesc        *fd = make("f", 10, PR_RDWR);
    const PRIOMethods *m = fd->methods;
    PRInt16            flags = 77;
    char               buffer[10];

    CALL("writev", m->writev(fd, NULL, 0, 0));
    CALL("connect", m->connect(fd, NULL, 0));
    POINTER("accept", m->accept(fd, NULL, 0));
    CALL("bind", m->bind(fd, NULL));
    CALL("listen", m->listen(fd, 1));
    CALL("shutdown", m->shutdown(fd, 0));
    CALL("recv", m->recv(fd, buffer, 1, 0, 0));
    CALL("send", m->send(fd, buffer, 1, 0, 0));
    CALL("recvfrom", m->recvfrom(fd, buffer, 1, 0, NULL, 0));
    CALL("sendto", m->sendto(fd, buffer, 1, 0, NULL, 0));
    CALL("poll", m->poll(fd, 3, &flags));
    fact("polled", "%d", flags);
    CALL("acceptread", m->acceptread(fd, NULL, NULL, NULL, 0, 0));
    CALL("transmitfile",
         m->transmitfile(fd, fd, NULL, 0, PR_TRANSMITFILE_KEEP_OPEN, 0));
    CALL("getsockname", m->getsockname(fd, NULL));
    CALL("getpeername", m->getpeername(fd, NULL));
    CALL("getsocketoption", m->getsocketoption(fd, NULL));
    CALL("setsocketoption", m->setsocketoption(fd, NULL));
    CALL("sendfile", m->sendfile(fd, NULL, PR_TRANSMITFILE_KEEP_OPEN, 0));
    CALL("connectcontinue", m->connectcontinue(fd, 0));
    CALL("reserved-0", m->reserved_fn_0(fd));
    CALL("reserved-6", m->reserved_fn_6(fd));
}

static PRInt32
shout(PRFileDesc *fd, const void *buf, PRInt32 amount)
{
    (void)buf;
    return fd->lower->methods->write(fd->lower, "SHOUT", 5) + amount;
}

static void
scene_layers(void)
{
    static PRIOMethods methods;
    PRFileDesc         layer = { NULL, NULL, NULL, NULL, NULL, 7 };
    PRFileDesc        *fd = make("f", 0, PR_RDWR);

    methods = *fd->methods;
    methods.write = shout;
    methods.file_type = PR_DESC_LAYERED;
    layer.methods = &methods;
    layer.lower = fd;
    CALL("write", PR_Write(&layer, "x", 1));
    CALL("size", size_of("f"));
    CALL("type", PR_GetDescType(&layer));
    CALL("native",
         PR_FileDesc2NativeHandle(&layer) == PR_FileDesc2NativeHandle(fd));
    CALL("inheritable", PR_SetFDInheritable(&layer, PR_FALSE));
    POINTER("map", PR_CreateFileMap(&layer, 0, PR_PROT_READWRITE));
    layer.lower = NULL;
    CALL("bottomless", PR_FileDesc2NativeHandle(&layer));
    layer.higher = fd;
    CALL("upside-down",
         PR_FileDesc2NativeHandle(&layer) == PR_FileDesc2NativeHandle(fd));
}

/* --- By name ------------------------------------------------------------- */

static void
info_fact(const char *id, const char *name)
{
    PRFileInfo64 info;
    PRFileInfo   small;

    memset(&info, 0, sizeof info);
    memset(&small, 0, sizeof small);
    about("%s", id);
    CALL("info64", PR_GetFileInfo64(name, &info));
    fact("of-it", "%d %d", info.type, (int)(info.size != 0));
    CALL("info", PR_GetFileInfo(name, &small));
    fact("same", "%d %d %d %d", info.type == small.type,
         info.size == small.size, info.creationTime == small.creationTime,
         info.modifyTime == small.modifyTime);
    about("%s", "");
}

static void
scene_info(void)
{
    static const struct timespec times[] = {
        { 5, 123456789 }, { 7, 987654321 }, { 5, 0 }, { -7, 5000 }
    };
    PRFileInfo64 info;
    struct stat  native;

    (void)PR_Close(make("f", 10, PR_RDONLY));
    (void)symlink("f", "link");
    (void)symlink("nothing", "dangling");
    (void)mkfifo("fifo", 0600);
    (void)mknod("socket", S_IFSOCK | 0600, 0);
    info_fact("file", "f");
    info_fact("link", "link");
    info_fact("directory", ".");
    info_fact("device", "/dev/null");
    info_fact("fifo", "fifo");
    info_fact("socket", "socket");
    info_fact("dangling", "dangling");
    info_fact("missing", "missing");
    info_fact("empty", "");
    (void)utimensat(AT_FDCWD, "f", times, 0);
    (void)PR_GetFileInfo64("f", &info);
    (void)stat("f", &native);
    fact("modified", "%lld", (long long)info.modifyTime);
    fact("created-is-changed", "%d",
         info.creationTime == (PRTime)native.st_ctime * PR_USEC_PER_SEC);
    (void)utimensat(AT_FDCWD, "f", times + 2, 0);
    (void)PR_GetFileInfo64("f", &info);
    fact("modified-before-1970", "%lld", (long long)info.modifyTime);
    CALL("no-info", PR_GetFileInfo("f", NULL));
    CALL("no-info64", PR_GetFileInfo64("f", NULL));
    CALL("no-name", PR_GetFileInfo(NULL, NULL));
}

static void
scene_by_name(void)
{
    (void)PR_Close(make("f", 10, PR_RDONLY));
    (void)mkdir("d", 0755);
    (void)symlink("nothing", "dangling");
    CALL("exists", PR_Access("f", PR_ACCESS_EXISTS));
    CALL("write", PR_Access("f", PR_ACCESS_WRITE_OK));
    CALL("read", PR_Access("f", PR_ACCESS_READ_OK));
    CALL("missing", PR_Access("missing", PR_ACCESS_EXISTS));
    CALL("dangling", PR_Access("dangling", PR_ACCESS_EXISTS));
    CALL("empty", PR_Access("", PR_ACCESS_READ_OK));
    CALL("under-file", PR_Access("f/x", PR_ACCESS_READ_OK));
    CALL("null", PR_Access(NULL, PR_ACCESS_EXISTS));
    CALL("how-0", PR_Access("f", (PRAccessHow)0));
    CALL("how-4", PR_Access("f", (PRAccessHow)4));
    CALL("delete", PR_Delete("f"));
    CALL("delete-again", PR_Delete("f"));
    CALL("delete-link", PR_Delete("dangling"));
    CALL("delete-directory", PR_Delete("d"));
    CALL("delete-dot", PR_Delete("."));
    CALL("delete-empty", PR_Delete(""));
    CALL("delete-null", PR_Delete(NULL));
}

/* --- File maps ----------------------------------------------------------- */

/* Every protection, with every way to open the file, and sizes around its. */
static void
scene_map_matrix(void)
{
    static const PRIntn  flags[] = { PR_RDONLY, PR_WRONLY, PR_RDWR };
    static const PRInt64 sizes[] = { 0, 1, 5000, 10000, 10001, 20000 };
    PRFileMap           *map;
    PRFileDesc          *fd;
    char                 id[64];
    size_t               i, j;
    int                  prot;

    for (i = 0; i < COUNT(flags); i++) {
        for (prot = PR_PROT_READONLY; prot <= PR_PROT_WRITECOPY; prot++) {
            for (j = 0; j < COUNT(sizes); j++) {
                fd = make("f", 10000, flags[i]);
                PR_SetError(1, 2);
                map = PR_CreateFileMap(fd, sizes[j], (PRFileMapProtect)prot);
                (void)snprintf(id, sizeof id, "open-%d-prot-%d-size-%d",
                               flags[i], prot, (int)sizes[j]);
                about("%s", id);
                result_fact("create", map != NULL);
                fact("size", "%lld", size_of("f"));
                if (map != NULL) {
                    POINTER("window", PR_MemMap(map, 0, 10000));
                    CALL("close", PR_CloseFileMap(map));
                }
                (void)PR_Close(fd);
            }
        }
    }
}

/* Where the file is read on afterwards. */
static void
scene_map_position(void)
{
    PRFileDesc *fd = make("f", 10000, PR_RDWR);

    (void)PR_Seek(fd, 7, PR_SEEK_SET);
    POINTER("smaller", PR_CreateFileMap(fd, 5000, PR_PROT_READWRITE));
    CALL("after-smaller", position(fd));
    POINTER("larger", PR_CreateFileMap(fd, 20000, PR_PROT_READWRITE));
    CALL("after-larger", position(fd));
    fd = PR_Open("f", PR_RDONLY, 0);
    POINTER("read-only", PR_CreateFileMap(fd, 30000, PR_PROT_READWRITE));
    CALL("after-read-only", position(fd));
}

static void
scene_map_unknown(void)
{
    PRFileDesc *fd = make("f", 10000, PR_RDWR);

    POINTER("3", PR_CreateFileMap(fd, 0, (PRFileMapProtect)3));
    POINTER("9", PR_CreateFileMap(fd, 10000, (PRFileMapProtect)9));
    POINTER("9-larger", PR_CreateFileMap(fd, 20000, (PRFileMapProtect)9));
    POINTER("negative", PR_CreateFileMap(fd, 0, (PRFileMapProtect)-1));
}

static void
scene_map_append(void)
{
    PRFileDesc *fd = make("f", 0, PR_RDWR | PR_APPEND);

    POINTER("create", PR_CreateFileMap(fd, 5000, PR_PROT_READWRITE));
    CALL("size", size_of("f"));
}

static void
map_fact(const char *id, PRFileDesc *fd, PRInt64 size, PRFileMapProtect prot)
{
    PRFileMap *map;

    PR_SetError(1, 2);
    map = PR_CreateFileMap(fd, size, prot);
    about("%s", id);
    result_fact("create", map != NULL);
    if (map != NULL) {
        POINTER("map", PR_MemMap(map, 0, 10));
    }
}

static void
scene_map_others(void)
{
    PRFileDesc *zero = PR_Open("/dev/zero", PR_RDWR, 0);
    PRFileDesc *null = PR_Open("/dev/null", PR_RDWR, 0);
    PRFileDesc *directory = PR_Open(".", PR_RDONLY, 0);
    PRFileDesc *none = import(999);
    int         ends[2], sockets[2];

    if (pipe(ends) == -1 ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == -1) {
        return;
    }
    map_fact("zero", zero, 0, PR_PROT_READONLY);
    map_fact("zero-sized", zero, 100, PR_PROT_READWRITE);
    map_fact("zero-read-only", zero, 100, PR_PROT_READONLY);
    map_fact("null", null, 100, PR_PROT_READWRITE);
    map_fact("directory", directory, 0, PR_PROT_READONLY);
    map_fact("directory-write", directory, 0, PR_PROT_READWRITE);
    map_fact("directory-grow", directory, 1000000, PR_PROT_READWRITE);
    map_fact("pipe", import(ends[0]), 0, PR_PROT_READONLY);
    map_fact("pipe-copy", import(ends[1]), 0, PR_PROT_WRITECOPY);
    map_fact("pipe-sized", import(ends[0]), 1, PR_PROT_READONLY);
    map_fact("pipe-grow", import(ends[1]), 1, PR_PROT_READWRITE);
    map_fact("socket", import(sockets[0]), 0, PR_PROT_READWRITE);
    map_fact("socket-grow", import(sockets[0]), 1, PR_PROT_READWRITE);
    map_fact("closed", none, 0, PR_PROT_READONLY);
    map_fact("closed-sized", none, 1, PR_PROT_READONLY);
    map_fact("closed-grow", none, 1, PR_PROT_READWRITE);
}

static void
scene_map_sizes(void)
{
    PRFileDesc *fd = make("f", 10000, PR_RDWR);
    PRFileDesc *large = make("large", 5 * GIB, PR_RDWR);

    POINTER("negative", PR_CreateFileMap(fd, -1, PR_PROT_READWRITE));
    POINTER("negative-read", PR_CreateFileMap(fd, -1, PR_PROT_READONLY));
    POINTER("impossible-read",
            PR_CreateFileMap(fd, (PRInt64)1 << 62, PR_PROT_READONLY));
    CALL("size", size_of("f"));
    POINTER("large-read", PR_CreateFileMap(large, 2 * GIB, PR_PROT_READONLY));
    POINTER("larger-read", PR_CreateFileMap(large, 6 * GIB, PR_PROT_READONLY));
    POINTER("large-write",
            PR_CreateFileMap(large, 5 * GIB, PR_PROT_READWRITE));
    CALL("large-size", size_of("large"));
}

static void
scene_windows(void)
{
    PRFileDesc *fd = make("f", 10000, PR_RDWR);
    PRFileMap  *map = PR_CreateFileMap(fd, 0, PR_PROT_READWRITE);
    char       *window, *copy;

    fact("alignment", "%d", PR_GetMemMapAlignment());
    POINTER("whole", PR_MemMap(map, 0, 10000));
    POINTER("second", PR_MemMap(map, 4096, 4096));
    POINTER("past-end", PR_MemMap(map, 8192, 100000));
    POINTER("beyond", PR_MemMap(map, 1 << 20, 10));
    POINTER("nothing", PR_MemMap(map, 0, 0));
    POINTER("unaligned", PR_MemMap(map, 1, 10));
    POINTER("unaligned-nothing", PR_MemMap(map, 1, 0));
    POINTER("negative", PR_MemMap(map, -4096, 10));
    POINTER("negative-unaligned", PR_MemMap(map, -1, 10));
    POINTER("last", PR_MemMap(map, 0x7ffffffffffff000, 10));
    POINTER("last-long", PR_MemMap(map, 0x7ffffffffffff000, 0xffffffff));
    POINTER("longest", PR_MemMap(map, 0, 0xffffffff));
    window = PR_MemMap(map, 0, 10000);
    window[9999] = 'x';
    CALL("sync", PR_SyncMemMap(fd, window, 10000));
    CALL("sync-null", PR_SyncMemMap(NULL, window, 10000));
    CALL("sync-nothing", PR_SyncMemMap(NULL, window, 0));
    CALL("sync-unaligned", PR_SyncMemMap(NULL, window + 1, 10));
    CALL("close-map", PR_CloseFileMap(map));
    CALL("close-file", PR_Close(fd));
    fact("lives", "%c", window[9999]);
    CALL("unmap-unaligned", PR_MemUnmap(window + 1, 10));
    CALL("unmap-nothing", PR_MemUnmap(window, 0));
    CALL("unmap-piece", PR_MemUnmap(window, 4096));
    fact("lives-still", "%c", window[9999]);
    CALL("unmap", PR_MemUnmap(window, 10000));
    CALL("unmap-again", PR_MemUnmap(window, 10000));
    CALL("unmap-null", PR_MemUnmap(NULL, 10));
    CALL("sync-unmapped", PR_SyncMemMap(NULL, window, 10000));
    fd = PR_Open("f", PR_RDONLY, 0);
    map = PR_CreateFileMap(fd, 0, PR_PROT_WRITECOPY);
    copy = PR_MemMap(map, 8192, 4096);
    fact("written", "%c", copy[9999 - 8192]);
    copy[9999 - 8192] = 'y';
    window = PR_MemMap(map, 8192, 4096);
    fact("copied", "%c", window[9999 - 8192]);
}

static void
touch(const char *id, PRFileMapProtect prot, PROffset64 offset, PRIntn write)
{
    static struct rlimit none;
    PRFileDesc          *fd = make("f", 10000, PR_RDWR);
    volatile char       *window;
    int                  status;
    pid_t                child;

    window = PR_MemMap(PR_CreateFileMap(fd, 0, prot), 0, 1 << 20);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)signal(SIGSEGV, SIG_DFL);
        (void)signal(SIGBUS, SIG_DFL);
        if (write) {
            window[offset] = 'x';
        }
        _exit(window[offset]);
    }
    (void)waitpid(child, &status, 0);
    fact(id, "signal %d, exit %d", WTERMSIG(status), WEXITSTATUS(status));
}

static void
scene_touch(void)
{
    touch("read", PR_PROT_READONLY, 0, 0);
    touch("write-read-only", PR_PROT_READONLY, 0, 1);
    touch("write", PR_PROT_READWRITE, 0, 1);
    touch("write-copy", PR_PROT_WRITECOPY, 0, 1);
    touch("last-page", PR_PROT_READWRITE, 12287, 1);
    touch("next-page", PR_PROT_READWRITE, 12288, 1);
    touch("next-page-read", PR_PROT_READONLY, 12288, 0);
}

/* A window at 4 GiB, and what is at the beginning of the file. */
static void
scene_far_window(void)
{
    PRFileDesc *fd = make("f", 5 * GIB, PR_RDWR);
    PRFileMap  *map = PR_CreateFileMap(fd, 0, PR_PROT_READWRITE);
    char       *window, first, far;

    window = PR_MemMap(map, 4 * GIB, 4096);
    if (window == NULL) {
        result_fact("far", 0);
        return;
    }
    window[0] = 'x';
    (void)pread(PR_FileDesc2NativeHandle(fd), &first, 1, 0);
    (void)pread(PR_FileDesc2NativeHandle(fd), &far, 1, 4 * GIB);
    fact("bytes", "%d %d", first, far);
    POINTER("three", PR_MemMap(map, 3 * GIB, 4096));
}

static void
scene_lost_descriptor(void)
{
    PRFileDesc *fd = make("f", 10000, PR_RDWR);
    PRFileMap  *map = PR_CreateFileMap(fd, 0, PR_PROT_READWRITE);

    (void)close(PR_FileDesc2NativeHandle(fd));
    POINTER("map", PR_MemMap(map, 0, 10));
    CALL("close", PR_CloseFileMap(map));
}

static void
scene_pages(void)
{
    fact("size", "%d", PR_GetPageSize());
    fact("shift", "%d", PR_GetPageShift());
}

/* --- NULL ---------------------------------------------------------------- */

static void
scene_null_close(void)
{
    CALL("result", PR_Close(NULL));
}

static void
scene_null_read(void)
{
    char buffer[1];

    CALL("result", PR_Read(NULL, buffer, 1));
}

static void
scene_null_native(void)
{
    CALL("result", PR_FileDesc2NativeHandle(NULL));
}

static void
scene_null_inheritable(void)
{
    CALL("result", PR_SetFDInheritable(NULL, PR_TRUE));
}

static void
scene_null_create(void)
{
    POINTER("result", PR_CreateFileMap(NULL, 10, PR_PROT_READONLY));
}

static void
scene_null_map(void)
{
    POINTER("result", PR_MemMap(NULL, 0, 10));
}

static void
scene_null_close_map(void)
{
    CALL("result", PR_CloseFileMap(NULL));
}

/* --- What initialises ---------------------------------------------------- */

static void
scene_init_open(void)
{
    (void)PR_Open("missing", PR_RDONLY, 0);
    fact("initialised", "%d", PR_Initialized());
}

static void
scene_init_import(void)
{
    (void)import(0);
    fact("initialised", "%d", PR_Initialized());
}

static void
scene_init_special(void)
{
    (void)PR_GetSpecialFD(PR_StandardInput);
    fact("initialised", "%d", PR_Initialized());
}

static void
scene_init_not(void)
{
    (void)PR_GetMemMapAlignment();
    (void)PR_GetPageSize();
    (void)PR_GetPageShift();
    (void)PR_MemUnmap(NULL, 10);
    fact("initialised", "%d", PR_Initialized());
}

/* --- Anonymous maps ------------------------------------------------------ */

static PRFileMap *
anonymous(PRSize size, PRFileMapProtect prot)
{
    return PR_OpenAnonFileMap(".", size, prot);
}

/* The descriptor of a map, by what is exported of it. */
static int
descriptor_of(PRFileMap *map)
{
    char text[PR_FILEMAP_STRING_BUFSIZE] = "-1";

    (void)PR_ExportFileMapAsString(map, sizeof text, text);
    return atoi(text);
}

static void
scene_anon_open(void)
{
    static const int prots[] = { 0, 1, 2, 9 };
    size_t           i;
    PRFileMap       *map;
    struct stat      info;

    for (i = 0; i < COUNT(prots); i++) {
        about("prot-%d", prots[i]);
        POINTER("open", map = anonymous(5000, (PRFileMapProtect)prots[i]));
        if (map != NULL && fstat(descriptor_of(map), &info) == 0) {
            fact("is", "%d links, mode %o, %ld bytes, inherited %d",
                 (int)info.st_nlink, (unsigned)info.st_mode & 07777,
                 (long)info.st_size, fcntl(descriptor_of(map), F_GETFD) == 0);
            CALL("close", PR_CloseFileMap(map));
        }
    }
    about("%s", "");
    POINTER("empty", map = anonymous(0, PR_PROT_READWRITE));
    POINTER("map-nothing", PR_MemMap(map, 0, 0));
    POINTER("slash", PR_OpenAnonFileMap("./", 10, PR_PROT_READWRITE));
    POINTER("missing", PR_OpenAnonFileMap("none", 10, PR_PROT_READWRITE));
    (void)make("file", 0, PR_RDONLY);
    POINTER("no-directory", PR_OpenAnonFileMap("file", 10, PR_PROT_READWRITE));
    POINTER("null", PR_OpenAnonFileMap(NULL, 10, PR_PROT_READWRITE));
    POINTER("size-max", anonymous((PRSize)-1, PR_PROT_READWRITE));
    POINTER("size-huge", anonymous((PRSize)1 << 60, PR_PROT_READWRITE));
}

static void
scene_anon_use(void)
{
    PRFileMap *map = anonymous(10000, PR_PROT_READWRITE);
    int        fd = descriptor_of(map);
    char      *one = PR_MemMap(map, 0, 10000);
    char      *two = PR_MemMap(map, 4096, 10000 - 4096);

    fact("zero", "%d %d", one[0], one[9999]);
    one[4096] = 'x';
    fact("shared", "%c", two[0]);
    CALL("close", PR_CloseFileMap(map));
    fact("descriptor", "%d", fcntl(fd, F_GETFD));
    one[4097] = 'y';
    fact("still-shared", "%c", two[1]);
    CALL("unmap", PR_MemUnmap(one, 10000));
    CALL("unmap-other", PR_MemUnmap(two, 10000 - 4096));
}

static void
scene_anon_export(void)
{
    static const PRSize sizes[] = { 0, 1, 2, 3, 4, 5, 128 };
    char                text[PR_FILEMAP_STRING_BUFSIZE];
    PRFileMap          *map;
    size_t              i;

    /* A number of one digit. */
    for (i = 3; i < 10; i++) {
        (void)close((int)i);
    }
    map = anonymous(10, PR_PROT_READWRITE);
    for (i = 0; i < COUNT(sizes); i++) {
        about("%d", (int)sizes[i]);
        (void)strcpy(text, "untouched");
        CALL("result", PR_ExportFileMapAsString(map, sizes[i], text));
        fact("text", "%s",
             strcmp(text, "untouched") == 0 ? text
             : strchr(text, ':') != NULL    ? strchr(text, ':')
                                            : "cut");
    }
}

/* Of a file that is open for reading and writing as 20, or for reading as 21;
 * a pipe's end is 22, 900 is closed. */
static void
scene_anon_import(void)
{
    static const char *const texts[] = {
        "20:1",  "20:0",  "20:2",  " 20:1",        "+20:1", "20: 1",
        "20:1x", "20:9",  "020:1", "21:1",         "21:0",  "21:2",
        "22:1",  "900:1", "-1:1",  "4294967316:1",
    };
    PRFileMap *map;
    int        pipes[2];
    size_t     i;
    void      *addr;

    for (i = 0; i < COUNT(texts); i++) {
        (void)dup2(PR_FileDesc2NativeHandle(make("f", 100, PR_RDWR)), 20);
        (void)dup2(PR_FileDesc2NativeHandle(make("f", 100, PR_RDONLY)), 21);
        (void)dup2(pipe(pipes) == 0 ? pipes[0] : -1, 22);
        about("\"%s\"", texts[i]);
        POINTER("import", map = PR_ImportFileMapFromString(texts[i]));
        if (map != NULL) {
            POINTER("map", addr = PR_MemMap(map, 0, 100));
            CALL("close", PR_CloseFileMap(map));
            fact("open", "%d", fcntl(atoi(texts[i]), F_GETFD) == 0);
            (void)addr;
        }
    }
}

static void
scene_anon_inherit(void)
{
    PRFileMap     *map = anonymous(10, PR_PROT_READWRITE);
    PRProcessAttr *attr = PR_NewProcessAttr();

    CALL("set", PR_ProcessAttrSetInheritableFileMap(attr, map, "name"));
    CALL("set-null", PR_ProcessAttrSetInheritableFileMap(NULL, NULL, NULL));
    POINTER("get", PR_GetInheritedFileMap("name"));
    POINTER("get-null", PR_GetInheritedFileMap(NULL));
}

static void
scene_null_import(void)
{
    POINTER("result", PR_ImportFileMapFromString(NULL));
}

static void
scene_null_export(void)
{
    char text[PR_FILEMAP_STRING_BUFSIZE];

    CALL("result", PR_ExportFileMapAsString(NULL, sizeof text, text));
}

/* --- Scenes -------------------------------------------------------------- */

static const Scene scenes[] = {
    { "layout", scene_layout },
    { "open-flags", scene_open_flags },
    { "open-mode", scene_open_mode },
    { "open-errors", scene_open_errors },
    { "no-descriptors", scene_no_descriptors },
    { "import", scene_import },
    { "inherit", scene_inherit },
    { "special", scene_special },
    { "read-write", scene_read_write },
    { "seek", scene_seek },
    { "large", scene_large },
    { "pipe", scene_pipe },
    { "signals", scene_signals },
    { "nonblocking", scene_nonblocking },
    { "devices", scene_devices },
    { "methods", scene_methods },
    { "layers", scene_layers },
    { "info", scene_info },
    { "by-name", scene_by_name },
    { "map-matrix", scene_map_matrix },
    { "map-position", scene_map_position },
    { "map-unknown", scene_map_unknown },
    { "map-append", scene_map_append },
    { "map-others", scene_map_others },
    { "map-sizes", scene_map_sizes },
    { "windows", scene_windows },
    { "touch", scene_touch },
    { "far-window", scene_far_window },
    { "lost-descriptor", scene_lost_descriptor },
    { "pages", scene_pages },
    { "null-close", scene_null_close },
    { "null-read", scene_null_read },
    { "null-native", scene_null_native },
    { "null-inheritable", scene_null_inheritable },
    { "null-create", scene_null_create },
    { "null-map", scene_null_map },
    { "null-close-map", scene_null_close_map },
    { "anon-open", scene_anon_open },
    { "anon-use", scene_anon_use },
    { "anon-export", scene_anon_export },
    { "anon-import", scene_anon_import },
    { "anon-inherit", scene_anon_inherit },
    { "null-import", scene_null_import },
    { "null-export", scene_null_export },
    { "init-open", scene_init_open },
    { "init-import", scene_init_import },
    { "init-special", scene_init_special },
    { "init-not", scene_init_not },
};

static void
enter_own_directory(void)
{
    if (mkdir(scene_name, 0755) == -1 || chdir(scene_name) == -1) {
        _exit(1);
    }
}

int
main(void)
{
    begin_scenes();
    run_scenes(scenes, COUNT(scenes), enter_own_directory);
    return EXIT_SUCCESS;
}
