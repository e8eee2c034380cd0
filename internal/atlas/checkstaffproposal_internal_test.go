package atlas

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// TestProposal: of random grids each building goes to one member of the grid; nobody gets more than the
// most while anybody has room for the building; who serves nothing is measured from the branch's place;
// order of input changes nothing but the order of the answer.
func TestProposal(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	span := StaffSpan{5, 10}
	spilled, filled := 0, 0
	for run := range 400 {
		buildings, members, meets := randomGrid(r)
		p := newProposal(span, buildings, members, meets)
		before := make([]int64, len(members))
		for j, m := range members {
			before[j] = m.load
		}
		given := make([]int64, len(members))
		for i, b := range buildings {
			j := indexOf(members, p.of[i])
			if j < 0 {
				t.Fatalf("run %d: building %s has nobody", run, b.Code)
			}
			given[j] += households(b)
			if !p.over[i] {
				filled++
				continue
			}
			spilled++
			for k := range members { // room in the end is no more than it was when the building was given
				if p.load[k]+households(b) <= span.Max {
					t.Fatalf("run %d: %s goes over, though %s has room at %d", run, b.Code, members[k].person, p.load[k])
				}
			}
		}
		over := make([]int64, len(members))
		for i, b := range buildings {
			if p.over[i] {
				over[indexOf(members, p.of[i])] += households(b)
			}
		}
		for j := range members {
			if p.load[j] != before[j]+given[j] {
				t.Fatalf("run %d: %s has %d, want %d and %d", run, members[j].person, p.load[j], before[j], given[j])
			}
			if within := p.load[j] - over[j]; within > max(span.Max, before[j]) {
				t.Fatalf("run %d: %s is given %d within the most of %d", run, members[j].person, within, span.Max)
			}
		}
		if again := newProposal(span, buildings, members, meets); fmt.Sprint(again.by, again.over, again.load) != fmt.Sprint(p.by, p.over, p.load) {
			t.Fatalf("run %d: another answer the second time", run)
		}
	}
	if spilled < 100 || filled < 100 {
		t.Errorf("%d within, %d over: the grids try too little", filled, spilled)
	}
}

func indexOf(members []*linkedMember, m *linkedMember) int {
	for j := range members {
		if members[j] == m {
			return j
		}
	}
	return -1
}

func randomGrid(r *rand.Rand) (buildings []*city.Building, members []*linkedMember, meets []orb.Point) {
	spot := func() geo.Point {
		return geo.Point{X: 1_160_000_000 + r.Int32N(50_000), Y: 390_000_000 + r.Int32N(50_000)}
	}
	for i := range 1 + r.IntN(12) {
		at, h := spot(), int64(1+r.IntN(12))
		buildings = append(buildings, &city.Building{Code: fmt.Sprintf("b%02d", i), Point: &at, Households: &h})
	}
	for j := range 1 + r.IntN(6) {
		m := &linkedMember{person: fmt.Sprint("P", j), grid: "g", load: int64(r.IntN(13))}
		for k := range 1 + r.IntN(2) {
			at := spot().LonLat()
			one := linked{post: &post{Post: &city.Post{Code: fmt.Sprintf("m%d%d", j, k)}}, grid: "g", at: &at}
			if m.load == 0 {
				one.at = nil
			}
			m.posts = append(m.posts, one)
		}
		members = append(members, m)
	}
	if r.IntN(2) == 0 {
		meets = []orb.Point{spot().LonLat()}
	}
	return buildings, members, meets
}

// TestProposalLimit: a grid with more pairs than are compared has no proposal, and takes no time for it.
func TestProposalLimit(t *testing.T) {
	at, h := geo.Point{X: 1_160_000_000, Y: 390_000_000}, int64(3)
	buildings := make([]*city.Building, 2000)
	for i := range buildings {
		buildings[i] = &city.Building{Code: fmt.Sprint("b", i), Point: &at, Households: &h}
	}
	members := make([]*linkedMember, 2000)
	q := at.LonLat()
	for j := range members {
		members[j] = &linkedMember{person: fmt.Sprint("P", j), posts: []linked{{post: &post{Post: &city.Post{}}, at: &q}}}
	}
	if p := newProposal(StaffSpan{5, 10}, buildings, members, nil); p.of[0] != nil {
		t.Error("4,000,000 pairs were compared")
	}
	if p := newProposal(StaffSpan{5, 10}, buildings[:500], members, nil); p.of[499] == nil {
		t.Error("1,000,000 pairs are within the limit")
	}
}
