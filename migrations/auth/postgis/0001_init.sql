-- Accounts, sessions, tokens, tries, what is open to the public, and the audit: a schema of its own,
-- so that a role may read the city and none of this. Columns as in auth/gpkg/0001.

CREATE TABLE redsail_auth.account (
    name        text    COLLATE "C" NOT NULL PRIMARY KEY,
    title       text    NOT NULL,
    roles       text    NOT NULL,
    scope       text    NOT NULL,
    whole_city  boolean NOT NULL,
    hash        text    NOT NULL,
    must_change boolean NOT NULL,
    subject     text    NOT NULL,
    secret      bytea,
    factor_on   boolean NOT NULL,
    step        bigint  NOT NULL,
    disabled    boolean NOT NULL,
    epoch       bigint  NOT NULL,
    demo        boolean NOT NULL,
    created     bigint  NOT NULL,
    changed     bigint  NOT NULL
);

CREATE UNIQUE INDEX account_subject ON redsail_auth.account (subject) WHERE subject <> '';

CREATE TABLE redsail_auth.session (
    hash    bytea   NOT NULL PRIMARY KEY,
    account text    COLLATE "C" NOT NULL,
    epoch   bigint  NOT NULL,
    phone   boolean NOT NULL,
    bound   boolean NOT NULL,
    created bigint  NOT NULL,
    seen    bigint  NOT NULL,
    expires bigint  NOT NULL,
    agent   text    NOT NULL
);

CREATE INDEX session_account ON redsail_auth.session (account);
CREATE INDEX session_expires ON redsail_auth.session (expires);

CREATE TABLE redsail_auth.token (
    id      text    COLLATE "C" NOT NULL PRIMARY KEY,
    name    text    NOT NULL,
    account text    COLLATE "C" NOT NULL,
    hash    bytea   NOT NULL UNIQUE,
    actions text,
    display boolean NOT NULL,
    view    text    NOT NULL,
    epoch   bigint  NOT NULL,
    created bigint  NOT NULL,
    expires bigint  NOT NULL
);

CREATE TABLE redsail_auth.attempt (
    key text   COLLATE "C" NOT NULL,
    at  bigint NOT NULL
);

CREATE INDEX attempt_key ON redsail_auth.attempt (key, at);

CREATE TABLE redsail_auth.opened (key text COLLATE "C" NOT NULL PRIMARY KEY);

CREATE TABLE redsail_auth.secret (name text NOT NULL PRIMARY KEY, value bytea NOT NULL);

CREATE TABLE redsail_auth.audit (
    seq      bigint NOT NULL PRIMARY KEY,
    at       bigint NOT NULL,
    account  text   NOT NULL,
    via      text   NOT NULL,
    action   text   NOT NULL,
    of       text   NOT NULL,
    outcome  text   NOT NULL,
    reason   text   NOT NULL,
    revision bigint NOT NULL,
    address  text   NOT NULL,
    prev     bytea  NOT NULL,
    hash     bytea  NOT NULL
);

-- Rows of the audit are only added. Old ones go by one way: drop_audit, which names the last.
CREATE FUNCTION redsail_auth.refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.seq <= coalesce(nullif(current_setting('redsail.audit_until', true), ''), '0')::bigint THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of the audit are only added' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_rows BEFORE UPDATE OR DELETE ON redsail_auth.audit
    FOR EACH ROW EXECUTE FUNCTION redsail_auth.refuse_audit();
CREATE TRIGGER audit_whole BEFORE TRUNCATE ON redsail_auth.audit
    FOR EACH STATEMENT EXECUTE FUNCTION redsail_auth.refuse_audit();

CREATE FUNCTION redsail_auth.drop_audit(until bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
    PERFORM set_config('redsail.audit_until', until::text, true);
    DELETE FROM redsail_auth.audit WHERE seq <= until;
    GET DIAGNOSTICS n = ROW_COUNT;
    PERFORM set_config('redsail.audit_until', '', true);
    RETURN n;
END $$;
