package siting

import (
	"fmt"
	"strconv"

	"github.com/redsail/redsail/geo/walk"
)

// Reasons of a Refusal: stable codes.
const (
	BadModel     = "bad_model"
	BadLimit     = "bad_limit"
	BadDemand    = "bad_demand"     // negative, or too large
	BadSite      = "bad_site"       // a cost or status that cannot be
	BadReach     = "bad_reach"      // a demand that does not exist, or one twice
	TooLarge     = "too_large"      // for the limits of this package
	ZeroDemand   = "zero_demand"    // nobody is to be served
	NoCandidates = "no_candidates"  // nothing could be opened
	BadNumber    = "bad_number"     // P, or P or Budget for LSCP
	TooMany      = "too_many"       // P is more than the candidates
	TooFew       = "too_few"        // P is less than the required sites need
	BuysNothing  = "buys_nothing"   // Budget is less than any site costs
	OverBudget   = "over_budget"    // the required sites cost more than Budget
	BarredSite   = "barred_site"    // a site is required and forbidden
	NothingAsked = "nothing_to_ask" // neither P nor Budget sets a limit
)

// Refusal says why a problem has no answer.
type Refusal struct {
	Reason string
	// Site and Demand are indices into the problem, -1 where none is meant.
	Site, Demand int
	text         string
}

func (r *Refusal) Error() string { return "siting: " + r.text }

func refuse(reason, format string, args ...any) *Refusal {
	return &Refusal{Reason: reason, Site: -1, Demand: -1, text: fmt.Sprintf(format, args...)}
}

func (r *Refusal) at(site, demand int) *Refusal {
	r.Site, r.Demand = site, demand
	return r
}

// Validate tells whether the problem can be solved; the error is a *Refusal.
func (p *Problem) Validate() error {
	for _, judge := range []func() *Refusal{p.judgeFrame, p.judgeDemand, p.judgeSites, p.judgeReach, p.judgeMeans} {
		if r := judge(); r != nil {
			return r
		}
	}
	return nil
}

func (p *Problem) judgeFrame() *Refusal {
	switch {
	case p.Model < MCLP || p.Model > LSCP:
		return refuse(BadModel, "there is no model %d", p.Model)
	case p.Limit == 0 || p.Limit > walk.MostTime:
		return refuse(BadLimit, "a limit of %d tenths of a second; it is from 1 to %d", p.Limit, walk.MostTime)
	case len(p.Sites) > MostSites:
		return refuse(TooLarge, "%d sites; at most %d are taken", len(p.Sites), MostSites)
	case len(p.Demand) > MostDemand:
		return refuse(TooLarge, "%d demands; at most %d are taken", len(p.Demand), MostDemand)
	case len(p.Reach) != len(p.Sites):
		return refuse(BadReach, "%d sites, but what %d of them reach", len(p.Sites), len(p.Reach))
	case p.Now != nil && len(p.Now) != len(p.Demand):
		return refuse(BadDemand, "%d demands, but the times now of %d", len(p.Demand), len(p.Now))
	}
	return nil
}

func (p *Problem) judgeDemand() *Refusal {
	some := false
	for j, w := range p.Demand {
		if w < 0 || w > MostWeight {
			return refuse(BadDemand, "demand %d has the weight %d; it is from 0 to %d", j, w, int64(MostWeight)).at(-1, j)
		}
		some = some || w > 0
	}
	if !some {
		return refuse(ZeroDemand, "the demand is zero everywhere")
	}
	return nil
}

func (p *Problem) judgeSites() *Refusal {
	candidates := 0
	for i, s := range p.Sites {
		switch {
		case s.Status > MayClose:
			return refuse(BadSite, "site %d has the status %d, which is none", i, s.Status).at(i, -1)
		case s.Cost < 0 || s.Cost > MostCost:
			return refuse(BadSite, "site %d costs %d; it is from 0 to %d", i, s.Cost, int64(MostCost)).at(i, -1)
		case s.Status == Required && s.Forbidden:
			return refuse(BarredSite, "site %d is required and forbidden", i).at(i, -1)
		}
		if s.mayOpen() {
			candidates++
		}
	}
	if candidates == 0 {
		return refuse(NoCandidates, "none of the %d sites may open", len(p.Sites))
	}
	return nil
}

