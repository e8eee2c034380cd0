package main

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
	"github.com/redsail/redsail/internal/store/gpkg"
)

// bentIsolated is the property of bentFiles (internal/intake) for the way that the command goes: a bent
// GeoPackage is read by a process of its own, which the system holds to 5 s and 200 MiB. Whatever it meets,
// the import answers with a fault of the file by name or a report, and nothing is written in part.
func bentIsolated(t *testing.T, files int) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	isolate(t, bin, readerLimits{5 * time.Second, 200 << 20})
	b := newBadInput(t, t.TempDir())
	mustRun(t, "import", "--store", b.store, "--layer", "street", "--parent-field", "up", b.write("street.geojson", squares("s1", "s2", "s3")))
	out := filepath.Join(b.dir, "out.gpkg")
	mustRun(t, "export", "--store", b.store, "--layer", "street", "--format", "gpkg", "--out", out)
	seeds := [][]byte{readFile(t, out), readFile(t, foreign(t, foreignBase, foreignRows))}
	s, err := gpkg.Open(t.Context(), b.store, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()

	r, answers := rand.New(rand.NewPCG(2000, 1)), map[string]int{}
	path := filepath.Join(b.dir, "bent.gpkg")
	for i := range files {
		if err := os.WriteFile(path, geotest.Bend(r, seeds[i%len(seeds)]), 0o600); err != nil {
			t.Fatal(err)
		}
		before := latest(t, s)
		begun := time.Now()
		report, err := intake.Import(t.Context(), s, path, intake.Options{Layer: "street"})
		if took := time.Since(begun); took > 10*time.Second { // 5 s of processor time, which others use too
			t.Errorf("file %d took %v", i, took)
		}
		after := latest(t, s)
		if err != nil {
			answers["error"]++
			var file *codec.FileError
			var own *city.Error
			var system *crs.Refusal // such as one whose system names no datum
			if !(errors.As(err, &file) && file.Kind != codec.KindUnreadable && file.File != "" && file.Message != "" || errors.As(err, &own) && own.Code != "" && own.Kind != city.Unavailable || errors.As(err, &system) && system.Cause != "" && system.Message != "") || after != before {
				t.Errorf("file %d: revision %d after %d: %v", i, after, before, err)
			}
			if file != nil && file.Kind == codec.KindReaderDied {
				answers["died"]++
			}
			continue
		}
		answers[string(report.Status)]++
		if report.Read != report.Accepted+len(report.Rejected) || report.Revision != after || after > before+1 {
			t.Errorf("file %d: revision %d after %d: %+v", i, after, before, report)
		}
		for _, x := range report.Rejected {
			if x.Reason == "" || x.Message == "" || x.Feature < 1 {
				t.Errorf("file %d: rejected without a place or a reason: %+v", i, x)
			}
		}
	}
	t.Log(answers)
	if answers["died"] > 0 {
		t.Errorf("the reader crashed: %v", answers)
	}
	if answers["error"] == 0 || answers["error"] > files*19/20 {
		t.Errorf("the files are not bent as they should be: %v", answers)
	}
}

func latest(t *testing.T, s city.Store) int64 {
	t.Helper()
	state, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return state.Revision
}

// TestBentIsolated is a share of TestLongBentIsolated.
func TestBentIsolated(t *testing.T) { bentIsolated(t, 40) }

// TestLongBentIsolated bends 2,000 GeoPackages.
func TestLongBentIsolated(t *testing.T) {
	if os.Getenv("REDSAIL_LONG") == "" {
		t.Skip("takes minutes: make long, or REDSAIL_LONG=1")
	}
	bentIsolated(t, 2000)
}
