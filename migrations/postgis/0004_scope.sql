-- A second wall around persons and posts: row-level security, for the owner of the tables too. What
-- a session may see is the setting redsail.scope: '*' is all, else names of what posts are for,
-- layer/code;layer/code. A setting that is missing or empty, as a pooled connection has it after a
-- transaction that set it, shows nothing. It guards against a query that forgot to ask for whom, not
-- against somebody who may write SQL: who may read these tables at all is said by GRANT.
-- The service sets it for each transaction that reads or writes them.

-- The name of the setting is put together, since the name of the schema is replaced in this text.
-- It is read once a statement, in a sub-select, not for each row.

ALTER TABLE redsail.person_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE redsail.person_version FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON redsail.person_version USING ((SELECT current_setting('redsail' || '.scope', true)) = '*');

ALTER TABLE redsail.person_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE redsail.person_code FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON redsail.person_code USING ((SELECT current_setting('redsail' || '.scope', true)) = '*');

-- Compared as whole names: in a pattern a scope of % would show all.
ALTER TABLE redsail.post_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE redsail.post_version FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON redsail.post_version
    USING ((SELECT current_setting('redsail' || '.scope', true)) = '*'
        OR at_layer || '/' || at_code = ANY ((SELECT string_to_array(nullif(current_setting('redsail' || '.scope', true), ''), ';'))::text[]))
    WITH CHECK ((SELECT current_setting('redsail' || '.scope', true)) = '*');

ALTER TABLE redsail.post_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE redsail.post_code FORCE ROW LEVEL SECURITY;
CREATE POLICY scope ON redsail.post_code USING ((SELECT current_setting('redsail' || '.scope', true)) = '*');

-- The view shows what its reader may see, not what its owner may (PostgreSQL 15; before, the owner
-- sees nothing without the setting either).
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 150000 THEN
        ALTER VIEW redsail.posts SET (security_invoker = true);
    END IF;
END $$;
