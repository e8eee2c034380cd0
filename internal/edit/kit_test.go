package edit_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/edit"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// now is a day after the history of the made-up city.
func now() time.Time { return time.Date(2026, 11, 28, 2, 0, 0, 0, time.UTC) }

func today(t testing.TB) city.Date {
	t.Helper()
	d, err := city.ParseDate("2026-11-28")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var cities = map[demo.Size]func() (*demo.City, error){
	demo.SizeTiny:   sync.OnceValues(func() (*demo.City, error) { return demo.Make(context.Background(), demo.SizeTiny, nil) }),
	demo.SizeMiddle: sync.OnceValues(func() (*demo.City, error) { return demo.Make(context.Background(), demo.SizeMiddle, nil) }),
}

// desk is a store with an editor.
type desk struct {
	t      testing.TB
	store  city.Store
	editor *edit.Editor
}

func newDesk(t testing.TB, size demo.Size) *desk {
	t.Helper()
	d, err := cities[size]()
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := d.Scheme()
	if err != nil {
		t.Fatal(err)
	}
	changes, err := d.Changes()
	if err != nil {
		t.Fatal(err)
	}
	return openDesk(t, scheme, changes...)
}

func openDesk(t testing.TB, scheme *city.Scheme, changes ...city.Change) *desk {
	t.Helper()
	s, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), scheme, gpkg.Options{Timeline: "t-edit"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for i := range changes {
		if _, err := s.Apply(t.Context(), changes[i]); err != nil {
			t.Fatal(err)
		}
	}
	return &desk{t: t, store: s, editor: edit.NewEditor(s, now)}
}

// areas are those of a layer in force today.
func (d *desk) areas(layer string) []city.Version {
	d.t.Helper()
	date := today(d.t)
	vs, err := d.store.Versions(d.t.Context(), city.Query{Layer: layer, At: &date})
	if err != nil {
		d.t.Fatal(err)
	}
	return vs
}

func (d *desk) area(layer, code string) *city.Version {
	d.t.Helper()
	for _, v := range d.areas(layer) {
		if v.Code == code {
			return &v
		}
	}
	d.t.Fatalf("there is no %s/%s", layer, code)
	return nil
}

// hash is over what is in force today.
func (d *desk) hash() [32]byte {
	d.t.Helper()
	date := today(d.t)
	var all []city.Record
	for _, kind := range city.RecordKinds() {
		rs, err := d.store.Records(d.t.Context(), city.Query{Kind: kind, At: &date})
		if err != nil {
			d.t.Fatal(err)
		}
		all = append(all, rs...)
	}
	h, err := city.ContentHash(all)
	if err != nil {
		d.t.Fatal(err)
	}
	return h
}

// layers are the partitions of the scheme that have areas.
func (d *desk) partitions() []string {
	d.t.Helper()
	s, err := d.store.Scheme(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for i := range s.Layers {
		if s.Layers[i].Partition && len(d.areas(s.Layers[i].Key)) > 0 {
			out = append(out, s.Layers[i].Key)
		}
	}
	return out
}

// sound fails the test where a partition has a gap or an overlap, or is not noded.
func (d *desk) sound(what string) {
	d.t.Helper()
	for _, layer := range d.partitions() {
		var areas []partition.Area
		for _, v := range d.areas(layer) {
			areas = append(areas, partition.Area{Code: v.Code, Shape: v.Shape})
		}
		found, err := partition.FindFaults(d.t.Context(), areas)
		if err != nil || len(found.Overlaps)+len(found.Gaps) > 0 {
			d.t.Fatalf("%s: layer %s: %d overlaps, %d gaps, %v", what, layer, len(found.Overlaps), len(found.Gaps), err)
		}
	}
}

// loose counts the edges of each layer that the deepest one does not have: 0 where the
// levels coincide.
func (d *desk) loose() map[string]int {
	d.t.Helper()
	parts := d.partitions()
	fine := map[[2]geo.Point]bool{}
	for _, v := range d.areas(parts[len(parts)-1]) {
		v.Shape.Edges(func(a, b geo.Point) { fine[[2]geo.Point{a, b}], fine[[2]geo.Point{b, a}] = true, true })
	}
	out := map[string]int{}
	for _, layer := range parts[:len(parts)-1] {
		for _, v := range d.areas(layer) {
			v.Shape.Edges(func(a, b geo.Point) {
				if !fine[[2]geo.Point{a, b}] {
					out[layer]++
				}
			})
		}
	}
	return out
}

// households sums up what the areas of a layer say.
func (d *desk) households(layer string) (sum int64) {
	d.t.Helper()
	for _, v := range d.areas(layer) {
		if v.Households != nil {
			sum += *v.Households
		}
	}
	return sum
}

// arc is a run of border between two areas of a layer, b nil for the outside.
type arc struct {
	a, b *city.Version
	line geo.Line
}

// arcs are the borders of a layer.
func (d *desk) arcs(layer string) []arc {
	d.t.Helper()
	vs := d.areas(layer)
	var shapes []geo.MultiPolygon
	for i := range vs {
		shapes = append(shapes, vs[i].Shape)
	}
	woven := partition.Weave(shapes)
	var out []arc
	for i := range woven.Len() {
		set := woven.Shapes(i)
		if len(set) == 0 || len(set) > 2 {
			continue
		}
		from, to := woven.Arc(i)
		x := arc{a: &vs[set[0]], line: woven.Points[from : to+1]}
		if len(set) == 2 {
			x.b = &vs[set[1]]
		}
		out = append(out, x)
	}
	return out
}

// chance is a source of random edits.
type chance struct{ *rand.Rand }

func newChance(seed uint64) chance { return chance{rand.New(rand.NewPCG(seed, 7))} }

// move draws a path beside a random stretch of a random border, at most a quarter of its
// length away from it. It may be one that must be refused.
func (c chance) move(d *desk, layer string) *edit.MoveArc {
	arcs := d.arcs(layer)
	for {
		x := arcs[c.IntN(len(arcs))]
		if x.b == nil {
			continue
		}
		i := c.IntN(len(x.line) - 1)
		j := i + 1 + c.IntN(len(x.line)-1-i)
		if layer != "grid" { // between the ends of grids' borders
			j = i + 1
		}
		from, to := x.line[i], x.line[j]
		dx, dy := float64(to.X)-float64(from.X), float64(to.Y)-float64(from.Y)
		ask := &edit.MoveArc{Layer: layer, Between: [2]*string{&x.a.Code, &x.b.Code}, From: from.LonLat(), To: to.LonLat(), Path: []orb.Point{}}
		side := (c.Float64() - 0.5) / 2
		for k := range 1 + c.IntN(3) {
			t := float64(k+1) / 5
			p := geo.Point{X: from.X + int32(t*dx-side*dy), Y: from.Y + int32(t*dy+side*dx)}
			ask.Path = append(ask.Path, p.LonLat())
		}
		return ask
	}
}

// split cuts a random area along a straight line through its label point.
func (c chance) split(d *desk, layer string, n int) *edit.Split {
	vs := d.areas(layer)
	v := vs[c.IntN(len(vs))]
	at, box := partition.LabelPoint(v.Shape), v.Shape.Box()
	far := float64(box.Max.X) - float64(box.Min.X) + float64(box.Max.Y) - float64(box.Min.Y)
	angle := c.Float64() * 6
	dx, dy := int32(far*cos(angle)), int32(far*cos(angle+1.5707))
	line := []orb.Point{geo.Point{X: at.X - dx, Y: at.Y - dy}.LonLat(), geo.Point{X: at.X + dx, Y: at.Y + dy}.LonLat()}
	return &edit.Split{Layer: layer, Code: v.Code, Line: line, Parts: []edit.Part{{Code: fmt.Sprintf("S%d-a", n), Name: "甲"}, {Code: fmt.Sprintf("S%d-b", n)}}}
}

// merge joins two random neighbours of one parent.
func (c chance) merge(d *desk, layer string, n int) *edit.Merge {
	arcs := slices.DeleteFunc(d.arcs(layer), func(x arc) bool { return x.b == nil || x.a.Parent != x.b.Parent })
	if len(arcs) == 0 {
		return nil
	}
	x := arcs[c.IntN(len(arcs))]
	into := fmt.Sprintf("M%d", n)
	if n%2 == 0 {
		into = x.a.Code
	}
	return &edit.Merge{Layer: layer, Codes: []string{x.a.Code, x.b.Code}, Into: edit.Into{Code: into}}
}
