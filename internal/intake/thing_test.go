package intake_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// things imports rows of a CSV and checks what holds of every report.
func (w *staffed) things(kind intake.TableKind, layer, text string, options ...func(*intake.ThingOptions)) *intake.ThingReport {
	w.Helper()
	return w.thingsOf(kind, layer, w.write("csv", text), options...)
}

func (w *staffed) thingsOf(kind intake.TableKind, layer, path string, options ...func(*intake.ThingOptions)) *intake.ThingReport {
	w.Helper()
	o := intake.ThingOptions{Kind: kind, Layer: layer, Now: func() time.Time { return noon }}
	for _, option := range options {
		option(&o)
	}
	r, err := intake.ImportThings(w.Context(), w.store, path, o)
	if err != nil {
		w.Fatalf("%v", err)
	}
	if r.Read != r.Accepted+len(r.Rejected) {
		w.Errorf("read %d ≠ accepted %d + rejected %d", r.Read, r.Accepted, len(r.Rejected))
	}
	for i, x := range r.Rejected {
		if x.Reason == "" || x.Message == "" || i > 0 && r.Rejected[i-1].Feature >= x.Feature {
			w.Errorf("rejected %d: %+v", i, x)
		}
	}
	return r
}

// thingReasons are row, code and reason of what was rejected.
func thingReasons(r *intake.ThingReport) (out []string) {
	for _, x := range r.Rejected {
		out = append(out, fmt.Sprintf("%d %s %s", x.Row, x.Code, x.Reason))
	}
	return out
}

func (w *staffed) building(code string) *city.Building {
	w.Helper()
	rs := w.records(city.KindBuilding, code)
	if len(rs) == 0 {
		w.Fatalf("there is no building %s", code)
	}
	return rs[len(rs)-1].Content.(*city.Building)
}

func number(n int64) *int64 { return &n }

// messyBuildings is a table as a street office keeps it.
const messyBuildings = `示例街道楼栋登记表,,,,,,,,
填报单位：示例街道,,,,,,,,
基本情况,,坐标,,数量,,归属,,备注
楼栋编码*,地址,经度,纬度,户数（户）,层数,网格,属性.电梯,
,,°,°,户,层,,,
B1,示例市示例区建设路12号幸福小区3号楼2单元501室,116.005,40.005,６０,6,第一网格,有,x
B2,建设路14号阳光城区5号楼,116.035,40.005,40户,６,,,
,,,,,,,,
B1,重复,116.005,40.005,1,1,,,
3.70811E+14,坏,116.005,40.005,1,1,,,
B4,无坐标,,,40,6,,,
B5,无纬度,116.005,,40,6,,,
B6,字,一百,40.005,40,6,,,
B7,数,116.005,40.005,很多,6,,,
B8,网,116.005,40.005,1,6,第九网格,,
=B9,式,116.005,40.005,1,6,,,
13800000000,号,116.005,40.005,1,6,,,
B10,远,250,40.005,1,6,,,
合计,,,,140,,,,
注：本表为虚构示例,,,,,,,,
`

