package crs_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/redsail/redsail/geo/crs"
)

func TestParseNames(t *testing.T) {
	for _, c := range []struct {
		in, name  string
		projected bool
	}{
		{"wgs84", "wgs84", false},
		{"WGS-84", "wgs84", false},
		{"urn:ogc:def:crs:OGC:1.3:CRS84", "wgs84", false},
		{"http://www.opengis.net/def/crs/OGC/1.3/CRS84", "wgs84", false},
		{"EPSG:4326", "EPSG:4326", false},
		{" epsg:4490 ", "EPSG:4490", false},
		{"urn:ogc:def:crs:EPSG::4490", "EPSG:4490", false},
		{"CGCS2000", "EPSG:4490", false},
		{"GCJ-02", "gcj02", false},
		{"gcj02", "gcj02", false},
		{"Bd_09", "bd09", false},
		{"BD-09", "bd09", false},
		{"EPSG:3857", "EPSG:3857", true},
		{"EPSG:4509", "EPSG:4509", true},
		{"http://www.opengis.net/def/crs/EPSG/0/4548", "EPSG:4548", true},
		{"EPSG:32650", "EPSG:32650", true},
		{"tm:lon0=117,k=1,fe=500000,fn=0", "EPSG:4548", true},
		{"tm:lon0=117,k=1,fe=39500000,fn=0", "EPSG:4527", true},
		{"tm:lon0=117,k=1,fe=20500000,fn=0", "EPSG:4498", true},
		{"tm:lon0=117,k=0.9996,fe=500000,fn=0,ellps=wgs84", "EPSG:32650", true},
		{"tm:lon0=117,k=0.9996,fe=500000,fn=10000000,ellps=WGS84", "EPSG:32750", true},
		{"TM: lon0=116.5, k=1, fe=50000, fn=-3900000", "tm:lon0=116.5,k=1,fe=50000,fn=-3900000", true},
		{"tm:lon0=116.5,k=1.00002,fe=0,fn=0,lat0=35,ellps=wgs84", "tm:lon0=116.5,k=1.00002,fe=0,fn=0,lat0=35,ellps=wgs84", true},
		{"tm:lon0=-3,k=1,fe=500000,fn=0", "tm:lon0=-3,k=1,fe=500000,fn=0", true},
	} {
		s, err := crs.Parse(c.in)
		if err != nil || s.Name() != c.name || s.Projected() != c.projected {
			t.Errorf("Parse(%q) = %v, %v; want %s", c.in, s, err, c.name)
			continue
		}
		if again, err := crs.Parse(s.Name()); err != nil || again.Name() != s.Name() {
			t.Errorf("Parse(%q) does not give itself: %v, %v", s.Name(), again, err)
		}
	}
}

// TestParseWords: the names that offices and programs give to the systems.
func TestParseWords(t *testing.T) {
	for in, name := range map[string]string{
		"CGCS2000 3度带39带": "EPSG:4527", "CGCS2000 / 3-degree Gauss-Kruger zone 39": "EPSG:4527", "国家2000 39带": "EPSG:4527", "CGCS2000_3_Degree_GK_Zone_39": "EPSG:4527",
		"CGCS2000 3度分带 第39带": "EPSG:4527", "２０００国家大地坐标系 高斯克吕格 三度带 39带": "EPSG:4527", "CGCS2000（3度带，带号39）": "EPSG:4527",
		"CGCS2000 6度带20带": "EPSG:4498", "CGCS2000 / Gauss-Kruger zone 20": "EPSG:4498",
		"CGCS2000_3_Degree_GK_CM_117E": "EPSG:4548", "CGCS2000 / 3-degree Gauss-Kruger CM 117E": "EPSG:4548", "国家2000 中央经线117度": "EPSG:4548", "CGCS2000 3度带 中央子午线为东经117°": "EPSG:4548",
		"国家2000": "EPSG:4490", "2000国家大地坐标系": "EPSG:4490", "CGCS2000坐标系": "EPSG:4490", "天地图": "EPSG:4490", "GCS_China_Geodetic_Coordinate_System_2000": "EPSG:4490",
		"WGS 1984": "wgs84", "GCS_WGS_1984": "wgs84", "GPS坐标": "wgs84", "ＷＧＳ８４": "wgs84",
		"高德": "gcj02", "高德地图": "gcj02", "火星坐标系": "gcj02", "腾讯地图坐标": "gcj02", "GCJ02坐标": "gcj02",
		"百度坐标系": "bd09", "百度": "bd09", "BD09LL": "bd09", "WGS 84 / UTM zone 50N": "EPSG:32650", "WGS_1984_UTM_Zone_5S": "EPSG:32705", "Web Mercator": "EPSG:3857",
	} {
		if s, err := crs.Parse(in); err != nil || s.Name() != name {
			t.Errorf("Parse(%q) = %v, %v; want %s", in, s, err, name)
		}
	}
	for in, holds := range map[string]string{
		"西安80": "Xian 1980", "1980西安坐标系 39带": "Xian 1980", "北京54坐标系": "Beijing 1954", "Beijing 1954 / 3-degree Gauss-Kruger zone 39": "Beijing 1954", "徐州城市坐标系": "grid of its own", "独立坐标": "grid of its own",
		"CGCS2000 3度带20带": "no such zone", "CGCS2000 6度带39带": "no such zone", "CGCS2000 46带": "no such zone", "CGCS2000 中央经线118度": "central meridian", "CGCS2000 6度带 中央经线120": "central meridian",
		"39带": "CGCS2000 3度带39带", "坐标": "known are", "bd09mc": "known are", "大地": "known are",
	} {
		if s, err := crs.Parse(in); err == nil || !strings.Contains(err.Error(), holds) {
			t.Errorf("Parse(%q) = %v, %v; want a refusal with %q", in, s, err, holds)
		}
	}
}

