package picture

import (
	"math"

	"github.com/redsail/redsail/tiles"
	"github.com/redsail/redsail/tiles/mvt"
)

// tileSide is the side of a tile in CSS pixels at its own zoom.
const tileSide = 512

// camera places tiles in the picture.
type camera struct {
	zoom, scale float64
	w, h        int     // device pixels
	x, y        float64 // of the upper left corner, in device pixels from that of the world
	world       float64 // the side of the world in device pixels
}

func newCamera(a Ask) camera {
	c := camera{zoom: a.Zoom, scale: a.Scale}
	c.w, c.h = a.pixels()
	c.world = tileSide * a.Scale * math.Exp2(a.Zoom)
	s := math.Sin(a.Lat * math.Pi / 180)
	c.x = (a.Lon+180)/360*c.world - float64(c.w)/2
	c.y = (0.5-math.Log((1+s)/(1-s))/(4*math.Pi))*c.world - float64(c.h)/2
	return c
}

// lonLat is the place on the ground of a point of the picture, in degrees.
func (c camera) lonLat(p point) [2]float64 {
	x, y := (c.x+float64(p.x))/c.world, (c.y+float64(p.y))/c.world
	return [2]float64{x*360 - 180, math.Atan(math.Sinh(math.Pi*(1-2*y))) * 180 / math.Pi}
}

// tiles are those that the picture shows, from the deepest zoom that is not beyond last.
// The world is not repeated.
func (c camera) tiles(last uint8) []tiles.Address {
	z := uint8(min(math.Floor(c.zoom), float64(last)))
	side := c.world / float64(uint32(1)<<z)
	end := float64(uint32(1)<<z - 1)
	first := func(v float64) uint32 { return uint32(min(max(math.Floor(v/side), 0), end)) }
	x1, x2 := first(c.x), first(c.x+float64(c.w))
	y1, y2 := first(c.y), first(c.y+float64(c.h))
	var out []tiles.Address
	for y := y1; y <= y2; y++ {
		for x := x1; x <= x2; x++ {
			out = append(out, tiles.Address{Z: z, X: x, Y: y})
		}
	}
	return out
}

// placing turns the units of a tile into pixels of the picture.
type placing struct {
	x, y, unit float32
	extent     int32
}

func (c camera) placing(a tiles.Address, extent uint32) placing {
	side := c.world / float64(uint32(1)<<a.Z)
	return placing{
		x: float32(float64(a.X)*side - c.x), y: float32(float64(a.Y)*side - c.y),
		unit: float32(side / float64(extent)), extent: int32(extent),
	}
}

func (p placing) point(q mvt.Point) point {
	return point{p.x + float32(q.X)*p.unit, p.y + float32(q.Y)*p.unit}
}

// pixels is a size in CSS pixels as device pixels.
func (c camera) pixels(css float64) float32 { return float32(css * c.scale) }
