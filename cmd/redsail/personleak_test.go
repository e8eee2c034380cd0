package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/plan"
)

// inside gives a file's text, and after it what is packed in it: entries of a zip, and whatever
// gzip begins anywhere, as in an archive of tiles.
func inside(t testing.TB, text []byte) []byte {
	t.Helper()
	out := bytes.Clone(text)
	if z, err := zip.NewReader(bytes.NewReader(text), int64(len(text))); err == nil {
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			inner, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			out = append(append(out, f.Name...), inside(t, inner)...)
		}
	}
	magic := []byte{0x1f, 0x8b, 8}
	for rest := text; ; {
		i := bytes.Index(rest, magic)
		if i < 0 {
			return out
		}
		if r, err := gzip.NewReader(bytes.NewReader(rest[i:])); err == nil {
			r.Multistream(false)
			inner, _ := io.ReadAll(r) // what was no gzip by intent gives what it gives
			out = append(out, inner...)
		}
		rest = rest[i+len(magic):]
	}
}

// files gives the unpacked text of each file under a folder.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		out[strings.TrimPrefix(path, dir)] = string(inside(t, text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// leaveAll makes a service and a planner leave beside the store what they keep.
func leaveAll(t *testing.T, store string) {
	t.Helper()
	server := startServer(t, "serve", "--store", store, "--listen", "127.0.0.1:0")
	awaitIndex(t, store+".index")
	if code := server.stop(); code != exitDone {
		t.Fatalf("exit %d: %s", code, server.errs)
	}
	if found := canaries(server.errs.String()); len(found) > 0 || strings.Contains(server.errs.String(), canaryCode) {
		t.Errorf("the log of the service tells %v: %s", found, server.errs)
	}
	ctx := context.Background()
	s, err := openStore(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	a, err := openAtlas(ctx, s, store)
	if err != nil {
		t.Fatal(err)
	}
	planner := newPlanner(a, store+".plans", slog.New(slog.DiscardHandler))
	if made, err := planner.NewScenario(ctx, plan.ScenarioAsk{Name: "plan"}, time.Time{}); err != nil || !made.Kept {
		t.Fatalf("%+v, %v", made, err)
	}
}

// TestNoPersonIsCopied: name, phone and title stand in no file that Redsail writes, the store and
// its keys included; the code of who holds a post in none that goes out.
func TestNoPersonIsCopied(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	store := filepath.Join(dir, "city.gpkg")
	mustRun(t, "demo", "--size", "tiny", "--no-serve", "--store", store)
	said := ""
	grid := aGrid(t, store)
	employ(t, store, grid)
	if !strings.Contains(mustRun(t, "person", "export", "--store", store, canaryCode), canaryName) {
		t.Fatal("the canary is not in the store, so the search shows nothing")
	}
	leaveAll(t, store)
	for _, f := range exportFormats {
		layer := "grid"
		if f.many || f.run != nil {
			layer = "all"
		}
		args := []string{"export", "--store", store, "--format", f.name, "--layer", layer, "--out", filepath.Join(out, "out-"+f.name)}
		stdout, errs, code := redsail(t, args...)
		if code != exitDone {
			t.Fatalf("%q: exit %d, %s", args, code, errs)
		}
		said += stdout + errs
	}
	points := filepath.Join(t.TempDir(), "points.csv")
	if err := os.WriteFile(points, []byte(inGrids(t, store)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"check", "--json"}, {"check"}, {"check", "--out", filepath.Join(out, "check.geojson")}, {"coverage"}, {"balance"}, {"migrate"},
		{"check", "--staff"}, {"check", "--staff", "--json"}, {"check", "--staff", "--out", filepath.Join(out, "staff.csv")}, {"check", "--staff", "--out", filepath.Join(out, "staff.geojson")},
		{"locate", "--in", points, "--columns", "all", "--at", "2026-11-27T10:00:00+08:00", "--out", filepath.Join(out, "located.csv")},
	} {
		stdout, errs, code := redsail(t, append(args, "--store", store)...)
		if code == exitUsage {
			t.Fatalf("%q: %s", args, errs)
		}
		said += stdout + errs
	}
	kept, gone := files(t, dir), files(t, out)
	for _, name := range []string{"/city.gpkg", "/city.gpkg.keys"} {
		if len(kept[name]) == 0 {
			t.Errorf("there is no %s", name)
		}
	}
	if len(kept) < 4 || len(gone) < len(exportFormats) {
		t.Fatalf("only %d and %d files", len(kept), len(gone))
	}
	gone["what was said"] = said
	if !strings.Contains(said, grid) || !strings.Contains(gone["/out-geojson"], grid) || !strings.Contains(gone["/out-xlsx"], grid) || !strings.Contains(gone["/out-pmtiles"], grid) {
		t.Error("the grid of the post is not found, so the search shows nothing")
	}
	if text := gone["/located.csv"]; !strings.Contains(text, grid) || !strings.Contains(text, "duty_role") || !strings.Contains(text, ",on,") {
		t.Errorf("no line tells who is on duty, so the search shows nothing: %.500s", text)
	}
	if len(gone["/staff.csv"]) < 100 || len(gone["/staff.geojson"]) < 100 {
		t.Error("the checks of staff found nothing, so the search shows nothing")
	}
	for name, text := range kept {
		if found := canaries(text); len(found) > 0 {
			t.Errorf("%s holds %v", name, found)
		}
	}
	for name, text := range gone {
		if found := canaries(text); len(found) > 0 || strings.Contains(text, canaryCode) {
			t.Errorf("%s holds %v, or the code", name, found)
		}
	}
}

// TestKeysDoNotCount: stores with the same persons under other keys have the same content.
func TestKeysDoNotCount(t *testing.T) {
	var hashes []string
	for range 2 {
		store := tinyStore(t)
		before := contentHash(t, store)
		employ(t, store, "g")
		hashes = append(hashes, contentHash(t, store))
		if hashes[0] == before {
			t.Error("the post does not count")
		}
	}
	if hashes[0] != hashes[1] {
		t.Errorf("the hashes are %v", hashes)
	}
}

// aGrid is the code of a grid in force.
func aGrid(t testing.TB, store string) string {
	t.Helper()
	csv := mustRun(t, "export", "--store", store, "--format", "csv", "--layer", "grid")
	header, rest, _ := strings.Cut(csv, "\n")
	row, _, _ := strings.Cut(rest, "\n")
	for i, column := range strings.Split(strings.TrimPrefix(header, "\ufeff"), ",") {
		if column == "code" {
			return strings.Split(row, ",")[i]
		}
	}
	t.Fatalf("the table has no codes: %s", header)
	return ""
}

// inGrids is a table with a point amid each grid.
func inGrids(t testing.TB, store string) string {
	t.Helper()
	out := "lon,lat\n"
	for _, row := range strings.Split(mustRun(t, "export", "--store", store, "--format", "csv", "--layer", "grid"), "\n") {
		_, ring, ok := strings.Cut(row, "(((")
		if !ok {
			continue
		}
		ring, _, _ = strings.Cut(ring, ")")
		var x, y float64
		points := strings.Split(ring, ", ")
		for _, p := range points {
			var lon, lat float64
			if _, err := fmt.Sscan(p, &lon, &lat); err != nil {
				t.Fatalf("%q: %v", p, err)
			}
			x, y = x+lon/float64(len(points)), y+lat/float64(len(points))
		}
		out += fmt.Sprintf("%.7f,%.7f\n", x, y)
	}
	return out
}
