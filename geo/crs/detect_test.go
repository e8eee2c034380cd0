package crs_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/redsail/redsail/geo/crs"
	"pgregory.net/rapid"
)

func box(x0, y0, x1, y1 float64) orb.Bound {
	return orb.Bound{Min: orb.Point{x0, y0}, Max: orb.Point{x1, y1}}
}

var (
	jining   = box(115.9, 34.4, 117.1, 35.9)
	jiningLL = box(34.4, 115.9, 35.9, 117.1)
	jiningGK = box(399_000, 3_808_000, 510_000, 3_974_000)
)

func TestCheckTakesWhatIsRight(t *testing.T) {
	for _, c := range []struct {
		where, system string
		b             orb.Bound
	}{
		{"Jining", "EPSG:4326", jining},
		{"Leicester", "EPSG:4326", box(-1.22, 52.58, -1.04, 52.69)},
		{"Ahmedabad", "wgs84", box(72.48, 22.93, 72.70, 23.13)},
		{"Kashgar", "EPSG:4490", box(75.9, 39.4, 76.1, 39.5)},
		{"Longyearbyen", "EPSG:4326", box(15.4, 78.1, 15.8, 78.3)},
		{"Punta Arenas", "EPSG:4326", box(-71, -53.2, -70.8, -53)},
		{"the whole world", "EPSG:4326", box(-180, -90, 180, 90)},
		{"one point", "gcj02", box(116.6, 35.4, 116.6, 35.4)},
		{"Jining in its zone", "EPSG:4548", jiningGK},
		{"Jining in its prefixed zone", "EPSG:4527", box(39_399_000, 3_808_000, 39_510_000, 3_974_000)},
		{"Jining in Web Mercator", "EPSG:3857", box(12_901_000, 4_083_000, 13_035_000, 4_286_000)},
		{"Leicester in Web Mercator", "EPSG:3857", box(-136_000, 6_900_000, -116_000, 6_920_000)},
		{"Inner Mongolia in one zone", "EPSG:4546", box(-660_000, 4_140_000, 1_620_000, 5_950_000)},
		{"Leicester in UTM", "EPSG:32630", box(620_000, 5_827_000, 633_000, 5_841_000)},
		{"Punta Arenas in UTM", "EPSG:32719", box(360_000, 4_100_000, 380_000, 4_125_000)},
		{"Sanya", "EPSG:4545", box(530_000, 2_010_000, 580_000, 2_060_000)},
		{"a city's own system", "tm:lon0=116.6,k=1,fe=50000,fn=-3900000", box(1_000, 2_000, 90_000, 70_000)},
	} {
		t.Run(c.where, func(t *testing.T) {
			s := mustParse(t, c.system)
			if err := crs.Check(s, c.b); err != nil {
				t.Error(err)
			}
			if got, err := crs.Detect(s, c.b); err != nil || got != s {
				t.Errorf("Detect = %v, %v", got, err)
			}
		})
	}
}

type refusal struct {
	what, system string // no system: the file says nothing
	b            orb.Bound
	cause        string
	suggest      string
}

func (c refusal) test(t *testing.T) {
	var declared crs.System
	if name, swapped := strings.CutSuffix(c.system, " swapped"); c.system != "" {
		declared = mustParse(t, name)
		if swapped {
			declared = crs.Swapped(declared)
		}
	}
	got, err := crs.Detect(declared, c.b)
	var r *crs.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("Detect = %v, %v; want a refusal", got, err)
	}
	if r.Cause != c.cause || r.Suggest != c.suggest {
		t.Errorf("cause %s, suggest %q: %s; want %s, %q", r.Cause, r.Suggest, r.Message, c.cause, c.suggest)
	}
	if strings.Contains(err.Error(), "\n") || len(err.Error()) > 400 {
		t.Errorf("not one line: %q", err)
	}
}

