package crs_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/redsail/redsail/geo/crs"
)

// tabbed reads a file of tab-separated columns with # before comments.
func tabbed(t testing.TB, path string) [][]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s holds nothing", path)
	}
	return rows
}

func TestFromWKTOfGDALAndESRI(t *testing.T) {
	for _, row := range tabbed(t, "testdata/wkt-known.tsv") {
		s, err := crs.FromWKT(row[2])
		if err != nil || s.Name() != row[1] {
			t.Errorf("WKT of %s: %v, %v; want %s", row[0], s, err, row[1])
			continue
		}
		want := mustParse(t, row[0])
		p := orb.Point{117.3, 35.4}
		if q, err := want.FromWGS84(p); err == nil {
			if r, err := s.FromWGS84(p); err != nil || r != q {
				t.Errorf("WKT of %s projects to %v, %v; want %v", row[0], r, err, q)
			}
		}
	}
}

func TestFromWKTRefusesByName(t *testing.T) {
	for _, row := range tabbed(t, "testdata/wkt-refused.tsv") {
		refused(t, row[2], row[1])
	}
}

func refused(t *testing.T, prj, holds string) {
	t.Helper()
	s, err := crs.FromWKT(prj)
	var r *crs.Refusal
	if !errors.As(err, &r) || r.Cause != crs.CauseUnknownSystem || !strings.Contains(err.Error(), holds) {
		t.Errorf("%.80q: %v, %v; want a refusal with %q", prj, s, err, holds)
	}
}

const (
	wgs84GEOGCS = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],` +
		`PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	cgcsGEOGCS = `GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",` +
		`SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
)

func gaussKrueger(geogcs, more string) string {
	return `PROJCS["local",` + geogcs + `,PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],` +
		`PARAMETER["Central_Meridian",117.0]` + more + `]`
}

func TestFromWKTAsToolsWriteIt(t *testing.T) {
	for _, c := range []struct{ what, prj, name string }{
		{"byte order mark, zeros and blank lines", "\ufeff" + wgs84GEOGCS + "\r\n\x00\x00", "EPSG:4326"},
		{"white space and small letters", "geogcs [ \"x\" ,\n\tdatum ( \"WGS_1984\" , spheroid(\"WGS 84\", 6378137, 298.257223563) ) ]", "EPSG:4326"},
		{"doubled quotes", strings.Replace(wgs84GEOGCS, "GCS_WGS_1984", `a ""b"" c`, 1), "EPSG:4326"},
		{"a vertical system behind", wgs84GEOGCS + `,VERTCS["x",VDATUM["y"]]`, "EPSG:4326"},
		{"a compound system", `COMPD_CS["c",` + cgcsGEOGCS + `,VERT_CS["v",VERT_DATUM["d",2005]]]`, "EPSG:4490"},
		{"CGCS2000 by another name", strings.Replace(cgcsGEOGCS, "D_China_2000", "CGCS_2000", 1), "EPSG:4490"},
		{"a nameless datum on the spheroid", strings.Replace(cgcsGEOGCS, "D_China_2000", "Unknown based on GRS 1980 ellipsoid", 1), "EPSG:4490"},
		{"a zero shift", strings.Replace(wgs84GEOGCS, "298.257223563]", "298.257223563],TOWGS84[0,0,0,0,0,0,0]", 1), "EPSG:4326"},
		{"no scale, no units", gaussKrueger(cgcsGEOGCS, ""), "EPSG:4548"},
		{"a name that lies", strings.Replace(gaussKrueger(cgcsGEOGCS, ""), "local", "CGCS2000_3_Degree_GK_Zone_40", 1), "EPSG:4548"},
		{"Gauss–Krüger on WGS-84", gaussKrueger(wgs84GEOGCS, ""), "tm:lon0=117,k=1,fe=500000,fn=0,ellps=wgs84"},
		{"a city's own system", gaussKrueger(cgcsGEOGCS, `,PARAMETER["Scale_Factor",1.00002],PARAMETER["False_Northing",-3900000]`), "tm:lon0=117,k=1.00002,fe=500000,fn=-3900000"},
		{"an unused parameter", gaussKrueger(cgcsGEOGCS, `,PARAMETER["XY_Plane_Rotation",0.0]`), "EPSG:4548"},
	} {
		s, err := crs.FromWKT(c.prj)
		if err != nil || s.Name() != c.name {
			t.Errorf("%s: %v, %v; want %s", c.what, s, err, c.name)
		}
	}
}

func TestFromWKTRefusals(t *testing.T) {
	replace := func(from, to string) string { return strings.Replace(cgcsGEOGCS, from, to, 1) }
	for _, c := range []struct{ prj, holds string }{
		{"", "empty"},
		{"   \x00", "empty"},
		{"EPSG:4490", "no bracket"},
		{`GEOGCS["a"`, "no comma or bracket"},
		{`GEOGCS["a`, "quote without end"},
		{`GEOGCS["a")`, "no comma or bracket"},
		{`["a"]`, "no keyword"},
		{strings.Repeat("A[", 5000), "too many levels"},
		{`GEOGCS["` + strings.Repeat("a", 1<<17) + `"]`, "longer than 65536 bytes"},
		{`GEOGCS["a"]`, "names no datum"},
		{`GEOGCS["a",DATUM["WGS_1984"]]`, "has the spheroid"},
		{`PROJCS["a"]`, "names no geographic system"},
		{`LOCAL_CS["a"]`, "LOCAL_CS"},
		{`GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]]]`, "WKT 2"},
		{replace("298.257222101", "298.3"), "has the spheroid"},
		{replace("6378137.0", "NaN"), "has the spheroid"},
		{replace("298.257222101]", "298.257222101],TOWGS84[15.8,-154.4,-82.3]"), "TOWGS84"},
		{replace(`"Greenwich",0.0`, `"Paris",2.33722917`), "Paris"},
		{replace(`"Degree",0.0174532925199433`, `"Grad",0.01570796326794897`), "Grad"},
		{replace("D_China_2000", "D_北京54"), "北京54"},
		{gaussKrueger(cgcsGEOGCS, `,UNIT["Foot_US",0.3048006]`), "Foot_US"},
		{gaussKrueger(cgcsGEOGCS, `,PARAMETER["Azimuth",45]`), "Azimuth"},
		{gaussKrueger(cgcsGEOGCS, `,PARAMETER["Scale_Factor","one"]`), "has no number"},
		{gaussKrueger(cgcsGEOGCS, `,PARAMETER["Scale_Factor",Inf]`), "0.9…1.1"},
		{strings.Replace(gaussKrueger(cgcsGEOGCS, ""), "Central_Meridian", "Latitude_Of_Origin", 1), "names no central meridian"},
		{strings.Replace(gaussKrueger(cgcsGEOGCS, ""), "Gauss_Kruger", "Albers", 1), "Albers"},
		{`PROJCS["w",` + wgs84GEOGCS + `,PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["Central_Meridian",117.0]]`, "Central_Meridian"},
	} {
		refused(t, c.prj, c.holds)
	}
}

func FuzzFromWKT(f *testing.F) {
	for _, row := range tabbed(f, "testdata/wkt-known.tsv") {
		f.Add(row[2])
	}
	for _, row := range tabbed(f, "testdata/wkt-refused.tsv") {
		f.Add(row[2])
	}
	f.Fuzz(func(t *testing.T, prj string) {
		s, err := crs.FromWKT(prj)
		if err != nil {
			return
		}
		again, err := crs.Parse(s.Name())
		if err != nil || again.Name() != s.Name() {
			t.Fatalf("the system is called %q, which gives %v, %v", s.Name(), again, err)
		}
	})
}
