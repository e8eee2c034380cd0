package codec_test

import (
	"reflect"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
)

// TestLineAndPointBlobs: what is written is read back, to the last digit.
func TestLineAndPointBlobs(t *testing.T) {
	lines := geo.MultiLine{{{X: 1163912345, Y: 399000001}, {X: 1163922345, Y: 399000003}}, {{X: -geo.MaxX, Y: -geo.MaxY}, {X: 0, Y: 0}, {X: geo.MaxX, Y: geo.MaxY}}}
	for name, c := range map[string]struct {
		blob []byte
		want orb.Geometry
	}{
		"lines":    {codec.GeoPackageLines(lines), lines.Orb()},
		"no lines": {codec.GeoPackageLines(nil), nil},
		"point":    {codec.GeoPackagePoint(lines[0][0]), orb.Point{116.3912345, 39.9000001}},
	} {
		got, err := codec.ParseGeoPackageBlob(c.blob)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
}
