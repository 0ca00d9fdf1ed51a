# SPDX-License-Identifier: MPL-2.0
# Whatever a caller can see in our headers equals stock's: macros, types,
# layouts, constants, signatures.  The compiler reads both sets of headers;
# their names are listed, and one program made from the list prints, compiled
# against either set, what the names stand for.  facts-differences.txt has what
# differs on purpose.

. "${top_srcdir:-.}/pr/tests/tap.sh"

tests=$top_srcdir/pr/tests
ours_cppflags="-I$top_builddir/pr/include/md -I$top_srcdir/pr/include"
stock_cppflags=${NSPR_CFLAGS:-}
differences=$tests/facts-differences.txt
LC_ALL=C
export LC_ALL

# --- Compilers ----------------------------------------------------------------

# compile SIDE ARGUMENT...: with this configuration's compiler and flags, and
# the headers of that side.
compile() {
    side=$1
    shift
    case $side in
    ours) cppflags=$ours_cppflags ;;
    *) cppflags=$stock_cppflags ;;
    esac
    # Compiler and flags are several words each.
    # shellcheck disable=SC2086
    $compiler -w $defines $cppflags -I"$tests" "$@"
}

is_gcc() {
    $1 -dM -E - </dev/null 2>"$scratch/.err" >"$scratch/.macros" &&
        grep -q __GNUC__ "$scratch/.macros" &&
        ! grep -q __clang__ "$scratch/.macros"
}

# first_of COMMAND...: the first one that exists.
first_of() {
    for command; do
        # $CXX may have arguments, and be empty.
        # shellcheck disable=SC2086
        set -- $command
        if [ $# -gt 0 ] && command -v "$1" >"$scratch/.out"; then
            echo "$command"
            return
        fi
    done
}

# --- Comparing ----------------------------------------------------------------

# judge TEXT: of the lines "NAME<tab>WHAT<tab>DETAIL" on stdin, facts-
# differences.txt has each.  The rows that were needed go to $scratch/used.
judge() {
    awk -v used="$scratch/used" '
        BEGIN { FS = " *[|] *" }
        FNR == NR && /^#/ { next }
        FNR == NR { rows++; name[rows] = $1; what[rows] = $2; next }
        { FS = "\t"; $0 = $0 }
        {
            for (i = 1; i <= rows; i++) {
                prefix = name[i]
                whole = !sub(/[*]$/, "", prefix)
                if (what[i] == $2 && index($1, prefix) == 1 &&
                        (!whole || $1 == prefix)) {
                    print name[i] " | " what[i] >>used
                    next
                }
            }
            print $1 ": " $2 ": " $3
        }
    ' "$differences" - >"$scratch/unexpected"
    if [ -s "$scratch/unexpected" ]; then
        not_ok "$1"
        note "$(cat "$scratch/unexpected")"
    else
        ok "$1"
    fi
}

# compare TEXT NAME: the facts in $scratch/NAME.ours and NAME.stock, lines
# "NAME<tab>FACT".
compare() {
    awk -F '\t' '
        FNR == NR { ours[$1] = $2; next }
        !($1 in ours) { print $1 "\tmissing\t" $2; next }
        ours[$1] != $2 { print $1 "\tchanged\t" ours[$1] ", stock " $2 }
        { delete ours[$1] }
        END { for (name in ours) print name "\textra\t" ours[name] }
    ' "$scratch/$2.ours" "$scratch/$2.stock" | sort >"$scratch/$2.changes"
    compared=$(wc -l <"$scratch/$2.ours")
    if [ "$compared" -eq 0 ]; then
        not_ok "$configuration: $1"
        note "there is nothing to compare"
    else
        judge "$configuration: $1 ($((compared)))" <"$scratch/$2.changes"
    fi
}

# --- Names --------------------------------------------------------------------

# The directories that the headers of a side are in, each with a slash.
roots() {
    printf '#include <%s>\n' nspr.h prcpucfg.h >"$scratch/roots.c"
    compile "$1" -E "$scratch/roots.c" |
        awk -F '"' '/^# [0-9]+ ".*\/(nspr|prcpucfg)\.h"/ {
            sub(/[^\/]*$/, "", $2)
            print $2
        }' | sort -u | tr '\n' ' '
}

