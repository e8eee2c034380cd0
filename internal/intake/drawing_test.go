package intake_test

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	orbjson "github.com/paulmach/orb/geojson"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/intake"
)

// TestBeijingAsDrawing: Beijing's townships of one ring, drawn to the tenth of a millimetre in a
// plane turned by 31.4° with its own numbers, come in by four control points as the same areas
// to the last unit as from GeoJSON: the way of a drawing loses nothing.
func TestBeijingAsDrawing(t *testing.T) {
	shp := filepath.Join(geotest.DataDir(t), "cn-beijing-townships", "beijing.shp")
	first := newWorld(t, threeLayers)
	first.take(shp, intake.Options{Layer: "street", CodeField: "县+乡", NameField: "乡"})
	gk, err := crs.Parse("EPSG:4548")
	if err != nil {
		t.Fatal(err)
	}
	sin, cos := math.Sincos(31.4 * math.Pi / 180)
	known := func(p orb.Point) orb.Point {
		q, err := gk.FromWGS84(p)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	drawn := func(q orb.Point) orb.Point {
		x, y := q[0]-400_000, q[1]-4_400_000
		return orb.Point{150_000 + cos*x + sin*y, 130_000 - sin*x + cos*y}
	}
	want := map[string]geo.MultiPolygon{}
	var list []string
	var b strings.Builder
	b.WriteString("0\nSECTION\n2\nENTITIES\n")
	for code, m := range first.shapes("street") {
		if len(m) != 1 || len(m[0]) != 1 {
			continue
		}
		name := fmt.Sprintf("T-%04d", len(want))
		want[name] = m
		list = append(list, coded(name, polygonText(t, m)))
		b.WriteString("0\nPOLYLINE\n8\nTOWN\n70\n1\n")
		for _, p := range m[0][0] {
			q := drawn(known(p.LonLat()))
			fmt.Fprintf(&b, "0\nVERTEX\n8\nTOWN\n10\n%.4f\n20\n%.4f\n", q[0], q[1])
		}
		q := drawn(known(partition.LabelPoint(m).LonLat()))
		fmt.Fprintf(&b, "0\nSEQEND\n0\nTEXT\n8\nCODE\n10\n%.4f\n20\n%.4f\n1\n%s\n0\nTEXT\n8\nNAME\n10\n%.4f\n20\n%.4f\n1\n%s\n", q[0], q[1], name, q[0], q[1], code)
	}
	b.WriteString("0\nENDSEC\n0\nEOF\n")
	control := "name,x,y,easting,northing,crs\n"
	for i, p := range []orb.Point{{115.5, 39.5}, {117.4, 39.6}, {117.3, 41}, {115.6, 40.9}} {
		q := known(p)
		d := drawn(q)
		control += fmt.Sprintf("P%d,%.4f,%.4f,%.4f,%.4f,EPSG:4548\n", i, d[0], d[1], q[0], q[1])
	}
	w := newWorld(t, threeLayers)
	r := w.take(w.write("dxf", b.String()), intake.Options{Layer: "street", Control: w.write("csv", control)})
	if len(want) < 250 || r.Accepted != len(want) || r.Control.MaxM > 0.001 || math.Abs(math.Abs(r.Control.TurnDeg)-31.4) > 1e-6 {
		t.Fatalf("%d areas: %+v %+v", len(want), r, r.Control)
	}
	inDegrees := newWorld(t, threeLayers)
	inDegrees.load("street", list...)
	got := w.shapes("street")
	for code, m := range inDegrees.shapes("street") {
		if !slices.EqualFunc(points(m), points(got[code]), func(a, b point) bool { return a == b }) {
			t.Errorf("%s is off by %v units", code, farthest(m, got[code]))
		}
	}
	t.Logf("%d townships, %d vertices", len(want), vertices(want))
}

// polygonText is a shape as GeoJSON.
func polygonText(t *testing.T, m geo.MultiPolygon) string {
	t.Helper()
	text, err := orbjson.NewGeometry(m.Orb()).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func vertices(shapes map[string]geo.MultiPolygon) (n int) {
	for _, m := range shapes {
		n += m.Vertices()
	}
	return n
}
