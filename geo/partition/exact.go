package partition

import (
	"math/big"

	"github.com/redsail/redsail/geo"
)

// span is the largest difference of coordinates (107°) for which the sum of two
// products fits int64; wider edges take the slow way.
const span = 1 << 30

// reach is how far a hot point pulls an edge, in units.
type reach int64

const (
	touch reach = 0 // the point lies exactly on the edge
	unit  reach = 1
	drift reach = 2 // how far an edge may be pulled in all
)

// beside is true when p is at most r units from the line a–b and its foot on it lies
// strictly between a and b. dist is |cross product|: the distance times the length of
// a–b, so it orders the points beside one edge.
func beside(a, b, p geo.Point, r reach) (dist uint64, ok bool) {
	dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	px, py := int64(p.X)-int64(a.X), int64(p.Y)-int64(a.Y)
	if abs(dx) > span || abs(dy) > span || abs(px) > span || abs(py) > span {
		return besideWide(dx, dy, px, py, r)
	}
	square := dx*dx + dy*dy
	if dot := dx*px + dy*py; dot <= 0 || dot >= square {
		return 0, false
	}
	cross := abs(dx*py - dy*px)
	// The length is below 2^30.5, so a cross product from 2^32 on is farther than two
	// units, and below that its square fits uint64.
	if cross >= 1<<32 {
		return 0, false
	}
	return uint64(cross), uint64(cross)*uint64(cross) <= uint64(r*r)*uint64(square)
}

// besideWide is beside for edges of any length.
func besideWide(dx, dy, px, py int64, r reach) (uint64, bool) {
	square := sumOfProducts(dx, dx, dy, dy)
	dot := sumOfProducts(dx, px, dy, py)
	if dot.Sign() <= 0 || dot.Cmp(square) >= 0 {
		return 0, false
	}
	cross := sumOfProducts(dx, py, -dy, px)
	cross.Abs(cross)
	lhs := new(big.Int).Mul(cross, cross)
	rhs := new(big.Int).Mul(square, big.NewInt(int64(r*r)))
	return cross.Uint64(), lhs.Cmp(rhs) <= 0
}

// within is true when p is at most r units from the segment a–b, its ends included.
func within(a, b, p geo.Point, r reach) bool {
	if _, ok := beside(a, b, p, r); ok {
		return true
	}
	return closer(a, p, r) || closer(b, p, r)
}

func closer(a, p geo.Point, r reach) bool {
	dx, dy := int64(p.X)-int64(a.X), int64(p.Y)-int64(a.Y)
	return abs(dx) <= int64(r) && abs(dy) <= int64(r) && dx*dx+dy*dy <= int64(r*r)
}

// crosses is true when a–b and c–d cross at a point inside both.
func crosses(a, b, c, d geo.Point) bool {
	s, t := geo.Orient(a, b, c), geo.Orient(a, b, d)
	if s*t >= 0 {
		return false
	}
	return geo.Orient(c, d, a)*geo.Orient(c, d, b) < 0
}

// crossing is the point where a–b and c–d, which cross, meet: the exact rational,
// each coordinate rounded half away from zero.
func crossing(a, b, c, d geo.Point) geo.Point {
	rx, ry := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	sx, sy := int64(d.X)-int64(c.X), int64(d.Y)-int64(c.Y)
	den := sumOfProducts(rx, sy, -ry, sx)
	num := sumOfProducts(int64(c.X)-int64(a.X), sy, -(int64(c.Y) - int64(a.Y)), sx)
	at := func(from int32, delta int64) int32 {
		n := new(big.Int).Mul(den, big.NewInt(int64(from)))
		n.Add(n, new(big.Int).Mul(num, big.NewInt(delta)))
		return roundRatio(n, den)
	}
	return geo.Point{X: at(a.X, rx), Y: at(a.Y, ry)}
}

// roundRatio is n/d rounded half away from zero.
func roundRatio(n, d *big.Int) int32 {
	negative := n.Sign()*d.Sign() < 0
	twice := new(big.Int).Abs(d)
	q := new(big.Int).Abs(n)
	q.Lsh(q, 1).Add(q, twice)
	q.Quo(q, twice.Lsh(twice, 1))
	if negative {
		q.Neg(q)
	}
	return int32(q.Int64())
}

func sumOfProducts(a, b, c, d int64) *big.Int {
	p := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	return p.Add(p, new(big.Int).Mul(big.NewInt(c), big.NewInt(d)))
}

func abs(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}
