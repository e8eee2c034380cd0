package picture

import "github.com/redsail/redsail/tiles/mvt"

// within gives the part of a straight line that lies in its tile, in the picture. Lines
// with dashes are cut so: where two tiles overlap, the dashes of one would fill the gaps
// of the other's.
func (p placing) within(a, b mvt.Point) (from, to point, ok bool) {
	t0, t1 := float32(0), float32(1)
	end := float32(p.extent)
	cut := func(at, by float32) bool { // at + t·by must be from 0 to end
		if by == 0 {
			return at >= 0 && at <= end
		}
		in, out := -at/by, (end-at)/by
		if in > out {
			in, out = out, in
		}
		t0, t1 = max(t0, in), min(t1, out)
		return t0 < t1
	}
	ax, ay, dx, dy := float32(a.X), float32(a.Y), float32(b.X-a.X), float32(b.Y-a.Y)
	if !cut(ax, dx) || !cut(ay, dy) {
		return point{}, point{}, false
	}
	at := func(t float32) point { return point{p.x + (ax+t*dx)*p.unit, p.y + (ay+t*dy)*p.unit} }
	return at(t0), at(t1), true
}

// runs cuts a line to its tile and gives each run of it that is left, until the next one.
func (p *painter) runs(line []mvt.Point, closed bool, at placing, use func(path []point)) {
	p.path = p.path[:0]
	n := len(line)
	last := n - 1
	if closed {
		last = n
	}
	for i := range last {
		a, b, ok := at.within(line[i], line[(i+1)%n])
		if k := len(p.path); k > 0 && (!ok || p.path[k-1] != a) {
			use(p.path)
			p.path = p.path[:0]
		}
		if !ok {
			continue
		}
		if len(p.path) == 0 {
			p.path = append(p.path, a)
		}
		p.path = append(p.path, b)
	}
	if len(p.path) > 0 {
		use(p.path)
	}
}
