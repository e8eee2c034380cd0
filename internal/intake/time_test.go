package intake_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

func TestEffectiveDate(t *testing.T) {
	w := newWorld(t, threeLayers)
	if r := w.load("district", coded("a", box(0, 0, 1, 1))); r.Effective != "" {
		t.Errorf("first import from %q, want an open start", r.Effective)
	}
	if v := w.area("district", "a"); v.Valid != city.Always() {
		t.Errorf("valid %v", v.Valid)
	}
	// Another layer is still empty.
	if r := w.load("street", coded("a", box(0, 0, 1, 1))); r.Effective != "" {
		t.Errorf("first import of streets from %q", r.Effective)
	}
	// It is the 20th in UTC, the 21st in the city.
	if r := w.load("district", coded("a", box(0, 0, 1, 2))); r.Effective != "2026-11-21" {
		t.Errorf("second import from %q", r.Effective)
	}
	path := w.write("geojson", collection(coded("a", box(0, 0, 1, 3))))
	r := w.take(path, intake.Options{Layer: "district", EffectiveFrom: date(t, "2027-07-01")})
	if r.Effective != "2027-07-01" || r.Status != intake.Stored {
		t.Errorf("%+v", r)
	}
	// The same file today is a change: what holds today is older.
	if r := w.take(path, intake.Options{Layer: "district"}); r.Unchanged != 0 || r.Status != intake.Stored {
		t.Errorf("%+v", r)
	}
	got := w.versions(city.Query{Layer: "district"})
	var from []string
	for _, v := range got {
		from = append(from, v.Valid.From.String()+"…"+v.Valid.To.String())
	}
	if !slices.Equal(from, []string{"…2026-11-21", "2026-11-21…2027-07-01", "2027-07-01…"}) {
		t.Errorf("versions %q", from)
	}
}

func TestFirstImportAfterReverseIsOpenAgain(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("a", box(0, 0, 1, 1)))
	c, err := city.ReverseOf(t.Context(), w.store, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if r := w.load("district", coded("a", box(0, 0, 1, 1))); r.Effective != "" || r.Status != intake.Stored {
		t.Errorf("%+v", r)
	}
}

// A file of today says what holds today: what was planned to end still ends.
func TestPlannedEndStays(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("w", box(0, 0, 2, 2)), coded("e", box(2, 0, 2, 2)))
	_, err := w.store.Apply(t.Context(), city.Change{Effective: *date(t, "2027-01-01"), Entries: []city.Entry{
		city.DeleteArea(city.Key{Layer: "district", Code: "w"}, *date(t, "2027-01-01")),
	}})
	if err != nil {
		t.Fatal(err)
	}
	w.load("district", coded("w", box(0, 0, 2, 3)), coded("e", box(2, 0, 2, 2)))
	later := *date(t, "2027-06-01")
	if vs := w.versions(city.Query{Layer: "district", Codes: []string{"w"}, At: &later}); len(vs) != 0 {
		t.Errorf("the import of today made it hold for ever: %+v", vs[0].Valid)
	}
}

func TestReplace(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("w", box(0, 0, 2, 2)), coded("e", box(2, 0, 2, 2)))
	w.load("street", coded("w1", box(0, 0, 1, 2)), coded("w2", box(1, 0, 1, 2)), coded("e1", box(2, 0, 1, 2)), coded("e2", box(3, 0, 1, 2)))
	path := w.write("geojson", collection(coded("w3", box(0, 0, 2, 1.1)), coded("w2", box(0, 1.1, 2, 0.9)), coded("e1", `null`)))

	o := intake.Options{Layer: "street", Replace: true, Within: "w", DryRun: true}
	if r := w.take(path, o); !slices.Equal(r.Ended, []string{"w1"}) || len(r.Gaps)+len(r.Overlaps) != 0 {
		t.Fatalf("%+v", r)
	}
	o.Within, o.DryRun = "", false
	// e1 is in the file, though rejected: that is no reason to end it.
	r := w.take(path, o)
	if !slices.Equal(r.Ended, []string{"e2", "w1"}) || r.Effective != "2026-11-21" {
		t.Fatalf("%+v", r)
	}
	if got := len(w.shapes("street")); got != 3 {
		t.Errorf("%d streets", got)
	}
	old := w.versions(city.Query{Layer: "street", Codes: []string{"w1"}})
	if len(old) != 1 || old[0].Valid.To != *date(t, "2026-11-21") {
		t.Errorf("w1: %+v", old)
	}
	again := w.take(path, o)
	if again.Status != intake.Unchanged || len(again.Ended) != 0 || again.Revision != r.Revision {
		t.Errorf("second replace: %+v", again)
	}
	// What it ends leaves no vertex where its border ran.
	if hasVertex(w.shapes("street")["w3"], point{X: 1_160_100_000, Y: 400_110_000}) {
		t.Error("w3 was noded against the areas that it replaces")
	}
}

