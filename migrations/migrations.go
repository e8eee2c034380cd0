// Package migrations holds the numbered SQL of both stores. A file once released never
// changes: a later number mends an earlier one. The GeoPackage store applies them in
// order with goose, the PostGIS store in one transaction.
//
// Beside each but the first lies, in the folder down, the file of the same name that takes it
// back. Its first lines may say what must not be there for that, for it would be lost:
//
//	-- keeps buildings: SELECT count(*) FROM building_version
package migrations

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
)

//go:embed gpkg/*.sql gpkg/down/*.sql postgis/*.sql postgis/down/*.sql auth/gpkg/*.sql auth/postgis/*.sql
var files embed.FS

// GeoPackage is the folder of the GeoPackage store's migrations.
func GeoPackage() (fs.FS, error) { return fs.Sub(files, "gpkg") }

// PostGIS is the folder of the PostGIS store's migrations.
func PostGIS() (fs.FS, error) { return fs.Sub(files, "postgis") }

// GeoPackageAuth is the folder of those of the file of accounts beside a GeoPackage store.
func GeoPackageAuth() (fs.FS, error) { return fs.Sub(files, "auth/gpkg") }

// PostGISAuth is the folder of those of the schema of accounts beside a PostGIS store.
func PostGISAuth() (fs.FS, error) { return fs.Sub(files, "auth/postgis") }

// Kept is what a step back would lose: Count is the SQL that counts it.
type Kept struct{ What, Count string }

// Step takes one migration back.
type Step struct {
	Version int // of the migration that it takes back
	Keeps   []Kept
	SQL     string
}

var keeps = regexp.MustCompile(`(?m)^-- keeps ([^:\n]+): (SELECT .+)$`)

// Down gives the steps that lead from one version of a folder's migrations back to an earlier one,
// in the order in which they are taken. The first migration makes the store and has no way back.
func Down(folder fs.FS, from, to int) ([]Step, error) {
	if to < 1 || to > from {
		return nil, fmt.Errorf("there is no way back from version %d to version %d", from, to)
	}
	var out []Step
	for v := from; v > to; v-- {
		names, err := fs.Glob(folder, fmt.Sprintf("down/%04d_*.sql", v))
		if err != nil {
			return nil, err
		}
		if len(names) != 1 {
			return nil, fmt.Errorf("migration %d has %d ways back", v, len(names))
		}
		text, err := fs.ReadFile(folder, names[0])
		if err != nil {
			return nil, err
		}
		step := Step{Version: v, SQL: string(text)}
		for _, m := range keeps.FindAllStringSubmatch(step.SQL, -1) {
			step.Keeps = append(step.Keeps, Kept{What: m[1], Count: m[2]})
		}
		out = append(out, step)
	}
	return out, nil
}

// Latest is the number of a folder's last migration.
func Latest(folder fs.FS) (int, error) {
	names, err := fs.Glob(folder, "[0-9]*_*.sql")
	if err != nil || len(names) == 0 {
		return 0, err
	}
	return strconv.Atoi(names[len(names)-1][:4])
}
