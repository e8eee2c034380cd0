package merge_test

import (
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/merge"
)

// TestMergedTakenBackMergedAgain: a merge that was taken back and is done again keeps the same old codes and gives
// the same codes, into a layer that holds the base and into one that held nothing.
func TestMergedTakenBackMergedAgain(t *testing.T) {
	for _, into := range []string{"grid", "merged"} {
		t.Run(into, func(t *testing.T) {
			w := newTown(t)
			w.area("community", "c", "", box(0, 0, 4, 4))
			w.quarters("grid", "g", "c", 2, 2)
			w.quarters("police", "p", "c", 2.1, 2)
			w.write()
			ask := merge.Ask{Layers: []string{"grid", "police"}, Into: into}
			first := w.merge(ask, false)
			if len(first.Left) > 0 {
				t.Fatalf("left %v", first.Left)
			}
			formers := func() map[string]int {
				out := map[string]int{}
				for code, v := range w.versions(into) {
					out[code] = len(v.Former)
				}
				return out
			}
			want := formers()
			back, err := city.ReverseOf(t.Context(), w.store, first.Revision)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.store.Apply(t.Context(), back); err != nil {
				t.Fatal(err)
			}
			again := w.merge(ask, false)
			got := formers()
			if len(again.Left) > 0 || len(want) != 4 || len(got) != len(want) {
				t.Fatalf("left %v; %v, want %v", again.Left, got, want)
			}
			for code, n := range want {
				if n != 1 || got[code] != n {
					t.Errorf("%s has %d former codes, had %d", code, got[code], n)
				}
			}
			if f, err := city.Find(t.Context(), w.store, city.Key{Layer: into, Code: "p3"}, day, 0); err != nil || f.Content.Key().Code != "g3" {
				t.Errorf("p3 leads to %+v, %v", f, err)
			}
		})
	}
}

// TestOldCodeGivenToAnother: an old code that a merge gave to one grid is no other one's after that was taken back,
// and the report says so.
func TestOldCodeGivenToAnother(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.quarters("police", "p", "c", 2, 2)
	w.write()
	ask := merge.Ask{Layers: []string{"grid", "police"}, Into: "grid"}
	back, err := city.ReverseOf(t.Context(), w.store, w.merge(ask, false).Revision)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.Apply(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	w.area("police", "p1", "c", box(2, 0, 4, 2))
	w.area("police", "p2", "c", box(0, 0, 2, 2))
	w.write()
	r := w.merge(ask, false)
	if len(r.Left) != 2 || r.Left[0].Code != "p1" || r.Left[0].Grid != "g2" || r.Left[0].Why != "the code was given to another grid before, in what was taken back or has ended, and is given once for ever in layer grid" {
		t.Errorf("left %+v", r.Left)
	}
}
