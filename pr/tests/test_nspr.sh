# SPDX-License-Identifier: MPL-2.0
# Under stock NSPR's names: what --enable-nspr-names installs is found by builds
# that ask for NSPR, stock's libplc4 and libplds4 run on it, and so do programs
# that were built for stock NSPR.

# What check calls looks unused.
# shellcheck disable=SC2317

. "${top_srcdir:-.}/pr/tests/tap.sh"

if [ -n "${SANITIZERS:-}" ]; then
    # Not for want of anything, so not a failure in CI.
    ok "stock NSPR's names # SKIP stock's binaries cannot load a sanitizer"
    done_testing
fi
if [ -f "$top_srcdir/config.status" ]; then
    skip_all "the source directory is configured itself"
fi

# Options and variables of the make that runs the tests are not for ours.
unset MAKEFLAGS MFLAGS MAKELEVEL
prefix=$scratch/prefix
builddir=$scratch/build
mkdir "$builddir"

# --- An installation ----------------------------------------------------------

# configure ARGUMENT...: what one run has found out, the next one knows.
configure() {
    (cd "$builddir" && "$top_srcdir/configure" -q CC="${CC:-cc}" \
        --cache-file="$scratch/cache" --enable-nspr-names --disable-static \
        "$@") >"$scratch/configure.out" 2>&1
    status=$?
    cat "$scratch/configure.out"
    return "$status"
}

warns() {
    grep -q "WARNING.*--enable-nspr-names" "$scratch/configure.out"
}
warns_not() {
    ! warns
}

do_make() {
    make -C "$builddir" "$@" >"$scratch/make.log" 2>&1 || {
        tail -n 20 "$scratch/make.log"
        return 1
    }
}

check "configure for the prefix of everybody" configure
check "it warns" warns
check "configure for a prefix of its own" configure --prefix="$prefix"
check "it does not warn" warns_not
check "make install" do_make install
for file in lib/libnspr4.so lib/pkgconfig/nspr.pc bin/nspr-config; do
    check "$file is there" test -f "$prefix/$file"
done

has_soname() {
    readelf -d "$prefix/lib/libnspr4.so" >"$scratch/dynamic"
    grep -q 'SONAME.*\[libnspr4\.so\]' "$scratch/dynamic" &&
        ! grep -v 'libc\.\|libpthread\.\|librt\.' "$scratch/dynamic" |
            grep NEEDED
}
check "the library has stock's name and needs only the C library" has_soname

# --- Builds that ask for NSPR -------------------------------------------------

config() {
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config "$@" nspr
}
nspr_config=$prefix/bin/nspr-config

same_words() {
    # shellcheck disable=SC2046,SC2086 # words
    [ "$(printf '%s ' $1)" = "$(printf '%s ' $2)" ] || {
        echo "$1"
        echo "$2"
        return 1
    }
}
check "pkg-config finds a version that is stock's" \
    config --atleast-version=4.35
# Builds look there for files, too.
check "pkg-config finds our headers" \
    test "$(config --variable=includedir)" = "$prefix/include/prshm"
check "which are there" test -e "$prefix/include/prshm/nspr.h"
check "so do those who write <nspr/nspr.h>" \
    sh -c "echo '#include <nspr/nspr.h>' |
        ${CC:-cc} -I '$prefix/include' -E - \
            >'$scratch/included'"
check "nspr-config and pkg-config agree on flags" \
    same_words "$("$nspr_config" --cflags)" "$(config --cflags)"
check "they agree on libraries" \
    same_words "$("$nspr_config" --libs)" "$(config --libs)"
check "they agree on the version" \
    test "$("$nspr_config" --version)" = "$(config --modversion)"
check "another prefix moves all" same_words "/x /x/lib /x/include/prshm" \
    "$("$nspr_config" --prefix=/x --prefix --libdir --includedir)"
check "nothing to answer is a failure" \
    sh -c "! '$nspr_config' 2>'$scratch/usage' && test -s '$scratch/usage'"
check "a question that it does not know is a failure" \
    sh -c "! '$nspr_config' --bogus 2>'$scratch/usage' &&
        test -s '$scratch/usage'"

# --- A program that needs all three libraries ---------------------------------

cat >"$scratch/user.c" <<'END'
#include <nspr.h>
#include <plgetopt.h>
#include <plhash.h>
#include <plstr.h>

#include <stdio.h>

