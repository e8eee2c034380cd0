package plan

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// do does an edit; nothing is changed when it cannot be done.
func (p *play) do(a *Ask, e Edit) (*shifts, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	into := newShifts()
	switch e.Op {
	case "open":
		return into, p.open(e, into)
	case "close":
		return into, p.close(e, into)
	case "move":
		return into, p.move(e, into)
	case "hours":
		return into, p.hours(a, e, into)
	default:
		return into, p.gate(a, e, into)
	}
}

// check refuses fields that the op does not take, or lacks.
func (e *Edit) check() error {
	record := e.Op == "open" && e.Lon == nil && e.Lat == nil && e.Place != "" // of the store
	takes := map[string]struct{ place, point, daily, line, name bool }{
		"open": {place: true, point: true, name: true}, "close": {place: true}, "move": {place: true, point: true},
		"hours": {place: true, daily: true}, "gate": {line: true},
	}
	t, known := takes[e.Op]
	switch {
	case !known:
		return city.Errorf(city.Invalid, "unknown_value", "op: there is no edit %.40q; known are open, close, move, hours, gate", e.Op)
	case !record && (t.point != (e.Lon != nil) || t.point != (e.Lat != nil)):
		return city.Errorf(city.Invalid, "bad_edit", "lon, lat: %s takes %s", e.Op, map[bool]string{true: "both", false: "neither"}[t.point])
	case e.Place == "" && t.place && e.Op != "open":
		return city.Errorf(city.Invalid, "missing_parameter", "place: %s needs the code of a place", e.Op)
	case e.Place != "" && !t.place, e.Name != "" && !t.name, e.Daily != nil && !t.daily, (e.Line != "" || e.Closed != nil) && !t.line, e.EvenRefused && (!t.point || record), record && e.Name != "":
		return city.Errorf(city.Invalid, "bad_edit", "%s has a field that it does not take", e.Op)
	case t.line && (e.Line == "" || e.Closed == nil):
		return city.Errorf(city.Invalid, "missing_parameter", "line, closed: gate needs both")
	case len(e.Name) > MostName:
		return city.Errorf(city.Invalid, "bad_text", "name: it is longer than %d bytes", MostName)
	}
	return codesOf(e)
}

// admit refuses what somebody who plans would not want to do, or what would do nothing. Edits of a scenario that was
// made before are done again without it.
func (p *play) admit(a *Ask, e Edit) error {
	if err := e.check(); err != nil {
		return err
	}
	switch e.Op {
	case "hours":
		switch {
		case e.Daily == nil:
			return city.Errorf(city.Invalid, "missing_parameter", "daily: hours needs the spans of a day; [] is closed all day")
		case !a.Open:
			return city.Errorf(city.Invalid, "bad_edit", "open_at: the scenario leaves hours aside, so that other hours would change nothing; make one with open_at")
		}
		if p.keepsHours(e) {
			return city.Errorf(city.Conflict, "no_change", "daily: %.80q is open at these hours on every day already", e.Place)
		}
	case "gate":
		if p.isSo(e) {
			return city.Errorf(city.Conflict, "no_change", "closed: the gate %.80q is %s already", e.Line, map[bool]string{true: "locked", false: "open"}[*e.Closed])
		}
	case "move":
		if i, known := p.byKey[e.Place]; known && p.sites[i].closed {
			return city.Errorf(city.Conflict, "already_closed", "place: %.80q is closed in this scenario; undo that to move it", e.Place)
		}
		if p.standsThere(e) {
			return city.Errorf(city.Conflict, "no_change", "lon, lat: %.80q stands there already", e.Place)
		}
	case "open":
		if state, adopted := p.adopted(e); adopted {
			return city.Errorf(city.Conflict, "no_change", "place: the city has %.80q there already, %s", e.Place, state)
		}
	}
	if e.Lon == nil || e.EvenRefused {
		return nil
	}
	at, err := e.spot()
	if err != nil {
		return err
	}
	if not := p.town.whyGround(at); !not.none() {
		return city.Errorf(city.Conflict, "refused_ground", "lon, lat: no place is proposed there: it lies %s (%s); even_refused takes it all the same", not.en, not.zh)
	}
	return nil
}

// ground says on which refused ground an edit puts a place all the same.
func (p *play) ground(e *Edit) refusal {
	if !e.EvenRefused || e.Lon == nil {
		return refusal{}
	}
	at, err := e.spot()
	if err != nil {
		return refusal{}
	}
	return p.town.whyGround(at)
}

