#!/usr/bin/env bash
# Measures everything that docs/benchmarks.md shows, and writes its tables anew: on Sqlite, and on PostgreSQL servers that it starts or finds as the tests do.
# Takes half an hour on an idle machine. What is beyond its limit is listed in the end, with exit code 1; a suite that fails does not keep the others
# from running, and ends in exit code 2. Each suite writes its tables when it is done.
#   ./bench.sh            all
#   ./bench.sh scaling    one suite: side-by-side, queries, writes, scaling, replicas or micro; further options are those of the program:
#   ./bench.sh queries --sqlite --seconds 2    a part of one, in some minutes
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
suites=(side-by-side queries writes scaling replicas micro)
if [ $# -gt 0 ]; then
    suites=("$1")
    shift
fi

dotnet build benchmarks/EfShard.Benchmarks -c Release -v quiet
beyond=()
failed=()
for suite in "${suites[@]}"; do
    echo "== $suite"
    code=0
    dotnet run --project benchmarks/EfShard.Benchmarks -c Release --no-build -- "$suite" "$@" || code=$?
    case $code in
        0) ;;
        1) beyond+=("$suite") ;;
        *) failed+=("$suite") ;;
    esac
    echo "== $suite ends $SECONDS seconds after the start"
done

if [ ${#failed[@]} -gt 0 ]; then
    echo "Failed: ${failed[*]}."
    exit 2
fi

if [ ${#beyond[@]} -gt 0 ]; then
    echo "Beyond a limit: ${beyond[*]}."
    exit 1
fi
