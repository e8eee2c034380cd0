# shellcheck shell=bash
# What the set-up scripts share: versions, npm packages, apt packages.
# Source it from a script that runs in the repository's root.

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$@"
    exit 1
}

# Go, npm and the browser keep caches under HOME: without one that can be written they fail.
if [ ! -d "${HOME:-}" ] || [ ! -w "${HOME:-}" ]; then
    export HOME="$PWD/.cache/home"
    mkdir -p "$HOME"
fi

# at_least HAVE WANT: true when the dotted version HAVE is not older than WANT.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

check_go() {
    local want have
    want=$(awk '$1 == "go" {print $2; exit}' go.mod)
    command -v go >/dev/null || die "Go $want or newer is needed, and there is no go on PATH: see https://go.dev/dl/"
    have=$(GOTOOLCHAIN=local GOFLAGS='' go env GOVERSION)
    have=${have#go}
    at_least "${have%% *}" "$want" || die "Go $want or newer is needed; $(command -v go) is $have: see https://go.dev/dl/"
}

check_node() {
    local have
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        die "Node 20 or newer with npm is needed, and node or npm is not on PATH: see https://nodejs.org/"
    fi
    have=$(node --version)
    have=${have#v}
    at_least "$have" 20.19 || die "Node 20.19 or newer is needed; $(command -v node) is $have: see https://nodejs.org/"
}

# c_works: the C compiler that Go will call makes a program of the headers and libraries that H3 needs.
c_works() {
    local out status=0
    out=$(mktemp)
    # shellcheck disable=SC2046 # CC may hold flags
    printf '#include <stdlib.h>\n#include <math.h>\nint main(int n, char **v) { return v[0] && sin(n) > 2; }\n' |
        $(go env CC) -x c - -o "$out" -lm 2>/dev/null || status=1
    rm -f "$out"
    return "$status"
}

# need_c sees to a C compiler: the hexagons (H3) are a C library that Go compiles in.
need_c() {
    if [ "${CGO_ENABLED:-1}" = 0 ]; then
        die "CGO_ENABLED=0 is set, and Redsail needs C (the H3 library): unset it"
    fi
    c_works && return 0
    apt_need gcc libc6-dev
    c_works || die "gcc and libc6-dev are installed, and '$(go env CC)' still makes no program of C: see \`go env CC\`"
}

# npm_ci installs the page's packages when package-lock.json or Node has changed since the last time.
npm_ci() {
    local stamp=web/node_modules/.redsail-stamp now
    now="$(sha256sum <web/package-lock.json) $(node --version) $(uname -m)"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
        return 0
    fi
    say "web: npm ci"
    (cd web && npm ci --no-audit --no-fund --loglevel=error) >&2 || die "npm ci failed in web: see the lines above"
    printf '%s\n' "$now" >"$stamp"
}

go_modules() {
    go mod download >&2 || die "go mod download failed: see the lines above"
}

# root_prefix prints what must stand before a command that needs root, or fails where it cannot be had unasked.
root_prefix() {
    if [ "$(id -u)" -eq 0 ]; then
        return 0
    fi
    command -v sudo >/dev/null && sudo -n true 2>/dev/null && echo "sudo -n"
}

# apt_run COMMAND…: apt-get as root, unasked. The dpkg lock is waited for by apt itself; the lock on the package
# lists is not, so a failure that names a lock is tried again for ten minutes.
apt_run() {
    local prefix log status until=$((SECONDS + 600))
    prefix=$(root_prefix) || return 1
    log=$(mktemp)
    while :; do
        # shellcheck disable=SC2086 # the prefix is two words, or none
        $prefix env DEBIAN_FRONTEND=noninteractive LC_ALL=C \
            apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@" >"$log" 2>&1 && status=0 || status=$?
        if [ "$status" -eq 0 ] || [ "$SECONDS" -gt "$until" ] || ! grep -q 'Could not get lock' "$log"; then
            break
        fi
        sleep 5
    done
    [ "$status" -eq 0 ] || tail -n 30 "$log" >&2
    rm -f "$log"
    return "$status"
}

# without_main_cluster COMMAND…: runs it while Debian's postgresql-common is told not to make and start a cluster,
# so that installing the server leaves no service running. Tests start their own.
without_main_cluster() {
    local prefix drop=/etc/postgresql-common/createcluster.d/redsail-setup.conf status=0
    prefix=$(root_prefix) || return 1
    $prefix mkdir -p "${drop%/*}"
    # shellcheck disable=SC2064 # the two words are known now
    trap "$prefix rm -f '$drop'" EXIT
    printf 'create_main_cluster = false\n' | $prefix tee "$drop" >/dev/null
    "$@" || status=$?
    $prefix rm -f "$drop"
    trap - EXIT
    return "$status"
}

# apt_need PACKAGE…: installs them, or prints the one line that would, and fails.
apt_need() {
    local line="apt-get install -y --no-install-recommends $*"
    command -v apt-get >/dev/null || die "These Debian packages are needed, and there is no apt-get here: $*"
    root_prefix >/dev/null || die "Packages are missing and this user cannot install them. Run as root:" "$line"
    say "apt: installing $*"
    apt_run update || die "apt-get update failed (lines above). Once it works, run as root: $line"
    without_main_cluster apt_run install -y --no-install-recommends "$@" ||
        die "apt-get failed (lines above). Once it works, run as root: $line"
}
