package intake_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

func TestReportHasTheFieldsOfTheContract(t *testing.T) {
	w := newWorld(t, threeLayers)
	r := w.load("district", coded("a", box(0, 0, 1, 1)))
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"status": `"stored"`, "layer": `"district"`, "format": `"geojson"`, "crs": `"wgs84"`, "effective_from": `""`,
		"read": "1", "accepted": "1", "unchanged": "0", "ended": "[]", "repaired": "[]", "rejected": "[]",
		"gaps": "[]", "overlaps": "[]", "noded": "0", "assigned": "0", "revision": "1",
	} {
		if string(fields[name]) != want {
			t.Errorf("%s = %s, want %s", name, fields[name], want)
		}
	}
	if _, ok := fields["moved_max_m"]; !ok {
		t.Error("moved_max_m is missing")
	}
}

func TestSecondImportChangesNothing(t *testing.T) {
	w := newWorld(t, threeLayers)
	path := w.write("geojson", collection(
		feature(box(0, 0, 1, 1), "code", `"a"`, "name", `"甲"`), feature(box(1, 0, 1, 1), "code", `"b"`, "name", `null`)))
	first := w.take(path, intake.Options{Layer: "district"})
	if first.Status != intake.Stored || first.Revision != 1 || first.Accepted != 2 || first.Unchanged != 0 {
		t.Fatalf("%+v", first)
	}
	before := w.state()
	second := w.take(path, intake.Options{Layer: "district"})
	if second.Status != intake.Unchanged || second.Accepted != 2 || second.Unchanged != 2 || second.Failed() {
		t.Errorf("%+v", second)
	}
	if w.state() != before || second.Revision != 1 {
		t.Errorf("the second import made revision %d", second.Revision)
	}
	if a, b := w.area("district", "a"), w.area("district", "b"); a.Names.Zh != "甲" || b.Names.Zh != "b" {
		t.Errorf("names %q, %q: without a name the name is the code", a.Names.Zh, b.Names.Zh)
	}
}

func TestUpsertKeepsWhatTheFileLacks(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", feature(box(0, 0, 1, 1), "code", `"a"`, "name", `"甲"`), coded("b", box(1, 0, 1, 1)))
	r := w.load("district", coded("b", box(1, 0, 2, 1)))
	if r.Status != intake.Stored || r.Accepted != 1 || r.Unchanged != 0 || r.Effective != "2026-11-21" {
		t.Errorf("%+v", r)
	}
	if a := w.area("district", "a"); a.Names.Zh != "甲" || a.RevTo != 0 || a.RevFrom != 1 {
		t.Errorf("a was touched: %+v", a)
	}
	// A file that says no name leaves the name that is there.
	if r := w.load("district", coded("a", box(0, 0, 1, 1))); r.Status != intake.Unchanged {
		t.Errorf("%+v", r)
	}
}

