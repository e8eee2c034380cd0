-- The entries of puts get back their keys and bodies: the canonical CBOR of a map, cut open where the
-- content goes. x'6…' is a text with its length, x'A…' a map with its number of members.

CREATE TABLE wide_log (
    rev  INTEGER NOT NULL,
    seq  INTEGER NOT NULL,
    kind TEXT    NOT NULL,
    key  TEXT    NOT NULL,
    op   TEXT    NOT NULL,
    body BLOB    NOT NULL,
    content INTEGER,
    cut INTEGER,
    PRIMARY KEY (rev, seq)
);

INSERT INTO wide_log SELECT rev, seq, kind, key, op, body, content, cut FROM change_log WHERE body IS NOT NULL;

WITH version AS (
    SELECT 'area' AS kind, fid, id, layer, code, valid_from, valid_to FROM area_version
    UNION ALL SELECT 'building' AS kind, fid, id, layer, code, valid_from, valid_to FROM building_version
    UNION ALL SELECT 'line' AS kind, fid, id, layer, code, valid_from, valid_to FROM line_version
    UNION ALL SELECT 'organisation' AS kind, fid, id, layer, code, valid_from, valid_to FROM organisation_version
    UNION ALL SELECT 'person' AS kind, fid, id, layer, code, valid_from, valid_to FROM person_version
    UNION ALL SELECT 'place' AS kind, fid, id, layer, code, valid_from, valid_to FROM place_version
    UNION ALL SELECT 'post' AS kind, fid, id, layer, code, valid_from, valid_to FROM post_version
), part AS (
    SELECT l.rev, l.seq, l.kind, l.content, v.layer || '/' || v.code AS key,
        unhex(printf('%02X', 160 + CASE l.kind WHEN 'area' THEN 5 ELSE 6 END + (v.valid_from IS NOT NULL) + (v.valid_to IS NOT NULL))) -- members
            || x'626964' || unhex(CASE WHEN v.id < 24 THEN printf('%02X', v.id) WHEN v.id < 256 THEN printf('18%02X', v.id)
                WHEN v.id < 65536 THEN printf('19%04X', v.id) WHEN v.id < 4294967296 THEN printf('1A%08X', v.id) ELSE printf('1B%016X', v.id) END) -- "id"
            || x'626F7063707574' -- "op": "put"
            || ifnull(x'62746F6A' || v.valid_to, '') AS head, -- "to"
        x'64636F6465' || unhex(CASE WHEN length(CAST(v.code AS BLOB)) < 24 THEN printf('%02X', 96 + length(CAST(v.code AS BLOB)))
                WHEN length(CAST(v.code AS BLOB)) < 256 THEN printf('78%02X', length(CAST(v.code AS BLOB)))
                ELSE printf('79%04X', length(CAST(v.code AS BLOB))) END) || v.code -- "code"
            || ifnull(x'6466726F6D6A' || v.valid_from, '') AS code, -- "from"
        x'656C61796572' || unhex(CASE WHEN length(v.layer) < 24 THEN printf('%02X', 96 + length(v.layer))
                WHEN length(v.layer) < 256 THEN printf('78%02X', length(v.layer)) ELSE printf('79%04X', length(v.layer)) END) || v.layer AS layer -- "layer"
    FROM change_log AS l JOIN version AS v ON v.kind = l.kind AND v.fid = l.content
    WHERE l.body IS NULL
), half AS (
    SELECT rev, seq, kind, content, key,
        CASE kind WHEN 'area' THEN head || x'6461726561' -- "area"
            ELSE head || code || x'646B696E64' || unhex(printf('%02X', 96 + length(kind))) || kind || layer || x'67636F6E74656E74' END AS front, -- "kind", "content"
        CASE kind WHEN 'area' THEN code || layer ELSE '' END AS back
    FROM part
)
INSERT INTO wide_log SELECT rev, seq, kind, key, 'put', CAST(front || back AS BLOB), content, length(CAST(front AS BLOB)) FROM half;

DROP TABLE change_log;
ALTER TABLE wide_log RENAME TO change_log;
