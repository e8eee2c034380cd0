package siting_test

import (
	"context"
	"errors"
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo/siting"
	"github.com/redsail/redsail/geo/walk"
)

// source gives numbers from 0 to n-1.
type source func(n int) int

// tinyProblem is a problem small enough to try all choices: sound for most sources.
func tinyProblem(draw source) *siting.Problem {
	homes, sites := 1+draw(12), 1+draw(9)
	p := &siting.Problem{Model: siting.Model(1 + draw(3)), Limit: walk.Time(5 + draw(20)), Seed: uint64(draw(5)),
		Demand: make([]int64, homes), Sites: make([]siting.Site, sites), Reach: make([][]siting.Reach, sites)}
	for j := range p.Demand {
		p.Demand[j] = int64(draw(9))
	}
	if draw(2) == 0 {
		p.Now = make([]walk.Time, homes)
		for j := range p.Now {
			p.Now[j] = walk.Time(1 + draw(40))
		}
	}
	costs := draw(2) * 6
	for i := range p.Sites {
		p.Sites[i].Cost = int64(draw(costs + 1))
		p.Sites[i].Forbidden = draw(6) == 0
		if s := draw(9); s < 4 {
			p.Sites[i].Status = siting.Status(s)
		}
		for j := range homes {
			if draw(3) == 0 {
				p.Reach[i] = append(p.Reach[i], siting.Reach{Demand: int32(j), Time: walk.Time(draw(30))})
			}
		}
	}
	p.P, p.Budget = 0, 0
	if p.Model != siting.LSCP {
		p.P, p.Budget = draw(sites+1)-1, int64(draw(20)-1)
		if costs == 0 {
			p.Budget = siting.NoLimit
		}
	}
	return p
}

// try is what a choice of sites comes to: allowed or not, and the objective, from the definition.
func try(p *siting.Problem, choice uint) (objective int64, allowed bool) {
	after, before, most := newTimes(p), newTimes(p), newTimes(p)
	more, cost, standing := 0, int64(0), int64(0)
	for i, s := range p.Sites {
		on := choice>>i&1 == 1
		barred := s.Forbidden && s.Status == siting.Candidate
		switch {
		case s.Status == siting.Existing && !on, s.Status == siting.Required && !on, barred && on:
			return 0, false
		case s.Status == siting.MayClose && !on:
			more, cost = more-1, cost-s.Cost
		case (s.Status == siting.Required || s.Status == siting.Candidate) && on:
			more, cost = more+1, cost+s.Cost
		}
		if on && s.Status != siting.Existing {
			standing++
		}
		after.open(p.Reach[i], on)
		before.open(p.Reach[i], s.Status == siting.Existing || s.Status == siting.MayClose)
		most.open(p.Reach[i], !barred)
	}
	if p.Model == siting.LSCP {
		for j, w := range p.Demand {
			if w > 0 && after[j] > p.Limit && most[j] <= p.Limit {
				return 0, false
			}
		}
		return standing, true
	}
	if p.P != siting.NoLimit && more > p.P || p.Budget != siting.NoLimit && cost > p.Budget {
		return 0, false
	}
	return after.worth(p) - before.worth(p), true
}

type times []walk.Time

func newTimes(p *siting.Problem) times {
	t := make(times, len(p.Demand))
	for j := range t {
		if t[j] = walk.Never; p.Now != nil {
			t[j] = p.Now[j]
		}
	}
	return t
}

func (t times) open(reach []siting.Reach, on bool) {
	for _, r := range reach {
		if on {
			t[r.Demand] = min(t[r.Demand], r.Time)
		}
	}
}

// worth is households covered, or households times tenths of a second below the limit.
func (t times) worth(p *siting.Problem) (sum int64) {
	for j, w := range p.Demand {
		switch {
		case p.Model == siting.PMedian:
			sum += w * int64(p.Limit-min(t[j], p.Limit))
		case t[j] <= p.Limit:
			sum += w
		}
	}
	return sum
}

