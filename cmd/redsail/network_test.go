package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/intake"
)

// networkReport reads what network import printed.
func networkReport(t *testing.T, out string) intake.NetworkReport {
	t.Helper()
	var r intake.NetworkReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return r
}

// TestNetworkImport takes the campus through the command line: islands and locked gates are
// findings, and the exit code is 0.
func TestNetworkImport(t *testing.T) {
	dir := t.TempDir()
	campus := filepath.Join(geotest.DataDir(t), "walknet", "beijing-bupt-campus.osm")
	store := filepath.Join(dir, "city.gpkg")
	mustRun(t, "init", "--store", store)
	out, _, code := redsail(t, "network", "import", "--store", store, "--dry-run", campus)
	if r := networkReport(t, out); code != exitDone || !r.DryRun || r.Revision != 0 || r.Status != intake.StoredWithFindings {
		t.Errorf("dry run: exit %d, %s, revision %d", code, r.Status, r.Revision)
	}
	kept := filepath.Join(dir, "report.json")
	out, errs, code := redsail(t, "network", "import", "--store", store, "--report", kept, campus)
	r := networkReport(t, out)
	if code != exitDone || r.Revision != 1 || len(r.Islands) != 5 || len(r.BlockedGates) != 4 || !strings.Contains(errs, "5 islands, 2 islets, 4 blocked gates") {
		t.Errorf("exit %d, revision %d, %d islands, %d gates, %s", code, r.Revision, len(r.Islands), len(r.BlockedGates), errs)
	}
	if text, err := os.ReadFile(kept); err != nil || string(text) != out {
		t.Errorf("the report in the file: %v", err)
	}
	out, _, code = redsail(t, "network", "import", "--store", store, campus)
	if r := networkReport(t, out); code != exitDone || r.Status != intake.Unchanged || r.Revision != 1 {
		t.Errorf("once more: exit %d, %s, revision %d", code, r.Status, r.Revision)
	}
	// What is shown of it says whose it is.
	out = mustRun(t, "export", "--store", store, "--layer", "road", "--format", "geojson", "--out", filepath.Join(dir, "road.geojson"))
	text, err := os.ReadFile(filepath.Join(dir, "road.geojson"))
	if err != nil || !strings.Contains(string(text), "© OpenStreetMap contributors (ODbL)") {
		t.Errorf("the export does not name its source: %s %v", out, err)
	}
	s := startServer(t, "serve", "--store", store, "--listen", "127.0.0.1:0")
	defer s.stop()
	for _, path := range []string{"/tiles/road.json", "/styles/redsail-light.json"} {
		ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(ask)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || !strings.Contains(string(body), "© OpenStreetMap contributors (ODbL)") {
			t.Errorf("%s does not name the source: %d %.300s", path, resp.StatusCode, body)
		}
	}
}

// TestNetworkImportRejects: the exit code is that of import: 1 where lines were rejected, the others being
// stored; what the edge of an extract cuts off is not what it is about.
func TestNetworkImportRejects(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	street := func(code, class string) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"highway":%q},"geometry":{"type":"LineString","coordinates":[[116.01,40.001],[116.02,40.001]]}}`, code, class)
	}
	cut := `<osm version="0.6"><node id="1" lat="40" lon="116.1"/><node id="2" lat="40" lon="116.101"/>` +
		`<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way><way id="2"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/></way>%s</osm>`
	for _, c := range []struct {
		file     string
		code     int
		rejected int
	}{
		{b.write("good.geojson", features(street("a", "residential"))), exitDone, 0},
		{b.write("unknown.geojson", features(street("b", "residential"), street("c", "lane"))), exitFailed, 1},
		{b.write("cut.osm", fmt.Sprintf(cut, "")), exitDone, 1},
		{b.write("both.osm", fmt.Sprintf(cut, `<way id="3"><nd ref="1"/><nd ref="2"/><tag k="highway" v="nonsense"/></way>`)), exitFailed, 2},
	} {
		out, errs, code := redsail(t, "network", "import", "--store", b.store, c.file)
		r := networkReport(t, out)
		if code != c.code || r.Counts.Rejected != c.rejected || r.Accepted == 0 || r.Status == intake.Refused {
			t.Errorf("%s: exit %d, %d rejected, %d accepted, %s, %s", c.file, code, r.Counts.Rejected, r.Accepted, r.Status, errs)
		}
	}
}

// TestNetworkImportFails: what cannot be read ends with 1, a wrong option with 2, each in one
// line that names the file; nothing is stored.
func TestNetworkImportFails(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	nothing := b.write("a.osm", "<osm></osm>")
	lines := b.write("a.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"x":1},"geometry":{"type":"LineString","coordinates":[[110,30],[110.1,30]]}}]}`)
	for _, c := range []struct {
		word string
		code int
		args []string
	}{
		{"a.osm: there is no street", exitFailed, []string{nothing}},
		{"no such file", exitFailed, []string{b.dir + "/none.osm"}},
		{"name it with --class-field", exitUsage, []string{lines}},
		{"--class-field names the field", exitUsage, []string{"--class-field", "y", lines}},
		{"is no class", exitUsage, []string{"--class", "nonsense", lines}},
		{"--crs", exitUsage, []string{"--crs", "nonsense", lines}},
		{"date", exitUsage, []string{"--effective-from", "soon", lines}},
	} {
		before := contentHash(t, b.store)
		out, errs, code := redsail(t, append([]string{"network", "import", "--store", b.store}, c.args...)...)
		if code != c.code || out != "" || !strings.Contains(errs, c.word) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit %d, %q, %q", c.args, code, out, errs)
		}
		if contentHash(t, b.store) != before {
			t.Errorf("%v: the store has changed", c.args)
		}
	}
}
