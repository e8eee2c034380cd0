package atlas

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
)

// vicinity is what is near a point, in memory that can be used again.
type vicinity struct {
	// found are the wanted places, the nearest first. Those of an estimate may be farther than
	// ten minutes, as far as its band reaches.
	found []nearPlace
	ways  []walk.Walked
	feet  []walk.Foothold // of the point

	measured bool // the point stands on the network: see Network
	covered  bool
	doubtful bool
}

// look finds the nearest wanted places, at most so many: over the network where the point and the
// kinds are on it, and only there those by estimate that stand off it; else by estimate all.
// A point is on the network when a street is within walk.SnapReach and no wall before it.
func (p *Picture) look(q geo.Point, w wanted, most int, n *vicinity) {
	n.found, n.covered, n.doubtful = n.found[:0], false, false
	if n.measured = p.stand(q, w.kinds, n); !n.measured {
		n.found = p.nearest(q, w, false, most, n.found)
		if len(n.found) > 0 {
			n.covered = n.found[0].walkS() <= serviceSeconds
			n.doubtful = n.found[0].line > sureReach
		}
		return
	}
	for _, key := range w.kinds {
		ways := p.waysTo(key)
		if ways == nil {
			continue
		}
		n.ways = ways.field.AtEach(n.feet, n.ways[:0])
		open, kept := p.places[key].open, 0
		for _, way := range n.ways {
			if kept == most {
				break
			}
			if place := open[way.Facility]; w.takes(place) {
				n.found = keep(n.found, nearPlace{Place: place, measured: true, way: way}, most)
				kept++
			}
		}
	}
	n.covered = len(n.found) > 0
	if !n.covered {
		n.found = p.nearest(q, w, true, most, n.found)
		n.doubtful = len(n.found) > 0
		return
	}
	n.found = p.nearest(q, w, true, most, n.found)
}

// stand notes where a point stands on the network; it is false where it does not, or the ways to
// one of the kinds cannot be measured.
func (p *Picture) stand(q geo.Point, kinds []string, n *vicinity) bool {
	some := false
	for _, key := range kinds {
		if p.places[key] == nil {
			continue // the city has no such places
		}
		if some = true; p.waysTo(key) == nil {
			return false
		}
	}
	if !some {
		return false
	}
	var miss walk.Miss
	n.feet, miss = p.laid().net.Stand(q, n.feet[:0])
	return miss.OK()
}
