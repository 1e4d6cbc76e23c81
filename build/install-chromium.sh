#!/usr/bin/env bash
# Makes sure that the tests of the sample find a browser: EFSHARD_CHROMIUM, or a Chromium on the PATH. Where there is none, Debian's
# package is installed. Elsewhere it says what to do; the tests in a browser are then skipped, and fail in CI.
set -euo pipefail

[ -n "${EFSHARD_CHROMIUM:-}" ] && exit 0
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done

if ! command -v apt-get >/dev/null; then
    echo "No Chromium is installed. Install it, or set EFSHARD_CHROMIUM to its program." >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        echo "No Chromium is installed. Run: sudo apt-get install chromium" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi

echo "Installing Chromium (apt-get install chromium) ..."
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core >/dev/null
command -v chromium >/dev/null
