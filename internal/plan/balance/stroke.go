package balance

import (
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/partition"
)

// stroke is the line that cuts one part off what is left of the area.
type stroke struct {
	part  int // the one that it cuts off
	path  geo.Line
	edges []partition.MeshEdge // those of the path that cut
}

// strokes are lines that make the parts one after the other: each cuts off a part without which
// the rest is still connected; the part with the most households is left at last. false
// where the border of a part is not one line, as about a hole of the area.
func (c *cells) strokes(a *answer) ([]stroke, bool) {
	weight := make([]int64, c.k)
	left := make([]bool, c.k) // parts that are not cut off yet
	for i, p := range a.part {
		weight[p] += c.weight[i]
		left[p] = true
	}
	last := 0
	for p, w := range weight {
		if w > weight[last] {
			last = p
		}
	}
	var out []stroke
	for len(out) < c.k-1 {
		found := false
		for p := range c.k {
			if !left[p] || p == last || !c.hangsWithout(a, left, p) {
				continue
			}
			s, ok := c.stroke(a, left, p)
			if !ok {
				continue
			}
			out, left[p], found = append(out, s), false, true
			break
		}
		if !found {
			return nil, false
		}
	}
	return out, true
}

// hangsWithout is true when the parts that are left are connected without one of them.
func (c *cells) hangsWithout(a *answer, left []bool, without int) bool {
	in := func(cell int) bool { return left[a.part[cell]] && a.part[cell] != without }
	seen := make([]bool, len(a.part))
	groups := 0
	for start := range a.part {
		if !in(start) || seen[start] {
			continue
		}
		groups++
		seen[start] = true
		for queue := []int{start}; len(queue) > 0; queue = queue[1:] {
			for _, l := range c.links[queue[0]] {
				if in(l.to) && !seen[l.to] {
					seen[l.to] = true
					queue = append(queue, l.to)
				}
			}
		}
	}
	return groups == 1
}

// stroke is the border between a part and the others that are left: one line, or several that
// the area's own border joins to one, as about a hole. False where it cannot be one line.
func (c *cells) stroke(a *answer, left []bool, part int) (stroke, bool) {
	side := func(face int) int { // 1 = the part, 0 = the rest, -1 = neither
		switch {
		case face < 0 || c.of[face] < 0 || !left[a.part[c.of[face]]]:
			return -1
		case a.part[c.of[face]] == part:
			return 1
		}
		return 0
	}
	var on, rim []partition.MeshEdge
	for _, e := range c.mesh.Edges {
		switch l, r := side(e.Left), side(e.Right); {
		case l >= 0 && r >= 0 && l != r:
			on = append(on, e)
		case (l < 0) != (r < 0):
			rim = append(rim, e)
		}
	}
	out := stroke{part: part, edges: on}
	chains, ok := chained(on)
	if !ok {
		return out, false
	}
	out.path = chains[0]
	for rest := chains[1:]; len(rest) > 0; {
		way, k := around(rim, out.path[len(out.path)-1], rest)
		if k < 0 {
			return out, false
		}
		next := rest[k]
		if next[0] != way[len(way)-1] {
			slices.Reverse(next)
		}
		out.path = append(append(out.path, way[1:]...), next[1:]...)
		rest = slices.Delete(slices.Clone(rest), k, k+1)
	}
	return out, true
}

// chained puts edges together to lines, those with ends by their smaller end; false where more
// than two meet, or a ring stands beside other lines.
func chained(on []partition.MeshEdge) ([]geo.Line, bool) {
	at := map[geo.Point][]int{}
	for i, e := range on {
		at[e.A], at[e.B] = append(at[e.A], i), append(at[e.B], i)
	}
	var ends []geo.Point
	for p, es := range at {
		if len(es) > 2 {
			return nil, false
		}
		if len(es) == 1 {
			ends = append(ends, p)
		}
	}
	if len(on) == 0 {
		return nil, false
	}
	slices.SortFunc(ends, geo.Point.Compare)
	if len(ends) == 0 {
		ends = []geo.Point{on[0].A} // of a ring
	}
	used := make([]bool, len(on))
	var out []geo.Line
	walked := 0
	for _, from := range ends {
		path := geo.Line{from}
		for next := from; ; {
			k := slices.IndexFunc(at[next], func(i int) bool { return !used[i] })
			if k < 0 {
				break
			}
			i := at[next][k]
			used[i] = true
			if on[i].A == next {
				next = on[i].B
			} else {
				next = on[i].A
			}
			path = append(path, next)
		}
		if len(path) > 1 {
			walked += len(path) - 1
			out = append(out, path)
		}
	}
	return out, walked == len(on)
}

// around is the shortest way, by edges of the area's border, from a point to an end of one of the
// lines, and which line that is; -1 where none is on the same ring.
func around(rim []partition.MeshEdge, from geo.Point, lines []geo.Line) (geo.Line, int) {
	beside := map[geo.Point][]geo.Point{}
	for _, e := range rim {
		beside[e.A], beside[e.B] = append(beside[e.A], e.B), append(beside[e.B], e.A)
	}
	back := map[geo.Point]geo.Point{from: from}
	for queue := []geo.Point{from}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if k := slices.IndexFunc(lines, func(l geo.Line) bool { return l[0] == at || l[len(l)-1] == at }); k >= 0 {
			way := geo.Line{at}
			for ; at != from; at = back[at] {
				way = append(way, back[at])
			}
			slices.Reverse(way)
			return way, k
		}
		for _, to := range beside[at] {
			if _, met := back[to]; !met {
				back[to] = at
				queue = append(queue, to)
			}
		}
	}
	return nil, -1
}
