package edit_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/edit"
)

// polygon is a GeoJSON polygon of one ring.
func polygon(ring ...orb.Point) *edit.Geometry {
	var list []edit.Coords
	for _, p := range append(ring, ring[0]) {
		list = append(list, edit.Coords{Position: []float64{p[0], p[1]}})
	}
	return &edit.Geometry{Type: "Polygon", Coordinates: edit.Coords{List: []edit.Coords{{List: list}}}}
}

func pointAt(x, y float64) *edit.Geometry {
	p := xy(x, y)
	return &edit.Geometry{Type: "Point", Coordinates: edit.Coords{Position: []float64{p[0], p[1]}}}
}

// TestPuts: a put areas's border becomes one line with its neighbours', its parent comes from
// the ground, and the report tells the overlap that it makes and the gap that goes.
func TestPuts(t *testing.T) {
	d := smallCity(t)
	// A new grid with a corner in the middle of g4's east border, and half over g4.
	over := edit.Put{Layer: "grid", Code: c2 + "007", Geometry: polygon(xy(35, 5), xy(45, 5), xy(45, 15), xy(35, 15))}
	plan, err := d.editor.Prepare(t.Context(), &edit.Request{Puts: []edit.Put{over}})
	if err != nil {
		t.Fatal(err)
	}
	r := plan.Report
	if len(r.Overlaps.Opened) != 1 || r.Overlaps.Opened[0].Codes != [2]string{g4, c2 + "007"} || r.Overlaps.Opened[0].AreaM2 < 100_000 {
		t.Errorf("%+v", r.Overlaps)
	}
	if got := whats(r); !slices.Equal(got, []string{"community/" + c2 + ":noded", "grid/" + g4 + ":noded", "grid/" + c2 + "007:new"}) {
		t.Errorf("%v", got)
	}
	// Two grids leave a gap between them and g4; a third one fills it.
	d.must(edit.Request{Puts: []edit.Put{
		{Layer: "grid", Code: c2 + "011", Parent: ptr(c2), Geometry: polygon(xy(40, 0), xy(50, 0), xy(50, 10), xy(45, 10), xy(45, 2), xy(40, 2))},
		{Layer: "grid", Code: c2 + "012", Parent: ptr(c2), Geometry: polygon(xy(40, 8), xy(45, 8), xy(45, 10), xy(40, 10))},
	}})
	fill := edit.Put{Layer: "grid", Code: c2 + "013", Geometry: polygon(xy(40, 2), xy(45, 2), xy(45, 8), xy(40, 8))}
	r = d.must(edit.Request{Puts: []edit.Put{fill}})
	if len(r.Gaps.Closed) != 1 || len(r.Gaps.Opened) != 0 || r.Gaps.Closed[0].AreaM2 < 200_000 {
		t.Errorf("%+v", r.Gaps)
	}
	r = d.must(edit.Request{Deletes: []edit.Delete{{Layer: "grid", Code: c2 + "013"}}})
	if len(r.Gaps.Opened) != 1 || len(r.Gaps.Closed) != 0 {
		t.Errorf("%+v", r.Gaps)
	}
	d.must(edit.Request{Puts: []edit.Put{{Layer: "grid", Code: c2 + "014", Geometry: polygon(xy(22, 2), xy(24, 2), xy(24, 4), xy(22, 4))}}})
	if got := d.area("grid", c2+"014").Parent; got != c2 {
		t.Errorf("parent %q", got)
	}
}

// TestPutKeeps: what a put does not say stays, for each kind.
func TestPutKeeps(t *testing.T) {
	d := smallCity(t)
	before := d.area("grid", g1)
	d.must(edit.Request{Note: "named", Puts: []edit.Put{
		{Layer: "grid", Code: g1, Names: &edit.Names{Zh: edit.Say("一")}, Households: ptr(int64(7))},
		{Kind: "building", Layer: "building", Code: "b0", Storeys: ptr(int64(6)), Address: &edit.Address{Road: edit.Say("柳舟路")}},
		{Kind: "place", Layer: "red_sail_station", Code: "s", Geometry: pointAt(3, 3), State: ptr("open")},
		{Kind: "line", Layer: "road", Code: "r", Geometry: &edit.Geometry{Type: "LineString", Coordinates: edit.Coords{List: []edit.Coords{pointAt(0, 0).Coordinates, pointAt(1, 1).Coordinates}}}},
	}})
	got := d.area("grid", g1)
	if got.ID != before.ID || got.Names.Zh != "一" || *got.Households != 7 || *got.Population != *before.Population || got.Parent != c1 {
		t.Errorf("%+v", got)
	}
	date := today(t)
	for layer, kind := range map[string]city.RecordKind{"building": city.KindBuilding, "red_sail_station": city.KindPlace, "road": city.KindLine} {
		code := map[string]string{"building": "b0", "red_sail_station": "s", "road": "r"}[layer]
		rs, err := d.store.Records(t.Context(), city.Query{Kind: kind, Layer: layer, Codes: []string{code}, At: &date})
		if err != nil || len(rs) != 1 {
			t.Fatal(layer, len(rs), err)
		}
		if b, ok := rs[0].Content.(*city.Building); ok && (*b.Households != 10 || *b.Storeys != 6 || b.Point == nil || b.Address.Road != "柳舟路") {
			t.Errorf("%+v", b)
		}
	}
	r := d.must(edit.Request{Puts: []edit.Put{{Kind: "place", Layer: "red_sail_station", Code: "s", State: ptr("closed")}}, Deletes: []edit.Delete{{Kind: "line", Layer: "road", Code: "r"}}})
	if r.Things["place"] != 1 || r.Things["line"] != 1 || len(r.Areas) != 0 {
		t.Errorf("%+v", r)
	}
}

