package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/merge"
)

// TestMergeGrids: a dry run writes nothing, the report and the drawing come into files, the merge
// is one revision, and the store is sound after it; wrong usage ends with 2.
func TestMergeGrids(t *testing.T) {
	dir := t.TempDir()
	store := filepath.Join(dir, "tiny.gpkg")
	if out, errs, code := redsail(t, "demo", "--size", "tiny", "--no-serve", "--store", store); code != 0 {
		t.Fatal(out, errs)
	}
	before := contentHash(t, store)
	report, drawing := filepath.Join(dir, "merge.json"), filepath.Join(dir, "merge.geojson")
	args := []string{"merge-grids", "--store", store, "--layers", "grid,compound", "--into", "grid"}
	out := mustRun(t, append(args, "--dry-run", "--report", report, "--out", drawing)...)
	var r merge.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || r.Status != merge.Proposed || len(r.Grids) != 30 || len(r.Areas) == 0 {
		t.Fatalf("%v: %s", err, out)
	}
	if r.Agreement.Share == nil || *r.Agreement.Share <= 0 || *r.Agreement.Share >= 1 || r.Agreement.Households == 0 {
		t.Errorf("%+v", r.Agreement)
	}
	if kept, err := os.ReadFile(report); err != nil || string(kept) != out {
		t.Errorf("the report in the file is another: %v", err)
	}
	drawn, err := os.ReadFile(drawing)
	if err != nil || !json.Valid(drawn) || !strings.Contains(string(drawn), `"agreed":true`) {
		t.Errorf("%v: %.200s", err, drawn)
	}
	if contentHash(t, store) != before {
		t.Error("a dry run changed the store")
	}
	if err := json.Unmarshal([]byte(mustRun(t, args...)), &r); err != nil || r.Status != merge.Stored || r.Cut != 0 {
		t.Fatalf("%v: %+v", err, r)
	}
	mustRun(t, "check", "--store", store, "--layer", "grid")
	former := ""
	for _, g := range r.Grids {
		if len(g.Former) > 0 {
			former = g.Former[0]
		}
	}
	if former == "" {
		t.Error("no old code was kept")
	}
	for _, c := range []struct {
		says string
		args []string
	}{
		{"2 to 4", []string{"--layers", "grid", "--into", "grid"}},
		{"nix", []string{"--layers", "grid,nix", "--into", "grid"}},
		{"no partition", []string{"--layers", "grid,compound", "--into", "compound"}},
		{"sliver", []string{"--layers", "grid,compound", "--into", "grid", "--sliver", "0"}},
		{"--into", []string{"--layers", "grid,compound"}},
	} {
		_, errs, code := redsail(t, append([]string{"merge-grids", "--store", store}, c.args...)...)
		if code == 0 || !strings.Contains(errs, c.says) {
			t.Errorf("%v: exit %d, %s", c.args, code, errs)
		}
	}
}

// TestImportRepairs takes the option through the command line.
func TestImportRepairs(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	tie := `{"type":"Polygon","coordinates":[[[116,40],[116.01,40.01],[116.01,40],[116,40.01],[116,40]]]}`
	file := b.write("tie.geojson", features(placed("a", tie)))
	b.rejects(0, []string{"self_crossing"}, "--layer", "street", file)
	r := b.imports("--layer", "street", "--repair", "close-ring=0.5,untangle", file)
	if len(r.Repaired) != 1 || r.Repaired[0].Repair != "untangle" || r.Repaired[0].Code != "a" {
		t.Errorf("%+v", r)
	}
	b.fails(exitUsage, []string{"--repair", "mend", "untangle"}, "--layer", "street", "--repair", "mend", file)
	b.fails(exitUsage, []string{"close-ring=99"}, "--layer", "street", "--repair", "close-ring=99", file)
}
