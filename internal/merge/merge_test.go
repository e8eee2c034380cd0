package merge_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/merge"
	"github.com/redsail/redsail/internal/store/gpkg"
)

const departments = `
zone: Asia/Shanghai
layers:
  - {key: community, name: {zh: 社区, en: Community}, parent: "", partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: community, partition: true}
  - {key: police, name: {zh: 警务网格, en: Police grid}, parent: community, partition: true}
  - {key: urban, name: {zh: 城管网格, en: Urban grid}, parent: "", partition: false}
  - {key: merged, name: {zh: 合并网格, en: Merged grid}, parent: community, partition: true}
norms: {grid_households: [20, 50]}
`

// day is the date of all that the tests write.
var day = mustDate("2026-01-01")

func mustDate(s string) city.Date {
	d, err := city.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// town is a store to merge in. A step is a thousandth of a degree: 111 m of latitude.
type town struct {
	testing.TB
	store *gpkg.Store
	next  []city.Entry
}

func newTown(t testing.TB) *town {
	t.Helper()
	scheme, err := city.ParseScheme([]byte(departments))
	if err != nil {
		t.Fatal(err)
	}
	s, err := gpkg.Init(t.Context(), filepath.Join(t.TempDir(), "city.gpkg"), scheme, gpkg.Options{Timeline: "t", StoreID: "s"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &town{TB: t, store: s}
}

func corner(x, y float64) geo.Point {
	return geo.Point{X: 1_160_000_000 + int32(x*1e4), Y: 400_000_000 + int32(y*1e4)}
}

func box(x0, y0, x1, y1 float64) geo.MultiPolygon {
	return geo.MultiPolygon{{geo.Ring{corner(x0, y0), corner(x1, y0), corner(x1, y1), corner(x0, y1)}}}
}

func (w *town) area(layer, code, parent string, shape geo.MultiPolygon) {
	a := city.Area{Layer: layer, Code: code, Parent: parent, Names: city.Names{Zh: code}, Shape: shape}
	w.next = append(w.next, city.PutArea(a, city.Period{From: day, To: city.OpenEnd}))
}

// house is a building of 0.1 steps with so many households; grid is the one that its data names.
func (w *town) house(code string, x, y float64, homes int64, grid string) {
	b := &city.Building{Code: code, Shape: box(x, y, x+0.1, y+0.1), Households: &homes, Grid: grid}
	w.next = append(w.next, city.PutContent(b, city.Period{From: day, To: city.OpenEnd}))
}

func (w *town) write() {
	w.Helper()
	if _, err := w.store.Apply(w.Context(), city.Change{Author: "t", Effective: day, Entries: w.next}); err != nil {
		w.Fatal(err)
	}
	w.next = nil
}

func (w *town) merge(ask merge.Ask, dry bool) *merge.Report {
	w.Helper()
	return w.outcome(ask, dry).Report
}

func (w *town) outcome(ask merge.Ask, dry bool) *merge.Outcome {
	w.Helper()
	if ask.Date == 0 {
		ask.Date = day
	}
	out, err := merge.Grids(w.Context(), w.store, ask, dry)
	if err != nil {
		w.Fatal(err)
	}
	if _, err := json.Marshal(out.Report); err != nil {
		w.Error(err)
	}
	return out
}

func (w *town) versions(layer string) map[string]city.Version {
	w.Helper()
	vs, err := w.store.Versions(w.Context(), city.Query{Layer: layer, At: &day})
	if err != nil {
		w.Fatal(err)
	}
	out := map[string]city.Version{}
	for _, v := range vs {
		out[v.Code] = v
	}
	return out
}

// whole checks that a layer is an exact partition.
func (w *town) whole(layer string) {
	w.Helper()
	var areas []partition.Area
	for _, v := range w.versions(layer) {
		areas = append(areas, partition.Area{Code: v.Code, Shape: v.Shape})
		if same, err := partition.Normalise(v.Shape); err != nil || !same.Equal(v.Shape) {
			w.Errorf("%s/%s is not valid: %v", layer, v.Code, err)
		}
	}
	found, err := partition.FindFaults(w.Context(), areas)
	if err != nil || len(found.Gaps)+len(found.Overlaps) > 0 {
		w.Errorf("%s: %d gaps, %d overlaps, %v", layer, len(found.Gaps), len(found.Overlaps), err)
	}
}

// quarters are four grids of 2 by 2 steps in a community; the middle lines are at x and y.
func (w *town) quarters(layer, prefix, parent string, x, y float64) {
	w.area(layer, prefix+"1", parent, box(0, 0, x, y))
	w.area(layer, prefix+"2", parent, box(x, 0, 4, y))
	w.area(layer, prefix+"3", parent, box(0, y, x, 4))
	w.area(layer, prefix+"4", parent, box(x, y, 4, 4))
}

func (w *town) takeBack(revision int64) {
	w.Helper()
	c, err := city.ReverseOf(w.Context(), w.store, revision)
	if err != nil {
		w.Fatal(err)
	}
	if _, err := w.store.Apply(w.Context(), c); err != nil {
		w.Fatal(err)
	}
}

func grids(r *merge.Report) map[string]merge.Grid {
	out := map[string]merge.Grid{}
	for _, g := range r.Grids {
		out[g.Code] = g
	}
	return out
}

func share(p *float64) string {
	if p == nil {
		return "none"
	}
	return fmt.Sprintf("%.2f", *p)
}

func TestAgreementIsMeasured(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.quarters("police", "p", "c", 2.4, 2) // a tenth of the ground is another's
	w.house("in", 1, 1, 30, "")
	w.house("between", 2.2, 1, 10, "")
	w.write()
	r := w.merge(merge.Ask{Layers: []string{"grid", "police"}, Into: "merged"}, true)
	if share(r.Agreement.Share) != "0.90" || share(r.Agreement.HomesShare) != "0.75" || r.Agreement.Households != 40 {
		t.Errorf("%s of the ground, %s of %d households", share(r.Agreement.Share), share(r.Agreement.HomesShare), r.Agreement.Households)
	}
	if len(r.Pairs) != 1 || share(r.Pairs[0].Share) != "0.90" {
		t.Errorf("%+v", r.Pairs)
	}
	want := merge.Matched{Layer: "police", Code: "p1", Other: "grid", Partner: "g1", Mutual: true}
	i := slices.IndexFunc(r.Areas, func(m merge.Matched) bool { return m.Layer == "police" && m.Code == "p1" })
	got := r.Areas[i]
	if s, o := share(got.Share), share(got.Overlap); s != "0.83" || o != "0.83" {
		t.Errorf("p1: %s of it, %s of both", s, o)
	}
	if got.Share, got.Overlap = nil, nil; got != want {
		t.Errorf("%+v", got)
	}
	if r.Status != merge.Proposed || len(w.versions("merged")) != 0 {
		t.Errorf("a dry run wrote: %s", r.Status)
	}
}

func TestTwoOfThreeMoveABorder(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.quarters("police", "p", "c", 2.4, 2)
	w.quarters("urban", "u", "", 2.4, 2)
	w.write()
	before := w.versions("grid")
	r := w.merge(merge.Ask{Layers: []string{"grid", "police", "urban"}, Into: "grid"}, false)
	after := w.versions("grid")
	w.whole("grid")
	if got, want := after["g1"].Shape, w.versions("police")["p1"].Shape; !got.Equal(want) {
		t.Errorf("g1 is %v, not %v", got, want)
	}
	if f := after["g1"].Former; !slices.Equal(f, []string{"p1", "u1"}) {
		t.Errorf("former codes of g1: %v", f)
	}
	if len(r.Left) > 0 || len(r.Ended) > 0 || r.Status != merge.Stored {
		t.Errorf("%+v", r)
	}
	for _, code := range []string{"g3", "p3", "u3"} { // the old codes find the grid
		f, err := city.Find(t.Context(), w.store, city.Key{Layer: "grid", Code: code}, day, 0)
		if err != nil || f.Content.Key().Code != "g3" {
			t.Errorf("%s: %v, %v", code, f.Content, err)
		}
	}
	if again := w.merge(merge.Ask{Layers: []string{"grid", "police", "urban"}, Into: "grid"}, false); again.Status != merge.Unchanged {
		t.Errorf("again: %s", again.Status)
	}
	w.takeBack(r.Revision) // it is one revision, and its reverse takes all of it back
	for code, v := range w.versions("grid") {
		if !v.Shape.Equal(before[code].Shape) || len(v.Former) > 0 {
			t.Errorf("%s after the reverse: %v, former %v", code, v.Shape, v.Former)
		}
	}
}

func TestABorderOfTheParentIsKept(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 2))
	w.area("community", "d", "", box(0, 2, 4, 4))
	w.area("grid", "g1", "c", box(0, 0, 4, 2))
	w.area("grid", "g2", "d", box(0, 2, 4, 4))
	for _, l := range []string{"police", "urban"} {
		parent := map[string]string{"police": "c"}[l]
		w.area(l, l+"1", parent, box(0, 0, 4, 2.5))
		w.area(l, l+"2", parent, box(0, 2.5, 4, 4))
	}
	w.write()
	w.merge(merge.Ask{Layers: []string{"grid", "police", "urban"}, Into: "merged"}, false)
	w.whole("merged")
	for code, v := range w.versions("merged") {
		if want := w.versions("grid")[code]; !v.Shape.Equal(want.Shape) || v.Parent != want.Parent {
			t.Errorf("%s is %v under %s", code, v.Shape, v.Parent)
		}
	}
}

func TestGroundOutsideTheBaseFoundsGrids(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 6, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.area("police", "p1", "c", box(0, 0, 4, 4))
	w.area("police", "p2", "c", box(4, 0, 6, 4))
	w.write()
	r := w.merge(merge.Ask{Layers: []string{"grid", "police"}, Into: "merged"}, false)
	w.whole("merged")
	if g := grids(r)["p2"]; g.Origin != "new" || g.Parent != "c" || len(r.Grids) != 5 {
		t.Errorf("%+v", r.Grids)
	}
	// p1 holds all four: it is the former code of one, never lost.
	n := 0
	for _, g := range r.Grids {
		if slices.Contains(g.Former, "p1") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("p1 is a former code of %d grids", n)
	}
}

func TestBuildingsStayWhole(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.quarters("police", "p", "c", 2.45, 2)
	w.quarters("urban", "u", "", 2.45, 2)
	w.house("cut", 2.38, 1, 10, "g2") // 70 % lie west of the new border
	w.house("free", 3, 3, 10, "g4")
	w.write()
	r := w.merge(merge.Ask{Layers: []string{"grid", "police", "urban"}, Into: "grid"}, false)
	w.whole("grid")
	if r.Whole != 1 || r.Cut != 0 || r.Renamed != 1 {
		t.Errorf("%d kept whole, %d cut, %d renamed", r.Whole, r.Cut, r.Renamed)
	}
	rs, err := w.store.Records(t.Context(), city.Query{Kind: city.KindBuilding, Layer: city.LayerBuilding, At: &day})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range rs {
		want := map[string]string{"cut": "g1", "free": "g4"}[b.Content.Key().Code]
		if got := b.Content.(*city.Building).Grid; got != want {
			t.Errorf("%s names %s, not %s", b.Content.Key().Code, got, want)
		}
	}
	for _, p := range []geo.Point{corner(2.47, 1.05), corner(2.39, 1.05)} {
		if v := w.versions("grid")["g1"]; !v.Shape.Owns(p) {
			t.Errorf("g1 does not own %v of the building", p)
		}
	}
}

func TestTheNormSplitsAndJoins(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 8, 4))
	w.area("grid", "big", "c", box(0, 0, 4, 4))
	w.area("grid", "small", "c", box(4, 0, 6, 4))
	w.area("grid", "other", "c", box(6, 0, 8, 4))
	w.area("police", "p1", "c", box(0, 0, 4, 2))
	w.area("police", "p2", "c", box(0, 2, 4, 4))
	w.area("police", "p3", "c", box(4, 0, 8, 4))
	for i := range 4 {
		y := float64(i)
		w.house(fmt.Sprintf("b%d", i), 1, y+0.3, 20, "")
		w.house(fmt.Sprintf("s%d", i), 5, y+0.3, 3, "")
		w.house(fmt.Sprintf("o%d", i), 7, y+0.3, 7, "")
	}
	w.write()
	r := w.merge(merge.Ask{Layers: []string{"grid", "police"}, Into: "merged"}, false)
	w.whole("merged")
	got := map[string]string{}
	for _, g := range r.Grids {
		got[g.Code] = fmt.Sprintf("%d %s %s %v", g.Households, g.Norm, g.Origin, g.Former)
	}
	want := map[string]string{"big": "40 within base [p1]", "p2": "40 within split []", "other": "40 within base [small p3]"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, not %v", got, want)
	}
	if r.Split != 1 || r.Joined != 1 {
		t.Errorf("%d split, %d joined", r.Split, r.Joined)
	}
}

