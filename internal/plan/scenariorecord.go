package plan

import (
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// openRecord opens a place of the store that is not open, where its record says: one that is not there yet,
// or one that is closed.
func (p *play) openRecord(e Edit, into *shifts) error {
	if p.taken(e.Place) {
		return city.Errorf(city.Conflict, "code_taken", "place: %.80q is closed in this scenario; undo that", e.Place)
	}
	for _, pl := range p.town.pic.PlacesOf(p.kind) {
		if pl.Code != e.Place {
			continue
		}
		if pl.State == city.PlaceOpen { // and left out by its hours, or it would be a site
			return city.Errorf(city.Conflict, "code_taken", "place: %.80q is open in the city: only one that is closed, or not there yet, opens without lon and lat", e.Place)
		}
		var feet []walk.Foothold
		for _, q := range doorsOf(pl) {
			feet, _ = p.place(q, feet)
		}
		if len(feet) == 0 {
			return city.Errorf(city.Invalid, "off_network", "place: the record %.80q stands off the network", e.Place)
		}
		return p.add(e, site{added: true, record: true, facility: facility{feet: feet, Place: pl}}, into)
	}
	return city.Errorf(city.NotFound, "unknown_code", "place: the store has no record %.80q of the kind; a new place needs lon and lat", e.Place)
}

// reopens is true of a place that is closed in the city and was open there: what the scenario opens is that it was
// closed. One that was closed at a stage before it opened goes on with its stages.
func (s *site) reopens() bool {
	n := len(s.Stages)
	return s.record && s.State == city.PlaceClosed && (n == 0 || s.Stages[n-1].State == city.PlaceOpen)
}
