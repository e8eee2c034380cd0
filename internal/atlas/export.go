package atlas

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/tiles/picture"
)

// Export says what of a store goes into a file. Households of single buildings are in it, so
// it is for the keeper of the data, not for the public.
type Export struct {
	// Layer is a layer of the scheme, else city.LayerBuilding, one of city.LineLayers or a
	// kind of places. Forms with several tables take several with commas, or AllLayers.
	Layer string
	// At is the date whose records are written, as Revision knew it; 0 = the latest.
	At       city.Date
	Revision int64
	// CRS is the system of the file; nil = WGS-84.
	CRS crs.System
	// Look is how the map looks: a GeoPackage then holds the styles of its layers for QGIS.
	// nil = it holds none.
	Look *picture.Look
}

// MadeUp marks a file whose city does not exist.
const MadeUp = city.MadeUpMark + " Made-up data: no such place, no such codes."

// WriteGeoJSON writes the records of the layer in byte order of their codes and tells how
// many. Nothing else of the store is in the file, neither a time nor a revision: equal
// content gives equal bytes from whatever store. Coordinates are those of the lattice. A
// layer that is not there is NotFound with code unknown_layer.
func (e *Export) WriteGeoJSON(ctx context.Context, s city.Reader, w io.Writer) (features int, err error) {
	scheme, _, rs, err := e.records(ctx, s)
	if err != nil {
		return 0, err
	}
	return len(rs), codec.WriteGeoJSON(w, e.features(ctx, rs), e.members(scheme, rs)...)
}

// records are those of the layer, in byte order of their codes.
func (e *Export) records(ctx context.Context, s city.Reader) (*city.Scheme, city.RecordKind, []city.Record, error) {
	scheme, err := s.Scheme(ctx)
	if err != nil {
		return nil, 0, nil, err
	}
	kind, err := recordKind(scheme, e.Layer)
	if err != nil {
		return nil, 0, nil, err
	}
	rs, err := s.Records(ctx, city.Query{Kind: kind, Layer: e.Layer, At: &e.At, Revision: e.Revision})
	return scheme, kind, rs, err
}

// recordKind finds what is kept under the key of a layer. A layer of the scheme goes before
// what has the same key otherwise, as on the map.
func recordKind(s *city.Scheme, key string) (city.RecordKind, error) {
	layers, kinds := schemeKeys(s)
	switch {
	case slices.Contains(layers, key):
		return city.KindArea, nil
	case key == city.LayerBuilding:
		return city.KindBuilding, nil
	case slices.Contains(city.LineLayers(), key):
		return city.KindLine, nil
	case slices.Contains(kinds, key):
		return city.KindPlace, nil
	}
	all := slices.Concat(layers, []string{city.LayerBuilding}, city.LineLayers(), kinds)
	return 0, city.Errorf(city.NotFound, "unknown_layer", "there is no layer %.40q; there are %s", key, strings.Join(all, ", "))
}

func schemeKeys(s *city.Scheme) (layers, kinds []string) {
	for i := range s.Layers {
		layers = append(layers, s.Layers[i].Key)
	}
	for i := range s.Places {
		kinds = append(kinds, s.Places[i].Key)
	}
	return layers, kinds
}

// members are those of the collection: the name, and what a reader must know of the whole.
func (e *Export) members(s *city.Scheme, rs []city.Record) []codec.Property {
	out := []codec.Property{{Key: "name", Value: e.Layer}}
	if e.CRS != nil && e.CRS.Name() != "wgs84" && e.CRS.Name() != "EPSG:4326" {
		out = append(out, codec.SystemMember(e.CRS.Name()))
	}
	if s.Demo {
		out = append(out, codec.Property{Key: "note", Value: MadeUp})
	}
	var classed city.Classed
	if classed.AddAll(rs); classed.Any() {
		out = append(out, codec.Property{Key: AboutPermission, Value: string(classed.Strictest())})
	}
	return out
}

func (e *Export) features(ctx context.Context, rs []city.Record) iter.Seq2[codec.OutFeature, error] {
	return func(yield func(codec.OutFeature, error) bool) {
		for i := range rs {
			f, err := e.feature(rs[i].Content)
			if err == nil {
				err = ctx.Err()
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

// feature is a record as a feature: all of its content but its layer.
func (e *Export) feature(c city.Content) (codec.OutFeature, error) {
	d := &drawing{sys: e.CRS}
	f := codec.OutFeature{ID: c.Key().Code}
	p := &properties{}
	p.text("code", c.Key().Code)
	switch c := c.(type) {
	case *city.Area:
		f.Geometry = d.polygons(c.Shape)
		p.area(c)
	case *city.Building:
		f.Geometry = d.building(c)
		p.building(c, d)
	case *city.Line:
		f.Geometry = d.lines(c.Shape)
		p.line(c)
	case *city.Place:
		f.Geometry = d.point(c.Point)
		p.place(c, d)
	}
	f.Properties = p.list
	if d.err != nil {
		return f, fmt.Errorf("%s: %w", c.Key(), d.err)
	}
	return f, nil
}
