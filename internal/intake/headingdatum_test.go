package intake_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/intake"
)

// shiftedText is a position of WGS-84 in a system of a web map, as a table writes it.
func shiftedText(t *testing.T, system string) (lon, lat string) {
	sys, err := crs.Parse(system)
	if err != nil {
		t.Fatal(err)
	}
	at, err := sys.FromWGS84([2]float64{116.05, 40.05})
	if err != nil {
		t.Fatal(err)
	}
	return strconv.FormatFloat(at[0], 'f', 7, 64), strconv.FormatFloat(at[1], 'f', 7, 64)
}

// houses imports a table of buildings that may be refused.
func houses(w *staffed, text, crs string) error {
	o := intake.ThingOptions{Kind: intake.TableBuilding, CRS: crs, Now: func() time.Time { return noon }}
	_, err := intake.ImportThings(w.Context(), w.store, w.write("csv", text), o)
	return err
}

// TestHeadingDatum: the system that a heading of positions names is that of the rows; one that is not known here is
// refused by its heading.
func TestHeadingDatum(t *testing.T) {
	here := geo.Point{X: 1160500000, Y: 400500000}
	for heads, system := range map[string]string{
		"经度（GCJ-02）,纬度（GCJ-02）": "gcj02", "经度(高德),纬度(高德)": "gcj02", "经度(火星坐标),纬度": "gcj02", "高德经度,高德纬度": "gcj02", "lng_gcj02,lat_gcj02": "gcj02", "gcj_lng,gcj_lat": "gcj02",
		"经度(BD09),纬度(BD09)": "bd09", "经度（百度坐标系）,纬度（百度坐标系）": "bd09", "百度经度,百度纬度": "bd09", "bd_lng,bd_lat": "bd09", "x(BD-09),y(BD-09)": "bd09",
		"经度(WGS84),纬度(WGS84)": "wgs84", "GPS经度,GPS纬度": "wgs84", "东经,北纬": "wgs84", "中心经度,中心纬度": "wgs84", "POINT_X,POINT_Y": "wgs84", "经度（度）,纬度（小数点后6位）": "wgs84", "X(CGCS2000),Y(CGCS2000)": "wgs84",
		"x(CGCS2000 3度带39带),y": "EPSG:4527",
	} {
		t.Run(heads, func(t *testing.T) {
			w := newStaffed(t)
			lon, lat := shiftedText(t, system)
			r := w.things(intake.TableBuilding, "", "编码,"+heads+"\nB1,"+lon+","+lat+"\n")
			if r.Accepted != 1 || len(r.Ignored) > 0 {
				t.Fatalf("%+v", r)
			}
			b := content[*city.Building](w.world, city.KindBuilding, "building", "B1")
			if dx, dy := b.Point.X-here.X, b.Point.Y-here.Y; dx*dx+dy*dy > 200 {
				t.Errorf("%s: it stands at %v", r.CRS, b.Point)
			}
		})
	}
	for heads, holds := range map[string]string{
		"经度(西安80),纬度": `the heading "经度(西安80)": 西安80 is on the datum Xian 1980`, "经度(GCJ-02),纬度(BD09)": "name two systems, gcj02 and bd09", "经度(谷歌),纬度": `the heading "经度(谷歌)": unknown coordinate system`, "经度(非WGS84),纬度": `unknown coordinate system "非WGS84"`, "X(城市坐标系),Y": "grid of its own",
	} {
		w := newStaffed(t)
		if err := houses(w, "编码,"+heads+"\nB1,116.05,40.05\n", ""); err == nil || !strings.Contains(err.Error(), holds) {
			t.Errorf("%s: %v", heads, err)
		}
	}
	w := newStaffed(t)
	if err := houses(w, "编码,经度(西安80),纬度\nB1,116.05,40.05\n", "wgs84"); err != nil {
		t.Errorf("--crs says it: %v", err)
	}
}

// TestPositionInOneCell: both degrees in one column are a position, in whichever order they certainly stand.
func TestPositionInOneCell(t *testing.T) {
	here := geo.Point{X: 1160500000, Y: 400500000}
	for cell, latFirst := range map[string]int{
		`"116.05,40.05"`: 0, "116.05，40.05": 0, "116.05 40.05": 0, "116.05、40.05": 0, "（116.05；40.05）": 0, "东经116.05° 北纬40.05°": 0, `"40.05,116.05"`: 1,
	} {
		w := newStaffed(t)
		r := w.things(intake.TableBuilding, "", "编码,坐标\nB1,"+cell+"\n")
		if r.Accepted != 1 || r.LatFirst != latFirst || strings.Contains(r.Summary(), "latitude before") != (latFirst > 0) {
			t.Errorf("%s: %+v", cell, r)
			continue
		}
		same(t, cell, *content[*city.Building](w.world, city.KindBuilding, "building", "B1").Point, here)
	}
	w := newStaffed(t)
	lon, lat := shiftedText(t, "gcj02")
	w.things(intake.TablePlace, "", "编码,类型,经纬度（高德）\nP1,红帆驿站,"+lon+" "+lat+"\n")
	if at := content[*city.Place](w.world, city.KindPlace, "red_sail_station", "P1").Point; at != here {
		t.Errorf("it stands at %v", at)
	}
	w.things(intake.TableBuilding, "", "编码,坐标,\n,经度,纬度\nB9,116.05,40.05\n")
	same(t, "a group", *content[*city.Building](w.world, city.KindBuilding, "building", "B9").Point, here)
	r := w.things(intake.TableBuilding, "", "编码,坐标\nB2,116.05\nB3,\"40,50\"\nB4,\"39500000,4430000\"\nB5,见附图\n")
	if got := thingReasons(r); len(got) != 4 || !strings.HasSuffix(got[1], "bad_position") || !strings.Contains(r.Rejected[1].Message, "not certain") {
		t.Errorf("%v %+v", got, r.Rejected)
	}
}

// TestHeadingDatumOfOrganisations: their positions are WGS-84, and a heading that names another system is refused.
func TestHeadingDatumOfOrganisations(t *testing.T) {
	w := newStaffed(t)
	path := w.write("csv", "组织编码,组织名称,组织类型,经度（高德）,纬度（高德）\nO1,党委,社区党委,116.05,40.05\n")
	o := intake.PeopleOptions{Kind: city.KindOrganisation, Now: func() time.Time { return noon }}
	if _, err := intake.ImportPeople(w.Context(), w.store, w.keys, path, o); err == nil || !strings.Contains(err.Error(), `"经度（高德）" names gcj02`) {
		t.Errorf("it is %v", err)
	}
}
