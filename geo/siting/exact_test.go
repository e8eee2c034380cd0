package siting_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/siting"
	"github.com/redsail/redsail/geo/walk"
)

// exact is a problem as a mixed integer programme, written from its definition, without anything
// of the solver's own way of seeing it.
type exact struct {
	p      *siting.Problem
	today  int64    // what sites that may close give now
	budget int64    // with what closing gives back
	most   int      // with one more for each that may close
	serves [][]part // by demand
}

type part struct {
	site int
	unit int64
}

func newExact(p *siting.Problem) *exact {
	e := &exact{p: p, serves: make([][]part, len(p.Demand)), budget: p.Budget, most: p.P}
	now := make([]walk.Time, len(p.Demand))
	for j := range now {
		now[j] = walk.Never
		if p.Now != nil {
			now[j] = p.Now[j]
		}
	}
	each := func(status siting.Status, take func(i int, r siting.Reach)) {
		for i, s := range p.Sites {
			if s.Status == status {
				for _, r := range p.Reach[i] {
					take(i, r)
				}
			}
		}
	}
	each(siting.Existing, func(_ int, r siting.Reach) { now[r.Demand] = min(now[r.Demand], r.Time) })
	old := make([]int64, len(p.Demand))
	add := func(i int, r siting.Reach) {
		unit := int64(0)
		switch most := min(now[r.Demand], p.Limit); {
		case p.Model == siting.PMedian && r.Time < most:
			unit = int64(most - r.Time)
		case p.Model != siting.PMedian && r.Time <= p.Limit && now[r.Demand] > p.Limit:
			unit = 1
		}
		if unit == 0 || p.Sites[i].Forbidden && p.Sites[i].Status == siting.Candidate || p.Demand[r.Demand] == 0 {
			return
		}
		e.serves[r.Demand] = append(e.serves[r.Demand], part{i, unit})
		if p.Sites[i].Status == siting.MayClose && p.Model != siting.LSCP {
			old[r.Demand] = max(old[r.Demand], unit)
		}
	}
	for _, s := range []siting.Status{siting.Candidate, siting.Required, siting.MayClose} {
		each(s, add)
	}
	for j, unit := range old {
		e.today += unit * p.Demand[j]
	}
	for _, s := range p.Sites {
		if s.Status == siting.MayClose {
			e.most++
			e.budget += s.Cost
		}
	}
	return e
}

// text is the programme in the LP format of CPLEX.
func (e *exact) text() string {
	var obj, rows, zero bytes.Buffer
	if e.p.Model == siting.LSCP {
		for i := range e.p.Sites {
			fmt.Fprintf(&obj, " + x%d\n", i)
		}
	}
	for j, parts := range e.serves {
		if len(parts) == 0 {
			continue
		}
		fmt.Fprintf(&rows, " d%d:", j)
		for _, x := range parts {
			switch e.p.Model {
			case siting.PMedian:
				fmt.Fprintf(&obj, " + %d z%d_%d\n", x.unit*e.p.Demand[j], j, x.site)
				fmt.Fprintf(&zero, " l%d_%d: z%d_%d - x%d <= 0\n", j, x.site, j, x.site, x.site)
				fmt.Fprintf(&rows, " + z%d_%d\n", j, x.site)
			default:
				fmt.Fprintf(&rows, " + x%d\n", x.site)
			}
		}
		switch e.p.Model {
		case siting.MCLP:
			fmt.Fprintf(&obj, " + %d y%d\n", e.p.Demand[j], j)
			fmt.Fprintf(&rows, " - y%d >= 0\n", j)
			fmt.Fprintf(&zero, " u%d: y%d <= 1\n", j, j)
		case siting.PMedian:
			rows.WriteString(" <= 1\n")
		default:
			rows.WriteString(" >= 1\n")
		}
	}
	e.means(&rows)
	sense := "Maximize"
	if e.p.Model == siting.LSCP {
		sense = "Minimize"
	}
	text := sense + "\n obj:" + obj.String() + "Subject To\n" + rows.String() + zero.String() + "Binary\n"
	for i := range e.p.Sites {
		text += fmt.Sprintf(" x%d\n", i)
	}
	return text + "End\n"
}

