package codec

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"github.com/redsail/redsail/geo/crs"
)

// Column is one attribute of a table that is written.
type Column struct {
	Name  string
	Whole bool // whole numbers; else texts
	// Title is what people call it, Says what it holds; forms that have no place for them leave
	// them out.
	Title, Says string
}

// GeometryKind is what the geometries of a table are.
type GeometryKind string

// The kinds; AnyGeometry is several of the others.
const (
	Points      GeometryKind = "POINT"
	Lines       GeometryKind = "MULTILINESTRING"
	Polygons    GeometryKind = "MULTIPOLYGON"
	AnyGeometry GeometryKind = "GEOMETRY"
)

// FeatureTable is one layer of a file that may hold several.
type FeatureTable struct {
	Name    string // small letters, digits and underscores
	Kind    GeometryKind
	Columns []Column
	// Title is what people call the layer; Style is how it is drawn, nil = nobody says. Forms
	// that have no place for them leave them out.
	Title    string
	Style    *LayerStyle
	Features iter.Seq2[OutFeature, error]
}

// GeoPackageFile is what a GeoPackage holds beside its features.
type GeoPackageFile struct {
	CRS     crs.System // nil = WGS-84
	Changed string     // the time of the last change in the form of RFC 3339, UTC
	Note    string     // description of each layer
	// AboutName is the name of a table of attributes; About its rows, in two columns of
	// text, name and value.
	AboutName string
	About     [][2]string
	// AboutLater, when not nil, is asked for further rows when the tables are written.
	AboutLater func() [][2]string
}

// gpkgBase is what every GeoPackage 1.3 has (OGC 12-128r18).
const gpkgBase = `PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
	organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
	last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
	srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
	z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
	CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
	CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));`

// gpkgGeometry is the column of the geometries.
const gpkgGeometry = "geom"

