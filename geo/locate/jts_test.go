package locate_test

import (
	"encoding/xml"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peterstace/simplefeatures/geom"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/locate"
	"github.com/redsail/redsail/geo/partition"
)

// relation is a case of the JTS test suite: points, an area, and what holds between them.
type relation struct {
	Desc  string `xml:"desc"`
	A     string `xml:"a"`
	B     string `xml:"b"`
	Tests []struct {
		Op struct {
			Name    string `xml:"name,attr"`
			Pattern string `xml:"arg3,attr"`
			Value   string `xml:",chardata"`
		} `xml:"op"`
	} `xml:"test"`
}

func relations(t *testing.T) []relation {
	var out []relation
	for _, file := range []string{"general/TestRelatePA.xml", "validate/TestRelatePA.xml"} {
		text, err := os.ReadFile(filepath.Join(geotest.DataDir(t), "vectors", "jts-testxml", filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		var run struct {
			Cases []relation `xml:"case"`
		}
		if err := xml.Unmarshal(text, &run); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, run.Cases...)
	}
	return out
}

// TestJTSPointInArea: of a point that JTS has inside an area the index says so, and so of one
// outside. One on the border is the area's or not, as the owner rule says.
func TestJTSPointInArea(t *testing.T) {
	inside, outside, border := 0, 0, 0
	for _, c := range relations(t) {
		a, errA := geom.UnmarshalWKT(strings.TrimSpace(c.A), geom.NoValidate{})
		b, errB := geom.UnmarshalWKT(strings.TrimSpace(c.B), geom.NoValidate{})
		if errA != nil || errB != nil {
			t.Errorf("%s: %v, %v", c.Desc, errA, errB)
			continue
		}
		if !a.IsPoint() && !a.IsMultiPoint() {
			a, b = b, a
		}
		points, shape := pointsOf(a), shapeOf(t, b)
		if len(points) == 0 || len(shape) == 0 {
			t.Errorf("%s: %d points, %d polygons", c.Desc, len(points), len(shape))
			continue
		}
		matrix := ""
		for _, test := range c.Tests {
			if test.Op.Name == "relate" && strings.TrimSpace(test.Op.Value) == "true" {
				matrix = test.Op.Pattern
			}
		}
		x := build(t, locate.Layer{Key: "jts", Partition: true, Areas: []locate.Area{{Code: "b", Shape: shape}}})
		in := 0
		for _, p := range points {
			owned := x.Owner(0, p) == 0
			if owned != shape.Owns(p) {
				t.Errorf("%s: the index and the ring disagree at %v", c.Desc, p)
			}
			if owned {
				in++
			}
		}
		switch {
		case strings.HasPrefix(matrix, "FF0"): // no point inside or on the border
			outside++
			if in > 0 {
				t.Errorf("%s: %d of %d points are owned", c.Desc, in, len(points))
			}
		case strings.HasPrefix(matrix, "0FF"): // all inside
			inside++
			if in != len(points) {
				t.Errorf("%s: %d of %d points are owned", c.Desc, in, len(points))
			}
		default:
			border++
			if matrix == "" || strings.HasPrefix(matrix, "0F0") && (in == 0 || in == len(points)) {
				t.Errorf("%s: %q, but %d of %d points are owned", c.Desc, matrix, in, len(points))
			}
		}
	}
	if inside < 3 || outside < 3 || border < 10 {
		t.Errorf("%d cases inside, %d outside, %d with points on the border", inside, outside, border)
	}
}

// thousandth makes lattice units of the numbers of the suite, which have few digits.
func thousandth(v float64) int32 { return int32(math.Round(v * 1000)) }

func pointsOf(g geom.Geometry) []geo.Point {
	var out []geo.Point
	seq := g.DumpCoordinates()
	for i := range seq.Length() {
		xy := seq.GetXY(i)
		out = append(out, geo.Point{X: thousandth(xy.X), Y: thousandth(xy.Y)})
	}
	return out
}

func shapeOf(t *testing.T, g geom.Geometry) geo.MultiPolygon {
	var m geo.MultiPolygon
	for _, part := range g.Dump() {
		p, ok := part.AsPolygon()
		if !ok {
			return nil
		}
		var poly geo.Polygon
		for _, line := range p.DumpRings() {
			if r := pointsOf(line.AsGeometry()); len(r) > 3 {
				poly = append(poly, geo.Ring(r[:len(r)-1]))
			}
		}
		m = append(m, poly)
	}
	out, err := partition.Normalise(m)
	if err != nil {
		t.Errorf("%v: %v", g, err)
	}
	return out
}
