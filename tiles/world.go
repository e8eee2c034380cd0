package tiles

import (
	"math"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/tiles/mvt"
)

// place is a position in Web Mercator (EPSG:3857), in 2^32 units round the earth (9.3 mm
// at the equator): x eastward from 180°W, y southward from 85.0511°N.
type place struct{ X, Y uint32 }

const (
	worldBits  = 32
	extentBits = 12
	// flatZoom is the zoom at which a tile unit is a world unit.
	flatZoom = worldBits - extentBits
	maxWorld = 1<<worldBits - 1
)

// project is the one place where a tile coordinate is made of floats. Latitudes beyond
// ±85.0511° go to the edge of the map. The explicit conversions forbid fused
// multiply-adds, so that all machines round alike.
func project(p geo.Point) place {
	const turn = 360 * geo.Scale
	s := math.Sin(float64(p.Y) * (math.Pi / (180 * geo.Scale)))
	y := 0.5 - float64(math.Log((1+s)/(1-s))/(4*math.Pi))
	x := (float64(p.X) + turn/2) / turn
	return place{X: toWorld(x), Y: toWorld(y)}
}

func toWorld(v float64) uint32 {
	// At the poles v is infinite.
	return uint32(min(max(math.Floor(float64(v*(1<<worldBits))+0.5), 0), maxWorld))
}

// fineBits is how many times a tile unit of a zoom is halved for the arithmetic of a tile:
// down to world units where possible, at least once, and so that products of two
// distances within a tile fit int64.
func fineBits(zoom uint8) uint { return uint(min(max(flatZoom-int(zoom), 1), 16)) }

// fine gives a world coordinate in tile units of a zoom halved fineBits times, counted
// from the edge of the map. From zoom 4 on it is exact.
func fine(v uint32, zoom uint8) int64 {
	shift := flatZoom - int(zoom) - int(fineBits(zoom))
	if shift <= 0 {
		return int64(v) << -shift
	}
	return (int64(v) + 1<<(shift-1)) >> shift
}

// label gives the tile unit that holds a place, in the tile that holds it: each place is
// in exactly one tile of a zoom, which has its west and north edge.
func (a Address) label(p place) (mvt.Point, bool) {
	side := worldBits - uint(a.Z)
	if uint64(p.X)>>side != uint64(a.X) || uint64(p.Y)>>side != uint64(a.Y) {
		return mvt.Point{}, false
	}
	in := func(v uint32) int32 {
		rest := uint64(v) & (1<<side - 1)
		return int32(rest << extentBits >> side)
	}
	return mvt.Point{X: in(p.X), Y: in(p.Y)}, true
}

// window gives the places that can round into the tile or its buffer, as the closed box
// of near.Tree (see box).
func (a Address) window() geo.Box {
	lo := func(i uint32) int64 { return (int64(i)<<extentBits - buffer - 1) }
	hi := func(i uint32) int64 { return (int64(i)+1)<<extentBits + buffer + 1 }
	world := func(units int64) uint32 {
		if a.Z >= flatZoom {
			units >>= a.Z - flatZoom // one unit more was added, so rounding down is safe
		} else {
			units <<= flatZoom - a.Z
		}
		return uint32(min(max(units, 0), maxWorld))
	}
	return geo.Box{
		Min: boxPoint(place{world(lo(a.X)), world(lo(a.Y))}),
		Max: boxPoint(place{world(hi(a.X)), world(hi(a.Y))}),
	}
}

// boxPoint moves the world by half its width, so that it fits the tree's int32.
func boxPoint(p place) geo.Point {
	return geo.Point{X: int32(int64(p.X) - 1<<31), Y: int32(int64(p.Y) - 1<<31)}
}
