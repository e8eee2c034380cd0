package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/siting"
	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/jobs"
)

// SitingAsk is a question where new places should stand.
type SitingAsk struct {
	Model   string  `json:"model,omitempty" enum:"mclp,pmedian,lscp" doc:"mclp (most households covered), pmedian (most walking time saved) or lscp (fewest places that cover all that can be); mclp when left out"`
	New     int     `json:"new,omitempty" doc:"how many new places, at most; of mclp and pmedian"`
	Minutes Minutes `json:"minutes,omitempty" doc:"the service circle; what the scheme's norms say when left out"`
	Budget  *int64  `json:"budget,omitempty" doc:"what the new places may cost together, in the unit of the candidates' costs"`
	Seed    uint64  `json:"seed,omitempty" doc:"1 when left out; the same question with the same seed has the same answer"`
	// Spacing of candidates that are made.
	Spacing    *float64    `json:"spacing_m,omitempty" doc:"metres between candidates that are made; 200 when left out"`
	Candidates []Candidate `json:"candidates,omitempty" doc:"where a place may stand; made along the public streets when left out; an empty list is refused"`
	From       string      `json:"from,omitempty" enum:"store" doc:"store takes the records of places of the kind that are not there yet (planned to accepted) as the candidates, with their costs; those without a cost are left out where a budget is given"`
	// Cost of candidates that are made.
	Cost      *int64   `json:"cost,omitempty" doc:"what each candidate that is made costs, in the unit of the budget; needed with a budget when candidates are left out"`
	MayClose  []string `json:"may_close,omitempty" doc:"codes of open places that may be given up: each allows one new place more"`
	Kind      string   `json:"kind,omitempty" doc:"kind of places; Red Sail stations when left out"`
	Profile   string   `json:"profile,omitempty" doc:"of the people who walk; adults when left out"`
	Direction string   `json:"direction,omitempty" enum:"to,from" doc:"who walks where: to the place, or from it home, as where volunteers go to the homes; to when left out"`
	Policy    bool     `json:"policy,omitempty" doc:"judge each household by the minutes of the class of its area, as the scheme's norms say (service_circle_by_class)"`
	OpenAt    string   `json:"open_at,omitempty" doc:"of the places that stand only those open at this instant count, as in coverage; new ones count as open; hours aside when left out"`
}

// Candidate is a place where one may stand.
type Candidate struct {
	Lon       float64 `json:"lon"`
	Lat       float64 `json:"lat"`
	Name      string  `json:"name,omitempty"`
	Cost      *int64  `json:"cost,omitempty" doc:"null or left out = not known: where there is a budget it is then left out of the question, and counted"`
	Required  bool    `json:"required,omitempty"`
	Forbidden bool    `json:"forbidden,omitempty"`
}

// DirectionFrom asks for the way home from the place.
const DirectionFrom = "from"

// checkDirection refuses a direction that is none.
func checkDirection(d string) error {
	if d != "" && d != "to" && d != DirectionFrom {
		return city.Errorf(city.Invalid, "unknown_value", "direction: there is no %.40q; known are to, from", d)
	}
	return nil
}

// directionSaid is a direction as it is asked for.
func directionSaid(from bool) string {
	if from {
		return DirectionFrom
	}
	return "to"
}

// FromStore asks for the candidate records of the store.
const FromStore = "store"

// pMedianLimit is beyond which walk nothing counts in pmedian.
const pMedianLimit = walk.HalfHour

// problem is a question with all that its answer is made from.
type problem struct {
	ask   SitingAsk
	stand *stand
	list  []candidate
	siting.Problem
	houses  []int32     // of the demands
	within  []walk.Time // of the demands: the time in which each is covered
	closing []int32     // facilities that may close, behind the candidates among the sites
	dropped map[refusal]int
	spacing geo.Metres // of candidates that were made
}

