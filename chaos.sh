#!/usr/bin/env bash
# Runs the bank test of tests/EfShard.Crash.Tests for a long time: writers move money between four shards while servers and writers are killed at random.
# Prints what happened, counted; ends with code 0 if no money was made or lost, nothing acknowledged is missing and nothing stays in doubt.
#
#   ./chaos.sh MINUTES
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[[ "${1:-}" =~ ^[0-9]+(\.[0-9]+)?$ ]] || { sed -n '2,5s/^# \{0,1\}//p' chaos.sh; exit 2; }
export EFSHARD_CHAOS_MINUTES=$1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
exec dotnet test tests/EfShard.Crash.Tests -c Release --filter FullyQualifiedName~BankTests --logger "console;verbosity=detailed" --blame-hang-timeout "$(( ${1%.*} + 10 ))m"
