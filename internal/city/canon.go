package city

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/fxamacker/cbor/v2"

	"github.com/redsail/redsail/geo"
)

// KindArea is the kind of area entries in the change log.
const KindArea = "area"

// areaBody is the canonical content of an area: no id, no revision, no period.
type areaBody struct {
	Layer      string            `cbor:"layer"`
	Code       string            `cbor:"code"`
	Names      Names             `cbor:"names"`
	Parent     string            `cbor:"parent,omitempty"`
	Former     []string          `cbor:"former,omitempty"`
	Shape      [][][]int32       `cbor:"shape"` // polygons, rings, x,y,x,y… in lattice units
	Class      map[string]string `cbor:"class,omitempty"`
	Households *int64            `cbor:"households,omitempty"`
	Population *int64            `cbor:"population,omitempty"`
	Source     string            `cbor:"source,omitempty"`
	DataDate   string            `cbor:"data_date,omitempty"`
}

// versionBody is a version inside a log body.
type versionBody struct {
	ID         int64           `cbor:"id"`
	From       string          `cbor:"from"`
	To         string          `cbor:"to"`
	Successors []string        `cbor:"successors,omitempty"`
	Area       cbor.RawMessage `cbor:"area"`
}

// LogBody is what the change log says of one entry: the operation and all that it needs
// to be done again on a copy. Its canonical CBOR (RFC 8949 §4.2.1) is hashed.
type LogBody struct {
	Op         Op              `cbor:"op"`
	Layer      string          `cbor:"layer"`
	Code       string          `cbor:"code"`
	From       string          `cbor:"from,omitempty"`
	To         string          `cbor:"to,omitempty"`
	ID         int64           `cbor:"id,omitempty"`
	Successors []string        `cbor:"successors,omitempty"`
	Area       cbor.RawMessage `cbor:"area,omitempty"`
	Versions   []versionBody   `cbor:"versions,omitempty"`
}

var encMode = sync.OnceValues(func() (cbor.EncMode, error) {
	return cbor.CoreDetEncOptions().EncMode()
})

var decMode = sync.OnceValues(func() (cbor.DecMode, error) {
	return cbor.DecOptions{MaxArrayElements: 1 << 27, MaxMapPairs: 1 << 16, MaxNestedLevels: 16}.DecMode()
})

// EncodeArea gives the canonical CBOR of an area's content: equal content, equal bytes.
func EncodeArea(a *Area) ([]byte, error) {
	mode, err := encMode()
	if err != nil {
		return nil, err
	}
	return mode.Marshal(areaBody{
		Layer: a.Layer, Code: a.Code, Names: a.Names, Parent: a.Parent, Former: a.Former,
		Shape: flatten(a.Shape), Class: a.Class, Households: a.Households, Population: a.Population,
		Source: a.Source, DataDate: a.DataDate,
	})
}

// DecodeArea reads what EncodeArea wrote.
func DecodeArea(b []byte) (*Area, error) {
	var body areaBody
	if err := decode(b, &body); err != nil {
		return nil, err
	}
	shape, err := unflatten(body.Shape)
	if err != nil {
		return nil, fmt.Errorf("area %s/%s: %w", body.Layer, body.Code, err)
	}
	return &Area{
		Layer: body.Layer, Code: body.Code, Names: body.Names, Parent: body.Parent, Former: body.Former,
		Shape: shape, Class: body.Class, Households: body.Households, Population: body.Population,
		Source: body.Source, DataDate: body.DataDate,
	}, nil
}

