package atlas

import (
	"context"
	"encoding/hex"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// AllLayers stands for every layer of a store, the empty ones too.
const AllLayers = "all"

// AboutTable is the table of a GeoPackage that says of what store and revision it is.
const AboutTable = "redsail_export"

// Names in AboutTable: of the store, its timeline, the revision, the hash of that in hex, and the
// date on which what is in the file was in force.
const (
	AboutStore    = "store_id"
	AboutTimeline = "timeline"
	AboutRevision = "revision"
	AboutHash     = "hash"
	AboutDate     = "date"
	// AboutPermission is the strictest permission class of what is in the file; not there where
	// everything is for everybody, or nothing is said.
	AboutPermission = "permission"
)

// wholeColumns are those of flatColumns that hold whole numbers.
var wholeColumns = []string{"households", "population", "storeys", "floor_area", "cost"}

// tables are the layers of one export, all of one revision.
type tables struct {
	export   Export // with its revision
	state    city.State
	hash     string // of the revision, in hex; empty before the first
	demo     bool
	list     []codec.FeatureTable
	features int // written so far
	classed  city.Classed
}

// tables finds the layers that Layer names. Each is read when its features are asked for,
// so that one alone is in memory.
func (e *Export) tables(ctx context.Context, s city.Reader) (*tables, error) {
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return nil, err
	}
	t := &tables{export: *e, demo: scheme.Demo}
	if t.state, err = s.State(ctx); err != nil {
		return nil, err
	}
	if t.export.Revision == 0 {
		t.export.Revision = t.state.Revision
	}
	if err := t.sign(ctx, s); err != nil {
		return nil, err
	}
	for _, key := range layerKeys(scheme, e.Layer) {
		kind, err := recordKind(scheme, key)
		if err != nil {
			return nil, err
		}
		one := t.export
		one.Layer = key
		table := codec.FeatureTable{
			Name: key, Kind: geometryKinds[kind], Features: t.read(ctx, s, &one), Title: titleOf(scheme, kind, key), Style: styleOf(e.Look, scheme, kind, key),
		}
		for _, name := range flatColumns[kind] {
			title := columnTitles[name]
			table.Columns = append(table.Columns, codec.Column{Name: name, Whole: slices.Contains(wholeColumns, name), Title: title.Zh, Says: title.En})
		}
		t.list = append(t.list, table)
	}
	return t, nil
}

var geometryKinds = map[city.RecordKind]codec.GeometryKind{
	city.KindArea: codec.Polygons, city.KindBuilding: codec.AnyGeometry, city.KindLine: codec.Lines, city.KindPlace: codec.Points,
}

// layerKeys takes a list of layers apart.
func layerKeys(s *city.Scheme, list string) (keys []string) {
	if list != AllLayers {
		return strings.Split(list, ",")
	}
	layers, kinds := schemeKeys(s)
	for _, key := range slices.Concat(layers, []string{city.LayerBuilding}, city.LineLayers(), kinds) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// sign finds the hash of the revision.
func (t *tables) sign(ctx context.Context, s city.Reader) error {
	rs, err := s.Revisions(ctx, t.export.Revision-1, 1)
	if err == nil && len(rs) == 1 && rs[0].Number == t.export.Revision {
		t.hash = hex.EncodeToString(rs[0].Hash[:])
	}
	return err
}

func (t *tables) read(ctx context.Context, s city.Reader, one *Export) iter.Seq2[codec.OutFeature, error] {
	return func(yield func(codec.OutFeature, error) bool) {
		_, _, rs, err := one.records(ctx, s)
		if err != nil {
			yield(codec.OutFeature{}, err)
			return
		}
		t.classed.AddAll(rs)
		for f, err := range one.features(ctx, rs) {
			if t.features++; !yield(f, err) {
				return
			}
		}
	}
}

// system is the name of the system of the file.
func (e *Export) system() string {
	if e.CRS == nil {
		return "wgs84"
	}
	return e.CRS.Name()
}

// about says of what a file is: of which date, system and revision of which store.
func (t *tables) about() [][2]string {
	out := [][2]string{
		{AboutStore, t.state.StoreID}, {AboutTimeline, t.state.Timeline}, {AboutRevision, strconv.FormatInt(t.export.Revision, 10)},
		{AboutDate, t.export.At.String()}, {"crs", t.export.system()},
	}
	if t.demo {
		out = append(out, [2]string{"note", MadeUp})
	}
	return append(out, [2]string{"layer", t.export.Layer}, [2]string{AboutHash, t.hash})
}

// later says what is known when all is read: under which class the strictest of it was handed over.
func (t *tables) later() [][2]string {
	if p := t.classed.Strictest(); p != "" {
		return [][2]string{{AboutPermission, string(p)}}
	}
	return nil
}

func (t *tables) note() string {
	if t.demo {
		return MadeUp
	}
	return ""
}

// WriteGeoPackage is WriteGeoJSON for a GeoPackage with a table for each layer. It carries the
// store's id and the revision in AboutTable, so that an edited copy is known for what it was
// made of: one store, revision and date always give the same bytes. It is spooled in folder.
func (e *Export) WriteGeoPackage(ctx context.Context, s city.Reader, w io.Writer, folder string) (features int, err error) {
	t, err := e.tables(ctx, s)
	if err != nil {
		return 0, err
	}
	err = codec.WriteGeoPackage(ctx, w, folder, codec.GeoPackageFile{
		CRS: e.CRS, Changed: e.At.String() + "T00:00:00.000Z", Note: t.note(), AboutName: AboutTable, About: t.about(), AboutLater: t.later,
	}, t.list)
	return t.features, err
}

// WriteShapefiles is WriteGeoJSON for a .zip with a Shapefile for each layer; cut says how
// many texts were too long for it.
func (e *Export) WriteShapefiles(ctx context.Context, s city.Reader, w io.Writer, folder string) (features, cut int, err error) {
	t, err := e.tables(ctx, s)
	if err != nil {
		return 0, 0, err
	}
	cut, err = codec.WriteShapefiles(w, folder, codec.ShapefileZip{CRS: e.CRS, Note: t.note()}, t.list)
	return t.features, cut, err
}

// WriteXLSX is WriteGeoJSON for a workbook with a sheet for each layer and a last one that
// says what AboutTable does; cut says how many cells lost something (codec.WriteXLSX).
func (e *Export) WriteXLSX(ctx context.Context, s city.Reader, w io.Writer) (features, cut int, err error) {
	t, err := e.tables(ctx, s)
	if err != nil {
		return 0, 0, err
	}
	cut, err = codec.WriteXLSX(w, codec.XLSXFile{CRS: e.CRS, AboutName: AboutTable, About: t.about(), AboutLater: t.later}, t.list)
	return t.features, cut, err
}
