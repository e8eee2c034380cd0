package partition

import "github.com/redsail/redsail/geo"

// nest makes the faces: one for each outer cycle, and the unbounded one; every other
// cycle goes round a component that lies in the face found west of its smallest vertex.
func (a *arrangement) nest() {
	a.faces = [][]int32{nil}
	for i := range a.cycles {
		if a.cycles[i].outer {
			a.cycles[i].face = int32(len(a.faces))
			a.faces = append(a.faces, []int32{int32(i)})
		}
	}
	var west *tree
	first := true
	for i := range a.cycles {
		c := &a.cycles[i]
		if c.outer {
			continue
		}
		// The component of the smallest vertex of all has nothing to its west.
		if c.face = unbounded; !first {
			if west == nil {
				west = edgeTree(a.edges)
			}
			// What is found starts farther west, so its own face is known already.
			if h, ok := a.west(west, c.least); ok {
				c.face = a.faceOf(h)
			}
		}
		first = false
		a.faces[c.face] = append(a.faces[c.face], int32(i))
	}
}

// west finds the edge nearest to p on its west, as the half-edge with p's face on its
// left. It looks in ever wider windows.
func (a *arrangement) west(t *tree, p geo.Point) (int32, bool) {
	edge0 := int64(a.edges[0].a.X) // the westernmost vertex: edges are sorted
	for width := int64(256); ; width *= 8 {
		left := max(int64(p.X)-width, edge0-1)
		window := geo.Box{Min: geo.Point{X: int32(left), Y: p.Y}, Max: p}
		best := int32(-1)
		t.search(window.Intersects, func(id int32) bool {
			e := a.edges[id]
			if geo.CrossesEast(e.a, e.b, window.Min) && !geo.CrossesEast(e.a, e.b, p) &&
				upwards(e).a != p && (best < 0 || eastOf(e, a.edges[best])) {
				best = id
			}
			return true
		})
		switch {
		case best >= 0 && lower(a.edges[best].b, a.edges[best].a):
			// a is below b: the half-edge back runs down and has its east on the left.
			return 2*best + 1, true
		case best >= 0:
			return 2 * best, true
		case left < edge0:
			return 0, false
		}
	}
}

// upwards returns the edge from its southern end to its northern.
func upwards(e edge) edge {
	if e.b.Y < e.a.Y {
		return edge{e.b, e.a}
	}
	return e
}

// eastOf is true when e lies east of f; both are met by one horizontal line, and they
// do not cross.
func eastOf(e, f edge) bool {
	e, f = upwards(e), upwards(f)
	if e.a.Y >= f.a.Y {
		if s := geo.Orient(f.a, f.b, e.a); s != 0 {
			return s < 0
		}
	} else if s := geo.Orient(e.a, e.b, f.a); s != 0 {
		return s > 0
	}
	if e.b.Y <= f.b.Y {
		return geo.Orient(f.a, f.b, e.b) < 0
	}
	return geo.Orient(e.a, e.b, f.b) > 0
}
