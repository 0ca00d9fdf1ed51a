# SPDX-License-Identifier: MPL-2.0
# The same facts about files and file maps, on stock NSPR and on prshm: equal,
# or different as files-differences.txt says.  See files.c for the facts.
. "${top_srcdir:-.}/pr/tests/tap.sh"

# tell SIDE: its facts, in a directory of its own that may hold large files.
tell() {
    mkdir "$scratch/$1" &&
        (cd "$scratch/$1" && LC_ALL=C "$top_builddir/pr/tests/files_$1") \
            >"$scratch/$1.txt" 2>"$scratch/$1.err" </dev/null &&
        rm -rf "${scratch:?}/$1"
}

# What goes wrong with our own shows without stock NSPR, too.
check "prshm told all its facts" tell ours
grep '^[a-z-]*: \(signal\|cannot\) ' "$scratch/ours.txt" >"$scratch/deaths"
check "nobody died of it" test ! -s "$scratch/deaths"
no_fact_twice

need_other "$top_builddir/pr/tests/files_stock"
check "stock NSPR told all its facts" tell stock

compare_told "$top_srcdir/pr/tests/files-differences.txt" 700
done_testing
