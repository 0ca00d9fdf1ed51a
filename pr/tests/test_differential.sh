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

# One line for each scenario: VERDICT, a tab, its name; then what both say.
awk '
    function split_line(line) {
        at = index(line, ": ")
        name = substr(line, 1, at - 1)
        text = substr(line, at + 2)
    }
    FILENAME ~ /differences.txt$/ {
        split_line(substr($0, 3))
        if (/^- /) listed_stock[name] = text
        if (/^\+ /) listed_ours[name] = text
        next
    }
    { split_line($0) }
    FILENAME ~ /stock.txt$/ { stock[name] = text; next }
    {
        ran[name] = 1
        if (name in listed_ours) {
            if (text == listed_ours[name] && stock[name] == listed_stock[name])
                verdict = "listed"
            else if (text == stock[name])
                verdict = "unseen"
            else
                verdict = "wrong"
        } else
            verdict = text == stock[name] ? "equal" : "wrong"
        printf "%s\t%s\n", verdict, name
        if (verdict == "wrong")
            printf "stock:\t%s\nours:\t%s\n", stock[name], text
    }
    END {
        for (name in listed_ours)
            if (!(name in ran))
                printf "missing\t%s\n", name
    }
' "$top_srcdir/pr/tests/differences.txt" "$scratch/stock.txt" \
    "$scratch/ours.txt" >"$scratch/verdicts"

while IFS="$(printf '\t')" read -r verdict name; do
    case $verdict in
    equal) ok "$name: as stock NSPR" ;;
    listed) ok "$name: different as listed" ;;
    unseen) skip "$name" "the listed difference does not show on this system" ;;
    missing) skip "$name" "this scenario needs root" ;;
    wrong) not_ok "$name: not as listed" ;;
    *) note "$verdict $name" ;;
    esac
done <"$scratch/verdicts"

check "both told of as many scenarios" test "$(wc -l <"$scratch/stock.txt")" \
    -eq "$(wc -l <"$scratch/ours.txt")"
check "there were at least 80 scenarios" test \
    "$(wc -l <"$scratch/ours.txt")" -ge 80
done_testing
