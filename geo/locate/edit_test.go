package locate_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
)

// town is layers of areas that change, beside the index that is edited with them.
type town struct {
	layers []locate.Layer
	ended  [][]bool
	index  *locate.Index
}

// fresh builds an index of the areas there are, and says which they are.
func (w *town) fresh(t testing.TB) (x *locate.Index, number [][]int32) {
	var layers []locate.Layer
	number = make([][]int32, len(w.layers))
	for l := range w.layers {
		layer := locate.Layer{Key: w.layers[l].Key, Partition: w.layers[l].Partition}
		for a, area := range w.layers[l].Areas {
			if !w.ended[l][a] {
				layer.Areas, number[l] = append(layer.Areas, area), append(number[l], int32(a))
			}
		}
		layers = append(layers, layer)
	}
	return build(t, layers...), number
}

// apply makes changes in both.
func (w *town) apply(t testing.TB, changes []locate.Change) {
	t.Helper()
	next, err := w.index.Edit(changes)
	if err != nil {
		t.Fatal(err)
	}
	w.index = next
	for _, c := range changes {
		l := &w.layers[c.Layer]
		switch {
		case c.Area == locate.None:
			l.Areas, w.ended[c.Layer] = append(l.Areas, locate.Area{Code: c.Code, Shape: c.Shape}), append(w.ended[c.Layer], false)
		case c.Shape == nil:
			w.ended[c.Layer][c.Area] = true
		default:
			l.Areas[c.Area] = locate.Area{Code: c.Code, Shape: c.Shape}
		}
	}
}

// same asks both indexes for all areas at the points, and for borders at every tenth.
func (w *town) same(t testing.TB, points []geo.Point) {
	t.Helper()
	fresh, number := w.fresh(t)
	var got, want []locate.Held
	for n, p := range points {
		got, want = w.index.All(p, got[:0]), fresh.All(p, want[:0])
		for i := range want {
			want[i].Area = number[want[i].Layer][want[i].Area]
		}
		if !slices.Equal(got, want) {
			t.Fatalf("at %v the edited index has %v, a new one %v", p, got, want)
		}
		if n%10 > 0 || len(got) == 0 {
			continue
		}
		l := int(got[len(got)-1].Layer)
		a := fresh.Owner(l, p)
		x, _ := w.index.Border(l, int(number[l][a]), p)
		y, _ := fresh.Border(l, a, p)
		if y.Neighbour != locate.None {
			y.Neighbour = int(number[l][y.Neighbour])
		}
		if x != y {
			t.Fatalf("Border(%v) of the edited index is %+v, of a new one %+v", p, x, y)
		}
	}
}

// TestEditIsBuild: random triangles that cross, overlap and share corners come, move, take
// another code and go, in three layers.
func TestEditIsBuild(t *testing.T) {
	for seed := range uint64(24) {
		r := rand.New(rand.NewPCG(seed, 9))
		span := []int32{12, 300, 40_000, 500_000_000}[seed%4]
		at := func() geo.Point { return geo.Point{X: r.Int32N(span*2) - span, Y: r.Int32N(span) - span/2} }
		triangle := func(near geo.MultiPolygon) geo.MultiPolygon {
			for {
				ring := geo.Ring{at(), at(), at()}
				if near != nil && r.IntN(2) == 0 { // keeps a side
					ring[0], ring[1] = near[0][0][1], near[0][0][2]
				}
				if m := (geo.MultiPolygon{{ring}}); m.TwiceArea().Sign() != 0 {
					return m
				}
			}
		}
		// With so many points the raster is fine.
		frame := geo.MultiPolygon{{dotted(square(-span-1, -span-1, span*2, span), max(1, span/500))}}
		w := &town{ended: make([][]bool, 3)}
		for l := range 3 {
			w.layers = append(w.layers, locate.Layer{Key: fmt.Sprint(l), Partition: l < 2})
			for a := range 30 {
				shape := frame
				if l > 0 || a > 0 {
					shape = triangle(nil)
				}
				w.layers[l].Areas = append(w.layers[l].Areas, locate.Area{Code: fmt.Sprintf("%03d", (a*7)%30), Shape: shape})
				w.ended[l] = append(w.ended[l], false)
			}
		}
		w.index = build(t, w.layers...)
		for range 12 {
			var changes []locate.Change
			used := map[[2]int]bool{}
			for range 1 + r.IntN(5) {
				l := r.IntN(3)
				a := r.IntN(len(w.layers[l].Areas))
				if l == 0 && a == 0 || used[[2]int{l, a}] {
					continue
				}
				used[[2]int{l, a}] = true
				code := fmt.Sprintf("n%d-%d", len(w.layers[l].Areas), r.Uint32())
				switch n := r.IntN(6); {
				case n == 0 || w.ended[l][a]:
					changes = append(changes, locate.Change{Layer: l, Area: locate.None, Code: code, Shape: triangle(nil)})
				case n == 1:
					changes = append(changes, locate.Change{Layer: l, Area: a})
				case n == 2:
					changes = append(changes, locate.Change{Layer: l, Area: a, Code: code, Shape: w.layers[l].Areas[a].Shape})
				default:
					changes = append(changes, locate.Change{Layer: l, Area: a, Code: w.layers[l].Areas[a].Code, Shape: triangle(w.layers[l].Areas[a].Shape)})
				}
			}
			w.apply(t, changes)
			points := []geo.Point{}
			for range 300 {
				points = append(points, at())
			}
			for _, l := range w.layers {
				for _, a := range l.Areas {
					for _, p := range a.Shape[0][0] {
						points = append(points, p, geo.Point{X: p.X + r.Int32N(3) - 1, Y: p.Y + r.Int32N(3) - 1})
					}
				}
			}
			w.same(t, points)
		}
	}
}