func TestFaultsOfSingleFeatures(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("d", box(0, 0, 20, 20)))
	path := w.write("geojson", collection(
		feature(box(0, 0, 1, 1), "code", `"good"`, "up", `"d"`),
		feature(box(1, 0, 1, 1), "code", `""`, "up", `"d"`),
		feature(box(2, 0, 1, 1), "code", `"a;b"`, "up", `"d"`),
		feature(box(3, 0, 1, 1), "code", `"good"`, "up", `"d"`),
		feature(box(4, 0, 1, 1), "code", `"orphan"`, "up", `"nowhere"`),
		feature(ring([2]float64{5, 0}, [2]float64{6, 1}, [2]float64{6, 0}, [2]float64{5, 1}), "code", `"bow"`, "up", `"d"`),
		feature(`{"type":"Point","coordinates":[116.07,40]}`, "code", `"point"`, "up", `"d"`),
		feature(`{"type":"Polygon","coordinates":[[[116.08,40],[116.09,40],[116.09,40.01],[116.08,40.01]]]}`, "code", `"open"`, "up", `"d"`),
		feature(`{"type":"Polygon","coordinates":[[[116.08,40],[1e999,40],[116.09,40.01],[116.08,40]]]}`, "code", `"inf"`, "up", `"d"`),
		feature(`null`, "code", `"none"`, "up", `"d"`),
		feature(ring([2]float64{11, 0}, [2]float64{11.000001, 0}, [2]float64{11, 0.000001}), "code", `"dust"`, "up", `"d"`),
		feature(box(12, 0, 1, 1), "code", `"nul"`, "name", `"a\u0000b"`, "up", `"d"`),
		feature(`{"type":"Polygon","coordinates":[[[1164,40],[1165,40],[1165,41],[1164,40]]]}`, "code", `"far"`, "up", `"d"`),
		feature(box(14, 0, 1, 1), "code", `"last"`, "up", `null`),
	))
	o := intake.Options{Layer: "street", ParentField: "up"}
	r := w.take(path, o)
	want := []string{"2 no_code", "3 bad_code", "4 duplicate_code", "5 unknown_parent", "6 self_crossing", "7 wrong_geometry",
		"8 ring_unclosed", "9 not_finite", "10 no_geometry", "11 collapsed", "12 bad_text", "13 out_of_range"}
	if got := reasons(r); !slices.Equal(got, want) {
		t.Errorf("rejected\n%q, want\n%q", got, want)
	}
	if r.Status != intake.StoredWithFindings || !r.Failed() || r.Accepted != 2 || r.Revision != 2 {
		t.Errorf("%+v", r)
	}
	for _, x := range r.Rejected {
		if at := x.At; at != nil && (at[0] < 116 || at[0] > 116.2 || at[1] < 40 || at[1] > 40.2) {
			t.Errorf("feature %d is shown at %v", x.Feature, *at)
		}
	}
	if got := len(w.shapes("street")); got != 2 {
		t.Errorf("%d streets are stored", got)
	}
	if p := w.area("street", "last").Parent; p != "d" {
		t.Errorf("parent %q: an empty cell leaves it to geometry", p)
	}
	if again := w.take(path, o); again.Status != intake.Unchanged || !again.Failed() || len(again.Rejected) != len(want) {
		t.Errorf("second import: %+v", again)
	}

	o.Strict = true
	before := w.state()
	strict := w.take(w.write("geojson", collection(feature(box(0, 0, 2, 2), "code", `"good"`, "up", `"d"`),
		feature(box(0, 5, 2, 2), "code", `"x"`, "up", `"nowhere"`))), o)
	if strict.Status != intake.Refused || !strict.Failed() || w.state() != before {
		t.Errorf("strict: %+v", strict)
	}
}

// A rejected feature must not leave a vertex in its neighbours, nor keep its code.
func TestRejectedFeatureLeavesNoTrace(t *testing.T) {
	notched := box(1, 0, 1, 0.5)
	with, without := newWorld(t, threeLayers), newWorld(t, threeLayers)
	for _, w := range []*world{with, without} {
		w.load("district", coded("d", box(0, 0, 2, 1)))
	}
	o := intake.Options{Layer: "street", ParentField: "up"}
	a := feature(box(0, 0, 1, 1), "code", `"a"`, "up", `"d"`)
	with.take(with.write("geojson", collection(a, feature(notched, "code", `"b"`, "up", `"x"`))), o)
	without.take(without.write("geojson", collection(a)), o)
	if x, y := contentHash(with), contentHash(without); x != y {
		t.Error("the rejected feature changed what is stored")
	}
}

func contentHash(w *world) [32]byte {
	w.Helper()
	at := city.LastDate
	sum, err := city.ContentHash(city.Records(w.versions(city.Query{At: &at})))
	if err != nil {
		w.Fatalf("%v", err)
	}
	return sum
}

