-- What grid workers say of borders: claims, none of the city's content. Columns as in auth/gpkg/0003.

CREATE TABLE redsail_auth.report (
    n        bigint NOT NULL PRIMARY KEY,
    made     bigint NOT NULL,
    account  text   COLLATE "C" NOT NULL,
    key      text   COLLATE "C" NOT NULL,
    layer    text   NOT NULL,
    code     text   NOT NULL,
    line     text   NOT NULL,
    note     text   NOT NULL,
    state    text   NOT NULL,
    answer   text   NOT NULL,
    answered bigint NOT NULL
);

CREATE UNIQUE INDEX report_key ON redsail_auth.report (account, key) WHERE account <> '';
CREATE INDEX report_made ON redsail_auth.report (account, made);