func TestRefusalsOfDegrees(t *testing.T) {
	zonePrefixed := box(39_399_000, 3_808_000, 39_510_000, 3_974_000)
	for _, c := range []refusal{
		{"latitude first", "EPSG:4326", jiningLL, crs.CauseSwappedAxes, "--swap-axes"},
		{"latitude first, GCJ-02", "gcj02", jiningLL, crs.CauseSwappedAxes, "--swap-axes"},
		{"latitude first, not in China", "EPSG:4326", box(36, 138, 37, 139), crs.CauseSwappedAxes, "--swap-axes"},
		{"latitude first, in range", "EPSG:4490", box(43.7, 87.4, 43.9, 87.7), crs.CauseSwappedAxes, "--swap-axes"},
		{"latitude first, Kashgar", "EPSG:4490", box(39.4, 75.9, 39.5, 76.1), crs.CauseSwappedAxes, "--swap-axes"},
		{"swapped though right", "EPSG:4326 swapped", jining, crs.CauseSwappedAxes, "leaving out --swap-axes"},
		{"metres with their zone", "EPSG:4490", zonePrefixed, crs.CauseMetresWhereDegrees, "--crs EPSG:4527"},
		{"metres without", "EPSG:4490", jiningGK, crs.CauseMetresWhereDegrees, "--crs EPSG:4534…4554"},
		{"metres, northing first", "EPSG:4490", box(3_808_000, 399_000, 3_974_000, 510_000), crs.CauseMetresWhereDegrees, "--swap-axes --crs EPSG:4534…4554"},
		{"Web Mercator", "EPSG:4326", box(12_901_000, 4_083_000, 13_035_000, 4_286_000), crs.CauseMetresWhereDegrees, "--crs EPSG:3857"},
		{"one wild point", "EPSG:4326", box(116, 35, 39_000_000, 3_900_000), crs.CauseOutOfRange, ""},
		{"farther than the earth", "EPSG:4326", box(1e12, 1e12, 2e12, 2e12), crs.CauseOutOfRange, ""},
		{"NaN", "EPSG:4326", box(116, math.NaN(), 117, 36), crs.CauseOutOfRange, ""},
		{"infinite", "EPSG:4548", box(116, 35, math.Inf(1), 36), crs.CauseOutOfRange, ""},
		{"no coordinates", "EPSG:4326", box(1, 1, -1, -1), crs.CauseOutOfRange, ""},
	} {
		t.Run(c.what, c.test)
	}
}

func TestRefusalsOfMetres(t *testing.T) {
	for _, c := range []refusal{
		{"degrees", "EPSG:4548", jining, crs.CauseDegreesWhereMetres, "--crs EPSG:4326"},
		{"degrees in Web Mercator", "EPSG:3857", jining, crs.CauseDegreesWhereMetres, "--crs EPSG:4326"},
		{"degrees, latitude first", "EPSG:4548", jiningLL, crs.CauseDegreesWhereMetres, "--crs EPSG:4326 --swap-axes"},
		{"northing first", "EPSG:4548", box(3_808_000, 399_000, 3_974_000, 510_000), crs.CauseSwappedAxes, "--swap-axes"},
		{"northing first, with zone", "EPSG:4527", box(3_808_000, 39_399_000, 3_974_000, 39_510_000), crs.CauseSwappedAxes, "--swap-axes"},
		{"northing first, UTM", "EPSG:32650", box(3_808_000, 399_000, 3_974_000, 510_000), crs.CauseSwappedAxes, "--swap-axes"},
		{"northing first, Sanya", "EPSG:4545", box(2_010_000, 530_000, 2_060_000, 580_000), crs.CauseSwappedAxes, "--swap-axes"},
		{"northing first, Web Mercator", "EPSG:3857", box(4_083_000, 12_901_000, 4_286_000, 13_035_000), crs.CauseSwappedAxes, "--swap-axes"},
		{"northing first and a zone not declared", "EPSG:4548", box(3_808_000, 39_399_000, 3_974_000, 39_510_000), crs.CauseSwappedAxes, "--swap-axes"},
		{"swapped though right", "EPSG:4548 swapped", jiningGK, crs.CauseSwappedAxes, "leaving out --swap-axes"},
		{"a zone not declared", "EPSG:4548", box(39_399_000, 3_808_000, 39_510_000, 3_974_000), crs.CauseOutOfRange, "--crs EPSG:4527"},
		{"a zone declared and absent", "EPSG:4527", jiningGK, crs.CauseOutOfRange, "--crs EPSG:4548"},
		{"a 6-degree zone declared and absent", "EPSG:4498", jiningGK, crs.CauseOutOfRange, "--crs EPSG:4548"},
		{"another zone", "EPSG:4527", box(40_399_000, 3_808_000, 40_510_000, 3_974_000), crs.CauseOutOfRange, "--crs EPSG:4528"},
		{"a zone, in Web Mercator", "EPSG:3857", box(39_399_000, 3_808_000, 39_510_000, 3_974_000), crs.CauseOutOfRange, "--crs EPSG:4527"},
		{"beyond the pole", "EPSG:4548", box(400_000, 1.1e7, 500_000, 1.2e7), crs.CauseOutOfRange, ""},
	} {
		t.Run(c.what, c.test)
	}
}

