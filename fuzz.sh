#!/usr/bin/env bash
# Asks random queries of one database and of shards, and compares: what ./test.sh does with a thousand of them, for as long as you like.
#
#   ./fuzz.sh MINUTES [sqlite|postgres] [--from SEED]    on both databases unless one is named; with new queries each time
#   ./fuzz.sh --seed SEED [sqlite|postgres]              one query again
#
# Succeeds only if no query was answered wrongly. Queries, tiers and failures are written to artifacts/fuzz.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet build tests/EfShard.Fuzz -c Release -v quiet -clp:ErrorsOnly
exec dotnet tests/EfShard.Fuzz/bin/Release/net10.0/EfShard.Fuzz.dll "$@"
