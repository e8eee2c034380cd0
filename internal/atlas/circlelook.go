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

	measured bool // the point stands on the network: see Network
	covered  bool
	doubtful bool
}

// look finds the nearest wanted places, at most so many: over the network where the point and the
// kinds are on it, and only there those by estimate that stand off it; else by estimate all.
// A point is on the network when a street is within walk.SnapReach and no wall before it.
func (p *Picture) look(q geo.Point, w wanted, most int, n *vicinity) {
	n.found, n.covered, n.doubtful = n.found[:0], false, false
	foot, on := p.stand(q, w.kinds)
	if n.measured = on; !on {
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
		n.ways = ways.field.At(foot, n.ways[:0])
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

// stand says where a point stands on the network; ok is false where it does not, or the ways to
// one of the kinds cannot be measured.
func (p *Picture) stand(q geo.Point, kinds []string) (foot walk.Foothold, ok bool) {
	some := false
	for _, key := range kinds {
		if p.places[key] == nil {
			continue // the city has no such places
		}
		if some = true; p.waysTo(key) == nil {
			return foot, false
		}
	}
	if !some {
		return foot, false
	}
	foot, miss := p.laid().net.Snap(q)
	return foot, miss.OK()
}
