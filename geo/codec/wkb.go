package codec

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Geometry types of WKB (OGC 06-103r4 §8.2): ISO adds 1000 for Z, 2000 for M; PostGIS's
// EWKB sets the top bits instead.
const (
	wkbPoint = 1 + iota
	wkbLineString
	wkbPolygon
	wkbMultiPoint
	wkbMultiLineString
	wkbMultiPolygon
	wkbCollection

	ewkbZ    = 0x80000000
	ewkbM    = 0x40000000
	ewkbSRID = 0x20000000
)

// wkbReader reads WKB and EWKB. Each count is compared with the bytes that are left
// before anything is allocated for it.
type wkbReader struct {
	b     []byte
	depth int
	srid  uint32
}

var errShortWKB = errors.New("ends too early")

// parseWKB reads one geometry that fills b.
func parseWKB(b []byte) (orb.Geometry, uint32, error) {
	r := wkbReader{b: b}
	g, err := r.geometry(0)
	if err == nil && len(r.b) > 0 {
		err = fmt.Errorf("%d bytes follow the geometry", len(r.b))
	}
	return g, r.srid, err
}

// wkbHead is what stands before the coordinates of a geometry.
type wkbHead struct {
	order binary.ByteOrder
	kind  uint32
	dims  int
}

func (r *wkbReader) head() (h wkbHead, err error) {
	if len(r.b) < 5 {
		return h, errShortWKB
	}
	switch r.b[0] {
	case 0:
		h.order = binary.BigEndian
	case 1:
		h.order = binary.LittleEndian
	default:
		return h, fmt.Errorf("byte order %d is neither 0 nor 1", r.b[0])
	}
	kind := h.order.Uint32(r.b[1:])
	r.b = r.b[5:]
	h.dims = 2
	if kind&ewkbZ != 0 {
		h.dims++
	}
	if kind&ewkbM != 0 {
		h.dims++
	}
	if kind&ewkbSRID != 0 {
		if len(r.b) < 4 {
			return h, errShortWKB
		}
		r.srid, r.b = h.order.Uint32(r.b), r.b[4:]
	}
	kind &^= ewkbZ | ewkbM | ewkbSRID
	switch kind / 1000 {
	case 0:
	case 1, 2:
		h.dims = 3
	case 3:
		h.dims = 4
	default:
		return h, fmt.Errorf("geometry type %d is unknown", kind)
	}
	h.kind = kind % 1000
	return h, nil
}

// geometry reads a geometry, of type want unless want is 0.
func (r *wkbReader) geometry(want uint32) (orb.Geometry, error) {
	h, err := r.head()
	if err != nil {
		return nil, err
	}
	if want != 0 && h.kind != want {
		return nil, fmt.Errorf("a part has type %d, not %d", h.kind, want)
	}
	switch h.kind {
	case wkbPoint:
		points, err := r.points(h, 1)
		if err != nil || math.IsNaN(points[0][0]) && math.IsNaN(points[0][1]) {
			return nil, err // the empty point is all NaN
		}
		return points[0], nil
	case wkbLineString:
		points, err := r.run(h)
		return orb.LineString(points), err
	case wkbPolygon:
		rings, err := many(r, h, 4, func() (orb.Ring, error) {
			points, err := r.run(h)
			return points, err
		})
		return orb.Polygon(rings), err
	case wkbMultiPoint:
		points, err := members[orb.Point](r, h, wkbPoint)
		return orb.MultiPoint(points), err
	case wkbMultiLineString:
		lines, err := members[orb.LineString](r, h, wkbLineString)
		return orb.MultiLineString(lines), err
	case wkbMultiPolygon:
		polygons, err := members[orb.Polygon](r, h, wkbPolygon)
		return orb.MultiPolygon(polygons), err
	case wkbCollection:
		c, err := members[orb.Geometry](r, h, 0)
		return flatten(orb.Collection(c)), err
	default:
		return nil, fmt.Errorf("geometry type %d is unknown", h.kind)
	}
}

// count reads the number of items of at least size bytes each.
func (r *wkbReader) count(h wkbHead, size int) (int, error) {
	if len(r.b) < 4 {
		return 0, errShortWKB
	}
	n := h.order.Uint32(r.b)
	r.b = r.b[4:]
	if uint64(n)*uint64(size) > uint64(len(r.b)) {
		return 0, fmt.Errorf("claims %d items of %d bytes, %d bytes are left", n, size, len(r.b))
	}
	return int(n), nil
}

func many[T any](r *wkbReader, h wkbHead, size int, item func() (T, error)) ([]T, error) {
	n, err := r.count(h, size)
	if err != nil {
		return nil, err
	}
	// An item may be larger in memory than in the file: let the slice grow.
	out := make([]T, 0, min(n, 64))
	for range n {
		v, err := item()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// members reads whole geometries, each with its own head.
func members[T orb.Geometry](r *wkbReader, h wkbHead, want uint32) ([]T, error) {
	if r.depth++; r.depth > maxDepth {
		return nil, fmt.Errorf("collections are nested more than %d deep", maxDepth)
	}
	defer func() { r.depth-- }()
	return many(r, h, 9, func() (v T, err error) {
		g, err := r.geometry(want)
		if err != nil {
			return v, err
		}
		v, ok := g.(T)
		if !ok {
			err = errors.New("a part is empty")
		}
		return v, err
	})
}

func (r *wkbReader) run(h wkbHead) ([]orb.Point, error) {
	n, err := r.count(h, 8*h.dims)
	if err != nil {
		return nil, err
	}
	return r.points(h, n)
}

func (r *wkbReader) points(h wkbHead, n int) ([]orb.Point, error) {
	size := 8 * h.dims
	if len(r.b) < n*size {
		return nil, errShortWKB
	}
	out := make([]orb.Point, n)
	for i := range out {
		b := r.b[i*size:]
		out[i] = orb.Point{math.Float64frombits(h.order.Uint64(b)), math.Float64frombits(h.order.Uint64(b[8:]))}
	}
	r.b = r.b[n*size:]
	return out, nil
}