# Every name of ours is stock's, of the same kind; and the other way round for
# the headers that both have.
compare_names() {
    printf '#include <%s>\n' nspr.h prcpucfg.h >"$scratch/all.h"
    for side in ours stock; do
        compile $side -E -dD "$scratch/all.h" |
            awk -v roots="$(roots $side)" -f "$tests/facts_list.awk" |
            sort >"$scratch/list.$side"
    done
    awk -F '\t' -v out="$scratch/names" '
        { fact = $2 "\t" $1 ($4 != "" ? " " $4 : "") }
        FNR == NR { ours[$2]; header[$3]; print fact >(out ".ours"); next }
        $2 in ours || $3 in header { print fact >(out ".stock") }
    ' "$scratch/list.ours" "$scratch/list.stock"
    compare "names" names
    # Programs can use only what is the same kind of thing in both.
    sort "$scratch/names.ours" >"$scratch/names.1"
    sort "$scratch/names.stock" | comm -12 "$scratch/names.1" - \
        >"$scratch/both"
}

# --- Macros -------------------------------------------------------------------

# What each macro becomes, as "NAME<tab>TOKENS".
expand() {
    compile "$1" -E "$scratch/lines.h" | awk -F '"' '
        /^fact_line / {
            text = substr($0, length("fact_line \"\"") + length($2) + 1) " "
            gsub(/[ \t]+/, " ", text)
            # A blank stays only between two words.
            while (match(text, /[^A-Za-z_0-9 ] | [^A-Za-z_0-9 ]/)) {
                blank = substr(text, RSTART, 1) == " " ? RSTART : RSTART + 1
                text = substr(text, 1, blank - 1) substr(text, blank + 1)
            }
            print $2 "\t" text
        }'
}