// Site answers where new places should stand. Errors of a question that has no answer are
// Invalid, each with a code of its own.
func (p *Planner) Site(ctx context.Context, a SitingAsk, report jobs.Report) (*Sites, error) {
	if report == nil {
		report = func(float64, string, ...jobs.Step) {}
	}
	report(0, "measuring the ways on foot", jobs.Step{Stage: "measuring"})
	of := Ask{Minutes: int(a.Minutes), Kind: a.Kind, Profile: a.Profile, Policy: a.Policy, From: a.Direction == DirectionFrom, Exact: true}
	if err := of.openAt(a.OpenAt, p.atlas.Zone()); err != nil {
		return nil, err
	}
	s, err := p.stand(ctx, of)
	if err != nil {
		return nil, err
	}
	q, err := s.problem(ctx, a)
	if err != nil {
		return nil, err
	}
	step := jobs.Step{Stage: "choosing", Of: len(q.list)}
	report(0.2, fmt.Sprintf("choosing among %d candidates", step.Of), step)
	res, err := siting.Solve(ctx, &q.Problem, func(x siting.Progress) {
		if x.Of > 0 {
			report(0.2+0.7*float64(x.Done)/float64(x.Of), q.soFar(x), q.step(x))
		}
	})
	if err != nil {
		return nil, q.refused(err)
	}
	report(0.9, "computing the answer once more from scratch", jobs.Step{Stage: "checking", Of: step.Of})
	if err := siting.Check(&q.Problem, res); err != nil {
		return nil, city.Errorf(city.Internal, "internal", "%s", err)
	}
	return q.answer(res), ctx.Err()
}

// soFar says how far the choice has come.
func (q *problem) soFar(x siting.Progress) string {
	at := "most"
	if q.Model == siting.LSCP {
		at = "least"
	}
	return fmt.Sprintf("choosing among %d candidates: %.0f reached, at %s %.0f", len(q.list), float64(x.Objective)/q.unit(), at, float64(x.Bound)/q.unit())
}

// step is the same in parts, in the unit of the answer.
func (q *problem) step(x siting.Progress) jobs.Step {
	found, bound := float64(x.Objective)/q.unit(), float64(x.Bound)/q.unit()
	return jobs.Step{Stage: "choosing", Of: len(q.list), Found: &found, Bound: &bound}
}

// refused turns a problem without an answer into an error of the question.
func (q *problem) refused(err error) error {
	var r *siting.Refusal
	if !errors.As(err, &r) {
		return err
	}
	text := r.Error()
	if barred := q.barred(); r.Reason == siting.TooMany && len(q.dropped)+barred > 0 {
		causes, _ := q.causes()
		if barred > 0 {
			causes = append(causes, fmt.Sprintf("%d forbidden", barred))
		}
		text += "; left out are " + strings.Join(causes, ", ")
	}
	return city.Errorf(city.Invalid, "no_siting", "%s", text)
}

// barred counts the candidates that are forbidden.
func (q *problem) barred() (n int) {
	for i := range q.list {
		if q.list[i].never {
			n++
		}
	}
	return n
}

// causes says how many candidates were left out, by cause, and how many those are.
func (q *problem) causes() (causes []string, all int) {
	for _, l := range q.leftOut() {
		all += l.Count
		causes = append(causes, fmt.Sprintf("%d %s", l.Count, l.Why))
	}
	return causes, all
}

var models = map[string]siting.Model{"": siting.MCLP, "mclp": siting.MCLP, "pmedian": siting.PMedian, "lscp": siting.LSCP}

