package crs_test

import (
	"testing"

	"github.com/redsail/redsail/geo/crs"
)

// TestWKTComesBack: a definition that is written is read as the same system.
func TestWKTComesBack(t *testing.T) {
	names := []string{"EPSG:4326", "EPSG:4490", "EPSG:3857", "tm:lon0=120.5,k=1,fe=0,fn=0", "tm:lon0=117,k=0.9999,fe=1,fn=2,lat0=30,ellps=wgs84"}
	for _, row := range tabbed(t, "testdata/wkt-known.tsv") {
		names = append(names, row[1])
	}
	for _, name := range names {
		s, err := crs.FromWKT(crs.WKT(mustParse(t, name)))
		if err != nil || s.Name() != name {
			t.Errorf("%s came back as %v, %v", name, s, err)
		}
	}
	if s, err := crs.FromWKT(crs.WKT(mustParse(t, "wgs84"))); err != nil || s.Name() != "EPSG:4326" {
		t.Errorf("wgs84 came back as %v, %v", s, err)
	}
	for _, name := range []string{"gcj02", "bd09"} {
		if got := crs.WKT(mustParse(t, name)); got != "" {
			t.Errorf("%s has the definition %s", name, got)
		}
	}
	if got := crs.WKT(crs.Swapped(mustParse(t, "EPSG:4548"))); got != "" {
		t.Errorf("swapped axes have the definition %s", got)
	}
}
