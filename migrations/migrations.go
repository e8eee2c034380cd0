// Package migrations holds the numbered SQL of both stores. A file once released never
// changes: a later number mends an earlier one. The GeoPackage store applies them in
// order with goose, the PostGIS store in one transaction.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed gpkg/*.sql postgis/*.sql auth/gpkg/*.sql auth/postgis/*.sql
var files embed.FS

// GeoPackage is the folder of the GeoPackage store's migrations.
func GeoPackage() (fs.FS, error) { return fs.Sub(files, "gpkg") }

// PostGIS is the folder of the PostGIS store's migrations.
func PostGIS() (fs.FS, error) { return fs.Sub(files, "postgis") }

// GeoPackageAuth is the folder of those of the file of accounts beside a GeoPackage store.
func GeoPackageAuth() (fs.FS, error) { return fs.Sub(files, "auth/gpkg") }

// PostGISAuth is the folder of those of the schema of accounts beside a PostGIS store.
func PostGISAuth() (fs.FS, error) { return fs.Sub(files, "auth/postgis") }
