/* SPDX-License-Identifier: MPL-2.0 */
/*
 * prshm exec: run a program whose calls of NSPR's shared memory come to us.
 *
 * The loader does that: what LD_PRELOAD lists comes before the libraries that
 * the program asks for.  All that is set here is inherited, so it holds for the
 * children of the program, too.
 */
#include "config.h"

#include "private/pprshm.h"
#include "private/pprtrace.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As env(1) and shells have it. */
#define EXIT_NOT_EXECUTABLE 126
#define EXIT_NOT_FOUND      127

/* What the loader takes for the end of a name in its list. */
#define SEPARATORS          ": \t\n"

static const char help[] =
    "  -b, --backend=NAME   mechanism of new objects, as PRSHM_BACKEND=NAME\n"
    "  -t, --trace[=FILE]   append a line for each call to FILE; without it,\n"
    "                       to standard error; -tFILE has no blank\n"
    "  -h, --help           show this\n"
    "\n"
    "The exit status is that of COMMAND; 126 if it cannot be run, 127 if it\n"
    "is not found.\n";

static const struct option options[] = {
    { "backend", required_argument, NULL, 'b' },
    { "help", no_argument, NULL, 'h' },
    { "trace", optional_argument, NULL, 't' },
    { NULL, 0, NULL, 0 },
};

static int
SetVariable(const char *name, const char *value)
{
    return setenv(name, value, 1) == 0 ? 0 : Fail("%s", strerror(errno));
}

/* --- The list of the loader ---------------------------------------------- */

/* Append the names of a list to another one, all but one of them. */
static void
AppendOthers(char *to, const char *list, const char *but)
{
    size_t length;

    for (list += strspn(list, SEPARATORS); *list != '\0';
         list += strspn(list, SEPARATORS)) {
        length = strcspn(list, SEPARATORS);
        if (strlen(but) != length || strncmp(list, but, length) != 0) {
            (void)strcat(to, ":");
            (void)strncat(to, list, length);
        }
        list += length;
    }
}

/* Put a library in front of the list, once. */
static int
Preload(const char *library)
{
    const char *present = getenv("LD_PRELOAD");
    char       *list;
    int         status;

    if (present == NULL) {
        present = "";
    }
    list = malloc(strlen(library) + 1 + strlen(present) + 1);
    if (list == NULL) {
        return Fail("%s", strerror(errno));
    }
    (void)strcpy(list, library);
    AppendOthers(list, present, library);
    status = SetVariable("LD_PRELOAD", list);
    free(list);
    return status;
}

/* The loader would only warn of one that it does not find, and the program
 * would go on without. */
static int
PreloadOverlay(void)
{
    const char *name = getenv("PRSHM_OVERLAY");
    char        path[PATH_MAX];

    if (name == NULL || *name == '\0') {
        name = PKGLIBDIR "/overlay.so";
    }
    if (realpath(name, path) == NULL || access(path, R_OK) == -1) {
        return Fail("%s: %s", name, strerror(errno));
    }
    if (strpbrk(path, SEPARATORS) != NULL) {
        return Fail("%s: no blank or colon can be in LD_PRELOAD", path);
    }
    return Preload(path);
}

/* --- Options ------------------------------------------------------------- */

static int
ChooseBackend(const char *name)
{
    const char *other;
    PRIntn      i;

    for (i = 0; (other = _PR_MD_ShmBackendName(i)) != NULL; i++) {
        if (strcmp(name, other) == 0) {
            return SetVariable("PRSHM_BACKEND", name);
        }
    }
    return Misused("no mechanism %s: prshm(7) has the list", name);
}

/* The name of a file from the root on: the program may go elsewhere.  Links
 * stay as they are, for those of /dev/fd lead to what has no name. */
static int
MakeAbsolute(const char *file, char *path, size_t size)
{
    size_t length = 0;

    if (*file != '/') {
        if (getcwd(path, size) == NULL) {
            return errno;
        }
        length = strlen(path);
        path[length++] = '/';
    }
    if (strlen(file) >= size - length) {
        return ENAMETOOLONG;
    }
    (void)strcpy(path + length, file);
    return 0;
}

/* Open the file as the overlay will, and close it.  Not so a FIFO: to its
 * reader that would be the end, and nobody would read what comes then. */
static int
TryFile(const char *path)
{
    struct stat info;
    int         fd;

    if (stat(path, &info) == 0 && S_ISFIFO(info.st_mode)) {
        return access(path, W_OK) == 0 ? 0 : errno;
    }
    fd = open(path, _PR_TRACE_FLAGS, _PR_TRACE_MODE);
    return fd == -1 ? errno : close(fd); /* nothing was written */
}

/* What could not be written later is said now. */
static int
TraceTo(const char *file)
{
    char path[PATH_MAX];
    int  err;

    if (file == NULL) {
        return SetVariable(_PR_TRACE_WHERE, _PR_TRACE_STDERR);
    }
    err = MakeAbsolute(file, path, sizeof path);
    if (err == 0) {
        err = TryFile(path);
    }
    return err == 0 ? SetVariable(_PR_TRACE_WHERE, path)
                    : Fail("%s: %s", file, strerror(err));
}

static int
Obey(int option)
{
    switch (option) {
    case 'b':
        return ChooseBackend(optarg);
    case 't':
        return TraceTo(optarg);
    default:
        return Misused(NULL);
    }
}

/* --- The program --------------------------------------------------------- */

/* Replace this program by another one, or say why that cannot be. */
static int
Become(char **argv)
{
    int notFound;

    (void)execvp(argv[0], argv);
    notFound = errno == ENOENT;
    (void)Fail("%s: %s", argv[0], strerror(errno));
    return notFound ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
}

int
RunExec(int argc, char **argv)
{
    int option, status;

    /* A plus: what comes behind the program is its own. */
    while ((option = getopt_long(argc, argv, "+b:ht::", options, NULL)) !=
           -1) {
        if (option == 'h') {
            return ShowHelp(help);
        }
        status = Obey(option);
        if (status != 0) {
            return status;
        }
    }
    if (optind == argc) {
        return Misused("which program?");
    }
    status = PreloadOverlay();
    return status != 0 ? status : Become(argv + optind);
}
