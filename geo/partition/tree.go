package partition

import (
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// fan is the number of children of a node.
const fan = 16

// tree is a static packed R-tree over boxes, leaves in Hilbert order (Kamel and
// Faloutsos, Hilbert R-tree, VLDB 1994). It is built once and never changed.
type tree struct {
	boxes  []geo.Box // level after level, leaves first
	ids    []int32   // item of each leaf
	levels []int     // where each level starts in boxes, and at last its length
}

// newTree indexes n items by their boxes.
func newTree(n int, box func(i int) geo.Box) *tree {
	if n == 0 {
		return &tree{}
	}
	return pack(hilbertOrder(n, box), box)
}

// pack is the tree over items that lie near each other when they follow each other in ids.
func pack(ids []int32, box func(i int) geo.Box) *tree {
	n := len(ids)
	t := &tree{ids: ids}
	t.boxes = make([]geo.Box, n, n+n/(fan-1)+8)
	for i, id := range t.ids {
		t.boxes[i] = box(int(id))
	}
	t.levels = []int{0}
	for start, end := 0, n; end-start > 1; {
		t.levels = append(t.levels, end)
		for i := start; i < end; i += fan {
			b := geo.EmptyBox()
			for _, c := range t.boxes[i:min(i+fan, end)] {
				b = b.Union(c)
			}
			t.boxes = append(t.boxes, b)
		}
		start, end = end, len(t.boxes)
	}
	t.levels = append(t.levels, len(t.boxes))
	return t
}

func pointTree(points []geo.Point) *tree {
	return newTree(len(points), func(i int) geo.Box { return geo.Box{Min: points[i], Max: points[i]} })
}

func edgeTree(edges []edge) *tree {
	return newTree(len(edges), func(i int) geo.Box { return edges[i].box() })
}

// ringTree is edgeTree of the edges of rings as they follow each other: it is made faster, and
// what is asked of it is near one place.
func ringTree(edges []edge) *tree {
	if len(edges) == 0 {
		return &tree{}
	}
	ids := make([]int32, len(edges))
	for i := range ids {
		ids[i] = int32(i)
	}
	return pack(ids, func(i int) geo.Box { return edges[i].box() })
}

// search calls visit for each item whose box passes the test; a node that fails it is
// skipped with all below. It stops when visit returns false.
func (t *tree) search(test func(geo.Box) bool, visit func(id int32) bool) {
	if len(t.boxes) == 0 {
		return
	}
	var room [128]treeNode
	stack := append(room[:0], t.root())
	if !test(t.boxes[len(t.boxes)-1]) {
		return
	}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if n.level == 0 {
			if !visit(t.ids[n.at]) {
				return
			}
			continue
		}
		first, last := t.below(n)
		for i := first; i < last; i++ {
			if test(t.boxes[i]) {
				stack = append(stack, treeNode{n.level - 1, int32(i)})
			}
		}
	}
}

// treeNode is a box of a tree, by its place, and its level from the leaves on.
type treeNode struct{ level, at int32 }

func (t *tree) root() treeNode {
	return treeNode{int32(len(t.levels) - 2), int32(len(t.boxes) - 1)}
}

// below gives the places of the children of a node that is no leaf, the last not included.
func (t *tree) below(n treeNode) (first, last int) {
	first = t.levels[n.level-1] + (int(n.at)-t.levels[n.level])*fan
	return first, min(first+fan, t.levels[n.level])
}

// gather appends the leaves whose boxes meet the box, by their places. With more than most of them
// it gives up.
func (t *tree) gather(dst []int32, box geo.Box, most int) (leaves []int32, all bool) {
	if len(t.boxes) == 0 || !box.Intersects(t.boxes[len(t.boxes)-1]) {
		return dst, true
	}
	var room [128]treeNode
	stack := append(room[:0], t.root())
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if n.level == 0 {
			if len(dst) == most {
				return dst, false
			}
			dst = append(dst, n.at)
			continue
		}
		first, last := t.below(n)
		for i := first; i < last; i++ {
			if box.Intersects(t.boxes[i]) {
				stack = append(stack, treeNode{n.level - 1, int32(i)})
			}
		}
	}
	return dst, true
}

