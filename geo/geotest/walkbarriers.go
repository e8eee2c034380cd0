package geotest

import "math"

// walkBarrier is the line where f is 0, with the crossings that exist and how far apart they are.
type walkBarrier struct {
	f       func(xy) float64
	spacing float64
	kind    string
	wait    int32
	taken   []xy
}

func walkBarriers() []*walkBarrier {
	out := []*walkBarrier{
		{f: func(p xy) float64 { return p.y - river1(p.x) }, spacing: 1500, kind: "river"},
		{f: func(p xy) float64 {
			if p.y < 27500 {
				return 1e9
			}
			return p.x - river2(p.y)
		}, spacing: 1200, kind: "river"},
		{f: func(p xy) float64 { return p.y - rail(p.x) }, spacing: 900, kind: "rail"},
	}
	for _, radius := range walkRings {
		out = append(out, &walkBarrier{f: func(p xy) float64 {
			a := math.Atan2(p.y-30000, p.x-30000)
			return math.Hypot(p.x-30000, p.y-30000) - ringRadius(radius, a)
		}, spacing: 650, kind: "ring", wait: 250})
	}
	return out
}

var walkRings = []float64{5200, 11800, 20500}

func river1(x float64) float64 { return 27500 + 2600*math.Sin(x/8200) + 700*math.Sin(x/2100) }
func river2(y float64) float64 { return 21000 + 1800*math.Sin(y/5200) + 500*math.Sin(y/1300) }
func rail(x float64) float64   { return 8000 + 0.72*(x-2000) - 500*math.Sin(x/6000) }

func ringRadius(radius, angle float64) float64 {
	return radius * (1 + 0.05*math.Sin(3*angle) + 0.03*math.Cos(5*angle))
}

// crosses is true when the barrier lies between two places.
func (b *walkBarrier) crosses(p, q xy) bool {
	a, c := b.f(p), b.f(q)
	return math.Abs(a) <= 1e8 && math.Abs(c) <= 1e8 && (a < 0) != (c < 0)
}

// claim takes a place for a crossing, unless one is near already.
func (b *walkBarrier) claim(mid xy) bool {
	spacing := b.spacing
	if density(mid) < 0.3 {
		spacing *= 2
	}
	for _, o := range b.taken {
		if o.dist(mid) < spacing {
			return false
		}
	}
	b.taken = append(b.taken, mid)
	return true
}

// barrierLines are the barriers as runs of points some 40 m apart, in the order of walkBarriers.
func barrierLines() [][]xy {
	const steps = 1500
	var r1, r2, t []xy
	for i := range steps + 1 {
		s := 60000 * float64(i) / steps
		r1 = append(r1, xy{s, river1(s)})
		t = append(t, xy{s, rail(s)})
		if y := 27500 + s; y <= 60000 {
			r2 = append(r2, xy{river2(y), y})
		}
	}
	out := [][]xy{r1, r2, t}
	for _, radius := range walkRings {
		var ring []xy
		for i := range steps + 1 {
			a := 2 * math.Pi * float64(i%steps) / steps
			r := ringRadius(radius, a)
			ring = append(ring, xy{30000 + r*math.Cos(a), 30000 + r*math.Sin(a)})
		}
		out = append(out, ring)
	}
	return out
}
