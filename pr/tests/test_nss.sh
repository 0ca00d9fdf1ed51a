# SPDX-License-Identifier: MPL-2.0
# A product that nobody rebuilds: NSS's TLS server in several processes, whose
# cache of sessions is an anonymous map of NSPR's.  Under the overlay it is one
# of ours, and the client finds its sessions again, as without it.

# What check calls looks unused.
# shellcheck disable=SC2317

. "${top_srcdir:-.}/pr/tests/tap.sh"
. "$top_srcdir/pr/tests/overlay.sh"

for tool in certutil selfserv strsclnt setsid; do
    command -v $tool >"$scratch/.out" ||
        skip_all "there is no $tool (package libnss3-tools)"
done
# It starts its own children by the name it was called by.
selfserv=$(command -v selfserv)

connections=1000
limit=200 # seconds

# --- A server -----------------------------------------------------------------

server=
# The server and its children are a group of processes of their own.
stop_server() {
    if [ -n "$server" ]; then
        kill -KILL "-$server" 2>"$scratch/.err"
        wait "$server" 2>"$scratch/.err"
    fi
    server=
}
trap 'stop_server; rm -rf "$scratch"' EXIT

make_certificate() {
    mkdir -m 700 "$scratch/db" && : >"$scratch/password" &&
        head -c 64 /dev/urandom >"$scratch/noise" &&
        certutil -N -d "sql:$scratch/db" -f "$scratch/password" &&
        certutil -S -d "sql:$scratch/db" -f "$scratch/password" -n localhost \
            -s CN=localhost -x -t CTu,Cu,Cu -k ec -q nistp256 \
            -z "$scratch/noise"
}

# Whether somebody listens at the port.
listens() {
    cat /proc/net/tcp /proc/net/tcp6 2>"$scratch/.err" |
        awk -v at="$(printf ':%04X' "$port")" '
            $4 == "0A" && index($2, at) { found = 1 }
            END { exit !found }'
}

# From what the system does not give out by itself.
tries=0
choose_port() {
    tries=$((tries + 1))
    port=$(awk -v seed=$(($$ * 32 + tries)) \
        'BEGIN { srand(seed); print 20000 + int(rand() * 12000) }')
}

# serve PREFIX...: sessions of TLS 1.2 are in the cache; those of later
# versions are with the client.  It goes even if nobody is left to stop it.
serve() {
    setsid timeout -s KILL "$limit" "$@" "$selfserv" \
        -d "sql:$scratch/db" -n localhost -e localhost \
        -p "$port" -M 2 -V :tls1.2 -v >"$scratch/server.log" 2>&1 &
    server=$!
}

# serving PREFIX...: a server that listens.  It ends if somebody else has the
# port by then.
serving() {
    for _ in 1 2 3 4 5; do
        choose_port
        listens && continue
        serve "$@"
        waited=0
        while kill -0 "$server" 2>"$scratch/.err" && [ "$waited" -lt 100 ]; do
            listens && return
            sleep 0.1
            waited=$((waited + 1))
        done
        cat "$scratch/server.log"
        stop_server
    done
    return 1
}

# Prints "HITS MISSES", the client's last count of sessions.
connect() {
    timeout "$limit" strsclnt -d "sql:$scratch/db" -p "$port" -c $connections \
        -t 4 -o -V :tls1.2 -4 localhost >"$scratch/client.log" 2>&1
    tail -n 20 "$scratch/client.log" >&2
    counts strsclnt "$scratch/client.log" | tail -n 1
}

# The counts of hits and misses that a program has printed so far.
counts() {
    pattern='\([0-9]*\) cache hits; \([0-9]*\) cache misses.*'
    sed -n "s/^$1: $pattern/\1 \2/p" "$2"
}

# Only one of the two has missed, and only once: so all others that found a
# session in the other one found what the first one made.
both_found_all() {
    counts selfserv "$scratch/server.log" | awk -v wanted=$((connections - 1)) '
        $1 > most[$2] { most[$2] = $1 }
        END {
            for (misses in most)
                print misses " misses: " most[misses] " hits"
            exit !(most[0] > 0 && most[1] > 0 && most[0] + most[1] == wanted)
        }'
}

# Each of the three has called what it should.
opened_and_imported() {
    cat "$scratch/trace"
    awk '
        $6 == "NULL" || $7 != "-" { bad = 1 }
        $4 == "PR_OpenAnonFileMap" { opened++; parent = $2 }
        $4 == "PR_ImportFileMapFromString" && !seen[$2]++ { imported++ }
        END { exit bad || opened != 1 || imported != 2 || seen[parent] }
    ' "$scratch/trace"
}

# The map that all of them have is ours; stock NSPR's is a file of a directory.
mapped_by_all() {
    cut -d ' ' -f 2 "$scratch/trace" | sort -u >"$scratch/pids"
    while read -r pid; do
        grep -m 1 'rw-s.* /memfd:prshm ' "/proc/$pid/maps" ||
            return 1
    done <"$scratch/pids"
    [ "$(wc -l <"$scratch/pids")" -eq 3 ]
}

# Processes of a group; dead ones may wait for somebody to ask for them.
running() {
    cat /proc/[0-9]*/stat 2>"$scratch/.err" | sed 's/.*) //' |
        awk -v group="$1" '$3 == group && $1 != "Z"' | grep .
}
nothing_runs() {
    waited=0
    while running "$1" && [ "$waited" -lt 100 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    ! running "$1"
}

# --- Without and with the overlay ---------------------------------------------

check "certutil makes a certificate" make_certificate
check "a server in several processes starts" serving env
without=$(connect 2>"$scratch/connected")
check "without the overlay all connections but the first are resumed" \
    test "$without" = "$((connections - 1)) 1"
check "by both processes" both_found_all
stop_server

check "it starts under the overlay" serving env \
    LD_PRELOAD="${SANITIZER_PRELOAD:-}" \
    "$prshm" exec --trace="$scratch/trace" --
with=$(connect 2>"$scratch/connected")
check "with the overlay as many are" test "$with" = "$without"
check "by both processes" both_found_all
check "the parent opened the map, and each child imported it" \
    opened_and_imported
check "all three have it mapped" mapped_by_all
group=$server
stop_server
check "nothing runs any more" nothing_runs "$group"
done_testing
