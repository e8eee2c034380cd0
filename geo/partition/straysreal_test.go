package partition_test

import (
	"math"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// beijingNested gives the districts and the townships, noded, and the district of each.
func beijingNested(t testing.TB) (parents, children []partition.Area, named []int) {
	districts, shapes := beijing(t)
	children, parents = areasOf(shapes...), areasOf(districts...)
	named = make([]int, len(shapes))
	for i := range shapes {
		p := partition.LabelPoint(shapes[i])
		for j := range districts {
			if districts[j].Owns(p) {
				named[i] = j
			}
		}
	}
	return parents, children, named
}

// TestBeijingStrays: the townships lie in the districts that are made of them. When these
// are moved by a hundred metres, what each township loses on one side is all that is told.
func TestBeijingStrays(t *testing.T) {
	parents, children, named := beijingNested(t)
	got := findStrays(t, children, parents, named)
	if len(got.Found)+len(got.Untold) != 0 {
		t.Errorf("%d strays, %d untold in an exact coverage", len(got.Found), len(got.Untold))
	}
	const by = 10_007
	for i := range parents {
		parents[i].Shape = moved(parents[i].Shape, by)
	}
	got = findStrays(t, children, parents, named)
	if len(got.Found) < 100 || len(got.Untold) != 0 {
		t.Fatalf("%d strays, %d untold", len(got.Found), len(got.Untold))
	}
	// The strays of all townships together are as large as those of the districts as they were.
	districts, _ := beijing(t)
	whole := make([]int, len(districts))
	for i := range whole {
		whole[i] = i
	}
	want := area(findStrays(t, areasOf(districts...), parents, whole))
	if sum := area(got); math.Abs(sum-want) > want/1e4 {
		t.Errorf("townships stray on %.0f m², districts on %.0f m²", sum, want)
	}
}

func area(s partition.Strays) (sum float64) {
	for _, f := range s.Found {
		sum += float64(f.Area)
	}
	return sum
}

func moved(m geo.MultiPolygon, by int32) geo.MultiPolygon {
	var out geo.MultiPolygon
	for _, poly := range m {
		var p geo.Polygon
		for _, r := range poly {
			var ring geo.Ring
			for _, q := range r {
				ring = append(ring, geo.Point{X: q.X + by, Y: q.Y})
			}
			p = append(p, ring)
		}
		out = append(out, p)
	}
	return out
}

func BenchmarkBeijingStrays(b *testing.B) {
	parents, children, named := beijingNested(b)
	for name, by := range map[string]int32{"exact": 0, "moved": 10_007} {
		up := areasOf(shapesOf(parents)...)
		for i := range up {
			up[i].Shape = moved(up[i].Shape, by)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				findStrays(b, children, up, named)
			}
		})
	}
}
