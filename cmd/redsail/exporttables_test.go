package main

import (
	"archive/zip"
	"database/sql"
	"io/fs"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	_ "modernc.org/sqlite" // reads what is beside the features

	"github.com/redsail/redsail/geo/codec"
)

// counts are the layers of everything and how many things are in each.
var counts = map[string]string{"grid": "5", "building": "2", "road": "1", "red_sail_station": "2"}

// TestGeoPackageExports: all layers are in one file, twice with the same bytes, and GDAL
// counts the features of each.
func TestGeoPackageExports(t *testing.T) {
	store, dir := filepath.Join(t.TempDir(), "a.gpkg"), t.TempDir()
	fill(t, store, everything())
	file := filepath.Join(dir, "all.gpkg")
	export := []string{"export", "--store", store, "--layer", "all", "--format", "gpkg", "--at", "2026-11-28", "--out"}
	mustRun(t, append(export, file)...)
	mustRun(t, append(export, file+"2")...)
	if string(readFile(t, file)) != string(readFile(t, file+"2")) {
		t.Error("the second file has other bytes")
	}
	for layer, count := range counts {
		gdalCounts(t, file, count, layer)
	}
	gdalCounts(t, file, "0", "wall")
	if left, err := filepath.Glob(filepath.Join(dir, ".redsail*")); err != nil || len(left) > 0 {
		t.Errorf("%s are left over, %v", left, err)
	}
	if out := ogrinfo(t, file, "layer_styles"); out != "" && (!strings.Contains(out, "f_table_name (String) = grid\n") || strings.Count(out, "useAsDefault (Integer(Boolean)) = 1") != 8 || !strings.Contains(out, `<alias field="households"`) || !strings.Contains(out, "&#39;residential&#39;")) {
		t.Errorf("GDAL finds the styles %s", out)
	}
	about := aboutOf(t, file)
	if about["revision"] != "1" || about["date"] != "2026-11-28" || about["crs"] != "wgs84" || len(about["hash"]) != 64 || about["layer"] != "all" || len(about["store_id"]) < 8 || about["note"] != "" {
		t.Errorf("the file is %s", about)
	}
	places := onlyRows(t, file, "red_sail_station")
	if p := places[0]; len(places) != 2 || p["floor_area"] != "60" || p["services"] != `["tea","legal"]` || p["code"] != "p1" {
		t.Errorf("the places are %q", places)
	}
}

// TestGeoPackageOfAMadeUpCity: it says so, and of which system it is.
func TestGeoPackageOfAMadeUpCity(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.gpkg")
	mustRun(t, "export", "--store", tinyStore(t), "--layer", "grid,community", "--format", "gpkg", "--crs", "gcj02", "--out", file)
	if about := aboutOf(t, file); !strings.HasPrefix(about["note"], "演示数据（虚构）") || about["crs"] != "gcj02" {
		t.Errorf("the file is %s", about)
	}
	out := ogrinfo(t, "-so", file, "grid")
	if out != "" && (!strings.Contains(out, "演示数据（虚构）") || !strings.Contains(out, `["gcj02",`)) {
		t.Errorf("GDAL says %s", out)
	}
}

// TestShapefileExports: the same for an archive of Shapefiles, in which buildings without a
// plan have a file of their own.
func TestShapefileExports(t *testing.T) {
	store, dir := filepath.Join(t.TempDir(), "a.gpkg"), t.TempDir()
	fill(t, store, everything())
	file := filepath.Join(dir, "all.zip")
	export := []string{"export", "--store", store, "--layer", "all", "--format", "shp", "--out"}
	mustRun(t, append(export, file)...)
	mustRun(t, append(export, file+"2")...)
	if string(readFile(t, file)) != string(readFile(t, file+"2")) {
		t.Error("the second file has other bytes")
	}
	for layer, count := range map[string]string{"grid": "5", "building": "1", "building_points": "1", "road": "1", "red_sail_station": "2", "wall": "0"} {
		gdalCounts(t, "/vsizip/"+file, count, layer)
	}
	places := onlyRows(t, file, "red_sail_station")
	if p := places[0]; len(places) != 2 || p["floor_area"] != "60" || p["services"] != `["tea","legal"]` || p["address_nu"] != "12号" {
		t.Errorf("the places are %q", places)
	}
	if grids := onlyRows(t, file, "grid"); grids[1]["population"] != "9007199254740991" || grids[1]["code"] != "9" {
		t.Errorf("the grids are %q", grids)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".redsail*")); err != nil || len(left) > 0 {
		t.Errorf("%s are left over, %v", left, err)
	}
}

