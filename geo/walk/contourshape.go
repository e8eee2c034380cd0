package walk

import (
	"cmp"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
)

// outline is a closed ring of a drawing.
type outline struct {
	ring   geo.Ring
	simple geo.Ring
	area   float64 // m², negative of a hole
	parent int     // the smallest ring around it, -1 = none
	gone   bool
}

// polygons puts rings together: small holes are filled with all that is in them, but for those that are to be
// kept, and the rest is simplified. Rings do not meet, before nor after.
func (n *Network) polygons(rings []geo.Ring, kept func(hole geo.Ring) bool) geo.MultiPolygon {
	list := make([]outline, len(rings))
	for i, r := range rings {
		list[i] = outline{ring: r, area: n.areaOf(r), parent: -1}
	}
	// Of the largest first; a ring then stands after all that hold it.
	slices.SortStableFunc(list, func(a, b outline) int { return cmp.Compare(math.Abs(b.area), math.Abs(a.area)) })
	nest(list)
	for i := range list {
		o := &list[i]
		small := o.area < 0 && -o.area < contourHole
		o.gone = o.parent >= 0 && list[o.parent].gone || o.area == 0 || small && !kept(o.ring)
	}
	list = simplify(n, list)
	var out geo.MultiPolygon
	place := make([]int, len(list))
	for i := range list {
		switch o := &list[i]; {
		case o.gone:
		case o.area > 0:
			place[i] = len(out)
			out = append(out, geo.Polygon{o.simple})
		default:
			p := place[o.parent]
			out[p] = append(out[p], o.simple)
		}
	}
	return out
}

// areaOf is the area of a ring, in the metric of the network.
func (n *Network) areaOf(r geo.Ring) float64 {
	if len(r) == 0 {
		return 0
	}
	east, north := n.metric.at(float64(r[0].Y))
	twice := 0.0
	r.Edges(func(a, b geo.Point) {
		ax, ay := float64(a.X)-float64(r[0].X), float64(a.Y)-float64(r[0].Y)
		bx, by := float64(b.X)-float64(r[0].X), float64(b.Y)-float64(r[0].Y)
		twice += float64(ax*by) - float64(bx*ay)
	})
	return twice / 2 * east * north
}

// nest finds the smallest ring around each, of rings that go from large to small.
func nest(list []outline) {
	var boxes near.Tree[int]
	for i := range list {
		q, box := list[i].ring[0], geo.EmptyBox()
		for _, p := range list[i].ring {
			box = box.Extend(p)
		}
		boxes.Search(geo.EmptyBox().Extend(q), func(_ geo.Box, j int) bool {
			if j > list[i].parent && (geo.MultiPolygon{{list[j].ring}}).Owns(q) {
				list[i].parent = j
			}
			return true
		})
		boxes.Insert(box, i)
	}
}

// simplify leaves out vertices where the outline moves by no more than contourPeer and meets no
// barrier. Rings that would then meet each other or themselves stay as they are.
func simplify(n *Network, list []outline) []outline {
	for i := range list {
		if o := &list[i]; !o.gone {
			o.simple = n.simpler(o.ring)
		}
	}
	for {
		bad := meeting(list)
		if len(bad) == 0 {
			return list
		}
		for i := range bad {
			list[i].simple = list[i].ring
		}
	}
}

// simpler is Douglas and Peucker on the two halves of a ring.
func (n *Network) simpler(r geo.Ring) geo.Ring {
	far, east, north := 0, 0.0, 0.0
	east, north = n.metric.at(float64(r[0].Y))
	least := -1.0
	for i, p := range r {
		if d := apart(r[0], p, east, north); d > least {
			far, least = i, d
		}
	}
	closed := append(slices.Clone(r), r[0])
	keep := make([]bool, len(closed))
	keep[0], keep[far] = true, true
	n.peer(closed, 0, far, keep, east, north)
	n.peer(closed, far, len(r), keep, east, north)
	var out geo.Ring
	for i := range r {
		if keep[i] {
			out = append(out, r[i])
		}
	}
	if len(out) < 3 {
		return r
	}
	return out
}

