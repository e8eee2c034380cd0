package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/web"
)

// TestExportReplaces: whatever the format, what an earlier export left is replaced, also through a
// link, and by nothing when the export fails.
func TestExportReplaces(t *testing.T) {
	store := tinyCity(t)
	for i := range exportFormats {
		format := exportFormats[i].name
		if _, built := web.Page(); format == formatSite && !built {
			t.Log("this build has no page: sites are looked at in TestSiteStands alone")
			continue
		}
		dir := t.TempDir()
		out, link := filepath.Join(dir, "out"), filepath.Join(dir, "link")
		if err := os.Symlink("out", link); err != nil {
			t.Fatal(err)
		}
		export := func(flags ...string) (string, int) {
			layer := "grid"
			if format == formatSite {
				layer = "all"
			}
			_, errs, code := redsail(t, append([]string{"export", "--store", store, "--layer", layer, "--format", format, "--out", link}, flags...)...)
			return errs, code
		}
		var whole [2][]byte
		for k := range whole {
			if errs, code := export(); code != exitDone {
				t.Fatalf("%s, time %d: exit %d, %s", format, k+1, code, errs)
			}
			whole[k] = contentOf(t, out)
			if err := os.Chmod(out, 0o750); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(whole[0], whole[1]) || len(whole[0]) == 0 {
			t.Errorf("%s: %d bytes became %d", format, len(whole[0]), len(whole[1]))
		}
		if errs, code := export("--revision", "99"); code == exitDone {
			t.Errorf("%s of a revision to come: %s", format, errs)
		}
		if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o750 || !bytes.Equal(contentOf(t, out), whole[1]) {
			t.Errorf("%s: after a failure there is %v, %v", format, info, err)
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s: the link is %v, %v", format, info, err)
		}
		leftovers(t, dir)
	}
}

// contentOf is a file's, or that of the files in a folder that are made of the city.
func contentOf(t *testing.T, path string) (all []byte) {
	t.Helper()
	names := []string{path}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		names = []string{filepath.Join(path, siteCity), filepath.Join(path, siteTiles), filepath.Join(path, "index.html")}
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, content...)
	}
	return all
}

// TestNothingReplacesTheStore: results that name the store itself, by whatever path, are refused.
func TestNothingReplacesTheStore(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	before := contentHash(t, b.store)
	link := filepath.Join(b.dir, "link.gpkg")
	if err := os.Symlink(b.store, link); err != nil {
		t.Fatal(err)
	}
	points := b.write("in.csv", "lon,lat\n116.005,40.005\n")
	var runs [][]string
	for i := range exportFormats {
		runs = append(runs, []string{"export", "--store", b.store, "--layer", "street", "--format", exportFormats[i].name, "--out", link})
	}
	runs = append(runs,
		[]string{"locate", "--store", b.store, "--in", points, "--out", b.store},
		[]string{"check", "--store", b.store, "--out", link},
		[]string{"import", "--store", b.store, "--layer", "street", "--report", b.store, b.write("a.geojson", squares("a"))},
		[]string{"network", "import", "--store", b.store, "--report", b.store, b.write("s.geojson", squares("s"))},
	)
	for _, args := range runs {
		_, errs, code := redsail(t, args...)
		if code != exitUsage || !strings.Contains(errs, "is the store itself") {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
	if after := contentHash(t, b.store); after != before {
		t.Errorf("the store became %s", after)
	}
}

// TestSiteStands: a folder that holds a site gives way to the next; one that holds anything else
// does not.
func TestSiteStands(t *testing.T) {
	page := fstest.MapFS{"index.html": {}, "assets/a.js": {}}
	mark := string(siteMark)
	for name, c := range map[string]struct {
		files map[string]string
		says  string // empty = it gives way
	}{
		"nothing":       {nil, ""},
		"a site":        {map[string]string{"index.html": "<html>" + mark, siteCity: "{}", siteTiles: "x", "assets/old.js": ""}, ""},
		"more than one": {map[string]string{"index.html": mark, siteTiles: "x", "thesis.docx": ""}, `"thesis.docx", which is no part`},
		"another page":  {map[string]string{"index.html": "<html>"}, "holds no site"},
		"an archive":    {map[string]string{siteTiles: "x"}, "holds no site"},
	} {
		dir := t.TempDir()
		for file, text := range c.files {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		old, err := siteStands(page, dir, "out")
		if c.says == "" && (err != nil || old == nil) || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, %v", name, old, err)
		}
	}
	if old, err := siteStands(page, filepath.Join(t.TempDir(), "none"), "out"); old != nil || err != nil {
		t.Errorf("no folder: %v, %v", old, err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := siteStands(page, file, "out"); err == nil {
		t.Error("a file is taken for a folder")
	}
}

// TestExchange: one folder takes the place of another, of which nothing is left.
func TestExchange(t *testing.T) {
	dir := t.TempDir()
	aside, place := filepath.Join(dir, "aside"), filepath.Join(dir, "place")
	for _, folder := range []string{aside, place} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(folder)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := exchange(aside, place); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(place); err != nil || len(left) != 1 || left[0].Name() != "aside" {
		t.Errorf("%v, %v", left, err)
	}
	if err := exchange(filepath.Join(dir, "none"), place); err == nil {
		t.Error("nothing took the place of something")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestSiteDate: a site is of the day of its data: the one asked for, else the last on which they
// became other, and not of the day on which it is made.
func TestSiteDate(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	mustRun(t, "import", "--store", b.store, "--layer", "street", b.write("a.geojson", squares("a")))
	s, err := openStore(t.Context(), b.store)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	scheme, err := s.Scheme(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	state, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	written, err := s.Revisions(t.Context(), state.Revision-1, 1)
	if err != nil || len(written) != 1 {
		t.Fatal(written, err)
	}
	recorded := city.DateOf(written[0].RecordedAt.In(scheme.Location()))
	for _, c := range []struct{ at, want string }{{"", recorded.String()}, {"2031-02-03", "2031-02-03"}} {
		cmd := exportCmd{At: c.at}
		set, err := cmd.tileset(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if got := set.dated.String(); got != c.want {
			t.Errorf("--at %q: %s, want %s", c.at, got, c.want)
		}
		// Years on, nothing else is said of it.
		later := *set.picture
		later.Date += 1000
		if got, err := (&exportCmd{}).dateOf(t.Context(), s, &later); err != nil || got != recorded {
			t.Errorf("later: %s, %v", got, err)
		}
	}
	var told struct{ Date string }
	if _, built := web.Page(); built {
		out := filepath.Join(b.dir, "site")
		mustRun(t, "export", "--store", b.store, "--format", "site", "--out", out)
		if err := json.Unmarshal(contentOf(t, filepath.Join(out, siteCity)), &told); err != nil || told.Date != recorded.String() {
			t.Errorf("city.json says %+v, %v", told, err)
		}
	}
	mustRun(t, "import", "--store", b.store, "--layer", "street", "--effective-from", "2090-01-01", b.write("b.geojson", squares("b")))
	set, err := (&exportCmd{At: "2091-01-01"}).tileset(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := (&exportCmd{}).dateOf(t.Context(), s, set.picture); err != nil || got.String() != "2090-01-01" {
		t.Errorf("after the last content came into force: %s, %v", got, err)
	}
}