func TestReplaceInAFreeLayer(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("compound", coded("x", box(0, 0, 1, 1)), coded("y", box(0.5, 0, 1, 1)))
	path := w.write("geojson", collection(coded("y", box(0.5, 0, 1, 1))))
	r := w.take(path, intake.Options{Layer: "compound", Replace: true})
	if !slices.Equal(r.Ended, []string{"x"}) || r.Unchanged != 1 || r.Status != intake.Stored {
		t.Errorf("%+v", r)
	}
	if len(r.Overlaps) != 0 {
		t.Errorf("overlaps %+v in a free layer", r.Overlaps)
	}
}

func TestReplaceKeepsWhatHasChildren(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("w", box(0, 0, 2, 2)), coded("e", box(2, 0, 2, 2)))
	w.load("street", coded("e1", box(2, 0, 2, 2)))
	before := w.state()
	path := w.write("geojson", collection(coded("w", box(0, 0, 4, 2))))
	o := intake.Options{Layer: "district", Replace: true, Now: func() time.Time { return noon }}
	_, err := intake.Import(t.Context(), w.store, path, o)
	if city.CodeOf(err) != "has_children" || w.state() != before {
		t.Errorf("%v", err)
	}
	// A dry run says the same.
	o.DryRun = true
	r, dry := intake.Import(t.Context(), w.store, path, o)
	if r != nil || city.CodeOf(dry) != "has_children" || dry.Error() != err.Error() || w.state() != before {
		t.Errorf("dry run: %+v, %v; the real one: %v", r, dry, err)
	}
}

func TestRefusedEndsNothing(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("a", box(0, 0, 1, 1)))
	path := w.write("geojson", collection(coded("b", `null`), coded("c", box(5, 5, 1, 1))))
	r := w.take(path, intake.Options{Layer: "district", Replace: true, Strict: true})
	if r.Status != intake.Refused || len(r.Ended) != 0 || len(w.shapes("district")) != 1 {
		t.Errorf("%+v", r)
	}
}

func TestParents(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("w", box(0, 0, 2, 2)), coded("e", box(2, 0, 2, 2)))
	r := w.take(w.write("geojson", collection(
		feature(box(0, 0, 1, 1), "code", `"named"`, "up", `"e"`), // the data wins over geometry
		feature(box(3, 0, 1, 1), "code", `"placed"`),
		feature(box(9, 0, 1, 1), "code", `"outside"`),
	)), intake.Options{Layer: "street", ParentField: "up"})
	if r.NoParent != 1 || r.Failed() {
		t.Errorf("%+v", r)
	}
	for code, want := range map[string]string{"named": "e", "placed": "e", "outside": ""} {
		if got := w.area("street", code).Parent; got != want {
			t.Errorf("%s: parent %q, want %q", code, got, want)
		}
	}
	// A parent that ended is none at the date of the import.
	w.take(w.write("geojson", collection(coded("e", box(2, 0, 2, 2)), coded("n", box(0, 2, 4, 2)))),
		intake.Options{Layer: "district", EffectiveFrom: date(t, "2027-01-01")})
	path := w.write("geojson", collection(feature(box(0, 3, 1, 1), "code", `"north"`, "up", `"n"`)))
	if r := w.take(path, intake.Options{Layer: "street", ParentField: "up"}); !slices.Equal(reasons(r), []string{"1 unknown_parent"}) {
		t.Errorf("before it exists: %+v", r)
	}
	if r := w.take(path, intake.Options{Layer: "street", ParentField: "up", EffectiveFrom: date(t, "2027-01-01")}); r.Written() == 0 || r.Failed() {
		t.Errorf("once it exists: %+v", r)
	}
}

