package balance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan/balance"
)

// row is a grid of homes from west to east, with a street of a source between any two.
func row(t *testing.T, households ...int64) *balance.City {
	t.Helper()
	width := int32(40 * len(households))
	all := []city.Content{&city.Area{Layer: "grid", Code: "g", Names: city.Names{Zh: "g"}, Shape: geo.MultiPolygon{{box(0, 0, width, 40)}}}}
	for i, n := range households {
		x := int32(40 * i)
		all = append(all, &city.Building{Code: fmt.Sprintf("h%d", i), Shape: geo.MultiPolygon{{box(x+15, 15, x+25, 25)}}, Households: &n})
		if i > 0 {
			r := line("road", fmt.Sprintf("r%d", i), nil, at(x, -10), at(x, 50))
			r.Source = "© somebody"
			all = append(all, r)
		}
	}
	return read(t, pictureOf(t, smallStore(t, all)))
}

// TestPartsAboveTheNorm: where the fewest parts leave one above the norm of 50, one more is proposed that keeps
// to it; where there is none the proposal says that a part is above, and so it does where the parts are asked for.
func TestPartsAboveTheNorm(t *testing.T) {
	for _, c := range []struct {
		households []int64
		parts      int
		want       string // the parts
		above      bool
	}{
		{[]int64{33, 19, 15, 33}, 0, "[33 33 34]", false},
		{[]int64{33, 19, 15, 33}, 2, "[48 52]", true},
		{[]int64{52, 48}, 0, "[48 52]", true},
		{[]int64{45, 45}, 0, "[45 45]", false},
	} {
		p, err := row(t, c.households...).Propose(t.Context(), balance.Ask{Layer: "grid", Code: "g", Parts: c.parts})
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for i := range p.Parts {
			got = append(got, *p.Parts[i].Households)
		}
		slices.Sort(got)
		if fmt.Sprint(got) != c.want || p.AboveNorm != c.above || p.BelowNorm {
			t.Errorf("%v into %d: %v, above %v, below %v; not %s, above %v", c.households, c.parts, got, p.AboveNorm, p.BelowNorm, c.want, c.above)
		}
		if fmt.Sprint(p.Sources) != "[© somebody]" || !strings.Contains(p.Change.Note, "© somebody") {
			t.Errorf("the border runs along streets of somebody: %v, %q", p.Sources, p.Change.Note)
		}
	}
}
