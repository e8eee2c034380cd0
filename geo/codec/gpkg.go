package codec

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // the only SQLite of the house
)

// geoPackage streams one feature table of a GeoPackage (OGC 12-128r19). The file is
// taken for hostile: it is opened read-only and immutable, its schema is not trusted,
// its pages are checked, and only plain tables are read, by a SELECT of named plain
// columns, so that no view, trigger, check, index or computed column of it ever runs.
type geoPackage struct {
	src    Source
	b      *budget
	db     *sql.DB
	conn   *sql.Conn
	cancel context.CancelFunc
	rows   *sql.Rows
	layer  gpkgLayer
	row    []any // scan targets: geometry size, geometry, then the fields
	values []any
}

// gpkgLayer is one feature table.
type gpkgLayer struct {
	table, geometry string
	srs             int64
	fields          []string
}

func openGeoPackage(ctx context.Context, path string, o Options, b *budget) (stream, error) {
	if err := checkJournal(path); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	g := &geoPackage{b: b, cancel: cancel, src: Source{Format: "geopackage", Encoding: "UTF-8"}}
	if err := g.open(ctx, path, o); err != nil {
		return nil, errors.Join(databaseError(err), g.Close())
	}
	return g, nil
}

// checkJournal refuses a file whose last writes still stand in a journal beside it: an
// immutable reader would not see them.
func checkJournal(path string) error {
	for _, j := range []struct{ suffix, magic string }{{"-wal", "\x37\x7f\x06"}, {"-journal", "\xd9\xd5\x05\xf9"}} {
		if suffix := j.suffix; startsWith(path+suffix, j.magic) {
			return &FileError{Kind: KindUnreadable, Place: filepath.Base(path + suffix),
				Message: "the GeoPackage has unfinished writes; close the program that has it open"}
		}
	}
	return nil
}

// startsWith is true of a regular file that begins with the magic bytes.
func startsWith(path, magic string) bool {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(magic))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == magic
}

func (g *geoPackage) open(ctx context.Context, path string, o Options) error {
	full, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	dsn := "file://" + (&url.URL{Path: full}).EscapedPath() + "?mode=ro&immutable=1&_defensive=1" +
		"&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)&_pragma=mmap_size(0)" +
		"&_pragma=ignore_check_constraints(1)&_pragma=query_only(1)&_pragma=temp_store(2)"
	if g.db, err = sql.Open("sqlite", dsn); err != nil {
		return err
	}
	if g.conn, err = g.db.Conn(ctx); err != nil {
		return err
	}
	if err := g.quickCheck(ctx); err != nil {
		return err
	}
	layers, err := g.layers(ctx)
	if err != nil {
		return err
	}
	if g.layer, err = chooseLayer(layers, o); err != nil {
		return err
	}
	if err = g.about(ctx, o.AboutTable); err != nil {
		return err
	}
	if g.layer.fields, err = g.columns(ctx, g.layer); err != nil {
		return err
	}
	g.src.Layer, g.src.Fields = g.layer.table, g.layer.fields
	for _, l := range layers[:min(len(layers), maxLayerNames)] {
		g.src.Layers = append(g.src.Layers, l.table)
	}
	if err := g.reference(ctx); err != nil {
		return err
	}
	return g.query(ctx)
}

// databaseError makes a FileError of what SQLite says of the file.
func databaseError(err error) error {
	var fe *FileError
	if errors.As(err, &fe) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if strings.Contains(err.Error(), "out of memory") {
		return &FileError{Kind: KindTooLarge, Message: "reading the GeoPackage takes more memory than there is", Err: err}
	}
	return &FileError{Kind: KindMalformed, Message: "the GeoPackage cannot be read", Err: err}
}

func (g *geoPackage) quickCheck(ctx context.Context) error {
	var verdict string
	if err := g.conn.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return &FileError{Kind: KindMalformed, Message: fmt.Sprintf("the GeoPackage is damaged: %.200s", verdict)}
	}
	return nil
}

// plainTable fails unless the name is that of an ordinary table. Views and virtual
// tables, which run code when read, have no root page.
func (g *geoPackage) plainTable(ctx context.Context, name string) error {
	var kind string
	var root int64
	err := g.conn.QueryRowContext(ctx,
		"SELECT type, coalesce(rootpage, 0) FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE", name).Scan(&kind, &root)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return &FileError{Kind: KindUnknownFormat, Message: fmt.Sprintf("is not a whole GeoPackage: it has no table %.60q", name)}
	case err != nil:
		return err
	case kind != "table" || root <= 0:
		return &FileError{Kind: KindUnsafe, Message: fmt.Sprintf("%.60q is a view or a virtual table, which is never read", name)}
	}
	return nil
}