// WriteGeoPackage writes a GeoPackage 1.3 with a table for each layer. It is spooled to a
// file in folder, which is removed. The same features always give the same bytes. It fails
// at a name that a GeoPackage cannot have, at a property without a column or of another
// kind, and at the first error of a sequence, of the spool or of w.
func WriteGeoPackage(ctx context.Context, w io.Writer, folder string, f GeoPackageFile, tables []FeatureTable) (err error) {
	if err := checkTables(f, tables); err != nil {
		return err
	}
	spool, err := os.CreateTemp(folder, ".redsail-gpkg-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, spool.Close(), os.Remove(spool.Name())) }()
	if err := writeGeoPackage(ctx, spool.Name(), f, tables); err != nil {
		return err
	}
	_, err = io.Copy(w, spool)
	return err
}

func checkTables(f GeoPackageFile, tables []FeatureTable) error {
	seen := map[string]bool{strings.ToLower(f.AboutName): true, stylesTable: true}
	for _, t := range tables {
		name := strings.ToLower(t.Name)
		for _, kept := range []string{"gpkg_", "sqlite_", "rtree_"} {
			if strings.HasPrefix(name, kept) {
				return fmt.Errorf("layer %q: in a GeoPackage names do not begin with %s", t.Name, kept)
			}
		}
		if name == "" || seen[name] {
			return fmt.Errorf("layer %q: a file has no two tables of one name", t.Name)
		}
		seen[name] = true
	}
	return nil
}

// writeGeoPackage fills the empty file at path. A fixed size of pages, one transaction and
// one order of rows make the bytes depend on nothing else.
func writeGeoPackage(ctx context.Context, path string, f GeoPackageFile, tables []FeatureTable) (err error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file://"+(&url.URL{Path: full}).EscapedPath()+"?_pragma=page_size(4096)&_pragma=journal_mode(off)"+
		"&_pragma=synchronous(off)&_pragma=auto_vacuum(0)&_pragma=temp_store(2)&_txlock=immediate")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	g := &gpkgWriter{ctx: ctx, tx: tx, file: f}
	if err := g.fill(tables); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// gpkgWriter fills one file.
type gpkgWriter struct {
	ctx  context.Context
	tx   *sql.Tx
	file GeoPackageFile
	srs  int64
}

func (g *gpkgWriter) exec(query string, args ...any) error {
	_, err := g.tx.ExecContext(g.ctx, query, args...)
	return err
}

func (g *gpkgWriter) fill(tables []FeatureTable) error {
	if err := g.exec(gpkgBase); err != nil {
		return err
	}
	if err := g.systems(); err != nil {
		return err
	}
	for _, t := range tables {
		if err := g.table(t); err != nil {
			return fmt.Errorf("layer %s: %w", t.Name, err)
		}
	}
	if g.file.AboutLater != nil {
		g.file.About = slices.Concat(g.file.About, g.file.AboutLater())
	}
	if err := g.extras(tables); err != nil {
		return err
	}
	if g.file.AboutName == "" {
		return nil
	}
	name := quoteName(g.file.AboutName)
	if err := g.exec("CREATE TABLE " + name + " (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL)"); err != nil {
		return err
	}
	for _, row := range g.file.About {
		if err := g.exec("INSERT INTO "+name+" (name, value) VALUES (?, ?)", row[0], row[1]); err != nil {
			return err
		}
	}
	return g.exec(`INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES (?1, 'attributes', ?1, ?2, ?3)`,
		g.file.AboutName, g.file.Note, g.file.Changed)
}

func (g *gpkgWriter) table(t FeatureTable) error {
	var columns strings.Builder
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
		kind := "TEXT"
		if c.Whole {
			kind = "INTEGER"
		}
		columns.WriteString(", " + quoteName(c.Name) + " " + kind)
	}
	// No column of ours may meet fid or geom.
	if slices.Contains(names, "fid") || slices.Contains(names, gpkgGeometry) {
		return errors.New("a column may not be named fid or geom")
	}
	if err := g.exec("CREATE TABLE " + quoteName(t.Name) + " (fid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, " + gpkgGeometry + " " + string(t.Kind) + columns.String() + ")"); err != nil {
		return err
	}
	box, err := g.rows(t)
	if err != nil {
		return err
	}
	var bounds [4]any // NULL where there is nothing
	if box.Min[0] <= box.Max[0] {
		bounds = [4]any{box.Min[0], box.Min[1], box.Max[0], box.Max[1]}
	}
	if err := g.exec(`INSERT INTO gpkg_contents VALUES (?1, 'features', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
		t.Name, joined(t.Title, g.file.Note), g.file.Changed, bounds[0], bounds[1], bounds[2], bounds[3], g.srs); err != nil {
		return err
	}
	return g.exec(`INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)`, t.Name, gpkgGeometry, string(t.Kind), g.srs)
}

// joined are the texts that are not empty, one behind the other.
func joined(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(t string) bool { return t == "" }), ". ")
}

// rows writes the features and gives the box of all of them.
func (g *gpkgWriter) rows(t FeatureTable) (orb.Bound, error) {
	insert, err := g.tx.PrepareContext(g.ctx, "INSERT INTO "+quoteName(t.Name)+" VALUES (?, ?"+strings.Repeat(", ?", len(t.Columns))+")")
	if err != nil {
		return orb.Bound{}, err
	}
	defer insert.Close()
	return g.insert(insert, t)
}

func (g *gpkgWriter) insert(into *sql.Stmt, t FeatureTable) (orb.Bound, error) {
	box := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	args := make([]any, 2+len(t.Columns))
	n := 0
	for f, err := range t.Features {
		if err != nil {
			return box, err
		}
		clear(args)
		args[0] = int64(n + 1)
		if args[1], err = featureBlob(f.Geometry, g.srs, &box); err == nil {
			err = fillRow(args[2:], t.Columns, f.Properties)
		}
		if err == nil {
			_, err = into.ExecContext(g.ctx, args...)
		}
		if err != nil {
			return box, fmt.Errorf("feature %d: %w", n, err)
		}
		n++
	}
	return box, nil
}

// fillRow puts the properties into their columns.
func fillRow(row []any, columns []Column, properties []Property) error {
	for _, p := range properties {
		at := slices.IndexFunc(columns, func(c Column) bool { return c.Name == p.Key })
		if at < 0 {
			return fmt.Errorf("property %q has no column", p.Key)
		}
		if n, whole := p.Value.(int64); whole && columns[at].Whole {
			row[at] = n
			continue
		} else if columns[at].Whole && p.Value != nil {
			return fmt.Errorf("property %q is no whole number", p.Key)
		}
		text, err := flatText(p.Value)
		if err != nil {
			return fmt.Errorf("property %q: %w", p.Key, err)
		}
		if p.Value != nil {
			row[at] = text
		}
	}
	return nil
}

// featureBlob is the geometry as a GeoPackage holds it, its envelope in front unless it is
// a point, nil for none; box grows with it.
func featureBlob(g orb.Geometry, srs int64, box *orb.Bound) (any, error) {
	if err := writable(g); err != nil || emptyGeometry(g) {
		return nil, err
	}
	b := g.Bound()
	*box = box.Union(b)
	_, point := g.(orb.Point)
	flags := byte(gpkgLittleEndian)
	if !point {
		flags |= gpkgEnvelopeXY
	}
	var out bytes.Buffer
	head := binary.LittleEndian.AppendUint32([]byte{'G', 'P', 0, flags}, uint32(int32(srs)))
	if !point {
		for _, v := range []float64{b.Min[0], b.Max[0], b.Min[1], b.Max[1]} {
			head = appendFloat(head, v)
		}
	}
	out.Write(head)
	err := wkb.NewEncoder(&out).SetByteOrder(binary.LittleEndian).Encode(g)
	return out.Bytes(), err
}

// emptyGeometry is true of what has no vertex.
func emptyGeometry(g orb.Geometry) bool { return g == nil || vertexCount(g) == 0 }

// writable fails for kinds that are never written and for numbers that are not finite.
func writable(g orb.Geometry) error {
	var bad bool
	check := func(ps []orb.Point) {
		for _, p := range ps {
			bad = bad || math.IsNaN(p[0]) || math.IsNaN(p[1]) || math.IsInf(p[0], 0) || math.IsInf(p[1], 0)
		}
	}
	switch g := g.(type) {
	case nil:
	case orb.Point:
		check([]orb.Point{g})
	case orb.MultiLineString:
		for _, l := range g {
			check(l)
		}
	case orb.MultiPolygon:
		for _, poly := range g {
			for _, r := range poly {
				check(r)
			}
		}
	default:
		return fault(ReasonWrongGeometry, "a %s is not written", g.GeoJSONType())
	}
	if bad {
		return fault(ReasonNotFinite, "a coordinate is not finite")
	}
	return nil
}
