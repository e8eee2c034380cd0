package intake_test

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/intake"
)

// buildingCells are those of a made-up building: a grid of 1,000 to a row over the two grids of the
// test's city.
func buildingCells(i int) []string {
	return []string{
		fmt.Sprintf("B%07d", i), fmt.Sprintf("示例小区%d号楼", i%40+1), fmt.Sprintf("示例路%d号示例小区%d%d号楼", i%900+1, i/40, i%40+1),
		fmt.Sprintf("#%.6f", 116+float64(i%1000)*4e-5), fmt.Sprintf("#%.6f", 40+float64(i/1000)*4e-5),
		fmt.Sprintf("#%d", i%120), fmt.Sprintf("#%d", i%32+1), fmt.Sprintf("第%s网格", []string{"一", "二"}[i%1000/500]), "住宅", "#2001", "虚构示例", "2026-07-01",
	}
}

var buildingHeads = []string{"楼栋编码", "名称", "地址", "经度", "纬度", "户数", "层数", "网格", "用途", "建成年份", "来源", "数据日期"}

// writeBook makes a workbook of n buildings, texts shared as spreadsheets write them.
func writeBook(t testing.TB, path string, n int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	part := func(name string, write func(w io.Writer)) {
		p, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriter(p)
		write(w)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	var shared []string
	index := map[string]int{}
	part("xl/s.xml", func(w io.Writer) {
		fmt.Fprint(w, "<worksheet><sheetData>")
		for i := -1; i < n; i++ {
			cells := buildingHeads
			if i >= 0 {
				cells = buildingCells(i)
			}
			fmt.Fprintf(w, `<row r="%d" spans="1:12">`, i+2)
			for c, text := range cells {
				if v, is := strings.CutPrefix(text, "#"); is {
					fmt.Fprintf(w, `<c r="%c%d" s="1"><v>%s</v></c>`, 'A'+c, i+2, v)
					continue
				}
				at, known := index[text]
				if !known {
					at = len(shared)
					index[text], shared = at, append(shared, text)
				}
				fmt.Fprintf(w, `<c r="%c%d" s="1" t="s"><v>%d</v></c>`, 'A'+c, i+2, at)
			}
			fmt.Fprint(w, "</row>")
		}
		fmt.Fprint(w, "</sheetData></worksheet>")
	})
	part("xl/sharedStrings.xml", func(w io.Writer) {
		fmt.Fprint(w, "<sst>")
		for _, text := range shared {
			fmt.Fprintf(w, "<si><t>%s</t></si>", text)
		}
		fmt.Fprint(w, "</sst>")
	})
	part("xl/workbook.xml", func(w io.Writer) {
		fmt.Fprint(w, `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="1"/></sheets></workbook>`)
	})
	part("xl/_rels/workbook.xml.rels", func(w io.Writer) {
		fmt.Fprint(w, `<Relationships><Relationship Id="1" Target="s.xml" Type="x/worksheet"/><Relationship Id="2" Target="sharedStrings.xml" Type="x/sharedStrings"/></Relationships>`)
	})
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// writeBuildings makes a CSV of n buildings.
func writeBuildings(t testing.TB, path string, n int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, strings.Join(buildingHeads, ","))
	for i := range n {
		fmt.Fprintln(w, strings.ReplaceAll(strings.Join(buildingCells(i), ","), "#", ""))
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkImportBuildings reads a workbook of 100,000 rows and a CSV of a million, each into an
// empty GeoPackage (with -short a hundredth of it), and the workbook once more. peak-MB is the largest
// heap that was seen.
func BenchmarkImportBuildings(b *testing.B) {
	scale := 1
	if testing.Short() {
		scale = 100
	}
	for _, c := range []struct {
		ext   string
		rows  int
		write func(testing.TB, string, int)
		again []bool
	}{{"xlsx", 100_000 / scale, writeBook, []bool{false, true}}, {"csv", 1_000_000 / scale, writeBuildings, []bool{false}}} {
		path := filepath.Join(b.TempDir(), "buildings."+c.ext)
		c.write(b, path, c.rows)
		for _, again := range c.again {
			b.Run(fmt.Sprintf("%s/rows=%d/again=%v", c.ext, c.rows, again), func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					w := newStaffed(b)
					want := intake.Stored
					if again {
						w.thingsOf(intake.TableBuilding, "", path)
						want = intake.Unchanged
					}
					runtime.GC()
					stop := watchHeap()
					b.StartTimer()
					r := w.thingsOf(intake.TableBuilding, "", path)
					b.StopTimer()
					b.ReportMetric(stop(), "peak-MB")
					if r.Status != want || r.Accepted != c.rows || r.NoGrid != 0 {
						b.Fatalf("%s: %+v", r.Summary(), r.Rejected[:min(3, len(r.Rejected))])
					}
					b.StartTimer()
				}
				b.ReportMetric(float64(c.rows*b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}
