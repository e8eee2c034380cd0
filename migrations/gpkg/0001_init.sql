-- The GeoPackage store: the tables of OGC 12-128r18 (GeoPackage 1.3.1) and Redsail's own.
-- The view of each layer is made by the program, because the layers come from the scheme.

-- +goose Up

-- "GPKG" and version 1.3.0, which the validators of 2022 know too.
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;

CREATE TABLE gpkg_spatial_ref_sys (
    srs_name                 TEXT    NOT NULL,
    srs_id                   INTEGER NOT NULL PRIMARY KEY,
    organization             TEXT    NOT NULL,
    organization_coordsys_id INTEGER NOT NULL,
    definition               TEXT    NOT NULL,
    description              TEXT
);

INSERT INTO gpkg_spatial_ref_sys VALUES
    ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
    ('WGS 84 geodetic', 4326, 'EPSG', 4326,
     'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
     'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');

CREATE TABLE gpkg_contents (
    table_name  TEXT     NOT NULL PRIMARY KEY,
    data_type   TEXT     NOT NULL,
    identifier  TEXT     UNIQUE,
    description TEXT     DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x       DOUBLE,
    min_y       DOUBLE,
    max_x       DOUBLE,
    max_y       DOUBLE,
    srs_id      INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);

CREATE TABLE gpkg_geometry_columns (
    table_name         TEXT    NOT NULL,
    column_name        TEXT    NOT NULL,
    geometry_type_name TEXT    NOT NULL,
    srs_id             INTEGER NOT NULL,
    z                  TINYINT NOT NULL,
    m                  TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);

-- scheme (YAML), store_id, timeline, utc_offset (a modifier of SQLite's date functions).
CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- One row. rev and hash are those of the latest revision, next_id the next permanent id.
CREATE TABLE counter (
    one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    rev     INTEGER NOT NULL,
    hash    BLOB    NOT NULL CHECK (length(hash) = 32),
    next_id INTEGER NOT NULL
);

INSERT INTO counter VALUES (1, 0, zeroblob(32), 1);

CREATE TABLE revision (
    rev         INTEGER  NOT NULL PRIMARY KEY,
    timeline    TEXT     NOT NULL,
    prev_hash   BLOB     NOT NULL CHECK (length(prev_hash) = 32),
    hash        BLOB     NOT NULL CHECK (length(hash) = 32),
    author      TEXT     NOT NULL,
    note        TEXT     NOT NULL,
    recorded_at DATETIME NOT NULL,
    entries     INTEGER  NOT NULL
);

CREATE TABLE change_log (
    rev  INTEGER NOT NULL,
    seq  INTEGER NOT NULL,
    kind TEXT    NOT NULL,
    key  TEXT    NOT NULL,
    op   TEXT    NOT NULL,
    body BLOB    NOT NULL,
    PRIMARY KEY (rev, seq)
);

-- Every code that was ever given in its layer, with the area that holds it for ever.
CREATE TABLE area_code (
    layer TEXT    NOT NULL,
    code  TEXT    NOT NULL,
    id    INTEGER NOT NULL,
    PRIMARY KEY (layer, code)
) WITHOUT ROWID;

-- One row a version. A null date is an open end, a null rev_to "none has replaced it".
-- min_x … max_y are the bounds of the shape in degrees; lists of codes are joined with ";".
CREATE TABLE area_version (
    fid          INTEGER NOT NULL PRIMARY KEY,
    id           INTEGER NOT NULL,
    layer        TEXT    NOT NULL,
    code         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    name_zh      TEXT,
    name_zh_hant TEXT,
    name_en      TEXT,
    parent       TEXT,
    former       TEXT,
    successors   TEXT,
    class        TEXT,
    households   INTEGER,
    population   INTEGER,
    source       TEXT,
    data_date    TEXT,
    valid_from   DATE,
    valid_to     DATE,
    rev_from     INTEGER NOT NULL,
    rev_to       INTEGER,
    min_x        DOUBLE  NOT NULL,
    min_y        DOUBLE  NOT NULL,
    max_x        DOUBLE  NOT NULL,
    max_y        DOUBLE  NOT NULL
);

CREATE UNIQUE INDEX area_version_row ON area_version (id, rev_from, ifnull(valid_from, ''));
CREATE INDEX area_version_code ON area_version (layer, code);
CREATE INDEX area_version_rev_from ON area_version (rev_from);
CREATE INDEX area_version_rev_to ON area_version (rev_to) WHERE rev_to IS NOT NULL;
CREATE INDEX area_version_parent ON area_version (layer, parent) WHERE rev_to IS NULL;
CREATE INDEX area_version_bounds ON area_version (layer, min_x, min_y, max_x, max_y) WHERE rev_to IS NULL;

-- The heavy half of a version: its canonical content as it is hashed, and the same shape
-- for other programs. An attributes table may not hold a geometry.
CREATE TABLE area_content (
    fid  INTEGER      NOT NULL PRIMARY KEY,
    body BLOB         NOT NULL,
    geom MULTIPOLYGON NOT NULL
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
VALUES ('area_version', 'attributes', 'area_version', 'every version of every area');