func TestEveryZoneParsesToItself(t *testing.T) {
	for _, name := range zones() {
		s := mustParse(t, name)
		if s.Name() != name {
			t.Errorf("%s is called %s", name, s.Name())
		}
		// The two forms of a zone differ by the number before the easting, nothing else.
		if _, err := s.ToWGS84(orb.Point{zoneEasting(s) + 1000, 4e6}); err != nil {
			t.Error(err)
		}
	}
}

func TestParseRefusals(t *testing.T) {
	for _, c := range []struct{ in, holds string }{
		{"", "known are"},
		{"EPSG:", "known are"},
		{"EPSG:-4326", "known are"},
		{"EPSG:99999999999999999999", "known are"},
		{"EPSG:4555", "New Beijing"},
		{"EPSG:4490x", "known are"},
		{"EPSG:32661", "known are"},
		{"EPSG:4610", "Xian 1980"},
		{"EPSG:2384", "Xian 1980"},
		{"EPSG:4214", "Beijing 1954"},
		{"EPSG:2436", "Beijing 1954"},
		{"EPSG:21460", "Beijing 1954"},
		{"EPSG:4790", "New Beijing"},
		{strings.Repeat("坏", 500), "…"},
		{"tm:", "unknown parameter"},
		{"tm:lon0=117", "k is missing"},
		{"tm:lon0=117,k=1,fe=500000", "fn is missing"},
		{"tm:lon0=117,lon0=118,k=1,fe=0,fn=0", "twice"},
		{"tm:lon0=east,k=1,fe=0,fn=0", "not a number"},
		{"tm:lon0=NaN,k=1,fe=0,fn=0", "±180°"},
		{"tm:lon0=117,k=0,fe=0,fn=0", "0.9…1.1"},
		{"tm:lon0=117,k=1,fe=Inf,fn=0", "±1e9 m"},
		{"tm:lon0=117,k=1,fe=0,fn=0,lat0=91", "±90°"},
		{"tm:lon0=117,k=1,fe=0,fn=0,ellps=krass", "neither cgcs2000 nor wgs84"},
		{"tm:lon0=117,k=1,fe=0,fn=0,zone=3", "unknown parameter"},
	} {
		s, err := crs.Parse(c.in)
		var r *crs.Refusal
		if !errors.As(err, &r) || r.Cause != crs.CauseUnknownSystem || !strings.Contains(err.Error(), c.holds) {
			t.Errorf("Parse(%q) = %v, %v; want a refusal with %q", c.in, s, err, c.holds)
		}
		if err != nil && len(err.Error()) > 600 {
			t.Errorf("Parse(%q): %d bytes of error", c.in, len(err.Error()))
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"EPSG:4548", "tm:lon0=117,k=1,fe=500000,fn=0", "GCJ-02", "urn:ogc:def:crs:EPSG::4490", "tm:lon0=1e308,k=1,fe=0,fn=0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		s, err := crs.Parse(name)
		if err != nil {
			return
		}
		again, err := crs.Parse(s.Name())
		if err != nil || again.Name() != s.Name() {
			t.Fatalf("%q is called %q, which gives %v, %v", name, s.Name(), again, err)
		}
	})
}
