package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// TestMigrate: a store that has the layout stays as it is; without a store it fails.
func TestMigrate(t *testing.T) {
	empty := pgtest.URL(t)
	for _, store := range []string{filepath.Join(t.TempDir(), "city.gpkg"), pgtest.URL(t)} {
		mustRun(t, "init", "--store", store)
		before := contentHash(t, store)
		mustRun(t, "migrate", "--store", store)
		if contentHash(t, store) != before {
			t.Errorf("%s has changed", store)
		}
	}
	if _, errs, code := redsail(t, "migrate", "--store", empty); code != exitFailed || !strings.Contains(errs, "no Redsail store") {
		t.Errorf("an empty database: exit %d, %s", code, errs)
	}
}

// TestMigrateInPassing: a command that only reads, and finds an older layout, says in one line from which
// to which layout the file went and where it lies as it was; the next says nothing.
func TestMigrateInPassing(t *testing.T) {
	for _, command := range [][]string{
		{"locate", "116.5,40.5"}, {"check"}, {"coverage"}, {"opening"},
		{"export", "--layer", "district", "--format", "geojson", "--out", "-"},
	} {
		t.Run(command[0], func(t *testing.T) {
			store := filepath.Join(t.TempDir(), "city.gpkg")
			mustRun(t, "init", "--store", store)
			mustRun(t, "migrate", "--store", store, "--to", "3")
			args := append([]string{command[0], "--store", store}, command[1:]...)
			copied := store + ".layout3-r0.gpkg"
			_, errs, _ := redsail(t, args...)
			if line := "redsail: the store went from layout 3 to layout 5, which this Redsail works with; as it was it is kept in " + copied + "\n"; strings.Count(errs, line) != 1 {
				t.Errorf("says %q, want the line %q", errs, line)
			}
			if _, err := os.Stat(copied); err != nil {
				t.Error(err)
			}
			if _, errs, _ := redsail(t, args...); strings.Contains(errs, "layout") {
				t.Errorf("once more: %s", errs)
			}
		})
	}
}

// TestMigrateToNone: layouts are numbered from 1; what is none is wrong usage that names the range.
func TestMigrateToNone(t *testing.T) {
	store := filepath.Join(t.TempDir(), "city.gpkg")
	mustRun(t, "init", "--store", store)
	for _, to := range []string{"0", "-1", "6", "99"} {
		want := "there is no layout " + to + "; this Redsail knows 1 to 5"
		if _, errs, code := redsail(t, "migrate", "--store", store, "--to="+to); code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("--to %s: exit %d, %s", to, code, errs)
		}
	}
	if _, errs, code := redsail(t, "migrate", "--store", pgtest.URL(t), "--to", "0"); code != exitUsage || !strings.Contains(errs, "this Redsail knows 1 to 4") {
		t.Errorf("a database: exit %d, %s", code, errs)
	}
}
