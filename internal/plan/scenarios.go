package plan

import (
	"time"

	"github.com/redsail/redsail/geo/walk"
)

// ScenarioAsk begins a scenario: the question that its numbers answer, and its first edits.
type ScenarioAsk struct {
	Name      string  `json:"name,omitempty"`
	Minutes   Minutes `json:"minutes,omitempty" doc:"the service circle; what the scheme's norms say when left out"`
	Kind      string  `json:"kind,omitempty" doc:"kind of places; Red Sail stations when left out"`
	OpenAt    string  `json:"open_at,omitempty" doc:"only places open at this instant count; hours aside when left out"`
	Profile   string  `json:"profile,omitempty" doc:"of the people who walk; adults when left out"`
	Direction string  `json:"direction,omitempty" enum:"to,from" doc:"who walks where: to the place, or from it home, as where volunteers go to the homes; to when left out"`
	Policy    bool    `json:"policy,omitempty" doc:"judge each household by the minutes of the class of its area, as the scheme's norms say (service_circle_by_class)"`
	Edits     []Edit  `json:"edits,omitempty"`
	Partly    bool    `json:"partly,omitempty" doc:"do the edits that can be done and name the others in left_out, as for a link that is older than the city; else one that cannot be done makes no scenario"`
}

// EditLeft is an edit that was asked for and could not be done.
type EditLeft struct {
	Edit   int    `json:"edit" doc:"in the edits that were asked for, the first is 0"`
	Code   string `json:"code" doc:"as of a problem, like unknown_code"`
	Detail string `json:"detail" doc:"for people; may change"`
}

// Delta is what edits did to the households.
type Delta struct {
	Gained          int64       `json:"gained" doc:"measured households that are covered now and were not"`
	Lost            int64       `json:"lost" doc:"measured households that were covered and are not"`
	GainedEstimate  int64       `json:"gained_estimated" doc:"households without a count of their own, newly covered"`
	LostEstimate    int64       `json:"lost_estimated"`
	GainedBuildings int         `json:"gained_buildings"`
	LostBuildings   int         `json:"lost_buildings"`
	By              []DeltaArea `json:"by" doc:"areas in which anything changed, by layer and code"`
}

// DeltaArea is what edits did in an area.
type DeltaArea struct {
	Layer  string `json:"layer"`
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEn string `json:"name_en,omitempty" doc:"the English name, where there is one"`
	Gained int64  `json:"gained"`
	Lost   int64  `json:"lost"`
}

// ScenarioState is a scenario as it stands.
type ScenarioState struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Revision  int64       `json:"revision" doc:"the city's revision on which the edits stand now"`
	Minutes   int         `json:"minutes"`
	Kind      string      `json:"kind"`
	Profile   string      `json:"profile,omitempty" doc:"of the people who walk, where one was asked for; else adults"`
	Policy    []Policy    `json:"policy" doc:"rules by the class of an area that were asked for; minutes are those of all others"`
	Direction string      `json:"direction" enum:"to,from" doc:"who walks where: to the place, or from it home"`
	OpenAt    *string     `json:"open_at"`
	Unknown   int         `json:"unknown_hours" doc:"with open_at: places left out, since neither their hours nor an edit say whether they are open"`
	Edits     []Edit      `json:"edits" doc:"in force, the first first"`
	Refused   []OnGround  `json:"on_refused" doc:"edits in force, done with even_refused, that put a place where siting proposes none"`
	LeftOut   []EditLeft  `json:"left_out" doc:"where it was made with partly: edits that could not be done; empty in later answers"`
	Undone    int         `json:"undone" doc:"how many can be done again"`
	Kept      bool        `json:"kept" doc:"it lies on the disk as it is: its number is good after a restart of the server"`
	Places    []ScenPlace `json:"places" doc:"places that the edits opened, closed or moved"`
	Before    Count       `json:"before" doc:"the city without the edits"`
	After     Count       `json:"after"`
	Share     [2]*float64 `json:"share" doc:"covered / (total − estimated), before and after"`
	P90S      [2]*int     `json:"p90_s" doc:"the walk that nine tenths of the measured households do not exceed, before and after, in seconds; null where more than a tenth walk over half an hour"`
	Change    *Delta      `json:"change" doc:"after against before"`
	Last      *Delta      `json:"last" doc:"what the last edit, undo or redo did; null in answers about none"`
}

// OnGround says on which ground an edit puts a place where siting proposes none.
type OnGround struct {
	Edit  int    `json:"edit" doc:"in edits, the first is 0"`
	Why   string `json:"why" doc:"like: on water"`
	WhyZh string `json:"why_zh" doc:"the same in Chinese, like 位于水面"`
}

// ScenPlace is a place that a scenario changed.
type ScenPlace struct {
	Code   string     `json:"code"`
	Name   string     `json:"name"`
	State  string     `json:"state" enum:"opened,closed,moved,hours"`
	Point  [2]float64 `json:"point" doc:"lon, lat"`
	OnFoot bool       `json:"on_network"`
}

