package edit

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// step is an edge as a ring walks it, the area on its left.
type step struct{ a, b geo.Point }

func (s step) back() step { return step{s.b, s.a} }

// steps calls f for each edge of the shape.
func steps(m geo.MultiPolygon, f func(step)) {
	m.Edges(func(a, b geo.Point) { f(step{a, b}) })
}

// sides tells for each edge near a box who stands on its left, in each partition layer.
type sides map[int]map[step]*item

// sidesOf looks at the areas in force about a box.
func (d *draft) sidesOf(box geo.Box) sides {
	out := sides{}
	for _, it := range d.beside(box) {
		if !it.now {
			continue
		}
		if out[it.layer] == nil {
			out[it.layer] = map[step]*item{}
		}
		steps(it.area.Shape, func(s step) {
			if boxOf(s).Intersects(box) {
				out[it.layer][s] = it
			}
		})
	}
	return out
}

func boxOf(s step) geo.Box { return geo.EmptyBox().Extend(s.a).Extend(s.b) }

// spot is a point of a border.
type spot struct {
	at     geo.Point
	on     step // the edge that holds it; a vertex is an end of it
	far    geo.Metres
	shared bool // on the border that is meant first
}

// vertexReach is how near to a vertex, in metres, a position means the vertex.
const vertexReach = 0.1

// nearest finds the point of the edges that is nearest to a position and at most so many
// metres away. Those that shared holds come first.
func nearest(sent orb.Point, edges []step, shared func(step) bool, most float64) (spot, bool, error) {
	p, err := geo.Snap(sent)
	if err != nil {
		return spot{}, false, city.Errorf(city.Invalid, "out_of_range", "%s", err)
	}
	around := boxAround(p, most)
	var best spot
	found := false
	for _, s := range edges {
		if !boxOf(s).Intersects(around) {
			continue
		}
		far, on := geo.SegmentDistance(sent, s.a.LonLat(), s.b.LonLat())
		got := spot{on: s, far: far, shared: shared(s)}
		if float64(far) > most || found && (best.shared && !got.shared || best.shared == got.shared && best.far <= far) {
			continue
		}
		if got.at, err = geo.Snap(on); err != nil {
			return spot{}, false, err
		}
		best, found = got, true
	}
	if found {
		best.toVertex(sent)
	}
	return best, found, nil
}

// toVertex takes the nearer end of the edge where the position, or the rounded point, is
// so near to it that it is meant.
func (s *spot) toVertex(sent orb.Point) {
	for _, end := range []geo.Point{s.on.a, s.on.b} {
		near := math.Abs(float64(end.X)-float64(s.at.X)) <= 2 && math.Abs(float64(end.Y)-float64(s.at.Y)) <= 2
		if far := geo.Distance(sent, end.LonLat()); near || far <= vertexReach {
			s.at, s.far = end, far
			return
		}
	}
}

// boxAround is the box of so many metres around a point.
func boxAround(p geo.Point, most float64) geo.Box {
	dy := most/0.0110 + 2
	dx := dy / max(math.Cos(p.LonLat()[1]*math.Pi/180), 0.01)
	clamp := func(v float64) int32 { return int32(min(max(v, -geo.MaxX), geo.MaxX)) }
	x, y := float64(p.X), float64(p.Y)
	return geo.Box{Min: geo.Point{X: clamp(x - dx), Y: clamp(y - dy)}, Max: geo.Point{X: clamp(x + dx), Y: clamp(y + dy)}}
}

// pin makes the spot a vertex of all areas in force whose border has its edge.
func (d *draft) pin(s spot) error {
	if s.at == s.on.a || s.at == s.on.b {
		return nil
	}
	for _, it := range d.beside(boxOf(s.on)) {
		if !it.now {
			continue
		}
		m, changed := inserted(it.area.Shape, s.on, s.at)
		if !changed {
			continue
		}
		m, err := partition.Normalise(m)
		if err != nil {
			return unstable(it.area.Key().String())
		}
		it.reshape(m)
	}
	return nil
}

// inserted is the shape with a point put into an edge.
func inserted(m geo.MultiPolygon, on step, at geo.Point) (geo.MultiPolygon, bool) {
	changed := false
	out := make(geo.MultiPolygon, len(m))
	for i, poly := range m {
		for _, r := range poly {
			ring := make(geo.Ring, 0, len(r)+1)
			for k, p := range r {
				ring = append(ring, p)
				if s := (step{p, r[(k+1)%len(r)]}); s == on || s == on.back() {
					ring, changed = append(ring, at), true
				}
			}
			out[i] = append(out[i], ring)
		}
	}
	return out, changed
}

// snapLine rounds positions to the lattice, repeated ones once.
func snapLine(sent []orb.Point) (geo.Line, error) {
	if len(sent) > MaxPath {
		return nil, city.Errorf(city.TooLarge, "change_too_large", "it has %d points; at most %d are taken", len(sent), MaxPath)
	}
	var out geo.Line
	for i, ll := range sent {
		p, err := geo.Snap(ll)
		if err != nil {
			return nil, in(city.Errorf(city.Invalid, "out_of_range", "%s", err), "[%d]", i)
		}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	return out, nil
}

// place writes a point for a message.
func place(p geo.Point) string {
	ll := p.LonLat()
	return "lon " + degrees(ll[0]) + ", lat " + degrees(ll[1])
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// round rounds to one part in so many.
func round(v float64, parts float64) float64 { return math.Round(v*parts) / parts }

// lengthOf is the length of a line in lattice units, for comparing lines of one place.
func lengthOf(l geo.Line) float64 {
	n := 0.0
	for i := 1; i < len(l); i++ {
		n += math.Hypot(float64(l[i].X)-float64(l[i-1].X), float64(l[i].Y)-float64(l[i-1].Y))
	}
	return n
}

// apart is how far a vertex of one line is from the other line, at most, in metres. It is
// measured on a plane about the first point, which is exact enough for a report.
func apart(x, y geo.Line) float64 {
	squeeze := math.Cos(x[0].LonLat()[1] * math.Pi / 180)
	far := 0.0
	for _, way := range [2][2]geo.Line{{x, y}, {y, x}} {
		for _, p := range way[0] {
			least := math.Inf(1)
			for i := 1; i < len(way[1]); i++ {
				least = min(least, between(p, way[1][i-1], way[1][i], squeeze))
			}
			far = max(far, least)
		}
	}
	return far * metresPerUnit
}

// between is the distance from p to the segment a–b in units of latitude.
func between(p, a, b geo.Point, squeeze float64) float64 {
	dx, dy := (float64(b.X)-float64(a.X))*squeeze, float64(b.Y)-float64(a.Y)
	px, py := (float64(p.X)-float64(a.X))*squeeze, float64(p.Y)-float64(a.Y)
	t := 0.0
	if square := dx*dx + dy*dy; square > 0 {
		t = min(max((px*dx+py*dy)/square, 0), 1)
	}
	return math.Hypot(px-t*dx, py-t*dy)
}
