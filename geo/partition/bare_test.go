package partition_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// barely is each piece of bare ground as parent, pieces and twice its area in square units.
func barely(list []partition.Bare) []string {
	var out []string
	for _, b := range list {
		out = append(out, fmt.Sprintf("%d: %d, %.0f", b.Parent, len(b.Shape), b.Shape.TwiceArea().Float64()))
	}
	return out
}

func TestFindBare(t *testing.T) {
	parents := areasOf(one(square(0, 0, 1000, 1000)), one(square(1000, 0, 2000, 1000)), one(square(2000, 0, 3000, 1000)))
	left, right := one(square(0, 0, 500, 1000)), one(square(500, 0, 1000, 1000))
	for name, c := range map[string]struct {
		children []geo.MultiPolygon
		named    []int
		want     []string
	}{
		"all is held":               {[]geo.MultiPolygon{left, right}, []int{0, 0}, nil},
		"none is there":             {nil, nil, nil},
		"at the edge":               {[]geo.MultiPolygon{left, one(square(500, 0, 900, 1000))}, []int{0, 0}, []string{"0: 1, 200000"}},
		"one is left out":           {[]geo.MultiPolygon{left}, []int{0}, []string{"0: 1, 1000000"}},
		"inside":                    {[]geo.MultiPolygon{{{square(0, 0, 1000, 1000), square(400, 400, 500, 500)}}}, []int{0}, []string{"0: 1, 20000"}},
		"held by one of another":    {[]geo.MultiPolygon{left, right, one(square(1000, 0, 2000, 1000))}, []int{0, 1, 1}, nil},
		"two pieces":                {[]geo.MultiPolygon{one(square(200, 0, 800, 1000))}, []int{0}, []string{"0: 2, 800000"}},
		"out on one side, bare too": {[]geo.MultiPolygon{one(square(-100, 0, 800, 1000))}, []int{0}, []string{"0: 1, 400000"}},
		"of two parents":            {[]geo.MultiPolygon{left, one(square(1000, 0, 2000, 900))}, []int{0, 1}, []string{"0: 1, 1000000", "1: 1, 200000"}},
		"named by no parent":        {[]geo.MultiPolygon{left}, []int{7}, nil},
	} {
		found, err := partition.FindBare(t.Context(), parents, areasOf(c.children...), c.named)
		if err != nil || !slices.Equal(barely(found), c.want) {
			t.Errorf("%s: %v %v, want %v", name, barely(found), err, c.want)
		}
	}
}

// TestBareIsWhatIsLeftOut: of a made-up partition some cells are left out; the ground that is bare of their
// parent is theirs, to a unit at its border.
func TestBareIsWhatIsLeftOut(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		cut := []int32{0, 1 + rng.Int32N(400), 500 + rng.Int32N(400), 1000}
		var cells []geo.MultiPolygon
		left := geo.TwiceArea{}
		var named []int
		for x := range 3 {
			for y := range 3 {
				cell := one(square(cut[x], cut[y], cut[x+1], cut[y+1]))
				if len(cells) > 0 && rng.IntN(3) == 0 {
					left = left.Add(cell.TwiceArea())
					continue
				}
				cells, named = append(cells, cell), append(named, 0)
			}
		}
		found, err := partition.FindBare(t.Context(), areasOf(one(square(0, 0, 1000, 1000))), areasOf(cells...), named)
		if err != nil {
			t.Fatal(err)
		}
		sum := geo.TwiceArea{}
		for _, b := range found {
			sum = sum.Add(b.Shape.TwiceArea())
		}
		if sum.Compare(left) != 0 || len(found) > 1 {
			t.Fatalf("%v is bare, %v was left out: %v", sum, left, cells)
		}
	}
}
