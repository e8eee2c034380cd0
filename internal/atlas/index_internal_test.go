package atlas

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/city"
)

// squares is a picture of areas in a row in two layers, by number.
func squares(numbers ...int) *Picture {
	p := &Picture{content: &content{layers: make([]layer, 2)}}
	for i := range p.layers {
		l := &p.layers[i]
		l.def = &city.LayerDef{Key: fmt.Sprint(i), Partition: i == 0}
		for _, n := range numbers {
			side := int32(10 + 10*i)
			x := int32(n) * side
			m := geo.MultiPolygon{{{{X: x}, {X: x + side}, {X: x + side, Y: side}, {X: x, Y: side}}}}
			l.areas = append(l.areas, &city.Version{Area: city.Area{Code: fmt.Sprintf("%03d", n), Shape: m}})
			l.facts = append(l.facts, &fact{box: m.Box()})
		}
	}
	return p
}

// TestIndexInPlaces: whatever an index stands on, all that is asked of it is told in places:
// in bulk as one by one.
func TestIndexInPlaces(t *testing.T) {
	numbers := []int{2, 3, 5, 7, 9, 11, 12, 13, 15, 16, 17, 18, 19}
	base, want := squares(append([]int{1}, numbers[1:]...)...), squares(numbers...)
	for _, p := range []*Picture{base, want} {
		f, err := p.build()
		if err != nil {
			t.Fatal(err)
		}
		p.index.now.Store(f)
	}
	edited := squares(numbers...)
	edited.share(base)
	f := edited.edit(base)
	if f == nil || f.at[0] == nil {
		t.Fatal("the index was not edited")
	}
	edited.index.now.Store(f)
	path := filepath.Join(t.TempDir(), "x.index")
	if err := f.Save(path, locate.Name{}); err != nil {
		t.Fatal(err)
	}
	file, err := locate.Open(path, locate.Name{})
	if err != nil {
		t.Fatal(err)
	}
	mapped := squares(numbers...)
	if err := mapped.open(file); err != nil {
		t.Fatal(err)
	}
	defer mapped.index.now.Load().file.close()
	for what, p := range map[string]*Picture{"edited": edited, "mapped": mapped} {
		t.Run(what, func(t *testing.T) { sameIndex(t, &p.index, &want.index) })
	}
}

func sameIndex(t *testing.T, got, want *index) {
	t.Helper()
	var points []geo.Point
	for x := range int32(440) {
		points = append(points, geo.Point{X: x - 20, Y: x % 23})
	}
	a, b := make([]int32, 2*len(points)), make([]int32, 2*len(points))
	got.Rows(points, a)
	want.Rows(points, b)
	if !slices.Equal(a, b) {
		t.Fatalf("Rows %v, want %v", a, b)
	}
	for i, q := range points {
		if h := got.All(q, []locate.Held{{Layer: 9}}); !slices.Equal(h, want.All(q, []locate.Held{{Layer: 9}})) {
			t.Fatalf("All(%v) %v", q, h)
		}
		for l := range 2 {
			o := got.Owner(l, q)
			if o != want.Owner(l, q) || int32(o) != a[2*i+l] {
				t.Fatalf("Owner(%d, %v) %d, in the row %d", l, q, o, a[2*i+l])
			}
			if c := got.Covering(l, q, []int32{7}); !slices.Equal(c, want.Covering(l, q, []int32{7})) {
				t.Fatalf("Covering(%d, %v) %v", l, q, c)
			}
			if n, x, ok := got.Nearest(l, q, 1); fmt.Sprint(n, x, ok) != fmt.Sprint(want.Nearest(l, q, 1)) {
				t.Fatalf("Nearest(%d, %v) %d %+v %v", l, q, n, x, ok)
			}
		}
	}
	for l := range 2 {
		if got.Len(l) != want.Len(l) {
			t.Fatalf("%d areas", got.Len(l))
		}
		for n := range want.Len(l) {
			x, _ := got.Border(l, n, geo.Point{})
			if y, _ := want.Border(l, n, geo.Point{}); x != y || got.Code(l, n) != want.Code(l, n) {
				t.Fatalf("area %d is %q with %+v, want %q with %+v", n, got.Code(l, n), x, want.Code(l, n), y)
			}
		}
	}
}

// TestNumberRefuses: an index that has other areas than the picture is not taken.
func TestNumberRefuses(t *testing.T) {
	f, err := squares(1, 2, 3).build()
	if err != nil {
		t.Fatal(err)
	}
	for _, numbers := range [][]int{{1, 2}, {1, 2, 3, 4}, {1, 2, 4}, {}} {
		if err := squares(numbers...).number(&footing{Index: f.Index}); err == nil {
			t.Errorf("areas %v of an index of 1, 2, 3", numbers)
		}
	}
	if err := squares(1, 2, 3).number(&footing{Index: f.Index}); err != nil {
		t.Error(err)
	}
}
