package plan

import (
	"cmp"
	"math"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// spread gives the buildings without a count what their compound, else their grid, has more than
// the counts of its buildings add up to, by floor area times storeys. What they get is a
// guess, and counts as estimate. What is not said of a building is taken as its neighbours have it: see fill. Households of an area in which no building can take them are
// not among the sums: see uncounted.
func (t *Town) spread() {
	for _, key := range []string{city.LayerCompound, city.LayerGrid} {
		g := t.groundOf(key)
		if g < 0 {
			continue
		}
		counted, homes, open := t.countedIn(g)
		for a, v := range t.grounds[g].Areas {
			if v.Households == nil {
				continue
			}
			rest := *v.Households - counted[a]
			if rest <= 0 || len(open[a]) == 0 {
				continue
			}
			t.fill(open[a], homes[a])
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
		counted, _, _ := t.countedIn(g)
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
// guess, its buildings, and those of them that still have neither.
func (t *Town) countedIn(g int) (counted []int64, homes, open [][]int32) {
	n := len(t.grounds[g].Areas)
	counted, homes, open = make([]int64, n), make([][]int32, n), make([][]int32, n)
	for i := range t.houses {
		h := &t.houses[i]
		for _, spot := range t.spotsOf(h) {
			a := int(spot) - t.firstSpot[g]
			if a < 0 || a >= len(counted) {
				continue
			}
			counted[a] += h.households
			if h.number >= 0 {
				homes[a] = append(homes[a], int32(i))
			}
			if h.open {
				open[a] = append(open[a], int32(i))
			}
		}
	}
	return counted, homes, open
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

// fill sets by what buildings share: ground times storeys. Where one of the two is not said it is the median of those
// buildings of the area of which it is, else one: a gap of the data makes no home small beside its neighbours.
func (t *Town) fill(open, homes []int32) {
	of := func(i int32) *city.Building { return t.streets.Dwellings()[t.houses[i].number].Building }
	var storeys, grounds []float64
	for _, i := range homes {
		b := of(i)
		if n := storeysOf(b); n > 0 {
			storeys = append(storeys, n)
		}
		if m := float64(b.Shape.Area()); m > 0 {
			grounds = append(grounds, m)
		}
	}
	usualStoreys, usualGround := median(storeys), median(grounds)
	for _, i := range open {
		b := of(i)
		n, m := storeysOf(b), float64(b.Shape.Area())
		if n == 0 {
			n = usualStoreys
			t.noStoreys++
		}
		if m == 0 { // only a point is known
			m = usualGround
			t.noGround++
		}
		t.houses[i].room = m * n
	}
}

// median is that of some numbers, of an even number of them the mean of the two in the middle; 1 of none.
func median(of []float64) float64 {
	n := len(of)
	if n == 0 {
		return 1
	}
	slices.Sort(of)
	return (of[(n-1)/2] + of[n/2]) / 2
}

// storeysOf is how many a building has; 0 where it is not said.
func storeysOf(b *city.Building) float64 {
	if b.Storeys == nil {
		return 0
	}
	return float64(max(*b.Storeys, 0))
}