func TestFields(t *testing.T) {
	w := newWorld(t, threeLayers)
	joined := w.write("geojson", collection(
		feature(box(0, 0, 1, 1), "county", `"东城区"`, "town", `" 建国门 "`), feature(box(1, 0, 1, 1), "county", `"西城区"`, "town", `null`)))
	r := w.take(joined, intake.Options{Layer: "district", CodeField: "county+town", NameField: "town"})
	if got := reasons(r); !slices.Equal(got, []string{"2 no_code"}) || r.Rejected[0].Code != "西城区" {
		t.Errorf("rejected %+v", r.Rejected)
	}
	if v := w.area("district", "东城区-建国门"); v.Names.Zh != "建国门" {
		t.Errorf("name %q", v.Names.Zh)
	}
	whole := w.write("geojson", collection(feature(box(3, 0, 1, 1), "a+b", `"one"`, "a", `"x"`)))
	w.take(whole, intake.Options{Layer: "district", CodeField: "a+b"})
	w.area("district", "one")

	w = newWorld(t, threeLayers)
	nameless := w.write("geojson", collection(feature(box(0, 0, 1, 1)), feature(`null`), feature(box(1, 0, 1, 1))))
	r = w.take(nameless, intake.Options{Layer: "district"})
	if r.Assigned != 2 || !slices.Equal(reasons(r), []string{"2 no_geometry"}) {
		t.Errorf("%+v", r)
	}
	if v := w.area("district", "district-00003"); v.Names.Zh != "district-00003" {
		t.Errorf("name %q", v.Names.Zh)
	}

	if r := w.take(nameless, intake.Options{Layer: "district"}); r.Status != intake.Unchanged {
		t.Errorf("made-up codes again: %s", r.Status)
	}

	for _, c := range []struct {
		name string
		o    intake.Options
		code string
		says string
	}{
		{"code field", intake.Options{Layer: "district", CodeField: "kod"}, "unknown_field", `"kod"`},
		{"second code field", intake.Options{Layer: "district", CodeField: "county+kod"}, "unknown_field", `"kod"`},
		{"name field", intake.Options{Layer: "district", CodeField: "town", NameField: "x"}, "unknown_field", "--name-field"},
		{"parent field", intake.Options{Layer: "street", ParentField: "x"}, "unknown_field", "--parent-field"},
		{"no parent layer", intake.Options{Layer: "district", ParentField: "town"}, "unknown_field", "no parent layer"},
		{"codes needed", intake.Options{Layer: "village"}, "unknown_field", "cn12"},
		{"layer", intake.Options{Layer: "ward"}, "unknown_layer", "ward"},
		{"crs", intake.Options{Layer: "district", CRS: "EPSG:1"}, "unknown_crs", "EPSG:1"},
		{"within", intake.Options{Layer: "street", Replace: true, Within: "x"}, "unknown_code", `"x"`},
	} {
		_, err := intake.Import(t.Context(), w.store, joined, c.o)
		if city.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s)", c.name, err, city.CodeOf(err))
		}
	}
}

