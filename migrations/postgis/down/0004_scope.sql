-- The second wall around persons and posts goes; nothing of the city is lost.

DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 150000 THEN
        ALTER VIEW redsail.posts RESET (security_invoker);
    END IF;
END $$;

DROP POLICY scope ON redsail.person_version;
ALTER TABLE redsail.person_version NO FORCE ROW LEVEL SECURITY;
ALTER TABLE redsail.person_version DISABLE ROW LEVEL SECURITY;
DROP POLICY scope ON redsail.person_code;
ALTER TABLE redsail.person_code NO FORCE ROW LEVEL SECURITY;
ALTER TABLE redsail.person_code DISABLE ROW LEVEL SECURITY;
DROP POLICY scope ON redsail.post_version;
ALTER TABLE redsail.post_version NO FORCE ROW LEVEL SECURITY;
ALTER TABLE redsail.post_version DISABLE ROW LEVEL SECURITY;
DROP POLICY scope ON redsail.post_code;
ALTER TABLE redsail.post_code NO FORCE ROW LEVEL SECURITY;
ALTER TABLE redsail.post_code DISABLE ROW LEVEL SECURITY;
