package codec

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/paulmach/orb"
)

// Property is one named value of a feature that is written.
type Property struct {
	Key   string
	Value any // what encoding/json writes; nil becomes null
}

// OutFeature is a feature to write. Properties keep their order.
type OutFeature struct {
	ID         any          // a text or a whole number; nil writes no id
	Geometry   orb.Geometry // degrees, WGS-84; nil writes null
	Properties []Property
}

// WriteGeoJSON writes an RFC 7946 FeatureCollection, one feature a line, in the order
// given, with further members of the collection in front. The same features always give the
// same bytes: numbers are the shortest that read back the same, without an exponent. It
// stops at the first error of the sequence, of a value that JSON cannot hold, or of w.
func WriteGeoJSON(w io.Writer, features iter.Seq2[OutFeature, error], members ...Property) error {
	b := bufio.NewWriterSize(w, 64<<10)
	line, err := appendMembers([]byte(`{"type":"FeatureCollection",`), members)
	if err != nil {
		return err
	}
	if len(members) > 0 {
		line = append(line, ',')
	}
	b.WriteString(string(line))
	b.WriteString(`"features":[`)
	n := 0
	for f, err := range features {
		if err != nil {
			return err
		}
		if line, err = appendFeature(line[:0], f); err != nil {
			return fmt.Errorf("feature %d: %w", n, err)
		}
		if n++; n > 1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		if _, err := b.Write(line); err != nil {
			return err
		}
	}
	b.WriteString("\n]}\n")
	return b.Flush() // holds the first error of all the writes
}

func appendFeature(b []byte, f OutFeature) ([]byte, error) {
	b = append(b, `{"type":"Feature"`...)
	if f.ID != nil {
		id, err := jsonValue(f.ID)
		if err != nil {
			return nil, err
		}
		b = append(append(b, `,"id":`...), id...)
	}
	b = append(b, `,"geometry":`...)
	b, err := appendGeometry(b, f.Geometry)
	if err != nil {
		return nil, err
	}
	b, err = appendMembers(append(b, `,"properties":{`...), f.Properties)
	return append(b, "}}"...), err
}

// appendMembers writes the inside of an object.
func appendMembers(b []byte, members []Property) ([]byte, error) {
	for i, p := range members {
		value, err := jsonValue(p.Value)
		if err != nil {
			return nil, fmt.Errorf("property %q: %w", p.Key, err)
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, jsonString(p.Key)...), ':'), value...)
	}
	return b, nil
}

func jsonValue(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // it is no page
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func appendGeometry(b []byte, g orb.Geometry) ([]byte, error) {
	switch g := g.(type) {
	case nil:
		return append(b, "null"...), nil
	case orb.Ring: // GeoJSON has no rings of their own
		return appendGeometry(b, orb.Polygon{g})
	case orb.Bound:
		return appendGeometry(b, g.ToPolygon())
	}
	b = append(append(append(b, `{"type":"`...), g.GeoJSONType()...), `",`...)
	if c, ok := g.(orb.Collection); ok {
		b = append(b, `"geometries":`...)
		var err error
		b = appendArray(b, c, func(b []byte, m orb.Geometry) []byte {
			out, wrong := appendGeometry(b, m)
			if wrong != nil {
				err = wrong
				return b
			}
			return out
		})
		return append(b, '}'), err
	}
	start := len(b)
	b = append(appendCoordinates(append(b, `"coordinates":`...), g), '}')
	if bytes.ContainsAny(b[start+len(`"coordinates":`):], "NI") { // NaN, Inf
		return nil, fault(ReasonNotFinite, "a coordinate is not finite")
	}
	return b, nil
}

func appendCoordinates(b []byte, g orb.Geometry) []byte {
	switch g := g.(type) {
	case orb.Point:
		return appendPosition(b, g)
	case orb.MultiPoint:
		return appendArray(b, g, appendPosition)
	case orb.LineString:
		return appendArray(b, g, appendPosition)
	case orb.MultiLineString:
		return appendArray(b, g, func(b []byte, l orb.LineString) []byte { return appendCoordinates(b, l) })
	case orb.Ring:
		return appendArray(b, g, appendPosition)
	case orb.Polygon:
		return appendArray(b, g, func(b []byte, r orb.Ring) []byte { return appendCoordinates(b, r) })
	case orb.MultiPolygon:
		return appendArray(b, g, func(b []byte, p orb.Polygon) []byte { return appendCoordinates(b, p) })
	default:
		return append(b, "[]"...)
	}
}

func appendArray[T any](b []byte, items []T, item func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(b, v)
	}
	return append(b, ']')
}

func appendPosition(b []byte, p orb.Point) []byte {
	b = strconv.AppendFloat(append(b, '['), p[0], 'f', -1, 64)
	return append(strconv.AppendFloat(append(b, ','), p[1], 'f', -1, 64), ']')
}
