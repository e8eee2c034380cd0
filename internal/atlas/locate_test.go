package atlas_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// mixed has a layer of every sort: partitions at four depths, free layers with and without
// a parent, a partition below a free layer. File order is not the order of depth.
const mixed = `
layers:
  - {key: wide, name: {zh: 甲, en: A}, parent: "", partition: true}
  - {key: park, name: {zh: 乙, en: B}, parent: "", partition: false}
  - {key: mid, name: {zh: 丙, en: C}, parent: wide, partition: true}
  - {key: deep, name: {zh: 丁, en: D}, parent: mid, partition: true}
  - {key: yard, name: {zh: 戊, en: E}, parent: mid, partition: false}
  - {key: post, name: {zh: 己, en: F}, parent: yard, partition: true}
  - {key: beat, name: {zh: 庚, en: G}, parent: wide, partition: true}
`

// drawCoverage makes areas that overlap, leave gaps, name wrong parents; layers may be
// empty.
func drawCoverage(t *rapid.T, scheme *city.Scheme, run int) []city.Area {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	var out []city.Area
	codes := map[string][]string{"": {""}}
	for _, l := range scheme.Layers {
		for n := range rapid.IntRange(0, 5).Draw(t, l.Key) {
			a := area(l.Key, fmt.Sprintf("%d-%d", run, (n*7+3)%5), "", drawShape(rng))
			if up := codes[l.Parent]; len(up) > 0 && rng.IntN(4) > 0 {
				a.Parent = up[rng.IntN(len(up))]
			}
			codes[l.Key] = append(codes[l.Key], a.Code)
			out = append(out, a)
		}
	}
	return out
}

func drawShape(rng *rand.Rand) geo.MultiPolygon {
	x, y := rng.Int32N(6), rng.Int32N(6)
	w, h := 1+rng.Int32N(5), 1+rng.Int32N(5)
	m := rect(x, y, x+w, y+h)
	switch rng.IntN(4) {
	case 0: // a triangle: slanted borders
		m[0][0] = geo.Ring{m[0][0][0], m[0][0][1], m[0][0][2]}
	case 1: // a second piece
		m = append(m, rect(x+w+1, y, x+w+2, y+1)...)
	case 2: // a hole
		a, b := m[0][0][0], m[0][0][2]
		m[0] = append(m[0], geo.Ring{
			{X: a.X + 100, Y: a.Y + 100}, {X: a.X + 100, Y: b.Y - 100}, {X: b.X - 100, Y: b.Y - 100}, {X: b.X - 100, Y: a.Y + 100},
		})
	}
	return m
}

// drawPoints gives places where a wrong rule shows, and some far away.
func drawPoints(t *rapid.T, areas []city.Area) []geo.Point {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "points"), 2))
	var out []geo.Point
	for _, a := range areas {
		a.Shape.Edges(func(p, q geo.Point) {
			out = append(out, p, geo.Point{X: (p.X + q.X) / 2, Y: (p.Y + q.Y) / 2}, geo.Point{X: p.X + rng.Int32N(3) - 1, Y: p.Y + rng.Int32N(3) - 1})
		})
	}
	for range 40 {
		out = append(out, geo.Point{X: x0 - 2*cell + rng.Int32N(16*cell), Y: y0 - 2*cell + rng.Int32N(16*cell)})
	}
	for range 10 { // up to 10 km off
		out = append(out, geo.Point{X: x0 + rng.Int32N(2_000_000) - 1_000_000, Y: y0 + rng.Int32N(2_000_000) - 1_000_000})
	}
	return append(out, geo.Point{X: geo.MaxX, Y: geo.MaxY}, geo.Point{X: -geo.MaxX, Y: -geo.MaxY})
}

// oracle answers as slowly and plainly as can be.
type oracle struct {
	scheme *city.Scheme
	areas  map[string][]city.Area
}

func newOracle(scheme *city.Scheme, areas []city.Area) *oracle {
	o := &oracle{scheme: scheme, areas: map[string][]city.Area{}}
	for _, a := range areas {
		o.areas[a.Layer] = append(o.areas[a.Layer], a)
	}
	return o
}

// holding lists the areas of a layer that own a point, the smallest first.
func (o *oracle) holding(layer string, q geo.Point) []city.Area {
	var out []city.Area
	for _, a := range o.areas[layer] {
		if a.Shape.Owns(q) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b city.Area) int {
		return cmp.Or(a.Shape.TwiceArea().Compare(b.Shape.TwiceArea()), cmp.Compare(a.Code, b.Code))
	})
	return out
}

