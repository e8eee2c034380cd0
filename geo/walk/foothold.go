package walk

import "github.com/redsail/redsail/geo"

// Direction says which way people walk.
type Direction uint8

// The directions of a field.
const (
	ToFacility   Direction = iota // from home to the facility, the usual one
	FromFacility                  // from the facility home
)

// whole is the denominator of Foothold.Along.
const whole = 1 << 16

// Foothold is where a point stands on the network: at a place of an edge, after a straight
// link that takes Link and is Metres long.
type Foothold struct {
	Edge uint32
	// Along is how far from A to B the place lies, in 65536ths of the edge's length.
	Along  uint32
	Link   Time
	Metres geo.Metres
}

// part is the share along/65536 of a cost, rounded; of Never it is Never, but to stay where one
// is takes no time.
func part(cost Time, along uint32) Time {
	if along == 0 {
		return 0
	}
	if cost == Never {
		return Never
	}
	return Time((uint64(cost)*uint64(along) + whole/2) / whole)
}

// Start is a node at which a facility can be reached, and the time between the two. One on an
// edge has two of them.
type Start struct {
	Facility int32
	Node     uint32
	Time     Time
}

// Starts are the ways between a foothold and the ends of its edge, link included, for people
// who walk in the direction named; the dead ones are left out.
func (g *Graph) Starts(facility int32, f Foothold, d Direction) []Start {
	e := g.edges[f.Edge]
	fromA, fromB := part(e.Forth, f.Along), part(e.Back, whole-f.Along) // from the ends to the place
	if d == FromFacility {
		fromA, fromB = part(e.Back, f.Along), part(e.Forth, whole-f.Along)
	}
	out := make([]Start, 0, 2)
	if fromA != Never {
		out = append(out, Start{facility, e.A, fromA + f.Link})
	}
	if fromB != Never {
		out = append(out, Start{facility, e.B, fromB + f.Link})
	}
	return out
}
