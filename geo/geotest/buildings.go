package geotest

import (
	"archive/zip"
	"fmt"
	"os"
	"strings"
	"testing"
)

// buildingCells are those of a made-up building, # before a number: 1,000 to a row, over the grids
// 第一网格 and 第二网格, which lie west and east of 116.02° from 116°, 40° on.
func buildingCells(i int) []string {
	return []string{
		fmt.Sprintf("B%07d", i), fmt.Sprintf("示例小区%d号楼", i%40+1), fmt.Sprintf("示例路%d号示例小区%d%d号楼", i%900+1, i/40, i%40+1),
		fmt.Sprintf("#%.6f", 116+float64(i%1000)*4e-5), fmt.Sprintf("#%.6f", 40+float64(i/1000)*4e-5),
		fmt.Sprintf("#%d", i%120), fmt.Sprintf("#%d", i%32+1), fmt.Sprintf("第%s网格", []string{"一", "二"}[i%1000/500]), "住宅", "#2001", "虚构示例", "2026-07-01",
	}
}

var buildingHeads = []string{"楼栋编码", "名称", "地址", "经度", "纬度", "户数", "层数", "网格", "用途", "建成年份", "来源", "数据日期"}

// BuildingsBook writes a workbook of n made-up buildings in two grids, texts shared as spreadsheets write
// them.
func BuildingsBook(t testing.TB, path string, n int) {
	t.Helper()
	sheet, texts := buildingsSheet(n)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, part := range []struct{ name, text string }{
		{"xl/s.xml", sheet}, {"xl/sharedStrings.xml", texts},
		{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="1" Target="s.xml" Type="x/worksheet"/><Relationship Id="2" Target="sharedStrings.xml" Type="x/sharedStrings"/></Relationships>`},
	} {
		w, err := z.Create(part.name)
		if err == nil {
			_, err = w.Write([]byte(part.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// buildingsSheet gives the sheet of n buildings, and the texts that its cells share.
func buildingsSheet(n int) (sheet, texts string) {
	var rows, shared strings.Builder
	index := map[string]int{}
	rows.WriteString("<worksheet><sheetData>")
	shared.WriteString("<sst>")
	for i := -1; i < n; i++ {
		cells := buildingHeads
		if i >= 0 {
			cells = buildingCells(i)
		}
		fmt.Fprintf(&rows, `<row r="%d" spans="1:12">`, i+2)
		for c, text := range cells {
			if v, is := strings.CutPrefix(text, "#"); is {
				fmt.Fprintf(&rows, `<c r="%c%d" s="1"><v>%s</v></c>`, 'A'+c, i+2, v)
				continue
			}
			at, known := index[text]
			if !known {
				at = len(index)
				index[text] = at
				fmt.Fprintf(&shared, "<si><t>%s</t></si>", text)
			}
			fmt.Fprintf(&rows, `<c r="%c%d" s="1" t="s"><v>%d</v></c>`, 'A'+c, i+2, at)
		}
		rows.WriteString("</row>")
	}
	rows.WriteString("</sheetData></worksheet>")
	shared.WriteString("</sst>")
	return rows.String(), shared.String()
}

// BuildingsCSV writes a CSV of the same buildings.
func BuildingsCSV(t testing.TB, path string, n int) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintln(&b, strings.Join(buildingHeads, ","))
	for i := range n {
		fmt.Fprintln(&b, strings.ReplaceAll(strings.Join(buildingCells(i), ","), "#", ""))
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
