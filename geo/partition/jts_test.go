package partition_test

import (
	"encoding/xml"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/peterstace/simplefeatures/geom"
	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/geo/partition"
)

// jtsCase is one validity case of the JTS test suite.
type jtsCase struct {
	Desc  string `xml:"desc"`
	A     string `xml:"a"`
	Tests []struct {
		Op struct {
			Name  string `xml:"name,attr"`
			Value string `xml:",chardata"`
		} `xml:"op"`
	} `xml:"test"`
}

func jtsCases(t *testing.T) []jtsCase {
	dir := filepath.Join(geotest.DataDir(t), "vectors", "jts-testxml", "general")
	var out []jtsCase
	for _, name := range []string{"TestValid.xml", "TestValid2.xml", "TestValid2-big.xml"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		var run struct {
			Cases []jtsCase `xml:"case"`
		}
		if err := xml.Unmarshal(b, &run); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, run.Cases...)
	}
	return out
}

// onLattice scales a polygonal geometry to lattice units; false when it is none, or has
// no place there.
func onLattice(g geom.Geometry) (geo.MultiPolygon, bool) {
	var mp geom.MultiPolygon
	switch {
	case g.IsPolygon():
		mp = g.MustAsPolygon().AsMultiPolygon()
	case g.IsMultiPolygon():
		mp = g.MustAsMultiPolygon()
	default:
		return nil, false
	}
	var out geo.MultiPolygon
	for i := range mp.NumPolygons() {
		p := mp.PolygonN(i)
		var poly geo.Polygon
		for _, line := range p.DumpRings() {
			var r geo.Ring
			seq := line.Coordinates()
			for k := range seq.Length() {
				xy := seq.GetXY(k)
				x, y := math.Round(xy.X*1000), math.Round(xy.Y*1000)
				if !(math.Abs(x) <= geo.MaxX && math.Abs(y) <= geo.MaxY) {
					return nil, false
				}
				r = append(r, geo.Point{X: int32(x), Y: int32(y)})
			}
			if len(r) > 0 {
				poly = append(poly, r)
			}
		}
		if len(poly) > 0 {
			out = append(out, poly)
		}
	}
	return out, len(out) > 0
}

// Every polygon that JTS holds to be valid is taken with the same area. Of those that it
// holds to be invalid, we take what touches itself or shares edges: the even–odd rule
// gives it one meaning. What truly crosses or overlaps is a fault with both.
func TestJTSValidity(t *testing.T) {
	valid, refused, repaired := 0, 0, 0
	for i, c := range jtsCases(t) {
		g, err := geom.UnmarshalWKT(strings.TrimSpace(c.A), geom.NoValidate{})
		if err != nil || len(c.Tests) == 0 || c.Tests[0].Op.Name != "isValid" {
			continue
		}
		m, ok := onLattice(g)
		if !ok {
			continue
		}
		got, err := partition.Normalise(m)
		if strings.TrimSpace(c.Tests[0].Op.Value) == "true" {
			valid++
			if err != nil || got.TwiceArea() != m.TwiceArea() {
				t.Errorf("case %d %q is valid: %v", i, c.Desc, err)
			}
			requireCanonical(t, got)
			continue
		}
		var fault *partition.Fault
		switch {
		case errors.As(err, &fault):
			refused++
		case err != nil:
			t.Fatal(err)
		default:
			repaired++
			requireCanonical(t, got)
			if crossesItself(m) {
				t.Errorf("case %d %q crosses itself, but is taken: %v", i, c.Desc, m)
			}
			t.Logf("taken: %d %q %s", i, c.Desc, strings.Join(strings.Fields(c.A), " "))
		}
	}
	t.Logf("%d valid, %d refused, %d taken though not valid by OGC", valid, refused, repaired)
}
