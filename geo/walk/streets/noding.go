package streets

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/near"
)

const (
	onLine    = 2.0 // units: an end so near to a street lies on it
	looseEnds = 1.0 // metres: an end so near to a street is told of
)

// segment is one of the edges of the streets.
type segment struct {
	line, run, at int // from vertex at to at+1
}

// noder gives streets a vertex where another one ends on them.
type noder struct {
	lines    []osmLine
	tree     near.Tree[segment]
	vertices map[geo.Point]int // streets at each vertex
	added    map[segment][]geo.Point
}

func newNoder(lines []osmLine) *noder {
	n := &noder{lines: lines, vertices: map[geo.Point]int{}, added: map[segment][]geo.Point{}}
	for i := range lines {
		if lines[i].Kind != Road && lines[i].Kind != Path {
			continue
		}
		for k, r := range lines[i].runs {
			for j := range r.line {
				n.vertices[r.line[j]]++
				if j+1 < len(r.line) {
					n.tree.Insert(geo.EmptyBox().Extend(r.line[j]).Extend(r.line[j+1]), segment{i, k, j})
				}
			}
		}
	}
	return n
}

// nodeStreets gives a street a vertex where another one ends on it, since streets meet at
// vertices and many files are drawn without. Nothing moves but by a unit's rounding.
func nodeStreets(n *Network, lines []osmLine) {
	noded, loose := newNoder(lines).node(func(_, _ int) bool { return true })
	n.Noded, n.Loose = n.Noded+noded, append(n.Loose, loose...)
}

// node looks at all ends; meet tells of which two lines the first may end on the second. It counts the ends that got
// a vertex, and tells of those that come near and do not meet.
func (n *noder) node(meet func(end, on int) bool) (noded int, loose []Mention) {
	for i := range n.lines {
		if n.lines[i].Kind != Road && n.lines[i].Kind != Path {
			continue
		}
		for _, r := range n.lines[i].runs {
			for _, end := range []geo.Point{r.line[0], r.line[len(r.line)-1]} {
				found, best := n.nearest(end, func(on int) bool { return meet(i, on) })
				switch {
				case best <= onLine*metresPerUnit:
					if !slices.Contains(n.added[found], end) {
						n.added[found] = append(n.added[found], end)
						noded++
					}
				case best < looseEnds && n.vertices[end] <= 1: // one that meets another street already is not loose
					loose = append(loose, Mention{
						Code: n.lines[i].Code, Message: fmt.Sprintf("it ends %.2f m from %s and does not meet it", best, n.lines[found.line].Code), At: end.LonLat(),
					})
				}
			}
		}
	}
	insert(n.lines, n.added)
	return noded, loose
}

// nearest is the nearest edge of which an end is no vertex, and how many metres away it is; infinitely many where none
// is within looseEnds.
func (n *noder) nearest(end geo.Point, of func(line int) bool) (found segment, best float64) {
	best = math.Inf(1)
	n.tree.Search(Wider(geo.EmptyBox().Extend(end), looseEnds), func(_ geo.Box, s segment) bool {
		l := n.lines[s.line].runs[s.run].line
		a, b := l[s.at], l[s.at+1]
		if a == end || b == end || !of(s.line) {
			return true
		}
		d, _ := geo.SegmentDistance(end.LonLat(), a.LonLat(), b.LonLat())
		if m := float64(d); m < best || m == best && less(s, found) {
			best, found = m, s
		}
		return true
	})
	return found, best
}

func less(a, b segment) bool {
	return a.line < b.line || a.line == b.line && (a.run < b.run || a.run == b.run && a.at < b.at)
}

// insert puts the new vertices into the streets, along each edge in order.
func insert(lines []osmLine, added map[segment][]geo.Point) {
	byRun := map[[2]int]bool{}
	for s := range added {
		byRun[[2]int{s.line, s.run}] = true
	}
	for key := range byRun {
		r := &lines[key[0]].runs[key[1]]
		var out geo.Line
		for j, p := range r.line {
			out = append(out, p)
			more := added[segment{key[0], key[1], j}]
			slices.SortFunc(more, func(a, b geo.Point) int {
				return cmp.Compare(apart(p, a), apart(p, b))
			})
			for _, q := range more {
				if out[len(out)-1] != q && (j+1 >= len(r.line) || r.line[j+1] != q) {
					out = append(out, q)
				}
			}
		}
		r.line = out
	}
}

// apart orders the points along one edge.
func apart(from, p geo.Point) float64 {
	return math.Hypot(float64(p.X)-float64(from.X), float64(p.Y)-float64(from.Y))
}
