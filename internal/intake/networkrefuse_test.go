package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/intake"
)

// TestOneBadVertexRejectsItsLine: a street with a mistyped vertex is rejected with its code and place, and the
// others are taken.
func TestOneBadVertexRejectsItsLine(t *testing.T) {
	at := [2]float64{116.1, 40}
	good := []string{
		lane("A", metresFrom(at, 0, 0), metresFrom(at, 100, 0)), lane("B", metresFrom(at, 100, 0), metresFrom(at, 200, 0)), lane("C", metresFrom(at, 200, 0), metresFrom(at, 300, 0)),
	}
	for name, c := range map[string]struct {
		end    [2]float64
		reason string
		says   string
	}{
		"no place":       {[2]float64{999, 999}, "out_of_range", "its point 2 (999, 999)"},
		"null island":    {[2]float64{0, 0}, "leg_too_long", "road/X: its leg from (116.1, 40) to (0, 0) is 12206 km long"},
		"a digit":        {[2]float64{116.1, 31}, "leg_too_long", "is 999 km long"},
		"near the pole":  {[2]float64{116.1, 89}, "leg_too_long", "its point (116.1, 89) lies within"},
		"a city further": {[2]float64{117.5, 40}, "leg_too_long", "is 119 km long"},
	} {
		w := newWorld(t, threeLayers)
		r := w.network(w.write("geojson", geojson(append(good, lane("X", at, c.end))...)), intake.NetworkOptions{})
		if r.Accepted != 3 || r.Counts.Rejected != 1 || len(w.lines()) != 3 || !r.Failed() {
			t.Fatalf("%s: %+v", name, r)
		}
		f := r.Rejected[0]
		if f.Code != "X" || f.Reason != c.reason || !strings.Contains(f.Message, c.says) || fmt.Sprintf("%.1f", f.At) != "[116.1 40.0]" && name != "near the pole" {
			t.Errorf("%s: %+v", name, f)
		}
		// What the store has stays where the file's own line cannot be kept.
		w.network(w.write("geojson", geojson(append(good, lane("X", at, metresFrom(at, 0, 90)))...)), intake.NetworkOptions{})
		r = w.network(w.write("geojson", geojson(append(good, lane("X", at, c.end))...)), intake.NetworkOptions{Replace: true})
		if len(w.lines()) != 4 || len(r.Ended) != 0 {
			t.Errorf("%s, in place: %d lines, ended %v", name, len(w.lines()), r.Ended)
		}
	}
}
