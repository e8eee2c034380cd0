package tiles

import (
	"slices"

	"github.com/redsail/redsail/geo"
)

// boxIndex finds things by their boxes, which stay as they are: an R-tree that is packed once. It
// keeps a number for each thing, and no box of one; near.Tree, to which things may be added, takes
// some ten times the memory, and longer to be made.
type boxIndex struct {
	order []int32     // the things, those near each other side by side
	rows  [][]geo.Box // of each 16 things, of each 16 of these, and so on up to one
	box   func(int32) geo.Box
}

// indexWidth is how many things, or boxes, are under one box.
const indexWidth = 16

// newBoxIndex takes over the list of things. What has an empty box is never found.
func newBoxIndex(things []int32, box func(int32) geo.Box) *boxIndex {
	x := &boxIndex{box: box}
	type placed struct {
		at    uint64
		thing int32
	}
	list := make([]placed, 0, len(things))
	for _, t := range things {
		if b := box(t); !b.Empty() {
			list = append(list, placed{middleRank(b), t})
		}
	}
	slices.SortFunc(list, func(a, b placed) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return int(a.thing) - int(b.thing)
	})
	x.order = things[:0]
	for _, p := range list {
		x.order = append(x.order, p.thing)
	}
	row := make([]geo.Box, 0, len(x.order)/indexWidth+1)
	for i := range x.order {
		row = under(row, i, box(x.order[i]))
	}
	for x.rows = append(x.rows, row); len(row) > 1; x.rows = append(x.rows, row) {
		below := row
		row = make([]geo.Box, 0, len(below)/indexWidth+1)
		for i := range below {
			row = under(row, i, below[i])
		}
	}
	return x
}

// under puts box i below the last one of a row, or a new one.
func under(row []geo.Box, i int, box geo.Box) []geo.Box {
	if i%indexWidth == 0 {
		return append(row, box)
	}
	row[len(row)-1] = row[len(row)-1].Union(box)
	return row
}

// middleRank is the place of the middle of a box along a curve that fills the plane (Z order).
func middleRank(b geo.Box) uint64 {
	mid := func(a, b int32) uint32 { return uint32((int64(a)+int64(b))>>1 + 1<<31) }
	return spread(mid(b.Min.X, b.Max.X)) | spread(mid(b.Min.Y, b.Max.Y))<<1
}

// spread puts a zero after each bit.
func spread(v uint32) uint64 {
	x := uint64(v)
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f0f0f0f0f
	x = (x | x<<2) & 0x3333333333333333
	return (x | x<<1) & 0x5555555555555555
}

// search calls f for each thing whose closed box meets the closed window, until f is false. The
// order has no meaning.
func (x *boxIndex) search(window geo.Box, f func(int32) bool) {
	if len(x.order) > 0 {
		x.below(len(x.rows)-1, 0, window, f)
	}
}

// below searches under box i of a row.
func (x *boxIndex) below(row, i int, window geo.Box, f func(int32) bool) bool {
	if !x.rows[row][i].Intersects(window) {
		return true
	}
	first := i * indexWidth
	if row > 0 {
		for k := first; k < min(first+indexWidth, len(x.rows[row-1])); k++ {
			if !x.below(row-1, k, window, f) {
				return false
			}
		}
		return true
	}
	for _, t := range x.order[first:min(first+indexWidth, len(x.order))] {
		if x.box(t).Intersects(window) && !f(t) {
			return false
		}
	}
	return true
}
