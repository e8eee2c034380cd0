package main

import (
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
