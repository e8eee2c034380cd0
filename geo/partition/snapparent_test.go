package partition_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// rough is the sheet drawn anew by somebody else: the borders of its blocks of n by n cells,
// the frame too, are up to far units beside the old ones, and have other vertices.
func (s *sheet) rough(r *rand.Rand, n int, far int32) *sheet {
	out := &sheet{cells: s.cells, lines: map[[2]geo.Point][]geo.Point{}}
	shift := func(p geo.Point) geo.Point {
		return geo.Point{X: p.X + r.Int32N(2*far+1) - far, Y: p.Y + r.Int32N(2*far+1) - far}
	}
	moved := map[geo.Point]geo.Point{}
	for y, row := range s.nodes {
		row = slices.Clone(row)
		for x, p := range row {
			if x%n == 0 || y%n == 0 {
				row[x] = shift(p)
			}
			moved[p] = row[x]
		}
		out.nodes = append(out.nodes, row)
	}
	edge := func(k int) bool { return k%n == 0 }
	keys := slices.SortedFunc(maps.Keys(s.lines), func(a, b [2]geo.Point) int {
		if c := a[0].Compare(b[0]); c != 0 {
			return c
		}
		return a[1].Compare(b[1])
	})
	place := map[geo.Point][2]int{}
	for y, row := range s.nodes {
		for x, p := range row {
			place[p] = [2]int{x, y}
		}
	}
	for _, k := range keys {
		a, b := place[k[0]], place[k[1]]
		on := a[0] == b[0] && edge(a[0]) || a[1] == b[1] && edge(a[1])
		var line []geo.Point
		for _, p := range s.lines[k] {
			if on {
				p = shift(p)
			}
			line = append(line, p)
		}
		out.lines[[2]geo.Point{moved[k[0]], moved[k[1]]}] = line
	}
	return out
}

// roughCity is children drawn roughly over the parents that they name.
func roughCity(t testing.TB, r *rand.Rand, far int32) (children, parents []partition.Area, named []int) {
	t.Helper()
	s := newSheet(r, 6, 20_000) // 223 m
	for i, m := range s.blocks(3) {
		parents = append(parents, partition.Area{Code: string(rune('A' + i)), Shape: m})
	}
	for i, m := range s.rough(r, 3, far).blocks(1) {
		shape, err := partition.Normalise(m)
		if err != nil {
			t.Fatal(err)
		}
		children = append(children, partition.Area{Code: string(rune('a' + i)), Shape: shape})
		named = append(named, i/6/3*2+i%6/3)
	}
	return nodedAreas(t, children), nodedAreas(t, parents), named
}

// misfit is the ground of children outside the parents that they name, and the parents'
// ground that no child has.
func misfit(t testing.TB, children, parents []partition.Area, named []int) (outside, free geo.SquareMetres) {
	t.Helper()
	found, err := partition.FindStrays(t.Context(), children, parents, named)
	if err != nil || len(found.Untold) > 0 {
		t.Fatalf("%v, untold %v", err, found.Untold)
	}
	for _, s := range found.Found {
		outside += s.Area
	}
	var all []geo.MultiPolygon
	whole := geo.SquareMetres(0)
	for _, c := range children {
		all = append(all, c.Shape)
	}
	union, err := partition.Union(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parents {
		whole += p.Shape.Area()
	}
	return outside, whole - union.Area()
}

// againAll nodes children and parents as an import does: by layer.
func againAll(t testing.TB, children, parents []partition.Area) (c, p []partition.Area) {
	t.Helper()
	all := slices.Clone(children)
	for i := range parents {
		a := parents[i]
		a.Layer, a.Stored = 1, true
		all = append(all, a)
	}
	out := nodedAreas(t, all)
	if len(out) != len(all) {
		t.Fatalf("%d of %d areas came to rest", len(out), len(all))
	}
	return out[:len(children)], out[len(children):]
}

func TestSnapToParents(t *testing.T) {
	const bound = 3.0 // metres; the rough borders are up to 1.6 m off each way
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 9))
		children, parents, named := roughCity(t, r, 100)
		outside, _ := misfit(t, children, parents, named)
		m, err := partition.SnapToParents(t.Context(), children, parents, named, bound)
		if err != nil || len(m.Untold) > 0 {
			t.Fatalf("seed %d: %v, untold %v", seed, err, m.Untold)
		}
		checkMended(t, children, &m.Mended, bound+0.0224)
		c, p := againAll(t, withShapes(children, m.Shapes), parents)
		after, free := misfit(t, c, p, named)
		if outside < 100 || after > 0 || free > 0.01 || free < -0.01 {
			t.Errorf("seed %d: %.1f m² outside before, %.3f after, %.3f m² free", seed, outside, after, free)
		}
		if f := faultsOf(t, c); len(f.Gaps)+len(f.Overlaps) > 0 {
			t.Errorf("seed %d: %d gaps, %d overlaps", seed, len(f.Gaps), len(f.Overlaps))
		}
	}
}

func TestSnapToParentsLeavesWhatIsFar(t *testing.T) {
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 10))
		children, parents, named := roughCity(t, r, 2000) // 22 m
		m, err := partition.SnapToParents(t.Context(), children, parents, named, 1)
		if err != nil {
			t.Fatal(err)
		}
		checkMended(t, children, &m.Mended, 1+0.0224)
		before, _ := misfit(t, children, parents, named)
		c, p := againAll(t, withShapes(children, m.Shapes), parents)
		after, _ := misfit(t, c, p, named)
		if after < before*8/10 {
			t.Errorf("seed %d: %.0f m² outside before, %.0f after", seed, before, after)
		}
	}
}

func TestSplitByParents(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 11))
		s := newSheet(r, 6, 20_000)
		var parents []partition.Area
		for i, m := range s.blocks(3) {
			parents = append(parents, partition.Area{Code: string(rune('A' + i)), Shape: m})
		}
		// One area over the crossing of all four parents, and two that lie in one.
		children := []partition.Area{
			{Code: "across", Shape: geo.MultiPolygon{{s.block(2, 2, 4, 4)}}},
			{Code: "within", Shape: geo.MultiPolygon{{s.block(0, 0, 2, 2)}}},
			{Code: "beyond", Shape: geo.MultiPolygon{{s.block(4, 0, 6, 2)}}},
		}
		children, parents = againAll(t, children, parents)
		out, err := partition.SplitByParents(t.Context(), children, parents, []int{0, 0, 1})
		if err != nil || len(out.Untold) > 0 {
			t.Fatalf("%v, untold %v", err, out.Untold)
		}
		if len(out.Parts[0]) != 4 || out.Parts[1] != nil || out.Parts[2] != nil {
			t.Fatalf("seed %d: %d, %d and %d parts", seed, len(out.Parts[0]), len(out.Parts[1]), len(out.Parts[2]))
		}
		var all []geo.MultiPolygon
		for i, p := range out.Parts[0] {
			all = append(all, p.Shape)
			if i > 0 && p.Shape.TwiceArea().Compare(all[i-1].TwiceArea()) > 0 {
				t.Errorf("seed %d: part %d is larger than the one before", seed, i)
			}
		}
		union, err := partition.Union(all)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := union.Area(), children[0].Shape.Area(); a < b-0.5 || a > b+0.5 {
			t.Errorf("seed %d: the parts have %v m², the area %v", seed, a, b)
		}
	}
}
