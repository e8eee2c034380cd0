package geotest

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
)

// Bend gives a file changed in a few places: bits and bytes, pieces cut out, doubled, moved or taken from
// elsewhere in it, numbers made large, lengths that lie, the end cut off. It may be as it was.
func Bend(r *rand.Rand, doc []byte) []byte {
	out := slices.Clone(doc)
	for range 1 + r.IntN(3) {
		if len(out) < 16 {
			return out
		}
		at := r.IntN(len(out) - 8)
		end := at + 1 + r.IntN(min(60, len(out)-at-1))
		switch r.IntN(20) {
		case 0:
			out[at] = byte(r.IntN(256))
		case 1:
			out[at] ^= 1 << r.IntN(8)
		case 2:
			out = slices.Delete(out, at, end)
		case 3:
			out = slices.Insert(out, at, slices.Clone(out[at:end])...)
		case 4:
			copy(out[at:end], out[r.IntN(len(out)-8):])
		case 5:
			from := r.IntN(len(out) - 8)
			out = slices.Insert(out, at, slices.Clone(out[from:from+r.IntN(min(2000, len(out)-from))])...)
		case 6:
			binary.LittleEndian.PutUint32(out[at:], lies[r.IntN(len(lies))])
		case 7:
			binary.BigEndian.PutUint32(out[at:], lies[r.IntN(len(lies))])
		case 8:
			copy(out[at:], texts[r.IntN(len(texts))])
		case 9:
			if r.IntN(3) == 0 {
				out = out[:at]
			}
		default:
			retype(r, out[at:])
		}
	}
	return out
}

// retype gives the next digit or letter another value, which leaves the grammar of most files whole.
func retype(r *rand.Rand, b []byte) {
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			b[i] = '0' + byte(r.IntN(10))
			return
		case c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			b[i] = 'a' + byte(r.IntN(26))
			return
		}
	}
}

var (
	lies  = []uint32{0, 1, 0x7fff, 0xffff, 0x10000, 1 << 30, 0x7fffffff, 0x80000000, 0xffffffff}
	texts = []string{"99999999", "-1e308", "NaN", "\x00\x00\x00", "\"", "<", "]]]]", ",,,,,", "\r\n\r\n", "=1+1", "\xff\xfe"}
)