// EncodeEntry gives the canonical log body of an entry; id is the area's permanent id.
func EncodeEntry(e *Entry, id int64) ([]byte, error) {
	mode, err := encMode()
	if err != nil {
		return nil, err
	}
	body := LogBody{
		Op: e.Op, Layer: e.Key.Layer, Code: e.Key.Code,
		From: e.Valid.From.String(), To: e.Valid.To.String(), ID: id, Successors: e.Successors,
	}
	if e.Area != nil {
		if body.Area, err = EncodeArea(e.Area); err != nil {
			return nil, err
		}
	}
	for i := range e.Versions {
		v := &e.Versions[i]
		a, err := EncodeArea(&v.Area)
		if err != nil {
			return nil, err
		}
		body.Versions = append(body.Versions, versionBody{
			ID: v.ID, From: v.Valid.From.String(), To: v.Valid.To.String(), Successors: v.Successors, Area: a,
		})
	}
	return mode.Marshal(body)
}

// DecodeEntry reads what EncodeEntry wrote.
func DecodeEntry(b []byte) (Entry, int64, error) {
	var body LogBody
	if err := decode(b, &body); err != nil {
		return Entry{}, 0, err
	}
	valid, err := ParsePeriod(body.From, body.To)
	if err != nil {
		return Entry{}, 0, err
	}
	e := Entry{Op: body.Op, Key: Key{Layer: body.Layer, Code: body.Code}, Valid: valid, Successors: body.Successors}
	if len(body.Area) > 0 {
		if e.Area, err = DecodeArea(body.Area); err != nil {
			return Entry{}, 0, err
		}
	}
	for _, vb := range body.Versions {
		a, err := DecodeArea(vb.Area)
		if err != nil {
			return Entry{}, 0, err
		}
		p, err := ParsePeriod(vb.From, vb.To)
		if err != nil {
			return Entry{}, 0, err
		}
		e.Versions = append(e.Versions, Version{Area: *a, ID: vb.ID, Valid: p, Successors: vb.Successors})
	}
	return e, body.ID, nil
}

func decode(b []byte, into any) error {
	mode, err := decMode()
	if err != nil {
		return err
	}
	return mode.Unmarshal(b, into)
}

func flatten(m geo.MultiPolygon) [][][]int32 {
	out := make([][][]int32, 0, len(m))
	for _, poly := range m {
		rings := make([][]int32, 0, len(poly))
		for _, r := range poly {
			flat := make([]int32, 0, 2*len(r))
			for _, p := range r {
				flat = append(flat, p.X, p.Y)
			}
			rings = append(rings, flat)
		}
		out = append(out, rings)
	}
	return out
}

func unflatten(s [][][]int32) (geo.MultiPolygon, error) {
	out := make(geo.MultiPolygon, 0, len(s))
	for _, rings := range s {
		poly := make(geo.Polygon, 0, len(rings))
		for _, flat := range rings {
			if len(flat)%2 != 0 {
				return nil, fmt.Errorf("a ring of %d numbers has half a point", len(flat))
			}
			r := make(geo.Ring, 0, len(flat)/2)
			for i := 0; i < len(flat); i += 2 {
				r = append(r, geo.Point{X: flat[i], Y: flat[i+1]})
			}
			poly = append(poly, r)
		}
		out = append(out, poly)
	}
	return out, nil
}

// ChainHash is the hash of a revision: sha256(prev ‖ rev as uint64 big-endian ‖ timeline
// as UTF-8 ‖ each sha256(body) in seq order).
func ChainHash(prev [32]byte, rev int64, timeline string, log []LogEntry) [32]byte {
	h := sha256.New()
	h.Write(prev[:])
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(rev))
	h.Write(n[:])
	h.Write([]byte(timeline))
	for i := range log {
		sum := sha256.Sum256(log[i].Body)
		h.Write(sum[:])
	}
	return [32]byte(h.Sum(nil))
}

// ContentHash is sha256 over the canonical contents in force, by kind and key, each as
// its length (uint64 big-endian) and bytes: equal content gives an equal hash whatever
// the store, its ids and its revisions.
func ContentHash(in []Version) ([32]byte, error) {
	vs := slices.Clone(in)
	SortVersions(vs)
	h := sha256.New()
	for i := range vs {
		b, err := EncodeArea(&vs[i].Area)
		if err != nil {
			return [32]byte{}, err
		}
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	return [32]byte(h.Sum(nil)), nil
}
