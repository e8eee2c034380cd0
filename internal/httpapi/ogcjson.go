package httpapi

import (
	"encoding/json"
	"strconv"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/cql2"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// featureWriter writes features as GeoJSON (RFC 7946, but for crs: OGC API – Features 2).
type featureWriter struct {
	pic  *atlas.Picture
	c    *atlas.Collection
	sys  *ogcSystem
	out  []byte
	fail error
}

// feature writes one feature; links are added where there are any.
func (w *featureWriter) feature(f *atlas.Feature, links []ogcLink) {
	w.raw(`{"type":"Feature","id":`)
	w.value(f.ID)
	w.raw(`,"geometry":`)
	w.geometry(f.Shape())
	w.raw(`,"properties":{`)
	first := true
	for i, col := range w.c.Columns {
		if col.Type == cql2.Geometry {
			continue
		}
		if !first {
			w.raw(",")
		}
		first = false
		w.value(col.Name)
		w.raw(":")
		w.value(plainValue(w.pic.Value(w.c, f, i)))
	}
	w.raw("}")
	if links != nil {
		w.raw(`,"links":`)
		w.value(links)
	}
	w.raw("}")
}

// plainValue is a value as JSON has it.
func plainValue(v cql2.Value) any {
	switch v.Type {
	case cql2.Text:
		return v.Text
	case cql2.Number:
		return v.Number
	case cql2.Date:
		return city.Date(v.Number).String()
	default:
		return nil
	}
}

func (w *featureWriter) raw(s string) { w.out = append(w.out, s...) }

// value writes a value of our own types, of which none can fail.
func (w *featureWriter) value(v any) {
	switch v := v.(type) {
	case nil:
		w.raw("null")
	case float64:
		w.out = strconv.AppendFloat(w.out, v, 'f', -1, 64)
	default:
		b, err := json.Marshal(v)
		if err != nil {
			w.fail = err
		}
		w.out = append(w.out, b...)
	}
}

func (w *featureWriter) geometry(s cql2.Shape) {
	switch {
	case len(s.Polygons) > 0:
		w.raw(`{"type":"MultiPolygon","coordinates":`)
		list(w, s.Polygons, func(p geo.Polygon) {
			list(w, p, func(r geo.Ring) { list(w, append(r[:len(r):len(r)], r[0]), w.position) })
		})
	case len(s.Lines) > 0:
		w.raw(`{"type":"MultiLineString","coordinates":`)
		list(w, s.Lines, func(l geo.Line) { list(w, l, w.position) })
	case len(s.Points) == 1:
		w.raw(`{"type":"Point","coordinates":`)
		w.position(s.Points[0])
	default:
		w.raw("null")
		return
	}
	w.raw("}")
}

// list writes a JSON array.
func list[T any](w *featureWriter, items []T, item func(T)) {
	w.raw("[")
	for i, v := range items {
		if i > 0 {
			w.raw(",")
		}
		item(v)
	}
	w.raw("]")
}

// position writes degrees as the lattice has them, metres to a tenth of a millimetre.
func (w *featureWriter) position(q geo.Point) {
	p, err := w.sys.point(q)
	if err != nil {
		w.fail = err
		return
	}
	decimals := 4
	if w.sys.degrees() {
		decimals = -1
	}
	w.raw("[")
	w.out = strconv.AppendFloat(w.out, p[0], 'f', decimals, 64)
	w.raw(",")
	w.out = strconv.AppendFloat(w.out, p[1], 'f', decimals, 64)
	w.raw("]")
}
