package tiles

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/redsail/redsail/geo"
)

// known are the features of a layer, which may be nil, by their ids.
func (l *layer) known() map[uint64]*feature {
	if l == nil {
		return nil
	}
	out := make(map[uint64]*feature, len(l.features))
	for i := range l.features {
		out[l.features[i].id] = &l.features[i]
	}
	return out
}

// takeShape gives feature i its shape, and its box: those of the known feature of its id when it was
// made of the same points, else projected.
func (l *layer) takeShape(i int, from *Feature, known map[uint64]*feature) {
	f := &l.features[i]
	l.scratch = appendShape(l.scratch[:0], from)
	sum := sha256.Sum256(l.scratch)
	copy(f.drawn[:], sum[:])
	// Lines are thinned by what they meet, so they are made anew.
	if o := known[from.ID]; o != nil && o.drawn == f.drawn && len(o.threads) == 0 {
		f.rings, f.box = o.rings, o.box
		return
	}
	rings, box := ringsOf(from.Shape)
	f.box = box
	f.takeLines(from.Line)
	if !l.covered() {
		f.rings = rings
		return
	}
	if l.shapes == nil {
		l.shapes = make([][]ring, len(l.features))
	}
	l.shapes[i] = rings
}

// covered is true of a layer whose shapes are in a coverage.
func (l *layer) covered() bool { return l.kind == Areas || l.kind == Partition }

// shape is that of feature i while a coverage is in the making. What is the same in the one before is
// mostly taken from there, and projected again only where it cannot be.
func (l *layer) shape(i int) []ring {
	if l.shapes == nil {
		l.shapes = make([][]ring, len(l.features))
	}
	if l.shapes[i] == nil {
		l.shapes[i], _ = ringsOf(l.given[i].Shape)
	}
	return l.shapes[i]
}

// appendShape writes a shape so that two that are written alike are the same.
func appendShape(dst []byte, f *Feature) []byte {
	line := func(points []geo.Point) {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(points)))
		for _, p := range points {
			dst = binary.LittleEndian.AppendUint64(dst, uint64(uint32(p.X))<<32|uint64(uint32(p.Y)))
		}
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(f.Shape)))
	for _, poly := range f.Shape {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(len(poly)))
		for _, r := range poly {
			line(r)
		}
	}
	for _, l := range f.Line {
		line(l)
	}
	return dst
}

// sameGround is true when the layers have the same shapes in the same order, at the same zooms.
func sameGround(layers, old []*layer) bool {
	return slices.EqualFunc(layers, old, func(l, o *layer) bool {
		return l.key == o.key && l.minZoom == o.minZoom && l.maxZoom == o.maxZoom &&
			(l.repeated || slices.EqualFunc(l.features, o.features, func(f, g feature) bool {
				return f.id == g.id && f.drawn == g.drawn
			}))
	})
}

// takeCoverage is a coverage of layers: that of the same ground in an older pyramid, else a new one.
func takeCoverage(layers, old []*layer, bordered bool) *coverage {
	if len(old) > 0 && old[0].cover != nil && old[0].cover.bordered == bordered && sameGround(layers, old) {
		for i, l := range layers {
			l.cover, l.inCover = old[0].cover, i
		}
		return old[0].cover
	}
	s := newSource(layers, old)
	c := newCoverage(layers, s)
	c.bordered = bordered
	if s != nil && s.cover.bordered == bordered {
		c.takeLevels(s)
	}
	return c
}
