package partition_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
)

// spoil makes faults of every kind in a coverage of cells of about size units.
func spoil(r *rand.Rand, shapes []geo.MultiPolygon, width, size int32) []geo.MultiPolygon {
	at := func() (x, y int32) { return r.Int32N(width), r.Int32N(width) }
	for range r.IntN(4) {
		i := r.IntN(len(shapes))
		x, y := at()
		n := 2 + r.Int32N(size)
		switch r.IntN(8) {
		case 0: // a gap, of one area or of neighbours
			shapes = slices.Delete(shapes, i, i+1)
		case 1: // the same area twice
			shapes = append(shapes, shapes[i])
		case 2: // a sliver: a vertex of one of the neighbours is elsewhere
			m := geo.MultiPolygon{{slices.Clone(shapes[i][0][0])}}
			k := r.IntN(len(m[0][0]))
			m[0][0][k].X, m[0][0][k].Y = m[0][0][k].X+r.Int32N(size/2)-size/4, m[0][0][k].Y+r.Int32N(size/2)-size/4
			shapes[i] = m
		case 3: // an area over others
			shapes = append(shapes, one(square(x, y, x+n, y+n)))
		case 4: // an enclave in an enclave in a frame, each cut out of the one around it or not
			for k := range int32(3) {
				frame := one(square(x+k*4, y+k*4, x+24-k*4, y+24-k*4))
				if r.IntN(3) > 0 {
					frame[0] = append(frame[0], slices.Clone(square(x+k*4+4, y+k*4+4, x+20-k*4, y+20-k*4)))
					slices.Reverse(frame[0][1])
				}
				shapes = append(shapes, frame)
			}
		case 5: // areas apart that touch in a point
			shapes = append(shapes, one(square(-n, -n, 0, 0)), one(square(-2*n, -2*n, -n, -n)))
		case 6: // two polygons that touch in a point, and what lies between them
			shapes = append(shapes, geo.MultiPolygon{{square(width, 0, width+n, n)}, {square(width+n, n, width+2*n, 2*n)}}, one(square(width+n, 0, width+2*n, n)))
		case 7: // a triangle across
			x1, y1 := at()
			shapes = append(shapes, one(ring(x, y, x+n, y+1, x1, y1)))
		}
		if len(shapes) == 0 {
			return append(shapes, one(square(0, 0, size, size)))
		}
	}
	return shapes
}

// coverage is a spoiled layer of normalised shapes, as it came.
func coverage(seed uint64) []partition.Area {
	r := rand.New(rand.NewPCG(seed, 4))
	cells, size := 1+r.IntN(5), []int32{12, 60, 4000}[r.IntN(3)]
	shapes := newSheet(r, cells, size).blocks(1 + r.IntN(2))
	if r.IntN(3) == 0 {
		shapes = jitter(r, shapes, 2)
	}
	var out []partition.Area
	for i, m := range spoil(r, shapes, int32(cells)*size, size) {
		if n, err := partition.Normalise(m); err == nil {
			out = append(out, partition.Area{Code: fmt.Sprint(i), Shape: n})
		}
	}
	return out
}

// TestProofIsTheLayingOut: what is proved from loose edges is what all edges say.
func TestProofIsTheLayingOut(t *testing.T) {
	seen := map[string]int{}
	// Gaps without overlaps are rare: the first seeds have some, whatever rapid draws beside.
	for seed := range uint64(400) {
		proves(t, t, coverage(seed), seen)
	}
	rapid.Check(t, func(rt *rapid.T) { proves(t, rt, coverage(rapid.Uint64().Draw(rt, "seed")), seen) })
	if len(seen) < 5 {
		t.Errorf("not every kind of layer was seen: %v", seen)
	}
	t.Log(seen)
}

// proves compares both ways on a layer as it came and noded.
func proves(t *testing.T, rt rapid.TB, areas []partition.Area, seen map[string]int) {
	if ok, err := partition.Sound(t.Context(), areas); err != nil || !ok {
		rt.Fatalf("normalised shapes are not sound: %v %v", err, areas)
	}
	for _, step := range []string{"as they came", "noded"} {
		want, wantErr := partition.LayOut(t.Context(), areas)
		got, err := partition.FindFaults(t.Context(), areas)
		var n *partition.NotNodedError
		if errors.As(wantErr, &n) != errors.As(err, &n) || (wantErr == nil) != (err == nil) {
			rt.Fatalf("%s: error %v, want %v: %v", step, err, wantErr, areas)
		}
		if wantErr != nil {
			seen["not noded"]++
		} else if !reflect.DeepEqual(got, want) {
			rt.Fatalf("%s: %+v\nwant %+v\nof %v", step, got, want, areas)
		}
		if err == nil {
			seen[fmt.Sprintf("gaps %t, overlaps %t", len(got.Gaps) > 0, len(got.Overlaps) > 0)]++
		}
		if step == "as they came" {
			areas = noded(t, shapesOf(areas))
		}
	}
}

