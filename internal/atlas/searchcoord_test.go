package atlas_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// aroundPoint is a city of one area around 119.8669, 38.6847.
func aroundPoint(t testing.TB) (*atlas.Atlas, orb.Point) {
	t.Helper()
	store := openStore(t, "layers: [{key: upper, name: {zh: 区, en: U}, parent: '', partition: true}]")
	lo, hi := geo.Point{X: 1_197_000_000, Y: 385_000_000}, geo.Point{X: 1_200_000_000, Y: 388_000_000}
	west, east := geo.MultiPolygon{{{lo, {X: 1_198_000_000, Y: lo.Y}, {X: 1_198_000_000, Y: hi.Y}, {X: lo.X, Y: hi.Y}}}},
		geo.MultiPolygon{{{{X: 1_198_000_000, Y: lo.Y}, {X: hi.X, Y: lo.Y}, hi, {X: 1_198_000_000, Y: hi.Y}}}}
	apply(t, store, always(area("upper", "w", "", west), area("upper", "e", "", east)))
	return openAtlas(t, store, nil), orb.Point{119.8669, 38.6847}
}

func askSearch(t testing.TB, a *atlas.Atlas, text string) []atlas.Hit {
	t.Helper()
	hits, err := a.Search(t.Context(), a.Current(), atlas.SearchAsk{Text: text})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return hits
}

// notes joins the notes of hits.
func notes(hits []atlas.Hit) string {
	out := make([]string, len(hits))
	for i := range hits {
		out[i] = hits[i].Note
	}
	return strings.Join(out, " | ")
}

const (
	gcj      = "GCJ-02（高德、腾讯）"
	bd       = "BD-09（百度）"
	threeOf  = "WGS-84 | " + gcj + " | " + bd
	swapped  = "，按纬度在前读"
	threeOfY = "WGS-84" + swapped + " | " + gcj + swapped + " | " + bd + swapped
	outside  = "，不在本市范围内"
)

// TestCoordinates: the ways in which people write the same position. at is where the first
// hit must be; its zero value is 119.8669, 38.6847.
func TestCoordinates(t *testing.T) {
	a, here := aroundPoint(t)
	in := func(system string) string {
		s, err := crs.Parse(system)
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.FromWGS84(here)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%.9f %.9f", p[0], p[1])
	}
	lonLat := func(system string) string { return strings.Replace(in(system), " ", ",", 1) }
	latLon := func(system string) string {
		x, y, _ := strings.Cut(in(system), " ")
		return y + "," + x
	}
	for _, c := range []struct{ text, notes string }{
		{"119.8669,38.6847", threeOf},
		{" 119.8669 , 38.6847 ", threeOf},
		{"119.8669 38.6847", threeOf},
		{"119.8669，38.6847", threeOf},
		{"１１９．８６６９，３８．６８４７", threeOf},
		{"（119.8669，38.6847）", threeOf},
		{"[119.8669,38.6847]", threeOf},
		{"POINT(119.8669 38.6847)", threeOf},
		{`{"lon":119.8669,"lat":38.6847}`, threeOf},
		{`{"lat":38.6847,"lng":119.8669}`, threeOf},
		{"经度：119.8669 纬度：38.6847", threeOf},
		{"纬度=38.6847，经度=119.8669", threeOf},
		{"38.6847, 119.8669", threeOfY},
		{"38.6847N 119.8669E", threeOf},
		{"N38.6847 E119.8669", threeOf},
		{"E119.8669,N38.6847", threeOf},
		{"北纬38.6847度，东经119.8669度", threeOf},
		{"东经119.8669北纬38.6847", threeOf},
		{"119°52′0.84″E 38°41′4.92″N", threeOf},
		{`38°41'4.92"N 119°52'0.84"E`, threeOf},
		{"北纬38°41′4.92″ 东经119°52′0.84″", threeOf},
		{"东经119度52分0.84秒，北纬38度41分4.92秒", threeOf},
		{"38°41.082'N, 119°52.014'E", threeOf},
		{"wgs84 119.8669,38.6847", "WGS-84"},
		{"119.8669,38.6847 WGS-84", "WGS-84"},
		{"GPS 38.6847,119.8669", "WGS-84" + swapped},
		{"CGCS2000 119.8669 38.6847", "CGCS2000"},
		{"EPSG:4490 119.8669 38.6847", "CGCS2000"},
		{"gcj02:" + lonLat("gcj02"), gcj},
		{"高德地图坐标：" + lonLat("gcj02"), gcj},
		{lonLat("gcj02") + "（高德）", gcj},
		{"GCJ-02 " + latLon("gcj02"), gcj + swapped},
		{"百度 " + lonLat("bd09"), bd},
		{"BD-09 " + in("bd09"), bd},
		{"EPSG:4549 " + in("EPSG:4549"), "EPSG:4549"},
		{"epsg4528 " + in("EPSG:4528"), "EPSG:4528"},
		{in("EPSG:4549"), "EPSG:4549"},
		{in("EPSG:4528"), "EPSG:4528"},
		{"https://uri.amap.com/marker?position=" + lonLat("gcj02") + "&name=x", gcj},
		{"https://uri.amap.com/marker?position=119.8669,38.6847&coordinate=wgs84", "WGS-84"},
		{"我在这里 http://api.map.baidu.com/marker?location=" + latLon("bd09") + "&title=a&output=html，快来", bd},
		{"http://api.map.baidu.com/marker?location=38.6847,119.8669&coord_type=wgs84", "WGS-84"},
		{"https://apis.map.qq.com/uri/v1/marker?marker=coord:" + latLon("gcj02") + ";title:x", gcj},
		{"https://map.qq.com/?type=marker&pointx=" + strings.Replace(lonLat("gcj02"), ",", "&pointy=", 1), gcj},
		{"geo:38.6847,119.8669", "WGS-84"},
		{"https://www.openstreetmap.org/#map=16/38.6847/119.8669", "WGS-84"},
		{"https://www.openstreetmap.org/?mlat=38.6847&mlon=119.8669", "WGS-84"},
		{"https://www.google.com/maps/@38.6847,119.8669,16z", threeOf},
	} {
		hits := askSearch(t, a, c.text)
		if got := notes(hits); got != c.notes {
			t.Errorf("%q: notes %q, want %q", c.text, got, c.notes)
			continue
		}
		for i, h := range hits {
			if h.Kind != atlas.HitCoordinate || h.Matched != atlas.ByCoordinate || h.Code != "" || h.Context != "名e" {
				t.Errorf("%q: %+v", c.text, h)
			}
			off := geo.Distance(orb.Point(h.Point), here)
			if i == 0 && off > 0.05 || off > 2000 {
				t.Errorf("%q: hit %d is %.2f m off", c.text, i+1, off)
			}
		}
	}
}

