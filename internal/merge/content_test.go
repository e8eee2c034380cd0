package merge_test

import (
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/merge"
)

// TestWhatGridsAreGoesAlong: in a new layer a grid has the class, households and population of the area
// that it was; where its ground is another, its households are counted anew if they were the sum of its
// buildings, and its population is not known.
func TestWhatGridsAreGoesAlong(t *testing.T) {
	w := newTown(t)
	count := func(n int64) *int64 { return &n }
	w.area("community", "c", "", box(0, 0, 6, 4))
	w.quarters("grid", "g", "c", 2, 2)
	w.quarters("police", "p", "c", 2.4, 2)
	w.quarters("urban", "u", "", 2.4, 2)
	w.area("police", "p5", "", box(4, 0, 6, 4))
	w.area("urban", "u5", "", box(4, 0, 6, 4))
	w.house("in", 1, 1, 30, "")
	w.house("between", 2.2, 1, 10, "")
	w.house("right", 3, 1, 15, "")
	set := map[string]struct {
		class              string
		households, people *int64
	}{"g1": {"ordinary", count(30), count(90)}, "g2": {"special", count(25), nil}, "g3": {"ordinary", count(7), nil}, "p5": {"special", count(5), count(11)}}
	for i := range w.next {
		a, ok := w.next[i].Content.(*city.Area)
		if is, named := set[w.next[i].Key.Code]; ok && named {
			a.Class, a.Households, a.Population = map[string]string{"kind": is.class}, is.households, is.people
		}
	}
	w.write()
	w.merge(merge.Ask{Layers: []string{"grid", "police", "urban"}, Into: "merged"}, false)
	got := w.versions("merged")
	say := func(n *int64) int64 {
		if n == nil {
			return -1
		}
		return *n
	}
	for code, want := range map[string]struct {
		class              string
		households, people int64
	}{
		"g1": {"ordinary", 40, -1}, "g2": {"special", 15, -1}, // the border moved, with a building
		"g3": {"ordinary", -1, -1}, // so did this one's, and 7 was no sum of buildings
		"p5": {"special", 5, 11},   // it is as it was
	} {
		v, there := got[code]
		if !there || v.Class["kind"] != want.class || say(v.Households) != want.households || say(v.Population) != want.people {
			t.Errorf("%s: class %v, %d households, %d people, want %+v", code, v.Class, say(v.Households), say(v.Population), want)
		}
	}
}

// TestACodeThatEndedWithoutAnHeir: the merged layer has a grid of the base's code where no grid is any
// more, and the base's ground went to another grid: the code leads there.
func TestACodeThatEndedWithoutAnHeir(t *testing.T) {
	w := newTown(t)
	w.area("community", "c", "", box(0, 0, 4, 4))
	w.quarters("grid", "g", "c", 2, 2)
	for _, l := range []string{"police", "urban"} {
		w.area(l, l+"1", map[string]string{"police": "c"}[l], box(0, 0, 2, 2))
		w.area(l, l+"2", map[string]string{"police": "c"}[l], box(2, 0, 4, 2))
		w.area(l, l+"3", map[string]string{"police": "c"}[l], box(0, 2, 4, 4))
	}
	w.area("merged", "g4", "c", box(10, 0, 12, 2))
	w.area("merged", "g3", "c", box(10, 2, 12, 4))
	w.write()
	r := w.merge(merge.Ask{Layers: []string{"grid", "police", "urban"}, Into: "merged"}, false)
	after := w.versions("merged")
	gone, heir := "g4", "g3"
	if _, there := after["g3"]; !there {
		gone, heir = heir, gone
	}
	if _, there := after[gone]; there {
		t.Fatalf("nothing ended: %v", after)
	}
	f, err := city.Find(t.Context(), w.store, city.Key{Layer: "merged", Code: gone}, day, 0)
	if err != nil || f.Content.Key().Code != heir && !(len(f.Successors) == 1 && f.Successors[0] == heir) {
		t.Errorf("%s leads to %+v, %v; left %v", gone, f, err, r.Left)
	}
}
