package siting

import (
	"fmt"
	"slices"

	"github.com/redsail/redsail/geo/walk"
)

// Check recomputes a result from the problem alone, site by site and demand by demand, and names
// the first thing in it that is wrong. It shares no step with the search: what it accepts is a
// choice that the problem allows, with gains and objective as said, and a bound that is one.
func Check(p *Problem, res *Result) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if res == nil {
		return fmt.Errorf("siting: there is no result")
	}
	c := &checker{p: p, res: res, now: p.standing()}
	for _, step := range []func() error{c.allowed, c.means, c.gains, c.curve, c.covered, c.bound} {
		if err := step(); err != nil {
			return fmt.Errorf("siting: result is wrong: %w", err)
		}
	}
	return nil
}

type checker struct {
	p      *Problem
	res    *Result
	now    []walk.Time // to what stands and stays
	stands []bool      // afterwards, by site
}

// allowed: each site may be chosen or closed, and is so once; the required ones are there.
func (c *checker) allowed() error {
	c.stands = make([]bool, len(c.p.Sites))
	for i, s := range c.p.Sites {
		c.stands[i] = s.Status == Existing || s.Status == MayClose
	}
	for _, x := range c.res.Chosen {
		switch {
		case x.Site < 0 || x.Site >= len(c.stands):
			return fmt.Errorf("chosen site %d does not exist", x.Site)
		case !c.p.Sites[x.Site].mayOpen():
			return fmt.Errorf("chosen site %d may not open", x.Site)
		case c.stands[x.Site]:
			return fmt.Errorf("site %d is chosen twice", x.Site)
		}
		c.stands[x.Site] = true
	}
	for _, x := range c.res.Closed {
		switch {
		case x.Site < 0 || x.Site >= len(c.stands):
			return fmt.Errorf("closed site %d does not exist", x.Site)
		case c.p.Sites[x.Site].Status != MayClose:
			return fmt.Errorf("closed site %d may not close", x.Site)
		case !c.stands[x.Site]:
			return fmt.Errorf("site %d is closed twice", x.Site)
		}
		c.stands[x.Site] = false
	}
	for i, s := range c.p.Sites {
		if s.Status == Required && !c.stands[i] {
			return fmt.Errorf("required site %d is not chosen", i)
		}
	}
	return nil
}

// means: number and cost are kept to.
func (c *checker) means() error {
	if c.p.Model == LSCP {
		return nil
	}
	more, cost := len(c.res.Chosen)-len(c.res.Closed), int64(0)
	for _, x := range c.res.Chosen {
		cost += c.p.Sites[x.Site].Cost
	}
	for _, x := range c.res.Closed {
		cost -= c.p.Sites[x.Site].Cost
	}
	switch {
	case c.p.P != NoLimit && more > c.p.P:
		return fmt.Errorf("%d more sites than now, %d are allowed", more, c.p.P)
	case c.p.Budget != NoLimit && cost > c.p.Budget:
		return fmt.Errorf("the sites cost %d, the budget is %d", cost, c.p.Budget)
	}
	return nil
}

// times are the walking times of each demand with the sites in the set.
func (c *checker) times(stands []bool) []walk.Time {
	t := slices.Clone(c.now)
	for i, on := range stands {
		if on {
			lower(t, c.p.Reach[i])
		}
	}
	return t
}

// lower brings a site into times.
func lower(t []walk.Time, reach []Reach) {
	for _, r := range reach {
		t[r.Demand] = min(t[r.Demand], r.Time)
	}
}

// worth is what all demand has of times, against what stands and stays.
func (c *checker) worth(t []walk.Time) int64 {
	sum := int64(0)
	for j, w := range c.p.Demand {
		sum += w * int64(c.p.saved(t[j], c.now[j]))
	}
	return sum
}

// today is which sites that may close stand now.
func (c *checker) today() []bool {
	stands := make([]bool, len(c.p.Sites))
	for i, s := range c.p.Sites {
		stands[i] = s.Status == MayClose
	}
	return stands
}

// opened replays openings from today on.
func (c *checker) opened(what string, list []Choice) (total int64, stands []bool, err error) {
	stands = c.today()
	t := c.times(stands)
	before := c.worth(t)
	first := before
	for k, x := range list {
		gain := int64(0)
		for _, r := range c.p.Reach[x.Site] {
			j := r.Demand
			was := c.p.saved(t[j], c.now[j])
			t[j] = min(t[j], r.Time)
			gain += c.p.Demand[j] * int64(c.p.saved(t[j], c.now[j])-was)
		}
		if gain != x.Gain {
			return 0, nil, fmt.Errorf("%s %d, site %d: gain %d is said, it is %d", what, k, x.Site, x.Gain, gain)
		}
		stands[x.Site] = true
		before += gain
	}
	return before - first, stands, nil
}

// gains: each is what its site adds, in the order given; together they are the objective.
func (c *checker) gains() error {
	total, stands, err := c.opened("choice", c.res.Chosen)
	if err != nil {
		return err
	}
	before := c.worth(c.times(stands))
	for k, x := range c.res.Closed {
		stands[x.Site] = false
		after := c.worth(c.times(stands))
		if after-before != x.Gain {
			return fmt.Errorf("closing %d, site %d: gain %d is said, it is %d", k, x.Site, x.Gain, after-before)
		}
		total += after - before
		before = after
	}
	if c.p.Model == LSCP {
		total = 0
		for i, s := range c.p.Sites {
			if c.stands[i] && s.Status != Existing {
				total++
			}
		}
	}
	if total != c.res.Objective {
		return fmt.Errorf("objective %d is said, it is %d", c.res.Objective, total)
	}
	return nil
}

// curve: its sites may open, each once, and bring what is said.
func (c *checker) curve() error {
	seen := make([]bool, len(c.p.Sites))
	for k, x := range c.res.Curve {
		if x.Site < 0 || x.Site >= len(seen) || seen[x.Site] || !c.p.Sites[x.Site].mayOpen() {
			return fmt.Errorf("place %d of the curve, site %d: it may not open, or not again", k, x.Site)
		}
		seen[x.Site] = true
	}
	_, _, err := c.opened("place of the curve", c.res.Curve)
	return err
}

// covered: what no site can serve is listed, and LSCP leaves nobody else out.
func (c *checker) covered() error {
	every := make([]bool, len(c.p.Sites))
	for i, s := range c.p.Sites {
		every[i] = s.Status == MayClose || s.mayOpen()
	}
	could, is := c.times(every), c.times(c.stands)
	next := 0
	for j, w := range c.p.Demand {
		switch {
		case w == 0:
		case c.p.unserved(could[j]):
			if next >= len(c.res.Unreachable) || c.res.Unreachable[next] != j {
				return fmt.Errorf("demand %d is out of reach of all sites, and is not listed so", j)
			}
			next++
		case c.p.Model == LSCP && c.p.unserved(is[j]):
			return fmt.Errorf("demand %d is not covered", j)
		}
	}
	if next < len(c.res.Unreachable) {
		return fmt.Errorf("demand %d is listed as out of reach", c.res.Unreachable[next])
	}
	return nil
}
