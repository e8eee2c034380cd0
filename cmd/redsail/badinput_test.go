package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/intake"
)

const badInputScheme = `
layers:
  - {key: district, name: {zh: 区, en: District}, parent: "", partition: true}
  - {key: street, name: {zh: 街道, en: Street}, parent: district, partition: true}
  - {key: village, name: {zh: 村, en: Village}, parent: "", partition: true, code: {profile: cn12}}
`

// badInput is a store with one district in it, and the ways to see that it stays so.
type badInput struct {
	testing.TB
	dir, store string
}

func newBadInput(t testing.TB, dir string) *badInput {
	t.Helper()
	b := &badInput{TB: t, dir: dir, store: filepath.Join(dir, "city.gpkg")}
	mustRun(t, "init", "--store", b.store, "--scheme", b.write("scheme.yaml", badInputScheme))
	mustRun(t, "import", "--store", b.store, "--layer", "district", b.write("district.geojson", squares("d")))
	return b
}

func (b *badInput) write(name, text string) string {
	b.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

// squares are features side by side with these codes, 0.01° wide, from 116°E 40°N.
func squares(codes ...string) string {
	var out []string
	for i, code := range codes {
		out = append(out, placed(code, square(float64(i))))
	}
	return features(out...)
}

func features(list ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(list, ",") + `]}`
}

func placed(code, geometry string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"up":"d"},"geometry":%s}`, code, geometry)
}

func square(n float64) string {
	w, e := 116+n/100, 116+(n+1)/100
	return fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%.2f,40],[%.2f,40],[%.2f,40.01],[%.2f,40.01],[%.2f,40]]]}`, w, e, e, w, w)
}

// fails runs an import that must end with an error: the exit code, one line that says
// the words, nothing on stdout, and the store as it was.
func (b *badInput) fails(code int, words []string, args ...string) {
	b.Helper()
	before := contentHash(b, b.store)
	out, errs, got := redsail(b, append([]string{"import", "--store", b.store}, args...)...)
	line := complaint(b, errs)
	if got != code || out != "" {
		b.Errorf("exit %d, want %d; stdout %q, stderr %q", got, code, out, errs)
	}
	for _, w := range words {
		if !strings.Contains(line, w) {
			b.Errorf("%q does not name %q", line, w)
		}
	}
	if contentHash(b, b.store) != before {
		b.Error("the store is not as it was")
	}
}

// complaint is the one line of stderr that is no progress.
func complaint(t testing.TB, errs string) string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(errs) {
		switch text, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "redsail: "); {
		case !ok:
			t.Errorf("stderr has the line %q", line)
		case strings.HasPrefix(text, "reading "), text == "noding borders", text == "looking for gaps and overlaps", text == "writing":
		default:
			lines = append(lines, text)
		}
	}
	if len(lines) != 1 {
		t.Errorf("%d lines of complaint: %q", len(lines), lines)
		return ""
	}
	return lines[0]
}

// rejects runs an import that must reject features by name and store the rest.
func (b *badInput) rejects(accepted int, reasons []string, args ...string) intake.Report {
	b.Helper()
	out, errs, code := redsail(b, append([]string{"import", "--store", b.store}, args...)...)
	var r intake.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		b.Fatalf("exit %d, %v: %s %s", code, err, out, errs)
	}
	var got []string
	for _, x := range r.Rejected {
		got = append(got, x.Reason)
	}
	if code != exitFailed || r.Accepted != accepted || strings.Join(got, " ") != strings.Join(reasons, " ") {
		b.Errorf("exit %d, %d accepted, rejected %q; want 1, %d, %q", code, r.Accepted, got, accepted, reasons)
	}
	return r
}

// TestBadFiles: files that no reader may take.
func TestBadFiles(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	for _, f := range geotest.BadFiles(t) {
		t.Run(f.Name, func(t *testing.T) {
			(&badInput{t, b.dir, b.store}).fails(exitFailed, []string{f.Path}, "--layer", "district", f.Path)
		})
	}
	missing := filepath.Join(b.dir, "missing.geojson")
	b.fails(exitFailed, []string{missing, "no such file"}, "--layer", "district", missing)
	b.fails(exitFailed, []string{b.dir, "regular file"}, "--layer", "district", b.dir)
	none := b.write("none.geojson", features())
	b.fails(exitFailed, []string{none}, "--layer", "district", none)
}

