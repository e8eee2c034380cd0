package cql2

import (
	"time"
	"unicode/utf8"
)

// maxPattern is how many characters a pattern of LIKE may have: it is laid on each text.
const maxPattern = 1000

// predicate is a comparison, LIKE, BETWEEN, IN, IS NULL, or a bare TRUE or FALSE.
func (p *parser) predicate() (node, error) {
	at := p.tok.at
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	if p.is("=", "<>", "<", "<=", ">", ">=") {
		return p.comparison(left)
	}
	if found, err := p.skip("IS"); found || err != nil {
		return p.null(left, err)
	}
	not, err := p.skip("NOT")
	if err != nil {
		return nil, err
	}
	n, err := p.special(at, left)
	switch {
	case err != nil:
		return nil, err
	case n != nil && not:
		return negation{n}, nil
	case n != nil:
		return n, nil
	}
	if c, ok := left.(constant); ok && c.Type == Bool && !not {
		return truthOf(c.Number == 1), nil
	}
	return nil, p.expected("a comparison, LIKE, BETWEEN, IN or IS NULL")
}

// special is what NOT may stand before; nil = something else follows.
func (p *parser) special(at int, left operand) (node, error) {
	switch {
	case p.is("LIKE"):
		return p.like(at, left, nil)
	case p.is("ILIKE"): // no CQL2, but what GDAL sends
		return p.like(at, left, foldCase)
	case p.is("BETWEEN"):
		return p.between(left)
	case p.is("IN"):
		return p.in(left)
	}
	return nil, nil
}

func (p *parser) null(left operand, err error) (node, error) {
	if err != nil {
		return nil, err
	}
	not, err := p.skip("NOT")
	if err != nil {
		return nil, err
	}
	if err := p.take("NULL"); err != nil {
		return nil, err
	}
	if not {
		return negation{isNull{left}}, nil
	}
	return isNull{left}, nil
}

func (p *parser) comparison(left operand) (node, error) {
	op := p.tok.text
	if err := p.advance(); err != nil {
		return nil, err
	}
	right, err := p.ofTypeOf(left)
	return compare{op: op, left: left, right: right}, err
}

// ofTypeOf reads an operand of the type of another one.
func (p *parser) ofTypeOf(other operand) (operand, error) {
	at := p.tok.at
	o, err := p.operand()
	if err != nil {
		return nil, err
	}
	if v, ok := constantOf(o); ok && v.Type == Text && other.kind() == Date {
		if day, ok := readDay(v.Text); ok {
			return constant{day}, nil // as older clients write dates
		}
	}
	if o.kind() != other.kind() {
		return nil, p.fault(at, "%s cannot be compared with %s", other.kind(), o.kind())
	}
	return o, nil
}

func (p *parser) between(left operand) (node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	low, err := p.ofTypeOf(left)
	if err != nil {
		return nil, err
	}
	if err := p.take("AND"); err != nil {
		return nil, err
	}
	high, err := p.ofTypeOf(left)
	return allOf{compare{op: ">=", left: left, right: low}, compare{op: "<=", left: left, right: high}}, err
}

func (p *parser) in(left operand) (node, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.take("("); err != nil {
		return nil, err
	}
	n := member{of: left}
	for {
		if err := p.term(); err != nil {
			return nil, err
		}
		v, err := p.ofTypeOf(left)
		if err != nil {
			return nil, err
		}
		n.list = append(n.list, v)
		if more, err := p.skip(","); err != nil {
			return nil, err
		} else if !more {
			break
		}
	}
	n.index()
	return n, p.take(")")
}

// like reads the pattern, which may stand in CASEI or ACCENTI; fold, if any, is laid on both
// sides.
func (p *parser) like(at int, left operand, fold func(string) string) (node, error) {
	if left.kind() != Text {
		return nil, p.fault(at, "LIKE needs a text, not %s", left.kind())
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	at = p.tok.at
	o, err := p.operand()
	if err != nil {
		return nil, err
	}
	pattern, ok := constantOf(o)
	if !ok || pattern.Type != Text {
		return nil, p.fault(at, "a pattern in quotes is expected")
	}
	if utf8.RuneCountInString(pattern.Text) > maxPattern {
		return nil, p.fault(at, "the pattern has more than %d characters", maxPattern)
	}
	if fold != nil {
		left, pattern.Text = folded{of: left, fold: fold}, fold(pattern.Text)
	}
	return match{of: left, pattern: readPattern(pattern.Text)}, nil
}

// readDay reads a date, or the date of a moment in UTC.
func readDay(s string) (Value, bool) {
	for _, layout := range [...]string{time.DateOnly, time.RFC3339, "2006/01/02", "2006/01/02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1 {
			return DateValue(int32(t.UTC().Unix() / 86400)), true
		}
	}
	return Value{}, false
}
