package plan

import (
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// doAll does the edits of a scenario on the city, without those that it has done since and those of places that are
// settled; of an edit that cannot be done it gives the number.
func (p *play) doAll(sc *Scenario, settled map[string]bool) (int, error) {
	for i, e := range sc.edits {
		if settled[e.Place] && e.Place != "" || p.done(e) {
			continue
		}
		if _, err := p.do(&sc.ask, e); err != nil {
			return i, err
		}
	}
	return 0, nil
}

// settled is true of a place that stands in the city as all edits of it together leave it, though they could not be
// done there one by one: who adopts "move, close" has a place that is closed and cannot be moved.
func (p *play) settled(code string, edits []Edit) bool {
	var at *geo.Point
	opened, shut := false, false
	for i := range edits {
		e := &edits[i]
		if e.Place != code {
			continue
		}
		switch e.Op {
		case "open":
			opened, shut = true, false
		case "close":
			shut = true
		}
		if e.Lon == nil || e.Lat == nil {
			continue
		}
		to, err := e.spot()
		if err != nil {
			return false
		}
		at = &to
	}
	for _, pl := range p.town.pic.PlacesOf(p.kind) {
		switch {
		case pl.Code != code:
		case shut:
			return pl.State == city.PlaceClosed
		case opened: // a change plans what a scenario opens
			return pl.State != city.PlaceClosed && (at == nil || pl.Point == *at)
		default:
			return pl.State == city.PlaceOpen && at != nil && pl.Point == *at
		}
	}
	return false
}