// TestCandidate: a record goes from stage to stage, each dated by its change; none is left out, none comes
// back, and its log is not written anew.
func TestCandidate(t *testing.T) {
	d := smallCity(t)
	put := func(p edit.Put) edit.Request {
		p.Kind, p.Layer, p.Code = "place", "red_sail_station", "s"
		return edit.Request{Puts: []edit.Put{p}}
	}
	prepared := func(p edit.Put) error {
		ask := put(p)
		_, err := d.editor.Prepare(t.Context(), &ask)
		return err
	}
	first := []city.Stage{{State: city.PlaceApplied, Date: "2026-01-05", By: "街道办"}}
	d.must(put(edit.Put{Geometry: pointAt(3, 3), Stages: first, Cost: ptr(int64(300000)), FloorArea: ptr(int64(80)), Tenure: ptr("rented")}))
	d.must(put(edit.Put{State: ptr("reviewed")}))
	for state, code := range map[string]string{"building": "stage_order", "applied": "stage_order", "planned": "stage_order"} {
		if err := prepared(edit.Put{State: ptr(state)}); city.CodeOf(err) != code {
			t.Errorf("%s: %v", state, err)
		}
	}
	if err := prepared(edit.Put{Stages: first}); city.CodeOf(err) != "stage_order" {
		t.Errorf("a shorter log: %v", err)
	}
	date := today(t)
	rs, err := d.store.Records(t.Context(), city.Query{Kind: city.KindPlace, Layer: "red_sail_station", Codes: []string{"s"}, At: &date})
	if err != nil || len(rs) != 1 {
		t.Fatal(err, len(rs))
	}
	p := rs[0].Content.(*city.Place)
	if p.State != city.PlaceReviewed || len(p.Stages) != 2 || p.Stages[0] != first[0] || p.Stages[1].Date != date.String() || *p.Cost != 300000 || *p.FloorArea != 80 || p.Tenure != "rented" {
		t.Errorf("%+v", p)
	}
	d.must(put(edit.Put{State: ptr("closed")}))
	d.must(put(edit.Put{Stages: p.Stages, Cost: ptr(int64(5))}))
	if rs, err = d.store.Records(t.Context(), city.Query{Kind: city.KindPlace, Layer: "red_sail_station", Codes: []string{"s"}, At: &date}); err != nil || rs[0].Content.(*city.Place).State != city.PlaceClosed {
		t.Errorf("closed, and its log sent again: %v %+v", err, rs)
	}
	d.must(put(edit.Put{State: ptr("reviewed")}))
	later := put(edit.Put{Cost: ptr(int64(6))})
	later.EffectiveFrom = "2027-01-01"
	d.must(later)
	ask := put(edit.Put{State: ptr("approved")})
	plan, err := d.editor.Prepare(t.Context(), &ask)
	if err == nil {
		_, err = d.editor.Apply(t.Context(), plan)
	}
	if city.CodeOf(err) != "stage_order" {
		t.Errorf("a stage that a later version would not have: %v", err)
	}
}

