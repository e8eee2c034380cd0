package main

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
)

// TestFlatExports: every kind of layer is written as CSV and KML, twice with the same bytes,
// and GDAL, where it is there, counts its features.
func TestFlatExports(t *testing.T) {
	store, dir := filepath.Join(t.TempDir(), "a.gpkg"), t.TempDir()
	fill(t, store, everything())
	for layer, count := range map[string]string{"grid": "5", "building": "2", "road": "1", "red_sail_station": "2"} {
		for _, format := range []string{"csv", "kml"} {
			file := filepath.Join(dir, layer+"."+format)
			export := []string{"export", "--store", store, "--layer", layer, "--format", format, "--out"}
			mustRun(t, append(export, file)...)
			mustRun(t, append(export, file+"2")...)
			if string(readFile(t, file)) != string(readFile(t, file+"2")) {
				t.Errorf("%s: the second file has other bytes", file)
			}
			if err := os.Remove(file + "2"); err != nil {
				t.Fatal(err)
			}
			gdalCounts(t, file, count)
		}
	}
	road := string(readFile(t, filepath.Join(dir, "road.csv")))
	const want = "code,name,name_zh_hant,name_en,former,kind,class,source,data_date,wkt\r\n" +
		`r1,甲,甲,A <b>&,"[""r0""]",road,"{""class"":""local""}",s,2026-01-01,` +
		`"MULTILINESTRING ((116 39, 116.0000005 39.0000005), (116.0000009 39.0000009, 116.0000008 39.0000008, 116.0000009 39.0000009))"` + "\r\n"
	if road != want {
		t.Errorf("got  %q\nwant %q", road, want)
	}
}

// gdalCounts lets ogrinfo read a layer of a file; without a name all.
func gdalCounts(t *testing.T, file, count string, layer ...string) {
	t.Helper()
	out := ogrinfo(t, append([]string{"-so", file}, layer...)...)
	if out != "" && (!strings.Contains(out, "Feature Count: "+count+"\n") || strings.Contains(out, "Geometry: None")) {
		t.Errorf("%s %s: want %s features\n%s", file, layer, count, out)
	}
}

// ogrinfo is what GDAL says of a file; nothing where GDAL is missing, which fails the test
// where REDSAIL_REQUIRE is set.
func ogrinfo(t *testing.T, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("ogrinfo"); err != nil {
		if os.Getenv("REDSAIL_REQUIRE") != "" {
			t.Fatalf("ogrinfo is missing (gdal-bin), and REDSAIL_REQUIRE is set: %v", err)
		}
		t.Logf("ogrinfo is missing (gdal-bin): GDAL has not judged %s", args)
		return ""
	}
	args = append([]string{"-ro"}, args...)
	if len(args) == 3 {
		args = append(args, "-al")
	}
	out, err := exec.CommandContext(t.Context(), "ogrinfo", args...).CombinedOutput()
	if err != nil || strings.Contains(string(out), "Warning") {
		t.Errorf("ogrinfo %s: %v\n%s", args, err, out)
	}
	return string(out)
}

// TestFlatExportsMarkTheMadeUp: both say so, and a CSV says in which system it is.
func TestFlatExportsMarkTheMadeUp(t *testing.T) {
	store := tinyStore(t)
	text := mustRun(t, "export", "--store", store, "--layer", "grid", "--format", "csv", "--crs", "gcj02")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	last := len(rows[0]) - 1
	if rows[0][last] != "wkt_gcj02" || rows[0][last-1] != "note" {
		t.Errorf("the columns are %q", rows[0])
	}
	for _, r := range rows[1:] {
		if !strings.HasPrefix(r[last-1], "演示数据（虚构）") {
			t.Errorf("row %s is marked %q", r[0], r[last-1])
		}
	}
	if kml := mustRun(t, "export", "--store", store, "--layer", "grid", "--format", "kml"); !strings.Contains(kml, "<description>演示数据（虚构）") {
		t.Errorf("the file begins %.200s", kml)
	}
}

// TestCSVWithAnUnknownSystem: a column that only looks like one of ours is no geometry.
func TestCSVWithAnUnknownSystem(t *testing.T) {
	b := newBadInput(t, t.TempDir())
	_, err := codec.Open(t.Context(), b.write("a.csv", "code,wkt_moon\n1,POINT (1 1)\n"), codec.Options{})
	if err == nil || !strings.Contains(err.Error(), "lacks a column of WKT") {
		t.Errorf("%v", err)
	}
}