// standsThere is true of a move of a place to where it stands already.
func (p *play) standsThere(e Edit) bool {
	i, known := p.byKey[e.Place]
	if !known || p.sites[i].gone {
		return false
	}
	at, err := e.spot()
	s := &p.sites[i]
	return err == nil && s.Point == at && slices.Equal(doorsOf(s.Place), []geo.Point{at})
}

// adopted is true of the opening of a new place that the city has written since: of its code and where it is to stand.
func (p *play) adopted(e Edit) (city.PlaceState, bool) {
	if e.Lon == nil || e.Place == "" || p.taken(e.Place) {
		return "", false
	}
	at, err := e.spot()
	if err != nil {
		return "", false
	}
	for _, pl := range p.town.pic.PlacesOf(p.kind) {
		if pl.Code == e.Place && pl.Point == at && pl.State != city.PlaceClosed {
			return pl.State, true
		}
	}
	return "", false
}

// codesOf refuses codes that nothing of a city can have.
func codesOf(e *Edit) error {
	for _, code := range []string{e.Place, e.Line} {
		if code == "" {
			continue
		}
		if err := city.ProfileFree.CheckCode(code); err != nil {
			return err
		}
	}
	return nil
}

// spot is where a place is opened, or moved to.
func (e *Edit) spot() (geo.Point, error) {
	at, err := geo.Snap(orb.Point{*e.Lon, *e.Lat})
	if err != nil {
		return at, city.Errorf(city.Invalid, "out_of_range", "lon, lat: the place is not within ±180°, ±90°, longitude first")
	}
	return at, nil
}

// feet are the footholds of a new place.
func (p *play) feet(e Edit) (geo.Point, []walk.Foothold, error) {
	at, err := e.spot()
	if err != nil {
		return at, nil, err
	}
	net := p.town.streets.Network()
	if net == nil {
		return at, nil, city.Errorf(city.Invalid, "off_network", "the city has no streets: nothing can be measured")
	}
	feet, miss := p.place(at, nil)
	if !miss.OK() {
		return at, nil, city.Errorf(city.Invalid, "off_network", "lon, lat: %s", p.town.missText(miss))
	}
	return at, feet, nil
}

func (p *play) open(e Edit, into *shifts) error {
	if i, known := p.byKey[e.Place]; known && !p.sites[i].gone && !p.sites[i].shut {
		return city.Errorf(city.Conflict, "code_taken", "place: %.80q is open already", e.Place)
	}
	if e.Lon == nil {
		return p.openRecord(e, into)
	}
	at, feet, err := p.feet(e)
	if err != nil {
		return err
	}
	code := e.Place
	if code == "" {
		for k := 1; code == "" || p.taken(code) || p.isKnown(code); k++ {
			code = "new-" + strconv.Itoa(k)
		}
	}
	if state, known := p.known(code); known && !p.taken(code) {
		return city.Errorf(city.Conflict, "code_taken", "place: %.80q is the code of a place of the city that is %s; take another one, or open that place where it stands by leaving lon and lat out", code, state)
	}
	if p.taken(code) {
		return city.Errorf(city.Conflict, "code_taken", "place: %.80q is a place that is closed in this scenario; undo that, or take another code", code)
	}
	place := &city.Place{Kind: p.kind, Code: code, Names: city.Names{Zh: e.Name}, Point: at, State: city.PlacePlanned}
	if err := place.Check(p.town.pic.Scheme); err != nil { // the change that the scenario gives would be refused
		return err
	}
	e.Place = code
	return p.add(e, site{added: true, facility: facility{feet: feet, Place: place}}, into)
}

// add puts a new place into the scenario.
func (p *play) add(e Edit, fresh site, into *shifts) error {
	n := int32(len(p.sites))
	for n > 0 && p.sites[n-1].gone {
		n--
	}
	touched, err := p.session.Add(n, fresh.feet)
	if err != nil {
		return city.Errorf(city.Invalid, "bad_edit", "open: %s", err)
	}
	p.forgetUndone()
	p.sites = append(p.sites, fresh)
	p.byKey[e.Place] = n
	p.keep(logged{edit: e, session: 1, site: n, before: site{gone: true, facility: fresh.facility, added: true}, after: fresh})
	p.recount(touched, nil, into)
	return nil
}

// place appends the footholds of an entrance of a place, for who comes to it, or goes home from it, with the gates
// as they are here.
func (p *play) place(q geo.Point, feet []walk.Foothold) ([]walk.Foothold, walk.Miss) {
	stands, miss := p.standAt(q, nil)
	if !p.from {
		stands = p.town.streets.ArrivalsAt(stands)
	}
	return append(feet, stands...), miss
}

