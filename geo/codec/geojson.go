package codec

import (
	"context"
	"io"
	"strings"

	"github.com/paulmach/orb"
)

// geoJSON streams a GeoJSON document (RFC 7946, and the crs member of GeoJSON 2008):
// a FeatureCollection, a Feature or a bare geometry.
type geoJSON struct {
	src   Source
	l     *jsonLexer
	b     *budget
	kind  string
	first bool
	done  bool
	io.Closer
}

func openGeoJSON(ctx context.Context, f io.ReadSeekCloser, s *survey, o Options, b *budget) (stream, error) {
	if o.Layer != "" {
		return nil, &FileError{Kind: KindUnknownLayer, Message: "a GeoJSON file has no layers, so none is named " + o.Layer}
	}
	at := s.root
	if s.kind == "FeatureCollection" {
		at = s.features
	}
	if s.kind == "Feature" {
		if err := surveySingle(ctx, f, s, b); err != nil {
			return nil, err
		}
	}
	l, err := resume(ctx, f, at, b.FieldBytes)
	if err != nil {
		return nil, err
	}
	src := Source{Format: "geojson", CRS: s.crs, Fields: s.fields.names, Encoding: "UTF-8"}
	return &geoJSON{src: src, l: l, b: b, kind: s.kind, first: true, Closer: f}, nil
}

// surveySingle finds the property names of a root that is itself a feature.
func surveySingle(ctx context.Context, f io.ReadSeeker, s *survey, b *budget) error {
	l, err := resume(ctx, f, s.root, b.FieldBytes)
	if err != nil {
		return err
	}
	s.fields = fieldSet{}
	return s.fields.feature(l, 1)
}

func (g *geoJSON) source() Source { return g.src }

func (g *geoJSON) next() (record, error) {
	if g.done {
		return record{}, io.EOF
	}
	if g.kind != "FeatureCollection" {
		g.done = true
		if g.kind == "Feature" {
			return g.feature(1)
		}
		geometry, bad, err := g.geometry(1)
		return record{geometry: geometry, properties: map[string]string{}, err: bad}, err
	}
	more, err := g.l.more(']', g.first)
	if err != nil {
		return record{}, err
	}
	g.first = false
	if !more {
		g.done = true
		return record{}, io.EOF
	}
	return g.feature(3)
}

// feature reads one feature; the first fault in it is the one reported.
func (g *geoJSON) feature(depth int) (record, error) {
	p := featureParts{l: g.l, properties: map[string]string{}}
	t, err := g.l.next()
	if err != nil {
		return record{}, err
	}
	if t != '{' {
		p.fail(fault(ReasonBadFeature, "a feature is not an object"))
		return p.record(), g.l.skipRest(t, depth)
	}
	err = g.l.members(depth, func(key string) error {
		switch key {
		case "type":
			return p.kind("Feature", depth+1)
		case "geometry":
			geometry, bad, err := g.geometry(depth + 1)
			p.geometry = geometry
			p.fail(bad)
			return err
		default:
			return p.member(key, depth+1)
		}
	})
	if !p.typed {
		p.fail(fault(ReasonBadFeature, `the feature has no "type"`))
	}
	return p.record(), err
}

// featureParts gathers the members that GeoJSON features and TopoJSON geometries share.
type featureParts struct {
	l          *jsonLexer
	geometry   orb.Geometry
	properties map[string]string
	bytes      int // of the properties
	id         string
	hasID      bool
	typed      bool
	bad        *FeatureError
}

func (p *featureParts) fail(f *FeatureError) {
	if p.bad == nil {
		p.bad = f
	}
}

// record joins the parts; a feature's id becomes the property "id" unless it has one.
func (p *featureParts) record() record {
	if _, taken := p.properties["id"]; p.hasID && !taken {
		p.properties["id"] = p.id
	}
	return record{geometry: p.geometry, properties: p.properties, err: p.bad}
}

func (p *featureParts) kind(want string, depth int) error {
	p.typed = true
	text, ok, err := p.l.property(depth)
	if !ok || text != want {
		p.fail(fault(ReasonBadFeature, `the feature's "type" is %.40q, not %q`, text, want))
	}
	return err
}

