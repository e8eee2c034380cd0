package cql2

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// operand is one side of a predicate.
type operand interface {
	value(Row) Value
	kind() Type
}

// constant is a literal.
type constant struct{ Value }

func (c constant) value(Row) Value { return c.Value }
func (c constant) kind() Type      { return c.Type }

// column is a value of the row.
type column struct {
	number int
	typ    Type
}

func (c column) value(r Row) Value { return r.Value(c.number) }
func (c column) kind() Type        { return c.typ }

// folded is a text without what CASEI or ACCENTI does not look at.
type folded struct {
	of   operand
	fold func(string) string
}

func (f folded) kind() Type { return Text }
func (f folded) value(r Row) Value {
	v := f.of.value(r)
	if v.Type == Text {
		v.Text = f.fold(v.Text)
	}
	return v
}

// foldCase makes capitals and small letters the same (Unicode's full case folding).
func foldCase(s string) string { return cases.Fold().String(s) }

// foldAccents takes the marks off the letters.
func foldAccents(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// constantOf is the value of an operand that is the same for all rows.
func constantOf(o operand) (Value, bool) {
	switch o := o.(type) {
	case constant:
		return o.Value, true
	case folded:
		v, ok := constantOf(o.of)
		if ok {
			v.Text = o.fold(v.Text)
		}
		return v, ok
	default:
		return Value{}, false
	}
}

// keywords cannot be names of columns unless they stand in quotes.
var keywords = []string{
	"AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL", "DIV", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT",
	"MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION", "BBOX", "ENVELOPE", "INTERVAL",
}

func (p *parser) operand() (operand, error) {
	t := p.tok
	switch {
	case t.kind == text:
		return constant{Value{Type: Text, Text: t.text}}, p.advance()
	case t.kind == number:
		v, err := p.decimal()
		return constant{NumberValue(v)}, err
	case t.kind == quotedName:
		return p.column(t)
	case t.kind != word || p.is(keywords...):
		return nil, p.expected("a property or a value")
	case p.is("TRUE", "FALSE"):
		return constant{BoolValue(p.is("TRUE"))}, p.advance()
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if !p.is("(") {
		return p.named(t)
	}
	switch strings.ToUpper(t.text) {
	case "CASEI":
		return p.fold(foldCase)
	case "ACCENTI":
		return p.fold(foldAccents)
	case "DATE", "TIMESTAMP":
		return p.moment(strings.ToUpper(t.text))
	}
	return nil, p.fault(t.at, "there is no function %.40q; known are CASEI, ACCENTI, DATE, TIMESTAMP and S_INTERSECTS", t.text)
}

// column reads a name that stands alone.
func (p *parser) column(t token) (operand, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	return p.named(t)
}

// named finds the column of a name that has been passed.
func (p *parser) named(t token) (operand, error) {
	i := slices.IndexFunc(p.columns, func(c Column) bool { return c.Name == t.text })
	switch {
	case i < 0:
		return nil, p.fault(t.at, "there is no property %.40q; the queryables list all", t.text)
	case p.columns[i].Type == Geometry:
		return nil, p.fault(t.at, "a geometry can only stand in S_INTERSECTS")
	}
	return column{number: i, typ: p.columns[i].Type}, nil
}

func (p *parser) fold(f func(string) string) (operand, error) {
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.take("("); err != nil {
		return nil, err
	}
	at := p.tok.at
	o, err := p.operand()
	if err != nil {
		return nil, err
	}
	if o.kind() != Text {
		return nil, p.fault(at, "a text is expected, not %s", o.kind())
	}
	out := operand(folded{of: o, fold: f})
	if v, ok := constantOf(out); ok {
		out = constant{v}
	}
	return out, p.take(")")
}

// moment reads DATE('2026-07-01') or TIMESTAMP('2026-07-01T00:00:00Z').
func (p *parser) moment(kind string) (operand, error) {
	if err := p.take("("); err != nil {
		return nil, err
	}
	t := p.tok
	if t.kind != text {
		return nil, p.expected("a date or a time in quotes")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	layout := time.RFC3339Nano
	if kind == "DATE" {
		layout = time.DateOnly
	}
	at, err := time.Parse(layout, t.text)
	if err != nil || at.Year() < 1 || kind == "TIMESTAMP" && (at.Year() < 1678 || at.Year() > 2261) {
		return nil, p.fault(t.at, "a date is written like 2026-07-01, a timestamp like 2026-07-01T08:00:00Z")
	}
	v := DateValue(int32(at.Unix() / 86400))
	if kind == "TIMESTAMP" {
		v = Value{Type: Instant, Nanos: at.UnixNano()}
	}
	return constant{v}, p.take(")")
}

// decimal reads the number that the token is, and passes it.
func (p *parser) decimal() (float64, error) {
	v, err := strconv.ParseFloat(p.tok.text, 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, p.fault(p.tok.at, "the number is too large")
	}
	return v, p.advance()
}

// readValue reads a text as a value of a type.
func readValue(t Type, text string) (Value, bool) {
	switch t {
	case Text:
		return Value{Type: Text, Text: text}, true
	case Number:
		v, err := strconv.ParseFloat(text, 64)
		return NumberValue(v), err == nil && !math.IsInf(v, 0) && !math.IsNaN(v)
	case Date:
		return readDay(text)
	case Bool:
		return BoolValue(text == "true"), text == "true" || text == "false"
	case Instant:
		at, err := time.Parse(time.RFC3339, text)
		return Value{Type: Instant, Nanos: at.UnixNano()}, err == nil
	default:
		return Value{}, false
	}
}
