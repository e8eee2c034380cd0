package cql2

import (
	"math"
	"strings"

	"github.com/redsail/redsail/geo"
)

// System says what the positions of a filter are.
type System struct {
	// Place turns two coordinates, in the order in which they are written, into a point.
	Place func(x, y float64) (geo.Point, error)
	// Degrees is true when lines that are straight in the system are straight on the lattice,
	// and a box may go over the 180th meridian.
	Degrees bool
}

// LonLat is the system of longitude and latitude, in this order.
var LonLat = System{Place: func(x, y float64) (geo.Point, error) { return geo.Snap([2]float64{x, y}) }, Degrees: true}

// boxSteps is into how many pieces the side of a box is cut whose sides are not straight.
const boxSteps = 64

// intersection is S_INTERSECTS of a row's shape.
type intersection struct{ ground *Ground }

func (n intersection) judge(r Row) truth {
	s := r.Shape()
	if len(s.Points)+len(s.Lines)+len(s.Polygons) == 0 {
		return unknown
	}
	return truthOf(n.ground.Meets(s))
}

// hasShape is S_INTERSECTS of a row's shape with itself.
type hasShape struct{}

func (hasShape) judge(r Row) truth {
	s := r.Shape()
	if len(s.Points)+len(s.Lines)+len(s.Polygons) == 0 {
		return unknown
	}
	return yes
}

// intersects reads S_INTERSECTS(geometry, …), either side first.
func (p *parser) intersects() (node, error) {
	if err := p.term(); err != nil {
		return nil, err
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.take("("); err != nil {
		return nil, err
	}
	a, err := p.geometry()
	if err != nil {
		return nil, err
	}
	if err := p.take(","); err != nil {
		return nil, err
	}
	b, err := p.geometry()
	if err != nil {
		return nil, err
	}
	if err := p.take(")"); err != nil {
		return nil, err
	}
	switch {
	case a == nil && b == nil:
		return hasShape{}, nil
	case a == nil:
		return intersection{NewGround(*b)}, nil
	case b == nil:
		return intersection{NewGround(*a)}, nil
	}
	return truthOf(NewGround(*a).Meets(*b)), nil
}

// geometry reads a literal, or the name of the row's geometry: then it is nil.
func (p *parser) geometry() (*Shape, error) {
	t := p.tok
	if t.kind != word && t.kind != quotedName {
		return nil, p.expected("a geometry")
	}
	for _, c := range p.columns {
		if c.Name == t.text && c.Type == Geometry {
			return nil, p.advance()
		}
	}
	s := &Shape{}
	return s, p.wkt(s)
}

// wkt reads a literal into s.
func (p *parser) wkt(s *Shape) error {
	t := p.tok
	if t.kind != word {
		return p.expected("a geometry")
	}
	read := map[string]func(*Shape) error{
		"POINT": p.onePoint, "LINESTRING": p.line, "POLYGON": p.polygon, "BBOX": p.box, "ENVELOPE": p.box,
		"MULTIPOINT":         func(s *Shape) error { return p.list(func() error { return p.multiPoint(s) }) },
		"MULTILINESTRING":    func(s *Shape) error { return p.list(func() error { return p.line(s) }) },
		"MULTIPOLYGON":       func(s *Shape) error { return p.list(func() error { return p.polygon(s) }) },
		"GEOMETRYCOLLECTION": func(s *Shape) error { return p.list(func() error { return p.wkt(s) }) },
	}[strings.ToUpper(t.text)]
	if read == nil {
		return p.fault(t.at, "%.40q is neither the property of the geometry nor a geometry such as POINT, POLYGON or BBOX", t.text)
	}
	if err := p.deeper(); err != nil {
		return err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return err
	}
	if p.is("Z") { // heights are read and not looked at
		if err := p.advance(); err != nil {
			return err
		}
	}
	return read(s)
}

// list reads items in parentheses, with commas between them.
func (p *parser) list(item func() error) error {
	if err := p.take("("); err != nil {
		return err
	}
	for {
		if err := item(); err != nil {
			return err
		}
		if more, err := p.skip(","); err != nil {
			return err
		} else if !more {
			return p.take(")")
		}
	}
}

// position reads two or three numbers; the third, a height, is not looked at.
func (p *parser) position() (geo.Point, error) {
	at := p.tok.at
	var v [3]float64
	for i := range v {
		if p.tok.kind != number {
			if i == 2 {
				break
			}
			return geo.Point{}, p.expected("a number")
		}
		var err error
		if v[i], err = p.decimal(); err != nil {
			return geo.Point{}, err
		}
	}
	return p.place(at, v[0], v[1])
}

func (p *parser) place(at int, x, y float64) (geo.Point, error) {
	q, err := p.sys.Place(x, y)
	if err != nil {
		return q, p.fault(at, "the position lies outside the reach of its reference system; mind the order of its axes")
	}
	return q, nil
}

func (p *parser) positions() (out []geo.Point, err error) {
	err = p.list(func() error {
		q, err := p.position()
		out = append(out, q)
		return err
	})
	return out, err
}

func (p *parser) onePoint(s *Shape) error {
	at := p.tok.at
	list, err := p.positions()
	if err == nil && len(list) != 1 {
		return p.fault(at, "a point has one position")
	}
	s.Points = append(s.Points, list...)
	return err
}

// multiPoint reads a point of a MULTIPOINT, in parentheses or not.
func (p *parser) multiPoint(s *Shape) error {
	if p.is("(") {
		return p.onePoint(s)
	}
	q, err := p.position()
	s.Points = append(s.Points, q)
	return err
}

func (p *parser) line(s *Shape) error {
	at := p.tok.at
	list, err := p.positions()
	if err == nil && len(list) < 2 {
		return p.fault(at, "a line has at least two positions")
	}
	s.Lines = append(s.Lines, list)
	return err
}

func (p *parser) polygon(s *Shape) error {
	var poly geo.Polygon
	err := p.list(func() error {
		at := p.tok.at
		ring, err := p.positions()
		if err != nil {
			return err
		}
		if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
			return p.fault(at, "a ring has at least four positions and ends where it began")
		}
		poly = append(poly, ring[:len(ring)-1])
		return nil
	})
	s.Polygons = append(s.Polygons, poly)
	return err
}

// box reads BBOX or ENVELOPE: the lower corner, then the upper one, of two or three numbers.
func (p *parser) box(s *Shape) error {
	at := p.tok.at
	var v []float64
	err := p.list(func() error {
		if p.tok.kind != number || len(v) == 6 {
			return p.expected("four or six numbers")
		}
		n, err := p.decimal()
		v = append(v, n)
		return err
	})
	if err != nil {
		return err
	}
	corners, ok := Corners(v)
	if !ok {
		return p.fault(at, "a box has four or six numbers")
	}
	got, err := BoxShape(corners, p.sys)
	if err != nil {
		return p.fault(at, "%s", err.Error())
	}
	s.Polygons = append(s.Polygons, got.Polygons...)
	return nil
}

// Corners leaves the heights out of a box of four or six numbers.
func Corners(v []float64) (out [4]float64, ok bool) {
	switch len(v) {
	case 4:
		return [4]float64(v), true
	case 6:
		return [4]float64{v[0], v[1], v[3], v[4]}, true
	default:
		return out, false
	}
}

// boxError says what is wrong with a box, without its numbers.
type boxError string

func (e boxError) Error() string { return string(e) }

// BoxShape is the ground between two corners of a system. In degrees a box whose west is
// greater than its east goes over the 180th meridian.
func BoxShape(v [4]float64, sys System) (Shape, error) {
	lo, errLo := sys.Place(v[0], v[1])
	hi, errHi := sys.Place(v[2], v[3])
	switch {
	case errLo != nil || errHi != nil:
		return Shape{}, boxError("the box lies outside the reach of its reference system; mind the order of its axes")
	case sys.Degrees && lo.Y > hi.Y, !sys.Degrees && (v[0] > v[2] || v[1] > v[3]):
		return Shape{}, boxError("the box must go from the lower to the upper corner")
	case !sys.Degrees:
		return bent(v, sys)
	case lo.X > hi.X:
		return Shape{Polygons: geo.MultiPolygon{
			rectangle(lo, geo.Point{X: geo.MaxX, Y: hi.Y}), rectangle(geo.Point{X: -geo.MaxX, Y: lo.Y}, hi),
		}}, nil
	}
	return Shape{Polygons: geo.MultiPolygon{rectangle(lo, hi)}}, nil
}

func rectangle(lo, hi geo.Point) geo.Polygon {
	return geo.Polygon{{lo, {X: hi.X, Y: lo.Y}, hi, {X: lo.X, Y: hi.Y}}}
}

// bent is a box of a projected system: its sides are cut into pieces.
func bent(v [4]float64, sys System) (Shape, error) {
	corners := [][2]float64{{v[0], v[1]}, {v[2], v[1]}, {v[2], v[3]}, {v[0], v[3]}}
	var ring geo.Ring
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		for step := range boxSteps {
			t := float64(step) / boxSteps
			q, err := sys.Place(math.FMA(b[0]-a[0], t, a[0]), math.FMA(b[1]-a[1], t, a[1]))
			if err != nil {
				return Shape{}, boxError("the box lies outside the reach of its reference system; mind the order of its axes")
			}
			ring = append(ring, q)
		}
	}
	return Shape{Polygons: geo.MultiPolygon{{ring}}}, nil
}