// dotted is a ring of right angles with points at each step.
func dotted(corners geo.Ring, step int32) geo.Ring {
	var r geo.Ring
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		for p := a; p != b; {
			r = append(r, p)
			p.X += max(min(b.X-p.X, step), -step)
			p.Y += max(min(b.Y-p.Y, step), -step)
		}
	}
	return r
}

func TestEditRefuses(t *testing.T) {
	shape := func(at int32) geo.MultiPolygon { return geo.MultiPolygon{{square(at, at, at+10, at+10)}} }
	x := build(t, locate.Layer{Key: "l", Partition: true, Areas: []locate.Area{
		{Code: "a", Shape: shape(0)}, {Code: "b", Shape: shape(10)}, {Code: "c", Shape: shape(20)},
	}})
	for name, changes := range map[string][]locate.Change{
		"no such layer":  {{Layer: 1, Area: locate.None, Code: "d", Shape: shape(5)}},
		"no such area":   {{Area: 3, Code: "d", Shape: shape(5)}},
		"no shape":       {{Area: locate.None, Code: "d"}},
		"no extent":      {{Area: 0, Code: "a", Shape: geo.MultiPolygon{{square(1, 1, 1, 1)}}}},
		"twice":          {{Area: 0, Code: "a", Shape: shape(1)}, {Area: 0, Code: "a", Shape: shape(2)}},
		"known code":     {{Area: 0, Code: "b", Shape: shape(1)}},
		"new code twice": {{Area: locate.None, Code: "d", Shape: shape(1)}, {Area: locate.None, Code: "d", Shape: shape(2)}},
	} {
		var fault *locate.BuildError
		if _, err := x.Edit(changes); !errors.As(err, &fault) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
	if _, err := x.Edit([]locate.Change{{Area: locate.None, Code: "d", Shape: shape(1_000_000)}}); !errors.Is(err, locate.ErrOutgrown) {
		t.Errorf("beyond the frame: error is %v", err)
	}
	y, err := x.Edit([]locate.Change{{Area: 1}, {Area: 0, Code: "b", Shape: shape(0)}, {Area: locate.None, Code: "a", Shape: shape(10)}})
	if err != nil {
		t.Fatal(err)
	}
	if y.Code(0, 0) != "b" || y.Code(0, 1) != "" || y.Code(0, 3) != "a" || y.Len(0) != 4 {
		t.Errorf("codes %q %q %q of %d", y.Code(0, 0), y.Code(0, 1), y.Code(0, 3), y.Len(0))
	}
	p := geo.Point{X: 12, Y: 12}
	if x.Owner(0, p) != 1 || y.Owner(0, p) != 3 {
		t.Errorf("owners %d and %d", x.Owner(0, p), y.Owner(0, p))
	}
	if _, err := y.Edit([]locate.Change{{Area: 1, Code: "z", Shape: shape(0)}}); err == nil {
		t.Error("an ended area comes back")
	}
}
