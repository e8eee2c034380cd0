package near_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
)

func ExamplePoints() {
	var stations near.Points[string]
	stations.Insert(geo.Point{X: 1_164_000_000, Y: 399_000_000}, "a")
	stations.Insert(geo.Point{X: 1_164_050_000, Y: 399_000_000}, "b")
	nearest := ""
	stations.Within(geo.Point{X: 1_164_010_000, Y: 399_000_000}, 500, func(v string, d geo.Metres) geo.Metres {
		nearest = fmt.Sprintf("%s, %.1f m", v, d)
		return d // no farther than this one
	})
	fmt.Println(nearest)
	// Output: a, 85.5 m
}

// drawPoints gives points round q, some of them at the very place of others.
func drawPoints(t *rapid.T, q geo.Point) []geo.Point {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	spread := rapid.SampledFrom([]int32{3, 2_000, 100_000, 400_000}).Draw(t, "spread")
	out := make([]geo.Point, rapid.IntRange(0, 400).Draw(t, "points"))
	for i := range out {
		out[i] = geo.Point{X: q.X + rng.Int32N(2*spread+1) - spread, Y: q.Y + rng.Int32N(2*spread+1) - spread}
	}
	return out
}

// TestWithinIsBruteForce: the points within reach are those whose geodesic is that long, but
// for a hair's breadth about the reach itself; drawing the reach in leaves the nearest.
func TestWithinIsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := geo.Point{
			X: rapid.Int32Range(-1_799_000_000, 1_799_000_000).Draw(t, "x"),
			Y: rapid.Int32Range(-795_000_000, 795_000_000).Draw(t, "y"),
		}
		all := drawPoints(t, q)
		reach := geo.Metres(rapid.Float64Range(0, 3_000).Draw(t, "reach"))
		var index near.Points[int]
		least := reach
		var sure, maybe []int
		for i, p := range all {
			index.Insert(p, i)
			d := geo.Distance(q.LonLat(), p.LonLat())
			least = min(least, d)
			if d <= reach-0.001 {
				sure = append(sure, i)
			}
			if d <= reach+0.001 {
				maybe = append(maybe, i)
			}
		}
		if index.Len() != len(all) {
			t.Fatalf("Len is %d after %d insertions", index.Len(), len(all))
		}
		var got []int
		index.Within(q, reach, func(i int, d geo.Metres) geo.Metres {
			if want := geo.Distance(q.LonLat(), all[i].LonLat()); d < want-0.001 || d > want+0.001 {
				t.Fatalf("%v to %v is %v m, not %v", q, all[i], want, d)
			}
			got = append(got, i)
			return reach
		})
		slices.Sort(got)
		for _, i := range sure {
			if _, found := slices.BinarySearch(got, i); !found {
				t.Fatalf("%v is within %v m of %v and was not found", all[i], reach, q)
			}
		}
		for _, i := range got {
			if _, found := slices.BinarySearch(maybe, i); !found {
				t.Fatalf("%v is not within %v m of %v", all[i], reach, q)
			}
		}
		nearest := reach
		index.Within(q, reach, func(_ int, d geo.Metres) geo.Metres {
			nearest = d
			return d
		})
		if nearest < least-0.001 || nearest > least+0.001 {
			t.Fatalf("the nearest of %d is %v m off, not %v", len(all), nearest, least)
		}
	})
}

// TestWithinAtTheEnds: at the edges of the lattice nothing overflows.
func TestWithinAtTheEnds(t *testing.T) {
	var index near.Points[int]
	corners := []geo.Point{{X: geo.MaxX, Y: geo.MaxY}, {X: -geo.MaxX, Y: -geo.MaxY}, {X: geo.MaxX, Y: 0}, {}}
	for i, p := range corners {
		index.Insert(p, i)
	}
	for i, p := range corners {
		found := false
		index.Within(p, 600, func(v int, d geo.Metres) geo.Metres {
			found = found || v == i && d == 0
			return 600
		})
		if !found {
			t.Errorf("%v was not found at its own place", p)
		}
	}
}

// TestWithinIsBruteForceToTheBit: those found, and their distances, are those that
// geo.SegmentDistance gives, near ties and the reach itself included; and the nearest is
// found by drawing the reach in.
func TestWithinIsBruteForceToTheBit(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	for round := range 3_000 {
		q := geo.Point{X: r.Int32N(1_750_000_000) - 875_000_000, Y: r.Int32N(1_600_000_000) - 800_000_000}
		spread := []int32{2, 300, 60_000, 400_000}[round%4]
		all := make([]geo.Point, r.IntN(120))
		exact := make([]geo.Metres, len(all))
		var index near.Points[int]
		for i := range all {
			all[i] = geo.Point{X: q.X + r.Int32N(2*spread+1) - spread, Y: q.Y + r.Int32N(2*spread+1) - spread}
			exact[i], _ = geo.SegmentDistance(q.LonLat(), all[i].LonLat(), all[i].LonLat())
			index.Insert(all[i], i)
		}
		reach := geo.Metres(r.Float64() * 3_000)
		if len(all) > 0 && round%3 == 0 {
			reach = exact[0] // just so far
		}
		var want, got []int
		least := geo.Metres(math.Inf(1))
		for i, d := range exact {
			if d <= reach {
				want, least = append(want, i), min(least, d)
			}
		}
		index.Within(q, reach, func(i int, d geo.Metres) geo.Metres {
			if d != exact[i] {
				t.Fatalf("%v to %v is %v m, not %v", q, all[i], exact[i], d)
			}
			got = append(got, i)
			return reach
		})
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Fatalf("within %v m of %v are %v, want %v", reach, q, got, want)
		}
		nearest := geo.Metres(math.Inf(1))
		index.Within(q, reach, func(_ int, d geo.Metres) geo.Metres {
			nearest = d
			return d
		})
		if nearest != least {
			t.Fatalf("the nearest to %v is %v m off, want %v", q, nearest, least)
		}
	}
}

func TestWithinAllocatesNothing(t *testing.T) {
	var index near.Points[int32]
	r := rand.New(rand.NewPCG(43, 44))
	for i := range int32(1000) {
		index.Insert(geo.Point{X: r.Int32N(1_000_000), Y: 399_000_000 + r.Int32N(1_000_000)}, i)
	}
	sum := geo.Metres(0)
	if n := testing.AllocsPerRun(100, func() {
		index.Within(geo.Point{X: 500_000, Y: 399_500_000}, 2_000, func(_ int32, d geo.Metres) geo.Metres {
			sum += d
			return 2_000
		})
	}); n != 0 || sum == 0 {
		t.Errorf("%v allocations a call", n)
	}
}