// Check refuses a question that contradicts itself, before anything is measured.
func (a *SitingAsk) Check() error {
	model, known := models[a.Model]
	switch {
	case !known:
		return city.Errorf(city.Invalid, "unknown_value", "model: there is no model %.40q; known are mclp, pmedian, lscp", a.Model)
	case model == siting.LSCP && (a.New != 0 || a.Budget != nil):
		return city.Errorf(city.Invalid, "bad_siting", "new, budget: lscp takes neither: it finds how many are needed")
	case a.New < 0 || a.New > MostCandidates:
		return city.Errorf(city.Invalid, "out_of_range", "new must lie between 1 and %d", MostCandidates)
	case a.Budget != nil && *a.Budget < 0:
		return city.Errorf(city.Invalid, "out_of_range", "budget must not be negative")
	case model != siting.LSCP && a.New == 0 && a.Budget == nil && len(a.MayClose) == 0:
		return city.Errorf(city.Invalid, "missing_parameter", "new: say how many new places, or what they may cost")
	case a.Minutes < 0 || a.Minutes > MostMinutes:
		return city.Errorf(city.Invalid, "out_of_range", "minutes must lie between 1 and %d", MostMinutes)
	case a.Spacing != nil && !(*a.Spacing >= LeastSpacing && *a.Spacing <= MostSpacing):
		return city.Errorf(city.Invalid, "out_of_range", "spacing_m must lie between %g and %g", LeastSpacing, MostSpacing)
	case a.From != "" && a.From != FromStore:
		return city.Errorf(city.Invalid, "unknown_value", "from: there is no %.40q; known is store", a.From)
	case a.From != "" && (a.Candidates != nil || a.Cost != nil || a.Spacing != nil):
		return city.Errorf(city.Invalid, "bad_siting", "from: the candidates of the store are those that there are; candidates, cost and spacing_m are for others")
	case a.Candidates != nil && len(a.Candidates) == 0:
		return city.Errorf(city.Invalid, "no_candidates", "candidates: the list is empty, so no place may stand anywhere; leave it out to have candidates made along the public streets")
	case a.Candidates != nil && a.Cost != nil:
		return city.Errorf(city.Invalid, "bad_siting", "cost: it is that of candidates that are made; those that are given have a cost each")
	case a.Cost != nil && (*a.Cost < 0 || *a.Cost > siting.MostCost):
		return city.Errorf(city.Invalid, "out_of_range", "cost must lie between 0 and %d", int64(siting.MostCost))
	case a.Candidates == nil && a.From == "" && a.Budget != nil && a.Cost == nil:
		return city.Errorf(city.Invalid, "bad_siting", "budget: candidates that are made have no cost, so that a budget would bound nothing; say what each costs (cost), or give candidates with their costs")
	case len(a.Candidates) > MostCandidates:
		return city.Errorf(city.TooLarge, "too_many_candidates", "%d candidates are too many; at most %d are taken", len(a.Candidates), MostCandidates)
	}
	return checkDirection(a.Direction)
}

