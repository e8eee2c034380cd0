package plan_test

import (
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// TestWhatIsNotSaidIsAsTheNeighboursHaveIt: a total is shared by ground and storeys; a building of which one of them is not known
// counts with the median of its compound, and the answer says how many there are.
func TestWhatIsNotSaidIsAsTheNeighboursHaveIt(t *testing.T) {
	storeys := func(n int64) *int64 { return &n }
	for name, c := range map[string]struct {
		storeys  []*int64 // nil = not said
		points   int      // so many are but points
		want     []int64
		low, dot int
	}{
		"two known":            {[]*int64{storeys(6), nil, storeys(6), nil, nil}, 0, []int64{100, 100, 100, 100, 100}, 3, 0},
		"the median":           {[]*int64{storeys(2), storeys(4), storeys(12), nil, nil}, 0, []int64{38, 77, 231, 77, 77}, 2, 0},
		"of an even number":    {[]*int64{storeys(2), storeys(4), nil, nil}, 0, []int64{83, 167, 125, 125}, 2, 0},
		"none known":           {[]*int64{nil, nil}, 0, []int64{250, 250}, 2, 0},
		"all known":            {[]*int64{storeys(1), storeys(3)}, 0, []int64{125, 375}, 0, 0},
		"points beside houses": {[]*int64{storeys(1), storeys(1), storeys(1)}, 1, []int64{167, 167, 166}, 0, 1},
		"points alone":         {[]*int64{storeys(1), storeys(3)}, 2, []int64{125, 375}, 0, 2},
		"no storey at all":     {[]*int64{storeys(0), storeys(5)}, 0, []int64{250, 250}, 1, 0},
	} {
		total := int64(500)
		things := []city.Content{&city.Area{Layer: "compound", Code: "k", Parent: "west", Shape: rect(80, 0, 300, 60), Households: &total}, station("s1", 500, 5)}
		for i, n := range c.storeys {
			x := 100 + float64(20*i)
			b := &city.Building{Code: string(rune('a' + i)), Shape: rect(x, 10, x+10, 20), Entrances: []geo.Point{at(x, 10)}, Storeys: n, Compound: "k", Class: map[string]string{"use": "home"}}
			if i < c.points {
				q := at(x, 10)
				b.Shape, b.Point = nil, &q
			}
			things = append(things, b)
		}
		d := small(t, things...)
		got, err := d.Buildings(t.Context(), plan.Ask{Minutes: 10, Exact: true})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		page, _ := got.Page("", 100)
		for i, row := range page.Buildings {
			if row.Households != c.want[i] || row.Counted {
				t.Errorf("%s: building %d takes %d of 500, want %d", name, i, row.Households, c.want[i])
			}
		}
		if a := d.coverage(plan.Ask{Minutes: 10, Exact: true}).Assumptions; a.NoStoreys != c.low || a.NoGround != c.dot {
			t.Errorf("%s: %d without storeys, %d without ground; want %d and %d", name, a.NoStoreys, a.NoGround, c.low, c.dot)
		}
	}
}
