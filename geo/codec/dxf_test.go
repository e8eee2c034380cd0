package codec_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"github.com/redsail/redsail/geo/codec"
)

// groups are pairs of code and value as a DXF writes them.
func groups(pairs ...any) string {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		fmt.Fprintf(&b, "%3d\r\n%v\r\n", pairs[i], pairs[i+1])
	}
	return b.String()
}

func section(name string, parts ...string) string {
	return groups(0, "SECTION", 2, name) + strings.Join(parts, "") + groups(0, "ENDSEC")
}

// dxf is a drawing of these entities.
func dxf(header string, blocks []string, entities ...string) []byte {
	doc := section("HEADER", header) + section("TABLES")
	if blocks != nil {
		doc += section("BLOCKS", blocks...)
	}
	return []byte(doc + section("ENTITIES", entities...) + groups(0, "EOF"))
}

const header2018 = "  9\r\n$ACADVER\r\n  1\r\nAC1032\r\n"

// lwpolyline draws corners: x, y, bulge by turns.
func lwpolyline(layer string, closed int, corners ...float64) string {
	s := groups(0, "LWPOLYLINE", 5, "2F", 330, "1F", 100, "AcDbEntity", 8, layer, 100, "AcDbPolyline", 90, len(corners)/3, 70, closed, 43, 0.0)
	for i := 0; i+2 < len(corners); i += 3 {
		s += groups(10, corners[i], 20, corners[i+1])
		if corners[i+2] != 0 {
			s += groups(42, corners[i+2])
		}
	}
	return s
}

func label(layer, text string, x, y float64) string {
	return groups(0, "TEXT", 5, "30", 8, layer, 10, x, 20, y, 30, 0.0, 40, 2.5, 1, text)
}

// rect is a closed rectangle.
func rect(layer string, x, y, w, h float64) string {
	return lwpolyline(layer, 1, x, y, 0, x+w, y, 0, x+w, y+h, 0, x, y+h, 0)
}

func TestDXF(t *testing.T) {
	doc := dxf(header2018, nil,
		rect("GRID", 0, 0, 100, 100), rect("GRID", 100, 0, 100, 100), rect("GRID", 120, 20, 20, 20),
		label("编号", "G-001", 10, 50), label("名称", "第一网格", 10, 40),
		groups(0, "MTEXT", 8, "编号", 10, 190, 20, 50, 71, 5, 3, `{\fSimSun|b0|i0;G-`, 1, `002}`, 101, "Embedded Object", 10, 1.0, 20, 0.0),
		// Justified in the middle: the second point counts.
		groups(0, "TEXT", 8, "名称", 10, 90.0, 20, 30.0, 11, 125.0, 21, 30.0, 72, 4, 1, `G\U+5185`),
		label("说明", "out there", 500, 500),
		groups(0, "SPLINE", 8, "GRID", 70, 8), groups(0, "LINE", 8, "X", 10, 1, 20, 1, 11, 2, 21, 2),
	)
	src, fs := mustRead(t, write(t, "a.dxf", doc), codec.Options{})
	if src.Format != "dxf" || src.Layer != "GRID" || src.Encoding != "UTF-8" ||
		!slices.Equal(src.Fields, []string{"code", "name", "text", "layer", "handle", "text@名称", "text@编号"}) ||
		!slices.Equal(src.Ignored, []string{"1 LINE", "1 SPLINE", "1 TEXT outside of all polylines"}) {
		t.Errorf("%+v", src)
	}
	if len(fs) != 3 {
		t.Fatalf("%d features", len(fs))
	}
	want := []map[string]string{
		{"code": "G-001", "name": "第一网格", "text": "G-001 第一网格", "text@编号": "G-001", "text@名称": "第一网格", "layer": "GRID", "handle": "2F"},
		{"code": "G-002", "text": "G-002", "text@编号": "G-002", "layer": "GRID", "handle": "2F"},
		{"name": "G内", "text": "G内", "text@名称": "G内", "layer": "GRID", "handle": "2F"}, // the smallest one has it
	}
	for i, f := range fs {
		if fmt.Sprint(f.Properties) != fmt.Sprint(want[i]) {
			t.Errorf("%d: %v", i, f.Properties)
		}
	}
	if got := fs[0].Geometry; !orb.Equal(got, orb.Polygon{{{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}}}) {
		t.Errorf("%v", got)
	}
}