// TestBuildings: titles, groups, units, sums and notes are no rows; what is wrong is named by its row.
func TestBuildings(t *testing.T) {
	w := newStaffed(t)
	r := w.things(intake.TableBuilding, "", messyBuildings)
	want := []string{
		"9 B1 duplicate_code", "10 3.70811E+14 lost_digits", "11 B4 no_position", "12 B5 bad_position", "13 B6 bad_position",
		"14 B7 bad_count", "15 B8 unknown_area", "16 =B9 formula_cell", "17  telling_code", "18 B10 out_of_range",
	}
	if got := thingReasons(r); !slices.Equal(got, want) {
		t.Errorf("rejected\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r.Status != intake.StoredWithFindings || r.Accepted != 2 || r.Dwellings != 1 || r.NoGrid != 0 || r.NoCompound != 2 ||
		!slices.Equal(r.Notes, []int{19, 20}) || len(r.Ignored) > 0 || r.Effective != "" || r.CRS != "EPSG:4326" {
		t.Errorf("%+v", r)
	}
	at, err := geo.Snap(orb.Point{116.005, 40.005})
	if err != nil {
		t.Fatal(err)
	}
	wantB1 := &city.Building{
		Code: "B1", Names: city.Names{Zh: "幸福小区3号楼"}, Point: &at, Storeys: number(6), Households: number(60), Grid: "G1",
		Address: city.Address{Road: "建设路", Number: "12号", Compound: "幸福小区", Building: "3号楼"}, Class: map[string]string{"电梯": "有"},
	}
	if got := w.building("B1"); !reflect.DeepEqual(got, wantB1) {
		t.Errorf("got  %+v\nwant %+v", got, wantB1)
	}
	if b := w.building("B2"); *b.Households != 40 || *b.Storeys != 6 || b.Address.Compound != "阳光城区" || b.Grid != "" {
		t.Errorf("%+v", b)
	}

	if r := w.things(intake.TableBuilding, "", messyBuildings); r.Status != intake.Unchanged || r.Unchanged != 2 || r.Revision != 3 {
		t.Errorf("once more: %+v", r)
	}
}

// TestBuildingUpsert: a table of two columns changes one thing, from a date; --replace ends the rest.
func TestBuildingUpsert(t *testing.T) {
	w := newStaffed(t)
	w.things(intake.TableBuilding, "", "编码,名称,经度,纬度,户数,用途\nB1,甲,116.001,40.001,10,home\nB2,乙,116.002,40.001,20,\nB3,丙,116.003,40.001,30,\n")
	before := w.state().Revision
	when := date(t, "2030-01-01")
	late := func(o *intake.ThingOptions) { o.EffectiveFrom = when }
	dry := func(o *intake.ThingOptions) { o.DryRun = true }
	more := "楼栋编码,总户数,建筑用途\nB1,11,\nB9,1,\n"
	if r := w.things(intake.TableBuilding, "", more, late, dry); r.Accepted != 1 || w.state().Revision != before || r.Status != intake.StoredWithFindings {
		t.Errorf("dry run: %+v", r)
	}
	r := w.things(intake.TableBuilding, "", more, late)
	if !slices.Equal(thingReasons(r), []string{"3 B9 no_position"}) {
		t.Errorf("%+v", r)
	}
	rs := w.records(city.KindBuilding, "B1")
	old, now := rs[0].Content.(*city.Building), rs[1].Content.(*city.Building)
	if len(rs) != 2 || rs[1].Valid.From != *when || *old.Households != 10 || *now.Households != 11 || now.Names.Zh != "甲" || now.Class["use"] != "home" || now.Point == nil {
		t.Errorf("%+v %+v", old, now)
	}

	strict := func(o *intake.ThingOptions) { o.Strict = true }
	if r := w.things(intake.TableBuilding, "", more, strict); r.Status != intake.Refused || w.state().Revision != before+1 {
		t.Errorf("strict: %+v", r)
	}
	ends := func(o *intake.ThingOptions) { o.Replace, o.EffectiveFrom = true, when }
	if r := w.things(intake.TableBuilding, "", "编码,户数\nB1,11\nB2,x\n", ends); !slices.Equal(r.Ended, []string{"B3"}) {
		t.Errorf("a rejected row ends nothing: %+v", r)
	}
	_, err := intake.ImportThings(t.Context(), w.store, w.write("csv", "编码,户数\n,1\nB1,2\n"), intake.ThingOptions{Kind: intake.TableBuilding, Replace: true})
	if err == nil || !strings.Contains(err.Error(), "row 2") {
		t.Errorf("a row without a code with --replace: %v", err)
	}
}

// TestBuildingShapes: polygons of any file, with the fields as columns; metres and one ring too short.
func TestBuildingShapes(t *testing.T) {
	w := newStaffed(t)
	path := w.write("geojson", collection(
		feature(box(1, 1, 0.1, 0.1), "编码", `"B1"`, "户数", `12`, "name", `"=甲"`), feature(box(5, 5, 0.1, 0.1), "编码", `"B2"`),
		feature(`{"type":"LineString","coordinates":[[116,40],[116,41]]}`, "编码", `"B3"`),
		feature(ring([2]float64{0, 0}, [2]float64{1, 1}, [2]float64{1, 0}, [2]float64{0, 1}), "编码", `"B4"`)))
	r := w.thingsOf(intake.TableBuilding, "", path)
	if got := thingReasons(r); !slices.Equal(got, []string{"0 B3 wrong_geometry", "0 B4 self_crossing"}) || r.NoGrid != 1 || r.Rejected[1].At == nil {
		t.Errorf("%v %+v", got, r)
	}
	if b := w.building("B1"); len(b.Shape) != 1 || b.Point != nil || *b.Households != 12 || b.Names.Zh != "=甲" {
		t.Errorf("%+v", b)
	}
	// A point does not take the shape away.
	w.things(intake.TableBuilding, "", "编码,wkt\nB1,SRID=4490;POINT(116.0105 40.0105)\n")
	if b := w.building("B1"); len(b.Shape) != 1 || b.Point == nil {
		t.Errorf("%+v", b)
	}
	// Metres of a zone; then what no system explains.
	r = w.things(intake.TableBuilding, "", "编码,x,y\nB5,39500000,4430000\n", func(o *intake.ThingOptions) { o.CRS = "EPSG:4527" })
	if r.Accepted != 1 || r.CRS != "EPSG:4527" {
		t.Errorf("%+v", r)
	}
	_, err := intake.ImportThings(t.Context(), w.store, w.write("csv", "编码,经度,纬度\nB6,40.001,116.001\n"), intake.ThingOptions{Kind: intake.TableBuilding})
	if err == nil || !strings.Contains(err.Error(), "--swap-axes") {
		t.Errorf("swapped: %v", err)
	}
}

// TestMadeUpCodes: a file without codes gets them while the store holds no others, and then no more.
func TestMadeUpCodes(t *testing.T) {
	w := newStaffed(t)
	const text = "地址,经度,纬度\n甲路1号,116.001,40.001\n乙路2号,116.002,40.001\n"
	if r := w.things(intake.TableBuilding, "", text); r.Assigned != 2 || w.building("building-00002").Address.Road != "乙路" {
		t.Errorf("%+v", r)
	}
	if r := w.things(intake.TableBuilding, "", text); r.Status != intake.Unchanged {
		t.Errorf("once more: %+v", r)
	}
	w.things(intake.TableBuilding, "", "楼,单元,经度,纬度\nB,1,116.003,40.001\n", func(o *intake.ThingOptions) { o.CodeField = "楼+单元" })
	if w.building("B-1").Point == nil {
		t.Error("no point")
	}
	_, err := intake.ImportThings(t.Context(), w.store, w.write("csv", text), intake.ThingOptions{Kind: intake.TableBuilding})
	if city.KindOf(err) != city.Invalid {
		t.Errorf("beside real codes: %v", err)
	}
}

// TestLostDigits: zeros beyond the fifteenth digit are a spreadsheet's, unless a code shows that the
// column kept its digits.
func TestLostDigits(t *testing.T) {
	w := newStaffed(t)
	r := w.things(intake.TableBuilding, "", "编码,经度,纬度\n370811001001001000,116.001,40.001\n370811001001002000,116.002,40.001\nB1,116.003,40.001\n")
	if got := thingReasons(r); !slices.Equal(got, []string{"2 370811001001001000 lost_digits", "3 370811001001002000 lost_digits"}) {
		t.Errorf("%v", got)
	}
	r = w.things(intake.TableBuilding, "", "编码,经度,纬度\n370811001001001000,116.001,40.001\n370811001001002001,116.002,40.001\n")
	if len(r.Rejected) > 0 {
		t.Errorf("%+v", r.Rejected)
	}
}

// TestPlaces: kinds by name, hours, states.
func TestPlaces(t *testing.T) {
	w := newStaffed(t)
	const head = "编码,类型,名称,经度,纬度,营业时间,状态,服务\n"
	r := w.things(intake.TablePlace, "", head+"S1,红帆驿站,示例驿站,116.001,40.001,周一至周五 08:30-18:00; 节假日休息,开放,饮水、充电\n"+
		"S2,锅炉房,x,116.001,40.001,,,\nS3,Red Sail station,x,116.001,40.001,从早到晚,,\nS4,警务室,x,116.001,40.001,,塌了,\nS5,,x,116.001,40.001,,,\nS6,警务室,y,116.002,40.001,,在建,\n")
	want := []string{"3 S2 unknown_kind", "4 S3 bad_hours", "5 S4 bad_state", "6 S5 unknown_kind"}
	if got := thingReasons(r); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if first, later := r.Rejected[0].Message, r.Rejected[3].Message; !strings.Contains(first, `"锅炉房"`) || !strings.Contains(first, "红帆驿站 (red_sail_station)") || strings.Contains(later, "red_sail_station") {
		t.Errorf("the first row lists the kinds: %q, then %q", first, later)
	}
	p := w.records(city.KindPlace, "S1")[0].Content.(*city.Place)
	if p.Kind != "red_sail_station" || p.State != city.PlaceOpen || p.Hours == nil || p.Hours.Calendar == "" || !slices.Equal(p.Services, []string{"饮水", "充电"}) {
		t.Errorf("%+v", p)
	}
	// --layer does not overrule what a row says of itself, whatever the column is called.
	for _, heading := range []string{"类型", "类别", "点位类型", "场所类型"} {
		head := strings.Replace(head, "类型", heading, 1)
		r = w.things(intake.TablePlace, "police_post", head+"S7,警务室,x,116.001,40.001,,,\nS8,红帆驿站,x,116.001,40.001,,,\nS9,快递驿站,x,116.001,40.001,,,\n")
		if got := thingReasons(r); !slices.Equal(got, []string{"3 S8 other_kind", "4 S9 unknown_kind"}) || !strings.Contains(r.Rejected[1].Message, `"快递驿站"`) || r.Rejected[1].Column != heading {
			t.Errorf("%s: %v %+v", heading, got, r.Rejected)
		}
	}
	if p := w.records(city.KindPlace, "S7")[0].Content.(*city.Place); p.Kind != "police_post" || len(p.Class) > 0 {
		t.Errorf("%+v", p)
	}
	// --replace ends those of the kinds that the file has.
	r = w.things(intake.TablePlace, "", "编码,类型,经度,纬度\nS7,警务室,116.001,40.001\n", func(o *intake.ThingOptions) { o.Replace = true })
	if !slices.Equal(r.Ended, []string{"S6"}) {
		t.Errorf("%+v", r)
	}
}

// TestBarriers: lines and outlines; gates and walls are apart for --replace.
func TestBarriers(t *testing.T) {
	w := newStaffed(t)
	r := w.things(intake.TableBarrier, "", "编码,类型,几何\nW1,围墙,\"LINESTRING(116 40,116.01 40)\"\nG1,大门,\"LINESTRING(116.01 40,116.0101 40)\"\n"+
		"V1,河流,\"POLYGON((116 40,116.01 40,116.01 40.01,116 40))\"\nG2,大门,POINT(116 40)\nX1,沙滩,\"LINESTRING(116 40,116.01 40)\"\nX2,铁路,\"LINESTRING(116 40,116 40.000000001)\"\n")
	if got := thingReasons(r); !slices.Equal(got, []string{"5 G2 wrong_geometry", "6 X1 unknown_kind", "7 X2 collapsed"}) {
		t.Errorf("%v", got)
	}
	g := w.records(city.KindLine, "G1")[0].Content.(*city.Line)
	v := w.records(city.KindLine, "V1")[0].Content.(*city.Line)
	if g.Layer != city.LayerWall || g.Class["class"] != "gate" || v.Layer != city.LayerRiver || len(v.Shape[0]) != 4 {
		t.Errorf("%+v %+v", g, v)
	}
	r = w.things(intake.TableBarrier, "gate", "编码,几何\nG3,\"LINESTRING(116.02 40,116.0201 40)\"\n", func(o *intake.ThingOptions) { o.Replace = true })
	if !slices.Equal(r.Ended, []string{"G1"}) {
		t.Errorf("gates alone: %+v", r)
	}
	if _, err := intake.ImportThings(t.Context(), w.store, "x.csv", intake.ThingOptions{Kind: intake.TableBarrier, Layer: "hill"}); city.KindOf(err) != city.NotFound {
		t.Errorf("%v", err)
	}
}

// TestAngles: degrees, minutes and seconds are positions.
func TestAngles(t *testing.T) {
	w := newStaffed(t)
	r := w.things(intake.TableBuilding, "", "编码,经度,纬度\nB1,116°00′36″,40度0分3.6秒\nB2,\"116°00'36\"\"E\",40.001°\nB3,116°61′,40\nB4,116°00′36,40\nB5,NaN,40\nB6,116.01°E,40.001 度\n")
	if got := thingReasons(r); !slices.Equal(got, []string{"4 B3 bad_position", "6 B5 bad_position"}) {
		t.Errorf("%v", got)
	}
	want := geo.Point{X: 1160100000, Y: 400010000}
	for _, code := range []string{"B1", "B2", "B6"} {
		if got := w.building(code).Point; *got != want {
			t.Errorf("%s: %v", code, *got)
		}
	}
}

// TestExportedNames: the columns that exports have say the same when they come in again.
func TestExportedNames(t *testing.T) {
	w := newStaffed(t)
	w.load("compound", feature(box(0, 0, 2, 2), "code", `"X1"`, "name", `"幸福小区"`))
	r := w.things(intake.TableBuilding, "", "编码,名称,繁体名称,道路,门牌号,小区名称,楼栋号,网格,所属小区,用途,层数,经度,纬度\nB1,甲,甲,某区某路,1,幸福小区,3,第一网格,幸福小区,home,6,116.001,40.001\n")
	if b := w.building("B1"); r.Status != intake.Stored || b.Compound != "X1" || b.Address.Compound != "幸福小区" || r.NoCompound != 0 {
		t.Errorf("%+v %+v", r, b)
	}
	again := collection(feature(`{"type":"Point","coordinates":[116.001,40.001]}`, "code", `"B1"`, "name", `"甲"`, "name_zh_hant", `"甲"`, "name_en", `null`,
		"address", `"某区某路1幸福小区3"`, "use", `"home"`, "storeys", `6`, "grid", `"G1"`, "compound", `"X1"`, "valid_from", `null`))
	if r := w.thingsOf(intake.TableBuilding, "", w.write("geojson", again)); r.Status != intake.Unchanged || len(r.Rejected) > 0 {
		t.Errorf("%+v", r)
	}
}

// TestExportedCells: lists, attributes, hours and positions as exports write them, and as nobody does.
func TestExportedCells(t *testing.T) {
	w := newStaffed(t)
	head := "code\tlon\tlat\tservices\tskills\thours\tentrances\tclass\tformer\n"
	row := func(code, services, hours, doors, class, former string) string {
		cells := []string{code, "116.001", "40.001", services, "修;补", hours, doors, class, former}
		for i := range cells {
			cells[i] = `"` + strings.ReplaceAll(cells[i], `"`, `""`) + `"`
		}
		return strings.Join(cells, "\t") + "\n"
	}
	good := `{"week":[{"days":["mon","holiday"],"open":[["08:00","12:00"],["22:00","02:00"]]},{"days":["wed"],"open":[["08:00","24:00"]]}],"dates":[{"from":"2026-02-16","to":"2026-02-18","open":[]}],"calendar":"cn"}`
	r := w.things(intake.TablePlace, "landmark", head+row("S1", `["a","b,c"]`, good, "[[116.002,40.002]]", `{"level":"x"}`, `["S0"]`)+
		row("S2", "[1]", "", "", "", "")+row("S3", "", `{"week":[{"days":["never"]}]}`, "", "", "")+row("S4", "", `{"week":[{"days":["mon"],"open":[["8","25:00"]]}]}`, "", "", "")+
		row("S5", "", "", "116,40", "", "")+row("S6", "", "", "[[400,40]]", "", "")+row("S7", "", "", "", `{"a":1}`, "")+row("S8", "", "", "", "", `[" "]`)+
		row("S9", "", `{"dates":[{"from":"soon"}]}`, "", "", ""))
	want := []string{
		"3 S2 bad_value", "4 S3 bad_hours", "5 S4 bad_hours", "6 S5 bad_value", "7 S6 out_of_range", "8 S7 bad_value", "9 S8 bad_code", "10 S9 bad_hours",
	}
	if got := thingReasons(r); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	rs := w.records(city.KindPlace, "S1")
	if len(rs) != 1 {
		t.Fatal(len(rs))
	}
	p := rs[0].Content.(*city.Place)
	if !slices.Equal(p.Services, []string{"a", "b,c"}) || !slices.Equal(p.Skills, []string{"修", "补"}) || p.Class["level"] != "x" || !slices.Equal(p.Former, []string{"S0"}) ||
		len(p.Entrances) != 1 || p.Hours.Week[0].Open[1] != (city.Span{From: 1320, To: 1560}) || p.Hours.Week[1].Open[0].To != city.Midnight || len(p.Hours.Dates) != 1 {
		t.Errorf("%+v %+v", p, p.Hours)
	}
}

// TestWithoutGrids: where the scheme has no grids none is missing, and none can be named.
func TestWithoutGrids(t *testing.T) {
	w := &staffed{world: newWorld(t, threeLayers)}
	r := w.things(intake.TableBuilding, "", "编码,网格,经度,纬度\nB1,,116.03,40.01\nB2,G1,116.01,40.01\n")
	if got := thingReasons(r); !slices.Equal(got, []string{"3 B2 unknown_area"}) || r.NoGrid != 0 || r.NoCompound != 1 {
		t.Errorf("%v %+v", got, r)
	}
}

// TestEndingGrid: a building may not outlive the grid that its row names.
func TestEndingGrid(t *testing.T) {
	w := newStaffed(t)
	_, err := w.store.Apply(t.Context(), city.Change{Entries: []city.Entry{city.DeleteArea(city.Key{Layer: "grid", Code: "G2"}, *date(t, "2030-01-01"))}})
	if err != nil {
		t.Fatal(err)
	}
	r := w.things(intake.TableBuilding, "", "编码,网格,经度,纬度\nB1,G2,116.03,40.01\nB2,G1,116.01,40.01\n")
	if got := thingReasons(r); !slices.Equal(got, []string{"2 B1 unknown_area"}) || !strings.Contains(r.Rejected[0].Message, "2030-01-01") {
		t.Errorf("%+v", r.Rejected)
	}
}

// TestTableDocs imports every table of docs/import-tables.md in its order.
func TestTableDocs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "docs", "import-tables.md"))
	if err != nil {
		t.Fatal(err)
	}
	w := newStaffed(t)
	w.load("compound", feature(box(0, 0, 2, 2), "code", `"X1"`, "name", `"示例小区"`))
	tables := 0
	for i, block := range strings.Split(string(text), "```") {
		kind, rows, _ := strings.Cut(block, "\n")
		switch {
		case i%2 == 0:
		case kind == "csv attributes":
			tables++
			if r := w.attributes("compound", rows); r.Status != intake.Stored || len(r.Ignored) > 0 {
				t.Errorf("%s: %+v", rows, r)
			}
		case strings.HasPrefix(kind, "csv "):
			tables++
			if r := w.things(intake.TableKind(kind[4:]), "", rows); r.Status != intake.Stored || len(r.Ignored) > 0 {
				t.Errorf("%s: %+v", rows, r)
			}
		case kind == "json":
			tables++
			if _, err := intake.ReadMapping(strings.NewReader(rows)); err != nil {
				t.Error(err)
			}
		}
	}
	if tables != 5 {
		t.Errorf("%d tables", tables)
	}
}

