-- Buildings, lines and places, kept as areas are: versions with the canonical content as it
-- is hashed, codes, and a view of what is in force today in the city's zone. Columns as in
-- area_version.

-- geom is the ground plan, or a point where only that is known.
CREATE TABLE redsail.building_version (
    rev_from     bigint  NOT NULL REFERENCES redsail.revision,
    seq          integer NOT NULL,
    rev_to       bigint  CHECK (rev_to > rev_from),
    id           bigint  NOT NULL,
    layer        text    COLLATE "C" NOT NULL,
    code         text    COLLATE "C" NOT NULL,
    valid_from   date    NOT NULL,
    valid_to     date    NOT NULL CHECK (valid_to > valid_from),
    successors   text[]  COLLATE "C",
    name         text    NOT NULL,
    name_zh      text,
    name_zh_hant text,
    name_en      text,
    former       text[]  COLLATE "C",
    class        jsonb,
    source       text,
    data_date    text,
    body         bytea   NOT NULL,
    geom         geometry(Geometry, 4326) NOT NULL,
    address      text,
    storeys      bigint,
    households   bigint,
    grid         text    COLLATE "C",
    compound     text    COLLATE "C",
    PRIMARY KEY (rev_from, seq),
    UNIQUE (id, rev_from, valid_from)
);

CREATE INDEX building_version_code ON redsail.building_version (layer, code);
CREATE INDEX building_version_rev_to ON redsail.building_version (rev_to) WHERE rev_to IS NOT NULL;
CREATE INDEX building_version_geom ON redsail.building_version USING gist (geom) WHERE rev_to IS NULL;
CREATE INDEX building_version_grid ON redsail.building_version (grid) WHERE rev_to IS NULL;
CREATE INDEX building_version_compound ON redsail.building_version (compound) WHERE rev_to IS NULL;

CREATE TABLE redsail.building_code (
    layer text   COLLATE "C" NOT NULL,
    code  text   COLLATE "C" NOT NULL,
    id    bigint NOT NULL,
    PRIMARY KEY (layer, code)
);

CREATE VIEW redsail.buildings AS
SELECT id, code, name, name_zh, name_zh_hant, name_en, former, class, address, storeys, households, grid, compound, source, data_date,
       nullif(valid_from, '-infinity') AS valid_from, nullif(valid_to, 'infinity') AS valid_to, rev_from, geom
FROM redsail.building_version
WHERE rev_to IS NULL
  AND valid_from <= (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date
  AND valid_to > (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date;

COMMENT ON VIEW redsail.buildings IS '建筑 / Buildings';

CREATE TABLE redsail.line_version (
    rev_from     bigint  NOT NULL REFERENCES redsail.revision,
    seq          integer NOT NULL,
    rev_to       bigint  CHECK (rev_to > rev_from),
    id           bigint  NOT NULL,
    layer        text    COLLATE "C" NOT NULL,
    code         text    COLLATE "C" NOT NULL,
    valid_from   date    NOT NULL,
    valid_to     date    NOT NULL CHECK (valid_to > valid_from),
    successors   text[]  COLLATE "C",
    name         text    NOT NULL,
    name_zh      text,
    name_zh_hant text,
    name_en      text,
    former       text[]  COLLATE "C",
    class        jsonb,
    source       text,
    data_date    text,
    body         bytea   NOT NULL,
    geom         geometry(MultiLineString, 4326) NOT NULL,
    PRIMARY KEY (rev_from, seq),
    UNIQUE (id, rev_from, valid_from)
);

CREATE INDEX line_version_code ON redsail.line_version (layer, code);
CREATE INDEX line_version_rev_to ON redsail.line_version (rev_to) WHERE rev_to IS NOT NULL;
CREATE INDEX line_version_geom ON redsail.line_version USING gist (geom) WHERE rev_to IS NULL;

CREATE TABLE redsail.line_code (
    layer text   COLLATE "C" NOT NULL,
    code  text   COLLATE "C" NOT NULL,
    id    bigint NOT NULL,
    PRIMARY KEY (layer, code)
);

CREATE VIEW redsail.lines AS
SELECT id, layer, code, name, name_zh, name_zh_hant, name_en, former, class, source, data_date,
       nullif(valid_from, '-infinity') AS valid_from, nullif(valid_to, 'infinity') AS valid_to, rev_from, geom
FROM redsail.line_version
WHERE rev_to IS NULL
  AND valid_from <= (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date
  AND valid_to > (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date;

COMMENT ON VIEW redsail.lines IS '道路、河流、铁路、围墙 / Roads, rivers, railways, walls';

-- The layer of a place is its kind.
CREATE TABLE redsail.place_version (
    rev_from     bigint  NOT NULL REFERENCES redsail.revision,
    seq          integer NOT NULL,
    rev_to       bigint  CHECK (rev_to > rev_from),
    id           bigint  NOT NULL,
    layer        text    COLLATE "C" NOT NULL,
    code         text    COLLATE "C" NOT NULL,
    valid_from   date    NOT NULL,
    valid_to     date    NOT NULL CHECK (valid_to > valid_from),
    successors   text[]  COLLATE "C",
    name         text    NOT NULL,
    name_zh      text,
    name_zh_hant text,
    name_en      text,
    former       text[]  COLLATE "C",
    class        jsonb,
    source       text,
    data_date    text,
    body         bytea   NOT NULL,
    geom         geometry(Point, 4326) NOT NULL,
    address      text,
    services     text[],
    skills       text[],
    state        text    COLLATE "C" NOT NULL,
    floor_area   bigint,
    tenure       text,
    owner        text    COLLATE "C",
    PRIMARY KEY (rev_from, seq),
    UNIQUE (id, rev_from, valid_from)
);

CREATE INDEX place_version_code ON redsail.place_version (layer, code);
CREATE INDEX place_version_rev_to ON redsail.place_version (rev_to) WHERE rev_to IS NOT NULL;
CREATE INDEX place_version_geom ON redsail.place_version USING gist (geom) WHERE rev_to IS NULL;

CREATE TABLE redsail.place_code (
    layer text   COLLATE "C" NOT NULL,
    code  text   COLLATE "C" NOT NULL,
    id    bigint NOT NULL,
    PRIMARY KEY (layer, code)
);

CREATE VIEW redsail.places AS
SELECT id, layer AS kind, code, name, name_zh, name_zh_hant, name_en, former, class, address, services, skills, state, floor_area, tenure, owner, source, data_date,
       nullif(valid_from, '-infinity') AS valid_from, nullif(valid_to, 'infinity') AS valid_to, rev_from, geom
FROM redsail.place_version
WHERE rev_to IS NULL
  AND valid_from <= (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date
  AND valid_to > (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date;

COMMENT ON VIEW redsail.places IS '服务场所 / Places';

-- As the views of the layers they are for reading.
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON redsail.buildings
    FOR EACH ROW EXECUTE FUNCTION redsail.refuse_edit();
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON redsail.lines
    FOR EACH ROW EXECUTE FUNCTION redsail.refuse_edit();
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON redsail.places
    FOR EACH ROW EXECUTE FUNCTION redsail.refuse_edit();
