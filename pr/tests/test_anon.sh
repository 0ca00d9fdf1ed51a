# SPDX-License-Identifier: MPL-2.0
# Parents and children that share anonymous memory, on either NSPR.
. "${top_srcdir:-.}/pr/tests/tap.sh"

ours=$top_builddir/pr/tests/anonpeer_ours
stock=$top_builddir/pr/tests/anonpeer_stock

# A shell between parent and child: descriptors go through it.
cat >"$scratch/between" <<'END'
#!/bin/sh
"$@"
END
chmod 755 "$scratch/between"

# share TEXT PARENT CHILD: by the exported string, in each way.
share() {
    for how in exec create; do
        check "$1, child by $how" "$2" export "$scratch" "$how" "$3" import
        check "$1, child by $how through a shell" \
            "$2" export "$scratch" "$how" "$scratch/between" "$3" import
    done
}

share "both on prshm" "$ours" "$ours"
if [ -x "$stock" ]; then
    share "parent on stock NSPR" "$stock" "$ours"
    share "child on stock NSPR" "$ours" "$stock"
else
    skip "sharing with stock NSPR" "stock NSPR is not installed"
fi

for count in 1 10; do
    check "$count maps inherited by name" \
        "$ours" inherit "$scratch" "$count" "$ours" inherited
    check "$count maps inherited by name through a shell" \
        "$ours" inherit "$scratch" "$count" "$scratch/between" "$ours" inherited
done

# What must fail does.
not() {
    ! "$@" 2>"$scratch/.why"
}
check "a child that inherits nothing notices" not "$ours" inherited 1
check "a child with a wrong string notices" not "$ours" import 9:1
check "a parent notices that its child did nothing" \
    not "$ours" export "$scratch" exec /bin/true
check "nothing is left in the directory" \
    test -z "$(find "$scratch" -mindepth 1 ! -name between ! -name '.[a-z]*' \
        ! -name '.*prshm*')"
done_testing
