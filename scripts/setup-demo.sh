#!/usr/bin/env bash
# Makes ready what `make demo` needs: Go and Node are checked, the packages of both are fetched.
# Asks nothing, and does nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

check_go
check_node
go_modules
npm_ci
