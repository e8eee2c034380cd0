package walk

import (
	"math"

	"github.com/redsail/redsail/geo"
)

// run is a straight part of a street, with where it begins along the street's length.
type run struct {
	piece
	part  int32
	edge  uint32  // of the part
	start float64 // metres from the street's A
}

// before is true of the run that comes first in the order of the streets.
func (r *run) before(o *run) bool {
	return r.part < o.part || r.part == o.part && r.start < o.start
}

// cellMetres is the size of the cells in which streets and barriers are looked up.
const cellMetres = 64

// laid are straight parts of streets as a grid lays them out.
type laid struct {
	runs []run
	grid cells
}

// layRuns makes the grids of the straight parts of all streets: of those that are no islets, where a
// search begins, and of the islets. Those of a cell, and of the cells beside it, stand side by side:
// a search reads few places of the memory.
func (n *Network) layRuns() {
	total := 0
	for i := range n.parts {
		total += int(n.parts[i].to-n.parts[i].from) - 1
	}
	land, islets := make([]run, 0, total), []run(nil)
	for i := range n.parts {
		p := &n.parts[i]
		to := &land
		if p.islet {
			to = &islets
		}
		start := 0.0
		for k := p.from + 1; k < p.to; k++ {
			one := piece{n.line[k-1], n.line[k]}
			*to = append(*to, run{one, int32(i), n.edgeOf[i], start})
			start += n.metric.length(one.a, one.b)
		}
	}
	n.land.runs, n.land.grid = gridOf(land, &n.metric, func(r *run) piece { return r.piece })
	n.islets.runs, n.islets.grid = gridOf(islets, &n.metric, func(r *run) piece { return r.piece })
}

// gridOf makes the grid of straight parts, and lays them out as its cells name them, one that
// passes several cells once for each: a search reads few places of the memory.
func gridOf[T any](all []T, m *metric, of func(*T) piece) ([]T, cells) {
	pieces := make([]piece, len(all))
	for i := range all {
		pieces[i] = of(&all[i])
	}
	width, height := m.cell(pieces)
	grid := newCells(pieces, width, height)
	out := make([]T, len(grid.items))
	for i, item := range grid.items {
		out[i] = all[item]
	}
	grid.items = nil
	return out, grid
}

// cell is the size in lattice units of a cell of some 64 m in the middle of the pieces.
func (m *metric) cell(pieces []piece) (width, height int32) {
	box := geo.EmptyBox()
	for i := range pieces {
		box = box.Extend(pieces[i].a)
	}
	if box.Empty() {
		return 1, 1
	}
	east, north := m.at((float64(box.Min.Y) + float64(box.Max.Y)) / 2)
	return int32(math.Min(cellMetres/max(east, 1e-9), 1e8)), int32(cellMetres / north)
}
