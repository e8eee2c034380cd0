package plan_test

import (
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/plan"
)

// TestWidest: the city is where the partitions with areas are that lie under no other such one, however deep
// they are; where there are no areas, nothing says where it is.
func TestWidest(t *testing.T) {
	some := []*city.Version{{}}
	of := func(withAreas ...string) []atlas.Ground {
		out := []atlas.Ground{
			{Key: "city", Partition: true}, {Key: "district", Parent: "city", Partition: true, Depth: 1}, {Key: "compound", Parent: "district", Depth: 2},
			{Key: "grid", Parent: "compound", Partition: true, Depth: 3}, {Key: "beat", Partition: true}, {Key: "land_use", Partition: true, Base: true}, {Key: "overlay"},
		}
		for i := range out {
			if slices.Contains(withAreas, out[i].Key) {
				out[i].Areas = some
			}
		}
		return out
	}
	for _, c := range []struct {
		with []string
		want []int32
	}{
		{nil, nil},
		{[]string{"land_use", "overlay", "compound"}, nil},
		{[]string{"city", "district", "grid"}, []int32{0}},
		{[]string{"district", "grid"}, []int32{1}},
		{[]string{"grid", "compound"}, []int32{3}},
		{[]string{"district", "grid", "beat"}, []int32{1, 4}},
	} {
		if got := plan.Widest(of(c.with...)); !slices.Equal(got, c.want) {
			t.Errorf("with %v: %v, want %v", c.with, got, c.want)
		}
	}
}