// TestWrongUsage: what the caller named does not exist.
func TestWrongUsage(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	file := b.write("a.geojson", squares("a"))
	b.fails(exitUsage, []string{"ward"}, "--layer", "ward", file)
	b.fails(exitUsage, []string{"--code-field", `"kode"`, file, "code"}, "--layer", "district", "--code-field", "kode", file)
	b.fails(exitUsage, []string{"--name-field", `"x"`}, "--layer", "district", "--name-field", "x", file)
	b.fails(exitUsage, []string{"--parent-field", "no parent layer"}, "--layer", "district", "--parent-field", "up", file)
	b.fails(exitUsage, []string{"EPSG:99"}, "--layer", "district", "--crs", "EPSG:99", file)
	b.fails(exitUsage, []string{"--within"}, "--layer", "street", "--within", "d", file)
	b.fails(exitUsage, []string{"2026-13-01"}, "--layer", "district", "--effective-from", "2026-13-01", file)
	b.fails(exitUsage, []string{`"nowhere"`}, "--layer", "street", "--replace", "--within", "nowhere", file)
	topology := b.write("a.topojson", `{"type":"Topology","objects":{"a":{"type":"GeometryCollection","geometries":[]}},"arcs":[]}`)
	b.fails(exitUsage, []string{topology, "nowhere"}, "--layer", "district", "--source-layer", "nowhere", topology)
	for _, args := range [][]string{{"locate", "--revision", "99", "116,40"}, {"locate", "--at", "yesterday", "116,40"}, {"check", "--layer", "ward"}} {
		if out, errs, code := redsail(t, append(args, "--store", b.store)...); code != exitUsage || out != "" || complaint(t, errs) == "" {
			t.Errorf("%q: exit %d, %q, %q", args, code, out, errs)
		}
	}
	t.Setenv("REDSAIL_STORE", "") // so that it is restored
	os.Unsetenv("REDSAIL_STORE")
	for _, args := range [][]string{{"import", "--store", b.store, file}, {"import", "--layer", "district", file}, {"import", "--store", b.store, "--layer", "district"}} {
		if _, errs, code := redsail(t, args...); code != exitUsage || errs == "" {
			t.Errorf("%q: exit %d, %q", args, code, errs)
		}
	}
}

// TestWrongSystem: coordinates that cannot be what is said of them.
func TestWrongSystem(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	swapped := b.write("swapped.geojson", features(placed("a", `{"type":"Polygon","coordinates":[[[40,116],[40,116.01],[40.01,116.01],[40,116]]]}`)))
	b.fails(exitFailed, []string{swapped, "--swap-axes"}, "--layer", "district", swapped)
	degrees := b.write("degrees.csv", "code,wkt\na,\"POLYGON((116 40,116.01 40,116.01 40.01,116 40))\"\n")
	b.fails(exitFailed, []string{degrees, "degrees", "EPSG:4326"}, "--layer", "district", "--crs", "EPSG:4548", degrees)
	metres := b.write("metres.csv", "code,wkt\na,\"POLYGON((500000 4400000,501000 4400000,501000 4401000,500000 4400000))\"\n")
	b.fails(exitFailed, []string{metres, "EPSG:4534"}, "--layer", "district", metres)
	b.fails(exitFailed, []string{metres, "metres"}, "--layer", "district", "--crs", "wgs84", metres)
	mustRun(t, "import", "--store", b.store, "--layer", "street", "--crs", "EPSG:4548", metres)
	mustRun(t, "import", "--store", b.store, "--layer", "street", "--swap-axes", swapped)
}

