package tiles

import "github.com/redsail/redsail/tiles/mvt"

// grid takes places to fine units of a tile.
type grid struct {
	zoom      uint8
	depth     uint
	x0, y0    int64 // corner of the tile
	low, high int64 // of the frame
}

func newGrid(a Address) grid {
	depth := fineBits(a.Z)
	return grid{
		zoom: a.Z, depth: depth, x0: int64(a.X) << (extentBits + depth), y0: int64(a.Y) << (extentBits + depth),
		low: frameLow << depth, high: frameHigh << depth,
	}
}

func (g grid) spot(p place) spot { return spot{fine(p.X, g.zoom) - g.x0, fine(p.Y, g.zoom) - g.y0} }

func (g grid) inFrame(s spot) bool {
	return s.X >= g.low && s.X <= g.high && s.Y >= g.low && s.Y <= g.high
}

// pixel is the tile unit of a spot in the frame.
func (g grid) pixel(s spot) mvt.Point {
	half := int64(1) << (g.depth - 1)
	return mvt.Point{X: int32((s.X + half) >> g.depth), Y: int32((s.Y + half) >> g.depth)}
}

// seams are where the frames of a tile and its neighbours have their edges, in tile units.
var seams = [...]int64{frameLow, buffer, mvt.Extent - buffer, frameHigh}

// cut appends from, to and between them where the segment passes a seam in the frame. All
// tiles cut a segment at the same places, so that it runs alike on both sides of their edge.
func (g grid) cut(dst []spot, from, to spot) []spot {
	dst = append(dst, from)
	first := len(dst)
	for _, u := range seams {
		at := u << g.depth
		if (from.X < at) != (to.X < at) && from.X != at && to.X != at {
			dst = g.keep(dst, spot{at, crossing(from, to, at)})
		}
		if (from.Y < at) != (to.Y < at) && from.Y != at && to.Y != at {
			dst = g.keep(dst, spot{at, crossing(from.turn(), to.turn(), at)}.turn())
		}
	}
	sortAlong(dst[first:], from, to)
	return append(dst, to)
}

func (g grid) keep(dst []spot, s spot) []spot {
	if g.inFrame(s) {
		return append(dst, s)
	}
	return dst
}
