package plan

import (
	"slices"
	"sync"
	"time"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// Limits of scenarios.
const (
	MostScenarios = 64 // in memory; others lie on the shelf, where there is one
	MostEdits     = 500
	MostName      = 200
	// MostScenarioBytes is what all scenarios in memory may take together, unless Options says
	// another number.
	MostScenarioBytes = 256 << 20
)

// Scenario is a plan: the city as it is, and edits on it. One goroutine at a time is inside.
//
// What it is are its question and its edits. The play on a town is made of them when somebody
// asks and given up when memory is short: then the scenario sleeps.
type Scenario struct {
	mu   sync.Mutex
	id   string
	name string
	made time.Time
	ask  Ask
	play *play // nil = it sleeps
	// edits and undone are those of a scenario that sleeps.
	edits, undone []Edit
	kept          bool // it lies on the shelf as it is
	dropped       bool

	bytes int64 // of the play, as the list of scenarios counts them; theirs to guard
}

// Edit is one step of a scenario.
type Edit struct {
	Op    string `json:"op" enum:"open,close,move,hours,gate"`
	Place string `json:"place,omitempty" doc:"code of the place; of open: that of the new one, made up when left out, or without lon and lat that of a record of the store that is not there yet (planned to accepted), or closed: it opens where the record says"`
	Name  string `json:"name,omitempty" doc:"of open: the name of the new place"`
	// Lon and Lat are where a place is opened, or moved to.
	Lon *float64 `json:"lon,omitempty"`
	Lat *float64 `json:"lat,omitempty"`
	// EvenRefused puts it on ground too where siting would propose none.
	EvenRefused bool `json:"even_refused,omitempty" doc:"of open and move: also on water, farmland, a park or other ground on which no place is proposed, or outside the city; without it that is refused (refused_ground)"`
	// Daily are the new hours of hours, the same on every day.
	Daily [][2]string `json:"daily,omitzero" doc:"of hours: spans from hh:mm to hh:mm, the same every day; [] = closed all day. Only scenarios with open_at ask by hours"`
	// Line is the gate of gate, Closed what becomes of it.
	Line   string `json:"line,omitempty" doc:"of gate: the code of the gate"`
	Closed *bool  `json:"closed,omitempty" doc:"of gate: true locks it, false opens it"`
}

// play is a scenario on one town: the field with its edits, and who is covered.
type play struct {
	root    *Town // as the city is
	town    *Town // the same, but where gates made the network another one
	limit   walk.Time
	from    bool        // people walk home from the place
	policy  []Policy    // rules by the class of an area
	limits  []walk.Time // by house, where there are rules; else limit is that of all
	session *walk.Session
	field   int64 // bytes of the field that the session changes
	// sites are the places: those of the city by their number in the list, then the new ones.
	sites []site
	byKey map[string]int32
	// covered says of each house whether it reaches a place in time.
	covered []bool
	first   []bool // the same before the edits
	// differ are the houses of which the two differ; nil = nobody knows which, since the network was made
	// anew. before are the sums before the edits, once somebody has asked.
	differ map[int32]bool
	before *sums
	p90    *int // see walkTimes; before the edits
	times  walkTimes
	kind   string
	seen   []uint32 // the edit that looked at a house last
	edit   uint32
	found  []walk.Found
	log    []logged
	undone []logged

	// gates are those in another state than in the data; nil = none is.
	gates  *walk.Gates
	closed map[int64]bool // their states, by number; never changed, but replaced
	// moved are the houses that stand elsewhere on the streets for a gate, or nowhere.
	moved map[int32][]walk.Foothold
	hung  map[uint32][]int32 // houses that hang on nodes where they do not in the town, or did so once
}

// site is a place in a scenario.
type site struct {
	facility
	added bool // it is not in the city
	// record: it is one of the store that is not there yet, or closed there.
	record bool
	shut   bool // closed by an edit, or by its hours
	gone   bool // an opening that was undone, and may be done again

	// What edits in force have done to it.
	closed, moved, rehoured bool
	// unknown: at the hour that is asked for nobody knows whether it is open.
	unknown bool
}

// logged is how an edit is taken back: what the session did, and the sites that it changed.
type logged struct {
	edit    Edit
	session int // edits of the session; anew = it knows none of them
	site    int32
	before  site
	after   site
	gate    *gateStep // of gate
}

// anew marks an edit that was undone before the play began: it is done as a new one.
const anew = -1

// editsOf are the edits of a log.
func editsOf(log []logged) []Edit {
	out := make([]Edit, len(log))
	for i := range log {
		out[i] = log[i].edit
	}
	return out
}

// newPlay begins with the city as it is.
func (t *Town) newPlay(a Ask) (*play, error) {
	s, err := t.stand(a)
	if err != nil {
		return nil, err
	}
	p := &play{root: t, town: t, limit: walk.Time(s.Minutes) * 600, from: a.From, policy: s.rules(), limits: s.each(), byKey: map[string]int32{}, moved: map[int32][]walk.Foothold{}, hung: map[uint32][]int32{}, seen: make([]uint32, len(t.houses))}
	open := map[string]bool{}
	for i := range s.list {
		open[s.list[i].Code] = true
	}
	all := a
	all.Open = false // places that are closed at that hour may be opened by other hours
	list, _ := t.facilities(s.Kind, all)
	var at []walk.Door
	for i := range list {
		_, known := atlas.OpenAt(list[i].Place, a.OpenAt)
		p.sites = append(p.sites, site{facility: list[i], shut: !open[list[i].Code], unknown: a.Open && !known})
		p.byKey[list[i].Code] = int32(i)
		for _, f := range list[i].feet {
			if open[list[i].Code] {
				at = append(at, walk.Door{Facility: int32(i), Foothold: f})
			}
		}
	}
	field, err := t.streets.Graph().TopK(directionOf(a.From), at, max(walk.HalfHour, s.longest()))
	if err != nil {
		return nil, err
	}
	p.session, p.field = field.Session(), field.Bytes()
	p.covered = make([]bool, len(t.houses))
	p.times = newWalkTimes(len(t.houses), field.Limit())
	for i := range t.houses {
		if a.From { // people come to streets on which they do not set out
			if feet := p.feetOf(int32(i)); len(feet) > len(t.feetOf(&t.houses[i])) {
				p.hang(int32(i), feet)
			}
		}
		p.covered[i] = p.measure(int32(i))
	}
	p.first, p.kind, p.differ = slices.Clone(p.covered), s.Kind, map[int32]bool{}
	p.p90 = p.times.ninetieth()
	return p, nil
}

// unknownHours counts the places that are left out since nobody knows whether they are open at the hour.
func (p *play) unknownHours() (n int) {
	for i := range p.sites {
		n += b2i(p.sites[i].unknown)
	}
	return n
}

// bytes is about how much memory the play takes beside its town.
func (p *play) bytes() int64 {
	const perSite, perEdit = 300, 1000
	own := int64(0)
	if p.town != p.root {
		own = p.town.ownBytes()
	}
	return own + p.field + p.session.Bytes() + p.times.bytes() + 4*int64(len(p.limits)) + 6*int64(len(p.town.houses)) + perSite*int64(len(p.sites)) + perEdit*int64(len(p.log)+len(p.undone))
}

// forgetUndone gives up what could be done again: the places of openings that were undone are the
// last ones.
func (p *play) forgetUndone() {
	p.undone = nil
	for n := len(p.sites); n > 0 && p.sites[n-1].gone; n-- {
		if code := p.sites[n-1].Code; p.byKey[code] == int32(n-1) {
			delete(p.byKey, code)
		}
		p.sites = p.sites[:n-1]
	}
}

// measure asks for the walk of a house as the session has it, keeps it, and tells whether it is in time.
func (p *play) measure(i int32) bool {
	t, h := p.timeOf(int(i)), p.house(int(i))
	kept := t
	if !h.measured() || h.households == 0 {
		kept = unmeasured
	}
	if kept != p.times.of[i] {
		p.times.set(i, kept, h.households)
	}
	return t <= p.limitOf(i)
}

// limitOf is the time within which a house is covered.
func (p *play) limitOf(i int32) walk.Time {
	if p.limits == nil {
		return p.limit
	}
	return p.limits[i]
}

// timeOf is the walk of a house as the session has it; Never is longer than the session looks: half an hour,
// or the circle where that is wider.
func (p *play) timeOf(i int) walk.Time {
	best := walk.Never
	for _, f := range p.feetOf(int32(i)) {
		if p.found = p.session.At(f, p.found[:0]); len(p.found) > 0 {
			best = min(best, p.found[0].Time)
		}
	}
	return best
}

// shift is what an edit did to the households of a spot.
type shift struct {
	gained, lost                   int64 // measured
	gainedEstimate, lostEstimate   int64
	gainedBuildings, lostBuildings int
}

// add counts a house that is covered now and was not, or the other way round: it stands on the
// network, or did so.
func (s *shift) add(h *house, now bool) {
	n := h.households
	switch {
	case now && !h.guessed:
		s.gained += n
	case now:
		s.gainedEstimate += n
	case !h.guessed:
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

// recount looks at the houses that hang on touched nodes, and at more that are named.
func (p *play) recount(nodes []uint32, more []int32, into *shifts) {
	p.edit++
	p.look(more, into)
	for _, n := range nodes {
		if int(n) < len(p.town.nodes.first)-1 {
			p.look(p.town.nodes.of(n), into)
		}
		if len(p.hung) > 0 {
			p.look(p.hung[n], into)
		}
	}
}

// look asks of houses whether they are covered, of each once in an edit.
func (p *play) look(houses []int32, into *shifts) {
	for _, i := range houses {
		if p.seen[i] == p.edit {
			continue
		}
		p.seen[i] = p.edit
		if now := p.measure(i); now != p.covered[i] {
			p.covered[i] = now
			p.note(i)
			p.count(int(i), now, into)
		}
	}
}

// note keeps in mind whether a house differs from how it was before the edits.
func (p *play) note(i int32) {
	switch {
	case p.differ == nil:
	case p.covered[i] == p.first[i]:
		delete(p.differ, i)
	default:
		p.differ[i] = true
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
		if state, known := p.known(code); known && state == city.PlaceClosed {
			return 0, city.Errorf(city.Conflict, "already_closed", "place: %.80q is closed in the city", code)
		}
		return 0, city.Errorf(city.NotFound, "unknown_code", "the scenario has no place %.80q that is open in the city or by an edit", code)
	}
	return i, nil
}
