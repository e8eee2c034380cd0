package mvttest

import (
	"encoding/binary"
	"fmt"
)

// field is one field of a message: num is its number, and by the wire type either v or
// data is set.
type field struct {
	num  uint64
	wire uint64
	v    uint64 // varint, fixed64, fixed32
	data []byte // length-delimited
}

const (
	varint  = 0
	fixed64 = 1
	bytes   = 2
	fixed32 = 5
)

// each calls f for each field of a message.
func each(msg []byte, f func(field) error) error {
	for len(msg) > 0 {
		key, n := binary.Uvarint(msg)
		if n <= 0 {
			return fmt.Errorf("bad field key")
		}
		msg = msg[n:]
		fd := field{num: key >> 3, wire: key & 7}
		switch fd.wire {
		case varint:
			if fd.v, n = binary.Uvarint(msg); n <= 0 {
				return fmt.Errorf("field %d: bad varint", fd.num)
			}
		case fixed64:
			if n = 8; len(msg) < n {
				return fmt.Errorf("field %d: cut off", fd.num)
			}
			fd.v = binary.LittleEndian.Uint64(msg)
		case fixed32:
			if n = 4; len(msg) < n {
				return fmt.Errorf("field %d: cut off", fd.num)
			}
			fd.v = uint64(binary.LittleEndian.Uint32(msg))
		case bytes:
			size, k := binary.Uvarint(msg)
			if k <= 0 || size > uint64(len(msg)-k) {
				return fmt.Errorf("field %d: cut off", fd.num)
			}
			fd.data, n = msg[k:k+int(size)], k+int(size)
		default:
			return fmt.Errorf("field %d: wire type %d", fd.num, fd.wire)
		}
		msg = msg[n:]
		if err := f(fd); err != nil {
			return err
		}
	}
	return nil
}

// packed reads a packed list of uint32.
func packed(data []byte) ([]uint32, error) {
	var out []uint32
	for len(data) > 0 {
		v, n := binary.Uvarint(data)
		if n <= 0 || v > 1<<32-1 {
			return nil, fmt.Errorf("bad packed uint32")
		}
		out, data = append(out, uint32(v)), data[n:]
	}
	return out, nil
}
