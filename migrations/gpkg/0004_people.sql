-- Organisations, persons and posts: versions, their contents, their codes, and views of what is in
-- force today in the city's zone. They are many and small, so a row has only what a reader selects
-- by and the views show. Columns as in 0001. Of persons there is no view: what is personal is
-- sealed in the content, under keys that are kept in another file.

-- +goose Up

CREATE TABLE organisation_version (
    fid          INTEGER NOT NULL PRIMARY KEY,
    id           INTEGER NOT NULL,
    layer        TEXT    NOT NULL,
    code         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    successors   TEXT,
    valid_from   DATE,
    valid_to     DATE,
    rev_from     INTEGER NOT NULL,
    rev_to       INTEGER,
    min_x        DOUBLE,
    min_y        DOUBLE,
    max_x        DOUBLE,
    max_y        DOUBLE,
    kind         TEXT    NOT NULL,
    form         TEXT,
    parent       TEXT,
    of_layer     TEXT,
    of_code      TEXT,
    place        TEXT,
    members      INTEGER,
    office_phone TEXT
);

CREATE UNIQUE INDEX organisation_version_row ON organisation_version (id, rev_from, ifnull(valid_from, ''));
CREATE INDEX organisation_version_code ON organisation_version (code);
CREATE INDEX organisation_version_rev_to ON organisation_version (rev_to) WHERE rev_to IS NOT NULL;

-- geom is null where it is not known where the organisation stands.
CREATE TABLE organisation_content (
    fid  INTEGER NOT NULL PRIMARY KEY,
    body BLOB    NOT NULL,
    geom POINT
);

CREATE TABLE organisation_code (
    layer TEXT    NOT NULL,
    code  TEXT    NOT NULL,
    id    INTEGER NOT NULL,
    PRIMARY KEY (layer, code)
) WITHOUT ROWID;

CREATE VIEW organisations AS
SELECT v.id, v.code, v.name, v.kind, v.form, v.parent, v.of_layer, v.of_code, v.place, v.members, v.office_phone,
       v.valid_from, v.valid_to, v.rev_from, c.geom
FROM organisation_version AS v JOIN organisation_content AS c ON c.fid = v.fid
WHERE v.rev_to IS NULL
  AND (v.valid_from IS NULL OR v.valid_from <= date('now', (SELECT value FROM settings WHERE name = 'utc_offset')))
  AND (v.valid_to IS NULL OR v.valid_to > date('now', (SELECT value FROM settings WHERE name = 'utc_offset')));

CREATE TABLE person_version (
    fid        INTEGER NOT NULL PRIMARY KEY,
    id         INTEGER NOT NULL,
    layer      TEXT    NOT NULL,
    code       TEXT    NOT NULL,
    successors TEXT,
    valid_from DATE,
    valid_to   DATE,
    rev_from   INTEGER NOT NULL,
    rev_to     INTEGER
);

CREATE UNIQUE INDEX person_version_row ON person_version (id, rev_from, ifnull(valid_from, ''));
CREATE INDEX person_version_code ON person_version (code);
CREATE INDEX person_version_rev_to ON person_version (rev_to) WHERE rev_to IS NOT NULL;

CREATE TABLE person_content (
    fid  INTEGER NOT NULL PRIMARY KEY,
    body BLOB    NOT NULL
);

CREATE TABLE person_code (
    layer TEXT    NOT NULL,
    code  TEXT    NOT NULL,
    id    INTEGER NOT NULL,
    PRIMARY KEY (layer, code)
) WITHOUT ROWID;

-- vacant is true of a post without a person, of a team or a desk too, which needs none: which roles
-- these are is in the scheme, not in SQL. Who holds a post is not for other programs.
CREATE TABLE post_version (
    fid          INTEGER NOT NULL PRIMARY KEY,
    id           INTEGER NOT NULL,
    layer        TEXT    NOT NULL,
    code         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    successors   TEXT,
    valid_from   DATE,
    valid_to     DATE,
    rev_from     INTEGER NOT NULL,
    rev_to       INTEGER,
    role         TEXT    NOT NULL,
    specialty    TEXT,
    at_layer     TEXT    NOT NULL,
    at_code      TEXT    NOT NULL,
    vacant       BOOLEAN NOT NULL,
    office_phone TEXT
);

CREATE UNIQUE INDEX post_version_row ON post_version (id, rev_from, ifnull(valid_from, ''));
CREATE INDEX post_version_code ON post_version (code);
CREATE INDEX post_version_rev_to ON post_version (rev_to) WHERE rev_to IS NOT NULL;

CREATE TABLE post_content (
    fid  INTEGER NOT NULL PRIMARY KEY,
    body BLOB    NOT NULL
);

CREATE TABLE post_code (
    layer TEXT    NOT NULL,
    code  TEXT    NOT NULL,
    id    INTEGER NOT NULL,
    PRIMARY KEY (layer, code)
) WITHOUT ROWID;

CREATE VIEW posts AS
SELECT id, code, name, role, specialty, at_layer, at_code, vacant, office_phone, valid_from, valid_to, rev_from
FROM post_version
WHERE rev_to IS NULL
  AND (valid_from IS NULL OR valid_from <= date('now', (SELECT value FROM settings WHERE name = 'utc_offset')))
  AND (valid_to IS NULL OR valid_to > date('now', (SELECT value FROM settings WHERE name = 'utc_offset')));

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
    ('organisation_version', 'attributes', 'organisation_version', 'every version of every organisation', NULL),
    ('person_version', 'attributes', 'person_version', 'every version of every person, without what is personal', NULL),
    ('post_version', 'attributes', 'post_version', 'every version of every post', NULL),
    ('organisations', 'features', 'organisations', '组织 / Organisations', 4326),
    ('posts', 'attributes', 'posts', '岗位 / Posts', NULL);

INSERT INTO gpkg_geometry_columns VALUES ('organisations', 'geom', 'POINT', 4326, 0, 0);
