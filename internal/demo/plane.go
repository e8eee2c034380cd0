package demo

import (
	"math"

	"github.com/redsail/redsail/geo"
)

// The plane of the generator: metres east and north of the city's middle. Every vertex is
// rounded to the lattice when it is made and read back from there, so that topology is
// decided on the lattice alone.

// vec is a place or a step in metres.
type vec struct{ x, y float64 }

// The middle of the made-up city: open water of the Bohai Sea (data/README.md says why).
// Units of the lattice in a metre there, east and north, on the WGS-84 ellipsoid.
const (
	middleX, middleY = 119_860_0000, 38_690_0000
	unitsEast        = 114.939
	unitsNorth       = 90.083
)

func (a vec) add(b vec) vec       { return vec{a.x + b.x, a.y + b.y} }
func (a vec) sub(b vec) vec       { return vec{a.x - b.x, a.y - b.y} }
func (a vec) mul(f float64) vec   { return vec{float64(a.x * f), float64(a.y * f)} }
func (a vec) left() vec           { return vec{-a.y, a.x} }
func (a vec) dot(b vec) float64   { return float64(a.x*b.x) + float64(a.y*b.y) }
func (a vec) cross(b vec) float64 { return float64(a.x*b.y) - float64(a.y*b.x) }
func (a vec) len() float64        { return math.Sqrt(a.dot(a)) }
func (a vec) dist(b vec) float64  { return a.sub(b).len() }

// along is a + d·f.
func (a vec) along(d vec, f float64) vec { return a.add(d.mul(f)) }

// mix is the point that lies the share f of the way from a to b.
func (a vec) mix(b vec, f float64) vec { return a.along(b.sub(a), f) }

// unit has length one; the zero vector gives east.
func (a vec) unit() vec {
	l := a.len()
	if l < 1e-9 {
		return vec{1, 0}
	}
	return vec{a.x / l, a.y / l}
}

// turn rotates a by the direction d, which has length one.
func (a vec) turn(d vec) vec {
	return vec{float64(a.x*d.x) - float64(a.y*d.y), float64(a.x*d.y) + float64(a.y*d.x)}
}

// lattice rounds a place to the lattice.
func (a vec) lattice() geo.Point {
	return geo.Point{
		X: middleX + int32(math.Round(float64(a.x*unitsEast))),
		Y: middleY + int32(math.Round(float64(a.y*unitsNorth))),
	}
}

// place reads a lattice point back.
func place(p geo.Point) vec {
	return vec{float64(p.X-middleX) / unitsEast, float64(p.Y-middleY) / unitsNorth}
}

// heading is the direction of an angle in full turns, anticlockwise from east. It is a
// polynomial in steps that are each rounded: math.Sin may differ between processors.
func heading(turns float64) vec {
	turns -= math.Floor(turns)
	quarter := math.Floor(float64(turns * 4))
	t := float64((turns - quarter/4) * 2 * math.Pi) // 0 … π/2
	s, c, term := 0.0, 0.0, 1.0
	for n := 0; n < 20; n += 4 { // Taylor's series, to t^19/19! < 1e-13
		for k, part := range []*float64{&c, &s, &c, &s} {
			if k < 2 {
				*part += term
			} else {
				*part -= term
			}
			term = float64(term*t) / float64(n+k+1)
		}
	}
	d := vec{c, s}
	for ; quarter > 0; quarter-- {
		d = d.left()
	}
	return d
}

// noise is in [-1, 1), the same for the same arguments (SplitMix64's finaliser).
func noise(parts ...int) float64 {
	z := uint64(0x5ed5a11)
	for _, p := range parts {
		z += uint64(int64(p)) + 0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
	}
	return float64(z>>11)/(1<<52) - 1
}

// chance is in [0, 1), the same for the same arguments.
func chance(parts ...int) float64 { return (noise(parts...) + 1) / 2 }

// field is smooth noise in [-1, 1] over the plane; wave is the length of its waves in metres.
func field(at vec, wave float64, seed int) float64 {
	x, y := at.x/wave, at.y/wave
	i, j := math.Floor(x), math.Floor(y)
	u, v := smooth(x-i), smooth(y-j)
	corner := func(di, dj int) float64 { return noise(int(i)+di, int(j)+dj, seed) }
	south := corner(0, 0) + float64((corner(1, 0)-corner(0, 0))*u)
	north := corner(0, 1) + float64((corner(1, 1)-corner(0, 1))*u)
	return south + float64((north-south)*v)
}

func smooth(t float64) float64 { return float64(float64(t*t) * (3 - float64(2*t))) }

// mark makes an argument for noise out of a place, in whole decimetres.
func (a vec) mark() int {
	return int(math.Round(float64(a.x*10)))*1_000_003 + int(math.Round(float64(a.y*10)))
}
