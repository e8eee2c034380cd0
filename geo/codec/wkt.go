package codec

import (
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// wktParser reads well-known text (OGC 06-103r4 §7.2) and PostGIS's "SRID=n;" before it.
type wktParser struct {
	s     string
	at    int
	depth int
	limit int // vertices of one ring or line
	bad   *FeatureError
}

// parseWKT reads one geometry, Z and M dropped; srid is 0 when the text names none. An
// EMPTY geometry is nil.
func parseWKT(s string, ringVertices int) (g orb.Geometry, srid int, bad *FeatureError) {
	p := wktParser{s: s, limit: ringVertices}
	p.space()
	if len(s)-p.at > 5 && strings.EqualFold(s[p.at:p.at+5], "SRID=") {
		number, rest, ok := strings.Cut(s[p.at+5:], ";")
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if !ok || err != nil || n < 0 {
			return nil, 0, fault(ReasonBadWKT, "the WKT has no number after SRID=")
		}
		srid, p.at = n, len(s)-len(rest)
	}
	g = p.geometry()
	if p.space(); p.bad == nil && p.at < len(p.s) {
		p.fail("something follows the geometry")
	}
	if p.bad != nil {
		return nil, srid, p.bad
	}
	return g, srid, nil
}

func (p *wktParser) fail(what string) {
	if p.bad == nil {
		p.bad = fault(ReasonBadWKT, "the WKT is wrong at character %d: %s", p.at+1, what)
	}
}

func (p *wktParser) space() {
	for p.at < len(p.s) {
		switch p.s[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return
		}
	}
}

// eat takes the byte c if it is next.
func (p *wktParser) eat(c byte) bool {
	p.space()
	if p.at < len(p.s) && p.s[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *wktParser) peek() byte {
	if p.space(); p.at < len(p.s) {
		return p.s[p.at]
	}
	return 0
}

// word takes the letters that are next, in upper case.
func (p *wktParser) word() string {
	p.space()
	start := p.at
	for p.at < len(p.s) && isLetter(p.s[p.at]) {
		p.at++
	}
	return strings.ToUpper(p.s[start:p.at])
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func (p *wktParser) geometry() orb.Geometry {
	kind := p.word()
	switch next := p.word(); next {
	case "Z", "M", "ZM":
		if p.peek() != '(' {
			next = p.word()
			if next != "EMPTY" {
				p.fail("expected ( or EMPTY")
			}
			return nil
		}
	case "EMPTY":
		return nil
	case "":
	default:
		p.fail("expected ( or EMPTY")
		return nil
	}
	for _, suffix := range []string{"ZM", "Z", "M"} {
		if base, ok := strings.CutSuffix(kind, suffix); ok {
			kind = base
			break
		}
	}
	return p.body(kind)
}

func (p *wktParser) body(kind string) orb.Geometry {
	switch kind {
	case "POINT":
		points := p.points()
		if p.bad == nil && len(points) != 1 {
			p.fail("a POINT has one position")
		}
		if p.bad != nil {
			return nil
		}
		return points[0]
	case "LINESTRING":
		return orb.LineString(p.points())
	case "POLYGON":
		return p.polygon()
	case "MULTIPOINT":
		return orb.MultiPoint(p.points())
	case "MULTILINESTRING":
		return orb.MultiLineString(wktList(p, func() orb.LineString { return orb.LineString(p.points()) }))
	case "MULTIPOLYGON":
		return orb.MultiPolygon(wktList(p, p.polygon))
	case "GEOMETRYCOLLECTION":
		if p.depth++; p.depth > maxDepth {
			p.fail("collections are nested too deeply")
			return nil
		}
		c := orb.Collection(wktList(p, p.geometry))
		p.depth--
		return flatten(c)
	default:
		p.bad = firstFault(p.bad, fault(ReasonBadWKT, "%.40q is no WKT geometry", kind))
		return nil
	}
}

func (p *wktParser) polygon() orb.Polygon {
	return wktList(p, func() orb.Ring { return orb.Ring(p.points()) })
}

// wktList reads (item, item, …).
func wktList[T any](p *wktParser, item func() T) (out []T) {
	if !p.eat('(') {
		p.fail("expected (")
		return nil
	}
	for p.bad == nil {
		out = append(out, item())
		if p.eat(',') {
			continue
		}
		if !p.eat(')') {
			p.fail("expected , or )")
		}
		return out
	}
	return nil
}

// points reads (x y, x y …); each position may stand in its own parentheses, as some
// write a MULTIPOINT.
func (p *wktParser) points() []orb.Point {
	n := 0
	return wktList(p, func() orb.Point {
		if n++; n > p.limit {
			p.bad = firstFault(p.bad, tooMany(p.limit))
			return orb.Point{}
		}
		nested := p.eat('(')
		at := p.position()
		if nested && !p.eat(')') {
			p.fail("expected )")
		}
		return at
	})
}

// position reads two to four numbers and keeps the first two.
func (p *wktParser) position() (at orb.Point) {
	n := 0
	for ; n < 4; n++ {
		switch p.peek() {
		case ',', ')', '(', 0:
			if n < 2 {
				p.fail("a position needs two numbers")
			}
			return at
		}
		v, ok := p.number()
		if !ok {
			p.fail("expected a number")
			return at
		}
		if n < 2 {
			at[n] = v
		}
	}
	return at
}

// number reads a decimal, NaN or infinite number; checkGeometry names the latter two.
func (p *wktParser) number() (float64, bool) {
	p.space()
	start := p.at
	for p.at < len(p.s) {
		c := p.s[p.at]
		if c != '+' && c != '-' && c != '.' && (c < '0' || c > '9') && !isLetter(c) {
			break
		}
		p.at++
	}
	text := p.s[start:p.at]
	if strings.ContainsAny(text, "xXpP") { // hexadecimal floats are no WKT
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil || v > 1 || v < -1 // out of range is infinite, not wrong
}
