package tiles

import (
	"context"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles/mvt"
)

// pixel is the width of a pixel in tile units, at the zoom of the tile.
const pixel = mvt.Extent / 512

// footprints rounds each feature by itself: footprints share no borders.
func (m *maker) footprints(ctx context.Context, l *layer, a Address) error {
	window := a.window()
	for _, i := range m.hits {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !m.hasRoom() {
			m.dropped++
			continue
		}
		f := &l.features[i]
		m.shapes.reset()
		for k := range f.rings {
			r := &f.rings[k]
			if !r.box.Intersects(window) || isSpeck(r.box, a.Z) {
				continue
			}
			m.clip.ring(&m.shapes, r, a)
		}
		if len(m.shapes.runEnd) == 0 {
			continue
		}
		m.shapes.closeFeature()
		if err := m.footprint(ctx, a.Z); err != nil {
			return err
		}
		m.layer.AddPolygonsTagged(f.id, &m.area, f.props)
	}
	return nil
}

// footprint makes a valid polygon of the shapes. One ring that turns the same way at each
// corner when it is rounded, and only once round, is one already.
func (m *maker) footprint(ctx context.Context, zoom uint8) error {
	m.node.depth = fineBits(zoom)
	if len(m.shapes.runEnd) == 1 {
		m.run = m.run[:0]
		for _, p := range m.shapes.points[1:] {
			m.run = append(m.run, m.node.pixel(p))
		}
		if isConvex(m.run) {
			m.area.Reset()
			m.area.Outer(m.run)
			return nil
		}
	}
	if err := m.node.run(ctx, &m.shapes, m.node.depth, &m.nodes); err != nil {
		return err
	}
	m.join.polygons(&m.nodes, 0, &m.area)
	return nil
}

// isSpeck is true of a ring that is smaller than a pixel both ways.
func isSpeck(box geo.Box, zoom uint8) bool {
	limit := int64(pixel) << (worldBits - extentBits) >> zoom
	return int64(box.Max.X)-int64(box.Min.X) < limit && int64(box.Max.Y)-int64(box.Min.Y) < limit
}

// isConvex is true of a ring that is strictly convex, repeated points apart: each turn is
// to the same side, and along x it goes forth and back once.
func isConvex(r []mvt.Point) bool {
	corners, backs, side := 0, 0, 0
	n := len(r)
	for i, p := range r {
		q := r[(i+1)%n]
		if q == p {
			return false // rare; leave it to the careful way
		}
		s := turn(p, q, r[(i+2)%n])
		if s == 0 || corners > 0 && (s > 0) != (side > 0) {
			return false
		}
		side = 1
		if s < 0 {
			side = -1
		}
		corners++
		if lower(p, q) != lower(q, r[(i+2)%n]) {
			backs++
		}
	}
	return corners >= 3 && backs == 2
}
