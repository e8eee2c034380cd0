package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/intake"
)

// exportedLine is a row as `redsail export` writes it; kind is its layer, empty in exports of before.
func exportedLine(code, kind, class string, north float64) string {
	if kind != "" {
		kind = `"kind":"` + kind + `",`
	}
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,%s"class":{"class":%q}},"geometry":{"type":"LineString","coordinates":[[110,%[4]g],[110.01,%[4]g]]}}`, code, kind, class, north)
}

// TestNetworkLayersOfExports: an export of one layer comes back into that layer, whatever its classes may be
// of besides, and --replace ends nothing of another one. The exports of before, which do not say the layer,
// go by what the store has.
func TestNetworkLayersOfExports(t *testing.T) {
	w := newWorld(t, threeLayers)
	all := []string{
		exportedLine("R1", "road", "local", 30), exportedLine("R2", "road", "track", 30.001), exportedLine("P1", "path", "footway", 30.002),
		exportedLine("P2", "path", "track", 30.003), exportedLine("T1", "rail", "bridge", 30.004), exportedLine("V1", "river", "ditch", 30.005), exportedLine("V2", "wall", "ditch", 30.006),
	}
	w.network(w.write("geojson", geojson(all...)), intake.NetworkOptions{})
	layers := map[string]string{}
	for _, l := range w.lines() {
		layers[l.Code] = l.Layer
	}
	if got, want := fmt.Sprint(layers), "map[P1:path P2:path R1:road R2:road T1:rail V1:river V2:wall]"; got != want {
		t.Fatalf("%s, not %s", got, want)
	}
	for name, rows := range map[string][]string{"road": all[:2], "path": all[2:4], "rail": all[4:5], "river": all[5:6], "wall": all[6:]} {
		text := geojson(rows...)
		for what, file := range map[string]string{"as it is": text, "of before": strings.ReplaceAll(text, `"kind":"`+name+`",`, "")} {
			if r := w.network(w.write("geojson", file), intake.NetworkOptions{Replace: true}); r.Status != intake.Unchanged || len(r.Ended) != 0 {
				t.Errorf("%s %s: %s, %d of %d unchanged, ended %v", name, what, r.Status, r.Unchanged, r.Accepted, r.Ended)
			}
		}
	}
	// A line that the store has not, in a file of before: its layer is not one that the file speaks of.
	more := geojson(exportedLine("R1", "", "local", 30), exportedLine("R2", "", "track", 30.001), exportedLine("N1", "", "footway", 30.007))
	if r := w.network(w.write("geojson", more), intake.NetworkOptions{Replace: true}); len(r.Ended) != 0 || r.Unchanged != 2 || len(w.lines()) != 8 {
		t.Errorf("%d unchanged, ended %v, %d lines", r.Unchanged, r.Ended, len(w.lines()))
	}
}
