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

// nodeStreets gives a street a vertex where another one ends on it, since streets meet at
// vertices and many files are drawn without. Nothing moves but by a unit's rounding.
func nodeStreets(n *Network, lines []osmLine) {
	var tree near.Tree[segment]
	vertices := map[geo.Point]int{} // streets at each vertex
	for i := range lines {
		if lines[i].Kind != Road && lines[i].Kind != Path {
			continue
		}
		for k, r := range lines[i].runs {
			for j := range r.line {
				vertices[r.line[j]]++
				if j+1 < len(r.line) {
					tree.Insert(geo.EmptyBox().Extend(r.line[j]).Extend(r.line[j+1]), segment{i, k, j})
				}
			}
		}
	}
	added := map[segment][]geo.Point{}
	for i := range lines {
		if lines[i].Kind != Road && lines[i].Kind != Path {
			continue
		}
		for _, r := range lines[i].runs {
			for _, end := range []geo.Point{r.line[0], r.line[len(r.line)-1]} {
				n.nodeEnd(&tree, lines, i, end, vertices[end] > 1, added)
			}
		}
	}
	insert(lines, added)
}

// nodeEnd looks for a street on which an end lies without being a vertex of it. One that meets
// another street already is not loose.
func (n *Network) nodeEnd(tree *near.Tree[segment], lines []osmLine, own int, end geo.Point, meets bool, added map[segment][]geo.Point) {
	box := Wider(geo.EmptyBox().Extend(end), looseEnds)
	var found segment
	best := math.Inf(1)
	tree.Search(box, func(_ geo.Box, s segment) bool {
		l := lines[s.line].runs[s.run].line
		a, b := l[s.at], l[s.at+1]
		if a == end || b == end {
			return true
		}
		d, _ := geo.SegmentDistance(end.LonLat(), a.LonLat(), b.LonLat())
		if m := float64(d); m < best || m == best && less(s, found) {
			best, found = m, s
		}
		return true
	})
	switch {
	case best <= onLine*metresPerUnit:
		if !slices.Contains(added[found], end) {
			added[found] = append(added[found], end)
			n.Noded++
		}
	case best < looseEnds && !meets:
		n.Loose = append(n.Loose, Mention{
			Code: lines[own].Code, Message: fmt.Sprintf("it ends %.2f m from %s and does not meet it", best, lines[found.line].Code), At: end.LonLat(),
		})
	}
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
