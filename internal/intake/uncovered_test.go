package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/intake"
)

// TestUncovered: ground of a parent at the edge, where no area of the layer lies, is told until one has it;
// parents of which none is there yet are not. It fails no import but a strict one.
func TestUncovered(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("d", box(0, 0, 2, 1)), coded("later", box(2, 0, 1, 1)))
	told := func(r *intake.Report) string {
		var out []string
		for _, u := range r.Uncovered {
			if len(u.Outline) != 1 || len(u.Outline[0]) != 1 || len(u.Outline[0][0]) < 5 || !u.Outline.Bound().Contains(u.At) {
				t.Errorf("%s is drawn as %v", u.Parent, u.Outline)
			}
			out = append(out, fmt.Sprintf("%s %.0f %.2f", u.Parent, u.AreaM2/(854*1110), u.At[0]))
		}
		return strings.Join(out, ", ")
	}
	west := w.write("geojson", collection(coded("west", box(0, 0, 1, 1))))
	for _, o := range []intake.Options{{DryRun: true}, {Strict: true}, {}} {
		o.Layer = "street"
		r := w.take(west, o)
		if told(r) != "d 1 116.01" && told(r) != "d 1 116.02" || len(r.Gaps) != 0 || r.Failed() != o.Strict || o.Strict == (r.Status == intake.StoredWithFindings) || r.Findings() != 1 {
			t.Errorf("%+v: %s, status %s, gaps %v", o, told(r), r.Status, r.Gaps)
		}
	}
	if r := w.load("street", coded("east", box(1, 0, 0.9, 1))); told(r) != "d 0 116.02" && told(r) != "d 0 116.01" {
		t.Errorf("a border that runs short: %q", told(r))
	}
	whole := w.take(w.write("geojson", collection(coded("east", box(1, 0, 1, 1)))), intake.Options{Layer: "street", Strict: true})
	if told(whole) != "" || whole.Status != intake.Stored {
		t.Errorf("all is held: %q, %s", told(whole), whole.Status)
	}
	before := w.state().Revision
	if r := w.take(west, intake.Options{Layer: "street", Replace: true, Strict: true}); told(r) == "" || r.Status != intake.Refused || w.state().Revision != before {
		t.Errorf("an area that a strict file lacks: %q, %s", told(r), r.Status)
	}
	if r := w.load("compound", coded("yard", box(0, 0, 1, 0.5))); told(r) != "" {
		t.Errorf("land outside compounds is in order: %q", told(r))
	}
}
