package streets

import (
	"encoding/binary"
	"errors"
)

// wire reads the fields of a protocol buffer message (encoding of protobuf: varints,
// length-delimited fields, little-endian fixed ones), one after the other.
type wire struct {
	b []byte
	// The field read last: its number, and its value, a number or bytes.
	field int
	num   uint64
	bytes []byte
	kind  byte
}

// Wire types.
const (
	wireVarint = 0
	wireFixed8 = 1
	wireBytes  = 2
	wireFixed4 = 5
)

var errWire = errors.New("the message is broken")

// next reads the next field; false at the end of the message.
func (w *wire) next() (bool, error) {
	if len(w.b) == 0 {
		return false, nil
	}
	key, err := w.varint()
	if err != nil {
		return false, err
	}
	if key>>3 == 0 || key>>3 > 1<<29 {
		return false, errWire
	}
	w.field, w.kind, w.bytes, w.num = int(key>>3), byte(key&7), nil, 0
	switch w.kind {
	case wireVarint:
		w.num, err = w.varint()
	case wireBytes:
		var n uint64
		if n, err = w.varint(); err == nil && n > uint64(len(w.b)) {
			err = errWire
		}
		if err == nil {
			w.bytes, w.b = w.b[:n], w.b[n:]
		}
	case wireFixed8, wireFixed4:
		n := 8
		if w.kind == wireFixed4 {
			n = 4
		}
		if len(w.b) < n {
			return false, errWire
		}
		w.b = w.b[n:]
	default:
		err = errWire
	}
	return err == nil, err
}

func (w *wire) varint() (uint64, error) {
	v, n := binary.Uvarint(w.b)
	if n <= 0 {
		return 0, errWire
	}
	w.b = w.b[n:]
	return v, nil
}

// numbers gives each number of a repeated field, packed or not.
func (w *wire) numbers(out []uint64) ([]uint64, error) {
	if w.kind == wireVarint {
		return append(out, w.num), nil
	}
	if w.kind != wireBytes {
		return nil, errWire
	}
	for p := (wire{b: w.bytes}); len(p.b) > 0; {
		v, err := p.varint()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// zigzag is a signed number of the sint types.
func zigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }
