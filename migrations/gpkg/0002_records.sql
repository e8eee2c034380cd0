-- Buildings, lines and places, kept as areas are: versions, their contents, their codes, and
-- a feature view of what is in force today in the city's zone. Columns as in 0001.

-- +goose Up

CREATE TABLE building_version (
    fid          INTEGER NOT NULL PRIMARY KEY,
    id           INTEGER NOT NULL,
    layer        TEXT    NOT NULL,
    code         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    name_zh      TEXT,
    name_zh_hant TEXT,
    name_en      TEXT,
    former       TEXT,
    successors   TEXT,
    class        TEXT,
    source       TEXT,
    data_date    TEXT,
    valid_from   DATE,
    valid_to     DATE,
    rev_from     INTEGER NOT NULL,
    rev_to       INTEGER,
    min_x        DOUBLE  NOT NULL,
    min_y        DOUBLE  NOT NULL,
    max_x        DOUBLE  NOT NULL,
    max_y        DOUBLE  NOT NULL,
    address      TEXT,
    storeys      INTEGER,
    households   INTEGER,
    grid         TEXT,
    compound     TEXT
);

CREATE UNIQUE INDEX building_version_row ON building_version (id, rev_from, ifnull(valid_from, ''));
CREATE INDEX building_version_code ON building_version (layer, code);
CREATE INDEX building_version_rev_from ON building_version (rev_from);
CREATE INDEX building_version_rev_to ON building_version (rev_to) WHERE rev_to IS NOT NULL;
CREATE INDEX building_version_grid ON building_version (grid) WHERE rev_to IS NULL;
CREATE INDEX building_version_compound ON building_version (compound) WHERE rev_to IS NULL;

-- The ground plan, or a point where only that is known.
CREATE TABLE building_content (
    fid  INTEGER  NOT NULL PRIMARY KEY,
    body BLOB     NOT NULL,
    geom GEOMETRY NOT NULL
);

CREATE TABLE building_code (
    layer TEXT    NOT NULL,
    code  TEXT    NOT NULL,
    id    INTEGER NOT NULL,
    PRIMARY KEY (layer, code)
) WITHOUT ROWID;

CREATE VIEW buildings AS
SELECT v.id, v.code, v.name, v.name_zh, v.name_zh_hant, v.name_en, v.former, v.class, v.address, v.storeys, v.households,
       v.grid, v.compound, v.source, v.data_date, v.valid_from, v.valid_to, v.rev_from, c.geom
FROM building_version AS v JOIN building_content AS c ON c.fid = v.fid
WHERE v.rev_to IS NULL
  AND (v.valid_from IS NULL OR v.valid_from <= date('now', (SELECT value FROM settings WHERE name = 'utc_offset')))
  AND (v.valid_to IS NULL OR v.valid_to > date('now', (SELECT value FROM settings WHERE name = 'utc_offset')));

CREATE TABLE line_version (
    fid          INTEGER NOT NULL PRIMARY KEY,
    id           INTEGER NOT NULL,
    layer        TEXT    NOT NULL,
    code         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    name_zh      TEXT,
    name_zh_hant TEXT,
    name_en      TEXT,
    former       TEXT,
    successors   TEXT,
    class        TEXT,
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

CREATE UNIQUE INDEX line_version_row ON line_version (id, rev_from, ifnull(valid_from, ''));
CREATE INDEX line_version_code ON line_version (layer, code);
CREATE INDEX line_version_rev_from ON line_version (rev_from);
CREATE INDEX line_version_rev_to ON line_version (rev_to) WHERE rev_to IS NOT NULL;

CREATE TABLE line_content (
    fid  INTEGER         NOT NULL PRIMARY KEY,
    body BLOB            NOT NULL,
    geom MULTILINESTRING NOT NULL
);

CREATE TABLE line_code (
    layer TEXT    NOT NULL,
    code  TEXT    NOT NULL,
    id    INTEGER NOT NULL,
    PRIMARY KEY (layer, code)
) WITHOUT ROWID;

CREATE VIEW lines AS
SELECT v.id, v.layer, v.code, v.name, v.name_zh, v.name_zh_hant, v.name_en, v.former, v.class,
       v.source, v.data_date, v.valid_from, v.valid_to, v.rev_from, c.geom
FROM line_version AS v JOIN line_content AS c ON c.fid = v.fid
WHERE v.rev_to IS NULL
  AND (v.valid_from IS NULL OR v.valid_from <= date('now', (SELECT value FROM settings WHERE name = 'utc_offset')))
  AND (v.valid_to IS NULL OR v.valid_to > date('now', (SELECT value FROM settings WHERE name = 'utc_offset')));

-- The layer of a place is its kind. services and skills are lists in JSON, for a tag may
-- hold any text.
CREATE TABLE place_version (
    fid          INTEGER NOT NULL PRIMARY KEY,
    id           INTEGER NOT NULL,
    layer        TEXT    NOT NULL,
    code         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    name_zh      TEXT,
    name_zh_hant TEXT,
    name_en      TEXT,
    former       TEXT,
    successors   TEXT,
    class        TEXT,
    source       TEXT,
    data_date    TEXT,
    valid_from   DATE,
    valid_to     DATE,
    rev_from     INTEGER NOT NULL,
    rev_to       INTEGER,
    min_x        DOUBLE  NOT NULL,
    min_y        DOUBLE  NOT NULL,
    max_x        DOUBLE  NOT NULL,
    max_y        DOUBLE  NOT NULL,
    address      TEXT,
    services     TEXT,
    skills       TEXT,
    state        TEXT    NOT NULL,
    floor_area   INTEGER,
    tenure       TEXT,
    owner        TEXT
);

CREATE UNIQUE INDEX place_version_row ON place_version (id, rev_from, ifnull(valid_from, ''));
CREATE INDEX place_version_code ON place_version (layer, code);
CREATE INDEX place_version_rev_from ON place_version (rev_from);
CREATE INDEX place_version_rev_to ON place_version (rev_to) WHERE rev_to IS NOT NULL;

CREATE TABLE place_content (
    fid  INTEGER NOT NULL PRIMARY KEY,
    body BLOB    NOT NULL,
    geom POINT   NOT NULL
);

CREATE TABLE place_code (
    layer TEXT    NOT NULL,
    code  TEXT    NOT NULL,
    id    INTEGER NOT NULL,
    PRIMARY KEY (layer, code)
) WITHOUT ROWID;

CREATE VIEW places AS
SELECT v.id, v.layer AS kind, v.code, v.name, v.name_zh, v.name_zh_hant, v.name_en, v.former, v.class, v.address, v.services, v.skills,
       v.state, v.floor_area, v.tenure, v.owner, v.source, v.data_date, v.valid_from, v.valid_to, v.rev_from, c.geom
FROM place_version AS v JOIN place_content AS c ON c.fid = v.fid
WHERE v.rev_to IS NULL
  AND (v.valid_from IS NULL OR v.valid_from <= date('now', (SELECT value FROM settings WHERE name = 'utc_offset')))
  AND (v.valid_to IS NULL OR v.valid_to > date('now', (SELECT value FROM settings WHERE name = 'utc_offset')));

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
    ('building_version', 'attributes', 'building_version', 'every version of every building', NULL),
    ('line_version', 'attributes', 'line_version', 'every version of every line', NULL),
    ('place_version', 'attributes', 'place_version', 'every version of every place', NULL),
    ('buildings', 'features', 'buildings', '建筑 / Buildings', 4326),
    ('lines', 'features', 'lines', '道路、河流、铁路、围墙 / Roads, rivers, railways, walls', 4326),
    ('places', 'features', 'places', '服务场所 / Places', 4326);

INSERT INTO gpkg_geometry_columns VALUES
    ('buildings', 'geom', 'GEOMETRY', 4326, 0, 0),
    ('lines', 'geom', 'MULTILINESTRING', 4326, 0, 0),
    ('places', 'geom', 'POINT', 4326, 0, 0);
