#!/usr/bin/env bash
# Makes ready what `make demo` needs: Go and Node are checked, a C compiler is installed where none works (by apt, as
# root or by sudo unasked; else the line to run is printed), the packages of Go and Node are fetched.
# Asks nothing, and does nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

check_go
check_node
need_c
go_modules
npm_ci
