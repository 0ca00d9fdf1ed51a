# SPDX-License-Identifier: MPL-2.0
# Each public header can be used by itself, by any C or C++ program, with any
# warnings that such a program may have turned into errors.

. "${top_srcdir:-.}/pr/tests/tap.sh"

headers="$top_srcdir/pr/include/*.h $top_srcdir/pr/include/obsolete/*.h
    $top_builddir/pr/include/md/prcpucfg.h"
cppflags="-I$top_builddir/pr/include/md -I$top_srcdir/pr/include"
warnings="-pedantic -Werror -Wall -Wextra -Wshadow -Wconversion -Wundef"
c_warnings="-Wstrict-prototypes -Wmissing-prototypes"

# --- Every dialect ------------------------------------------------------------

# accepts FLAG... FILE: with the compiler and dialect at hand.
accepts() {
    # Lists of flags are words.
    # shellcheck disable=SC2086
    $compiler -x $language -std=$standard $dialect_warnings $cppflags "$@" \
        -o "$scratch/object"
}

# Each header alone, and twice; all of them as callers configure them; and what
# callers write.
accepts_all() {
    for header in $headers; do
        name=${header#"$top_srcdir/pr/include/"}
        name=${name#"$top_builddir/pr/include/md/"}
        # Headers may have nothing but macros, and ISO C wants a declaration.
        printf '#include <%s>\n#include <%s>\nextern int alone;\n' \
            "$name" "$name" >"$scratch/alone.c"
        accepts -fsyntax-only "$scratch/alone.c" || return 1
    done
    for define in DEBUG NO_NSPR_10_SUPPORT _NSPR_BUILD_ FORCE_PR_LOG \
        FORCE_PR_ASSERT; do
        accepts -c -D"$define" "$top_srcdir/pr/tests/headers_use.c" || return 1
    done
    accepts -c "$top_srcdir/pr/tests/headers_use.c"
}

# try COMPILER LANGUAGE STANDARD...
try() {
    compiler=$1
    language=$2
    dialect_warnings=$warnings
    [ "$language" = c++ ] || dialect_warnings="$warnings $c_warnings"
    shift 2
    for standard; do
        text="$compiler -std=$standard takes the headers"
        echo 'extern int nothing;' >"$scratch/nothing.c"
        if ! command -v "$compiler" >"$scratch/.out"; then
            skip "$text" "there is no $compiler"
        elif ! accepts -fsyntax-only "$scratch/nothing.c" \
            >"$scratch/.out" 2>&1; then
            skip "$text" "$compiler does not know that standard"
        else
            check "$text" accepts_all
        fi
    done
}

try gcc c c89 c99 c11 c17
try clang c c89 c99 c11 c17
try g++ c++ c++98 c++11 c++17
try clang++ c++ c++98 c++11 c++17

# --- C++ ----------------------------------------------------------------------

# Functions have their plain names, so that a C library can have them.
cxx_names_are_plain() {
    accepts -c -DDEBUG "$top_srcdir/pr/tests/headers_use.c" || return 1
    ${NM:-nm} "$scratch/object" >"$scratch/symbols" || return 1
    grep ' U PR_OpenSharedMemory$' "$scratch/symbols" &&
        ! grep ' U _Z.*PR_' "$scratch/symbols"
}

language=c++
standard=c++11
dialect_warnings=
text="C++ programs want the names of C"
compiler=
for candidate in g++ clang++; do
    if command -v "$candidate" >"$scratch/.out"; then
        compiler=$candidate
    fi
done
if [ -n "$compiler" ]; then
    check "$text" cxx_names_are_plain
else
    skip "$text" "there is no C++ compiler"
fi

# --- What headers include -----------------------------------------------------

# Which of our headers $1 brings along.
includes() {
    echo "#include <$1>" >"$scratch/one.c"
    # shellcheck disable=SC2086
    ${CC:-cc} $cppflags -E "$scratch/one.c" |
        sed -n 's,^# [0-9]* ".*/\([^/]*\.h\)".*,\1,p' | sort -u
}

# What NSPR does not have, its callers do not see.
nspr_has_all() {
    includes nspr.h >"$scratch/included"
    ! grep -x prshmx.h "$scratch/included" || return 1
    for header in $headers; do
        [ "${header##*/}" = prshmx.h ] && continue
        grep -qx "${header##*/}" "$scratch/included" || {
            echo "nspr.h does not include ${header##*/}"
            return 1
        }
    done
}

# A caller has neither config.h nor private headers, nor configure's macros.
nothing_private() {
    # shellcheck disable=SC2086
    ! grep -nE '^ *# *include.*(config\.h|private|\.\./)|^ *# *if.*\<HAVE_' \
        $headers
}

check "nspr.h includes every other header but the extensions" nspr_has_all
check "no header needs what is not installed" nothing_private

# The Makefile has the same list, or some header would stay behind.
listed_headers() {
    for header in $headers; do
        grep -q "/${header##*/}\( \\\\\)\?\$" \
            "$top_srcdir/pr/include/local.mk" || {
            echo "${header##*/} is not installed"
            return 1
        }
    done
}
check "every header is installed" listed_headers

done_testing