// TestNamesInOtherLanguages: what a file says of them is taken, alone too, and what it does not say stays.
func TestNamesInOtherLanguages(t *testing.T) {
	w := newWorld(t, threeLayers)
	take := func(props ...string) *intake.Report {
		return w.take(w.write("geojson", collection(feature(box(0, 0, 1, 1), append([]string{"code", `"a"`}, props...)...))), intake.Options{Layer: "district"})
	}
	for i, c := range []struct {
		props []string
		want  city.Names
		same  bool
	}{
		{[]string{"name", `"东区"`, "name_zh_hant", `"東區"`, "name_en", `" East "`}, city.Names{Zh: "东区", ZhHant: "東區", En: "East"}, false},
		{[]string{"name", `"东区"`, "英文名称", `"Dong 1"`}, city.Names{Zh: "东区", ZhHant: "東區", En: "Dong 1"}, false},
		{[]string{"name", `"东区"`, "name_zh_hant", `"東區"`, "name_en", `"Dong"`}, city.Names{Zh: "东区", ZhHant: "東區", En: "Dong"}, false},
		{[]string{"name", `"东区"`, "name_en", `""`}, city.Names{Zh: "东区", ZhHant: "東區", En: "Dong"}, true},
		{[]string{"name_en", `"Dong Qu"`, "name_zh_hant", `null`}, city.Names{Zh: "东区", ZhHant: "東區", En: "Dong Qu"}, false},
		{nil, city.Names{Zh: "东区", ZhHant: "東區", En: "Dong Qu"}, true},
	} {
		r := take(c.props...)
		if got := w.area("district", "a").Names; got != c.want || (r.Unchanged == 1) != c.same {
			t.Errorf("file %d: %+v, want %+v; %d unchanged", i, got, c.want, r.Unchanged)
		}
	}
	if r := take("name_en", fmt.Sprintf("%q", strings.Repeat("x", city.MaxText+1))); !slices.Equal(reasons(r), []string{"1 bad_text"}) {
		t.Errorf("a name without end: %v", reasons(r))
	}
}

// A forgotten code field must not lay a second city over the first.
func TestCodesAreNotMadeUpBesideRealOnes(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("w", box(0, 0, 1, 1)))
	path := w.write("geojson", collection(feature(box(0, 0, 1, 1), "kod", `"w"`)))
	_, err := intake.Import(t.Context(), w.store, path, intake.Options{Layer: "district"})
	if city.CodeOf(err) != "unknown_field" || !strings.Contains(err.Error(), "--code-field; the file has kod") {
		t.Errorf("%v", err)
	}
}

func TestCodesAreChecked(t *testing.T) {
	w := newWorld(t, threeLayers)
	r := w.take(w.write("csv", "code,wkt\n"+
		"370811001001,\"POLYGON((116 40,116.01 40,116.01 40.01,116 40))\"\n"+
		"3.70811E+11,\"POLYGON((117 40,117.01 40,117.01 40.01,117 40))\"\n"+
		"37081100100,\"POLYGON((118 40,118.01 40,118.01 40.01,118 40))\"\n"+
		"990811001001,\"POLYGON((119 40,119.01 40,119.01 40.01,119 40))\"\n"), intake.Options{Layer: "village"})
	if got := reasons(r); !slices.Equal(got, []string{"2 lost_digits", "3 bad_code", "4 bad_code"}) {
		t.Errorf("rejected %q", got)
	}
	if !strings.Contains(r.Rejected[0].Message, "wrote it as 3.70811E+11") || !strings.Contains(r.Rejected[1].Message, "6, 9 or 12 digits") {
		t.Errorf("%+v", r.Rejected)
	}
	if at := r.Rejected[1].At; at == nil || math.Abs(at[0]-118) > 1e-9 {
		t.Errorf("shown at %v", at)
	}
}

// TestAreaCodesRounded: zeros beyond the fifteenth digit are a spreadsheet's, unless a code shows that the
// column kept its digits, or the store has the code.
func TestAreaCodesRounded(t *testing.T) {
	w := newWorld(t, threeLayers)
	r := w.load("district", coded("372001001006000000", box(0, 0, 1, 1)), coded("372001001006001000", box(1, 0, 1, 1)), coded("A", box(2, 0, 1, 1)))
	if got := reasons(r); !slices.Equal(got, []string{"1 lost_digits", "2 lost_digits"}) || !strings.Contains(r.Rejected[0].Message, "372001001006000000") {
		t.Errorf("%v", r.Rejected)
	}
	r = w.load("district", coded("372001001006000000", box(0, 0, 1, 1)), coded("372001001006000001", box(1, 0, 1, 1)))
	if len(r.Rejected) > 0 {
		t.Errorf("%v", r.Rejected)
	}
	if r = w.load("district", coded("372001001006000000", box(0, 0, 1, 1))); r.Unchanged != 1 {
		t.Errorf("once more: %+v", r)
	}
}

