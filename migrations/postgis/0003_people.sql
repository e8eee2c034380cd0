-- Organisations, persons and posts, kept as the other kinds are: versions with the canonical
-- content as it is hashed, codes, and views of what is in force today in the city's zone. Of
-- persons there is no view: what is personal is sealed in the body, under keys that are kept apart.

-- geom is null where it is not known where the organisation stands.
CREATE TABLE redsail.organisation_version (
    rev_from     bigint  NOT NULL REFERENCES redsail.revision,
    seq          integer NOT NULL,
    rev_to       bigint  CHECK (rev_to > rev_from),
    id           bigint  NOT NULL,
    layer        text    COLLATE "C" NOT NULL,
    code         text    COLLATE "C" NOT NULL,
    valid_from   date    NOT NULL,
    valid_to     date    NOT NULL CHECK (valid_to > valid_from),
    successors   text[]  COLLATE "C",
    body         bytea   NOT NULL,
    name         text    NOT NULL,
    geom         geometry(Point, 4326),
    kind         text    COLLATE "C" NOT NULL,
    form         text,
    parent       text    COLLATE "C",
    of_layer     text    COLLATE "C",
    of_code      text    COLLATE "C",
    place        text    COLLATE "C",
    members      bigint,
    office_phone text,
    PRIMARY KEY (rev_from, seq),
    UNIQUE (id, rev_from, valid_from)
);

CREATE INDEX organisation_version_code ON redsail.organisation_version (layer, code);
CREATE INDEX organisation_version_rev_to ON redsail.organisation_version (rev_to) WHERE rev_to IS NOT NULL;

CREATE TABLE redsail.organisation_code (
    layer text   COLLATE "C" NOT NULL,
    code  text   COLLATE "C" NOT NULL,
    id    bigint NOT NULL,
    PRIMARY KEY (layer, code)
);

CREATE VIEW redsail.organisations AS
SELECT id, code, name, kind, form, parent, of_layer, of_code, place, members, office_phone,
       nullif(valid_from, '-infinity') AS valid_from, nullif(valid_to, 'infinity') AS valid_to, rev_from, geom
FROM redsail.organisation_version
WHERE rev_to IS NULL
  AND valid_from <= (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date
  AND valid_to > (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date;

COMMENT ON VIEW redsail.organisations IS '组织 / Organisations';

CREATE TABLE redsail.person_version (
    rev_from   bigint  NOT NULL REFERENCES redsail.revision,
    seq        integer NOT NULL,
    rev_to     bigint  CHECK (rev_to > rev_from),
    id         bigint  NOT NULL,
    layer      text    COLLATE "C" NOT NULL,
    code       text    COLLATE "C" NOT NULL,
    valid_from date    NOT NULL,
    valid_to   date    NOT NULL CHECK (valid_to > valid_from),
    successors text[]  COLLATE "C",
    body       bytea   NOT NULL,
    PRIMARY KEY (rev_from, seq),
    UNIQUE (id, rev_from, valid_from)
);

CREATE INDEX person_version_code ON redsail.person_version (layer, code);
CREATE INDEX person_version_rev_to ON redsail.person_version (rev_to) WHERE rev_to IS NOT NULL;

CREATE TABLE redsail.person_code (
    layer text   COLLATE "C" NOT NULL,
    code  text   COLLATE "C" NOT NULL,
    id    bigint NOT NULL,
    PRIMARY KEY (layer, code)
);

-- vacant is true of a post without a person, of a team or a desk too, which needs none: which roles
-- these are is in the scheme, not in SQL. Who holds a post is not for other programs.
CREATE TABLE redsail.post_version (
    rev_from     bigint  NOT NULL REFERENCES redsail.revision,
    seq          integer NOT NULL,
    rev_to       bigint  CHECK (rev_to > rev_from),
    id           bigint  NOT NULL,
    layer        text    COLLATE "C" NOT NULL,
    code         text    COLLATE "C" NOT NULL,
    valid_from   date    NOT NULL,
    valid_to     date    NOT NULL CHECK (valid_to > valid_from),
    successors   text[]  COLLATE "C",
    body         bytea   NOT NULL,
    name         text    NOT NULL,
    role         text    COLLATE "C" NOT NULL,
    specialty    text,
    at_layer     text    COLLATE "C" NOT NULL,
    at_code      text    COLLATE "C" NOT NULL,
    vacant       boolean NOT NULL,
    office_phone text,
    PRIMARY KEY (rev_from, seq),
    UNIQUE (id, rev_from, valid_from)
);

CREATE INDEX post_version_code ON redsail.post_version (layer, code);
CREATE INDEX post_version_rev_to ON redsail.post_version (rev_to) WHERE rev_to IS NOT NULL;
CREATE INDEX post_version_at ON redsail.post_version (at_layer, at_code) WHERE rev_to IS NULL;

CREATE TABLE redsail.post_code (
    layer text   COLLATE "C" NOT NULL,
    code  text   COLLATE "C" NOT NULL,
    id    bigint NOT NULL,
    PRIMARY KEY (layer, code)
);

CREATE VIEW redsail.posts AS
SELECT id, code, name, role, specialty, at_layer, at_code, vacant, office_phone,
       nullif(valid_from, '-infinity') AS valid_from, nullif(valid_to, 'infinity') AS valid_to, rev_from
FROM redsail.post_version
WHERE rev_to IS NULL
  AND valid_from <= (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date
  AND valid_to > (now() AT TIME ZONE (SELECT value FROM redsail.settings WHERE name = 'zone'))::date;

COMMENT ON VIEW redsail.posts IS '岗位 / Posts';

-- As the views of the layers they are for reading.
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON redsail.organisations
    FOR EACH ROW EXECUTE FUNCTION redsail.refuse_edit();
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON redsail.posts
    FOR EACH ROW EXECUTE FUNCTION redsail.refuse_edit();
