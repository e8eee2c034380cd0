package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/intake"
)

// TestImportThings takes buildings, places, barriers and attributes through the command line.
func TestImportThings(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	b.imports("--layer", "street", b.write("streets.geojson", squares("a", "b")))
	things := func(args ...string) (r intake.ThingReport) {
		t.Helper()
		if out := mustRun(t, append([]string{"import", "--store", b.store}, args...)...); json.Unmarshal([]byte(out), &r) != nil {
			t.Fatal(out)
		}
		return r
	}
	rows := b.write("b.csv", "楼座,东,北,户数\nB1,116.005,40.005,60\n")
	kept, report := filepath.Join(b.dir, "kept.json"), filepath.Join(b.dir, "report.json")
	made := b.write("made.json", `{"kind":"building","columns":{"楼座":"code","东":"lon","北":"lat"}}`)
	if r := things("--kind", "building", "--mapping", made, "--dry-run", rows); r.Status != intake.Stored || r.Revision != 2 {
		t.Errorf("dry run: %+v", r)
	}
	r := things("--kind", "building", "--mapping", made, "--save-mapping", kept, "--report", report, rows)
	if r.Status != intake.Stored || r.Accepted != 1 || r.Revision != 3 {
		t.Errorf("%+v", r)
	}
	if text, err := os.ReadFile(report); err != nil || !strings.Contains(string(text), `"stored"`) {
		t.Errorf("report: %s %v", text, err)
	}
	if r := things("--kind", "building", "--mapping", kept, rows); r.Status != intake.Unchanged {
		t.Errorf("by the mapping that was kept: %+v", r)
	}
	if r := things("--kind", "building", "--replace", "--effective-from", "2030-01-01", b.write("c.csv", "编码,经度,纬度\nB2,116.006,40.005\n")); !slices.Equal(r.Ended, []string{"B1"}) {
		t.Errorf("replace: %+v", r)
	}
	things("--kind", "barrier", "--layer", "wall", b.write("w.csv", "编码,几何\nW1,\"LINESTRING(116 40,116.01 40)\"\n"))
	things("--attributes", "--layer", "street", b.write("a.csv", "编码,户数\na,500\n"))
	if _, errs, code := redsail(t, "import", "--store", b.store, "--kind", "place", b.write("p.csv", "编码,类型,经度,纬度\nP1,没有的,116,40\n")); code != exitFailed {
		t.Errorf("a place of no kind: exit %d %s", code, errs)
	}
	for _, args := range [][]string{
		{"--kind", "building", "--layer", "street", rows}, {"--kind", "place", "--within", "a", rows}, {"--attributes", rows},
		{"--attributes", "--layer", "street", "--replace", rows}, {"--attributes", "--kind", "place", "--layer", "street", rows},
		{"--layer", "street", "--mapping", made, rows}, {"--template", filepath.Join(b.dir, "t.txt")},
	} {
		if _, errs, code := redsail(t, append([]string{"import", "--store", b.store}, args...)...); code != exitUsage {
			t.Errorf("%v: exit %d %s", args, code, errs)
		}
	}
}

// TestReplaceOfWorkbook: a workbook of several sheets of which none is named ends nothing; that is wrong usage.
func TestReplaceOfWorkbook(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	b.imports("--layer", "street", b.write("streets.geojson", squares("a", "b")))
	var book bytes.Buffer
	head := []string{"编码", "经度", "纬度"}
	if err := codec.WriteTextSheets(&book, []codec.TextSheet{{Name: "甲街道", Rows: [][]string{head, {"B1", "116.005", "40.005"}}}, {Name: "乙街道", Rows: [][]string{head, {"B2", "116.006", "40.005"}}}}); err != nil {
		t.Fatal(err)
	}
	file := b.write("台账.xlsx", book.String())
	b.fails(exitUsage, []string{"--replace", "乙街道", "--source-layer"}, "--kind", "building", "--replace", file)
	mustRun(t, "import", "--store", b.store, "--kind", "building", "--replace", "--source-layer", "乙街道", file)
}

