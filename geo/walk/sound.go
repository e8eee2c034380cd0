package walk

import (
	"fmt"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// MostLeg is the longest leg of a line, from one vertex to the next: no street, wall, river or
// railway has one so long, but a line with a mistyped vertex has.
const MostLeg geo.Metres = 100_000

// SafeLeg is a leg that any rules allow.
const SafeLeg geo.Metres = 5_000

// crudely bounds from above the metres of a lattice unit, in either direction anywhere.
const crudely = 0.0113

// slowest is what Tobler's rule leaves of a speed on the steepest slope.
var slowest = tobler(1)

// LongestLeg is the longest leg of a street: MostLeg, or less where the slowest people of the
// rules would need more than MostTime for it, uphill.
func (r *Rules) LongestLeg() geo.Metres {
	kmh := MostKmh
	for i := range r.Profiles {
		p := &r.Profiles[i]
		if kmh = min(kmh, p.Kmh); p.StepsKmh > 0 {
			kmh = min(kmh, p.StepsKmh)
		}
	}
	return min(MostLeg, geo.Metres(0.99*kmh/36*slowest*float64(MostTime)))
}

// Fault is why a line can be in no network.
type Fault struct {
	// At is the vertex, or where the leg begins, that cannot be.
	At geo.Point
	// To is the end of a leg that is too long, Metres its length; 0: At is too near to a pole.
	To     geo.Point
	Metres geo.Metres
}

func (f *Fault) String() string {
	if f.Metres == 0 {
		return fmt.Sprintf("its point %s lies within 5° of a pole", lonLat(f.At))
	}
	return fmt.Sprintf("its leg from %s to %s is %.0f km long", lonLat(f.At), lonLat(f.To), float64(f.Metres)/1000)
}

func lonLat(p geo.Point) string { return fmt.Sprintf("(%v, %v)", p.LonLat()[0], p.LonLat()[1]) }

// FaultOf is the first fault of a line whose legs may be as long as most; nil of a sound one.
func FaultOf(l geo.Line, most geo.Metres) *Fault {
	for i, p := range l {
		if p.Y < -mostLatitude || p.Y > mostLatitude {
			return &Fault{At: p}
		}
		if i == 0 || bound(l[i-1], p) <= float64(most) {
			continue
		}
		if d := geo.Distance(l[i-1].LonLat(), p.LonLat()); d > most {
			return &Fault{At: l[i-1], To: p, Metres: d}
		}
	}
	return nil
}

// bound is no less than the metres between two vertices.
func bound(p, q geo.Point) float64 {
	return crudely * (math.Abs(float64(p.X)-float64(q.X)) + math.Abs(float64(p.Y)-float64(q.Y)))
}

// LeftOut is a street, a gate or a barrier that a network does without.
type LeftOut struct {
	Number int64
	Fault  Fault
}

// sound are the streets without those that can be in no network, which the second list names.
func (s *Streets) sound(rules *Rules) (*Streets, []LeftOut) {
	var out []LeftOut
	taken := *s
	most := rules.LongestLeg()
	taken.Ways = without(s.Ways, &out, func(w *Way) (int64, *Fault) { return w.Number, FaultOf(w.Points, most) })
	taken.Gates = without(s.Gates, &out, func(g *Gate) (int64, *Fault) { return g.Number, FaultOf(g.Points, MostLeg) })
	taken.Barriers = without(s.Barriers, &out, func(b *Barrier) (int64, *Fault) { return b.Number, FaultOf(b.Points, MostLeg) })
	return &taken, out
}

// without gives the list itself where nothing in it has a fault.
func without[T any](list []T, out *[]LeftOut, fault func(*T) (int64, *Fault)) []T {
	faulty := func(t *T) bool {
		number, f := fault(t)
		if f != nil {
			*out = append(*out, LeftOut{number, *f})
		}
		return f != nil
	}
	for i := range list {
		if !faulty(&list[i]) {
			continue
		}
		kept := slices.Clone(list[:i])
		for k := i + 1; k < len(list); k++ {
			if !faulty(&list[k]) {
				kept = append(kept, list[k])
			}
		}
		return kept
	}
	return list
}
