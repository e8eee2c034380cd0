package mvt

import (
	"encoding/binary"
	"errors"
)

// errCut says that a message ends within a field.
var errCut = errors.New("cut off, or not a message")

// reader takes the fields of a message one after another, without copying.
type reader struct{ rest []byte }

// next gives the key of the next field (number<<3 | wire type) with its content: v for
// numbers, data for bytes. ok is false at the end of the message.
func (r *reader) next() (key, v uint64, data []byte, ok bool, err error) {
	if len(r.rest) == 0 {
		return 0, 0, nil, false, nil
	}
	key, ok = r.uvarint()
	if !ok {
		return 0, 0, nil, false, errCut
	}
	switch key & 7 {
	case varintField:
		v, ok = r.uvarint()
	case bytesField:
		var size uint64
		if size, ok = r.uvarint(); ok {
			data, ok = r.take(size)
		}
	case fixed64Field:
		if data, ok = r.take(8); ok {
			v = binary.LittleEndian.Uint64(data)
		}
	case fixed32Field:
		if data, ok = r.take(4); ok {
			v = uint64(binary.LittleEndian.Uint32(data))
		}
	default:
		ok = false
	}
	if !ok {
		return 0, 0, nil, false, errCut
	}
	return key, v, data, true, nil
}

func (r *reader) uvarint() (uint64, bool) {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		return 0, false
	}
	r.rest = r.rest[n:]
	return v, true
}

func (r *reader) take(n uint64) ([]byte, bool) {
	if n > uint64(len(r.rest)) {
		return nil, false
	}
	data := r.rest[:n]
	r.rest = r.rest[n:]
	return data, true
}

// packed reads a packed list of uint32 onto dst.
func packed(dst []uint32, data []byte) ([]uint32, error) {
	for r := (reader{data}); len(r.rest) > 0; {
		v, ok := r.uvarint()
		if !ok || v > 1<<32-1 {
			return dst, errCut
		}
		dst = append(dst, uint32(v))
	}
	return dst, nil
}

// each calls f for each field of a message.
func each(msg []byte, f func(key, v uint64, data []byte) error) error {
	r := reader{msg}
	for {
		key, v, data, ok, err := r.next()
		if err != nil || !ok {
			return err
		}
		if err := f(key, v, data); err != nil {
			return err
		}
	}
}
