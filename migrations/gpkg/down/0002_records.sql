-- keeps buildings: SELECT count(*) FROM building_version
-- keeps lines: SELECT count(*) FROM line_version
-- keeps places: SELECT count(*) FROM place_version

DELETE FROM gpkg_geometry_columns WHERE table_name IN ('buildings', 'lines', 'places');
DELETE FROM gpkg_contents WHERE table_name IN ('building_version', 'line_version', 'place_version', 'buildings', 'lines', 'places');
DROP VIEW buildings;
DROP VIEW lines;
DROP VIEW places;
DROP TABLE building_version;
DROP TABLE building_content;
DROP TABLE building_code;
DROP TABLE line_version;
DROP TABLE line_content;
DROP TABLE line_code;
DROP TABLE place_version;
DROP TABLE place_content;
DROP TABLE place_code;
