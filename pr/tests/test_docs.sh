# SPDX-License-Identifier: MPL-2.0
# What the documents say is what there is.
. "${top_srcdir:-.}/pr/tests/tap.sh"

man7="$top_srcdir/pr/man/prshm.7"
man3="$top_srcdir/pr/man/PR_OpenSharedMemory.3"
readme="$top_srcdir/README"

# --- Manual pages ------------------------------------------------------------

for page in "$top_srcdir"/pr/man/*.[0-9]; do
    name=${page##*/}
    # A page that stands for another one has nothing to look at.
    grep -q '^\.so ' "$page" && continue
    if [ ! -e "$top_srcdir/.git" ] && [ "${CI:-}" != true ]; then
        skip "$name is clean to mandoc" "that is looked at in a git checkout"
    elif command -v mandoc >/dev/null; then
        # Style advice depends on what else is installed: warnings count.
        check "$name is clean to mandoc" mandoc -T lint -W warning "$page"
    else
        skip "$name is clean to mandoc" "mandoc is not here"
    fi
done

# --- The tool ----------------------------------------------------------------

man1="$top_srcdir/pr/man/prshm.1"
tool="$top_builddir/pr/tools/prshm"
"$tool" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' >"$scratch/commands"
sed -n 's/^\.Ss \([a-z]*\)$/\1/p' "$man1" | sort >"$scratch/explained"
check "prshm has commands" test -s "$scratch/commands"
check "prshm(1) explains each command of prshm --help, sorted as there" \
    diff "$scratch/commands" "$scratch/explained"
while read -r command; do
    "$tool" "$command" --help >"$scratch/help"
    grep -o -e '--[a-z][a-z-]*' "$scratch/help" | sort -u |
        grep -vx -e --help >"$scratch/options"
    awk -v command="$command" '
        /^\.S[hs] / { here = $0 == ".Ss " command }
        here && /^\.It Fl / {
            gsub("[^a-z-]+", " ")
            for (i = 1; i <= NF; i++)
                if ($i ~ /^-[a-z]/)
                    print "-" $i
        }' "$man1" | sort -u >"$scratch/explained"
    check "prshm(1) explains each option of prshm $command --help" \
        diff "$scratch/options" "$scratch/explained"
done <"$scratch/commands"

# --- Calls and errors --------------------------------------------------------

# Words behind a pattern in a file, one a line, sorted.
words() {
    sed -n "s/$1.*/\\1/p" "$2" | sort -u
}

cat "$top_srcdir/pr/tests/differences.txt" \
    "$top_srcdir/pr/tests/files-differences.txt" \
    "$top_srcdir/pr/tests/printf-differences.txt" \
    "$top_srcdir/pr/tests/process-differences.txt" \
    "$top_srcdir/pr/tests/runtime-differences.txt" \
    "$top_srcdir/pr/tests/semaphores-differences.txt" \
    "$top_srcdir/pr/tests/threads-differences.txt" >"$scratch/differences"
words '^@ \([a-z-]*\)' "$scratch/differences" >"$scratch/listed"
words '^\.It Ic \([a-z-]*\)' "$man7" >"$scratch/explained"
check "there are differences to compare" test -s "$scratch/listed"
check "prshm(7) explains each listed difference, and no other" \
    diff "$scratch/listed" "$scratch/explained"

# page_of PATTERN: the page $page is about each exported call that the pattern
# finds.
page_of() {
    grep "$1" "$top_srcdir/config/prshm.sym" | sort >"$scratch/calls"
    sed -n 's/^\.Nm \(PRX*_[A-Za-z]*\).*/\1/p' "$page" | sort \
        >"$scratch/named"
    check "${page##*/} is about each exported call" \
        diff "$scratch/calls" "$scratch/named"
    while read -r call; do
        check "$call(3) exists" test -f "$top_srcdir/pr/man/$call.3"
    done <"$scratch/calls"
}

# errors_in FILE...: the errors that they name, sorted.
errors_in() {
    cat "$@" | grep -o 'PR_[A-Z_]*_ERROR' | sort -u
}

# same_errors HEADER PAGE...: the pages together name the errors that the
# header names.
same_errors() {
    header=$1
    shift
    errors_in "$top_srcdir/pr/include/$header" >"$scratch/errors.h"
    (cd "$top_srcdir/pr/man" && errors_in "$@") >"$scratch/errors.3"
    check "$header and $* name the same errors" \
        diff "$scratch/errors.h" "$scratch/errors.3"
}

page=$man3
page_of '^PR_.*SharedMemory$'
same_errors prshm.h PR_OpenSharedMemory.3
page=$top_srcdir/pr/man/PR_OpenAnonFileMap.3
page_of '^PR_.*\(AnonFileMap\|Inherit.*FileMap\|portFileMap.*\)$'
same_errors prshma.h PR_OpenAnonFileMap.3
page=$top_srcdir/pr/man/PR_OpenSemaphore.3
page_of '^PR_.*Semaphore$'
page=$top_srcdir/pr/man/PRX_GetSharedMemoryInfo.3
page_of '^PRX_.*SharedMemory'
page=$top_srcdir/pr/man/PRX_TimedWaitSemaphore.3
page_of '^PRX_.*Semaphore'
same_errors prshmx.h PRX_GetSharedMemoryInfo.3 PRX_TimedWaitSemaphore.3

# --- What of NSPR is here -------------------------------------------------------

