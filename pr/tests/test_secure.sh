# SPDX-License-Identifier: MPL-2.0
# A set-user-id program does not write a file because its user says so, nor
# choose another mechanism.
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

# opens PROGRAM DIRECTORY WANTED: as somebody, with a mechanism that there is
# not; the answer is the one that is wanted.
opens() {
    printf 'open 0 %s/n 100 1 600\n' "$2" |
        setpriv --reuid=64231 --regid=64231 --clear-groups \
            env PRSHM_BACKEND=bogus "$1" >"$scratch/answer"
    cat "$scratch/answer"
    [ "$(cat "$scratch/answer")" = "$3" ]
}

# set_user_id PLAIN COPY
set_user_id() {
    cp "$1" "$2"
    chown 64232 "$2"
    chmod 4755 "$2"
}

chmod 755 "$scratch"
mkdir -m 777 "$scratch/logs"
cp "$top_builddir/pr/tests/logprog_static" "$scratch/plain"
set_user_id "$scratch/plain" "$scratch/setuid"
cp "$top_builddir/pr/tests/peer_static" "$scratch/plain-peer"
set_user_id "$scratch/plain-peer" "$scratch/setuid-peer"

check "a plain program runs" run "$scratch/plain" "$scratch/logs/plain"
check "it writes the log file that was asked for" \
    test -s "$scratch/logs/plain"
check "a set-user-id program runs" run "$scratch/setuid" "$scratch/logs/setuid"
check "it does not write that file" test ! -e "$scratch/logs/setuid"
check "its log is on standard error" test -s "$scratch/stderr"

check "a plain program minds the setting of the mechanism" \
    opens "$scratch/plain-peer" "$scratch/logs" "error -5987 22"
check "a set-user-id program does not" \
    opens "$scratch/setuid-peer" "$scratch/logs" ok
echo "delete $scratch/logs/n" | "$scratch/plain-peer" >"$scratch/answer"
check "its segment can be deleted" grep -qx ok "$scratch/answer"
done_testing