func codesOf(areas []city.Area) []string {
	var out []string
	for _, a := range areas {
		out = append(out, a.Code)
	}
	return out
}

func (o *oracle) layer(key string) *city.LayerDef {
	l, err := o.scheme.Layer(key)
	if err != nil {
		return nil
	}
	return l
}

func (o *oracle) answers(q geo.Point) []atlas.AreaAnswer {
	out := []atlas.AreaAnswer{}
	for _, key := range []string{"wide", "park", "mid", "beat", "deep", "yard", "post"} { // by depth, then file order
		l, held := o.layer(key), o.holding(key, q)
		var contested []string
		if l.Partition && len(held) > 1 {
			contested = codesOf(held)
			held = held[:1]
		}
		for _, a := range held {
			out = append(out, atlas.AreaAnswer{
				Layer: key, Code: a.Code, Name: a.Name(), NameEn: a.Names.En, Parent: a.Parent, Agrees: o.agrees(l, a.Parent, q), Contested: contested,
			})
		}
	}
	return out
}

func (o *oracle) agrees(l *city.LayerDef, parent string, q geo.Point) bool {
	if l.Parent == "" {
		return true
	}
	up := codesOf(o.holding(l.Parent, q))
	if !o.layer(l.Parent).Partition {
		return parent == "" || slices.Contains(up, parent)
	}
	return len(up) == 0 && parent == "" || len(up) > 0 && up[0] == parent
}

// distance is from a point to the boundary of an area, in metres.
func distance(q geo.Point, m geo.MultiPolygon) float64 {
	best := math.Inf(1)
	m.Edges(func(a, b geo.Point) {
		d, _ := geo.SegmentDistance(q.LonLat(), a.LonLat(), b.LonLat())
		best = min(best, float64(d))
	})
	return best
}

// checkBorder compares a border with the plain truth.
func (o *oracle) checkBorder(t *rapid.T, q geo.Point, got atlas.Border, accuracy float64) {
	want, layer, outside := math.Inf(1), "", true
	for _, key := range []string{"post", "deep", "beat", "mid", "wide"} { // deepest first
		if held := o.holding(key, q); len(held) > 0 {
			want, layer, outside = distance(q, held[0].Shape), key, false
			break
		}
	}
	if outside {
		for _, key := range []string{"wide", "mid", "beat", "deep", "post"} {
			if len(o.areas[key]) > 0 {
				layer = key
				break
			}
		}
		for _, a := range o.areas[layer] {
			want = min(want, distance(q, a.Shape))
		}
	}
	switch {
	case !got.Asked:
		t.Fatalf("%v: no border though one was asked for", q)
	case got.BorderAnswer == nil:
		if !outside || want < 4999 {
			t.Fatalf("%v: no border; want %v m to %s", q, want, layer)
		}
		return
	case outside && want > 5001:
		t.Fatalf("%v: a border at %v m, farther than 5 km", q, want)
	case got.Layer != layer || math.Abs(got.DistanceM-want) > 0.006+want*1e-5:
		t.Fatalf("%v: border %v m of %s, want %v of %s", q, got.DistanceM, got.Layer, want, layer)
	case got.Doubtful != (got.DistanceM < accuracy):
		t.Fatalf("%v: doubtful %v at %v m with accuracy %v", q, got.Doubtful, got.DistanceM, accuracy)
	}
	i := -1
	if got.Neighbour != nil {
		i = slices.IndexFunc(o.areas[layer], func(a city.Area) bool { return a.Code == *got.Neighbour })
	}
	switch {
	case outside && (i < 0 || math.Abs(distance(q, o.areas[layer][i].Shape)-want) > 0.006+want*1e-5):
		t.Fatalf("%v: the nearest area is said to be %v", q, got.Neighbour)
	case got.Neighbour != nil && (i < 0 || !outside && *got.Neighbour == o.holding(layer, q)[0].Code):
		t.Fatalf("%v: the neighbour is said to be %q", q, *got.Neighbour)
	}
}

