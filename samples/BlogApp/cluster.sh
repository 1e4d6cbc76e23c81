#!/usr/bin/env bash
# A PostgreSQL cluster on this machine for the blog: a primary for each shard, each with streaming replicas. For looking at, not for keeping
# data: fsync is off. BlogApp --database postgres starts it by itself; its data stays until "destroy".
#
#   cluster.sh start SHARDS REPLICAS    makes what is missing, and starts it; nodes are called s0, s0r1, s0r2, s1, ...
#   cluster.sh env                      a line for each node: name, port
#   cluster.sh pause|resume NODE        a replica goes on receiving and stops applying; or applies again
#   cluster.sh kill NODE                kill -9 of all its processes
#   cluster.sh promote NODE             makes a replica the primary, and lets the shard's others follow it
#   cluster.sh rejoin NODE PRIMARY      makes a dead server a replica of the new primary
#   cluster.sh status | stop | destroy
#
# BLOG_CLUSTER  the folder (default: /tmp/efshard-blog-UID)    BLOG_CLUSTER_PORT   the first port (default: 21700)
# BLOG_CLUSTER_OWNER  a process with whose end the cluster is destroyed (default: none)
set -uo pipefail

base=${BLOG_CLUSTER:-/tmp/efshard-blog-$(id -u)}
first_port=${BLOG_CLUSTER_PORT:-21700}
account=postgres # PostgreSQL refuses to run as root
bin=${EFSHARD_POSTGRES_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)}
export LC_ALL=C PGCONNECT_TIMEOUT=3
self=$(readlink -f "${BASH_SOURCE[0]}")

die() { echo "cluster.sh: $*" >&2; exit 1; }
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=$account --regid=$account --init-groups env "HOME=$base" "$@"; else "$@"; fi; }