int main(int argc, char **argv)
{
    PLOptState *options = PL_CreateOptState(argc, argv, "n:");
    const char *name = NULL;
    PLHashTable *table;
    PRSharedMemory *shm;
    char *copy;

    while (PL_GetNextOpt(options) == PL_OPT_OK) {
        if (options->option == 'n') {
            name = options->value;
        }
    }
    PL_DestroyOptState(options);
    table = PL_NewHashTable(8, PL_HashString, PL_CompareStrings,
                            PL_CompareStrings, NULL, NULL);
    copy = PL_strdup("value");
    PL_HashTableAdd(table, "key", copy);
    printf("%s\n", (char *)PL_HashTableLookup(table, "key"));
    PL_HashTableDestroy(table);
    PL_strfree(copy);
    shm = PR_OpenSharedMemory(name, 100, PR_SHM_CREATE, 0600);
    printf("%d %d\n", shm != NULL,
           PR_OpenSharedMemory(name, 200, 0, 0600) == NULL);
    printf("%ld\n", (long)PR_GetError());
    PR_CloseSharedMemory(shm);
    return PR_DeleteSharedMemory(name) == PR_SUCCESS ? 0 : 1;
}
END

# Stock's own headers for the two other libraries, without the rest of them.
stock_headers() {
    from=$(pkg-config --variable=includedir nspr) || return 1
    mkdir "$scratch/pl" && cp "$from"/pl*.h "$scratch/pl"
}
compile() {
    # shellcheck disable=SC2046,SC2086 # words
    ${CC:-cc} -o "$scratch/user" "$scratch/user.c" -I "$scratch/pl" \
        $("$nspr_config" --cflags --libs)
}
runs_on_ours() {
    LD_LIBRARY_PATH=$prefix/lib "$scratch/user" -n "$scratch/name" \
        >"$scratch/told"
    status=$?
    cat "$scratch/told"
    [ "$status" -eq 0 ] &&
        [ "$(tr '\n' ' ' <"$scratch/told")" = "value 1 1 -5987 " ]
}
# loads_ours PROGRAM [LIBRARY]: whether it would get our library, and by way of
# stock's library if one is given.
loads_ours() {
    LD_LIBRARY_PATH=$prefix/lib ldd "$1" >"$scratch/libraries"
    cat "$scratch/libraries"
    grep -q "libnspr4\.so => $prefix/lib/libnspr4\.so" "$scratch/libraries" &&
        { [ $# -eq 1 ] || grep -q "$2" "$scratch/libraries"; }
}

if ! pkg-config --exists nspr; then
    skip "programs with libplc4" "stock NSPR is not installed"
else
    check "stock's headers of libplc4 and libplds4 are there" stock_headers
    check "a program with options and hash tables compiles" compile
    check "it is loaded with our library and stock's libplc4" \
        loads_ours "$scratch/user" libplc4
    check "it runs" runs_on_ours
fi

# --- Programs that were built for stock NSPR ----------------------------------

# What they tell is what those tell that were built for us.  Names, numbers of
# processes and the like differ from run to run, so both run in a directory
# that is called the same.
told_by() {
    mkdir "$scratch/here"
    chmod 755 "$scratch" "$scratch/here"
    (cd "$scratch/here" && LD_LIBRARY_PATH=$2 \
        "$top_builddir/pr/tests/$1" >"$scratch/$1.txt" 2>&1)
    rm -rf "$scratch/here"
}
tells_the_same() {
    told_by "$1_ours" "$prefix/lib"
    told_by "$1_stock" "$prefix/lib"
    [ -s "$scratch/$1_ours.txt" ] &&
        diff "$scratch/$1_ours.txt" "$scratch/$1_stock.txt"
}

for program in scenarios files; do
    if [ -x "$top_builddir/pr/tests/${program}_stock" ]; then
        check "$program, built for stock, is loaded with our library" \
            loads_ours "$top_builddir/pr/tests/${program}_stock"
        check "$program, built for stock, tells what ours tells" \
            tells_the_same "$program"
    else
        skip "$program, built for stock" "stock NSPR is not installed"
    fi
done

# What is compared with stock NSPR everywhere must be on it.
is_on_stock() {
    ldd "$1" >"$scratch/libraries"
    cat "$scratch/libraries"
    grep -q 'libnspr4\.so => /' "$scratch/libraries" &&
        ! grep -qF "$(cd "$top_builddir" && pwd)" "$scratch/libraries"
}
for program in "$top_builddir"/pr/tests/*_stock; do
    [ ! -x "$program" ] ||
        check "${program##*/} is on stock NSPR" is_on_stock "$program"
done

# --- Uninstallation -----------------------------------------------------------

left() {
    find "$prefix" ! -type d | grep . && return 1
    return 0
}
check "make install again" do_make install
check "make uninstall" do_make uninstall
check "it leaves nothing" left
done_testing
