#!/usr/bin/env bash
# Makes sure that the optional tests find Patroni and etcd: on Debian the packages are installed where they are missing.
set -euo pipefail

programs_exist() {
    local PATH=$PATH:/usr/bin:/usr/sbin
    command -v patroni >/dev/null && command -v patronictl >/dev/null && command -v etcd >/dev/null
}
programs_exist && exit 0

if ! command -v apt-get >/dev/null; then
    echo "No Patroni and etcd are installed. Install both to run their tests." >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        echo "No Patroni and etcd are installed. Run: sudo apt-get install patroni etcd-server" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi

# The packages start services of their own, which the tests do not need: they run their own on ports that are free.
echo "Installing Patroni and etcd (apt-get install patroni etcd-server) ..."
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends patroni etcd-server >/dev/null
programs_exist