shard_of() { local name=${1#s}; echo "${name%%r*}"; }
port_of() { local replica=0; [[ $1 == *r* ]] && replica=${1##*r}; echo $((first_port + $(shard_of "$1") * 10 + replica)); }
source_of() { echo "host=127.0.0.1 port=$(port_of "$1") user=postgres"; }
nodes() { find "$base" -maxdepth 2 -name PG_VERSION -printf '%h\n' 2>/dev/null | xargs -r -n1 basename | sort -V; }
known() { [[ ${1:-} =~ ^s[0-9]+(r[1-9])?$ ]] && [ -f "$base/$1/PG_VERSION" ] || die "there is no server '${1:-}' (servers: $(nodes | xargs))"; }
sql() { as "$bin/psql" -XAtq -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(port_of "$1")" -U postgres -d postgres -c "$2"; }

# A server's first process, if it really works in the server's folder: the file may be left from a crash.
pid_of() {
    local pid; pid=$(head -1 "$base/$1/postmaster.pid" 2>/dev/null) || return 1
    [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd")" = "$(readlink -f "$base/$1")" ] && echo "$pid"
}

configure() {
    as tee "$base/$1/blog.conf" >/dev/null <<CONF
port = $(port_of "$1")
cluster_name = '$1'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
wal_log_hints = on
shared_buffers = 32MB
dynamic_shared_memory_type = mmap
max_connections = 120
max_prepared_transactions = 64
wal_keep_size = 256MB
max_wal_size = 512MB
wal_retrieve_retry_interval = 100ms
wal_receiver_status_interval = 1s
hot_standby_feedback = on
timezone = 'UTC'
CONF
}

create_shard() { # number, replicas: a replica is a copy of the primary before its first start
    local primary=s$1 replica
    [ -f "$base/$primary/PG_VERSION" ] && return 0
    as "$bin/initdb" -D "$base/$primary" -U postgres -A trust -E UTF8 --locale=C --no-sync --wal-segsize=4 >"$base/log/$primary.init" 2>&1 || { cat "$base/log/$primary.init" >&2; return 1; }
    as tee -a "$base/$primary/postgresql.conf" <<<"include = 'blog.conf'" >/dev/null
    for ((replica = 1; replica <= $2; replica++)); do
        as cp -a "$base/$primary" "$base/${primary}r$replica" || return 1
        configure "${primary}r$replica"
        follow "${primary}r$replica" "$primary"
    done
    configure "$primary"
}

follow() { # node primary: at its next start
    as touch "$base/$1/standby.signal"
    as tee -a "$base/$1/postgresql.auto.conf" <<<"primary_conninfo = '$(source_of "$2")'" >/dev/null
}

up() {
    pid_of "$1" >/dev/null && return 0
    # What a killed server left: nobody works in the folder any more, as pid_of has found.
    rm -f -- "$base/$1/postmaster.pid"
    as "$bin/pg_ctl" -D "$base/$1" -l "$base/log/$1.log" -w -t 60 -s start </dev/null >/dev/null && return 0
    tail -5 "$base/log/$1.log" >&2
    return 1
}

down() { pid_of "$1" >/dev/null || return 0; as "$bin/pg_ctl" -D "$base/$1" -m immediate -w -t 15 -s stop; }

all() { # a function and its further arguments, for the words of standard input side by side
    local pids=() word pid failed=0
    while read -r word; do "$1" "$word" "${@:2}" & pids+=($!); done
    for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
    return $failed
}

start() {
    [ -x "$bin/initdb" ] || die "there are no PostgreSQL server programs. Install the package postgresql, or set EFSHARD_POSTGRES_BIN."
    [[ $1 =~ ^[1-9]$ && $2 =~ ^[0-9]$ ]] || die "start takes 1 to 9 shards and 0 to 9 replicas"
    if [ "$(id -u)" = 0 ]; then install -d -m 700 -o $account -g $account "$base" "$base/log" || exit 1; else mkdir -p -m 700 "$base/log" || exit 1; fi
    as test -w "$base" || die "the account $account cannot reach $base"
    cd "$base" || exit 1
    seq 0 $(($1 - 1)) | all create_shard "$2" || die "a shard could not be made; see $base/log"
    nodes | all up || die "a server did not start; see $base/log"
    if [ -n "${BLOG_CLUSTER_OWNER:-}" ]; then setsid bash "$self" watch "$BLOG_CLUSTER_OWNER" </dev/null >/dev/null 2>&1 & fi
}

kill_node() { # all of its processes at once: none lives on without the first
    local first all_pids pid
    first=$(pid_of "$1") || die "$1 is not running"
    kill -STOP "$first"
    all_pids="$first $(ps -o pid= --ppid "$first" | xargs)"
    kill -KILL $all_pids 2>/dev/null
    for pid in $all_pids; do while [ -d "/proc/$pid" ] && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null; do sleep 0.02; done; done
}

promote() {
    local other
    [ "$(sql "$1" 'SELECT pg_promote(true, 30)')" = t ] || die "$1 was not promoted"
    for other in $(nodes); do
        if [ "$other" != "$1" ] && [ "$(shard_of "$other")" = "$(shard_of "$1")" ] && pid_of "$other" >/dev/null && [ "$(sql "$other" 'SELECT pg_is_in_recovery()')" = t ]; then
            sql "$other" "ALTER SYSTEM SET primary_conninfo = '$(source_of "$1")'" && sql "$other" 'SELECT pg_reload_conf()' >/dev/null
        fi
    done
}

rejoin() { # the dead server's history is taken back to where the new primary's begins
    pid_of "$1" >/dev/null && die "$1 is running"
    sql "$2" CHECKPOINT
    rm -f -- "$base/$1/postmaster.pid" # of the killed server; pg_rewind lets it recover, alone and without clients
    as "$bin/pg_rewind" --no-sync -D "$base/$1" --source-server="$(source_of "$2") dbname=postgres" >"$base/log/$1.rewind" 2>&1 || { cat "$base/log/$1.rewind" >&2; return 1; }
    configure "$1"
    follow "$1" "$2"
    up "$1"
}

status() {
    local node
    for node in $(nodes); do
        if pid_of "$node" >/dev/null; then echo "$node $(sql "$node" "SELECT CASE WHEN pg_is_in_recovery() THEN 'replica' ELSE 'primary' END")"; else echo "$node down"; fi
    done
}

destroy() {
    nodes | all down
    [ -d "$base/log" ] && rm -rf -- "$base"
    return 0
}

cd / || exit 1
case ${1:-} in
    start) start "${2:-4}" "${3:-1}" ;;
    env) for node in $(nodes); do echo "$node $(port_of "$node")"; done ;;
    pause) known "${2:-}"; sql "$2" 'SELECT pg_wal_replay_pause()' >/dev/null ;;
    resume) known "${2:-}"; sql "$2" 'SELECT pg_wal_replay_resume()' >/dev/null ;;
    kill) known "${2:-}"; kill_node "$2" ;;
    promote) known "${2:-}"; promote "$2" ;;
    rejoin) known "${2:-}"; known "${3:-}"; rejoin "$2" "$3" ;;
    status) status ;;
    stop) nodes | all down ;;
    destroy) destroy ;;
    watch) while [ -d "/proc/${2:?}" ]; do sleep 1; done; destroy ;;
    *) sed -n '2,15p' "$self" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
