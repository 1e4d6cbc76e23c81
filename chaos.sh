#!/usr/bin/env bash
# Runs, for half of the time each, the bank test of tests/EfShard.Crash.Tests (writers move money between four shards while servers and writers are killed at random) and the
# history test of tests/EfShard.Replicas.Tests (readers and writers over replicas that lag, crash and are promoted; 100,000 operations at least, however long they take).
# Prints what happened, counted; ends with code 0 if no money was made or lost, nothing acknowledged is missing, nothing stays in doubt and nobody saw less than promised.
#
#   ./chaos.sh MINUTES
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[[ "${1:-}" =~ ^[0-9]+(\.[0-9]+)?$ ]] || { sed -n '2,6s/^# \{0,1\}//p' chaos.sh; exit 2; }
EFSHARD_CHAOS_MINUTES=$(awk "BEGIN { print $1 / 2 }")
export EFSHARD_CHAOS_MINUTES DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
code=0
for tests in "Crash.Tests BankTests" "Replicas.Tests HistoryTests.Nobody"; do
    read -r project filter <<< "$tests"
    dotnet test "tests/EfShard.$project" -c Release --filter "FullyQualifiedName~$filter" --logger "console;verbosity=detailed" \
        --blame-hang-timeout "$(( ${1%.*} + 20 ))m" || code=1
done
exit $code
