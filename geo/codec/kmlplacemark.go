package codec

import (
	"encoding/xml"
	"errors"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// next gives the next placemark of the folder asked for.
func (s *kmlFile) next() (record, error) {
	for {
		token, err := s.xml.next()
		if err != nil {
			return record{}, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if isFolder(e.Name.Local) && len(s.path) > 0 {
				s.path = s.path[:len(s.path)-1]
			}
		case xml.StartElement:
			switch name := e.Name.Local; {
			case isFolder(name):
				s.path = append(s.path, "")
			case name == "name" && len(s.path) > 0:
				if s.path[len(s.path)-1], err = s.xml.text(s.b.FieldBytes); err != nil {
					return record{}, err
				}
			case name == "Placemark" && s.wanted():
				return s.placemark()
			case name == "kml":
			default:
				if err := s.xml.skip(); err != nil {
					return record{}, err
				}
			}
		}
	}
}

// wanted is true within the folder asked for.
func (s *kmlFile) wanted() bool {
	if s.folder == "" {
		return true
	}
	for _, name := range s.path {
		if name == s.folder {
			return true
		}
	}
	return false
}

// placemark reads a placemark whose start was read.
func (s *kmlFile) placemark() (record, error) {
	rec := record{properties: map[string]string{}}
	if names := strings.Trim(strings.Join(s.path, "/"), "/"); names != "" {
		rec.properties["folder"] = names
	}
	err := s.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "name":
			return s.value(rec.properties, "name")
		case "ExtendedData":
			return s.extended(rec.properties)
		case "Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model":
			g, f, err := s.geometry(e.Name.Local)
			switch {
			case rec.err == nil && f != nil:
				rec.err = f
			case rec.err == nil && rec.geometry != nil && g != nil:
				rec.err = fault(ReasonBadFeature, "the placemark has two geometries")
			case g != nil:
				rec.geometry = g
			}
			return err
		}
		return s.xml.skip()
	})
	return rec, err
}

// children calls f for every element in the one just begun; f reads to its end.
func (s *kmlFile) children(f func(xml.StartElement) error) error {
	for {
		token, err := s.xml.next()
		if err != nil {
			return unexpectedEnd(err)
		}
		switch e := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := f(e); err != nil {
				return err
			}
		}
	}
}

// value reads the text of an element into a property.
func (s *kmlFile) value(to map[string]string, key string) error {
	text, err := s.xml.text(s.b.FieldBytes)
	if err == nil && text != "" {
		to[key] = text
	}
	return err
}

// extended reads Data and SchemaData.
func (s *kmlFile) extended(to map[string]string) error {
	return s.children(func(e xml.StartElement) error {
		key := fieldKey(e)
		switch e.Name.Local {
		case "Data":
			return s.children(func(e xml.StartElement) error {
				if e.Name.Local == "value" && key != "" {
					return s.value(to, key)
				}
				return s.xml.skip()
			})
		case "SchemaData":
			return s.children(func(e xml.StartElement) error {
				if key := fieldKey(e); e.Name.Local == "SimpleData" && key != "" {
					return s.value(to, key)
				}
				return s.xml.skip()
			})
		}
		return s.xml.skip()
	})
}

// geometry reads a geometry whose start was read; a fault of it is no error of the file.
func (s *kmlFile) geometry(kind string) (orb.Geometry, *FeatureError, error) {
	switch kind {
	case "Polygon":
		return s.polygon()
	case "MultiGeometry":
		return s.multi()
	case "Point", "LineString", "LinearRing":
		line, f, err := s.line()
		switch {
		case err != nil || f != nil || len(line) == 0:
			return nil, f, err
		case kind != "Point":
			return orb.LineString(line), nil, nil
		case len(line) > 1:
			return nil, faultAt(line[0], ReasonBadPosition, "a point has %d positions", len(line)), nil
		}
		return line[0], nil, nil
	}
	return nil, fault(ReasonWrongGeometry, "geometry type %.40q is not read", kind), s.xml.skip()
}

func (s *kmlFile) polygon() (orb.Geometry, *FeatureError, error) {
	var outer, holes []orb.Ring
	var first *FeatureError
	err := s.children(func(e xml.StartElement) error {
		name := e.Name.Local
		if name != "outerBoundaryIs" && name != "innerBoundaryIs" {
			return s.xml.skip()
		}
		return s.children(func(e xml.StartElement) error {
			if e.Name.Local != "LinearRing" {
				return s.xml.skip()
			}
			line, f, err := s.line()
			if f != nil && first == nil {
				first = f
			}
			if name == "outerBoundaryIs" {
				outer = append(outer, orb.Ring(line))
			} else {
				holes = append(holes, orb.Ring(line)) // several in one innerBoundaryIs are written too
			}
			return err
		})
	})
	switch {
	case err != nil || first != nil:
		return nil, first, err
	case len(outer) != 1:
		return nil, fault(ReasonWrongGeometry, "a polygon has %d outer boundaries", len(outer)), nil
	}
	return orb.Polygon(append(outer, holes...)), nil, nil
}

// multi reads a MultiGeometry: of polygons, lines or points alone it makes the multiple one.
func (s *kmlFile) multi() (orb.Geometry, *FeatureError, error) {
	var all orb.Collection
	var first *FeatureError
	err := s.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model":
		default:
			return s.xml.skip()
		}
		g, f, err := s.geometry(e.Name.Local)
		if f != nil && first == nil {
			first = f
		}
		if g != nil {
			all = append(all, g)
		}
		return err
	})
	if err != nil || first != nil || len(all) == 0 {
		return nil, first, err
	}
	return together(all), nil, nil
}

// together gives the multiple geometry of members of one kind, else the collection.
func together(all orb.Collection) orb.Geometry {
	var lines orb.MultiLineString
	var points orb.MultiPoint
	for _, g := range all {
		switch g := g.(type) {
		case orb.LineString:
			lines = append(lines, g)
		case orb.Point:
			points = append(points, g)
		}
	}
	switch len(all) {
	case len(lines):
		return lines
	case len(points):
		return points
	}
	return flatten(all)
}

// line reads the coordinates of a Point, LineString or LinearRing.
func (s *kmlFile) line() (out []orb.Point, bad *FeatureError, err error) {
	err = s.children(func(e xml.StartElement) error {
		if e.Name.Local != "coordinates" {
			return s.xml.skip()
		}
		text, err := s.xml.text(s.b.geometryBytes())
		if err != nil || bad != nil {
			return err
		}
		for word := range strings.FieldsSeq(text) {
			p, ok := kmlPosition(word)
			switch {
			case !ok:
				bad = fault(ReasonBadPosition, "position %d is not longitude,latitude: %.60q", len(out)+1, word)
			case len(out) >= s.b.RingVertices:
				bad = tooManyVertices(p, s.b.RingVertices)
			default:
				out = append(out, p)
				err = s.b.take(1)
			}
			if bad != nil || err != nil {
				return err
			}
		}
		return nil
	})
	return out, bad, err
}

// kmlPosition reads "lon,lat" or "lon,lat,height".
func kmlPosition(word string) (p orb.Point, ok bool) {
	x, rest, ok := strings.Cut(word, ",")
	y, z, _ := strings.Cut(rest, ",")
	if !ok || strings.Contains(z, ",") {
		return p, false
	}
	for i, text := range []string{x, y} {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil && !errors.Is(err, strconv.ErrRange) { // too large is infinite, which the check names
			return p, false
		}
		p[i] = v
	}
	return p, true
}
