package plan

import (
	"cmp"
	"errors"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
)

// LockedGate is a gate that nobody may pass, and what its opening would bring.
type LockedGate struct {
	CauseLine
	SavedS int `json:"saved_s" doc:"by how many seconds the walk to this place would be shorter with the gate open"`
}

const (
	// gatesTried is how many locked gates are tried for a gap: those that the way through would lead past the least.
	gatesTried = 4
	// gatesBuilt is for how many gates of a question the network is built anew.
	gatesBuilt = 4
	// worthOpening is what a gate must save to be named.
	worthOpening = walk.Time(300)
)

// locked is the locked gate that, opened, shortens the walk of a house to a place the most. Only gates are tried past
// which even straight lines would be that much shorter; each is tried on the network, not guessed.
func (s *stand) locked(house int, f *facility, from, to geo.Point) *LockedGate {
	now := s.walks.time[house]
	type trial struct {
		walk.Blocked
		line geo.Metres
	}
	longest := geo.Metres((float64(now) - float64(worthOpening)) * s.town.profile.Kmh / 36)
	var tries []trial
	for _, b := range s.town.streets.Report().Blocked {
		at := b.Place.LonLat()
		if line := geo.Distance(from.LonLat(), at) + geo.Distance(at, to.LonLat()); line <= longest {
			tries = append(tries, trial{b, line})
		}
	}
	slices.SortStableFunc(tries, func(a, b trial) int { return cmp.Compare(a.line, b.line) })
	var best *LockedGate
	for _, b := range tries[:min(len(tries), gatesTried)] {
		open := s.opened(b.Gate)
		if open == nil {
			continue
		}
		if saved := now - s.through(open, house, f, now); saved >= worthOpening && (best == nil || saved.Seconds() > best.SavedS) {
			best = &LockedGate{*s.town.causeLine("gate", b.Gate, b.Place), saved.Seconds()}
		}
	}
	return best
}

// ajar is the network with a locked gate open: as a change of some edges, or built anew.
type ajar struct {
	gates *walk.Gates
	built *atlas.Streets
}

// opened is the network with a gate open; nil where nobody passes it whatever its state. Where the gate decides which
// streets are for residents only the network must be built anew: that is done for the first few gates, and only for who
// is told exact numbers.
func (s *stand) opened(gate int64) *ajar {
	if a, known := s.gates[gate]; known {
		return a
	}
	open := map[int64]bool{gate: false}
	var a *ajar
	if g, err := s.town.streets.Network().WithGates(open); err == nil {
		a = &ajar{gates: g}
	} else if errors.Is(err, walk.ErrEnclosed) && s.Exact && s.built < gatesBuilt {
		s.built++
		if built, err := s.town.streets.WithGates(open, s.town.pic.Scheme.WalkRules()); err == nil {
			a = &ajar{built: built}
		}
	}
	if s.gates == nil {
		s.gates = map[int64]*ajar{}
	}
	s.gates[gate] = a
	return a
}

// through is the walk of a house to a place with a gate open; now where it is no shorter.
func (s *stand) through(a *ajar, house int, f *facility, now walk.Time) walk.Time {
	h := &s.town.houses[house]
	homes, places := s.town.feetOf(h), f.feet
	if a.built != nil {
		if h.number < 0 { // a share along a street, which may be another one there
			return now
		}
		homes, places = a.built.FeetOf(int(h.number)), feetOn(a.built, doorsOf(f.Place), s.From)
	}
	best := now
	for _, from := range homes {
		for _, to := range places {
			if s.From {
				from, to = to, from
			}
			if t, ok := a.time(from, to, best); ok {
				best = min(best, t)
			}
		}
	}
	return best
}

func (a *ajar) time(from, to walk.Foothold, limit walk.Time) (walk.Time, bool) {
	if a.gates != nil {
		return a.gates.Time(from, to, limit)
	}
	r, ok := a.built.Network().Route(from, to, limit)
	return r.Time, ok
}