// problem puts the question into the terms of siting.
func (s *stand) problem(ctx context.Context, a SitingAsk) (*problem, error) {
	q := &problem{ask: a, stand: s, dropped: map[refusal]int{}}
	if err := a.Check(); err != nil {
		return nil, err
	}
	model := models[a.Model]
	q.Model, q.Limit, q.Seed = model, s.longest(), max(a.Seed, 1)
	q.P, q.Budget = a.New, siting.NoLimit
	if a.Budget != nil {
		q.Budget = *a.Budget
		if a.New == 0 {
			q.P = siting.NoLimit
		}
	}
	if model == siting.LSCP {
		q.P, q.Budget = siting.NoLimit, siting.NoLimit
	}
	if model == siting.PMedian {
		q.Limit = max(pMedianLimit, q.Limit)
	}
	if err := q.sites(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return q, q.cover(ctx)
}

// sites lists the candidates, and the open places that may close.
func (q *problem) sites() (err error) {
	switch {
	case q.ask.From == FromStore:
		q.stored()
	case q.ask.Candidates != nil:
		err = q.given()
	default:
		err = q.made()
	}
	if err != nil {
		return err
	}
	if len(q.list) == 0 && len(q.ask.MayClose) == 0 {
		return q.nowhere()
	}
	for i := range q.list {
		c := &q.list[i]
		st := siting.Site{Forbidden: c.never}
		if c.cost != nil {
			st.Cost = *c.cost
		}
		if c.must {
			st.Status = siting.Required
		}
		q.Sites = append(q.Sites, st)
	}
	for _, code := range q.ask.MayClose {
		n := slices.IndexFunc(q.stand.list, func(f facility) bool { return f.Code == code })
		if n < 0 || slices.Contains(q.closing, int32(n)) {
			return city.Errorf(city.Invalid, "unknown_code", "may_close: %.80q is no open place, or stands twice%s", code, map[bool]string{true: "; at open_at only places open then are", false: ""}[q.stand.Open])
		}
		q.closing = append(q.closing, int32(n))
		q.Sites = append(q.Sites, siting.Site{Status: siting.MayClose})
	}
	return nil
}

// nowhere is the refusal of a question without a candidate: it says why each was left out.
func (q *problem) nowhere() error {
	if q.ask.From == FromStore && len(q.dropped) == 0 {
		return city.Errorf(city.Invalid, "no_candidates", "the store has no place of kind %s that is not there yet (planned to accepted)", q.stand.Kind)
	}
	if q.ask.Candidates == nil && q.ask.From == "" && q.stand.town.streets.Graph().Nodes() == 0 {
		return city.Errorf(city.Invalid, "no_candidates", "no candidate could be made: the city has no streets to walk on; import them (redsail network import), or give candidates")
	}
	if q.ask.Candidates == nil && q.ask.From == "" {
		return city.Errorf(city.Invalid, "no_candidates", "no candidate could be made: there is no public street in the city that can be walked to and lies on or beside ground that is built on")
	}
	causes, all := q.causes()
	if all == 1 {
		return city.Errorf(city.Invalid, "no_candidates", "the one candidate cannot be taken: it is %s", strings.TrimPrefix(causes[0], "1 "))
	}
	return city.Errorf(city.Invalid, "no_candidates", "none of the %d candidates can be taken: %s", all, strings.Join(causes, ", "))
}

// made makes candidates so far apart as was asked for, else as near to each other as the limit
// of their number allows.
func (q *problem) made() (err error) {
	cost := q.ask.Cost
	if q.ask.Spacing != nil {
		q.spacing = geo.Metres(*q.ask.Spacing)
		q.list, err = q.stand.town.candidates(q.spacing, cost, q.stand.From)
		return err
	}
	for q.spacing = usualSpacing; ; q.spacing *= 1.5 {
		q.list, err = q.stand.town.candidates(q.spacing, cost, q.stand.From)
		if city.CodeOf(err) != "too_many_candidates" || q.spacing*1.5 > MostSpacing {
			return err
		}
	}
}

// given takes the candidates of the question. What stands off the network, outside of the city or
// on ground that is not built on is left out and counted by its cause; if it is required, the
// question is refused.
func (q *problem) given() error {
	t := q.stand.town
	for i, c := range q.ask.Candidates {
		at, err := geo.Snap(orb.Point{c.Lon, c.Lat})
		if err != nil {
			return city.Errorf(city.Invalid, "out_of_range", "candidate %d is not within ±180°, ±90°, longitude first", i+1)
		}
		switch {
		case c.Cost != nil && (*c.Cost < 0 || *c.Cost > siting.MostCost):
			return city.Errorf(city.Invalid, "out_of_range", "candidate %d: its cost must lie between 0 and %d", i+1, int64(siting.MostCost))
		case c.Required && c.Forbidden:
			return city.Errorf(city.Invalid, "bad_candidate", "%s is required and forbidden", strings.TrimSpace(fmt.Sprintf("candidate %d %.80s", i+1, c.Name)))
		}
		one := candidate{at: at, name: c.Name, cost: c.Cost, must: c.Required, never: c.Forbidden, feet: feetOn(t.streets, []geo.Point{at}, q.stand.From)}
		not := t.whyNot(at, one.feet)
		if not.none() && c.Cost == nil && q.ask.Budget != nil {
			not = noCost
		}
		switch {
		case not.none():
			q.list = append(q.list, one)
		case c.Required && not == noCost:
			return city.Errorf(city.Invalid, "bad_candidate", "candidate %d is required, yet it is %s", i+1, not.en)
		case c.Required:
			return city.Errorf(city.Invalid, "bad_candidate", "candidate %d is required, yet it lies %s", i+1, not.en)
		default:
			q.dropped[not]++
		}
	}
	return nil
}

// noCost is why a candidate is left out of a question with a budget.
var noCost = refusal{"without a cost, which the budget needs", "未填造价，预算无从计算"}

// tooDear is why a record is left out that costs more than siting can count.
var tooDear = refusal{fmt.Sprintf("dearer than %d", int64(siting.MostCost)), fmt.Sprintf("造价超过 %d", int64(siting.MostCost))}

// stored takes the records of places that are not there yet. What may not stand where it is, or has no cost
// where there is a budget, is left out and counted by its cause.
func (q *problem) stored() {
	t := q.stand.town
	for _, pl := range t.pic.PlacesOf(q.stand.Kind) {
		if !pl.IsCandidate() {
			continue
		}
		one := candidate{at: pl.Point, name: pl.Name(), cost: pl.Cost, record: pl, feet: t.feetAt(pl, q.stand.From)}
		not := t.whyNot(pl.Point, one.feet)
		switch {
		case !not.none():
			q.dropped[not]++
		case pl.Cost == nil && q.ask.Budget != nil:
			q.dropped[noCost]++
		case pl.Cost != nil && *pl.Cost > siting.MostCost:
			q.dropped[tooDear]++
		default:
			q.list = append(q.list, one)
		}
	}
}

// mostReached bounds the pairs of a place and a node that one question holds: about 1 GB.
const mostReached = 30_000_000

// reach is which places each node reaches; TooLarge with code too_many_candidates where that is too much.
func (t *Town) reach(ctx context.Context, dir walk.Direction, doors []walk.Door, limit walk.Time) (*walk.Reach, error) {
	got, err := t.streets.Graph().ReachWithin(ctx, dir, doors, limit, mostReached)
	if err != nil && ctx.Err() == nil {
		err = city.Errorf(city.TooLarge, "too_many_candidates", "minutes: %s; fewer minutes can be answered", err)
	}
	return got, err
}

// cover measures how far every house is from every site that it is nearer to than to all that stays: of others a
// choice says nothing.
func (q *problem) cover(ctx context.Context) error {
	s := q.stand
	t := s.town
	var stay []facility
	for i := range s.list {
		if !slices.Contains(q.closing, int32(i)) {
			stay = append(stay, s.list[i])
		}
	}
	now, field, err := t.fieldOf(stay, s.From)
	if err != nil {
		return err
	}
	reach, err := t.streets.Graph().ReachNearer(ctx, field, q.doors(), q.Limit, mostReached)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return city.Errorf(city.TooLarge, "too_many_candidates", "minutes: %s; fewer minutes can be answered, or candidates that are farther apart (spacing_m, now %.0f) or fewer", err, float64(q.spacing))
	}
	q.Reach = make([][]siting.Reach, len(q.Sites))
	var found []walk.Found
	limit := s.limit()
	for i := range t.houses {
		h := &t.houses[i]
		if !h.measured() || h.households == 0 {
			continue
		}
		d := int32(len(q.houses))
		q.houses = append(q.houses, int32(i))
		q.Demand, q.Now, q.within = append(q.Demand, h.households), append(q.Now, q.counts(now.time[i], limit(i))), append(q.within, limit(i))
		for k, f := range t.homeFeet(h, s.From) {
			found = reach.At(f, found[:0])
			for _, x := range found {
				if q.counts(x.Time, limit(i)) != walk.Never {
					q.near(x, d, k > 0)
				}
			}
		}
	}
	return nil
}

// doors are those of the sites.
func (q *problem) doors() []walk.Door {
	var at []walk.Door
	for i := range q.list {
		for _, f := range q.list[i].feet {
			at = append(at, walk.Door{Facility: int32(i), Foothold: f})
		}
	}
	for k, n := range q.closing {
		for _, f := range q.stand.list[n].feet {
			at = append(at, walk.Door{Facility: int32(len(q.list) + k), Foothold: f})
		}
	}
	return at
}

// counts is a walk as the model takes it: where households are covered or not, one that is longer than the class of
// their area allows is none.
func (q *problem) counts(t, limit walk.Time) walk.Time {
	if q.Model != siting.PMedian && t > limit {
		return walk.Never
	}
	return t
}

// near notes that a demand reaches a site; of several doors the nearest counts.
func (q *problem) near(x walk.Found, demand int32, again bool) {
	list := q.Reach[x.Facility]
	if last := len(list) - 1; again && last >= 0 && list[last].Demand == demand {
		list[last].Time = min(list[last].Time, x.Time)
		return
	}
	q.Reach[x.Facility] = append(list, siting.Reach{Demand: demand, Time: x.Time})
}
