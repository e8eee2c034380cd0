package mvt

import "math"

// Value is an attribute value. The zero Value is no value: its attribute is left out.
type Value struct {
	text string
	bits uint64
	kind kind
}

// kind is the field number of the value in message Value of vector_tile.proto.
type kind uint8

const (
	kindString kind = 1
	kindDouble kind = 3
	kindInt    kind = 4
	kindUint   kind = 5
	kindBool   kind = 7
)

// String is a text value. Bytes that are not UTF-8 become U+FFFD when it is encoded.
func String(s string) Value { return Value{kind: kindString, text: s} }

// Int is a signed integer value.
func Int(v int64) Value { return Value{kind: kindInt, bits: uint64(v)} }

// Uint is an unsigned integer value.
func Uint(v uint64) Value { return Value{kind: kindUint, bits: v} }

// Double is a floating-point value.
func Double(v float64) Value { return Value{kind: kindDouble, bits: math.Float64bits(v)} }

// Bool is a truth value.
func Bool(v bool) Value {
	if v {
		return Value{kind: kindBool, bits: 1}
	}
	return Value{kind: kindBool}
}

// Prop is an attribute of a feature.
type Prop struct {
	Key   string
	Value Value
}