// TestDXFArcs: a circle of two bulges keeps its size to the tolerance, neighbours share their
// arc to the bit, and a hair of a bulge is a straight line.
func TestDXFArcs(t *testing.T) {
	const r = 250.0
	doc := dxf(header2018, nil, lwpolyline("A", 1, -r, 0, 1, r, 0, 1))
	_, fs := mustRead(t, write(t, "a.dxf", doc), codec.Options{})
	ring := fs[0].Geometry.(orb.Polygon)[0]
	area := planar.Area(ring)
	if full := math.Pi * r * r; area >= full || area < full-2*math.Pi*r*0.01 {
		t.Errorf("%v m² of %v", area, full)
	}
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if d := math.Hypot(a[0], a[1]); math.Abs(d-r) > 1e-9 {
			t.Fatalf("%v is %v from the centre", a, d)
		}
		if sag := r - math.Hypot((a[0]+b[0])/2, (a[1]+b[1])/2); sag > 0.01 {
			t.Fatalf("a chord lies %v from its arc", sag)
		}
	}
	doc = dxf(header2018, nil,
		lwpolyline("A", 1, 0, 0, 0, 100, 0, 0.3, 100, 100, 0, 0, 100, 0),
		lwpolyline("A", 1, 100, 0, 0, 200, 0, 1e-14, 200, 100, 0, 100, 100, -0.3))
	_, fs = mustRead(t, write(t, "b.dxf", doc), codec.Options{})
	left, right := fs[0].Geometry.(orb.Polygon)[0], fs[1].Geometry.(orb.Polygon)[0]
	arc := slices.Clone(right[3 : len(right)-1])
	slices.Reverse(arc)
	if shared := left[2 : 2+len(arc)-1]; len(arc) < 20 || !slices.Equal(shared, arc[:len(arc)-1]) {
		t.Errorf("%d vertices, %v and %v", len(arc), shared, arc)
	}
}

// TestDXFOld: R12 with POLYLINE and VERTEX, text in GBK, by its code page or without one.
func TestDXFOld(t *testing.T) {
	vertex := func(x, y float64, flags int) string {
		return groups(0, "VERTEX", 8, "\xcd\xf8\xb8\xf1", 10, x, 20, y, 70, flags)
	}
	polyline := groups(0, "POLYLINE", 8, "\xcd\xf8\xb8\xf1", 66, 1, 10, 0.0, 20, 0.0, 70, 1) +
		vertex(0, 0, 0) + vertex(50, 50, 16) + vertex(10, 0, 0) + vertex(10, 10, 0) + vertex(0, 10, 0) + groups(0, "SEQEND", 8, "0")
	for name, header := range map[string]string{
		"by its code page": groups(9, "$ACADVER", 1, "AC1009", 9, "$DWGCODEPAGE", 3, "ANSI_936"),
		"without":          groups(9, "$ACADVER", 1, "AC1009"),
	} {
		doc := dxf(header, nil, polyline, label("T", "\xb5\xda\xd2\xbb\xcd\xf8\xb8\xf1", 5, 5))
		src, fs := mustRead(t, write(t, "a.dxf", doc), codec.Options{})
		if src.Layer != "网格" || src.Encoding != "GB18030" || len(fs) != 1 || fs[0].Properties["name"] != "第一网格" {
			t.Errorf("%s: %+v %+v", name, src, fs)
			continue
		}
		if !orb.Equal(fs[0].Geometry, orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}}) {
			t.Errorf("%s: %v", name, fs[0].Geometry)
		}
	}
}

// TestDXFBlocks: a block turned, scaled and set in two columns, one within another, seen from
// below; what is on layer 0 of a block is on the layer of its insert.
func TestDXFBlocks(t *testing.T) {
	block := func(name string, parts ...string) string {
		return groups(0, "BLOCK", 8, "0", 2, name, 70, 0, 10, 1.0, 20, 1.0, 3, name) + strings.Join(parts, "") + groups(0, "ENDBLK", 8, "0")
	}
	blocks := []string{
		block("Unit", rect("0", 1, 1, 10, 20)),
		block("PAIR", groups(0, "INSERT", 5, "A1", 8, "0", 2, "UNIT", 10, 1, 20, 1, 70, 2, 44, 30)),
	}
	doc := dxf(header2018, blocks,
		groups(0, "INSERT", 5, "B1", 8, "GRID", 2, "pair", 10, 100, 20, 200, 41, 2, 42, 2, 50, 90),
		groups(0, "INSERT", 5, "B2", 8, "GRID", 2, "unit", 10, -7, 20, 0, 230, -1),
		groups(0, "INSERT", 5, "B3", 8, "GRID", 2, "gone", 10, 0, 20, 0),
	)
	src, fs := mustRead(t, write(t, "a.dxf", doc), codec.Options{})
	want := []orb.Polygon{
		{{{100, 200}, {100, 220}, {60, 220}, {60, 200}, {100, 200}}},
		{{{100, 260}, {100, 280}, {60, 280}, {60, 260}, {100, 260}}},
		{{{7, 0}, {-3, 0}, {-3, 20}, {7, 20}, {7, 0}}},
	}
	if len(fs) != len(want) || !slices.Equal(src.Ignored, []string{"1 INSERT of unknown blocks"}) || src.Layer != "GRID" {
		t.Fatalf("%+v %+v", src, fs)
	}
	for i, f := range fs {
		for j, p := range f.Geometry.(orb.Polygon)[0] {
			if q := want[i][0][j]; math.Hypot(p[0]-q[0], p[1]-q[1]) > 1e-9 {
				t.Errorf("%d: %v", i, f.Geometry)
				break
			}
		}
	}
	if h := fs[0].Properties["handle"]; h != "B1/A1/2F" {
		t.Errorf("handle %q", h)
	}
}

