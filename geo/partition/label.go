package partition

import (
	"container/heap"
	"math"

	"github.com/redsail/redsail/geo"
)

// maxCells bounds the search for a label point: thin long shapes are not worth more.
const maxCells = 4096

// LabelPoint is a point deep inside the shape: the pole of inaccessibility (farthest
// from the border), found by ever smaller squares as in Agafonkin's polylabel (Mapbox,
// 2016), good to 2 % of the distance plus one unit. The shape owns it: m.Owns(p).
//
// It is the same on every machine, since grids are numbered by it: cells are squares of
// the lattice, halves of a power of two; distances are float64 in steps that are each
// rounded; longitude is scaled by the cosine of the latitude of the box's middle as
// Bhāskara I gave it (7th century; good to 0.2 %), in whole 4096ths; equals go west,
// then south.
//
// In shapes thinner than a unit it is the middle of the longest run of owned lattice
// points on some line of latitude. Slivers can own no lattice point at all; theirs is
// the first point of the largest polygon. The point of an empty shape is 0, 0.
func LabelPoint(m geo.MultiPolygon) geo.Point {
	if m.Vertices() == 0 {
		return geo.Point{}
	}
	l := newLabeller(m)
	if p, ok := l.pole(); ok {
		return p
	}
	if p, ok := l.longestRun(1024); ok {
		return p
	}
	return largest(m)[0][0][0]
}

// labeller measures inside one shape.
type labeller struct {
	edges  []edge
	tree   *tree
	box    geo.Box
	kx, ky float64 // metric of a unit east and north
}

func newLabeller(m geo.MultiPolygon) *labeller {
	edges := appendEdges(nil, m)
	box := m.Box()
	return &labeller{
		edges: edges,
		tree:  ringTree(edges),
		box:   box,
		kx:    float64(cosine4096((int64(box.Min.Y) + int64(box.Max.Y)) / 2)),
		ky:    4096,
	}
}

// cosine4096 is 4096 cos(lat) for a latitude in units, at least 1: Bhāskara's
// (32400 − 4x²) / (32400 + x²) with x in degrees, here in thousandths.
func cosine4096(lat int64) int64 {
	x := lat / (geo.Scale / 1000)
	const turn = 32_400_000_000
	return max(4096*(turn-4*x*x)/(turn+x*x), 1)
}

// owns is m.Owns by way of the tree.
func (l *labeller) owns(p geo.Point) bool {
	in := false
	ray := geo.Box{Min: p, Max: geo.Point{X: l.box.Max.X, Y: p.Y}}
	l.tree.search(ray.Intersects, func(id int32) bool {
		if e := l.edges[id]; geo.CrossesEast(e.a, e.b, p) {
			in = !in
		}
		return true
	})
	return in
}

// nearest is the distance from p to the border and the edge that is so near; hint is an edge
// that may be. Where the distance is not more than enough, it may be any that is not more.
func (l *labeller) nearest(p geo.Point, hint int32, enough float64) (distance float64, by int32) {
	t := l.tree
	least, enough := l.squared(l.edges[hint], p), float64(enough*math.Abs(enough))
	type node struct{ level, at int32 }
	var room [128]node
	stack := append(room[:0], node{int32(len(t.levels) - 2), int32(len(t.boxes) - 1)})
	for len(stack) > 0 && least > enough {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !(l.apart(t.boxes[n.at], p) < least) {
			continue
		}
		if n.level == 0 {
			continue // the only edge is the hint
		}
		first := t.levels[n.level-1] + (int(n.at)-t.levels[n.level])*fan
		last := min(first+fan, t.levels[n.level])
		for i := first; i < last; i++ {
			switch {
			case !(l.apart(t.boxes[i], p) < least):
			case n.level == 1:
				if d := l.squared(l.edges[t.ids[i]], p); d < least {
					least, hint = d, t.ids[i]
				}
			default:
				stack = append(stack, node{n.level - 1, int32(i)})
			}
		}
	}
	return math.Sqrt(least), hint
}

// apart is the square of the distance from p to a box.
func (l *labeller) apart(b geo.Box, p geo.Point) float64 {
	dx := float64(max(int64(b.Min.X)-int64(p.X), int64(p.X)-int64(b.Max.X), 0)) * l.kx
	dy := float64(max(int64(b.Min.Y)-int64(p.Y), int64(p.Y)-int64(b.Max.Y), 0)) * l.ky
	return float64(dx*dx) + float64(dy*dy)
}