// TestNestingIsTheJudging: which children stray does not depend on whether they are judged
// one by one.
func TestNestingIsTheJudging(t *testing.T) {
	certain, strays := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 5))
		cells, size := 4, []int32{12, 60, 4000}[r.IntN(3)]
		s := newSheet(r, cells, size)
		children, parents := areasOf(normal(t, s.blocks(1))...), areasOf(normal(t, s.blocks(2))...)
		named := make([]int, len(children))
		for i := range named {
			named[i] = i/cells/2*(cells/2) + i%cells/2
		}
		for range r.IntN(3) {
			i := r.IntN(len(children))
			switch r.IntN(4) {
			case 0:
				named[i] = r.IntN(len(parents) + 1)
			case 1:
				children, named = slices.Delete(children, i, i+1), slices.Delete(named, i, i+1)
			case 2:
				x, y := r.Int32N(4*size), r.Int32N(4*size)
				children, named = append(children, areasOf(one(square(x, y, x+size, y+size)))...), append(named, r.IntN(len(parents)))
			case 3:
				k := r.IntN(len(parents))
				parents = append(parents, partition.Area{Code: "over", Shape: parents[k].Shape})
			}
		}
		all := make([]int, len(children))
		for i := range all {
			all[i] = i
		}
		want, err := partition.Judge(t.Context(), children, parents, named, all)
		if err != nil {
			rt.Fatal(err)
		}
		if got := findStrays(rt, children, parents, named); !reflect.DeepEqual(got, want) {
			rt.Fatalf("%+v\nwant %+v", got, want)
		}
		sure, err := partition.Nestled(t.Context(), children, parents, named)
		if err != nil {
			rt.Fatal(err)
		}
		for _, ok := range sure {
			if ok {
				certain++
			}
		}
		strays += len(want.Found)
	})
	if certain == 0 || strays == 0 {
		t.Errorf("%d certain children, %d strays", certain, strays)
	}
	t.Logf("%d certain children, %d strays", certain, strays)
}

// TestSound: shapes whose winding numbers are not what the even–odd rule says are laid out.
func TestSound(t *testing.T) {
	clockwise := slices.Clone(square(0, 0, 9, 9))
	slices.Reverse(clockwise)
	hole := slices.Clone(square(3, 3, 6, 6))
	slices.Reverse(hole)
	for name, c := range map[string]struct {
		shape geo.MultiPolygon
		want  bool
	}{
		"square":                     {one(square(0, 0, 9, 9)), true},
		"hole":                       {one(square(0, 0, 9, 9), hole), true},
		"island in the hole":         {geo.MultiPolygon{{square(0, 0, 9, 9), hole}, {square(4, 4, 5, 5)}}, true},
		"touch in a point":           {geo.MultiPolygon{{square(0, 0, 3, 3)}, {square(3, 3, 6, 6)}}, true},
		"ring that touches itself":   {one(ring(0, 0, 4, 0, 2, 2, 4, 4, 0, 4, 2, 2)), true},
		"nothing":                    {nil, true},
		"clockwise":                  {one(clockwise), false},
		"hole the wrong way":         {one(square(0, 0, 9, 9), square(3, 3, 6, 6)), false},
		"hole outside":               {one(square(10, 10, 19, 19), hole), false},
		"bow-tie":                    {one(ring(0, 0, 4, 4, 4, 0, 0, 4)), false},
		"bow-tie with a vertex":      {one(ring(0, 0, 2, 2, 4, 4, 4, 0, 2, 2, 0, 4)), false},
		"twice round":                {one(append(square(0, 0, 9, 9), square(0, 0, 9, 9)...)), false},
		"spike":                      {one(ring(0, 0, 9, 0, 9, 9, 12, 12, 9, 9, 0, 9)), false},
		"hole touches an edge":       {one(square(0, 0, 8, 8), ring(4, 0, 3, 3, 5, 3)), false},
		"polygons that share ground": {geo.MultiPolygon{{square(0, 0, 9, 9)}, {square(3, 3, 6, 6)}}, false},
		"polygons that share a side": {geo.MultiPolygon{{square(0, 0, 3, 3)}, {square(3, 0, 6, 3)}}, false},
	} {
		got, err := partition.Sound(t.Context(), areasOf(c.shape))
		if err != nil || got != c.want {
			t.Errorf("%s: sound %t, %v", name, got, err)
		}
		// Whoever is not sound is laid out, and the even–odd rule says what is there.
		want, wantErr := partition.LayOut(t.Context(), areasOf(c.shape, one(square(20, 20, 30, 30))))
		found, err := partition.FindFaults(t.Context(), areasOf(c.shape, one(square(20, 20, 30, 30))))
		if !reflect.DeepEqual(found, want) || (err == nil) != (wantErr == nil) {
			t.Errorf("%s: %+v, %v, want %+v, %v", name, found, err, want, wantErr)
		}
	}
}

