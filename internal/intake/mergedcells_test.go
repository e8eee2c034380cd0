package intake_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// mergedBook is a workbook of rows of texts with merged cells like A2:A5; what is under them is kept as it is.
func mergedBook(t testing.TB, rows [][]any, merged ...string) string {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = book.SetSheetRow("Sheet1", at, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return string(repack(out.Bytes(), func(name string, part []byte) []byte {
		if name != "xl/worksheets/sheet1.xml" {
			return part
		}
		cells := "</sheetData><mergeCells>"
		for _, ref := range merged {
			cells += `<mergeCell ref="` + ref + `"/>`
		}
		return bytes.Replace(part, []byte("</sheetData>"), []byte(cells+"</mergeCells>"), 1)
	}))
}

// TestMergedBuildings: what is merged over several buildings holds for each; a title over a group of them
// is none, and a heading merged with what is under it no value.
func TestMergedBuildings(t *testing.T) {
	w := newStaffed(t)
	path := w.write("xlsx", mergedBook(t, [][]any{
		{"编码", "小区名称", "道路", "门牌号", "楼栋号", "经度", "纬度", "层数", "备注"},
		{"幸福里小区的楼栋"},
		{"V0", "幸福里", "太白路", "77号", "1号楼", 116.005, 40.005, 6},
		{"V1", nil, nil, nil, "2号楼", 116.006, 40.005},
		{"V2", nil, "太白路", nil, "3号楼", 116.007, 40.005},
		{"V3", nil, nil, nil, "4号楼", 116.008, 40.005, 9},
		{"V4", nil, nil, nil, "5号楼", 116.009, 40.005},
		{"注：虚构"},
	}, "I1:I4", "A2:H2", "B3:B6", "C3:C6", "D3:D6", "H3:H5", "A8:H8"))
	r := w.thingsOf(intake.TableBuilding, "", path)
	if got := thingReasons(r); len(got) > 0 || r.Accepted != 5 || !slices.Equal(r.Notes, []int{2, 8}) {
		t.Fatalf("%v %+v", got, r)
	}
	for code, want := range map[string]string{"V0": "太白路77号幸福里1号楼", "V1": "太白路77号幸福里2号楼", "V3": "太白路77号幸福里4号楼", "V4": "5号楼"} {
		if got := w.building(code).Address.String(); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	for code, want := range map[string]int64{"V1": 6, "V2": 6, "V3": 9} {
		if got := w.building(code).Storeys; got == nil || *got != want {
			t.Errorf("%s: %v storeys, want %d", code, got, want)
		}
	}
}

// TestMergedDoubts: what merged cells do not say clearly is refused by its row: one number of households
// for several, a value hidden under another one, one code for two.
func TestMergedDoubts(t *testing.T) {
	w := newStaffed(t)
	path := w.write("xlsx", mergedBook(t, [][]any{
		{"编码", "名称", "经度", "纬度", "户数", "层数"},
		{"V0", "甲", 116.005, 40.005, 77, 6},
		{"V1", "乙", 116.006, 40.005},
		{"V2", "丙", 116.007, 40.005, 3},
		{"V3", "丁", 116.008, 40.005, 4},
		{"V4", "戊", 116.009, 40.005, 5, 6},
		{nil, "己", 116.004, 40.005, 5, 6},
		{"V6", "庚", 116.003, 40.005, "-"},
		{"V7", "辛", 116.002, 40.005},
		{"V8", "壬", 116.001, 40.005, 8},
	}, "E2:E3", "B4:B5", "A6:A7", "E8:E9", "E10:F10"))
	r := w.thingsOf(intake.TableBuilding, "", path)
	want := []string{"2 V0 merged_cell", "3 V1 merged_cell", "5 V3 merged_cell", "7 V4 duplicate_code", "10 V8 merged_cell"}
	if got := thingReasons(r); !slices.Equal(got, want) {
		t.Errorf("rejected\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r.Rejected[0].Column != "户数" || !strings.Contains(r.Rejected[1].Message, "rows 2 to 3") || !strings.Contains(r.Rejected[2].Message, "row 4") {
		t.Errorf("%+v", r.Rejected)
	}
}

// TestMergedAttributes: a community merged over its compounds is the parent of each; so is a grid over
// the posts in it.
func TestMergedAttributes(t *testing.T) {
	w := newStaffed(t)
	w.load("community", feature(box(4, 0, 4, 4), "code", `"C2"`, "name", `"新社区"`))
	w.load("grid", feature(box(4, 0, 2, 4), "code", `"G3"`, "name", `"第一网格"`), feature(box(6, 0, 2, 4), "code", `"G4"`, "name", `"第二网格"`))
	path := w.write("xlsx", mergedBook(t, [][]any{{"所属社区", "网格", "人口"}, {"新社区", "第一网格", 33}, {nil, "第二网格", 44}}, "A2:A3"))
	r, err := intake.ImportAttributes(t.Context(), w.store, path, intake.AttributeOptions{Layer: "grid"})
	if err != nil || len(r.Rejected) > 0 || *w.area("grid", "G3").Population != 33 || *w.area("grid", "G4").Population != 44 {
		t.Errorf("%v %+v", err, r)
	}
	posts := w.table(city.KindPost, w.write("xlsx", mergedBook(t, [][]any{{"岗位编码", "角色", "区域编码"}, {"K1", "grid_head", "G3"}, {"K2", "full_time_worker"}}, "C2:C3")))
	if posts.Accepted != 2 {
		t.Errorf("%+v", posts)
	}
}

// TestMergedAreas: tables of areas are read as other tables: merged headings, notes and sums, merged cells
// of several rows. What stands right under the headings may be the first area.
func TestMergedAreas(t *testing.T) {
	outline := func(x int) string {
		return fmt.Sprintf("POLYGON((11%d 40,11%d.01 40,11%d.01 40.01,11%d 40))", x, x, x, x)
	}
	for name, c := range map[string]struct {
		rows   [][]any
		merged []string
	}{
		"parted": {[][]any{{"社区边界"}, {"社区信息", nil, "几何"}, {"社区编码", "社区名称"},
			{"C1", "甲", outline(6)}, {"C2", nil, outline(7)}, {"合计", 2}, {"注：虚构"}}, []string{"A1:C1", "A2:B2", "C2:C3", "B4:B5", "A7:C7"}},
		"below": {[][]any{{"社区编码", "空间", nil, "社区名称"}, {nil, "面积", "几何"},
			{"C1", 1, outline(6), "甲"}, {"C2", nil, outline(7)}}, []string{"A1:A2", "B1:C1", "D1:D2", "D3:D4"}},
		"wide": {[][]any{{"社区编码", "社区名称", nil, "几何"}, {"C1", "甲", nil, outline(6)}, {"C2", nil, nil, outline(7)}},
			[]string{"B1:C1", "B2:C3"}},
		"plain": {[][]any{{"社区编码", "社区名称", "几何"}, {"C1", "甲", outline(6)}, {"C2", nil, outline(7)}, {"小 计"}}, []string{"B2:B3"}},
	} {
		w := newWorld(t, freeVillages)
		r := w.take(w.write("xlsx", mergedBook(t, c.rows, c.merged...)), intake.Options{Layer: "village", CodeField: "社区编码", NameField: "社区名称"})
		if len(r.Rejected) > 0 || r.Read != 2 || w.area("village", "C1").Names.Zh != "甲" || w.area("village", "C2").Names.Zh != "甲" {
			t.Errorf("%s: %+v", name, r)
		}
		if name == "parted" && !slices.Equal(r.Notes, []int{6, 7}) {
			t.Errorf("notes %v", r.Notes)
		}
	}
	w := newWorld(t, freeVillages)
	r := w.take(w.write("csv", "编码,名称,几何\nC1,甲,\""+outline(6)+"\"\n,,\n合计,1,\n注：虚构\n"), intake.Options{Layer: "village"})
	if len(r.Rejected) > 0 || r.Accepted != 1 || !slices.Equal(r.Notes, []int{4, 5}) {
		t.Errorf("%+v", r)
	}
	r = w.take(w.write("xlsx", mergedBook(t, [][]any{{"编码", "名称", "几何"}, {"C3", "丙", outline(8)}, {"C4", "丁", outline(9)}}, "B2:B3")), intake.Options{Layer: "village"})
	if got := reasons(r); !slices.Equal(got, []string{"2 bad_row"}) || !strings.Contains(r.Rejected[0].Message, "column B") {
		t.Errorf("%v", r.Rejected)
	}
}

const freeVillages = `
layers:
  - {key: village, name: {zh: 社区, en: Village}, parent: "", partition: true}
`
