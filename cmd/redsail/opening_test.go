package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/opening"
)

// TestOpening: a city is found, begun, changed while it is empty, and told step by step; what is there
// is not founded over.
func TestOpening(t *testing.T) {
	store := filepath.Join(t.TempDir(), "a new.gpkg")
	if out := mustRun(t, "opening", "--find", "eerduosi"); out != "150600 鄂尔多斯市 Ordos 内蒙古自治区\n" {
		t.Error(out)
	}
	refused := func(code int, want string, args ...string) {
		t.Helper()
		if _, errs, got := redsail(t, args...); got != code || !strings.Contains(errs, want) {
			t.Errorf("%v: exit %d, %s", args, got, errs)
		}
	}
	refused(exitFailed, "亚特兰蒂斯", "opening", "--find", "亚特兰蒂斯")
	refused(exitUsage, "--store", "opening")
	refused(exitFailed, "370000", "init", "--store", store, "--city", "370000")
	refused(exitUsage, "--codes", "init", "--store", store, "--codes", "national")
	refused(exitFailed, "--init --store '"+store+"'", "serve", "--store", store, "--listen", "127.0.0.1:0")
	mustRun(t, "init", "--store", store, "--city", "150600", "--scheme", "ordos")
	refused(exitFailed, "exists already", "init", "--store", store, "--city", "370800")
	refused(exitFailed, "made up", "init", "--store", store, "--city", "370800", "--change", "--made-up")
	mustRun(t, "init", "--store", store, "--city", "370800", "--scheme", "jining", "--change", "--name-zh", "济宁")
	var st opening.State
	if err := json.Unmarshal([]byte(mustRun(t, "opening", "--store", store, "--json")), &st); err != nil {
		t.Fatal(err)
	}
	if !st.Empty || st.Name.Zh != "济宁" || st.Name.En != "Jining" || st.Scheme != "jining" || st.Next.Command != "redsail import --store '"+store+"' --layer city FILE" {
		t.Errorf("%+v, %+v", st, st.Next)
	}
	file := newBadInput(t, t.TempDir()).write("city.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"370800","name":"济宁市"},"geometry":{"type":"Polygon","coordinates":[[[116,35],[117,35],[117,36],[116,36],[116,35]]]}}]}`)
	mustRun(t, "import", "--store", store, "--layer", "city", file)
	out := mustRun(t, "opening", "--store", store, "--lang", "zh")
	for _, want := range []string{"济宁\n", "[x] 市: 1 个", "县市区: 应有 12 个，已有 0 个", "370811 任城区", "+ 地图上任一点可答出：市", "- 没有岗位，答不出谁负责", "下一步： redsail import --store '" + store + "' --layer district FILE"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
	refused(exitFailed, "the city stays 370800", "init", "--store", store, "--city", "150600", "--change")
	before := mustRun(t, "check", "--store", store, "--json")
	mine := filepath.Join(t.TempDir(), "my.yaml")
	text := mustRun(t, "init", "--store", store, "--print")
	if err := os.WriteFile(mine, []byte(strings.Replace(text, "norms:\n", "norms:\n  community_workers: 11\n", 1)+"organisations:\n- {key: shop, name: {zh: 商户, en: Shop}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other.yaml")
	if err := os.WriteFile(other, []byte(strings.ReplaceAll(text, "parent: community", "parent: street")), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(exitFailed, "keeps its parent", "init", "--store", store, "--scheme", other, "--change")
	if _, errs, code := redsail(t, "init", "--store", store, "--scheme", mine, "--change"); code != 0 || !strings.Contains(errs, "changed in the scheme: norms, organisations; the 1 revisions stay") {
		t.Errorf("exit %d, %s", code, errs)
	}
	if _, errs, code := redsail(t, "init", "--store", store, "--scheme", mine, "--change"); code != 0 || !strings.Contains(errs, "nothing was changed") {
		t.Errorf("again: exit %d, %s", code, errs)
	}
	if _, errs, code := redsail(t, "init", "--store", store, "--change", "--name-en", "Jining"); code != 0 || strings.Contains(errs, "norms") {
		t.Errorf("another name alone: exit %d, %s", code, errs)
	}
	if got := mustRun(t, "init", "--store", store, "--print"); !strings.Contains(got, "community_workers: 11") || !strings.Contains(got, `370800`) || !strings.Contains(got, "Jining") {
		t.Errorf("%s", got)
	}
	if a, b := hashOfContent(t, before), hashOfContent(t, mustRun(t, "check", "--store", store, "--json")); a != b {
		t.Errorf("content %s, before %s", b, a)
	}
	for _, want := range []string{`"scheme/norms","scheme/organisations"`, `"scheme_in_use"`} {
		if rows := mustRun(t, "audit", "export", "--store", store); !strings.Contains(strings.Join(strings.Fields(rows), ""), want) || strings.Contains(rows, "internal") {
			t.Errorf("no %s in the audit: %s", want, rows)
		}
	}
}

func hashOfContent(t *testing.T, report string) string {
	t.Helper()
	var r struct {
		Hash string `json:"content_hash"`
	}
	if err := json.Unmarshal([]byte(report), &r); err != nil || r.Hash == "" {
		t.Fatalf("%v: %s", err, report)
	}
	return r.Hash
}

// TestMadeUpNeverMixes: what the made-up city exports is refused by a real city in every form, and nothing
// of it is written; a store for practice takes it, and says of an unmarked file that it is one.
func TestMadeUpNeverMixes(t *testing.T) {
	dir := t.TempDir()
	made, real, practice := filepath.Join(dir, "made.gpkg"), filepath.Join(dir, "real.gpkg"), filepath.Join(dir, "practice.gpkg")
	mustRun(t, "init", "--store", made, "--scheme", "default", "--made-up")
	mustRun(t, "init", "--store", real, "--city", "370800", "--codes", "scheme")
	mustRun(t, "init", "--store", practice, "--city", "370800", "--codes", "scheme", "--made-up")
	plain := newBadInput(t, t.TempDir()).write("district.geojson", squares("d", "e"))
	if _, errs, code := redsail(t, "import", "--store", made, "--layer", "district", plain); code != 0 || !strings.Contains(errs, "though the file does not say so") {
		t.Errorf("an unmarked file: exit %d, %s", code, errs)
	}
	for _, format := range []string{"geojson", "csv", "gpkg", "kml", "shp"} {
		file := filepath.Join(dir, "district."+format)
		if format == "shp" {
			file = filepath.Join(dir, "district.zip")
		}
		mustRun(t, "export", "--store", made, "--layer", "district", "--format", format, "--out", file)
		if out, errs, code := redsail(t, "import", "--store", real, "--layer", "district", file); code != exitFailed || out != "" || !strings.Contains(errs, "never mix") {
			t.Errorf("%s into a real city: exit %d, %s", format, code, errs)
		}
		if _, errs, code := redsail(t, "import", "--store", practice, "--layer", "district", file); code != 0 || strings.Contains(errs, "does not say so") {
			t.Errorf("%s into a store for practice: exit %d, %s", format, code, errs)
		}
	}
	if out := mustRun(t, "opening", "--store", real); !strings.Contains(out, "expected, 0 there") {
		t.Errorf("something was written: %s", out)
	}
	template := filepath.Join(dir, "areas.csv")
	mustRun(t, "import", "--template", template)
	if out, _, code := redsail(t, "import", "--store", real, "--layer", "street", template); code != exitFailed || !strings.Contains(out, `"example_row"`) {
		t.Errorf("the template as it is: exit %d, %s", code, out)
	}
	if _, errs, code := redsail(t, "import", "--template", filepath.Join(dir, "areas.xlsx")); code == 0 || !strings.Contains(errs, "CSV") {
		t.Errorf("a workbook of areas: exit %d, %s", code, errs)
	}
}
