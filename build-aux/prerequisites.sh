#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# Look for what a command of bootstrap needs and install what is missing by
# the package manager of the system.
#
# usage: prerequisites.sh (autotools | demo | check)
#
# Libraries are looked for with pkg-config, all else by trying it.  Nothing is
# run as root, and no package manager at all, unless something is missing;
# with "autotools" the answer is only a message.

set -u

# What there is to need.
#
#   set      who needs it: each set includes those before it (autotools, demo,
#            check)
#   level    need: nothing works without; peer: some tests cannot run without
#   probe    a command, lib:MODULE>=VERSION, or a name that present() knows
#   the rest packages, with commas between them, of Debian, Fedora, Alpine,
#            Arch and openSUSE
table() {
    cat <<'END'
autotools need autoconf      autoconf        autoconf            autoconf          autoconf    autoconf
autotools need automake      automake        automake            automake          automake    automake
autotools need libtoolize    libtool         libtool             libtool           libtool     libtool
autotools need pkg-config    pkg-config      pkgconf-pkg-config  pkgconf           pkgconf     pkgconf-pkg-config
demo      need cc            gcc,libc6-dev   gcc,glibc-devel     gcc,musl-dev      gcc         gcc,glibc-devel
demo      need make          make            make                make              make        make
demo      need cmp           diffutils       diffutils           diffutils         diffutils   diffutils
demo      need ipcs          util-linux      util-linux          util-linux-misc   util-linux  util-linux
demo      peer lib:nspr>=4.35 libnspr4-dev   nspr-devel          nspr-dev          nspr        mozilla-nspr-devel
check     peer lib:check>=0.12 check         check-devel         check-dev         check       check-devel
check     need nm            binutils        binutils            binutils          binutils    binutils
check     need readelf       binutils        binutils            binutils          binutils    binutils
check     peer c++           g++             gcc-c++             g++               gcc         gcc-c++
check     peer clang         clang           clang               clang             clang       clang
check     peer clang-format  clang-format    clang-tools-extra   clang-extra-tools clang       clang-tools
check     peer shellcheck    shellcheck      ShellCheck          shellcheck        shellcheck  ShellCheck
check     peer strace        strace          strace              strace            strace      strace
check     peer valgrind      valgrind,libc6-dbg valgrind         valgrind          valgrind    valgrind
check     peer mandoc        mandoc          mandoc              mandoc            mandoc      mandoc
check     peer strsclnt      libnss3-tools   nss-tools           nss-tools         nss         mozilla-nss-tools
check     peer jq            jq              jq                  jq                jq          jq
check     peer script        bsdutils        util-linux          util-linux-misc   util-linux  util-linux
check     peer hexdump       bsdextrautils   util-linux          util-linux-misc   util-linux  util-linux
check     peer setpriv       util-linux      util-linux          setpriv           util-linux  util-linux
check     peer xz            xz-utils        xz                  xz                xz          xz
END
}

say() {
    printf 'bootstrap: %s\n' "$*"
}

# --- Looking ------------------------------------------------------------------

# A compiler without the headers of the C library is of no use, and installs
# without them on some systems.
present() {
    case $1 in
    cc) echo '#include <stdlib.h>' | ${CC:-cc} -E - ;;
    c++) echo '#include <new>' | ${CXX:-c++} -x c++ -E - ;;
    libtoolize) command -v libtoolize || command -v glibtoolize ;;
    lib:*)
        module=${1#lib:}
        pkg-config --exists "${module%>=*} >= ${module#*>=}"
        ;;
    *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

# find_missing SET: the rows of the table for what is not there.  Where there
# is a configure already, as in an archive, nothing has to make one.
find_missing() {
    generated=false
    if [ "$1" != autotools ] && [ -x configure ] && [ -f Makefile.in ]; then
        generated=true
    fi
    table | while read -r set level probe packages; do
        case $generated:$1:$set:$probe in
        *:autotools:demo:* | *:autotools:check:* | *:demo:check:*) continue ;;
        true:*:autotools:pkg-config) ;;
        true:*:autotools:*) continue ;;
        esac
        present "$probe" || echo "$set $level $probe $packages"
    done
}

