package geo_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/redsail/redsail/geo"
	"pgregory.net/rapid"
)

// shoelace is twice the signed area by the school formula in whole numbers of any size.
func shoelace(r geo.Ring) *big.Int {
	sum := new(big.Int)
	for i, a := range r {
		b := r[(i+1)%len(r)]
		sum.Add(sum, new(big.Int).Mul(big.NewInt(int64(a.X)), big.NewInt(int64(b.Y))))
		sum.Sub(sum, new(big.Int).Mul(big.NewInt(int64(b.X)), big.NewInt(int64(a.Y))))
	}
	return sum
}

func TestTwiceAreaIsExact(t *testing.T) {
	ring := rapid.SliceOfN(anyPoint(), 0, 40)
	rapid.Check(t, func(t *rapid.T) {
		a, b := geo.Ring(ring.Draw(t, "a")), geo.Ring(ring.Draw(t, "b"))
		exactA, exactB := new(big.Int), new(big.Int)
		if len(a) > 2 {
			exactA = shoelace(a)
		}
		if len(b) > 2 {
			exactB = shoelace(b)
		}
		ta, tb := a.TwiceArea(), b.TwiceArea()
		if ta.Sign() != exactA.Sign() || ta.Abs().Compare(tb.Abs()) != exactA.CmpAbs(exactB) {
			t.Fatalf("sign or order differs: %v %v", exactA, exactB)
		}
		if got, want := ta.Compare(tb), exactA.Cmp(exactB); got != want {
			t.Fatalf("Compare = %d, want %d", got, want)
		}
		sum := new(big.Int).Sub(exactA, exactB)
		got, want := ta.Add(tb.Neg()).Float64(), new(big.Float).SetInt(sum)
		near, _ := want.Float64()
		if math.Abs(got-near) > math.Abs(near)*1e-15 {
			t.Fatalf("a−b = %v, want %v", got, near)
		}
	})
}

func TestTwiceAreaOfTheWholeEarth(t *testing.T) {
	earth := geo.Ring{{X: -geo.MaxX, Y: -geo.MaxY}, {X: geo.MaxX, Y: -geo.MaxY}, {X: geo.MaxX, Y: geo.MaxY}, {X: -geo.MaxX, Y: geo.MaxY}}
	if got := earth.TwiceArea().Float64(); got != 2*3.6e9*1.8e9 {
		t.Errorf("twice the area = %v", got)
	}
	// Sixteen of them pass 2⁶⁴: the high word counts.
	var m geo.MultiPolygon
	for range 16 {
		m = append(m, geo.Polygon{earth})
	}
	if got := m.TwiceArea().Float64(); got != 32*3.6e9*1.8e9 {
		t.Errorf("sixteen times = %v", got)
	}
	if got := m.TwiceArea().Neg(); got.Sign() != -1 || got.Abs().Compare(m.TwiceArea()) != 0 {
		t.Errorf("Neg and Abs disagree: %v", got)
	}
}

func TestTwiceAreaTakesHolesAway(t *testing.T) {
	outer := geo.Ring{{X: 0, Y: 0}, {X: 30, Y: 0}, {X: 30, Y: 30}, {X: 0, Y: 30}}
	hole := geo.Ring{{X: 10, Y: 10}, {X: 20, Y: 10}, {X: 20, Y: 20}, {X: 10, Y: 20}}
	back := geo.Ring{{X: 10, Y: 10}, {X: 10, Y: 20}, {X: 20, Y: 20}, {X: 20, Y: 10}}
	for _, h := range []geo.Ring{hole, back} {
		if got := (geo.MultiPolygon{{outer, h}}).TwiceArea().Float64(); got != 2*(900-100) {
			t.Errorf("twice the area = %v", got)
		}
	}
}
