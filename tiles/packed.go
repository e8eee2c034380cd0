package tiles

import (
	"encoding/binary"
	"math"

	"github.com/redsail/redsail/tiles/mvt"
)

// packed holds runs of tile units as steps, in some two to three bytes for each point.
type packed struct {
	bytes []byte
	end   []uint32 // run i ends before bytes[end[i]]
}

// fits is false when the runs are too many bytes; then they must not be read.
func (p *packed) fits() bool { return len(p.bytes) <= math.MaxUint32 }

func appendPacked(dst []byte, run []mvt.Point) []byte {
	var last mvt.Point
	for _, q := range run {
		dst = binary.AppendVarint(dst, int64(q.X)-int64(last.X))
		dst = binary.AppendVarint(dst, int64(q.Y)-int64(last.Y))
		last = q
	}
	return dst
}

// raw is run i as it is kept.
func (p *packed) raw(i int) []byte {
	if i == 0 {
		return p.bytes[:p.end[0]]
	}
	return p.bytes[p.end[i-1]:p.end[i]]
}

func (p *packed) addRaw(raw []byte) {
	p.bytes = append(p.bytes, raw...)
	p.end = append(p.end, uint32(len(p.bytes)))
}

// run appends run i to dst.
func (p *packed) run(i int, dst []mvt.Point) []mvt.Point {
	var x, y int64
	for raw := p.raw(i); len(raw) > 0; {
		dx, n := binary.Varint(raw)
		dy, m := binary.Varint(raw[n:])
		raw = raw[n+m:]
		x, y = x+dx, y+dy
		dst = append(dst, mvt.Point{X: int32(x), Y: int32(y)})
	}
	return dst
}
