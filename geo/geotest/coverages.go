package geotest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/geo"
)

// Coverage is a layer of real areas, rounded to the lattice and not mended: their borders
// meet as well or as badly as in the file. Codes[i] is of Shapes[i].
type Coverage struct {
	Codes  []string
	Shapes []geo.MultiPolygon
}

// Beijing are the 331 townships of Beijing, an exact partition (Tsinghua FIB Lab, MIT).
func Beijing(t testing.TB) Coverage {
	return readCoverage(t, "cn-beijing-townships/beijing_townships_wgs84.geojson", "county", "name")
}

// Taipei are the 12 districts and the 456 villages of Taipei. Villages cross each other and
// leave gaps, and two cross themselves (Taipei City, OGDL).
func Taipei(t testing.TB) (districts, villages Coverage) {
	return readCoverage(t, "tw-taipei/taipei_town.geojson", "CPTID"), readCoverage(t, "tw-taipei/taipei_village.geojson", "CPTVID")
}

// Leicester are the statistical areas of Leicester, three levels that nest, and the wards,
// which cross them (Crown copyright, OGL).
func Leicester(t testing.TB) (msoa, lsoa, oa, wards Coverage) {
	return readCoverage(t, "uk-leicester/msoa_E06000016.json", "MSOA11CD"),
		readCoverage(t, "uk-leicester/lsoa_E06000016.json", "LSOA11CD"),
		readCoverage(t, "uk-leicester/oa_E06000016.json", "OA11CD"),
		readCoverage(t, "uk-leicester/wards_E06000016.json", "WD13CD")
}

// Ahmedabad are the 48 wards of Ahmedabad, which overlap and leave gaps of metres (DataMeet,
// CC BY 4.0).
func Ahmedabad(t testing.TB) Coverage {
	return readCoverage(t, "dirty-coverages/Ahmedabad_Wards.geojson", "Name")
}

// readCoverage reads a GeoJSON file of the real data; the code of an area is made of
// properties.
func readCoverage(t testing.TB, path string, code ...string) Coverage {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(DataDir(t), filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	fc, err := geojson.UnmarshalFeatureCollection(text)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var out Coverage
	seen := map[string]int{}
	for _, f := range fc.Features {
		var mp orb.MultiPolygon
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			mp = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			mp = g
		default:
			t.Fatalf("%s has a %T", path, g)
		}
		name := ""
		for i, property := range code {
			if i > 0 {
				name += "-"
			}
			name += fmt.Sprint(f.Properties[property])
		}
		if seen[name]++; seen[name] > 1 {
			name += fmt.Sprintf(" (%d)", seen[name])
		}
		out.Codes, out.Shapes = append(out.Codes, name), append(out.Shapes, Lattice(t, mp))
	}
	return out
}

// Lattice rounds a shape. Points that fall together with the one before are left out, and
// rings of which less than three are left.
func Lattice(t testing.TB, mp orb.MultiPolygon) geo.MultiPolygon {
	t.Helper()
	var m geo.MultiPolygon
	for _, op := range mp {
		var poly geo.Polygon
		for _, or := range op {
			var r geo.Ring
			for _, c := range or[:len(or)-1] {
				p, err := geo.Snap(c)
				if err != nil {
					t.Fatal(err)
				}
				if len(r) == 0 || r[len(r)-1] != p {
					r = append(r, p)
				}
			}
			if len(r) > 2 {
				poly = append(poly, r)
			}
		}
		if len(poly) > 0 {
			m = append(m, poly)
		}
	}
	return m
}
