# SPDX-License-Identifier: MPL-2.0
# (to be written)
. "${top_srcdir:-.}/pr/tests/tap.sh"
not_ok "docs: to be written"
done_testing