// TestTableTemplates: the row of each template is taken whole under another code, and refused as it is.
func TestTableTemplates(t *testing.T) {
	for _, english := range []bool{false, true} {
		w := newStaffed(t)
		for _, kind := range []intake.TableKind{intake.TableBuilding, intake.TablePlace, intake.TableBarrier, intake.TableAttributes} {
			var csv, book bytes.Buffer
			for out, workbook := range map[*bytes.Buffer]bool{&csv: false, &book: true} {
				if err := intake.WriteTemplate(out, kind, workbook, english, nil); err != nil {
					t.Fatal(err)
				}
			}
			if kind == intake.TableAttributes {
				if r := w.attributes("grid", strings.ReplaceAll(csv.String(), "EXAMPLE-1", "G1")); r.Status != intake.Stored || len(r.Ignored) > 0 {
					t.Errorf("%+v", r)
				}
				continue
			}
			r := w.thingsOf(kind, "", w.write("xlsx", book.String()))
			if r.Status != intake.Refused || len(r.Rejected) != 1 || r.Rejected[0].Reason != "example_row" || r.Sheet != string(kind) {
				t.Errorf("%s as it is: %+v", kind, r)
			}
			r = w.things(kind, "", strings.ReplaceAll(csv.String(), "EXAMPLE-1", "N1"))
			if r.Status != intake.Stored || r.Accepted != 1 || len(r.Ignored) > 0 {
				t.Errorf("%s: %+v", kind, r)
			}
		}
		if b := w.building("N1"); *b.Households != 60 || b.Address.Building != "1号楼" || b.Class["use"] != "home" {
			t.Errorf("%+v", b)
		}
	}
}

