package plan

import (
	"cmp"
	"math"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// spread gives the buildings without a count what their compound, else their grid, has more than
// the counts of its buildings add up to, by floor area times storeys. What they get is a
// guess, and counts as estimate. Households of an area in which no building can take them are
// not among the sums: see uncounted.
func (t *Town) spread() {
	for _, key := range []string{city.LayerCompound, city.LayerGrid} {
		g := t.groundOf(key)
		if g < 0 {
			continue
		}
		counted, open := t.countedIn(g)
		for a, v := range t.grounds[g].Areas {
			if v.Households == nil {
				continue
			}
			rest := *v.Households - counted[a]
			if rest <= 0 || len(open[a]) == 0 {
				continue
			}
			t.deal(rest, open[a])
		}
	}
}

// uncounted is how many households the totals of compounds or grids name beyond those that buildings and
// streets have by count or by share: nobody could take them. Both layers may name the same ones, so
// the larger number of the two is taken.
func (t *Town) uncounted() int64 {
	most := int64(0)
	for _, key := range []string{city.LayerCompound, city.LayerGrid} {
		g := t.groundOf(key)
		if g < 0 {
			continue
		}
		sum := int64(0)
		counted, _ := t.countedIn(g)
		for a, v := range t.grounds[g].Areas {
			if v.Households != nil {
				sum += max(0, *v.Households-counted[a])
			}
		}
		most = max(most, sum)
	}
	return most
}

// countedIn gives for each area of a layer the households that its buildings have by count or by
// guess, and the buildings that still have neither.
func (t *Town) countedIn(g int) (counted []int64, open [][]int32) {
	counted, open = make([]int64, len(t.grounds[g].Areas)), make([][]int32, len(t.grounds[g].Areas))
	for i := range t.houses {
		h := &t.houses[i]
		for _, spot := range t.spotsOf(h) {
			a := int(spot) - t.firstSpot[g]
			if a < 0 || a >= len(counted) {
				continue
			}
			counted[a] += h.households
			if h.open {
				open[a] = append(open[a], int32(i))
			}
		}
	}
	return counted, open
}

// deal shares households out by weight in whole numbers: each gets its share rounded down, and
// what is left goes to the largest fractions, of equal ones to the first.
func (t *Town) deal(rest int64, to []int32) {
	sum := 0.0
	for _, i := range to {
		sum += t.houses[i].room
	}
	if sum <= 0 {
		return
	}
	type part struct {
		house    int32
		fraction float64
	}
	parts := make([]part, len(to))
	left := rest
	for k, i := range to {
		exact := float64(rest) * (t.houses[i].room / sum)
		whole := math.Floor(exact)
		parts[k] = part{i, exact - whole}
		h := &t.houses[i]
		h.households, h.guessed, h.open = int64(whole), true, false
		left -= int64(whole)
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.fraction, a.fraction) })
	for k := 0; left > 0; k = (k + 1) % len(parts) {
		t.houses[parts[k].house].households++
		left--
	}
}

// roomOf is what a building's share of the households of its area goes by: its floor area, one
// storey where it is not said how many; 0 for one that is known to be no home.
func roomOf(b *city.Building) float64 {
	if !b.Use().Dwells() {
		return 0
	}
	storeys := 1.0
	if b.Storeys != nil {
		storeys = float64(*b.Storeys)
	}
	size := float64(b.Shape.Area())
	if size == 0 {
		size = 1 // only a point is known
	}
	return size * storeys
}