// TestLater: an area with a version to come is not edited; a planned version keeps its
// borders, and the report tells the gap of that date.
func TestLater(t *testing.T) {
	d := smallCity(t)
	d.must(edit.Request{EffectiveFrom: "2027-01-01", Puts: []edit.Put{{Layer: "grid", Code: g2, Names: &edit.Names{Zh: edit.Say("来年")}}}})
	_, err := d.editor.Prepare(t.Context(), ptr(edits(arcOf("grid", g1, g2, xy(10, 2), xy(10, 8), xy(9, 2), xy(9, 8)))))
	if city.CodeOf(err) != "planned_change" || edit.FieldOf(err) != "edits[0].move_arc.between[1]" {
		t.Errorf("%v", err)
	}
	r := d.must(edit.Request{EffectiveFrom: "2027-01-01", Edits: edits(arcOf("grid", g1, g2, xy(10, 2), xy(10, 8), xy(9, 2), xy(9, 8))).Edits})
	if r.EffectiveFrom == nil || *r.EffectiveFrom != "2027-01-01" || len(r.Gaps.Opened)+len(r.Overlaps.Opened) != 0 || !d.area("grid", g1).Shape.Owns(spot(9.5, 5)) {
		t.Errorf("%+v", r)
	}
	// Shrunk today, g1 leaves a gap beside what g2 is then, and so does nothing from then on.
	r = d.must(edit.Request{Puts: []edit.Put{{Layer: "grid", Code: g3, Geometry: polygon(xy(20, 0), xy(29, 0), xy(29, 10), xy(20, 10))}}})
	if len(r.Gaps.Opened) != 0 { // open to the outside: no gap
		t.Errorf("%+v", r.Gaps)
	}
}

// TestRefused: what cannot be done is named, with the place.
func TestRefused(t *testing.T) {
	d := smallCity(t)
	d.must(edit.Request{Puts: []edit.Put{{Layer: "grid", Code: c1 + "999", Geometry: polygon(xy(0, 20), xy(1, 20), xy(1, 21))}}})
	for name, c := range map[string]struct {
		ask         edit.Request
		code, field string
	}{
		"a border of the grids on the stretch": {edits(arcOf("community", c1, "", xy(5, 0), xy(15, 0), xy(10, -1))), "border_divides", "edits[0].move_arc"},
		"numbers":                              {edits(&edit.Split{Layer: "grid", Code: g1, Line: []orb.Point{xy(5, -1), xy(5, 11)}, Parts: []edit.Part{{Code: g1}, {}}}), "numbers_used_up", "edits[0].split.parts[1].code"},
		"a code that does not fit":             {edits(&edit.Split{Layer: "grid", Code: g1, Line: []orb.Point{xy(5, -1), xy(5, 11)}, Parts: []edit.Part{{Code: g1}, {Code: "x"}}}), "bad_code", "edits[0].split.parts[1].code"},
		"the second edit":                      {edits(&edit.Merge{Layer: "grid", Codes: []string{g1, g2}, Into: edit.Into{Code: g1}}, arcOf("grid", g1, g2, xy(10, 2), xy(10, 8))), "unknown_code", "edits[1].move_arc.between[1]"},
		"a collapsed put":                      {edit.Request{Puts: []edit.Put{{Layer: "grid", Code: g1, Geometry: polygon(xy(0, 0), xy(1, 1), xy(2, 2))}}}, "bad_shape", "puts[0].geometry"},
		"an end on another border":             {edits(arcOf("grid", g1, g2, xy(0, 5), xy(0, 6))), "off_border", "edits[0].move_arc.to"},
	} {
		_, err := d.editor.Prepare(t.Context(), &c.ask)
		if city.CodeOf(err) != c.code || edit.FieldOf(err) != c.field {
			t.Errorf("%s: %s %s: %v", name, city.CodeOf(err), edit.FieldOf(err), err)
		}
	}
}

// TestRenumber: an area goes on under another code, and what named the old one follows.
func TestRenumber(t *testing.T) {
	d := smallCity(t)
	before := d.area("community", c1)
	r := d.must(edit.Request{Puts: []edit.Put{{Layer: "community", Code: "370811001050", Former: []string{c1}}}})
	i := slices.IndexFunc(r.Areas, func(a edit.AreaChange) bool { return a.Layer == "community" })
	if c := r.Areas[i]; c.What != "renumbered" || c.Code != "370811001050" || c.From != c1 || c.To != c.Code || len(c.Successors) != 0 || c.BeforeM2 == nil || !slices.Equal(c.Fields, []string{"former"}) {
		t.Errorf("%+v", c)
	}
	if slices.ContainsFunc(r.Areas, func(a edit.AreaChange) bool { return a.What == "ended" || a.What == "new" }) {
		t.Errorf("%+v", r.Areas)
	}
	got := d.area("community", "370811001050")
	if got.ID != before.ID || !slices.Equal(got.Former, []string{c1}) || d.area("grid", g1).Parent != got.Code || len(r.Rehomed) != 3 || len(r.Levels.Opened) != 0 {
		t.Errorf("%+v %+v", got, r)
	}
	f, err := city.Find(t.Context(), d.store, city.Key{Layer: "community", Code: c1}, today(t), 0)
	if err != nil || f.Matched != city.MatchedFormer || f.Key().Code != got.Code {
		t.Errorf("%+v %v", f, err)
	}
	d.must(edit.Request{Puts: []edit.Put{{Layer: "grid", Code: c1 + "050", Former: []string{g1}, Geometry: polygon(xy(0, 0), xy(10, 0), xy(10, 10), xy(0, 9))}}})
	if d.gridOf("b1") != c1+"050" || *d.area("grid", c1+"050").Households != 100 || d.area("grid", c1+"050").Parent != "370811001050" {
		t.Errorf("%s %+v", d.gridOf("b1"), d.area("grid", c1+"050").Area)
	}
}

