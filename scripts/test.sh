#!/usr/bin/env bash
# Runs every check of `make test`, one step after the other, and ends with each step's time and its runner's own
# summary. A failed step does not stop the later ones, but without a binary there is no browser test. Exit 1 if any failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
names=() results=() failed=()

# step NAME COMMAND…: runs it with its output shown and kept in $logs/NAME.
step() {
    local name=$1 start=$SECONDS status
    shift
    printf '\n==> %s\n' "$name"
    "$@" 2>&1 | tee "$logs/$name"
    status=${PIPESTATUS[0]}
    names+=("$name")
    if [ "$status" -eq 0 ]; then
        results+=("ok    $((SECONDS - start)) s")
    else
        results+=("FAILED (exit $status)  $((SECONDS - start)) s")
        failed+=("$name")
    fi
    return "$status"
}

go_format() {
    local bad
    bad=$(scripts/go-files.sh | xargs -0 gofmt -l) || return 1
    [ -z "$bad" ] && return 0
    printf 'not formatted by gofmt (make fmt mends it):\n%s\n' "$bad"
    return 1
}

go_tests() { go test -v -timeout 25m ./... 2>&1 | awk -f scripts/go-summary.awk; }

web_npm() { npm --prefix web run --silent "$@"; }

# A full disk fails tests that have nothing to do with it, so the room there was is part of the result.
room() { df -Pm "${TMPDIR:-/tmp}" "$HOME" | awk 'NR > 1 {printf "%s%s MB free in %s", (NR > 2 ? ", " : ""), $4, $6}'; }
before=$(room)
printf 'disk: %s (a whole run writes some 5000 MB)\n' "$before"

export REDSAIL_REQUIRE=1 # a missing PostGIS or browser is a failure, not a skip
data=${REDSAIL_DATA:-../shared/data}

step gofmt go_format
step vet go vet ./...
step build make --no-print-directory build
built=$?
step go-test go_tests
step web-lint web_npm lint
step web-typecheck web_npm typecheck
step web-test web_npm test
if [ "$built" -eq 0 ]; then
    REDSAIL_BIN="$PWD/bin/redsail" step web-e2e web_npm e2e
fi

printf '\n==> summary\n'
for name in go-test web-test web-e2e; do
    [ -f "$logs/$name" ] || continue
    # The last lines of each runner: go test's own counts, vitest's files and tests, and of each failed test its name
    # and what it said first.
    sed 's/\x1b\[[0-9;]*m//g' "$logs/$name" |
        grep -E '^(go test:|failed (test|package) |skipped )|^ FAIL  |^[A-Za-z]*Error: |^ +(Test Files|Tests) ' | sed "s/^/$name: /"
done
if [ ! -d "$data" ]; then
    echo "real data: SKIPPED. The tests over real boundaries and published vectors did not run, because the folder $data is absent (REDSAIL_DATA names another)."
fi
for i in "${!names[@]}"; do
    printf '%-14s %s\n' "${names[$i]}" "${results[$i]}"
done
printf 'disk: %s before, %s after\n' "$before" "$(room)"
if [ "${#failed[@]}" -gt 0 ]; then
    printf 'make test: FAILED in %s, after %d s\n' "${failed[*]}" "$SECONDS"
    exit 1
fi
printf 'make test: all passed in %d s\n' "$SECONDS"
