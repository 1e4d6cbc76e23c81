#!/usr/bin/env bash
# Builds everything, runs all tests, and ends with the line "N passed, N failed, N skipped".
#
#   ./test.sh                 all tests; installs PostgreSQL, MariaDB and Chromium on Debian where they are missing
#   ./test.sh --sqlite-only   without the tests that need PostgreSQL or MariaDB
#   ./test.sh --patroni       all tests, and those with Patroni and etcd, which are skipped otherwise; installs these on Debian, too
#
# Succeeds only if tests ran, none failed, and (without --sqlite-only) the PostgreSQL tests really used PostgreSQL.
# EFSHARD_TEST_POSTGRES may give four servers' connection strings, separated by '|'. Results stay in artifacts/test-results.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
exec </dev/null

sqlite_only=false
patroni=false
case "${1:-}" in
    '') ;;
    --sqlite-only) sqlite_only=true ;;
    --patroni) patroni=true ;;
    *) sed -n '2,9s/^# \{0,1\}//p' test.sh; exit 2 ;;
esac

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
results=$PWD/artifacts/test-results/$(date +%Y%m%d-%H%M%S)-$$
mkdir -p "$results"
problems=()

# Says what is wrong, and the counts as the last line.
finish() {
    local files=("$results"/*.trx)
    [ -e "${files[0]}" ] || files=(/dev/null)
    awk -f build/summarise-tests.awk "${files[@]}" >"$results/summary.txt"
    local counts; counts=$(tail -n 1 "$results/summary.txt")
    sed '$d' "$results/summary.txt"

    [ "${counts%% *}" != 0 ] || problems+=("No test passed.")
    [[ $counts == *", 0 failed,"* ]] || problems+=("Tests failed.")
    if ! $sqlite_only; then
        grep -qs '^databases on ' "$results"/postgres-*.txt || problems+=("The PostgreSQL tests did not run: no database was created. (./test.sh --sqlite-only leaves them out.)")
        ! grep -qs '^SKIPPED .*: PostgreSQL:' "$results/summary.txt" || problems+=("PostgreSQL tests were skipped.")
    fi
    if $patroni; then
        grep -qs '^Patroni cluster' "$results"/postgres-*.txt || problems+=("The tests with Patroni did not run: no cluster was started.")
    fi
    if [ ${#problems[@]} -gt 0 ]; then printf 'PROBLEM: %s\n' "${problems[@]}"; fi
    echo "$counts"
    [ ${#problems[@]} = 0 ] && exit 0 || exit 1
}

if ! dotnet --version >"$results/dotnet.txt" 2>&1; then
    problems+=(".NET SDK 10 is needed (global.json): https://dotnet.microsoft.com/download. 'dotnet --version' says: $(tail -n 3 "$results/dotnet.txt" | tr '\n' ' ')")
    finish
fi

if $sqlite_only; then
    export EFSHARD_SQLITE_ONLY=1
else
    unset EFSHARD_SQLITE_ONLY
    bash build/install-postgres.sh || problems+=("There is no PostgreSQL to test with.")
    # The edition for EF Core 9 is tried on MariaDB; skipped without one, and failed in CI.
    bash build/install-mariadb.sh || echo "There is no MariaDB to test with."
fi

unset EFSHARD_PATRONI
if $patroni; then
    export EFSHARD_PATRONI=1
    bash build/install-patroni.sh || problems+=("There is no Patroni to test with.")
fi

# Tests through a pooler are skipped without one, and fail in CI.
$sqlite_only || bash build/install-pgbouncer.sh || echo "There is no pgbouncer to test with."

# Tests in a browser are skipped without one, and fail in CI.
bash build/install-chromium.sh || echo "There is no browser to test with."

echo "Building ..."
build() {
    # Two runs in one clone build one after the other.
    if command -v flock >/dev/null; then exec 9>artifacts/build.lock; flock 9; fi
    dotnet build EfShard.sln -c Release -v quiet -warnaserror
}
if ! (build) >"$results/build.txt" 2>&1; then
    grep -E '(error|warning) ' "$results/build.txt" | sort -u | head -40 || tail -n 40 "$results/build.txt"
    problems+=("The build failed; its output is in $results/build.txt.")
    finish
fi

export EFSHARD_TEST_RECORD=$results
for project in tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    echo "Running $name ..."
    if ! dotnet test "$project" -c Release --no-build -v quiet --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
        --blame-hang-timeout 20m --blame-hang-dump-type none >"$results/$name.txt" 2>&1; then
        [ -e "$results/$name.trx" ] || tail -n 20 "$results/$name.txt"
        problems+=("$name did not succeed; its output is in $results/$name.txt.")
    elif [ ! -e "$results/$name.trx" ]; then
        problems+=("$name left no result file.")
    fi
done

if ! $sqlite_only; then cat "$results"/postgres-*.txt 2>/dev/null | grep '^databases on ' | sort -u | sed 's/^databases on/PostgreSQL:/' || true; fi
finish
