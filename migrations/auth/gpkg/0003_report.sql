-- What grid workers say of borders: claims, none of the city's content. They stand beside accounts, for
-- each is one's; account and key are empty when that account is no more. Line is JSON: points of the
-- lattice (1e-7°). Times are microseconds since 1970 UTC, 0 = none.

CREATE TABLE report (
    n        INTEGER NOT NULL PRIMARY KEY,
    made     INTEGER NOT NULL,
    account  TEXT    NOT NULL,
    key      TEXT    NOT NULL,
    layer    TEXT    NOT NULL,
    code     TEXT    NOT NULL,
    line     TEXT    NOT NULL,
    note     TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    answer   TEXT    NOT NULL,
    answered INTEGER NOT NULL
);

CREATE UNIQUE INDEX report_key ON report (account, key) WHERE account <> '';
CREATE INDEX report_made ON report (account, made);
