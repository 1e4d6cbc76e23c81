#!/usr/bin/env bash
# Makes sure that the tests find PostgreSQL servers: connection strings, a Docker engine, or server binaries. Where there is none
# of them, Debian's package is installed. Elsewhere it says what to do, and the tests then fail for want of servers.
set -euo pipefail

docker_answers() { command -v docker >/dev/null && timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }
binaries_exist() {
    [ -n "${EFSHARD_POSTGRES_BIN:-}" ] && [ -x "$EFSHARD_POSTGRES_BIN/initdb" ] && return
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null
}

[ -n "${EFSHARD_TEST_POSTGRES:-}" ] && exit 0
binaries_exist && exit 0
docker_answers && exit 0

if ! command -v apt-get >/dev/null; then
    echo "No PostgreSQL server is installed and no Docker engine answers. Install PostgreSQL's server, start Docker, or set" >&2
    echo "EFSHARD_TEST_POSTGRES to four connection strings separated by '|'." >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        echo "No PostgreSQL server is installed. Run: sudo apt-get install postgresql" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi

echo "Installing PostgreSQL's server (apt-get install postgresql) ..."
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends postgresql >/dev/null
binaries_exist
