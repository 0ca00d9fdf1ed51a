# SPDX-License-Identifier: MPL-2.0
# What can be said of the sources without running them: they are formatted as
# .clang-format says, shell scripts are clean, every file names its
# licence, conditionals stay where they belong.

. "${top_srcdir:-.}/pr/tests/tap.sh"

# For those who write it: tools of tomorrow may want something else, and that
# must not stop anybody from building an archive of today.
if [ ! -e "$top_srcdir/.git" ] && [ "${CI:-}" != true ]; then
    skip_all "the style is looked at in a git checkout only"
fi

# Different versions of clang-format want different things.
format_version=14

# Sources choose files, not lines: what depends on the system is in headers and
# in the tables of mechanisms.
with_conditionals='pr/src/md/unix/uxsem.c pr/src/md/unix/uxshm.c'

# Formats in which nothing can be said but the contents.
without_licence='LICENSE config/overlay.sym config/prshm.sym'

# --- Files --------------------------------------------------------------------

# All files that are written by hand: what git does not ignore or, in an
# unpacked archive, what has a name that autoreconf and make do not use.
written_files() {
    if [ -e .git ] && git ls-files -co --exclude-standard 2>"$scratch/.err" \
        >"$scratch/.git"; then
        # Those that are deleted but not yet committed are still listed.
        while read -r file; do
            [ ! -f "$file" ] || echo "$file"
        done <"$scratch/.git"
    else
        ls -d .clang-format .editorconfig LICENSE Makefile.am NEWS README \
            bootstrap configure.ac 2>"$scratch/.err"
        find pr config build-aux .ci -type f \( -name '*.[ch]' \
            -o -name '*.cc' -o -name '*.in' -o -name '*.mk' \
            -o -name 'prshm*.m4' -o -name '*.sh' -o -name '*.awk' -o -name '*.txt' \
            -o -name '*.sym' -o -name '*.[137]' -o -name libtool-version \
            -o -name run \) ! -name tap-driver.sh ! -name ltmain.sh \
            ! -name prcpucfg.h 2>"$scratch/.err"
    fi | sort
}

# among PATTERN: the written files whose names match.
among() {
    grep -E "$1" "$scratch/files"
}

cd "$top_srcdir" || exit 99
written_files >"$scratch/files"
# Names of ours have no blanks.
c_files=$(among '^pr/.*\.(c|h|cc)$')
sources=$(among '^pr/src/.*\.c$')
scripts=$(among '^(bootstrap|\.ci/run|build-aux/.*\.sh|pr/.*\.sh)$')

# --- C ------------------------------------------------------------------------

formatted() {
    # A list of files.
    # shellcheck disable=SC2086
    $clang_format --dry-run --Werror $c_files
}

find_clang_format() {
    for candidate in "clang-format-$format_version" clang-format; do
        if command -v "$candidate" >"$scratch/.out" &&
            $candidate --version | grep -q "version $format_version\."; then
            echo "$candidate"
            return
        fi
    done
}

no_stray_blanks() {
    # shellcheck disable=SC2086
    ! grep -nE "$(printf '\t')| \$" $c_files
}

narrow() {
    # shellcheck disable=SC2086
    ! grep -nE '^.{81}' $c_files
}

conditionals_in_place() {
    # shellcheck disable=SC2086
    grep -lE '^ *# *(if|elif)' $sources | tr '\n' ' ' | sed 's/ $//' \
        >"$scratch/conditional"
    echo "with conditionals: $(cat "$scratch/conditional")"
    echo "as listed here:    $with_conditionals"
    [ "$(cat "$scratch/conditional")" = "$with_conditionals" ]
}

# From the line with the opening brace to that with the closing one.
functions_short() {
    # shellcheck disable=SC2086
    awk '
        /^\{/ { start = FNR }
        /^}/ && start > 0 {
            if (FNR - start - 1 > 60) {
                print FILENAME ":" start ": " FNR - start - 1 " lines"
                found = 1
            }
            start = 0
        }
        END { exit found }' $c_files
}

clang_format=$(find_clang_format)
text="C files are formatted"
if [ -n "$clang_format" ]; then
    check "$text" formatted
else
    skip "$text" "there is no clang-format $format_version"
fi
check "C files have no tabs and no blanks at ends of lines" no_stray_blanks
check "C files have at most 80 columns" narrow
check "functions have at most 60 lines" functions_short
check "conditionals are where they belong" conditionals_in_place

# --- Shell --------------------------------------------------------------------

# In the language of the first line or, without one, POSIX.  Tests call
# functions by their names, through check, which looks like not at all (SC2317).
shell_clean() {
    unclean=0
    for script in $scripts; do
        case $(head -n 1 "$script") in
        '#!'*) set -- ;;
        *) set -- -s sh ;;
        esac
        shellcheck -x "$@" -e SC2317 "$script" || unclean=1
    done
    return "$unclean"
}

if command -v shellcheck >"$scratch/.out"; then
    check "shell scripts are clean" shell_clean
else
    skip "shell scripts are clean" "there is no shellcheck"
fi

# --- Every file ---------------------------------------------------------------

# The licence is in the first lines, under a title or the script's interpreter.
licensed() {
    bad=0
    while read -r file; do
        case " $without_licence " in
        *" $file "*) continue ;;
        esac
        head -n 3 "$file" | grep -q 'SPDX-License-Identifier: MPL-2\.0' || {
            echo "$file does not name its licence"
            bad=1
        }
    done <"$scratch/files"
    return "$bad"
}

# Where somebody happened to build is nobody else's business.
no_build_paths() {
    for path in "$top_srcdir" "$top_builddir"; do
        # "/" and "/src" are no such places.
        case $path in
        /*/*) ;;
        *) continue ;;
        esac
        while read -r file; do
            if grep -nF "$path" "$file"; then
                echo "$file"
                return 1
            fi
        done <"$scratch/files"
    done
}

check "files name their licence" licensed
check "no file mentions where it was built" no_build_paths
done_testing
