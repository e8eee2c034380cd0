#!/usr/bin/env bash
# Prints the Go files of the repository, each ended by a NUL, without asking git.
set -euo pipefail
cd "$(dirname "$0")/.."
find . \( -name .git -o -name .cache -o -name node_modules -o -name testdata \) -prune -o -type f -name '*.go' -print0
