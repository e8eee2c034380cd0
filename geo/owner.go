package geo

// CrossesEast is the owner rule for one edge (docs/architecture.md, "Owner rule"):
// it is true when the ray that starts at (q.X+ε, q.Y+ε²) and goes east crosses the
// edge a–b. An odd number of crossings over the rings of an area means that the area
// owns q. So a slanted border belongs to the area on its east, a horizontal one to
// the area on its north, and every point to exactly one area of a partition.
//
// The two products are compared, never subtracted: each fits int64 (3.6e9 · 1.8e9),
// their difference would not.
func CrossesEast(a, b, q Point) bool {
	if a.Y > b.Y {
		a, b = b, a
	}
	if q.Y < a.Y || q.Y >= b.Y {
		return false
	}
	return (int64(b.X)-int64(a.X))*(int64(q.Y)-int64(a.Y)) >
		(int64(q.X)-int64(a.X))*(int64(b.Y)-int64(a.Y))
}

// Owns is true when the rings of the shape, read by the even–odd rule, own q.
func (m MultiPolygon) Owns(q Point) bool {
	in := false
	for _, poly := range m {
		for _, r := range poly {
			if r.owns(q) {
				in = !in
			}
		}
	}
	return in
}

// owns walks the ring in one loop without a closure: this is the hot path of locate.
func (r Ring) owns(q Point) bool {
	if len(r) == 0 {
		return false
	}
	in := false
	a := r[len(r)-1]
	for _, b := range r {
		// Most edges lie wholly above or below the ray: one test rejects them.
		if (a.Y <= q.Y) != (b.Y <= q.Y) && CrossesEast(a, b, q) {
			in = !in
		}
		a = b
	}
	return in
}

// Orient is the side of c seen along a→b: +1 left (anticlockwise), -1 right, 0 on the line.
func Orient(a, b, c Point) int {
	l := (int64(b.X) - int64(a.X)) * (int64(c.Y) - int64(a.Y))
	r := (int64(b.Y) - int64(a.Y)) * (int64(c.X) - int64(a.X))
	switch {
	case l > r:
		return 1
	case l < r:
		return -1
	default:
		return 0
	}
}
