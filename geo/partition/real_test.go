package partition_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
)

// readShapes reads the areas of a GeoJSON file of the real data, rounded to the lattice,
// and one text property of each.
func readShapes(t testing.TB, property string, path ...string) ([]geo.MultiPolygon, []string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(append([]string{geotest.DataDir(t)}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	var fc geojson.FeatureCollection
	if err := json.Unmarshal(b, &fc); err != nil {
		t.Fatal(err)
	}
	var shapes []geo.MultiPolygon
	var texts []string
	for _, f := range fc.Features {
		mp, ok := f.Geometry.(orb.MultiPolygon)
		if p, single := f.Geometry.(orb.Polygon); single {
			mp, ok = orb.MultiPolygon{p}, true
		}
		if ok {
			shapes = append(shapes, snapped(t, mp))
			texts = append(texts, f.Properties.MustString(property, ""))
		}
	}
	return shapes, texts
}

func snapped(t testing.TB, mp orb.MultiPolygon) geo.MultiPolygon {
	var m geo.MultiPolygon
	for _, p := range mp {
		var poly geo.Polygon
		for _, r := range p {
			var line geo.Ring
			for _, q := range r {
				s, err := geo.Snap(q)
				if err != nil {
					t.Fatal(err)
				}
				line = append(line, s)
			}
			poly = append(poly, line)
		}
		m = append(m, poly)
	}
	return m
}

// Beijing's townships are an exact coverage: nothing moves, no gap, no overlap; the
// districts made of them by Union node against them without any change.
func TestBeijing(t *testing.T) {
	districts, shapes := beijing(t)
	if len(shapes) != 331 || len(districts) != 16 {
		t.Fatalf("%d townships, %d districts", len(shapes), len(districts))
	}
	areas, res := nodeAll(t, inLayer(0, false, districts), inLayer(1, false, shapes))
	for i, changed := range res.Changed {
		if changed {
			t.Errorf("area %d changed", i)
		}
	}
	for _, layer := range [][]partition.Area{areas[:16], areas[16:]} {
		if f := findFaults(t, layer); len(f.Overlaps)+len(f.Gaps) > 0 {
			t.Errorf("%d overlaps, %d gaps", len(f.Overlaps), len(f.Gaps))
		}
	}
	for i, a := range areas {
		if p := partition.LabelPoint(a.Shape); !a.Shape.Owns(p) {
			t.Errorf("area %d: label %v is outside", i, p)
		}
	}
}

// beijing gives the districts, united from the townships, and the townships.
func beijing(t testing.TB) (districts, shapes []geo.MultiPolygon) {
	raw, county := readShapes(t, "county", "cn-beijing-townships", "beijing_townships_wgs84.geojson")
	shapes = normal(t, raw)
	byCounty := map[string][]geo.MultiPolygon{}
	var order []string
	for i, m := range shapes {
		if byCounty[county[i]] == nil {
			order = append(order, county[i])
		}
		byCounty[county[i]] = append(byCounty[county[i]], m)
	}
	for _, name := range order {
		u, err := partition.Union(byCounty[name])
		if err != nil {
			t.Fatal(err)
		}
		districts = append(districts, u)
	}
	return districts, shapes
}

func BenchmarkBeijing(b *testing.B) {
	districts, shapes := beijing(b)
	both := append(inLayer(0, false, districts), inLayer(1, false, shapes)...)
	b.Run("Normalise", func(b *testing.B) {
		for b.Loop() {
			normal(b, shapes)
		}
	})
	b.Run("Node", func(b *testing.B) {
		for b.Loop() {
			nodeAll(b, both)
		}
	})
	b.Run("FindFaults", func(b *testing.B) {
		for b.Loop() {
			findFaults(b, both[16:])
		}
	})
	b.Run("LabelPoint", func(b *testing.B) {
		for b.Loop() {
			for _, m := range shapes {
				partition.LabelPoint(m)
			}
		}
	})
}

// The dirty coverages. "float" is what an overlay in float64 finds (shapely, and the
// same by simplefeatures): every overlap that we do not list is less than half a unit
// wide on average, up to where rounding and noding close it; we list none that float64
// does not.
func TestDirtyCoverages(t *testing.T) {
	for _, c := range []struct {
		name                            string
		path                            []string
		overlaps, hairOver, gaps, hairs int
		moved                           float64
	}{
		// float: 11 hairline overlaps, 89 hairline gaps, 2 rings that touch themselves
		{"Taipei villages", []string{"tw-taipei", "taipei_village.geojson"}, 0, 0, 3, 2, 1},
		{"Taipei towns", []string{"tw-taipei", "taipei_town.geojson"}, 0, 0, 0, 0, 1},
		// float: 60 overlaps, one of 0.4 units; 99 gaps
		{"Ahmedabad", []string{"dirty-coverages", "Ahmedabad_Wards.geojson"}, 59, 0, 97, 1, 1},
		// float: 10 overlaps (49 with those of rounding), all but one below 0.03 units; 36 gaps, all below 1.5
		{"Jaipur", []string{"dirty-coverages", "Jaipur_Jaipur_Wards.geojson"}, 1, 0, 0, 0, 1},
		// float: 25 overlaps (27), 13 of them below 0.5 units; 65 gaps, 57 below 1.5
		{"Purnia", []string{"dirty-coverages", "Purnia_Purnia_Wards.geojson"}, 14, 11, 28, 16, 2},
		{"Mumbai", []string{"dirty-coverages", "Mumbai_BMC_Wards.geojson"}, 0, 0, 0, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw, _ := readShapes(t, "", c.path...)
			given := inLayer(0, false, normal(t, raw))
			areas, res := nodeAll(t, given)
			if res.MaxMove > c.moved || len(res.Unstable)+len(res.Collapsed) > 0 {
				t.Errorf("moved %v, unstable %v, collapsed %v", res.MaxMove, res.Unstable, res.Collapsed)
			}
			if _, again := nodeAll(t, areas); !reflect.DeepEqual(again.Shapes, res.Shapes) {
				t.Error("noding again changes shapes")
			}
			f := findFaults(t, areas)
			over, gaps := 0, 0
			for _, o := range f.Overlaps {
				if o.Hairline {
					over++
				}
				requirePlace(t, o.Defect)
			}
			for _, g := range f.Gaps {
				if g.Hairline {
					gaps++
				}
				requirePlace(t, g.Defect)
			}
			if len(f.Overlaps) != c.overlaps || over != c.hairOver || len(f.Gaps) != c.gaps || gaps != c.hairs {
				t.Errorf("%d overlaps (%d hairlines), %d gaps (%d); want %d (%d), %d (%d)",
					len(f.Overlaps), over, len(f.Gaps), gaps, c.overlaps, c.hairOver, c.gaps, c.hairs)
			}
		})
	}
}

// requirePlace: the place is in the defect, or the defect owns no lattice point there.
func requirePlace(t *testing.T, d partition.Defect) {
	t.Helper()
	if d.Area <= 0 || d.Width <= 0 {
		t.Errorf("defect at %v: area %v, width %v", d.At, d.Area, d.Width)
	}
	if !d.Shape.Owns(d.At) && d.Width > 0.02 {
		t.Errorf("defect %v wide: place %v is not in it", d.Width, d.At)
	}
}
