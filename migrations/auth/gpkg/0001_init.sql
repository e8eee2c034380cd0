-- Accounts, sessions, tokens, tries, what is open to the public, and the audit: a file of its own
-- beside the store, for what is in it is none of the city's. Times are microseconds since 1970 UTC,
-- 0 = none. Lists are JSON.

CREATE TABLE account (
    name        TEXT    NOT NULL PRIMARY KEY,
    title       TEXT    NOT NULL,
    roles       TEXT    NOT NULL,
    scope       TEXT    NOT NULL,
    whole_city  INTEGER NOT NULL,
    hash        TEXT    NOT NULL,
    must_change INTEGER NOT NULL,
    subject     TEXT    NOT NULL,
    secret      BLOB,
    factor_on   INTEGER NOT NULL,
    step        INTEGER NOT NULL,
    disabled    INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    demo        INTEGER NOT NULL,
    created     INTEGER NOT NULL,
    changed     INTEGER NOT NULL
) WITHOUT ROWID;

CREATE UNIQUE INDEX account_subject ON account (subject) WHERE subject <> '';

CREATE TABLE session (
    hash    BLOB    NOT NULL PRIMARY KEY,
    account TEXT    NOT NULL,
    epoch   INTEGER NOT NULL,
    phone   INTEGER NOT NULL,
    bound   INTEGER NOT NULL,
    created INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    agent   TEXT    NOT NULL
) WITHOUT ROWID;

CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE token (
    id      TEXT    NOT NULL PRIMARY KEY,
    name    TEXT    NOT NULL,
    account TEXT    NOT NULL,
    hash    BLOB    NOT NULL UNIQUE,
    actions TEXT,
    display INTEGER NOT NULL,
    view    TEXT    NOT NULL,
    epoch   INTEGER NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE attempt (
    key TEXT    NOT NULL,
    at  INTEGER NOT NULL
);

CREATE INDEX attempt_key ON attempt (key, at);

CREATE TABLE opened (key TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE secret (name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE audit (
    seq      INTEGER NOT NULL PRIMARY KEY,
    at       INTEGER NOT NULL,
    account  TEXT    NOT NULL,
    via      TEXT    NOT NULL,
    action   TEXT    NOT NULL,
    of       TEXT    NOT NULL,
    outcome  TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    address  TEXT    NOT NULL,
    prev     BLOB    NOT NULL,
    hash     BLOB    NOT NULL
);

-- Rows of the audit are only added. Old ones go by one way: while the gate names the last that may.
CREATE TABLE audit_gate (until INTEGER NOT NULL);

-- Replacing a row (INSERT OR REPLACE) calls no trigger of deletes.
CREATE TRIGGER audit_behind BEFORE INSERT ON audit
WHEN new.seq <= ifnull((SELECT max(seq) FROM audit), 0)
BEGIN SELECT RAISE(ABORT, 'rows of the audit come behind the last'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'rows of the audit are never changed'); END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
WHEN old.seq > ifnull((SELECT max(until) FROM audit_gate), 0)
BEGIN SELECT RAISE(ABORT, 'rows of the audit go only when they are old'); END;
