# SPDX-License-Identifier: MPL-2.0
# What the libraries show to programs that link with them: the functions of the
# public headers and nothing else, in a small library that needs only libc.

. "${top_srcdir:-.}/pr/tests/tap.sh"

nm=${NM:-nm}
shared=$top_builddir/.libs/libprshm.so
static=$top_builddir/.libs/libprshm.a
# Bytes of code and constants, as size(1) counts them.
text_limit=98304
# clang has no options to make as little of it.
if ${CC:-cc} --version | grep -q clang; then
    text_limit=126976
fi

# --- Lists of names -----------------------------------------------------------

# The functions that public headers declare: once macros are expanded, nothing else
# of that name is followed by a parenthesis.
declared() {
    printf '#include <%s>\n' nspr.h prshmx.h private/pprio.h >"$scratch/all.c"
    # The compiler may be several words.
    # shellcheck disable=SC2086
    ${CC:-cc} -I"$top_builddir/pr/include/md" -I"$top_srcdir/pr/include" \
        -E "$scratch/all.c" |
        sed -e '/^#/d' -e 's/[^A-Za-z0-9_(]/ /g' -e 's/(/ ( /g' |
        tr -s ' ' '\n' |
        awk '$0 == "(" && last ~ /^(PRX?|LL)_/ { print last } { last = $0 }' | sort -u
}

# "TYPE NAME" of each defined symbol that programs see.
exported() {
    $nm -D --defined-only "$shared" | awk '{ print $(NF - 1), $NF }'
}

# --- The shared library -------------------------------------------------------

same_as() {
    [ -s "$scratch/listed" ] && diff "$scratch/listed" "$scratch/$1"
}

only_functions() {
    ! grep -v '^T ' "$scratch/exported"
}

no_versions() {
    ! grep '@' "$scratch/exported" &&
        ! readelf -dW "$shared" | grep VERDEF
}

needs_only_libc() {
    readelf -dW "$shared" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p' \
        >"$scratch/needed"
    grep '^libc\.' "$scratch/needed" && ! grep -v '^libc\.' "$scratch/needed"
}

small() {
    text=$(size "$shared" | awk 'NR == 2 { print $1 }')
    echo "$text bytes of text, the limit is $text_limit"
    [ "$text" -lt "$text_limit" ]
}

# Instrumented or plain code says nothing about what will be installed.
is_as_installed() {
    [ -z "${SANITIZERS:-}" ] &&
        sed -n 's/^CFLAGS = //p' "$top_builddir/Makefile" >"$scratch/cflags" &&
        grep -q -- '-O[123sz]' "$scratch/cflags" &&
        ! grep -q -- '-O0\|--coverage\|-fprofile\|-fsanitize' "$scratch/cflags"
}

# as_installed TEXT COMMAND: a check that means something for such a build.
as_installed() {
    if is_as_installed; then
        check "$@"
    else
        ok "$1 (not applicable)"
        note "sanitizers are on, or the compiler does not optimise"
    fi
}

check_shared() {
    exported | LC_ALL=C sort >"$scratch/exported"
    sed 's/.* //' "$scratch/exported" >"$scratch/names"
    check "what is exported is what config/prshm.sym has" same_as names
    check "every exported symbol is a function" only_functions
    if command -v readelf >"$scratch/.out"; then
        check "symbols have no versions" no_versions
        as_installed "the library needs only libc" needs_only_libc
    else
        skip "symbols and needs" "there is no readelf"
    fi
    if command -v size >"$scratch/.out"; then
        as_installed "the library is small" small
    else
        skip "the library is small" "there is no size"
    fi
}

# --- The static library -------------------------------------------------------

# Its hidden names are visible to a program's own, so they keep to prefixes.
# Sanitizers add some of theirs.
no_other_names() {
    $nm -g --defined-only "$static" | awk 'NF == 3 { print $3 }' |
        LC_ALL=C sort -u >"$scratch/static"
    [ -s "$scratch/static" ] || return 1
    if [ -n "${SANITIZERS:-}" ]; then
        grep -v '^__' "$scratch/static" >"$scratch/own"
        mv "$scratch/own" "$scratch/static"
    fi
    LC_ALL=C comm -23 "$scratch/listed" "$scratch/static" >"$scratch/absent"
    ! grep . "$scratch/absent" &&
        ! grep -Ev '^(PRX?_|LL_|_PR_|_MD_)' "$scratch/static"
}

# --- All of it ----------------------------------------------------------------

LC_ALL=C sort "$top_srcdir/config/prshm.sym" >"$scratch/listed"
declared >"$scratch/declared"
check "config/prshm.sym is sorted, each name once" \
    env LC_ALL=C sort -cu "$top_srcdir/config/prshm.sym"
check "config/prshm.sym has what public headers declare" same_as declared
if [ -e "$shared" ]; then
    check_shared
else
    skip "exports of the shared library" "it was not built"
fi
if [ -e "$static" ]; then
    check "the static library has no names but ours" no_other_names
else
    skip "names of the static library" "it was not built"
fi
done_testing
