package codec_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/geo/geotest"
)

// TestCloseRings: an open ring is a fault of its feature, unless it is to be closed; then the
// line that closes it is told, in every format, and rings that share their memory stay apart.
func TestCloseRings(t *testing.T) {
	hole := `[[0,0],[4,0],[4,4],[0,4],[0,0.5]],[[1,1],[1,2],[2,2],[2,1.25]]`
	want := orb.Polygon{
		{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0.5}, {0, 0}},
		{{1, 1}, {1, 2}, {2, 2}, {2, 1.25}, {1, 1}},
	}
	told := []codec.OpenRing{{First: orb.Point{0, 0}, Last: orb.Point{0, 0.5}}, {First: orb.Point{1, 1}, Last: orb.Point{2, 1.25}}}
	town := geotest.Town()
	town.Rows = town.Rows[:1]
	shell, inner := geotest.Square(0, 0, 4), geotest.Backwards(geotest.Square(1, 1, 1))
	town.Rows[0].Rings = [][][2]float64{shell[:4], inner[:4]}
	dir := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("town.dbf", town.DBF())
	files := map[string]string{
		"geojson":   write("a.geojson", geotest.Collection(`{"type":"Polygon","coordinates":[`+hole+`]}`)),
		"csv":       write("a.csv", []byte("code,wkt\n1,\"POLYGON((0 0,4 0,4 4,0 4,0 0.5),(1 1,1 2,2 2,2 1.25))\"\n")),
		"shapefile": write("town.shp", town.SHP()),
	}
	for format, path := range files {
		if _, fs := mustRead(t, path, codec.Options{}); len(fs) != 1 || fs[0].Err == nil || fs[0].Err.Reason != codec.ReasonRingUnclosed {
			t.Errorf("%s: left open: %+v", format, fs)
		}
		_, fs := mustRead(t, path, codec.Options{CloseRings: true})
		switch {
		case len(fs) != 1 || fs[0].Err != nil || len(fs[0].Open) != 2:
			t.Errorf("%s: %+v", format, fs)
		case format == "shapefile": // its squares are others
			if p, ok := fs[0].Geometry.(orb.Polygon); !ok || len(p) != 2 || len(p[0]) != 5 || len(p[1]) != 5 || !p[0].Closed() || !p[1].Closed() {
				t.Errorf("%s: %v", format, fs[0].Geometry)
			}
		case !reflect.DeepEqual(fs[0].Geometry, orb.Geometry(want)) || !reflect.DeepEqual(fs[0].Open, told):
			t.Errorf("%s: %v, open %v", format, fs[0].Geometry, fs[0].Open)
		}
	}
	// What is closed has nothing to tell; what is too short stays a fault.
	short := write("short.geojson", geotest.Collection(geotest.GoodPolygon, `{"type":"Polygon","coordinates":[[[0,0],[1,0]]]}`))
	if _, fs := mustRead(t, short, codec.Options{CloseRings: true}); fs[0].Open != nil || fs[0].Err != nil || fs[1].Err == nil {
		t.Errorf("%+v", fs)
	}
}
