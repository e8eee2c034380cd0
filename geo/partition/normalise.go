package partition

import (
	"context"
	"slices"

	"github.com/redsail/redsail/geo"
)

// Normalise makes the canonical form of a shape on the lattice (see geo.MultiPolygon).
// Rings may run either way, repeat points and be closed by their first point or not.
// The interior is that of the even–odd rule: spikes and edges walked forth and back
// vanish, a ring that touches itself becomes several simple ones (shell and holes, or
// polygons), rings that share an edge are joined there.
//
// Rounding to the lattice can make edges cross that did not. Where edges cross, the
// shape is noded against itself as Node does it; what then lies on the wrong side and is
// at most two units wide on average (area ≤ perimeter) is taken as the even–odd rule has
// it. Anything wider is a *Fault, the only kind of error. A shape without crossings
// keeps its interior exactly.
func Normalise(m geo.MultiPolygon) (geo.MultiPolygon, error) {
	loops, err := clean(m)
	if err != nil {
		return nil, err
	}
	var c checker
	switch joints, noded := c.joints(loops); {
	case noded && len(loops) == 1 && joints == len(c.edges):
		return geo.MultiPolygon{{canonical(loops[0].path)}}, nil
	case !noded:
		if err := nodeLoops(loops); err != nil {
			return nil, err
		}
	}
	return ofLoops(m, loops)
}

// joints is checker.noded of the loops.
func (c *checker) joints(loops []loop) (joints int, noded bool) {
	for _, l := range loops {
		c.add(l.path)
	}
	return c.noded()
}

// canonical turns a simple ring as the shell of a shape runs. It may do so in place.
func canonical(r geo.Ring) geo.Ring {
	if r.TwiceArea().Sign() < 0 {
		slices.Reverse(r)
	}
	turn(r)
	return r
}

// ofLoops is the canonical form of m, whose loops are noded.
func ofLoops(m geo.MultiPolygon, loops []loop) (geo.MultiPolygon, error) {
	var edges []edge
	for _, l := range loops {
		edges = appendLoop(edges, l.path)
	}
	total := len(edges)
	out := assemble(edges)
	// One simple ring, the common case, cannot be at fault.
	if simple := len(loops) == 1 && len(out) == 1 && len(out[0]) == 1 && len(out[0][0]) == total; !simple {
		if err := checkLoops(loops); err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		at := vertices(m)
		return nil, &Fault{Reason: Collapsed, At: at[:min(len(at), 1)]}
	}
	return out, nil
}

// loop is a ring of the given shape, as a closed path without repeated points.
type loop struct {
	polygon int // its place in the shape
	hole    bool
	path    geo.Ring
}

// clean drops repeated points, closing points, and rings of which nothing is left.
func clean(m geo.MultiPolygon) ([]loop, error) {
	var out []loop
	for i, poly := range m {
		for j, r := range poly {
			if len(r) < 3 {
				return nil, &Fault{Reason: RingTooShort, At: uniquePoints(slices.Clone(r))}
			}
			path := slices.Compact(slices.Clone(r))
			if len(path) > 1 && path[0] == path[len(path)-1] {
				path = path[:len(path)-1]
			}
			if len(path) > 2 {
				out = append(out, loop{polygon: i, hole: j > 0, path: path})
			}
		}
	}
	return out, nil
}

// nodeLoops cuts the paths where they meet: exactly if that is enough, else by snapping.
func nodeLoops(loops []loop) error {
	var raw []edge
	for _, l := range loops {
		raw = appendLoop(raw, l.path)
	}
	raw = unique(raw)
	layer, hot := []cuts{{raw: raw, beads: true}}, ends(raw)
	// One shape is bounded work: nothing to cancel.
	s, err := settle(context.Background(), layer, hot, touch, 1)
	// What crosses itself that often does not come to rest, and trying would take for ever.
	if err == nil && len(s.tangle) > 0 && s.met <= tangled*len(raw) {
		s, err = settle(context.Background(), layer, hot, unit, maxRounds)
	}
	if err != nil {
		return err
	}
	if len(s.tangle) > 0 {
		return &Fault{Reason: SelfCrossing, At: trim(ends(s.tangle))}
	}
	cut := &s.layers[0]
	for i := range loops {
		loops[i].path = cut.follow(loops[i].path)
	}
	return nil
}

// tangled is how often each edge of a shape may cross others that may come to rest all the same.
const tangled = 8

// follow walks the ring along its noded parts.
func (c *cuts) follow(r geo.Ring) geo.Ring {
	out := make(geo.Ring, 0, len(r))
	r.Edges(func(a, b geo.Point) {
		inner := c.inner(newEdge(a, b))
		if b.Less(a) {
			for i := len(inner) - 1; i >= 0; i-- {
				out = append(out, inner[i])
			}
		} else {
			out = append(out, inner...)
		}
		out = append(out, b)
	})
	return out
}

func appendLoop(dst []edge, r geo.Ring) []edge {
	r.Edges(func(a, b geo.Point) { dst = append(dst, newEdge(a, b)) })
	return dst
}

func trim(at []geo.Point) []geo.Point { return at[:min(len(at), maxPlaces)] }
