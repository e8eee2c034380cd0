package codec_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/redsail/redsail/geo/codec"
)

// BenchmarkDrawings reads 10,000 outlines of 40 vertices each, each with its code and name, from
// a drawing and from a KML.
func BenchmarkDrawings(b *testing.B) {
	const n, sides = 10_000, 40
	var cad, kml bytes.Buffer
	cad.WriteString("0\nSECTION\n2\nENTITIES\n")
	kml.WriteString("<kml><Document>")
	for i := range n {
		x, y := float64(i%100)*50, float64(i/100)*50
		cad.WriteString("0\nLWPOLYLINE\n8\nGRID\n70\n1\n")
		fmt.Fprintf(&kml, `<Placemark><name>N%d</name><ExtendedData><Data name="code"><value>G%05d</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>`, i, i)
		for k := range sides + 1 {
			px, py := x, y
			switch side := float64(k % 10 * 5); k % sides / 10 {
			case 0:
				px += side
			case 1:
				px, py = px+50, py+side
			case 2:
				px, py = px+50-side, py+50
			default:
				py += 50 - side
			}
			if k < sides {
				fmt.Fprintf(&cad, "10\n%.4f\n20\n%.4f\n", px, py)
			}
			fmt.Fprintf(&kml, "%.9f,%.9f,0 ", 116+px/1e5, 35+py/1e5)
		}
		fmt.Fprintf(&cad, "0\nTEXT\n8\nCODE\n10\n%.3f\n20\n%.3f\n1\nG%05d\n0\nTEXT\n8\nNAME\n10\n%.3f\n20\n%.3f\n1\n网格%d号\n", x+5, y+30, i, x+5, y+20, i)
		kml.WriteString("</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>\n")
	}
	cad.WriteString("0\nENDSEC\n0\nEOF\n")
	kml.WriteString("</Document></kml>")
	for _, c := range []struct {
		name string
		body []byte
	}{{"dxf", cad.Bytes()}, {"kml", kml.Bytes()}} {
		path := write(b, "a."+c.name, c.body)
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.body)))
			b.ReportAllocs()
			for b.Loop() {
				_, fs := mustRead(b, path, codec.Options{})
				if len(fs) != n || fs[n-1].Properties["code"] != fmt.Sprintf("G%05d", n-1) {
					b.Fatalf("%d features", len(fs))
				}
			}
		})
	}
}
