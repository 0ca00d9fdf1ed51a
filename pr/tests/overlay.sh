# SPDX-License-Identifier: MPL-2.0
# For shell tests of the overlay, sourced after tap.sh.
#
#   overlaid ARGUMENT...   prshm exec with these, over the overlay of this build
#                          and with $preload behind it
#   need_stock             skip all tests if stock NSPR is not here
#   compile NAME [OPTION...]
#                          $scratch/NAME from NAME.c, without any sanitizer, as
#                          programs are that nobody rebuilds
#
# A library of a sanitizer's needs the sanitizer in front of all others, where
# prshm puts the overlay: for the tests the next best place does.

# Names of tap.sh's, and for those who source this.
# shellcheck disable=SC2034,SC2154

preload=
prshm=$top_builddir/pr/tools/prshm
PRSHM_OVERLAY=$top_builddir/.libs/overlay.so
export PRSHM_OVERLAY
unset LD_PRELOAD PRSHM_TRACE

if [ -n "${SANITIZERS:-}" ]; then
    if [ ! -f "${SANITIZER_PRELOAD:-}" ]; then
        # Not for want of anything, so not a failure in CI.
        ok "the overlay # SKIP these sanitizers cannot be loaded in advance"
        done_testing
    fi
    ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0:detect_leaks=0
    export ASAN_OPTIONS
fi

overlaid() {
    env LD_PRELOAD="${SANITIZER_PRELOAD:-} $preload" "$prshm" exec "$@"
}

need_stock() {
    [ -x "$top_builddir/pr/tests/scenarios_stock" ] ||
        skip_all "stock NSPR (package libnspr4-dev) is not here"
}

compile() {
    compile_name=$1
    shift
    # The compiler may be several words, and options are.
    # shellcheck disable=SC2086
    ${CC:-cc} -o "$scratch/$compile_name" "$scratch/$compile_name.c" "$@"
}
