package atlas_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// around are the vertices of shapes and their eight neighbours.
func around(shapes ...geo.MultiPolygon) []geo.Point {
	var out []geo.Point
	for _, m := range shapes {
		m.Edges(func(p, _ geo.Point) {
			for d := range int32(9) {
				out = append(out, geo.Point{X: p.X + d%3 - 1, Y: p.Y + d/3 - 1})
			}
		})
	}
	return out
}

// sameAsFresh compares a picture with one that is made anew: single and bulk answers.
func sameAsFresh(t testing.TB, s city.Reader, p *atlas.Picture, points []geo.Point) {
	t.Helper()
	fresh, err := p.Fresh(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	if fresh.Edited() {
		t.Fatal("a fresh picture was edited")
	}
	if what := p.Differs(fresh); what != "" {
		t.Fatalf("revision %d at %v differs from one that was read anew: %s", p.Revision, p.Date, what)
	}
	for _, q := range points {
		got, want := p.Locate(q, atlas.Asked{}), fresh.Locate(q, atlas.Asked{})
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("revision %d at %v, point %v: %+v, made anew %+v", p.Revision, p.Date, q, got, want)
		}
	}
	if got, want := bulkOf(t, p, points), bulkOf(t, fresh, points); got != want {
		t.Fatalf("revision %d at %v: the bulk answers differ", p.Revision, p.Date)
	}
}

