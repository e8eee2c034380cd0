-- keeps organisations: SELECT count(*) FROM organisation_version
-- keeps persons: SELECT count(*) FROM person_version
-- keeps posts: SELECT count(*) FROM post_version

DELETE FROM gpkg_geometry_columns WHERE table_name = 'organisations';
DELETE FROM gpkg_contents WHERE table_name IN ('organisation_version', 'person_version', 'post_version', 'organisations', 'posts');
DROP VIEW organisations;
DROP VIEW posts;
DROP TABLE organisation_version;
DROP TABLE organisation_content;
DROP TABLE organisation_code;
DROP TABLE person_version;
DROP TABLE person_content;
DROP TABLE person_code;
DROP TABLE post_version;
DROP TABLE post_content;
DROP TABLE post_code;
