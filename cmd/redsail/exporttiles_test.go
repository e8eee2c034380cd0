package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/tiles/archive"
)

// tinyCity is a store with the tiny made-up coverage.
func tinyCity(t *testing.T) string {
	t.Helper()
	store := filepath.Join(t.TempDir(), "tiny.gpkg")
	mustRun(t, "init", "--store", store, "--scheme", filepath.Join("..", "..", "data", "tiny", "scheme.yaml"))
	for _, l := range tinyLayers {
		mustRun(t, append(append([]string{"import", "--store", store, "--layer", l.key}, l.flags...), filepath.Join("..", "..", "data", "tiny", l.key+".geojson"))...)
	}
	return store
}

// TestExportTiles: two files of one revision are the same bytes, also from another store, and
// both formats hold the same tiles.
func TestExportTiles(t *testing.T) {
	dir := t.TempDir()
	one, two := tinyCity(t), tinyCity(t)
	for _, format := range []string{"pmtiles", "mbtiles"} {
		var files [3][]byte
		for i, store := range []string{one, one, two} {
			name := filepath.Join(dir, "city."+format)
			mustRun(t, "export", "--store", store, "--format", format, "--layer", "all", "--out", name)
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[i] = content
		}
		if !bytes.Equal(files[0], files[1]) || !bytes.Equal(files[0], files[2]) {
			t.Errorf("%s: the same city makes other bytes", format)
		}
	}
	a, b := openArchive(t, filepath.Join(dir, "city.pmtiles")), openArchive(t, filepath.Join(dir, "city.mbtiles"))
	if a.Header() != b.Header() || string(a.Metadata()["redsail"]) != string(b.Metadata()["redsail"]) {
		t.Errorf("%+v\n%+v", a.Header(), b.Header())
	}
	for _, key := range []string{"name", "vector_layers", "redsail", "version"} {
		if len(a.Metadata()[key]) == 0 {
			t.Errorf("the metadata has no %s: %s", key, a.Metadata())
		}
	}
	if strings.Contains(string(a.Metadata()["redsail"]), "timeline") {
		t.Error("the archive tells of the store")
	}
	if found := same(t, a, b); found == 0 {
		t.Error("the archives have no tile")
	}
}

func openArchive(t *testing.T, path string) archive.Reader {
	t.Helper()
	r, err := archive.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// same counts the tiles on the way down to the middle, which both have.
func same(t *testing.T, a, b archive.Reader) (found int) {
	t.Helper()
	h := a.Header()
	for z := h.MinZoom; z <= h.MaxZoom; z++ {
		for dx := range uint32(3) {
			for dy := range uint32(3) {
				x, y := middle(h, z)
				one, there, err := a.Tile(t.Context(), z, x+dx, y+dy)
				if err != nil {
					t.Fatal(err)
				}
				two, also, err := b.Tile(t.Context(), z, x+dx, y+dy)
				if err != nil {
					t.Fatal(err)
				}
				if there != also || !bytes.Equal(one, two) {
					t.Errorf("zoom %d: %d and %d bytes", z, len(one), len(two))
				}
				if there {
					found++
				}
			}
		}
	}
	return found
}

func middle(h archive.Header, z uint8) (x, y uint32) {
	side, lat := float64(uint64(1)<<z), h.Center[1]*math.Pi/180
	return uint32((h.Center[0] + 180) / 360 * side), uint32((1 - math.Asinh(math.Tan(lat))/math.Pi) / 2 * side)
}

// TestExportTilesRefuses: what cannot be is told by its name, and what stood there stands.
func TestExportTilesRefuses(t *testing.T) {
	store := tinyCity(t)
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{2, "--min-zoom, --max-zoom", []string{"--format", "geojson", "--layer", "grid", "--min-zoom", "3"}},
		{2, "--layer", []string{"--format", "geojson"}},
		{2, "--max-zoom: 23 is not within 0 to 22", []string{"--format", "pmtiles", "--max-zoom", "23"}},
		{2, "9 to 8 are no zooms", []string{"--format", "pmtiles", "--min-zoom", "9", "--max-zoom", "8"}},
		{2, "--crs: tiles are in Web Mercator", []string{"--format", "mbtiles", "--crs", "gcj02"}},
		{2, "--resolution", []string{"--format", "mbtiles", "--resolution", "9"}},
		{2, "--out: a site is a folder", []string{"--format", "site"}},
		{2, `there is no layer "nothing"`, []string{"--format", "pmtiles", "--layer", "grid,nothing"}},
		{2, "revision 99", []string{"--format", "pmtiles", "--revision", "99"}},
	} {
		out, errs, code := redsail(t, append([]string{"export", "--store", store}, c.args...)...)
		if code != c.code || !strings.Contains(errs, c.says) || out != "" {
			t.Errorf("%v: exit %d, %q", c.args, code, errs)
		}
	}
	if _, errs, code := redsail(t, "export", "--store", store, "--format", "site", "--out", full); code == 0 {
		t.Errorf("a site over a folder that holds something: %q", errs)
	}
	if left, err := os.ReadDir(full); err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, %v", left, err)
	}
}

// TestSitePage: the mark and the policy come into the page, once.
func TestSitePage(t *testing.T) {
	got, err := sitePage([]byte(`<head><meta charset="utf-8"><title>x</title>`))
	if err != nil || !strings.Contains(string(got), `<meta name="redsail-archive" content="city.pmtiles">`) ||
		!strings.Contains(string(got), "default-src &#39;none&#39;") || strings.Contains(string(got), "frame-ancestors") {
		t.Errorf("%s %v", got, err)
	}
	if _, err := sitePage([]byte("<head>")); err == nil {
		t.Error("a page that is none is taken")
	}
}
