package locate_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
)

// cells is a partition of a jittered raster: neighbours share their vertices, and each
// side between two corners has one more vertex.
type cells struct {
	n    int32
	step int32
	at   geo.Point // lower left corner
	move func() int32
}

func (c cells) corner(i, j int32, seen map[[2]int32]geo.Point) geo.Point {
	k := [2]int32{i, j}
	if p, ok := seen[k]; ok {
		return p
	}
	p := geo.Point{X: c.at.X + i*c.step/2, Y: c.at.Y + j*c.step/2}
	p.X, p.Y = p.X+c.move(), p.Y+c.move()
	seen[k] = p
	return p
}

// areas gives n×n cells with codes c000, c001, … in rows from the south.
func (c cells) areas() []locate.Area {
	seen := map[[2]int32]geo.Point{}
	var out []locate.Area
	for j := range c.n {
		for i := range c.n {
			var r geo.Ring
			for _, d := range [][2]int32{{0, 0}, {1, 0}, {2, 0}, {2, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}} {
				r = append(r, c.corner(2*i+d[0], 2*j+d[1], seen))
			}
			out = append(out, locate.Area{
				Code:  fmt.Sprintf("c%03d", len(out)),
				Shape: geo.MultiPolygon{{r}},
			})
		}
	}
	return out
}

// drawCells draws a raster of cells whose jitter keeps the rings simple.
func drawCells(t *rapid.T) []locate.Area {
	step := rapid.SampledFrom([]int32{20, 200, 60_000}).Draw(t, "step")
	seed := rapid.Uint64().Draw(t, "seed")
	r := rand.New(rand.NewPCG(seed, 1))
	return cells{
		n:    rapid.Int32Range(1, 6).Draw(t, "n"),
		step: step,
		at:   rapid.SampledFrom([]geo.Point{{X: 1_164_000_000, Y: 399_000_000}, {X: -50, Y: -50}}).Draw(t, "at"),
		move: func() int32 { return r.Int32N(step/8*2+1) - step/8 },
	}.areas()
}

func square(x0, y0, x1, y1 int32) geo.Ring {
	return geo.Ring{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}

func hole(x0, y0, x1, y1 int32) geo.Ring {
	r := square(x0, y0, x1, y1)
	return geo.Ring{r[0], r[3], r[2], r[1]}
}

func build(t testing.TB, layers ...locate.Layer) *locate.Index {
	t.Helper()
	x, err := locate.Build(layers)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// covering is what Index.Covering must give, from geo alone.
func covering(areas []locate.Area, p geo.Point) []int32 {
	var out []int32
	for i, a := range areas {
		if a.Shape.Owns(p) {
			out = append(out, int32(i))
		}
	}
	slices.SortFunc(out, func(i, j int32) int {
		a, b := areas[i], areas[j]
		return cmp.Or(a.Shape.TwiceArea().Compare(b.Shape.TwiceArea()), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// probes gives the points where a wrong rule shows: each vertex, each mid-point that is
// on the lattice, and the eight neighbours of both.
func probes(areas []locate.Area) []geo.Point {
	var out []geo.Point
	around := func(p geo.Point) {
		for dy := int32(-1); dy <= 1; dy++ {
			for dx := int32(-1); dx <= 1; dx++ {
				out = append(out, geo.Point{X: p.X + dx, Y: p.Y + dy})
			}
		}
	}
	for _, a := range areas {
		a.Shape.Edges(func(a, b geo.Point) {
			around(a)
			if (a.X+b.X)%2 == 0 && (a.Y+b.Y)%2 == 0 {
				around(geo.Point{X: a.X + (b.X-a.X)/2, Y: a.Y + (b.Y-a.Y)/2})
			}
		})
	}
	return out
}

// agree checks Owner and Covering against covering for a point.
func agree(t interface{ Fatalf(string, ...any) }, x *locate.Index, layer int, areas []locate.Area, p geo.Point) []int32 {
	want := covering(areas, p)
	if got := x.Covering(layer, p, nil); !slices.Equal(got, want) {
		t.Fatalf("Covering(%v) = %v, want %v", p, got, want)
	}
	owner := locate.None
	if len(want) > 0 {
		owner = int(want[0])
	}
	if got := x.Owner(layer, p); got != owner {
		t.Fatalf("Owner(%v) = %d, want %d", p, got, owner)
	}
	return want
}

func bounds(areas []locate.Area) geo.Box {
	box := geo.EmptyBox()
	for _, a := range areas {
		box = box.Union(a.Shape.Box())
	}
	return box
}
