# SPDX-License-Identifier: MPL-2.0
# The same facts about named semaphores, on stock NSPR and on prshm: equal, or
# different as semaphores-differences.txt says.  See semaphores.c for the facts.
. "${top_srcdir:-.}/pr/tests/tap.sh"

# The mechanism of stock NSPR.
PRSHM_BACKEND=sysv
export PRSHM_BACKEND

# tell SIDE: its facts, in a directory of its own that other users can reach.
chmod 755 "$scratch"
tell() {
    mkdir "$scratch/$1" &&
        (cd "$scratch/$1" &&
            LC_ALL=C "$top_builddir/pr/tests/semaphores_$1") \
            >"$scratch/$1.txt" 2>"$scratch/$1.err" </dev/null
}

# What goes wrong with our own shows without stock NSPR, too.
check "prshm told all its facts" tell ours
grep '^[a-z-]*: \(signal\|cannot\|exit [^0]\)' "$scratch/ours.txt" \
    >"$scratch/deaths"
check "nobody died of it" test ! -s "$scratch/deaths"
no_fact_twice

need_other "$top_builddir/pr/tests/semaphores_stock"
check "stock NSPR told all its facts" tell stock

list=$top_srcdir/pr/tests/semaphores-differences.txt
least=440
if [ "$(id -u)" != 0 ]; then
    skip "what other users may do" "being two other users takes root"
    grep -v '^[-+] root-' "$list" >"$scratch/list"
    list=$scratch/list
    least=265
fi
compare_told "$list" "$least"
done_testing