// missText says why a place is off the network, with the code of what is in the way.
func (t *Town) missText(m walk.Miss) string {
	if l := t.streets.Line(m.Behind.Number); m.Reason == walk.BehindWall && l != nil {
		return fmt.Sprintf("the nearest street, %.0f m away, lies behind %s %s", float64(m.Metres), l.Layer, l.Code)
	}
	return m.Error()
}

func (p *play) taken(code string) bool {
	i, known := p.byKey[code]
	return known && !p.sites[i].gone
}

// known tells whether a place of the kind has the code in the city, or had it, and the state of that place.
func (p *play) known(code string) (city.PlaceState, bool) {
	for _, pl := range p.town.pic.PlacesOf(p.kind) {
		if pl.Code == code || slices.Contains(pl.Former, code) {
			return pl.State, true
		}
	}
	return "", false
}

func (p *play) isKnown(code string) bool {
	_, known := p.known(code)
	return known
}

func (p *play) close(e Edit, into *shifts) error {
	i, err := p.siteOf(e.Place)
	if err != nil {
		return err
	}
	was := p.sites[i]
	if was.shut {
		return city.Errorf(city.Conflict, "already_closed", "place: %.80q is closed already", e.Place)
	}
	now := was
	now.shut, now.closed = true, true
	return p.apply(e, i, now, into)
}

func (p *play) move(e Edit, into *shifts) error {
	i, err := p.siteOf(e.Place)
	if err != nil {
		return err
	}
	at, feet, err := p.feet(e)
	if err != nil {
		return err
	}
	now := p.sites[i]
	moved := *now.Place
	moved.Point, moved.Entrances = at, nil
	now.facility, now.moved = facility{Place: &moved, feet: feet}, true
	return p.apply(e, i, now, into)
}

// hours gives a place other hours. They count where the scenario asks by hours.
func (p *play) hours(a *Ask, e Edit, into *shifts) error {
	i, err := p.siteOf(e.Place)
	if err != nil {
		return err
	}
	daily, err := spansOf(e.Daily)
	if err != nil {
		return err
	}
	now := p.sites[i]
	changed := *now.Place
	changed.Hours = &city.Hours{Week: []city.WeekRule{{Days: city.Workdays | city.Weekend | city.Holiday, Open: daily}}}
	now.Place, now.rehoured, now.unknown = &changed, true, false
	if a.Open && !now.closed {
		changed.State = city.PlaceOpen
		open, _ := atlas.OpenAt(&changed, a.OpenAt)
		now.shut = !open
	}
	return p.apply(e, i, now, into)
}

// spansOf reads hours of the day.
func spansOf(daily [][2]string) ([]city.Span, error) {
	if len(daily) > 10 {
		return nil, city.Errorf(city.Invalid, "bad_edit", "daily: more than 10 spans")
	}
	out := []city.Span{}
	for i, d := range daily {
		from, err1 := time.Parse("15:04", d[0])
		to, err2 := time.Parse("15:04", d[1])
		if d[1] == "24:00" {
			to, err2 = time.Time{}, nil
		}
		if err1 != nil || err2 != nil {
			return nil, city.Errorf(city.Invalid, "bad_time", "daily: span %d is not from hh:mm to hh:mm", i+1)
		}
		s := city.Clock(from.Hour()*60+from.Minute(), to.Hour()*60+to.Minute())
		if n := len(out); n > 0 && s.From < out[n-1].To {
			return nil, city.Errorf(city.Invalid, "bad_time", "daily: span %d begins before the one in front of it ends", i+1)
		}
		out = append(out, s)
	}
	return out, nil
}

// apply makes a site another one, in the session too.
func (p *play) apply(e Edit, i int32, now site, into *shifts) error {
	was := p.sites[i]
	steps, nodes, err := p.turn(i, was, now)
	if err != nil {
		return city.Errorf(city.Invalid, "bad_edit", "%s: %s", e.Op, err)
	}
	p.sites[i] = now
	p.keep(logged{edit: e, session: steps, site: i, before: was, after: now})
	p.recount(nodes, nil, into)
	return nil
}

// turn tells the session what became of a site.
func (p *play) turn(i int32, was, now site) (steps int, nodes []uint32, err error) {
	stood, stands := !was.shut && len(was.feet) > 0, !now.shut && len(now.feet) > 0
	switch {
	case stood && !stands:
		nodes, err = p.session.Close(i)
	case !stood && stands:
		nodes, err = p.session.Add(i, now.feet)
	case stood && &was.feet[0] != &now.feet[0]:
		nodes, err = p.session.Move(i, now.feet)
	default:
		return 0, nil, nil
	}
	return 1, nodes, err
}

func (p *play) keep(l logged) {
	p.forgetUndone()
	p.log = append(p.log, l)
}
