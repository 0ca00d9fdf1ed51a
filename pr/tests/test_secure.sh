# SPDX-License-Identifier: MPL-2.0
# A set-user-id program does not write a file because its user says so.
. "${top_srcdir:-.}/pr/tests/tap.sh"

if [ -n "${SANITIZERS:-}" ]; then
    # Not for want of anything, so not a failure in CI.
    ok "set-user-id programs # SKIP a leak checker cannot look into them"
    done_testing
fi
[ "$(id -u)" -eq 0 ] || skip_all "making set-user-id programs takes root"
command -v setpriv >/dev/null || skip_all "there is no setpriv"
if findmnt -n -o OPTIONS -T "$scratch" | grep -q nosuid; then
    skip_all "programs in $scratch do not run set-user-id"
fi

# run PROGRAM LOGFILE: as somebody, with a log asked for.
run() {
    setpriv --reuid=64231 --regid=64231 --clear-groups \
        env NSPR_LOG_MODULES=all:5 NSPR_LOG_FILE="$2" "$1" formats \
        >"$scratch/stdout" 2>"$scratch/stderr"
}

chmod 755 "$scratch"
mkdir -m 777 "$scratch/logs"
cp "$top_builddir/pr/tests/logprog_static" "$scratch/plain"
cp "$scratch/plain" "$scratch/setuid"
chown 64232 "$scratch/setuid"
chmod 4755 "$scratch/setuid"

check "a plain program runs" run "$scratch/plain" "$scratch/logs/plain"
check "it writes the log file that was asked for" \
    test -s "$scratch/logs/plain"
check "a set-user-id program runs" run "$scratch/setuid" "$scratch/logs/setuid"
check "it does not write that file" test ! -e "$scratch/logs/setuid"
check "its log is on standard error" test -s "$scratch/stderr"
done_testing
