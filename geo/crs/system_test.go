package crs_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/redsail/redsail/geo/crs"
)

func TestSwappedTurnsAxes(t *testing.T) {
	s := crs.Swapped(mustParse(t, "EPSG:4548"))
	p := orb.Point{116.5871, 35.4146}
	q, err := s.FromWGS84(p)
	if err != nil || apart(q, orb.Point{3920668.7463, 462498.1169}) > 1e-4 {
		t.Fatalf("%v, %v", q, err)
	}
	if back, err := s.ToWGS84(q); err != nil || apart(back, p) > 1e-9 {
		t.Errorf("comes back as %v, %v", back, err)
	}
	if !s.Projected() || crs.Swapped(s).Name() != "EPSG:4548" {
		t.Errorf("swapped twice: %s", crs.Swapped(s).Name())
	}
	if _, err := crs.Swapped(mustParse(t, "wgs84")).ToWGS84(orb.Point{math.NaN(), 1}); err == nil {
		t.Error("NaN passes")
	}
}
