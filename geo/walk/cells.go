package walk

import "github.com/redsail/redsail/geo"

// cells is a packed uniform grid over straight pieces: which of them pass each cell.
type cells struct {
	origin geo.Point // lattice units, the south-west corner
	across int32
	up     int32
	width  int32 // lattice units of a cell
	height int32
	first  []uint32 // by cell, row by row from the south
	items  []uint32 // numbers of pieces, rising in each cell; nil where they are laid out by cell
}

// piece is a straight run between two lattice points.
type piece struct{ a, b geo.Point }

// mostCells keeps the grid of a few scattered streets small: cells grow until it is.
const mostCells = 1 << 23

// newCells makes the grid with cells of so many lattice units. Pieces stand in every cell that
// they pass, and may stand in one beside it.
func newCells(pieces []piece, width, height int32) cells {
	box := geo.EmptyBox()
	for i := range pieces {
		box = box.Extend(pieces[i].a).Extend(pieces[i].b)
	}
	c := cells{origin: box.Min, width: width, height: height}
	if box.Empty() {
		return c
	}
	wide, high := int64(box.Max.X)-int64(box.Min.X), int64(box.Max.Y)-int64(box.Min.Y)
	most := min(int64(mostCells), int64(4*len(pieces)+1024))
	for (wide/int64(c.width)+1)*(high/int64(c.height)+1) > most {
		c.width, c.height = 2*c.width, 2*c.height
	}
	c.across, c.up = int32(wide/int64(c.width))+1, int32(high/int64(c.height))+1
	c.first = make([]uint32, int(c.across)*int(c.up)+1)
	for i := range pieces {
		c.each(&pieces[i], func(cell int) { c.first[cell+1]++ })
	}
	for i := 1; i < len(c.first); i++ {
		c.first[i] += c.first[i-1]
	}
	c.items = make([]uint32, c.first[len(c.first)-1])
	next := append([]uint32(nil), c.first...)
	for i := range pieces {
		c.each(&pieces[i], func(cell int) { c.items[next[cell]], next[cell] = uint32(i), next[cell]+1 })
	}
	return c
}

// column and line are those of a cell that holds a coordinate, which may lie outside the grid.
func (c *cells) column(x int32) int { return floorDiv(int64(x)-int64(c.origin.X), int64(c.width)) }
func (c *cells) line(y int32) int   { return floorDiv(int64(y)-int64(c.origin.Y), int64(c.height)) }

func floorDiv(a, b int64) int {
	if a < 0 {
		return int((a - b + 1) / b)
	}
	return int(a / b)
}

// each visits the cells that a piece of the grid passes, line by line; in each line from the
// place where it enters to that where it leaves, widened by a unit for rounding.
func (c *cells) each(p *piece, visit func(cell int)) {
	a, b := p.a, p.b
	if a.Y > b.Y {
		a, b = b, a
	}
	low, high := c.line(a.Y), c.line(b.Y)
	for l := low; l <= high; l++ {
		west, east := min(a.X, b.X), max(a.X, b.X)
		if low != high {
			west, east = c.within(a, b, l)
		}
		for k := max(c.column(west), 0); k <= min(c.column(east), int(c.across)-1); k++ {
			visit(l*int(c.across) + k)
		}
	}
}

// within is the stretch of longitudes that a piece, a south of b, takes within a line of cells.
func (c *cells) within(a, b geo.Point, l int) (west, east int32) {
	south := float64(c.origin.Y) + float64(l)*float64(c.height)
	north := south + float64(c.height)
	slope := (float64(b.X) - float64(a.X)) / (float64(b.Y) - float64(a.Y))
	x0 := float64(a.X) + slope*(max(south, float64(a.Y))-float64(a.Y))
	x1 := float64(a.X) + slope*(min(north, float64(b.Y))-float64(a.Y))
	west = max(int32(min(x0, x1))-1, min(a.X, b.X))
	east = min(int32(max(x0, x1))+1, max(a.X, b.X))
	return west, east
}

// in is where the pieces of a cell stand, from one place to before another; nowhere outside the
// grid.
func (c *cells) in(column, line int) (from, to uint32) {
	if column < 0 || line < 0 || column >= int(c.across) || line >= int(c.up) {
		return 0, 0
	}
	cell := line*int(c.across) + column
	return c.first[cell], c.first[cell+1]
}
