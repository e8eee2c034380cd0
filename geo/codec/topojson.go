package codec

import (
	"context"
	"io"
	"strconv"

	"github.com/paulmach/orb"
)

// topoJSON streams one object of a TopoJSON topology (TopoJSON 1.0 format
// specification). The shared arcs are held in memory, the geometries are not.
type topoJSON struct {
	src       Source
	l         *jsonLexer
	b         *budget
	arcs      arcTable
	transform *quantum
	single    bool
	first     bool
	done      bool
	io.Closer
}

// quantum unfolds quantised positions (§2.1.2).
type quantum struct{ scale, translate orb.Point }

func (t *quantum) apply(p orb.Point) orb.Point {
	if t == nil {
		return p
	}
	return orb.Point{p[0]*t.scale[0] + t.translate[0], p[1]*t.scale[1] + t.translate[1]}
}

func openTopoJSON(ctx context.Context, f io.ReadSeekCloser, s *survey, o Options, b *budget) (stream, error) {
	chosen, err := chooseObject(s.objects, o.Layer)
	if err != nil {
		return nil, err
	}
	src := Source{Format: "topojson", CRS: s.crs, Fields: chosen.fields, Encoding: "UTF-8", Layer: chosen.name}
	t := &topoJSON{src: src, b: b, first: true, Closer: f}
	if s.has["transform"] {
		l, err := resume(ctx, f, s.transform, b.FieldBytes)
		if err != nil {
			return nil, err
		}
		if t.transform, err = readTransform(l); err != nil {
			return nil, err
		}
	}
	l, err := resume(ctx, f, s.arcs, b.FieldBytes)
	if err != nil {
		return nil, err
	}
	if t.arcs, err = readArcs(l, t.transform, b); err != nil {
		return nil, err
	}
	at := chosen.geometries
	if t.single = chosen.kind != "GeometryCollection" || at == (mark{}); t.single {
		at = chosen.at
	}
	t.l, err = resume(ctx, f, at, b.FieldBytes)
	return t, err
}

func (t *topoJSON) source() Source { return t.src }

func (t *topoJSON) next() (record, error) {
	if t.done {
		return record{}, io.EOF
	}
	if t.single {
		t.done = true
		return t.geometry(3)
	}
	more, err := t.l.more(']', t.first)
	if err != nil {
		return record{}, err
	}
	t.first = false
	if !more {
		t.done = true
		return record{}, io.EOF
	}
	return t.geometry(5)
}

// geometry reads one geometry object with its properties (§2.2).
func (t *topoJSON) geometry(depth int) (record, error) {
	p := featureParts{l: t.l, properties: map[string]string{}}
	first, err := t.l.next()
	if err != nil {
		return record{}, err
	}
	if first != '{' {
		p.fail(fault(ReasonBadFeature, "a geometry is not an object"))
		return p.record(), t.l.skipRest(first, depth)
	}
	shape := topoShape{t: t, points: coords{l: t.l, b: t.b, depth: -1}}
	err = t.l.members(depth, func(key string) error {
		switch key {
		case "type", "arcs", "coordinates", "geometries":
			return shape.member(key, depth+1)
		default:
			return p.member(key, depth+1)
		}
	})
	if err != nil {
		return record{}, err
	}
	geometry, bad, err := shape.build()
	p.geometry = geometry
	p.fail(bad)
	return p.record(), err
}

// topoShape gathers what makes the shape of one geometry object.
type topoShape struct {
	t       *topoJSON
	kind    string
	null    bool
	refs    arcTree
	points  coords
	members orb.Collection
	bad     *FeatureError
}

func (s *topoShape) member(key string, depth int) error {
	switch key {
	case "type":
		kind, ok, err := s.t.l.property(depth)
		s.kind, s.null = kind, !ok
		return err
	case "arcs":
		refs, bad, err := s.t.refs(0, depth)
		s.refs, s.bad = refs, firstFault(s.bad, bad)
		return err
	case "coordinates":
		s.points = coords{l: s.t.l, b: s.t.b, depth: -1}
		return s.points.value(0, depth)
	default:
		return s.geometries(depth)
	}
}

func (s *topoShape) geometries(depth int) error {
	if err := s.t.l.expect('['); err != nil {
		return err
	}
	return s.t.l.elements(depth, func() error {
		rec, err := s.t.geometry(depth + 1)
		if err == nil {
			err = s.t.b.take(1)
		}
		s.bad = firstFault(s.bad, rec.err)
		s.members = append(s.members, rec.geometry)
		return err
	})
}

func firstFault(a, b *FeatureError) *FeatureError {
	if a != nil {
		return a
	}
	return b
}

func (s *topoShape) build() (orb.Geometry, *FeatureError, error) {
	switch {
	case s.bad != nil:
		return nil, s.bad, nil
	case s.null:
		return nil, nil, nil
	case s.kind == "GeometryCollection":
		if len(s.members) == 0 {
			return nil, nil, nil
		}
		return flatten(s.members), nil, nil
	case s.kind == "Point" || s.kind == "MultiPoint":
		geometry, bad := s.points.geometry(s.kind)
		return s.t.unfold(geometry), bad, nil
	default:
		return s.t.stitch(s.kind, s.refs)
	}
}

// unfold puts quantised points in their place.
func (t *topoJSON) unfold(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.Point:
		return t.transform.apply(g)
	case orb.MultiPoint:
		for i := range g {
			g[i] = t.transform.apply(g[i])
		}
		return g
	default:
		return g
	}
}

// readTransform reads {"scale":[x,y],"translate":[x,y]}; null is no transform.
func readTransform(l *jsonLexer) (*quantum, error) {
	first, err := l.next()
	if err != nil || first == tokenNull {
		return nil, err
	}
	if first != '{' {
		return nil, l.fail(KindMalformed, `"transform" is not an object`)
	}
	t := quantum{scale: orb.Point{1, 1}}
	err = l.members(2, func(key string) (err error) {
		switch key {
		case "scale":
			t.scale, err = readPair(l)
		case "translate":
			t.translate, err = readPair(l)
		default:
			err = l.skip(3)
		}
		return err
	})
	return &t, err
}

// readPair reads an array of numbers and keeps the first two.
func readPair(l *jsonLexer) (p orb.Point, err error) {
	if err := l.expect('['); err != nil {
		return p, err
	}
	n := 0
	err = l.elements(3, func() error {
		kind, err := l.next()
		if err != nil {
			return err
		}
		if kind != tokenNumber && kind != tokenNonFinite {
			return l.fail(KindMalformed, "a position holds something that is not a number")
		}
		if n < 2 {
			// Out of range and NaN alike are not finite, which checkGeometry names.
			p[n], _ = strconv.ParseFloat(string(l.text), 64)
		}
		n++
		return nil
	})
	if err == nil && n < 2 {
		err = l.fail(KindMalformed, "a position has %d numbers, fewer than 2", n)
	}
	return p, err
}
