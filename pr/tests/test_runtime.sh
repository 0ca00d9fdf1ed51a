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
sed 's/: .*//' "$scratch/ours.txt" | sort | uniq -d >"$scratch/twice"
check "no two facts have the same name" test ! -s "$scratch/twice"

if [ ! -x "$stock" ]; then
    skip "as stock NSPR" "stock NSPR (package libnspr4-dev) is not here"
    done_testing
fi
LC_ALL=C "$stock" >"$scratch/stock.txt" 2>"$scratch/stock.err"
check "stock NSPR told all its facts" test $? -eq 0

# A verdict for each fact: VERDICT, a tab, its name, a tab, what both say.
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
    { split_line($0); names[name] = 1 }
    FILENAME ~ /stock.txt$/ { stock[name] = text; next }
    { ours[name] = text }
    function said(by, name) {
        return name in by ? by[name] : "(nothing)"
    }
    function verdict(name) {
        if (!(name in listed_stock) && !(name in listed_ours))
            return said(stock, name) == said(ours, name) ? "equal" : "differs"
        return said(stock, name) == said(listed_stock, name) && \
            said(ours, name) == said(listed_ours, name) ? "listed" : "unlike"
    }
    END {
        for (name in listed_stock) names[name] = 1
        for (name in listed_ours) names[name] = 1
        for (name in names)
            printf "%s\t%s\tstock: %s, prshm: %s\n", verdict(name), name,
                said(stock, name), said(ours, name)
    }
' "$top_srcdir/pr/tests/runtime-differences.txt" "$scratch/stock.txt" \
    "$scratch/ours.txt" | sort >"$scratch/verdicts"

while IFS="$(printf '\t')" read -r verdict name both; do
    case $verdict in
    equal) ;;
    listed) ok "$name: different as listed" ;;
    *)
        not_ok "$name: $verdict"
        note "$both"
        ;;
    esac
done <"$scratch/verdicts"

equal=$(grep -c '^equal' "$scratch/verdicts")
check "$equal facts are as with stock NSPR" test "$equal" -ge 700
done_testing
