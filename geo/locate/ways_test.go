package locate_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
)

// TestEveryWayGivesTheSameAnswer asks at border points of a city after a thousand edits: one
// by one, in batches and for all areas, of the edited index, of its snapshot as mapped and as
// read, and of an index built anew. The long test asks at all those of a province.
func TestEveryWayGivesTheSameAnswer(t *testing.T) {
	if n := everyWay(t, geotest.City, 3); n < 200_000 {
		t.Errorf("only %d points", n)
	}
}

func TestLongEveryWayGivesTheSameAnswer(t *testing.T) {
	long(t)
	if n := everyWay(t, geotest.Province, 1); n < 10_000_000 {
		t.Errorf("only %d points", n)
	}
}

// everyWay asks at every n-th border and returns at how many points.
func everyWay(t *testing.T, e geotest.Extent, every int) int {
	c := geotest.NewCountry(e)
	edited := build(t, country(c)...)
	r := rand.New(rand.NewPCG(13, 14))
	for range 1000 {
		next, err := edited.Edit(bend(c, r))
		if err != nil {
			t.Fatal(err)
		}
		edited = next
	}
	path := filepath.Join(t.TempDir(), "edited.index")
	if err := edited.Save(path, name); err != nil {
		t.Fatal(err)
	}
	mapped, err := locate.Open(path, name)
	if err != nil {
		t.Fatal(err)
	}
	defer mapped.Close()
	loaded, err := locate.Load(context.Background(), path, name)
	if err != nil {
		t.Fatal(err)
	}
	w := ways{
		fresh:  build(t, country(c)...),
		others: map[string]*locate.Index{"edited": edited, "mapped": mapped.Index, "loaded": loaded},
	}
	line := 0
	c.Borders(func(l geo.Line, _, _ int) {
		if line++; line%every > 0 {
			return
		}
		onBorder(l, func(p geo.Point) { w.points = append(w.points, p) })
		if len(w.points) >= 4096 {
			w.ask(t)
		}
	})
	w.ask(t)
	t.Logf("%d points", w.asked)
	return w.asked
}

// ways are indexes of the same areas, and the points at which they are to be asked.
type ways struct {
	fresh  *locate.Index
	others map[string]*locate.Index
	points []geo.Point
	asked  int

	want, got, row []int32
	held           []locate.Held
}

func (w *ways) ask(t *testing.T) {
	n := len(w.points) * len(blocks)
	w.want, w.got = slices.Grow(w.want[:0], n)[:n], slices.Grow(w.got[:0], n)[:n]
	w.row = make([]int32, len(blocks))
	w.fresh.Rows(w.points, w.want)
	for name, x := range w.others {
		x.Rows(w.points, w.got)
		for i := range w.want {
			if w.got[i] != w.want[i] {
				t.Fatalf("%s: layer %d at %v: %d in a batch, a new index says %d", name, i%len(blocks), w.points[i/len(blocks)], w.got[i], w.want[i])
			}
		}
	}
	for name, x := range w.others {
		if name != "mapped" {
			w.oneByOne(t, x)
		}
	}
	w.asked += len(w.points)
	w.points = w.points[:0]
}

// oneByOne holds the single calls of an index against the batch.
func (w *ways) oneByOne(t *testing.T, x *locate.Index) {
	for i, p := range w.points {
		want := w.want[i*len(blocks) : (i+1)*len(blocks)]
		x.Row(p, w.row)
		if !slices.Equal(w.row, want) {
			t.Fatalf("Row(%v) = %v, in a batch %v", p, w.row, want)
		}
		w.held = x.All(p, w.held[:0])
		k := 0
		for layer, area := range want {
			if got := x.Owner(layer, p); got != int(area) {
				t.Fatalf("Owner(%d, %v) = %d, in a batch %d", layer, p, got, area)
			}
			if area == locate.None {
				continue
			}
			if k >= len(w.held) || w.held[k] != (locate.Held{Layer: int32(layer), Area: area}) {
				t.Fatalf("All(%v) = %v, in a batch %v", p, w.held, want)
			}
			k++
		}
		if k != len(w.held) {
			t.Fatalf("All(%v) = %v, in a batch %v", p, w.held, want)
		}
	}
}
