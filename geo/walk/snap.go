package walk

import (
	"fmt"
	"math"

	"github.com/redsail/redsail/geo"
)

// SnapReach is how far from a street a point may lie and still be on the network, in metres.
const SnapReach geo.Metres = 150

// Reason says why a point has no foothold.
type Reason uint8

// The reasons.
const (
	OnNetwork  Reason = iota // it has one
	TooFar                   // no street within SnapReach
	BehindWall               // streets, but a barrier is in the way to each
)

// Miss says why a point has no foothold. Its zero value says that it has one.
type Miss struct {
	Reason Reason
	// Behind is the barrier before the nearest street, Metres how far that street is.
	Behind Obstacle
	Metres geo.Metres
}

// OK is true when the point has a foothold.
func (m Miss) OK() bool { return m.Reason == OnNetwork }

// Error says in words why there is no foothold, without naming the place.
func (m Miss) Error() string {
	switch m.Reason {
	case OnNetwork:
		return "walk: the point is on the network"
	case BehindWall:
		return fmt.Sprintf("walk: not on the network: the nearest street, %.0f m away, lies behind the %s %d, and so do all within %.0f m",
			float64(m.Metres), m.Behind.Kind, m.Behind.Number, float64(SnapReach))
	default:
		return fmt.Sprintf("walk: not on the network: there is no street within %.0f m", float64(SnapReach))
	}
}

// Snap finds where a point stands on the network: the place on the nearest street that is no islet
// (Rules.IsletMetres) such that the straight link to it meets no barrier, at most SnapReach away;
// where there is none, that on the nearest islet. Stand says where else it stands. Of each straight part of a street only its
// nearest place is tried. Distances are in the metric at the point, exact to
// the centimetre within SnapReach. Of streets equally near the first counts, in the order of
// their numbers. Nothing is allocated.
func (n *Network) Snap(p geo.Point) (Foothold, Miss) { return n.snap(p, nil) }

// snap is Snap with gates in other states; nil = as they are.
func (n *Network) snap(p geo.Point, gates *Gates) (Foothold, Miss) {
	if p.Y < -mostLatitude || p.Y > mostLatitude {
		return Foothold{}, Miss{Reason: TooFar}
	}
	s := newSnapping(n, p)
	s.gates = gates
	s.search(&n.land)
	if s.best == nil {
		s.search(&n.islets)
	}
	if s.best != nil {
		return n.foothold(s.best, s.along, math.Sqrt(s.least)), Miss{}
	}
	if s.hidden >= 0 {
		return Foothold{}, Miss{Reason: BehindWall, Behind: s.thing(s.hidden), Metres: geo.Metres(math.Sqrt(s.hiddenAt))}
	}
	return Foothold{}, Miss{Reason: TooFar}
}

// foothold is the place so far along a run, at the end of a link of so many metres.
func (n *Network) foothold(r *run, along, metres float64) Foothold {
	p := &n.parts[r.part]
	share := 0.0
	if p.metres > 0 {
		share = (r.start + float64(along*n.metric.length(r.a, r.b))) / p.metres
	}
	return Foothold{
		Edge: r.edge, Along: uint32(math.Round(whole * min(1, share))),
		Link: Time(math.Round(metres * 36 / n.profile.Kmh)), Metres: geo.Metres(metres),
	}
}

// snapping is one search for a foothold.
type snapping struct {
	net         *Network
	p           geo.Point
	east, north float64
	best        *run
	along       float64
	least       float64 // metres squared of the best so far, else the reach
	hidden      int32   // barrier before the nearest street
	hiddenAt    float64
	through     bool // no barrier is heeded
	gates       *Gates
}

func newSnapping(n *Network, p geo.Point) snapping {
	const reach = float64(SnapReach) * float64(SnapReach)
	s := snapping{net: n, p: p, least: reach, hidden: -1, hiddenAt: reach}
	s.east, s.north = n.metric.at(float64(p.Y))
	return s
}

// search tries the cells around the point in squares that grow, until no street outside them
// can be nearer.
func (s *snapping) search(in *laid) {
	if len(in.runs) == 0 {
		return
	}
	g := &in.grid
	column, line := g.column(s.p.X), g.line(s.p.Y)
	width, height := float64(g.width)*s.east, float64(g.height)*s.north
	x := (float64(s.p.X)-float64(g.origin.X))*s.east - float64(column)*width
	y := (float64(s.p.Y)-float64(g.origin.Y))*s.north - float64(line)*height
	edge := min(x, width-x, y, height-y) // from the point to the nearest side of its cell
	for ring := 0; ; ring++ {
		for l := line - ring; l <= line+ring; l++ {
			step := 1
			if l != line-ring && l != line+ring {
				step = max(1, 2*ring)
			}
			dy := beside(l-line, y, height)
			for c := column - ring; c <= column+ring; c += step {
				if dx := beside(c-column, x, width); float64(dx*dx)+float64(dy*dy) <= s.least {
					for i, to := g.in(c, l); i < to; i++ {
						s.try(&in.runs[i])
					}
				}
			}
		}
		// What stands outside the squares so far is at least this far away.
		if out := edge + float64(ring)*min(width, height); out > 0 && out*out >= s.least {
			return
		}
	}
}

