package geotest

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BadShape is the geometry of one feature that must be rejected by name while the rest
// of its file goes on.
type BadShape struct {
	Name    string
	GeoJSON string // the geometry object
	WKT     string // the same as well-known text; empty where it has no such form
	Reason  string // the code of the fault, as codec.FeatureError has it; empty where only geometry checks after reading see it
}

// BadShapes are the named bad shapes.
func BadShapes() []BadShape {
	polygon := func(coordinates string) string {
		return `{"type":"Polygon","coordinates":` + coordinates + `}`
	}
	return []BadShape{
		{"null", `null`, "", "no_geometry"},
		{"empty", polygon(`[]`), "POLYGON EMPTY", "no_geometry"},
		{"empty ring", polygon(`[[]]`), "", "no_geometry"},
		{"unclosed", polygon(`[[[0,0],[1,0],[1,1],[0,1]]]`), "POLYGON((0 0,1 0,1 1,0 1))", "ring_unclosed"},
		{"two corners", polygon(`[[[0,0],[1,0],[0,0]]]`), "POLYGON((0 0,1 0,0 0))", "ring_too_short"},
		{"NaN", polygon(`[[[0,0],[NaN,0],[1,1],[0,0]]]`), "POLYGON((0 0,NaN 0,1 1,0 0))", "not_finite"},
		{"infinity", polygon(`[[[0,0],[1,-Infinity],[1,1],[0,0]]]`), "POLYGON((0 0,1 -inf,1 1,0 0))", "not_finite"},
		{"overflow", polygon(`[[[0,0],[1e999,0],[1,1],[0,0]]]`), "POLYGON((0 0,1e999 0,1 1,0 0))", "not_finite"},
		{"text as number", polygon(`[[["0",0],[1,0],[1,1],[0,0]]]`), "", "bad_position"},
		{"one number", polygon(`[[[0],[1,0],[1,1],[0,0]]]`), "", "bad_position"},
		{"too flat", polygon(`[[0,0],[1,0],[1,1],[0,0]]`), "", "wrong_geometry"},
		{"too deep", polygon(`[[[[0,0],[1,0],[1,1],[0,0]]]]`), "", "wrong_geometry"},
		{"uneven depth", polygon(`[[[0,0],[1,0],[1,1],[0,0]],[0,0]]`), "", "wrong_geometry"},
		{"unknown type", `{"type":"Circle","coordinates":[0,0]}`, "", "wrong_geometry"},
		{"text", `"POINT(0 0)"`, "", "wrong_geometry"},
		{"bow tie", polygon(`[[[0,0],[1,1],[1,0],[0,1],[0,0]]]`), "POLYGON((0 0,1 1,1 0,0 1,0 0))", ""},
	}
}

// Collection is a GeoJSON FeatureCollection of the geometries given.
func Collection(geometries ...string) []byte {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i, g := range geometries {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"type":"Feature","properties":{"code":"%d"},"geometry":%s}`, i, g)
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

// GoodPolygon is the geometry of a unit square.
const GoodPolygon = `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}`

// HugeRing writes a GeoJSON file of two features: a ring of n vertices (a multiple of
// 1000) and a unit square. It takes about six bytes of disk a vertex, and no memory.
func HugeRing(t testing.TB, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "huge.geojson")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	w.WriteString(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"0"},"geometry":{"type":"Polygon","coordinates":[[`)
	chunk := strings.Repeat("[0,0],[1,0],", 500)
	for range n/1000 - 1 {
		w.WriteString(chunk)
	}
	w.WriteString(strings.TrimSuffix(chunk, "[1,0],") + `[0,0]]]}},{"type":"Feature","properties":{"code":"1"},"geometry":` + GoodPolygon + `}]}`)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

// HugeShapefile writes a Shapefile of two records: a ring of n vertices, all zero, which
// the file system keeps as a hole, and a square.
func HugeShapefile(t testing.TB, n int) string {
	t.Helper()
	s := Town()
	s.Rows = append(s.Rows, s.Rows[0])
	small := s.SHP()
	record := small[100 : 100+(len(small)-100)/2]

	content := 44 + 4 + 16*n
	head := append([]byte{}, small[:100]...)
	binary.BigEndian.PutUint32(head[24:], uint32(100+8+content+len(record))/2)
	head = binary.BigEndian.AppendUint32(head, 1)
	head = binary.BigEndian.AppendUint32(head, uint32(content/2))
	head = binary.LittleEndian.AppendUint32(head, 5)
	head = append(head, make([]byte, 32)...)
	head = binary.LittleEndian.AppendUint32(head, 1)
	head = binary.LittleEndian.AppendUint32(head, uint32(n))

	path := filepath.Join(t.TempDir(), "huge.shp")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(head); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(record, int64(108+content)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(strings.TrimSuffix(path, ".shp")+".dbf", s.DBF(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
