# SPDX-License-Identifier: MPL-2.0
# For shell tests, sourced: TAP output, a directory that is removed at the
# end, and skips that fail in CI.
#
#   ok TEXT              one test passed
#   not_ok TEXT          one failed; what went wrong goes to stdout with note
#   check TEXT COMMAND   run the command; its status decides
#   skip TEXT WHY        one could not run here; in CI a failure
#   skip_all WHY         none of them can
#   note TEXT            shown with the result
#   compare LIST STOCK OURS
#                        compare.awk's verdicts, sorted, in $scratch/verdicts
#   compare_told LIST N  what $scratch/stock.txt and ours.txt tell is equal in
#                        at least N facts, else different as is listed
#   no_fact_twice        no two facts of $scratch/ours.txt have one name
#   need_other PROGRAM   without this program there is nothing to compare with:
#                        the test ends here
#   done_testing         the last line of every test
#
# $scratch is an empty directory, $tab a tab.

set -u

: "${srcdir:=.}" "${top_srcdir:=.}" "${top_builddir:=.}"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/prshm-test-XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' HUP INT TERM

# shellcheck disable=SC2034 # for those who source this
tab=$(printf '\t')

tap_count=0
tap_failed=0

note() {
    printf '%s\n' "$*" | sed 's/^/# /'
}

ok() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s\n' "$tap_count" "$1"
}

not_ok() {
    tap_count=$((tap_count + 1))
    tap_failed=$((tap_failed + 1))
    printf 'not ok %d - %s\n' "$tap_count" "$1"
}

check() {
    tap_text=$1
    shift
    if "$@" >"$scratch/.out" 2>&1; then
        ok "$tap_text"
    else
        not_ok "$tap_text"
        note "failed: $*"
        sed 's/^/#   /' "$scratch/.out"
    fi
}

skip() {
    if [ "${CI:-}" = true ]; then
        not_ok "$1"
        note "in CI nothing may be skipped: $2"
        return
    fi
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

skip_all() {
    if [ "${CI:-}" = true ]; then
        not_ok "in CI nothing may be skipped: $*"
        done_testing
    fi
    printf '1..0 # SKIP %s\n' "$*"
    exit 0
}

compare() {
    awk -f "$top_srcdir/pr/tests/compare.awk" "$1" "$2" "$3" | sort \
        >"$scratch/verdicts"
}

compare_told() {
    compare "$1" "$scratch/stock.txt" "$scratch/ours.txt"
    while IFS="$tab" read -r verdict name both; do
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
    check "$equal facts are as with stock NSPR" test "$equal" -ge "$2"
}

no_fact_twice() {
    sed 's/: .*//' "$scratch/ours.txt" | sort | uniq -d >"$scratch/twice"
    check "no two facts have the same name" test ! -s "$scratch/twice"
}

need_other() {
    if [ ! -x "$1" ]; then
        skip "as stock NSPR" "stock NSPR (package libnspr4-dev) is not here"
        done_testing
    fi
}

done_testing() {
    printf '1..%d\n' "$tap_count"
    exit "$((tap_failed > 0))"
}