// TestLevelHeadings: the fields of code and name are known by the words for the layer, in the scheme's and
// in those of tables; where codes would be made up beside a field that may hold them, it is named.
func TestLevelHeadings(t *testing.T) {
	const scheme = `
zone: Asia/Shanghai
layers:
  - {key: city, name: {zh: 城市, en: City}, parent: "", partition: true}
  - {key: district, name: {zh: 区县, en: District}, parent: city, partition: true}
  - {key: street, name: {zh: 街道（乡镇）, en: Street}, parent: district, partition: true}
`
	for _, c := range [][3]string{
		{"city", "城市编码", "城市名称"}, {"city", "市编码", "市名称"}, {"city", "市代码", "城市"}, {"district", "区编码", "县区名称"}, {"district", "区县编号", "区县"}, {"street", "乡镇代码", "街道名称"}, {"street", "镇街编码", "镇街"},
	} {
		w := newWorld(t, scheme)
		if r := w.load(c[0], feature(box(0, 0, 1, 1), c[1], `"370800"`, c[2], `"甲"`)); r.Assigned > 0 || w.area(c[0], "370800").Names.Zh != "甲" {
			t.Errorf("%v: %+v", c, r)
		}
	}
	w := newWorld(t, scheme)
	for title, refused := range map[string]bool{"辖区编码": true, "行政区划代码": false, "GB_CODE": true, "邮政编码": false, "城市编码": false} {
		_, err := intake.Import(t.Context(), w.store, w.write("geojson", collection(feature(box(0, 0, 1, 1), title, `"1"`))), intake.Options{Layer: "district", DryRun: true})
		if got := city.CodeOf(err) == "unknown_field" && strings.Contains(err.Error(), "--code-field "+title); got != refused {
			t.Errorf("%s: %v", title, err)
		}
	}
	s := newStaffed(t)
	_, err := intake.ImportThings(t.Context(), s.store, s.write("csv", "建筑物代码,经度,纬度,户数\nB1,116.001,40.001,3\n"), intake.ThingOptions{Kind: intake.TableBuilding})
	if city.CodeOf(err) != "unknown_field" || !strings.Contains(err.Error(), "建筑物代码") {
		t.Errorf("%v", err)
	}
}

// TestAreaWorkbook: a sheet with outlines as well-known text is a file of areas, titles above the headings
// or not; one without says what would be one, as an old workbook does.
func TestAreaWorkbook(t *testing.T) {
	w := newWorld(t, threeLayers)
	outline := func(x int) string {
		return fmt.Sprintf("POLYGON((11%d 40,11%d.01 40,11%d.01 40.01,11%d 40))", x, x, x, x)
	}
	book := func(rows ...string) string { return w.write("xlsx", bookOf(t, strings.Join(rows, ""))) }
	r := w.take(book(sheetRow(1, "示例街道村界"), sheetRow(3, "村编码", "村名称", "边界", "备注"), sheetRow(4, "#370811001001", "甲", outline(6)),
		sheetRow(6, "3.70811E+11", "乙", outline(7)), sheetRow(7, "370811001003", "丙", "", "", "x")), intake.Options{Layer: "village"})
	if got := reasons(r); !slices.Equal(got, []string{"2 lost_digits", "3 bad_row"}) || r.Format != "xlsx" || w.area("village", "370811001001").Names.Zh != "甲" {
		t.Errorf("%v %+v", got, r)
	}
	for path, said := range map[string]string{
		book(sheetRow(1, "编码", "户数"), sheetRow(2, "1", "#5")): "outlines as WKT",
		book(): "has no row",
		w.write("xls", "\xd0\xcf\x11\xe0"+strings.Repeat("x", 600)): "save it as .xlsx",
	} {
		if _, err := intake.Import(t.Context(), w.store, path, intake.Options{Layer: "village"}); err == nil || !strings.Contains(err.Error(), said) {
			t.Errorf("%s: %v", said, err)
		}
	}
}

