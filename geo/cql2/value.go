package cql2

import (
	"cmp"
	"strings"
)

// Type is what a value is.
type Type uint8

// The types. Null is the type of a value that is not there, of no column.
const (
	Null Type = iota
	Text
	Number
	Bool
	Date     // a civil date
	Instant  // a moment
	Geometry // the shape of a row; it has no Value
)

func (t Type) String() string {
	return [...]string{"null", "a text", "a number", "true or false", "a date", "a timestamp", "a geometry"}[t]
}

// Value is one value of a row or a literal.
type Value struct {
	Type Type
	// Text is a Text; Number is a Number, a Bool (1 = true), the days of a Date since
	// 1970-01-01 or the nanoseconds of an Instant since then in Nanos.
	Text   string
	Number float64
	Nanos  int64
}

// TextValue is a text; empty is NULL, since our sources write nothing where they know nothing.
func TextValue(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{Type: Text, Text: s}
}

// NumberValue is a number.
func NumberValue(v float64) Value { return Value{Type: Number, Number: v} }

// DateValue is a civil date in days since 1970-01-01.
func DateValue(days int32) Value { return Value{Type: Date, Number: float64(days)} }

// BoolValue is true or false.
func BoolValue(b bool) Value {
	v := Value{Type: Bool}
	if b {
		v.Number = 1
	}
	return v
}

// Compare orders two values of one type; texts go by their code points.
func (v Value) Compare(o Value) int {
	switch v.Type {
	case Text:
		return strings.Compare(v.Text, o.Text)
	case Instant:
		return cmp.Compare(v.Nanos, o.Nanos)
	default:
		return cmp.Compare(v.Number, o.Number)
	}
}

// Column is something of a row that a filter may name.
type Column struct {
	Name string
	Type Type
}

// Row is what a filter judges.
type Row interface {
	// Value gives the value of a column by its number; NULL where there is none.
	Value(column int) Value
	// Shape gives the geometry.
	Shape() Shape
}
