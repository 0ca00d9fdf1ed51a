# SPDX-License-Identifier: MPL-2.0
# The same scenarios on stock NSPR and on prshm: equal, or different as
# differences.txt says.
. "${top_srcdir:-.}/pr/tests/tap.sh"

stock="$top_builddir/pr/tests/scenarios_stock"
ours="$top_builddir/pr/tests/scenarios_ours"

[ -x "$stock" ] || skip_all "stock NSPR (package libnspr4-dev) is not here"

# Each in a directory of its own that other users can reach.
chmod 755 "$scratch"
mkdir "$scratch/stock" "$scratch/ours"
(cd "$scratch/stock" && "$stock") >"$scratch/stock.txt" 2>&1
(cd "$scratch/ours" && "$ours") >"$scratch/ours.txt" 2>&1

compare "$top_srcdir/pr/tests/differences.txt" "$scratch/stock.txt" \
    "$scratch/ours.txt"
while IFS="$tab" read -r verdict name both; do
    case $verdict in
    equal) ok "$name: as stock NSPR" ;;
    listed) ok "$name: different as listed" ;;
    unseen) skip "$name" "the listed difference does not show on this system" ;;
    missing) skip "$name" "this scenario needs root" ;;
    *)
        not_ok "$name: neither equal nor as listed"
        note "$both"
        ;;
    esac
done <"$scratch/verdicts"

check "both told of as many scenarios" test "$(wc -l <"$scratch/stock.txt")" \
    -eq "$(wc -l <"$scratch/ours.txt")"
check "there were at least 80 scenarios" test \
    "$(wc -l <"$scratch/ours.txt")" -ge 80
done_testing