// bookOf is a workbook with one sheet of these rows.
func bookOf(t testing.TB, rows string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="1" Target="s.xml" Type="x/worksheet"/></Relationships>`},
		{"xl/s.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = w.Write([]byte(part[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// sheetRow is a row of a sheet: texts, and numbers where the cell begins with #, formulas with ƒ.
func sheetRow(n int, cells ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, n)
	for i, c := range cells {
		ref := fmt.Sprintf(`r="%c%d"`, 'A'+i, n)
		if v, is := strings.CutPrefix(c, "#"); is {
			fmt.Fprintf(&b, `<c %s><v>%s</v></c>`, ref, v)
		} else if v, is := strings.CutPrefix(c, "ƒ"); is {
			fmt.Fprintf(&b, `<c %s><f>A1</f><v>%s</v></c>`, ref, v)
		} else if c != "" {
			fmt.Fprintf(&b, `<c %s t="inlineStr"><is><t>%s</t></is></c>`, ref, c)
		}
	}
	return b.String() + "</row>"
}

// TestBuildingWorkbook: merged groups of columns, a long number, a formula; rows that are empty do
// not count.
func TestBuildingWorkbook(t *testing.T) {
	w := newStaffed(t)
	rows := sheetRow(1, "楼栋", "", "坐标", "", "户数") + sheetRow(2, "编码", "名称", "经度", "纬度") +
		sheetRow(5, "B1", "甲", "#116.001", "#40.001", "#12") + sheetRow(6, "#370811001001001", "乙", "#116.002", "#40.001", "#1") +
		sheetRow(7, "#370811001001001002", "丙", "#116.002", "#40.001", "#1") + sheetRow(8, "B4", "ƒ丁", "#116.002", "#40.001", "#1") +
		sheetRow(9, "B5", "戊", "#116.002", "ƒ40.001", "#1")
	r := w.thingsOf(intake.TableBuilding, "", w.write("xlsx", bookOf(t, rows)))
	if got := thingReasons(r); !slices.Equal(got, []string{"7 3.70811E+17 lost_digits", "8 B4 formula_cell", "9 B5 formula_cell"}) {
		t.Errorf("%v", got)
	}
	if want := map[string]string{"楼栋·编码": "code", "楼栋·名称": "name", "坐标·经度": "lon", "坐标·纬度": "lat", "户数": "households"}; !reflect.DeepEqual(r.Columns, want) {
		t.Errorf("%v", r.Columns)
	}
	if *w.building("B1").Households != 12 || w.building("370811001001001").Names.Zh != "乙" {
		t.Error("wrong values")
	}
}