// means writes number, budget, and the sites that are fixed.
func (e *exact) means(rows *bytes.Buffer) {
	var number, cost bytes.Buffer
	for i, s := range e.p.Sites {
		switch {
		case s.Status == siting.Existing || s.Status == siting.Candidate && s.Forbidden:
			fmt.Fprintf(rows, " f%d: x%d = 0\n", i, i)
			continue
		case s.Status == siting.Required:
			fmt.Fprintf(rows, " f%d: x%d = 1\n", i, i)
		}
		fmt.Fprintf(&number, " + x%d\n", i)
		if s.Cost > 0 {
			fmt.Fprintf(&cost, " + %d x%d\n", s.Cost, i)
		}
	}
	if e.p.Model == siting.LSCP {
		return
	}
	if e.p.P != siting.NoLimit {
		fmt.Fprintf(rows, " p: %s <= %d\n", number.String(), e.most)
	}
	if e.p.Budget != siting.NoLimit && cost.Len() > 0 {
		fmt.Fprintf(rows, " b: %s <= %d\n", cost.String(), e.budget)
	}
}

// solver runs a program. A missing one fails the test where REDSAIL_REQUIRE is set.
func solver(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		if os.Getenv("REDSAIL_REQUIRE") != "" {
			t.Fatalf("%s is missing (coinor-cbc, glpk-utils), and REDSAIL_REQUIRE is set: %v", name, err)
		}
		t.Skipf("%s is missing (coinor-cbc, glpk-utils): the optimum cannot be had", name)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

var (
	cbcObjective  = regexp.MustCompile(`(?m)^Optimal - objective value (\S+)`)
	glpkObjective = regexp.MustCompile(`(?m)^c? ?Objective:\s+\S+ = (\S+)`)
)

// optimum is the exact objective by CBC or GLPK, as Result counts it.
func (e *exact) optimum(t *testing.T, by string) int64 {
	t.Helper()
	dir := t.TempDir()
	model, answer := filepath.Join(dir, "model.lp"), filepath.Join(dir, "answer.txt")
	if err := os.WriteFile(model, []byte(e.text()), 0o600); err != nil {
		t.Fatal(err)
	}
	var log string
	pattern := cbcObjective
	if by == "cbc" {
		log = solver(t, "cbc", model, "ratio", "0", "allow", "0", "solve", "solution", answer)
	} else {
		log = solver(t, "glpsol", "--lp", model, "--cuts", "-o", answer)
		pattern = glpkObjective
	}
	text, err := os.ReadFile(answer)
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	found := pattern.FindStringSubmatch(string(text))
	if found == nil || by == "glpk" && !strings.Contains(string(text), "INTEGER OPTIMAL") {
		t.Fatalf("%s found no optimum: %.300s\n%s", by, text, log)
	}
	v, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	n := int64(math.Round(math.Abs(v))) // cbc negates what it maximises
	if math.Abs(math.Abs(v)-float64(n)) > 1e-3 {
		t.Fatalf("%s found %v, which is no whole number", by, v)
	}
	return n - e.today
}

// instances for an exact solver, named for the seeds at which they are made.
type variant struct {
	name string
	by   string
	make func(seed uint64) *siting.Problem
}

func variants() []variant {
	small := func(m siting.Model, limit walk.Time, p int) func(uint64) *siting.Problem {
		return func(seed uint64) *siting.Problem {
			return town{homes: 2000, sites: 200, side: 9000, clusters: 5, limit: limit, model: m, p: p, seed: seed}.problem()
		}
	}
	tiny := func(m siting.Model, limit walk.Time, p int) func(uint64) *siting.Problem {
		return func(seed uint64) *siting.Problem {
			return town{homes: 300, sites: 60, side: 6000, clusters: 4, limit: limit, model: m, p: p, seed: seed, existing: 3}.problem()
		}
	}
	return []variant{
		{"mclp", "glpk", small(siting.MCLP, 6000, 20)},
		{"mclp", "cbc", small(siting.MCLP, 9000, 12)},
		{"pmedian", "cbc", tiny(siting.PMedian, 18000, 8)},
		{"pmedian/glpk", "glpk", tiny(siting.PMedian, 12000, 6)},
		{"lscp", "cbc", small(siting.LSCP, 6000, 0)},
		{"lscp/glpk", "glpk", tiny(siting.LSCP, 9000, 0)},
		{"budget", "cbc", func(seed uint64) *siting.Problem {
			return costly(small(siting.MCLP, 6000, siting.NoLimit)(seed), 2_000)
		}},
		{"budget/pmedian", "cbc", func(seed uint64) *siting.Problem {
			return costly(tiny(siting.PMedian, 12000, siting.NoLimit)(seed), 900)
		}},
		{"budget/number", "cbc", func(seed uint64) *siting.Problem { return costly(small(siting.MCLP, 6000, 12)(seed), 1_300) }},
		{"budget/rest", "cbc", func(seed uint64) *siting.Problem { // seven sites, and half a one
			return priced(small(siting.MCLP, 6000, 20)(seed), 750, 100)
		}},
		{"budget/coarse", "cbc", func(seed uint64) *siting.Problem {
			return priced(small(siting.MCLP, 6000, siting.NoLimit)(seed), 1_640, 100, 150, 250)
		}},
		{"budget/rest/pmedian", "cbc", func(seed uint64) *siting.Problem {
			return priced(tiny(siting.PMedian, 12000, 9)(seed), 390, 50, 60, 100)
		}},
		{"lscp/dense", "cbc", func(seed uint64) *siting.Problem {
			return town{homes: 4000, sites: 600, side: 9000, clusters: 5, limit: 4500, model: siting.LSCP, seed: seed}.problem()
		}},
		{"statuses", "cbc", func(seed uint64) *siting.Problem { return statuses(small(siting.MCLP, 6000, 8)(seed)) }},
		{"statuses/pmedian", "cbc", func(seed uint64) *siting.Problem { return statuses(tiny(siting.PMedian, 12000, 3)(seed)) }},
		{"statuses/budget", "cbc", func(seed uint64) *siting.Problem {
			return costly(statuses(small(siting.MCLP, 6000, siting.NoLimit)(seed)), 900)
		}},
		{"statuses/lscp", "glpk", func(seed uint64) *siting.Problem { return statuses(small(siting.LSCP, 6000, 0)(seed)) }},
	}
}

// costly gives the sites costs from 50 to 250 and a budget.
func costly(p *siting.Problem, budget int64) *siting.Problem {
	for i := range p.Sites {
		p.Sites[i].Cost = 50 + int64(i*7919%201)
	}
	p.Budget = budget
	return p
}

// priced gives the sites these costs in turn, and a budget.
func priced(p *siting.Problem, budget int64, costs ...int64) *siting.Problem {
	for i := range p.Sites {
		p.Sites[i].Cost = costs[i%len(costs)]
	}
	p.Budget = budget
	return p
}

// statuses makes some sites required, forbidden, standing for ever, and standing for now.
func statuses(p *siting.Problem) *siting.Problem {
	for i := range p.Sites {
		switch s := &p.Sites[i]; {
		case i%67 == 3:
			s.Status = siting.Required
		case i%17 == 5:
			s.Forbidden = true
		case i%29 == 7:
			s.Status = siting.Existing
		case i%13 == 2:
			s.Status = siting.MayClose
		}
	}
	return p
}

// TestSolveAgainstExact: never more than 0.5 % below the optimum, the bound never below it; covers
// are the smallest.
func TestSolveAgainstExact(t *testing.T) {
	for _, v := range variants() {
		for seed := range uint64(exactSeeds()) {
			t.Run(fmt.Sprintf("%s/%s/%d", v.name, v.by, seed), func(t *testing.T) {
				p := v.make(seed + 1)
				best := newExact(p).optimum(t, v.by)
				res := solved(t, p)
				off := 100 * math.Abs(float64(best-res.Objective)) / float64(best)
				t.Logf("optimum %d, found %d (%.3f %% off), bound %d, gap %.3f %%, %d iterations", best, res.Objective, off, res.Bound, res.GapPercent, res.Iterations)
				if p.Model != siting.LSCP && res.GapPercent > 0.5 {
					t.Errorf("a gap of %.2f %% is printed", res.GapPercent)
				}
				if off > 0.5 {
					t.Errorf("objective %d is %.2f %% off the optimum %d", res.Objective, off, best)
				}
				if p.Model == siting.LSCP && (res.Bound > best || res.Objective < best) || p.Model != siting.LSCP && (res.Bound < best || res.Objective > best) {
					t.Errorf("bound %d, optimum %d, objective %d: not in this order", res.Bound, best, res.Objective)
				}
			})
		}
	}
}

// exactSeeds is the number of instances of each kind.
func exactSeeds() int {
	if os.Getenv("REDSAIL_LONG") != "" {
		return 20
	}
	return 2
}
