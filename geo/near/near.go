// Package near finds boxes of the lattice: those that meet a box, and those nearest
// to something. It is the only home of the R-tree library.
//
// Coordinates go into the tree as int64, because the areas that it compares while it
// splits a node would overflow int32; every test is therefore exact.
package near

import (
	"github.com/tidwall/rtree"

	"github.com/redsail/redsail/geo"
)

// Tree holds values of T by their closed boxes. The zero value is an empty tree.
// Inserting is for one goroutine; once filled, any number may read.
type Tree[T any] struct {
	r rtree.RTreeGN[int64, T]
}

// Insert adds v under the closed box. An empty box is never found again, so it is not kept.
func (t *Tree[T]) Insert(box geo.Box, v T) {
	if box.Empty() {
		return
	}
	t.r.Insert(corner(box.Min), corner(box.Max), v)
}

// Len is the number of values kept.
func (t *Tree[T]) Len() int { return t.r.Len() }

// Search calls f for each value whose closed box shares a point with the closed box,
// until f returns false. The order is that of the tree: fixed for the same sequence of
// insertions, but meaningless; who needs an order sorts.
func (t *Tree[T]) Search(box geo.Box, f func(geo.Box, T) bool) {
	if box.Empty() {
		return
	}
	t.r.Search(corner(box.Min), corner(box.Max), func(lo, hi [2]int64, v T) bool {
		return f(unbox(lo, hi), v)
	})
}

// Nearest calls f for each value by rising dist of its box, until f returns false.
// dist must not be greater for a box than for a box inside it (the usual distance to a
// box is such), or the order is wrong. Values at the same distance come in the order of
// the tree.
func (t *Tree[T]) Nearest(dist func(geo.Box) float64, f func(box geo.Box, v T, d float64) bool) {
	t.r.Nearby(
		func(lo, hi [2]int64, _ T, _ bool) float64 { return dist(unbox(lo, hi)) },
		func(lo, hi [2]int64, v T, d float64) bool { return f(unbox(lo, hi), v, d) },
	)
}

func corner(p geo.Point) [2]int64 { return [2]int64{int64(p.X), int64(p.Y)} }

// unbox narrows what corner has widened: nothing is lost.
func unbox(lo, hi [2]int64) geo.Box {
	return geo.Box{
		Min: geo.Point{X: int32(lo[0]), Y: int32(lo[1])},
		Max: geo.Point{X: int32(hi[0]), Y: int32(hi[1])},
	}
}