// TestAnew: what a request deletes and puts begins anew, without the versions to come.
func TestAnew(t *testing.T) {
	d := smallCity(t)
	d.must(edit.Request{EffectiveFrom: "2027-01-01", Puts: []edit.Put{{Layer: "compound", Code: "k", Names: &edit.Names{Zh: edit.Say("来年")}}}})
	d.must(edit.Request{Deletes: []edit.Delete{{Layer: "compound", Code: "k"}}, Puts: []edit.Put{{Layer: "compound", Code: "k", Names: &edit.Names{Zh: edit.Say("今年")}}}})
	vs, err := d.store.Versions(t.Context(), city.Query{Layer: "compound"})
	if err != nil || len(vs) != 2 || vs[1].Names.Zh != "今年" || vs[1].Valid.To != city.OpenEnd {
		t.Errorf("%+v %v", vs, err)
	}
}

// TestBuildingAndGrid: a building that is put and whose grid is then split gets the part.
func TestBuildingAndGrid(t *testing.T) {
	d := smallCity(t)
	d.must(edit.Request{
		Puts:  []edit.Put{{Kind: "building", Layer: "building", Code: "b1", Storeys: ptr(int64(9))}},
		Edits: []edit.Edit{{Split: &edit.Split{Layer: "grid", Code: g1, Line: []orb.Point{xy(5, -1), xy(5, 11)}, Parts: []edit.Part{{Code: c1 + "021"}, {Code: c1 + "022", At: ptr(xy(9, 5))}}}}},
	})
	if d.gridOf("b1") != c1+"022" {
		t.Error(d.gridOf("b1"))
	}
}

// TestPutMerges: what a put leaves out of names, class and address stays, a null takes it
// away, and the report says which fields are others.
func TestPutMerges(t *testing.T) {
	d := smallCity(t)
	put := func(p edit.Put) *edit.Report { return d.must(edit.Request{Puts: []edit.Put{p}}) }
	put(edit.Put{Layer: "grid", Code: g1, Names: &edit.Names{Zh: edit.Say("一"), En: edit.Say("One")}, Class: edit.Class{"a": ptr("1"), "b": ptr("2")}})
	r := put(edit.Put{Layer: "grid", Code: g1, Names: &edit.Names{Zh: edit.Say("二")}, Class: edit.Class{"a": nil, "c": ptr("3")}})
	got := d.area("grid", g1)
	if got.Names != (city.Names{Zh: "二", En: "One"}) || !maps.Equal(got.Class, map[string]string{"b": "2", "c": "3"}) || *got.Households != 100 {
		t.Errorf("%+v", got.Area)
	}
	if want := []string{"names.zh", "class.a", "class.c"}; len(r.Areas) != 1 || !slices.Equal(r.Areas[0].Fields, want) {
		t.Errorf("%+v, want %v", r.Areas, want)
	}
	put(edit.Put{Layer: "grid", Code: g1, Names: &edit.Names{En: edit.Text{Sent: true}}})
	if got := d.area("grid", g1); got.Names != (city.Names{Zh: "二"}) {
		t.Errorf("%+v", got.Area)
	}
	put(edit.Put{Kind: "building", Layer: "building", Code: "b1", Address: &edit.Address{Road: edit.Say("路"), Number: edit.Say("1号")}})
	put(edit.Put{Kind: "building", Layer: "building", Code: "b1", Address: &edit.Address{Number: edit.Say("2号")}})
	f, err := city.Find(t.Context(), d.store, city.Key{Kind: city.KindBuilding, Layer: "building", Code: "b1"}, today(t), 0)
	if b, ok := f.Content.(*city.Building); err != nil || !ok || b.Address != (city.Address{Road: "路", Number: "2号"}) {
		t.Errorf("%+v %v", f, err)
	}
}
