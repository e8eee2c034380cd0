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

// takeShape gives feature i its shape, and its box (see boxPoint): that of the known feature of its
// id when it was made of the same points, else projected.
func (l *layer) takeShape(i int, from *Feature, known map[uint64]*feature) geo.Box {
	f := &l.features[i]
	l.scratch = appendShape(l.scratch[:0], from)
	sum := sha256.Sum256(l.scratch)
	copy(f.drawn[:], sum[:])
	o := known[from.ID]
	// Lines are thinned by what they meet, so they are made anew.
	if o == nil || o.drawn != f.drawn || len(o.threads) > 0 {
		return f.take(from)
	}
	f.rings = o.rings
	box := geo.EmptyBox()
	for k := range f.rings {
		box = box.Union(f.rings[k].box)
	}
	return box
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
			slices.EqualFunc(l.features, o.features, func(f, g feature) bool {
				return f.id == g.id && f.drawn == g.drawn
			})
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
