package intake_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // edits copies as other programs do

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// today is the date of noon in the city.
var today = city.DateOf(noon.Add(8 * time.Hour))

// export writes layers into a GeoPackage as they are today.
func (w *world) export(layers string) string {
	w.Helper()
	w.files++
	path := filepath.Join(w.dir, "copy"+string(rune('a'+w.files))+".gpkg")
	f, err := os.Create(path)
	if err != nil {
		w.Fatalf("%v", err)
	}
	e := &atlas.Export{Layer: layers, At: today}
	if _, err := e.WriteGeoPackage(w.Context(), w.store, f, w.dir); err != nil {
		w.Fatalf("%v", err)
	}
	if err := f.Close(); err != nil {
		w.Fatalf("%v", err)
	}
	return path
}

// edit changes a file behind Redsail's back.
func (w *world) edit(path, query string, args ...any) {
	w.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		w.Fatalf("%v", err)
	}
	defer db.Close()
	if _, err := db.ExecContext(w.Context(), query, args...); err != nil {
		w.Fatalf("%s: %v", query, err)
	}
}

// rect is a box of kit_test.go as a blob of a GeoPackage.
func rect(x, y, width, h int32) []byte {
	const unit = geo.Scale / 100
	at := func(x, y int32) geo.Point { return geo.Point{X: 116*geo.Scale + x*unit, Y: 40*geo.Scale + y*unit} }
	return codec.GeoPackageBlob(geo.MultiPolygon{{{at(x, y), at(x+width, y), at(x+width, y+h), at(x, y+h)}}})
}

// threeStreets is a district with three streets side by side.
func threeStreets(t *testing.T) *world {
	w := newWorld(t, threeLayers)
	w.load("district", coded("D", box(0, 0, 30, 10)))
	street := func(code string, x float64) string {
		return feature(box(x, 0, 10, 10), "code", `"`+code+`"`, "name", `"`+code+`街"`)
	}
	w.load("street", street("A", 0), street("B", 10), street("C", 20))
	return w
}

func (w *world) takeEdited(path string, o intake.Options) *intake.Report {
	w.Helper()
	o.Layer = "street"
	return w.take(path, o)
}

// conflicts are those of a report as "code: fields (whose)".
func conflicts(list []intake.Conflict) (out []string) {
	for _, c := range list {
		out = append(out, strings.TrimSpace(c.Code+": "+strings.Join(c.Fields, " ")+" "+string(c.Taken)))
	}
	return out
}

