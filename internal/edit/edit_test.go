package edit_test

import (
	"errors"
	"math"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/demo"
	"github.com/redsail/redsail/internal/edit"
)

func cos(v float64) float64 { return math.Cos(v) }

// TestRandomEdits: random moves, splits and merges leave every partition without a gap or
// an overlap, the levels on one line and the households as many as they were; the dry run
// tells what is then written, and each edit can be taken back to the same content.
func TestRandomEdits(t *testing.T) {
	randomEdits(t, demo.SizeTiny, 1, 40)
}

// TestLongRandomEdits is the same for longer, and in a larger city. It runs under
// `make long` only.
func TestLongRandomEdits(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes minutes: `make long` runs it")
	}
	for seed := range uint64(4) {
		randomEdits(t, demo.SizeTiny, 10+seed, 60)
	}
	randomEdits(t, demo.SizeMiddle, 20, 100)
}

func randomEdits(t *testing.T, size demo.Size, seed uint64, rounds int) {
	d := newDesk(t, size)
	c := newChance(seed)
	layers := []string{"community", "grid"}
	loose := d.loose()
	homes := map[string]int64{}
	for _, layer := range d.partitions() {
		homes[layer] = d.households(layer)
	}
	done, refused := map[string]int{}, map[string]int{}
	for n := range rounds {
		layer := layers[n%2]
		var e edit.Edit
		what := ""
		switch n % 3 {
		case 0:
			what, e.MoveArc = "move_arc", c.move(d, layer)
		case 1:
			what, e.Split = "split", c.split(d, "grid", n)
		default:
			what, e.Merge = "merge", c.merge(d, "grid", n)
		}
		before := d.hash()
		plan, err := d.editor.Prepare(t.Context(), &edit.Request{Edits: []edit.Edit{e}})
		if err != nil {
			var field *edit.FieldError
			if !errors.As(err, &field) || city.KindOf(err) == city.Internal {
				t.Fatalf("%d %s: %v", n, what, err)
			}
			refused[what+" "+city.CodeOf(err)]++
			continue
		}
		done[what]++
		r := plan.Report
		seen := map[string]bool{}
		for _, a := range r.Areas {
			if a.What == "changed" {
				seen[a.Layer] = true
			}
		}
		if what == "move_arc" && len(seen) > 1 {
			done["levels"]++
		}
		// A compound lies where it lies: a border that moves may cut it, and the report says so.
		r.Levels.Opened = slices.DeleteFunc(r.Levels.Opened, func(l edit.Disagreement) bool { return l.Layer == city.LayerCompound })
		if len(r.Overlaps.Opened)+len(r.Gaps.Opened)+len(r.Overlaps.Closed)+len(r.Gaps.Closed)+len(r.Levels.Opened) > 0 {
			t.Errorf("%d %s: %+v %+v %+v", n, what, r.Overlaps, r.Gaps, r.Levels)
		}
		again, err := d.editor.Prepare(t.Context(), &edit.Request{Edits: []edit.Edit{e}})
		if err != nil || !reflect.DeepEqual(plan.Change, again.Change) || !reflect.DeepEqual(plan.Report.Areas, again.Report.Areas) {
			t.Fatalf("%d %s: a second dry run says something else (%v)", n, what, err)
		}
		rev, err := d.editor.Apply(t.Context(), plan)
		if err != nil {
			t.Fatalf("%d %s: %v", n, what, err)
		}
		if rev.Entries != r.Entries {
			t.Errorf("%d %s: %d entries, the dry run said %d", n, what, rev.Entries, r.Entries)
		}
		d.sound(what)
		if got := d.loose(); !reflect.DeepEqual(got, loose) {
			t.Errorf("%d %s: the levels came apart: %v, before %v", n, what, got, loose)
		}
		for layer, sum := range homes {
			if got := d.households(layer); got != sum {
				t.Errorf("%d %s: layer %s has %d households, not %d", n, what, layer, got, sum)
			}
		}
		if n%4 == 0 {
			back, err := d.editor.Reverse(t.Context(), rev.Number, "")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := d.editor.Apply(t.Context(), back); err != nil {
				t.Fatal(err)
			}
			if d.hash() != before {
				t.Errorf("%d %s: taken back it is another city", n, what)
			}
		}
	}
	t.Log(done, refused)
	for _, what := range []string{"move_arc", "split", "merge", "levels"} {
		if done[what] < rounds/12 {
			t.Errorf("only %d of %s were done: %v", done[what], what, refused)
		}
	}
}
