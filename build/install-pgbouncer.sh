#!/usr/bin/env bash
# Makes sure that the tests find the pooler pgbouncer: on Debian the package is installed where it is missing.
set -euo pipefail

binary_exists() { PATH=$PATH:/usr/sbin:/usr/local/sbin command -v pgbouncer >/dev/null; }
binary_exists && exit 0

if ! command -v apt-get >/dev/null; then
    echo "No pgbouncer is installed. Install it to run its tests." >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        echo "No pgbouncer is installed. Run: sudo apt-get install pgbouncer" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi

# The service that comes with it, if the machine starts services, is of no use to the tests, which start their own, and does no harm.
echo "Installing the pooler (apt-get install pgbouncer) ..."
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends pgbouncer >/dev/null
binary_exists
