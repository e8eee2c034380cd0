#!/usr/bin/env bash
# Makes ready what `make test` needs beyond Go and Node on Debian 12: PostgreSQL with PostGIS and pgRouting (the tests run a private
# cluster; no service is left running), Chromium with a CJK font, GDAL as a judge of files, CBC and GLPK as judges of the siting of
# stations, a C compiler.
# Asks nothing, and does nothing when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

check_go
check_node

# have_postgis: some version of the server with PostGIS for that version.
have_postgis() {
    local bin version
    for bin in /usr/lib/postgresql/*/bin/initdb; do
        version=${bin#/usr/lib/postgresql/}
        version=${version%%/*}
        if [ -x "$bin" ] && [ -e "/usr/share/postgresql/$version/extension/postgis.control" ]; then
            return 0
        fi
    done
    return 1
}

# have_pgrouting: the same for pgRouting, beside which the walking fields are tested.
have_pgrouting() { compgen -G "/usr/share/postgresql/*/extension/pgrouting.control" >/dev/null; }

have() { command -v "$1" >/dev/null; }
have_file() { [ -e "$1" ]; }

missing=()
need() { # need "PACKAGES" TEST…
    local packages=$1
    shift
    if ! "$@"; then
        read -ra words <<<"$packages"
        missing+=("${words[@]}")
    fi
}

need "postgresql-15 postgresql-15-postgis-3" have_postgis
need postgresql-15-pgrouting have_pgrouting
need chromium have chromium
need fonts-noto-cjk have_file /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
need gdal-bin have ogrinfo
need coinor-cbc have cbc
need glpk-utils have glpsol
need python3-gdal have_file /usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py
need gcc have gcc
need libc6-dev have_file /usr/include/stdlib.h
need zlib1g-dev have_file /usr/include/zlib.h
need make have make
need curl have curl
need proj-bin have cs2cs
need locales have_file /usr/share/i18n/locales/zh_CN

if [ "${#missing[@]}" -gt 0 ]; then
    apt_need "${missing[@]}"
fi
go_modules
npm_ci