// state describes the scenario.
func (sc *Scenario) state(last *shifts) *ScenarioState {
	pl := sc.play
	out := &ScenarioState{
		ID: sc.id, Name: sc.name, Revision: pl.town.pic.Revision, Minutes: int(pl.limit / 600), Kind: pl.kind, Profile: sc.ask.Profile, Direction: directionSaid(sc.ask.From), Policy: pl.policy, Edits: []Edit{}, Refused: []OnGround{}, LeftOut: []EditLeft{}, Undone: len(pl.undone),
		Places: pl.changed(), Kept: sc.kept,
	}
	if sc.ask.Open {
		at := sc.ask.OpenAt.Format(time.RFC3339)
		out.OpenAt, out.Unknown = &at, pl.unknownHours()
	}
	for i := range pl.log {
		e := &pl.log[i].edit
		out.Edits = append(out.Edits, *e)
		if why := pl.ground(e); !why.none() {
			out.Refused = append(out.Refused, OnGround{i, why.en, why.zh})
		}
	}
	change := newShifts()
	before, after := pl.sums(change)
	out.Before, out.After = before.counted(), after.counted()
	out.Share = [2]*float64{out.Before.share(), out.After.share()}
	out.P90S = [2]*int{pl.p90, pl.times.ninetieth()}
	out.Change = pl.town.delta(change)
	if last != nil {
		out.Last = pl.town.delta(last)
	}
	return out
}

// sums counts the households before and after all edits, and what differs. Where it is known which houses
// differ, only these and those that gates let stand elsewhere are looked at. Once a gate has made the network
// another one, every house is.
func (p *play) sums(change *shifts) (before, after sums) {
	if p.differ == nil || p.before == nil || p.town != p.root {
		before, after = p.allSums(change)
		p.before = &before
		return before, after
	}
	before, after = *p.before, *p.before
	swap := func(i int32) {
		h, is, first := p.house(int(i)), p.covered[i], p.first[i]
		var now, was sums
		now.add(&h, is, is, is)
		was.add(&p.root.houses[i], first, first, first)
		after.change(&now, &was)
	}
	for i := range p.differ {
		swap(i)
		p.count(int(i), p.covered[i], change)
	}
	for i := range p.moved {
		if !p.differ[i] {
			swap(i)
		}
	}
	return before, after
}

// allSums is sums by looking at every house.
func (p *play) allSums(change *shifts) (before, after sums) {
	for i := range p.town.houses {
		h, now := &p.root.houses[i], p.house(i)
		was, is := p.first[i], p.covered[i] // never where it stands off the network: that is an estimate, whatever a scenario does
		before.add(h, was, was, was)
		after.add(&now, is, is, is)
		if was != is {
			p.count(i, is, change)
		}
	}
	return before, after
}

// changed are the places that the edits in force opened, closed or moved, in their order.
func (p *play) changed() []ScenPlace {
	out := []ScenPlace{}
	seen := map[int32]bool{}
	for i := range p.log {
		n := p.log[i].site
		if n < 0 || seen[n] {
			continue
		}
		seen[n] = true
		s := &p.sites[n]
		var state string
		switch {
		case s.gone || s.added && s.closed:
			continue
		case s.added:
			state = "opened"
		case s.closed:
			state = "closed"
		case s.moved:
			state = "moved"
		default:
			state = "hours"
		}
		out = append(out, ScenPlace{Code: s.Code, Name: s.Name(), State: state, Point: s.Point.LonLat(), OnFoot: len(s.feet) > 0})
	}
	return out
}

// rehoured are the codes of places that have other hours, closed ones left out.
func (p *play) rehoured() []string {
	var out []string
	for i := range p.sites {
		if s := &p.sites[i]; s.rehoured && !s.gone && !s.closed {
			out = append(out, s.Code)
		}
	}
	return out
}

// delta puts shifts into words.
func (t *Town) delta(s *shifts) *Delta {
	out := &Delta{
		Gained: s.all.gained, Lost: s.all.lost, GainedEstimate: s.all.gainedEstimate, LostEstimate: s.all.lostEstimate,
		GainedBuildings: s.all.gainedBuildings, LostBuildings: s.all.lostBuildings, By: []DeltaArea{},
	}
	for _, spot := range sortedKeys(s.by) {
		layer, v := t.areaOf(spot)
		if x := s.by[spot]; v != nil {
			out.By = append(out.By, DeltaArea{Layer: layer, Code: v.Code, Name: v.Name(), NameEn: v.Names.En, Gained: x.gained, Lost: x.lost})
		}
	}
	return out
}

// timeOf is a walking time for answers; −1 = never.
func timeOf(t walk.Time) int {
	if t == walk.Never {
		return -1
	}
	return t.Seconds()
}