func same(t tester, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestEditedCopyUntouched: an export that nobody edited changes nothing, also when the store has
// moved on.
func TestEditedCopyUntouched(t *testing.T) {
	w := threeStreets(t)
	file := w.export("district,street")
	r := w.takeEdited(file, intake.Options{})
	if r.Status != intake.Unchanged || r.Read != 3 || r.Unchanged != 3 || r.Against == nil || r.Against.Revision != 2 || r.Against.Timeline != "t" {
		t.Fatalf("%+v", r)
	}
	w.load("street", feature(box(0, 0, 10, 10), "code", `"A"`, "name", `"new"`))
	if r := w.takeEdited(file, intake.Options{}); r.Status != intake.Unchanged || len(r.Conflicts) > 0 {
		t.Errorf("the old export takes back what the store has become: %+v", r)
	}
	if w.area("street", "A").Names.Zh != "new" {
		t.Error("the name is the exported one again")
	}
}

// TestEditedCopy: what was edited is put over what the store has become, field by field; what was
// not edited stays as the store has it; a second import changes nothing.
func TestEditedCopy(t *testing.T) {
	w := threeStreets(t)
	file := w.export("district,street")
	w.edit(file, `UPDATE street SET name = '甲', population = 7, class = '{"kind":"urban"}' WHERE code = 'A'`)
	w.edit(file, `UPDATE street SET geom = ? WHERE code = 'B'`, rect(10, 0, 11, 10))
	w.edit(file, `UPDATE street SET geom = ? WHERE code = 'C'`, rect(21, 0, 9, 10))
	w.edit(file, `INSERT INTO street (geom, code, name) VALUES (?, 'N', '新')`, rect(30, 0, 1, 1))
	// Meanwhile the store gives A another shape and B another name.
	w.load("street", feature(box(0, 0, 10, 9), "code", `"A"`, "name", `"A街"`), feature(box(10, 0, 10, 10), "code", `"B"`, "name", `"乙"`))
	r := w.takeEdited(file, intake.Options{})
	same(t, "conflicts", conflicts(r.Conflicts), []string(nil))
	if r.Read != 4 || r.Accepted != 4 || r.Unchanged != 0 || r.Revision != 4 {
		t.Errorf("%+v", r)
	}
	a, b := w.area("street", "A"), w.area("street", "B")
	if a.Names.Zh != "甲" || a.Population == nil || *a.Population != 7 || a.Class["kind"] != "urban" || a.Shape.Box().Max.Y != 400900000 {
		t.Errorf("A is %+v", a.Area)
	}
	if b.Names.Zh != "乙" || b.Shape.Box().Max.X != 1162100000 || w.area("street", "N").Names.Zh != "新" || w.area("street", "N").Parent != "" {
		t.Errorf("B is %+v", b.Area)
	}
	if again := w.takeEdited(file, intake.Options{}); again.Status != intake.Unchanged {
		t.Errorf("the second import: %+v", again)
	}
	w.edit(file, `UPDATE street SET population = NULL, name = 'A街', class = '' WHERE code = 'A'`)
	same(t, "cleared", w.takeEdited(file, intake.Options{}).Status, intake.Unchanged) // as it was exported
}

// TestEditedCopyConflicts: what both have changed is listed and nothing is written, until the
// caller says whose word stands.
func TestEditedCopyConflicts(t *testing.T) {
	for rule, want := range map[intake.ConflictRule]struct {
		name  string
		right int32
		put   string
	}{"": {"乙", 1162000000, ""}, intake.KeepStore: {"乙", 1162000000, "丙"}, intake.TakeFile: {"文件", 1162100000, "丙"}} {
		t.Run(string(rule), func(t *testing.T) {
			w := threeStreets(t)
			file := w.export("street")
			w.edit(file, `UPDATE street SET name = '文件', geom = ? WHERE code = 'B'`, rect(10, 0, 11, 10))
			w.edit(file, `UPDATE street SET name_en = 'Third' WHERE code = 'C'`)
			w.load("street", feature(box(10, 0, 10, 9), "code", `"B"`, "name", `"乙"`), feature(box(20, 0, 10, 10), "code", `"C"`, "name", `"丙"`))
			before := w.state().Revision
			r := w.takeEdited(file, intake.Options{Conflicts: rule})
			same(t, "conflicts", conflicts(r.Conflicts), []string{strings.TrimSpace("B: name geometry " + string(rule))})
			if v := r.Conflicts[0].Values; len(v) != 1 || v[0].Field != "name" || v[0].Store == "" || v[0].File == "" || v[0].Store == v[0].File {
				t.Errorf("the values are %+v", v)
			}
			if r.Conflicts[0].At == nil || r.Conflicts[0].Feature != 2 {
				t.Errorf("the conflict is at %+v", r.Conflicts[0])
			}
			b, c := w.area("street", "B"), w.area("street", "C")
			same(t, "B", []any{b.Names.Zh, b.Shape.Box().Max.X}, []any{want.name, want.right})
			if rule == "" {
				same(t, "refused", []any{r.Status, w.state().Revision, c.Names.En}, []any{intake.Refused, before, ""})
				return
			}
			same(t, "C", []any{r.Status, c.Names.Zh, c.Names.En}, []any{intake.StoredWithFindings, want.put, "Third"})
			if again := w.takeEdited(file, intake.Options{Conflicts: rule}); again.Revision != w.state().Revision || w.state().Revision != before+1 {
				t.Errorf("the second import: %+v", again)
			}
		})
	}
}

// TestEditedCopyDeletions: what the copy lacks is listed, and ended only with Replace; what came
// into the store since is not touched; what the store has ended stays ended.
func TestEditedCopyDeletions(t *testing.T) {
	w := threeStreets(t)
	file := w.export("street")
	w.edit(file, `DELETE FROM street WHERE code IN ('A', 'B')`)
	w.load("street", feature(box(0, 10, 1, 1), "code", `"S"`), feature(box(0, 0, 10, 9), "code", `"A"`, "name", `"A街"`))
	r := w.takeEdited(file, intake.Options{})
	same(t, "missing", []any{r.Status, r.Missing, r.Ended}, []any{intake.Unchanged, []string{"A", "B"}, []string{}})
	r = w.takeEdited(file, intake.Options{Replace: true})
	same(t, "conflict", []any{r.Status, conflicts(r.Conflicts)}, []any{intake.Refused, []string{"A: missing"}})
	r = w.takeEdited(file, intake.Options{Replace: true, Conflicts: intake.KeepStore})
	same(t, "ended", []any{r.Ended, r.Missing}, []any{[]string{"B"}, []string{"A"}})
	if codes := slices.Sorted(func(yield func(string) bool) {
		for code := range w.shapes("street") {
			yield(code)
		}
	}); !slices.Equal(codes, []string{"A", "C", "S"}) {
		t.Errorf("in force are %v", codes)
	}
	whole := w.export("street")
	w.edit(whole, `UPDATE street SET name = 'x' WHERE code = 'C'`)
	from := today
	if _, err := w.store.Apply(t.Context(), city.Change{Author: "t", Note: "t", Effective: from, Entries: []city.Entry{city.DeleteArea(city.Key{Layer: "street", Code: "C"}, from), city.DeleteArea(city.Key{Layer: "street", Code: "S"}, from)}}); err != nil {
		t.Fatal(err)
	}
	same(t, "ended in the store", conflicts(w.takeEdited(whole, intake.Options{}).Conflicts), []string{"C: ended"})
	if r := w.takeEdited(whole, intake.Options{Conflicts: intake.KeepStore}); len(w.shapes("street")) != 1 || r.Accepted != 3 {
		t.Errorf("%+v", r)
	}
	if r := w.takeEdited(whole, intake.Options{Conflicts: intake.TakeFile}); w.area("street", "C").Names.Zh != "x" || len(w.shapes("street")) != 2 {
		t.Errorf("%+v", r)
	}
}

// TestEditedCopyOfAnother: an export of another store, or of a history that this store does not
// have, is a file as any other, and the report says so; a mark that says nothing is refused.
func TestEditedCopyOfAnother(t *testing.T) {
	for _, change := range []string{
		`UPDATE redsail_export SET value = 'other' WHERE name = 'store_id'`, `UPDATE redsail_export SET value = 'u' WHERE name = 'timeline'`,
		`UPDATE redsail_export SET value = '99' WHERE name = 'revision'`, `UPDATE redsail_export SET value = 'ab' WHERE name = 'hash'`,
	} {
		w := threeStreets(t)
		file := w.export("street")
		w.load("street", feature(box(0, 0, 10, 10), "code", `"A"`, "name", `"new"`))
		w.edit(file, change)
		if r := w.takeEdited(file, intake.Options{}); r.Against != nil || r.Foreign == nil || w.area("street", "A").Names.Zh != "A街" {
			t.Errorf("%s: %+v", change, r)
		}
	}
	w := threeStreets(t)
	file := w.export("street")
	w.edit(file, `UPDATE redsail_export SET value = 'x' WHERE name = 'revision'`)
	_, err := intake.Import(t.Context(), w.store, file, intake.Options{Layer: "street", Now: func() time.Time { return noon }})
	same(t, "the mark", city.CodeOf(err), "bad_export_mark")
	good := w.export("street")
	w.edit(good, `UPDATE street SET population = 2.5 WHERE code = 'A'`)
	same(t, "a wrong cell", reasons(w.takeEdited(good, intake.Options{})), []string{"1 bad_value"})
}

// takeThings imports a file of things.
func (w *world) takeThings(path string, o intake.ThingOptions) *intake.ThingReport {
	w.Helper()
	o.Now = func() time.Time { return noon }
	r, err := intake.ImportThings(w.Context(), w.store, path, o)
	if err != nil {
		w.Fatalf("%s: %v", filepath.Base(path), err)
	}
	if r.Read != r.Accepted+len(r.Rejected) {
		w.Errorf("read %d ≠ accepted %d + rejected %d", r.Read, r.Accepted, len(r.Rejected))
	}
	return r
}

// content is what is in force of a thing.
func content[C city.Content](w *world, kind city.RecordKind, layer, code string) C {
	w.Helper()
	at := today
	rs, err := w.store.Records(w.Context(), city.Query{Kind: kind, Layer: layer, Codes: []string{code}, At: &at})
	if err != nil || len(rs) != 1 {
		w.Fatalf("%s: %d records, %v", code, len(rs), err)
	}
	c, _ := rs[0].Content.(C)
	return c
}

const withPlaces = `
zone: Asia/Shanghai
layers:
  - {key: district, name: {zh: 区, en: District}, parent: "", partition: true}
  - {key: grid, name: {zh: 网格, en: Grid}, parent: district, partition: true}
places:
  - {key: station, name: {zh: 驿站, en: Station}}
  - {key: office, name: {zh: 办事处, en: Office}}
`

// things is a world with two grids, buildings, places and lines that have all that an export holds.
func things(t *testing.T) *world {
	w := newWorld(t, withPlaces)
	w.load("grid", coded("G1", box(0, 0, 10, 10)), coded("G2", box(10, 0, 10, 10)))
	n, at := int64(6), geo.Point{X: 116*geo.Scale + 5, Y: 40*geo.Scale + 5}
	door := geo.Point{X: at.X + 3, Y: at.Y + 3}
	plan := geo.MultiPolygon{{{at, {X: at.X + 100, Y: at.Y}, {X: at.X + 100, Y: at.Y + 100}, {X: at.X, Y: at.Y + 100}}}}
	line := geo.MultiLine{{at, door}}
	hours := &city.Hours{Week: []city.WeekRule{{Days: 3, Open: []city.Span{{From: 540, To: 1020}}}, {Days: 64}}}
	var entries []city.Entry
	for _, c := range []city.Content{
		&city.Building{Code: "B1", Names: city.Names{Zh: "一号楼", En: "One"}, Shape: plan, Point: &door, Entrances: []geo.Point{door}, Storeys: &n, Households: &n, Grid: "G1",
			Address: city.Address{Road: "一路", Number: "1号", Building: "1号楼"}, Class: map[string]string{"use": "home", "a": "b"}, Source: "s", DataDate: "2026-01-02", Former: []string{"B0"}},
		&city.Building{Code: "B2", Point: &at},
		&city.Place{Kind: "station", Code: "S1", Names: city.Names{Zh: "驿"}, Point: at, Entrances: []geo.Point{door}, Services: []string{"tea", "legal"}, State: city.PlaceOpen, Hours: hours, FloorArea: &n, Tenure: "owned"},
		&city.Place{Kind: "station", Code: "S2", Names: city.Names{Zh: "站"}, Point: door, State: city.PlacePlanned},
		&city.Place{Kind: "office", Code: "O1", Names: city.Names{Zh: "所"}, Point: door, State: city.PlaceOpen},
		&city.Line{Layer: "wall", Code: "W1", Shape: line, Class: map[string]string{"class": "wall"}},
		&city.Line{Layer: "wall", Code: "W2", Shape: line, Class: map[string]string{"class": "main_gate", "walk": "yes"}},
		&city.Line{Layer: "road", Code: "R1", Names: city.Names{Zh: "一路"}, Shape: line, Class: map[string]string{"class": "lane"}},
	} {
		entries = append(entries, city.PutContent(c, city.Period{From: city.OpenStart, To: city.OpenEnd}))
	}
	if _, err := w.store.Apply(t.Context(), city.Change{Author: "t", Note: "t", Effective: city.OpenStart, Entries: entries}); err != nil {
		t.Fatal(err)
	}
	return w
}

var thingLayers = map[string]intake.ThingOptions{
	"building": {Kind: intake.TableBuilding}, "station": {Kind: intake.TablePlace}, "wall": {Kind: intake.TableBarrier}, "road": {Kind: intake.TableBarrier},
}

// TestEditedThingsUntouched: of every kind, an export that nobody edited changes nothing.
func TestEditedThingsUntouched(t *testing.T) {
	w := things(t)
	for layer, o := range thingLayers {
		r := w.takeThings(w.export(layer), o)
		if r.Status != intake.Unchanged || r.Read == 0 || r.Against == nil || len(r.Missing)+len(r.Rejected) > 0 {
			t.Errorf("%s: %+v", layer, r)
		}
	}
	all := w.export("all")
	o := thingLayers["wall"]
	o.SourceLayer = "wall"
	same(t, "of a file of all", w.takeThings(all, o).Status, intake.Unchanged)
}

// TestEditedThings: edits of buildings, places and lines go over what the store has become, cells
// that are emptied empty, and what both changed is listed.
func TestEditedThings(t *testing.T) {
	w := things(t)
	file := w.export("all")
	w.edit(file, `UPDATE building SET storeys = 7, name_en = NULL, grid = NULL WHERE code = 'B1'`)
	w.edit(file, `UPDATE building SET name = '二号楼' WHERE code = 'B2'`)
	w.edit(file, `UPDATE station SET services = '["tea"]', hours = NULL, state = 'closed' WHERE code = 'S1'`)
	w.edit(file, `DELETE FROM station WHERE code = 'S2'`)
	w.edit(file, `UPDATE wall SET class = '{"class":"fence"}' WHERE code = 'W2'`)
	b := *content[*city.Building](w, city.KindBuilding, "building", "B1")
	p := *content[*city.Place](w, city.KindPlace, "station", "S1")
	b.Names.Zh, b.Source, p.State = "壹号楼", "other", city.PlaceAccepted
	from := today
	later := city.Period{From: from, To: city.OpenEnd}
	if _, err := w.store.Apply(t.Context(), city.Change{Author: "t", Note: "t", Effective: from, Entries: []city.Entry{city.PutContent(&b, later), city.PutContent(&p, later)}}); err != nil {
		t.Fatal(err)
	}
	r := w.takeThings(file, thingLayers["building"])
	now := content[*city.Building](w, city.KindBuilding, "building", "B1")
	same(t, "B1", []any{conflicts(r.Conflicts), now.Names, *now.Storeys, now.Grid, now.Source, len(now.Entrances)},
		[]any{[]string(nil), city.Names{Zh: "壹号楼"}, int64(7), "", "other", 1})
	same(t, "B2", content[*city.Building](w, city.KindBuilding, "building", "B2").Names.Zh, "二号楼")

	o := thingLayers["station"]
	o.SourceLayer = "station"
	r = w.takeThings(file, o)
	same(t, "refused", []any{r.Status, conflicts(r.Conflicts), r.Missing}, []any{intake.Refused, []string{"S1: state"}, []string{"S2"}})
	o.Conflicts, o.Replace = intake.KeepStore, true
	r = w.takeThings(file, o)
	s := content[*city.Place](w, city.KindPlace, "station", "S1")
	same(t, "S1", []any{r.Ended, s.State, s.Services, s.Hours == nil, *s.FloorArea}, []any{[]string{"S2"}, city.PlaceAccepted, []string{"tea"}, true, int64(6)})
	content[*city.Place](w, city.KindPlace, "office", "O1") // of another kind: it is not missing

	o = thingLayers["wall"]
	o.SourceLayer = "wall"
	w.takeThings(file, o)
	same(t, "W2", content[*city.Line](w, city.KindLine, "wall", "W2").Class, map[string]string{"class": "fence"})
	same(t, "again", w.takeThings(file, o).Status, intake.Unchanged)
}

// TestEditedThingsWithoutCode: with Replace a row whose code was lost ends nothing: it may be any of them.
func TestEditedThingsWithoutCode(t *testing.T) {
	w := things(t)
	file := w.export("all")
	w.edit(file, `UPDATE building SET code = '' WHERE code = 'B2'`)
	o := thingLayers["building"]
	o.Replace = true
	o.Now = func() time.Time { return noon }
	if _, err := intake.ImportThings(t.Context(), w.store, file, o); city.CodeOf(err) != "bad_code" {
		t.Errorf("it is %v", err)
	}
	content[*city.Building](w, city.KindBuilding, "building", "B2")
}

// TestReplaceWithoutCode: with Replace a feature whose code was lost ends nothing, in an edited copy or not.
func TestReplaceWithoutCode(t *testing.T) {
	w := threeStreets(t)
	copied := w.export("street")
	w.edit(copied, `UPDATE street SET code = '' WHERE code = 'B'`)
	fresh := w.write("geojson", collection(feature(box(0, 0, 10, 9), "code", `"A"`), feature(box(10, 0, 10, 9), "code", `""`)))
	for _, path := range []string{copied, fresh} {
		o := intake.Options{Layer: "street", Replace: true, Now: func() time.Time { return noon }}
		if _, err := intake.Import(t.Context(), w.store, path, o); city.CodeOf(err) != "bad_code" {
			t.Errorf("%s: %v", path, err)
		}
	}
	if len(w.shapes("street")) != 3 {
		t.Errorf("in force are %v", w.shapes("street"))
	}
}
