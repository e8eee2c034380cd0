package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/intake"
)

// imports runs an import that must end well and gives its report.
func (b *badInput) imports(args ...string) intake.Report {
	b.Helper()
	out := mustRun(b, append([]string{"import", "--store", b.store}, args...)...)
	var r intake.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return r
}

// TestImport takes the options through the command line.
func TestImport(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	streets := b.write("streets.geojson", squares("a", "b"))
	before := contentHash(t, b.store)
	if r := b.imports("--layer", "street", "--dry-run", streets); !r.DryRun || r.Status != intake.StoredWithFindings || len(r.Doubts) != 1 || r.Doubts[0].Code != "b" || contentHash(t, b.store) != before {
		t.Errorf("dry run: %+v", r)
	}
	if _, said, _ := redsail(t, "import", "--store", b.store, "--layer", "street", "--dry-run", streets); !strings.Contains(said, "dry run, nothing written, would be: stored_with_findings: 2 read") || !strings.Contains(said, ", 1 doubts") {
		t.Errorf("its summary: %s", said)
	}

	reportFile := filepath.Join(b.dir, "report.json")
	out := mustRun(t, "import", "--store", b.store, "--layer", "street", "--parent-field", "up", "--report", reportFile, streets)
	kept, err := os.ReadFile(reportFile)
	if err != nil || string(kept) != out {
		t.Errorf("the report in the file is %q, %v; printed was %q", kept, err, out)
	}
	if r := b.imports("--layer", "street", "--parent-field", "up", streets); r.Status != intake.Unchanged || r.Unchanged != 2 || r.Revision != 2 {
		t.Errorf("once more: %+v", r)
	}

	less := b.write("less.geojson", squares("a"))
	r := b.imports("--layer", "street", "--replace", "--within", "d", "--effective-from", "2030-01-01", less)
	if !slices.Equal(r.Ended, []string{"b"}) || r.Effective != "2030-01-01" || r.Revision != 3 {
		t.Errorf("replace: %+v", r)
	}
	for at, want := range map[string]bool{"2029-12-31": true, "2030-01-01": false} {
		if out := mustRun(t, "locate", "--store", b.store, "--at", at, "116.015,40.005"); strings.Contains(out, `"b"`) != want {
			t.Errorf("%s: %s", at, out)
		}
	}
}

// TestImportTells: progress goes to stderr, the report to stdout, and the exit code says
// whether all was taken.
func TestImportTells(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	overlapping := b.write("overlap.geojson", features(placed("a", square(0)), placed("b", square(0.5))))
	out, errs, code := redsail(t, "import", "--store", b.store, "--layer", "street", overlapping)
	if code != exitDone || !json.Valid([]byte(out)) || !strings.Contains(errs, "1 overlaps") {
		t.Errorf("gaps and overlaps alone: exit %d, %s %s", code, out, errs)
	}
	out, _, code = redsail(t, "import", "--store", b.store, "--layer", "street", "--strict", overlapping)
	if code != exitFailed || !strings.Contains(out, `"refused"`) {
		t.Errorf("strict: exit %d, %s", code, out)
	}
}
