package codec

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// maxRingWork bounds the edges looked at while the rings of one feature are sorted.
const maxRingWork = 1 << 28

// polygons sorts the rings of a Shapefile record into polygons. By the specification
// an outer ring is clockwise and a hole anticlockwise, in any order. Files break this,
// so an anticlockwise ring is a hole only of an outer ring that contains it, the
// smallest one; else it is an outer ring itself. Polygons stay in file order.
func polygons(rings []orb.Ring, ringVertices int) (orb.Geometry, *FeatureError) {
	sorter := ringSorter{rings: make([]sortedRing, len(rings))}
	for i, r := range rings {
		if err := checkRing(r, ringVertices); err != nil {
			return nil, err
		}
		sorter.rings[i] = sortedRing{ring: r, box: r.Bound(), area: signedArea(r), outer: i}
	}
	if !sorter.sort() {
		return nil, fault(ReasonTooManyRings, "%d rings cannot be sorted into polygons", len(rings))
	}
	out := make(orb.MultiPolygon, 0, 1)
	at := make(map[int]int, len(rings)) // outer ring → its polygon
	for i, r := range sorter.rings {
		if r.outer == i {
			at[i] = len(out)
			out = append(out, orb.Polygon{r.ring})
		}
	}
	for i, r := range sorter.rings {
		if r.outer != i {
			p := &out[at[r.outer]]
			*p = append(*p, r.ring)
		}
	}
	if len(out) == 1 {
		return out[0], nil
	}
	return out, nil
}

type sortedRing struct {
	ring  orb.Ring
	box   orb.Bound
	area  float64 // negative when clockwise
	outer int     // the ring it is a hole of; its own index when it is none
}

type ringSorter struct {
	rings []sortedRing
	outer []int // the outer rings found so far
	work  int
}

// sort finds the outer ring of each anticlockwise ring, the largest first, so that one
// which turns out to be an outer ring is there for the holes inside it. It is false when
// the work is too much.
func (s *ringSorter) sort() bool {
	var holes []int
	for i, r := range s.rings {
		if r.area < 0 {
			s.outer = append(s.outer, i)
		} else {
			holes = append(holes, i)
		}
	}
	slices.SortStableFunc(holes, func(a, b int) int { return cmp.Compare(s.rings[b].area, s.rings[a].area) })
	for _, h := range holes {
		s.place(h)
		if s.work > maxRingWork {
			return false
		}
	}
	return true
}

func (s *ringSorter) place(h int) {
	hole := &s.rings[h]
	best := h
	for _, o := range s.outer {
		s.work++
		outer := &s.rings[o]
		if !contains(outer.box, hole.box) {
			continue
		}
		if best != h && abs(outer.area) >= abs(s.rings[best].area) {
			continue
		}
		s.work += len(outer.ring)
		if s.inside(hole.ring, outer.ring) {
			best = o
		}
	}
	if hole.outer = best; best == h {
		s.outer = append(s.outer, h)
	}
}

// inside decides by the first vertex of the hole that is not on the outer ring; a hole
// with all its vertices on the ring counts as inside.
func (s *ringSorter) inside(hole, outer orb.Ring) bool {
	for _, p := range hole {
		s.work += len(outer)
		switch side(outer, p) {
		case 1:
			return true
		case -1:
			return false
		}
		if s.work > maxRingWork {
			break
		}
	}
	return true
}

// side is +1 when p is inside the ring, -1 when outside, 0 on it.
func side(r orb.Ring, p orb.Point) int {
	in := -1
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		if a[1] > b[1] {
			a, b = b, a
		}
		if p[1] < a[1] || p[1] > b[1] {
			continue
		}
		cross := (b[0]-a[0])*(p[1]-a[1]) - (p[0]-a[0])*(b[1]-a[1])
		if cross == 0 && min(a[0], b[0]) <= p[0] && p[0] <= max(a[0], b[0]) {
			return 0
		}
		if p[1] < b[1] && cross > 0 {
			in = -in
		}
	}
	return in
}

func contains(outer, inner orb.Bound) bool {
	return outer.Min[0] <= inner.Min[0] && outer.Min[1] <= inner.Min[1] &&
		outer.Max[0] >= inner.Max[0] && outer.Max[1] >= inner.Max[1]
}

// signedArea is the shoelace sum about the first vertex, positive when anticlockwise.
func signedArea(r orb.Ring) float64 {
	var sum float64
	o := r[0]
	for i := 1; i < len(r); i++ {
		sum += (r[i-1][0]-o[0])*(r[i][1]-o[1]) - (r[i][0]-o[0])*(r[i-1][1]-o[1])
	}
	return sum / 2
}

func abs(v float64) float64 { return max(v, -v) }
