package atlas

import (
	"context"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/city"
)

// The columns of flat files by kind, in the order in which properties hold them.
var (
	nameColumns    = []string{"code", "name", "name_zh_hant", "name_en", "former"}
	addressColumns = []string{"address", "address_road", "address_number", "address_compound", "address_building"}
	sourceColumns  = []string{"class", "source", "data_date"}

	flatColumns = map[city.RecordKind][]string{
		city.KindArea:     slices.Concat(nameColumns, []string{"parent", "households", "population"}, sourceColumns),
		city.KindBuilding: slices.Concat(nameColumns, addressColumns, []string{"grid", "compound", "storeys", "households", "point", "entrances"}, sourceColumns),
		city.KindLine:     slices.Concat(nameColumns, []string{"kind"}, sourceColumns),
		city.KindPlace:    slices.Concat(nameColumns, []string{"kind"}, addressColumns, []string{"state", "hours", "services", "skills", "floor_area", "cost", "stages", "tenure", "owner", "entrances"}, sourceColumns),
	}
)

// noteColumn holds MadeUp in each row of a made-up city, for a CSV has no other place.
const noteColumn = "note"

// WriteCSV is WriteGeoJSON for a CSV with WKT (codec.WriteCSV); the name of the geometry's
// column says the system (codec.WKTColumn).
func (e *Export) WriteCSV(ctx context.Context, s city.Reader, w io.Writer) (features int, err error) {
	scheme, kind, rs, err := e.records(ctx, s)
	if err != nil {
		return 0, err
	}
	columns, rows := flatColumns[kind], e.features(ctx, rs)
	if scheme.Demo {
		columns, rows = append(slices.Clone(columns), noteColumn), noted(rows)
	}
	return len(rs), codec.WriteCSV(w, columns, codec.WKTColumn(e.CRS), rows)
}

// noted marks each feature as made up.
func noted(features iter.Seq2[codec.OutFeature, error]) iter.Seq2[codec.OutFeature, error] {
	return func(yield func(codec.OutFeature, error) bool) {
		for f, err := range features {
			f.Properties = append(f.Properties, codec.Property{Key: noteColumn, Value: MadeUp})
			if !yield(f, err) {
				return
			}
		}
	}
}

// WriteKML is WriteGeoJSON for KML, which is WGS-84 whatever CRS says.
func (e *Export) WriteKML(ctx context.Context, s city.Reader, w io.Writer) (features int, err error) {
	scheme, _, rs, err := e.records(ctx, s)
	if err != nil {
		return 0, err
	}
	note := ""
	if scheme.Demo {
		note = MadeUp
	}
	var classed city.Classed
	if classed.AddAll(rs); classed.Any() {
		note = strings.TrimSpace(note + "\npermission: " + string(classed.Strictest()))
	}
	degrees := *e
	degrees.CRS = nil
	return len(rs), codec.WriteKML(w, e.Layer, note, degrees.features(ctx, rs))
}
