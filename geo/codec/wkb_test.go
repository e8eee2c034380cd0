package codec_test

import (
	"encoding/hex"
	"errors"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/ewkb"
	"github.com/paulmach/orb/encoding/wkb"
	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/codec"
)

// shapes draws shapes of any rings; whether they are valid is no matter for a codec.
func shapes(t *rapid.T) geo.MultiPolygon {
	point := rapid.Custom(func(t *rapid.T) geo.Point {
		return geo.Point{X: rapid.Int32Range(-geo.MaxX, geo.MaxX).Draw(t, "x"), Y: rapid.Int32Range(-geo.MaxY, geo.MaxY).Draw(t, "y")}
	})
	ring := rapid.Custom(func(t *rapid.T) geo.Ring { return rapid.SliceOfN(point, 3, 8).Draw(t, "ring") })
	polygon := rapid.Custom(func(t *rapid.T) geo.Polygon { return rapid.SliceOfN(ring, 1, 3).Draw(t, "polygon") })
	return rapid.SliceOfN(polygon, 1, 3).Draw(t, "shape")
}

// What is written is read back exactly, by us and by another library.
func TestWKBRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := shapes(t)
		want := m.Orb()
		got, err := codec.ParseGeoPackageBlob(codec.GeoPackageBlob(m))
		if err != nil || !orb.Equal(got, want) {
			t.Fatalf("blob: %v %v", got, err)
		}
		got, err = codec.ParseEWKB(codec.EWKB(m))
		if err != nil || !orb.Equal(got, want) {
			t.Fatalf("EWKB: %v %v", got, err)
		}
		other, srid, err := ewkb.Unmarshal(codec.EWKB(m))
		if err != nil || srid != 4326 || !orb.Equal(other, want) {
			t.Fatalf("orb: %v %d %v", other, srid, err)
		}
	})
}

func TestWKBTypes(t *testing.T) {
	ring := orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 0}}
	for _, g := range []orb.Geometry{
		orb.Point{1, 2}, orb.MultiPoint{{1, 2}, {3, 4}}, orb.LineString{{1, 2}, {3, 4}}, orb.MultiLineString{{{1, 2}, {3, 4}}},
		orb.Polygon{ring}, orb.MultiPolygon{{ring}, {ring}}, orb.Collection{orb.Point{1, 2}, orb.LineString{{1, 2}, {3, 4}}},
	} {
		b, err := wkb.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := codec.ParseEWKB(b); err != nil || !orb.Equal(got, g) {
			t.Errorf("%s: got %v, %v", g.GeoJSONType(), got, err)
		}
	}
}

func TestWKBForms(t *testing.T) {
	for name, c := range map[string]struct {
		hex    string
		want   orb.Geometry
		reason string
	}{
		"ISO Z":              {"01e9030000000000000000f03f00000000000000400000000000000840", orb.Point{1, 2}, ""},
		"ISO ZM":             {"01b90b0000000000000000f03f000000000000004000000000000008400000000000000840", orb.Point{1, 2}, ""},
		"EWKB Z, big endian": {"00800000013ff000000000000040000000000000004008000000000000", orb.Point{1, 2}, ""},
		"empty point":        {"0101000000000000000000f87f000000000000f87f", nil, ""},
		"infinite":           {"0101000000000000000000f07f0000000000000000", nil, "not_finite"},
		"nothing":            {"", nil, "bad_wkb"},
		"cut":                {"0101000000000000", nil, "bad_wkb"},
		"more":               {"0101000000000000000000f03f000000000000004000", nil, "bad_wkb"},
		"byte order 2":       {"0201000000000000000000f03f0000000000000040", nil, "bad_wkb"},
		"circle":             {"0112000000000000000000f03f0000000000000040", nil, "bad_wkb"},
		"4 billion points":   {"0102000000ffffffff000000000000f03f", nil, "bad_wkb"},
		"4 billion rings":    {"0103000000ffffffff000000000000f03f", nil, "bad_wkb"},
		"point in polygons":  {"0106000000010000000101000000000000000000f03f0000000000000040", nil, "bad_wkb"},
		"unclosed":           {"010300000001000000040000000000000000000000000000000000000000000000000000000000000000000840000000000000084000000000000000000000000000000840000000000000f03f", nil, "ring_unclosed"},
	} {
		b, err := hex.DecodeString(c.hex)
		if err != nil {
			t.Fatal(err)
		}
		got, err := codec.ParseEWKB(b)
		var fe *codec.FeatureError
		if errors.As(err, &fe); (fe == nil) != (c.reason == "") || fe != nil && fe.Reason != c.reason || !orb.Equal(got, c.want) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestWKBDepth(t *testing.T) {
	var b []byte
	for range 100 {
		b = append(b, 1, 7, 0, 0, 0, 1, 0, 0, 0)
	}
	b = append(b, 1, 7, 0, 0, 0, 0, 0, 0, 0)
	if _, err := codec.ParseEWKB(b); err == nil {
		t.Error("a hundred collections in each other must be refused")
	}
}

func TestGeoPackageBlobForm(t *testing.T) {
	b := codec.GeoPackageBlob(unit)
	if string(b[:4]) != "GP\x00\x03" || b[4] != 0xe6 || b[5] != 0x10 {
		t.Errorf("header: % x", b[:8])
	}
	for i, want := range []float64{116, 117, 35, 36} {
		if got := float64At(b[8+8*i:]); got != want {
			t.Errorf("envelope %d: %v, want %v", i, got, want)
		}
	}
	if g, err := codec.ParseGeoPackageBlob(codec.GeoPackageBlob(nil)); g != nil || err != nil {
		t.Errorf("empty: %v %v", g, err)
	}
	for name, change := range map[string]func([]byte){
		"magic": func(b []byte) { b[0] = 'X' }, "version": func(b []byte) { b[2] = 1 }, "extended": func(b []byte) { b[3] |= 32 },
		"envelope 7": func(b []byte) { b[3] |= 14 }, "envelope moved": func(b []byte) { b[3] = 1 },
	} {
		bad := append([]byte{}, b...)
		change(bad)
		if g, err := codec.ParseGeoPackageBlob(bad); err == nil {
			t.Errorf("%s: got %v", name, g)
		}
	}
}

func float64At(b []byte) float64 {
	var v uint64
	for i := range 8 {
		v |= uint64(b[i]) << (8 * i)
	}
	return math.Float64frombits(v)
}
