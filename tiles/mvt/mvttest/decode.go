// Package mvttest reads vector tiles and refuses what is not valid: a second opinion on
// the encoder, written from the specification (Mapbox Vector Tile 2.1) and sharing
// nothing with it. Nothing but tests imports it.
package mvttest

import (
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/redsail/redsail/tiles/mvt"
)

// Geometry types of vector_tile.proto.
const (
	Unknown = iota
	Point
	LineString
	Polygon
)

// Ring is a closed line; the first point is not repeated.
type Ring []mvt.Point

// Layer is a decoded layer.
type Layer struct {
	Name     string
	Extent   uint32
	Features []Feature
}

// Feature is a decoded feature. Points holds points, Lines lines, Polygons rings with
// the outer one first.
type Feature struct {
	ID       uint64
	HasID    bool
	Type     int
	Props    map[string]any // string, float32, float64, int64, uint64, bool
	Points   []mvt.Point
	Lines    [][]mvt.Point
	Polygons [][]Ring
}

// Decode reads a tile and checks each MUST of the specification, also those about the
// geometry of polygons: simple rings, their winding, and holes within their outer ring.
func Decode(tile []byte) ([]Layer, error) {
	var layers []Layer
	names := map[string]bool{}
	err := each(tile, func(f field) error {
		if f.num != 3 || f.wire != bytes {
			return fmt.Errorf("tile: unexpected field %d of wire type %d", f.num, f.wire)
		}
		l, err := decodeLayer(f.data)
		if err != nil {
			return fmt.Errorf("layer %q: %w", l.Name, err)
		}
		if names[l.Name] {
			return fmt.Errorf("two layers are named %q", l.Name)
		}
		names[l.Name] = true
		layers = append(layers, l)
		return nil
	})
	return layers, err
}

// raw holds what a layer gives before indexes can be looked up.
type raw struct {
	features [][]byte
	keys     []string
	values   []any
	once     map[uint64]int
}

func decodeLayer(msg []byte) (Layer, error) {
	l := Layer{Extent: mvt.Extent} // the default of vector_tile.proto, as readers take it
	r := raw{once: map[uint64]int{}}
	if err := each(msg, func(f field) error { return r.field(&l, f) }); err != nil {
		return l, err
	}
	if r.once[1] != 1 || r.once[15] != 1 || r.once[5] > 1 {
		return l, fmt.Errorf("name, extent, version are given %d, %d, %d times", r.once[1], r.once[5], r.once[15])
	}
	if l.Name == "" || !utf8.ValidString(l.Name) || l.Extent == 0 {
		return l, fmt.Errorf("bad name, or no extent")
	}
	if err := r.unique(); err != nil {
		return l, err
	}
	ids := map[uint64]bool{}
	for i, msg := range r.features {
		f, err := r.feature(msg)
		if err != nil {
			return l, fmt.Errorf("feature %d (id %d): %w", i, f.ID, err)
		}
		if f.HasID && ids[f.ID] {
			return l, fmt.Errorf("id %d occurs twice", f.ID)
		}
		ids[f.ID] = true
		l.Features = append(l.Features, f)
	}
	return l, nil
}

func (r *raw) field(l *Layer, f field) error {
	wire := map[uint64]uint64{1: bytes, 2: bytes, 3: bytes, 4: bytes, 5: varint, 15: varint}
	if w, known := wire[f.num]; !known || w != f.wire {
		return fmt.Errorf("unexpected field %d of wire type %d", f.num, f.wire)
	}
	r.once[f.num]++
	switch f.num {
	case 1:
		l.Name = string(f.data)
	case 2:
		r.features = append(r.features, f.data)
	case 3:
		r.keys = append(r.keys, string(f.data))
	case 4:
		v, err := value(f.data)
		if err != nil {
			return err
		}
		r.values = append(r.values, v)
	case 5:
		if f.v > math.MaxUint32 {
			return fmt.Errorf("extent %d", f.v)
		}
		l.Extent = uint32(f.v)
	case 15:
		if f.v != 2 {
			return fmt.Errorf("version %d", f.v)
		}
	}
	return nil
}

// unique checks that keys and values are text where they must be, and interned.
func (r *raw) unique() error {
	keys := map[string]bool{}
	for _, k := range r.keys {
		if keys[k] || !utf8.ValidString(k) {
			return fmt.Errorf("key %q is bad or occurs twice", k)
		}
		keys[k] = true
	}
	values := map[any]bool{}
	for _, v := range r.values {
		if values[v] {
			return fmt.Errorf("value %v occurs twice", v)
		}
		values[v] = true
	}
	return nil
}

func value(msg []byte) (any, error) {
	var out any
	err := each(msg, func(f field) error {
		if out != nil {
			return fmt.Errorf("a value has two fields")
		}
		switch {
		case f.num == 1 && f.wire == bytes && utf8.Valid(f.data):
			out = string(f.data)
		case f.num == 2 && f.wire == fixed32:
			out = math.Float32frombits(uint32(f.v))
		case f.num == 3 && f.wire == fixed64:
			out = math.Float64frombits(f.v)
		case f.num == 4 && f.wire == varint:
			out = int64(f.v)
		case f.num == 5 && f.wire == varint:
			out = f.v
		case f.num == 6 && f.wire == varint:
			out = int64(f.v>>1) ^ -int64(f.v&1)
		case f.num == 7 && f.wire == varint && f.v <= 1:
			out = f.v == 1
		default:
			return fmt.Errorf("a value has field %d of wire type %d", f.num, f.wire)
		}
		return nil
	})
	if err == nil && out == nil {
		err = fmt.Errorf("a value is empty")
	}
	return out, err
}

func (r *raw) feature(msg []byte) (Feature, error) {
	f := Feature{Props: map[string]any{}}
	var tags, geometry []uint32
	once := map[uint64]int{}
	err := each(msg, func(fd field) (err error) {
		wire := map[uint64]uint64{1: varint, 2: bytes, 3: varint, 4: bytes}
		if w, known := wire[fd.num]; !known || w != fd.wire {
			return fmt.Errorf("unexpected field %d of wire type %d", fd.num, fd.wire)
		}
		if once[fd.num]++; once[fd.num] > 1 {
			return fmt.Errorf("field %d is given twice", fd.num)
		}
		switch fd.num {
		case 1:
			f.ID, f.HasID = fd.v, true
		case 2:
			tags, err = packed(fd.data)
		case 3:
			f.Type = int(min(fd.v, 99))
		case 4:
			geometry, err = packed(fd.data)
		}
		return err
	})
	if err != nil {
		return f, err
	}
	if once[3] == 0 || once[4] == 0 {
		return f, fmt.Errorf("type or geometry is missing")
	}
	if err := r.props(&f, tags); err != nil {
		return f, err
	}
	return f, f.geometry(geometry)
}

func (r *raw) props(f *Feature, tags []uint32) error {
	if len(tags)%2 != 0 {
		return fmt.Errorf("odd number of tags")
	}
	for i := 0; i < len(tags); i += 2 {
		k, v := int(tags[i]), int(tags[i+1])
		if k >= len(r.keys) || v >= len(r.values) {
			return fmt.Errorf("tag %d,%d points nowhere", k, v)
		}
		if _, twice := f.Props[r.keys[k]]; twice {
			return fmt.Errorf("key %q is used twice", r.keys[k])
		}
		f.Props[r.keys[k]] = r.values[v]
	}
	return nil
}
