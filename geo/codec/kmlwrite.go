package codec

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"iter"

	"github.com/paulmach/orb"
)

// kmlHead is the start of a document with one quiet style: thin grey borders, faint faces.
const kmlHead = `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2">
<Document>
`

const kmlStyle = `<Style id="quiet"><LineStyle><color>ff555555</color><width>1.5</width></LineStyle><PolyStyle><color>33888888</color></PolyStyle></Style>
`

// WriteKML writes features as an OGC KML 2.2 document with a name and, unless it is empty,
// a description. Each is one placemark, a line: its property name as its name, without one
// none, so that reading it makes none, and all properties as texts in ExtendedData. Coordinates must be degrees of WGS-84:
// KML knows no other system. Characters that XML cannot hold become U+FFFD. The same
// features always give the same bytes; it stops at the first error of the sequence or of w.
func WriteKML(w io.Writer, name, description string, features iter.Seq2[OutFeature, error]) error {
	b := bufio.NewWriterSize(w, 64<<10)
	line := appendElement([]byte(kmlHead), "name", name)
	if description != "" {
		line = appendElement(line, "description", description)
	}
	if _, err := b.Write(append(line, "\n"+kmlStyle...)); err != nil {
		return err
	}
	n := 0
	for f, err := range features {
		if err != nil {
			return err
		}
		if line, err = appendPlacemark(line[:0], f); err != nil {
			return fmt.Errorf("feature %d: %w", n, err)
		}
		n++
		if _, err := b.Write(line); err != nil {
			return err
		}
	}
	b.WriteString("</Document>\n</kml>\n")
	return b.Flush() // holds the first error of all the writes
}

func appendPlacemark(b []byte, f OutFeature) ([]byte, error) {
	var name string
	data := []byte("<ExtendedData>")
	for _, p := range f.Properties {
		text, err := flatText(p.Value)
		if err != nil {
			return nil, fmt.Errorf("property %q: %w", p.Key, err)
		}
		if p.Key == "name" {
			name = text
		}
		data = appendEscaped(append(data, `<Data name="`...), p.Key)
		data = append(appendElement(append(data, `">`...), "value", text), "</Data>"...)
	}
	b = append(b, "<Placemark>"...)
	if name != "" {
		b = appendElement(b, "name", name)
	}
	b = append(append(b, "<styleUrl>#quiet</styleUrl>"...), data...)
	b, err := appendKML(append(b, "</ExtendedData>"...), f.Geometry)
	return append(b, "</Placemark>\n"...), err
}

func appendElement(b []byte, tag, text string) []byte {
	b = append(append(append(b, '<'), tag...), '>')
	return append(append(append(appendEscaped(b, text), "</"...), tag...), '>')
}

func appendEscaped(b []byte, text string) []byte {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(text)) // a buffer takes everything
	return append(b, out.Bytes()...)
}

func appendKML(b []byte, g orb.Geometry) ([]byte, error) {
	var bad error
	positions := func(b []byte, ps []orb.Point) []byte {
		start := len(b)
		for i, p := range ps {
			if i > 0 {
				b = append(b, ' ')
			}
			b = appendPair(b, p, ',')
		}
		if err := finiteText(b[start:]); err != nil {
			bad = err
		}
		return b
	}
	within := func(b []byte, before string, ps []orb.Point, after string) []byte {
		return append(positions(append(append(b, before...), "<coordinates>"...), ps), "</coordinates>"+after...)
	}
	switch g := g.(type) {
	case nil:
	case orb.Point:
		b = within(b, "<Point>", []orb.Point{g}, "</Point>")
	case orb.MultiLineString:
		b = append(b, "<MultiGeometry>"...)
		for _, l := range g {
			b = within(b, "<LineString>", l, "</LineString>")
		}
		b = append(b, "</MultiGeometry>"...)
	case orb.MultiPolygon:
		b = append(b, "<MultiGeometry>"...)
		for _, poly := range g {
			b = append(b, "<Polygon>"...)
			for i, r := range poly {
				side := []string{"outerBoundaryIs", "innerBoundaryIs"}[min(i, 1)]
				b = within(b, "<"+side+"><LinearRing>", r, "</LinearRing></"+side+">")
			}
			b = append(b, "</Polygon>"...)
		}
		b = append(b, "</MultiGeometry>"...)
	default:
		return nil, fault(ReasonWrongGeometry, "a %s is not written", g.GeoJSONType())
	}
	return b, bad
}
