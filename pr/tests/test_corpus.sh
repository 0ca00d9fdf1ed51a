# SPDX-License-Identifier: MPL-2.0
# Programs as callers of NSPR write them, in corpus/: each is compiled from one
# source with stock's headers and with ours, as a build of old would, and tells
# the same on both; so does the one that was compiled for stock NSPR when it
# finds our library under stock's name.

# What check calls looks unused.
# shellcheck disable=SC2317

. "${top_srcdir:-.}/pr/tests/tap.sh"

corpus=$top_srcdir/pr/tests/corpus
top_builddir=$(cd "$top_builddir" && pwd) || exit 99
# Ours, and the one that has stock's name.
prshm=$top_builddir/.libs
nspr4=$top_builddir/pr/src/.libs
warnings='-Wall -Wextra -Werror'
have_stock=no
[ -z "${NSPR_LIBS:-}" ] || have_stock=yes

if [ ! -e "$prshm/libprshm.so" ] || [ ! -e "$nspr4/libnspr4.so" ]; then
    skip_all "there is no shared library of ours"
fi
# Children abort, and nobody looks at what they leave.  Not in POSIX, but all
# shells know it.
# shellcheck disable=SC3045
ulimit -c 0

# --- Compiling ----------------------------------------------------------------

# compiler FILE: as words, with the dialect of the time.
compiler() {
    case $1 in
    *.cc) echo "${CXX:-c++} -std=gnu++98" ;;
    *) echo "${CC:-cc} -std=gnu89" ;;
    esac
}

# What includes headers of libplc4 and libplds4, which are stock's.
needs_pl() {
    grep -q '^#include ["<]pl' "$1"
}

# Stock's headers for its two other libraries, without the rest of them.
copy_pl_headers() {
    from=$(pkg-config --variable=includedir nspr) || return 1
    mkdir "$scratch/pl" && cp "$from"/pl*.h "$scratch/pl"
}

# compile_for_stock FILE PROGRAM
compile_for_stock() {
    # Compilers and flags are several words each.
    # shellcheck disable=SC2046,SC2086
    $(compiler "$1") ${NSPR_CFLAGS:-} -o "$2" "$1" ${NSPR_LIBS:-}
}

# compile_for_ours FILE PROGRAM: with libprshm, or where libplc4 and libplds4
# are wanted with libnspr4, which those two load.
compile_for_ours() {
    libraries="-L$prshm -lprshm"
    ! needs_pl "$1" || libraries="-L$nspr4 -lplds4 -lplc4 -lnspr4"
    # shellcheck disable=SC2046,SC2086
    $(compiler "$1") $warnings ${SANITIZERS:-} \
        -I"$top_builddir/pr/include/md" -I"$top_srcdir/pr/include" \
        -isystem "$scratch/pl" -o "$2" "$1" $libraries
}

# --- Running ------------------------------------------------------------------

# tell BINARY LIBRARIES TOLD: what the program of this name says, how it ends
# and which files it leaves.  Every time in a directory that is called the same.
tell() {
    mkdir "$scratch/here"
    cp "$1" "$scratch/here/$name"
    (
        cd "$scratch/here" || exit 99
        LC_ALL=C LD_LIBRARY_PATH=$2 timeout 60 "./$name" </dev/null 2>&1
        echo "status $?"
        rm -f "$name"
        ls -A
    ) >"$3"
    rm -rf "$scratch/here"
}

# One that says nothing would be equal to anything.
succeeded() {
    cat "$1"
    grep -qx 'status 0' "$1" && [ "$(wc -l <"$1")" -ge 3 ]
}

run_ours() {
    tell "$scratch/$name.ours" "$prshm:$nspr4" "$scratch/told.ours"
    succeeded "$scratch/told.ours"
}

# as_stock TOLD
as_stock() {
    diff "$scratch/told.stock" "$1"
}

# A loader that takes stock's library again compares it with itself.
loads_ours() {
    LD_LIBRARY_PATH=$nspr4 ldd "$1" >"$scratch/libraries"
    cat "$scratch/libraries"
    grep -q "libnspr4\.so => $nspr4/" "$scratch/libraries"
}

run_unmodified() {
    loads_ours "$scratch/$name.stock" || return 1
    tell "$scratch/$name.stock" "$nspr4" "$scratch/told.unmodified"
    as_stock "$scratch/told.unmodified"
}

# --- Every program ------------------------------------------------------------

compare_with_stock() {
    check "$name compiles for stock NSPR" \
        compile_for_stock "$file" "$scratch/$name.stock"
    tell "$scratch/$name.stock" "" "$scratch/told.stock"
    check "$name tells what it does on stock NSPR" \
        as_stock "$scratch/told.ours"
    # Stock's binaries cannot load a sanitizer.
    if [ -z "${SANITIZERS:-}" ]; then
        check "$name, compiled for stock NSPR, tells the same on ours" \
            run_unmodified
    fi
}

if [ $have_stock = yes ]; then
    check "stock's headers of libplc4 and libplds4 are there" copy_pl_headers
else
    skip "comparison with stock NSPR" "it is not installed"
fi
programs=0
for file in "$corpus"/*.c "$corpus"/*.cc; do
    name=${file##*/}
    name=${name%.*}
    programs=$((programs + 1))
    if [ $have_stock = no ] && needs_pl "$file"; then
        skip "$name" "it needs libplc4 or libplds4 of stock NSPR"
        continue
    fi
    check "$name compiles" compile_for_ours "$file" "$scratch/$name.ours"
    check "$name runs" run_ours
    if [ $have_stock = yes ]; then
        compare_with_stock
    fi
done
check "$programs programs are at least 20" test "$programs" -ge 20

# Builds of old also have the directory of stock's headers behind ours.
if [ $have_stock = yes ]; then
    # shellcheck disable=SC2046,SC2086
    check "stock's headers may be behind ours" \
        $(compiler any.c) $warnings -fsyntax-only \
        -I"$top_builddir/pr/include/md" -I"$top_srcdir/pr/include" \
        ${NSPR_CFLAGS:-} "$corpus"/*.c
fi
done_testing
