package partition

import (
	"errors"

	"github.com/redsail/redsail/geo"
)

// Untangled is a shape made valid by Untangle.
type Untangled struct {
	Shape   geo.MultiPolygon // normalised
	Reason  string           // of the *Fault that it had
	At      []geo.Point      // where, sorted; at most 100 places
	Changed geo.SquareMetres // ground on which Shape differs from the even–odd reading
}

// Untangle is Normalise for a shape whose rings cross themselves or each other: nil when the
// shape has no such fault. Each ring covers what it winds round, in whichever sense (the
// non-zero rule), holes are taken from the outer ring of their own polygon, and what is left
// of all polygons is put together. So both wings of a bow tie stay, a ring that goes round
// twice covers its ground once, and a hole outside its ring takes nothing.
//
// Edges are cut where they cross, and no vertex is farther than two units from the border
// that was given; where that cannot be kept, or the fault is another, the error is the *Fault.
func Untangle(m geo.MultiPolygon) (*Untangled, error) {
	_, err := Normalise(m)
	var fault *Fault
	if err == nil || !errors.As(err, &fault) {
		return nil, err
	}
	switch fault.Reason {
	case SelfCrossing, HoleOutside, PartsOverlap:
	default:
		return nil, err
	}
	loops, err := clean(m)
	if err != nil {
		return nil, err
	}
	if err := nodeLoops(loops); err != nil {
		return nil, err
	}
	shape, evenOdd := wound(loops), assemble(loopEdges(loops))
	if len(shape) == 0 {
		return nil, &Fault{Reason: Collapsed, At: fault.At[:min(len(fault.At), 1)]}
	}
	if _, ok := moved(m, shape); !ok {
		return nil, fault
	}
	changed := assemble(appendEdges(appendEdges(nil, shape), evenOdd))
	return &Untangled{Shape: shape, Reason: fault.Reason, At: fault.At, Changed: changed.Area()}, nil
}

func loopEdges(loops []loop) []edge {
	var out []edge
	for _, l := range loops {
		out = appendLoop(out, l.path)
	}
	return out
}

// wound is the ground that the loops cover by the rule of Untangle; they are noded.
func wound(loops []loop) geo.MultiPolygon {
	var borders []border
	for i, l := range loops {
		edges, net := netEdges(l.path)
		if len(edges) == 0 {
			continue
		}
		a := arrange(edges)
		wind := a.windings(net)
		borders = bordersOf(borders, a.region(func(f int32) bool { return wind[f] != 0 }), int32(i))
	}
	l := newLabelled(borders)
	if len(l.edges) == 0 {
		return nil
	}
	a := arrange(l.edges)
	covers := l.covers(a)
	return a.region(func(f int32) bool { return covered(loops, covers[f]) })
}

// covered is true where a polygon has an outer ring and no hole among these loops.
func covered(loops []loop, set []int32) bool {
	is := false
	eachPolygon(loops, set, func(shells, holes int) { is = is || shells > 0 && holes == 0 })
	return is
}
