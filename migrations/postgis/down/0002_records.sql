-- keeps buildings: SELECT count(*) FROM redsail.building_version
-- keeps lines: SELECT count(*) FROM redsail.line_version
-- keeps places: SELECT count(*) FROM redsail.place_version

DROP VIEW redsail.buildings, redsail.lines, redsail.places;
DROP TABLE redsail.building_version, redsail.building_code, redsail.line_version, redsail.line_code, redsail.place_version, redsail.place_code;
