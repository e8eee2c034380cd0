package intake_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/intake"
)

// takenAnyway are the bad files of geojsonhint of which something is stored all the same,
// and why.
var takenAnyway = []string{
	"bad-polygon-interiorring-rhr.geojson",        // ring direction is no defect
	"different-first-size.geojson",                // first and last position differ only in Z
	"featurecollection_changed_semantics.geojson", // members of other objects are passed over
	"polygon_winding_order.geojson",               // ring direction is no defect
}

// The vectors of geojsonhint hold areas, lines, points and faults. A file that is no
// GeoJSON is an error, and the store stays empty; the features of the others are taken or
// rejected by name, and what is no area is rejected as such.
func TestGeoJSONHint(t *testing.T) {
	dir := filepath.Join(geotest.DataDir(t), "vectors", "geojsonhint")
	for _, path := range glob(t, filepath.Join(dir, "good", "*.geojson")) {
		w := newWorld(t, threeLayers)
		r, err := intake.Import(t.Context(), w.store, path, intake.Options{Layer: "compound"})
		var refusal *crs.Refusal
		switch name := filepath.Base(path); {
		case name == "issue82.geojson":
			if !errors.As(err, &refusal) || refusal.Cause != crs.CauseOutOfRange {
				t.Errorf("%s lies off the earth: %v", name, err)
			}
		case err != nil:
			t.Error(err)
		default:
			for _, x := range r.Rejected {
				if x.Reason != codec.ReasonWrongGeometry && x.Reason != codec.ReasonNoGeometry {
					t.Errorf("%s: %+v", name, x)
				}
			}
			checkStored(w, name, r)
		}
	}
	var taken []string
	for _, path := range glob(t, filepath.Join(dir, "bad", "*.geojson")) {
		w := newWorld(t, threeLayers)
		r, err := intake.Import(t.Context(), w.store, path, intake.Options{Layer: "compound"})
		name := filepath.Base(path)
		var file *codec.FileError
		switch {
		case err == nil:
			checkStored(w, name, r)
			if r.Accepted > 0 {
				taken = append(taken, name)
			}
		case !errors.As(err, &file) || !strings.Contains(err.Error(), name) || strings.ContainsAny(err.Error(), "\r\n") || w.state().Revision != 0:
			t.Errorf("%s: %v", name, err)
		}
	}
	if !slices.Equal(taken, takenAnyway) {
		t.Errorf("stored of bad files: %q", taken)
	}
}

func checkStored(w *world, name string, r *intake.Report) {
	w.Helper()
	checkReport(w, r)
	if r.Accepted != len(w.shapes("compound")) || (r.Status == intake.Refused) != (r.Accepted == 0) {
		w.Errorf("%s: %s, %d accepted, %d stored", name, r.Status, r.Accepted, len(w.shapes("compound")))
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(files), err)
	}
	return files
}
