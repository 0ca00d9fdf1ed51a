# SPDX-License-Identifier: MPL-2.0
# Lines that the same program logs on stock NSPR and on prshm are equal, and
# so is what both make of NSPR_LOG_MODULES, but for the differences listed
# here.
. "${top_srcdir:-.}/pr/tests/tap.sh"

stock="$top_builddir/pr/tests/logprog_stock"
ours="$top_builddir/pr/tests/logprog_ours"

[ -x "$stock" ] || skip_all "stock NSPR (package libnspr4-dev) is not here"

unset NSPR_LOG_MODULES NSPR_LOG_FILE

# Our side of a listed difference.  Stock cuts floating point numbers at 299
# characters, reads a double where %Lf has a long double, drops a conversion
# of 20 characters or more, and prints the end of a format after a lone
# percent sign.
long_number=$(LC_ALL=C awk 'BEGIN { printf "%f|%.300f", 1e300, 1.5 }')
different_here() {
    case $1 in
    long-f) printf '|%s|\n' "$long_number" ;;
    long-double) echo '|1.500000|' ;;
    long-spec) echo '|0000001.50|' ;;
    lone) echo '|%' ;;
    *) return 1 ;;
    esac
}
differences=4

# --- Formats --------------------------------------------------------------

# Log the table to $scratch/NAME, without what begins each line, which is the
# same thread's everywhere, and with any NUL bytes to be seen.
log_table() {
    NSPR_LOG_MODULES=x NSPR_LOG_FILE="$scratch/$1.log" LC_ALL=C "$2" formats
    tr '\0' '@' <"$scratch/$1.log" |
        LC_ALL=C sed 's/^-\{0,1\}[0-9][0-9]*\[[0-9a-f]*\]: //' >"$scratch/$1"
}

log_table stock "$stock"
log_table ours "$ours"
check "both logged as many lines" test "$(wc -l <"$scratch/stock")" -eq \
    "$(wc -l <"$scratch/ours")"
check "there were at least 60 lines" test "$(wc -l <"$scratch/ours")" -ge 60

paste -d '\n' "$scratch/stock" "$scratch/ours" >"$scratch/pairs"
found=0
while IFS= read -r theirs && IFS= read -r mine; do
    label=${mine%% *}
    if expected=$(different_here "$label"); then
        found=$((found + 1))
        if [ "$mine" = "$theirs" ]; then
            not_ok "format $label: the listed difference is not there"
        elif [ "$mine" = "$label $expected" ]; then
            ok "format $label: different as listed"
        else
            not_ok "format $label: not as listed"
            note "ours: $mine"
        fi
    elif [ "$mine" = "$theirs" ]; then
        ok "format $label: as stock NSPR"
    else
        not_ok "format $label: not as stock NSPR"
        note "stock: $theirs"
        note "ours:  $mine"
    fi
done <"$scratch/pairs"
check "every listed difference was tried" test "$found" -eq "$differences"

# --- Lists of modules -----------------------------------------------------

# The levels that a list gives, on one NSPR or the other.
levels() {
    NSPR_LOG_MODULES=$2 NSPR_LOG_FILE=/dev/null "$1" levels alpha BETA \
        gamma-1 x_2 5 sync timestamp append bufsize all
}

name63=$(printf '%063d' 0)
tab=$(printf '\t')
while IFS= read -r list; do
    theirs=$(levels "$stock" "$list")
    mine=$(levels "$ours" "$list")
    if [ -n "$mine" ] && [ "$mine" = "$theirs" ]; then
        ok "list '$list': as stock NSPR"
    else
        not_ok "list '$list': not as stock NSPR"
        note "stock: $theirs"
        note "ours:  $mine"
    fi
done <<EOF

alpha
alpha:4
alpha:
ALPHA:3
alpha:3,beta:2
Alpha:3,Beta:2,gamma-1:4,x_2,5:1
alpha:3 , beta:2
alpha:3 ,beta
alpha:3, beta:2
alpha:3${tab},${tab}beta:2
alpha: 3,beta:2
alpha :3
alpha:-1
alpha:+2
alpha:- 2
alpha:99
alpha:007
alpha:2147483648
alpha:4294967299
alpha:3:2,beta
alpha:3,alpha:1
alpha:1,alpha:3
all
all:4
ALL:2
all:4,alpha:1
alpha:1,all:4
all:2,sync:3
sync
sync,alpha:2
timestamp,alpha:2
append,beta:3
bufsize:1000,alpha:3
alpha:4,,beta:2
alpha:4, ,beta:2
alpha:4 ,
,alpha:4
 alpha:4
+alpha:4
alpha:4,+beta:2
alpha=4
alpha;beta
alpha.1,beta
alpha:x,beta:2
alpha:3x,beta:2
$name63,alpha:3
0$name63,alpha:3
beta:2,0$name63,alpha:3
EOF

# Where a comma is missing, stock goes on at a wrong place.
while IFS='|' read -r list expected; do
    theirs=$(levels "$stock" "$list")
    mine=$(levels "$ours" "$list")
    case "$mine" in
    "$theirs") not_ok "list '$list': the listed difference is not there" ;;
    "$expected "*) ok "list '$list': different as listed" ;;
    *)
        not_ok "list '$list': not as listed"
        note "ours: $mine"
        ;;
    esac
done <<EOF
alpha:4 beta:2|alpha=4 BETA=2 gamma-1=0
alpha beta|alpha=1 BETA=1 gamma-1=0
alpha:4${tab}beta:2 gamma-1:3|alpha=4 BETA=2 gamma-1=3
bufsize:,alpha:3|alpha=3 BETA=0 gamma-1=0
EOF
done_testing
