package edit_test

import (
	"math/rand/v2"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/edit"
)

// indexed is an index of the grids that follows edits, with the number of each code.
type indexed struct {
	index  *locate.Index
	number map[string]int
}

// follow edits the index by what a report says of the grids, as they are in the store.
func (x *indexed) follow(t *testing.T, d *desk, r *edit.Report) {
	t.Helper()
	shapes := map[string]geo.MultiPolygon{}
	for _, v := range d.areas("grid") {
		shapes[v.Code] = v.Shape
	}
	var changes []locate.Change
	for _, a := range r.Areas {
		if a.Layer != "grid" {
			continue
		}
		c := locate.Change{Area: locate.None, Code: a.Code, Shape: shapes[a.Code]}
		if n, known := x.number[a.Code]; known {
			c.Area = n
		} else {
			x.number[a.Code] = len(x.number)
		}
		changes = append(changes, c)
	}
	next, err := x.index.Edit(changes)
	if err != nil {
		t.Fatal(err)
	}
	x.index = next
}

// TestIndexFollows: an index that is edited by what the reports list answers as one that is
// built of the store anew: the reports leave no area out.
func TestIndexFollows(t *testing.T) {
	d := newDesk(t, demo.SizeTiny)
	build := func() (*locate.Index, []string) {
		l := locate.Layer{Key: "grid", Partition: true}
		var codes []string
		for _, v := range d.areas("grid") {
			l.Areas, codes = append(l.Areas, locate.Area{Code: v.Code, Shape: v.Shape}), append(codes, v.Code)
		}
		ix, err := locate.Build([]locate.Layer{l})
		if err != nil {
			t.Fatal(err)
		}
		return ix, codes
	}
	ix, codes := build()
	x := &indexed{index: ix, number: map[string]int{}}
	box := geo.EmptyBox()
	for n, code := range codes {
		x.number[code] = n
	}
	for _, v := range d.areas("grid") {
		box = box.Union(v.Shape.Box())
	}
	c := newChance(5)
	done := 0
	for n := range 24 {
		var e edit.Edit
		switch n % 3 {
		case 0:
			e.MoveArc = c.move(d, "grid")
		case 1:
			e.Split = c.split(d, "grid", n)
		default:
			e.Merge = c.merge(d, "grid", n)
		}
		plan, err := d.editor.Prepare(t.Context(), &edit.Request{Edits: []edit.Edit{e}})
		if err != nil {
			continue
		}
		if _, err := d.editor.Apply(t.Context(), plan); err != nil {
			t.Fatal(err)
		}
		done++
		x.follow(t, d, plan.Report)
	}
	if done < 12 {
		t.Fatalf("only %d edits were done", done)
	}
	fresh, codes := build()
	compare := func(p geo.Point) {
		want, got := "", ""
		if n := fresh.Owner(0, p); n >= 0 {
			want = codes[n]
		}
		if n := x.index.Owner(0, p); n >= 0 {
			got = x.index.Code(0, n)
		}
		if got != want {
			t.Fatalf("at %v the edited index has %q, a new one %q", p, got, want)
		}
	}
	for _, v := range d.areas("grid") {
		v.Shape.Edges(func(a, _ geo.Point) {
			for _, q := range []geo.Point{a, {X: a.X + 1, Y: a.Y}, {X: a.X - 1, Y: a.Y}, {X: a.X, Y: a.Y + 1}, {X: a.X, Y: a.Y - 1}} {
				compare(q)
			}
		})
	}
	r := rand.New(rand.NewPCG(6, 7))
	for range 20_000 {
		compare(geo.Point{X: box.Min.X + r.Int32N(box.Max.X-box.Min.X), Y: box.Min.Y + r.Int32N(box.Max.Y-box.Min.Y)})
	}
}