// squared is the square of the distance from p to e.
func (l *labeller) squared(e edge, p geo.Point) float64 {
	dx, dy := (float64(e.b.X)-float64(e.a.X))*l.kx, (float64(e.b.Y)-float64(e.a.Y))*l.ky
	px, py := (float64(p.X)-float64(e.a.X))*l.kx, (float64(p.Y)-float64(e.a.Y))*l.ky
	t := (float64(px*dx) + float64(py*dy)) / (float64(dx*dx) + float64(dy*dy))
	t = min(max(t, 0), 1)
	px, py = px-float64(t*dx), py-float64(t*dy)
	return float64(px*px) + float64(py*py)
}

// cell is a square of the lattice with its middle and half its side.
type cell struct {
	at       geo.Point
	half     int64
	distance float64 // from the border, negative where the shape does not own the middle
	most     float64 // that any point of the cell can reach
	by       int32   // the nearest edge, or one near
}

// cell makes the cell with its middle at x, y, or at the nearest point of the box: from
// there it holds as much of the box. Of one that reaches no deeper than best, only that is
// known: its most is not more than best.
func (l *labeller) cell(x, y, half int64, by int32, best float64) cell {
	at := geo.Point{
		X: int32(min(max(x, int64(l.box.Min.X)), int64(l.box.Max.X))),
		Y: int32(min(max(y, int64(l.box.Min.Y)), int64(l.box.Max.Y))),
	}
	radius := l.radius(half)
	c := cell{at: at, half: half}
	c.distance, c.by = l.nearest(at, by, best-radius)
	if c.most = c.distance + radius; c.most > best && !l.owns(at) {
		c.distance = -c.distance
		c.most = c.distance + radius
	}
	return c
}

// radius is the distance from the middle of a cell to its corners.
func (l *labeller) radius(half int64) float64 {
	return float64(half) * math.Sqrt(float64(l.kx*l.kx)+float64(l.ky*l.ky))
}

// pole searches the cells that may hold a deeper point than the best so far, the most
// promising first.
func (l *labeller) pole() (geo.Point, bool) {
	best := l.cell(mean(l.box.Min.X, l.box.Max.X), mean(l.box.Min.Y, l.box.Max.Y), 0, 0, math.Inf(-1))
	q := l.firstCells(best)
	for n := 0; q.Len() > 0 && n < maxCells; n++ {
		c := heap.Pop(q).(cell)
		if c.distance > best.distance {
			best = c
		}
		if c.most <= best.distance*1.02+l.ky {
			break
		}
		if c.half == 0 {
			continue
		}
		h := c.half / 2
		for _, d := range parts(c.half) {
			child := l.cell(int64(c.at.X)+d[0], int64(c.at.Y)+d[1], h, c.by, best.distance)
			if child.most > best.distance {
				heap.Push(q, child)
			}
		}
	}
	return best.at, best.distance > 0
}

// parts are the middles of the parts of a cell from its own middle: of four smaller cells, and of
// one that has no smaller ones the lattice points round it.
func parts(half int64) [][2]int64 {
	if half == 1 {
		return [][2]int64{{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}, {0, 1}, {1, -1}, {1, 0}, {1, 1}}
	}
	h := half / 2
	return [][2]int64{{-h, -h}, {-h, h}, {h, -h}, {h, h}}
}

// firstCells covers the box by at most 33 × 33 cells, without those that reach no deeper than
// best.
func (l *labeller) firstCells(best cell) *cells {
	w, h := int64(l.box.Max.X)-int64(l.box.Min.X), int64(l.box.Max.Y)-int64(l.box.Min.Y)
	half := int64(1)
	for half < min(w, h)/4 || half < max(w, h)/64 {
		half *= 2
	}
	q, near := &cells{}, best.by
	for x := int64(l.box.Min.X) + half; x-half <= int64(l.box.Max.X); x += 2 * half {
		for y := int64(l.box.Min.Y) + half; y-half <= int64(l.box.Max.Y); y += 2 * half {
			c := l.cell(x, y, half, near, best.distance)
			if near = c.by; c.most > best.distance {
				*q = append(*q, c)
			}
		}
	}
	heap.Init(q)
	return q
}

func mean(a, b int32) int64 { return (int64(a) + int64(b)) / 2 }

// cells is a heap, the most promising first; equals by place.
type cells []cell

func (q cells) Len() int { return len(q) }
func (q cells) Less(i, j int) bool {
	if q[i].most != q[j].most {
		return q[i].most > q[j].most
	}
	return q[i].at.Less(q[j].at)
}
func (q cells) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *cells) Push(x any)   { *q = append(*q, x.(cell)) }
func (q *cells) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
