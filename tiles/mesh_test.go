package tiles

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
)

// mesh is a partition of side × side cells, step apart, whose sides wander by as much as swing: when
// that is more than step, shortcuts are refused for what lies between, which then has others refused.
func mesh(random *rand.Rand, side, step, swing int) (out []geo.MultiPolygon) {
	const inner = 5
	noise := func() int32 { return int32(random.IntN(2*swing+1) - swing) }
	line := func(a, b geo.Point) geo.Ring {
		r := geo.Ring{a}
		for k := int32(1); k <= inner; k++ {
			r = append(r, geo.Point{
				X: a.X + (b.X-a.X)*k/(inner+1) + noise(), Y: a.Y + (b.Y-a.Y)*k/(inner+1) + noise(),
			})
		}
		return append(r, b)
	}
	at := func(i, j int) geo.Point {
		return geo.Point{X: int32(1_121_000_000 + i*step), Y: int32(375_000_000 + j*step)}
	}
	across, up := map[[2]int]geo.Ring{}, map[[2]int]geo.Ring{}
	for i := range side + 1 {
		for j := range side + 1 {
			across[[2]int{i, j}] = line(at(i, j), at(i+1, j))
			up[[2]int{i, j}] = line(at(i, j), at(i, j+1))
		}
	}
	back := func(r geo.Ring) geo.Ring {
		r = slices.Clone(r)
		slices.Reverse(r)
		return r[:len(r)-1]
	}
	for i := range side {
		for j := range side {
			south, east := across[[2]int{i, j}], up[[2]int{i + 1, j}]
			r := slices.Concat(south[:inner+1], east[:inner+1], back(across[[2]int{i, j + 1}]), back(up[[2]int{i, j}]))
			out = append(out, geo.MultiPolygon{{r}})
		}
	}
	return out
}

// TestRelevelGuards edits meshes in which the guard has much to do, and one refusal brings others.
func TestRelevelGuards(t *testing.T) {
	for _, seed := range []uint64{1, 4} {
		random := rand.New(rand.NewPCG(seed, 4))
		step := []int{6_000, 1_500}[seed%2]
		testRelevel(t, ground(mesh(random, 16, step, step/[]int{1, 3, 6}[seed%3])), seed, 16, step/3)
	}
}
