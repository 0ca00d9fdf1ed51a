# SPDX-License-Identifier: MPL-2.0
# Child processes, environment and intervals, on stock NSPR and on prshm: the
# same facts, or different as process-differences.txt says; and descriptors that
# go from one to the other.  See process.c for the facts.
. "${top_srcdir:-.}/pr/tests/tap.sh"

stock="$top_builddir/pr/tests/process_stock"
ours="$top_builddir/pr/tests/process_ours"

# What goes wrong with our own shows without stock NSPR, too.
LC_ALL=C "$ours" >"$scratch/ours.txt" 2>"$scratch/ours.err" </dev/null
check "prshm told all its facts" test $? -eq 0
check "no process of prshm's died" \
    sh -c "! grep ': signal ' '$scratch/ours.txt'"
no_fact_twice

# --- Descriptors by name ------------------------------------------------------

# inherits TEXT PARENT PROGRAM...: the parent has ten files, and the program
# finds all of them.
inherits() {
    text=$1
    parent=$2
    shift 2
    "$parent" parent "$@" >"$scratch/inherited" 2>&1 </dev/null
    check "$text: it ends well" test $? -eq 0
    check "$text: ten files" test "$(cat "$scratch/inherited")" = \
        "inherit: 0 1 0 1 1 1 2 1 2 3 1 3 4 1 4 5 1 5 6 1 6 7 1 7 8 1 8 9 1 9"
}

# What comes to be in the argument is for the shell in between to read.
# shellcheck disable=SC2016
through='"$@"; exit $?'

inherits "prshm to prshm" "$ours" "$ours"
inherits "through a shell" "$ours" /bin/sh -c "$through" sh "$ours"
need_other "$stock"
inherits "prshm to stock NSPR" "$ours" "$stock"
inherits "stock NSPR to prshm" "$stock" "$ours"
inherits "stock NSPR to prshm through a shell" \
    "$stock" /bin/sh -c "$through" sh "$ours"

# --- Facts --------------------------------------------------------------------

LC_ALL=C "$stock" >"$scratch/stock.txt" 2>"$scratch/stock.err" </dev/null
check "stock NSPR told all its facts" test $? -eq 0

compare_told "$top_srcdir/pr/tests/process-differences.txt" 290
done_testing
