package codec

import (
	"context"
	"fmt"
	"io"
)

// mark is a place to come back to.
type mark struct {
	off  int64
	line int
}

func (l *jsonLexer) mark() mark { return mark{off: l.off, line: l.line} }

// object is one member of a TopoJSON topology's "objects".
type object struct {
	name       string
	at         mark
	geometries mark // the inside of its "geometries", when it is a collection
	kind       string
	polygonal  bool
	fields     []string
}

// survey is what the first pass over a JSON file finds. The pass proves that the whole
// file is JSON before a feature is given, and finds members that may stand behind the
// features: type, crs, arcs.
type survey struct {
	kind      string // the root's "type"
	crs       string
	root      mark
	features  mark
	transform mark
	arcs      mark
	objects   []object
	fields    fieldSet
	has       map[string]bool
}

// openJSON reads a GeoJSON or TopoJSON file, which it then owns.
func openJSON(ctx context.Context, f io.ReadSeekCloser, o Options, b *budget) (stream, error) {
	l := newJSONLexer(ctx, f, b.FieldBytes)
	l.skipBOM()
	s := &survey{root: l.mark(), has: map[string]bool{}}
	if err := s.document(l); err != nil {
		return nil, err
	}
	if s.kind == "Topology" {
		return openTopoJSON(ctx, f, s, o, b)
	}
	return openGeoJSON(ctx, f, s, o, b)
}

// resume is a lexer that starts at a mark of the first pass.
func resume(ctx context.Context, f io.ReadSeeker, at mark, limit int) (*jsonLexer, error) {
	if _, err := f.Seek(at.off, io.SeekStart); err != nil {
		return nil, err
	}
	l := newJSONLexer(ctx, f, limit)
	l.off, l.line = at.off, at.line
	return l, nil
}

func (s *survey) document(l *jsonLexer) error {
	t, err := l.next()
	if err != nil {
		return err
	}
	if t != '{' {
		return l.fail(KindMalformed, "the root of a GeoJSON or TopoJSON file must be an object")
	}
	if err := l.members(1, func(key string) error { return s.rootMember(l, key) }); err != nil {
		return err
	}
	if t, err := l.next(); err != nil || t != tokenEOF {
		if err == nil {
			err = l.fail(KindMalformed, "something follows the end of the root object")
		}
		return err
	}
	return s.judge()
}

// judge says whether the root is one that can be read.
func (s *survey) judge() error {
	_, geometry := geometryDepth[s.kind]
	switch {
	case !s.has["type"]:
		return &FileError{Kind: KindUnknownFormat, Message: `the root object has no "type", so it is neither GeoJSON nor TopoJSON`}
	case s.kind == "FeatureCollection" && !s.has["features"]:
		return &FileError{Kind: KindMalformed, Message: `the FeatureCollection has no "features"`}
	case s.kind == "Topology" && !(s.has["objects"] && s.has["arcs"]):
		return &FileError{Kind: KindMalformed, Message: `the Topology lacks "objects" or "arcs"`}
	case geometry, s.kind == "GeometryCollection", s.kind == "Feature", s.kind == "FeatureCollection", s.kind == "Topology":
		return nil
	default:
		return &FileError{Kind: KindUnknownFormat,
			Message: fmt.Sprintf("type %q is neither of GeoJSON nor of TopoJSON (names are case sensitive)", s.kind)}
	}
}

func (s *survey) rootMember(l *jsonLexer, key string) error {
	switch key {
	case "type", "features", "crs", "transform", "arcs", "objects":
		if s.has[key] {
			return l.fail(KindMalformed, "the root object has two members %q", key)
		}
		s.has[key] = true
	}
	switch key {
	case "type":
		if err := l.expect(tokenString); err != nil {
			return err
		}
		s.kind = string(l.text)
		return nil
	case "crs":
		return s.crsMember(l)
	case "features":
		return s.featuresMember(l)
	case "transform":
		s.transform = l.mark()
	case "arcs":
		s.arcs = l.mark()
	case "objects":
		return s.objectsMember(l)
	}
	return l.skip(2)
}

// featuresMember notes where the features begin and which properties they have. A root
// that is no FeatureCollection may have a "features" of any form.
func (s *survey) featuresMember(l *jsonLexer) error {
	t, err := l.next()
	if err != nil {
		return err
	}
	if t != '[' {
		if s.kind == "FeatureCollection" || !s.has["type"] {
			return l.fail(KindMalformed, `"features" is not an array`)
		}
		return l.skipRest(t, 2)
	}
	s.features = l.mark()
	return l.elements(2, func() error { return s.fields.feature(l, 3) })
}

// crsMember reads the crs of GeoJSON 2008: {"type":"name","properties":{"name":"…"}}.
func (s *survey) crsMember(l *jsonLexer) error {
	return l.eachMember(2, func(key string) error {
		if key != "properties" {
			return l.skip(3)
		}
		return l.eachMember(3, func(key string) error {
			text, ok, err := l.property(4)
			if ok && key == "name" {
				s.crs = crsName(text)
			}
			return err
		})
	})
}

// eachMember reads one value and calls f for its members when it is an object.
func (l *jsonLexer) eachMember(depth int, f func(key string) error) error {
	t, err := l.next()
	if err != nil {
		return err
	}
	if t != '{' {
		return l.skipRest(t, depth)
	}
	return l.members(depth, f)
}

// fieldSet keeps property names in order of first appearance.
type fieldSet struct {
	names []string
	known map[string]bool
}

// maxFields bounds the distinct property names of a file.
const maxFields = 10_000

func (s *fieldSet) add(l *jsonLexer, name string) error {
	if s.known[name] {
		return nil
	}
	if s.known == nil {
		s.known = map[string]bool{}
	}
	if len(s.names) >= maxFields {
		return l.fail(KindTooLarge, "more than %d different property names", maxFields)
	}
	s.known[name] = true
	s.names = append(s.names, name)
	return nil
}

// feature reads one feature and adds the names of its properties.
func (s *fieldSet) feature(l *jsonLexer, depth int) error {
	return l.eachMember(depth, func(key string) error { return s.featureMember(l, key, depth) })
}

func (s *fieldSet) featureMember(l *jsonLexer, key string, depth int) error {
	switch key {
	case "properties":
		return l.eachMember(depth+1, func(key string) error {
			if err := s.add(l, key); err != nil {
				return err
			}
			return l.skip(depth + 2)
		})
	case "id":
		if err := s.add(l, "id"); err != nil {
			return err
		}
	}
	return l.skip(depth + 1)
}
