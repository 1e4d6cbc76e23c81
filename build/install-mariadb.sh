#!/usr/bin/env bash
# Makes sure that the tests find MariaDB's server binaries: on Debian the package is installed where they are missing.
set -euo pipefail

binaries_exist() { PATH=$PATH:/usr/sbin:/usr/local/sbin command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null; }
binaries_exist && exit 0

if ! command -v apt-get >/dev/null; then
    echo "No MariaDB server is installed. Install it to run its tests." >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        echo "No MariaDB server is installed. Run: sudo apt-get install mariadb-server-core" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi

# The core package has the binaries alone: no service is started.
echo "Installing MariaDB's server (apt-get install mariadb-server-core) ..."
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends mariadb-server-core mariadb-client-core >/dev/null
binaries_exist
