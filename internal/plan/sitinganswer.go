package plan

import (
	"cmp"
	"slices"

	"github.com/redsail/redsail/geo/siting"
)

// Sites is the answer where new places should stand.
type Sites struct {
	Model      string    `json:"model" enum:"mclp,pmedian,lscp"`
	Minutes    int       `json:"minutes"`
	Kind       string    `json:"kind" doc:"of the places"`
	Profile    string    `json:"profile,omitempty" doc:"of the people who walk, where one was asked for; else adults"`
	Policy     []Policy  `json:"policy" doc:"rules by the class of an area that were asked for; minutes are those of all others"`
	Direction  string    `json:"direction" enum:"to,from" doc:"who walks where: to the place, or from it home"`
	OpenAt     *string   `json:"open_at" doc:"of the places that stand only those open at this moment counted; null = hours aside"`
	Unknown    int       `json:"unknown_hours" doc:"with open_at: places left out, since their hours do not say whether they are open"`
	Revision   int64     `json:"revision"`
	Seed       uint64    `json:"seed"`
	Chosen     []Chosen  `json:"chosen" doc:"the one that adds most to those before it first"`
	Closed     []Given   `json:"closed" doc:"places to give up, of those that may close"`
	Objective  float64   `json:"objective" doc:"mclp: households newly covered; pmedian: household-minutes saved; lscp: places"`
	UpperBound float64   `json:"upper_bound" doc:"no choice has a greater objective (lscp: a smaller one)"`
	GapPercent float64   `json:"gap_percent" doc:"100 · |upper_bound − objective| / upper_bound"`
	Cost       *int64    `json:"cost" doc:"what the chosen places cost together, as far as it is known; null when it is known of none"`
	Uncosted   int       `json:"without_cost" doc:"chosen places whose cost is not known"`
	Before     Count     `json:"before" doc:"households as they are covered now"`
	Curve      []float64 `json:"curve" doc:"what the first, the second, … place brings when each is chosen for itself, in the unit of the objective (lscp: households)"`
	Candidates int       `json:"candidates" doc:"how many there were to choose from"`
	LeftOut    []LeftOut `json:"left_out" doc:"candidates that could not be taken, by cause"`
	Unreached  int64     `json:"unreached_households" doc:"measured households that no candidate and no open place can reach in time"`

	Assumptions SitingAssumptions `json:"assumptions"`
}

// Chosen is a new place.
type Chosen struct {
	Lon  float64 `json:"lon"`
	Lat  float64 `json:"lat"`
	Gain int64   `json:"gain_households" doc:"households that it covers and those before it do not"`
	// Saves is what it adds to the objective of pmedian.
	Saves *float64 `json:"saves_minutes,omitempty" doc:"of pmedian: household-minutes that it saves beside those before it"`
	Name  string   `json:"name,omitempty"`
	Cost  *int64   `json:"cost" doc:"null when it is not known"`
	Code  string   `json:"code,omitempty" doc:"of the record of the store, where candidates were taken from there"`
	State string   `json:"state,omitempty" doc:"how far that record has come: planned, applied, reviewed, approved, building or accepted"`
}

// Given is an open place to give up.
type Given struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Loss int64  `json:"loss" doc:"what the objective gains by giving it up, 0 or less: households, of pmedian tenths of household-seconds"`
	// Lost is the same as people say it.
	Lost float64 `json:"lost" doc:"what the objective loses by it, 0 or more, in the unit of the objective; others may make up for it"`
}

// LeftOut counts candidates by the cause for which they were left out.
type LeftOut struct {
	Why   string `json:"why" doc:"outside the city, on ground of a kind that is not built on (on farmland), not on building land, or off the network"`
	WhyZh string `json:"why_zh" doc:"why in Chinese"`
	Count int    `json:"count"`
}

// leftOut lists the candidates that could not be taken, the causes in the order of their words.
func (q *problem) leftOut() []LeftOut {
	out := []LeftOut{}
	for not, n := range q.dropped {
		out = append(out, LeftOut{not.en, not.zh, n})
	}
	slices.SortFunc(out, func(a, b LeftOut) int { return cmp.Compare(a.Why, b.Why) })
	return out
}

