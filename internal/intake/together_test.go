package intake_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// TestImportsAtOnce: writers that overtake each other, each with the file open on its own
// as separate programs have it, lose nothing and end with what one after the other gives.
func TestImportsAtOnce(t *testing.T) {
	const writers = 4
	w := newWorld(t, threeLayers)
	alone := newWorld(t, threeLayers)
	// From the second import on the date is that of the day: set it, so that it is alike.
	o := intake.Options{Layer: "district", EffectiveFrom: date(t, "2026-01-01")}
	var files []string
	for i := range writers {
		x := float64(i)
		// Each has a corner on the border of the one before.
		files = append(files, w.write("geojson", collection(
			coded(fmt.Sprintf("s%d", i), box(x, 0, 1, 0.3+0.1*x)), coded(fmt.Sprintf("n%d", i), box(x, 0.3+0.1*x, 1, 0.7-0.1*x)))))
	}
	reports := make([]*intake.Report, writers)
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			s, err := gpkg.Open(t.Context(), filepath.Join(w.dir, "city.gpkg"), gpkg.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if reports[i], err = intake.Import(t.Context(), s, files[i], o); err != nil {
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for i, r := range reports {
		if r == nil || r.Status != intake.Stored || r.Accepted != 2 {
			t.Errorf("writer %d: %+v", i, r)
		}
	}
	if got := w.state().Revision; got != writers {
		t.Errorf("revision %d after %d imports", got, writers)
	}
	for i := range writers {
		alone.take(files[i], o)
	}
	if contentHash(w) != contentHash(alone) {
		t.Error("at once is not what one after the other gives")
	}
}

// TestSameFileAtOnce: the slower one finds nothing left to do.
func TestSameFileAtOnce(t *testing.T) {
	w := newWorld(t, threeLayers)
	path := w.write("geojson", collection(coded("a", box(0, 0, 1, 1))))
	reports := make([]*intake.Report, 3)
	var wg sync.WaitGroup
	for i := range reports {
		wg.Go(func() {
			var err error
			if reports[i], err = intake.Import(t.Context(), w.store, path, intake.Options{Layer: "district"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	stored := 0
	for _, r := range reports {
		if r != nil && r.Status == intake.Stored {
			stored++
		} else if r == nil || r.Status != intake.Unchanged {
			t.Errorf("%+v", r)
		}
	}
	if stored != 1 || w.state().Revision != 1 {
		t.Errorf("%d stored, revision %d", stored, w.state().Revision)
	}
}

// TestCancelled stops an import at each of its steps.
func TestCancelled(t *testing.T) {
	w := newWorld(t, threeLayers)
	w.load("district", coded("d", box(0, 0, 9, 9)))
	before := w.state()
	path := w.write("geojson", collection(coded("a", box(0, 0, 1, 1)), coded("b", box(1, 0, 1, 1))))
	var steps []string
	w.take(path, intake.Options{Layer: "street", DryRun: true, Progress: func(step string) { steps = append(steps, step) }})
	steps = append(steps, "writing")
	for _, at := range append(steps, "") {
		ctx, cancel := context.WithCancel(t.Context())
		if at == "" {
			cancel()
		}
		r, err := intake.Import(ctx, w.store, path, intake.Options{Layer: "street", Progress: func(step string) {
			if step == at {
				cancel()
			}
		}})
		cancel()
		if !errors.Is(err, context.Canceled) || r != nil || w.state() != before {
			t.Errorf("cancelled at %q: %+v, %v", at, r, err)
		}
	}
}

// TestOvertaken: another program writes just before the import does, some times or always.
func TestOvertaken(t *testing.T) {
	for _, c := range []struct {
		times int
		want  city.Kind
	}{{0, city.Internal}, {3, city.Internal}, {1000, city.Stale}} {
		w := newWorld(t, threeLayers)
		path := w.write("geojson", collection(coded("a", box(0, 0, 1, 1))))
		tries := 0
		overtake := func(step string) {
			if step != "writing" {
				return
			}
			if tries++; tries <= c.times {
				w.load("village", feature(box(float64(tries), 5, 1, 1), "code", fmt.Sprintf(`"370811001%03d"`, tries)))
			}
		}
		r, err := intake.Import(t.Context(), w.store, path, intake.Options{Layer: "district", Progress: overtake})
		switch {
		case city.KindOf(err) != c.want:
			t.Errorf("overtaken %d times: %v", c.times, err)
		case err == nil && (r.Revision != int64(c.times)+1 || tries != c.times+1):
			t.Errorf("overtaken %d times: revision %d after %d tries", c.times, r.Revision, tries)
		case err != nil && (r != nil || tries > 100 || len(w.shapes("district")) > 0):
			t.Errorf("overtaken always: %+v after %d tries", r, tries)
		}
	}
}