// An area that begins next year has to fit what is changed today, or next year's map
// would have points with two owners or none along the border.
func TestLaterVersionsAreNodedToo(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("a", box(0, 0, 1, 1)), coded("b", box(1, 0, 1, 1)))
	next := date(t, "2027-01-01")
	w.take(w.write("geojson", collection(coded("b", box(1, 0, 2, 1)))), intake.Options{Layer: "district", EffectiveFrom: next})
	// A bent border between a and both versions of b, with a vertex that b lacks.
	r := w.load("district", coded("a", ring([2]float64{0, 0}, [2]float64{1, 0}, [2]float64{1.000003, 0.4}, [2]float64{1, 1}, [2]float64{0, 1})))
	if r.Noded != 2 {
		t.Errorf("%d areas of the store gained a vertex, want b now and b next year", r.Noded)
	}
	for _, at := range []city.Date{city.DateOf(noon.In(time.FixedZone("", 8*3600))), *next} {
		vs := w.versions(city.Query{Layer: "district", At: &at})
		if len(vs) != 2 {
			t.Fatalf("%s: %d areas", at, len(vs))
		}
		a, b := edgesOf(vs[0].Shape), edgesOf(vs[1].Shape)
		shared := 0
		for e := range a {
			if b[[2]point{e[1], e[0]}] {
				shared++
			}
		}
		if shared != 2 {
			t.Errorf("%s: the areas share %d edges, want 2", at, shared)
		}
	}
}

// What an import of today does to a later date is found too, and --strict refuses it.
func TestFaultsOfLaterDates(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("a", box(0, 0, 1, 1)), coded("b", box(1, 0, 1, 1)), coded("c", box(2, 0, 1, 1)))
	// From 2027 on b is narrower and a wider; c ends with 2027.
	w.take(w.write("geojson", collection(coded("a", box(0, 0, 1.4, 1)), coded("b", box(1.4, 0, 0.6, 1)))),
		intake.Options{Layer: "district", EffectiveFrom: date(t, "2027-01-01")})
	w.take(w.write("geojson", collection(coded("a", box(0, 0, 1.4, 1)), coded("b", box(1.4, 0, 0.6, 1)))),
		intake.Options{Layer: "district", EffectiveFrom: date(t, "2028-01-01"), Replace: true})
	// Today c takes half of b's ground of now, and a quarter of what b has left in 2027.
	path := w.write("geojson", collection(coded("c", box(1.85, 0, 1.15, 1))))
	for _, strict := range []bool{true, false} {
		r := w.take(path, intake.Options{Layer: "district", Strict: strict, DryRun: true})
		if len(r.Overlaps) != 1 || r.Overlaps[0].From != "" || (r.Status == intake.Refused) != strict {
			t.Errorf("the same overlap today and later: %+v", r)
		}
	}
	// Today d fits beside b; from 2027 on it overlaps a.
	path = w.write("geojson", collection(coded("b", box(1.2, 0, 0.8, 1)), coded("d", box(1, 0, 0.2, 1))))
	if r := w.take(path, intake.Options{Layer: "district", Strict: true}); r.Status != intake.Refused {
		t.Errorf("strict: %+v", r)
	}
	r := w.take(path, intake.Options{Layer: "district"})
	if r.Status != intake.StoredWithFindings || len(r.Overlaps) != 1 || r.Overlaps[0].From != "2027-01-01" ||
		r.Overlaps[0].Codes != [2]string{"a", "d"} || len(r.Gaps) != 0 || r.Unsearched != 0 {
		t.Errorf("%+v", r)
	}
}