func apart(a, b geo.Point, east, north float64) float64 {
	return math.Hypot((float64(a.X)-float64(b.X))*east, (float64(a.Y)-float64(b.Y))*north)
}

// peer marks the vertices between two that are to be kept.
func (n *Network) peer(line geo.Ring, from, to int, keep []bool, east, north float64) {
	if to-from < 2 {
		return
	}
	worst, at := -1.0, 0
	run := piece{line[from], line[to]}
	for i := from + 1; i < to; i++ {
		if d := offRun(run, line[i], east, north); d > worst {
			worst, at = d, i
		}
	}
	if worst <= contourPeer && n.barriers.first(line[from], line[to], nil) < 0 {
		return
	}
	keep[at] = true
	n.peer(line, from, at, keep, east, north)
	n.peer(line, at, to, keep, east, north)
}

// offRun is how far a point is from a straight run.
func offRun(run piece, p geo.Point, east, north float64) float64 {
	ax, ay := (float64(run.a.X)-float64(p.X))*east, (float64(run.a.Y)-float64(p.Y))*north
	dx, dy := (float64(run.b.X)-float64(run.a.X))*east, (float64(run.b.Y)-float64(run.a.Y))*north
	along := 0.0
	if l := float64(dx*dx) + float64(dy*dy); l > 0 {
		along = min(1, max(0, -(float64(ax*dx)+float64(ay*dy))/l))
	}
	return math.Hypot(ax+float64(along*dx), ay+float64(along*dy))
}

// edgeOf is an edge of a simplified ring.
type ringEdge struct {
	ring, number int
	run          piece
}

// meeting are the simplified rings that meet another one or themselves, other than by going on.
func meeting(list []outline) map[int]bool {
	var edges near.Tree[ringEdge]
	bad := map[int]bool{}
	for i := range list {
		r := list[i].simple
		for k := range r {
			if list[i].gone {
				break
			}
			e := ringEdge{i, k, piece{r[k], r[(k+1)%len(r)]}}
			box := geo.EmptyBox().Extend(e.run.a).Extend(e.run.b)
			edges.Search(box, func(_ geo.Box, o ringEdge) bool {
				if !e.meets(o, len(r)) {
					return true
				}
				for _, j := range []int{i, o.ring} {
					if len(list[j].simple) < len(list[j].ring) {
						bad[j] = true
					}
				}
				return true
			})
			edges.Insert(box, e)
		}
	}
	return bad
}

// meets is true of edges that share a point; of neighbours in a ring of so many edges, more than
// the vertex between them.
func (e ringEdge) meets(o ringEdge, edges int) bool {
	a, b, c, d := e.run.a, e.run.b, o.run.a, o.run.b
	if e.ring == o.ring && (e.number-o.number == 1 || e.number-o.number == edges-1) {
		shared, p, q := a, b, c
		if e.number-o.number != 1 {
			shared, p, q = b, a, d
		}
		// Going straight back is the only way in which neighbours share more.
		return geo.Orient(shared, p, q) == 0 && (&piece{shared, p}).holds(q) || geo.Orient(shared, q, p) == 0 && (&piece{shared, q}).holds(p)
	}
	s1, s2, s3, s4 := geo.Orient(a, b, c), geo.Orient(a, b, d), geo.Orient(c, d, a), geo.Orient(c, d, b)
	if s1 != s2 && s3 != s4 && s1 != 0 && s2 != 0 && s3 != 0 && s4 != 0 {
		return true
	}
	return s1 == 0 && (&piece{a, b}).holds(c) || s2 == 0 && (&piece{a, b}).holds(d) || s3 == 0 && (&piece{c, d}).holds(a) || s4 == 0 && (&piece{c, d}).holds(b)
}
