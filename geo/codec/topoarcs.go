package codec

import (
	"strconv"

	"github.com/paulmach/orb"
)

// arcTable holds the arcs of a topology end to end.
type arcTable struct {
	points []orb.Point
	ends   []int
}

// arc gives the points of arc i, i being valid.
func (a *arcTable) arc(i int) []orb.Point {
	start := 0
	if i > 0 {
		start = a.ends[i-1]
	}
	return a.points[start:a.ends[i]]
}

// readArcs reads "arcs"; with a transform each arc is delta-encoded (§2.1.3).
func readArcs(l *jsonLexer, tr *quantum, b *budget) (a arcTable, err error) {
	if err := l.expect('['); err != nil {
		return a, err
	}
	err = l.elements(2, func() error {
		if err := l.expect('['); err != nil {
			return err
		}
		if err := a.read(l, tr, b); err != nil {
			return err
		}
		a.ends = append(a.ends, len(a.points))
		return b.take(1) // an empty arc holds memory too
	})
	return a, err
}

func (a *arcTable) read(l *jsonLexer, tr *quantum, b *budget) error {
	var sum orb.Point
	return l.elements(3, func() error {
		p, err := readPair(l)
		if err != nil {
			return err
		}
		if tr != nil {
			sum[0], sum[1] = sum[0]+p[0], sum[1]+p[1]
			p = tr.apply(sum)
		}
		a.points = append(a.points, p)
		return b.take(1)
	})
}

// arcTree is the "arcs" of a geometry: indexes into the table, nested by type.
type arcTree struct {
	refs []int
	kids []arcTree
}

// refs reads nested arc indexes; only its memory is judged here, its form by stitch.
func (t *topoJSON) refs(level, depth int) (tree arcTree, bad *FeatureError, err error) {
	first, err := t.l.next()
	if err != nil {
		return tree, nil, err
	}
	if first != '[' || level > 2 {
		return tree, fault(ReasonBadArc, `"arcs" is not nested as it should be`), t.l.skipRest(first, depth)
	}
	err = t.l.elements(depth, func() error {
		if err := t.b.take(1); err != nil {
			return err
		}
		if c, err := t.l.peek(); err != nil || c == '[' {
			if err != nil {
				return err
			}
			kid, wrong, err := t.refs(level+1, depth+1)
			tree.kids, bad = append(tree.kids, kid), firstFault(bad, wrong)
			return err
		}
		kind, err := t.l.next()
		if err != nil {
			return err
		}
		ref, notInt := strconv.Atoi(string(t.l.text))
		if kind != tokenNumber || notInt != nil {
			bad = firstFault(bad, fault(ReasonBadArc, "an arc index is not a whole number"))
			return t.l.skipRest(kind, depth+1)
		}
		tree.refs = append(tree.refs, ref)
		return nil
	})
	return tree, bad, err
}

// stitch builds lines and polygons from arcs (§2.1.4).
func (t *topoJSON) stitch(kind string, tree arcTree) (orb.Geometry, *FeatureError, error) {
	s := stitcher{t: t}
	switch kind {
	case "LineString":
		line := orb.LineString(s.line(tree))
		return line, s.bad, s.err
	case "MultiLineString":
		lines := each(&s, tree, func(k arcTree) orb.LineString { return orb.LineString(s.line(k)) })
		return orb.MultiLineString(lines), s.bad, s.err
	case "Polygon":
		return s.polygon(tree), s.bad, s.err
	case "MultiPolygon":
		return orb.MultiPolygon(each(&s, tree, s.polygon)), s.bad, s.err
	default:
		return nil, fault(ReasonWrongGeometry, "geometry type %q is unknown", kind), nil
	}
}

// stitcher keeps the first fault and the first error of one geometry.
type stitcher struct {
	t   *topoJSON
	bad *FeatureError
	err error
}

func (s *stitcher) fail(f *FeatureError) { s.bad = firstFault(s.bad, f) }

// each builds one part for each branch of the tree, which must have no leaves of its own.
func each[T any](s *stitcher, tree arcTree, part func(arcTree) T) []T {
	if len(tree.refs) > 0 {
		s.fail(fault(ReasonBadArc, `"arcs" is not nested as it should be`))
	}
	var out []T
	for _, k := range tree.kids {
		if s.bad != nil || s.err != nil {
			return nil
		}
		out = append(out, part(k))
	}
	return out
}

func (s *stitcher) polygon(tree arcTree) orb.Polygon {
	return each(s, tree, func(k arcTree) orb.Ring { return orb.Ring(s.line(k)) })
}

// line joins arcs end to end; a negative index ^i is arc i backwards.
func (s *stitcher) line(tree arcTree) (out []orb.Point) {
	if len(tree.kids) > 0 {
		s.fail(fault(ReasonBadArc, `"arcs" is not nested as it should be`))
		return nil
	}
	for _, ref := range tree.refs {
		i := ref
		if ref < 0 {
			i = ^ref
		}
		if i >= len(s.t.arcs.ends) {
			s.fail(fault(ReasonBadArc, "arc %d does not exist, there are %d", i, len(s.t.arcs.ends)))
			return nil
		}
		arc := s.t.arcs.arc(i)
		if len(out)+len(arc) > s.t.b.RingVertices+len(tree.refs) {
			s.fail(tooManyVertices(arc[0], s.t.b.RingVertices))
			return nil
		}
		if s.err = s.t.b.take(len(arc)); s.err != nil {
			return nil
		}
		if out = s.join(out, arc, ref < 0); s.bad != nil {
			return nil
		}
	}
	return out
}

// join appends an arc whose first point must be the last one of out.
func (s *stitcher) join(out, arc []orb.Point, backwards bool) []orb.Point {
	for k := range arc {
		p := arc[k]
		if backwards {
			p = arc[len(arc)-1-k]
		}
		if k > 0 || len(out) == 0 {
			out = append(out, p)
			continue
		}
		if out[len(out)-1] != p && finite(p[0]) && finite(p[1]) {
			s.fail(faultAt(p, ReasonBadArc, "an arc does not begin where the one before it ends"))
		}
	}
	return out
}