// beside is how far at least, along one axis, a cell lies from a point that stands in its own cell
// of that size at a place: so many cells away. A little less than that, for rounding.
func beside(cells int, place, size float64) float64 {
	const rounding = 0.05 // metres: cells and runs are cut at whole lattice units, of a centimetre
	switch {
	case cells < 0:
		return max(0, place+float64(float64(-cells-1)*size)-rounding)
	case cells > 0:
		return max(0, float64(float64(cells)*size)-place-rounding)
	}
	return 0
}

// try takes a run if it is nearer than the best and no barrier is in the way.
func (s *snapping) try(r *run) {
	ax, ay := (float64(r.a.X)-float64(s.p.X))*s.east, (float64(r.a.Y)-float64(s.p.Y))*s.north
	dx, dy := (float64(r.b.X)-float64(r.a.X))*s.east, (float64(r.b.Y)-float64(r.a.Y))*s.north
	along := 0.0
	if l := float64(dx*dx) + float64(dy*dy); l > 0 {
		along = min(1, max(0, -(float64(ax*dx)+float64(ay*dy))/l))
	}
	x, y := ax+float64(along*dx), ay+float64(along*dy)
	d := float64(x*x) + float64(y*y)
	if d > s.least || d == s.least && s.best != nil && !r.before(s.best) {
		return
	}
	if s.through {
		s.best, s.along, s.least = r, along, d
		return
	}
	if wall := s.wall(r.at(along)); wall >= 0 {
		if d < s.hiddenAt || d == s.hiddenAt && (s.hidden < 0 || wall < s.hidden) {
			s.hidden, s.hiddenAt = wall, d
		}
		return
	}
	s.best, s.along, s.least = r, along, d
}

// wall is the barrier between the point and a place on a street; -1 = there is none.
func (s *snapping) wall(to geo.Point) int32 {
	b := &s.net.barriers
	if s.gates == nil {
		return b.first(s.p, to, nil)
	}
	if wall := b.first(s.p, to, s.gates.lifted); wall >= 0 {
		return wall
	}
	for i := range s.gates.laid {
		if s.gates.laid[i].blocks(s.p, to) {
			return int32(len(b.things)) + s.gates.of[i]
		}
	}
	return -1
}

// thing is the barrier of a number that wall gave.
func (s *snapping) thing(number int32) Obstacle {
	if all := s.net.barriers.things; int(number) < len(all) {
		return all[number]
	}
	return Obstacle{s.gates.net.gates[number-int32(len(s.net.barriers.things))].number, Wall}
}

// Stand appends the footholds of a point, be it a home, a place or a click: that of Snap, and also
// that on the nearest islet if it is nearer, so that who stands on the islet alone and who does not
// reach each other over that. The best of them counts for each walk. There are at most MostStand.
func (n *Network) Stand(p geo.Point, out []Foothold) ([]Foothold, Miss) {
	return n.stand(p, nil, out)
}

// MostStand is how many footholds a point has at most.
const MostStand = 2

// stand is Stand with gates in other states; nil = as they are.
func (n *Network) stand(p geo.Point, gates *Gates, out []Foothold) ([]Foothold, Miss) {
	f, miss := n.snap(p, gates)
	if !miss.OK() {
		return out, miss
	}
	out = append(out, f)
	if len(n.islets.runs) == 0 || n.OnIslet(f) {
		return out, Miss{}
	}
	s := newSnapping(n, p)
	s.gates, s.least = gates, float64(f.Metres)*float64(f.Metres)
	s.search(&n.islets)
	if metres := math.Sqrt(s.least); s.best != nil && metres < float64(f.Metres) {
		out = append(out, n.foothold(s.best, s.along, metres))
	}
	return out, Miss{}
}

// OnIslet is true of a foothold on an islet. Of one of Snap no other street is in reach then.
func (n *Network) OnIslet(f Foothold) bool {
	i := &n.info[f.Edge]
	return i.kind == onStreet && n.parts[i.of].islet
}

// Place is where a foothold touches the street.
func (n *Network) Place(f Foothold) geo.Point {
	i := &n.info[f.Edge]
	if i.kind != onStreet {
		return n.nodes[n.graph.edges[f.Edge].A]
	}
	p := &n.parts[i.of]
	return n.placeAt(p, p.metres*float64(f.Along)/whole)
}