func TestRefusalsOfFilesThatSayNothing(t *testing.T) {
	for _, c := range []refusal{
		{"latitude first", "", jiningLL, crs.CauseSwappedAxes, "--swap-axes"},
		{"metres without a zone", "", jiningGK, crs.CauseAmbiguousZone, "--crs EPSG:4534…4554"},
		{"metres without a zone, northing first", "", box(3_808_000, 399_000, 3_974_000, 510_000), crs.CauseSwappedAxes, "--swap-axes --crs EPSG:4534…4554"},
		{"zone, northing first", "", box(3_808_000, 39_399_000, 3_974_000, 39_510_000), crs.CauseSwappedAxes, "--swap-axes"},
		{"two zones", "", box(39_600_000, 3_808_000, 40_400_000, 3_974_000), crs.CauseAmbiguousZone, ""},
		{"Web Mercator", "", box(12_901_000, 4_083_000, 12_999_000, 4_286_000), crs.CauseAmbiguousZone, "--crs EPSG:3857"},
		{"zone 13 or Web Mercator", "", box(13_500_000, 3_640_000, 13_560_000, 3_680_000), crs.CauseAmbiguousZone, "--crs EPSG:3857"},
		{"zone 24 is none", "", box(24_400_000, 3_808_000, 24_510_000, 3_974_000), crs.CauseOutOfRange, ""},
		{"NaN", "", box(math.NaN(), 35, 117, 36), crs.CauseOutOfRange, ""},
		{"no coordinates", "", box(1, 1, -1, -1), crs.CauseOutOfRange, ""},
		{"nowhere", "", box(-1e9, -1e9, 1e9, 1e9), crs.CauseOutOfRange, ""},
	} {
		t.Run(c.what, c.test)
	}
}

func TestDetectOfFilesThatSayNothing(t *testing.T) {
	for _, c := range []struct {
		b    orb.Bound
		name string
	}{
		{jining, "EPSG:4326"},
		{box(-1.22, 52.58, -1.04, 52.69), "EPSG:4326"},
		{box(39_399_000, 3_808_000, 39_510_000, 3_974_000), "EPSG:4527"},
		{box(20_399_000, 3_808_000, 20_510_000, 3_974_000), "EPSG:4498"},
		{box(25_399_000, 4_300_000, 25_510_000, 4_400_000), "EPSG:4513"},
		{box(45_399_000, 5_300_000, 45_510_000, 5_400_000), "EPSG:4533"},
	} {
		s, err := crs.Detect(nil, c.b)
		if err != nil || s.Name() != c.name {
			t.Errorf("Detect(%v) = %v, %v; want %s", c.b, s, err, c.name)
		}
	}
}

// Whatever the coordinates, the answer is a system or a refusal with a cause, and a system
// found can convert the middle of the bounds.
func TestDetectAlwaysAnswers(t *testing.T) {
	value := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-200, 200), rapid.Float64Range(-1e6, 6e7))
	rapid.Check(t, func(t *rapid.T) {
		a, b := value.Draw(t, "a"), value.Draw(t, "b")
		c, d := value.Draw(t, "c"), value.Draw(t, "d")
		bounds := box(min(a, b), min(c, d), max(a, b), max(c, d))
		s, err := crs.Detect(nil, bounds)
		var r *crs.Refusal
		if err != nil && (!errors.As(err, &r) || r.Cause == "" || r.Message == "") {
			t.Fatalf("Detect(%v): %v", bounds, err)
		}
		if err != nil {
			return
		}
		if _, err := s.ToWGS84(bounds.Center()); err != nil {
			t.Fatalf("Detect(%v) = %s: %v", bounds, s.Name(), err)
		}
	})
}

// A file written in any zone from a place in China passes Check, and with its axes swapped
// it does not.
func TestZonesOfChina(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := crs.Parse(rapid.SampledFrom(zones()[:64]).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		middle, err := s.ToWGS84(orb.Point{zoneEasting(s), 4e6})
		if err != nil {
			t.Fatal(err)
		}
		p := orb.Point{middle[0] + rapid.Float64Range(-3, 3).Draw(t, "lon"), rapid.Float64Range(18, 53).Draw(t, "lat")}
		q, err := s.FromWGS84(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := crs.Check(s, q.Bound()); err != nil {
			t.Fatal(err)
		}
		var r *crs.Refusal
		turned := box(q[1], q[0], q[1], q[0])
		if err := crs.Check(s, turned); !errors.As(err, &r) || r.Cause != crs.CauseSwappedAxes {
			t.Fatalf("%s swapped at %v: %v", s.Name(), turned, err)
		}
		if err := crs.Check(crs.Swapped(s), turned); err != nil {
			t.Fatal(err)
		}
	})
}