// judgeReach also keeps the sum of all savings within what sums hold.
func (p *Problem) judgeReach() *Refusal {
	seen := make([]int32, len(p.Demand))
	links, sum := 0, int64(0)
	for i, row := range p.Reach {
		if links += len(row); links > MostLinks {
			return refuse(TooLarge, "more than %d links between sites and demand", MostLinks)
		}
		for _, r := range row {
			j := int(r.Demand)
			if j < 0 || j >= len(p.Demand) {
				return refuse(BadReach, "site %d reaches demand %d; there are %d", i, j, len(p.Demand)).at(i, -1)
			}
			if seen[j] == int32(i+1) {
				return refuse(BadReach, "site %d reaches demand %d twice", i, j).at(i, j)
			}
			seen[j] = int32(i + 1)
			if sum += p.Demand[j] * int64(p.saved(r.Time, walk.Never)); sum > MostSaving {
				return refuse(TooLarge, "the savings of all sites add up to more than %d", int64(MostSaving)).at(i, j)
			}
		}
	}
	return nil
}

// counted is a number with a word for one, and for any other.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// there says how many candidates there are.
func there(n int) string {
	if n == 1 {
		return "is 1 candidate"
	}
	return fmt.Sprintf("are %d candidates", n)
}

// judgeMeans looks at P and Budget, when the sites are known to be sound.
func (p *Problem) judgeMeans() *Refusal {
	if p.Model == LSCP {
		if p.P != 0 && p.P != NoLimit || p.Budget != 0 && p.Budget != NoLimit {
			return refuse(BadNumber, "the fewest sites are looked for: neither a number (%d) nor a budget (%d) can be set", p.P, p.Budget)
		}
		return nil
	}
	if p.P < NoLimit || p.Budget < NoLimit || p.Budget > MostSites*MostCost {
		return refuse(BadNumber, "a number of %d and a budget of %d", p.P, p.Budget)
	}
	c := p.count()
	if p.P == NoLimit && (p.Budget == NoLimit || p.Budget >= c.cost) {
		return refuse(NothingAsked, "neither a number nor the budget sets a limit: all %d candidates may open", c.open)
	}
	switch {
	case p.P > c.open:
		return refuse(TooMany, "%s to open, there %s", counted(p.P, "site is", "sites are"), there(c.open))
	case p.P != NoLimit && p.P+c.closable < max(1, c.required):
		return refuse(TooFew, "%d sites may be added and %d closed, %d are required", p.P, c.closable, c.required)
	case p.Budget != NoLimit && c.requiredCost > p.Budget+c.freed:
		return refuse(OverBudget, "the required sites cost %d, the budget and what closing gives back are %d", c.requiredCost, p.Budget+c.freed)
	case p.Budget != NoLimit && c.required == 0 && c.cheapest > p.Budget+c.freed:
		return refuse(BuysNothing, "the cheapest site costs %d, the budget and what closing gives back are %d", c.cheapest, p.Budget+c.freed)
	}
	return nil
}

// counts sums up the sites that matter to P and Budget.
type counts struct {
	open, required, closable            int
	cost, requiredCost, freed, cheapest int64
}

func (p *Problem) count() counts {
	c := counts{cheapest: MostCost}
	for _, s := range p.Sites {
		switch {
		case s.Status == MayClose:
			c.closable++
			c.freed += s.Cost
		case s.mayOpen():
			c.open++
			c.cost += s.Cost
			c.cheapest = min(c.cheapest, s.Cost)
		}
		if s.Status == Required {
			c.required++
			c.requiredCost += s.Cost
		}
	}
	return c
}

// mayOpen: the site does not stand and nothing forbids it.
func (s Site) mayOpen() bool {
	return s.Status == Required || s.Status == Candidate && !s.Forbidden
}

// unserved: who walks so long now has nothing of what stands.
func (p *Problem) unserved(now walk.Time) bool {
	return now > p.Limit || p.Model == PMedian && now == p.Limit
}

// saved is what one unit of a demand has of a site at time t when the best of the others is at
// time now: 1 or 0 where cover counts, else tenths of a second.
func (p *Problem) saved(t, now walk.Time) uint32 {
	if p.Model == PMedian {
		now = min(now, p.Limit)
		return uint32(now - min(t, now))
	}
	if t <= p.Limit && now > p.Limit {
		return 1
	}
	return 0
}