# Some columns of the rows of $missing, in a line: probes with "lib:" off.
probes_of() {
    printf '%s\n' "$missing" | awk -v level="$1" '
        NF && ($2 == level || level == "any") {
            sub("^lib:", "", $3)
            printf "%s%s", sep, $3
            sep = " "
        }'
}

# packages_of COLUMN: a line for each row.
packages_of() {
    printf '%s\n' "$missing" | awk -v column="$1" '
        NF { gsub(",", " ", $column); print $column }' | awk '!seen[$0]++'
}

# --- Installing ---------------------------------------------------------------

# Sets $update and $install, the commands of the package manager, and $column,
# where the table has its names.
find_manager() {
    update=
    if command -v apt-get >/dev/null; then
        column=4
        update='apt-get update -q'
        install='apt-get install -q -y --no-install-recommends'
        # A machine that has just started may be installing on its own.
        install="$install -o DPkg::Lock::Timeout=300"
    elif command -v dnf >/dev/null; then
        column=5
        install='dnf install -q -y'
    elif command -v zypper >/dev/null; then
        column=8
        install='zypper --non-interactive install'
    elif command -v apk >/dev/null; then
        column=6
        install='apk add --no-cache'
    elif command -v pacman >/dev/null; then
        column=7
        install='pacman -S --noconfirm --needed'
    else
        return 1
    fi
}

# Sets $as_root to what makes a command run as root.
find_rights() {
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    else
        return 1
    fi
}

# Standard input is closed to it so that it cannot ask anything.
manage() {
    say "running: ${as_root:+$as_root }$*"
    # shellcheck disable=SC2086 # as_root is words, or nothing
    $as_root env DEBIAN_FRONTEND=noninteractive "$@" </dev/null \
        >>build/packages.log 2>&1
}

# All at once; if that fails, one by one, so that a package that does not exist
# here does not keep the others away.
install_missing() {
    all=$(packages_of "$column" | tr '\n' ' ')
    : >build/packages.log || exit 1
    # shellcheck disable=SC2086 # words all of them, here and below
    if [ -n "$update" ]; then
        manage $update || say "that failed; going on with what is known"
    fi
    # shellcheck disable=SC2086
    manage $install $all && return
    say "that failed (output: build/packages.log); trying them one by one"
    packages_of "$column" | while read -r packages; do
        # shellcheck disable=SC2086
        manage $install $packages || say "not to be had: $packages"
    done
}

try_to_install() {
    if ! find_manager; then
        say "no package manager that this script knows (apt-get, dnf," \
            "zypper, apk, pacman): please install them by other means"
    elif ! find_rights; then
        say "no rights to install them (not root, and no sudo without a" \
            "password): please run, as root:"
        echo "    ${update:+$update && }$install" \
            "$(packages_of "$column" | tr '\n' ' ')"
    else
        install_missing
    fi
}

# --- The answer ---------------------------------------------------------------

case ${1-} in
autotools | demo | check) ;;
*)
    echo 'usage: prerequisites.sh (autotools | demo | check)' >&2
    exit 2
    ;;
esac

missing=$(find_missing "$1")
if [ -z "$missing" ]; then
    exit 0
fi
say "missing: $(probes_of any)"
if [ "$1" = autotools ]; then
    say "please install them; demo and check do it on their own" >&2
    exit 1
fi
try_to_install
missing=$(find_missing "$1")
if [ -n "$(probes_of need)" ]; then
    say "cannot go on without: $(probes_of need)" >&2
    exit 1
fi
if [ -n "$(probes_of peer)" ]; then
    if [ "${CI:-}" = true ]; then
        say "CI=true, so not going on without: $(probes_of peer)" >&2
        exit 1
    fi
    say "going on without: $(probes_of peer)"
fi
