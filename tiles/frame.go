package tiles

import (
	"context"
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// figures adds the areas of a level.
func (m *maker) figures(ctx context.Context, l *layer, lev *level, a Address) error {
	figs := &lev.figures[l.inCover]
	if len(figs.end) == 0 {
		return nil
	}
	origin, window := a.origin(), a.frame()
	for n, i := range m.hits {
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		from, to := figs.span(i)
		single := figs.points[i] != 0
		if from == to && !single || !figs.frames[i].meets(window) {
			continue
		}
		if !m.hasRoom() {
			m.dropped++
			continue
		}
		m.area.Reset()
		switch {
		case !window.holds(figs.frames[i]):
			m.cutFigure(lev, figs, i, origin, &window)
		case single:
			m.whole(lev, figs, i, origin)
		default:
			for k := from; k < to; k++ {
				p := figs.rings.At(k)
				m.area.AddPrepared(&p, origin)
			}
		}
		m.layer.AddPolygonsTagged(l.features[i].id, &m.area, l.features[i].props)
	}
	return nil
}

// origin is the corner of the tile in tile units from that of the map.
func (a Address) origin() mvt.Point {
	return mvt.Point{X: int32(a.X << extentBits), Y: int32(a.Y << extentBits)}
}

// frame is the tile with its buffer in tile units from the corner of the map.
func (a Address) frame() frame {
	o := a.origin()
	return frame{o.X + frameLow, o.Y + frameLow, o.X + frameHigh, o.Y + frameHigh}
}

func (f frame) meets(o frame) bool {
	return f.minX <= o.maxX && o.minX <= f.maxX && f.minY <= o.maxY && o.minY <= f.maxY
}

// cutFigure puts what is in the frame of a figure into m.area. Its rings have a vertex wherever they
// pass the frame, so nothing is rounded.
func (m *maker) cutFigure(lev *level, figs *figures, i int32, origin mvt.Point, window *frame) {
	m.nodes.reset()
	m.clamp = mvt.Clamper{Origin: origin, Low: frameLow, High: frameHigh}
	if figs.points[i] != 0 {
		m.cutLoop(lev, figs, i, window)
	}
	for k, to := figs.span(i); k < to; k++ {
		p := figs.rings.At(k)
		m.nodes.points = m.clamp.Ring(m.nodes.points, &p)
		m.nodes.closeRing()
	}
	m.nodes.closeFeature()
	switch {
	case len(m.nodes.runEnd) == 0:
	case len(m.nodes.runEnd) == 1 && m.isPlain(m.nodes.run(0)):
		m.area.Outer(m.nodes.run(0))
	default:
		m.splitRim()
		m.join.polygons(&m.split, 0, &m.area)
	}
}

func isLimit(v int32) bool { return v == frameLow || v == frameHigh }

// onRim is true of an edge along the frame.
func onRim(a, b mvt.Point) bool {
	return a.X == b.X && isLimit(a.X) || a.Y == b.Y && isLimit(a.Y)
}

// isPlain is true of a clipped simple ring that is simple again: it passes no point of the
// frame twice, and no edge along the frame passes another point. Others run to and fro.
func (m *maker) isPlain(r []mvt.Point) bool {
	m.findRim(r)
	for i := 1; i < len(m.rim); i++ {
		if m.rim[i] == m.rim[i-1] {
			return false
		}
	}
	a := r[len(r)-1]
	for _, b := range r {
		if onRim(a, b) {
			for _, p := range m.rim {
				if isBetween(p, a, b) {
					return false
				}
			}
		}
		a = b
	}
	return true
}

// findRim sorts the points on the frame into m.rim.
func (m *maker) findRim(points []mvt.Point) {
	m.rim = m.rim[:0]
	for _, p := range points {
		if isLimit(p.X) || isLimit(p.Y) {
			m.rim = append(m.rim, p)
		}
	}
	slices.SortFunc(m.rim, comparePoints)
}

// isBetween is true of a point of an edge along the frame that is neither of its ends.
func isBetween(p, a, b mvt.Point) bool {
	return p != a && p != b && min(a.X, b.X) <= p.X && p.X <= max(a.X, b.X) && min(a.Y, b.Y) <= p.Y && p.Y <= max(a.Y, b.Y)
}

// splitRim copies m.nodes to m.split and cuts the edges along the frame at the points there,
// so that edges meet only at their ends.
func (m *maker) splitRim() {
	m.findRim(m.nodes.points)
	m.rim = slices.Compact(m.rim)
	m.split.reset()
	for i := range m.nodes.runEnd {
		r := m.nodes.run(i)
		a := r[len(r)-1]
		for _, b := range r {
			if onRim(a, b) {
				m.alongRim(a, b)
			}
			m.split.points = append(m.split.points, b)
			a = b
		}
		m.split.closeRun()
	}
	m.split.closeFeature()
}

// alongRim appends the points of the frame between a and b.
func (m *maker) alongRim(a, b mvt.Point) {
	from := len(m.split.points)
	for _, p := range m.rim {
		if isBetween(p, a, b) {
			m.split.points = append(m.split.points, p)
		}
	}
	if comparePoints(b, a) < 0 {
		slices.Reverse(m.split.points[from:])
	}
}
