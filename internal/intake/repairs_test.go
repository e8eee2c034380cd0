package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// repairs are the names parsed.
func repairs(t tester, words ...string) intake.Repairs {
	t.Helper()
	r, err := intake.ParseRepairs(words)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return r
}

// told is what was repaired, in a form to compare.
func told(r *intake.Report) []string {
	out := []string{}
	for _, x := range r.Repaired {
		out = append(out, fmt.Sprintf("%d %s %s %d", x.Feature, x.Code, x.Repair, x.Places))
	}
	return out
}

// open takes the closing position off a polygon.
func open(polygon string, last [2]float64) string {
	at := strings.LastIndex(polygon, ",[")
	return polygon[:at] + fmt.Sprintf(",[%.9f,%.9f]]]}", 116+last[0]/100, 40+last[1]/100)
}

func TestParseRepairs(t *testing.T) {
	r := repairs(t, "close-ring", "snap-to-parent=2.5m")
	if r[intake.CloseRing] != 1 || r[intake.SnapToParent] != 2.5 || len(r) != 2 {
		t.Errorf("%v", r)
	}
	for _, bad := range []string{"", "closering", "close-ring=0", "close-ring=-1", "close-ring=NaN", "close-ring=11", "close-ring=1e400",
		"untangle=1", "snap-to-parent=x", "snap-to-parent=", "split-parents,untangle"} {
		if _, err := intake.ParseRepairs([]string{bad}); city.CodeOf(err) != "bad_repair" {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := intake.ParseRepairs([]string{"untangle", "untangle"}); city.CodeOf(err) != "bad_repair" {
		t.Errorf("twice: %v", err)
	}
}

func TestCloseRing(t *testing.T) {
	// 1e-5° of latitude are 1.11 m, 5e-6° are 0.56 m.
	near := coded("near", open(box(0, 0, 1, 1), [2]float64{0, 0.0005}))
	far := coded("far", open(box(2, 0, 1, 1), [2]float64{2, 0.5}))
	whole := coded("whole", box(4, 0, 1, 1))
	w := newWorld(t, threeLayers)
	file := w.write("geojson", collection(near, far, whole))
	r := w.take(file, intake.Options{Layer: "district", DryRun: true})
	if got := reasons(r); !slices.Equal(got, []string{"1 ring_unclosed", "2 ring_unclosed"}) || len(r.Repaired) != 0 {
		t.Errorf("without the name: %v, repaired %v", got, told(r))
	}
	o := intake.Options{Layer: "district", Repairs: repairs(t, "close-ring")}
	r = w.take(file, o)
	if got := reasons(r); !slices.Equal(got, []string{"2 ring_unclosed"}) || !slices.Equal(told(r), []string{"1 near close-ring 1"}) {
		t.Errorf("with it: %v, repaired %v", got, told(r))
	}
	if x := r.Repaired[0]; x.MovedM < 0.55 || x.MovedM > 0.56 || x.At == nil || x.At[0] != 116 || x.At[1] != 40 {
		t.Errorf("%+v", x)
	}
	// The end stays as a vertex: nothing is moved, only a line is added.
	if got := w.area("district", "near").Shape.Vertices(); got != 5 {
		t.Errorf("%d vertices", got)
	}
	o.Repairs = repairs(t, "close-ring=0.5")
	if r = w.take(file, o); !slices.Equal(reasons(r), []string{"1 ring_unclosed", "2 ring_unclosed"}) {
		t.Errorf("half a metre: %v", reasons(r))
	}
}

func TestUntangle(t *testing.T) {
	tie := coded("tie", ring([2]float64{0, 0}, [2]float64{1, 1}, [2]float64{1, 0}, [2]float64{0, 1}))
	pocket := coded("pocket", ring([2]float64{2, 0}, [2]float64{3, 0}, [2]float64{3, 1}, [2]float64{2.4, 1}, [2]float64{2.4, 0.4},
		[2]float64{2.6, 0.4}, [2]float64{2.6, 0.6}, [2]float64{2.2, 0.6}, [2]float64{2.2, 1}, [2]float64{2, 1}))
	w := newWorld(t, threeLayers)
	file := w.write("geojson", collection(tie, pocket))
	if r := w.take(file, intake.Options{Layer: "district", DryRun: true}); !slices.Equal(reasons(r), []string{"1 self_crossing", "2 self_crossing"}) {
		t.Errorf("without the name: %v", reasons(r))
	}
	r := w.take(file, intake.Options{Layer: "district", Repairs: repairs(t, "untangle")})
	if len(r.Rejected) != 0 || len(r.Repaired) != 2 {
		t.Fatalf("%v, repaired %v", r.Rejected, told(r))
	}
	// Both wings of the bow tie stay: half of its box.
	if s := w.area("district", "tie").Shape; len(s) != 2 || s.TwiceArea().Float64() != 1e10 {
		t.Errorf("tie: %v", s)
	}
	if again := w.take(file, intake.Options{Layer: "district", Repairs: repairs(t, "untangle")}); again.Status != intake.Unchanged || len(again.Repaired) != 2 {
		t.Errorf("again: %v", again.Status)
	}
}
