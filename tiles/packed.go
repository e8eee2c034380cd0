package tiles

import (
	"encoding/binary"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// packed holds runs of tile units as steps, in some two to three bytes for each point. It is kept
// for the next edit.
type packed struct {
	bytes []byte
	end   []int // run i ends before bytes[end[i]]
}

func (p *packed) add(run []mvt.Point) {
	var last mvt.Point
	for _, q := range run {
		p.bytes = binary.AppendVarint(p.bytes, int64(q.X)-int64(last.X))
		p.bytes = binary.AppendVarint(p.bytes, int64(q.Y)-int64(last.Y))
		last = q
	}
	p.end = append(p.end, len(p.bytes))
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
	p.end = append(p.end, len(p.bytes))
}

func (p *packed) clip() { p.bytes, p.end = slices.Clip(p.bytes), slices.Clip(p.end) }

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
