package plan

import (
	"math"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// facility is an open place that people walk to.
type facility struct {
	*city.Place
	feet []walk.Foothold // none where it stands off the network
}

// doorsOf are the points of a place at which people arrive.
func doorsOf(p *city.Place) []geo.Point {
	if len(p.Entrances) == 0 {
		return []geo.Point{p.Point}
	}
	return p.Entrances
}

// walks are the ways of all houses to the nearest facility.
type walks struct {
	// time is Never where a house stands off the network, or no facility can be reached.
	time []walk.Time
	near []int32 // the facility, -1 = none
	// line is the straight line to the nearest facility of a house that stands apart; infinite
	// where there is none.
	line map[int32]geo.Metres
}

// feetAt are the footholds of a place for searches in a direction: on a street for residents people arrive
// elsewhere than they set out from (walk.Network.Arrivals).
func (t *Town) feetAt(p *city.Place, from bool) []walk.Foothold {
	return feetOn(t.streets, doorsOf(p), from)
}

// feetOn are those of the doors of a place on some streets.
func feetOn(streets *atlas.Streets, doors []geo.Point, from bool) []walk.Foothold {
	if from {
		return streets.StandAt(doors)
	}
	return streets.FeetAt(doors)
}

// homeFeet are the footholds of a house for searches in a direction.
func (t *Town) homeFeet(h *house, from bool) []walk.Foothold {
	if from {
		return t.streets.ArrivalsAt(t.feetOf(h))
	}
	return t.feetOf(h)
}

// directionOf is what the engine calls a direction.
func directionOf(from bool) walk.Direction {
	if from {
		return walk.FromFacility
	}
	return walk.ToFacility
}

// walksOf measures all ways to facilities, or home from them; those off the network are reached by estimate alone.
func (t *Town) walksOf(list []facility, from bool) (*walks, error) {
	w, _, err := t.fieldOf(list, from)
	return w, err
}

// fieldOf is walksOf with the field that says the same of every node.
func (t *Town) fieldOf(list []facility, from bool) (*walks, *walk.Nearest, error) {
	field, err := t.streets.Graph().Nearest(directionOf(from), doors(list), walk.Unbounded)
	if err != nil {
		return nil, nil, err
	}
	w := &walks{time: make([]walk.Time, len(t.houses)), near: make([]int32, len(t.houses)), line: map[int32]geo.Metres{}}
	for i := range t.houses {
		w.time[i], w.near[i] = walk.Never, -1
		for _, f := range t.homeFeet(&t.houses[i], from) {
			if found, ok := field.At(f); ok && found.Time < w.time[i] {
				w.time[i], w.near[i] = found.Time, found.Facility
			}
		}
	}
	t.guessWalks(w, list)
	return w, field, nil
}

func doors(list []facility) []walk.Door {
	var out []walk.Door
	for i := range list {
		for _, f := range list[i].feet {
			out = append(out, walk.Door{Facility: int32(i), Foothold: f})
		}
	}
	return out
}

// guessWalks finds the straight lines of the houses that stand apart.
func (t *Town) guessWalks(w *walks, list []facility) {
	var points near.Points[int32]
	for i := range list {
		for _, p := range doorsOf(list[i].Place) {
			points.Insert(p, int32(i))
		}
	}
	for i := range t.houses {
		h := &t.houses[i]
		if !h.apart {
			continue
		}
		best := geo.Metres(math.Inf(1))
		points.Within(h.at, farthestLine, func(n int32, d geo.Metres) geo.Metres {
			if d < best || d == best && n < w.near[i] {
				best, w.near[i] = d, n
			}
			return best
		})
		w.line[int32(i)] = best
	}
}

// farthestLine is how far the straight line of an estimate is looked for.
const farthestLine geo.Metres = 50_000

// within tells whether a house reaches a facility in a time, and, where this is an estimate of
// its way, whether it surely does and whether it may.
func (t *Town) within(w *walks, i int, limit walk.Time) (surely, likely, perhaps bool) {
	if !t.houses[i].apart {
		in := w.time[i] <= limit
		return in, in, in
	}
	line := float64(w.line[int32(i)])
	takes := func(detour float64) bool { return math.Ceil(detour*line/t.pace()*10) <= float64(limit) }
	return takes(atlas.DetourHigh), takes(atlas.Detour), takes(atlas.DetourLow)
}
