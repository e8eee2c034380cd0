package intake_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// TestUnreadCodes: a column that numbers the things is that of their codes, or is named before codes are
// made up beside it; a mapping may say that it is none.
func TestUnreadCodes(t *testing.T) {
	w := newStaffed(t)
	for title, taken := range map[string]bool{
		"驿站编号": true, "驿站代码": true, "阵地编号": true, "点位编号": false, "统一编号": false, "ID": false, "标识码": false, "设备代码": false,
	} {
		r, err := intake.ImportThings(t.Context(), w.store, w.write("csv", title+",名称,网格编号,邮政编码,经度,纬度\nS1,甲,G1,272000,116.001,40.001\n"),
			intake.ThingOptions{Kind: intake.TablePlace, Layer: "red_sail_station", DryRun: true})
		if taken && (err != nil || r.Assigned > 0 || r.Accepted != 1) {
			t.Errorf("%s: %v %+v", title, err, r)
		}
		if !taken && (city.CodeOf(err) != "unknown_field" || !strings.Contains(err.Error(), "--code-field "+title)) {
			t.Errorf("%s: %v", title, err)
		}
	}
	for title, layer := range map[string]string{"围墙编号": "wall", "河流编号": "river"} {
		r := w.things(intake.TableBarrier, layer, title+",几何\nX1,\"LINESTRING(116.1 40.001,116.11 40.001)\"\n")
		if r.Assigned > 0 || r.Accepted != 1 {
			t.Errorf("%s: %+v", title, r)
		}
	}
	none, err := intake.ReadMapping(strings.NewReader(`{"kind":"place","columns":{"ID":""}}`))
	if err != nil {
		t.Fatal(err)
	}
	r := w.things(intake.TablePlace, "red_sail_station", "ID,名称,经度,纬度\n1,甲,116.001,40.001\n", func(o *intake.ThingOptions) { o.Mapping = none })
	if r.Assigned != 1 {
		t.Errorf("%+v", r)
	}
}

// TestUniqueColumns: a column of an area file in which each feature has a value of its own, and whose name ends
// as those of codes do, is named before codes are made up; what repeats, and row numbers, are none.
func TestUniqueColumns(t *testing.T) {
	for title, named := range map[string]bool{
		"bgcode": true, "BSM": true, "标识码": true, "网格标识码": true, "WGBM": true, "wgbh": true, "GRIDID": false, "网格ID": false, "id": false, "OBJECTID": false, "FID": false, "长度": false, "邮政编码": false,
	} {
		w := newWorld(t, threeLayers)
		w.load("district", coded("d", box(0, 0, 4, 4)))
		area := func(x float64, value, same string) string {
			return feature(box(x, 0, 1, 1), title, `"`+value+`"`, "YSDM", `"`+same+`"`, "name", `"`+value+`"`)
		}
		try := func(values ...string) (*intake.Report, error) {
			var all []string
			for i, v := range values {
				all = append(all, area(float64(i), v, "2001"))
			}
			return intake.Import(t.Context(), w.store, w.write("geojson", collection(all...)), intake.Options{Layer: "compound", DryRun: true})
		}
		r, err := try("7001", "7002", "7003")
		if named && (city.CodeOf(err) != "unknown_field" || !strings.Contains(err.Error(), "--code-field "+title)) || !named && (err != nil || r.Assigned != 3) {
			t.Errorf("%s: %v", title, err)
		}
		if told := strings.HasSuffix(strings.ToLower(title), "id") && title != "OBJECTID" && title != "FID"; told && (r == nil || r.PerhapsCode != title) || !told && r != nil && r.PerhapsCode != "" {
			t.Errorf("%s: %+v", title, r)
		}
		if strings.HasSuffix(title, "标识码") {
			continue // named whatever its values
		}
		if r, err := try("7001", "7001", "7003"); err != nil || r.Assigned != 3 {
			t.Errorf("%s that repeats: %v", title, err)
		}
	}
}

// TestPlaceStatesOfTables: a station that is being prepared is planned, one that pauses is closed.
func TestPlaceStatesOfTables(t *testing.T) {
	w := newStaffed(t)
	r := w.things(intake.TablePlace, "red_sail_station", "编码,名称,状态,经度,纬度\nS1,甲,筹建,116.001,40.001\nS2,乙,暂停服务,116.002,40.001\n")
	if r.Accepted != 2 {
		t.Fatalf("%+v", r)
	}
	for word, want := range map[string]city.PlaceState{
		"运行中": city.PlaceOpen, "正在运营": city.PlaceOpen, "试运行": city.PlaceOpen, "投入使用": city.PlaceOpen, "建成": city.PlaceOpen, "已撤销": city.PlaceClosed, "暂停使用": city.PlaceClosed,
	} {
		w.things(intake.TablePlace, "red_sail_station", "编码,名称,状态,经度,纬度\n"+word+",甲,"+word+",116.001,40.001\n")
		if rs := w.records(city.KindPlace, word); len(rs) != 1 || rs[0].Content.(*city.Place).State != want {
			t.Errorf("%s: %+v", word, rs)
		}
	}
	for code, want := range map[string]city.PlaceState{"S1": city.PlacePlanned, "S2": city.PlaceClosed} {
		if got := w.records(city.KindPlace, code)[0].Content.(*city.Place).State; got != want {
			t.Errorf("%s is %s", code, got)
		}
	}
}
