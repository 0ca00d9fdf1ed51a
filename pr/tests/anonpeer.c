/* SPDX-License-Identifier: MPL-2.0 */
/*
 * A parent or a child that shares anonymous memory.  One source for both
 * sides: anonpeer_ours is linked with libprshm, anonpeer_stock with stock NSPR.
 *
 *   anonpeer export DIR HOW CHILD...   make memory, start CHILD with the string
 *                                      that tells of it as last argument, and
 *                                      see that both share it.  HOW is exec
 *                                      (fork and exec) or create (by
 *                                      PR_CreateProcess)
 *   anonpeer import STRING             be that child
 *   anonpeer inherit DIR COUNT CHILD...
 *                                      the same with that many maps, inherited
 *                                      by names; the last argument is COUNT
 *   anonpeer inherited COUNT           be that child
 *
 * Exits with 0 if all is well, else says why not.
 */
#include <prerror.h>
#include <prinit.h>
#include <prproces.h>
#include <prshma.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE     100000
#define MAPS_MAX 16

static void
fail(const char *what)
{
    fprintf(stderr, "%s: error %d, system error %d\n", what,
            (int)PR_GetError(), (int)PR_GetOSError());
    exit(1);
}

static unsigned char *
map_it(PRFileMap *map)
{
    unsigned char *addr = PR_MemMap(map, 0, SIZE);

    if (addr == NULL) {
        fail("PR_MemMap");
    }
    return addr;
}

static PRFileMap *
make(const char *dir, int byte, unsigned char **addr)
{
    PRFileMap *map = PR_OpenAnonFileMap(dir, SIZE, PR_PROT_READWRITE);

    if (map == NULL) {
        fail("PR_OpenAnonFileMap");
    }
    *addr = map_it(map);
    memset(*addr, byte, SIZE);
    return map;
}

/* What the child does with it: what was there is one more everywhere. */
static void
use(PRFileMap *map, int byte)
{
    unsigned char *addr = map_it(map);
    int            i;

    for (i = 0; i < SIZE; i++) {
        if (addr[i] != byte) {
            fail("the child sees something else");
        }
        addr[i]++;
    }
    if (PR_MemUnmap(addr, SIZE) != PR_SUCCESS ||
        PR_CloseFileMap(map) != PR_SUCCESS) {
        fail("PR_CloseFileMap");
    }
}

static void
check_used(PRFileMap *map, unsigned char *addr, int byte)
{
    int i;

    for (i = 0; i < SIZE; i++) {
        if (addr[i] != byte + 1) {
            fail("the parent sees something else");
        }
    }
    if (PR_MemUnmap(addr, SIZE) != PR_SUCCESS ||
        PR_CloseFileMap(map) != PR_SUCCESS) {
        fail("PR_CloseFileMap");
    }
}

/* --- Starting children --------------------------------------------------- */

static void
run_by_exec(char **argv)
{
    int   status;
    pid_t child = fork();

    if (child == 0) {
        execv(argv[0], argv);
        _exit(127);
    }
    if (child == -1 || waitpid(child, &status, 0) != child || status != 0) {
        fail("the child");
    }
}

static void
run_by_create(char **argv, const PRProcessAttr *attr)
{
    PRProcess *process = PR_CreateProcess(argv[0], argv, NULL, attr);
    PRInt32    code;

    if (process == NULL || PR_WaitProcess(process, &code) != PR_SUCCESS ||
        code != 0) {
        fail("the child");
    }
}

/* --- The two ways -------------------------------------------------------- */

static void
export_to_child(const char *dir, const char *how, int argc, char **argv)
{
    static char    text[PR_FILEMAP_STRING_BUFSIZE];
    char          *child[32] = { NULL };
    unsigned char *addr;
    PRFileMap     *map = make(dir, 'e', &addr);

    if (PR_ExportFileMapAsString(map, sizeof text, text) != PR_SUCCESS) {
        fail("PR_ExportFileMapAsString");
    }
    memcpy(child, argv, (size_t)argc * sizeof *argv);
    child[argc] = text;
    if (strcmp(how, "exec") == 0) {
        run_by_exec(child);
    } else {
        run_by_create(child, NULL);
    }
    check_used(map, addr, 'e');
}

static void
import_from_parent(const char *text)
{
    PRFileMap *map = PR_ImportFileMapFromString(text);

    if (map == NULL) {
        fail("PR_ImportFileMapFromString");
    }
    use(map, 'e');
}

static void
name_of(int i, char *name)
{
    sprintf(name, "map number %d", i);
}

static void
let_child_inherit(const char *dir, const char *count, int argc, char **argv)
{
    PRProcessAttr *attr = PR_NewProcessAttr();
    char          *child[32] = { NULL };
    char           name[32], copy[32];
    unsigned char *addrs[MAPS_MAX];
    PRFileMap     *maps[MAPS_MAX];
    int            i, maxI = atoi(count);

    for (i = 0; i < maxI; i++) {
        maps[i] = make(dir, i, &addrs[i]);
        name_of(i, name);
        if (PR_ProcessAttrSetInheritableFileMap(attr, maps[i], name) !=
            PR_SUCCESS) {
            fail("PR_ProcessAttrSetInheritableFileMap");
        }
    }
    memcpy(child, argv, (size_t)argc * sizeof *argv);
    strcpy(copy, count);
    child[argc] = copy;
    run_by_create(child, attr);
    PR_DestroyProcessAttr(attr);
    for (i = 0; i < maxI; i++) {
        check_used(maps[i], addrs[i], i);
    }
}

/* From the last to the first, and the first once more at the end. */
static void
inherit_from_parent(int count)
{
    char       name[32];
    PRFileMap *map, *again;
    int        i;

    for (i = count - 1; i >= 0; i--) {
        name_of(i, name);
        map = PR_GetInheritedFileMap(name);
        again = PR_GetInheritedFileMap(name);
        if (map == NULL || again == NULL) {
            fail("PR_GetInheritedFileMap");
        }
        if (PR_CloseFileMap(again) != PR_SUCCESS) {
            fail("PR_CloseFileMap");
        }
        use(map, i);
    }
    name_of(0, name);
    if (PR_GetInheritedFileMap(name) != NULL ||
        PR_GetInheritedFileMap("map number") != NULL) {
        fail("a map that is closed, or was none");
    }
}

int
main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[1] : "";

    if (strcmp(what, "export") == 0 && argc > 4 && argc < 30) {
        export_to_child(argv[2], argv[3], argc - 4, argv + 4);
    } else if (strcmp(what, "import") == 0) {
        import_from_parent(argv[2]);
    } else if (strcmp(what, "inherit") == 0 && argc > 4 && argc < 30) {
        let_child_inherit(argv[2], argv[3], argc - 4, argv + 4);
    } else if (strcmp(what, "inherited") == 0) {
        inherit_from_parent(atoi(argv[2]));
    } else {
        fprintf(stderr, "usage: see anonpeer.c\n");
        return 2;
    }
    return PR_Cleanup() == PR_SUCCESS ? 0 : 1;
}
