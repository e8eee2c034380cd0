-- The PostGIS store. The program applies the file in one transaction; where the store is to
-- live in another schema, that name takes the place of "redsail" in front of each dot. The
-- view of each layer is made by the program, because the layers come from the scheme.

-- Codes and keys sort by bytes whatever the database's own order: as in Go, as in SQLite.

CREATE TABLE redsail.migration (
    version    integer     PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- scheme (YAML), store_id, zone (IANA name).
CREATE TABLE redsail.settings (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);

-- The layers of the scheme, in its order.
CREATE TABLE redsail.layer (
    key       text COLLATE "C" PRIMARY KEY,
    seq       integer NOT NULL UNIQUE,
    parent    text COLLATE "C" REFERENCES redsail.layer,
    partition boolean NOT NULL
);

-- One row. rev and hash are those of the latest revision, next_id the next permanent id.
-- A writer locks the row first, so that writers follow one another, and updates it last.
CREATE TABLE redsail.counter (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    timeline text    NOT NULL,
    rev      bigint  NOT NULL DEFAULT 0,
    hash     bytea   NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (length(hash) = 32),
    next_id  bigint  NOT NULL DEFAULT 1
);

CREATE TABLE redsail.revision (
    rev         bigint      PRIMARY KEY,
    timeline    text        NOT NULL,
    prev_hash   bytea       NOT NULL CHECK (length(prev_hash) = 32),
    hash        bytea       NOT NULL CHECK (length(hash) = 32),
    author      text        NOT NULL,
    note        text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    entries     integer     NOT NULL
);

-- body is canonical CBOR; sha256 over it goes into the revision's hash.
CREATE TABLE redsail.change_log (
    rev  bigint  NOT NULL REFERENCES redsail.revision,
    seq  integer NOT NULL,
    kind text    COLLATE "C" NOT NULL,
    key  text    COLLATE "C" NOT NULL,
    op   text    COLLATE "C" NOT NULL,
    body bytea   NOT NULL,
    PRIMARY KEY (rev, seq)
);

-- Every code that was ever given in its layer, with the area that holds it for ever.
CREATE TABLE redsail.area_code (
    layer text   COLLATE "C" NOT NULL REFERENCES redsail.layer,
    code  text   COLLATE "C" NOT NULL,
    id    bigint NOT NULL,
    PRIMARY KEY (layer, code)
);

-- One row a version: the seq-th that revision rev_from wrote. It is known from rev_from
-- until rev_to (null = still), and holds from valid_from until valid_to (infinite = open).
-- twice_area is twice the shape's area in square lattice units (1e-7°), exact. body is the
-- canonical content as it is hashed; the columns say the same for other programs.
CREATE TABLE redsail.area_version (
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
    parent       text    COLLATE "C",
    former       text[]  COLLATE "C",
    class        jsonb,
    households   bigint,
    population   bigint,
    source       text,
    data_date    text,
    twice_area   numeric NOT NULL,
    body         bytea   NOT NULL,
    geom         geometry(MultiPolygon, 4326) NOT NULL,
    PRIMARY KEY (rev_from, seq),
    UNIQUE (id, rev_from, valid_from)
);

CREATE INDEX area_version_code ON redsail.area_version (layer, code);
CREATE INDEX area_version_rev_to ON redsail.area_version (rev_to) WHERE rev_to IS NOT NULL;
CREATE INDEX area_version_parent ON redsail.area_version (layer, parent) WHERE rev_to IS NULL;
CREATE INDEX area_version_geom ON redsail.area_version USING gist (geom) WHERE rev_to IS NULL;

-- For owner(): the borders of the versions that the latest revision knows, cut into runs
-- of a few edges, in lattice units. Each edge goes upwards (y1 < y2); level ones cross no
-- ray and are left out. reach is the ground whose eastward ray a run can cross: from the
-- area's west side to the run's east side, over the run's heights.
CREATE TABLE redsail.area_edges (
    rev_from   bigint    NOT NULL,
    seq        integer   NOT NULL,
    layer      text      COLLATE "C" NOT NULL,
    valid_from date      NOT NULL,
    valid_to   date      NOT NULL,
    reach      box       NOT NULL,
    x1         integer[] NOT NULL,
    y1         integer[] NOT NULL,
    x2         integer[] NOT NULL,
    y2         integer[] NOT NULL,
    FOREIGN KEY (rev_from, seq) REFERENCES redsail.area_version
);

CREATE INDEX area_edges_version ON redsail.area_edges (rev_from, seq);
CREATE INDEX area_edges_reach ON redsail.area_edges USING gist (reach);

-- The code of the area of a layer that owns a position (WGS-84 degrees) on a day, a civil
-- date in the city's zone whatever the session's is, by what the latest revision knows; at
-- null = today. Null in a gap, and when layer, lon or lat is null. It is an error when there
-- is no such layer, no such place on the earth or no such day.
--
-- The owner is the area whose inside holds (x+ε, y+ε²), where (x, y) is the position on
-- the lattice: an odd number of its edges crosses the ray that goes east from there. Where
-- areas overlap the smaller owns, then the lower code in byte order.
CREATE FUNCTION redsail.owner(layer text, lon double precision, lat double precision, at date)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
#variable_conflict use_column
DECLARE
    x      bigint;
    y      bigint;
    place  box;
    day    date;
    result text;
BEGIN
    IF owner.layer IS NULL OR lon IS NULL OR lat IS NULL THEN
        RETURN NULL;
    END IF;
    -- NaN counts as greater than every number, so it is refused too.
    IF NOT (lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90) THEN
        RAISE EXCEPTION 'position lon %, lat % is not within ±180°, ±90°', lon, lat
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT isfinite(at) THEN
        RAISE EXCEPTION 'at is %, which is no day', at USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- Two rounded steps in float8, as geo.Snap: a bare 1e7 or 0.5 would be numeric.
    x := trunc(lon * float8 '1e7' + CASE WHEN lon < 0 THEN float8 '-0.5' ELSE float8 '0.5' END)::bigint;
    y := trunc(lat * float8 '1e7' + CASE WHEN lat < 0 THEN float8 '-0.5' ELSE float8 '0.5' END)::bigint;
    place := box(point(x, y), point(x, y));
    day := coalesce(at, (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date);

    -- Differences of two coordinates need more than 32 bits, their products fit 64.
    SELECT v.code INTO result
    FROM (
        SELECT e.rev_from, e.seq
        FROM redsail.area_edges AS e
        CROSS JOIN LATERAL unnest(e.x1, e.y1, e.x2, e.y2) AS s (x1, y1, x2, y2)
        WHERE e.reach && place AND e.layer = owner.layer AND e.valid_from <= day AND day < e.valid_to
          AND s.y1 <= y AND y < s.y2
          AND (s.x2 - s.x1::bigint) * (y - s.y1) > (x - s.x1) * (s.y2 - s.y1::bigint)
        GROUP BY e.rev_from, e.seq
        HAVING count(*) % 2 = 1
    ) AS inside
    JOIN redsail.area_version AS v USING (rev_from, seq)
    ORDER BY v.twice_area, v.code
    LIMIT 1;

    IF result IS NULL AND NOT EXISTS (SELECT FROM redsail.layer AS l WHERE l.key = owner.layer) THEN
        RAISE EXCEPTION 'there is no layer "%"', owner.layer USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN result;
END
$$;

COMMENT ON FUNCTION redsail.owner(text, double precision, double precision, date) IS
    'code of the area of the layer that owns the position (WGS-84 degrees) on the day, a date in the city''s zone; null in a gap';

-- The same at a moment; null or left out = now. A bare text literal is a moment, read in the
-- session's zone: owner('grid', x, y, '2026-07-01') is asked about midnight there. Who means
-- the day writes date '2026-07-01'.
CREATE FUNCTION redsail.owner(layer text, lon double precision, lat double precision, at timestamptz DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN redsail.owner(layer, lon, lat,
        (coalesce(at, now()) AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date);
END
$$;

COMMENT ON FUNCTION redsail.owner(text, double precision, double precision, timestamptz) IS
    'code of the area of the layer that owns the position (WGS-84 degrees) at the moment (default now); null in a gap; a bare text literal is a moment in the session''s zone, so write date ''2026-07-01'' for a day';

-- The views of the layers are for reading: what a GIS wrote through them would stand beside
-- the log of changes and be seen by nobody else.
CREATE FUNCTION redsail.refuse_edit() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'redsail.% is read-only: import the edited areas, so that the change gets a revision', TG_TABLE_NAME
        USING ERRCODE = 'read_only_sql_transaction';
END
$$;
