package geotest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// BadFile is a file that no reader may take.
type BadFile struct {
	Name string // what is wrong with it
	Path string
	Kind string // the code of the fault, as codec.FileError has it
}

// BadFiles writes every kind of file that is bad as a whole into a folder of the test.
func BadFiles(t testing.TB) []BadFile {
	t.Helper()
	dir := t.TempDir()
	var out []BadFile
	add := func(name, file, kind string, body []byte, beside ...Entry) {
		at := filepath.Join(dir, name)
		if err := os.Mkdir(at, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, e := range append(beside, Entry{file, body}) {
			if err := os.WriteFile(filepath.Join(at, e.Name), e.Body, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, BadFile{Name: name, Path: filepath.Join(at, file), Kind: kind})
	}
	town := Town()
	shp, dbf := town.SHP(), Entry{"a.dbf", town.DBF()}
	whole := Zip(t, town.Entries("a")...)

	add("empty", "a.geojson", "empty", nil)
	add("blank", "a.geojson", "empty", []byte("\n  \n"))
	add("wrong extension", "a.geojson", "wrong_extension", whole)
	add("text as shapefile", "a.shp", "wrong_extension", []byte("not a shapefile"), dbf)
	add("json as csv", "a.csv", "wrong_extension", []byte(`{"type":"FeatureCollection","features":[]}`))
	add("unknown format", "a.gpx", "unknown_format", []byte("<gpx/>"))
	add("dwg", "a.dwg", "unknown_format", []byte("AC1032\x00\x00\x00"))
	add("kmz in kmz", "a.kmz", "unknown_format", Zip(t, Entry{"b.kmz", whole}))
	add("doctype", "a.kml", "unsafe", []byte(`<!DOCTYPE kml SYSTEM "http://example.invalid/a.dtd"><kml/>`))
	add("cut drawing", "a.dxf", "truncated", []byte("0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n"))
	add("broken json", "a.geojson", "malformed", []byte(`{"type":"FeatureCollection","features":[}`))
	add("cut json", "a.geojson", "truncated", []byte(`{"type":"FeatureCollection","features":[`))
	add("latin json", "a.geojson", "encoding", []byte("{\"type\":\"FeatureCollection\",\"name\":\"\xe9\",\"features\":[]}"))
	add("no dbf", "a.shp", "missing_part", shp)
	add("truncated shapefile", "a.shp", "truncated", shp[:len(shp)-20], dbf)
	add("two gigabyte header", "a.shp", "truncated", claim(shp, 24), dbf)
	add("two gigabyte record", "a.shp", "truncated", claim(shp, 104), dbf)
	add("two gigabyte table", "a.shp", "truncated", shp, Entry{"a.dbf", claimRows(town.DBF())})
	add("truncated zip", "a.zip", "truncated", whole[:len(whole)-30])
	add("path escape", "a.zip", "path_escape", Zip(t, town.Entries("a", Entry{"../../evil.txt", []byte("x")})...))
	add("symbolic link", "a.zip", "path_escape", linkZip(t, town))
	add("zip bomb", "a.zip", "zip_bomb", Zip(t, Entry{"a.shp", shp}, Entry{"a.dbf", make([]byte, 64<<20)}))
	add("lying zip", "a.zip", "zip_bomb", lyingZip(t, town))
	add("zip without shapefile", "a.zip", "unknown_format", Zip(t, Entry{"a.txt", []byte("x")}))
	add("two shapefiles", "a.zip", "unknown_layer", Zip(t, append(town.Entries("a"), town.Entries("b")...)...))
	add("no database", "a.gpkg", "wrong_extension", []byte("not a database"))
	add("database without pages", "a.gpkg", "malformed", append([]byte("SQLite format 3\x00"), make([]byte, 200)...))
	add("csv without wkt", "a.csv", "no_geometry_field", []byte("code,name\n1,a\n"))
	add("csv with open quote", "a.csv", "malformed", []byte("code,wkt\n1,\"POINT(1 2)\n"))
	return out
}

// claim puts a length of 2 GiB, in words of 16 bits, at an offset.
func claim(b []byte, at int) []byte {
	b = bytes.Clone(b)
	binary.BigEndian.PutUint32(b[at:], 1<<30)
	return b
}

func claimRows(dbf []byte) []byte {
	binary.LittleEndian.PutUint32(dbf[4:], 1<<31-1)
	return dbf
}

func linkZip(t testing.TB, s Shapefile) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range s.Entries("a") {
		h := &zip.FileHeader{Name: e.Name}
		if e.Name == "a.dbf" {
			h.SetMode(fs.ModeSymlink | 0o777)
			e.Body = []byte("/etc/passwd")
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(e.Body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lyingZip claims fewer bytes for the table than its entry unpacks to, which shows only
// while it is read.
func lyingZip(t testing.TB, s Shapefile) []byte {
	t.Helper()
	const hidden = 100
	dbf := append(s.DBF(), make([]byte, hidden)...)
	b := Zip(t, Entry{"a.shp", s.SHP()}, Entry{"a.dbf", dbf})
	// The size stands at byte 24 of the entry's record in the central directory.
	at := bytes.LastIndex(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[at+24:], uint32(len(dbf)-hidden))
	return b
}