func TestTheDrawingHoldsAllGround(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.quarters("police", "p", "c", 2.4, 2)
	w.house("one", 1, 1, 7, "")
	w.write()
	var b bytes.Buffer
	if err := w.outcome(merge.Ask{Layers: []string{"grid", "police"}, Into: "merged"}, true).WriteGeoJSON(&b); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Type     string
		Features []struct {
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil || doc.Type != "FeatureCollection" {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, f := range doc.Features {
		kind := fmt.Sprint(f.Properties["kind"], f.Properties["agreed"])
		seen[kind]++
		if f.Properties["households"] != nil {
			t.Errorf("a drawing tells households: %v", f.Properties)
		}
	}
	if seen["grid<nil>"] != 4 || seen["overlaytrue"] != 4 || seen["overlayfalse"] != 2 {
		t.Errorf("%v", seen)
	}
}

func TestWhatCannotBeMerged(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.quarters("police", "p", "c", 2, 2)
	w.write()
	for name, c := range map[string]struct {
		ask  merge.Ask
		code string
	}{
		"one layer":     {merge.Ask{Layers: []string{"grid"}, Into: "merged"}, "bad_layers"},
		"five":          {merge.Ask{Layers: []string{"grid", "police", "urban", "merged", "community"}, Into: "merged"}, "bad_layers"},
		"twice":         {merge.Ask{Layers: []string{"grid", "grid"}, Into: "merged"}, "bad_layers"},
		"unknown":       {merge.Ask{Layers: []string{"grid", "fire"}, Into: "merged"}, "unknown_layer"},
		"unknown into":  {merge.Ask{Layers: []string{"grid", "police"}, Into: "fire"}, "unknown_layer"},
		"free into":     {merge.Ask{Layers: []string{"grid", "police"}, Into: "urban"}, "bad_layers"},
		"not the base":  {merge.Ask{Layers: []string{"grid", "police"}, Into: "police"}, "bad_layers"},
		"empty":         {merge.Ask{Layers: []string{"grid", "urban"}, Into: "merged"}, "empty_layer"},
		"sliver":        {merge.Ask{Layers: []string{"grid", "police"}, Into: "merged", Sliver: -1}, "bad_sliver"},
		"before it all": {merge.Ask{Layers: []string{"grid", "police"}, Into: "merged", Date: mustDate("2020-01-01")}, "empty_layer"},
	} {
		if c.ask.Date == 0 {
			c.ask.Date = day
		}
		if _, err := merge.Grids(context.Background(), w.store, c.ask, true); city.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
