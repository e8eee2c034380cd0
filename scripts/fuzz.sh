#!/usr/bin/env bash
# Runs each fuzz target of the repository for the given time (default 30s), one after the other.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-30s}
found=0
while IFS=: read -r file target; do
    found=$((found + 1))
    printf '==> %s %s for %s\n' "${file%/*}" "$target" "$time"
    go test "./${file%/*}" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 10x
done < <(scripts/go-files.sh | sort -z | xargs -0 grep -HoE '^func Fuzz[A-Za-z0-9_]*' /dev/null |
    sed -e 's|^\./||' -e 's|:func |:|')
[ "$found" -gt 0 ] || {
    echo "no fuzz target found" >&2
    exit 1
}
printf 'fuzz: %d targets ran %s each, none failed\n' "$found" "$time"