func TestLocateAgainstBruteForce(t *testing.T) {
	store := openStore(t, mixed)
	a := openAtlas(t, store, nil)
	scheme := a.Current().Scheme
	var last []city.Area
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		areas := drawCoverage(rt, scheme, run)
		// A run's areas take the place of the last one's: one store serves all runs.
		c := always(areas...)
		for _, old := range slices.Backward(last) {
			c.Entries = append(c.Entries, city.DeleteArea(old.Key(), city.OpenStart))
		}
		last = areas
		apply(t, store, c)
		if _, err := a.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		pic, o := a.Current(), newOracle(scheme, areas)
		accuracy := rapid.Float64Range(0, 30).Draw(rt, "accuracy")
		in, want := "lon,lat\n", ""
		for _, q := range drawPoints(rt, areas) {
			got := pic.Locate(q, atlas.Asked{AccuracyM: accuracy})
			if want := o.answers(q); !reflect.DeepEqual(got.Areas, want) {
				rt.Fatalf("%v:\ngot  %+v\nwant %+v", q, got.Areas, want)
			}
			o.checkBorder(rt, q, got.Border, accuracy)
			line, added := checkRow(rt, pic, q, got)
			in, want = in+line+"\n", want+line+added+"\n"
		}
		var out strings.Builder
		if _, err := pic.LocateCSV(context.Background(), strings.NewReader(in), &out, atlas.Bulk{LonField: "lon", LatField: "lat", Columns: atlas.ColumnsBorder}); err != nil {
			rt.Fatal(err)
		}
		if _, got, _ := strings.Cut(out.String(), "\n"); got != want {
			rt.Fatalf("bulk says\n%swant\n%s", got, want)
		}
	})
}

// checkRow: the parts of an answer are those of the whole. It gives the line of a CSV for
// the point, and what a bulk locate must add to it.
func checkRow(t *rapid.T, pic *atlas.Picture, q geo.Point, ans atlas.Answer) (line, added string) {
	var want []string
	for _, l := range pic.Layers() {
		var codes []string
		for _, a := range ans.Areas {
			if a.Layer == l.Key {
				codes = append(codes, a.Code)
			}
		}
		want = append(want, strings.Join(codes, ";"))
	}
	border := ""
	if b := ans.Border.BorderAnswer; b != nil {
		border = strconv.FormatFloat(b.DistanceM, 'f', -1, 64)
	}
	ll := q.LonLat()
	line = fmt.Sprintf("%.7f,%.7f", ll[0], ll[1])
	added = fmt.Sprintf(",%s,%s,%d,", strings.Join(want, ","), border, pic.Revision)
	part := pic.Locate(q, atlas.Asked{NoAreas: true})
	if part.Areas != nil || !part.Border.Asked {
		t.Fatalf("without areas: %+v", part)
	}
	if part = pic.Locate(q, atlas.Asked{NoBorder: true}); !reflect.DeepEqual(part.Areas, ans.Areas) || part.Border != (atlas.Border{}) {
		t.Fatalf("without border: %+v", part)
	}
	return line, added
}

// TestNeighbour: in a plain row of areas the border names who is across it.
func TestNeighbour(t *testing.T) {
	store := openStore(t, mixed)
	apply(t, store, always(
		area("wide", "w", "", rect(0, 0, 30, 10)),
		area("mid", "a", "w", rect(0, 0, 10, 10)), area("mid", "b", "w", rect(10, 0, 20, 10)),
	))
	pic := openAtlas(t, store, nil).Current()
	a, b, w := "a", "b", "w"
	for _, c := range []struct {
		x, y      int32
		layer     string
		neighbour *string
	}{
		{9, 5, "mid", &b}, {11, 5, "mid", &a}, {1, 5, "mid", nil}, {19, 5, "mid", nil}, // nil: the outer frame, a gap
		{22, 5, "wide", nil}, {-3, 5, "wide", &w}, {40, 40, "wide", &w},
	} {
		got := pic.Locate(at(c.x, c.y), atlas.Asked{}).Border.BorderAnswer
		if got == nil || got.Layer != c.layer || !reflect.DeepEqual(got.Neighbour, c.neighbour) {
			t.Errorf("at %d, %d: %+v", c.x, c.y, got)
		}
	}
	if got := pic.Locate(at(10_000, 0), atlas.Asked{}); got.Border.BorderAnswer != nil || len(got.Areas) != 0 || got.Areas == nil {
		t.Errorf("far away: %+v", got)
	}
}

// TestDoubtful: the border is in doubt when it is nearer than the accuracy, not as near.
func TestDoubtful(t *testing.T) {
	store := openStore(t, mixed)
	apply(t, store, always(area("wide", "w", "", rect(0, 0, 10, 10))))
	pic := openAtlas(t, store, nil).Current()
	away := pic.Locate(at(2, 5), atlas.Asked{}).Border.DistanceM
	for accuracy, want := range map[float64]bool{0: false, away - 0.01: false, away: false, away + 0.01: true} {
		if got := pic.Locate(at(2, 5), atlas.Asked{AccuracyM: accuracy}).Border; got.DistanceM != away || got.Doubtful != want {
			t.Errorf("border at %v m, accuracy %v m: doubtful %v, want %v", away, accuracy, got.Doubtful, want)
		}
	}
}
