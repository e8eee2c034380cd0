-- A put that made one version, as nearly all do, says nothing that the rows of that version do not
-- say: its entry in the log then names them and has neither key nor op nor body of its own. Entries
-- of before stay as they are. The table is its own index.

-- +goose Up

CREATE TABLE redsail_log (
    rev     INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    -- Null where the entry is the put of version content.
    key     TEXT,
    op      TEXT,
    body    BLOB,
    -- fid in area_version and area_content, building_version … as kind says; null where body is whole.
    content INTEGER,
    -- The bytes of body in front of the content; null where there is no body, or it is whole.
    cut     INTEGER,
    PRIMARY KEY (rev, seq),
    CHECK (body IS NOT NULL AND key IS NOT NULL AND op IS NOT NULL OR content IS NOT NULL AND cut IS NULL)
) WITHOUT ROWID;

INSERT INTO redsail_log SELECT rev, seq, kind, key, op, body, content, cut FROM change_log ORDER BY rev, seq;
DROP TABLE change_log;
ALTER TABLE redsail_log RENAME TO change_log;