# Macros become the same tokens.  Left out are those that stand for a value,
# which the program prints, and those with arguments that facts_uses.c uses.
compare_expansions() {
    awk -F '[\t ]' '
        $2 == "object" { print "fact_line \"" $1 "\" " $1 }
        $2 == "function" {
            arguments = $3 > 0 ? "fact_1" : ""
            for (i = 2; i <= $3; i++) {
                arguments = arguments ", fact_" i
            }
            print "fact_line \"" $1 "\" " $1 "(" arguments ")"
        }' "$scratch/both" | cat "$scratch/all.h" - >"$scratch/lines.h"
    expand ours >"$scratch/expanded.ours"
    expand stock >"$scratch/expanded.stock"
    awk -F '\t' -v values="$scratch/values" '
        FILENAME ~ /expanded/ { tokens[$1] = $2; next }
        $2 == "object" && tokens[$1] ~ /^ ?[-+("0-9]/ { print $1 >values }
    ' "$scratch/expanded.ours" "$scratch/both"
    for side in ours stock; do
        awk -F '\t' '
            FILENAME ~ /values/ { shown[$1]; next }
            FILENAME ~ /both/ { sub(/ .*/, "", $2); kind[$1] = $2; next }
            FILENAME ~ /uses/ {
                gsub(/[^A-Za-z_0-9]+/, "\t")
                for (i = 1; i <= NF; i++) {
                    if (kind[$i] == "function") shown[$i]
                }
                next
            }
            !($1 in shown)
        ' "$scratch/values" "$scratch/both" "$tests/facts_uses.c" \
            "$scratch/expanded.$side" >"$scratch/macros.$side"
    done
    compare "macros become the same tokens" macros
}

# run_both NAME FILE: what a program prints with either set of headers.
run_both() {
    for side in ours stock; do
        if ! compile $side -o "$scratch/program" "$2" \
            >"$scratch/.out" 2>&1 || ! "$scratch/program" >"$scratch/.facts"
        then
            not_ok "$configuration: $2 with $side compiles and runs"
            note "$(head -20 "$scratch/.out")"
            return 1
        fi
        sort "$scratch/.facts" >"$scratch/$1.$side"
    done
}

# Values of constants, sizes and types of types, layouts of structures.
compare_facts() {
    {
        cat "$scratch/all.h"
        echo '#include "facts.h"'
        echo 'int main(void) {'
        sed 's/.*/CONSTANT(&);/' "$scratch/values"
        awk -F '\t' '
            $2 == "enumerator" { print "CONSTANT(" $1 ");" }
            $2 == "typedef object" { print "OBJECT(" $1 ");" }
            $2 ~ /^typedef [^o]/ || $2 == "typedef opaque" {
                print "SIZELESS(" $1 ");"
            }
            $2 ~ /^struct/ { print "OBJECT(" $1 ");" }
            $2 ~ /^member/ {
                type = substr($2, length("member ") + 1)
                member = substr($1, length(type) + 2)
                print "MEMBER(" type ", " member ");"
            }' "$scratch/both"
        echo 'return 0; }'
    } >"$scratch/facts.c"
    run_both facts "$scratch/facts.c" &&
        compare "values, types and layouts" facts
}

# What macros with arguments do.
compare_uses() {
    run_both uses "$tests/facts_uses.c" || return
    # Lines may occur twice, so they are their own facts.
    for side in ours stock; do
        uniq -c "$scratch/uses.$side" | awk '
            { count = $1; sub(/^ *[0-9]+ /, ""); sub(/\t/, " ") }
            { print $0 "\t" count " times" }' >"$scratch/uses.1"
        mv "$scratch/uses.1" "$scratch/uses.$side"
    done
    compare "what macros do" uses
}

# --- Functions ----------------------------------------------------------------

# "NAME<tab>PROTOTYPE" of the functions that the headers of a side declare.
signatures() {
    compile "$1" -aux-info "$scratch/aux" -c -o "$scratch/aux.o" \
        "$scratch/all.c"
    awk -F '[ :]' -v roots="$(roots "$1")" -v OFS='\t' '
        {
            count = split(roots, root, " ")
            for (i = 1; i <= count && index($2, root[i]) != 1; i++) {
            }
            if (i > count) next
            header = substr($2, length(root[i]) + 1)
            sub(/^\/\*[^*]*\*\/ extern /, "")
            sub(/; *(\/\*.*)?$/, "")
            name = $0
            sub(/ ?\(.*/, "", name)
            sub(/.*[ *]/, "", name)
            print name, $0, header
        }' "$scratch/aux"
}

compare_signatures() {
    cp "$scratch/all.h" "$scratch/all.c"
    signatures ours >"$scratch/functions.1"
    signatures stock >"$scratch/functions.2"
    awk -F '\t' -v OFS='\t' -v out="$scratch/functions" '
        FILENAME ~ /list/ { header[$3]; next }
        FILENAME ~ /1$/ { ours[$1]; print $1, $2 >(out ".ours"); next }
        $1 in ours || $3 in header { print $1, $2 >(out ".stock") }
    ' "$scratch/list.ours" "$scratch/functions.1" "$scratch/functions.2"
    compare "signatures" functions
}

# --- Everything, as callers configure it --------------------------------------

compiler=${CC:-cc}
defines=
echo '#include <nspr.h>' >"$scratch/nspr.c"
if ! compile stock -E "$scratch/nspr.c" >"$scratch/.out" 2>&1; then
    skip_all "there are no headers of stock NSPR"
fi
: >"$scratch/used"

while read -r defines; do
    configuration=C${defines:+ with $defines}
    compare_names
    compare_expansions
    compare_facts
    compare_uses
done <<EOF

-DDEBUG
-DFORCE_PR_LOG
-DFORCE_PR_ASSERT
-DNO_NSPR_10_SUPPORT
-D_NSPR_BUILD_
EOF

defines=
configuration=C
complete=yes
is_gcc "$compiler" || compiler=gcc
if is_gcc "$compiler"; then
    compare_names
    compare_signatures
else
    complete=no
    skip "C: signatures" "gcc is needed to list them"
fi

configuration=C++
compiler=$(first_of "${CXX:-}" g++ clang++ c++)
if [ -n "$compiler" ]; then
    compiler="$compiler -x c++"
    compare_names
    compare_expansions
    compare_facts
else
    skip "C++: types" "there is no C++ compiler"
fi

# Without the signatures some rows are for nothing.
if [ $complete = yes ]; then
    sed '/^#/d;s/^\([^|]* | [^|]*\) |.*/\1/' "$differences" |
        sort >"$scratch/rows"
    sort -u "$scratch/used" | comm -23 "$scratch/rows" - >"$scratch/unused"
    check "every difference that is listed exists" \
        diff /dev/null "$scratch/unused"
fi
done_testing
