package balance

import (
	"context"
	"math/rand/v2"
	"testing"
)

// cheapest tries every way: the cost of the cheapest balanced one, -1 where there is none.
func (z *puzzle) cheapest() int64 {
	least := int64(-1)
	for m := range 1 << (len(z.weight) - 1) { // the last cell is in part 0
		part := make([]int, len(z.weight))
		for i := range part {
			part[i] = m >> i & 1
		}
		if excess, cost, sound := z.judge(part); sound && excess == 0 && (least < 0 || cost < least) {
			least = cost
		}
	}
	return least
}

// TestBalancedIsThatOfTryingAll: what is gone through cell by cell is the cheapest of all balanced ways,
// and where it says that there is none, there is none.
func TestBalancedIsThatOfTryingAll(t *testing.T) {
	found, none := 0, 0
	for seed := range uint64(400) {
		c := rand.New(rand.NewPCG(seed, 3))
		z := lattice(c, 3+int(seed%2), 3+int(seed%3)/2, 2)
		if seed%2 == 0 { // few homes, so that few ways are balanced
			z.total = 0
			for i := range z.weight {
				if z.weight[i] = 0; c.IntN(3) == 0 {
					z.weight[i] = int64(60 + c.IntN(15))
				}
				z.total += z.weight[i]
			}
		}
		if z.total == 0 {
			continue
		}
		a, sure, err := z.balanced(t.Context())
		if err != nil || !sure {
			t.Fatal(seed, sure, err)
		}
		want := z.cheapest()
		if a == nil {
			if none++; want >= 0 {
				t.Errorf("%d: none was found, the cheapest costs %d", seed, want)
			}
			continue
		}
		found++
		if excess, cost, sound := z.judge(a.part); !sound || excess != 0 || cost != a.cost || cost != want || !a.exact {
			t.Errorf("%d: %d, %d (said %d, sound %v), best is %d", seed, excess, cost, a.cost, sound, want)
		}
	}
	t.Logf("%d balanced, %d not", found, none)
	if found < 50 || none < 50 {
		t.Errorf("%d balanced and %d not: it says little", found, none)
	}
}

// needle is a comb of cells of which only one way is balanced: the two heaviest homes hang together
// along one row of many empty cells, and all others along another.
func needle(long int) *puzzle {
	n := 2*long + 2
	z := &puzzle{k: 2, weight: make([]int64, n), links: make([][]link, n)}
	tie := func(a, b int) {
		z.links[a], z.links[b] = append(z.links[a], link{b, 50}), append(z.links[b], link{a, 50})
	}
	for i := range long {
		if i+1 < long {
			tie(i, i+1)
			tie(long+i, long+i+1)
		}
		tie(i, long+i)
	}
	tie(2*long, 0)
	tie(2*long, long)
	tie(2*long+1, long-1)
	tie(2*long+1, 2*long-1)
	z.weight[0], z.weight[long-1], z.weight[2*long], z.weight[2*long+1], z.weight[long+long/2] = 50, 51, 20, 21, 60
	for _, w := range z.weight {
		z.total += w
	}
	return z
}

// TestSearchSaysWhatIsProven: of a puzzle too large to try all ways the search finds the only balanced
// ones, and where there is none says that it is certain; with too many cells it is not.
func TestSearchSaysWhatIsProven(t *testing.T) {
	z := needle(20)
	ways, err := z.search(t.Context(), 1)
	if err != nil || ways[0].excess != 0 || ways[0].none {
		t.Fatalf("%+v, %v", ways[0], err)
	}
	if _, _, sound := z.judge(ways[0].part); !sound {
		t.Error("the parts fall apart")
	}
	z.weight[0], z.weight[19] = 500, 51 // more than half of all
	z.total += 450
	if ways, err = z.search(t.Context(), 1); err != nil || ways[0].excess == 0 || !ways[0].none {
		t.Fatalf("%+v, %v", ways[0], err)
	}
	large := needle(mostSwept)
	if a, sure, err := large.balanced(t.Context()); a != nil || sure || err != nil {
		t.Errorf("%d cells: %+v, %v, %v", len(large.weight), a, sure, err)
	}
	wide := lattice(rand.New(rand.NewPCG(1, 5)), 19, 19, 2)
	if a, sure, err := wide.balanced(t.Context()); a != nil || sure || err != nil {
		t.Errorf("a wide one is gone through: %+v, %v, %v", a, sure, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := z.balanced(ctx); err == nil {
		t.Error("one that is ended goes on")
	}
}