// maxLayers bounds the feature tables of a file.
const maxLayers = 1000

// layers lists the feature tables by name.
func (g *geoPackage) layers(ctx context.Context) ([]gpkgLayer, error) {
	for _, table := range []string{"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"} {
		if err := g.plainTable(ctx, table); err != nil {
			return nil, err
		}
		if _, computed, err := g.tableColumns(ctx, table); err != nil || computed > 0 {
			if err == nil {
				err = &FileError{Kind: KindUnsafe, Message: fmt.Sprintf("table %s has computed columns", table)}
			}
			return nil, err
		}
	}
	rows, err := g.conn.QueryContext(ctx, `
		SELECT c.table_name, g.column_name, g.srs_id
		FROM gpkg_contents AS c NOT INDEXED JOIN gpkg_geometry_columns AS g NOT INDEXED ON g.table_name = c.table_name
		WHERE c.data_type = 'features' ORDER BY 1 LIMIT ?`, maxLayers+1)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []gpkgLayer
	for rows.Next() {
		var l gpkgLayer
		if err := rows.Scan(&l.table, &l.geometry, &l.srs); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	if len(out) > maxLayers {
		return nil, &FileError{Kind: KindTooLarge, Message: fmt.Sprintf("more than %d feature tables", maxLayers)}
	}
	return out, rows.Err()
}

// chooseLayer takes the layer that is asked for; else the only one, or the likely one.
func chooseLayer(layers []gpkgLayer, o Options) (gpkgLayer, error) {
	layer := o.Layer
	if layer == "" && slices.ContainsFunc(layers, func(l gpkgLayer) bool { return l.table == o.LikelyLayer }) {
		layer = o.LikelyLayer
	}
	var names []string
	for _, l := range layers {
		if layer == l.table || layer == "" && len(layers) == 1 {
			return l, nil
		}
		names = append(names, l.table)
	}
	if len(names) == 0 {
		return gpkgLayer{}, &FileError{Kind: KindUnknownLayer, Message: "the GeoPackage has no feature table"}
	}
	return gpkgLayer{}, layerError(layer, names)
}

// columns lists the plain columns of the layer besides its geometry. Computed columns
// are left out: reading them would run expressions of the file.
func (g *geoPackage) columns(ctx context.Context, l gpkgLayer) ([]string, error) {
	if err := g.plainTable(ctx, l.table); err != nil {
		return nil, err
	}
	out, _, err := g.tableColumns(ctx, l.table)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(out, func(name string) bool { return strings.EqualFold(name, l.geometry) })
	if at < 0 {
		return nil, &FileError{Kind: KindNoGeometryField, Message: fmt.Sprintf("layer %q has no plain column %q", l.table, l.geometry)}
	}
	return slices.Delete(out, at, at+1), nil
}

// tableColumns lists the plain columns of a table and counts the computed and hidden
// ones. It is the PRAGMA itself, for a file may hold a table named like the function.
func (g *geoPackage) tableColumns(ctx context.Context, table string) (plain []string, other int, err error) {
	rows, err := g.conn.QueryContext(ctx, "PRAGMA table_xinfo("+quoteName(table)+")")
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var hidden int
		var skip any
		if err := rows.Scan(&skip, &name, &skip, &skip, &skip, &skip, &hidden); err != nil {
			return nil, 0, err
		}
		if hidden == 0 {
			plain = append(plain, name)
		} else {
			other++
		}
	}
	return plain, other, rows.Err()
}

// reference reads the layer's coordinate system. The ids 0 and -1 mean "unknown".
func (g *geoPackage) reference(ctx context.Context) error {
	var name, organisation, definition string
	var code int64
	err := g.conn.QueryRowContext(ctx, `
		SELECT srs_name, organization, organization_coordsys_id, definition
		FROM gpkg_spatial_ref_sys NOT INDEXED WHERE srs_id = ?`, g.layer.srs).Scan(&name, &organisation, &code, &definition)
	if errors.Is(err, sql.ErrNoRows) || err == nil && g.layer.srs <= 0 {
		return nil
	}
	if strings.EqualFold(organisation, "EPSG") {
		g.src.CRS = fmt.Sprintf("EPSG:%d", code)
	} else {
		g.src.CRS = ownSystem(organisation, name)
	}
	if definition != "undefined" {
		g.src.PRJ = definition
	}
	return err
}
