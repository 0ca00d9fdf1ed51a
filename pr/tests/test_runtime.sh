# SPDX-License-Identifier: MPL-2.0
# The same facts about the runtime, on stock NSPR and on prshm: equal, or
# different as runtime-differences.txt says.  See runtime.c for the facts.
. "${top_srcdir:-.}/pr/tests/tap.sh"

stock="$top_builddir/pr/tests/runtime_stock"
ours="$top_builddir/pr/tests/runtime_ours"

# With the sanitizers, too, an allocation that is too large just fails.
ASAN_OPTIONS="${ASAN_OPTIONS:-}:allocator_may_return_null=1"
TSAN_OPTIONS="${TSAN_OPTIONS:-}:allocator_may_return_null=1"
export ASAN_OPTIONS TSAN_OPTIONS

# What goes wrong with our own shows without stock NSPR, too.
LC_ALL=C "$ours" >"$scratch/ours.txt" 2>"$scratch/ours.err"
check "prshm told all its facts" test $? -eq 0
grep ': signal ' "$scratch/ours.txt" >"$scratch/deaths"
check "the only one to die was told to abort" test \
    "$(cat "$scratch/deaths")" = "abort: signal 6"
no_fact_twice

need_other "$stock"
LC_ALL=C "$stock" >"$scratch/stock.txt" 2>"$scratch/stock.err"
check "stock NSPR told all its facts" test $? -eq 0

compare_told "$top_srcdir/pr/tests/runtime-differences.txt" 1000
done_testing
