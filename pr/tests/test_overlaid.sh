# SPDX-License-Identifier: MPL-2.0
# Programs that were built for stock NSPR, under the overlay: they tell what
# those tell that were built for prshm, and share memory with either.

# What check calls looks unused, and what is in single quotes is for others.
# shellcheck disable=SC2016,SC2317

. "${top_srcdir:-.}/pr/tests/tap.sh"
. "$top_srcdir/pr/tests/overlay.sh"

need_stock
tests=$top_builddir/pr/tests

# --- Facts --------------------------------------------------------------------

# Names of processes and directories differ from run to run, so all run in a
# directory that is called the same; and which of two processes prints first,
# so lines are sorted.
# told_by NAME COMMAND...: what it prints goes to $scratch/NAME.
told_by() {
    told=$1
    shift
    mkdir "$scratch/here" && chmod 755 "$scratch" "$scratch/here" &&
        (cd "$scratch/here" && LC_ALL=C "$@" >"$scratch/.told" 2>&1 </dev/null)
    rm -rf "$scratch/here"
    sort "$scratch/.told" >"$scratch/$told"
    [ -s "$scratch/$told" ]
}

tells_the_same() {
    told_by ours env PRSHM_BACKEND="$2" "$tests/$1_ours" &&
        told_by overlaid overlaid --backend="$2" -- "$tests/$1_stock" &&
        diff "$scratch/ours" "$scratch/overlaid"
}
for backend in sysv posix file; do
    check "segments, built for stock, are as ours ($backend)" \
        tells_the_same scenarios $backend
done
# That program looks into System V sets itself.
check "semaphores, built for stock, are as ours (sysv)" \
    tells_the_same semaphores sysv

# Files and maps of files stay stock NSPR's; scenes that are about our maps, and
# what must take NULL, are as with ours.
as_it_should() {
    told_by ours "$tests/files_ours" &&
        told_by stock "$tests/files_stock" &&
        told_by overlaid overlaid -- "$tests/files_stock" &&
        awk '
            FNR == 1 { file++ }
            { ours = /^(anon-|null-(import|export|close-map))/ }
            file == 1 && ours || file == 2 && !ours { print }
        ' "$scratch/ours" "$scratch/stock" | sort >"$scratch/wanted" &&
        diff "$scratch/wanted" "$scratch/overlaid" &&
        ! diff "$scratch/ours" "$scratch/overlaid" >"$scratch/.diff" &&
        ! diff "$scratch/stock" "$scratch/overlaid" >"$scratch/.diff"
}
check "files are as with stock NSPR, maps of ours as with ours" as_it_should

# --- Names --------------------------------------------------------------------

# answers COMMAND...: a peer's answers to what is on standard input, in a line.
answers() {
    "$@" | tr '\n' ' '
}
# meet BACKEND MAKER USER: the second one finds what the first one made, the
# first one what the second one did to it.
meet() {
    n=$scratch/n
    printf '%s\n' "open 0 $n 5000 3 600" "attach 0 0 0" "fill 0 0 5000 7" \
        "sopen 0 $n 3 600 1" "swait 0" |
        PRSHM_BACKEND=$1 answers "$2" "$tests/$3" >"$scratch/answers"
    printf '%s\n' "open 0 $n 5000 0 600" "attach 0 0 0" "look 0 0 5000" \
        "fill 0 0 5000 8" "sopen 0 $n 0 0 0" "spost 0" |
        answers "$4" "$tests/$5" >>"$scratch/answers"
    printf '%s\n' "open 0 $n 5000 0 600" "attach 0 0 0" "look 0 0 5000" \
        "sopen 0 $n 0 0 0" "swait 0" "sdelete $n" "delete $n" |
        PRSHM_BACKEND=$1 answers "$2" "$tests/$3" >>"$scratch/answers"
    cat "$scratch/answers"
    both="ok ok same 7 ok ok ok ok ok same 8 ok ok ok ok "
    [ "$(cat "$scratch/answers")" = "ok ok ok ok ok $both" ] && [ ! -e "$n" ]
}
for backend in sysv posix file; do
    check "a program of ours finds what one under the overlay made ($backend)" \
        meet $backend overlaid peer_stock env peer_ours
    check "one under the overlay finds what ours made ($backend)" \
        meet $backend env peer_ours overlaid peer_stock
    check "two under the overlay find each other's ($backend)" \
        meet $backend overlaid peer_stock overlaid peer_stock