// TestCoordinatesElsewhere: a position outside of the city is said to be there; what may be
// something else is no position.
func TestCoordinatesElsewhere(t *testing.T) {
	a, _ := aroundPoint(t)
	for _, c := range []struct {
		text, notes string
		at          orb.Point
	}{
		{"116.39, 39.9", "WGS-84" + outside, orb.Point{116.39, 39.9}},
		{"39.9, 116.39", "WGS-84" + swapped + outside, orb.Point{116.39, 39.9}},
		{"33.9S, 151.2E", "WGS-84" + outside, orb.Point{151.2, -33.9}},
		{"-33.9, 151.2", "WGS-84" + swapped + outside, orb.Point{151.2, -33.9}},
		{"80.5, 30.5", "WGS-84" + outside + " | WGS-84" + swapped + outside, orb.Point{80.5, 30.5}},
		{"百度 116.4, 39.9", bd + outside, orb.Point{116.387363, 39.892259}},
	} {
		hits := askSearch(t, a, c.text)
		if got := notes(hits); got != c.notes {
			t.Errorf("%q: notes %q, want %q", c.text, got, c.notes)
			continue
		}
		if h := hits[0]; math.Abs(h.Point[0]-c.at[0]) > 1e-4 || math.Abs(h.Point[1]-c.at[1]) > 1e-4 || h.Context != "" {
			t.Errorf("%q: %+v", c.text, h)
		}
	}
	for _, text := range []string{
		"3 5", "12,34", "21号 3", "119.8669", "119.8669,38.6847,12", "N38.6 N39.1", "38°61′N 119°E", "119.5,238.5", "wgs84 gcj02 119.8,38.6",
		"1234567.5 7654321.5", "EPSG:2437 500000 4281234", "EPSG:99999 1.5 2.5", "https://surl.amap.com/abc", "https://example.org/?q=38.6847,119.8669",
		"http://api.map.baidu.com/marker?location=38.6847,119.8669&coord_type=bd09mc", "geo:", "1.5.2 3", "--5.5,3", "°,°",
	} {
		if hits := askSearch(t, a, text); len(hits) != 0 {
			t.Errorf("%q: %+v", text, hits)
		}
	}
}

// FuzzCoordinates: no text breaks the reading of positions, and what is found is on earth.
func FuzzCoordinates(f *testing.F) {
	a, _ := aroundPoint(f)
	for _, s := range []string{
		"119.8669,38.6847", "北纬38°41′4.92″ 东经119°52′0.84″", "EPSG:4547 500123.4 4281234.5", "https://uri.amap.com/marker?position=1.5,2.5",
		"geo:1.5,2.5", "gcj02 1.5 2.5", `{"lon":1.5,"lat":2.5}`, "500123.4 4281234.5", "-0.0,-0.0", "%zz", "https://%zz", "1e308 1e308",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		hits, err := a.Search(t.Context(), a.Current(), atlas.SearchAsk{Text: text})
		if err != nil {
			if city.KindOf(err) != city.Invalid || len(text) > 0 && strings.Contains(err.Error(), text) && len(text) > 20 {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		for _, h := range hits {
			if !(math.Abs(h.Point[0]) <= 180 && math.Abs(h.Point[1]) <= 90) {
				t.Fatalf("%q: %+v", text, h)
			}
		}
	})
}