func bulkOf(t testing.TB, p *atlas.Picture, points []geo.Point) string {
	t.Helper()
	var in, out bytes.Buffer
	in.WriteString("lon,lat\n")
	for _, q := range points {
		ll := q.LonLat()
		fmt.Fprintf(&in, "%.7f,%.7f\n", ll[0], ll[1])
	}
	b := atlas.Bulk{LonField: "lon", LatField: "lat", Columns: atlas.ColumnsAll}
	if _, err := p.LocateCSV(context.Background(), &in, &out, b); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestEditedPictures: areas of all sorts of layers, which overlap and leave gaps, come, move,
// take other names and end, at once or at a later date. After each change every picture
// answers like one that is made anew.
func TestEditedPictures(t *testing.T) {
	const days = 12
	first := date(t, "2026-01-01")
	edited, applied := 0, 0
	seeds := 3
	if testing.Short() {
		seeds = 1
	}
	for seed := range uint64(seeds) {
		rng := rand.New(rand.NewPCG(seed, 31))
		scheme, err := city.ParseScheme([]byte(mixed))
		if err != nil {
			t.Fatal(err)
		}
		store := openStore(t, mixed)
		put := func(day int) (city.Entry, geo.MultiPolygon) {
			l := scheme.Layers[rng.IntN(len(scheme.Layers))].Key
			a := area(l, fmt.Sprintf("c%02d", rng.IntN(12)), "", drawShape(rng))
			a.Names.Zh = fmt.Sprint(rng.IntN(1000))
			p := city.Period{From: first + city.Date(day), To: city.OpenEnd}
			if rng.IntN(3) == 0 {
				p.To = p.From + 1 + city.Date(rng.IntN(days))
			}
			return city.PutArea(a, p), a.Shape
		}
		var c city.Change
		c.Effective = first
		for range 60 {
			e, _ := put(0)
			c.Entries = append(c.Entries, e)
		}
		apply(t, store, c)
		a := openAtlas(t, store, nil)
		for range 40 {
			day := rng.IntN(days)
			c := city.Change{Effective: first + city.Date(day)}
			var shapes []geo.MultiPolygon
			for range 1 + rng.IntN(3) {
				e, m := put(day)
				if rng.IntN(4) == 0 {
					e = city.DeleteArea(e.Key, c.Effective, fmt.Sprintf("c%02d", rng.IntN(12)))
				}
				c.Entries, shapes = append(c.Entries, e), append(shapes, m)
			}
			if _, err := store.Apply(t.Context(), c); err == nil {
				applied++
			} else if city.KindOf(err) == city.Internal { // a rule may forbid it
				t.Fatal(err)
			}
			if _, err := a.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			points := around(shapes...)
			for range 3 {
				p, err := a.At(t.Context(), first+city.Date(rng.IntN(days+2)), 1+rng.Int64N(a.Current().Revision))
				if err != nil {
					t.Fatal(err)
				}
				sameAsFresh(t, store, p, points)
				if p.Edited() {
					edited++
				}
			}
			sameAsFresh(t, store, a.Current(), points)
		}
	}
	if edited < 33*seeds || applied < 20*seeds {
		t.Errorf("only %d pictures were edited, %d changes applied", edited, applied)
	}
}

const village = `
layers:
  - {key: street, name: {zh: 街, en: S}, parent: "", partition: true}
  - {key: grid, name: {zh: 格, en: G}, parent: street, partition: true}
  - {key: beat, name: {zh: 片, en: B}, parent: "", partition: false}
`

// hamlet is a generated town in a store.
type hamlet struct {
	*geotest.Country
	store city.Store
	rng   *rand.Rand
	gone  map[int]string // grids that were merged or split, and what stands there now
}

const streetSide = 4

func newHamlet(t testing.TB, side int) *hamlet {
	return settle(t, geotest.NewCountry(geotest.Village(side)))
}

func settle(t testing.TB, c *geotest.Country) *hamlet {
	t.Helper()
	h := &hamlet{Country: c, store: openStore(t, village), rng: rand.New(rand.NewPCG(5, 8)), gone: map[int]string{}}
	var all []city.Area
	for n, shape := range h.Level(streetSide).Shapes {
		all = append(all, area("street", h.street(n), "", shape), area("beat", h.street(n), "", shape))
	}
	for n := range h.Grids() {
		all = append(all, h.grid(n))
	}
	apply(t, h.store, always(all...))
	return h
}

func (h *hamlet) street(n int) string { return fmt.Sprintf("s%05d", n) }

func (h *hamlet) grid(n int) city.Area {
	return area("grid", fmt.Sprintf("g%06d", n), h.street(h.Holding(streetSide, n)), h.Area(1, n))
}

// bend moves borders and gives the areas at them as they are now.
func (h *hamlet) bend(borders int) []city.Area {
	last := map[string]city.Area{}
	for range borders {
		a, b := h.Bend(h.rng)
		for _, n := range []int{a, b} {
			if h.gone[n] != "" {
				continue
			}
			g, s := h.grid(n), h.Holding(streetSide, n)
			last[g.Code] = g
			last[h.street(s)] = area("street", h.street(s), "", h.Country.Area(streetSide, s))
		}
	}
	var out []city.Area
	for _, a := range last {
		out = append(out, a)
	}
	return out
}

// puts makes areas hold from a date on.
func puts(from city.Date, areas []city.Area) city.Change {
	c := city.Change{Effective: from}
	for _, a := range areas {
		c.Entries = append(c.Entries, city.PutArea(a, city.Period{From: from, To: city.OpenEnd}))
	}
	return c
}

// TestEditedVillage: borders move, grids are split and merged, one after the other; all is
// made by edits, and answers like made anew.
func TestEditedVillage(t *testing.T) {
	h := newHamlet(t, 12)
	day := date(t, "2026-03-01")
	a := openAtlas(t, h.store, nil)
	edited, steps := 0, 40
	if testing.Short() {
		steps = 12
	}
	for step := range steps {
		var c city.Change
		var shapes []geo.MultiPolygon
		n := h.rng.IntN(h.Grids() - 1)
		switch whole := h.gone[n] == "" && h.gone[n+1] == "" && (n+1)%h.Columns > 0; {
		case step%4 == 2 && whole: // n and n+1 become one
			g := h.grid(n)
			g.Code, g.Shape = fmt.Sprintf("m%06d", n), append(geo.MultiPolygon{}, g.Shape[0], h.Area(1, n+1)[0])
			c = puts(day, []city.Area{g})
			for _, m := range []int{n, n + 1} {
				h.gone[m] = g.Code
				c.Entries = append(c.Entries, city.DeleteArea(city.Key{Layer: "grid", Code: h.grid(m).Code}, day, g.Code))
			}
			shapes = append(shapes, g.Shape)
		case step%4 == 3 && h.gone[n] == "": // a triangle comes out of a grid
			g, out := h.grid(n), h.grid(n)
			ring := g.Shape[0][0]
			out.Code, out.Shape = fmt.Sprintf("t%06d", n), geo.MultiPolygon{{{ring[0], ring[1], ring[2]}}}
			if out.Shape.TwiceArea().Sign() <= 0 {
				out.Shape = g.Shape
			}
			c = puts(day, []city.Area{out})
			shapes = append(shapes, out.Shape, g.Shape)
		default:
			areas := h.bend(2)
			c = puts(day, areas)
			for _, a := range areas {
				if strings.HasPrefix(a.Code, "g") {
					shapes = append(shapes, a.Shape)
				}
			}
		}
		apply(t, h.store, c)
		if _, err := a.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a.Current().Edited() {
			edited++
		}
		points := around(shapes...)
		sameAsFresh(t, h.store, a.Current(), points)
		if step%5 == 0 {
			before, err := a.At(t.Context(), day-1, 0)
			if err != nil {
				t.Fatal(err)
			}
			if !before.Edited() {
				t.Errorf("step %d: the picture of the day before was not edited", step)
			}
			sameAsFresh(t, h.store, before, points)
		}
	}
	if edited < steps*7/8 {
		t.Errorf("only %d of %d pictures were edited", edited, steps)
	}
}