// TestDXFAgreesWithGDAL: arcs and blocks that are turned, stretched, mirrored, seen from below
// or set in rows lie where GDAL has them. The figures are size and box of each line by ogr2ogr
// 3.6.2 (OGR_ARC_STEPSIZE=0.5, a finer step than here).
func TestDXFAgreesWithGDAL(t *testing.T) {
	unit := groups(0, "BLOCK", 8, "0", 2, "U", 70, 0, 10, 1.0, 20, 2.0, 3, "U") +
		lwpolyline("0", 1, 1, 2, 0.4, 11, 2, 0, 11, 22, -0.3, 1, 22, 0) + groups(0, "ENDBLK", 8, "0")
	insert := func(x, sx, sy, turn float64, more ...any) string {
		return groups(0, "INSERT", 8, "A", 2, "U", 10, x, 20, 50.0, 41, sx, 42, sy, 50, turn) + groups(more...)
	}
	arcs := lwpolyline("A", 1, 0, 0, 0.5, 100, 0, -0.25, 100, 100, 1, 0, 100, 0)
	_, fs := mustRead(t, write(t, "a.dxf", dxf(header2018, []string{unit}, arcs, insert(300, 2, 2, 30), insert(400, 2, -2, 45),
		insert(500, -1, 3, 200), insert(600, 1, 1, 10, 230, -1.0), insert(700, 1, 1, 15, 70, 2, 71, 3, 44, 40.0, 45, 50.0),
		arcs+groups(210, 0.0, 220, 0.0, 230, -1.0))), codec.Options{})
	want := [][5]float64{
		{14830.55, 0, -25, 100, 150}, {814.29, 280, 49.59, 317.32, 94.64}, {814.29, 400, 21.72, 442.43, 64.14},
		{610.72, 500, -6.38, 529.92, 57.50}, {203.57, -609.85, 48.79, -596.53, 71.43}, {203.57, 694.82, 49.12, 709.66, 71.91},
		{203.57, 733.46, 59.47, 748.30, 82.26}, {203.57, 681.88, 97.41, 696.72, 120.20}, {203.57, 720.52, 107.76, 735.36, 130.56},
		{203.57, 668.94, 145.71, 683.78, 168.50}, {203.57, 707.58, 156.06, 722.41, 178.85}, {14830.55, -100, -25, 0, 150},
	}
	if len(fs) != len(want) {
		t.Fatalf("%d lines", len(fs))
	}
	for i, f := range fs {
		box := f.Geometry.Bound()
		got := [5]float64{math.Abs(planar.Area(f.Geometry)), box.Min[0], box.Min[1], box.Max[0], box.Max[1]}
		for j := range got {
			if within := []float64{1e-4 * want[i][0], 0.015, 0.015, 0.015, 0.015}[j]; math.Abs(got[j]-want[i][j]) > within {
				t.Errorf("%d: %.2f instead of %v", i, got, want[i])
				break
			}
		}
	}
}

// TestDXFChoice: layers to choose, an open polyline named, two codes in one polyline.
func TestDXFChoice(t *testing.T) {
	doc := dxf(header2018, nil,
		rect("GRID", 0, 0, 10, 10), lwpolyline("Grid", 0, 0, 0, 0, 5, 0, 0, 5, 5, 0, 0.2, 0.1, 0), rect("ROAD", 20, 0, 10, 10),
		label("T", "A1", 1, 8), label("T", "A2", 1, 2), label("T", "%%uA3", 25, 5), lwpolyline("AXIS", 0, 0, 0, 0, 9, 9, 0))
	path := write(t, "a.dxf", doc)
	_, _, err := readAll(t, path, codec.Options{})
	if kindOf(err) != codec.KindUnknownLayer || !strings.Contains(err.Error(), "2 layers, name one of: GRID, ROAD") {
		t.Errorf("%v", err)
	}
	layers, err := codec.DrawingLayers(t.Context(), path, codec.Options{})
	if want := []codec.DrawingLayer{{"GRID", 1, 1, 0}, {"ROAD", 1, 0, 0}, {"T", 0, 0, 3}, {"AXIS", 0, 1, 0}}; err != nil || !slices.Equal(layers, want) {
		t.Errorf("%+v, not %+v; %v", layers, want, err)
	}
	if _, err := codec.DrawingLayers(t.Context(), write(t, "b.dxf", []byte("{}")), codec.Options{}); err == nil {
		t.Error("no drawing has layers")
	}
	_, _, err = readAll(t, path, codec.Options{Layer: "GRID,PIPE"})
	if kindOf(err) != codec.KindUnknownLayer || !strings.Contains(err.Error(), `"pipe"`) {
		t.Errorf("%v", err)
	}
	_, fs := mustRead(t, path, codec.Options{Layer: "grid, ROAD"})
	if got := reasons(fs); !slices.Equal(got, []string{"", codec.ReasonRingUnclosed, ""}) {
		t.Fatalf("%q", got)
	}
	if _, has := fs[0].Properties["code"]; has || fs[0].Note != "2 texts in it could be its code: A1 A2" || fs[2].Properties["code"] != "A3" {
		t.Errorf("%+v %+v", fs[0], fs[2])
	}
}