// TestDoubts: a code that is not under that of its parent, and areas wholly outside those above, are told
// and taken.
func TestDoubts(t *testing.T) {
	const scheme = `
zone: Asia/Shanghai
layers:
  - {key: city, name: {zh: 城市, en: City}, parent: "", partition: true, code: {profile: cn12}}
  - {key: district, name: {zh: 区县, en: District}, parent: city, partition: true, code: {profile: cn12}}
  - {key: overlay, name: {zh: 专题, en: Overlay}, parent: "", partition: false}
`
	w := newWorld(t, scheme)
	if r := w.load("city", coded("370800", box(0, 0, 4, 4))); len(r.Doubts) > 0 {
		t.Errorf("%+v", r.Doubts)
	}
	r := w.load("district", coded("370811", box(0, 0, 2, 4)), coded("372001", box(2, 0, 2, 4)), coded("370812", box(50, 0, 1, 1)))
	var got []string
	for _, d := range r.Doubts {
		got = append(got, d.Code+" "+d.Reason)
	}
	if !slices.Equal(got, []string{"372001 code_not_under_parent", "370812 outside_city"}) || r.Accepted != 3 || r.Status != intake.StoredWithFindings {
		t.Errorf("%v %+v", got, r)
	}
	r = w.load("overlay", coded("a", box(3, 3, 5, 5)), coded("b", box(30, 30, 1, 1)))
	if len(r.Doubts) != 1 || r.Doubts[0].Code != "b" || r.Doubts[0].At == nil || !strings.Contains(r.Doubts[0].Message, "city") {
		t.Errorf("%+v", r.Doubts)
	}
}

// TestOutsideByGround: what lies beside a bent city, though in its box, is outside, also where it touches
// the border; what has any ground of it is not, wherever its label point and its corners are.
func TestOutsideByGround(t *testing.T) {
	const scheme = `
zone: Asia/Shanghai
layers:
  - {key: city, name: {zh: 城市, en: City}, parent: "", partition: true}
  - {key: overlay, name: {zh: 专题, en: Overlay}, parent: "", partition: false}
`
	w := newWorld(t, scheme)
	w.load("city", coded("L", ring([2]float64{0, 0}, [2]float64{8, 0}, [2]float64{8, 2}, [2]float64{2, 2}, [2]float64{2, 8}, [2]float64{0, 8})))
	r := w.load("overlay", coded("beside", box(5, 5, 1, 1)), coded("touching", box(2, 4, 2, 2)), coded("corner", box(2, 2, 1, 1)), coded("over", box(1, 3, 5, 5)),
		coded("inside", box(0.5, 0.5, 1, 1)), coded("across", box(-3, 1, 20, 0.5)), coded("far", box(30, 30, 1, 1)))
	var got []string
	for _, d := range r.Doubts {
		got = append(got, d.Code+" "+d.Reason)
	}
	if !slices.Equal(got, []string{"beside outside_city", "touching outside_city", "corner outside_city", "far outside_city"}) {
		t.Errorf("%v", got)
	}
}

// A number that lost its digits is no code in any profile, also where the file has it as a
// number; one that has all of them is.
func TestCodesThatAreNumbers(t *testing.T) {
	w := newWorld(t, threeLayers)
	path := w.write("geojson", collection(
		feature(box(0, 0, 1, 1), "code", "3.70811E+11"), feature(box(1, 0, 1, 1), "code", "3.70811e11"),
		feature(box(2, 0, 1, 1), "code", "4e2"), feature(box(3, 0, 1, 1), "code", "3.70811001001e11"), feature(box(4, 0, 1, 1), "code", "370811001002.0")))
	for _, layer := range []string{"district", "village"} {
		r := w.take(path, intake.Options{Layer: layer})
		if got := reasons(r); !slices.Equal(got, []string{"1 lost_digits", "2 lost_digits", "3 lost_digits"}) {
			t.Errorf("%s: rejected %q", layer, got)
		}
		if got := w.shapes(layer); len(got) != 2 || got["370811001001"] == nil || got["370811001002"] == nil {
			t.Errorf("%s: %v", layer, got)
		}
	}
}