// TestBadShapes: each of the named bad shapes is rejected by name, its neighbour is stored.
func TestBadShapes(t *testing.T) {
	for _, s := range geotest.BadShapes() {
		t.Run(s.Name, func(t *testing.T) {
			b := newBadInput(t, t.TempDir())
			reason := s.Reason
			if reason == "" {
				reason = "self_crossing" // only the geometry check sees it
			}
			bad := b.write("bad.geojson", string(geotest.Collection(geotest.GoodPolygon, s.GeoJSON)))
			before := contentHash(t, b.store)
			if r := b.rejects(1, []string{reason}, "--layer", "street", "--strict", bad); r.Status != intake.Refused || contentHash(t, b.store) != before {
				t.Errorf("strict: %+v", r)
			}
			if r := b.rejects(1, []string{reason}, "--layer", "street", bad); r.Rejected[0].Code != "1" && reason != "bad_feature" {
				t.Errorf("%+v", r.Rejected)
			}
			if contentHash(t, b.store) == before {
				t.Error("the good neighbour is not stored")
			}
		})
	}
}

// TestHugeRings: a ring of 10⁷ vertices costs its feature, in sane time and memory.
func TestHugeRings(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	r := b.rejects(1, []string{"too_many_vertices"}, "--layer", "street", geotest.HugeRing(t, 10_000_000))
	if r.Status != intake.StoredWithFindings || r.Rejected[0].Feature != 1 {
		t.Errorf("%+v", r)
	}
	// Both records of this one have the same code.
	b.rejects(0, []string{"too_many_vertices", "duplicate_code"}, "--layer", "street", geotest.HugeShapefile(t, 10_000_000))
}

// TestBadCodes: codes that are wrong, not unique, or name a parent that is none.
func TestBadCodes(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	codes := b.write("codes.csv", "code,wkt\n"+
		"370811001001,\"POLYGON((116 40,116.01 40,116.01 40.01,116 40))\"\n"+
		"3708110010,\"POLYGON((117 40,117.01 40,117.01 40.01,117 40))\"\n"+
		"3.70811E+11,\"POLYGON((118 40,118.01 40,118.01 40.01,118 40))\"\n")
	r := b.rejects(1, []string{"bad_code", "lost_digits"}, "--layer", "village", codes)
	if !strings.Contains(r.Rejected[0].Message, "3708110010") || !strings.Contains(r.Rejected[1].Message, "3.70811E+11") {
		t.Errorf("%+v", r.Rejected)
	}
	b.rejects(2, []string{"duplicate_code"}, "--layer", "street", b.write("dup.geojson", squares("a", "b", "a")))
	parents := b.write("parents.geojson", features(placed("a", square(0)), strings.Replace(placed("c", square(1)), `"up":"d"`, `"up":"x"`, 1)))
	r = b.rejects(1, []string{"unknown_parent"}, "--layer", "street", "--parent-field", "up", parents)
	if r.Rejected[0].Code != "c" || !strings.Contains(r.Rejected[0].Message, `"x"`) || r.Rejected[0].At == nil {
		t.Errorf("%+v", r.Rejected)
	}
}

// TestTwoImportsAtOnce: both end up in the store.
func TestTwoImportsAtOnce(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	files := []string{b.write("a.geojson", squares("a")), b.write("b.geojson", squares("", "b"))}
	codes := make([]int, len(files))
	var wg sync.WaitGroup
	for i, f := range files {
		wg.Go(func() { _, _, codes[i] = redsail(t, "import", "--store", b.store, "--layer", "street", f) })
	}
	wg.Wait()
	if codes[0] != exitDone || codes[1] != exitFailed { // the second file holds a feature without a code
		t.Errorf("exit codes %v", codes)
	}
	for i, want := range []string{"a", "b"} {
		if out := mustRun(t, "locate", "--store", b.store, fmt.Sprintf("116.00%d,40.005", 5+10*i)); !strings.Contains(out, want) {
			t.Errorf("%s is lost: %s", want, out)
		}
	}
}

// TestBadStore: what stands in the place of the store.
func TestBadStore(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	file := b.write("a.geojson", squares("a"))
	for _, c := range []struct{ store, says string }{
		{filepath.Join(b.dir, "none.gpkg"), "none.gpkg"}, {file, "a.geojson"}, {b.dir, b.dir},
	} {
		out, errs, code := redsail(t, "import", "--store", c.store, "--layer", "district", file)
		if line := complaint(t, errs); code != exitFailed || out != "" || !strings.Contains(line, c.says) {
			t.Errorf("%s: exit %d, %q", c.store, code, line)
		}
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != squares("a") {
		t.Errorf("the file that is no store was changed: %v", err)
	}
}