// bruteForce tries all choices.
func bruteForce(p *siting.Problem) (best int64) {
	best = math.MinInt64
	for choice := range uint(1) << len(p.Sites) {
		v, ok := try(p, choice)
		if p.Model == siting.LSCP {
			v = -v
		}
		if ok {
			best = max(best, v)
		}
	}
	if p.Model == siting.LSCP {
		best = -best
	}
	return best
}

// exactly solves a tiny problem and compares with all choices; false where it was refused.
func exactly(t interface{ Fatalf(string, ...any) }, p *siting.Problem) bool {
	res, err := siting.Solve(context.Background(), p, nil)
	if refusal := (*siting.Refusal)(nil); errors.As(err, &refusal) {
		return false
	}
	if err == nil {
		err = siting.Check(p, res)
	}
	if err != nil {
		t.Fatalf("%v\n%+v", err, p)
		return false
	}
	best := bruteForce(p)
	if res.Objective != best {
		t.Fatalf("objective %d, the best choice has %d\n%+v", res.Objective, best, p)
	}
	if p.Model == siting.LSCP && res.Bound > best || p.Model != siting.LSCP && res.Bound < best {
		t.Fatalf("bound %d, the best choice has %d\n%+v", res.Bound, best, p)
	}
	return true
}

// TestSolveAgainstAllChoices: the best of all choices is found, and the bound holds.
func TestSolveAgainstAllChoices(t *testing.T) {
	const problems = 3000
	sound := 0
	for seed := range uint64(problems) {
		if exactly(t, tinyProblem(rand.New(rand.NewPCG(seed, 1)).IntN)) {
			sound++
		}
	}
	if sound < problems/3 {
		t.Errorf("only %d of %d problems were sound: the generator is wrong", sound, problems)
	}
	rapid.Check(t, func(t *rapid.T) {
		exactly(t, tinyProblem(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "n") }))
	})
}

// FuzzSolve: whatever the problem, a refusal or a result that holds.
func FuzzSolve(f *testing.F) {
	for seed := range 40 {
		data := make([]byte, 60+seed*4)
		for i := range data {
			data[i] = byte(bits.Reverse8(uint8(i*31+seed*97)) ^ uint8(i*seed))
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p := tinyProblem(func(n int) int {
			if len(data) == 0 {
				return 0
			}
			v := int(data[0]) % n
			data = data[1:]
			return v
		})
		spoil(p, data)
		res, err := siting.Solve(t.Context(), p, nil)
		if refusal := (*siting.Refusal)(nil); err != nil && !errors.As(err, &refusal) {
			t.Fatal(err)
		}
		if err == nil {
			err = siting.Check(p, res)
			if err != nil {
				t.Fatal(err)
			}
		}
		if err != nil && err.Error() == "" {
			t.Fatal("an error says nothing")
		}
	})
}

// spoil puts wild numbers into a problem, as the last bytes say.
func spoil(p *siting.Problem, data []byte) {
	if len(data) < 3 {
		return
	}
	wild := []int64{-1, math.MinInt64, math.MaxInt64, siting.MostWeight, siting.MostWeight + 1, siting.MostCost, 1 << 20, 0}[data[0]%8]
	at := int(data[1])
	site := at % len(p.Sites)
	switch data[2] % 10 {
	case 0:
		p.Demand[at%len(p.Demand)] = wild
	case 1:
		p.Sites[site].Cost = wild
	case 2:
		p.Reach[site] = append(p.Reach[site], siting.Reach{Demand: int32(wild), Time: 3})
	case 3:
		p.P = int(wild)
	case 4:
		p.Budget = wild
	case 5:
		p.Limit = walk.Time(wild)
	case 6:
		p.Model = siting.Model(wild)
	case 7:
		p.Sites[site].Status = siting.Status(wild)
	case 8:
		p.Reach = p.Reach[:site]
	case 9:
		p.Now = make([]walk.Time, at)
	}
}