# functions_in LABEL: those of prshm-functions(7) that it says are here, or not;
# each with its topic.
functions_in() {
    awk -v label="$1" '
        /^\.Ss / { topic = substr($0, 5); list = "" }
        /^\.It / { list = substr($0, 5) }
        /^\.Fn / && list == label { print $2 "\t" topic }
    ' "$top_srcdir/pr/man/prshm-functions.7"
}
functions_in Here >"$scratch/here"
functions_in "Not here" >"$scratch/not-here"
cut -f 1 "$scratch/here" | LC_ALL=C sort >"$scratch/functions.here"
grep -v '^PRX_' "$top_srcdir/config/prshm.sym" | LC_ALL=C sort \
    >"$scratch/functions.exported"
check "prshm-functions(7) has all that are here" \
    diff "$scratch/functions.exported" "$scratch/functions.here"

stock_library=$(pkg-config --variable=libdir nspr 2>"$scratch/.err")/libnspr4.so
if [ -f "$stock_library" ]; then
    # Functions alone; the C library's start-up files add some of their own.
    ${NM:-nm} -D --defined-only "$stock_library" |
        awk '$2 == "T" && $3 !~ /^_(init|fini)$/ { print $3 }' |
        LC_ALL=C sort >"$scratch/functions.stock"
    cut -f 1 "$scratch/here" "$scratch/not-here" | LC_ALL=C sort \
        >"$scratch/functions.all"
    check "prshm-functions(7) has each function of stock NSPR once" \
        diff "$scratch/functions.stock" "$scratch/functions.all"
else
    skip "prshm-functions(7) and stock NSPR" "stock NSPR is not installed"
fi

# README has how many there are of each topic.
count_topics() {
    awk -F '\t' '
        FNR == NR { here[$2]++; topics[$2]; next }
        { not_here[$2]++; topics[$2] }
        END {
            for (topic in topics) {
                printf "%s %d %d\n", topic, here[topic], not_here[topic]
            }
        }
    ' "$scratch/here" "$scratch/not-here" | LC_ALL=C sort
}
count_topics >"$scratch/topics"
sed -n '/^What of NSPR is here$/,/^A program that needs/p' "$readme" |
    sed -n 's/^    \([A-Z].*[a-z]\)  *\([0-9]\{1,\}\)  *\([0-9]\{1,\}\).*/\1 \2 \3/p' |
    sed 's/  */ /g' | LC_ALL=C sort >"$scratch/topics.readme"
check "README sums up prshm-functions(7)" \
    diff "$scratch/topics" "$scratch/topics.readme"

# --- README and NEWS ----------------------------------------------------------

for command in './bootstrap demo' './bootstrap check' 'make bench'; do
    check "README has '$command' alone on a line" \
        grep -qx " *$command" "$readme"
done
for option in --with-shm-backend --enable-nspr-names --enable-sanitizers \
    --enable-werror; do
    check "README and configure know $option" sh -c "
        grep -q -e '$option' '$readme' &&
        '$top_srcdir/configure' --help | grep -q -e '$option'"
done
for backend in sysv posix file; do
    check "README, prshm(7) and configure know the mechanism $backend" sh -c "
        grep -q '^ *$backend  ' '$readme' &&
        grep -q '^.It Ql $backend\$' '$man7' &&
        '$top_srcdir/configure' --help | grep -A 3 -e --with-shm-backend |
            grep -q '\<$backend\>'"
done
for header in "$top_srcdir"/pr/include/*.h; do
    check "README mentions ${header##*/}" grep -q "${header##*/}" "$readme"
done
for command in demo check; do
    check "bootstrap --help explains $command" \
        sh -c "'$top_srcdir/bootstrap' --help | grep -q '$command'"
done

# The program in README, with a name of our own.
awk '/^    #include <nspr.h>$/ { program = 1 }
    program { print }
    program && /^    }$/ { exit }' "$readme" |
    sed "s,/tmp/board,$scratch/board," >"$scratch/example.c"
library=$top_builddir/.libs/libprshm.so
[ -f "$library" ] || library=$top_builddir/.libs/libprshm.a
# shellcheck disable=SC2086 # several options, or none
check "the program in README compiles" ${CC:-cc} ${SANITIZERS:-} -Wall -Wextra \
    -Werror -I "$top_srcdir/pr/include" -I "$top_builddir/pr/include/md" \
    -o "$scratch/example" "$scratch/example.c" "$library" \
    -Wl,-rpath,"$top_builddir/.libs"
for times in 1 2; do
    check "its run number $times counts" \
        test "$("$scratch/example")" = "started $times times"
done
echo "delete $scratch/board" | "$top_builddir/pr/tests/peer_ours" \
    >"$scratch/deleted"
check "its segment can be deleted" grep -qx ok "$scratch/deleted"

version=$(sed -n 's/^AC_INIT(\[prshm\], \[\([^]]*\)\].*/\1/p' \
    "$top_srcdir/configure.ac")
check "NEWS begins with version $version" \
    sh -c "grep -m 1 '^[0-9]' '$top_srcdir/NEWS' | grep -q '^$version '"

scenarios=$(sed -n 's/.*a suite runs \([0-9]*\) scenarios.*/\1/p' "$readme")
if [ "$(id -u)" = 0 ]; then
    mkdir "$scratch/run"
    chmod 755 "$scratch" "$scratch/run"
    (cd "$scratch/run" && "$top_builddir/pr/tests/scenarios_ours") \
        >"$scratch/scenarios"
    check "there are $scenarios scenarios, as README says" \
        test "$(wc -l <"$scratch/scenarios")" -ge "$scenarios"
else
    skip "the number of scenarios in README" "all of them run for root only"
fi
done_testing
