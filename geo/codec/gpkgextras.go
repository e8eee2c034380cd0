package codec

import (
	"encoding/json"
	"slices"
)

// What a GeoPackage says beside its features, so that other programs show it well: titles of
// the columns (extension gpkg_schema), what the file is (extension gpkg_metadata), and how
// QGIS draws each layer (its table layer_styles).

// stylesTable is where QGIS looks for styles. Its columns are those that QGIS makes.
const stylesTable = "layer_styles"

const (
	gpkgExtensions = `CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
	CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));`

	gpkgSchema = `CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
	CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
	max NUMERIC, max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions VALUES
	('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write'),
	('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write');`

	gpkgMetadata = `CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
	mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
	timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
	CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id), CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
INSERT INTO gpkg_extensions VALUES
	('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec/#extension_metadata', 'read-write'),
	('gpkg_metadata_reference', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec/#extension_metadata', 'read-write');`

	gpkgStyles = `CREATE TABLE ` + stylesTable + ` (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
	f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
	update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));`
)

// extras writes what the tables say of themselves.
func (g *gpkgWriter) extras(tables []FeatureTable) error {
	titled := slices.ContainsFunc(tables, func(t FeatureTable) bool {
		return slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Title != "" })
	})
	styled := slices.ContainsFunc(tables, func(t FeatureTable) bool { return t.Style != nil })
	if titled || len(g.file.About) > 0 {
		if err := g.exec(gpkgExtensions); err != nil {
			return err
		}
	}
	if titled {
		if err := g.titles(tables); err != nil {
			return err
		}
	}
	if len(g.file.About) > 0 {
		if err := g.metadata(); err != nil {
			return err
		}
	}
	if styled {
		return g.styles(tables)
	}
	return nil
}

func (g *gpkgWriter) titles(tables []FeatureTable) error {
	if err := g.exec(gpkgSchema); err != nil {
		return err
	}
	for _, t := range tables {
		for _, c := range t.Columns {
			if c.Title == "" {
				continue
			}
			if err := g.exec("INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?, ?, ?3, ?3, ?4)", t.Name, c.Name, c.Title, c.Says); err != nil {
				return err
			}
		}
	}
	return nil
}

// metadata says of the file what About says, as JSON.
func (g *gpkgWriter) metadata() error {
	if err := g.exec(gpkgMetadata); err != nil {
		return err
	}
	about := map[string]string{}
	for _, row := range g.file.About {
		about[row[0]] = row[1]
	}
	text, err := json.Marshal(about)
	if err != nil {
		return err
	}
	if err := g.exec("INSERT INTO gpkg_metadata VALUES (1, 'dataset', ?, 'application/json', ?)", "urn:"+g.file.AboutName, string(text)); err != nil {
		return err
	}
	return g.exec("INSERT INTO gpkg_metadata_reference (reference_scope, timestamp, md_file_id) VALUES ('geopackage', ?, 1)", g.file.Changed)
}

func (g *gpkgWriter) styles(tables []FeatureTable) error {
	if err := g.exec(gpkgStyles); err != nil {
		return err
	}
	for _, t := range tables {
		if t.Style == nil || len(t.Style.Rules) == 0 {
			continue
		}
		if err := g.exec(`INSERT INTO `+stylesTable+` (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)
			VALUES ('', '', ?1, ?2, ?1, ?3, '', 1, ?4, '', ?5)`, t.Name, gpkgGeometry, t.Style.qml(t.Kind, t.Columns), t.Title, g.file.Changed); err != nil {
			return err
		}
	}
	return g.exec(`INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES (?1, 'attributes', ?1, ?2, ?3)`,
		stylesTable, "styles of the layers for QGIS", g.file.Changed)
}
