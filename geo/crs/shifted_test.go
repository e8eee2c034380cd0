package crs_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/geotest"
	"pgregory.net/rapid"
)

func TestShiftedCities(t *testing.T) {
	// WGS-84, GCJ-02 and BD-09 by the shared formula, to 1e-8°.
	for _, c := range []struct {
		place         string
		wgs, gcj, bd9 orb.Point
	}{
		{"济宁", orb.Point{116.587100, 35.414600}, orb.Point{116.59239100, 35.41415173}, orb.Point{116.59898857, 35.41987694}},
		{"北京", orb.Point{116.403963, 39.915119}, orb.Point{116.41020752, 39.91652329}, orb.Point{116.41659007, 39.92281888}},
		{"上海", orb.Point{121.473701, 31.230416}, orb.Point{121.47822406, 31.22847374}, orb.Point{121.48478247, 31.23432658}},
		{"成都", orb.Point{104.065735, 30.659462}, orb.Point{104.06824246, 30.65704118}, orb.Point{104.07473697, 30.66307074}},
		{"哈尔滨", orb.Point{126.642464, 45.756967}, orb.Point{126.64843401, 45.75891813}, orb.Point{126.65506367, 45.76461182}},
		{"乌鲁木齐", orb.Point{87.617733, 43.792818}, orb.Point{87.62058226, 43.79404257}, orb.Point{87.62701458, 43.80016426}},
		{"gcoord's README", orb.Point{116.403988, 39.914266}, orb.Point{}, orb.Point{116.41661560068297, 39.92196580126834}},
	} {
		t.Run(c.place, func(t *testing.T) {
			if c.gcj != (orb.Point{}) {
				agree(t, mustParse(t, "gcj02"), c.wgs, c.gcj, 6e-9)
			}
			agree(t, mustParse(t, "bd09"), c.wgs, c.bd9, 6e-9)
		})
	}
}

func TestShiftedRoundTrip(t *testing.T) {
	for _, name := range []string{"gcj02", "bd09"} {
		s := mustParse(t, name)
		rapid.Check(t, func(t *rapid.T) {
			p := orb.Point{
				rapid.Float64Range(72.004, 137.8347).Draw(t, "lon"),
				rapid.Float64Range(0.8293, 55.8271).Draw(t, "lat"),
			}
			q, err := s.FromWGS84(p)
			if err != nil {
				t.Fatal(err)
			}
			back, err := s.ToWGS84(q)
			if err != nil || apart(back, p) > 1e-10 {
				t.Fatalf("%s: %v → %v → %v, %v", s.Name(), p, q, back, err)
			}
			if d := geo.Distance(p, q); !(d < 2500) {
				t.Fatalf("%s moves %v by %v m", s.Name(), p, d)
			}
		})
	}
}

func TestNoShiftOutsideTheBox(t *testing.T) {
	for _, name := range []string{"gcj02", "bd09"} {
		s := mustParse(t, name)
		for _, p := range []orb.Point{{-1.1332, 52.6361}, {72.58 - 1, 23.02}, {140, 36}, {116, -10}, {100, 60}, {180, 90}} {
			q, err := s.FromWGS84(p)
			if err != nil || q != p {
				t.Errorf("%s moves %v to %v, %v", name, p, q, err)
			}
			if q, err = s.ToWGS84(p); err != nil || q != p {
				t.Errorf("%s moves %v back to %v, %v", name, p, q, err)
			}
		}
	}
}

func readJSON(t *testing.T, name string, to any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(geotest.DataDir(t), "vectors", "gcj02", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		t.Fatal(err)
	}
}

func TestShiftAgreesWithEviltransform(t *testing.T) {
	var points []struct {
		Name         string
		WGS84, GCJ02 orb.Point
	}
	readJSON(t, "eviltransform-points.json", &points)
	if len(points) == 0 {
		t.Fatal("no points")
	}
	for _, p := range points {
		t.Run(p.Name, func(t *testing.T) { agree(t, mustParse(t, "gcj02"), p.WGS84, p.GCJ02, 1e-12) })
	}
}

// The 664 cities were asked of the services and are written to 1e-7°: the formula meets
// them within a metre, as it meets the maps.
func TestShiftAgreesWithCities(t *testing.T) {
	var cities []struct {
		Attrs  struct{ Name string }
		Coords struct {
			WGS84, GCJ02, BD09 orb.Point
			EPSG3857           orb.Point
		}
	}
	readJSON(t, "gcoord-china-cities.json", &cities)
	if len(cities) != 664 {
		t.Fatalf("%d cities", len(cities))
	}
	gcj, bd, web := mustParse(t, "gcj02"), mustParse(t, "bd09"), mustParse(t, "EPSG:3857")
	for _, c := range cities {
		for _, o := range []struct {
			s    crs.System
			want orb.Point
		}{{gcj, c.Coords.GCJ02}, {bd, c.Coords.BD09}} {
			q, err := o.s.FromWGS84(c.Coords.WGS84)
			if d := float64(geo.Distance(q, o.want)); err != nil || !(d < 1) {
				t.Errorf("%s in %s: %v m beside, %v", c.Attrs.Name, o.s.Name(), d, err)
			}
			w, err := o.s.ToWGS84(o.want)
			if d := float64(geo.Distance(w, c.Coords.WGS84)); err != nil || !(d < 1) {
				t.Errorf("%s from %s: %v m beside, %v", c.Attrs.Name, o.s.Name(), d, err)
			}
		}
		if q, err := web.FromWGS84(c.Coords.WGS84); err != nil || apart(q, c.Coords.EPSG3857) > 1e-2 {
			t.Errorf("%s in EPSG:3857: %v, %v; want %v", c.Attrs.Name, q, err, c.Coords.EPSG3857)
		}
	}
}