// A gap opens when the area that fills it ends; many later dates are not all searched.
func TestGapsOfLaterDates(t *testing.T) {
	w := newWorld(t, threeLayers)
	frame := `{"type":"Polygon","coordinates":[` +
		`[[116,40],[116.03,40],[116.03,40.03],[116,40.03],[116,40]],[[116.01,40.01],[116.01,40.02],[116.02,40.02],[116.02,40.01],[116.01,40.01]]]}`
	w.load("district", coded("frame", frame), coded("core", box(1, 1, 1, 1)))
	w.take(w.write("geojson", collection(coded("frame", frame))),
		intake.Options{Layer: "district", EffectiveFrom: date(t, "2027-01-01"), Replace: true})
	r := w.load("district", coded("far", box(9, 9, 1, 1)))
	if len(r.Gaps) != 1 || r.Gaps[0].From != "2027-01-01" || r.Gaps[0].AreaM2 < 900_000 || r.Status != intake.StoredWithFindings {
		t.Errorf("%+v", r)
	}
	var entries []city.Entry
	for i := range city.Date(30) {
		a := w.area("district", "far").Area
		a.Names.En = strings.Repeat("x", 1+int(i))
		entries = append(entries, city.PutArea(a, city.Period{From: *date(t, "2026-12-01") + i, To: city.OpenEnd}))
	}
	if _, err := w.store.Apply(t.Context(), city.Change{Effective: *date(t, "2026-12-01"), Entries: entries}); err != nil {
		t.Fatal(err)
	}
	r = w.load("district", coded("other", box(20, 9, 1, 1)))
	if r.Unsearched != 7 || len(r.Gaps) != 0 { // 30 days and the end of core, less 24
		t.Errorf("%d dates not searched, gaps %+v", r.Unsearched, r.Gaps)
	}
}

// A feature whose parent ends is rejected by itself, and leaves no vertex behind; one that
// the store holds already is not.
func TestParentThatEnds(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("w", box(0, 0, 2, 2)), coded("e", box(2, 0, 2, 2)))
	next := date(t, "2027-01-01")
	w.take(w.write("geojson", collection(coded("e", box(2, 0, 2, 2)))), intake.Options{Layer: "district", Replace: true, EffectiveFrom: next})
	path := w.write("geojson", collection(
		feature(box(0, 0, 1, 1), "code", `"stays"`),
		feature(box(0, 1, 1, 1), "code", `"moves"`, "up", `"e"`),
		feature(box(1, 1, 1, 1), "code", `"named"`, "up", `"w"`)))
	r := w.take(path, intake.Options{Layer: "street", ParentField: "up"})
	if !slices.Equal(reasons(r), []string{"1 unknown_parent", "3 unknown_parent"}) || !strings.Contains(r.Rejected[0].Message, "2027-01-01") {
		t.Fatalf("%+v", r)
	}
	if r.Noded != 1 || hasVertex(w.shapes("district")["e"], point{X: 1_160_100_000, Y: 400_000_000}) {
		t.Errorf("%d areas noded", r.Noded)
	}
	at := *next - 1
	vs := w.versions(city.Query{Layer: "district", Codes: []string{"w"}, At: &at})
	if hasVertex(vs[0].Shape, point{X: 1_160_100_000, Y: 400_000_000}) || !hasVertex(vs[0].Shape, point{X: 1_160_000_000, Y: 400_100_000}) {
		t.Errorf("w is noded against what was rejected: %v", vs[0].Shape)
	}
	// What ends with its parent may be imported again as it is.
	street := w.area("street", "moves").Area
	street.Parent = "w"
	c := city.Change{Effective: *next - 30, Entries: []city.Entry{city.PutArea(street, city.Period{From: *next - 30, To: *next}), city.DeleteArea(street.Key(), *next)}}
	if _, err := w.store.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	path = w.write("geojson", collection(feature(box(0, 1, 1, 1), "code", `"moves"`, "up", `"w"`)))
	o := intake.Options{Layer: "street", ParentField: "up", EffectiveFrom: date(t, "2026-12-15")}
	if r := w.take(path, o); r.Status != intake.Unchanged {
		t.Errorf("again: %+v", r)
	}
}

// An area that --replace ends goes with its later versions: none of them is noded.
func TestReplaceEndsLaterVersions(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("a", box(0, 0, 1, 1)), coded("b", box(1, 0, 1, 1)))
	w.take(w.write("geojson", collection(coded("b", box(1, 0, 2, 1)))), intake.Options{Layer: "district", EffectiveFrom: date(t, "2027-01-01")})
	bent := coded("a", ring([2]float64{0, 0}, [2]float64{1, 0}, [2]float64{1.000003, 0.4}, [2]float64{1, 1}, [2]float64{0, 1}))
	r := w.take(w.write("geojson", collection(bent)), intake.Options{Layer: "district", Replace: true})
	if r.Noded != 0 || !slices.Equal(r.Ended, []string{"b"}) || len(r.Gaps)+len(r.Overlaps) != 0 {
		t.Errorf("%+v", r)
	}
	if got := w.shapes("district"); len(got) != 1 {
		t.Errorf("%d districts are left", len(got))
	}
}