// TestTemplateHint: the hint about a table without headings is a command that runs.
func TestTemplateHint(t *testing.T) {
	dir := t.TempDir()
	store, table := tinyDemo(t), filepath.Join(dir, "t.csv")
	if err := os.WriteFile(table, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, said, code := redsail(t, "import", "--store", store, "--dry-run", "--attributes", "--layer", "grid", table)
	if code == 0 || !strings.Contains(said, "redsail import --attributes --layer LAYER --template FILE.csv") {
		t.Fatalf("%d %s", code, said)
	}
	mustRun(t, "import", "--attributes", "--layer", "grid", "--template", filepath.Join(dir, "out.csv"))
}

// TestThingTemplates: each kind has a template, in both forms.
func TestThingTemplates(t *testing.T) {
	dir := t.TempDir()
	for _, kind := range [][]string{{"--kind", "building"}, {"--kind", "place"}, {"--kind", "barrier"}, {"--attributes"}} {
		for _, ext := range []string{".csv", ".xlsx"} {
			file := filepath.Join(dir, "t"+ext)
			mustRun(t, append([]string{"import", "--template", file}, kind...)...)
			if text, err := os.ReadFile(file); err != nil || len(text) < 100 {
				t.Errorf("%v %s: %d bytes %v", kind, ext, len(text), err)
			}
		}
	}
}

// exportsInto exports a layer of a store into a file of that name in a folder, and gives its path.
func exportsInto(t *testing.T, dir string) func(store, layer, format, name string) string {
	return func(store, layer, format, name string) string {
		t.Helper()
		out := filepath.Join(dir, name)
		mustRun(t, "export", "--store", store, "--layer", layer, "--format", format, "--out", out)
		return out
	}
}

// TestTablesRoundTrip: buildings and places that were exported as a workbook or CSV come whole into a
// store that has only the areas.
func TestTablesRoundTrip(t *testing.T) {
	from, dir := tinyDemo(t), t.TempDir()
	bare := filepath.Join(dir, "bare.gpkg")
	mustRun(t, "init", "--store", bare, "--made-up")
	export := exportsInto(t, dir)
	features := func(path string) string {
		t.Helper()
		var doc struct{ Features json.RawMessage }
		text, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(text, &doc)
		}
		if err != nil {
			t.Fatal(err)
		}
		return string(doc.Features)
	}
	for _, l := range []string{"district", "street", "community", "compound", "grid"} {
		format := "geojson"
		if l == "grid" {
			format = "xlsx"
		}
		flags := []string{"import", "--store", bare, "--layer", l, export(from, l, format, l+"."+format)}
		if l != "district" {
			flags = append(flags, "--parent-field", "parent")
		}
		mustRun(t, flags...)
	}
	for _, c := range []struct{ layer, format, kind string }{{"building", "xlsx", "building"}, {"red_sail_station", "csv", "place"}, {"police_post", "xlsx", "place"}} {
		table := export(from, c.layer, c.format, c.layer+"."+c.format)
		flags := []string{"import", "--store", bare, "--kind", c.kind, table}
		if c.kind == "place" {
			flags = append(flags, "--layer", c.layer)
		}
		mustRun(t, flags...)
		want, got := features(export(from, c.layer, "geojson", "want.geojson")), features(export(bare, c.layer, "geojson", "got.geojson"))
		if got != want || len(want) < 100 {
			t.Errorf("%s: %d bytes came back of %d, or others", c.layer, len(got), len(want))
		}
	}
}

// TestLinesRoundTrip: streets, paths, walls with their gates, rivers and railways that were exported come
// whole into a store that has none, in every format that an import reads.
func TestLinesRoundTrip(t *testing.T) {
	from, dir := tinyDemo(t), t.TempDir()
	export := exportsInto(t, dir)
	rows := func(path string) string {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for format, ext := range map[string]string{"geojson": "geojson", "csv": "csv", "gpkg": "gpkg", "shp": "zip"} {
		t.Run(format, func(t *testing.T) {
			bare := filepath.Join(dir, format+"-bare.gpkg")
			mustRun(t, "init", "--store", bare, "--made-up")
			for _, layer := range []string{"road", "path", "wall", "river", "rail"} {
				file := export(from, layer, format, format+"-"+layer+"."+ext)
				if layer == "road" || layer == "path" {
					mustRun(t, "network", "import", "--store", bare, file)
				} else {
					mustRun(t, "import", "--store", bare, "--kind", "barrier", file)
				}
				want, got := rows(export(from, layer, "csv", "want.csv")), rows(export(bare, layer, "csv", "got.csv"))
				if got != want || len(want) < 100 {
					t.Errorf("%s: %d bytes came back of %d, or others", layer, len(got), len(want))
				}
			}
			wall := export(from, "wall", format, "again."+ext)
			if out := mustRun(t, "import", "--store", bare, "--kind", "barrier", "--layer", "wall", wall); !strings.Contains(out, `"unchanged": 67`) || !strings.Contains(out, `"main_gate": 22`) {
				t.Errorf("walls once more: %s", out)
			}
		})
	}
}
