# SPDX-License-Identifier: MPL-2.0
# Threads and locks, on stock NSPR and on prshm: the same facts, or different
# as threads-differences.txt says.  See threads.c for the facts.
. "${top_srcdir:-.}/pr/tests/tap.sh"

stock="$top_builddir/pr/tests/threads_stock"
ours="$top_builddir/pr/tests/threads_ours"

# A joinable thread that nobody joins is a scene.
TSAN_OPTIONS="${TSAN_OPTIONS:-}:report_thread_leaks=0"
export TSAN_OPTIONS

# What goes wrong with our own shows without stock NSPR, too.
LC_ALL=C "$ours" >"$scratch/ours.txt" 2>"$scratch/ours.err"
check "prshm told all its facts" test $? -eq 0
grep ': signal ' "$scratch/ours.txt" >"$scratch/deaths"
check "the only one to die had no lock to assert" test \
    "$(cat "$scratch/deaths")" = "lock-assertion: signal 6"
no_fact_twice

need_other "$stock"
LC_ALL=C "$stock" >"$scratch/stock.txt" 2>"$scratch/stock.err"
check "stock NSPR told all its facts" test $? -eq 0

compare_told "$top_srcdir/pr/tests/threads-differences.txt" 120
done_testing
