-- keeps organisations: SELECT count(*) FROM redsail.organisation_version
-- keeps persons: SELECT count(*) FROM redsail.person_version
-- keeps posts: SELECT count(*) FROM redsail.post_version

DROP VIEW redsail.organisations, redsail.posts;
DROP TABLE redsail.organisation_version, redsail.organisation_code, redsail.person_version, redsail.person_code, redsail.post_version, redsail.post_code;
