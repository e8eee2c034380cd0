package codec

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// dxfArc is how far the chords that replace an arc may lie from it, in units of the drawing.
const dxfArc = 0.01

// dxfAffine maps (x, y) to (a·x + c·y + e, b·x + d·y + f).
type dxfAffine struct{ a, b, c, d, e, f float64 }

var dxfSame = dxfAffine{a: 1, d: 1}

func (m dxfAffine) of(p orb.Point) orb.Point {
	return orb.Point{m.a*p[0] + m.c*p[1] + m.e, m.b*p[0] + m.d*p[1] + m.f}
}

// after is m done after n.
func (m dxfAffine) after(n dxfAffine) dxfAffine {
	o := m.of(orb.Point{n.e, n.f})
	return dxfAffine{
		a: m.a*n.a + m.c*n.b, b: m.b*n.a + m.d*n.b,
		c: m.a*n.c + m.c*n.d, d: m.b*n.c + m.d*n.d,
		e: o[0], f: o[1],
	}
}

// stretch is by how much a length grows at most, or a little more.
func (m dxfAffine) stretch() float64 {
	return math.Hypot(math.Hypot(m.a, m.b), math.Hypot(m.c, m.d))
}

// seen is the plane of an entity: as it is, or from below.
func (h *dxfHead) seen() dxfAffine {
	if h.mirrored {
		return dxfAffine{a: -1, d: 1}
	}
	return dxfSame
}

// place is where an insert puts its block, column and row counted from 0.
func (in *dxfInsert) place(base [2]float64, column, row int) dxfAffine {
	sin, cos := math.Sincos(in.turn * math.Pi / 180)
	m := dxfAffine{a: cos * in.scale[0], b: sin * in.scale[0], c: -sin * in.scale[1], d: cos * in.scale[1]}
	x, y := float64(column)*in.step[0], float64(row)*in.step[1]
	o := m.of(orb.Point{-base[0], -base[1]})
	m.e = o[0] + in.at[0] + cos*x - sin*y
	m.f = o[1] + in.at[1] + sin*x + cos*y
	return in.seen().after(m)
}

// ring draws a polyline: arcs become chords, a closed one ends where it begins. most is how
// many vertices it may have.
func (s *dxfShape) ring(m dxfAffine, most int) (orb.Ring, *FeatureError) {
	m = m.after(s.seen())
	within := dxfArc / max(m.stretch(), 1e-300)
	if s.tilted {
		return nil, fault(ReasonWrongGeometry, "the polyline (line %d of the file) does not lie in the plane of the drawing", s.line)
	}
	n := len(s.vertices)
	if n > most {
		return nil, tooManyVertices(m.of(s.vertices[0].at), most)
	}
	var out orb.Ring
	for i, v := range s.vertices {
		out = append(out, m.of(v.at))
		if v.bulge == 0 || i == n-1 && !s.closed {
			continue
		}
		arc, ok := chords(v.at, s.vertices[(i+1)%n].at, v.bulge, within, most-len(out))
		if !ok {
			return nil, tooManyVertices(m.of(v.at), most)
		}
		for _, p := range arc {
			out = append(out, m.of(p))
		}
	}
	if s.closed && n > 0 && out[0] != out[len(out)-1] {
		out = append(out, out[0])
	}
	return out, nil
}

// chords are the points between the ends of an arc, without them. Both directions of one arc
// give the same points, so that neighbours share them. ok is false when there are more than most.
func chords(from, to orb.Point, bulge, within float64, most int) (out []orb.Point, ok bool) {
	if from[0] > to[0] || from[0] == to[0] && from[1] > to[1] {
		out, ok = chords(to, from, -bulge, within, most)
		slices.Reverse(out)
		return out, ok
	}
	dx, dy := to[0]-from[0], to[1]-from[1]
	chord := math.Hypot(dx, dy)
	radius := chord * (1 + bulge*bulge) / (4 * math.Abs(bulge))
	if chord == 0 || !finite(radius) || !finite(bulge) {
		return nil, finite(bulge) // no arc at all
	}
	angle := 4 * math.Atan(bulge)
	// A chord over the angle s lies r·(1 − cos(s/2)) from its arc; a small arc keeps its form.
	widest := min(4*math.Asin(math.Sqrt(min(within/(2*radius), 1))), math.Pi/2)
	steps := math.Ceil(math.Abs(angle) / widest)
	if !(steps-1 <= float64(most)) {
		return nil, false
	}
	h := (1 - bulge*bulge) / (4 * bulge) // the middle lies so many chords to the left
	center := orb.Point{(from[0]+to[0])/2 - h*dy, (from[1]+to[1])/2 + h*dx}
	for i := 1; i < int(steps); i++ {
		sin, cos := math.Sincos(angle * float64(i) / steps)
		x, y := from[0]-center[0], from[1]-center[1]
		out = append(out, orb.Point{center[0] + cos*x - sin*y, center[1] + sin*x + cos*y})
	}
	return out, true
}