// TestSoundOfManyEdges: a comb whose back is beside all its teeth, which no sweep compares in
// fair time, is judged all the same; so is one that a tooth of crosses another.
func TestSoundOfManyEdges(t *testing.T) {
	comb := geo.Ring{{X: 0, Y: -1000}, {X: 40_000, Y: -1000}}
	for x := int32(40_000); x > 0; x -= 2 {
		comb = append(comb, geo.Point{X: x, Y: 0}, geo.Point{X: x - 1, Y: 900 - 1800*(x%4/2)})
	}
	tall := slices.Clone(comb)
	for i := range tall { // lying edges become standing ones, each beside many
		tall[i] = geo.Point{X: comb[i].Y, Y: -comb[i].X}
	}
	slices.Reverse(tall)
	if tall.TwiceArea().Sign() < 0 {
		slices.Reverse(tall)
	}
	for name, r := range map[string]geo.Ring{"lying": comb, "standing": tall} {
		if ok, err := partition.Sound(t.Context(), areasOf(one(r))); err != nil || !ok {
			t.Errorf("%s comb: %t, %v", name, ok, err)
		}
		k := len(r) / 2
		r[k].X, r[k].Y = r[k].X+7*(r[k+1].X-r[k-1].X), r[k].Y+7*(r[k+1].Y-r[k-1].Y)
		if ok, err := partition.Sound(t.Context(), areasOf(one(r))); err != nil || ok {
			t.Errorf("%s comb with teeth that cross: %t, %v", name, ok, err)
		}
	}
}

// TestProofOfACity: four levels of 6,200 grids, sound and with slivers; long: 100,000.
func TestProofOfACity(t *testing.T) { proveCountry(t, geotest.City) }

func TestLongProofOfAProvince(t *testing.T) {
	long(t)
	proveCountry(t, geotest.Province)
}

func proveCountry(t *testing.T, e geotest.Extent) {
	layers, parents := levels(geotest.NewCountry(e))
	proveAll(t, layers, parents)
	bent := slivers(layers[0])
	got, err := partition.Survey(t.Context(), layers[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Gaps)+len(got.Overlaps) < bent*9/10 { // on the frame there is neither
		t.Errorf("%d vertices moved, %d gaps, %d overlaps", bent, len(got.Gaps), len(got.Overlaps))
	}
	for _, g := range got.Gaps {
		if len(g.Around) != 2 {
			t.Errorf("a gap of %v m² between %v", g.Area, g.Around)
		}
	}
	want, err := partition.LayOut(t.Context(), layers[0])
	if err != nil {
		t.Fatal(err)
	}
	plain := findFaults(t, layers[0])
	if !reflect.DeepEqual(plain, want) {
		t.Error("the proof is not the laying out")
	}
}

// slivers moves a vertex of one grid in a hundred, but not the same vertex of its neighbour.
func slivers(layer []partition.Area) int {
	n := 0
	for i := 150; i < len(layer); i += 101 {
		r := slices.Clone(layer[i].Shape[0][0])
		k := len(r)/8 + 3 // not a corner
		a, b := r[k-1], r[k+1]
		move := geo.Point{X: (a.X + b.X - 2*r[k].X) / 3, Y: (a.Y + b.Y - 2*r[k].Y) / 3}
		if move == (geo.Point{}) {
			continue
		}
		r[k].X, r[k].Y = r[k].X+move.X, r[k].Y+move.Y
		layer[i].Shape, n = one(r), n+1
	}
	return n
}
