# SPDX-License-Identifier: MPL-2.0
# The same facts about formatted text, on stock NSPR and on prshm: equal, or
# different as printf-differences.txt says; and the same text for random
# formats.  See printf.c for the facts.
. "${top_srcdir:-.}/pr/tests/tap.sh"

stock="$top_builddir/pr/tests/printf_stock"
ours="$top_builddir/pr/tests/printf_ours"
case $stock in
/*) ;;
*) stock=$PWD/$stock ours=$PWD/$ours ;;
esac

# tell SIDE PROGRAM ARGUMENT...: its facts; some write a file where they are.
tell() {
    side=$1
    shift
    (cd "$scratch" && LC_ALL=C timeout 100 "$@") >"$scratch/$side.txt" \
        2>"$scratch/$side.err" </dev/null
}

# What goes wrong with our own shows without stock NSPR, too.
check "prshm told all its facts" tell ours "$ours"
check "nobody died of it" sh -c "! grep ': signal ' '$scratch/ours.txt'"
no_fact_twice
check "prshm prints random formats" tell random.ours "$ours" random 0 1000

need_other "$stock"
check "stock NSPR told all its facts" tell stock "$stock"
compare_told "$top_srcdir/pr/tests/printf-differences.txt" 2200

# --- Random formats -----------------------------------------------------------

# Each line has the number that its format comes from.
for first in 0 1000000000000 18446744073709540000; do
    tell stock "$stock" random "$first" 10000
    tell ours "$ours" random "$first" 10000
    check "there are formats from number $first on" \
        test "$(wc -l <"$scratch/ours.txt")" -ge 5000
    check "they print the same" diff "$scratch/stock.txt" "$scratch/ours.txt"
done
done_testing
