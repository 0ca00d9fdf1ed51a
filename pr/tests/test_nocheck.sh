# SPDX-License-Identifier: MPL-2.0
# Stands in for the suites where Check is missing.
. "${top_srcdir:-.}/pr/tests/tap.sh"
skip_all "the unit tests need Check (package check), which configure did not find"
