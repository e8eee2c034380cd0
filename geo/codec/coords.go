package codec

import (
	"strconv"

	"github.com/paulmach/orb"
)

// coords collects the "coordinates" of a GeoJSON geometry before its type is known,
// for members come in any order. After a fault it keeps reading but holds nothing.
type coords struct {
	l     *jsonLexer
	b     *budget
	depth int // arrays around a position: 0 Point … 3 MultiPolygon; -1 before the first one
	// points are all positions; ends[k] has for each array of level k (0 the outermost)
	// the number of items one level further in that were closed before its own end.
	points []orb.Point
	ends   [4][]int
	fault  *FeatureError
}

func (c *coords) fail(f *FeatureError) {
	if c.fault == nil {
		c.fault = f
	}
	c.points, c.ends = nil, [4][]int{}
}

// value reads one value at a level; nesting is its depth in the document.
func (c *coords) value(level, nesting int) error {
	t, err := c.l.next()
	if err != nil {
		return err
	}
	if t != '[' {
		c.fail(fault(ReasonBadPosition, "a position is not an array of numbers"))
		return c.l.skipRest(t, nesting)
	}
	inner, err := c.l.peek()
	if err != nil {
		return err
	}
	if inner != '[' && inner != ']' {
		return c.position(level, nesting)
	}
	empty := true
	if err := c.l.elements(nesting, func() error {
		empty = false
		return c.value(level+1, nesting+1)
	}); err != nil {
		return err
	}
	return c.close(level, empty)
}

// close ends an array of arrays.
func (c *coords) close(level int, empty bool) error {
	if level >= len(c.ends) {
		c.fail(fault(ReasonWrongGeometry, "coordinates are nested too deeply"))
	}
	if empty {
		// An empty array holds memory too.
		if err := c.b.take(1); err != nil {
			return err
		}
	}
	if c.fault != nil { // it travels with the feature; reading goes on behind it
		return nil
	}
	n := len(c.points)
	if level+1 != c.depth && level+1 < len(c.ends) {
		n = len(c.ends[level+1])
	}
	c.ends[level] = append(c.ends[level], n)
	return nil
}

// position reads the numbers of a position whose '[' was read; all but two are dropped.
func (c *coords) position(level, nesting int) error {
	var p orb.Point
	n := 0
	err := c.l.elements(nesting, func() error {
		t, err := c.l.next()
		if err != nil {
			return err
		}
		switch {
		case t == tokenNonFinite:
			c.fail(fault(ReasonNotFinite, "a coordinate is not finite: %s", c.l.text))
		case t != tokenNumber:
			c.fail(fault(ReasonBadPosition, "a position holds something that is not a number"))
			return c.l.skipRest(t, nesting+1)
		case n < 2:
			// A number out of range becomes infinite here and is named by checkGeometry.
			p[n], _ = strconv.ParseFloat(string(c.l.text), 64)
		}
		n++
		return nil
	})
	if err != nil || c.fault != nil {
		return err
	}
	if n < 2 {
		c.fail(fault(ReasonBadPosition, "a position has %d numbers, fewer than 2", n))
		return nil
	}
	return c.add(level, p)
}

func (c *coords) add(level int, p orb.Point) error {
	if c.depth < 0 {
		c.depth = level
	}
	if c.depth != level {
		c.fail(faultAt(p, ReasonWrongGeometry, "positions are nested at different depths"))
		return nil
	}
	run := len(c.points)
	if 0 < level && level <= len(c.ends) {
		if ends := c.ends[level-1]; len(ends) > 0 {
			run -= ends[len(ends)-1]
		}
	}
	if run >= c.b.RingVertices {
		c.fail(tooManyVertices(p, c.b.RingVertices))
		return nil
	}
	c.points = append(c.points, p)
	return c.b.take(1)
}

// geometryDepth is the depth of the positions of each GeoJSON type.
var geometryDepth = map[string]int{
	"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}

// geometry builds the geometry of a type; without positions it is nil.
func (c *coords) geometry(kind string) (orb.Geometry, *FeatureError) {
	want, known := geometryDepth[kind]
	switch {
	case !known:
		return nil, fault(ReasonWrongGeometry, "geometry type %q is unknown", kind)
	case c.fault != nil:
		return nil, c.fault
	case c.depth < 0:
		return nil, nil
	case c.depth != want:
		return nil, faultAt(c.points[0], ReasonWrongGeometry, "the coordinates are not nested as those of a %s", kind)
	}
	for _, ends := range c.ends[c.depth:] {
		if len(ends) > 0 {
			return nil, fault(ReasonBadPosition, "a position is empty")
		}
	}
	switch kind {
	case "Point":
		return c.points[0], nil
	case "MultiPoint":
		return orb.MultiPoint(c.points), nil
	case "LineString":
		return orb.LineString(c.points), nil
	case "MultiLineString":
		return orb.MultiLineString(runs[orb.LineString](c.points, c.ends[1])), nil
	case "Polygon":
		return orb.Polygon(runs[orb.Ring](c.points, c.ends[1])), nil
	default:
		rings := runs[orb.Ring](c.points, c.ends[2])
		return orb.MultiPolygon(runs[orb.Polygon](rings, c.ends[1])), nil
	}
}

// runs cuts items at the given ends; the parts share their memory but not their tails.
func runs[P ~[]T, T any](items []T, ends []int) []P {
	out := make([]P, 0, len(ends))
	start := 0
	for _, end := range ends {
		out = append(out, P(items[start:end:end]))
		start = end
	}
	return out
}