// TestShapefileSaysWhatItIs: the mark, the system, the full names of the fields and what was
// cut stand in the readme.
func TestShapefileSaysWhatItIs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.zip")
	mustRun(t, "export", "--store", tinyStore(t), "--layer", "grid", "--format", "shp", "--crs", "bd09", "--out", file)
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "grid_bd09.shp grid_bd09.shx grid_bd09.dbf grid_bd09.cpg README.txt" {
		t.Errorf("the file holds %s", got)
	}
	readme, err := fs.ReadFile(archive, "README.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"演示数据（虚构）", "Coordinates: bd09", "There is no .prj file", "field name_zh_ha is name_zh_hant"} {
		if !strings.Contains(string(readme), words) {
			t.Errorf("the readme lacks %q:\n%s", words, readme)
		}
	}
}

// TestXLSXExports: all layers are in one workbook, twice with the same bytes; another reader
// finds codes as texts, numbers as numbers and what the file is.
func TestXLSXExports(t *testing.T) {
	store, dir := filepath.Join(t.TempDir(), "a.gpkg"), t.TempDir()
	fill(t, store, everything())
	file := filepath.Join(dir, "all.xlsx")
	export := []string{"export", "--store", store, "--layer", "all", "--format", "xlsx", "--crs", "gcj02", "--at", "2026-11-28", "--out"}
	mustRun(t, append(export, file)...)
	mustRun(t, append(export, file+"2")...)
	if string(readFile(t, file)) != string(readFile(t, file+"2")) {
		t.Error("the second file has other bytes")
	}
	for layer, count := range counts {
		if out := ogrinfo(t, "--config", "OGR_XLSX_HEADERS", "FORCE", "-so", file, layer); out != "" && !strings.Contains(out, "Feature Count: "+count+"\n") {
			t.Errorf("%s: want %s rows\n%s", layer, count, out)
		}
	}
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for cell, want := range map[string]string{
		"grid!A3": "9", "grid!G3": "0", "grid!H3": "9007199254740991", "grid!L1": "wkt_gcj02", "building!M2": "6", "red_sail_station!F1": "kind", "red_sail_station!F2": "red_sail_station", "red_sail_station!P2": "60",
		"redsail_export!B4": "1", "redsail_export!B5": "2026-11-28", "redsail_export!B6": "gcj02",
	} {
		sheet, at, _ := strings.Cut(cell, "!")
		if got, err := book.GetCellValue(sheet, at); err != nil || got != want {
			t.Errorf("%s is %q, want %q; %v", cell, got, want, err)
		}
	}
	for cell, want := range map[string]excelize.CellType{"A3": excelize.CellTypeInlineString, "G3": excelize.CellTypeUnset, "H3": excelize.CellTypeInlineString} {
		if got, err := book.GetCellType("grid", cell); err != nil || got != want {
			t.Errorf("%s is of type %v, want %v; %v", cell, got, want, err)
		}
	}
}

func TestXLSXOfAMadeUpCity(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.xlsx")
	mustRun(t, "export", "--store", tinyStore(t), "--layer", "grid", "--format", "xlsx", "--out", file)
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if mark, err := book.GetCellValue("redsail_export", "B7"); err != nil || !strings.HasPrefix(mark, "演示数据（虚构）") {
		t.Errorf("the file is marked %q, %v", mark, err)
	}
}

func aboutOf(t *testing.T, file string) map[string]string {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), "SELECT name, value FROM redsail_export")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			t.Fatal(err)
		}
		out[name] = value
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// onlyRows are the properties of a layer of a file.
func onlyRows(t *testing.T, file, layer string) (out []map[string]string) {
	t.Helper()
	r, err := codec.Open(t.Context(), file, codec.Options{Layer: layer})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for {
		f, err := r.Next()
		if err != nil {
			return out
		}
		out = append(out, maps.Clone(f.Properties))
	}
}