// SitingAssumptions are those of coverage with what is siting's own.
type SitingAssumptions struct {
	Assumptions
	Demand    string  `json:"demand"`
	Made      bool    `json:"candidates_made" doc:"made along the public streets, not given"`
	SpacingM  float64 `json:"spacing_m" doc:"between candidates that were made; 0 where they were given"`
	Method    string  `json:"method"`
	Estimated *int64  `json:"estimated_households" doc:"households that are no demand here, since they could not be measured"`
}

// tenthsAMinute turns tenths of household-seconds into household-minutes.
const tenthsAMinute = 600.0

// unit is what the objective counts in one of the answer's.
func (q *problem) unit() float64 {
	if q.Model == siting.PMedian {
		return tenthsAMinute
	}
	return 1
}

func (q *problem) answer(res *siting.Result) *Sites {
	all, _ := q.stand.town.count(q.stand.walks, q.stand.limit(), -1)
	unit := q.unit()
	out := &Sites{
		Model: modelName(q.Model), Minutes: q.stand.Minutes, Kind: q.stand.Kind, Profile: q.stand.Profile, Policy: q.stand.rules(), Revision: q.stand.town.pic.Revision, Seed: res.Seed, Chosen: []Chosen{}, Closed: []Given{},
		Objective: float64(res.Objective) / unit, UpperBound: float64(res.Bound) / unit, GapPercent: res.GapPercent,
		Before: all.counted(), Curve: []float64{}, Candidates: len(q.list),
	}
	asked := q.stand.asked()
	out.Direction, out.OpenAt, out.Unknown = asked.Direction, asked.OpenAt, q.stand.unknown
	q.chosen(out, res)
	for _, c := range res.Closed {
		f := &q.stand.list[q.closing[c.Site-len(q.list)]]
		out.Closed = append(out.Closed, Given{Code: f.Code, Name: f.Name(), Loss: c.Gain, Lost: float64(0-c.Gain) / unit})
	}
	for _, c := range res.Curve {
		out.Curve = append(out.Curve, float64(c.Gain)/unit)
	}
	for _, d := range res.Unreachable {
		out.Unreached += q.Demand[d]
	}
	out.LeftOut = q.leftOut()
	out.Assumptions = SitingAssumptions{
		Assumptions: q.stand.assumptions(), Demand: "households of buildings with a count that stand on the network", Made: q.ask.Candidates == nil && q.ask.From == "",
		Method: "greedy, interchange, Lagrangian bound", Estimated: &all.estimated,
	}
	if out.Assumptions.Made {
		out.Assumptions.SpacingM = float64(q.spacing)
	}
	return out
}

// chosen lists the new places with the households that each covers beside those before it.
func (q *problem) chosen(out *Sites, res *siting.Result) {
	covered := make([]bool, len(q.Demand))
	for d, t := range q.Now {
		covered[d] = t <= q.within[d]
	}
	for k := range q.closing { // they stand until they are closed, after the others have opened
		q.mark(covered, len(q.list)+k)
	}
	for _, c := range res.Chosen {
		one := &q.list[c.Site]
		at := one.at.LonLat()
		add := Chosen{Lon: at[0], Lat: at[1], Name: one.name, Cost: one.cost, Gain: q.mark(covered, c.Site)}
		if one.record != nil {
			add.Code, add.State = one.record.Code, string(one.record.StateOn(q.stand.town.pic.Date))
		}
		if q.Model == siting.PMedian {
			saves := float64(c.Gain) / tenthsAMinute
			add.Saves = &saves
		}
		out.Chosen = append(out.Chosen, add)
		out.pay(one.cost)
	}
}

// pay adds the cost of a chosen place.
func (of *Sites) pay(cost *int64) {
	switch {
	case cost == nil:
		of.Uncosted++
	case of.Cost == nil:
		sum := *cost
		of.Cost = &sum
	default:
		*of.Cost += *cost
	}
}

// mark covers what a site reaches within the circle, and counts what is new.
func (q *problem) mark(covered []bool, site int) (gain int64) {
	for _, r := range q.Reach[site] {
		if r.Time <= q.within[r.Demand] && !covered[r.Demand] {
			covered[r.Demand] = true
			gain += q.Demand[r.Demand]
		}
	}
	return gain
}

func modelName(m siting.Model) string {
	for name, model := range models {
		if model == m && name != "" {
			return name
		}
	}
	return ""
}
