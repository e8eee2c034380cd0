package geo

import "math/bits"

// TwiceArea is twice the signed area of lattice rings in square units, exact:
// a 128-bit two's complement number. Positive is anticlockwise.
type TwiceArea struct {
	hi int64
	lo uint64
}

// Compare is -1, 0 or +1.
func (a TwiceArea) Compare(b TwiceArea) int {
	switch {
	case a.hi < b.hi, a.hi == b.hi && a.lo < b.lo:
		return -1
	case a == b:
		return 0
	default:
		return 1
	}
}

// Sign is -1, 0 or +1.
func (a TwiceArea) Sign() int { return a.Compare(TwiceArea{}) }

// Add returns a + b.
func (a TwiceArea) Add(b TwiceArea) TwiceArea {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	return TwiceArea{hi: a.hi + b.hi + int64(carry), lo: lo}
}

// Neg returns -a.
func (a TwiceArea) Neg() TwiceArea {
	lo, borrow := bits.Sub64(0, a.lo, 0)
	return TwiceArea{hi: -a.hi - int64(borrow), lo: lo}
}

// Abs returns |a|.
func (a TwiceArea) Abs() TwiceArea {
	if a.hi < 0 {
		return a.Neg()
	}
	return a
}

// Float64 is the value as a float64, rounded once, or twice from 2⁶⁴ on.
func (a TwiceArea) Float64() float64 {
	if a.hi < 0 {
		return -a.Neg().Float64()
	}
	return float64(a.hi)*(1<<64) + float64(a.lo)
}

func (a TwiceArea) addProduct(x, y int64) TwiceArea {
	p := x * y // at most 3.6e9 · 1.8e9: fits
	return a.Add(TwiceArea{hi: p >> 63, lo: uint64(p)})
}

// TwiceArea is the shoelace sum of the ring, exact.
func (r Ring) TwiceArea() TwiceArea {
	var sum TwiceArea
	if len(r) < 3 {
		return sum
	}
	o := r[0]
	for i := 1; i+1 < len(r); i++ {
		ax, ay := int64(r[i].X)-int64(o.X), int64(r[i].Y)-int64(o.Y)
		bx, by := int64(r[i+1].X)-int64(o.X), int64(r[i+1].Y)-int64(o.Y)
		sum = sum.addProduct(ax, by).addProduct(-bx, ay)
	}
	return sum
}

// TwiceArea is the size of the shape: its outer rings less its holes, whatever their
// direction. It orders the areas of an overlap (the smaller owns).
func (m MultiPolygon) TwiceArea() TwiceArea {
	var sum TwiceArea
	for _, poly := range m {
		for i, r := range poly {
			a := r.TwiceArea().Abs()
			if i > 0 {
				a = a.Neg()
			}
			sum = sum.Add(a)
		}
	}
	return sum
}

// Words gives the two halves of the number, for storing it.
func (a TwiceArea) Words() (hi int64, lo uint64) { return a.hi, a.lo }

// TwiceAreaOf is the number of two halves; see Words.
func TwiceAreaOf(hi int64, lo uint64) TwiceArea { return TwiceArea{hi: hi, lo: lo} }
