package plan

import (
	"slices"
	"sync"
	"time"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// Limits of scenarios. They lie in memory: whoever has the number of one sees it as long as the
// process runs and not too many others were made since.
const (
	MostScenarios = 64
	MostEdits     = 500
	MostName      = 200
)

// Scenario is a plan: the city as it is, and edits on it. One goroutine at a time is inside.
type Scenario struct {
	mu   sync.Mutex
	id   string
	name string
	made time.Time
	ask  Ask
	play *play
}

// Edit is one step of a scenario.
type Edit struct {
	Op    string `json:"op" enum:"open,close,move,hours,gate"`
	Place string `json:"place,omitempty" doc:"code of the place; of open: that of the new one, made up when left out"`
	Name  string `json:"name,omitempty" doc:"of open: the name of the new place"`
	// Lon and Lat are where a place is opened, or moved to.
	Lon *float64 `json:"lon,omitempty"`
	Lat *float64 `json:"lat,omitempty"`
	// Daily are the new hours of hours, the same on every day.
	Daily [][2]string `json:"daily,omitempty" doc:"of hours: spans from hh:mm to hh:mm, the same every day; none = closed"`
	// Line is the gate of gate, Closed what becomes of it.
	Line   string `json:"line,omitempty" doc:"of gate: the code of the gate"`
	Closed *bool  `json:"closed,omitempty" doc:"of gate: true locks it, false opens it"`
}

// play is a scenario on one town: the field with its edits, and who is covered.
type play struct {
	town    *Town
	limit   walk.Time
	session *walk.Session
	// sites are the places: those of the city by their number in the list, then the new ones.
	sites []site
	byKey map[string]int32
	// covered says of each house whether it reaches a place in time.
	covered []bool
	first   []bool // the same before the edits
	kind    string
	seen    []uint32 // the edit that looked at a house last
	edit    uint32
	found   []walk.Found
	log     []logged
	undone  []logged
}

// site is a place in a scenario.
type site struct {
	facility
	added bool // it is not in the city
	shut  bool // closed by an edit, or by its hours
	gone  bool // an opening that was undone

	// What edits in force have done to it.
	closed, moved, rehoured bool
}

// logged is how an edit is taken back: what the session did, and the sites that it changed.
type logged struct {
	edit    Edit
	session int // edits of the session
	site    int32
	before  site
	after   site
}

// newPlay begins with the city as it is.
func (t *Town) newPlay(a Ask) (*play, error) {
	s, err := t.stand(a)
	if err != nil {
		return nil, err
	}
	p := &play{town: t, limit: walk.Time(s.Minutes) * 600, byKey: map[string]int32{}, seen: make([]uint32, len(t.houses))}
	open := map[string]bool{}
	for i := range s.list {
		open[s.list[i].Code] = true
	}
	all := a
	all.Open = false // places that are closed at that hour may be opened by other hours
	list, _ := t.facilities(s.Kind, all)
	var at []walk.Door
	for i := range list {
		p.sites = append(p.sites, site{facility: list[i], shut: !open[list[i].Code]})
		p.byKey[list[i].Code] = int32(i)
		for _, f := range list[i].feet {
			if open[list[i].Code] {
				at = append(at, walk.Door{Facility: int32(i), Foothold: f})
			}
		}
	}
	field, err := t.streets.Graph().TopK(walk.ToFacility, at, max(walk.HalfHour, p.limit))
	if err != nil {
		return nil, err
	}
	p.session = field.Session()
	p.covered = make([]bool, len(t.houses))
	for i := range t.houses {
		p.covered[i] = p.reaches(i)
	}
	p.first, p.kind = slices.Clone(p.covered), s.Kind
	return p, nil
}

// reaches tells whether a house reaches a place in time, as the session has it.
func (p *play) reaches(i int) bool {
	for _, f := range p.town.feetOf(&p.town.houses[i]) {
		p.found = p.session.At(f, p.found[:0])
		if len(p.found) > 0 && p.found[0].Time <= p.limit {
			return true
		}
	}
	return false
}

// shift is what an edit did to the households of a spot.
type shift struct {
	gained, lost                   int64 // measured
	gainedEstimate, lostEstimate   int64
	gainedBuildings, lostBuildings int
}

func (s *shift) add(h *house, now bool) {
	n := h.households
	switch {
	case now && h.measured():
		s.gained += n
	case now:
		s.gainedEstimate += n
	case h.measured():
		s.lost += n
	default:
		s.lostEstimate += n
	}
	if now {
		s.gainedBuildings++
	} else {
		s.lostBuildings++
	}
}

// shifts are those of all, and by spot.
type shifts struct {
	all shift
	by  map[int32]*shift
}

func newShifts() *shifts { return &shifts{by: map[int32]*shift{}} }

// recount looks at the houses that hang on touched nodes.
func (p *play) recount(nodes []uint32, into *shifts) {
	p.edit++
	for _, n := range nodes {
		if int(n) >= len(p.town.nodes.first)-1 {
			continue
		}
		for _, i := range p.town.nodes.of(n) {
			if p.seen[i] == p.edit {
				continue
			}
			p.seen[i] = p.edit
			if now := p.reaches(int(i)); now != p.covered[i] {
				p.covered[i] = now
				p.count(int(i), now, into)
			}
		}
	}
}

func (p *play) count(i int, now bool, into *shifts) {
	h := &p.town.houses[i]
	into.all.add(h, now)
	for _, spot := range p.town.spotsOf(h) {
		s := into.by[spot]
		if s == nil {
			s = &shift{}
			into.by[spot] = s
		}
		s.add(h, now)
	}
}

// siteOf finds a place of the scenario.
func (p *play) siteOf(code string) (int32, error) {
	i, ok := p.byKey[code]
	if !ok || p.sites[i].gone {
		return 0, city.Errorf(city.NotFound, "unknown_code", "the scenario has no place %.80q that is open in the city or by an edit", code)
	}
	return i, nil
}
