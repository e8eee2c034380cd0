package codec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
)

// lenient lists the bad files of geojsonhint that Redsail reads all the same, and why.
var lenient = map[string]string{
	"bad-polygon-interiorring-rhr":        "ring direction is no defect: RFC 7946 §3.1.6 says not to reject it",
	"polygon_winding_order":               "ring direction is no defect: RFC 7946 §3.1.6 says not to reject it",
	"bbox-4or6elements":                   "bbox is not used",
	"bbox-contains-string":                "bbox is not used",
	"bbox-string":                         "bbox is not used",
	"different-first-size":                "first and last position differ only in Z, which is dropped",
	"excessive_precision_truncated":       "precision is a matter of the lattice",
	"feature_changed_semantics":           "members of other objects (RFC 7946 §7.1) are passed over",
	"featurecollection_changed_semantics": "members of other objects (RFC 7946 §7.1) are passed over",
	"geometry_changed_semantics":          "members of other objects (RFC 7946 §7.1) are passed over",
	"geometrycollection_nested":           "nested collections are discouraged, not wrong; they are flattened",
	"geometrycollection_single":           "single collections are discouraged, not wrong; they are flattened",
	"point-toomany":                       "numbers after the second are dropped",
}

// hintFaults says what is found in the others: the reasons of the features in order, or
// the kind of the file's own fault.
var hintFaults = map[string]string{
	"bad-duplicate-properties":        "malformed",
	"bad-featurelist":                 "bad_position",
	"bad-json":                        "malformed",
	"bad-object-type":                 "malformed",
	"bad-polygonloop":                 "wrong_geometry",
	"bad-properties-as-array":         "bad_feature",
	"badcoord":                        "bad_position",
	"badcoordtype":                    "bad_position",
	"badfeature":                      "bad_feature",
	"badfeatureid":                    "bad_feature",
	"different-first-last":            "ring_unclosed",
	"expected_object":                 "bad_feature",
	"false":                           "wrong_geometry",
	"featurecollection":               "malformed",
	"featurecollection-obj":           "malformed",
	"featurecollection-type-case":     "unknown_format",
	"multiple_problems":               "bad_feature,,bad_feature,bad_feature",
	"multipoint-multidimension":       "wrong_geometry",
	"multipoint-nondimension":         "wrong_geometry",
	"nofeaturetype":                   "bad_feature",
	"notype":                          "unknown_format",
	"point":                           "no_geometry",
	"point-labeled-as-a-multipolygon": "wrong_geometry",
	"point-string":                    "bad_position",
	"point-toofew":                    "bad_position",
	"rootstring":                      "malformed",
	"short-line":                      "line_too_short",
	"short-linearring":                "ring_unclosed",
	"short-multilinestring":           "line_too_short",
	"stringcoord":                     "bad_position,",
	"unknowntype":                     "unknown_format",
}

func TestGeoJSONHintGood(t *testing.T) {
	for name, path := range hintFiles(t, "good") {
		_, fs, err := readAll(t, path, codec.Options{})
		want := strings.Repeat(",", max(0, len(fs)-1))
		if name == "nullgeometry" { // legal, but no area
			want = "no_geometry"
		}
		if err != nil || len(fs) == 0 || strings.Join(reasons(fs), ",") != want {
			t.Errorf("%s: %d features, %q, %v", name, len(fs), reasons(fs), err)
		}
	}
}

func TestGeoJSONHintBad(t *testing.T) {
	files := hintFiles(t, "bad")
	if len(files) != len(lenient)+len(hintFaults) {
		t.Errorf("%d files, %d expectations", len(files), len(lenient)+len(hintFaults))
	}
	for name, path := range files {
		_, fs, err := readAll(t, path, codec.Options{})
		got := kindOf(err)
		if got == "" {
			got = strings.Join(reasons(fs), ",")
		}
		want, faulty := hintFaults[name]
		if _, ok := lenient[name]; ok == faulty {
			t.Errorf("%s: must be either lenient or faulty", name)
		}
		if !faulty {
			got = strings.Trim(got, ",")
		}
		if got != want {
			t.Errorf("%s: got %q, want %q (%v)", name, got, want, err)
		}
	}
}

// hintFiles gives the GeoJSON files of a folder by name without extension.
func hintFiles(t *testing.T, kind string) map[string]string {
	t.Helper()
	dir := filepath.Join(geotest.DataDir(t), "vectors", "geojsonhint", kind)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".geojson"); ok {
			out[name] = filepath.Join(dir, e.Name())
		}
	}
	return out
}