// strip returns a test for boxes that may hold a point within two units of a–b. It may
// let a farther box pass, never stop a near one.
func strip(a, b geo.Point) func(geo.Box) bool {
	grown := grow(geo.EmptyBox().Extend(a).Extend(b), 2)
	dx, dy := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
	reach := 2.5 * (math.Abs(dx) + math.Abs(dy))
	return func(x geo.Box) bool {
		if !grown.Intersects(x) {
			return false
		}
		// Separation across the line: all four corners far on one side.
		hx, hy := (float64(x.Max.X)-float64(x.Min.X))/2, (float64(x.Max.Y)-float64(x.Min.Y))/2
		cx, cy := float64(x.Min.X)+hx-float64(a.X), float64(x.Min.Y)+hy-float64(a.Y)
		side := math.Abs(dx*cy - dy*cx)
		slack := 1e-12 * (math.Abs(dx*cy) + math.Abs(dy*cx))
		return side-slack <= math.Abs(dx)*hy+math.Abs(dy)*hx+reach
	}
}

// grow widens a box by n units; it stays within int32.
func grow(b geo.Box, n int32) geo.Box {
	return geo.Box{
		Min: geo.Point{X: b.Min.X - n, Y: b.Min.Y - n},
		Max: geo.Point{X: b.Max.X + n, Y: b.Max.Y + n},
	}
}

// hilbertOrder sorts items by the place of their box's middle on a Hilbert curve over
// a grid of 2^16 by 2^16 cells.
func hilbertOrder(n int, box func(i int) geo.Box) []int32 {
	all := geo.EmptyBox()
	for i := range n {
		all = all.Union(box(i))
	}
	width := max(int64(all.Max.X)-int64(all.Min.X), int64(all.Max.Y)-int64(all.Min.Y), 1)
	keys := make([]uint64, n)
	eachStride(n, func(first, last int) {
		for i := first; i < last; i++ {
			b := box(i)
			x := (int64(b.Min.X)+int64(b.Max.X))/2 - int64(all.Min.X)
			y := (int64(b.Min.Y)+int64(b.Max.Y))/2 - int64(all.Min.Y)
			keys[i] = uint64(hilbert(uint32(x*0xffff/width), uint32(y*0xffff/width)))<<32 | uint64(i)
		}
	})
	keys = sortKeys(keys)
	ids := make([]int32, n)
	for i, k := range keys {
		ids[i] = int32(uint32(k))
	}
	return ids
}

// sortKeys sorts keys whose lower halves ascend: by 11 bits of the upper half at a time, from the lowest on.
func sortKeys(keys []uint64) []uint64 {
	const bits = 11
	if len(keys) < 1<<bits {
		slices.Sort(keys)
		return keys
	}
	other := make([]uint64, len(keys))
	for shift := 32; shift < 64; shift += bits {
		var at [1<<bits + 1]int
		for _, k := range keys {
			at[k>>shift&(1<<bits-1)+1]++
		}
		for d := range 1 << bits {
			at[d+1] += at[d]
		}
		for _, k := range keys {
			d := k >> shift & (1<<bits - 1)
			other[at[d]] = k
			at[d]++
		}
		keys, other = other, keys
	}
	return keys
}

// hilbert is the distance along a Hilbert curve of order 16.
func hilbert(x, y uint32) uint32 {
	var d uint32
	for s := uint32(1 << 15); s > 0; s >>= 1 {
		rx, ry := uint32(0), uint32(0)
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		d += s * s * ((3 * rx) ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = 0xffff-x, 0xffff-y
			}
			x, y = y, x
		}
	}
	return d
}