// member reads "properties" and "id" and passes over what it does not know.
func (p *featureParts) member(key string, depth int) error {
	t, err := p.l.next()
	if err != nil {
		return err
	}
	switch {
	case key == "properties" && t == '{':
		return p.l.members(depth, func(key string) error {
			text, ok, err := p.l.property(depth + 1)
			if err != nil {
				return err
			}
			return p.set(key, text, ok)
		})
	case key == "properties" && t != tokenNull:
		p.fail(fault(ReasonBadFeature, `"properties" is neither an object nor null`))
	case key == "id" && t == tokenString:
		p.id, p.hasID = string(p.l.text), true
	case key == "id" && t == tokenNumber:
		p.id, p.hasID = number(string(p.l.text)), true
	case key == "id":
		p.fail(fault(ReasonBadFeature, `"id" is neither a text nor a number`))
	}
	return p.l.skipRest(t, depth)
}

// maxPropertyFields bounds all the properties of one feature, in times of FieldBytes.
const maxPropertyFields = 16

// set keeps a property; of two with one name the last holds, as elsewhere in JSON.
func (p *featureParts) set(key, text string, ok bool) error {
	delete(p.properties, key)
	if !ok {
		return nil
	}
	if p.bytes += len(key) + len(text); p.bytes > maxPropertyFields*p.l.limit {
		return p.l.fail(KindTooLarge, "the properties of one feature are longer than %d bytes", maxPropertyFields*p.l.limit)
	}
	p.properties[key] = text
	return nil
}

// geometry reads a geometry object or null.
func (g *geoJSON) geometry(depth int) (orb.Geometry, *FeatureError, error) {
	t, err := g.l.next()
	if err != nil {
		return nil, nil, err
	}
	if t == tokenNull {
		return nil, nil, nil
	}
	if t != '{' {
		return nil, fault(ReasonWrongGeometry, "a geometry is not an object"), g.l.skipRest(t, depth)
	}
	var kind string
	var members orb.Collection
	var bad *FeatureError
	c := coords{l: g.l, b: g.b, depth: -1}
	err = g.l.members(depth, func(key string) (err error) {
		switch key {
		case "type":
			kind, _, err = g.l.property(depth + 1)
		case "coordinates":
			c = coords{l: g.l, b: g.b, depth: -1} // of two the last holds, as elsewhere in JSON
			err = c.value(0, depth+1)
		case "geometries":
			members, bad, err = g.geometries(depth + 1)
		default:
			err = g.l.skip(depth + 1)
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if kind == "GeometryCollection" {
		if bad == nil && members == nil {
			bad = fault(ReasonNoGeometry, "the GeometryCollection is empty")
		}
		return flatten(members), bad, nil
	}
	geometry, bad := c.geometry(kind)
	return geometry, bad, nil
}

func (g *geoJSON) geometries(depth int) (out orb.Collection, bad *FeatureError, err error) {
	t, err := g.l.next()
	if err != nil {
		return nil, nil, err
	}
	if t != '[' {
		return nil, fault(ReasonWrongGeometry, `"geometries" is not an array`), g.l.skipRest(t, depth)
	}
	err = g.l.elements(depth, func() error {
		geometry, fault, err := g.geometry(depth + 1)
		if err == nil {
			err = g.b.take(1) // a member without positions holds memory too
		}
		if bad == nil {
			bad = fault
		}
		out = append(out, geometry)
		return err
	})
	return out, bad, err
}

// crsName gives the usual spelling of a crs name: "urn:ogc:def:crs:EPSG::4490" and
// "http://www.opengis.net/def/crs/EPSG/0/4490" are "EPSG:4490"; CRS84 is "OGC:CRS84".
// A name that it does not know stays as it is.
func crsName(name string) string {
	name = strings.TrimSpace(name)
	parts := strings.FieldsFunc(strings.TrimSuffix(name, "/"), func(r rune) bool { return r == ':' || r == '/' })
	if len(parts) < 2 {
		return name
	}
	code := parts[len(parts)-1]
	switch lower := strings.ToLower(name); {
	case strings.EqualFold(code, "CRS84"):
		return "OGC:CRS84"
	case strings.Contains(lower, "epsg"):
		return "EPSG:" + code
	default:
		return name
	}
}
