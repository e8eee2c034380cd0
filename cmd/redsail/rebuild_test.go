package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// known makes a city of which everything is known, in a store: what is in force in the smallest demo
// city, without what no import of a whole brings back: former codes of areas, whose codes change by a
// Change alone; and persons and what tells of them.
func known(t testing.TB, dir string) *messy {
	t.Helper()
	made := filepath.Join(dir, "demo.gpkg")
	if err := makeCity(t.Context(), made, demo.SizeTiny, io.Discard); err != nil {
		t.Fatal(err)
	}
	from, err := gpkg.Open(t.Context(), made, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	scheme, err := from.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := scheme.YAML()
	if err != nil {
		t.Fatal(err)
	}
	m := &messy{TB: t, dir: dir, store: filepath.Join(dir, "known.gpkg")}
	mustRun(t, "init", "--store", m.store, "--scheme", m.write("scheme.yaml", text))
	today := city.DateOf(time.Now().In(scheme.Location()))
	c := city.Change{Author: "test", Effective: city.OpenStart}
	for _, kind := range []city.RecordKind{city.KindArea, city.KindBuilding, city.KindPlace, city.KindLine} {
		rs, err := from.Records(t.Context(), city.Query{Kind: kind, At: &today})
		if err != nil {
			t.Fatal(err)
		}
		for i := range rs {
			if of, is := rs[i].Content.(*city.Area); is {
				of.Former = nil
			}
			c.Entries = append(c.Entries, city.PutContent(rs[i].Content, city.Always()))
		}
		m.records = append(m.records, rs...)
	}
	into, err := gpkg.Open(t.Context(), m.store, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := into.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := into.Close(); err != nil {
		t.Fatal(err)
	}
	return m
}

// boundaries writes the layers, each as another office keeps it.
func (m *messy) boundaries() {
	m.Helper()
	for layer, zh := range map[string]string{"city": "市", "district": "区县", "street": "街道", "community": "社区"} {
		areas := of[*city.Area](m, layer)
		columns := []string{zh + "编码", zh + "名称", "上级编码"}
		m.shapefile(layer, zh, columns, func(i int) []string { return []string{areas[i].Code, areas[i].Names.Zh, areas[i].Parent} })
	}
	for _, layer := range []string{"city", "district", "street", "community"} {
		args := []string{"import", "--layer", layer, "--encoding", "gbk"}
		if layer != "city" {
			args = append(args, "--parent-field", "上级编码")
		}
		m.step(append(args, m.path(layer+".zip"))...)
	}
	mustRun(m, "export", "--store", m.store, "--layer", "compound", "--format", "gpkg", "--out", m.path("compound.gpkg"))
	m.step("import", "--layer", "compound", "--parent-field", "parent", m.path("compound.gpkg"))
	m.drawing("grid")
	m.step("import", "--layer", "grid", "--source-layer", "网格线", "--code-field", "text@编号", "--name-field", "text@名称", "--control", m.path("control.csv"), m.path("grid.dxf"))
	for _, layer := range []string{"land_use", "overlay"} { // as a map on the web gives them
		mustRun(m, "export", "--store", m.store, "--layer", layer, "--format", "geojson", "--crs", "gcj02", "--out", m.path(layer+".geojson"))
		m.step("import", "--layer", layer, "--crs", "gcj02", m.path(layer+".geojson"))
	}
}

// households writes for each layer what its areas are besides their borders.
func (m *messy) households() {
	m.Helper()
	for _, layer := range []string{"city", "district", "street", "community", "compound", "grid", "land_use", "overlay"} {
		var rows [][]string
		for i, a := range of[*city.Area](m, layer) {
			households := digitsOf(a.Households)
			if households != "" && i%2 == 0 {
				households = wide(households) + "户"
			}
			rows = append(rows, []string{a.Code, a.Names.En, households, digitsOf(a.Population), m.inJSON(a.Class), a.Source, a.DataDate})
		}
		heads := []string{"编码", "英文名称", "户数", "人口", "属性", "来源", "数据日期"}
		file := m.workbook(layer+"-户数.xlsx", "各"+layer+"基本情况统计表", [][2]string{{"户数", "规模"}, {"人口", "规模"}}, heads, rows)
		m.step("import", "--attributes", "--layer", layer, file)
	}
}

// addresses writes the ground plans, and the table of addresses beside them.
func (m *messy) addresses() {
	m.Helper()
	all := of[*city.Building](m, city.LayerBuilding)
	renumbered := 0
	for _, v := range all {
		renumbered += len(v.Former)
	}
	if renumbered == 0 {
		m.Error("no building had another code before: the column of former codes shows nothing")
	}
	m.shapefile("building", "楼栋", []string{"楼栋编码", "原编码"}, func(i int) []string { return []string{all[i].Code, strings.Join(all[i].Former, "、")} })
	m.step("import", "--kind", "building", "--encoding", "gbk", m.path("building.zip"))
	var b strings.Builder
	w := csv.NewWriter(&b)
	rows := [][]string{{"楼栋地址登记表"}, {"楼栋编码", "名称", "英文名称", "道路", "门牌号", "小区名称", "楼栋号", "户数", "层数", "网格编码", "小区编码", "出入口", "属性", "来源", "数据日期"}}
	for _, v := range all {
		rows = append(rows, []string{
			v.Code, v.Names.Zh, v.Names.En, v.Address.Road, v.Address.Number, v.Address.Compound, v.Address.Building, digitsOf(v.Households), digitsOf(v.Storeys) + "层",
			v.Grid, v.Compound, m.inJSON(doors(v.Entrances)), m.inJSON(v.Class), v.Source, v.DataDate,
		})
	}
	rows = append(rows, []string{"合计"})
	if err := w.WriteAll(rows); err != nil {
		m.Fatal(err)
	}
	m.step("import", "--kind", "building", m.write("地址表.csv", m.gbk(b.String())))
}

// stations exports the places as a table that comes in again whole.
func (m *messy) stations() {
	m.Helper()
	kinds := map[string]bool{}
	for i := range m.records {
		if p, is := m.records[i].Content.(*city.Place); is {
			kinds[p.Kind] = true
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		file := m.path(kind + ".xlsx")
		mustRun(m, "export", "--store", m.store, "--layer", kind, "--format", "xlsx", "--out", file)
		m.step("import", "--kind", "place", "--layer", kind, file)
	}
}

// lines exports the streets and what stands in the way, each in another format.
func (m *messy) lines() {
	m.Helper()
	for _, l := range []struct{ layer, format, file string }{
		{city.LayerRoad, "shp", "road.zip"}, {city.LayerPath, "geojson", "path.geojson"},
		{city.LayerWall, "gpkg", "wall.gpkg"}, {city.LayerRiver, "csv", "river.csv"}, {city.LayerRail, "geojson", "rail.geojson"},
	} {
		file := m.path(l.file)
		mustRun(m, "export", "--store", m.store, "--layer", l.layer, "--format", l.format, "--out", file)
		if l.layer == city.LayerRoad || l.layer == city.LayerPath {
			m.step("network", "import", file)
		} else {
			m.step("import", "--kind", "barrier", file)
		}
	}
}

// hashOf is the hash of what a store says, and how much.
func hashOf(t testing.TB, store string) string {
	t.Helper()
	out, errs, code := redsail(t, "check", "--store", store, "--json")
	var c atlas.Check
	if err := json.Unmarshal([]byte(out), &c); err != nil || code == exitUsage {
		t.Fatalf("exit %d, %v: %s", code, err, errs)
	}
	return c.ContentHash
}

// TestRebuild: a folder of messy files (a Shapefile in GBK in zone 39, a drawing in a turned grid with
// control points, a GeoPackage, files in GCJ-02, workbooks with merged headings, a table of addresses in
// GBK, streets and walls in what Redsail exports) rebuilds the city on an empty store: the same content, by its hash.
// REDSAIL_REBUILD names a folder in which the files stay, for the same through the browser.
func TestRebuild(t *testing.T) {
	dir := os.Getenv("REDSAIL_REBUILD")
	if dir == "" {
		dir = t.TempDir()
	}
	m := known(t, dir)
	m.boundaries()
	m.households()
	m.addresses()
	m.stations()
	m.lines()
	want := hashOf(t, m.store)
	told, err := json.MarshalIndent(map[string]any{"content_hash": want, "steps": m.steps}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	m.write("steps.json", told)
	store := filepath.Join(t.TempDir(), "rebuilt.gpkg")
	mustRun(t, "init", "--store", store, "--scheme", m.path("scheme.yaml"))
	for _, s := range m.steps {
		args := slices.Concat(s.Args, []string{"--store", store})
		out, errs, code := redsail(t, args...)
		var r struct{ Rejected []json.RawMessage }
		if err := json.Unmarshal([]byte(out), &r); err != nil || code != exitDone || len(r.Rejected) > 0 {
			t.Fatalf("%v: exit %d, %v\n%s\n%.2000s", args, code, err, errs, out)
		}
	}
	if got := hashOf(t, store); got != want {
		t.Errorf("the content is %s, not %s", got, want)
		m.differ(store)
	}
}

// differ says in which layers the store differs from the known city, and how first.
func (m *messy) differ(store string) {
	m.Helper()
	layers := map[string]bool{}
	for i := range m.records {
		layers[m.records[i].Key().Layer] = true
	}
	for _, layer := range slices.Sorted(maps.Keys(layers)) {
		var texts [2][]string
		for i, s := range []string{m.store, store} {
			file := filepath.Join(m.TempDir(), "layer.geojson")
			mustRun(m, "export", "--store", s, "--layer", layer, "--format", "geojson", "--out", file)
			text, err := os.ReadFile(file)
			if err != nil {
				m.Fatal(err)
			}
			texts[i] = strings.Split(string(text), "\n")
		}
		for i := range texts[0] {
			if i >= len(texts[1]) || texts[0][i] != texts[1][i] {
				other := ""
				if i < len(texts[1]) {
					other = texts[1][i]
				}
				m.Errorf("%s, line %d:\n%.1500s\n%.1500s", layer, i, texts[0][i], other)
				break
			}
		}
	}
}