func TestGapsAndOverlaps(t *testing.T) {
	w := newWorld(t, threeLayers)
	// b overlaps a by a tenth of a cell; four cells stand round a hole; e is a hair off d.
	path := w.write("geojson", collection(
		coded("b", box(0.9, 0, 1.1, 1)), coded("a", box(0, 0, 1, 1)),
		coded("c", box(0, 1, 0.5, 1)), coded("d", box(1.5, 1, 0.5, 1)), coded("e", box(0, 2.00002, 2, 1)),
	))
	r := w.take(path, intake.Options{Layer: "district"})
	if r.Status != intake.StoredWithFindings || r.Failed() {
		t.Errorf("status %s: gaps and overlaps alone do not fail", r.Status)
	}
	if len(r.Overlaps) != 1 || r.Overlaps[0].Codes != [2]string{"a", "b"} || r.Overlaps[0].Hairline {
		t.Fatalf("overlaps %+v", r.Overlaps)
	}
	// 0.001° by 0.01° at 40°N: 85.4 m by 1110 m.
	if o := r.Overlaps[0]; math.Abs(o.AreaM2-85.4*1110) > 500 || o.WidthM < 70 || o.WidthM > 90 || o.At[0] < 116.009 || o.At[0] > 116.01 {
		t.Errorf("overlap %+v", o)
	}
	if len(r.Gaps) != 0 {
		t.Errorf("gaps %+v: what is open to the outside is none", r.Gaps)
	}
	if r := w.take(path, intake.Options{Layer: "district", Strict: true}); r.Status != intake.Refused {
		t.Errorf("strict: %s", r.Status)
	}
	r = w.load("district", coded("e", box(0, 2, 2, 1)))
	if len(r.Gaps) != 1 || r.Gaps[0].Hairline || math.Abs(r.Gaps[0].AreaM2-854*1110) > 3000 || len(r.Overlaps) != 1 {
		t.Errorf("closed: gaps %+v, overlaps %+v", r.Gaps, r.Overlaps)
	}
	r = w.load("district", coded("f", box(0.5, 1, 1, 0.99997)))
	if len(r.Gaps) != 1 || !r.Gaps[0].Hairline || r.Gaps[0].WidthM > 0.05 {
		t.Errorf("almost filled: gaps %+v", r.Gaps)
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	w := newWorld(t, threeLayers)
	path := w.write("geojson", collection(coded("a", box(0, 0, 1, 1))))
	r := w.take(path, intake.Options{Layer: "district", DryRun: true})
	if r.Status != intake.Stored || !r.DryRun || r.Revision != 0 || w.state().Revision != 0 {
		t.Errorf("%+v", r)
	}
	wet := w.take(path, intake.Options{Layer: "district"})
	wet.DryRun, wet.Revision = r.DryRun, r.Revision
	a, _ := json.Marshal(r)
	b, _ := json.Marshal(wet)
	if string(a) != string(b) {
		t.Errorf("the dry run said\n%s, the real one\n%s", a, b)
	}
}

func TestNothingAccepted(t *testing.T) {
	w := newWorld(t, threeLayers)
	r := w.load("district", coded("a", `null`))
	if r.Status != intake.Refused || !r.Failed() || w.state().Revision != 0 {
		t.Errorf("%+v", r)
	}
	_, err := intake.Import(t.Context(), w.store, w.write("geojson", collection()), intake.Options{Layer: "district"})
	if err == nil || !strings.Contains(err.Error(), "2.geojson") {
		t.Errorf("a file without features: %v", err)
	}
}
