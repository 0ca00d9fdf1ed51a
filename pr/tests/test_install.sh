# SPDX-License-Identifier: MPL-2.0
# What make install installs is all there, is of use to programs in C and C++,
# and make uninstall takes it away; and configure can be told to compile for
# another system, without running anything.

# What check calls looks unused, and what eval sets looks unset.
# shellcheck disable=SC2154,SC2317

. "${top_srcdir:-.}/pr/tests/tap.sh"

# Options and variables of the make that runs the tests are not for ours.
unset MAKEFLAGS MFLAGS MAKELEVEL
root=$scratch/root

# The directories as configured: variables of the Makefile look like the
# shell's.
for var in PACKAGE_TARNAME prefix exec_prefix datarootdir includedir libdir \
    mandir docdir bindir datadir; do
    value=$(sed -n "s/^$var = //p" "$top_builddir/Makefile")
    eval "$var=\"$value\""
done

# Everything that is not a directory, by path, from a directory on.
files() {
    (cd "$1" && find . ! -type d) | sort
}

# --- Installation -------------------------------------------------------------

# Other tests run at the same time and use what is built, so none of it may be
# touched.  Their own programs and logs change meanwhile.
built() {
    (cd "$top_builddir" && ls -li --time-style=full-iso Makefile config.h \
        ./*.la .libs config/prshm.pc pr/src/*.la pr/include/md)
}

do_make() {
    make -C "$top_builddir" DESTDIR="$root" "$1" >"$scratch/make.log" 2>&1 || {
        tail -n 20 "$scratch/make.log"
        return 1
    }
}

same_list() {
    diff "$scratch/$1" "$scratch/$2"
}

built >"$scratch/built.before" 2>/dev/null
check "make install with DESTDIR" do_make install
built >"$scratch/built.after" 2>/dev/null
check "it leaves what was built alone" same_list built.before built.after

# NSPR calls one private, and programs use it.
printf '%s\n' ./obsolete/protypes.h ./private/pprio.h \
    >"$scratch/headers.below"
for dir in "$top_srcdir/pr/include" "$top_builddir/pr/include/md"; do
    (cd "$dir" && ls ./*.h)
done | cat - "$scratch/headers.below" | sort -u >"$scratch/headers.wanted"
files "$root$includedir/prshm" >"$scratch/headers.installed"
check "prshm is installed, and runs" "$root$bindir/prshm" version
check "so is its completion" test -s \
    "$root$datadir/bash-completion/completions/prshm"
check "all public headers are installed, and no others" \
    same_list headers.wanted headers.installed

(cd "$top_srcdir/pr/man" && for page in *.[1-9]; do
    echo "./man${page##*.}/$page"
done) | sort >"$scratch/man.wanted"
files "$root$mandir" >"$scratch/man.installed"
check "all manual pages are installed, and no others" \
    same_list man.wanted man.installed

(cd "$top_srcdir/pr/examples" && ls ./*.[ch]) | sort >"$scratch/examples.wanted"
files "$root$docdir/examples" >"$scratch/examples.installed"
check "the examples are installed" same_list examples.wanted examples.installed

# Where they are where they were built says whether there is one.
pkglibdir=$libdir/prshm
bindir=$exec_prefix/bin
check "prshm is installed" test -x "$root$bindir/prshm"
if [ -f "$top_builddir/overlay.la" ]; then
    check "the overlay is installed" test -f "$root$pkglibdir/overlay.so"
    check "prshm knows where" grep -q -F "$pkglibdir/overlay.so" \
        "$root$bindir/prshm"
    check "there is nothing else beside it" test \
        "$(files "$root$pkglibdir" | tr '\n' ' ')" = "./overlay.la ./overlay.so "
fi

check "prshm.pc is installed" test -f "$root$libdir/pkgconfig/prshm.pc"

# What libtool says was built, with its links.
la() {
    sed -n "s/^$1='\(.*\)'/\1/p" "$top_builddir/libprshm.la"
}
all_there() {
    for file in "$@"; do
        test -e "$root$libdir/$file" || return 1
    done
}
shared=$(la library_names)
static=$(la old_library)
# shellcheck disable=SC2086 # names of files, without blanks
check "the libraries are installed, and their links lead somewhere" \
    all_there $shared $static

mentions_not() {
    ! grep -rF -e "$1" "$root$libdir/pkgconfig" "$root$includedir" \
        "$root$libdir/libprshm.la"
}
check "nothing mentions DESTDIR" mentions_not "$root"
case $prefix/ in
"$top_builddir"/*) ;;
*)
    check "nothing mentions the directory of the build" \
        mentions_not "$top_builddir"
    ;;
esac

# --- Programs that use it -----------------------------------------------------

cat >"$scratch/user.c" <<'END'
#include <nspr.h>

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    PRSharedMemory *shm;
    char           *memory;
    int             good;

    PR_Init(PR_USER_THREAD, PR_PRIORITY_NORMAL, 0);
    shm = PR_OpenSharedMemory(argv[argc - 1], 100,
                              PR_SHM_CREATE | PR_SHM_EXCL, 0600);
    if (shm == NULL) {
        return 1;
    }
    memory = (char *)PR_AttachSharedMemory(shm, 0);
    good = memory != NULL && memory[99] == 0;
    if (good) {
        strcpy(memory, PR_GetVersion());
        good = strcmp(memory, PR_VERSION) == 0 &&
               PR_DetachSharedMemory(shm, memory) == PR_SUCCESS;
    }
    good = PR_CloseSharedMemory(shm) == PR_SUCCESS && good;
    good = PR_DeleteSharedMemory(argv[argc - 1]) == PR_SUCCESS && good;
    puts(good ? "good" : "bad");
    return good ? 0 : 1;
}
END
cp "$scratch/user.c" "$scratch/user.cc"

# As a packager does it, with a root that is not /; directories that the
# compiler searches anyway are not left out, as the root is not.
config() {
    PKG_CONFIG_LIBDIR=$root$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root \
        PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 \
        pkg-config "$@" prshm
}

# compile COMPILER SOURCE PROGRAM [--static]: the compiler is words, as CC often
# is.
compile() {
    compiler=$1
    source=$2
    program=$3
    shift 3
    # shellcheck disable=SC2046,SC2086 # words
    $compiler ${SANITIZERS-} -o "$scratch/$program" "$scratch/$source" \
        $(config --cflags --libs "$@")
}

# Whether a program asks for the shared library.
is_shared() {
    readelf -d "$scratch/$1" | grep -q 'NEEDED.*libprshm\.so\.0'
}
is_not_shared() {
    test -x "$scratch/$1" && ! is_shared "$1"
}

run_shared() {
    LD_LIBRARY_PATH=$root$libdir "$scratch/$1" "$scratch/segment"
}
run_static() {
    env -u LD_LIBRARY_PATH "$scratch/$1" "$scratch/segment"
}

test_shared() {
    check "a program in $1 compiles with pkg-config" \
        compile "$2" "$3" "$4-shared"
    check "it uses the shared library" is_shared "$4-shared"
    check "it runs" run_shared "$4-shared"
}
test_static() {
    check "a program in $1 compiles with pkg-config --static" \
        compile "$2" "$3" "$4-static" --static
    check "it does not need the shared library" is_not_shared "$4-static"
    check "it runs alone" run_static "$4-static"
}

cc=${CC:-cc}
cxx=${CXX:-}
if [ -z "$cxx" ]; then
    # The sanitizers of one make do not link with the other's.
    case $cc in
    *clang*) cxx=clang++ ;;
    *) cxx=g++ ;;
    esac
fi
have_cxx() {
    command -v "${cxx%% *}" >/dev/null
}

version=$(sed -n 's/^PACKAGE_VERSION = //p' "$top_builddir/Makefile")
check "pkg-config knows the version" test "$(config --modversion)" = "$version"

if [ -n "$shared" ]; then
    test_shared C "$cc" user.c c
    if have_cxx; then
        test_shared C++ "$cxx" user.cc cxx
    else
        skip "a program in C++ compiles" "there is no $cxx"
    fi
else
    skip "programs with the shared library" "configured with --disable-shared"
fi

# --- Uninstallation -----------------------------------------------------------

# A file that is not ours survives; nothing else does.
: >"$root$libdir/not-ours"
cp -R "$root" "$scratch/copy"
check "make uninstall" do_make uninstall
echo ".$libdir/not-ours" >"$scratch/left.wanted"
files "$root" >"$scratch/left"
check "it leaves nothing of ours" same_list left.wanted left

# The linker takes the static library where there is no other: for that the
# copy goes without.
root=$scratch/copy
if [ -n "$static" ]; then
    for file in $shared; do
        rm -f "$root$libdir/$file"
    done
    test_static C "$cc" user.c c
    if have_cxx; then
        test_static C++ "$cxx" user.cc cxx
    fi
else
    skip "programs with the static library" "configured with --disable-static"
fi

# --- For another system -------------------------------------------------------

# Configured for a host that is named as another, nothing that was compiled may
# be run (without --build configure would try, to see whether it can).  So that
# it shows, programs leave a file behind when they are; the compiler is this
# system's.
cat >"$scratch/trace.c" <<END
#include <fcntl.h>

__attribute__((constructor)) static void trace(void)
{
    (void)open("$scratch/was-run", O_WRONLY | O_CREAT, 0600);
}
END
echo 'int main(void) { return 0; }' >"$scratch/main.c"

make_trace() {
    # shellcheck disable=SC2086 # words
    $cc -fPIC -c -o "$scratch/trace.o" "$scratch/trace.c" &&
        $cc -o "$scratch/main" "$scratch/main.c" "$scratch/trace.o" &&
        "$scratch/main" && test -f "$scratch/was-run" &&
        rm "$scratch/was-run"
}

guess=$(sh "$top_srcdir/build-aux/config.guess")
other=${guess%%-*}-foo-${guess#*-*-}
configure_other() {
    mkdir "$scratch/cross" && cd "$scratch/cross" &&
        "$top_srcdir/configure" --build="$guess" --host="$other" CC="$cc" \
            LDFLAGS="$scratch/trace.o" >"$scratch/configure.out"
}
make_other() {
    make -C "$scratch/cross" all
}
ran_nothing() {
    test ! -e "$scratch/was-run" &&
        ! grep 'cannot run test program' "$scratch/cross/config.log"
}

if [ -f "$top_srcdir/config.status" ]; then
    skip "a cross build" "the source directory is configured itself"
else
    check "a program that is run is noticed" make_trace
    check "configure for another system" configure_other
    check "it knows that it is another" \
        grep -q 'whether we are cross compiling\.* yes' "$scratch/configure.out"
    check "make for another system" make_other
    check "neither of them has run what was compiled" ran_nothing
fi

done_testing
