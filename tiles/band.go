package tiles

import (
	"slices"

	"github.com/redsail/redsail/tiles/mvt"
)

// The seams of a zoom are the lines along which the frames of its tiles run: in x and in y
// one tile unit in Extent is buffer before, and one buffer after, the edge of a tile. Every
// edge is cut where it passes a seam, so a tile's frame passes no edge but at its ends, and
// all tiles see the same edges.

// nextSeam is the first seam beyond v, both in fine units.
func nextSeam(v int64, depth uint) int64 {
	const period = mvt.Extent
	unit := (v >> depth) + buffer
	start := (unit &^ (period - 1)) - buffer
	if unit&(period-1) < 2*buffer {
		return (start + 2*buffer) << depth
	}
	return (start + period) << depth
}

// appendCut appends b, and before it where a–b passes seams.
func appendCut(dst []spot, a, b spot, depth uint) []spot {
	first := len(dst)
	dst = appendSeams(dst, a, b, depth, spot.same)
	inX := len(dst)
	dst = appendSeams(dst, a.turn(), b.turn(), depth, spot.turn)
	if inX > first && len(dst) > inX {
		sortAlong(dst[first:], a, b)
	}
	return append(dst, b)
}

// appendSeams appends the places between a and b at which x, as a view shows it, is that of
// a seam, from a to b.
func appendSeams(dst []spot, a, b spot, depth uint, view func(spot) spot) []spot {
	first := len(dst)
	low, high := min(a.X, b.X), max(a.X, b.X)
	for at := nextSeam(low, depth); at < high; at = nextSeam(at, depth) {
		dst = append(dst, view(spot{at, crossing(a, b, at)}))
	}
	if a.X > b.X {
		slices.Reverse(dst[first:])
	}
	return dst
}

// A band is the ground between two seams in y. An edge lies in one of them.

// bandOf gives the number of the band in which a tile unit lies, and the unit at which that
// band begins.
func bandOf(y int64) (band, start int64) {
	tile := (y + buffer) >> extentBits
	start = tile<<extentBits - buffer
	if y-start < 2*buffer {
		return 2 * tile, start
	}
	return 2*tile + 1, start + 2*buffer
}

// hotKey packs a band, an x and a y from the start of the band: sorting by it sorts by
// band, then x, then y.
type hotKey uint64

// Bits of a key: y from the start of a band is below Extent; x is below 2^28 and a tile
// more on each side, as is y for the number of the band.
const (
	keyY    = extentBits
	keyX    = 29
	keyBias = mvt.Extent
)

func packHot(band, start int64, x, y int32) hotKey {
	return hotKey(band+2)<<(keyX+keyY) | hotKey(int64(x)+keyBias)<<keyY | hotKey(int64(y)-start)
}

func (k hotKey) band() int64 { return int64(k>>(keyX+keyY)) - 2 }

func (k hotKey) point() mvt.Point {
	start := (k.band()>>1)<<extentBits - buffer
	if k.band()&1 == 1 {
		start += 2 * buffer
	}
	return mvt.Point{X: int32(k>>keyY&(1<<keyX-1)) - keyBias, Y: int32(start + int64(k&(1<<keyY-1)))}
}

// appendHot appends the pixel in its band and, when it is where a band begins, in the one
// before too: edges of both can pass through it.
func appendHot(dst []hotKey, p mvt.Point) []hotKey {
	band, start := bandOf(int64(p.Y))
	dst = append(dst, packHot(band, start, p.X, p.Y))
	if int64(p.Y) == start {
		band, start = bandOf(int64(p.Y) - 1)
		dst = append(dst, packHot(band, start, p.X, p.Y))
	}
	return dst
}