done
check "one on stock NSPR finds what one under the overlay made (sysv)" \
    meet sysv overlaid peer_stock env peer_stock
check "one under the overlay finds what stock NSPR made (sysv)" \
    meet sysv env peer_stock overlaid peer_stock

# --- Maps from process to process ---------------------------------------------

# A shell between parent and child, one that has the overlay loaded from then
# on, and one that does not.
cat >"$scratch/between" <<'END'
#!/bin/sh
"$@"
END
cat >"$scratch/with" <<END
#!/bin/sh
export LD_PRELOAD='${SANITIZER_PRELOAD:-}'
exec '$prshm' exec "\$@"
END
cat >"$scratch/without" <<'END'
#!/bin/sh
unset LD_PRELOAD
exec "$@"
END
chmod 755 "$scratch/between" "$scratch/with" "$scratch/without"
ours=$tests/anonpeer_ours
stock=$tests/anonpeer_stock

for how in exec create; do
    check "parent and child share a map, child by $how" \
        overlaid "$stock" export "$scratch" $how "$stock" import
    check "through a shell, child by $how" overlaid \
        "$stock" export "$scratch" $how "$scratch/between" "$stock" import
    check "with a child on stock NSPR, by $how" overlaid \
        "$stock" export "$scratch" $how "$scratch/without" "$stock" import
    check "with a parent on stock NSPR, child by $how" \
        "$stock" export "$scratch" $how "$scratch/with" "$stock" import
    check "with a child on prshm, by $how" overlaid \
        "$stock" export "$scratch" $how "$scratch/without" "$ours" import
    check "with a parent on prshm, child by $how" \
        "$ours" export "$scratch" $how "$scratch/with" "$stock" import
done
for count in 1 10; do
    check "$count maps inherited by name" overlaid \
        "$stock" inherit "$scratch" $count "$stock" inherited
    check "$count maps inherited by name through a shell" overlaid "$stock" \
        inherit "$scratch" $count "$scratch/between" "$stock" inherited
    check "$count maps inherited by name, child on prshm" overlaid "$stock" \
        inherit "$scratch" $count "$scratch/without" "$ours" inherited
    check "$count maps inherited by name, parent on prshm" "$ours" \
        inherit "$scratch" $count "$scratch/with" "$stock" inherited
done

# --- Maps and their descriptors -----------------------------------------------

cat >"$scratch/maps.c" <<'END'
#include <fcntl.h>
#include <malloc.h>
#include <prerror.h>
#include <prinit.h>
#include <prio.h>
#include <prproces.h>
#include <private/pprio.h>
#include <prshma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TIMES 1000

#define REQUIRE(what)                                                         \
    do {                                                                      \
        if (!(what)) {                                                        \
            printf("line %d: %s, error %d/%d\n", __LINE__, #what,             \
                   (int)PR_GetError(), (int)PR_GetOSError());                 \
            exit(1);                                                          \
        }                                                                     \
    } while (0)

/* The lowest descriptor that is not open. */
static int
next(void)
{
    int fd = dup(0);

    close(fd);
    return fd;
}

/* One that the program made in its own way, and all that can be done with
 * one of ours. */
static void
use(PRFileDesc *file)
{
    char       text[PR_FILEMAP_STRING_BUFSIZE], again[32];
    PRFileMap *own = PR_CreateFileMap(file, 100, PR_PROT_READWRITE);
    PRFileMap *anon = PR_OpenAnonFileMap(".", 100, PR_PROT_READWRITE);
    PRFileMap *other;
    char      *here, *there;
    PRProcessAttr *attr = PR_NewProcessAttr();

    REQUIRE(own != NULL && anon != NULL && attr != NULL);
    REQUIRE(PR_ExportFileMapAsString(own, sizeof text, text) == PR_SUCCESS);
    sprintf(again, "%d:1", (int)PR_FileDesc2NativeHandle(file));
    REQUIRE(strcmp(text, again) == 0);
    REQUIRE(PR_ProcessAttrSetInheritableFileMap(attr, own, "own") ==
            PR_SUCCESS);
    REQUIRE(PR_ProcessAttrSetInheritableFileMap(attr, anon, "anon") ==
            PR_SUCCESS);
    REQUIRE(PR_ExportFileMapAsString(anon, sizeof text, text) == PR_SUCCESS);
    other = PR_ImportFileMapFromString(text);
    REQUIRE(other != NULL);
    here = PR_MemMap(anon, 0, 100);
    there = PR_MemMap(other, 0, 100);
    REQUIRE(here != NULL && there != NULL);
    strcpy(here, "one memory");
    REQUIRE(strcmp(there, "one memory") == 0);
    REQUIRE(PR_MemUnmap(here, 100) == PR_SUCCESS);
    REQUIRE(PR_CloseFileMap(anon) == PR_SUCCESS);
    REQUIRE(strcmp(there, "one memory") == 0);
    REQUIRE(PR_MemUnmap(there, 100) == PR_SUCCESS);
    REQUIRE(PR_CloseFileMap(other) == PR_SUCCESS);
    REQUIRE(PR_CloseFileMap(own) == PR_SUCCESS);
    REQUIRE(fcntl(PR_FileDesc2NativeHandle(file), F_GETFD) != -1);
    REQUIRE(PR_ImportFileMapFromString("999:1") == NULL);
    REQUIRE(PR_GetError() == PR_BAD_DESCRIPTOR_ERROR);
    PR_DestroyProcessAttr(attr);
}

/* If the program closes the descriptor, what gets its number is not ours. */
static void
lose(void)
{
    char       text[PR_FILEMAP_STRING_BUFSIZE];
    PRFileMap *anon = PR_OpenAnonFileMap(".", 100, PR_PROT_READWRITE);
    int        fd;

    REQUIRE(anon != NULL);
    REQUIRE(PR_ExportFileMapAsString(anon, sizeof text, text) == PR_SUCCESS);
    fd = atoi(text);
    REQUIRE(close(fd) == 0 && open("/dev/null", O_RDWR) == fd);
    REQUIRE(PR_CloseFileMap(anon) == PR_SUCCESS);
    REQUIRE(fcntl(fd, F_GETFD) != -1 && close(fd) == 0);
}

int
main(int argc, char **argv)
{
    PRFileDesc *file = PR_Open(argv[argc - 1], PR_RDWR | PR_CREATE_FILE, 0600);
    size_t      before;
    int         i, fd;

    REQUIRE(file != NULL);
    for (i = 0; i < 10; i++) {
        use(file);
        lose();
    }
    fd = next();
    before = mallinfo2().uordblks;
    for (i = 0; i < TIMES; i++) {
        use(file);
        lose();
    }
    REQUIRE(next() == fd);
    printf("%ld bytes for each\n",
           ((long)mallinfo2().uordblks - (long)before) / TIMES);
    return 0;
}
END
# shellcheck disable=SC2086 # words
compiles() {
    compile maps $NSPR_CFLAGS $NSPR_LIBS
}
check "a program that uses maps compiles" compiles
nothing_is_lost() {
    overlaid "$scratch/maps" "$scratch/file" >"$scratch/lost"
    cat "$scratch/lost"
    [ "$(cat "$scratch/lost")" = "0 bytes for each" ]
}
check "maps work, and no descriptor and no memory is lost" nothing_is_lost

# --- Where the program goes ---------------------------------------------------

moves() {
    mkdir "$scratch/dir" && cd "$scratch/dir" || return 1
    printf '%s\n' "open 0 n 100 3 600" "attach 0 0 0" "fork 0 0 5 9" \
        "look 0 5 1" "delete n" |
        answers overlaid sh -c 'cd / && cd "$1" && exec "$2"' sh \
            "$scratch/dir" "$tests/peer_stock" >"$scratch/answers"
    cat "$scratch/answers"
    [ "$(cat "$scratch/answers")" = "ok ok ok same 9 ok " ]
}
check "programs change directories, fork, and become other ones" moves

# Ours deletes what is not there without making it; stock NSPR does not.
reaches() {
    printf 'delete %s\n' "$scratch/none" | "$@" >"$scratch/answers"
    cat "$scratch/answers"
    ! rm "$scratch/none" 2>"$scratch/.err"
}
check "a child of a child of a child is reached" reaches overlaid \
    sh -c 'sh -c "sh -c \"\$0; true\" \"\$0\"; true" "$0"; true' \
    "$tests/peer_stock"
not() {
    ! "$@"
}
check "without the overlay it shows" not reaches "$tests/peer_stock"
check "one with an environment of its own is not reached" not reaches \
    overlaid env -i "$tests/peer_stock"
done_testing
