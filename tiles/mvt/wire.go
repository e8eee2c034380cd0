package mvt

import (
	"encoding/binary"
	"math/bits"
)

func appendBytes(b []byte, field byte, v []byte) []byte {
	return append(binary.AppendUvarint(append(b, field), uint64(len(v))), v...)
}

func appendString(b []byte, field byte, v string) []byte {
	return append(binary.AppendUvarint(append(b, field), uint64(len(v))), v...)
}

// appendValue appends v as a message Value in a field of the layer.
func appendValue(b []byte, v Value) []byte {
	b = append(b, layerValue)
	number := byte(v.kind) << 3
	switch v.kind {
	case kindString:
		size := 1 + uvarintLen(uint64(len(v.text))) + len(v.text)
		return appendString(binary.AppendUvarint(b, uint64(size)), number|bytesField, v.text)
	case kindDouble:
		return binary.LittleEndian.AppendUint64(append(b, 9, number|fixed64Field), v.bits)
	default:
		b = append(b, byte(1+uvarintLen(v.bits)), number|varintField)
		return binary.AppendUvarint(b, v.bits)
	}
}

// uvarintLen is the number of bytes of v as a varint.
func uvarintLen(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }
