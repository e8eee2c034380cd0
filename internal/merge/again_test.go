package merge_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/merge"
)

// What is tried, taken back and done again keeps the old codes as it did at first.
func TestAMergeTakenBackIsDoneAgain(t *testing.T) {
	for _, into := range []string{"grid", "merged"} {
		t.Run(into, func(t *testing.T) {
			w := newTown(t)
			w.area("community", "c", "", box(0, 0, 6, 4))
			w.quarters("grid", "g", "c", 2, 2)
			w.quarters("police", "p", "c", 2.4, 2)
			w.area("police", "p5", "c", box(4, 0, 6, 4)) // founds a grid
			w.write()
			ask := merge.Ask{Layers: []string{"grid", "police"}, Into: into}
			first := w.merge(ask, false)
			if len(first.Left) > 0 {
				t.Fatalf("at first: %+v", first.Left)
			}
			before := w.versions(into)
			w.takeBack(first.Revision)
			again := w.merge(ask, false)
			if len(again.Left) > 0 || again.Status != merge.Stored {
				t.Errorf("again: %s, left %+v", again.Status, again.Left)
			}
			after := w.versions(into)
			if len(after) != len(before) {
				t.Errorf("%d grids, not %d", len(after), len(before))
			}
			for code, v := range before {
				if got := after[code]; got.ID != v.ID || !slices.Equal(got.Former, v.Former) {
					t.Errorf("%s is %d, former %v; not %d, %v", code, got.ID, got.Former, v.ID, v.Former)
				}
			}
		})
	}
}

// A code that another grid got in a change taken back stays that grid's, and the report says so.
func TestACodeGivenToAnotherGridIsLeft(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.quarters("police", "p", "c", 2.4, 2)
	w.write()
	ask := merge.Ask{Layers: []string{"grid", "police"}, Into: "grid"}
	w.takeBack(w.merge(ask, false).Revision)
	w.area("police", "p1", "c", box(2.4, 0, 4, 2)) // the police changes two of its numbers
	w.area("police", "p2", "c", box(0, 0, 2.4, 2))
	w.write()
	r := w.merge(ask, false)
	if len(r.Left) != 2 || r.Left[0].Code != "p1" || r.Left[0].Grid != "g2" || !strings.Contains(r.Left[0].Why, "once given in layer grid to g1") {
		t.Errorf("%+v", r.Left)
	}
}
